"""Small pictures of pictures: as Mailpit makes them, blank for what is none, and never at any price."""

import struct
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from PIL import Image

from mailtrap.web.thumbnail import MAX_PIXELS, SIZE, thumbnail
from tests.letters import PNG, attached, letter
from tests.support import Running

RED, GREEN, WHITE = (200, 20, 20), (20, 160, 20), (255, 255, 255)


def picture(size: tuple[int, int], colour: Any = RED, kind: str = "PNG", mode: str = "RGB", **more: Any) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def small(data: bytes) -> Image.Image:
    """The thumbnail, decoded; it is always a JPEG of one size."""
    found = Image.open(BytesIO(thumbnail(data)))

    assert (found.format, found.size, found.mode) == ("JPEG", SIZE, "RGB")
    return found


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, ...]) -> bool:
    """Whether a pixel is of this colour, as far as JPEG keeps it."""
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 16 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_large_picture_fills_it(kind: str) -> None:
    """A picture of any of the kinds that browsers show is scaled and cut to fill the whole."""
    found = small(picture((800, 400), kind=kind))

    assert near(found, (0, 0), RED) and near(found, (179, 119), RED)


def test_a_small_picture_stands_in_the_middle() -> None:
    """What is smaller is not blown up: it stands on white."""
    found = small(picture((40, 30)))

    assert near(found, (90, 60), RED)
    assert near(found, (5, 5), WHITE) and near(found, (60, 60), WHITE)


@pytest.mark.parametrize("size", [(2_000, 20), (20, 2_000), (1, 1), (1, 5_000), (5_000, 1)])
def test_a_narrow_picture_is_shown_whole(size: tuple[int, int]) -> None:
    """What is narrower than the thumbnail is scaled to fit into it."""
    found = small(picture(size))

    assert near(found, (0, 0), WHITE)


def test_what_is_transparent_is_white() -> None:
    """A picture one can see through is laid on white, not on black."""
    found = small(picture((400, 400), (0, 0, 0, 0), mode="RGBA"))

    assert near(found, (90, 60), WHITE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_colours_of_any_mode(mode: str) -> None:
    """Grey, palettes, 16 bits and the colours of print are all decoded."""
    small(picture((300, 300), 1 if mode != "CMYK" else (0, 0, 0, 0), "JPEG" if mode == "CMYK" else "PNG", mode=mode))


def test_it_stands_upright() -> None:
    """A camera that was held on its side says so; the picture is turned."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees, clockwise
    image = Image.new("RGB", (600, 400), RED)
    image.paste(GREEN, (0, 0, 300, 400))
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    found = small(out.getvalue())

    assert near(found, (90, 5), GREEN) and near(found, (90, 115), RED)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that announces a picture of this size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def many_scans() -> bytes:
    """A progressive JPEG whose last pass is repeated, each time at the price of a whole picture."""
    data = picture((4_000, 4_000), kind="JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 10_000 + b"\xff\xd9"


def many_exifs() -> bytes:
    """A JPEG of hundreds of Exif segments, each of which is joined to all before it."""
    data = picture((300, 300), kind="JPEG")
    return data[:2] + (b"\xff\xe1\xff\xffExif\0\0" + bytes(65_527)) * 700 + data[2:]


NONE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"hello",
    "pdf": lambda: b"%PDF-1.4",
    "a PNG in name only": lambda: b"\x89PNG\r\n\x1a\n",
    "a PNG cut off": lambda: picture((900, 900))[:200],
    "a GIF cut off": lambda: picture((900, 900), kind="GIF")[:20],
    "a JPEG of noise": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20,
    "a WebP of noise": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(500),
    "a PNG of 60,000 by 60,000": lambda: bomb(60_000, 60_000),
    "a PNG just too large": lambda: bomb(MAX_PIXELS // 1_000 + 1, 1_000),
    "a PNG of the most": lambda: bomb(2**31 - 1, 2**31 - 1),
    "a JPEG of many scans": many_scans,
    "a JPEG of many Exifs": many_exifs,
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "tiff": lambda: picture((300, 300), kind="TIFF"),
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_picture_is_blank(name: str) -> None:
    """Whatever cannot be decoded, or only at a price, gives a white picture, at once."""
    data = NONE[name]()
    before = process_time()
    found = small(data)

    assert process_time() - before < 1
    assert near(found, (90, 60), WHITE)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_picture_is_shown(kind: str) -> None:
    """Of an animation one picture is decoded, however many there are."""
    out = BytesIO()
    first, *others = (Image.new("RGB", (400, 400), (200, 20 + at % 2, 20)) for at in range(200))
    first.save(out, kind, save_all=True, append_images=others)
    before = process_time()
    found = small(out.getvalue())

    assert process_time() - before < 0.5
    assert near(found, (90, 60), RED)


def test_the_largest_that_is_decoded_takes_a_bounded_time() -> None:
    """A picture at the limit is decoded, in a second or so."""
    data = picture((5_000, MAX_PIXELS // 5_000), mode="P", colour=1)
    before = process_time()
    small(data)

    assert process_time() - before < 5


def test_thumb_of_a_part(server: Running) -> None:
    """The path of Mailpit: a JPEG for a picture and for anything else, 404 for a part that is not there."""
    server.send(letter(text="x", attachments=[attached("a.png", PNG, "image/png"), attached("a.txt", b"x")]))
    answers = [server.api(f"message/latest/part/{number}/thumb") for number in ("2", "3", "1")]

    for answer in answers:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert Image.open(BytesIO(answer.content)).size == (180, 120)
    assert server.api("message/latest/part/9/thumb").status_code == 404
    assert server.api("message/nobody/part/1/thumb").status_code == 404
    assert server.messages()[0]["Read"] is False


def test_without_pillow_it_is_501(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow is an extra; who has not got it is told how to get it."""
    server.send(letter(text="x", attachments=[attached("a.png", PNG, "image/png")]))
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    answer = server.api("message/latest/part/2/thumb")

    assert answer.status_code == 501
    assert "mailtrap-server[thumbnails]" in answer.json()["Error"]
