"""TLS as clients meet it: STARTTLS offered and demanded, TLS from the first byte, the certificate, and socket files."""

import socket
import ssl
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailtrap import certificate
from mailtrap.cli import main
from mailtrap.config import Config, Listener
from mailtrap.errors import ConfigError, ListenError
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.dialogue import Wire, base64, ended, play, running, sessions, texts, wire
from tests.support import Running, mail, start_process, stop_process, stuffed, wait_for

OFFERED = Listener("starttls", "127.0.0.1", 0)
DEMANDED = Listener("starttls", "127.0.0.1", 0, require=True)
IMPLICIT = Listener("smtps", "127.0.0.1", 0)
ADA = base64(b"\0ada\0secret")
SEND = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n"


def trusting(server: Running) -> ssl.SSLContext:
    """A client that knows the certificate of this server."""
    return ssl.create_default_context(cafile=str(Path(server.db).parent / certificate.PUBLIC))


def secured(server: Running) -> Wire:
    """A dialogue that said EHLO and STARTTLS and is under TLS now."""
    dialogue = wire(server.smtp)
    wrong = play(dialogue, "> EHLO x\n< 250-\n> STARTTLS\n< 220 2.0.0 Ready to start TLS")
    assert not wrong
    dialogue.secure(trusting(server))
    return dialogue


@pytest.fixture
def offered(start_server: StartServer) -> Running:
    """A server that offers STARTTLS."""
    return start_server(smtp=(OFFERED,))


