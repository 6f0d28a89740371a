r"""SMTP commands as scripted dialogues.

``>`` is said by the client, ``>>`` too, but without a CRLF of its own; ``<`` is how the reply begins. ``\r``, ``\n``,
``\x00`` and ``\udc80`` (the byte 0x80) are written as such.
"""

from base64 import b64encode
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import pytest

from mailtrap.config import Config
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.dialogue import play, spoken
from tests.support import Dialogue, Running, mail, stuffed


@pytest.fixture(scope="module")
def door() -> Iterator[Running]:
    """One server for all scripts: each has a session of its own."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, ephemeral=True, max_recipients=5, max_size=100_000)) as server:
        yield Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)


def base64(data: bytes) -> str:
    return b64encode(data).decode()


ADA = base64(b"\0ada\0secret")

CONNECTED = {
    "rfc5321-4.1.1.1-helo": "> HELO client.test\n< 250 mailtrap",
    "rfc5321-4.1.1.1-helo-needs-a-name": "> HELO\n< 501 5.5.4 Syntax: HELO hostname",
    "rfc5321-4.1.1.1-helo-of-spaces": "> HELO   \n< 501 5.5.4",
    "rfc5321-4.1.1.1-ehlo-needs-a-name": "> EHLO\n< 501 5.5.4 Syntax: EHLO hostname",
    "rfc5321-4.1.3-ehlo-address-literal": "> EHLO [127.0.0.1]\n< 250-mailtrap",
    "rfc5321-4.1.3-ehlo-ipv6-literal": "> EHLO [IPv6:::1]\n< 250-mailtrap",
    "rfc5321-4.1.4-mail-before-hello": "> MAIL FROM:<a@b.test>\n< 503 5.5.1\n> EHLO x\n< 250-mailtrap",
    "rfc5321-4.1.4-rcpt-before-hello": "> RCPT TO:<a@b.test>\n< 503 5.5.1",
    "rfc5321-4.1.4-data-before-hello": "> DATA\n< 503 5.5.1",
    "rfc4954-4-auth-before-hello": f"> AUTH PLAIN {ADA}\n< 503 5.5.1",
    "rfc5321-4.1.4-noop-before-hello": "> NOOP\n< 250 2.0.0",
    "rfc5321-4.1.4-rset-before-hello": "> RSET\n< 250 2.0.0",
    "rfc5321-4.1.4-help-before-hello": "> HELP\n< 214 2.0.0",
    "rfc5321-4.1.4-vrfy-before-hello": "> VRFY ada\n< 252 2.5.0",
    "rfc5321-4.1.4-quit-at-once": "> QUIT\n< 221 2.0.0\n< (closed)",
    "rfc5321-4.1.4-hello-again-begins-anew": """
        > EHLO x
        < 250-mailtrap
        > MAIL FROM:<a@b.test>
        < 250 2.1.0
        > EHLO y
        < 250-mailtrap
        > RCPT TO:<c@d.test>
        < 503 5.5.1
        > MAIL FROM:<a@b.test>
        < 250 2.1.0""",
    "rfc5321-2.4-verbs-in-any-case": "> eHlO x\n< 250-mailtrap\n> mail from:<a@b.test>\n< 250 2.1.0",
    "rfc5321-3.2-quit-in-a-hello": "> HELO x\n< 250 mailtrap\n> QUIT\n< 221 2.0.0\n< (closed)",
    "rfc3207-4-starttls-is-not-offered": "> EHLO x\n< 250-mailtrap\n> STARTTLS\n< 502 5.5.1\n> NOOP\n< 250 2.0.0",
}

GREETED = {
    "rfc5321-4.2.4-unknown-command": "> BREW coffee\n< 500 5.5.2 Command not recognized\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.2.4-empty-command": ">\n< 500 5.5.2\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.2.4-http": "> GET / HTTP/1.1\n< 500 5.5.2\n> Host: x\n< 500 5.5.2\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.2.4-names-of-methods": "> __init__\n< 500 5.5.2\n> smtp_NOOP\n< 500 5.5.2\n> push\n< 500 5.5.2",
    "rfc5321-4.2.4-8-bit-verb": "> NÖÖP\n< 500 5.5.2\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.1.1.2-mail-without-from": "> MAIL <a@b.test>\n< 501 5.5.4 Syntax: FROM:<address>",
    "rfc5321-4.1.1.2-mail-alone": "> MAIL\n< 501 5.5.4",
    "rfc5321-4.1.1.2-mail-without-path": "> MAIL FROM:\n< 501 5.1.7",
    "rfc5321-4.1.1.2-mail-unclosed": "> MAIL FROM:<a@b.test\n< 501 5.1.7\n> MAIL FROM:<a@b.test>\n< 250 2.1.0",
    "rfc5321-4.1.1.2-mail-text-behind": "> MAIL FROM:<a@b.test>SIZE=1\n< 501 5.1.7",
    "rfc5321-4.1.1.2-mail-space-within": "> MAIL FROM:<a b@c.test>\n< 501 5.1.7",
    "rfc5321-4.1.1.2-mail-two-paths": "> MAIL FROM:<a@b.test><c@d.test>\n< 501 5.1.7",
    "rfc5321-4.1.1.2-mail-unclosed-quote": '> MAIL FROM:<"a@b.test>\n< 501 5.1.7',
    "rfc5321-4.1.1.2-mail-twice": "> MAIL FROM:<a@b.test>\n< 250 2.1.0\n> MAIL FROM:<c@d.test>\n< 503 5.5.1",
    "rfc5321-4.1.1.2-refused-mail-is-no-mail": "> MAIL FROM:<a\n< 501\n> RCPT TO:<a@b.test>\n< 503 5.5.1",
    "rfc5321-4.1.2-bad-parameter": "> MAIL FROM:<a@b.test> =1\n< 501 5.5.4 Bad parameter",
    "rfc5321-4.1.2-parameter-without-value": "> MAIL FROM:<a@b.test> SIZE=\n< 501 5.5.4",
    "rfc5321-4.1.2-parameter-twice": "> MAIL FROM:<a@b.test> RET=FULL ret=HDRS\n< 501 5.5.4 Parameter RET given twice",
    "rfc5321-4.1.2-fifty-one-parameters": (
        f"> MAIL FROM:<a@b.test> {' '.join(f'X{n}=1' for n in range(51))}\n< 501 5.5.4 More than 50"
    ),
    "rfc1870-6.1-size-above-the-limit": "> MAIL FROM:<a@b.test> SIZE=100001\n< 552 5.3.4\n> NOOP\n< 250 2.0.0",
    "rfc1870-6.1-size-at-the-limit": "> MAIL FROM:<a@b.test> SIZE=100000\n< 250 2.1.0",
    "rfc1870-3-size-zero": "> MAIL FROM:<a@b.test> SIZE=0\n< 250 2.1.0",
    "rfc1870-3-size-no-number": "> MAIL FROM:<a@b.test> SIZE=many\n< 501 5.5.4 Syntax: SIZE=bytes",
    "rfc1870-3-size-negative": "> MAIL FROM:<a@b.test> SIZE=-1\n< 501 5.5.4",
    "rfc1870-3-size-of-other-digits": "> MAIL FROM:<a@b.test> SIZE=١\n< 501 5.5.4",
    "rfc1870-3-size-of-5000-digits": f"> MAIL FROM:<a@b.test> SIZE={'9' * 1900}\n< 501 5.5.4",
    "rfc1870-3-size-without-value": "> MAIL FROM:<a@b.test> SIZE\n< 501 5.5.4",
    "rfc6152-3-body-8bitmime": "> MAIL FROM:<a@b.test> BODY=8BITMIME\n< 250 2.1.0",
    "rfc6152-3-body-7bit": "> MAIL FROM:<a@b.test> body=7bit\n< 250 2.1.0",
    "rfc6152-3-body-unknown": "> MAIL FROM:<a@b.test> BODY=9BIT\n< 501 5.5.4",
    "rfc3030-3-binarymime": "> MAIL FROM:<a@b.test> BODY=BINARYMIME\n< 250 2.1.0",
    "rfc6531-3.4-smtputf8-with-value": "> MAIL FROM:<a@b.test> SMTPUTF8=yes\n< 501 5.5.4",
    "rfc5321-4.1.4-rcpt-before-mail": "> RCPT TO:<a@b.test>\n< 503 5.5.1 Say MAIL first",
    "rfc5321-4.1.4-data-before-mail": "> DATA\n< 503 5.5.1 Say MAIL first",
    "rfc5321-4.1.1.5-rset": "> RSET\n< 250 2.0.0",
    "rfc5321-4.1.1.5-rset-with-argument": "> RSET now\n< 501 5.5.4",
    "rfc5321-4.1.1.6-vrfy": "> VRFY <ada@example.test>\n< 252 2.5.0",
    "rfc5321-4.1.1.6-vrfy-alone": "> VRFY\n< 501 5.5.4",
    "rfc5321-4.1.1.7-expn": "> EXPN friends\n< 502 5.5.1",
    "rfc5321-4.1.1.8-help": (
        "> HELP\n< 214 2.0.0 AUTH BDAT DATA EHLO EXPN HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY"
    ),
    "rfc5321-4.1.1.8-help-with-argument": "> HELP MAIL\n< 214 2.0.0",
    "rfc5321-4.1.1.9-noop": "> NOOP\n< 250 2.0.0",
    "rfc5321-4.1.1.9-noop-with-argument": "> NOOP are you there\n< 250 2.0.0",
    "rfc5321-4.1.1.10-quit": "> QUIT\n< 221 2.0.0\n< (closed)",
    "rfc5321-4.1.1.10-quit-with-argument": "> QUIT please\n< 501 5.5.4\n> QUIT\n< 221 2.0.0\n< (closed)",
    "rfc5321-2.3.8-bare-lf": ">> NOOP\\n\n< 500 5.5.2 A bare CR or LF\n> NOOP\n< 250 2.0.0",
    "rfc5321-2.3.8-bare-cr": "> NOOP\\rNOOP\n< 500 5.5.2 A bare CR or LF\n> NOOP\n< 250 2.0.0",
    "rfc5321-2.3.8-cr-cr-lf": "> NOOP\\r\n< 500 5.5.2 A bare CR or LF\n> NOOP\n< 250 2.0.0",
    "rfc5321-2.3.8-lf-smuggles-no-command": (
        "> MAIL FROM:<a@b.test>\\nRCPT TO:<c@d.test>\n< 500 5.5.2\n< 503 5.5.1\n> NOOP\n< 250 2.0.0"
    ),
    "rfc5321-2.3.8-cr-smuggles-no-command": (
        "> MAIL FROM:<a@b.test>\\rRCPT TO:<c@d.test>\n< 500 5.5.2\n> NOOP\n< 250 2.0.0"
    ),
    "rfc5321-4.5.2-nul": "> NOOP \\x00\n< 500 5.5.2 A NUL\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.5.2-nul-in-a-path": "> MAIL FROM:<a\\x00@b.test>\n< 500 5.5.2 A NUL\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.5.3.1.4-512-bytes": f"> NOOP {'x' * 505}\n< 250 2.0.0",
    "rfc5321-4.5.3.1.4-2048-bytes": f"> NOOP {'x' * 2041}\n< 250 2.0.0",
    "rfc5321-4.5.3.1.4-2049-bytes": f"> NOOP {'x' * 2042}\n< 500 5.5.2 Command line too long\n> NOOP\n< 250 2.0.0",
    "rfc5321-4.5.3.1.4-a-megabyte": f"> NOOP {'x' * 1_000_000}\n< 500 5.5.2 Command line too long\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-plain-with-initial-response": f"> AUTH PLAIN {ADA}\n< 235 2.7.0",
    "rfc4954-4-plain-without-initial-response": f"> AUTH PLAIN\n< 334 \n> {ADA}\n< 235 2.7.0",
    "rfc4954-4-plain-empty-initial-response": "> AUTH PLAIN =\n< 501 5.5.2",
    "rfc4616-2-plain-without-user": f"> AUTH PLAIN {base64(bytes(2) + b'secret')}\n< 501 5.5.2",
    "rfc4616-2-plain-one-field": f"> AUTH PLAIN {base64(b'ada')}\n< 501 5.5.2",
    "rfc4616-2-plain-four-fields": f"> AUTH PLAIN {base64(bytes(3) + b'ada')}\n< 501 5.5.2",
    "rfc4616-2-plain-empty-password": f"> AUTH PLAIN {base64(b'*ada*'.replace(b'*', bytes(1)))}\n< 235 2.7.0",
    "rfc4954-4-login": f"> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> {base64(b'ada')}\n< 334 UGFzc3dvcmQ6\n> eA==\n< 235 2.7.0",
    "rfc4954-4-login-with-user": f"> AUTH LOGIN {base64(b'ada')}\n< 334 UGFzc3dvcmQ6\n> eA==\n< 235 2.7.0",
    "rfc4954-4-login-empty-user": "> AUTH LOGIN =\n< 501 5.5.2",
    "rfc4954-4-login-empty-password": f"> AUTH LOGIN {base64(b'ada')}\n< 334 UGFzc3dvcmQ6\n>\n< 235 2.7.0",
    "rfc4954-4-mechanism-in-any-case": f"> auth pLaIn {ADA}\n< 235 2.7.0",
    "rfc4954-4-cancelled-plain": "> AUTH PLAIN\n< 334 \n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-cancelled-login": f"> AUTH LOGIN {base64(b'ada')}\n< 334\n> *\n< 501 5.7.0\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-no-base64": "> AUTH PLAIN {}\n< 501 5.5.2 This is no base64\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-no-base64-in-a-response": "> AUTH PLAIN\n< 334 \n> !!!!\n< 501 5.5.2\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-half-base64": "> AUTH PLAIN AGFk\\x20YQ\n< 501 5.5.2",
    "rfc4954-4-8-bit-base64": "> AUTH PLAIN \\udcff\\udcfe\n< 501 5.5.2",
    "rfc4954-4-response-too-long": f"> AUTH PLAIN\n< 334 \n> {'A' * 13_000}\n< 500 5.5.6\n> NOOP\n< 250 2.0.0",
    "rfc4954-4-response-of-12-kb": f"> AUTH PLAIN\n< 334 \n> {base64(b'*ada*' + b'p' * 9_000)}\n< 501 5.5.2",
    "rfc4954-4-failed-then-good": f"> AUTH PLAIN !\n< 501\n> AUTH PLAIN {ADA}\n< 235 2.7.0",
    "rfc4954-4-twice": f"> AUTH PLAIN {ADA}\n< 235 2.7.0\n> AUTH PLAIN {ADA}\n< 503 5.5.1",
    "rfc4954-4-within-a-mail": f"> MAIL FROM:<a@b.test>\n< 250\n> AUTH PLAIN {ADA}\n< 503 5.5.1",
    "rfc4954-4-mechanism-unknown": "> AUTH GSSAPI\n< 504 5.5.4",
    "rfc4954-4-mechanism-missing": "> AUTH\n< 50",
    "rfc4954-5-auth-parameter-of-mail": "> MAIL FROM:<a@b.test> AUTH=<>\n< 250 2.1.0",
}

MAILED = {
    "rfc5321-4.1.1.3-rcpt-without-to": "> RCPT <a@b.test>\n< 501 5.5.4 Syntax: TO:<address>",
    "rfc5321-4.1.1.3-rcpt-alone": "> RCPT\n< 501 5.5.4",
    "rfc5321-4.1.1.3-rcpt-empty-path": "> RCPT TO:<>\n< 501 5.1.3",
    "rfc5321-4.1.1.3-rcpt-unclosed": "> RCPT TO:<a@b.test\n< 501 5.1.3\n> RCPT TO:<a@b.test>\n< 250 2.1.5",
    "rfc5321-4.1.1.3-rcpt-postmaster": "> RCPT TO:<Postmaster>\n< 250 2.1.5",
    "rfc5321-4.1.1.3-rcpt-bad-parameter": "> RCPT TO:<a@b.test> ???\n< 501 5.5.4",
    "rfc5321-4.1.4-data-before-rcpt": "> DATA\n< 503 5.5.1 Say RCPT first",
    "rfc5321-4.1.4-data-after-refused-rcpts": "> RCPT TO:<a\n< 501\n> DATA\n< 503 5.5.1",
    "rfc5321-4.1.1.5-rset-forgets-the-sender": "> RSET\n< 250\n> RCPT TO:<a@b.test>\n< 503 5.5.1",
    "rfc5321-4.5.3.1.10-too-many-recipients": (
        "".join(f"> RCPT TO:<{n}@b.test>\n< 250 2.1.5\n" for n in range(5)) + "> RCPT TO:<6@b.test>\n< 452 4.5.3"
    ),
    "rfc5321-4.1.1.9-noop-forgets-nothing": "> NOOP\n< 250\n> RCPT TO:<a@b.test>\n< 250 2.1.5",
    "rfc5321-4.1.1.6-vrfy-forgets-nothing": "> VRFY a\n< 252\n> RCPT TO:<a@b.test>\n< 250 2.1.5",
}

READY = {
    "rfc5321-4.1.1.4-data-with-argument": "> DATA now\n< 501 5.5.4\n> DATA\n< 354",
    "rfc5321-4.1.1.5-rset-forgets-the-recipients": "> RSET\n< 250\n> MAIL FROM:<a@b.test>\n< 250\n> DATA\n< 503 5.5.1",
    "rfc5321-4.1.1.4-data": "> DATA\n< 354\n> Subject: a\n> .\n< 250 2.0.0",
    "rfc5321-4.1.1.4-data-forgets-the-envelope": "> DATA\n< 354\n> .\n< 250 2.0.0\n> DATA\n< 503 5.5.1",
    "rfc5321-3.3-a-second-mail": """
        > DATA
        < 354
        > .
        < 250 2.0.0
        > MAIL FROM:<a@b.test>
        < 250
        > RCPT TO:<c@d.test>
        < 250
        > DATA
        < 354
        > .
        < 250 2.0.0
        > QUIT
        < 221
        < (closed)""",
}

SCRIPTS = {
    name: opening + dedent(script)
    for opening, scripts in (
        ("", CONNECTED),
        ("> EHLO x\n< 250-\n", GREETED),
        ("> EHLO x\n< 250-\n> MAIL FROM:<a@b.test>\n< 250 2.1.0\n", MAILED),
        ("> EHLO x\n< 250-\n> MAIL FROM:<a@b.test>\n< 250 2.1.0\n> RCPT TO:<c@d.test>\n< 250 2.1.5\n", READY),
    )
    for name, script in scripts.items()
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_dialogue(door: Running, script: str) -> None:
    """Each command is answered as its RFC asks, and a refusal leaves the session usable."""
    with Dialogue(door.smtp) as dialogue:
        wrong = play(dialogue, script)

        assert not wrong, "\n".join(wrong)


def test_extensions_are_announced(door: Running) -> None:
    """EHLO names the server and each extension on a line of its own (RFC 5321 4.1.1.1)."""
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        answer = dialogue.ask("EHLO x")

        assert answer.split("\n") == [
            "250-mailtrap",
            "250-SIZE 100000",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-PIPELINING",
            "250-CHUNKING",
            "250-BINARYMIME",
            "250-DSN",
            "250-ENHANCEDSTATUSCODES",
            "250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER",
            "250 HELP",
        ]


ENVELOPES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "rfc5321-4.5.5-null-sender": ("<>", "<bob@b.test>", {"MailFrom": ""}),
    "rfc5321-4.1.1.3-plain": ("<a@b.test>", "<bob@b.test>", {"MailFrom": "a@b.test"}),
    "rfc5321-2.4-case-is-kept": ("<Ada@B.Test>", "<b@b.test>", {"MailFrom": "Ada@B.Test"}),
    "rfc5321-4.1.2-quoted-local-part": ('<"a b@c"@d.test>', "<b@b.test>", {"MailFrom": '"a b@c"@d.test'}),
    "rfc5321-4.1.2-quoted-pairs": (r'<"a\"\\b"@d.test>', "<b@b.test>", {"MailFrom": r'"a\"\\b"@d.test'}),
    "rfc5321-4.1.2-quoted-angle": ('<"a>b"@d.test>', "<b@b.test>", {"MailFrom": '"a>b"@d.test'}),
    "rfc5321-4.1.2-tags": ("<ada+tag=x/y@b.test>", "<b@b.test>", {"MailFrom": "ada+tag=x/y@b.test"}),
    "rfc5321-4.1.3-domain-literal": ("<ada@[127.0.0.1]>", "<b@b.test>", {"MailFrom": "ada@[127.0.0.1]"}),
    "rfc5321-4.1.3-ipv6-literal": ("<a@[IPv6:::1]>", "<b@b.test>", {"MailFrom": "a@[IPv6:::1]"}),
    "rfc5321-C-source-route": ("<@x.test,@y.test:a@b.test>", "<b@b.test>", {"MailFrom": "a@b.test"}),
    "rfc5321-C-source-route-quoted": ('<@x.test:"a b"@b.test>', "<b@b.test>", {"MailFrom": '"a b"@b.test'}),
    "rfc6531-3.3-utf-8": ("<jürgen@exämple.test> SMTPUTF8", "<用户@例え.test>", {"MailFrom": "jürgen@exämple.test"}),
    "rfc6531-3.3-quoted-utf-8": ('<"ü ü"@b.test> SMTPUTF8', "<b@b.test>", {"MailFrom": '"ü ü"@b.test'}),
    "rfc5321-4.1.1.2-space-before-path": (" <a@b.test>", " <b@b.test>", {"MailFrom": "a@b.test"}),
    "no-rfc-path-without-brackets": ("a@b.test", "b@b.test SIZE=1", {"MailFrom": "a@b.test"}),
    "no-rfc-latin-1": ("<\\udce9@b.test> SMTPUTF8", "<b@b.test>", {"MailFrom": "é@b.test"}),
    "no-rfc-local-name": ("<ada>", "<b@b.test>", {"MailFrom": "ada"}),
    "rfc5321-4.5.3.1-long-path": (f"<{'a' * 900}@b.test>", "<b@b.test>", {"MailFrom": f"{'a' * 900}@b.test"}),
    "rfc1870-6-size": ("<a@b.test> SIZE=99", "<b@b.test>", {"MailParameters": {"SIZE": "99"}}),
    "rfc6152-3-body-and-utf-8": (
        "<a@b.test> body=8bitmime SMTPUTF8",
        "<b@b.test>",
        {"MailParameters": {"BODY": "8bitmime", "SMTPUTF8": True}},
    ),
    "rfc3461-4.3-dsn-of-mail": (
        "<a@b.test> RET=HDRS ENVID=QQ314159",
        "<b@b.test>",
        {"MailParameters": {"RET": "HDRS", "ENVID": "QQ314159"}},
    ),
    "rfc3461-4.1-dsn-of-rcpt": (
        "<a@b.test>",
        "<b@b.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@b.test",
        {
            "Recipients": [
                {"Address": "b@b.test", "Parameters": {"NOTIFY": "SUCCESS,DELAY", "ORCPT": "rfc822;b@b.test"}}
            ]
        },
    ),
    "rfc4954-5-auth": ("<a@b.test> AUTH=e+3Dmc2@b.test", "<b@b.test>", {"MailParameters": {"AUTH": "e+3Dmc2@b.test"}}),
    "rfc5321-4.1.2-unknown-parameters": (
        "<a@b.test> X-ODD x-two=a=b",
        "<b@b.test>",
        {"MailParameters": {"X-ODD": True, "X-TWO": "a=b"}},
    ),
}


@pytest.mark.parametrize(("sender", "recipient", "expected"), ENVELOPES.values(), ids=ENVELOPES)
def test_envelope_is_kept(door: Running, sender: str, recipient: str, expected: dict[str, Any]) -> None:
    """What MAIL and RCPT said is found in the envelope as it was said."""
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO client.test")
        replies = [dialogue.ask(spoken(f"MAIL FROM:{sender}")), dialogue.ask(spoken(f"RCPT TO:{recipient}"))]
        dialogue.ask("DATA")
        caught = dialogue.ask(stuffed(mail())[:-2])
    envelope = door.api(f"message/{caught.split()[-1]}/envelope").json()

    assert [reply[:3] for reply in replies] == ["250", "250"]
    assert {key: envelope[key] for key in expected} == expected
    assert (envelope["Helo"], envelope["User"], envelope["Inbox"], envelope["TLS"]) == (
        "client.test",
        "",
        "default",
        "",
    )
    assert envelope["Client"].startswith("127.0.0.1:")


def test_recipients_are_kept_in_order(door: Running) -> None:
    """Every RCPT is kept, in order, also one that came twice (RFC 5321 3.3)."""
    wanted = ["c@b.test", "a@b.test", "c@b.test"]
    envelope = door.api(f"message/{door.send(mail(), to=wanted)}/envelope").json()

    assert [recipient["Address"] for recipient in envelope["Recipients"]] == wanted


@pytest.mark.parametrize(
    ("hello", "commands", "user"),
    [
        ("EHLO", [f"AUTH PLAIN {ADA}"], "ada"),
        ("EHLO", [f"AUTH PLAIN {base64(b'other' + bytes(1) + b'ada' + bytes(1) + b'x')}"], "ada"),
        ("EHLO", ["AUTH LOGIN", base64("jürgen/тест".encode()), base64(b"x")], "jürgen/тест"),
        ("EHLO", [f"AUTH LOGIN {base64(b'team a')}", base64(b"x")], "team a"),
        ("HELO", [f"AUTH PLAIN {ADA}"], "ada"),
    ],
    ids=["rfc4616-plain", "rfc4616-authorization-identity", "login-utf-8", "login-initial", "helo"],
)
def test_user_names_the_inbox(door: Running, hello: str, commands: list[str], user: str) -> None:
    """Any credentials will do, and the user's name becomes the inbox, for every mail of the session (RFC 4954)."""
    caught = []
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask(f"{hello} x")
        for command in commands:
            accepted = dialogue.ask(command)
        for _ in range(2):
            dialogue.send(b"RSET\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail()))
            caught.append([dialogue.reply() for _ in range(5)][-1].split()[-1])
    envelopes = [door.api(f"message/{id_}/envelope").json() for id_ in caught]

    assert accepted.startswith("235 ")
    assert [(each["User"], each["Inbox"]) for each in envelopes] == [(user, user)] * 2


def test_pipelined_in_one_packet(door: Running) -> None:
    """A whole session in one packet is answered command by command, in order (RFC 2920 3.1)."""
    one = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail("pipelined"))
    with Dialogue(door.smtp) as dialogue:
        dialogue.send(b"EHLO x\r\n" + one + b"NOOP\r\nBREW\r\n" + one + b"QUIT\r\n")
        replies = [dialogue.reply()[:3] for _ in range(14)]

    assert replies == [*"220 250 250 250 354 250 250 500 250 250 354 250 221".split(), ""]  # noqa: SIM905 -- one line to read


