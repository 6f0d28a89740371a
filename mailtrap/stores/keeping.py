"""How mails and sessions get into the tables: what the writer asks of a SQLite store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from mailtrap import mime
from mailtrap.mime import Opened
from mailtrap.model import Change, Envelope, Event, Session, Summary
from mailtrap.stores import rows
from mailtrap.stores.changes import Changes, add_tags
from mailtrap.stores.chores import Chores
from mailtrap.stores.ids import Ids
from mailtrap.stores.indexing import Index
from mailtrap.stores.ledger import Ledger
from mailtrap.stores.raws import Raws
from mailtrap.stores.reading import read_mail
from mailtrap.stores.writer import Mail

TagSource = Callable[[Opened, Envelope], tuple[str, ...]]
"""Tells the tags that a mail brings with it."""

PRUNE_SESSIONS_EVERY = 500
"""Sessions after which the oldest are thrown away."""
KEPT_SESSION_BYTES = 32 * 1024 * 1024
"""Bytes of transcripts that are kept."""


class Keeper:
    """Used on the writer's thread alone."""

    def __init__(
        self,
        ledger: Ledger,
        changes: Changes,
        index: Index,
        chores: Chores,
        keep_sessions: int,
        tag_source: TagSource | None,
    ) -> None:
        self._ledger = ledger
        self._changes = changes
        self._index = index
        self._chores = chores
        self._tag_source = tag_source
        self._ids = Ids()
        self._raws = Raws()
        self._keep_sessions = keep_sessions
        self._prune_sessions_every = max(min(PRUNE_SESSIONS_EVERY, keep_sessions // 10), 1)
        self._sessions_since_prune = PRUNE_SESSIONS_EVERY  # the last run may have left too many
        self._session_bytes = KEPT_SESSION_BYTES  # as above

    def prepare(self, connection: sqlite3.Connection, mail: Mail) -> None:
        """Read and pack a mail, before the transaction."""
        mail.opened = read_mail(mail.raw, mail.envelope)
        mail.wrapped = self._raws.wrap(connection, mail.raw, mail.opened.root)
        if self._tag_source:
            mail.tags = (*mail.tags, *self._tag_source(mail.opened, mail.envelope))

    def begin(self, connection: sqlite3.Connection) -> None:
        """A transaction begins."""
        self._ledger.read(connection)

    def finish(self, connection: sqlite3.Connection) -> None:
        """It is about to be committed."""
        self._ledger.write(connection)

    def committed(self) -> None:
        """It was committed."""
        self._index.committed()

    def undone(self) -> None:
        """It was rolled back."""
        self._index.undone()
        self._changes.undone()
        self._ledger.forget()

    def insert(self, connection: sqlite3.Connection, events: list[Event], mails: list[Mail]) -> list[Summary]:
        """Mails that came together, one statement for each table: between two steps of SQLite another thread runs."""
        first = self._ledger.next("messages", len(mails))
        pairs = [(self._summary(number, mail), mail) for number, mail in enumerate(mails, start=first)]
        inboxes = {short.inbox for short, _ in pairs}
        self._ledger.open(connection, inboxes)
        seq = self._ledger.numbers.get("events", 0) + 1 - first  # that of the first event, which is recorded below
        messages = [(*rows.message_row(short, mail.envelope), seq + short.number) for short, mail in pairs]
        rows.insert(connection, "messages", f"{rows.MESSAGE_COLUMNS}, seq", messages)
        self._raws.insert(connection, [(short.number, mail.wrapped) for short, mail in pairs if mail.wrapped])
        recipients = [row for short, mail in pairs for row in rows.recipient_rows(short, mail.envelope)]
        rows.insert(connection, "recipients", rows.RECIPIENT_COLUMNS, recipients)
        summaries = []
        for short, mail in pairs:
            self._ledger.add(short.inbox, short.number, unread=True, size=short.size, pinned=False)
            self._changes.came(short.inbox, short.created)
            self._index.keep(short.number, mail)
            tags = add_tags(connection, short.number, mail.tags) if mail.tags else ()
            summaries.append(replace(short, tags=tags) if tags else short)
        told = [Event(0, Change.NEW, short.id, summary=short, inbox=short.inbox) for short in summaries]
        self._changes.record(connection, events, told)
        if gone := self._changes.make_room(connection, events, inboxes):
            self._chores.deleted(gone)
        return summaries

    def _summary(self, number: int, mail: Mail) -> Summary:
        return Summary(
            number=number,
            id=self._ids.new(),
            inbox=mail.envelope.inbox,
            created=mail.envelope.received,
            user=mail.envelope.user,
            size=len(mail.raw),
            read=False,
            reading=mail.opened.reading if mail.opened else mime.read(mail.raw),
        )

    def insert_sessions(self, connection: sqlite3.Connection, sessions: list[Session]) -> None:
        """Put sessions into their table; the oldest make room."""
        values = [rows.session_row(session) for session in sessions]
        rows.insert(connection, "sessions", f"{rows.SESSION_COLUMNS}, lines", values)
        self._sessions_since_prune += len(sessions)
        if self._sessions_since_prune >= self._prune_sessions_every:
            self._sessions_since_prune = 0
            oldest = "(SELECT seq FROM sqlite_sequence WHERE name = 'sessions') - ?"
            connection.execute(f"DELETE FROM sessions WHERE id <= {oldest}", (self._keep_sessions,))
        self._session_bytes += sum(len(row[-1]) for row in values)
        if self._session_bytes >= KEPT_SESSION_BYTES // 8:  # it reads them all, so it is done seldom
            self._session_bytes = 0
            connection.execute(
                "DELETE FROM sessions WHERE id <= coalesce((SELECT max(id) FROM (SELECT id, "
                "sum(length(lines)) OVER (ORDER BY id DESC) size FROM sessions) WHERE size > ?), 0)",
                (KEPT_SESSION_BYTES,),
            )
