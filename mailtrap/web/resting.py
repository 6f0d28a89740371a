"""Connections that are kept though nobody asks anything on them: they give way to others, and to the end."""

from __future__ import annotations

import socket
import threading

GOING = 1.0
"""Seconds that a connection, told to go, has to do so."""


class Resting:
    """The connections that rest now, each with a thread that waits there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[socket.socket, threading.Thread] = {}
        """The longest resting first."""
        self.ended = False

    def wait(self, connection: socket.socket, seconds: float) -> bool:
        """Rest until bytes come; False when none do, or the connection had to go. It leaves another time-out."""
        with self._lock:
            if self.ended:
                return False
            self._waiting[connection] = threading.current_thread()
        try:
            connection.settimeout(seconds)
            came = bool(connection.recv(1, socket.MSG_PEEK))
        except TimeoutError:
            came = False
        finally:
            with self._lock:
                # What comes when it has to go is not answered, and so must not be done.
                may_stay = self._waiting.pop(connection, None) is not None
        return came and may_stay

    def close_one(self) -> bool:
        """Close the one that rests longest; False when none does."""
        with self._lock:
            for connection in self._waiting:
                del self._waiting[connection]
                _wake(connection)
                return True
        return False

    def end(self) -> None:
        """Close all, and let none rest any more."""
        with self._lock:
            self.ended = True
            threads = list(self._waiting.values())
            for connection in self._waiting:
                _wake(connection)
            self._waiting.clear()
        for thread in threads:
            thread.join(GOING)


def _wake(connection: socket.socket) -> None:
    """Whoever waits for bytes there learns that no more come."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
