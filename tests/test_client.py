"""The client, against a running server over real sockets."""

import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest

import mailtrap
from mailtrap import client as package
from mailtrap import errors, wire
from mailtrap.client import (
    BadArgument,
    BadRequest,
    Client,
    ClientError,
    Events,
    NotFound,
    Refused,
    StrangeAnswer,
    Unreachable,
    WaitTimeout,
    attachment,
)
from mailtrap.client.listing import MAX_PAGE
from mailtrap.client.near import terms
from mailtrap.client.watching import read
from mailtrap.config import Listener
from mailtrap.inbox import Inbox
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web import create_app
from mailtrap.web.app import Place
from tests.conftest import StartServer
from tests.letters import attached, letter
from tests.support import ROOT, Running, mail, start_process, stop_process, wait_for

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def client(server: Running) -> Iterator[Client]:
    """A client of a server with the default options."""
    with Client(server.web) as client:
        yield client


def login(running: Running, user: str, raw: bytes) -> str:
    """Send a mail under a name; its id."""
    with smtplib.SMTP(*running.smtp, timeout=30) as smtp:
        smtp.login(user, "any")
        smtp.mail("ada@example.test")
        smtp.rcpt("bob@example.test")
        return smtp.data(raw)[1].decode().split()[-1]


# What it is


