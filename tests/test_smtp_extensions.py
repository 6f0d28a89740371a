"""The extensions of SMTP as scripted dialogues: with each of them, and with each of them hidden."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from mailtrap.config import Config, Listener
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.dialogue import EHLO, base64, play, scripts, spoken, wire
from tests.support import Dialogue, Running, mail, stuffed

LIMIT = 100_000
BIG = "x" * 60_000
ADA = base64(b"\0ada\0secret")


@pytest.fixture(scope="module")
def door() -> Iterator[Running]:
    """One server for all scripts: each has a session of its own."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, ephemeral=True, max_size=LIMIT)) as server:
        yield Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)


SCRIPTS = scripts(
    none={
        "rfc3030-2-chunk-before-hello": "> BDAT 6\n>> NOOP\\r\\n\n< 503 5.5.1\n> NOOP\n< 250 2.0.0",
        "rfc5321-4.1.1.8-help-before-hello": "> HELP\n< 214 2.0.0\n> EHLO x\n< 250-",
        "rfc5321-3.5.1-vrfy-before-hello": "> VRFY ada\n< 252 2.5.0\n> EHLO x\n< 250-",
        "rfc5321-3.5.2-expn-before-hello": "> EXPN staff\n< 502 5.5.1\n> EHLO x\n< 250-",
    },
    ehlo={
        "rfc3030-2-chunk-before-mail": "> BDAT 6 LAST\n>> QUIT\\r\\n\n< 503 5.5.1 Say MAIL first\n> NOOP\n< 250 2.0.0",
        "rfc3030-2-size-missing": "> BDAT\n< 501 5.5.4\n< (closed)",
        "rfc3030-3-body-of-unknown-kind": "> MAIL FROM:<a@b.test> BODY=BINARY\n< 501 5.5.4 BODY is one of 7BIT",
        "rfc3030-3-data-after-binarymime": """
            > MAIL FROM:<a@b.test> BODY=BINARYMIME
            < 250 2.1.0
            > RCPT TO:<c@d.test>
            < 250 2.1.5
            > DATA
            < 503 5.5.1 This mail goes by BDAT
            > BDAT 2 LAST
            >> \\r\\n
            < 250 2.0.0 Ok: caught""",
        "rfc3030-3-data-after-binarymime-in-lower-case": """
            > MAIL FROM:<a@b.test> body=binarymime
            < 250 2.1.0
            > RCPT TO:<c@d.test>
            < 250 2.1.5
            > DATA
            < 503 5.5.1""",
        "rfc3030-3-data-again-after-rset": """
            > MAIL FROM:<a@b.test> BODY=BINARYMIME
            < 250 2.1.0
            > RSET
            < 250 2.0.0
            > MAIL FROM:<a@b.test>
            < 250 2.1.0
            > RCPT TO:<c@d.test>
            < 250 2.1.5
            > DATA
            < 354
            > .
            < 250 2.0.0""",
        "rfc3461-4.3-ret-full": "> MAIL FROM:<a@b.test> RET=FULL\n< 250 2.1.0",
        "rfc3461-4.3-ret-hdrs-in-lower-case": "> MAIL FROM:<a@b.test> ret=hdrs\n< 250 2.1.0",
        "rfc3461-4.3-ret-unknown": "> MAIL FROM:<a@b.test> RET=ALL\n< 501 5.5.4 RET is FULL or HDRS\n> NOOP\n< 250",
        "rfc3461-4.3-ret-without-value": "> MAIL FROM:<a@b.test> RET\n< 501 5.5.4 RET",
        "rfc3461-4.3-ret-twice": "> MAIL FROM:<a@b.test> RET=FULL RET=FULL\n< 501 5.5.4 Parameter RET given twice",
        "rfc3461-4.4-envid": "> MAIL FROM:<a@b.test> ENVID=QQ314159\n< 250 2.1.0",
        "rfc3461-4-envid-in-xtext": "> MAIL FROM:<a@b.test> ENVID=a+2Bb+3Dc\n< 250 2.1.0",
        "rfc3461-4.4-envid-without-value": "> MAIL FROM:<a@b.test> ENVID\n< 501 5.5.4 ENVID",
        "rfc3461-4-envid-with-bare-plus": "> MAIL FROM:<a@b.test> ENVID=a+b\n< 501 5.5.4 ENVID",
        "rfc3461-4-envid-with-half-a-code": "> MAIL FROM:<a@b.test> ENVID=a+3\n< 501 5.5.4 ENVID",
        "rfc3461-4-envid-with-code-in-lower-case": "> MAIL FROM:<a@b.test> ENVID=a+3d\n< 501 5.5.4 ENVID",
        "rfc3461-4-envid-with-equals": "> MAIL FROM:<a@b.test> ENVID=a=b\n< 501 5.5.4 ENVID",
        "rfc3461-4.4-envid-of-100": f"> MAIL FROM:<a@b.test> ENVID={'x' * 100}\n< 250 2.1.0",
        "rfc3461-4.4-envid-of-100-in-xtext": f"> MAIL FROM:<a@b.test> ENVID={'x' * 97}+2B\n< 250 2.1.0",
        "rfc3461-4.4-envid-of-101": f"> MAIL FROM:<a@b.test> ENVID={'x' * 101}\n< 501 5.5.4 ENVID",
        "rfc3461-4.4-envid-beyond-ascii": "> MAIL FROM:<a@b.test> SMTPUTF8 ENVID=ü\n< 501 5.5.4 ENVID",
        "rfc3461-4.1-empty-value": "> MAIL FROM:<a@b.test> ENVID=\n< 501 5.5.4 Bad parameter",
        "rfc4954-5-auth-of-nobody": "> MAIL FROM:<a@b.test> AUTH=<>\n< 250 2.1.0",
        "rfc4954-5-auth-in-xtext": "> MAIL FROM:<a@b.test> AUTH=e+3Dmc2@b.test\n< 250 2.1.0",
        "rfc4954-5-auth-empty": "> MAIL FROM:<a@b.test> AUTH=\n< 501 5.5.4 Bad parameter",
        "rfc6710-2-unknown-mt-priority": "> MAIL FROM:<a@b.test> MT-PRIORITY=3\n< 250 2.1.0",
        "rfc4865-4-unknown-holdfor": "> MAIL FROM:<a@b.test> HOLDFOR=60\n< 250 2.1.0",
        "rfc8689-2-unknown-requiretls": "> MAIL FROM:<a@b.test> REQUIRETLS\n< 250 2.1.0",
        "rfc2852-4-unknown-by": "> MAIL FROM:<a@b.test> BY=120;R\n< 250 2.1.0",
        "rfc5321-4.1.2-parameter-begins-with-hyphen": "> MAIL FROM:<a@b.test> -X=1\n< 501 5.5.4 Bad parameter",
        "rfc5321-4.1.2-parameter-name-of-odd-letters": "> MAIL FROM:<a@b.test> X_Y=1\n< 501 5.5.4 Bad parameter",
        "rfc5321-4.1.2-parameter-name-beyond-ascii": "> MAIL FROM:<a@b.test> Ü=1\n< 501 5.5.4 Bad parameter",
        "rfc5321-4.1.2-fifty-parameters": (
            f"> MAIL FROM:<a@b.test> {' '.join(f'X{n}=1' for n in range(50))}\n< 250 2.1.0"
        ),
        "rfc6531-3.5-sender-beyond-ascii": "> MAIL FROM:<jürgen@b.test>\n< 553 5.6.7\n> NOOP\n< 250 2.0.0",
        "rfc6531-3.5-domain-beyond-ascii": "> MAIL FROM:<a@exämple.test>\n< 553 5.6.7",
        "rfc6531-3.5-latin-1-sender": "> MAIL FROM:<j\\udcfcrgen@b.test>\n< 553 5.6.7",
        "rfc6531-3.4-announced": "> MAIL FROM:<jürgen@b.test> SMTPUTF8\n< 250 2.1.0\n> RCPT TO:<用户@例え.test>\n< 250 2.1.5",
        "rfc6531-3.4-announced-in-lower-case": "> MAIL FROM:<jürgen@b.test> smtputf8\n< 250 2.1.0",
        "rfc6531-3.4-announced-for-ascii": "> MAIL FROM:<a@b.test> BODY=8BITMIME SMTPUTF8\n< 250 2.1.0",
        "rfc6531-3.4-with-a-value": "> MAIL FROM:<a@b.test> SMTPUTF8=1\n< 501 5.5.4 SMTPUTF8 takes no value",
        "rfc6531-3.4-refused-then-announced": (
            "> MAIL FROM:<ü@b.test>\n< 553 5.6.7\n> MAIL FROM:<ü@b.test> SMTPUTF8\n< 250 2.1.0"
        ),
        "rfc6531-3.4-rset-forgets-it": """
            > MAIL FROM:<a@b.test> SMTPUTF8
            < 250 2.1.0
            > RSET
            < 250 2.0.0
            > MAIL FROM:<a@b.test>
            < 250 2.1.0
            > RCPT TO:<ü@b.test>
            < 553 5.6.7""",
        "rfc5321-4.1.1.8-help": "> HELP\n< 214 2.0.0 AUTH BDAT DATA EHLO",
        "rfc5321-4.1.1.8-help-on-a-command": "> HELP BDAT\n< 214 2.0.0",
        "rfc5321-4.1.1.8-help-on-nonsense": "> HELP \\udcff\n< 214 2.0.0",
        "rfc5321-3.5.3-vrfy-name": "> VRFY Ada Lovelace\n< 252 2.5.0",
        "rfc5321-3.5.3-vrfy-address": "> VRFY <ada@b.test>\n< 252 2.5.0",
        "rfc6531-3.7.4.2-vrfy-beyond-ascii": "> VRFY jürgen SMTPUTF8\n< 252 2.5.0",
        "rfc5321-4.1.1.6-vrfy-of-nobody": "> VRFY\n< 501 5.5.4 Syntax: VRFY",
        "rfc5321-3.5.2-expn": "> EXPN staff\n< 502 5.5.1\n> NOOP\n< 250 2.0.0",
        "rfc5321-3.5.2-expn-of-nothing": "> EXPN\n< 502 5.5.1",
    },
    mail={
        "rfc3030-2-chunk-before-rcpt": "> BDAT 6 LAST\n>> QUIT\\r\\n\n< 503 5.5.1 Say RCPT first\n> NOOP\n< 250 2.0.0",
        "rfc3030-2-chunks-before-rcpt-are-all-refused": (
            "> BDAT 2\n>> ab\n< 503 5.5.1\n> BDAT 2 LAST\n>> cd\n< 503 5.5.1\n> NOOP\n< 250 2.0.0"
        ),
        "rfc3461-4.1-notify-never": "> RCPT TO:<c@d.test> NOTIFY=NEVER\n< 250 2.1.5",
        "rfc3461-4.1-notify-success": "> RCPT TO:<c@d.test> NOTIFY=SUCCESS\n< 250 2.1.5",
        "rfc3461-4.1-notify-all": "> RCPT TO:<c@d.test> NOTIFY=SUCCESS,FAILURE,DELAY\n< 250 2.1.5",
        "rfc3461-4.1-notify-in-lower-case": "> RCPT TO:<c@d.test> notify=failure,delay\n< 250 2.1.5",
        "rfc3461-4.1-notify-never-and-else": "> RCPT TO:<c@d.test> NOTIFY=NEVER,SUCCESS\n< 501 5.5.4 NOTIFY",
        "rfc3461-4.1-notify-unknown": "> RCPT TO:<c@d.test> NOTIFY=SOMETIMES\n< 501 5.5.4 NOTIFY\n> NOOP\n< 250",
        "rfc3461-4.1-notify-with-a-gap": "> RCPT TO:<c@d.test> NOTIFY=SUCCESS,,DELAY\n< 501 5.5.4 NOTIFY",
        "rfc3461-4.1-notify-without-value": "> RCPT TO:<c@d.test> NOTIFY\n< 501 5.5.4 NOTIFY",
        "rfc3461-4.2-orcpt": "> RCPT TO:<c@d.test> ORCPT=rfc822;c@d.test\n< 250 2.1.5",
        "rfc3461-4.2-orcpt-in-xtext": "> RCPT TO:<c@d.test> ORCPT=rfc822;c+2Bx@d.test\n< 250 2.1.5",
        "rfc6533-3-orcpt-utf-8": "> RCPT TO:<c@d.test> ORCPT=utf-8;ü@d.test\n< 250 2.1.5",
        "rfc3461-4.2-orcpt-without-type": "> RCPT TO:<c@d.test> ORCPT=c@d.test\n< 501 5.5.4 ORCPT",
        "rfc3461-4.2-orcpt-with-empty-type": "> RCPT TO:<c@d.test> ORCPT=;c@d.test\n< 501 5.5.4 ORCPT",
        "rfc3461-4.2-orcpt-without-address": "> RCPT TO:<c@d.test> ORCPT=rfc822;\n< 501 5.5.4 ORCPT",
        "rfc3461-4.2-orcpt-not-in-xtext": "> RCPT TO:<c@d.test> ORCPT=rfc822;c+x@d.test\n< 501 5.5.4 ORCPT",
        "rfc3461-4.2-orcpt-without-value": "> RCPT TO:<c@d.test> ORCPT\n< 501 5.5.4 ORCPT",
        "rfc5321-4.1.2-unknown-of-rcpt": "> RCPT TO:<c@d.test> X-ODD X-TWO=2\n< 250 2.1.5",
        "rfc5321-4.1.2-bad-parameter-of-rcpt": "> RCPT TO:<c@d.test> =2\n< 501 5.5.4 Bad parameter",
        "rfc6531-3.5-recipient-beyond-ascii": "> RCPT TO:<ü@d.test>\n< 553 5.6.7\n> RCPT TO:<c@d.test>\n< 250 2.1.5",
        "rfc6531-3.5-recipient-in-latin-1": "> RCPT TO:<\\udcfc@d.test>\n< 553 5.6.7",
        "rfc5321-4.1.1.8-help-within-a-mail": "> HELP\n< 214\n> RCPT TO:<c@d.test>\n< 250 2.1.5",
    },
    rcpt={
        "rfc3030-2-one-chunk": "> BDAT 12 LAST\n>> Subject: a\\r\\n\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-in-lower-case": "> bdat 12 last\n>> Subject: a\\r\\n\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-two-chunks": "> BDAT 4\n>> Subj\n< 250 2.0.0 4 bytes\n> BDAT 8 LAST\n>> ect: a\\r\\n\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-empty-last-chunk": "> BDAT 2\n>> \\r\\n\n< 250 2.0.0 2 bytes\n> BDAT 0 LAST\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-empty-first-chunk": "> BDAT 0\n< 250 2.0.0 0 bytes\n> BDAT 2 LAST\n>> \\r\\n\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-nothing-at-all": "> BDAT 0 LAST\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-size-with-zeros": "> BDAT 0002 LAST\n>> \\r\\n\n< 250 2.0.0 Ok: caught",
        "rfc3030-2-a-chunk-is-no-command": "> BDAT 6 LAST\n>> QUIT\\r\\n\n< 250 2.0.0 Ok: caught\n> NOOP\n< 250 2.0.0 Ok",
        "rfc3030-2-dot-within-a-chunk": "> BDAT 7 LAST\n>> a\\r\\n.\\r\\n\n>> b\n< 250 2.0.0 Ok: caught\n> NOOP\n< 250 2.0.0",
        "rfc3030-2-size-no-number": "> BDAT many\n< 501 5.5.4 Syntax: BDAT\n< (closed)",
        "rfc3030-2-size-negative": "> BDAT -1\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-size-hexadecimal": "> BDAT 0x10\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-size-of-other-digits": "> BDAT ١\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-size-of-13-digits": "> BDAT 1000000000000\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-size-of-2000-digits": f"> BDAT {'9' * 2000}\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-last-misspelt": "> BDAT 1 FIRST\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-last-without-space": "> BDAT 1LAST\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-last-twice": "> BDAT 1 LAST LAST\n< 501 5.5.4\n< (closed)",
        "rfc3030-2-data-after-a-chunk": (
            "> BDAT 1\n>> a\n< 250 2.0.0\n> DATA\n< 503 5.5.1 This mail goes by BDAT\n> BDAT 1 LAST\n>> b\n< 250 2.0.0 Ok"
        ),
        "rfc3030-2-rcpt-after-a-chunk": "> BDAT 1\n>> a\n< 250 2.0.0\n> RCPT TO:<e@f.test>\n< 503 5.5.1 The mail has begun",
        "rfc3030-2-mail-after-a-chunk": "> BDAT 1\n>> a\n< 250 2.0.0\n> MAIL FROM:<e@f.test>\n< 503 5.5.1",
        "rfc3030-2-noop-between-chunks": "> BDAT 1\n>> a\n< 250\n> NOOP\n< 250 2.0.0 Ok\n> BDAT 1 LAST\n>> b\n< 250 2.0.0 Ok: c",
        "rfc3030-2-rset-between-chunks": """
            > BDAT 1
            >> a
            < 250 2.0.0
            > RSET
            < 250 2.0.0
            > BDAT 6 LAST
            >> QUIT\\r\\n
            < 503 5.5.1 Say MAIL first
            > MAIL FROM:<a@b.test>
            < 250 2.1.0
            > RCPT TO:<c@d.test>
            < 250 2.1.5
            > DATA
            < 354
            > .
            < 250 2.0.0 Ok: caught""",
        "rfc3030-2-ehlo-between-chunks": "> BDAT 1\n>> a\n< 250\n> EHLO y\n< 250-\n> BDAT 1 LAST\n>> b\n< 503 5.5.1",
        "rfc3030-2-chunk-after-last": "> BDAT 1 LAST\n>> a\n< 250 2.0.0 Ok: caught\n> BDAT 1 LAST\n>> b\n< 503 5.5.1",
        "rfc3030-2-auth-between-chunks": f"> BDAT 1\n>> a\n< 250\n> AUTH PLAIN {ADA}\n< 503 5.5.1",
        "rfc1870-6.1-chunk-at-the-limit": f"> BDAT {LIMIT} LAST\n>> {'x' * LIMIT}\n< 250 2.0.0 Ok: caught",
        "rfc1870-6.1-chunk-above-the-limit": (
            f"> BDAT {LIMIT + 1} LAST\n>> {'x' * (LIMIT + 1)}\n< 552 5.3.4 Message too large\n> NOOP\n< 250 2.0.0"
        ),
        "rfc1870-6.1-chunks-above-the-limit": (
            f"> BDAT 60000\n>> {BIG}\n< 250 2.0.0 60000\n> BDAT 60000\n>> {BIG}\n< 552 5.3.4\n"
            "> BDAT 6 LAST\n>> QUIT\\r\\n\n< 503 5.5.1\n> NOOP\n< 250 2.0.0"
        ),
        "rfc1870-6.1-chunk-far-above-the-limit": f"> BDAT {5 * LIMIT + 1}\n< 421 4.3.0 Far more\n< (closed)",
        "rfc1870-6.1-chunk-of-a-terabyte": "> BDAT 999999999999\n< 421 4.3.0 Far more\n< (closed)",
        "rfc2920-3.1-chunks-in-one-packet": (
            ">> BDAT 4\\r\\nSubjBDAT 8 LAST\\r\\nect: a\\r\\nQUIT\\r\\n\n< 250 2.0.0 4\n< 250 2.0.0 Ok: c\n< 221 2.0.0\n< (closed)"
        ),
        "rfc5321-3.5.3-vrfy-between-chunks": "> BDAT 1\n>> a\n< 250\n> VRFY x\n< 252\n> BDAT 1 LAST\n>> b\n< 250 2.0.0 Ok: c",
    },
)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_dialogue(door: Running, script: str) -> None:
    """Each command is answered as its RFC asks, and the session goes on where it can."""
    with Dialogue(door.smtp) as dialogue:
        wrong = play(dialogue, script)

    assert not wrong, "\n".join(wrong)


