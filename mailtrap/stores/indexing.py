"""Making mails searchable: in bulk, after they were committed, because that costs a third of doing it one by one.

Mails are indexed in the order of their numbers: what stands above the last in ``texts`` is still to be done, also when
the process ended in between.
"""

from __future__ import annotations

import sqlite3
from itertools import accumulate

from mailtrap.mime import Opened
from mailtrap.model import Change, Envelope, Event
from mailtrap.query import Query
from mailtrap.stores import Selection, raws, rows
from mailtrap.stores.changes import Changes, add_tags
from mailtrap.stores.ledger import Ledger
from mailtrap.stores.reading import read_mail
from mailtrap.stores.schema import ALIVE
from mailtrap.stores.texts import Texts, header_rows, part_rows, texts_of, words_of
from mailtrap.stores.writer import Mail

_SIZE = rows.SUMMARY_COLUMNS.split(", ").index("size")
TEXT_COLUMNS = ", ".join(Texts._fields)
STEP = 100
"""Mails of one step: it is the longest that a new mail may wait for it."""
STEP_BYTES = 1024 * 1024
"""Bytes of mail after which a step ends early: noise takes some times as much in the index, all in the log first."""
URGENT = 400
"""Mails that may wait while there is no pause."""
PRESSING = 2_000
"""Mails that wait from which that goes before all else: a search would have to wait for them."""
DEMANDED = 2_000
"""Mails that a new one may wait for, until it has its tags of rules; with more before it, as after an upgrade of the
store, it is answered without."""
MAX_FRESH = 16 * 1024 * 1024
"""Bytes of mails that are kept in memory, as they were read, until they are indexed."""

Rule = tuple[str, Query]
"""A tag, and the mails that are to have it."""


class Index:
    """Used on the writer's thread alone, but for ``last`` and ``reaches``.

    ``last`` is the number of the last mail that was stored.
    """

    def __init__(self, ledger: Ledger, changes: Changes, rules: tuple[Rule, ...], searchable: bool) -> None:
        self._ledger = ledger
        self._changes = changes
        self._rules = rules
        self._searchable = searchable
        self._fresh: dict[int, Mail] = {}
        self._fresh_size = 0
        self._upto: int | None = None
        self._committed: int | None = None
        self.last = ledger.numbers.get("messages", 0)

    def keep(self, number: int, mail: Mail) -> None:
        """Remember a mail that is about to be stored."""
        self.last = max(self.last, number)
        if self._fresh_size + len(mail.raw) <= MAX_FRESH:
            self._fresh[number] = mail
            self._fresh_size += len(mail.raw)

    def undone(self) -> None:
        """What was stored or indexed last was not."""
        self._fresh.clear()
        self._fresh_size = 0
        self._upto = None

    def committed(self) -> None:
        """What was stored and indexed last can be read."""
        self._committed = self._upto

    def reaches(self, number: int) -> bool:
        """Whether whoever begins to read now finds all mails up to this one."""
        upto = self._committed
        return not self._searchable or (upto is not None and upto >= number)

    @property
    def behind(self) -> bool:
        """Whether mails may wait to be indexed."""
        return self._searchable and (self._upto is None or self._ledger.numbers.get("messages", 0) > self._upto)

    @property
    def demanded(self) -> bool:
        """Whether a mail is not answered before: with rules, it has its tags by then."""
        return bool(self._rules) and self.behind and (self._upto is None or self._waiting <= DEMANDED)

    @property
    def urgent(self) -> bool:
        """Whether they shall not wait for a pause."""
        return self.behind and (self._waiting >= URGENT or self._fresh_size >= MAX_FRESH // 2)

    @property
    def pressing(self) -> bool:
        """Whether there are too many of them."""
        return self.behind and (self._waiting >= PRESSING or self._fresh_size >= MAX_FRESH // 2)

    @property
    def _waiting(self) -> int:
        return self._ledger.numbers.get("messages", 0) - (self._upto or 0)

    def step(self, connection: sqlite3.Connection, events: list[Event], limit: int = STEP) -> bool:
        """Index some of them, in the transaction that is open; whether there may be more."""
        if self._upto is None:
            self._upto = connection.execute("SELECT coalesce(max(message), 0) FROM texts").fetchone()[0]
        found = connection.execute(
            f"SELECT {rows.MESSAGE_COLUMNS} FROM messages WHERE id > ? AND {ALIVE} ORDER BY id LIMIT ?",
            (self._upto, limit),
        ).fetchall()
        sizes = accumulate(row[_SIZE] for row in found)
        few = next((count for count, size in enumerate(sizes, start=1) if size >= STEP_BYTES), limit)
        more, found = few <= len(found), found[:few]
        if not found:
            self._upto = self._ledger.numbers.get("messages", 0)
            return False
        mails = [(row[0], *self._mail(connection, row)) for row in found]
        self._insert(connection, mails)
        numbers = [number for number, *_ in mails]
        self._tag(connection, events, numbers)
        self._upto = numbers[-1] if more else self._ledger.numbers.get("messages", 0)
        for number in numbers:
            if mail := self._fresh.pop(number, None):
                self._fresh_size -= len(mail.raw)
        return more

    def _mail(self, connection: sqlite3.Connection, row: rows.Row) -> tuple[Opened, Envelope]:
        mail = self._fresh.get(row[0])
        if mail and mail.opened:
            return mail.opened, mail.envelope
        envelope = rows.envelope(connection, row)
        return read_mail(raws.load(connection, row[0]) or b"", envelope), envelope

    @staticmethod
    def _insert(connection: sqlite3.Connection, mails: list[tuple[int, Opened, Envelope]]) -> None:
        texts, words, headers, parts = [], [], [], []
        for number, opened, envelope in mails:
            text = texts_of(opened.root, opened.body, opened.reading, envelope)
            fields = header_rows(opened.root)
            texts.append((number, *text))
            words.append((number, words_of(text, [field[1:] for field in fields])))
            headers += [(number, *field) for field in fields]
            parts += [(number, *part) for part in part_rows(opened.root)]
        rows.insert(connection, "texts", f"message, {TEXT_COLUMNS}", texts)
        rows.insert(connection, "headers", "message, position, name, value", headers)
        rows.insert(connection, "parts", rows.PART_COLUMNS, parts)
        connection.executemany("INSERT INTO words (rowid, content) VALUES (?, ?)", words)

    def _tag(self, connection: sqlite3.Connection, events: list[Event], numbers: list[int]) -> None:
        """Give mails the tags of the rules that they fulfil."""
        given: dict[int, list[str]] = {}
        ids: dict[int, tuple[str, str]] = {}
        for name, query in self._rules:
            chosen = self._changes.find(Selection(query=query))
            columns = "messages.id, messages.public_id, messages.inbox"
            statement = chosen.select(columns, first=numbers[0], last=numbers[-1])
            for number, id_, inbox in connection.execute(*statement).fetchall():
                given.setdefault(number, []).append(name)
                ids[number] = id_, inbox
        told = []
        for number, names in sorted(given.items()):
            tags = add_tags(connection, number, tuple(names))
            told.append(Event(0, Change.UPDATE, ids[number][0], inbox=ids[number][1], tags=tags))
        self._changes.record(connection, events, told)
