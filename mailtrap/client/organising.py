"""Tags, inboxes, and how much of each is kept."""

from __future__ import annotations

from collections.abc import Iterable

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.checks import Mail
from mailtrap.client.connection import Connection, path
from mailtrap.client.errors import BadArgument


class Tags(Connection):
    """Words that people put on mails. Their case does not count."""

    def tags(self) -> list[str]:
        """All tags, in the order of the alphabet. ``info().tags`` has how many mails each is on."""
        return self._read(list[str], path("tags"))

    def set_tags(self, mails: Mail | Iterable[Mail], tags: Iterable[str]) -> None:
        """Give mails these tags and no others; none with an empty list.

        Raises:
            BadRequest: a name that will not do.
        """
        named = checks.texts("tags", tags)
        for ids in checks.mail_ids(mails):
            self._ask("PUT", path("tags"), body=wire.SetTags(ids=ids, tags=named))

    def rename_tag(self, old: str, new: str) -> None:
        """Give a tag another name, on all mails. ``BadRequest`` when there is none, or the name is taken."""
        body = wire.RenameTag(name=checks.text("new", new))
        self._ask("PUT", path("tags", checks.text("old", old)), body=body)

    def delete_tag(self, name: str) -> None:
        """Take a tag from all mails. ``BadRequest`` when there is none."""
        self._ask("DELETE", path("tags", checks.text("name", name)))


class Inboxes(Connection):
    """Named boxes, each for the mails that were sent under its name (AUTH). ``name`` may be left out with an inbox."""

    def inboxes(self) -> list[wire.Inbox]:
        """All that hold mail or have bounds of their own, in the order of the alphabet."""
        return self._read(list[wire.Inbox], path("inboxes"))

    def empty_inbox(self, name: str = "") -> None:
        """Delete the mails of an inbox, but for pinned ones. Its bounds stay."""
        self._ask("DELETE", path("inboxes", self._named(name)))

    def retention(self, name: str = "") -> wire.Retention:
        """How much an inbox keeps: ``count`` mails, for ``age`` seconds, ``size`` bytes; 0 is no bound."""
        return self._read(wire.Retention, path("inboxes", self._named(name), "retention"))

    def set_retention(self, name: str = "", *, count: int = 0, age: float = 0, size: int = 0) -> None:
        """Bound an inbox: the oldest mails go at once when there is more. What is left out has no bound."""
        bounds = wire.Retention(checks.whole("count", count), checks.seconds("age", age), checks.whole("size", size))
        self._ask("PUT", path("inboxes", self._named(name), "retention"), body=bounds)

    def _named(self, name: str) -> str:
        found = checks.text("name", name or self.inbox, needed=False)
        if not found:
            raise BadArgument("name: which inbox? give its name, here or when the client is made")
        return found
