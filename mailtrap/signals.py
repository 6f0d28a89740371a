"""Signals as bytes on a socket.

The system may give a signal to any thread, and a main thread that waits for a lock or a process then sleeps on. A byte
wakes it.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_HANGUP = getattr(signal, "SIGHUP", None)  # which Windows has not


@contextmanager
def heard(numbers: Iterable[int]) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A socket on which each of these signals comes as a byte, its number, and the one that they are sent by.

    Within and from then on they do nothing else. A hangup that is ignored stays so: that is what nohup is for. An
    interrupt does not: shells have whatever they put behind a script ignore it, and it is asked for by name there.
    """
    woken, waker = socket.socketpair()
    with woken, waker:
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        for number in numbers:
            if number != _HANGUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, lambda *_: None)
        try:
            yield woken, waker
        finally:
            signal.set_wakeup_fd(-1)
