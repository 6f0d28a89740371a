"""The events of a calendar, such as an invitation (RFC 5545, RFC 5546). Pure, bounded, and never raises.

The package icalendar reads more, and was tried: a rule of its time zones (``FREQ=SECONDLY`` in a VTIMEZONE) keeps it
busy without end, and zones of one calendar count in all that are read later. Here nothing recurs, and nothing is kept.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from mailtrap.mime.content_lines import Line, lines, text_of
from mailtrap.mime.zones import Observance, Zones, offset_from, offset_of

MAX_EVENTS = 50
"""Events of one calendar."""
MAX_ATTENDEES = 200
"""Attendees of one event."""
MAX_ZONES, MAX_OBSERVANCES = 20, 50
"""Time zones of one calendar, and times of one of them that are standard or daylight saving."""
MAX_WORD, MAX_LINE, MAX_TEXT = 40, 1_000, 20_000
"""Characters of a word, of a line of text, and of a description."""

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_DURATION = re.compile(
    r"\+?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is asked to come. ``status`` is PARTSTAT: NEEDS-ACTION, ACCEPTED, DECLINED, TENTATIVE, DELEGATED."""

    name: str
    address: str
    status: str = ""


@dataclass(slots=True)
class Event:
    """One event. Times are ISO 8601: with an offset, or local ones; of all-day events dates, the end being the first
    day after it. ``repeats`` is the rule as it is written (RFC 5545 3.3.10)."""

    summary: str = ""
    start: str = ""
    end: str = ""
    all_day: bool = False
    location: str = ""
    organizer: Attendee | None = None
    attendees: list[Attendee] = field(default_factory=list)
    description: str = ""
    repeats: str = ""
    url: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a calendar is sent for (``method``, such as REQUEST, or empty), and its events."""

    method: str
    events: tuple[Event, ...]


def read_calendar(data: bytes, charset: str = "") -> Calendar | None:
    """The calendar in these bytes; None if there is none."""
    method, found = "", False
    events: list[list[Line]] = []
    zones: list[_Zone] = []
    for line in lines(data, charset):
        here = line.within[-1] if line.within else ""
        if line.name == "BEGIN":
            match line.value.strip().upper():
                case "VCALENDAR":
                    found = True
                case "VEVENT" if len(events) == MAX_EVENTS:
                    break
                case "VEVENT":
                    events.append([])
                case "VTIMEZONE":
                    zones.append(_Zone())
                case "STANDARD" | "DAYLIGHT" if here == "VTIMEZONE" and len(zones[-1].parts) < MAX_OBSERVANCES:
                    zones[-1].parts.append([])
        elif here == "VEVENT":
            events[-1].append(line)
        elif here == "VCALENDAR" and line.name == "METHOD":
            method = text_of(line.value, MAX_WORD).upper()
        elif here == "VTIMEZONE" and line.name == "TZID":
            zones[-1].id = line.value
        elif here in ("STANDARD", "DAYLIGHT") and zones and zones[-1].parts:
            zones[-1].parts[-1].append(line)
    if not found:
        return None
    told = {zone.id: [each for part in zone.parts if (each := _observance(part))] for zone in zones[:MAX_ZONES]}
    return Calendar(method, tuple(_event(each, told) for each in events))


@dataclass(slots=True)
class _Zone:
    id: str = ""
    parts: list[list[Line]] = field(default_factory=list)


def _first(written: list[Line]) -> dict[str, Line]:
    """The first line of each name."""
    return {line.name: line for line in reversed(written)}


def _observance(written: list[Line]) -> Observance | None:
    first = _first(written)
    start = _moment(first["DTSTART"].value) if "DTSTART" in first else None
    before, after = (
        offset_from(first[name].value.strip()) if name in first else None for name in ("TZOFFSETFROM", "TZOFFSETTO")
    )
    if start is None or before is None or after is None:
        return None
    rule = first["RRULE"].value.upper()[:MAX_LINE] if "RRULE" in first else ""
    pairs = (each.partition("=") for each in rule.split(";"))
    return Observance(start.replace(tzinfo=None), before, after, {name.strip(): value for name, _, value in pairs})


def _event(written: list[Line], zones: Zones) -> Event:
    first = _first(written)

    def said(name: str, most: int = MAX_LINE) -> str:
        return text_of(first[name].value, most) if name in first else ""

    event = Event(
        summary=said("SUMMARY"),
        location=said("LOCATION"),
        description=said("DESCRIPTION", MAX_TEXT),
        repeats=said("RRULE"),
        url=said("URL"),
        status=said("STATUS", MAX_WORD).upper(),
        organizer=_attendee(first["ORGANIZER"]) if "ORGANIZER" in first else None,
    )
    attending = [line for line in written if line.name == "ATTENDEE"]
    event.attendees = [
        _attendee(line, line.parameter("PARTSTAT") or "NEEDS-ACTION") for line in attending[:MAX_ATTENDEES]
    ]
    if "DTSTART" in first:
        event.start, event.all_day = _told(first["DTSTART"], zones)
        if "DTEND" in first:
            event.end = _told(first["DTEND"], zones)[0]
        elif "DURATION" in first:
            event.end = _told(first["DTSTART"], zones, _duration(first["DURATION"].value))[0]
    return event


def _attendee(line: Line, status: str = "") -> Attendee:
    value = text_of(line.value, MAX_LINE)
    if value.lower().startswith("mailto:"):
        value = value[7:]
    return Attendee(text_of(line.parameter("CN"), MAX_LINE), value, text_of(status, MAX_WORD).upper())


def _moment(value: str) -> datetime | None:
    """A date or a time; of UTC only where it says so."""
    found = _TIME.fullmatch(value.strip().upper())
    if not found:
        return None
    try:
        numbers = [int(each) for each in found.groups()[:6] if each]
        if len(numbers) == 6:
            numbers[5] = min(numbers[5], 59)  # a leap second
        return datetime(*numbers, tzinfo=UTC if found[7] else None)  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def _told(line: Line, zones: Zones, later: timedelta = timedelta()) -> tuple[str, bool]:
    """A time as ISO 8601, empty for what is none, and whether it is a day."""
    moment = _moment(line.value)
    if moment is None:
        return "", False
    try:
        moment += later
        if "T" not in line.value.upper():
            return moment.date().isoformat(), True
        zone = line.parameter("TZID")
        offset = offset_of(zone, moment, zones) if zone and moment.tzinfo is None else None
        return (moment if offset is None else moment.replace(tzinfo=timezone(offset))).isoformat(), False
    except (ValueError, OverflowError):
        return "", False


def _duration(value: str) -> timedelta:
    """RFC 5545 3.3.6; nothing for what is none."""
    found = _DURATION.fullmatch(value.strip())
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()) if found else (0,) * 5
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
