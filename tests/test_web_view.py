"""The HTML of a mail on its own address: the policy it comes with, its pictures, and nothing else."""

import re
import time
from pathlib import Path

import pytest

from mailtrap.config import Config
from mailtrap.server import Server
from mailtrap.web.dressing import dressed
from tests.conftest import DOOR, LOOPBACK
from tests.letters import GIF, PNG, attached, letter, picture
from tests.support import Running, mail

IMAGE_SOURCE = re.compile(r'src="(http://[^"]+)"')
FRAME = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "img-src data: {images}{more}; style-src 'unsafe-inline'{more}; font-src data:{more}; "
    "media-src data:{more}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
HTML = '<!doctype html><html><head><title>x</title></head><body><img src="cid:logo@x"><p>Hello</p></body></html>'


@pytest.fixture
def shown(server: Running) -> tuple[Running, str]:
    """A server with one mail of HTML and a picture, and its id."""
    return server, server.send(letter(html=HTML, text="Hello", pictures=[picture("logo@x")]))


def images_of(server: Running, id_: str) -> str:
    """The address under which the pictures of a mail lie, as its view names it."""
    source = IMAGE_SOURCE.search(server.api(f"/view/{id_}.html").text)
    assert source
    return source[1].rpartition("/")[0] + "/"


def test_headers_of_the_view(shown: tuple[Running, str]) -> None:
    """The response carries the mail's prison: sandbox, no source but its own pictures, no referrer, not stored."""
    server, id_ = shown
    response = server.api(f"/view/{id_}.html")
    images = images_of(server, id_)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Security-Policy"] == FRAME.format(images=images, more="")
    assert images.startswith(f"{server.web}/view/{id_}/")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-DNS-Prefetch-Control"] == "off"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in response.headers


def test_remote_changes_the_policy_alone(shown: tuple[Running, str]) -> None:
    """``remote=1`` lets pictures, styles, fonts and media in; document and all other headers stay as they are."""
    server, id_ = shown
    without, with_ = server.api(f"/view/{id_}.html"), server.api(f"/view/{id_}.html?remote=1")
    images = images_of(server, id_)
    changing = {"content-security-policy", "date"}

    assert with_.content == without.content
    assert with_.headers["Content-Security-Policy"] == FRAME.format(images=images, more=" http: https:")
    assert {name: value for name, value in with_.headers.items() if name not in changing} == {
        name: value for name, value in without.headers.items() if name not in changing
    }


@pytest.mark.parametrize("value", ["0", "false", ""])
def test_remote_is_off_by_its_value(shown: tuple[Running, str], value: str) -> None:
    """``remote=0`` is the same as none."""
    server, id_ = shown

    policy = server.api(f"/view/{id_}.html?remote={value}").headers["Content-Security-Policy"]
    assert "https:" not in policy


def test_pictures_are_rewritten_and_load(shown: tuple[Running, str]) -> None:
    """A ``cid:`` picture gets an address with a token; there it lies, re-typed, for a frame that has no origin."""
    server, id_ = shown
    source = IMAGE_SOURCE.search(server.api(f"/view/{id_}.html").text)
    assert source
    response = server.api(
        source[1].removeprefix(server.web), headers={"Sec-Fetch-Site": "cross-site", "Origin": "null"}
    )

    assert response.status_code == 200
    assert response.content == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert "cid:" not in server.api(f"/view/{id_}.html").text


def test_pictures_load_with_the_right_token_only(shown: tuple[Running, str]) -> None:
    """Another token, that of another mail, an odd one or none: 404."""
    server, id_ = shown
    other = server.send(letter(html=HTML, pictures=[picture("logo@x")]))
    token = images_of(server, id_).rstrip("/").rpartition("/")[2]
    foreign = images_of(server, other).rstrip("/").rpartition("/")[2]
    wrong = ["x", "0" * 32, token[:-1], f"{token}0", token.upper() + "x", foreign, "%ff", "%00", "é", "latest"]
    statuses = {given: server.api(f"/view/{id_}/{given}/2").status_code for given in wrong}

    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert token != foreign
    assert server.api(f"/view/{id_}/{token}/2").status_code == 200
    assert statuses == dict.fromkeys(wrong, 404)
    assert server.api(f"/view/{id_}//2").status_code in (308, 404)
    assert server.api(f"/view/latest/{token}/2").status_code == 404


def test_tokens_are_new_with_each_start(tmp_path: Path) -> None:
    """After a restart on the same file the pictures lie elsewhere, and the old address is 404."""
    addresses: list[str] = []
    statuses: list[list[int]] = []
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    for _ in range(2):
        with Server(config) as house:
            server = Running(house.smtp[0].place, house.web, house.db)
            if not addresses:
                server.send(letter(html=HTML, pictures=[picture("logo@x")]))
            addresses.append(images_of(server, "latest").removeprefix(server.web))
            statuses.append([server.api(f"{each}2").status_code for each in addresses])

    assert addresses[0] != addresses[1]
    assert statuses == [[200], [404, 200]]


