"""Mail as load: by Postfix's smtp-source, which tells a rate, and by a client of our own, which times each answer.

Both say HELO and pipeline nothing: four round trips for a mail, and two more for a connection of its own.
"""

from __future__ import annotations

import asyncio
import random
import time
from array import array
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from bench import letters
from bench.peers import Running, TroubleError, find, run

T = TypeVar("T")

LONG = 60
"""Seconds that any answer may take, and any one load of smtp-source."""
ENVELOPE = (b"MAIL FROM:<bench@example.test>\r\n", b"RCPT TO:<ada@example.test>\r\n", b"DATA\r\n")
SIZES = {"2 kB": 2_000, "50 kB": 50_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
WORDS = 260
"""Words of a small letter: with its header some 2 kB."""
RARE = 100
"""Every so manieth small letter has one of the rare words; there are as many of them."""


@dataclass(frozen=True)
class Load:
    """Mails of one size, by so many clients, each mail over a connection of its own or not."""

    size: str
    clients: int
    kept: bool = True

    @property
    def name(self) -> str:
        """As the tables have it."""
        how = "" if self.size != "2 kB" else ", kept connections" if self.kept else ", new connections"
        return f"{self.size}{how}"

    @property
    def key(self) -> str:
        """The name and the clients."""
        return f"{self.name}; {self.clients}"


LOADS = [Load(size, clients, kept) for size, kept in (("2 kB", False), ("2 kB", True), ("50 kB", True), ("1 MB", True))
         for clients in (1, 10, 50)]  # fmt: skip


@cache
def with_attachment(size: int) -> bytes:
    """A mail of that size: a short text, and a file of noise in base64."""
    lines = letters.base64_lines(random.Random(size).randbytes(size * 3 // 4 - size // 53 - 400))
    head = (
        b"From: bench@example.test\r\nTo: ada@example.test\r\nSubject: a file\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="between"\r\n\r\n--between\r\nContent-Type: text/plain\r\n\r\n'
        b"Here it is.\r\n--between\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="noise.bin"\r\n\r\n'
    )
    return head + lines + b"\r\n--between--\r\n"


def plain(size: int) -> bytes:
    """A mail of that size as smtp-source makes it: lines of one letter."""
    line = b"X" * 78 + b"\r\n"
    head = b"From: <bench@example.test>\r\nTo: <ada@example.test>\r\nSubject: load\r\n\r\n"
    return head + line * ((size - len(head)) // len(line))


def mail_of(size: str) -> bytes:
    """The mail of a load."""
    return with_attachment(SIZES[size]) if size.endswith("MB") else plain(SIZES[size])


# Small letters, each another: what is kept, listed and searched


@cache
def rare_words() -> tuple[str, ...]:
    """Words that nothing else has."""
    dice = random.Random(7)
    return tuple(f"{''.join(dice.choices('bdfgklmnprstvz', k=4))}{'aeiou'[n % 5]}q{n:02}" for n in range(RARE))


def small(n: int) -> bytes:
    """The n-th small letter: words as frequent as in English, an order number, and in one of a hundred a rare word."""
    dice = random.Random(n)
    table = letters.ENGLISH.table
    words = [table[draw] for draw in array("H", dice.randbytes(2 * WORDS))]
    last = words[0].strip(".,")
    if n % RARE == 0:
        words[WORDS // 2] = rare_words()[n // RARE % RARE]
    lines = "\r\n".join(" ".join(words[at : at + 12]) for at in range(0, WORDS, 12))
    who = dice.randrange(400)
    return (
        f"From: Shop {who} <shop{who}@example.test>\r\nTo: Ada <ada{dice.randrange(5_000)}@example.test>\r\n"
        f"Subject: Your order {order(n)} {last}\r\n"
        f"Message-ID: <{dice.getrandbits(96):x}@example.test>\r\n"
        "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=us-ascii\r\n"
        f"\r\n{lines}\r\n"
    ).encode("ascii", "replace")


def order(n: int) -> str:
    """The order number in the n-th small letter, and in no other."""
    return f"AB{n * 7_919 % 10_000_019:08}"


# Postfix's sender


def by_source(server: Running, load: Load, mails: int, folder: Path) -> float:
    """Seconds that smtp-source took; it gives up on the first mail that is not answered 250, which raises."""
    options = ["-s", str(min(load.clients, mails)), "-m", str(mails), "-f", "bench@example.test"]
    options += ["-t", "ada@example.test"]
    if load.kept:
        options.append("-d")
    if load.size.endswith("MB"):
        path = folder / f"{SIZES[load.size]}.eml"
        if not path.exists():
            path.write_bytes(mail_of(load.size).replace(b"\r\n", b"\n"))
        options += ["-F", str(path)]
    else:
        options += ["-l", str(SIZES[load.size])]
    command = [find("smtp-source", "; it comes with Postfix"), *options, f"127.0.0.1:{server.smtp}"]
    began = time.perf_counter()
    run(command, LONG)
    return time.perf_counter() - began


# A sender that times each answer


@dataclass
class Sent:
    """What became of mails; milliseconds are from the end of a mail to its 250."""

    answers: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    """When each of them was all sent."""
    errors: int = 0
    fault: str = ""
    seconds: float = 0


class Sender:
    """Some clients that send what they are given, each one mail after the other."""

    def __init__(self, port: int, kept: bool = True) -> None:
        self._port = port
        self._kept = kept
        self.sent = Sent()

    async def all(self, mails: Iterator[bytes], clients: int) -> Sent:
        """Send all of them."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(self._client(mails))
        self.sent.seconds = time.perf_counter() - began
        return self.sent

    async def _client(self, mails: Iterator[bytes]) -> None:
        door: _Door | None = None
        for mail in mails:
            try:
                door = door or await _Door.open(self._port)
                end, answer = await door.send(mail)
                self.sent.ends.append(end)
                self.sent.answers.append((answer - end) * 1e3)
                if not self._kept:
                    await door.quit()
                    door = None
            except (OSError, EOFError, TimeoutError, TroubleError) as why:
                self.sent.errors += 1
                self.sent.fault = str(why) or type(why).__name__
                if door:
                    door.close()
                door = None
                if self.sent.errors > 20:
                    return
        if door:
            await door.quit()


class _Door:
    """One SMTP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> _Door:
        """Greeted."""
        async with asyncio.timeout(LONG):
            door = cls(*await asyncio.open_connection("127.0.0.1", port))
            await door._say(b"", b"220")
            await door._say(b"HELO bench.example.test\r\n", b"250")
            return door

    async def _say(self, line: bytes, expected: bytes) -> None:
        self._writer.write(line)
        answer = await self._reader.readline()
        while answer[3:4] == b"-":
            answer = await self._reader.readline()
        if not answer:
            raise EOFError("the connection was closed")
        if not answer.startswith(expected):
            raise TroubleError(f"{line[:40]!r} was answered {answer[:100]!r}")

    async def send(self, mail: bytes) -> tuple[float, float]:
        """When the mail was all sent, and when it was answered 250."""
        async with asyncio.timeout(LONG):
            for line in ENVELOPE:
                await self._say(line, b"354" if line == ENVELOPE[-1] else b"250")
            self._writer.write(mail.replace(b"\r\n.", b"\r\n.."))
            await self._writer.drain()
            began = time.perf_counter()
            await self._say(b".\r\n", b"250")
            return began, time.perf_counter()

    async def quit(self) -> None:
        """The polite end; whatever goes wrong now loses nothing."""
        try:
            async with asyncio.timeout(5):
                await self._say(b"QUIT\r\n", b"221")
        except (OSError, EOFError, TimeoutError, TroubleError):
            pass
        self.close()

    def close(self) -> None:
        """The end."""
        self._writer.close()


def for_a_while(mail: bytes, seconds: float, at_least: int) -> Iterator[bytes]:
    """The same mail again and again, until the time is over."""
    end = time.perf_counter() + seconds
    for n in count():
        if n >= at_least and time.perf_counter() > end:
            return
        yield mail


def send_all(port: int, mails: Iterator[bytes], clients: int, kept: bool = True) -> Sent:
    """Send all of them, by clients in one thread."""
    return run_loop(Sender(port, kept).all(mails, clients))


def run_loop(work: Coroutine[Any, Any, T]) -> T:
    """On uvloop where there is one: a sender is to cost as little as can be. The caller may have a loop of its own."""
    runner: Callable[[Coroutine[Any, Any, T]], T] = asyncio.run
    try:
        import uvloop

        runner = uvloop.run
    except ImportError:
        pass
    with ThreadPoolExecutor(1, "bench-load") as thread:
        return thread.submit(runner, work).result()
