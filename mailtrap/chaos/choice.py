"""Choices at work: each rule's own generator or counter, and what is remembered of clients."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from itertools import count
from random import Random

from mailtrap.chaos.rule import Always, Choice, Every, Fact, Facts, First, MoreThan, Probability

MAX_KEYS = 100_000
"""Keys that are remembered over all rules, some 200 bytes each; beyond, those not met for longest are forgotten."""

Chooser = Callable[[Facts], bool]


class Memory:
    """What was counted under a key: the number of matches, and when they began."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, tuple[int, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: bytes) -> tuple[int, float] | None:
        """The count and its beginning."""
        return self._kept.get(key)

    def put(self, key: bytes, matches: int, began: float = 0.0) -> None:
        """Remember, and forget the oldest where there are too many."""
        self._kept[key] = (matches, began)
        self._kept.move_to_end(key)
        if len(self._kept) > MAX_KEYS:
            self._kept.popitem(last=False)


def chooser(choice: Choice, seed: int, index: int, memory: Memory, clock: Callable[[], float]) -> Chooser:
    """A function to be called once for each match of the rule with this index.

    Each rule draws from a generator of its own, so that what befalls one does not depend on the others.
    """
    match choice:
        case Always():
            return lambda facts: True
        case Probability(p):
            generator = Random(f"{seed}:{index}")  # noqa: S311 -- repeatable faults, no secrets
            return lambda facts: generator.random() < p
        case Every(n):
            matches = count(1)
            return lambda facts: next(matches) % n == 0
        case First(n, per):
            return lambda facts: _first(n, _key(index, per, facts), memory)
        case MoreThan(n, within, per):
            return lambda facts: _more_than(n, within, _key(index, per, facts), memory, clock())


def _first(n: int, key: bytes, memory: Memory) -> bool:
    matches, _ = memory.get(key) or (0, 0.0)
    memory.put(key, min(matches, n) + 1)
    return matches < n


def _more_than(n: int, within: float, key: bytes, memory: Memory, now: float) -> bool:
    matches, began = memory.get(key) or (0, now)
    if now - began >= within:
        matches, began = 0, now
    memory.put(key, min(matches, n) + 1, began)
    return matches >= n


def _key(index: int, per: tuple[Fact, ...], facts: Facts) -> bytes:
    """A short name for these facts, so that long ones cost no memory."""
    words = [str(index), *("\n".join(sorted(facts.values(fact))).lower() for fact in per)]
    return blake2b("\0".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()
