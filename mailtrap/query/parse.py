"""How the words of a search go together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from mailtrap.query.fault import QueryError
from mailtrap.query.fields import Here, meaning
from mailtrap.query.terms import And, Not, Or, Query
from mailtrap.query.words import Kind, Token, tokens

MAX_TEXT = 8_192
"""Characters of a search; what people write has fewer, and a URL that holds it must pass proxies."""
MAX_TERMS = 200
"""Terms of a search; each is looked for by itself."""
MAX_DEPTH = 100
"""Brackets and negations within each other. It keeps all that walks the tree far from Python's limit of 1,000 calls,
and from SQLite's of 1,000 levels."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_OPENED = "it closes no bracket; open one, or put quotation marks around it"
_NOT_CLOSED = "the bracket is not closed; close it, or put quotation marks around it"
_BEGINS = frozenset({Kind.WORD, Kind.SIGN, Kind.NOT, Kind.OPEN})


def parse(text: str, *, now: datetime, zone: tzinfo = UTC) -> Query:
    """What a search asks.

    ::

        search   = any
        any      = all *( "OR" all )
        all      = one *( [ "AND" ] one )
        one      = "NOT" one / [ SIGN ] ( "(" any ")" / term )
        SIGN     = "-" / "!"                        ; right before what it negates; else a word
        term     = [ FIELD ":" ] word
        FIELD    = "from" / "to" / "subject" / …    ; in any case; fields.FIELDS has them all
        word     = 1*( plain / DQUOTE *( char / "\\" DQUOTE / "\\\\" ) DQUOTE )
        plain    = 1*( any but white space, DQUOTE, and a bracket without its partner in the word )

    Operators are in capitals and stand alone; a word in quotation marks is neither operator nor field. NOT binds
    closest, then AND. ``zone`` holds for dates without one, ``now`` (which has a zone) for dates such as ``2h``.

    And and Or never hold their own kind, and never less than two parts.

    Raises:
        QueryError: with the position of the term, the term, and what would be right.
    """
    if len(text) > MAX_TEXT:
        says = f"the search has {len(text):,} characters, which are too many; give at most {MAX_TEXT:,}"
        raise QueryError(says, text[MAX_TEXT : MAX_TEXT + 10], MAX_TEXT)
    if wrong := _SURROGATE.search(text):
        raise QueryError("this is no character but half of one; leave it out", wrong[0], wrong.start())
    return _Search(list(tokens(text)), Here(now, zone)).read()


class _Search:
    """Reads tokens from left to right."""

    def __init__(self, read: Sequence[Token], here: Here) -> None:
        self._tokens = read
        self._here = here
        self._at = 0
        self._terms = 0

    def read(self) -> Query:
        if self._next().kind is Kind.END:
            raise QueryError("no search query")  # Mailpit's words
        found = self._any(0)
        if self._next().kind is not Kind.END:  # all but a closing bracket would have been read on
            raise self._next().wrong(_NOT_OPENED)
        return found

    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, kind: Kind) -> bool:
        taken = self._next().kind is kind
        self._at += taken
        return taken

    def _any(self, depth: int) -> Query:
        parts = [self._all(depth)]
        while self._take(Kind.OR):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Or(_flat(Or, parts))

    def _all(self, depth: int) -> Query:
        parts = [self._one(depth)]
        while self._take(Kind.AND) or self._next().kind in _BEGINS:
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else And(_flat(And, parts))

    def _one(self, depth: int) -> Query:
        token = self._next()
        if token.kind not in _BEGINS:
            raise self._misplaced(token)
        self._at += 1
        if token.kind is Kind.WORD:
            return self._term(token)
        if depth == MAX_DEPTH:
            raise token.wrong(f"the search goes too deep; give at most {MAX_DEPTH} brackets and negations in a row")
        if token.kind is not Kind.OPEN:
            return Not(self._one(depth + 1))
        found = self._any(depth + 1)
        if not self._take(Kind.CLOSE):
            raise token.wrong(_NOT_CLOSED)
        return found

    def _term(self, token: Token) -> Query:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise token.wrong(f"the search has too many terms; give at most {MAX_TERMS}")
        return meaning(token, self._here)

    def _misplaced(self, token: Token) -> QueryError:
        """The fault where a term should begin and this comes: an operator, a closing bracket or the end."""
        before = self._tokens[self._at - 1] if self._at else None
        if token.kind in (Kind.AND, Kind.OR):
            return token.wrong(f'no term comes before it; give one, or "{token.text}" to look for the word')
        if before is None:
            return token.wrong(_NOT_OPENED)
        if before.kind is not Kind.OPEN:
            return before.wrong(f'no term follows; give one, or "{before.text}" to look for the word')
        if token.kind is Kind.END:
            return before.wrong(_NOT_CLOSED)
        return before.wrong("there is nothing in the bracket; give a term in it, or put quotation marks around it")


def _flat(kind: type[And | Or], parts: Sequence[Query]) -> tuple[Query, ...]:
    """The parts, with those of parts of the same kind in their places."""
    return tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))
