"""AUTH as scripted dialogues: every mechanism, who is let in, and that no secret is ever kept."""

import hmac
import logging
import socket
import ssl
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import bcrypt
import pytest
from argon2 import PasswordHasher

from mailtrap import certificate
from mailtrap.config import Config, Listener
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.dialogue import Wire, base64, ended, play, running, said, scripts, sessions, texts, wire
from tests.support import ROOT, Dialogue, Running, mail, stuffed

OFFERED = Listener("starttls", "127.0.0.1", 0)
SEND = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n" + stuffed(mail())
PASSWORD = "geheimes-Wort-4711"
TOKEN = "ya29.geheime-Marke-0815"
ALL = "AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER"


@dataclass(frozen=True)
class Login:
    """What a client says by one mechanism; the digest of CRAM-MD5 is put in when it is known."""

    mechanism: str
    initial: bytes | None
    responses: tuple[bytes, ...] = ()


def logins(user: str = "ada", password: str = PASSWORD) -> dict[str, Login]:
    """Each mechanism, with an initial response and without."""
    plain = f"\0{user}\0{password}".encode()
    xoauth2 = f"user={user}\x01auth=Bearer {TOKEN}\x01\x01".encode()
    bearer = f"n,a={user},\x01host=x\x01auth=Bearer {TOKEN}\x01\x01".encode()
    return {
        "rfc4616-2-plain-initial": Login("PLAIN", plain),
        "rfc4616-2-plain": Login("PLAIN", None, (plain,)),
        "login-initial": Login("LOGIN", user.encode(), (password.encode(),)),
        "login": Login("LOGIN", None, (user.encode(), password.encode())),
        "rfc2195-2-cram-md5": Login("CRAM-MD5", None, (f"{user} %DIGEST%".encode(),)),
        "xoauth2-initial": Login("XOAUTH2", xoauth2),
        "xoauth2": Login("XOAUTH2", None, (xoauth2,)),
        "rfc7628-3.1-oauthbearer-initial": Login("OAUTHBEARER", bearer),
        "rfc7628-3.1-oauthbearer": Login("OAUTHBEARER", None, (bearer,)),
    }


def log_in(dialogue: Dialogue, login: Login, password: str = PASSWORD) -> list[str]:
    """Go through an exchange; every reply."""
    start = f"AUTH {login.mechanism}" + (f" {base64(login.initial)}" if login.initial else "")
    replies = [dialogue.ask(start)]
    for response in login.responses:
        digest = hmac.new(password.encode(), b64decode(replies[-1][4:]), "md5").hexdigest()
        replies.append(dialogue.ask(base64(response.replace(b"%DIGEST%", digest.encode()))))
    return replies


