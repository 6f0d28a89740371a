"""Whether a password is right: slowly, a few at a time, and not again for who was just let in."""

from __future__ import annotations

import hmac
import math
import secrets
import threading
import time
from collections import OrderedDict
from http import HTTPStatus

from mailtrap.passwords import Users
from mailtrap.web.front.failures import Failures, network

AT_ONCE = 2
"""Passwords that are checked at once: each takes a processor for a tenth of a second, argon2 some 64 MB."""
PATIENCE = 10.0
"""Seconds that the next one waits for its turn."""
KEPT_FOR = 300.0
"""Seconds for which a right password need not be checked again: a script sends it with each request."""
MAX_KEPT = 1_000


class Refused(Exception):  # noqa: N818 -- it is what happens, not a fault
    """Not now: ``status``, words, and whole seconds after which it may be tried again (RFC 9110 10.2.3)."""

    def __init__(self, status: HTTPStatus, text: str, after: float = 0.0) -> None:
        super().__init__(text)
        self.status = status
        self.after = max(math.ceil(after), 1)


class Checking:
    """Passwords of these users. May be used from any thread."""

    def __init__(self, users: Users, failures: Failures | None = None) -> None:
        self._users = users
        self._failures = failures or Failures()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def right(self, name: str, password: str, address: str) -> bool:
        """Whether this is the password of ``name``, who comes from ``address``.

        ``Refused`` when there were too many wrong ones, which is told before anything is looked at.
        """
        mark = self._mark(name, password)
        if self._is_kept(mark):
            return True
        keys = (f"address {network(address)}", f"name {name[:200]}")
        if not self._places.acquire(timeout=PATIENCE):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "too many passwords are being checked; try again", PATIENCE)
        try:
            if left := self._failures.wait(*keys):
                raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too many wrong passwords; wait before the next", left)
            right = self._users.verify(name, password)
            if right:
                self._failures.forget(keys[1])
                self._keep(mark)
            else:
                self._failures.note(*keys)
            return right
        finally:
            self._places.release()

    def _mark(self, name: str, password: str) -> bytes:
        """What is remembered of a pair: nothing that could be turned back, for the key is in this process alone."""
        text = f"{len(name)} {name}\0{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, "sha256")

    def _is_kept(self, mark: bytes) -> bool:
        with self._lock:
            return self._kept.get(mark, 0.0) > time.monotonic()

    def _keep(self, mark: bytes) -> None:
        with self._lock:
            self._kept[mark] = time.monotonic() + KEPT_FOR
            self._kept.move_to_end(mark)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
