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
from http import HTTPStatus
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DRAINED = 65_536
"""Bytes of a body that nobody wanted, which are read to get at the next request; of more the connection is closed."""

MAX_LINE = 65_536
"""Bytes of a line of the head."""
MAX_FIELDS = 99
"""Fields of a head."""
_VERSION = re.compile(r"HTTP/([0-9]{1,10})\.[0-9]{1,10}")
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


class HeadError(ValueError):
    """What cannot be answered as HTTP/1.1, and with which status that is told."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


def request_line(line: str) -> tuple[str, str, str]:
    """Method, target and version (``HTTP/1.1``) of a request (RFC 9112 3).

    Raises:
        ValueError: it has not these three.
        HeadError: it is of another HTTP than ours.
    """
    method, target, version = words if len(words := line.split()) == 3 else ("", "", "")
    if not (found := _VERSION.fullmatch(version)) or int(found[1]) < 1:
        raise ValueError("this is no HTTP/1.1 request")
    if int(found[1]) > 1:
        raise HeadError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, f"{version} is not spoken here; HTTP/1.1 is")
    # Two slashes would be the beginning of a host: a client that is sent there could be sent anywhere.
    return method, f"/{target.lstrip('/')}" if target.startswith("//") else target, version


class Head:
    """The fields of a request's head: what ``http.server`` and werkzeug ask of a message, without all else that one of
    ``email`` is. In ``http.server`` nearly anything would do for a field."""

    def __init__(self, lines: BufferedIOBase) -> None:
        """Read it.

        Raises:
            HeadError: a line of it is too long, or there are too many.
        """
        self._fields: list[tuple[str, str]] = []
        self._named: dict[str, list[str]] = {}
        self.broken = False
        """Whether a line was no field, or the head had no end."""
        while (line := lines.readline(MAX_LINE + 1)) not in (b"\r\n", b"\n", b""):
            if len(line) > MAX_LINE:
                raise HeadError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "a line of the head is too long")
            if len(self._fields) == MAX_FIELDS:
                raise HeadError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head has too many fields")
            self.broken = self.broken or not _FIELD.fullmatch(line)
            name, _, value = line.decode("latin-1").partition(":")
            value = value.lstrip(" \t").rstrip("\r\n")
            self._fields.append((name, value))
            self._named.setdefault(name.lower(), []).append(value)
        self.broken = self.broken or not line

    def get(self, name: str, default: str = "") -> str:
        """The first field of that name."""
        found = self._named.get(name.lower())
        return found[0] if found else default

    def get_all(self, name: str, default: list[str]) -> list[str]:
        """All fields of that name."""
        return self._named.get(name.lower(), default)

    def items(self) -> list[tuple[str, str]]:
        """All fields in their order."""
        return self._fields


def length_of(headers: Head) -> int | None:
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