def greeted(server: Running, *, tls: bool = False) -> Wire:
    """A dialogue behind EHLO, under TLS if wanted."""
    dialogue = wire(server.smtp)
    dialogue.reply()
    if tls:
        dialogue.ask("STARTTLS")
        dialogue.secure(ssl.create_default_context(cafile=str(Path(server.db).parent / certificate.PUBLIC)))
    dialogue.ask("EHLO x")
    return dialogue


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server that lets everybody in, for all scripts."""
    path = tmp_path_factory.mktemp("auth") / "mail.db"
    with Server(Config(smtp=(OFFERED,), web=LOOPBACK, db=path)) as server:
        yield running(server, "starttls")


# Everybody is let in


@pytest.mark.parametrize("tls", [False, True], ids=["plain-text", "tls"])
@pytest.mark.parametrize("login", logins().values(), ids=logins())
def test_every_mechanism(door: Running, login: Login, tls: bool) -> None:
    """Any credentials do, with and without TLS; the user names the inbox, and the session tells the mechanism."""
    with greeted(door, tls=tls) as dialogue:
        replies = log_in(dialogue, login)
        dialogue.send(SEND)
        codes = [dialogue.reply()[:3] for _ in range(4)]
    envelope = door.api("message/latest/envelope").json()
    session = said(door, envelope["Session"])

    assert replies[-1] == "235 2.7.0 Authentication succeeded"
    assert [reply[:4] for reply in replies[:-1]] == ["334 "] * len(login.responses)
    assert codes == ["250", "250", "354", "250"]
    assert (envelope["User"], envelope["Inbox"], bool(envelope["TLS"])) == ("ada", "ada", tls)
    assert (session["User"], session["Mechanism"]) == ("ada", login.mechanism)


def test_challenges(door: Running) -> None:
    """LOGIN asks in the words that clients wait for, and CRAM-MD5 never twice the same (RFC 2195 2)."""
    with greeted(door) as dialogue:
        login = [dialogue.ask("AUTH LOGIN"), dialogue.ask(base64("ada")), dialogue.ask("*")]
        challenges = []
        for _ in range(2):
            challenges.append(b64decode(dialogue.ask("AUTH CRAM-MD5")[4:]))
            dialogue.ask("*")

    assert login[:2] == ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"]
    assert challenges[0] != challenges[1]
    assert all(each.startswith(b"<") and each.endswith(b"@mailtrap>") for each in challenges)


SCRIPTS = scripts(
    none={"rfc4954-4-before-hello": f"> AUTH PLAIN {base64(b'*a*b')}\n< 503 5.5.1\n> EHLO x\n< 250-"},
    ehlo={
        "rfc4954-4-cancelled-plain": "> AUTH PLAIN\n< 334 \n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
        "rfc4954-4-cancelled-login": "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
        "rfc4954-4-cancelled-password": f"> AUTH LOGIN\n< 334\n> {base64('ada')}\n< 334 UGFzc\n> *\n< 501 5.7.0\n> NOOP\n< 250",
        "rfc4954-4-cancelled-cram-md5": "> AUTH CRAM-MD5\n< 334 \n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
        "rfc4954-4-cancelled-xoauth2": "> AUTH XOAUTH2\n< 334 \n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
        "rfc4954-4-cancelled-oauthbearer": "> AUTH OAUTHBEARER\n< 334 \n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
        "rfc4954-4-cancelled-then-good": f"> AUTH PLAIN\n< 334 \n> *\n< 501\n> AUTH PLAIN {base64(bytes(1) + b'a' + bytes(1))}\n< 235",
        "rfc4954-4-bad-base64-plain": "> AUTH PLAIN =A==\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4954-4-bad-base64-login": "> AUTH LOGIN\n< 334\n> a\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4954-4-bad-base64-password": f"> AUTH LOGIN {base64('ada')}\n< 334\n> a=a=\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4954-4-bad-base64-cram-md5": "> AUTH CRAM-MD5\n< 334\n> (\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4954-4-bad-base64-xoauth2": "> AUTH XOAUTH2 user=ada\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4954-4-bad-base64-oauthbearer": "> AUTH OAUTHBEARER n,,\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4954-4-url-safe-base64": f"> AUTH PLAIN {base64(bytes(1) + b'ada' + bytes(1) + b'???>>>').replace('/', '_')}\n< 501 5.5.2",
        "rfc2195-2-initial-response": f"> AUTH CRAM-MD5 {base64('ada 0')}\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc2195-2-no-digest": f"> AUTH CRAM-MD5\n< 334\n> {base64('ada')}\n< 501 5.5.2",
        "rfc2195-2-short-digest": f"> AUTH CRAM-MD5\n< 334\n> {base64('ada 0123')}\n< 501 5.5.2",
        "rfc2195-2-no-user": f"> AUTH CRAM-MD5\n< 334\n> {base64(' ' + 'a' * 32)}\n< 501 5.5.2",
        "xoauth2-without-token": f"> AUTH XOAUTH2 {base64(b'user=ada|auth=Bearer ||'.replace(b'|', bytes((1,))))}\n< 501 5.5.2",
        "xoauth2-without-end": f"> AUTH XOAUTH2 {base64(b'user=ada|auth=Bearer x'.replace(b'|', bytes((1,))))}\n< 501 5.5.2",
        "xoauth2-without-user": f"> AUTH XOAUTH2 {base64(b'auth=Bearer x||'.replace(b'|', bytes((1,))))}\n< 501 5.5.2",
        "rfc7628-3.1-without-header": f"> AUTH OAUTHBEARER {base64(b'auth=Bearer x||'.replace(b'|', bytes((1,))))}\n< 501 5.5.2",
        "rfc7628-3.1-without-token": f"> AUTH OAUTHBEARER {base64(b'n,a=ada,||'.replace(b'|', bytes((1,))))}\n< 501 5.5.2",
        "rfc7628-3.1-without-name": f"> AUTH OAUTHBEARER {base64(b'n,,|auth=Bearer x||'.replace(b'|', bytes((1,))))}\n< 235 2.7.0",
        "rfc5801-4-channel-binding": f"> AUTH OAUTHBEARER {base64(b'p=tls-unique,,|auth=Bearer x||'.replace(b'|', bytes((1,))))}\n< 501",
        "rfc4616-2-nul-too-many": f"> AUTH PLAIN {base64(bytes(3))}\n< 501 5.5.2",
        "rfc4616-2-nothing": "> AUTH PLAIN\n< 334 \n>\n< 501 5.5.2\n> NOOP\n< 250",
        "rfc4422-3.1-mechanism-unknown": "> AUTH SCRAM-SHA-256 eA==\n< 504 5.5.4 Mechanism not known; there are PLAIN LOGIN\n> NOOP\n< 250",
        "rfc4422-3.1-mechanism-missing": "> AUTH\n< 504 5.5.4\n> NOOP\n< 250",
        "rfc4954-4-initial-response-of-spaces": "> AUTH PLAIN   \n< 334 \n> *\n< 501",
        "rfc4954-4-a-line-of-the-exchange-is-no-command": "> AUTH PLAIN\n< 334 \n> QUIT\n< 501 5.5.2\n> NOOP\n< 250",
    },
    rcpt={
        "rfc4954-4-within-a-mail": f"> AUTH PLAIN {base64(bytes(1) + b'a' + bytes(1))}\n< 503 5.5.1\n> DATA\n< 354\n> .\n< 250",
    },
)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_dialogue(door: Running, script: str) -> None:
    """What cannot be understood is refused in its own words, and the session goes on."""
    with Dialogue(door.smtp) as dialogue:
        wrong = play(dialogue, script)

    assert not wrong, "\n".join(wrong)


def test_users_have_inboxes_of_their_own(server: Running) -> None:
    """Each user's mail is in an inbox of that name, mail without a login in the default one (RFC 4954 3)."""
    for user in ("ada", "team/блюз", ""):
        with greeted(server) as dialogue:
            if user:
                log_in(dialogue, logins(user)["rfc4616-2-plain-initial"])
            dialogue.send(SEND)
            for _ in range(4):
                dialogue.reply()
    envelopes = [server.api(f"message/{each['ID']}/envelope").json() for each in reversed(server.messages())]

    assert [each["Inbox"] for each in envelopes] == ["ada", "team/блюз", "default"]


