"""The API clients of other catchers, unmodified, against a running server: what worked there works here."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from tests.letters import PNG, attached, letter
from tests.support import ROOT, Running, mail

SCRIPT = ROOT / "tests/clients/facades.mjs"
MODULES = ROOT / "tests/clients/node_modules"
PACKAGES = {"mailhog": "mailhog", "maildev": "cypress-maildev", "mailpit": "mailpit-api"}

Call = Callable[..., Any]


@pytest.fixture
def call(program: Callable[[str], str], server: Running) -> Call:
    """Calls methods of a client one after the other; what each gave."""

    def run(name: str, *calls: tuple[Any, ...]) -> list[Any]:
        if not (MODULES / PACKAGES[name]).is_dir():
            pytest.skip(f"{PACKAGES[name]} is not installed; tools/test-tools.sh installs it")
        given = "".join(json.dumps(each) + "\n" for each in calls)
        command = [program("node"), str(SCRIPT), name, server.web]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(answers) == len(calls), done.stdout + done.stderr
        return answers

    return run


def encoded(subject: str) -> bytes:
    """A mail whose bodies are encoded, as most are."""
    lines = (
        "From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.test>", "To: bob@example.test", "Cc: carol@example.test",
        f"subject: {subject}", "Date: Fri, 02 Jan 2026 03:04:05 +0000", "MIME-Version: 1.0",
        'content-type: multipart/mixed; boundary="xx"', "", "--xx", "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable", "", "Gr=C3=BC=C3=9Fe: 481592", "--xx",
        "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", "", "PGI+R3LDvMOfZTwvYj4=",
        "--xx", "Content-Type: application/pdf", "Content-Transfer-Encoding: base64",
        'Content-Disposition: attachment; filename="a.pdf"', "", "JVBERg==", "--xx--", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def test_mailhog_reads(server: Running, call: Call) -> None:
    """npm's mailhog lists, and decodes subject, people, text, HTML and attachments."""
    server.send(mail("first"))
    id_ = server.send(encoded("=?utf-8?b?R3LDvMOfZQ==?="))
    listed, piece = call("mailhog", ("messages",), ("messages", 1, 1))
    newest = listed["items"][0]

    assert (listed["total"], listed["count"], listed["start"]) == (2, 2, 0)
    assert newest["ID"] == id_
    assert newest["subject"] == "Grüße"
    assert (newest["from"], newest["to"]) == ("Jürgen <juergen@example.test>", "bob@example.test")
    assert newest["cc"] == "carol@example.test"
    assert newest["date"] == "2026-01-02T03:04:05.000Z"
    assert newest["deliveryDate"].startswith("20")
    assert (newest["text"].strip(), newest["html"]) == ("Grüße: 481592", "<b>Grüße</b>")
    assert newest["attachments"] == [
        {"name": "a.pdf", "type": "application/pdf", "encoding": "base64", "Body": "JVBERg=="}
    ]
    assert (piece["total"], piece["count"], piece["start"]) == (2, 1, 1)


def test_mailhog_searches(server: Running, call: Call) -> None:
    """npm's mailhog finds the newest mail from, to and containing something."""
    ids = [server.send(mail(f"number {number}"), to=[f"u{number}@example.test"]) for number in range(3)]
    found = call(
        "mailhog", ("latestTo", "u1@"), ("latestFrom", "ADA@example"), ("latestContaining", "number 0"),
        ("search", "nobody", "to"), ("search", "a mail", "containing", 1, 1),
    )  # fmt: skip

    assert [each["ID"] for each in found[:3]] == [ids[1], ids[2], ids[0]]
    assert found[3] == {"items": [], "total": 0, "count": 0, "start": 0}
    assert ([each["ID"] for each in found[4]["items"]], found[4]["total"]) == ([ids[1]], 3)


def test_mailhog_deletes(server: Running, call: Call) -> None:
    """npm's mailhog deletes one and all; both answers are empty, for it would read anything else as JSON."""
    ids = [server.send(mail(str(number))) for number in range(3)]
    one = call("mailhog", ("deleteMessage", ids[1]))
    left = [row["ID"] for row in server.messages()]
    every = call("mailhog", ("deleteAll",))

    assert one == every == [{"statusCode": 200}]
    assert left == [ids[2], ids[0]]
    assert server.messages() == []


def test_mailhog_is_told_that_nothing_is_released(server: Running, call: Call) -> None:
    """npm's mailhog asks for a release and gets words."""
    id_ = server.send(mail())
    (told,) = call("mailhog", ("releaseMessage", id_, {"host": "h", "port": "25", "email": "a@b.test"}))

    assert "release" in told["Error"]


