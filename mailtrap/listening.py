"""Sockets to listen on, bound before anything else is touched."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from mailtrap.config import HostPort
from mailtrap.errors import ListenError

LOCALHOST = ("127.0.0.1", "::1")
"""What ``localhost`` means. Both, for clients that try only one of them."""
BACKLOG = 512
"""Connections that may wait to be accepted."""
TRIES = 20
"""How often a free port is looked for that is free on both."""
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def listen(what: str, place: HostPort) -> list[socket.socket]:
    """Bind and listen; for ``localhost`` on IPv4 and, where there is one, on IPv6, on one port.

    Raises:
        ListenError: the port is in use or may not be had, or the host is not this machine's.
    """
    hosts = LOCALHOST if place.host == "localhost" else (place.host,)
    for last in (*[False] * (TRIES - 1), True):
        sockets: list[socket.socket] = []
        port = place.port
        for host in hosts:
            try:
                sockets.append(_bind(host, port))
            except OSError as fault:
                if len(hosts) > 1 and fault.errno in _NO_SUCH_ADDRESS and (sockets or host != hosts[-1]):
                    continue
                for bound in sockets:
                    bound.close()
                if place.port == 0 and fault.errno == errno.EADDRINUSE and not last:
                    break
                raise ListenError(_words(what, HostPort(host, port), fault)) from None
            port = sockets[-1].getsockname()[1]
        else:
            return sockets
    raise ListenError(f"{what}: no port was free on both 127.0.0.1 and ::1; name one")


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
        listening.bind(address)
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def listen_unix(path: str) -> socket.socket:
    """Listen on a socket file that only this user may use; one that a dead server left is replaced.

    Raises:
        ListenError: somebody listens there, it is another kind of file, or the folder cannot be written.
    """
    place = Path(path)
    try:
        if place.is_socket():
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                if probe.connect_ex(path) == 0:
                    raise ListenError(
                        f"smtp: {path} is in use; stop who listens there, or name another: --smtp unix:PATH"
                    )
            place.unlink()
        elif place.exists():
            raise ListenError(f"smtp: {path} is a file and no socket; name another: --smtp unix:PATH")
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            listening.bind(path)
        finally:
            os.umask(mask)
        listening.listen(BACKLOG)
    except OSError as fault:
        raise ListenError(f"smtp: cannot listen on unix:{path}: {fault.strerror or fault}") from None
    return listening


def bound(listening: socket.socket) -> HostPort:
    """Where a socket really listens."""
    host, port = listening.getsockname()[:2]
    return HostPort(host, port)


def _words(what: str, place: HostPort, fault: OSError) -> str:
    if isinstance(fault, socket.gaierror):
        return (
            f"{what}: {place.host!r} is no host that can be found; give an address of this machine, such as 127.0.0.1"
        )
    if fault.errno == errno.EADDRINUSE:
        return f"{what}: port {place.port} on {place.host} is in use; stop who listens there, or name another: --{what}"
    if fault.errno in (errno.EACCES, errno.EPERM):
        return f"{what}: port {place.port} may not be used by you; choose one above 1023 with --{what}"
    if fault.errno in _NO_SUCH_ADDRESS:
        return f"{what}: {place.host} is no address of this machine; 127.0.0.1 is"
    return f"{what}: cannot listen on {place}: {fault.strerror or fault}"
