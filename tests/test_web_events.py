"""Live push: events in order and numbered, nothing missed and nothing twice, and no tab waits for another."""

import base64
import json
import os
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import websocket

from mailtrap import __version__
from mailtrap.bus import QUEUE_LENGTH, Bus
from mailtrap.config import Config
from mailtrap.model import Change, Event
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK
from tests.support import Running, mail, wait_for

Frame = dict[str, Any]
NUMBERED = {"new", "update", "delete", "truncate"}


class Tab:
    """A websocket as a page has it."""

    def __init__(self, server: Running, after: int | None = None, **more: Any) -> None:
        query = "" if after is None else f"?after={after}"
        url = f"{server.web.replace('http', 'ws', 1)}/api/events{query}"
        self.socket = websocket.create_connection(url, timeout=20, **more)

    def frame(self) -> Frame:
        """The next frame."""
        text = self.socket.recv()
        assert isinstance(text, str), text
        found: Frame = json.loads(text)
        return found

    def until(self, found: Callable[[Frame], bool]) -> list[Frame]:
        """The frames up to and including one of that kind."""
        frames = [self.frame()]
        while not found(frames[-1]):
            frames.append(self.frame())
        return frames

    def numbered(self, count: int) -> list[Frame]:
        """The next so many events; what has no number is passed over."""
        frames: list[Frame] = []
        while len(frames) < count:
            frames += [frame for frame in [self.frame()] if frame["Type"] in NUMBERED]
        return frames

    def close(self) -> None:
        """Go, without a word."""
        if self.socket.sock:
            self.socket.sock.close()
            self.socket.sock = None

    def ended(self) -> bool:
        """Whether the server has closed: reads what is left until then."""
        try:
            while self.socket.recv_data()[0] != websocket.ABNF.OPCODE_CLOSE:
                pass
        except (websocket.WebSocketConnectionClosedException, ConnectionError):
            pass
        return True


OpenTab = Callable[..., Tab]


@pytest.fixture
def tabs() -> Iterator[OpenTab]:
    """Opens tabs; all are closed at the end."""
    with ExitStack() as stack:

        def opened(server: Running, after: int | None = None, **more: Any) -> Tab:
            tab = Tab(server, after, **more)
            stack.callback(tab.close)
            return tab

        yield opened


def seq(server: Running) -> int:
    """The number of the last event."""
    return int(server.api("messages").headers["Mailtrap-Seq"])


