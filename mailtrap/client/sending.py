"""Putting mail into the server without SMTP."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from email.utils import parseaddr

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.connection import Connection, decoded, path
from mailtrap.client.errors import BadArgument

Address = str | wire.Mailbox
"""``ada@example.test``, ``Ada <ada@example.test>``, or the same as a value."""
Attachments = Mapping[str, bytes] | Iterable[wire.SendAttachment]
"""File names with their bytes, or the same as values, which may have a type and a Content-ID."""


class Sending(Connection):
    """With an inbox, what is sent comes into that."""

    def send(
        self,
        sender: Address,
        to: Address | Iterable[Address] = (),
        subject: str = "",
        text: str = "",
        *,
        html: str = "",
        cc: Address | Iterable[Address] = (),
        bcc: str | Iterable[str] = (),
        reply_to: Address | Iterable[Address] = (),
        attachments: Attachments = (),
        tags: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Have a mail made of these pieces and kept; its id.

        ::

            client.send("shop@example.test", "Ada <ada@example.test>", "Your order", "Thank you!",
                        attachments={"invoice.pdf": data})

        ``bcc`` stands in the envelope alone.

        Raises:
            BadRequest: an address or a header field that will not do.
        """
        mail = wire.SendMessage(
            from_=_mailbox("sender", sender),
            to=_mailboxes("to", to),
            cc=_mailboxes("cc", cc),
            bcc=[checks.text("bcc", each) for each in ([bcc] if isinstance(bcc, str) else bcc)],
            reply_to=_mailboxes("reply_to", reply_to),
            subject=checks.text("subject", subject, needed=False),
            text=checks.text("text", text, needed=False),
            html=checks.text("html", html, needed=False),
            attachments=_files(attachments),
            tags=checks.texts("tags", tags),
            headers=dict(headers or {}),
        )
        return decoded(self._ask("POST", path("send"), self._held(), mail), wire.Caught).id

    def store(self, raw: bytes, *, sender: str | None = None, to: str | Iterable[str] = ()) -> str:
        """Have the bytes of a mail (an .eml file) kept as they are, as if they had come by SMTP; its id.

        Args:
            sender: the envelope's sender, empty for a bounce; without one, that of the mail.
            to: the envelope's recipients; without any, those of the mail.
        """
        if not isinstance(raw, bytes) or not raw:
            raise BadArgument("raw: give the bytes of a mail")
        from_ = None if sender is None else checks.text("sender", sender, needed=False)
        recipients = [checks.text("to", each) for each in ([to] if isinstance(to, str) else to)]
        asked = self._held(**{"from": from_, "to": recipients})
        answer = self._ask("POST", path("messages"), asked, content=raw, kind="message/rfc822")
        return decoded(answer, wire.Caught).id


def attachment(name: str, data: bytes, content_type: str = "", content_id: str = "") -> wire.SendAttachment:
    """A file for ``send``. With a ``content_id`` it is shown within the HTML (``<img src="cid:…">``)."""
    if not isinstance(data, bytes):
        raise BadArgument(f"attachments: {name!r} has no bytes")
    content = b64encode(data).decode()
    return wire.SendAttachment(content=content, filename=name, content_type=content_type, content_id=content_id)


def _files(given: Attachments) -> list[wire.SendAttachment]:
    return [attachment(name, data) for name, data in given.items()] if isinstance(given, Mapping) else list(given)


def _mailboxes(name: str, given: Address | Iterable[Address]) -> list[wire.Mailbox]:
    return [_mailbox(name, each) for each in ([given] if isinstance(given, Address) else given)]


def _mailbox(name: str, given: Address) -> wire.Mailbox:
    if isinstance(given, wire.Mailbox):
        return given
    shown, email = parseaddr(checks.text(name, given))
    if "@" not in email:
        raise BadArgument(f"{name}: {given!r} is no address; give one such as ada@example.test")
    return wire.Mailbox(name=shown, email=email)
