"""One answer of a WSGI app, written so that a client knows where it ends: by its length, in chunks, or at the close."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

_FAILED = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_JOINED = 65_536
"""Bytes; a piece of at most so many goes out together with the head."""


class Answering:
    """``send`` takes bytes of the answer to a request of this method and version (``HTTP/1.1``)."""

    def __init__(self, send: Callable[[bytes], None], method: str, version: str, server: str) -> None:
        self._send = send
        self._method = method
        self._version = version
        self._server = server
        self._headers: list[tuple[str, str]] = []
        self._begun = False
        self._chunked = False
        self._left: int | None = None
        """Bytes that are still to come, where their number was told."""
        self.status = ""

    def run(self, app: WSGIApplication, environ: WSGIEnvironment, last: Callable[[], bool], rest: int) -> bool:
        """Ask the app and send what it answers; whether that was all that it promised.

        ``last`` is asked when the head is made: whether the connection ends with this answer. Else it is kept for
        ``rest`` seconds. Raises ``OSError`` where the client is gone.
        """

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], None]:
            self.status, self._headers = status, headers
            return lambda data: self._write(data, last, rest)

        pieces: Any = ()
        try:
            pieces = app(environ, start)
            for piece in pieces:
                self._write(piece, last, rest)
            if not self._begun:
                self._write(b"", last, rest)
            if self._chunked:
                self._send(b"0\r\n\r\n")
        except OSError:
            raise
        except Exception:
            log.exception("an answer broke off: %s", environ.get("REQUEST_URI", ""))
            if not self._begun:
                self._send(_FAILED)
            return False
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        return not self._left

    def _write(self, data: bytes, last: Callable[[], bool], rest: int) -> None:
        head = b"" if self._begun else self._head(last(), rest)
        self._begun = True
        if self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
        framed = b"%x\r\n%b\r\n" % (len(data), data) if self._chunked and data else data
        if len(framed) <= _JOINED:
            head, framed = head + framed, b""
        for each in (head, framed):
            if each:
                self._send(each)

    def _head(self, last: bool, rest: int) -> bytes:
        code = int(self.status[:3])
        told = {name.lower(): value for name, value in self._headers}
        empty = self._method == "HEAD" or code in (204, 304) or code < 200
        if empty:
            self._left = 0  # whatever length it tells of
        elif "content-length" in told:
            self._left = int(told["content-length"])
        elif self._version >= "HTTP/1.1":
            self._chunked = True
        lines = [
            f"HTTP/1.1 {self.status}",
            f"Server: {self._server}",
            f"Date: {formatdate(usegmt=True)}",
            *(f"{name}: {value}" for name, value in self._headers),
            *(["Transfer-Encoding: chunked"] if self._chunked else []),
            *(["Connection: close"] if last else [f"Keep-Alive: timeout={rest}"]),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")
