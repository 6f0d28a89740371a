"""SMTP when the house is on fire: a full disk, a broken disk, a crowd, clients that break off, and a stop meanwhile."""

import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from mailtrap.config import Config
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.dialogue import EHLO, MAIL, RCPT, play, running, said, sessions, wire
from tests.support import TLS, Dialogue, Running, mail, start_process, stop_process, stuffed, wait_for

MIB = 1024 * 1024
TRANSACTION = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n"

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


def answers(dialogue: Dialogue, count: int) -> list[str]:
    """The codes of so many replies."""
    return [dialogue.reply()[:3] for _ in range(count)]


def subjects(server: Running) -> list[str]:
    """Of all mails, sorted."""
    return sorted(message["Subject"] for message in server.messages(limit=500))


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small tmpfs cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def sent_at_last(dialogue: Dialogue, subject: str) -> str:
    """Try to send this mail until it is taken; the reply."""

    def once() -> str:
        reply = try_to_send(dialogue, mail(subject))
        return reply if reply.startswith("250 ") else ""

    return wait_for(once, what="room on the disk")


def try_to_send(dialogue: Dialogue, raw: bytes) -> str:
    """One mail of a session; the reply to DATA if it is no 354, else the one to the mail."""
    dialogue.send(b"RSET\r\n" + TRANSACTION + b"DATA\r\n")
    reply = [dialogue.reply() for _ in range(4)][-1]
    if reply.startswith("354"):
        dialogue.send(stuffed(raw))
        reply = dialogue.reply()
    return reply


def fill(dialogue: Dialogue) -> Counter[str]:
    """Mails of 200 kB until one is refused; how often each code came."""
    codes: Counter[str] = Counter()
    for number in range(400):
        reply = try_to_send(dialogue, mail(f"n{number}", "x" * 200_000))
        codes[reply[:9]] += 1
        if reply[0] != "2":
            break
    return codes


@linux
def test_nearly_full_disk(small_disk: Path) -> None:
    """Before the disk is full DATA is refused with 452, reading goes on, and delete-all makes room without a restart."""
    server = start_process("--db", str(small_disk / "mail.db"), "--min-free", "40000000")
    with wire(server.smtp) as dialogue:
        play(dialogue, EHLO)
        codes = fill(dialogue)
        chunk = play(dialogue, "> BDAT 6 LAST\n>> QUIT\\r\\n\n< 452 4.3.1\n> NOOP\n< 250", banner=False)
        listed = len(server.messages(limit=500))
        readable = server.raw("latest")
        ready = server.api("/readyz").status_code
        deleted = server.api("messages", "DELETE").status_code
        after = sent_at_last(dialogue, "after")
    code = stop_process(server)

    assert codes["452 4.3.1"] == 1
    assert codes["250 2.0.0"] == listed >= 5
    assert not chunk
    assert readable.startswith(b"From: ")
    assert (ready, deleted, code) == (200, 200, 0)
    assert after.startswith("250 ")


@linux
def test_room_is_made_by_others(small_disk: Path) -> None:
    """When something else has filled the disk, mail is taken again as soon as that has gone."""
    server = start_process("--db", str(small_disk / "mail.db"), "--min-free", "40000000")
    hog = small_disk / "hog"
    with wire(server.smtp) as dialogue:
        play(dialogue, EHLO)
        before = try_to_send(dialogue, mail("before"))
        hog.write_bytes(bytes(30_000_000))
        wait_for(lambda: not try_to_send(dialogue, mail("full")).startswith("250 "), what="the refusal")
        refused = try_to_send(dialogue, mail("refused"))
        hog.unlink()
        after = sent_at_last(dialogue, "after")
    found = subjects(server)
    stop_process(server)

    assert [reply[:3] for reply in (before, refused, after)] == ["250", "452", "250"]
    assert set(found) - {"full"} == {"before", "after"}


