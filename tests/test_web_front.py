"""What lies between a client and the routes: HTTPS, a base path, proxies, bounds of connections, and the warnings."""

import logging
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner

from mailtrap.certificate import PAIR, PUBLIC
from mailtrap.cli import main
from mailtrap.client import BadArgument, Client, Forbidden, NotLetIn, Untrusted, WaitTimeout
from mailtrap.config import Config, HostPort, Listener
from mailtrap.errors import BadRequest, ConfigError, StoreError
from mailtrap.server import Server
from mailtrap.tokens import Tokens, beside
from mailtrap.web import tls
from mailtrap.web.front.places import Places
from mailtrap.web.front.proxies import Proxies
from tests.conftest import StartServer
from tests.support import TLS, mail, run_async
from tests.test_web_guard import UPGRADE, VALUES, walked
from tests.visitors import LOGIN, PASSWORDS, Guarded, basic, bearer, guarded

# HTTPS


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Guarded, ssl.SSLContext]]:
    """A server with a login and HTTPS, and what trusts its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    with guarded(folder, web_tls=True) as house:
        yield house, ssl.create_default_context(cafile=str(folder / PUBLIC))


def test_https(secure: tuple[Guarded, ssl.SSLContext]) -> None:
    """The page and the API answer over TLS with the certificate that is made for the server; the cookie is Secure."""
    house, context = secure
    with httpx.Client(base_url=house.running.web, verify=context, timeout=30) as person:
        signed = person.post("/signin", data={"name": "ada", "password": PASSWORDS["ada"]})
        inside = [person.get("/api/v1/messages").status_code for _ in range(3)]
        told = person.get("/api/v1/info").json()["Mailtrap"]["Web"]

    assert house.running.web.startswith("https://127.0.0.1:")
    assert signed.status_code == 303
    assert "Secure" in signed.headers["Set-Cookie"]
    assert inside == [200] * 3
    assert told["TLS"] is True
    assert "Strict-Transport-Security" not in signed.headers


def test_clients_and_commands_over_https(
    secure: tuple[Guarded, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate is trusted that the environment or the caller names, by commands also that of their own server; any
    other is refused and told as such."""
    web, made = secure[0].running.web, str(Path(secure[0].running.db).with_name(PUBLIC))
    token = secure[0].tokens.make("tls")
    own = {"MAILTRAP_WEB_TLS": "1", "MAILTRAP_WEB": urlsplit(web).netloc}
    with Client(web, token=token) as client:
        with pytest.raises(Untrusted, match=r"its certificate is not trusted .*SSL_CERT_FILE"):
            client.info()
        with pytest.raises(Untrusted):
            run_async(client.wait_async())
    with Client(web, token=token, cafile=made) as client:
        version = client.info().version
    monkeypatch.setenv("SSL_CERT_FILE", made)
    with Client(web, token=token) as client:
        assert client.info().version == version
        with pytest.raises(WaitTimeout):
            run_async(client.wait_async("subject:never", timeout=0))
    monkeypatch.setenv("SSL_CERT_FILE", f"{made}.none")
    with pytest.raises(BadArgument, match=r"SSL_CERT_FILE: .*\.none cannot be used: No such file"):
        Client(web)
    monkeypatch.delenv("SSL_CERT_FILE")
    own_server = run(Path(made).parent, "assert", "--none", "subject:never", MAILTRAP_TOKEN=token, **own)
    ready = run(Path(made).parent, "readyz", **own)
    named = run(Path(made).parent, "list", "--server", web)

    assert (own_server, ready) == ((0, ""), (0, f"{web} is ready\n"))
    assert named[0] == 3
    assert "its certificate is not trusted" in named[1]
    assert "start mailtrap" not in named[1]


def test_large_answers_and_bodies_over_https(secure: tuple[Guarded, ssl.SSLContext]) -> None:
    """Megabytes go in both directions, whole."""
    house, context = secure
    body = b"Subject: large\r\n\r\n" + b"0123456789abcdef" * 60 * 1024 * 4 + b"\r\n"
    with httpx.Client(base_url=house.running.web, verify=context, timeout=60, headers=basic("ada")) as client:
        kind = {"Content-Type": "message/rfc822"}
        id_ = client.post("/api/v1/messages?from=a@b.test&to=c@d.test", content=body, headers=kind).json()["ID"]
        back = client.get(f"/api/v1/message/{id_}/raw").content

    assert back == body


