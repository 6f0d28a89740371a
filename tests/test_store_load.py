"""Everything at once, for a while: then everything that is counted, indexed and linked is exactly what there is."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtrap import tags
from mailtrap.model import Change, Retention
from mailtrap.stores import ALL, Selection
from mailtrap.stores.sqlite import SqliteStore
from tests.soundness import faults_of
from tests.store_suite import PLAIN, SOON, Watcher, searched, those
from tests.support import mail

THREADS = 8
INBOXES = ("default", "shop", "team/ä", "odd\0name")
WORDS = ("invoice", "welcome", "Grüße", "reminder", "4711", "日本語テキスト")
TAGS = ("red", "Blue", "to do", "green")


@pytest.fixture
def load_seconds(request: pytest.FixtureRequest) -> float:
    """How long to load: ``--load-seconds``."""
    seconds: float = request.config.getoption("--load-seconds")
    return seconds


@dataclass
class Crowd:
    """Who does everything at once."""

    store: SqliteStore
    seed: int
    end: float
    faults: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def run(self, client: int) -> None:
        """One client, until the end; most of what it does is to send mail."""
        dice = random.Random(f"{self.seed} {client}")
        mine: list[str] = []
        verbs: list[tuple[Callable[[random.Random, list[str]], object], int]] = [
            (self.send, 30), (self.search, 6), (self.delete, 4), (self.mark, 6), (self.pin, 3), (self.tag, 6),
            (self.page, 6), (self.bound, 1), (self.rename, 1), (self.empty, 1),
        ]  # fmt: skip
        weights = [weight for _, weight in verbs]
        while time.monotonic() < self.end:
            verb = dice.choices([verb for verb, _ in verbs], weights)[0]
            verb(dice, mine)
            self.done[verb.__name__] += 1
            mine[:-200] = []

    def send(self, dice: random.Random, mine: list[str]) -> None:
        """Some mails at once, which are found as soon as they were answered, if nobody has deleted them."""
        sent = []
        for _ in range(dice.choice((1, 1, 1, 5, 40))):
            name = f"unique{dice.getrandbits(60):x}"
            body = f"{name} {dice.choice(WORDS)} " + "filling " * dice.choice((1, 50, 400))
            raw = mail(dice.choice(WORDS), body)
            if dice.random() < 0.2:
                part = "\r\n".join(["QUJD" * 19] * dice.choice((60, 90)))
                raw = (
                    b"Subject: file\r\nX-Tags: red, fresh\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                    b"--b\r\n\r\n"
                    + name.encode()
                    + b"\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64"
                    + f"\r\n\r\n{part}\r\n--b--\r\n".encode()
                )
            inbox = dice.choice(INBOXES)
            envelope = replace(PLAIN, user="" if inbox == "default" else inbox, received=datetime.now(UTC))
            sent.append((name, self.store.add(envelope, raw, (dice.choice(TAGS),) if dice.random() < 0.3 else ())))
        ids = [future.result(SOON).id for _, future in sent]
        mine += ids
        if dice.random() < 0.2:
            name = sent[-1][0]
            found = self.store.page(searched(name), 0, 5)
            if not found.messages and self.store.message(ids[-1]):
                self.faults.append(f"not found: {name}")

    def selection(self, dice: random.Random, mine: list[str]) -> Selection:
        """Any, of few mails or of many."""
        match dice.randrange(5):
            case 0:
                return Selection(inbox=dice.choice(INBOXES))
            case 1:
                search = f"{dice.choice(WORDS)} {dice.choice(('is:unread', 'tag:red', 'is:pinned', 'inbox:shop', ''))}"
                return searched(search)
            case 2:
                return Selection(since=max(self.store.page(ALL, 0, 1).seq - dice.randrange(50), 1))
            case _:
                return those(*dice.sample(mine, min(len(mine), dice.randrange(1, 9))))

    def search(self, dice: random.Random, mine: list[str]) -> None:
        """A search, whose page and counts fit together."""
        page = self.store.page(self.selection(dice, mine), dice.choice((0, 0, 7)), 20)
        if len(page.messages) > page.matches.total:
            self.faults.append(f"{len(page.messages)} shown of {page.matches}")

    def page(self, dice: random.Random, mine: list[str]) -> None:
        """A piece of the list somewhere; it is as long as the count says."""
        selection = Selection(inbox=dice.choice((None, *INBOXES)))
        start = dice.randrange(2_000)
        page = self.store.page(selection, start, 50)
        if len(page.messages) != min(max(page.counts.total - start, 0), 50):
            self.faults.append(f"{len(page.messages)} from {start} of {page.counts}")
        for short in page.messages[:2]:
            raw = self.store.raw(short.id)
            if raw is not None and len(raw) != short.size:
                self.faults.append(f"{short.id} has {len(raw)} of {short.size} bytes")

    def delete(self, dice: random.Random, mine: list[str]) -> None:
        """Some, or an inbox now and then."""
        selection = self.selection(dice, mine)
        if selection.ids is not None or dice.random() < 0.3:
            self.store.delete(selection)

    def empty(self, dice: random.Random, mine: list[str]) -> None:
        """Everything."""
        if dice.random() < 0.3:
            self.store.delete(ALL)

    def mark(self, dice: random.Random, mine: list[str]) -> None:
        """Read or unread."""
        self.store.mark(self.selection(dice, mine), dice.random() < 0.6)

    def pin(self, dice: random.Random, mine: list[str]) -> None:
        """Few are pinned at a time."""
        self.store.pin(those(*mine[-3:]) if dice.random() < 0.4 else ALL, dice.random() < 0.1 or len(mine) % 2 == 0)
        if dice.random() < 0.7:
            self.store.pin(ALL, False)

    def tag(self, dice: random.Random, mine: list[str]) -> None:
        """Tags come and go."""
        remove = None if dice.random() < 0.1 else tuple(dice.sample(TAGS, dice.randrange(3)))
        self.store.tag(self.selection(dice, mine), tuple(dice.sample(TAGS, dice.randrange(3))), remove)

    def rename(self, dice: random.Random, mine: list[str]) -> None:
        """Tags change their names."""
        old, new = dice.sample(TAGS, 2)
        try:
            self.store.rename_tag(old, new)
        except ValueError:
            pass

    def bound(self, dice: random.Random, mine: list[str]) -> None:
        """The bounds of an inbox change."""
        bounds = Retention(
            count=dice.choice((0, 0, 30, 300)), age=dice.choice((0, 0, 0.5)), size=dice.choice((0, 0, 100_000))
        )
        self.store.set_retention(dice.choice(INBOXES), bounds)


def test_everything_at_once(
    tmp_path: Path, load_seconds: float, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """Eight clients do all that can be done; in the end, nothing is miscounted, lost, or left behind."""
    path = tmp_path / "mail.db"
    seed = random.randrange(1_000_000)
    store = SqliteStore(
        path,
        retention=Retention(count=4_000),
        tag_source=lambda mail, envelope: tags.brought(mail, envelope, tags.SOURCES),
        rules=(tags.rule("bills=invoice", datetime.now(UTC)),),
    )
    request.addfinalizer(store.close)
    watcher = Watcher(store)
    crowd = Crowd(store, seed, time.monotonic() + load_seconds)
    with ThreadPoolExecutor(THREADS, "test-load") as pool:
        for each in [pool.submit(crowd.run, client) for client in range(THREADS)]:
            each.result(load_seconds + 120)
    for inbox in INBOXES:
        store.set_retention(inbox, Retention())
    began = time.monotonic()
    store.settle()
    settled = time.monotonic() - began
    page = store.page(ALL, 0, 10_000)
    known = {inbox.name: inbox for inbox in store.inboxes()}
    told = {short.id for short in page.messages}
    matches = store.count(searched("larger:0"))
    size = store.size()
    store.close()
    numbers = [event.seq for event in watcher.events]
    new = {event.id for event in watcher.events if event.change == Change.NEW}

    assert [record.getMessage() for record in caplog.records if record.levelno > logging.INFO] == []
    assert crowd.faults == [], f"seed {seed}"
    assert faults_of(path, settled=True) == [], f"seed {seed}"
    assert page.counts.total == len(page.messages) == sum(inbox.counts.total for inbox in known.values())
    assert page.counts == matches
    assert numbers == list(range(1, page.seq + 1))
    assert told <= new
    report = f"{len(new)} mails, {dict(crowd.done)}, settled in {settled:.2f} s, {size:,} bytes"
    logging.getLogger(__name__).info(report)
