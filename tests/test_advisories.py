"""What was found in other catchers, and in what ours is built of: each by its name, asked of ours."""

import base64
import http.client
import json
import socket
import struct
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import websocket

from mailtrap import mime
from mailtrap.web.thumbnail import thumbnail
from tests.dialogue import EHLO, play, wire
from tests.escapes import Trap
from tests.letters import attached, letter, pdf, picture
from tests.support import Dialogue, Running, mail, stuffed
from tests.test_smtp_tls import SEND, trusting
from tests.test_smtp_tls import offered as offered
from tests.test_web_guard import UPGRADE
from tests.test_web_thumbnail import bomb

JSON = {"Content-Type": "application/json"}
CPU = 2.0
"""Seconds of processor time that reading any mail may take."""


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


def asked(server: Running, method: str, path: str, headers: dict[str, str]) -> int:
    """The status of a request whose path goes out as it is written."""
    host, port = server.web.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


# Catchers


@pytest.mark.parametrize("path", ["/api/events", "/api/v2/websocket"])
def test_cve_2026_22689_cross_site_websocket(module_server: Running, path: str) -> None:
    """Mailpit's socket took any Origin: a page elsewhere read along. Ours refuses it before the upgrade."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(
            f"{module_server.web.replace('http', 'ws', 1)}{path}", origin="http://evil.test", timeout=10
        )

    assert refused.value.status_code == 403


@pytest.mark.parametrize(
    "path", ["/%61pi/events", "/api/%65vents", "//api/events", "/api/./events", "/api/x/../events"]
)
def test_ghsa_8r62_w5wh_fc5m_percent_encoded_path(module_server: Running, path: str) -> None:
    """Mailpit looked for the socket in the raw path, its router in the decoded one. Our guard asks for no path."""
    foreign = {**UPGRADE, "Origin": "http://evil.test"}

    assert asked(module_server, "GET", path, foreign) in (403, 404, 308)
    assert asked(module_server, "GET", path, {**UPGRADE, "Sec-Fetch-Site": "cross-site"}) in (403, 404, 308)


@pytest.mark.parametrize("path", ["/proxy?url={t}/x", "/api/v1/proxy?url={t}/x", "/view/latest.html?remote=1"])
def test_cve_2026_21859_ssrf_by_proxy(module_server: Running, trap: Trap, path: str) -> None:
    """Mailpit's proxy fetched any URL for anybody. Ours has none, and shows remote things through the browser alone."""
    module_server.send(letter(html=f'<img src="{trap.url}/x"><link rel=stylesheet href="{trap.url}/y">'))
    module_server.api(path.format(t=trap.url))

    assert trap.hits == []


@pytest.mark.parametrize("check", ["html-check", "link-check", "sa-check"])
def test_cve_2026_23845_and_27808_ssrf_by_checks(module_server: Running, trap: Trap, check: str) -> None:
    """Mailpit's checks fetched the styles and links of a mail. Ours fetch nothing."""
    links = f'<link rel="stylesheet" href="{trap.url}/a.css"><a href="{trap.url}/b">b</a><img src="{trap.url}/c">'
    id_ = module_server.send(letter(html=links))
    answer = module_server.api(f"message/{id_}/{check}")
    for path in ("", "/extract", "/headers", "/parts"):
        module_server.api(f"message/{id_}{path}")

    assert answer.status_code in (404, 501)
    assert trap.hits == []


