"""Finding mail: a selection in, SQL out. Nothing is written here, and nothing read but how rare the words are.

Table ``words`` knows in which mails a piece of three characters occurs; it names the candidates. What holds is always
decided by an exact condition on the rows of a candidate, so that what the index cannot know costs time only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from mailtrap.query import And, Contains, Field, Flag, Has, HasHeader, Is, Name, Not, Or, Query, Received, Size, fold
from mailtrap.stores import Selection
from mailtrap.stores.rows import time_to_text
from mailtrap.stores.schema import ALIVE
from mailtrap.stores.texts import MARKS, QUIET

_T = TypeVar("_T")
Statement = tuple[str, tuple[str | int, ...]]
"""SQL, and the values of its ``?``."""

GRAM = 3
"""Characters of what the index knows. A shorter value has candidates if the pieces that begin with it are few."""
GRAMS_OF_VALUE = 16
"""Pieces of one value among which those that are asked for are chosen. They overlap: where words meet they are rare
even in a phrase of common words."""
GRAMS = 1_600
"""Pieces of a whole search: eight for each of 200 terms. What is beyond is left to the exact condition."""
RAREST, LEAST, RARE = 6, 3, 16
"""Pieces of one value that are asked for if it is known how rare they are: at most, at least, and how many times as
common as the rarest those in between may be. Each is walked: others cost more than the candidates that they spare."""
PROBE = 64
"""Mails with a piece that are looked at to learn how rare it is; some 0.1 ms."""
PROBED = 320
"""Pieces of a whole search of which that is learnt."""
BEGINNINGS = 1_000
"""Pieces that may begin with the values of a search that are shorter than they are; so many take some 20 ms."""
INDEX_LEVELS = 8
"""Brackets within each other in what the index is asked: FTS5 reads with a stack of 100."""
SQL_LEVELS = 8
"""Brackets within each other in the exact condition: SQLite up to 3.45 reads with a stack of 100, too."""
FEW = 2_000
"""Mails of a part of the store that are read one by one rather than asking the index, which knows all of it: some 30 ms
at worst."""
FEWEST = 64
"""Mails that are read one by one in any case: to ask the index what is rare takes as long."""
LESS = 4
"""A list of ids is made, or a part of the store read one by one, when it has so many times fewer than there are mails;
else all mails are walked."""
_NO_CHARACTERS = frozenset("\ufffe\uffff")
"""SQLite reads these as U+FFFD, so that the index has other pieces than the texts."""
_NEVER = '"AAA"'
"""A piece that no mail has, for all are folded."""

_COLUMNS = tuple(
    # The short ones first: what is found in one of them saves reading the body.
    sorted((field for field in Field if field is not Field.HTML), key=lambda field: (field is Field.BODY, field))
)
_OF_MESSAGES = {
    Flag.READ: "messages.is_read",
    Flag.PINNED: "messages.is_pinned",
    Flag.ATTACHMENT: "messages.attachments > 0",
    Flag.TAGGED: "EXISTS (SELECT 1 FROM message_tags WHERE message = messages.id)",
}
_OF_TEXTS = {
    Flag.ENCRYPTED: "texts.is_encrypted",
    Flag.INLINE: "texts.has_inline",
    Flag.HTML: "texts.has_html",
    Flag.TEXT: "texts.has_text",
    Flag.LINK: "texts.has_link",
    Flag.CODE: "texts.has_code",
}
_COUNTS = "count(*), coalesce(sum(NOT is_read), 0), coalesce(sum(size), 0)"
_TAG = "tag IN (SELECT id FROM tags WHERE fold(name) = ?)"


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement and the values of its ``?``, in their order."""

    text: str
    values: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the mails of one selection are found, on a connection that was prepared (``prepare``).

    What is returned can be given to ``execute``. The newest come first.
    """

    tables: str
    where: Sql
    number: str
    """The column that holds ``messages.id`` and by which rows come in descending order."""

    def select(
        self,
        columns: str = "messages.id",
        *,
        extra: str = "",
        first: int | None = None,
        last: int | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Statement:
        """``columns`` of ``messages``. ``extra`` is one more condition; ``first`` and ``last`` bound ``messages.id``,
        far cheaper than a condition can."""
        bounds = [(f"{self.number} >= ?", first), (f"{self.number} <= ?", last)]
        given = [Sql(text, (value,)) for text, value in bounds if value is not None]
        where = _joined(" AND ", [self.where, *given, *([Sql(extra)] if extra else [])])
        tail = f"ORDER BY {self.number} DESC LIMIT ? OFFSET ?"
        values = (*where.values, -1 if limit is None else limit, offset)
        return f"SELECT {columns} FROM {self.tables} WHERE {where.text} {tail}", values

    def also(self, condition: str, *values: str | int) -> Plan:
        """Of these mails those for which the condition holds, too."""
        return replace(self, where=Sql(f"{self.where.text} AND {condition}", (*self.where.values, *values)))

    def page(self, limit: int, offset: int, cap: int) -> Statement:
        """One row, of one walk: what ``count`` tells, and the ids of a page as JSON."""
        found, values = self.select("messages.id AS id, messages.is_read AS is_read, messages.size AS size", limit=cap)
        page = "SELECT json_group_array(id) FROM (SELECT id FROM found LIMIT ? OFFSET ?)"
        return f"WITH found AS MATERIALIZED ({found}) SELECT {_COUNTS}, ({page}) FROM found", (*values, limit, offset)

    def count(self, cap: int | None = None) -> Statement:
        """One row: how many, how many of them unread, and their bytes; of the newest ``cap`` if that is given."""
        found, values = self.select("messages.is_read AS is_read, messages.size AS size", limit=cap)
        return f"SELECT {_COUNTS} FROM ({found})", values


def prepare(connection: sqlite3.Connection, html_of: Callable[[int], str]) -> None:
    """Register the functions that the statements use; ``html_of`` tells the HTML of a mail by its number."""

    @lru_cache(maxsize=1)  # a search may have several terms for the same HTML
    def html(number: int) -> str:
        return storable(fold(html_of(number)))

    connection.create_function("fold", 1, fold, deterministic=True)
    connection.create_function("html_of", 1, html, deterministic=True)


def storable(text: str) -> str:
    """A text as it can be kept: SQLite's are UTF-8, which has no halves of characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def plan(
    selection: Selection,
    total: int,
    *,
    unread: int | None = None,
    pinned: int | None = None,
    whole: int | None = None,
    connection: sqlite3.Connection | None = None,
) -> Plan:
    """How to find these mails.

    ``total``, ``unread`` and ``pinned`` tell how many mails the inbox of the selection has, or all have if it names
    none; ``whole`` is what all have, if that is something else. On a ``connection`` the index is asked how rare the
    words are. On all this depends which way is short, never what is found.
    """
    parts = [] if selection.query is None else _top(_positive(selection.query))
    if selection.inbox is not None:
        parts = [Is(Name.INBOX, selection.inbox), *parts]
    parts.sort(key=_cost)  # stable: who asks may know better what is rare
    extent = _Extent(
        total,
        total if unread is None else unread,
        total if pinned is None else pinned,
        total if whole is None else whole,
    )
    way = _way(selection, parts, extent, connection)
    conditions = [*way.conditions, *_bounds(parts, way.number), Sql(ALIVE), *map(_condition, parts)]
    tables = way.tables + (" LEFT JOIN texts ON texts.message = messages.id" if any(map(_needs_texts, parts)) else "")
    return Plan(tables, _joined(" AND ", conditions), way.number)


