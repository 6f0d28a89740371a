"""The tags that a mail brings with it, and what the name of a tag may be. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from mailtrap.errors import BadRequest
from mailtrap.mime import Opened
from mailtrap.model import Envelope
from mailtrap.query import Query, parse

MAX_NAME = 100
"""Characters of a tag."""
MAX_TAGS = 50
"""Tags that one mail may bring."""
_NAME = 100
"""Characters of a tag."""
MAX_TAGS = 50
"""Tags that one mail may bring."""
SOURCES = ("x-tags", "plus-addresses", "user")
"""Where tags of a mail are looked for: its field X-Tags (separated by commas), the part of its addresses between + and
@ (``ada+a+b@example.org`` has two), the name that it was sent under."""

_PLAIN = re.compile(rf"[\w .@-]{{1,{MAX_NAME}}}")
_OTHER = re.compile(r"[^\w .@-]+")


def checked(name: str) -> str:
    """The name of a tag, without white space around it.

    Raises:
        BadRequest: it is empty, too long, or holds other than letters, digits, spaces and ``_.@-``.
    """
    found = _evened(name)
    if not _PLAIN.fullmatch(found):
        says = f"letters, digits, spaces and _.@- make a tag, at most {MAX_NAME} of them"
        raise BadRequest(f"invalid tag name: {name[:MAX_NAME]!r}; {says}")
    return found


def brought(mail: Opened, envelope: Envelope, sources: Iterable[str]) -> tuple[str, ...]:
    """The tags that a mail brings, in order; what cannot stand in a name becomes a space.

    ``sources`` are ``x-tags`` (its field X-Tags, separated by commas), ``plus-addresses`` (what stands between + and @
    of its addresses: ``ada+a+b@example.org`` has two) and ``user`` (the name that it was sent under).
    """
    found: dict[str, str] = {}
    for source in sources:
        for text in _READERS[source](mail, envelope):
            name = _evened(_OTHER.sub(" ", text))[:MAX_NAME].strip()
            if name and len(found) < MAX_TAGS:
                found.setdefault(name.lower(), name)
    return tuple(found.values())


def _evened(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _of_field(mail: Opened, envelope: Envelope) -> Iterator[str]:
    for header in mail.root.header.fields:
        if header.name.lower() == "x-tags":
            yield from header.value.split(",")


def _of_addresses(mail: Opened, envelope: Envelope) -> Iterator[str]:
    reading = mail.reading
    listed = [each.address for each in (*reading.to, *reading.cc, *reading.bcc)]
    if reading.from_:
        listed.append(reading.from_.address)
    for address in (*listed, *(each.address for each in envelope.recipients)):
        local = address.rpartition("@")[0]
        if "+" in local:
            yield from local.split("+")[1:]


def _of_user(mail: Opened, envelope: Envelope) -> Iterator[str]:
    yield envelope.user


_READERS = {"x-tags": _of_field, "plus-addresses": _of_addresses, "user": _of_user}


def rule(text: str, now: datetime) -> tuple[str, Query]:
    """A rule of the form ``NAME=SEARCH``: a tag, and the mails that are to have it.

    Raises:
        BadRequest: there is no name or no search, or they cannot be read.
    """
    name, found, search = text.partition("=")
    if not found or not search.strip():
        raise BadRequest(f"{text[:MAX_NAME]!r} is no rule; give NAME=SEARCH, such as orders=from:shop")
    return checked(name), parse(search, now=now)
