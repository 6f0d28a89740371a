"""The REST API: Mailpit's shapes to the key, what changes state and what does not, and bad requests without number."""

import hashlib
import json
import re
import smtplib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from mailtrap import __version__
from tests.letters import GIF, PNG, Enclosed, attached, letter, picture
from tests.support import Running, mail, wait_for

ADDRESS = {"Name": str, "Address": str}
SUMMARY = {
    "ID": str,
    "MessageID": str,
    "Read": bool,
    "From": ADDRESS,
    "To": [ADDRESS],
    "Cc": [ADDRESS],
    "Bcc": [ADDRESS],
    "ReplyTo": [ADDRESS],
    "Subject": str,
    "Created": str,
    "Username": str,
    "Tags": [str],
    "Size": int,
    "Attachments": int,
    "Snippet": str,
}
LIST = {
    "total": int,
    "unread": int,
    "count": int,
    "messages_count": int,
    "messages_unread": int,
    "start": int,
    "tags": [str],
    "messages": [SUMMARY],
}
ATTACHMENT = {
    "PartID": str,
    "FileName": str,
    "ContentType": str,
    "ContentID": str,
    "Size": int,
    "Checksums": {"MD5": str, "SHA1": str, "SHA256": str},
}
MESSAGE = {
    "ID": str,
    "MessageID": str,
    "From": ADDRESS,
    "To": [ADDRESS],
    "Cc": [ADDRESS],
    "Bcc": [ADDRESS],
    "ReplyTo": [ADDRESS],
    "ReturnPath": str,
    "Subject": str,
    "ListUnsubscribe": {"Header": str, "Links": [str], "Errors": str, "HeaderPost": str},
    "Date": str,
    "Tags": [str],
    "Username": str,
    "Text": str,
    "HTML": str,
    "Size": int,
    "Inline": [ATTACHMENT],
    "Attachments": [ATTACHMENT],
}
INFO = {
    "Version": str,
    "LatestVersion": str,
    "Database": str,
    "DatabaseSize": int,
    "Messages": int,
    "Unread": int,
    "Tags": {},
    "RuntimeStats": {
        "Uptime": int,
        "Memory": int,
        "MessagesDeleted": int,
        "SMTPAccepted": int,
        "SMTPAcceptedSize": int,
        "SMTPRejected": int,
        "SMTPIgnored": int,
    },
}
ENVELOPE = {
    "MailFrom": str,
    "MailParameters": dict,
    "Recipients": [{"Address": str, "Parameters": dict}],
    "Helo": str,
    "Client": str,
    "TLS": str,
    "User": str,
    "Received": str,
    "Size": int,
    "Inbox": str,
    "Session": str,
}
PART = {
    "PartID": str,
    "ContentType": str,
    "Charset": str,
    "Encoding": str,
    "Disposition": str,
    "FileName": str,
    "ContentID": str,
    "Size": int,
    "Headers": [{"Name": str, "Value": str, "Raw": str}],
    "Problems": [str],
    "Parts": list,
}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
ID = re.compile(r"[0-9A-Za-z]{22}")

FULL = letter(
    html='<p>Hello <img src="cid:logo@x"></p>',
    text="Hello",
    subject="=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
    to="Bob <bob@example.test>, carol@example.test",
    fields=(
        "Cc: dan@example.test",
        "Reply-To: Desk <desk@example.test>",
        "Message-ID: <full.1@example.test>",
        "Date: Mon, 23 Nov 2026 11:00:00 +0100",
        "List-Unsubscribe: <https://example.test/u?1>, <mailto:u@example.test>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "X-Twice: one",
        "x-twice: two",
        "DKIM-Signature: v=1",
    ),
    pictures=[picture("logo@x")],
    attachments=[attached("report.pdf", b"%PDF-1.4 nothing", "application/pdf")],
)


def fits(value: Any, shape: Any, where: str = "") -> None:
    """Exactly the keys of the shape, exactly its types."""
    if isinstance(shape, dict):
        assert type(value) is dict, where
        assert set(value) == set(shape), where
        for key, inner in shape.items():
            fits(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert type(value) is list, where
        for each in value:
            fits(each, shape[0], f"{where}[]")
    else:
        assert type(value) is shape, f"{where} is {value!r}"


@pytest.fixture
def full(server: Running) -> Running:
    """A server with one mail that has everything, sent also to one who is in no header."""
    server.send(FULL, "bounce@example.test", ("bob@example.test", "carol@example.test", "hidden@example.test"))
    return server


@pytest.fixture(scope="module")
def crowd(module_server: Running) -> Running:
    """A server with 520 mails, a few more than the largest page."""
    with smtplib.SMTP(*module_server.smtp, timeout=30) as client:
        for number in range(520):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"number {number}"))
    return module_server


# The shapes


def test_info_has_mailpits_shape(full: Running) -> None:
    """``info`` tells the program and its store in figures, in Mailpit's keys; what is ours is under one of our own."""
    told = full.api("info").json()
    ours = told.pop("Mailtrap")

    fits(told, INFO)
    assert ours["Totals"]["Mails"] == 1
    assert told["Version"] == __version__
    assert (told["Messages"], told["Unread"]) == (1, 1)
    assert told["Database"] == full.db
    assert told["DatabaseSize"] > 0
    assert told["RuntimeStats"]["SMTPAccepted"] == 1
    assert told["RuntimeStats"]["SMTPAcceptedSize"] == len(FULL)
    assert told["RuntimeStats"]["Memory"] > 1_000_000


