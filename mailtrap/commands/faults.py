"""How a command ends that did not do what was asked: in words, and with an exit code that a script can use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from mailtrap.client import BadArgument, Unexpected, WaitTimeout
from mailtrap.commands.terminal import printable, width
from mailtrap.errors import BadRequest, ConfigError, MailtrapError, NotFound
from mailtrap.query import QueryError, parse

NOTHING = 1
"""Nothing was found, or the mail is not there."""
WRONG = 2
"""The command line or the search cannot be understood."""
FAILED = 3
"""The server or the store could not be asked."""


class Failed(click.ClickException):
    """The server or the store could not be asked; one or more lines say why."""

    exit_code = FAILED

    def __init__(self, text: str) -> None:
        super().__init__("\n".join(printable(line) for line in text.split("\n")))


class Nothing(Failed):
    """Nothing was found."""

    exit_code = NOTHING


class Wrong(Failed):
    """A search or an id cannot be understood."""

    exit_code = WRONG


@contextmanager
def told(query: str) -> Iterator[None]:
    """Turn what goes wrong in a ``with`` block into words; ``query`` is the search that was given."""
    try:
        yield
    except BadRequest as fault:
        raise Wrong(f"{fault}{_marked(query)}") from None
    except (BadArgument, ConfigError) as fault:
        raise Wrong(str(fault)) from None
    except (NotFound, WaitTimeout, Unexpected) as fault:
        raise Nothing(str(fault)) from None
    except MailtrapError as fault:
        raise Failed(str(fault)) from None


def _marked(query: str) -> str:
    """The search with a mark under what is wrong with it; nothing where this version finds no fault in it."""
    try:
        parse(query, now=datetime.now(UTC))
    except QueryError as fault:
        if not fault.term:
            return ""
        before = width(printable(query[: fault.position]))
        term = query[fault.position : fault.position + len(fault.term)]
        return f"\n  {printable(query)}\n  {' ' * before}{'^' * max(width(printable(term)), 1)}"
    return ""
