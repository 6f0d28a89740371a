"""What of a mail is searched: the rows of ``texts``, ``headers`` and ``parts``, and its entry in ``words``.

Pure; bounded in time and size; never raises for what a mail holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from mailtrap.mime import Body, Part
from mailtrap.mime.addresses import addresses
from mailtrap.mime.html import MAX_HTML, page
from mailtrap.mime.part import text
from mailtrap.mime.structure import MAX_PARTS, walk
from mailtrap.model import Address, Envelope, Reading
from mailtrap.query import Flag, fold

MAX_TEXT = 256 * 1024
"""Characters of one column that can be found; of what people write, that is a book."""
MAX_SOURCE = MAX_HTML
"""Encoded bytes of all texts, and of all HTML, that are read for it."""
MAX_CODE_TEXT = 4_000
"""Characters of a body in which a code is looked for: it stands further up, and looking costs some 50 ns each."""
MAX_HEADERS = 500
"""Header fields of one mail that can be found."""
MAX_VALUE = 4_000
"""Characters of the value of a header field or of a part that are kept; real ones stay below 2,000."""
QUIET = frozenset(
    {
        *("from", "to", "cc", "bcc", "reply-to", "subject", "message-id", "date", "mime-version"),
        *("content-type", "content-transfer-encoding", "content-language", "references", "in-reply-to"),
        *("received", "return-path", "dkim-signature", "domainkey-signature", "received-spf", "authentication-results"),
        *("arc-seal", "arc-message-signature", "arc-authentication-results", "list-unsubscribe-post"),
    }
)
"""Header fields (in small letters) that are not in the index: they are in a column of their own, or nobody looks for
them, and each of them costs as much as the text of a short mail. A search for one of them reads the rows."""
MARKS = {Flag.INLINE: "INL", Flag.CODE: "COD", Flag.ENCRYPTED: "ENC"}
"""What few mails have stands in the index, too, as a word that no mail has, for all others are folded."""
NOWHERE = -1
"""The position of a part that stands in an encoded mail, and so nowhere in the raw one."""

_END = "\n"
"""Behind what it has at its end, so that every character begins a piece of three."""
_LINK = re.compile(r"https?://[\w\[]")
_ARMOUR = "-----begin pgp message-----"
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENVELOPED = frozenset({"enveloped-data", "authenveloped-data"})


class Texts(NamedTuple):
    """The columns of table ``texts`` behind ``message``, in their order. All texts are folded (``query.fold``)."""

    subject: str = ""
    sender: str = ""
    to_: str = ""
    cc: str = ""
    bcc: str = ""
    reply_to: str = ""
    rcpt: str = ""
    files: str = ""
    message_id: str = ""
    types: str = ""
    has_inline: bool = False
    has_html: bool = False
    has_text: bool = False
    has_link: bool = False
    has_code: bool = False
    is_encrypted: bool = False
    body: str = ""


_FLAGS: Final = 10
"""Where they begin, behind the texts but for the last, the longest: what stands behind it is slow to read."""

HeaderRow = tuple[int, str, str]
"""The columns of table ``headers`` behind ``message``: position, name, value."""
PartRow = tuple[int, str, str, str, str, str, str, str, int, int, int]
"""The columns of table ``parts`` behind ``message``: position, number, content type, charset, encoding, disposition,
file name, content id, and where its header starts, its body starts, its body ends."""


class _Shown(NamedTuple):
    """What the bodies of a mail say, and where the links of the HTML lead."""

    texts: str
    htmls: str
    links: list[str]
    has_html: bool


def warm_up() -> None:
    """Make what is made on first use, so that no mail waits for it: expressions for words in Latin letters."""
    for sample in ("Your code is 481592", "Ihr Code für München ist 481592"):
        _has_code("", sample, "")


def texts_of(root: Part, body: Body, reading: Reading, envelope: Envelope) -> Texts:
    """What of a mail is found. A fault of this reader itself leaves it empty: it is kept and shown, but not found."""
    try:
        return found_in(root, body, reading, envelope)
    except Exception:  # the last line of defence: a mail is answered 250, come what may
        return Texts()


def found_in(root: Part, body: Body, reading: Reading, envelope: Envelope) -> Texts:
    """The same without that defence, so that tests see what it would hide."""
    shown = _shown(body)
    said = _folded("\n".join([shown.texts, shown.htmls, *shown.links]))
    types = [part.content_type for part in walk(root)]
    return Texts(
        subject=_folded(reading.subject),
        sender=_mailboxes(_senders(root, reading)),
        to_=_mailboxes(reading.to),
        cc=_mailboxes(reading.cc),
        bcc=_mailboxes(reading.bcc),
        reply_to=_mailboxes(reading.reply_to),
        rcpt=_folded(" ".join([envelope.mail_from, *[each.address for each in envelope.recipients]])),
        files=_folded(" ".join([each.file_name for each in body.attachments])),
        message_id=_folded(reading.message_id),
        types=_folded(" ".join(types)),
        has_inline=any(each.inline for each in body.attachments),
        has_html=shown.has_html,
        has_text=bool(shown.texts),
        has_link="://" in said and _LINK.search(said) is not None,
        has_code=_has_code(reading.subject, shown.texts[:MAX_CODE_TEXT], shown.htmls[:MAX_CODE_TEXT]),
        is_encrypted=_ARMOUR in said or _is_encrypted(root, types),
        body=said,
    )


def words_of(texts: Texts, headers: Iterable[tuple[str, str]]) -> str:
    """The entry of a mail in ``words``, made of nothing but what the tables hold; ``headers`` are names and values.

    An index without content forgets an entry only when it is told it again, letter by letter: what the tables hold must
    give the same as what they were given.
    """
    fields = [f"{name}: {value}" for name, value in headers if name.lower() not in QUIET]
    flags = {Flag.INLINE: texts.has_inline, Flag.CODE: texts.has_code, Flag.ENCRYPTED: texts.is_encrypted}
    marks = [mark for flag, mark in MARKS.items() if flags[flag]]
    return "\n".join([*texts[:_FLAGS], texts.body, *map(fold, fields), *marks, _END])


def header_rows(root: Part) -> list[HeaderRow]:
    """The fields of the mail's header in their order, decoded; at most ``MAX_HEADERS``."""
    return [
        (position, header.name[:MAX_VALUE], _stored(header.value))
        for position, header in enumerate(root.header.fields[:MAX_HEADERS])
    ]


