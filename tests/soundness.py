"""What must hold of every file of the SQLite store, however it came to be: told from the file alone, by plain SQL."""

import sqlite3
from array import array
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

from mailtrap.stores import raws
from mailtrap.stores.packing import unpack
from mailtrap.stores.schema import ALIVE, BLOCK_BITS
from mailtrap.stores.texts import Texts, words_of

_SUMS = "count(*), coalesce(sum(NOT is_read), 0), coalesce(sum(size), 0), coalesce(sum(is_pinned), 0)"
_NO_DEAD = {
    "graves": "SELECT count(*) FROM graves",
    "doomed": "SELECT count(*) FROM doomed",
    "spared": "SELECT count(*) FROM spared",
    "dead mails": f"SELECT count(*) FROM messages WHERE NOT ({ALIVE})",
    "mails without texts": "SELECT count(*) FROM messages WHERE id NOT IN (SELECT message FROM texts)",
    "tags of nobody": "SELECT count(*) FROM tags WHERE total = 0",
    "inboxes of nothing": "SELECT count(*) FROM inboxes WHERE NOT (total OR keep_count OR keep_age OR keep_size)",
}
_NONE = {
    "mails without raw": "SELECT count(*) FROM messages WHERE id NOT IN (SELECT message FROM raws)",
    "contents of nobody": "SELECT count(*) FROM contents WHERE id NOT IN (SELECT content FROM raw_contents)",
    "negative totals": "SELECT (SELECT count(*) FROM tags WHERE total < 0) + (SELECT count(*) FROM inboxes WHERE "
    "min(total, unread, size, pinned) < 0) + (SELECT count(*) FROM blocks WHERE total <= 0)",
    "numbers used again": "SELECT count(*) FROM messages WHERE id > "
    "(SELECT seq FROM sqlite_sequence WHERE name = 'messages')",
}
_LEFT_OUT = (
    f"SELECT id FROM messages WHERE NOT ({ALIVE}) AND id NOT IN (SELECT message FROM graves) "
    "AND id <= (SELECT cleared FROM doomed WHERE inbox = '')"
)
_OWNED = ("recipients", "raws", "raw_contents", "parts", "headers", "texts", "message_tags")


def faults_of(path: Path, *, settled: bool = False) -> list[str]:
    """All that is wrong with a file; ``settled`` is after ``Store.settle``, when nothing may be left to be done."""
    with closing(sqlite3.connect(path)) as connection:
        faults = [f"integrity: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        checks = {
            **_NONE,
            **{f"orphans in {table}": _orphans(table) for table in _OWNED},
            **(_NO_DEAD if settled else {}),
        }
        for name, select in checks.items():
            if found := connection.execute(select).fetchone()[0]:
                faults.append(f"{name}: {found}")
        faults += _miscounts(connection)
        faults += _words(connection)
        faults += _raws(connection)
    return faults


def _orphans(table: str) -> str:
    return f"SELECT count(*) FROM {table} WHERE message NOT IN (SELECT id FROM messages)"


def _miscounts(connection: sqlite3.Connection) -> list[str]:
    """Where what is counted is not what there is."""
    pairs = {
        "inboxes": (
            "SELECT name, total, unread, size, pinned FROM inboxes WHERE total OR unread OR size OR pinned",
            f"SELECT inbox, {_SUMS} FROM messages WHERE {ALIVE} GROUP BY inbox",
        ),
        "blocks": (
            "SELECT inbox, block, total FROM blocks",
            f"SELECT inbox, id >> {BLOCK_BITS}, count(*) FROM messages WHERE {ALIVE} GROUP BY 1, 2 "
            f"UNION ALL SELECT '', id >> {BLOCK_BITS}, count(*) FROM messages WHERE {ALIVE} GROUP BY 1, 2",
        ),
        "tags": (
            "SELECT name, total FROM tags WHERE total",
            "SELECT name, count(*) FROM tags JOIN message_tags ON tag = tags.id "
            f"JOIN messages ON messages.id = message WHERE {ALIVE} GROUP BY tags.id",
        ),
    }
    faults = []
    for name, (told, counted) in pairs.items():
        one, other = (set(connection.execute(select).fetchall()) for select in (told, counted))
        if one != other:
            faults.append(f"{name}: {sorted(one - other)[:5]} is told, {sorted(other - one)[:5]} is true")
    return faults


def _words(connection: sqlite3.Connection) -> list[str]:
    """The index holds the words of the rows of ``texts``, each mail under its number, and nothing else.

    When all mails are deleted it is begun anew, and the rows of the dead go afterwards: these have no words meanwhile.
    """
    left_out = {number for (number,) in connection.execute(_LEFT_OUT)}
    connection.execute("CREATE VIRTUAL TABLE temp.entries USING fts5vocab('main', 'words', 'instance')")
    real: dict[int, array[int]] = {}  # sets of the words themselves would be gigabytes for some 10,000 mails
    terms: dict[str, int] = {}
    for number, term in connection.execute("SELECT doc, term FROM temp.entries"):
        real.setdefault(number, array("L")).append(terms.setdefault(term, len(terms)))
    known = list(terms)
    connection.execute("DROP TABLE temp.entries")
    faults = []
    for number, *columns in connection.execute(f"SELECT message, {', '.join(Texts._fields)} FROM texts"):
        select = "SELECT name, value FROM headers WHERE message = ? ORDER BY position"
        words = words_of(Texts(*columns), connection.execute(select, (number,)).fetchall())
        wanted = set() if number in left_out else {words[start : start + 3] for start in range(len(words) - 2)}
        found = {known[at] for at in real.pop(number, ())}
        if found != wanted and "\0" not in words:
            faults.append(f"words of {number}: {len(wanted - found)} missing, {len(found - wanted)} too many")
    if real:
        faults.append(f"words of mails that are not there: {sorted(real)[:10]}")
    return faults[:10]


def _raws(connection: sqlite3.Connection) -> list[str]:
    """Each raw can be read and has its size; each content is what its name says."""
    faults = []
    for number, size in connection.execute("SELECT id, size FROM messages").fetchall():
        raw = raws.load(connection, number)
        if raw is None or len(raw) != size:
            faults.append(f"raw of {number}: {'none' if raw is None else len(raw)} instead of {size} bytes")
    for number, digest, is_packed, content in connection.execute("SELECT id, digest, is_packed, content FROM contents"):
        whole = unpack(content, is_packed)
        if blake2b(whole, digest_size=16).digest() != digest:
            faults.append(f"content {number} is not what it was")
    return faults[:10]
