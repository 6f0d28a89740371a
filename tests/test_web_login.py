"""The login: who comes in, by which way, and what is told to who does not."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import websocket
from flask import Flask
from werkzeug.test import Client

from mailtrap.config import Config, Listener
from mailtrap.inbox import Inbox
from mailtrap.passwords import Users
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.tokens import Tokens
from mailtrap.web import create_app
from mailtrap.web.app import Place
from mailtrap.web.front import Access
from mailtrap.web.front.checking import Checking, Refused
from mailtrap.web.front.failures import FREE, LONGEST, MAX_KNOWN, Failures, network
from mailtrap.web.front.visits import IDLE, MAX_VISITS, Visits
from mailtrap.web.front.visits import LONGEST as LONGEST_VISIT
from tests.support import TLS, mail, wait_for
from tests.test_web_guard import ROUTES, UPGRADE
from tests.visitors import LOGIN, PASSWORDS, Guarded, basic, bearer, guarded

OPEN = ("/livez", "/readyz", "/signin", "/signout", "/static/")
BROWSER = {"User-Agent": "Mozilla/5.0", "Accept": "text/html"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded(tmp_path_factory.mktemp("login")) as found:
        yield found


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tokens, str]:
    """The tokens of the app, and one that may only look."""
    tokens = Tokens(tmp_path_factory.mktemp("tokens") / "tokens")
    return tokens, tokens.make("wall", read_only=True)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, looks: tuple[Tokens, str]) -> Iterator[Flask]:
    """The app alone, for the walks: it is asked without a socket in between."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("walk")
        store = SqliteStore(folder / "mail.db", durable=False)
        stack.callback(store.close)
        inbox = Inbox(store)
        stack.callback(inbox.close)
        users = Users.read([("a test", line) for line in LOGIN], "a test")
        place = Place((Listener("smtp", "127.0.0.1", 1025),), "http://localhost:8025", False)
        access = Access(users, looks[0])
        yield create_app(inbox, place, lambda: 0, config=Config(login=LOGIN), access=access)


def is_open(path: str) -> bool:
    """Whether a path of the walk needs no login."""
    return path.startswith(OPEN)


@pytest.mark.parametrize("headers", [{}, basic("ada", "wrong"), bearer("mtk_wrong"), {"Cookie": "mailtrap_session=x"}])
def test_no_route_is_forgotten(app: Flask, headers: dict[str, str]) -> None:
    """Every method of every route and the sockets, static files aside, answer 401 or 429 to who is not known."""
    client = Client(app.wsgi_app, use_cookies=False)
    let_in = []
    for method, path, socket_ in ROUTES:
        more = UPGRADE if socket_ and method == "GET" else {}
        with client.open(path, method=method, headers={**headers, **more}) as answer:
            if answer.status_code not in (401, 429) and not is_open(path):
                let_in.append((method, path, answer.status_code))

    assert let_in == []


def test_who_may_only_look_changes_nothing(app: Flask, looks: tuple[Tokens, str]) -> None:
    """Every method that changes something is 403 on every route, and says why; what looks passes."""
    client = Client(app.wsgi_app, use_cookies=False)
    wrong = []
    for method, path, socket_ in ROUTES:
        if is_open(path) or (socket_ and method == "GET") or path.startswith("/api/v1/events"):
            continue
        with client.open(path, method=method, headers=bearer(looks[1])) as answer:
            changes = method not in ("GET", "HEAD", "OPTIONS")
            if changes != (answer.status_code == 403) or (changes and "only look" not in answer.get_data(as_text=True)):
                wrong.append((method, path, answer.status_code))

    assert wrong == []


