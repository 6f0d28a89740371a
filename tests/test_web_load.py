"""Fifty clients ask everything of the API at once while mail comes in: nobody is told anything that is wrong.

Each has an inbox of its own and knows what must be in it; one more watches what happens there.
"""

import json
import logging
import random
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from websocket import WebSocket, create_connection

from mailtrap.bus import Bus
from mailtrap.model import Change, Event
from tests.support import TLS, Running, mail
from tests.test_web_openapi import DOCUMENT, PARTS, RICH, operations

CLIENTS = 50
SOON = 60
"""Seconds for what takes none on a quiet machine."""
MOST = 40
"""Mails that an inbox has before it is emptied."""
FRAMES = 15
"""Frames after which a watcher comes back on a new connection."""
LAST = "that is all"
TOLD = operations(DOCUMENT)
ABSENT = {
    "later_release": 501,
    "later_html_check": 501,
    "later_link_check": 501,
    "later_sa_check": 501,
    "info_shown": 404,
}
"""What this server has not: what is for later, and a certificate."""
WATCHED = {"events_events", "stream_events"}
"""The watchers ask these."""


@dataclass
class Kept:
    """A mail as it must be."""

    token: str
    read: bool = False
    pinned: bool = False
    tags: tuple[str, ...] = ()


@dataclass
class Watcher:
    """Who is told what happens in an inbox: by the stream or by the socket, on ever new connections."""

    web: str
    inbox: str
    socket: bool
    frames: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0

    def run(self) -> None:
        """Until the last mail."""
        after, over = 0, False
        while not over:
            self.connections += 1
            for at, frame in enumerate(self.by_socket(after) if self.socket else self.by_stream(after)):
                if frame["Type"] != "stats":
                    self.frames.append(frame)
                    after = frame.get("Seq", after)
                over = frame["Type"] == "new" and frame["Data"]["Subject"] == LAST
                if over or at >= FRAMES:
                    break

    def by_stream(self, after: int) -> Iterator[dict[str, Any]]:
        """Server-sent events."""
        url, headers = f"{self.web}/api/v1/events", {"Last-Event-ID": str(after)}
        with httpx.stream(
            "GET", url, params={"inbox": self.inbox}, headers=headers, timeout=SOON, verify=TLS
        ) as answer:
            assert answer.status_code == 200, answer.read()
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def by_socket(self, after: int) -> Iterator[dict[str, Any]]:
        """Frames of the websocket."""
        url = f"{self.web.replace('http', 'ws', 1)}/api/events?after={after}&inbox={self.inbox}"
        tab: WebSocket = create_connection(url, timeout=SOON)
        try:
            while True:
                yield json.loads(tab.recv())
        finally:
            tab.close()


class WrongError(Exception):
    """An answer that cannot be."""


