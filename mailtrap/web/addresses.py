"""Addresses to choose from while one types a search."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import wire
from mailtrap.inbox import Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.answers import json_response
from mailtrap.web.operation import FINDING, Answer, operation

MAX_LIMIT = 100
"""Addresses of one answer; nobody reads through more."""
ROLES = {"from": ("from",), "to": ("to", "cc", "bcc"), "any": ("from", "to", "cc", "bcc")}
"""The address fields that each choice means. Bcc has whom the envelope alone names."""

TEXT = asking.Text("text", "what the address or its name holds; those that begin with it come first")
FIELD = asking.OneOf("field", tuple(ROLES), "senders, recipients or both", default="any")
LIMIT = asking.Number("limit", "at most so many; 0 is the most", default=20, most=MAX_LIMIT)


def addresses(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("addresses", __name__, url_prefix="/api/v1")

    @routes.get("/addresses")
    @operation(FINDING, Answer(type=wire.SeenAddresses), query=(TEXT, FIELD, LIMIT), faults=(400, 503), strict=True)
    def listed() -> Response:
        """Addresses of the newest mails, for completion.

        It looks at the newest 2,000 mails and at 8,000 of their addresses.
        """
        found = inbox.addresses(TEXT.of(request).strip(), ROLES[FIELD.of(request)], LIMIT.of(request) or MAX_LIMIT)
        return json_response(wire.SeenAddresses([shapes.seen(each) for each in found]))

    return routes