def test_a_websocket_over_https(secure: tuple[Guarded, ssl.SSLContext]) -> None:
    """A mail that comes is told over a websocket under TLS, and the socket ends well."""
    house, context = secure
    port = int(house.running.web.rsplit(":", 1)[1])
    lines = ["GET /api/events HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Authorization: {basic('ada')['Authorization']}"]
    lines += [f"{name}: {value}" for name, value in UPGRADE.items()]
    with (
        socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as tab,
    ):
        tab.sendall("\r\n".join([*lines, "", ""]).encode())
        said = tab.recv(65_536)
        assert said.startswith(b"HTTP/1.1 101 ")
        house.running.send(mail("Under TLS"))
        while b"Under TLS" not in said:
            said += tab.recv(65_536)
        tab.sendall(b"\x88\x80\x00\x00\x00\x00")  # close (RFC 6455 5.5.1), with a mask of zeros
        while piece := tab.recv(65_536):
            said += piece

    assert b"\x88" in said


def test_plain_http_at_a_port_of_https(secure: tuple[Guarded, ssl.SSLContext]) -> None:
    """Who forgets the s is told, in words."""
    house, _ = secure
    answer = httpx.get(house.running.web.replace("https", "http"), verify=TLS)

    assert answer.status_code == 400
    assert answer.json()["Error"] == f"this port speaks HTTPS; ask {house.running.web}"


