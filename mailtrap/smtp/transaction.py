"""A mail: MAIL, RCPT, DATA or BDAT, RSET (RFC 5321 3.3, RFC 3030, RFC 3461)."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, TypeVar

from mailtrap import mime
from mailtrap.chaos import Phase, shorthand
from mailtrap.errors import StoreError
from mailtrap.model import Envelope, Parameters, Recipient, Side
from mailtrap.smtp import path, tls
from mailtrap.smtp.replies import Refusal
from mailtrap.smtp.stream import OVERRUN_FACTOR, FarTooMuch

if TYPE_CHECKING:
    from mailtrap.smtp.session import SmtpSession

_T = TypeVar("_T")
_CHUNK = re.compile(rb"(\d{1,12})(?:[ ]+(LAST))?", re.IGNORECASE)
_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")
_OF_EXTENSION = {
    "SIZE": "SIZE",
    "BODY": "8BITMIME",
    "SMTPUTF8": "SMTPUTF8",
    "RET": "DSN",
    "ENVID": "DSN",
    "NOTIFY": "DSN",
    "ORCPT": "DSN",
    "AUTH": "AUTH",
}
"""Which extension brings a parameter; a server that hides it refuses the parameter too (RFC 5321 4.1.1.11)."""


async def mail(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.2; an empty reverse-path is that of a bounce."""
    _ready_for_mail(session)
    if session.mail_from is not None:
        raise Refusal("503 5.5.1 MAIL was given already; RSET begins anew")
    address, parameters = path.parse(b"FROM:", argument)
    _check_hidden(session, parameters)
    _check_mail_parameters(session, parameters)
    _check_ascii(address, "SMTPUTF8" in parameters)
    if await session.suffer(Phase.MAIL, sender=address, size=_declared(parameters)):
        return
    session.mail_from, session.mail_parameters = address, parameters
    await session.push("250 2.1.0 Sender ok")


def _ready_for_mail(session: SmtpSession) -> None:
    if not session.helo:
        raise Refusal("503 5.5.1 Say EHLO or HELO first")
    if session.door.config.auth_required and not session.user:
        raise Refusal("530 5.7.0 Authentication required")


def _check_hidden(session: SmtpSession, parameters: Parameters) -> None:
    for name in parameters:
        if _OF_EXTENSION.get(name) in session.door.hidden:
            raise Refusal(f"555 5.5.4 Parameter {name} is not known here")


def _check_mail_parameters(session: SmtpSession, parameters: Parameters) -> None:
    door = session.door
    size = parameters.get("SIZE")
    if size is not None:
        if not isinstance(size, str) or not (size.isascii() and size.isdigit()) or len(size) > 20:
            raise Refusal("501 5.5.4 Syntax: SIZE=bytes")
        if int(size) > door.config.max_size:
            door.inbox.refused()
            raise Refusal(_too_large(session))
    body = parameters.get("BODY")
    if body is not None:
        kinds = ["7BIT", "8BITMIME", *(["BINARYMIME"] if door.has("BINARYMIME") else [])]
        if str(body).upper() not in kinds:
            raise Refusal(f"501 5.5.4 BODY is one of {', '.join(kinds)}")
    if parameters.get("SMTPUTF8", True) is not True:
        raise Refusal("501 5.5.4 SMTPUTF8 takes no value")
    if "RET" in parameters and str(parameters["RET"]).upper() not in ("FULL", "HDRS"):
        raise Refusal("501 5.5.4 RET is FULL or HDRS")
    envid = parameters.get("ENVID", "-")
    if not isinstance(envid, str) or len(envid) > 100 or not _XTEXT.fullmatch(envid):
        raise Refusal("501 5.5.4 ENVID is xtext of at most 100 characters")


def _declared(parameters: Parameters) -> int:
    size = parameters.get("SIZE")
    return int(size) if isinstance(size, str) else 0