@pytest.mark.parametrize("sign", ["\r", "\n", "\r\n", "\0", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["MAIL FROM", "RCPT TO"])
def test_cve_2026_23829_header_injection_by_address(module_server: Running, field: str, sign: str) -> None:
    """Mailpit's pattern let CR into addresses, and so into the header. Ours writes none; what is told is one line."""
    with wire(module_server.smtp) as dialogue:
        play(dialogue, EHLO)
        if field == "RCPT TO":
            dialogue.ask("MAIL FROM:<a@b.test>")
        dialogue.send(f"{field}:<a{sign}X-Evil: yes@b.test>\r\nRSET\r\n".encode())
        replies = [dialogue.reply()]
        while not replies[-1].startswith("250 2.0.0"):
            replies.append(dialogue.reply())
    raw = mail("plain")
    id_ = module_server.send(raw)

    assert not any("X-Evil" in line for reply in replies for line in reply.split("\n")[1:])
    assert "X-Evil" not in module_server.api(f"message/{id_}/headers").text
    assert module_server.raw(id_) == raw


@pytest.mark.parametrize(
    "piece",
    [
        {"Subject": "x\r\nX-Evil: yes"},
        {"Tags": ["x\rX-Evil: yes"]},
        {"Tags": ["x\nX-Evil: yes"]},
        {"From": {"Email": "a@b.test\r\nX-Evil: yes"}},
        {"From": {"Email": "a@b.test", "Name": "x\r\nX-Evil: yes"}},
        {"To": [{"Email": "a@b.test", "Name": "x\rX-Evil: yes"}]},
        {"Headers": {"X-A": "b\r\nX-Evil: yes"}},
        {"Headers": {"X-A: b\r\nX-Evil": "yes"}},
        {"Attachments": [{"Content": "AA==", "Filename": "x\r\nX-Evil: yes"}]},
        {"Attachments": [{"Content": "AA==", "ContentType": "a/b\r\nX-Evil: yes"}]},
        {"Attachments": [{"Content": "AA==", "ContentID": "x\r\nX-Evil: yes"}]},
    ],
)
def test_header_injection_by_send(module_server: Running, piece: dict[str, object]) -> None:
    """What Mailpit's /send was told with CR in it became fields of the mail. Ours refuses it, or encodes it."""
    body = {"From": {"Email": "a@b.test"}, "To": [{"Email": "c@d.test"}], "Text": "x", **piece}
    answer = module_server.api("send", "POST", json=body)
    if answer.status_code == 200:
        head = module_server.raw(answer.json()["ID"]).partition(b"\r\n\r\n")[0]

        assert not [line for line in head.replace(b"\r", b"\n").split(b"\n") if line.lower().startswith(b"x-evil")]
    else:
        assert answer.status_code == 400


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "messages"), ("DELETE", "messages"), ("PUT", "tags"), ("POST", "message/x/release"), ("PUT", "faults")],
)
def test_ghsa_28pq_6qxg_wg5r_uncapped_bodies(module_server: Running, method: str, path: str, chunked: bool) -> None:
    """Mailpit capped the body of one route and forgot four. Ours caps all in one place."""
    body = b'{"IDs":["' + b"x" * 2_000_000 + b'"]}'
    content = iter([body[:1_500_000], body[1_500_000:]]) if chunked else body
    try:
        status = module_server.api(path, method, content=content, headers=JSON).status_code
    except OSError:
        status = 413  # it hung up on what it need not read

    assert status == 413


def test_cve_2026_45710_uncapped_send(module_server: Running) -> None:
    """Mailpit's /send and DATA took a body of any size. Ours refuse what is above the size of a mail, unread."""
    host, port = module_server.web.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(
            b"POST /api/v1/send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100000000000\r\n\r\n{"
        )
        answer = connection.recv(65_536)
    with wire(module_server.smtp) as dialogue:
        wrong = play(dialogue, f"{EHLO}> MAIL FROM:<a@b.test> SIZE=100000000000\n< 552 5.3.4\n")

    assert answer.startswith(b"HTTP/1.1 413")
    assert not wrong


def test_cve_2026_67445_uncapped_command(module_server: Running) -> None:
    """Mailpit read a command of any length into memory. Ours refuses it at 2,048 bytes, and drops what follows."""
    with Dialogue(module_server.smtp) as dialogue:
        dialogue.reply()
        refused = dialogue.ask("EHLO " + "x" * 1_000_000)
        after = dialogue.ask("NOOP")

    assert refused.startswith("500 ")
    assert after.startswith("250 ")


def test_ghsa_r553_m4fv_5v97_one_endless_line(module_server: Running) -> None:
    """Mailpit held a line of DATA whole before it looked at its size. Ours counts as it reads."""
    with Dialogue(module_server.smtp) as dialogue:
        dialogue.begin()
        for _ in range(52):
            dialogue.send(b"x" * 1_000_000)
        reply = dialogue.ask("\r\n.")

    assert reply.startswith("552 ")


def test_cve_2026_67446_thumbnail_of_huge_dimensions() -> None:
    """Mailpit decoded a small picture that announces a huge one. Ours looks at its size first."""
    started = time.process_time()
    for width, height in ((60_000, 60_000), (2**31 - 1, 2**31 - 1), (1, 2**31 - 1)):
        assert thumbnail(bomb(width, height)).startswith(b"\xff\xd8\xff")

    assert time.process_time() - started < CPU


def test_thumbnail_of_many_animated_pictures() -> None:
    """A GIF of thousands of large pictures took seconds in Mailpit, which decoded all. Ours decodes the first."""
    frame = b"\x2c\0\0\0\0\x10\x27\x10\x27\0\x08\x01\0\0"  # 10,000 by 10,000
    data = b"GIF89a\x10\x27\x10\x27\x80\0\0\0\0\0\xff\xff\xff" + frame * 5_000 + b";"
    started = time.process_time()

    assert thumbnail(data).startswith(b"\xff\xd8\xff")
    assert time.process_time() - started < CPU