def test_names_and_passwords(house: Guarded) -> None:
    """HTTP Basic lets in who knows the password, whatever its letters; all else is 401 and names Basic and Bearer."""
    right = [house.running.api("messages", headers=basic(name)).status_code for name in PASSWORDS]
    latin = {"Authorization": "Basic YWRhOnPpY3JldCBvZiBhZGE="}  # in Latin-1
    wrong = [
        house.running.api("messages", headers=headers)
        for headers in (
            {},
            basic("ada", "wrong"),
            basic("nobody", "wrong"),
            {"Authorization": "Basic ???"},
            {"Authorization": "Basic YWRh"},
            {"Authorization": "Digest x"},
            bearer("mtk_wrong"),
        )
    ]

    assert right == [200, 200]
    assert house.running.api("messages", headers=latin).status_code == 200
    assert [each.status_code for each in wrong] == [401] * len(wrong)
    assert {each.headers["WWW-Authenticate"] for each in wrong} == {
        'Basic realm="mailtrap", charset="UTF-8", Bearer realm="mailtrap"'
    }
    assert all(each.json()["Error"] and "wrong" not in each.json()["Error"][:5] for each in wrong)


def test_what_is_open(house: Guarded) -> None:
    """An orchestrator and who wants to sign in need no login."""
    asked = (
        "/livez",
        "/readyz",
        "/signin",
        "/static/favicon.svg",
        "/metrics",
        "/api/v1/",
        "/email",
        "/api/v2/messages",
    )

    assert [house.running.api(path).status_code for path in asked] == [200, 200, 200, 200, 401, 401, 401, 401]


