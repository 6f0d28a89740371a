"""Lists of mails: pieces of them, all of them, searches, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.connection import Connection, path, strange

Mails = checks.Mail | Iterable[checks.Mail]
"""One mail or several."""
MAX_PAGE = 500
"""Rows of the largest piece that a server gives."""
MAX_HIGHLIGHTS = 100
"""Mails of one such question."""


class Listing(Connection):
    """What there is."""

    def messages(self, *, start: int = 0, limit: int = 50, before: str | datetime = "") -> wire.MessageList:
        """A piece of the list, newest first.

        Args:
            start: how many to pass over.
            limit: how many to give; 0, or more than 500, is 500.
            before: only mails that came until this date or moment.
        """
        return self._piece("", start, limit, before)

    def search(self, query: str, *, start: int = 0, limit: int = 50, before: str | datetime = "") -> wire.MessageList:
        """A piece of what a search finds, newest first. The language is told in docs/search.md.

        ``messages_count`` is how many were found, exactly up to some bound beyond this piece; ``count`` has none.

        Raises:
            BadRequest: the search cannot be read; the text names the term and its column.
        """
        return self._piece(checks.text("query", query), start, limit, before)

    def walk(self, query: str = "") -> Iterator[wire.Summary]:
        """Every mail that a search finds, or every mail, newest first, piece by piece.

        Each comes once. Mails may come, change and go meanwhile: new ones are left out, and none is passed over
        because others went.
        """
        seen: set[str] = set()
        start, total = 0, 0
        while True:
            piece = self._piece(query, start, MAX_PAGE)
            gone = total - piece.messages_count
            total = piece.messages_count
            if gone > 0 and start:  # what came after them has moved up
                start = max(start - gone, 0)
                continue
            new = [mail for mail in piece.messages if mail.id not in seen]
            seen.update(mail.id for mail in new)
            yield from new
            if piece.count < MAX_PAGE:
                return
            start += piece.count

    def highlights(self, mails: Mails) -> list[wire.Highlight]:
        """The likeliest code and the main link of each of these mails, in their order; those that are gone are left
        out. Leaves them unread.
        """
        ids = [id_ for piece in checks.mail_ids(mails) for id_ in piece]
        found: list[wire.Highlight] = []
        for at in range(0, len(ids), MAX_HIGHLIGHTS):
            asked = {"id": ids[at : at + MAX_HIGHLIGHTS]}
            found += self._read(wire.Highlights, path("highlights"), asked).highlights
        return found

    def addresses(
        self, text: str = "", *, field: Literal["from", "to", "any"] = "any", limit: int = 20
    ) -> list[wire.SeenAddress]:
        """Addresses of the newest mails that hold a text in address or name, the likeliest first; at most 100."""
        asked = {"text": checks.text("text", text, needed=False), "field": field, "limit": checks.whole("limit", limit)}
        return self._read(wire.SeenAddresses, path("addresses"), asked).addresses

    def count(self, query: str = "") -> wire.Counted:
        """How many mails a search finds, or there are: exactly. ``size`` is in bytes."""
        return self._read(wire.Counted, path("count"), self._searching(query))

    def seq(self) -> int:
        """The number of the last event: what comes later has a higher one. For ``wait`` and ``events``."""
        answer = self._ask("GET", path("messages"), self._held(limit=1))
        number = answer.headers.get("Mailtrap-Seq", "")
        if not number.isdecimal():
            raise strange(answer, "it has no header Mailtrap-Seq")
        return int(number)

    def _piece(self, query: str, start: int, limit: int, before: str | datetime = "") -> wire.MessageList:
        route = path("search" if query.strip() else "messages")
        asked = self._searching(
            query,
            start=checks.whole("start", start),
            limit=checks.whole("limit", limit),
            before=checks.date("before", before) or None,
        )
        return self._read(wire.MessageList, route, asked)


class Changing(Connection):
    """What is done to many mails at once."""

    def mark(self, mails: Mails, read: bool = True) -> None:
        """Mark mails as read, or with ``read=False`` as unread. An id that is not there is passed over."""
        for ids in checks.mail_ids(mails):
            self._ask("PUT", path("messages"), self._held(), wire.MarkMessages(ids=ids, read=read))

    def mark_all(self, read: bool = True, *, query: str = "") -> None:
        """Mark all mails, or all that a search finds."""
        asked = wire.MarkMessages(read=read, search=checks.text("query", query, needed=False).strip() or None)
        self._ask("PUT", path("messages"), self._held(tz=self.zone or None), asked)

    def pin(self, mails: Mails, pinned: bool = True) -> None:
        """Pin mails, or no longer: what is pinned stays when others make room, or all are deleted."""
        for ids in checks.mail_ids(mails):
            self._ask("PUT", path("pinned"), body=wire.PinMessages(ids=ids, pinned=pinned))

    def delete(self, mails: Mails) -> None:
        """Delete these mails, pinned or not. An id that is not there is passed over."""
        for ids in checks.mail_ids(mails):
            self._ask("DELETE", path("messages"), self._held(), wire.DeleteMessages(ids=ids))

    def delete_found(self, query: str) -> None:
        """Delete all that a search finds, but for pinned mails."""
        self._ask("DELETE", path("search"), self._searching(checks.text("query", query)))

    def delete_all(self) -> None:
        """Delete all mails but the pinned ones; with an inbox, all of that."""
        if self.inbox:  # by a route that only a server with inboxes has
            self._ask("DELETE", path("inboxes", self.inbox))
        else:
            self._ask("DELETE", path("messages"))
