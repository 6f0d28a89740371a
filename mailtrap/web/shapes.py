"""JSON of the REST API: values in, plain dictionaries out, in the shapes of Mailpit's v1 and, beside them, our own."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from mailtrap import mime
from mailtrap.extract import Extracted
from mailtrap.mime import Attachment, Body, Header, Part
from mailtrap.model import Address, Counts, Envelope, Message, Page, Session, Summary

Json = dict[str, Any]

MAX_DATE = 200
"""Characters of a Date field that are looked at."""


def time(value: datetime) -> str:
    """RFC 3339 in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def address(value: Address) -> Json:
    """A mailbox."""
    return {"Name": value.name, "Address": value.address}


def addresses(values: tuple[Address, ...]) -> list[Json]:
    """Mailboxes; a list, also when there are none."""
    return [address(value) for value in values]


def summary(value: Summary) -> Json:
    """A row of a list, and the data of a ``new`` event."""
    reading = value.reading
    return {
        "ID": value.id,
        "MessageID": reading.message_id,
        "Read": value.read,
        "From": address(reading.from_ or Address("", "")),
        "To": addresses(reading.to),
        "Cc": addresses(reading.cc),
        "Bcc": addresses(reading.bcc),
        "ReplyTo": addresses(reading.reply_to),
        "Subject": reading.subject,
        "Created": time(value.created),
        "Username": value.user,
        "Tags": [],
        "Size": value.size,
        "Attachments": reading.attachments,
        "Snippet": reading.snippet,
    }


def page(value: Page, start: int) -> Json:
    """A piece of the list with its counts."""
    return {
        "total": value.counts.total,
        "unread": value.counts.unread,
        "count": len(value.messages),
        "messages_count": value.counts.total,
        "messages_unread": value.counts.unread,
        "start": start,
        "tags": [],
        "messages": [summary(each) for each in value.messages],
    }


def stats(value: Counts, version: str) -> Json:
    """The data of a ``stats`` frame."""
    return {"Total": value.total, "Unread": value.unread, "Version": version}


def message(value: Message, root: Part, body: Body) -> Json:
    """A mail with its bodies; its attachments by name and checksum."""
    reading = value.summary.reading
    # An envelope recipient in no address field is what Bcc means (RFC 5322 3.6.3).
    shown = {each.address.lower() for each in (*reading.to, *reading.cc, *reading.bcc)}
    unseen = dict.fromkeys(each.address for each in value.envelope.recipients if each.address.lower() not in shown)
    return {
        "ID": value.summary.id,
        "MessageID": reading.message_id,
        "From": address(reading.from_ or Address("", "")),
        "To": addresses(reading.to),
        "Cc": addresses(reading.cc),
        "Bcc": [*addresses(reading.bcc), *(address(Address("", each)) for each in unseen)],
        "ReplyTo": addresses(reading.reply_to),
        "ReturnPath": value.envelope.mail_from or (reading.from_.address if reading.from_ else ""),
        "Subject": reading.subject,
        "ListUnsubscribe": list_unsubscribe(root),
        "Date": time(date_of(root) or value.summary.created),
        "Tags": [],
        "Username": value.summary.user,
        "Text": body.text,
        "HTML": body.html,
        "Size": value.summary.size,
        "Inline": [attachment(each) for each in body.attachments if each.inline],
        "Attachments": [attachment(each) for each in body.attachments if not each.inline],
    }


def date_of(root: Part) -> datetime | None:
    """The Date field (RFC 5322 3.6.1), or None where there is none that means a time."""
    try:
        found = parsedate_to_datetime(root.header.first("date")[:MAX_DATE].decode("ascii", "replace").strip())
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def list_unsubscribe(root: Part) -> Json:
    """List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058)."""
    header = Header("", root.header.first("list-unsubscribe")).value
    links = [piece.partition(">")[0].strip() for piece in header.split("<")[1:] if ">" in piece]
    wrong = [link for link in links if not link.lower().startswith(("http://", "https://", "mailto:"))]
    errors = "" if not header else "no link in angle brackets" if not links else ""
    if wrong:
        errors = f"no link that can be followed: {wrong[0][:100]}"
    return {
        "Header": header,
        "Links": links,
        "Errors": errors,
        "HeaderPost": Header("", root.header.first("list-unsubscribe-post")).value,
    }


