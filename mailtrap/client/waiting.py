"""Waiting for a mail, and telling what came near when it did not come."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.connection import Connection, decoded, given, path, refusal
from mailtrap.client.errors import ClientError, Unexpected, Unreachable, WaitTimeout
from mailtrap.client.near import Nearby, described, row, terms

MAX_WAIT = 300.0
"""Seconds that a server waits in one go; whoever waits longer asks again."""
MAX_WAIT_ASYNC = 5.0
"""The same within asyncio: a server notices only at the end of its wait that who waited was cancelled."""
GRACE = 10.0
"""Seconds that the answer may take beyond that."""
EARLY = 1.0
"""Seconds by which the clocks of two machines may differ in one wait; one that ends earlier was broken off."""
NEWEST = 5
"""Mails that are named when none of those came that were waited for."""
LOOK_BACK = 30.0
"""Seconds before a wait in which a failed SMTP session may be why: one sends first, and waits then."""
FAILED = 3
"""Failed sessions that are told."""
DEFAULT_INBOX = "default"
"""Where mail goes that comes without a login."""


@dataclass(frozen=True)
class Wish:
    """What is waited for. ``back`` is for how many seconds before it a failed session may be why it does not come."""

    query: str = ""
    count: int = 1
    timeout: float = 30.0
    since: int = 0
    back: float = LOOK_BACK


_Asking = Generator[tuple[dict[str, object], float], httpx.Response, tuple[wire.Waited, datetime]]


class Waiting(Connection):
    """What will come."""

    def wait(self, query: str = "", *, count: int = 1, timeout: float = 30.0, since: int = 0) -> wire.Waited:
        """Wait until there are ``count`` mails that a search finds, or any mails; at once when they are there already.

        ::

            mail = client.wait("to:bob subject:welcome").messages[0]

            before = client.seq()           # only what comes from now on
            ...
            client.wait("to:bob", since=before)

        Args:
            timeout: seconds, as many as you like.
            since: only mails that came after the event of this number: of ``seq()``, or of an earlier answer.

        Returns:
            ``messages``, newest first, ``messages_count`` of them in all, and ``seq``.

        Raises:
            WaitTimeout: they did not come. The text tells what did, and which term of the search found nothing.
            BadRequest: the search cannot be read.
        """
        wish = Wish(query, count, timeout, since)
        found, now = self._come(wish)
        if not found.satisfied:
            raise self._too_late(wish, found, now)
        return found

    async def wait_async(
        self,
        query: str = "",
        *,
        count: int = 1,
        timeout: float = 30.0,
        since: int = 0,
    ) -> wire.Waited:
        """The same within asyncio: other tasks go on meanwhile, and a cancelled one waits no longer."""
        wish = Wish(query, count, timeout, since)
        found, now = await self._come_async(wish)
        if not found.satisfied:
            import asyncio  # here: who does not wait in a loop need not load it

            raise await asyncio.to_thread(self._too_late, wish, found, now)
        return found

    def wait_none(self, query: str = "", *, for_: float = 1.0, since: int = 0) -> None:
        """See that no such mail is there, and none comes for so many seconds.

        Raises:
            Unexpected: there is one; the text tells which, and the error carries them.
        """
        wish = Wish(query, 1, for_, since)
        self._refuse(wish, self._come(wish)[0])

    def _refuse(self, wish: Wish, found: wire.Waited) -> None:
        if not found.satisfied:
            return
        where = f"inbox {self.inbox!r}" if self.inbox else "the server"
        what = f" that {wish.query.strip()!r} finds" if wish.query.strip() else ""
        mails = "".join(f"\n  {row(each)}" for each in found.messages[:NEWEST])
        says = f"{where} was to get no mail{what}, but has {found.messages_count}:{mails}"
        raise Unexpected(says, found.messages)

    def _come(self, wish: Wish) -> tuple[wire.Waited, datetime]:
        """What came, enough or not, and the moment of that by the clock of the server."""
        asking = self._asking(wish)
        asked, patience = next(asking)
        while True:
            answer = self._ask("GET", path("wait"), asked, timeout=patience, fine=(200, 408))
            try:
                asked, patience = asking.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]

    async def _come_async(self, wish: Wish) -> tuple[wire.Waited, datetime]:
        asking = self._asking(wish, MAX_WAIT_ASYNC)
        asked, patience = next(asking)
        async with self._async_http() as http:
            while True:
                try:
                    answer = await http.get(path("wait"), params=given(asked), timeout=patience)
                except httpx.TransportError as fault:
                    raise self._unreachable(fault) from fault
                if answer.status_code not in (200, 408):
                    raise refusal(answer)
                try:
                    asked, patience = asking.send(answer)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]

    def _asking(self, wish: Wish, most: float | None = None) -> _Asking:
        """Which questions are asked one after the other, and for how long each may take; sent are the answers."""
        count, since = checks.whole("count", wish.count), checks.whole("since", wish.since)
        asked = self._searching(wish.query, count=count, since=since)
        most = MAX_WAIT if most is None else most
        end = time.monotonic() + checks.seconds("timeout", wish.timeout)
        while True:
            rest = max(end - time.monotonic(), 0)
            patience = min(rest, most)
            asked_at = time.monotonic()
            answer = yield {**asked, "timeout": f"{patience:.3f}"}, patience + max(self.timeout, GRACE)
            found = decoded(answer, wire.Waited)
            waited = time.monotonic() - asked_at
            if not found.satisfied and waited < patience - EARLY:
                raise Unreachable(f"{self.url}: the server gave up after {waited:.1f} s of {patience:g} s; it stopped")
            if found.satisfied or rest <= most:
                return found, _date(answer)

    def _too_late(self, wish: Wish, found: wire.Waited, now: datetime) -> WaitTimeout:
        """How near it was, as far as the server still tells."""
        nearby = Nearby()
        with suppress(ClientError):
            nearby.newest = self._read(wire.MessageList, path("messages"), self._held(limit=NEWEST))
            if not wish.since:
                self._compare(wish.query, nearby)
            self._failed(now - timedelta(seconds=wish.timeout + wish.back + 1), nearby)
            if self.inbox not in ("", DEFAULT_INBOX) and not nearby.newest.messages:
                nearby.astray = self._read(wire.Counted, path("count"), {"inbox": DEFAULT_INBOX}).total
        query = wish.query.strip()
        where = f" in inbox {self.inbox!r}" if self.inbox else ""
        what = f"{wish.count} of {query!r}" if query else f"{wish.count} mails"
        newest = nearby.newest.messages if nearby.newest else []
        return WaitTimeout(described(f"waited {wish.timeout:g} s{where} for {what}", found, nearby), found, newest)

    def _compare(self, query: str, nearby: Nearby) -> None:
        """Look for each term by itself."""
        split = terms(query)
        for term in split or [query.strip()] if query.strip() else ():
            asked = self._searching(term)
            page = self._read(wire.MessageList, path("search"), {**asked, "limit": NEWEST})
            if split:
                nearby.alone[term] = self._read(wire.Counted, path("count"), asked).total
            nearby.found_by[term] = {mail.id for mail in page.messages}

    def _failed(self, since: datetime, nearby: Nearby) -> None:
        """The SMTP sessions that failed since then, of the user of this inbox or of one who did not get to a login."""
        listed = self._read(wire.Sessions, path("sessions"), {"failed": True, "limit": 50}).sessions
        ours = [
            each
            for each in listed
            if (each.ended is None or each.ended >= since) and (not self.inbox or each.user in ("", self.inbox))
        ]
        for each in ours[:FAILED]:
            nearby.failed.append(self._read(wire.Transcript, path("session", each.id)))


def _date(answer: httpx.Response) -> datetime:
    """The clock of the server, which may not be ours; to the second."""
    try:
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return datetime.now(UTC)
