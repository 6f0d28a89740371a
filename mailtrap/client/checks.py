"""Arguments, looked at before anything is sent: each fault is a ``BadArgument`` that names the argument."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from math import isfinite
from urllib.parse import unquote, urlsplit

from mailtrap import wire
from mailtrap.client.errors import BadArgument

LATEST = "latest"
"""Stands for the id of the newest mail."""
MAX_NUMBER = 2**62
"""The largest number that a server takes."""
MAX_IDS = 10_000
"""Ids of one request; a server takes bodies up to 1 MB, which is four times as many."""

Mail = str | wire.Summary | wire.Message | wire.State
"""Which mail: its id, or what was told of it."""

_SECRET = re.compile(r"^([a-z]+://[^/@:]*:)[^/]*@")
_ID = re.compile("[0-9A-Za-z]{22}")


def mail_id(mail: Mail, *, latest: bool = False) -> str:
    """The id of a mail; ``latest`` only where that may stand for one."""
    id_ = mail if isinstance(mail, str) else getattr(mail, "id", None)
    if isinstance(id_, str) and (_ID.fullmatch(id_) or (latest and id_ == LATEST)):
        return id_
    right = f"an id has 22 letters and digits{', or is latest' if latest else ''}"
    raise BadArgument(f"mail: {_shown(id_ if isinstance(id_, str) else mail)} is none; {right}")


def mail_ids(mails: Mail | Iterable[Mail]) -> list[list[str]]:
    """The ids of one mail or of several, in lists that one request can have; none for no mails."""
    if not isinstance(mails, Mail | Iterable):
        raise BadArgument(f"mails: {_shown(mails)} will not do; give a mail or several")
    ids = [mail_id(each) for each in ([mails] if isinstance(mails, Mail) else mails)]
    return [ids[at : at + MAX_IDS] for at in range(0, len(ids), MAX_IDS)]


def whole(name: str, value: int, least: int = 0, most: int = MAX_NUMBER) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadArgument(f"{name}: {_shown(value)} will not do; give a whole number from {least} to {most}")
    return value


def seconds(name: str, value: float, most: float = 1e10) -> float:
    """A length of time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 <= value <= most:
        raise BadArgument(f"{name}: {_shown(value)} will not do; give seconds from 0")
    return value


def text(name: str, value: str, *, needed: bool = True) -> str:
    """A text; not a blank one where it is ``needed``."""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise BadArgument(f"{name}: {_shown(value)} will not do; give a text{' that is not blank' if needed else ''}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadArgument(f"{name}: {_shown(value)} holds half a character (a surrogate)") from None
    return value


def texts(name: str, values: Iterable[str]) -> list[str]:
    """Several texts; a single one would be taken for its letters."""
    if isinstance(values, str):
        raise BadArgument(f"{name}: {_shown(values)} is one text; give a list of them")
    return [text(name, each) for each in values]


def date(name: str, value: str | datetime) -> str:
    """A date as searches have it, or a moment with its zone."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise BadArgument(f"{name}: {value} has no time zone; give one, such as datetime.now(UTC)")
        return value.isoformat(timespec="milliseconds")
    return text(name, value, needed=False)


def token(value: str) -> str:
    """An API token; empty for none. It is never shown."""
    if not isinstance(value, str) or not re.fullmatch("[!-~]*", value):
        raise BadArgument("token: will not do; give what mailtrap token make printed")
    return value


def address(url: str) -> tuple[str, tuple[str, str] | None]:
    """The URL of a server, without a slash at its end; and the name and password that stand in it."""
    shown = _SECRET.sub(r"\1…@", url) if isinstance(url, str) else url
    wrong = BadArgument(f"url: {_shown(shown)} is no address of a server; give one such as http://127.0.0.1:8025")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- it is read from the text only now, and may be none
    except (ValueError, AttributeError, TypeError):
        raise wrong from None
    if not isinstance(url, str) or parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong
    if parts.query or parts.fragment:
        raise wrong
    user = None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return bare.geturl().rstrip("/"), user


def _shown(value: object) -> str:
    found = repr(value)
    return found if len(found) <= 60 else f"{found[:59]}…"
