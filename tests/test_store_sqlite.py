"""The SQLite store: the promises of every store, and what there is to say of its file."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from mailtrap.errors import NotAStore, StoreError, StoreLocked
from mailtrap.query import parse
from mailtrap.stores import ALL, Selection, Store
from mailtrap.stores.changes import KEPT_EVENTS
from mailtrap.stores.schema import APPLICATION_ID
from mailtrap.stores.sqlite import SqliteStore
from tests.store_suite import PLAIN, StoreSuite, added, those
from tests.support import ROOT, mail

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is, alone in its folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder / "mail.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new store, closed at the end."""
    opened = SqliteStore(path)
    yield opened
    opened.close()


class TestSqliteStore(StoreSuite):
    """SQLite keeps the promises."""


@contextmanager
def opened(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path)
    try:
        yield store
    finally:
        store.close()


def test_kept_across_restarts(path: Path) -> None:
    """Mails, marks, numbers and events are those of the last run."""
    with opened(path) as store:
        kept, gone = added(store, b"Subject: kept\r\n\r\n"), added(store)
        store.mark(those(kept.id), True)
        store.delete(those(gone.id))
        seq = store.page(ALL, 0, 1).seq
    with opened(path) as store:
        page = store.page(ALL, 0, 10)
        following = added(store)
        missed = store.events_after(seq, 10)

    assert [(each.id, each.read, each.reading.subject) for each in page.messages] == [(kept.id, True, "kept")]
    assert page.seq == seq
    assert following.number > gone.number
    assert [event.seq for event in missed or ()] == [seq + 1]


def test_a_relaxed_mark_waits_for_no_sync(path: Path) -> None:
    """What follows from looking is committed without the disk; what somebody asked for is on it."""
    with opened(path) as store:
        ids = [added(store).id for _ in range(3)]
        store.settle()
        synced = [store.writing().commits[-1][1]]
        for marks in ((ids[0], True), (ids[1], False), (ids[2], True)):
            store.mark(those(marks[0]), True, relaxed=marks[1])
            synced.append(store.writing().commits[-1][1])

        assert [after - before for before, after in pairwise(synced)] == [0, 1, 0]


def test_a_number_that_was_told_comes_not_again_after_a_power_cut(path: Path, tmp_path: Path) -> None:
    """Whoever was told of a mark that was lost with the power is sent to load the list anew, also after new events."""
    there = path.with_name("there")
    there.mkdir()
    with opened(path) as store:
        kept = added(store).id
        before = store.page(ALL, 0, 1).seq
        for each in (path, path.with_name(f"{path.name}-wal")):  # what the disk has
            shutil.copy(each, there)
        store.mark(those(kept), True, relaxed=True)
        told = store.page(ALL, 0, 1).seq
    for _ in range(2):
        with opened(there / path.name) as store:
            unread = store.count(ALL).unread
            at_once = store.events_after(told, 100)
            store.mark(those(kept), unread == 1)
            later = store.events_after(told, 100)
            last = store.page(ALL, 0, 1).seq

        assert (told, at_once, later) == (before + 1, None, None)
        assert last > told + 1
    assert unread == 0


def test_file_is_its_owners(path: Path) -> None:
    """The file, its log, its index and its lock are readable by their owner alone."""
    before = os.umask(0)
    try:
        with opened(path) as store:
            added(store)
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert modes.pop("mail.db") == modes.pop("mail.db-wal") == modes.pop("mail.db-shm") == 0o600
    assert set(modes.values()) <= {0o600}


def test_missing_folders_are_made(tmp_path: Path) -> None:
    """A folder that is not there yet is made."""
    with opened(tmp_path / "a" / "b" / "mail.db") as store:
        added(store)

    assert (tmp_path / "a" / "b" / "mail.db").is_file()


def test_empty_file_is_taken(path: Path) -> None:
    """An empty file, as mktemp makes it, becomes a store."""
    path.touch()
    with opened(path) as store:
        added(store)

    assert path.stat().st_size > 0


def test_second_server_is_refused(path: Path) -> None:
    """A file that is in use is refused, and the one who uses it is not disturbed."""
    with opened(path) as first:
        with pytest.raises(StoreLocked, match="another mailtrap"):
            SqliteStore(path)
        id_ = added(first).id

        assert first.latest(ALL) == id_


def test_second_server_by_another_name(path: Path) -> None:
    """Nor is a file in use had by way of a symbolic link."""
    link = path.with_name("link.db")
    with opened(path):
        link.symlink_to(path)
        with pytest.raises(StoreLocked):
            SqliteStore(link)


