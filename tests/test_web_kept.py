"""What a client may keep, and what is packed for it: ETag and 304, gzip and its exceptions."""

import gzip
import json
import re
import sys
from pathlib import Path

import httpx
import minify
import pytest
from websocket import create_connection

from mailtrap.web.assets import Assets
from mailtrap.web.minified import disordered, lost
from tests.letters import PNG, attached, letter, picture
from tests.support import TLS, Running, mail

ROOT = Path(__file__).parent.parent
LONG = letter(
    html="<p>" + "many words " * 500 + '<img src="cid:a@x"></p>',
    text="many words " * 500,
    pictures=[picture("a@x")],
    attachments=[
        attached("a.txt", b"words " * 1_000, "text/plain"),
        attached("a.zip", b"PK" + bytes(3_000), "application/zip"),
    ],
)
FOREVER = [
    "message/{id}/raw",
    "message/{id}/raw?dl=1",
    "message/{id}/part/2",
    "message/{id}/part/1.2",
    "message/{id}/part/1.2/thumb",
    "message/{id}/part/1.2/source",
    "message/{id}/parts.zip",
    "/view/{id}.html",
    "/view/{id}.html?remote=1",
    "message/latest/raw",
]


@pytest.fixture(scope="module")
def long(module_server: Running) -> tuple[Running, str]:
    """A server with a long mail, and its id."""
    return module_server, module_server.send(LONG)


def as_sent(server: Running, path: str, accept: str | None, method: str = "GET") -> tuple[httpx.Headers, bytes]:
    """Headers and body as they came over the line."""
    headers = {} if accept is None else {"Accept-Encoding": accept}
    url = f"{server.web}{path}" if path.startswith("/") else f"{server.web}/api/v1/{path}"
    with httpx.Client(verify=TLS) as client:
        del client.headers["Accept-Encoding"]
        with client.stream(method, url, headers=headers) as response:
            return response.headers, b"".join(response.iter_raw())


@pytest.mark.parametrize("path", FOREVER)
def test_what_never_changes_is_sent_once(long: tuple[Running, str], path: str) -> None:
    """The bytes of a mail have an ETag, and are not sent to a client that names it; another ETag gets them."""
    server, id_ = long
    path = path.format(id=id_)
    first = server.api(path)
    etag = first.headers["ETag"]
    known = server.api(path, headers={"If-None-Match": etag})
    weak = server.api(path, headers={"If-None-Match": f'"other", W/{etag.removeprefix("W/")}'})
    other = server.api(path, headers={"If-None-Match": '"other"'})

    assert (known.status_code, known.content) == (weak.status_code, weak.content) == (304, b"")
    assert known.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert (other.status_code, other.content) == (200, first.content)
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_what_was_deleted_is_gone_for_who_kept_it(server: Running) -> None:
    """A client asks again each time, and learns that the mail is no more."""
    id_ = server.send(mail())
    etag = server.api(f"message/{id_}/raw").headers["ETag"]
    server.api("messages", "DELETE")

    assert server.api(f"message/{id_}/raw", headers={"If-None-Match": etag}).status_code == 404


def test_latest_is_another_when_a_mail_came(server: Running) -> None:
    """``latest`` has the ETag of what it stands for."""
    server.send(mail("one"))
    etag = server.api("message/latest/raw").headers["ETag"]
    server.send(mail("two"))

    assert server.api("message/latest/raw", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", ["messages", "info", "message/{id}?peek=1", "message/{id}/envelope"])
def test_what_may_change_is_not_kept(long: tuple[Running, str], path: str) -> None:
    """A list, a count, a mail with its state is asked for anew."""
    server, id_ = long
    answer = server.api(path.format(id=id_))

    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


PACKED = [
    "message/{id}?peek=1",
    "message/{id}/raw",
    "message/{id}/parts",
    "message/{id}/part/2",
    "/view/{id}.html",
    "openapi.json",
    "",
    "/",
    "/static/js/app/main.js",
    "/static/css/base.css",
]


@pytest.mark.parametrize("path", PACKED)
def test_texts_are_packed_for_who_takes_it(long: tuple[Running, str], path: str) -> None:
    """A text above 1 kB comes by gzip, is shorter, and is the same once unpacked."""
    server, id_ = long
    path = path.format(id=id_)
    plain_headers, plain = as_sent(server, path, None)
    headers, packed = as_sent(server, path, "gzip, deflate, br")

    assert "Content-Encoding" not in plain_headers
    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) == len(packed) < len(plain)
    assert gzip.decompress(packed) == plain
    assert "Accept-Encoding" in headers["Vary"] and "Accept-Encoding" in plain_headers["Vary"]
    assert headers.get("ETag", "W/").startswith("W/")


