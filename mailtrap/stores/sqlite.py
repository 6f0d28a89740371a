"""The SQLite store: one writer thread with group commit, readers beside it (WAL, ``synchronous=FULL``)."""

from __future__ import annotations

import logging
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from sqlite_utils import Database

from mailtrap import mime
from mailtrap.errors import NotAStore, StoreError, StoreLocked
from mailtrap.model import Change, Counts, Envelope, Event, Message, Page, Reading, Summary
from mailtrap.stores import Listener, rows
from mailtrap.stores.ids import new_id
from mailtrap.stores.schema import APPLICATION_ID, migrations

log = logging.getLogger(__name__)

MAX_BATCH = 500
"""Writes in one commit: enough to spread the cost of fsync, few enough that the first of them does not wait long."""
MAX_BATCH_BYTES = 32 * 1024 * 1024
"""Bytes of mail in one commit; a larger one would push the page cache to disk."""
KEPT_EVENTS = 10_000
"""Events a lost reader can ask for; who missed more reloads the list."""
PRUNE_EVERY = 1_000
"""Events after which older ones are thrown away."""
MAX_IDLE_READERS = 16
"""Reading connections kept open for the next request."""
CHECKPOINT_PAGES = 4_000
"""Pages (4 kB) of write-ahead log after which the writer moves them into the file."""
_LAST_EVENT = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'"
_MAGIC = b"SQLite format 3\x00"

_T = TypeVar("_T")
_Work = Callable[[sqlite3.Connection, list[Event]], Any]


@dataclass(slots=True)
class _Mail:
    """A mail on its way into the store; read by the writer, before the transaction."""

    envelope: Envelope
    raw: bytes
    reading: Reading = field(default_factory=Reading)


@dataclass(slots=True)
class _Write:
    """One thing for the writer to do: a mail to keep, or other work within the transaction."""

    mail: _Mail | None = None
    work: _Work = lambda connection, events: None
    future: Future[Any] = field(default_factory=Future)

    @property
    def size(self) -> int:
        return len(self.mail.raw) if self.mail else 0


