"""What Prometheus is told, read at each scrape: nothing is counted twice, and nothing is kept here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import inf

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from mailtrap import __version__
from mailtrap.inbox import Inbox
from mailtrap.model import InboxInfo

MAX_INBOXES = 100
"""Inboxes with series of their own, the largest first: a test run may use thousands, and series are dear."""


def exposed(inbox: Inbox) -> bytes:
    """All figures as text. ``StoreError`` when the store cannot be read."""
    registry = CollectorRegistry()
    registry.register(_Figures(inbox))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Figures(Collector):
    """The figures of one inbox service. It gives no names beforehand, so it is not asked for any."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def describe(self) -> Iterable[Metric]:
        """Nothing: else all would be read once more."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        yield InfoMetricFamily("mailtrap", "The program", {"version": __version__})
        yield from self._since_the_start()
        yield from self._kept()
        yield from self._by_inbox()
        yield from self._store()

    def _since_the_start(self) -> Iterator[Metric]:
        done = self._inbox.statistics()
        yield _counter("mails_received", "Mails that were kept since the start, by SMTP and HTTP", done.accepted)
        yield _counter("received_bytes", "Bytes of these mails", done.accepted_size)
        yield _counter("mails_refused", "Mails that were refused since the start", done.rejected)
        yield _counter("mails_deleted", "Mails that somebody deleted since the start", done.deleted)
        yield _gauge("smtp_connections", "SMTP connections that are open", self._inbox.sessions_open())
        yield _gauge("event_watchers", "Tabs and others that are told of events", self._inbox.watchers())

    def _kept(self) -> Iterator[Metric]:
        counts = self._inbox.counts()
        yield _gauge("mails", "Mails in the store", counts.total)
        yield _gauge("unread_mails", "Mails that nobody has read", counts.unread)
        yield _gauge("mail_bytes", "Bytes of the mails in the store", counts.size)

    def _by_inbox(self) -> Iterator[Metric]:
        inboxes = self._inbox.inboxes()
        largest = sorted(inboxes, key=lambda each: -each.counts.total)[:MAX_INBOXES]
        yield _gauge("inboxes", "Inboxes that hold mail or have bounds of their own", len(inboxes))
        of = f"of the {MAX_INBOXES} largest inboxes"
        yield _labelled("inbox_mails", f"Mails {of}", largest, lambda each: each.counts.total)
        yield _labelled("inbox_unread_mails", f"Unread mails {of}", largest, lambda each: each.counts.unread)
        yield _labelled("inbox_mail_bytes", f"Bytes of the mails {of}", largest, lambda each: each.counts.size)

    def _store(self) -> Iterator[Metric]:
        writing = self._inbox.writing()
        yield _gauge("store_bytes", "Bytes of the store on disk", self._inbox.store_size())
        yield _gauge("disk_free_bytes", "Bytes that the disk of the store has left", self._inbox.room())
        yield _gauge("writes_waiting", "Mails and changes that wait for the next commit", writing.waiting)
        yield HistogramMetricFamily(
            "mailtrap_commit_seconds",
            "How long commits took",
            buckets=[("+Inf" if bound == inf else str(bound), count) for bound, count in writing.commits],
            sum_value=writing.seconds,
        )


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(f"mailtrap_{name}", about, value)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mailtrap_{name}", about, value)


def _labelled(name: str, about: str, inboxes: list[InboxInfo], value: Callable[[InboxInfo], int]) -> Metric:
    found = GaugeMetricFamily(f"mailtrap_{name}", about, labels=["inbox"])
    for each in inboxes:
        found.add_metric([each.name], value(each))
    return found
