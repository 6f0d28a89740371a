"""What of a mail is its text, what its HTML, and what came along with it."""

import mimetypes
from dataclasses import dataclass

from mailtrap.mime.part import Part, text


@dataclass(frozen=True, slots=True)
class Attachment:
    """A leaf that is no body. ``inline`` when the mail shows it in its text rather than beside it."""

    part: Part
    file_name: str
    inline: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The parts that are read as text, those read as HTML, and all other leaves."""

    texts: tuple[Part, ...]
    htmls: tuple[Part, ...]
    attachments: tuple[Attachment, ...]

    @property
    def text(self) -> str:
        """All text bodies, joined by an empty line."""
        return "\n\n".join(text(part)[0] for part in self.texts)

    @property
    def html(self) -> str:
        """All HTML bodies, one after the other."""
        return "\n".join(text(part)[0] for part in self.htmls)


def body_of(root: Part) -> Body:
    """Sort the leaves of a mail. An enclosed message is an attachment; its own parts stay inside it."""
    texts: list[Part] = []
    htmls: list[Part] = []
    attachments: list[Attachment] = []
    todo = [(root, False)]
    while todo:
        part, related = todo.pop()
        if part.is_multipart:
            related = related or part.content_type == "multipart/related"
            todo += [(child, related) for child in reversed(part.children)]
        elif part.disposition == "attachment" or part.content_type not in ("text/plain", "text/html"):
            inline = part.disposition == "inline" or (
                part.disposition != "attachment" and related and bool(part.content_id)
            )
            attachments.append(Attachment(part, file_name_of(part), inline))
        elif part.file_name and part.disposition != "inline" and part is not root:
            attachments.append(Attachment(part, file_name_of(part), inline=False))
        elif part.content_type == "text/html":
            htmls.append(part)
        else:
            texts.append(part)
    return Body(tuple(texts), tuple(htmls), tuple(attachments))


def file_name_of(part: Part) -> str:
    """The name that the mail gives a part, else its content id, else one made from its number and type."""
    return part.file_name or part.content_id or default_name(part)


def default_name(part: Part) -> str:
    """A name made from the number of a part and its type."""
    suffix = {"message/rfc822": ".eml", "text/calendar": ".ics"}.get(part.content_type)
    return f"part-{part.number}{suffix or mimetypes.guess_extension(part.content_type, strict=False) or '.bin'}"
