"""SMTP sessions in trouble: the clock, a crowd, a client that hangs up, a full disk, a stop of the server."""

import os
import resource
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from mailtrap.config import Config
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.support import Dialogue, Running, mail, stuffed, wait_for

MIB = 1024 * 1024

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


# By the clock


def test_idle_between_commands(start_server: StartServer) -> None:
    """A client that says nothing is told 421 and closed (RFC 5321 4.5.3.2.7)."""
    server = start_server(idle_timeout=0.3)
    with Dialogue(server.smtp) as silent, Dialogue(server.smtp) as begun:
        silent.reply()
        begun.reply()
        begun.send(b"EHLO x\r\nMAIL FR")
        begun.reply()
        replies = [silent.reply(), silent.reply(), begun.reply(), begun.reply()]

    assert replies[0].startswith("421 4.4.2")
    assert replies[2].startswith("421 4.4.2")
    assert (replies[1], replies[3]) == ("", "")


def test_idle_within_auth(start_server: StartServer) -> None:
    """Silence after a challenge is ended too (RFC 4954 4)."""
    server = start_server(idle_timeout=0.3)
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        dialogue.ask("EHLO x")
        dialogue.ask("AUTH PLAIN")
        reply = dialogue.reply()

    assert reply.startswith("421 4.4.2")


def test_idle_within_data(start_server: StartServer) -> None:
    """A client that stops in the middle of its mail is told 421, and nothing is stored (RFC 5321 4.5.3.2.5)."""
    server = start_server(data_timeout=0.3)
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(b"Subject: half\r\n")
        replies = [dialogue.reply(), dialogue.reply()]

    assert replies[0].startswith("421 4.4.2")
    assert replies[1] == ""
    assert server.messages() == []


def test_slow_within_data(start_server: StartServer) -> None:
    """A mail may take longer than the time-out as long as bytes keep coming (RFC 5321 4.5.3.2.5)."""
    server = start_server(data_timeout=1.5)
    pause = threading.Event()
    raw = mail(body="slow\n" * 10)
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        for line in stuffed(raw).splitlines(keepends=True):
            dialogue.send(line)
            pause.wait(0.2)  # the client's pace is what is tested
        reply = dialogue.reply()

    assert reply.startswith("250 ")
    assert server.raw(reply.split()[-1]) == raw


@pytest.mark.parametrize("within_data", [False, True])
def test_session_has_an_end(start_server: StartServer, within_data: bool) -> None:
    """Who keeps talking, or trickles a mail, is sent home at the end of the session's time (RFC 5321 4.2.5)."""
    server = start_server(session_timeout=0.5)
    with Dialogue(server.smtp) as dialogue:
        if within_data:
            dialogue.begin()
            with ThreadPoolExecutor(1, "test-trickle") as pool:
                answer = pool.submit(dialogue.reply)
                trickle(dialogue, answer.done)
                reply = answer.result()
        else:
            dialogue.reply()
            reply = ""
            while not reply.startswith("421"):
                reply = dialogue.ask("NOOP")

    assert reply.startswith("421 4.4.2")


def trickle(dialogue: Dialogue, ended: Callable[[], bool]) -> None:
    """A line now and then, until the server has closed."""
    pause = threading.Event()
    try:
        while not ended():
            dialogue.send(b"trickle\r\n")
            pause.wait(0.05)
    except ConnectionError:
        pass


# By a crowd


def test_connections_in_all(start_server: StartServer) -> None:
    """One connection too many is refused with 421, and room is made by one that leaves (RFC 5321 4.3.2)."""
    server = start_server(max_connections=3)
    with ExitStack() as stack:
        guests = [stack.enter_context(Dialogue(server.smtp)) for _ in range(3)]
        greetings = [guest.reply() for guest in guests]
        with Dialogue(server.smtp) as late:
            refusal = [late.reply(), late.reply()]
        guests[0].ask("QUIT")
        greeting = wait_for(lambda: greeted(server.smtp).startswith("220"))
        unharmed = guests[1].ask("NOOP")

    assert [greeting[:3] for greeting in greetings] == ["220"] * 3
    assert refusal == ["421 4.7.0 Too many connections", ""]
    assert greeting
    assert unharmed.startswith("250 ")


def greeted(address: tuple[str, int]) -> str:
    with Dialogue(address) as dialogue:
        return dialogue.reply()


