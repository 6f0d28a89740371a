"""The SQLite store: one writer thread with group commit, readers beside it (WAL, ``synchronous=FULL``)."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from mailtrap.errors import StoreError
from mailtrap.mime import Part
from mailtrap.model import (
    Change,
    Counts,
    Envelope,
    Event,
    Hint,
    InboxInfo,
    Message,
    Page,
    Retention,
    SeenAddress,
    Session,
    Summary,
    Writing,
)
from mailtrap.stores import Listener, Selection, listing, opening, raws, rows, seen
from mailtrap.stores.changes import MAX_TOLD, Changes
from mailtrap.stores.chores import Chores
from mailtrap.stores.finding import storable
from mailtrap.stores.indexing import Index, Rule
from mailtrap.stores.keeping import Keeper, TagSource
from mailtrap.stores.ledger import Ledger
from mailtrap.stores.readers import Readers
from mailtrap.stores.schema import ALIVE
from mailtrap.stores.writer import Mail, Work, Writer

SEARCHABLE_STEP = 500
"""Mails that are made searchable in one go for someone who waits for it."""
SETTLING = 0.05
"""Seconds after which who waits for the chores asks again; each time they pause."""
MAX_FAILURES = 3
"""Failures in a row of the chores after which nobody waits for them any more."""
_MESSAGES_COLUMNS = ", ".join(f"messages.{column}" for column in rows.SUMMARY_COLUMNS.split(", "))
_BEFORE_UNINDEXED = (
    "SELECT coalesce(min(seq) - 1, 1 << 62) FROM messages "
    f"WHERE id > (SELECT coalesce(max(message), 0) FROM texts) AND seq > 0 AND {ALIVE}"
)
"""The number of the last event before those of the mails that searches do not find yet."""
_LAST_EVENT = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'"


class SqliteStore:
    """A ``Store`` in one SQLite file, open until ``close``.

    ``retention`` bounds all inboxes together. ``tag_source`` tells the tags that a mail brings, ``rules`` those that it
    is given for what it holds. Without ``searchable``, mails are kept only; it is there to be measured.

    Raises:
        NotAStore: the file is something else, or made by a newer version; it was not touched.
        StoreLocked: another server has it open.
        StoreError: the folder or the file cannot be read and written.
    """

    def __init__(
        self,
        path: Path,
        *,
        durable: bool = True,
        keep_sessions: int = 2_000,
        retention: Retention = Retention(),  # noqa: B008 - a value that cannot change
        tag_source: TagSource | None = None,
        rules: tuple[Rule, ...] = (),
        searchable: bool = True,
    ) -> None:
        self.path = path.expanduser().resolve()
        self.name = str(self.path)
        self._closed = False
        self._readers = Readers(self.path)
        opening.look_at(self.path)
        self._lock = opening.lock(self.path)
        lost = opening.events_lost(self.path)
        try:
            connection = opening.writer_connection(self.path, durable=durable)
        except BaseException:
            self._lock.release()
            raise
        self._ledger = Ledger(retention, lost).read(connection)
        self._changes = Changes(self._ledger)
        self._index = Index(self._ledger, self._changes, rules, searchable=searchable)
        self._chores = Chores(self.name, self._ledger, self._changes, self._index)
        keeper = Keeper(self._ledger, self._changes, self._index, self._chores, keep_sessions, tag_source)
        self._writer = Writer(connection, self.name, keeper, self._chores, durable=durable)

    # Writing: the work is done on the writer thread, in the order in which it was asked for.

    def add(self, envelope: Envelope, raw: bytes, tags: tuple[str, ...] = ()) -> Future[Summary]:
        """Keep a mail; the future is ready when it is on disk."""
        return self._writer.add(Mail(envelope, raw, tags))

    def delete(self, selection: Selection) -> int:
        """Forget these mails."""

        selection = _sane(selection)

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            count = self._changes.delete(connection, events, selection)
            self._chores.deleted(count if count <= MAX_TOLD else 0)  # so many wait for a pause
            return count

        return self._change(selection, work)

    def mark(self, selection: Selection, read: bool, *, relaxed: bool = False) -> int:
        """Mark these mails as read or unread."""
        selection = _sane(selection)
        return self._change(selection, lambda c, events: self._changes.mark(c, events, selection, read), relaxed)

    def pin(self, selection: Selection, pinned: bool) -> int:
        """Keep these mails when others make room, or no longer."""
        selection = _sane(selection)

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            self._chores.deleted()  # what is no longer pinned may have to make room
            return self._changes.pin(connection, events, selection, pinned)

        return self._change(selection, work)

    def tag(self, selection: Selection, add: tuple[str, ...], remove: tuple[str, ...] | None = ()) -> int:
        """Take tags away, all others for None, then add some."""
        selection = _sane(selection)

        def work(connection: sqlite3.Connection, events: list[Event]) -> int:
            self._chores.deleted()  # tags that nobody has any more
            return self._changes.tag(connection, events, selection, add, remove)

        return self._change(selection, work)

    def rename_tag(self, old: str, new: str) -> bool:
        """Give a tag another name."""
        done = self._writer.now(lambda connection, events: self._changes.rename_tag(connection, events, old, new))
        if done is None:
            raise ValueError(new)
        return done

    def set_retention(self, inbox: str, retention: Retention) -> None:
        """Bounds of one inbox."""

        def work(connection: sqlite3.Connection, events: list[Event]) -> None:
            self._ledger.set_retention(inbox, retention)
            self._changes.make_room(connection, events, [inbox])
            self._changes.expire(connection, events)
            self._chores.deleted()

        self._writer.now(work)

    def add_session(self, session: Callable[[], Session], done: Callable[[], None]) -> None:
        """Keep what was said in a session that is over."""
        self._writer.sometime(session, done)

    def check(self) -> None:
        """Try a write, but only if the last one failed: who asks often must not wear out the disk."""
        if self._writer.closed:
            raise StoreError(f"{self.name}: the store is closed")
        if self._writer.failing:
            self._writer.now(self._probe)

    def settle(self) -> None:
        """Make everything searchable, clear everything away; ``StoreError`` when that fails again and again."""
        while self._writer.now(lambda connection, events: self._chores.busy, relaxed=True):
            if self._chores.failures >= MAX_FAILURES:
                raise StoreError(f"{self.name}: cannot be tidied up; the log says why")
            time.sleep(SETTLING)

    def _change(self, selection: Selection, work: Work[int], relaxed: bool = False) -> int:
        if selection.query is not None:
            self._be_searchable()
        return self._writer.now(work, relaxed=relaxed)

    def _be_searchable(self) -> None:
        """Whatever was answered before is found from now on."""
        last = self._index.last

        def work(connection: sqlite3.Connection, events: list[Event]) -> bool:
            return not self._index.reaches(last) and self._index.step(connection, events, SEARCHABLE_STEP)

        while not self._index.reaches(last) and self._writer.now(work, relaxed=True):
            pass

    def _probe(self, connection: sqlite3.Connection, events: list[Event]) -> None:
        row = self._ledger.next("events", 1)
        connection.execute("INSERT INTO events (seq, change) VALUES (?, 'probe')", (row,))
        connection.execute("DELETE FROM events WHERE seq = ?", (row,))

    # Reading: any thread, each call on a connection of its own.

    def page(self, selection: Selection, start: int, limit: int) -> Page:
        """A piece of the list, its counts and the number of the last event, all of one moment."""
        selection = _sane(selection)
        if selection.query is not None:
            self._be_searchable()
        with self._readers.snapshot() as connection:
            counts = listing.counts_of(connection, selection.inbox)
            if not selection.is_inbox:
                found, matches, exact = listing.search(connection, selection, start, limit)
            else:
                found, matches, exact = listing.piece(connection, selection.inbox, start, limit), counts, True
            summaries = rows.summaries(connection, found)
            seq = _one(connection, _LAST_EVENT)
            if selection.query is not None:  # a mail that came between the two steps was not found
                seq = min(seq, _one(connection, _BEFORE_UNINDEXED))
        return Page(tuple(summaries), counts, seq, matches, exact)

    def count(self, selection: Selection) -> Counts:
        """How many these are, exactly."""
        selection = _sane(selection)
        if selection.query is not None:
            self._be_searchable()
        with self._readers.snapshot() as connection:
            counts = listing.counts_of(connection, selection.inbox)
            if selection.is_inbox:
                return counts
            return listing.count(connection, selection)

    def hints(self, ids: tuple[str, ...]) -> list[Hint]:
        """What is known of these mails."""
        with self._readers.reader() as connection:
            return listing.hints(connection, ids)

    def addresses(self, text: str, roles: tuple[str, ...], limit: int, inbox: str | None = None) -> list[SeenAddress]:
        """Those of the newest mails that hold a text."""
        with self._readers.snapshot() as connection:
            return seen.addresses(connection, text, roles, limit, None if inbox is None else storable(inbox))

    def message(self, id_: str) -> Message | None:
        """One mail without its raw."""
        with self._readers.snapshot() as connection:
            return listing.message(connection, id_)

    def opened(self, id_: str) -> tuple[Message, bytes] | None:
        """One mail and its raw, of one moment."""
        with self._readers.snapshot() as connection:
            message = listing.message(connection, id_)
            raw = None if message is None else raws.load(connection, message.summary.number)
        return None if message is None or raw is None else (message, raw)

    def raw(self, id_: str) -> bytes | None:
        """The bytes of one mail as they came."""
        with self._readers.snapshot() as connection:
            number = listing.number_of(connection, id_)
            return None if number is None else raws.load(connection, number)

    def part(self, id_: str, number: str) -> Part | None:
        """A leaf of one mail, if the store knows where it stands."""
        with self._readers.snapshot() as connection:
            message = listing.number_of(connection, id_)
            return None if message is None else raws.load_part(connection, message, storable(number))

    def latest(self, selection: Selection) -> str | None:
        """The id of the newest of these mails."""
        found = self.page(selection, 0, 1).messages
        return found[0].id if found else None

    def tags(self, inbox: str | None = None) -> dict[str, int]:
        """Each tag, and how many mails have it."""
        with self._readers.reader() as connection:
            if inbox is not None:
                return listing.tags_of(connection, storable(inbox))
            return dict(connection.execute("SELECT name, total FROM tags WHERE total > 0 ORDER BY name").fetchall())

    def inboxes(self) -> list[InboxInfo]:
        """All that hold mail or have bounds of their own."""
        with self._readers.reader() as connection:
            found = connection.execute(
                "SELECT name, total, unread, size, pinned, keep_count, keep_age, keep_size FROM inboxes "
                "WHERE total OR keep_count OR keep_age OR keep_size ORDER BY name"
            ).fetchall()
        return [
            InboxInfo(name, Counts(total, unread, size), pinned, Retention(*bounds))
            for name, total, unread, size, pinned, *bounds in found
        ]

    def events_after(self, seq: int, limit: int) -> list[Event] | None:
        """What happened after ``seq``; a mail that came and went since is left out."""
        with self._readers.snapshot() as connection:
            last: int = _one(connection, _LAST_EVENT)
            first: int = _one(connection, f"SELECT coalesce(min(seq), {last + 1}) FROM events")
            if seq > last or seq < first - 1 or last - seq > limit:
                return None
            found = connection.execute(
                f"SELECT {rows.EVENT_COLUMNS} FROM events WHERE seq > ? ORDER BY seq", (seq,)
            ).fetchall()
            new = connection.execute(
                f"SELECT {_MESSAGES_COLUMNS} FROM events CROSS JOIN messages ON messages.public_id = events.public_id "
                f"WHERE events.seq > ? AND change = 'new' AND {ALIVE}",
                (seq,),
            ).fetchall()
            came = {summary.id: summary for summary in rows.summaries(connection, new)}
        told = [(row, came.get(row[2]) if row[1] == Change.NEW else None) for row in found]
        return [rows.event(row, summary) for row, summary in told if summary or row[1] != Change.NEW]

    def sessions(self, start: int, limit: int, *, failed: bool | None = None) -> tuple[int, list[Session]]:
        """How many are kept, and a piece of them without their lines, newest first."""
        where = {None: "", True: " WHERE failed", False: " WHERE NOT failed"}[failed]
        with self._readers.reader() as connection:
            total: int = _one(connection, f"SELECT count(*) FROM sessions{where}")
            select = f"SELECT {rows.SESSION_COLUMNS} FROM sessions{where} ORDER BY id DESC LIMIT ? OFFSET ?"
            found = connection.execute(select, (limit, start)).fetchall()
        return total, [rows.session(row) for row in found]

    def session(self, id_: str) -> Session | None:
        """One session with its lines."""
        with self._readers.reader() as connection:
            select = f"SELECT {rows.SESSION_COLUMNS}, lines FROM sessions WHERE public_id = ?"
            row = connection.execute(select, (storable(id_),)).fetchone()
        return None if row is None else rows.session(row)

    def room(self) -> int:
        """Bytes that the disk has left."""
        return shutil.disk_usage(self.path.parent).free

    def writing(self) -> Writing:
        """How it keeps up."""
        return Writing(self._writer.waiting, self._writer.times.counts(), self._writer.times.seconds)

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
        self._readers.close()
        self._lock.release()


def _sane(selection: Selection) -> Selection:
    """The same, or nothing for an inbox whose name cannot be stored, as no mail can be in it."""
    name = selection.inbox
    return selection if name is None or (name and storable(name) == name) else Selection(ids=(), inbox="")


def _one(connection: sqlite3.Connection, select: str) -> Any:
    return connection.execute(select).fetchone()[0]
