"""``mailtrap list`` and ``search``."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import islice
from pathlib import Path

import click
import msgspec

from mailtrap import wire
from mailtrap.client import Client
from mailtrap.client.listing import MAX_PAGE
from mailtrap.commands.faults import NOTHING
from mailtrap.commands.reach import Asked, placed, reach
from mailtrap.commands.table import rows
from mailtrap.commands.terminal import columns, say, say_json

INBOX = click.option("--inbox", metavar="NAME", help="Only the mail of this inbox.")
LIMIT = click.option(
    "--limit", type=click.IntRange(0), default=50, show_default=True, metavar="N", help="The newest N; 0 is all."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print what the REST API answers.")


@click.command("list", short_help="List the mail that was caught, newest first.")
@INBOX
@LIMIT
@JSON
@placed
@click.pass_obj
def list_(asked: Asked, inbox: str | None, limit: int, as_json: bool, server: str | None, db: Path | None) -> None:
    """List the mail that was caught, newest first. A * stands before what nobody has read.

    Exits with 1 when there is none.
    """
    with reach(asked, server, db, inbox=inbox) as client:
        _print(_gathered(client, "", limit), as_json)


@click.command("search", short_help="List the mail that a search finds.")
@click.argument("query")
@INBOX
@LIMIT
@JSON
@placed
@click.pass_obj
def search(
    asked: Asked, query: str, inbox: str | None, limit: int, as_json: bool, server: str | None, db: Path | None
) -> None:
    """List the mail that QUERY finds, such as 'from:ada has:attachment after:1h'. Dates are in your time zone.

    Exits with 1 when there is none, with 2 when the search cannot be understood.
    """
    if not query.strip():
        raise click.UsageError("QUERY: is blank; give a search, or use mailtrap list")
    with reach(asked, server, db, inbox=inbox, query=query) as client:
        _print(_gathered(client, query, limit), as_json)


def _gathered(client: Client, query: str, limit: int) -> wire.MessageList:
    """One piece of the list, or several put together."""
    first = client.search(query, limit=limit) if query else client.messages(limit=limit)
    if first.count < MAX_PAGE or 0 < limit <= MAX_PAGE:
        return first
    mails = list(islice(client.walk(query), limit or None))
    return msgspec.structs.replace(first, messages=mails, count=len(mails))


def _print(found: wire.MessageList, as_json: bool) -> None:
    if as_json:
        say_json(found)
    elif found.messages:
        say_rows(found.messages)
        if found.count < found.messages_count:
            click.echo(f"… {found.count:,} of {found.messages_count:,}; --limit 0 lists all", err=True)
    else:
        click.echo("no mail was found", err=True)
    if not found.messages:
        sys.exit(NOTHING)


def say_rows(mails: list[wire.Summary]) -> None:
    """A line for each."""
    for line in rows(mails, columns(), datetime.now().astimezone()):
        say(line)
