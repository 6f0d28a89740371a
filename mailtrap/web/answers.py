"""Answers that many routes give."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, request

from mailtrap.errors import BadRequest, Forbidden, MailtrapError, NotFound, Outdated, StoreError

_STATUSES = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Outdated, HTTPStatus.CONFLICT),
    (BadRequest, HTTPStatus.BAD_REQUEST),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)
_ENCODER = msgspec.json.Encoder()

KEPT = "private, no-cache"
"""A browser may keep it and asks each time whether it is still so: what was deleted is gone at once."""


def json_response(value: Any) -> Response:
    """An object of ``wire`` as JSON."""
    return Response(_ENCODER.encode(value), content_type="application/json")


def status_of(fault: MailtrapError) -> HTTPStatus:
    """The status that a fault is told with."""
    return next((status for kind, status in _STATUSES if isinstance(fault, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def ok() -> Response:
    """It was done, as Mailpit says it."""
    return Response("ok", content_type="text/plain; charset=utf-8")


def nothing() -> Response:
    """It was done, and there is nothing to say."""
    return Response(b"", content_type="text/plain; charset=utf-8")


def unless_known(response: Response) -> Response:
    """The same with an ETag of its bytes (RFC 9110 8.8.3); 304 without them for a client that has these already."""
    response.headers["Cache-Control"] = KEPT
    response.add_etag()
    response.make_conditional(request)
    return response
