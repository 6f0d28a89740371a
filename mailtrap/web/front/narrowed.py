"""The inbox service as somebody sees it who is held to one inbox, or may only look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, cast

from werkzeug.local import LocalProxy

from mailtrap.bus import Subscription
from mailtrap.chaos import FaultRules
from mailtrap.errors import Forbidden, NotFound
from mailtrap.inbox import Inbox, Selected, Statistics
from mailtrap.mime import Body, Part
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
from mailtrap.transcript import Transcript
from mailtrap.web.front.who import current

if TYPE_CHECKING:
    from mailtrap.extract import Extracted, Highlight

ALL = Selected()
LOOKS = "this login may only look; ask for one that may change things"


def per_request(whole: Inbox) -> Inbox:
    """The service as whoever asks may see it: for the routes, which need not know of it."""
    return cast(Inbox, _PerRequest(whole))


class _PerRequest:
    def __init__(self, whole: Inbox) -> None:
        self._whole = whole

    def _now(self) -> Inbox:
        who = current()
        return Narrowed(self._whole, who.inbox, read_only=who.read_only) if who.inbox or who.read_only else self._whole

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now(), name)

    @property
    def faults(self) -> Any:
        """A route may ask for them once and for all; whether they may be seen is asked each time."""
        return LocalProxy(lambda: self._now().faults)


class Narrowed(Inbox):
    """``name`` is the inbox, empty for all of them. Other inboxes are as if they were not there.

    Each public method of ``Inbox`` stands here again: what is not told of, nobody gets.
    """

    def __init__(self, whole: Inbox, name: str, *, read_only: bool) -> None:
        self._whole = whole
        self._name = name
        self._read_only = read_only

    def _own(self, selection: Selected) -> Selected:
        """The same of their inbox; nothing where another is named."""
        if not self._name:
            return selection
        return replace(selection, inbox=self._name, ids=() if self._is_foreign(selection) else selection.ids)

    def _is_foreign(self, selection: Selected) -> bool:
        return bool(self._name) and selection.inbox not in (None, self._name)

    def _change(self) -> None:
        if self._read_only:
            raise Forbidden(LOOKS)

    def _whole_alone(self, what: str) -> None:
        if self._name:
            raise Forbidden(f"{what}; this token is held to the inbox {self._name!r}")

    def _mine(self, id_: str) -> str:
        """The id of a mail, if it is there for them."""
        if self._name and not self.hints([id_]):
            raise NotFound("there is no mail of that id")
        return id_

    # Taking

    def deliver(self, envelope: Envelope, raw: bytes, tags: Iterable[str] = ()) -> Future[Summary]:
        """Into their inbox."""
        self._change()
        if self._name:
            if envelope.into not in ("", self._name):
                self._whole_alone(f"nothing can be put into {envelope.into!r}")
            envelope = replace(envelope, into=self._name)
        return self._whole.deliver(envelope, raw, tags)

    def refused(self) -> None:
        """As it is."""
        self._whole.refused()

    def has_room(self, size: int) -> bool:
        """As it is."""
        return self._whole.has_room(size)

    # Sessions and fault rules: they are of no inbox

    @property
    def faults(self) -> FaultRules:  # type: ignore[override]
        """Of all inboxes."""
        self._whole_alone("fault rules are for mail of all inboxes")
        return self._whole.faults

    def session_began(self, listener: str, client: str) -> Transcript:
        """Only a door has sessions."""
        raise Forbidden(LOOKS)

    def session_ended(self, transcript: Transcript) -> None:
        """As above."""
        raise Forbidden(LOOKS)

    def sessions(self, start: int = 0, limit: int = 50, *, failed: bool | None = None) -> tuple[int, list[Session]]:
        """Of all inboxes."""
        self._no_sessions()
        return self._whole.sessions(start, limit, failed=failed)

    def failed_first(self, start: int = 0, limit: int = 50) -> tuple[int, list[Session]]:
        """Of all inboxes."""
        self._no_sessions()
        return self._whole.failed_first(start, limit)

    def count_sessions(self) -> tuple[int, int]:
        """None for who is held."""
        return (0, 0) if self._name else self._whole.count_sessions()

    def session(self, id_: str) -> Session:
        """One may have brought mail into several inboxes."""
        self._no_sessions()
        return self._whole.session(id_)

    def _no_sessions(self) -> None:
        self._whole_alone("an SMTP session may bring mail into any inbox")

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
    ) -> Selected:
        """Nothing where another inbox is named, whose name stays, so that each method knows."""
        foreign = inbox not in (None, self._name) if self._name else False
        found = self._whole.select(
            ids=() if foreign else ids, inbox=self._name or inbox, query=query, zone=zone, before=before, since=since
        )
        return replace(found, inbox=inbox) if foreign else found

    def page(self, start: int = 0, limit: int = 50, selection: Selected = ALL) -> Page:
        """Of their mails."""
        page = self._whole.page(start, limit, self._own(selection))
        return replace(page, counts=Counts(0, 0, 0)) if self._is_foreign(selection) else page

    def count(self, selection: Selected = ALL) -> Counts:
        """Of their mails."""
        return self._whole.count(self._own(selection))

    def wait(self, selection: Selected, count: int, timeout: float, allowed: Callable[[], bool] = lambda: True) -> Page:
        """For their mails."""
        return self._whole.wait(self._own(selection), count, timeout, allowed)

    def id_of(self, name: str, selection: Selected = ALL) -> str:
        """Of their mails."""
        return self._whole.id_of(name, self._own(selection))

    def addresses(self, text: str, roles: tuple[str, ...], limit: int, inbox: str | None = None) -> list[SeenAddress]:
        """Of their mails."""
        return self._whole.addresses(text, roles, limit, self._name or inbox)

    def message(self, id_: str) -> Message:
        """One of theirs."""
        return self._whole.message(self._mine(id_))

    def opened(self, id_: str) -> tuple[Message, Part]:
        """One of theirs."""
        return self._whole.opened(self._mine(id_))

    def raw(self, id_: str) -> bytes:
        """One of theirs."""
        return self._whole.raw(self._mine(id_))

    def tree(self, id_: str) -> Part:
        """One of theirs."""
        return self._whole.tree(self._mine(id_))

    def body(self, id_: str) -> Body:
        """One of theirs."""
        return self._whole.body(self._mine(id_))

    def extracted(self, id_: str) -> Extracted:
        """One of theirs."""
        return self._whole.extracted(self._mine(id_))

    def highlight(self, id_: str, *, coded: bool) -> Highlight:
        """One of theirs."""
        return self._whole.highlight(self._mine(id_), coded=coded)

    def hints(self, ids: Iterable[str]) -> list[Hint]:
        """Of their mails."""
        return [hint for hint in self._whole.hints(ids) if self._name in ("", hint.inbox)]

    def part(self, id_: str, number: str) -> Part:
        """One of theirs."""
        return self._whole.part(self._mine(id_), number)

    def counts(self) -> Counts:
        """Of their mails."""
        return self.count()

    def inboxes(self) -> list[InboxInfo]:
        """Theirs alone."""
        return [each for each in self._whole.inboxes() if self._name in ("", each.name)]

    def tags(self, inbox: str | None = None) -> dict[str, int]:
        """Of their mails."""
        return self._whole.tags(self._name or inbox)

    # Changing

    def mark(self, selection: Selected, read: bool, *, relaxed: bool = False) -> int:
        """Who may only look leaves no trace: a mail that they open stays unread."""
        return 0 if self._read_only else self._whole.mark(self._own(selection), read, relaxed=relaxed)

    def pin(self, selection: Selected, pinned: bool) -> int:
        """Their mails."""
        self._change()
        return self._whole.pin(self._own(selection), pinned)

    def set_tags(self, selection: Selected, tags: Iterable[str]) -> int:
        """Their mails."""
        self._change()
        return self._whole.set_tags(self._own(selection), tags)

    def rename_tag(self, old: str, new: str) -> None:
        """A tag is one for all inboxes."""
        self._change()
        self._whole_alone("a tag has its name in all inboxes")
        self._whole.rename_tag(old, new)

    def delete_tag(self, name: str, inbox: str | None = None) -> None:
        """From their mails."""
        self._change()
        self._whole.delete_tag(name, self._name or inbox)

    def retention(self, inbox: str) -> Retention:
        """Of theirs."""
        return Retention() if self._name not in ("", inbox) else self._whole.retention(inbox)

    def set_retention(self, inbox: str, retention: Retention) -> None:
        """Of theirs."""
        self._change()
        if inbox != self._name:
            self._whole_alone(f"the bounds of {inbox!r} cannot be set")
        self._whole.set_retention(inbox, retention)

    def delete(self, selection: Selected) -> int:
        """Their mails."""
        self._change()
        return self._whole.delete(self._own(selection))

    # Watching

    def subscribe(self, inbox: str | None = None, *, news: bool = False) -> AbstractContextManager[Subscription]:
        """What happens in their inbox; the news is of no inbox."""
        return self._whole.subscribe(self._name or inbox, news=news and not self._name)

    def events_after(self, seq: int) -> list[Event] | None:
        """What happened in their inbox."""
        found = self._whole.events_after(seq)
        return found and [event for event in found if not self._name or event.inbox in ("", self._name)]

    # Telling about itself

    @property
    def store_name(self) -> str:
        """As it is."""
        return self._whole.store_name

    def store_size(self) -> int:
        """It is of all inboxes."""
        return 0 if self._name else self._whole.store_size()

    def room(self) -> int:
        """As it is."""
        return self._whole.room()

    def writing(self) -> Writing:
        """Of all inboxes."""
        self._whole_alone("figures are of all inboxes")
        return self._whole.writing()

    def sessions_open(self) -> int:
        """None for who is held."""
        return 0 if self._name else self._whole.sessions_open()

    def watchers(self) -> int:
        """None for who is held."""
        return 0 if self._name else self._whole.watchers()

    def statistics(self) -> Statistics:
        """They are of all inboxes."""
        return Statistics() if self._name else self._whole.statistics()

    def uptime(self) -> float:
        """As it is."""
        return self._whole.uptime()

    def check(self) -> None:
        """As it is."""
        self._whole.check()

    def close(self) -> None:
        """It is not theirs to close."""
        raise Forbidden(LOOKS)
