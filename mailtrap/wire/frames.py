"""What the socket sends: one type a frame, told apart by ``Type``; ``Seq`` is the number of the event."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from mailtrap.wire.base import Count, Wire
from mailtrap.wire.faults import Faults
from mailtrap.wire.listing import Summary
from mailtrap.wire.session import Session


class New(Wire, frozen=True, tag_field="Type", tag="new"):
    """A mail came."""

    data: Summary
    seq: Count


class Updated(Wire, frozen=True):
    """What changed of a mail; what did not is left out."""

    id: str
    read: bool | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    pinned: bool | UnsetType = UNSET


class Update(Wire, frozen=True, tag_field="Type", tag="update"):
    """A mail changed."""

    data: Updated
    seq: Count


class Deleted(Wire, frozen=True):
    """Which mail is gone."""

    id: str


class Delete(Wire, frozen=True, tag_field="Type", tag="delete"):
    """A mail was deleted."""

    data: Deleted
    seq: Count


class Prune(Wire, frozen=True, tag_field="Type", tag="prune"):
    """More changed than is told one by one: the list must be loaded anew."""

    data: None
    seq: Count


class Truncate(Wire, frozen=True, tag_field="Type", tag="truncate"):
    """All mail was deleted."""

    data: None
    seq: Count


class Stats(Wire, frozen=True):
    """How much there is."""

    total: Count
    unread: Count
    version: str


class StatsChanged(Wire, frozen=True, tag_field="Type", tag="stats"):
    """The counts, at most four times a second."""

    data: Stats


class Resync(Wire, frozen=True, tag_field="Type", tag="resync"):
    """Too much was missed to be sent one by one: the list must be loaded anew."""

    data: None = None


class SessionChanged(Wire, frozen=True, tag_field="Type", tag="session"):
    """An SMTP session began, a row of the list shows something else, or it ended: the row as it is now."""

    data: Session


class SessionCounts(Wire, frozen=True):
    """How many sessions there are."""

    total: Count
    failed: Count


class SessionsChanged(Wire, frozen=True, tag_field="Type", tag="sessions"):
    """More sessions changed at once than are told one by one: the list must be loaded anew."""

    data: SessionCounts


class FaultsChanged(Wire, frozen=True, tag_field="Type", tag="faults"):
    """Fault rules were put in force, or one fired: all of them as they are now."""

    data: Faults


Frame = (
    New | Update | Delete | Prune | Truncate | StatsChanged | Resync | SessionChanged | SessionsChanged | FaultsChanged
)
"""Any of them; ``msgspec.json.decode(text, type=Frame)`` tells which."""