def test_info_counts_what_was_deleted(server: Running) -> None:
    """Deleted mails leave the counts of the store and enter those of the run."""
    ids = [server.send(mail(str(number))) for number in range(3)]
    server.api("messages", "DELETE", json={"IDs": ids[:1]})
    server.api("messages", "DELETE")
    told = server.api("info").json()

    assert (told["Messages"], told["Unread"], told["RuntimeStats"]["MessagesDeleted"]) == (0, 0, 3)


def test_list_has_mailpits_shape(full: Running) -> None:
    """A list and its rows hold Mailpit's keys, no key too many and none too few."""
    response = full.api("messages")
    told = response.json()
    row = told["messages"][0]

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Mailtrap-Seq"] == "1"
    fits(told, LIST)
    assert {key: told[key] for key in LIST if key != "messages"} == {
        "total": 1,
        "unread": 1,
        "count": 1,
        "messages_count": 1,
        "messages_unread": 1,
        "start": 0,
        "tags": [],
    }
    assert ID.fullmatch(row["ID"])
    assert RFC_3339.fullmatch(row["Created"])
    assert row["MessageID"] == "full.1@example.test"
    assert row["From"] == {"Name": "Ada Lovelace", "Address": "ada@example.test"}
    assert row["To"][0] == {"Name": "Bob", "Address": "bob@example.test"}
    assert row["ReplyTo"] == [{"Name": "Desk", "Address": "desk@example.test"}]
    assert (row["Subject"], row["Snippet"], row["Size"]) == ("Grüße", "Hello", len(FULL))
    assert row["Read"] is False
    assert row["Attachments"] == 1  # the picture is shown in its text, not beside it


def test_list_of_nothing(server: Running) -> None:
    """An empty box is empty lists and zeros, never null."""
    told = server.api("messages").json()

    fits(told, LIST)
    assert told["messages"] == [] and told["tags"] == []
    assert told["total"] == told["count"] == told["unread"] == 0


def test_mail_without_any_field_keeps_the_shapes(server: Running) -> None:
    """A mail without header fields has the same shapes, with empty values."""
    id_ = server.send(b"only a line\r\n")

    fits(server.api("messages").json(), LIST)
    fits(server.api(f"message/{id_}").json(), MESSAGE)
    assert server.api(f"message/{id_}/headers").json() == {}
    fits(server.api(f"message/{id_}/parts").json(), PART)


def test_message_has_mailpits_shape(full: Running) -> None:
    """One mail holds Mailpit's keys; its bodies, addresses, date and parts are those of the mail."""
    told = full.api("message/latest").json()

    fits(told, MESSAGE)
    assert told["MessageID"] == "full.1@example.test"
    assert told["Cc"] == [{"Name": "", "Address": "dan@example.test"}]
    assert told["ReturnPath"] == "bounce@example.test"
    assert told["Date"] == "2026-11-23T10:00:00Z"
    assert told["Text"].strip() == "Hello"
    assert told["HTML"].strip() == '<p>Hello <img src="cid:logo@x"></p>'
    assert [each["ContentID"] for each in told["Inline"]] == ["logo@x"]
    assert [each["FileName"] for each in told["Attachments"]] == ["report.pdf"]
    assert told["ListUnsubscribe"] == {
        "Header": "<https://example.test/u?1>, <mailto:u@example.test>",
        "Links": ["https://example.test/u?1", "mailto:u@example.test"],
        "Errors": "",
        "HeaderPost": "List-Unsubscribe=One-Click",
    }


def test_bcc_is_told_from_the_envelope(full: Running) -> None:
    """Who got the mail and stands in no address field was in Bcc; who stands in one was not."""
    told = full.api("message/latest").json()

    assert told["Bcc"] == [{"Name": "", "Address": "hidden@example.test"}]


def test_return_path_falls_back_to_from(server: Running) -> None:
    """A bounce has the null reverse-path; then the author's address stands for it, as in Mailpit."""
    id_ = server.send(mail(sender="robot@example.test"), sender="")
    told = server.api(f"message/{id_}").json()

    assert told["ReturnPath"] == "robot@example.test"
    assert server.api(f"message/{id_}/envelope").json()["MailFrom"] == ""


def test_date_falls_back_to_the_time_of_receipt(server: Running) -> None:
    """Without a Date that means a time, Date is when the mail came."""
    broken = server.send(letter(text="x", fields=("Date: some day",)))
    absent = server.send(mail())
    created = {row["ID"]: row["Created"] for row in server.messages()}

    assert server.api(f"message/{broken}").json()["Date"] == created[broken]
    assert server.api(f"message/{absent}").json()["Date"] == created[absent]


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ("Mon, 23 Nov 2026 11:00:00 +0100", "2026-11-23T10:00:00Z"),
        ("23 Nov 2026 11:00:00 -0000", "2026-11-23T11:00:00Z"),
        ("Mon, 23 Nov 26 11:00 GMT", "2026-11-23T11:00:00Z"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"),
    ],
)
def test_dates_are_told_in_utc(server: Running, given: str, date: str) -> None:
    """A Date of any zone is told as RFC 3339 in UTC."""
    id_ = server.send(letter(text="x", fields=(f"Date: {given}",)))

    assert server.api(f"message/{id_}").json()["Date"] == date


