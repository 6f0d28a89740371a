"""A mail as the store reads it: its header, and what the envelope adds to that."""

from __future__ import annotations

from dataclasses import replace

from mailtrap import mime
from mailtrap.mime import Opened
from mailtrap.model import Envelope


def read_mail(raw: bytes, envelope: Envelope) -> Opened:
    """A mail with its blind copies among those of Bcc. Never raises."""
    opened = mime.open_mail(raw)
    reading = opened.reading
    blind = dict.fromkeys(envelope.unnamed(reading.to, reading.cc, reading.bcc))
    return replace(opened, reading=replace(reading, bcc=(*reading.bcc, *blind))) if blind else opened
