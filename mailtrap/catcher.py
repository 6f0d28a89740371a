"""A catcher for a test, a script or a notebook: in this process, on free ports, gone at the end."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailtrap import server
from mailtrap.certificate import PUBLIC
from mailtrap.config import Config, load

if TYPE_CHECKING:
    from mailtrap.client import Client, Inbox

FREE = "127.0.0.1:0"
"""This machine alone, on a port that nobody has."""


class Server(server.Server):
    """A running catcher: ``with Server() as server``, or ``start`` and ``close``.

    ::

        with mailtrap.Server() as server:
            inbox = server.open_inbox()
            signup("ada@example.test", smtp=(inbox.host, inbox.port), login=(inbox.user, inbox.password))
            assert inbox.wait(subject="Welcome").code

    Without options it takes free ports of 127.0.0.1 and keeps mail until it is closed. Options are those of
    docs/options.md by their names, as text or as values: ``Server(smtp="127.0.0.1:2525", max_size=1000)``; with ``db``
    the mail is kept. No file and no variable is read.

    Raises:
        ConfigError: an option that is none, or a value that will not do.
        ListenError: an address cannot be had.
    """

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        if config is None:
            free = {"smtp": FREE, "web": FREE, "ephemeral": "db" not in options}
            given = {name: str(each) if isinstance(each, Path) else each for name, each in options.items()}
            config = load({**free, **given}, {}, Path(os.devnull))
        elif options:
            raise TypeError("give a Config or options, not both")
        super().__init__(config)

    @property
    def url(self) -> str:
        """Where page and API are."""
        return self.web

    @property
    def host(self) -> str:
        """Where mail is taken."""
        return self.smtp[0].host

    @property
    def port(self) -> int:
        """The port there."""
        return self.smtp[0].port

    @cached_property
    def client(self) -> Client:
        """A client of it, closed with it."""
        from mailtrap.client import Client  # a third of the start, and not all who start one ask it

        made = Path(self.db).with_name(PUBLIC)  # where it made a certificate for its page
        client = Client(self.web, cafile=made if made.is_file() else None)
        self._stack.callback(client.close)
        return client

    def open_inbox(self, name: str = "") -> Inbox:
        """An inbox with its waiting and asserting; without a name, a new one."""
        from mailtrap.client import Inbox
        from mailtrap.client.doors import Door

        return Inbox(self.client, name, Door(self.host, self.port))

    def start(self) -> Server:
        """Bind, open, serve."""
        super().start()
        return self

    def __enter__(self) -> Server:
        return self.start()
