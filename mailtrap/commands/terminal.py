"""What may be shown on a terminal: mails hold control characters that would move the cursor or turn the text around."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from typing import Any

import click
import msgspec

# C0, DEL and C1; what turns the direction of text or has no width; line ends; halves of characters; tags.
_INVISIBLE = (
    "\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(f"[\x00-\x1f{_INVISIBLE}]")
_UNSAFE_IN_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f{_INVISIBLE}]")
_BLANK = re.compile(r"[ \t\r\n]+")
UNCUT = 10_000
"""Columns of what is no terminal."""


def printable(text: str) -> str:
    """A line of text, control characters as ``\\x1b``."""
    return _UNSAFE.sub(_escaped, _BLANK.sub(" ", text) if "\n" in text or "\t" in text else text)


def printable_text(text: str) -> str:
    """The same with its lines and tabs."""
    return _UNSAFE_IN_TEXT.sub(_escaped, text.replace("\r\n", "\n").replace("\r", "\n"))


def width(text: str) -> int:
    """Columns that a printable line takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """A line of at most so many columns, with ``…`` where something is missing."""
    if width(text) <= columns:
        return text
    taken, used = 0, 1
    for taken, character in enumerate(text):  # noqa: B007 -- it is used below
        used += _columns(character)
        if used > columns:
            break
    return f"{text[:taken]}…"


def padded(text: str, columns: int) -> str:
    """A line of exactly so many columns."""
    text = cut(text, columns)
    return text + " " * (columns - width(text))


def columns() -> int:
    """How wide the output is; what goes into a pipe or a file is not cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else UNCUT


def say(text: str) -> None:
    """Print; what the terminal's encoding lacks is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding))


def say_json(value: Any) -> None:
    """Print an object of ``wire`` on one line, or for people on several."""
    data = msgspec.json.encode(value)
    text = (msgspec.json.format(data, indent=2) if sys.stdout.isatty() else data).decode()
    click.echo(re.sub(r"[^ -~\n]", _json_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def _json_escaped(found: re.Match[str]) -> str:
    """Only within texts is there anything beyond ASCII."""
    return "".join(f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in _pairs(found[0].encode("utf-16-be")))


def _pairs(data: bytes) -> list[bytes]:
    return [data[at : at + 2] for at in range(0, len(data), 2)]


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
