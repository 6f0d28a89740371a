"""``mailtrap open`` and ``readyz``: where the page is, and whether mail is taken."""

from __future__ import annotations

import sys
import time
import webbrowser
from contextlib import suppress
from urllib.parse import urlencode

import click

from mailtrap.client import Client, ClientError, Forbidden
from mailtrap.client.probe import not_smtp
from mailtrap.commands.faults import FAILED, NOTHING, Nothing, told
from mailtrap.commands.finding import INBOX
from mailtrap.commands.reach import SERVER, Asked, client_for, on_server, reach

PAUSE = 0.1
"""Seconds between two looks."""
PATIENCE = 2.0
"""Seconds that one look may take."""


@click.command("open", short_help="Open the page in the browser.")
@click.argument("id_", metavar="ID", default="")
@INBOX
@on_server
@click.option("--print", "only_print", is_flag=True, help="Print the address, and open nothing.")
@click.pass_obj
def open_(asked: Asked, id_: str, inbox: str | None, server: str | None, only_print: bool) -> None:
    """Open the page, an inbox of it, or the mail of that ID (latest is the newest), in the browser; prints the address.

    Exits with 1 when there is no such mail, or no browser.
    """
    with reach(asked, server, None, inbox=inbox, live=True) as client:
        with suppress(Forbidden):  # who is held to one inbox has no rules: it is there all the same
            client.faults()  # a page that nobody serves is not opened
        held = f"?{urlencode({'inbox': inbox})}" if inbox else ""
        url = f"{client.url}/#/m/{client.state(id_).id}{held}" if id_ else f"{client.url}/#/{held}"
    click.echo(url)
    if not only_print and not webbrowser.open(url):
        raise Nothing("no browser can be opened here; open the address by hand")


@click.command("readyz", short_help="Tell whether the server can keep mail now.")
@SERVER
@click.option("--wait", "waiting", is_flag=True, help="Wait until it can.")
@click.option(
    "--timeout", type=click.FloatRange(0), default=30.0, show_default=True, metavar="SECONDS", help="Wait so long."
)
@click.pass_obj
def readyz(asked: Asked, server: str | None, waiting: bool, timeout: float) -> None:
    """Tell whether the server can keep mail now; for health checks of containers, and scripts that start one.

    Exits with 0 when it can, with 1 when it says that it cannot, with 3 when nobody answers there.
    """
    end = time.monotonic() + (timeout if waiting else 0)
    while True:
        # Another client each time: a server that begins may make its certificate only now.
        with told(""), client_for(asked, server, PATIENCE) as client:
            code, says = _look(client)
        if not code or time.monotonic() >= end:
            break
        time.sleep(PAUSE)
    click.echo(says, err=bool(code))
    sys.exit(code)


def _look(client: Client) -> tuple[int, str]:
    try:
        not_smtp(client.url)  # which has no password
        if client.readyz():
            return 0, f"{client.url} is ready"
        if client.livez():
            return NOTHING, f"{client.url} cannot keep mail now"
        client.info()  # tells why nobody answers
        return FAILED, f"{client.url} did not answer, but does now"
    except ClientError as fault:
        return FAILED, f"Error: {fault}"
