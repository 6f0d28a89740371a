"""Bounded reading of lines and of mail data from a connection (RFC 5321 2.3.8, 4.5.2, 4.5.3.1)."""

import asyncio
from collections.abc import Callable

AUTH_LIMIT = 12_288
"""Bytes of a line within AUTH (RFC 4954 4)."""
PAUSE_ABOVE, GO_ON_BELOW = 512 * 1024, 256 * 1024
"""Bytes that may come unasked before the client is slowed down, and at which it may send again."""
OVERRUN_FACTOR = 5
"""A client that sends so many times the limit is not waited for any longer."""
SLOW_STEPS = 10
"""Steps a second in which a slowed connection is read and written."""
_END = b"\r\n.\r\n"


class LineTooLong(Exception):  # noqa: N818 -- raised and answered within this door
    """A line was longer than its limit; it was read to its end and dropped."""


class FarTooMuch(Exception):  # noqa: N818 -- as above
    """Mail data went so far past the limit that the connection is ended."""


class Stream:
    """What came and was not yet understood. Memory is bounded whatever the client sends."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.transport = transport
        self._loop = loop
        self._held = bytearray()
        self._buffer = bytearray()
        self._ended = self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self.rate = 0
        """Bytes a second that are read; 0 for all that come."""
        self.on_data: Callable[[], None] | None = None
        """Called whenever something came, to set a clock anew."""

    def feed(self, data: bytes) -> None:
        """Something came."""
        self._held += data
        if len(self._held) > PAUSE_ABOVE and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def end(self, broken: bool = False) -> None:
        """No more will come; what came and was not yet read is forgotten if the connection was broken off."""
        self._ended = True
        if broken:
            self._held.clear()
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def _fill(self) -> None:
        if self.rate:
            await asyncio.sleep(1 / SLOW_STEPS)
        if not (self._held or self._ended):
            self._waiter = self._loop.create_future()
            await self._waiter
        if not self._held:
            raise ConnectionResetError("the client closed the connection")
        taken = max(self.rate // SLOW_STEPS, 1) if self.rate else len(self._held)
        self._buffer += self._held[:taken]
        del self._held[:taken]
        self._go_on()
        if self.on_data:
            self.on_data()

    def _go_on(self) -> None:
        if self._paused and len(self._held) <= GO_ON_BELOW:
            self._paused = False
            self.transport.resume_reading()

    def discard(self) -> int:
        """Forget what came before TLS began (RFC 3207 4.2); how many bytes that were."""
        count = len(self._buffer) + len(self._held)
        self._buffer.clear()
        self._held.clear()
        self._go_on()
        return count

    async def line(self, limit: int) -> bytes:
        """The next line with its line end.

        Raises:
            LineTooLong: the line is over; the next call reads the one after it.
            ConnectionResetError: there is no more.
        """
        buffer, start, dropped = self._buffer, 0, False
        while (end := buffer.find(b"\n", start)) < 0:
            start = len(buffer)
            if start > limit:
                dropped = True
                buffer.clear()
                start = 0
            await self._fill()
        line = bytes(buffer[: end + 1])
        del buffer[: end + 1]
        if dropped or len(line) > limit:
            raise LineTooLong
        return line

    async def chunk(self, size: int, keep: bool) -> bytes:
        """The next ``size`` bytes (RFC 3030 2); nothing when they are only to be passed over."""
        buffer = self._buffer
        while len(buffer) < size:
            if not keep:
                size -= len(buffer)
                buffer.clear()
            await self._fill()
        data = bytes(buffer[:size]) if keep else b""
        del buffer[:size]
        return data

    async def data(self, limit: int) -> bytes | None:
        """The mail up to the line with the dot alone, dots un-stuffed, else untouched; None when above ``limit``.

        Only CRLF.CRLF ends it: a dot between bare line ends is mail.

        Raises:
            FarTooMuch: the end did not come within ``OVERRUN_FACTOR`` times the limit.
            ConnectionResetError: the connection ended first.
        """
        buffer, start, dropped = self._buffer, 0, 0
        dots, counted = 0, 0
        while len(buffer) < 3:
            await self._fill()
        if buffer.startswith(b".\r\n"):
            del buffer[:3]
            return b""
        while (end := buffer.find(_END, start)) < 0:
            start = max(len(buffer) - len(_END) + 1, 0)
            if not dropped and len(buffer) > limit:  # but for the dots that were doubled
                dots += buffer.count(b"\r\n.", counted)
                counted = len(buffer) - 2
            if dropped or len(buffer) - dots > limit + len(_END):
                dropped += start
                del buffer[:start]
                start = 0
                if dropped > OVERRUN_FACTOR * limit:
                    raise FarTooMuch
            await self._fill()
        raw = None if dropped else bytes(memoryview(buffer)[: end + 2])
        del buffer[: end + len(_END)]
        if raw is None:
            return None
        if raw.startswith(b"."):
            raw = raw[1:]
        if b"\r\n." in raw:
            raw = raw.replace(b"\r\n.", b"\r\n")
        return raw if len(raw) <= limit else None
