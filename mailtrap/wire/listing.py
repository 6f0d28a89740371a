"""The list of mails, a piece at a time."""

from __future__ import annotations

from msgspec import Struct

from mailtrap.wire.base import Count, Time, Wire
from mailtrap.wire.mail import Address


class Summary(Wire, frozen=True):
    """A row of a list. ``Size`` is that of the raw mail, ``Attachments`` how many there are."""

    id: str
    message_id: str
    read: bool
    from_: Address
    to: list[Address]
    cc: list[Address]
    bcc: list[Address]
    reply_to: list[Address]
    subject: str
    created: Time
    username: str
    tags: list[str]
    size: Count
    attachments: Count
    snippet: str


class MessageList(Struct, frozen=True):
    """A piece of the list, newest first. The counts are of the whole; ``count`` alone is of this piece."""

    total: Count
    unread: Count
    count: Count
    messages_count: Count
    messages_unread: Count
    start: Count
    tags: list[str]
    messages: list[Summary]