@pytest.mark.parametrize(
    ("given", "links", "faulty"),
    [
        ("<https://example.test/a>", ["https://example.test/a"], False),
        (
            "<mailto:a@example.test>,\r\n <http://example.test/b>",
            ["mailto:a@example.test", "http://example.test/b"],
            False,
        ),
        ("https://example.test/no-brackets", [], True),
        ("<javascript:alert(1)>", ["javascript:alert(1)"], True),
    ],
)
def test_list_unsubscribe(server: Running, given: str, links: list[str], faulty: bool) -> None:
    """The links of List-Unsubscribe, and a word on what cannot be followed."""
    id_ = server.send(letter(text="x", fields=(f"List-Unsubscribe: {given}",)))
    told = server.api(f"message/{id_}").json()["ListUnsubscribe"]

    assert told["Links"] == links
    assert bool(told["Errors"]) is faulty


def test_checksums_are_of_the_decoded_bytes(full: Running) -> None:
    """Size and checksums of an attachment are those of the file that one downloads."""
    told = full.api("message/latest").json()

    for entry, data in ((told["Inline"][0], PNG), (told["Attachments"][0], b"%PDF-1.4 nothing")):
        assert entry["Size"] == len(data)
        assert entry["Checksums"] == {
            "MD5": hashlib.md5(data).hexdigest(),
            "SHA1": hashlib.sha1(data).hexdigest(),
            "SHA256": hashlib.sha256(data).hexdigest(),
        }
        assert full.api(f"message/latest/part/{entry['PartID']}").content == data


def test_headers_in_gos_spelling(full: Running) -> None:
    """Names in Go's canonical form and alphabetical order, values grouped, not decoded."""
    told = full.api("message/latest/headers").json()

    assert list(told) == sorted(told)
    assert {"Message-Id", "Mime-Version", "Dkim-Signature", "List-Unsubscribe-Post", "Reply-To"} <= set(told)
    assert told["X-Twice"] == ["one", "two"]
    assert told["Subject"] == ["=?utf-8?q?Gr=C3=BC=C3=9Fe?="]
    assert all(type(values) is list and all(type(value) is str for value in values) for values in told.values())


def test_envelope_is_what_smtp_said(full: Running) -> None:
    """The envelope names every recipient, also the one that no header names, and where the mail came from."""
    told = full.api("message/latest/envelope").json()

    fits(told, ENVELOPE)
    assert told["MailFrom"] == "bounce@example.test"
    assert [each["Address"] for each in told["Recipients"]] == [
        "bob@example.test",
        "carol@example.test",
        "hidden@example.test",
    ]
    assert told["Client"].startswith("127.0.0.1:")
    assert RFC_3339.fullmatch(told["Received"])
    assert (told["Size"], told["Inbox"], told["TLS"], told["User"]) == (len(FULL), "default", "", "")


def test_codes_and_links_are_told(server: Running) -> None:
    """What a person looks for in a mail that came by SMTP, in the shape that the documents promise."""
    page = (
        "<p>Your verification code is <b>481 592</b>.</p>"
        '<a href="https://a.test/c?t=1" style="background:#06c;padding:9px">Confirm your address</a>'
        '<img src="https://a.test/open.gif" width="1" height="1" alt="">'
        "<p>Questions? Call +49 30 901820</p>"
    )
    raw = "\r\n".join(
        (
            "Subject: Welcome",
            "From: a@a.test",
            "List-Unsubscribe: <https://a.test/u>",
            "Content-Type: text/html",
            "",
            page,
        )
    )
    server.send(raw.encode())

    found = server.api("message/latest/extract").json()

    assert [(code["Code"], code["Shown"], code["Where"]) for code in found["Codes"]] == [("481592", "481 592", "html")]
    links = {link["URL"]: (link["Kind"], link["Main"], link["Where"]) for link in found["Links"]}
    assert links == {
        "https://a.test/c?t=1": ("confirm", True, "html"),
        "https://a.test/u": ("unsubscribe", False, "header"),
    }
    assert [(image["URL"], image["Tracking"]) for image in found["Images"]] == [("https://a.test/open.gif", True)]
    assert [phone["Number"] for phone in found["Phones"]] == ["+49 30 901820"]
    assert all(entry["Reason"] for entry in (*found["Codes"], *found["Images"], *found["Phones"]))
    assert server.api("messages").json()["unread"] == 1


def test_parts_are_the_tree(full: Running) -> None:
    """The tree of parts, each of one shape, numbered as IMAP does, with its own fields decoded and as sent."""
    root = full.api("message/latest/parts").json()
    todo, seen = [root], {}
    while todo:
        part = todo.pop()
        fits(part, PART)
        seen[part["PartID"]] = part["ContentType"]
        todo += part["Parts"]
    subject = next(field for field in root["Headers"] if field["Name"] == "Subject")

    assert seen == {
        "0": "multipart/mixed",
        "1": "multipart/related",
        "1.1": "multipart/alternative",
        "1.1.1": "text/plain",
        "1.1.2": "text/html",
        "1.2": "image/png",
        "2": "application/pdf",
    }
    assert subject == {"Name": "Subject", "Value": "Grüße", "Raw": "=?utf-8?q?Gr=C3=BC=C3=9Fe?="}
    assert [field["Name"] for field in root["Headers"]][:3] == ["From", "To", "Subject"]


