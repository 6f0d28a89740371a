"""Questions and answers over HTTP: what all groups of methods stand on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from mailtrap import wire
from mailtrap.client import checks, trust
from mailtrap.client.errors import BY_STATUS, NoRoute, Refused, StrangeAnswer, Unreachable, Untrusted
from mailtrap.config import TOKEN_VARIABLE
from mailtrap.wire.program import NOWHERE

T = TypeVar("T")

DEFAULT_URL = "http://127.0.0.1:8025"
"""Where a server is that was started without options."""
API = "/api/v1"
_BROKEN = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""What a kept connection may die of just when it is used again."""

Query = Mapping[str, object]


class Connection:
    """A server, asked over kept connections. Any thread may use it.

    ``url`` is its address without a login, to be shown; ``login_url`` has name and password, if they were given.

    Args:
        url: where the server is, as it prints it behind "Page". A path is put before each route.
        inbox: hold lists, searches, counts, waiting, events and deletion to the inbox of this name.
        zone: the time zone of dates in searches, such as ``Europe/Berlin``; UTC without one.
        timeout: seconds that a server may be silent before it is given up.
        token: an API token; without one that of the variable ``MAILTRAP_TOKEN``, unless ``url`` has name and password.
        cafile: a PEM file whose certificates are trusted, too, such as ``mailtrap-cert.pem``; the others are the usual
            ones, or those that ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names.
        transport: how to get there, instead of over a socket: ``httpx.WSGITransport`` for an app in this process.

    Raises:
        BadArgument: one of them will not do.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        *,
        inbox: str = "",
        zone: str = "",
        timeout: float = 30.0,
        token: str | None = None,
        cafile: str | Path | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url, user = checks.address(url)
        self.login_url = url.rstrip("/")
        if token is None and user is None:
            token = os.environ.get(TOKEN_VARIABLE, "")
        token = checks.token(token or "")
        self.inbox = checks.text("inbox", inbox, needed=False)
        self.zone = checks.text("zone", zone, needed=False)
        self.timeout = checks.seconds("timeout", timeout)
        # Reading all certificates takes longer than most answers.
        self._verify = trust.context(cafile) if self.url.startswith("https:") else False
        self._http = httpx.Client(
            base_url=self.url,
            timeout=self.timeout,
            transport=transport,
            headers={"Accept": "application/json, */*;q=0.5"} | ({"Authorization": f"Bearer {token}"} if token else {}),
            auth=None if token else user,
            verify=self._verify,
            trust_env=not _is_here(self.url),  # a proxy knows no way to this machine
        )

    def _async_http(self) -> httpx.AsyncClient:
        """The same for asyncio, for one question: a client belongs to the loop that it was first used in."""
        ours = self._http
        return httpx.AsyncClient(
            base_url=ours.base_url,
            headers=ours.headers,
            auth=ours.auth,
            verify=self._verify,
            trust_env=ours.trust_env,
        )

    def close(self) -> None:
        """Let go of the connections. Twice is fine."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        held = f", inbox={self.inbox!r}" if self.inbox else ""
        return f"{type(self).__name__}({self.url!r}{held})"

    def _read(self, kind: type[T], path: str, query: Query | None = None) -> T:
        """The answer to a GET as a type of ``wire``."""
        return decoded(self._ask("GET", path, query), kind)

    def _ask(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: object = None,
        *,
        content: bytes | None = None,
        kind: str = "application/json",
        timeout: float | None = None,
        fine: tuple[int, ...] = (200,),
    ) -> httpx.Response:
        """One request and its whole answer. ``body`` goes as JSON, ``content`` as it is."""
        if body is not None:
            content = msgspec.json.encode(body)
        request = self._http.build_request(
            method,
            path,
            params=given(query or {}),
            content=content,
            headers={"Content-Type": kind} if content is not None else None,
            timeout=self.timeout if timeout is None else timeout,
        )
        answer = self._send(request)
        if answer.status_code not in fine:
            raise refusal(answer)
        return answer

    def _send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        try:
            try:
                return self._http.send(request, stream=stream)
            except _BROKEN:
                if request.method != "GET":
                    raise
                return self._http.send(request, stream=stream)
        except httpx.TransportError as fault:
            raise self._unreachable(fault) from fault
        except RuntimeError as fault:
            if not self._http.is_closed:
                raise
            raise Unreachable(f"{self.url}: this client was closed; ask before that, or make a new one") from fault

    def _unreachable(self, fault: httpx.TransportError) -> Unreachable:
        if doubt := trust.doubt(fault):
            return Untrusted(
                f"{self.url}: its certificate is not trusted ({doubt}); name a file with it in SSL_CERT_FILE: "
                "mailtrap cert, run where it serves, tells which"
            )
        match fault:
            case httpx.ConnectError() | httpx.ConnectTimeout():
                says = f"nobody answers there ({fault}); start mailtrap, or give the address that it prints as Page"
            case httpx.TimeoutException():
                says = f"no answer within {self.timeout:g} s; give the client a longer timeout"
            case _:
                says = f"the answer broke off ({str(fault) or type(fault).__name__})"
        return Unreachable(f"{self.url}: {says}")

    def _held(self, **more: object) -> dict[str, object]:
        """Parameters of a request that is held to the inbox of this client."""
        return {"inbox": self.inbox or None, **more}

    def _searching(self, query: str, **more: object) -> dict[str, object]:
        """Parameters of a request that searches in it."""
        return self._held(query=checks.text("query", query, needed=False).strip() or None, tz=self.zone or None, **more)


def path(*steps: str) -> str:
    """A path of the API; each step may hold any character."""
    return "/".join((API, *(_quoted(step) for step in steps)))


def _quoted(step: str) -> str:
    """``.`` and ``..`` would be taken for steps of the way."""
    return step.replace(".", "%2E") if step in (".", "..") else quote(step, safe="")


def given(query: Query) -> httpx.QueryParams:
    """Parameters without those that are not given: None and false. A list stands for several of one name."""
    pairs = [(name, each) for name, value in query.items() for each in (value if isinstance(value, list) else [value])]
    return httpx.QueryParams(
        [
            (name, "1" if value is True else str(value))
            for name, value in pairs
            if value is not None and value is not False
        ]
    )


def decoded(answer: httpx.Response, kind: type[T]) -> T:
    """The JSON of an answer as a type of ``wire``."""
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise strange(answer, str(fault)) from None


def strange(answer: httpx.Response, why: str) -> StrangeAnswer:
    """It does not answer as it should."""
    server = answer.headers.get("Server", "")
    said = f", which calls itself {server[:60]!r}," if server else ""
    return StrangeAnswer(f"{answer.request.url}: the server{said} does not answer as mailtrap does: {why}")


def refusal(answer: httpx.Response) -> Refused | StrangeAnswer:
    """An answer that says no."""
    status = answer.status_code
    if status < 400:
        return strange(answer, f"status {status} was not expected")
    text = _words(answer)
    if status == 404 and text.startswith(NOWHERE):
        return NoRoute(f"{answer.request.url}: {text}; is that the address that mailtrap prints as Page?")
    if status == 404 and not text:
        return strange(answer, "404 Not Found")
    text = text or answer.reason_phrase
    return BY_STATUS.get(status, Refused)(status, text)


def _words(answer: httpx.Response) -> str:
    """What an answer says for a person; nothing where that is no mailtrap's, or a proxy's page."""
    try:
        return msgspec.json.decode(answer.content, type=wire.Error).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        plain = answer.headers.get("Content-Type", "").startswith("text/plain") and answer.status_code != 404
        return answer.text.strip()[:500] if plain else ""


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
