"""The commands of scripts and containers: asserting, running a program with a catcher, opening, being ready."""

import json
import os
import pty
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.letters import letter
from tests.support import ROOT, Running, mail, start_process, stop_process, wait_for
from tests.test_commands import NOBODY, file, full, run
from tests.visitors import basic, guarded

__all__ = ["file", "full"]

SELF = f"{shlex.quote(sys.executable)} -m mailtrap"


# What a script takes from a mail


def test_wait_prints_what_a_script_needs(server: Running) -> None:
    """The code, the link or the bytes of the newest mail alone, and 1 where it has none."""
    raw = letter(
        html='<p>Your code is 481 592.</p><a href="https://shop.test/reset?t=1">Reset password</a>', subject="Reset"
    )
    server.send(raw)
    code, link, bytes_ = (run("wait", f"--{form}", "--server", server.web) for form in ("code", "link", "raw"))
    server.send(mail("Plain", "See you at noon."))
    none = run("wait", "subject:plain", "--code", "--server", server.web)
    several = [run("wait", *forms, "--server", server.web) for forms in (("--json", "--raw"), ("--code", "--raw"))]

    assert (code.stdout, link.stdout, bytes_.stdout) == (b"481592\n", b"https://shop.test/reset?t=1\n", raw)
    assert (none.returncode, none.stdout) == (1, b"")
    assert b"has no code; it says: See you at noon." in none.stderr
    assert [(each.returncode, each.stdout) for each in several] == [(2, b"")] * 2
    assert b"--raw and --code: give one of them" in several[1].stderr


# Asserting


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 0, ""),
        (("subject:first",), 0, ""),
        (("--count", "3"), 0, ""),
        (("--count", "2"), 1, "2 of '' were to be there, but there are 3:\n"),
        (("--none", "subject:nothing"), 0, ""),
        (("--none", "subject:nothing", "--for", "0.1"), 0, ""),
        (("--none", "subject:first", "--for", "9"), 1, "the server was to get no mail that 'subject:first' finds, but"),
        (("--none",), 1, "none of '' were to be there, but there are 3:\n"),
        (("to:carol subject:nothing",), 1, "to:carol alone finds 1\n  subject:nothing alone finds none\n"),
        (("--count", "1", "--none"), 2, "--none and --count: give one of them"),
        (("--for", "1"), 2, "--for: is for --none"),
        (("is:foo",), 2, "'foo' is nothing that a mail is"),
        (("--inbox", "none"), 1, "there is no mail at all"),
    ],
)
def test_assert(full: Running, arguments: tuple[str, ...], code: int, says: str) -> None:
    """What is so exits with 0 and says nothing; what is not tells what there is."""
    done = run("assert", *arguments, "--server", full.web)

    assert (done.returncode, done.stdout) == (code, b"")
    assert says in done.stderr.decode()
    assert bool(done.stderr) == bool(code)


def test_assert_of_a_file(file: Path) -> None:
    """What nobody serves can be looked at, but nothing comes into it."""
    assert run("assert", "--count", "2", "--db", str(file)).returncode == 0
    assert run("assert", "--none", "--db", str(file)).returncode == 1
    assert run("assert", "--none", "--for", "1", "--db", str(file)).returncode == 2


# Running


def test_a_program_has_a_catcher_of_its_own(tmp_path: Path) -> None:
    """Its variables say where; mail that it sends is there for commands without options; its exit code is ours."""
    (tmp_path / "send.py").write_text(
        "import json, os, smtplib\n"
        "with smtplib.SMTP(os.environ['SMTP_HOST'], int(os.environ['SMTP_PORT'])) as smtp:\n"
        "    smtp.sendmail('a@x.test', ['b@x.test'], 'Subject: From a program\\r\\n\\r\\nHello')\n"
        "print(json.dumps({name: each for name, each in os.environ.items() if 'MAIL' in name}))\n"
    )
    script = f"{shlex.quote(sys.executable)} {shlex.quote(str(tmp_path / 'send.py'))} && {SELF} wait --json && exit 7"
    done = run("run", "--", "sh", "-c", script)
    variables, found = map(json.loads, done.stdout.splitlines())

    assert (done.returncode, done.stderr) == (7, b"")
    assert [each["Subject"] for each in found["messages"]] == ["From a program"]
    assert variables["MAIL_URL"] == variables["EMAIL_URL"]
    assert variables["MAIL_URL"] == f"smtp://127.0.0.1:{variables['DJANGO_EMAIL_PORT']}"
    assert variables["MAILTRAP_URL"].startswith("http://127.0.0.1:")


def test_options_of_that_catcher(tmp_path: Path) -> None:
    """They stand before the command; what will not do is told with 2, what cannot be had with 3, and nothing runs."""
    kept = run(
        "--db", str(tmp_path / "mail.db"), "run", "sh", "-c", f"{SELF} demo --to $SMTP_HOST:$SMTP_PORT --pause 0"
    )
    wrong = [
        run(*options, "run", "--", "echo", "ran")
        for options in (("--max-size", "foo"), ("--smtp", "127.0.0.1:0", "--smtp", "256.0.0.1:1"))
    ]

    assert kept.returncode == 0, kept.stderr
    assert run("assert", "--count", "13", "--db", str(tmp_path / "mail.db")).returncode == 0
    assert [(each.returncode, each.stdout) for each in wrong] == [(2, b""), (3, b"")]


