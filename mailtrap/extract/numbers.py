"""What is shaped like a code, and stands where one may stand."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from mailtrap.extract.beside import refused

MAX_CANDIDATES = 400
"""Candidates of one text; a code is not sought behind so many numbers."""
MAX_WORD = 24
"""Characters of a word; in longer ones digits belong to something else."""
MAX_SINGLE = 15
"""Characters of the longest code that is one word: eight digits with dashes between them."""


class Candidate(NamedTuple):
    """A run of characters that could be a code. ``typical`` is what one expects of a code, ``doubtful`` what also looks
    like a year, a date or a promotion, ``crowded`` has other numbers beside it.
    """

    start: int
    end: int
    value: str
    typical: bool
    doubtful: bool
    crowded: bool


_DIGITS = re.compile(
    r"[0-9](?<![0-9]{2})(?:"
    r"(?<=[A-Za-z-][0-9])(?<![a-z]-[0-9])(?<![A-Za-z]{8}[0-9])"
    r"(?!(?<=[0-9]{4}-[0-9])[0-9]-[0-9A-Za-z])(?<![0-9]{4}-[0-9]{2}-[0-9])[0-9]*"
    r"|(?<![A-Za-z-][0-9])(?:(?![0-9]{3}-[0-9]{2}-[0-9A-Za-z])[0-9]*(?=[A-Za-z-]| [0-9])|[0-9]{3,7}(?![0-9A-Za-z-])))"
)
"""Digits that letters or dashes touch, that other digits follow, or that are 4 to 8: no others come to anything, nor do
those of ``orders-4``, of a long word and of a date such as 2025-01-06, which logs are full of.
"""
_BOXES = re.compile(
    r"[0-9A-Z](?=[\s-])(?<![0-9A-Za-z.,:/#$€£-][0-9A-Z])"
    r"(?:(?:\s{1,200}|[ \t]?-[ \t]?)[0-9A-Z](?!\w|[.,:/%-]\w)){3,}"
)
"""One character to a box, whatever lies between them in the source."""
_THREE_BOXES = re.compile(r"[0-9A-Z][\s-]+[0-9A-Z][\s-]+[0-9A-Z](?!\w)")
"""What no row of boxes is without, which is told sooner."""
_BETWEEN_BOXES = re.compile(r"[\s-]+")
_THREE_LETTERS = re.compile(r"-(?<=[A-Z]{3}-)[A-Z]{3}")
"""The same for letters with a dash between them."""
_LETTERS = re.compile(r"[A-Z]{3,4}-[A-Z]{3,4}(?![0-9A-Za-z\u00c0-\u058f-])")

_WORD_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
_LETTER = re.compile("[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u058f]")
"""Letters of the scripts that put spaces between words; 认证码481592 has none."""

_NUMBER = re.compile(r"\d{4,8}")
_DASHED = re.compile(
    r"\d{3}-\d{3}|\d{4}-\d{4}|\d{2}-\d{2}-\d{2}|\d{4}-\d{2}|\d{3}-\d{2}|\d{2}-\d{3}|\d(?:-\d){3,7}|\d{2}(?:-\d{2}){3}"
)
_PREFIXED = re.compile(r"[A-Z]{1,3}-\d{4,8}")
_MIXED = re.compile(r"(?=[A-Za-z]{0,7}\d)(?=\d{0,7}[A-Za-z])(?:[A-Z0-9]{4,8}|[a-z0-9]{4,8}|[A-Za-z0-9]{6,8})")
_MIXED_PARTS = re.compile(r"[A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{5}-[A-Z0-9]{3,5}")
_SPACED = ((3, 3), (2, 2, 2), (4, 4), (4, 2), (3, 2), (2, 3), (2, 2, 2, 2), (2, 4))
"""Digits between single spaces, as far as they make one code."""
_SPACED_RUN = re.compile(r"[0-9]{1,8}(?: [0-9]{1,8}){1,9}(?![0-9A-Za-z])")

_PROMOTION = re.compile(r"[A-Z]{4,7}\d{1,4}|[A-Z]{2,6}20[0-3]\d")
_MEASURE = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|px|[kmg]b|kg|km|ms|cm|mm|min|hrs?|h\d\d|k|p|x\d+|kwh|mah|bit)", re.IGNORECASE
)
_DASHED_DATE = re.compile(r"[0-3]\d-[01]\d-\d\d|(?:19|20)\d\d-\d{2,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(
    r"20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])20[0-3]\d"
)


def candidates(text: str) -> list[Candidate]:
    """All that could be codes in a text in even writing, in order; of 4 to 8 digits and letters, ten with a dash."""
    found = [*islice(_boxed(text), MAX_CANDIDATES), *islice(_lettered(text), MAX_CANDIDATES)]
    found += islice(_numbered(text), MAX_CANDIDATES)
    if len(found) > 1:
        found.sort(key=lambda each: (each.start, -each.end))
        past = 0
        apart = []
        for each in found:
            if each.start >= past:
                apart.append(each)
                past = each.end
        return apart
    return found


def _boxed(text: str) -> Iterator[Candidate]:
    if not _THREE_BOXES.search(text):
        return
    for boxes in _BOXES.finditer(text):
        start, end = boxes.start(), boxes.start() + _alike(boxes[0])
        value = "".join(char for char in text[start:end] if char.isalnum())
        if not 4 <= len(value) <= 8 or value.isalpha() or value in "0123456789":
            continue  # 1 2 3 4 5: to be marked, or turned
        if not refused(text, start, end):
            yield Candidate(start, end, value, True, False, False)


def _alike(boxes: str) -> int:
    """How far a row of boxes goes before it turns into lines, or lines into a row: there other text begins."""
    within = list(_BETWEEN_BOXES.finditer(boxes))
    turn = next((each for each in within if ("\n" in each[0]) != ("\n" in within[0][0])), None)
    return turn.start() if turn else len(boxes)


def _lettered(text: str) -> Iterator[Candidate]:
    """Codes such as QNV-XFE, without any digit."""
    if not _THREE_LETTERS.search(text):
        return
    for word in _LETTERS.finditer(text):
        if not _LETTER.match(text, word.start() - 1) and text[word.start() - 1 : word.start()] not in ("-", "_"):
            yield Candidate(word.start(), word.end(), word[0].replace("-", ""), False, True, False)


def _numbered(text: str) -> Iterator[Candidate]:
    past = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() < past:
            continue
        start, end = _word(text, *digits.span())
        past = end
        if end - start > MAX_WORD or (start and _LETTER.match(text, start - 1)) or _LETTER.match(text, end):
            continue
        if end - start == len(digits[0]) and text[end : end + 1] == " " and (run := _SPACED_RUN.match(text, start)):
            past = run.end()
            found = _spaced(text, run)
        else:
            found = _single(text, start, end)
        if found and not refused(text, found.start, found.end):
            yield found


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the word about some digits, hyphens within included."""
    before, behind = text[max(0, start - MAX_WORD - 1) : start], text[end : end + MAX_WORD + 1]
    first = before[len(before.rstrip(_WORD_CHARS)) :].lstrip("-")
    last = behind[: len(behind) - len(behind.lstrip(_WORD_CHARS))].rstrip("-")
    return start - len(first), end + len(last)


