"""What a list shows beside its mails: the code and the main link of each, and where it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.errors import NotFound
from mailtrap.inbox import Inbox
from mailtrap.model import Hint
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response
from mailtrap.web.operation import LIST, Answer, operation

if TYPE_CHECKING:
    from mailtrap.extract import Highlight

MAX_IDS = 100
"""Mails of one question; a list shows fewer at once."""
MAX_KEPT = 2_000
"""Mails whose highlights are kept: some 2 MB, and 10 MB at worst."""

IDS = asking.Texts("id", f"the id of a mail; comes 1 to {MAX_IDS} times", required=True, most=MAX_IDS)


class Highlights:
    """What was read is kept, for mails never change. May be used from any thread."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._kept: OrderedDict[str, Highlight] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, hint: Hint) -> Highlight | None:
        """What one mail was sent for; None if it is gone meanwhile."""
        if hint.has_code is False and hint.has_link is False:
            from mailtrap.extract import Highlight  # not before somebody asks: its expressions take long to load

            return Highlight()
        with self._lock:
            if found := self._kept.get(hint.id):
                self._kept.move_to_end(hint.id)
                return found
        try:
            found = self._inbox.highlight(hint.id, coded=hint.has_code is not False)
        except NotFound:
            return None
        with self._lock:
            self._kept[hint.id] = found
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return found


def highlights(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("highlights", __name__, url_prefix="/api/v1")
    known = Highlights(inbox)

    @routes.get("/highlights")
    @operation(LIST, Answer(type=wire.Highlights), query=(IDS,), faults=(400, 503), strict=True)
    def listed() -> Response:
        """The likeliest code and the main link of some mails, in the order asked; leaves them unread.

        Ids that are not there are left out.
        """
        found = [(hint, known.of(hint)) for hint in inbox.hints(IDS.of(request))]
        return json_response(wire.Highlights([shapes.highlight(hint, each) for hint, each in found if each]))

    return routes
