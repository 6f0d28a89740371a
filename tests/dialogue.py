r"""Scripted SMTP dialogues, and what is asked of the sessions that they leave.

In a script ``>`` is said by the client, ``>>`` too, but without a CRLF of its own; ``<`` is how the reply begins, and
``< (closed)`` is the end of the connection. ``\r``, ``\n``, ``\x00`` and ``\udc80`` (the byte 0x80) are written as such.
"""

import socket
import ssl
from base64 import b64encode
from textwrap import dedent
from typing import Any

from mailtrap.server import Server
from tests.support import Dialogue, Running, wait_for

EHLO = "> EHLO x\n< 250-\n"
MAIL = EHLO + "> MAIL FROM:<a@b.test>\n< 250 2.1.0\n"
RCPT = MAIL + "> RCPT TO:<c@d.test>\n< 250 2.1.5\n"
"""How scripts begin that are about what comes after."""


class Wire(Dialogue):
    """A dialogue over any connected socket; it may go on under TLS."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._file = connection.makefile("rb")

    def secure(self, context: ssl.SSLContext, name: str = "127.0.0.1") -> str:
        """Begin TLS; its version."""
        self._file.close()
        self._socket = context.wrap_socket(self._socket, server_hostname=name)
        self._file = self._socket.makefile("rb")
        return str(self._socket.version())

    def reset(self) -> None:
        """Hang up so that the other side is told of an error (RST)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._file.close()
        self._socket.close()

    def rest(self) -> str:
        """All that is still said until the connection ends, however it does."""
        try:
            return self._file.read().decode()
        except ConnectionError:
            return ""


def wire(address: tuple[str, int]) -> Wire:
    """A dialogue with this address."""
    return Wire(socket.create_connection(address, timeout=30))


def base64(data: bytes | str) -> str:
    """As AUTH wants it."""
    return b64encode(data.encode() if isinstance(data, str) else data).decode()


def spoken(text: str) -> bytes:
    """The bytes of a line of a script, its escapes undone."""
    for escape in ("\\r", "\\n", "\\x00", "\\x20", *(f"\\udc{code:02x}" for code in range(128, 256))):
        if escape in text:
            text = text.replace(escape, escape.encode().decode("unicode_escape", "surrogatepass"))
    return text.encode("utf-8", "surrogateescape")


def scripts(**openings: dict[str, str]) -> dict[str, str]:
    """Scripts by name, each behind its opening: the keyword names it (``ehlo``, ``mail``, ``rcpt``, ``none``)."""
    begin = {"none": "", "ehlo": EHLO, "mail": MAIL, "rcpt": RCPT}
    return {name: begin[key] + dedent(script) for key, named in openings.items() for name, script in named.items()}


def play(dialogue: Dialogue, script: str, *, banner: bool = True) -> list[str]:
    """Go through a script; what was not answered as written."""
    wrong = []
    if banner and not (greeting := dialogue.reply()).startswith("220 mailtrap ESMTP"):
        wrong.append(f"the greeting was {greeting!r}")
    for line in filter(None, script.split("\n")):
        mark, _, text = line.partition(" ")
        if mark == "<":
            answer = dialogue.reply()
            if not (answer == "" if text == "(closed)" else answer.startswith(text)):
                wrong.append(f"{text[:60]!r} was expected, {answer[:200]!r} came")
        else:
            dialogue.send(spoken(text) + (b"\r\n" if mark == ">" else b""))
    return wrong


def running(server: Server, scheme: str = "smtp") -> Running:
    """A server in this process as its clients see it, by its first listener of that scheme."""
    place = next(listener for listener in server.smtp if listener.scheme == scheme)
    return Running((place.host, place.port), server.web, server.db)


def sessions(server: Running, **query: Any) -> list[dict[str, Any]]:
    """The list of sessions, newest first."""
    found: list[dict[str, Any]] = server.api("sessions", params=query).json()["Sessions"]
    return found


def said(server: Running, id_: str) -> dict[str, Any]:
    """One session with its lines."""
    found: dict[str, Any] = server.api(f"session/{id_}").json()
    return found


def ended(server: Running, **query: Any) -> dict[str, Any]:
    """The newest session, with its lines, as soon as all are over."""

    def newest() -> dict[str, Any] | None:
        found = sessions(server, **query)
        return found[0] if found and all(each["Ended"] for each in found) else None

    return said(server, wait_for(newest, what="the end of the session")["ID"])


def texts(session: dict[str, Any], side: str = "CS-") -> list[str]:
    """What was said by one side of a session."""
    return [line["Text"] for line in session["Lines"] if line["Side"] in side]
