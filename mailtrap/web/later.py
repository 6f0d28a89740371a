"""Paths of Mailpit's that are not served yet: a client is told so, instead of that there is nothing."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotImplemented as NotServed

from mailtrap.inbox import Inbox
from mailtrap.web.operation import MAIL, operation


def later(inbox: Inbox) -> Blueprint:
    """The routes. They need nothing of the service until they do something."""
    routes = Blueprint("later", __name__, url_prefix="/api/v1/message/<id_>")

    @routes.post("/release")
    @operation(MAIL, faults=(501,))
    def release(id_: str) -> Response:
        """Send it on to real recipients. Not in this version."""
        raise NotServed("mail cannot be released in this version; it sends nothing on to anybody")

    @routes.get("/html-check")
    @operation(MAIL, faults=(501,))
    def html_check(id_: str) -> Response:
        """How mail programs show its HTML. Not in this version."""
        raise NotServed("HTML cannot be checked in this version")

    @routes.get("/link-check")
    @operation(MAIL, faults=(501,))
    def link_check(id_: str) -> Response:
        """Whether its links lead somewhere. Not in this version."""
        raise NotServed("links cannot be checked in this version; .../extract lists them")

    @routes.get("/sa-check")
    @operation(MAIL, faults=(501,))
    def sa_check(id_: str) -> Response:
        """How much it looks like spam. Not in this version."""
        raise NotServed("SpamAssassin cannot be asked in this version")

    return routes
