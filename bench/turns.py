"""Turns: who does what when, and what is found. A server that dies, hangs or refuses is noted, and the others go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.load import LOADS, Load
from bench.peers import FAULTS, Peer, Running, TroubleError

RESTING = 2
"""Seconds of quiet before memory and disk are looked at: what a server does after its work belongs to it."""
SETTLING = 30
"""Seconds that a server has to show the last mail that it answered."""
TROUBLES = (TroubleError, *FAULTS, EOFError, ExceptionGroup, AssertionError)


@dataclass(frozen=True)
class Plan:
    """How much is done. ``minutes`` is when to stop at the latest: what is left then is left out, and said to be."""

    rounds: int = 5
    load_seconds: float = 0.5
    timing_seconds: float = 0.25
    loads: tuple[Load, ...] = tuple(LOADS)
    singles: int = 40
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    fill_seconds: float = 150
    ask_seconds: float = 0.15
    letters: int = 1_000
    big: int = 100
    big_seconds: float = 40
    minutes: float = 20


QUICK = Plan(
    rounds=2, load_seconds=0.3, timing_seconds=0.1, loads=tuple(each for each in LOADS if each.clients == 10),
    singles=15, sizes=(100, 1_000, 10_000), fill_seconds=20, letters=200, big=10, big_seconds=15, minutes=6,
)  # fmt: skip


@dataclass
class Found:
    """All figures, as JSON has them: stage, case, peer, figure, one value for each round."""

    figures: dict[str, dict[str, dict[str, dict[str, list[float]]]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, stage: str, case: str, peer: Peer, **values: float) -> None:
        """What one round gave."""
        row = self.figures.setdefault(stage, {}).setdefault(case, {}).setdefault(peer.name, {})
        for name, value in values.items():
            row.setdefault(name, []).append(value)

    def note(self, text: str) -> None:
        """Something that went otherwise than it should."""
        say(f"! {text}")
        if text not in self.notes:
            self.notes.append(text)


class Turns:
    """Peers, a plan, a place for their stores, and what was found."""

    def __init__(self, peers: dict[str, Peer], plan: Plan, base: Path) -> None:
        self.peers = list(peers.values())
        self.plan = plan
        self.base = base
        self.found = Found()
        self._end = time.monotonic() + plan.minutes * 60

    def left(self) -> float:
        """Seconds until the plan's time is over."""
        return self._end - time.monotonic()

    def each(self, stage: str, peers: list[Peer], reserve: float) -> Iterator[tuple[int, Peer]]:
        """Each peer in each round, another first each time; no new round once only the reserve is left."""
        longest = 0.0
        for number in range(self.plan.rounds):
            if number and self.left() - reserve < longest:
                self.found.note(f"{stage}: {number} of {self.plan.rounds} rounds, because the time was over")
                return
            began, at = time.monotonic(), number % len(peers)
            for peer in peers[at:] + peers[:at]:
                yield number, peer
            longest = max(longest, time.monotonic() - began)
            say(f"{stage}: round {number + 1} of {self.plan.rounds}, {self.left():.0f} s left")

    @contextmanager
    def forgiving(self, what: str, peer: Peer) -> Iterator[None]:
        """Note what goes wrong, and go on."""
        try:
            yield
        except TROUBLES as why:
            told = why.exceptions[0] if isinstance(why, ExceptionGroup) else why
            self.found.note(f"{peer.title}, {what}: {' '.join(str(told).split())[:200] or type(told).__name__}")

    def arrived(self, server: Running, expected: int) -> int:
        """Wait until so many mails are shown and nothing is left to be done for them; how many are missing."""
        if server.peer.api is None:
            return 0
        end = time.monotonic() + SETTLING
        while (there := server.count()) < expected and time.monotonic() < end:
            server.alive()
            time.sleep(0.02)
        server.peer.api.settle(server)
        return expected - there


def percentile(values: list[float], percent: float) -> float:
    """The nearest rank; the largest if there are too few to tell."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * percent / 100), len(ranked) - 1)]


def say(text: str) -> None:
    """Progress, for a person."""
    print(text, file=sys.stderr, flush=True)
