"""News of sessions and fault rules on socket and stream: told as it is, to those alone who ask, and never a flood."""

import json
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import websocket

from mailtrap.bus import MAX_SESSIONS, Bus
from mailtrap.transcript import Transcript
from mailtrap.web.frames import NEWS_INTERVAL
from tests.support import TLS, Dialogue, Running, mail, wait_for

Frame = dict[str, Any]
NEWS = {"session", "sessions", "faults"}
RULE = {"Name": "no", "Match": {"Phase": "rcpt", "Recipient": "*@no.test"}, "Effect": {"Code": 550}}


class Tab:
    """A websocket."""

    def __init__(self, server: Running, **query: Any) -> None:
        url = f"{server.web.replace('http', 'ws', 1)}/api/events?{urlencode(query)}"
        self.socket = websocket.create_connection(url, timeout=20)

    def until(self, found: Callable[[Frame], bool]) -> list[Frame]:
        """The frames up to and including one of that kind."""
        frames: list[Frame] = []
        while not (frames and found(frames[-1])):
            frames.append(json.loads(self.socket.recv()))
        return frames

    def close(self) -> None:
        """Go."""
        if self.socket.sock:
            self.socket.sock.close()
            self.socket.sock = None


OpenTab = Callable[..., Tab]


@pytest.fixture
def tabs() -> Iterator[OpenTab]:
    """Opens tabs; all are closed at the end. Each has had its first frame."""
    with ExitStack() as stack:

        def opened(server: Running, **query: Any) -> Tab:
            tab = Tab(server, **query)
            stack.callback(tab.close)
            tab.until(lambda frame: frame["Type"] == "stats")
            return tab

        yield opened


def row(server: Running) -> Frame:
    """The newest session of the list."""
    found: Frame = server.api("sessions", params={"limit": 1}).json()["Sessions"][0]
    return found


def of(frame: Frame) -> Frame:
    """The row that a frame tells, which must be of a session and without a number."""
    assert set(frame) == {"Type", "Data"}
    assert frame["Type"] == "session"
    data: Frame = frame["Data"]
    return data


def shows(**values: Any) -> Callable[[Frame], bool]:
    """Whether a frame tells of a session whose row shows these."""
    return lambda frame: frame["Type"] == "session" and values.items() <= frame["Data"].items()


def test_a_session_is_told_from_its_beginning_to_its_end(server: Running, tabs: OpenTab) -> None:
    """It is there, it greeted, something was refused, a mail was kept, it is over: each as the list has it."""
    tab = tabs(server, sessions=1)
    with Dialogue(server.smtp) as client:
        client.reply()
        began = of(tab.until(lambda frame: frame["Type"] == "session")[-1])
        client.ask("EHLO app.test")
        greeted = of(tab.until(shows(Helo="app.test"))[-1])
        client.ask("NONSENSE")
        refused = of(tab.until(shows(Refusals=1))[-1])
        listed = row(server)
        client.ask("MAIL FROM:<ada@example.test>")
        client.ask("RCPT TO:<bob@example.test>")
        client.ask("DATA")
        client.ask(mail().rstrip() + b"\r\n.")
        brought = of(tab.until(shows(Mails=1))[-1])
        client.ask("QUIT")
        ended = of(tab.until(lambda frame: frame["Type"] == "session" and bool(frame["Data"]["Ended"]))[-1])

    assert (began["Ended"], began["Helo"], began["Mails"], began["Failed"]) == (None, "", 0, False)
    assert greeted == {**began, "Helo": "app.test"}
    assert refused == listed == {**greeted, "Refusals": 1, "Failed": True}
    assert brought == {**refused, "Mails": 1}
    assert (ended["Outcome"], ended["Mails"]) == ("QUIT", 1)
    assert ended == row(server)


def test_a_login_is_told(server: Running, tabs: OpenTab) -> None:
    """The user, who is a column of the list, comes as soon as he is known."""
    tab = tabs(server, sessions=1)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.login("ada", "secret")
        told = of(tab.until(shows(User="ada"))[-1])

    assert told["Mechanism"]
    assert "secret" not in json.dumps(told)


