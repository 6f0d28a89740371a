"""Mail as people's own programs send it, over real sockets, byte-equal to what they were given."""

import smtplib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from mailtrap import demo
from tests.support import ROOT, Running

FROM, TO = "ada@example.test", "bob@example.test"

MAILS = {
    "plain": b"From: a@b.test\r\nSubject: plain\r\n\r\nHello.\r\n",
    "dots": b"From: a@b.test\r\nSubject: dots\r\n\r\n.one\r\n..two\r\n...\r\n.\r\nend\r\n",
    "utf-8": "From: a@b.test\r\nSubject: Grüße 🎉\r\n\r\n日本語\r\n".encode(),
    "long-lines": b"From: a@b.test\r\nSubject: long\r\n\r\n" + b"x" * 5_000 + b"\r\n",
    "blank-lines": b"From: a@b.test\r\nSubject: blank\r\n\r\n\r\n\r\na\r\n\r\n\r\nb\r\n",
    "large": b"From: a@b.test\r\nSubject: large\r\n\r\n" + (b"0123456789abcdef" * 4 + b"\r\n") * 20_000,
}

Send = Callable[[Running, bytes, Path], None]


def by_smtplib(server: Running, raw: bytes, folder: Path) -> None:
    """Python's own client."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.sendmail(FROM, [TO], raw, mail_options=["BODY=8BITMIME"])


def by_curl(server: Running, raw: bytes, folder: Path) -> None:
    """curl --upload-file."""
    path = folder / "mail.eml"
    path.write_bytes(raw)
    run("curl", "-sS", f"smtp://{_place(server)}", "--mail-from", FROM, "--mail-rcpt", TO, "--upload-file", str(path))


def by_swaks(server: Running, raw: bytes, folder: Path) -> None:
    """swaks --data, which puts the last line end itself."""
    path = folder / "mail.eml"
    path.write_bytes(raw.removesuffix(b"\r\n"))
    host, port = server.smtp
    run("swaks", "--server", host, "--port", str(port), "--from", FROM, "--to", TO, "--data", f"@{path}", "--silent")


def by_nodemailer(server: Running, raw: bytes, folder: Path) -> None:
    """Node's usual client, given the raw mail on standard input."""
    if not (ROOT / "tests/clients/node_modules/nodemailer").is_dir():
        pytest.skip("nodemailer is not installed; tools/test-tools.sh installs it")
    host, port = server.smtp
    run("node", str(ROOT / "tests/clients/nodemailer.mjs"), host, str(port), FROM, TO, given=raw)


def run(*command: str, given: bytes = b"") -> None:
    """A program that has to succeed."""
    done = subprocess.run(command, input=given, capture_output=True, timeout=60)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")


def _place(server: Running) -> str:
    return f"{server.smtp[0]}:{server.smtp[1]}"


CLIENTS: dict[str, tuple[str, Send]] = {
    "smtplib": ("python3", by_smtplib),
    "curl": ("curl", by_curl),
    "swaks": ("swaks", by_swaks),
    "nodemailer": ("node", by_nodemailer),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_found_byte_equal(module_server: Running, program: Callable[[str], str], tmp_path: Path, client: str) -> None:
    """What a real client sends is found by API, under its envelope, with the SHA-256 that it was sent with."""
    name, send = CLIENTS[client]
    program(name)
    seen = {message["ID"] for message in module_server.messages()}
    for raw in MAILS.values():
        send(module_server, raw, tmp_path)
    found = [message["ID"] for message in reversed(module_server.messages()) if message["ID"] not in seen]
    digests = [sha256(module_server.raw(id_)).hexdigest() for id_ in found]
    envelopes = [module_server.api(f"message/{id_}/envelope").json() for id_ in found]

    assert dict(zip(MAILS, digests, strict=True)) == {key: sha256(raw).hexdigest() for key, raw in MAILS.items()}
    assert {each["MailFrom"] for each in envelopes} == {FROM}
    assert {recipient["Address"] for each in envelopes for recipient in each["Recipients"]} == {TO}


def test_demo_mails(server: Running) -> None:
    """Every demo mail is taken, in order, byte-equal, in its own envelope, and opened."""
    mails = demo.demo_mails(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    accepted = demo.send(mails, *server.smtp)
    found = [message["ID"] for message in reversed(server.messages())]
    envelopes = [server.api(f"message/{id_}/envelope").json() for id_ in found]
    opened = [server.api(f"message/{id_}").json() for id_ in found]

    assert accepted == len(mails) == len(found) == 13
    assert [sha256(server.raw(id_)).digest() for id_ in found] == [sha256(mail.raw).digest() for mail in mails]
    assert [(each["MailFrom"], tuple(to["Address"] for to in each["Recipients"])) for each in envelopes] == [
        (mail.sender, mail.recipients) for mail in mails
    ]
    assert all(each["Subject"] for each in opened)
    assert sum(1 for each in opened if each["HTML"]) >= 5
    assert sum(1 for each in opened if each["Attachments"]) >= 3


def test_latest_is_there_at_once(server: Running) -> None:
    """After the 250 the mail is listed: a test that sends and then looks needs no waiting."""
    missed = []
    for number in range(50):
        id_ = server.send(MAILS["plain"] + b"%d\r\n" % number)
        if server.messages(limit=1)[0]["ID"] != id_:
            missed.append(number)

    assert missed == []