def test_what_is_no_picture_is_not_shown(server: Running) -> None:
    """By the pictures' route nothing else comes: no HTML, no SVG, no text, no part that does not exist."""
    pictures = [
        picture("p@x"),
        picture("h@x", b"<script>1</script>", "text/html"),
        picture("s@x", b"<svg xmlns='http://www.w3.org/2000/svg' onload='1'/>", "image/svg+xml"),
        picture("g@x", GIF, "text/html"),
        picture("f@x", b"<script>1</script>", "image/png"),
    ]
    id_ = server.send(letter(html='<img src="cid:p@x">', text="x", pictures=pictures))
    images = images_of(server, id_).removeprefix(server.web)
    found = {
        number: server.api(f"{images}{number}") for number in ("1", "1.1", "1.2", "2", "3", "4", "5", "6", "0", "9")
    }
    shown = {number: each.headers["Content-Type"] for number, each in found.items() if each.status_code == 200}

    assert shown == {"2": "image/png", "5": "image/gif"}
    assert {each.status_code for number, each in found.items() if number not in shown} == {404}


@pytest.mark.parametrize(
    ("given", "reference", "known"),
    [
        ("logo@x", "cid:logo@x", True),
        ("logo@x", "CID:logo@x", True),
        ("logo@x", "cid:logo%40x", True),
        ("a b@x", "cid:a%20b@x", True),
        ("a&b@x", "cid:a&amp;b@x", True),
        ("logo@x", "cid:other@x", False),
        ("logo@x", "cid:LOGO@x", False),
    ],
)
def test_references_to_pictures(server: Running, given: str, reference: str, known: bool) -> None:
    """A reference is found however it is escaped (RFC 2392); one that leads nowhere is left as it stands."""
    id_ = server.send(letter(html=f'<img src="{reference}">', pictures=[picture(given)]))
    text = server.api(f"/view/{id_}.html").text

    assert (IMAGE_SOURCE.search(text) is not None) is known
    assert known or reference in text


def test_pictures_in_styles(server: Running) -> None:
    """A background in a style is a picture like any other."""
    html = "<div style=\"background: url(cid:b@x)\">a</div><style>p { background: url('cid:b@x') }</style>"
    id_ = server.send(letter(html=html, pictures=[picture("b@x")]))
    text = server.api(f"/view/{id_}.html").text

    assert "cid:" not in text
    assert text.count(f"{server.web}/view/{id_}/") == 2


@pytest.mark.parametrize(
    ("html", "start"),
    [
        ("<p>x</p>", '<base target="_blank"><p>x</p>'),
        ("<!doctype html><p>x", '<!doctype html><base target="_blank"><p>x'),
        ("<!DOCTYPE html>\r\n<html><head><title>", '<!DOCTYPE html>\r\n<html><head><base target="_blank"><title>'),
        ('<html><head lang="x"><title>', '<html><head lang="x"><base target="_blank"><title>'),
        ("<html><body>x", '<base target="_blank"><html><body>x'),
        (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><p>',
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
            '<base target="_blank"><p>',
        ),
        ('<?xml version="1.0"?><!doctype html><p>', '<?xml version="1.0"?><!doctype html><base target="_blank"><p>'),
        ("<!-- hi --><!doctype html><p>x", '<!-- hi --><!doctype html><base target="_blank"><p>x'),
        ("\ufeff<!doctype html><p>x", '<!doctype html><base target="_blank"><p>x'),
        ("<header>x</header>", '<base target="_blank"><header>x</header>'),
    ],
)  # fmt: skip
def test_links_open_beside_and_the_doctype_stays_first(server: Running, html: str, start: str) -> None:
    """A base target is put into the head; no document loses its doctype, which decides how it is laid out."""
    id_ = server.send(letter(html=html))
    text = server.api(f"/view/{id_}.html").text.removeprefix("\ufeff")

    assert text.startswith(start)
    assert text.count("<base ") == 1


def test_the_mail_itself_is_not_changed(server: Running) -> None:
    """Without pictures the view is the HTML as it was sent and the base target, script and all."""
    html = "<p onclick='x()'>Grüße &amp; <script>1</script></p>"
    id_ = server.send(letter(html=html))

    assert server.api(f"/view/{id_}.html").text == f'<base target="_blank">{html}\r\n'


@pytest.mark.parametrize(
    ("link", "held"),
    [
        ('<link rel="preconnect" href="http://x.test">', '<link rel=held  rel="preconnect" href="http://x.test">'),
        ("<LINK\nrel=preconnect>", "<LINK rel=held \nrel=preconnect>"),
        ("<link/rel=preconnect>", "<link rel=held /rel=preconnect>"),
        ("<linked rel=preconnect>", "<linked rel=preconnect>"),
    ],
)
def test_links_are_held_until_asked_for(server: Running, link: str, held: str) -> None:
    """A preconnect, which no policy holds, gets another ``rel`` before its own; with ``remote`` it is left as it is."""
    id_ = server.send(letter(html=f"<p>x</p>{link}"))

    assert server.api(f"/view/{id_}.html").text.replace("\r\n", "\n").endswith(f"<p>x</p>{held}\n")
    assert server.api(f"/view/{id_}.html?remote=1").text.replace("\r\n", "\n").endswith(f"<p>x</p>{link}\n")


