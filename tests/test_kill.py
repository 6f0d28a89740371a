"""kill -9 under load: every mail that was answered 250 is there after a restart, byte-equal, once."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from mailtrap.model import Summary
from mailtrap.stores import ALL, Selection
from mailtrap.stores.sqlite import SqliteStore
from tests.soundness import faults_of
from tests.store_suite import searched
from tests.support import ROOT, TLS, Dialogue, Running, start_process, stop_process, stuffed, wait_for

CLIENTS = 8
SIZES = (1_000, 2_000, 5_000, 20_000, 60_000, 200_000)
"""Bytes of a mail; each as often as the others."""
_NAME = re.compile(rb"mail-\d+-\d+-\d+")
_CHECKSUM = re.compile(rb"X-Checksum: ([0-9a-f]{64})\r\n")


def made(name: str, size: int, dice: random.Random) -> bytes:
    """A mail that proves itself: its name in its body, the checksum of its body in its header."""
    filling = dice.randbytes(size // 2).hex()
    lines = [name, *(filling[start : start + 100] for start in range(0, len(filling), 100)), ""]
    body = "\r\n".join(lines).encode()
    return b"Subject: %b\r\nX-Checksum: %b\r\n\r\n%b" % (name.encode(), sha256(body).hexdigest().encode(), body)


def is_whole(raw: bytes) -> bool:
    """Whether a mail is what was made."""
    found = _CHECKSUM.search(raw)
    return found is not None and sha256(raw.partition(b"\r\n\r\n")[2]).hexdigest().encode() == found[1]


@dataclass
class Load:
    """Clients that send until the server is gone; what was answered 250 is written down by name."""

    server: Running
    number: int
    seed: int
    sizes: tuple[int, ...] = SIZES
    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The SHA-256 of the raw and the id by the name of the mail."""
    strange: list[str] = field(default_factory=list)

    def start(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._client, args=(n,), name=f"test-client-{n}") for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        return threads

    def _client(self, client: int) -> None:
        dice = random.Random(f"{self.seed} {self.number} {client}")
        try:
            with Dialogue(self.server.smtp) as dialogue:
                dialogue.reply()
                dialogue.ask("EHLO load.test")
                for count in range(1_000_000):
                    name = f"mail-{self.number}-{client}-{count}"
                    raw = made(name, dice.choice(self.sizes), dice)
                    dialogue.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n")
                    before = [dialogue.reply() for _ in range(3)]
                    if not before[2]:
                        return
                    dialogue.send(stuffed(raw))
                    reply = dialogue.reply()
                    if reply.startswith("250 "):
                        self.acknowledged[name] = sha256(raw).hexdigest(), reply.split()[-1]
                    elif reply:
                        self.strange.append(reply)
        except (ConnectionError, AssertionError):  # killed, perhaps in the middle of a reply
            return


def found_by_api(server: Running) -> dict[str, list[str]]:
    """The ids of all mails by subject, as the list tells them."""
    found: dict[str, list[str]] = {}
    with httpx.Client(base_url=server.web, verify=TLS, timeout=30) as client:
        start, total = 0, 1
        while start < total:
            page = client.get("/api/v1/messages", params={"start": start, "limit": 500}).json()
            for message in page["messages"]:
                found.setdefault(message["Subject"], []).append(message["ID"])
            start, total = start + 500, page["total"]
    return found


def not_byte_equal(server: Running, acknowledged: dict[str, tuple[str, str]]) -> list[str]:
    """Names of mails whose raw, by API, is not what was sent."""
    with httpx.Client(base_url=server.web, verify=TLS, timeout=30) as client:
        return [
            name
            for name, (digest, id_) in acknowledged.items()
            if sha256(client.get(f"/api/v1/message/{id_}/raw").content).hexdigest() != digest
        ]


def test_kill_under_load(tmp_path: Path, kill_rounds: int, request: pytest.FixtureRequest) -> None:
    """What was acknowledged is stored, byte-equal, once, and the file is sound, however often the server is killed."""
    db = tmp_path / "mail.db"
    dice = random.Random()
    seed = dice.randrange(1_000_000)
    most: int = request.config.getoption("--kill-mails")
    acknowledged: dict[str, tuple[str, str]] = {}
    faults: list[str] = []
    server = start_process("--db", str(db))
    for number in range(kill_rounds):
        load = Load(server, number, seed)
        threads = load.start()
        enough = dice.randint(20, most)
        wait_for(lambda load=load, enough=enough: len(load.acknowledged) >= enough, 60, f"load (seed {seed})")  # type: ignore[misc]
        stop_process(server, signal.SIGKILL)
        for thread in threads:
            thread.join(30)
        faults += load.strange
        acknowledged |= load.acknowledged

        server = start_process("--db", str(db))
        found = found_by_api(server)
        faults += [f"lost {name}" for name in acknowledged if name not in found]
        faults += [f"{len(ids)} times {name}" for name, ids in found.items() if len(ids) > 1]
        faults += [f"changed {name}" for name in not_byte_equal(server, load.acknowledged)]
        ghosts = Counter(name.rpartition("-")[0] for name in found if name not in acknowledged)
        faults += [f"{count} unanswered mails of {client}" for client, count in ghosts.items() if count > 1]
    stopped = stop_process(server)
    stored = check_file(db, faults)
    print(f"{kill_rounds} kills, {len(acknowledged)} mails answered 250, {len(stored)} kept, seed {seed}")  # noqa: T201 -- the figures are the point

    assert faults == [], f"seed {seed}"
    assert stopped == 0
    assert len(stored) >= len(acknowledged) >= 20 * kill_rounds
    assert {name: stored.get(name) for name in acknowledged} == {
        name: digest for name, (digest, _) in acknowledged.items()
    }