@pytest.mark.parametrize(
    "cid", ["../../../../../../tmp/evil", "/tmp/evil", "..\\..\\evil", "%2e%2e%2fevil", "x\0/../evil"]
)
def test_cve_2024_27448_path_traversal_by_content_id(server: Running, cid: str) -> None:
    """MailDev wrote parts into files named by their Content-ID. Ours writes none; in the archive no name is a path."""
    before = set(Path(server.db).parent.rglob("*"))
    html = f'<img src="cid:{cid}">'
    id_ = server.send(letter(html=html, pictures=[picture(cid)], attachments=[attached(cid, b"x")]))
    for path in (f"/view/{id_}.html", f"/email/{id_}", f"/email/{id_}/html", f"/api/v1/message/{id_}/part/2"):
        server.api(path)
    with zipfile.ZipFile(BytesIO(server.api(f"message/{id_}/parts.zip").content)) as packed:
        names = packed.namelist()

    assert set(Path(server.db).parent.rglob("*")) == before
    assert not [name for name in names if "/" in name or "\\" in name or name.startswith(".")]
    assert not Path("/tmp/evil").exists()


def test_mailhog_321_stored_script(module_server: Running) -> None:
    """MailHog showed the HTML of a mail in its own origin. Ours has no origin and no scripts; test_escapes opens it."""
    id_ = module_server.send(
        letter(html="<script>alert(document.domain)</script>", subject="<img src=x onerror=alert(1)>")
    )
    for path in (f"/view/{id_}.html", f"/email/{id_}/html", f"/api/email/{id_}/html"):
        policy = module_server.api(path).headers["Content-Security-Policy"]

        assert policy.startswith("sandbox ")
        assert "allow-scripts" not in policy
        assert "allow-same-origin" not in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy


# What ours is built of


