"""The catchers that are measured beside ours: where each comes from, how it is started, and how it is ended.

    python -m bench.peers            # install what can be had, into the cache, and say what is absent and why

Each is installed once, by the package manager of its kind, into a folder outside the tree. It listens on loopback and
keeps its mail in a folder that is removed afterwards; all its other settings are its defaults, but for those that are
told in ``settings``.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import platformdirs

from bench.asking import GREENMAIL, MAILDEV, MAILHOG, MAILPIT, OURS, SENDRIA, Api, get

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30
"""Seconds for a server to be ready, and to end after SIGTERM."""
INSTALLING = 600
"""Seconds for a package manager."""
POLL = 0.005
"""Seconds between two looks whether a server is ready."""
ELSEWHERE = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/usr/local/go/bin"))
"""Where Postfix and Go put their programs; that is seldom on PATH."""
GREENMAIL_JAR = "com.icegreen:greenmail-standalone:2.1.3"
FAULTS = (OSError, subprocess.SubprocessError, LookupError, ValueError)


class TroubleError(Exception):
    """A peer that cannot be had, or a measurement that came to nothing; the message is the reason."""


@dataclass(frozen=True)
class Peer:
    """A server under load. In its command $smtp, $web, $imap and $dir stand for free ports and its own folder."""

    name: str
    title: str
    version: str
    settings: str
    """What differs from its defaults, besides ports and where the mail is."""
    promise: str
    """What is true of a mail once it is answered 250."""
    command: tuple[str, ...]
    api: Api | None = None
    """None: it keeps nothing, so that there is nothing to ask."""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass
class Running:
    """A server that is ready. Its folder holds what it keeps, and nothing else."""

    peer: Peer
    smtp: int
    web: int
    imap: int
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path
    ready: float = 0
    """Seconds from its start until it greeted and answered."""

    def alive(self) -> None:
        """Raise TroubleError with its last words if it is not."""
        if (code := self.process.poll()) is not None:
            said = self.log.read_text(errors="replace").strip().splitlines()[-1:]
            raise TroubleError(f"{self.peer.title} ended with {code}: {' '.join(said)[:200]}")

    def count(self) -> int:
        """How many mails it shows."""
        assert self.peer.api
        return self.peer.api.count(self)


def find(program: str, hint: str = "") -> str:
    """The program's absolute path; raise TroubleError if there is none."""
    if (path := shutil.which(program, path=os.environ.get("PATH", "") + os.pathsep + ELSEWHERE)) is None:
        raise TroubleError(f"no `{program}` on PATH{hint}")
    return str(Path(path).absolute())


