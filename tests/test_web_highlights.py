"""What a list shows beside its mails: codes and main links, asked for many at once, and no mail is read twice."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailtrap.extract import Highlight, extract, highlight
from mailtrap.inbox import Inbox
from mailtrap.model import Envelope, Recipient
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web import WebServer, create_app
from mailtrap.web.app import Place
from mailtrap.web.highlights import MAX_IDS, MAX_KEPT, Highlights
from tests.letters import letter
from tests.support import Running, mail, wait_for

CODED = letter(
    html='<p>Your code is <b>481 592</b></p><a href="https://a.test/confirm?t=1" class="button">Confirm</a>',
    subject="Your verification code",
)
LINKED = letter(text="Reset your password: https://a.test/reset?token=abc", subject="Reset your password")
PLAIN = mail("Lunch", "At noon?")
ENVELOPE = Envelope("ada@a.test", (Recipient("bob@b.test"),), "x", "127.0.0.1:1", datetime(2026, 1, 2, tzinfo=UTC))


def asked(server: Running, *ids: str) -> list[dict[str, Any]]:
    """The highlights of these mails."""
    answer = server.api("highlights", params={"id": list(ids)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["highlights"]
    return found


def searchable(server: Running) -> None:
    """Wait until all mails are in the index."""
    assert server.api("count", params={"query": "has:code"}).status_code == 200


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Which mails are read from now on, and whether for a code, too."""
    found: list[tuple[str, bool]] = []
    reading = Inbox.highlight

    def noted(inbox: Inbox, id_: str, *, coded: bool) -> Highlight:
        found.append((id_, coded))
        return reading(inbox, id_, coded=coded)

    monkeypatch.setattr(Inbox, "highlight", noted)
    return found


def test_codes_and_links_in_the_order_asked(server: Running) -> None:
    """Each mail has its inbox, its pin, its likeliest code and its main link, and stays unread."""
    coded, linked, plain = (server.send(raw) for raw in (CODED, LINKED, PLAIN))
    server.api("pinned", "PUT", json={"IDs": [linked], "Pinned": True})
    found = asked(server, linked, plain, coded)

    link = {"Text": "Reset your password", "URL": "https://a.test/reset?token=abc"}
    assert found == [
        {"ID": linked, "Inbox": "default", "Pinned": True, "Code": "", "Link": link},
        {"ID": plain, "Inbox": "default", "Pinned": False, "Code": "", "Link": None},
        {
            "ID": coded,
            "Inbox": "default",
            "Pinned": False,
            "Code": "481592",
            "Link": {"Text": "Confirm", "URL": "https://a.test/confirm?t=1"},
        },
    ]
    assert [each["Read"] for each in server.messages()] == [False] * 3


def test_they_are_what_extract_finds(server: Running) -> None:
    """Code and link are the first code and the main link of ``/extract``."""
    for raw in (CODED, LINKED, PLAIN):
        id_ = server.send(raw)
        whole = server.api(f"message/{id_}/extract").json()
        (found,) = asked(server, id_)
        main = [(each["Text"], each["URL"]) for each in whole["Links"] if each["Main"]]

        assert found["Code"] == next((each["Code"] for each in whole["Codes"]), "")
        assert ([(found["Link"]["Text"], found["Link"]["URL"])] if found["Link"] else []) == main


@pytest.mark.parametrize(
    ("subject", "text", "html"),
    [
        ("Your code", "Your code is 481592", ""),
        ("Sign in", "", '<a href="https://a.test/x?token=1" style="background:#00f;padding:9px">Sign in</a> 123456'),
        ("", "x" * 100_000, "<p>" * 10_000),
        ("News", "https://a.test/1 https://a.test/2", '<a href="https://a.test/unsubscribe">Unsubscribe</a>'),
        ("", "", ""),
    ],
)
def test_the_short_way_finds_the_same(subject: str, text: str, html: str) -> None:
    """``highlight`` finds what ``extract`` puts first; told that there is no code, it finds none."""
    whole = extract(subject, text, html)
    main = next((link for link in whole.links if link.main), None)
    found = highlight(subject, text, html)

    assert (found.code, found.link and found.link.url) == (
        whole.codes[0].value if whole.codes else "",
        main and main.url,
    )
    assert highlight(subject, text, html, coded=False).code == ""


