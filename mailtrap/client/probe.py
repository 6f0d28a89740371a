"""A look at who is there, before it is asked as a server of ours."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from mailtrap.client.errors import StrangeAnswer

PATIENCE = 2.0
"""Seconds for the first bytes; SMTP says its own at once, and HTTP has nothing to think about."""


def not_smtp(url: str) -> None:
    """See that no SMTP server listens at a URL: to a request of HTTP it would answer for half a minute.

    Raises:
        StrangeAnswer: one does.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        return
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=PATIENCE) as connection:
            connection.sendall(f"GET /livez HTTP/1.0\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n\r\n".encode())
            first = connection.recv(4)
    except (OSError, UnicodeError):
        return  # whoever asks is told by the client why not
    if first.startswith(b"220"):
        raise StrangeAnswer(f"{url}: that is an SMTP port; give the address of the page, such as http://127.0.0.1:8025")
