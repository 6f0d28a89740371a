"""A mail out of its pieces, by the email package of the standard library. Pure.

It is told what to write, never asked to read it back, as its newer half does: that takes quadratic time, and fails on
odd addresses. So fields are encoded here one by one, and the MIME entity has none but its own.
"""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from email import policy
from email.header import Header
from email.message import Message
from email.utils import format_datetime, make_msgid, quote

from mailtrap import tags, wire
from mailtrap.errors import BadRequest
from mailtrap.web.files import image_type

MAX_ADDRESS = 1_000
"""Characters of an address; SMTP allows 254 (RFC 5321 4.5.3.1)."""
MAX_NAME = 1_000
"""Characters of a display name, a file name, a media type or a Content-ID."""
MAX_FIELD = 100_000
"""Characters of a subject or a header field."""
MAX_FIELDS = 1_000
"""Header fields besides the usual ones."""
MAX_PARTS = 1_000
"""Attachments."""
LONGEST_LINE = 998
"""Characters of a line of text that is sent as it is (RFC 5322 2.1.1)."""
LINE = 76
"""Characters of a line of a header field."""
PIECE = 57 * 1_000
"""Bytes that are encoded at once: whole lines of base64."""

FIXED = frozenset({"to", "from", "cc", "bcc", "reply-to", "date", "subject", "content-type", "mime-version"})
"""What ``Headers`` may not hold, in Mailpit too."""
ENCODING = frozenset({"content-transfer-encoding"})
"""What it may not hold either, for it would make the mail unreadable."""

