"""Finding mail: numbers, waiting, inboxes, tags."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mailtrap.wire.asked import Ids
from mailtrap.wire.base import Count, Wire
from mailtrap.wire.listing import Summary


class Counted(Wire, frozen=True):
    """How many mails, how many of them nobody has read, and the bytes of them as they came."""

    total: Count
    unread: Count
    size: Count


class Waited(Wire, frozen=True, rename={"satisfied": "Satisfied", "seq": "Seq"}):
    """What is there, newest first, and whether that is enough. ``Seq`` is the number of the last event by then."""

    satisfied: bool
    seq: Count
    messages_count: Count
    messages: list[Summary]


class Retention(Wire, frozen=True):
    """Bounds of an inbox: mails, seconds, bytes; 0 is none."""

    count: Annotated[int, Meta(ge=0, le=2**62)] = 0
    age: Annotated[float, Meta(ge=0, le=1e10)] = 0
    size: Annotated[int, Meta(ge=0, le=2**62)] = 0


class Inbox(Wire, frozen=True):
    """An inbox: its mails, how many of them are pinned, and its bounds."""

    name: str
    total: Count
    unread: Count
    size: Count
    pinned: Count
    retention: Retention


class State(Wire, frozen=True):
    """What became of a mail: where it is, and what was done to it."""

    id: str
    inbox: str
    read: bool
    pinned: bool
    tags: list[str]


class MainLink(Wire, frozen=True):
    """The link that a mail was sent for. ``Text`` is what it says, maybe nothing."""

    text: str
    url: str


class Highlight(Wire, frozen=True):
    """What a list shows beside a mail. ``Code`` is the likeliest one-time code, or empty."""

    id: str
    inbox: str
    pinned: bool
    code: str
    link: MainLink | None


class Highlights(Wire, frozen=True, rename={"highlights": "highlights"}):
    """What a list shows beside its mails, in the order in which they were asked for."""

    highlights: list[Highlight]


class SeenAddress(Wire, frozen=True):
    """An address of recent mails. ``Name`` is the one that it had last, or empty; ``Count`` how often it was seen."""

    address: str
    name: str
    count: Count


class SeenAddresses(Wire, frozen=True, rename={"addresses": "addresses"}):
    """Addresses to choose from, the likeliest first."""

    addresses: list[SeenAddress]


class SetTags(Wire, frozen=True):
    """Which mails are to have which tags, and no others."""

    ids: Ids | None = None
    tags: list[str] | None = None


class RenameTag(Wire, frozen=True):
    """The new name of a tag."""

    name: str


class PinMessages(Wire, frozen=True):
    """Which mails are pinned, or no longer."""

    ids: Ids | None = None
    pinned: bool = True
