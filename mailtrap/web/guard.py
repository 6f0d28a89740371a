"""The one layer in front of all routes and the socket: who may ask, under which name, from which page, how much.

A catcher is reachable by every page in the developer's browser. So the Host must be a name of this
machine (else a page could point its own name here: DNS rebinding), and whatever changes something, or opens the socket,
must come from our own page or from no page at all.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from mailtrap.errors import BadRequest
from mailtrap.web.front.base import step_below
from mailtrap.web.front.gate import SAFE_METHODS, Gate, Refusal
from mailtrap.web.front.proxies import DIRECT_HOST, Proxies

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY = 1_000_000
"""Bytes of a request body."""
LARGE_AT_ONCE = 2
"""Bodies that may be above ``MAX_BODY`` and are in memory at once, each several times over while it is read."""
LARGE_WAIT = 30.0
"""Seconds that the next of them waits for its turn."""
LARGE_TIME = 120.0
"""Seconds that such a body has to come, so that who sends it slowly does not keep all others out."""
PIECE = 256 * 1024
"""Bytes of it that are read at once."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "no-store",
}
"""What every response carries unless its route says otherwise."""
_HEADERS = [(name.lower(), (name, value)) for name, value in HEADERS.items()]
KNOWN_HOSTS = 64
"""Hosts of which it is remembered whether they are served; most clients ask by one or two."""
_NO_HOST = re.compile(r"[^!-~]|[@/?#\\,]")