def test_a_silent_client_holds_up_nobody(
    secure: tuple[Guarded, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clients that never shake hands, or break off, do not keep others waiting, and are closed after a while."""
    monkeypatch.setattr(tls, "HANDSHAKE_TIMEOUT", 0.5)
    house, context = secure
    port = int(house.running.web.rsplit(":", 1)[1])
    silent = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(20)]
    silent[0].sendall(b"\x16\x03\x01")
    silent[1].close()
    answer = httpx.get(f"{house.running.web}/livez", verify=context, timeout=30)
    ended = [each.recv(1) for each in silent[2:4]]
    for each in silent:
        each.close()

    assert answer.status_code == 200
    assert ended == [b"", b""]


def test_a_certificate_for_the_page_alone(
    tmp_path: Path, secure: tuple[Guarded, ssl.SSLContext], start_server: StartServer
) -> None:
    """A pair of one's own is used for the page, and says HTTPS without another option."""
    folder = Path(secure[0].running.db).parent
    pair = folder / PAIR
    server = start_server(web_tls_cert=pair)

    assert server.web.startswith("https://")
    assert httpx.get(f"{server.web}/livez", verify=secure[1], timeout=30).status_code == 200


# Below a path


def test_everything_lies_below_the_path(tmp_path: Path) -> None:
    """Below the base path is every route, and nothing outside of it; the answers name addresses below it alone."""
    with guarded(tmp_path, base_path="/mail/", login=()) as house:
        running = house.running
        id_ = running.send(b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n")
        page = running.api("/")
        root = running.web.removesuffix("/mail")
        missed = [
            httpx.request(method, f"{root}{path}", verify=TLS).status_code
            for method, path, _ in walked(house.house.app, VALUES)
            if method in ("GET", "DELETE") and not path.startswith("/api/v1/events")
        ]
        hint = httpx.get(f"{root}/api/v1/messages", verify=TLS).json()["Error"]
        bare = httpx.get(f"{root}/mail", verify=TLS)
        led = running.api("/view/latest")
        shown = running.api(f"/view/{id_}.html")
        static = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
        sheet = httpx.get(f"{root}{static}", verify=TLS)

    assert running.web.endswith("/mail")
    assert set(missed) == {404}
    assert "/mail/" in hint
    assert (bare.status_code, bare.headers["Location"]) == (308, "/mail/")
    assert (led.status_code, led.headers["Location"]) == (302, f"/mail/#/m/{id_}")
    assert shown.status_code == 200
    assert static.startswith("/mail/static/")
    assert sheet.status_code == 200
    assert 'href="/static' not in page.text
    assert 'src="/static' not in page.text


def test_the_login_below_the_path(tmp_path: Path) -> None:
    """The way to the form, the cookie and the way back stay below the base path."""
    with guarded(tmp_path, base_path="/mail") as house:
        browser = {"User-Agent": "Mozilla/5.0", "Accept": "text/html"}
        led = house.running.api("/", headers=browser)
        with httpx.Client(base_url=house.running.web, verify=TLS) as person:
            data = {"name": "ada", "password": PASSWORDS["ada"]}
            back = [
                person.post("/signin", data={**data, "to": to}).headers["Location"]
                for to in ("/mail/api/v1/", "/elsewhere", "/mailing")
            ]
            cookie = person.post("/signin", data=data).headers["Set-Cookie"]
            inside = person.get("/api/v1/messages").status_code

    assert led.headers["Location"] == "/mail/signin?to=/mail/"
    assert back == ["/mail/api/v1/", "/mail/", "/mail/"]
    assert "Path=/mail/" in cookie
    assert inside == 200


# Behind a proxy


def unwrapped(peer: str, **headers: str) -> dict[str, Any]:
    """What is left of a request of this peer."""
    environ = {"REMOTE_ADDR": peer, "REMOTE_PORT": "1", "HTTP_HOST": "inner", "wsgi.url_scheme": "http"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    Proxies(("10.0.0.0/8",)).unwrap(environ)
    return environ


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("192.0.2.9", "198.51.100.1", "192.0.2.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, garbage", "10.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_who_is_behind_a_proxy(peer: str, told: str, client: str) -> None:
    """The nearest address that is no trusted proxy is the client; what it says of itself is not believed."""
    environ = unwrapped(peer, x_forwarded_for=told)

    assert environ["REMOTE_ADDR"] == client
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_what_a_proxy_says_and_what_a_stranger_says() -> None:
    """Scheme and Host come from a trusted proxy, in either kind of headers; a stranger's are thrown away."""
    both = {"x_forwarded_for": "198.51.100.1", "x_forwarded_proto": "https", "x_forwarded_host": "mail.test"}
    trusted = unwrapped("10.0.0.1", **both)
    chain = unwrapped(
        "10.0.0.1", x_forwarded_for="6.6.6.6, 198.51.100.1, 10.0.0.2", x_forwarded_proto="ftp, https, http"
    )
    rfc = unwrapped("10.0.0.1", forwarded='for="[2001:db8::1]:4711";proto=https;host="mail.test"')
    stranger = unwrapped("192.0.2.9", **both, x_real_ip="6.6.6.6", forwarded="for=6.6.6.6")

    assert (trusted["wsgi.url_scheme"], trusted["HTTP_HOST"]) == ("https", "mail.test")
    assert (chain["wsgi.url_scheme"], chain["REMOTE_ADDR"]) == ("https", "198.51.100.1")
    assert (rfc["wsgi.url_scheme"], rfc["HTTP_HOST"], rfc["REMOTE_ADDR"]) == ("https", "mail.test", "2001:db8::1")
    assert (stranger["wsgi.url_scheme"], stranger["HTTP_HOST"]) == ("http", "inner")
    assert not [name for name in stranger if "FORWARDED" in name or "REAL" in name]


def test_two_kinds_of_headers_that_differ() -> None:
    """One of the two can only be a client's: nothing is guessed."""
    agreeing = unwrapped("10.0.0.1", forwarded="for=198.51.100.1", x_forwarded_for="198.51.100.1")
    with pytest.raises(BadRequest, match="differ"):
        unwrapped("10.0.0.1", forwarded="for=6.6.6.6", x_forwarded_for="198.51.100.1")

    assert agreeing["REMOTE_ADDR"] == "198.51.100.1"


def test_a_proxy_on_this_machine_opens_no_door(start_server: StartServer) -> None:
    """A page that calls itself by our address cannot say another Host than the one it has, even where this machine is
    trusted as a proxy; a real proxy's name must be one that is served."""
    server = start_server(trusted_proxy=("127.0.0.1",), allow_host=("mail.dev.test",))

    def status(host: str, told: str) -> int:
        headers = {"Host": host, "X-Forwarded-Host": told, "X-Forwarded-For": "192.0.2.1"}
        return server.api("messages", headers=headers).status_code

    assert status("evil.test", "localhost") == 421
    assert status("localhost", "evil.test") == 421
    assert status("localhost", "mail.dev.test") == 200


def test_the_page_behind_a_proxy_may_change_things(start_server: StartServer) -> None:
    """The Origin is compared with the name that the proxy tells."""
    server = start_server(trusted_proxy=("127.0.0.0/8",), allow_host=("mail.dev.test",))
    headers = {"X-Forwarded-Host": "mail.dev.test", "X-Forwarded-Proto": "https"}
    own = server.api("messages", "DELETE", headers={**headers, "Origin": "https://mail.dev.test"})
    foreign = server.api("messages", "DELETE", headers={**headers, "Origin": "https://evil.test"})

    assert (own.status_code, foreign.status_code) == (200, 403)


# Bounds and warnings


def test_places_are_bounded_by_address() -> None:
    """One address cannot take all places; a trusted proxy can, for it stands for many."""
    places = Places(5, 3, ("10.0.0.1",))
    one = [places.take("192.0.2.1") for _ in range(4)]
    network = [places.take(f"2001:db8::{n}") for n in range(1, 3)]
    full = places.take("192.0.2.2")
    for _ in range(3):
        places.give_back("192.0.2.1")
    proxy = [places.take("10.0.0.1") for _ in range(4)]

    assert one == [True, True, True, False]
    assert network == [True, True]
    assert full is False
    assert proxy == [True, True, True, False]


def test_a_public_address_without_a_login_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, start_server: StartServer
) -> None:
    """One line says that all can read the mail; with a login, that passwords go in the open; else nothing is said."""

    def said(**options: Any) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.WARNING, "mailtrap.server"), Server(Config(**options)):
            return [each.getMessage() for each in caplog.records if each.name == "mailtrap.server"]

    base = {"smtp": (Listener("smtp", "127.0.0.1", 0),), "db": tmp_path / "mail.db"}
    public, local = HostPort("0.0.0.0", 0), HostPort("127.0.0.1", 0)
    naked = said(web=public, **base)
    guarded_ = said(web=public, login=LOGIN, **base)

    assert len(naked) == 1
    assert "everybody who reaches 0.0.0.0" in naked[0]
    assert "--login-file" in naked[0]
    assert len(guarded_) == 1
    assert "in the open" in guarded_[0]
    assert said(web=public, login=LOGIN, web_tls=True, **base) == []
    assert said(web=local, **base) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"base_path": "mail"}, "base_path: 'mail' will not do"),
        ({"base_path": "/ma il"}, "base_path"),
        ({"trusted_proxy": ("proxy.test",)}, "trusted_proxy: 'proxy.test' is no network"),
        ({"web_tls_key": Path("x")}, "web_tls_key: a key without its certificate"),
    ],
)
def test_options_that_will_not_do(options: dict[str, Any], words: str) -> None:
    """They are named at the start."""
    with pytest.raises(ConfigError) as refused:
        Config(**options)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("ada:plain",), "login, entry 1: 'ada' has no hash"),
        ((LOGIN[0], LOGIN[0]), "login, entry 2: 'ada' is there twice"),
        ((f"{LOGIN[0]}:boss",), "'ada' may be 'boss', which is nothing; give admin or read-only"),
    ],
)
def test_users_that_will_not_do(start_server: StartServer, lines: tuple[str, ...], words: str) -> None:
    """A line of users that cannot be used stops the start with its place."""
    with pytest.raises(ConfigError) as refused:
        start_server(login=lines)

    assert words in str(refused.value)


