"""Server-sent events, and what is chosen of all events, by inbox and by search, on the stream and on the socket."""

import json
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import websocket

from mailtrap import __version__
from mailtrap.config import Config
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK
from tests.support import Running, mail, wait_for

Frame = dict[str, Any]
UNNUMBERED = {"stats", "resync"}


class Stream:
    """What ``EventSource`` would see: frames with type and id."""

    def __init__(self, server: Running, last: int | None = None, **query: Any) -> None:
        host, port = server.web.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        known = "" if last is None else f"Last-Event-ID: {last}\r\n"
        target = f"/api/v1/events?{urlencode(query)}"
        self.socket.sendall(
            f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n{known}\r\n".encode()
        )
        self._file = self.socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        lines = iter(self._file.readline, b"\r\n")
        self.headers = {
            name.lower(): value.strip() for name, _, value in (line.decode().partition(":") for line in lines)
        }
        self._left = b""

    def _line(self) -> str:
        """A line of the stream, out of its chunks."""
        while b"\n" not in self._left:
            size = int(self._file.readline() or b"0", 16)
            self._left += self._file.read(size)
            self._file.readline()
            if not size:
                raise EOFError
        line, _, self._left = self._left.partition(b"\n")
        return line.decode()

    def block(self) -> dict[str, str]:
        """The next lines up to an empty one, by their names."""
        lines = list(iter(self._line, ""))
        return {name: value.removeprefix(" ") for name, _, value in (line.partition(":") for line in lines)}

    def frame(self) -> Frame:
        """The next frame, whose type and id are held against what stands beside it."""
        while "data" not in (block := self.block()):
            pass
        frame: Frame = json.loads(block["data"])
        assert block["event"] == frame["Type"]
        if "Seq" in frame:
            assert block["id"] == str(frame["Seq"])
        frame["id"] = block.get("id")
        return frame

    def numbered(self, count: int) -> list[Frame]:
        """The next so many frames that tell of events."""
        frames: list[Frame] = []
        while len(frames) < count:
            frames += [frame for frame in [self.frame()] if frame["Type"] not in UNNUMBERED]
        return [{name: value for name, value in frame.items() if name != "id"} for frame in frames]

    def ended(self) -> bool:
        """Whether the server has ended it: reads what is left until then."""
        try:
            while True:
                self._line()
        except (EOFError, ConnectionError):
            return True

    def close(self) -> None:
        self._file.close()
        self.socket.close()


class Tab:
    """The same as a socket."""

    def __init__(self, server: Running, last: int | None = None, **query: Any) -> None:
        query |= {} if last is None else {"after": last}
        self.socket = websocket.create_connection(
            f"{server.web.replace('http', 'ws', 1)}/api/events?{urlencode(query)}", timeout=20
        )

    def numbered(self, count: int) -> list[Frame]:
        frames: list[Frame] = []
        while len(frames) < count:
            frames += [frame for frame in [json.loads(self.socket.recv())] if frame["Type"] not in UNNUMBERED]
        return frames

    def close(self) -> None:
        if self.socket.sock:
            self.socket.sock.close()
            self.socket.sock = None


Open = Callable[..., Any]


@pytest.fixture
def watch() -> Iterator[Open]:
    """Opens streams, or tabs; all are closed at the end."""
    with ExitStack() as stack:

        def opened(server: Running, kind: type = Stream, **more: Any) -> Any:
            found = kind(server, **more)
            stack.callback(found.close)
            return found

        yield opened


def put(server: Running, subject: str, user: str = "") -> str:
    """A mail in an inbox; its id."""
    more: dict[str, Any] = {"params": {"inbox": user}} if user else {}
    answer = server.api("messages", "POST", content=mail(subject), headers={"Content-Type": "message/rfc822"}, **more)
    found: str = answer.json()["ID"]
    return found


def send_many(server: Running, count: int) -> None:
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(count):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"number {number}"))


