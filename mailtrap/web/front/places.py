"""Connections at once: in all, and from one address."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable

from mailtrap.web.front.failures import network
from mailtrap.web.front.proxies import Proxies

MOST = 250
"""Connections of the page and the API; each is a thread."""
MOST_OF_ONE = 200
"""Of them from one address, so that one alone cannot take them all. A proxy stands for many."""


class Places:
    """For one listener of the page. May be used from any thread."""

    def __init__(self, most: int = MOST, most_of_one: int = MOST_OF_ONE, trusted: Iterable[str] = ()) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._proxies = Proxies(trusted)
        self._changed = threading.Condition()
        self._taken: Counter[str] = Counter()

    def take(self, address: str, timeout: float = 0.0) -> bool:
        """A place for a connection of this address, if there is one within so many seconds."""
        key, bounded = network(address), not self._proxies.trusts(address)

        def free() -> bool:
            return self._taken.total() < self._most and not (bounded and self._taken[key] >= self._most_of_one)

        with self._changed:
            if not self._changed.wait_for(free, timeout):
                return False
            self._taken[key] += 1
            return True

    def give_back(self, address: str) -> None:
        """It is over."""
        key = network(address)
        with self._changed:
            self._taken[key] -= 1
            self._taken += Counter()  # without those that have none
            self._changed.notify()
