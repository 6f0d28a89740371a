"""Pages of a PDF as pictures: drawn in a process of its own, so that no PDF costs too much, or fells the server."""

import os
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from time import monotonic
from typing import Any

import pytest
from PIL import Image

from mailtrap.pdf import MAX_HEIGHT, MAX_TIME, WIDTH, drawn
from mailtrap.web import pages as module
from mailtrap.web.pages import Drawn, Pages
from tests.letters import attached, letter, pdf
from tests.support import ROOT, Running

RED, GREEN = "1 0 0 rg 0 0 9999 9999 re f", "0 1 0 rg 0 0 9999 9999 re f"
SECRET = "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % ("11" * 32, "22" * 32)  # noqa: UP031


def sent(server: Running, data: bytes, name: str = "a.pdf", kind: str = "application/pdf") -> str:
    """Where the pages of this PDF are, once it was sent."""
    return f"message/{server.send(letter(text='x', attachments=[attached(name, data, kind)]))}/part/2/page"


def colour(picture: bytes) -> Any:
    """The colour of the middle of a picture."""
    image = Image.open(BytesIO(picture))
    return image.getpixel((image.width // 2, image.height // 2))


def bomb() -> bytes:
    """A PDF of a few kilobytes whose one page is painted over a million times, and half through each time."""
    drawing = zlib.compress(b"/G gs 0 0 612 792 re f " * 1_000_000, 9)
    whole = pdf("").replace(b"<</Length 0>>stream\n\nendstream", b"<</Filter/FlateDecode/Length %d>>" % len(drawing))
    state = b"/Resources<</ExtGState<</G<</ca 0.5/BM/Luminosity>>>>>>/MediaBox"
    return whole.replace(b"/MediaBox", state).replace(
        b">>endobj\nxref", b">>stream\n" + drawing + b"\nendstream endobj\nxref"
    )


def test_a_page_as_a_picture(server: Running) -> None:
    """Each page is a PNG as wide as it says, with the number of pages, and harmless; the mail stays unread."""
    path = sent(server, pdf(RED, GREEN))
    first, second = (server.api(f"{path}/{number}") for number in (1, 2))

    assert [each.status_code for each in (first, second)] == [200, 200]
    assert (colour(first.content), colour(second.content)) == ((255, 0, 0), (0, 255, 0))
    assert Image.open(BytesIO(first.content)).size == (WIDTH, 1294)
    assert first.headers["Content-Type"] == "image/png"
    assert first.headers["Mailtrap-Pages"] == "2"
    assert first.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert server.api(f"{path}/1", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert server.messages()[0]["Read"] is False


def test_it_is_told_by_what_it_holds(server: Running) -> None:
    """Its type and name do not count, nor what stands before it."""
    path = sent(server, b"\r\n\r\nnoise\r\n" + pdf(GREEN), "a.bin", "application/octet-stream")

    assert server.api(f"{path}/1").status_code == 200


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [
        ("0 0 14400 14400", WIDTH, WIDTH),
        ("0 0 100000000 100000000", WIDTH, WIDTH),
        ("0 0 10 100000000", 1, MAX_HEIGHT),
        ("0 0 100000000 10", WIDTH, 1),
        ("0 0 0.0001 0.0001", None, None),
        ("0 0 0 0", None, None),
        ("9 9 1 1", WIDTH, WIDTH),
        ("-100 -100 100 100", WIDTH, WIDTH),
        ("x", None, None),
    ],
)
def test_pages_of_any_size(size: str, width: int | None, height: int | None) -> None:
    """However large a page says that it is, its picture is not."""
    told, picture = drawn(pdf(RED, size=size), 1)
    found = Image.open(BytesIO(picture)).size

    assert told == {"pages": 1}
    assert 1 <= found[0] <= WIDTH and 1 <= found[1] <= MAX_HEIGHT
    assert (width, height) in (found, (None, None))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"hello", "part 2 is no PDF; only a PDF has pages"),
        (b"", "part 2 is no PDF"),
        (b"x" * 2_000 + pdf(RED), "part 2 is no PDF"),
        (pdf(RED)[:40], "this PDF cannot be drawn: it is broken, or none"),
        (b"%PDF-1.4\n" + os.urandom(5_000), "this PDF cannot be drawn: it is broken, or none"),
        (pdf(RED, more=SECRET), "this PDF cannot be drawn: it is encrypted and asks for a password"),
        (pdf().replace(b"/Count 0", b"/Count 1"), "this PDF cannot be drawn: page 1 is broken"),
    ],
    ids=["text", "empty", "late", "truncated", "noise", "encrypted", "pageless"],
)
def test_what_cannot_be_drawn(server: Running, data: bytes, says: str) -> None:
    """400, which says why, and the server goes on."""
    answer = server.api(f"{sent(server, data)}/1")

    assert answer.status_code == 400
    assert answer.json()["Error"].startswith(says)
    assert server.api(f"{sent(server, pdf(GREEN))}/1").status_code == 200


