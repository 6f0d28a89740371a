"""Putting the app together: routes, pages, socket, errors, and the guard around it all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from mailtrap import __version__
from mailtrap.config import FACADES, Config, Listener
from mailtrap.errors import Forbidden, MailtrapError
from mailtrap.inbox import Inbox
from mailtrap.web.addresses import addresses
from mailtrap.web.answers import status_of
from mailtrap.web.asking import no_others
from mailtrap.web.assets import assets
from mailtrap.web.cards import cards
from mailtrap.web.compress import compressed
from mailtrap.web.events import add_events
from mailtrap.web.faults import faults
from mailtrap.web.front import Access, Gate, current
from mailtrap.web.front.gate import BEARER, SAFE_METHODS
from mailtrap.web.front.narrowed import per_request
from mailtrap.web.front.proxies import Proxies
from mailtrap.web.guard import MAX_BODY, Guard, error_body
from mailtrap.web.health import health
from mailtrap.web.highlights import highlights
from mailtrap.web.inboxes import inboxes
from mailtrap.web.info import info
from mailtrap.web.later import later
from mailtrap.web.maildev import maildev
from mailtrap.web.mailhog import mailhog
from mailtrap.web.message import message
from mailtrap.web.messages import messages
from mailtrap.web.metrics import metrics
from mailtrap.web.operation import operation_of
from mailtrap.web.pages import pages
from mailtrap.web.parts import parts
from mailtrap.web.reference import reference
from mailtrap.web.rules import AnyText, QuietRule
from mailtrap.web.search import search
from mailtrap.web.sending import LARGE, allowed, sending
from mailtrap.web.sessions import sessions
from mailtrap.web.signin import signin
from mailtrap.web.tags import tags
from mailtrap.web.taking import Limits
from mailtrap.web.view import Bodies, view
from mailtrap.web.words import add_words
from mailtrap.wire.program import NOWHERE

log = logging.getLogger(__name__)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is, for the page to tell."""

    smtp: tuple[Listener, ...]
    web: str
    ephemeral: bool
    certificate: str = ""
    """PEM, what the TLS listeners show; empty where there is none."""


class _App(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is, for nothing here is a coroutine; to ask that of five functions for each request takes its time."""
        return func


def root_path() -> Path:
    """Where templates/ and static/ lie: the checkout, or the package when it was installed."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent
    return checkout if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir() else package


def create_app(
    inbox: Inbox,
    place: Place,
    demo: Callable[[], int],
    hosts: Iterable[str] = (),
    facades: Iterable[str] = FACADES,
    limits: Limits = Limits(),  # noqa: B008 - a value that cannot change
    config: Config = Config(),  # noqa: B008 - as above
    access: Access | None = None,
) -> Flask:
    """The whole HTTP door, ready for a WSGI server.

    ``hosts`` are names and addresses under which it is served besides those of loopback; ``facades`` the other
    catchers whose paths it has; ``limits`` hold for a mail that is sent here; ``config`` is what it tells of itself,
    and says below which path it lies and which proxies are believed. With ``access``, one must say who one is.
    """
    inbox = per_request(inbox)
    app = _App("mailtrap", root_path=str(root_path()))
    app.url_rule_class = QuietRule
    app.url_map.converters["text"] = AnyText
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    add_words(app)
    app.register_blueprint(assets(app))
    app.register_blueprint(info(inbox, _for_all(demo), config, place.smtp, place.web, place.certificate))
    for routes in (
        health,
        metrics,
        messages,
        highlights,
        addresses,
        search,
        inboxes,
        tags,
        message,
        parts,
        cards,
        pages,
        later,
        sessions,
        faults,
    ):
        app.register_blueprint(routes(inbox))
    bodies = Bodies(inbox)
    app.register_blueprint(view(inbox, bodies))
    app.register_blueprint(sending(inbox, limits))
    add_events(app, inbox)
    app.register_blueprint(reference(app, PAGE_POLICY))
    app.register_blueprint(signin(access, PAGE_POLICY))
    served = {each.lower() for each in facades}
    if "mailhog" in served:
        app.register_blueprint(mailhog(inbox))
    if "maildev" in served:
        app.register_blueprint(maildev(inbox, bodies, next((each.port for each in place.smtp if each.port), 0)))

    @app.before_request
    def nothing_else() -> None:
        """What changes something takes no parameter that it does not know."""
        function = app.view_functions.get(request.endpoint or "")
        told = operation_of(function) if function else None
        if told and (told.strict or request.method not in SAFE_METHODS):
            no_others(request, told.query)

    @app.get("/")
    def index() -> Response:
        """The page."""
        # The page's settings are for the first of them; most people have one, and know how to use another.
        smtp = [str(each) for each in place.smtp]
        text = render_template(
            "index.html",
            version=__version__,
            smtp=smtp,
            web=place.web,
            db=inbox.store_name,
            ephemeral=place.ephemeral,
            who=current(),
        )
        headers = {"Content-Security-Policy": PAGE_POLICY, "Vary": "Accept-Language, Cookie"}
        return Response(text, content_type="text/html; charset=utf-8", headers=headers)

    @app.errorhandler(MailtrapError)
    def refused(fault: MailtrapError) -> Response:
        return _error(status_of(fault), str(fault))

    @app.errorhandler(HTTPException)
    def http_error(fault: HTTPException) -> Response:
        words = {404: NOWHERE, 405: "this address does not take that method"}
        status = HTTPStatus(fault.code or 500)
        response = _error(status, words.get(status, fault.description or fault.name))
        if status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = BEARER
        if allowed := getattr(fault, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    @app.errorhandler(Exception)
    def failed(fault: Exception) -> Response:
        log.exception("a request failed: %s %r", request.method, request.path)
        return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong here; the log says what")

    app.after_request(compressed)
    app.after_request(_dated_once)
    app.wsgi_app = Guard(  # type: ignore[method-assign]
        app.wsgi_app,
        hosts,
        dict.fromkeys(LARGE, allowed(limits)),
        gate=Gate(access),
        proxies=Proxies(config.trusted_proxy),
        base=config.base,
    )
    return app


def _for_all(demo: Callable[[], int]) -> Callable[[], int]:
    """The demo mails come by SMTP, into the default inbox: not for who is held to one."""

    def send() -> int:
        if current().inbox:
            raise Forbidden(f"the demo mails go to the default inbox; this token is held to {current().inbox!r}")
        return demo()

    return send


def _dated_once(response: Response) -> Response:
    """The server gives each answer its Date; one that was asked for conditionally has one already."""
    response.headers.pop("Date", None)
    return response


def _error(status: HTTPStatus, text: str) -> Response:
    body, kind = error_body(text, request.headers.get("Accept", ""))
    return Response(body, status=status, content_type=kind)
