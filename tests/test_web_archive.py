"""Parts as files: all of them in one zip that is safe to unpack anywhere, and one as it was sent."""

import os
import stat
import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import process_time
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtrap import mime
from mailtrap.mime.headers import HeaderSection
from mailtrap.mime.part import Part
from mailtrap.web.archive import IN_MEMORY, archive, names
from mailtrap.web.files import MAX_NAME
from tests.letters import PNG, Enclosed, attached, letter, picture
from tests.odd_mails import ODD, wire
from tests.support import Running, mail

WHEN = datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)
UNSAFE = set(map(chr, (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))) | set(
    '/\\:*?"<>|\u061c\u200e\u200f\u2028\u2029\ufeff'
)


def unzipped(data: bytes) -> dict[str, bytes]:
    """Name and bytes of each file, its checksums looked at."""
    with ZipFile(BytesIO(data)) as zipped:
        assert zipped.testzip() is None
        assert len(set(zipped.namelist())) == len(zipped.namelist())
        return {name: zipped.read(name) for name in zipped.namelist()}


def part(name: str, kind: str = "text/plain", number: str = "1") -> Part:
    """A part of that name."""
    return Part(number, b"", 0, 0, 0, HeaderSection([], 0, []), content_type=kind, file_name=name)


def test_all_parts_in_one_file(server: Running) -> None:
    """Bodies, pictures and attachments are there, decoded, in the order of the mail, and it stays unread."""
    enclosed = Enclosed("message/rfc822", mail("Inside"), ('Content-Disposition: attachment; filename="in.eml"',))
    server.send(
        letter(
            html="<p>häuser</p>",
            text="häuser",
            pictures=[picture("logo@x")],
            attachments=[attached("Rechnung ä.pdf", b"%PDF-1.4", "application/pdf"), enclosed],
        )
    )
    answer = server.api("message/latest/parts.zip")

    assert answer.status_code == 200
    assert unzipped(answer.content) == {
        "part-1.1.1.txt": "häuser".encode(),
        "part-1.1.2.html": "<p>häuser</p>".encode(),
        "part-1.2.png": PNG,
        "Rechnung ä.pdf": b"%PDF-1.4",
        "in.eml": mail("Inside"),
    }
    assert server.messages()[0]["Read"] is False


def test_headers_of_the_zip(server: Running) -> None:
    """It is a download under the name of the subject, never active, as long as it says, and sent once."""
    server.send(letter(text="x", subject="=?utf-8?q?Gr=C3=BC=C3=9Fe_=E2=80=AE/../x?="))
    answer = server.api("message/latest/parts.zip")
    head = server.api("message/latest/parts.zip", "HEAD")
    known = server.api("message/latest/parts.zip", headers={"If-None-Match": answer.headers["ETag"]})

    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=\"Gr__e __.._x.zip\"; filename*=UTF-8''")
    assert unquote(said.rpartition("''")[2]) == "Grüße __.._x.zip"
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert (head.status_code, head.content) == (200, b"")
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize("path", ["parts.zip", "part/1/source"])
def test_of_a_mail_that_is_not_there(server: Running, path: str) -> None:
    """404, also for who had it before."""
    server.send(mail())
    etag = server.api(f"message/latest/{path}").headers["ETag"]
    server.api("messages", "DELETE")

    assert server.api(f"message/latest/{path}", headers={"If-None-Match": etag}).status_code == 404
    assert server.api(f"message/nobody/{path}").status_code == 404


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\windows\\x.dll", "C__windows_x.dll"),
        ("..", "part-1.txt"),
        (" . ", "part-1.txt"),
        ("", "part-1.txt"),
        ("a\x00b\r\nc.txt", "a_b__c.txt"),
        ("gnp.\u202eexe", "gnp._exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("contract.txt", "contract.txt"),
        ("a\u0308.txt", "ä.txt"),
        ("half\ud800.txt", "half_.txt"),
        ("é" * 200 + ".pdf", "é" * 73 + ".pdf"),
        ("x" * 200, "x" * 150),
        ("trail. . ", "trail"),
    ],
)
def test_names_within(given: str, named: str) -> None:
    """A name holds no path and nothing that misleads, and is no device of any system."""
    assert names([part(given)]) == [named]


def test_a_nameless_part_is_named_by_number_and_type() -> None:
    """Its number, and an ending that fits."""
    kinds = ["text/html", "image/png", "message/rfc822", "text/calendar", "application/octet-stream", "odd/../x"]

    assert names([part("", kind, f"1.{at}") for at, kind in enumerate(kinds)]) == [
        "part-1.0.html", "part-1.1.png", "part-1.2.eml", "part-1.3.ics", "part-1.4.bin", "part-1.5.bin",
    ]  # fmt: skip