# Tokens, commands, client


def run(folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """One command; its exit code and what it printed."""
    done = CliRunner().invoke(main, [*arguments], env={"MAILTRAP_DB": str(folder / "mail.db"), **environ})
    return done.exit_code, done.output


def test_tokens_by_command(tmp_path: Path) -> None:
    """They are made, listed without their secrets and revoked while a server runs, which follows."""
    with guarded(tmp_path) as house:
        made = [run(tmp_path, "token", "make", *more) for more in (["ci"], ["shop", "--inbox", "shop", "--read-only"])]
        secret = made[0][1].strip()
        inside = house.running.api("messages", headers=bearer(secret)).status_code
        again = run(tmp_path, "token", "make", "ci")
        _, listed = run(tmp_path, "token", "list")
        revoked = run(tmp_path, "token", "revoke", "ci")
        outside = house.running.api("messages", headers=bearer(secret)).status_code
        unknown = run(tmp_path, "token", "revoke", "ci")

    assert [code for code, _ in made] == [0, 0]
    assert (inside, outside) == (200, 401)
    assert (again[0], unknown[0]) == (2, 1)
    assert "there is a token 'ci' already" in again[1]
    assert "there is no token 'ci'" in unknown[1]
    assert revoked == (0, "ci is revoked\n")
    assert [line.split("  ")[:3] for line in listed.splitlines()] == [
        ["ci", "admin", "all inboxes"],
        ["shop", "read-only", "shop"],
    ]
    assert secret not in listed


@pytest.mark.parametrize("inbox", ["", "   ", "a\nb"])
def test_a_token_is_held_to_an_inbox_that_can_be(tmp_path: Path, inbox: str) -> None:
    """A variable of a script that is empty by mistake makes no token for all inboxes."""
    code, text = run(tmp_path, "token", "make", "ci", "--inbox", inbox)

    assert (code, text.startswith("Error: inbox: ")) == (2, True)
    assert Tokens(beside(tmp_path / "mail.db")).all() == []


def test_a_broken_file_of_tokens_lets_nobody_in(tmp_path: Path) -> None:
    """A server goes on without tokens; a command says what is wrong, and overwrites nothing."""
    path = beside(tmp_path / "mail.db")
    tokens = Tokens(path)
    secret = tokens.make("ci")
    path.write_text('{"tokens": [{"name": 1}]}', "utf-8")

    assert tokens.find(secret) is None
    with pytest.raises(StoreError, match="is no file of tokens"):
        tokens.make("other")
    assert run(tmp_path, "token", "list") == (0, "")
    assert run(tmp_path, "token", "make", "ci")[0] == 3
    assert path.read_text("utf-8") == '{"tokens": [{"name": 1}]}'


def test_commands_and_client_know_the_way_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token as option or variable, or name and password in the address, which count more than the variable; without
    them, words that say so."""
    with guarded(tmp_path) as house:
        house.running.send(mail("Behind the door"))
        secret = house.tokens.make("ci")
        web = house.running.web
        named = web.replace("//", f"//ada:{PASSWORDS['ada'].replace(' ', '%20')}@")
        ways = [
            run(tmp_path, "list", "--server", web, "--token", secret),
            run(tmp_path, "list", "--server", web, MAILTRAP_TOKEN=secret),
            run(tmp_path, "list", "--server", named, MAILTRAP_TOKEN="mtk_of-another-server"),
        ]
        refused = run(tmp_path, "list", "--server", web)
        with Client(named) as client:
            found = client.messages().messages[0].subject
            shown = f"{client!r} {client.url} {client.open_inbox()!r}"
            handed_on = client.open_inbox().login.environment()["MAILTRAP_URL"]
        with Client(handed_on) as child:
            found_by_child = child.messages().messages[0].subject
        monkeypatch.setenv("MAILTRAP_TOKEN", house.tokens.make("wall", read_only=True))
        with Client(web) as looking, pytest.raises(Forbidden, match="only look"):
            looking.delete_all()
        with Client(web, token="mtk_wrong") as wrong, pytest.raises(NotLetIn, match="no such token"):
            wrong.messages()

    assert [code for code, _ in ways] == [0, 0, 0]
    assert all("Behind the door" in text for _, text in ways)
    assert refused[0] == 3
    assert "a login is asked for" in refused[1]
    assert found == found_by_child == "Behind the door"
    assert "secret" not in shown
    assert "sécret" not in shown
