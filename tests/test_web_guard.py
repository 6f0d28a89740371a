"""The guard: under which Host and from which page each route answers, and what every answer carries."""

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from mailtrap.config import HostPort, Listener
from mailtrap.inbox import Inbox
from mailtrap.listening import bound, listen
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web import WebServer, create_app
from mailtrap.web.app import Place
from mailtrap.web.guard import Guard
from tests.conftest import StartServer
from tests.support import Running
from tests.test_cli import has_ipv6

PORT = "{port}"
HOSTS: dict[str, bool] = {
    f"127.0.0.1:{PORT}": True,
    "127.0.0.1": True,
    "127.0.0.2": True,
    "127.255.1.1:9999": True,
    f"localhost:{PORT}": True,
    f"LOCALHOST:{PORT}": True,
    "localhost": True,
    "localhost.": True,
    f"localhost.:{PORT}": True,
    f"mail.localhost:{PORT}": True,
    "a.b.LocalHost.": True,
    f"[::1]:{PORT}": True,
    "[::1]": True,
    f"[::ffff:127.0.0.1]:{PORT}": True,
    "": False,
    "evil.test": False,
    f"evil.test:{PORT}": False,
    "127.0.0.1.evil.test": False,
    "localhost.evil.test": False,
    "evillocalhost": False,
    "127.0.0.1:1@evil.test": False,
    "evil.test@localhost": False,
    "evil.test/.localhost": False,
    "evil.test#.localhost": False,
    "localhost, evil.test": False,
    "evil.test,a.localhost": False,
    "192.168.1.5": False,
    f"10.0.0.1:{PORT}": False,
    f"0.0.0.0:{PORT}": False,
    "[::]": False,
    f"[2001:db8::1]:{PORT}": False,
    "[::1": False,
    "2130706433": False,
    "0x7f000001": False,
    "127.1": False,
    "mailtrap": False,
}
"""Host headers, and whether they name this server."""

OWN = "http://{host}"
ORIGINS: dict[str, bool] = {
    "": True,
    OWN: True,
    "null": False,
    "http://evil.test": False,
    "http://localhost:1": False,
    "http://localhost.evil.test": False,
    "http://evil.test:{port}": False,
    "file://": False,
    "chrome-extension://abcdefgh": False,
    "garbage": False,
    "http://[::1": False,
    "http://192.168.1.5:{port}": False,
}
"""Origins, and whether they are of our own page; the empty one is sent by no browser."""

SITES: dict[str, bool | None] = {
    "": None,
    "same-origin": True,
    "none": True,
    "same-site": False,
    "cross-site": False,
    "cross-origin": False,
    "same-origin, none": False,
}
"""Sec-Fetch-Site, and what it decides; None leaves it to the Origin."""

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
}
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Door:
    """The HTTP door on a socket of its own, without SMTP: its routes can all be walked, the demo does nothing."""

    app: Flask
    port: int
    store: SqliteStore

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, dict[str, str]]:
        """One request with exactly these headers; status and headers of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                connection.putheader(name, value)
            connection.endheaders(body or None)
            response = connection.getresponse()
            # What has no end is not waited for.
            if response.status != 101 and response.getheader("Content-Type") != "text/event-stream":
                response.read()
            return response.status, dict(response.getheaders())
        finally:
            connection.close()


def open_door(folder: Path, stack: ExitStack, demo: Callable[[], int] = lambda: 0) -> Door:
    """Start one; the stack ends it."""
    store = SqliteStore(folder / "mail.db", durable=False)
    stack.callback(store.close)
    inbox = Inbox(store)
    listening = listen("web", HostPort("127.0.0.1", 0))[0]
    stack.callback(listening.close)
    place = bound(listening)
    app = create_app(inbox, Place((Listener("smtp", "127.0.0.1", 1025),), f"http://{place}", False), demo)
    web = WebServer(app, listening)
    web.start()
    stack.callback(web.close)
    stack.callback(inbox.close)
    return Door(app, place.port, store)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with ExitStack() as stack:
        yield open_door(tmp_path_factory.mktemp("door"), stack)


VALUES = {
    "id_": "latest",
    "number": "1",
    "given": "token",
    "tag": "vip",
    "page": "1",
    "edition": "0123456789abcdef",
    "filename": "favicon.svg",
    "index": "0",
    "name": "x",
    "to": "x",
}
"""What stands for the arguments of routes."""


def walked(app: Flask, values: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Each method and path of the URL map, and whether the socket is asked for."""
    routes: set[tuple[str, str, bool]] = {("GET", "/nowhere", False), ("POST", "/nowhere", False)}
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            for kind in ("", "path:", "text:"):
                path = path.replace(f"<{kind}{name}>", values[name])
        assert "<" not in path, f"{rule.rule} has an argument that this test does not know"
        path += "?timeout=0" if path == "/api/v1/wait" else ""  # there is nothing to wait for here
        for method in rule.methods or ():
            routes.add((method, path, rule.websocket))
    return sorted(routes)


