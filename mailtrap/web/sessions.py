"""SMTP sessions and what was said in them: where a developer looks when nothing arrived."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from mailtrap.errors import NotFound
from mailtrap.inbox import Inbox
from mailtrap.web import asking, shapes


def sessions(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("sessions", __name__, url_prefix="/api/v1")

    @routes.get("/sessions")
    def listed() -> Response:
        """Sessions, newest first; with ``failed`` those alone in which something was refused or broken off."""
        start = asking.number(request, "start", 0)
        limit = asking.number(request, "limit", 50)
        total, found = inbox.sessions(start, limit, failed=asking.flag(request, "failed"))
        return jsonify({"Total": total, "Start": start, "Sessions": [shapes.session(each) for each in found]})

    @routes.get("/session/<id_>")
    def one(id_: str) -> Response:
        """One session with each line of both sides."""
        return jsonify(shapes.transcript(inbox.session(id_)))

    @routes.get("/message/<id_>/transcript")
    def of_message(id_: str) -> Response:
        """The session that brought a mail."""
        session = inbox.message(inbox.id_of(id_)).envelope.session
        if not session:
            raise NotFound("this mail came without a session")
        return jsonify(shapes.transcript(inbox.session(session)))

    return routes
