"""One SMTP session (RFC 5321): aiosmtpd's protocol with its own reading, its own replies and nothing computed twice.

What differs from the parent, and why: no introspection, no name look-up and no shared state for each connection; lines
of any length within the mail; timers that run inside DATA too; a mail that is past its dot is kept even if the client
hangs up; no text of an exception reaches the client. This module is the connection and the loop over its commands; the
commands are in ``greeting``, ``transaction``, ``auth`` and ``tls``.
"""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import Awaitable, Callable
from math import inf
from typing import TYPE_CHECKING, Any, cast

from aiosmtpd.smtp import SMTP

from mailtrap.chaos import Effect, Facts, Phase
from mailtrap.config import Listener
from mailtrap.model import Parameters, Recipient, Side
from mailtrap.sasl import MECHANISMS
from mailtrap.smtp import tls
from mailtrap.smtp.replies import Refusal
from mailtrap.smtp.stream import SLOW_STEPS, LineTooLong, Stream

if TYPE_CHECKING:
    from mailtrap.smtp.door import SmtpDoor

log = logging.getLogger(__name__)

_ENHANCED = re.compile(r"(?m)^([245]\d\d[ -])[245]\.\d{1,3}\.\d{1,3} ")
_AUTH = re.compile(rb"[\x00-\x20]*auth(?![a-z0-9])", re.IGNORECASE)
_MECHANISMS = frozenset(
    name.encode()
    for name in (*MECHANISMS, "GSSAPI", "NTLM", "DIGEST-MD5", "EXTERNAL", "ANONYMOUS", "SCRAM-SHA-1", "SCRAM-SHA-256")
)
"""Names that a transcript may show; anything else in their place may be a secret."""
_USUAL = {
    Phase.CONNECT: "220 mailtrap ESMTP mailtrap",
    Phase.EHLO: "250 mailtrap",
    Phase.STARTTLS: "220 2.0.0 Ready to start TLS",
    Phase.AUTH: "235 2.7.0 Authentication succeeded",
    Phase.DATA: "354 End data with <CR><LF>.<CR><LF>",
    Phase.MESSAGE: "250 2.0.0 Ok: caught",
}
"""The reply that a fault rule cuts short where it gives none of its own."""

Command = Callable[["SmtpSession", bytes], Awaitable[None]]


