"""Mail that comes over HTTP: the same bounds, and the same way into the store, as by SMTP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable

from mailtrap.errors import BadRequest, StoreError
from mailtrap.inbox import Inbox
from mailtrap.model import Envelope, Recipient
from mailtrap.web import asking

MAX_INBOX = 255
"""Characters of the name of an inbox."""

INTO = asking.Text("inbox", "the inbox that it goes to; without one that of the user of HTTP Basic, else `default`")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mail may have: bytes, bytes of a line, recipients. The defaults are those of the options."""

    size: int = 50_000_000
    line: int = 50_000_000
    recipients: int = 1_000


def take(inbox: Inbox, limits: Limits, envelope: Envelope, raw: bytes, tags: Iterable[str] = ()) -> str:
    """Keep a mail; its id, when it is on disk.

    Raises:
        BadRequest, RequestEntityTooLarge: it is beyond a bound.
        ServiceUnavailable, StoreError: it cannot be kept now.
    """
    try:
        _check(inbox, limits, envelope, raw)
        return inbox.deliver(envelope, raw, tags).result().id
    except (BadRequest, RequestEntityTooLarge, ServiceUnavailable, StoreError):
        inbox.refused()
        raise


def _check(inbox: Inbox, limits: Limits, envelope: Envelope, raw: bytes) -> None:
    if len(envelope.recipients) > limits.recipients:
        raise BadRequest(f"To: too many recipients; the limit is {limits.recipients}")
    if len(raw) > limits.size:
        raise RequestEntityTooLarge(f"the mail is too large; the limit is {limits.size} bytes")
    if len(raw) > limits.line and max(map(len, raw.split(b"\r\n"))) > limits.line:
        raise RequestEntityTooLarge(f"a line of the mail is too long; the limit is {limits.line} bytes")
    if not inbox.has_room(len(raw)):
        raise ServiceUnavailable("the disk is nearly full; make room and try again")


def envelope_of(request: Request, sender: str, recipients: Iterable[str]) -> Envelope:
    """What a request says around a mail: who sent it from where, and the inbox that it goes to."""
    host, port = request.remote_addr or "", request.environ.get("REMOTE_PORT", "")
    return Envelope(
        mail_from=sender,
        recipients=tuple(Recipient(each) for each in recipients),
        helo="",
        client=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        received=datetime.now(UTC),
        user=_user(request),
        into=_inbox_name(INTO.of(request), "inbox"),
    )


def _user(request: Request) -> str:
    login = request.authorization
    name = login.username if login and login.type == "basic" else None
    return _inbox_name(name or "", "the user of Authorization")


def _inbox_name(name: str, place: str) -> str:
    if len(name) > MAX_INBOX or not (name.isprintable() or not name):
        raise BadRequest(f"{place}: {name[:40]!r} is no name of an inbox; give at most {MAX_INBOX} letters and signs")
    return name
