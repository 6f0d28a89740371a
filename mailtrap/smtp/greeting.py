"""Hello, goodbye, and what lies between without a mail: HELO, EHLO, NOOP, HELP, VRFY, EXPN, QUIT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailtrap.chaos import Phase
from mailtrap.smtp import path
from mailtrap.smtp.replies import Refusal

if TYPE_CHECKING:
    from mailtrap.smtp.session import SmtpSession


async def helo(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.1."""
    if await _greeted(session, argument, "HELO"):
        session.extended = False
        await session.push(f"250 {session.door.hostname}")


async def ehlo(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.1, with the extensions that this listener has now."""
    if await _greeted(session, argument, "EHLO"):
        session.extended = True
        lines = (session.door.hostname, *session.door.extensions(session))
        await session.push("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))


async def _greeted(session: SmtpSession, argument: bytes, verb: str) -> bool:
    if not argument:
        raise Refusal(f"501 5.5.4 Syntax: {verb} hostname")
    if await session.suffer(Phase.EHLO, helo=path.text(argument)):
        return False
    session.helo = session.transcript.helo = path.text(argument)
    session.transcript.changed()
    session.reset()
    return True


async def noop(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.9."""
    await session.push("250 2.0.0 Ok")


async def help_(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.8."""
    await session.push("214 2.0.0 " + " ".join(sorted(verb.decode() for verb in session.door.commands)))


async def vrfy(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 3.5.3: it will be accepted, and nothing is known about it."""
    if not argument:
        raise Refusal("501 5.5.4 Syntax: VRFY address")
    await session.push("252 2.5.0 Cannot verify, but every address is accepted")


async def expn(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 3.5.2."""
    raise Refusal("502 5.5.1 There are no lists here")


async def quit_(session: SmtpSession, argument: bytes) -> None:
    """RFC 5321 4.1.1.10."""
    if argument:
        raise Refusal("501 5.5.4 Syntax: QUIT")
    session.mail_from = None
    session.end("221 2.0.0 Bye", "QUIT")
