"""The tables of the SQLite store, in the steps in which they came to be."""

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x4D545250
"""``PRAGMA application_id`` of our files ("MTRP"): it tells a store of ours from any other SQLite file."""

migrations = Migrations("mailtrap")


@migrations()
def first(db: Database) -> None:
    """Mails, their recipients, their raw bytes, the events, and one row of counts an inbox."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _FIRST.split(";\n\n"):
        db.execute(statement)


@migrations()
def sessions(db: Database) -> None:
    """What was said in each SMTP session, and which one brought a mail."""
    for statement in _SESSIONS.split(";\n\n"):
        db.execute(statement)


_FIRST = """
CREATE TABLE inboxes (
    name TEXT PRIMARY KEY,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    inbox TEXT NOT NULL REFERENCES inboxes(name),
    received TEXT NOT NULL,
    is_read INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL,
    mail_from TEXT NOT NULL,
    mail_parameters TEXT NOT NULL,
    helo TEXT NOT NULL,
    client TEXT NOT NULL,
    tls TEXT NOT NULL,
    user TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL,
    addresses TEXT NOT NULL,
    snippet TEXT NOT NULL,
    attachments INTEGER NOT NULL,
    problems TEXT NOT NULL
);

CREATE TABLE recipients (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    parameters TEXT NOT NULL,
    PRIMARY KEY (message, position)
) WITHOUT ROWID;

CREATE TABLE raws (
    message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
    raw BLOB NOT NULL
);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    change TEXT NOT NULL,
    public_id TEXT,
    is_read INTEGER
);

CREATE TRIGGER count_added AFTER INSERT ON messages BEGIN
    INSERT INTO inboxes (name, total, unread, size) VALUES (new.inbox, 1, NOT new.is_read, new.size)
        ON CONFLICT (name) DO UPDATE SET total = total + 1, unread = unread + NOT new.is_read, size = size + new.size;
END;

CREATE TRIGGER count_deleted AFTER DELETE ON messages BEGIN
    UPDATE inboxes SET total = total - 1, unread = unread - NOT old.is_read, size = size - old.size
        WHERE name = old.inbox;
END;

CREATE TRIGGER count_marked AFTER UPDATE OF is_read ON messages WHEN old.is_read <> new.is_read BEGIN
    UPDATE inboxes SET unread = unread + old.is_read - new.is_read WHERE name = new.inbox;
END"""

_SESSIONS = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    listener TEXT NOT NULL,
    client TEXT NOT NULL,
    helo TEXT NOT NULL,
    user TEXT NOT NULL,
    mechanism TEXT NOT NULL,
    tls TEXT NOT NULL,
    outcome TEXT NOT NULL,
    failed INTEGER NOT NULL,
    mails INTEGER NOT NULL,
    refusals INTEGER NOT NULL,
    lines TEXT NOT NULL
);

CREATE INDEX sessions_failed ON sessions(id) WHERE failed;

ALTER TABLE messages ADD COLUMN session TEXT NOT NULL DEFAULT ''"""