@linux
def test_announced_size_counts(small_disk: Path) -> None:
    """A mail whose announced size would not fit is refused before it is sent (RFC 1870 6.2)."""
    server = start_process("--db", str(small_disk / "mail.db"), "--min-free", "20000000")
    with wire(server.smtp) as dialogue:
        wrong = play(
            dialogue,
            EHLO
            + "> MAIL FROM:<a@b.test> SIZE=49000000\n< 250\n> RCPT TO:<c@d.test>\n< 250\n> DATA\n< 452 4.3.1\n> RSET\n"
            "< 250\n> MAIL FROM:<a@b.test> SIZE=2000\n< 250\n> RCPT TO:<c@d.test>\n< 250\n> DATA\n< 354\n> .\n< 250",
        )
    stop_process(server)

    assert not wrong, "\n".join(wrong)


@linux
def test_completely_full_disk(small_disk: Path) -> None:
    """Without a reserve what cannot be stored is answered 451; what was acknowledged stays, and room is found again."""
    hog = small_disk / "hog"
    hog.write_bytes(bytes(60_000_000))
    server = start_process("--db", str(small_disk / "mail.db"), "--min-free", "0")
    with wire(server.smtp) as dialogue:
        play(dialogue, EHLO)
        codes = fill(dialogue)
        failed = [try_to_send(dialogue, mail(f"lost {number}", "x" * 200_000))[:9] for number in range(3)]
        readable = len(server.messages(limit=500))
        hog.unlink()
        after = sent_at_last(dialogue, "after")
        ready = server.api("/readyz").status_code
        found = subjects(server)
        deleted = server.api("messages", "DELETE").status_code
        last = try_to_send(dialogue, mail("last"))
    stop_process(server, signal.SIGKILL)
    again = start_process("--db", str(small_disk / "mail.db"), "--min-free", "0")
    kept = subjects(again)
    stop_process(again)

    assert set(codes) <= {"250 2.0.0", "451 4.3.0", "452 4.3.1"}
    assert set(failed) <= {"451 4.3.0", "452 4.3.1"}
    assert readable == codes["250 2.0.0"] >= 5
    assert after.startswith("250 ")
    assert (ready, deleted, last[:3]) == (200, 200, "250")
    assert found == sorted(["after", *(f"n{number}" for number in range(readable))])
    assert kept == ["last"]


# A store that fails