def test_pages_that_are_not_there(server: Running) -> None:
    """A page behind the last is 404 and says how many there are; what is no number is 400."""
    path = sent(server, pdf(RED))
    behind = server.api(f"{path}/2")
    wrong = {
        each: server.api(f"{path}/{each}").status_code for each in ("0", "-1", "x", "1.5", "²", "9" * 30, "100001")
    }

    assert (behind.status_code, behind.json()["Error"]) == (404, "this PDF has 1 pages; there is no page 2")
    assert wrong == dict.fromkeys(wrong, 400)
    assert server.api("message/nobody/part/1/page/1").status_code == 404
    assert server.api(f"{path.replace('/2/', '/9/')}/1").status_code == 404


def test_a_bomb_is_a_400(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that would be drawn for years is given up, and another is drawn meanwhile and afterwards."""
    monkeypatch.setattr(module, "MAX_TIME", 2)
    path = sent(server, bomb())
    began = monotonic()
    answer = server.api(f"{path}/1")

    assert answer.status_code == 400
    assert answer.json()["Error"] == "this PDF cannot be drawn: it takes longer than 2 seconds"
    assert monotonic() - began < MAX_TIME
    assert server.api(f"{sent(server, pdf(GREEN))}/1").status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such bounds")
@pytest.mark.parametrize(
    ("spend", "says"),
    [
        ("bytearray(2**31)", "what draws it ran into its bounds of time or memory, or crashed"),
        ("__import__('os').abort()", "what draws it ran into its bounds of time or memory, or crashed"),
        ("__import__('os').write(1, bytes(2**25)); raise SystemExit(0)", "what draws it came to grief"),
        ("print('[' * 100_000); raise SystemExit(0)", "what draws it came to grief"),
        ('print(\'{"pages": "x"}\'); raise SystemExit(0)', "what draws it came to grief"),
        ("print('{\"pages\": 1}'); raise SystemExit(0)", "nothing came of it"),
    ],
    ids=["memory", "crash", "flood", "nested", "wrong", "nothing"],
)
def test_whatever_becomes_of_who_draws(
    server: Running, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, spend: str, says: str
) -> None:
    """The process may take too much, fall, or tell nonsense: it is a 400, and nothing else comes of it."""
    (tmp_path / "pypdfium2").mkdir()
    source = f"class PdfiumError(Exception): ...\nclass PdfDocument:\n    def __init__(self, data):\n        {spend}\n"
    (tmp_path / "pypdfium2" / "__init__.py").write_text(source)
    monkeypatch.setattr(module, "ENVIRONMENT", ())
    path = sent(server, pdf(RED))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    answer = server.api(f"{path}/1")
    monkeypatch.delenv("PYTHONPATH")

    assert answer.status_code == 400
    assert answer.json()["Error"] == f"this PDF cannot be drawn: {says}"
    assert server.api(f"{path}/1").status_code == 200


def test_a_page_is_drawn_once(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks again gets it from memory, but not once the mail is gone."""
    path = sent(server, pdf(RED))
    first = server.api(f"{path}/1")
    monkeypatch.setattr(module, "_answer", lambda data, number: b"")
    again = server.api(f"{path}/1")
    server.api("messages", "DELETE")

    assert again.content == first.content
    assert server.api(f"{path}/1").status_code == 404


def test_no_more_is_kept_than_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the pictures that are kept, those go that nobody asked for longest."""
    monkeypatch.setattr(module, "_drawn", lambda data, number: Drawn(bytes(10), 3))
    monkeypatch.setattr(module, "MAX_KEPT", 25)
    known = Pages()
    keys = [("a", "1", number) for number in (1, 2, 3)]
    for key in keys[:2]:
        known.draw(key, b"")
    known.kept(keys[0])
    known.draw(keys[0], b"")
    known.draw(keys[2], b"")

    assert [known.kept(key) is not None for key in keys] == [True, False, True]


def test_who_waits_too_long_is_told(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """While others are drawn for long, it is 503; once they are done, it is drawn."""
    begun, over = threading.Semaphore(0), threading.Event()
    answer = module._answer

    def slow(data: bytes, number: int) -> bytes:
        begun.release()
        over.wait(30)
        return answer(data, number)

    monkeypatch.setattr(module, "_answer", slow)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    path = sent(server, pdf(*[RED] * 3))
    with ThreadPoolExecutor(module.AT_ONCE, "test-drawing") as others:
        waiting = [others.submit(server.api, f"{path}/{number + 1}") for number in range(module.AT_ONCE)]
        assert all(begun.acquire(timeout=30) for _ in waiting)
        refused = server.api(f"{path}/3")
        over.set()
        statuses = [each.result(30).status_code for each in waiting]

    assert (refused.status_code, statuses) == (503, [200] * module.AT_ONCE)
    assert refused.json()["Error"] == "other pages are being drawn; try again"
    assert server.api(f"{path}/3").status_code == 200


def test_without_pypdfium2_it_is_501(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra; who has not got it is told how to get it."""
    path = sent(server, pdf(RED))
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    answer = server.api(f"{path}/1")

    assert answer.status_code == 501
    assert "mailtrap-server[thumbnails]" in answer.json()["Error"]


def test_who_draws_knows_little_of_the_house() -> None:
    """The process loads nothing of the server, and does not get to know its environment."""
    script = (
        "import sys, mailtrap.pdf; print(*{each for each in sys.modules if each.startswith(('mailtrap', 'flask'))})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert set(done.stdout.split()) == {"mailtrap", "mailtrap.pdf"}
    assert not any("PASS" in name or "TOKEN" in name for name in module.ENVIRONMENT)