def part_rows(root: Part) -> list[PartRow]:
    """All parts in the order of the mail, the mail itself first; at most ``MAX_PARTS`` beneath it."""
    return [_part_row(position, part, root.source) for position, part in enumerate(islice(walk(root), MAX_PARTS + 1))]


def _part_row(position: int, part: Part, raw: bytes) -> PartRow:
    places = (part.start, part.body, part.end) if part.source is raw else (NOWHERE, NOWHERE, NOWHERE)
    return (
        position,
        part.number,
        _stored(part.content_type),
        _stored(part.parameters.get("charset", "")),
        _stored(part.encoding),
        _stored(part.disposition),
        _stored(part.file_name),
        _stored(part.content_id),
        *places,
    )


def _writable(text: str) -> str:
    """Without lone surrogates, which are no characters: SQLite's texts are UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _stored(value: str) -> str:
    return _writable(value[:MAX_VALUE])


def _folded(text: str) -> str:
    # Folding may lengthen a text (ß is ss), so it is cut before and after.
    return fold(_writable(text[:MAX_TEXT]))[:MAX_TEXT].rstrip()


def _mailboxes(listed: Iterable[Address]) -> str:
    return _folded(" ".join([f"{each.name} {each.address}" for each in listed]))


def _senders(root: Part, reading: Reading) -> tuple[Address, ...]:
    """All of From; the summary has the first alone."""
    if not reading.from_:
        return ()
    raw = root.header.first("from")
    return addresses(raw) if b"," in raw or b";" in raw else (reading.from_,)


def _shown(body: Body) -> _Shown:
    pages = [page(source) for source in _sources(body.htmls)]
    return _Shown(
        "\n\n".join([source[:MAX_TEXT] for source in _sources(body.texts)]),
        "\n".join([each.text for each in pages]),
        [link for each in pages for link in each.links],
        bool(pages),
    )


def _sources(parts: tuple[Part, ...]) -> list[str]:
    """The bodies that are not blank, as far as ``MAX_SOURCE`` goes."""
    found: list[str] = []
    left = MAX_SOURCE
    for part in parts:
        source = text(part, left)[0]
        if source and not source.isspace():
            found.append(source)
        left -= part.end - part.body
        if left <= 0:
            break
    return found


def _is_encrypted(root: Part, types: list[str]) -> bool:
    """Whether a part is encrypted by PGP/MIME (RFC 3156 4) or S/MIME (RFC 8551 3.3); what is only signed is not."""
    if "multipart/encrypted" in types:
        return True
    if _SMIME.isdisjoint(types):
        return False
    return any(
        part.content_type in _SMIME and part.parameters.get("smime-type", "enveloped-data").lower() in _ENVELOPED
        for part in walk(root)
    )


def _has_code(subject: str, text: str, html: str) -> bool:
    """Its expressions take longer to load than most of what a start needs, so they are loaded by the first mail."""
    from mailtrap.extract import has_code

    return has_code(subject, text, html)
