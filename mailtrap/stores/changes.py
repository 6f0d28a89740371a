"""What is changed in mails that are kept: marks, pins, tags, and that they are gone."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from math import inf
from typing import Any

from mailtrap.model import Change, Event
from mailtrap.stores import Selection, rows
from mailtrap.stores.finding import Plan, plan
from mailtrap.stores.ledger import ALL_INBOXES, Ledger
from mailtrap.stores.schema import ALIVE

KEPT_EVENTS = 10_000
"""Events a lost reader can ask for; who missed more reloads the list."""
PRUNE_EVERY = 1_000
"""Events after which older ones are thrown away."""
MAX_TOLD = 1_000
"""Mails of one change that are told one by one; more are told as one event."""
STEP = 5_000
"""Mails of one change that are held in memory at once."""
EXPIRY_PAUSE = 0.25
"""Seconds between two looks for what is too old: mails that come one by one are not forgotten one by one."""

_COLUMNS = "messages.id, messages.public_id, messages.inbox, messages.is_read, messages.size, messages.is_pinned"
_TAGS_OF_LISTED = "json_each(?) CROSS JOIN message_tags ON message = json_each.value"
_Mail = tuple[Any, ...]
"""A row of them."""


class Changes:
    """Each method is called within the writer's transaction, and appends to ``events`` what it did."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.next_expiry = -inf
        """When the next mail outlives its bound of age, as ``time.time()``; at the start, nobody has looked yet."""

    def undone(self) -> None:
        """What was done last was not: nobody knows what is the next to grow too old."""
        self.next_expiry = -inf

    # Telling

    def record(self, connection: sqlite3.Connection, events: list[Event], new: list[Event]) -> None:
        """Number events and keep them."""
        if not new:
            return
        first = self._ledger.next("events", len(new))
        numbered = [replace(event, seq=seq) for seq, event in enumerate(new, start=first)]
        rows.insert(connection, "events", rows.EVENT_COLUMNS, [rows.event_row(event) for event in numbered])
        if numbered[-1].seq // PRUNE_EVERY > (first - 1) // PRUNE_EVERY:
            connection.execute("DELETE FROM events WHERE seq <= ?", (numbered[-1].seq - KEPT_EVENTS,))
        events += numbered

    # Marks, pins and tags

    def mark(self, connection: sqlite3.Connection, events: list[Event], selection: Selection, read: bool) -> int:
        """Mark these mails as read or unread."""
        told = _Told()
        for found in self._each(connection, selection, f"messages.is_read <> {read:d}"):
            _update(connection, "is_read", int(read), found)
            for _, id_, inbox, *_ in found:
                self._ledger.change(inbox, unread=-1 if read else 1)
                told.add(Event(0, Change.UPDATE, id_, read=read, inbox=inbox))
        self.record(connection, events, told.events)
        return told.count

    def pin(self, connection: sqlite3.Connection, events: list[Event], selection: Selection, pinned: bool) -> int:
        """Pin these mails, or no longer."""
        told = _Told()
        for found in self._each(connection, selection, f"messages.is_pinned <> {pinned:d}"):
            _update(connection, "is_pinned", int(pinned), found)
            for _, id_, inbox, *_ in found:
                self._ledger.change(inbox, pinned=1 if pinned else -1)
                told.add(Event(0, Change.UPDATE, id_, pinned=pinned, inbox=inbox))
        self.record(connection, events, told.events)
        if not pinned and told.count:
            for inbox in (ALL_INBOXES, *told.inboxes):
                self._ledger.tally(inbox).oldest = 0  # an old one may be thrown away again
            self.next_expiry = -inf
            self.make_room(connection, events, told.inboxes)
        return told.count

    def tag(
        self,
        connection: sqlite3.Connection,
        events: list[Event],
        selection: Selection,
        add: tuple[str, ...],
        remove: tuple[str, ...] | None,
    ) -> int:
        """Take tags away, all others than ``add`` for None, and add some."""
        wanted = list(dict.fromkeys(_tag_id(connection, name) for name in add))
        unwanted = None if remove is None else {_tag_id(connection, name) for name in remove} - set(wanted)
        told = _Told()
        for found in self._each(connection, selection):
            having: dict[int, dict[int, None]] = {number: {} for number, *_ in found}
            for number, tag in connection.execute(f"SELECT message, tag FROM {_TAGS_OF_LISTED}", (_numbers(found),)):
                having[number][tag] = None
            gone: list[tuple[int, int]] = []
            new: list[tuple[int, int]] = []
            for number, id_, inbox, *_ in found:
                old = having[number]
                taken = [tag for tag in old if (tag in unwanted if unwanted is not None else tag not in wanted)]
                given = [tag for tag in wanted if tag not in old]
                gone += [(number, tag) for tag in taken]
                new += [(number, tag) for tag in given]
                if taken or given:
                    told.add(Event(0, Change.UPDATE, id_, inbox=inbox, tags=()), number)
            connection.executemany("DELETE FROM message_tags WHERE message = ? AND tag = ?", gone)
            connection.executemany("INSERT INTO message_tags (message, tag) VALUES (?, ?)", new)
            connection.executemany("UPDATE tags SET total = total - 1 WHERE id = ?", [pair[1:] for pair in gone])
            connection.executemany("UPDATE tags SET total = total + 1 WHERE id = ?", [pair[1:] for pair in new])
        named = [
            replace(event, tags=tags_of(connection, number)) if event.change == Change.UPDATE else event
            for event, number in zip(told.events, told.numbers or [0], strict=False)
        ]
        self.record(connection, events, named)
        return told.count

    def rename_tag(self, connection: sqlite3.Connection, events: list[Event], old: str, new: str) -> bool | None:
        """Give a tag another name; False when there is none, None when the name is taken."""
        row, other = _tag_named(connection, old), _tag_named(connection, new)
        if row is None or not row[2]:
            return False
        if other and other[0] != row[0]:
            if other[2]:
                return None
            # Nobody has it any more; its row goes when the mails that had it do.
            connection.execute("UPDATE tags SET name = '/' || id WHERE id = ?", (other[0],))
        connection.execute("UPDATE tags SET name = ? WHERE id = ?", (new, row[0]))
        if row[1] != new:
            self.record(connection, events, [Event(0, Change.PRUNE)])
        return True

    # Forgetting

    def delete(self, connection: sqlite3.Connection, events: list[Event], selection: Selection) -> int:
        """Forget these mails; pinned ones only if their ids are given."""
        if selection.is_inbox:
            inbox = ALL_INBOXES if selection.inbox is None else selection.inbox
            tally = self._ledger.tally(inbox)
            if selection.inbox is None or (inbox and tally.total - tally.pinned > MAX_TOLD):
                return self._empty(connection, events, inbox)
        told = _Told()
        for found in self._each(connection, selection, "" if selection.ids is not None else "NOT messages.is_pinned"):
            self._bury(connection, found, told)
        self.record(connection, events, told.events)
        return told.count

    def make_room(self, connection: sqlite3.Connection, events: list[Event], inboxes: Iterable[str]) -> int:
        """Forget the oldest of these inboxes, and of all together, until their bounds of count and size hold; how
        many."""
        told = _Told()
        for inbox in (*inboxes, ALL_INBOXES):
            tally = self._ledger.tally(inbox)
            bounds = tally.retention
            while (bounds.count and tally.total > bounds.count) or (bounds.size and tally.size > bounds.size):
                count, size = tally.total - bounds.count, tally.size - bounds.size
                found: list[_Mail] = []
                for mail in self._oldest(connection, inbox, tally.oldest):
                    if len(found) == STEP or not ((bounds.count and count > 0) or (bounds.size and size > 0)):
                        break
                    found.append(mail[:-1])
                    count, size = count - 1, size - mail[4]
                if not found:
                    break
                tally.oldest = found[-1][0]
                self._bury(connection, found, told)
        self.record(connection, events, told.events)
        return told.count

    def came(self, inbox: str, received: datetime) -> None:
        """A mail came: one day it will be too old."""
        for name in (inbox, ALL_INBOXES):
            if age := self._ledger.tally(name).retention.age:
                self.next_expiry = min(self.next_expiry, received.timestamp() + age)

    def expire(self, connection: sqlite3.Connection, events: list[Event]) -> int:
        """Forget the mails that have outlived their bounds of age; how many."""
        told = _Told()
        now = time.time()
        self.next_expiry = inf
        for inbox in (*self._ledger.inboxes, ALL_INBOXES):
            if age := self._ledger.tally(inbox).retention.age:
                while found := self._outlived(connection, inbox, age, now):
                    self._bury(connection, found, told)
        self.next_expiry = max(self.next_expiry, now + EXPIRY_PAUSE)
        self.record(connection, events, told.events)
        return told.count

    def _outlived(self, connection: sqlite3.Connection, inbox: str, age: float, now: float) -> list[_Mail]:
        """Some of those that are too old. They are taken to have come in the order of their times; one that comes from
        the future, as the clock was set back, does not stand in the way of the others."""
        tally = self._ledger.tally(inbox)
        found: list[_Mail] = []
        in_order = True
        for mail in self._oldest(connection, inbox, tally.oldest):
            received = datetime.fromisoformat(mail[-1]).timestamp()
            if received + age > now or len(found) == STEP:
                self.next_expiry = min(self.next_expiry, received + age)
                in_order = False
                if received <= now:
                    break
            else:
                found.append(mail[:-1])
                if in_order:
                    tally.oldest = mail[0]
        return found

    @staticmethod
    def _oldest(connection: sqlite3.Connection, inbox: str, after: int) -> Iterator[tuple[Any, ...]]:
        where = "INDEXED BY messages_inbox WHERE inbox = ?2 AND" if inbox else "NOT INDEXED WHERE"
        return connection.execute(
            f"SELECT {_COLUMNS}, received FROM messages {where} id > ?1 AND NOT is_pinned AND {ALIVE} ORDER BY id",
            (after, inbox) if inbox else (after,),
        )

    def find(self, selection: Selection, connection: sqlite3.Connection | None = None) -> Plan:
        """How to find these mails."""
        tally = self._ledger.tally(ALL_INBOXES if selection.inbox is None else selection.inbox)
        whole = self._ledger.tally(ALL_INBOXES).total
        return find(
            selection, tally.total, unread=tally.unread, pinned=tally.pinned, whole=whole, connection=connection
        )

    def _each(self, connection: sqlite3.Connection, selection: Selection, extra: str = "") -> Iterator[list[_Mail]]:
        """These mails, newest first, as many at once as may be held."""
        chosen = self.find(selection, connection)
        last = self._ledger.numbers.get("messages", 0)
        while True:
            found = connection.execute(*chosen.select(_COLUMNS, extra=extra, last=last, limit=STEP)).fetchall()
            if found:
                last = found[-1][0] - 1
                yield found
            if len(found) < STEP:
                return

    def _bury(self, connection: sqlite3.Connection, found: list[_Mail], told: _Told) -> None:
        """These are gone, whatever still stands in the tables."""
        connection.execute("INSERT INTO graves (message) SELECT value FROM json_each(?)", (_numbers(found),))
        _count_tags(connection, "-", _TAGS_OF_LISTED, _numbers(found))
        for number, id_, inbox, read, size, pinned in found:
            self._ledger.add(inbox, number, unread=not read, size=size, pinned=bool(pinned), count=-1)
            told.add(Event(0, Change.DELETE, id_, inbox=inbox))

    def _empty(self, connection: sqlite3.Connection, events: list[Event], inbox: str) -> int:
        """Forget all of an inbox, or everything, but what is pinned; as quickly, however much it is."""
        tally = self._ledger.tally(inbox)
        count = tally.total - tally.pinned
        if not count:
            return 0
        where, parameters = ("inbox = ?", (inbox,)) if inbox else ("inbox <> ?", (ALL_INBOXES,))
        pinned = connection.execute(
            f"SELECT {_COLUMNS} FROM messages INDEXED BY messages_pinned WHERE is_pinned AND {where} AND {ALIVE}",
            parameters,
        ).fetchall()
        if inbox:
            of = f"messages CROSS JOIN message_tags ON message = messages.id WHERE inbox = ? AND {ALIVE}"
            _count_tags(connection, "-", of, inbox)
        else:
            connection.execute("UPDATE tags SET total = 0")
        # Spared before, and no longer pinned: this time it goes. It is in the index still, so it goes by itself.
        unspared = f"SELECT id FROM messages WHERE NOT is_pinned AND {where} AND id IN (SELECT message FROM spared)"
        connection.execute(f"INSERT OR IGNORE INTO graves (message) {unspared}", parameters)
        connection.execute(f"DELETE FROM spared WHERE message IN ({unspared})", parameters)
        connection.executemany("INSERT OR IGNORE INTO spared (message) VALUES (?)", [mail[:1] for mail in pinned])
        connection.execute(
            "INSERT INTO doomed (inbox, upto) VALUES (?, ?) ON CONFLICT (inbox) DO UPDATE SET upto = excluded.upto",
            (inbox, self._ledger.numbers["messages"]),
        )
        self._ledger.empty(connection, inbox)
        for number, _, name, read, size, _ in pinned:
            self._ledger.add(name, number, unread=not read, size=size, pinned=True)
        _count_tags(connection, "+", _TAGS_OF_LISTED, _numbers(pinned))
        everything = not inbox and not pinned
        self.record(connection, events, [Event(0, Change.TRUNCATE if everything else Change.PRUNE, inbox=inbox)])
        return count