def _spaced(text: str, run: re.Match[str]) -> Candidate | None:
    groups = run[0].split(" ")
    if tuple(map(len, groups)) in _SPACED:
        value = "".join(groups)
        return Candidate(*run.span(), value, len(value) >= 6, False, _crowded(text, run.start()))
    if len(groups) == 2:
        for group, other, start in (
            (groups[0], groups[1], run.start()),
            (groups[1], groups[0], run.end() - len(groups[1])),
        ):
            if _NUMBER.fullmatch(group) and len(other) < 3:
                return Candidate(start, start + len(group), group, len(group) == 6, _dubious(group), True)
    return None


def _single(text: str, start: int, end: int) -> Candidate | None:
    if end - start > MAX_SINGLE:
        return None
    word = text[start:end]
    if _NUMBER.fullmatch(word):
        return Candidate(start, end, word, len(word) == 6, _dubious(word), _crowded(text, start))
    if _DASHED.fullmatch(word):
        date = _DASHED_DATE.fullmatch(word) is not None
        return Candidate(start, end, word.replace("-", ""), not date, date, _crowded(text, start))
    if _PREFIXED.fullmatch(word):
        return Candidate(start, end, word, True, False, False)
    if _MIXED.fullmatch(word):
        doubtful = _PROMOTION.fullmatch(word) is not None or _MEASURE.fullmatch(word) is not None or word.islower()
        return Candidate(start, end, word, False, doubtful, False)
    if _MIXED_PARTS.fullmatch(word):
        return Candidate(start, end, word.replace("-", ""), True, False, False)
    return None


def _crowded(text: str, start: int) -> bool:
    """Whether another number stands directly in front."""
    return start > 1 and text[start - 1] in " )" and (text[start - 2].isdigit() or text[start - 1] == ")")


def _dubious(number: str) -> bool:
    return (_YEAR if len(number) == 4 else _DATE).fullmatch(number) is not None
