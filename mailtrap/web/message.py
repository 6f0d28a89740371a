"""One mail: what was read from it, and what SMTP said of it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import mime, wire
from mailtrap.inbox import Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response
from mailtrap.web.operation import MAIL, Answer, operation
from mailtrap.web.selecting import SEARCHED, named

PEEK = asking.Flag("peek", "leave it unread")


def message(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("message", __name__, url_prefix="/api/v1/message")

    @routes.get("/<id_>")
    @operation(MAIL, Answer(type=wire.Message), query=(PEEK, *SEARCHED), faults=(400, 404, 503))
    def whole(id_: str) -> Response:
        """One mail with text, HTML and attachments; marks it read unless ``peek`` is set."""
        id_ = named(inbox, request, id_)
        found, root = inbox.opened(id_)
        if not found.summary.read and not PEEK.of(request):
            inbox.mark(inbox.select(ids=[id_]), True, relaxed=True)
        return json_response(shapes.message(found, root, mime.body_of(root)))

    @routes.get("/<id_>/state")
    @operation(MAIL, Answer(type=wire.State), query=SEARCHED, faults=(400, 404, 503))
    def state(id_: str) -> Response:
        """Where it is, and what was done to it: read, pinned, tagged."""
        return json_response(shapes.state(inbox.message(named(inbox, request, id_)).summary))

    @routes.get("/<id_>/headers")
    @operation(MAIL, Answer(type=dict[str, list[str]]), query=SEARCHED, faults=(400, 404, 503))
    def headers(id_: str) -> Response:
        """The header fields by name, not decoded."""
        return json_response(shapes.headers(inbox.tree(named(inbox, request, id_))))

    @routes.get("/<id_>/envelope")
    @operation(MAIL, Answer(type=wire.Envelope), query=SEARCHED, faults=(400, 404, 503))
    def envelope(id_: str) -> Response:
        """What SMTP said."""
        return json_response(shapes.envelope(inbox.message(named(inbox, request, id_))))

    @routes.get("/<id_>/parts")
    @operation(MAIL, Answer(type=wire.Part), query=SEARCHED, faults=(400, 404, 503))
    def parts(id_: str) -> Response:
        """The MIME tree with the header fields of each part, in order and decoded."""
        return json_response(shapes.part(inbox.tree(named(inbox, request, id_))))

    @routes.get("/<id_>/extract")
    @operation(MAIL, Answer(type=wire.Extracted), query=SEARCHED, faults=(400, 404, 503))
    def extract(id_: str) -> Response:
        """Its one-time codes, links, images and telephone numbers."""
        return json_response(shapes.extracted(inbox.extracted(named(inbox, request, id_))))

    return routes