def test_a_browser_is_led_to_the_form(house: Guarded) -> None:
    """A person on the way to a page is led to the form, and gets no dialog of the browser; a fetch of the page gets a
    401 that opens none either."""
    page = house.running.api("/view/latest.html?remote=1", headers=BROWSER)
    fetched = house.running.api("messages", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"})
    framed = house.running.api(
        "/view/latest.html",
        headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    )

    assert page.status_code == 303
    to = urlsplit(page.headers["Location"])
    assert (to.path, parse_qs(to.query)) == ("/signin", {"to": ["/view/latest.html?remote=1"]})
    assert [fetched.status_code, framed.status_code] == [401, 401]
    assert {fetched.headers["WWW-Authenticate"], framed.headers["WWW-Authenticate"]} == {'Bearer realm="mailtrap"'}


def sign_in(house: Guarded, client: httpx.Client, name: str = "ada", **more: str) -> httpx.Response:
    """Fill in the form and send it."""
    return client.post("/signin", data={"name": name, "password": PASSWORDS[name], **more})


@pytest.fixture
def person(house: Guarded) -> Iterator[httpx.Client]:
    """Somebody with a cookie jar."""
    with httpx.Client(base_url=house.running.web, verify=TLS, timeout=30) as client:
        yield client


def test_a_session_from_its_beginning_to_its_end(house: Guarded, person: httpx.Client) -> None:
    """The form gives a cookie that nobody else can read or send, which lets in until one signs out."""
    answer = sign_in(house, person, to="/view/latest")
    cookie = answer.headers["Set-Cookie"]
    inside = person.get("/api/v1/messages").status_code
    stolen = dict(person.cookies)
    out = person.post("/signout")
    after = person.get("/api/v1/messages")
    with httpx.Client(base_url=house.running.web, cookies=stolen, verify=TLS) as thief:
        late = thief.get("/api/v1/messages").status_code

    assert (answer.status_code, answer.headers["Location"]) == (303, "/view/latest")
    port = urlsplit(house.running.web).port
    assert cookie.startswith(f"mailtrap_session_{port}=")
    assert {each.strip() for each in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=Strict"}
    assert (inside, out.status_code, after.status_code, late) == (200, 303, 401, 401)


@pytest.mark.parametrize(
    "to",
    [
        "//evil.test/",
        "https://evil.test",
        "/\\evil.test",
        "/\t/evil.test",
        "evil",
        "",
        "/" + "a" * 3000,
        "javascript:x",
    ],
)
def test_the_way_back_leads_nowhere_else(house: Guarded, person: httpx.Client, to: str) -> None:
    """After signing in one is on this server, whatever the address asked for."""
    assert sign_in(house, person, to=to).headers["Location"] == "/"


def test_a_wrong_password_on_the_form(house: Guarded, person: httpx.Client) -> None:
    """The form comes back with what went wrong and with the name, never with the password."""
    answer = person.post("/signin", data={"name": "<ada>", "password": "tanstaaf", "to": "/x"})

    assert answer.status_code == 401
    assert "Name or password is wrong" in answer.text
    assert 'value="&lt;ada&gt;"' in answer.text
    assert 'value="/x"' in answer.text
    assert "tanstaaf" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_another_site_cannot_sign_anybody_in(house: Guarded, person: httpx.Client) -> None:
    """The form is taken from our own page alone."""
    data = {"name": "ada", "password": PASSWORDS["ada"]}
    answer = person.post("/signin", data=data, headers={"Origin": "http://evil.test"})

    assert answer.status_code == 403


def test_who_looks_leaves_no_trace(house: Guarded) -> None:
    """A mail that is opened by who may only look stays unread, also by the paths of others."""
    id_ = house.running.send(mail("Unread"))
    for path in (f"message/{id_}", f"/email/{id_}"):
        assert house.running.api(path, headers=basic("bob")).status_code == 200
    untouched = house.running.api(f"message/{id_}/state", headers=basic("bob")).json()["Read"]
    house.running.api(f"message/{id_}", headers=basic("ada"))

    assert untouched is False
    assert house.running.api(f"message/{id_}/state", headers=basic("ada")).json()["Read"] is True


@pytest.mark.parametrize("place", ["/view/{}.html", "/email/{}/html", "/api/email/{}/html"])
def test_an_image_of_a_mail_needs_its_secret_alone(house: Guarded, place: str) -> None:
    """A frame without an origin gets no cookie: the address of its images holds what lets in, and nothing less does."""
    related = (
        b"From: a@b.test\r\nSubject: Logo\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        b'--x\r\nContent-Type: text/html\r\n\r\n<img src="cid:logo">\r\n--x\r\nContent-Type: image/png\r\n'
        b"Content-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--x--\r\n"
    )
    id_ = house.running.send(related)
    html = house.running.api(place.format(id_), headers=basic("ada")).text
    address = html.partition('src="')[2].partition('"')[0]
    path = urlsplit(address).path
    token = path.split("/")[3]

    assert house.running.api(place.format(id_)).status_code == 401
    assert house.running.api(path).status_code == 200
    assert house.running.api(path.replace(token, "0" * 32)).status_code == 404


def test_a_revoked_token_ends_at_once(house: Guarded) -> None:
    """A token lets in as soon as it is made; revoked it does not, and the stream that it opened ends."""
    secret = house.tokens.make("ci")
    with httpx.stream("GET", f"{house.running.web}/api/v1/events", headers=bearer(secret), verify=TLS) as stream:
        lines = stream.iter_lines()
        first = next(lines)
        before = house.running.api("messages", headers=bearer(secret)).status_code
        house.tokens.revoke("ci")
        house.running.send(mail("Too late"))
        rest = list(lines)
    after = house.running.api("messages", headers=bearer(secret))

    assert (stream.status_code, first, before) == (200, "retry: 1000", 200)
    assert not any("Too late" in line for line in rest)
    assert after.status_code == 401
    assert "revoked" in after.json()["Error"]


def test_a_revoked_token_ends_its_wait(house: Guarded) -> None:
    """Mail that comes after a token was revoked is not told to who waited for it by that token; nor need any come."""
    secret = house.tokens.make("waits")
    asked = [{"query": f"subject:{subject}", "timeout": 60} for subject in ("awaited", "never")]
    with ThreadPoolExecutor(2) as pool:
        waits = [pool.submit(house.running.api, "wait", params=each, headers=bearer(secret)) for each in asked]
        wait_for(lambda: house.house.inbox.watchers() == 2, what="both waits")
        house.tokens.revoke("waits")
        house.running.send(mail("Awaited"))
        answers = [each.result(30) for each in waits]

    for answer in answers:
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="mailtrap"')
        assert "revoked" in answer.json()["Error"]


def test_a_socket_ends_with_its_session(house: Guarded, person: httpx.Client) -> None:
    """A tab that is still open when its session ends is told nothing more."""
    sign_in(house, person)
    address = urlsplit(house.running.web)
    cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    lines = ["GET /api/events HTTP/1.1", f"Host: {address.netloc}", f"Cookie: {cookie}"]
    lines += [f"{name}: {value}" for name, value in UPGRADE.items()]
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as tab:
        tab.sendall("\r\n".join([*lines, "", ""]).encode())
        head = tab.recv(4096)
        person.post("/signout")
        while tab.recv(4096):
            pass

    assert head.startswith(b"HTTP/1.1 101 ")


def test_tabs_side_by_side_are_told_what_each_may_see(house: Guarded) -> None:
    """Whoever opened first, a token that is held to an inbox is told of that alone, and one that is revoked of nothing
    more, while another that watches the same goes on."""
    secrets = {name: house.tokens.make(name, inbox=inbox) for name, inbox in
               (("first", ""), ("held", "aside"), ("gone", ""), ("held-too", "aside"))}  # fmt: skip
    with ExitStack() as stack:
        tabs = {}
        for name, secret in secrets.items():
            url = house.running.web.replace("http", "ws", 1) + "/api/events"
            tabs[name] = websocket.create_connection(url, timeout=20, header=bearer(secret))
            stack.callback(tabs[name].shutdown)

        def told(name: str, last: str) -> list[str]:
            """The subjects of new mails up to one."""
            subjects: list[str] = []
            while last not in subjects:
                frame = json.loads(tabs[name].recv())
                subjects += [frame["Data"]["Subject"]] if frame["Type"] == "new" else []
            return subjects

        def counted(name: str) -> int:
            """How many mails it is told there are."""
            while (frame := json.loads(tabs[name].recv()))["Type"] != "stats":
                pass
            return int(frame["Data"]["Total"])

        def put(subject: str, inbox: str) -> None:
            headers = {"Content-Type": "message/rfc822", **basic("ada")}
            more = {"params": {"inbox": inbox}, "headers": headers}
            assert house.running.api("messages", "POST", content=mail(subject), **more).status_code == 200

        put("for all", "elsewhere")
        put("for them", "aside")
        before = {name: told(name, "for them") for name in tabs}
        house.tokens.revoke("gone")
        put("later", "aside")
        after = {name: told(name, "later") for name in tabs if name != "gone"}
        while counted("held") != 2:
            pass
        rest = list(iter(tabs["gone"].recv, ""))

    assert before == {name: ["for them"] if "held" in name else ["for all", "for them"] for name in tabs}
    assert set(map(tuple, after.values())) == {("later",)}
    assert not any("later" in text for text in rest)


# Wrong passwords


def test_wrong_passwords_wait(tmp_path: Path) -> None:
    """After some failures in a row it is 429 with Retry-After, also for the form and for the right password; who was
    let in before is not held up, and other ways in are open."""
    with guarded(tmp_path) as house:
        known = house.running.api("messages", headers=basic("bob")).status_code
        secret = house.tokens.make("ci")
        failed = [house.running.api("messages", headers=basic("ada", f"wrong{n}")).status_code for n in range(FREE)]
        late = [house.running.api("messages", headers=basic("ada", f"late{n}")) for n in range(2)]
        answer = next(each for each in late if each.status_code == 429)
        with httpx.Client(base_url=house.running.web, verify=TLS) as person:
            for n in range(3):  # one of them may come when the first wait is over
                form = person.post("/signin", data={"name": "ada", "password": f"again{n}"})
                if form.status_code == 429:
                    break
        others = [house.running.api("messages", headers=each).status_code for each in (basic("bob"), bearer(secret))]

    assert known == 200
    assert failed == [401] * FREE
    assert int(answer.headers["Retry-After"]) >= 1
    assert "wait" in answer.json()["Error"]
    assert form.status_code == 429
    assert "Too many wrong passwords" in form.text
    assert others == [200, 200]


def test_each_failure_waits_longer_up_to_a_bound() -> None:
    """The wait doubles, never above a bound; a success forgets the name, not the address."""
    failures = Failures()
    waits = []
    for _ in range(FREE + 12):
        failures.note("name ada", "address 192.0.2.1")
        waits.append(failures.wait("name ada"))
    failures.forget("name ada")

    assert waits[: FREE - 1] == [0.0] * (FREE - 1)
    assert all(0 < wait <= LONGEST for wait in waits[FREE - 1 :])
    assert waits[FREE] > waits[FREE - 1]
    assert failures.wait("name ada") == 0
    assert failures.wait("name ada", "address 192.0.2.1") > 0


def test_failures_take_no_more_memory_than_is_said() -> None:
    """However many names are tried, a bounded number is remembered."""
    failures = Failures()
    for number in range(MAX_KNOWN + 50):
        failures.note(f"name {number}")

    assert len(failures) == MAX_KNOWN


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("odd", "odd"),
    ],
)
def test_what_counts_as_one_address(address: str, counted: str) -> None:
    """Who has a network of IPv6 addresses has one count for it."""
    assert network(address) == counted


