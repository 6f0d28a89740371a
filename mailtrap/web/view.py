"""The HTML of a mail, on a URL of its own that carries its own prison (security: a hostile mail)."""

from __future__ import annotations

import hmac
import html
import re
import secrets
from urllib.parse import quote, unquote

from flask import Blueprint, Response, request, url_for

from mailtrap import mime
from mailtrap.errors import NotFound
from mailtrap.inbox import Inbox
from mailtrap.mime import Part
from mailtrap.web import asking
from mailtrap.web.answers import unless_known
from mailtrap.web.dressing import dressed
from mailtrap.web.files import FILE_POLICY, IMAGE_TYPES, image_type
from mailtrap.web.operation import TEXT, VIEW, Answer, operation
from mailtrap.web.selecting import SEARCHED, named

REMOTE = asking.Flag("remote", "let in what it loads from elsewhere: images, styles, fonts")
DARK = asking.Flag("dark", "darken it as some mail clients do: lightness inverted, hues and images kept")
TARGETS = asking.Flag("targets", "show at its foot where the link leads that is pointed at or has the focus")
HTML = "text/html; charset=utf-8"

_CID = re.compile(r"cid:([^\"'\s)<>]{1,1000})", re.IGNORECASE)
_HEAD = re.compile(r"<head(?:\s[^>]{0,1000})?>", re.IGNORECASE)
_COMMENTS = r"(?:<!--(?:(?!-->)[\s\S]){0,1000}-->\s*){0,10}"
_DOCTYPE = re.compile(rf"[\s\ufeff]*(?:<\?xml[^>]{{0,1000}}>\s*)?{_COMMENTS}<!doctype[^>]{{0,1000}}>", re.IGNORECASE)
_HEAD_WITHIN = 10_000
"""Characters in which the head of a document is looked for."""
_BASE = '<base target="_blank">'
# What no policy holds. Of two attributes of one name the first counts, so one is put in before those of the mail. It
# has no quotes, for the words may also stand within an attribute.
_LINK = re.compile(r"<link(?=[\s/>])", re.IGNORECASE)
_HELD_LINK = r"\g<0> rel=held "
"""``<link rel=preconnect>`` would tell its host that the mail is being read."""
_FRAME = re.compile(r"<i?frame(?=[\s/>])", re.IGNORECASE)
_HELD_FRAME = r"\g<0> srcdoc src=about:blank "
"""Chromium connects to the host of a frame before it asks the policy, which then refuses."""


class Bodies:
    """The HTML of mails, and under which addresses their images lie."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._secret = secrets.token_bytes(32)

    def html(self, id_: str, *, remote: bool, dark: bool = False, targets: bool = False) -> Response:
        """The HTML of a mail in its prison. ``NotFound`` if it has none."""
        body = self._inbox.body(id_)
        if not body.htmls:
            raise NotFound("this mail has no HTML")
        images = f"{request.url_root}view/{quote(id_)}/{self._token(id_)}/"
        known = {each.part.content_id: each.part.number for each in body.attachments if each.part.content_id}
        return imprisoned(body.html, images, known, remote=remote, dark=dark, targets=targets)

    def lets_in(self, id_: str, given: str) -> bool:
        """Whether a request for an image of this mail came from its HTML."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token(id_).encode())

    def _token(self, id_: str) -> str:
        # The frame has no origin, so its images come as requests of a foreign site: they carry this instead.
        return hmac.new(self._secret, id_.encode("utf-8", "replace"), "sha256").hexdigest()[:32]


def view(inbox: Inbox, bodies: Bodies) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("view", __name__, url_prefix="/view")

    @routes.get("/<id_>.txt")
    @operation(VIEW, Answer(kinds=(TEXT,)), query=SEARCHED, faults=(400, 404, 503), conditional=True)
    def plain(id_: str) -> Response:
        """The text of a mail."""
        body = inbox.body(named(inbox, request, id_))
        if not body.texts:
            raise NotFound("this mail has no text")
        return unless_known(Response(body.text, content_type=TEXT))

    @routes.get("/<id_>")
    @operation(VIEW, Answer(302, about="On the page."), query=SEARCHED, faults=(400, 404, 503))
    def on_page(id_: str) -> Response:
        """Where the page shows a mail."""
        id_ = named(inbox, request, id_)
        inbox.message(id_)
        return Response(status=302, headers={"Location": f"{url_for('index')}#/m/{quote(id_)}"})

    @routes.get("/<id_>.html")
    @operation(
        VIEW, Answer(kinds=(HTML,)), query=(REMOTE, DARK, TARGETS, *SEARCHED), faults=(400, 404, 503), conditional=True
    )
    def shown(id_: str) -> Response:
        """The HTML of a mail, with a policy that lets nothing run and nothing be fetched but its own images."""
        id_ = named(inbox, request, id_)
        looks = {"dark": DARK.of(request), "targets": TARGETS.of(request)}
        return unless_known(bodies.html(id_, remote=REMOTE.of(request), **looks))

    @routes.get("/<id_>/<given>/<number>")
    @operation(VIEW, Answer(kinds=IMAGE_TYPES), faults=(404, 503), conditional=True)
    def image(id_: str, given: str, number: str) -> Response:
        """An image that a mail shows within its HTML."""
        if not bodies.lets_in(id_, given):
            raise NotFound("there is no such image")
        return unless_known(_image_response(inbox.part(id_, number)))

    return routes


def imprisoned(
    text: str, images: str, known: dict[str, str], *, remote: bool, dark: bool = False, targets: bool = False
) -> Response:
    """The HTML of a mail under its policy. ``images`` is where its own lie, ``known`` their names by Content-ID."""
    text = _FRAME.sub(_HELD_FRAME, text)
    if not remote:
        text = _LINK.sub(_HELD_LINK, text)
    if known:
        text = _CID.sub(lambda found: _image(found, known, images), text)
    response = Response(dressed(_with_base(text), dark=dark, targets=targets), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = policy(images, remote=remote)
    response.headers["X-DNS-Prefetch-Control"] = "off"
    return response


def policy(images: str, *, remote: bool) -> str:
    """The Content-Security-Policy of a mail: nothing runs, and nothing is fetched but its own images."""
    elsewhere = " http: https:" if remote else ""
    return (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        f"img-src data: {images}{elsewhere}; style-src 'unsafe-inline'{elsewhere}; font-src data:{elsewhere}; "
        f"media-src data:{elsewhere}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


def _image(found: re.Match[str], known: dict[str, str], images: str) -> str:
    number = known.get(unquote(html.unescape(found[1]))) or known.get(html.unescape(found[1]))
    return images + number if number else found[0]


def _with_base(text: str) -> str:
    """Links open in a tab of their own; the document type stays first, for it decides how the mail is laid out."""
    place = _HEAD.search(text, 0, _HEAD_WITHIN) or _DOCTYPE.match(text)
    at = place.end() if place else 0
    return text[:at] + _BASE + text[at:]


def _image_response(part: Part) -> Response:
    data, _ = mime.decoded(part)
    kind = image_type(data)
    if not kind:
        raise NotFound("this part is no image that is shown in place")
    response = Response(data, content_type=kind)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # the frame is nobody's origin
    return response
