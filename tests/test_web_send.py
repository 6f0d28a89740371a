"""Sending over HTTP: a mail in its pieces in Mailpit's words, or as it is, kept as if it had come by SMTP."""

import base64
import json
import re
import shutil
import socket
import sqlite3
import threading
from email import message_from_bytes, policy
from typing import Any

import httpx
import pytest

from tests.conftest import StartServer
from tests.support import Running, mail, wait_for

PLAIN = {"From": {"Email": "ada@example.test"}, "To": [{"Email": "bob@example.test"}], "Subject": "Hello", "Text": "Hi"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
MAIL = {"Content-Type": "message/rfc822"}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def send(server: Running, **more: Any) -> httpx.Response:
    """The smallest mail, with these fields."""
    return server.api("send", "POST", json={**PLAIN, **more})


def sent(server: Running, **more: Any) -> dict[str, Any]:
    """The mail as the API gives it."""
    answer = send(server, **more)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["ID"]
    found: dict[str, Any] = server.api(f"message/{answer.json()['ID']}").json()
    return found


# In pieces


def test_a_mail_in_its_pieces(server: Running) -> None:
    """Every field of Mailpit's arrives in its place, whatever the letters."""
    found = sent(
        server,
        From={"Name": "Ada Lovelace", "Email": "ada@example.test"},
        To=[{"Name": "Müller, Jörg", "Email": "joerg@example.test"}, {"Email": "bob@example.test"}],
        Cc=[{"Name": 'C "the" C', "Email": "cc@example.test"}],
        Bcc=["secret@example.test"],
        ReplyTo=[{"Name": "", "Email": "reply@example.test"}],
        Subject="Grüße an 北京 " * 20,
        Text="Schöne Grüße\nund noch eine Zeile\n.\n",
        HTML='<p>Schöne <b>Grüße</b></p><img src="cid:logo@shop">',
        Attachments=[
            {"Content": b64(b"%PDF-1.4"), "Filename": "Rechnung № 1.pdf"},
            {"Content": f"data:image/png;base64,{b64(PNG)}", "Filename": "logo.png", "ContentID": "logo@shop"},
            {"Content": b64(b"BEGIN:VCALENDAR"), "Filename": "i.ics", "ContentType": "text/calendar; method=REQUEST"},
        ],
        Tags=["vip", "Größe 1"],
        Headers={"X-Mailer": "tests", "List-Unsubscribe": "<https://x.test/u>", "X-Long": "word " * 100},
    )
    headers = server.api(f"message/{found['ID']}/headers").json()
    envelope = server.api(f"message/{found['ID']}/envelope").json()
    raw = server.raw(found["ID"])
    files = {each["FileName"]: each for each in found["Attachments"]}
    pdf, inline = files["Rechnung № 1.pdf"], found["Inline"][0]

    assert found["From"] == {"Name": "Ada Lovelace", "Address": "ada@example.test"}
    assert found["To"] == [
        {"Name": "Müller, Jörg", "Address": "joerg@example.test"},
        {"Name": "", "Address": "bob@example.test"},
    ]
    assert found["Cc"] == [{"Name": 'C "the" C', "Address": "cc@example.test"}]
    assert found["Bcc"] == [{"Name": "", "Address": "secret@example.test"}]
    assert found["ReplyTo"] == [{"Name": "", "Address": "reply@example.test"}]
    assert found["Subject"] == ("Grüße an 北京 " * 20).strip()
    assert found["Text"].replace("\r\n", "\n") == "Schöne Grüße\nund noch eine Zeile\n.\n"
    assert found["HTML"] == '<p>Schöne <b>Grüße</b></p><img src="cid:logo@shop">'
    assert found["Tags"] == ["Größe 1", "vip"]
    assert (pdf["ContentType"], pdf["Size"]) == ("application/pdf", 8)
    assert (inline["ContentType"], inline["ContentID"], inline["Size"]) == ("image/png", "logo@shop", len(PNG))
    assert server.api(f"message/{found['ID']}/part/{inline['PartID']}").content == PNG
    assert files["i.ics"]["ContentType"] == "text/calendar"
    assert headers["X-Mailer"] == ["tests"]
    assert headers["X-Long"] == ["word " * 99 + "word"]
    assert "secret@example.test" not in raw.decode()
    assert envelope["MailFrom"] == "ada@example.test"
    assert [each["Address"] for each in envelope["Recipients"]] == [
        "joerg@example.test", "bob@example.test", "cc@example.test", "secret@example.test",
    ]  # fmt: skip
    assert re.fullmatch(r"127\.0\.0\.1:\d+", envelope["Client"])
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_it_is_read_by_the_standard_library_alike(server: Running) -> None:
    """A reader that is not ours finds the same text, HTML and files in it, and nothing wrong."""
    id_ = send(
        server,
        Text="é" * 3_000 + "\n" + "x" * 3_000,
        HTML="<p>" + "ü " * 2_000,
        Attachments=[{"Content": b64(PNG), "Filename": "ä.png"}, {"Content": b64(PNG), "ContentID": "c"}],
    ).json()["ID"]
    found = message_from_bytes(server.raw(id_), policy=policy.default)
    parts = list(found.walk())

    assert [part.get_content_type() for part in parts] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", *["image/png"] * 2,
    ]  # fmt: skip
    assert [defect for part in parts for defect in part.defects] == []
    assert parts[2].get_content().replace("\r\n", "\n") == "é" * 3_000 + "\n" + "x" * 3_000
    assert parts[4].get_content() == "<p>" + "ü " * 2_000
    assert parts[6].get_content() == PNG
    assert parts[6].get_filename() == "ä.png"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "text/plain"),
        ({"Text": ""}, "text/plain"),
        ({"Text": None}, "text/plain"),
        ({"Text": "", "HTML": "<p>x"}, "text/html"),
        ({"HTML": "<p>x"}, "multipart/alternative"),
        ({"Attachments": [{"Content": ""}]}, "multipart/mixed"),
        ({"Text": "", "HTML": "x", "Attachments": [{"Content": "", "ContentID": "x"}]}, "multipart/related"),
        ({"Text": "", "HTML": "x", "Attachments": [{"Content": "", "ContentType": "text/x"}]}, "multipart/mixed"),
    ],
)
def test_no_more_parts_than_needed(module_server: Running, more: dict[str, Any], kind: str) -> None:
    """A mail is as simple as what is in it."""
    id_ = send(module_server, **more).json()["ID"]

    assert module_server.api(f"message/{id_}/parts").json()["ContentType"] == kind


