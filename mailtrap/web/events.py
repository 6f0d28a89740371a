"""Live push: the numbered events of the inbox as frames of a websocket, in Mailpit's form with ``Seq`` added."""

from __future__ import annotations

import logging
import socket
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import wraps

import msgspec
from flask import Blueprint, Flask, Response, g, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from wsproto.utilities import RemoteProtocolError

from mailtrap import __version__, wire
from mailtrap.bus import Subscription
from mailtrap.inbox import Inbox
from mailtrap.model import Change, Event
from mailtrap.web import asking, shapes
from mailtrap.web.guard import error_body
from mailtrap.web.operation import WATCHING, Answer, operation

log = logging.getLogger(__name__)

PING_INTERVAL = 25
"""Seconds; a tab that does not answer until the next one is gone."""
MAX_MESSAGE = 4096
"""Bytes of a frame from a tab; it has nothing to say."""
STATS_INTERVAL = 0.25
"""Seconds between two ``stats`` frames while mail pours in."""
LOOK_INTERVAL = 5.0
"""Seconds after which a tab's thread looks whether its tab is still there."""
KEPT_FRAMES = 1_000
"""Frames kept as text, so that one event is made into JSON once, however many watch."""

AFTER = asking.Number("after", "send first what came after this event; without it, what comes from now on", default=-1)