def test_a_client_loads_nothing_of_the_house() -> None:
    """Who only asks a server need not wait for what serves; ``import mailtrap`` alone loads not even the client."""
    script = """
import sys, mailtrap
assert "mailtrap.client" not in sys.modules and "httpx" not in sys.modules
mailtrap.Client
found = [name for name in sys.modules if name.startswith(("mailtrap.", "flask", "aiosmtpd"))]
print(*{".".join(name.split(".")[:2]) for name in found})
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )

    assert set(done.stdout.split()) == {
        *("mailtrap.client", "mailtrap.config", "mailtrap.errors", "mailtrap.query", "mailtrap.wire")
    }


def test_names() -> None:
    """What the package offers is there, and ``mailtrap`` offers the client and nothing that is not."""
    absent = "Clint"

    assert mailtrap.Client is Client
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
    with pytest.raises(AttributeError, match="Clint"):
        getattr(mailtrap, absent)


ID = "x" * 22
DEEDS: list[Callable[[Client], object]] = [
    *(lambda c, name=name: getattr(c, name)() for name in (
        "messages", "count", "addresses", "seq", "wait", "mark_all", "delete_all", "tags", "inboxes", "sessions",
        "faults", "set_chaos", "chaos", "info", "certificate", "webui", "openapi", "livez", "readyz", "metrics", "demo",
    )),
    *(lambda c, name=name: getattr(c, name)(ID) for name in (
        "message", "state", "headers", "envelope", "parts", "extract", "transcript", "raw", "mark", "pin", "delete",
        "session", "search", "highlights", "delete_found", "delete_tag", "empty_inbox", "retention", "set_retention",
    )),
    lambda c: c.events(after=0),
    lambda c: c.part(ID, "1"),
    lambda c: c.parts_zip(ID),
    lambda c: c.part_source(ID, "1"),
    lambda c: c.card(ID, "1"),
    lambda c: c.page(ID, "1"),
    lambda c: c.thumbnail(ID, "1"),
    lambda c: c.set_tags(ID, ["a"]),
    lambda c: c.rename_tag("a", "b"),
    lambda c: c.set_faults([]),
    lambda c: c.send("a@b.test", "b@b.test"),
    lambda c: c.store(b"x"),
]  # fmt: skip
"""Each method, with the least that it takes."""
NOT_ASKED = {
    "/api/v1/",
    *(f"/api/v1/message/<id_>/{each}" for each in ("release", "html-check", "link-check", "sa-check")),
}
"""The page that shows the API, and what this version cannot do."""


def test_each_route_has_a_method(tmp_path: Path) -> None:
    """Whatever the REST API can do, the client can."""
    store = SqliteStore(tmp_path / "mail.db", durable=False)
    try:
        routes = create_app(Inbox(store), Place((), "", False), lambda: 0, facades=()).url_map
    finally:
        store.close()
    asked: set[tuple[str, str]] = set()

    def handle(request: httpx.Request) -> httpx.Response:
        rule, _ = routes.bind("localhost").match(request.url.raw_path.decode().partition("?")[0], request.method, True)
        asked.add((request.method, rule.rule))
        return httpx.Response(200, json={})

    with Client(transport=httpx.MockTransport(handle)) as client:
        for deed in DEEDS:
            with suppress(ClientError):
                deed(client)
    served = {
        (method, rule.rule)
        for rule in routes.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1") and rule.rule not in NOT_ASKED
    }

    assert served - asked == set()


def test_each_method_says_what_it_does() -> None:
    """Each public method has a docstring."""
    silent = [name for name in dir(Client) if not name.startswith("_") and not getattr(Client, name).__doc__]

    assert silent == []


# Lists and searches


def test_list_search_and_count(server: Running, client: Client) -> None:
    """Lists, searches and numbers come as the types of the wire."""
    first, second = server.send(mail("First")), server.send(mail("Second", to="carol@example.test"))

    assert [each.id for each in client.messages().messages] == [second, first]
    assert [each.id for each in client.messages(start=1, limit=1).messages] == [first]
    assert client.search("subject:second").messages[0].to == [wire.Address("", "carol@example.test")]
    assert client.search(" to:bob ").messages_count == 1
    assert client.count() == wire.Counted(2, 2, len(mail("First")) + len(mail("Second", to="carol@example.test")))
    assert client.count("to:nobody").total == 0
    assert client.messages(before=datetime.now(UTC) - timedelta(hours=1)).messages == []
    assert client.messages(before="2020-01-01").messages == []


def test_walk_reads_piece_by_piece(server: Running, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """All mails come, newest first, however many pieces that takes; what comes meanwhile is left out."""
    monkeypatch.setattr("mailtrap.client.listing.MAX_PAGE", 2)
    ids = [server.send(mail(f"{number}")) for number in range(5)]
    walk = client.walk()
    seen = [next(walk).id]
    server.send(mail("late"))
    seen += [each.id for each in walk]

    assert seen == ids[::-1]
    assert [each.id for each in client.walk("subject:3")] == [ids[3]]
    assert MAX_PAGE == 500


@pytest.mark.parametrize("deed", ["delete", "mark"])
def test_walk_while_mails_leave(server: Running, client: Client, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """Who deletes or marks what he walks over still comes to every mail."""
    monkeypatch.setattr("mailtrap.client.listing.MAX_PAGE", 2)
    ids = [server.send(mail(f"{number}")) for number in range(7)]
    seen = []
    for each in client.walk("is:unread"):
        seen.append(each.id)
        getattr(client, deed)(each)

    assert seen == ids[::-1]
    assert client.count("is:unread").total == 0


def test_dates_are_in_the_zone_of_the_client(server: Running) -> None:
    """A date without a zone is meant where the client says it is."""
    server.send(mail())
    day = datetime.now(UTC) + timedelta(hours=14)
    with Client(server.web, zone="Pacific/Kiritimati") as there, Client(server.web, zone="Nowhere/At-all") as wrong:
        found = there.count(f"on:{day:%Y-%m-%d}").total
        with pytest.raises(BadRequest, match="tz: 'Nowhere/At-all'"):
            wrong.count("on:today")

    assert found == 1


# Waiting


def test_wait_for_what_comes(server: Running, client: Client) -> None:
    """Waiting ends as soon as the mail is there; with ``since`` what was there before does not count."""
    old = server.send(mail("Welcome"))
    before = client.seq()
    sender = threading.Timer(0.2, server.send, [mail("Welcome")])
    sender.name = "test-sender"
    at_once = client.wait("subject:welcome", timeout=5)
    sender.start()
    found = client.wait("subject:welcome", timeout=20, since=before)
    sender.join()

    assert [each.id for each in at_once.messages] == [old]
    assert found.satisfied
    assert found.seq > before
    assert [each.id == old for each in found.messages] == [False]


def test_wait_in_vain(server: Running, client: Client) -> None:
    """The error is a TimeoutError; it tells what each term finds and which mails came, and carries them."""
    id_ = server.send(mail("Hello\u202e", to="bob@example.test"))
    with pytest.raises(TimeoutError) as caught:
        client.wait('to:bob (subject:welcome OR subject:"good day")', timeout=0.1)
    fault = caught.value
    lines = str(fault).splitlines()

    assert isinstance(fault, WaitTimeout)
    assert (fault.found.messages_count, [each.id for each in fault.newest]) == (0, [id_])
    assert lines[0] == "waited 0.1 s for 1 of 'to:bob (subject:welcome OR subject:\"good day\")': none came"
    assert lines[1:3] == ["  to:bob alone finds 1", '  (subject:welcome OR subject:"good day") alone finds none']
    assert lines[-2].endswith(r" ada@example.test to bob@example.test: Hello\u202e")
    assert lines[-1] == '      but not (subject:welcome OR subject:"good day")'


def test_wait_for_too_many(server: Running) -> None:
    """Of several that are waited for it is told how many came; an empty inbox is told from a full one."""
    login(server, "one", mail())
    with Client(server.web, inbox="one") as client, Client(server.web, inbox="none") as empty:
        with pytest.raises(WaitTimeout, match=r"waited 0\.1 s in inbox 'one' for 2 mails: 1 came"):
            client.wait(count=2, timeout=0.1)
        with pytest.raises(WaitTimeout, match="there is no mail at all"):
            empty.wait(timeout=0)


def test_wait_longer_than_a_server_does(server: Running, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long wait is several short ones."""
    monkeypatch.setattr("mailtrap.client.waiting.MAX_WAIT", 0.1)
    sender = threading.Timer(0.3, server.send, [mail("late")])
    sender.name = "test-sender"
    sender.start()
    found = client.wait("subject:late", timeout=20)
    sender.join()

    assert found.messages[0].subject == "late"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("to:bob subject:x", ["to:bob", "subject:x"]),
        ('-(a OR b) AND "c d" NOT e !f', ["-(a OR b)", '"c d"', "NOT e", "!f"]),
        ("a OR b", []),
        ("a", []),
        ("", []),
        ('"a', []),
        (") a", []),
        (" ".join("abcdefghi"), []),
    ],
)
def test_terms(query: str, found: list[str]) -> None:
    """A search is taken apart where all of its parts must hold."""
    assert terms(query) == found


