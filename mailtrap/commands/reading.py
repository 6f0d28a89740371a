"""``mailtrap show`` and ``raw``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from mailtrap.commands.finding import INBOX, JSON
from mailtrap.commands.reach import Asked, placed, reach
from mailtrap.commands.table import heading, text_of
from mailtrap.commands.terminal import printable_text, say, say_json


@click.command("show", short_help="Show one mail with its text.")
@click.argument("id_", metavar="ID", default="latest")
@INBOX
@JSON
@placed
@click.pass_obj
def show(asked: Asked, id_: str, inbox: str | None, as_json: bool, server: str | None, db: Path | None) -> None:
    """Show the mail of that ID, or the latest: addresses, envelope, files, text. It stays unread.

    Control characters of the mail are shown as \\x1b. Exits with 1 when there is no such mail.
    """
    with reach(asked, server, db, inbox=inbox) as client:
        mail = client.message(id_, peek=True)
        if as_json:
            say_json(mail)
            return
        for line in heading(mail, client.envelope(mail), datetime.now().astimezone()):
            say(line)
        say(f"\n{printable_text(text_of(mail)).rstrip()}")


@click.command("raw", short_help="Print one mail as it came.")
@click.argument("id_", metavar="ID", default="latest")
@INBOX
@placed
@click.pass_obj
def raw(asked: Asked, id_: str, inbox: str | None, server: str | None, db: Path | None) -> None:
    """Print the mail of that ID, or the latest, byte for byte as it came: mailtrap raw > mail.eml

    On a terminal, control characters are shown as \\x1b. Exits with 1 when there is no such mail.
    """
    with reach(asked, server, db, inbox=inbox) as client:
        data = client.raw(id_)
    if sys.stdout.isatty():
        say(printable_text(data.decode("utf-8", "backslashreplace")))
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
