"""Who may come in: users, sessions of the page, and API tokens."""

from __future__ import annotations

from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from mailtrap.passwords import Users
from mailtrap.tokens import Token, Tokens
from mailtrap.web.front.checking import Checking
from mailtrap.web.front.visits import Visits
from mailtrap.web.front.who import Who

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Access:
    """Everybody who is known. ``port`` keeps the cookies of two servers on one host apart, which share them."""

    def __init__(self, users: Users, tokens: Tokens, port: int = 0) -> None:
        self._users = users
        self._tokens = tokens
        self._checking = Checking(users)
        self._visits = Visits()
        self.cookie = f"mailtrap_session_{port}" if port else "mailtrap_session"

    def by_password(self, name: str, password: str, address: str) -> Who | None:
        """A user; None if name or password are wrong.

        Raises:
            Refused: it is too early for the next try.
        """
        return self._user(name) if self._checking.right(name, password, address) else None

    def by_token(self, secret: str) -> Who | None:
        """Who has an API token; None if there is no such token.

        Nobody is slowed down here: 256 random bits are not found by trying.
        """
        token = self._tokens.find(secret)
        return _bearer(token, partial(self._is_valid, secret)) if token else None

    def _is_valid(self, secret: str) -> bool:
        return self._tokens.find(secret) is not None

    def by_session(self, environ: WSGIEnvironment, *, touch: bool = True) -> Who | None:
        """Who signed in on the page."""
        id_ = self.session_id(environ)
        name = self._visits.name(id_, touch=touch) if id_ else None
        if name is None:
            return None
        return self._user(name, session=True, id_=id_)

    def _user(self, name: str, *, session: bool = False, id_: str = "") -> Who:
        read_only = self._users.is_read_only(name)
        if not session:
            return Who(name, read_only)
        return Who(name, read_only, session=True, valid=lambda: self._visits.name(id_, touch=False) is not None)

    def session_id(self, environ: WSGIEnvironment) -> str:
        """That of the cookie; empty without one."""
        try:
            found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(self.cookie)
        except CookieError:
            return ""
        return found.value if found else ""

    def sign_in(self, who: Who) -> str:
        """A session begins; the id is for the cookie."""
        return self._visits.begin(who.name)

    def sign_out(self, environ: WSGIEnvironment) -> None:
        """The session of the cookie ends."""
        if id_ := self.session_id(environ):
            self._visits.end(id_)


def _bearer(token: Token, valid: partial[bool]) -> Who:
    return Who(token.name, token.read_only, token.inbox, valid=valid)
