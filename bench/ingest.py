"""Measure how many mails per second a mail catcher takes, beside its peers, in one run.

Postfix's smtp-source sends every load to every contestant in turn, round after round, to 127.0.0.1 only. Each
measurement has a fresh server with an empty store, which is warmed up, given the load, asked how many mails it has, and
ended. Reported are the medians. A contestant that cannot take part is named with the reason.
"""

import argparse
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from statistics import median
from string import Template
from tempfile import TemporaryDirectory, gettempdir

Rates = dict[str, dict[str, list[float]]]  # contestant -> load -> mails per second, one for each round
NAMES = ["ours", "maildev", "mailpit", "aiosmtpd", "smtp-sink"]
LOADS = {
    "a": ("2 kB, 10 connections kept open", ["-s", "10", "-l", "2048", "-d"]),
    "b": ("2 kB, a connection per mail", ["-s", "10", "-l", "2048"]),
    "c": ("50 kB, 10 connections kept open", ["-s", "10", "-l", "50000", "-d"]),
}
WARM_UP = 200  # mails of load a: enough for first-use imports and a JIT
PATIENCE_SECONDS = 30  # for a server to listen, to show a mail that it answered 250, and to end after SIGTERM
LONG_SECONDS = 600  # for one load (5 mails per second) and for npm
POLL_SECONDS = 0.02
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy
FROM_POSTFIX = "; it comes with Postfix (apt-get install postfix)"


class TroubleError(Exception):
    """A contestant that cannot take part, or a measurement that came to nothing; the message is the reason."""


TROUBLES = (TroubleError, OSError, subprocess.SubprocessError, LookupError, ValueError)


@dataclass(frozen=True)
class Contestant:
    """A server under load. In its command $smtp, $web and $dir stand for two free ports and a directory of its own."""

    name: str
    promise: str  # what is true of a mail once it is answered 250
    command: list[str]
    shown: tuple[str, str] | None = None  # URL path and JSON key of the number of mails kept; None: keeps none