# The list in pieces


def test_newest_first(crowd: Running) -> None:
    """The list begins with the mail that came last."""
    subjects = [row["Subject"] for row in crowd.messages(limit=3)]

    assert subjects == ["number 519", "number 518", "number 517"]


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ({}, 519, 50),
        ({"limit": 0}, 519, 500),
        ({"limit": 500}, 519, 500),
        ({"limit": 501}, 519, 500),
        ({"limit": 10**15}, 519, 500),
        ({"limit": 1}, 519, 1),
        ({"start": 0, "limit": 2}, 519, 2),
        ({"start": 2, "limit": 2}, 517, 2),
        ({"start": 500, "limit": 0}, 19, 20),
        ({"start": 519}, 0, 1),
        ({"start": 520}, None, 0),
        ({"start": 2**62}, None, 0),
    ],
)
def test_list_in_pieces(crowd: Running, query: dict[str, int], first: int | None, count: int) -> None:
    """``start`` skips, ``limit`` bounds, 0 and too much mean the largest page, beyond the end is nothing."""
    told = crowd.api("messages", params=query).json()

    fits(told, LIST)
    assert (told["count"], len(told["messages"]), told["start"]) == (count, count, query.get("start", 0))
    assert (told["total"], told["messages_count"]) == (520, 520)
    assert not told["messages"] or told["messages"][0]["Subject"] == f"number {first}"


def test_pieces_make_the_whole(crowd: Running) -> None:
    """Piece after piece gives every mail once, in order."""
    found = [row["Subject"] for start in range(0, 520, 130) for row in crowd.messages(start=start, limit=130)]

    assert found == [f"number {number}" for number in reversed(range(520))]


def test_seq_of_the_list_is_that_of_its_last_event(server: Running) -> None:
    """``Mailtrap-Seq`` grows with each change and is what the socket is asked for."""
    numbers = [int(server.api("messages").headers["Mailtrap-Seq"])]
    id_ = server.send(mail())
    numbers.append(int(server.api("messages").headers["Mailtrap-Seq"]))
    server.api("messages", "PUT", json={"IDs": [id_], "Read": True})
    numbers.append(int(server.api("messages").headers["Mailtrap-Seq"]))
    server.api("messages", "DELETE")
    numbers.append(int(server.api("messages").headers["Mailtrap-Seq"]))

    assert numbers == [0, 1, 2, 3]


# Reading, and what marks as read


def test_reading_marks_read(server: Running) -> None:
    """GET message marks its mail read, and no other mail."""
    first, second = server.send(mail("first")), server.send(mail("second"))
    server.api(f"message/{first}")

    assert {row["ID"]: row["Read"] for row in server.messages()} == {first: True, second: False}
    assert server.api("messages").json()["unread"] == server.api("info").json()["Unread"] == 1


