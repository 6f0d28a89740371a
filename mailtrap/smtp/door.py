"""Who may come in, how many at once, what they find, how long they may stay, and how they are sent home."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import Future
from types import MappingProxyType
from typing import TypeVar

from mailtrap import sasl
from mailtrap.config import Config, Listener
from mailtrap.inbox import Inbox
from mailtrap.model import Side
from mailtrap.passwords import Users
from mailtrap.smtp import auth, greeting, tls, transaction
from mailtrap.smtp.session import Command, SmtpSession
from mailtrap.transcript import Transcript

log = logging.getLogger(__name__)

_T = TypeVar("_T")

SWEEP_INTERVAL = 0.5
"""Seconds between two looks at the clocks of all sessions: one timer instead of two for each command."""
STOP_INTERVAL = 0.02
"""Seconds between two looks, when the server stops, for mail that is still under way."""
LAST_WORD = 1.0
"""Seconds that a client has to take the last reply when the server stops."""

COMMANDS: MappingProxyType[str, Command] = MappingProxyType(
    {
        "HELO": greeting.helo,
        "EHLO": greeting.ehlo,
        "NOOP": greeting.noop,
        "HELP": greeting.help_,
        "VRFY": greeting.vrfy,
        "EXPN": greeting.expn,
        "QUIT": greeting.quit_,
        "STARTTLS": tls.starttls,
        "AUTH": auth.auth,
        "MAIL": transaction.mail,
        "RCPT": transaction.rcpt,
        "DATA": transaction.data,
        "BDAT": transaction.bdat,
        "RSET": transaction.rset,
    }
)
_OF_EXTENSION = {"BDAT": "CHUNKING"}
"""Commands that another extension brings than that of their own name."""


class SmtpDoor:
    """All SMTP sessions. Lives on the mail loop: every method is called there.

    ``tls`` is needed by listeners with STARTTLS or implicit TLS; with ``users`` only these may log in.
    """

    GOODBYE = "421 4.3.2 mailtrap is stopping"

    def __init__(
        self,
        inbox: Inbox,
        config: Config,
        loop: asyncio.AbstractEventLoop,
        tls: ssl.SSLContext | None = None,
        users: Users | None = None,
    ) -> None:
        self.inbox = inbox
        self.config = config
        self.loop = loop
        self.tls = tls
        self.users = users
        self.now = loop.time
        self.closing = False
        self.hostname = "mailtrap"
        self.hidden = frozenset(name.upper() for name in config.hide_extension)
        if "CHUNKING" in self.hidden:  # BINARYMIME cannot be without it (RFC 3030 3)
            self.hidden |= {"BINARYMIME"}
        self.plain_replies = "ENHANCEDSTATUSCODES" in self.hidden
        self.mechanisms = sasl.PASSWORD_MECHANISMS if users else sasl.MECHANISMS
        self.commands = {
            verb.encode(): command
            for verb, command in COMMANDS.items()
            if not {verb, _OF_EXTENSION.get(verb, verb)} & self.hidden
        }
        self._sessions: set[SmtpSession] = set()
        self._hosts: Counter[str] = Counter()
        self._servers: list[asyncio.AbstractServer] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._accepting: dict[asyncio.Task[None], socket.socket] = {}
        self._handshakes = 0
        self._answered: deque[asyncio.Future[None]] = deque()
        self._told = False

    def new_transcript(self, listener: Listener, peer: object) -> Transcript:
        """The beginning of a session with the client at ``peer``, as a socket names it."""
        client = "unix" if listener.scheme == "unix" else "(gone)"
        if isinstance(peer, tuple):
            client = f"[{peer[0]}]:{peer[1]}" if ":" in peer[0] else f"{peer[0]}:{peer[1]}"
        return self.inbox.session_began(str(listener), client)

    async def outcome(self, future: Future[_T]) -> _T:
        """Wait for the writer's future. A client that hangs up now does not take its mail back.

        asyncio.wrap_future does this and more, at twice the price, and wakes the loop once for each mail of a commit.
        """
        answered = self.loop.create_future()
        future.add_done_callback(lambda _: self._tell(answered))
        await answered
        return future.result()

    def _tell(self, answered: asyncio.Future[None]) -> None:
        self._answered.append(answered)
        if not self._told:
            self._told = True
            self.loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        self._told = False  # first of all: what is answered from here on wakes the loop again
        while self._answered:
            answered = self._answered.popleft()
            if not answered.done():
                answered.set_result(None)

    def has(self, extension: str) -> bool:
        """Whether an extension is not hidden."""
        return extension not in self.hidden

    def extensions(self, session: SmtpSession) -> list[str]:
        """What EHLO tells this session, one line each."""
        offered = {
            "SIZE": f"SIZE {self.config.max_size}",
            "STARTTLS": "STARTTLS" if session.listener.scheme == "starttls" and not session.tls else "",
            "AUTH": f"AUTH {' '.join(self.mechanisms)}" if session.tls or not self.config.auth_require_tls else "",
        }
        names = (
            "SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "CHUNKING", "BINARYMIME", "DSN", "ENHANCEDSTATUSCODES",
            "STARTTLS", "AUTH", "HELP",
        )  # fmt: skip
        return [line for name in names if name not in self.hidden and (line := offered.get(name, name))]

    async def start(self, listening: Iterable[tuple[socket.socket, Listener]]) -> None:
        """Serve on sockets that are bound already."""
        for each, listener in listening:
            make = self._maker(listener)
            if listener.scheme == "smtps":
                each.setblocking(False)
                self._accepting[self.loop.create_task(self._accept(each, listener))] = each
            elif listener.scheme == "unix":
                self._servers.append(await self.loop.create_unix_server(make, sock=each, backlog=512))
            else:
                self._servers.append(await self.loop.create_server(make, sock=each, backlog=512))
        self._tasks.add(self.loop.create_task(self._sweep()))

    def _maker(self, listener: Listener) -> type[SmtpSession]:
        return lambda: SmtpSession(self, listener)  # type: ignore[return-value]

    async def _accept(self, listening: socket.socket, listener: Listener) -> None:
        """Take connections that begin with TLS: a handshake that fails is a session too, to be looked at."""
        while not self.closing:
            try:
                connection, peer = await self.loop.sock_accept(listening)
            except OSError as fault:  # out of descriptors, or the client was gone before
                log.warning("a connection could not be accepted: %s", fault)
                await asyncio.sleep(SWEEP_INTERVAL)
                continue
            if self._handshakes >= self.config.max_connections:
                connection.close()
                self._turn_away(listener, peer, "too many TLS handshakes at once")
                continue
            task = self.loop.create_task(self._handshake(connection, peer, listener))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _handshake(self, connection: socket.socket, peer: object, listener: Listener) -> None:
        self._handshakes += 1
        try:
            await self.loop.connect_accepted_socket(
                self._maker(listener), connection, ssl=self.tls, ssl_handshake_timeout=tls.HANDSHAKE_TIMEOUT
            )
        except OSError as fault:
            self._turn_away(listener, peer, f"the TLS handshake failed: {tls.reason(fault)}")
        finally:
            self._handshakes -= 1

    def _turn_away(self, listener: Listener, peer: object, outcome: str) -> None:
        transcript = self.new_transcript(listener, peer)
        transcript.add(Side.NOTE, outcome)
        transcript.end(outcome, failed=True)
        self.inbox.session_ended(transcript)

    def admit(self, session: SmtpSession) -> str:
        """Count a session in; the reply to refuse it with, or nothing."""
        if self.closing:
            return self.GOODBYE
        if len(self._sessions) >= self.config.max_connections:
            return "421 4.7.0 Too many connections"
        if self._hosts[session.host] >= self.config.max_connections_per_client:
            return "421 4.7.0 Too many connections from your address"
        self._sessions.add(session)
        self._hosts[session.host] += 1
        return ""

    def forget(self, session: SmtpSession) -> None:
        """Count a session out; one that was refused was never in."""
        if session in self._sessions:
            self._sessions.discard(session)
            self._hosts[session.host] -= 1
            if not self._hosts[session.host]:
                del self._hosts[session.host]

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_INTERVAL)
            now = self.now()
            for session in [session for session in self._sessions if session.deadline < now]:
                session.end("421 4.4.2 Timeout, closing the connection", session.lateness)

    async def close(self, grace: float) -> None:
        """Stop listening at once, let mail that is under way come to its end for ``grace`` seconds, then close."""
        self.closing = True
        for server in self._servers:
            server.close()
        await _cancelled(self._accepting)
        for listening in self._accepting.values():
            listening.close()
        for session in list(self._sessions):
            if session.idle:
                session.end(self.GOODBYE, "the server stopped")
        until = self.now() + grace
        while self.now() < until and not all(session.idle for session in self._sessions):  # noqa: ASYNC110 -- once in a life
            await asyncio.sleep(STOP_INTERVAL)
        for session in list(self._sessions):
            session.end(self.GOODBYE, "the server stopped")
        await self._all_gone()
        for session in list(self._sessions):
            session.abort()
        await self._all_gone()
        await _cancelled([*self._tasks, *(session.task for session in self._sessions if session.task)])

    async def _all_gone(self) -> None:
        tasks = [session.task for session in self._sessions if session.task]
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_WORD)


async def _cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
