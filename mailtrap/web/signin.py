"""The page where people sign in, and the way out. It works without a script."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from mailtrap.web.front import Access
from mailtrap.web.front.checking import Refused
from mailtrap.web.front.gate import BEARER

HTML = "text/html; charset=utf-8"
MAX_TO = 2_000
"""Characters of an address to come back to."""
_LOCAL = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")


def signin(access: Access | None, policy: str) -> Blueprint:
    """The routes; without ``access`` nobody needs them, and they lead to the page."""
    routes = Blueprint("signin", __name__)

    @routes.get("/signin")
    def form() -> Answer:
        """Name and password, and back to where one came from (``to``)."""
        to = _local(request.args.get("to", ""))
        if access is None or access.by_session(request.environ):
            return redirect(to, HTTPStatus.SEE_OTHER)
        # The cookie of the session does not come with a link of another site. It comes with the next
        # step, which is ours.
        elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site" and "again" not in request.args
        return _page(to, again=elsewhere and bool(request.args.get("to")))

    @routes.post("/signin")
    def enter() -> Answer:
        """Begin a session."""
        to = _local(request.form.get("to", ""))
        if access is None:
            return redirect(to, HTTPStatus.SEE_OTHER)
        name = request.form.get("name", "")
        try:
            who = access.by_password(name, request.form.get("password", ""), request.remote_addr or "")
        except Refused as fault:
            page = _page(to, name, "wait" if fault.status == HTTPStatus.TOO_MANY_REQUESTS else "busy", fault.after)
            page.status_code, page.headers["Retry-After"] = fault.status, str(fault.after)
            return page
        if who is None:
            page = _page(to, name, "wrong")
            page.status_code = HTTPStatus.UNAUTHORIZED
            page.headers["WWW-Authenticate"] = BEARER  # none that a browser has a dialog for
            return page
        answer = redirect(to, HTTPStatus.SEE_OTHER)
        _set(answer, access.cookie, access.sign_in(who))
        return answer

    @routes.post("/signout")
    def leave() -> Answer:
        """End the session."""
        answer = redirect(url_for("signin.form") if access else url_for("index"), HTTPStatus.SEE_OTHER)
        if access:
            access.sign_out(request.environ)
            _set(answer, access.cookie, "")
        return answer

    def _page(to: str, name: str = "", fault: str = "", after: int = 0, *, again: bool = False) -> Response:
        more = f"{url_for('signin.form')}?{urlencode({'to': to, 'again': 1})}"
        text = render_template("signin.html", to=to, name=name[:200], fault=fault, after=after, again=again and more)
        # A form sends its Origin only where the referrer is not forbidden altogether.
        headers = {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "Vary": "Accept-Language, Cookie",
        }
        return Response(text, content_type=HTML, headers=headers)

    def _set(answer: Answer, cookie: str, value: str) -> None:
        answer.set_cookie(
            cookie,
            value,
            max_age=None if value else 0,
            path=url_for("index"),
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )

    return routes


def _local(to: str) -> str:
    """An address of ours, else the page: nobody is led elsewhere by a link to this one."""
    home = url_for("index")
    fine = len(to) <= MAX_TO and _LOCAL.fullmatch(to) and to.startswith(home)
    return to if fine else home
