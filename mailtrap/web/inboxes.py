"""Inboxes: what is in each, its bounds, and emptying it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.errors import BadRequest
from mailtrap.inbox import Inbox
from mailtrap.model import Retention
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response, ok
from mailtrap.web.operation import INBOXES, TEXT, Answer, Body, operation

BOUNDS = {"Count": 1000, "Age": 86400, "Size": 0}


def inboxes(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service. The name of an inbox may hold slashes, also in front."""
    routes = Blueprint("inboxes", __name__, url_prefix="/api/v1/inboxes")

    @routes.get("")
    @operation(INBOXES, Answer(type=list[wire.Inbox]), faults=(503,))
    def listed() -> Response:
        """All that hold mail or have bounds of their own, in the order of the alphabet."""
        return json_response([shapes.inbox(each) for each in inbox.inboxes()])

    @routes.delete("/<text:name>")
    @operation(INBOXES, Answer(kinds=(TEXT,)), faults=(503,))
    def delete(name: str) -> Response:
        """Delete the mails of an inbox, but for pinned ones. Its bounds stay."""
        inbox.delete(inbox.select(inbox=name))
        return ok()

    @routes.get("/<text:name>/retention")
    @operation(INBOXES, Answer(type=wire.Retention), faults=(503,))
    def retention(name: str) -> Response:
        """The bounds of one inbox, beside those of all together; 0 is none."""
        return json_response(shapes.retention(inbox.retention(name)))

    @routes.put("/<text:name>/retention")
    @operation(INBOXES, Answer(kinds=(TEXT,)), body=Body(wire.Retention, BOUNDS, required=True), faults=(400, 503))
    def set_retention(name: str) -> Response:
        """Bound one inbox by the number, the age in seconds and the bytes of its mails: the oldest go at once.

        What is left out is 0, which is no bound. Pinned mails are counted and stay.
        """
        given = asking.body(request, wire.Retention)
        if given is None:
            raise BadRequest("the body is missing; give Count, Age or Size")
        inbox.set_retention(name, Retention(given.count, given.age, given.size))
        return ok()

    return routes
