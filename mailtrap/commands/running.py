"""``mailtrap run``: a program with a catcher of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import click

from mailtrap.client.settings import Login
from mailtrap.commands.faults import told
from mailtrap.commands.reach import Asked
from mailtrap.config import options_of
from mailtrap.signals import heard

NOT_FOUND, NOT_RUNNABLE = 127, 126
"""What shells answer where there is no such program, and where it is none."""
OF_TERMINAL = ("SIGINT", "SIGQUIT")
"""What the keys of a terminal give to all programs in its foreground."""
PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
ENDED = b"\0"
"""Stands among the numbers of signals, of which none is 0."""


@click.command(
    "run", short_help="Run a program with a catcher of its own.", context_settings={"allow_interspersed_args": False}
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_obj
def run(asked: Asked, command: tuple[str, ...]) -> None:
    """Run COMMAND while a catcher runs on free ports, which are told it by variables: SMTP_HOST, SMTP_PORT, MAIL_URL,
    EMAIL_URL, DJANGO_EMAIL_HOST and the like, MAILTRAP_URL.

    Exits with what COMMAND exits with; 127 where there is no such program.
    """
    from mailtrap.catcher import Server

    with told(""), Server(**_options(asked)) as server:
        login = Login(server.host, server.port, url=server.url)
        sys.exit(_ran(command, {**os.environ, **login.environment()}))


def _options(asked: Asked) -> dict[str, Any]:
    """What was given for this catcher: ``mailtrap.toml`` and variables are for that of every day."""
    return {**(options_of(asked.file) if asked.file else {}), **asked.flags}


def _ran(command: tuple[str, ...], environ: dict[str, str]) -> int:
    """Run it to its end, and give it the signals that we are given; those that came before it was there, too."""
    numbers = [int(getattr(signal, name)) for name in PASSED_ON if hasattr(signal, name)]
    with heard(numbers) as (woken, waker):
        try:
            process = subprocess.Popen(command, env=environ)  # noqa: S603 -- that is what it is for
        except OSError as fault:
            click.echo(f"Error: {command[0]}: {fault.strerror}", err=True)
            return NOT_FOUND if isinstance(fault, FileNotFoundError) else NOT_RUNNABLE

        def wait() -> None:
            process.wait()
            waker.send(ENDED)

        threading.Thread(target=wait, name="mailtrap-run", daemon=True).start()
        while number := woken.recv(1)[0]:
            if not (signal.Signals(number).name in OF_TERMINAL and _in_foreground()):  # else it has it already
                process.send_signal(number)
        code = process.wait()
    return code if code >= 0 else 128 - code  # as shells tell that a signal ended it


def _in_foreground() -> bool:
    """Whether a terminal has us in its foreground, and the program with us; where we read from tells nothing of it."""
    if os.name == "nt":
        return True  # a console has no background
    try:
        with Path("/dev/tty").open("rb", buffering=0) as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:  # there is none
        return False
