"""Clearing away: deleted mails leave their tables, and the file gives back its room, in small steps."""

from __future__ import annotations

import json
import sqlite3

from mailtrap.stores.ledger import ALL_INBOXES, Ledger
from mailtrap.stores.schema import ALIVE, OLD_WORDS, WORDS
from mailtrap.stores.texts import Texts, words_of

STEP = 200
"""Mails of one step."""
VACUUM_STEP = 1_000
"""Pages (4 kB) that are given back in one step."""
KEPT_FREE = 250
"""Free pages that are left for the mails that come next."""
FREE_SHARE = 0.2
"""Share of free pages from which the file is made smaller; below, new mails will use them."""
FEW = 2_000
"""Mails that may be indexed anew when all others are deleted: a new index is quicker than taking them out of it."""

MANY = 500
"""Mails taken out of the index, and as many as are left in it, from which it is written anew: what was taken out stays
in it as a note that it is gone, which takes twice the room."""
OLD_STEP = 500
"""Rows of an old index, some 4 kB each, that are deleted in one step."""
MERGE_STEP = 64
"""Pages (4 kB) of the index that are written in one step."""


class Sweeper:
    """Used on the writer's thread alone. Each step takes some milliseconds."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._step = STEP
        self._taken_out = 0
        self._merging = False

    def smaller(self) -> None:
        """The last step failed, perhaps for want of room: take less at once."""
        self._step = max(self._step // 8, 1)

    def sweep(self, connection: sqlite3.Connection) -> bool:
        """Clear some deleted mails away, in the transaction that is open; whether there may be more."""
        numbers = [row[0] for row in connection.execute("SELECT message FROM graves LIMIT ?", (self._step,))]
        if numbers:
            self._clear(connection, numbers, numbers)
            return True
        whole = connection.execute("SELECT upto, cleared FROM doomed WHERE inbox = ''").fetchone()
        if whole and whole[0] > whole[1] and self._ledger.tally(ALL_INBOXES).total <= FEW:
            self._new_index(connection, whole[0])
            return True
        numbers = self._doomed(connection)
        if numbers:
            cleared = whole[1] if whole else 0
            self._clear(connection, numbers, [number for number in numbers if number > cleared])
            return True
        if connection.execute("DELETE FROM doomed").rowcount:
            connection.execute("DELETE FROM spared")
        connection.execute(
            "DELETE FROM tags WHERE total = 0 AND NOT EXISTS (SELECT 1 FROM message_tags WHERE tag = tags.id)"
        )
        return self._ledger.close(connection, self._step) or _drop_old(connection) or self._merge(connection)

    def _doomed(self, connection: sqlite3.Connection) -> list[int]:
        found: list[int] = []
        for inbox, upto in connection.execute("SELECT inbox, upto FROM doomed").fetchall():
            where = "INDEXED BY messages_inbox WHERE inbox = ?3 AND" if inbox else "NOT INDEXED WHERE"
            found += [
                row[0]
                for row in connection.execute(
                    f"SELECT id FROM messages {where} id <= ?1 AND NOT ({ALIVE}) ORDER BY id LIMIT ?2",
                    (upto, self._step - len(found), inbox)[: 3 if inbox else 2],
                )
            ]
            if len(found) >= self._step:
                break
        return found

    def _clear(self, connection: sqlite3.Connection, numbers: list[int], in_words: list[int]) -> None:
        """Take mails out of every table, and some of them out of the index."""
        self._step = min(self._step * 2, STEP)
        chosen = json.dumps(numbers)
        among = "IN (SELECT value FROM json_each(?))"
        indexed = _indexed(connection, in_words)
        connection.executemany("INSERT INTO words (words, rowid, content) VALUES ('delete', ?, ?)", indexed)
        self._taken_out += len(indexed)
        connection.execute(f"DELETE FROM texts WHERE message {among}", (chosen,))
        contents = connection.execute(f"SELECT DISTINCT content FROM raw_contents WHERE message {among}", (chosen,))
        candidates = json.dumps([row[0] for row in contents])
        connection.execute(f"DELETE FROM messages WHERE id {among}", (chosen,))
        connection.execute(f"DELETE FROM graves WHERE message {among}", (chosen,))
        connection.execute(
            f"DELETE FROM contents WHERE id {among} "
            "AND NOT EXISTS (SELECT 1 FROM raw_contents WHERE content = contents.id)",
            (candidates,),
        )

    def _merge(self, connection: sqlite3.Connection) -> bool:
        """Write a piece of the index anew, if much was taken out of it; whether there may be more."""
        if not self._merging and self._taken_out < max(self._ledger.tally(ALL_INBOXES).total, MANY):
            return False
        before = connection.total_changes
        step = MERGE_STEP if self._merging else -MERGE_STEP  # negative begins with all of it
        connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (step,))
        self._merging = connection.total_changes - before >= 2  # as FTS5 tells that it did something
        if not self._merging:
            self._taken_out = 0
        return self._merging

    @staticmethod
    def _new_index(connection: sqlite3.Connection, upto: int) -> None:
        """Everything up to a number was deleted: begin a new index with the few that are left."""
        left = connection.execute(
            f"SELECT id FROM messages WHERE (id > ? OR id IN (SELECT message FROM spared)) AND {ALIVE}", (upto,)
        ).fetchall()
        connection.execute(f"ALTER TABLE words RENAME TO {OLD_WORDS}{upto}")  # to empty it takes seconds
        connection.execute(WORDS)
        numbers = [number for (number,) in left]
        for start in range(0, len(numbers), STEP):  # their texts are not held in memory all at once
            chunk = _indexed(connection, numbers[start : start + STEP])
            connection.executemany("INSERT INTO words (rowid, content) VALUES (?, ?)", chunk)
        connection.execute("UPDATE doomed SET cleared = upto WHERE inbox = ''")


def _drop_old(connection: sqlite3.Connection) -> bool:
    """Clear a piece of an index away that is used no more; whether there may be more."""
    old = connection.execute(
        "SELECT name FROM sqlite_schema WHERE name GLOB ? AND sql LIKE 'CREATE VIRTUAL TABLE%' LIMIT 1",
        (f"{OLD_WORDS}*",),
    ).fetchone()
    if old is None:
        return False
    # What FTS5 opens it by has the numbers 1 and 10; all else are pages of the index.
    piece = f"SELECT id FROM {old[0]}_data WHERE id > 10 LIMIT {OLD_STEP}"
    if connection.execute(f"DELETE FROM {old[0]}_data WHERE id IN ({piece})").rowcount < OLD_STEP:
        connection.execute(f"DROP TABLE {old[0]}")
    return True


def shrink(connection: sqlite3.Connection, free: int) -> bool:
    """Give free pages back to the disk, without an open transaction; whether there are more than ``free``."""
    pages = connection.execute("PRAGMA freelist_count").fetchone()[0]
    if pages > free:
        step = min(VACUUM_STEP, pages - free)
        connection.executescript(f"PRAGMA incremental_vacuum({step})")  # execute() would stop after one page
        return True
    return False


def has_much_room(connection: sqlite3.Connection) -> bool:
    """Whether so much of the file is free that it is worth making it smaller."""
    free: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return free > KEPT_FREE and free > FREE_SHARE * pages


def _indexed(connection: sqlite3.Connection, numbers: list[int]) -> list[tuple[int, str]]:
    """Those of these mails that are in the index, each with the words that were put into it."""
    texts = connection.execute(
        f"SELECT message, {', '.join(Texts._fields)} FROM texts WHERE message IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ).fetchall()
    fields: dict[int, list[tuple[str, str]]] = {}
    for number, name, value in connection.execute(
        "SELECT message, name, headers.value FROM json_each(?) CROSS JOIN headers ON message = json_each.value "
        "ORDER BY message, position",
        (json.dumps([row[0] for row in texts]),),
    ):
        fields.setdefault(number, []).append((name, value))
    return [(row[0], words_of(Texts(*row[1:]), fields.get(row[0], []))) for row in texts]
