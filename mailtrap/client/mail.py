"""One mail: what was read from it, what SMTP said of it, its bytes."""

from __future__ import annotations

from typing import TypeVar

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.checks import LATEST, Mail
from mailtrap.client.connection import Connection, path
from mailtrap.client.errors import BadArgument

T = TypeVar("T")


class Mails(Connection):
    """One mail, by its id, by what a list told of it, or ``latest``, the newest of all or of what ``query`` finds.

    All raise ``NotFound`` when there is no such mail.
    """

    def message(self, mail: Mail = LATEST, *, query: str = "", peek: bool = False) -> wire.Message:
        """A mail with text, HTML and attachments. It is marked as read, unless you ``peek``."""
        return self._told(wire.Message, mail, query, (), peek=peek)

    def state(self, mail: Mail = LATEST, *, query: str = "") -> wire.State:
        """In which inbox it is, whether it is read and pinned, and its tags."""
        return self._told(wire.State, mail, query, ("state",))

    def headers(self, mail: Mail = LATEST, *, query: str = "") -> dict[str, list[str]]:
        """The values of its header fields by name (``Message-Id``), unfolded and not decoded."""
        return self._told(dict[str, list[str]], mail, query, ("headers",))

    def envelope(self, mail: Mail = LATEST, *, query: str = "") -> wire.Envelope:
        """What SMTP said: sender, recipients with their parameters, client, TLS, user."""
        return self._told(wire.Envelope, mail, query, ("envelope",))

    def parts(self, mail: Mail = LATEST, *, query: str = "") -> wire.Part:
        """The MIME tree, with the header fields of each part in order and decoded."""
        return self._told(wire.Part, mail, query, ("parts",))

    def extract(self, mail: Mail = LATEST, *, query: str = "") -> wire.Extracted:
        """Its one-time codes, links, images and telephone numbers, the likeliest code first."""
        return self._told(wire.Extracted, mail, query, ("extract",))

    def transcript(self, mail: Mail = LATEST, *, query: str = "") -> wire.Transcript:
        """The SMTP session that brought it, line by line. ``NotFound`` too when that is no longer kept."""
        return self._told(wire.Transcript, mail, query, ("transcript",))

    def raw(self, mail: Mail = LATEST, *, query: str = "") -> bytes:
        """The bytes as they came between DATA and the dot."""
        return self._bytes(mail, query, ("raw",))

    def part(self, mail: Mail, number: str, *, query: str = "") -> bytes:
        """The decoded bytes of one part; ``number`` is its ``part_id``, such as ``1.2``."""
        return self._bytes(mail, query, ("part", checks.text("number", number)))

    def part_source(self, mail: Mail, number: str, *, query: str = "") -> bytes:
        """One part as it was sent: its header and its body, not decoded."""
        return self._bytes(mail, query, ("part", checks.text("number", number), "source"))

    def parts_zip(self, mail: Mail = LATEST, *, query: str = "") -> bytes:
        """All parts, decoded, in a zip file; an enclosed mail is one file."""
        return self._bytes(mail, query, ("parts.zip",))

    def card(self, mail: Mail, number: str, *, query: str = "") -> wire.Card:
        """What a part says that is a calendar (``CalendarCard``) or a vCard (``PeopleCard``).

        Raises:
            BadRequest: it is neither.
        """
        return self._told(wire.Card, mail, query, ("part", checks.text("number", number), "card"))  # type: ignore[arg-type]

    def page(self, mail: Mail, number: str, page: int = 1, *, query: str = "") -> bytes:
        """A page of a PDF as a PNG; pages are counted from 1.

        Raises:
            BadRequest: the part is no PDF, or cannot be drawn.
            Refused: with status 501; the server is installed without pypdfium2.
        """
        steps = ("part", checks.text("number", number), "page", str(checks.whole("page", page, 1)))
        return self._bytes(mail, query, steps)

    def thumbnail(self, mail: Mail, number: str, *, query: str = "") -> bytes:
        """A small picture of a part: a JPEG of 180 by 120 pixels, blank for what is no picture.

        Raises:
            Refused: with status 501; the server is installed without Pillow.
        """
        return self._bytes(mail, query, ("part", checks.text("number", number), "thumb"))

    def _told(self, kind: type[T], mail: Mail, query: str, steps: tuple[str, ...], *, peek: bool = False) -> T:
        id_, asked = self._which(mail, query)
        return self._read(kind, path("message", id_, *steps), {**asked, "peek": peek})

    def _bytes(self, mail: Mail, query: str, steps: tuple[str, ...]) -> bytes:
        id_, asked = self._which(mail, query)
        return self._ask("GET", path("message", id_, *steps), asked).content

    def _which(self, mail: Mail, query: str) -> tuple[str, dict[str, object]]:
        id_ = checks.mail_id(mail, latest=True)
        if id_ == LATEST:
            return id_, self._searching(query)
        if query:
            raise BadArgument(f"query: {query!r} chooses among all mails, but one is named: {id_}; give one of the two")
        return id_, {}