def test_exim_in_one_packet(door: Running) -> None:
    """MAIL, RCPT, BDAT LAST and QUIT in one packet, as Exim sends them, are answered in order (RFC 3030 4.2)."""
    raw = mail("by exim")
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO exim.test")
        dialogue.send(
            b"MAIL FROM:<a@b.test> SIZE=200\r\nRCPT TO:<c@d.test>\r\nBDAT %d LAST\r\n%bQUIT\r\n" % (len(raw), raw)
        )
        replies = [dialogue.reply() for _ in range(5)]

    assert [reply[:3] for reply in replies] == ["250", "250", "250", "221", ""]
    assert door.raw(replies[2].split()[-1]) == raw


BINARY = {
    "rfc3030-3-nul": b"Subject: b\r\n\r\n" + bytes(1_000),
    "rfc3030-3-bare-lf": b"Subject: b\n\nline\nline\n",
    "rfc3030-3-bare-cr": b"Subject: b\r\n\r\na\rb\r\r\n",
    "rfc3030-3-all-bytes": b"Subject: b\r\n\r\n" + bytes(range(256)) * 300,
    "rfc3030-3-dots": b".\r\n..\r\nx\r\n.\r\n..\r\n",
    "rfc3030-3-no-line-end": b"Subject: b\r\n\r\nthe end",
    "rfc3030-3-commands": b"QUIT\r\nRSET\r\nBDAT 1 LAST\r\n",
    "rfc3030-3-empty": b"",
}