@pytest.mark.parametrize("query", [{}, {"inbox": "default"}, {"query": "subject:last"}, {"sessions": 0}])
def test_who_does_not_ask_is_told_nothing_new(server: Running, tabs: OpenTab, query: dict[str, Any]) -> None:
    """A watcher as there was before sees mails and counts alone, whatever else happens."""
    tab, asking = tabs(server, **query), tabs(server, sessions=1)
    server.api("faults", "PUT", json={"Rules": [RULE]})
    id_ = server.send(mail("last"))
    asking.until(lambda frame: frame["Type"] == "session" and bool(frame["Data"]["Ended"]))
    server.api("messages", "PUT", json={"IDs": [id_], "Read": True})
    frames = tab.until(lambda frame: frame["Type"] == "update")

    assert {frame["Type"] for frame in frames} <= {"new", "update", "stats"}


def test_a_filter_does_not_hold_for_sessions(server: Running, tabs: OpenTab) -> None:
    """Who watches one inbox and asks for sessions sees all of them: most have none."""
    tab = tabs(server, sessions=1, inbox="shop", query="subject:nothing")
    server.send(mail())
    frames = tab.until(lambda frame: frame["Type"] == "session" and bool(frame["Data"]["Ended"]))

    assert {frame["Type"] for frame in frames} == {"session"}


def test_the_stream_tells_the_same(server: Running) -> None:
    """Server-sent events have these frames without an id, so that who comes back is not confused."""
    with httpx.stream("GET", f"{server.web}/api/v1/events?sessions=1", verify=TLS, timeout=20) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("retry")
        server.send(mail())
        block: list[str] = []
        while "event: session" not in block:
            block = list(iter(lambda: next(lines), ""))

    assert [line.partition(":")[0] for line in block] == ["event", "data"]
    assert of(json.loads(block[1].removeprefix("data: ")))["ID"] == row(server)["ID"]


def test_a_busy_session_is_told_twice_a_second(server: Running, tabs: OpenTab) -> None:
    """However often its row changes, a session makes few frames, and the last has it right."""
    tab = tabs(server, sessions=1)
    began = time.monotonic()
    with Dialogue(server.smtp) as client:
        client.reply()
        for _ in range(90):
            client.ask("NONSENSE")
            client.ask("NOOP")
    frames = tab.until(lambda frame: frame["Type"] == "session" and bool(frame["Data"]["Ended"]))
    lasted = time.monotonic() - began

    assert frames[-1]["Data"]["Refusals"] == 90
    assert len(frames) <= 2 + lasted / NEWS_INTERVAL


def test_lines_alone_are_no_news(server: Running, tabs: OpenTab) -> None:
    """What no row shows is not told: a session that only talks is silent."""
    tab = tabs(server, sessions=1)
    with Dialogue(server.smtp) as client:
        client.reply()
        tab.until(lambda frame: frame["Type"] == "session")
        client.ask("NOOP")
        server.api("faults", "PUT", json={"Rules": []})
        frames = tab.until(lambda frame: frame["Type"] == "faults")

    assert [frame["Type"] for frame in frames] == ["faults"]