@pytest.fixture
def implicit(start_server: StartServer) -> Running:
    """A server that speaks TLS from the first byte."""
    return start_server(smtp=(IMPLICIT,))


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with a listener of each kind, for questions that leave nothing behind."""
    path = tmp_path_factory.mktemp("doors") / "mail.db"
    with Server(Config(smtp=(DOOR, OFFERED, IMPLICIT), web=LOOPBACK, db=path)) as server:
        yield server


# STARTTLS


PLAIN = {
    "rfc3207-4-offered": "> EHLO x\n< 250-\n> STARTTLS\n< 220 2.0.0 Ready to start TLS",
    "rfc3207-4-before-hello": "> STARTTLS\n< 220 2.0.0",
    "rfc3207-4-in-lower-case": "> EHLO x\n< 250-\n> starttls\n< 220 2.0.0",
    "rfc3207-4-with-an-argument": "> EHLO x\n< 250-\n> STARTTLS now\n< 501 5.5.4 Syntax: STARTTLS\n> NOOP\n< 250 2.0.0",
    "rfc3207-4-not-used": "> EHLO x\n< 250-\n> MAIL FROM:<a@b.test>\n< 250 2.1.0",
}


@pytest.mark.parametrize("script", PLAIN.values(), ids=PLAIN)
def test_offered(doors: Server, script: str) -> None:
    """STARTTLS may be said, or not."""
    with wire(running(doors, "starttls").smtp) as dialogue:
        wrong = play(dialogue, script)

    assert not wrong, "\n".join(wrong)


DEMAND = {
    "rfc3207-4-mail": "> EHLO x\n< 250-\n> MAIL FROM:<a@b.test>\n< 530 5.7.0 Say STARTTLS first",
    "rfc3207-4-rcpt": "> RCPT TO:<a@b.test>\n< 530 5.7.0",
    "rfc3207-4-data": "> DATA\n< 530 5.7.0\n> NOOP\n< 250 2.0.0",
    "rfc3207-4-auth": f"> EHLO x\n< 250-\n> AUTH PLAIN {ADA}\n< 530 5.7.0",
    "rfc3207-4-vrfy": "> VRFY ada\n< 530 5.7.0",
    "rfc3207-4-expn": "> EXPN staff\n< 530 5.7.0",
    "rfc3207-4-helo": "> HELO x\n< 250 mailtrap\n> MAIL FROM:<a@b.test>\n< 530 5.7.0",
    "rfc3207-4-noop": "> NOOP\n< 250 2.0.0",
    "rfc3207-4-quit": "> QUIT\n< 221 2.0.0\n< (closed)",
    "rfc3207-4-unknown-command": "> BREW\n< 500 5.5.2",
    "rfc3207-4-the-way-in": "> EHLO x\n< 250-\n> MAIL FROM:<a@b.test>\n< 530\n> STARTTLS\n< 220 2.0.0",
}


@pytest.fixture(scope="module")
def demanding() -> Iterator[Server]:
    """A server that takes no mail without TLS."""
    with Server(Config(smtp=(DEMANDED,), web=LOOPBACK, ephemeral=True)) as server:
        yield server


@pytest.mark.parametrize("script", DEMAND.values(), ids=DEMAND)
def test_demanded(demanding: Server, script: str) -> None:
    """Before TLS a listener that demands it answers 530 to all but a few commands."""
    with wire(running(demanding, "starttls").smtp) as dialogue:
        wrong = play(dialogue, script)

    assert not wrong, "\n".join(wrong)


def test_demanded_chunk(start_server: StartServer) -> None:
    """A chunk that came before the demanded TLS is not taken for commands (RFC 3207 4, RFC 3030 2)."""
    server = start_server(smtp=(DEMANDED,))
    with wire(server.smtp) as dialogue:
        wrong = play(dialogue, "> EHLO x\n< 250-\n> BDAT 6 LAST\n>> QUIT\\r\\n\n< 530 5.7.0\n> NOOP\n< 250 2.0.0")

    assert not wrong, "\n".join(wrong)


def test_mail_under_starttls(start_server: StartServer) -> None:
    """Behind the demanded STARTTLS mail is taken, and its envelope tells of TLS (RFC 3207 4)."""
    server = start_server(smtp=(DEMANDED,))
    with secured(server) as dialogue:
        dialogue.ask("EHLO again")
        dialogue.send(SEND + stuffed(mail("secured")))
        replies = [dialogue.reply() for _ in range(4)]
    envelope = server.api("message/latest/envelope").json()

    assert [reply[:3] for reply in replies] == ["250", "250", "354", "250"]
    assert envelope["TLS"].startswith("TLSv1.3 TLS_")
    assert envelope["Helo"] == "again"
    assert server.raw("latest") == mail("secured")


def test_hello_again(offered: Running) -> None:
    """After TLS began EHLO does not offer STARTTLS, and all else as before (RFC 3207 4.2)."""
    with wire(offered.smtp) as dialogue:
        dialogue.reply()
        before = dialogue.ask("EHLO x").split("\n")
        dialogue.ask("STARTTLS")
        dialogue.secure(trusting(offered))
        after = dialogue.ask("EHLO x").split("\n")

    assert "250-STARTTLS" in before
    assert after == [line for line in before if line != "250-STARTTLS"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "> MAIL FROM:<a@b.test>\n< 503 5.5.1 Say EHLO"),
        ("", "> AUTH PLAIN eA==\n< 503 5.5.1 Say EHLO"),
        ("> MAIL FROM:<a@b.test>\n< 250\n", "> RCPT TO:<c@d.test>\n< 503 5.5.1"),
        ("> MAIL FROM:<a@b.test>\n< 250\n", "> EHLO y\n< 250-\n> MAIL FROM:<e@f.test>\n< 250 2.1.0"),
        ("> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 250\n", "> EHLO y\n< 250-\n> DATA\n< 503 5.5.1"),
        (
            "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 250\n> BDAT 1\n>> x\n< 250\n",
            "> EHLO y\n< 250-\n> BDAT 0 LAST\n< 503 5.5.1",
        ),
    ],
    ids=[f"rfc3207-4.2-{name}" for name in ("hello", "hello-for-auth", "sender", "mail", "recipient", "chunk")],
)
def test_state_is_forgotten(doors: Server, before: str, after: str) -> None:
    """What a client said before TLS counts no longer."""
    server = running(doors, "starttls")
    with wire(server.smtp) as dialogue:
        wrong = play(dialogue, f"> EHLO x\n< 250-\n{before}> STARTTLS\n< 220")
        dialogue.secure(trusting(server))
        wrong += play(dialogue, after, banner=False)

    assert not wrong, "\n".join(wrong)


def test_login_is_forgotten(offered: Running) -> None:
    """Who logged in before TLS has to do so again (RFC 3207 4.2)."""
    with wire(offered.smtp) as dialogue:
        wrong = play(dialogue, f"> EHLO x\n< 250-\n> AUTH PLAIN {ADA}\n< 235\n> STARTTLS\n< 220")
        dialogue.secure(trusting(offered))
        dialogue.ask("EHLO x")
        dialogue.send(SEND + stuffed(mail()))
        for _ in range(4):
            dialogue.reply()
        again = dialogue.ask(f"AUTH PLAIN {ADA}")
    envelope = offered.api("message/latest/envelope").json()

    assert not wrong
    assert (envelope["User"], envelope["Inbox"]) == ("", "default")
    assert again.startswith("235 2.7.0")


@pytest.mark.parametrize(
    "injected",
    [b"NOOP\r\n", SEND + stuffed(mail("injected")), b"EHLO evil\r\n" + SEND, b"RSET", b"x" * 100_000],
    ids=[f"cve-2011-0411-{name}" for name in ("command", "mail", "half-a-mail", "half-a-command", "100-kb")],
)
def test_injected_text_is_thrown_away(offered: Running, injected: bytes) -> None:
    """Plain text behind STARTTLS, in its packet, is not executed, neither before TLS nor under it (RFC 3207 6)."""
    with wire(offered.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO x")
        dialogue.send(b"STARTTLS\r\n" + injected)
        ready = dialogue.reply()
        if len(injected) > 60_000:  # it came in several packets: what is left of it is no handshake
            with pytest.raises((ssl.SSLError, ConnectionError)):
                secured_anyway(dialogue, offered)
            replies = []
        else:
            dialogue.secure(trusting(offered))
            replies = [dialogue.ask("RCPT TO:<c@d.test>"), dialogue.ask("EHLO y"), dialogue.ask("QUIT")]
    session = ended(offered)

    assert ready == "220 2.0.0 Ready to start TLS"
    assert [reply[:9] for reply in replies] in (["503 5.5.1", "250-mailt", "221 2.0.0"], [])
    assert offered.messages() == []
    assert "MAIL FROM:<a@b.test>" not in texts(session)
    assert [text for text in texts(session, "-") if "were thrown away" in text] or not replies


def secured_anyway(dialogue: Wire, server: Running) -> None:
    """Begin TLS and say one word under it."""
    dialogue.secure(trusting(server))
    if not dialogue.ask("NOOP"):
        raise ConnectionResetError


def test_starttls_twice(offered: Running) -> None:
    """There is no TLS within TLS (RFC 3207 4)."""
    with secured(offered) as dialogue:
        wrong = play(dialogue, "> EHLO x\n< 250-\n> STARTTLS\n< 503 5.5.1\n> NOOP\n< 250 2.0.0", banner=False)

    assert not wrong, "\n".join(wrong)


def test_starttls_where_there_is_none(doors: Server) -> None:
    """A listener without TLS does not offer it and says so, and one that has it already too (RFC 3207 4)."""
    server = running(doors, "smtps")
    with wire(running(doors).smtp) as plain, wire(server.smtp) as secure:
        secure.secure(trusting(server))
        announced = [dialogue.reply() and dialogue.ask("EHLO x") for dialogue in (plain, secure)]
        replies = [dialogue.ask("STARTTLS")[:3] for dialogue in (plain, secure)]

    assert not any("STARTTLS" in text for text in announced)
    assert replies == ["502", "503"]


# From the first byte


def test_implicit(implicit: Running) -> None:
    """On a listener with implicit TLS everything is under TLS, the banner too (RFC 8314 3.3)."""
    with wire(implicit.smtp) as dialogue:
        version = dialogue.secure(trusting(implicit))
        greeting = dialogue.reply()
        hello = dialogue.ask("EHLO x")
        dialogue.send(SEND + stuffed(mail("implicit")) + b"QUIT\r\n")
        codes = [dialogue.reply()[:3] for _ in range(6)]
    session = ended(implicit)

    assert version == "TLSv1.3"
    assert greeting.startswith("220 mailtrap ESMTP")
    assert "STARTTLS" not in hello
    assert codes == ["250", "250", "354", "250", "221", ""]
    assert (session["Outcome"], session["Failed"], session["Mails"]) == ("QUIT", False, 1)
    assert session["TLS"].startswith("TLSv1.3 TLS_")
    assert session["Listener"].startswith("smtps://127.0.0.1:")


def test_implicit_counts_itself_once(start_server: StartServer) -> None:
    """As many clients come in as are allowed, under TLS too; the next is told 421 (RFC 5321 4.3.2)."""
    server = start_server(smtp=(IMPLICIT,), max_connections=2)
    context = trusting(server)
    greetings = []
    with ExitStack() as stack:
        for _ in range(3):
            dialogue = stack.enter_context(wire(server.smtp))
            dialogue.secure(context)
            greetings.append(dialogue.reply())

    assert [greeting[:3] for greeting in greetings] == ["220", "220", "421"]


def test_implicit_at_the_same_moment(start_server: StartServer) -> None:
    """Handshakes under way take no room from each other; one too many is closed, and its session says why."""
    server = start_server(smtp=(IMPLICIT,), max_connections=2)
    context = trusting(server)
    with wire(server.smtp) as first, wire(server.smtp) as second, wire(server.smtp) as third:
        rest = third.rest()
        greetings = []
        for dialogue in (first, second):
            dialogue.secure(context)
            greetings.append(dialogue.reply())
        failed = sessions(server, failed=1)

    assert rest == ""
    assert [greeting[:3] for greeting in greetings] == ["220", "220"]
    assert [session["Outcome"] for session in failed] == ["too many TLS handshakes at once"]


def test_a_silent_client_holds_nobody_up(implicit: Running) -> None:
    """Who connects and begins no handshake does not keep others waiting (RFC 8314 3.3)."""
    with wire(implicit.smtp), wire(implicit.smtp) as dialogue:
        dialogue.secure(trusting(implicit))
        greeting = dialogue.reply()

    assert greeting.startswith("220 ")


@pytest.mark.parametrize("scheme", ["starttls", "smtps"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["tls-1.2", "tls-1.3"])
def test_versions(doors: Server, scheme: str, version: ssl.TLSVersion) -> None:
    """TLS 1.2 and 1.3 are spoken (RFC 8997 3)."""
    server = running(doors, scheme)
    context = trusting(server)
    context.minimum_version = context.maximum_version = version
    with wire(server.smtp) as dialogue:
        if scheme == "starttls":
            play(dialogue, "> EHLO x\n< 250-\n> STARTTLS\n< 220")
        spoken_version = dialogue.secure(context)
        reply = dialogue.ask("NOOP")

    assert spoken_version == version.name.replace("_", ".")
    assert reply[:3] in ("220", "250")


@pytest.mark.parametrize("listener", [OFFERED, IMPLICIT], ids=["rfc8997-3-starttls", "rfc8997-3-smtps"])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_old_versions_are_refused(start_server: StartServer, listener: Listener) -> None:
    """TLS 1.1 is not spoken, and the session says why it ended."""
    server = start_server(smtp=(listener,))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with wire(server.smtp) as dialogue:
        if listener is OFFERED:
            play(dialogue, "> EHLO x\n< 250-\n> STARTTLS\n< 220")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            dialogue.secure(context)
    session = ended(server)

    assert session["Failed"] is True
    assert session["Outcome"] == "the TLS handshake failed: unsupported protocol"
    assert session["TLS"] == ""


# Handshakes that fail


@pytest.mark.parametrize("listener", [OFFERED, IMPLICIT], ids=["rfc3207-4.1-starttls", "rfc8314-3.3-smtps"])
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"EHLO x\r\nMAIL FROM:<a@b.test>\r\n", ("wrong version number", "http request")),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", ("http request",)),
        (b"\x16\x03\x01\xff\xff" + b"\xff" * 600, ("",)),
        (b"", ("",)),
    ],
    ids=["plain-smtp", "http", "nonsense", "hang-up"],
)
def test_failed_handshake(start_server: StartServer, listener: Listener, said: bytes, reason: tuple[str, ...]) -> None:
    """Who does not speak TLS leaves a session that says so, and others are served."""
    server = start_server(smtp=(listener,))
    with wire(server.smtp) as dialogue:
        if listener is OFFERED:
            play(dialogue, "> EHLO x\n< 250-\n> STARTTLS\n< 220")
        dialogue.send(said)
        dialogue.half_close()
        dialogue.rest()
    wait_for(lambda: sessions(server))
    session = ended(server)
    failed = sessions(server, failed=1)

    assert session["Failed"] is True
    assert session["Outcome"].startswith("the TLS handshake failed: ")
    assert any(session["Outcome"].endswith(each) for each in reason)
    assert session["Outcome"] in texts(session, "-")
    assert [each["ID"] for each in failed] == [session["ID"]]
    assert session["Listener"].startswith(f"{listener.scheme}://")
    assert "a@b.test" not in str(session)


def test_slow_handshake(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handshake that does not come to its end is broken off, and the session says so (RFC 5321 4.5.3.2)."""
    monkeypatch.setattr("mailtrap.smtp.tls.HANDSHAKE_TIMEOUT", 0.3)  # thirty seconds are long for a test
    server = start_server(smtp=(IMPLICIT, OFFERED))
    with wire(server.smtp) as dialogue:
        rest = dialogue.rest()
    wait_for(lambda: sessions(server, failed=1))
    session = ended(server)

    assert rest == ""
    assert session["Outcome"].startswith("the TLS handshake failed: ")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["tls-1.2", "tls-1.3"])