@pytest.mark.parametrize(
    ("command", "code"),
    [("./nothing", 127), ("./plain", 126), ("./killed", 128 + signal.SIGKILL)],
)
def test_how_a_program_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, code: int) -> None:
    """As shells tell it: not there, not a program, ended by a signal."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain").write_text("no program")
    (tmp_path / "killed").write_text("#!/bin/sh\nkill -9 $$\n")
    (tmp_path / "killed").chmod(0o755)

    assert run("run", command).returncode == code


@contextmanager
def started(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A program that has said that it is ready, and what it says from then on; with the block it has ended."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process, process.stdout


@pytest.fixture
def hangup() -> Iterator[None]:
    """A hangup is not ignored by what is started here, also where the tests run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangup")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_are_passed_on(number: signal.Signals) -> None:
    """The program has them, ends in its own way, and the catcher after it."""
    script = f"trap 'echo caught; exit 5' {number.name.removeprefix('SIG')}; echo ready; while :; do sleep 0.05; done"
    command = [sys.executable, "-m", "mailtrap", "run", "--", "sh", "-c", script]
    with started(command) as (process, says):
        process.send_signal(number)
        rest = says.read()

    assert (rest, process.returncode) == ("caught\n", 5)


COUNTING = """
import signal, socket, sys
ours, theirs = socket.socketpair()
theirs.setblocking(False)
signal.set_wakeup_fd(theirs.fileno())
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: None)
print("ready", flush=True)
caught = b""
while signal.SIGTERM not in caught:
    caught += ours.recv(100)
    print("caught", flush=True)
sys.exit(10 + caught.count(signal.SIGINT))
"""
"""Counts interrupts until SIGTERM. A byte comes for each, where handlers of Python would be called once for two."""