def send_many(server: Running, count: int, first: int = 0) -> None:
    """Mails over one connection, their subjects numbered."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(first, first + count):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"number {number}"))


def toggle(server: Running, times: int) -> None:
    """Mark all mails read and unread, so many times: an event for each mail each time."""
    for turn in range(times):
        server.api("messages", "PUT", json={"Read": turn % 2 == 0})


def test_each_change_is_a_frame(server: Running, tabs: OpenTab) -> None:
    """New, read, deleted and all deleted: each comes once, numbered, with what the page needs to show it."""
    tab = tabs(server)
    first, second = server.send(mail("first")), server.send(mail("second"))
    listed = server.messages()
    server.api(f"message/{first}")
    server.api("messages", "PUT", json={"IDs": [first], "Read": False})
    server.api("messages", "DELETE", json={"IDs": [second]})
    server.api("messages", "DELETE")
    frames = tab.numbered(6)

    assert frames == [
        {"Type": "new", "Data": listed[1], "Seq": 1},
        {"Type": "new", "Data": listed[0], "Seq": 2},
        {"Type": "update", "Data": {"ID": first, "Read": True}, "Seq": 3},
        {"Type": "update", "Data": {"ID": first, "Read": False}, "Seq": 4},
        {"Type": "delete", "Data": {"ID": second}, "Seq": 5},
        {"Type": "truncate", "Data": None, "Seq": 6},
    ]


def test_what_changes_nothing_is_no_event(server: Running, tabs: OpenTab) -> None:
    """Reading what is read, deleting what is gone and emptying an empty box say nothing."""
    tab = tabs(server)
    id_ = server.send(mail())
    for _ in range(3):
        server.api(f"message/{id_}")
        server.api("messages", "PUT", json={"Read": True})
        server.api("messages", "DELETE", json={"IDs": ["nobody"]})
    for _ in range(3):
        server.api("messages", "DELETE", json={"IDs": [id_]})
        server.api("messages", "DELETE")
    server.send(mail("last"))
    frames = tab.numbered(4)

    assert [(frame["Type"], frame["Seq"]) for frame in frames] == [("new", 1), ("update", 2), ("delete", 3), ("new", 4)]


def test_stats_come_at_once_and_after_changes(server: Running, tabs: OpenTab) -> None:
    """A tab is told the counts when it connects and after changes, without a number."""
    server.send(mail())
    tab = tabs(server)
    at_first = tab.frame()
    server.send(mail())
    server.api("message/latest")
    last = tab.until(
        lambda frame: frame["Type"] == "stats" and frame["Data"]["Total"] == 2 and frame["Data"]["Unread"] == 1
    )

    assert at_first == {"Type": "stats", "Data": {"Total": 1, "Unread": 1, "Version": __version__}}
    assert last[-1] == {"Type": "stats", "Data": {"Total": 2, "Unread": 1, "Version": __version__}}


def test_stats_are_few_while_mail_pours_in(server: Running, tabs: OpenTab) -> None:
    """In a burst the counts are told now and then, not with each mail, and are right at the end."""
    tab = tabs(server)
    began = time.monotonic()
    send_many(server, 200)
    frames = tab.until(lambda frame: frame["Type"] == "stats" and frame["Data"]["Total"] == 200)
    lasted = time.monotonic() - began

    assert len([frame for frame in frames if frame["Type"] == "stats"]) <= 3 + lasted / 0.25


def test_a_lost_tab_gets_what_it_missed(server: Running, tabs: OpenTab) -> None:
    """``after=N`` brings exactly what came since, in order, then what comes."""
    send_many(server, 3)
    known = seq(server)
    send_many(server, 2, 3)
    server.api("message/latest")
    tab = tabs(server, known)
    missed = tab.numbered(3)
    send_many(server, 1, 5)
    live = tab.numbered(1)

    assert [frame["Seq"] for frame in missed + live] == [4, 5, 6, 7]
    assert [frame["Type"] for frame in missed + live] == ["new", "new", "update", "new"]
    assert [frame["Data"]["Subject"] for frame in missed[:2] + live] == ["number 3", "number 4", "number 5"]


def test_who_missed_nothing_gets_nothing(server: Running, tabs: OpenTab) -> None:
    """With the last number the first numbered frame is the next event; without one nothing old is sent."""
    send_many(server, 3)
    known, none = tabs(server, seq(server)), tabs(server)
    send_many(server, 1, 3)

    assert known.numbered(1)[0]["Seq"] == none.numbered(1)[0]["Seq"] == 4


def test_after_zero_is_everything(server: Running, tabs: OpenTab) -> None:
    """A page that listed an empty box asks from 0."""
    tab_before = tabs(server, 0)
    send_many(server, 3)
    tab_after = tabs(server, 0)

    assert [frame["Seq"] for frame in tab_before.numbered(3)] == [1, 2, 3]
    assert [frame["Seq"] for frame in tab_after.numbered(3)] == [1, 2, 3]


def test_a_mail_that_came_and_went_is_not_sent_again(server: Running, tabs: OpenTab) -> None:
    """What was missed leaves out a mail that is gone, and still tells that it went."""
    ids = [server.send(mail(str(number))) for number in range(2)]
    server.api("messages", "DELETE", json={"IDs": ids[:1]})
    frames = tabs(server, 0).numbered(2)

    assert [(frame["Type"], frame["Data"]["ID"], frame["Seq"]) for frame in frames] == [
        ("new", ids[1], 2),
        ("delete", ids[0], 3),
    ]


@pytest.mark.parametrize("rounds", range(3))
def test_nothing_is_lost_or_doubled_in_a_burst(server: Running, tabs: OpenTab, rounds: int) -> None:
    """Tabs that connect while mail pours in, each from where its list stood, see every number after that once."""
    burst = threading.Thread(target=send_many, args=(server, 300), name="test-burst")
    burst.start()
    opened: list[tuple[int, Tab]] = []
    while burst.is_alive() and len(opened) < 12:
        known = seq(server)
        opened.append((known, tabs(server, known)))
    burst.join()
    found = {}
    for known, tab in opened:
        frames = tab.until(lambda frame: frame.get("Seq") == 300) if known < 300 else []
        found[known] = [frame["Seq"] for frame in frames if frame["Type"] in NUMBERED]

    assert len(opened) > 1
    assert found == {known: list(range(known + 1, 301)) for known, _ in opened}


def test_a_number_from_the_future_is_resync(server: Running, tabs: OpenTab) -> None:
    """Who knows a number that was never given has another store in mind: it reloads, and then follows."""
    send_many(server, 1)
    tab = tabs(server, 1_000)
    first = tab.frame()
    send_many(server, 1, 1)

    assert first == {"Type": "resync", "Data": None}
    assert tab.numbered(1)[0]["Seq"] == 2


def test_too_far_back_is_resync(server: Running, tabs: OpenTab) -> None:
    """Who missed more than a thousand events reloads the list; a little less is sent in full."""
    send_many(server, 50)
    toggle(server, 21)
    last = seq(server)
    far, near = tabs(server, 0), tabs(server, last - 1_000)
    first = far.frame()
    frames = near.numbered(1_000)

    assert last == 50 + 50 * 21
    assert first == {"Type": "resync", "Data": None}
    assert [frame["Seq"] for frame in frames] == list(range(last - 999, last + 1))


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "%00", "9" * 30, ""])
def test_a_wrong_number_is_refused_before_the_upgrade(server: Running, after: str) -> None:
    """A number that is none is a 400 that a client can read, not a broken frame."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(f"{server.web.replace('http', 'ws', 1)}/api/events?after={after}", timeout=20)

    assert refused.value.status_code == 400