# Options


REQUIRED = {
    "rfc4954-4-mail": "> MAIL FROM:<a@b.test>\n< 530 5.7.0 Authentication required\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-rcpt": "> RCPT TO:<a@b.test>\n< 503 5.5.1",
    "rfc4954-4-data": "> DATA\n< 503 5.5.1",
    "rfc4954-4-chunk": "> BDAT 6 LAST\n>> QUIT\\r\\n\n< 503 5.5.1\n> NOOP\n< 250",
    "rfc4954-6-allowed": "> NOOP\n< 250\n> RSET\n< 250\n> VRFY a\n< 252\n> HELP\n< 214\n> EHLO y\n< 250-\n> QUIT\n< 221",
    "rfc4954-4-after-a-cancelled-login": "> AUTH LOGIN\n< 334\n> *\n< 501\n> MAIL FROM:<a@b.test>\n< 530 5.7.0",
    "rfc4954-4-after-a-login": (
        f"> AUTH PLAIN {base64(bytes(1) + b'ada' + bytes(1))}\n< 235\n> MAIL FROM:<a@b.test>\n< 250 2.1.0"
    ),
    "rfc4954-4-after-a-login-and-hello": (
        f"> AUTH PLAIN {base64(bytes(1) + b'ada' + bytes(1))}\n< 235\n> EHLO y\n< 250-\n> MAIL FROM:<a@b.test>\n< 250"
    ),
}


