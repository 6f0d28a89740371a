"""What the writer does when nothing waits: making searchable, forgetting what is too old, clearing away."""

from __future__ import annotations

import logging
import sqlite3
import time
from math import inf
from pathlib import Path

from mailtrap.model import Event
from mailtrap.stores.changes import Changes
from mailtrap.stores.indexing import Index
from mailtrap.stores.ledger import Ledger
from mailtrap.stores.sweeping import KEPT_FREE, STEP, Sweeper, has_much_room, shrink
from mailtrap.stores.texts import warm_up
from mailtrap.stores.writer import PAUSE

log = logging.getLogger(__name__)

AFTER_FAILURE = 1.0
"""Seconds until the next attempt when one failed."""
LONGEST_WAIT = 10.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine have slept."""
LOG_AFTER = 1.0
"""Seconds of quiet after which the write-ahead log is moved into the file: in a small store it is most of the disk."""
LOG_KEPT = 1024 * 1024
"""Bytes of it that may stay: so little is not worth the writing."""
WARM_UP_AFTER = 0.3
"""Seconds from the start until what the first mail needs is loaded: not while all else of the start is."""
MAX_BURIED = 10_000
"""Mails that are cleared away without waiting for a pause, at most: so many steps may follow one upon the other."""

PRESSING = 1_000
"""Mails to be cleared away from which that goes before all else."""


class Chores:
    """Used on the writer's thread alone. All of it can be lost without harm: it is found and done again."""

    def __init__(self, name: str, ledger: Ledger, changes: Changes, index: Index) -> None:
        self._name = name
        self._log = Path(f"{name}-wal")
        self._ledger = ledger
        self._changes = changes
        self._index = index
        self._sweeper = Sweeper(ledger)
        self._sweeping = True  # the last run may have left something
        self._shrinking = False
        self._buried = 0
        self._not_before = -inf
        self._rested = -inf
        self._warm_up_at = time.monotonic() + WARM_UP_AFTER
        self._log_at = inf
        self.failures = 0
        """Attempts in a row that failed."""

    def deleted(self, count: int = 0) -> None:
        """Something was deleted. ``count`` mails of it must not wait for a pause: who is given mail without end, and
        keeps the last of it, would never clear away the rest."""
        self._sweeping = True
        self._buried = min(self._buried + count, MAX_BURIED)

    def wrote(self) -> None:
        """Something was committed."""
        self._log_at = time.monotonic() + LOG_AFTER

    @property
    def demanded(self) -> bool:
        """Whether something is to be done before a mail is answered."""
        return self._index.demanded and time.monotonic() >= self._not_before

    @property
    def urgent(self) -> bool:
        """Whether something is to be done before the next write. That takes half of the time, and more only when much
        has been put off."""
        due = self._index.urgent or self._buried >= STEP or self._expiring
        much = self._index.pressing or self._buried >= PRESSING
        return due and time.monotonic() >= (self._not_before if much else max(self._not_before, self._rested))

    @property
    def busy(self) -> bool:
        """Whether there is something to do, now or after a failure."""
        return self._index.behind or self._sweeping or self._shrinking or self._expiring

    @property
    def _expiring(self) -> bool:
        return self._changes.next_expiry <= time.time()

    def wait(self) -> float | None:
        """Seconds until there is something to do; None when there is nothing."""
        if self.busy:
            return max(self._not_before - time.monotonic(), PAUSE)
        wait = min(self._warm_up_at, self._log_at) - time.monotonic()
        if self._changes.next_expiry < inf:
            wait = min(wait, self._changes.next_expiry - time.time(), LONGEST_WAIT)
        return None if wait == inf else max(wait, PAUSE)

    def step(self, connection: sqlite3.Connection) -> list[Event]:
        """Do a piece of what is most urgent. What happened is to be told."""
        events: list[Event] = []
        began = time.monotonic()
        if began >= self._warm_up_at:
            self._warm_up_at = inf
            warm_up()
        try:
            if self._shrinking and not (self._index.behind or self._sweeping or self._expiring):
                self._shrink(connection)
                self.failures = 0
            else:
                changes = connection.total_changes
                connection.execute("BEGIN IMMEDIATE")
                self._ledger.read(connection)
                self._within(connection, events)
                self._ledger.write(connection)
                connection.execute("COMMIT")
                self._index.committed()
                if connection.total_changes > changes or not self.busy:  # else it was only seen what is to be done
                    self.failures = 0
                if connection.total_changes > changes:
                    self.wrote()
            if began >= self._log_at and not self.busy:
                self._move_log(connection)
        except Exception as fault:  # what cannot be done now must not end the thread that keeps mail
            self._failed(connection, fault)
            events.clear()
        now = time.monotonic()
        self._rested = now + (now - began)
        return events

    def _within(self, connection: sqlite3.Connection, events: list[Event]) -> None:
        if self._expiring and self._changes.expire(connection, events):
            self._sweeping = True
        behind = self._index.behind
        if behind:
            self._index.step(connection, events)
        if self._sweeping and (not behind or self._buried >= STEP):
            more = self._sweeper.sweep(connection)
            self._buried = max(self._buried - STEP, 0) if more else 0
            self._shrinking = not more and has_much_room(connection)
            self._sweeping = more

    def _shrink(self, connection: sqlite3.Connection) -> None:
        self._shrinking = shrink(connection, KEPT_FREE)
        if not self._shrinking:
            _empty_log(connection)

    def _move_log(self, connection: sqlite3.Connection) -> None:
        if self._log.stat().st_size > LOG_KEPT:
            _empty_log(connection)
        held = self._log.stat().st_size > LOG_KEPT  # by who reads now
        self._log_at = time.monotonic() + LONGEST_WAIT if held else inf

    def _failed(self, connection: sqlite3.Connection, fault: Exception) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            _empty_log(connection)  # it may hold the room that is missing
        except sqlite3.Error:
            pass
        self._index.undone()
        self._changes.undone()
        self._ledger.forget()
        self._sweeper.smaller()
        self._sweeping = True
        self._not_before = time.monotonic() + AFTER_FAILURE
        self.failures += 1
        if self.failures == 1:
            ours = not isinstance(fault, sqlite3.Error)
            log.warning("%s: could not be tidied up: %s; trying again", self._name, fault, exc_info=ours)


def _empty_log(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file, as far as those who read let it: nobody is waited for."""
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
