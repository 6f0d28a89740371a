"""What the writer does when nothing waits: making searchable, forgetting what is too old, clearing away."""

from __future__ import annotations

import logging
import sqlite3
import time
from datetime import UTC, datetime
from math import inf

from mailtrap.model import Event
from mailtrap.stores.changes import Changes
from mailtrap.stores.indexing import Index
from mailtrap.stores.ledger import Ledger
from mailtrap.stores.sweeping import KEPT_FREE, Sweeper, has_much_room, shrink
from mailtrap.stores.writer import PAUSE

log = logging.getLogger(__name__)

AFTER_FAILURE = 1.0
"""Seconds until the next attempt when one failed."""


class Chores:
    """Used on the writer's thread alone. All of it can be lost without harm: it is found and done again."""

    def __init__(self, name: str, ledger: Ledger, changes: Changes, index: Index) -> None:
        self._name = name
        self._ledger = ledger
        self._changes = changes
        self._index = index
        self._sweeper = Sweeper(ledger)
        self._sweeping = True  # the last run may have left something
        self._shrinking = False
        self._not_before = -inf
        self._failing = False

    def deleted(self) -> None:
        """Something was deleted."""
        self._sweeping = True

    @property
    def demanded(self) -> bool:
        """Whether something is to be done before a mail is answered."""
        return self._index.demanded and time.monotonic() >= self._not_before

    @property
    def urgent(self) -> bool:
        """Whether something is to be done before the next write."""
        return self._index.urgent and time.monotonic() >= self._not_before

    @property
    def busy(self) -> bool:
        """Whether there is something to do, now or after a failure."""
        return self._index.behind or self._sweeping or self._shrinking

    def wait(self) -> float | None:
        """Seconds until there is something to do; None when there is nothing."""
        if self.busy:
            return max(self._not_before - time.monotonic(), PAUSE)
        if self._changes.next_expiry:
            return max((self._changes.next_expiry - datetime.now(UTC)).total_seconds(), PAUSE)
        return None

    def step(self, connection: sqlite3.Connection) -> list[Event]:
        """Do a piece of what is most urgent. What happened is to be told."""
        events: list[Event] = []
        try:
            if self._shrinking and not (self._index.behind or self._sweeping):
                self._shrink(connection)
            else:
                connection.execute("BEGIN IMMEDIATE")
                self._ledger.read(connection)
                self._within(connection, events)
                self._ledger.write(connection)
                connection.execute("COMMIT")
            self._failing = False
        except Exception as fault:  # what cannot be done now must not end the thread that keeps mail
            self._failed(connection, fault)
            return []
        return events

    def _within(self, connection: sqlite3.Connection, events: list[Event]) -> None:
        if self._index.behind:
            self._index.step(connection, events)
        elif self._changes.next_expiry and self._changes.next_expiry <= datetime.now(UTC):
            self._changes.expire(connection, events)
            self._sweeping = True
        elif self._sweeping:
            self._sweeping = self._sweeper.sweep(connection)
            self._shrinking = not self._sweeping and has_much_room(connection)

    def _shrink(self, connection: sqlite3.Connection) -> None:
        self._shrinking = shrink(connection, KEPT_FREE)
        if not self._shrinking:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _failed(self, connection: sqlite3.Connection, fault: Exception) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._ledger.forget()
        self._index.undone()
        self._sweeper.smaller()
        self._sweeping = True
        self._not_before = time.monotonic() + AFTER_FAILURE
        try:  # the log may hold the room that is missing
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error:
            pass
        if not self._failing:
            ours = not isinstance(fault, sqlite3.Error)
            log.warning("%s: could not be tidied up: %s; trying again", self._name, fault, exc_info=ours)
        self._failing = True
