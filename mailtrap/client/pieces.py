"""Pieces of a mail, for who asserts something of it: parts, header fields, elements of its HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mailtrap import wire
from mailtrap.client.errors import BadArgument

if TYPE_CHECKING:
    from mailtrap.client.mail import Mails


class Headers(Mapping[str, str]):
    """Header fields by name, whose case does not count, unfolded and decoded. Of several alike it gives the first."""

    def __init__(self, fields: list[wire.Field]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        found = self.get_all(name)
        if not found:
            raise KeyError(name)
        return found[0]

    def __iter__(self) -> Iterator[str]:
        return iter({field.name.lower(): field.name for field in self._fields}.values())

    def __len__(self) -> int:
        return len({field.name.lower() for field in self._fields})

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_all(name))

    def get_all(self, name: str) -> list[str]:
        """The values of all fields of that name, in order."""
        return [field.value for field in self._fields if field.name.lower() == name.lower()]

    def __repr__(self) -> str:
        return f"Headers({[(field.name, field.value) for field in self._fields]!r})"


class Part:
    """A part of a mail; an attachment is one that is no body. Its bytes are fetched when they are asked for."""

    def __init__(self, client: Mails, mail: str, found: wire.Part) -> None:
        self._client = client
        self._mail = mail
        self.number = found.part_id
        self.content_type = found.content_type
        self.charset = found.charset
        self.name = found.file_name
        self.content_id = found.content_id
        self.disposition = found.disposition
        self.size = found.size
        self.problems = found.problems
        self.headers = Headers(found.headers)

    @cached_property
    def content(self) -> bytes:
        """Its bytes, decoded."""
        return self._client.part(self._mail, self.number)

    @property
    def text(self) -> str:
        """Its text, by its charset; what cannot be read is a replacement character."""
        try:
            return self.content.decode(self.charset or "utf-8", "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def __repr__(self) -> str:
        named = f" {self.name!r}" if self.name else ""
        return f"<Part {self.number or '(root)'} {self.content_type}{named} {self.size} bytes>"


def every(root: wire.Part) -> Iterator[wire.Part]:
    """All parts of a tree, in the order of the mail."""
    yield root
    for each in root.parts:
        yield from every(each)


@dataclass(frozen=True)
class Element:
    """An element of the HTML of a mail. ``text`` is what it shows, with white space as one space."""

    tag: str
    text: str
    attributes: dict[str, str]
    html: str


def select(html: str, css: str) -> list[Element]:
    """The elements that a CSS selector finds, in the order of the document.

    Raises:
        BadArgument: it is no selector.
    """
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        nodes = LexborHTMLParser(html).css(css)
    except (SelectolaxError, TypeError) as fault:
        raise BadArgument(f"css: {css!r} is no selector: {fault}") from None
    return [
        Element(
            node.tag or "",
            " ".join(node.text().split()),
            {name: value or "" for name, value in node.attributes.items()},
            node.html or "",
        )
        for node in nodes
    ]