@pytest.mark.parametrize("listener", [OFFERED, IMPLICIT], ids=["rfc3207-4.1-starttls", "rfc8314-3.3-smtps"])
def test_distrust(start_server: StartServer, listener: Listener, version: ssl.TLSVersion) -> None:
    """A client that does not know the certificate leaves a failed session that says so."""
    server = start_server(smtp=(listener,))
    context = ssl.create_default_context()
    context.minimum_version = context.maximum_version = version
    with wire(server.smtp) as dialogue:
        if listener is OFFERED:
            play(dialogue, "> EHLO x\n< 250-\n> STARTTLS\n< 220")
        with pytest.raises(ssl.SSLCertVerificationError):
            dialogue.secure(context)
    wait_for(lambda: sessions(server))
    session = ended(server)

    assert session["Failed"] is True
    assert "TLS handshake" in session["Outcome"]
    assert "unknown ca" in session["Outcome"] or "may not trust the certificate" in session["Outcome"]


def test_hang_up_after_distrust_is_no_blame(offered: Running) -> None:
    """A client that spoke under TLS and then hung up trusts the certificate: its session did not fail."""
    with secured(offered) as dialogue:
        dialogue.ask("EHLO x")
    session = ended(offered)

    assert (session["Outcome"], session["Failed"]) == ("the client hung up", False)
    assert session["TLS"] in texts(session, "-")


