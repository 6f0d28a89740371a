"""The two questions of an orchestrator."""

from __future__ import annotations

from flask import Blueprint, Response

from mailtrap.inbox import Inbox
from mailtrap.web.answers import ok
from mailtrap.web.operation import PROGRAM, TEXT, Answer, operation


def health(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("health", __name__)

    @routes.get("/livez")
    @operation(PROGRAM, Answer(kinds=(TEXT,)))
    def livez() -> Response:
        """The process answers."""
        return ok()

    @routes.get("/readyz")
    @operation(PROGRAM, Answer(kinds=(TEXT,)), faults=(503,))
    def readyz() -> Response:
        """Mail can be kept; 503 when it cannot."""
        inbox.check()
        return ok()

    return routes
