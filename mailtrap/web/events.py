"""Live push: the numbered events of the inbox as frames of a websocket."""

from __future__ import annotations

import logging
import selectors
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import cache, wraps
from types import SimpleNamespace
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, g, request

from mailtrap.inbox import Inbox
from mailtrap.web import asking
from mailtrap.web.broadcast import Broadcasts
from mailtrap.web.filtering import WATCHED, Filter
from mailtrap.web.frames import Frames
from mailtrap.web.front import current
from mailtrap.web.guard import error_body
from mailtrap.web.operation import WATCHING, Answer, operation
from mailtrap.web.stream import stream

if TYPE_CHECKING:
    from simple_websocket import Server

log = logging.getLogger(__name__)

PING_INTERVAL = 25
"""Seconds; a tab that does not answer until the next one is gone."""
MAX_MESSAGE = 4096
"""Bytes of a frame from a tab; it has nothing to say."""
LOOK_INTERVAL = 5.0
"""Seconds after which a tab's thread looks whether its tab is still there."""
GOODBYE = 1.0
"""Seconds that the answer to a tab's goodbye may take."""
Serve = Callable[["Server", int, Callable[[], bool]], None]
NO_WAIT = getattr(socket, "MSG_DONTWAIT", 0)
"""The flag of a send that does not wait; without one each tab is told by its own thread."""
AFTER = asking.Number("after", "send first what came after this event; without it, what comes from now on", default=-1)


def add_events(app: Flask, inbox: Inbox) -> None:
    """The socket at ``/api/events``, and beside it the stream; ``?after=N`` sends first what came after event N."""
    app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": PING_INTERVAL, "max_message_size": MAX_MESSAGE}
    frames = Frames()
    broadcasts = Broadcasts(inbox, frames, LOOK_INTERVAL)
    routes = Blueprint("events", __name__)

    @routes.before_request
    def look() -> None:
        """What cannot be understood is told before the upgrade; afterwards nobody could read it."""
        after = AFTER.of(request)
        g.after = None if after < 0 else after
        g.chosen = Filter.of(inbox, request)

    @operation(
        WATCHING,
        Answer(101, "A websocket. Each of its text frames is a Frame.", headers={"Upgrade": "websocket"}),
        query=(AFTER, *WATCHED),
        faults=(400, 503),
    )
    def events(tab: Server, after: int, alive: Callable[[], bool]) -> None:
        """Events as they happen, over a websocket.

        The server sends; what a client sends is passed over.
        """
        broadcasts.serve(tab, after, alive, g.chosen)

    add_socket(routes, "/api/events", inbox, events)
    app.register_blueprint(routes)
    app.register_blueprint(stream(inbox, frames))


def add_socket(routes: Blueprint, path: str, inbox: Inbox, serve: Serve) -> None:
    """A websocket at ``path``, served by ``serve`` until the tab or the server ends.

    ``serve`` gets the tab, the last event that it knows, which is ``g.after`` where the blueprint has set that, and
    whether it is still there.
    """

    @routes.before_request
    def now() -> None:
        """Who names no event means now, not the moment after the upgrade: it may have sent a mail in between."""
        if g.get("after") is None:
            g.after = inbox.page(0, 1).seq

    def socket_(tab: Server) -> None:
        try:
            allowed = current().valid  # a session or a token may end before the tab does
            serve(tab, g.after, lambda: tab.connected and allowed())
        except OSError:
            log.debug("a tab is gone, or does not read")
        finally:
            _end(tab)

    view = cache(lambda: _upgrading(socket_))

    @wraps(serve)  # with what it says about itself
    def upgrade() -> Response:
        from wsproto.utilities import RemoteProtocolError

        try:
            return view()()
        except RemoteProtocolError as fault:
            body, kind = error_body(f"this is no websocket handshake: {fault}", request.headers.get("Accept", ""))
            return Response(body, status=400, content_type=kind)

    routes.add_url_rule(path, view_func=upgrade, websocket=True)


