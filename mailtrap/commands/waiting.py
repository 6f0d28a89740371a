"""``mailtrap wait`` and ``assert``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from mailtrap import wire
from mailtrap.client import Client, Missing, WaitTimeout
from mailtrap.client.asserting import Message
from mailtrap.client.near import row
from mailtrap.commands.faults import Nothing
from mailtrap.commands.finding import INBOX, JSON, say_rows
from mailtrap.commands.reach import Asked, on_server, placed, reach
from mailtrap.commands.terminal import printable, say, say_json

MAX_TOLD = 5
"""Mails that are told where there are too many."""


@click.command("wait", short_help="Wait for mail that a search finds.")
@click.argument("query", default="")
@click.option("--count", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Wait for so many.")
@click.option(
    "--timeout", type=click.FloatRange(0), default=30.0, show_default=True, metavar="SECONDS", help="Wait so long."
)
@INBOX
@JSON
@click.option("--raw", is_flag=True, help="Print the newest of them as it came.")
@click.option("--code", is_flag=True, help="Print the code in the newest of them.")
@click.option("--link", is_flag=True, help="Print the link that the newest of them was sent for.")
@on_server
@click.pass_obj
def wait(
    asked: Asked,
    query: str,
    count: int,
    timeout: float,
    inbox: str | None,
    as_json: bool,
    raw: bool,
    code: bool,
    link: bool,
    server: str | None,
) -> None:
    """Wait until there is mail that QUERY finds, or any mail; not at all when it is there already.

    Exits with 1 when it did not come in time, and tells what came near, or when it has no such code or link.
    """
    forms = [name for name, given in {"json": as_json, "raw": raw, "code": code, "link": link}.items() if given]
    if len(forms) > 1:
        raise click.UsageError(f"--{forms[0]} and --{forms[1]}: give one of them")
    with reach(asked, server, None, inbox=inbox, query=query, live=True) as client:
        try:
            found = client.wait(query, count=count, timeout=timeout)
        except WaitTimeout as fault:
            if as_json:
                say_json(fault.found)
            raise
        if as_json:
            say_json(found)
        elif forms:
            _print(forms[0], client, found.messages[0])
        else:
            say_rows(found.messages)


def _print(form: str, client: Client, mail: wire.Summary) -> None:
    message = Message(client, mail)
    if form == "raw":
        sys.stdout.buffer.write(message.raw)
        sys.stdout.buffer.flush()
        return
    taken: Callable[[], str] = message.link if form == "link" else lambda: message.code
    try:
        say(printable(taken()))
    except Missing as fault:
        raise Nothing(str(fault)) from None


@click.command("assert", short_help="See that there is such mail, or so many, or none.")
@click.argument("query", default="")
@click.option("--count", type=click.IntRange(0), metavar="N", help="Exactly so many; without it, at least one.")
@click.option("--none", "none", is_flag=True, help="None at all.")
@click.option(
    "--for", "for_", type=click.FloatRange(0), metavar="SECONDS", help="With --none: none comes for so long, either."
)
@INBOX
@placed
@click.pass_obj
def assert_(
    asked: Asked,
    query: str,
    count: int | None,
    none: bool,
    for_: float | None,
    inbox: str | None,
    server: str | None,
    db: Path | None,
) -> None:
    """See that there is mail that QUERY finds, or any mail, without waiting for it.

    Exits with 1 when it is not so, and tells what there is.
    """
    if none and count is not None:
        raise click.UsageError("--none and --count: give one of them")
    if for_ is not None and not none:
        raise click.UsageError("--for: is for --none; to wait until mail is there, use mailtrap wait")
    if for_ and db:
        raise click.UsageError("--for: nothing comes into a file; leave --db or --for out")
    with reach(asked, server, db, inbox=inbox, query=query, live=bool(for_)) as client:
        if for_:
            client.wait_none(query, for_=for_)
            return
        _see(client, query, 0 if none else count)


def _see(client: Client, query: str, count: int | None) -> None:
    total = client.count(query).total
    if total == count or (count is None and total):
        return
    if not total:
        client.wait(query, timeout=0, count=count or 1)  # tells what came near
        return
    page = client.search(query, limit=MAX_TOLD) if query else client.messages(limit=MAX_TOLD)
    mails = "".join(f"\n  {row(each)}" for each in page.messages)
    wanted = "none" if count == 0 else str(count)
    raise Nothing(f"{wanted} of {query!r} were to be there, but there are {total}:{mails}")