def environment(**more: str) -> dict[str, str]:
    """This checkout's package first, and no setting of the caller's that would change a server."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAILTRAP_", "MAILDEV_", "MP_", "GREENMAIL_"))}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def run(command: list[str], seconds: float = 60, **more: str) -> str:
    """Run to the end and return what it printed; raise TroubleError with the gist of its errors."""
    try:
        done = subprocess.run(command, env=environment(**more), capture_output=True, text=True, timeout=seconds)
    except FAULTS as why:
        raise TroubleError(f"`{Path(command[0]).name}`: {why}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
        telling = [line for line in said if re.search(r"error|forbidden|not found|not available", line, re.I)]
        raise TroubleError(f"`{Path(command[0]).name}`: {' '.join((telling or said)[-1].split())[:240]}")
    return done.stdout.strip()


# Each peer: installed if it is not there yet, and described


def ours(cache: Path) -> Peer:
    """This checkout."""
    told = "mailtrap.__version__, platform.python_version(), sqlite3.sqlite_version"
    version, python, sqlite = run([sys.executable, "-c", f"import platform, sqlite3, mailtrap; print({told})"]).split()
    doors = ("--smtp", "127.0.0.1:$smtp", "--web", "127.0.0.1:$web", "--db", "$dir/mail.db", "--keep-size", "0")
    return Peer(
        "ours", "Mailtrap", version, f"no bound on bytes; Python {python}, SQLite {sqlite}",
        "on disk: synced (`synchronous=FULL`), then made searchable",
        (sys.executable, "-m", "mailtrap", *doors, "--json"), OURS,
    )  # fmt: skip


def go(cache: Path, module: str, program: str) -> tuple[str, str]:
    """A program of a Go module, and the version that was had."""
    path = cache / "go" / program
    if not path.exists():
        hint = "; Go is needed to build it"
        run([find("go", hint), "install", f"{module}@latest"], INSTALLING, GOBIN=str(path.parent))
    about = run([find("go"), "version", "-m", str(path)])
    found = re.search(r"^\s+mod\s+\S+\s+v?(\S+)", about, re.M)
    return str(path), found[1] if found else "unknown"


def mailpit(cache: Path) -> Peer:
    """Mailpit, as Go builds it: without the page, which its makers build by other means; the API is all there."""
    path, version = go(cache, "github.com/axllent/mailpit", "mailpit")
    command = (path, "--smtp", "127.0.0.1:$smtp", "--listen", "127.0.0.1:$web", "--database", "$dir/mailpit.db")
    return Peer(
        "mailpit", "Mailpit", version, "no bound on mails (default: 500), no reverse DNS, no look for updates",
        "in SQLite, not synced (WAL, `synchronous=NORMAL`)",
        (*command, "--max", "0", "--smtp-disable-rdns", "--disable-version-check"), MAILPIT,
    )  # fmt: skip


def mailhog(cache: Path) -> Peer:
    """MailHog, with its default store, which is in memory."""
    path, version = go(cache, "github.com/mailhog/MailHog", "MailHog")
    web = ("-api-bind-addr", "127.0.0.1:$web", "-ui-bind-addr", "127.0.0.1:$web")
    command = (path, "-smtp-bind-addr", "127.0.0.1:$smtp", *web)
    return Peer("mailhog", "MailHog", version, "–", "in memory, its default", command, MAILHOG)


def maildev(cache: Path) -> Peer:
    """MailDev, from npm."""
    package = cache / "maildev" / "node_modules" / "maildev"
    if not (package / "package.json").exists():
        (cache / "maildev").mkdir(parents=True, exist_ok=True)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(cache / "maildev")]
        run([find("npm"), "install", *options, "maildev"], INSTALLING)
    about = json.loads((package / "package.json").read_text())
    doors = ("--ip", "127.0.0.1", "--smtp", "$smtp", "--web-ip", "127.0.0.1", "--web", "$web")
    node = find("node")
    return Peer(
        "maildev", "MailDev", about["version"], f"a folder for the mail; Node {run([node, '--version']).lstrip('v')}",
        "in a file, not synced; all of it in memory as well",
        (node, str(package / about["bin"]["maildev"]), *doors, "--mail-directory", "$dir/mails"), MAILDEV,
    )  # fmt: skip


def sendria(cache: Path) -> Peer:
    """Sendria, from PyPI, in an environment of its own."""
    folder = cache / "sendria"
    program = folder / "bin" / "sendria"
    if not program.exists():
        run([sys.executable, "-m", "venv", str(folder)], INSTALLING)
        run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "sendria"], INSTALLING)
    version = run([str(folder / "bin" / "python"), "-c", "import sendria; print(sendria.__version__)"])
    doors = ("--smtp-ip", "127.0.0.1", "--smtp-port", "$smtp", "--http-ip", "127.0.0.1", "--http-port", "$web")
    return Peer(
        "sendria", "Sendria", version, "a file of SQLite",
        "in a queue in memory; in SQLite, synced, some time later",
        (str(program), *doors, "--db", "$dir/mails.db", "--foreground"), SENDRIA,
    )  # fmt: skip


def greenmail(cache: Path) -> Peer:
    """GreenMail, from Maven; it has no store of files."""
    _, artifact, version = GREENMAIL_JAR.split(":")
    jar = cache / "greenmail" / f"{artifact}-{version}.jar"
    java = find("java")
    if not jar.exists():
        jar.parent.mkdir(parents=True, exist_ok=True)
        goal = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy"
        maven = [find("mvn"), "-q", goal, f"-Dartifact={GREENMAIL_JAR}", f"-DoutputDirectory={jar.parent}"]
        run(maven, INSTALLING)
    said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=PATIENCE).stderr
    found = re.search(r'"([^"]+)"', said)
    told = {"smtp": ("hostname=127.0.0.1", "port=$smtp"), "imap": ("hostname=127.0.0.1", "port=$imap"),
            "api": ("hostname=127.0.0.1", "port=$web")}  # fmt: skip
    settings = [f"-Dgreenmail.{door}.{each}" for door, each_of in told.items() for each in each_of]
    return Peer(
        "greenmail", "GreenMail", version, f"SMTP, IMAP and API only; Java {found[1] if found else 'unknown'}",
        "in memory; it has no other store",
        (java, *settings, "-Dgreenmail.auth.disabled", "-jar", str(jar)), GREENMAIL,
    )  # fmt: skip


def smtp_sink(cache: Path) -> Peer:
    """Postfix's own sink, in C: what the sender and any server could do together on this machine."""
    path = find("smtp-sink", "; it comes with Postfix")
    user = ("-u", "nobody") if os.geteuid() == 0 else ()  # it refuses to run as root
    try:
        version = run([find("postconf"), "-h", "mail_version"])
    except TroubleError:
        version = "unknown"
    return Peer("smtp-sink", "smtp-sink", version, "–", "nowhere", (path, *user, "127.0.0.1:$smtp", "128"))