@pytest.mark.parametrize("size", [1_000_000, 7], ids=["whole", "in-sevens"])
@pytest.mark.parametrize("raw", BINARY.values(), ids=BINARY)
def test_binary_is_kept(door: Running, raw: bytes, size: int) -> None:
    """What came by BDAT with BODY=BINARYMIME is kept byte for byte (RFC 3030 3)."""
    raw = raw if size > 7 else raw[:2_000]
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO x")
        dialogue.send(b"MAIL FROM:<a@b.test> BODY=BINARYMIME\r\nRCPT TO:<c@d.test>\r\n")
        dialogue.send(b"".join(b"BDAT %d\r\n%b" % (len(piece), piece) for piece in pieces) + b"BDAT 0 LAST\r\n")
        replies = [dialogue.reply() for _ in range(len(pieces) + 3)]

    assert {reply[:3] for reply in replies} == {"250"}
    assert door.raw(replies[-1].split()[-1]) == raw


def test_many_small_chunks(door: Running) -> None:
    """A mail of 30,000 chunks of one byte is put together in linear time (RFC 3030 2)."""
    count, step = 30_000, 600
    before = time.process_time()
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO x")
        dialogue.ask("MAIL FROM:<a@b.test>")
        dialogue.ask("RCPT TO:<c@d.test>")
        for _ in range(count // step):
            dialogue.send(b"BDAT 1\r\nx" * step)
            replies = {dialogue.reply() for _ in range(step)}
        caught = dialogue.ask("BDAT 0 LAST")
    spent = time.process_time() - before

    assert replies == {"250 2.0.0 1 bytes received"}
    assert door.raw(caught.split()[-1]) == b"x" * count
    assert spent < 10, f"{spent:.0f} s of CPU"


def test_chunk_byte_by_byte(door: Running) -> None:
    """A chunk is what was announced, however the packets part (RFC 3030 2)."""
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        for (
            byte
        ) in b"EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nBDAT 5\r\na\r\n.\rBDAT 3 LAST\r\n\n\0bNOOP\r\n":
            dialogue.send(bytes((byte,)))
        replies = [dialogue.reply() for _ in range(6)]

    assert [reply[:3] for reply in replies] == ["250"] * 6
    assert door.raw(replies[4].split()[-1]) == b"a\r\n.\r\n\0b"


ENVELOPES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "rfc3461-4.3-ret": ("RET=HDRS", "", {"RET": "HDRS"}, {}),
    "rfc3461-4.4-envid": ("ENVID=QQ+2B314", "", {"ENVID": "QQ+2B314"}, {}),
    "rfc3461-4.1-notify": ("", "NOTIFY=SUCCESS,DELAY", {}, {"NOTIFY": "SUCCESS,DELAY"}),
    "rfc3461-4.2-orcpt": ("", "ORCPT=rfc822;Bob@b.test", {}, {"ORCPT": "rfc822;Bob@b.test"}),
    "rfc3461-5-all-of-dsn": (
        "RET=FULL ENVID=1",
        "NOTIFY=NEVER ORCPT=rfc822;x",
        {"RET": "FULL", "ENVID": "1"},
        {"NOTIFY": "NEVER", "ORCPT": "rfc822;x"},
    ),
    "rfc6533-3-orcpt-utf-8": ("SMTPUTF8", "ORCPT=utf-8;ü@b.test", {"SMTPUTF8": True}, {"ORCPT": "utf-8;ü@b.test"}),
    "rfc4954-5-auth-of-nobody": ("AUTH=<>", "", {"AUTH": "<>"}, {}),
    "rfc3030-3-binarymime": ("BODY=BINARYMIME", "", {"BODY": "BINARYMIME"}, {}),
    "rfc5321-4.1.2-unknown": ("X-A x-b=C=d", "X-E", {"X-A": True, "X-B": "C=d"}, {"X-E": True}),
    "rfc6710-2-mt-priority": ("MT-PRIORITY=-3", "", {"MT-PRIORITY": "-3"}, {}),
    "rfc7293-5-rrvs": ("", "RRVS=2014-04-03T23:01:00Z;C", {}, {"RRVS": "2014-04-03T23:01:00Z;C"}),
}


