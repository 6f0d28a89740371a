"""The claims that words lay to numbers: how sure it is that one of them is a code, and why."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from mailtrap.extract import words
from mailtrap.extract.beside import AMOUNT
from mailtrap.extract.context import WORD_BEHIND, Claim, Mark
from mailtrap.extract.numbers import Candidate

LEAST = 0.5
"""The score from which on a number is a code."""
REACH = 60
"""Characters from a word to the code behind it on its line."""
REACH_BACK = 45
"""Characters from a code to the word behind it."""
REACH_OTHER = 25
"""Characters from another number's name to that number; a code's name reaches further, as it stands in sentences."""
REACH_LINES = 320
"""Characters between a word and a code that stands alone on a line below or above."""
MAX_GAP = 1_500
"""Characters between a word and a code before the spaces are taken out, which pretty-printed HTML is full of."""

_SENTENCE_END = re.compile(r"[.!?؟।](?:\s|$)|[。！？]")
_LENGTHS = (
    "min|stell|digit|chiff|cifr|d[ií]git|haneli|знач|cyfr|sec|sek|hour|stund|heure|hora|ord|分|位|桁|자리|दिन|मिनट"
)
_DIGIT = re.compile(rf"\d+(?!\d)(?![ -]?(?:{_LENGTHS}))")
"""A number that is not how long a code is, or how long it is good."""
_DECORATION = " \t*_~`>|#-=.:;,!()[]{}<\"'“”„«»‘’「」『』【】〔〕《》：。、，·•→»"
_NEXT_SENTENCE = re.compile(r"[^.!?。！？\n]{0,90}[.!?。！？]\s{0,20}$")
"""The rest of a sentence: text made of HTML without regard to its blocks has its code at the start of the next one."""
_NUMERAL = re.compile(r"\d")
_APART = re.compile(r"[,;:|\n\d.!?]")
"""What stands between two things that are named one after the other, not one of the other."""
_MODIFIED = re.compile(r"kod(?!e)|kód|код|c[oó]d[iu]")
"""Words for a code whose languages put its purpose behind it."""
_LABELLED = re.compile(r" ([^\W\d_]+) ?:")
_PLURAL = re.compile(r"(?:codes|digos|otps|passwords|passcodes|digits|pins)$")
"""Names of many codes: the number before them counts them."""
_REASONS = {
    "before": "follows “{}”",
    "above": "stands alone below “{}”",
    "next": "begins the sentence that follows “{}”",
    "behind": "comes before “{}”",
    "below": "stands alone above “{}”",
}


class Found(NamedTuple):
    """A number that is a code, with the score from 0 to 1 and the reason."""

    candidate: Candidate
    score: float
    reason: str


class Mail(NamedTuple):
    """What the mail as a whole says: whether it speaks of signing in, of a code's short life or of keeping it secret,
    and whether it speaks of buying or booking. ``subject`` is the strongest word for a code in the subject.
    """

    lets_in: bool
    trade: bool
    subject: Claim | None


class _Said(NamedTuple):
    """A word that lays claim to a number, from how far, and how they stand to each other."""

    mark: Mark
    distance: int
    how: str


_WORTH = {"before": 0.95, "above": 0.9, "behind": 0.9, "below": 0.7, "next": 0.75}
"""How sure a claim is that a name for codes lays from there."""


class Claims:
    """A text with its words and numbers."""

    def __init__(self, where: str, text: str, about: list[Mark], numbers: Sequence[Candidate], mail: Mail) -> None:
        self.where, self.text = where, text
        self.numbers = numbers
        self.places = [number.start for number in numbers]
        self.mail = mail
        self.marks = about
        self.starts = [mark.start for mark in about]

    def found(self) -> list[Found]:
        """All candidates that are codes."""
        return [each for number in self.numbers if (each := self.judged(number)) and each.score >= LEAST]

    def has_any(self) -> bool:
        """Whether any of them is one."""
        return any((each := self.judged(number)) and each.score >= LEAST for number in self.numbers)

    def judged(self, number: Candidate) -> Found | None:
        """How sure it is that this is a code, and why; None if something else lays claim to it."""
        alone = self._alone(number)
        before, behind = self._before(number, alone), self._behind(number, alone)
        if before and before.mark.claim >= Claim.TRADE:
            return None
        if behind and behind.mark.claim >= Claim.TRADE:
            behind = None
            if not before:
                return None
        said = [self._scored(number, each) for each in (before, behind) if each]
        return max(said, key=lambda found: found.score, default=None) or self._unclaimed(number, alone)

    def _alone(self, number: Candidate) -> bool:
        """Whether a number has its line to itself."""
        line, end = self.text.rfind("\n", 0, number.start) + 1, self.text.find("\n", number.end)
        rest = self.text[line : number.start], self.text[number.end : end if end >= 0 else None]
        return all(len(part) < MAX_GAP and not part.strip(_DECORATION) for part in rest)

    def _before(self, number: Candidate, alone: bool) -> _Said | None:
        """The claim of the words in front."""
        nearest = bisect_left(self.starts, number.start) - 1
        other: Mark | None = None
        for mark in reversed(self.marks[max(0, nearest - 7) : nearest + 1]):
            gap = self.text[mark.end : number.start]
            if len(gap) > MAX_GAP:
                break
            if mark.claim >= Claim.TRADE:
                if other is None and self._owns(gap, alone):
                    other = mark
                continue
            if other and _APART.search(self.text, mark.end, other.start):
                break
            if said := self._claims(number, mark, gap, alone):
                return said
        return _Said(other, 0, "before") if other else None

    def _owns(self, gap: str, alone: bool) -> bool:
        """Whether the name of another number stands next to this one, or labels it from the line above."""
        said = " ".join(gap.split())
        reach = REACH_OTHER if "\n" not in gap else 12 if alone else 0
        return len(said) < reach and not _NUMERAL.search(said) and not _SENTENCE_END.search(gap)

    def _claims(self, number: Candidate, mark: Mark, gap: str, alone: bool) -> _Said | None:
        said = " ".join(gap.split())
        lines = _lines(gap)
        if lines and not (lines == 1 and (len(said) <= 12 or (self.where == "text" and "\n\n" not in gap))):
            if not alone or lines > 4 or len(said) > REACH_LINES or self._between(mark, number):
                return None
            return _Said(mark, len(said) // 8, "above")
        blocked = (
            self._between(mark, number) if mark.claim is Claim.SURE else _DIGIT.search(AMOUNT.sub("", gap.lower()))
        )
        if len(said) > REACH or blocked or _SENTENCE_END.search(gap):
            if lines:
                free = alone and not self._between(mark, number)
                return _Said(mark, len(said) // 8, "above") if free else None
            follows = mark.claim is Claim.SURE and number.typical and not blocked and _NEXT_SENTENCE.match(gap)
            return _Said(mark, len(said), "next") if follows else None
        if mark.claim is Claim.LIKELY and self._of_something(mark, number):
            return None
        return _Said(mark, len(said), "before")

    def _of_something(self, mark: Mark, number: Candidate) -> bool:
        """Whether a word follows that makes a plain "code" that of a thing: ``kod produktu 4815``."""
        modified = _MODIFIED.match(self.text[mark.start : mark.end].lower())
        behind = (WORD_BEHIND if modified else _LABELLED).match(self.text, mark.end, number.start)
        return behind is not None and behind[1][0].islower() and behind[1].lower() not in words.SMALL

    def _between(self, mark: Mark, number: Candidate) -> bool:
        """Whether a candidate stands nearer to the word than this one."""
        return bisect_left(self.places, mark.end) < bisect_left(self.places, number.start)

    def _behind(self, number: Candidate, alone: bool) -> _Said | None:
        """The claim of the words that follow."""
        nearest = bisect_left(self.starts, number.end)
        for mark in self.marks[nearest : nearest + 4]:
            gap = self.text[number.end : mark.start]
            if len(gap) > MAX_GAP:
                return None
            said = " ".join(gap.split())
            lines = _lines(gap)
            labels_next = mark.claim >= Claim.TRADE and self.text[mark.end : mark.end + 3].lstrip().startswith(":")
            if labels_next or (not said and _PLURAL.search(self.text[mark.start : mark.end].lower())):
                return None
            if lines:
                if alone and lines <= 3 and len(said) <= REACH_LINES // 2 and mark.claim <= Claim.LIKELY:
                    return None if _NUMERAL.search(said) else _Said(mark, len(said) // 8, "below")
                continue
            if len(said) > REACH_BACK or _SENTENCE_END.search(gap) or _NUMERAL.search(said):
                return None
            first = said.lstrip("\"”“’'»«)]」』 ").split(" ")[0].strip("'’,:").lower()
            if len(said) <= 6 or first in words.IS or first.startswith("-"):
                return _Said(mark, len(said), "behind")
        return None

    def _scored(self, number: Candidate, said: _Said) -> Found:
        likely = said.mark.claim is Claim.LIKELY
        near = said.how in ("above", "behind") or (said.how == "before" and self._directly(number, said.mark))
        score = _WORTH[said.how] - 0.1 * likely - 0.002 * said.distance + 0.03 * number.typical
        if number.doubtful:
            score -= (0.3 if likely else 0.15) if near else 0.5
        if number.crowded:
            score -= 0.1 if near else 0.3
        if likely and (self.mail.trade or not self.mail.lets_in):
            score -= 0.5
        word = " ".join(self.text[said.mark.start : said.mark.end].split())
        return Found(number, min(score, 0.97), _REASONS[said.how].format(word))

    def _directly(self, number: Candidate, mark: Mark) -> bool:
        """Whether nothing but a colon or "is" stands between a word and the number behind it."""
        gap = self.text[mark.end : number.start].strip()
        return len(gap) < 2 or gap[-1] in ":-=" or gap.rstrip("\"'“„«*").split(" ")[-1].lower() in words.IS

    def _unclaimed(self, number: Candidate, alone: bool) -> Found | None:
        """A number that no name stands by: told what to do with it, or what the subject promised."""
        line = self.text.rfind("\n", 0, number.start) + 1
        before = self.text[max(line, number.start - 40) : number.start].lower()
        after = self.text[number.end : number.end + 60].lstrip(" -").lower()
        if told_to_use(before) and (words.PURPOSE.match(after) or self._lets_in(number, after)):
            return Found(number, 0.75 - 0.4 * number.doubtful, "is to be entered")
        if alone and number.typical and self.mail.lets_in and not self.mail.trade and self._told_above(number):
            return Found(number, 0.65, "stands alone below what is to be done with it")
        if self.mail.subject is None or number.doubtful or number.crowded or self.where == "subject":
            return None
        if self.mail.subject is Claim.LIKELY and (self.mail.trade or not self.mail.lets_in):
            return None
        if alone:
            return Found(number, 0.7 - 0.1 * self.mail.subject, "stands alone, and the subject speaks of a code")
        if self.mail.subject is Claim.SURE and number.typical and before.rstrip()[-1:] in ("", ".", ":", "!"):
            return Found(number, 0.55, "begins a sentence, and the subject speaks of a code")
        return None

    def _told_above(self, number: Candidate) -> bool:
        """Whether the line above ends with "enter", "use" and the like."""
        return told_to_use(self.text[max(0, number.start - 80) : number.start].lower())

    def _lets_in(self, number: Candidate, after: str) -> bool:
        """Whether the sentence goes on about signing in."""
        sentence = _SENTENCE_END.split(after.partition("\n")[0], maxsplit=1)[0]
        return number.typical and words.LETS_IN.search(sentence) is not None


def _lines(gap: str) -> int:
    """How many lines further down."""
    return sum(1 for line in gap.split("\n")[1:-1] if line.strip()) + 1 if "\n" in gap else 0


def told_to_use(before: str) -> bool:
    """Whether the words in front of a number end with "enter", "use" and the like."""
    bare = before.rstrip(" :\"'“„«*\n\t")
    return any(word.end() == len(bare) for word in words.USE.finditer(bare))