def _upgrading(serve: Callable[[Server], None]) -> Callable[[], Response]:
    """The view that flask-sock makes of it. The protocol below it is a tenth of what a start has to load, so the first
    tab loads it."""
    from flask_sock import Sock

    made: list[Callable[[], Response]] = []
    Sock().route("", bp=SimpleNamespace(route=lambda path, **options: made.append))(serve)
    return made[0]


def _end(tab: Server) -> None:
    """Say goodbye, and wait for the thread that reads: it must not outlive the socket, whose number is used again."""
    from simple_websocket import ConnectionClosed

    try:
        tab.close()
    except ConnectionClosed:
        tab.thread.join(GOODBYE)  # it wakes us before it answers the tab's goodbye
    except OSError:
        pass
    tab.sock.close()
    tab.thread.join()


def has_goodbye(data: bytes) -> bool:
    """Whether control frames of a server, which are short and without a mask, close the connection (RFC 6455 5.5)."""
    at = 0
    while at + 1 < len(data) and data[at] & 0xF8 == 0x88:
        if data[at] == 0x88:
            return True
        at += 2 + data[at + 1]
    return False


class TabSocket:
    """The socket of a tab as simple-websocket uses it, made safe for a slow reader and for several writers.

    Its ``send`` may write a part of a frame, waits for ever, and is called from the tab's thread and, for pings, from
    another. Here a frame goes out whole, one at a time, within ``SEND_TIMEOUT``, or the tab is given up.
    """

    SEND_TIMEOUT = 10

    def __init__(self, connection: socket.socket, on_upgrade: Callable[[], None]) -> None:
        self._connection = connection
        self._on_upgrade = on_upgrade
        self._lock = threading.Lock()
        self._order = threading.Lock()
        self._left: deque[memoryview] = deque()
        """Frames, and what is left of the first of them."""
        self._said_goodbye = False
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
        """Whole frames, and first what ``push`` left; or ``ConnectionError``."""
        self._add(data)
        self.flush()

    def flush(self) -> None:
        """All that is left; or ``ConnectionError``."""
        with self._lock:
            self._prepare()
            end = time.monotonic() + self.SEND_TIMEOUT
            while self._left:
                # A send that waited in vain may still have got rid of a part: only the clock tells the end.
                if self._given_up or time.monotonic() > end:
                    self._given_up = True
                    raise ConnectionResetError("the tab does not read")
                try:
                    self._send(0)
                except BlockingIOError:
                    self._given_up = True

    def push(self, data: bytes) -> bool:
        """Whole frames, as much of them as goes without waiting; False leaves the rest to the next ``send``."""
        self._add(data)
        if not NO_WAIT or not self._lock.acquire(blocking=False):
            return False
        try:
            while self._left and not self._given_up:
                self._send(NO_WAIT)
        except BlockingIOError:
            return False
        except OSError:
            self._given_up = True
        finally:
            self._lock.release()
        return not self._given_up

    def _add(self, data: bytes) -> None:
        """Behind what waits; nothing comes behind a goodbye (RFC 6455 5.5.1)."""
        with self._order:
            if not self._said_goodbye:
                self._left.append(memoryview(data))
                self._said_goodbye = has_goodbye(data)

    def _send(self, flags: int) -> None:
        sent = self._connection.send(self._left[0], flags)
        if sent < len(self._left[0]):
            self._left[0] = self._left[0][sent:]
        else:
            self._left.popleft()

    def recv(self, size: int) -> bytes:
        """What came."""
        self._prepare()
        return self._connection.recv(size)

    def gone(self) -> bool:
        """Whether the peer has closed, as far as can be told without reading. Not for who upgrades."""
        with selectors.DefaultSelector() as selector:
            try:
                selector.register(self._connection, selectors.EVENT_READ)
                return bool(selector.select(0)) and not self._connection.recv(1, socket.MSG_PEEK)
            except (OSError, ValueError):
                return True

    def fileno(self) -> int:
        """For the selector that waits for pings."""
        return self._connection.fileno()

    def close(self) -> None:
        """Wake whoever writes; the server that made the connection closes it."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
