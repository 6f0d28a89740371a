"""API tokens: made, listed and revoked. A running server follows at once."""

from __future__ import annotations

from pathlib import Path

import click

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
@click.option("--inbox", default="", metavar="BOX", help="Hold it to the mails of this inbox.")
@click.option("--read-only", is_flag=True, help="Let it look, and change nothing.")
@DB
@click.pass_obj
def make(asked: Asked, name: str, inbox: str, read_only: bool, db: Path | None) -> None:
    """Make a token called NAME and print it."""
    click.echo(_tokens(asked, db).make(name, inbox=inbox, read_only=read_only))


@token.command("list")
@DB
@click.pass_obj
def list_(asked: Asked, db: Path | None) -> None:
    """List the tokens: name, what it may, the inbox that it is held to, when it was made."""
    for each in _tokens(asked, db).all():
        may = "read-only" if each.read_only else "admin"
        click.echo("  ".join(printable(text) for text in (each.name, may, each.inbox or "all inboxes", each.made)))


@token.command("revoke")
@click.argument("name")
@DB
@click.pass_obj
def revoke(asked: Asked, name: str, db: Path | None) -> None:
    """Revoke the token called NAME; who uses it is refused from now on."""
    _tokens(asked, db).revoke(name)
    click.echo(f"{printable(name)} is revoked")


def _tokens(asked: Asked, db: Path | None) -> Tokens:
    config = asked.config()
    return Tokens(config.token_file if config.token_file and not db else beside((db or config.db).expanduser()))