@linux
def test_connections_of_one_address(start_server: StartServer) -> None:
    """One address cannot take the room of others (RFC 5321 4.3.2)."""
    server = start_server(max_connections_per_client=2)
    with ExitStack() as stack:
        greetings = [stack.enter_context(Dialogue(server.smtp)).reply() for _ in range(2)]
        refusal = greeted(server.smtp)
        other = stack.enter_context(socket.create_connection(server.smtp, 30, source_address=("127.0.0.2", 0)))
        welcome = other.recv(100)

    assert [greeting[:3] for greeting in greetings] == ["220"] * 2
    assert refusal == "421 4.7.0 Too many connections from your address"
    assert welcome.startswith(b"220 ")


# By the client


def test_half_close_after_quit(server: Running) -> None:
    """A client that closes its side after QUIT still gets every reply."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.send(b"HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail()) + b"QUIT\r\n")
        dialogue.half_close()
        replies = [dialogue.reply()[:3] for _ in range(8)]

    assert replies == ["220", "250", "250", "250", "354", "250", "221", ""]
    assert server.raw("latest") == mail()


def test_half_close_after_the_dot(server: Running) -> None:
    """A client that closes its side after the dot still gets its 250."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(mail()))
        dialogue.half_close()
        replies = [dialogue.reply()[:3], dialogue.reply()]

    assert replies == ["250", ""]


def test_hang_up_after_the_dot(server: Running) -> None:
    """A mail whose client hung up right after the dot is kept (RFC 5321 6.1)."""
    sent = {f"gone {number}" for number in range(20)}
    for subject in sent:
        with Dialogue(server.smtp) as dialogue:
            dialogue.begin()
            dialogue.send(stuffed(mail(subject)))
    wait_for(lambda: len(server.messages()) >= len(sent))

    assert sorted(message["Subject"] for message in server.messages()) == sorted(sent)


def test_hang_up_before_the_dot(server: Running) -> None:
    """Half a mail is no mail (RFC 5321 4.1.1.10)."""
    for end in (b"", b"\r\n", b"\r\n.", b"\r\n.\r"):
        with Dialogue(server.smtp) as dialogue:
            dialogue.begin()
            dialogue.send(b"Subject: half" + end)
            dialogue.half_close()
            assert dialogue.reply() == ""
    whole = server.send(mail("whole"))

    assert [message["ID"] for message in server.messages()] == [whole]


# By a full disk


@contextmanager
def full_disk(running: Running) -> Iterator[None]:
    """No file of that process can grow: the kernel refuses each write beyond the first bytes."""
    assert running.process
    before = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, before)


@linux
def test_full_disk(process: Running) -> None:
    """What cannot be stored is answered 451 in fixed words and never 250; when there is room again, mail is taken."""
    process.send(mail("before"))
    said: list[str] = []
    with Dialogue(process.smtp) as dialogue:
        dialogue.begin()
        with full_disk(process):
            said.append(dialogue.ask(stuffed(mail("lost", "x" * 100_000))[:-2]))
            said.append(dialogue.ask("NOOP"))
            unready = process.api("/readyz").status_code
            listed = [message["Subject"] for message in process.messages()]
        ready = process.api("/readyz").status_code
        dialogue.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail("after")))
        said += [dialogue.reply() for _ in range(4)]

    assert said[0] == "451 4.3.0 The mail could not be stored; try again later"
    assert [reply[:3] for reply in said[1:]] == ["250", "250", "250", "354", "250"]
    assert (unready, listed, ready) == (503, ["before"], 200)
    assert [message["Subject"] for message in process.messages()] == ["after", "before"]


@linux
def test_full_disk_in_a_crowd(process: Running) -> None:
    """Of mails that come together while the disk is full, none is answered 250 and none is there later."""

    def send(number: int) -> str:
        with Dialogue(process.smtp) as dialogue:
            dialogue.begin()
            dialogue.send(stuffed(mail(f"lost {number}", "x" * 50_000)))
            return dialogue.reply()[:3]

    with full_disk(process), ThreadPoolExecutor(8, "test-crowd") as pool:
        codes = list(pool.map(send, range(24)))
    wait_for(lambda: process.api("/readyz").status_code == 200)

    assert codes == ["451"] * 24
    assert process.messages() == []


# By a stop of the server


