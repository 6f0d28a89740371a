"""One SMTP session (RFC 5321): aiosmtpd's protocol with its own reading, its own replies and nothing computed twice.

What differs from the parent, and why: no introspection, no name look-up and no shared state for each connection; lines
of any length within the mail; timers that run inside DATA too; a mail that is past its dot is kept even if the client
hangs up; no text of an exception reaches the client.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar, cast

from aiosmtpd.smtp import SMTP

from mailtrap.errors import StoreError
from mailtrap.model import Envelope, Parameters, Recipient
from mailtrap.smtp import path
from mailtrap.smtp.stream import AUTH_LIMIT, FarTooMuch, LineTooLong, Stream

if TYPE_CHECKING:
    from mailtrap.smtp.door import SmtpDoor

log = logging.getLogger(__name__)

MAX_ERRORS = 100
"""Refused commands of one session; who makes more is not talking SMTP."""
STREAM_LIMIT = 256 * 1024
"""Bytes that may wait unread before the client is slowed down."""


class SmtpSession(SMTP):
    """The dialogue with one client, from the banner to QUIT."""

    def __init__(self, door: SmtpDoor) -> None:
        # SMTP.__init__ inspects the class and the handler anew for each connection (0.5 ms) and clears a dictionary
        # that all connections share; what it would find is in _commands.
        asyncio.StreamReaderProtocol.__init__(
            self,
            asyncio.StreamReader(limit=STREAM_LIMIT, loop=door.loop),
            client_connected_cb=self._cb_client_connected,
            loop=door.loop,
        )
        self._door = door
        self.loop = door.loop
        self.transport: asyncio.Transport | None = None
        self.deadline = inf
        self.idle = True
        self.host = ""
        self._client = ""
        self._helo = ""
        self._user = ""
        self._errors = 0
        self._mail_from: str | None = None
        self._mail_parameters: Parameters = {}
        self._recipients: list[Recipient] = []
        self._handler_coroutine: asyncio.Task[None] | None = None

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there: serve it, or say why not."""
        asyncio.StreamReaderProtocol.connection_made(self, transport)
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass of it
        peer = transport.get_extra_info("peername")
        if isinstance(peer, tuple):
            self.host = peer[0]
            self._client = f"[{peer[0]}]:{peer[1]}" if ":" in peer[0] else f"{peer[0]}:{peer[1]}"
        refusal = self._door.admit(self)
        if refusal:
            self.end(refusal)
            return
        self._stream = Stream(self._reader)
        self._handler_coroutine = self.loop.create_task(self._handle_client())

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone. A mail being stored is not disturbed: the dialogue ends at its next read or write."""
        self._door.forget(self)
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        self.transport = None

    def eof_received(self) -> bool | None:
        """The client sends no more; what it sent is still answered."""
        return asyncio.StreamReaderProtocol.eof_received(self)

    def end(self, reply: str) -> None:
        """Say a last word and close, from outside the dialogue."""
        if self.transport and not self.transport.is_closing():
            log.debug("%s << %s", self._client, reply)
            self.transport.write(reply.encode("ascii") + b"\r\n")
            self.transport.close()

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The dialogue while it runs."""
        return self._handler_coroutine

    # The dialogue

    async def push(self, status: str) -> None:  # type: ignore[override]  # text alone, never bytes
        """Send one reply."""
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s << %s", self._client, status)
        self._writer.write(status.encode("utf-8") + b"\r\n")
        await self._writer.drain()

    async def _refuse(self, reply: str) -> None:
        self._errors += 1
        await self.push(reply)

    async def _handle_client(self) -> None:
        door = self._door
        self._session_end = door.now() + door.config.session_timeout
        try:
            await self.push(f"220 {door.hostname} ESMTP mailtrap")
            while self.transport and not self.transport.is_closing():
                self._wait_at_most(door.config.idle_timeout)
                self.idle = True
                await self._one_command()
                if door.closing:
                    self.end(door.GOODBYE)
                elif self._errors > MAX_ERRORS:
                    self.end("421 4.7.0 Too many errors, closing the connection")
        except (ConnectionError, asyncio.CancelledError):
            log.debug("%s the client is gone", self._client)
        except Exception:
            log.exception("%s a session failed", self._client)
            self.end("421 4.3.0 Internal error, closing the connection")
        finally:
            if self.transport:
                self.transport.close()

    def _wait_at_most(self, seconds: float) -> None:
        self.deadline = min(self._door.now() + seconds, self._session_end)

    async def _one_command(self) -> None:
        try:
            line = await self._stream.line()
        except LineTooLong:
            await self._refuse("500 5.5.2 Command line too long")
            return
        word, _, argument = line[:-2].partition(b" ")
        verb = word.upper()
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s >> %s", self._client, "AUTH ***" if verb == b"AUTH" else ascii(line.decode("latin-1")))
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            await self._refuse("500 5.5.2 A bare CR or LF in a command; end lines with CRLF")
            return
        if b"\x00" in line:
            await self._refuse("500 5.5.2 A NUL in a command")
            return
        method = self._commands.get(verb)
        if method is None:
            await self._refuse("500 5.5.2 Command not recognized; HELP lists the commands")
            return
        try:
            await method(self, argument.strip())
        except path.SyntaxFault as fault:
            await self._refuse(str(fault))

    # Commands

    async def smtp_HELO(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.1."""
        if await self._greeted(argument, "HELO"):
            await self.push(f"250 {self._door.hostname}")

    async def smtp_EHLO(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.1, with the extensions that this door has."""
        if await self._greeted(argument, "EHLO"):
            lines = (self._door.hostname, *self._door.extensions)
            reply = "\r\n".join(f"250-{line}" for line in lines)
            await self.push(reply[: reply.rindex("250-")] + "250 " + lines[-1])

    async def _greeted(self, argument: bytes, verb: str) -> bool:
        if not argument:
            await self._refuse(f"501 5.5.4 Syntax: {verb} hostname")
            return False
        self._helo = path.text(argument)
        self._reset()
        return True

    def _reset(self) -> None:
        self._mail_from = None
        self._mail_parameters = {}
        self._recipients = []

    async def smtp_MAIL(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.2; an empty reverse-path is that of a bounce."""
        if not self._helo:
            await self._refuse("503 5.5.1 Say EHLO or HELO first")
        elif self._mail_from is not None:
            await self._refuse("503 5.5.1 MAIL was given already; RSET begins anew")
        else:
            address, parameters = path.parse(b"FROM:", argument)
            self._check_mail_parameters(parameters)
            self._mail_from, self._mail_parameters = address, parameters
            await self.push("250 2.1.0 Sender ok")

    def _check_mail_parameters(self, parameters: Parameters) -> None:
        size = parameters.get("SIZE")
        if size is not None:
            if not isinstance(size, str) or not (size.isascii() and size.isdigit()) or len(size) > 20:
                raise path.SyntaxFault("501 5.5.4 Syntax: SIZE=bytes")
            if int(size) > self._door.config.max_size:
                self._door.inbox.refused()
                raise path.SyntaxFault(self._too_large())
        if "BODY" in parameters and str(parameters["BODY"]).upper() not in ("7BIT", "8BITMIME"):
            raise path.SyntaxFault("501 5.5.4 BODY is 7BIT or 8BITMIME")
        if parameters.get("SMTPUTF8", True) is not True:
            raise path.SyntaxFault("501 5.5.4 SMTPUTF8 takes no value")

    def _too_large(self) -> str:
        return f"552 5.3.4 Message too large; the limit is {self._door.config.max_size} bytes"

    async def smtp_RCPT(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.3; whoever it is, it is accepted."""
        if self._mail_from is None:
            await self._refuse("503 5.5.1 Say MAIL first")
        elif len(self._recipients) >= self._door.config.max_recipients:
            await self._refuse(f"452 4.5.3 Too many recipients; the limit is {self._door.config.max_recipients}")
        else:
            address, parameters = path.parse(b"TO:", argument)
            if not address:
                raise path.SyntaxFault("501 5.1.3 An empty recipient; write TO:<user@example.com>")
            self._recipients.append(Recipient(address, parameters))
            await self.push("250 2.1.5 Recipient ok")

    async def smtp_DATA(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.4. The 250 says that the mail is on disk."""
        if self._mail_from is None:
            await self._refuse("503 5.5.1 Say MAIL first")
        elif not self._recipients:
            await self._refuse("503 5.5.1 Say RCPT first")
        elif argument:
            await self._refuse("501 5.5.4 Syntax: DATA")
        else:
            self.idle = False
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            try:
                raw = await self._read_data()
            except FarTooMuch:
                self._door.inbox.refused()
                self.end("421 4.3.0 Far more data than the limit, closing the connection")
                return
            if raw is None:
                self._reset()
                self._door.inbox.refused()
                await self._refuse(self._too_large())
            else:
                await self._deliver(raw)

    async def _read_data(self) -> bytes | None:
        self._wait_at_most(self._door.config.data_timeout)
        self._stream.on_data = lambda: self._wait_at_most(self._door.config.data_timeout)
        try:
            return await self._stream.data(self._door.config.max_size)
        finally:
            self._stream.on_data = None

    async def _deliver(self, raw: bytes) -> None:
        assert self._mail_from is not None
        envelope = Envelope(
            mail_from=self._mail_from,
            recipients=tuple(self._recipients),
            helo=self._helo,
            client=self._client,
            received=datetime.now(UTC),
            mail_parameters=self._mail_parameters,
            user=self._user,
        )
        self._reset()
        self.deadline = inf
        try:
            # Shielded: a client that hangs up now does not take its mail back.
            summary = await asyncio.shield(asyncio.wrap_future(self._door.inbox.deliver(envelope, raw)))
        except StoreError:
            self._door.inbox.refused()
            await self._refuse("451 4.3.0 The mail could not be stored; try again later")
        else:
            await self.push(f"250 2.0.0 Ok: caught as {summary.id}")

    async def smtp_RSET(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.5."""
        if argument:
            await self._refuse("501 5.5.4 Syntax: RSET")
        else:
            self._reset()
            await self.push("250 2.0.0 Ok")

    async def smtp_NOOP(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.9."""
        await self.push("250 2.0.0 Ok")

    async def smtp_QUIT(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.10."""
        if argument:
            await self._refuse("501 5.5.4 Syntax: QUIT")
        else:
            self.end("221 2.0.0 Bye")

    async def smtp_VRFY(self, argument: bytes) -> None:
        """RFC 5321 3.5.3: it will be accepted, and nothing is known about it."""
        if argument:
            await self.push("252 2.5.0 Cannot verify, but every address is accepted")
        else:
            await self._refuse("501 5.5.4 Syntax: VRFY address")

    async def smtp_EXPN(self, argument: bytes) -> None:  # type: ignore[override]  # bytes, as all here
        """RFC 5321 3.5.2."""
        await self._refuse("502 5.5.1 There are no lists here")

    async def smtp_HELP(self, argument: bytes) -> None:
        """RFC 5321 4.1.1.8."""
        await self.push("214 2.0.0 " + " ".join(sorted(verb.decode() for verb in self._commands)))

    async def smtp_AUTH(self, argument: bytes) -> None:
        """RFC 4954. Any credentials will do; the user's name is kept, the password is not even looked at."""
        mechanism, _, initial = argument.partition(b" ")
        method = self._mechanisms.get(mechanism.upper())
        if not self._helo:
            await self._refuse("503 5.5.1 Say EHLO first")
        elif self._user:
            await self._refuse("503 5.5.1 Already authenticated")
        elif self._mail_from is not None:
            await self._refuse("503 5.5.1 AUTH is not possible within a mail")
        elif method is None:
            await self._refuse("504 5.5.4 Mechanism not known; there are PLAIN and LOGIN")
        else:
            self._user = path.text(await method(self, initial.strip()))
            await self.push("235 2.7.0 Authentication succeeded")

    async def _auth_plain(self, initial: bytes) -> bytes:
        """RFC 4616: authorization identity, user and password, a NUL between them."""
        response = _unbase64(initial) if initial else await self._challenge(b"")
        parts = response.split(b"\x00")
        if len(parts) != 3 or not parts[1]:
            raise path.SyntaxFault("501 5.5.2 PLAIN is base64 of NUL user NUL password")
        return parts[1]

    async def _auth_login(self, initial: bytes) -> bytes:
        """The old LOGIN: user and password, each asked for."""
        user = _unbase64(initial) if initial else await self._challenge(b"Username:")
        await self._challenge(b"Password:")
        if not user:
            raise path.SyntaxFault("501 5.5.2 An empty user name")
        return user

    async def _challenge(self, challenge: bytes) -> bytes:
        await self.push(f"334 {b64encode(challenge).decode('ascii')}")
        try:
            line = await self._stream.line(AUTH_LIMIT)
        except LineTooLong:
            raise path.SyntaxFault("500 5.5.6 Authentication line too long") from None
        if line.strip() == b"*":
            raise path.SyntaxFault("501 5.7.0 Authentication cancelled")
        return _unbase64(line.strip())

    _commands: ClassVar[dict[bytes, Callable[[Any, bytes], Awaitable[None]]]] = {
        b"HELO": smtp_HELO,
        b"EHLO": smtp_EHLO,
        b"MAIL": smtp_MAIL,
        b"RCPT": smtp_RCPT,
        b"DATA": smtp_DATA,
        b"RSET": smtp_RSET,
        b"NOOP": smtp_NOOP,
        b"QUIT": smtp_QUIT,
        b"VRFY": smtp_VRFY,
        b"EXPN": smtp_EXPN,
        b"HELP": smtp_HELP,
        b"AUTH": smtp_AUTH,
    }
    _mechanisms: ClassVar[dict[bytes, Callable[[Any, bytes], Awaitable[bytes]]]] = {
        b"PLAIN": _auth_plain,
        b"LOGIN": _auth_login,
    }


def _unbase64(data: bytes) -> bytes:
    if data == b"=":  # RFC 4954 4: an empty initial response
        return b""
    try:
        return b64decode(data, validate=True)
    except Base64Error:
        raise path.SyntaxFault("501 5.5.2 This is no base64") from None
