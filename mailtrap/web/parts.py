"""The bytes of a mail: the raw, a part of it, a small picture of a part."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotImplemented as NotServed

from mailtrap import mime
from mailtrap.inbox import Inbox
from mailtrap.web import asking
from mailtrap.web.answers import unless_known
from mailtrap.web.files import FILE_POLICY, IMAGE_TYPES, disposition, file_response
from mailtrap.web.operation import MAIL, TEXT, Answer, operation
from mailtrap.web.selecting import SEARCHED, named
from mailtrap.web.thumbnail import thumbnail

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