@pytest.mark.parametrize(
    "path",
    [
        "message/{id}?peek=1",
        "message/{id}?peek=true",
        "message/{id}/headers",
        "message/{id}/envelope",
        "message/{id}/parts",
        "message/{id}/raw",
        "message/{id}/raw?dl=1",
        "message/{id}/part/1.1.1",
        "/view/{id}.html",
        "messages",
        "info",
        "/",
        "/livez",
        "/readyz",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_other_get_changes_anything(full: Running, path: str, method: str) -> None:
    """Every GET but that of a message, and that with ``peek``, leaves the mail unread."""
    id_ = full.messages()[0]["ID"]
    response = full.api(path.format(id=id_), method)

    assert response.status_code == 200
    assert full.messages()[0]["Read"] is False
    assert full.api("messages").headers["Mailtrap-Seq"] == "1"


def test_peek_0_is_no_peek(full: Running) -> None:
    """``peek=0`` is the same as none."""
    full.api("message/latest?peek=0")

    assert full.messages()[0]["Read"] is True


@pytest.mark.parametrize("path", ["", "/headers", "/envelope", "/parts", "/raw", "/part/1.2"])
def test_latest_stands_for_the_newest(full: Running, path: str) -> None:
    """``latest`` is the newest mail wherever an id stands; without mail it is 404."""
    id_ = full.messages()[0]["ID"]
    same = full.api(f"message/latest{path}").content == full.api(f"message/{id_}{path}").content
    full.api("messages", "DELETE")
    gone = full.api(f"message/latest{path}", headers={"Accept": "text/plain"})

    assert same
    assert (gone.status_code, gone.text) == (404, "Message not found")


def test_latest_is_the_newest_of_many(server: Running) -> None:
    """The mail that came last is ``latest``, and the one before it once that was deleted."""
    first, second = server.send(mail("first")), server.send(mail("second"))
    before = server.api("message/latest").json()["ID"]
    server.api("messages", "DELETE", json={"IDs": [second]})

    assert before == second
    assert server.api("message/latest").json()["ID"] == first


def test_raw_is_what_was_sent(full: Running) -> None:
    """The raw mail is byte-equal to what was sent, as text in the browser and as a file with ``dl``."""
    id_ = full.messages()[0]["ID"]
    shown, kept = full.api(f"message/{id_}/raw"), full.api(f"message/{id_}/raw?dl=1")

    assert shown.content == kept.content == FULL
    assert shown.headers["Content-Type"] == kept.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Content-Disposition" not in shown.headers
    assert kept.headers["Content-Disposition"] == f'attachment; filename="{id_}.eml"'
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


# Parts as files


@pytest.mark.parametrize(
    ("part", "disposition", "kind"),
    [
        (attached("a.pdf", b"%PDF-1.4", "application/pdf"), 'attachment; filename="a.pdf"', "application/pdf"),
        (attached("a.html", b"<script>1</script>", "text/html"), 'attachment; filename="a.html"', "text/html"),
        (attached("a.svg", b"<svg onload='1'/>", "image/svg+xml"), 'attachment; filename="a.svg"', "image/svg+xml"),
        (attached("a.png", b"<script>1</script>", "image/png"), 'attachment; filename="a.png"', "image/png"),
        (attached("a.png", PNG, "image/png"), 'inline; filename="a.png"', "image/png"),
        (attached("a.png", PNG, "text/html"), 'inline; filename="a.png"', "image/png"),
        (attached("a.gif", GIF, "application/x"), 'inline; filename="a.gif"', "image/gif"),
        (attached("a.jpg", b"\xff\xd8\xff\xe0 x", "image/jpg"), 'inline; filename="a.jpg"', "image/jpeg"),
        (attached("a.webp", b"RIFF0000WEBPVP8 ", "image/x"), 'inline; filename="a.webp"', "image/webp"),
        (attached("a.bmp", b"BM000000", "image/bmp"), 'attachment; filename="a.bmp"', "image/bmp"),
        (attached("a", b"x", "text/html; charset=utf-7"), 'attachment; filename="a"', "text/html"),
        (attached("a", b"x", "text/\x01odd"), 'attachment; filename="a"', None),
        (attached("a.js", b"alert(1)", "text/javascript"), 'attachment; filename="a.js"', "text/javascript"),
        (attached("a", b"<html/>", "application/xhtml+xml"), 'attachment; filename="a"', "application/xhtml+xml"),
    ],
)  # fmt: skip
def test_parts_are_files_that_never_act(server: Running, part: Enclosed, disposition: str, kind: str | None) -> None:
    """A part is a download; only pictures told by their bytes are shown in place, under a type of ours."""
    id_ = server.send(letter(text="x", attachments=[part]))
    response = server.api(f"message/{id_}/part/2")
    media = response.headers["Content-Type"].partition(";")[0]

    assert response.status_code == 200
    assert response.content == part.data
    assert response.headers["Content-Disposition"] == disposition
    assert kind is None or media == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("given", "plain", "real"),
    [
        ("plain.txt", "plain.txt", None),
        ("../../etc/passwd", "_.._etc_passwd", None),
        ("C:\\boot.ini", "C__boot.ini", None),
        ("a;b,c.txt", "a;b,c.txt", None),
        ("naïve.txt", "na_ve.txt", "naïve.txt"),
        ("納品書.csv", "___.csv", "納品書.csv"),
        ("🎂.png", "_.png", "🎂.png"),
        ("gnp\u202egpj.exe", "gnp_gpj.exe", None),
        ("\u2066hidden\u2069.exe", "_hidden_.exe", None),
        ("x\x07y.txt", "xy.txt", None),
        ("100%25.txt", "100%25.txt", None),
        (" . ", "part", None),
        ("..", "part", None),
        ("<b>.txt", "_b_.txt", None),
        ("l" * 300 + ".txt", "l" * 146 + ".txt", None),
        ("é" * 200 + ".txt", "_" * 73 + ".txt", "é" * 73 + ".txt"),
    ],
)
def test_file_names_are_made_safe(server: Running, given: str, plain: str, real: str | None) -> None:
    """A name has no path, control or direction mark, at most 150 bytes; letters beyond ASCII come by RFC 6266."""
    id_ = server.send(letter(text="x", attachments=[attached(given.replace("\\", "\\\\"), b"x")]))
    disposition = server.api(f"message/{id_}/part/2").headers["Content-Disposition"]
    found = re.fullmatch(
        r"attachment; filename=\"([\x20-\x7e]*?)\"(?:; filename\*=UTF-8''([A-Za-z0-9._~%-]+))?", disposition
    )

    assert found, disposition
    assert found[1] == plain
    assert (found[2] and unquote(found[2])) == real
    assert len((real or plain).encode()) <= 150


@pytest.mark.parametrize("number", ["9", "0.1", "1.9", "-1", "x", "1.", "2/", "%2e%2e", "2%00", "9" * 10_000])
def test_no_such_part_is_404(full: Running, number: str) -> None:
    """A part that the mail does not have is 404, as is a number that is none."""
    response = full.api(f"message/latest/part/{number}")

    assert response.status_code == 404


# Marking


def test_mark_all(server: Running) -> None:
    """PUT without ids marks every mail, there and back."""
    for number in range(3):
        server.send(mail(str(number)))
    answer = server.api("messages", "PUT", json={"Read": True})
    read = [row["Read"] for row in server.messages()]
    server.api("messages", "PUT", json={"Read": False})

    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert read == [True] * 3
    assert [row["Read"] for row in server.messages()] == [False] * 3


def test_mark_some(server: Running) -> None:
    """PUT with ids marks these alone; one that does not exist is passed over."""
    ids = [server.send(mail(str(number))) for number in range(3)]
    answer = server.api("messages", "PUT", json={"IDs": [ids[0], "nobody"], "Read": True})

    assert answer.status_code == 200
    assert [row["ID"] for row in server.messages() if row["Read"]] == [ids[0]]


@pytest.mark.parametrize("spelling", [("IDs", "Read"), ("ids", "read"), ("IDS", "READ"), ("Ids", "rEAD")])
def test_request_keys_in_any_case(server: Running, spelling: tuple[str, str]) -> None:
    """Keys of a body match whatever their case, as Go reads them."""
    ids = [server.send(mail(str(number))) for number in range(2)]
    server.api("messages", "PUT", json={spelling[0]: ids[:1], spelling[1]: True})
    read = [row["ID"] for row in server.messages() if row["Read"]]
    server.api("messages", "DELETE", json={spelling[0]: ids[:1]})

    assert read == ids[:1]
    assert [row["ID"] for row in server.messages()] == ids[1:]


def test_mark_by_form(server: Running) -> None:
    """PyPI's mailpit-api-client sends a form: its ids are understood, and so is its ``True``."""
    ids = [server.send(mail(str(number))) for number in range(3)]
    answer = server.api("messages", "PUT", data={"ids": ids[:2], "read": "True"})

    assert answer.status_code == 200
    assert {row["ID"] for row in server.messages() if row["Read"]} == set(ids[:2])


@pytest.mark.parametrize(
    "body", [{"IDs": "x", "Read": True}, {"Read": "yes"}, {"Read": 1}, {"IDs": [1]}, {"Raed": True}]
)
def test_wrong_marks_change_nothing(server: Running, body: dict[str, object]) -> None:
    """A value of the wrong type or a misspelled field is 400, and no mail is marked."""
    server.send(mail())
    answer = server.api("messages", "PUT", json=body)

    assert answer.status_code == 400
    assert server.messages()[0]["Read"] is False


# Deleting

DELETE_ALL: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("", {"content": b"", "headers": {"Content-Type": "application/json"}}),
    ("ok", {"json": {}}),
    ("ok", {"json": {"IDs": None}}),
    ("ok", {"json": {"ids": None}}),
]


