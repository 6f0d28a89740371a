"""Kept connections: request after request on one, and every way to make two readers disagree about where one ends."""

import gzip
import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailtrap.config import Config
from mailtrap.server import Server
from mailtrap.web import listen, resting
from mailtrap.web.front.places import MOST
from tests.conftest import DOOR, LOOPBACK
from tests.support import Running, mail, wait_for

GET = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
PUT = b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
MARK = b'{"Read": true}'


@dataclass
class Told:
    """An answer as it was framed: a body that has not its whole length fails the read."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def last(self) -> bool:
        """Whether the server says that it closes."""
        return self.headers.get("connection") == "close"


class Line:
    """A connection, spoken to byte by byte."""

    def __init__(self, server: Running) -> None:
        host, port = server.web.removeprefix("http://").rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=30)
        self.source = self.socket.makefile("rb")

    def send(self, data: bytes) -> "Line":
        """Send these bytes."""
        self.socket.sendall(data)
        return self

    def answer(self, *, head: bool = False) -> Told:
        """The next answer; of a HEAD request it has no body."""
        status = int(self.source.readline().split()[1])
        pairs = (line.decode().rstrip().partition(": ") for line in iter(self.source.readline, b"\r\n"))
        headers = {name.lower(): value for name, _, value in pairs}
        if status == 100:
            return Told(status, headers, b"")
        if head or status in (204, 304):
            return Told(status, headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            pieces = []
            while size := int(self.source.readline(), 16):
                pieces.append(self.source.read(size))
                assert self.source.read(2) == b"\r\n"
            assert self.source.read(2) == b"\r\n"
            return Told(status, headers, b"".join(pieces))
        body = self.source.read(int(headers["content-length"]))
        assert len(body) == int(headers["content-length"])
        return Told(status, headers, body)

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        try:
            return self.source.read()
        except ConnectionResetError:
            return b""

    def close(self) -> None:
        """Go without a word."""
        self.source.close()
        self.socket.close()


Open = Callable[[Running], Line]


@pytest.fixture
def line() -> Iterator[Open]:
    """Opens connections; all are closed at the end."""
    with ExitStack() as stack:

        def opened(server: Running) -> Line:
            made = Line(server)
            stack.callback(made.close)
            return made

        yield opened


def test_a_head_that_trickles_in(server: Running, line: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a head so slowly that a byte always comes in time holds its place no longer than who sends nothing."""
    monkeypatch.setattr("mailtrap.web.listen.HEADER_TIMEOUT", 0.5)
    one = line(server).send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    pieces = 0
    while not select.select([one.socket], [], [], 0.05)[0]:
        one.send(b"x")
        pieces += 1
        assert pieces < 400
    assert one.rest() == b""
    assert pieces > 1


def test_one_connection_answers_many_requests(module_server: Running, line: Open) -> None:
    """Answers with and without a body, long and short, packed and in pieces, follow each other on one connection."""
    id_ = module_server.send(mail("Long", "long " * 2_000))
    one = line(module_server)
    head = b" HTTP/1.1\r\nHost: localhost\r\n"
    page = one.send(b"GET /" + head + b"Accept-Encoding: gzip\r\n\r\n").answer()
    etag = one.send(f"GET /api/v1/message/{id_}/raw".encode() + head + b"\r\n").answer().headers["etag"]
    known = f"GET /api/v1/message/{id_}/raw".encode() + head + f"If-None-Match: {etag}\r\n\r\n".encode()
    same = one.send(known).answer()
    told = one.send(b"HEAD /" + head + b"\r\n").answer(head=True)
    refused = one.send(b"HEAD / HTTP/1.1\r\nHost: evil.test\r\n\r\n").answer(head=True)
    absent = one.send(b"GET /nowhere" + head + b"\r\n").answer()
    options = one.send(b"OPTIONS /api/v1/messages" + head + b"\r\n").answer()
    archive = one.send(f"GET /api/v1/message/{id_}/parts.zip".encode() + head + b"\r\n").answer()
    marked = one.send(PUT + b"Content-Length: %d\r\n\r\n" % len(MARK) + MARK).answer()
    last = one.send(b"GET /livez" + head + b"Connection: keep-alive, Close\r\n\r\n").answer()

    assert b"mailtrap" in gzip.decompress(page.body)
    assert (same.status, same.body) == (304, b"")
    assert int(told.headers["content-length"]) > 10_000
    assert [each.status for each in (refused, absent, options, archive, marked, last)] == [421, 404, 200, 200, 200, 200]
    assert archive.body.startswith(b"PK")
    assert not any(each.last for each in (page, same, told, refused, absent, options, archive, marked))
    assert page.headers["keep-alive"] == f"timeout={listen.REST}"
    assert last.last and one.rest() == b""


