"""Behind a proxy: what it says of a request is believed from its own address alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from mailtrap.errors import BadRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

TOLD = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
GONE = ("HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX", "HTTP_X_FORWARDED_SERVER", "HTTP_X_REAL_IP")
"""Passed over: nobody may believe them further in."""
DIRECT_HOST = "mailtrap.direct_host"
"""The Host as it came, which must be one of ours too: a page that calls itself by our address could tell any other."""
_PAIR = re.compile(r'\s*([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))\s*(?:;|\Z)')
_ELEMENTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')

Network = IPv4Network | IPv6Network


class Proxies:
    """Those of some networks are believed. May be used from any thread."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self._networks = tuple(ip_network(each, strict=False) for each in trusted)

    def trusts(self, address: str) -> bool:
        """Whether this is the address of such a proxy."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        found = (isinstance(found, IPv6Address) and found.ipv4_mapped) or found
        return any(found in network for network in self._networks if network.version == found.version)

    def unwrap(self, environ: WSGIEnvironment) -> None:
        """Put the client, the scheme and the Host into their places, and all that was said of them away.

        Raises:
            BadRequest: two headers say different things, one of which only a client can have sent.
        """
        told = {name: environ.pop(name) for name in TOLD if name in environ}
        for name in GONE:
            environ.pop(name, None)
        peer = environ.get("REMOTE_ADDR", "")
        if not told or not self.trusts(peer):
            return
        elements = [_pairs(each) for each in _ELEMENTS.findall(told.get("HTTP_FORWARDED", ""))]
        listed = {
            "for": _list(told.get("HTTP_X_FORWARDED_FOR")) or [each.get("for", "") for each in elements],
            "proto": _list(told.get("HTTP_X_FORWARDED_PROTO")) or [each.get("proto", "") for each in elements],
            "host": _list(told.get("HTTP_X_FORWARDED_HOST")) or [each.get("host", "") for each in elements],
        }
        if elements and "HTTP_X_FORWARDED_FOR" in told:
            others = [_address(each.get("for", "")) for each in elements]
            if others != [_address(each) for each in listed["for"]]:
                raise BadRequest("Forwarded and X-Forwarded-For differ; let the proxy set one and remove the other")
        client, hops = self._client(peer, listed["for"])
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client, ""
        scheme = _at(listed["proto"], hops).lower()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        if host := _at(listed["host"], hops):
            environ[DIRECT_HOST], environ["HTTP_HOST"] = environ.get("HTTP_HOST", ""), host

    def _client(self, peer: str, told: list[str]) -> tuple[str, int]:
        """The nearest that is no such proxy, and how many of the headers' entries lie before it."""
        client, hops = peer, 0
        for entry in reversed(told):
            address = _address(entry)
            if not address:
                break
            client, hops = address, hops + 1
            if not self.trusts(address):
                break
        return client, hops


def _at(values: list[str], hops: int) -> str:
    """What the outermost of so many proxies said, each of which adds to the list or writes it anew."""
    return values[-min(max(hops, 1), len(values))] if values else ""


def _list(text: str | None) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()] if text else []


def _pairs(element: str) -> dict[str, str]:
    """One element of Forwarded (RFC 7239 4)."""
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        for name, quoted, plain in _PAIR.findall(element)
    }


def _address(text: str) -> str:
    """An address without its port, as X-Forwarded-For or Forwarded write it; empty for ``unknown`` and for names."""
    text = text.strip().strip('"')
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    for each in (bare, bare.partition(":")[0]):
        try:
            return str(ip_address(each))
        except ValueError:
            continue
    return ""