def _check_ascii(address: str, international: bool) -> None:
    if not international and not address.isascii():
        raise Refusal("553 5.6.7 An address beyond ASCII; announce it with SMTPUTF8 in MAIL")


def _too_large(session: SmtpSession) -> str:
    return f"552 5.3.4 Message too large; the limit is {session.door.config.max_size} bytes"


async def rcpt(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.3; whoever it is, it is accepted, unless a fault rule or its own name wants it otherwise."""
    if session.mail_from is None:
        raise Refusal("503 5.5.1 Say MAIL first")
    if session.chunks is not None:
        raise Refusal("503 5.5.1 The mail has begun; RSET begins anew")
    limit = session.door.config.max_recipients
    if len(session.recipients) >= limit:
        raise Refusal(f"452 4.5.3 Too many recipients; the limit is {limit}")
    address, parameters = path.parse(b"TO:", argument)
    if not address:
        raise Refusal("501 5.1.3 An empty recipient; write TO:<user@example.com>")
    _check_hidden(session, parameters)
    _check_recipient_parameters(parameters)
    _check_ascii(address, "SMTPUTF8" in session.mail_parameters)
    wanted = shorthand(address) if "+" in address else None
    if wanted and await session.take(wanted):
        return
    if await session.suffer(Phase.RCPT, recipients=(address,)):
        return
    session.recipients.append(Recipient(address, parameters))
    await session.push("250 2.1.5 Recipient ok")


def _check_recipient_parameters(parameters: Parameters) -> None:
    notify = parameters.get("NOTIFY")
    if notify is not None:
        words = str(notify).upper().split(",")
        if words != ["NEVER"] and not set(words) <= {"SUCCESS", "FAILURE", "DELAY"}:
            raise Refusal("501 5.5.4 NOTIFY is NEVER, or any of SUCCESS, FAILURE, DELAY")
    original = parameters.get("ORCPT")
    if original is not None:
        kind, semicolon, address = str(original).partition(";")
        utf8 = kind.lower() == "utf-8"
        if not kind or not semicolon or not (address if utf8 else _XTEXT.fullmatch(address)):
            raise Refusal("501 5.5.4 ORCPT is a type, a semicolon and an address in xtext")


async def data(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.4. The 250 says that the mail is on disk."""
    _ready_for_data(session)
    if argument:
        raise Refusal("501 5.5.4 Syntax: DATA")
    if session.chunks is not None or str(session.mail_parameters.get("BODY", "")).upper() == "BINARYMIME":
        raise Refusal("503 5.5.1 This mail goes by BDAT; RSET begins anew")
    _check_room(session)
    if await session.suffer(Phase.DATA, recipients=_addresses(session)):
        if not session.transport or session.transport.is_closing():
            return
        session.reset()
        return
    session.idle = False
    await session.push("354 End data with <CR><LF>.<CR><LF>")
    try:
        raw = await _in_time(session, session.stream.data(session.door.config.max_size))
    except FarTooMuch:
        session.door.inbox.refused()
        session.end("421 4.3.0 Far more data than the limit, closing the connection", "far more data than the limit")
        return
    if raw is None:
        session.transcript.add(Side.CLIENT, "(a mail above the limit)")
        session.reset()
        session.door.inbox.refused()
        raise Refusal(_too_large(session))
    session.transcript.add(Side.CLIENT, f"({len(raw):,} bytes of mail)")
    await _deliver(session, raw)


def _ready_for_data(session: SmtpSession) -> None:
    if session.mail_from is None:
        raise Refusal("503 5.5.1 Say MAIL first")
    if not session.recipients:
        raise Refusal("503 5.5.1 Say RCPT first; no recipient was accepted")


def _check_room(session: SmtpSession) -> None:
    if not session.door.inbox.has_room(_declared(session.mail_parameters)):
        session.door.inbox.refused()
        raise Refusal("452 4.3.1 The disk is nearly full; make room and try again")


def _addresses(session: SmtpSession) -> tuple[str, ...]:
    return tuple(recipient.address for recipient in session.recipients)


async def bdat(session: SmtpSession, argument: bytes) -> None:
    """RFC 3030 2: a piece of the mail, of a told size. A refused one is read too, lest it be taken for commands."""
    found = _CHUNK.fullmatch(argument)
    if not found:
        session.end("501 5.5.4 Syntax: BDAT size [LAST]", "a BDAT without a size")
        return
    size, last = int(found[1]), bool(found[2])
    limit = session.door.config.max_size
    so_far = len(session.chunks or b"")
    if so_far + size > OVERRUN_FACTOR * limit:
        session.door.inbox.refused()
        session.end("421 4.3.0 Far more data than the limit, closing the connection", "far more data than the limit")
        return
    refusal = _chunk_refusal(session, so_far + size)
    chunk = await _in_time(session, session.stream.chunk(size, keep=refusal is None))
    session.transcript.add(Side.CLIENT, f"({size:,} bytes of mail)")
    if refusal:
        session.reset()
        session.door.inbox.refused()
        raise refusal
    if session.chunks is None:
        session.chunks = bytearray()
    session.chunks += chunk
    if not last:
        await session.push(f"250 2.0.0 {size} bytes received")
    elif await session.suffer(Phase.DATA, recipients=_addresses(session)):
        session.reset()
    else:
        await _deliver(session, bytes(session.chunks))


def _chunk_refusal(session: SmtpSession, size: int) -> Refusal | None:
    if session.listener.require and not session.tls:
        return Refusal(tls.FIRST)
    try:
        if session.chunks is None:
            _ready_for_data(session)
            _check_room(session)
    except Refusal as refusal:
        return refusal
    return Refusal(_too_large(session)) if size > session.door.config.max_size else None


async def _in_time(session: SmtpSession, reading: Awaitable[_T]) -> _T:
    """Read mail with the clock of mail: it runs anew with each byte."""
    limit = session.door.config.data_timeout
    session.idle = False
    session.wait_at_most(limit)
    session.stream.on_data = lambda: session.wait_at_most(limit)
    try:
        return await reading
    finally:
        session.stream.on_data = None


async def _deliver(session: SmtpSession, raw: bytes) -> None:
    assert session.mail_from is not None
    door = session.door
    if len(raw) > door.config.max_line and max(map(len, raw.split(b"\r\n"))) > door.config.max_line:
        session.reset()
        door.inbox.refused()
        raise Refusal(f"500 5.6.0 A line of the mail is too long; the limit is {door.config.max_line} bytes")
    if door.inbox.faults.active:
        fields = mime.headers.split(raw, 0, len(raw)).fields

        def header(name: str) -> list[str]:
            return [field.value for field in fields if field.name.lower() == name.lower()]

        if await session.suffer(Phase.MESSAGE, recipients=_addresses(session), size=len(raw), header=header):
            session.reset()
            return
    envelope = Envelope(
        mail_from=session.mail_from,
        recipients=tuple(session.recipients),
        helo=session.helo,
        client=session.transcript.client,
        received=datetime.now(UTC),
        mail_parameters=session.mail_parameters,
        tls=session.tls,
        user=session.user,
        session=session.transcript.id,
    )
    session.reset()
    session.deadline = inf
    try:
        summary = await door.outcome(door.inbox.deliver(envelope, raw))
    except StoreError:
        door.inbox.refused()
        raise Refusal("451 4.3.0 The mail could not be stored; try again later") from None
    session.transcript.mails += 1
    session.transcript.changed()
    await session.push(f"250 2.0.0 Ok: caught as {summary.id}")


async def rset(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.5."""
    if argument:
        raise Refusal("501 5.5.4 Syntax: RSET")
    session.reset()
    await session.push("250 2.0.0 Ok")
