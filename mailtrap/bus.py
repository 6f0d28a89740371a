"""From the one who writes to all who watch: numbered events, bounded queues, nobody waits for anybody."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from mailtrap.model import Event

QUEUE_LENGTH = 1_000
"""Events that may wait for one subscriber before it is told to reload."""


class Subscription:
    """A queue of events for one reader, on the reader's own thread."""

    def __init__(self, length: int = QUEUE_LENGTH, inbox: str | None = None) -> None:
        self._length = length
        self._inbox = inbox
        self._events: deque[Event] = deque()
        self._ready = threading.Condition()
        self._overflowed = False
        self._closed = False

    def offer(self, events: list[Event]) -> None:
        """Take events without ever blocking; more than the queue holds are dropped, and that is remembered."""
        if self._inbox is not None:
            events = [event for event in events if event.inbox in ("", self._inbox)]
            if not events:
                return  # who is not meant is not woken: of a hundred who wait, ninety-nine
        with self._ready:
            if not self._overflowed:
                self._events.extend(events)
                if len(self._events) > self._length:
                    self._events.clear()
                    self._overflowed = True
            self._ready.notify()

    def close(self) -> None:
        """Wake the reader for the last time."""
        with self._ready:
            self._closed = True
            self._ready.notify()

    @property
    def closed(self) -> bool:
        """Whether no more will come."""
        return self._closed

    def take(self, timeout: float) -> list[Event] | None:
        """What has come, waiting at most ``timeout`` seconds for the first; None when some were dropped: reload."""
        with self._ready:
            if not (self._events or self._overflowed or self._closed):
                self._ready.wait(timeout)
            if self._overflowed:
                self._overflowed = False
                self._events.clear()
                return None
            taken = list(self._events)
            self._events.clear()
            return taken


class Bus:
    """Hands each event to every subscription, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()
        self._closed = False

    def publish(self, events: list[Event]) -> None:
        """Called by the one writer, after the commit."""
        with self._lock:
            for subscription in self._subscriptions:
                subscription.offer(events)

    @contextmanager
    def subscribe(self, length: int = QUEUE_LENGTH, inbox: str | None = None) -> Iterator[Subscription]:
        """A subscription that ends with the block, to what happens in one inbox or in all."""
        subscription = Subscription(length, inbox)
        with self._lock:
            self._subscriptions.add(subscription)
            if self._closed:
                subscription.close()
        try:
            yield subscription
        finally:
            with self._lock:
                self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End all subscriptions."""
        with self._lock:
            self._closed = True
            for subscription in self._subscriptions:
                subscription.close()

    @property
    def subscribers(self) -> int:
        """How many watch."""
        return len(self._subscriptions)
