"""Run the harnesses in turn: ``python -m fuzz --minutes 10``. Exit code 1 if anything was found."""

import argparse
import sys
from pathlib import Path
from tempfile import gettempdir

from fuzz.engines import Outcome, by_pieces, has_atheris, with_atheris
from fuzz.targets import TARGETS


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="for all together")
    parser.add_argument("--only", nargs="+", choices=TARGETS, default=list(TARGETS), help="these harnesses")
    parser.add_argument(
        "--engine", choices=["atheris", "hypothesis", "both"], default="both" if has_atheris() else "hypothesis"
    )
    parser.add_argument("--corpus", type=Path, default=Path(gettempdir(), "mailtrap-fuzz"), help="kept for later runs")
    asked = parser.parse_args()
    engines = ["atheris", "hypothesis"] if asked.engine == "both" else [asked.engine]
    each = asked.minutes * 60 / len(asked.only) / len(engines)
    failed = False
    for name in asked.only:
        for engine in engines:
            outcome = with_atheris(name, each, asked.corpus / name) if engine == "atheris" else by_pieces(name, each)
            tell(outcome)
            failed |= bool(outcome.found)
    return int(failed)


def tell(outcome: Outcome) -> None:
    """A line for each run, and what it found."""
    print(f"{outcome.target:8} {outcome.engine:10} {outcome.inputs:>9,} inputs, {len(outcome.found)} found", flush=True)
    for found in outcome.found:
        print(f"  {found}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
