"""The writer of a SQLite store: one thread, one connection, all that waits in one transaction (group commit)."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol, TypeVar

from mailtrap.errors import StoreError
from mailtrap.mime import Opened
from mailtrap.model import Envelope, Event, Session, Summary
from mailtrap.stores import Listener
from mailtrap.stores.raws import Wrapped
from mailtrap.stores.timing import CommitTimes

log = logging.getLogger(__name__)

MAX_BATCH = 500
"""Writes in one commit: enough to spread the cost of fsync, few enough that the first of them does not wait long."""
MAX_BATCH_BYTES = 32 * 1024 * 1024
"""Bytes of mail in one commit; a larger one would push the page cache to disk."""
COMPANY, MAX_COMPANY = 0.0002, 32
"""Seconds without a new write after which a commit no longer waits for as many writes as the last one had, and how many
it waits for at most. A commit costs much the same whatever it holds, and while its thread works another cannot; who
sends alone never waits."""
PAUSE = 0.005
"""Seconds without a write after which chores begin: who sends one mail after the other is not held up."""
LAZY = 0.25
"""Seconds that a session may wait for a commit that is made anyway."""
MAX_LAZY = 5_000
"""Sessions that may wait; a store that cannot be written loses the oldest of them."""

_T = TypeVar("_T")
Work = Callable[[sqlite3.Connection, list[Event]], _T]
"""Something to do within the transaction; it appends the events that tell of it."""


@dataclass(slots=True)
class Mail:
    """A mail on its way into the store; read and packed by the writer, before the transaction."""

    envelope: Envelope
    raw: bytes
    tags: tuple[str, ...] = ()
    opened: Opened | None = None
    wrapped: Wrapped | None = None


@dataclass(slots=True)
class _Write:
    """One thing for the writer to do: a mail to keep, or other work within the transaction."""

    mail: Mail | None = None
    work: Work[Any] = lambda connection, events: None
    relaxed: bool = False
    future: Future[Any] = field(default_factory=Future)

    @property
    def size(self) -> int:
        return len(self.mail.raw) if self.mail else 0


_NOTHING = _Write()

_Waiting = tuple[Callable[[], Session], Callable[[], None]]


class Keeper(Protocol):
    """The one who knows the tables. All of it is called on the writer's thread."""

    def prepare(self, connection: sqlite3.Connection, mail: Mail) -> None:
        """Read and pack a mail, before the transaction."""

    def insert(self, connection: sqlite3.Connection, events: list[Event], mails: list[Mail]) -> list[Summary]:
        """Put mails that came together into the tables."""

    def insert_sessions(self, connection: sqlite3.Connection, sessions: list[Session]) -> None:
        """Put sessions into the tables."""

    def begin(self, connection: sqlite3.Connection) -> None:
        """A transaction begins."""

    def finish(self, connection: sqlite3.Connection) -> None:
        """It is about to be committed."""

    def committed(self) -> None:
        """It was committed."""

    def undone(self) -> None:
        """It was rolled back."""


class Chores(Protocol):
    """What is done while nothing waits."""

    @property
    def demanded(self) -> bool:
        """Whether something is to be done before a mail is answered."""

    @property
    def urgent(self) -> bool:
        """Whether something is to be done before the next write."""

    def wrote(self) -> None:
        """Something was committed."""

    def wait(self) -> float | None:
        """Seconds until there is something to do; None when there is nothing."""

    def step(self, connection: sqlite3.Connection) -> list[Event]:
        """Do a piece of it, in a transaction of its own; never raises. What is to be told."""