def check_file(db: Path, faults: list[str]) -> dict[str, str]:
    """The SHA-256 of each raw in the file by its name, and every fault of the file itself, now and once it settled."""
    faults += faults_of(db)
    store = SqliteStore(db)
    try:
        stored = {}
        for short in all_of(store, ALL):
            raw = store.raw(short.id) or b""
            own = _NAME.search(raw)
            if not own or own[0].decode() != short.reading.subject or not is_whole(raw):
                faults.append(f"torn or empty: {short.reading.subject}")
            stored[short.reading.subject] = sha256(raw).hexdigest()
        found = {short.reading.subject for short in all_of(store, searched("mail-"))}
        faults += [f"not found by search: {name}" for name in stored.keys() - found]
        for name in list(stored)[:: max(len(stored) // 50, 1)]:
            listed = {short.reading.subject for short in all_of(store, searched(f'body:"{name}"'))}
            if name not in listed or not all(each.startswith(name) for each in listed):
                faults.append(f"search for {name} finds {listed}")
        store.settle()
    finally:
        store.close()
    faults += faults_of(db, settled=True)
    return stored


def all_of(store: SqliteStore, selection: Selection) -> list[Summary]:
    """The whole list, by pieces."""
    found: list[Summary] = []
    while piece := store.page(selection, len(found), 500).messages:
        found += piece
    return found


CHILD = r"""
import random, sys, threading, time
from pathlib import Path
from mailtrap.model import Retention
from mailtrap.stores import ALL, Selection
from mailtrap.stores.sqlite import SqliteStore
from tests.store_suite import PLAIN, of, searched, those
from tests.support import mail

store = SqliteStore(Path(sys.argv[1]), retention=Retention(count=1_500))
dice = random.Random(int(sys.argv[2]))
kept, number = [], 0
attachment = b"\r\n".join([b"QUJD" * 19] * 80)
while True:
    raws = []
    for _ in range(dice.choice((1, 30, 300))):
        number += 1
        name = f"name{sys.argv[2]}x{number}x"
        raws.append(mail(name, name) if dice.random() < 0.8 else (
            b"Subject: %s\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n"
            % (name.encode(), attachment)))
    ids = [each.result().id for each in [store.add(of(f"u{number % 3}"), raw, ("t",)) for raw in raws]]
    print("\n".join(f"+{id_}" for id_ in ids), flush=True)
    match dice.randrange(6):
        case 0:
            store.delete(Selection(inbox="u1"))
        case 1:
            store.delete(those(*ids[::2]))
            print("\n".join(f"-{id_}" for id_ in ids[::2]), flush=True)
        case 2 if dice.random() < 0.4:
            store.delete(ALL)
        case 3:
            time.sleep(dice.random() * 0.1)
        case 4:
            store.pin(those(*ids[:2]), True)
"""


def test_killed_while_tidying_up(tmp_path: Path, kill_rounds: int) -> None:
    """A writer that is killed at any moment of indexing, clearing away or giving back room leaves a sound file: what
    was deleted stays so, what is there is found, and what was half done is finished by the next run."""
    db = tmp_path / "mail.db"
    seed = random.randrange(100_000)
    dice = random.Random(seed)
    for number in range(kill_rounds):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(db), str(seed + number)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as child:
            assert child.stdout
            said = [child.stdout.readline()]
            time.sleep(dice.uniform(0, 1.5))
            child.kill()
            said += child.stdout.readlines()
        deleted = {line[1:-1] for line in said if line.startswith("-") and line.endswith("\n")}
        faults = faults_of(db)
        store = SqliteStore(db)
        try:
            there = {short.id for short in all_of(store, ALL)}
            found = {short.id for short in all_of(store, searched("name"))}
            faults += [f"{len(there ^ found)} mails are not found, or not there"] if there != found else []
            faults += [f"come back: {id_}" for id_ in there & deleted]
            if dice.random() < 0.5:
                store.settle()
        finally:
            store.close()
        faults += faults_of(db)
        assert faults == [], f"seed {seed}, round {number}"


@pytest.fixture
def kill_rounds(request: pytest.FixtureRequest) -> int:
    """How often to kill: ``--kill-rounds``."""
    rounds: int = request.config.getoption("--kill-rounds")
    return rounds
