"""From the words of the house to those of the wire: values in, the objects of the REST API out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from mailtrap import mime, wire
from mailtrap.mime import Attachment, Body, Header, Part
from mailtrap.model import Address, Counts, Hint, InboxInfo, Message, Page, Retention, SeenAddress, Session, Summary

if TYPE_CHECKING:
    from mailtrap.extract import Extracted, Highlight

MAX_LABEL = 100
"""Characters of the words of a link beside a mail."""
MAX_DATE = 200
"""Characters of a Date field that are looked at."""


def time(value: datetime) -> datetime:
    """A time as it is told: in UTC."""
    return value.astimezone(UTC)


def address(value: Address | None) -> wire.Address:
    """A mailbox, empty where there is none."""
    return wire.Address(value.name, value.address) if value else wire.Address("", "")


def addresses(values: Iterable[Address]) -> list[wire.Address]:
    """Mailboxes; a list, also when there are none."""
    return [wire.Address(name, address) for name, address in values]


def seen(value: SeenAddress) -> wire.SeenAddress:
    """An address to choose."""
    return wire.SeenAddress(value.address, value.name, value.count)


def summary(value: Summary) -> wire.Summary:
    """A row of a list, and the data of a ``new`` event."""
    reading = value.reading
    return wire.Summary(
        id=value.id,
        message_id=reading.message_id,
        read=value.read,
        from_=address(reading.from_),
        to=addresses(reading.to),
        cc=addresses(reading.cc),
        bcc=addresses(reading.bcc),
        reply_to=addresses(reading.reply_to),
        subject=reading.subject,
        created=time(value.created),
        username=value.user,
        tags=list(value.tags),
        size=value.size,
        attachments=reading.attachments,
        snippet=reading.snippet,
    )


def page(value: Page, start: int, tags: Iterable[str]) -> wire.MessageList:
    """A piece of the list with its counts; ``tags`` are all there are."""
    return wire.MessageList(
        total=value.counts.total,
        unread=value.counts.unread,
        count=len(value.messages),
        messages_count=value.matches.total,
        messages_unread=value.matches.unread,
        start=start,
        tags=list(tags),
        messages=[summary(each) for each in value.messages],
    )


def waited(value: Page, satisfied: bool) -> wire.Waited:
    """What there is for one who waited."""
    return wire.Waited(satisfied, value.seq, value.matches.total, [summary(each) for each in value.messages])


def counted(value: Counts) -> wire.Counted:
    """How much there is."""
    return wire.Counted(value.total, value.unread, value.size)


def retention(value: Retention) -> wire.Retention:
    """Bounds of an inbox."""
    return wire.Retention(value.count, value.age, value.size)


def inbox(value: InboxInfo) -> wire.Inbox:
    """One inbox."""
    counts = value.counts
    return wire.Inbox(value.name, counts.total, counts.unread, counts.size, value.pinned, retention(value.retention))


def state(value: Summary) -> wire.State:
    """What became of a mail."""
    return wire.State(value.id, value.inbox, value.read, value.pinned, list(value.tags))


def highlight(hint: Hint, value: Highlight) -> wire.Highlight:
    """What a list shows beside a mail."""
    link = wire.MainLink(value.link.text[:MAX_LABEL], value.link.url) if value.link else None
    return wire.Highlight(hint.id, hint.inbox, hint.pinned, value.code, link)


def message(value: Message, root: Part, body: Body) -> wire.Message:
    """A mail with its bodies; its attachments by name and checksum."""
    reading = value.summary.reading
    # Those of mails that an earlier version kept; others have them in Bcc already.
    blind = dict.fromkeys(value.envelope.unnamed(reading.to, reading.cc, reading.bcc))
    return wire.Message(
        id=value.summary.id,
        message_id=reading.message_id,
        from_=address(reading.from_),
        to=addresses(reading.to),
        cc=addresses(reading.cc),
        bcc=addresses((*reading.bcc, *blind)),
        reply_to=addresses(reading.reply_to),
        return_path=value.envelope.mail_from or (reading.from_.address if reading.from_ else ""),
        subject=reading.subject,
        list_unsubscribe=list_unsubscribe(root),
        date=time(date_of(root) or value.summary.created),
        tags=list(value.summary.tags),
        username=value.summary.user,
        text=body.text,
        html=body.html,
        size=value.summary.size,
        inline=[attachment(each) for each in body.attachments if each.inline],
        attachments=[attachment(each) for each in body.attachments if not each.inline],
    )


def date_of(root: Part) -> datetime | None:
    """The Date field (RFC 5322 3.6.1), or None where there is none that means a time."""
    try:
        found = parsedate_to_datetime(root.header.first("date")[:MAX_DATE].decode("ascii", "replace").strip())
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def list_unsubscribe(root: Part) -> wire.ListUnsubscribe:
    """List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058)."""
    header = Header("", root.header.first("list-unsubscribe")).value
    links = [piece.partition(">")[0].strip() for piece in header.split("<")[1:] if ">" in piece]
    wrong = [link for link in links if not link.lower().startswith(("http://", "https://", "mailto:"))]
    errors = "" if not header else "no link in angle brackets" if not links else ""
    if wrong:
        errors = f"no link that can be followed: {wrong[0][:100]}"
    return wire.ListUnsubscribe(
        header=header,
        links=links,
        errors=errors,
        header_post=Header("", root.header.first("list-unsubscribe-post")).value,
    )


def attachment(value: Attachment) -> wire.Attachment:
    """A leaf that is no body; sizes and checksums are of its decoded bytes."""
    data, _ = mime.decoded(value.part)
    return wire.Attachment(
        part_id=value.part.number,
        file_name=value.file_name,
        content_type=value.part.content_type,
        content_id=value.part.content_id,
        size=len(data),
        checksums=wire.Checksums(
            md5=hashlib.md5(data, usedforsecurity=False).hexdigest(),
            sha1=hashlib.sha1(data, usedforsecurity=False).hexdigest(),
            sha256=hashlib.sha256(data).hexdigest(),
        ),
    )


def headers(root: Part) -> dict[str, list[str]]:
    """Fields by their canonical name in alphabetical order, unfolded but not decoded, as Mailpit gives them."""
    found: dict[str, list[str]] = {}
    for header in root.header.fields:
        name = "-".join(word[:1].upper() + word[1:].lower() for word in header.name.split("-"))
        found.setdefault(name, []).append(mime.headers.text_of(header.raw).strip())
    return dict(sorted(found.items()))


def extracted(value: Extracted) -> wire.Extracted:
    """Codes, links, images and telephone numbers of a mail, each with the reason why it was chosen."""
    return wire.Extracted(
        codes=[
            wire.Code(code=each.value, shown=each.shown, where=each.where, score=each.score, reason=each.reason)
            for each in value.codes
        ],
        links=[
            wire.Link(
                url=each.url,
                text=each.text,
                where=each.where,
                place=each.place,
                kind=each.kind,
                main=each.main,
                reason=each.reason,
            )
            for each in value.links
        ],
        images=[
            wire.Image(
                url=each.url,
                alt=each.alt,
                width=each.width,
                height=each.height,
                tracking=each.tracking,
                reason=each.reason,
            )
            for each in value.images
        ],
        phones=[wire.Phone(number=each.number, where=each.where, reason=each.reason) for each in value.phones],
    )


def envelope(value: Message) -> wire.Envelope:
    """What SMTP said."""
    said = value.envelope
    return wire.Envelope(
        mail_from=said.mail_from,
        mail_parameters=dict(said.mail_parameters),
        recipients=[wire.Recipient(each.address, dict(each.parameters)) for each in said.recipients],
        helo=said.helo,
        client=said.client,
        tls=said.tls,
        user=said.user,
        received=time(said.received),
        size=value.summary.size,
        inbox=value.summary.inbox,
        session=said.session,
    )


def session(value: Session) -> wire.Session:
    """A row of the list of sessions."""
    return wire.Session(
        id=value.id,
        started=time(value.started),
        ended=time(value.ended) if value.ended else None,
        listener=value.listener,
        client=value.client,
        helo=value.helo,
        user=value.user,
        mechanism=value.mechanism,
        tls=value.tls,
        outcome=value.outcome,
        failed=value.failed,
        mails=value.mails,
        refusals=value.refusals,
    )


def transcript(value: Session) -> wire.Transcript:
    """A session with its lines."""
    row = session(value)
    said = {name: getattr(row, name) for name in row.__struct_fields__}
    return wire.Transcript(**said, lines=[wire.Line(line.at, line.side.value, line.text) for line in value.lines])


def part(root: Part) -> wire.Part:
    """The MIME tree: each part with its fields in order, decoded and as sent. Built without recursion."""
    shape = _part(root)
    todo = [(root, shape)]
    while todo:
        parent, parent_shape = todo.pop()
        for child in parent.children:
            child_shape = _part(child)
            parent_shape.parts.append(child_shape)
            todo.append((child, child_shape))
    return shape


def _part(value: Part) -> wire.Part:
    problems = list(value.problems)
    if value.children:
        size = value.end - value.body
    else:
        data, problem = mime.decoded(value)
        size = len(data)
        problems += [problem] if problem else []
    return wire.Part(
        part_id=value.number,
        content_type=value.content_type,
        charset=value.parameters.get("charset", ""),
        encoding=value.encoding,
        disposition=value.disposition,
        file_name=value.file_name,
        content_id=value.content_id,
        size=size,
        headers=[
            wire.Field(header.name, header.value, mime.headers.text_of(header.raw).strip())
            for header in value.header.fields
        ],
        problems=problems,
        parts=[],
    )
