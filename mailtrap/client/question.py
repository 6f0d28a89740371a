"""A search made of keywords: ``subject="your code"`` is the term ``subject:"your code"``. Pure."""

from __future__ import annotations

from typing import TypedDict

from mailtrap.client import checks
from mailtrap.client.errors import BadArgument


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
    """
    terms = (
        [f"({query})" if keywords and " OR " in query else query]
        if checks.text("query", query, needed=False).strip()
        else []
    )
    for name, value in keywords.items():
        if name not in FIELDS:
            raise BadArgument(f"{name}: is no keyword of a wait; there are {', '.join(FIELDS)}")
        escaped = checks.text(name, value).replace("\\", "\\\\").replace('"', '\\"')  # type: ignore[arg-type]
        terms.append(f'{FIELDS[name]}:"{escaped}"')
    return " ".join(terms)
