"""What the plugin of pytest is made of: the server of a worker, the inbox of a test, and what a failure tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailtrap.catcher import Server
from mailtrap.client import Client, ClientError, Forbidden, Inbox
from mailtrap.client.doors import Door, door_of
from mailtrap.client.near import row, short
from mailtrap.client.probe import not_smtp
from mailtrap.config import parse_host_port
from mailtrap.errors import MailtrapError

if TYPE_CHECKING:
    from flask import Flask

MAX_MAILS = 10
"""Mails of a failed test that its report shows."""
MAX_LINES = 40
"""Lines of a transcript that are shown."""
PATIENCE = 10.0
"""Seconds that a server may take for an answer while a report is written."""


class Post:
    """A server as the tests of a worker see it."""

    def __init__(self, client: Client, door: Door, *, shared: bool) -> None:
        self.client = client
        self.door = door
        self.shared = shared
        self._numbers = count(1)

    def number(self) -> int:
        """Another one each time."""
        return next(self._numbers)


@contextmanager
def opened(url: str, smtp: str = "") -> Iterator[Post]:
    """The running server at a URL, or a new one. What is wrong ends the run in words."""
    if not url:
        with Server() as server:
            yield Post(server.client, Door(server.host, server.port), shared=False)
        return
    try:
        with Client(url) as client:
            not_smtp(client.url)
            _for_all(client)
            doors = client.info().mailtrap.smtp
            if all(each.users == "listed" for each in doors):
                raise pytest.UsageError(
                    f"mailtrap: {client.url} lets listed users in alone; start one without --auth-file"
                )
            door = Door(*parse_host_port("smtp", smtp)) if smtp else door_of(doors, client.url)
            yield Post(client, door, shared=True)
    except MailtrapError as fault:
        raise pytest.UsageError(f"mailtrap: {fault}") from None


def _for_all(client: Client) -> None:
    """See that every inbox may be read: with a token that is held to one, each test would wait in vain."""
    try:
        client.sessions(limit=1)
    except Forbidden:
        raise pytest.UsageError(
            f"mailtrap: {client.url}: each test has its own inbox, but this token is held to one; give one for all"
        ) from None


class TestInbox(Inbox):
    """An inbox of one test, and how the application is pointed at it: what is changed for that is undone afterwards."""

    __test__ = False

    def __init__(self, post: Post, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(post.client, name, post.door)
        self._monkeypatch = monkeypatch

    def use_environment(self, **names: str) -> None:
        """Set ``SMTP_HOST``, ``MAIL_URL``, ``DJANGO_EMAIL_HOST`` and so on (docs/testing.md has all of them).

        ``use_environment(MY_HOST="SMTP_HOST")`` sets more of them, under names of your own.
        """
        variables = self.login.environment()
        for own, known in names.items():
            if known not in variables:
                raise ValueError(f"{own}: {known!r} is none; there are {', '.join(variables)}")
        for name, value in {**variables, **{own: variables[known] for own, known in names.items()}}.items():
            self._monkeypatch.setenv(name, value)

    def use_django(self) -> None:
        """Have Django send here, whatever its settings and its test runner say."""
        import django
        from django.conf import settings

        if django.VERSION >= (6, 1) and settings.is_overridden("MAILERS"):
            self._monkeypatch.setattr(settings, "MAILERS", self.login.django_mailers())
            return
        for name, value in self.login.django().items():
            self._monkeypatch.setattr(settings, name, value, raising=False)

    def use_flask(self, app: Flask) -> None:
        """Have Flask-Mail send here, whether it has seen the settings of the application already or not."""
        values: dict[str, Any] = self.login.flask()
        for name, value in values.items():
            self._monkeypatch.setitem(app.config, name, value)
        state = getattr(app, "extensions", {}).get("mail")
        if state is not None:
            ours = {name.removeprefix("MAIL_").lower(): value for name, value in values.items()}
            for name, value in {**ours, "suppress": ours.pop("suppress_send")}.items():
                if hasattr(state, name):
                    self._monkeypatch.setattr(state, name, value)


def told(inbox: Inbox) -> str:
    """The mails of an inbox with their sessions, those that failed among them, and where the page shows them."""
    lines = [f"inbox {inbox.name!r}: {inbox.url}"]
    try:
        inbox.client.timeout = PATIENCE
        page = inbox.client.messages(limit=MAX_MAILS)
        lines += [f"{page.total} mails" if page.total != 1 else "1 mail"]
        sessions = {}
        for mail in page.messages:
            lines += [f"  {row(mail)}", f"    {inbox.client.url}/#/m/{mail.id}"]
            session = inbox.client.transcript(mail)
            sessions[session.id] = session
        for failed in inbox.failed():
            sessions.setdefault(failed.id, inbox.client.session(failed.id))
        for session in sessions.values():
            lines.append(f"session {session.id} of {session.client}: {session.outcome}")
            lines += [f"  {line.at:>5} {line.side} {short(line.text, 200)}" for line in session.lines[:MAX_LINES]]
            if len(session.lines) > MAX_LINES:
                lines.append(f"  … and {len(session.lines) - MAX_LINES} lines more")
    except ClientError as fault:
        lines.append(f"the server does not tell: {fault}")
    return "\n".join(lines)


def keep(inbox: Inbox, folder: Path, node: str) -> None:
    """Write the mails of a test into files, oldest first: ``DIR/TEST/1-SUBJECT.eml``."""
    mails = list(inbox.client.walk())[::-1]
    if not mails:
        return
    # Two tests may differ in what a file name cannot have.
    named = f"{_safe(node, 100)}-{sha256(node.encode()).hexdigest()[:8]}"
    place = folder / named
    place.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails, 1):
        (place / f"{number}-{_safe(mail.subject, 60) or 'mail'}.eml").write_bytes(inbox.client.raw(mail))


def _safe(text: str, most: int) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:most]
