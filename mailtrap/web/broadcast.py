"""Tabs that watch the same: one thread makes each frame once and sends it to all of them, waiting for none.

Each tab has a thread of its own, too, which sleeps as long as the tab keeps up: it tells what was missed before, and
goes on where a tab did not take all at once, as slowly as that tab reads.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from mailtrap.bus import QUEUE_LENGTH
from mailtrap.errors import MailtrapError
from mailtrap.inbox import Inbox
from mailtrap.web.filtering import Filter
from mailtrap.web.frames import Batches, Frames, Told, following, missed, opening, reloading
from mailtrap.web.front import Who, current
from mailtrap.web.front.who import enter

if TYPE_CHECKING:
    from simple_websocket import Server

log = logging.getLogger(__name__)

PIECE = 64 * 1024
"""Bytes that are sent at once, unless a single frame is larger."""


class Ready(NamedTuple):
    """A frame as it goes over the wire, and the number of its event if it tells of one."""

    seq: int | None
    data: bytes


def encoded(text: str) -> bytes:
    """A text frame of a server (RFC 6455 5.2): without a mask, and so the same for all. Not compressed, which none need
    be, whatever the tab would understand (RFC 7692 6)."""
    from wsproto.frame_protocol import FrameProtocol  # is not loaded before there is a tab

    return bytes(FrameProtocol(client=False, extensions=[]).send_data(text))


class Round:
    """Frames that are sent to all together."""

    def __init__(self, frames: list[Ready]) -> None:
        self.frames = frames
        self.first = next((frame.seq for frame in frames if frame.seq is not None), None)
        self.pieces: list[tuple[int, bytes]] = []
        """Bytes, and how many frames have gone with them."""
        waiting, size = [], 0
        for at, frame in enumerate(frames, 1):
            waiting.append(frame.data)
            size += len(frame.data)
            if size >= PIECE or at == len(frames):
                self.pieces.append((at, b"".join(waiting)))
                waiting, size = [], 0


class Seat:
    """A tab in a broadcast."""

    def __init__(self, tab: Server, alive: Callable[[], bool]) -> None:
        self.tab = tab
        self.alive = alive
        self.last = -1
        """What is told of events up to this one is not for the tab, which knows it."""
        self.over = False
        self._lock = threading.Lock()
        self._waiting: deque[Ready] | None = deque()
        """What the tab's own thread has to send; None while the tab keeps up."""
        self._overflowed = False

    def tell(self, round_: Round) -> None:
        """Send it, or leave it to the tab's own thread. Never waits."""
        if self.alive():  # else its thread ends it, and what came last is no longer for it
            with self._lock:
                if self._waiting is not None:
                    self._keep(self._waiting, round_.frames)
                elif (left := self._push(round_)) is not None:
                    self._waiting = deque(left)
                else:
                    return
        self.tab.event.set()

    def _push(self, round_: Round) -> list[Ready] | None:
        """The frames that did not go, None when nothing is left, not even of the last of them."""
        if round_.first is not None and round_.first <= self.last:
            return round_.frames
        for went, data in round_.pieces:
            if not self.tab.sock.push(data):
                return round_.frames[went:]
        return None

    def _keep(self, waiting: deque[Ready], frames: Iterable[Ready]) -> None:
        if not self._overflowed:
            waiting.extend(frames)
            if len(waiting) > QUEUE_LENGTH:
                waiting.clear()
                self._overflowed = True

    def take(self) -> deque[Ready] | None:
        """What waits; empty when nothing does, and from now on the tab is told directly; None when too much did."""
        with self._lock:
            if self._overflowed:
                self._overflowed = False
                return None
            taken = self._waiting or deque()
            self._waiting = deque() if taken else None
            return taken

    def end(self) -> None:
        """There will be no more."""
        self.over = True
        self.tab.event.set()


class Broadcast:
    """All tabs with the same filter whose users may see the same, and the thread that tells them."""

    def __init__(self, inbox: Inbox, frames: Frames, chosen: Filter, look: float) -> None:
        self._inbox = inbox
        self._frames = frames
        self._chosen = chosen
        self._look = look
        self._lock = threading.Lock()
        self._seats: tuple[Seat, ...] = ()
        self.over = False
        self._stack = ExitStack()
        self._subscription = self._stack.enter_context(inbox.subscribe(chosen.inbox or None, news=chosen.news))
        threading.Thread(target=self._run, args=(current(),), name="mailtrap-tabs", daemon=True).start()

    def join(self, seat: Seat) -> None:
        """From now on a tab is told what comes, or that this is over."""
        with self._lock:
            self._seats = (*self._seats, seat)
            self._subscription.readers = len(self._seats)
            if self.over:
                seat.end()

    def leave(self, seat: Seat) -> None:
        """A tab is gone. With the last of them it is over."""
        with self._lock:
            self._seats = tuple(each for each in self._seats if each is not seat)
            self._subscription.readers = len(self._seats)
            if not self._seats:
                self.over = True
                self._subscription.close()

    def _run(self, who: Who) -> None:
        enter(who)  # what they may see is asked of the thread
        ready: list[Ready] = []
        try:
            with self._stack:
                came = Batches(self._inbox, self._subscription, -1, lambda: not self.over)
                for each in following(self._inbox, came, self._frames, self._chosen, self._look):
                    if each:
                        ready.append(Ready(each.seq, encoded(each.text)))
                    elif ready:
                        round_, ready = Round(ready), []
                        for seat in self._seats:
                            seat.tell(round_)
        except MailtrapError as fault:  # who comes back is told
            log.debug("tabs are told no more: %s", fault)
        finally:
            with self._lock:
                self.over = True
                for seat in self._seats:
                    seat.end()

    def serve(self, seat: Seat, after: int) -> None:
        """Tell a tab what it missed, then, whenever it does not keep up, what waits for it. On the tab's own thread."""
        tab = seat.tab

        def say(frames: Iterable[Told]) -> None:
            for each in frames:
                tab.sock.send(encoded(each.text))

        events, seat.last = missed(self._inbox, after)
        say(opening(self._inbox, events, self._chosen))
        while seat.alive() and not seat.over:
            tab.sock.flush()
            waiting = seat.take()
            if waiting is None:
                say(reloading(self._inbox, self._chosen))
                continue
            for each in waiting:
                if each.seq is None or each.seq > seat.last:
                    tab.sock.send(each.data)
            if not waiting:
                tab.event.wait(self._look)
                tab.event.clear()
                tab.input_buffer.clear()  # it has nothing to say


class Broadcasts:
    """Those that there are."""

    def __init__(self, inbox: Inbox, frames: Frames, look: float) -> None:
        self._inbox = inbox
        self._frames = frames
        self._look = look
        self._lock = threading.Lock()
        self._going: dict[tuple[str, bool, Filter], Broadcast] = {}

    def serve(self, tab: Server, after: int, alive: Callable[[], bool], chosen: Filter) -> None:
        """Tell a tab everything that was chosen after an event, until one side ends."""
        who = current()
        key = (who.inbox, who.read_only, chosen)
        seat = Seat(tab, alive)
        with self._lock:
            broadcast = self._going.get(key)
            if broadcast is None or broadcast.over:
                broadcast = self._going[key] = Broadcast(self._inbox, self._frames, chosen, self._look)
            broadcast.join(seat)
        try:
            broadcast.serve(seat, after)
        finally:
            with self._lock:
                broadcast.leave(seat)
                if broadcast.over and self._going.get(key) is broadcast:
                    del self._going[key]
