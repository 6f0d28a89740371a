"""The server's side of SASL, without I/O.

PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), XOAUTH2 and OAUTHBEARER (RFC 7628), for every protocol that logs in.
The caller carries the lines, in base64 for SMTP (RFC 4954), and decides whom to let in::

    exchange = start("LOGIN", hostname="localhost", nonce="1.2")
    exchange.step(None)                # b"Username:"
    exchange.step(b"ada")              # b"Password:"
    exchange.step(b"secret")           # Credentials(user='ada', mechanism='LOGIN')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_RESPONSE = 4096
"""Bytes of one decoded response: names, passwords and tokens are far below."""
NO_NAME = "oauth"
"""The user of a token that came without a name (RFC 7628 3.1 lets the token tell it)."""

PASSWORD_MECHANISMS: tuple[str, ...] = ("PLAIN", "LOGIN")
"""Those that give a password, which can be checked against a hash."""

_CRAM_RESPONSE = re.compile(rb"(.+) [0-9A-Fa-f]{32}", re.DOTALL)
_BEARER = re.compile(rb"bearer +[\x21-\x7e]+", re.IGNORECASE)
_PAIR = re.compile(rb"([A-Za-z]+)=([\x09\x0a\x0d\x20-\x7e]*)")
_GS2_HEADER = re.compile(rb"(?:n|y|(p=[A-Za-z0-9.-]+)),(?:a=([^,\x00]+))?,")
_SASLNAME = re.compile(rb"(?:[^=]|=2C|=3D)+", re.DOTALL | re.IGNORECASE)
_COMMA = re.compile(rb"=2C", re.IGNORECASE)
_EQUALS = re.compile(rb"=3D", re.IGNORECASE)


class SaslError(Exception):
    """A response that the mechanism does not allow; the text is for the client and holds nothing of what it sent."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client said of itself. ``password`` is there for PLAIN and LOGIN, and never shown."""

    user: str
    password: str | None = field(repr=False)
    mechanism: str


_Dialogue: TypeAlias = Generator[bytes, bytes | None, Credentials]
"""Yields challenges and is sent responses; the first ``yield`` waits for the initial response or None."""


class Exchange:
    """One authentication under way."""

    def __init__(self, dialogue: _Dialogue) -> None:
        self._dialogue = dialogue
        self._begun = False
        self._over = False
        next(dialogue)

    def step(self, response: bytes | None) -> bytes | Credentials:
        """Take a response, or None at the start if there is no initial one; give the next challenge or the outcome.

        An initial response that is there but empty (``=`` in RFC 4954) is ``b""``.

        Raises:
            SaslError: the response cannot be understood; the exchange is over.
        """
        if self._over:
            raise SaslError("The exchange is over")
        self._over = True
        if response is None and self._begun:
            raise SaslError("A response is missing")
        if response is not None and len(response) > MAX_RESPONSE:
            raise SaslError(f"Response above {MAX_RESPONSE} bytes")
        self._begun = True
        try:
            challenge = self._dialogue.send(response)
        except StopIteration as end:
            credentials: Credentials = end.value
            return credentials
        self._over = False
        return challenge


def start(mechanism: str, *, hostname: str, nonce: str) -> Exchange:
    """Begin an exchange. ``nonce`` is fresh each time; it and ``hostname`` make CRAM-MD5's challenge.

    Raises:
        SaslError: there is no such mechanism in ``MECHANISMS``.
    """
    dialogue = _DIALOGUES.get(mechanism.upper())
    if dialogue is None:
        raise SaslError("Mechanism not known")
    return Exchange(dialogue(f"<{nonce}@{hostname}>".encode()))


def _one_response() -> Generator[bytes, bytes | None, bytes]:
    """What a client says in a mechanism where it speaks once, at the start or after an empty challenge."""
    response = yield b""
    if response is None:
        response = yield b""
    return response or b""


