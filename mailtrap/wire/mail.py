"""One mail: as Mailpit tells it, and its envelope."""

from __future__ import annotations

from mailtrap.wire.base import Count, Time, Wire


class Address(Wire, frozen=True):
    """A mailbox of a header field: display name, decoded, and address. Either may be empty."""

    name: str
    address: str


class Checksums(Wire, frozen=True):
    """Of the decoded bytes, in hexadecimal digits."""

    md5: str
    sha1: str
    sha256: str


class Attachment(Wire, frozen=True):
    """A part that is no body. ``Size`` is that of its decoded bytes."""

    part_id: str
    file_name: str
    content_type: str
    content_id: str
    size: Count
    checksums: Checksums


class ListUnsubscribe(Wire, frozen=True):
    """List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058), empty where there is none."""

    header: str
    links: list[str]
    errors: str
    header_post: str


class Message(Wire, frozen=True):
    """A mail with its bodies; its attachments by name and checksum. ``Bcc`` holds also who is in no header."""

    id: str
    message_id: str
    from_: Address
    to: list[Address]
    cc: list[Address]
    bcc: list[Address]
    reply_to: list[Address]
    return_path: str
    subject: str
    list_unsubscribe: ListUnsubscribe
    date: Time
    tags: list[str]
    username: str
    text: str
    html: str
    size: Count
    inline: list[Attachment]
    attachments: list[Attachment]


class Recipient(Wire, frozen=True):
    """One RCPT TO. A parameter without a value is ``true``."""

    address: str
    parameters: dict[str, str | bool]


class Envelope(Wire, frozen=True):
    """What SMTP said. ``Client`` is host and port, ``TLS`` protocol and cipher, ``Session`` the id of the session."""

    mail_from: str
    mail_parameters: dict[str, str | bool]
    recipients: list[Recipient]
    helo: str
    client: str
    tls: str
    user: str
    received: Time
    size: Count
    inbox: str
    session: str
