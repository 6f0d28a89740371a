"""Tabs of a page, as a server sees them: websockets that are open while mail comes, and how soon they know of it."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from bench.asking import Api
from bench.load import Load, Sender, by_source, plain
from bench.peers import Running, TroubleError

PATIENCE = 10
"""Seconds for a tab to be open, and for the last news to come."""


class Tab(asyncio.Protocol):
    """A websocket (RFC 6455) that notes when something new was told. It counts; it reads no frames."""

    def __init__(self, port: int, api: Api) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self._ask = (
            f"GET {api.socket} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n"
        ).encode()
        self._api = api
        self._tail = b""
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.told: list[float] = []
        """When each of the news came."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one by its methods alone
        self._transport.write(self._ask)

    def data_received(self, data: bytes) -> None:
        """The answer, then frames."""
        if not self.opened.done():
            self._tail += data
            if b"\r\n\r\n" in self._tail:
                self._open()
            return
        now, data = time.perf_counter(), self._tail + data
        self.told += [now] * data.count(self._api.news)
        kept = len(self._api.news) - 1
        self._tail = data[-kept:] if kept else b""

    def _open(self) -> None:
        assert self._transport
        if not self._tail.startswith(b"HTTP/1.1 101"):
            self.opened.set_exception(TroubleError(f"a tab was answered {self._tail[:60]!r}"))
            return
        self._tail = b""
        for text in self._api.hello:
            self._transport.write(frame(text.encode()))
        self.opened.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is told no more."""
        if not self.opened.done():
            self.opened.set_exception(TroubleError("a tab was closed"))

    def close(self) -> None:
        """As when a browser is ended."""
        if self._transport:
            self._transport.abort()


def frame(data: bytes) -> bytes:
    """A short text frame of a client: masked, with a mask of zeros."""
    return struct.pack("!BBI", 0x81, 0x80 | len(data), 0) + data


@dataclass
class Told:
    """One round: the rate of mails while so many tabs look on, and how late they are told of single ones."""

    rate: float
    delays: list[float] = field(default_factory=list)
    """Milliseconds from the end of the mail: a tab may well know before the sender has read the 250."""
    missing: int = 0
    """Tabs that were not told of each mail exactly once; their delays are left out."""


async def watched(server: Running, count: int, singles: int, load: Load, mails: int, folder: Path) -> Told:
    """Open the tabs; send some mails one by one, then a load."""
    api = server.peer.api
    assert api
    loop = asyncio.get_running_loop()
    tabs: list[Tab] = []
    try:
        for _ in range(count):
            _, tab = await loop.create_connection(lambda: Tab(server.web, api), "127.0.0.1", server.web)
            tabs.append(tab)
            async with asyncio.timeout(PATIENCE):
                await tab.opened
        await asyncio.sleep(0.2)  # a server may still be about to add the last of them to its list
        for tab in tabs:
            tab.told.clear()
        sent = (await Sender(server.smtp).all(iter([plain(2_000)] * singles), 1)).ends
        await until_told(tabs, len(sent))
        delays = [each for tab in tabs for each in delays_of(sent, tab.told)]
        missing = sum(len(tab.told) != len(sent) for tab in tabs)
        seconds = await asyncio.to_thread(by_source, server, load, mails, folder)
        return Told(mails / seconds, delays, missing)
    finally:
        for tab in tabs:
            tab.close()


def delays_of(sent: list[float], told: list[float]) -> list[float]:
    """Milliseconds from each mail to its news, which come in the same order; nothing if any is missing."""
    return [(at - end) * 1e3 for end, at in zip(sent, told, strict=True)] if len(told) == len(sent) else []


async def until_told(tabs: list[Tab], news: int) -> None:
    """Return when all tabs know all, or nothing came any more."""
    for _ in range(PATIENCE * 100):
        if all(len(tab.told) >= news for tab in tabs):
            return
        await asyncio.sleep(0.01)
