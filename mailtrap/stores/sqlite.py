"""The SQLite store: one writer thread with group commit, readers beside it (WAL, ``synchronous=FULL``)."""

from __future__ import annotations

import queue
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from mailtrap.errors import StoreError
from mailtrap.model import Change, Counts, Envelope, Event, Message, Page, Session, Summary
from mailtrap.stores import Listener, opening, rows
from mailtrap.stores.ids import Ids
from mailtrap.stores.writer import Mail, Writer

KEPT_EVENTS = 10_000
"""Events a lost reader can ask for; who missed more reloads the list."""
PRUNE_EVERY = 1_000
"""Events after which older ones are thrown away."""
PRUNE_SESSIONS_EVERY = 500
"""Sessions after which the oldest are thrown away."""
KEPT_SESSION_BYTES = 32 * 1024 * 1024
"""Bytes of transcripts that are kept."""
MAX_IDLE_READERS = 16
"""Reading connections kept open for the next request."""
_LAST_EVENT = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'"


class SqliteStore:
    """A ``Store`` in one SQLite file, open until ``close``.

    Raises:
        NotAStore: the file is something else, or made by a newer version; it was not touched.
        StoreLocked: another server has it open.
        StoreError: the folder or the file cannot be read and written.
    """

    def __init__(self, path: Path, *, durable: bool = True, keep_sessions: int = 2_000) -> None:
        self.path = path.expanduser().resolve()
        self.name = str(self.path)
        self._keep_sessions = keep_sessions
        self._prune_sessions_every = max(min(PRUNE_SESSIONS_EVERY, keep_sessions // 10), 1)
        self._sessions_since_prune = PRUNE_SESSIONS_EVERY  # the last run may have left too many
        self._session_bytes = KEPT_SESSION_BYTES  # as above
        self._ids = Ids()
        self._numbers: dict[str, int] = {}
        self._numbers_after = -1
        self._closed = False
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        opening.look_at(self.path)
        self._lock = opening.lock(self.path)
        try:
            connection = opening.writer_connection(self.path, durable=durable)
        except BaseException:
            self._lock.release()
            raise
        self._writer = Writer(connection, self.name, self._insert, self._insert_sessions)

    # Writing: the work is done on the writer thread, in the order in which it was asked for.

    def add(self, envelope: Envelope, raw: bytes) -> Future[Summary]:
        """Keep a mail; the future is ready when it is on disk."""
        return self._writer.add(Mail(envelope, raw))

    def delete(self, ids: Iterable[str]) -> int:
        """Forget these mails."""
        wanted = list(dict.fromkeys(ids))

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            gone = [
                id_ for id_ in wanted if connection.execute("DELETE FROM messages WHERE public_id = ?", (id_,)).rowcount
            ]
            self._record(connection, events, [Event(0, Change.DELETE, id_) for id_ in gone])
            return len(gone)

        return self._writer.now(work)

    def delete_all(self) -> int:
        """Forget every mail."""

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            count: int = _one(connection, "SELECT coalesce(sum(total), 0) FROM inboxes")
            if count:
                connection.execute("DELETE FROM messages")
                self._record(connection, events, [Event(0, Change.TRUNCATE)])
            return count

        return self._writer.now(work, after=self._give_back)

    @staticmethod
    def _give_back(connection: sqlite3.Connection) -> None:
        """Give the room of deleted mail back to the disk, cutting the file before it is written again."""
        connection.executescript("PRAGMA incremental_vacuum")  # execute() would stop after the first page
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

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

        return self._writer.now(work)

    def add_session(self, session: Callable[[], Session], done: Callable[[], None]) -> None:
        """Keep what was said in a session that is over."""
        self._writer.sometime(session, done)

    def _insert_sessions(self, connection: sqlite3.Connection, sessions: list[Session]) -> None:
        values = [rows.session_row(session) for session in sessions]
        rows.insert(connection, "sessions", f"{rows.SESSION_COLUMNS}, lines", values)
        self._sessions_since_prune += len(sessions)
        if self._sessions_since_prune >= self._prune_sessions_every:
            self._sessions_since_prune = 0
            oldest = "(SELECT seq FROM sqlite_sequence WHERE name = 'sessions') - ?"
            connection.execute(f"DELETE FROM sessions WHERE id <= {oldest}", (self._keep_sessions,))
        self._session_bytes += sum(len(row[-1]) for row in values)
        if self._session_bytes >= KEPT_SESSION_BYTES // 8:  # it reads them all, so it is done seldom
            self._session_bytes = 0
            connection.execute(
                "DELETE FROM sessions WHERE id <= coalesce((SELECT max(id) FROM (SELECT id, "
                "sum(length(lines)) OVER (ORDER BY id DESC) size FROM sessions) WHERE size > ?), 0)",
                (KEPT_SESSION_BYTES,),
            )

    def check(self) -> None:
        """Try a write, but only if the last one failed: who asks often must not wear out the disk."""
        if self._writer.closed:
            raise StoreError(f"{self.name}: the store is closed")
        if self._writer.failing:
            self._writer.now(self._probe)

    def _probe(self, connection: sqlite3.Connection, events: list[Event]) -> None:
        self._numbers_after = -1  # this one takes a number by itself
        row = connection.execute("INSERT INTO events (change) VALUES ('probe')").lastrowid
        connection.execute("DELETE FROM events WHERE seq = ?", (row,))

    def _insert(self, connection: sqlite3.Connection, events: list[Event], mails: list[Mail]) -> list[Summary]:
        """Mails that came together, one statement for each table: between two steps of SQLite another thread runs."""
        last = self._last_numbers(connection)
        summaries = [
            Summary(
                number=number,
                id=self._ids.new(),
                inbox=mail.envelope.inbox,
                created=mail.envelope.received,
                user=mail.envelope.user,
                size=len(mail.raw),
                read=False,
                reading=mail.reading,
            )
            for number, mail in enumerate(mails, start=last.get("messages", 0) + 1)
        ]
        last["messages"] = summaries[-1].number
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

    def _last_numbers(self, connection: sqlite3.Connection) -> dict[str, int]:
        """The last number of each table. Nobody else writes, so they are read again only when a write was undone."""
        if self._numbers_after != self._writer.undone:
            self._numbers = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
            self._numbers_after = self._writer.undone
        return self._numbers

    def _record(self, connection: sqlite3.Connection, events: list[Event], new: list[Event]) -> None:
        last = self._last_numbers(connection)
        first = last.get("events", 0) + 1
        last["events"] = first + len(new) - 1
        numbered = [replace(event, seq=seq) for seq, event in enumerate(new, start=first)]
        values = [
            (event.seq, event.change.value, event.id or None, None if event.read is None else int(event.read))
            for event in numbered
        ]
        rows.insert(connection, "events", "seq, change, public_id, is_read", values)
        if numbered and numbered[-1].seq // PRUNE_EVERY > (first - 1) // PRUNE_EVERY:
            connection.execute("DELETE FROM events WHERE seq <= ?", (numbered[-1].seq - KEPT_EVENTS,))
        events += numbered

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

    def sessions(self, start: int, limit: int, *, failed: bool) -> tuple[int, list[Session]]:
        """How many are kept, and a piece of them without their lines, newest first."""
        where = " WHERE failed" if failed else ""
        with self._reader() as connection:
            total: int = _one(connection, f"SELECT count(*) FROM sessions{where}")
            select = f"SELECT {rows.SESSION_COLUMNS} FROM sessions{where} ORDER BY id DESC LIMIT ? OFFSET ?"
            found = connection.execute(select, (limit, start)).fetchall()
        return total, [rows.session(row) for row in found]

    def session(self, id_: str) -> Session | None:
        """One session with its lines."""
        with self._reader() as connection:
            select = f"SELECT {rows.SESSION_COLUMNS}, lines FROM sessions WHERE public_id = ?"
            row = connection.execute(select, (id_,)).fetchone()
        return None if row is None else rows.session(row)

    def room(self) -> int:
        """Bytes that the disk has left."""
        return shutil.disk_usage(self.path.parent).free

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        paths = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(path.stat().st_size for path in paths if path.exists())

    # Opening and closing

    def listen(self, listener: Listener) -> None:
        """Name the one that is told of each change."""
        self._writer.listener = listener

    def close(self) -> None:
        """Commit what was taken, then close."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        while not self._readers.empty():
            self._readers.get().close()
        self._lock.release()

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise StoreError(f"{self.name}: the store is closed")
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = opening.reader_connection(self.path)
        try:
            yield connection
        except sqlite3.Error as fault:
            raise StoreError(f"{self.name}: cannot be read: {fault}") from fault
        finally:
            if self._closed or self._readers.qsize() >= MAX_IDLE_READERS:
                connection.close()
            else:
                self._readers.put(connection)


def _one(connection: sqlite3.Connection, select: str) -> Any:
    return connection.execute(select).fetchone()[0]


def _counts(connection: sqlite3.Connection) -> Counts:
    total, unread, size = connection.execute(
        "SELECT coalesce(sum(total), 0), coalesce(sum(unread), 0), coalesce(sum(size), 0) FROM inboxes"
    ).fetchone()
    return Counts(total, unread, size)
