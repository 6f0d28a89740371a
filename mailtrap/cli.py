"""The command line: ``mailtrap`` serves, its commands look at what was caught.

What takes long to load is loaded by who needs it.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailtrap import __version__
from mailtrap.config import PREFIX, Config, load, parse_host_port
from mailtrap.errors import ConfigError, MailtrapError
from mailtrap.loading import uncollected
from mailtrap.signals import heard

if TYPE_CHECKING:
    from mailtrap.commands import Asked
    from mailtrap.server import Server

SWITCH_INTERVAL = 0.0005
"""Seconds after which a busy thread lets another one run. Python's 5 ms hold up the writer, which asks for its turn
after each step of SQLite, whenever the mail loop is busy: 1,400 mails/s instead of 2,100."""


def config_options(command: Callable[..., None]) -> Callable[..., None]:
    """A flag for each field of ``Config``; what was not given stays out, so that the lower layers are heard."""
    for entry in reversed(fields(Config)):
        help_ = f"{entry.metadata['help']}{_default(entry)}"
        flag = f"--{entry.name.replace('_', '-')}"
        if entry.type == "bool":
            decorate = click.option(flag, is_flag=True, default=None, help=help_)
        else:
            decorate = click.option(
                flag, metavar=entry.metadata["metavar"], multiple=entry.metadata["repeatable"], default=None, help=help_
            )
        command = decorate(command)
    return command


def _default(entry: Any) -> str:
    value = entry.default if entry.default is not MISSING else entry.default_factory()
    if isinstance(value, bool) or value == ():
        return ""
    text = (
        ", ".join(str(each) for each in value)
        if isinstance(value, tuple) and not hasattr(value, "_fields")
        else str(value)
    )
    return f"  [default: {text}]"


class _Group(click.Group):
    """A group whose own faults, too, are one line, with exit code 1, or 2 for options that will not do; its help begins
    with the commands.

    Those about mail that was caught are loaded when one is asked for: a server needs no client, which takes 5 MB.
    """

    def _load(self) -> None:
        from mailtrap.commands import COMMANDS

        about_mail: dict[str, click.Command] = {str(each.name): each for each in COMMANDS}
        self.commands = {**about_mail, **self.commands}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those about mail first."""
        self._load()
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them by its name."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands are few, the options are many."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigError as fault:
            raise click.UsageError(str(fault)) from None
        except MailtrapError as fault:
            raise click.ClickException(str(fault)) from None


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=f'Each option may also stand in mailtrap.toml (smtp = ["127.0.0.1:1025"]) or in a variable ({PREFIX}SMTP); '
    "flags come before variables, and variables before the file.",
)
@click.version_option(__version__, prog_name="mailtrap")
@click.option(
    "--config", "file", type=click.Path(path_type=Path), help="Read this TOML file.  [default: mailtrap.toml, if there]"
)
@config_options
@click.pass_context
def main(ctx: click.Context, /, file: Path | None, **flags: Any) -> None:
    """Catch every mail that an application sends, keep it, and show it at once.

    Point the application at the SMTP address that is printed, and open the page that is printed.
    Nothing is ever sent on. The commands show what was caught; mailtrap COMMAND --help has the options of each.
    """
    given = {name: value for name, value in flags.items() if value is not None and value != ()}
    if ctx.invoked_subcommand is None:
        serve(load(given, os.environ, file))
    else:
        from mailtrap.commands import Asked

        ctx.obj = Asked(given, os.environ, file)


@main.command("demo")
@click.option(
    "--to",
    "to",
    metavar="HOST:PORT",
    help="The SMTP address of a running mailtrap.  [default: that of the configuration]",
)
@click.option("--pause", default=0.35, show_default=True, metavar="SECONDS", help="Wait so long between two mails.")
@click.pass_obj
def demo_command(asked: Asked, to: str | None, pause: float) -> None:
    """Send a dozen realistic mails to a running mailtrap."""
    from mailtrap import demo

    place = parse_host_port("smtp", to) if to else asked.config().smtp[0].place
    mails = demo.demo_mails(datetime.now(UTC))
    try:
        accepted = demo.send(mails, place.host, place.port, pause=max(pause, 0))
    except OSError as fault:  # of SMTP, too
        raise click.ClickException(f"no mail could be sent to {place}: {fault}; is mailtrap running there?") from None
    click.echo(f"{accepted} of {len(mails)} mails were taken by {place}")
    if accepted < len(mails):
        sys.exit(1)


@main.command("cert", short_help="Print the certificate for TLS, and how to trust it.")
@click.pass_obj
def cert_command(asked: Asked) -> None:
    """Print the certificate of the TLS listeners, made on first need, and how to trust it."""
    from mailtrap import certificate
    from mailtrap.server import certificate_of

    config = asked.config()
    if config.tls_cert:
        click.echo(f"your own certificate is used: {config.tls_cert}")
    else:
        click.echo(certificate.how_to_trust(certificate_of(config, config.db.expanduser().resolve().parent)))


class _Lines(logging.Formatter):
    """Each line of a record with its time: some tell of several mails."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # its name
        whole, lines = record.message, []
        for line in whole.split("\n"):
            record.message = line
            lines.append(super().formatMessage(record))
        return "\n".join(lines)


def serve(config: Config) -> None:
    """Run until SIGINT or SIGTERM; what is under way is stored first."""
    with uncollected():
        from mailtrap.server import Server

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=config.log_level.upper(), handlers=[handler])
    for name in ("aiosmtpd", "mail.log", "werkzeug", "asyncio", "filelock"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # the format has none of them
    sys.setswitchinterval(SWITCH_INTERVAL)
    with heard((signal.SIGINT, signal.SIGTERM)) as (stop, _), Server(config) as server:
        gc.freeze()  # what was loaded stays: the collector need not walk through all of it every few hundred mails
        click.echo(_json(server) if config.json else _words(server, config))
        sys.stdout.flush()
        stop.recv(1)
        if not config.json:
            click.echo("stopping …")


def _json(server: Server) -> str:
    return json.dumps({"smtp": [str(listener) for listener in server.smtp], "web": server.web, "db": server.db})


def _words(server: Server, config: Config) -> str:
    lines = [f"SMTP  {' '.join(map(str, server.smtp))}", f"Page  {server.web}"]
    lines.append("Mail  kept until the end of this run" if config.ephemeral else f"Mail  kept in {server.db}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
