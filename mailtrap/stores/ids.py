"""Public names of mails."""

import os

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22


def new_id() -> str:
    """22 random base62 characters (128 bits and more): nobody can guess another mail's name."""
    value = int.from_bytes(os.urandom(17), "big")
    letters = []
    for _ in range(LENGTH):
        value, digit = divmod(value, 62)
        letters.append(ALPHABET[digit])
    return "".join(letters)
