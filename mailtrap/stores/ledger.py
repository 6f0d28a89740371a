"""What the writer knows by heart: last numbers, and how much each inbox holds. Nobody else writes, so it stays true."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from mailtrap.model import Counts, Retention
from mailtrap.stores import rows
from mailtrap.stores.schema import BLOCK_BITS

ALL_INBOXES = ""
"""Stands for all inboxes where the name of one does."""


@dataclass(slots=True)
class Tally:
    """What one inbox, or all of them, hold."""

    total: int = 0
    unread: int = 0
    size: int = 0
    pinned: int = 0
    retention: Retention = field(default_factory=Retention)
    oldest: int = 0
    """No mail that may be thrown away has a number below."""

    def add(self, count: int, unread: int, size: int, pinned: int) -> None:
        """Count mails in, or out with negative figures."""
        self.total += count
        self.unread += unread
        self.size += size
        self.pinned += pinned

    @property
    def counts(self) -> Counts:
        """For whoever asks."""
        return Counts(self.total, self.unread, self.size)


class Ledger:
    """Counts kept in memory, written once a transaction. After one was undone, call ``forget``.

    ``events_lost`` is how many events beyond the last may have been told: their numbers are not given again.
    """

    def __init__(self, retention: Retention, events_lost: int = 0) -> None:
        self._retention = retention
        self._events_lost = events_lost
        self._least_event = 0
        self.forget()

    def forget(self) -> None:
        """What was counted since the last ``write`` did not happen: read everything again when it is needed."""
        self._read = False
        self.numbers: dict[str, int] = {}
        self._tallies: dict[str, Tally] = {}
        self._changed: set[str] = set()
        self._blocks: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._empty: set[str] = set()

    def read(self, connection: sqlite3.Connection) -> Ledger:
        """Be up to date."""
        if not self._read:
            self.numbers = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
            last = self.numbers.get("events", 0)
            if self._events_lost:
                self._least_event, self._events_lost = last + self._events_lost, 0
            self.numbers["events"] = max(last, self._least_event)
            whole = self._tallies[ALL_INBOXES] = Tally(retention=self._retention)
            for name, total, unread, size, pinned, *bounds in connection.execute(
                "SELECT name, total, unread, size, pinned, keep_count, keep_age, keep_size FROM inboxes"
            ):
                self._tallies[name] = Tally(total, unread, size, pinned, Retention(*bounds))
                whole.add(total, unread, size, pinned)
                if not total:
                    self._empty.add(name)
            self._read = True
        return self

    def next(self, table: str, count: int) -> int:
        """Take so many numbers of a table; the first of them."""
        first = self.numbers.get(table, 0) + 1
        self.numbers[table] = first + count - 1
        return first

    @property
    def inboxes(self) -> list[str]:
        """The names of all."""
        return [name for name in self._tallies if name != ALL_INBOXES]

    def tally(self, inbox: str) -> Tally:
        """What an inbox holds; nothing if there is none of that name."""
        return self._tallies.get(inbox) or Tally()

    def open(self, connection: sqlite3.Connection, inboxes: set[str]) -> None:
        """Inboxes that mails are put into have a row of their own first."""
        new = [(name,) for name in inboxes if name not in self._tallies]
        if new:
            connection.executemany("INSERT OR IGNORE INTO inboxes (name) VALUES (?)", new)
            for (name,) in new:
                self._tallies[name] = Tally()

    def close(self, connection: sqlite3.Connection, limit: int) -> bool:
        """Forget some inboxes that hold nothing and have no bounds of their own; whether there may be more."""
        for _ in range(min(limit, len(self._empty))):
            name = self._empty.pop()
            tally = self._tallies.get(name)
            if tally and not tally.total and tally.retention == Retention():
                # What was put into it and deleted since stands there still; its row goes with the last of them.
                unused = "name = ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE inbox = ?1)"
                if connection.execute(f"DELETE FROM inboxes WHERE {unused}", (name,)).rowcount:
                    del self._tallies[name]
                    self._changed.discard(name)
        return bool(self._empty)

    def add(self, inbox: str, number: int, *, unread: bool, size: int, pinned: bool, count: int = 1) -> None:
        """Count a mail in; with ``count`` -1, out."""
        for name in (inbox, ALL_INBOXES):
            self._tallies[name].add(count, count * unread, count * size, count * pinned)
            self._blocks[name][number >> BLOCK_BITS] += count
        self._changed.add(inbox)
        if count < 0 and not self._tallies[inbox].total:
            self._empty.add(inbox)

    def change(self, inbox: str, *, unread: int = 0, pinned: int = 0) -> None:
        """Mails of an inbox were marked or pinned."""
        for name in (inbox, ALL_INBOXES):
            self._tallies[name].add(0, unread, 0, pinned)
        self._changed.add(inbox)

    def set_retention(self, inbox: str, retention: Retention) -> None:
        """Bounds of one inbox."""
        tally = self._tallies.setdefault(inbox, Tally())
        tally.retention, tally.oldest = retention, 0
        self._changed.add(inbox)
        if not tally.total:
            self._empty.add(inbox)

    def empty(self, connection: sqlite3.Connection, inbox: str) -> None:
        """An inbox, or all, hold nothing any more; at once, however much it was."""
        self.write(connection)
        whole = self._tallies[ALL_INBOXES]
        names = [inbox] if inbox else [name for name, tally in self._tallies.items() if tally.total and name]
        for name in names:
            tally = self._tallies[name]
            whole.add(-tally.total, -tally.unread, -tally.size, -tally.pinned)
            self._tallies[name] = Tally(retention=tally.retention, oldest=self.numbers["messages"])
        self._empty.update(names)
        if inbox:
            self._changed.add(inbox)
            connection.execute(
                "UPDATE blocks SET total = blocks.total - of_inbox.total FROM blocks of_inbox "
                "WHERE blocks.inbox = '' AND of_inbox.inbox = ? AND of_inbox.block = blocks.block",
                (inbox,),
            )
            connection.execute("DELETE FROM blocks WHERE inbox = ? OR total = 0", (inbox,))
        else:
            whole.oldest = self.numbers["messages"]
            connection.execute("UPDATE inboxes SET total = 0, unread = 0, size = 0, pinned = 0 WHERE total")
            connection.execute("DELETE FROM blocks")
        self.write(connection)

    def write(self, connection: sqlite3.Connection) -> None:
        """Put down what has changed; the last thing in a transaction."""
        if self._changed:
            values: list[rows.Row] = []
            for name in self._changed:
                tally = self._tallies[name]
                bounds = tally.retention
                counted = (tally.total, tally.unread, tally.size, tally.pinned)
                values.append((name, *counted, bounds.count, bounds.age, bounds.size))
            connection.executemany(
                "INSERT INTO inboxes (name, total, unread, size, pinned, keep_count, keep_age, keep_size) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET total = excluded.total, "
                "unread = excluded.unread, size = excluded.size, pinned = excluded.pinned, "
                "keep_count = excluded.keep_count, keep_age = excluded.keep_age, keep_size = excluded.keep_size",
                values,
            )
            self._changed.clear()
        if self._blocks:
            deltas = [
                (name, block, count)
                for name, blocks in self._blocks.items()
                for block, count in blocks.items()
                if count
            ]
            connection.executemany(
                "INSERT INTO blocks (inbox, block, total) VALUES (?, ?, ?) "
                "ON CONFLICT (inbox, block) DO UPDATE SET total = total + excluded.total",
                deltas,
            )
            if any(count < 0 for _, _, count in deltas):
                connection.executemany(
                    "DELETE FROM blocks WHERE inbox = ? AND block = ? AND total = 0", [delta[:2] for delta in deltas]
                )
            self._blocks.clear()
