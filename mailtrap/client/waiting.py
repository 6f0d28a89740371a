"""Waiting for a mail, and telling what came near when it did not come."""

from __future__ import annotations

import time

import httpx

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.connection import Connection, decoded, path
from mailtrap.client.errors import ClientError, WaitTimeout
from mailtrap.client.near import described, terms

MAX_WAIT = 300.0
"""Seconds that a server waits in one go; whoever waits longer asks again."""
GRACE = 10.0
"""Seconds that the answer may take beyond that."""
NEWEST = 5
"""Mails that are named when none of those came that were waited for."""


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
        asked = self._searching(query, count=checks.whole("count", count), since=checks.whole("since", since))
        end = time.monotonic() + checks.seconds("timeout", timeout)
        while True:
            rest = max(end - time.monotonic(), 0)
            found = decoded(self._wait_once(asked, min(rest, MAX_WAIT)), wire.Waited)
            if found.satisfied:
                return found
            if rest <= MAX_WAIT:
                raise self._too_late(query.strip(), count, timeout, since, found)

    def _wait_once(self, asked: dict[str, object], patience: float) -> httpx.Response:
        asked = {**asked, "timeout": f"{patience:.3f}"}
        return self._ask("GET", path("wait"), asked, timeout=patience + max(self.timeout, GRACE), fine=(200, 408))

    def _too_late(self, query: str, count: int, timeout: float, since: int, found: wire.Waited) -> WaitTimeout:
        """How near it was, as far as the server still tells."""
        newest, alone = None, {}
        try:
            newest = self._read(wire.MessageList, path("messages"), self._held(limit=NEWEST))
            for term in terms(query) if not since else ():
                alone[term] = self._read(wire.Counted, path("count"), self._searching(term)).total
        except ClientError:
            pass
        where = f" in inbox {self.inbox!r}" if self.inbox else ""
        told = f"waited {timeout:g} s{where} for {count} of {query!r}" if query else f"waited {timeout:g} s{where}"
        told += f" for {count} mails" if not query else ""
        return WaitTimeout(described(told, found, alone, newest), found, newest.messages if newest else [])