def _plain(_: bytes) -> _Dialogue:
    response = yield from _one_response()
    parts = response.split(b"\x00")
    if len(parts) != 3:
        raise SaslError("PLAIN is NUL user NUL password")
    return Credentials(_user(parts[1]), _text(parts[2]), "PLAIN")


def _login(_: bytes) -> _Dialogue:
    name = yield b""
    if name is None:
        name = yield b"Username:"
    user = _user(name or b"")
    password = (yield b"Password:") or b""
    if b"\x00" in password:
        raise SaslError("NUL in the password")
    return Credentials(user, _text(password), "LOGIN")


def _cram_md5(challenge: bytes) -> _Dialogue:
    if (yield b"") is not None:
        raise SaslError("CRAM-MD5 has no initial response")
    found = _CRAM_RESPONSE.fullmatch((yield challenge) or b"")
    if not found:
        raise SaslError("CRAM-MD5 is user, space, 32 hexadecimal digits")
    return Credentials(_user(found[1]), None, "CRAM-MD5")


def _xoauth2(_: bytes) -> _Dialogue:
    """``user=NAME^Aauth=Bearer TOKEN^A^A``, as Google and Microsoft describe it."""
    response = yield from _one_response()
    user, _separator, rest = response.partition(b"\x01")
    if not user.startswith(b"user=") or not response.endswith(b"\x01\x01"):
        raise SaslError("XOAUTH2 is user=NAME^Aauth=Bearer TOKEN^A^A")
    _bearer(rest)
    return Credentials(_user(user.removeprefix(b"user=")), None, "XOAUTH2")


def _oauthbearer(_: bytes) -> _Dialogue:
    """RFC 7628 3.1: a GS2 header (RFC 5801 4), then key=value pairs, each ended by ^A, and one ^A more."""
    response = yield from _one_response()
    header, _separator, rest = response.partition(b"\x01")
    found = _GS2_HEADER.fullmatch(header)
    if not found or not rest.endswith(b"\x01\x01"):
        raise SaslError("OAUTHBEARER is n,a=NAME,^Aauth=Bearer TOKEN^A^A")
    if found[1]:
        raise SaslError("OAUTHBEARER has no channel binding")
    _bearer(rest)
    if found[2] is None:
        return Credentials(NO_NAME, None, "OAUTHBEARER")
    if not _SASLNAME.fullmatch(found[2]):
        raise SaslError("In a name = is written =3D and , is written =2C")
    return Credentials(_user(_EQUALS.sub(b"=", _COMMA.sub(b",", found[2]))), None, "OAUTHBEARER")


def _bearer(pairs: bytes) -> None:
    """Look for a token among pairs of ``key=value^A``; other keys are ignored (RFC 7628 3.1)."""
    found: dict[bytes, bytes] = {}
    for pair in pairs.removesuffix(b"\x01\x01").split(b"\x01"):
        parts = _PAIR.fullmatch(pair)
        if not parts or parts[1].lower() in found:
            raise SaslError("Between two ^A stands key=value, each key once")
        found[parts[1].lower()] = parts[2]
    if not _BEARER.fullmatch(found.get(b"auth", b"")):
        raise SaslError("The token is missing; write auth=Bearer TOKEN")


def _user(name: bytes) -> str:
    if not name:
        raise SaslError("The user name is empty")
    if b"\x00" in name:
        raise SaslError("NUL in the user name")
    return _text(name)


def _text(data: bytes) -> str:
    """UTF-8, as the standards say, or latin-1, as older clients do."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


_DIALOGUES: dict[str, Callable[[bytes], _Dialogue]] = {
    "PLAIN": _plain,
    "LOGIN": _login,
    "CRAM-MD5": _cram_md5,
    "XOAUTH2": _xoauth2,
    "OAUTHBEARER": _oauthbearer,
}
MECHANISMS: tuple[str, ...] = tuple(_DIALOGUES)
"""In the order to advertise."""
