"""The paths of MailDev, the same for both versions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from itertools import islice

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotImplemented as NotHere

from mailtrap import __version__
from mailtrap.errors import BadRequest, MailtrapError, NotFound
from mailtrap.inbox import Inbox
from mailtrap.model import Summary
from mailtrap.web import asking
from mailtrap.web.answers import status_of
from mailtrap.web.facade import GONE, Mails, array, read_json, stream, written
from mailtrap.web.files import FILE_POLICY, disposition, file_response
from mailtrap.web.front.gate import SAFE_METHODS
from mailtrap.web.maildev import finding, shapes
from mailtrap.web.view import REMOTE, Bodies

MAX_SUMMARIES, DEFAULT_SUMMARIES = 200, 50
"""Rows of one piece of version 3's list, as in MailDev."""
NO_RELAY = "no mail leaves this server: it cannot relay any"


def maildev(inbox: Inbox, bodies: Bodies, smtp_port: int = 0) -> Blueprint:
    """The routes of both versions, over one inbox service."""
    both = Blueprint("maildev", __name__)
    mails = Mails(inbox)
    for version, prefix in ((2, ""), (3, "/api")):
        routes = Blueprint(f"v{version}", __name__, url_prefix=prefix or None)
        _add_list(routes, mails, version)
        _add_one(routes, mails, bodies, version)
        _add_rest(routes, smtp_port)
        both.register_blueprint(routes)

    @both.before_request
    def no_filter() -> None:
        """What changes something knows no filters: one that is passed over would mean everything."""
        if request.args and request.method not in SAFE_METHODS:
            raise BadRequest(f"{next(iter(request.args))[:40]!r} is no parameter of this; there is none")

    @both.errorhandler(MailtrapError)
    def refused(fault: MailtrapError) -> Response:
        return _error(status_of(fault), str(fault))

    @both.errorhandler(HTTPException)
    def http_error(fault: HTTPException) -> Response:
        return _error(HTTPStatus(fault.code or 500), fault.description or fault.name)

    @both.after_app_request
    def wrong_method(response: Response) -> Response:
        """No blueprint is asked when a path is known and the method is not: here its error gets MailDev's words."""
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and _is_ours(request.path):
            response.set_data(_error(HTTPStatus.METHOD_NOT_ALLOWED, "this address does not take that method").data)
            response.content_type = "application/json"
        return response

    return both


def _is_ours(path: str) -> bool:
    path = path.removeprefix("/api")
    return path.startswith("/email") or path in ("/config", "/healthz", "/reloadMailsFromDirectory")


def _error(status: HTTPStatus, text: str) -> Response:
    response = jsonify({"error": text})
    response.status_code = status
    return response


def _add_list(routes: Blueprint, mails: Mails, version: int) -> None:
    """The list as a whole."""

    @routes.get("/email")
    def emails() -> Response:
        """All mails with all that they hold, the oldest first, or those that the query names."""
        return stream(array(finding.emails(mails, finding.Query.of(request), version)))

    @routes.patch("/email/read-all")
    def read_all() -> Response:
        """Mark all as read; how many were not."""
        return jsonify(mails.mark_all_read())

    @routes.delete("/email/all")
    def delete_all() -> Response:
        """Delete every mail."""
        mails.delete_all()
        return jsonify(True)

    if version == 2:
        return

    @routes.get("/email/summary")
    def summaries() -> Response:
        """A piece of the list without bodies, the newest first."""
        skip = asking.Number("skip").of(request)
        limit = min(asking.Number("limit").of(request) or DEFAULT_SUMMARIES, MAX_SUMMARIES)
        oldest_first = finding.order(request, "desc") == "asc"
        total, rows = _rows(mails, _wanted(mails), skip, limit, oldest_first=oldest_first)
        counts = mails.counts()
        return jsonify(
            {
                "items": [shapes.summary(each) for each in rows],
                "total": total,
                "storeTotal": counts.total,
                "unread": counts.unread,
                "skip": skip,
                "limit": limit,
            }
        )

    @routes.post("/email/delete")
    def delete_some() -> Response:
        """Delete the mails that the body names."""
        body = read_json(request.get_data())
        ids = body.get("ids") if isinstance(body, dict) else None
        if not isinstance(ids, list) or not all(isinstance(each, str) and each.strip() for each in ids):
            raise BadRequest("ids: give a list of ids of mails")
        deleted, missing = mails.delete_some(ids)
        return jsonify({"deleted": deleted, "notFound": missing})