# The shape of a search


def _positive(query: Query, negated: bool = False) -> Query:
    """The same with negations at terms only, so that no two And or Or of a kind stand within each other."""
    match query:
        case Not(part):
            return _positive(part, not negated)
        case And(parts) | Or(parts):
            kind = And if isinstance(query, And) is not negated else Or
            found: list[Query] = []
            for part in parts:
                inner = _positive(part, negated)
                found += inner.parts if isinstance(inner, kind) else (inner,)
            return kind(tuple(found))
        case _:
            return Not(query) if negated else query


def _top(query: Query) -> list[Query]:
    """What must hold in any case."""
    return list(query.parts) if isinstance(query, And) else [query]


def _terms(query: Query) -> int:
    return sum(map(_terms, query.parts)) if isinstance(query, And | Or) else 1


def _height(query: Query) -> int:
    return 1 + max(map(_height, query.parts)) if isinstance(query, And | Or) else 0


def _cost(query: Query) -> int:
    """What comes first when several conditions must hold: what is read in any case before what is fetched."""
    match query:
        case And(parts) | Or(parts):
            return max(map(_cost, parts))
        case Not(part):
            return _cost(part)
        case Contains(_, fields):
            return 4 if Field.HTML in fields else 3 if Field.BODY in fields else 2
        case HasHeader():
            return 2
        case Has(flag):
            return 1 if flag in _OF_TEXTS else 0
        case Is(Name.TAG):
            return 1
        case _:
            return 0


