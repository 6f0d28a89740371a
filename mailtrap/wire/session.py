"""SMTP sessions and what was said in them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mailtrap.wire.base import Count, Time, Wire


class Session(Wire, frozen=True):
    """One SMTP connection. ``Ended`` is null while it lasts; ``Outcome`` says in words how it ended."""

    id: str
    started: Time
    ended: Time | None
    listener: str
    client: str
    helo: str
    user: str
    mechanism: str
    tls: str
    outcome: str
    failed: bool
    mails: Count
    refusals: Count


class Sessions(Wire, frozen=True):
    """A piece of the list of sessions, newest first; ``Total`` is how many there are."""

    total: Count
    start: Count
    sessions: list[Session]


class Line(Wire, frozen=True):
    """A line of a transcript: ``At`` in milliseconds since its start, ``Side`` C (client), S (server), - (a note)."""

    at: Count
    side: Annotated[str, Meta(pattern="^[CS-]$")]
    text: str


class Transcript(Session, frozen=True):
    """A session with its lines."""

    lines: list[Line]
