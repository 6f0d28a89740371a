"""What a search asks, as a tree of values: what the parser makes and a store turns into SQL."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Field(StrEnum):
    """A text of a mail that can be searched by itself. The values name columns of the search index."""

    SUBJECT = "subject"
    FROM = "sender"
    TO = "to_"
    CC = "cc"
    BCC = "bcc"
    REPLY_TO = "reply_to"
    RCPT = "rcpt"
    """The envelope: MAIL FROM and every RCPT TO."""
    FILES = "files"
    BODY = "body"
    MESSAGE_ID = "message_id"
    HTML = "html"
    """The source of the HTML bodies."""
    TYPE = "types"
    """The content types of the parts."""


ANYWHERE = frozenset(
    {Field.SUBJECT, Field.FROM, Field.TO, Field.CC, Field.BCC, Field.REPLY_TO, Field.RCPT, Field.FILES, Field.BODY}
)
"""Where a word without a field is looked for."""
ADDRESSED = frozenset({Field.FROM, Field.TO, Field.CC, Field.BCC, Field.REPLY_TO})
"""What ``addressed:`` means."""


class Flag(StrEnum):
    """What a mail is or has, yes or no."""

    READ = "read"
    TAGGED = "tagged"
    PINNED = "pinned"
    ENCRYPTED = "encrypted"
    ATTACHMENT = "attachment"
    INLINE = "inline"
    HTML = "html"
    TEXT = "text"
    LINK = "link"
    CODE = "code"


class Name(StrEnum):
    """What a mail has exactly one word for; compared whole, in any case of letters."""

    INBOX = "inbox"
    TAG = "tag"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Contains:
    """One of the ``fields`` contains ``value``, which is folded (``fold``) and not empty."""

    value: str
    fields: frozenset[Field] = ANYWHERE


@dataclass(frozen=True, slots=True)
class HasHeader:
    """There is a header field ``name`` (in small letters) whose decoded value contains ``value`` (folded; empty for
    any value)."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Is:
    """Inbox, tag or user is ``value``. An inbox is compared letter by letter, tag and user in any case."""

    name: Name
    value: str


@dataclass(frozen=True, slots=True)
class Has:
    """A flag is set."""

    flag: Flag


@dataclass(frozen=True, slots=True)
class Received:
    """It came at or after ``start`` and before ``end`` (UTC; None for no bound)."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """Its raw has more than ``above`` and less than ``below`` bytes (None for no bound)."""

    above: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Query


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; at least two."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts holds; at least two."""

    parts: tuple[Query, ...]


Query = Contains | HasHeader | Is | Has | Received | Size | Not | And | Or


LONG_WORD = 256
"""Characters of a word that are composed at once."""


def fold(text: str) -> str:
    """What is compared: composed (NFC), without difference of case, runs of white space as one space, trimmed.

    NUL counts as white space, because SQLite's text functions end at it.
    """
    if text.isascii():
        return " ".join(text.replace("\x00", " ").lower().split())
    words = text.replace("\x00", " ").casefold().split()
    return " ".join([word if word.isascii() else _composed(word) for word in words])


def _composed(word: str) -> str:
    if len(word) <= LONG_WORD:
        return unicodedata.normalize("NFC", word)
    # Composing a long run of marks takes quadratic time; a mark that falls apart from its letter at a cut stays alone.
    pieces = (word[start : start + LONG_WORD] for start in range(0, len(word), LONG_WORD))
    return "".join([unicodedata.normalize("NFC", piece) for piece in pieces])
