"""The promises of ``Store``, for every store to keep: derive from ``StoreSuite`` and supply a fixture ``store``."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mailtrap.errors import StoreError
from mailtrap.model import Change, Counts, Envelope, Event, Recipient, Summary
from mailtrap.stores import ALL, Selection, Store
from tests.support import mail

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
ENVELOPE = Envelope(
    mail_from="ada@b.test",
    recipients=(
        Recipient("bob@b.test", {"NOTIFY": "NEVER", "X": True}),
        Recipient("bob@b.test"),
        Recipient('"c d"@日本.test'),
    ),
    helo="client.test",
    client="[::1]:4321",
    received=NOW,
    mail_parameters={"SIZE": "12", "SMTPUTF8": True},
    tls="TLSv1.3 TLS_AES_256_GCM_SHA384",
    user="team/ä",
)
PLAIN = Envelope("", (Recipient("b@b.test"),), "x", "127.0.0.1:1", NOW)
SOON = 30.0
"""Seconds in which a store must have answered."""


def added(store: Store, raw: bytes = b"Subject: a\r\n\r\n", envelope: Envelope = PLAIN) -> Summary:
    """Keep one mail and wait for it."""
    return store.add(envelope, raw).result(SOON)


def those(*ids: str) -> Selection:
    """The mails of these ids."""
    return Selection(ids=ids)


class Watcher:
    """Who listens to a store: all events, in order."""

    def __init__(self, store: Store) -> None:
        self.events: list[Event] = []
        store.listen(self.events.extend)


class StoreSuite:
    """What every store does."""

    def test_empty(self, store: Store) -> None:
        """A new store has nothing and can be written."""
        store.check()
        page = store.page(ALL, 0, 10)

        assert (page.messages, page.counts, page.seq) == ((), Counts(), 0)
        assert (store.latest(ALL), store.message("x"), store.raw("x")) == (None, None, None)
        assert store.events_after(0, 10) == []
        assert (store.delete(ALL), store.delete(those("x")), store.mark(those("x"), True), store.mark(ALL, True)) == (
            0,
            0,
            0,
            0,
        )

    def test_a_mail_is_kept_as_it_came(self, store: Store) -> None:
        """Raw and envelope come back as they were given, and the summary is that of the answer."""
        raw = mail("Grüße") + bytes(range(256))
        summary = added(store, raw, ENVELOPE)
        message = store.message(summary.id)

        assert store.raw(summary.id) == raw
        assert message and message.envelope == ENVELOPE
        assert message.summary == summary
        assert (summary.inbox, summary.user, summary.size, summary.read) == ("team/ä", "team/ä", len(raw), False)
        assert (summary.created, summary.reading.subject) == (NOW, "Grüße")

    def test_a_mail_without_user_goes_to_default(self, store: Store) -> None:
        """Without AUTH the inbox is ``default``."""
        assert added(store).inbox == "default"

    @pytest.mark.parametrize("raw", [b"", b"\0", b"\xff\xfe" * 50_000, b"x" * 3_000_000], ids=["0", "1", "100k", "3M"])
    def test_any_raw(self, store: Store, raw: bytes) -> None:
        """No bytes are refused, none are changed."""
        assert store.raw(added(store, raw).id) == raw

    def test_odd_texts(self, store: Store) -> None:
        """Texts of a client are kept as they are: NUL, quotes, direction marks, no time zone of our own."""
        odd = "a\0b'\";--%\u202e\ufeff\U0001f389"
        west = NOW.astimezone(tz=None) + timedelta(hours=1)
        given = replace(
            ENVELOPE, mail_from=odd, helo=odd, user=odd, received=west, recipients=(Recipient(odd, {"X": odd}),)
        )
        message = store.message(added(store, envelope=given).id)

        assert message and message.envelope == given

    def test_ids_are_names_that_nobody_guesses(self, store: Store) -> None:
        """Ids are 22 characters of base62, all different; numbers grow."""
        summaries = [added(store) for _ in range(50)]
        ids = {summary.id for summary in summaries}

        assert len(ids) == 50
        assert all(len(id_) == 22 and id_.isalnum() and id_.isascii() for id_ in ids)
        assert all(one.number < two.number for one, two in pairwise(summaries))

    def test_numbers_are_never_used_again(self, store: Store) -> None:
        """A number that was given is not given again, also when its mail was the last and is gone."""
        first = added(store)
        store.delete(those(first.id))
        second = added(store)
        store.delete(ALL)
        third = added(store)

        assert first.number < second.number < third.number

    def test_newest_first(self, store: Store) -> None:
        """The list is in the order of arrival, whatever the clock says; pages fit together."""
        ids = [added(store, envelope=replace(PLAIN, received=NOW - timedelta(days=n))).id for n in range(7)]
        pages = [[each.id for each in store.page(ALL, start, 3).messages] for start in (0, 3, 6, 9)]

        assert pages == [ids[:3:-1], ids[3:0:-1], ids[0:1], []]
        assert store.latest(ALL) == ids[-1]

    def test_counts(self, store: Store) -> None:
        """Counts follow each change."""
        seen = [store.count(ALL)]
        one, two, three = (added(store, b"x" * size).id for size in (10, 20, 30))
        seen.append(store.count(ALL))
        store.mark(those(one, two), True)
        seen.append(store.count(ALL))
        store.delete(those(two))
        seen.append(store.count(ALL))
        store.delete(those(three))
        seen.append(store.count(ALL))
        store.delete(ALL)
        seen.append(store.count(ALL))

        assert seen == [Counts(), Counts(3, 3, 60), Counts(3, 1, 60), Counts(2, 1, 40), Counts(1, 0, 10), Counts()]
        assert store.page(ALL, 0, 1).counts == Counts()

    def test_delete_answers_how_many_there_were(self, store: Store) -> None:
        """Unknown ids and repeated ones are passed over."""
        one, two = added(store).id, added(store).id

        assert store.delete(those()) == 0
        assert store.delete(those(one, "unknown", one, "")) == 1
        assert store.delete(those(one, two)) == 1
        assert (store.raw(one), store.message(two)) == (None, None)

    def test_mark_answers_how_many_changed(self, store: Store) -> None:
        """Marking twice changes nothing the second time; None means all."""
        one, two, three = (added(store).id for _ in range(3))
        changed = [
            store.mark(those(one, one, "unknown"), True),
            store.mark(those(one), True),
            store.mark(ALL, True),
            store.mark(ALL, True),
            store.mark(those(), False),
            store.mark(those(two), False),
            store.mark(ALL, False),
        ]

        assert changed == [1, 0, 2, 0, 0, 1, 2]
        assert [each.read for each in store.page(ALL, 0, 10).messages] == [False] * 3
        assert store.mark(those(three), True) == 1
        assert [each.id for each in store.page(ALL, 0, 10).messages if each.read] == [three]

    def test_each_change_is_an_event(self, store: Store) -> None:
        """Events tell what changed, in order, numbered without gaps, before the answer is given."""
        watcher = Watcher(store)
        summary = added(store)
        so_far = len(watcher.events)
        other = added(store)
        store.mark(those(summary.id), True)
        store.mark(those(summary.id), True)
        store.delete(those(other.id, "unknown"))
        store.delete(ALL)
        store.delete(ALL)

        assert so_far == 1
        assert watcher.events == [
            Event(1, Change.NEW, summary.id, summary=summary, inbox="default"),
            Event(2, Change.NEW, other.id, summary=other, inbox="default"),
            Event(3, Change.UPDATE, summary.id, read=True, inbox="default"),
            Event(4, Change.DELETE, other.id, inbox="default"),
            Event(5, Change.TRUNCATE),
        ]
        assert store.page(ALL, 0, 1).seq == 5

    def test_a_listener_that_fails_harms_nobody(self, store: Store) -> None:
        """An exception of who listens does not reach who writes."""

        def fail(events: list[Event]) -> None:
            raise RuntimeError("of the listener")

        store.listen(fail)

        assert added(store).id == store.latest(ALL)
        assert store.delete(ALL) == 1

    def test_events_after(self, store: Store) -> None:
        """Who was away is told what came since; of mails that came and went only that they went."""
        watcher = Watcher(store)
        one, two = added(store), added(store)
        store.mark(those(one.id), True)
        missed = {seq: store.events_after(seq, 10) for seq in range(4)}
        store.delete(those(two.id))

        assert missed[3] == []
        assert missed[2] == watcher.events[2:3]
        assert [event.seq for event in missed[0] or ()] == [1, 2, 3]
        assert [event.change for event in store.events_after(0, 10) or ()] == [Change.NEW, Change.UPDATE, Change.DELETE]
        assert [event.summary.id for event in store.events_after(0, 10) or () if event.summary] == [one.id]

    def test_events_that_are_too_many_or_unknown(self, store: Store) -> None:
        """More than the limit, or a number that was never given, means: reload."""
        for _ in range(5):
            added(store)

        assert len(store.events_after(0, 5) or ()) == 5
        assert store.events_after(0, 4) is None
        assert store.events_after(6, 10) is None
        assert store.events_after(-2, 10) is None
        assert store.events_after(10**18, 10) is None

    def test_a_page_and_its_events_fit_together(self, store: Store) -> None:
        """A list and the events after its number make the list of now, while mail keeps coming."""
        stop = threading.Event()

        def load() -> None:
            while not stop.is_set():
                added(store)

        wrong = []
        with ThreadPoolExecutor(3, "test-load") as pool:
            running = [pool.submit(load) for _ in range(2)]
            try:
                for _ in range(50):
                    page = store.page(ALL, 0, 1000)
                    newest = max((each.number for each in page.messages), default=0)
                    missed = store.events_after(page.seq, 10_000) or []
                    late = [event.summary.number for event in missed if event.summary]
                    if len(page.messages) != page.counts.total or any(number <= newest for number in late):
                        wrong.append((len(page.messages), page.counts, page.seq, newest, late[:3]))
                    if page.counts.total > 700:
                        store.delete(ALL)
            finally:
                stop.set()
            for each in running:
                each.result(SOON)

        assert wrong == []

    def test_counts_are_exact_in_a_crowd(self, store: Store) -> None:
        """Eight threads that add, mark and delete leave counts that are those of the mails, and events without gaps."""
        watcher = Watcher(store)

        def work(seed: int) -> None:
            dice = random.Random(seed)
            mine: list[str] = []
            for _ in range(80):
                match dice.randrange(10):
                    case 0 if mine:
                        store.delete(those(*mine[: dice.randrange(3)]))
                    case 1 if mine:
                        store.mark(those(*dice.sample(mine, min(len(mine), 3))), dice.random() < 0.7)
                    case 2 if dice.random() < 0.05:
                        store.delete(ALL)
                    case 3 if dice.random() < 0.2:
                        store.mark(ALL, dice.random() < 0.5)
                    case _:
                        mine.append(added(store, b"x" * dice.randrange(2_000), replace(PLAIN, user=f"u{seed % 3}")).id)

        with ThreadPoolExecutor(8, "test-crowd") as pool:
            for each in [pool.submit(work, seed) for seed in range(8)]:
                each.result(60)
        page = store.page(ALL, 0, 10_000)
        there = page.messages

        assert page.counts == Counts(len(there), sum(not each.read for each in there), sum(each.size for each in there))
        assert store.count(ALL) == page.counts
        assert [event.seq for event in watcher.events] == list(range(1, page.seq + 1))
        assert left_by(watcher.events) == {each.id: each.read for each in there}

    def test_adding_many_at_once(self, store: Store) -> None:
        """Mails that come together are all kept, each once, in the order in which they were given."""
        futures = [store.add(PLAIN, b"Subject: %d\r\n\r\n" % number) for number in range(1_200)]
        summaries = [future.result(SOON) for future in futures]

        assert store.count(ALL).total == 1_200
        assert [each.reading.subject for each in summaries] == [str(number) for number in range(1_200)]
        assert [each.number for each in summaries] == sorted({each.number for each in summaries})

    def test_a_future_that_was_cancelled(self, store: Store) -> None:
        """Who gave up waiting does not take his mail back, nor those of others."""
        futures = [store.add(PLAIN, b"%d" % number) for number in range(50)]
        for future in futures[::2]:
            future.cancel()
        last = added(store)

        assert store.latest(ALL) == last.id
        assert store.count(ALL).total == 51

    def test_closed(self, store: Store) -> None:
        """Closing twice is fine; what was given before is kept, and afterwards everything is a StoreError."""
        futures = [store.add(PLAIN, b"%d" % number) for number in range(100)]
        store.close()
        store.close()

        assert all(future.result(0).size for future in futures)
        with pytest.raises(StoreError):
            store.add(PLAIN, b"").result(SOON)
        with pytest.raises(StoreError):
            store.check()
        with pytest.raises(StoreError):
            store.page(ALL, 0, 1)
        with pytest.raises(StoreError):
            store.delete(ALL)

    def test_size(self, store: Store) -> None:
        """What is on disk is at least what was given."""
        before = store.size()
        added(store, random.Random(1).randbytes(1_000_000))  # of which nothing can be left out

        assert store.size() >= before + 1_000_000


def left_by(events: list[Event]) -> dict[str, bool]:
    """Which mails a reader that only follows the events believes to be there, and whether they are read."""
    there: dict[str, bool] = {}
    for event in events:
        match event.change:
            case Change.NEW:
                there[event.id] = False
            case Change.UPDATE:
                there[event.id] = bool(event.read)
            case Change.DELETE:
                del there[event.id]
            case Change.TRUNCATE:
                there.clear()
    return there
