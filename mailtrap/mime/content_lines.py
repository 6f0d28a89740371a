"""Content lines, of which calendars (RFC 5545 3.1) and vCards (RFC 6350 3.2, and 2.1 before it) are made."""

import re
from binascii import a2b_qp
from collections.abc import Iterator
from typing import NamedTuple

from mailtrap.mime import charsets
from mailtrap.mime.headers import clean

MAX_BYTES = 1_000_000
"""Bytes that are read; a line that is cut off there is passed over."""
MAX_PARAMETERS = 50
"""Parameters of one line."""
MAX_DEPTH = 20
"""Components within each other; a calendar has three."""

_FOLD = re.compile(r"\n[ \t]")
_NAME = re.compile(r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})(?=[;:])")
_VALUE = r'(?:"[^"\n]*"|[^";:,\n]*+)'
_PARAMETER = re.compile(rf";([A-Za-z0-9-]{{1,60}})(?:=({_VALUE}(?:,{_VALUE})*+))?(?=[;:])")
_PIECE = re.compile(r'"([^"]*)"|([^",]+)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^([n'^])")
_FIELD = {each: re.compile(rf"((?:[^{each}\\]|\\.|\\\Z)*+)(?:{each}|\Z)", re.DOTALL) for each in ";,"}


class Line(NamedTuple):
    """One line: its name in capitals without its group, its parameters by names in capitals, its value as written.

    ``within`` are the components that it stands in, from the outermost, in capitals.
    """

    name: str
    parameters: dict[str, list[str]]
    value: str
    within: tuple[str, ...]

    def parameter(self, name: str) -> str:
        """The first value of a parameter; empty without one."""
        return self.parameters.get(name, [""])[0]


def lines(data: bytes, charset: str = "") -> Iterator[Line]:
    """The lines that can be read, BEGIN and END among them; ``within`` of BEGIN is without what begins.

    Whatever is broken is passed over, and a component that is never ended ends with the last line.
    """
    cut = data[:MAX_BYTES]
    text = charsets.decode(cut, charset)[0].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(cut) < len(data):
        text = text[: text.rfind("\n") + 1]
    within: tuple[str, ...] = ()
    written = iter(_FOLD.sub("", text).split("\n"))
    for line in written:
        found = _line(line, within)
        if found is None:
            continue
        if "QUOTED-PRINTABLE" in map(str.upper, found.parameters.get("ENCODING", ())):
            found = _unquoted(found, written)
        component = found.value.strip().upper()[:60]
        if found.name == "END" and component in within:
            within = within[: len(within) - within[::-1].index(component) - 1]
        yield found._replace(within=within)
        if found.name == "BEGIN":
            if len(within) == MAX_DEPTH:
                return
            within = (*within, component)


def _line(text: str, within: tuple[str, ...]) -> Line | None:
    name = _NAME.match(text)
    if name is None:
        return None
    parameters: dict[str, list[str]] = {}
    position = name.end()
    for _ in range(MAX_PARAMETERS):
        found = _PARAMETER.match(text, position)
        if found is None:
            break
        position = found.end()
        # Of a parameter without a value it is the value that is written (vCard 2.1): TEL;CELL is TEL;TYPE=CELL.
        key, value = (found[1].upper(), found[2]) if found[2] is not None else ("TYPE", found[1])
        key = "ENCODING" if key == "TYPE" and value.upper() == "QUOTED-PRINTABLE" else key
        parameters.setdefault(key, []).extend(_uncareted(quoted or bare) for quoted, bare in _PIECE.findall(value))
    if not text.startswith(":", position):
        return None
    return Line(
        name[1].upper(), {key: value for key, value in parameters.items() if value}, text[position + 1 :], within
    )


def _uncareted(value: str) -> str:
    """RFC 6868."""
    return _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], value) if "^" in value else value


def _unquoted(line: Line, following: Iterator[str]) -> Line:
    """A value of vCard 2.1 in quoted-printable, which goes on behind a line that ends with ``=``."""
    written = [line.value]
    while written[-1].endswith("="):
        more = next(following, None)
        if more is None:
            break
        written.append(more)
    data = a2b_qp("\n".join(written).encode("utf-8", "replace"))
    return line._replace(value=charsets.decode(data, line.parameter("CHARSET"))[0].replace("\r\n", "\n"))


def text_of(value: str, most: int) -> str:
    """A value that is a text, its escapes undone and without controls, cut to ``most`` characters."""
    shown = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value[: 2 * most])
    return "\n".join(map(clean, shown.split("\n"))).strip()[:most]


def fields_of(value: str, separator: str, most: int) -> list[str]:
    """The pieces of a value that is made of several, still escaped; ``separator`` is ``;`` or ``,``."""
    found: list[str] = []
    for piece in _FIELD[separator].finditer(value):
        found.append(piece[1])
        if piece.end() == len(value) or len(found) == most:
            break
    return found