def test_maildev_commands(server: Running, call: Call) -> None:
    """All commands of cypress-maildev do what its own documents say."""
    first = server.send(mail("first"))
    second = server.send(letter(html="<p>Hello</p>", text="code 481592", attachments=[attached("a.pdf", b"%PDF")]))
    found = call(
        "maildev", ("maildevHealthcheck",), ("maildevGetAllMessages",), ("maildevGetLastMessage",),
        ("maildevGetMessageById", first), ("maildevGetMessageBySubject", "first"),
        ("maildevGetMessageBySentTo", "bob@example.test"), ("maildevGetOTPCode", "your code 481592"),
        ("maildevVisitMessageById", second), ("maildevDeleteMessageById", first), ("maildevGetAllMessages",),
        ("maildevDeleteAllMessages",), ("maildevGetAllMessages",), ("maildevGetLastMessage",),
    )  # fmt: skip
    alive, listed, last, by_id, by_subject, sent_to, code, visited, deleted, left, emptied, none, nothing = found

    assert alive is True
    assert [each["id"] for each in listed] == [first, second]
    assert (last["id"], last["text"].strip(), last["read"]) == (second, "code 481592", False)
    assert (by_id["id"], by_id["read"]) == (first, True)
    assert by_subject["id"] == first
    assert sent_to["id"] == second
    assert code == "481592"
    assert "<p>Hello</p>" in visited
    assert deleted is True
    assert [each["id"] for each in left] == [second]
    assert (emptied, none, nothing) == (True, [], None)


def test_mailpit_reads(server: Running, call: Call) -> None:
    """mailpit-api lists, reads a mail with its headers, source, attachment and HTML, and marks it."""
    server.send(mail("first"))
    raw = letter(html="<p>Hello</p>", text="Hello", attachments=[attached("a.txt", b"12345")])
    id_ = server.send(raw)
    part = server.api(f"message/{id_}?peek=1").json()["Attachments"][0]["PartID"]
    info, listed, one, fields, source, file, html, marked, unread = call(
        "mailpit", ("getInfo",), ("listMessages", 0, 1), ("getMessageSummary",), ("getMessageHeaders", id_),
        ("getMessageSource", id_), ("getMessageAttachment", id_, part), ("renderMessageHTML", id_),
        ("setReadStatus", {"IDs": [id_], "Read": False}), ("listMessages",),
    )  # fmt: skip

    assert info["Messages"] == 2
    assert ([each["ID"] for each in listed["messages"]], listed["messages_count"]) == ([id_], 2)
    assert (one["ID"], one["HTML"].strip()) == (id_, "<p>Hello</p>")
    assert fields["Mime-Version"] == ["1.0"]
    assert source.encode() == raw
    assert file["size"] == 5
    assert "<p>Hello</p>" in html
    assert marked == "ok"
    assert [each["Read"] for each in unread["messages"]] == [False, False]


def test_mailpit_deletes(server: Running, call: Call) -> None:
    """mailpit-api deletes some, then all; it reads the answer as text."""
    ids = [server.send(mail(str(number))) for number in range(2)]
    some, left, every, none = call(
        "mailpit", ("deleteMessages", {"IDs": ids[:1]}), ("listMessages",), ("deleteMessages",), ("listMessages",)
    )

    assert (some, every) == ("ok", "")
    assert [each["ID"] for each in left["messages"]] == ids[1:]
    assert none["messages"] == []


def test_mailpit_sends(server: Running, call: Call) -> None:
    """mailpit-api sends a mail in its pieces and reads it back; what is wrong with one it tells."""
    given = {
        "From": {"Name": "Ada", "Email": "ada@example.test"},
        "To": [{"Name": "Bob", "Email": "bob@example.test"}],
        "Bcc": ["secret@example.test"],
        "Subject": "Grüße",
        "HTML": '<p>Hello</p><img src="cid:logo">',
        "Text": "Hello",
        "Attachments": [
            {"Content": b64encode(PNG).decode(), "Filename": "logo.png", "ContentID": "logo"},
            {"Content": "aGVsbG8=", "Filename": "a.txt"},
        ],
        "Headers": {"X-Test": "yes"},
        "Tags": ["one", "two"],
    }
    answer, found, fields, refused = call(
        "mailpit", ("sendMessage", given), ("getMessageSummary",), ("getMessageHeaders",),
        ("sendMessage", {**given, "To": [{"Email": "nobody"}]}),
    )  # fmt: skip

    assert answer == {"ID": found["ID"]}
    assert (found["Subject"], found["Text"], found["HTML"]) == (given["Subject"], given["Text"], given["HTML"])
    assert (found["From"]["Name"], found["Tags"]) == ("Ada", ["one", "two"])
    assert [each["FileName"] for each in (*found["Inline"], *found["Attachments"])] == ["logo.png", "a.txt"]
    assert fields["X-Test"] == ["yes"]
    assert "400" in refused["error"]


def test_mailpit_sets_chaos(server: Running, call: Call) -> None:
    """mailpit-api reads and sets the triggers of chaos."""
    before, set_, after = call(
        "mailpit", ("getChaosTriggers",), ("setChaosTriggers", {"Sender": {"ErrorCode": 452, "Probability": 5}}),
        ("getChaosTriggers",),
    )  # fmt: skip

    assert before["Sender"] == {"ErrorCode": 451, "Probability": 0}
    assert set_ == after
    assert after["Sender"] == {"ErrorCode": 452, "Probability": 5}