def find(program: str, hint: str = "") -> str:
    """The program's absolute path, looked for also where Postfix puts its own; raise TroubleError if there is none."""
    if (path := shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")) is None:
        raise TroubleError(f"no `{program}` on PATH{hint}")
    return str(Path(path).absolute())


def environment() -> dict[str, str]:
    """This checkout's package first, and no setting of the caller's that would change a contestant."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAILTRAP_", "MAILDEV_", "MP_"))}
    kept["PYTHONPATH"] = f"{Path(__file__).resolve().parent.parent}{os.pathsep}{kept.get('PYTHONPATH', '')}"
    # Mailpit keeps 500 mails unless told otherwise, and asks the DNS for each client's name.
    return kept | {"MP_MAX_MESSAGES": "0", "MP_SMTP_DISABLE_RDNS": "true"}


def run(command: list[str], seconds: float = 60) -> str:
    """Run to the end and return what it printed; raise TroubleError with the last line of its errors."""
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise TroubleError(": ".join([f"`{Path(command[0]).name}` ended with {done.returncode}", *last]))
    return done.stdout.strip()


def maildev(folder: Path) -> Contestant:
    """MailDev from the folder, where npm installs it unless it is there."""
    package = folder.resolve() / "node_modules" / "maildev"
    if not (package / "package.json").exists():
        run([find("npm"), "install", "--ignore-scripts", "--prefix", str(folder), "maildev"], LONG_SECONDS)
    about = json.loads((package / "package.json").read_text())
    doors = shlex.split("--ip 127.0.0.1 --smtp $smtp --web-ip 127.0.0.1 --web $web --mail-directory $dir/mails")
    name, shown = f"MailDev {about['version']}", ("/api/email/summary?limit=1", "storeTotal")
    command = [find("node"), str(package / about["bin"]["maildev"]), *doors]
    return Contestant(name, "in a file, not synced", command, shown)


def enter(name: str, args: argparse.Namespace, cache: Path) -> Contestant:
    """The contestant of that name, ready to start; raise TroubleError with the reason if it cannot be had."""
    smtp, web, info = "127.0.0.1:$smtp", "127.0.0.1:$web", ("/api/v1/info", "Messages")
    if name == "maildev":
        return maildev(args.maildev_dir or cache)
    if name == "mailpit":
        command = [find("mailpit"), "--smtp", smtp, "--listen", web, "--database", "$dir/mailpit.db"]
        return Contestant("Mailpit", "in SQLite", command, info)
    if name == "aiosmtpd":
        version = run([args.python, "-c", "import aiosmtpd; print(aiosmtpd.__version__)"])
        command = [args.python, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", smtp]
        return Contestant(f"bare aiosmtpd {version}", "kept nowhere", command)
    if name == "smtp-sink":
        user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
        return Contestant("smtp-sink", "kept nowhere", [find("smtp-sink", FROM_POSTFIX), *user, smtp, "128"])
    start = shlex.split(args.ours) or [args.python, "-m", "mailtrap"]
    start[0] = find(start[0])
    run([*start, "--help"])
    command = [*start, "--smtp", smtp, "--web", web, "--db", "$dir/mail.db", "--json"]
    return Contestant("mailtrap", "on disk, synced", command, info)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return once the port takes a connection."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(POLL_SECONDS)
    raise TroubleError(f"port {port} took no connection; server's exit code: {server.poll()}")


@contextmanager
def running(contestant: Contestant, base: Path) -> Iterator[tuple[int, int]]:
    """A fresh server in a directory of its own, as SMTP and web port; both are gone afterwards, whatever happens."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        smtp, web = one.getsockname()[1], two.getsockname()[1]
    with TemporaryDirectory(prefix="run-", dir=base) as folder, Path(folder, "log").open("wb") as log:
        command = [Template(word).safe_substitute(smtp=smtp, web=web, dir=folder) for word in contestant.command]
        server = subprocess.Popen(command, cwd=folder, env=environment(), stdout=log, stderr=log)
        try:
            for port in (smtp, web) if contestant.shown else (smtp,):
                wait_for(port, server)
            yield smtp, web
        except TROUBLES as error:
            said = Path(folder, "log").read_text(errors="replace").strip().splitlines()[-1:]
            raise TroubleError("; it last said: ".join([f"{type(error).__name__}: {error}", *said])) from error
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def count(shown: tuple[str, str], web: int, expected: int) -> int:
    """How many mails the server shows, once it shows all it should or time is up."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with DIRECT.open(f"http://127.0.0.1:{web}{shown[0]}", timeout=PATIENCE_SECONDS) as answer:
            found = int(json.load(answer)[shown[1]])
        if found >= expected or time.monotonic() > deadline:
            return found
        time.sleep(POLL_SECONDS)


def measure(source: str, options: list[str], mails: int, contestant: Contestant, base: Path) -> float:
    """Mails per second, once all were found. smtp-source itself gives up on the first that is not answered 250."""
    with running(contestant, base) as (smtp, web):
        run([source, *LOADS["a"][1], "-m", str(WARM_UP), f"127.0.0.1:{smtp}"])
        before = count(contestant.shown, web, WARM_UP) if contestant.shown else 0
        os.sync()  # nobody pays for what an earlier contestant left to be written
        began = time.perf_counter()
        run([source, *options, "-m", str(mails), f"127.0.0.1:{smtp}"], LONG_SECONDS)
        seconds = time.perf_counter() - began
        if contestant.shown and (found := count(contestant.shown, web, before + mails) - before) != mails:
            raise TroubleError(f"{mails} mails were answered 250, {found} were found")
        return mails / seconds


def arguments() -> argparse.Namespace:
    """The command line; its help is in what follows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    add, loads = parser.add_argument, "; ".join(f"{key}: {load}" for key, (load, _) in LOADS.items())
    add("--only", nargs="+", choices=NAMES, default=NAMES, help="who takes part")
    add("--loads", nargs="+", choices=LOADS, default=list(LOADS), help=loads)
    add("--rounds", type=int, default=3, help="times that each load is sent to each contestant")
    add("--mails", type=int, default=3000, help="mails in one load")
    add("--ours", default="", metavar="COMMAND", help="starts mailtrap; empty: this checkout, by --python")
    add("--python", default=sys.executable, help="an interpreter with mailtrap's dependencies, aiosmtpd among them")
    add("--maildev-dir", type=Path, metavar="DIR", help="keeps MailDev for later runs; None: a temporary directory")
    add("--store-dir", type=Path, default=gettempdir(), metavar="DIR", help="for all stores: a disk, not tmpfs")
    add("--json", action="store_true", help="print JSON, not Markdown")
    return parser.parse_args()


def machine(python: str, folder: str) -> str:
    """What the numbers depend on, in one line."""
    probe = "import sys, sqlite3; print('Python', sys.version.split()[0] + ', SQLite', sqlite3.sqlite_version)"
    versions, disk = run([python, "-c", probe]), run(["stat", "--file-system", "--format", "%T", folder])
    return f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} before, {versions}, stores on {disk}"


