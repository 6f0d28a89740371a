"""Jim, MailHog's chaos monkey: a view of some of the fault rules, those whose names begin with ``jim-``.

His chances are per command where the rules know phases, so one chance may stand for several rules. MailHog draws a link
speed between two bounds for each client; here a client gets one of the two.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from mailtrap.chaos import Effect, FaultRules, Match, Phase, Probability, Rule
from mailtrap.errors import BadRequest, NotFound
from mailtrap.web.facade import read_json

PREFIX = "jim-"
DEFAULTS = {
    "DisconnectChance": 0.005,
    "AcceptChance": 0.99,
    "LinkSpeedAffect": 0.1,
    "LinkSpeedMin": 1024.0,
    "LinkSpeedMax": 10240.0,
    "RejectSenderChance": 0.05,
    "RejectRecipientChance": 0.05,
    "RejectAuthChance": 0.05,
}
"""What he does when he is invited without a word: chances from 0 to 1, speeds in bytes a second."""
SPEEDS = ("LinkSpeedMin", "LinkSpeedMax")
MAX_SPEED = 1_000_000_000
"""Bytes a second; a rule takes no more."""
_REJECTIONS = {
    "RejectSenderChance": (Phase.MAIL, "sender", "550 Invalid sender"),
    "RejectRecipientChance": (Phase.RCPT, "recipient", "550 Invalid recipient"),
    "RejectAuthChance": (Phase.AUTH, "auth", "535 Authentication failed"),
}
_COMMANDS = (Phase.EHLO, Phase.STARTTLS, Phase.AUTH, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.MESSAGE)

Chances = dict[str, float]


def add_jim(routes: Blueprint, rules: FaultRules) -> None:
    """His four methods."""

    @routes.get("/api/v2/jim")
    def jim() -> Response:
        """What he does; 404 when he was not invited."""
        return jsonify(_chances(_present(rules)))

    @routes.post("/api/v2/jim")
    def invite() -> tuple[Response, int]:
        """Let him in."""
        wanted = _wanted()
        with rules.changing:
            if _his(rules):
                raise BadRequest("Jim is there already; change what he does by PUT")
            _replace(rules, made(wanted))
        return jsonify(wanted), 201

    @routes.put("/api/v2/jim")
    def change() -> Response:
        """Let him do something else."""
        wanted = _wanted()
        with rules.changing:
            _present(rules)
            _replace(rules, made(wanted))
        return jsonify(wanted)

    @routes.delete("/api/v2/jim")
    def dismiss() -> Response:
        """The party is over. Other rules stay."""
        with rules.changing:
            _present(rules)
            _replace(rules, [])
        return Response(b"", content_type="application/json")


def _listed(rules: FaultRules) -> list[Rule]:
    return [each.rule for each in rules.report()]


def _his(rules: FaultRules) -> list[Rule]:
    return [rule for rule in _listed(rules) if rule.name.startswith(PREFIX)]


def _present(rules: FaultRules) -> list[Rule]:
    his = _his(rules)
    if not his:
        raise NotFound("Jim is not there; invite him by POST")
    return his


def _replace(rules: FaultRules, his: list[Rule]) -> None:
    """His rules in the place where the first of them was, or at the end."""
    listed = _listed(rules)
    others = [rule for rule in listed if not rule.name.startswith(PREFIX)]
    place = next((index for index, rule in enumerate(listed) if rule.name.startswith(PREFIX)), len(others))
    rules.replace([*others[:place], *his, *others[place:]])


def _wanted() -> Chances:
    """The chances of the body: those that it does not name are 0, and all are the usual ones without a body."""
    data = request.get_data()
    if not data.strip():
        return dict(DEFAULTS)
    given = read_json(data)
    if not isinstance(given, dict):
        raise BadRequest(f"the body is no JSON object with {', '.join(DEFAULTS)}")
    names = {name.lower(): name for name in DEFAULTS}
    wanted = dict.fromkeys(DEFAULTS, 0.0)
    for key, value in given.items():
        name = names.get(key.lower())
        if name is None:
            raise BadRequest(f"{key[:40]!r} is no field of this; there are {', '.join(DEFAULTS)}")
        most = MAX_SPEED if name in SPEEDS else 1
        wanted[name] = _number(name, value, most)
    if wanted["LinkSpeedMin"] > wanted["LinkSpeedMax"]:
        raise BadRequest("LinkSpeedMin: is above LinkSpeedMax; give the smaller first")
    return wanted


def _number(name: str, value: Any, most: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadRequest(f"{name}: give a number from 0 to {most}")
    return float(int(value)) if name in SPEEDS else float(value)


def made(chances: Chances) -> list[Rule]:
    """His chances as rules, in the order in which he acts; those that never fire are there too, to be read again."""
    refused = 1 - chances["AcceptChance"]
    slow = chances["LinkSpeedAffect"] / 2
    found = [
        _rule("accept", Phase.CONNECT, Effect(drop=True), refused),
        _rule("slow", Phase.CONNECT, Effect(rate=int(chances["LinkSpeedMin"])), slow),
        # It is asked only when the first was not taken.
        _rule("fast", Phase.CONNECT, Effect(rate=int(chances["LinkSpeedMax"])), slow / (1 - slow)),
    ]
    gone = chances["DisconnectChance"]
    found += [_rule(f"disconnect-{phase.value}", phase, Effect(drop=True), gone) for phase in _COMMANDS]
    found += [
        _rule(word, phase, Effect(reply=reply), chances[name]) for name, (phase, word, reply) in _REJECTIONS.items()
    ]
    return found


def _rule(word: str, phase: Phase, effect: Effect, chance: float) -> Rule:
    return Rule(PREFIX + word, Match(phase), effect, Probability(chance), enabled=chance > 0)


def _chances(his: list[Rule]) -> Chances:
    """What the rules amount to, also when somebody has changed one of them."""
    named = {rule.name.removeprefix(PREFIX): rule for rule in his}

    def chance(word: str) -> float:
        rule = named.get(word)
        if rule is None or not rule.enabled:
            return 0.0
        return rule.choice.p if isinstance(rule.choice, Probability) else 1.0

    def rate(word: str) -> float:
        return float(named[word].effect.rate) if word in named else 0.0

    return {
        "DisconnectChance": chance(f"disconnect-{Phase.MAIL.value}"),
        "AcceptChance": round(1 - chance("accept"), 9),
        "LinkSpeedAffect": min(chance("slow") * 2, 1.0),
        "LinkSpeedMin": rate("slow"),
        "LinkSpeedMax": rate("fast"),
        **{name: chance(word) for name, (_, word, _) in _REJECTIONS.items()},
    }
