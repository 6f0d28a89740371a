"""Header fields: splitting, unfolding, encoded words and parameters (RFC 5322 2.2, RFC 2047, RFC 2231)."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from mailtrap.mime import charsets

MAX_HEADER_BYTES = 256 * 1024
"""Bytes of one header section that are read. Real ones stay below 64 kB; each byte costs some 30 ns."""
MAX_FIELDS = 2_000
"""Fields of one header section that are read."""
MAX_PARAMETERS = 100
"""Parameters of one field that are read; more than that is never a mail that somebody meant."""

_SECTION_END = re.compile(rb"\r?\n\r?\n")
_FIELD_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,80}\?[bBqQ]\?)")
_PARAMETER = re.compile(r";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:[^\"\\]|\\.|\\\Z)*+(?:\"|\Z)|[^;]*+)", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?")


class Header(NamedTuple):
    """One field: its name as written, its value unfolded but otherwise as sent, in bytes."""

    name: str
    raw: bytes

    @property
    def value(self) -> str:
        """The value as text, encoded words decoded, without controls."""
        return decode_words(text_of(self.raw)).strip()


class HeaderSection(NamedTuple):
    """The fields in order, where the body begins, and what was wrong."""

    fields: list[Header]
    body: int
    problems: list[str]

    def first(self, name: str) -> bytes:
        """The raw value of the first field of that (lower-case) name; empty without one."""
        for header in self.fields:
            if header.name.lower() == name:
                return header.raw
        return b""


def split(data: bytes, start: int, end: int) -> HeaderSection:
    """Read the header section that begins at ``start``.

    A line that is no field is passed over, but a section whose first line is none is taken for a body without header.
    """
    problems: list[str] = []
    if data.startswith((b"\n", b"\r\n"), start, end):
        return HeaderSection([], start + (2 if data[start] == 13 else 1), problems)
    if data.startswith((b"From ", b">From "), start, end):  # the separator of an mbox, kept by a careless export
        start = _line_end(data, start, end)
    if not _FIELD_NAME.match(data, start, end):
        return HeaderSection([], start, problems)
    found = _SECTION_END.search(data, start, end)
    section_end, body = (found.start(), found.end()) if found else (end, end)
    if section_end - start > MAX_HEADER_BYTES:
        problems.append(f"the header is larger than {MAX_HEADER_BYTES // 1024} kB; the rest of it was not read")
        section_end = start + MAX_HEADER_BYTES
    return HeaderSection(_fields(data[start:section_end], problems), body, problems)


def _line_end(data: bytes, start: int, end: int) -> int:
    newline = data.find(b"\n", start, end)
    return end if newline < 0 else newline + 1


def _fields(section: bytes, problems: list[str]) -> list[Header]:
    fields: list[Header] = []
    unfolded = section
    for fold in (b"\r\n ", b"\r\n\t", b"\n ", b"\n\t"):
        if fold in unfolded:
            unfolded = unfolded.replace(fold, fold[-1:])
    strays = 0
    for line in unfolded.split(b"\n"):
        found = _FIELD_NAME.match(line)
        if not found:
            strays += bool(line.strip())
            continue
        if len(fields) == MAX_FIELDS:
            problems.append(f"more than {MAX_FIELDS:,} header fields; the rest was not read")
            break
        fields.append(Header(found[1].decode("ascii"), line[found.end() :].removesuffix(b"\r")))
    if strays:
        problems.append(f"{strays} line{'s' if strays > 1 else ''} in the header without a field name")
    return fields


def text_of(raw: bytes) -> str:
    """Text of a raw value: UTF-8 (RFC 6532) or, failing that, Windows-1252."""
    return raw.decode("ascii") if raw.isascii() else charsets.guess(raw)


def decode_words(value: str) -> str:
    """Decode encoded words (RFC 2047), also those that stand where none may; a broken word stays as written."""
    if "=?" in value:
        value = _decode_runs(_BETWEEN_WORDS.sub(r"\1", value))
    return clean(value)


def _decode_runs(value: str) -> str:
    # A character may be cut between two neighbours of one charset (forbidden, and common), so the bytes of a run of
    # neighbours are joined before they become text.
    out: list[str] = []
    run, charset, position = bytearray(), "", 0
    for found in _ENCODED_WORD.finditer(value):
        data = _word_bytes(found[2], found[3])
        label = found[1].partition("*")[0]  # RFC 2231 5: a language may follow
        broken = data is None or charsets.codec_of(label) is None
        if run and (found.start() > position or broken or label != charset):
            out.append(charsets.decode(bytes(run), charset)[0])
            run.clear()
        out.append(value[position : found.start()])
        if broken or data is None:
            out.append(found[0])
        else:
            run += data
            charset = label
        position = found.end()
    if run:
        out.append(charsets.decode(bytes(run), charset)[0])
    out.append(value[position:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes | None:
    if not text.isascii():
        return None
    if encoding in "qQ":
        return a2b_qp(text.replace(" ", "_").encode("ascii"), header=True)
    try:
        return a2b_base64(text + "=" * (-len(text) % 4))
    except Base64Error:
        return None


_CONTROLS = {code: None for code in (*range(32), 127) if code not in (9, 10, 13)} | {
    9: " ",
    10: " ",
    13: " ",
    0: "\ufffd",
}


def clean(value: str) -> str:
    """Without control characters, which have no place in a line of text; NUL stays visible as U+FFFD."""
    return value if value.isprintable() else value.translate(_CONTROLS)


def parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """The token before the first ``;`` in lower case, and the parameters, continuations joined (RFC 2231 3, 4)."""
    text = text_of(raw)
    token, semicolon, _ = text.partition(";")
    if not semicolon:
        return clean(token).strip().lower(), {}
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(text, len(token))):
        if count == MAX_PARAMETERS:
            break
        name = _CONTINUED.fullmatch(found[1].lower())
        if not name:
            continue
        value = found[2].strip()
        if value.startswith('"'):
            value = _QUOTED_PAIR.sub(r"\1", value[1:].removesuffix('"'))
        if name[2] is None and name[3] is None:
            plain.setdefault(name[1], decode_words(value))
        else:
            pieces.setdefault(name[1], {}).setdefault(int(name[2] or 0), (value, bool(name[3])))
    return clean(token).strip().lower(), plain | {name: _join(numbered) for name, numbered in pieces.items()}


def _join(numbered: dict[int, tuple[str, bool]]) -> str:
    charset, data = "", bytearray()
    for index, (_, (piece, extended)) in enumerate(sorted(numbered.items())):
        value = piece
        if extended and index == 0 and piece.count("'") >= 2:
            charset, _, value = piece.split("'", 2)
        data += unquote_to_bytes(value) if extended else value.encode("utf-8", "replace")
    return clean(charsets.decode(bytes(data), charset)[0])
