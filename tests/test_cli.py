"""The command line, run as people run it."""

import json
import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from mailtrap import __version__
from mailtrap.config import Config
from tests.support import ROOT, TLS, Dialogue, Running, mail, start_process, stop_process, stuffed, wait_for

FREE = ("--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0")


def run(*arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """``mailtrap`` with these arguments and variables, to its end."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAILTRAP_")}
    return subprocess.run(
        [sys.executable, "-m", "mailtrap", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env={**environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **variables},
    )


def test_help_lists_every_option() -> None:
    """Each field of Config is a flag with its help; the command is named too."""
    done = run("--help")
    text = " ".join(done.stdout.split())
    missing = [entry.name for entry in fields(Config) if f"--{entry.name.replace('_', '-')}" not in text]
    unexplained = [entry.name for entry in fields(Config) if entry.metadata["help"] not in text]

    assert (done.returncode, done.stderr) == (0, "")
    assert missing == []
    assert unexplained == []
    assert "demo" in text
    assert run("-h").stdout == done.stdout


def test_version() -> None:
    """The version of the command is that of the package and of the newest entry in the changelog."""
    done = run("--version")
    newest = re.search(r"^## \[?([0-9][^\s\]]*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert done.stdout.split()[-1] == __version__
    assert newest and newest[1] == __version__


def test_json_line(tmp_path: Path) -> None:
    """``--json`` prints one object on one line when ready, with the real addresses, and nothing else."""
    running = start_process("--db", str(tmp_path / "mail.db"), "--smtp", "127.0.0.1:0", cwd=tmp_path)
    assert running.process and running.process.stdout
    id_ = running.send(mail())
    raw = running.raw(id_)
    running.process.send_signal(signal.SIGTERM)
    rest = running.process.stdout.read()
    code = stop_process(running)

    assert raw == mail()
    assert running.db == str(tmp_path / "mail.db")
    assert (code, rest) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_lines_and_signals(tmp_path: Path, number: signal.Signals) -> None:
    """Without ``--json`` it says in words where it listens and keeps mail, and a signal ends it with 0."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mailtrap", *FREE, "--db", str(tmp_path / "mail.db")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )
    with process:
        assert process.stdout and process.stderr
        lines = [process.stdout.readline() for _ in range(3)]
        found = re.search(r"smtp://127\.0\.0\.1:(\d+)", lines[0])
        page = re.search(r"http://127\.0\.0\.1:\d+", lines[1])
        assert found and page, lines
        with smtplib.SMTP("127.0.0.1", int(found[1]), timeout=30) as client:
            client.sendmail("a@b.test", ["b@b.test"], mail("by words"))
        listed = httpx.get(f"{page[0]}/api/v1/messages", verify=TLS).json()["messages"]
        process.send_signal(number)
        _, log = process.communicate(timeout=10)

    assert str(tmp_path / "mail.db") in lines[2]
    assert [message["Subject"] for message in listed] == ["by words"]
    assert process.returncode == 0
    assert "caught" in log
    assert "Traceback" not in log


def test_each_mail_has_a_line_in_the_log(process: Running) -> None:
    """With its time, also if several are kept together; nothing in a mail ends a line."""

    def send(number: int) -> list[str]:
        return [process.send(mail(f"=?utf-8?q?line_{number}_{each}=0A100_%s?=")) for each in range(10)]

    with ThreadPoolExecutor(8) as pool:
        ids = [id_ for some in pool.map(send, range(8)) for id_ in some]

    line = re.compile(r"\d\d:\d\d:\d\d INFO    caught (\w+) from '.*', \d+ bytes: 'line \d \d.*%s'\n")
    wait_for(lambda: len([each for each in process.log if "caught" in each]) >= len(ids))
    found = [line.fullmatch(each) for each in process.log if "line" in each]
    assert sorted(each[1] for each in found if each) == sorted(ids)


