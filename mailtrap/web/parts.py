"""The bytes of a mail: the raw, a part of it, a small picture of a part."""

from __future__ import annotations

from http import HTTPStatus
from os import SEEK_END

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotImplemented as NotServed
from werkzeug.wsgi import FileWrapper

from mailtrap import __version__, mime
from mailtrap.errors import NotFound
from mailtrap.inbox import Inbox
from mailtrap.web import asking
from mailtrap.web.answers import KEPT, unless_known
from mailtrap.web.archive import archive
from mailtrap.web.files import FILE_POLICY, IMAGE_TYPES, disposition, file_response
from mailtrap.web.operation import MAIL, TEXT, Answer, operation
from mailtrap.web.selecting import SEARCHED, named
from mailtrap.web.thumbnail import thumbnail

ZIP = "application/zip"
PIECE = 256 * 1024
"""Bytes of an archive that are sent at once."""
DOWNLOAD = asking.Flag("dl", "as a download")


def parts(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("parts", __name__, url_prefix="/api/v1/message/<id_>")

    @routes.get("/raw")
    @operation(MAIL, Answer(kinds=(TEXT,)), query=(DOWNLOAD, *SEARCHED), faults=(400, 404, 503), conditional=True)
    def raw(id_: str) -> Response:
        """The mail, byte for byte as it came."""
        id_ = named(inbox, request, id_)
        response = Response(inbox.raw(id_), content_type=TEXT)
        response.headers["Content-Security-Policy"] = FILE_POLICY
        if DOWNLOAD.of(request):
            response.headers["Content-Disposition"] = disposition("attachment", f"{id_}.eml")
        return unless_known(response)

    @routes.get("/parts.zip")
    @operation(MAIL, Answer(kinds=(ZIP,)), query=SEARCHED, faults=(400, 404, 503), conditional=True)
    def zipped(id_: str) -> Response:
        """All parts of a mail, decoded, in a zip file; an enclosed mail is one file."""
        summary = inbox.message(named(inbox, request, id_)).summary
        response = Response(content_type=ZIP)
        response.headers["Content-Security-Policy"] = FILE_POLICY
        response.headers["Content-Disposition"] = disposition("attachment", f"{summary.reading.subject or 'mail'}.zip")
        response.headers["Cache-Control"] = KEPT
        response.set_etag(f"zip-{__version__}-{summary.id}")  # known before it is made
        if response.make_conditional(request).status_code != HTTPStatus.NOT_MODIFIED:
            file = archive(inbox.tree(summary.id), summary.created)
            response.content_length = file.seek(0, SEEK_END)
            file.seek(0)
            response.response = FileWrapper(file, PIECE)
            response.direct_passthrough = True
        return response

    @routes.get("/part/<number>/source")
    @operation(MAIL, Answer(kinds=(TEXT,)), query=SEARCHED, faults=(400, 404, 503), conditional=True)
    def source(id_: str, number: str) -> Response:
        """One part as it was sent: its header and its body, not decoded."""
        part = mime.find(inbox.tree(named(inbox, request, id_)), number)
        if part is None:
            raise NotFound("this mail has no part of that number")
        response = Response(part.source[part.start : part.end], content_type=TEXT)
        response.headers["Content-Security-Policy"] = FILE_POLICY
        return unless_known(response)

    @routes.get("/part/<number>")
    @operation(
        MAIL,
        Answer(about="The decoded bytes, under the type that the mail gives them.", kinds=(*IMAGE_TYPES, "*/*")),
        query=SEARCHED,
        faults=(400, 404, 503),
        conditional=True,
    )
    def part(id_: str, number: str) -> Response:
        """One part, decoded; PNG, JPEG, GIF and WebP to be shown, all else as a download."""
        return unless_known(file_response(inbox.part(named(inbox, request, id_), number)))

    @routes.get("/part/<number>/thumb")
    @operation(MAIL, Answer(kinds=("image/jpeg",)), query=SEARCHED, faults=(400, 404, 501, 503), conditional=True)
    def thumb(id_: str, number: str) -> Response:
        """A picture in small: a JPEG of 180 by 120 pixels, blank for what is no picture."""
        data, _ = mime.decoded(inbox.part(named(inbox, request, id_), number))
        try:
            response = Response(thumbnail(data), content_type="image/jpeg")
        except ImportError:
            raise NotServed("small pictures need Pillow; pip install 'mailtrap-server[thumbnails]'") from None
        response.headers["Content-Security-Policy"] = FILE_POLICY
        return unless_known(response)

    return routes
