"""Mails as lines that people read: rows of a list, one mail with its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mailtrap import wire
from mailtrap.commands.terminal import cut, padded, printable, width
from mailtrap.mime.html import words

ID = 22
"""Columns of an id."""
FEW, MANY = 16, 20
"""Columns of names and addresses: on a terminal that has few, and on others."""
ROOMY = 110
"""Columns from which there is room for whom a mail is to."""


def rows(mails: Sequence[wire.Summary], columns: int, now: datetime) -> Iterator[str]:
    """A line for each mail below a line of headings, at most ``columns`` wide; ``*`` stands before what is unread."""
    times = [moment(mail.created, now) for mail in mails]
    widest = max(map(len, ["CAME", *times]))
    yield _row(("ID", "", "CAME", "FROM", "TO", "SUBJECT"), widest, columns)
    for mail, came in zip(mails, times, strict=True):
        to = ", ".join(map(person, (*mail.to, *mail.cc, *mail.bcc)))
        yield _row((mail.id, "" if mail.read else "*", came, person(mail.from_), to, mail.subject), widest, columns)


def _row(cells: tuple[str, str, str, str, str, str], widest: int, columns: int) -> str:
    id_, unread, came, from_, to, subject = map(printable, cells)
    people = [padded(from_, MANY), padded(to, MANY)] if columns >= ROOMY else [padded(from_, FEW)]
    head = " ".join([padded(id_, ID), padded(unread, 1), padded(came, widest), *people])
    return f"{head} {cut(subject, max(columns - width(head) - 1, 1))}".rstrip()


def person(mailbox: wire.Address) -> str:
    """A name, or else an address."""
    return mailbox.name or mailbox.address


def mailbox(value: wire.Address) -> str:
    """Name and address."""
    return f"{value.name} <{value.address}>" if value.name else value.address


def moment(time: datetime, now: datetime) -> str:
    """A time as short as it can be told, in the zone of ``now``."""
    here = time.astimezone(now.tzinfo)
    if here.date() == now.date():
        return f"{here:%H:%M:%S}"
    return f"{here:%b %d %H:%M}" if here.year == now.year else f"{here:%Y-%m-%d}"


def size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000:
        return f"{count} B"
    value, unit = (count / 1e3, "kB") if count < 1_000_000 else (count / 1e6, "MB")
    return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def heading(mail: wire.Message, envelope: wire.Envelope, now: datetime) -> Iterator[str]:
    """What is known of a mail, a line each; what it does not have is left out."""
    recipients = ", ".join(each.address for each in envelope.recipients)
    lines = {
        "Subject": mail.subject,
        "From": mailbox(mail.from_) if mail.from_.address or mail.from_.name else "",
        "To": ", ".join(map(mailbox, mail.to)),
        "Cc": ", ".join(map(mailbox, mail.cc)),
        "Bcc": ", ".join(map(mailbox, mail.bcc)),
        "Reply-To": ", ".join(map(mailbox, mail.reply_to)),
        "Date": f"{mail.date.astimezone(now.tzinfo):%Y-%m-%d %H:%M:%S %z}",
        "Tags": ", ".join(mail.tags),
        "Envelope": f"{envelope.mail_from or '<>'} to {recipients}",
        "Inbox": envelope.inbox,
        "ID": f"{mail.id}, {size(mail.size)}",
    }
    for name, value in lines.items():
        if value:
            yield f"{name + ':':<9} {printable(value)}"
    for file in (*mail.attachments, *mail.inline):
        named = f"{file.file_name or file.content_id} ({file.part_id}, {file.content_type})"
        yield f"{'File:':<9} {printable(named)}, {size(file.size)}"


def text_of(mail: wire.Message) -> str:
    """Its text; of HTML alone, the words."""
    return mail.text if mail.text.strip() or not mail.html else words(mail.html)
