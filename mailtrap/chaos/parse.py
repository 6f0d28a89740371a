"""Rules from JSON or TOML, and back. The two differ in the spelling of names alone, and either is understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mailtrap.chaos.fields import Fields, shown
from mailtrap.chaos.pattern import MAX_PATTERN, Pattern
from mailtrap.chaos.replies import CODES, ENHANCED, MAX_TEXT, parts, reply
from mailtrap.chaos.rule import (
    KNOWN,
    MAX_RULES,
    SIZE_KNOWN,
    Always,
    Choice,
    Effect,
    Every,
    Fact,
    First,
    Match,
    MoreThan,
    Phase,
    Probability,
    Rule,
)
from mailtrap.errors import BadRequest

MAX_NAME = 100
"""Characters of a rule's name."""
MAX_DELAY = 300.0
"""Seconds; most clients have given up by then (RFC 5321 4.5.3.2)."""
MAX_TRUNCATE = 1_000
"""Bytes; no reply to a fault is longer."""
MAX_RATE = 1_000_000_000
"""Bytes a second; more is full speed."""
MAX_COUNT = 1_000_000_000
"""Matches that can be waited for."""
MAX_WITHIN = 604_800.0
"""Seconds of a rate limit: a week."""
MAX_SIZE = 2**40
"""Bytes of a mail; far more than any."""

_TEXT = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_FIELD_NAME = re.compile(r"[!-9;-~]{1,100}")
_RULE = ("Name", "Enabled", "Match", "Choice", "Effect")
_PATTERNS = {fact.value.capitalize(): fact for fact in Fact}
_MATCH = ("Phase", *_PATTERNS, "Header", "MinSize", "MaxSize")
_CHOICE = ("Always", "Probability", "Every", "First", "MoreThan", "Within", "Per")
_EFFECT = ("Code", "Enhanced", "Text", "Delay", "Drop", "Truncate", "Rate")


def rules_from(data: object) -> list[Rule]:
    """A list of rules, each an object as ``to_json`` makes it; docs/faults.md has the fields.

    Raises:
        BadRequest: names the rule by number and name, the field, and what would be right.
    """
    if not isinstance(data, list):
        raise BadRequest(f"the rules: {shown(data)} will not do; give a list of objects")
    if len(data) > MAX_RULES:
        raise BadRequest(f"the rules: {len(data)} are too many; give at most {MAX_RULES:,}")
    return [rule_from(entry, f"rule {number}", f"rule {number}") for number, entry in enumerate(data, 1)]


def rule_from(data: object, place: str, name: str) -> Rule:
    """One rule. ``place`` is what faults call it, ``name`` what it is called if it has no name of its own."""
    rule = Fields(f"{place}: ", data, _RULE)
    given = rule.text("Name", f"a text of 1 to {MAX_NAME} printable characters", MAX_NAME)
    if given is not None:
        if not given or not given.isprintable():
            raise rule.wrong("Name", f"a text of 1 to {MAX_NAME} printable characters")
        rule.place = f"{place} ({shown(given)}): "
    enabled = rule.switch("Enabled")
    match = _match(rule.inner("Match", _MATCH))
    return Rule(
        name=given or name,
        match=match,
        effect=_effect(rule.inner("Effect", _EFFECT), match.phase),
        choice=_choice(rule.inner("Choice", _CHOICE), match.phase) if "Choice" in rule else Always(),
        enabled=True if enabled is None else enabled,
    )


def _match(match: Fields) -> Match:
    wanted = f"one of {', '.join(Phase)}"
    text = match.text("Phase", wanted, 20)
    if text is None or text.lower() not in list(Phase):
        raise match.wrong("Phase", wanted)
    phase = Phase(text.lower())
    patterns = []
    for name, fact in _PATTERNS.items():
        if name in match:
            _check_known(match, name, phase, KNOWN[fact])
            patterns.append((fact, _pattern(match, name)))
    header = None
    if "Header" in match:
        _check_known(match, "Header", phase, frozenset({Phase.MESSAGE}))
        header = _header(match.inner("Header", ("Name", "Value")))
    for name in ("MinSize", "MaxSize"):
        if name in match:
            _check_known(match, name, phase, SIZE_KNOWN)
    least, most = match.whole("MinSize", 0, MAX_SIZE), match.whole("MaxSize", 0, MAX_SIZE)
    if least is not None and most is not None and least > most:
        raise match.wrong("MaxSize", f"at least MinSize, {least}")
    return Match(phase, tuple(patterns), header, least, most)


def _check_known(fields: Fields, name: str, phase: Phase, known: frozenset[Phase]) -> None:
    if phase not in known:
        raise BadRequest(
            f"{fields.place}{name}: is not known in phase {phase}; give phase "
            f"{' or '.join(each for each in Phase if each in known)}"
        )


def _pattern(fields: Fields, name: str) -> Pattern:
    wanted = f"a glob such as *@example.test, or /regex/, of at most {MAX_PATTERN:,} characters"
    text = fields.text(name, wanted, MAX_PATTERN)
    if text is None:
        raise fields.wrong(name, wanted)
    try:
        return Pattern(text)
    except ValueError as fault:
        raise fields.wrong(name, str(fault)) from None


def _header(header: Fields) -> tuple[str, Pattern]:
    name = header.text("Name", "the name of a header field", 100)
    if name is None or not _FIELD_NAME.fullmatch(name):
        raise header.wrong("Name", "the name of a header field")
    return name, _pattern(header, "Value") if "Value" in header else Pattern("*")