class Counting(Users):
    """Users who notice how often a hash is worked out, and for whom."""

    asked: list[str]

    def verify(self, name: str, password: str) -> bool:
        """As always."""
        self.asked.append(name)
        return super().verify(name, password)


def test_a_right_password_is_not_worked_out_again() -> None:
    """A script that sends its password with each request pays once; a wrong one, and an unknown name, always."""
    users = Counting.read([("a test", line) for line in LOGIN], "a test")
    users.asked = []  # type: ignore[attr-defined]
    checking = Checking(users)
    found = [checking.right("ada", PASSWORDS["ada"], "192.0.2.1") for _ in range(5)]
    found += [checking.right(name, "wrong", "192.0.2.1") for name in ("ada", "nobody", "nobody")]

    assert found == [True] * 5 + [False] * 3
    assert users.asked == ["ada", "ada", "nobody", "nobody"]  # type: ignore[attr-defined]


def test_passwords_are_refused_before_they_are_looked_at() -> None:
    """While one has to wait, no hash is worked out."""
    users = Counting.read([("a test", line) for line in LOGIN], "a test")
    users.asked = []  # type: ignore[attr-defined]
    failures = Failures()
    for _ in range(FREE + 5):
        failures.note("name ada")
    with pytest.raises(Refused) as refused:
        Checking(users, failures).right("ada", PASSWORDS["ada"], "192.0.2.1")

    assert refused.value.status == 429
    assert refused.value.after > 1
    assert users.asked == []  # type: ignore[attr-defined]


