"""Mails that the tests of the page and the API send: with HTML, pictures and attachments, put together by hand."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@dataclass(frozen=True)
class Enclosed:
    """A part that is no body: its header lines below Content-Type, and its bytes."""

    kind: str
    data: bytes
    fields: tuple[str, ...] = field(default_factory=tuple)

    def encoded(self) -> bytes:
        """The part as it travels."""
        head = "\r\n".join((f"Content-Type: {self.kind}", "Content-Transfer-Encoding: base64", *self.fields))
        text = b64encode(self.data).decode()
        lines = "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))
        return f"{head}\r\n\r\n{lines}\r\n".encode()


def picture(cid: str, data: bytes = PNG, kind: str = "image/png") -> Enclosed:
    """A picture that the HTML shows by its Content-ID."""
    return Enclosed(kind, data, (f"Content-ID: <{cid}>", "Content-Disposition: inline"))


def attached(name: str, data: bytes, kind: str = "application/octet-stream") -> Enclosed:
    """An attachment; the name is written as it is, in UTF-8."""
    return Enclosed(kind, data, (f'Content-Disposition: attachment; filename="{name}"',))


def pdf(*pages: str, size: str = "0 0 612 792", more: str = "") -> bytes:
    """A PDF whose pages draw what these operators say; ``more`` stands in its trailer."""
    kids = " ".join(f"{3 + 2 * at} 0 R" for at in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"]
    for at, drawing in enumerate(pages):
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[{size}]/Contents {4 + 2 * at} 0 R>>")
        objects.append(f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{text}endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{more}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def letter(
    html: str = "",
    text: str = "",
    subject: str = "A letter",
    fields: Iterable[str] = (),
    pictures: Iterable[Enclosed] = (),
    attachments: Iterable[Enclosed] = (),
    sender: str = "Ada Lovelace <ada@example.test>",
    to: str = "bob@example.test",
) -> bytes:
    """A mail with CRLF: alternatives within related within mixed, each level only where there is need of it."""
    head = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "MIME-Version: 1.0", *fields]
    bodies = [
        f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n".encode()
        for kind, body in (("plain", text), ("html", html))
        if body or (kind == "plain" and not html)
    ]
    body = bodies[0] if len(bodies) == 1 else _multipart("alternative", bodies)
    if pictures := list(pictures):
        body = _multipart("related", [body, *(each.encoded() for each in pictures)])
    if attachments := list(attachments):
        body = _multipart("mixed", [body, *(each.encoded() for each in attachments)])
    return "\r\n".join(head).encode() + b"\r\n" + body


def _multipart(kind: str, parts: list[bytes]) -> bytes:
    boundary = f"=_{kind}_boundary"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(f"--{boundary}\r\n".encode() + part for part in parts) + f"--{boundary}--\r\n".encode()