class Client:
    """Who sends, asks and deletes, in an inbox of its own."""

    def __init__(self, running: Running, number: int, end: float) -> None:
        self.inbox = f"inbox{number}"
        self.tag = f"tag{number}"
        self.kept: dict[str, Kept] = {}
        self.gone: list[str] = []
        self.log: list[tuple[str, frozenset[str]]] = []
        """What the watcher must be told, in order: mails that came, or that were deleted together."""
        self.marks: Counter[tuple[str, str, bool]] = Counter()
        self.done: Counter[str] = Counter()
        self._number, self._end = number, end
        self._sent = 0
        self._dice = random.Random(number)
        self._http = httpx.Client(base_url=running.web, timeout=SOON, verify=TLS)
        self._smtp = smtplib.SMTP(*running.smtp, timeout=SOON)

    def run(self) -> None:
        """Each thing in turn, every client beginning elsewhere; then by chance until the time is up."""
        verbs: list[Callable[[], None]] = [
            self.by_smtp, self.look, self.by_body, self.count, self.by_pieces, self.listed, self.mark, self.wait,
            self.read, self.search, self.pin, self.deleted, self.tagged, self.state, self.settings, self.remove,
            self.mailhog, self.look, self.maildev, self.summed, self.empty,
        ]  # fmt: skip
        asked = sorted(name for name, (method, _, _) in TOLD.items() if method == "GET" and name not in WATCHED)
        with self._http, self._smtp:
            self._smtp.login(self.inbox, "any")
            try:
                self.by_smtp()
                if self._number == 0:
                    self.ask("info_send_demo")
                for name in [each for at, each in enumerate(asked) if at % CLIENTS == self._number % len(asked)]:
                    self.glance(name)
                turn = self._number % len(verbs)
                for verb in (verbs[turn:] + verbs[:turn])[:8]:
                    self._do(verb)
                while time.monotonic() < self._end:
                    self._do(self._dice.choice([*verbs, self.by_smtp, self.by_smtp]))
                self.count()
                self.listed()
            finally:  # whatever was wrong, the watcher must come to its end
                self._note("new", self._deliver(LAST))

    def _do(self, verb: Callable[[], None]) -> None:
        verb()
        if len(self.kept) > MOST:
            self.empty()

    # Asking

    def ask(self, name: str, expected: int | None = None, /, **more: Any) -> httpx.Response:
        """An operation of the document, whose answer is one that it tells, and the one that is expected."""
        method, path, told = TOLD[name]
        arguments = {each: more.pop(each, "nothing") for each in ("id", "part", "token", "tag", "name")} | {"page": "1"}
        answer = self._http.request(method, path.format(**arguments), **more)
        wanted = {ABSENT.get(name, 200) if expected is None else expected}
        if answer.status_code not in wanted or str(answer.status_code) not in told["responses"]:
            raise WrongError(f"{name} {more}: {answer.status_code} {answer.text[:300]}")
        self.done[name] += 1
        return answer

    def other(self, method: str, path: str, expected: int = 200, **more: Any) -> Any:
        """A path of another catcher; the JSON of its answer."""
        answer = self._http.request(method, path, **more)
        self.same(answer.status_code, expected, f"{method} {path}: {answer.text[:300]}")
        self.done[f"{method} {path.replace(self.inbox, '').strip('/').split('/')[0]}"] += 1
        return answer.json() if answer.content else None

    @staticmethod
    def same(found: object, expected: object, what: str) -> None:
        """Or it is wrong."""
        if found != expected:
            raise WrongError(f"{what}: {found!r}, not {expected!r}")

    def mine(self, **more: Any) -> dict[str, Any]:
        """Query parameters of this inbox."""
        return {"inbox": self.inbox, **more}

    def some(self) -> str:
        """A mail that there is; one is sent where there is none."""
        if not self.kept:
            self.by_smtp()
        return self._dice.choice(list(self.kept))

    # Sending

    def _raw(self, subject: str) -> bytes:
        if self._dice.random() < 0.2:
            return RICH.replace(b"Subject: A letter", f"Subject: {subject}".encode())
        return mail(subject, f"Your code is {self._dice.randrange(100_000, 999_999)}.", to=f"{self.inbox}@example.test")

    def _token(self) -> str:
        self._sent += 1
        return f"token{self._number}x{self._sent}"

    def _deliver(self, subject: str, raw: bytes = b"") -> str:
        self._smtp.mail("ada@example.test")
        self._smtp.rcpt(f"{self.inbox}@example.test")
        code, text = self._smtp.data(raw or self._raw(subject))
        self.same(code, 250, str(text))
        return text.decode().split()[-1]

    def _came(self, id_: str, token: str) -> None:
        self.kept[id_] = Kept(token)
        self._note("new", id_)
        found = self.ask("search_found", params=self.mine(query=f"subject:{token}")).json()
        self.same([each["ID"] for each in found["messages"]], [id_], f"search for {token}")
        self.same((found["messages_count"], found["total"]), (1, len(self.kept)), "counts of a search")

    def _note(self, what: str, *ids: str) -> None:
        if ids:
            self.log.append((what, frozenset(ids)))

    def by_smtp(self) -> None:
        """A mail or two, found as soon as they are answered."""
        for _ in range(self._dice.choice((1, 1, 2))):
            token = self._token()
            self._came(self._deliver(token), token)

    def by_body(self) -> None:
        """As it is."""
        token = self._token()
        more = {"content": self._raw(token), "headers": {"Content-Type": "message/rfc822"}}
        self._came(self.ask("sending_put_in", params=self.mine(), **more).json()["ID"], token)

    def by_pieces(self) -> None:
        """In its pieces."""
        token = self._token()
        body = {"From": {"Email": "ada@example.test"}, "To": [{"Email": "bob@example.test"}], "Subject": token}
        self._came(self.ask("sending_send", params=self.mine(), json=body).json()["ID"], token)

    # Looking

    def glance(self, name: str) -> None:
        """One question of those that change nothing, about a mail that there is."""
        id_ = self.some()
        match name:
            case "search_found":
                self.search()
            case "search_wait":
                self.wait()
            case "sessions_one":
                session = self.ask("message_envelope", id=self._by_session()).json()["Session"]
                self.same(self.ask(name, id=session).json()["User"], self.inbox, "the user of a session")
            case "sessions_of_message":
                self.same(self.ask(name, id=self._by_session()).json()["User"], self.inbox, "the user of a session")
            case "parts_part" | "parts_source" | "parts_thumb":
                self.ask(name, id=id_, part=self._leaf(id_))
            case "view_plain" | "view_shown" | "view_image":
                rich = self._deliver("", RICH)
                self._note("new", rich)
                self.kept[rich] = Kept("")
                told = self.ask("view_shown", id=rich).text.partition(f"/view/{rich}/")[2].partition('"')[0]
                token, _, part = told.partition("/")
                self.ask(name, id=rich, token=token, part=part)
            case "view_on_page":
                self.ask(name, 302, id=id_)
            case "cards_card" | "pages_drawn":
                rich = self._deliver("", RICH)
                self._note("new", rich)
                self.kept[rich] = Kept("")
                self.ask(name, id=rich, part=PARTS["card" if name == "cards_card" else "{page}"])
            case "highlights_listed":
                found = self.ask(name, params={"id": list(self.kept)}).json()["highlights"]
                self.same([each["ID"] for each in found], list(self.kept), "highlights")
            case "message_whole":
                self.ask(name, id=id_, params={"peek": 1})
            case _:
                self.ask(name, id=id_, name=self.inbox)

    def _by_session(self) -> str:
        token = self._token()
        id_ = self._deliver(token)
        self._came(id_, token)
        return id_

    def _leaf(self, id_: str) -> str:
        part = self.ask("message_parts", id=id_).json()
        while part["Parts"]:
            part = part["Parts"][-1]
        return str(part["PartID"])

    def look(self) -> None:
        """Any of these."""
        names = [name for name, (method, _, _) in TOLD.items() if method == "GET" and name not in WATCHED]
        self.glance(self._dice.choice(names))

    def count(self) -> None:
        """As many as there are."""
        found = self.ask("search_count", params=self.mine()).json()
        unread = sum(not each.read for each in self.kept.values())
        self.same((found["Total"], found["Unread"]), (len(self.kept), unread), "count")
        query = self._dice.choice(("is:read", "is:pinned", f"tag:{self.tag}"))
        fits = [{"is:read": each.read, "is:pinned": each.pinned}.get(query, self.tag in each.tags)
                for each in self.kept.values()]  # fmt: skip
        found = self.ask("search_count", params=self.mine(query=query)).json()
        self.same(found["Total"], sum(fits), query)

    def listed(self) -> None:
        """The newest first, each once."""
        start, limit = self._dice.choice(((0, 0), (3, 10)))
        found = self.ask("messages_listed", params=self.mine(start=start, limit=limit)).json()
        newest = list(reversed(self.kept))[start : start + (limit or 500)]
        self.same([each["ID"] for each in found["messages"]], newest, "the list")
        self.same(found["total"], len(self.kept), "total of the list")

    def summed(self) -> None:
        """In the list of inboxes too."""
        rows = {each["Name"]: each for each in self.ask("inboxes_listed").json()}
        found = rows.get(self.inbox, {"Total": 0, "Pinned": 0})
        pinned = sum(each.pinned for each in self.kept.values())
        self.same((found["Total"], found["Pinned"]), (len(self.kept), pinned), "the row of the inbox")

    def search(self) -> None:
        """All that there is, and nothing that is gone."""
        query = self.mine(query=self._dice.choice(("larger:0", "to:test")), limit=0)
        found = self.ask("search_found", params=query).json()["messages"]
        self.same([each["ID"] for each in found], list(reversed(self.kept)), "what a search finds")

    def state(self) -> None:
        """What was done to a mail."""
        id_ = self.some()
        found, kept = self.ask("message_state", id=id_).json(), self.kept[id_]
        told = (found["Inbox"], found["Read"], found["Pinned"], tuple(found["Tags"]))
        self.same(told, (self.inbox, kept.read, kept.pinned, kept.tags), "state")

    def deleted(self) -> None:
        """What is gone is gone everywhere."""
        for id_ in self.gone[-1:]:
            for name in ("message_whole", "parts_raw", "view_on_page", "message_state"):
                self.ask(name, 404, id=id_)
            self.same(self.other("GET", f"/api/v1/messages/{id_}"), None, "a mail that is gone")
            self.other("GET", f"/email/{id_}", 404)

    def wait(self) -> None:
        """For a mail that comes, and for some that do not."""
        seq = self.ask("search_wait", params=self.mine(count=0)).json()["Seq"]
        token = self._token()
        sent: list[str] = []
        sender = threading.Thread(target=lambda: sent.append(self._deliver(token)), name="test-sender")
        sender.start()
        found = self.ask("search_wait", params=self.mine(since=seq, timeout=SOON / 2)).json()
        sender.join(SOON)
        self.same([each["ID"] for each in found["messages"]], sent, "who waited was told")
        self._came(sent[0], token)
        found = self.ask("search_wait", 408, params=self.mine(count=1_000, timeout=0.05)).json()
        self.same(found["messages_count"], len(self.kept), "who waited in vain was told")

    # Changing

    def read(self) -> None:
        """To read a mail marks it."""
        id_ = self.some()
        found = self.ask("message_whole", id=id_).json()
        self.same((found["ID"], found["Username"] in ("", self.inbox)), (id_, True), "a mail")
        self._marked("Read", [id_], True)

    def _marked(self, what: str, ids: list[str], value: bool) -> None:
        for id_ in ids:
            if getattr(self.kept[id_], what.lower()) != value:
                setattr(self.kept[id_], what.lower(), value)
                self.marks[id_, what, value] += 1

    def mark(self) -> None:
        """Read or not: one, or all of the inbox."""
        value = self._dice.random() < 0.5
        if self._dice.random() < 0.5:
            ids = [self.some()]
            self.ask("messages_mark", json={"IDs": ids, "Read": value})
        else:
            ids = list(self.kept)
            self.ask("messages_mark", params=self.mine(), json={"Read": value})
        self._marked("Read", ids, value)

    def pin(self) -> None:
        """Or no longer."""
        id_, value = self.some(), self._dice.random() < 0.5
        self.ask("tags_pin", json={"IDs": [id_], "Pinned": value})
        self._marked("Pinned", [id_], value)

    def tagged(self) -> None:
        """A tag comes, gets another name, and goes."""
        id_, other = self.some(), f"{self.tag}b"
        for each in self.kept.values():
            each.tags = tuple(tag for tag in each.tags if tag != other)
        self.ask("tags_set_tags", json={"IDs": [id_], "Tags": [self.tag]})
        self.kept[id_].tags = (self.tag,)
        self.same(self.tag in self.ask("tags_listed").json(), True, "the tag is listed")
        if self._dice.random() < 0.6:
            self.ask("tags_rename", tag=self.tag, json={"Name": other})
            self.same(self.ask("message_state", id=id_).json()["Tags"], [other], "tags")
            self.ask("tags_delete", tag=other)
            for each in self.kept.values():
                each.tags = ()
            self.same(other in self.ask("tags_listed").json(), False, "a tag that is gone is listed")

    def settings(self) -> None:
        """Those that touch nobody."""
        count = self._dice.randrange(1_000, 2_000)
        self.ask("inboxes_set_retention", name=self.inbox, json={"Count": count})
        self.same(self.ask("inboxes_retention", name=self.inbox).json()["Count"], count, "retention")
        for name in ("faults_replace", "faults_set_triggers"):
            example = TOLD[name][2]["requestBody"]["content"]["application/json"]["example"]
            self.ask(name, json=example)
        self.ask("later_release", id=self.some())
        if self._dice.random() < 0.02:
            self.ask("info_send_demo")

    def _forget(self, *ids: str) -> None:
        for id_ in ids:
            del self.kept[id_]
        self.gone += ids
        self._note("delete", *ids)

    def remove(self) -> None:
        """One mail, pinned or not, in one of the ways."""
        id_ = self.some()
        match self._dice.randrange(5):
            case 0:
                self.other("DELETE", f"/api/v1/messages/{id_}")
            case 1:
                self.same(self.other("DELETE", f"/email/{id_}"), True, "the answer of MailDev")
            case 2:
                found = self.other("POST", "/api/email/delete", json={"ids": [id_, "nothing"]})
                self.same(found, {"deleted": [id_], "notFound": ["nothing"]}, "the answer of MailDev")
            case 3 if not self.kept[id_].pinned and self.kept[id_].token:
                query = f"subject:{self.kept[id_].token}"
                self.ask("search_delete", params=self.mine(query=query))
            case _:
                self.ask("messages_delete", json={"IDs": [id_]})
        self._forget(id_)
        self.deleted()

    def empty(self) -> None:
        """All but what is pinned; so that not all is in the end, that is loosened first."""
        pinned = [id_ for id_, each in self.kept.items() if each.pinned]
        if len(pinned) > 5:
            self.ask("tags_pin", json={"IDs": pinned, "Pinned": False})
            self._marked("Pinned", pinned, False)
        if self._dice.random() < 0.5:
            self.ask("inboxes_delete", name=self.inbox)
        else:
            self.ask("messages_delete", params=self.mine())
        self._forget(*(id_ for id_, each in self.kept.items() if not each.pinned))
        self.count()

    def mailhog(self) -> None:
        """Its main paths."""
        id_ = self.some()
        self.same(self.other("GET", f"/api/v1/messages/{id_}")["ID"], id_, "a mail of MailHog")
        found = self.other("GET", "/api/v2/messages", params={"limit": 2})
        self.same(found["count"], len(found["items"]), "a piece of MailHog")
        if self._dice.random() < 0.2:
            query = {"kind": "to", "query": f"{self.inbox}@", "limit": 1}
            self.same(self.other("GET", "/api/v2/search", params=query)["total"] <= len(self.kept), True, "MailHog")

    def maildev(self) -> None:
        """Its main paths."""
        id_ = self.some()
        self.same(self.other("GET", f"/api/email/{id_}")["id"], id_, "a mail of MailDev")
        self._marked("Read", [id_], True)
        found = self.other("GET", "/api/email/summary", params={"limit": 3})
        self.same(len(found["items"]) <= 3 and found["total"] >= len(self.kept), True, "a summary of MailDev")
        self.other("GET", "/email", params={"limit": 1})