def test_the_frames_are_those_of_the_socket(server: Running, watch: Open) -> None:
    """New, read, tagged, pinned, deleted, pruned, all deleted: the same frames, in the same order, with ids."""
    stream, tab = watch(server), watch(server, Tab)
    first, second = put(server, "first"), put(server, "second", "shop")
    put(server, "third", "shop")
    server.api(f"message/{first}")
    server.api("tags", "PUT", json={"IDs": [first], "Tags": ["vip"]})
    server.api("pinned", "PUT", json={"IDs": [second], "Pinned": True})
    server.api("pinned", "PUT", json={"IDs": [second], "Pinned": False})
    server.api("messages", "DELETE", json={"IDs": [second]})
    server.api("messages", "DELETE")
    frames = stream.numbered(9)

    assert frames == tab.numbered(9)
    assert [frame["Type"] for frame in frames] == [*["new"] * 3, *["update"] * 4, "delete", "truncate"]
    assert [frame["Data"] for frame in frames[3:7]] == [
        {"ID": first, "Read": True},
        {"ID": first, "Tags": ["vip"]},
        {"ID": second, "Pinned": True},
        {"ID": second, "Pinned": False},
    ]
    numbers = [frame["Seq"] for frame in frames]
    assert numbers == sorted(set(numbers))


def test_what_it_is_announced_as(server: Running, watch: Open) -> None:
    """It is an event stream that nobody may keep or hold back, and tells how much there is at once."""
    put(server, "one")
    stream = watch(server)
    retry, stats = stream.block(), stream.frame()

    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "no-store"
    assert "content-encoding" not in stream.headers
    assert retry == {"retry": "1000"}
    assert stats == {"Type": "stats", "Data": {"Total": 1, "Unread": 1, "Version": __version__}, "id": None}


@pytest.mark.parametrize("header", [True, False])
def test_who_comes_back_gets_what_was_missed(server: Running, watch: Open, header: bool) -> None:
    """``Last-Event-ID``, or ``after``, brings exactly what came since; the header counts more, for it is newer."""
    send_many(server, 5)
    stream = watch(server, last=2, after=0) if header else watch(server, after=2)
    missed = stream.numbered(3)
    send_many(server, 1)

    assert [frame["Seq"] for frame in missed + stream.numbered(1)] == [3, 4, 5, 6]


def test_too_much_missed_is_resync_once(server: Running, watch: Open) -> None:
    """Who was away too long, or knows another store, reloads; with the id of that it is not told again."""
    send_many(server, 60)
    for turn in range(20):
        server.api("messages", "PUT", json={"Read": turn % 2 == 0})
    last = int(server.api("messages").headers["Mailtrap-Seq"])
    far, future = watch(server, last=1).frame(), watch(server, last=10**6).frame()
    again = watch(server, last=int(far["id"]))
    put(server, "next")

    assert last > 1_001
    assert far == future == {"Type": "resync", "Data": None, "id": str(last)}
    assert again.frame()["Type"] == "stats"
    assert again.numbered(1)[0]["Seq"] == last + 1


def test_from_the_moment_of_the_request(server: Running, watch: Open) -> None:
    """Whatever is sent after the head of the answer came is seen."""
    seen = []
    for number in range(20):
        stream = watch(server)
        put(server, str(number))
        seen.append(stream.numbered(1)[0]["Data"]["Subject"])

    assert seen == [str(number) for number in range(20)]


def test_nothing_is_lost_or_doubled_in_a_burst(server: Running, watch: Open) -> None:
    """Streams that begin while mail pours in see every number after the one they knew once and in order."""
    burst = threading.Thread(target=send_many, args=(server, 300), name="test-burst")
    burst.start()
    opened: list[tuple[int, Stream]] = []
    while burst.is_alive() and len(opened) < 10:
        known = int(server.api("messages").headers["Mailtrap-Seq"])
        opened.append((known, watch(server, last=known)))
    burst.join()
    found = [(known, [frame["Seq"] for frame in stream.numbered(300 - known)]) for known, stream in opened]

    assert len(opened) > 1
    assert found == [(known, list(range(known + 1, 301))) for known, _ in opened]


def test_it_comes_at_once(server: Running, watch: Open) -> None:
    """A mail is on the stream within a moment of its answer."""
    stream = watch(server)
    stream.frame()
    delays = []
    for number in range(20):
        id_ = put(server, str(number))
        began = time.monotonic()
        assert stream.numbered(1)[0]["Data"]["ID"] == id_
        delays.append(time.monotonic() - began)

    assert sorted(delays)[10] < 0.05


# Who does not read, goes, or finds the server gone


def large(server: Running, count: int) -> None:
    names = ",\r\n ".join(f"recipient-{number:04}@department.example.test" for number in range(1_000))
    raw = b"To: " + names.encode() + b"\r\n" + mail("large")
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for _ in range(count):
            client.sendmail("ada@example.test", "bob@example.test", raw)