def test_signal_during_a_mail(tmp_path: Path) -> None:
    """SIGTERM in the middle of a mail lets it come to its end; then the process ends with 0."""
    running = start_process("--db", str(tmp_path / "mail.db"))
    with Dialogue(running.smtp) as dialogue, Dialogue(running.smtp) as idle:
        idle.reply()
        dialogue.begin()
        dialogue.send(stuffed(mail("drained"))[:10])
        assert running.process
        running.process.send_signal(signal.SIGTERM)
        idle.reply()
        dialogue.send(stuffed(mail("drained"))[10:])
        replies = [dialogue.reply()[:3], dialogue.reply()[:3]]
    code = stop_process(running)
    again = start_process("--db", str(tmp_path / "mail.db"))
    kept = again.messages()
    stop_process(again)

    assert replies == ["250", "421"]
    assert code == 0
    assert [message["Subject"] for message in kept] == ["drained"]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


BAD: dict[str, tuple[list[str], dict[str, str], str | None, str]] = {
    "port-above-65535": (["--smtp", "127.0.0.1:70000"], {}, None, "smtp: '127.0.0.1:70000'"),
    "port-missing": (["--web", "127.0.0.1"], {}, None, "web: '127.0.0.1'"),
    "port-no-number": (["--smtp", "127.0.0.1:smtp"], {}, None, "127.0.0.1:smtp"),
    "address-with-path": (["--web", "http://127.0.0.1:0/x"], {}, None, "127.0.0.1:0/x"),
    "wrong-scheme": (["--smtp", "http://127.0.0.1:0"], {}, None, "'http' is no scheme"),
    "size-no-number": (["--max-size", "many"], {}, None, "max_size: 'many'"),
    "size-zero": (["--max-size", "0"], {}, None, "max_size: 0"),
    "size-negative": (["--max-recipients", "-1"], {}, None, "max_recipients: -1"),
    "timeout-zero": (["--idle-timeout", "0"], {}, None, "idle_timeout: 0"),
    "timeout-no-number": (["--data-timeout", "nan"], {}, None, "data_timeout: nan"),
    "log-level": (["--log-level", "loud"], {}, None, "log_level: 'loud'"),
    "unknown-flag": (["--smpt", "127.0.0.1:0"], {}, None, "--smpt"),
    "unknown-command": (["serve-me"], {}, None, "serve-me"),
    "unknown-variable": ([], {"MAILTRAP_SMPT": "127.0.0.1:0"}, None, "MAILTRAP_SMPT"),
    "bad-variable": ([], {"MAILTRAP_MAX_SIZE": "5 MB"}, None, "max_size: '5 MB'"),
    "bad-switch": ([], {"MAILTRAP_EPHEMERAL": "perhaps"}, None, "ephemeral: 'perhaps'"),
    "unknown-key": ([], {}, 'smpt = "127.0.0.1:0"', "smpt"),
    "wrong-type": ([], {}, "max_size = true", "max_size: True"),
    "wrong-list": ([], {}, "smtp = 1025", "smtp: 1025"),
    "no-address": ([], {}, "smtp = []", "smtp: no address"),
    "no-toml": ([], {}, "smtp =", "mailtrap.toml"),
    "table": ([], {}, "[smtp]\nport = 1", "smtp"),
    "no-config-file": (["--config", "missing.toml"], {}, None, "missing.toml"),
}
"""Options that cannot be used."""
TAKEN: dict[str, tuple[list[str], dict[str, str], str | None, str]] = {
    "host-unknown": (["--smtp", "no-such-host.invalid:0"], {}, None, "no-such-host.invalid"),
    "host-of-another": (["--smtp", "192.0.2.1:0"], {}, None, "192.0.2.1"),
    "db-is-a-folder": (["--db", "."], {}, None, "is no file"),
    "db-in-proc": (["--db", "/proc/mailtrap/mail.db"], {}, None, "/proc/mailtrap/mail.db"),
}
"""Places that cannot be had."""


