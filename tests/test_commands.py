"""The commands about mail that was caught, run as people run them: on a running server, and on a file."""

import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import click
import pytest

from mailtrap.cli import main
from mailtrap.commands import COMMANDS
from mailtrap.commands.table import moment, size
from mailtrap.commands.terminal import cut, padded, printable, printable_text, width
from mailtrap.config import Config
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK
from tests.letters import attached, letter
from tests.support import ROOT, Running, mail

Done = subprocess.CompletedProcess[bytes]
NOBODY = "127.0.0.1:9"
EVIL = "\x1b]0;title\x07 \x9b31m \u202eabc"
"""Sets the title of a window, and colours and turns around what follows."""


def run(*arguments: str, **variables: str) -> Done:
    """``mailtrap`` with these arguments, to its end, in an environment without a configuration."""
    return run_into(subprocess.PIPE, *arguments, **variables)


def run_into(stdout: int, *arguments: str, **variables: str) -> Done:
    """The same, its output going elsewhere."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAILTRAP_", "COLUMNS"))}
    return subprocess.run(
        [sys.executable, "-m", "mailtrap", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
        env={**environ, "PYTHONPATH": str(ROOT), "MAILTRAP_WEB": NOBODY, "TZ": "UTC", **variables},
    )


def on_terminal(*arguments: str, **variables: str) -> str:
    """What ``mailtrap`` shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    try:
        done = run_into(theirs, *arguments, COLUMNS="80", **variables)
        assert done.returncode == 0, done.stderr
        os.close(theirs)
        theirs = -1
        shown = b""
        while piece := _piece(ours):
            shown += piece
    finally:
        os.close(ours)
        if theirs >= 0:
            os.close(theirs)
    return shown.decode().replace("\r\n", "\n")


def _piece(ours: int) -> bytes:
    try:
        return os.read(ours, 4096)
    except OSError:  # the other side is closed
        return b""


