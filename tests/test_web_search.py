"""Finding, waiting, inboxes, tags and pins, through the API of a running server."""

import smtplib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import Running, mail


def sent(server: Running, raw: bytes, user: str = "", to: str = "bob@example.test") -> str:
    """Send a mail under a user's name; its id."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        if user:
            client.login(user, "any")
        client.mail("ada@example.test")
        client.rcpt(to)
        code, text = client.data(raw)
    assert code == 250, text
    return text.decode().split()[-1]


def found(server: Running, query: str, **more: Any) -> list[str]:
    """The subjects that a search finds, newest first."""
    answer = server.api("search", params={"query": query, **more})
    assert answer.status_code == 200, answer.text
    return [each["Subject"] for each in answer.json()["messages"]]


def test_a_mail_is_found_as_soon_as_it_was_answered(server: Running) -> None:
    """Who sends and then searches need not wait."""
    for number in range(20):
        sent(server, mail(f"order {number}", body=f"the word is quill{number}wort"))

        assert found(server, f"quill{number}wort") == [f"order {number}"]


SEARCHES = {
    "quillwort": ["one"],
    "QUILLWORT": ["one"],
    "uillwor": ["one"],
    '"a quillwort"': ["one"],
    '"quillwort a"': [],
    "from:ada": ["three", "two", "one"],
    "subject:two": ["two"],
    "to:carol": ["two"],
    "rcpt:bob": ["three", "two", "one"],
    "100%": ["two"],
    "10_%": [],
    "日本": ["three"],
    "本": ["three"],
    "quillwort OR 日本": ["three", "one"],
    "from:ada -(subject:one OR subject:two)": ["three"],
    "NOT quillwort": ["three", "two"],
    "is:read": [],
    "is:unread": ["three", "two", "one"],
    "header:x-run=b7": ["two"],
    "header:x-run": ["two"],
    "header:x-other": [],
    "larger:1m": [],
    "smaller:1m after:1h": ["three", "two", "one"],
    "before:2020-01-01": [],
    "inbox:default": ["three", "two", "one"],
    "tag:Vip": ["two"],
    "is:tagged": ["two"],
    "has:attachment": [],
}


@pytest.fixture(scope="module")
def filled(module_server: Running) -> Running:
    """Three mails."""
    sent(module_server, mail("one", body="There is a quillwort in it."))
    tagged = mail("two", body="100% sure", to="Carol <carol@example.test>")
    sent(module_server, b"X-Run: A1 B7 C3\r\nX-Tags: vip, order\r\n" + tagged)
    sent(module_server, mail("three", body="これは日本語です"))
    return module_server


@pytest.mark.parametrize("query", SEARCHES)
def test_searches(filled: Running, query: str) -> None:
    """Each kind of term, over the wire."""
    assert found(filled, query) == SEARCHES[query]
    counted = filled.api("count", params={"query": query}).json()
    assert counted["Total"] == len(SEARCHES[query])


def test_counts_of_a_search(filled: Running) -> None:
    """The counts of what is found stand beside those of the whole."""
    answer = filled.api("search", params={"query": "quillwort OR 日本", "limit": 1, "start": 1})
    page = answer.json()

    assert (page["total"], page["messages_count"], page["messages_unread"], page["count"]) == (3, 2, 2, 1)
    assert page["tags"] == ["order", "vip"]
    assert answer.headers["Mailtrap-Exact"] == "true"


REFUSED = {
    "search": "query",
    "wait?query=&timeout=0": "query",
    "wait?inbox=&timeout=0": "inbox",
    "wait?inbx=a&timeout=0": "'inbx' is no parameter of this",
    "wait?query=a&query=b&timeout=0": "query: is given twice",
    "count?query=": "query",
    "count?from=ada": "'from' is no parameter of this; there are query, inbox, tz, before",
    "message/latest?query=": "query",
    "messages?inbox=": "inbox",
    "search?query=%20": "query",
    'search?query="open': "quotation",
    "search?query=nofield:x&start=x": "start",
    "search?query=after:2026-13-45": "after:2026-13-45",
    "search?query=a&tz=Nowhere/City": "tz",
    "search?query=a&limit=-1": "limit",
    "search?query=a&start=99999999999999999999": "start",
    "search?query=(a": "(",
    "search?query=a&before=whenever": "before",
    "messages?before=whenever": "before",
    "wait?timeout=1e9": "timeout",
    "wait?timeout=-1": "timeout",
    "wait?count=x": "count",
    "wait?query=larger:x": "larger:x",
    "count?query=is:blue": "is:blue",
    "message/latest?query=is:blue": "is:blue",
}


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_understood(filled: Running, path: str) -> None:
    """A 400 that names what is wrong."""
    answer = filled.api(path)

    assert answer.status_code == 400
    assert REFUSED[path] in answer.json()["Error"]


@pytest.mark.parametrize(
    "query", ["", "query=", "query=%20", "query=is:blue", 'query="', "query=larger:x", "inbox=default"]
)
def test_a_mistaken_filter_never_means_all(filled: Running, query: str) -> None:
    """Deletion by a search that cannot be read deletes nothing."""
    assert filled.api(f"search?{query}", "DELETE").status_code == 400
    assert filled.api("count").json()["Total"] == 3


def test_delete_by_search(server: Running) -> None:
    """What a search finds is gone; the rest is not."""
    for subject in ("keep", "drop one", "drop two"):
        sent(server, mail(subject))

    assert server.api("search?query=subject:drop", "DELETE").text == "ok"
    assert [each["Subject"] for each in server.messages()] == ["keep"]


def test_mark_by_search(server: Running) -> None:
    """What a search finds is marked; ids and a search together are refused."""
    for subject in ("a one", "a two", "b"):
        sent(server, mail(subject))

    assert server.api("messages", "PUT", json={"Read": True, "Search": "subject:a"}).status_code == 200
    assert found(server, "is:unread") == ["b"]
    assert server.api("messages", "PUT", json={"Read": True, "Search": "a", "IDs": []}).status_code == 400
    assert server.api("messages", "PUT", json={"Read": True, "Search": " "}).status_code == 400


def test_latest_of_a_search(server: Running) -> None:
    """``latest`` is the newest that is found."""
    first = sent(server, mail("code 1"))
    sent(server, mail("news"), user="team")

    assert server.api("message/latest?query=code").json()["ID"] == first
    assert server.api("message/latest?inbox=team").json()["Subject"] == "news"
    assert server.api("message/latest?query=nothing").status_code == 404
    assert server.api("/view/latest?query=code").headers["Location"] == f"/#/m/{first}"
    assert server.api("/view/latest.txt?query=code").text.strip() == "A mail."


def test_latest_among_ids(server: Running) -> None:
    """``latest`` works wherever an id does: of the inbox that is meant."""
    one = sent(server, mail("one"), user="a")
    two = sent(server, mail("two"), user="b")
    server.api("tags", "PUT", json={"IDs": ["latest"], "Tags": ["x"]})
    server.api("messages", "PUT", params={"inbox": "a"}, json={"IDs": ["latest"], "Read": True})

    assert found(server, "tag:x") == ["two"]
    assert found(server, "is:read") == ["one"]
    assert server.api("messages", "DELETE", json={"IDs": ["latest"]}).text == "ok"
    assert [each["ID"] for each in server.messages()] == [one]
    assert server.api(f"message/{two}").status_code == 404


@pytest.mark.parametrize("body", [{"Read": True, "Serch": "from:nobody"}, {"Read": True, "Search": ""}])
def test_a_misspelt_search_marks_nothing(server: Running, body: dict[str, Any]) -> None:
    """What is not known is refused, rather than passed over."""
    sent(server, mail("one"))

    assert server.api("messages", "PUT", json=body).status_code == 400
    assert found(server, "is:read") == []


def test_two_hundred_inboxes(server: Running) -> None:
    """Tests that run side by side, each with its own inbox, do not see each other."""

    def run(number: int) -> None:
        user = f"test-{number}/a b"
        ids = [sent(server, mail(f"{number}.{each}"), user=user) for each in range(2)]
        waited = server.api("wait", params={"inbox": user, "count": 2, "timeout": 60})
        listed = server.api("messages", params={"inbox": user}).json()
        sought = server.api("search", params={"query": "from:ada", "inbox": user}).json()
        server.api("messages", "DELETE", params={"inbox": user}, json={"IDs": [ids[0]]})
        left = server.api("count", params={"inbox": user}).json()["Total"]

        assert waited.status_code == 200
        assert [each["ID"] for each in waited.json()["messages"]] == ids[::-1]
        assert [each["ID"] for each in listed["messages"]] == [each["ID"] for each in sought["messages"]] == ids[::-1]
        assert (listed["total"], listed["messages_count"], sought["messages_count"], left) == (2, 2, 2, 1)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(run, range(200)))
    inboxes = server.api("inboxes").json()

    assert len(inboxes) == 200
    assert all((each["Total"], each["Unread"], each["Pinned"]) == (1, 1, 0) for each in inboxes)
    assert server.api("inboxes/test-7/a%20b", "DELETE").text == "ok"
    assert server.api("count", params={"inbox": "test-7/a b"}).json()["Total"] == 0
    assert server.api("count").json()["Total"] == 199
    assert server.api("messages", "DELETE", params={"inbox": "test-8/a b"}).status_code == 200
    assert server.api("count").json()["Total"] == 198


def test_wait_for_what_is_there(server: Running) -> None:
    """Nobody waits for what has come."""
    sent(server, mail("there"))
    answer = server.api("wait?query=there&timeout=20")

    assert answer.status_code == 200
    assert answer.json()["Satisfied"] is True
    assert [each["Subject"] for each in answer.json()["messages"]] == ["there"]


def test_wait_in_vain(server: Running) -> None:
    """When the time is up, what was there is told."""
    sent(server, mail("there"))
    began = time.monotonic()
    answer = server.api("wait?query=there&count=2&timeout=0.5")

    assert time.monotonic() - began >= 0.5
    assert (answer.status_code, answer.json()["Satisfied"], answer.json()["messages_count"]) == (408, False, 1)


def during(server: Running, path: str, act: Callable[[], object]) -> dict[str, Any]:
    """What a call that waits answers while something else happens."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(server.api, path)
        threading.Event().wait(0.3)
        act()
        answer = waiting.result(30)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_wait_for_what_comes(server: Running) -> None:
    """Who waits is woken by the mail that is waited for, and by no other."""

    def send() -> None:
        sent(server, mail("other"))
        sent(server, mail("wanted"), user="else")
        sent(server, mail("wanted"), user="here")

    body = during(server, "wait?query=subject:wanted&inbox=here&timeout=25", send)

    assert [each["Username"] for each in body["messages"]] == ["here"]