def test_who_waits_in_one_inbox_is_not_woken_by_another() -> None:
    """A hundred who wait cost no more than the one whose mail it is; what is of all inboxes is told to everybody."""
    bus = Bus()
    other, all_ = Event(1, Change.DELETE, "x", inbox="other"), Event(2, Change.PRUNE)
    mine = Event(3, Change.DELETE, "y", inbox="mine")
    with bus.subscribe(length=1, inbox="mine") as waiting, bus.subscribe() as watching:
        for _ in range(2):  # nor do they fill its queue
            bus.publish([other])

        assert waiting.take(0) == []
        bus.publish([other, all_])
        assert waiting.take(0) == [all_]
        bus.publish([mine, other])
        assert waiting.take(0) == [mine]
        assert watching.take(0) == [other, other, other, all_, mine, other]


def wrong_frames(client: Client, frames: list[dict[str, Any]]) -> str:
    """What the watcher was told that did not happen so; empty when all is right."""
    numbers = [frame["Seq"] for frame in frames if "Seq" in frame]
    if numbers != sorted(set(numbers)):
        return "numbers are not in order"
    if any(frame["Type"] in ("resync", "truncate") for frame in frames):
        return "a frame of too much"
    told = [(frame["Type"], frame["Data"]["ID"]) for frame in frames if frame["Type"] in ("new", "delete")]
    for what, ids in client.log:
        piece, told = told[: len(ids)], told[len(ids) :]
        if {each for kind, each in piece if kind == what} != ids or len(piece) != len(ids):
            return f"{piece[:5]}, not {what} {sorted(ids)[:5]}"
    marks = Counter(
        (frame["Data"]["ID"], name, frame["Data"][name])
        for frame in frames
        if frame["Type"] == "update"
        for name in ("Read", "Pinned")
        if name in frame["Data"]
    )
    if marks != client.marks:
        return f"marks: {marks - client.marks} too many, {client.marks - marks} too few"
    return f"{told[:5]} too many" if told else ""