def test_two_tabs_see_the_same(server: Running, tabs: OpenTab) -> None:
    """Two tabs get the same frames in the same order."""
    one, two = tabs(server), tabs(server)
    send_many(server, 20)
    toggle(server, 2)
    server.api("messages", "DELETE")

    assert one.numbered(61) == two.numbered(61)


def test_fifty_tabs_see_a_hundred_mails_in_order(server: Running, tabs: OpenTab) -> None:
    """However many watch, each sees every mail once and in order."""
    opened = [tabs(server) for _ in range(50)]
    send_many(server, 100)
    seen = [[(frame["Seq"], frame["Data"]["Subject"]) for frame in tab.numbered(100)] for tab in opened]

    assert seen == [[(number + 1, f"number {number}") for number in range(100)]] * 50


SMALL = {"sockopt": ((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)}
"""For a tab that takes little and, as long as it does not read, soon nothing more."""


LARGE, TOGGLES = 250, 10
FLOOD = LARGE + TOGGLES * LARGE
"""Events of a flood: more than a tab's queue, and more bytes than the system keeps for a socket that is not read."""


def send_large(server: Running, count: int) -> None:
    """Mails with some 70 kB of JSON each."""
    names = ",\r\n ".join(f"recipient-{number:04}@department.example.test" for number in range(1_000))
    raw = b"To: " + names.encode() + b"\r\n" + mail("large")
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for _ in range(count):
            client.sendmail("ada@example.test", "bob@example.test", raw)


def test_a_slow_tab_delays_nobody_and_reloads(server: Running, tabs: OpenTab) -> None:
    """A tab that does not read holds up no other; when it reads again it is told to reload, or has been ended."""
    quick, slow = tabs(server), tabs(server, **SMALL)
    with ThreadPoolExecutor(1, "test-reader") as pool:
        reading = pool.submit(quick.numbered, FLOOD)
        send_large(server, LARGE)
        toggle(server, TOGGLES)
        seen = reading.result(60)
    began = time.monotonic()
    id_ = server.send(mail("after the flood"))
    quick.until(lambda frame: frame["Type"] == "new" and frame["Data"]["ID"] == id_)
    delay = time.monotonic() - began
    frames: list[Frame] = []
    closed = False
    while not closed and not (frames and frames[-1]["Type"] == "resync"):
        try:
            frames.append(slow.frame())
        except (websocket.WebSocketConnectionClosedException, ConnectionError):
            closed = True
    numbers = [frame["Seq"] for frame in frames if "Seq" in frame]

    assert [frame["Seq"] for frame in seen] == list(range(1, FLOOD + 1))
    assert delay < 2
    assert closed or frames[-1] == {"Type": "resync", "Data": None}
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) < FLOOD


