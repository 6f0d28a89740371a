"""HTTPS: TLS ends here, and what is within comes out of a socket that the rest takes for a plain one.

A websocket is written to and read by two threads, which OpenSSL does not allow on one connection. Here a thread of its
own has the connection to itself, and hands bytes on in both directions, never more than a piece at a time.
"""

from __future__ import annotations

import json
import logging
import selectors
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any, cast

log = logging.getLogger(__name__)

HANDSHAKE_TIMEOUT = 10.0
"""Seconds for the whole handshake."""
PIECE = 64 * 1024
"""Bytes that are on their way in one direction."""
_HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446 5.1)."""
_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


def secured(connection: socket.socket, context: ssl.SSLContext) -> socket.socket | None:
    """The plain side of a new connection, after its handshake; None if there will be none, and it is closed.

    Who speaks HTTP without TLS is told so.
    """
    connection.settimeout(HANDSHAKE_TIMEOUT)
    try:
        if connection.recv(1, socket.MSG_PEEK) != _HANDSHAKE:
            _say_no(connection)
            return None
        wrapped = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    except OSError:
        connection.close()
        return None
    try:
        wrapped.do_handshake()
        wrapped.setblocking(False)
    except (OSError, ValueError) as fault:
        log.debug("no TLS: %s", fault)
        wrapped.close()
        return None
    inside, outside = socket.socketpair()
    outside.setblocking(False)
    threading.Thread(target=_pump, args=(wrapped, outside), name="mailtrap-tls", daemon=True).start()
    return inside


def _say_no(connection: socket.socket) -> None:
    host, port = connection.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    body = json.dumps({"Error": f"this port speaks HTTPS; ask https://{name}:{port}"}).encode()
    head = (
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
        f"X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with connection:
        connection.recv(PIECE)  # closed with something unread, it would take the answer along
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(PIECE)


def _pump(tls: ssl.SSLSocket, plain: socket.socket) -> None:
    """Hand on what comes until both sides have ended, or one is gone."""
    with tls, plain, selectors.DefaultSelector() as selector:
        try:
            _hand_on(tls, plain, selector)
        except (OSError, ValueError) as fault:
            log.debug("a TLS connection ended: %s", fault)


def _hand_on(tls: ssl.SSLSocket, plain: socket.socket, selector: selectors.BaseSelector) -> None:
    inward, outward = _Way(), _Way()
    while not (inward.over and outward.over):
        inward.read(lambda: tls.recv(PIECE))
        inward.write(plain.send, lambda: plain.shutdown(socket.SHUT_WR))
        outward.read(lambda: plain.recv(PIECE))
        outward.write(tls.send, lambda: _end(tls))
        if tls.pending() and inward.reads:
            continue
        of_tls = (_READ if inward.reads else 0) | (outward.blocked if outward.data else 0)
        of_plain = (_READ if outward.reads else 0) | (_WRITE if inward.data else 0)
        for each, events in ((tls, of_tls), (plain, of_plain)):
            if each in selector.get_map():
                selector.unregister(each)
            if events:
                selector.register(each, events)
        if not selector.get_map():
            return
        selector.select()


class _Way:
    """One direction: a piece that is on its way, and whether there will be more."""

    def __init__(self) -> None:
        self.data = memoryview(b"")
        self.ended = self.over = False
        self.blocked = _WRITE

    @property
    def reads(self) -> bool:
        """Whether there is room for what comes."""
        return not self.data and not self.ended

    def read(self, take: Callable[[], bytes]) -> None:
        """Take what is there, if there is room."""
        if self.reads:
            try:
                self.data = memoryview(take())
                self.ended = not self.data
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                pass

    def write(self, give: Callable[[memoryview], int], end: Callable[[], object]) -> None:
        """Give away what is there, and at the end say so."""
        try:
            while self.data:
                self.data = self.data[give(self.data) :]
        except (BlockingIOError, ssl.SSLWantWriteError):
            self.blocked = _WRITE
        except ssl.SSLWantReadError:
            self.blocked = _READ
        if self.ended and not self.data and not self.over:
            self.over = True
            end()


def _end(tls: ssl.SSLSocket) -> None:
    """Say that no more comes; the other side may still have something to say."""
    try:
        cast("Any", tls)._sslobj.shutdown()  # ``unwrap`` would take the socket apart
    except (OSError, AttributeError):
        pass
    socket.socket.shutdown(tls, socket.SHUT_WR)
