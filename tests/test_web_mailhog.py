"""MailHog's paths: its shapes as its clients read them, Jim as a view of the fault rules, and a socket of its own."""

import json
import smtplib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
import websocket

from mailtrap.inbox import MAX_PAGE, Inbox
from mailtrap.model import Envelope, Recipient
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web.facade import Mails
from mailtrap.web.mailhog.jim import DEFAULTS
from tests.conftest import StartServer
from tests.letters import PNG, attached, letter, picture
from tests.support import Running, mail

JIM = "/api/v2/jim"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def items(server: Running, path: str = "messages", **query: Any) -> list[dict[str, Any]]:
    """The mails of an answer."""
    answer = server.api(f"/api/v2/{path}", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_message_has_mailhogs_shape(server: Running) -> None:
    """A mail holds what MailHog tells of it, no key too many: fields and body as they were sent."""
    raw = mail("=?utf-8?q?=C3=BC?=", "Hello=20you")
    id_ = server.send(raw, sender="a+b@example.test", to=["bob@example.test", '"x@y"@example.test'])
    one = server.api(f"/api/v1/messages/{id_}").json()
    created = one.pop("Created")

    assert created.endswith("Z")
    assert one == {
        "ID": id_,
        "From": {"Relays": None, "Mailbox": "a+b", "Domain": "example.test", "Params": ""},
        "To": [
            {"Relays": None, "Mailbox": "bob", "Domain": "example.test", "Params": ""},
            {"Relays": None, "Mailbox": '"x@y"', "Domain": "example.test", "Params": ""},
        ],
        "Content": {
            "Headers": {"From": ["ada@example.test"], "To": ["bob@example.test"], "Subject": ["=?utf-8?q?=C3=BC?="]},
            "Body": "Hello=20you\r\n",
            "Size": len(raw),
            "MIME": None,
        },
        "MIME": None,
        "Raw": {
            "From": "a+b@example.test",
            "To": ["bob@example.test", '"x@y"@example.test'],
            "Data": raw.decode(),
            "Helo": server.api(f"message/{id_}/envelope").json()["Helo"],
        },
    }
    assert items(server) == [{**one, "Created": created}]


def test_the_null_sender(server: Running) -> None:
    """A bounce has an empty path."""
    server.send(mail(), sender="")

    assert items(server)[0]["From"] == {"Relays": None, "Mailbox": "", "Domain": "", "Params": ""}


def test_names_of_fields(server: Running) -> None:
    """Clients ask for exact keys: a name is spelled as its standard does, and one of somebody's own as in the mail."""
    fields = ("content-type: text/plain", "MESSAGE-ID: <a@b>", "mime-version: 1.0", "X-MyApp-token: 1", "reply-TO: x@y")
    server.send("\r\n".join([*fields, "", "text", ""]).encode())

    assert items(server)[0]["Content"]["Headers"] == {
        "Content-Type": ["text/plain"], "Message-ID": ["<a@b>"], "MIME-Version": ["1.0"], "X-MyApp-token": ["1"],
        "Reply-To": ["x@y"],
    }  # fmt: skip


def test_a_repeated_field(server: Running) -> None:
    """MailHog keeps the last of several, and clients read the first: the last comes first, and none is lost."""
    server.send(b"Received: one\r\nSubject: s\r\nReceived: two\r\nreceived: three\r\n\r\ntext\r\n")

    assert items(server)[0]["Content"]["Headers"] == {"Received": ["three", "two", "one"], "Subject": ["s"]}


def test_parts(server: Running) -> None:
    """The parts of a multipart are those between its boundaries, encoded; a multipart within has parts of its own."""
    server.send(letter(html="<p>x</p>", text="x", pictures=[picture("a@b")], attachments=[attached("a.bin", b"123")]))
    one = items(server)[0]
    related, file = one["MIME"]["Parts"]
    alternative, image = related["MIME"]["Parts"]

    assert one["Content"]["MIME"] is None
    assert file["Headers"]["Content-Disposition"] == ['attachment; filename="a.bin"']
    assert (file["Body"], file["MIME"]) == ("MTIz", None)
    assert image["Body"].replace("\r\n", "") == b64encode(PNG).decode()
    assert [part["Body"] for part in alternative["MIME"]["Parts"]] == ["x", "<p>x</p>"]


def test_a_part_is_downloaded_by_its_place(server: Running) -> None:
    """A part is a file of its own, decoded, under its place among the parts."""
    id_ = server.send(letter(text="x", attachments=[attached("a.bin", b"\x00\xff"), attached("b.bin", b"2")]))
    answers = [server.api(f"/api/v1/messages/{id_}/mime/part/{place}/download") for place in (1, 2, 3, "x", "00001")]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 200]
    assert (answers[0].content, answers[1].content) == (b"\x00\xff", b"2")
    assert answers[0].headers["Content-Disposition"].startswith("attachment;")


