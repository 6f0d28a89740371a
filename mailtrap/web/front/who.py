"""Who asks, for the length of a request: on its thread, also while its answer is made piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who may come in. ``inbox`` is the one that they are held to, if to any; ``valid`` says whether that is
    still so, for an answer that goes on for hours. ``session`` is whether they signed in on the page."""

    name: str = ""
    read_only: bool = False
    inbox: str = ""
    session: bool = False
    valid: Callable[[], bool] = _always


EVERYBODY = Who()
"""Without a login all may do everything."""

_WHO: ContextVar[Who] = ContextVar("mailtrap_who", default=EVERYBODY)


def current() -> Who:
    """Who asked what this thread is answering."""
    return _WHO.get()


def enter(who: Who) -> None:
    """From now on this thread answers them. It is said of each request, so nobody need take it back."""
    _WHO.set(who)