@pytest.fixture
def full(server: Running) -> Running:
    """A server with three mails, the newest of them hostile."""
    server.send(mail("First", to="carol@example.test"), to=["carol@example.test"])
    server.send(letter(subject="Invoice", html="<p>See <b>here</b></p>", attachments=[attached("a.txt", b"data")]))
    server.send(mail(EVIL, f"Text {EVIL}\r\nof two lines"))
    return server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a store that nobody has open."""
    path = tmp_path / "kept" / "mail.db"
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=path)) as server:
        running = Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)
        for subject in ("First", "Second"):
            running.send(mail(subject))
    return path


# Help


def test_help_begins_with_the_commands() -> None:
    """What one can do comes before the many options, each with a line that is not cut."""
    text = run("--help", COLUMNS="80").stdout.decode()
    listed = re.findall(r"^  (\w+)  +(\S.*)$", text[text.index("Commands:") : text.index("Options:")], re.MULTILINE)

    assert [name for name, _ in listed] == [each.name for each in COMMANDS] + ["demo", "cert"]
    assert [line for _, line in listed if line.endswith("...")] == []
    assert text.index("Commands:") < text.index("--smtp")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_command_is_told_in_its_document(command: click.Command) -> None:
    """docs/cli.md has a row for each command, and each of its options and arguments."""
    document = (ROOT / "docs" / "cli.md").read_text("utf-8")
    options = [each.opts[-1] for each in command.params if isinstance(each, click.Option)]

    assert f"`mailtrap {command.name}" in document
    assert [each for each in options if f"`{each}" not in document] == []
    assert [each.name for each in command.params if isinstance(each, click.Option) and not each.help] == []
    assert main.get_command(click.Context(main), str(command.name)) is command


# Lists


def test_list_as_text(full: Running) -> None:
    """A line for each mail, newest first, in columns; nothing is cut in a pipe, and no control character is in it."""
    done = run("list", "--server", full.web)
    lines = done.stdout.decode().splitlines()
    ids = [each["ID"] for each in full.messages()]

    assert (done.returncode, done.stderr) == (0, b"")
    assert [line[:22] for line in lines[1:]] == ids
    assert (lines[0][76:], lines[3][76:]) == ("SUBJECT", "First")
    assert {line[23] for line in lines[1:]} == {"*"}
    assert lines[1].endswith("\\u202eabc")
    assert not re.search(r"[^ -~]", done.stdout.decode().replace("\n", ""))


def test_list_on_a_terminal(full: Running) -> None:
    """At 80 columns each line fits; what does not is cut with a mark."""
    full.send(mail("日本語 " * 30))
    shown = on_terminal("list", "--server", full.web).splitlines()

    assert max(map(width, shown)) <= 80
    assert shown[1].endswith("…")
    assert width(shown[1]) >= 79
    assert "\x1b" not in "".join(shown)


def test_list_as_json(full: Running) -> None:
    """``--json`` prints what the REST API answers, on one line, with nothing beyond ASCII."""
    done = run("list", "--json", "--server", full.web)

    assert json.loads(done.stdout) == full.api("messages").json()
    assert done.stdout.isascii()
    assert done.stdout.count(b"\n") == 1
    assert b"\x1b" not in done.stdout


def test_limit(full: Running) -> None:
    """``--limit`` gives the newest; how many there are is told beside the list."""
    some, everything = (run("list", "--limit", each, "--server", full.web) for each in ("1", "0"))

    assert len(some.stdout.splitlines()) == 2
    assert some.stderr.decode() == "… 1 of 3; --limit 0 lists all\n"
    assert len(everything.stdout.splitlines()) == 4


def test_an_inbox(full: Running) -> None:
    """``--inbox`` holds a command to one inbox."""
    done = run("list", "--inbox", "none", "--server", full.web)

    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"no mail was found\n")
    assert len(run("list", "--inbox", "default", "--server", full.web).stdout.splitlines()) == 4
    assert run("show", "--inbox", "none", "--server", full.web).returncode == 1


def test_search(full: Running) -> None:
    """A search lists what it finds, and exits with 1 when that is nothing."""
    found = run("search", "to:carol first", "--server", full.web)
    nothing = run("search", "to:nobody", "--server", full.web, "--json")
    blank = run("search", " ", "--server", full.web)

    assert (found.returncode, found.stdout.decode().split()[-1]) == (0, "First")
    assert (nothing.returncode, json.loads(nothing.stdout)["messages"]) == (1, [])
    assert (blank.returncode, blank.stdout) == (2, b"")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ada is:foo", ["  ada is:foo", "      ^^^^^^"]),
        ("日本 larger:big x", ["  日本 larger:big x", "       ^^^^^^^^^^"]),
        ("a\x1b[1m is:x", ["  a\\x1b[1m is:x", "           ^^^^"]),
        ("(ada", ["  (ada", "  ^"]),
    ],
)
def test_a_search_that_cannot_be_read(full: Running, query: str, told: list[str]) -> None:
    """The place of the fault is marked below the search, and the exit code is 2."""
    done = run("search", query, "--server", full.web, PYTHONIOENCODING="utf-8")
    lines = done.stderr.decode().splitlines()

    assert (done.returncode, done.stdout) == (2, b"")
    assert lines[0].startswith("Error: ")
    assert lines[1:] == told


def test_dates_are_those_of_who_asks(full: Running) -> None:
    """Dates of a search are in the time zone of the system."""
    day = f"{datetime.now(UTC) + timedelta(hours=14):%Y-%m-%d}"
    there = run("search", f"on:{day}", "--server", full.web, TZ="Pacific/Kiritimati")

    assert there.returncode == 0
    assert run("list", "--server", full.web, TZ="Nowhere/At-all").returncode == 0


# One mail


def test_show(full: Running) -> None:
    """A mail is shown with its addresses, envelope and text; it stays unread, and moves no cursor."""
    done = run("show", "--server", full.web)
    text = done.stdout.decode()

    assert done.returncode == 0
    assert re.search(r"^To: +bob@example\.test$", text, re.MULTILINE)
    assert re.search(r"^Envelope: +ada@example\.test to bob@example\.test$", text, re.MULTILINE)
    assert text.endswith("\n\nText \\x1b]0;title\\x07 \\x9b31m \\u202eabc\nof two lines\n")
    assert [each["Read"] for each in full.messages()] == [False] * 3


def test_show_html_and_files(full: Running) -> None:
    """Of HTML alone the words are shown; files are listed with their parts."""
    id_ = full.messages()[1]["ID"]
    text = run("show", id_, "--server", full.web).stdout.decode()
    told = json.loads(run("show", id_, "--json", "--server", full.web).stdout)

    assert re.search(r"^File: +a\.txt \([\d.]+, \S+\), 4 B$", text, re.MULTILINE)
    assert text.endswith("\n\nSee here\n")
    assert told == full.api(f"message/{id_}?peek=1").json()


def test_raw(full: Running) -> None:
    """In a pipe it is every byte of the mail, on a terminal none that would be obeyed."""
    done = run("raw", "latest", "--server", full.web)
    shown = on_terminal("raw", "--server", full.web)

    assert done.stdout == full.raw(full.messages()[0]["ID"])
    assert b"\x1b" in done.stdout
    assert "\\x1b]0;title\\x07" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_a_mail_that_is_not_there(full: Running) -> None:
    """An id that is none exits with 2, one that is not there with 1."""
    missing, wrong = (run("show", id_, "--server", full.web) for id_ in ("x" * 22, "7"))

    assert (missing.returncode, missing.stderr) == (1, b"Error: there is no mail of that id\n")
    assert wrong.returncode == 2
    assert b"an id has 22 letters and digits" in wrong.stderr


# Waiting


def test_wait(full: Running) -> None:
    """It ends when the mail is there, and shows it."""
    sender = threading.Timer(1, full.send, [mail("Welcome")])
    sender.name = "test-sender"
    sender.start()
    done = run("wait", "subject:welcome", "--server", full.web)
    sender.join()
    told = json.loads(run("wait", "--count", "2", "--json", "--server", full.web).stdout)

    assert (done.returncode, done.stdout.decode().split()[-1]) == (0, "Welcome")
    assert (told["Satisfied"], told["messages_count"]) == (True, 4)


def test_wait_in_vain(full: Running) -> None:
    """It exits with 1 and tells what came near, also beside JSON."""
    done = run("wait", "to:carol subject:other", "--timeout", "0.2", "--json", "--server", full.web)

    assert done.returncode == 1
    assert json.loads(done.stdout)["Satisfied"] is False
    assert b"to:carol alone finds 1" in done.stderr
    assert b"\x1b" not in done.stderr


def test_wait_needs_a_server(file: Path) -> None:
    """Nothing comes into a file that nobody serves."""
    done = run("--db", str(file), "wait", "--timeout", "0")

    assert done.returncode == 3
    assert f"no mailtrap answers at http://{NOBODY}".encode() in done.stderr


# Deleting


def test_delete(full: Running) -> None:
    """By id, by search and all; how many is told, and what is not there exits with 1."""
    newest = full.messages()[0]["ID"]
    steps = [
        ("latest",),
        (newest,),
        ("--query", "to:carol"),
        ("--query", "to:carol"),
        ("--all", "--inbox", "none"),
        ("--all",),
        ("--all",),
    ]
    done = [run("delete", *step, "--server", full.web) for step in steps]

    assert [each.returncode for each in done] == [0, 1, 0, 1, 1, 0, 1]
    assert [int(each.stdout.split()[0]) for each in done] == [1, 0, 1, 0, 0, 1, 0]
    assert done[1].stderr.decode() == f"{newest}: there is no mail of that id\n"
    assert full.messages() == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--inbox", "x"),
        ("latest", "--all"),
        ("--all", "--query", "x"),
        ("--query", " "),
        ("--query", "is:x"),
        ("7",),
    ],
    ids=" ".join,
)
def test_delete_what(full: Running, arguments: tuple[str, ...]) -> None:
    """Where it is not clear what is to be deleted, nothing is."""
    done = run("delete", *arguments, "--server", full.web)

    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1]
    assert len(full.messages()) == 3


# Which mail


def test_the_server_of_the_configuration(full: Running, file: Path) -> None:
    """Without an address the server of the configuration is asked; ``--db`` is the file all the same."""
    web = full.web.removeprefix("http://")
    by_variable = run("list", MAILTRAP_WEB=web, MAILTRAP_DB=str(file))
    by_flag = run("--web", web, "list", "--db", str(file))

    assert len(by_variable.stdout.splitlines()) == 4
    assert len(by_flag.stdout.splitlines()) == 3
    assert len(run("--db", str(file), "--web", web, "list").stdout.splitlines()) == 3
    assert len(run("list", "--server", web).stdout.splitlines()) == 4


def test_a_file_that_nobody_serves(file: Path) -> None:
    """Everything works on a file as on a server."""
    given = {"MAILTRAP_DB": str(file)}
    listed = run("list", **given).stdout.decode()
    found = run("search", "subject:first", **given)
    shown = run("show", "--db", str(file))
    deleted = run("delete", "--query", "subject:first", **given)

    assert [line.split()[-1] for line in listed.splitlines()[1:]] == ["Second", "First"]
    assert len(found.stdout.splitlines()) == 2
    assert shown.stdout.decode().startswith("Subject:  Second\n")
    assert deleted.stdout == b"1 mail was deleted\n"
    assert len(run("list", **given).stdout.splitlines()) == 2


def test_a_file_that_a_server_has_open(full: Running) -> None:
    """It is read as it is at this moment, and left alone; to change it is the server's affair."""
    before = sorted(path.name for path in Path(full.db).parent.iterdir())
    listed = run("search", "to:carol", "--db", full.db)
    refused = run("delete", "--all", "--db", full.db)

    assert (listed.returncode, listed.stdout.decode().split()[-1]) == (0, "First")
    assert refused.returncode == 3
    assert b"a server has it open" in refused.stderr
    assert b"--server" in refused.stderr
    assert sorted(path.name for path in Path(full.db).parent.iterdir()) == before
    assert len(full.messages()) == 3


