"""What the SQLite store does in the background: it holds nobody up, is done again when it failed, leaves nothing."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtrap import tags
from mailtrap.errors import StoreError
from mailtrap.mime import Opened
from mailtrap.model import Change, Envelope, Retention
from mailtrap.stores import ALL, Selection
from mailtrap.stores.chores import LOG_KEPT
from mailtrap.stores.schema import BLOCK_BITS
from mailtrap.stores.sqlite import SqliteStore
from tests.soundness import faults_of
from tests.store_suite import PLAIN, SOON, Watcher, added, listed, of, searched, those
from tests.support import ROOT, mail, wait_for

Opener = Callable[..., SqliteStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "mail.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Opener]:
    """Open the store with any options; it is closed, and then sound."""
    stores: list[SqliteStore] = []

    def opener(**options: object) -> SqliteStore:
        stores.append(SqliteStore(path, **options))  # type: ignore[arg-type]
        return stores[-1]

    yield opener
    for store in stores:
        store.close()
    assert faults_of(path) == []


def fill(
    store: SqliteStore, count: int, raw: bytes = b"Subject: filling\r\n\r\nSome text.\r\n", inbox: str = "a"
) -> list[str]:
    """Keep many mails; their ids."""
    return [future.result(120).id for future in [store.add(of(inbox), raw) for _ in range(count)]]


# The write-ahead log


def test_a_quiet_store_has_no_long_log(path: Path, opened: Opener) -> None:
    """What was written moves into the file when nobody writes, and not while somebody reads what was before."""
    log = path.with_name(f"{path.name}-wal")
    store = opened()
    noise = random.Random(3).randbytes(60_000).hex().encode()
    fill(store, 15, b"Subject: noise\r\n\r\n" + noise + b"\r\n")
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        seen = reader.execute("SELECT count(*) FROM messages").fetchone()
        fill(store, 15, b"Subject: noise\r\n\r\n" + noise + b"\r\n")
        store.settle()
        assert log.stat().st_size > LOG_KEPT

        wait_for(lambda: path.stat().st_size > 15 * 30_000, SOON)  # as far as the reader lets it
        assert reader.execute("SELECT count(*) FROM messages").fetchone() == seen
    fill(store, 1)

    wait_for(lambda: log.stat().st_size == 0, SOON)
    assert store.count(ALL).total == 31


# Deleting


def test_deleting_very_much_answers_at_once(path: Path, opened: Opener) -> None:
    """50,000 mails are gone at once, those of one inbox too; then the file gets smaller, and mail comes meanwhile."""
    store = opened(durable=False)
    fill(store, 25_000, inbox="a")
    fill(store, 25_000, inbox="b")
    store.pin(those(kept := added(store, mail("kept")).id), True)
    store.settle()
    full = path.stat().st_size
    times = []
    for selection in (Selection(inbox="a"), ALL):
        began = time.monotonic()
        assert store.delete(selection) == 25_000
        times.append(time.monotonic() - began)
    assert listed(store) == listed(store, searched("subject:kept")) == [kept]
    waits = []
    for _ in range(100):
        began = time.monotonic()
        added(store)
        waits.append(time.monotonic() - began)
    store.settle()

    assert max(times) < 1
    assert sorted(waits)[90] < 0.1
    assert store.count(ALL).total == 101
    assert path.stat().st_size < full / 10
    store.close()
    assert faults_of(path, settled=True) == []


def test_retention_gives_back_room(path: Path, opened: Opener) -> None:
    """A bound that is lowered makes the file smaller; a steady one keeps it from growing, with mail coming without a
    pause."""
    store = opened(durable=False)
    fill(store, 2_000, mail("x", "y" * 3_000 + str(random.Random(1).randbytes(2_000))))
    store.settle()
    full = path.stat().st_size
    store.set_retention("a", Retention(count=100))
    store.settle()
    small = path.stat().st_size
    most = 0
    for number in range(60):
        fill(store, 100, mail(f"x{number}", str(random.Random(number).randbytes(2_000))))
        with closing(sqlite3.connect(path)) as connection:
            most = max(most, connection.execute("SELECT count(*) FROM messages").fetchone()[0])

    assert small < full / 4
    assert most < 2_500
    assert store.count(ALL).total == 100


def test_chores_leave_no_inboxes_and_tags(path: Path, opened: Opener) -> None:
    """Names that nothing has any more leave the file."""
    store = opened(durable=False)
    futures = [store.add(of(f"u{n}"), b"", (f"t{n}",)) for n in range(3_000)]
    for future in futures:
        future.result(SOON)
    began = time.monotonic()
    assert store.delete(ALL) == 3_000
    store.settle()
    took = time.monotonic() - began
    with closing(sqlite3.connect(path)) as connection:
        left = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("inboxes", "tags", "blocks")
        ]

    assert left == [0, 0, 0]
    assert took < 10


def test_very_many_inboxes(path: Path, opened: Opener) -> None:
    """With 20,000 inboxes adding costs what it did, and deleting everything is still one step."""
    store = opened(durable=False, searchable=False)
    futures = [store.add(of(f"user-{n}@example.test"), b"") for n in range(20_000)]
    for future in futures:
        future.result(60)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute("SELECT count(*) FROM inboxes").fetchone() == (20_000,)
    began = time.monotonic()
    for _ in range(100):
        added(store)
    adding = time.monotonic() - began
    began = time.monotonic()
    deleted = store.delete(ALL)
    deleting = time.monotonic() - began

    assert (len(futures), deleted) == (20_000, 20_100)
    assert adding < 2
    assert deleting < 1


# Failing


def test_a_locked_file_is_tidied_up_later(path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the file, nothing can be indexed or cleared away; then it is, and nothing is lost."""
    monkeypatch.setattr("mailtrap.stores.opening.BUSY_TIMEOUT", 0.05)
    store = opened()
    ids = fill(store, 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        store.delete(those(*ids[::2]))
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(0.3)
        with pytest.raises(StoreError):
            added(store)
        connection.execute("ROLLBACK")
    wait_for(lambda: not store._chores.busy, 10)

    assert sorted(listed(store, searched("filling"))) == sorted(ids[1::2])
    store.settle()
    store.close()
    assert faults_of(path, settled=True) == []


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
def test_a_full_disk_is_tidied_up_later(path: Path) -> None:
    """What could not be indexed or cleared away for want of room is, as soon as there is room."""
    code = (
        "import sys; from pathlib import Path; from resource import *\n"
        "from mailtrap.errors import StoreError; from mailtrap.stores import ALL\n"
        "from mailtrap.stores.sqlite import SqliteStore; from tests.support import mail, wait_for\n"
        "from tests.store_suite import *\n"
        "store = SqliteStore(Path(sys.argv[1])); soft, hard = getrlimit(RLIMIT_FSIZE)\n"
        "ids = [f.result().id for f in [store.add(PLAIN, mail('one', 'x ' * n)) for n in range(400)]]\n"
        "store.delete(those(*ids[::2]))\n"
        "setrlimit(RLIMIT_FSIZE, (1, hard))\n"
        "try: store.settle(); raise SystemExit('settled')\n"
        "except StoreError: pass\n"
        "try: assert len(listed(store, searched('one'))) == 200  # it may have been indexed before\n"
        "except StoreError: pass\n"
        "assert len(listed(store)) == 200\n"
        "setrlimit(RLIMIT_FSIZE, (soft, hard))\n"
        "assert len(listed(store, searched('one'))) == 200\n"
        "wait_for(lambda: not store._chores.busy, 20); store.settle(); store.close()"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=environ, capture_output=True, text=True, timeout=90
    )

    assert done.returncode == 0, done.stderr
    assert faults_of(path, settled=True) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_deleting_makes_room_on_a_full_disk(tmp_path: Path) -> None:
    """Everything can be deleted when the disk has little room, and then there is more; while it has none at all, that
    may be a StoreError, and nothing is lost."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)], capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    store = SqliteStore(place / "mail.db")
    try:
        dice = random.Random(1)
        while store.room() > 20_000_000:
            added(store, b"Content-Type: image/png\r\n\r\n" + dice.randbytes(20_000))
        total = store.count(ALL).total
        others = place / "others"
        with others.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            while True:
                file.write(b"x" * 4_096)
        try:
            deleted = store.delete(ALL)
        except StoreError:
            deleted = 0
        assert store.count(ALL).total == len(listed(store)) == total - deleted
        os.truncate(others, others.stat().st_size - 1_000_000)
        deleted += store.delete(ALL)
        wait_for(lambda: store.room() > 10_000_000, 20, "room")
        added(store, b"Content-Type: image/png\r\n\r\n" + dice.randbytes(1_000_000))
    finally:
        store.close()
        faults = faults_of(place / "mail.db")
        subprocess.run(["umount", "-l", str(place)], check=True)

    assert deleted == total
    assert faults == []


def test_a_mail_that_cannot_be_read(opened: Opener, caplog: pytest.LogCaptureFixture) -> None:
    """A fault in reading one mail is told to who brought it, not to the others, and the store goes on."""

    def tell(mail: Opened, envelope: Envelope) -> tuple[str, ...]:
        if mail.reading.subject == "bad":
            raise RuntimeError("of the source of tags")
        return ()

    store = opened(tag_source=tell)
    futures = [store.add(PLAIN, mail("bad" if n % 3 == 0 else "good")) for n in range(30)]
    alone = store.add(PLAIN, mail("bad"))

    assert sum(future.exception(SOON) is None for future in futures) == 20
    assert isinstance(alone.exception(SOON), StoreError)
    store.check()
    assert store.count(ALL).total == len(listed(store, searched("subject:good"))) == 20
    assert "of the source of tags" in caplog.text


def test_a_batch_that_failed_leaves_no_trace(path: Path, opened: Opener) -> None:
    """After a transaction was undone, numbers, counts, blocks, index and events go on from what is in the file."""
    store = opened(retention=Retention(count=2_000))
    watcher = Watcher(store)
    dice = random.Random(1)
    for turn in range(12):
        futures = []
        for number in range(dice.randrange(1, 200)):
            envelope = of("\ud800" if dice.random() < 0.02 else f"u{number % 3}")
            futures.append((envelope, store.add(envelope, mail(f"turn{turn}x"), ("t",))))
        for envelope, future in futures:
            assert (future.exception(SOON) is None) is (envelope.user != "\ud800")
        kept = sum(envelope.user != "\ud800" for envelope, _ in futures)
        assert len(listed(store, searched(f"turn{turn}x"))) == kept
        if turn % 3 == 0:
            store.delete(Selection(inbox="u1"))
    new = [event.seq for event in watcher.events]
    store.settle()
    store.close()

    assert new == list(range(1, len(new) + 1))
    assert faults_of(path, settled=True) == []


def test_rows_that_others_took_away(path: Path, opened: Opener) -> None:
    """An attachment that is known, but gone when its mail is stored, is stored again."""
    store = opened()
    raw = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 3_000
    first = added(store, raw)
    store.delete(those(first.id))
    results = [store.add(PLAIN, raw) for _ in range(5)]
    store.settle()

    assert all(store.raw(each.result(SOON).id) == raw for each in results)


# Waiting


def test_closing_does_not_wait_for_chores(path: Path, opened: Opener) -> None:
    """What is due in the background is left to the next run."""
    store = opened(durable=False)
    fill(store, 5_000)
    store.delete(those(*listed(store)[:2_000]))
    began = time.monotonic()
    store.close()
    took = time.monotonic() - began
    again = opened()

    assert took < 0.5
    assert len(listed(again, searched("filling"))) == 3_000
    again.settle()
    again.close()
    assert faults_of(path, settled=True) == []


def test_one_after_the_other_is_not_held_up(opened: Opener) -> None:
    """Who sends one mail after the other, with thousands to be cleared away, waits little longer than without."""
    store = opened(durable=False)
    fill(store, 6_000)
    store.settle()

    def median() -> float:
        waits = []
        for _ in range(200):
            began = time.monotonic()
            added(store, mail("one"))
            waits.append(time.monotonic() - began)
        return sorted(waits)[100]

    before = median()
    store.delete(ALL)

    assert median() < before * 3 + 0.001


def test_readers_see_one_moment_during_sweeping(opened: Opener) -> None:
    """Lists, counts and searches stay right while the rows behind them go."""
    store = opened(durable=False)
    kept = fill(store, 20, mail("kept"), inbox="b")
    wrong = []
    for _ in range(3):
        fill(store, 1_500, inbox="a")
        store.delete(Selection(inbox="a"))
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            pages = [store.page(each, 0, 50) for each in (ALL, Selection(inbox="b"), searched("kept"))]
            if any([each.id for each in page.messages] != kept[::-1] for page in pages):
                wrong.append(pages)
            if any(page.matches.total != 20 for page in pages):
                wrong.append(pages)

    assert wrong == []


def test_a_reader_does_not_hold_up_the_writer(path: Path, opened: Opener) -> None:
    """Another program that reads for long keeps the log from being emptied, and nobody from sending mail."""
    store = opened()
    fill(store, 1_500)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM messages").fetchone()
        store.delete(ALL)
        slowest = 0.0
        for _ in range(60):
            began = time.monotonic()
            added(store)
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.02)
        connection.execute("ROLLBACK")

    assert slowest < 1


def test_settling_a_closed_store(opened: Opener) -> None:
    """There is nothing to wait for any more: a StoreError."""
    store = opened()
    store.close()
    with pytest.raises(StoreError):
        store.settle()


def test_age_of_all_inboxes(opened: Opener) -> None:
    """The bound of the whole store holds from the start, for what an earlier run kept, too; none is too large."""
    store = opened()
    old = added(store, envelope=replace(PLAIN, received=datetime(2020, 1, 1, tzinfo=UTC))).id
    store.close()
    bounded = opened(retention=Retention(age=3_600))
    wait_for(lambda: bounded.message(old) is None, 2)
    bounded.close()
    endless = opened(retention=Retention(age=10**18))
    kept = added(endless).id
    time.sleep(0.1)

    assert listed(endless) == [kept]


# Tags


def test_tags_that_mails_bring(opened: Opener) -> None:
    """X-Tags, plus addresses and the user's name are tags when the mail is answered, in its event, and counted."""
    store = opened(tag_source=lambda mail, envelope: tags.brought(mail, envelope, tags.SOURCES))
    watcher = Watcher(store)
    raw = b"X-Tags: One, two\r\nTo: ada+three@example.test\r\n\r\n"
    short = store.add(of("shop"), raw, ("Two", "given")).result(SOON)

    assert short.tags == ("given", "One", "shop", "three", "Two")
    assert watcher.events[0].summary == short
    assert store.page(ALL, 0, 1).messages == (short,)
    assert store.tags() == dict.fromkeys(short.tags, 1)
    assert listed(store, searched("tag:ONE tag:three")) == [short.id]


def test_tags_of_rules(opened: Opener) -> None:
    """A mail has the tags of rules when it is answered; each is told once, and only of mails that did not have it."""
    rules = [tags.rule(text, datetime.now(UTC)) for text in ("bills=subject:invoice", "big=larger:1k", "odd=tag:bills")]
    store = opened(rules=tuple(rules))
    watcher = Watcher(store)
    for number in range(30):
        raw = mail("invoice" if number % 2 else "other", "x" * (2_000 if number % 3 == 0 else 1))
        given = ("bills",) if number == 1 else ()
        id_ = store.add(PLAIN, raw, given).result(SOON).id
        message = store.message(id_)
        wanted = {name for name, holds in (("bills", number % 2), ("big", number % 3 == 0)) if holds}
        assert message
        assert set(message.summary.tags) - {"odd"} == wanted
        told = [event for event in watcher.events if event.id == id_ and event.change == Change.UPDATE]
        assert len(told) <= 1
        assert not told or told[0].tags == message.summary.tags
    assert {name: count for name, count in store.tags().items() if name != "odd"} == {"big": 10, "bills": 15}


def test_blocks_are_small(opened: Opener) -> None:
    """A store of many mails has few blocks, none of them empty."""
    store = opened(durable=False, searchable=False)
    ids = fill(store, 5_000)
    store.delete(those(*ids[: 3 << BLOCK_BITS]))
    with closing(sqlite3.connect(store.path)) as connection:
        blocks = connection.execute("SELECT block, total FROM blocks WHERE inbox = '' ORDER BY block").fetchall()

    assert sum(total for _, total in blocks) == 5_000 - (3 << BLOCK_BITS)
    assert min(total for _, total in blocks) > 0


def test_a_search_does_not_wait_for_mail_that_comes_later(opened: Opener) -> None:
    """Under a load without end a search waits for what came before it, not for a pause."""
    store = opened(durable=False)
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            fill(store, 400)

    thread = threading.Thread(target=load, name="test-load")
    thread.start()
    try:
        slowest = 0.0
        for _ in range(10):
            began = time.monotonic()
            store.page(searched("text"), 0, 1)
            slowest = max(slowest, time.monotonic() - began)
    finally:
        stop.set()
        thread.join()

    assert slowest < 5