def test_names_in_any_case(module_server: Running) -> None:
    """Fields match whatever their case, as with Mailpit."""
    given = {"from": {"EMAIL": "a@x.test", "name": "A"}, "TO": [{"email": "b@x.test"}], "subject": "s", "hTML": "<p>x"}
    answer = module_server.api("send", "POST", json=given)
    found = module_server.api(f"message/{answer.json()['ID']}").json()

    assert (found["From"]["Name"], found["Subject"], found["HTML"]) == ("A", "s", "<p>x")


def test_it_comes_like_any_mail(server: Running) -> None:
    """It is listed, found and counted as taken; it has a Message-ID, or the one that it was given."""
    sent(server, Subject="first")
    own = sent(server, Headers={"message-id": "<own@x.test>"}, Subject="second")
    listed = server.messages()
    figures = server.api("info").json()["RuntimeStats"]

    assert [each["Subject"] for each in listed] == ["second", "first"]
    assert own["MessageID"] == "own@x.test"
    assert listed[1]["MessageID"].endswith("@example.test")
    assert server.api("search", params={"query": "subject:second"}).json()["messages_count"] == 1
    assert figures["SMTPAccepted"] == 2


def test_the_user_and_the_inbox(server: Running) -> None:
    """The name of HTTP Basic is the user of the mail and its inbox, unless ``inbox`` names another."""
    bare = send(server).json()["ID"]
    user = server.api("send", "POST", json=PLAIN, auth=("shop", "any")).json()["ID"]
    named = server.api("send?inbox=Büro 1", "POST", json=PLAIN, auth=("shop", "any")).json()["ID"]
    whole = server.api("messages", "POST", content=mail(), headers=MAIL, auth=("shop", "any")).json()["ID"]
    found = {id_: server.api(f"message/{id_}/envelope").json() for id_ in (bare, user, named, whole)}
    listed = server.api("messages", params={"inbox": "Büro 1"}).json()["messages"]

    assert [(each["User"], each["Inbox"]) for each in found.values()] == [
        ("", "default"), ("shop", "shop"), ("shop", "Büro 1"), ("shop", "shop"),
    ]  # fmt: skip
    assert [each["ID"] for each in listed] == [named]
    assert listed[0]["Username"] == "shop"