# One mail


def test_one_mail(server: Running, client: Client) -> None:
    """Everything that is known of a mail, by its id, by its row of a list, and as the latest."""
    raw = letter(html="<p>Your code is <b>481592</b></p>", text="x", attachments=[attached("a.txt", b"data")])
    id_ = server.send(raw)
    row = client.messages().messages[0]
    mail_ = client.message(row, peek=True)

    assert not client.state(mail_).read
    assert [each.file_name for each in mail_.attachments] == ["a.txt"]
    assert client.raw(id_) == client.raw(row) == client.raw() == raw
    assert client.part(id_, mail_.attachments[0].part_id) == b"data"
    assert client.headers(id_)["Mime-Version"] == ["1.0"]
    assert client.envelope().recipients == [wire.Recipient("bob@example.test", {})]
    assert client.parts(id_).parts
    assert client.extract(id_).codes[0].code == "481592"
    assert client.transcript(id_).mails == 1
    assert client.thumbnail(id_, mail_.attachments[0].part_id).startswith(b"\xff\xd8")
    assert client.message(id_).id == id_
    assert client.state(id_) == wire.State(id_, "default", True, False, [])


def test_the_latest_of_a_search(server: Running, client: Client) -> None:
    """``latest`` with a query is the newest that it finds; a query beside an id is refused."""
    first = server.send(mail("First"))
    second = server.send(mail("Second"))

    assert client.message(query="subject:first", peek=True).id == first
    assert client.raw(query="to:bob") == client.raw(second)
    with pytest.raises(NotFound):
        client.message(query="subject:third")
    with pytest.raises(BadArgument, match="query: 'x'"):
        client.message(first, query="x")


# Changing


def test_mark_pin_tag_and_delete(server: Running, client: Client) -> None:
    """What is done to mails is done to those that were named, and to no others."""
    first, second, third = (server.send(mail(f"Mail {number}")) for number in range(3))
    client.mark([first, second])
    client.mark(client.state(second), read=False)
    client.pin(first)
    client.set_tags([first, third], ["a b", "VIP"])
    client.rename_tag("a b", "cd")
    listed = client.tags()
    client.delete_tag("vip")
    states = [client.state(each) for each in (first, second, third)]
    client.delete([])
    client.delete(third)
    left = client.count().total
    client.delete_all()

    assert listed == ["cd", "VIP"]
    assert [each.read for each in states] == [True, False, False]
    assert [each.pinned for each in states] == [True, False, False]
    assert [each.tags for each in states] == [["cd"], [], ["cd"]]
    assert left == 2
    assert [each.id for each in client.messages().messages] == [first]
    client.delete(first)
    assert client.count().total == 0


