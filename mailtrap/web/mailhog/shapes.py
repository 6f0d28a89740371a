"""JSON in MailHog's shapes: header fields and bodies as they were sent, nothing decoded."""

from __future__ import annotations

from typing import Any

from mailtrap.mime import Part
from mailtrap.mime.headers import Header, text_of
from mailtrap.web import shapes
from mailtrap.web.facade import Mail, Sent

Json = dict[str, Any]

MAX_LEVELS = 8
"""Multiparts within multiparts that are taken apart: each level tells all that is beneath it once more."""
_CAPITALS = {"id": "ID", "mime": "MIME", "dkim": "DKIM"}
"""Words of field names that everybody writes so."""


def message(mail: Mail, *, bodies: bool = True) -> Json:
    """One mail; without ``bodies`` they are empty."""
    envelope = mail.message.envelope
    recipients = [each.address for each in envelope.recipients]
    content = _content(mail.root, bodies)
    mime_ = content.pop("MIME")
    return {
        "ID": mail.message.summary.id,
        "From": path(envelope.mail_from),
        "To": [path(each) for each in recipients],
        "Content": {**content, "MIME": None},
        "Created": shapes.time(mail.message.summary.created).isoformat().replace("+00:00", "Z"),
        "MIME": mime_,
        "Raw": {
            "From": envelope.mail_from,
            "To": recipients,
            "Data": Sent(mail.raw, 0, len(mail.raw)) if bodies else "",
            "Helo": envelope.helo,
        },
    }


def path(address: str) -> Json:
    """A forward-path or reverse-path."""
    mailbox, at, domain = address.rpartition("@")
    return {"Relays": None, "Mailbox": mailbox if at else address, "Domain": domain if at else "", "Params": ""}


def _content(root: Part, bodies: bool) -> Json:
    """A part with those beneath it, multipart within multipart; an enclosed message stays whole."""
    content = _one(root, bodies)
    todo = [(root, content, 1)]
    while todo:
        part, shape, level = todo.pop()
        if part.is_multipart and level <= MAX_LEVELS:
            beneath = [(child, _one(child, bodies), level + 1) for child in part.children]
            shape["MIME"] = {"Parts": [child_shape for _, child_shape, _ in beneath]}
            todo += beneath
    return content


def _one(part: Part, bodies: bool) -> Json:
    return {
        "Headers": headers(part.header.fields),
        "Body": Sent(part.source, part.body, part.end) if bodies else "",
        "Size": part.end - part.start,
        "MIME": None,
    }


def headers(fields: list[Header]) -> dict[str, list[str]]:
    """Fields by name. MailHog keeps the last of several and its clients read the first: so the last comes first."""
    found: dict[str, list[str]] = {}
    for field in reversed(fields):
        found.setdefault(canonical(field.name), []).append(text_of(field.raw).strip())
    return dict(reversed(found.items()))


def canonical(name: str) -> str:
    """A name as its standard spells it, whatever the mail wrote; names of somebody's own (``X-``) stay."""
    if name[:2].lower() == "x-":
        return name
    return "-".join(_CAPITALS.get(word.lower(), word.capitalize()) for word in name.split("-"))