# Whatever ends a line for anybody, and what is no text: none of it can be in a header field.
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ADDRESS = re.compile(r'(?:[^\s<>"(),:;@\[\]\\]+|"(?:[^"\\]|\\.){0,500}")@(?:[^\s<>"(),:;@\[\]\\]+|\[[0-9A-Za-z.:]+\])')
_PLAIN = re.compile(r"[!-~]+(?:[ \t][!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_FIELD_NAME = re.compile(r"[!-9;-~]{1,100}")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:[ \t]*;[ -~]*)?")
_CONTENT_ID = re.compile(r"[!-;=?-~]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_PLAIN_TEXT = re.compile(rf"(?:[\t -~]{{0,{LONGEST_LINE}}}\r\n)*[\t -~]{{0,{LONGEST_LINE}}}")
"""Text that is sent as it is; all other is quoted-printable."""
_AS_SENT = policy.compat32.clone(linesep="\r\n")


def composed(mail: wire.SendMessage, now: datetime) -> bytes:
    """The mail. It has no Bcc, and a Message-ID unless one is among ``Headers``.

    Raises:
        BadRequest: a value that cannot be in a mail; the text names its place.
    """
    fields = [
        ("From", _mailboxes("From", [mail.from_], single=True)),
        *_listed("To", "To", mail.to),
        *_listed("Cc", "Cc", mail.cc),
        *_listed("ReplyTo", "Reply-To", mail.reply_to),
        ("Subject", _text("Subject", "Subject", mail.subject, literal=True)),
        ("Date", format_datetime(now)),
        *_further(mail),
    ]
    for at, address in enumerate(mail.bcc):
        _checked_address(f"Bcc[{at}]", "Bcc", address)
    if "message-id" not in {name.lower() for name, _ in fields}:
        domain = mail.from_.email.rpartition("@")[2]
        fields.append(("Message-ID", make_msgid(domain=domain if domain.isascii() else "localhost")))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    return head + b"MIME-Version: 1.0\r\n" + _entity(mail)


def recipients(mail: wire.SendMessage) -> list[str]:
    """Whom it is for, in order, each once. ``BadRequest`` when it is for nobody."""
    found = [*(each.email for each in (*mail.to, *mail.cc)), *mail.bcc]
    if not found:
        raise BadRequest("To: there is no recipient; name one in To, Cc or Bcc")
    return list(dict.fromkeys(found))


# Header fields


def _listed(place: str, name: str, mailboxes: list[wire.Mailbox]) -> Iterator[tuple[str, str]]:
    if mailboxes:
        yield name, _mailboxes(place, mailboxes)


def _mailboxes(place: str, mailboxes: Iterable[wire.Mailbox], *, single: bool = False) -> str:
    """One a line: so it is folded, however many there are."""
    found = []
    for at, each in enumerate(mailboxes):
        where = place if single else f"{place}[{at}]"
        _checked_address(f"{where}.Email", "Reply-To" if place == "ReplyTo" else place, each.email)
        name = _display_name(f"{where}.Name", each.name)
        found.append(f"{name} <{each.email}>" if name else each.email)
    return ",\r\n ".join(found)


def _checked_address(place: str, field: str, address: str) -> None:
    if len(address) > MAX_ADDRESS or _UNSAFE.search(address) or not _ADDRESS.fullmatch(address):
        raise BadRequest(f"{place}: invalid {field} address: {address[:100]!r}")


def _display_name(place: str, name: str) -> str:
    _check(place, name, MAX_NAME)
    name = name.strip()
    if not name:
        return ""
    if _ATOMS.fullmatch(name) and "=?" not in name and len(name) <= LINE:
        return name
    if name.isascii() and "=?" not in name and len(name) <= LINE:
        return f'"{quote(name)}"'
    return _encoded(name, "Reply-To")


def _text(place: str, name: str, value: str, *, literal: bool = False) -> str:
    """A field of text, folded. With ``literal``, what looks like an encoded word (RFC 2047) is what it looks like."""
    _check(place, value, MAX_FIELD)
    value = value.strip()
    if not value:
        return ""
    if not _PLAIN.fullmatch(value) or (literal and "=?" in value):
        return _encoded(value, name)
    return Header(value, "us-ascii", LINE, name).encode(linesep="\r\n")


def _encoded(value: str, name: str) -> str:
    return Header(value, "utf-8", LINE, name).encode(linesep="\r\n") if value else ""


def _further(mail: wire.SendMessage) -> Iterator[tuple[str, str]]:
    """The fields that the mail names itself, and its tags."""
    fixed = FIXED | ENCODING
    if mail.tags:
        fixed |= {"x-tags"}
        yield "X-Tags", _text("Tags", "X-Tags", ", ".join(checked_tags(mail)))
    if len(mail.headers) > MAX_FIELDS:
        raise BadRequest(f"Headers: at most {MAX_FIELDS} fields")
    for name, value in mail.headers.items():
        if not _FIELD_NAME.fullmatch(name):
            raise BadRequest(f"Headers: {name[:100]!r} is no name of a header field")
        if name.lower() in fixed:
            raise BadRequest(f'Headers: cannot overwrite header: "{name}"')
        yield name, _text(f"Headers.{name}", name, value)


def checked_tags(mail: wire.SendMessage) -> list[str]:
    """The tags of a mail. ``BadRequest`` for a name that will not do, or for too many."""
    if len(mail.tags) > tags.MAX_TAGS:
        raise BadRequest(f"Tags: at most {tags.MAX_TAGS}")
    found = []
    for at, name in enumerate(mail.tags):
        try:
            found.append(tags.checked(name))
        except BadRequest as fault:
            raise BadRequest(f"Tags[{at}]: {fault}") from None
    return found


def _check(place: str, value: str, most: int) -> None:
    if unsafe := _UNSAFE.search(value):
        raise BadRequest(f"{place}: {unsafe[0]!r} cannot be in a header field")
    if len(value) > most:
        raise BadRequest(f"{place}: at most {most} characters")


# Bodies and files


def _entity(mail: wire.SendMessage) -> bytes:
    """The MIME entity: its header fields but MIME-Version, an empty line, the body."""
    if len(mail.attachments) > MAX_PARTS:
        raise BadRequest(f"Attachments: at most {MAX_PARTS}")
    inline: list[bytes] = []
    beside: list[bytes] = []
    for at, each in enumerate(mail.attachments):
        (inline if each.content_id else beside).append(_file(f"Attachments[{at}]", each))
    if not mail.html:
        body = _together("related", [_body(mail.text, "plain"), *inline])
    else:
        html = _together("related", [_body(mail.html, "html"), *inline])
        body = _together("alternative", [_body(mail.text, "plain"), html] if mail.text else [html])
    return _together("mixed", [body, *beside])


def _together(kind: str, parts: list[bytes]) -> bytes:
    """A multipart of parts, or the one part that there is. No part can hold the boundary, which is random."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{secrets.token_hex(16)}"
    pieces = [f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()]
    for part in parts:
        pieces += [f"--{boundary}\r\n".encode(), part, b"\r\n"]
    return b"".join([*pieces, f"--{boundary}--\r\n".encode()])


def _body(text: str, kind: str) -> bytes:
    text = _LINE_END.sub("\r\n", text)
    if _PLAIN_TEXT.fullmatch(text):
        head = {"Content-Type": f"text/{kind}; charset=us-ascii", "Content-Transfer-Encoding": "7bit"}
        return _head(head) + text.encode("ascii")
    head = {"Content-Type": f"text/{kind}; charset=utf-8", "Content-Transfer-Encoding": "quoted-printable"}
    # Its own line ends, in text without any, are bare line feeds.
    return _head(head) + binascii.b2a_qp(text.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _file(place: str, file: wire.SendAttachment) -> bytes:
    data = _decoded(f"{place}.Content", file.content)
    _check(f"{place}.Filename", file.filename, MAX_NAME)
    name = file.filename.strip()
    head = {
        "Content-Type": _media_type(f"{place}.ContentType", file, data),
        "Content-Transfer-Encoding": "base64",
    }
    id_ = _content_id(f"{place}.ContentID", file.content_id)
    if id_:
        head["Content-ID"] = f"<{id_}>"
    pieces = (base64.encodebytes(data[at : at + PIECE]) for at in range(0, len(data), PIECE))
    return b"".join(
        [_head(head, "inline" if id_ else "attachment", name), *(each.replace(b"\n", b"\r\n") for each in pieces)]
    )


def _head(fields: dict[str, str], disposition: str = "", name: str = "") -> bytes:
    head = Message(_AS_SENT)
    for field, value in fields.items():
        head[field] = value
    if disposition:
        head.add_header("Content-Disposition", disposition, **({"filename": name} if name else {}))
    return head.as_bytes(policy=_AS_SENT)


def _decoded(place: str, content: str) -> bytes:
    """Base64, behind the comma of a ``data:`` URL if it is one."""
    encoded = content.rpartition(",")[2].replace("\r", "").replace("\n", "")
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:  # binascii's, or that of a character beyond ASCII
        raise BadRequest(f"{place}: this is no base64") from None


def _media_type(place: str, file: wire.SendAttachment, data: bytes) -> str:
    _check(place, file.content_type, MAX_NAME)
    given = file.content_type.strip()
    if given and (not _MEDIA_TYPE.fullmatch(given) or given.lower().startswith("multipart/")):
        raise BadRequest(f"{place}: {given[:100]!r} is no media type of a file; give one such as image/png")
    return given or image_type(data) or mimetypes.guess_type(file.filename)[0] or "application/octet-stream"


def _content_id(place: str, given: str) -> str:
    id_ = given.removeprefix("<").removesuffix(">")
    if given and (len(id_) > MAX_NAME or not _CONTENT_ID.fullmatch(id_)):
        raise BadRequest(f"{place}: {given[:100]!r} is no Content-ID; give one such as logo@shop")
    return id_
