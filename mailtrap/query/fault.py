"""What is wrong with a search, and where."""

from __future__ import annotations

from mailtrap.errors import BadRequest

MAX_SHOWN = 60
"""Characters of a term that a fault quotes."""


class QueryError(BadRequest):
    """A search cannot be understood.

    ``term`` is what is wrong, empty for the whole, and ``position`` where it begins: code points from 0. The text
    counts columns, from 1.
    """

    def __init__(self, says: str, term: str = "", position: int = 0) -> None:
        super().__init__(f"{shown(term)} at column {position + 1}: {says}" if term else says)
        self.term = term
        self.position = position


def shown(text: str) -> str:
    """A text as a fault quotes it: short and printable."""
    return repr(text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…")