def test_closed_by_another_thread(path: Path) -> None:
    """Whoever closes the store, the file is free afterwards."""
    store = SqliteStore(path)
    with ThreadPoolExecutor(1, "test-close") as pool:
        pool.submit(store.close).result(30)
    with opened(path) as again:
        added(again)


def test_lock_ends_with_the_process(path: Path) -> None:
    """A server that was killed leaves nothing that would keep the next one out."""
    code = (
        "import os, sys; from pathlib import Path; from mailtrap.stores.sqlite import SqliteStore;"
        "SqliteStore(Path(sys.argv[1])); os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)], env={**os.environ, "PYTHONPATH": str(ROOT)})
    with opened(path) as store:
        added(store)

    assert killed.returncode == 9


def state(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Everything in a folder: content, time of change, mode."""
    return {
        each.name: (
            sha256(each.read_bytes()).hexdigest() if each.is_file() else "",
            each.stat().st_mtime_ns,
            each.stat().st_mode,
        )
        for each in sorted(folder.iterdir())
    }


def foreign(path: Path, *statements: str) -> None:
    """A database of another program."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def of_a_newer_version(path: Path) -> None:
    """A store of ours with a migration that we do not know."""
    with opened(path) as store:
        added(store)
    foreign(path, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('mailtrap', 'later', '')")


def with_log(path: Path) -> None:
    """A foreign database whose write-ahead log was not yet put into it all: its program was killed."""
    foreign(path, "PRAGMA journal_mode = WAL", "CREATE TABLE other (a)", "INSERT INTO other VALUES (zeroblob(50000))")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO other VALUES (1)")
        connection.commit()
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{path}{suffix}.copy")
    for suffix in ("", "-wal"):
        Path(f"{path}{suffix}.copy").rename(f"{path}{suffix}")


REFUSED: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("Dear diary, this is no database.\n" * 100),
    "one-byte": lambda path: path.write_bytes(b"S"),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 64),
    "broken-database": lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 64),
    "other-program": lambda path: foreign(path, "CREATE TABLE other (a)"),
    "other-program-in-wal": lambda path: foreign(path, "PRAGMA journal_mode = WAL", "CREATE TABLE other (a)"),
    "other-program-with-log": with_log,
    "other-application-id": lambda path: foreign(path, "PRAGMA application_id = 7", "CREATE TABLE messages (a)"),
    "newer": of_a_newer_version,
    "folder": Path.mkdir,
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_what_is_not_ours_is_left_alone(path: Path, make: Callable[[Path], object]) -> None:
    """A file that is no store of this version is refused by name and not touched, nor is anything put beside it."""
    make(path)
    before = state(path.parent)
    with pytest.raises(NotAStore, match=r"mail\.db"):
        SqliteStore(path)

    assert state(path.parent) == before


@contextmanager
def nobody() -> Iterator[None]:
    """As a user without rights, where the tests run as root, whom no mode keeps out."""
    if os.geteuid():
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Path]:
    """A folder that another user can reach."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"mailtrap-test-{tmp_path.name}-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    for each in (folder, *folder.iterdir()):
        each.chmod(0o755)
    shutil.rmtree(folder)


def test_killed_while_the_log_was_moved(path: Path) -> None:
    """A file whose pages make no sense without its log is opened with it, and nothing is lost."""
    store = SqliteStore(path)
    kept = added(store)
    log = path.with_name(f"{path.name}-wal")
    torn = path.parent / "torn.db"
    page = path.read_bytes()
    torn.write_bytes(page[:100] + b"\xff" * (len(page) - 100))  # the header alone is whole
    torn.with_name("torn.db-wal").write_bytes(log.read_bytes())
    store.close()

    again = SqliteStore(torn)
    try:
        assert again.latest(ALL) == kept.id
        assert again.count(ALL).total == 1
    finally:
        again.close()


@pytest.mark.parametrize("name", ["mail.db", "deeper/mail.db"])
def test_read_only_folder(shared: Path, name: str) -> None:
    """A folder that cannot be written is one clear StoreError, and nothing was made."""
    shared.chmod(0o555)
    with nobody(), pytest.raises(StoreError, match=r"mail\.db"):
        SqliteStore(shared / name)

    assert list(shared.iterdir()) == []


def test_closed_folder(shared: Path) -> None:
    """So is a folder that may not even be entered."""
    inner = shared / "inner"
    inner.mkdir()
    inner.chmod(0)
    with nobody(), pytest.raises(StoreError, match=r"mail\.db"):
        SqliteStore(inner / "mail.db")


def test_read_only_file(shared: Path) -> None:
    """A store that may be read but not written is refused, and not changed."""
    path = shared / "mail.db"
    with opened(path) as store:
        added(store)
    path.chmod(0o444)
    before = state(shared)
    with nobody(), pytest.raises(StoreError, match=r"mail\.db"):
        SqliteStore(path)

    assert state(shared) == before


def test_a_file_where_a_folder_should_be(path: Path) -> None:
    """A path through a file is one clear StoreError."""
    path.touch()
    with pytest.raises(StoreError, match="below"):
        SqliteStore(path / "below")


def test_others_can_read_the_file(path: Path) -> None:
    """While it is in use the file is open to other readers, with names that speak for themselves."""
    with opened(path) as store:
        added(store, b"Subject: seen\r\n\r\n")
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT subject, inbox, raw FROM messages JOIN raws ON message = id").fetchall()
            application = connection.execute("PRAGMA application_id").fetchone()

    assert rows == [("seen", "default", b"Subject: seen\r\n\r\n")]
    assert application == (APPLICATION_ID,)


def test_each_table_can_be_counted(path: Path) -> None:
    """Tools that list the tables with their numbers of rows can do so, those of the index and the view included."""
    with opened(path) as store:
        added(store, mail("counted"))
        store.settle()
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            names = connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").fetchall()
            counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}

    assert {counts[name] for name in ("mail", "messages", "texts", "words", "raws")} == {1}
    assert (counts["headers"], counts["recipients"]) == (3, 4)


def test_a_writer_beside_us(path: Path) -> None:
    """Another program that holds the file for long is told to the client as an error, and then all is well again."""
    with opened(path) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked"):
                added(store)
        store.check()
        added(store)

        assert store.count(ALL).total == 1


def test_old_events_are_forgotten(path: Path) -> None:
    """Only the last events are kept; who asks for older ones is told to reload."""
    with opened(path) as store:
        ids = [future.result(30).id for future in [store.add(PLAIN, b"") for _ in range(500)]]
        for number in range(KEPT_EVENTS * 2 // 500):
            store.mark(those(*ids), number % 2 == 0)
        last = store.page(ALL, 0, 1).seq
        answers = [store.events_after(seq, 10**9) for seq in (0, last - KEPT_EVENTS - 1_001, last - KEPT_EVENTS, last)]

    assert answers[0] is answers[1] is None
    assert len(answers[2] or ()) == KEPT_EVENTS
    assert answers[3] == []


@linux
def test_events_after_a_full_disk(path: Path) -> None:
    """Who was up to date before the disk was full is still up to date after it, and need not reload."""
    code = (
        "import sys; from pathlib import Path; from resource import *\n"
        "from mailtrap.errors import StoreError; from mailtrap.stores import ALL\n"
        "from mailtrap.stores.sqlite import SqliteStore\n"
        "from tests.store_suite import added\n"
        "store = SqliteStore(Path(sys.argv[1])); added(store); soft, hard = getrlimit(RLIMIT_FSIZE)\n"
        "setrlimit(RLIMIT_FSIZE, (1, hard))\n"
        "try: added(store, b'x' * 100_000); raise SystemExit('stored')\n"
        "except StoreError: pass\n"
        "setrlimit(RLIMIT_FSIZE, (soft, hard)); store.check(); seq = store.page(ALL, 0, 1).seq\n"
        "told = store.events_after(seq, 10), store.events_after(1, 10); store.close(); print(told)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stdout.strip()) == (0, "([], [])"), done.stderr


def test_no_thread_is_left(path: Path) -> None:
    """A store that could not be opened leaves no thread and no lock behind."""
    path.write_text("no database")
    before = threading.active_count()
    for _ in range(3):
        with pytest.raises(NotAStore):
            SqliteStore(path)

    assert threading.active_count() == before


def test_a_search_tells_of_no_event_that_it_has_not_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that comes while a search begins is either found, or among the events after its number."""
    with opened(path) as store:
        one = added(store, mail("one"))
        store.settle()
        monkeypatch.setattr(store, "_be_searchable", lambda: None)
        monkeypatch.setattr(store._chores, "_not_before", time.monotonic() + 1_000)
        two = added(store, mail("two"))
        page = store.page(Selection(query=parse("from:ada", now=datetime.now(UTC))), 0, 10)
        missed = store.events_after(page.seq, 10)

    assert [each.id for each in page.messages] == [one.id]
    assert [event.id for event in missed or ()] == [two.id]
