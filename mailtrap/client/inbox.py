"""An inbox as a test has it: a name nobody else uses, where to send, and waiting for what comes."""

from __future__ import annotations

import secrets
import smtplib
import time
import unicodedata
from base64 import b64encode
from copy import copy
from typing import TYPE_CHECKING, Unpack, overload
from urllib.parse import urlencode

from mailtrap import wire
from mailtrap.client import checks, settings
from mailtrap.client.asserting import Message
from mailtrap.client.doors import Door, door_of
from mailtrap.client.errors import BadArgument, Missing
from mailtrap.client.question import Keywords, question
from mailtrap.client.waiting import DEFAULT_INBOX, Wish

if TYPE_CHECKING:
    from mailtrap.client import Client

PASSWORD = "mailtrap"  # noqa: S105 -- any will do
TIMEOUT = 10.0
"""Seconds that a test waits for a mail unless it says otherwise."""
QUIET = 1.0
"""Seconds in which none is to come, unless it says otherwise."""
LATE = 30.0
"""Seconds that SMTP may be silent."""
MAX_NAME = 1_000
"""Bytes of a name; with its password it must fit into one command of SMTP, in base64."""


class Inbox:
    """The mails that were sent under its name.

    ``user`` and ``password`` are for the SMTP login of who is tested, ``host`` and ``port`` where it has to send.
    ``client`` is held to this inbox, for whatever is not here.
    """

    def __init__(self, client: Client, name: str = "", door: Door | None = None) -> None:
        self.name = self.user = checked(name) if name else f"inbox-{secrets.token_hex(6)}"
        self.password = PASSWORD
        self.client = copy(client)  # over the same connections
        self.client.inbox = self.name
        self._door = door
        self._began = time.monotonic()

    # Where to send

    @property
    def host(self) -> str:
        """Where the server takes mail."""
        return self._listener.host

    @property
    def port(self) -> int:
        """The port there."""
        return self._listener.port

    @property
    def _listener(self) -> Door:
        if self._door is None:
            self._door = door_of(self.client.info().mailtrap.smtp, self.client.url)
        return self._door

    @property
    def login(self) -> settings.Login:
        """Host, port, user and password as one value, which makes ``django()``, ``flask()`` and ``environment()``."""
        return settings.Login(self.host, self.port, self.user, self.password, self.client.login_url)

    def smtp(self) -> smtplib.SMTP:
        """A connection to send by, logged in; close it, or use it in a ``with`` block."""
        connection = smtplib.SMTP(self.host, self.port, timeout=LATE)
        try:
            connection.ehlo()
            if self.name != DEFAULT_INBOX:  # by hand: smtplib takes no names beyond ASCII
                plain = b64encode(f"\0{self.user}\0{self.password}".encode()).decode()
                code, text = connection.docmd("AUTH", f"PLAIN {plain}")
                if code != 235:
                    raise smtplib.SMTPAuthenticationError(code, text)
        except BaseException:
            connection.close()
            raise
        return connection

    # What comes

    @overload
    def wait(
        self, query: str = "", *, timeout: float = TIMEOUT, since: int = 0, **keywords: Unpack[Keywords]
    ) -> Message: ...
    @overload
    def wait(
        self, query: str = "", *, count: int, timeout: float = TIMEOUT, since: int = 0, **keywords: Unpack[Keywords]
    ) -> list[Message]: ...
    def wait(
        self,
        query: str = "",
        *,
        count: int | None = None,
        timeout: float = TIMEOUT,
        since: int = 0,
        **keywords: Unpack[Keywords],
    ) -> Message | list[Message]:
        """Wait until there is a mail that a search and keywords find, or any: the newest; at once when it is there.

        ::

            message = inbox.wait(to="ada@example.test", subject="Welcome")
            second, first = inbox.wait("from:shop", count=2, timeout=30)

        Args:
            query: a search, as docs/search.md tells.
            count: wait for so many, and get that many: a list, newest first.
            timeout: seconds.
            since: only mails that came after this number of ``seq()``.
            keywords: ``from_``, ``to``, ``cc``, ``bcc``, ``subject``, ``body``, ``attachment`` (its name), ``tag``.

        Raises:
            WaitTimeout: an ``AssertionError`` that tells what did come, what it lacks, and what SMTP refused.
            BadRequest: the search cannot be read.
        """
        __tracebackhide__ = True
        wish = self._wish(query, count, timeout, since, keywords)
        found, now = self.client._come(wish)
        if not found.satisfied:
            raise self.client._too_late(wish, found, now)
        return self._given(found, count)

    @overload
    async def wait_async(
        self,
        query: str = "",
        *,
        timeout: float = TIMEOUT,
        since: int = 0,
        **keywords: Unpack[Keywords],
    ) -> Message: ...
    @overload
    async def wait_async(
        self,
        query: str = "",
        *,
        count: int,
        timeout: float = TIMEOUT,
        since: int = 0,
        **keywords: Unpack[Keywords],
    ) -> list[Message]: ...
    async def wait_async(
        self,
        query: str = "",
        *,
        count: int | None = None,
        timeout: float = TIMEOUT,
        since: int = 0,
        **keywords: Unpack[Keywords],
    ) -> Message | list[Message]:
        """``wait`` within asyncio: other tasks go on meanwhile, and a cancelled one waits no longer."""
        __tracebackhide__ = True
        wish = self._wish(query, count, timeout, since, keywords)
        found, now = await self.client._come_async(wish)
        if not found.satisfied:
            import asyncio

            raise await asyncio.to_thread(self.client._too_late, wish, found, now)
        return self._given(found, count)

    def expect_none(
        self, query: str = "", *, for_: float = QUIET, since: int = 0, **keywords: Unpack[Keywords]
    ) -> None:
        """See that no such mail is there, and none comes for so many seconds.

        Raises:
            Unexpected: an ``AssertionError``: there is one; the text tells which.
        """
        __tracebackhide__ = True
        wish = self._wish(query, None, for_, since, keywords)
        self.client._refuse(wish, self.client._come(wish)[0])

    async def expect_none_async(
        self, query: str = "", *, for_: float = QUIET, since: int = 0, **keywords: Unpack[Keywords]
    ) -> None:
        """``expect_none`` within asyncio."""
        __tracebackhide__ = True
        wish = self._wish(query, None, for_, since, keywords)
        self.client._refuse(wish, (await self.client._come_async(wish))[0])

    # What is there

    def messages(self, query: str = "", **keywords: Unpack[Keywords]) -> list[Message]:
        """What is there now, newest first."""
        return [Message(self.client, each) for each in self.client.walk(question(query, keywords))]

    def latest(self, query: str = "", **keywords: Unpack[Keywords]) -> Message:
        """The newest that is there now.

        Raises:
            Missing: there is none. ``wait`` gives it time to come.
        """
        __tracebackhide__ = True
        asked = question(query, keywords)
        found = self.client.search(asked, limit=1) if asked else self.client.messages(limit=1)
        if not found.messages:
            which = f" that {asked!r} finds" if asked else ""
            raise Missing(f"inbox {self.name!r} has no mail{which}; to wait until one comes, use wait()")
        return Message(self.client, found.messages[0])

    def count(self, query: str = "", **keywords: Unpack[Keywords]) -> int:
        """How many are there now."""
        return self.client.count(question(query, keywords)).total

    def seq(self) -> int:
        """The number of the last event: ``since=`` it, only what comes later counts."""
        return self.client.seq()

    def clear(self) -> None:
        """Delete all of it but pinned mails."""
        self.client.delete_all()

    def failed(self) -> list[wire.Session]:
        """The SMTP sessions of its user that went wrong, newest first."""
        return [each for each in self.client.sessions(failed=True, limit=0).sessions if each.user == self.user]

    @property
    def url(self) -> str:
        """Where the page shows it."""
        return f"{self.client.url}/#/?{urlencode({'inbox': self.name})}"

    def __repr__(self) -> str:
        return f"<Inbox {self.name!r} of {self.client.url}>"

    def _wish(self, query: str, count: int | None, timeout: float, since: int, keywords: Keywords) -> Wish:
        wanted = 1 if count is None else checks.whole("count", count, 1)
        return Wish(question(query, keywords), wanted, timeout, since, time.monotonic() - self._began)

    def _given(self, found: wire.Waited, count: int | None) -> Message | list[Message]:
        messages = [Message(self.client, each) for each in found.messages]
        return messages[0] if count is None else messages[:count]


def checked(name: str) -> str:
    """A name that a login can have: any characters but those that end lines and fields.

    Raises:
        BadArgument: it is blank, too long, or has a control character or half a character.
    """
    checks.text("inbox", name)
    wrong = next((each for each in name if unicodedata.category(each) == "Cc"), "")
    if wrong:
        raise BadArgument(f"inbox: {name!r} has a control character ({wrong!r}), which no login can have")
    if len(name.encode()) > MAX_NAME:
        raise BadArgument(f"inbox: {name[:30]!r}… has {len(name.encode()):,} bytes; give at most {MAX_NAME:,}")
    return name
