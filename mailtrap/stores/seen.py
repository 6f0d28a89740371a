"""Addresses that were seen of late, for who types one: a bounded look at the newest mails."""

from __future__ import annotations

import sqlite3

from mailtrap.model import SeenAddress
from mailtrap.stores.finding import storable
from mailtrap.stores.listing import span
from mailtrap.stores.schema import ALIVE

LOOKED_AT = 2_000
"""Newest mails whose addresses are looked at."""
MAX_ROWS = 8_000
"""Addresses of these that are looked at, those of the envelopes included: a mail may have thousands."""


def addresses(
    connection: sqlite3.Connection, text: str, roles: tuple[str, ...], limit: int, inbox: str | None = None
) -> list[SeenAddress]:
    """Those in one of these roles whose address or name holds a text: first what begins with it, then the frequent.

    With ``inbox``, of its mails alone. An address has the name that it had last. Of letters beyond ASCII, small ones,
    capitals and initials are alike.
    """
    above, below, _ = span(connection, inbox, 0, LOOKED_AT)
    needles = _needles(storable(text))
    last = 5 + len(needles) + len(roles)
    which = "NOT INDEXED WHERE" if inbox is None else f"INDEXED BY messages_inbox WHERE inbox = ?{last} AND"
    places = ", ".join(f"?{5 + len(needles) + number}" for number in range(len(roles)))
    begins = _any("instr(lower(address), {0}) = 1 OR instr(lower(name), {0}) = 1", len(needles), 5)
    holds = _any("instr(lower(address), {0}) OR instr(lower(name), {0})", len(needles), 5)
    found = connection.execute(
        f"""
        WITH recent AS MATERIALIZED (
            SELECT id FROM messages {which} id >= ?1 AND id < ?2 AND {ALIVE} ORDER BY id DESC LIMIT ?3
        ), looked_at AS MATERIALIZED (
            SELECT message, role, address, name FROM recent CROSS JOIN recipients ON message = recent.id LIMIT ?4
        )
        SELECT address, name, count(*), max(iif(name <> '', message, 0))
        FROM looked_at
        WHERE address <> '' AND ({holds}) AND role IN ({places})
        GROUP BY address COLLATE NOCASE
        ORDER BY count(*) FILTER (WHERE {begins}) = 0, count(*) DESC, address
        LIMIT {int(limit)}
        """,
        (above, below, LOOKED_AT, MAX_ROWS, *needles, *roles, *(() if inbox is None else (inbox,))),
    )
    return [SeenAddress(address, name, count) for address, name, count, _ in found]


def _any(condition: str, needles: int, first: int) -> str:
    return " OR ".join(condition.format(f"?{first + number}") for number in range(needles))


def _needles(text: str) -> list[str]:
    """The text as SQLite's ``lower`` would leave it, which knows ASCII alone, in the usual ways to write it."""
    return list(dict.fromkeys(_lower(each) for each in (text.lower(), text.upper(), text.title())))


def _lower(text: str) -> str:
    return "".join(each.lower() if each.isascii() else each for each in text)
