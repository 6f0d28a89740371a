"""Addresses for completion: the likeliest first, of recent mails alone, and never a long look."""

import json
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailtrap.client import BadArgument, Client
from mailtrap.model import Envelope, Recipient, Summary
from mailtrap.stores import ALL, Selection, seen
from mailtrap.stores.sqlite import SqliteStore
from tests.support import Running

Seen = tuple[str, str, int]


def letter(sender: str, *to: str, cc: str = "") -> bytes:
    """A mail with these address fields."""
    copies = (f"Cc: {cc}",) if cc else ()
    return "\r\n".join((f"From: {sender}", f"To: {', '.join(to)}", *copies, "Subject: x", "", "x", "")).encode()


MAILS = [
    letter("Shop <shop@adana.test>", "ada@example.test"),
    letter("Shop <shop@adana.test>", "Ada <ada@example.test>"),
    letter("Shop <shop@adana.test>", "Ada Lovelace <Ada@Example.test>", cc="bob@example.test"),
    letter("Grace <grace@adamant.test>", "ada@example.test", "countess@example.test"),
    letter("=?utf-8?q?=C3=9Cnal?= <uenal@example.test>", "adam@example.test"),
]


@pytest.fixture(scope="module")
def full(module_server: Running) -> Running:
    """A server with these mails; the last one names somebody in its envelope alone."""
    for raw in MAILS[:-1]:
        module_server.send(raw)
    module_server.send(MAILS[-1], to=("adam@example.test", "hidden@example.test"))
    return module_server


def asked(server: Running, **query: Any) -> list[Seen]:
    """What is proposed."""
    answer = server.api("addresses", params=query)
    assert answer.status_code == 200, answer.text
    return [(each["Address"], each["Name"], each["Count"]) for each in answer.json()["addresses"]]


def test_what_begins_with_it_comes_first(full: Running) -> None:
    """Then what holds it; among these the more frequent first. The name is the last one that there was."""
    assert asked(full, text="ada") == [
        ("Ada@Example.test", "Ada Lovelace", 4),
        ("adam@example.test", "", 1),
        ("shop@adana.test", "Shop", 3),
        ("grace@adamant.test", "Grace", 1),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "ada", "field": "from"}, ["shop@adana.test", "grace@adamant.test"]),
        ({"text": "ada", "field": "to"}, ["Ada@Example.test", "adam@example.test"]),
        ({"text": "bob", "field": "to"}, ["bob@example.test"]),
        ({"text": "HIDDEN", "field": "to"}, ["hidden@example.test"]),
        ({"text": "lovelace"}, ["Ada@Example.test"]),
        ({"text": "gra"}, ["grace@adamant.test"]),
        ({"text": "\u00fcn"}, ["uenal@example.test"]),
        ({"text": "\u00dcNAL"}, ["uenal@example.test"]),
        ({"text": " bob "}, ["bob@example.test"]),
        ({"text": "nobody"}, []),
        ({"text": "%"}, []),
        ({"text": "' OR 1 --"}, []),
        ({"text": "ada", "limit": 1}, ["Ada@Example.test"]),
        ({"field": "from", "limit": 0}, ["shop@adana.test", "grace@adamant.test", "uenal@example.test"]),
    ],
    ids=str,
)
def test_field_text_and_limit(full: Running, query: dict[str, Any], found: list[str]) -> None:
    """Each holds the answer to what it says; letters of any case, of names too."""
    assert [address for address, _, _ in asked(full, **query)] == found


@pytest.mark.parametrize("text", ["\x00", "a\x00", "\ud800", "\U0001f600", "x" * 5_000, "\u0130", "%", "?1"])
def test_odd_texts_do_no_harm(full: Running, text: str) -> None:
    """Whatever is typed finds or does not."""
    answer = full.api("addresses", params={"text": text.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200
    assert isinstance(answer.json()["addresses"], list)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"field": "cc"}, ["field: 'cc' will not do", "from, to, any"]),
        ({"limit": "x"}, ["limit: 'x'"]),
        ({"limit": 101}, ["limit: '101'", "0 to 100"]),
        ({"query": "ada"}, ["'query' is no parameter", "text, field, limit"]),
    ],
    ids=str,
)
def test_what_will_not_do_is_told(full: Running, query: dict[str, Any], words: list[str]) -> None:
    """400 names the parameter and what would be right."""
    answer = full.api("addresses", params=query)

    assert answer.status_code == 400
    assert [word for word in words if word not in answer.json()["Error"]] == []


def test_the_client_asks(full: Running) -> None:
    """The method gives the same as types."""
    with Client(full.web) as client:
        found = client.addresses("ada", field="to", limit=1)
        with pytest.raises(BadArgument):
            client.addresses(limit=-1)

    assert [(each.address, each.name, each.count) for each in found] == [("Ada@Example.test", "Ada Lovelace", 4)]


# The bounds


@pytest.fixture
def store(tmp_path: Path) -> Any:
    """A store of this test's own."""
    store = SqliteStore(tmp_path / "mail.db", durable=False)
    yield store
    store.close()


def fill(store: SqliteStore, mails: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Mails of these senders to these; their ids."""
    kept: list[Future[Summary]] = []
    for sender, to in mails:
        envelope = Envelope(sender, tuple(map(Recipient, to)), "", "", datetime.now(UTC))
        kept.append(store.add(envelope, letter(sender, *to)))
    return [each.result().id for each in kept]


def found(store: SqliteStore, text: str = "") -> list[str]:
    """The addresses proposed."""
    return [each.address for each in store.addresses(text, ("from", "to", "cc", "bcc"), 1_000)]


def test_the_look_ends_after_the_newest_mails(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before the newest so many is not proposed."""
    monkeypatch.setattr(seen, "LOOKED_AT", 5)
    fill(store, [(f"s{number}@a.test", ("t@a.test",)) for number in range(8)])

    assert sorted(each for each in found(store) if each.startswith("s")) == [
        f"s{number}@a.test" for number in range(3, 8)
    ]


def test_the_look_ends_within_a_mail_to_thousands(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails to many do not make it long: after so many addresses it ends."""
    monkeypatch.setattr(seen, "MAX_ROWS", 30)
    fill(store, [("old@a.test", ("old@b.test",)), ("new@a.test", tuple(f"t{number}@a.test" for number in range(99)))])
    proposed = found(store)

    assert 0 < len(proposed) <= 30
    assert "old@a.test" not in proposed


def test_what_was_deleted_is_not_proposed(store: SqliteStore) -> None:
    """Neither of single mails that are gone, nor of all; what comes later is."""
    one, _ = fill(store, [("one@a.test", ("t@a.test",)), ("two@a.test", ("t@a.test",))])
    store.delete(Selection(ids=(one,)))
    after_one = found(store, "@a")
    store.delete(ALL)
    after_all = found(store)
    fill(store, [("three@a.test", ("u@a.test",))])

    assert after_one == ["t@a.test", "two@a.test"]
    assert after_all == []
    assert found(store) == ["three@a.test", "u@a.test"]


def test_a_store_without_mail_proposes_nothing(module_server: Running, store: SqliteStore) -> None:
    """The list is empty, not null."""
    assert found(store) == []
    assert json.loads(module_server.api("addresses", params={"text": "zzz"}).content) == {"addresses": []}
