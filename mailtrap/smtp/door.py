"""Who may come in, how many at once, how long they may stay, and how they are sent home."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Iterable

from mailtrap.config import Config
from mailtrap.inbox import Inbox
from mailtrap.smtp.session import SmtpSession

log = logging.getLogger(__name__)

SWEEP_INTERVAL = 0.5
"""Seconds between two looks at the clocks of all sessions: one timer instead of two for each command."""


class SmtpDoor:
    """All SMTP sessions. Lives on the mail loop: every method is called there."""

    GOODBYE = "421 4.3.2 mailtrap is stopping"

    def __init__(self, inbox: Inbox, config: Config, loop: asyncio.AbstractEventLoop) -> None:
        self.inbox = inbox
        self.config = config
        self.loop = loop
        self.now = loop.time
        self.closing = False
        self.hostname = "mailtrap"
        self.extensions = (
            f"SIZE {config.max_size}",
            "8BITMIME",
            "SMTPUTF8",
            "PIPELINING",
            "ENHANCEDSTATUSCODES",
            "AUTH PLAIN LOGIN",
            "HELP",
        )
        self._sessions: set[SmtpSession] = set()
        self._hosts: Counter[str] = Counter()
        self._servers: list[asyncio.Server] = []
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self, sockets: Iterable[socket.socket]) -> None:
        """Serve on sockets that are bound already."""
        for listening in sockets:
            self._servers.append(await self.loop.create_server(lambda: SmtpSession(self), sock=listening, backlog=512))
        self._sweeper = self.loop.create_task(self._sweep())

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
                session.end("421 4.4.2 Timeout, closing the connection")

    async def close(self, grace: float) -> None:
        """Stop listening at once, let mail that is under way come to its end for ``grace`` seconds, then close."""
        self.closing = True
        for server in self._servers:
            server.close()
        for session in list(self._sessions):
            if session.idle:
                session.end(self.GOODBYE)
        tasks = [session.task for session in self._sessions if session.task]
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        for session in list(self._sessions):
            session.end(self.GOODBYE)
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        if self._sweeper:
            self._sweeper.cancel()