def test_text_arrives_as_it_was(module_server: Running) -> None:
    """Text arrives as it was, its line ends as those of mail, whatever else is in it."""
    text = "a\rb\nc\r\nd \t\n\x00\x0c\x1f\x7f\x85\u2028=\n.\n..\nFrom me\n--x\n" + "y" * 5_000 + " "
    found = sent(module_server, Text=text, HTML=text.replace("a", "<p>", 1))
    wanted = re.sub(r"\r\n|\r|\n", "\r\n", text)

    assert found["HTML"] == wanted.replace("a", "<p>", 1)
    raw = message_from_bytes(module_server.raw(found["ID"]))
    payload = raw.get_payload(0)
    assert not isinstance(payload, str)
    data = payload.get_payload(decode=True)
    assert isinstance(data, bytes)
    assert data.decode() == wanted


@pytest.mark.parametrize(
    "text", ["=?utf-8?q?fake?=", " x ", "a  b\tc", "()<>[]:;@\\,.\"'", "a" * 2_000, "Ü" * 500, "x:y"]
)
def test_a_subject_is_what_it_was(module_server: Running, text: str) -> None:
    """A subject that looks like code is shown as it is written."""
    found = sent(module_server, Subject=text, From={"Name": text[:300], "Email": "a@x.test"})

    assert found["Subject"] == text.strip().replace("\t", " ")
    assert found["From"]["Name"] == text[:300].strip().replace("\t", " ")


# What is refused


