"""Figures for Prometheus."""

from __future__ import annotations

from flask import Blueprint, Response

from mailtrap.inbox import Inbox
from mailtrap.web.operation import PROGRAM, Answer, operation

KIND = "text/plain; version=0.0.4; charset=utf-8"
"""The text format of Prometheus, which everything that scrapes reads."""


def metrics(inbox: Inbox) -> Blueprint:
    """The route, over one inbox service."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    @operation(PROGRAM, Answer(kinds=(KIND,)), faults=(503,))
    def scraped() -> Response:
        """Figures of mails, inboxes, store and process, in the text format of Prometheus."""
        from mailtrap.web.figures import exposed  # who never asks does not wait for it at the start

        return Response(exposed(inbox), content_type=KIND)

    return routes
