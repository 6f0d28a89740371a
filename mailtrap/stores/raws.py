"""Raws in their tables: packed, and what several mails have in common once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from mailtrap.mime import Part
from mailtrap.mime.headers import HeaderSection
from mailtrap.stores import rows
from mailtrap.stores.packing import Content, Packed, Packer, Piece, unpack
from mailtrap.stores.texts import NOWHERE


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A raw ready to be stored; of its pieces, those that the store does not have yet are packed."""

    packed: Packed
    new: dict[bytes, Content]
    """By digest."""


class Raws:
    """The writer's side: what takes time is done before the transaction."""

    def __init__(self) -> None:
        self._packer = Packer()

    def wrap(self, connection: sqlite3.Connection, raw: bytes, root: Part) -> Wrapped:
        """Pack a raw and those of its pieces that are not there yet."""
        packed = self._packer.pack(raw, root)
        new = {piece.digest: self._packer.pack_piece(piece) for piece in packed.pieces if not _known(connection, piece)}
        return Wrapped(packed, new)

    def insert(self, connection: sqlite3.Connection, mails: list[tuple[int, Wrapped]]) -> None:
        """Store the raws of mails by their numbers."""
        rows.insert(
            connection,
            "raws",
            "message, is_packed, raw",
            [(number, int(raw.packed.is_packed), raw.packed.rest) for number, raw in mails],
        )
        for number, raw in mails:
            for piece in raw.packed.pieces:
                # Two mails of one transaction may bring the same; what was there may be gone by now.
                if piece.digest in raw.new or not _known(connection, piece):
                    content, is_packed = raw.new.get(piece.digest) or self._packer.pack_piece(piece)
                    connection.execute(
                        "INSERT OR IGNORE INTO contents (digest, is_packed, content) VALUES (?, ?, ?)",
                        (piece.digest, int(is_packed), content),
                    )
                connection.execute(
                    "INSERT INTO raw_contents (message, start, content) SELECT ?, ?, id FROM contents WHERE digest = ?",
                    (number, piece.start, piece.digest),
                )


def load(connection: sqlite3.Connection, number: int) -> bytes | None:
    """The raw of a mail as it came; None if there is none of that number."""
    row = connection.execute("SELECT raw, is_packed FROM raws WHERE message = ?", (number,)).fetchone()
    if row is None:
        return None
    pieces = connection.execute(
        "SELECT start, content.content, content.is_packed FROM raw_contents "
        "JOIN contents content ON content.id = raw_contents.content WHERE message = ? ORDER BY start",
        (number,),
    ).fetchall()
    return unpack(row[0], bool(row[1]), [(start, content, bool(is_packed)) for start, content, is_packed in pieces])


def load_part(connection: sqlite3.Connection, number: int, part: str) -> Part | None:
    """A leaf of a mail without its header, and without reading the mail again; None if it is not in table ``parts``, or
    stands in an encoded mail. Of one that is kept by itself, nothing else of the mail is unpacked."""
    row = connection.execute(
        "SELECT content_type, charset, encoding, disposition, file_name, content_id, body_start, body_end, "
        "content.content, content.is_packed FROM parts LEFT JOIN raw_contents "
        "ON raw_contents.message = parts.message AND raw_contents.start = parts.body_start "
        "LEFT JOIN contents content ON content.id = raw_contents.content "
        "WHERE parts.message = ? AND parts.number = ?",
        (number, part),
    ).fetchone()
    if row is None or row[6] == NOWHERE:
        return None
    content_type, charset, encoding, disposition, file_name, content_id, start, end, content, is_packed = row
    whole = content if content is not None else load(connection, number)
    if whole is None:
        return None
    source = unpack(whole, bool(is_packed)) if content is not None else whole[start:end]
    return Part(
        number=part,
        source=source,
        start=0,
        body=0,
        end=len(source),
        header=HeaderSection([], 0, []),
        content_type=content_type,
        parameters={"charset": charset} if charset else {},
        encoding=encoding,
        disposition=disposition,
        file_name=file_name,
        content_id=content_id,
    )


def _known(connection: sqlite3.Connection, piece: Piece) -> bool:
    return connection.execute("SELECT 1 FROM contents WHERE digest = ?", (piece.digest,)).fetchone() is not None