@pytest.mark.parametrize(("sender", "recipient", "of_mail", "of_rcpt"), ENVELOPES.values(), ids=ENVELOPES)
def test_parameters_are_kept(
    door: Running, sender: str, recipient: str, of_mail: dict[str, Any], of_rcpt: dict[str, Any]
) -> None:
    """The envelope has the parameters of MAIL and RCPT as they were said."""
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO x")
        dialogue.ask(spoken(f"MAIL FROM:<a@b.test> {sender}"))
        dialogue.ask(spoken(f"RCPT TO:<c@d.test> {recipient}"))
        caught = dialogue.ask("BDAT 0 LAST")
    envelope = door.api(f"message/{caught.split()[-1]}/envelope").json()

    assert envelope["MailParameters"] == of_mail
    assert envelope["Recipients"] == [{"Address": "c@d.test", "Parameters": of_rcpt}]


# Hidden

ANNOUNCED = {
    "SIZE": "SIZE 50000000",
    "8BITMIME": "8BITMIME",
    "SMTPUTF8": "SMTPUTF8",
    "PIPELINING": "PIPELINING",
    "CHUNKING": "CHUNKING",
    "BINARYMIME": "BINARYMIME",
    "DSN": "DSN",
    "ENHANCEDSTATUSCODES": "ENHANCEDSTATUSCODES",
    "STARTTLS": "STARTTLS",
    "AUTH": "AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER",
    "HELP": "HELP",
}
"""All that EHLO tells on a listener with STARTTLS."""

