"""One mail as a test looks at it: each property is fetched when it is first asked for."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from mailtrap import wire
from mailtrap.client.errors import Missing
from mailtrap.client.near import short
from mailtrap.client.pieces import Element, Headers, Part, every, select

if TYPE_CHECKING:
    from mailtrap.client import Client

MAX_TEXT = 300
"""Characters of a mail's text that an error shows."""


class Message:
    """A mail that came. Looking at it leaves it unread.

    ::

        message = inbox.wait(subject="Reset your password")
        assert message.to == ["ada@example.test"]
        browser.get(message.link("Reset password"))
    """

    def __init__(self, client: Client, summary: wire.Summary) -> None:
        self._client = client
        self.summary = summary
        self.id = summary.id
        self.subject: str = summary.subject
        self.sender: str = summary.from_.address
        self.to: list[str] = [each.address for each in summary.to]
        self.cc: list[str] = [each.address for each in summary.cc]
        self.bcc: list[str] = [each.address for each in summary.bcc]
        self.tags: list[str] = summary.tags
        self.created: datetime = summary.created

    # What it says

    @cached_property
    def _message(self) -> wire.Message:
        return self._client.message(self.id, peek=True)

    @property
    def text(self) -> str:
        """Its plain text, empty where it has none."""
        return self._message.text

    @property
    def html(self) -> str:
        """Its HTML, empty where it has none."""
        return self._message.html

    def select(self, css: str) -> list[Element]:
        """The elements of its HTML that a CSS selector finds: ``message.select("a.button")[0].text``.

        Raises:
            BadArgument: it is no selector.
        """
        return select(self.html, css)

    # What was found in it

    @cached_property
    def extracted(self) -> wire.Extracted:
        """Codes, links, images and telephone numbers, each with the reason why it was taken for one."""
        return self._client.extract(self.id)

    @property
    def codes(self) -> list[str]:
        """Its one-time codes, the likeliest first."""
        return [each.code for each in self.extracted.codes]

    @property
    def code(self) -> str:
        """The likeliest one-time code.

        Raises:
            Missing: it has none; the text shows what it says.
        """
        if not self.extracted.codes:
            raise Missing(f"{self!r} has no code; it says: {self._says()}")
        return self.extracted.codes[0].code

    @property
    def links(self) -> list[wire.Link]:
        """Its links in their order, each with ``url``, ``text``, ``kind`` and ``main``."""
        return self.extracted.links

    def link(self, text: str = "") -> str:
        """The URL of the link that shows this text, or a part of it; without one, of the link the mail was sent for.

        The case of letters does not count, nor how much white space there is. A link that shows exactly this goes
        before those that show more.

        Raises:
            Missing: there is no such link, or there are several that lead to different places; the text has all.
        """
        wanted = _folded(text)
        exact = [each.url for each in self.links if _folded(each.text) == wanted] if wanted else []
        partly = [each.url for each in self.links if (wanted in _folded(each.text) if wanted else each.main)]
        found = set(exact or partly)
        if len(found) == 1:
            return found.pop()
        there = "".join(f"\n  {short(each.text)}: {short(each.url, MAX_TEXT)}" for each in self.links) or " none"
        what = f"link {text!r}" if text else "main link"
        if found:
            raise Missing(f"{self!r} has {len(found)} of {what}; give more of its text. There are:{there}")
        raise Missing(f"{self!r} has no {what}; there are:{there}")

    # What it is made of

    @cached_property
    def _root(self) -> wire.Part:
        return self._client.parts(self.id)

    @cached_property
    def parts(self) -> list[Part]:
        """All of its parts in their order, those that hold others among them."""
        return [Part(self._client, self.id, each) for each in every(self._root)]

    def part(self, which: str) -> Part:
        """The first part of this number (``1.2``), content type (``text/calendar``) or file name.

        Raises:
            Missing: there is none; the text has all.
        """
        for part in self.parts:
            if which in (part.number, part.name) or which.lower() == part.content_type.lower():
                return part
        there = "".join(f"\n  {part!r}" for part in self.parts)
        raise Missing(f"{self!r} has no part {which!r}; there are:{there}")

    @cached_property
    def attachments(self) -> list[Part]:
        """Its files: ``name``, ``content_type``, ``size`` and ``content``."""
        numbers = [each.part_id for each in self._message.attachments]
        return [part for part in self.parts if part.number in numbers]

    @cached_property
    def headers(self) -> Headers:
        """Its header fields: ``message.headers["List-Id"]``, and ``get_all`` where there are several."""
        return Headers(self._root.headers)

    @cached_property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return self._client.raw(self.id)

    # How it came

    @cached_property
    def envelope(self) -> wire.Envelope:
        """What SMTP said: ``mail_from``, ``recipients``, ``user``, ``tls``."""
        return self._client.envelope(self.id)

    @cached_property
    def transcript(self) -> wire.Transcript:
        """The SMTP session that brought it. ``NotFound`` when that is no longer kept."""
        return self._client.transcript(self.id)

    @property
    def url(self) -> str:
        """Where the page shows it."""
        return f"{self._client.url}/#/m/{self.id}"

    def __repr__(self) -> str:
        return f"<Message {short(self.subject)!r} to {', '.join(self.to) or '(nobody)'}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def _says(self) -> str:
        return short(" ".join(self.text.split()) or self.html, MAX_TEXT)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