@pytest.fixture
def stoppable(tmp_path: Path) -> Iterator[Server]:
    """A server in this process that the test closes itself; closing it again does no harm."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")) as server:
        yield server


def test_stop_sends_the_idle_home(stoppable: Server) -> None:
    """A session without a mail under way gets 421 at once (RFC 5321 3.8)."""
    with Dialogue(stoppable.smtp[0].place) as idle, Dialogue(stoppable.smtp[0].place) as begun:
        idle.reply()
        begun.reply()
        begun.send(b"EHLO x\r\nMAIL FROM:<a@b.test>\r\n")
        begun.reply()
        begun.reply()
        stoppable.close()
        replies = [idle.reply(), idle.reply(), begun.reply(), begun.reply()]

    assert replies == ["421 4.3.2 mailtrap is stopping", ""] * 2


def test_stop_lets_a_mail_finish(stoppable: Server, tmp_path: Path) -> None:
    """A mail under way when the server stops is taken to its end, answered and stored (RFC 5321 3.8)."""
    raw = mail("last")
    with ThreadPoolExecutor(1, "test-stop") as pool, Dialogue(stoppable.smtp[0].place) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(raw)[:20])
        with Dialogue(stoppable.smtp[0].place) as idle:
            idle.reply()
            stopped = pool.submit(stoppable.close)
            idle.reply()  # 421: the stop has begun
        refused = not can_connect(stoppable.smtp[0].place)
        dialogue.send(stuffed(raw)[20:])
        replies = [dialogue.reply(), dialogue.reply(), dialogue.reply()]
        stopped.result(30)
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")) as again:
        kept = again.inbox.raw(replies[0].split()[-1])

    assert refused
    assert replies[0].startswith("250 2.0.0")
    assert replies[1:] == ["421 4.3.2 mailtrap is stopping", ""]
    assert kept == raw


def can_connect(address: tuple[str, int]) -> bool:
    """Whether a newcomer is greeted."""
    try:
        return greeted(address).startswith("220")
    except ConnectionError:
        return False


def test_stop_does_not_wait_for_ever(stoppable: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that does not come to its end within the grace is broken off with 421."""
    monkeypatch.setattr("mailtrap.server.DRAIN", 0.3)  # the grace is ten seconds; a test has less
    with Dialogue(stoppable.smtp[0].place) as dialogue:
        dialogue.begin()
        dialogue.send(b"Subject: never finished\r\n")
        stoppable.close()
        replies = [dialogue.reply(), dialogue.reply()]

    assert replies == ["421 4.3.2 mailtrap is stopping", ""]


# By sheer size


def memory(running: Running, key: str) -> int:
    """A figure of the process in bytes: ``VmRSS`` now, ``VmHWM`` at its most."""
    assert running.process
    text = Path(f"/proc/{running.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(f"{key}:"))


def pour(running: Running, line: bytes, size: int) -> None:
    """``size`` bytes of a mail without an end, or as many as the server takes."""
    with Dialogue(running.smtp) as dialogue:
        dialogue.begin()
        try:
            for _ in range(size // len(line)):
                dialogue.send(line)
        except ConnectionError:
            pass


@linux
@pytest.mark.parametrize("line", [b"x" * MIB, (b"x" * 1022 + b"\r\n") * 1024], ids=["one-line", "many-lines"])
def test_memory_is_bounded(process: Running, line: bytes) -> None:
    """A mail of 300 MB without an end costs the server at most 64 MB, and it keeps serving."""
    process.send(mail("warm"))
    before = memory(process, "VmRSS")
    pour(process, line, 300 * MIB)
    process.send(mail("still here"))
    grown = memory(process, "VmHWM") - before

    assert grown <= 64 * MIB, f"{grown / MIB:.0f} MB"
    assert os.path.getsize(process.db) < 10 * MIB  # noqa: PTH202 -- a name, as the API gives it


@linux
def test_memory_of_a_crowd(process: Running) -> None:
    """A thousand idle connections at the most cost 30 MB, and the next banner comes at once."""
    process.send(mail("warm"))
    before = memory(process, "VmRSS")
    with ExitStack() as stack:
        for _ in range(249):  # those of one address
            stack.enter_context(Dialogue(process.smtp)).reply()
        last = greeted(process.smtp)
        grown = memory(process, "VmRSS") - before

    assert last.startswith("220 ")
    assert grown <= 30 * MIB, f"{grown / MIB:.0f} MB"