class SmtpSession(SMTP):
    """The dialogue with one client, from the banner to QUIT."""

    def __init__(self, door: SmtpDoor, listener: Listener) -> None:
        # SMTP.__init__ inspects the class and the handler anew for each connection (0.5 ms) and clears a dictionary
        # that all connections share; what it would find is in door.commands. Without a reader there is no writer
        # either: three coroutines less for each command.
        asyncio.StreamReaderProtocol.__init__(self, None, loop=door.loop)  # type: ignore[arg-type]  # it may be
        self.door = door
        self.listener = listener
        self.loop = door.loop
        self.transport: asyncio.Transport | None = None
        self.deadline = inf
        self.idle = True
        self.host = ""
        self.helo = ""
        self.extended = False
        self.user = ""
        self.mail_from: str | None = None
        self.mail_parameters: Parameters = {}
        self.recipients: list[Recipient] = []
        self.chunks: bytearray | None = None
        """What came of a mail by BDAT; None before the first piece."""
        self._secrets_follow = self._unwelcome = False
        self._errors = 0
        self._commands = self._commands_before_tls = 0
        self._ending = ""
        self._handler_coroutine: asyncio.Task[None] | None = None

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there: serve it, or say why not."""
        asyncio.StreamReaderProtocol.connection_made(self, transport)
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is no subclass of it
        peer = transport.get_extra_info("peername")
        self.host = peer[0] if isinstance(peer, tuple) else "unix"
        self.transcript = self.door.new_transcript(self.listener, peer)
        self.transcript.tls = tls.describe(self.transport)
        refusal = self.door.admit(self)
        if refusal:
            self.end(refusal, refusal)
            return
        self.stream = Stream(self.transport, self.loop)
        self._handler_coroutine = self.loop.create_task(self._handle_client())

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone. A mail being stored is not disturbed: the dialogue ends at its next read or write."""
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        self.transport = None
        self.door.forget(self)
        if self._handler_coroutine is None:  # it was not let in
            self._over()
        else:
            self.stream.end(broken=error is not None)

    def data_received(self, data: bytes) -> None:
        """Something came; from one that was not let in it is not heard."""
        if self._handler_coroutine:
            self.stream.feed(data)

    def eof_received(self) -> bool | None:
        """The client sends no more; what it sent is still answered, which TLS does not know."""
        if self._handler_coroutine:
            self.stream.end()
        return not self.tls

    def end(self, reply: str, outcome: str) -> None:
        """Say a last word, if there is one, and close. Also called from outside the dialogue."""
        if self.transport and not self.transport.is_closing():
            self._ending = self._ending or outcome
            if reply:
                self._note_reply(reply)
                self.transport.write(self._wire(reply))
            self.transport.close()

    def abort(self) -> None:
        """Close without waiting for the client, which under TLS may leave the goodbye unanswered."""
        if self.transport:
            self.transport.abort()

    def _over(self) -> None:
        transcript = self.transcript
        if transcript.ended is None:
            distrusted = bool(self.tls) and self._commands == self._commands_before_tls and not self._ending
            hung_up = "the client hung up" if self.idle else "the client hung up within a mail"
            if distrusted:  # under TLS 1.3 its refusal comes after the handshake, or not at all
                hung_up = "the client hung up after the TLS handshake: it may not trust the certificate (mailtrap cert)"
            unfinished = self.mail_from is not None or not self.idle or distrusted
            transcript.end(self._ending or hung_up, failed=unfinished or self._ending not in ("", "QUIT"))
            self.door.inbox.session_ended(transcript)

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The dialogue while it runs."""
        return self._handler_coroutine

    @property
    def tls(self) -> str:
        """Protocol and cipher; empty without TLS."""
        return self.transcript.tls

    async def begin_tls(self) -> None:
        """Go on under TLS (RFC 3207 4): what came before in plain text is forgotten.

        Raises:
            ConnectionError: there was no handshake; the transcript says why.
        """
        assert self.door.tls is not None and self.transport is not None
        injected = self.stream.discard()
        if injected:
            self.transcript.add(Side.NOTE, f"{injected} bytes after STARTTLS in plain text were thrown away")
        try:
            transport = await self.loop.start_tls(
                self.transport, self, self.door.tls, server_side=True, ssl_handshake_timeout=tls.HANDSHAKE_TIMEOUT
            )
        except (ssl.SSLError, OSError) as fault:
            self._ending = f"the TLS handshake failed: {tls.reason(fault)}"
            self.transcript.add(Side.NOTE, self._ending)
            raise ConnectionAbortedError(self._ending) from None
        self.transport = self.stream.transport = cast(asyncio.Transport, transport)
        self.transcript.tls = tls.describe(self.transport)
        self.transcript.add(Side.NOTE, self.transcript.tls)
        self._commands_before_tls = self._commands
        self.helo = self.user = self.transcript.user = self.transcript.mechanism = ""
        self.transcript.changed()
        self.reset()

    # Replies

    async def push(self, status: str) -> None:  # type: ignore[override]  # text alone, never bytes
        """Send one reply."""
        self._note_reply(status)
        data = self._wire(status)
        rate = self.stream.rate
        if not rate:
            await self._send(data)
            return
        step = max(rate // SLOW_STEPS, 1)
        for start in range(0, len(data), step):
            await self._send(data[start : start + step])
            await asyncio.sleep(1 / SLOW_STEPS)

    async def _send(self, data: bytes) -> None:
        if self.transport is None:
            raise ConnectionResetError("the client is gone")
        self.transport.write(data)
        if self.transport.is_closing():
            await asyncio.sleep(0)  # connection_lost may be due
        await self._drain_helper()  # type: ignore[attr-defined]  # what StreamWriter.drain asks, as there is no writer

    def _note_reply(self, reply: str) -> None:
        self.transcript.add(Side.SERVER, reply)
        if reply[0] in "45":
            self.transcript.refusals += 1
            self.transcript.changed()
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s << %s", self.transcript.client, reply)

    def _wire(self, reply: str) -> bytes:
        if self.door.plain_replies:
            reply = _ENHANCED.sub(r"\1", reply)
        return reply.encode("utf-8", "replace") + b"\r\n"

    async def refuse(self, reply: str) -> None:
        """Send a reply that counts as the client's error, unless it is this server's trouble (4xx)."""
        self._errors += reply[0] == "5"
        await self.push(reply)

    async def suffer(self, phase: Phase, **facts: Any) -> bool:
        """Let the fault rules have their way; whether the command is answered by that."""
        rules = self.door.inbox.faults
        if not rules.active:
            return False
        facts = {"client": self.host, "helo": self.helo, "user": self.user, "sender": self.mail_from or "", **facts}
        effect = rules.decide(phase, Facts(**facts))
        return effect is not None and await self.take(effect, _USUAL.get(phase, "250 2.1.0 Ok"))

    async def take(self, effect: Effect, usual: str = "250 2.1.5 Recipient ok") -> bool:
        """Misbehave as told, ``usual`` being what a client would get else; whether the command is answered by that."""
        self.transcript.add(Side.NOTE, f"fault rule {effect.rule}")
        if effect.delay:
            self.deadline = inf
            await asyncio.sleep(effect.delay)
        if effect.rate:
            self.stream.rate = effect.rate
        outcome = f"ended by the fault rule {effect.rule}"
        if effect.truncate is not None:
            self.transcript.add(Side.NOTE, f"only {effect.truncate} bytes of the reply were sent")
            await self._send(self._wire(effect.reply or usual)[: effect.truncate])
            self.end("", outcome)
            return True
        if effect.reply:
            await self.push(effect.reply)  # which is no error of the client's
        if effect.drop or effect.reply.startswith("421"):
            self.end("", outcome)
            return True
        return bool(effect.reply)

    # The dialogue

    async def _handle_client(self) -> None:
        door = self.door
        self._session_end = door.now() + door.config.session_timeout
        self.wait_at_most(door.config.idle_timeout)
        try:
            self._unwelcome = await self.suffer(Phase.CONNECT)
            if not self._unwelcome:
                await self.push(f"220 {door.hostname} ESMTP mailtrap")
            while self.transport and not self.transport.is_closing():
                self.wait_at_most(door.config.idle_timeout)
                self.idle = True
                await self._one_command()
                if door.closing:
                    self.end(door.GOODBYE, "the server stopped")
                elif self._errors > door.config.max_errors:
                    self.end("421 4.7.0 Too many errors, closing the connection", "too many errors")
                elif self._commands > door.config.max_commands:
                    self.end("421 4.7.0 Too many commands, closing the connection", "too many commands")
        except (ConnectionError, asyncio.CancelledError):
            log.debug("%s the client is gone", self.transcript.client)
        except Exception:
            log.exception("%s a session failed", self.transcript.client)
            self.end("421 4.3.0 Internal error, closing the connection", "a fault of this server; its log says what")
        finally:
            transport = self.transport
            if transport:
                transport.close()
            self._over()
            self.idle = True
            # The last word may be on its way, and under TLS the client has one too; until then it takes up room.
            if transport and (self.tls or transport.get_write_buffer_size()):
                try:
                    await self._closed  # type: ignore[attr-defined]  # as StreamWriter.wait_closed does
                except OSError:  # it was broken off
                    pass

    @property
    def lateness(self) -> str:
        """Which time is over when the deadline is."""
        if self.deadline == self._session_end:
            return "longer than a session may last"
        return "too long without a word from the client" if self.idle else "too long without a byte of the mail"

    def wait_at_most(self, seconds: float) -> None:
        """Set the clock of the session."""
        self.deadline = min(self.door.now() + seconds, self._session_end)

    async def _one_command(self) -> None:
        try:
            line = await self.stream.line(self.door.config.max_command)
        except LineTooLong:
            self.transcript.add(Side.CLIENT, f"(more than {self.door.config.max_command} bytes)")
            await self.refuse("500 5.5.2 Command line too long")
            return
        self._commands += 1
        command = line.rstrip(b"\r\n")
        word, _, argument = command.partition(b" ")
        verb = word.upper()
        self.note_line(self._shown(command, verb))
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            await self.refuse("500 5.5.2 A bare CR or LF in a command; end lines with CRLF")
            return
        if b"\x00" in line:
            await self.refuse("500 5.5.2 A NUL in a command")
            return
        if self._unwelcome and verb != b"QUIT":  # RFC 5321 3.1
            await self.refuse("503 5.5.1 The banner said no; say QUIT")
            return
        method = self.door.commands.get(verb)
        if method is None:
            await self.refuse("500 5.5.2 Command not recognized")
            return
        if self.listener.require and not self.tls and verb not in tls.ALLOWED_BEFORE:
            await self.refuse(tls.FIRST)
            return
        try:
            await method(self, argument.strip())
        except Refusal as refusal:
            await self.refuse(str(refusal))

    def _shown(self, line: bytes, verb: bytes) -> bytes:
        """A command without its secrets. Who misspells AUTH, or goes on after it was refused, gives them away too."""
        auth = _AUTH.match(line)
        if auth:
            self._secrets_follow = True
            return _masked(line[auth.end() :].strip())
        self._secrets_follow = self._secrets_follow and verb not in self.door.commands
        return b"***" if self._secrets_follow else line

    def note_line(self, line: bytes) -> None:
        """Remember what the client said."""
        text = line.decode("utf-8", "backslashreplace")
        self.transcript.add(Side.CLIENT, text if text.isprintable() else ascii(text)[1:-1])
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s >> %a", self.transcript.client, text)

    def reset(self) -> None:
        """Forget the mail that was begun."""
        self.mail_from = None
        self.mail_parameters = {}
        self.recipients = []
        self.chunks = None


def _masked(rest: bytes) -> bytes:
    mechanism, *more = rest.split(maxsplit=1) or [b""]
    if mechanism.upper() not in _MECHANISMS:
        more = [rest] if rest else []
        mechanism = b""
    return b" ".join(part for part in (b"AUTH", mechanism, b"***" if more else b"") if part)
