"""What the program tells of itself beside Mailpit's figures: versions, bounds, doors. Nothing that is secret."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from mailtrap import wire
from mailtrap.certificate import fingerprint
from mailtrap.config import FACADES, Config, Listener
from mailtrap.inbox import Inbox
from mailtrap.model import Counts
from mailtrap.web import shapes

LIBRARIES = (
    "aiosmtpd", "apispec", "argon2-cffi", "backports.zstd", "bcrypt", "click", "cryptography", "filelock", "flask",
    "flask-sock", "httpx", "msgspec", "pillow", "platformdirs", "prometheus-client", "pypdfium2", "selectolax",
    "sqlite-utils", "tdewolff-minify", "uvloop",
)  # fmt: skip
"""What it stands on; those of the extras are told where they are installed."""


def about(
    inbox: Inbox, config: Config, smtp: tuple[Listener, ...], web: str, certificate: str, counts: Counts
) -> wire.About:
    """All of it; ``smtp`` and ``web`` are where it really listens, ``certificate`` is what it shows there, as PEM."""
    served = {each.lower() for each in config.facade}
    return wire.About(
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        system=f"{platform.system()} {platform.machine()}".strip(),
        libraries=libraries(),
        started=shapes.time(datetime.now(UTC) - timedelta(seconds=inbox.uptime())),
        memory=_resident(),
        store=wire.Kept(inbox.store_name, config.ephemeral, inbox.store_size(), inbox.room()),
        totals=_totals(inbox, counts),
        retention=wire.Retention(config.keep_mails, config.keep_age, config.keep_size),
        limits=_limits(config),
        smtp=[_door(each, config) for each in smtp],
        certificate=_certificate(certificate, config),
        web=wire.WebDoor(
            web, tls=config.https, login=config.has_login, facades=[each for each in FACADES if each in served]
        ),
    )


@cache
def libraries() -> dict[str, str]:
    """The version of each that is installed."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _totals(inbox: Inbox, counts: Counts) -> wire.Totals:
    inboxes = inbox.inboxes()
    sessions, failed = inbox.count_sessions()
    return wire.Totals(
        mails=counts.total,
        unread=counts.unread,
        pinned=sum(each.pinned for each in inboxes),
        size=counts.size,
        inboxes=len(inboxes),
        tags=len(inbox.tags()),
        sessions=sessions,
        sessions_failed=failed,
        connections=inbox.sessions_open(),
        watchers=inbox.watchers(),
    )


def _limits(config: Config) -> wire.Limits:
    return wire.Limits(
        message_size=config.max_size,
        line_size=config.max_line,
        recipients=config.max_recipients,
        connections=config.max_connections,
        connections_per_client=config.max_connections_per_client,
        command_size=config.max_command,
        commands=config.max_commands,
        errors=config.max_errors,
        sessions=config.keep_sessions,
    )


def _door(listener: Listener, config: Config) -> wire.Door:
    return wire.Door(
        url=str(listener),
        tls=_tls(listener),
        login="required" if config.auth_required else "optional",
        users="listed" if config.auth_file else "any",
        login_needs_tls=config.auth_require_tls,
    )


def _tls(listener: Listener) -> Literal["none", "offered", "required", "implicit"]:
    if listener.scheme == "smtps":
        return "implicit"
    if listener.scheme == "starttls":
        return "required" if listener.require else "offered"
    return "none"


def _certificate(pem: str, config: Config) -> wire.Certificate | None:
    return wire.Certificate(fingerprint(pem), given=config.tls_cert is not None) if pem else None


def _resident() -> int:
    """Bytes of memory that this process has now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0
