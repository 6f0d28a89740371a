"""When it is what time elsewhere, as a calendar tells it (VTIMEZONE, RFC 5545 3.6.5) or the zones of this machine."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_KEY = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Observance:
    """Standard or daylight saving time: when it began first, what it changed to, and by which rule it comes again.

    Rules of one day in a year are followed, which are those of all zones that people live in; nothing is counted up,
    so that no rule takes time.
    """

    start: datetime
    before: timedelta
    after: timedelta
    rule: dict[str, str]

    def begin(self, at: datetime) -> datetime | None:
        """When it began last before a local time; None if it never had by then."""
        if at < self.start:
            return None
        begins = [each for year in (at.year, at.year - 1) if (each := self._in(year)) and self.start <= each <= at]
        return max([self.start, *begins])

    def _in(self, year: int) -> datetime | None:
        rule = self.rule
        until = rule.get("UNTIL", "")[:4]
        if rule.get("FREQ") != "YEARLY" or year < 1 or (until.isdecimal() and year > int(until)):
            return None
        month = int(rule["BYMONTH"]) if rule.get("BYMONTH", "").isdecimal() else self.start.month
        if not 1 <= month <= 12:
            return None
        last = monthrange(year, month)[1]
        given = [int(day) for day in rule.get("BYMONTHDAY", "").split(",")[:31] if day.isdecimal()]
        days = [day for day in given or range(1, last + 1) if 1 <= day <= last]
        if found := _DAY.fullmatch(rule.get("BYDAY", "")):
            wanted = _DAYS.index(found[2])
            days = [day for day in days if self.start.replace(year, month, day).weekday() == wanted]
            place = int(found[1] or 1)
            place = place - 1 if place > 0 else place
            return self._on(year, month, days[place]) if -len(days) <= place < len(days) else None
        day = given[0] if given else self.start.day
        return self._on(year, month, day) if 1 <= day <= last else None

    def _on(self, year: int, month: int, day: int) -> datetime:
        return self.start.replace(year, month, day)


Zones = dict[str, list[Observance]]
"""What a calendar tells of its zones."""


def offset_from(text: str) -> timedelta | None:
    """A distance from UTC such as ``+0130``; None for what is none, or a day and more."""
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return (size if found[1] == "+" else -size) if size < timedelta(days=1) else None


def offset_of(zone: str, at: datetime, zones: Zones) -> timedelta | None:
    """How far a zone is from UTC at a local time; None for a zone that nobody knows.

    A name that this machine knows means the same everywhere, whatever the calendar tells of it.
    """
    known = _known_offset(zone, at)
    if known is not None:
        return known
    told = zones.get(zone, [])
    begun = [(began, each.after) for each in told if (began := each.begin(at))]
    if begun:
        return max(begun)[1]
    return min(told, key=lambda each: each.start).before if told else None


def _known_offset(zone: str, at: datetime) -> timedelta | None:
    # With a slash in front a name is unique worldwide, and ends with the usual one (RFC 5545 3.2.19).
    key = "/".join(zone.split("/")[-2:]) if zone.startswith("/") else zone
    try:
        return ZoneInfo(key).utcoffset(at) if _KEY.fullmatch(key) else None
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None