# The certificate


def shown(server: Running) -> bytes:
    """The certificate that a client is shown, as PEM."""
    with secured(server) as dialogue:
        der = dialogue._socket.getpeercert(True)  # type: ignore[attr-defined]
    return ssl.DER_cert_to_PEM_cert(der).encode()


def test_certificate_is_kept(tmp_path: Path) -> None:
    """The certificate is made on first need, kept beside the store for its owner alone, and used again after a restart."""
    config = Config(smtp=(OFFERED,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as server:
        first = shown(running(server, "starttls"))
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.pem")}
    with Server(config) as server:
        second = shown(running(server, "starttls"))

    assert first == second == made["mailtrap-cert.pem"]
    assert made == {path.name: path.read_bytes() for path in tmp_path.glob("*.pem")}
    assert stat.S_IMODE((tmp_path / "mailtrap-key.pem").stat().st_mode) == 0o600
    assert b"PRIVATE" not in made["mailtrap-cert.pem"]


def test_no_certificate_without_need(start_server: StartServer, tmp_path: Path) -> None:
    """A server without TLS listeners makes no certificate."""
    start_server()

    assert list(tmp_path.glob("*.pem")) == []


@pytest.mark.parametrize("apart", [True, False], ids=["key-apart", "one-file"])
def test_own_certificate(start_server: StartServer, tmp_path: Path, apart: bool) -> None:
    """With ``tls_cert`` and ``tls_key`` clients are shown that certificate, and none is made."""
    other = certificate.ensure(tmp_path / "own", ["mail.example.test"])
    pair = other.cert.read_text()
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    key.write_text(pair[: pair.index("-----BEGIN CERT")])
    cert.write_text(pair[pair.index("-----BEGIN CERT") :] if apart else pair)
    server = start_server(smtp=(IMPLICIT,), tls_cert=cert, tls_key=key if apart else None)
    context = ssl.create_default_context(cafile=str(other.public))
    with wire(server.smtp) as dialogue:
        dialogue.secure(context, "mail.example.test")
        greeting = dialogue.reply()

    assert greeting.startswith("220 ")
    assert not (tmp_path / "mailtrap-cert.pem").exists()


def test_own_certificate_that_will_not_do(start_server: StartServer, tmp_path: Path) -> None:
    """A certificate without its key is a fault of the configuration that names the file, before anything listens."""
    made = certificate.ensure(tmp_path / "own", [])
    with pytest.raises(ConfigError) as told:
        start_server(smtp=(IMPLICIT,), tls_cert=made.public)

    assert str(made.public) in str(told.value)


def test_cert_command(tmp_path: Path) -> None:
    """``mailtrap cert`` prints where the certificate is that clients are shown, its fingerprint, and how to trust it."""

    def told(*arguments: str) -> str:
        return CliRunner().invoke(main, ["--db", str(tmp_path / "mail.db"), *arguments, "cert"]).output

    first, second = told(), told()
    with Server(Config(smtp=(OFFERED,), web=LOOPBACK, db=tmp_path / "mail.db")) as server:
        pem = shown(running(server, "starttls"))
    own = told("--tls-cert", "/etc/own.pem")

    assert first == second
    assert str(tmp_path / "mailtrap-cert.pem") in first
    assert certificate.fingerprint(pem.decode()) in first
    assert "curl --cacert" in first
    assert "localhost, 127.0.0.1, ::1" in first
    assert own == "your own certificate is used: /etc/own.pem\n"


def test_names_of_the_listener(start_server: StartServer) -> None:
    """The certificate names the address of the listener, so that a client that checks names is content (RFC 6125)."""
    server = start_server(smtp=(Listener("smtps", "127.0.0.5", 0),))
    with wire(server.smtp) as dialogue:
        dialogue.secure(trusting(server), "127.0.0.5")
        greeting = dialogue.reply()

    assert greeting.startswith("220 ")


# IPv6 and socket files


@pytest.mark.parametrize("scheme", ["smtp", "starttls", "smtps"])
def test_ipv6(start_server: StartServer, scheme: str) -> None:
    """Each kind of listener speaks IPv6, and tells the client's address in brackets (RFC 3986 3.2.2)."""
    server = start_server(smtp=(Listener(scheme, "::1", 0),))
    with wire(server.smtp) as dialogue:
        if scheme == "smtps":
            dialogue.secure(trusting(server), "::1")
        dialogue.reply()
        if scheme == "starttls":
            dialogue.ask("STARTTLS")
            dialogue.secure(trusting(server), "::1")
        dialogue.ask("EHLO [IPv6:::1]")
        dialogue.send(SEND + stuffed(mail()) + b"QUIT\r\n")
        codes = [dialogue.reply()[:3] for _ in range(5)]
    envelope = server.api("message/latest/envelope").json()
    session = ended(server)

    assert codes == ["250", "250", "354", "250", "221"]
    assert envelope["Client"].startswith("[::1]:")
    assert session["Client"] == envelope["Client"]
    assert session["Listener"] == f"{scheme}://[::1]:{server.smtp[1]}"


def by_file(path: Path) -> Wire:
    """A dialogue over a socket file."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(30)
    connection.connect(str(path))
    return Wire(connection)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a socket file may be; its name is short enough for the system (108 bytes)."""
    return tmp_path / "s"


def test_socket_file(tmp_path: Path, place: Path) -> None:
    """Mail comes by a socket file that its owner alone may use; at the end it is gone."""
    config = Config(smtp=(Listener("unix", path=str(place)),), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as server:
        mode = place.stat().st_mode
        with by_file(place) as dialogue:
            dialogue.begin()
            dialogue.send(stuffed(mail("by file")) + b"QUIT\r\n")
            codes = [dialogue.reply()[:3], dialogue.reply()[:3]]
        seen = Running(("", 0), server.web, server.db)
        session = ended(seen)
        envelope = seen.api("message/latest/envelope").json()

    assert (stat.S_ISSOCK(mode), stat.S_IMODE(mode)) == (True, 0o600)
    assert codes == ["250", "221"]
    assert (session["Listener"], session["Client"], envelope["Client"]) == (f"unix:{place}", "unix", "unix")
    assert not place.exists()


def test_stale_socket_file(tmp_path: Path, place: Path) -> None:
    """A socket file that a killed server left is replaced."""
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    with (
        Server(Config(smtp=(Listener("unix", path=str(place)),), web=LOOPBACK, db=tmp_path / "mail.db")),
        by_file(place) as dialogue,
    ):
        greeting = dialogue.reply()

    assert greeting.startswith("220 ")


def test_socket_file_in_use(tmp_path: Path, place: Path) -> None:
    """A socket file on which another server listens is refused, and that one is not disturbed."""
    listener = Listener("unix", path=str(place))
    with Server(Config(smtp=(listener,), web=LOOPBACK, db=tmp_path / "one.db")):
        with pytest.raises(ListenError) as told:
            Server(Config(smtp=(listener,), web=LOOPBACK, db=tmp_path / "two.db")).start()
        with by_file(place) as dialogue:
            greeting = dialogue.reply()

    assert str(place) in str(told.value)
    assert "in use" in str(told.value)
    assert greeting.startswith("220 ")
    assert not (tmp_path / "two.db").exists()


def test_other_file_in_the_way(tmp_path: Path, place: Path) -> None:
    """A file that is no socket is never replaced."""
    place.write_text("precious")
    with pytest.raises(ListenError) as told:
        Server(Config(smtp=(Listener("unix", path=str(place)),), web=LOOPBACK, db=tmp_path / "mail.db")).start()

    assert "no socket" in str(told.value)
    assert place.read_text() == "precious"


def test_several_listeners(tmp_path: Path, place: Path) -> None:
    """``--smtp`` given several times opens a listener each, of any kind, and all bring mail to one store."""
    where = ("starttls://127.0.0.1:0", "smtps://127.0.0.1:0", f"unix:{place}")
    server = start_process("--db", str(tmp_path / "mail.db"), *(part for each in where for part in ("--smtp", each)))
    server.send(mail("plain"))
    with by_file(place) as dialogue:
        dialogue.begin()
        reply = dialogue.ask(stuffed(mail("by file"))[:-2])
    listeners = {each["Listener"].partition(":")[0] for each in sessions(server)}
    code = stop_process(server)

    assert reply.startswith("250 ")
    assert listeners == {"smtp", "unix"}
    assert code == 0
    assert not place.exists()


def test_stop_closes_the_door_at_once(tmp_path: Path) -> None:
    """From the stop on nobody comes in by implicit TLS, while mail under way is taken to its end (RFC 5321 3.8)."""
    with Server(Config(smtp=(DOOR, IMPLICIT), web=LOOPBACK, db=tmp_path / "mail.db")) as server:
        secure = running(server, "smtps")
        context = trusting(secure)
        with wire(running(server).smtp) as idle, wire(secure.smtp) as dialogue:
            idle.reply()
            dialogue.secure(context)
            dialogue.begin()
            dialogue.send(b"Subject: last\r\n")
            stop = threading.Thread(target=server.close, name="test-stop")
            stop.start()
            goodbye = idle.reply()
            try:
                with wire(secure.smtp) as late:
                    late.secure(context)
                    came = late.reply()
            except (ConnectionError, ssl.SSLError):
                came = ""
            dialogue.send(b".\r\n")
            replies = [dialogue.reply()[:3], dialogue.reply()[:3]]
            stop.join(30)

    assert goodbye.startswith("421 4.3.2")
    assert came == ""
    assert replies == ["250", "421"]


def test_stop_waits_for_no_silent_client(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Clients that take no notice of the end, or are in the middle of a handshake, do not hold up the stop."""
    config = Config(smtp=(OFFERED, IMPLICIT), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as server, ExitStack() as stack:
        idle = stack.enter_context(secured(running(server, "starttls")))
        implicit = stack.enter_context(wire(running(server, "smtps").smtp))
        implicit.secure(trusting(running(server, "smtps")))
        implicit.reply()
        stack.enter_context(wire(running(server, "smtps").smtp))
        half = stack.enter_context(wire(running(server, "starttls").smtp))
        play(half, "> EHLO x\n< 250-\n> STARTTLS\n< 220")
        before = time.monotonic()
        server.close()
        took = time.monotonic() - before
        idle_said = idle.reply()
    with Server(config) as server:
        outcomes = {each["Outcome"] for each in sessions(running(server, "smtps"))}

    assert took < 8, f"{took:.0f} s"
    assert idle_said == "421 4.3.2 mailtrap is stopping"
    assert "the server stopped" in outcomes
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
