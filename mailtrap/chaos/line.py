"""A rule on one line, as the command line takes it."""

from __future__ import annotations

import re
import shlex
from typing import Any

from mailtrap.chaos.fields import shown
from mailtrap.chaos.parse import MAX_NAME, rule_from
from mailtrap.chaos.replies import ENHANCED
from mailtrap.chaos.rule import Phase, Rule
from mailtrap.errors import BadRequest

MAX_LINE = 8_000
"""Characters of a rule on one line."""

_MATCH = ("client", "helo", "user", "sender", "recipient")
WORDS = (
    *("name", "off", *_MATCH, "header", "min-size", "max-size"),
    *("p", "every", "first", "over", "per"),
    *("reply", "delay", "drop", "truncate", "rate", "pass"),
)
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_REAL = re.compile(r"\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}", re.ASCII)


def rule_from_text(text: str) -> Rule:
    """Read a rule such as ``rcpt recipient=*@bad.test p=0.3 reply=451 delay=2s``.

    ::

        rule    = phase *( match / choice / effect / "name=" NAME / "off" )
        phase   = "connect" / "ehlo" / "starttls" / "auth" / "mail" / "rcpt" / "data" / "message"
        match   = ( "client=" / "helo=" / "user=" / "sender=" / "recipient=" ) PATTERN
                / "header=" FIELD [ ":" PATTERN ] / "min-size=" BYTES / "max-size=" BYTES
        choice  = "p=" ( 0.3 / 30% ) / "every=" N / "first=" N / "over=" N "/" TIME
                / "per=" FACT *( "," FACT )                 ; with first and over; "per=" alone counts all together
        effect  = "reply=" CODE [ " " ENHANCED ] [ " " TEXT ] / "delay=" TIME / "drop" / "truncate=" BYTES
                / "rate=" BYTES / "pass"                    ; at least one; pass does nothing, and ends the search
        PATTERN = a glob / "/" regex "/"
        TIME    = 500ms / 2s / 1m / 2                       ; without a unit in seconds

    Words are separated by spaces; a value that holds some stands in quotes, ``reply="451 4.7.1 Try later"``. A
    backslash is one. Without ``name=`` the text itself is the name.

    Raises:
        BadRequest: names the word and what would be right.
    """
    place = f"rule {shown(text)}"
    phase, words = _split(text, place)
    rule: dict[str, Any] = {
        "Name": words.get("name"),
        "Enabled": "off" not in words,
        "Match": {"Phase": phase, **{name: words[name] for name in _MATCH if name in words}},
        "Choice": _choice(words, place),
        "Effect": _effect(words, place),
    }
    if "header" in words:
        name, colon, value = words["header"].partition(":")
        rule["Match"]["Header"] = {"Name": name, "Value": value.strip() if colon else None}
    for name in ("min-size", "max-size"):
        if name in words:
            rule["Match"][name] = _number(words[name])
    line = " ".join(text.split())
    printable = "".join(letter if letter.isprintable() else "?" for letter in line)
    return rule_from(rule, place, printable if len(printable) <= MAX_NAME else f"{printable[: MAX_NAME - 1]}…")


def _split(text: str, place: str) -> tuple[str, dict[str, str]]:
    if len(text) > MAX_LINE:
        raise BadRequest(f"{place}: {len(text)} characters are too many; give at most {MAX_LINE:,}")
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        listed = list(lexer)
    except ValueError:
        raise BadRequest(f"{place}: a quotation mark is not closed") from None
    if not listed or listed[0].lower() not in list(Phase):
        raise BadRequest(f"{place}: it begins with no phase; begin with one of {', '.join(Phase)}")
    words: dict[str, str] = {}
    for word in listed[1:]:
        name, equals, value = word.partition("=")
        name = name.lower().replace("_", "-")
        if name not in WORDS:
            raise BadRequest(f"{place}: {shown(name)} is no word of a rule; there are {', '.join(WORDS)}")
        if name in words:
            raise BadRequest(f"{place}: {name} is given twice; give it once")
        if bool(equals) == (name in ("off", "drop", "pass")):
            raise BadRequest(f"{place}: {name}: give it {'without' if equals else 'with'} a value")
        words[name] = value
    return listed[0], words


def _choice(words: dict[str, str], place: str) -> dict[str, Any]:
    choice: dict[str, Any] = {}
    if "p" in words:
        percent = words["p"].endswith("%")
        number = words["p"].removesuffix("%")
        choice["Probability"] = float(number) / (100 if percent else 1) if _REAL.fullmatch(number) else words["p"]
    choice |= {name: _number(words[name]) for name in ("every", "first") if name in words}
    if "over" in words:
        number, slash, time = words["over"].partition("/")
        if not slash:
            raise BadRequest(f"{place}: over: {shown(number)} will not do; give a number and a time, such as 10/60s")
        choice |= {"MoreThan": _number(number), "Within": _number(time)}
    if "per" in words:
        choice["Per"] = words["per"]
    return choice


def _effect(words: dict[str, str], place: str) -> dict[str, Any]:
    effect: dict[str, Any] = {name: _number(words[name]) for name in ("delay", "truncate", "rate") if name in words}
    if "drop" in words:
        effect["drop"] = True
    if "reply" in words:
        code, _, text = words["reply"].partition(" ")
        first, _, rest = text.strip().partition(" ")
        effect["Code"] = _number(code)
        effect |= {"Enhanced": first, "Text": rest.strip()} if ENHANCED.fullmatch(first) else {"Text": text.strip()}
    if bool(effect) == ("pass" in words):
        raise BadRequest(f"{place}: give either an effect (reply, delay, drop, truncate, rate) or pass")
    return effect


def _number(text: str) -> int | float | str:
    """A number if it is one; else the text, which is then found to be none, or a time."""
    if _NUMBER.fullmatch(text):
        return int(text)
    return float(text) if _REAL.fullmatch(text) else text
