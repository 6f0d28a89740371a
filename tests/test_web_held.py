"""An API token that is held to one inbox: other inboxes are as if they were not there, on every route."""

import inspect
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Flask
from werkzeug.test import Client

from mailtrap.inbox import Inbox
from mailtrap.web.front.narrowed import Narrowed
from tests.support import TLS, wait_for
from tests.test_web_guard import UPGRADE, walked
from tests.visitors import Guarded, basic, bearer, guarded

SECRET = "tanstaaf"
"""Stands in every field of the mails of the other inbox, and in no other."""
FORBIDDEN = ("/api/v1/sessions", "/api/v1/session/", "/api/v1/faults", "/api/v1/chaos", "/api/v2/jim", "/metrics")


def letter(word: str) -> bytes:
    """A mail that has a word wherever one can be."""
    return (
        f"From: {word} <{word}@{word}.test>\r\nTo: {word}@to.test\r\nSubject: {word} code 483920\r\nX-Tags: {word}\r\n"
        f"X-{word}: {word}\r\nMessage-ID: <{word}@x.test>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        f"--x\r\nContent-Type: text/plain\r\n\r\nYour {word} code is 483920.\r\n"
        f"--x\r\nContent-Type: text/html\r\n\r\n<p>{word} <a href='https://{word}.test/'>{word}</a></p>\r\n"
        f"--x\r\nContent-Type: text/plain; name={word}.txt\r\n"
        f"Content-Disposition: attachment; filename={word}.txt\r\n\r\n"
        f"{word}\r\n--x--\r\n"
    ).encode()


@dataclass(frozen=True)
class Held:
    """A server with two inboxes, and a token for one of them."""

    house: Guarded
    app: Flask
    token: str
    mine: str
    other: str
    session: str

    def ask(self, path: str, method: str = "GET", **more: object) -> httpx.Response:
        """With the token."""
        return self.house.running.api(path, method, headers=bearer(self.token), **more)


def put(house: Guarded, inbox: str, word: str) -> str:
    """A mail into an inbox; its id."""
    kind = {"Content-Type": "message/rfc822", **basic("ada")}
    answer = house.running.api("messages", "POST", params={"inbox": inbox}, content=letter(word), headers=kind)
    return str(answer.json()["ID"])


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    with guarded(tmp_path_factory.mktemp("held")) as house:
        house.running.send(letter(SECRET), sender=f"{SECRET}@{SECRET}.test")  # the default inbox, and a session
        session = wait_for(lambda: house.running.api("sessions", headers=basic("ada")).json()["Sessions"])[0]["ID"]
        mine, other = put(house, "shop", "mine"), put(house, SECRET, SECRET)
        yield Held(house, app_of(house), house.tokens.make("shop", inbox="shop"), mine, other, session)


def app_of(house: Guarded) -> Flask:
    """The app that the server serves, to be asked without a socket in between."""
    app: Flask = house.house.app
    return app


