"""Live push: the numbered events of the inbox as frames of a websocket, in Mailpit's form with ``Seq`` added."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_sock import Sock
from simple_websocket import Server

from mailtrap import __version__
from mailtrap.inbox import Inbox
from mailtrap.model import Change, Event
from mailtrap.web import asking, shapes

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
    """One event as JSON: ``Type``, ``Data`` and ``Seq``."""
    data: Any = None
    if event.change == Change.NEW and event.summary:
        data = shapes.summary(event.summary)
    elif event.change == Change.UPDATE:
        data = {"ID": event.id, "Read": event.read}
    elif event.change == Change.DELETE:
        data = {"ID": event.id}
    return json.dumps({"Type": event.change.value, "Data": data, "Seq": event.seq}, ensure_ascii=False)


def add_events(app: Flask, inbox: Inbox) -> None:
    """The socket at ``/api/events``; ``?after=N`` sends first what came after event N."""
    app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": PING_INTERVAL, "max_message_size": MAX_MESSAGE}
    frames = Frames()

    def events(tab: Server) -> None:
        after = asking.number(request, "after", -1)
        with inbox.subscribe() as subscription:
            last = after
            if after >= 0:
                missed = inbox.events_after(after)
                if missed is None:
                    tab.send(_told("resync"))
                    last = -1
                for event in missed or ():
                    tab.send(frame(event))
                    last = event.seq
            stats_due: float | None = time.monotonic()
            while tab.connected and not subscription.closed:
                now = time.monotonic()
                if stats_due is not None and now >= stats_due:
                    tab.send(_told("stats", shapes.stats(inbox.counts(), __version__)))
                    stats_due = None
                came = subscription.take(LOOK_INTERVAL if stats_due is None else max(stats_due - now, 0))
                if came is None:
                    tab.send(_told("resync"))
                for event in came or ():
                    if event.seq > last:
                        tab.send(frames.of(event))
                        last = event.seq
                if (came is None or came) and stats_due is None:
                    stats_due = time.monotonic() + STATS_INTERVAL

    Sock(app).route("/api/events")(events)


def _told(kind: str, data: Any = None) -> str:
    return json.dumps({"Type": kind, "Data": data})


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
            try:
                self._connection.sendall(data)
            except BlockingIOError:
                raise ConnectionResetError("the tab does not read") from None

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
