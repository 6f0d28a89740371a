"""One-time codes: each number that a word for a code lays claim to, and no other word before it."""

import re
from typing import NamedTuple

from mailtrap.extract import words
from mailtrap.extract.claims import Claims, Found, Mail, told_to_use
from mailtrap.extract.context import Claim, marks, names_code
from mailtrap.extract.numbers import Candidate, candidates
from mailtrap.extract.plain import plain
from mailtrap.extract.values import Code

MAX_TEXT = 64 * 1024
"""Characters of a body that are looked at; a code stands further up."""
MAX_SUBJECT = 1_000
"""Characters of a subject that are looked at."""
MAX_CODES = 5
"""Codes of one mail; where more are found, they are a list of something else."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!#-;=?-\[\]_a-z~]{1,4000}|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}"
    r"|#[0-9A-Fa-f]{6}(?![0-9A-Za-z])"
)
_PIN = re.compile(r"pin(?!\w)")


class Source(NamedTuple):
    """A text in which codes are sought, and where it comes from."""

    where: str
    text: str


def has_code(subject: str, text: str, html_text: str) -> bool:
    """Whether ``extract`` finds a code, quickly where there is none.

    ``html_text`` is the HTML as ``visible_text`` gives it. Never raises.
    """
    try:
        return bool(codes(subject, text, html_text))
    except Exception:  # as in extract
        return False


def codes(subject: str, text: str, html_text: str, alone: frozenset[str] = frozenset()) -> tuple[Code, ...]:
    """The codes of a mail, best first, at most ``MAX_CODES``.

    ``alone`` are texts that an element of the HTML has to itself: they come first among equals.
    """
    sources = (
        Source("subject", subject[:MAX_SUBJECT].replace("\n", " ")),
        Source("text", text[:MAX_TEXT]),
        Source("html", html_text[:MAX_TEXT]),
    )
    if not _may_name_code("\n".join(source.text for source in sources)):
        return ()
    even = [Source(where, _ADDRESS.sub(_blank, plain(text))) for where, text in sources]
    numbers = [candidates(source.text) for source in even]
    if not any(numbers) or not _names_code(even, numbers):
        return ()
    named = [marks(source.text) for source in even]
    mail = Mail(
        lets_in=any(mark.claim is Claim.SURE for each in named for mark in each)
        or any(words.LETS_IN.search(source.text.lower()) for source in even),
        trade=any(mark.claim is Claim.TRADE for each in named for mark in each),
        subject=min((mark.claim for mark in named[0] if mark.claim <= Claim.LIKELY), default=None),
    )
    found: dict[str, Code] = {}
    for source, raw, here, about in zip(even, sources, numbers, named, strict=True):
        for each in Claims(*source, about, here, mail).found():
            code = _code(each, source, raw, alone)
            known = found.get(code.value)
            if known is None or code.score > known.score:
                found[code.value] = code
    return _best(found)


def _may_name_code(text: str) -> bool:
    lowered = text.lower()
    for stem in words.STEMS if lowered.isascii() else words.STEMS + words.FOREIGN_STEMS:
        if stem in lowered:
            return True
    return "TAN" in text or ("pin" in lowered and _PIN.search(lowered) is not None)


def _names_code(even: list[Source], numbers: list[list[Candidate]]) -> bool:
    """Whether any word for a code stands anywhere, or "enter" in front of a number."""
    if any(names_code(source.text.lower()) for source in even):
        return True
    return any(
        told_to_use(source.text[max(0, number.start - 40) : number.start].lower())
        for source, here in zip(even, numbers, strict=True)
        for number in here
    )


def _blank(found: re.Match[str]) -> str:
    """Something as long that is neither a number nor a word: addresses hold both, and none of them counts."""
    return "@" * len(found[0])


def _code(found: Found, source: Source, raw: Source, alone: frozenset[str]) -> Code:
    candidate, score, reason = found
    shown = (raw if len(raw.text) == len(source.text) else source).text[candidate.start : candidate.end]
    if source.where == "html" and " ".join(shown.split()) in alone:
        score, reason = min(1.0, score + 0.03), f"{reason}, in an element of its own"
    return Code(candidate.value, " ".join(shown.split()), source.where, reason, round(score, 2))


def _best(found: dict[str, Code]) -> tuple[Code, ...]:
    ranked = sorted(found.values(), key=lambda code: -code.score)
    if ranked and ranked[0].score >= 0.75:  # what was only likely is not needed then
        ranked = [code for code in ranked if code.score >= 0.65]
    return tuple(ranked[:MAX_CODES])
