"""The fault rules, and Mailpit's three triggers."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from mailtrap.wire.base import Count, Time, Wire

Percent = Annotated[int, Meta(ge=0, le=100)]


class FaultHeader(Wire, frozen=True):
    """A header field by name, and the pattern of its value."""

    name: str
    value: str


class FaultMatch(Wire, frozen=True):
    """Which sessions are meant: a phase, and patterns that must all fit."""

    phase: Literal["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "message"]
    client: str | UnsetType = UNSET
    helo: str | UnsetType = UNSET
    user: str | UnsetType = UNSET
    sender: str | UnsetType = UNSET
    recipient: str | UnsetType = UNSET
    header: FaultHeader | UnsetType = UNSET
    min_size: Count | UnsetType = UNSET
    max_size: Count | UnsetType = UNSET


class FaultChoice(Wire, frozen=True):
    """Which of the matches are hit: ``Always``, ``Probability``, ``Every``, ``First`` or ``MoreThan``."""

    always: bool | UnsetType = UNSET
    probability: float | UnsetType = UNSET
    every: int | UnsetType = UNSET
    first: int | UnsetType = UNSET
    more_than: int | UnsetType = UNSET
    within: float | UnsetType = UNSET
    per: list[str] | UnsetType = UNSET


class FaultEffect(Wire, frozen=True):
    """What is done: a reply, a delay in seconds, the end of the connection, a part of a reply, bytes a second."""

    code: int | None = None
    enhanced: str | None = None
    text: str | None = None
    delay: float = 0.0
    drop: bool = False
    truncate: int | None = None
    rate: int = 0


class FaultRule(Wire, frozen=True, kw_only=True):
    """If a session matches and the choice falls on it, it feels the effect.

    ``ID`` stays with a rule from list to list; without one it is a new rule. What was counted is passed over in a PUT.
    """

    id: str = ""
    name: str
    enabled: bool = True
    match: FaultMatch
    choice: FaultChoice = FaultChoice(always=True)
    effect: FaultEffect
    matched: Count = 0
    fired: Count = 0
    last_fired: Time | None = None


class Faults(Wire, frozen=True, kw_only=True):
    """All rules in order; the same seed and the same mails meet the same faults.

    ``Revision`` is another with each change. Who names the one that was read changes nothing that was not seen.
    """

    seed: int | None = None
    revision: str | None = None
    rules: list[FaultRule]


class Trigger(Wire, frozen=True):
    """What is answered, and to how many of a hundred."""

    error_code: int
    probability: Percent


class Triggers(Wire, frozen=True):
    """Mailpit's triggers."""

    sender: Trigger
    recipient: Trigger
    authentication: Trigger


class SetTrigger(Wire, frozen=True, forbid_unknown_fields=True):
    """How a trigger is to be; an ``ErrorCode`` of 0 or none is the usual one, no ``Probability`` is 0."""

    error_code: Annotated[int, Meta(ge=0, le=599)] | None = None
    probability: Percent | None = None


class SetTriggers(Wire, frozen=True, forbid_unknown_fields=True):
    """How the triggers are to be; one that is not named is switched off."""

    sender: SetTrigger | None = None
    recipient: SetTrigger | None = None
    authentication: SetTrigger | None = None