# Sessions


def test_a_session_ends_when_it_is_idle() -> None:
    """Twelve hours without a request end it, and so do thirty days in any case; looking does not make it longer."""
    now = 0.0
    visits = Visits(lambda: now)
    id_ = visits.begin("ada")
    now += IDLE
    used = visits.name(id_)
    now += IDLE
    looked = visits.name(id_, touch=False)
    now += 1
    over = visits.name(id_)
    busy = visits.begin("bob")
    lasted = 0
    while visits.name(busy) == "bob":
        now += IDLE / 2
        lasted += 1

    assert (used, looked, over) == ("ada", "ada", None)
    assert lasted == LONGEST_VISIT // (IDLE / 2) + 1
    assert len(visits) == 0


def test_sessions_are_bounded() -> None:
    """The one that was idle longest makes room."""
    visits = Visits()
    first, second = visits.begin("ada"), visits.begin("bob")
    visits.name(first)
    for _ in range(MAX_VISITS - 1):
        visits.begin("many")

    assert len(visits) == MAX_VISITS
    assert (visits.name(first), visits.name(second)) == ("ada", None)


def test_what_is_told_of_the_login(house: Guarded) -> None:
    """The program says that it has a login, and nothing of who may come in."""
    answer = house.running.api("info", headers=basic("ada"))

    assert answer.json()["Mailtrap"]["Web"]["Login"] is True
    assert "$2" not in answer.text