HIDDEN: dict[str, tuple[str, str]] = {
    "rfc1870-3-size": ("SIZE", "> MAIL FROM:<a@b.test> SIZE=1\n< 555 5.5.4\n> MAIL FROM:<a@b.test>\n< 250 2.1.0"),
    "rfc6152-2-8bitmime": (
        "8BITMIME",
        "> MAIL FROM:<a@b.test> BODY=8BITMIME\n< 555 5.5.4\n> MAIL FROM:<a@b.test>\n< 250 2.1.0",
    ),
    "rfc6531-3.1-smtputf8": (
        "SMTPUTF8",
        "> MAIL FROM:<a@b.test> SMTPUTF8\n< 555 5.5.4\n> MAIL FROM:<ü@b.test>\n< 553 5.6.7\n> MAIL FROM:<a@b.test>\n< 250",
    ),
    "rfc2920-3-pipelining": ("PIPELINING", "> NOOP\n< 250 2.0.0"),
    "rfc3030-2-chunking": ("CHUNKING", "> BDAT 0 LAST\n< 500 5.5.2\n> NOOP\n< 250 2.0.0"),
    "rfc3030-3-no-binarymime-without-chunking": (
        "CHUNKING",
        "> MAIL FROM:<a@b.test> BODY=BINARYMIME\n< 501 5.5.4 BODY is one of 7BIT, 8BITMIME\n",
    ),
    "rfc3030-3-binarymime": (
        "BINARYMIME",
        "> MAIL FROM:<a@b.test> BODY=BINARYMIME\n< 501 5.5.4\n> MAIL FROM:<a@b.test> BODY=8BITMIME\n< 250 2.1.0\n"
        "> RCPT TO:<c@d.test>\n< 250\n> BDAT 0 LAST\n< 250 2.0.0 Ok: caught",
    ),
    "rfc3461-4-dsn-of-mail": (
        "DSN",
        "> MAIL FROM:<a@b.test> RET=FULL\n< 555 5.5.4 Parameter RET\n> MAIL FROM:<a@b.test> ENVID=1\n< 555 5.5.4",
    ),
    "rfc3461-4-dsn-of-rcpt": (
        "DSN",
        "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test> NOTIFY=NEVER\n< 555 5.5.4\n"
        "> RCPT TO:<c@d.test> ORCPT=rfc822;c\n< 555 5.5.4\n> RCPT TO:<c@d.test>\n< 250 2.1.5",
    ),
    "rfc2034-4-enhancedstatuscodes": ("ENHANCEDSTATUSCODES", "> NOOP\n< 250 Ok"),
    "rfc3207-4-starttls": ("STARTTLS", "> STARTTLS\n< 500 5.5.2\n> NOOP\n< 250 2.0.0"),
    "rfc4954-3-auth": (
        "AUTH",
        f"> AUTH PLAIN {ADA}\n< 500 5.5.2\n> MAIL FROM:<a@b.test> AUTH=<>\n< 555 5.5.4\n> NOOP\n< 250",
    ),
    "rfc5321-4.1.1.8-help": ("HELP", "> HELP\n< 500 5.5.2\n> NOOP\n< 250 2.0.0"),
    "rfc5321-4.1.1.1-in-any-case": ("dsn", "> MAIL FROM:<a@b.test> RET=FULL\n< 555 5.5.4"),
}


