"""API tokens: made, listed and revoked. A running server follows at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from mailtrap.client.inbox import checked
from mailtrap.commands.faults import told
from mailtrap.commands.reach import Asked
from mailtrap.commands.terminal import printable
from mailtrap.tokens import Tokens, beside

DB = click.option(
    "--db",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The store whose tokens are meant.  [default: that of the configuration]",
)


@click.group("token", short_help="Make, list and revoke API tokens.")
def token() -> None:
    """API tokens for scripts, of a server that asks for a login (--login-file).

    A token is shown once. Send it as Authorization: Bearer TOKEN, or give it to commands in MAILTRAP_TOKEN.
    """


@token.command("make")
@click.argument("name")
@click.option("--inbox", metavar="BOX", help="Hold it to the mails of this inbox.")
@click.option("--read-only", is_flag=True, help="Let it look, and change nothing.")
@DB
@click.pass_obj
def make(asked: Asked, name: str, inbox: str | None, read_only: bool, db: Path | None) -> None:
    """Make a token called NAME and print it."""
    with _tokens(asked, db) as tokens:
        held = "" if inbox is None else checked(inbox)  # one that is blank by mistake would open all
        click.echo(tokens.make(name, inbox=held, read_only=read_only))


@token.command("list")
@DB
@click.pass_obj
def list_(asked: Asked, db: Path | None) -> None:
    """List the tokens: name, what it may, the inbox that it is held to, when it was made."""
    with _tokens(asked, db) as tokens:
        for each in tokens.all():
            may = "read-only" if each.read_only else "admin"
            click.echo("  ".join(printable(text) for text in (each.name, may, each.inbox or "all inboxes", each.made)))


@token.command("revoke")
@click.argument("name")
@DB
@click.pass_obj
def revoke(asked: Asked, name: str, db: Path | None) -> None:
    """Revoke the token called NAME; who uses it is refused from now on."""
    with _tokens(asked, db) as tokens:
        tokens.revoke(name)
    click.echo(f"{printable(name)} is revoked")


@contextmanager
def _tokens(asked: Asked, db: Path | None) -> Iterator[Tokens]:
    """The tokens that are meant; what goes wrong within ends the command in words."""
    with told(""):
        config = asked.config()
        yield Tokens(config.token_file if config.token_file and not db else beside((db or config.db).expanduser()))
