"""What a calendar or a vCard within a mail says."""

from __future__ import annotations

from mailtrap.wire.base import Wire


class Attendee(Wire, frozen=True):
    """Who is asked to come. ``Status`` is NEEDS-ACTION, ACCEPTED, DECLINED, TENTATIVE or DELEGATED."""

    name: str
    address: str
    status: str


class Event(Wire, frozen=True):
    """An event. Times are ISO 8601: with an offset, or local ones; of all-day events dates, ``End`` being the first day
    after it. ``Repeats`` is the rule as it is written (RFC 5545 3.3.10), ``Organizer`` a name, an address or both."""

    summary: str
    start: str
    end: str
    all_day: bool
    location: str
    organizer: str
    attendees: list[Attendee]
    description: str
    repeats: str
    url: str
    status: str


class Person(Wire, frozen=True):
    """A person or an organisation. ``Birthday`` is as it is written."""

    name: str
    organization: str
    title: str
    emails: list[str]
    phones: list[str]
    addresses: list[str]
    urls: list[str]
    birthday: str
    note: str


class CalendarCard(Wire, frozen=True, tag_field="Kind", tag="calendar"):
    """A calendar. ``Method`` is what it was sent for, such as REQUEST or CANCEL, or empty."""

    method: str
    events: list[Event]


class PeopleCard(Wire, frozen=True, tag_field="Kind", tag="vcard"):
    """Addresses of people."""

    cards: list[Person]


Card = CalendarCard | PeopleCard
"""What a part says that is a calendar or a vCard."""