@pytest.mark.parametrize(("name", "script"), HIDDEN.values(), ids=HIDDEN)
def test_hidden(start_server: StartServer, name: str, script: str) -> None:
    """A hidden extension is not announced, its commands are not known (500) nor its parameters (555)."""
    server = start_server(hide_extension=(name,), smtp=(Listener("starttls", "127.0.0.1", 0),))
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        lines = dialogue.ask("EHLO x").split("\n")
        wrong = play(dialogue, script, banner=False)
    gone = {name.upper(), "BINARYMIME"} if name == "CHUNKING" else {name.upper()}

    assert [line[4:] for line in lines] == ["mailtrap", *(text for each, text in ANNOUNCED.items() if each not in gone)]
    assert not wrong, "\n".join(wrong)


def test_ehlo_hidden(start_server: StartServer) -> None:
    """A server that knows no EHLO answers 500, and the client goes on with HELO (RFC 5321 3.2)."""
    server = start_server(hide_extension=("EHLO",))
    with Dialogue(server.smtp) as dialogue:
        wrong = play(
            dialogue,
            "> EHLO x\n< 500\n> MAIL FROM:<a@b.test>\n< 503\n> HELO x\n< 250 mailtrap\n> MAIL FROM:<a@b.test>\n< 250\n"
            "> RCPT TO:<c@d.test>\n< 250\n> DATA\n< 354\n> Subject: old\n> .\n< 250\n> QUIT\n< 221\n< (closed)",
        )

    assert not wrong, "\n".join(wrong)
    assert [message["Subject"] for message in server.messages()] == ["old"]


