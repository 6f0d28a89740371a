"""The promises of ``Store``, for every store to keep: derive from ``StoreSuite`` and supply a fixture ``store``."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mailtrap.errors import StoreError
from mailtrap.model import Change, Counts, Envelope, Event, InboxInfo, Recipient, Retention, Summary
from mailtrap.query import parse
from mailtrap.stores import ALL, Selection, Store
from tests.support import mail, wait_for

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


def searched(text: str) -> Selection:
    """The mails that a search finds."""
    return Selection(query=parse(text, now=datetime.now(UTC)))


def of(inbox: str) -> Envelope:
    """An envelope that goes to an inbox."""
    return replace(PLAIN, user=inbox)


def listed(store: Store, selection: Selection = ALL) -> list[str]:
    """The ids of a list."""
    return [each.id for each in store.page(selection, 0, 10_000).messages]


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

    def test_a_mail_is_opened_in_one_look(self, store: Store) -> None:
        """What is known of a mail, and its raw, are of one moment; nothing where there is none."""
        id_ = added(store, b"Subject: one\r\n\r\nx\r\n").id
        opened = (store.message(id_), store.raw(id_))

        assert store.opened(id_) == opened
        assert (store.opened("unknown"), store.opened("\ud800")) == (None, None)
        store.delete(those(id_))
        assert store.opened(id_) is None

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

    def test_a_relaxed_mark_is_seen_and_told_at_once(self, store: Store) -> None:
        """It may be lost with the power, but until then it is a mark like any other."""
        watcher = Watcher(store)
        summary = added(store)
        changed = [store.mark(those(summary.id), read, relaxed=True) for read in (True, True, False, True)]

        assert changed == [1, 0, 1, 1]
        assert [each.read for each in store.page(ALL, 0, 1).messages] == [True]
        assert [event.read for event in watcher.events[1:]] == [True, False, True]
        assert (store.count(ALL).unread, store.page(ALL, 0, 1).seq) == (0, 4)

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

    # Inboxes

    def test_inboxes_do_not_see_each_other(self, store: Store) -> None:
        """Each inbox has its own list, counts, newest mail and search; what is done to one leaves the other alone."""
        red = [added(store, mail(f"r{n}"), of("red")).id for n in range(3)]
        blue = [added(store, mail(f"b{n}"), of("blue")).id for n in range(2)]
        one, other, none = Selection(inbox="red"), Selection(inbox="blue"), Selection(inbox="Red")
        store.mark(one, True)

        assert [listed(store, each) for each in (one, other, none)] == [red[::-1], blue[::-1], []]
        assert [store.latest(each) for each in (one, other, none)] == [red[-1], blue[-1], None]
        assert [(store.count(each).total, store.count(each).unread) for each in (one, other, ALL)] == [
            (3, 0),
            (2, 2),
            (5, 2),
        ]
        assert store.page(other, 0, 1).counts == store.count(other)
        assert listed(store, replace(one, query=searched("subject:b0").query)) == []
        assert listed(store, replace(other, query=searched("subject:b0").query)) == blue[:1]
        assert store.delete(one) == 3
        assert (store.delete(one), store.delete(none)) == (0, 0)
        assert listed(store) == listed(store, other) == blue[::-1]
        assert [(each.name, each.counts.total) for each in store.inboxes()] == [("blue", 2)]

    def test_an_inbox_without_name_is_none(self, store: Store) -> None:
        """An empty name, or one that no inbox can have, is no inbox, and above all not all of them."""
        id_ = added(store).id
        for name in ("", "\ud800", "?"):
            none = Selection(inbox=name)
            assert (store.delete(none), store.mark(none, True), store.pin(none, True)) == (0, 0, 0)
            assert (listed(store, none), store.count(none), store.latest(none)) == ([], Counts(), None)
        assert (store.message("\ud800"), store.raw("\ud800"), store.delete(those("\ud800"))) == (None, None, 0)
        assert listed(store) == [id_]

    @pytest.mark.parametrize("name", ["a\0b", "default", " ", "' OR 1 --", "%", "x" * 1_000_000, "\U0001f389/../é"])
    def test_odd_names_of_inboxes(self, store: Store, name: str) -> None:
        """An inbox may be called anything that is text."""
        other, id_ = added(store, envelope=of("a")).id, added(store, envelope=of(name)).id
        inbox = Selection(inbox=name)
        store.set_retention(name, Retention(count=7))

        assert listed(store, inbox) == listed(store, replace(inbox, query=searched("larger:0").query)) == [id_]
        assert {each.name: (each.counts.total, each.retention.count) for each in store.inboxes()} == {
            "a": (1, 0),
            name: (1, 7),
        }
        assert store.delete(inbox) == 1
        assert listed(store) == [other]

    # Selections

    def test_every_verb_takes_every_selection(self, store: Store) -> None:
        """Ids, inbox, search and event, alone and together, name the same mails to each verb."""
        ids = [added(store, mail("even" if n % 2 == 0 else "odd"), of(f"u{n % 3}")).id for n in range(12)]
        seq = store.page(ALL, 0, 1).seq
        late = [added(store, mail("even"), of("u1")).id for _ in range(2)]
        even = searched("subject:even").query
        selections = {
            those(ids[3], ids[5], "unknown"): {ids[3], ids[5]},
            Selection(inbox="u1"): {*ids[1::3], *late},
            Selection(query=even): {*ids[::2], *late},
            Selection(since=seq): set(late),
            Selection(since=seq + 1): {late[1]},
            Selection(inbox="u2", query=even): {ids[2], ids[8]},
            Selection(ids=(ids[0], ids[1], late[0]), query=even): {ids[0], late[0]},
            Selection(ids=(*ids[:3], *late), inbox="u1", query=even, since=1): set(late),
            Selection(since=seq, query=searched("subject:odd").query): set(),
            Selection(since=seq, inbox="u1"): set(late),
        }
        for selection, named in selections.items():
            assert set(listed(store, selection)) == named
            assert store.count(selection).total == store.page(selection, 0, 1).matches.total == len(named)
            assert store.latest(selection) == next((each for each in listed(store) if each in named), None)
            assert store.mark(selection, True) == len(named)
            assert {each.id for each in store.page(ALL, 0, 99).messages if each.read} == named
            assert store.pin(selection, True) == len(named)
            assert {each.id for each in store.page(ALL, 0, 99).messages if each.pinned} == named
            assert store.tag(selection, ("x",)) == len(named)
            assert {each.id for each in store.page(ALL, 0, 99).messages if each.tags} == named
            assert store.tags() == ({"x": len(named)} if named else {})
            assert (store.mark(ALL, False), store.pin(ALL, False), store.tag(ALL, (), None)) == (len(named),) * 3
        for selection, named in reversed(selections.items()):
            there = set(listed(store))
            assert store.delete(selection) == len(named & there)
            assert set(listed(store)) == there - named

    # Tags and pins

    def test_tags(self, store: Store) -> None:
        """Tags are given, taken and renamed; their totals are those of the mails; case does not make another."""
        one, two = store.add(PLAIN, b"", ("Red", "blue", "red")).result(SOON), added(store)
        steps = [
            (one.tags, store.tags()),
            (store.tag(those(two.id), ("RED", "green", "green")), store.tags()),
            (store.tag(ALL, ("red",), ()), store.tags()),
            (store.tag(those(one.id), (), ("BLUE", "unknown")), store.tags()),
            (store.rename_tag("green", "Lime"), store.tags()),
            (store.rename_tag("lime", "LIME"), store.tags()),
            (store.rename_tag("unknown", "x"), store.tags()),
            (store.tag(those(one.id), ("a",), None), store.tags()),
            (store.delete(those(two.id)), store.tags()),
            (store.rename_tag("a", "red"), store.tags()),
            (store.tag(ALL, ("a",), ("red", "a")), store.tags()),
            (store.delete(ALL), store.tags()),
        ]

        assert steps == [
            (("blue", "Red"), {"blue": 1, "Red": 1}),
            (1, {"blue": 1, "green": 1, "Red": 2}),
            (0, {"blue": 1, "green": 1, "Red": 2}),
            (1, {"green": 1, "Red": 2}),
            (True, {"Lime": 1, "Red": 2}),
            (True, {"LIME": 1, "Red": 2}),
            (False, {"LIME": 1, "Red": 2}),
            (1, {"a": 1, "LIME": 1, "Red": 1}),
            (1, {"a": 1}),
            (True, {"red": 1}),
            (1, {"a": 1}),
            (1, {}),
        ]

    def test_tags_of_any_letters(self, store: Store) -> None:
        """Case makes no difference to letters beyond a to z either."""
        id_ = store.add(PLAIN, b"", ("Grün", "日本")).result(SOON).id

        assert store.tag(ALL, ("GRÜN",)) == 0
        assert listed(store, searched("tag:grün")) == [id_]
        assert store.rename_tag("grÜn", "Blau")
        assert store.tag(ALL, (), ("日本", "blau")) == 1
        assert store.tags() == {}

    def test_a_name_that_is_taken(self, store: Store) -> None:
        """A tag does not get the name of another that somebody has, and mail that comes meanwhile is kept."""
        store.add(PLAIN, b"", ("a", "b")).result(SOON)
        coming = [store.add(PLAIN, b"") for _ in range(50)]
        with pytest.raises(ValueError, match="B"):
            store.rename_tag("a", "B")
        store.check()

        assert store.tags() == {"a": 1, "b": 1}
        assert all(each.result(SOON) for each in coming)

    def test_pinned_mail_is_spared(self, store: Store) -> None:
        """Who deletes everything, an inbox or what is found spares what is pinned; who names it by its id does not."""
        ids = [added(store, mail(f"s{n}"), of("a" if n % 2 else "b")).id for n in range(6)]
        store.pin(those(ids[1], ids[2]), True)
        deleted = [store.delete(Selection(inbox="a")), store.delete(searched("subject:s")), store.delete(ALL)]
        left = listed(store)
        inboxes = [(each.name, each.counts.total, each.pinned) for each in store.inboxes()]
        store.pin(those(ids[1]), False)
        again = store.delete(ALL)
        last = listed(store)

        assert (deleted, left) == ([2, 2, 0], [ids[2], ids[1]])
        assert inboxes == [("a", 1, 1), ("b", 1, 1)]
        assert (again, last) == (1, [ids[2]])
        assert (store.delete(those(ids[2])), listed(store), store.count(ALL)) == (1, [], Counts())

    def test_pinned_spared_many_times(self, store: Store) -> None:
        """Pinning, deleting everything and settling in any order leaves exactly what is pinned, found and counted."""
        dice = random.Random(5)
        there: dict[str, bool] = {}
        for turn in range(60):
            for _ in range(dice.randrange(4)):
                there[added(store, mail("some"), of(f"u{dice.randrange(2)}")).id] = False
            for id_ in dice.sample(sorted(there), min(len(there), 3)):
                there[id_] = dice.random() < 0.6
                store.pin(those(id_), there[id_])
            if dice.random() < 0.6:
                assert store.delete(ALL) == sum(not pinned for pinned in there.values())
                there = {id_: True for id_, pinned in there.items() if pinned}
            if dice.random() < 0.2 and there:
                id_ = dice.choice(sorted(there))
                assert store.delete(those(id_)) == 1
                del there[id_]
            if turn % 7 == 0:
                store.settle()
            assert set(listed(store)) == set(listed(store, searched("subject:some"))) == set(there)
            assert store.count(ALL).total == len(there)

    # Making room

    def test_bounds_hold_at_every_moment(self, store: Store) -> None:
        """After each mail there are no more than the bound says; the oldest went, but for what is pinned."""
        store.set_retention("a", Retention(count=3))
        store.set_retention("b", Retention(size=100))
        ids = []
        for number in range(12):
            ids.append(added(store, b"x" * 30, of("a")).id)
            added(store, b"x" * 30, of("b"))
            added(store, b"x" * 30, of("c"))
            if number == 4:
                store.pin(those(ids[3]), True)
            counts = {each.name: each.counts for each in store.inboxes()}
            assert counts["a"].total <= 3
            assert counts["b"].size <= 100
            assert counts["c"].total == number + 1

        assert listed(store, Selection(inbox="a")) == [ids[11], ids[10], ids[3]]
        assert store.count(ALL).total == 3 + 3 + 12

    def test_lowered_bounds_hold_at_once(self, store: Store) -> None:
        """A bound that is set makes room when it is set; taking it back brings nothing back."""
        watcher = Watcher(store)
        now = datetime.now(UTC)
        ids = [added(store, b"x" * 10, replace(of("a"), received=now - timedelta(hours=9 - n))).id for n in range(9)]
        seen = []
        for bounds in (
            Retention(count=7),
            Retention(size=50),
            Retention(age=3.5 * 3600),
            Retention(),
            Retention(age=10**15),
        ):
            store.set_retention("a", bounds)
            seen.append(len(listed(store)))
        added(store, envelope=of("a"))

        assert seen == [7, 5, 3, 3, 3]
        assert listed(store)[1:] == ids[:5:-1]
        assert [event.id for event in watcher.events if event.change == Change.DELETE] == ids[:6]

    def test_mail_grows_too_old(self, store: Store) -> None:
        """What outlives its bound goes by itself within a second, whatever the clock said when other mail came."""
        store.set_retention("a", Retention(age=1))
        now = datetime.now(UTC)
        future = added(store, envelope=replace(of("a"), received=now + timedelta(hours=1))).id
        kept = added(store, envelope=replace(of("b"), received=now)).id
        pinned = added(store, envelope=replace(of("a"), received=now)).id
        store.pin(those(pinned), True)
        old = added(store, envelope=replace(of("a"), received=datetime.now(UTC))).id
        began = time.monotonic()

        assert store.message(old)
        wait_for(lambda: store.message(old) is None, 5)
        assert 0.9 <= time.monotonic() - began < 2.2
        assert listed(store) == [pinned, kept, future]
        store.pin(those(pinned), False)
        wait_for(lambda: store.message(pinned) is None, 1)

    def test_bounds_are_kept(self, store: Store) -> None:
        """An inbox may have bounds before it has mail, and has them when its mail is gone; without both it is gone."""
        store.set_retention("a", Retention(1, 2.5, 3))
        empty = store.inboxes()
        added(store, envelope=of("a"))
        store.delete(Selection(inbox="a"))
        store.settle()
        after = store.inboxes()
        store.set_retention("a", Retention())
        store.set_retention("b", Retention())

        assert empty == after == [InboxInfo("a", Counts(), 0, Retention(1, 2.5, 3))]
        assert store.inboxes() == []

    def test_more_than_is_told_one_by_one(self, store: Store) -> None:
        """Great changes are one event that names the inbox, if it was in one; everything gone is TRUNCATE."""
        for future in [store.add(of("a"), b"") for _ in range(2_500)]:
            future.result(SOON)
        keep = added(store, envelope=of("b")).id
        watcher = Watcher(store)
        results = [
            store.mark(Selection(inbox="a"), True),
            store.tag(Selection(inbox="a"), ("t",)),
            store.delete(Selection(inbox="a")),
            store.pin(those(keep), True),
            store.delete(ALL),
            store.pin(those(keep), False),
            store.delete(ALL),
        ]

        assert results == [2_500, 2_500, 2_500, 1, 0, 1, 1]
        assert [(event.change, event.inbox) for event in watcher.events] == [
            *[(Change.PRUNE, "a")] * 3,
            (Change.UPDATE, "b"),
            (Change.UPDATE, "b"),
            (Change.TRUNCATE, ""),
        ]
        assert store.tags() == {}

    def test_events_of_changes(self, store: Store) -> None:
        """Pins and tags are told with what they are now."""
        watcher = Watcher(store)
        id_ = added(store, envelope=of("a")).id
        store.pin(ALL, True)
        store.tag(ALL, ("x", "y"))
        store.tag(ALL, (), ("x",))
        store.delete(ALL)

        told = [replace(event, summary=None) for event in watcher.events]
        assert told == [
            Event(1, Change.NEW, id_, inbox="a"),
            Event(2, Change.UPDATE, id_, inbox="a", pinned=True),
            Event(3, Change.UPDATE, id_, inbox="a", tags=("x", "y")),
            Event(4, Change.UPDATE, id_, inbox="a", tags=("y",)),
        ]
        assert [replace(event, summary=None) for event in store.events_after(0, 9) or ()] == told

    # Lists and searches

    def test_paging_equals_the_list(self, store: Store) -> None:
        """Wherever a page begins it is that piece of the list, with holes of every size, per inbox too, and while mail
        is deleted."""
        dice = random.Random(3)
        futures = [store.add(of(f"u{dice.randrange(3)}"), b"") for _ in range(3_000)]
        there = {each.id: each.inbox for each in (future.result(SOON) for future in futures)}

        def compare() -> None:
            for inbox in (None, "u1"):
                naive = [id_ for id_, of_ in reversed(there.items()) if inbox in (None, of_)]
                for start in (0, 1, 700, *dice.sample(range(3_000), 8), len(naive) - 1, len(naive)):
                    page = store.page(Selection(inbox=inbox), start, 50)
                    assert [each.id for each in page.messages] == naive[start : start + 50]
                    assert page.matches == page.counts

        for hole in (0.1, 0.3, 0.7):
            compare()
            gone = [id_ for n, id_ in enumerate(there) if dice.random() < hole or 200 < n % 1_100 < 900]
            assert store.delete(those(*gone)) == len(gone)
            for id_ in gone:
                del there[id_]
        compare()
        store.delete(Selection(inbox="u0"))
        there = {id_: inbox for id_, inbox in there.items() if inbox != "u0"}
        compare()
        store.settle()
        compare()

    def test_search_finds_what_was_answered(self, store: Store) -> None:
        """Who has the answer finds the mail, at once, whatever else comes meanwhile."""
        stop = threading.Event()

        def load() -> None:
            while not stop.is_set():
                for future in [store.add(PLAIN, mail("other")) for _ in range(30)]:
                    future.result(SOON)

        missed, slowest = [], 0.0
        with ThreadPoolExecutor(2, "test-load") as pool:
            running = pool.submit(load)
            try:
                for number in range(60):
                    id_ = added(store, mail(f"unique{number}x")).id
                    began = time.monotonic()
                    if listed(store, searched(f"unique{number}x")) != [id_]:
                        missed.append(number)
                    slowest = max(slowest, time.monotonic() - began)
            finally:
                stop.set()
            running.result(SOON)

        assert missed == []
        assert slowest < 3

    def test_a_search_is_counted_to_a_bound(self, store: Store) -> None:
        """Of very many matches it is said that there are at least so many, but ``count`` is exact."""
        for future in [store.add(PLAIN, b"Subject: many\r\n\r\n") for _ in range(10_300)]:
            future.result(60)
        first = store.page(searched("subject:many"), 0, 50)
        last = store.page(searched("subject:many"), 10_280, 50)

        assert (len(first.messages), first.exact, first.matches.total >= 500) == (50, False, True)
        assert (len(last.messages), last.exact, last.matches.total) == (20, True, 10_300)
        assert store.count(searched("subject:many")) == store.count(ALL)

    def test_settled_store_is_the_same(self, store: Store) -> None:
        """What is done in the background changes nothing that can be seen."""
        ids = [added(store, mail(f"m{n}")).id for n in range(40)]
        store.tag(those(*ids[:20]), ("t",))
        store.delete(those(*ids[::3]))
        before = store.page(ALL, 0, 99), store.page(searched("subject:m1"), 0, 99), store.tags(), store.inboxes()
        store.settle()

        assert (store.page(ALL, 0, 99), store.page(searched("subject:m1"), 0, 99)) == before[:2]
        assert (store.tags(), store.inboxes()) == before[2:]

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