def test_each_route_tells_nothing_of_other_inboxes(held: Held) -> None:
    """Every method of every route, with the id of a mail of another inbox, its session, its tag and its name: not one
    answer has a word of it, no mail of it changes, and what is there at all is 403 or as if unknown."""
    values = {"id_": held.other, "number": "1", "given": "0" * 32, "tag": SECRET, "page": "1", "index": "0"}
    values |= {"edition": "0" * 16, "filename": "favicon.svg", "name": SECRET, "to": "x"}
    client = Client(held.app.wsgi_app, use_cookies=False)
    told: list[tuple[str, str, int]] = []
    for method, path, socket_ in walked(held.app, values):
        for asked in {path, path.replace(held.other, held.session), path.replace(held.other, "latest")}:
            if (socket_ and method == "GET") or asked.startswith("/api/v1/events"):
                continue  # these have no end, and a test of their own
            if asked.startswith(("/static/", "/signin", "/signout")):
                continue
            body: Any = {"json": {"IDs": [held.other]}} if method in ("PUT", "POST", "DELETE") else {}
            headers = {**bearer(held.token), "Host": "localhost"}
            with client.open(asked, method=method, headers=headers, **body) as answer:
                text = answer.get_data(as_text=True).replace(repr(SECRET), "").replace(f'"{SECRET}"', "")
                words = text if answer.status_code == 200 else ""
                if SECRET in words or held.other in words or (answer.status_code >= 500 and answer.status_code != 501):
                    told.append((method, asked, answer.status_code))
                if (
                    asked.startswith(FORBIDDEN)
                    and method not in ("OPTIONS",)
                    and answer.status_code not in (400, 403, 404, 405)
                ):
                    told.append((method, asked, answer.status_code))
    put(held.house, "shop", "mine")  # the walk deleted what is its own
    state = held.house.running.api(f"message/{held.other}/state", headers=basic("ada"))

    assert told == []
    assert state.json()["Tags"] == [SECRET]
    assert (state.json()["Read"], state.json()["Pinned"]) == (False, False)


def test_what_is_its_own_is_all_there(held: Held) -> None:
    """Lists, searches, counts, tags, inboxes, addresses and codes have its own mails alone."""
    own = put(held.house, "shop", "mine")

    def found(path: str) -> object:
        return held.ask(path).json()

    assert SECRET not in held.ask("info").text
    assert {each["Subject"] for each in held.ask("messages").json()["messages"]} == {"mine code 483920"}
    assert found("tags") == ["mine"]
    assert [each["Name"] for each in held.ask("inboxes").json()] == ["shop"]
    assert found(f"search?query={SECRET}") == {**held.ask(f"search?query={SECRET}").json(), "messages": []}
    assert held.ask("count").json()["Total"] == held.ask("messages").json()["total"]
    assert held.ask(f"count?inbox={SECRET}").json()["Total"] == 0
    elsewhere = held.ask(f"messages?inbox={SECRET}").json()
    assert [elsewhere[name] for name in ("messages", "total", "unread", "messages_count")] == [[], 0, 0, 0]
    assert SECRET not in held.ask("addresses").text
    assert "mine@mine.test" in held.ask("addresses").text
    highlights = held.ask(f"highlights?id={held.other}&id={own}").json()["highlights"]
    assert [each["ID"] for each in highlights] == [own]
    assert held.ask(f"message/{own}").json()["Subject"] == "mine code 483920"
    assert held.ask(f"message/{held.other}").status_code == held.ask(f"message/{'x' * 22}").status_code == 404
    assert held.ask(f"message/{held.other}").text == held.ask(f"message/{'x' * 22}").text
    assert held.ask("wait?query=subject:mine&timeout=10").status_code == 200
    assert held.ask(f"wait?query=subject:{SECRET}&timeout=0").status_code == 408


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "sessions", None),
        ("GET", "session/latest", None),
        ("GET", "faults", None),
        ("PUT", "faults", {"Rules": []}),
        ("GET", "chaos", None),
        ("PUT", "chaos", {}),
        ("PUT", "tags/mine", {"Name": "renamed"}),
        ("PUT", f"inboxes/{SECRET}/retention", {"Count": 1}),
        ("POST", "demo", None),
        ("GET", "/metrics", None),
        ("GET", "/api/v2/jim", None),
        ("POST", "/api/v2/jim", None),
    ],
)
def test_what_is_of_no_inbox_is_forbidden(held: Held, method: str, path: str, body: object) -> None:
    """What is of all inboxes is 403, and says to which inbox the token is held."""
    answer = held.ask(path, method, json=body)

    assert answer.status_code == 403
    assert "held to" in answer.text
    assert "shop" in answer.text