@contextmanager
def broken_disk(server: Running, strace: str, when: str) -> Iterator[None]:
    """Every call that asks the disk to keep what was written fails with EIO, by strace."""
    assert server.process
    tracer = subprocess.Popen(
        [
            *(strace, "-f", "-qq", "-p", str(server.process.pid), "-o", "/dev/null"),
            *("-e", "trace=fsync,fdatasync", "-e", f"inject=fsync,fdatasync:error=EIO:when={when}"),
        ],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        status = Path(f"/proc/{server.process.pid}/status")
        wait_for(
            lambda: f"TracerPid:\t{tracer.pid}" in status.read_text() or tracer.poll() is not None,
            what="strace",
        )
        if tracer.poll() is not None:
            assert tracer.stderr
            pytest.skip(f"strace may not be used here: {tracer.stderr.read().decode().strip()}")
        tasks = Path(f"/proc/{server.process.pid}/task")
        wait_for(
            lambda: all(f"TracerPid:\t{tracer.pid}" in (task / "status").read_text() for task in tasks.iterdir()),
            what="strace on each thread",
        )
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(30)
        if tracer.stderr:
            tracer.stderr.close()


@linux
@pytest.mark.parametrize("when", ["1+", "1+3"], ids=["always", "now-and-then"])
def test_broken_disk(tmp_path: Path, program: Callable[[str], str], when: str) -> None:
    """While the disk keeps nothing (EIO on fsync) the answer is 451; what was answered 250 is there after a restart."""
    db = str(tmp_path / "mail.db")
    server = start_process("--db", db)
    acknowledged, refused, unready = [], 0, []
    with wire(server.smtp) as dialogue:
        play(dialogue, EHLO)
        for number in range(3):
            acknowledged.append(f"before {number}")
            assert try_to_send(dialogue, mail(f"before {number}")).startswith("250 ")
        with broken_disk(server, program("strace"), when):
            for number in range(12):
                reply = try_to_send(dialogue, mail(f"during {number}", "x" * 5_000))
                if reply.startswith("250 "):
                    acknowledged.append(f"during {number}")
                else:
                    assert reply == "451 4.3.0 The mail could not be stored; try again later"
                    refused += 1
            unready.append(server.api("/readyz").status_code)
            listed = subjects(server)
        ready = wait_for(lambda: server.api("/readyz").status_code == 200, what="recovery")
        acknowledged.append("after")
        assert try_to_send(dialogue, mail("after")).startswith("250 ")
    found = subjects(server)
    stop_process(server, signal.SIGKILL)
    again = start_process("--db", db)
    kept = subjects(again)
    stop_process(again)

    assert refused >= (12 if when == "1+" else 1)
    assert ready
    assert unready == [503] if when == "1+" else unready[0] in (200, 503)
    assert set(listed) <= {*acknowledged, "after"}
    assert found == sorted(acknowledged)
    assert set(acknowledged) <= set(kept)
    assert [name for name, count in Counter(kept).items() if count > 1] == []


def test_store_that_ends_in_the_middle(tmp_path: Path) -> None:
    """A mail that comes when the store is gone already is answered 451 and never 250."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")) as server:
        with wire(running(server).smtp) as dialogue:
            dialogue.begin()
            dialogue.send(b"Subject: late\r\n")
            server.inbox._store.close()
            reply = dialogue.ask(".")
            unready = running(server).api("/readyz").status_code
            after = dialogue.ask("NOOP")

        assert reply.startswith("451 4.3.0")
        assert unready == 503
        assert after.startswith("250 ")


# A crowd


def test_20_000_recipients(server: Running) -> None:
    """Behind the thousandth recipient each is answered 452, the session stays usable, and the mail goes to the thousand."""
    count = 20_000
    with wire(server.smtp) as dialogue:
        play(dialogue, MAIL)
        codes: Counter[str] = Counter()
        for start in range(0, count, 500):
            dialogue.send(b"".join(b"RCPT TO:<r%d@b.test>\r\n" % number for number in range(start, start + 500)))
            codes.update(dialogue.reply()[:9] for _ in range(500))
        dialogue.send(b"DATA\r\n" + stuffed(mail()))
        last = answers(dialogue, 2)
    envelope = server.api("message/latest/envelope").json()

    assert codes == {"250 2.1.5": 1_000, "452 4.5.3": count - 1_000}
    assert last == ["354", "250"]
    assert [each["Address"] for each in envelope["Recipients"]] == [f"r{number}@b.test" for number in range(1_000)]


def resident(server: Running) -> int:
    """Bytes of memory that the process has now."""
    assert server.process
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("VmRSS:"))


@contextmanager
def many_files(count: int) -> Iterator[None]:
    """This process and those that it starts may have so many files open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count:
        pytest.skip(f"only {hard} files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@linux
def test_1_000_idle_connections(tmp_path: Path) -> None:
    """A thousand clients that say nothing cost 30 MB at most, and the next one is greeted within a second."""
    limits = ("--max-connections", "2000", "--max-connections-per-client", "2000")
    with many_files(4_000), ExitStack() as stack:
        server = start_process("--db", str(tmp_path / "mail.db"), *limits)
        stack.callback(stop_process, server)
        server.send(mail("warm"))
        before = resident(server)
        for _ in range(1_000):
            stack.enter_context(Dialogue(server.smtp)).reply()
        started = time.monotonic()
        with Dialogue(server.smtp) as last:
            greeting = last.reply()
        took = time.monotonic() - started
        server.send(mail("through the crowd"))
        grown = resident(server) - before
        listed = server.api("sessions", params={"limit": 1}).json()["Total"]

    assert greeting.startswith("220 ")
    assert took < 1
    assert grown <= 30 * MIB, f"{grown / MIB:.1f} MB"
    assert listed >= 1_000


def test_a_flood_of_refusals(start_server: StartServer) -> None:
    """Clients beyond the limit are all told 421, and those within are served as before."""
    server = start_server(max_connections=2)
    with Dialogue(server.smtp) as one, Dialogue(server.smtp) as two, ExitStack() as stack:
        greetings = [one.reply()[:3], two.reply()[:3]]
        flood = [stack.enter_context(wire(server.smtp)) for _ in range(200)]
        refused = Counter(dialogue.rest() for dialogue in flood)
        one.ask("EHLO x")
        sent = try_to_send(one, mail())

    assert greetings == ["220", "220"]
    assert refused == {"421 4.7.0 Too many connections\r\n": 200}
    assert sent.startswith("250 ")


# Limits of a session


LIMITS: dict[str, tuple[dict[str, int], str]] = {
    "rfc5321-4.2.5-commands": (
        {"max_commands": 3},
        "> NOOP\n< 250\n> NOOP\n< 250\n> NOOP\n< 250\n> NOOP\n< 250\n< 421 4.7.0 Too many commands\n< (closed)",
    ),
    "rfc5321-4.2.5-errors": (
        {"max_errors": 2},
        "> A\n< 500\n> NOOP\n< 250\n> RCPT\n< 503\n> MAIL\n< 503\n< 421 4.7.0 Too many errors\n< (closed)",
    ),
    "rfc5321-4.2.5-errors-of-length": (
        {"max_errors": 1},
        f"> {'x' * 3000}\n< 500\n> {'x' * 3000}\n< 500\n< 421 4.7.0 Too many errors\n< (closed)",
    ),
    "rfc5321-4.2.5-errors-of-login": (
        {"max_errors": 1},
        EHLO + "> AUTH PLAIN !\n< 501\n> AUTH PLAIN !\n< 501\n< 421 4.7.0 Too many errors\n< (closed)",
    ),
    "rfc5321-4.5.3.1.4-command": (
        {"max_command": 600},
        f"> NOOP {'x' * 593}\n< 250\n> NOOP {'x' * 594}\n< 500 5.5.2 Command line too long\n> NOOP\n< 250",
    ),
    "rfc5321-4.5.3.1.4-command-without-end": (
        {"max_command": 600},
        f">> {'x' * 500_000}\n>> {'x' * 500_000}\n> \n< 500 5.5.2 Command line too long\n> NOOP\n< 250",
    ),
    "rfc5321-4.5.3.1.6-line-at-the-limit": (
        {"max_line": 2_000},
        RCPT + f"> DATA\n< 354\n> {'x' * 2000}\n> {'y' * 2000}\n> .\n< 250 2.0.0",
    ),
    "rfc5321-4.5.3.1.6-line": (
        {"max_line": 2_000},
        RCPT
        + f"> DATA\n< 354\n> Subject: x\n> {'x' * 2001}\n> .\n< 500 5.6.0 A line of the mail is too long\n> NOOP\n< 250",
    ),
    "rfc5321-4.5.3.1.6-line-in-a-chunk": (
        {"max_line": 2_000},
        RCPT + f"> BDAT 2001 LAST\n>> {'x' * 2001}\n< 500 5.6.0\n> NOOP\n< 250\n> DATA\n< 503",
    ),
    "rfc5321-4.5.3.1.8-recipients": (
        {"max_recipients": 1},
        RCPT + "> RCPT TO:<e@f.test>\n< 452 4.5.3 Too many recipients; the limit is 1\n> DATA\n< 354\n> .\n< 250",
    ),
    "rfc1870-6.1-size": (
        {"max_size": 1_000},
        RCPT + f"> DATA\n< 354\n> {'x' * 998}\n> .\n< 250\n> MAIL FROM:<>\n< 250\n> RCPT TO:<a@b.test>\n< 250\n"
        f"> DATA\n< 354\n> {'x' * 999}\n> .\n< 552 5.3.4 Message too large; the limit is 1000\n> NOOP\n< 250",
    ),
}


@pytest.mark.parametrize(("options", "script"), LIMITS.values(), ids=LIMITS)
def test_limits(start_server: StartServer, options: dict[str, int], script: str) -> None:
    """Each limit has its reply; then the session goes on where it can, else it is closed with 421."""
    server = start_server(**options)
    with Dialogue(server.smtp) as dialogue:
        wrong = play(dialogue, script)

    assert not wrong, "\n".join(wrong)


# Clients that break off


SESSION = b"EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nSubject: %b\r\n\r\n..body\r\n.\r\nQUIT\r\n"
OFFSETS = len(SESSION % b"n000") + 1
CAUGHT = re.compile(r"250 2\.0\.0 Ok: caught as (\w+)")


def break_off(server: Running, how: str, offset: int) -> tuple[str, bool]:
    """So many bytes of a session, then the end; the mail's subject, and whether its 250 was seen."""
    subject = f"{how[0]}{offset:03}"
    wire_bytes = SESSION % subject.encode()
    with wire(server.smtp) as dialogue:
        dialogue.send(wire_bytes[:offset])
        if how == "half-close":
            dialogue.half_close()
            heard = dialogue.rest()
        elif how == "reset-at-once":
            dialogue.reset()
            heard = ""
        else:
            heard = dialogue.reply() + "".join(f"\n{dialogue.reply()}" for _ in range(answered_by(wire_bytes[:offset])))
            dialogue.reset()
    return subject, "caught as" in heard


def answered_by(sent: bytes) -> int:
    """How many replies a part of the session gets, the greeting not counted."""
    head, dot, tail = sent.partition(b"\r\n.\r\n")
    commands, data, _ = head.partition(b"DATA\r\n")
    return commands.count(b"\r\n") + (1 if data else 0) + (1 + tail.count(b"\r\n") if dot else 0)


@pytest.mark.parametrize("how", ["half-close", "reset-at-once", "later-reset"])
def test_break_off_at_each_byte(server: Running, how: str) -> None:
    """Wherever a client breaks off: stored once if 250 was written, else at most once, and never before the dot."""
    whole = (SESSION % b"n000").index(b"\r\n.\r\n") + 5
    acknowledged, before_the_dot = set(), set()
    for offset in range(OFFSETS):
        subject, seen = break_off(server, how, offset)
        if seen:
            acknowledged.add(subject)
        if offset < whole:
            before_the_dot.add(subject)
    with wire(server.smtp) as last:
        play(last, "> HELO last\n< 250\n> QUIT\n< 221\n< (closed)")

    def all_over() -> bool:
        found = sessions(server, limit=500)
        return any(each["Helo"] == "last" for each in found) and all(each["Ended"] for each in found)

    wait_for(all_over, what="the end of all sessions")
    written = {
        id_ for each in sessions(server, limit=500) for id_ in CAUGHT.findall(str(said(server, each["ID"])["Lines"]))
    }
    messages = server.messages(limit=500)
    stored = Counter(message["Subject"] for message in messages)

    assert [subject for subject, count in stored.items() if count > 1] == []
    assert acknowledged <= set(stored)
    assert written <= {message["ID"] for message in messages}
    assert before_the_dot & set(stored) == set()
    assert len(acknowledged) == {"half-close": OFFSETS - whole, "reset-at-once": 0, "later-reset": OFFSETS - whole}[how]
    assert {len(server.raw(message["ID"])) for message in messages} <= {len(b"Subject: n000\r\n\r\n.body\r\n")}


def test_break_off_in_a_chunk(server: Running) -> None:
    """A mail by BDAT is stored if its last chunk was whole, wherever the client breaks off (RFC 3030 2)."""
    script = b"EHLO x\r\n" + TRANSACTION + b"BDAT 5\r\nfirstBDAT 4 LAST\r\nlast"
    stored = []
    for offset in range(len(script) - 12, len(script) + 1):
        with wire(server.smtp) as dialogue:
            dialogue.send(script[:offset])
            dialogue.half_close()
            stored.append("caught as" in dialogue.rest())

    assert stored == [False] * 12 + [True]
    assert len(server.messages()) == 1
    assert server.raw("latest") == b"firstlast"


# A stop meanwhile


def test_sigterm_in_the_mail(tmp_path: Path) -> None:
    """A mail that gets its dot in time after SIGTERM is answered 250 and is there after the restart; others get 421."""
    db = str(tmp_path / "mail.db")
    server = start_process("--db", db)
    assert server.process
    with ExitStack() as stack:
        busy = [stack.enter_context(wire(server.smtp)) for _ in range(5)]
        chunked = stack.enter_context(wire(server.smtp))
        idle = stack.enter_context(wire(server.smtp))
        for number, dialogue in enumerate(busy):
            dialogue.begin()
            dialogue.send(f"Subject: busy {number}\r\n".encode())
        play(chunked, RCPT)
        chunked.send(b"BDAT 20 LAST\r\nSubject: ch")
        play(idle, RCPT)
        server.send(mail("before"))
        server.process.send_signal(signal.SIGTERM)
        goodbye = [idle.reply(), idle.reply()]
        with pytest.raises(ConnectionError):
            wire(server.smtp).begin()
        for dialogue in busy:
            dialogue.send(b"\r\nlast words\r\n.\r\n")
        chunked.send(b"unked\r\n\r\n"[:9])
        replies = [[dialogue.reply()[:9], dialogue.reply()[:9], dialogue.reply()] for dialogue in [*busy, chunked]]
    code = stop_process(server)
    again = start_process("--db", db)
    found = subjects(again)
    stop_process(again)

    assert goodbye == ["421 4.3.2 mailtrap is stopping", ""]
    assert replies == [["250 2.0.0", "421 4.3.2", ""]] * 6
    assert code == 0
    assert found == ["before", *(f"busy {number}" for number in range(5)), "chunked"]


def test_sigterm_under_load(tmp_path: Path) -> None:
    """Whatever was answered 250 up to the very end of a stop is there after it, once."""
    db = str(tmp_path / "mail.db")
    server = start_process("--db", db)
    acknowledged: list[str] = []
    strange: list[str] = []

    def client(number: int) -> None:
        try:
            with wire(server.smtp) as dialogue:
                dialogue.reply()
                dialogue.ask("EHLO x")
                for count in range(100_000):
                    name = f"m{number}-{count}"
                    dialogue.send(TRANSACTION + b"DATA\r\n")
                    before = [dialogue.reply() for _ in range(3)]
                    if not before[2].startswith("354"):
                        return
                    dialogue.send(stuffed(mail(name)))
                    reply = dialogue.reply()
                    if reply.startswith("250 "):
                        acknowledged.append(name)
                    elif reply and not reply.startswith("421 "):
                        strange.append(reply)
        except (ConnectionError, AssertionError):
            return

    clients = [threading.Thread(target=client, args=(number,), name=f"test-load-{number}") for number in range(6)]
    for thread in clients:
        thread.start()
    wait_for(lambda: len(acknowledged) > 100, 60, "load")
    code = stop_process(server)
    for thread in clients:
        thread.join(30)
    again = start_process("--db", db)
    with httpx.Client(base_url=again.web, verify=TLS) as api:
        found: Counter[str] = Counter()
        for start in range(0, 100_000, 500):
            page = api.get("/api/v1/messages", params={"start": start, "limit": 500}).json()["messages"]
            found.update(message["Subject"] for message in page)
            if not page:
                break
    stop_process(again)

    assert code == 0
    assert strange == []
    assert set(acknowledged) <= set(found)
    assert [name for name, count in found.items() if count > 1] == []


def test_a_second_sigterm_does_no_harm(tmp_path: Path) -> None:
    """An impatient second signal takes no mail away that is under way."""
    db = str(tmp_path / "mail.db")
    server = start_process("--db", db)
    assert server.process
    with wire(server.smtp) as dialogue, wire(server.smtp) as idle:
        idle.reply()
        dialogue.begin()
        for _ in range(2):
            server.process.send_signal(signal.SIGTERM)
            idle.reply()
        dialogue.send(b"Subject: patient\r\n.\r\n")
        replies = [dialogue.reply()[:3], dialogue.reply()[:3]]
    code = stop_process(server)

    assert replies == ["250", "421"]
    assert code == 0


def test_the_port_is_free_at_once(tmp_path: Path) -> None:
    """After a stop with clients still connected the same port can be had again."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "one.db")) as server, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(Dialogue(running(server).smtp)).reply()
        place = server.smtp[0]
        server.close()
        with Server(Config(smtp=(place,), web=LOOPBACK, db=tmp_path / "two.db")) as again:
            connection = socket.create_connection((again.smtp[0].host, again.smtp[0].port), 10)
            with connection:
                greeting = connection.recv(3)

    assert greeting == b"220"