def test_everybody_is_told_what_is_so(process: Running, request: pytest.FixtureRequest) -> None:
    """Nothing fails, nothing is miscounted, and each event is told once and in order."""
    seconds: float = request.config.getoption("--load-seconds")
    process.api("/livez")
    end = time.monotonic() + seconds
    clients = [Client(process, number, end) for number in range(CLIENTS)]
    watchers = [Watcher(process.web, each.inbox, number % 2 == 0) for number, each in enumerate(clients)]
    with ThreadPoolExecutor(2 * CLIENTS, "test-load") as pool:
        watching = [pool.submit(each.run) for each in watchers]
        for each in [pool.submit(client.run) for client in clients]:
            each.result(seconds + SOON)
        for each in watching:
            each.result(SOON)
    done = sum((each.done for each in clients), Counter[str]())
    faults = [
        f"{each.inbox}: {fault}"
        for each, watcher in zip(clients, watchers, strict=True)
        if (fault := wrong_frames(each, watcher.frames))
    ]
    log = logging.getLogger(__name__)
    log.info("%d answers, %s", done.total(), dict(done))
    log.info("%d mails, %d frames", sum(each._sent for each in clients), sum(len(each.frames) for each in watchers))

    assert faults == []
    assert set(TOLD) - WATCHED - set(done) == set()
    assert sum(each.connections for each in watchers) > CLIENTS
