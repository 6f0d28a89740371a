"""What came near what was waited for, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mailtrap import wire
from mailtrap.query import QueryError
from mailtrap.query.words import Kind, tokens

MAX_TERMS = 8
"""Terms of a search that are looked for one by one."""
MAX_SHOWN = 60
"""Characters of a subject or address that are shown."""
MAX_LINE = 160
"""Characters of a line of SMTP that are shown."""
MAX_REFUSALS = 3
"""Refused commands of one session that are shown."""


@dataclass
class Nearby:
    """What is known beside what was found.

    ``newest`` are the newest mails of the inbox, ``alone`` how many each term finds by itself, ``found_by`` which of
    the newest; ``failed`` are SMTP sessions that went wrong, ``astray`` is how many mails came without a login.
    """

    newest: wire.MessageList | None = None
    alone: dict[str, int] = field(default_factory=dict)
    found_by: dict[str, set[str]] = field(default_factory=dict)
    failed: list[wire.Transcript] = field(default_factory=list)
    astray: int = 0


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


def described(told: str, found: wire.Waited, nearby: Nearby) -> str:
    """The text of the error: what was waited for, what each term finds, the newest mails, and what SMTP refused."""
    came = f"{found.messages_count} came" if found.messages_count else "none came"
    lines = [f"{told}: {came}"]
    lines += [f"  {term} alone finds {number or 'none'}" for term, number in nearby.alone.items()]
    newest = nearby.newest
    if newest is not None and not newest.messages:
        lines.append("  there is no mail at all; did the application send to this server?")
    elif newest is not None:
        lines.append(f"  there are {newest.total} in all, the newest of them:")
        lines += [line for mail in newest.messages for line in _compared(mail, nearby)]
    if nearby.astray:
        lines.append(f"  {nearby.astray} came without a login, into 'default'; is the application given the user?")
    lines += _troubles(nearby.failed)
    return "\n".join(lines)


def row(mail: wire.Summary) -> str:
    """A mail on one line: time, from whom, to whom, subject."""
    to = ", ".join(each.address for each in (*mail.to, *mail.cc, *mail.bcc))
    return f"{mail.created:%H:%M:%S} {short(mail.from_.address)} to {short(to)}: {short(mail.subject)}"


def short(text: str, most: int = MAX_SHOWN) -> str:
    """Short and printable, without the marks that ``repr`` puts around it."""
    return repr(text if len(text) <= most else f"{text[: most - 1]}…")[1:-1] or "(nothing)"


def refusals(session: wire.Transcript) -> Iterator[str]:
    """What was refused in a session: the client's last line and the answer to it."""
    asked = ""
    for line in session.lines:
        if line.side == "C":
            asked = line.text
        elif line.side == "S" and line.text[:1] in ("4", "5"):
            yield f"{short(asked, MAX_LINE)} -> {short(line.text, MAX_LINE)}" if asked else short(line.text, MAX_LINE)


def _compared(mail: wire.Summary, nearby: Nearby) -> Iterator[str]:
    yield f"    {row(mail)}"
    missed = [term for term, ids in nearby.found_by.items() if mail.id not in ids]
    if missed:
        yield f"      but not {', '.join(missed)}"


def _troubles(failed: list[wire.Transcript]) -> Iterator[str]:
    if failed:
        yield "  SMTP sessions that went wrong:"
    for session in failed:
        user = f" as {short(session.user)}" if session.user else ""
        yield f"    {session.started:%H:%M:%S} {session.client}{user}: {short(session.outcome, MAX_LINE)}"
        for line in list(refusals(session))[:MAX_REFUSALS]:
            yield f"      {line}"