def test_a_tab_that_falls_behind_catches_up(server: Running, tabs: OpenTab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab that rests for a while, beside one that does not, sees each event once and in order when it reads again;
    and then what comes."""
    monkeypatch.setattr("mailtrap.web.events.TabSocket.SEND_TIMEOUT", 60)
    quick, slow = tabs(server), tabs(server, **SMALL)
    with ThreadPoolExecutor(6, "test-many") as pool:
        reading = pool.submit(quick.numbered, 500)
        list(pool.map(lambda _: send_large(server, 20), range(5)))
        toggle(server, 4)
        seen = reading.result(60)
    behind = slow.numbered(500)
    send_many(server, 2)

    assert [frame["Seq"] for frame in behind] == list(range(1, 501))
    assert behind == seen
    assert [frame["Seq"] for frame in slow.numbered(2)] == [501, 502]


def test_a_tab_that_never_reads_is_given_up(server: Running, tabs: OpenTab) -> None:
    """A tab that lets ten seconds pass without taking what waits for it is ended, and its threads with it."""
    before = set(threading.enumerate())
    tabs(server, **SMALL)
    threads = wait_for(lambda: set(threading.enumerate()) - before)

    def given_up() -> bool:
        send_large(server, 10)
        return not threads & set(threading.enumerate())

    wait_for(given_up, 40, "the end of the slow tab's threads")

    assert server.api("/livez").status_code == 200


@pytest.mark.parametrize(
    ("size", "ends"),
    [(0, False), (100, False), (4_096, False), (4_097, True), (100_000, True), (5_000_000, True)],
)
def test_a_large_frame_from_a_tab_ends_it(server: Running, tabs: OpenTab, size: int, ends: bool) -> None:
    """A tab has nothing to say: a small frame is passed over, one above 4,096 bytes ends the connection."""
    tab = tabs(server)
    try:
        tab.socket.send("x" * size)
    except (ConnectionError, websocket.WebSocketConnectionClosedException):
        assert ends
    if not ends:
        server.send(mail())

    assert tab.ended() if ends else tab.numbered(1)
    assert server.api("/livez").status_code == 200


def raw_upgrade(server: Running, more: str = "") -> socket.socket:
    """A connection after the upgrade, for frames that no client would send."""
    host, port = server.web.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(
        f"GET /api/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{more}\r\n".encode()
    )
    assert connection.recv(4096).startswith(b"HTTP/1.1 101")
    return connection


@pytest.mark.parametrize(
    "data",
    [
        b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00" + b"x" * 5_000,  # announces 2**63 bytes
        b"\x81\x05hello",  # not masked
        b"\xf1\x80\x00\x00\x00\x00",  # reserved bits
        b"\x8f\x80\x00\x00\x00\x00",  # a reserved opcode
        b"\x89\xfe\x01\x00\x00\x00\x00\x00" + b"x" * 256,  # a ping too long
        b"\x81\x82\x00\x00\x00\x00\xff\xfe",  # no UTF-8
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x00" * 10_000,
    ],
)  # fmt: skip
def test_broken_frames_end_their_tab_alone(server: Running, tabs: OpenTab, data: bytes) -> None:
    """What is no frame (RFC 6455 5) ends the connection that sent it; others go on."""
    healthy = tabs(server)
    with raw_upgrade(server) as connection:
        connection.sendall(data)
        try:
            while connection.recv(65_536):
                pass
        except ConnectionError:
            pass
    server.send(mail())

    assert healthy.numbered(1)[0]["Seq"] == 1


def test_a_burst_comes_in_few_pieces(server: Running) -> None:
    """What changes at once is sent at once, complete: not each frame by itself."""
    send_many(server, 100)
    with raw_upgrade(server) as connection:
        data = connection.recv(65_536)
        assert b'"stats"' in data
        toggle(server, 1)
        pieces: list[bytes] = []
        while b"".join(pieces).count(b'"update"') < 100:
            pieces.append(connection.recv(65_536))
            assert pieces[-1]

    assert len(pieces) <= 10


def test_frames_are_plain_whatever_a_tab_understands(server: Running) -> None:
    """Browsers offer compression, which no frame need have (RFC 7692 6): the bytes are the same for all."""
    with raw_upgrade(server, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n") as connection:
        data = connection.recv(65_536)

    assert data[:1] == b"\x81"
    assert json.loads(data[2 : 2 + data[1]])["Type"] == "stats"


def test_tabs_come_and_go_beside_each_other(server: Running, tabs: OpenTab) -> None:
    """Those that stay, and those that come later, miss nothing, also when there was none for a moment."""
    for number in range(5):
        first, second = tabs(server), tabs(server)
        send_many(server, 1, 2 * number)
        assert first.numbered(1) == second.numbered(1)
        first.close()
        later = tabs(server)
        send_many(server, 1, 2 * number + 1)
        assert second.numbered(1) == later.numbered(1)
        second.close()
        later.close()


def test_a_tab_that_vanishes_leaves_nothing(server: Running) -> None:
    """Tabs that go without a word are noticed; their threads end."""
    before = threading.active_count()
    for _ in range(10):
        raw_upgrade(server).close()
    wait_for(lambda: threading.active_count() <= before, 20, "the end of the tabs' threads")

    assert server.api("/livez").status_code == 200


def test_frames_after_the_end_are_none(server: Running) -> None:
    """After the closing handshake nothing more comes, above all no HTTP answer."""
    with raw_upgrade(server) as connection:
        connection.sendall(b"\x88\x82\x00\x00\x00\x00\x03\xe8")  # close, 1000
        rest = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert rest.endswith(b"\x88\x02\x03\xe8")
    assert b"HTTP" not in rest


def test_the_end_of_the_server_ends_the_tabs(tmp_path: Path, tabs: OpenTab) -> None:
    """A server that stops ends its tabs at once, so that they come back when it does."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")) as house:
        opened = [tabs(Running(house.smtp[0].place, house.web, house.db)) for _ in range(5)]
        began = time.monotonic()
    ended = [tab.ended() for tab in opened]
    lasted = time.monotonic() - began

    assert ended == [True] * 5
    assert lasted < 5