def test_it_deletes_and_puts_in_its_own(held: Held) -> None:
    """What it puts in comes into its inbox, what it deletes is of its inbox, however much it names."""
    kind = {"Content-Type": "message/rfc822", **bearer(held.token)}
    into = [
        held.house.running.api("messages", "POST", params=params, content=letter("mine"), headers=kind)
        for params in ({}, {"inbox": "shop"}, {"inbox": SECRET})
    ]
    states = [held.ask(f"message/{each.json()['ID']}/state").json()["Inbox"] for each in into[:2]]
    held.ask("messages", "DELETE", json={"IDs": [held.other]})
    held.ask(f"inboxes/{SECRET}", "DELETE")
    held.ask(f"tags/{SECRET}", "DELETE")
    held.ask(f"search?query={SECRET}", "DELETE")
    held.ask(f"/email/{held.other}", "DELETE")
    held.ask("/email/all", "DELETE")
    left = held.ask("count").json()["Total"]
    other = held.house.running.api(f"message/{held.other}/state", headers=basic("ada"))

    assert [each.status_code for each in into] == [200, 200, 403]
    assert states == ["shop", "shop"]
    assert left == 0
    assert other.json()["Tags"] == [SECRET]


@pytest.mark.parametrize("way", ["/api/v1/events?after=0&sessions=1", f"/api/v1/events?after=0&inbox={SECRET}"])
def test_its_stream_tells_its_own(held: Held, way: str) -> None:
    """Old and new events of another inbox, its sessions and the fault rules do not come."""
    said: list[str] = []
    with httpx.stream("GET", held.house.running.web + way, headers=bearer(held.token), verify=TLS, timeout=30) as told:
        put(held.house, SECRET, SECRET)
        held.house.running.send(letter(SECRET))
        held.house.running.api("faults", "PUT", json={"Rules": []}, headers=basic("ada"))
        put(held.house, "shop", "mine")
        for line in told.iter_lines():
            said.append(line)
            if line.startswith("data:") and ("mine" in line or '"stats"' in line):
                break

    assert not [line for line in said if SECRET in line or "session" in line or "faults" in line]


def test_its_sockets_tell_its_own(held: Held) -> None:
    """The same over both websockets: the first mail that is told is its own."""
    for path in ("/api/events", "/api/v2/websocket"):
        address = urlsplit(held.house.running.web)
        lines = [f"GET {path} HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {held.token}"]
        lines += [f"{name}: {value}" for name, value in UPGRADE.items()]
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as tab:
            tab.sendall("\r\n".join([*lines, "", ""]).encode())
            said = tab.recv(65_536)
            assert said.startswith(b"HTTP/1.1 101 ")
            put(held.house, SECRET, SECRET)
            put(held.house, "shop", "mine")
            while b"mine" not in said:
                said += tab.recv(65_536)

        assert SECRET.encode() not in said


def test_no_method_of_the_service_is_forgotten() -> None:
    """Each public method of the inbox service stands in the one that is held, with the same parameters."""
    public = {name for name, _ in inspect.getmembers(Inbox) if not name.startswith("_")}
    own = {name for name in vars(Narrowed) if not name.startswith("_")}
    named = {
        name: (inspect.signature(getattr(Inbox, name)), inspect.signature(getattr(Narrowed, name)))
        for name in public
        if inspect.isfunction(getattr(Inbox, name))
    }

    assert public - own == set()
    assert "faults" in own
    assert {name for name, (whole, held) in named.items() if list(whole.parameters) != list(held.parameters)} == set()


def test_what_a_token_is(held: Held, tmp_path: Path) -> None:
    """The file is its owner's alone and has no secret in it, only hashes."""
    path = Path(f"{held.house.running.db}.tokens")
    kept = json.loads(path.read_text("utf-8"))["tokens"]

    assert path.stat().st_mode & 0o777 == 0o600
    assert held.token not in path.read_text("utf-8")
    assert held.token.startswith("mtk_")
    assert len(held.token) >= 43
    assert [len(each["hash"]) for each in kept] == [64]