def test_the_mail_is_downloaded_as_it_came(server: Running) -> None:
    """MailHog puts a mail together anew; here it is byte for byte what was sent."""
    raw = b"X-b: 1\r\nx-A: 2\r\nX-b: 3\r\n\r\n\xff\r\n"
    answer = server.api(f"/api/v1/messages/{server.send(raw)}/download")

    assert answer.content == raw
    assert answer.headers["Content-Type"] == "message/rfc822"


def test_unknown_ids(module_server: Running) -> None:
    """An unknown mail is null, as clients expect; elsewhere it is 404."""
    one = module_server.api("/api/v1/messages/nobody")
    rest = [
        module_server.api(f"/api/v1/messages/nobody{path}", method)
        for method, path in (
            ("DELETE", ""), ("GET", "/download"), ("GET", "/mime/part/0/download"), ("POST", "/release"),
        )
    ]  # fmt: skip

    assert (one.status_code, one.json()) == (200, None)
    assert [answer.status_code for answer in rest] == [404] * 4
    assert all(answer.json()["Error"] for answer in rest)


def test_pieces_of_the_list(server: Running) -> None:
    """The list is newest first, in pieces of 50 or as asked, at most 250."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(253):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"n{number}"))

    def told(**query: int) -> tuple[int, int, int, list[str]]:
        found = server.api("/api/v2/messages", params=query).json()
        subjects = [each["Content"]["Headers"]["Subject"][0] for each in found["items"]]
        return found["total"], found["count"], found["start"], subjects[:1] + subjects[-1:]

    assert told() == (253, 50, 0, ["n252", "n203"])
    assert told(limit=0) == told(limit=50) == told()
    assert told(limit=1000) == (253, 250, 0, ["n252", "n3"])
    assert told(start=251, limit=10) == (253, 2, 251, ["n1", "n0"])
    assert told(start=10**18) == (253, 0, 10**18, [])


def test_search(server: Running) -> None:
    """from and to look at envelope and field, containing at the mail as it was sent; case does not matter."""
    one = server.send(mail("first", "In the Body", sender="x@fields.test"), sender="one@envelope.test")
    two = server.send(mail("second", to="y@fields.test"), to=["hidden@envelope.test"])

    def found(kind: str, query: str) -> list[str]:
        return [each["ID"] for each in items(server, "search", kind=kind, query=query)]

    assert found("from", "ENVELOPE.test") == [one]
    assert found("from", "X@fields") == [one]
    assert found("to", "hidden@") == [two]
    assert found("to", "y@FIELDS.test") == [two]
    assert found("containing", "in the body") == [one]
    assert found("containing", "second") == [two]
    assert found("containing", "a mail.") == [two]
    assert found("containing", "subject:") == []
    assert found("to", "example") == [one]


@pytest.mark.parametrize(
    ("path", "query"),
    [("search", {}), ("search", {"kind": "to"}), ("search", {"kind": "to", "query": ""}), ("messages", {"start": "-1"}),
     ("search", {"kind": "body", "query": "x"}), ("messages", {"limit": "x"}), ("messages", {"limit": ""}),
     ("search", {"kind": "to", "query": "x", "start": "1e3"})],
)  # fmt: skip
def test_bad_queries(module_server: Running, path: str, query: dict[str, str]) -> None:
    """What cannot be read never means all: it is 400 and says why."""
    answer = module_server.api(f"/api/v2/{path}", params=query)

    assert answer.status_code == 400
    assert answer.json()["Error"]


def test_nothing_is_released(server: Running) -> None:
    """No mail leaves the server: a release is 501 in words, whatever the body; and there is no server to release to."""
    answer = server.api(f"/api/v1/messages/{server.send(mail())}/release", "POST", content=b"{")

    assert answer.status_code == 501
    assert "release" in answer.json()["Error"]
    assert server.api("/api/v2/outgoing-smtp").json() == {}


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v2/messages"), ("PUT", "/api/v2/search"), ("PATCH", JIM), ("PUT", "/api/v1/messages/x"),
     ("GET", "/api/v1/messages/x/release")],
)  # fmt: skip
def test_wrong_methods(module_server: Running, method: str, path: str) -> None:
    """A path that is known says which methods it takes."""
    answer = module_server.api(path, method)

    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert answer.json()["Error"]


# Jim


def test_jim_comes_and_goes(server: Running) -> None:
    """Jim is 404 until he is invited, comes once, changes, goes; other rules keep their places."""
    rule = {"Name": "mine", "Match": {"Phase": "data"}, "Effect": {"Code": 451, "Text": "later"}}
    server.api("faults", "PUT", json={"Rules": [rule]})
    absent = [server.api(JIM, method).status_code for method in ("GET", "PUT", "DELETE")]
    invited, again, seen = server.api(JIM, "POST"), server.api(JIM, "POST"), server.api(JIM)
    changed = server.api(JIM, "PUT", content=b'{"acceptchance": 1, "RejectSenderChance": 0.25}')
    named = [each["Name"] for each in server.api("faults").json()["Rules"]]
    gone = server.api(JIM, "DELETE")

    assert absent == [404] * 3
    assert (invited.status_code, again.status_code) == (201, 400)
    assert invited.json() == seen.json() == DEFAULTS
    assert changed.json() == dict.fromkeys(DEFAULTS, 0) | {"AcceptChance": 1, "RejectSenderChance": 0.25}
    assert named[0] == "mine"
    assert {"jim-accept", "jim-sender"} <= set(named)
    assert (gone.status_code, gone.content) == (200, b"")
    assert [each["Name"] for each in server.api("faults").json()["Rules"]] == ["mine"]


@pytest.mark.parametrize(
    "chances",
    [{"AcceptChance": 1}, {"AcceptChance": 0.1, "DisconnectChance": 1}, {"LinkSpeedAffect": 1, "LinkSpeedMax": 1},
     {"LinkSpeedAffect": 0.3, "LinkSpeedMin": 1250, "LinkSpeedMax": 12500}, {"RejectAuthChance": 1}, {}],
)  # fmt: skip
def test_jim_is_read_as_he_was_set(server: Running, chances: dict[str, float]) -> None:
    """What is set is read again; what is not named is 0, as MailHog has it."""
    server.api(JIM, "POST", json=chances)

    assert server.api(JIM).json() == dict.fromkeys(DEFAULTS, 0) | chances


def test_jim_does_what_he_says(server: Running) -> None:
    """A chance of 1 refuses each sender, each recipient, or the connection."""

    def sent() -> str:
        try:
            server.send(mail())
        except smtplib.SMTPServerDisconnected:
            return "gone"
        except (AssertionError, smtplib.SMTPException) as fault:
            return str(fault)
        return "ok"

    server.api(JIM, "POST", json={"AcceptChance": 1})
    calm = sent()
    server.api(JIM, "PUT", json={})
    refused = sent()
    server.api(JIM, "PUT", json={"AcceptChance": 1, "DisconnectChance": 1})
    dropped = sent()
    server.api(JIM, "PUT", json={"AcceptChance": 1, "RejectSenderChance": 1})
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        sender = client.mail("ada@example.test")
    server.api(JIM, "DELETE")

    assert (calm, refused, dropped) == ("ok", "gone", "gone")
    assert sender == (550, b"Invalid sender")
    assert sent() == "ok"


BAD_JIM = [
    b"{", b"[]", b"1", b"null", b'{"Accept": 1}', b'{"AcceptChance": 2}', b'{"AcceptChance": -1}', b"\xff",
    b'{"AcceptChance": "1"}', b'{"AcceptChance": true}', b'{"AcceptChance": NaN}', b'{"AcceptChance": Infinity}',
    b'{"LinkSpeedMin": 2, "LinkSpeedMax": 1}', b'{"LinkSpeedMax": 1e10}', b"[" * 100_000,
    b'{"AcceptChance": ' + b"9" * 5_000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_JIM, ids=[str(at) for at in range(len(BAD_JIM))])
def test_bad_jim(server: Running, body: bytes) -> None:
    """What cannot be read is 400 and changes nothing."""
    answer = server.api(JIM, "POST", content=body)

    assert answer.status_code == 400, answer.text
    assert answer.json()["Error"]
    assert server.api(JIM).status_code == 404


def test_too_large_a_jim(module_server: Running) -> None:
    """A body beyond the limit is 413."""
    assert module_server.api(JIM, "POST", content=b" " * 1_000_001).status_code == 413


# The socket


@pytest.fixture
def tab(server: Running) -> Iterator[websocket.WebSocket]:
    """A client of MailHog's socket."""
    found = websocket.create_connection(f"{server.web.replace('http', 'ws', 1)}/api/v2/websocket", timeout=20)
    with closing(found):
        yield found


