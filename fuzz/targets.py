"""What is done with some bytes, door by door, and what must hold whatever they are."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz.house import FoundError, House, hold, house
from mailtrap import mime
from mailtrap.errors import BadRequest
from mailtrap.extract import extract
from mailtrap.mime.html import words
from mailtrap.mime.part import Part, text
from mailtrap.query import QueryError, parse
from mailtrap.stores import Selection
from mailtrap.web import create_app
from mailtrap.web.app import Place
from mailtrap.web.archive import leaves, names
from mailtrap.web.cards import card_of
from mailtrap.web.files import disposition
from mailtrap.web.view import imprisoned

TIMEOUT = 20.0
"""Seconds for an answer; longer is a hang, and found."""
SPLIT_AT = 0x5F
"""The first byte of an input says how the rest is cut into packets; above this it comes in one."""

OneInput = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """A door: how to open it, and pieces of its language of which inputs are put together."""

    name: str
    opened: Callable[[House], OneInput]
    pieces: tuple[bytes, ...]


# SMTP

_REPLY = re.compile(rb"(?:[2345]\d\d[ -][^\r\n]*\r\n)*")
_OPENINGS = (
    b"",
    b"EHLO f\r\n",
    b"EHLO f\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n",
    b"EHLO f\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n",
    b"EHLO f\r\nMAIL FROM:<a@b.test> BODY=BINARYMIME\r\nRCPT TO:<c@d.test>\r\nBDAT 10\r\n0123456789",
    b"EHLO f\r\nAUTH LOGIN\r\n",
)


def smtp(asked: House) -> OneInput:
    """A session: each reply is one line or several of RFC 5321 4.2, and nothing of ours breaks."""

    def one(data: bytes) -> None:
        said = _OPENINGS[data[0] % len(_OPENINGS)] + data[1:] if data else b""
        told = talked(asked.smtp, said, data)
        hold(_REPLY.fullmatch(told) is not None, f"no replies of SMTP: {told[-300:]!r}")
        hold(b"Traceback" not in told and b"451 4.3.0" not in told, f"a fault is told: {told[-300:]!r}")
        asked.checked()

    return one


def talked(place: tuple[str, int], said: bytes, data: bytes) -> bytes:
    """Say something, in packets that the input itself chooses, and end; all that is answered."""
    answered = b""
    with socket.create_connection(place, timeout=TIMEOUT) as connection:
        try:
            cut = data[0] % 7 + 1 if data and data[0] < SPLIT_AT else 0
            for piece in _cut(said, cut):
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65_536):
                answered += piece
        except TimeoutError:
            raise FoundError(f"no end within {TIMEOUT:.0f} s after {answered[-300:]!r}") from None
        except OSError:  # it had enough and hung up
            pass
    return answered


def _cut(said: bytes, pieces: int) -> Iterator[bytes]:
    size = max(len(said) // (pieces or 1), 1)
    yield from (said[at : at + size] for at in range(0, len(said), size))


# Reading


def reading(_: House) -> OneInput:
    """A mail: all that reading, rendering and packing can do."""
    return read_wholly


def read_wholly(raw: bytes) -> None:
    """Everything that reading can do; what comes out can be stored as text."""
    found = mime.read(raw)
    root = mime.parse(raw)
    body = mime.body_of(root)
    shown = [body.text, body.html, words(body.html), found.subject, found.snippet, found.message_id]
    shown += [*found.problems, *(each.file_name for each in body.attachments)]
    for part in _walked(root):
        data, _ = mime.decoded(part)
        shown += [text(part)[0], part.content_type, part.content_id, part.file_name, part.disposition, part.encoding]
        shown += [header.value for header in part.header.fields]
        hold(root.start <= part.start <= part.body <= part.end <= len(part.source), f"part {part.number} lies outside")
        hold(mime.find(root, part.number) is not None, f"part {part.number} is not found")
        hold(not re.search(r"[\r\n]", disposition("inline", part.file_name)), "a name breaks its header")
        if not part.is_multipart and len(data) < 100_000:
            _card(part)
    for one in (*found.to, *found.cc, *([found.from_] if found.from_ else ())):
        shown += one
    hold(not any("could not be read (" in each for each in found.problems), f"{found.problems}")
    "".join(shown).encode("utf-8")
    inner = names(leaves(root))
    hold(len(inner) == len({each.casefold() for each in inner}), "two names in an archive are alike")
    hold(not any("/" in each or "\\" in each or each in ("", ".", "..") for each in inner), f"{inner}")
    _seen(body)


def _walked(root: Part) -> Iterator[Part]:
    todo = [root]
    while todo:
        part = todo.pop()
        yield part
        todo += part.children


def _card(part: Part) -> None:
    try:
        card_of(part)
    except BadRequest:
        pass


def _seen(body: mime.Body) -> None:
    taken = extract("", body.text, body.html)
    "".join([each.url for each in taken.links] + [each.value for each in taken.codes]).encode("utf-8")
    page = imprisoned(body.html, "http://localhost/view/x/y/", {"a": "1"}, remote=False, dark=True, targets=True)
    hold("sandbox" in page.headers["Content-Security-Policy"], "the view has no prison")


# Searches


def query(asked: House) -> OneInput:
    """A search: it is refused with a place, or the store answers it."""
    store = asked.server.inbox._store

    def one(data: bytes) -> None:
        said = data.decode("utf-8", "surrogateescape")
        try:
            found = parse(said, now=datetime.now(UTC))
        except QueryError as fault:
            str(fault).encode("utf-8", "backslashreplace")
            return
        store.page(Selection(query=found), 0, 10)
        asked.checked()

    return one


# The API

LEFT_OUT = ("/api/v1/demo",)
"""It sends mails by itself."""
_BETWEEN = re.compile(rb"[\x00-\x20\x7f]")
_TYPES = ("application/json", "application/x-www-form-urlencoded", "message/rfc822", "text/plain", "")


def api(asked: House) -> OneInput:
    """A request of any route: below 500 but where nothing is offered, JSON where it says so, and never a traceback."""
    inbox = asked.server.inbox
    # Below the sockets, for speed: the same app with the same guard.
    app = create_app(inbox, Place(asked.server.smtp, asked.server.web, True), lambda: 0)
    client = app.test_client()
    rules = sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if not rule.websocket and not rule.rule.startswith(LEFT_OUT)
    )

    def one(data: bytes) -> None:
        if len(data) < 4:
            return
        method, path = rules[int.from_bytes(data[:2], "big") % len(rules)]
        name, _, rest = data[4:].partition(b"\n")
        asked_for, _, body = rest.partition(b"\n")
        known = inbox.page(0, 1).messages if data[2] & 1 else []
        given = known[0].id if known else name.decode("latin-1").replace("/", "%2F") or "x"
        path = re.sub(r"<[^>]*>", lambda _: given, path)
        response = client.open(
            path.split("?")[0],
            method=method,
            base_url="http://localhost",
            # No request line holds a space or a CR: it is another line then.
            query_string=_BETWEEN.sub(lambda found: b"%%%02X" % found[0][0], asked_for).decode("latin-1"),
            data=body,
            content_type=_TYPES[data[3] % len(_TYPES)],
        )
        told = b"" if response.mimetype == "text/event-stream" else response.get_data()  # that has no end
        response.close()
        hold(response.status_code < 500 or response.status_code == 501, f"{response.status} of {method} {path}")
        hold(b"Traceback (most" not in told or b"Traceback (most" in data, f"a traceback at {method} {path}")
        if told and response.mimetype == "application/json" and method != "HEAD":
            json.loads(told)
        asked.checked()

    return one


# Frames

_UPGRADE = (
    b"GET /api/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n"
)


def frames(asked: House) -> OneInput:
    """What a tab sends: the server answers in whole frames of RFC 6455 5.2, or closes."""
    pause = threading.Event()

    def one(data: bytes) -> None:
        told = talked(asked.web, _UPGRADE + data[1:], data)
        head, end, rest = told.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 503"):  # tabs that went without a word are noticed after some seconds
            while asked.server.inbox.watchers():
                pause.wait(0.05)
            return
        # Where the tab hangs up at once, nothing may come any more.
        hold(not told or (head.startswith(b"HTTP/1.1 101") and bool(end)), f"no upgrade: {head[:200]!r}")
        for opcode, payload in _frames_in(rest):
            hold(opcode in (1, 8, 9, 10), f"opcode {opcode}")
            if opcode == 1:
                json.loads(payload)
        asked.checked()

    return one


def _frames_in(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Whole frames; the last may be cut off by the end."""
    while len(data) >= 2:
        hold(data[0] & 0x70 == 0 and data[1] & 0x80 == 0, f"reserved bits, or masked: {data[:2]!r}")
        length, start = data[1] & 0x7F, 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + length:
            return
        yield data[0] & 0x0F, data[start : start + length]
        data = data[start + length :]


