"""Measure how long one waits for a catcher: ``mailtrap.Server()`` in a fresh interpreter, and the command in a process.

Each round starts anew; the least is what the program takes, the median what the machine made of it.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SERVER = """
import time
begin, used = time.perf_counter(), time.process_time()
import mailtrap
loaded = time.perf_counter()
server = mailtrap.Server
imported = time.perf_counter()
with server() as running:
    ready, spent = time.perf_counter(), time.process_time()
    with running.open_inbox().smtp():
        greeted = time.perf_counter()
    running.client.info()
    answered = time.perf_counter()
with server():
    pass
again = time.perf_counter()
with server():
    second = time.perf_counter() - again
print(__import__("json").dumps({"import mailtrap": loaded - begin, "Server ready": ready - begin,
    "of that, imports": imported - begin, "of that, processor": spent - used, "a second Server": second,
    "SMTP login after that": greeted - ready, "first answer after that": answered - greeted}))
"""
IMPORT = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \|\s*(\S+)")


def in_process() -> dict[str, float]:
    """``mailtrap.Server()``, from its import on, in seconds."""
    done = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, text=True, env=environ(), check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def process(folder: str) -> float:
    """``mailtrap``, from its start until it says where it listens, in seconds."""
    command = ["--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0", "--json", "--db", f"{folder}/mail.db"]
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "mailtrap", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ()
    ) as started:
        assert started.stdout
        line = started.stdout.readline()
        taken = time.perf_counter() - begin
        started.terminate()
    if not line.startswith(b"{"):
        raise RuntimeError(f"the server said {line!r}")
    return taken


def imports() -> dict[str, float]:
    """Milliseconds that each module takes by itself."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import mailtrap; mailtrap.Server"],
        capture_output=True, text=True, env=environ(), check=True,
    )  # fmt: skip
    return {name: int(own) / 1000 for own, _, name in IMPORT.findall(done.stderr)}


def environ() -> dict[str, str]:
    """Ours, with this checkout before an installed package."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--modules", type=int, default=15, help="name so many modules that take longest to load")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    load = os.getloadavg()[0]
    rows: dict[str, list[float]] = defaultdict(list)
    modules: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        for number in range(args.rounds):
            for name, seconds in in_process().items():
                rows[name].append(seconds * 1000)
            rows["process ready"].append(process(f"{folder}/{number}") * 1000)
            for name, own in imports().items():
                modules[name].append(own)
    slowest = sorted(((min(each), name) for name, each in modules.items()), reverse=True)[: args.modules]
    if args.json:
        print(json.dumps({"load": load, "rows": rows, "modules": {name: own for own, name in slowest}}))
        return
    print(f"{args.rounds} rounds, load average {load:.1f} before\n\n| | least ms | median ms |\n|---|--:|--:|")
    for name, times in rows.items():
        print(f"| {name} | {min(times):.0f} | {median(times):.0f} |")
    print("\n| module | ms by itself, least |\n|---|--:|")
    for own, name in slowest:
        print(f"| {name} | {own:.1f} |")


if __name__ == "__main__":
    main()