def bare_routes() -> list[tuple[str, str, bool]]:
    """Those of an app without options."""
    with ExitStack() as stack:
        store = SqliteStore(Path(stack.enter_context(TemporaryDirectory())) / "mail.db", durable=False)
        stack.callback(store.close)
        return walked(create_app(Inbox(store), Place((), "", False), lambda: 0), VALUES)


ROUTES = bare_routes()


def test_the_walk_sees_the_routes() -> None:
    """The map that is walked holds the page, the API, the views, the files and the socket."""
    paths = {path for _, path, _ in ROUTES}

    assert {"/", "/api/v1/messages", "/view/latest.html", "/static/favicon.svg", "/api/events", "/livez"} <= paths
    assert ("DELETE", "/api/v1/messages", False) in ROUTES
    assert ("GET", "/api/events", True) in ROUTES
    assert len(ROUTES) >= 30


def refused(door: Door, method: str, path: str, socket_: bool) -> Iterator[tuple[dict[str, str], int | None]]:
    """Headers of one request for each Host and Origin, with a Sec-Fetch-Site in turn; and how it is to be refused."""
    sites = list(SITES.items())
    turn = 0
    for pattern, named in HOSTS.items():
        host = pattern.format(port=door.port)
        for origin, own in ORIGINS.items():
            site, decides = sites[turn % len(sites)]
            turn += 1
            headers = {"Host": host, "Origin": origin.format(host=host, port=door.port), "Sec-Fetch-Site": site}
            headers = {name: value for name, value in headers.items() if value or name == "Host"}
            unsafe = method not in ("GET", "HEAD", "OPTIONS") or socket_
            trusted = own if decides is None else decides
            yield headers | (UPGRADE if socket_ else {}), 421 if not named else 403 if unsafe and not trusted else None


def fits(status: int, wanted: int | None) -> bool:
    """Whether it is that refusal, or else an answer of the route."""
    return status == wanted if wanted else status not in (421, 403) and (status < 500 or status == 501)


@pytest.mark.parametrize(("method", "path", "socket_"), ROUTES)
def test_every_route_under_every_name_from_every_page(door: Door, method: str, path: str, socket_: bool) -> None:
    """A foreign Host is 421; from a foreign page a change, or the socket, is 403; all else passes the guard.

    What the guard lets pass is told by the app behind it, which is asked for one such request of each route alone: the
    others would say the same.
    """
    wrong: list[str] = []
    passed = False
    for headers, wanted in refused(door, method, path, socket_ and method == "GET"):
        if wanted is None and (passed or (socket_ and method == "GET")):
            status = guarded_alone(method, path, headers)
        else:
            status, passed = asked_directly(door, method, path, headers), passed or wanted is None
        if not fits(status, wanted):
            wrong.append(f"{status} instead of {wanted or 'an answer'}: {headers}")

    assert wrong == []


def test_a_sample_of_it_over_sockets(door: Door) -> None:
    """The same is so over real sockets, upgrades to a websocket among them."""
    wrong: list[str] = []
    for method, path, socket_ in (("DELETE", "/api/v1/messages", False), ("GET", "/api/events", True)):
        for headers, wanted in list(refused(door, method, path, socket_))[::7]:
            status, _ = door.ask(method, path, headers)
            if not fits(status, wanted):
                wrong.append(f"{status} instead of {wanted or 'an answer'}: {method} {headers}")

    assert wrong == []


