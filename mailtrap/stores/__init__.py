"""Where mail is kept. One module a store; each keeps the promises of ``Store``, and is found by its URL's scheme.

A store knows nothing of SMTP, HTTP or who listens: it takes, keeps, finds and forgets, and reports each change.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from mailtrap.mime import Part
from mailtrap.model import (
    Counts,
    Envelope,
    Event,
    Hint,
    InboxInfo,
    Message,
    Page,
    Retention,
    SeenAddress,
    Session,
    Summary,
    Writing,
)
from mailtrap.query import Query

Listener = Callable[[list[Event]], None]
"""Called after a commit, on the thread that wrote, with its events in order; must not block."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The mails that all given conditions name; without any, all mails. ``since`` is an event after which they came."""

    ids: tuple[str, ...] | None = None
    inbox: str | None = None
    query: Query | None = None
    since: int = 0

    @property
    def is_inbox(self) -> bool:
        """Whether it is all of an inbox, or of all inboxes."""
        return self.ids is None and self.query is None and not self.since


ALL = Selection()
"""Every mail."""


class Store(Protocol):
    """The verbs of a store. All may be called from any thread at once.

    What ``add`` has answered is on disk: it survives the end of the process and of the machine's power. Who reads finds
    everything that was answered before, in searches, too.
    """

    name: str
    """What a person calls it: the path of a file."""

    def add(self, envelope: Envelope, raw: bytes, tags: tuple[str, ...] = ()) -> "Future[Summary]":
        """Keep a mail. Ready when it is on disk and its event was reported; else ``StoreError``."""

    def delete(self, selection: Selection) -> int:
        """Forget these mails; unknown ids are passed over. Pinned ones only when they are named by their ids.

        The number of those that were there.
        """

    def mark(self, selection: Selection, read: bool, *, relaxed: bool = False) -> int:
        """Mark these mails as read or unread. The number of those that changed.

        On disk when it returns, but for ``relaxed``: then all who read find it so, and a power cut may undo it.
        """

    def pin(self, selection: Selection, pinned: bool) -> int:
        """Keep these mails when others make room, or no longer. The number of those that changed."""

    def tag(self, selection: Selection, add: tuple[str, ...], remove: tuple[str, ...] | None = ()) -> int:
        """Take tags away, all others than ``add`` for None, then add some. The number of those that changed."""

    def tags(self, inbox: str | None = None) -> dict[str, int]:
        """Each tag, in the order of the alphabet, and how many mails have it, in an inbox or in all."""

    def rename_tag(self, old: str, new: str) -> bool:
        """Give a tag another name, wherever it is; False when there is none, ``ValueError`` when the name is taken."""

    def page(self, selection: Selection, start: int, limit: int) -> Page:
        """A piece of the list, newest first, beginning at the ``start``-th."""

    def count(self, selection: Selection) -> Counts:
        """How many these are, exactly."""

    def hints(self, ids: tuple[str, ...]) -> list[Hint]:
        """What is known of these mails, in their order; unknown ids are passed over. Nothing is waited for."""

    def addresses(self, text: str, roles: tuple[str, ...], limit: int, inbox: str | None = None) -> list[SeenAddress]:
        """Those of the newest mails that hold a text, what begins with it first, then the frequent. A bounded look.

        ``roles`` are names of address fields: ``from``, ``to``, ``cc``, ``bcc``, ``reply_to``. With ``inbox``, of its
        mails alone.
        """

    def message(self, id_: str) -> Message | None:
        """One mail without its raw."""

    def opened(self, id_: str) -> tuple[Message, bytes] | None:
        """One mail and its raw, of one moment."""

    def raw(self, id_: str) -> bytes | None:
        """The bytes of one mail as they came."""

    def part(self, id_: str, number: str) -> Part | None:
        """A leaf of one mail without its header, if the store knows where it stands; then the mail is not read again.

        None says nothing about whether there is one.
        """

    def latest(self, selection: Selection) -> str | None:
        """The id of the newest of these mails."""

    def inboxes(self) -> list[InboxInfo]:
        """All that was ever used and not thrown away, in the order of the alphabet."""

    def set_retention(self, inbox: str, retention: Retention) -> None:
        """Bounds of one inbox, which need not be there yet."""

    def events_after(self, seq: int, limit: int) -> list[Event] | None:
        """What happened after event ``seq``, in order; None when that is more than ``limit`` or no longer known."""

    def add_session(self, session: Callable[[], Session], done: Callable[[], None]) -> None:
        """Keep what was said in a session that is over, as ``session`` tells when asked by the writer; the oldest make
        room. Nobody waits for it: ``done`` is called when it can be read, or could not be kept."""

    def sessions(self, start: int, limit: int, *, failed: bool | None = None) -> tuple[int, list[Session]]:
        """How many are kept, and a piece of them without their lines, newest first; ``failed`` holds them to those that
        failed (true) or did not."""

    def session(self, id_: str) -> Session | None:
        """One session with its lines."""

    def size(self) -> int:
        """Bytes on disk."""

    def room(self) -> int:
        """Bytes that the disk has left."""

    def writing(self) -> Writing:
        """How it keeps up."""

    def listen(self, listener: Listener) -> None:
        """Name the one that is told of each change. Once, before the first change."""

    def check(self) -> None:
        """Find out whether the store can be written now; ``StoreError`` if not."""

    def settle(self) -> None:
        """Finish what is done in the background: making searchable, and giving back the room of deleted mail."""

    def close(self) -> None:
        """Finish what was taken, then close. Twice is fine."""