def _choice(choice: Fields, phase: Phase) -> Choice:
    kinds: dict[str, Callable[[], Choice | None]] = {
        "Always": lambda: Always() if choice.switch("Always") else None,
        "Probability": lambda: Probability(choice.real("Probability", 1) or 0.0),
        "Every": lambda: Every(choice.whole("Every", 1, MAX_COUNT) or 1),
        "First": lambda: First(choice.whole("First", 1, MAX_COUNT) or 1, _per(choice, phase, _ALIKE)),
        "MoreThan": lambda: _more_than(choice, phase),
    }
    named = [name for name in kinds if name in choice]
    if len(named) > 1:
        raise choice.wrong(named[1], f"either this or {named[0]}")
    kind = named[0] if named else ""
    allowed = {"First": {"Per"}, "MoreThan": {"Within", "Per"}}.get(kind, set())
    for name in ("Within", "Per"):
        if name in choice and name not in allowed:
            raise choice.wrong(name, "it with MoreThan" if name == "Within" else "it with First or MoreThan")
    made = kinds[kind]() if kind else Always()
    if made is None:
        raise choice.wrong("Always", "true, or another choice")
    return made


_ALIKE = (Fact.CLIENT, Fact.SENDER, Fact.RECIPIENT)


def _more_than(choice: Fields, phase: Phase) -> MoreThan:
    n = choice.whole("MoreThan", 0, MAX_COUNT) or 0
    within = choice.seconds("Within", MAX_WITHIN)
    if not within:
        raise choice.wrong("Within", f"seconds above 0, up to {MAX_WITHIN:g}, or a time such as '1m'")
    return MoreThan(n, within, _per(choice, phase, (Fact.CLIENT,)))


def _per(choice: Fields, phase: Phase, usual: tuple[Fact, ...]) -> tuple[Fact, ...]:
    given = choice.value("Per")
    if given is None:
        return tuple(fact for fact in usual if phase in KNOWN[fact])
    words = [word for word in given.split(",") if word.strip()] if isinstance(given, str) else given
    wanted = f"a list of {', '.join(Fact)}"
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise choice.wrong("Per", wanted)
    names = dict.fromkeys(word.strip().lower() for word in words)
    if not names.keys() <= set(Fact):
        raise choice.wrong("Per", wanted)
    per = tuple(Fact(name) for name in names)
    for fact in per:
        _check_known(choice, f"Per {fact}", phase, KNOWN[fact])
    return per


def _effect(effect: Fields, phase: Phase) -> Effect:
    code = effect.whole("Code", CODES.start, CODES.stop - 1)
    drop = effect.switch("Drop")
    return Effect(
        reply=_reply(effect, code, phase),
        delay=effect.seconds("Delay", MAX_DELAY) or 0.0,
        drop=code == 421 if drop is None else drop,  # RFC 5321 4.2.3: "closing transmission channel"
        truncate=effect.whole("Truncate", 0, MAX_TRUNCATE),
        rate=effect.whole("Rate", 0, MAX_RATE) or 0,
    )


def _reply(effect: Fields, code: int | None, phase: Phase) -> str:
    if code is None:
        for name in ("Enhanced", "Text"):
            if effect.value(name):
                raise effect.wrong(name, "it together with Code")
        return ""
    wanted = f"{code // 100}.x.x, a class and two numbers of up to three digits (RFC 3463), or '' for none"
    enhanced = effect.text("Enhanced", wanted, 9)
    if enhanced and not (enhanced.isascii() and ENHANCED.fullmatch(enhanced) and enhanced[0] == str(code)[0]):
        raise effect.wrong("Enhanced", wanted)
    wanted = f"at most {MAX_TEXT} printable ASCII characters on one line"
    text = effect.text("Text", wanted, MAX_TEXT)
    if text and not _TEXT.fullmatch(text):
        raise effect.wrong("Text", wanted)
    if text and ENHANCED.fullmatch(text.partition(" ")[0]):
        raise effect.wrong("Text", "the enhanced code as Enhanced")
    return reply(phase, code, enhanced, text or "")


def to_json(rule: Rule) -> dict[str, Any]:
    """A rule as ``rules_from`` takes it. Of its match only what is given, of its effect everything."""
    return {
        "Name": rule.name,
        "Enabled": rule.enabled,
        "Match": _match_json(rule.match),
        "Choice": _choice_json(rule.choice),
        "Effect": _effect_json(rule.effect),
    }


def _match_json(match: Match) -> dict[str, Any]:
    found: dict[str, Any] = {"Phase": match.phase.value}
    found |= {fact.value.capitalize(): pattern.text for fact, pattern in match.patterns}
    if match.header:
        found["Header"] = {"Name": match.header[0], "Value": match.header[1].text}
    sizes = {"MinSize": match.min_size, "MaxSize": match.max_size}
    return found | {name: size for name, size in sizes.items() if size is not None}


def _choice_json(choice: Choice) -> dict[str, Any]:
    match choice:
        case Probability(p):
            return {"Probability": p}
        case Every(n):
            return {"Every": n}
        case First(n, per):
            return {"First": n, "Per": [fact.value for fact in per]}
        case MoreThan(n, within, per):
            return {"MoreThan": n, "Within": within, "Per": [fact.value for fact in per]}
    return {"Always": True}


def _effect_json(effect: Effect) -> dict[str, Any]:
    code, enhanced, text = parts(effect.reply) if effect.reply else (None, None, None)
    return {
        "Code": code,
        "Enhanced": enhanced,
        "Text": text,
        "Delay": effect.delay,
        "Drop": effect.drop,
        "Truncate": effect.truncate,
        "Rate": effect.rate,
    }