def test_requests_sent_at_once_are_answered_in_turn(module_server: Running, line: Open) -> None:
    """A pipeline: each is answered in its order, with a body among them, however the bytes are cut."""
    one = line(module_server)
    several = GET + PUT + b"Content-Length: %d\r\n\r\n" % len(MARK) + MARK + GET.replace(b"livez", b"nowhere") + GET
    statuses = [one.send(several).answer().status, *(one.answer().status for _ in range(3))]
    for at in range(0, len(several), 7):
        one.send(several[at : at + 7])

    assert statuses == [200, 200, 404, 200]
    assert [one.answer().status for _ in range(4)] == [200, 200, 404, 200]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\n", 404),
        (b"POST /livez HTTP/1.1\r\nHost: localhost\r\n", 405),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: evil.test\r\n", 421),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.test\r\n", 403),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\n", 200),
    ],
)
def test_a_body_that_nobody_read_is_no_request(module_server: Running, line: Open, head: bytes, status: int) -> None:
    """A request within a body stays a body: where no route reads it, it is passed over."""
    inner = b"DELETE /api/v1/messages HTTP/1.1\r\nHost: localhost\r\n\r\n"
    module_server.send(mail())
    one = line(module_server)
    first = one.send(head + b"Content-Length: %d\r\n\r\n" % len(inner) + inner).answer()
    second = one.send(GET).answer()

    assert (first.status, second.status, second.body) == (status, 200, b"ok")
    assert module_server.api("messages").json()["total"] > 0


@pytest.mark.parametrize(
    ("head", "size", "status"),
    [(PUT, 1_000_001, 413), (b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\n", 200_000, 404)],
)
def test_a_large_body_that_nobody_read_ends_the_connection(
    module_server: Running, line: Open, head: bytes, size: int, status: int
) -> None:
    """It is not read to get at the next request, and the client still sees its answer."""
    one = line(module_server)
    one.send(head + b"Content-Length: %d\r\n\r\n" % size + b" " * size + GET)
    told = one.answer()

    assert (told.status, told.last, one.rest()) == (status, True, b"")


def test_a_body_that_waits_for_a_word(module_server: Running, line: Open) -> None:
    """Who expects 100 gets it once, when the body is wanted; a refusal comes without it, and is the last answer."""
    one, other = line(module_server), line(module_server)
    expects = b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    word = one.send(PUT + expects % len(MARK)).answer()
    done = one.send(MARK).answer()
    again = one.send(GET).answer()
    refused = other.send(PUT + expects % 2_000_000).answer()

    assert (word.status, done.status, again.status) == (100, 200, 200)
    assert (refused.status, refused.last, other.rest()) == (413, True, b"")


def test_chunks_end_the_connection(module_server: Running, line: Open) -> None:
    """A body in chunks is read, and what follows it is never taken for a request."""
    one = line(module_server)
    chunks = b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n0\r\n\r\n" % (len(MARK), MARK)
    told = one.send(PUT + chunks + GET).answer()

    assert (told.status, told.body, told.last, one.rest()) == (200, b"ok", True, b"")


@pytest.mark.parametrize(
    "doubtful",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding: identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b" Transfer-Encoding: chunked\r\n",
        b"X: y\r\n Content-Length: 5\r\n",
        b"X: y\rContent-Length: 5\r\n",
        b"X: y\x00\r\nContent-Length: 5\r\n",
        b"Content-Length : 5\r\n",
        b"Content-Length\r\n",
        b": 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 5\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length: 5_0\r\n",
        b"Content-Length: 5 5\r\n",
        b"Content-Length: \xb2\r\n",
        b"Content-Length:\r\n",
        b"Content-Length: 5\x0c\r\n",
    ],
    ids=repr,
)
def test_what_leaves_the_end_in_doubt_is_refused(module_server: Running, line: Open, doubtful: bytes) -> None:
    """Lengths that contradict each other, and fields that readers understand each in their way, get 400 and the end."""
    one = line(module_server)
    told = one.send(PUT + doubtful + b"\r\n0\r\n\r\n" + GET).answer()

    assert (told.status, told.last, one.rest()) == (400, True, b"")
    assert told.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /livez\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /livez HTTP/1.1\r\nHost: loc",
        b"\r\n",
    ],
)
def test_a_head_without_an_end_is_no_request(module_server: Running, line: Open, request_: bytes) -> None:
    """Nothing is done for what broke off before its empty line, nor for what has no version."""
    one = line(module_server).send(request_)
    one.socket.shutdown(socket.SHUT_WR)
    told = one.rest()

    assert not told.startswith(b"HTTP/1.1 2") and b"\r\n\r\nok" not in told


@pytest.mark.parametrize(
    ("line_", "status"),
    [
        (b"GET /livez", 400),
        (b"GET", 400),
        (b"GET /livez HTTP/0.9", 400),
        (b"GET /livez HTTP/1.x", 400),
        (b"GET /livez HTTP/1.1.1", 400),
        (b"GET /livez http/1.1", 400),
        (b"GET /livez more HTTP/1.1", 400),
        (b"GET /livez HTTP/2.0", 505),
    ],
)
def test_a_request_of_another_http_is_refused(module_server: Running, line: Open, line_: bytes, status: int) -> None:
    """It is told so in an answer that a proxy can read, and nothing that follows is taken for a request."""
    one = line(module_server)
    told = one.send(line_ + b"\r\nHost: localhost\r\n\r\n" + GET).answer()

    assert (told.status, told.last, one.rest()) == (status, True, b"")
    assert set(json.loads(told.body)) == {"Error"}


