"""What all demo mails are made with: an envelope beside the bytes, fixed boundaries, fixed ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses

ROBIN = "Robin Ashdown <robin@studio-ashdown.test>"
"""The newcomer who receives most of the mails."""


@dataclass(frozen=True)
class DemoMail:
    """An envelope and the bytes of its mail; `raw` has CRLF line ends and ends with one."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


def message_id(name: str, when: datetime) -> str:
    """An id that is the same for the same name and time."""
    return f"<{name}.{when:%Y%m%d%H%M%S}@quillfern.example>"


def compose(name: str, when: datetime, sender: str, to: str, subject: str, text: str, html: str = "") -> EmailMessage:
    """A mail of plain text, or of text and HTML as alternatives, with the headers every mail has."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(when)
    mail["Message-ID"] = message_id(name, when)
    mail.set_content(text, cte="7bit" if text.isascii() else "quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def inline(mail: EmailMessage, pictures: Mapping[str, bytes]) -> None:
    """Put PNGs beside the HTML, each found by its Content-ID; a mail without HTML raises ValueError."""
    html = mail.get_body(("html",))
    if html is None:
        raise ValueError(f"the mail {mail['Subject']!r} has no HTML to put pictures into")
    for cid, data in pictures.items():
        html.add_related(
            data, "image", "png", cid=f"<{cid}>", disposition="inline", filename=f"{cid.partition('@')[0]}.png"
        )


def to_bytes(mail: EmailMessage) -> bytes:
    """The mail as it travels, with fixed boundaries where the library would draw random ones."""
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_quillfern_{number}")
    return mail.as_bytes()


def seal(mail: EmailMessage, *hidden: str) -> DemoMail:
    """Put the mail into its envelope; `hidden` recipients are in the envelope alone."""
    recipients = [address for _, address in getaddresses([str(mail[name]) for name in ("To", "Cc") if name in mail])]
    sender = getaddresses([str(mail["From"])])[0][1]
    return DemoMail(sender, (*recipients, *hidden), to_bytes(mail))