HAD: dict[str, Callable[[Path], Peer]] = {
    "ours": ours, "mailpit": mailpit, "maildev": maildev, "sendria": sendria, "greenmail": greenmail,
    "mailhog": mailhog, "smtp-sink": smtp_sink,
}  # fmt: skip
TITLES = {
    "ours": "Mailtrap", "mailpit": "Mailpit", "maildev": "MailDev", "sendria": "Sendria", "greenmail": "GreenMail",
    "mailhog": "MailHog", "smtp-sink": "smtp-sink",
}  # fmt: skip


def had(names: list[str], cache: Path) -> tuple[dict[str, Peer], dict[str, str]]:
    """The peers that can be had, and why the others cannot."""
    there: dict[str, Peer] = {}
    absent: dict[str, str] = {}
    for name in names:
        try:
            there[name] = HAD[name](cache.absolute())
        except (TroubleError, *FAULTS) as why:
            absent[name] = str(why)
    return there, absent


# Starting and ending


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    with contextlib.ExitStack() as stack:
        doors = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [door.getsockname()[1] for door in doors]


def greeted(port: int) -> bool:
    """Whether SMTP says 220 there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as door:
            return door.recv(512).startswith(b"220")
    except OSError:
        return False


def answers(server: Running) -> bool:
    """Whether the API says how it is."""
    try:
        return server.peer.api is None or get(server.web, server.peer.api.alive) is not None
    except (OSError, ValueError):
        return False


def until_ready(server: Running, began: float) -> None:
    """Return once it greets and answers."""
    while not (greeted(server.smtp) and answers(server)):
        server.alive()
        if time.perf_counter() - began > PATIENCE:
            raise TroubleError(f"{server.peer.title} was not ready within {PATIENCE} s")
        time.sleep(POLL)
    server.ready = time.perf_counter() - began


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and what it started, by their ids."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # its own group: whoever is left of it
    process.wait(PATIENCE)


@contextmanager
def started(peer: Peer, base: Path | None = None) -> Iterator[Running]:
    """A fresh server with an empty store, ready; it and its folder are gone afterwards, whatever happens."""
    with TemporaryDirectory(prefix=f"{peer.name}-", dir=base) as place:
        folder, log = Path(place, "kept"), Path(place, "log")
        folder.mkdir()
        smtp, web, imap = free_ports(3)
        words = {"smtp": smtp, "web": web, "imap": imap, "dir": folder}
        command = [Template(word).substitute(words) for word in peer.command]
        with log.open("wb") as said:
            began = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, env=environment(**peer.variables), stdin=subprocess.DEVNULL,
                                       stdout=said, stderr=said, start_new_session=True)  # fmt: skip
            try:
                server = Running(peer, smtp, web, imap, folder, process, log)
                until_ready(server, began)
                yield server
            finally:
                end(process)


def cache_folder() -> Path:
    """Where peers are kept from run to run."""
    return platformdirs.user_cache_path("mailtrap-bench")


def main() -> None:
    """Install what can be had, and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where to (default: %(default)s)")
    args = parser.parse_args()
    there, absent = had(list(HAD), args.cache)
    for peer in there.values():
        with started(peer) as server:
            print(f"{peer.title} {peer.version}: ready after {server.ready:.2f} s; {peer.settings}")
    for name, why in absent.items():
        print(f"{TITLES.get(name, name)} is absent: {why}")


if __name__ == "__main__":
    main()
