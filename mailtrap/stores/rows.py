"""Between rows of the SQLite store and the words of the house."""

import json
import sqlite3
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from mailtrap.model import Address, Change, Envelope, Event, Line, Message, Reading, Recipient, Session, Side, Summary

SUMMARY_COLUMNS = (
    "id, public_id, inbox, received, user, size, is_read, "
    "subject, message_id, addresses, snippet, attachments, problems"
)
MESSAGE_COLUMNS = f"{SUMMARY_COLUMNS}, mail_from, mail_parameters, helo, client, tls, session"
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


def recipient_rows(number: int, envelope: Envelope) -> list[Row]:
    """The rows of table ``recipients`` for one mail."""
    return [
        (number, position, recipient.address, parameters_to_text(recipient.parameters))
        for position, recipient in enumerate(envelope.recipients)
    ]


def message_row(short: Summary, envelope: Envelope) -> Row:
    """The row of ``MESSAGE_COLUMNS`` for one mail."""
    reading = short.reading
    addresses = {
        name: listed
        for name, listed in (
            ("from", [reading.from_] if reading.from_ else []),
            ("to", reading.to),
            ("cc", reading.cc),
            ("bcc", reading.bcc),
            ("reply_to", reading.reply_to),
        )
        if listed
    }
    return (
        short.number,
        short.id,
        short.inbox,
        time_to_text(envelope.received),
        envelope.user,
        short.size,
        int(short.read),
        reading.subject,
        reading.message_id,
        _encode(addresses),
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


def summary(row: Row) -> Summary:
    """From a row that begins with ``SUMMARY_COLUMNS``."""
    number, id_, inbox, received, user, size, read, subject, message_id, addresses, snippet, attachments, problems = (
        row[:13]
    )
    lists = {key: tuple(Address(*pair) for pair in listed) for key, listed in json.loads(addresses).items()}
    senders = lists.get("from", ())
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
            to=lists.get("to", ()),
            cc=lists.get("cc", ()),
            bcc=lists.get("bcc", ()),
            reply_to=lists.get("reply_to", ()),
            snippet=snippet,
            attachments=attachments,
            problems=tuple(json.loads(problems)),
        ),
    )


def message(row: Row, recipients: list[Row]) -> Message:
    """From a row of ``MESSAGE_COLUMNS`` and the rows (address, parameters) of its recipients."""
    short = summary(row)
    mail_from, mail_parameters, helo, client, tls, session = row[13:19]
    envelope = Envelope(
        mail_from=mail_from,
        recipients=tuple(Recipient(address, json.loads(parameters)) for address, parameters in recipients),
        helo=helo,
        client=client,
        received=short.created,
        mail_parameters=json.loads(mail_parameters),
        tls=tls,
        user=short.user,
        session=session,
    )
    return Message(short, envelope)


def event(row: Row) -> Event:
    """From a row of seq, change, public_id and is_read, followed by ``SUMMARY_COLUMNS`` (null without a mail)."""
    seq, change, id_, read = row[:4]
    return Event(
        seq=seq,
        change=Change(change),
        id=id_ or "",
        read=None if read is None else bool(read),
        summary=summary(row[4:]) if change == Change.NEW else None,
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
