"""The program keeps to itself: it asks nobody anything, and what it writes is its owner's alone."""

import os
import re
import signal
import smtplib
import ssl
import sys
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest

from mailtrap.certificate import PUBLIC
from tests.browser import Desk, open_mail
from tests.escapes import Trap, documents, hostile_mails
from tests.letters import attached, letter, pdf, picture
from tests.power import end_recorded
from tests.support import Running, mail, start_process, stop_process, wait_for
from tests.test_web_guard import ROUTES

CALLS = "connect,sendto,sendmsg,sendmmsg"
"""Ways to send something to somebody: what is sent on a connection that was taken names no address."""
_PLACE = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


def places(log: str) -> list[str]:
    """The addresses that were sent something, as strace tells."""
    return [found[1] or found[2] for found in _PLACE.finditer(log)]


def outward(log: str) -> list[str]:
    """Those of them that are not of this machine."""
    return [place for place in places(log) if not ip_address(place).is_loopback]


def tls_door(server: Running) -> tuple[str, int]:
    """Where the server offers STARTTLS: the first listener of a server takes plain text."""
    listeners = server.api("info").json()["Mailtrap"]["SMTP"]
    found = next(each["URL"] for each in listeners if each["URL"].startswith("starttls://"))
    return "127.0.0.1", int(found.rpartition(":")[2])


@linux
def test_nothing_is_sent_to_anybody_else(tmp_path: Path, program: Callable[[str], str], desk: Desk) -> None:
    """Mail by SMTP and STARTTLS, hostile mail in the page, every GET of the URL map, the demo: not a packet leaves."""
    trap, log = Trap(), tmp_path / "calls"
    under = (
        program("strace"),
        "-f",
        "-qq",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "--seccomp-bpf",
        "-o",
        str(log),
    )
    server = start_process(
        *("--db", str(tmp_path / "mail.db"), "--smtp", "starttls://127.0.0.1:0"), "--keep-mails", "5000", under=under
    )
    try:
        for raw in hostile_mails(trap):
            id_ = server.send(raw)
        files = [*documents(trap), attached("a.pdf", pdf("0 0 m"), "application/pdf")]
        server.send(
            letter(html=f'<img src="{trap.url}/x">', pictures=[picture("a@b")], attachments=files, subject="last")
        )
        tls = ssl.create_default_context(cafile=str(tmp_path / PUBLIC))
        with smtplib.SMTP(*tls_door(server), timeout=30) as client:
            client.starttls(context=tls)
            client.sendmail("a@b.test", ["c@d.test"], mail("by TLS"))
        page = desk.live(server)
        open_mail(page, id_, page.locator(f'[data-id="{id_}"] [data-testid=row-subject]').inner_text())
        statuses = [
            server.api(path).status_code
            for method, path, socket_ in ROUTES
            if method == "GET" and not socket_ and not path.startswith(("/api/v1/events", "/api/events"))
        ]
        assert server.api("demo", "POST").status_code == 200
        wait_for(lambda: any(place == "127.0.0.1" for place in places(log.read_text())), what="the demo mails")
    finally:
        trap.close()
        end_recorded(server, signal.SIGTERM)

    assert outward(log.read_text()) == []
    assert trap.hits == []
    assert desk.foreign(server) == []
    assert not [status for status in statuses if status >= 500 and status != 501]
    assert len(statuses) > 30


def test_what_is_sent_elsewhere_is_seen() -> None:
    """The lines that strace writes for other addresses are counted, names that are asked for among them."""
    log = (
        '1 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 0\n'
        '1 sendto(5, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16) = 1\n'
        "1 connect(6, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), "
        'inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH\n'
        '1 connect(7, {sa_family=AF_INET, sin_port=htons(25), sin_addr=inet_addr("127.0.0.1")}, 16) = 0\n'
        '1 connect(8, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0\n'
    )

    assert outward(log) == ["10.0.0.2", "192.0.2.1", "2001:db8::1"]


def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    """With a umask that forbids nothing, no file or folder of a server at work can be read or written by others."""
    temporary, home = tmp_path / "temporary", tmp_path / "home"
    temporary.mkdir()
    before = os.umask(0)
    try:
        server = start_process(
            *("--db", str(home / "mail.db"), "--smtp", "starttls://127.0.0.1:0"), environ={"TMPDIR": str(temporary)}
        )
        ephemeral = start_process("--ephemeral", environ={"TMPDIR": str(temporary)})
    finally:
        os.umask(before)
    for each in (server, ephemeral):
        id_ = each.send(letter(text="x", attachments=[attached("a.pdf", pdf("0 0 m"), "application/pdf")]))
        each.api(f"message/{id_}/part/2/page/1")
        each.api(f"message/{id_}/parts.zip")
    modes = {
        str(path.relative_to(tmp_path)): path.stat().st_mode & 0o077
        for folder in (home, temporary)
        for path in folder.rglob("*")
        if path.name != PUBLIC  # it is to be given away
    }
    codes = [stop_process(server), stop_process(ephemeral)]

    assert codes == [0, 0]
    assert {path: mode for path, mode in modes.items() if mode} == {}
    assert {Path(path).name for path in modes} >= {"mail.db", "mail.db-wal", "mail.db-shm", "mail.db.lock"}