def test_a_flood_of_sessions_is_told_in_a_word(server: Running, tabs: OpenTab) -> None:
    """Hundreds of connections a second make a few frames and no resync; the last tells how many there are."""
    tab = tabs(server, sessions=1)
    began = time.monotonic()

    def connect(_: int) -> None:
        with socket.create_connection(server.smtp, 30) as client:
            client.recv(100)

    with ThreadPoolExecutor(8, "test-flood") as pool:
        list(pool.map(connect, range(600)))

    def all_over() -> bool:
        total = server.api("sessions", params={"limit": 1}).json()["Total"]
        return bool(total == 600) and row(server)["Ended"] is not None

    wait_for(all_over, 20, "the end of the flood")
    server.api("faults", "PUT", json={"Rules": []})
    frames = tab.until(lambda frame: frame["Type"] == "faults")
    lasted = time.monotonic() - began
    server.send(mail("after the flood"))
    later = tab.until(lambda frame: frame["Type"] == "session" and bool(frame["Data"]["Ended"]))
    kinds = [frame["Type"] for frame in frames]
    counts = [frame["Data"] for frame in frames if frame["Type"] == "sessions"]

    assert "resync" not in kinds
    assert counts
    assert all(set(each) == {"Total", "Failed"} for each in counts)
    assert counts[-1]["Total"] > MAX_SESSIONS
    assert later[-1]["Data"]["Mails"] == 1
    assert len(kinds) <= (1 + lasted / NEWS_INTERVAL) * (MAX_SESSIONS + 1)


def test_new_rules_are_told(server: Running, tabs: OpenTab) -> None:
    """Whoever changes them, by our route, by Mailpit's or by MailHog's: every tab has the list as it now is."""
    tab, other = tabs(server, sessions=1), tabs(server, sessions=1)
    answer = server.api("faults", "PUT", json={"Seed": 3, "Rules": [RULE]}).json()
    first = [each.until(lambda frame: frame["Type"] == "faults")[-1] for each in (tab, other)]
    server.api("chaos", "PUT", json={"Sender": {"Probability": 1}})
    second = tab.until(lambda frame: frame["Type"] == "faults")[-1]
    server.api("/api/v2/jim", "POST")
    third = tab.until(lambda frame: frame["Type"] == "faults")[-1]

    assert first == [{"Type": "faults", "Data": answer}] * 2
    assert [rule["Name"] for rule in second["Data"]["Rules"]] == ["no", "chaos-sender"]
    assert third["Data"] == server.api("faults").json()


def test_a_rule_that_fires_is_told(server: Running, tabs: OpenTab) -> None:
    """Counter and time follow, not with each firing."""
    server.api("faults", "PUT", json={"Rules": [RULE]})
    tab = tabs(server, sessions=1)
    began = time.monotonic()
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        client.mail("ada@example.test")
        for _ in range(50):
            client.rcpt("bob@no.test")
    frames = tab.until(lambda frame: frame["Type"] == "faults" and frame["Data"]["Rules"][0]["Fired"] == 50)
    lasted = time.monotonic() - began
    told = [frame for frame in frames if frame["Type"] == "faults"]

    assert told[-1]["Data"] == server.api("faults").json()
    assert told[-1]["Data"]["Rules"][0]["LastFired"]
    assert len(told) <= 2 + lasted / NEWS_INTERVAL


def test_a_wrong_switch_is_refused(server: Running) -> None:
    """What is neither yes nor no is a 400 that says so, before the upgrade too."""
    answer = server.api("events", params={"sessions": "perhaps"})
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Tab(server, sessions="perhaps")

    assert (answer.status_code, refused.value.status_code) == (400, 400)
    assert "sessions: 'perhaps' will not do" in answer.json()["Error"]


# The bus


def test_a_reader_is_woken_once_for_much_news() -> None:
    """Until it has asked, further news wakes nobody; too many sessions are given up, and the next begin anew."""
    bus = Bus()
    with bus.subscribe(news=True) as reader, bus.subscribe() as other:
        for number in range(MAX_SESSIONS + 1):
            bus.tell_session(Transcript(str(number), "", ""))
            bus.tell_faults()
        woken = time.monotonic()
        reader.take(10)
        woken = time.monotonic() - woken
        asleep = reader.take(0.01)
        crowd, silence = reader.news(), reader.news()
        bus.tell_session(Transcript("last", "", ""))
        bus.tell_session(Transcript("last", "", ""))
        one = reader.news()

    assert woken < 5
    assert asleep == []
    assert (crowd.sessions, crowd.faults) == (None, True)
    assert (silence.sessions, silence.faults) == ([], False)
    assert [each.id for each in one.sessions or ()] == ["last"]
    assert not other.has_news
