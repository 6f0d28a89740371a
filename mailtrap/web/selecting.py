"""Which mails a request is about: an inbox, a search, ids, in the same words on every route."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Request

from mailtrap.errors import BadRequest
from mailtrap.inbox import LATEST, Inbox, Selected
from mailtrap.web import asking

INBOX = asking.Text("inbox", "only what came to the inbox of this name")
QUERY = asking.Text("query", "only what this search finds")
WANTED = asking.Text("query", "give a search, such as from:ada", required=True)
ZONE = asking.Zone("tz", "the time zone of dates in the search; UTC without one")
BEFORE = asking.Text("before", "only what came until this date, as in searches")
SEARCHED = (INBOX, QUERY, ZONE)
"""The parameters of ``latest``."""


def selected(
    inbox: Inbox,
    request: Request,
    *,
    ids: Iterable[str] | None = None,
    query: str | None = None,
    since: int = 0,
) -> Selected:
    """The mails that the parameters name; ``query`` takes the place of the parameter of that name.

    Raises:
        BadRequest: one of them cannot be understood.
    """
    for given in (INBOX, QUERY):
        if given.name in request.args and not given.of(request).strip():
            raise BadRequest(f"{given.name}: is blank; leave it out to mean all")
    return inbox.select(
        ids=ids,
        inbox=INBOX.of(request) or None,
        query=QUERY.of(request) if query is None else query,
        zone=ZONE.of(request),
        before=BEFORE.of(request),
        since=since,
    )


def named(inbox: Inbox, request: Request, id_: str) -> str:
    """The id that is meant: itself, or for ``latest`` that of the newest mail that the parameters name."""
    if id_ != LATEST and not request.args:
        return id_
    return inbox.id_of(id_, selected(inbox, request))