@pytest.mark.parametrize(("told", "request_"), DELETE_ALL)
def test_delete_all(server: Running, told: str, request_: dict[str, Any]) -> None:
    """No body, an empty object and ids of null delete every mail, as Mailpit's clients expect. Without a body the
    answer has none: MailHog's would read it as JSON."""
    for number in range(3):
        server.send(mail(str(number)))
    answer = server.api("messages", "DELETE", **request_)

    assert (answer.status_code, answer.text) == (200, told)
    assert server.messages() == []


JSON_TYPE = {"Content-Type": "application/json"}
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade"}
DELETE_NONE: list[tuple[int, dict[str, Any]]] = [
    (200, {"json": {"IDs": []}}),
    (200, {"json": {"IDs": ["nobody"]}}),
    (200, {"json": {"IDs": ["%", "*", "", "newest", "' OR 1=1 --"]}}),
    (400, {"json": {"id": "x"}}),
    (400, {"json": {"Search": "x"}}),
    (400, {"json": {"IDs": None, "Inbx": "x"}}),
    (400, {"params": {"inbx": "x"}}),
    (400, {"params": {"query": "nosuch"}}),
    (400, {"params": {"IDs": "x"}}),
    (400, {"params": {"inbox": ""}}),
    (400, {"params": {"inbox": ["a", "b"]}}),
    (200, {"params": {"inbox": "nobody"}}),
    (200, {"content": b'{"IDs":["x"]}', "headers": FORM_TYPE}),
    (400, {"json": {"IDs": "all"}}),
    (400, {"json": {"IDs": {}}}),
    (400, {"json": {"IDs": False}}),
    (400, {"json": {"IDs": [None]}}),
    (400, {"json": {"IDs": [["x"]]}}),
    (400, {"json": []}),
    (400, {"content": b"null", "headers": JSON_TYPE}),
    (400, {"json": "text"}),
    (400, {"json": 0}),
    (400, {"content": b"{", "headers": JSON_TYPE}),
    (400, {"content": b"not json", "headers": JSON_TYPE}),
    (400, {"content": b" ", "headers": JSON_TYPE}),
    (400, {"content": b"\xff\xfe", "headers": JSON_TYPE}),
    (400, {"content": b"[" * 100_000, "headers": JSON_TYPE}),
    (400, {"content": b'{"IDs":' * 50_000, "headers": JSON_TYPE}),
    (400, {"content": b'{"IDs":["x"]}'}),
    (400, {"content": b'{"IDs":["x"]}', "headers": {"Content-Type": "text/plain"}}),
    (400, {"content": b"--x--", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}),
    (400, {"content": b"&&&", "headers": FORM_TYPE}),
    (400, {"data": {"other": "x"}}),
    (200, {"data": {"ids": "nobody"}}),
    (400, {"content": b'{"IDs":["\\ud800"]}', "headers": JSON_TYPE}),
    (413, {"content": b" " * 1_000_001, "headers": JSON_TYPE}),
    (413, {"json": {"IDs": ["x" * 22] * 40_000}}),
]


