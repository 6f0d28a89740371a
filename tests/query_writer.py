"""A search written out again, in one of the many ways in which one can: the parser backwards."""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from mailtrap.query import ANYWHERE, And, Contains, Field, Flag, Has, HasHeader, Is, Not, Or, Query, Received, Size
from mailtrap.query.fields import FIELDS, TEXTS

ANGLED = ("from", "to", "cc", "bcc", "reply-to", "addressed", "rcpt", "message-id")
"""Fields whose values may stand in angle brackets."""
FLAGS = {
    Flag.READ: ["is:read"],
    Flag.TAGGED: ["is:tagged", "has:tag", "has:tags"],
    Flag.PINNED: ["is:pinned"],
    Flag.ENCRYPTED: ["is:encrypted"],
    Flag.ATTACHMENT: ["has:attachment", "has:attachments"],
    Flag.INLINE: ["has:inline", "has:inlines"],
    Flag.HTML: ["has:html"],
    Flag.TEXT: ["has:text"],
    Flag.LINK: ["has:link", "has:links"],
    Flag.CODE: ["has:code", "has:codes"],
}
BARE = re.compile(r'[^\s\0"()!-][^\s\0"()]*')


@dataclass
class Writer:
    """Writes searches; ``chance`` decides between the ways."""

    chance: random.Random

    def write(self, query: Query) -> str:
        """The text of a search, without brackets around it."""
        match query:
            case Or(parts):
                return " OR ".join(self.part(part, And) for part in parts)
            case And(parts):
                first, *others = (self.part(part) for part in parts)
                return first + "".join(self.chance.choice((" ", " AND ", "\n\t")) + other for other in others)
            case Not(Has(Flag.READ)) if self.sometimes():
                return "is:unread"
            case Not(part):
                text = self.part(part)
                signs = ["NOT "] if text.startswith(("-", "!", "NOT ")) else ["NOT ", "-", "!"]
                return self.chance.choice(signs) + text
        return self.term(query)

    def part(self, query: Query, *bare: type) -> str:
        """A part of another: in brackets unless it is a term or ``bare``, and sometimes where it need not be."""
        needed = isinstance(query, And | Or) and not isinstance(query, bare)
        text = self.write(query)
        return f"({text})" if needed or self.chance.random() < 0.1 else text

    def term(self, query: Query) -> str:
        """A search of one word."""
        match query:
            case Contains(value, fields):
                return self.contains(value, fields)
            case HasHeader(name, value):
                name = self.any_case(name)
                return f"header:{name}{f'={self.word(value)}' if value else ''}"
            case Is(name, value):
                return f"{name}:{self.word(value)}"
            case Has(flag):
                return self.any_case(self.chance.choice(FLAGS[flag]))
            case Received(start, end):
                return self.received(start, end)
            case Size(above, below):
                return f"larger:{self.size(above)}" if above is not None else f"smaller:{self.size(below or 0)}"
        raise AssertionError(query)

    def contains(self, value: str, fields: frozenset[Field]) -> str:
        """A word, with its field if it has one."""
        if fields == ANYWHERE:
            known = value.partition(":")[0].lower() in FIELDS
            return quoted(value) if known else self.word(self.any_case(value))
        name = next(name for name, meant in TEXTS.items() if meant == fields)
        if name == "type" and self.sometimes():
            value = f"{value}*"
        if name in ANGLED and (value[0] == "<" or value[-1] == ">" or self.sometimes()):
            value = f"<{value}>"
        return f"{self.any_case(name)}:{self.word(self.any_case(value))}"

    def received(self, start: datetime | None, end: datetime | None) -> str:
        """A date."""
        if start and end:
            assert end - start == timedelta(days=1), "no term names this stretch of time"
            return f"on:{start:%Y-%m-%d}"
        moment = start or (end and end - timedelta(microseconds=1))
        assert moment
        zone = timezone(timedelta(minutes=self.chance.choice((0, 60, -210))))
        text = moment.astimezone(zone).isoformat(self.chance.choice(("T", " ")))
        return f"{'after' if start else 'before'}:{self.word(text)}"

    def size(self, size: int) -> str:
        """A size, in larger units if it can be."""
        units = {"": 1, "k": 1024, "MB": 1024**2}
        unit = self.chance.choice([unit for unit, number in units.items() if size % number == 0])
        return f"{size // units[unit]}{unit}"

    def word(self, text: str) -> str:
        """A word with quotation marks, or without if it can be."""
        bare = BARE.fullmatch(text) and text not in ("AND", "OR", "NOT")
        return text if bare and self.sometimes() else quoted(text)

    def any_case(self, text: str) -> str:
        """A text whose case does not count; beyond ASCII there are letters that do not come back."""
        return text.upper() if text.isascii() and self.sometimes() else text

    def sometimes(self) -> bool:
        """Every other time."""
        return self.chance.random() < 0.5


def quoted(text: str) -> str:
    """A text in quotation marks."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'