class SqliteStore:
    """A ``Store`` in one SQLite file, open until ``close``.

    Raises:
        NotAStore: the file is something else, or made by a newer version; it was not touched.
        StoreLocked: another server has it open.
        StoreError: the folder or the file cannot be read and written.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path = path.expanduser().resolve()
        self.name = str(self.path)
        self._durable = durable
        self._closed = False
        self._gate = threading.Lock()
        self._listener: Listener = lambda events: None
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._failing = False
        _look_at(self.path)
        self._lock = _lock(self.path)
        try:
            self._writer = self._open()
        except BaseException:
            self._lock.release()
            raise
        self._thread = threading.Thread(target=self._run, name="mailtrap-writer", daemon=True)
        self._thread.start()

    # Writing: everything below runs on the writer thread, in the order in which it was asked for.

    def add(self, envelope: Envelope, raw: bytes) -> Future[Summary]:
        """Keep a mail; the future is ready when it is on disk."""
        return self._submit(_Write(_Mail(envelope, raw)))

    def delete(self, ids: Iterable[str]) -> int:
        """Forget these mails."""
        wanted = list(dict.fromkeys(ids))

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            gone = [
                id_ for id_ in wanted if connection.execute("DELETE FROM messages WHERE public_id = ?", (id_,)).rowcount
            ]
            self._record(connection, events, [Event(0, Change.DELETE, id_) for id_ in gone])
            return len(gone)

        return self._wait(work)

    def delete_all(self) -> int:
        """Forget every mail."""

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            count: int = _one(connection, "SELECT coalesce(sum(total), 0) FROM inboxes")
            if count:
                connection.execute("DELETE FROM messages")
                self._record(connection, events, [Event(0, Change.TRUNCATE)])
            return count

        return self._wait(work)

    def mark(self, ids: Iterable[str] | None, read: bool) -> int:
        """Mark these mails, or all, as read or unread."""
        wanted = None if ids is None else list(dict.fromkeys(ids))

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            names = wanted
            if names is None:
                found = connection.execute("SELECT public_id FROM messages WHERE is_read <> ?", (int(read),))
                names = [id_ for (id_,) in found]
            update = "UPDATE messages SET is_read = ?1 WHERE public_id = ?2 AND is_read <> ?1"
            changed = [id_ for id_ in names if connection.execute(update, (int(read), id_)).rowcount]
            self._record(connection, events, [Event(0, Change.UPDATE, id_, read=read) for id_ in changed])
            return len(changed)

        return self._wait(work)

    def check(self) -> None:
        """Try a write, but only if the last one failed: who asks often must not wear out the disk."""
        if self._closed or not self._thread.is_alive():
            raise StoreError(f"{self.name}: the store is closed")
        if self._failing:
            self._wait(self._probe)

    @staticmethod
    def _probe(connection: sqlite3.Connection, events: list[Event]) -> None:
        row = connection.execute("INSERT INTO events (change) VALUES ('probe')").lastrowid
        connection.execute("DELETE FROM events WHERE seq = ?", (row,))

    def _insert(self, connection: sqlite3.Connection, events: list[Event], mails: list[_Mail]) -> list[Summary]:
        """Mails that came together, one statement for each table: between two steps of SQLite another thread runs."""
        last = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        summaries = [
            Summary(
                number=number,
                id=new_id(),
                inbox=mail.envelope.inbox,
                created=mail.envelope.received,
                user=mail.envelope.user,
                size=len(mail.raw),
                read=False,
                reading=mail.reading,
            )
            for number, mail in enumerate(mails, start=last.get("messages", 0) + 1)
        ]
        pairs = list(zip(summaries, mails, strict=True))
        rows.insert(
            connection,
            "messages",
            rows.MESSAGE_COLUMNS,
            [rows.message_row(short, mail.envelope) for short, mail in pairs],
        )
        rows.insert(connection, "raws", "message, raw", [(short.number, mail.raw) for short, mail in pairs])
        recipients = [row for short, mail in pairs for row in rows.recipient_rows(short.number, mail.envelope)]
        rows.insert(connection, "recipients", "message, position, address, parameters", recipients)
        self._record(connection, events, [Event(0, Change.NEW, short.id, summary=short) for short in summaries])
        return summaries

    @staticmethod
    def _record(connection: sqlite3.Connection, events: list[Event], new: list[Event]) -> None:
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
        first = (last[0] if last else 0) + 1
        numbered = [replace(event, seq=seq) for seq, event in enumerate(new, start=first)]
        values = [
            (event.seq, event.change.value, event.id or None, None if event.read is None else int(event.read))
            for event in numbered
        ]
        rows.insert(connection, "events", "seq, change, public_id, is_read", values)
        if numbered and numbered[-1].seq // PRUNE_EVERY > (first - 1) // PRUNE_EVERY:
            connection.execute("DELETE FROM events WHERE seq <= ?", (numbered[-1].seq - KEPT_EVENTS,))
        events += numbered

    def _submit(self, write: _Write) -> Future[Any]:
        with self._gate:
            if not self._closed:
                self._queue.put(write)
                return write.future
        write.future.set_exception(StoreError(f"{self.name}: the store is closed"))
        return write.future

    def _wait(self, work: Callable[[sqlite3.Connection, list[Event]], _T]) -> _T:
        result: _T = self._submit(_Write(work=work)).result()
        return result

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, size = [first], first.size
            last = False
            while len(batch) < MAX_BATCH and size < MAX_BATCH_BYTES and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    last = True
                    break
                batch.append(following)
                size += following.size
            self._commit(batch)
            if last:
                break

    def _commit(self, batch: list[_Write]) -> None:
        """One transaction for all. If it fails, one for each, so that only the guilty one is told."""
        for write in batch:
            if write.mail:
                write.mail.reading = mime.read(write.mail.raw)
        try:
            results, events = self._transact(batch)
        except Exception as fault:
            if len(batch) > 1 and not self._failing:
                for write in batch:
                    self._commit([write])
                return
            self._failing = True
            log.error("%s: a write failed: %s", self.name, fault)
            for write in batch:
                _fail(write.future, StoreError(f"{self.name}: cannot be written: {fault}"))
            return
        self._failing = False
        if events:
            try:
                self._listener(events)
            except Exception:  # who listens must not stop who writes
                log.exception("a listener failed")
        for write, result in zip(batch, results, strict=True):
            # A cancelled future (the client hung up) changes nothing: the mail is kept.
            if write.future.set_running_or_notify_cancel():
                write.future.set_result(result)

    def _transact(self, batch: list[_Write]) -> tuple[list[Any], list[Event]]:
        events: list[Event] = []
        connection = self._writer
        connection.execute("BEGIN IMMEDIATE")
        try:
            results: list[Any] = []
            for is_mail, writes in groupby(batch, key=lambda write: write.mail is not None):
                if is_mail:
                    results += self._insert(connection, events, [write.mail for write in writes if write.mail])
                else:
                    results += [write.work(connection, events) for write in writes]
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return results, events

    # Reading: any thread, each call on a connection of its own.

    def page(self, start: int, limit: int) -> Page:
        """A piece of the list, its counts and the number of the last event, all of one moment."""
        with self._reader() as connection:
            connection.execute("BEGIN")
            try:
                found = connection.execute(
                    f"SELECT {rows.SUMMARY_COLUMNS} FROM messages ORDER BY id DESC LIMIT ? OFFSET ?", (limit, start)
                ).fetchall()
                counts = _counts(connection)
                seq = _one(connection, _LAST_EVENT)
            finally:
                connection.execute("ROLLBACK")
        return Page(tuple(rows.summary(row) for row in found), counts, seq)

    def message(self, id_: str) -> Message | None:
        """One mail without its raw."""
        with self._reader() as connection:
            select = f"SELECT {rows.MESSAGE_COLUMNS} FROM messages WHERE public_id = ?"
            row = connection.execute(select, (id_,)).fetchone()
            if row is None:
                return None
            recipients = connection.execute(
                "SELECT address, parameters FROM recipients WHERE message = ? ORDER BY position", (row[0],)
            ).fetchall()
        return rows.message(row, recipients)

    def raw(self, id_: str) -> bytes | None:
        """The bytes of one mail as they came."""
        with self._reader() as connection:
            select = "SELECT raw FROM raws JOIN messages ON messages.id = raws.message WHERE public_id = ?"
            row = connection.execute(select, (id_,)).fetchone()
        return None if row is None else row[0]

    def latest(self) -> str | None:
        """The id of the newest mail."""
        with self._reader() as connection:
            row = connection.execute("SELECT public_id FROM messages ORDER BY id DESC LIMIT 1").fetchone()
        return None if row is None else row[0]

    def counts(self) -> Counts:
        """How much there is."""
        with self._reader() as connection:
            return _counts(connection)

    def events_after(self, seq: int, limit: int) -> list[Event] | None:
        """What happened after ``seq``; a mail that came and went since is left out."""
        with self._reader() as connection:
            last: int = _one(connection, _LAST_EVENT)
            first: int = _one(connection, f"SELECT coalesce(min(seq), {last + 1}) FROM events")
            if seq > last or seq < first - 1 or last - seq > limit:
                return None
            columns = ", ".join(f"messages.{column}" for column in rows.SUMMARY_COLUMNS.split(", "))
            found = connection.execute(
                f"SELECT seq, change, events.public_id, events.is_read, {columns} FROM events "
                "LEFT JOIN messages ON change = 'new' AND messages.public_id = events.public_id "
                "WHERE seq > ? ORDER BY seq",
                (seq,),
            ).fetchall()
        return [rows.event(row) for row in found if row[1] != Change.NEW or row[4] is not None]

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        paths = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(path.stat().st_size for path in paths if path.exists())

    # Opening and closing

    def listen(self, listener: Listener) -> None:
        """Name the one that is told of each change."""
        self._listener = listener

    def close(self) -> None:
        """Commit what was taken, then close."""
        with self._gate:  # nothing is queued behind the end
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        while not self._readers.empty():
            self._readers.get().close()
        self._writer.close()
        self._lock.release()

    def _open(self) -> sqlite3.Connection:
        try:
            if not self.path.exists():  # the log and the index beside it take over its mode
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=5)
        except (OSError, sqlite3.Error) as fault:
            raise StoreError(f"{self.name}: cannot be opened: {fault}; name a file in a folder you can write") from None
        try:
            _refuse_foreign(self.path, connection)
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # takes hold in a new file only
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'OFF'}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            connection.execute(f"PRAGMA journal_size_limit = {CHECKPOINT_PAGES * 4096}")
            migrations.apply(Database(connection))
        except NotAStore:
            connection.close()
            raise
        except sqlite3.Error as fault:
            connection.close()
            raise StoreError(f"{self.name}: cannot be used: {fault}") from None
        return connection

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise StoreError(f"{self.name}: the store is closed")
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=5)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA temp_store = MEMORY")
        try:
            yield connection
        except sqlite3.Error as fault:
            raise StoreError(f"{self.name}: cannot be read: {fault}") from fault
        finally:
            if self._closed or self._readers.qsize() >= MAX_IDLE_READERS:
                connection.close()
            else:
                self._readers.put(connection)


def _fail(future: Future[Any], fault: StoreError) -> None:
    if future.set_running_or_notify_cancel():
        future.set_exception(fault)


def _one(connection: sqlite3.Connection, select: str) -> Any:
    return connection.execute(select).fetchone()[0]


def _counts(connection: sqlite3.Connection) -> Counts:
    total, unread, size = connection.execute(
        "SELECT coalesce(sum(total), 0), coalesce(sum(unread), 0), coalesce(sum(size), 0) FROM inboxes"
    ).fetchone()
    return Counts(total, unread, size)


def _lock(path: Path) -> FileLock:
    """Hold the store; the system lets go of it however this process ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It may be closed by another thread than the one that opened it.
        lock = FileLock(f"{path}.lock", timeout=0, mode=0o600, thread_local=False)
        lock.acquire()
    except Timeout:
        raise StoreLocked(
            f"{path}: another mailtrap has this store open; stop it, or name another file with --db"
        ) from None
    except OSError as fault:
        raise StoreError(f"{path}: cannot be opened: {fault.strerror}; name a file in a folder you can write") from None
    return lock


