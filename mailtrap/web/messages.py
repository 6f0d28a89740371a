"""The list of mails: a piece of it, and what is done to many at once."""

from __future__ import annotations

from flask import Blueprint, Request, Response, request

from mailtrap import wire
from mailtrap.errors import BadRequest
from mailtrap.inbox import MAX_PAGE, Inbox, Selected
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response, nothing, ok
from mailtrap.web.operation import LIST, TEXT, Answer, Body, operation
from mailtrap.web.selecting import BEFORE, INBOX, ZONE, selected

START = asking.Number("start", "how many to pass over")
LIMIT = asking.Number("limit", f"how many to give; 0 and everything above {MAX_PAGE} is {MAX_PAGE}", default=50)

PAGE_HEADERS = {
    "Mailtrap-Seq": "the number of the last event that the list knows",
    "Mailtrap-Exact": "false where messages_count and messages_unread are at least what is there",
}


def messages(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("messages", __name__, url_prefix="/api/v1")

    @routes.get("/messages")
    @operation(
        LIST,
        Answer(type=wire.MessageList, headers=PAGE_HEADERS),
        query=(INBOX, START, LIMIT, ZONE, BEFORE),
        faults=(400, 503),
    )
    def listed() -> Response:
        """A piece of the list, newest first."""
        return page_response(inbox, request, selected(inbox, request, query=""))

    @routes.delete("/messages")
    @operation(
        LIST,
        Answer(kinds=(TEXT,)),
        query=(INBOX,),
        body=Body(wire.DeleteMessages, {"IDs": []}, form=True),
        faults=(400, 503),
    )
    def delete() -> Response:
        """Delete the mails that the body names; all of them or of an inbox, without a body.

        Pinned mails are deleted only if the body names them. A body that cannot be read, or names no known field, is
        refused and deletes nothing.
        """
        given = asking.body(request, wire.DeleteMessages)
        inbox.delete(selected(inbox, request, ids=given.ids if given else None, query=""))
        return ok() if given else nothing()  # MailHog's answer to its own request: its client reads JSON from more

    @routes.put("/messages")
    @operation(
        LIST,
        Answer(kinds=(TEXT,)),
        query=(INBOX, ZONE),
        body=Body(wire.MarkMessages, {"IDs": [], "Read": True}, form=True),
        faults=(400, 503),
    )
    def mark() -> Response:
        """Mark the mails that the body names, by ids or by a search, or all, as read or unread."""
        given = asking.body(request, wire.MarkMessages) or wire.MarkMessages()
        if given.ids is not None and given.search:
            raise BadRequest("IDs and Search: give one of them")
        if given.search is not None and not given.search.strip():
            raise BadRequest("Search: is blank; leave it out to mark all")
        inbox.mark(selected(inbox, request, ids=given.ids, query=given.search or ""), bool(given.read))
        return ok()

    return routes


def page_response(inbox: Inbox, request: Request, selection: Selected) -> Response:
    """The piece of these mails that is asked for."""
    start = START.of(request)
    page = inbox.page(start, LIMIT.of(request), selection)
    response = json_response(shapes.page(page, start, inbox.tags()))
    response.headers["Mailtrap-Seq"] = str(page.seq)
    response.headers["Mailtrap-Exact"] = str(page.exact).lower()
    return response
