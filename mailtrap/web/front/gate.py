"""The gate: who asks is known before any route is, or does not come in."""

from __future__ import annotations

import base64
import binascii
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from mailtrap.web.front.access import Access
from mailtrap.web.front.checking import Refused
from mailtrap.web.front.narrowed import LOOKS
from mailtrap.web.front.who import EVERYBODY, Who, enter

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = frozenset({"/livez", "/readyz", "/signin", "/signout"})
"""What needs no login: the questions of an orchestrator, and the way in and out. And ``/static/``, which
is the program itself."""
_IMAGE = re.compile(r"/view/[^/]+/[0-9a-f]{32}/[^/]+")
"""An image of a mail. The frame that shows it has no origin, so no cookie comes with it: its address holds a secret."""
BASIC = 'Basic realm="mailtrap", charset="UTF-8"'
BEARER = 'Bearer realm="mailtrap"'


class Refusal(NamedTuple):
    """What is answered instead of what was asked for."""

    status: HTTPStatus
    text: str
    headers: tuple[tuple[str, str], ...] = ()


class Gate:
    """Without ``access`` everybody comes in."""

    def __init__(self, access: Access | None) -> None:
        self._access = access

    def __call__(self, environ: WSGIEnvironment) -> Refusal | None:
        """Find out who asks, for the routes, or say why they do not come in."""
        enter(EVERYBODY)
        if self._access is None or _is_open(environ):
            return None
        try:
            who, wrong = self._who(self._access, environ)
        except Refused as fault:
            after = str(fault.after)
            return Refusal(fault.status, f"{fault}; the next try is in {after} s", (("Retry-After", after),))
        if who is None:
            return _unknown(environ, wrong)
        if who.read_only and environ["REQUEST_METHOD"] not in SAFE_METHODS:
            return Refusal(HTTPStatus.FORBIDDEN, LOOKS)
        enter(who)
        return None

    def _who(self, access: Access, environ: WSGIEnvironment) -> tuple[Who | None, str]:
        """Who it is, or why not."""
        given = environ.get("HTTP_AUTHORIZATION", "")
        if not given:
            ended = "sign in again: the session is over" if access.session_id(environ) else "a login is asked for"
            return access.by_session(environ), ended
        scheme, _, rest = given.partition(" ")
        match scheme.lower():
            case "bearer":
                return access.by_token(rest.strip()), "there is no such token; it may have been revoked"
            case "basic":
                pair = _pair(rest.strip())
                if pair is None:
                    return None, "Authorization: cannot be read; give Basic and the base64 of NAME:PASSWORD"
                return access.by_password(*pair, environ.get("REMOTE_ADDR", "")), "name or password is wrong"
        return None, f"Authorization: {scheme[:20]!r} is not known; give Basic or Bearer"


def _is_open(environ: WSGIEnvironment) -> bool:
    path = environ.get("PATH_INFO", "")
    if path in OPEN or path.startswith("/static/"):
        return True
    return environ["REQUEST_METHOD"] in SAFE_METHODS and _IMAGE.fullmatch(path) is not None


def _pair(given: str) -> tuple[str, str] | None:
    """Name and password (RFC 7617 2), in UTF-8 or else in Latin-1, as older clients write them."""
    try:
        data = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    name, colon, password = text.partition(":")
    return (name, password) if colon else None


def _unknown(environ: WSGIEnvironment, why: str) -> Refusal:
    if _navigates(environ):
        base, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "/")
        query = f"?{asked}" if (asked := environ.get("QUERY_STRING", "")) else ""
        to = quote(f"{base}{path}", safe="/:@!$&'()*+,;=~", encoding="latin-1") + query
        return Refusal(HTTPStatus.SEE_OTHER, why, (("Location", f"{base}/signin?to={quote(to, safe='/')}"),))
    # A browser would put a dialog of its own over the page; who has no dialog is told what to send.
    asks = [BEARER] if _is_browser(environ) else [BASIC, BEARER]
    return Refusal(HTTPStatus.UNAUTHORIZED, why, tuple(("WWW-Authenticate", each) for each in asks))


def _navigates(environ: WSGIEnvironment) -> bool:
    """Whether a person is on the way to a page. Where a browser does not say so, it is what it would like to get."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("HTTP_AUTHORIZATION"):
        return False
    mode = environ.get("HTTP_SEC_FETCH_MODE")
    if mode is not None:
        return str(mode) == "navigate" and str(environ.get("HTTP_SEC_FETCH_DEST", "document")) == "document"
    return _is_browser(environ) and "text/html" in environ.get("HTTP_ACCEPT", "")


def _is_browser(environ: WSGIEnvironment) -> bool:
    return "HTTP_SEC_FETCH_SITE" in environ or environ.get("HTTP_USER_AGENT", "").startswith("Mozilla/")
