"""The mail itself: what stands between DATA and the dot is kept as it came, whatever it is."""

import pytest

from tests.conftest import StartServer
from tests.support import Dialogue, Running, mail, stuffed

HEAD = b"From: a@b.test\r\nSubject: data\r\n\r\n"
SECOND = b"MAIL FROM:<evil@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\nSubject: smuggled\r\n\r\n"

WHOLE = {
    "rfc5321-4.5.2-dots": HEAD + b".one\r\n..two\r\n...\r\n. \r\n.\r\n",
    "rfc5321-4.5.2-dot-first": b".\r\n" + HEAD,
    "rfc5321-4.5.2-dots-only": b".\r\n.\r\n.\r\n",
    "rfc5321-4.5.2-dot-at-the-end": HEAD + b"end.\r\n",
    "rfc5321-4.1.1.4-empty": b"",
    "rfc5321-4.1.1.4-one-crlf": b"\r\n",
    "rfc5321-4.1.1.4-no-header": b"\r\nbody\r\n",
    "rfc5321-4.5.3.1.6-998": HEAD + b"x" * 998 + b"\r\n",
    "rfc5321-4.5.3.1.6-1001": HEAD + b"x" * 1_001 + b"\r\n",
    "rfc5321-4.5.3.1.6-5-mb": HEAD + b"x" * 5_000_000 + b"\r\n",
    "rfc5321-4.5.3.1.6-5-mb-of-dots": HEAD + b"." * 5_000_000 + b"\r\n",
    "rfc5321-4.5.3.1.6-5-mb-header": b"X: " + b"x" * 5_000_000 + b"\r\n\r\n",
    "rfc6152-8-bit": HEAD + bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") * 20 + b"\r\n",
    "rfc5321-2.3.8-bare-lf": HEAD + b"one\ntwo\n\nthree\r\n",
    "rfc5321-2.3.8-bare-cr": HEAD + b"one\rtwo\r\rthree\r\r\n",
    "no-rfc-nul": HEAD + b"\0" * 1_000 + b"\r\n",
}


@pytest.mark.parametrize("raw", WHOLE.values(), ids=WHOLE)
def test_kept_as_it_came(server: Running, raw: bytes) -> None:
    """Dots are un-stuffed and nothing else is touched."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(raw))
        reply = dialogue.reply()
        after = dialogue.ask("NOOP")

    assert reply.startswith("250 2.0.0")
    assert after.startswith("250 ")
    assert server.raw(reply.split()[-1]) == raw


FALSE_ENDS = {
    "lf-dot-lf": b"\n.\n",
    "lf-dot-crlf": b"\n.\r\n",
    "cr-dot-cr": b"\r.\r",
    "cr-dot-crlf": b"\r.\r\n",
    "crlf-dot-cr": b"\r\n.\r",
    "crlf-dot-lf": b"\r\n.\n",
    "crlf-nul-dot-crlf": b"\r\n\0.\r\n",
    "crlf-dot-nul-crlf": b"\r\n.\0\r\n",
    "crlf-dot-space-crlf": b"\r\n. \r\n",
    "crlf-dot-cr-cr-lf": b"\r\n.\r\r\n",
    "lf-cr-dot-crlf": b"\n\r.\r\n",
    "crlf-dot-dot-crlf": b"\r\n..\r\n",
}


@pytest.mark.parametrize("end", FALSE_ENDS.values(), ids=FALSE_ENDS)
def test_only_crlf_dot_crlf_ends(server: Running, end: bytes) -> None:
    """What only looks like the end of the data smuggles no second mail in (RFC 5321 4.1.1.4, CVE-2023-51764)."""
    content = HEAD + b"first" + end + SECOND
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(content + b".\r\n")
        reply = dialogue.reply()
        quit_ = dialogue.ask("QUIT")
        rest = dialogue.reply()
    messages = server.messages()

    assert (reply[:3], quit_[:3], rest) == ("250", "221", "")
    assert [message["Subject"] for message in messages] == ["data"]
    assert server.raw(messages[0]["ID"]) == content.replace(b"\r\n.", b"\r\n")


@pytest.mark.parametrize("cut", range(1, 8))
def test_end_mark_in_two_packets(server: Running, cut: int) -> None:
    """The end is found wherever the packets part (RFC 5321 4.1.1.4)."""
    wire = HEAD + b"x\r\n..\r\n.\r\n"
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(wire[:-cut])
        # Asked for over another connection, so that the first packet was surely read before the second is sent.
        server.api("/livez")
        dialogue.send(wire[-cut:])
        id_ = dialogue.reply().split()[-1]

    assert server.raw(id_) == HEAD + b"x\r\n.\r\n"


@pytest.mark.parametrize(
    ("size", "code"), [(10_000, "250 2.0.0"), (10_001, "552 5.3.4"), (20_001, "552 5.3.4"), (50_000, "552 5.3.4")]
)
def test_size_limit(start_server: StartServer, size: int, code: str) -> None:
    """A mail above the limit is refused after its dot, is not stored, and the next is taken (RFC 1870 6.1)."""
    server = start_server(max_size=10_000)
    raw = HEAD + b"x" * (size - len(HEAD) - 2) + b"\r\n"
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(raw))
        reply = dialogue.reply()
        stored = len(server.messages())
        dialogue.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail("next")))
        following = [dialogue.reply()[:3] for _ in range(4)]

    assert reply.startswith(code)
    assert stored == (code[0] == "2")
    assert following == ["250", "250", "354", "250"]
    assert server.messages()[0]["Subject"] == "next"


def test_size_limit_is_that_of_the_mail(start_server: StartServer) -> None:
    """Dots that were doubled for the way do not count (RFC 1870 5)."""
    server = start_server(max_size=9_999)
    raw = b".\r\n" * 3_333
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(raw))
        reply = dialogue.reply()

    assert reply.startswith("250 ")
    assert server.raw(reply.split()[-1]) == raw


def test_far_above_the_limit(start_server: StartServer) -> None:
    """Who sends five times the limit without an end is not waited for any longer: 421 (RFC 5321 4.2.5)."""
    server = start_server(max_size=10_000)
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(b"x" * 50_005)
        reply, rest = dialogue.reply(), dialogue.reply()

    assert reply.startswith("421 4.3.0")
    assert rest == ""
    assert server.messages() == []
    assert server.api("info").json()["RuntimeStats"]["SMTPRejected"] == 1