def attachment(value: Attachment) -> Json:
    """A leaf that is no body; sizes and checksums are of its decoded bytes."""
    data, _ = mime.decoded(value.part)
    return {
        "PartID": value.part.number,
        "FileName": value.file_name,
        "ContentType": value.part.content_type,
        "ContentID": value.part.content_id,
        "Size": len(data),
        "Checksums": {
            "MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
            "SHA1": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
            "SHA256": hashlib.sha256(data).hexdigest(),
        },
    }


def headers(root: Part) -> dict[str, list[str]]:
    """Fields by their canonical name in alphabetical order, unfolded but not decoded, as Mailpit gives them."""
    found: dict[str, list[str]] = {}
    for header in root.header.fields:
        name = "-".join(word[:1].upper() + word[1:].lower() for word in header.name.split("-"))
        found.setdefault(name, []).append(mime.headers.text_of(header.raw).strip())
    return dict(sorted(found.items()))


def extracted(value: Extracted) -> Json:
    """Codes, links, images and telephone numbers of a mail, each with the reason why it was chosen."""
    return {
        "Codes": [
            {"Code": each.value, "Shown": each.shown, "Where": each.where, "Score": each.score, "Reason": each.reason}
            for each in value.codes
        ],
        "Links": [
            {
                "URL": each.url,
                "Text": each.text,
                "Where": each.where,
                "Place": each.place,
                "Kind": each.kind,
                "Main": each.main,
                "Reason": each.reason,
            }
            for each in value.links
        ],
        "Images": [
            {
                "URL": each.url,
                "Alt": each.alt,
                "Width": each.width,
                "Height": each.height,
                "Tracking": each.tracking,
                "Reason": each.reason,
            }
            for each in value.images
        ],
        "Phones": [{"Number": each.number, "Where": each.where, "Reason": each.reason} for each in value.phones],
    }


def envelope(value: Message) -> Json:
    """What SMTP said."""
    said: Envelope = value.envelope
    return {
        "MailFrom": said.mail_from,
        "MailParameters": dict(said.mail_parameters),
        "Recipients": [{"Address": each.address, "Parameters": dict(each.parameters)} for each in said.recipients],
        "Helo": said.helo,
        "Client": said.client,
        "TLS": said.tls,
        "User": said.user,
        "Received": time(said.received),
        "Size": value.summary.size,
        "Inbox": value.summary.inbox,
        "Session": said.session,
    }


def session(value: Session) -> Json:
    """A row of the list of sessions; ``Ended`` is null while it lasts."""
    return {
        "ID": value.id,
        "Started": time(value.started),
        "Ended": time(value.ended) if value.ended else None,
        "Listener": value.listener,
        "Client": value.client,
        "Helo": value.helo,
        "User": value.user,
        "Mechanism": value.mechanism,
        "TLS": value.tls,
        "Outcome": value.outcome,
        "Failed": value.failed,
        "Mails": value.mails,
        "Refusals": value.refusals,
    }


def transcript(value: Session) -> Json:
    """A session with its lines: ``At`` in milliseconds since its start, ``Side`` C (client), S (server), - (a note)."""
    lines = [{"At": line.at, "Side": line.side.value, "Text": line.text} for line in value.lines]
    return {**session(value), "Lines": lines}


def part(root: Part) -> Json:
    """The MIME tree: each part with its fields in order, decoded and as sent. Built without recursion."""
    shape = _part(root)
    todo = [(root, shape)]
    while todo:
        parent, parent_shape = todo.pop()
        for child in parent.children:
            child_shape = _part(child)
            parent_shape["Parts"].append(child_shape)
            todo.append((child, child_shape))
    return shape


def _part(value: Part) -> Json:
    problems = list(value.problems)
    if value.children:
        size = value.end - value.body
    else:
        data, problem = mime.decoded(value)
        size = len(data)
        problems += [problem] if problem else []
    return {
        "PartID": value.number,
        "ContentType": value.content_type,
        "Charset": value.parameters.get("charset", ""),
        "Encoding": value.encoding,
        "Disposition": value.disposition,
        "FileName": value.file_name,
        "ContentID": value.content_id,
        "Size": size,
        "Headers": [
            {"Name": header.name, "Value": header.value, "Raw": mime.headers.text_of(header.raw).strip()}
            for header in value.header.fields
        ],
        "Problems": problems,
        "Parts": [],
    }