class Guard:
    """A WSGI layer. ``hosts`` are names and addresses that are served besides those of loopback.

    ``large`` are the bytes that a body may have, by method and path, where that is more than ``MAX_BODY``. ``gate``
    asks for a login, ``proxies`` are believed what they say, and everything lies below the path ``base``.
    """

    def __init__(
        self,
        app: WSGIApplication,
        hosts: Iterable[str],
        large: Mapping[tuple[str, str], int] | None = None,
        *,
        gate: Gate | None = None,
        proxies: Proxies | None = None,
        base: str = "",
    ) -> None:
        self._app = app
        self._gate = gate or Gate(None)
        self._proxies = proxies or Proxies(())
        self._base = base
        self._large = large or {}
        self._places = threading.BoundedSemaphore(LARGE_AT_ONCE)
        self._hosts = frozenset(canonical(host) for host in hosts) - {""}
        self._any_address = bool(self._hosts & {"0.0.0.0", "::"})  # noqa: S104 -- compared, not bound
        self._serves = lru_cache(KNOWN_HOSTS)(self.serves)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Refuse, or pass on and see to the headers of the answer."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            given = {name.lower() for name, _ in headers}
            headers += [pair for name, pair in _HEADERS if name not in given]
            return start_response(status, headers, *rest)

        refusal = self._before(environ) or self._gate(environ)
        limit = self._large.get((environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")), MAX_BODY)
        refusal = refusal or _length_refusal(environ, limit)
        chunked = "HTTP_TRANSFER_ENCODING" in environ
        if refusal is None and limit > MAX_BODY and (chunked or int(environ.get("CONTENT_LENGTH") or 0) > MAX_BODY):
            return self._one_of_few(environ, start, limit)
        if refusal is None and chunked:
            refusal = _take_in(environ, limit)
        return self._answer(environ, start, refusal)

    def _one_of_few(self, environ: WSGIEnvironment, start: StartResponse, limit: int) -> Iterable[bytes]:
        """A request with a large body: it is read here, in its turn."""
        if not self._places.acquire(timeout=LARGE_WAIT):
            return self._answer(environ, start, _BUSY)
        connection = environ.get("werkzeug.socket")
        clock = threading.Timer(LARGE_TIME, connection.close if connection else lambda: None)
        clock.name, clock.daemon = "mailtrap-clock", True
        clock.start()
        try:
            refusal = _take_in(environ, limit)
            clock.cancel()
            return self._answer(environ, start, refusal)
        finally:
            clock.cancel()
            self._places.release()

    def _answer(self, environ: WSGIEnvironment, start: StartResponse, refusal: Refusal | None) -> Iterable[bytes]:
        if refusal is None:
            return self._app(environ, start)
        status, text, more = refusal
        body, kind = error_body(text, environ.get("HTTP_ACCEPT", ""))
        start(f"{status.value} {status.phrase}", [("Content-Type", kind), ("Content-Length", str(len(body))), *more])
        return [body]

    def _before(self, environ: WSGIEnvironment) -> Refusal | None:
        """Under which name, from which page, at which path; who it is comes next."""
        try:
            self._proxies.unwrap(environ)
        except BadRequest as fault:
            return Refusal(HTTPStatus.BAD_REQUEST, str(fault))
        host: str = environ.get("HTTP_HOST", "")
        for each in (str(environ.get(DIRECT_HOST, host)), host):
            if not self._serves(each):
                name = each[:100]
                return Refusal(
                    HTTPStatus.MISDIRECTED_REQUEST,
                    f"this server does not go by the name {name!r}; use localhost, or start it with --allow-host NAME",
                )
        return _page_refusal(environ, host) or step_below(environ, self._base)

    def serves(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name = canonical(host)
        if name == "localhost" or name.endswith(".localhost") or name in self._hosts:
            return True
        address = _address(name)
        return address is not None and (self._any_address or _is_loopback(address))


def _page_refusal(environ: WSGIEnvironment, host: str) -> Refusal | None:
    upgrade = environ.get("HTTP_UPGRADE", "").lower() == "websocket"
    if (upgrade or environ["REQUEST_METHOD"] not in SAFE_METHODS) and not _from_own_page(environ, host):
        return Refusal(HTTPStatus.FORBIDDEN, "a page of another site asked for this; it is refused")
    return None


def _length_refusal(environ: WSGIEnvironment, limit: int) -> Refusal | None:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return Refusal(HTTPStatus.BAD_REQUEST, "Content-Length is no number")
    return _too_large(limit) if int(length[:20]) > limit else None


_BUSY = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "other large bodies are being read; try again")


def _too_large(limit: int) -> Refusal:
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is too large; the limit is {limit} bytes")


def _take_in(environ: WSGIEnvironment, limit: int) -> Refusal | None:
    """Take in a body that is large, or comes in chunks: werkzeug would cut it where it must not."""
    chunked = environ.pop("HTTP_TRANSFER_ENCODING", None) is not None
    wanted = limit + 1 if chunked else int(environ["CONTENT_LENGTH"])
    body = bytearray()
    try:
        while len(body) < wanted and (piece := environ["wsgi.input"].read(min(PIECE, wanted - len(body)))):
            body += piece
    except (OSError, ValueError):
        return Refusal(HTTPStatus.BAD_REQUEST, "the body, or a chunk of it, is broken")
    if chunked and len(body) > limit:
        return _too_large(limit)
    if not chunked and len(body) < wanted:
        return Refusal(HTTPStatus.BAD_REQUEST, "the body is shorter than its Content-Length")
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
    return None


def canonical(host: str) -> str:
    """A host name as it is compared: lower case, without port, brackets and trailing dot; empty if it is none."""
    if _NO_HOST.search(host):
        return ""
    try:
        name = host if _address(host) else urlsplit(f"//{host}").hostname or ""  # options have no brackets
    except ValueError:
        return ""
    address = _address(name)
    return str(address) if address else name.rstrip(".").lower()


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _is_loopback(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _from_own_page(environ: WSGIEnvironment, host: str) -> bool:
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in ("same-origin", "none")
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:  # no browser: curl, a test
        return True
    try:
        parts = urlsplit(origin)
        named = urlsplit(f"//{host}")
        default = {"http": 80, "https": 443}.get(parts.scheme)
        same = (parts.hostname, parts.port or default) == (named.hostname, named.port or default)
        return bool(parts.hostname) and same
    except ValueError:
        return False


def error_body(text: str, accept: str) -> tuple[bytes, str]:
    """The body and type of an error: JSON for who accepts it, else plain text."""
    accepted = parse_accept_header(accept, MIMEAccept)
    if not accept or accepted.best_match(["application/json", "text/plain"]) == "application/json":
        return json.dumps({"Error": text}).encode(), "application/json"
    return text.encode(), "text/plain; charset=utf-8"
