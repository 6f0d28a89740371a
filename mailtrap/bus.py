"""From the one who writes to all who watch: numbered events, bounded queues, nobody waits for anybody.

Beside the events goes the news of what is no change of the store: SMTP sessions and fault rules. It has no numbers and
no queue: what changed twice before a reader asks is told once, as it is then.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from mailtrap.model import Event
from mailtrap.transcript import Transcript

QUEUE_LENGTH = 1_000
"""Events that may wait for one subscriber before it is told to reload."""
MAX_SESSIONS = 50
"""Sessions that are told one by one to a reader at a time; of more it is said that there are many."""


class News(NamedTuple):
    """Sessions that changed, None for too many of them, and whether fault rules did."""

    sessions: list[Transcript] | None
    faults: bool


class Subscription:
    """A queue of events for one reader, on the reader's own thread, and its news."""

    def __init__(self, length: int = QUEUE_LENGTH, inbox: str | None = None) -> None:
        self._length = length
        self._inbox = inbox
        self._events: deque[Event] = deque()
        self._ready = threading.Condition()
        self._overflowed = False
        self._closed = False
        self._resting = False
        self._sessions: dict[str, Transcript] = {}
        self._crowded = self._faults = self._stirred = False
        self.readers = 1
        """How many are told by the one who reads here."""

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
            if not self._resting or self._is_filling:
                self._ready.notify()

    @property
    def _is_filling(self) -> bool:
        return self._overflowed or len(self._events) > self._length // 2

    def tell_session(self, transcript: Transcript) -> None:
        """A session changed. In a crowd this costs next to nothing."""
        if self._crowded:
            return
        with self._ready:
            self._stir()
            self._sessions[transcript.id] = transcript
            if len(self._sessions) > MAX_SESSIONS:
                self._sessions.clear()
                self._crowded = True

    def tell_faults(self) -> None:
        """Fault rules changed, or one fired."""
        if self._faults:
            return
        with self._ready:
            self._stir()
            self._faults = True

    def _stir(self) -> None:
        """Wake the reader for the first of the news alone."""
        if not self.has_news:
            self._stirred = True
            if not self._resting:
                self._ready.notify()

    @property
    def has_news(self) -> bool:
        """Whether ``news`` has something to say."""
        return bool(self._sessions) or self._crowded or self._faults

    def news(self) -> News:
        """What changed since it was asked last."""
        with self._ready:
            news = News(None if self._crowded else list(self._sessions.values()), self._faults)
            self._sessions = {}
            self._crowded = self._faults = False
        return news

    def close(self) -> None:
        """Wake the reader for the last time."""
        with self._ready:
            self._closed = True
            self._ready.notify()

    @property
    def closed(self) -> bool:
        """Whether no more will come."""
        return self._closed

    def take(self, timeout: float, rest: float = 0) -> list[Event] | None:
        """What has come, waiting at most ``timeout`` seconds for the first, or for the first of the news; None when
        some were dropped: reload.

        ``rest`` is how long nothing wakes the reader, so that more comes together, but the end or a queue half full.
        """
        with self._ready:
            if rest > 0:
                self._resting = True
                self._ready.wait_for(lambda: self._closed or self._is_filling, rest)
                self._resting = False
            if not (self._events or self._overflowed or self._closed or self._stirred):
                self._ready.wait(timeout)
            self._stirred = False
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
        self._told_news: tuple[Subscription, ...] = ()
        self._closed = False

    def publish(self, events: list[Event]) -> None:
        """Called by the one writer, after the commit."""
        with self._lock:
            for subscription in self._subscriptions:
                subscription.offer(events)

    def tell_session(self, transcript: Transcript) -> None:
        """A session changed. May be called from any thread, and waits for nobody."""
        for subscription in self._told_news:
            subscription.tell_session(transcript)

    def tell_faults(self) -> None:
        """Fault rules changed, or one fired; as above."""
        for subscription in self._told_news:
            subscription.tell_faults()

    @contextmanager
    def subscribe(
        self, length: int = QUEUE_LENGTH, inbox: str | None = None, *, news: bool = False
    ) -> Iterator[Subscription]:
        """A subscription that ends with the block, to what happens in one inbox or in all, and to the news."""
        subscription = Subscription(length, inbox)
        with self._lock:
            self._subscriptions.add(subscription)
            if news:
                self._told_news = (*self._told_news, subscription)
            if self._closed:
                subscription.close()
        try:
            yield subscription
        finally:
            with self._lock:
                self._subscriptions.discard(subscription)
                self._told_news = tuple(each for each in self._told_news if each is not subscription)

    def close(self) -> None:
        """End all subscriptions."""
        with self._lock:
            self._closed = True
            for subscription in self._subscriptions:
                subscription.close()

    @property
    def subscribers(self) -> int:
        """How many watch."""
        with self._lock:
            return sum(subscription.readers for subscription in self._subscriptions)
