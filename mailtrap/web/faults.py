"""The fault rules over HTTP: the whole list, and Mailpit's three triggers as a view of three of its rules."""

from __future__ import annotations

import re
from dataclasses import replace as changed
from typing import NamedTuple

import msgspec
from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.chaos import (
    Always,
    Effect,
    FaultRules,
    Match,
    Phase,
    Probability,
    Rule,
    rules_from,
    to_json,
)
from mailtrap.chaos.fields import Fields, shown
from mailtrap.chaos.rules import Report
from mailtrap.errors import BadRequest, Outdated
from mailtrap.inbox import Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response
from mailtrap.web.operation import FAULTS, Answer, Body, operation

MAX_SEED = 2**53 - 1
"""The largest whole number that every reader of JSON keeps (RFC 8259 6)."""


REVISION = asking.Text("revision", "the `Revision` that was read; it is 409 if the rules were changed since")
_ID = re.compile(r"[A-Za-z0-9]{0,32}")
"""What the id of a rule looks like; an empty one is none."""


class Trigger(NamedTuple):
    """One of Mailpit's triggers: the rule that it stands for, and what it answers."""

    rule: str
    phase: Phase
    code: int
    text: str


TRIGGERS = {
    "Sender": Trigger("chaos-sender", Phase.MAIL, 451, "Chaos sender error"),
    "Recipient": Trigger("chaos-recipient", Phase.RCPT, 451, "Chaos recipient error"),
    "Authentication": Trigger("chaos-authentication", Phase.AUTH, 535, "Chaos authentication error"),
}
"""Codes and texts are Mailpit's, which has no enhanced codes here and whose clients compare the whole reply."""

A_FAULT = {
    "Rules": [
        {
            "Name": "flaky",
            "Match": {"Phase": "rcpt", "Recipient": "*@flaky.test"},
            "Choice": {"Probability": 0.3},
            "Effect": {"Code": 451, "Enhanced": "4.7.1", "Text": "Try again later"},
        }
    ]
}
"""A body to begin with; it touches no address but those of its example."""
A_TRIGGER = {"Recipient": {"ErrorCode": 451, "Probability": 0}}
"""The same for Mailpit's triggers; it is switched off."""


def faults(inbox: Inbox) -> Blueprint:
    """The routes, over the rules of one inbox service."""
    routes = Blueprint("faults", __name__, url_prefix="/api/v1")
    rules: FaultRules = inbox.faults

    @routes.get("/faults")
    @operation(FAULTS, Answer(type=wire.Faults))
    def read() -> Response:
        """All rules in order, how often each matched and fired, and when last."""
        return json_response(listed(rules))

    @routes.put("/faults")
    @operation(
        FAULTS,
        Answer(type=wire.Faults),
        query=(REVISION,),
        body=Body(wire.Faults, A_FAULT, required=True),
        faults=(400, 409),
    )
    def replace() -> Response:
        """Put the rules of the body in the place of all.

        A rule that comes with the `ID` that it had, and does the same, goes on counting where it was; its name, its
        place and whether it is enabled may be others. `Matched`, `Fired`, `LastFired` and `Revision` are passed
        over.
        """
        read = REVISION.of(request)
        seed, wanted = _wanted(asking.json(request))
        with rules.changing:
            if read and read != rules.revision:
                raise Outdated("revision: the rules were changed since; read them again, or leave it out")
            rules.replace(wanted, seed)
        return json_response(listed(rules))

    @routes.get("/chaos")
    @operation(FAULTS, Answer(type=wire.Triggers))
    def triggers() -> Response:
        """Mailpit's triggers."""
        return json_response(_triggers(rules))

    @routes.put("/chaos")
    @operation(FAULTS, Answer(type=wire.Triggers), body=Body(wire.SetTriggers, A_TRIGGER, required=True), faults=(400,))
    def set_triggers() -> Response:
        """Set Mailpit's triggers; one that the body does not name is switched off. Other rules stay."""
        wanted = _wanted_triggers(asking.json(request))
        with rules.changing:
            rules.replace(_with_triggers([each.rule for each in rules.report()], wanted))
        return json_response(_triggers(rules))

    return routes


def listed(rules: FaultRules) -> wire.Faults:
    """The whole list as it is told."""
    return wire.Faults(seed=rules.seed, revision=rules.revision, rules=[_shape(each) for each in rules.report()])


