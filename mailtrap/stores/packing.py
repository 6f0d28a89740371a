"""A raw mail in fewer bytes, and back: equal to the byte.

What a program without this module needs to know: ``raws.raw`` and ``contents.content`` are the bytes themselves, or,
where ``is_packed`` is 1, one plain Zstandard frame of them (RFC 8878; no dictionary, its size in its header), as
``zstd -d`` and SQL functions for it read it. What the rows of ``raw_contents`` name was cut out of the mail: go through
them by ``start`` and put each content in, so that it begins at that position of the whole.

Needs ``backports.zstd>=1; python_version<'3.14'``; later versions of Python bring it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from mailtrap.errors import StoreError
from mailtrap.mime import Part
from mailtrap.mime.structure import walk

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Of zstd: higher ones take twice the time and more for a twentieth of the bytes."""
MIN_PACKED = 200
"""Bytes from which packing is tried."""
MIN_PIECE = 4 * 1024
"""Encoded bytes from which a body is kept on its own: a row and its place cost some 60."""
MAX_RAW = 1024**3
"""Bytes of any mail; a frame that claims more is none of ours. SQLite's values end here, too."""

_BODIES = ("text/plain", "text/html")

Stored = tuple[int, bytes, int | bool]
"""A piece as the tables have it: where it starts in the raw mail, its content, whether that is packed."""


class Piece(NamedTuple):
    """A body that was cut out of a mail: where it starts, the name of its bytes, and these as they stood (encoded).

    They are packed by ``Packer.pack_piece``, if no other mail has brought them yet.
    """

    start: int
    digest: bytes
    raw: bytes


class Content(NamedTuple):
    """Bytes to keep: a Zstandard frame if ``is_packed``, else what they are."""

    content: bytes
    is_packed: bool


class Packed(NamedTuple):
    """A mail to keep: what is left without its pieces, and these by where they start."""

    rest: bytes
    is_packed: bool
    pieces: tuple[Piece, ...]


class Packer:
    """Packs mails; for one thread, as it has one compressor for all of them."""

    def __init__(self) -> None:
        self._compressor = zstd.ZstdCompressor(level=LEVEL)

    def pack(self, raw: bytes, root: Part) -> Packed:
        """The mail without its large attachments, packed. ``root`` says where they are; whatever it says, ``unpack``
        gives back ``raw``."""
        pieces: list[Piece] = []
        kept: list[bytes] = []
        position = 0
        for start, end in _places(root, len(raw)):
            if start < position:
                continue
            kept.append(raw[position:start])
            piece = raw[start:end]
            pieces.append(Piece(start, digest(piece), piece))
            position = end
        rest = b"".join([*kept, raw[position:]]) if pieces else raw
        return Packed(*self._fewer(rest), tuple(pieces))

    def pack_piece(self, piece: Piece) -> Content:
        """The bytes of a piece, packed if that makes them fewer."""
        return self._fewer(piece.raw)

    def _fewer(self, raw: bytes) -> Content:
        if len(raw) < MIN_PACKED:
            return Content(raw, False)
        frame = self._compressor.compress(raw, self._compressor.FLUSH_FRAME)
        return Content(frame, True) if len(frame) < len(raw) else Content(raw, False)


def digest(content: bytes) -> bytes:
    """What a content is known by: BLAKE2b of 16 bytes."""
    return blake2b(content, digest_size=16).digest()


def _places(root: Part, size: int) -> Iterable[tuple[int, int]]:
    """Where the bodies are that are worth a place of their own, in order: attachments, whatever encloses them."""
    return sorted(
        (part.body, part.end)
        for part in walk(root)
        if part.end - part.body >= MIN_PIECE
        and 0 <= part.body <= part.end <= size
        and part.source is root.source
        and not any(child.source is root.source for child in part.children)
        and (part.content_type not in _BODIES or part.disposition == "attachment")
    )


def unpack(rest: bytes, is_packed: int | bool, pieces: Sequence[Stored] = (), size: int = MAX_RAW) -> bytes:
    """The raw mail. ``size`` is what it has in bytes; nothing larger is ever made.

    Raises:
        StoreError: what is kept is damaged.
    """
    raw = _unpacked(rest, is_packed, size)
    if not pieces:
        return raw
    left = size - len(raw)
    out: list[bytes] = []
    position = taken = 0
    for start, content, packed in sorted(pieces):
        here = start - position
        out.append(raw[taken : taken + here])
        taken += here
        out.append(_unpacked(content, packed, left))
        left -= len(out[-1])
        position = start + len(out[-1])
    out.append(raw[taken:])
    return b"".join(out)


def _unpacked(content: bytes, is_packed: int | bool, limit: int) -> bytes:
    if not is_packed:
        return content
    try:
        decompressor = zstd.ZstdDecompressor()
        raw = decompressor.decompress(content, max(limit, 0) + 1)
    except zstd.ZstdError as fault:
        raise StoreError(f"a mail cannot be unpacked, its bytes in the store are damaged: {fault}") from fault
    if len(raw) > limit or not decompressor.eof:
        raise StoreError(f"a mail cannot be unpacked: its bytes in the store are cut off, or more than {limit:,}")
    return raw
