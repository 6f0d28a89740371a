"""Finding mail: searches, their numbers, and waiting for what will come."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from mailtrap import wire
from mailtrap.inbox import MAX_WAIT, Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response, ok
from mailtrap.web.front import current
from mailtrap.web.messages import LIMIT, PAGE_HEADERS, START, page_response
from mailtrap.web.operation import FINDING, TEXT, Answer, operation
from mailtrap.web.selecting import BEFORE, INBOX, QUERY, WANTED, ZONE, selected

COUNT = asking.Number("count", "how many mails are waited for", default=1)
TIMEOUT = asking.Decimal("timeout", "seconds after which the answer is 408", default=30, most=MAX_WAIT)
ENDED = "this login ended meanwhile: the token was revoked, or the session is over"
SINCE = asking.Number("since", "only mails that came after the event of this number")


def search(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("search", __name__, url_prefix="/api/v1")

    @routes.get("/search")
    @operation(
        FINDING,
        Answer(type=wire.MessageList, headers=PAGE_HEADERS),
        query=(WANTED, INBOX, START, LIMIT, ZONE, BEFORE),
        faults=(400, 503),
    )
    def found() -> Response:
        """A piece of what a search finds, newest first.

        ``messages_count`` is exact up to five hundred beyond what is shown; the header Mailtrap-Exact says whether it
        is, and ``/count`` counts to the end.
        """
        query = WANTED.of(request)
        return page_response(inbox, request, selected(inbox, request, query=query))

    @routes.delete("/search")
    @operation(FINDING, Answer(kinds=(TEXT,)), query=(WANTED, INBOX, ZONE, BEFORE), faults=(400, 503))
    def delete() -> Response:
        """Delete what a search finds, but for pinned mails; without a search nothing is deleted."""
        inbox.delete(selected(inbox, request, query=WANTED.of(request)))
        return ok()

    @routes.get("/count")
    @operation(FINDING, Answer(type=wire.Counted), query=(QUERY, INBOX, ZONE, BEFORE), faults=(400, 503), strict=True)
    def count() -> Response:
        """How many mails there are, or a search finds: exactly."""
        return json_response(shapes.counted(inbox.count(selected(inbox, request))))

    @routes.get("/wait")
    @operation(
        FINDING,
        Answer(type=wire.Waited, about="They are there."),
        Answer(408, type=wire.Waited, about="The time is up; what was there by then."),
        query=(QUERY, INBOX, COUNT, TIMEOUT, SINCE, ZONE),
        faults=(400, 503),
        strict=True,
    )
    def wait() -> Response:
        """Wait until there are so many mails that a search finds, and answer at once when they are there.

        With ``since``, the ``Seq`` of an earlier answer, only mails count that came after that.
        """
        wanted = COUNT.of(request)
        timeout = TIMEOUT.of(request)
        allowed = current().valid
        page = inbox.wait(selected(inbox, request, since=SINCE.of(request)), wanted, timeout, allowed)
        if not allowed():
            abort(HTTPStatus.UNAUTHORIZED, ENDED)
        satisfied = page.matches.total >= wanted
        response = json_response(shapes.waited(page, satisfied))
        response.status_code = HTTPStatus.OK if satisfied else HTTPStatus.REQUEST_TIMEOUT
        return response

    return routes
