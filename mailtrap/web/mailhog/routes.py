"""The paths of MailHog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotImplemented as NotHere

from mailtrap.errors import BadRequest, NotFound
from mailtrap.inbox import Inbox
from mailtrap.mime import headers
from mailtrap.model import Summary
from mailtrap.web import asking
from mailtrap.web.events import LOOK_INTERVAL, add_socket
from mailtrap.web.facade import GONE, Mails, array, stream, written
from mailtrap.web.files import FILE_POLICY, disposition, file_response
from mailtrap.web.frames import Batches
from mailtrap.web.mailhog import shapes
from mailtrap.web.mailhog.jim import add_jim

if TYPE_CHECKING:
    from simple_websocket import Server

DEFAULT_LIMIT, MAX_LIMIT = 50, 250
"""Mails of one answer, as in MailHog, where a limit of 0 means the default."""
MAX_PUSHED = 5_000_000
"""Bytes of a mail that is pushed with its bodies: a frame is held as a whole, for each tab, several times as large."""
NO_RELEASE = "no mail leaves this server: it cannot release any"


def mailhog(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("mailhog", __name__)
    mails = Mails(inbox)

    @routes.get("/api/v1/messages/<id_>")
    def message(id_: str) -> Response:
        """One mail; null where there is none, which is how its clients know."""
        try:
            return stream(written(shapes.message(mails.load(id_))))
        except NotFound:
            return jsonify(None)

    @routes.delete("/api/v1/messages/<id_>")
    def delete(id_: str) -> Response:
        """Delete one mail. The answer is empty: a client would read anything as JSON."""
        if not mails.delete(id_):
            raise NotFound(GONE)
        return Response(b"", content_type="application/json")

    @routes.get("/api/v1/messages/<id_>/download")
    def download(id_: str) -> Response:
        """The mail as it came."""
        response = Response(mails.raw(id_), content_type="message/rfc822")
        response.headers["Content-Security-Policy"] = FILE_POLICY
        response.headers["Content-Disposition"] = disposition("attachment", f"{id_}.eml")
        return response

    @routes.get("/api/v1/messages/<id_>/mime/part/<index>/download")
    def download_part(id_: str, index: str) -> Response:
        """One of ``MIME.Parts``, decoded."""
        root = mails.load(id_).root
        parts = root.children if root.is_multipart else []
        if not re.fullmatch("[0-9]{1,6}", index) or int(index) >= len(parts):
            raise NotFound("this mail has no part of that number")
        response = file_response(parts[int(index)])
        response.headers["Content-Disposition"] = disposition("attachment", f"{id_}-part-{index}")
        return response

    @routes.post("/api/v1/messages/<id_>/release")
    def release(id_: str) -> Response:
        """Not here."""
        mails.message(id_)
        raise NotHere(NO_RELEASE)

    @routes.get("/api/v2/messages")
    def messages() -> Response:
        """A piece of the list with all that the mails hold, newest first."""
        return stream(_piece(mails, lambda summary: True))

    @routes.get("/api/v2/search")
    def search() -> Response:
        """The same of what was asked for."""
        kind, query = request.args.get("kind", ""), request.args.get("query", "").lower()
        if kind not in _KINDS:
            raise BadRequest(f"kind: {kind[:40]!r} will not do; give {', '.join(_KINDS)}")
        if not query:
            raise BadRequest("query: is missing; give what to look for")
        holds = _KINDS[kind]
        return stream(_piece(mails, lambda summary: holds(mails, summary, query)))

    @routes.get("/api/v2/outgoing-smtp")
    def outgoing() -> Response:
        """The servers that mail could be released to: none."""
        return jsonify({})

    add_jim(routes, inbox.faults)
    routes.register_blueprint(_socket(inbox, mails))
    return routes


def _piece(mails: Mails, wanted: Callable[[Summary], bool]) -> Iterator[str]:
    start = asking.Number("start").of(request)
    limit = min(asking.Number("limit", default=DEFAULT_LIMIT).of(request) or DEFAULT_LIMIT, MAX_LIMIT)
    return _written(mails, wanted, start, limit)


def _written(mails: Mails, wanted: Callable[[Summary], bool], start: int, limit: int) -> Iterator[str]:
    """The items first: only when they are through is it known how many there were."""
    total = count = 0

    def ids() -> Iterator[str]:
        nonlocal total
        for summary in mails.summaries():
            try:
                found = wanted(summary)
            except NotFound:  # deleted meanwhile
                continue
            if found:
                total += 1
                if start < total <= start + limit:
                    yield summary.id

    def items() -> Iterator[shapes.Json]:
        nonlocal count
        for mail in mails.loaded(ids()):
            count += 1
            yield shapes.message(mail)

    opening = '{"items":'
    for piece in array(items()):
        yield opening + piece
        opening = ""
    yield f',"total":{total},"count":{count},"start":{start}}}'


def _from(mails: Mails, summary: Summary, query: str) -> bool:
    sender = summary.reading.from_
    shown = (sender.address, sender.name) if sender else ()
    return _in(query, mails.message(summary.id).envelope.mail_from, *shown)


def _to(mails: Mails, summary: Summary, query: str) -> bool:
    recipients = (each.address for each in mails.message(summary.id).envelope.recipients)
    return _in(query, *recipients, *(text for each in summary.reading.to for text in (each.address, each.name)))


def _containing(mails: Mails, summary: Summary, query: str) -> bool:
    raw = mails.raw(summary.id)
    section = headers.split(raw, 0, len(raw))
    values = (text for field in section.fields for text in (headers.text_of(field.raw), field.value))
    return _in(query, *values, headers.text_of(raw[section.body :]))


def _in(query: str, *texts: str) -> bool:
    return any(query in text.lower() for text in texts)


_KINDS = {"from": _from, "to": _to, "containing": _containing}
"""What a search looks at: the envelope and the header field, or the whole mail as it was sent."""


def _socket(inbox: Inbox, mails: Mails) -> Blueprint:
    """Each new mail, whole, as it comes."""
    routes = Blueprint("socket", __name__)

    def push(tab: Server, after: int, alive: Callable[[], bool]) -> None:
        with inbox.subscribe() as subscription:
            for events in Batches(inbox, subscription, after, alive)(lambda: LOOK_INTERVAL):
                for mail in mails.loaded(event.id for event in events or () if event.summary):
                    small = len(mail.raw) <= MAX_PUSHED
                    tab.send("".join(written(shapes.message(mail, bodies=small))))

    add_socket(routes, "/api/v2/websocket", inbox, push)
    return routes