@pytest.mark.parametrize(("status", "request_"), DELETE_NONE, ids=[str(at) for at in range(len(DELETE_NONE))])
def test_what_is_not_understood_deletes_nothing(server: Running, status: int, request_: dict[str, Any]) -> None:
    """A body that is wrong, unknown or names nobody leaves every mail in its place."""
    server.send(mail())
    answer = server.api("messages", "DELETE", **request_)

    assert answer.status_code == status, answer.text
    assert len(server.messages()) == 1
    assert server.api("/readyz").status_code == 200


def test_delete_by_ids(server: Running) -> None:
    """DELETE with ids deletes these alone; a second time nothing is there to delete, which is fine."""
    ids = [server.send(mail(str(number))) for number in range(4)]
    first = server.api("messages", "DELETE", json={"IDs": [ids[1], ids[2], ids[1]]})
    again = server.api("messages", "DELETE", json={"IDs": [ids[1]]})

    assert first.status_code == again.status_code == 200
    assert [row["ID"] for row in server.messages()] == [ids[3], ids[0]]
    assert server.api(f"message/{ids[1]}").status_code == 404
    assert server.api(f"message/{ids[1]}/raw").status_code == 404


def test_delete_by_form(server: Running) -> None:
    """A form's ids, one or several, are deleted, where Mailpit would delete everything."""
    ids = [server.send(mail(str(number))) for number in range(4)]
    server.api("messages", "DELETE", data={"ids": ids[0]})
    server.api("messages", "DELETE", data={"IDs": ids[1:3]})

    assert [row["ID"] for row in server.messages()] == ids[3:]


def test_every_id_of_a_long_list_is_deleted(server: Running) -> None:
    """As many ids as fit into a body are all deleted, or the request is refused: none is passed over in silence."""
    id_ = server.send(mail())
    answer = server.api("messages", "DELETE", json={"IDs": [f"{number:022}" for number in range(20_000)] + [id_]})

    assert (answer.status_code == 400) == (len(server.messages()) == 1), answer.text