def test_a_tab_survives_a_restart_by_its_number(tmp_path: Path, tabs: OpenTab) -> None:
    """After a restart on the same file a tab asks for what it missed by the number it knew."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as house:
        send_many(Running(house.smtp[0].place, house.web, house.db), 3)
    with Server(config) as house:
        running = Running(house.smtp[0].place, house.web, house.db)
        send_many(running, 2, 3)
        frames = tabs(running, 2).numbered(3)

    assert [(frame["Seq"], frame["Data"]["Subject"]) for frame in frames] == [
        (3, "number 2"),
        (4, "number 3"),
        (5, "number 4"),
    ]


@pytest.mark.parametrize("rounds", range(5))
def test_a_tab_sees_what_was_sent_right_after_it_connected(server: Running, tabs: OpenTab, rounds: int) -> None:
    """From the moment of the handshake nothing is missed, also without a number, as clients of Mailpit connect."""
    seen = []
    for number in range(10):
        tab = tabs(server)
        server.send(mail(str(number)))
        seen.append(tab.numbered(1)[0]["Data"]["Subject"])

    assert seen == [str(number) for number in range(10)]


# The bus


def test_who_rests_takes_what_came_together() -> None:
    """Nothing wakes a reader that rests before its queue is half full, and then it has all of it."""
    bus = Bus()
    with bus.subscribe() as reader, ThreadPoolExecutor(1, "test-reader") as pool:
        reading = pool.submit(reader.take, 60, 60)
        count = QUEUE_LENGTH // 2 + 1
        for number in range(1, count + 1):
            bus.publish([Event(number, Change.DELETE, str(number))])
        taken = reading.result(30) or []

    assert [event.seq for event in taken] == list(range(1, count + 1))


def test_the_end_wakes_who_rests() -> None:
    """A server that ends waits for no rest."""
    bus = Bus()
    with bus.subscribe() as reader, ThreadPoolExecutor(1, "test-reader") as pool:
        reading = pool.submit(reader.take, 60, 60)
        bus.close()

        assert reading.result(30) == []