def _needs_texts(query: Query) -> bool:
    match query:
        case And(parts) | Or(parts):
            return any(map(_needs_texts, parts))
        case Not(part):
            return _needs_texts(part)
        case Contains(_, fields):
            return fields != {Field.HTML}
        case Has(flag):
            return flag in _OF_TEXTS
        case _:
            return False


# The way to the candidates


@dataclass(frozen=True, slots=True)
class _Way:
    """Tables with ``messages`` among them, what names the candidates, and by what they come in descending order."""

    tables: str
    conditions: Sequence[Sql] = ()
    number: str = "messages.id"


@dataclass(frozen=True, slots=True)
class _Extent:
    total: int
    unread: int
    pinned: int
    whole: int


def _way(selection: Selection, parts: Sequence[Query], extent: _Extent, connection: sqlite3.Connection | None) -> _Way:
    """The shortest way. Each yields the newest first without sorting, so that a page stops as soon as it is full."""
    if selection.ids is not None:
        listed = "SELECT id FROM messages AS listed WHERE public_id IN (SELECT value FROM json_each(?))"
        return _among(Sql(listed, (json.dumps(selection.ids),)))
    inbox = next((part.value for part in parts if isinstance(part, Is) and part.name is Name.INBOX), None)
    few, way = _narrow(parts, inbox, extent)
    if few <= (FEW if few * LESS <= extent.whole else FEWEST):
        return way
    pieces = _Pieces(connection, extent.total, sum(map(_terms, parts))).of_all(parts, GRAMS, INDEX_LEVELS)
    if pieces:
        return _indexed(pieces, inbox)
    if inbox is not None or few * LESS <= extent.total:
        return way
    tag = next((part.value for part in parts if isinstance(part, Is) and part.name is Name.TAG), None)
    if tag is not None:
        return _among(Sql(f"SELECT message FROM message_tags WHERE {_TAG}", (fold(storable(tag)),)))
    return _Way("messages NOT INDEXED")


def _among(ids: Sql) -> _Way:
    """By a list of ids, which SQLite sorts."""
    return _Way("messages NOT INDEXED", [Sql(f"messages.id IN ({ids.text})", ids.values)])


def _narrow(parts: Sequence[Query], inbox: str | None, extent: _Extent) -> tuple[int, _Way]:
    """The smallest of the sets that an index lists, and how many these are."""
    sets = [(extent.total, "messages_inbox", "")]
    if Not(Has(Flag.READ)) in parts:
        sets.append((extent.unread, "messages_unread", "NOT messages.is_read"))
    if Has(Flag.PINNED) in parts:
        sets.append((extent.pinned, "messages_pinned", "messages.is_pinned"))
    total, index, holds = min(sets)
    if inbox is not None:
        bound = [Sql("messages.inbox = ?", (storable(inbox),)), *([Sql(holds)] if holds else [])]
        return total, _Way(f"messages INDEXED BY {index}", bound)
    if not holds:
        return total, _Way("messages NOT INDEXED")
    return total, _among(Sql(f"SELECT id FROM messages INDEXED BY {index} WHERE {holds}"))


def _indexed(pieces: str, inbox: str | None) -> _Way:
    """By the index of words; only within the part of it that an inbox spans, for that is often a small one."""
    conditions = [Sql("words MATCH ?", (pieces,))]
    if inbox is not None:
        first = "SELECT id FROM messages INDEXED BY messages_inbox WHERE inbox = ? ORDER BY id"
        values = (storable(inbox),)
        conditions.append(Sql(f"words.rowid >= ({first} LIMIT 1)", values))
        conditions.append(Sql(f"words.rowid <= ({first} DESC LIMIT 1)", values))
    return _Way("words CROSS JOIN messages ON messages.id = words.rowid", conditions, "words.rowid")


