"""What somebody who watches wants to know: of one inbox, and of its new mails those that a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from flask import Request

from mailtrap.inbox import MAX_PAGE, Inbox
from mailtrap.model import Change, Counts, Event
from mailtrap.web import asking
from mailtrap.web.selecting import INBOX, ZONE, selected

FOUND = asking.Text("query", "of new mails only those that this search finds when they come")
NEWS = asking.Flag("sessions", "SMTP sessions and fault rules, too, as they change")
WATCHED = (INBOX, FOUND, ZONE, NEWS)
"""The parameters of whoever watches."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Nothing given, it lets everything pass."""

    inbox: str = ""
    query: str = ""
    zone: tzinfo = UTC
    news: bool = False

    @classmethod
    def of(cls, inbox: Inbox, request: Request) -> Filter:
        """What the parameters say. ``BadRequest`` if they cannot be understood."""
        selected(inbox, request)
        return cls(INBOX.of(request), FOUND.of(request), ZONE.of(request), NEWS.of(request))

    def passed(self, inbox: Inbox, events: Sequence[Event]) -> Iterable[Event]:
        """Those that are wanted, in order. The search is done now: a mail that is gone again is found by none."""
        if self.inbox:
            events = [event for event in events if event.inbox in ("", self.inbox)]
        if not self.query.strip():
            return events
        new = [event.id for event in events if event.change is Change.NEW]
        found = {id_ for at in range(0, len(new), MAX_PAGE) for id_ in self._found(inbox, new[at : at + MAX_PAGE])}
        return [event for event in events if event.change is not Change.NEW or event.id in found]

    def _found(self, inbox: Inbox, ids: list[str]) -> list[str]:
        selection = inbox.select(ids=ids, query=self.query, zone=self.zone)
        return [summary.id for summary in inbox.page(0, MAX_PAGE, selection).messages]

    def counts(self, inbox: Inbox) -> Counts:
        """How much there is, of that inbox or of all."""
        return inbox.count(inbox.select(inbox=self.inbox or None))
