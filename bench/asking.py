"""What a catcher is asked over HTTP, in its own words: how many mails it has, a page of its list, a mail, a search."""

from __future__ import annotations

import imaplib
import json
import socket
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from bench.peers import Running

LONG = 60
"""Seconds that an answer may take."""
PAGE = 50
"""Mails of a page; Sendria's has 100, and that cannot be set."""


def get(port: int, path: str) -> Any:
    """What is there, as JSON; OSError if the answer is not 200."""
    with Client(port) as client:
        return client.json(path)


class Client:
    """One client that asks one thing after the other, and keeps its connection where the server does."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=LONG)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def body(self, path: str) -> bytes:
        """What is there."""
        try:
            self._connection.request("GET", path)
            if self._connection.sock:
                self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answer = self._connection.getresponse()
            body = answer.read()
        except HTTPException as why:
            self._connection.close()
            raise OSError(f"GET {path}: {why!r}") from why
        if answer.status != 200:
            raise OSError(f"GET {path} was answered {answer.status}")
        return body

    def json(self, path: str) -> Any:
        """What is there, read."""
        return json.loads(self.body(path))

    def timed(self, path: str) -> tuple[float, bytes]:
        """Milliseconds until all of the answer was there, and the answer."""
        began = time.perf_counter()
        body = self.body(path)
        return (time.perf_counter() - began) * 1e3, body


@dataclass(frozen=True)
class Api:
    """Paths of a server, and the keys of what it answers. Empty is what it does not have."""

    alive: str
    """Answers 200 once the server is ready."""
    total: str = ""
    """The key of the number of all mails, in what ``alive`` answers."""
    page: str = ""
    items: str = ""
    id: str = ""
    mail: str = ""
    search: str = ""
    matches: str = ""
    found_late: bool = False
    """Whether a mail can be found by a search only some time after it was answered."""
    socket: str = ""
    hello: tuple[str, ...] = field(default=())
    """Text frames that a tab says first."""
    news: bytes = b""
    """What stands in the push of a new mail, once for each."""

    def count(self, server: Running) -> int:
        """How many mails it shows."""
        return int(get(server.web, self.alive)[self.total])

    def ids(self, answer: bytes) -> list[str]:
        """The mails of a page, as they are named in ``mail``."""
        return [quote(str(each[self.id])) for each in json.loads(answer)[self.items]]

    def found(self, answer: bytes) -> int:
        """How many mails a search says that it found."""
        return int(json.loads(answer)[self.matches])

    def settle(self, server: Running) -> None:
        """Return when nothing is left to be done for the mails that it shows: a search has all of them."""
        if self.found_late:
            get(server.web, self.search.format(term="settled", page=1))


class _SendriaApi(Api):
    """It tells how many pages there are, so the last of them tells the number."""

    def count(self, server: Running) -> int:
        """Pages before the last, and what is on that."""
        with Client(server.web) as client:
            last = int(client.json(self.alive)["meta"]["pages_total"])
            return 100 * (last - 1) + len(client.json(f"{self.alive}?page={last}")["data"]) if last else 0


class _GreenMailApi(Api):
    """Its API counts by sending all mails, so IMAP is asked."""

    def count(self, server: Running) -> int:
        """The mails of all users, each of whom is the address that was written to."""
        total = 0
        for user in get(server.web, "/api/user"):
            door = imaplib.IMAP4("127.0.0.1", server.imap, timeout=LONG)
            try:
                door.login(user["login"], user["login"])
                total += int(door.select("INBOX", readonly=True)[1][0] or b"0")
            finally:
                door.logout()
        return total


_V1 = Api(
    "/api/v1/info", "Messages", f"/api/v1/messages?limit={PAGE}", "messages", "ID", "/api/v1/message/{id}",
    f"/api/v1/search?query={{term}}&limit={PAGE}", "messages_count", socket="/api/events", news=b'"Type":"new"',
)  # fmt: skip
MAILPIT = _V1
OURS = Api(**{**vars(_V1), "found_late": True})
MAILHOG = Api(
    "/api/v2/messages?limit=1", "total", f"/api/v2/messages?limit={PAGE}", "items", "ID", "/api/v1/messages/{id}",
    f"/api/v2/search?kind=containing&query={{term}}&limit={PAGE}", "total",
)  # fmt: skip
MAILDEV = Api(
    "/api/email/summary?limit=1", "storeTotal", f"/api/email/summary?limit={PAGE}", "items", "id", "/api/email/{id}",
    f"/api/email/summary?search={{term}}&limit={PAGE}", "total",
    socket="/socket.io/?EIO=4&transport=websocket", hello=("40",), news=b'["newMail"',
)  # fmt: skip
SENDRIA = _SendriaApi(
    "/api/messages/", page="/api/messages/", items="data", id="id", mail="/api/messages/{id}.json",
    socket="/ws", news=b"add_message",
)  # fmt: skip
GREENMAIL = _GreenMailApi("/api/service/readiness")
