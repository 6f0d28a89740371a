"""Measure what mailtrap costs at its bounds: memory at rest, for a large DATA and for a crowd, mail among bombs, news
beside tabs that do not read, and a start with a full store.

``python -m bench.bounds`` starts servers of its own in processes of their own, on loopback and in a temporary folder.
"""

import argparse
import asyncio
import json
import os
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from bench.asking import OURS
from bench.load import Sender, plain, run_loop, send_all
from bench.tabs import PATIENCE, Tab, delays_of, until_told

ROOT = Path(__file__).resolve().parent.parent
MB = 1_000_000
BOMBS = (
    b"Content-Type: text/plain" + b"; a*0=b" * 300_000,
    b"Subject: " + b"=?utf-8?q?=41?= " * 60_000,
    b"To: " + b"(" * 1_000_000,
    b"Content-Type: text/html\r\n\r\n" + b"<!--" * 250_000,
    b"Content-Type: text/html\r\n\r\n" + b"<a " * 300_000,
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5_000)),
)
"""Mails that are expensive to read."""
SMALL = b"From: a@b.test\r\nTo: c@d.test\r\nSubject: small\r\n\r\nsmall\r\n"
DIRECT = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """Where it listens, and its process."""

    smtp: tuple[str, int]
    web: str
    pid: int

    def memory(self, key: str = "VmRSS") -> float:
        """MB of its process: now, or ``VmHWM`` at the most."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 / MB for line in text.splitlines() if line.startswith(f"{key}:"))

    def ask(self, path: str) -> bytes:
        """One answer; that of an error too."""
        try:
            with DIRECT.open(f"{self.web}{path}", timeout=60) as answer:
                return bytes(answer.read())
        except OSError:
            return b""


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """A server with a store of its own, ended with the block."""
    with TemporaryDirectory(prefix="bounds-") as folder:
        command = [sys.executable, "-m", "mailtrap", "--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0", "--json"]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))}
        with subprocess.Popen(
            [*command, "--db", f"{folder}/mail.db", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environ,
        ) as process:
            assert process.stdout
            told = json.loads(process.stdout.readline())
            host, port = told["smtp"][0].removeprefix("smtp://").rsplit(":", 1)
            try:
                yield Server((host, int(port)), told["web"], process.pid)
            finally:
                process.terminate()


def send(client: smtplib.SMTP, raw: bytes) -> str:
    """One mail; its id."""
    client.mail("a@b.test")
    client.rcpt("c@d.test")
    code, text = client.data(raw)
    if code != 250:
        raise RuntimeError(f"{code} {text!r}")
    return text.decode().split()[-1]


def among_bombs(server: Server, count: int) -> list[float]:
    """Seconds that each of so many small mails took, from MAIL FROM to its 250, while bombs come and are looked at."""
    over = threading.Event()

    def bombard() -> None:
        with smtplib.SMTP(*server.smtp, timeout=120) as client:
            client.ehlo()
            while not over.is_set():
                for bomb in BOMBS:
                    id_ = quote(send(client, bomb + b"\r\n"))
                    for path in (f"/api/v1/message/{id_}", f"/view/{id_}.html", f"/api/v1/message/{id_}/extract"):
                        if not over.is_set():
                            server.ask(path)

    attacker = threading.Thread(target=bombard, name="test-bombs")
    attacker.start()
    took = []
    try:
        with smtplib.SMTP(*server.smtp, timeout=120) as client:
            client.ehlo()
            for _ in range(count):
                began = time.perf_counter()
                send(client, SMALL)
                took.append(time.perf_counter() - began)
    finally:
        over.set()
        attacker.join()
    return sorted(took)


def large_data(server: Server, size: int) -> float:
    """MB that the server grew by for a DATA of so many bytes, at the most."""
    before = server.memory()
    with socket.create_connection(server.smtp, timeout=120) as connection:
        try:
            for line in (b"EHLO b\r\n", b"MAIL FROM:<a@b.test>\r\n", b"RCPT TO:<c@d.test>\r\n", b"DATA\r\n"):
                connection.sendall(line)
                connection.recv(4096)
            for _ in range(size // MB):
                connection.sendall(b"x" * 998 + b"\r\n" + b"y" * (MB - 1_000))
        except OSError:  # it has had enough
            pass
    return server.memory("VmHWM") - before


def crowd(count: int) -> tuple[float, float]:
    """MB for so many idle connections, and seconds until the next one is greeted."""
    with running("--max-connections", "5000", "--max-connections-per-client", "5000") as server, ExitStack() as stack:
        with smtplib.SMTP(*server.smtp) as client:
            client.ehlo()
            send(client, SMALL)
        before = server.memory()
        for _ in range(count):
            stack.enter_context(socket.create_connection(server.smtp, timeout=30)).recv(4096)
        began = time.perf_counter()
        stack.enter_context(socket.create_connection(server.smtp, timeout=30)).recv(4096)
        return server.memory() - before, time.perf_counter() - began


async def beside_slow_readers(server: Server, count: int, mails: int, singles: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the end of a mail until a tab knows of it, before and after so many tabs that do not read have
    been told of so many mails: more than the sockets between take."""
    port, loop = int(server.web.rpartition(":")[2]), asyncio.get_running_loop()
    tabs: list[Tab] = []

    async def opened() -> Tab:
        transport, tab = await loop.create_connection(lambda: Tab(port, OURS), "127.0.0.1", port)
        transports.append(transport)
        tabs.append(tab)
        async with asyncio.timeout(PATIENCE):
            await tab.opened
        return tab

    async def delays(reader: Tab) -> list[float]:
        reader.told.clear()
        sent = (await Sender(server.smtp[1]).all(iter([plain(2_000)] * singles), 1)).ends
        await until_told([reader], len(sent))
        return sorted(delays_of(sent, reader.told))

    transports: list[asyncio.Transport] = []
    try:
        before = await delays(await opened())
        for _ in range(count):
            await opened()
            transports[-1].pause_reading()
        await asyncio.to_thread(send_all, server.smtp[1], iter([plain(2_000)] * mails), 10)
        await asyncio.sleep(1)
        return before, await delays(tabs[0])
    finally:
        for tab in tabs:
            tab.close()


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--mails", type=int, default=500, help="small mails among the bombs")
    parser.add_argument("--data", type=int, default=1_000, help="MB of the large DATA")
    parser.add_argument("--connections", type=int, default=1_000, help="idle connections")
    parser.add_argument("--slow", type=int, default=20, help="tabs that do not read")
    parser.add_argument("--told", type=int, default=6_000, help="mails that they are told of")
    parser.add_argument(
        "--store", type=Path, metavar="FILE", help="a full store to start with, as bench.store --keep leaves it"
    )
    asked = parser.parse_args()
    with running() as server:
        server.ask("/api/v1/messages")
        time.sleep(2)
        print(f"| memory at rest | {server.memory():.0f} MB |", flush=True)
    with running() as server:
        print(f"| more for a DATA of {asked.data} MB | {large_data(server, asked.data * MB):.0f} MB |", flush=True)
    memory, greeted = crowd(asked.connections)
    print(f"| {asked.connections} idle connections | {memory:.0f} MB, greeted in {greeted * 1000:.0f} ms |", flush=True)
    with running() as server:
        took = among_bombs(server, asked.mails)
        p99 = took[int(len(took) * 0.99)]
        print(f"| a mail among bombs | median {median(took) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms |", flush=True)
        print(f"| memory meanwhile | {server.memory('VmHWM'):.0f} MB |", flush=True)
    with running() as server:
        before, beside = run_loop(beside_slow_readers(server, asked.slow, asked.told, 100))
        told, usual = (f"median {median(each):.1f} ms, p99 {each[98]:.1f} ms" for each in (beside, before))
        print(f"| news beside {asked.slow} tabs that do not read | {told}; without them {usual} |", flush=True)
    if asked.store:
        took = []
        for _ in range(5):
            began = time.perf_counter()
            with running("--db", str(asked.store)):
                took.append(time.perf_counter() - began)
        print(f"| start with {asked.store} | median {median(took):.2f} s, most {max(took):.2f} s |", flush=True)


if __name__ == "__main__":
    main()
