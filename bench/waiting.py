"""Measure how soon who waits for a mail has it, and what it costs that many wait: ``GET /api/v1/wait``.

A server in a process of its own has as many waiters as it is told, each with an HTTP client and an inbox of its own.
Timed is from the 250 of SMTP to the last byte of the answer.
"""

import argparse
import json
import os
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
MAIL = "From: bench@example.test\r\nTo: {0}@example.test\r\nSubject: your code\r\n\r\nYour code is 481592.\r\n"
SENDERS = 10
"""SMTP connections that send at once."""
LONG = 120
"""Seconds that a waiter waits, and that anything may take."""


@dataclass(frozen=True)
class Server:
    """Where it listens, and its process."""

    smtp: tuple[str, int]
    web: str
    pid: int

    def ask(self, path: str) -> bytes:
        """One answer."""
        with client(self.web) as connection:
            connection.request("GET", path)
            return connection.getresponse().read()

    def waiting(self) -> int:
        """How many wait now."""
        lines = self.ask("/metrics").decode().splitlines()
        return int(float(next(line for line in lines if line.startswith("mailtrap_event_watchers ")).split()[1]))

    def processor_time(self) -> float:
        """Seconds of all its threads so far, from ``/proc``."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Waiter:
    """Somebody who waits for mail to an inbox of its own."""

    name: str
    connection: HTTPConnection
    seq: int = 0
    answered: float = 0
    sent: float = 0
    times: list[float] = field(default_factory=list)

    def wait(self) -> None:
        """One answer; it is the mail that was sent."""
        self.connection.request("GET", f"/api/v1/wait?inbox={quote(self.name)}&since={self.seq}&timeout={LONG}")
        body = self.connection.getresponse().read()
        self.answered = time.perf_counter()
        found = json.loads(body)
        if not (found["Satisfied"] and found["messages_count"] == 1 and found["messages"][0]["Username"] == self.name):
            raise RuntimeError(f"{self.name} was answered {body[:200]!r}")
        self.seq = found["Seq"]

    def note(self) -> None:
        """The 250 may be read after the answer: they leave the server at the same time."""
        self.times.append(max(self.answered - self.sent, 0) * 1000)


@contextmanager
def client(web: str) -> Iterator[HTTPConnection]:
    """An HTTP client that keeps its connection where the server does."""
    connection = HTTPConnection(urlsplit(web).netloc, timeout=LONG + 30)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def started(folder: Path, python: str) -> Iterator[Server]:
    """A server with an empty store, ended afterwards."""
    doors = ["--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0", "--db", str(folder / "mail.db"), "--json"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [python, "-m", "mailtrap", *doors], stdout=subprocess.PIPE, stderr=log, env=environ, text=True
        )
        try:
            assert process.stdout
            told = json.loads(process.stdout.readline())
            host, port = told["smtp"][0].removeprefix("smtp://").rsplit(":", 1)
            yield Server((host, int(port)), told["web"], process.pid)
        finally:
            process.terminate()
            process.wait(LONG)


class Sender:
    """An SMTP connection for each inbox's user would be another measurement: these stay open, each to send for some."""

    def __init__(self, server: Server, waiters: list[Waiter]) -> None:
        self._open = [(waiter, smtplib.SMTP(*server.smtp, timeout=LONG)) for waiter in waiters]
        for waiter, connection in self._open:
            connection.login(waiter.name, "any")

    def send(self, gap: float) -> None:
        """One mail to each, with a pause after each."""
        for waiter, connection in self._open:
            connection.sendmail("bench@example.test", [f"{waiter.name}@example.test"], MAIL.format(waiter.name))
            waiter.sent = time.perf_counter()
            time.sleep(gap)

    def close(self) -> None:
        """The end."""
        for _, connection in self._open:
            connection.quit()


def settled(server: Server, count: int) -> None:
    """Return when so many wait."""
    end = time.monotonic() + LONG
    while server.waiting() != count:
        if time.monotonic() > end:
            raise RuntimeError(f"{server.waiting()} of {count} wait")
        time.sleep(0.05)
    time.sleep(0.2)  # the first look of the last of them is over


