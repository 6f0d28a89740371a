"""Lists of mails: pieces of an inbox, and what a search finds. Functions of a snapshot of the store."""

from __future__ import annotations

import json
import sqlite3

from mailtrap.model import Counts, Hint, Message
from mailtrap.stores import Selection, rows
from mailtrap.stores.changes import find
from mailtrap.stores.finding import Plan, storable
from mailtrap.stores.ledger import ALL_INBOXES
from mailtrap.stores.schema import ALIVE, BLOCK_BITS

COUNTED = 500
"""Matches of a search beyond what is shown that are counted; of more, it is said that there are at least so many."""


def number_of(connection: sqlite3.Connection, id_: str) -> int | None:
    """The number of the mail of an id; None if there is none."""
    row = connection.execute(f"SELECT id FROM messages WHERE public_id = ? AND {ALIVE}", (storable(id_),)).fetchone()
    return None if row is None else int(row[0])


def message(connection: sqlite3.Connection, id_: str) -> Message | None:
    """One mail without its raw; None if there is none of that id."""
    select = f"SELECT {rows.MESSAGE_COLUMNS} FROM messages WHERE public_id = ? AND {ALIVE}"
    row = connection.execute(select, (storable(id_),)).fetchone()
    return None if row is None else rows.message(connection, row)


def hints(connection: sqlite3.Connection, ids: tuple[str, ...]) -> list[Hint]:
    """What is known of the mails of these ids, in their order."""
    found = connection.execute(
        "SELECT public_id, inbox, is_pinned, has_code, has_link FROM json_each(?) "
        "CROSS JOIN messages ON public_id = json_each.value LEFT JOIN texts ON texts.message = messages.id "
        f"WHERE {ALIVE} ORDER BY json_each.key",
        (json.dumps([storable(id_) for id_ in ids]),),
    )
    return [
        Hint(id_, inbox, bool(pinned), *(None if flag is None else bool(flag) for flag in flags))
        for id_, inbox, pinned, *flags in found
    ]


def counts_of(connection: sqlite3.Connection, inbox: str | None) -> Counts:
    """How much there is in an inbox, or in all."""
    total, unread, size, _ = _sums(connection, inbox)
    return Counts(total, unread, size)


def _sums(connection: sqlite3.Connection, inbox: str | None) -> tuple[int, int, int, int]:
    """Mails, unread ones, bytes and pinned ones."""
    where, parameters = ("", ()) if inbox is None else (" WHERE name = ?", (inbox,))
    sums = ", ".join(f"coalesce(sum({column}), 0)" for column in ("total", "unread", "size", "pinned"))
    found: tuple[int, int, int, int] = connection.execute(f"SELECT {sums} FROM inboxes{where}", parameters).fetchone()
    return found


def tags_of(connection: sqlite3.Connection, inbox: str) -> dict[str, int]:
    """Each tag of the mails of an inbox, in the order of the alphabet, and how many have it."""
    return dict(
        connection.execute(
            "SELECT name, count(*) FROM messages INDEXED BY messages_inbox JOIN message_tags ON message = messages.id "
            f"JOIN tags ON tags.id = tag WHERE inbox = ? AND {ALIVE} GROUP BY tags.id ORDER BY name",
            (inbox,),
        ).fetchall()
    )


def span(connection: sqlite3.Connection, inbox: str | None, start: int, limit: int) -> tuple[int, int, int]:
    """Numbers between which lies a piece of the list of an inbox, or of all: from the first to below the second; and
    how many mails of the list lie beyond. Nothing where there is nothing.

    What lies before the piece is passed over a block at a time, and so are the dead behind it, which may be a million
    that were just deleted.
    """
    below, beyond, there, above = 0, 0, 0, 0
    blocks = connection.execute(
        "SELECT block, total FROM blocks WHERE inbox = ? ORDER BY block DESC", (inbox or ALL_INBOXES,)
    )
    for block, total in blocks:
        there += total
        if there <= start:
            beyond = there
            continue
        below = below or (block + 1) << BLOCK_BITS
        above = block << BLOCK_BITS
        if there >= start + limit:
            break
    return above, below, beyond


def piece(connection: sqlite3.Connection, inbox: str | None, start: int, limit: int) -> list[rows.Row]:
    """Rows of the list of an inbox, or of all."""
    above, below, beyond = span(connection, inbox, start, limit)
    if not below:
        return []
    which = "INDEXED BY messages_inbox WHERE inbox = ?5 AND" if inbox is not None else "NOT INDEXED WHERE"
    return connection.execute(
        f"SELECT {rows.SUMMARY_COLUMNS} FROM messages {which} id >= ?1 AND id < ?2 AND {ALIVE} "
        "ORDER BY id DESC LIMIT ?3 OFFSET ?4",
        (above, below, limit, start - beyond, inbox)[: 4 if inbox is None else 5],
    ).fetchall()


def search(
    connection: sqlite3.Connection, selection: Selection, start: int, limit: int
) -> tuple[list[rows.Row], Counts, bool]:
    """Rows of what was found, how much that is, and whether it was counted to the end."""
    cap = start + limit + COUNTED
    *counts, numbers = connection.execute(*_plan(connection, selection).page(limit, start, cap + 1)).fetchone()
    found = connection.execute(
        f"SELECT {rows.SUMMARY_COLUMNS} FROM messages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
        (numbers,),
    ).fetchall()
    matches = Counts(*counts)
    if matches.total <= cap:
        return found, matches, True
    return found, Counts(cap, matches.unread, matches.size), False


def count(connection: sqlite3.Connection, selection: Selection) -> Counts:
    """How many these are, counted to the end."""
    return Counts(*connection.execute(*_plan(connection, selection).count()).fetchone())


def _plan(connection: sqlite3.Connection, selection: Selection) -> Plan:
    total, unread, _, pinned = _sums(connection, selection.inbox)
    whole = total if selection.inbox is None else _sums(connection, None)[0]
    chosen = find(selection, total, unread=unread, pinned=pinned, whole=whole, connection=connection)
    # Below the first that lives may be a million that were just deleted.
    first = connection.execute(
        "SELECT coalesce(min(block), 0) FROM blocks WHERE inbox = ?", (selection.inbox or ALL_INBOXES,)
    ).fetchone()[0]
    return chosen.also(f"{chosen.number} >= ?", first << BLOCK_BITS) if first else chosen
