"""Public names of mails."""

import os

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22
POOL = 4096
"""Random bytes taken from the system at once: asking costs more than the bytes."""

_EVEN = 256 - 256 % len(ALPHABET)
_LETTERS = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
_UNEVEN = bytes(range(_EVEN, 256))
"""Bytes that would make some letters likelier than others; they are thrown away."""


class Ids:
    """A source of names; each thread needs its own."""

    def __init__(self, length: int = LENGTH) -> None:
        self._length = length
        self._letters = b""

    def new(self) -> str:
        """22 random base62 characters (130 bits): nobody can guess another mail's name."""
        if len(self._letters) < self._length:
            self._letters = os.urandom(POOL).translate(_LETTERS, _UNEVEN)
        name, self._letters = self._letters[: self._length], self._letters[self._length :]
        return name.decode("ascii")