def test_an_old_client_gets_the_end_of_the_connection(module_server: Running, line: Open) -> None:
    """HTTP/1.0 knows neither chunks nor, here, kept connections: the end of the answer is the end."""
    one, other = line(module_server), line(module_server)
    old = b" HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
    told = one.send(b"GET /livez" + old).answer()
    other.send(b"GET /api/v1/events" + old)
    head = b"".join(iter(other.source.readline, b"\r\n"))

    assert (told.status, told.last, one.rest()) == (200, True, b"")
    assert b"chunked" not in head.lower()


def test_an_upgrade_on_a_used_connection(module_server: Running, line: Open) -> None:
    """A websocket may begin where requests were answered; after it nothing is read as a request."""
    one = line(module_server)
    one.send(GET).answer()
    upgrade = b"GET /api/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    key = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    one.send(upgrade + key)
    status = one.source.readline()
    for _ in iter(one.source.readline, b"\r\n"):
        pass
    frame = one.source.read(2)
    one.send(GET)

    assert b" 101 " in status
    assert frame[0] == 0x81
    assert b"HTTP/1.1" not in one.rest()


def test_a_refused_upgrade_ends_the_connection(module_server: Running, line: Open) -> None:
    """What follows it may be meant for a socket that there is not."""
    one = line(module_server)
    refused = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    told = one.send(refused + GET).answer()

    assert (told.status, told.last, one.rest()) == (400, True, b"")


def test_who_asks_nothing_is_left(server: Running, line: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection on which nothing more is asked is closed after a while."""
    monkeypatch.setattr(listen, "REST", 0.2)
    one = line(server)
    one.send(GET).answer()

    assert one.rest() == b""


def test_those_that_rest_make_room(server: Running, line: Open) -> None:
    """More kept connections than there are places: nobody is refused, the longest resting go, the others are kept."""
    lines = []
    for _ in range(MOST + 30):
        lines.append(line(server))
        assert lines[-1].send(GET).answer().status == 200
    gone = lines[:20]
    kept = lines[-100:]

    assert [each.rest() for each in gone] == [b""] * 20
    assert {each.send(GET).answer().status for each in kept} == {200}


def test_those_that_never_asked_make_room(server: Running, line: Open) -> None:
    """Connections that a browser opened just in case give way, too."""
    for _ in range(MOST + 10):
        line(server)

    assert server.api("/livez").status_code == 200


def test_those_that_work_keep_their_places(line: Open, tmp_path: Path) -> None:
    """Where nobody rests a further one is told so, and those that are served notice nothing."""
    bounds = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db", max_web_connections=3)
    with Server(bounds) as house:
        small = Running(house.smtp[0].place, house.web, house.db)
        waiting = PUT + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(MARK)
        busy = [line(small).send(waiting) for _ in range(3)]
        begun = [each.answer().status for each in busy]
        refused = line(small).answer()
        done = [each.send(MARK).answer().status for each in busy]

    assert begun == [100] * 3
    assert refused.status == 503
    assert done == [200] * 3


def test_the_end_of_the_server_ends_what_rests(tmp_path: Path, line: Open) -> None:
    """A server that stops does not wait for connections on which nobody asks."""
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")) as house:
        running = Running(house.smtp[0].place, house.web, house.db)
        lines = [line(running) for _ in range(20)]
        for each in lines:
            each.send(GET).answer()
        before = threading.active_count()
        began = time.monotonic()
    took = time.monotonic() - began

    assert [each.rest() for each in lines] == [b""] * 20
    assert took < listen.REST / 2
    assert before - threading.active_count() >= 20


def test_a_client_that_goes_without_a_word_leaves_nothing(server: Running) -> None:
    """Connections that are dropped at any point leave no thread behind."""
    before = threading.active_count()
    for data in (b"", b"GET", GET, GET + b"GET", PUT + b"Content-Length: 100\r\n\r\nxx", GET * 50):
        one = Line(server).send(data)
        one.close()
    wait_for(lambda: threading.active_count() <= before, what="the end of the threads")

    assert server.api("/livez").status_code == 200


def test_what_has_to_go_is_not_answered() -> None:
    """A request that comes in the moment in which its connection is given up is not begun."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        rests = resting.Resting()
        found: list[bool] = []
        thread = threading.Thread(target=lambda: found.append(rests.wait(ours, 30)), name="test-rest")
        thread.start()
        wait_for(rests.close_one)
        try:
            theirs.sendall(GET)
        except BrokenPipeError:
            pass
        thread.join()

    assert found == [False]
    assert not rests.close_one()
