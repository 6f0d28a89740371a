"""AUTH (RFC 4954): by default whoever says who they are is let in, and the name tells the inbox."""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import TYPE_CHECKING

from mailtrap import sasl
from mailtrap.chaos import Phase
from mailtrap.smtp.replies import Refusal
from mailtrap.smtp.stream import AUTH_LIMIT, LineTooLong

if TYPE_CHECKING:
    from mailtrap.smtp.session import SmtpSession


async def auth(session: SmtpSession, argument: bytes) -> None:
    """RFC 4954 4. A password is compared where there is a list of users, and never kept."""
    door = session.door
    mechanism, _, initial = argument.partition(b" ")
    name = mechanism.upper().decode("ascii", "replace")
    if not session.helo:
        raise Refusal("503 5.5.1 Say EHLO first")
    if session.user:
        raise Refusal("503 5.5.1 Already authenticated")
    if session.mail_from is not None:
        raise Refusal("503 5.5.1 AUTH is not possible within a mail")
    if door.config.auth_require_tls and not session.tls:
        raise Refusal("538 5.7.11 Encryption required for authentication; say STARTTLS first")
    if name not in door.mechanisms:
        raise Refusal(f"504 5.5.4 Mechanism not known; there are {' '.join(door.mechanisms)}")
    credentials = await _exchange(session, name, initial.strip())
    if await session.suffer(Phase.AUTH, user=credentials.user):
        return
    if door.users is not None and not await _verified(session, credentials):
        raise Refusal("535 5.7.8 Authentication credentials invalid")
    session.user = session.transcript.user = credentials.user
    session.transcript.mechanism = name
    session.transcript.changed()
    await session.push("235 2.7.0 Authentication succeeded")


async def _exchange(session: SmtpSession, mechanism: str, initial: bytes) -> sasl.Credentials:
    hostname = session.door.hostname
    exchange = sasl.start(mechanism, hostname=hostname, nonce=secrets.token_hex(8))
    response = _unbase64(initial) if initial else None
    try:
        result = exchange.step(response)
        while isinstance(result, bytes):
            result = exchange.step(await _challenge(session, result))
    except sasl.SaslError as fault:
        raise Refusal(f"501 5.5.2 {fault}") from None
    return result


async def _challenge(session: SmtpSession, challenge: bytes) -> bytes:
    await session.push(f"334 {b64encode(challenge).decode('ascii')}")
    try:
        line = await session.stream.line(AUTH_LIMIT)
    except LineTooLong:
        raise Refusal("500 5.5.6 Authentication line too long") from None
    if line.strip() == b"*":
        session.note_line(b"*")
        raise Refusal("501 5.7.0 Authentication cancelled")
    session.note_line(b"***")
    return _unbase64(line.strip())


async def _verified(session: SmtpSession, credentials: sasl.Credentials) -> bool:
    users = session.door.users
    assert users is not None
    # The hashes are slow on purpose; meanwhile the loop serves the others.
    return await asyncio.to_thread(users.verify, credentials.user, credentials.password or "")


def _unbase64(data: bytes) -> bytes:
    if data == b"=":  # RFC 4954 4: an empty initial response
        return b""
    try:
        return b64decode(data, validate=True)
    except Base64Error:
        raise Refusal("501 5.5.2 This is no base64") from None