Wanted = Callable[[Summary], bool]


def _wanted(mails: Mails) -> Wanted | None:
    """What the query asks of a row; None for nothing."""
    unread = request.args.get("unread", "false")
    if unread not in ("true", "false"):
        raise BadRequest(f"unread: {unread[:40]!r} will not do; give true or false")
    term = request.args.get("search", "").strip().lower()
    if unread == "false" and not term:
        return None
    return lambda row: (unread == "false" or not row.read) and (not term or finding.holds(mails, row, term))


def _rows(
    mails: Mails, wanted: Wanted | None, skip: int, limit: int, *, oldest_first: bool
) -> tuple[int, list[Summary]]:
    """How many rows are wanted, and a piece of them."""
    rows = (row for row in mails.summaries() if wanted is None or wanted(row))
    if wanted is None and not oldest_first:  # what lies behind the piece need not be read
        return mails.counts().total, list(islice(rows, skip, skip + limit))
    total = 0
    kept: deque[Summary] = deque(maxlen=skip + limit if oldest_first else None)
    for row in rows:
        total += 1
        if oldest_first or skip < total <= skip + limit:
            kept.append(row)
    return total, list(reversed(kept))[skip:] if oldest_first else list(kept)


def _add_one(routes: Blueprint, mails: Mails, bodies: Bodies, version: int) -> None:
    """One mail and its parts."""

    @routes.get("/email/<id_>")
    def email(id_: str) -> Response:
        """One mail; marks it read."""
        mail = mails.load(id_)
        if not mail.message.summary.read:
            mails.mark_read(id_)
        return stream(written({**shapes.email(mail, version), "read": True}))

    @routes.delete("/email/<id_>")
    def delete(id_: str) -> Response:
        """Delete one mail."""
        if not mails.delete(id_):
            raise NotFound(GONE)
        return jsonify(True)

    @routes.get("/email/<id_>/html")
    def html(id_: str) -> Response:
        """The HTML of a mail as on the page."""
        return bodies.html(id_, remote=REMOTE.of(request))

    @routes.get("/email/<id_>/source")
    def source(id_: str) -> Response:
        """The mail as it came."""
        return _file(mails.raw(id_), "text/plain; charset=utf-8")

    @routes.get("/email/<id_>/download")
    def download(id_: str) -> Response:
        """The same as a file."""
        response = _file(mails.raw(id_), "message/rfc822")
        response.headers["Content-Disposition"] = disposition("attachment", f"{id_}.eml")
        return response

    @routes.get("/email/<id_>/attachment/<name>")
    def attachment(id_: str, name: str) -> Response:
        """One attachment, by its ``generatedFileName``."""
        for each in mails.load(id_).body.attachments:
            if shapes.file_name(each) == name:
                response = file_response(each.part)
                if each.part.content_id:  # the frame that shows it in the HTML is nobody's origin
                    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                return response
        raise NotFound("this mail has no attachment of that name")

    @routes.post("/email/<id_>/relay")
    @routes.post("/email/<id_>/relay/<to>")
    def relay(id_: str, to: str = "") -> Response:
        """Not here."""
        mails.message(id_)
        raise NotHere(NO_RELAY)


def _file(data: bytes, content_type: str) -> Response:
    response = Response(data, content_type=content_type)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _add_rest(routes: Blueprint, smtp_port: int) -> None:
    """What is of no mail."""

    @routes.get("/config")
    def config() -> Response:
        """What MailDev's page would tell."""
        told = {"version": __version__, "smtpPort": smtp_port, "isOutgoingEnabled": False, "outgoingHost": ""}
        return jsonify(told)

    @routes.get("/healthz")
    def healthz() -> Response:
        """The process answers."""
        return jsonify(True)

    @routes.get("/reloadMailsFromDirectory")
    def reload_mails() -> Response:
        """Nothing is to be done: the list is always that of the store."""
        return jsonify(True)
