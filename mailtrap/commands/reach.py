"""Which mail is meant: that of a running server, or of a file."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
import httpx

from mailtrap.client import Client, ClientError, Forbidden, NotLetIn, Untrusted
from mailtrap.client.probe import not_smtp
from mailtrap.commands.faults import Failed, told
from mailtrap.commands.zone import local_zone
from mailtrap.config import ADDRESS, TOKEN_VARIABLE, Config, load
from mailtrap.errors import NotAStore, StoreError, StoreLocked

SERVER = click.option(
    "--server", metavar="URL", help="Ask the server whose page is there.  [default: that of the configuration]"
)
TOKEN = click.option(
    "--token", metavar="TOKEN", help=f"Use this API token; better in {TOKEN_VARIABLE}, which others cannot see."
)
DB = click.option(
    "--db",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Look into the file of a store.  [default: that of the configuration, if no server answers]",
)

F = TypeVar("F", bound=Callable[..., Any])

HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared, not bound
"""Who listens on all addresses is reached by this one."""
_DATED = re.compile(r"(?i)\b(?:after|before|on):")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was given before the name of the command, and what surrounds it."""

    flags: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None

    def config(self) -> Config:
        """All layers together."""
        return load(self.flags, self.environ, self.file)


def placed(command: F) -> F:
    """The options that say which mail is meant, and what lets in there."""
    return SERVER(TOKEN(DB(_with_token(command))))


def on_server(command: F) -> F:
    """The same for what needs a server."""
    return SERVER(TOKEN(_with_token(command)))


def _with_token(command: F) -> F:
    """Take the token out of what a command is called with; ``reach`` finds it."""

    @wraps(command)
    def taking(*args: Any, token: str | None = None, **given: Any) -> Any:
        click.get_current_context().meta[TOKEN_VARIABLE] = token
        return command(*args, **given)

    return cast(F, taking)


def _token() -> str | None:
    """What was given with the command; that of the environment is up to the client."""
    token: str | None = click.get_current_context().meta.get(TOKEN_VARIABLE)
    return token


@contextmanager
def reach(
    asked: Asked,
    server: str | None,
    db: Path | None,
    *,
    inbox: str | None = None,
    query: str = "",
    writing: bool = False,
    live: bool = False,
) -> Iterator[Client]:
    """A client of the server or the file that is meant; what goes wrong within ends the command in words.

    ``writing`` needs the file for itself, ``live`` a server.
    """
    if server and db:
        raise click.UsageError("--server and --db: give one of them")
    if inbox is not None and not inbox.strip():
        raise click.UsageError("--inbox: is blank; leave it out for all")
    zone = local_zone(asked.environ) if _DATED.search(query) else ""  # not every server knows names of zones

    client_of = partial(Client, inbox=inbox or "", zone=zone, token=_token())

    with told(query), ExitStack() as stack:
        server = server or (None if db else _named(asked))
        if server:
            named = stack.enter_context(client_of(_url(server)))
            not_smtp(named.url)
            yield named
            return
        config = asked.config()
        path = db or (config.db if "db" in asked.flags and not live else None)
        client = None if path else _running(config, client_of)
        if client is None and live:
            raise Failed(f"no mailtrap answers at {_page(config)}; start it, or name one with --server URL")
        if client is None:
            path = (path or config.db).expanduser()
            if not path.is_file():
                raise Failed(_nowhere(path, config, named=bool(db)))
            transport = stack.enter_context(_served(path, config, writing=writing))
            client = client_of("http://localhost", transport=transport)
        yield stack.enter_context(client)


def _named(asked: Asked) -> str | None:
    """The server that ``mailtrap run`` or a container tells of, unless flags name another."""
    return None if {"web", "db"} & asked.flags.keys() else asked.environ.get(ADDRESS) or None


def client_for(asked: Asked, server: str | None, timeout: float) -> Client:
    """A client of the server that is meant, whether it runs or not."""
    named = server or _named(asked)
    if named:
        return Client(_url(named), timeout=timeout)
    config = asked.config()
    return Client(_page(config), timeout=timeout, cafile=certificate(config))


def _url(server: str) -> str:
    return server if "://" in server else f"http://{server}"


def _page(config: Config) -> str:
    place = config.web._replace(host=HERE.get(config.web.host, config.web.host))
    return f"{'https' if config.https else 'http'}://{place}{config.base}"


def certificate(config: Config) -> Path | None:
    """What the server of the configuration shows, where that is the certificate that it made itself."""
    if not config.web_tls or config.web_tls_cert or config.tls_cert:
        return None
    from mailtrap.certificate import PUBLIC  # who asks without TLS need not load it

    made = config.db.expanduser().resolve().with_name(PUBLIC)
    return made if made.is_file() else None


def _running(config: Config, client_of: Callable[..., Client]) -> Client | None:
    """The server of the configuration, if it runs."""
    if not config.web.port:
        return None
    client = client_of(_page(config), cafile=certificate(config))
    try:
        client.faults()  # no other catcher has them, and some have the same address
    except (NotLetIn, Forbidden):
        return client  # it is there; what is asked of it will tell
    except Untrusted:
        client.close()
        raise
    except ClientError:
        client.close()
        return None
    return client


def _nowhere(path: Path, config: Config, *, named: bool) -> str:
    if named:
        return f"{path}: there is no such file"
    return (
        f"no mailtrap answers at {_page(config)}, and there is no store at {path}; "
        "start mailtrap, or name one with --server URL or --db PATH"
    )


@contextmanager
def _served(path: Path, config: Config, *, writing: bool) -> Iterator[httpx.WSGITransport]:
    """The API over a file, within this process. A file that cannot be had alone is read from a copy."""
    from mailtrap.inbox import Inbox  # these take their time, and who asks a server does not need them
    from mailtrap.stores.sqlite import SqliteStore
    from mailtrap.tags import rule
    from mailtrap.web import create_app
    from mailtrap.web.app import Place

    rules = tuple(rule(text, datetime.now(UTC)) for text in config.tag)  # for mails that no server made searchable yet
    with ExitStack() as stack:
        try:
            store = SqliteStore(path, rules=rules)
        except NotAStore:
            raise
        except StoreError as fault:
            if writing and isinstance(fault, StoreLocked):
                raise Failed(f"{path}: a server has it open; name that instead: --server http://HOST:PORT") from None
            if writing:
                raise
            store = SqliteStore(stack.enter_context(_copied(path)), durable=False, rules=rules)
        stack.callback(store.close)
        inbox = Inbox(store)
        stack.callback(inbox.close)
        yield httpx.WSGITransport(create_app(inbox, Place((), "", False), lambda: 0, facades=()))


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """A copy of the file as it is at this moment, whoever writes to it. Nothing is written beside it."""
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() else "immutable=1"
    with tempfile.TemporaryDirectory(prefix="mailtrap-") as folder:
        copy = Path(folder) / "mailtrap.db"
        try:
            with (
                closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as fault:
            raise StoreError(f"{path}: cannot be read: {fault}") from None
        yield copy
