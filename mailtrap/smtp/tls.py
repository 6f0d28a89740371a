"""STARTTLS (RFC 3207), and what is told of TLS."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

from mailtrap.chaos import Phase
from mailtrap.smtp.replies import Refusal

if TYPE_CHECKING:
    from mailtrap.smtp.session import SmtpSession

ALLOWED_BEFORE = frozenset({b"EHLO", b"HELO", b"NOOP", b"QUIT", b"STARTTLS", b"HELP", b"RSET", b"BDAT"})
"""Commands that a listener with ``require`` hears in plain text; BDAT only to refuse it behind its chunk."""
FIRST = "530 5.7.0 Say STARTTLS first"
HANDSHAKE_TIMEOUT = 30.0
"""Seconds for the handshake."""


async def starttls(session: SmtpSession, argument: bytes) -> None:
    """RFC 3207 4."""
    if argument:
        raise Refusal("501 5.5.4 Syntax: STARTTLS")
    if session.tls:
        raise Refusal("503 5.5.1 TLS is on already")
    if session.listener.scheme != "starttls" or session.door.tls is None:
        raise Refusal("502 5.5.1 STARTTLS is not offered here")
    if await session.suffer(Phase.STARTTLS):
        return
    await session.push("220 2.0.0 Ready to start TLS")
    await session.begin_tls()


def describe(transport: asyncio.BaseTransport) -> str:
    """Protocol and cipher, such as ``TLSv1.3 TLS_AES_256_GCM_SHA384``."""
    found = transport.get_extra_info("ssl_object")
    if found is None:
        return ""
    cipher = found.cipher()
    return f"{found.version()} {cipher[0]}" if cipher else str(found.version())


def reason(fault: BaseException) -> str:
    """Why a handshake failed, in the words of the TLS library."""
    if isinstance(fault, ssl.SSLError) and fault.reason:
        return fault.reason.lower().replace("_", " ")
    return str(fault) or "the client closed the connection"
