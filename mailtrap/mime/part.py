"""One MIME part and its content (RFC 2045, RFC 2183)."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp, a2b_uu
from dataclasses import dataclass, field

from mailtrap.mime import charsets
from mailtrap.mime.headers import HeaderSection

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_UUENCODED = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_IDENTITY = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(slots=True)
class Part:
    """A leaf or a branch of the tree.

    ``number`` is as IMAP numbers it (RFC 9051 6.4.5); a multipart that is a whole mail ends in 0.

    ``start``, ``body`` and ``end`` are positions in ``source``: the header begins, the body begins, the part ends.
    """

    number: str
    source: bytes
    start: int
    body: int
    end: int
    header: HeaderSection
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    disposition: str = ""
    file_name: str = ""
    content_id: str = ""
    problems: list[str] = field(default_factory=list)
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        """Whether the body is made of other parts."""
        return bool(self.children) and self.content_type.startswith("multipart/")

    @property
    def encoded(self) -> bytes:
        """The body as it was sent, without transfer decoding."""
        return self.source[self.body : self.end]


def decoded(part: Part) -> tuple[bytes, str]:
    """The body with its transfer encoding undone (RFC 2045 6), and what was wrong; what cannot be decoded stays raw."""
    data = part.encoded
    if part.encoding in _IDENTITY:
        return data, ""
    if part.encoding == "base64":
        return _base64(data)
    if part.encoding == "quoted-printable":
        return a2b_qp(data), ""
    if part.encoding in _UUENCODED:
        return _uu(data)
    return data, f"the transfer encoding {part.encoding[:40]!r} is not known; shown as it was sent"


def _base64(data: bytes) -> tuple[bytes, str]:
    try:
        return a2b_base64(data), ""
    except Base64Error:
        # Broken off or padded wrongly: take the whole groups there are.
        letters = _NOT_BASE64.sub(b"", data)
        whole = letters[: len(letters) // 4 * 4]
        rest = letters[len(whole) :]
        tail = a2b_base64(rest + b"=" * (4 - len(rest))) if len(rest) > 1 else b""
        return a2b_base64(whole) + tail, "the base64 is broken; what could be decoded is shown"


def _uu(data: bytes) -> tuple[bytes, str]:
    out = bytearray()
    inside = False
    for line in data.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() in (b"end", b"`", b""):
            break
        else:
            try:
                out += a2b_uu(line)
            except Base64Error:
                return data, "the uuencoded body is broken; shown as it was sent"
    return (bytes(out), "") if inside else (data, "no uuencoded body was found; shown as it was sent")


def text(part: Part, limit: int | None = None) -> tuple[str, str]:
    """The body of a text part, and what was wrong. ``limit`` bounds the encoded bytes that are looked at."""
    if limit is not None and part.end - part.body > limit:
        head = Part(part.number, part.source, part.start, part.body, part.body + limit, part.header)
        head.encoding, head.parameters = part.encoding, part.parameters
        part = head
    data, problem = decoded(part)
    decoded_text, wrong = charsets.decode(data, part.parameters.get("charset", ""))
    return decoded_text, problem or wrong
