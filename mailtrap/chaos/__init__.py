"""Fault rules: which misbehaviour a client is shown, decided from facts alone. Pure: nothing is sent and nobody sleeps.

``rule`` holds the words, ``pattern`` and ``replies`` what they are made of, ``rules`` and ``choice`` decide,
``parse``, ``line`` and ``shorthand`` read what people write.
"""

from mailtrap.chaos.line import rule_from_text
from mailtrap.chaos.parse import rules_from, to_json
from mailtrap.chaos.rule import MAX_RULES, Always, Effect, Facts, Match, Phase, Probability, Rule
from mailtrap.chaos.rules import FaultRules
from mailtrap.chaos.shorthand import shorthand

__all__ = [
    "MAX_RULES",
    "Always",
    "Effect",
    "Facts",
    "FaultRules",
    "Match",
    "Phase",
    "Probability",
    "Rule",
    "rule_from_text",
    "rules_from",
    "shorthand",
    "to_json",
]