def test_wait_for_a_change(server: Running) -> None:
    """A search may hold for a mail that was there before: when it is marked, or tagged."""
    id_ = sent(server, mail("there"))

    read = during(server, "wait?query=is:read&timeout=25", lambda: server.api(f"message/{id_}"))
    tag = {"IDs": [id_], "Tags": ["done"]}
    tagged = during(server, "wait?query=tag:done&timeout=25", lambda: server.api("tags", "PUT", json=tag))

    assert [each["ID"] for each in read["messages"]] == [each["ID"] for each in tagged["messages"]] == [id_]


def test_wait_since(server: Running) -> None:
    """Only what came after an event counts."""
    sent(server, mail("code 1"))
    seq = server.api("wait?query=code").json()["Seq"]
    none = server.api(f"wait?query=code&since={seq}&timeout=0")
    sent(server, mail("code 2"))
    one = server.api(f"wait?query=code&since={seq}").json()

    assert none.status_code == 408
    assert [each["Subject"] for each in one["messages"]] == ["code 2"]
    assert server.api(f"wait?since={one['Seq']}&timeout=0").json()["messages"] == []


def test_a_hundred_wait(server: Running) -> None:
    """Each of a hundred, on as many inboxes, is woken by its own mail."""
    with ThreadPoolExecutor(100) as pool:
        waiting = [
            pool.submit(server.api, "wait", params={"inbox": f"i{number}", "timeout": 60}) for number in range(100)
        ]
        threading.Event().wait(1)
        ids = [sent(server, mail(f"for {number}"), user=f"i{number}") for number in range(100)]
        answers = [each.result(60).json()["messages"] for each in waiting]

    assert [[each["ID"] for each in answer] for answer in answers] == [[id_] for id_ in ids]


