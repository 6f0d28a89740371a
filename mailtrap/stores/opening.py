"""Opening a SQLite file as a store: refusing what is not ours, holding it alone, bringing its tables up to date."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlite_utils import Database

from mailtrap import mime
from mailtrap.errors import NotAStore, StoreError, StoreLocked
from mailtrap.stores import finding, raws
from mailtrap.stores.schema import APPLICATION_ID, migrations

CHECKPOINT_PAGES = 4_000
"""Pages (4 kB) of write-ahead log after which the writer moves them into the file."""
BUSY_TIMEOUT = 5.0
"""Seconds to wait for another program that has the file open, such as sqlite3."""
EVENTS_LOST = 1_000_000
"""Events that a power cut may have taken back though they were told: the log is synced before it has much more than
``CHECKPOINT_PAGES``, and a page has a hundred of them."""
CACHE = 8_000
"""Kibibytes of the file that each reader keeps; more make no search quicker, for the system keeps the file, too."""
READING = 30.0
"""Seconds that a reader may take; only a search can take so long."""
_PROGRESS = 20_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_MAGIC = b"SQLite format 3\x00"


def lock(path: Path) -> FileLock:
    """Hold the store; the system lets go of it however this process ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It may be closed by another thread than the one that opened it.
        held = FileLock(f"{path}.lock", timeout=0, mode=0o600, thread_local=False)
        held.acquire()
    except Timeout:
        raise StoreLocked(
            f"{path}: another mailtrap has this store open; stop it, or name another file with --db"
        ) from None
    except OSError as fault:
        raise StoreError(f"{path}: cannot be opened: {fault.strerror}; name a file in a folder you can write") from None
    return held


def events_lost(path: Path) -> int:
    """How many events may have been told and lost: none if the last who had it open has closed it, which ends its
    log."""
    return EVENTS_LOST if path.with_name(f"{path.name}-wal").exists() else 0


def look_at(path: Path) -> None:
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
        # is not seen; writer_connection looks again.
        connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, isolation_level=None)
        try:
            _refuse_foreign(path, connection)
        finally:
            connection.close()
    except sqlite3.Error as fault:
        if path.with_name(f"{path.name}-wal").exists():
            return  # a crash while the log was moved into the file: without its log it makes no sense
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


def writer_connection(path: Path, *, durable: bool) -> sqlite3.Connection:
    """The one connection that writes, its file made and its schema up to date.

    Raises:
        NotAStore: what its write-ahead log holds is not ours.
        StoreError: it cannot be opened or used.
    """
    try:
        if not path.exists():  # the log and the index beside it take over its mode
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT)
    except (OSError, sqlite3.Error) as fault:
        raise StoreError(f"{path}: cannot be opened: {fault}; name a file in a folder you can write") from None
    try:
        _refuse_foreign(path, connection)
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # takes hold in a new file only
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        # Some systems build SQLite to overwrite what is deleted: that takes as much room again, on a full disk too.
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA journal_size_limit = {CHECKPOINT_PAGES * 4096}")
        _prepare(connection)
        migrations.apply(Database(connection))
        if durable:
            _sync_folder(path.parent)
    except NotAStore:
        connection.close()
        raise
    except sqlite3.Error as fault:
        connection.close()
        raise StoreError(f"{path}: cannot be used: {fault}") from None
    return connection


def _sync_folder(path: Path) -> None:
    """The log has its name on disk before anything is in it, so that it tells of a power cut, whatever that takes."""
    try:
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:  # Windows has no such thing
        pass


def reader_connection(path: Path) -> sqlite3.Connection:
    """A connection that only reads, and leaves checkpoints to the writer."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    connection.execute("PRAGMA temp_store = MEMORY")
    _prepare(connection)
    return connection


def limit(connection: sqlite3.Connection) -> None:
    """From now on it may read for so long."""
    end = time.monotonic() + READING
    connection.set_progress_handler(lambda: time.monotonic() > end, _PROGRESS)


def is_overdue(fault: sqlite3.Error) -> bool:
    """Whether it had read for too long."""
    return getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT


def _prepare(connection: sqlite3.Connection) -> None:
    """Searches may look into the HTML of a mail, which no table holds."""
    finding.prepare(connection, lambda number: mime.open_mail(raws.load(connection, number) or b"").body.html)


def _one(connection: sqlite3.Connection, select: str) -> Any:
    return connection.execute(select).fetchone()[0]
