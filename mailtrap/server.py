"""The house: opens the store, starts the doors, and closes everything in reverse."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import ssl
import tempfile
import threading
import tomllib
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any

from mailtrap import certificate
from mailtrap.chaos import FaultRules, Rule, rule_from_text, rules_from
from mailtrap.config import Config, Listener
from mailtrap.errors import BadRequest, ConfigError
from mailtrap.inbox import Inbox
from mailtrap.listening import bound, listen, listen_unix
from mailtrap.model import Retention
from mailtrap.passwords import Users, numbered
from mailtrap.query import Query
from mailtrap.smtp import SmtpDoor
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.tags import brought, rule
from mailtrap.tokens import Tokens, beside
from mailtrap.web import WebServer, create_app
from mailtrap.web.app import Place
from mailtrap.web.front import Access
from mailtrap.web.front.places import Places
from mailtrap.web.taking import Limits

log = logging.getLogger(__name__)

DRAIN = 10.0
"""Seconds that mail under way has to come to its end when the server stops."""
DEMO_PAUSE = 0.35
"""Seconds between two demo mails, so that one sees them arrive."""


class MailLoop:
    """The one asyncio loop, on a thread of its own: all mail protocols live on it."""

    def __init__(self) -> None:
        self.loop = _new_loop()
        self._thread = threading.Thread(target=self._run, name="mailtrap-mail", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, coroutine: Any) -> Any:
        """Run a coroutine there and wait for its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def close(self) -> None:
        """Stop the loop and its thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not made for this system; asyncio's own loop does the same, slower
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


class Server:
    """A running catcher: ``with Server(config) as server``, or ``start`` and ``close``.

    ``smtp`` and ``web`` are where it really listens, ``db`` is the file of its store.

    Raises:
        ListenError: an address cannot be had. Nothing else was touched.
        StoreError: the store cannot be opened. It was not changed.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._stack = ExitStack()
        self._started = False
        self.smtp: tuple[Listener, ...] = ()
        self.web = ""
        self.db = ""

    def start(self) -> Server:
        """Bind, open, serve. Who does already goes on."""
        if self._started:
            return self
        with ExitStack() as stack:
            config = self._config
            smtp = [found for listener in config.smtp for found in _listen(listener, stack)]
            web_sockets = listen("web", config.web)
            for listening in web_sockets:
                stack.callback(listening.close)
            self.smtp = tuple(listener for _, listener in smtp)
            self.web = f"{'https' if config.https else 'http'}://{bound(web_sockets[0])}{config.base}"

            path = self._ephemeral(stack) if config.ephemeral else config.db
            rules = _fault_rules(config)
            users = Users.load(config.auth_file) if config.auth_file else None
            visitors = _visitors(config)
            store = SqliteStore(
                path,
                durable=not config.ephemeral,
                keep_sessions=config.keep_sessions,
                retention=Retention(config.keep_mails, config.keep_age, config.keep_size),
                tag_source=partial(brought, sources=set(config.tag_from) - {"none"}),
                rules=_tag_rules(config),
            )
            stack.callback(store.close)
            self.db = store.name
            self.inbox = Inbox(store, FaultRules(rules, config.fault_seed), config.min_free)
            folder = store.path.parent
            tls, public = _tls(config, folder, self.smtp)
            secure = _web_tls(config, folder)
            access = None
            if visitors:
                tokens = Tokens(config.token_file or beside(store.path))
                access = Access(visitors, tokens, bound(web_sockets[0]).port)

            mail = MailLoop()
            stack.callback(mail.close)
            door = SmtpDoor(self.inbox, config, mail.loop, tls, users)
            hosts = (config.web.host, *config.allow_host)
            place = Place(self.smtp, self.web, config.ephemeral, public)
            limits = Limits(config.max_size, config.max_line, config.max_recipients)
            app = self.app = create_app(
                self.inbox, place, self._send_demo, hosts, config.facade, limits, config, access
            )
            for warning in _warnings(config, [bound(each).host for each in web_sockets]):
                log.warning(warning)
            for listening in web_sockets:
                places = Places(config.max_web_connections, config.max_web_connections_per_client, config.trusted_proxy)
                web = WebServer(app, listening, secure, places)
                web.start()
                stack.callback(web.close)
            stack.callback(self.inbox.close)
            mail.call(door.start(smtp))
            stack.callback(lambda: mail.call(door.close(DRAIN)))
            self._stack = stack.pop_all()
        self._started = True
        return self

    def close(self) -> None:
        """Let mail under way be stored, then stop everything. Twice is fine."""
        self._started = False
        self._stack.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _ephemeral(stack: ExitStack) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="mailtrap-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder / "mailtrap.db"

    def _send_demo(self) -> int:
        """Send the demo mails to ourselves, as an application would: through a listener that asks for no TLS."""
        plain = next((each for each in self.smtp if each.scheme in ("smtp", "starttls") and not each.require), None)
        if plain is None or self._config.auth_required:
            raise BadRequest("the demo mails need a listener without TLS and without a login: --smtp smtp://HOST:PORT")
        from mailtrap import demo  # a start need not load it

        mails = demo.demo_mails(datetime.now(UTC))

        def send() -> None:
            try:
                demo.send(mails, plain.host, plain.port, pause=DEMO_PAUSE)
            except OSError as fault:  # of SMTP, too: the server was stopped meanwhile, or a fault rule fired
                log.warning("the demo mails were not all sent: %s", fault)

        threading.Thread(target=send, name="mailtrap-demo", daemon=True).start()
        return len(mails)


