"""Dates as people, JavaScript, Python, Go and ``date`` write them. Nothing is guessed: what has none of these forms is
no date, and of 3/4/2026 the month comes first, as in Mailpit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

MAX_DATE = 100
"""Characters of a date; JavaScript's longest have some 70."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A day, month or year that was named, from ``start`` to before ``end`` (UTC); or a moment, without an end."""

    start: datetime
    end: datetime | None = None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEK = "mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"

_YEAR = r"(?P<year>\d{4})"
_NAME = rf"(?P<name>{_NAMES})\.?"
_DAY = r"(?P<day>\d\d?)"
_NTH = rf"{_DAY}(?:st|nd|rd|th)?"
_WEEKDAY = rf"(?:(?P<weekday>{_WEEK}),? )?"
_TIME = (
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>am|pm))?"
)
# Names of zones other than these two mean several, or change with the season: without an offset they are refused, and
# behind one they are a comment, as brackets are.
_OFFSET = r"(?P<sign>[+-])(?P<hours>[01]\d|2[0-3])(?::?(?P<minutes>[0-5]\d))?"
_ZONE = rf"(?: ?(?P<zone>z|(?:utc|gmt)?{_OFFSET}|utc|gmt)(?: utc| gmt)?(?: \([^()]*\))?)?"
_OF_DAY = rf"(?:(?:t|,? |,? at ){_TIME}{_ZONE})?"

_FORMS = [
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}(?P<between>[-/])(?P<month>\d\d?)(?P=between){_DAY}{_OF_DAY}",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d){_OF_DAY}",
        rf"{_YEAR}-{_NAME}-{_DAY}{_OF_DAY}",
        rf"(?P<month>\d\d?)/{_DAY}/{_YEAR}{_OF_DAY}",
        rf"{_WEEKDAY}{_NAME} {_NTH},? {_YEAR}{_OF_DAY}",
        rf"{_WEEKDAY}{_NTH}(?P<between>[ -]){_NAME}(?:(?P=between)|, ){_YEAR}{_OF_DAY}",
        rf"{_WEEKDAY}{_NAME} {_DAY} {_TIME}{_ZONE} {_YEAR}",
        rf"{_YEAR}(?:[-/](?P<month>\d\d?))?",
        rf"{_NAME},? {_YEAR}",
    )
]
_AGO = re.compile(
    r"(?P<number>\d{1,6}) ?(?:"
    r"(?P<seconds>s|secs?|seconds?)|(?P<minutes>m|mins?|minutes?)|(?P<hours>h|hrs?|hours?)|(?P<days>d|days?)"
    r"|(?P<weeks>w|weeks?)|(?P<months>mo|months?)|(?P<years>y|yrs?|years?)"
    r")(?: ago)?",
    re.ASCII,
)


def read_date(text: str, *, now: datetime, zone: tzinfo) -> Span | None:
    """The span or moment that a text names, docs/search.md has the forms; None if it is no date.

    ``zone`` holds where the text names none. ``now`` (with its zone) is what ``today``, ``monday`` and ``2h`` count
    from. A time that a change of clocks leaves out is as if they had not changed yet; of one that comes twice it is the
    first.
    """
    text = " ".join(text.lower().split())
    if len(text) > MAX_DATE:
        return None
    try:
        return _word(text, now, zone) or _ago(text, now, zone) or _written(text, zone)
    except (ValueError, OverflowError):  # the 31st of February, the year 0, 300,000 days ago
        return None


def day_of(moment: datetime, zone: tzinfo) -> Span:
    """The day in which a moment falls there.

    Raises:
        OverflowError: it has no end within the years that there are.
    """
    local = moment.astimezone(zone)
    return _span(datetime(local.year, local.month, local.day), DAY, zone)


def _span(start: datetime, length: timedelta, zone: tzinfo) -> Span:
    return Span(_utc(start, zone), _utc(start + length, zone))


def _utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _word(text: str, now: datetime, zone: tzinfo) -> Span | None:
    if text == "now":
        return Span(now.astimezone(UTC))
    local = now.astimezone(zone)
    today = datetime(local.year, local.month, local.day)
    if text in ("today", "yesterday"):
        return _span(today - DAY if text == "yesterday" else today, DAY, zone)
    if re.fullmatch(_WEEK, text):
        back = (today.weekday() - _WEEKDAYS.index(text[:3])) % 7
        return _span(today - back * DAY, DAY, zone)
    return None


def _ago(text: str, now: datetime, zone: tzinfo) -> Span | None:
    found = _AGO.fullmatch(text)
    if not found:
        return None
    number = int(found["number"])
    if found["months"] or found["years"]:
        return Span(_months_before(now.astimezone(zone), number if found["months"] else number * 12).astimezone(UTC))
    unit = next(name for name in ("seconds", "minutes", "hours", "days", "weeks") if found[name])
    return Span(now.astimezone(UTC) - timedelta(**{unit: number}))


def _months_before(local: datetime, months: int) -> datetime:
    """The same time of the same day, or of the last day that its month has."""
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    first = datetime(year, month + 1, 1)
    return local.replace(year=year, month=month + 1, day=min(local.day, _month_of(first).days), fold=0)


def _month_of(first: datetime) -> timedelta:
    return (first + 31 * DAY).replace(day=1) - first


def _written(text: str, zone: tzinfo) -> Span | None:
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _matched(found.groupdict(), zone)
    return None


def _matched(parts: dict[str, str | None], zone: tzinfo) -> Span | None:
    month = _MONTHS.index(name[:3]) + 1 if (name := parts.get("name")) else int(parts.get("month") or 1)
    date = datetime(int(parts["year"] or 0), month, int(parts.get("day") or 1))
    weekday = parts.get("weekday")
    if weekday and _WEEKDAYS[date.weekday()] != weekday[:3]:
        return None
    if parts.get("hour"):
        return Span(_utc(date + _time(parts), _zone(parts) or zone))
    if parts.get("day"):
        return _span(date, DAY, zone)
    if parts.get("name") or parts.get("month"):
        return _span(date, _month_of(date), zone)
    return _span(date, date.replace(year=date.year + 1) - date, zone)


def _time(parts: dict[str, str | None]) -> timedelta:
    hour, half = int(parts["hour"] or 0), parts["half"]
    minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
    if hour > 23 or minute > 59 or second > 59 or (half and not 1 <= hour <= 12):
        raise ValueError("no time of a day")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return timedelta(
        hours=hour,
        minutes=minute,
        seconds=second,
        microseconds=int((parts["fraction"] or "").ljust(6, "0")[:6]),
    )


def _zone(parts: dict[str, str | None]) -> tzinfo | None:
    if not parts["zone"]:
        return None
    offset = timedelta(hours=int(parts["hours"] or 0), minutes=int(parts["minutes"] or 0))
    return timezone(-offset if parts["sign"] == "-" else offset)
