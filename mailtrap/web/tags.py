"""Tags and pins: what people put on mails."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.errors import BadRequest
from mailtrap.inbox import Inbox
from mailtrap.web import asking
from mailtrap.web.answers import json_response, ok
from mailtrap.web.operation import TAGGING, TEXT, Answer, Body, operation


def tags(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("tags", __name__, url_prefix="/api/v1")

    @routes.get("/tags")
    @operation(TAGGING, Answer(type=list[str]), faults=(503,))
    def listed() -> Response:
        """All tags, in the order of the alphabet."""
        return json_response(list(inbox.tags()))

    @routes.put("/tags")
    @operation(
        TAGGING,
        Answer(kinds=(TEXT,)),
        body=Body(wire.SetTags, {"IDs": [], "Tags": ["vip"]}, required=True, form=True),
        faults=(400, 503),
    )
    def set_tags() -> Response:
        """Give mails these tags and no others; none with an empty list."""
        given = asking.body(request, wire.SetTags)
        if given is None or given.ids is None or given.tags is None:
            raise BadRequest("IDs and Tags are both needed; give two lists")
        inbox.set_tags(inbox.select(ids=given.ids), given.tags)
        return ok()

    @routes.put("/tags/<path:tag>")
    @operation(
        TAGGING, Answer(kinds=(TEXT,)), body=Body(wire.RenameTag, {"Name": "vip"}, required=True), faults=(400, 503)
    )
    def rename(tag: str) -> Response:
        """Give a tag another name, on all mails."""
        given = asking.body(request, wire.RenameTag)
        if given is None:
            raise BadRequest("Name: is missing; give the new name")
        inbox.rename_tag(tag, given.name)
        return ok()

    @routes.delete("/tags/<path:tag>")
    @operation(TAGGING, Answer(kinds=(TEXT,)), faults=(400, 503))
    def delete(tag: str) -> Response:
        """Take a tag from all mails."""
        inbox.delete_tag(tag)
        return ok()

    @routes.put("/pinned")
    @operation(
        TAGGING,
        Answer(kinds=(TEXT,)),
        body=Body(wire.PinMessages, {"IDs": [], "Pinned": True}, required=True),
        faults=(400, 503),
    )
    def pin() -> Response:
        """Pin mails, or no longer: what is pinned stays when others make room or all are deleted."""
        given = asking.body(request, wire.PinMessages)
        if given is None or given.ids is None:
            raise BadRequest("IDs: is missing; give a list of ids")
        inbox.pin(inbox.select(ids=given.ids), given.pinned)
        return ok()

    return routes