def test_more_mails_than_one_request_can_name(server: Running, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many mails are named, all of them are meant."""
    monkeypatch.setattr("mailtrap.client.checks.MAX_IDS", 2)
    ids = [server.send(mail(f"{number}")) for number in range(5)]
    client.mark(client.walk())
    client.delete(ids[:3])

    assert [(each.id, each.read) for each in client.messages().messages] == [(ids[4], True), (ids[3], True)]


def test_change_what_a_search_finds(server: Running, client: Client) -> None:
    """A search can be marked and deleted as a whole; a wrong one changes nothing."""
    for subject in ("one", "two", "two"):
        server.send(mail(subject))
    client.mark_all(query="subject:two")
    read = client.count("is:read").total
    client.mark_all(read=False)
    unread = client.count("is:unread").total
    with pytest.raises(BadRequest):
        client.delete_found("is:wrong")
    client.delete_found("subject:two")

    assert (read, unread, client.count().total) == (2, 3, 1)


def test_tags_that_will_not_do(server: Running, client: Client) -> None:
    """The server's words come as they are."""
    id_ = server.send(mail())
    client.set_tags(id_, ["a", "b"])

    with pytest.raises(BadRequest, match="tag not found: x"):
        client.rename_tag("x", "y")
    with pytest.raises(BadRequest, match="tag already exists: b"):
        client.rename_tag("a", "b")
    with pytest.raises(BadRequest, match="invalid tag name"):
        client.set_tags(id_, ["a/b"])
    with pytest.raises(BadArgument, match="tags: 'vip' is one text"):
        client.set_tags(id_, "vip")


# Inboxes


def test_a_client_of_one_inbox(server: Running) -> None:
    """What is listed, found, counted, awaited, marked and deleted is that of the inbox alone."""
    mine, other = login(server, "a/b c", mail("Mine")), server.send(mail("Other"))
    with Client(server.web, inbox="a/b c") as client, Client(server.web) as everything:
        seen = [
            [each.id for each in client.messages().messages],
            [each.id for each in client.search("mail").messages],
            [each.id for each in client.walk()],
            [each.id for each in client.wait().messages],
            [client.message(peek=True).id],
        ]
        client.mark_all()
        client.delete([other])
        client.set_retention(count=5, age=60.5)
        bounds = client.retention()
        boxes = {each.name: each.total for each in everything.inboxes()}
        read = everything.state(other).read
        client.delete_all()
        left = [each.id for each in everything.messages().messages]
        everything.empty_inbox("default")
        with pytest.raises(BadArgument, match="name: which inbox"):
            everything.empty_inbox()

        assert seen == [[mine]] * 5
        assert bounds == wire.Retention(5, 60.5, 0)
        assert boxes == {"a/b c": 1, "default": 1}
        assert not read
        assert left == [other]
        assert everything.count().total == 0
        assert repr(client) == f"Client({server.web!r}, inbox='a/b c')"


# Sessions and faults


def test_sessions(server: Running, client: Client) -> None:
    """Sessions are listed and told line by line."""
    server.send(mail())
    found = wait_for(lambda: client.sessions().sessions, what="the session")

    assert client.session(found[0].id).lines[0].side == "S"
    assert client.sessions(failed=True).total == 0
    with pytest.raises(NotFound):
        client.session("none")


def test_faults(client: Client) -> None:
    """Fault rules and Mailpit's triggers are set and read."""
    rule = wire.FaultRule(
        name="flaky",
        match=wire.FaultMatch(phase="rcpt", recipient="*@flaky.test"),
        choice=wire.FaultChoice(probability=0.5),
        effect=wire.FaultEffect(code=451),
    )
    told = client.set_faults([rule], seed=7)
    again = client.set_faults(told.rules)
    triggers = client.set_chaos(sender=wire.SetTrigger(error_code=450, probability=5))

    assert (told.seed, told.rules[0].match.recipient) == (7, "*@flaky.test")
    assert again.rules == told.rules
    assert triggers.sender == wire.Trigger(450, 5)
    assert client.chaos() == triggers
    assert client.set_chaos().sender.probability == 0
    assert [each.name for each in client.faults().rules][:1] == ["flaky"]
    with pytest.raises(BadRequest, match="Code"):
        client.set_faults([wire.FaultRule(name="x", match=rule.match, effect=wire.FaultEffect(code=250))])


# Sending


def test_send_pieces(server: Running, client: Client) -> None:
    """A mail is made of its pieces and comes as any other."""
    id_ = client.send(
        "Shop <shop@example.test>",
        ["Ada Lovelace <ada@example.test>", wire.Mailbox(email="bob@example.test")],
        "Your order ✓",
        "Thank you!",
        html="<p>Thank <b>you</b>!</p>",
        bcc="eve@example.test",
        attachments={"invoice.pdf": b"%PDF-1.4"},
        tags=["orders"],
        headers={"X-Shop": "1"},
    )
    found = client.message(id_)

    assert (found.from_, found.subject) == (wire.Address("Shop", "shop@example.test"), "Your order ✓")
    assert [each.address for each in found.to] == ["ada@example.test", "bob@example.test"]
    assert [each.address for each in found.bcc] == ["eve@example.test"]
    assert (found.text.strip(), found.tags) == ("Thank you!", ["orders"])
    assert client.part(id_, found.attachments[0].part_id) == b"%PDF-1.4"
    assert client.headers(id_)["X-Shop"] == ["1"]


def test_send_into_an_inbox(server: Running) -> None:
    """What a client of an inbox sends comes into that; a picture can stand within the HTML."""
    with Client(server.web, inbox="mine") as client:
        logo = attachment("logo.png", b"\x89PNG", "image/png", "logo")
        id_ = client.send("a@example.test", "b@example.test", html='<img src="cid:logo">', attachments=[logo])
        stored = client.store(mail(), sender="", to=["x@example.test", "y@example.test"])

        assert [each.id for each in client.messages().messages] == [stored, id_]
        assert client.message(id_).inline[0].content_id == "logo"
        assert client.envelope(stored).mail_from == ""
        assert [each.address for each in client.envelope(stored).recipients] == ["x@example.test", "y@example.test"]


def test_store_keeps_every_byte(client: Client) -> None:
    """The bytes of an .eml file are kept as they are, its envelope made of its header; also a large one."""
    raw = mail("Stored", to="carol@example.test") + b"\x00\xff bare\nline\r\n" + b"x" * 1_500_000
    id_ = client.store(raw)

    assert client.raw(id_) == raw
    assert client.envelope(id_).mail_from == "ada@example.test"
    assert [each.address for each in client.envelope(id_).recipients] == ["carol@example.test"]


def test_demo(client: Client) -> None:
    """The demo mails are sent."""
    before = client.seq()
    sent = client.demo()

    assert sent == 13
    assert client.wait(count=2, since=before).satisfied


def test_demo_without_a_plain_listener(start_server: StartServer) -> None:
    """Why not is told in the server's words."""
    running = start_server(smtp=(Listener("smtp", "127.0.0.1", 0),), auth_required=True)
    with Client(running.web) as client, pytest.raises(BadRequest, match="the demo mails need a listener"):
        client.demo()


# Watching


def changes(events: Events, count: int) -> list[wire.Frame]:
    """The next frames that tell of a change."""
    frames = (frame for frame in events if not isinstance(frame, wire.StatsChanged))
    return list(islice(frames, count))


def test_events(server: Running, client: Client) -> None:
    """What happens from now on comes in order, as the types of the wire; with ``after`` also what was before."""
    before = client.seq()
    old = server.send(mail("Old"))
    with client.events() as events:
        new = server.send(mail("New"))
        client.mark(new)
        client.delete(old)
        came = changes(events, 3)
        last = events.last
    with client.events(after=before) as events:
        again = changes(events, 3)

    told = [each.seq for each in came if isinstance(each, wire.New | wire.Update | wire.Delete)]
    match came:
        case [wire.New(data=mail_), wire.Update(data=update), wire.Delete(data=deleted, seq=seq)]:
            assert (mail_.subject, update.id, update.read, deleted.id) == ("New", new, True, old)
            assert seq == last == client.seq()
        case _:
            pytest.fail(f"{came}")
    assert [each.seq for each in again if isinstance(each, wire.New | wire.Update | wire.Delete)] == told


def test_events_that_are_chosen(server: Running) -> None:
    """Only those of the inbox and of the search come."""
    with Client(server.web, inbox="mine") as client, client.events("subject:wanted") as events:
        login(server, "other", mail("Wanted"))
        login(server, "mine", mail("Other"))
        id_ = login(server, "mine", mail("Wanted"))
        came = changes(events, 1)

    assert [each.data.id for each in came if isinstance(each, wire.New)] == [id_]


def test_events_after_a_broken_connection(server: Running, client: Client) -> None:
    """What happened while the connection was broken follows, in order and once."""
    with client.events() as events:
        first = server.send(mail("First"))
        came = changes(events, 1)
        for round_ in range(2):
            stream = events._stream
            assert stream
            stream.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            server.send(mail(f"Missed {round_}"))
            came += changes(events, 1)

    news = [each.data for each in came if isinstance(each, wire.New)]
    assert [each.subject for each in news] == ["First", "Missed 0", "Missed 1"]
    assert news[0].id == first


def test_events_of_a_server_that_goes() -> None:
    """Who is gone for too long is given up; a stream that was closed ends."""
    running = start_process("--ephemeral")
    with Client(running.web, timeout=1) as client:
        events = client.events()
        assert stop_process(running) == 0
        with pytest.raises(Unreachable):
            changes(events, 1)
        events.close()
        events.close()

        assert list(events) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["id: 5", "data: a", ""], [("5", "a")]),
        ([": hello", "", "retry: 1000", "", "event: new", "data:a", "data: b", ""], [("", "a\nb")]),
        (["id: 1", "data: a", "", "data: b", ""], [("1", "a"), ("", "b")]),
        (["data: cut off"], []),
    ],
)
def test_reading_a_stream(lines: list[str], found: list[tuple[str, str]]) -> None:
    """Events are told apart by empty lines; comments and what is cut off are none."""
    assert list(read(iter(lines))) == found