def test_all_hidden(start_server: StartServer) -> None:
    """With every extension hidden EHLO has one line, and plain mail is taken (RFC 5321 4.1.1.1)."""
    server = start_server(hide_extension=tuple(ANNOUNCED))
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        hello = dialogue.ask("EHLO x")
        wrong = play(
            dialogue,
            "> MAIL FROM:<a@b.test>\n< 250 Sender\n> RCPT TO:<c@d.test>\n< 250 Rec\n> DATA\n< 354\n> .\n< 250 Ok: caught",
            banner=False,
        )

    assert hello == "250 mailtrap"
    assert not wrong, "\n".join(wrong)


def test_no_enhanced_code_at_all(start_server: StartServer) -> None:
    """Without ENHANCEDSTATUSCODES no reply has such a code, whatever it is about (RFC 2034 3)."""
    server = start_server(
        hide_extension=("ENHANCEDSTATUSCODES",), max_recipients=1, max_size=1_000, fault=("auth user=eve reply=535",)
    )
    commands = (
        "NOOP", "HELP", "VRFY x", "VRFY", "EXPN x", "BREW", "MAIL", "RCPT", "DATA", "AUTH", "AUTH X", "AUTH PLAIN !",
        f"AUTH PLAIN {base64(bytes(1) + b'eve' + bytes(1) + b'x')}", f"AUTH PLAIN {ADA}", "STARTTLS", "NOOP \x00",
        "MAIL FROM:<ü@b.test>", "MAIL FROM:<a@b.test> SIZE=9999", "MAIL FROM:<a@b.test> RET=X", "MAIL FROM:<a",
        "MAIL FROM:<a@b.test>", "RCPT TO:<bounce+550@b.test>", "RCPT TO:<a", "RCPT TO:<a@b.test>", "RCPT TO:<b@b.test>",
        "BDAT 0", "DATA", "BDAT 0 LAST", "NOOP " + "x" * 3_000, "RSET", "QUIT x", "QUIT",
    )  # fmt: skip
    with Dialogue(server.smtp) as dialogue:
        greeting = dialogue.reply()
        replies = [dialogue.ask("EHLO x"), *(dialogue.ask(command) for command in commands)]
    coded = [reply for reply in replies if re.match(r"\d\d\d[ -]\d\.\d+\.\d+", reply)]

    assert greeting == "220 mailtrap ESMTP mailtrap"
    assert coded == []
    assert {reply[:3] for reply in replies} >= {"250", "214", "221", "235", "252", "452", "500", "501", "502", "503"}
    assert {reply[:3] for reply in replies} >= {"504", "535", "550", "552", "553"}


