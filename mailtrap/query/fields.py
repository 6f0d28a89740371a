"""What a word of a search means, by its field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from mailtrap.query.dates import Span, day_of, read_date
from mailtrap.query.fault import shown
from mailtrap.query.terms import (
    ADDRESSED,
    ANYWHERE,
    Contains,
    Field,
    Flag,
    Has,
    HasHeader,
    Is,
    Name,
    Not,
    Query,
    Received,
    Size,
    fold,
)
from mailtrap.query.words import Token

TEXTS = {
    "from": frozenset({Field.FROM}),
    "to": frozenset({Field.TO}),
    "cc": frozenset({Field.CC}),
    "bcc": frozenset({Field.BCC}),
    "reply-to": frozenset({Field.REPLY_TO}),
    "addressed": ADDRESSED,
    "rcpt": frozenset({Field.RCPT}),
    "message-id": frozenset({Field.MESSAGE_ID}),
    "subject": frozenset({Field.SUBJECT}),
    "body": frozenset({Field.BODY}),
    "html": frozenset({Field.HTML}),
    "filename": frozenset({Field.FILES}),
    "type": frozenset({Field.TYPE}),
}
"""Fields that contain a text."""
IS: dict[str, Query] = {
    "read": Has(Flag.READ),
    "unread": Not(Has(Flag.READ)),
    "tagged": Has(Flag.TAGGED),
    "encrypted": Has(Flag.ENCRYPTED),
    "pinned": Has(Flag.PINNED),
}
"""The values of ``is:``."""
HAS: dict[str, Query] = {
    "attachment": Has(Flag.ATTACHMENT),
    "inline": Has(Flag.INLINE),
    "html": Has(Flag.HTML),
    "text": Has(Flag.TEXT),
    "link": Has(Flag.LINK),
    "code": Has(Flag.CODE),
    "tag": Has(Flag.TAGGED),
}
"""The values of ``has:``."""
DATES = ("after", "before", "on")
SIZES = ("larger", "smaller")
FIELDS = (*TEXTS, "header", *Name, "is", "has", *DATES, *SIZES)
"""Each word that means something before a colon."""

_HAS_SOME = HAS | {f"{name}s": query for name, query in HAS.items() if name not in ("html", "text")}
_ANGLED = frozenset({*ADDRESSED, Field.RCPT, Field.MESSAGE_ID})
"""What is written in angle brackets, but looked for without them, as in Mailpit."""
_HEADER = re.compile(r"\s*([!-9;-<>-~]+)\s*(?:=(.*))?", re.DOTALL)
_SIZE = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))? ?(?:b|(?:(k|m|g)i?b?))?", re.ASCII)
MAX_SIZE = 2**40
"""Bytes; far more than any mail has, and a number that every store can count to."""
_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30}
_EXACT = timedelta(microseconds=1)
"""``before:`` a moment includes it, as in Mailpit."""
_NO_DATE = 'give one such as 2026-11-23, 2026-11-23T10:30Z, "Nov 23 2026 10:30", 2026-11, yesterday, monday, 2h or 3d'


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when a search is asked."""

    now: datetime
    zone: tzinfo


def meaning(token: Token, here: Here) -> Query:
    """What a word asks for. What stands before a colon and is no field is text: ``https://shop.test``, ``10:30``.

    Raises:
        QueryError: the field has no such value.
    """
    field, value = token.prefix, token.value
    if field not in FIELDS:
        return Contains(_folded(token, f"{_written_prefix(token)}{value}"), ANYWHERE)
    if not value.replace("\0", " ").strip():
        raise token.wrong(f"{field}: has no value; give one right after the colon, {_example(field)}")
    if field in TEXTS:
        return _text(token, TEXTS[field])
    if field == "header":
        return _header(token)
    if field in list(Name):
        return Is(Name(field), value if field == Name.INBOX else value.strip())
    if field == "is":
        return _choice(token, IS)
    if field == "has":
        return _choice(token, _HAS_SOME)
    return _size(token) if field in SIZES else _date(token, here)


def _written_prefix(token: Token) -> str:
    return token.text[: len(token.prefix) + 1] if token.prefix else ""


def _example(field: str) -> str:
    examples = {
        "header": "header:List-Id or header:X-Mailer=php",
        "is": f"one of {', '.join(IS)}",
        "has": f"one of {', '.join(HAS)}",
        "type": "type:pdf or type:image/*",
        **dict.fromkeys(SIZES, f"{field}:500k or {field}:1.5m"),
        **dict.fromkeys(DATES, f"{field}:2026-11-23 or {field}:yesterday"),
    }
    return examples.get(field, f'{field}:word or {field}:"two words"')


def _folded(token: Token, value: str) -> str:
    folded = fold(value)
    if not folded:
        raise token.wrong("there is nothing in it to look for; give a word, or leave it out")
    return folded


def _text(token: Token, fields: frozenset[Field]) -> Contains:
    value = token.value.strip()
    if fields <= _ANGLED:
        value = value.removeprefix("<").removesuffix(">")
    if fields == {Field.TYPE}:
        value = value.removesuffix("*")
        if "*" in value:
            raise token.wrong("a * stands for the end of a type only; give type:image/* or type:pdf")
    return Contains(_folded(token, value), fields)


def _header(token: Token) -> HasHeader:
    found = _HEADER.fullmatch(token.value)
    if not found:
        raise token.wrong("that is no name of a header field; give header:NAME or header:NAME=VALUE")
    if found[2] is None:
        return HasHeader(found[1].lower())
    value = fold(found[2])
    if not value:
        raise token.wrong("there is no value behind the =; give header:NAME=VALUE, or header:NAME for any")
    return HasHeader(found[1].lower(), value)


def _choice(token: Token, choices: dict[str, Query]) -> Query:
    found = choices.get(token.value.strip().lower())
    if not found:
        raise token.wrong(f"{shown(token.value)} is nothing that a mail {token.prefix}; give {_example(token.prefix)}")
    return found


def _size(token: Token) -> Size:
    found = _SIZE.fullmatch(" ".join(token.value.lower().split()))
    if not found:
        raise token.wrong(f"{shown(token.value)} is no size; give bytes, or 500k, 1.5m, 1g")
    whole, part, unit = found[1], found[2] or "", found[3]
    size = int(whole + part) * _UNITS.get(unit, 1) // 10 ** len(part)
    if size > MAX_SIZE:
        raise token.wrong(f"{shown(token.value)} is more than a mail can have; give at most {MAX_SIZE // _UNITS['g']}g")
    return Size(above=size) if token.prefix == "larger" else Size(below=size)


def _date(token: Token, here: Here) -> Received:
    span = read_date(token.value, now=here.now, zone=here.zone)
    if span is None:
        raise token.wrong(f"{shown(token.value)} is no date; {_NO_DATE}")
    try:
        return _received(token.prefix, span, here.zone)
    except OverflowError:  # the end of the last day that there is
        raise token.wrong(f"{shown(token.value)} is too far away; {_NO_DATE}") from None


def _received(field: str, span: Span, zone: tzinfo) -> Received:
    if field == "after":
        return Received(start=span.start)
    if field == "before":
        return Received(end=span.start if span.end else span.start + _EXACT)
    day = span if span.end else day_of(span.start, zone)
    return Received(day.start, day.end)
