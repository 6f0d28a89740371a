"""What came near what was waited for, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from mailtrap import wire
from mailtrap.query import QueryError
from mailtrap.query.words import Kind, tokens

MAX_TERMS = 8
"""Terms of a search that are looked for one by one."""
MAX_SHOWN = 60
"""Characters of a subject or address that are shown."""


def terms(query: str) -> list[str]:
    """The terms of a search that must all hold, as they are written; none where it has but one, or an OR above all."""
    try:
        read = list(tokens(query))
    except QueryError:
        return []
    found: list[str] = []
    depth, begin = 0, None
    for token in read:
        if token.kind is Kind.OR and not depth:
            return []
        if token.kind in (Kind.AND, Kind.END) and not depth:
            continue
        begin = token.position if begin is None else begin
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        if not depth and token.kind in (Kind.WORD, Kind.CLOSE):
            found.append(query[begin : token.position + len(token.text)])
            begin = None
    return found if 1 < len(found) <= MAX_TERMS else []


def described(told: str, found: wire.Waited, alone: Mapping[str, int], newest: wire.MessageList | None) -> str:
    """The text of the error: what was waited for, what each term finds, and the newest mails."""
    came = f"{found.messages_count} came" if found.messages_count else "none came"
    lines = [f"{told}: {came}"]
    lines += [f"  {term} alone finds {number or 'none'}" for term, number in alone.items()]
    if newest is not None and not newest.messages:
        lines.append("  there is no mail at all; did the application send to this server?")
    elif newest is not None:
        lines.append(f"  there are {newest.total} in all, the newest of them:")
        lines += [f"    {_row(mail)}" for mail in newest.messages]
    return "\n".join(lines)


def _row(mail: wire.Summary) -> str:
    to = ", ".join(each.address for each in (*mail.to, *mail.cc, *mail.bcc))
    return f"{mail.created:%H:%M:%S} {_short(mail.from_.address)} to {_short(to)}: {_short(mail.subject)}"


def _short(text: str) -> str:
    """Short and printable, without the marks that ``repr`` puts around it."""
    return repr(text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…")[1:-1] or "(nothing)"
