"""The list of rules in force: asked by the sessions, replaced by the API while they run."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from mailtrap.chaos.choice import Memory, chooser
from mailtrap.chaos.rule import MAX_RULES, Effect, Facts, Phase, Rule
from mailtrap.errors import BadRequest

ID_BYTES = 6
"""Of the id of a rule, and of the revision of a list."""


class Report(NamedTuple):
    """A rule in force: how often it matched, how often it fired, and when last."""

    rule: Rule
    matched: int = 0
    fired: int = 0
    last: datetime | None = None


class _InForce:
    """A rule with its choice at work and its counters, which go on from those of ``before``."""

    __slots__ = ("chosen", "effect", "fired", "last", "matched", "rule")

    def __init__(self, before: Report, seed: int, index: int, memory: Memory, clock: Callable[[], float]) -> None:
        self.rule, self.matched, self.fired, self.last = before
        self.effect = replace(self.rule.effect, rule=self.rule.name)
        self.chosen = chooser(self.rule.choice, seed, index, memory, clock)


class FaultRules:
    """An ordered list of rules. May be used from any thread.

    Rules and seed together say what happens: the same mails in the same order meet the same faults. ``clock`` counts
    the seconds of rate limits. ``revision`` is another with each list. Who reads the list to write it back holds
    ``changing`` meanwhile. ``listener`` is told when rules were put in force and when one fired, by whoever did it; it
    must not block.
    """

    def __init__(self, rules: Iterable[Rule] = (), seed: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rules: list[_InForce] = []
        self.listener: Callable[[], None] = lambda: None
        self.changing = threading.Lock()
        self.active = False
        self.seed = seed
        self.revision = ""
        self.replace(rules, seed)

    def replace(self, rules: Iterable[Rule], seed: int | None = None) -> None:
        """Put other rules in force, at once. Memory and generators begin anew; without ``seed`` from the old one. So do
        counters, but for those of a rule that comes with its id and does what it did.

        Raises:
            BadRequest: there are more than ``MAX_RULES``; nothing is changed then.
        """
        listed = tuple(rules)
        if len(listed) > MAX_RULES:
            raise BadRequest(f"the rules: {len(listed)} are too many; give at most {MAX_RULES:,}")
        with self._lock:
            self.seed = self.seed if seed is None else seed
            self.revision = secrets.token_hex(ID_BYTES)
            memory = Memory()
            known = {each.rule.id: Report(each.rule, each.matched, each.fired, each.last) for each in self._rules}
            self._rules = [
                _InForce(_carried(rule, known), self.seed, index, memory, self._clock)
                for index, rule in enumerate(listed)
            ]
            at: dict[Phase, list[_InForce]] = {}
            for each in self._rules:
                if each.rule.enabled:
                    at.setdefault(each.rule.match.phase, []).append(each)
            self._at = at  # at once: a session may be asking
            self.active = bool(at)
        self.listener()

    def decide(self, phase: Phase, facts: Facts) -> Effect | None:
        """The effect of the first enabled rule that matches and whose choice falls on this; None to go on as usual."""
        for each in self._at.get(phase, ()):
            if not each.rule.match.fits(facts):
                continue
            with self._lock:
                each.matched += 1
                if not each.chosen(facts):
                    continue
                each.fired += 1
                each.last = datetime.now(UTC)
            self.listener()
            return each.effect
        return None

    def report(self) -> list[Report]:
        """Each rule in order with its counters."""
        with self._lock:
            return [Report(each.rule, each.matched, each.fired, each.last) for each in self._rules]


def _carried(rule: Rule, known: dict[str, Report]) -> Report:
    if not rule.id:
        return Report(replace(rule, id=secrets.token_hex(ID_BYTES)))
    before = known.get(rule.id)
    return before._replace(rule=rule) if before and before.rule.does_as(rule) else Report(rule)
