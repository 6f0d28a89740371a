"""What a part says that is a calendar or a vCard, for a page to show."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mailtrap import mime, wire
from mailtrap.errors import BadRequest
from mailtrap.inbox import Inbox
from mailtrap.mime import Part
from mailtrap.mime.calendars import Attendee, Event, read_calendar
from mailtrap.mime.vcards import Card, read_cards
from mailtrap.web.answers import json_response
from mailtrap.web.operation import MAIL, Answer, operation
from mailtrap.web.selecting import SEARCHED, named

CALENDARS = ("text/calendar", "application/ics")
VCARDS = ("text/vcard", "text/x-vcard", "text/directory")


def cards(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("cards", __name__, url_prefix="/api/v1/message/<id_>")

    @routes.get("/part/<number>/card")
    @operation(MAIL, Answer(type=wire.Card), query=SEARCHED, faults=(400, 404, 503))
    def card(id_: str, number: str) -> Response:
        """The events of a part that is a calendar, or the people of one that is a vCard."""
        return json_response(card_of(inbox.part(named(inbox, request, id_), number)))

    return routes


def card_of(part: Part) -> wire.Card:
    """What a part says.

    Raises:
        BadRequest: it is neither a calendar nor a vCard, or cannot be read as one.
    """
    name = part.file_name.lower()
    charset = part.parameters.get("charset", "")
    if part.content_type in CALENDARS or name.endswith(".ics"):
        calendar = read_calendar(mime.decoded(part)[0], charset)
        if calendar is None:
            raise BadRequest(f"part {part.number}: there is no calendar in it (BEGIN:VCALENDAR)")
        return wire.CalendarCard(calendar.method, list(map(_event, calendar.events)))
    if part.content_type in VCARDS or name.endswith(".vcf"):
        found = read_cards(mime.decoded(part)[0], charset)
        if found is None:
            raise BadRequest(f"part {part.number}: there is no vCard in it (BEGIN:VCARD)")
        return wire.PeopleCard(list(map(_person, found)))
    raise BadRequest(
        f"part {part.number} is {part.content_type[:100]!r}; only text/calendar, text/vcard, .ics and .vcf have a card"
    )


def _event(value: Event) -> wire.Event:
    return wire.Event(
        summary=value.summary,
        start=value.start,
        end=value.end,
        all_day=value.all_day,
        location=value.location,
        organizer=_called(value.organizer),
        attendees=[wire.Attendee(each.name, each.address, each.status) for each in value.attendees],
        description=value.description,
        repeats=value.repeats,
        url=value.url,
        status=value.status,
    )


def _called(value: Attendee | None) -> str:
    if value is None or not value.name:
        return value.address if value else ""
    return f"{value.name} <{value.address}>" if value.address else value.name


def _person(value: Card) -> wire.Person:
    return wire.Person(
        name=value.name,
        organization=value.organization,
        title=value.title,
        emails=value.emails,
        phones=value.phones,
        addresses=value.addresses,
        urls=value.urls,
        birthday=value.birthday,
        note=value.note,
    )