def environ_of(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    """A request as the server hands it to the app."""
    environ = EnvironBuilder(path=path, method=method).get_environ()
    environ.pop("HTTP_HOST", None)
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {**environ, **named, "REMOTE_ADDR": "127.0.0.1"}


def asked_directly(door: Door, method: str, path: str, headers: dict[str, str]) -> int:
    """The status of a request that is handed to the app without a socket."""
    pieces, status, _ = run_wsgi_app(door.app.wsgi_app, environ_of(method, path, headers))
    if hasattr(pieces, "close"):
        pieces.close()
    return int(status.split()[0])


def nothing_more(environ: Any, start_response: Any) -> list[bytes]:
    """An app that is there."""
    start_response("200 OK", [])
    return []


ALONE = Guard(nothing_more, ())


def guarded_alone(method: str, path: str, headers: dict[str, str]) -> int:
    """The status of a request when all that stands behind the guard says 200."""
    _, status, _ = run_wsgi_app(ALONE, environ_of(method, path, headers))
    return int(status.split()[0])


@pytest.mark.parametrize("site", SITES)
def test_sec_fetch_site_decides_before_origin(tmp_path: Path, site: str) -> None:
    """Sec-Fetch-Site, which no page can forge, decides; only without it the Origin does."""
    found: dict[str, tuple[int, int, int]] = {}
    wanted: dict[str, tuple[int, int, int]] = {}
    with ExitStack() as stack:
        door = open_door(tmp_path, stack)
        host = f"localhost:{door.port}"
        for origin, own in ORIGINS.items():
            headers = {"Host": host, "Origin": origin.format(host=host, port=door.port), "Sec-Fetch-Site": site}
            given = {name: value for name, value in headers.items() if value}
            trusted = own if SITES[site] is None else SITES[site]
            found[origin] = (
                door.ask("DELETE", "/api/v1/messages", given)[0],
                door.ask("GET", "/api/events", {**given, **UPGRADE})[0],
                door.ask("GET", "/api/v1/messages", given)[0],
            )
            wanted[origin] = (200, 101, 200) if trusted else (403, 403, 200)

    assert found == wanted


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        ("localhost", "http://localhost", True),
        ("localhost", "http://localhost:80", True),
        ("localhost:80", "http://localhost", True),
        ("LOCALHOST:{port}", "http://localhost:{port}", True),
        ("localhost:{port}", "https://localhost:{port}", True),
        ("localhost", "https://localhost", True),
        ("[::1]:{port}", "http://[::1]:{port}", True),
        ("127.0.0.1:{port}", "http://localhost:{port}", False),
        ("localhost:{port}", "http://127.0.0.1:{port}", False),
        ("localhost:{port}", "http://localhost", False),
        ("a.localhost:{port}", "http://b.localhost:{port}", False),
        ("localhost:{port}", "http://localhost:{port}.evil.test", False),
    ],
)
def test_origin_is_compared_with_host(door: Door, host: str, origin: str, own: bool) -> None:
    """Name and port of the Origin are those of the Host; a neighbour on another port or name is foreign."""
    headers = {"Host": host.format(port=door.port), "Origin": origin.format(port=door.port)}
    status, _ = door.ask("PUT", "/api/v1/messages", headers)

    assert status == (200 if own else 403)


def test_no_answer_lets_other_origins_read(door: Door) -> None:
    """There is no CORS: nothing is echoed, not even to a preflight."""
    headers = {
        "Host": "localhost",
        "Origin": "http://evil.test",
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "content-type",
    }
    answers = [door.ask(method, "/api/v1/messages", headers)[1] for method in ("OPTIONS", "GET", "DELETE")]

    assert not [name for answer in answers for name in answer if name.lower().startswith("access-control-")]


# Headers of every answer


