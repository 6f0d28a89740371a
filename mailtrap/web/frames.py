"""Events as frames, in Mailpit's form with ``Seq`` added: what the socket and the stream send."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from mailtrap import __version__, wire
from mailtrap.bus import Subscription
from mailtrap.inbox import Inbox
from mailtrap.model import Change, Event
from mailtrap.web import shapes
from mailtrap.web.filtering import Filter

STATS_INTERVAL = 0.25
"""Seconds between two ``stats`` frames while mail pours in."""
KEPT_FRAMES = 1_000
"""Frames kept as text, so that one event is made into JSON once, however many watch."""

Batches = Callable[[Callable[[], float]], Iterator[list[Event] | None]]
"""What has happened, piece by piece, until one of the two sides ends: first what was missed, then what comes; None when
too much was lost; an empty list after each wait in vain, whose seconds it is asked for."""


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


def batches(
    inbox: Inbox, subscription: Subscription, after: int, wait: Callable[[], float], alive: Callable[[], bool]
) -> Iterator[list[Event] | None]:
    """What came after an event, then what comes, each once, as long as the watcher is ``alive``."""
    missed = inbox.events_after(after)
    last = -1 if missed is None else missed[-1].seq if missed else after
    yield missed
    while alive() and not subscription.closed:
        came = subscription.take(wait())
        if came:
            came = [event for event in came if event.seq > last]
            last = came[-1].seq if came else last
        yield came


def told(inbox: Inbox, came: Batches, frames: Frames, chosen: Filter, look: float) -> Iterator[Told | None]:
    """Every event that was chosen as a frame, and how much there is, not too often.

    None after each piece, and at the latest after ``look`` seconds.
    """
    stats_due: float | None = time.monotonic()

    def wait() -> float:
        return look if stats_due is None else min(max(stats_due - time.monotonic(), 0), look)

    text_of = frame  # what was missed is made for this watcher alone
    for events in came(wait):
        if events is None:
            yield Told("resync", None, _text(wire.Resync()))
        for event in chosen.passed(inbox, events or []):
            yield Told(event.change.value, event.seq, text_of(event))
        text_of = frames.of
        if (events is None or events) and stats_due is None:
            stats_due = time.monotonic() + STATS_INTERVAL
        if stats_due is not None and time.monotonic() >= stats_due:
            counts = chosen.counts(inbox)
            yield Told("stats", None, _text(wire.StatsChanged(wire.Stats(counts.total, counts.unread, __version__))))
            stats_due = None
        yield None


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
