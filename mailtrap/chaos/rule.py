"""The words: phases, facts about a session, effects, and the rule that leads from the ones to the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mailtrap.chaos.pattern import Pattern


class Phase(StrEnum):
    """Where in a session a rule is asked. MESSAGE is after the final dot, before storing."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    MESSAGE = "message"


class Fact(StrEnum):
    """What can be matched by a pattern and counted by."""

    CLIENT = "client"
    HELO = "helo"
    USER = "user"
    SENDER = "sender"
    RECIPIENT = "recipient"


_OF_A_MAIL = frozenset({Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.MESSAGE})
KNOWN = {
    Fact.CLIENT: frozenset(Phase),
    Fact.HELO: frozenset(Phase) - {Phase.CONNECT},
    Fact.USER: _OF_A_MAIL | {Phase.AUTH},
    Fact.SENDER: _OF_A_MAIL,
    Fact.RECIPIENT: _OF_A_MAIL - {Phase.MAIL},
}
"""The phases in which a fact is known."""
SIZE_KNOWN = _OF_A_MAIL
"""The same of the size; before DATA it is what SIZE= announced, or 0."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a session.

    ``client`` is an address with or without port, as in the envelope. At RCPT ``recipients`` holds the one that is
    asked about. ``header`` gives the decoded values of the fields of a name, whatever its case; at MESSAGE alone.
    """

    client: str = ""
    helo: str = ""
    user: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    size: int = 0
    header: Callable[[str], Sequence[str]] | None = None

    def values(self, fact: Fact) -> tuple[str, ...]:
        """What there is of this fact; the client without its port, which is another with each connection."""
        match fact:
            case Fact.CLIENT:
                return (_host(self.client),)
            case Fact.HELO:
                return (self.helo,)
            case Fact.USER:
                return (self.user,)
            case Fact.SENDER:
                return (self.sender,)
            case Fact.RECIPIENT:
                return self.recipients


def _host(client: str) -> str:
    if client.startswith("["):
        return client[1:].partition("]")[0]
    return client.partition(":")[0] if client.count(":") == 1 else client


@dataclass(frozen=True, slots=True)
class Effect:
    """What is to be done; an effect of nothing lets the client pass, and the rules behind it are not asked.

    ``reply`` is a whole line, such as ``451 4.7.1 Try again later``; empty for the usual reply. ``delay`` is in
    seconds, before the reply. ``drop`` closes the connection: behind the reply if there is one, else at once.
    ``truncate`` sends so many bytes of the reply, this one or the usual one, and closes. ``rate`` is in bytes a
    second, reading and writing, from now on in this session; 0 is full speed. ``rule`` names the rule.

    Raises:
        ValueError: the reply is no single line of printable ASCII with a code of 400 to 599.
    """

    reply: str = ""
    delay: float = 0.0
    drop: bool = False
    truncate: int | None = None
    rate: int = 0
    rule: str = ""

    def __post_init__(self) -> None:
        if self.reply and not _REPLY.fullmatch(self.reply):
            raise ValueError(f"{self.reply!r} is no reply; give a line such as '451 4.7.1 Try again later'")


_REPLY = re.compile(r"[45]\d\d [ -~]{1,500}")


@dataclass(frozen=True, slots=True)
class Match:
    """Which sessions are meant: all that is given must be so. Of several recipients or fields, one is enough."""

    phase: Phase
    patterns: tuple[tuple[Fact, Pattern], ...] = ()
    header: tuple[str, Pattern] | None = None
    min_size: int | None = None
    max_size: int | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether this session is meant; the phase is the caller's to compare."""
        if self.min_size is not None and facts.size < self.min_size:
            return False
        if self.max_size is not None and facts.size > self.max_size:
            return False
        for fact, pattern in self.patterns:
            if not any(map(pattern.matches, facts.values(fact))):
                return False
        if self.header is None:
            return True
        name, pattern = self.header
        return facts.header is not None and any(map(pattern.matches, facts.header(name)))


@dataclass(frozen=True, slots=True)
class Always:
    """Every match."""


@dataclass(frozen=True, slots=True)
class Probability:
    """A match with this probability, 0 to 1."""

    p: float


@dataclass(frozen=True, slots=True)
class Every:
    """Each n-th match: the third, the sixth, ..."""

    n: int


@dataclass(frozen=True, slots=True)
class First:
    """The first n matches that have these facts in common: greylisting."""

    n: int
    per: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class MoreThan:
    """Matches beyond the n-th within so many seconds that have these facts in common: a rate limit.

    The time begins with a match and begins anew with the first one after its end, as in Postfix's anvil(8).
    """

    n: int
    within: float
    per: tuple[Fact, ...]


Choice = Always | Probability | Every | First | MoreThan


MAX_RULES = 1_000
"""Rules of one list; each is asked in turn."""


@dataclass(frozen=True, slots=True)
class Rule:
    """If a session matches and the choice falls on it, it feels the effect.

    ``id`` stays with a rule from list to list; one that has none is given one when it is put in force.
    """

    name: str
    match: Match
    effect: Effect
    choice: Choice = Always()
    enabled: bool = True
    id: str = field(default="", compare=False)

    def does_as(self, other: Rule) -> bool:
        """Whether it does to the same sessions the same, whatever it is called and whether it is switched on."""
        return (self.match, self.choice, self.effect) == (other.match, other.choice, other.effect)
