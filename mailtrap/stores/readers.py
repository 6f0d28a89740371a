"""Connections that read: one for each use, kept for the next."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailtrap.errors import StoreError, TooCostly
from mailtrap.stores import opening

TOO_COSTLY = (
    f"this search takes longer than {opening.READING:g} seconds; give a word of three letters or more, a rarer one, "
    "an inbox, or less time between after: and before:"
)
MAX_IDLE_READERS = 16
"""Reading connections kept open for the next request."""


class Readers:
    """May be used from any thread.

    Raises:
        StoreError: the store is closed, or cannot be read.
        TooCostly: what is read takes too long.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = str(path)
        self._closed = False
        self._idle: deque[sqlite3.Connection] = deque()

    def close(self) -> None:
        """Close those that nobody uses; the others are closed by those who use them."""
        self._closed = True
        self._close_idle()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A reader to whom the store stands still."""
        with self.reader() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection that reads, for one use of bounded length."""
        self._must_be_open()
        connection: sqlite3.Connection | None = None
        try:
            connection = self._idle_reader() or opening.reader_connection(self._path)
            opening.limit(connection)
            yield connection
        except sqlite3.Error as fault:
            if opening.is_overdue(fault):
                raise TooCostly(TOO_COSTLY) from None
            raise StoreError(f"{self._name}: cannot be read: {fault}") from fault
        finally:
            if connection:
                if len(self._idle) < MAX_IDLE_READERS:
                    self._idle.append(connection)
                else:
                    connection.close()
            if self._closed:  # meanwhile
                self._close_idle()

    def _must_be_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self._name}: the store is closed")

    def _idle_reader(self) -> sqlite3.Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _close_idle(self) -> None:
        while connection := self._idle_reader():
            connection.close()
