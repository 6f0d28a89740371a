"""The summary of a mail: what a list row tells."""

import re
from dataclasses import dataclass

from mailtrap.mime.addresses import addresses
from mailtrap.mime.body import Body, body_of
from mailtrap.mime.headers import Header, HeaderSection
from mailtrap.mime.html import words
from mailtrap.mime.part import Part, text
from mailtrap.mime.structure import parse, walk
from mailtrap.model import Address, Reading

MAX_LINE = 2_000
"""Characters of a subject or a Message-ID that are kept in the summary."""
SNIPPET_BYTES = 200
"""Length of the snippet in UTF-8, as Mailpit cuts it."""
MAX_SNIPPET_SOURCE = 32 * 1024
"""Encoded bytes of a body that are looked at for a snippet."""
SNIPPET_SOURCE = 1_000
"""Characters of it that are enough for most."""
MAX_PROBLEMS = 20
"""Problems that are named one by one."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202f\u2060-\u206f\u00ad\u034f\ufeff\x00]+")
"""What newsletters fill their preview with so that nothing else is shown in it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail taken apart: its summary, its tree, and what of that are its bodies."""

    reading: Reading
    root: Part
    body: Body


def read(raw: bytes) -> Reading:
    """The summary of a mail; never raises."""
    return open_mail(raw).reading


def open_mail(raw: bytes) -> Opened:
    """Read a mail once.

    Never raises: a fault of this reader itself leaves an empty reading that says so, and the raw mail as it is.
    """
    try:
        root = parse(raw)
        body = body_of(root)
        return Opened(_read(root, body), root, body)
    except Exception as fault:  # the last line of defence: a mail is answered 250 and shown, come what may
        problem = f"this mail could not be read ({type(fault).__name__}); it is shown raw"
        part = Part("1", raw, 0, 0, len(raw), HeaderSection([], 0, []))
        return Opened(Reading(problems=(problem,)), part, Body((), (), ()))


def _read(root: Part, body: Body) -> Reading:
    values: dict[str, bytes] = {}
    for header in root.header.fields:
        values.setdefault(header.name.lower(), header.raw)

    def listed(name: str) -> tuple[Address, ...]:
        return addresses(values[name]) if name in values else ()

    senders = listed("from")
    return Reading(
        subject=Header("", values.get("subject", b"")).value[:MAX_LINE],
        message_id=message_id(values.get("message-id", b"")),
        from_=senders[0] if senders else None,
        to=listed("to"),
        cc=listed("cc"),
        bcc=listed("bcc"),
        reply_to=listed("reply-to"),
        snippet=snippet(body),
        attachments=sum(not each.inline for each in body.attachments),
        problems=problems_of(root),
    )


def message_id(raw: bytes) -> str:
    """The Message-ID without its angle brackets."""
    return Header("", raw).value.strip("<> ")[:MAX_LINE]


def problems_of(root: Part) -> tuple[str, ...]:
    """All that could not be read, each with its part."""
    found = [
        problem if part is root else f"part {part.number}: {problem}"
        for part in walk(root)
        for problem in part.problems
    ]
    if len(found) > MAX_PROBLEMS:
        found[MAX_PROBLEMS:] = [f"and {len(found) - MAX_PROBLEMS} more"]
    return tuple(found)


def snippet(body: Body) -> str:
    """The first words, those of the HTML before those of the text, at most ``SNIPPET_BYTES`` and an ellipsis."""
    for part in (*body.htmls[:1], *body.texts[:1]):
        shown = text(part, MAX_SNIPPET_SOURCE)[0]
        if part.content_type == "text/html":
            shown = words(shown)
        line = _one_line(shown[:SNIPPET_SOURCE])
        if len(line) <= SNIPPET_BYTES < len(shown):  # much of it was blank
            line = _one_line(shown)
        if line:
            encoded = line.encode("utf-8", "replace")
            if len(encoded) <= SNIPPET_BYTES:
                return line
            return encoded[:SNIPPET_BYTES].decode("utf-8", "ignore").rstrip() + "..."
    return ""


def _one_line(shown: str) -> str:
    return " ".join((shown if shown.isascii() and "\x00" not in shown else _INVISIBLE.sub(" ", shown)).split())
