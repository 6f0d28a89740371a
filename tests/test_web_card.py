"""Invitations and address cards within mails: what they say, and that whatever they say is bounded."""

from datetime import timedelta
from time import process_time
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailtrap import wire
from mailtrap.mime.calendars import MAX_ATTENDEES, MAX_EVENTS, Calendar, Event, read_calendar
from mailtrap.mime.content_lines import MAX_BYTES, lines
from mailtrap.mime.vcards import MAX_CARDS, Card, read_cards
from mailtrap.mime.zones import offset_from
from tests.letters import Enclosed, attached, letter
from tests.support import Running

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1
ORGANIZER;CN="Lovelace, Ada":mailto:ada@example.test
ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Bob:MAILTO:bob@example.test
ATTENDEE;CN=O^'Neil^n:mailto:o@example.test
DTSTART;TZID=W. Europe Standard Time:20260701T100000
DTEND;TZID=W. Europe Standard Time:20260701T113000
SUMMARY;LANGUAGE=en:Review\\, with lun
 ch
DESCRIPTION:First line\\nsecond\\; line
LOCATION:Room 4
RRULE:FREQ=WEEKLY;COUNT=3
URL:https://meet.test/1
STATUS:CONFIRMED
BEGIN:VALARM
DESCRIPTION:not this one
END:VALARM
END:VEVENT
END:VCALENDAR
"""
CARD = """BEGIN:VCARD
VERSION:3.0
N:Lovelace;Ada;;Countess;
FN:Ada Lovelace
ORG:Analytical Engines\\, Ltd;Research
TITLE:Programmer
item1.EMAIL;TYPE=INTERNET,WORK:ada@example.test
EMAIL:mailto:ada@home.test
TEL;TYPE=CELL;VALUE=uri:tel:+49-30-901820
ADR;TYPE=HOME:;;Main Street 1;London;;W1;England
URL:https://ada.test
BDAY:1815-12-10
NOTE:Met at a dinner\\nby Babbage
END:VCARD
"""


def calendar(text: str) -> Calendar:
    """The calendar in a text."""
    found = read_calendar(text.replace("\n", "\r\n").encode())
    assert found
    return found


def event(*written: str, before: str = "") -> Event:
    """The event that has these lines."""
    text = "\n".join(["BEGIN:VCALENDAR", before, "BEGIN:VEVENT", *written, "END:VEVENT", "END:VCALENDAR", ""])
    return calendar(text).events[0]


def card(*written: str) -> Card:
    """The card that has these lines."""
    found = read_cards("\r\n".join(["BEGIN:VCARD", *written, "END:VCARD"]).encode())
    assert found
    return found[0]


def test_an_invitation(server: Running) -> None:
    """All that an invitation says, its times with their offsets, by a zone that it tells itself; it stays unread."""
    part = Enclosed("text/calendar; method=REQUEST; charset=utf-8", INVITATION.replace("\n", "\r\n").encode())
    server.send(letter(text="x", attachments=[part]))
    answer = server.api("message/latest/part/2/card")

    assert answer.status_code == 200
    assert answer.json() == {
        "Kind": "calendar",
        "Method": "REQUEST",
        "Events": [
            {
                "Summary": "Review, with lunch",
                "Start": "2026-07-01T10:00:00+02:00",
                "End": "2026-07-01T11:30:00+02:00",
                "AllDay": False,
                "Location": "Room 4",
                "Organizer": "Lovelace, Ada <ada@example.test>",
                "Attendees": [
                    {"Name": "Bob", "Address": "bob@example.test", "Status": "ACCEPTED"},
                    {"Name": 'O"Neil', "Address": "o@example.test", "Status": "NEEDS-ACTION"},
                ],
                "Description": "First line\nsecond; line",
                "Repeats": "FREQ=WEEKLY;COUNT=3",
                "URL": "https://meet.test/1",
                "Status": "CONFIRMED",
            }
        ],
    }
    assert msgspec.json.encode(msgspec.json.decode(answer.content, type=wire.Card)) == answer.content
    assert server.messages()[0]["Read"] is False


def test_a_card(server: Running) -> None:
    """All that a vCard says, told by its name although its type is none."""
    server.send(letter(text="x", attachments=[attached("ada.VCF", CARD.encode())]))

    assert server.api("message/latest/part/2/card").json() == {
        "Kind": "vcard",
        "Cards": [
            {
                "Name": "Ada Lovelace",
                "Organization": "Analytical Engines, Ltd, Research",
                "Title": "Programmer",
                "Emails": ["ada@example.test", "ada@home.test"],
                "Phones": ["+49-30-901820"],
                "Addresses": ["Main Street 1, London, W1, England"],
                "URLs": ["https://ada.test"],
                "Birthday": "1815-12-10",
                "Note": "Met at a dinner\nby Babbage",
            }
        ],
    }


@pytest.mark.parametrize(
    ("name", "kind", "data", "says"),
    [
        ("a.pdf", "application/pdf", b"%PDF", "part 2 is 'application/pdf'; only text/calendar, text/vcard, .ics and"),
        ("a.ics", "text/plain", b"hello", "part 2: there is no calendar in it"),
        ("a.txt", "text/calendar", b"", "part 2: there is no calendar in it"),
        ("a.vcf", "text/plain", b"BEGIN:VCALENDAR\r\n", "part 2: there is no vCard in it"),
        ("passwd", "text/calendar", b"/etc/passwd", "part 2: there is no calendar in it"),
    ],
)
def test_what_is_no_card(module_server: Running, name: str, kind: str, data: bytes, says: str) -> None:
    """400, and a reason that names the part."""
    module_server.send(letter(text="x", attachments=[attached(name, data, kind)]))
    answer = module_server.api("message/latest/part/2/card")

    assert answer.status_code == 400
    assert answer.json()["Error"].startswith(says)


@pytest.mark.parametrize("path", ["latest/part/9/card", "nobody/part/1/card"])
def test_a_card_that_is_not_there(module_server: Running, path: str) -> None:
    """404 for a part or a mail that does not exist."""
    module_server.send(letter(text="x"))

    assert module_server.api(f"message/{path}").status_code == 404


@pytest.mark.parametrize(
    ("line", "start", "all_day"),
    [
        ("DTSTART:20260701T100000Z", "2026-07-01T10:00:00+00:00", False),
        ("DTSTART:20260701T100000", "2026-07-01T10:00:00", False),
        ("DTSTART;TZID=Europe/Berlin:20260101T100000", "2026-01-01T10:00:00+01:00", False),
        ("DTSTART;TZID=/vendor.test/2026/America/New_York:20260701T100000", "2026-07-01T10:00:00-04:00", False),
        ("DTSTART;TZID=Nowhere/Known:20260701T100000", "2026-07-01T10:00:00", False),
        ("DTSTART;TZID=../../etc/passwd:20260701T100000", "2026-07-01T10:00:00", False),
        ("DTSTART;TZID=Europe:20260701T100000", "2026-07-01T10:00:00", False),
        ("DTSTART;VALUE=DATE:20260701", "2026-07-01", True),
        ("DTSTART:20261231T235960Z", "2026-12-31T23:59:59+00:00", False),
        ("DTSTART:20260230", "", False),
        ("DTSTART:soon", "", False),
        ("DTSTART:00000000T000000Z", "", False),
        ("DTSTART;TZID=Europe/Berlin:00010101T000000", "0001-01-01T00:00:00+00:53:28", False),
        ("DTSTART;TZID=Asia/Tokyo:99991231T235959", "9999-12-31T23:59:59+09:00", False),
        ("SUMMARY:x", "", False),
    ],
)
def test_times(line: str, start: str, all_day: bool) -> None:
    """Times of UTC, of a zone and of nowhere, days, and what is no time."""
    found = event(line)

    assert (found.start, found.all_day) == (start, all_day)


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (("DTSTART:20260701T100000Z", "DURATION:PT1H30M"), "2026-07-01T11:30:00+00:00"),
        (("DTSTART:20260701", "DURATION:P2D"), "2026-07-03"),
        (("DTSTART:20260701", "DTEND:20260702"), "2026-07-02"),
        (("DTSTART:20260701T100000Z", "DURATION:P1W"), "2026-07-08T10:00:00+00:00"),
        (("DTSTART:90000701T100000Z", "DURATION:P99999W"), ""),
        (("DTSTART:20260701T100000Z", "DURATION:forever"), "2026-07-01T10:00:00+00:00"),
        (("DTSTART:20260701T100000Z",), ""),
        (("DTEND:20260701T100000Z",), ""),
    ],
)
def test_ends(lines: tuple[str, ...], end: str) -> None:
    """An end is told, or a length, or nothing."""
    assert event(*lines).end == end


def zone(*observances: tuple[str, str, str, str]) -> str:
    """A VTIMEZONE: start, offsets from and to, and rule of each of its times."""
    parts = [
        f"BEGIN:STANDARD\nDTSTART:{start}\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\n{rule}\nEND:STANDARD"
        for start, before, after, rule in observances
    ]
    return "\n".join(["BEGIN:VTIMEZONE", "TZID:Mine", *parts, "END:VTIMEZONE"])


SUMMER = ("19700329T020000", "+0100", "+0200")
WINTER = ("19701025T030000", "+0200", "+0100")
LAST = ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
FOURTH = ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=5SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=4SU")
DAYS = (
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU",
)


@pytest.mark.parametrize("rules", [LAST, FOURTH, DAYS], ids=["last", "fourth", "days"])
@pytest.mark.parametrize(
    ("at", "offset"),
    [
        ("20260329T015959", "+01:00"),
        ("20260329T020000", "+02:00"),
        ("20260701T000000", "+02:00"),
        ("20261025T025959", "+02:00"),
        ("20261025T030000", "+01:00"),
        ("20260101T000000", "+01:00"),
        ("19700101T000000", "+01:00"),
    ],
)
def test_a_zone_that_the_calendar_tells(rules: tuple[str, str], at: str, offset: str) -> None:
    """Summer time begins and ends by the rules of the calendar, in whatever form these are."""
    found = event(f"DTSTART;TZID=Mine:{at}", before=zone((*SUMMER, rules[0]), (*WINTER, rules[1])))

    assert found.start[-6:] == offset


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MINUTELY;INTERVAL=0",
        "RRULE:FREQ=YEARLY;BYMONTH=99;BYDAY=99SU",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "RRULE:FREQ=YEARLY;BYMONTH=³;BYDAY=0SU",
        "RRULE:FREQ=YEARLY;UNTIL=x;BYMONTH=10;BYDAY=-9SU",
        "RRULE:=;;==",
        "",
    ],
)
def test_rules_that_would_never_end(rule: str) -> None:
    """A rule of every second since 1970, or of no day at all, is passed over, at once."""
    before = process_time()
    found = event("DTSTART;TZID=Mine:20260701T100000", before=zone((*SUMMER, rule), (*WINTER, rule)))

    assert process_time() - before < 0.2
    assert found.start in ("2026-07-01T10:00:00+01:00", "2026-07-01T10:00:00+02:00")


def test_a_zone_of_one_calendar_is_that_of_no_other() -> None:
    """What one mail tells of a zone changes nothing in the next."""
    line = "DTSTART;TZID=Mine:20260701T100000"

    assert event(line, before=zone((*SUMMER, ""))).start == "2026-07-01T10:00:00+02:00"
    assert event(line).start == "2026-07-01T10:00:00"


@pytest.mark.parametrize(
    ("text", "offset"),
    [("+0130", timedelta(minutes=90)), ("-010203", -timedelta(hours=1, minutes=2, seconds=3)), ("+9900", None),
     ("0100", None), ("", None)],
)  # fmt: skip
def test_offsets(text: str, offset: timedelta | None) -> None:
    """A sign, hours, minutes and perhaps seconds; less than a day."""
    assert offset_from(text) == offset


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (("VERSION:2.1", "TEL;CELL;VOICE:+49 30 1"), {"phones": ["+49 30 1"]}),
        (("NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=DFe,=", "=0D=0Aund mehr"),
         {"note": "Grüße,\nund mehr"}),
        (("NOTE;QUOTED-PRINTABLE:=C3=A4",), {"note": "ä"}),
        (("N:Lovelace;Ada;King;Countess;FRS",), {"name": "Countess Ada King Lovelace FRS"}),
        (("N:Lovelace",), {"name": "Lovelace"}),
        (("EMAIL:a@b.test", "EMAIL:a@b.test", "EMAIL:"), {"emails": ["a@b.test"]}),
        (("fn;LANGUAGE=de:Änne",), {"name": "Änne"}),
        (("FN:Ada\x00\x1b[31m\\nKing",), {"name": "Ada\ufffd[31m\nKing"}),
        (("ADR:;;A\\;B;C\\,D;;;",), {"addresses": ["A;B, C,D"]}),
        (("PHOTO;ENCODING=b:" + "A" * 100_000, "FN:Ada"), {"name": "Ada"}),
    ],
)  # fmt: skip
def test_cards(written: tuple[str, ...], told: dict[str, Any]) -> None:
    """What vCards of all versions write, and how it is told."""
    found = card(*written)

    assert {name: getattr(found, name) for name in told} == told


def test_a_calendar_that_is_cut_off() -> None:
    """What came is told; an event need not be ended."""
    found = calendar(INVITATION[: INVITATION.index("DESCRIPTION")])

    assert found.events[0].summary == "Review, with lunch"


@pytest.mark.parametrize("text", [INVITATION.replace("\n", end) for end in ("\n", "\r\n", "\r")], ids=repr)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_ends_of_lines(text: str, mark: bytes) -> None:
    """Any end of line will do, with a byte order mark or without."""
    found = read_calendar(mark + text.encode())

    assert found and found.events[0].attendees[1].address == "o@example.test"


def test_no_more_than_is_bounded() -> None:
    """Of thousands of events, attendees and cards the first are told."""
    many = "BEGIN:VEVENT\nSUMMARY:x\n" + "ATTENDEE:mailto:a@b.test\n" * (MAX_ATTENDEES + 1) + "END:VEVENT\n"
    found = calendar("BEGIN:VCALENDAR\nMETHOD:PUBLISH\n" + many * (MAX_EVENTS + 1))
    cards = read_cards(b"BEGIN:VCARD\nEND:VCARD\n" * (MAX_CARDS + 1))

    assert (found.method, len(found.events), len(found.events[0].attendees)) == ("PUBLISH", MAX_EVENTS, MAX_ATTENDEES)
    assert cards and len(cards) == MAX_CARDS


def test_no_more_than_a_megabyte_is_read() -> None:
    """What stands behind it does not count, and the line that is cut there neither."""
    filler = "BEGIN:VCALENDAR\nX-FILL:" + "x" * (MAX_BYTES - 60) + "\nBEGIN:VEVENT\n"
    found = calendar(filler + "SUMMARY:" + "y" * 1_000 + "\n")

    assert [each.summary for each in found.events] == [""]


N = 1_000_000
HOSTILE = {
    "events": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nDTSTART:20260101T100000Z\nEND:VEVENT\n" * (N // 50),
    "nested": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * (N // 13),
    "zones": "BEGIN:VCALENDAR\n" + "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE\n" * (N // 60),
    "parameters": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE" + ";A=b" * (N // 4) + ":x",
    "values": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;A=" + '"b",' * (N // 4) + ":x",
    "quotes": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;CN=" + '"' * N + ":x",
    "folds": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + "\n " * (N // 2),
    "backslashes": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + "\\" * N,
    "semicolons": "BEGIN:VCARD\nADR:" + ";" * N,
    "addresses": "BEGIN:VCARD\n" + ("ADR:" + ";" * 2_000 + "\n") * 500,
    "soft breaks": "BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:=\n" + "=\n" * (N // 2),
    "names": "A" * N,
    "colons": ":" * N,
    "nothing": "\x00" * N,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_ones_take_no_time(name: str) -> None:
    """A megabyte of whatever kind is read within a second."""
    data = HOSTILE[name].encode()
    before = process_time()
    read_calendar(data)
    read_cards(data)

    assert process_time() - before < 2


WORDS = st.sampled_from(
    ["BEGIN:", "END:", "VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "VCARD", "\n", "\r\n", "\n ", ":", ";", ",", '"',
     "DTSTART", "DTEND", "DURATION:", "RRULE:", "FREQ=YEARLY", "BYMONTH=", "BYDAY=", "TZID=x", "TZID:x", "20260101",
     "T100000", "Z", "TZOFFSETFROM:+0100", "TZOFFSETTO:-2359", "P99999W", "ATTENDEE", "N:", "ADR", "QUOTED-PRINTABLE",
     "=", "\\", "^", "-1SU", "3", "99999999", "\ud800".encode("utf-8", "replace").decode(), "é", "\x00"]
)  # fmt: skip


@settings(max_examples=1_500, deadline=None)
@given(st.lists(WORDS | st.text(max_size=5), max_size=60).map("".join) | st.just(INVITATION) | st.just(CARD))
@example("BEGIN:VCALENDAR\nEND:STANDARD\nBEGIN:STANDARD\nDTSTART:1\nBEGIN:VEVENT\nDTSTART;TZID=x:20260101T100000")
def test_whatever_it_says(text: str) -> None:
    """Nothing raises, and whatever is told can be written as JSON."""
    for head in ("", "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"):
        data = (head + text).encode("utf-8", "replace")
        for found in (read_calendar(data), read_cards(data), list(lines(data))):
            msgspec.json.encode(found)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "utf-7", "hex", "iso-2022-jp", "x"]))
def test_whatever_its_bytes_are(data: bytes, charset: str) -> None:
    """Nothing raises in any charset."""
    for head in (b"", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"BEGIN:VCARD\n"):
        msgspec.json.encode((read_calendar(head + data, charset), read_cards(head + data, charset)))
