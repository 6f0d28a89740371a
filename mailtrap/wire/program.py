"""The program about itself."""

from __future__ import annotations

from typing import Literal

from mailtrap.wire.base import Count, Time, Wire
from mailtrap.wire.finding import Retention


class RuntimeStats(Wire, frozen=True):
    """What happened since the start: ``Uptime`` in seconds, ``Memory`` and sizes in bytes."""

    uptime: Count
    memory: Count
    messages_deleted: Count
    smtp_accepted: Count
    smtp_accepted_size: Count
    smtp_rejected: Count
    smtp_ignored: Count


class Kept(Wire, frozen=True):
    """The store: its file, whether that goes when the server stops, its bytes, and those that its disk has left."""

    file: str
    ephemeral: bool
    size: Count
    free: Count


class Totals(Wire, frozen=True):
    """How much there is now; ``Size`` is in bytes, connections (SMTP) and watchers are those that are open."""

    mails: Count
    unread: Count
    pinned: Count
    size: Count
    inboxes: Count
    tags: Count
    sessions: Count
    sessions_failed: Count
    connections: Count
    watchers: Count


class Limits(Wire, frozen=True):
    """What is taken at most: bytes of a mail and of a line in it, recipients of a mail, connections, in all and of one
    client, bytes of a command, commands and errors of a session, and sessions that are kept."""

    message_size: Count
    line_size: Count
    recipients: Count
    connections: Count
    connections_per_client: Count
    command_size: Count
    commands: Count
    errors: Count
    sessions: Count


class Door(Wire, frozen=True):
    """Where mail is taken. ``TLS`` is ``implicit`` from the first byte; a login names one of the ``listed`` users, or
    ``any``; with ``LoginNeedsTLS`` it is taken under TLS alone."""

    url: str
    tls: Literal["none", "offered", "required", "implicit"]
    login: Literal["optional", "required"]
    users: Literal["any", "listed"]
    login_needs_tls: bool


class Certificate(Wire, frozen=True):
    """What the TLS listeners show: its fingerprint (``AB:CD:…``), and whether it was ``Given`` by options, not made."""

    sha256: str
    given: bool


class WebDoor(Wire, frozen=True):
    """Where page and API are served; ``Facades`` are the other catchers whose paths are, too."""

    url: str
    tls: bool
    login: bool
    facades: list[str]


class About(Wire, frozen=True):
    """What only this program tells of itself. ``Libraries`` are versions by name; ``Memory`` is what it takes now, in
    bytes, 0 where the system does not tell."""

    python: str
    sqlite: str
    system: str
    libraries: dict[str, str]
    started: Time
    memory: Count
    store: Kept
    totals: Totals
    retention: Retention
    limits: Limits
    smtp: list[Door]
    certificate: Certificate | None
    web: WebDoor


class Info(Wire, frozen=True):
    """The program and its store in figures; ``Tags`` counts the mails of each tag. ``Mailtrap`` is ours alone."""

    version: str
    latest_version: str
    database: str
    database_size: Count
    messages: Count
    unread: Count
    tags: dict[str, int]
    runtime_stats: RuntimeStats
    mailtrap: About


class MessageRelay(Wire, frozen=True):
    """The server that mail is released to, if there is one."""

    enabled: bool
    smtp_server: str
    return_path: str
    allowed_recipients: str
    blocked_recipients: str
    override_from: str
    preserve_message_ids: bool
    recipient_allowlist: str


class WebUI(Wire, frozen=True):
    """What a page may offer, in Mailpit's words."""

    label: str
    message_relay: MessageRelay
    spam_assassin: bool
    chaos_enabled: bool
    duplicates_ignored: bool
    hide_delete_all_button: bool


class Sent(Wire, frozen=True):
    """How many mails are on their way."""

    sent: Count


NOWHERE = "there is nothing at this address"
"""How the text begins that is told where no route is: by it a client tells that from a mail that is not there."""


class Error(Wire, frozen=True):
    """Why not, in words for a person."""

    error: str
