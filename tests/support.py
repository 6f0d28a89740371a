"""What tests share: a running server seen from outside, a mail to send, and waiting without sleeping."""

import asyncio
import json
import os
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self, TypeVar

import httpx

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent

TLS = ssl.create_default_context()
"""httpx would read all certificates again for each request, which takes longer than the request."""


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, on a thread of its own: on that of the tests a loop may run, the browser's."""
    with ThreadPoolExecutor(1, thread_name_prefix="test-async") as pool:
        return pool.submit(asyncio.run, coroutine).result()


def wait_for(probe: Callable[[], T | None], timeout: float = 10.0, what: str = "it") -> T:
    """Ask until there is an answer that is not false; fail after ``timeout`` seconds."""
    end = time.monotonic() + timeout
    pause = threading.Event()
    while True:
        answer = probe()
        if answer:
            return answer
        assert time.monotonic() < end, f"{what} did not come within {timeout} s"
        pause.wait(0.01)


def mail(
    subject: str = "Hello", body: str = "A mail.", sender: str = "ada@example.test", to: str = "bob@example.test"
) -> bytes:
    """A small plain mail with CRLF."""
    lines = (f"From: {sender}", f"To: {to}", f"Subject: {subject}", "", *body.splitlines(), "")
    return "\r\n".join(lines).encode()


@dataclass
class Running:
    """A server from outside: where it listens, and the API as a script sees it."""

    smtp: tuple[str, int]
    web: str
    db: str
    process: subprocess.Popen[str] | None = None
    log: list[str] = field(default_factory=list)
    """What it wrote to standard error."""

    def api(self, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        """One request below ``/api/v1/``, or anywhere with a leading slash."""
        url = f"{self.web}{path}" if path.startswith("/") else f"{self.web}/api/v1/{path}"
        return httpx.request(method, url, timeout=30, verify=TLS, **more)

    def messages(self, **query: Any) -> list[dict[str, Any]]:
        """The list, newest first."""
        found: list[dict[str, Any]] = self.api("messages", params=query).json()["messages"]
        return found

    def raw(self, id_: str) -> bytes:
        """The bytes of one mail."""
        return self.api(f"message/{id_}/raw").content

    def send(self, raw: bytes, sender: str = "ada@example.test", to: Iterable[str] = ("bob@example.test",)) -> str:
        """Send by smtplib; the id that the server answered."""
        with smtplib.SMTP(*self.smtp, timeout=30) as client:
            client.ehlo()
            client.mail(sender)
            for recipient in to:
                client.rcpt(recipient)
            code, text = client.data(raw)
        assert code == 250, text
        return text.decode().split()[-1]


class Dialogue:
    """A scripted SMTP client: what is sent is exactly what is written here."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, timeout=30)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self._socket.sendall(data)

    def half_close(self) -> None:
        """No more will be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    def reply(self) -> str:
        """The next whole reply, its lines joined by a line feed; empty when the server has closed."""
        lines = []
        while line := self._file.readline():
            assert line.endswith(b"\r\n"), line
            lines.append(line[:-2].decode())
            if line[3:4] != b"-":
                break
        return "\n".join(lines)

    def ask(self, line: bytes | str) -> str:
        """A command line, and its reply."""
        self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.reply()

    def begin(self, sender: str = "ada@example.test", to: str = "bob@example.test") -> None:
        """Everything up to and including the 354."""
        assert self.reply().startswith("220 ")
        for line, code in (
            (b"EHLO test", "250"),
            (f"MAIL FROM:<{sender}>", "250"),
            (f"RCPT TO:<{to}>", "250"),
            (b"DATA", "354"),
        ):
            answer = self.ask(line)
            assert answer.startswith(code), answer


def stuffed(raw: bytes) -> bytes:
    """A mail as it goes over the wire after DATA: dots doubled (RFC 5321 4.5.2), ended by the dot alone."""
    if raw and not raw.endswith(b"\r\n"):
        raise ValueError("a mail on the wire ends with CRLF")
    body = raw.replace(b"\r\n.", b"\r\n..")
    return (b"." + body if body.startswith(b".") else body) + b".\r\n"


def start_process(
    *arguments: str, cwd: Path | None = None, environ: dict[str, str] | None = None, under: tuple[str, ...] = ()
) -> Running:
    """A server in a process of its own, on free ports, ready when this returns. ``under`` is a command that runs it."""
    command = [
        *under,
        sys.executable,
        "-m",
        "mailtrap",
        "--smtp",
        "127.0.0.1:0",
        "--web",
        "127.0.0.1:0",
        "--json",
        *arguments,
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1", **(environ or {})},
    )
    assert process.stdout and process.stderr
    line = process.stdout.readline()
    if not line:
        raise AssertionError(f"the server did not start: {process.stderr.read()}")
    told = json.loads(line)
    host, port = told["smtp"][0].removeprefix("smtp://").rsplit(":", 1)
    running = Running((host, int(port)), told["web"], told["db"], process)
    # What is logged must not fill the pipe.
    threading.Thread(target=_drain, args=(process.stderr, running.log), name="test-drain", daemon=True).start()
    return running


def _drain(stream: IO[str], log: list[str]) -> None:
    with stream:
        log.extend(stream)


def stop_process(running: Running, number: int = signal.SIGTERM) -> int:
    """End a server; its exit code. One that does not end is made to tell what its threads are doing."""
    process = running.process
    assert process and process.stdout and process.stderr
    process.send_signal(number)
    try:
        code = process.wait(30)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait(30)
        raise AssertionError("the server did not end:\n" + "".join(running.log[-200:])) from None
    process.stdout.close()
    return code
