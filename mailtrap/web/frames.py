"""Events as frames, in Mailpit's form with ``Seq`` added: what the socket and the stream send."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import msgspec

from mailtrap import __version__, wire
from mailtrap.bus import News, Subscription
from mailtrap.inbox import Inbox
from mailtrap.model import Change, Event
from mailtrap.web import shapes
from mailtrap.web.faults import listed
from mailtrap.web.filtering import Filter

STATS_INTERVAL = 0.25
"""Seconds between two ``stats`` frames while mail pours in."""
KEPT_FRAMES = 1_000
"""Frames kept as text, so that one event is made into JSON once, however many watch."""

REST_EACH, MAX_REST = 0.00075, 0.05
"""Seconds of rest before the next look, for each event but the first of those that came together, and at most: what
comes alone is told at once, what pours in is told in few large pieces. Whoever is woken takes time from the mail."""
NEWS_INTERVAL, NEWS_PAUSE = 0.5, 0.05
"""Seconds between two tellings of the news, and before the first after a silence: a short session is told once."""


class Told(NamedTuple):
    """A frame: its type, the number of its event if it tells of one, and all of it as JSON."""

    type: str
    seq: int | None
    text: str


class Frames:
    """JSON of the latest events."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: OrderedDict[int, str] = OrderedDict()

    def of(self, event: Event) -> str:
        """The frame of an event, made by whoever asks first."""
        with self._lock:
            text = self._texts.get(event.seq)
            if text is None:
                text = self._texts[event.seq] = frame(event)
                if len(self._texts) > KEPT_FRAMES:
                    self._texts.popitem(last=False)
            return text


@dataclass(slots=True)
class Batches:
    """What is there for one watcher: what came after the ``last`` event that is known, then what comes, each once,
    while it is ``alive``."""

    inbox: Inbox
    subscription: Subscription
    last: int
    alive: Callable[[], bool]

    def __call__(self, wait: Callable[[], float]) -> Iterator[list[Event] | None]:
        """What has happened, piece by piece, until one of the two sides ends: first what was missed, then what comes;
        None when too much was lost; an empty list after each wait in vain, whose seconds it is asked for."""
        yield self.missed()
        yield from self.coming(wait)

    def missed(self) -> list[Event] | None:
        """What came until now."""
        events, self.last = missed(self.inbox, self.last)
        return events

    def coming(self, wait: Callable[[], float]) -> Iterator[list[Event] | None]:
        """What comes from now on."""
        rest = 0.0
        while self.alive() and not self.subscription.closed:
            came = self.subscription.take(wait(), rest)
            if not self.alive():  # what came last is no longer for them
                return
            if came:
                came = [event for event in came if event.seq > self.last]
                self.last = came[-1].seq if came else self.last
            yield came
            rest = MAX_REST if came is None else min(max(len(came) - 1, 0) * REST_EACH, MAX_REST)


def missed(inbox: Inbox, after: int) -> tuple[list[Event] | None, int]:
    """What came after an event, None when that is too much; and the last event that need not be told any more."""
    events = inbox.events_after(after)
    return events, -1 if events is None else events[-1].seq if events else after


def told(inbox: Inbox, came: Batches, frames: Frames, chosen: Filter, look: float) -> Iterator[Told | None]:
    """Every event that was chosen as a frame, and the news and how much there is, not too often.

    None after each piece, and at the latest after ``look`` seconds.
    """
    yield from opening(inbox, came.missed(), chosen)
    yield None
    yield from following(inbox, came, frames, chosen, look)


def opening(inbox: Inbox, events: list[Event] | None, chosen: Filter) -> Iterator[Told]:
    """What was missed, made for this watcher alone, and how much there is."""
    if events is None:
        yield Told("resync", None, _text(wire.Resync()))
    for event in chosen.passed(inbox, events or []):
        yield Told(event.change.value, event.seq, frame(event))
    yield _stats(inbox, chosen)


def reloading(inbox: Inbox, chosen: Filter) -> Iterator[Told]:
    """To who did not read for too long: reload all that is watched."""
    yield from opening(inbox, None, chosen)
    if chosen.news:
        yield from _news(inbox, News(None, True))


def following(inbox: Inbox, came: Batches, frames: Frames, chosen: Filter, look: float) -> Iterator[Told | None]:
    """The same of what comes."""
    stats_due = news_due = inf
    news_told = -inf

    def wait() -> float:
        return min(max(min(stats_due, news_due) - time.monotonic(), 0), look)

    for events in came.coming(wait):
        if events is None:
            yield Told("resync", None, _text(wire.Resync()))
        for event in chosen.passed(inbox, events or []):
            yield Told(event.change.value, event.seq, frames.of(event))
        now = time.monotonic()
        if (events is None or events) and stats_due == inf:
            stats_due = now + STATS_INTERVAL
        if now >= stats_due:
            yield _stats(inbox, chosen)
            stats_due = inf
        if came.subscription.has_news and news_due == inf:
            news_due = max(now + NEWS_PAUSE, news_told + NEWS_INTERVAL)
        if now >= news_due:
            yield from _news(inbox, came.subscription.news())
            news_due, news_told = inf, now
        yield None


def _stats(inbox: Inbox, chosen: Filter) -> Told:
    counts = chosen.counts(inbox)
    return Told("stats", None, _text(wire.StatsChanged(wire.Stats(counts.total, counts.unread, __version__))))


def _news(inbox: Inbox, news: News) -> Iterator[Told]:
    if news.sessions is None:
        yield Told("sessions", None, _text(wire.SessionsChanged(wire.SessionCounts(*inbox.count_sessions()))))
    for transcript in news.sessions or ():
        row = shapes.session(transcript.session(lines=False))
        yield Told("session", None, _text(wire.SessionChanged(row)))
    if news.faults:
        yield Told("faults", None, _text(wire.FaultsChanged(listed(inbox.faults))))


def frame(event: Event) -> str:
    """One event as JSON."""
    return _text(_frame(event))


def _frame(event: Event) -> wire.Frame:
    match event.change:
        case Change.NEW if event.summary:
            return wire.New(shapes.summary(event.summary), event.seq)
        case Change.UPDATE:
            return wire.Update(_updated(event), event.seq)
        case Change.DELETE:
            return wire.Delete(wire.Deleted(event.id), event.seq)
        case Change.PRUNE:
            return wire.Prune(None, event.seq)
    return wire.Truncate(None, event.seq)


def _updated(event: Event) -> wire.Updated:
    return wire.Updated(
        event.id,
        read=msgspec.UNSET if event.read is None else event.read,
        tags=msgspec.UNSET if event.tags is None else list(event.tags),
        pinned=msgspec.UNSET if event.pinned is None else event.pinned,
    )


def _text(value: wire.Frame) -> str:
    return msgspec.json.encode(value).decode()
