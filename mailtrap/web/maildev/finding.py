"""What a query asks for: conditions on keys of a mail, a place to begin, and an order.

A key is a path with dots (``from.address``); where it leads through a list, any entry will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from flask import Request

from mailtrap.errors import BadRequest, NotFound
from mailtrap.model import Summary
from mailtrap.web import asking
from mailtrap.web.facade import Mails
from mailtrap.web.maildev import shapes

PAGING = frozenset({"skip", "limit", "sort"})
MAX_CONDITIONS = 20
"""Conditions of one query."""
MAX_STEPS = 10
"""Keys of one path."""


class Condition(NamedTuple):
    """The key at ``path`` has the value that is written ``wanted``."""

    path: tuple[str, ...]
    wanted: str

    def fits(self, mail: Any) -> bool:
        """Whether it does; a key that a mail does not have is never equal to anything."""
        return self.wanted in _texts(_values(mail, self.path))


def _values(value: Any, path: tuple[str, ...]) -> list[Any]:
    values = [value]
    for step in path:
        values = [found for each in values for found in _step(each, step)]
    return [found for each in values for found in (each if isinstance(each, list) else [each])]


def _step(value: Any, key: str) -> list[Any]:
    if isinstance(value, list):
        if key.isascii() and key.isdigit():
            return value[int(key[:9]) :][:1]
        return [each[key] for each in value if isinstance(each, dict) and key in each]
    return [value[key]] if isinstance(value, dict) and key in value else []


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Values as they are written in a query: true, 5, text."""
    for value in values:
        if isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, str | int):
            yield str(value)


class Query(NamedTuple):
    """All that was asked for; ``limit`` is None for all."""

    conditions: tuple[Condition, ...]
    skip: int
    limit: int | None
    newest_first: bool

    @classmethod
    def of(cls, request: Request) -> Query:
        """Read it.

        Raises:
            BadRequest: something in it cannot be understood, which never means that nothing was asked.
        """
        pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in PAGING]
        if len(pairs) > MAX_CONDITIONS:
            raise BadRequest(f"the query: {len(pairs)} conditions are too many; give at most {MAX_CONDITIONS}")
        conditions = tuple(Condition(_path(key), value) for key, value in pairs)
        skip = asking.Number("skip").of(request)
        limit = asking.Number("limit").of(request) if "limit" in request.args else None
        return cls(conditions, skip, limit, order(request, "asc") == "desc")


def _path(key: str) -> tuple[str, ...]:
    path = tuple(key.split("."))
    if not all(path) or len(path) > MAX_STEPS:
        raise BadRequest(f"{key[:40]!r} is no key of a mail; give one such as subject or from.address")
    return path


def order(request: Request, default: str) -> str:
    """``asc``, the oldest first, or ``desc``."""
    given = request.args.get("sort", default)
    if given not in ("asc", "desc"):
        raise BadRequest(f"sort: {given[:40]!r} will not do; give asc or desc")
    return given


def emails(mails: Mails, query: Query, version: int) -> Iterator[shapes.Json]:
    """The mails of a query, one by one. What the summary tells is looked at first, so that few mails must be read."""
    known = [each for each in query.conditions if each.path[0] in shapes.SUMMARY_KEYS]
    rest = [each for each in query.conditions if each.path[0] not in shapes.SUMMARY_KEYS]
    found = (row.id for row in mails.summaries() if not known or _fits(known, shapes.head(row)))
    ids: Iterable[str] = found if query.newest_first else reversed(list(found))
    end = None if query.limit is None else min(query.skip + query.limit, asking.MAX_START)
    if not rest:
        ids, query, end = islice(ids, query.skip, end), query._replace(skip=0), None
    shown = (shapes.email(mail, version) for mail in mails.loaded(ids))
    yield from islice((each for each in shown if _fits(rest, each)), query.skip, end)


def _fits(conditions: list[Condition], mail: shapes.Json) -> bool:
    return all(each.fits(mail) for each in conditions)


def holds(mails: Mails, summary: Summary, term: str) -> bool:
    """Whether subject, people or text of a mail have ``term`` (in small letters) in them."""
    reading = summary.reading
    people = (*((reading.from_,) if reading.from_ else ()), *reading.to, *reading.cc)
    shown = (reading.subject, *(text for each in people for text in (each.address, each.name)))
    if any(term in text.lower() for text in shown):
        return True
    try:
        return term in mails.load(summary.id).body.text.lower()
    except NotFound:  # deleted meanwhile
        return False