def test_a_slow_reader_delays_nobody_and_reloads(server: Running, watch: Open) -> None:
    """One that does not read holds up no other; when it reads again it is told to reload, and then follows."""
    slow, quick = watch(server), watch(server)
    quick_seen: list[Frame] = []
    reading = threading.Thread(target=lambda: quick_seen.extend(quick.numbered(2_750)), name="test-reader")
    reading.start()
    large(server, 250)
    for turn in range(10):
        server.api("messages", "PUT", json={"Read": turn % 2 == 0})
    reading.join(60)
    began = time.monotonic()
    id_ = put(server, "after the flood")
    quick.numbered(1)
    delay = time.monotonic() - began
    frames = [slow.frame()]
    while frames[-1]["Type"] != "resync":
        frames.append(slow.frame())
    last = int(server.api("messages").headers["Mailtrap-Seq"])
    put(server, "later")
    while frames[-1].get("Data", {}) is None or frames[-1]["Data"].get("Subject") != "later":
        frames.append(slow.frame())
    numbers = [frame["Seq"] for frame in frames if "Seq" in frame]

    assert [frame["Seq"] for frame in quick_seen] == list(range(1, 2_751))
    assert delay < 2
    assert numbers == sorted(set(numbers))
    assert len(numbers) < 2_752
    assert numbers[-1] == last + 1
    assert server.api(f"message/{id_}").status_code == 200


def test_a_reader_that_goes_leaves_nothing(server: Running) -> None:
    """Readers that vanish are noticed within seconds, though nothing happens; their threads end."""
    before = threading.active_count()
    for _ in range(10):
        Stream(server).close()
    wait_for(lambda: threading.active_count() <= before, 5, "the end of the readers' threads")

    assert server.api("/livez").status_code == 200


def test_a_reader_that_never_reads_is_given_up(server: Running, watch: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that lets the time pass without taking what waits for it is ended, and its thread with it."""
    monkeypatch.setattr("mailtrap.web.listen._Handler.timeout", 1)
    before = set(threading.enumerate())
    watch(server)
    threads = wait_for(lambda: set(threading.enumerate()) - before)

    def given_up() -> bool:
        large(server, 20)
        return not threads & set(threading.enumerate())

    wait_for(given_up, 30, "the end of the slow reader's thread")


def test_silence_is_filled(server: Running, watch: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing happens a comment comes now and then."""
    monkeypatch.setattr("mailtrap.web.stream.KEEP_ALIVE", 0.1)
    monkeypatch.setattr("mailtrap.web.stream.LOOK", 0.1)
    stream = watch(server)
    stream.frame()

    assert [stream.block() for _ in range(3)] == [{"": ""}] * 3


def test_the_end_of_the_server_ends_the_streams(tmp_path: Path, watch: Open) -> None:
    """A server that stops ends them in good form and at once."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")) as house:
        opened = [watch(Running(house.smtp[0].place, house.web, house.db)) for _ in range(5)]
        began = time.monotonic()
    ended = [stream.ended() for stream in opened]
    lasted = time.monotonic() - began

    assert ended == [True] * 5
    assert lasted < 5


def test_no_more_than_there_is_room_for(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams count as connections like all others: above the bound the next is 503, and goes on when one has gone."""
    with ExitStack() as stack:
        opened: list[Stream] = []
        for _ in range(Config().max_web_connections_per_client + 1):
            stream = Stream(server)
            stack.callback(stream.close)
            opened.append(stream)
        statuses = [stream.status for stream in opened]
        opened[0].close()

        assert statuses.count(503) <= 2
        assert statuses[-1] == 503
        wait_for(lambda: server.api("/livez").status_code == 200, 5)


# What is refused


@pytest.mark.parametrize("kind", ["stream", "socket"])
@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("after=x", "after"),
        ("after=-1", "after"),
        ("after=" + "9" * 30, "after"),
        ("query=is:blue", ""),
        ("query=after:nonsense", ""),
        ("query=(", ""),
        ("tz=Nowhere", "tz"),
        ("query=" + "x" * 30_000, ""),
    ],
)
def test_what_cannot_be_understood(module_server: Running, kind: str, query: str, place: str) -> None:
    """A bad number or search is a 400 that can be read, before anything is sent."""
    path, headers = "/api/v1/events", {}
    if kind == "socket":
        path, headers = "/api/events", {"Upgrade": "websocket", "Connection": "Upgrade"}
        headers |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    answer = module_server.api(f"{path}?{query}", headers=headers)

    assert answer.status_code == 400, answer.text
    assert answer.json()["Error"].startswith(place)


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "9" * 30, "1,2"])
def test_a_wrong_last_event_id(module_server: Running, given: str) -> None:
    """It is a number that the server gave."""
    answer = module_server.api("events", headers={"Last-Event-ID": given})

    assert answer.status_code == 400
    assert answer.json()["Error"].startswith("Last-Event-ID:")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_wrong_method(module_server: Running, method: str) -> None:
    """There is nothing to tell it."""
    assert module_server.api("events", method).status_code == 405