def test_a_file_that_cannot_be_locked(file: Path) -> None:
    """Where nothing can be written beside it, it can be read; what must be written is refused."""
    lock = file.with_name("mail.db.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    data = file.read_bytes()

    assert len(run("list", "--db", str(file)).stdout.splitlines()) == 3
    assert run("delete", "--all", "--db", str(file)).returncode == 3
    assert file.read_bytes() == data


def test_an_option_that_will_not_do() -> None:
    """It is told as any wrong command line is, not as a server that cannot be asked."""
    done = run("--smtp", "127.0.0.1:99999", "list")

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Error: smtp: '127.0.0.1:99999' is no address" in done.stderr


def test_no_server_and_no_store(tmp_path: Path) -> None:
    """Where there is nothing to look into, it says so, makes nothing, and exits with 3."""
    path = tmp_path / "none.db"
    by_default, named = run("list", MAILTRAP_DB=str(path)), run("list", "--db", str(path))
    (tmp_path / "notes.txt").write_text("my notes")
    foreign = run("list", "--db", str(tmp_path / "notes.txt"))
    server = run("list", "--server", f"http://{NOBODY}")
    both = run("list", "--server", f"http://{NOBODY}", "--db", str(path))

    assert [each.returncode for each in (by_default, named, foreign, server, both)] == [3, 3, 3, 3, 2]
    assert f"no mailtrap answers at http://{NOBODY}, and there is no store at {path}".encode() in by_default.stderr
    assert b"there is no such file" in named.stderr
    assert b"is no SQLite database" in foreign.stderr
    assert b"nobody answers there" in server.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


@pytest.fixture
def stranger() -> Iterator[str]:
    """The address of a server that is none of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="test-stranger")
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_where_nothing_is(full: Running, tmp_path: Path) -> None:
    """A path that is none of ours, and a server of files, are no answer of a mailtrap: 3, not 1 as for no mail."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with HTTPServer(("127.0.0.1", 0), handler) as files:
        thread = threading.Thread(target=files.serve_forever, name="test-files")
        thread.start()
        foreign = run("list", "--server", f"127.0.0.1:{files.server_port}")
        files.shutdown()
        thread.join()
    below = run("list", "--server", f"{full.web}/mail")

    assert (foreign.returncode, below.returncode) == (3, 3)
    assert b"does not answer as mailtrap does: 404" in foreign.stderr
    assert b"<" not in foreign.stderr
    assert b"/mail/api/v1/messages?start=0&limit=50: there is nothing at this address" in below.stderr


def test_another_program_at_the_usual_address(file: Path, stranger: str) -> None:
    """Who answers there but is no mailtrap is passed over; by its address it is told what it is."""
    by_default = run("list", MAILTRAP_WEB=stranger, MAILTRAP_DB=str(file))
    named = run("list", "--server", stranger)

    assert len(by_default.stdout.splitlines()) == 3
    assert named.returncode == 3
    assert b"does not answer as mailtrap does" in named.stderr


def test_a_poor_terminal(full: Running) -> None:
    """What an encoding lacks is escaped; a reader that goes away ends the command quietly."""
    full.send(mail("Größe"))
    done = run("list", "--server", full.web, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    command = f"{sys.executable} -m mailtrap raw --server {full.web} | true"
    gone = subprocess.run(command, shell=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert done.returncode == 0
    assert b"Gr\\xf6\\xdfe" in done.stdout
    assert b"Traceback" not in gone.stderr


# How things are written


@pytest.mark.parametrize(
    ("function", "given", "written"),
    [
        (printable, "a\tb\r\nc", "a b c"),
        (printable, "\x1b[31m\x7f\x85", "\\x1b[31m\\x7f\\x85"),
        (printable, "\u202e\u2066\ufeff\ud800\U000e0041", "\\u202e\\u2066\\ufeff\\ud800\\U000e0041"),
        (printable, "Zoë 日本 👩‍👩‍👧", "Zoë 日本 👩‍👩‍👧"),
        (printable_text, "a\tb\r\nc\rd\x0b", "a\tb\nc\nd\\x0b"),
    ],
)
def test_printable(function: Callable[[str], str], given: str, written: str) -> None:
    """What moves, hides or turns around is escaped, letters of all scripts are not."""
    assert function(given) == written


def test_columns() -> None:
    """Wide characters take two columns, combining ones none; what is cut fits exactly or leaves one blank."""
    assert (width("日本"), width("e\u0301"), width("abc")) == (4, 1, 3)
    assert [cut("日本語", columns) for columns in (6, 5, 4, 1)] == ["日本語", "日本…", "日…", "…"]
    assert padded("日本語", 4) == "日… "
    assert padded("a", 3) == "a  "


def test_times_and_sizes() -> None:
    """As short as people say them."""
    now = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)

    assert moment(now, now) == "13:30:00"
    assert moment(now - timedelta(days=1), now) == "Nov 22 13:30"
    assert moment(now - timedelta(days=400), now) == "2025-10-19"
    assert [size(each) for each in (0, 999, 1_000, 9_949, 123_456, 1_500_000)] == [
        "0 B", "999 B", "1.0 kB", "9.9 kB", "123 kB", "1.5 MB",
    ]  # fmt: skip


def test_a_list_loads_no_house(full: Running) -> None:
    """A command that lists is there in a moment: it loads neither the house nor its doors."""
    script = (
        "import sys; from mailtrap.cli import main; main(sys.argv[1:], standalone_mode=False); "
        "sys.exit([each for each in ('flask', 'aiosmtpd', 'sqlite_utils') if each in sys.modules] or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "list", "--server", full.web], capture_output=True, cwd=ROOT, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, b"")