LINES = ["\r\nBcc: x@evil.test", "\n\n<script>", "\rX: y", "\x00", "\x0bX: y", "\x1cX: y", "\x85X: y", "\u2028X: y"]
"""What would begin a field of its own, for one reader or another."""


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("place", "more"),
    [
        ("Subject", {"Subject": "a{}"}),
        ("From.Name", {"From": {"Name": "a{}", "Email": "a@x.test"}}),
        ("From.Email", {"From": {"Email": "a@x.test{}"}}),
        ("To[1].Name", {"To": [{"Email": "a@x.test"}, {"Name": "{}", "Email": "b@x.test"}]}),
        ("To[0].Email", {"To": [{"Email": "{}@x.test"}]}),
        ("Cc[0].Email", {"Cc": [{"Email": '"a{}"@x.test'}]}),
        ("Bcc[0]", {"Bcc": ["a{}@x.test"]}),
        ("ReplyTo[0].Name", {"ReplyTo": [{"Name": "a{}b", "Email": "b@x.test"}]}),
        ("Headers", {"Headers": {"X{}": "y"}}),
        ("Headers.X-A", {"Headers": {"X-A": "y{}z"}}),
        ("Attachments[0].Filename", {"Attachments": [{"Content": "", "Filename": "a{}b"}]}),
        ("Attachments[0].ContentType", {"Attachments": [{"Content": "", "ContentType": "text/plain; x={}y"}]}),
        ("Attachments[0].ContentID", {"Attachments": [{"Content": "", "ContentID": "a{}b"}]}),
        ("Tags[0]", {"Tags": ["a{}b:"]}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_field_is_smuggled_in(module_server: Running, place: str, more: dict[str, Any], line: str) -> None:
    """Whatever could end a line is refused in every name and value, and the field is named."""
    given = json.loads(json.dumps(more).replace("{}", json.dumps(line)[1:-1]))
    answer = send(module_server, **given)

    assert answer.status_code == 400, answer.text
    assert answer.json()["Error"].startswith(f"{place}:")


FIXED = ("To", "From", "Cc", "Bcc", "Reply-To", "Date", "Subject", "Content-Type", "Mime-Version", "mime-version", "TO")


@pytest.mark.parametrize("name", FIXED)
def test_what_the_mail_has_cannot_be_overwritten(module_server: Running, name: str) -> None:
    """Mailpit's words, as clients show them."""
    answer = send(module_server, Headers={name: "x"})

    assert answer.status_code == 400
    assert answer.json()["Error"].endswith(f'cannot overwrite header: "{name}"')


def test_tags_and_their_field(module_server: Running) -> None:
    """X-Tags is written for the tags, and may be a field of the mail's own only without them."""
    found = sent(module_server, Headers={"X-Tags": "one, two"})
    both = send(module_server, Tags=["one"], Headers={"X-Tags": "two"})

    assert found["Tags"] == ["one", "two"]
    assert both.status_code == 400
    assert both.json()["Error"].endswith('cannot overwrite header: "X-Tags"')


BAD: list[tuple[str, dict[str, Any]]] = [
    ("From", {"From": None}),
    ("From", {"From": "ada@example.test"}),
    ("From", {"From": []}),
    ("From.Email", {"From": {}}),
    ("From.Email", {"From": {"Name": "x"}}),
    ("From.Email", {"From": {"Email": ""}}),
    ("From.Email", {"From": {"Email": "nobody"}}),
    ("From.Email", {"From": {"Email": 5}}),
    ("From.Name", {"From": {"Email": "a@x.test", "Name": []}}),
    ("To", {"To": []}),
    ("To", {"To": "bob@example.test"}),
    ("To", {"To": {"Email": "bob@example.test"}}),
    ("To[1]", {"To": [{"Email": "a@x.test"}, "bob@example.test"]}),
    ("To[0].Email", {"To": [{"Name": "Bob"}]}),
    ("To[0].Email", {"To": [{"Email": "a@x.test, b@x.test"}]}),
    ("To[0].Email", {"To": [{"Email": "Bob <b@x.test>"}]}),
    ("To[0].Email", {"To": [{"Email": "a b@x.test"}]}),
    ("To[0].Email", {"To": [{"Email": "@x.test"}]}),
    ("To[0].Email", {"To": [{"Email": "a@"}]}),
    ("To[0].Email", {"To": [{"Email": "a@x.test" * 200}]}),
    ("Cc[0].Email", {"Cc": [{"Email": "(" * 500}]}),
    ("Bcc[0]", {"Bcc": [{"Email": "bob@example.test"}]}),
    ("Bcc[1]", {"Bcc": ["a@x.test", "b"]}),
    ("ReplyTo[0].Email", {"ReplyTo": [{"Email": "x"}]}),
    ("Subject", {"Subject": 1}),
    ("Subject", {"Subject": ["x"]}),
    ("Subject", {"Subject": "x" * 100_001}),
    ("Text", {"Text": {"a": 1}}),
    ("HTML", {"HTML": 1}),
    ("Tags", {"Tags": "a"}),
    ("Tags[1]", {"Tags": ["a", ""]}),
    ("Tags[0]", {"Tags": ["a,b"]}),
    ("Tags", {"Tags": [str(number) for number in range(51)]}),
    ("Headers", {"Headers": ["X: y"]}),
    ("Headers", {"Headers": {"": "y"}}),
    ("Headers", {"Headers": {"X Y": "y"}}),
    ("Headers", {"Headers": {"X:": "y"}}),
    ("Headers", {"Headers": {"Ü": "y"}}),
    ("Headers", {"Headers": {"X": 1}}),
    ("Headers", {"Headers": {"X": ["a"]}}),
    ("Headers", {"Headers": {"Content-Transfer-Encoding": "base64"}}),
    ("Headers", {"Headers": {f"X-{number}": "y" for number in range(1_001)}}),
    ("Attachments", {"Attachments": "x"}),
    ("Attachments", {"Attachments": [{"Content": ""}] * 1_001}),
    ("Attachments[0].Content", {"Attachments": [{"Filename": "a"}]}),
    ("Attachments[0].Content", {"Attachments": [{"Content": "%%%"}]}),
    ("Attachments[1].Content", {"Attachments": [{"Content": ""}, {"Content": "YQ"}]}),
    ("Attachments[0].Content", {"Attachments": [{"Content": "äöü"}]}),
    ("Attachments[0].Content", {"Attachments": [{"Content": 7}]}),
    ("Attachments[0].Filename", {"Attachments": [{"Content": "", "Filename": "x" * 1_001}]}),
    ("Attachments[0].ContentType", {"Attachments": [{"Content": "", "ContentType": "text"}]}),
    ("Attachments[0].ContentType", {"Attachments": [{"Content": "", "ContentType": "multipart/mixed"}]}),
    ("Attachments[0].ContentType", {"Attachments": [{"Content": "", "ContentType": "a/b; n=ü"}]}),
    ("Attachments[0].ContentID", {"Attachments": [{"Content": "", "ContentID": "<a b>"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("place", "more"), BAD, ids=[f"{place}-{number}" for number, (place, _) in enumerate(BAD)])
def test_what_cannot_be_sent_is_named(module_server: Running, place: str, more: dict[str, Any]) -> None:
    """Each fault is a 400 whose text begins with the field, and its place in a list."""
    answer = send(module_server, **more)

    assert answer.status_code == 400, answer.text
    assert re.match(rf"{re.escape(place)}(:|\[| is missing)", answer.json()["Error"]), answer.text


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_half_a_character_is_refused(module_server: Running, text: str) -> None:
    """A lone surrogate is no text, wherever it stands."""
    places: list[dict[str, Any]] = [
        {"Subject": text},
        {"Text": text},
        {"HTML": text},
        {"Headers": {"X": text}},
        {"Headers": {text: "x"}},
        {"Tags": [text]},
        {"Bcc": [f"{text}@x.test"]},
        {"Attachments": [{"Content": text}]},
    ]
    answers = [
        module_server.api(
            "send", "POST", content=json.dumps({**PLAIN, **more}), headers={"Content-Type": "application/json"}
        )
        for more in places
    ]

    assert [answer.status_code for answer in answers] == [400] * len(places)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"7", "application/json"),
        (b'"x"', "application/json"),
        (b"{}", "application/json"),
        (b'{"What": 1}', "application/json"),
        (b"[" * 200_000, "application/json"),
        (b'{"From":' * 50_000, "application/json"),
        (b'{"From": {"Email": "a@x.test"}, "Headers": {"X": ' + b"[" * 900 + b"]" * 900 + b"}}", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"Subject": ' + b"9" * 10_000 + b"}", "application/json"),
        (json.dumps(PLAIN).encode(), "text/plain"),
        (json.dumps(PLAIN).encode(), "message/rfc822"),
        (b"From=x&To=y", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_none(module_server: Running, content: bytes, kind: str) -> None:
    """What is no JSON of ours is a 400 with a reason, however odd."""
    answer = module_server.api("send", "POST", content=content, headers={"Content-Type": kind})

    assert answer.status_code == 400, answer.text
    assert answer.json()["Error"]


@pytest.mark.parametrize("path", ["send", "messages"])
@pytest.mark.parametrize("name", ["x" * 256, "a\nb", "\x00", "\u202ex", "\x7f"])
def test_a_name_that_is_no_inbox(module_server: Running, path: str, name: str) -> None:
    """The name of an inbox is a line of text that can be shown."""
    more: dict[str, Any] = {"json": PLAIN} if path == "send" else {"content": mail(), "headers": MAIL}
    answer = module_server.api(path, "POST", params={"inbox": name}, **more)
    as_user = module_server.api(path, "POST", auth=(name, "x"), **more)

    assert (answer.status_code, as_user.status_code) == (400, 400)
    assert answer.json()["Error"].startswith("inbox:")


@pytest.mark.parametrize(
    ("method", "path"), [(m, "send") for m in ("GET", "PUT", "DELETE", "PATCH")] + [("PATCH", "messages")]
)
def test_the_wrong_method(module_server: Running, method: str, path: str) -> None:
    """405 with what is allowed."""
    answer = module_server.api(path, method)

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


# As it is


ODD = [
    mail(),
    b"\r\n",
    b"x",
    b"\x00\xff\r\n.\r\n..\r\nbare\nlines\r",
    b"Subject: only\n\nbare line feeds\n",
    b"Subject: no end",
    b"From: \xff\r\n\r\n\xfe",
    b"A" * 1_500_000,
]


@pytest.mark.parametrize("raw", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream", "message/rfc822; charset=utf-8"])
def test_byte_for_byte(module_server: Running, raw: bytes, kind: str) -> None:
    """A mail as it is stays as it is."""
    answer = module_server.api("messages", "POST", content=raw, headers={"Content-Type": kind})

    assert answer.status_code == 200, answer.text
    assert module_server.raw(answer.json()["ID"]) == raw


def test_the_envelope_of_the_parameters(module_server: Running) -> None:
    """``from`` and ``to`` are the envelope; the mail itself need not know of them."""
    query = [("from", "bounce@x.test"), ("to", "a@x.test"), ("to", "b@x.test"), ("to", "a@x.test"), ("to", "ü@x.test")]
    id_ = module_server.api("messages", "POST", content=mail(), headers=MAIL, params=query).json()["ID"]
    null = module_server.api("messages?from=", "POST", content=mail(), headers=MAIL).json()["ID"]
    found = module_server.api(f"message/{id_}/envelope").json()

    assert found["MailFrom"] == "bounce@x.test"
    assert [each["Address"] for each in found["Recipients"]] == ["a@x.test", "b@x.test", "ü@x.test"]
    assert module_server.api(f"message/{null}/envelope").json()["MailFrom"] == ""


def test_the_envelope_of_the_mail(module_server: Running) -> None:
    """Without parameters it is read from the header: From, and all of To, Cc and Bcc."""
    raw = b"From: Ada <ada@x.test>\r\nTo: Bob <b@x.test>, c@x.test\r\nCc: d@x.test\r\nBcc: e@x.test, b@x.test\r\n\r\nx"
    id_ = module_server.api("messages", "POST", content=raw, headers=MAIL).json()["ID"]
    bare = module_server.api("messages", "POST", content=b"To: ((((\r\n\r\nx", headers=MAIL).json()["ID"]
    found = module_server.api(f"message/{id_}/envelope").json()
    empty = module_server.api(f"message/{bare}/envelope").json()

    assert found["MailFrom"] == "ada@x.test"
    assert [each["Address"] for each in found["Recipients"]] == ["b@x.test", "c@x.test", "d@x.test", "e@x.test"]
    assert (empty["MailFrom"], empty["Recipients"]) == ("", [])


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("value", ["a b@x.test", "a@x.test\r\nRCPT", "<a@x.test>", "\x00", "x" * 1_001, "a\x7f"])
def test_an_address_that_is_none(module_server: Running, name: str, value: str) -> None:
    """What SMTP would not take between its brackets is a 400 that names the parameter."""
    answer = module_server.api("messages", "POST", content=mail(), headers=MAIL, params={name: value})

    assert answer.status_code == 400
    assert answer.json()["Error"].startswith(f"{name}:")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "message/rfc822"),
        (mail(), "application/json"),
        (mail(), "text/plain"),
        (mail(), "application/x-www-form-urlencoded"),
        (mail(), "multipart/form-data; boundary=x"),
        (mail(), ""),
    ],
)
def test_a_body_that_is_no_mail(module_server: Running, content: bytes, kind: str) -> None:
    """A mail is announced as one and is not empty: a page's form cannot send it."""
    answer = module_server.api("messages", "POST", content=content, headers={"Content-Type": kind})

    assert answer.status_code == 400
    assert answer.json()["Error"]


# Bounds


def test_the_size_of_a_mail(start_server: StartServer) -> None:
    """A mail up to ``max_size`` is taken, also above the megabyte of other bodies, also in chunks; above, 413."""
    server = start_server(max_size=3_000_000)
    head = mail()

    def put(size: int, chunked: bool = False) -> int:
        raw = head + b"x" * (size - len(head))
        pieces = (raw[at : at + 100_000] for at in range(0, size, 100_000))
        answer = server.api("messages", "POST", content=pieces if chunked else raw, headers=MAIL)
        if answer.status_code == 200:
            assert server.raw(answer.json()["ID"]) == raw
        else:
            assert "3000000" in answer.json()["Error"]
        return answer.status_code

    assert [put(3_000_000), put(3_000_000, True), put(3_000_001), put(3_000_001, True)] == [200, 200, 413, 413]
    assert send(server, Text="x" * 2_000_000).status_code == 200
    assert send(server, Text="x" * 3_000_000).status_code == 413
    # Small as JSON, large as a mail.
    assert send(server, Text="ü" * 1_000_000).status_code == 413
    assert server.api("messages", "PUT", content=b" " * 1_000_001).status_code == 413


def test_a_small_bound(start_server: StartServer) -> None:
    """``max_size`` below that of other bodies, ``max_line`` and ``max_recipients`` hold as for SMTP."""
    server = start_server(max_size=10_000, max_line=2_000, max_recipients=2)
    many = [{"Email": f"{number}@x.test"} for number in range(3)]
    answers = [
        server.api("messages", "POST", content=mail() + b"x" * 10_000, headers=MAIL),
        server.api("messages", "POST", content=mail() + b"x" * 2_001, headers=MAIL),
        send(server, Text="x y\n" * 5_000),
        send(server, To=many),
        server.api("messages?to=a&to=b&to=c", "POST", content=mail(), headers=MAIL),
    ]
    figures = server.api("info").json()["RuntimeStats"]

    assert [answer.status_code for answer in answers] == [413, 413, 413, 400, 400]
    assert all(answer.json()["Error"] for answer in answers)
    assert (figures["SMTPRejected"], server.messages()) == (5, [])


def test_no_room_on_the_disk(start_server: StartServer) -> None:
    """While the disk is nearly full it is 503, and nothing is kept."""
    server = start_server(min_free=shutil.disk_usage("/").total * 1_000)
    answers = [send(server), server.api("messages", "POST", content=mail(), headers=MAIL)]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert "disk" in answers[0].json()["Error"]
    assert server.messages() == []


def test_large_bodies_take_turns(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the large ones two are read at once; the next waits, is told when that takes too long, and small ones pass."""
    monkeypatch.setattr("mailtrap.web.guard.LARGE_WAIT", 0.3)
    server = start_server()
    host, port = server.web.removeprefix("http://").split(":")
    fields = f"Host: {host}\r\nContent-Type: message/rfc822\r\nContent-Length: 2000000"
    head = f"POST /api/v1/messages HTTP/1.1\r\n{fields}\r\n\r\n"
    slow = [socket.create_connection((host, int(port)), timeout=30) for _ in range(2)]
    for each in slow:
        each.sendall(head.encode() + b"Subject: slow\r\n\r\n")
    large = mail() + b"x" * 1_500_000
    wait_for(lambda: server.api("messages", "POST", content=large, headers=MAIL).status_code == 503)
    small = server.api("messages", "POST", content=mail("small"), headers=MAIL)
    for each in slow:
        each.sendall(b"x" * (2_000_000 - len(b"Subject: slow\r\n\r\n")))
    answers = [each.recv(100) for each in slow]
    for each in slow:
        each.close()
    after = server.api("messages", "POST", content=large, headers=MAIL)

    assert small.status_code == 200
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers)
    assert after.status_code == 200


def test_a_large_body_that_does_not_come(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a large body too slowly is cut off, and others have the place."""
    monkeypatch.setattr("mailtrap.web.guard.LARGE_TIME", 0.3)
    server = start_server()
    host, port = server.web.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(
            f"POST /api/v1/messages HTTP/1.1\r\nHost: {host}\r\nContent-Type: message/rfc822\r\n"
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".encode()
        )
        rest = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert b"200" not in rest[:20]
    assert server.messages() == []
    wait_for(lambda: not [each for each in threading.enumerate() if each.name == "mailtrap-clock"])


@pytest.mark.parametrize(
    "more",
    [
        {"Subject": "ü b" * 33_000},
        {"Subject": "\t" * 100_000},
        {"Subject": "=?utf-8?q?x?= " * 7_000},
        {"Headers": {"X": ",;" * 50_000}},
        {"To": [{"Name": "(" * 1_000, "Email": "a@x.test"}] * 300},
        {"To": [{"Name": "Ü" * 1_000, "Email": f"{number}@x.test"} for number in range(300)]},
        {"Text": "\r\x00" * 150_000},
        {"Attachments": [{"Content": "", "Filename": "ü" * 1_000, "ContentID": "x" * 1_000}] * 400},
        {"Cc": [{"Email": '"' + "\\a" * 400 + '"@x.test'}] * 500},
    ],
    ids=range(9),
)  # fmt: skip
@pytest.mark.timeout(20)
def test_odd_pieces_take_no_time(module_server: Running, more: dict[str, Any]) -> None:
    """Whatever fits into a megabyte is put together within seconds."""
    assert send(module_server, **more).status_code == 200


def test_fault_rules_are_for_smtp(server: Running) -> None:
    """A rule that refuses every mail hits none that comes over HTTP."""
    rule = {"Name": "all", "Match": {"Phase": "message"}, "Effect": {"Code": 550}}
    assert server.api("faults", "PUT", json={"Rules": [rule]}).status_code == 200

    assert send(server).status_code == 200
    assert server.api("messages", "POST", content=mail(), headers=MAIL).status_code == 200


def test_a_page_elsewhere_cannot_send(module_server: Running) -> None:
    """A page of another site is refused, as everywhere."""
    answers = [
        module_server.api("send", "POST", json=PLAIN, headers={"Origin": "https://evil.test"}),
        module_server.api("messages", "POST", content=mail(), headers={**MAIL, "Origin": "https://evil.test"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_what_was_sent_survives(start_server: StartServer) -> None:
    """The answer comes after the commit: another reader of the file finds the mail."""
    server = start_server()
    id_ = send(server).json()["ID"]
    with sqlite3.connect(f"file:{server.db}?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT count(*) FROM messages WHERE public_id = ?", (id_,)).fetchone()
    connection.close()

    assert found == (1,)
