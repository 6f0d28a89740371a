"""Live push without a websocket: the same frames as server-sent events (HTML 9.2), for ``EventSource`` and curl."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from flask import Blueprint, Request, Response, request

from mailtrap.errors import BadRequest, MailtrapError
from mailtrap.inbox import Inbox
from mailtrap.web import asking
from mailtrap.web.filtering import WATCHED, Filter
from mailtrap.web.frames import Batches, Frames, Told, told
from mailtrap.web.front import current
from mailtrap.web.operation import STREAM, WATCHING, Answer, operation

log = logging.getLogger(__name__)

KEEP_ALIVE = 15.0
"""Seconds of silence after which a comment is sent, lest anything in between takes the connection for dead."""
LOOK = 1.0
"""Seconds after which it is looked whether the reader is still there."""
PIECE = 64 * 1024
"""Characters that are sent at once."""
RETRY = b"retry: 1000\n\n"
"""The first that is sent: after how many milliseconds a reader comes back."""

AFTER = asking.Number("after", "send first what came after this event; Last-Event-ID counts more", default=-1)


def stream(inbox: Inbox, frames: Frames) -> Blueprint:
    """The route, over one inbox service."""
    routes = Blueprint("stream", __name__, url_prefix="/api/v1")

    @routes.get("/events")
    @operation(
        WATCHING,
        Answer(kinds=(STREAM,), about="Frames as they come: `id` is Seq, `event` is Type, `data` the whole Frame."),
        query=(AFTER, *WATCHED),
        faults=(400, 503),
    )
    def events() -> Response:
        """Events as they happen, as server-sent events: the frames of the socket.

        A reader that comes back with `Last-Event-ID` gets first what it missed, or `resync` when that is too much.
        """
        chosen = Filter.of(inbox, request)
        after = _after(request)
        if after is None:
            after = inbox.page(0, 1).seq
        tab = request.environ.get("werkzeug.socket")
        gone: Callable[[], bool] = tab.gone if tab else lambda: False
        allowed = current().valid
        pieces = _pieces(inbox, after, frames, chosen, lambda: gone() or not allowed())
        return Response(pieces, content_type=STREAM, headers={"X-Accel-Buffering": "no"})

    return routes


def _after(request: Request) -> int | None:
    given = request.headers.get("Last-Event-ID")
    if given:
        if not (given.isascii() and given.isdigit() and len(given) < 20):
            raise BadRequest(f"Last-Event-ID: {given[:40]!r} will not do; give the number of an event")
        return int(given)
    after = AFTER.of(request)
    return None if after < 0 else after


def _pieces(inbox: Inbox, after: int, frames: Frames, chosen: Filter, gone: Callable[[], bool]) -> Iterator[bytes]:
    yield RETRY
    try:
        with inbox.subscribe(news=chosen.news) as subscription:
            came = Batches(inbox, subscription, after, lambda: not gone())
            yield from _gathered(inbox, told(inbox, came, frames, chosen, LOOK))
    except MailtrapError as fault:  # the answer has begun: who comes back is told
        log.debug("a stream of events ended: %s", fault)


def _gathered(inbox: Inbox, frames: Iterator[Told | None]) -> Iterator[bytes]:
    """Frames that come together in one piece, and a comment when there were none for long."""
    waiting: list[str] = []
    size = 0
    silent_since = time.monotonic()
    for each in frames:
        if each:
            waiting.append(_event(inbox, each))
            size += len(waiting[-1])
            if size < PIECE:
                continue
        if not waiting and time.monotonic() - silent_since >= KEEP_ALIVE:
            waiting.append(":\n\n")
        if waiting:
            yield "".join(waiting).encode()
            waiting, size, silent_since = [], 0, time.monotonic()


def _event(inbox: Inbox, frame: Told) -> str:
    # Who reloads knows everything up to now, and must not be told once more to reload when it comes back.
    seq = inbox.page(0, 1).seq if frame.type == "resync" else frame.seq
    number = "" if seq is None else f"id: {seq}\n"
    return f"event: {frame.type}\n{number}data: {frame.text}\n\n"
