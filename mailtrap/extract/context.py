"""Who lays claim to a number: the words about it, and whether they name a code or something else."""

import re
from enum import IntEnum
from typing import NamedTuple

from mailtrap.extract import words


class Claim(IntEnum):
    """What a word says of the number next to it."""

    SURE = 0
    LIKELY = 1
    TRADE = 2
    OTHER = 3


class Mark(NamedTuple):
    """A word of the vocabulary in a text."""

    start: int
    end: int
    claim: Claim


_VOCABULARIES = (
    (Claim.SURE, words.SURE),
    (Claim.LIKELY, words.LIKELY),
    (Claim.TRADE, words.TRADE),
    (Claim.OTHER, words.OTHER),
)
_CAPITALS = frozenset({"tan", "pin", "pins"})
"""Words that mean a code only when they are written large: to tan, to pin."""
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ -]{1,2}$")
WORD_BEHIND = re.compile(r"[ \n]{1,2}([^\W\d_][\w'’-]*)")
_OF = frozenset({"de", "di", "du", "do", "da", "des", "der", "of", "van", "af", "av", "del", "della", "dell"})

_EASTERN = frozenset({"コード", "代码", "代碼", "코드"})
_COMPOUND = re.compile("(?![的此入该該下用次右])[\u30a1-\u30fa\u30fc\u3400-\u9fff\uac00-\ud7af]")
"""A letter that makes one word with the plain "code" behind it: 店舗コード."""


def names_code(lowered: str) -> bool:
    """Whether there is any word for a code in a text in small letters."""
    return words.NAMES.search(lowered) is not None or words.PURPOSE.search(lowered) is not None


def marks(text: str) -> list[Mark]:
    """The words of a text in even writing, in order; of those within one another the widest."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter that grows; the places would be wrong
        text = lowered
    found = [
        Mark(each.start(), each.end(), claim) for claim, wanted in _VOCABULARIES for each in wanted.finditer(lowered)
    ]
    found.sort(key=lambda mark: (mark.start, -mark.end, mark.claim))
    apart: list[Mark] = []
    past = 0
    for mark in found:
        if mark.start < past:
            continue
        if lowered[mark.start : mark.end] in _CAPITALS and not text[mark.start : mark.start + 3].isupper():
            continue
        doubted = mark.claim is Claim.LIKELY and _code_of_something(text, lowered, mark)
        apart.append(mark._replace(claim=Claim.OTHER) if doubted else mark)
        past = mark.end
    return apart


def _code_of_something(text: str, lowered: str, mark: Mark) -> bool:
    """Whether a plain word is the code of a thing, such as "tariff code" or "código de tarifa"."""
    if lowered[mark.start : mark.end] in ("code", "codes"):
        before = _WORD_BEFORE.search(text, max(0, mark.start - 24), mark.start)
        if before and before[1].islower() and before[1] not in words.BEFORE_CODE and before[1].isascii():
            return True
    if lowered[mark.start : mark.end] in _EASTERN and _COMPOUND.match(text, mark.start - 1):
        return True
    behind = WORD_BEHIND.match(text, mark.end)
    if behind and behind[1].lower() in _OF:
        behind = WORD_BEHIND.match(text, behind.end())
        if behind is None or not behind[1][0].islower() or behind[1].lower() in words.SMALL:
            return False
        return words.LETS_IN.match(behind[1].lower()) is None  # "PIN de verificación" is one by another name
    return False
