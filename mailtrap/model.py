"""The words of the house: what an envelope, a summary, a message and an event are. Values only, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

DEFAULT_INBOX = "default"
"""Where a mail goes that came without AUTH."""

Parameters = Mapping[str, str | bool]
"""ESMTP parameters of MAIL or RCPT (RFC 5321 4.1.2), names in capitals; ``True`` for one without a value."""


class Address(NamedTuple):
    """A mailbox of a header field: display name (decoded, may be empty) and address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SeenAddress:
    """An address that mails have, the name that it had last (may be empty), and how often it was seen."""

    address: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """One accepted RCPT TO."""

    address: str
    parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What SMTP said. Kept beside the mail, never written into it.

    ``client`` is ``host:port`` or ``[host]:port``; ``tls`` is protocol and cipher, empty without TLS; ``received`` is
    the time (UTC) at which the end of the data was read; ``session`` is the id of the session that brought the mail.
    ``into`` is an inbox other than that of the user.
    """

    mail_from: str
    recipients: tuple[Recipient, ...]
    helo: str
    client: str
    received: datetime
    mail_parameters: Parameters = field(default_factory=dict)
    tls: str = ""
    user: str = ""
    session: str = ""
    into: str = ""

    @property
    def inbox(self) -> str:
        """The name of the inbox that this mail goes to: the AUTH user's, unless another is named."""
        return self.into or self.user or DEFAULT_INBOX

    def unnamed(self, *named: tuple[Address, ...]) -> list[Address]:
        """The recipients that none of these name, as often as they were given. Those in no address field of the header
        are what Bcc means (RFC 5322 3.6.3)."""
        known = {each.address.lower() for listed in named for each in listed}
        return [Address("", each.address) for each in self.recipients if each.address.lower() not in known]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from the header fields and bodies of a mail; empty where there was nothing to read.

    ``attachments`` counts the parts that stand beside the bodies, not those shown in them; ``problems`` says in words
    what could not be read.
    """

    subject: str = ""
    message_id: str = ""
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    snippet: str = ""
    attachments: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The small part of a message that a list row or an event needs.

    ``number`` is the order of arrival and never used again; ``id`` is the public name, 22 random base62 characters;
    ``size`` is that of the raw mail in bytes; ``tags`` are sorted; a ``pinned`` mail is kept when others make room.
    """

    number: int
    id: str
    inbox: str
    created: datetime
    user: str
    size: int
    read: bool
    reading: Reading
    tags: tuple[str, ...] = ()
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One accepted transaction without its raw bytes, which are fetched on their own."""

    summary: Summary
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a mail without reading it. ``None``: it is not in the index yet, so it may be so."""

    id: str
    inbox: str
    pinned: bool
    has_code: bool | None
    has_link: bool | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails are kept, how many of them nobody has read, and the bytes of their raw."""

    total: int = 0
    unread: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """What an inbox, or all of them together, keep at most; the oldest mails go first. 0 stands for no bound.

    ``count`` mails, for ``age`` seconds, with raws of ``size`` bytes together.
    """

    count: int = 0
    age: float = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class InboxInfo:
    """An inbox: what is in it, how much of that is pinned, and its own bounds."""

    name: str
    counts: Counts
    pinned: int
    retention: Retention


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of what was asked for, newest first, and the state of the store that it was read from.

    ``counts`` are those of the whole store, or of the inbox that was asked for; ``matches`` those of all that was asked
    for. With ``exact`` false they were counted up to a bound: there are at least so many.
    """

    messages: tuple[Summary, ...]
    counts: Counts
    seq: int
    matches: Counts = Counts()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Writing:
    """How the store keeps up: writes that wait for it, and how long its commits took since it was opened.

    ``commits`` says for each bound in seconds, the last being infinity, how many took so long or less; ``seconds`` is
    the time of all.
    """

    waiting: int
    commits: tuple[tuple[float, int], ...]
    seconds: float


class Change(StrEnum):
    """What an event tells; the values are the names on the wire."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"
    PRUNE = "prune"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class Event:
    """A numbered fact. ``seq`` grows, perhaps with gaps, and never comes twice; ``summary`` stands with NEW alone,
    ``id`` with NEW, UPDATE and DELETE; one of ``read``, ``tags`` and ``pinned`` with UPDATE: what it is now.

    PRUNE says that more changed than is told one by one, TRUNCATE that everything is gone. ``inbox`` is the one that it
    happened in; empty where it is about all of them.
    """

    seq: int
    change: Change
    id: str = ""
    read: bool | None = None
    summary: Summary | None = None
    inbox: str = ""
    tags: tuple[str, ...] | None = None
    pinned: bool | None = None


class Side(StrEnum):
    """Who said a line of a transcript; a note is the server's remark on what happened."""

    CLIENT = "C"
    SERVER = "S"
    NOTE = "-"


class Line(NamedTuple):
    """A line of a transcript: milliseconds since the session began, who, and what without its line end."""

    at: int
    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Session:
    """One SMTP connection, from its beginning to its end (``None`` while it lasts).

    ``listener`` is the address that was connected to; ``outcome`` says how it ended; ``failed`` is whether something
    was refused or broken off; ``mails`` and ``refusals`` count what was kept and what was answered with 4xx or 5xx.
    ``lines`` is empty where a list needs none.
    """

    id: str
    started: datetime
    ended: datetime | None
    listener: str
    client: str
    helo: str
    user: str
    mechanism: str
    tls: str
    outcome: str
    failed: bool
    mails: int
    refusals: int
    lines: tuple[Line, ...] = ()
