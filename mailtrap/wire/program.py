"""The program about itself."""

from __future__ import annotations

from mailtrap.wire.base import Count, Wire


class RuntimeStats(Wire, frozen=True):
    """What happened since the start: ``Uptime`` in seconds, ``Memory`` and sizes in bytes."""

    uptime: Count
    memory: Count
    messages_deleted: Count
    smtp_accepted: Count
    smtp_accepted_size: Count
    smtp_rejected: Count
    smtp_ignored: Count


class Info(Wire, frozen=True):
    """The program and its store in figures; ``Tags`` counts the mails of each tag."""

    version: str
    latest_version: str
    database: str
    database_size: Count
    messages: Count
    unread: Count
    tags: dict[str, int]
    runtime_stats: RuntimeStats


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


class Error(Wire, frozen=True):
    """Why not, in words for a person."""

    error: str