class Frames:
    """JSON of the latest events."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: OrderedDict[int, str] = OrderedDict()

    def of(self, event: Event) -> str:
        """The frame of an event, made by whoever asks first."""
        with self._lock:
            text = self._texts.get(event.seq)
            if text is None:
                text = self._texts[event.seq] = frame(event)
                if len(self._texts) > KEPT_FRAMES:
                    self._texts.popitem(last=False)
            return text


def frame(event: Event) -> str:
    """One event as JSON."""
    return _text(_frame(event))


def _frame(event: Event) -> wire.Frame:
    match event.change:
        case Change.NEW if event.summary:
            return wire.New(shapes.summary(event.summary), event.seq)
        case Change.UPDATE:
            return wire.Update(_updated(event), event.seq)
        case Change.DELETE:
            return wire.Delete(wire.Deleted(event.id), event.seq)
        case Change.PRUNE:
            return wire.Prune(None, event.seq)
    return wire.Truncate(None, event.seq)


def _updated(event: Event) -> wire.Updated:
    return wire.Updated(
        event.id,
        read=msgspec.UNSET if event.read is None else event.read,
        tags=msgspec.UNSET if event.tags is None else list(event.tags),
        pinned=msgspec.UNSET if event.pinned is None else event.pinned,
    )


def _text(told: wire.Frame) -> str:
    return msgspec.json.encode(told).decode()


def add_events(app: Flask, inbox: Inbox) -> None:
    """The socket at ``/api/events``; ``?after=N`` sends first what came after event N."""
    app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": PING_INTERVAL, "max_message_size": MAX_MESSAGE}
    frames = Frames()
    routes = Blueprint("events", __name__)

    @routes.before_request
    def look() -> None:
        """A wrong number is told before the upgrade; afterwards nobody could read it."""
        after = AFTER.of(request)
        g.after = None if after < 0 else after

    @operation(
        WATCHING,
        Answer(101, "A websocket. Each of its text frames is a Frame.", headers={"Upgrade": "websocket"}),
        query=(AFTER,),
        faults=(400, 503),
    )
    def events(tab: Server, came: Batches) -> None:
        """Events as they happen, over a websocket.

        The server sends; what a client sends is passed over.
        """
        _serve(tab, inbox, came, frames)

    add_socket(routes, "/api/events", inbox, events)
    app.register_blueprint(routes)


Batches = Callable[[Callable[[], float]], Iterator[list[Event] | None]]
"""What has happened, piece by piece, until one of the two sides ends; see ``add_socket``."""


def add_socket(routes: Blueprint, path: str, inbox: Inbox, serve: Callable[[Server, Batches], None]) -> None:
    """A websocket at ``path``, served by ``serve`` until the tab or the server ends.

    ``serve`` gets the tab and the events for it: first those after ``g.after``, where the blueprint has set that, then
    what comes; None when too much was lost; an empty list after each wait in vain, whose seconds it is asked for.
    """

    @routes.before_request
    def now() -> None:
        """Who names no event means now, not the moment after the upgrade: it may have sent a mail in between."""
        if g.get("after") is None:
            g.after = inbox.page(0, 1).seq

    @routes.errorhandler(RemoteProtocolError)
    def no_handshake(fault: RemoteProtocolError) -> Response:
        body, kind = error_body(f"this is no websocket handshake: {fault}", request.headers.get("Accept", ""))
        return Response(body, status=400, content_type=kind)

    @wraps(serve)  # with what it says about itself
    def socket_(tab: Server) -> None:
        try:
            with inbox.subscribe() as subscription:
                serve(tab, lambda wait: _batches(tab, inbox, subscription, g.after, wait))
        except OSError:
            log.debug("a tab is gone, or does not read")
        finally:
            _end(tab)

    Sock().route(path, bp=routes)(socket_)


def _batches(
    tab: Server, inbox: Inbox, subscription: Subscription, after: int, wait: Callable[[], float]
) -> Iterator[list[Event] | None]:
    missed = inbox.events_after(after)
    last = -1 if missed is None else missed[-1].seq if missed else after
    yield missed
    while tab.connected and not subscription.closed:
        came = subscription.take(wait())
        if came:
            came = [event for event in came if event.seq > last]
            last = came[-1].seq if came else last
        yield came


def _serve(tab: Server, inbox: Inbox, batches: Batches, frames: Frames) -> None:
    """Every event as a frame, and how much there is, not too often."""
    stats_due: float | None = time.monotonic()

    def wait() -> float:
        return LOOK_INTERVAL if stats_due is None else max(stats_due - time.monotonic(), 0)

    text_of = frame  # what was missed is made for this tab alone
    for came in batches(wait):
        if came is None:
            tab.send(_text(wire.Resync()))
        for event in came or ():
            tab.send(text_of(event))
        text_of = frames.of
        if (came is None or came) and stats_due is None:
            stats_due = time.monotonic() + STATS_INTERVAL
        if stats_due is not None and time.monotonic() >= stats_due:
            counts = inbox.counts()
            tab.send(_text(wire.StatsChanged(wire.Stats(counts.total, counts.unread, __version__))))
            stats_due = None


def _end(tab: Server) -> None:
    """Say goodbye, and wait for the thread that reads: it must not outlive the socket, whose number is used again."""
    try:
        tab.close()
    except (ConnectionClosed, OSError):
        pass
    tab.sock.close()
    tab.thread.join()


class TabSocket:
    """The socket of a tab as simple-websocket uses it, made safe for a slow reader and for two writers.

    Its ``send`` may write a part of a frame, waits for ever, and is called from the tab's thread and, for pings, from
    another. Here a frame goes out whole, one at a time, within ``SEND_TIMEOUT``, or the tab is given up.
    """

    SEND_TIMEOUT = 10

    def __init__(self, connection: socket.socket, on_upgrade: Callable[[], None]) -> None:
        self._connection = connection
        self._on_upgrade = on_upgrade
        self._lock = threading.Lock()
        self._prepared = False
        self._given_up = False

    def _prepare(self) -> None:
        if not self._prepared:
            self._prepared = True
            self._on_upgrade()
            self._connection.settimeout(None)  # the time-out of request headers ends with the upgrade
            if hasattr(socket, "SO_SNDTIMEO"):
                timeout = struct.pack("ll", self.SEND_TIMEOUT, 0)  # struct timeval
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)

    def send(self, data: bytes) -> None:
        """The whole frame, or ``ConnectionError``."""
        with self._lock:
            self._prepare()
            end = time.monotonic() + self.SEND_TIMEOUT
            rest = memoryview(data)
            while rest:
                # A send that waited in vain may still have got rid of a part: only the clock tells the end.
                if self._given_up or time.monotonic() > end:
                    self._given_up = True
                    raise ConnectionResetError("the tab does not read")
                try:
                    rest = rest[self._connection.send(rest) :]
                except BlockingIOError:
                    self._given_up = True

    def recv(self, size: int) -> bytes:
        """What came."""
        self._prepare()
        return self._connection.recv(size)

    def fileno(self) -> int:
        """For the selector that waits for pings."""
        return self._connection.fileno()

    def close(self) -> None:
        """Wake whoever writes; the server that made the connection closes it."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
