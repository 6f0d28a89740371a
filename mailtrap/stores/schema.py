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


@migrations()
def finding(db: Database) -> None:
    """What is searched, tagged, pinned and counted; deletion in steps; raws in fewer bytes."""
    for statement in _FINDING.split(";\n\n"):
        db.execute(statement)


ALIVE = (
    "messages.id NOT IN (SELECT message FROM graves) AND (messages.id > (SELECT coalesce(max(upto), 0) FROM doomed) "
    "OR messages.id IN (SELECT message FROM spared) "
    "OR NOT EXISTS (SELECT 1 FROM doomed WHERE messages.id <= upto AND inbox IN ('', messages.inbox)))"
)
"""Condition on a row of ``messages``: it was not deleted. A deleted mail is put into ``graves``, an emptied inbox into
``doomed`` (the empty name stands for all of them) with what is ``spared``; the rows themselves go later, in steps."""

BLOCK_BITS = 10
"""A block is 1,024 numbers of mails, dead or alive; table ``blocks`` knows how many of them live."""

WORDS = """CREATE VIRTUAL TABLE words
    USING fts5(content, content='', detail=none, tokenize='trigram case_sensitive 1')"""
"""The index. It is made anew when all mails are deleted."""
OLD_WORDS = "old_words_"
"""Beginning of the names of indexes that are being cleared away."""

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

_FINDING = f"""
DROP TRIGGER count_added;

DROP TRIGGER count_deleted;

DROP TRIGGER count_marked;

ALTER TABLE inboxes ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;

ALTER TABLE inboxes ADD COLUMN keep_count INTEGER NOT NULL DEFAULT 0;

ALTER TABLE inboxes ADD COLUMN keep_age REAL NOT NULL DEFAULT 0;

ALTER TABLE inboxes ADD COLUMN keep_size INTEGER NOT NULL DEFAULT 0;

ALTER TABLE messages ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;

ALTER TABLE messages ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;

CREATE INDEX messages_inbox ON messages(inbox);

CREATE INDEX messages_received ON messages(received);

CREATE INDEX messages_unread ON messages(inbox) WHERE NOT is_read;

CREATE INDEX messages_pinned ON messages(inbox) WHERE is_pinned;

ALTER TABLE recipients RENAME TO recipients_of_envelope;

CREATE TABLE recipients (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('rcpt', 'from', 'to', 'cc', 'bcc', 'reply_to')),
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    parameters TEXT NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (message, role, position)
) WITHOUT ROWID;

INSERT INTO recipients (message, role, position, address, parameters)
    SELECT message, 'rcpt', position, address, parameters FROM recipients_of_envelope;

INSERT INTO recipients (message, role, position, address, name)
    SELECT messages.id, roles.key, listed.key, listed.value ->> 1, listed.value ->> 0
        FROM messages, json_each(messages.addresses) roles, json_each(roles.value) listed;

DROP TABLE recipients_of_envelope;

ALTER TABLE messages DROP COLUMN addresses;

ALTER TABLE raws ADD COLUMN is_packed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE contents (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    is_packed INTEGER NOT NULL,
    content BLOB NOT NULL
);

CREATE TABLE raw_contents (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    content INTEGER NOT NULL REFERENCES contents(id),
    PRIMARY KEY (message, start)
) WITHOUT ROWID;

CREATE INDEX raw_contents_content ON raw_contents(content);

CREATE TABLE parts (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number TEXT NOT NULL,
    content_type TEXT NOT NULL,
    charset TEXT NOT NULL,
    encoding TEXT NOT NULL,
    disposition TEXT NOT NULL,
    file_name TEXT NOT NULL,
    content_id TEXT NOT NULL,
    header_start INTEGER NOT NULL,
    body_start INTEGER NOT NULL,
    body_end INTEGER NOT NULL,
    PRIMARY KEY (message, position)
) WITHOUT ROWID;

CREATE TABLE headers (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (message, position)
) WITHOUT ROWID;

CREATE TABLE texts (
    message INTEGER PRIMARY KEY REFERENCES messages(id),
    subject TEXT NOT NULL,
    sender TEXT NOT NULL,
    to_ TEXT NOT NULL,
    cc TEXT NOT NULL,
    bcc TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    rcpt TEXT NOT NULL,
    files TEXT NOT NULL,
    message_id TEXT NOT NULL,
    types TEXT NOT NULL,
    has_inline INTEGER NOT NULL,
    has_html INTEGER NOT NULL,
    has_text INTEGER NOT NULL,
    has_link INTEGER NOT NULL,
    has_code INTEGER NOT NULL,
    is_encrypted INTEGER NOT NULL,
    body TEXT NOT NULL
);

{WORDS};

CREATE VIRTUAL TABLE pieces USING fts5vocab(words, row);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    total INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE message_tags (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    tag INTEGER NOT NULL REFERENCES tags(id),
    PRIMARY KEY (message, tag)
) WITHOUT ROWID;

CREATE INDEX message_tags_tag ON message_tags(tag);

CREATE TABLE blocks (
    inbox TEXT NOT NULL,
    block INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (inbox, block)
) WITHOUT ROWID;

INSERT INTO blocks (inbox, block, total)
    SELECT inbox, id >> {BLOCK_BITS}, count(*) FROM messages GROUP BY 1, 2
    UNION ALL SELECT '', id >> {BLOCK_BITS}, count(*) FROM messages GROUP BY 1, 2;

CREATE TABLE graves (message INTEGER PRIMARY KEY);

CREATE TABLE doomed (
    inbox TEXT PRIMARY KEY,
    upto INTEGER NOT NULL,
    cleared INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE spared (message INTEGER PRIMARY KEY);

ALTER TABLE events ADD COLUMN inbox TEXT NOT NULL DEFAULT '';

ALTER TABLE events ADD COLUMN tags TEXT;

ALTER TABLE events ADD COLUMN is_pinned INTEGER;

CREATE VIEW mail AS
    SELECT
        messages.id,
        public_id,
        inbox,
        received,
        (SELECT address FROM recipients WHERE message = messages.id AND role = 'from' LIMIT 1) AS sender,
        (SELECT group_concat(address, ', ') FROM recipients WHERE message = messages.id AND role = 'rcpt')
            AS recipients,
        subject,
        snippet,
        (SELECT group_concat(name, ', ') FROM message_tags JOIN tags ON tags.id = tag WHERE message = messages.id)
            AS tags,
        attachments,
        size,
        is_read,
        is_pinned
    FROM messages
    WHERE {ALIVE}
    ORDER BY messages.id DESC
"""
