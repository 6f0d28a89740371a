"""The house: opens the store, starts the doors, and closes everything in reverse."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
import threading
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from mailtrap import demo
from mailtrap.config import Config, HostPort
from mailtrap.inbox import Inbox
from mailtrap.listening import bound, listen
from mailtrap.smtp import SmtpDoor
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web import WebServer, create_app
from mailtrap.web.app import Place

log = logging.getLogger(__name__)

DRAIN = 10.0
"""Seconds that mail under way has to come to its end when the server stops."""
DEMO_PAUSE = 0.35
"""Seconds between two demo mails, so that one sees them arrive."""


class MailLoop:
    """The one asyncio loop, on a thread of its own: all mail protocols live on it."""

    def __init__(self) -> None:
        self.loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="mailtrap-mail", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, coroutine: Any) -> Any:
        """Run a coroutine there and wait for its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def close(self) -> None:
        """Stop the loop and its thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not made for this system; asyncio's own loop does the same, slower
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


class Server:
    """A running catcher: ``with Server(config) as server``, or ``start`` and ``close``.

    ``smtp`` and ``web`` are where it really listens, ``db`` is the file of its store.

    Raises:
        ListenError: an address cannot be had. Nothing else was touched.
        StoreError: the store cannot be opened. It was not changed.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._stack = ExitStack()
        self.smtp: tuple[HostPort, ...] = ()
        self.web = ""
        self.db = ""

    def start(self) -> Server:
        """Bind, open, serve."""
        with ExitStack() as stack:
            config = self._config
            smtp_sockets = [each for place in config.smtp for each in listen("smtp", place)]
            for listening in smtp_sockets:
                stack.callback(listening.close)
            web_sockets = listen("web", config.web)
            for listening in web_sockets:
                stack.callback(listening.close)
            self.smtp = tuple(bound(listening) for listening in smtp_sockets)
            self.web = f"http://{bound(web_sockets[0])}"

            path = self._ephemeral(stack) if config.ephemeral else config.db
            store = SqliteStore(path, durable=not config.ephemeral)
            stack.callback(store.close)
            self.db = store.name
            self.inbox = Inbox(store)

            mail = MailLoop()
            stack.callback(mail.close)
            door = SmtpDoor(self.inbox, config, mail.loop)
            hosts = (config.web.host, *config.allow_host)
            place = Place(self.smtp, self.web, config.ephemeral)
            app = create_app(self.inbox, place, self._send_demo, hosts)
            for listening in web_sockets:
                web = WebServer(app, listening)
                web.start()
                stack.callback(web.close)
            stack.callback(self.inbox.close)
            mail.call(door.start(smtp_sockets))
            stack.callback(lambda: mail.call(door.close(DRAIN)))
            self._stack = stack.pop_all()
        return self

    def close(self) -> None:
        """Let mail under way be stored, then stop everything. Twice is fine."""
        self._stack.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _ephemeral(stack: ExitStack) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="mailtrap-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder / "mailtrap.db"

    def _send_demo(self) -> int:
        mails = demo.demo_mails(datetime.now(UTC))

        def send() -> None:
            try:
                demo.send(mails, self.smtp[0].host, self.smtp[0].port, pause=DEMO_PAUSE)
            except OSError as fault:  # the server was stopped meanwhile
                log.warning("the demo mails were not all sent: %s", fault)

        threading.Thread(target=send, name="mailtrap-demo", daemon=True).start()
        return len(mails)