class Writer:
    """Takes work from any thread and does it in the order in which it was asked for.

    ``name`` is what the store is called. Without ``durable``, commits do not wait for the disk.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, keeper: Keeper, chores: Chores, *, durable: bool
    ) -> None:
        self._connection = connection
        self._name = name
        self._keeper = keeper
        self._chores = chores
        self._durable = durable
        self._relaxed = False
        self._lazy: deque[_Waiting] = deque()
        self.listener: Listener = lambda events: None
        self.failing = False
        """Whether the last write failed."""
        self.times = CommitTimes()
        self._company = 1
        self._closed = False
        self._gate = threading.Lock()
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mailtrap-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Writes that are not yet taken up."""
        return self._queue.qsize()

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed or not self._thread.is_alive()

    def add(self, mail: Mail) -> Future[Summary]:
        """Keep a mail; it is read first."""
        return self._submit(_Write(mail))

    def now(self, work: Work[_T], *, relaxed: bool = False) -> _T:
        """Do this and wait for it; ``relaxed`` is what can be done again if it is lost."""
        result: _T = self._submit(_Write(work=work, relaxed=relaxed)).result()
        return result

    def sometime(self, session: Callable[[], Session], done: Callable[[], None]) -> None:
        """Keep a session with the next commit, or after ``LAZY`` seconds: a commit of its own would cost a sync.

        ``session`` makes it, on the writer's thread.
        """
        dropped: list[_Waiting] = [(session, done)]
        with self._gate:
            if not self._closed:
                self._lazy.append((session, done))
                dropped = [self._lazy.popleft()] if len(self._lazy) > MAX_LAZY else []
                if len(self._lazy) == 1:
                    self._queue.put(_NOTHING)  # wake up, and look at the clock from now on
        for _, tell in dropped:
            tell()

    def close(self) -> None:
        """Commit what was taken, then close the connection. Twice is fine."""
        with self._gate:  # nothing is queued behind the end
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _submit(self, write: _Write) -> Future[Any]:
        with self._gate:
            if not self._closed:
                self._queue.put(write)
                return write.future
        write.future.set_exception(StoreError(f"{self._name}: the store is closed"))
        return write.future

    def _run(self) -> None:
        last = False
        wait = self._chores.wait()
        while not last:
            batch, last = self._next_batch(wait)
            self._company = min(len(batch), MAX_COMPANY)
            worked = bool(batch or self._lazy)
            batch = [write for write in batch if self._prepared(write)]
            if batch or self._lazy:
                self._commit(batch)
            wait = self._chores.wait()
            if not worked and not last and wait is not None and wait <= PAUSE:
                self._chore()
                wait = self._chores.wait()
                wait = wait if wait is None or wait > PAUSE else 0  # it is quiet: go on
        self._connection.close()

    def _prepared(self, write: _Write) -> bool:
        """Read a mail; whoever brought one that cannot be read is told so, and nobody else."""
        try:
            if write.mail:
                self._keeper.prepare(self._connection, write.mail)
        except Exception as fault:
            log.exception("%s: a mail could not be read", self._name)
            _fail(write.future, StoreError(f"{self._name}: a mail could not be read: {fault}"))
            return False
        return True

    def _chore(self) -> None:
        if not self._relaxed:
            try:
                self._relax(True)
            except sqlite3.Error:  # then it waits for the disk
                log.debug("%s: not relaxed", self._name, exc_info=True)
        self._tell(self._chores.step(self._connection))

    def _next_batch(self, wait: float | None) -> tuple[list[_Write], bool]:
        """All that waits, within bounds, and whether it is the last.

        Nothing when only sessions have waited enough, or nothing came for ``wait`` seconds.
        """
        batch: list[_Write] = []
        size = 0
        if self._lazy:
            wait = LAZY if wait is None else min(wait, LAZY)
        try:
            write = self._queue.get(timeout=wait)
            while write is not None:
                if write is not _NOTHING:
                    batch.append(write)
                    size += write.size
                if len(batch) >= MAX_BATCH or size >= MAX_BATCH_BYTES:
                    return batch, False
                write = self._queue.get(timeout=self._patience(batch))
        except queue.Empty:
            return batch, False
        return batch, True

    def _patience(self, batch: list[_Write]) -> float:
        """Seconds that these still wait for the next write; sessions alone can wait long."""
        if not batch:
            return LAZY
        if len(batch) < self._company and self._queue.empty():
            time.sleep(COMPANY)  # rather than in the queue, where each write would wake it
        return 0

    def _commit(self, batch: list[_Write]) -> None:
        """One transaction for all. If it fails, one for each, so that only the guilty one is told."""
        sessions = list(self._lazy)
        began = time.perf_counter()
        try:
            results, events = self._transact(batch, [session for session, _ in sessions])
        except Exception as fault:
            told = StoreError(f"{self._name}: cannot be written: {fault}")
            busy = isinstance(fault, sqlite3.OperationalError)  # the disk, rather than what is to be written
            if sessions and not busy:
                for _, tell in self._take(sessions):
                    tell()
                self._commit(batch)
            elif len(batch) > 1 and not (self.failing and busy):
                for write in batch:
                    self._commit([write])
            else:
                if batch or not self.failing:
                    log.error("%s: a write failed: %s", self._name, fault)
                self.failing = True
                for write in batch:
                    _fail(write.future, told)
            return
        self.failing = False
        self._chores.wrote()
        if not self._relaxed:
            self.times.add(time.perf_counter() - began)
        for _, tell in self._take(sessions):
            tell()
        self._tell(events)
        while self._chores.demanded:
            self._chore()
        for write, result in zip(batch, results, strict=True):
            # A cancelled future (the client hung up) changes nothing: the mail is kept.
            if write.future.set_running_or_notify_cancel():
                write.future.set_result(result)
        if self._chores.urgent:
            self._chore()

    def _tell(self, events: list[Event]) -> None:
        if events:
            try:
                self.listener(events)
            except Exception:  # who listens must not stop who writes
                log.exception("a listener failed")

    def _relax(self, relaxed: bool) -> None:
        """Whether commits need not wait for the disk: what they hold is on it with the next one that does."""
        if self._durable and relaxed != self._relaxed:
            self._connection.execute(f"PRAGMA synchronous = {'NORMAL' if relaxed else 'FULL'}")
            self._relaxed = relaxed

    def _take(self, sessions: list[_Waiting]) -> list[_Waiting]:
        """Those of the sessions that still wait, which they then do no longer."""
        with self._gate:
            return [each for each in sessions if self._lazy and each is self._lazy[0] and self._lazy.popleft()]

    def _transact(self, batch: list[_Write], sessions: list[Callable[[], Session]]) -> tuple[list[Any], list[Event]]:
        events: list[Event] = []
        connection = self._connection
        self._relax(all(write.relaxed for write in batch))  # sessions alone are, too
        connection.execute("BEGIN IMMEDIATE")
        try:
            results: list[Any] = []
            self._keeper.begin(connection)
            for is_mail, writes in groupby(batch, key=lambda write: write.mail is not None):
                if is_mail:
                    results += self._keeper.insert(connection, events, [write.mail for write in writes if write.mail])
                else:
                    results += [write.work(connection, events) for write in writes]
            if sessions:
                self._keeper.insert_sessions(connection, [session() for session in sessions])
            self._keeper.finish(connection)
            connection.execute("COMMIT")
        except BaseException:
            self._keeper.undone()
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._keeper.committed()
        return results, events


def _fail(future: Future[Any], fault: StoreError) -> None:
    if future.set_running_or_notify_cancel():
        future.set_exception(fault)