# Errors


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        (None, True),
        ("*/*", True),
        ("application/json", True),
        ("application/json, text/plain, */*", True),
        ("text/plain", False),
        ("text/html", False),
        ("text/plain, application/json;q=0.5", False),
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "message/nobody", 404),
        ("GET", "/nowhere", 404),
        ("POST", "info", 405),
        ("GET", "messages?limit=x", 400),
        ("GET", "/static/nowhere.js", 404),
    ],
)
def test_errors_speak_the_clients_language(
    module_server: Running, accept: str | None, is_json: bool, method: str, path: str, status: int
) -> None:
    """An error is ``{"Error": …}`` for who accepts JSON and plain text for who does not."""
    url = module_server.web + (path if path.startswith("/") else f"/api/v1/{path}")
    with httpx.Client(headers={}) as client:
        request = client.build_request(method, url)
        del request.headers["Accept"]
        if accept:
            request.headers["Accept"] = accept
        response = client.send(request)

    assert response.status_code == status
    if is_json:
        assert response.headers["Content-Type"] == "application/json"
        fits(response.json(), {"Error": str})
        assert response.json()["Error"]
    else:
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.text and not response.text.startswith("{")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "messages", {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST"}),
        ("GET", "demo", {"POST", "OPTIONS"}),
        ("DELETE", "message/latest", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", "info", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    module_server: Running, method: str, path: str, allowed: set[str]
) -> None:
    """405 comes with Allow (RFC 9110 15.5.6)."""
    response = module_server.api(path, method)

    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_too_large_a_body_in_chunks_is_413(server: Running, method: str) -> None:
    """A body that does not tell its length is counted as it comes; beyond the limit it is refused, nothing changed."""

    def chunks() -> Iterator[bytes]:
        yield b'{"IDs": ["'
        for _ in range(20):
            yield b"x" * 60_000
        yield b'"]}'

    server.send(mail())
    response = server.api("messages", method, content=chunks(), headers=JSON_TYPE)

    assert response.status_code == 413
    assert [row["Read"] for row in server.messages()] == [False]


def test_a_body_in_chunks_is_read(server: Running) -> None:
    """A small body in chunks is read like any other."""
    ids = [server.send(mail(str(number))) for number in range(2)]
    body = json.dumps({"IDs": ids[:1]}).encode()
    response = server.api("messages", "DELETE", content=iter((body[:5], body[5:])), headers=JSON_TYPE)

    assert response.status_code == 200
    assert [row["ID"] for row in server.messages()] == ids[1:]


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health(module_server: Running, path: str) -> None:
    """The two questions of an orchestrator are answered by 200."""
    response = module_server.api(path)

    assert (response.status_code, response.text) == (200, "ok")


def test_demo_sends_as_many_as_it_says(server: Running) -> None:
    """POST demo tells at once how many mails will come, and they come over SMTP."""
    answer = server.api("demo", "POST")

    assert answer.status_code == 200
    fits(answer.json(), {"Sent": int})
    sent = answer.json()["Sent"]
    assert sent >= 12
    wait_for(lambda: server.api("info").json()["Messages"] == sent, 30, "the last demo mail")
    assert server.api("info").json()["RuntimeStats"]["SMTPAccepted"] == sent


# Bad requests

ODD_IDS = [
    "nobody",
    "0",
    "-1",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a%00b",
    "%ff",
    "%ff%fe%fd",
    "%c0%af",
    "%ed%a0%80",
    "%F0%9F%8E%82",
    "%0d%0aX-Evil:%201",
    "%25s%25n",
    "%",
    "'%20OR%201=1",
    "*",
    "LATEST",
    "latest%20",
    "{id}",
    "<script>",
    "x" * 22,
    "x" * 10_000,
    "%F0" * 5_000,
]
ODD_NUMBERS = [
    "-1",
    "1.5",
    "1e3",
    "x",
    "%00",
    "%ff",
    "0x10",
    "+1",
    "%201",
    "1_000",
    "٣",
    "²",
    "9" * 19,
    "9" * 20,
    "9" * 10_000,
    "NaN",
    "null",
    "true",
    "[]",
    "4611686018427387905",
]
BAD: list[tuple[str, str, dict[str, Any]]] = [
    *(("GET", f"message/{id_}", {}) for id_ in ODD_IDS),
    *(("GET", f"message/{id_}/{more}", {}) for id_ in ODD_IDS[3:10] for more in ("raw", "parts", "part/1", "headers")),
    *(("GET", f"/view/{id_}.html", {}) for id_ in ODD_IDS),
    *(("GET", f"/view/{id_}/{id_}/{id_}", {}) for id_ in ODD_IDS[:12]),
    *(("GET", f"message/latest/part/{id_}", {}) for id_ in ODD_IDS),
    *(("GET", f"/static/{id_}", {}) for id_ in ODD_IDS),
    *(("GET", f"messages?start={number}", {}) for number in ODD_NUMBERS),
    *(("GET", f"messages?limit={number}", {}) for number in ODD_NUMBERS),
    *(("GET", f"/api/events?after={number}", {}) for number in ODD_NUMBERS),
    *(("DELETE", "messages", {"json": {"IDs": [unquote(id_)]}}) for id_ in ODD_IDS),
    *(
        ("PUT", "messages", {"content": body, "headers": JSON_TYPE})
        for body in (
            b"[]",
            b"null",
            b"1",
            b'"x"',
            b"{",
            b'{"IDs":1}',
            b'{"IDs":{"0":"x"}}',
            b'{"IDs":[[]]}',
            b'{"IDs":[1e999]}',
            b'{"IDs":["\\ud800"]}',
            b'{"IDs":["\\u0000"]}',
            b'{"Read":"true"}',
            b'{"Read":[]}',
            b'{"Read":{}}',
            b'{"Read":NaN}',
            b'{"IDs":' + b"9" * 5_000 + b"}",
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b"\xef\xbb\xbf{}",
            b"\xff\xff",
            b"\x00",
            b'{"\\ud800":1}',
        )
    ),
    ("DELETE", "messages", {"headers": FORM_TYPE, "content": b"ids=%ff%00"}),
    ("DELETE", "messages", {"headers": FORM_TYPE, "content": b"=" * 5_000}),
    ("DELETE", "messages", {"headers": {"Content-Type": "application/json; charset=utf-99"}, "content": b"{}x"}),
    ("DELETE", "messages", {"headers": {"Content-Type": ";;;"}, "content": b"{}"}),
    ("POST", "messages", {}),
    ("PATCH", "messages", {}),
    ("TRACE", "/", {}),
    ("BREW", "/", {}),
    ("OPTIONS", "/api/v1/message/x", {}),
    ("GET", "/api/events", {"headers": UPGRADE}),
    ("GET", "/api/events", {"headers": {**UPGRADE, "Sec-WebSocket-Version": "8"}}),
    ("GET", "/api/events", {"headers": {"Upgrade": "h2c", "Connection": "Upgrade"}}),
    ("POST", "/api/events", {"headers": UPGRADE}),
    ("GET", "/" + "a/" * 5_000, {}),
    ("GET", "//evil.test/%2e%2e", {}),
    ("GET", "/?" + "a=1&" * 5_000, {}),
    ("GET", "messages?" + "limit=1&" * 3_000, {}),
    ("GET", "/", {"headers": {"Accept": "," * 5_000}}),
    ("GET", "/nowhere", {"headers": {"Accept": "application/json;q=x;q=9, */*;q=-1"}}),
    ("GET", "/static/favicon.svg", {"headers": {"Range": "bytes=9999999-"}}),
    ("GET", "/static/favicon.svg", {"headers": {"Range": "bytes=-1-2,x", "If-None-Match": '"'}}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "more"), BAD, ids=[str(at) for at in range(len(BAD))])
def test_a_bad_request_is_never_our_fault(module_server: Running, method: str, path: str, more: dict[str, Any]) -> None:
    """Whatever is asked, the answer is below 500, without a traceback, and the server lives on."""
    response = module_server.api(path, method, **more)

    assert response.status_code < 500, response.text
    assert "Traceback" not in response.text
    assert "X-Evil" not in response.headers
    assert module_server.api("/readyz").status_code == 200
