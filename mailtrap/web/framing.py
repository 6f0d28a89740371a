"""Where a request ends, so that another can follow it on its connection (RFC 9112 5, 6 and 11.2).

Two readers that disagree about that, a proxy and we, can be made to take a body for a request. So what leaves it in
doubt is refused, and no request is read after it.
"""

from __future__ import annotations

import io
import re
import socket
import time
from collections.abc import Callable
from http.client import HTTPMessage
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DRAINED = 65_536
"""Bytes of a body that nobody wanted, which are read to get at the next request; of more the connection is closed."""

_FIELD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*\r?\n")


class Arriving(io.RawIOBase):
    """What comes on a connection. A ``deadline`` (of ``time.monotonic``) holds for all of it, not for each piece."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.deadline: float | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Fill the buffer with what is there; None if the connection does not wait and nothing is.

        Raises:
            TimeoutError: nothing came in time.
        """
        if self.deadline is not None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the request took too long to come")
            self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        except BlockingIOError:
            return None


class HeadLines:
    """The lines of a request's head on their way to ``http.server``, which would take nearly anything for a field."""

    def __init__(self, lines: BufferedIOBase) -> None:
        self._lines = lines
        self.broken = False
        """Whether one of them was no field, or the head had no end."""

    def readline(self, size: int = -1) -> bytes:
        """The next line, at most ``size`` bytes of it."""
        line = self._lines.readline(size)
        if line not in (b"\r\n", b"\n") and not _FIELD.fullmatch(line):
            self.broken = True
        return line


def length_of(headers: HTTPMessage) -> int | None:
    """The bytes of the body that follows; None where it comes in chunks.

    Raises:
        ValueError: it cannot be told for certain.
    """
    lengths, codings = headers.get_all("Content-Length", []), headers.get_all("Transfer-Encoding", [])
    if codings:
        if lengths:
            raise ValueError("Content-Length and Transfer-Encoding do not go together")
        if len(codings) > 1 or codings[0].strip(" \t").lower() != "chunked":
            raise ValueError("the only Transfer-Encoding that is understood is chunked")
        return None
    if len(lengths) > 1:
        raise ValueError("there is more than one Content-Length")
    length = lengths[0].strip(" \t") if lengths else "0"
    if not (length.isascii() and length.isdigit()):
        raise ValueError("Content-Length is no number")
    return int(length[:20])  # more than anybody has to send


class Body(io.RawIOBase):
    """A body of a known length: what follows it on the connection belongs to the next request.

    ``wanted`` is called before the first byte is read: some clients wait for a word before they send it.
    """

    def __init__(self, source: Any, length: int, wanted: Callable[[], None]) -> None:
        self._source = source
        self._wanted: Callable[[], None] | None = wanted
        self.left = length

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer, as far as the body goes."""
        room = memoryview(buffer).cast("B")[: self.left]
        if self._wanted:
            self._wanted()
            self._wanted = None
        read: int = self._source.readinto(room) if room else 0
        self.left -= read
        return read

    def pass_over(self) -> bool:
        """Read what nobody wanted; False where that is too much, or does not come."""
        if self.left > DRAINED:
            return False
        while self.left and self.read(self.left):
            pass
        return not self.left