def test_the_socket_pushes_mails(server: Running, tab: websocket.WebSocket) -> None:
    """Each new mail comes whole, in order, and nothing else does."""
    ids = [server.send(mail(str(number))) for number in range(2)]
    server.api("messages", "PUT", json={"Read": True})
    ids.append(server.send(mail("last")))
    frames = [json.loads(tab.recv()) for _ in ids]

    assert [frame["ID"] for frame in frames] == ids
    assert frames[2] == server.api(f"/api/v1/messages/{ids[2]}").json()


def test_no_other_site_opens_the_socket(server: Running) -> None:
    """The guard stands in front of this socket as of the other."""
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        websocket.create_connection(
            f"{server.web.replace('http', 'ws', 1)}/api/v2/websocket", origin="http://evil.test", timeout=20
        )


def test_a_plain_request_is_no_handshake(module_server: Running) -> None:
    """Without an upgrade the socket's path is 400."""
    assert module_server.api("/api/v2/websocket").status_code == 400


# The option, and going through the store


def test_the_facade_can_be_switched_off(start_server: StartServer) -> None:
    """Without it its paths are 404, and those that it shares are there."""
    server = start_server(facade=("maildev",))
    paths = ("/api/v2/messages", "/api/v1/messages/x", JIM, "/api/v2/websocket")

    assert [server.api(path).status_code for path in paths] == [404] * 4
    assert server.api("/api/v1/messages").status_code == 200
    assert server.api("/email").status_code == 200