def test_tags(server: Running) -> None:
    """Tags come with a mail and from people, are renamed and taken away."""
    one = sent(server, b"X-Tags: Vip, a/b\r\n" + mail("one", to="bob+news@example.test"))
    two = sent(server, mail("two"))

    assert {each["Subject"]: each["Tags"] for each in server.messages()} == {"one": ["a b", "news", "Vip"], "two": []}
    assert server.api("tags").json() == ["a b", "news", "Vip"]
    assert server.api("info").json()["Tags"] == {"a b": 1, "news": 1, "Vip": 1}
    assert server.api("tags", "PUT", json={"IDs": [one, two, "unknown"], "Tags": ["vip", "x"]}).text == "ok"
    assert server.api(f"message/{two}/state").json() == {
        "ID": two, "Inbox": "default", "Read": False, "Pinned": False, "Tags": ["Vip", "x"],
    }  # fmt: skip
    assert server.api(f"message/{two}?peek=1").json()["Tags"] == ["Vip", "x"]
    assert server.api("tags/vip", "PUT", json={"Name": "Important"}).text == "ok"
    assert found(server, "tag:important") == ["two", "one"]
    assert server.api("tags/X", "DELETE").text == "ok"
    assert server.api("tags").json() == ["Important"]
    assert server.api("tags", "PUT", json={"IDs": [one, two], "Tags": []}).text == "ok"
    assert server.api("tags").json() == []


