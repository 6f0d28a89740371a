"""Who signed in on the page: sessions in memory, which end with the server."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

IDLE = 12 * 3600.0
"""Seconds without a request after which one signs in again."""
LONGEST = 30 * 24 * 3600.0
"""Seconds after which one does so in any case."""
MAX_VISITS = 1_000
"""Sessions at once; the one that was idle longest makes room."""


@dataclass(slots=True)
class _Visit:
    name: str
    began: float
    last: float


class Visits:
    """Sessions by a random id, of which only the hash is kept. May be used from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._visits: OrderedDict[bytes, _Visit] = OrderedDict()

    def begin(self, name: str) -> str:
        """Somebody signed in; the id is for their cookie."""
        id_ = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._visits[_hashed(id_)] = _Visit(name, now, now)
            while len(self._visits) > MAX_VISITS:
                self._visits.popitem(last=False)
        return id_

    def name(self, id_: str, *, touch: bool = True) -> str | None:
        """Whose session it is; None if it is over. With ``touch`` it is used and lasts on."""
        key, now = _hashed(id_), self._clock()
        with self._lock:
            visit = self._visits.get(key)
            if visit is None:
                return None
            if now - visit.last > IDLE or now - visit.began > LONGEST:
                del self._visits[key]
                return None
            if touch:
                visit.last = now
                self._visits.move_to_end(key)
            return visit.name

    def end(self, id_: str) -> None:
        """They signed out."""
        with self._lock:
            self._visits.pop(_hashed(id_), None)

    def __len__(self) -> int:
        return len(self._visits)


def _hashed(id_: str) -> bytes:
    return hashlib.sha256(id_.encode("utf-8", "surrogatepass")).digest()