def test_what_is_not_there_is_left_out(server: Running) -> None:
    """Unknown ids, odd ones and mails that were deleted are passed over, and one asked for twice comes once."""
    first, gone = server.send(CODED), server.send(CODED)
    asked(server, first, gone)
    server.api("messages", "DELETE", json={"IDs": [gone]})
    found = asked(server, "nobody", gone, "", "\x00", "é" * 50, first, first)

    assert [each["ID"] for each in found] == [first]
    assert asked(server, "nobody") == []


@pytest.mark.parametrize("count", [0, MAX_IDS + 1])
def test_how_many_may_be_asked_for(server: Running, count: int) -> None:
    """None and more than a hundred are refused, and the answer says how many will do."""
    answer = server.api("highlights", params={"id": ["x"] * count})

    assert answer.status_code == 400
    assert answer.json()["Error"] == f"id: is given {count} times; give it 1 to {MAX_IDS} times"
    assert asked(server, *["x"] * MAX_IDS) == []


def test_another_parameter_is_refused(server: Running) -> None:
    """``ids=`` is a slip of the pen, and is named."""
    answer = server.api("highlights", params={"id": "x", "ids": "y"})

    assert answer.status_code == 400
    assert "'ids' is no parameter of this" in answer.json()["Error"]


def test_what_was_read_is_kept(server: Running, read: list[tuple[str, bool]]) -> None:
    """A mail is read once; where the index says that there is nothing in it, never, and for no code in vain."""
    coded, linked, plain = (server.send(raw) for raw in (CODED, LINKED, PLAIN))
    searchable(server)
    first = asked(server, coded, linked, plain)
    again = asked(server, coded, linked, plain)

    assert again == first
    assert read == [(coded, True), (linked, False)]


def test_a_pin_shows_at_once(server: Running) -> None:
    """Only what never changes is kept."""
    id_ = server.send(CODED)
    before = asked(server, id_)[0]["Pinned"]
    server.api("pinned", "PUT", json={"IDs": [id_], "Pinned": True})

    assert (before, asked(server, id_)[0]["Pinned"]) == (False, True)


def test_no_more_is_kept_than_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is kept, that goes which nobody asked for longest."""
    monkeypatch.setattr("mailtrap.web.highlights.MAX_KEPT", 2)
    store = SqliteStore(tmp_path / "mail.db", durable=False)
    try:
        ids = [store.add(ENVELOPE, CODED).result(30).id for _ in range(3)]
        store.settle()
        inbox = Inbox(store)
        known = Highlights(inbox)
        one, two, three = inbox.hints(ids)
        for hint in (one, two, one, three):
            known.of(hint)
    finally:
        store.close()

    assert list(known._kept) == [ids[0], ids[2]]
    assert MAX_KEPT * 5_000 <= 10_000_000


@pytest.fixture
def unindexed(tmp_path: Path) -> Iterator[Running]:
    """A server whose index is never made."""
    store = SqliteStore(tmp_path / "mail.db", durable=False, searchable=False)
    for raw in (CODED, LINKED, PLAIN):
        store.add(ENVELOPE, raw).result(30)
    app = create_app(Inbox(store), Place((), "", False), lambda: 0)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = WebServer(app, listening)
        server.start()
        yield Running(("", 0), f"http://127.0.0.1:{listening.getsockname()[1]}", "")
        server.close()
    store.close()


def test_before_the_index_is_made(unindexed: Running) -> None:
    """A mail that is not in the index yet is read, and nobody waits for the index."""
    ids = [each["ID"] for each in unindexed.messages()]
    plain, linked, coded = asked(unindexed, *ids)

    assert (coded["Code"], coded["Link"]["Text"]) == ("481592", "Confirm")
    assert (linked["Code"], linked["Link"]["URL"]) == ("", "https://a.test/reset?token=abc")
    assert (plain["Code"], plain["Link"]) == ("", None)


def test_a_page_of_a_list_takes_no_time(server: Running) -> None:
    """Fifty that are known are answered within some milliseconds, the network left out."""
    ids = [server.send(CODED) for _ in range(50)]
    asked(server, *ids)

    def fast() -> bool:
        began = time.perf_counter()
        found = asked(server, *ids)
        took = time.perf_counter() - began
        assert len(found) == 50
        return took < 0.02

    wait_for(fast, timeout=5, what="an answer within 20 ms")