def test_enhanced_codes_everywhere_else(door: Running) -> None:
    """Each other reply but those of the banner, EHLO, 334 and 354 has a code of its own class (RFC 2034 4)."""
    with wire(door.smtp) as dialogue:
        play(dialogue, EHLO)
        dialogue.send(
            spoken(
                "NOOP\\r\\nHELP\\r\\nVRFY x\\r\\nVRFY\\r\\nEXPN\\r\\nBREW\\r\\nMAIL\\r\\nRCPT\\r\\nDATA\\r\\nAUTH\\r\\n"
                "AUTH PLAIN !\\r\\nMAIL FROM:<a@b.test>\\r\\nRCPT TO:<bounce+451@b.test>\\r\\nRCPT TO:<c@d.test>\\r\\n"
                "BDAT 0\\r\\nBDAT 0 LAST\\r\\nRSET\\r\\nMAIL FROM:<ü@b.test>\\r\\nQUIT\\r\\n"
            )
        )
        replies = dialogue.rest().splitlines()

    assert [reply for reply in replies if not re.match(r"([245])\d\d \1\.\d+\.\d+ ", reply)] == []
    assert len(replies) == 19


def test_commands_of_a_refused_pipeline(door: Running) -> None:
    """After a refused MAIL the rest of the pipeline is refused one by one, and its DATA opens nothing (RFC 2920 3.1)."""
    with wire(door.smtp) as dialogue:
        play(dialogue, EHLO)
        dialogue.send(b"MAIL FROM:<a\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<e@f.test>\r\nDATA\r\nQUIT\r\n")
        replies = [line[:9] for line in dialogue.rest().splitlines()]

    assert replies == ["501 5.1.7", "503 5.5.1", "503 5.5.1", "503 5.5.1", "221 2.0.0"]


def test_partly_refused_pipeline(door: Running) -> None:
    """Of a pipeline with a bad recipient the mail goes to the good ones (RFC 2920 3.1)."""
    with wire(door.smtp) as dialogue:
        play(dialogue, EHLO)
        dialogue.send(
            b"MAIL FROM:<a@b.test>\r\nRCPT TO:<\r\nRCPT TO:<e@f.test>\r\nDATA\r\n" + stuffed(mail()) + b"QUIT\r\n"
        )
        replies = dialogue.rest().splitlines()
    envelope = door.api(f"message/{replies[4].split()[-1]}/envelope").json()

    assert [reply[:3] for reply in replies] == ["250", "501", "250", "354", "250", "221"]
    assert [each["Address"] for each in envelope["Recipients"]] == ["e@f.test"]