def _look_at(path: Path) -> None:
    """Refuse what is not ours, without a write: a file that was named by mistake stays as it was."""
    try:
        if not path.exists() or (path.is_file() and path.stat().st_size == 0):
            return
        if not path.is_file():
            raise NotAStore(f"{path}: is no file; name a file with --db")
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as fault:
        raise StoreError(f"{path}: cannot be read: {fault.strerror}") from None
    if magic != _MAGIC:
        raise NotAStore(f"{path}: is no SQLite database; name another file with --db")
    try:
        # Immutable: a look leaves no files beside a database that is not ours. What lies in its write-ahead log alone
        # is not seen; _open looks again.
        connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, isolation_level=None)
        try:
            _refuse_foreign(path, connection)
        finally:
            connection.close()
    except sqlite3.Error as fault:
        raise NotAStore(f"{path}: is no database that can be read: {fault}; name another file with --db") from None


def _refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    known = _one(connection, "PRAGMA application_id") == APPLICATION_ID
    if not known and _one(connection, "SELECT count(*) FROM sqlite_schema"):
        raise NotAStore(f"{path}: is a database of another program; name another file with --db")
    applied = {migration.name for migration in migrations.applied(Database(connection))}
    newer = applied - {migration.name for migration in migrations._migrations}
    if newer:
        names = ", ".join(sorted(newer))
        raise NotAStore(f"{path}: was made by a newer mailtrap ({names}); use that one, or name another file with --db")
