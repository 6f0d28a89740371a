"""The MIME tree of a mail."""

from __future__ import annotations

from mailtrap.wire.base import Count, Wire


class Field(Wire, frozen=True):
    """A header field, decoded and as it was sent."""

    name: str
    value: str
    raw: str


class Part(Wire, frozen=True):
    """A part with its fields in order. ``Size`` is of its decoded bytes; ``Problems`` says what is wrong with it."""

    part_id: str
    content_type: str
    charset: str
    encoding: str
    disposition: str
    file_name: str
    content_id: str
    size: Count
    headers: list[Field]
    problems: list[str]
    parts: list[Part]