def _bounds(parts: Iterable[Query], number: str) -> Iterable[Sql]:
    """Times as ids: mails come in the order of their times, though nobody promises it."""
    for part in parts:
        if isinstance(part, Received) and part.start is not None:
            first = "SELECT min(id) FROM messages INDEXED BY messages_received WHERE received >= ?"
            yield Sql(f"{number} >= ({first})", (time_to_text(part.start),))
        if isinstance(part, Received) and part.end is not None:
            last = "SELECT max(id) FROM messages INDEXED BY messages_received WHERE received < ?"
            yield Sql(f"{number} <= ({last})", (time_to_text(part.end),))


class _Pieces:
    """What the index is asked."""

    def __init__(self, connection: sqlite3.Connection | None, total: int, terms: int) -> None:
        self._connection = connection
        self._total = total
        self._probed = min(PROBED // max(terms, 1), GRAMS_OF_VALUE)
        self._beginnings = BEGINNINGS // max(terms, 1)
        self._counts: dict[str, int] = {}

    def of(self, query: Query, budget: int, levels: int) -> str | None:
        """It holds for all mails for which the search holds. None if that may be any mail."""
        match query:
            case Contains(value, fields) if Field.HTML not in fields:
                return self._containing(storable(value), budget)
            case HasHeader(name, value) if name not in QUIET:
                # Those of each by themselves: the rarest may all be of the name, and say nothing of the value.
                of_name = self._containing(storable(f"\n{name}:"), min(budget // 2, LEAST) if value else budget)
                return _all([of_name, self._containing(storable(value), budget // 2)])
            case Has(flag) if flag in MARKS:
                return _quoted([MARKS[flag]])
            case And(parts) if levels:
                return self.of_all(parts, budget, levels - 1)
            case Or(parts) if levels:
                found = [self.of(part, budget // len(parts), levels - 1) for part in parts]
                return None if None in found else f"({' OR '.join(filter(None, found))})"
            case _:
                return None

    def of_all(self, parts: Sequence[Query], budget: int, levels: int) -> str | None:
        """The same for all of these together."""
        return _all([self.of(part, budget // len(parts), levels) for part in parts])

    def _containing(self, value: str, budget: int) -> str | None:
        """Pieces that a text has which contains it."""
        most = min(budget, GRAMS_OF_VALUE)
        pieces = list(dict.fromkeys(_grams(value, most)))
        if not pieces:
            return self._beginning(value) if most and value else None
        if self._connection and len(pieces) > LEAST and self._probed > LEAST:
            return _quoted(self._rarest(self._connection, _spread(pieces, self._probed))[:most])
        return _quoted(pieces)

    def _rarest(self, connection: sqlite3.Connection, pieces: Sequence[str]) -> list[str]:
        for piece in pieces:
            if piece not in self._counts:
                self._counts[piece] = _count(connection, piece)
        first, *others = sorted(pieces, key=self._counts.__getitem__)
        bound = max(RARE * self._counts[first], PROBE)
        return [
            first,
            *(each for at, each in enumerate(others[: RAREST - 1], 1) if at < LEAST or self._counts[each] <= bound),
        ]

    def _beginning(self, value: str) -> str | None:
        """All pieces that begin with it, if they are few and so are their mails. Every character begins a piece, also
        the last one: see ``words_of``. Of letters of ASCII they are many."""
        if self._connection is None or value.isascii() or not _NO_CHARACTERS.isdisjoint(value):
            return None
        found: list[str] = []
        left = self._total
        last = value + "\U0010ffff" * GRAM
        for piece, count in self._connection.execute(
            "SELECT term, doc FROM pieces WHERE term >= ? AND term <= ?", (value, last)
        ):
            found.append(piece)
            left -= count
            if left < 0 or len(found) > self._beginnings:
                return None
        return _quoted(found, " OR ") if found else _NEVER


def _count(connection: sqlite3.Connection, piece: str) -> int:
    """How many mails have it, more or less: told by how close to each other the newest of them are."""
    newest = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
    count, first, last = connection.execute(
        f"SELECT count(*), min(rowid), (SELECT max(id) FROM messages) FROM ({newest})", (_quoted([piece]), PROBE)
    ).fetchone()
    found: int = count if count < PROBE else count * last // max(last - first + 1, 1)
    return found


def _grams(value: str, most: int) -> list[str]:
    """All pieces of the value, or some that are spread over it."""
    return [value[start : start + GRAM] for start in _spread(range(len(value) - GRAM + 1), most)]


def _spread(items: Sequence[_T], most: int) -> list[_T]:
    if len(items) <= most:
        return list(items)
    return [items[(len(items) - 1) * at // max(most - 1, 1)] for at in range(most)]


def _all(found: Iterable[str | None]) -> str | None:
    known = list(filter(None, found))
    return f"({' AND '.join(known)})" if known else None


def _quoted(pieces: Iterable[str], between: str = " AND ") -> str:
    quoted = ['"' + piece.replace('"', '""') + '"' for piece in pieces]
    return f"({between.join(quoted)})"


# The exact condition


def _joined(between: str, pieces: Iterable[Sql]) -> Sql:
    found = list(pieces)
    return Sql(
        between.join(f"({each.text})" for each in found), tuple(value for each in found for value in each.values)
    )


def _condition(query: Query) -> Sql:
    """What holds for a mail exactly when the search does; 1 or 0, never null."""
    return _nested(query) if _height(query) <= SQL_LEVELS else _chained(query)


def _nested(query: Query) -> Sql:
    """With brackets; what is on the right is worked out only if it counts."""
    match query:
        case And(parts):
            return _joined(" AND ", map(_nested, sorted(parts, key=_cost)))
        case Or(parts):
            return _joined(" OR ", map(_nested, sorted(parts, key=_cost)))
        case _:
            return _term(query)


def _chained(query: Query) -> Sql:
    """Without brackets at the left: & and | bind alike, from left to right. With the part of most terms there, others
    are at most half as large, so that 200 terms have seven brackets within each other."""
    if not isinstance(query, And | Or):
        return Sql(f"({_term(query).text})", _term(query).values)
    first, *others = sorted(query.parts, key=_terms, reverse=True)
    sign = " & " if isinstance(query, And) else " | "
    left, right = _chained(first), _joined(sign, map(_chained, others))
    return Sql(f"{left.text}{sign}{right.text}", left.values + right.values)


def _term(query: Query) -> Sql:
    match query:
        case Not(part):
            negated = _term(part)
            return Sql(f"NOT ({negated.text})", negated.values)
        case Contains(value, fields):
            return _contains(storable(value), fields)
        case HasHeader(name, value):
            return _has_header(name, storable(value))
        case Is(name, value):
            return _is(name, storable(value))
        case Has(flag):
            return Sql(_OF_MESSAGES[flag] if flag in _OF_MESSAGES else f"{_OF_TEXTS[flag]} IS TRUE")
        case Received(start, end):
            bounds = [("received >= ?", start and time_to_text(start)), ("received < ?", end and time_to_text(end))]
            return _within(bounds)
        case Size(above, below):
            return _within([("size > ?", above), ("size < ?", below)])
    raise AssertionError(query)


def _within(bounds: Iterable[tuple[str, Any]]) -> Sql:
    given = [(text, value) for text, value in bounds if value is not None]
    return Sql(" AND ".join(f"messages.{text}" for text, _ in given) or "1", tuple(value for _, value in given))


def _contains(value: str, fields: frozenset[Field]) -> Sql:
    places = [f"texts.{field}" for field in _COLUMNS if field in fields]
    places += ["html_of(messages.id)"] if Field.HTML in fields else []
    # A mail without texts has nulls there, which are not true.
    found = " OR ".join(f"instr({place}, ?)" for place in places)
    return Sql(f"({found}) IS TRUE", (value,) * len(places))


def _has_header(name: str, value: str) -> Sql:
    row = "message = messages.id AND name = ? COLLATE NOCASE"
    if not value:
        return Sql(f"EXISTS (SELECT 1 FROM headers WHERE {row})", (storable(name),))
    return Sql(f"EXISTS (SELECT 1 FROM headers WHERE {row} AND instr(fold(value), ?))", (storable(name), value))


def _is(name: Name, value: str) -> Sql:
    match name:
        case Name.INBOX:
            return Sql("messages.inbox = ?", (value,))
        case Name.USER:
            return Sql("fold(messages.user) = ?", (fold(value),))
        case Name.TAG:
            return Sql(f"EXISTS (SELECT 1 FROM message_tags WHERE message = messages.id AND {_TAG})", (fold(value),))
