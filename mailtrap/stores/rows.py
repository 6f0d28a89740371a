"""Between rows of the SQLite store and the words of the house."""

import json
import sqlite3
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from mailtrap.model import Address, Change, Envelope, Event, Line, Message, Reading, Recipient, Session, Side, Summary

SUMMARY_COLUMNS = (
    "id, public_id, inbox, received, user, size, is_read, is_pinned, "
    "subject, message_id, snippet, attachments, problems"
)
MESSAGE_COLUMNS = f"{SUMMARY_COLUMNS}, mail_from, mail_parameters, helo, client, tls, session"
PART_COLUMNS = (
    "message, position, number, content_type, charset, encoding, disposition, file_name, content_id, "
    "header_start, body_start, body_end"
)
RECIPIENT_COLUMNS = "message, role, position, address, name, parameters"
_SUMMARY_LENGTH = SUMMARY_COLUMNS.count(",") + 1
MAX_VALUES = 30_000
"""Values of one statement; SQLite allows 32,766."""

Row = tuple[Any, ...]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def time_to_text(time: datetime) -> str:
    """RFC 3339 in UTC with microseconds: sorts as text."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def insert(connection: sqlite3.Connection, table: str, columns: str, values: list[Row]) -> None:
    """Insert rows, as many in one statement as it has room for: each statement costs a turn at the interpreter."""
    places = f"({', '.join('?' for _ in columns.split(','))})"
    step = MAX_VALUES // (columns.count(",") + 1)
    for start in range(0, len(values), step):
        chunk = values[start : start + step]
        statement = f"INSERT INTO {table} ({columns}) VALUES {', '.join([places] * len(chunk))}"
        connection.execute(statement, list(chain.from_iterable(chunk)))


def recipient_rows(short: Summary, envelope: Envelope) -> list[Row]:
    """The rows of ``RECIPIENT_COLUMNS`` for one mail: those of the envelope and of the header."""
    number, reading = short.number, short.reading
    found: list[Row] = [
        (number, "rcpt", position, recipient.address, "", parameters_to_text(recipient.parameters))
        for position, recipient in enumerate(envelope.recipients)
    ]
    for role, listed in (
        ("from", (reading.from_,) if reading.from_ else ()),
        ("to", reading.to),
        ("cc", reading.cc),
        ("bcc", reading.bcc),
        ("reply_to", reading.reply_to),
    ):
        found += [(number, role, position, each.address, each.name, "{}") for position, each in enumerate(listed)]
    return found


def message_row(short: Summary, envelope: Envelope) -> Row:
    """The row of ``MESSAGE_COLUMNS`` for one mail."""
    reading = short.reading
    return (
        short.number,
        short.id,
        short.inbox,
        time_to_text(envelope.received),
        envelope.user,
        short.size,
        int(short.read),
        int(short.pinned),
        reading.subject,
        reading.message_id,
        reading.snippet,
        reading.attachments,
        _encode(reading.problems) if reading.problems else "[]",
        envelope.mail_from,
        parameters_to_text(envelope.mail_parameters),
        envelope.helo,
        envelope.client,
        envelope.tls,
        envelope.session,
    )


def parameters_to_text(parameters: Any) -> str:
    """JSON of ESMTP parameters."""
    return _encode(dict(parameters)) if parameters else "{}"


def summaries(connection: sqlite3.Connection, found: list[Row]) -> list[Summary]:
    """From rows that begin with ``SUMMARY_COLUMNS``, with their addresses and tags."""
    numbers = json.dumps([row[0] for row in found])
    addresses: dict[int, dict[str, list[Address]]] = {row[0]: {} for row in found}
    # Those of the envelope are passed over: mostly there is one, and to look for each of the other roles takes longer.
    for number, role, name, address in connection.execute(
        "SELECT message, role, name, address FROM recipients WHERE message IN (SELECT value FROM json_each(?)) "
        "AND role <> 'rcpt' ORDER BY message, role, position",
        (numbers,),
    ):
        listed = addresses[number]
        if role in listed:
            listed[role].append(Address(name, address))
        else:
            listed[role] = [Address(name, address)]
    tags: dict[int, list[str]] = {}
    for number, name in connection.execute(
        "SELECT message, name FROM json_each(?) CROSS JOIN message_tags ON message = json_each.value "
        "CROSS JOIN tags ON tags.id = tag ORDER BY name",
        (numbers,),
    ):
        tags.setdefault(number, []).append(name)
    return [_summary(row, addresses[row[0]], tuple(tags.get(row[0], ()))) for row in found]


def _summary(row: Row, addresses: dict[str, list[Address]], tags: tuple[str, ...]) -> Summary:
    number, id_, inbox, received, user, size, read, pinned, subject, message_id, snippet, attachments, problems = row[
        :_SUMMARY_LENGTH
    ]
    senders = addresses.get("from")
    return Summary(
        number=number,
        id=id_,
        inbox=inbox,
        created=datetime.fromisoformat(received),
        user=user,
        size=size,
        read=bool(read),
        reading=Reading(
            subject=subject,
            message_id=message_id,
            from_=senders[0] if senders else None,
            to=_listed(addresses, "to"),
            cc=_listed(addresses, "cc"),
            bcc=_listed(addresses, "bcc"),
            reply_to=_listed(addresses, "reply_to"),
            snippet=snippet,
            attachments=attachments,
            problems=tuple(json.loads(problems)) if problems != "[]" else (),
        ),
        tags=tags,
        pinned=bool(pinned),
    )


def _listed(addresses: dict[str, list[Address]], role: str) -> tuple[Address, ...]:
    return tuple(addresses[role]) if role in addresses else ()


def message(connection: sqlite3.Connection, row: Row) -> Message:
    """From a row of ``MESSAGE_COLUMNS``, with all that belongs to it."""
    short = summaries(connection, [row])[0]
    return Message(short, envelope(connection, row))


def envelope(connection: sqlite3.Connection, row: Row) -> Envelope:
    """From a row of ``MESSAGE_COLUMNS``."""
    recipients = connection.execute(
        "SELECT address, parameters FROM recipients WHERE message = ? AND role = 'rcpt' ORDER BY position", (row[0],)
    )
    mail_from, mail_parameters, helo, client, tls, session = row[_SUMMARY_LENGTH : _SUMMARY_LENGTH + 6]
    return Envelope(
        mail_from=mail_from,
        recipients=tuple(Recipient(address, json.loads(parameters)) for address, parameters in recipients),
        helo=helo,
        client=client,
        received=datetime.fromisoformat(row[3]),
        mail_parameters=json.loads(mail_parameters),
        tls=tls,
        user=row[4],
        session=session,
    )


EVENT_COLUMNS = "seq, change, public_id, is_read, inbox, tags, is_pinned"


def event_row(event: Event) -> Row:
    """The row of ``EVENT_COLUMNS``."""
    return (
        event.seq,
        event.change.value,
        event.id or None,
        None if event.read is None else int(event.read),
        event.inbox,
        None if event.tags is None else _encode(event.tags),
        None if event.pinned is None else int(event.pinned),
    )


def event(row: Row, summary: Summary | None) -> Event:
    """From a row of ``EVENT_COLUMNS``; ``summary`` is that of a mail that came."""
    seq, change, id_, read, inbox, tags, pinned = row[:7]
    return Event(
        seq=seq,
        change=Change(change),
        id=id_ or "",
        read=None if read is None else bool(read),
        summary=summary,
        inbox=inbox,
        tags=None if tags is None else tuple(json.loads(tags)),
        pinned=None if pinned is None else bool(pinned),
    )


SESSION_COLUMNS = (
    "public_id, started, ended, listener, client, helo, user, mechanism, tls, outcome, failed, mails, refusals"
)


def session_row(value: Session) -> Row:
    """The row of ``SESSION_COLUMNS`` and ``lines``, each as ``12 C EHLO x``: what was said holds no line feed."""
    return (
        value.id,
        time_to_text(value.started),
        time_to_text(value.ended or value.started),
        value.listener,
        value.client,
        value.helo,
        value.user,
        value.mechanism,
        value.tls,
        value.outcome,
        int(value.failed),
        value.mails,
        value.refusals,
        "\n".join([f"{at} {side.value} {text}" for at, side, text in value.lines]),
    )


def session(row: Row) -> Session:
    """From a row that begins with ``SESSION_COLUMNS``; with ``lines`` behind them, with its lines."""
    id_, started, ended, *words, failed, mails, refusals = row[:13]
    listener, client, helo, user, mechanism, tls, outcome = words
    lines = [line.split(" ", 2) for line in row[13].split("\n")] if len(row) > 13 and row[13] else ()
    return Session(
        id=id_,
        started=datetime.fromisoformat(started),
        ended=datetime.fromisoformat(ended),
        listener=listener,
        client=client,
        helo=helo,
        user=user,
        mechanism=mechanism,
        tls=tls,
        outcome=outcome,
        failed=bool(failed),
        mails=mails,
        refusals=refusals,
        lines=tuple(Line(int(at), Side(side), text) for at, side, text in lines),
    )