TAG_FAULTS: list[tuple[str, str, Any, str]] = [
    ("tags/none", "PUT", {"Name": "x"}, "tag not found: none"),
    ("tags/none", "DELETE", None, "tag not found: none"),
    ("tags/vip", "PUT", {"Name": "x"}, "tag already exists: x"),
    ("tags/vip", "PUT", {"Name": "a/b"}, "invalid tag name: 'a/b'"),
    ("tags/vip", "PUT", {"Name": ""}, "invalid tag name: ''"),
    ("tags/vip", "PUT", {}, "Name"),
    ("tags/vip", "PUT", {"Name": 1}, "Name: give a text"),
    ("tags", "PUT", {"IDs": []}, "Tags"),
    ("tags", "PUT", {"Tags": ["a"]}, "IDs"),
    ("tags", "PUT", {"Tags": ["a" * 101], "IDs": []}, "invalid tag name"),
    ("tags", "PUT", {"Tags": "a", "IDs": []}, "Tags: give a list"),
    ("pinned", "PUT", {"Pinned": True}, "IDs"),
    ("pinned", "PUT", {"IDs": [], "Pinned": "x"}, "Pinned: give true or false"),
    ("inboxes/a/retention", "PUT", {"Count": -1}, "Count"),
    ("inboxes/a/retention", "PUT", {"Age": 0.1}, "age"),
    ("inboxes/a/retention", "PUT", {"Size": "x"}, "Size: give a whole number"),
    ("inboxes/a/retention", "PUT", None, "body"),
]


@pytest.mark.parametrize(("path", "method", "body", "says"), TAG_FAULTS)
def test_what_will_not_do(module_server: Running, path: str, method: str, body: Any, says: str) -> None:
    """A 400 that says what is wrong."""
    id_ = sent(module_server, mail("tagged"))
    module_server.api("tags", "PUT", json={"IDs": [id_], "Tags": ["vip", "x"]})
    answer = module_server.api(path, method, **({} if body is None else {"json": body}))

    assert answer.status_code == 400
    assert says in answer.json()["Error"]


def test_pinned_mails_stay(server: Running) -> None:
    """They go by their own id alone, or when they are pinned no longer."""
    one, two = sent(server, mail("one")), sent(server, mail("two"))
    server.api("pinned", "PUT", json={"IDs": [one]})

    assert found(server, "is:pinned") == ["one"]
    for path in ("messages", "search?query=from:ada", "inboxes/default"):
        server.api(path, "DELETE")
    assert [each["Subject"] for each in server.messages()] == ["one"]
    assert server.api(f"message/{two}").status_code == 404
    server.api("pinned", "PUT", json={"IDs": [one], "Pinned": False})
    server.api("messages", "DELETE")
    assert server.messages() == []


def test_bounds_of_an_inbox(server: Running) -> None:
    """An inbox keeps its newest; another is not touched."""
    for number in range(5):
        sent(server, mail(f"a{number}"), user="a")
        sent(server, mail(f"b{number}"), user="b")

    assert server.api("inboxes/a/retention", "PUT", json={"Count": 3}).text == "ok"
    assert server.api("inboxes/a/retention").json() == {"Count": 3, "Age": 0, "Size": 0}
    assert [each["Subject"] for each in server.messages(inbox="a")] == ["a4", "a3", "a2"]
    sent(server, mail("a5"), user="a")
    assert [each["Subject"] for each in server.messages(inbox="a")] == ["a5", "a4", "a3"]
    assert [each["Total"] for each in server.api("inboxes").json()] == [3, 5]
