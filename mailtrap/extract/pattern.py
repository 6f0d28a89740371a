"""Expressions made of a vocabulary.

Words are separated by commas. A space is any space, line ends too, or a dash; ``*`` stands for the rest of a word;
beyond that they are regular expressions, of bounded repetitions only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

_SPACE = r"(?:[ \t]{0,3}[\r\n][ \t\r\n]{0,80}|[ \t]{1,3}|-)"
"""What may stand between two words; a line end with the indentation of HTML behind it."""
_REST = r"\w{0,24}"
_LETTER = r"[0-9a-z_\u00b5-\u0dff\u1e00-\u1fff]"
"""What no word may touch: letters of the scripts that put spaces between words. "您的OTP密碼" holds OTP."""
_WRITTEN = {" ": _SPACE, "*": _REST}
_ATOM = re.compile(r"\[[^]]+\]\??|\\.\??|.\??")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Lao, Japanese, Chinese and Korean letters: words of theirs do not end where a space is."""


def words(text: str) -> list[str]:
    """The words of a vocabulary, which stand on any number of lines."""
    return [" ".join(word.split()) for word in text.split(",") if word.strip()]


def expression(words: Iterable[str]) -> str:
    """An expression that finds any of these words whole, in small letters.

    It is a tree that parts where the words do: without one, each of them would be tried at every letter.
    """
    atoms = sorted({tuple(_ATOM.findall(word)) for word in words}, key=len, reverse=True)
    firsts = sorted({each[0] for each in atoms})
    return "|".join(_first(first, [each[1:] for each in atoms if each[0] == first]) for first in firsts)


def _first(first: str, rests: list[tuple[str, ...]]) -> str:
    begins = "" if _UNSPACED.match(first) else rf"(?<!{_LETTER}{re.escape(first)})"
    return f"{re.escape(first)}{begins}{_tree(rests, first)}"


def _tree(rests: list[tuple[str, ...]], before: str) -> str:
    """What may follow a beginning, the longest first."""
    following: dict[str, list[tuple[str, ...]]] = {}
    for rest in rests:
        if rest:
            following.setdefault(rest[0], []).append(rest[1:])
    branches = [_WRITTEN.get(atom, atom) + _tree(behind, atom) for atom, behind in following.items()]
    if () in rests:
        branches.append("" if before in "*:)" or _UNSPACED.match(before) else f"(?!{_LETTER})")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


class Vocabulary:
    """The words of all languages as one expression, for texts in small letters; made when it is first asked for."""

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self.by_language = by_language

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression."""
        return re.compile(expression(word for text in self.by_language.values() for word in words(text)))

    def search(self, lowered: str) -> re.Match[str] | None:
        """The first of the words in a text."""
        return self.pattern.search(lowered)

    def match(self, lowered: str) -> re.Match[str] | None:
        """The word that a text begins with."""
        return self.pattern.match(lowered)

    def fullmatch(self, lowered: str) -> re.Match[str] | None:
        """The word that a text is."""
        return self.pattern.fullmatch(lowered)

    def finditer(self, lowered: str) -> Iterator[re.Match[str]]:
        """All of the words in a text, in order."""
        return self.pattern.finditer(lowered)
