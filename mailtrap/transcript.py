"""What was said in one SMTP session, line by line with times: how a developer learns why nothing arrived."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailtrap.model import Line, Session, Side

MAX_LINE = 500
"""Characters of a line that are kept."""
FIRST_LINES, LAST_LINES = 200, 400
"""Lines of a session that are kept from its beginning and from its end; what lies between is counted."""

_Said = tuple[float, Side, str]


@dataclass(slots=True)
class Transcript:
    """A session while it lasts. Written by the mail loop, read by any thread through ``session``.

    ``watch`` is called when a row of the list shows something else than before; it must not block.
    """

    id: str
    listener: str
    client: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    helo: str = ""
    user: str = ""
    mechanism: str = ""
    tls: str = ""
    mails: int = 0
    refusals: int = 0
    ended: datetime | None = None
    outcome: str = ""
    failed: bool = False
    watch: Callable[[Transcript], None] = lambda _: None
    _clock: float = field(default_factory=time.monotonic)
    _first: list[_Said] = field(default_factory=list)
    _last: deque[_Said] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    _count: int = 0

    def add(self, side: Side, text: str) -> None:
        """What was said, without its line end; a reply of several lines is given at once.

        Called for each command and each reply: all that can wait is done in ``session``.
        """
        self._count += 1
        said = (time.monotonic(), side, text)
        if len(self._first) < FIRST_LINES:
            self._first.append(said)
        else:
            self._last.append(said)

    def changed(self) -> None:
        """Say that a row of the list shows something else now."""
        self.watch(self)

    def end(self, outcome: str, *, failed: bool) -> None:
        """It is over; ``outcome`` says how, ``failed`` whether a developer should look at it."""
        self.outcome = outcome
        self.failed = failed or self.refusals > 0
        self.ended = datetime.now(UTC)

    def session(self, *, lines: bool = True) -> Session:
        """All of it as a value, or all but the lines."""
        first, last = (list(self._first), list(self._last.copy())) if lines else ([], [])
        left_out = self._count - len(first) - len(last)
        if left_out > 0 and last:
            last.insert(0, (last[0][0], Side.NOTE, f"{left_out} lines are not kept"))
        return Session(
            id=self.id,
            started=self.started,
            ended=self.ended,
            listener=self.listener,
            client=self.client,
            helo=self.helo,
            user=self.user,
            mechanism=self.mechanism,
            tls=self.tls,
            outcome=self.outcome,
            failed=self.failed or self.refusals > 0,
            mails=self.mails,
            refusals=self.refusals,
            lines=tuple(self._lines(first + last)),
        )

    def _lines(self, said: list[_Said]) -> Iterator[Line]:
        clock = self._clock
        for at, side, text in said:
            time_ = int((at - clock) * 1000)
            if len(text) <= MAX_LINE and "\r" not in text and "\n" not in text:
                yield Line(time_, side, text)
            else:
                for line in text.splitlines():
                    yield Line(time_, side, line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…")