def test_commands_byte_by_byte(door: Running) -> None:
    """A client that sends one byte a packet is understood (RFC 5321 2.3.8)."""
    with Dialogue(door.smtp) as dialogue:
        for byte in b"EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail()) + b"QUIT\r\n":
            dialogue.send(bytes((byte,)))
        replies = [dialogue.reply()[:3] for _ in range(8)]

    assert replies == ["220", "250", "250", "250", "354", "250", "221", ""]


def test_a_hundred_errors_are_enough(door: Running) -> None:
    """Who makes more than a hundred errors is not talking SMTP and is sent away with 421 (RFC 5321 4.2.5)."""
    with Dialogue(door.smtp) as dialogue:
        dialogue.reply()
        replies = [dialogue.ask("BREW")[:3] for _ in range(101)]

        assert replies == ["500"] * 101
        assert dialogue.reply().startswith("421 4.7.0")
        assert dialogue.reply() == ""


def test_recipient_limit_keeps_the_mail(start_server: StartServer) -> None:
    """After a 452 the mail goes to the recipients that were accepted (RFC 5321 4.5.3.1.10)."""
    server = start_server(max_recipients=2)
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("HELO x")
        dialogue.ask("MAIL FROM:<a@b.test>")
        replies = [dialogue.ask(f"RCPT TO:<{n}@b.test>")[:9] for n in range(4)]
        dialogue.ask("DATA")
        id_ = dialogue.ask(stuffed(mail())[:-2]).split()[-1]
    envelope = server.api(f"message/{id_}/envelope").json()

    assert replies == ["250 2.1.5", "250 2.1.5", "452 4.5.3", "452 4.5.3"]
    assert [recipient["Address"] for recipient in envelope["Recipients"]] == ["0@b.test", "1@b.test"]