@pytest.mark.parametrize("end", [b"\n.\r\n", b"\n.\n", b"\r.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r\n\0.\r\n"])
def test_cve_2024_27305_aiosmtpd_smuggling(module_server: Running, end: bytes) -> None:
    """aiosmtpd took LF.LF and its like for the end of a mail, and what followed for a second one."""
    module_server.api("messages", "DELETE")
    inner = b"MAIL FROM:<evil@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\nSubject: smuggled\r\n\r\n"
    raw = b"Subject: outer\r\n\r\nbody" + end + inner
    with Dialogue(module_server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(raw + b"\r\n.\r\n")
        dialogue.reply()

    assert [each["Subject"] for each in module_server.messages()] == ["outer"]


def test_cve_2024_34083_aiosmtpd_starttls_injection(offered: Running) -> None:
    """aiosmtpd kept what came behind STARTTLS in plain text and took it as if under TLS. Ours throws it away."""
    with wire(offered.smtp) as dialogue:
        play(dialogue, EHLO)
        dialogue.send(b"STARTTLS\r\nEHLO injected\r\nMAIL FROM:<evil@b.test>\r\n")
        ready = dialogue.reply()
        dialogue.secure(trusting(offered))
        hello = dialogue.ask("EHLO x")
        dialogue.send(SEND + stuffed(mail("clean")))
        replies = [dialogue.reply()[:3] for _ in range(4)]

    assert ready.startswith("220 ")
    assert hello.startswith("250-")
    assert replies == ["250", "250", "354", "250"]
    assert "evil@b.test" not in offered.api("message/latest/envelope").text


@pytest.mark.parametrize("count", [1_000, 20_000])
def test_cve_2023_25577_and_2024_49767_werkzeug_multipart(module_server: Running, count: int) -> None:
    """Werkzeug read forms of any number of parts, each at a price. Ours reads no multipart form."""
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'
    answer = module_server.api(
        "messages",
        "DELETE",
        content=(part * count)[:900_000] + b"--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert answer.status_code in (400, 415)
    assert module_server.api("/readyz").elapsed.total_seconds() < 10


def test_cve_2023_46136_werkzeug_slow_boundary(module_server: Running) -> None:
    """A part of CR and LF alone made Werkzeug look for the boundary anew at each byte. Ours refuses the form unread."""
    body = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"\r" * 900_000
    answer = module_server.api(
        "messages", "PUT", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert answer.status_code in (400, 415)


@pytest.mark.parametrize(
    "path",
    ["..%2f..%2fapp.py", "..%5c..%5capp.py", "%2e%2e/app.py", "//etc/passwd", "C:/x", "..%c0%afapp.py",
     "js/..%2f..%2fx", "%00",
     "CON", "NUL.js", "aux.css", "js/COM1", "favicon.svg%00.html", "....//app.py"],
)  # fmt: skip
def test_cve_2024_49766_and_2025_66221_werkzeug_paths(module_server: Running, path: str) -> None:
    """Werkzeug's safe_join let paths of Windows and names of devices through. Nothing but a file of ours is served."""
    assert asked(module_server, "GET", f"/static/{path}", {}) in (308, 400, 404)


def test_cve_2024_34069_werkzeug_debugger(module_server: Running) -> None:
    """Werkzeug's debugger runs code. Ours is never switched on."""
    for path in ("/console", "/?__debugger__=yes&cmd=resource&f=style.css", "/nowhere?__debugger__=yes"):
        answer = module_server.api(path)

        assert "debugger" not in answer.text.lower().replace("__debugger__", "")


CONTINUED = b"".join(b"; filename*%d*=%%41" % number for number in range(10_000))
EMAIL_BOMBS = {
    "cpython-gh-100884-encoded-words": b"Subject: " + b"=?utf-8?q?=41?= " * 12_000,
    "cpython-gh-136063-quadratic-parameters": b"Content-Type: text/plain" + b"; a*0=b" * 20_000,
    "cpython-gh-134873-quotes-in-addresses": b"To: " + b'"' * 200_000,
    "cve-2023-27043-address-confusion": b"From: alice@example.test)bob@evil.test",
    "cve-2019-16056-two-ats": b"From: a@malicious.test@important.test",
    "cpython-recursion-of-comments": b"To: " + b"(" * 100_000,
    "cpython-index-of-message-id": b"Message-ID: <[",
    "cpython-date-of-any-number": b"Date: " + b"9" * 100_000,
    "cpython-folding-white-space": b"Subject: x" + b"\r\n " * 100_000,
    "cpython-groups": b"To: " + b"a:" * 100_000,
    "cpython-charset-of-words": b"Subject: " + b"=?idna?b?" + b"A" * 100_000 + b"?=",
    "cpython-rfc2231-continuations": b"Content-Disposition: attachment" + CONTINUED,
}


@pytest.mark.parametrize("head", EMAIL_BOMBS.values(), ids=EMAIL_BOMBS)
def test_cpython_email_bombs(head: bytes) -> None:
    """What takes CPython's email package minutes, or breaks it, is read here within two seconds."""
    started = time.process_time()
    found = mime.open_mail(b"X-First: 1\r\n" + head + b"\r\n\r\nbody\r\n")

    assert time.process_time() - started < CPU
    assert not any("could not be read (" in problem for problem in found.reading.problems)


def test_cve_2023_27043_sender_is_not_mistaken() -> None:
    """CPython took the wrong one of two addresses. Ours never makes a clean address of a confused one."""
    found = mime.read(b"From: alice@example.test)bob@evil.test\r\n\r\n").from_

    assert found is None or found.address != "bob@evil.test"


def test_zip_bomb_is_a_file(module_server: Running) -> None:
    """An archive of gigabytes in kilobytes is an attachment like any other: nothing here unpacks it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", bytes(50_000_000))
    id_ = module_server.send(letter(text="x", attachments=[attached("bomb.zip", out.getvalue(), "application/zip")]))
    answer = module_server.api(f"message/{id_}/part/2")

    assert answer.content == out.getvalue()
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_pdfium_bomb_falls_alone(module_server: Running) -> None:
    """A PDF that takes all memory or time takes that of a process of its own, and is told as 400."""
    forms = "q " * 200_000 + "0 0 600 700 re f " * 20_000
    for data in (pdf(forms, size="0 0 1e9 1e9"), pdf("0 0 m", size="0 0 1e-9 1e9"), b"%PDF-1.7\n" + b"<<" * 500_000):
        id_ = module_server.send(letter(text="x", attachments=[attached("x.pdf", data, "application/pdf")]))
        answer = module_server.api(f"message/{id_}/part/2/page/1")

        assert answer.status_code in (200, 400)
        assert module_server.api("/readyz").status_code == 200


def test_zstd_bomb_is_not_unpacked_for_a_client(module_server: Running) -> None:
    """A request body that says it is packed stays as it is: nothing that a client sends is ever unpacked."""
    body = base64.b64decode("H4sIAAAAAAAAA+3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")
    for coding in ("gzip", "zstd", "br", "deflate"):
        answer = module_server.api("messages", "PUT", content=body, headers={**JSON, "Content-Encoding": coding})

        assert answer.status_code in (400, 415)


def test_cve_2021_32838_and_others_frames(module_server: Running) -> None:
    """Sockets that believed the length of a frame waited for it in memory. Ours ends the tab at 4,096 bytes."""
    tab = websocket.create_connection(f"{module_server.web.replace('http', 'ws', 1)}/api/events", timeout=20)
    assert tab.sock
    tab.sock.sendall(b"\x81\xff" + struct.pack(">Q", 2**40) + b"\0\0\0\0" + b"x" * 10_000)
    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
        while tab.recv_data()[0] != 8:
            pass
        raise ConnectionError("it said that it closes")
    tab.sock.close()

    assert json.loads(module_server.api("info").text)
