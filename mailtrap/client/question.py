"""A search made of keywords: ``subject="your code"`` is the term ``subject:"your code"``. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypedDict

from mailtrap.client import checks
from mailtrap.client.errors import BadArgument, BadRequest
from mailtrap.query import Or, QueryError, parse


class Keywords(TypedDict, total=False):
    """What a mail is to have, each with some text in it; docs/search.md tells the terms."""

    from_: str
    to: str
    cc: str
    bcc: str
    subject: str
    body: str
    attachment: str
    tag: str


FIELDS = {
    "from_": "from",
    "to": "to",
    "cc": "cc",
    "bcc": "bcc",
    "subject": "subject",
    "body": "body",
    "attachment": "filename",
    "tag": "tag",
}
"""The term of each keyword."""


def question(query: str, keywords: Keywords) -> str:
    """A search and keywords together; all must hold.

    Raises:
        BadArgument: a keyword that is none, or has no text.
        BadRequest: the search cannot be read by itself, so nothing can be put beside it.
    """
    checks.text("query", query, needed=False)
    if not query.strip() or not keywords:
        return query if query.strip() else " ".join(_terms(keywords))
    try:
        above_all = parse(query, now=datetime.now(UTC))
    except QueryError as fault:
        raise BadRequest(HTTPStatus.BAD_REQUEST, str(fault)) from None
    return " ".join((f"({query})" if isinstance(above_all, Or) else query, *_terms(keywords)))


def _terms(keywords: Keywords) -> Iterator[str]:
    for name, value in keywords.items():
        if name not in FIELDS:
            raise BadArgument(f"{name}: is no keyword of a wait; there are {', '.join(FIELDS)}")
        escaped = checks.text(name, value).replace("\\", "\\\\").replace('"', '\\"')  # type: ignore[arg-type]
        yield f'{FIELDS[name]}:"{escaped}"'