@pytest.mark.parametrize("accept", ["identity", "br", "gzip;q=0", "*;q=0", "", "deflate, gzip;q=0.0"])
def test_who_does_not_take_it_gets_it_plain(long: tuple[Running, str], accept: str) -> None:
    """Nothing is packed against the client's will."""
    server, id_ = long
    headers, body = as_sent(server, f"message/{id_}/raw", accept)

    assert "Content-Encoding" not in headers
    assert body == LONG


@pytest.mark.parametrize("path", ["message/{id}/part/3", "message/{id}/part/1.2", "/livez"])
def test_what_would_not_get_shorter_is_left(long: tuple[Running, str], path: str) -> None:
    """Archives, pictures and short answers go as they are."""
    server, id_ = long
    headers, _ = as_sent(server, path.format(id=id_), "gzip")

    assert "Content-Encoding" not in headers


def test_head_tells_of_what_get_sends(long: tuple[Running, str]) -> None:
    """HEAD has the headers of the packed answer, and no body."""
    server, id_ = long
    got, _ = as_sent(server, f"message/{id_}/raw", "gzip")
    asked, body = as_sent(server, f"message/{id_}/raw", "gzip", "HEAD")

    assert body == b""
    assert {name: asked[name] for name in ("Content-Encoding", "Content-Length", "ETag")} == {
        name: got[name] for name in ("Content-Encoding", "Content-Length", "ETag")
    }


def test_a_packed_answer_is_known_again(long: tuple[Running, str]) -> None:
    """The ETag of a packed answer gets 304 as well."""
    server, id_ = long
    etag = server.api(f"message/{id_}/raw", headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    assert server.api(f"message/{id_}/raw", headers={"If-None-Match": etag}).status_code == 304


def test_a_piece_of_a_file_is_a_piece_of_the_file(module_server: Running) -> None:
    """Ranges count in bytes of the file, so they are never packed."""
    whole = module_server.api("/static/js/app/main.js").content
    piece = module_server.api("/static/js/app/main.js", headers={"Range": "bytes=10-1999", "Accept-Encoding": "gzip"})

    assert (piece.status_code, piece.content) == (206, whole[10:2000])
    assert "Content-Encoding" not in piece.headers


def test_the_socket_is_left_alone(module_server: Running) -> None:
    """A handshake that takes gzip gets a websocket, and frames that can be read."""
    url = module_server.web.replace("http", "ws", 1) + "/api/events"
    tab = create_connection(url, timeout=10, header=["Accept-Encoding: gzip"])
    try:
        assert json.loads(tab.recv())["Type"] == "stats"
    finally:
        tab.close()


def test_a_picture_keeps_its_bytes(long: tuple[Running, str]) -> None:
    """What is shown in the frame is the picture that was sent."""
    server, id_ = long

    assert server.api(f"message/{id_}/part/1.2").content == PNG


def named(server: Running, path: str) -> list[str]:
    """The scripts, styles and icons that a page names."""
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', server.api(path).text)


def test_the_page_comes_in_few_pieces(module_server: Running) -> None:
    """Style, early script and scripts are a file each, which may be kept for ever, packed once and for all alike."""
    names = named(module_server, "/")
    told = {Path(name).name: as_sent(module_server, name, "gzip") for name in names}
    again = {Path(name).name: as_sent(module_server, name, "gzip")[1] for name in names}
    plain = as_sent(module_server, next(name for name in names if name.endswith("main.js")), None)[1]

    assert sorted(told) == ["app.css", "early.js", "favicon.svg", "main.js"]
    assert {headers["Cache-Control"] for headers, _ in told.values()} == {"public, max-age=31536000, immutable"}
    assert {name: body for name, (_, body) in told.items()} == again
    assert gzip.decompress(told["main.js"][1]) == plain
    assert told["main.js"][0]["Vary"] == "Accept-Encoding"
    assert len(told["main.js"][1]) < len(plain) / 2


def test_other_pages_name_all_their_scripts(module_server: Running) -> None:
    """Each script and style that the reference names may be kept for ever; what a module imports is named beside it."""
    names = named(module_server, "/api/v1/")
    kept = {name: module_server.api(name).headers["Cache-Control"] for name in names}
    scripts = [name for name in names if name.endswith(".js")]

    assert len(scripts) > 8
    assert module_server.api(scripts[-1]).content == Assets(ROOT / "static").short(scripts[-1].split("/", 4)[4])
    assert all(name.startswith("/static/-/") for name in names)
    assert set(kept.values()) == {"public, max-age=31536000, immutable"}


def test_scripts_and_styles_are_minified(tmp_path: Path) -> None:
    """What is sent has no comments and no long names; what cannot be read goes as it is."""
    script = "/** What it does. */\nexport function add(first, second) {\n  return first + second;\n}\n"
    (tmp_path / "one.js").write_text(script)
    (tmp_path / "two.css").write_text("/* Looks. */\n.a {\n  color: red;\n}\n")
    (tmp_path / "bad.js").write_text("export function ( {")
    kept = Assets(tmp_path)

    assert kept.short("one.js") == b"export function add(e,t){return e+t}"
    assert kept.short("two.css") == b".a{color:red}"
    assert kept.short("bad.js") == b"export function ( {"


def test_no_script_of_ours_is_changed_by_the_minifier() -> None:
    """It leaves what is declared in an order that runs, and all calls: each of our scripts is sent minified."""
    texts = {str(path): path.read_text() for path in (ROOT / "static").rglob("*.js")}
    short = {name: minify.string("text/javascript", text) for name, text in texts.items()}

    assert len(short) > 100
    assert [name for name, text in short.items() if disordered(text)] == []
    assert {name: gone for name, text in texts.items() if (gone := lost(text, short[name]))} == {}


@pytest.mark.parametrize(
    "script",
    [
        """export function around(all, at) {
  const to = at < 0 ? all.length : at * 2;
  const [first, last] = all[(to + 2 * all.length) % all.length];
  return first + last;
}
""",
        """export function put(one, all) {
  all.clear();
  if (!one) return void (all.empty && all.tell());
  all.set(one);
  return undefined;
}
""",
    ],
)
def test_a_script_that_would_do_something_else_goes_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, script: str
) -> None:
    """Whatever the minifier makes of it, what is sent does what was written."""
    (tmp_path / "one.js").write_text(script)
    sent = Assets(tmp_path).short("one.js").decode()

    assert not disordered(sent)
    assert not lost(script, sent)
    assert (sent == script) == ("changed what it does" in caplog.text)


