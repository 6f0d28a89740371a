"""Where a server takes mail, as somebody reaches it who reached its API."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from mailtrap import wire
from mailtrap.client.errors import ClientError


class Door(NamedTuple):
    """A host and a port."""

    host: str
    port: int


def door_of(doors: list[wire.Door], url: str) -> Door:
    """The first listener that takes mail over a plain connection.

    A server that listens on all addresses, or on its own machine's while we came from elsewhere (through a published
    port of a container), is reached by the host of ``url``.

    Raises:
        ClientError: there is none; the text tells which there are.
    """
    ours = urlsplit(url).hostname or ""
    for door in doors:
        parts = urlsplit(door.url)
        if parts.scheme in ("smtp", "starttls") and door.tls != "required" and parts.hostname and parts.port:
            elsewhere = _is_any(parts.hostname) or (_is_here(parts.hostname) and not _is_here(ours))
            return Door(ours if elsewhere else parts.hostname, parts.port)
    there = ", ".join(each.url for each in doors) or "none"
    raise ClientError(f"{url}: no listener takes mail without TLS ({there}); start one with --smtp smtp://HOST:PORT")


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