# The program


def test_program(server: Running, client: Client) -> None:
    """The server tells about itself."""
    assert client.info().version == mailtrap.__version__
    assert client.webui().chaos_enabled
    with pytest.raises(NotFound, match="no listener has TLS"):
        client.certificate()
    assert client.openapi()["openapi"].startswith("3.1")
    assert "# TYPE mailtrap_" in client.metrics()
    assert (client.livez(), client.readyz()) == (True, True)
    with Client(NOBODY) as nobody:
        assert (nobody.livez(), nobody.readyz()) == (False, False)


# What goes wrong

WRONG: dict[str, tuple[Any, str]] = {
    "id": (lambda c: c.message("x"), "mail: 'x' is none; an id has 22 letters and digits, or is latest"),
    "id-path": (lambda c: c.raw("../../info"), "mail: '../../info'"),
    "id-none": (lambda c: c.raw(None), "mail: None"),
    "latest-of-many": (lambda c: c.delete("latest"), "mail: 'latest' is none; an id has 22 letters and digits"),
    "ids": (lambda c: c.delete(7), "mails: 7"),
    "start": (lambda c: c.messages(start=-1), "start: -1"),
    "limit": (lambda c: c.search("x", limit=True), "limit: True"),
    "query-blank": (lambda c: c.search(" "), "query: ' '"),
    "query-half": (lambda c: c.count("\ud800"), "query: "),
    "delete-blank": (lambda c: c.delete_found(""), "query: ''"),
    "before": (lambda c: c.messages(before=datetime(2026, 1, 1)), "before: 2026-01-01 00:00:00 has no time zone"),
    "timeout": (lambda c: c.wait(timeout=float("nan")), "timeout: nan"),
    "count": (lambda c: c.wait(count=-1), "count: -1"),
    "tag": (lambda c: c.delete_tag(""), "name: ''"),
    "retention": (lambda c: c.set_retention("x", count=-1), "count: -1"),
    "address": (lambda c: c.send("nobody"), "sender: 'nobody' is no address"),
    "raw": (lambda c: c.store("text"), "raw: give the bytes of a mail"),
    "file": (lambda c: c.send("a@b.test", attachments={"x": "text"}), "attachments: 'x' has no bytes"),
    "after": (lambda c: c.events(after=-2), "after: -2"),
}


