"""``mailtrap run``: a program with a catcher of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from mailtrap.client.settings import Login
from mailtrap.commands.faults import told
from mailtrap.commands.reach import Asked

NOT_FOUND, NOT_RUNNABLE = 127, 126
"""What shells answer where there is no such program, and where it is none."""
PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


@click.command(
    "run", short_help="Run a program with a catcher of its own.", context_settings={"ignore_unknown_options": True}
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_obj
def run(asked: Asked, command: tuple[str, ...]) -> None:
    """Run COMMAND while a catcher runs on free ports, which are told it by variables: SMTP_HOST, SMTP_PORT, MAIL_URL,
    EMAIL_URL, DJANGO_EMAIL_HOST and the like, MAILTRAP_URL.

    Exits with what COMMAND exits with; 127 where there is no such program.
    """
    from mailtrap.catcher import Server

    with told(""), Server(**asked.flags) as server:
        login = Login(server.host, server.port, url=server.url)
        sys.exit(_ran(command, {**os.environ, **login.environment()}))


def _ran(command: tuple[str, ...], environ: dict[str, str]) -> int:
    started: list[subprocess.Popen[bytes]] = []
    early: list[int] = []
    with _passing_on(started, early):
        try:
            process = subprocess.Popen(command, env=environ)  # noqa: S603 -- that is what it is for
        except OSError as fault:
            click.echo(f"Error: {command[0]}: {fault.strerror}", err=True)
            return NOT_FOUND if isinstance(fault, FileNotFoundError) else NOT_RUNNABLE
        started.append(process)
        while early:
            process.send_signal(early.pop(0))
        code = process.wait()
    return code if code >= 0 else 128 - code  # as shells tell that a signal ended it


@contextmanager
def _passing_on(started: list[subprocess.Popen[bytes]], early: list[int]) -> Iterator[None]:
    """Give the process the signals that we are given, and stay until it ends; ``early`` came before it was there."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and sys.stdin.isatty():
            return  # a terminal gives Ctrl C to both of us
        if not started:
            early.append(number)
        for process in started:
            process.send_signal(number)

    before: dict[Any, Any] = {}
    for name in PASSED_ON:
        if number := getattr(signal, name, None):
            before[number] = signal.signal(number, pass_on)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
