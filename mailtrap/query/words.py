"""A search cut into words, brackets, signs and operators, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from mailtrap.query.fault import QueryError


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    SIGN = "sign"
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One of them: ``text`` as it was written, from ``position`` on.

    A word has its quotation marks taken off in ``value``. ``prefix`` is what it has before its first colon, in small
    letters, if that may be the name of a field; the value then is what follows.
    """

    kind: Kind
    position: int
    text: str
    value: str = ""
    prefix: str = ""

    def wrong(self, says: str) -> QueryError:
        """The fault of this token."""
        return QueryError(says, self.text, self.position)


# NUL is white space here because it is in ``fold``.
_BLANK = re.compile(r"[\s\0]*")
_OPERATOR = re.compile(r"(?:AND|OR|NOT)(?=[\s\0()]|\Z)")
_SIGN = re.compile(r"[-!](?=[^\s\0)])")
_PREFIX = re.compile(r"([A-Za-z][A-Za-z-]*):")
_PLAIN = re.compile(r'[^\s\0"()]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


def tokens(text: str) -> Iterator[Token]:
    """Cut a search; the last token is the end.

    Raises:
        QueryError: a quotation mark, or a bracket within a word, is not closed.
    """
    at = 0
    signed = False
    while True:
        at = _skip(text, at)
        if at == len(text):
            break
        if text[at] in "()":
            found = Token(Kind(text[at]), at, text[at])
        elif not signed and (operator := _OPERATOR.match(text, at)):
            found = Token(Kind(operator[0]), at, operator[0])
        elif not signed and _SIGN.match(text, at):
            found = Token(Kind.SIGN, at, text[at])
        else:
            found = _word(text, at)
        yield found
        # Behind a sign no other is one: --5 is without -5, as in Mailpit.
        signed = found.kind is Kind.SIGN
        at += len(found.text)
    yield Token(Kind.END, at, "")


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _word(text: str, start: int) -> Token:
    """The word that begins here.

    Brackets that open and close within a word are letters of it, as in ``/wiki/Foo_(bar)``; a closing one that has no
    partner in the word ends it, and so does white space.
    """
    at = start
    pieces: list[str] = []
    opened = 0
    while at < len(text):
        if found := _PLAIN.match(text, at):
            piece = found[0]
        elif text[at] == '"':
            found = _QUOTED.match(text, at)
            if not found:
                raise QueryError('the quotation mark is not closed; give another, or \\" for one within', text[at:], at)
            piece = _ESCAPED.sub(r"\1", found[1])
        elif text[at] == "(" or (text[at] == ")" and opened):
            opened += 1 if text[at] == "(" else -1
            piece = text[at]
        else:
            break
        pieces.append(piece)
        at = found.end() if found else at + 1
    written = text[start:at]
    if opened:
        says = (
            'a bracket within it is not closed; give quotation marks around it, or brackets as in "(from:a OR from:b)"'
        )
        raise QueryError(says, written, start)
    value = "".join(pieces)
    prefix = _PREFIX.match(written)  # before any quotation mark: "from:ada" in quotes is a phrase
    if not prefix:
        return Token(Kind.WORD, start, written, value)
    return Token(Kind.WORD, start, written, value[prefix.end() :], prefix[1].lower())