@pytest.mark.parametrize(("deed", "text"), WRONG.values(), ids=WRONG)
def test_arguments_are_checked_before_anything_is_sent(deed: Any, text: str) -> None:
    """An argument that will not do is named; there is no server that could have refused it."""
    with Client(NOBODY) as client, pytest.raises(BadArgument) as caught:
        deed(client)

    assert str(caught.value).startswith(text)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8025", "ftp://x", "http://", "http://x:y", "http://x/?q", 5, None])
def test_addresses_that_are_none(url: Any) -> None:
    """The address of a server is a URL of HTTP."""
    with pytest.raises(BadArgument, match="url: "):
        Client(url)


def test_nobody_answers() -> None:
    """Where nobody listens, the address is named and what to do."""
    with Client(f"{NOBODY}/") as client, pytest.raises(Unreachable) as caught:
        client.info()

    assert str(caught.value).startswith(f"{NOBODY}: nobody answers there")
    assert "start mailtrap" in str(caught.value)
    assert isinstance(caught.value, errors.MailtrapError)


def answering(answer: httpx.Response | Exception) -> Client:
    """A client whose server always answers this."""

    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Client(transport=httpx.MockTransport(handle))


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (httpx.Response(200, text="<html>"), StrangeAnswer, "does not answer as mailtrap does"),
        (httpx.Response(200, json={}, headers={"Server": "other/1"}), StrangeAnswer, "calls itself 'other/1'"),
        (httpx.Response(302, headers={"Location": "/x"}), StrangeAnswer, "status 302 was not expected"),
        (
            httpx.Response(404, text="404 page not found"),
            StrangeAnswer,
            "does not answer as mailtrap does: 404 Not Found",
        ),
        (httpx.Response(404, html="<p>Oops"), StrangeAnswer, "does not answer as mailtrap does: 404 Not Found"),
        (httpx.Response(502, html="<p>nginx"), Refused, "Bad Gateway"),
        (httpx.Response(401, text="a login is asked for"), package.NotLetIn, "a login is asked for"),
        (httpx.Response(500), Refused, "Internal Server Error"),
        (httpx.Response(503, json={"Error": "the disk is full"}), package.Unavailable, "the disk is full"),
        (httpx.ReadTimeout("slow"), Unreachable, "no answer within 30 s"),
        (httpx.RemoteProtocolError("gone"), Unreachable, "the answer broke off (gone)"),
        (httpx.ReadError(""), Unreachable, "the answer broke off (ReadError)"),
    ],
)
def test_odd_answers(answer: Any, kind: type[ClientError], text: str) -> None:
    """Whatever answers, or does not, the error is one of the tree and says what happened."""
    with answering(answer) as client, pytest.raises(kind) as caught:
        client.info()

    assert text in str(caught.value)
    assert not isinstance(caught.value, Refused) or caught.value.status >= 400


