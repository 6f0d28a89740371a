"""Packed mails: fewer bytes, every attachment once, and always the same bytes back."""

import subprocess
import sys
from base64 import encodebytes
from collections.abc import Iterable
from importlib import import_module
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrap import mime
from mailtrap.errors import StoreError
from mailtrap.mime import Part
from mailtrap.mime.headers import HeaderSection
from mailtrap.stores.packing import MIN_PACKED, MIN_PIECE, Packed, Packer, digest, unpack
from tests.odd_mails import ODD, multi, part

bench = import_module("bench.letters")  # as a name: for mypy the folder, which is no package, has it as "letters"

FILE = encodebytes(Random(1).randbytes(6_000)).replace(b"\n", b"\r\n").rstrip()
LOG = b"".join(b"10:%02d all is well\r\n" % minute for minute in range(300)).rstrip()
PDF = part(b"application/pdf", FILE, b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment")


@pytest.fixture
def packer() -> Packer:
    return Packer()


def pack(packer: Packer, raw: bytes) -> Packed:
    return packer.pack(raw, mime.parse(raw))


def back(packer: Packer, packed: Packed, size: int) -> bytes:
    """The mail as the store gets it back: pieces in any order."""
    pieces = [(piece.start, *packer.pack_piece(piece)) for piece in reversed(packed.pieces)]
    return unpack(packed.rest, packed.is_packed, pieces, size)


def stored(packer: Packer, mails: Iterable[bytes], known: dict[bytes, int]) -> int:
    """Bytes that mails take in a store."""
    total = 0
    for raw in mails:
        packed = pack(packer, raw)
        total += len(packed.rest)
        for piece in packed.pieces:
            if piece.digest not in known:
                known[piece.digest] = len(packer.pack_piece(piece).content)
    return total + sum(known.values())


def test_letters_come_back_in_half_the_bytes(packer: Packer) -> None:
    """Each letter of an application is the same again, and all together take half of the room or less."""
    letters = [letter.raw for letter in bench.letters(300)]

    for raw in letters:
        assert back(packer, pack(packer, raw), len(raw)) == raw
    assert stored(packer, letters, {}) < sum(map(len, letters)) / 2


@pytest.mark.parametrize("name", ODD)
def test_odd_mails_come_back(name: str, packer: Packer) -> None:
    """No mail is too odd to come back as it was."""
    raw = ODD[name]()
    packed = pack(packer, raw)

    assert back(packer, packed, len(raw)) == raw
    assert len(packed.rest) + sum(len(piece.raw) for piece in packed.pieces) <= len(raw)


def test_an_attachment_of_two_mails_is_one_content(packer: Packer) -> None:
    """Identical attachments have one name, wherever they stand; what stands about them does not count."""
    one = pack(packer, multi(part(b"text/plain", b"Dear Ann"), PDF))
    two = pack(packer, multi(part(b"text/plain", b"Dear Bob and Eve"), part(b"text/html", b"<p>Hello"), PDF))

    assert [piece.digest for piece in one.pieces] == [piece.digest for piece in two.pieces] == [digest(FILE)]
    assert one.pieces[0].raw == FILE
    assert one.pieces[0].start != two.pieces[0].start
    assert FILE not in one.rest


def test_bodies_stay_with_their_mail(packer: Packer) -> None:
    """Text and HTML that a mail is read by are no pieces, however long; a text that is attached is one."""
    bodies = (part(b"text/plain", LOG), part(b"text/html", LOG))
    attached = part(b"text/plain", LOG, b"Content-Disposition: attachment; filename=all.log")

    assert pack(packer, multi(*bodies)).pieces == ()
    assert [piece.raw for piece in pack(packer, multi(*bodies, attached)).pieces] == [LOG]


def test_small_attachments_stay_with_their_mail(packer: Packer) -> None:
    """Below 4 kB a place of its own would cost more than it saves."""
    small, large = (part(b"image/png", b"x" * size) for size in (MIN_PIECE - 1, MIN_PIECE))

    assert [len(piece.raw) for piece in pack(packer, multi(small, large)).pieces] == [MIN_PIECE]


def test_what_an_enclosed_mail_encloses_is_a_piece(packer: Packer) -> None:
    """A forwarded file is the same file; of a mail that is encoded, and so has no parts in the raw, all is a piece."""
    inner = multi(part(b"text/plain", b"See file"), PDF).replace(b'"b"', b'"inner"').replace(b"--b", b"--inner")
    plain = multi(part(b"message/rfc822", inner), PDF)
    coded = multi(part(b"message/rfc822", encodebytes(inner), b"Content-Transfer-Encoding: base64"))

    assert [piece.digest for piece in pack(packer, plain).pieces] == [digest(FILE)] * 2
    assert [piece.raw for piece in pack(packer, coded).pieces] == [encodebytes(inner)]
    for raw in (plain, coded):
        assert back(packer, pack(packer, raw), len(raw)) == raw


def test_what_does_not_get_smaller_stays_as_it_is(packer: Packer) -> None:
    """Noise, and what is tiny, is kept plain."""
    noise, tiny = Random(2).randbytes(3_000), b"a" * (MIN_PACKED - 1)

    assert pack(packer, noise) == Packed(noise, False, ())
    assert pack(packer, tiny) == Packed(tiny, False, ())
    assert pack(packer, b"") == Packed(b"", False, ())
    assert pack(packer, tiny * 2).is_packed


def _part(source: bytes, body: int, end: int, children: list[Part]) -> Part:
    header = HeaderSection([], 0, [])
    return Part("1", source, 0, body, end, header, content_type="image/png", children=children)


@given(raw=st.binary(max_size=600), repeated=st.integers(1, 60), data=st.data())
def test_whatever_the_tree_says_the_bytes_come_back(raw: bytes, repeated: int, data: st.DataObject) -> None:
    """Parts that overlap, run backwards, are empty or outside of the mail, or of another one, cut nothing wrongly."""
    raw *= repeated
    position = st.integers(-10, len(raw) + 10)
    source = st.sampled_from([raw, b"another" * 999])
    leaf = st.builds(_part, source, position, position, st.just([]))
    tree = st.recursive(leaf, lambda inner: st.builds(_part, source, position, position, st.lists(inner, max_size=5)))
    packer = Packer()
    packed = packer.pack(raw, _part(raw, 0, len(raw), data.draw(st.lists(tree, max_size=8))))

    assert back(packer, packed, len(raw)) == raw


@given(raw=st.binary(max_size=5_000))
def test_any_bytes_come_back(raw: bytes) -> None:
    """A mail may be any bytes."""
    packer = Packer()

    assert back(packer, pack(packer, raw), len(raw)) == raw


def test_damage_is_told(packer: Packer) -> None:
    """Bytes that were cut off, changed, or are more than the mail ever had are an error with words, and no mail."""
    raw = b"Subject: x\r\n\r\n" + LOG
    packed = pack(packer, raw)
    changed = packed.rest[:4] + b"\xff" + packed.rest[5:]

    for rest, size in ((packed.rest[:-5], len(raw)), (changed, len(raw)), (b"junk" * 9, 9), (packed.rest, 99)):
        with pytest.raises(StoreError, match="cannot be unpacked"):
            unpack(rest, True, (), size)
    assert unpack(packed.rest, True, (), len(raw)) == unpack(packed.rest, 1) == raw


def test_a_bomb_is_not_unpacked(packer: Packer) -> None:
    """A frame that was put into the file and holds a gigabyte of nothing stops at the size of the mail."""
    bomb = packer.pack(bytes(64 * 1024 * 1024), mime.parse(b"")).rest

    assert len(bomb) < 16_000
    with pytest.raises(StoreError, match="more than 1,000"):
        unpack(bomb, True, (), 1_000)
    with pytest.raises(StoreError, match="more than 400"):
        unpack(b"x" * 600, False, [(0, bomb, True)], 1_000)


def test_frames_are_plain() -> None:
    """What is packed is one frame that names its size, readable without this program."""
    script = (
        "import sys\n"
        "try:\n    from compression import zstd\nexcept ImportError:\n    from backports import zstd\n"
        "frame = sys.stdin.buffer.read()\n"
        "info = zstd.get_frame_info(frame)\n"
        "print(info.decompressed_size, info.dictionary_id, len(zstd.decompress(frame)))"
    )
    frame = Packer().pack(LOG, mime.parse(b"")).rest
    told = subprocess.run([sys.executable, "-c", script], input=frame, capture_output=True, check=True).stdout

    assert told.split() == [b"%d" % len(LOG), b"0", b"%d" % len(LOG)]
