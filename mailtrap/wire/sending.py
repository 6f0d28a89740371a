"""A mail that is sent over HTTP, in Mailpit's words."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from mailtrap.wire.base import Wire


class Mailbox(Wire, frozen=True, kw_only=True):
    """An address with a name, which may be empty."""

    name: str = ""
    email: str


class SendAttachment(Wire, frozen=True, kw_only=True):
    """A file: ``Content`` is base64, also as a ``data:`` URL. One with a ``ContentID`` is shown within the HTML."""

    content: str
    filename: str = ""
    content_type: str = ""
    content_id: str = ""


class SendMessage(Wire, frozen=True, kw_only=True):
    """A mail in its pieces. ``Bcc`` stands in the envelope alone; ``Headers`` are fields besides those named here."""

    from_: Mailbox
    to: list[Mailbox] = field(default_factory=list)
    cc: list[Mailbox] = field(default_factory=list)
    bcc: list[str] = field(default_factory=list)
    reply_to: list[Mailbox] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: list[SendAttachment] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


class Caught(Wire, frozen=True):
    """The id of the mail that was kept."""

    id: Annotated[str, Meta(pattern="^[0-9A-Za-z]{22}$")]
