"""Put ours and its peers through the same work in one run, turn by turn, and tell it in one table with ratios.

    make bench                  # some 20 minutes on two cores; writes docs/benchmarks.md and its plot
    make bench QUICK=1          # some minutes; prints the table alone
    make bench ARGS="--only ours mailpit --rounds 3"

Peers that are not there are installed first, which is not counted. Progress goes to stderr, the table to stdout; all
figures are kept as JSON in the cache, from where ``--from`` tells them again.
"""

import argparse
import json
import os
import platform
import re
import signal
import sys
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from bench.full import full
from bench.peers import HAD, ROOT, TITLES, cache_folder, had, run
from bench.plot import Panel, svg
from bench.report import Figures, page, table
from bench.stages import ingest, large, tabs
from bench.turns import QUICK, Plan, Turns, say

STAGES = (full, ingest, tabs, large)
PANELS = (
    ("Mails kept and found, per second", "full", "", "all"), ("Processor of one mail, ms", "full", "", "cpu"),
    ("Search, rare word: p95, ms", "search", "search, rare word; ", "p95"),
    ("Search, common word: p95, ms", "search", "search, common word; ", "p95"),
    ("List: p95, ms", "list", "list; ", "p95"), ("Memory, MB", "full", "", "memory"),
)  # fmt: skip


def machine(folder: str) -> str:
    """What the figures depend on, in one line."""
    about = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"^model name\s*:\s*(.+)$", about, re.M)
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    disk = run(["stat", "--file-system", "--format", "%T", folder])
    cores = f"{os.cpu_count()} cores ({model[1] if model else platform.machine()})"
    load = f"load average {os.getloadavg()[0]:.1f} before"
    return f"{cores}, {gigabytes:.0f} GB, {platform.system()}, stores on {disk}, {load}"


def panels(figures: Figures) -> list[Panel]:
    """Growth: the medians of each size."""
    made = []
    for title, stage, prefix, figure in PANELS:
        lines: dict[str, dict[float, float]] = {}
        for case, peers in figures.get(stage, {}).items():
            size = case.removeprefix(prefix)
            for name, row in peers.items() if size.isdigit() else ():
                if row.get(figure):
                    lines.setdefault(name, {})[float(size)] = median(row[figure])
        made.append(Panel(title, lines))
    return made


def measured(args: argparse.Namespace, save: Path) -> dict[str, Any]:
    """Everything. What there is, is saved after each stage."""
    plan: Plan = QUICK if args.quick else Plan()
    plan = replace(plan, rounds=args.rounds or plan.rounds, minutes=args.minutes or plan.minutes)
    say("installing what is not there yet")
    there, absent = had(args.only, args.cache)
    for name, why in absent.items():
        say(f"{TITLES[name]} is absent: {why}")
    with TemporaryDirectory(prefix="bench-", dir=args.store_dir) as base:
        turns = Turns(there, plan, Path(base))
        about = {
            "date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(base), "rounds": plan.rounds,
            "quick": args.quick, "minutes": 0.0,
        }  # fmt: skip
        began = time.monotonic()
        told: dict[str, Any] = {
            "about": about, "peers": {name: asdict(peer) for name, peer in there.items()},
            "absent": {TITLES[name]: why for name, why in absent.items()},
            "figures": turns.found.figures, "notes": turns.found.notes,
        }  # fmt: skip
        for stage in STAGES:
            say(f"== {stage.__name__}: {turns.left():.0f} s left")
            stage(turns)
            about["minutes"] = round((time.monotonic() - began) / 60, 1)
            save.write_text(json.dumps(told, indent=1, default=repr))
    return told


def arguments() -> argparse.Namespace:
    """The command line; its help is in what follows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--quick", action="store_true", help="less of everything")
    add("--only", nargs="+", choices=HAD, default=list(HAD), help="who takes part (default: all)")
    add("--rounds", type=int, help="how often all take their turn")
    add("--minutes", type=float, help="when to stop at the latest")
    add("--cache", type=Path, default=cache_folder(), help="peers and results (default: %(default)s)")
    add("--store-dir", default=gettempdir(), metavar="DIR", help="for all stores: a disk, not tmpfs (%(default)s)")
    add("--docs", type=Path, metavar="FILE", help="write the page there (default: docs/benchmarks.md, if not --quick)")
    add("--from", type=Path, metavar="JSON", dest="told", help="measure nothing; tell what a run before has found")
    return parser.parse_args()


def main() -> None:
    """Measure and tell."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds, so that servers and folders are cleaned up
    args = arguments()
    if args.told:
        told = json.loads(args.told.read_text())
    else:
        (args.cache / "results").mkdir(parents=True, exist_ok=True)
        save = args.cache / "results" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
        told = measured(args, save)
        say(f"{told['about']['minutes']} minutes; all figures are in {save}")
    titles = {name: peer["title"] for name, peer in told["peers"].items()}
    print(
        *table(told["figures"], titles), *(f"{who} is absent: {why}" for who, why in told["absent"].items()), sep="\n"
    )
    docs = args.docs or (None if told["about"]["quick"] else ROOT / "docs" / "benchmarks.md")
    if docs:
        picture = docs.parent / "images" / "benchmarks.svg"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text(svg(panels(told["figures"]), titles))
        docs.write_text(page(told, f"images/{picture.name}"))
        say(f"written: {docs}, {picture}")


if __name__ == "__main__":
    main()