class _Told:
    """What happened to mails: one event each, or one for all of them when there are too many."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers: list[int] = []
        self._events: list[Event] = []
        self._inboxes: dict[str, None] = {}

    def add(self, event: Event, number: int = 0) -> None:
        """One more."""
        self.count += 1
        self._inboxes[event.inbox] = None
        if self.count <= MAX_TOLD:
            self._events.append(event)
            self.numbers.append(number)

    @property
    def inboxes(self) -> list[str]:
        """Where it happened."""
        return list(self._inboxes)

    @property
    def events(self) -> list[Event]:
        """To be recorded."""
        if self.count <= MAX_TOLD:
            return self._events
        return [Event(0, Change.PRUNE, inbox=self.inboxes[0] if len(self._inboxes) == 1 else ALL_INBOXES)]


def find(
    selection: Selection,
    total: int,
    *,
    unread: int,
    pinned: int,
    whole: int,
    connection: sqlite3.Connection | None = None,
) -> Plan:
    """How to find these mails, of an inbox or of all, that hold so many; ``whole`` is what all hold."""
    chosen = plan(selection, total, unread=unread, pinned=pinned, whole=whole, connection=connection)
    if selection.since:
        # Mails have their numbers in the order of their events.
        before = "SELECT id FROM messages NOT INDEXED WHERE seq <= ? ORDER BY id DESC LIMIT 1"
        return chosen.also(f"{chosen.number} > coalesce(({before}), 0)", selection.since)
    return chosen


def tags_of(connection: sqlite3.Connection, number: int) -> tuple[str, ...]:
    """The tags of a mail."""
    found = connection.execute(
        "SELECT name FROM message_tags JOIN tags ON tags.id = tag WHERE message = ? ORDER BY name", (number,)
    )
    return tuple(name for (name,) in found)


def add_tags(connection: sqlite3.Connection, number: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """Tags of a mail that has just come; those that it has now."""
    for name in names:
        tag = _tag_id(connection, name)
        row = connection.execute("INSERT OR IGNORE INTO message_tags (message, tag) VALUES (?, ?)", (number, tag))
        connection.execute("UPDATE tags SET total = total + ? WHERE id = ?", (row.rowcount, tag))
    return tags_of(connection, number)


def _count_tags(connection: sqlite3.Connection, sign: str, of: str, parameter: str) -> None:
    """Count the tags of these mails in (``+``) or out (``-``)."""
    connection.execute(
        f"UPDATE tags SET total = total {sign} these.count "
        f"FROM (SELECT tag, count(*) count FROM {of} GROUP BY tag) these WHERE tags.id = these.tag",
        (parameter,),
    )


def _tag_named(connection: sqlite3.Connection, name: str) -> tuple[int, str, int] | None:
    """Id, name and total of the tag that is called so, in any case."""
    where = "name = ?" if name.isascii() else "fold(name) = fold(?)"  # SQLite knows the case of a to z alone
    found: tuple[int, str, int] | None = connection.execute(
        f"SELECT id, name, total FROM tags WHERE {where} ORDER BY total DESC, name = ? DESC", (name, name)
    ).fetchone()
    return found


def _tag_id(connection: sqlite3.Connection, name: str) -> int:
    """The tag of that name, which is made if there is none. One that nobody has is written as it is given now."""
    found = _tag_named(connection, name)
    if found is None:
        made: int = connection.execute("INSERT INTO tags (name) VALUES (?) RETURNING id", (name,)).fetchone()[0]
        return made
    if not found[2] and found[1] != name:
        connection.execute("UPDATE tags SET name = ? WHERE id = ?", (name, found[0]))
    return found[0]


def _update(connection: sqlite3.Connection, column: str, value: int, found: list[_Mail]) -> None:
    connection.execute(
        f"UPDATE messages SET {column} = ? WHERE id IN (SELECT value FROM json_each(?))", (value, _numbers(found))
    )


def _numbers(found: list[_Mail]) -> str:
    return json.dumps([mail[0] for mail in found])