def test_disorder_and_loss_are_seen() -> None:
    """A name before its declaration and a call that is gone; not what a function names, nor what comments do."""
    assert disordered("const[a,b]=c[(d+1)%2],d=f();")
    assert disordered("for(;;){let{a:b}=await c(d),e=1,d=e}")
    assert not disordered("const d=f(),[a,b]=c[(d+1)%2];")
    assert not disordered("const{a:b}=c.map(d=>d.e),d=f();")
    assert not disordered("const[a]=b.d,d=`${a}`;")
    assert lost("if (a) this.#b(await c.d());", "a&&c.d()") == {"#": 1, "await": 1}
    assert not lost("// a.b()\n/** new C() */\nif (a) b.c();\nMath.abs(d);", "a&&b.c();d<0?-d:d")


def test_without_the_minifier_all_is_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra makes the page lighter, no more."""
    monkeypatch.setitem(sys.modules, "minify", None)
    (tmp_path / "one.js").write_text("const   a = 1;\n")

    assert Assets(tmp_path).short("one.js") == b"const   a = 1;\n"


def test_an_edition_of_before_is_asked_for_again(module_server: Running) -> None:
    """Who still has the address of another edition gets the file, but not to keep."""
    answer = module_server.api("/static/-/0123456789abcdef/js/app/main.js")

    assert answer.content == (ROOT / "static/js/app/main.js").read_bytes()
    assert "immutable" not in answer.headers["Cache-Control"]
    assert module_server.api("/static/-/0123456789abcdef/../../app.py").status_code == 404


def test_an_edition_changes_with_a_file(tmp_path: Path) -> None:
    """A change of one file is another edition, and what it imports then is known."""
    (tmp_path / "one.js").write_text('import { a } from "./two.js";\nimport {\n  b,\n} from "./deep/three.js";\n')
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "three.js").write_text('import "../two.js";\nconst lazy = () => import("./four.js");\n')
    (tmp_path / "two.js").write_text("export const a = 1;\n")
    kept = Assets(tmp_path)
    before = kept.edition()
    needed = kept.modules("one.js")
    (tmp_path / "two.js").write_text('import { c } from "./one.js";\n')

    assert kept.edition() != before
    assert sorted(needed) == ["deep/three.js", "one.js", "two.js"]
    assert sorted(kept.modules("two.js")) == ["deep/three.js", "one.js", "two.js"]


def test_a_file_is_held_until_it_changes(tmp_path: Path) -> None:
    """What was changed, is new or has gone since the edition was named is not of it; the rest still is."""
    for name in ("one.js", "two.js", "three.js"):
        (tmp_path / name).write_text(name)
    kept = Assets(tmp_path)
    edition = kept.edition()
    (tmp_path / "two.js").write_text("another two")
    (tmp_path / "three.js").unlink()
    (tmp_path / "four.js").write_text("four")
    held = [name for name in ("one.js", "two.js", "three.js", "four.js", "../one.js") if kept.holds(edition, name)]

    assert held == ["one.js"]
    assert not kept.holds("0123456789abcdef", "one.js")
    assert Assets(tmp_path).holds(Assets(tmp_path).edition(), "two.js")