def test_no_two_names_are_alike() -> None:
    """Names that differ in case or not at all are numbered, also one that looks like a number."""
    given = ["a.txt", "A.TXT", "a.txt", "a (2).txt", "x" * 150, "x" * 150, "b", "b", ".profile", ".profile"]

    assert names(map(part, given)) == [
        "a.txt", "A (2).TXT", "a (3).txt", "a (2) (2).txt", "x" * 150, "x" * 146 + " (2)", "b", "b (2)",
        "profile", "profile (2)",
    ]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.text(max_size=400) | st.sampled_from(["a", "A", "a.txt", "con", "..", "x" * 149 + "é"]), max_size=20)
)
def test_any_names_are_safe(given: list[str]) -> None:
    """Whatever they are called: unique in any case, bounded, flat, and in UTF-8."""
    found = names(map(part, given))

    assert len({name.casefold() for name in found}) == len(given)
    for name in found:
        assert 0 < len(name.encode()) <= MAX_NAME
        assert not set(name) & UNSAFE
        assert name not in (".", "..") and name == name.strip()


def test_many_parts_of_one_name_take_no_time() -> None:
    """A thousand parts of one name are numbered at once."""
    before = process_time()
    found = names([part("é" * 200)] * 1_000)

    assert process_time() - before < 0.5
    assert len(set(found)) == 1_000


@pytest.mark.parametrize("name", ODD)
def test_odd_mails_are_packed(name: str) -> None:
    """Whatever a mail holds, there is an archive of it; its leaves are there, byte for byte."""
    root = mime.parse(wire(ODD[name]()))
    before = process_time()
    with archive(root, WHEN) as file:
        found = unzipped(file.read())

    assert process_time() - before < 5
    assert len(found) >= 1
    assert sum(map(len, found.values())) <= len(root.source)


def test_text_is_packed_and_pictures_are_stored() -> None:
    """What is dense already is not packed in vain, and what is very large is stored as it is."""
    raw = letter(text="words " * 10_000, attachments=[attached("a.png", PNG * 100, "image/png")])
    with archive(mime.parse(raw), WHEN) as file, ZipFile(file) as zipped:
        kinds = {info.filename: info.compress_type for info in zipped.infolist()}
        times = {info.date_time for info in zipped.infolist()}

    assert kinds == {"part-1.txt": ZIP_DEFLATED, "a.png": ZIP_STORED}
    assert times == {(2026, 1, 2, 3, 4, 6)}


@pytest.mark.parametrize("year", [1, 1979, 2108, 9999])
def test_times_that_a_zip_cannot_tell(year: int) -> None:
    """A clock that is far off does not keep anybody from the parts."""
    with archive(mime.parse(mail()), datetime(year, 6, 1, tzinfo=UTC)) as file:
        assert len(unzipped(file.read())) == 1


def test_a_large_archive_lies_in_a_file_of_nobody_else() -> None:
    """Above some size it is on disk, readable by its owner alone, and gone when it is closed."""
    raw = letter(text="x", attachments=[attached("noise.png", os.urandom(2 * IN_MEMORY), "image/png")])
    root = mime.parse(raw)
    tracemalloc.start()
    try:
        with archive(root, WHEN) as file:
            told = os.fstat(file.fileno())
            peak = tracemalloc.get_traced_memory()[1]
            name = getattr(file, "name", None)
    finally:
        tracemalloc.stop()

    assert stat.S_IMODE(told.st_mode) == 0o600
    assert not (isinstance(name, str) and Path(name).exists())
    assert peak < 6 * IN_MEMORY


def test_source_of_a_part(server: Running) -> None:
    """A part comes as it was sent: header and body, not decoded, as harmless text."""
    pdf = attached("a.pdf", b"%PDF-1.4", "application/pdf")
    raw = letter(text="x", html="<script>1</script>", attachments=[pdf])
    server.send(raw)
    found = {number: server.api(f"message/latest/part/{number}/source") for number in ("2", "1.2", "1", "0")}

    assert found["2"].content == pdf.encoded().removesuffix(b"\r\n")
    assert found["1.2"].content.startswith(b"Content-Type: text/html; charset=utf-8\r\n")
    assert found["1.2"].content.endswith(b"\r\n\r\n<script>1</script>")
    assert found["1"].content.startswith(b"Content-Type: multipart/alternative")
    assert found["0"].content == server.raw("latest")
    raw_headers = server.api("message/latest/raw").headers
    for answer in found.values():
        for name in ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control"):
            assert answer.headers[name] == raw_headers[name]
    assert server.messages()[0]["Read"] is False


@pytest.mark.parametrize("number", ["9", "1.1.1", "x", "-1", "%00", "é", "1" * 500])
def test_source_of_a_part_that_is_not_there(module_server: Running, number: str) -> None:
    """404, with a reason."""
    module_server.send(mail())
    answer = module_server.api(f"message/latest/part/{number}/source")

    assert answer.status_code == 404
    assert answer.json()["Error"] == "this mail has no part of that number"


def test_a_mail_without_subject_has_an_archive(server: Running) -> None:
    """It is called mail.zip."""
    server.send(b"\r\nx\r\n")

    answer = server.api("message/latest/parts.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mail.zip"'
    assert unzipped(answer.content) == {"part-1.txt": b"x\r\n"}