@pytest.fixture
def inbox(tmp_path: Any) -> Iterator[Inbox]:
    """A service over an empty store, without a server."""
    store = SqliteStore(tmp_path / "mail.db", durable=False)
    yield Inbox(store)
    store.close()


def filled(inbox: Inbox, count: int) -> list[str]:
    """So many mails; their ids, oldest first."""
    envelope = Envelope("a@b.test", (Recipient("c@d.test"),), "h", "127.0.0.1:1", received=NOW)
    return [future.result().id for future in [inbox.deliver(envelope, mail(str(number))) for number in range(count)]]


def test_each_mail_is_met_once(inbox: Inbox) -> None:
    """More mails than one piece of the list holds are met once each, newest first."""
    ids = filled(inbox, MAX_PAGE * 2 + 1)

    assert [row.id for row in Mails(inbox).summaries()] == ids[::-1]


@pytest.mark.parametrize("gone", [1, 50, MAX_PAGE, MAX_PAGE + 20])
def test_none_is_missed_when_others_come_and_go(inbox: Inbox, gone: int) -> None:
    """What comes and goes while somebody goes through the list moves its rows; those that stay are all met."""
    ids = filled(inbox, MAX_PAGE * 3)
    rows = Mails(inbox).summaries()
    met = [next(rows).id for _ in range(MAX_PAGE)]
    filled(inbox, 3)
    inbox.delete(inbox.select(ids=ids[-gone:]))
    met += [row.id for row in rows]

    assert met == ids[::-1][:MAX_PAGE] + ids[: min(MAX_PAGE * 2, MAX_PAGE * 3 - gone)][::-1]