@pytest.mark.parametrize(
    ("arguments", "variables", "toml", "named", "code"),
    [(*case, code) for cases, code in ((BAD, 2), (TAKEN, 1)) for case in cases.values()],
    ids=[*BAD, *TAKEN],
)
def test_bad_values(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], toml: str | None, named: str, code: int
) -> None:
    """What cannot be used is named in one clear line; the exit code tells it from what cannot be had, and nothing is
    made."""
    if toml is not None:
        (tmp_path / "mailtrap.toml").write_text(toml)
    defaults = [] if toml else ["--smtp", "127.0.0.1:0"] if "--smtp" not in arguments else []
    defaults += ["--web", "127.0.0.1:0"] if "--web" not in arguments else []
    defaults += ["--db", "mail.db"] if "--db" not in arguments else []
    done = run(*defaults, *arguments, cwd=tmp_path, **variables)

    check_refusal(done, named)
    assert done.returncode == code
    assert [path.name for path in tmp_path.iterdir()] == (["mailtrap.toml"] if toml is not None else [])


def check_refusal(done: subprocess.CompletedProcess[str], named: str) -> None:
    """One line that begins with Error, names the culprit, and no traceback."""
    error = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    others = [line for line in done.stderr.splitlines() if not line.startswith(("Error: ", "Usage: ", "Try "))]

    assert done.returncode not in (0, -signal.SIGTERM)
    assert len(error) == 1, done.stderr
    assert named in error[0]
    assert "Traceback" not in done.stderr
    assert [line for line in others if line.strip()] == []
    assert done.stdout == ""


@pytest.mark.parametrize("flag", ["--smtp", "--web"])
def test_port_in_use(tmp_path: Path, taken: int, flag: str) -> None:
    """A port in use is named, and the store is not even opened."""
    done = run(*FREE, flag, f"127.0.0.1:{taken}", "--db", str(tmp_path / "mail.db"))

    check_refusal(done, f"port {taken}")
    assert list(tmp_path.iterdir()) == []


def test_two_servers_on_one_file(process: Running) -> None:
    """A second server on the same file is refused in one line; the first goes on."""
    done = run(*FREE, "--db", process.db)

    check_refusal(done, process.db)
    assert process.send(mail()) == process.messages()[0]["ID"]


def test_foreign_file(tmp_path: Path) -> None:
    """A file that is no database is refused in one line and stays as it was."""
    (tmp_path / "notes.txt").write_text("my notes")
    done = run(*FREE, "--db", str(tmp_path / "notes.txt"))

    check_refusal(done, "notes.txt")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("notes.txt", "my notes")]


def test_layers(tmp_path: Path) -> None:
    """Flags come before variables, variables before the file, the file before the defaults."""
    (tmp_path / "mailtrap.toml").write_text(
        'db = "by-file.db"\nmax-size = 1111\nmax_recipients = 3\nweb = "127.0.0.1:0"\nsmtp = ["127.0.0.1:0"]'
    )
    running = start_process(
        "--db", "by-flag.db", cwd=tmp_path, environ={"MAILTRAP_DB": "by-variable.db", "MAILTRAP_MAX_SIZE": "2222"}
    )
    with Dialogue(running.smtp) as dialogue:
        dialogue.reply()
        size = dialogue.ask("EHLO x").split("\n")[1]
        dialogue.ask("MAIL FROM:<a@b.test>")
        recipients = [dialogue.ask(f"RCPT TO:<{n}@b.test>")[:3] for n in range(4)]
    stop_process(running)

    assert Path(running.db) == tmp_path / "by-flag.db"
    assert size == "250-SIZE 2222"
    assert recipients == ["250", "250", "250", "452"]


def test_config_file_by_name(tmp_path: Path) -> None:
    """``--config`` reads that file, and not the one of the folder."""
    (tmp_path / "mailtrap.toml").write_text("nonsense = 1")
    (tmp_path / "other.toml").write_text("max-size = 3333")
    running = start_process("--config", "other.toml", "--db", "mail.db", cwd=tmp_path)
    with Dialogue(running.smtp) as dialogue:
        dialogue.reply()
        answer = dialogue.ask("EHLO x")
    stop_process(running)

    assert "SIZE 3333" in answer