def _listen(listener: Listener, stack: ExitStack) -> list[tuple[socket.socket, Listener]]:
    if listener.scheme == "unix":
        sockets = [listen_unix(listener.path)]
        stack.callback(Path(listener.path).unlink, missing_ok=True)
    else:
        sockets = listen("smtp", listener.place)
    for each in sockets:
        stack.callback(each.close)
    if listener.scheme == "unix":
        return [(sockets[0], listener)]
    return [(each, listener._replace(host=bound(each).host, port=bound(each).port)) for each in sockets]


def _tag_rules(config: Config) -> tuple[tuple[str, Query], ...]:
    try:
        return tuple(rule(text, datetime.now(UTC)) for text in config.tag)
    except BadRequest as fault:
        raise ConfigError(f"tag: {fault}") from None


def _fault_rules(config: Config) -> list[Rule]:
    data: dict[str, Any] = {}
    if config.fault_file:
        try:
            data = tomllib.loads(config.fault_file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
            raise ConfigError(f"fault_file: {config.fault_file} cannot be read: {fault}") from None
        unknown = sorted(data.keys() - {"faults"})
        if unknown:
            raise ConfigError(f"fault_file: {config.fault_file}: {unknown[0]!r} is not known; write [[faults]]")
    try:
        return [*map(rule_from_text, config.fault), *rules_from(data.get("faults", []))]
    except BadRequest as fault:
        raise ConfigError(str(fault)) from None


def _visitors(config: Config) -> Users | None:
    """Who may see the page and the API; None for all."""
    lines = [(f"login, entry {number}", line) for number, line in enumerate(config.login, 1)]
    path = config.login_file
    if path and not lines:
        return Users.load(path)
    if path:
        lines += numbered(path)
    return Users.read(lines, "login") if lines else None


def _warnings(config: Config, hosts: list[str]) -> list[str]:
    """What those who run it should know of where the page can be seen from."""
    public = [host for host in hosts if not ip_address(host.partition("%")[0]).is_loopback]
    if not public:
        return []
    if not config.has_login:
        return [
            f"everybody who reaches {public[0]} can read and delete all mail here; "
            "ask for a login: --login-file PATH, or listen on localhost: --web localhost:8025"
        ]
    if not config.https and not config.trusted_proxy:
        return [f"passwords for the page go over the net to {public[0]} in the open; add --web-tls, or a TLS proxy"]
    return []


def certificate_of(config: Config, folder: Path) -> certificate.Certificate:
    """The certificate of the TLS listeners, made on first need beside the store."""
    hosts = [*(each.host for each in config.smtp), *((config.web.host, *config.allow_host) if config.web_tls else ())]
    names = [each for each in hosts if each not in ("", "localhost", "0.0.0.0", "::")]  # noqa: S104
    return certificate.ensure(folder, names)


def _tls(config: Config, folder: Path, listeners: tuple[Listener, ...]) -> tuple[ssl.SSLContext | None, str]:
    """What the TLS listeners use, and its certificate as PEM for who is to trust it."""
    if not any(each.scheme in ("starttls", "smtps") for each in listeners):
        return None, ""
    if config.tls_cert:
        context = certificate.server_context(config.tls_cert, config.tls_key or config.tls_cert)
        return context, certificate.certificates_in(config.tls_cert)
    made = certificate_of(config, folder)
    return certificate.server_context(made.cert, made.key), certificate.certificates_in(made.public)


def _web_tls(config: Config, folder: Path) -> ssl.SSLContext | None:
    """What the page uses: a pair of its own, else that of the mail listeners."""
    if config.web_tls_cert:
        return certificate.server_context(config.web_tls_cert, config.web_tls_key or config.web_tls_cert)
    if not config.web_tls:
        return None
    if config.tls_cert:
        return certificate.server_context(config.tls_cert, config.tls_key or config.tls_cert)
    made = certificate_of(config, folder)
    return certificate.server_context(made.cert, made.key)