@pytest.fixture(scope="module")
def requiring() -> Iterator[Running]:
    """A server that takes mail after a login only."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, ephemeral=True, auth_required=True)) as server:
        yield running(server)


@pytest.mark.parametrize("script", REQUIRED.values(), ids=REQUIRED)
def test_required(requiring: Running, script: str) -> None:
    """With ``auth_required`` a mail without a login is refused with 530."""
    with Dialogue(requiring.smtp) as dialogue:
        wrong = play(dialogue, f"> EHLO x\n< 250-\n{script}")

    assert not wrong, "\n".join(wrong)


@pytest.fixture
def listed(start_server: StartServer, tmp_path: Path) -> Running:
    """A server with a list of users: ada by bcrypt, bob by argon2."""
    users = tmp_path / "users"
    users.write_text(
        f"ada:{bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()}\n"
        f"bob:{PasswordHasher(1, 8, 1).hash(PASSWORD)}\n"
    )
    return start_server(auth_file=users)


@pytest.mark.parametrize("mechanism", ["rfc4616-2-plain-initial", "rfc4616-2-plain", "login", "login-initial"])
@pytest.mark.parametrize(
    ("user", "password", "code"),
    [
        ("ada", PASSWORD, "235 2.7.0"),
        ("bob", PASSWORD, "235 2.7.0"),
        ("ada", PASSWORD.upper(), "535 5.7.8"),
        ("bob", "", "535 5.7.8"),
        ("eve", PASSWORD, "535 5.7.8"),
        ("ADA", PASSWORD, "535 5.7.8"),
    ],
    ids=["bcrypt", "argon2", "wrong-password", "empty-password", "unknown-user", "other-case"],
)
def test_users_of_a_file(listed: Running, mechanism: str, user: str, password: str, code: str) -> None:
    """With ``auth_file`` its users are let in with their passwords, and all others get one answer (RFC 4954 6)."""
    with greeted(listed) as dialogue:
        reply = log_in(dialogue, logins(user, password)[mechanism], password)[-1]
        after = dialogue.ask("NOOP")

    assert reply.startswith(code)
    assert after.startswith("250 ")


def test_mechanisms_of_a_file(listed: Running) -> None:
    """With ``auth_file`` only mechanisms that show the password are there (RFC 4954 3)."""
    with wire(listed.smtp) as dialogue:
        dialogue.reply()
        hello = dialogue.ask("EHLO x").split("\n")
        replies = [dialogue.ask(f"AUTH {name}") for name in ("CRAM-MD5", "XOAUTH2 eA==", "OAUTHBEARER")]

    assert "250-AUTH PLAIN LOGIN" in hello
    assert {reply[:9] for reply in replies} == {"504 5.5.4"}


def test_failed_then_good(listed: Running) -> None:
    """After a wrong password the right one is taken, and the session counts the refusal (RFC 4954 6)."""
    with greeted(listed) as dialogue:
        wrong = log_in(dialogue, logins("ada", "no")["login"])[-1]
        right = log_in(dialogue, logins()["login"])[-1]
        dialogue.ask("QUIT")
    session = ended(listed)

    assert (wrong[:3], right[:3]) == ("535", "235")
    assert (session["User"], session["Failed"], session["Refusals"]) == ("ada", True, 1)


def test_a_slow_hash_holds_nobody_up(start_server: StartServer, tmp_path: Path) -> None:
    """While a password is checked, which takes long on purpose, other sessions are served."""
    users = tmp_path / "users"
    users.write_text(f"ada:{bcrypt.hashpw(b'x', bcrypt.gensalt(12)).decode()}\n")
    server = start_server(auth_file=users)
    with ExitStack() as stack:
        busy = [stack.enter_context(greeted(server)) for _ in range(3)]
        other = stack.enter_context(greeted(server))
        for dialogue in busy:
            dialogue.send(f"AUTH PLAIN {base64(bytes(1) + b'ada' + bytes(1) + b'y')}\r\n".encode())
        served = [other.ask("NOOP")[:3] for _ in range(5)]
        replies = [dialogue.reply()[:3] for dialogue in busy]

    assert served == ["250"] * 5
    assert replies == ["535"] * 3


def test_tls_required_for_a_login(start_server: StartServer) -> None:
    """With ``auth_require_tls`` AUTH is neither announced nor taken before TLS, and is after (RFC 4954 4)."""
    server = start_server(smtp=(OFFERED,), auth_require_tls=True)
    with wire(server.smtp) as dialogue:
        dialogue.reply()
        before = dialogue.ask("EHLO x").split("\n")
        refused = [log_in(dialogue, logins()["rfc4616-2-plain-initial"])[0], dialogue.ask("AUTH LOGIN")]
        unharmed = dialogue.ask("MAIL FROM:<a@b.test>")
    with greeted(server, tls=True) as dialogue:
        after = dialogue.ask("EHLO x").split("\n")
        taken = log_in(dialogue, logins()["login"])[-1]

    assert not [line for line in before if "AUTH" in line]
    assert {reply[:10] for reply in refused} == {"538 5.7.11"}
    assert unharmed.startswith("250 ")
    assert f"250-{ALL}" in after
    assert taken.startswith("235 ")


# Secrets


def everywhere(server: Running, logged: str = "") -> bytes:
    """All that is kept or told of the sessions: the files of the store, the transcripts, the log."""
    files = Path(server.db).parent.glob("mail.db*")
    kept = b"".join(path.read_bytes() for path in files)
    told = "".join(str(said(server, session["ID"])) for session in sessions(server, limit=500))
    return kept + told.encode() + logged.encode()


def traces(*secrets: str) -> list[bytes]:
    """What a secret looks like: as it is, and in base64 wherever in a longer text it began."""
    found = []
    for secret in secrets:
        found.append(secret.encode())
        for shift in range(3):
            text = base64(b"x" * shift + secret.encode())
            found.append(text[4:-4].encode())
    return found


@pytest.mark.parametrize("login", logins().values(), ids=logins())
def test_no_secret_is_kept(server: Running, login: Login, caplog: pytest.LogCaptureFixture) -> None:
    """No password, token or digest is in the store, in the transcript or in the log at debug, whatever the mechanism."""
    caplog.set_level(logging.DEBUG)
    with greeted(server) as dialogue:
        challenge = dialogue.ask("AUTH CRAM-MD5") if login.mechanism == "CRAM-MD5" else ""
        digest = hmac.new(PASSWORD.encode(), b64decode(challenge[4:]), "md5").hexdigest()
        if challenge:
            reply = dialogue.ask(base64(f"ada {digest}"))
        else:
            reply = log_in(dialogue, login)[-1]
        dialogue.send(SEND + b"QUIT\r\n")
        dialogue.rest()
    session = ended(server)
    kept = everywhere(server, caplog.text)

    assert reply.startswith("235 ")
    assert [trace for trace in traces(PASSWORD, TOKEN, digest) if trace in kept] == []
    assert [text for text in texts(session, "C") if "AUTH" in text] == [
        f"AUTH {login.mechanism}{' ***' if login.initial else ''}"
    ]
    assert texts(session, "C").count("***") == len(login.responses)
    assert f"AUTH {login.mechanism}" in caplog.text


CODED = base64(f"\0ada\0{PASSWORD}")
CARELESS = {
    "in-lower-case": f"> auth plain {CODED}\n< 235",
    "space-before": f">  AUTH PLAIN {CODED}\n< 500",
    "tab-between": f"> AUTH\tPLAIN {CODED}\n< 500",
    "two-spaces": f"> AUTH  PLAIN  {CODED}\n< ",
    "mechanism-forgotten": f"> AUTH {CODED}\n< 504",
    "mechanism-unknown": f"> AUTH SECRET {CODED}\n< 504",
    "not-in-base64": f"> AUTH PLAIN {PASSWORD}\n< 501",
    "two-arguments": f"> AUTH PLAIN ada {PASSWORD}\n< 501",
    "bare-lf": f">> AUTH PLAIN {CODED}\\n\n< 500",
    "bare-cr": f"> AUTH PLAIN\\r{CODED}\n< 500",
    "nul": f"> AUTH PLAIN {CODED}\\x00\n< 500",
    "colon": f"> AUTH: PLAIN {CODED}\n< 500",
    "before-hello": f"> RSET\n< 250\n> AUTH PLAIN {CODED}\n< ",
    "too-long": f"> AUTH PLAIN {CODED}{'A' * 3000}\n< 500",
    "response-too-long": f"> AUTH PLAIN\n< 334\n> {CODED}{'A' * 13000}\n< 500",
    "goes-on-after-a-refusal": f"> AUTH LOGIN !\n< 501\n> {base64(PASSWORD)}\n< 500",
    "goes-on-after-an-unknown-mechanism": f"> AUTH DIGEST-MD5\n< 504\n> {CODED}\n< 500\n> {base64(PASSWORD)}\n< 500",
    "goes-on-after-a-cancel": f"> AUTH LOGIN\n< 334\n> *\n< 501\n> {base64(PASSWORD)}\n< 500",
    "goes-on-after-success": f"> AUTH PLAIN {CODED}\n< 235\n> {base64(PASSWORD)}\n< 500",
    "twice": f"> AUTH PLAIN {CODED}\n< 235\n> AUTH PLAIN {CODED}\n< 503",
    "within-a-mail": f"> MAIL FROM:<a@b.test>\n< 250\n> AUTH PLAIN {CODED}\n< 503",
}


@pytest.mark.parametrize("script", CARELESS.values(), ids=[f"rfc4954-9-{name}" for name in CARELESS])
@pytest.mark.parametrize("hidden", [(), ("AUTH",)], ids=["", "hidden"])
def test_no_secret_of_a_careless_client(
    start_server: StartServer, script: str, hidden: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """Nor is there one when the client misspells AUTH, or goes on after it was refused, or there is no AUTH at all."""
    caplog.set_level(logging.DEBUG)
    server = start_server(hide_extension=hidden)
    with greeted(server) as dialogue:
        wrong = play(dialogue, script, banner=False) if not hidden else []
        if hidden:
            dialogue.send(script_bytes(script) + b"QUIT\r\n")
            dialogue.rest()
    ended(server)
    kept = everywhere(server, caplog.text)

    assert not wrong, "\n".join(wrong)
    assert [trace for trace in traces(PASSWORD) if trace in kept] == []


def script_bytes(script: str) -> bytes:
    """All that the client says in a script, at once."""
    lines = [line.partition(" ")[2] for line in script.split("\n") if line.startswith(">")]
    return b"".join(
        line.replace("\\n", "").replace("\\r", "\r").replace("\\x00", "").encode() + b"\r\n" for line in lines
    )


def test_no_secret_in_the_log_of_the_program(tmp_path: Path) -> None:
    """The program's own log at debug shows the dialogue without its secrets."""
    command = [
        *(sys.executable, "-m", "mailtrap", "--smtp", f"unix:{tmp_path / 's'}", "--web", "127.0.0.1:0"),
        *("--db", str(tmp_path / "mail.db"), "--log-level", "debug", "--json"),
    ]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT) as process,
    ):
        assert process.stdout
        process.stdout.readline()
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(tmp_path / "s"))
        with Wire(connection) as dialogue:
            dialogue.reply()
            dialogue.ask("EHLO x")
            first = log_in(dialogue, logins()["rfc4616-2-plain-initial"])[-1]
            for login in logins().values():  # refused, since one login is enough
                dialogue.ask(f"AUTH {login.mechanism}" + (f" {base64(login.initial)}" if login.initial else ""))
            dialogue.ask("QUIT")
        process.terminate()
        process.wait(30)
    logged = (tmp_path / "log").read_bytes()

    assert first.startswith("235 ")
    assert b"AUTH PLAIN ***" in logged
    assert b"AUTH CRAM-MD5" in logged
    assert [trace for trace in traces(PASSWORD, TOKEN) if trace in logged] == []