def test_a_wait_that_was_broken_off() -> None:
    """A server that says long before the time that it is up says nothing of the rest."""
    early = httpx.Response(408, json={"Satisfied": False, "messages_count": 0, "Seq": 1, "messages": []})
    with answering(early) as client, pytest.raises(Unreachable, match=r"gave up after 0\.\d s of 20 s"):
        client.wait_none(for_=20)


def test_a_kept_connection_that_died(process: Running) -> None:
    """A connection that the server has closed meanwhile is made anew."""
    with Client(process.web) as client:
        first = client.info()
        pool = client._http._transport._pool  # type: ignore[attr-defined]
        for connection in pool.connections:
            connection._connection._network_stream.get_extra_info("socket").shutdown(2)

        assert client.info().version == first.version


def test_the_errors_are_those_of_the_house(client: Client) -> None:
    """Who catches the errors of ``mailtrap.errors`` catches the client's too."""
    with pytest.raises(errors.NotFound) as missing:
        client.raw("x" * 22)
    with pytest.raises(errors.BadRequest) as wrong:
        client.count("is:foo")

    assert isinstance(missing.value, NotFound)
    assert missing.value.status == 404
    assert isinstance(wrong.value, BadRequest)
    assert "'is:foo' at column 1" in wrong.value.text
