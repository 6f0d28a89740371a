"""SMTP sessions and what was said in them: where a developer looks when nothing arrived."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.errors import NotFound
from mailtrap.inbox import Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response
from mailtrap.web.messages import LIMIT, START
from mailtrap.web.operation import MAIL, SESSIONS, Answer, operation
from mailtrap.web.selecting import SEARCHED, named

FAILED = asking.Flag("failed", "those alone in which something was refused or broken off")
ORDER = asking.OneOf("order", ("newest", "failed"), "newest first, or those that failed before the others", "newest")
SESSION_ID = {"id_": "the id of a session"}


def sessions(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("sessions", __name__, url_prefix="/api/v1")

    @routes.get("/sessions")
    @operation(SESSIONS, Answer(type=wire.Sessions), query=(START, LIMIT, FAILED, ORDER), faults=(400, 503))
    def listed() -> Response:
        """Sessions, newest first, those that last among them."""
        start, limit, failed = START.of(request), LIMIT.of(request), FAILED.of(request)
        if ORDER.of(request) == "failed" and not failed:
            total, found = inbox.failed_first(start, limit)
        else:
            total, found = inbox.sessions(start, limit, failed=failed or None)
        return json_response(wire.Sessions(total, start, [shapes.session(each) for each in found]))

    @routes.get("/session/<id_>")
    @operation(SESSIONS, Answer(type=wire.Transcript), faults=(404, 503), path=SESSION_ID)
    def one(id_: str) -> Response:
        """One session with each line of both sides. Credentials are masked, mail is a number of bytes."""
        return json_response(shapes.transcript(inbox.session(id_)))

    @routes.get("/message/<id_>/transcript")
    @operation(MAIL, Answer(type=wire.Transcript), query=SEARCHED, faults=(400, 404, 503))
    def of_message(id_: str) -> Response:
        """The session that brought a mail."""
        session = inbox.message(named(inbox, request, id_)).envelope.session
        if not session:
            raise NotFound("this mail came without a session")
        return json_response(shapes.transcript(inbox.session(session)))

    return routes
