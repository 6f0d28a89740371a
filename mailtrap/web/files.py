"""Parts of a mail as files: under a safe name, never active on our origin."""

import re
from urllib.parse import quote

from flask import Response

from mailtrap import mime
from mailtrap.mime import Part
from mailtrap.mime.body import file_name_of

MAX_NAME = 150
"""Bytes of a file name in UTF-8."""
MAX_ENDING = 10
"""Characters behind the last dot of a name; what is longer is no ending."""
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""First bytes of the images that are shown in place; WebP is told by two of its fields."""
IMAGE_TYPES = (*dict.fromkeys(IMAGES.values()), "image/webp")

# Separators of paths, controls, and the marks that turn the direction of writing around ("gnp.exe" for "exe.png").
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]')
EDGES = ". \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Dots and spaces, with which no name begins or ends."""
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,40}")


def safe_name(name: str) -> str:
    """A file name without path, controls and direction marks, at most ``MAX_NAME`` bytes, its ending kept."""
    return marked(_UNSAFE.sub("_", name).strip(EDGES) or "part", "")


def marked(name: str, mark: str) -> str:
    """A file name with a mark before its ending, at most ``MAX_NAME`` bytes."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem and len(ending) <= MAX_ENDING else (name, "")
    room = MAX_NAME - len(f"{mark}{ending}".encode("utf-8", "replace"))
    if len(stem.encode("utf-8", "replace")) > room:
        stem = stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore").rstrip(EDGES)
    return f"{stem}{mark}{ending}"


def disposition(kind: str, name: str) -> str:
    """A Content-Disposition with both forms of the name (RFC 6266 4.3, Appendix D)."""
    name = safe_name(name)
    plain = name.encode("ascii", "replace").decode("ascii").replace("?", "_")
    extended = "" if name == plain else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{kind}; filename="{plain}"{extended}'


def image_type(data: bytes) -> str:
    """The type of an image that browsers show safely, by its first bytes; empty for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in IMAGES.items() if data.startswith(magic)), "")


def file_response(part: Part) -> Response:
    """A part to keep: an image is shown in place, all else is a download."""
    data, _ = mime.decoded(part)
    image = image_type(data)
    response = Response(data, content_type=image or _harmless(part))
    response.headers["Content-Disposition"] = disposition("inline" if image else "attachment", file_name_of(part))
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _harmless(part: Part) -> str:
    """The type that the mail gives a part, and the charset of a text."""
    if not _TYPE.fullmatch(part.content_type):
        return "application/octet-stream"
    charset = part.parameters.get("charset", "")
    told = part.content_type.startswith("text/") and _CHARSET.fullmatch(charset)
    return f"{part.content_type}; charset={charset}" if told else part.content_type
