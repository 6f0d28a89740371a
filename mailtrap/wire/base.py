"""What all objects on the wire have in common: their names."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

CAPITALS = {"id": "ID", "ids": "IDs", "urls": "URLs", "sqlite": "SQLite"} | {
    word: word.upper() for word in ("url", "html", "tls", "smtp", "ui", "md5", "sha1", "sha256")
}
"""Words that are not written as the others are; Go writes them so."""

Count = Annotated[int, Meta(ge=0)]
"""A whole number from 0."""
Time = Annotated[datetime, Meta(tz=True)]
"""RFC 3339 in UTC."""


def wire_name(name: str) -> str:
    """The name of a field on the wire: ``message_id`` is ``MessageID``."""
    return "".join(CAPITALS.get(word, word[:1].upper() + word[1:]) for word in name.split("_"))


class Wire(Struct, frozen=True, rename=wire_name):
    """An object with Mailpit's spelling of names. A key that is not known is passed over when it is read."""