@pytest.mark.parametrize(
    ("frame", "held"),
    [
        ('<iframe src="http://x.test">', '<iframe srcdoc src=about:blank  src="http://x.test">'),
        ("<IFRAME/srcdoc=x>", "<IFRAME srcdoc src=about:blank /srcdoc=x>"),
        ("<frame src=x>", "<frame srcdoc src=about:blank  src=x>"),
        ("<frameset rows=1>", "<frameset rows=1>"),
    ],
)
@pytest.mark.parametrize("query", ["", "?remote=1"])
def test_frames_are_held(server: Running, frame: str, held: str, query: str) -> None:
    """A frame within a mail gets another source before its own: browsers connect to its host before they refuse."""
    id_ = server.send(letter(html=f"<p>x</p>{frame}"))

    assert server.api(f"/view/{id_}.html{query}").text.endswith(f"<p>x</p>{held}\r\n")


def test_what_the_preview_adds(shown: tuple[Running, str]) -> None:
    """Both come when asked for alone, in a layer before all styles of the mail; the policy stays as it is."""
    server, id_ = shown
    plain = server.api(f"/view/{id_}.html")
    both = server.api(f"/view/{id_}.html?dark=1&targets=1")

    assert "@layer" not in plain.text
    assert "@layer" not in server.api(f"/view/{id_}.html?dark=0&targets=0").text
    assert both.text.startswith('<!doctype html><html style="')
    assert both.text.index("<style>@layer{") < both.text.index("<title>")
    assert both.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]
    assert both.text.endswith(plain.text.removeprefix("<!doctype html>"))
    assert server.api(f"/view/{id_}.html?dark=maybe").status_code == 400
    assert server.api(f"/view/{id_}.html?targets=maybe").status_code == 400


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<html style="color:red">', "color:red"),
        ('<html style="opacity:0!important">', ""),
        ("<html style='background:url(&quot;a&quot;)'>", "background:url(&quot;a&quot;)"),
        ("<p>", ""),
    ],
)
def test_the_root_keeps_its_style(server: Running, html: str, kept: str) -> None:
    """What a mail says of its root stays behind what we say, unless it would beat that."""
    id_ = server.send(letter(html=f"{html}x"))
    text = server.api(f"/view/{id_}.html?dark=1").text

    assert text.startswith(f'<html style="filter:invert(1) hue-rotate(180deg)!important;{kept}">')


@pytest.mark.parametrize(
    "html",
    [
        "<a " * 1_500_000,
        '<a "' * 1_000_000,
        "<a a " * 1_000_000,
        "<!--" * 1_000_000,
        "<!" * 2_000_000,
        ("<a href='" + "&#" * 4000 + "'>") * 500,
    ],
    ids=["tags", "quotes", "attributes", "comments", "declarations", "references"],
)
def test_no_mail_holds_up_its_view(html: str) -> None:
    """Whatever stands in a mail, its links are looked for in less than two seconds of the processor."""
    before = time.process_time()
    dressed(html, dark=True, targets=True)

    assert time.process_time() - before < 2


def test_no_html_is_404(server: Running) -> None:
    """A mail without HTML has no view, nor has one whose HTML is an attachment; an unknown id looks alike."""
    plain = server.send(mail())
    attachment = server.send(letter(text="x", attachments=[attached("a.html", b"<p>x", "text/html")]))

    assert server.api(f"/view/{plain}.html").status_code == 404
    assert server.api(f"/view/{attachment}.html").status_code == 404
    assert server.api("/view/nobody.html").status_code == 404
    assert "<p>" not in server.api(f"/view/{attachment}.html").text


def test_latest_has_a_view(shown: tuple[Running, str]) -> None:
    """``latest`` is the newest mail here too, under the same policy."""
    server, id_ = shown
    named, latest = server.api(f"/view/{id_}.html"), server.api("/view/latest.html")

    assert latest.content == named.content
    assert latest.headers["Content-Security-Policy"] == named.headers["Content-Security-Policy"]


def test_policy_follows_the_name_of_the_server(shown: tuple[Running, str]) -> None:
    """Pictures are let in from the name under which the page was opened, and from no other."""
    server, id_ = shown
    port = server.web.rsplit(":", 1)[1]
    response = server.api(f"/view/{id_}.html", headers={"Host": f"localhost:{port}"})

    assert f"img-src data: http://localhost:{port}/view/{id_}/" in response.headers["Content-Security-Policy"]
    assert "127.0.0.1" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host", ["localhost:1;script-src *", "localhost 'unsafe-inline'", "localhost:80, https:", "a'.localhost"]
)
def test_no_host_writes_the_policy(shown: tuple[Running, str], host: str) -> None:
    """A Host that would add words to the policy is refused, or stands in it harmlessly."""
    server, id_ = shown
    response = server.api(f"/view/{id_}.html", headers={"Host": host})
    policy = response.headers["Content-Security-Policy"]

    assert response.status_code in (400, 421) or "'" not in policy.partition("img-src")[2].partition(";")[0]
    assert "script-src" not in policy
