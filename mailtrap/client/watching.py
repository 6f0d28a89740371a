"""Events as they happen, over a stream that is taken up again where it broke off."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx
import msgspec

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.connection import given, path, refusal, strange
from mailtrap.client.errors import Unreachable
from mailtrap.client.listing import Listing

SILENCE = 60.0
"""Seconds without any sign of life after which a stream is taken for dead; a server gives one far more often."""
PAUSE, MAX_PAUSE = 0.1, 2.0
"""Seconds before a stream that broke off is opened again, the first time and at most."""


class Watching(Listing):
    """What happens."""

    def events(self, query: str = "", *, after: int | None = None) -> Events:
        """Watch what happens from now on, of the inbox of this client, and of the mails that a search finds.

        ::

            with client.events() as events:         # from here on nothing is missed
                for event in events:
                    match event:
                        case wire.New(data=mail):
                            print(mail.subject)

        The iteration waits for ever. A connection that breaks off is made anew, and what happened meanwhile follows,
        in order and once; ``wire.Resync`` comes where that was too much, and the list must be loaded anew.

        Args:
            after: begin with what came after the event of this number, such as that of ``seq()``.

        Raises:
            Unreachable: the server has been gone for longer than the client's timeout.
        """
        return Events(self, query, after)


class Events:
    """A stream of ``wire.Frame``; opened at once, closed by ``close`` or at the end of a ``with`` block.

    ``last`` is the number of the last event that came, at first of the one behind which it begins.
    """

    def __init__(self, client: Watching, query: str = "", after: int | None = None) -> None:
        self._client = client
        self._query = client._searching(query)
        self.last = client.seq() if after is None else checks.whole("after", after)
        self._stream: httpx.Response | None = self._open()
        self._coming = self._come()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> wire.Frame:
        """The next event, when it comes; the end after ``close``."""
        return next(self._coming)

    def _come(self) -> Iterator[wire.Frame]:
        while stream := self._stream:
            try:
                yield from self._frames(stream)
            except httpx.TransportError:
                pass
            if self._stream is stream:
                stream.close()
                self._stream = self._open_again()

    def close(self) -> None:
        """End the stream. Twice is fine."""
        if stream := self._stream:
            self._stream = None
            stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _frames(self, stream: httpx.Response) -> Iterator[wire.Frame]:
        for number, data in read(stream.iter_lines()):
            try:
                frame = msgspec.json.decode(data, type=wire.Frame)
            except msgspec.DecodeError as fault:
                raise strange(stream, str(fault)) from None
            if number.isdecimal():
                self.last = int(number)
            yield frame
            if self._stream is not stream:
                return

    def _open(self) -> httpx.Response:
        client = self._client
        request = client._http.build_request(
            "GET",
            path("events"),
            params=given(self._query),
            headers={"Accept": "text/event-stream", "Last-Event-ID": str(self.last)},
            timeout=httpx.Timeout(client.timeout, read=max(SILENCE, client.timeout)),
        )
        stream = client._send(request, stream=True)
        if stream.status_code == 200 and stream.headers.get("Content-Type", "").startswith("text/event-stream"):
            return stream
        stream.read()
        raise refusal(stream)

    def _open_again(self) -> httpx.Response:
        end = time.monotonic() + self._client.timeout
        pause = PAUSE
        while True:
            time.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE)
            try:
                return self._open()
            except Unreachable:
                if time.monotonic() > end:
                    raise


def read(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The events of a stream: id (empty without one) and data. WHATWG HTML, 9.2.6; types and comments are not told."""
    number, data = "", list[str]()
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line:
            number = value if name == "id" else number
            if name == "data":
                data.append(value)
        elif data:
            yield number, "\n".join(data)
            number, data = "", []
