"""The service: what can be done with mail. Every door speaks to this and to nothing below it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from math import inf
from typing import TYPE_CHECKING

from mailtrap import mime
from mailtrap.bus import Bus, Subscription
from mailtrap.chaos import FaultRules
from mailtrap.errors import BadRequest, NotFound, StoreError
from mailtrap.mime import Body, Header, Part
from mailtrap.model import (
    Counts,
    Envelope,
    Event,
    Hint,
    InboxInfo,
    Message,
    Page,
    Retention,
    SeenAddress,
    Session,
    Summary,
    Writing,
)
from mailtrap.query import And, parse
from mailtrap.stores import ALL, Selection, Store
from mailtrap.stores.ids import Ids
from mailtrap.tags import checked
from mailtrap.transcript import Transcript

if TYPE_CHECKING:
    from mailtrap.extract import Extracted, Highlight

log = logging.getLogger(__name__)

Selected = Selection
"""What ``Inbox.select`` gives: which mails a verb is about."""

ROOM_AGE = 0.1
"""Seconds for which the disk is taken to have the room that it had: asking stops the mail loop."""
MAX_PAGE = 500
"""Rows of one piece of the list."""
MAX_REPLAY = 1_000
"""Events that are sent again to a reader that was away; who missed more reloads the list."""
SESSION_ID = 16
"""Letters and digits of the id of a session."""
LATEST = "latest"
"""Stands for the id of the newest mail, wherever an id does."""
LOOK_AGAIN = 10
"""Who waits looks again after so many times as long as the last look took: a hundred of them leave time for mail."""
MAX_PATIENCE = 0.03
"""Seconds until then at most."""
MAX_WAIT = 300
"""Seconds that one call may wait."""
LOOK = 1.0
"""Seconds after which it is asked whether who waits still may."""
MIN_AGE = 1.0
"""Seconds that a bound of age must have."""


@dataclass(slots=True)
class Statistics:
    """What happened since the start; bytes in ``accepted_size``."""

    accepted: int = 0
    accepted_size: int = 0
    rejected: int = 0
    deleted: int = 0


class Inbox:
    """Deliver, list, get, mark, delete, subscribe. May be used from any thread."""

    def __init__(self, store: Store, faults: FaultRules | None = None, min_free: int = 0) -> None:
        self._store = store
        self._min_free = min_free
        self._room = 0
        self._room_asked = -inf
        self.faults = faults or FaultRules()
        self._live: dict[str, Transcript] = {}
        self._session_ids = Ids(SESSION_ID)
        self._bus = Bus()
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._statistics = Statistics()
        self.faults.listener = self._bus.tell_faults
        store.listen(self._happened)

    # Taking

    def deliver(self, envelope: Envelope, raw: bytes, tags: Iterable[str] = ()) -> Future[Summary]:
        """Keep a mail. The future is ready when it is on disk and everybody who watches has its event in the queue.

        Its exception is a ``StoreError`` when the mail was not kept.
        """
        return self._store.add(envelope, raw, tuple(tags))

    def _happened(self, events: list[Event]) -> None:
        """Called after each commit, before anybody is told of the outcome."""
        self._bus.publish(events)
        mails = [event.summary for event in events if event.summary]
        self._statistics.accepted += len(mails)  # the writer thread alone counts here
        self._statistics.accepted_size += sum(mail.size for mail in mails)
        if mails and log.isEnabledFor(logging.INFO):
            # One record for all that came together: a record each took a tenth of the time of a small mail.
            log.info("\n".join(map(_caught, mails)))

    def refused(self) -> None:
        """A door refused a mail: count it."""
        with self._lock:
            self._statistics.rejected += 1

    def has_room(self, size: int) -> bool:
        """Whether the disk has room for a mail of ``size`` bytes and for what the store needs beside it."""
        now = time.monotonic()
        if now - self._room_asked >= ROOM_AGE:
            self._room, self._room_asked = self._store.room(), now
        return self._room > self._min_free + size

    # Sessions

    def session_began(self, listener: str, client: str) -> Transcript:
        """A door has a client, who came to ``listener``: what is said from now on goes into the transcript."""
        with self._lock:
            transcript = Transcript(self._session_ids.new(), listener, client, watch=self._bus.tell_session)
            self._live[transcript.id] = transcript
        transcript.changed()
        return transcript

    def session_ended(self, transcript: Transcript) -> None:
        """The client is gone; what was said is kept."""

        def kept() -> None:
            with self._lock:
                self._live.pop(transcript.id, None)

        transcript.changed()
        self._store.add_session(transcript.session, kept)

    def sessions(self, start: int = 0, limit: int = 50, *, failed: bool | None = None) -> tuple[int, list[Session]]:
        """How many sessions there are, and a piece of them, newest first: those that last, then those that are over.

        ``failed`` holds them to those in which something went wrong (true) or nothing did.
        """
        with self._lock:
            lasting = [transcript.session(lines=False) for transcript in reversed(self._live.values())]
        shown = [session for session in lasting if failed is None or session.failed == failed]
        limit = min(limit or MAX_PAGE, MAX_PAGE)
        total, over = self._store.sessions(max(start - len(shown), 0), limit, failed=failed)
        lasting_ids = {session.id for session in shown}
        over = [session for session in over if session.id not in lasting_ids]  # one may be both for a moment
        return total + len(shown), [*shown[start : start + limit], *over][:limit]

    def failed_first(self, start: int = 0, limit: int = 50) -> tuple[int, list[Session]]:
        """The same of all sessions, those that failed before those that did not."""
        limit = min(limit or MAX_PAGE, MAX_PAGE)
        failed, found = self.sessions(start, limit, failed=True)
        fine, rest = self.sessions(max(start - failed, 0), limit, failed=False)
        return failed + fine, [*found, *rest][:limit]

    def count_sessions(self) -> tuple[int, int]:
        """How many sessions there are, and how many of them failed."""
        with self._lock:
            lasting = list(self._live.values())
        failed = sum(transcript.failed or transcript.refusals > 0 for transcript in lasting)
        kept, kept_failed = (self._store.sessions(0, 0, failed=each)[0] for each in (None, True))
        return len(lasting) + kept, failed + kept_failed

    def session(self, id_: str) -> Session:
        """One session with all that was said. ``NotFound`` if there is none of that id, or it was thrown away."""
        with self._lock:
            lasting = self._live.get(id_)
        session = lasting.session() if lasting else self._store.session(id_)
        if session is None:
            raise NotFound("there is no session of that id; old ones are thrown away")
        return session

    # Reading

    def select(
        self,
        *,
        ids: Iterable[str] | None = None,
        inbox: str | None = None,
        query: str = "",
        zone: tzinfo = UTC,
        before: str = "",
        since: int = 0,
    ) -> Selection:
        """The mails that all of this names: ids, an inbox, a search, a date until which and an event after which they
        came. Nothing given means all; a blank ``query`` is none.

        Raises:
            QueryError: a ``BadRequest``; the search or the date cannot be read.
        """
        now = datetime.now(UTC)
        asked = parse(query, now=now, zone=zone) if query.strip() else None
        if before.strip():
            quoted = before.replace("\\", "").replace('"', "")
            until = parse(f'before:"{quoted}"', now=now, zone=zone)
            asked = And((asked, until)) if asked else until
        named = None if ids is None else tuple(dict.fromkeys(ids))
        if named and LATEST in named:
            newest = self._store.latest(Selection(inbox=inbox))
            named = tuple(id_ for id_ in (newest if each == LATEST else each for each in named) if id_)
        return Selection(named, inbox, asked, since)

    def page(self, start: int = 0, limit: int = 50, selection: Selection = ALL) -> Page:
        """A piece of the list, newest first; ``limit`` 0 is the largest piece, ``MAX_PAGE``."""
        return self._store.page(selection, start, min(limit or MAX_PAGE, MAX_PAGE))

    def count(self, selection: Selection = ALL) -> Counts:
        """How many these are, exactly."""
        return self._store.count(selection)

    def wait(
        self, selection: Selection, count: int, timeout: float, allowed: Callable[[], bool] = lambda: True
    ) -> Page:
        """Wait until there are ``count`` of these mails, ``timeout`` seconds have passed, or who waits is no longer
        ``allowed`` to; what is there then.

        Nothing is asked of the store until something happens in that inbox.

        Raises:
            StoreError: the server stops, so nothing can be said of the rest of the time.
        """
        end = time.monotonic() + timeout
        limit = min(max(count, 50), MAX_PAGE)
        with self._bus.subscribe(inbox=selection.inbox) as subscription:
            while True:
                began = time.monotonic()
                page = self._store.page(selection, 0, limit)
                now = time.monotonic()
                if page.matches.total >= count or now >= end:
                    return page
                time.sleep(min((now - began) * LOOK_AGAIN, MAX_PATIENCE, end - now))
                # Nothing but what happened there comes; None is that there was too much of it.
                while subscription.take(min(max(end - time.monotonic(), 0), LOOK)) == []:
                    if time.monotonic() >= end or not allowed():
                        return page
                    if subscription.closed:
                        raise StoreError("the server is stopping; wait again when it runs")

    def id_of(self, name: str, selection: Selection = ALL) -> str:
        """The id that ``name`` stands for; ``latest`` is the newest of the selection.

        Raises:
            NotFound: it is ``latest`` and there is no mail.
        """
        if name != LATEST:
            return name
        id_ = self._store.latest(selection)
        if id_ is None:
            raise NotFound("Message not found")
        return id_

    def addresses(self, text: str, roles: tuple[str, ...], limit: int, inbox: str | None = None) -> list[SeenAddress]:
        """Addresses of the newest mails, of an inbox or of all, in these fields that hold a text, the likeliest
        first."""
        return self._store.addresses(text, roles, limit, inbox)

    def message(self, id_: str) -> Message:
        """One mail: envelope and summary. ``NotFound`` if there is none of that name."""
        message = self._store.message(id_)
        if message is None:
            raise NotFound("there is no mail of that id")
        return message

    def opened(self, id_: str) -> tuple[Message, Part]:
        """One mail and its MIME tree, of one moment. ``NotFound`` if there is no such mail."""
        found = self._store.opened(id_)
        if found is None:
            raise NotFound("there is no mail of that id")
        message, raw = found
        return message, mime.parse(raw)

    def raw(self, id_: str) -> bytes:
        """The bytes between DATA and the dot, as they came. ``NotFound`` if there is no such mail."""
        raw = self._store.raw(id_)
        if raw is None:
            raise NotFound("there is no mail of that id")
        return raw

    def tree(self, id_: str) -> Part:
        """The MIME tree of one mail. ``NotFound`` if there is no such mail."""
        return mime.parse(self.raw(id_))

    def body(self, id_: str) -> Body:
        """Text, HTML and attachments of one mail. ``NotFound`` if there is no such mail."""
        return mime.body_of(self.tree(id_))

    def extracted(self, id_: str) -> Extracted:
        """Codes, links, images and telephone numbers of one mail. ``NotFound`` if there is no such mail."""
        root = self.tree(id_)
        body = mime.body_of(root)
        named: dict[str, list[str]] = {"subject": [], "list-unsubscribe": []}
        for header in root.header.fields:
            named.get(header.name.lower(), []).append(header.value)
        from mailtrap.extract import extract  # its expressions take long to load, which no start has to wait for

        return extract("".join(named["subject"][:1]), body.text, body.html, tuple(named["list-unsubscribe"]))

    def highlight(self, id_: str, *, coded: bool) -> Highlight:
        """The likeliest code of one mail, unless it is known to have none, and its main link.

        Raises:
            NotFound: there is no such mail.
        """
        root = self.tree(id_)
        body = mime.body_of(root)
        subject = Header("", root.header.first("subject")).value
        from mailtrap.extract import highlight

        return highlight(subject, body.text, body.html, coded=coded)

    def hints(self, ids: Iterable[str]) -> list[Hint]:
        """What is known of these mails without reading them, in their order; those that are not there are left out."""
        return self._store.hints(tuple(dict.fromkeys(ids)))

    def part(self, id_: str, number: str) -> Part:
        """One part of one mail, perhaps without its header. ``NotFound`` if there is no such mail or part."""
        part = self._store.part(id_, number) or mime.find(self.tree(id_), number)
        if part is None:
            raise NotFound("this mail has no part of that number")
        return part

    def counts(self) -> Counts:
        """How much there is."""
        return self._store.count(ALL)

    def inboxes(self) -> list[InboxInfo]:
        """All that hold mail or have bounds of their own, in the order of the alphabet."""
        return self._store.inboxes()

    def tags(self, inbox: str | None = None) -> dict[str, int]:
        """Each tag, in the order of the alphabet, and how many mails have it, in an inbox or in all."""
        return self._store.tags(inbox)

    # Changing

    def mark(self, selection: Selection, read: bool, *, relaxed: bool = False) -> int:
        """Mark these mails as read or unread; how many changed. ``relaxed`` does not wait for the disk: a power cut may
        undo it."""
        return self._store.mark(selection, read, relaxed=relaxed)

    def pin(self, selection: Selection, pinned: bool) -> int:
        """Keep these mails when others make room or all are deleted, or no longer; how many changed."""
        return self._store.pin(selection, pinned)

    def set_tags(self, selection: Selection, tags: Iterable[str]) -> int:
        """Give these mails these tags and no others; how many changed. ``BadRequest`` for a name that will not do."""
        return self._store.tag(selection, tuple(map(checked, tags)), None)

    def rename_tag(self, old: str, new: str) -> None:
        """Give a tag another name, wherever it is. ``BadRequest`` when there is none, or the name will not do."""
        try:
            if not self._store.rename_tag(old, checked(new)):
                raise BadRequest(f"tag not found: {old}")
        except ValueError:
            raise BadRequest(f"tag already exists: {new}") from None

    def delete_tag(self, name: str, inbox: str | None = None) -> None:
        """Take a tag away, in an inbox or wherever it is. ``BadRequest`` when there is none."""
        if name.lower() not in map(str.lower, self._store.tags(inbox)):
            raise BadRequest(f"tag not found: {name}")
        self._store.tag(Selection(inbox=inbox), (), (name,))

    def retention(self, inbox: str) -> Retention:
        """The bounds of one inbox."""
        return next((info.retention for info in self._store.inboxes() if info.name == inbox), Retention())

    def set_retention(self, inbox: str, retention: Retention) -> None:
        """Bound one inbox; the oldest mails go at once. ``BadRequest`` for what will not do."""
        if not inbox:
            raise BadRequest("an inbox has a name")
        if min(retention.count, retention.size, retention.age) < 0 or 0 < retention.age < MIN_AGE:
            raise BadRequest(f"bounds are whole numbers from 0, which is none; an age is at least {MIN_AGE:.0f} s")
        self._store.set_retention(inbox, retention)

    def delete(self, selection: Selection) -> int:
        """Delete these mails, pinned ones only if they are named by their ids; how many there were."""
        return self._gone(self._store.delete(selection))

    def _gone(self, count: int) -> int:
        with self._lock:
            self._statistics.deleted += count
        return count

    # Watching

    def subscribe(self, inbox: str | None = None, *, news: bool = False) -> AbstractContextManager[Subscription]:
        """Events from now on, of an inbox or of all, for the length of a ``with`` block; with ``news`` sessions and
        fault rules, too."""
        return self._bus.subscribe(inbox=inbox, news=news)

    def events_after(self, seq: int) -> list[Event] | None:
        """What came after event ``seq``; None when that is too much or too long ago, and the list must be reloaded."""
        return self._store.events_after(seq, MAX_REPLAY)

    # Telling about itself

    @property
    def store_name(self) -> str:
        """What the store is called."""
        return self._store.name

    def store_size(self) -> int:
        """Bytes on disk."""
        return self._store.size()

    def room(self) -> int:
        """Bytes that the disk has left."""
        return self._store.room()

    def writing(self) -> Writing:
        """How the store keeps up."""
        return self._store.writing()

    def sessions_open(self) -> int:
        """SMTP connections that last."""
        with self._lock:
            return sum(transcript.ended is None for transcript in self._live.values())

    def watchers(self) -> int:
        """Who is told of events: tabs, streams, and who waits."""
        return self._bus.subscribers

    def statistics(self) -> Statistics:
        """What happened since the start."""
        return self._statistics

    def uptime(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def check(self) -> None:
        """``StoreError`` when mail cannot be kept now."""
        self._store.check()

    def close(self) -> None:
        """End all subscriptions. The store is closed by the one who opened it."""
        self._bus.close()


def _caught(mail: Summary) -> str:
    """A line of the log."""
    sender = mail.reading.from_.address if mail.reading.from_ else ""
    return f"caught {mail.id} from {sender!r}, {mail.size} bytes: {mail.reading.subject[:100]!r}"
