"""Mail over HTTP instead of SMTP: in pieces, as Mailpit takes it, or as it is."""

from __future__ import annotations

import re
import threading
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from flask import Blueprint, Request, Response, request

from mailtrap import mime, wire
from mailtrap.errors import BadRequest
from mailtrap.inbox import Inbox
from mailtrap.model import Address
from mailtrap.web import asking
from mailtrap.web.answers import json_response
from mailtrap.web.compose import checked_tags, composed, recipients
from mailtrap.web.guard import MAX_BODY
from mailtrap.web.operation import SENDING, Answer, Body, operation
from mailtrap.web.taking import INTO, Limits, envelope_of, take

FROM = asking.Text("from", "the reverse-path of the envelope, empty for a bounce; without it the address in From")
TO = asking.Texts("to", "a recipient of the envelope, as often as there are; without any those in To, Cc and Bcc")
KINDS = ("message/rfc822", "application/octet-stream")
LARGE = (("POST", "/api/v1/send"), ("POST", "/api/v1/messages"))
"""Where a body may be as large as a mail, by method and path."""

SENT = {
    "From": {"Name": "Ada", "Email": "ada@example.test"},
    "To": [{"Name": "Bob", "Email": "bob@example.test"}],
    "Subject": "Hello",
    "Text": "A mail in its pieces.",
}
WHOLE = "From: Ada <ada@example.test>\r\nTo: bob@example.test\r\nSubject: Hello\r\n\r\nA mail as it is.\r\n"

_PATH = re.compile(r'[^<>"\x00-\x20\x7f]{1,1000}|"(?:[^"\\\x00-\x1f\x7f]|\\[ -~]){0,500}"@[^<>"\x00-\x20\x7f]{1,500}')
"""An address of the envelope, as SMTP takes it."""


def sending(inbox: Inbox, limits: Limits) -> Blueprint:
    """The routes, over one inbox service. Fault rules are for SMTP: they do not apply here."""
    routes = Blueprint("sending", __name__, url_prefix="/api/v1")
    turns = threading.Lock()

    def turn() -> AbstractContextManager[object]:
        """One large mail is put together at a time, for which it is in memory several times over."""
        return turns if (request.content_length or 0) > MAX_BODY else nullcontext()

    @routes.post("/send")
    @operation(
        SENDING,
        Answer(type=wire.Caught),
        query=(INTO,),
        body=Body(wire.SendMessage, SENT, required=True),
        faults=(400, 413, 503),
    )
    def send() -> Response:
        """Send a mail that is given in its pieces, in Mailpit's words.

        It goes to nobody: it is kept, as if it had come by SMTP, with ``From`` and all of ``To``, ``Cc`` and ``Bcc`` in
        its envelope.
        """
        request.max_content_length = allowed(limits)
        with turn():
            given = asking.body(request, wire.SendMessage, lenient=True)
            if given is None:
                raise BadRequest("the body is missing; give From, To, Subject and Text")
            envelope = envelope_of(request, given.from_.email, recipients(given))
            raw = composed(given, datetime.now(UTC))
            return json_response(wire.Caught(take(inbox, limits, envelope, raw, checked_tags(given))))

    @routes.post("/messages")
    @operation(
        SENDING,
        Answer(type=wire.Caught),
        query=(INTO, FROM, TO),
        body=Body(None, WHOLE, required=True, kinds=KINDS),
        faults=(400, 413, 503),
    )
    def put_in() -> Response:
        """Keep a mail, byte for byte, as if it had come by SMTP."""
        request.max_content_length = allowed(limits)
        if request.mimetype not in KINDS:
            raise BadRequest("the body is not announced as a mail; send Content-Type: message/rfc822")
        raw = request.get_data(cache=False)
        if not raw:
            raise BadRequest("the body is missing; it is the mail itself")
        sender, to = _envelope(request, raw)
        return json_response(wire.Caught(take(inbox, limits, envelope_of(request, sender, to), raw)))

    return routes


def allowed(limits: Limits) -> int:
    """Bytes of a body that holds a mail."""
    return max(limits.size, MAX_BODY)


def _envelope(request: Request, raw: bytes) -> tuple[str, list[str]]:
    """Sender and recipients: those of the parameters, else those that the mail names in its header."""
    sender, to = request.args.get(FROM.name), TO.of(request)
    if sender:
        _check_address(FROM.name, sender)
    for each in to:
        _check_address(TO.name, each)
    if sender is None or not to:
        read = mime.read(raw)
        if sender is None:
            sender = _usable(read.from_) if read.from_ else ""
        to = to or [found for each in (*read.to, *read.cc, *read.bcc) if (found := _usable(each))]
    return sender, list(dict.fromkeys(to))


def _check_address(name: str, address: str) -> None:
    if not _PATH.fullmatch(address):
        raise BadRequest(f"{name}: {address[:100]!r} is no address; give one such as ada@example.test")


def _usable(found: Address) -> str:
    """An address of a header field, if it can stand in an envelope."""
    return found.address if _PATH.fullmatch(found.address) else ""