def _shape(report: Report) -> wire.FaultRule:
    shape = msgspec.convert({"ID": report.rule.id, **to_json(report.rule)}, wire.FaultRule)
    last = shapes.time(report.last) if report.last else None
    return msgspec.structs.replace(shape, matched=report.matched, fired=report.fired, last_fired=last)


def _wanted(body: object) -> tuple[int | None, list[Rule]]:
    """Seed and rules of a body, which may be the answer of a GET, changed: its counters are passed over."""
    given = Fields("the body: ", _without(body, "revision"), ("Seed", "Rules"))
    seed = given.whole("Seed", 0, MAX_SEED)
    written = given.value("Rules")
    if not isinstance(written, list):
        raise given.wrong("Rules", "a list of rules; an empty one removes all")
    wanted = rules_from([_without(rule, "id", "matched", "fired", "lastfired") for rule in written])
    ids = [_id(rule, number) for number, rule in enumerate(written, 1)]
    for number, id_ in enumerate(ids, 1):
        if id_ and id_ in ids[: number - 1]:
            first = ids.index(id_) + 1
            raise BadRequest(f"rule {number}: ID: {id_!r} is that of rule {first}; leave it out for a new rule")
    return seed, [changed(rule, id=id_) for rule, id_ in zip(wanted, ids, strict=True)]


def _without(rule: object, *names: str) -> object:
    return {key: value for key, value in rule.items() if key.lower() not in names} if isinstance(rule, dict) else rule


def _id(rule: dict[str, object], number: int) -> str:
    given = [value for key, value in rule.items() if key.lower() == "id" and value is not None]
    if len(given) > 1:
        raise BadRequest(f"rule {number}: ID is given twice; give it once")
    id_ = given[0] if given else ""
    if not (isinstance(id_, str) and _ID.fullmatch(id_)):
        raise BadRequest(f"rule {number}: ID: {shown(id_)} will not do; give that of a rule, or leave it out")
    return id_


class _Setting(NamedTuple):
    code: int
    percent: int


def _triggers(rules: FaultRules) -> wire.Triggers:
    named = {each.rule.name: each.rule for each in reversed(rules.report())}
    settings = (_setting(trigger, named.get(trigger.rule)) for trigger in TRIGGERS.values())
    return wire.Triggers(*(wire.Trigger(setting.code, setting.percent) for setting in settings))


def _setting(trigger: Trigger, rule: Rule | None) -> _Setting:
    if rule is None:
        return _Setting(trigger.code, 0)
    code = int(rule.effect.reply[:3]) if rule.effect.reply else trigger.code
    match rule.choice:
        case Probability(p) if rule.enabled:
            return _Setting(code, round(p * 100))
        case Always() if rule.enabled:
            return _Setting(code, 100)
    return _Setting(code, 0)


def _wanted_triggers(body: object) -> dict[str, _Setting]:
    given = Fields("the body: ", body, tuple(TRIGGERS))
    wanted = {}
    for name, trigger in TRIGGERS.items():
        code = percent = None
        if name in given:
            fields = given.inner(name, ("ErrorCode", "Probability"))
            code = None if fields.value("ErrorCode") == 0 else fields.whole("ErrorCode", 400, 599)  # Mailpit's zero
            percent = fields.whole("Probability", 0, 100)
        wanted[name] = _Setting(code or trigger.code, percent or 0)
    return wanted


def _with_triggers(rules: list[Rule], wanted: dict[str, _Setting]) -> list[Rule]:
    """The list with the triggers' rules in their old places, or else at its end."""
    for name, setting in wanted.items():
        trigger = TRIGGERS[name]
        places = [index for index, rule in enumerate(rules) if rule.name == trigger.rule]
        place, id_ = (places[0], rules[places[0]].id) if places else (len(rules), "")
        rules = [rule for rule in rules if rule.name != trigger.rule]
        if setting != _Setting(trigger.code, 0):
            rules.insert(place, _rule(trigger, setting, id_))
    return rules


def _rule(trigger: Trigger, setting: _Setting, id_: str) -> Rule:
    return Rule(
        name=trigger.rule,
        match=Match(trigger.phase),
        effect=Effect(reply=f"{setting.code} {trigger.text}"),
        choice=Probability(setting.percent / 100),
        enabled=setting.percent > 0,
        id=id_,
    )