@pytest.mark.parametrize("stdin", ["/dev/tty", "/dev/null"])
def test_a_terminal_interrupts_the_program_once(stdin: str) -> None:
    """It gives Ctrl C to all in its foreground, wherever they read from; nothing passes it on to them again."""
    command = [sys.executable, "-m", "mailtrap", "run", "--", sys.executable, "-c", COUNTING]
    shell = f"exec <{stdin} && exec {shlex.join(command)}"
    process, ours = pty.fork()
    if not process:
        os.execve("/bin/sh", ["sh", "-c", shell], {**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        shown = _until(ours, b"ready")
        os.kill(process, signal.SIGSTOP)  # or the two could become one
        os.write(ours, b"\x03")
        shown += _until(ours, b"caught")
        os.kill(process, signal.SIGCONT)
        os.kill(process, signal.SIGTERM)
        _, status = os.waitpid(process, 0)
    finally:
        os.close(ours)

    assert os.waitstatus_to_exitcode(status) == 11, shown


def _until(terminal: int, text: bytes) -> bytes:
    shown = b""
    while text not in shown:
        shown += os.read(terminal, 4096)
    return shown


def test_what_is_ignored_stays_so() -> None:
    """Under nohup a hangup ends neither the catcher nor the program, which has its ports still."""
    command = [sys.executable, "-m", "mailtrap", "run", "--", sys.executable, "-c", COUNTING]
    with started(["/bin/sh", "-c", f"trap '' HUP; exec {shlex.join(command)}"]) as (process, says):
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        says.read()

    assert process.returncode == 10


@pytest.mark.parametrize("arguments", [("-c", "print(1)", "--help"), ("-", "a", "--", "b"), ("-x", "--db", "y", "--")])
@pytest.mark.parametrize("dashes", [(), ("--",)], ids=["bare", "behind-dashes"])
def test_a_program_has_its_arguments(dashes: tuple[str, ...], arguments: tuple[str, ...]) -> None:
    """What stands behind its name is its own, options and dashes among it."""
    done = run("run", *dashes, "echo", *arguments)

    assert (done.returncode, done.stdout.decode()) == (0, " ".join(arguments) + "\n")


def test_a_file_of_options_for_that_catcher(tmp_path: Path) -> None:
    """One that is named is read, below the flags; a slip in it is told with its own name, and nothing runs."""
    file = tmp_path / "other.toml"
    file.write_text(f'db = "{tmp_path}/by-file.db"\nmax-size = 1111\n')
    ask = "import mailtrap, os; print(mailtrap.Client(os.environ['MAILTRAP_URL']).info().mailtrap.limits.message_size)"
    kept = run("--config", str(file), "--max-size", "2222", "run", sys.executable, "-c", ask)
    file.write_text("max-sice = 1")
    wrong = run("--config", str(file), "run", "echo", "ran")

    assert (kept.returncode, kept.stdout) == (0, b"2222\n"), kept.stderr
    assert (tmp_path / "by-file.db").exists()
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert f"{file}: 'max-sice' is no option" in wrong.stderr.decode()


# Where it is, and whether


def test_open(full: Running, tmp_path: Path) -> None:
    """The browser gets the address of the page, of an inbox or of a mail, and so does standard output."""
    (tmp_path / "browser").write_text(f'#!/bin/sh\necho "$1" >> {shlex.quote(str(tmp_path))}/opened\n')
    (tmp_path / "browser").chmod(0o755)
    newest = full.messages()[0]["ID"]
    steps = [(), ("latest",), ("--inbox", "a b")]
    done = [run("open", *step, "--server", full.web, BROWSER=f"{tmp_path}/browser %s") for step in steps]
    printed = run("open", "--print", "--server", full.web, BROWSER="false")

    assert [each.returncode for each in done] == [0, 0, 0]
    urls = [f"{full.web}/#/", f"{full.web}/#/m/{newest}", f"{full.web}/#/?inbox=a+b"]
    assert [each.stdout.decode().strip() for each in (*done, printed)] == [*urls, urls[0]]
    assert wait_for(lambda: (tmp_path / "opened").read_text().split() == urls)
    assert run("open", "x" * 22, "--print", "--server", full.web).returncode == 1
    assert run("open", "--print").returncode == 3


def test_open_with_a_token_of_one_inbox(tmp_path: Path) -> None:
    """It may not read fault rules, but the page is there, and its mails are; a mail of another inbox is not."""
    with guarded(tmp_path) as house:
        kind = {"Content-Type": "message/rfc822", **basic("ada")}
        ids = [
            house.running.api("messages", "POST", params={"inbox": inbox}, content=mail(), headers=kind).json()["ID"]
            for inbox in ("shop", "other")
        ]
        token = house.tokens.make("shop", inbox="shop")
        done = [
            run("open", *step, "--print", "--server", house.running.web, MAILTRAP_TOKEN=token)
            for step in ((), ("latest",), (ids[0],), (ids[1],))
        ]

    assert [each.returncode for each in done] == [0, 0, 0, 1]
    urls = [f"{house.running.web}/#/", *[f"{house.running.web}/#/m/{ids[0]}"] * 2]
    assert [each.stdout.decode().strip() for each in done[:3]] == urls


def test_readyz(server: Running) -> None:
    """Ready is 0, nobody there is 3, at once or after the time that was given."""
    ready = run("readyz", "--server", server.web)
    by_variable = run("readyz", MAILTRAP_URL=server.web)
    began = time.monotonic()
    nobody = run("readyz", "--wait", "--timeout", "0.5")

    assert (ready.returncode, ready.stdout.decode()) == (0, f"{server.web} is ready\n")
    assert (by_variable.returncode, run("readyz").returncode, nobody.returncode) == (0, 3, 3)
    assert time.monotonic() - began >= 0.5
    assert f"http://{NOBODY}: nobody answers there" in nobody.stderr.decode()


def test_readyz_keeps_the_password(server: Running) -> None:
    """What it prints goes into logs: of a password in the address nothing is there, whatever answers."""
    places = [server.web.removeprefix("http://"), ":".join(map(str, server.smtp)), NOBODY, "127.0.0.1:99999"]
    done = [run("readyz", "--server", f"http://ada:s3cr3t@{place}") for place in places]

    assert [each.returncode for each in done] == [0, 3, 3, 2]
    assert done[0].stdout.decode() == f"{server.web} is ready\n"
    assert not any(b"s3cr3t" in each.stdout + each.stderr for each in done)


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999", "http://[::1", "ftp://x"])
def test_readyz_of_an_address_that_is_none(address: str) -> None:
    """It is told in one line, as other commands tell it."""
    done = run("readyz", "--wait", "--server", address)

    assert (done.returncode, done.stdout) == (2, b"")
    assert re.fullmatch(rf"Error: url: '{re.escape(address)}' is no address of a server; .*\n", done.stderr.decode())


def test_readyz_waits_for_a_server(tmp_path: Path) -> None:
    """It ends when a server that is started meanwhile is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    waiting = [sys.executable, "-m", "mailtrap", "readyz", "--wait", "--timeout", "50", "--server", place]
    with subprocess.Popen(waiting, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        assert process.poll() is None
        running = start_process("--db", str(tmp_path / "mail.db"), "--web", place)
        code = process.wait(60)
        stop_process(running)

    assert code == 0


@pytest.mark.parametrize("command", ["list", "wait", "readyz", "assert"])
def test_an_smtp_port_is_told(server: Running, command: str) -> None:
    """Whoever gives the wrong one of the two ports is told soon, not after half a minute."""
    began = time.monotonic()
    done = run(command, "--server", ":".join(map(str, server.smtp)))

    assert done.returncode == 3
    assert b"that is an SMTP port; give the address of the page" in done.stderr
    assert time.monotonic() - began < 25