_SMTP_PIECES = (
    b"\r\n", b"\n", b"\r", b".", b"\r\n.\r\n", b"EHLO ", b"HELO ", b"MAIL FROM:", b"RCPT TO:", b"<a@b.test>", b"<>",
    b" SIZE=1", b" BODY=8BITMIME", b" SMTPUTF8", b" RET=HDRS", b" ENVID=+41", b" NOTIFY=NEVER", b" ORCPT=rfc822;a",
    b" AUTH=<>", b"DATA\r\n", b"BDAT 5", b" LAST", b"BDAT 99999999999", b"AUTH PLAIN ", b"AUTH LOGIN ",
    b"AUTH CRAM-MD5", b"AGEAYg==", b"*", b"RSET\r\n", b"NOOP ", b"VRFY x", b"EXPN x", b"HELP", b"STARTTLS\r\n",
    b"QUIT\r\n", b"\0", b"\xff", b"\xc3\xa9", b"<@x,@y:a@b>", b'<"a b"@c>', b"<a@[IPv6:::1]>", b" ", b"XCLIENT",
    b"bounce+550@x", b"Subject: x\r\n\r\n", b"PROXY TCP4 ",
)  # fmt: skip
_MAIL_PIECES = (
    b"\r\n", b"\n", b"\r", b"--b", b"--", b"--b--", b": ", b";", b'"', b"\\", b"(", b")", b"<", b">", b"@", b",",
    b"Subject: ", b"From: ", b"To: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"message/rfc822",
    b"text/html", b"text/plain; charset=", b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable",
    b"x-uuencode", b"begin 644 a\n", b"Content-Disposition: attachment; filename", b"*0*=", b"*1=", b"utf-8''%C3",
    b"=?", b"?=", b"=?utf-8?B?", b"=?utf-7?Q?+2D0-", b"?B?", b"YQ==", b"=C3", b"<p ", b"<!--", b"&#x0;", b"\0",
    b"\xff", b"\xed\xa0\xbd", b"utf-16", b"hz", b"iso-2022-kr", b"idna", b"\x1b$B", b"=", b" ", b"\t",
    b"text/calendar", b"BEGIN:VCALENDAR\r\n", b"BEGIN:VEVENT\r\n", b"DTSTART;TZID=", b"RRULE:FREQ=", b"END:VEVENT\r\n",
    b"END:VCALENDAR\r\n", b"text/vcard", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"TEL:", b"<a href=", b"http://a.test/",
    b"<style>", b"</style>", b"cid:a", b"<iframe ", b"<link ", b"<html style=", b"<!doctype html>", b"code 123456",
    b"20260101T000000Z", b"Europe/Berlin", b"Date: ", b"99999", b"-1",
)  # fmt: skip
_QUERY_PIECES = (
    b"(", b")", b" OR ", b" AND ", b"NOT ", b"-", b'"', b":", b"from:", b"to:", b"subject:", b"body:", b"header:",
    b"has:", b"is:", b"tag:", b"larger:", b"smaller:", b"before:", b"after:", b"on:", b"1h", b"10M", b"2026-01-01",
    b"unread", b"attachment", b"*", b"\\", b"'", b"\0", b"\xc3\xa9", b"\xe6\x97\xa5", b"\xed\xa0\xbd", b" ", b"\t",
    b"x", b"99999999999999999999", b"{", b"}", b"^", b"NEAR", b",", b"!", b"today", b"%", b"_", b"0000-00-00",
)  # fmt: skip
_API_PIECES = (
    b"\n", b"{", b"}", b"[", b"]", b'"IDs":', b'"Read":true', b'"Tags":["a"]', b'"Search":"x"', b'"From":{"Email":"a@b.c"}',
    b'"To":[{"Email":"a@b.c"}]', b'"Subject":"x\\r\\ny"', b'"HTML":"<p>"', b'"Attachments":[{"Content":"AA=="}]',
    b'"Rules":[]', b'"Headers":{"X":"y"}', b"query=", b"limit=", b"start=", b"inbox=", b"&", b"latest", b"%00", b"%2e%2e%2f",
    b"..", b"-1", b"1e999", b"null", b"NaN", b"\\ud800", b"\xff", b"tz=", b"timeout=1", b"count=", b"kind=", b"1",
    b"page=", b"remote=1", b"dark=1", b'"Count":', b'"Name":', b"from=", b"to=", b"after=", b"before=", b"read=",
)  # fmt: skip
_FRAME_PIECES = (
    b"\x81\x80\0\0\0\0", b"\x81\x85\0\0\0\0hello", b"\x82\x81\1\2\3\4x", b"\x88\x82\0\0\0\0\x03\xe8", b"\x88\x80\0\0\0\0",
    b"\x89\x80\0\0\0\0", b"\x8a\x80\0\0\0\0", b"\x01\x81\0\0\0\0a", b"\x80\x81\0\0\0\0b", b"\x00\x81\0\0\0\0c", b"\x81\xfe",
    b"\x81\xff", b"\x7f\xff\xff\xff\xff\xff\xff\xff", b"\x10\x00", b"\xff", b"\0", b"\xc1\x80\0\0\0\0", b"\x81\x05hello",
    b"\x81\x82\0\0\0\0\xff\xfe", b"GET / HTTP/1.1\r\n\r\n", b"\x88\x81\0\0\0\0x", b"\x88\x82\0\0\0\0\0\0", b"\x81\xfe\x10\x01",
)  # fmt: skip

TARGETS = {
    each.name: each
    for each in (
        Target("smtp", smtp, _SMTP_PIECES),
        Target("mime", reading, _MAIL_PIECES),
        Target("query", query, _QUERY_PIECES),
        Target("api", api, _API_PIECES),
        Target("frames", frames, _FRAME_PIECES),
    )
}


@contextmanager
def opened(name: str) -> Iterator[OneInput]:
    """The harness of one door, its server started and some mails in it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="mailtrap-fuzz-")))
        asked = stack.enter_context(house(folder))
        for number in range(20):
            raw = b"From: a@b.test\r\nTo: c@d.test\r\nSubject: some %d\r\n\r\ncode %d\r\n" % (number, 123456 + number)
            talked(asked.smtp, _OPENINGS[3] + raw + b".\r\nQUIT\r\n", b"\xff")
        one = TARGETS[name].opened(asked)

        def alone(data: bytes) -> None:
            asked.watch.said.clear()  # by an input before it, which was found for another reason
            one(data)

        yield alone
