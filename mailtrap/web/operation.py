"""What a route says about itself, next to its function: from these words the OpenAPI document is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mailtrap.web.asking import Parameter

F = TypeVar("F", bound=Callable[..., Any])

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
STREAM = "text/event-stream"

LIST, FINDING, INBOXES, TAGGING, SENDING, MAIL, VIEW, WATCHING, SESSIONS, FAULTS, PROGRAM, REFERENCE = TAGS = (
    "List of mails",
    "Finding",
    "Inboxes",
    "Tags and pins",
    "Sending",
    "One mail",
    "Shown mail",
    "Watching",
    "SMTP sessions",
    "Faults",
    "Program",
    "This reference",
)
"""The groups of operations, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is no error: status, a type of ``wire`` for JSON, or the media types of what is no JSON.

    ``headers`` are those worth knowing, each with a word about it.
    """

    status: int = 200
    about: str = ""
    type: Any = None
    kinds: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request: a type of ``wire``, an example that does no harm, and whether a form does as well.

    ``kinds`` are the media types of a body that is no JSON and has no type.
    """

    type: Any
    example: Any
    required: bool = False
    form: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path. ``path`` says of an argument what it is, where that is not the usual."""

    tag: str
    answers: tuple[Answer, ...]
    query: tuple[Parameter, ...] = ()
    body: Body | None = None
    faults: tuple[int, ...] = ()
    path: Mapping[str, str] = field(default_factory=dict)
    conditional: bool = False
    """Whether it gives an ETag, and 304 to who has that one already."""
    strict: bool = False
    """Whether a parameter that it does not know is refused, as it is by all that change something."""


_ATTRIBUTE = "mailtrap_operation"


def operation(
    tag: str,
    *answers: Answer,
    query: tuple[Parameter, ...] = (),
    body: Body | None = None,
    faults: tuple[int, ...] = (),
    path: Mapping[str, str] | None = None,
    conditional: bool = False,
    strict: bool = False,
) -> Callable[[F], F]:
    """Tell what a route takes and answers; its docstring says what it does.

    ``faults`` are the statuses of its own errors. What the guard may refuse goes without saying.
    """
    told = Operation(tag, answers, query, body, faults, path or {}, conditional, strict)

    def note(function: F) -> F:
        setattr(function, _ATTRIBUTE, told)
        return function

    return note


def operation_of(function: Callable[..., Any]) -> Operation | None:
    """What a route said about itself; None if it said nothing."""
    found: Operation | None = getattr(function, _ATTRIBUTE, None)
    return found