def test_demo(process: Running) -> None:
    """``mailtrap demo`` sends its mails to a running server and says how many."""
    host, port = process.smtp
    done = run("demo", "--to", f"{host}:{port}", "--pause", "0")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("13 of 13 ")
    assert len(process.messages()) == 13


def test_demo_by_configuration(process: Running, tmp_path: Path) -> None:
    """Without ``--to`` the demo goes where the configuration says that a server listens."""
    host, port = process.smtp
    done = run("demo", "--pause", "0", cwd=tmp_path, MAILTRAP_SMTP=f"{host}:{port}")

    assert (done.returncode, len(process.messages())) == (0, 13)


def test_demo_to_nobody(tmp_path: Path) -> None:
    """Where no server listens, the demo says so in one line."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    done = run("demo", "--to", f"127.0.0.1:{port}", cwd=tmp_path)

    check_refusal(done, f"127.0.0.1:{port}")
    assert "is mailtrap running" in done.stderr


def test_demo_to_a_server_that_speaks_no_smtp() -> None:
    """A server of another protocol is told from ours in one line too."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, name="test-http")
        thread.start()
        done = run("demo", "--to", f"127.0.0.1:{listening.getsockname()[1]}")
        thread.join()

    check_refusal(done, "no mail could be sent")


def test_ephemeral_leaves_nothing(tmp_path: Path) -> None:
    """``--ephemeral`` keeps mail in a temporary folder that is gone at the end, and leaves ``--db`` alone."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    running = start_process("--ephemeral", "--db", "mail.db", cwd=tmp_path, environ={"TMPDIR": str(temporary)})
    running.send(mail())
    during = [path.name for path in temporary.iterdir()]
    modes = [path.stat().st_mode & 0o777 for path in temporary.iterdir()]
    stop_process(running)

    assert Path(running.db).is_relative_to(temporary)
    assert (len(during), modes) == (1, [0o700])
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "mail.db").exists()


def test_localhost_is_both_families(tmp_path: Path) -> None:
    """``localhost`` listens on 127.0.0.1 and, where there is IPv6, on ::1, on one port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mailtrap", "--smtp", "localhost:0", "--web", "localhost:0", "--json", "--ephemeral"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )
    with process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        smtp_port = int(told["smtp"][0].rpartition(":")[2])
        web_port = int(told["web"].rpartition(":")[2])
        hosts = ["127.0.0.1", *(["::1"] if has_ipv6() else [])]
        greetings = []
        for host in hosts:
            with Dialogue((host, smtp_port)) as dialogue:
                greetings.append(dialogue.reply()[:3])
        answers = [
            httpx.get(f"http://{f'[{host}]' if ':' in host else host}:{web_port}/livez", verify=TLS).text
            for host in hosts
        ]
        process.terminate()
        process.wait(15)

    assert greetings == ["220"] * len(hosts)
    assert answers == ["ok"] * len(hosts)
    assert len(told["smtp"]) == len(hosts)


def has_ipv6() -> bool:
    """Whether this machine has ::1."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_two_smtp_addresses(tmp_path: Path) -> None:
    """``--smtp`` may be given twice; both take mail."""
    running = start_process("--smtp", "127.0.0.1:0", "--ephemeral", environ={"TMPDIR": str(tmp_path)})
    doors = running.api("info").json()["Mailtrap"]["SMTP"]
    ports = {int(door["URL"].rpartition(":")[2]) for door in doors}
    for port in sorted(ports):
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.sendmail("a@b.test", ["b@b.test"], mail(f"by {port}"))
    count = len(running.messages())
    stop_process(running)

    assert running.smtp[1] in ports
    assert (len(ports), count) == (2, 2)


def test_default_store_is_in_the_users_folder(tmp_path: Path) -> None:
    """Without ``--db`` mail is kept in the user's data folder, for its owner alone."""
    running = start_process(cwd=tmp_path, environ={"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)})
    stop_process(running)

    assert Path(running.db).is_relative_to(tmp_path)
    assert Path(running.db).stat().st_mode & 0o777 == 0o600
    assert Path(running.db).parent.stat().st_mode & 0o777 == 0o700
    assert tempfile.gettempdir() != str(tmp_path)
