"""Wrong passwords, counted by address and by name: the next try waits longer each time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

FREE = 5
"""Failures in a row that cost nothing: people mistype."""
LONGEST = 60.0
"""Seconds that one waits at most, which is 1,440 tries a day; whoever owns the name should not be locked out by it."""
FORGOTTEN = 900.0
"""Seconds after the last failure."""
MAX_KNOWN = 10_000
"""Addresses and names that are counted, some 2 MB; the oldest go."""


@dataclass(slots=True)
class _Count:
    failures: int = 0
    last: float = 0.0


class Failures:
    """Each key, an address or a name, has its own count. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def wait(self, *keys: str) -> float:
        """Seconds until the next try of all these; 0 for now."""
        now = time.monotonic()
        with self._lock:
            return max((self._left(self._counts.get(key), now) for key in keys), default=0.0)

    @staticmethod
    def _left(count: _Count | None, now: float) -> float:
        if count is None or count.failures < FREE or now - count.last > FORGOTTEN:
            return 0.0
        pause: float = min(2.0 ** min(count.failures - FREE, 10), LONGEST)
        return max(count.last + pause - now, 0.0)

    def note(self, *keys: str) -> None:
        """One more failure of each."""
        now = time.monotonic()
        with self._lock:
            for key in keys:
                count = self._counts.setdefault(key, _Count())
                count.failures = 1 if now - count.last > FORGOTTEN else count.failures + 1
                count.last = now
                self._counts.move_to_end(key)
            while len(self._counts) > MAX_KNOWN:
                self._counts.popitem(last=False)

    def forget(self, key: str) -> None:
        """It went well."""
        with self._lock:
            self._counts.pop(key, None)

    def __len__(self) -> int:
        return len(self._counts)


def network(address: str) -> str:
    """What is counted as one address: of IPv6 the first 64 bits, which are what one customer has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
