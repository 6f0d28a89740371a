"""JSON in MailDev's shapes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from mailtrap import mime
from mailtrap.mime import Attachment, Part
from mailtrap.mime.html import words
from mailtrap.model import Address, Envelope, Summary
from mailtrap.web import shapes
from mailtrap.web.facade import Mail

Json = dict[str, Any]

PREVIEW = 140
"""Characters of a summary's preview, as in MailDev."""
SUMMARY_KEYS = frozenset({"id", "read", "subject", "from", "to", "cc", "bcc", "size", "sizeHuman"})
"""What ``head`` tells of a mail: for all else the mail itself must be read."""
_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}\Z")


def head(value: Summary) -> Json:
    """The keys that need nothing but the summary."""
    reading = value.reading
    return {
        "id": value.id,
        "read": value.read,
        "subject": reading.subject,
        "from": addresses((reading.from_,) if reading.from_ else ()),
        "to": addresses(reading.to),
        "cc": addresses(reading.cc),
        "bcc": addresses(reading.bcc),
        "size": value.size,
        "sizeHuman": human(value.size),
    }


def summary(value: Summary) -> Json:
    """A row of version 3's list."""
    row = head(value)
    del row["bcc"]
    reading = value.reading
    return {
        **row,
        "time": time(value.created),
        "attachmentCount": reading.attachments,
        "preview": reading.snippet[:PREVIEW],
    }


def email(mail: Mail, version: int) -> Json:
    """One mail, as MailDev of that version has it."""
    root = mail.root
    body = mail.body
    reading = mail.message.summary.reading
    date = shapes.date_of(root)
    found = [attachment(each, version) for each in body.attachments]
    text = body.text
    if version == 3 and not body.texts:
        text = words(body.html)
    extra: Json = {"messageId": reading.message_id} if version == 2 else {}
    if date:
        extra["date"] = time(date)
    return {
        **head(mail.message.summary),
        **extra,
        "time": time(date or mail.message.summary.created),
        "text": text,
        "html": body.html,
        "headers": headers(root),
        "priority": priority(root),
        "attachments": found if found or version == 3 else None,
        "calculatedBcc": addresses(mail.message.envelope.unnamed(reading.to, reading.cc)),
        "envelope": envelope(mail.message.envelope),
        "source": f"{mail.message.summary.id}.eml",
    }


def time(value: datetime) -> str:
    """As JavaScript writes it: in UTC, with milliseconds."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def addresses(values: Iterable[Address]) -> list[Json]:
    """Mailboxes."""
    return [{"address": each.address, "name": each.name} for each in values]


def envelope(value: Envelope) -> Json:
    """What SMTP said."""
    return {
        "from": {"address": value.mail_from, "args": dict(value.mail_parameters) or False},
        "to": [{"address": each.address, "args": dict(each.parameters) or False} for each in value.recipients],
        "host": value.helo,
        "remoteAddress": value.client.rpartition(":")[0].strip("[]"),
    }


def headers(root: Part) -> dict[str, str | list[str]]:
    """Fields by their names in small letters, decoded; a list where there are several."""
    found: dict[str, list[str]] = {}
    for field in root.header.fields:
        found.setdefault(field.name.lower(), []).append(field.value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def priority(root: Part) -> str:
    """``high``, ``normal`` or ``low``."""
    for name in ("x-priority", "x-msmail-priority", "importance"):
        word = root.header.first(name).decode("ascii", "replace").strip().lower()
        if word[:1].isdigit():
            return "high" if word[0] in "12" else "normal" if word[0] == "3" else "low"
        if word in ("urgent", "high"):
            return "high"
        if word in ("non-urgent", "low"):
            return "low"
    return "normal"


def attachment(value: Attachment, version: int) -> Json:
    """A leaf that is no body."""
    data, _ = mime.decoded(value.part)
    generated = file_name(value)
    return {
        "contentType": value.part.content_type,
        "contentDisposition": "inline" if value.inline else "attachment",
        "fileName" if version == 2 else "filename": value.file_name,
        "generatedFileName": generated,
        "contentId": value.part.content_id or f"{generated.partition('.')[0]}@mailtrap",
        "size": len(data),
        **({"length": len(data)} if version == 2 else {}),
    }


def file_name(value: Attachment) -> str:
    """A name that no mail can choose, but for its ending; the same each time."""
    names = f"{value.part.number} {value.part.content_id or value.file_name}"
    ending = _ENDING.search(value.file_name)
    digest = hashlib.md5(names.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return digest + (ending[0] if ending else "")


def human(size: int) -> str:
    """A size for people: ``2.5 KB``."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.2f}".rstrip("0").rstrip(".") + f" {_UNITS[unit]}"
