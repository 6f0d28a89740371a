"""Where mail is kept. One module a store; each keeps the promises of ``Store``, and is found by its URL's scheme.

A store knows nothing of SMTP, HTTP or who listens: it takes, keeps, finds and forgets, and reports each change.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Protocol

from mailtrap.model import Counts, Envelope, Event, Message, Page, Session, Summary

Listener = Callable[[list[Event]], None]
"""Called after a commit, on the thread that wrote, with its events in order; must not block."""


class Store(Protocol):
    """The verbs of a store. All may be called from any thread at once.

    What ``add`` has answered is on disk: it survives the end of the process and of the machine's power.
    """

    name: str
    """What a person calls it: the path of a file."""

    def add(self, envelope: Envelope, raw: bytes) -> "Future[Summary]":
        """Keep a mail. Ready when it is on disk and its event was reported; else ``StoreError``."""

    def delete(self, ids: Iterable[str]) -> int:
        """Forget these mails; unknown ids are passed over. The number of those that were there."""

    def delete_all(self) -> int:
        """Forget every mail. The number of those that were there."""

    def mark(self, ids: Iterable[str] | None, read: bool) -> int:
        """Mark these mails, or all for None, as read or unread. The number of those that changed."""

    def page(self, start: int, limit: int) -> Page:
        """A piece of the list, newest first, beginning at the ``start``-th."""

    def message(self, id_: str) -> Message | None:
        """One mail without its raw."""

    def raw(self, id_: str) -> bytes | None:
        """The bytes of one mail as they came."""

    def latest(self) -> str | None:
        """The id of the newest mail."""

    def counts(self) -> Counts:
        """How much there is."""

    def events_after(self, seq: int, limit: int) -> list[Event] | None:
        """What happened after event ``seq``, in order; None when that is more than ``limit`` or no longer known."""

    def add_session(self, session: Callable[[], Session], done: Callable[[], None]) -> None:
        """Keep what was said in a session that is over, as ``session`` tells when asked by the writer; the oldest make
        room. Nobody waits for it: ``done`` is called when it can be read, or could not be kept."""

    def sessions(self, start: int, limit: int, *, failed: bool) -> tuple[int, list[Session]]:
        """How many are kept, and a piece of them without their lines, newest first; with ``failed`` those alone."""

    def session(self, id_: str) -> Session | None:
        """One session with its lines."""

    def size(self) -> int:
        """Bytes on disk."""

    def room(self) -> int:
        """Bytes that the disk has left."""

    def listen(self, listener: Listener) -> None:
        """Name the one that is told of each change. Once, before the first change."""

    def check(self) -> None:
        """Find out whether the store can be written now; ``StoreError`` if not."""

    def close(self) -> None:
        """Finish what was taken, then close. Twice is fine."""
