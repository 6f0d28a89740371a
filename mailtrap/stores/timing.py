"""How long commits take, counted as a histogram is told."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from math import inf

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds; a sync takes from half a millisecond to some ten, a disk in trouble seconds."""


class CommitTimes:
    """Counted by the writer alone, read by anybody: a reader may miss the commit that just ends."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0
        """All their time."""

    def add(self, seconds: float) -> None:
        """One more."""
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    def counts(self) -> tuple[tuple[float, int], ...]:
        """For each bound, the last being infinity, how many took so long or less."""
        return tuple(zip((*BOUNDS, inf), accumulate(list(self._counts)), strict=True))
