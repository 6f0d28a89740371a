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
_LATIN_LETTER = r"\w"
"""The same in texts of the Latin script. It is compiled in a hundredth of the time, and stands in many places."""
_WRITTEN = {" ": _SPACE, "*": _REST}
_ATOM = re.compile(r"\[[^]]+\]\??|\\.\??|.\??")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Lao, Japanese, Chinese and Korean letters: words of theirs do not end where a space is."""


_FAR = re.compile("[\u0370-\u1dff\u3040-\ud7ff\uf900-\ufdff]")
"""Letters of scripts other than the Latin one, by which most words are told to be impossible in a text."""


def words(text: str) -> list[str]:
    """The words of a vocabulary, which stand on any number of lines."""
    return [" ".join(word.split()) for word in text.split(",") if word.strip()]


def is_latin(text: str) -> bool:
    """Whether a text holds letters of no script but the Latin one."""
    return text.isascii() or _FAR.search(text) is None


def _needed(word: str) -> str:
    """The letters without which a word is not there: no optional ones, none of several."""
    return "".join([atom for atom in _ATOM.findall(word) if not atom.startswith("[") and not atom.endswith("?")])


def expression(words: Iterable[str], letter: str = _LETTER, begin: bool = True) -> str:
    """An expression that finds any of these words whole, in small letters.

    It is a tree that parts where the words do: without one, each of them would be tried at every letter. ``letter`` is
    what they may not touch. Without ``begin`` it does not see to it that a word begins where it is found.
    """
    atoms = sorted({tuple(_ATOM.findall(word)) for word in words}, key=len, reverse=True)
    firsts = sorted({each[0] for each in atoms})
    trees = ((first, _tree([each[1:] for each in atoms if each[0] == first], first, letter)) for first in firsts)
    return "|".join(f"{_first(first, letter if begin else '')}{tree}" for first, tree in trees)


def _first(first: str, letter: str) -> str:
    written = first if first.startswith(("[", "\\")) else re.escape(first)
    return f"{written}(?<!{letter}{written})" if letter and not _UNSPACED.match(first) else written


def _tree(rests: list[tuple[str, ...]], before: str, letter: str) -> str:
    """What may follow a beginning, the longest first."""
    following: dict[str, list[tuple[str, ...]]] = {}
    for rest in rests:
        if rest:
            following.setdefault(rest[0], []).append(rest[1:])
    branches = [_WRITTEN.get(atom, atom) + _tree(behind, atom, letter) for atom, behind in following.items()]
    if () in rests:
        branches.append("" if before in "*:)" or _UNSPACED.match(before) else f"(?!{letter})")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


class Vocabulary:
    """The words of all languages as one expression, for texts in small letters; made when it is first asked for."""

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self.by_language = by_language

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression."""
        return re.compile(expression(self.words()))

    @cached_property
    def _latin(self) -> re.Pattern[str]:
        """The same for texts without letters of other scripts, as most words begin with one of those."""
        return re.compile(expression((word for word in self.words() if is_latin(_needed(word))), _LATIN_LETTER))

    @cached_property
    def _ascii(self) -> re.Pattern[str]:
        """The same for texts in ASCII, where it is tried at the beginnings of words alone."""
        possible = [word for word in self.words() if _needed(word).isascii()]
        wordlike = [word for word in possible if word[0].isalnum()]
        others = [word for word in possible if not word[0].isalnum()]
        found = rf"\b(?:{expression(wordlike, _LATIN_LETTER, begin=False)})"
        return re.compile(f"{found}|{expression(others, _LATIN_LETTER)}" if others else found, re.ASCII)

    def words(self) -> Iterator[str]:
        """All of them."""
        return (word for text in self.by_language.values() for word in words(text))

    def _for(self, lowered: str) -> re.Pattern[str]:
        if lowered.isascii():
            return self._ascii
        return self._latin if is_latin(lowered) else self.pattern

    def search(self, lowered: str) -> re.Match[str] | None:
        """The first of the words in a text."""
        return self._for(lowered).search(lowered)

    def match(self, lowered: str) -> re.Match[str] | None:
        """The word that a text begins with."""
        return self._for(lowered).match(lowered)

    def fullmatch(self, lowered: str) -> re.Match[str] | None:
        """The word that a text is."""
        return self._for(lowered).fullmatch(lowered)

    def finditer(self, lowered: str) -> Iterator[re.Match[str]]:
        """All of the words in a text, in order."""
        return self._for(lowered).finditer(lowered)