def test_a_head_alone(module_server: Running) -> None:
    """HEAD tells what it is, and ends."""
    answer = module_server.api("events", "HEAD")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")


# What is chosen


@pytest.mark.parametrize("kind", [Stream, Tab])
def test_one_inbox(server: Running, watch: Open, kind: type) -> None:
    """With ``inbox`` all that happens there comes, and nothing else but what is about all."""
    watcher = watch(server, kind, inbox="shop")
    put(server, "elsewhere")
    shop = put(server, "here", "shop")
    other = put(server, "third", "till")
    server.api("messages", "PUT", json={"IDs": [other], "Read": True})
    server.api("messages", "PUT", json={"IDs": [shop], "Read": True})
    server.api("messages", "DELETE", json={"IDs": [other]})
    server.api("messages", "DELETE", json={"IDs": [shop]})
    server.api("messages", "DELETE")
    frames = watcher.numbered(4)

    assert [(frame["Type"], (frame["Data"] or {}).get("ID")) for frame in frames] == [
        ("new", shop), ("update", shop), ("delete", shop), ("truncate", None),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [Stream, Tab])
def test_an_inbox_that_is_emptied_is_pruned(server: Running, watch: Open, kind: type) -> None:
    """When an inbox of many mails is emptied its watchers reload; those of others hear nothing."""
    for number in range(120):
        put(server, str(number), "shop")
    known = int(server.api("messages").headers["Mailtrap-Seq"])
    here, there = watch(server, kind, inbox="shop"), watch(server, kind, inbox="till")
    server.api("inboxes/shop", "DELETE")
    put(server, "last", "shop")
    put(server, "last", "till")
    frames = here.numbered(1)
    while frames[-1]["Type"] != "new":
        frames += here.numbered(1)

    assert {frame["Type"] for frame in frames[:-1]} <= {"prune", "delete"}
    assert all(frame["Seq"] > known for frame in frames)
    assert there.numbered(1)[0]["Data"]["Subject"] == "last"
    if frames[0]["Type"] == "prune":
        assert frames[0]["Data"] is None


@pytest.mark.parametrize("kind", [Stream, Tab])
def test_what_a_search_finds(server: Running, watch: Open, kind: type) -> None:
    """With ``query`` of new mails those come that it finds; what becomes of mails is told of all."""
    watcher = watch(server, kind, query="subject:order to:bob")
    one = put(server, "an order")
    other = put(server, "a bill")
    server.api("messages", "DELETE", json={"IDs": [other]})
    two = put(server, "the order of things", "shop")
    frames = watcher.numbered(3)

    assert [(frame["Type"], frame["Data"]["ID"]) for frame in frames] == [("new", one), ("delete", other), ("new", two)]


@pytest.mark.parametrize("kind", [Stream, Tab])
def test_inbox_and_search_together_after_a_number(server: Running, watch: Open, kind: type) -> None:
    """Both hold together, also for what was missed."""
    ids = [put(server, f"order {number}", ("shop", "till")[number % 2]) for number in range(6)]
    put(server, "bill", "shop")
    watcher = watch(server, kind, last=0, inbox="shop", query="order")
    missed = watcher.numbered(3)
    last = put(server, "order 7", "shop")

    assert [frame["Data"]["ID"] for frame in missed] == ids[::2]
    assert watcher.numbered(1)[0]["Data"]["ID"] == last


def test_the_search_holds_in_a_burst(server: Running, watch: Open) -> None:
    """Of many mails at once exactly those come that match, in order."""
    watcher = watch(server, query="subject:even")
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(300):
            client.sendmail("a@x.test", "b@x.test", mail(f"{('even', 'odd')[number % 2]} {number}"))
    frames = watcher.numbered(150)

    assert [frame["Data"]["Subject"] for frame in frames] == [f"even {number}" for number in range(0, 300, 2)]


def test_stats_are_of_the_inbox(server: Running, watch: Open) -> None:
    """The counts are of the inbox that is watched."""
    put(server, "one", "shop")
    put(server, "two")
    stats = watch(server, inbox="shop").frame()

    assert stats["Data"] == {"Total": 1, "Unread": 1, "Version": __version__}
