"""The list of mails: a piece of it, and what is done to many at once."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.inbox import MAX_PAGE, Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response, nothing, ok
from mailtrap.web.operation import LIST, TEXT, Answer, Body, operation

START = asking.Number("start", "how many to pass over")
LIMIT = asking.Number("limit", f"how many to give; 0 and everything above {MAX_PAGE} is {MAX_PAGE}", default=50)


def messages(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("messages", __name__, url_prefix="/api/v1")

    @routes.get("/messages")
    @operation(
        LIST,
        Answer(type=wire.MessageList, headers={"Mailtrap-Seq": "the number of the last event that the list knows"}),
        query=(START, LIMIT),
        faults=(400, 503),
    )
    def listed() -> Response:
        """A piece of the list, newest first."""
        start = START.of(request)
        page = inbox.page(start, LIMIT.of(request))
        response = json_response(shapes.page(page, start))
        response.headers["Mailtrap-Seq"] = str(page.seq)
        return response

    @routes.delete("/messages")
    @operation(
        LIST,
        Answer(kinds=(TEXT,)),
        body=Body(wire.DeleteMessages, {"IDs": []}, form=True),
        faults=(400, 503),
    )
    def delete() -> Response:
        """Delete the mails that the body names; all, without a body.

        A body that cannot be read, or names no known field, is refused and deletes nothing.
        """
        given = asking.body(request, wire.DeleteMessages)
        inbox.delete(inbox.select(ids=given.ids if given else None))
        return ok() if given else nothing()  # MailHog's answer to its own request: its client reads JSON from more

    @routes.put("/messages")
    @operation(
        LIST,
        Answer(kinds=(TEXT,)),
        body=Body(wire.MarkMessages, {"IDs": [], "Read": True}, form=True),
        faults=(400, 503),
    )
    def mark() -> Response:
        """Mark the mails that the body names, or all, as read or unread."""
        given = asking.body(request, wire.MarkMessages) or wire.MarkMessages()
        inbox.mark(inbox.select(ids=given.ids), bool(given.read))
        return ok()

    return routes
