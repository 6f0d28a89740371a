"""Recipients that ask for their own fault, without any rule: ``bounce+550@…``, ``slow+5s@…``, ``drop+now@…``."""

from __future__ import annotations

import re

from mailtrap.chaos.fields import seconds_in
from mailtrap.chaos.replies import reply
from mailtrap.chaos.rule import Effect, Phase

MAX_SLOW = 60.0
"""Seconds. Anybody who can send mail can ask for them, so they are fewer than a rule's."""

_BOUNCE = re.compile(r"bounce\+([45]\d\d)(?:-([45]\.\d{1,3}\.\d{1,3}))?", re.ASCII)
_SLOW = re.compile(r"slow\+([0-9.]{1,20}m?s)")


def shorthand(recipient: str) -> Effect | None:
    """What this recipient asks for; None for one that is an ordinary address.

    ``bounce+CODE`` and ``bounce+CODE-ENHANCED`` are refused so (421 also closes), ``slow+TIME`` is accepted after the
    time (``5s``, ``500ms``, at most 60 s), ``drop+now`` closes the connection without a word. The domain is any.
    """
    local, at, _ = recipient.rpartition("@")
    local = (local if at else recipient).lower()
    if local == "drop+now":
        return Effect(drop=True, rule=local)
    if found := _BOUNCE.fullmatch(local):
        code, enhanced = int(found[1]), found[2]
        if enhanced and enhanced[0] != found[1][0]:
            return None
        return Effect(reply=reply(Phase.RCPT, code, enhanced), drop=code == 421, rule=local)
    if found := _SLOW.fullmatch(local):
        delay = seconds_in(found[1])
        return None if delay is None or delay > MAX_SLOW else Effect(delay=delay, rule=local)
    return None