@pytest.mark.parametrize(("method", "path", "socket_"), ROUTES)
def test_every_answer_carries_the_security_headers(door: Door, method: str, path: str, socket_: bool) -> None:
    """Every route's answer is nosniff, without referrer, of our origin alone, never stored, and has a policy."""
    _, headers = door.ask(method, path, {"Host": "localhost"})

    # These may be kept, if it is asked for each time whether they are still the same.
    if path.startswith(("/static/", "/api/v1/openapi.json")) and method != "OPTIONS":
        assert headers.pop("Cache-Control") in ("no-cache", "private, no-cache")
        headers["Cache-Control"] = "no-store"
    assert headers.items() >= SECURITY.items()
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("status", "method", "path", "headers"),
    [
        (400, "GET", "/api/v1/messages?limit=x", {}),
        (400, "GET", "/api/events?after=x", UPGRADE),
        (400, "GET", "/api/events", {"Upgrade": "websocket"}),
        (403, "DELETE", "/api/v1/messages", {"Origin": "http://evil.test"}),
        (404, "GET", "/nowhere", {}),
        (404, "GET", "/static/nowhere", {}),
        (404, "GET", "/static/../pyproject.toml", {}),
        (404, "GET", "/static/%2e%2e/pyproject.toml", {}),
        (404, "GET", "/static/..%2fpyproject.toml", {}),
        (404, "GET", "/view/nobody.html", {}),
        (405, "POST", "/", {}),
        (413, "PUT", "/api/v1/messages", {"Content-Length": "1000001"}),
        (421, "GET", "/", {"Host": "evil.test"}),
        (421, "GET", "/static/favicon.svg", {"Host": "evil.test"}),
        (421, "GET", "/api/events", {"Host": "evil.test", **UPGRADE}),
    ],
)
def test_every_error_carries_the_security_headers(
    door: Door, status: int, method: str, path: str, headers: dict[str, str]
) -> None:
    """An error is as well kept as an answer."""
    body = b" " * 1_000_001 if status == 413 else b""
    given, told = door.ask(method, path, {"Host": "localhost", **headers}, body)

    assert given == status
    assert told.items() >= SECURITY.items()
    assert told["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_fault_of_ours_tells_nothing(tmp_path: Path, accept: str) -> None:
    """A 500 says that the log has more, without the fault's own words, under the same headers."""

    def demo() -> int:
        raise ValueError("secret")

    with ExitStack() as stack:
        door = open_door(tmp_path, stack, demo)
        status, headers = door.ask("POST", "/api/v1/demo", {"Host": "localhost", "Accept": accept})

    assert status == 500
    assert headers.items() >= SECURITY.items()


def test_a_store_that_cannot_be_written_is_503(tmp_path: Path) -> None:
    """When the store is closed, ``/readyz`` and what changes mail say 503, while ``/livez`` lives."""
    with ExitStack() as stack:
        door = open_door(tmp_path, stack)
        door.store.close()
        asked = (("GET", "/livez"), ("GET", "/readyz"), ("DELETE", "/api/v1/messages"), ("PUT", "/api/v1/messages"))
        statuses = [door.ask(method, path, {"Host": "localhost"})[0] for method, path in asked]

    assert statuses == [200, 503, 503, 503]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GARBAGE\r\n\r\n", None),
        (b"GET / HTTP/1.1\r\n\r\n", 421),
        (b"GET / HTTP/1.0\r\n\r\n", 421),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 150 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", 431),
        (b"GET http://evil.test/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: evil.test\r\nHost: localhost\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n", 421),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1e9\r\n\r\n", 400),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", 413),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"PUT /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n", 400),
    ],
)  # fmt: skip
def test_what_is_hardly_http_is_refused_in_the_same_form(door: Door, request_: bytes, status: int | None) -> None:
    """A request that is broken before it reaches a route gets its 4xx, and the same headers where there are any."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=30) as connection:
        connection.sendall(request_)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert b"<html" not in answer.lower()
    assert b"Traceback" not in answer
    if status:
        head = answer.partition(b"\r\n\r\n")[0].decode()
        assert head.startswith(f"HTTP/1.1 {status} ")
        for name, value in SECURITY.items():
            assert f"{name}: {value}" in head


# Options


@pytest.mark.parametrize(("all_", "one"), [("0.0.0.0", "127.0.0.1"), *([("::", "[::1]")] if has_ipv6() else [])])
def test_bound_to_all_addresses(start_server: StartServer, all_: str, one: str) -> None:
    """Bound to all of them, any address literal names the server, for it cannot be rebound; a name still does not."""
    server = start_server(web=HostPort(all_, 0))
    port = int(server.web.rsplit(":", 1)[1])
    local = Running(server.smtp, f"http://{one}:{port}", server.db)

    def status(host: str) -> int:
        return local.api("info", headers={"Host": host}).status_code

    assert {status(host) for host in ("192.168.1.5", f"10.0.0.1:{port}", f"[2001:db8::1]:{port}", "0.0.0.0")} == {200}
    assert {status(host) for host in ("localhost", "127.0.0.1", "[::1]")} == {200}
    assert {status(host) for host in ("evil.test", "192.168.1.5.evil.test", "mailtrap", "3232235777")} == {421}


def test_a_bound_name_is_served(start_server: StartServer) -> None:
    """Bound to one address, no other address names the server."""
    server = start_server(web=HostPort("127.0.0.1", 0))

    assert server.api("info").status_code == 200
    assert server.api("info", headers={"Host": "192.168.1.5"}).status_code == 421


def test_allow_host(start_server: StartServer) -> None:
    """``--allow-host`` lets further names in, in any case, with any port, and no name beside or below them."""
    server = start_server(allow_host=("mail.dev.test", "Box.Test.", "10.1.2.3", "fd00::5", "[fd00::6]"))

    def status(host: str) -> int:
        return server.api("info", headers={"Host": host}).status_code

    served = (
        "mail.dev.test",
        "MAIL.dev.test:80",
        "mail.dev.test.",
        "box.test",
        "10.1.2.3:8025",
        "[fd00::5]",
        "[fd00::6]:80",
        "localhost",
    )
    refused = ("dev.test", "x.mail.dev.test", "mail.dev.test.evil.test", "10.1.2.4", "[fd00::7]", "evil.test", "@")
    assert {host: status(host) for host in served} == dict.fromkeys(served, 200)
    assert {host: status(host) for host in refused} == dict.fromkeys(refused, 421)


def test_the_page_under_an_allowed_name(start_server: StartServer) -> None:
    """Under an allowed name the page's own Origin may delete, and a foreign one may not."""
    server = start_server(allow_host=("mail.dev.test",))

    def status(origin: str) -> int:
        headers = {"Host": "mail.dev.test:8080", "Origin": origin}
        return server.api("messages", "DELETE", headers=headers).status_code

    assert status("http://mail.dev.test:8080") == 200
    assert status("http://dev.test:8080") == 403