def table(taking: dict[str, Contestant], rates: Rates, mails: int) -> list[str]:
    """Markdown: for each load the median rate, its ratio to ours and the range; the mails found again; the promise."""
    keys = list(next(iter(rates.values()), {}))
    lines = [f"| mails/s | {' | '.join(keys)} | found again | once answered 250 |", "|---" * (len(keys) + 3) + "|"]
    for name, row in rates.items():
        cells = [taking[name].name]
        for key, each in row.items():
            base = median(rates.get("ours", {}).get(key) or [0])
            ratio = f" ×{median(each) / base:.2f}" if base and each else ""
            cells.append(f"{median(each):,.0f}{ratio} ({min(each):,.0f}–{max(each):,.0f})" if each else "failed")
        cells += [f"{sum(map(len, row.values())) * mails:,}" if taking[name].shown else "–", taking[name].promise]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def main() -> int:
    """Measure and print; 1 if any measurement failed."""
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds, so that servers and directories are cleaned up
    taking, notes = dict[str, Contestant](), list[str]()
    with TemporaryDirectory(prefix="ingest-", dir=args.store_dir.resolve()) as base:
        args.python, source = find(args.python), find("smtp-source", FROM_POSTFIX)
        about = machine(args.python, base)
        for name in args.only:
            try:
                taking[name] = enter(name, args, Path(base))
            except TROUBLES as why:
                notes.append(f"- {name} did not take part: {why}")
        rates: Rates = {name: {key: [] for key in args.loads} for name in taking}
        for number, key, name in product(range(1, args.rounds + 1), args.loads, taking):
            try:
                rates[name][key].append(measure(source, LOADS[key][1], args.mails, taking[name], Path(base)))
                print(f"round {number}, load {key}, {name}: {rates[name][key][-1]:.0f}/s", file=sys.stderr)
            except TROUBLES as why:
                notes.append(f"- {name} failed in round {number} of load {key}: {why}")
    loads = [f"- {key}: {args.mails} mails of {LOADS[key][0]}" for key in args.loads]
    if args.json:
        medians = {name: {key: median(each or [0]) for key, each in row.items()} for name, row in rates.items()}
        told = {"machine": about, "loads": loads, "contestants": {name: asdict(who) for name, who in taking.items()}}
        print(json.dumps(told | {"medians": medians, "rates": rates, "notes": notes}, indent=2))
    else:
        print(about, "", *loads, "", *table(taking, rates, args.mails), "", *notes, sep="\n")
    return int(any(len(each) < args.rounds for row in rates.values() for each in row.values()))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TROUBLES as why:
        sys.exit(f"ingest: {why}")
