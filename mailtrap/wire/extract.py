"""What a person would look for in a mail, each with the reason why it was chosen."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mailtrap.wire.base import Count, Wire


class Code(Wire, frozen=True):
    """A one-time code: what is to be typed, and how the mail shows it."""

    code: str
    shown: str
    where: Annotated[str, Meta(pattern="^(subject|text|html)$")]
    score: Annotated[float, Meta(ge=0, le=1)]
    reason: str


class Link(Wire, frozen=True):
    """A link; ``Place`` counts from 0 in the order of the mail. ``Main`` is true for the one that it was sent for."""

    url: str
    text: str
    where: Annotated[str, Meta(pattern="^(html|text|header)$")]
    place: Count
    kind: str
    main: bool
    reason: str


class Image(Wire, frozen=True):
    """An image, sizes as written. ``Tracking`` says that nobody is meant to see it."""

    url: str
    alt: str
    width: str
    height: str
    tracking: bool
    reason: str


class Phone(Wire, frozen=True):
    """A telephone number as it is written."""

    number: str
    where: Annotated[str, Meta(pattern="^(html|text)$")]
    reason: str


class Extracted(Wire, frozen=True):
    """All that was found: codes the likeliest first, the rest in the order of the mail."""

    codes: list[Code]
    links: list[Link]
    images: list[Image]
    phones: list[Phone]
