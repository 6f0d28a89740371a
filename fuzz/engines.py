"""Where inputs come from: hypothesis, which puts pieces together, or atheris, which learns what leads deeper."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS, OneInput, opened

CASES = Path(__file__).resolve().parent / "cases"
"""What was found once, a folder a target: asked again by the tests."""
MOST = 4_096
"""Bytes of an input of libFuzzer; what is longer reaches nothing new and is slower."""
_DONE = re.compile(r"Done (\d+) runs|stat::number_of_executed_units: (\d+)|^#(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How it went: the inputs tried, and what was found."""

    target: str
    engine: str
    inputs: int
    found: tuple[str, ...]


def has_atheris() -> bool:
    """Whether it is installed: the group ``fuzz``."""
    return find_spec("atheris") is not None


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Pieces of the language of a door, and other bytes between them."""
    pieces = st.lists(st.sampled_from(TARGETS[name].pieces) | st.binary(max_size=8), max_size=60).map(b"".join)
    return st.builds(bytes.__add__, st.binary(min_size=4, max_size=4), pieces) | st.binary(max_size=500)


def with_hypothesis(name: str, seconds: float, one: OneInput, most: int = 10**9) -> int:
    """Try inputs until the time or their number is over; how many they were.

    Raises:
        FoundError: with the smallest input that shows it, as hypothesis found it.
    """
    end = time.monotonic() + seconds
    tried = 0
    while tried < most and time.monotonic() < end:

        @settings(
            max_examples=min(500, most - tried),
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        @given(inputs(name))
        def ask(data: bytes) -> None:
            nonlocal tried
            if time.monotonic() < end:
                tried += 1
                one(data)

        before = tried
        ask()
        if tried == before:
            break
    return tried


def keep(name: str, data: bytes) -> Path:
    """Put an input among those that the tests ask again."""
    place = CASES / name / sha256(data).hexdigest()[:12]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


def with_atheris(name: str, seconds: float, corpus: Path) -> Outcome:
    """Run libFuzzer in a process of its own; what it finds is kept."""
    corpus.mkdir(parents=True, exist_ok=True)
    crashes = corpus.parent / f"{name}-crashes"
    crashes.mkdir(exist_ok=True)
    for old in crashes.iterdir():  # of a run before this one
        old.unlink()
    words = corpus.parent / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(each)}"\n' for each in TARGETS[name].pieces))
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.led", name, str(corpus), f"-max_total_time={int(seconds)}",
         f"-dict={words}",
         f"-artifact_prefix={crashes}/", f"-max_len={MOST}", "-timeout=60", "-rss_limit_mb=4096",
         "-print_final_stats=1"],
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    tried = max((int(number) for found in _DONE.findall(said) for number in found if number), default=0)
    kept = [keep(name, path.read_bytes()) for path in sorted(crashes.iterdir())]
    why = "\n".join(said.partition("Uncaught Python exception")[2].splitlines()[:30]) or said[-3_000:]
    found = [f"{path}: {why}" for path in kept]
    if done.returncode and not found:
        found = [f"it ended with {done.returncode}: {said[-3_000:]}"]
    return Outcome(name, "atheris", tried, tuple(found))


def _escaped(piece: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in piece)


def by_pieces(name: str, seconds: float) -> Outcome:
    """Run hypothesis for a while."""
    last = b""
    tried = 0
    try:
        with opened(name) as one:

            def noted(data: bytes) -> None:
                nonlocal last, tried
                last = data
                tried += 1
                one(data)

            with_hypothesis(name, seconds, noted)
    except Exception as fault:  # whatever it is, it was found
        return Outcome(name, "hypothesis", tried, (f"{keep(name, last)}: {fault!r}",))
    return Outcome(name, "hypothesis", tried, ())
