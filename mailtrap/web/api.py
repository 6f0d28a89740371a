"""The REST API under ``/api/v1``. The page uses it and nothing else; its shapes are those of Mailpit's v1."""

from __future__ import annotations

import sys
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from mailtrap import __version__, mime
from mailtrap.inbox import Inbox
from mailtrap.web import asking, shapes
from mailtrap.web.files import FILE_POLICY, disposition, file_response


def api(inbox: Inbox, demo: Callable[[], int]) -> Blueprint:
    """The routes, over one inbox service. ``demo`` sends the demo mails and says how many there will be."""
    routes = Blueprint("api", __name__, url_prefix="/api/v1")

    @routes.get("/info")
    def info() -> Response:
        """The program and its store in figures."""
        counts, done = inbox.counts(), inbox.statistics()
        return jsonify(
            {
                "Version": __version__,
                "LatestVersion": "",
                "Database": inbox.store_name,
                "DatabaseSize": inbox.store_size(),
                "Messages": counts.total,
                "Unread": counts.unread,
                "Tags": inbox.tags(),
                "RuntimeStats": {
                    "Uptime": int(inbox.uptime()),
                    "Memory": _memory(),
                    "MessagesDeleted": done.deleted,
                    "SMTPAccepted": done.accepted,
                    "SMTPAcceptedSize": done.accepted_size,
                    "SMTPRejected": done.rejected,
                    "SMTPIgnored": 0,
                },
            }
        )

    @routes.get("/messages")
    def messages() -> Response:
        """A piece of the list, newest first."""
        start = asking.number(request, "start", 0)
        page = inbox.page(start, asking.number(request, "limit", 50))
        response = jsonify(shapes.page(page, start))
        response.headers["Mailtrap-Seq"] = str(page.seq)
        return response

    @routes.delete("/messages")
    def delete() -> Response:
        """Delete the mails that the body names; all, without a body."""
        given = asking.fields(request, {"IDs": list})
        if given is None:
            inbox.delete(inbox.select())
            return Response(b"", content_type="text/plain; charset=utf-8")  # MailHog's: its client reads JSON from more
        if "IDs" not in given:
            inbox.delete(inbox.select())
        else:
            inbox.delete(inbox.select(ids=given["IDs"]))
        return _ok()

    @routes.put("/messages")
    def mark() -> Response:
        """Mark the mails that the body names, or all, as read or unread."""
        given = asking.fields(request, {"IDs": list, "Read": bool}) or {}
        inbox.mark(inbox.select(ids=given.get("IDs")), given.get("Read", False))
        return _ok()

    @routes.get("/message/<id_>")
    def message(id_: str) -> Response:
        """One mail; marks it read unless ``peek`` is set."""
        id_ = inbox.id_of(id_)
        found = inbox.message(id_)
        root = inbox.tree(id_)
        if not found.summary.read and not asking.flag(request, "peek"):
            inbox.mark(inbox.select(ids=[id_]), True)
        return jsonify(shapes.message(found, root, mime.body_of(root)))

    @routes.get("/message/<id_>/headers")
    def headers(id_: str) -> Response:
        """The header fields by name, not decoded."""
        return jsonify(shapes.headers(inbox.tree(inbox.id_of(id_))))

    @routes.get("/message/<id_>/envelope")
    def envelope(id_: str) -> Response:
        """What SMTP said."""
        return jsonify(shapes.envelope(inbox.message(inbox.id_of(id_))))

    @routes.get("/message/<id_>/parts")
    def parts(id_: str) -> Response:
        """The MIME tree with the header fields of each part, in order and decoded."""
        return jsonify(shapes.part(inbox.tree(inbox.id_of(id_))))

    @routes.get("/message/<id_>/extract")
    def extract(id_: str) -> Response:
        """Its one-time codes, links, images and telephone numbers."""
        return jsonify(shapes.extracted(inbox.extracted(inbox.id_of(id_))))

    @routes.get("/message/<id_>/raw")
    def raw(id_: str) -> Response:
        """The bytes as they came; a download with ``dl``."""
        id_ = inbox.id_of(id_)
        response = Response(inbox.raw(id_), content_type="text/plain; charset=utf-8")
        response.headers["Content-Security-Policy"] = FILE_POLICY
        if asking.flag(request, "dl"):
            response.headers["Content-Disposition"] = disposition("attachment", f"{id_}.eml")
        return response

    @routes.get("/message/<id_>/part/<number>")
    def part(id_: str, number: str) -> Response:
        """One part, decoded."""
        return file_response(inbox.part(inbox.id_of(id_), number))

    @routes.post("/demo")
    def send_demo() -> Response:
        """Send the demo mails to ourselves, over SMTP."""
        return jsonify({"Sent": demo()})

    return routes


def _memory() -> int:
    """The largest resident size so far, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _ok() -> Response:
    return Response("ok", content_type="text/plain; charset=utf-8")
