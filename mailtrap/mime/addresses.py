"""Address lists of header fields (RFC 5322 3.4), read as people write them: in linear time, and never refused."""

import re

from mailtrap.mime.headers import decode_words, text_of
from mailtrap.model import Address

MAX_ADDRESSES = 1_000
"""Addresses of one field that are kept; the raw mail has the rest."""

# Each alternative that opens something also accepts the end of the text, and none gives back what it took: a token
# that failed after a long run would make the whole quadratic.
_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z))'
    r"|(?P<angle><[^<>]*+(?:>|\Z|(?=<)))"
    r"|(?P<open>\()"
    r"|(?P<close>\))"
    r"|(?P<separator>[,;])"
    r"|(?P<group>:)"
    r'|(?P<text>[^"<>(),;:]++|.)',
    re.DOTALL,
)


def addresses(raw: bytes) -> tuple[Address, ...]:
    """The mailboxes of a list, groups flattened, at most ``MAX_ADDRESSES``."""
    found: list[Address] = []
    name: list[str] = []
    angle: str | None = None
    comment: list[str] = []
    depth = 0
    seen_at = False
    for token in _TOKEN.finditer(text_of(raw)):
        kind, text = token.lastgroup, token[0]
        if depth or kind == "open":
            depth += (kind == "open") - (kind == "close")
            if depth and not (kind == "open" and depth == 1):
                comment.append(text)
            continue
        if kind == "separator":
            _finish(found, name, angle, comment)
            if len(found) >= MAX_ADDRESSES:
                return tuple(found)
            name, angle, comment, seen_at = [], None, [], False
        elif kind == "group" and angle is None and not seen_at:
            name = []  # the display name of a group is no mailbox
        elif kind == "angle" and angle is None:
            angle = text[1:].removesuffix(">").strip()
        else:
            name.append(text)
            seen_at = seen_at or "@" in text
    _finish(found, name, angle, comment)
    return tuple(found)


def _finish(found: list[Address], name: list[str], angle: str | None, comment: list[str]) -> None:
    text = "".join(name).strip()
    if angle is None:
        # A bare address; a comment after it is how its owner's name was once written.
        address = decode_words(text)
        if address:
            found.append(Address(decode_words("".join(comment)).strip(), address))
        return
    if text.startswith('"'):
        text = re.sub(r"\\(.)", r"\1", text.strip('"'))
    if angle or text:
        found.append(Address(decode_words(text).strip(), decode_words(angle)))
