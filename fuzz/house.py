"""The server that is fuzzed: in this process, its log watched."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mailtrap.config import Config, HostPort, Listener
from mailtrap.inbox import Inbox
from mailtrap.model import Page
from mailtrap.server import Server
from mailtrap.stores import ALL, Selection

MANY = 300
"""Mails after which all are deleted, so that the thousandth input is as quick as the first."""
PATIENCE = 0.02
"""Seconds that a wait lasts here, however many are asked for."""
WATCHED = ("mailtrap", "mail.log", "asyncio", "werkzeug", "flask")
"""Loggers of ours and of what is below us; each may tell of a fault that no client sees."""


class FoundError(AssertionError):
    """Something that must hold did not."""


def hold(promise: bool, told: str) -> None:
    """Say what did not hold. No assert: these are taken out of an optimised run."""
    if not promise:
        raise FoundError(told)


class Watch(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it with its traceback."""
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.said.append(f"{record.name}: {record.getMessage()}\n{trace}")


@dataclass
class House:
    """A running server, and what it complained of."""

    server: Server
    watch: Watch
    mails: int = field(default=0)

    @property
    def smtp(self) -> tuple[str, int]:
        """Where mail is taken."""
        return self.server.smtp[0].host, self.server.smtp[0].port

    @property
    def web(self) -> tuple[str, int]:
        """Where the page is."""
        host, _, port = self.server.web.removeprefix("http://").rpartition(":")
        return host, int(port)

    def checked(self) -> None:
        """Nothing was logged as a fault; and what was kept is thrown away now and then."""
        said, self.watch.said = self.watch.said, []
        hold(not said, f"the log says: {said[:3]}")
        self.mails += 1
        if self.mails % MANY == 0:
            self.server.inbox.delete(ALL)


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """One without a disk to wait for, and with time-outs that a hang runs into."""
    config = Config(
        smtp=(Listener("smtp", "127.0.0.1", 0),),
        web=HostPort("127.0.0.1", 0),
        db=folder / "mail.db",
        ephemeral=True,
        keep_sessions=100,
        min_free=0,
        max_size=1_000_000,
        data_timeout=5,
        idle_timeout=5,
    )
    watch = Watch()
    loggers = [logging.getLogger(name) for name in WATCHED]
    wait = Inbox.wait

    def shortly(
        self: Inbox, selection: Selection, count: int, timeout: float, allowed: Callable[[], bool] = lambda: True
    ) -> Page:
        return wait(self, selection, count, min(timeout, PATIENCE), allowed)

    Inbox.wait = shortly  # type: ignore[method-assign]
    for logger in loggers:
        logger.addHandler(watch)
    try:
        with Server(config) as server:
            yield House(server, watch)
    finally:
        Inbox.wait = wait  # type: ignore[method-assign]
        for logger in loggers:
            logger.removeHandler(watch)
