"""Public names of mails."""

import os

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22

_EVEN = 256 - 256 % len(ALPHABET)
_LETTERS = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
_UNEVEN = bytes(range(_EVEN, 256))
"""Bytes that would make some letters likelier than others; they are thrown away."""


def new_id() -> str:
    """22 random base62 characters (130 bits): nobody can guess another mail's name."""
    letters = b""
    while len(letters) < LENGTH:
        letters = os.urandom(2 * LENGTH).translate(_LETTERS, _UNEVEN)
    return letters[:LENGTH].decode("ascii")