def round_of(server: Server, waiters: list[Waiter], senders: list[Sender], gap: float) -> None:
    """All wait; then each gets a mail: one after the other with a gap, or all at once without one."""
    with ThreadPoolExecutor(len(waiters) + len(senders)) as pool:
        waits = [pool.submit(waiter.wait) for waiter in waiters]
        settled(server, len(waiters))
        if gap:
            for sender in senders:
                sender.send(gap)
        else:
            for sent in [pool.submit(sender.send, 0) for sender in senders]:
                sent.result(LONG)
        for each in waits:
            each.result(LONG)
    for waiter in waiters:
        waiter.note()


@dataclass(frozen=True)
class Figures:
    """Milliseconds of one kind; ``processor`` is what the server's took for a mail and its answer."""

    answers: int
    p50: float
    p95: float
    max: float
    processor: float

    @classmethod
    def of(cls, waiters: list[Waiter], processor: float) -> "Figures":
        """Those of all waiters, which forget them."""
        times = [each for waiter in waiters for each in waiter.times]
        for waiter in waiters:
            waiter.times.clear()
        return cls(len(times), median(times), quantiles(times, n=20)[-1], max(times), processor * 1000 / len(times))


def idle(server: Server, waiters: list[Waiter], senders: list[Sender], seconds: float) -> float:
    """The share of a core that the server takes while all wait and nothing comes."""
    with ThreadPoolExecutor(len(waiters)) as pool:
        waits = [pool.submit(waiter.wait) for waiter in waiters]
        settled(server, len(waiters))
        before = server.processor_time()
        time.sleep(seconds)
        spent = server.processor_time() - before
        for sender in senders:
            sender.send(0)
        for each in waits:
            each.result(LONG)
    return spent / seconds


def measured(args: argparse.Namespace) -> dict[str, object]:
    """Everything."""
    with TemporaryDirectory() as folder, started(Path(folder), args.python) as server:
        waiters = [Waiter(f"w{at}", HTTPConnection(urlsplit(server.web).netloc, timeout=LONG + 30))
                   for at in range(args.waiters)]  # fmt: skip
        senders = [Sender(server, waiters[at::SENDERS]) for at in range(min(SENDERS, len(waiters)))]
        kinds = {"warm": (0.0, 1), "one by one": (args.gap, args.rounds), "all at once": (0.0, args.rounds)}
        found: dict[str, object] = {}
        for kind, (gap, rounds) in kinds.items():
            before = server.processor_time()
            for at in range(rounds):
                round_of(server, waiters, senders, gap)
                print(f"{kind}: round {at + 1}", file=sys.stderr)
            found[kind] = asdict(Figures.of(waiters, server.processor_time() - before))
        del found["warm"]
        found["idle"] = idle(server, waiters, senders, args.idle)
        found["nobody"] = alone(server, args.idle)
        for sender in senders:
            sender.close()
        for waiter in waiters:
            waiter.connection.close()
    return found


def alone(server: Server, seconds: float) -> float:
    """The share of a core that the server takes while nobody waits."""
    before = server.processor_time()
    time.sleep(seconds)
    return (server.processor_time() - before) / seconds


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--waiters", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gap", type=float, default=0.02, help="seconds between two mails, one by one")
    parser.add_argument("--idle", type=float, default=10, help="seconds in which nothing comes")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has mailtrap's dependencies")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    threading.stack_size(256 * 1024)
    load = os.getloadavg()[0]
    found = measured(args)
    if args.json:
        print(json.dumps({"load": load, "waiters": args.waiters, **found}))
        return
    print(f"{args.waiters} waiters, {args.rounds} rounds, load average {load:.1f} before\n")
    print("| mails | answers | p50 ms | p95 ms | max ms | processor ms |\n|---|---|---|---|---|---|")
    for kind in ("one by one", "all at once"):
        row = found[kind]
        assert isinstance(row, dict)
        times = " | ".join(f"{row[each]:.1f}" for each in ("p50", "p95", "max", "processor"))
        print(f"| {kind} | {row['answers']} | {times} |")
    print(f"\nprocessor while all wait: {found['idle']:.1%} of a core; while nobody does: {found['nobody']:.1%}")


if __name__ == "__main__":
    main()
