"""Each odd mail is taken, listed, opened in every way and given back byte-equal, in bounded time and memory."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import odd_mails
from tests.support import TLS, Dialogue, Running, start_process, stop_process, stuffed

SECTIONS = {
    name.lower().replace("_", "-"): getattr(odd_mails, name)
    for name in (
        "SHAPE", "LINES", "HEADERS", "SUBJECTS", "ADDRESSES", "FIELDS", "CONTENT_TYPES", "BOUNDARIES", "TRANSFER",
        "CHARSETS", "FILES", "MARKUP", "KINDS",
    )
}  # fmt: skip
STEP_LIMIT = 2.0
"""Seconds of the server's processor time for one step; the wall clock would measure what else the machine does."""
MEMORY_LIMIT = 256
"""MB that the server may ever hold."""


@pytest.fixture(scope="module")
def odd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server in a process of its own that gets all of them."""
    running = start_process("--db", str(tmp_path_factory.mktemp("odd") / "mail.db"))
    yield running
    assert stop_process(running) == 0


def processor_time(running: Running) -> float:
    """Seconds that the server has computed so far; of the wall clock where the system does not tell."""
    assert running.process
    if sys.platform != "linux":
        return time.monotonic()
    ticks = Path(f"/proc/{running.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def peak_memory(running: Running) -> int:
    """The most that the server ever held, in MB."""
    assert running.process
    if sys.platform != "linux":
        return 0
    text = Path(f"/proc/{running.process.pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in text.splitlines() if line.startswith("VmHWM"))


class Examiner:
    """Sends one mail, then opens it in every way; what is wrong is collected by name."""

    def __init__(self, running: Running, dialogue: Dialogue, client: httpx.Client) -> None:
        self.faults: list[str] = []
        self._running = running
        self._dialogue = dialogue
        self._client = client
        self._spent = 0.0

    def examine(self, name: str, raw: bytes) -> None:
        """All steps for one mail."""
        self._spent = processor_time(self._running)
        for line in (b"MAIL FROM:<ann@odd.test>", b"RCPT TO:<bob@odd.test>", b"DATA"):
            self._dialogue.ask(line)
        self._dialogue.send(stuffed(raw))
        reply = self._dialogue.reply()
        if not self._in_time(f"{name}: DATA", reply.startswith("250 "), reply):
            return
        id_ = reply.split()[-1]
        listed = self._client.get("/api/v1/messages?limit=1").json()["messages"]
        self._in_time(f"{name}: the list", [each["ID"] for each in listed] == [id_], f"tells {listed}")
        for path in ("", "/parts", "/headers", "/envelope"):
            response = self._client.get(f"/api/v1/message/{id_}{path}")
            told = response.status_code == 200 and isinstance(response.json(), dict)
            self._in_time(f"{name}: message{path}", told, f"{response.status_code} {response.text[:200]}")
        for number in ("0", "1", "2", "1.1"):
            response = self._client.get(f"/api/v1/message/{id_}/part/{number}")
            self._in_time(f"{name}: part {number}", response.status_code in (200, 404), str(response.status_code))
        response = self._client.get(f"/api/v1/message/{id_}/raw")
        self._in_time(f"{name}: raw", response.content == raw, f"{response.status_code}, {len(response.content)} bytes")
        response = self._client.get(f"/view/{id_}.html")
        self._in_time(f"{name}: view", response.status_code in (200, 404), str(response.status_code))
        for path in (f"v1/messages/{id_}", "v2/messages?limit=1", f"email/{id_}", f"email?id={id_}"):
            response = self._client.get(f"/api/{path}")
            told = response.status_code == 200 and id_ in json.dumps(response.json())
            self._in_time(f"{name}: {path}", told, f"{response.status_code} {response.text[:200]}")

    def _in_time(self, step: str, good: bool, seen: str) -> bool:
        now = processor_time(self._running)
        took, self._spent = now - self._spent, now
        if not good:
            self.faults.append(f"{step}: {seen}")
        if took > STEP_LIMIT:
            self.faults.append(f"{step}: took {took:.1f} s")
        return good


@pytest.mark.parametrize("section", SECTIONS)
def test_odd_mails(odd_server: Running, section: str) -> None:
    """Whatever a mail holds, it is answered 250, listed, opened without a 500, and given back as it came."""
    with (
        Dialogue(odd_server.smtp) as dialogue,
        httpx.Client(base_url=odd_server.web, timeout=60, verify=TLS) as client,
    ):
        dialogue.reply()
        dialogue.ask("EHLO odd.test")
        examiner = Examiner(odd_server, dialogue, client)
        for name, build in SECTIONS[section].items():
            examiner.examine(name, odd_mails.wire(build()))
    peak = peak_memory(odd_server)

    assert examiner.faults == []
    assert peak <= MEMORY_LIMIT, f"{peak} MB"


def test_sections_are_all() -> None:
    """No odd mail is left out."""
    names = [name for section in SECTIONS.values() for name in section]

    assert sorted(names) == sorted(odd_mails.ODD)
    assert len(names) >= 500
