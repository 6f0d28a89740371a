"""What a client says in the body of a request. Every field may be left out."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mailtrap.wire.base import Wire

Ids = Annotated[list[str], Meta(description="ids of mails; one that does not exist is passed over")]


class DeleteMessages(Wire, frozen=True):
    """Which mails are deleted: these, all without IDs, none with an empty list."""

    ids: Ids | None = None


class MarkMessages(Wire, frozen=True):
    """Which mails are marked, by ids or by a search, all without either, and as what."""

    ids: Ids | None = None
    read: bool | None = None
    search: str | None = None
