"""The list of rules in force: asked by the sessions, replaced by the API while they run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from mailtrap.chaos.choice import Memory, chooser
from mailtrap.chaos.rule import MAX_RULES, Effect, Facts, Phase, Rule
from mailtrap.errors import BadRequest


class _InForce:
    """A rule with its choice at work and its counters."""

    __slots__ = ("chosen", "effect", "fired", "matched", "rule")

    def __init__(self, rule: Rule, seed: int, index: int, memory: Memory, clock: Callable[[], float]) -> None:
        self.rule = rule
        self.effect = replace(rule.effect, rule=rule.name)
        self.chosen = chooser(rule.choice, seed, index, memory, clock)
        self.matched = 0
        self.fired = 0


class FaultRules:
    """An ordered list of rules. May be used from any thread.

    Rules and seed together say what happens: the same mails in the same order meet the same faults. ``clock`` counts
    the seconds of rate limits. Who reads the list to write it back holds ``changing`` meanwhile.
    """

    def __init__(self, rules: Iterable[Rule] = (), seed: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.changing = threading.Lock()
        self.active = False
        self.seed = seed
        self.replace(rules, seed)

    def replace(self, rules: Iterable[Rule], seed: int | None = None) -> None:
        """Put other rules in force, at once. Counters, memory and generators begin anew; without ``seed`` from the old
        one.

        Raises:
            BadRequest: there are more than ``MAX_RULES``; nothing is changed then.
        """
        listed = tuple(rules)
        if len(listed) > MAX_RULES:
            raise BadRequest(f"the rules: {len(listed)} are too many; give at most {MAX_RULES:,}")
        with self._lock:
            self.seed = self.seed if seed is None else seed
            memory = Memory()
            self._rules = [_InForce(rule, self.seed, index, memory, self._clock) for index, rule in enumerate(listed)]
            at: dict[Phase, list[_InForce]] = {}
            for each in self._rules:
                if each.rule.enabled:
                    at.setdefault(each.rule.match.phase, []).append(each)
            self._at = at  # at once: a session may be asking
            self.active = bool(at)

    def decide(self, phase: Phase, facts: Facts) -> Effect | None:
        """The effect of the first enabled rule that matches and whose choice falls on this; None to go on as usual."""
        for each in self._at.get(phase, ()):
            if not each.rule.match.fits(facts):
                continue
            with self._lock:
                each.matched += 1
                if each.chosen(facts):
                    each.fired += 1
                    return each.effect
        return None

    def report(self) -> list[tuple[Rule, int, int]]:
        """Each rule in order, how often it matched and how often it fired, since it was put in force."""
        with self._lock:
            return [(each.rule, each.matched, each.fired) for each in self._rules]
