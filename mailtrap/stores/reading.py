"""A mail as the store reads it: its header, and what the envelope adds to that."""

from __future__ import annotations

from dataclasses import replace

from mailtrap import mime
from mailtrap.mime import Opened
from mailtrap.model import Address, Envelope


def read_mail(raw: bytes, envelope: Envelope) -> Opened:
    """A mail with its blind copies among those of Bcc. Never raises."""
    opened = mime.open_mail(raw)
    blind = blind_copies(opened, envelope)
    if not blind:
        return opened
    return replace(opened, reading=replace(opened.reading, bcc=(*opened.reading.bcc, *blind)))


def blind_copies(opened: Opened, envelope: Envelope) -> tuple[Address, ...]:
    """The recipients of the envelope that no address field names: what Bcc means (RFC 5322 3.6.3)."""
    reading = opened.reading
    named = {each.address.lower() for each in (*reading.to, *reading.cc, *reading.bcc)}
    unnamed = dict.fromkeys(each.address for each in envelope.recipients if each.address.lower() not in named)
    return tuple(Address("", address) for address in unnamed)
