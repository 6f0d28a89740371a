"""Everything below one path, for a proxy that has others beside it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from mailtrap.web.front.gate import Refusal
from mailtrap.wire.program import NOWHERE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def step_below(environ: WSGIEnvironment, base: str) -> Refusal | None:
    """Take ``base`` (``/mail``, or empty) off the path; refuse what does not lie below it."""
    path = environ.get("PATH_INFO", "")
    if not base or path.startswith(f"{base}/"):
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = base, path[len(base) :]
        return None
    hint = f"{NOWHERE}; everything is below {base}/ here"
    if path == base and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        query = f"?{asked}" if (asked := environ.get("QUERY_STRING", "")) else ""
        return Refusal(HTTPStatus.PERMANENT_REDIRECT, hint, (("Location", f"{base}/{query}"),))
    return Refusal(HTTPStatus.NOT_FOUND, hint)
