"""Patterns: a glob, or a regular expression between slashes that is known to end.

Patterns run on the loop that serves every SMTP session, and ``re`` may take years over one line. So how often a pattern
can try is reckoned from its syntax tree before it is taken, and long texts are cut to what it can read in time.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import translate
from importlib import import_module
from math import prod
from typing import Any, NamedTuple

_parser: Any = import_module("re._parser")
"""The one place where Python tells how it reads a pattern; nothing describes its types."""

MAX_PATTERN = 1_000
"""Characters of a pattern."""
MAX_STEPS = 100_000_000
"""Tries of a pattern on one text, reckoned at their worst; the real count is some ten times smaller: below 1 s."""
MIN_READ = 320
"""Characters that every pattern must be able to read: an address is no longer (RFC 5321 4.5.3.1)."""
MAX_READ = 10_000
"""Characters of a text, such as the value of a header field, that any pattern reads."""
WIDE = 10
"""A repeat with more freedom than this is reckoned as one without end."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A glob that matches the whole text, or ``/regex/`` that is found in it; upper and lower case are one.

    Raises:
        ValueError: it is none, or could run for too long; the text says what would be right.
    """

    text: str
    _test: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _reads: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.text) > MAX_PATTERN:
            raise ValueError(f"a pattern of at most {MAX_PATTERN:,} characters")
        regex = len(self.text) > 1 and self.text.startswith("/") and self.text.endswith("/")
        source = self.text[1:-1] if regex else r"\A" + translate(self.text)
        try:
            with warnings.catch_warnings(action="ignore"):
                test = re.compile(source, re.IGNORECASE)
                reads = _reads(source) if regex else MAX_READ
        except (re.error, RecursionError, OverflowError) as fault:
            raise ValueError(f"a regular expression between the slashes ({fault})") from None
        object.__setattr__(self, "_test", test)
        object.__setattr__(self, "_reads", reads)

    def matches(self, value: str) -> bool:
        """Whether this text is meant."""
        return self._test.search(value[: self._reads]) is not None


class _Work(NamedTuple):
    """How the tries of a part of a pattern grow: ``factor`` times the length of the text to the ``power``."""

    power: int = 0
    factor: int = 1


def _reads(source: str) -> int:
    """How many characters the regular expression may be given."""
    tree = _parser.parse(source, re.IGNORECASE)
    work = _of_all(tree)
    anchored = bool(len(tree)) and str(tree[0][1]) in ("AT_BEGINNING", "AT_BEGINNING_STRING")
    power = work.power + (not anchored)  # a search begins at every character
    reads = int((MAX_STEPS / work.factor) ** (1 / power)) if power and work.factor <= MAX_STEPS else MAX_READ
    if work.factor > MAX_STEPS or reads < MIN_READ:
        raise ValueError("a regular expression with less to try: fewer *, + and ?, or one beginning with ^, or a glob")
    return min(reads, MAX_READ)


def _of_all(items: Iterable[Any]) -> _Work:
    works = [_of(str(kind), argument) for kind, argument in items]
    return _Work(sum(work.power for work in works), _bounded(prod(work.factor for work in works)))


def _of(kind: str, argument: Any) -> _Work:
    match kind:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_repeat(*argument)
        case "BRANCH":
            return _of_choice(argument[1])
        case "SUBPATTERN":
            return _of_all(argument[3])
        case "ATOMIC_GROUP":
            return _of_all(argument)
        case "ASSERT" | "ASSERT_NOT":
            return _of_all(argument[1])
        case "GROUPREF_EXISTS":
            return _of_choice([branch for branch in argument[1:] if branch is not None])
        case "GROUPREF":
            return _Work(power=1)  # what it compares may be as long as the text
    return _Work()


def _of_repeat(least: int, most: int, items: Iterable[Any]) -> _Work:
    inner = _of_all(items)
    wide = int(most) - int(least) > WIDE
    if inner == _Work():
        return _Work(power=1) if wide else _Work(factor=int(most) - int(least) + 1)
    if wide:
        raise ValueError("a regular expression without a repeat in a repeat: [a-z.]+ instead of ([a-z]+[.])+")
    times = min(int(most), MAX_STEPS)
    return _Work(inner.power * times, _bounded(inner.factor ** min(times, 64) * (int(most) - int(least) + 1)))


def _of_choice(branches: list[Any]) -> _Work:
    works = [_of_all(branch) for branch in branches]
    starts = {chr(branch[0][1]).lower() for branch in branches if len(branch) and str(branch[0][0]) == "LITERAL"}
    # Branches that begin differently exclude each other; only in ASCII is it plain which letters are the same.
    ways = 1 if len(starts) == len(branches) and "".join(starts).isascii() else len(branches)
    return _Work(max(work.power for work in works), _bounded(ways * max(work.factor for work in works)))


def _bounded(factor: int) -> int:
    return min(factor, MAX_STEPS + 1)
