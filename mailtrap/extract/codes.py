"""One-time codes: each number that a word for a code lays claim to, and no other word before it."""

import re
from typing import NamedTuple

from mailtrap.extract import words
from mailtrap.extract.claims import Claims, Found, Mail, told_to_use
from mailtrap.extract.context import Claim, Mark, marks, names_code
from mailtrap.extract.numbers import Candidate, candidates
from mailtrap.extract.pattern import is_latin
from mailtrap.extract.plain import plain
from mailtrap.extract.values import Code

MAX_TEXT = 64 * 1024
"""Characters of a body that are looked at; a code stands further up."""
MAX_SUBJECT = 1_000
"""Characters of a subject that are looked at."""
MAX_CODES = 5
"""Codes of one mail; where more are found, they are a list of something else."""

_REACH, _FAR_REACH = 40, 80
"""Characters in front of a number in which "enter" is looked for: on its line, and above it."""
_WORST = Mail(lets_in=False, trade=True, subject=None)
"""What the rest of a mail may say that speaks most against a code."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!#-;=?-\[\]_a-z~]{1,4000}|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}"
    r"|#[0-9A-Fa-f]{6}(?![0-9A-Za-z])"
)
_URL = re.compile(r"https?://[!#-;=?-\[\]_a-z~]{1,4000}|www\.[!#-;=?-\[\]_a-z~]{1,4000}|#[0-9A-Fa-f]{6}(?![0-9A-Za-z])")
"""The same for texts without "@"; made so that it is tried at the letters h, w and # alone."""
_DIGIT = re.compile(r"\d")
_PIN = re.compile(r"pin(?!\w)")


class Source(NamedTuple):
    """A text in which codes are sought, and where it comes from."""

    where: str
    text: str


def has_code(subject: str, text: str, html_text: str) -> bool:
    """Whether ``extract`` finds a code, in a small part of the time.

    ``html_text`` is the HTML as ``visible_text`` gives it. Never raises.
    """
    try:
        return _has_code(_sources(subject, text, html_text))
    except Exception:  # as in extract
        return False


def codes(subject: str, text: str, html_text: str, alone: frozenset[str] = frozenset()) -> tuple[Code, ...]:
    """The codes of a mail, best first, at most ``MAX_CODES``.

    ``alone`` are texts that an element of the HTML has to itself: they come first among equals.
    """
    sources = _sources(subject, text, html_text)
    if not _may_name_code("\n".join([source.text for source in sources])):
        return ()
    even = [_even(source) for source in sources]
    numbers = [candidates(source.text) for source in even]
    if not any(numbers) or not _names_code(even, numbers):
        return ()
    named = [marks(source.text) for source in even]
    mail = Mail(_lets_in(even, named), _trades(named), _promised(named[0]))
    found: dict[str, Code] = {}
    for source, raw, here, about in zip(even, sources, numbers, named, strict=True):
        for each in Claims(*source, about, here, mail).found():
            code = _code(each, source, raw, alone)
            known = found.get(code.value)
            if known is None or code.score > known.score:
                found[code.value] = code
    return _best(found)


def _has_code(sources: list[Source]) -> bool:
    """Each text is read when those before it left a doubt, the subject first: most codes stand there or nowhere."""
    subject = sources[0]
    if _DIGIT.search(subject.text) and _may_name_code(subject.text) and _is_sure(_even(subject)):
        return True
    if not _may_name_code("\n".join([source.text for source in sources])):
        return False
    even = [_even(source) for source in sources]
    numbers = [candidates(source.text) for source in even]
    if not any(numbers):
        return False
    has_names = [words.NAMES.search(source.text.lower()) is not None for source in even]
    if not any(has_names) and not _told(even, numbers, _REACH, _FAR_REACH):
        return False
    if any(named and _is_sure(source, here) for source, here, named in zip(even, numbers, has_names, strict=True)):
        return True
    named = [marks(source.text) for source in even]
    promised = _promised(named[0])
    if not _any_found(even, numbers, named, Mail(lets_in=True, trade=False, subject=promised)):
        return False
    if not any(has_names) and not _names_code(even, numbers):
        return False
    return _any_found(even, numbers, named, Mail(_lets_in(even, named), _trades(named), promised))


def _is_sure(source: Source, numbers: list[Candidate] | None = None) -> bool:
    """Whether a text has a code whatever the rest of the mail says: what that says at worst lowers each score most."""
    numbers = candidates(source.text) if numbers is None else numbers
    return bool(numbers) and _any_found([source], [numbers], [marks(source.text)], _WORST)


def _any_found(even: list[Source], numbers: list[list[Candidate]], named: list[list[Mark]], mail: Mail) -> bool:
    return any(
        Claims(*source, about, here, mail).has_any()
        for source, here, about in zip(even, numbers, named, strict=True)
        if here
    )


def _sources(subject: str, text: str, html_text: str) -> list[Source]:
    return [
        Source("subject", subject[:MAX_SUBJECT].replace("\n", " ")),
        Source("text", text[:MAX_TEXT]),
        Source("html", html_text[:MAX_TEXT]),
    ]


def _even(source: Source) -> Source:
    """In even writing and without addresses."""
    text = plain(source.text)
    if "@" in text:
        text = _ADDRESS.sub(_blank, text)
    elif "://" in text or "www." in text or "#" in text:
        text = _URL.sub(_blank, text)
    return Source(source.where, text)


def _lets_in(even: list[Source], named: list[list[Mark]]) -> bool:
    return any(mark.claim is Claim.SURE for each in named for mark in each) or any(
        words.LETS_IN.search(source.text.lower()) for source in even
    )


def _trades(named: list[list[Mark]]) -> bool:
    return any(mark.claim is Claim.TRADE for each in named for mark in each)


def _promised(subject: list[Mark]) -> Claim | None:
    """The strongest word for a code in the subject."""
    return min((mark.claim for mark in subject if mark.claim <= Claim.LIKELY), default=None)


def _may_name_code(text: str) -> bool:
    lowered = text.lower()
    for stem in words.STEMS:
        if stem in lowered:
            return True
    if not lowered.isascii():
        for stem in words.LATIN_STEMS if is_latin(lowered) else words.FOREIGN_STEMS:
            if stem in lowered:
                return True
    return "TAN" in text or ("pin" in lowered and _PIN.search(lowered) is not None)


def _names_code(even: list[Source], numbers: list[list[Candidate]]) -> bool:
    """Whether any word for a code stands anywhere, or "enter" in front of a number."""
    return any(names_code(source.text.lower()) for source in even) or _told(even, numbers, _REACH)


def _told(even: list[Source], numbers: list[list[Candidate]], *reaches: int) -> bool:
    """Whether "enter" stands in front of a number."""
    return any(
        told_to_use(source.text[max(0, number.start - reach) : number.start].lower())
        for source, here in zip(even, numbers, strict=True)
        for number in here
        for reach in reaches
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
