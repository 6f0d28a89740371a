"""The language of searches: what is understood, what is refused and where, and dates."""

import random
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import mailtrap.query
from mailtrap.errors import BadRequest
from mailtrap.query import (
    ADDRESSED,
    And,
    Contains,
    Field,
    Flag,
    Has,
    HasHeader,
    Is,
    Name,
    Not,
    Or,
    Query,
    QueryError,
    Received,
    Size,
    fold,
    parse,
)
from mailtrap.query.dates import MAX_DATE
from mailtrap.query.fields import FIELDS, HAS, IS, MAX_SIZE
from mailtrap.query.parse import MAX_DEPTH, MAX_TERMS, MAX_TEXT
from tests.query_oracle import Letter, Vocabulary, holds, queries
from tests.query_writer import Writer, quoted

NOW = datetime(2026, 11, 25, 14, 30, 15, 250_000, tzinfo=UTC)
"""A Wednesday."""
BERLIN = ZoneInfo("Europe/Berlin")
A, B, C, D = (Contains(letter) for letter in "abcd")


def read(text: str, zone: tzinfo = UTC, now: datetime = NOW) -> Query:
    """What a text asks for."""
    return parse(text, now=now, zone=zone)


def fault(text: str) -> QueryError:
    """What is said against a text."""
    with pytest.raises(QueryError) as raised:
        read(text)
    return raised.value


def at(*parts: int, zone: tzinfo = UTC) -> datetime:
    """A moment."""
    return datetime(*parts, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type, misc]


class TestGrammar:
    """How words go together."""

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("a", A),
            ("  a\t", A),
            ("a b", And((A, B))),
            ("a\nb\x00c", And((A, B, C))),
            ("a AND b", And((A, B))),
            ("a AND b c", And((A, B, C))),
            ("a OR b", Or((A, B))),
            ("a OR b OR c", Or((A, B, C))),
            ("a OR b c", Or((A, And((B, C))))),
            ("a b OR c AND d", Or((And((A, B)), And((C, D))))),
            ("(a OR b) c", And((Or((A, B)), C))),
            ("(a OR b)c", And((Or((A, B)), C))),
            ("a OR(b c)", Or((A, And((B, C))))),
            ("((a))", A),
            ("(a b) c", And((A, B, C))),
            ("a (b (c d))", And((A, B, C, D))),
            ("a OR (b OR c)", Or((A, B, C))),
            ("-a", Not(A)),
            ("!a", Not(A)),
            ("NOT a", Not(A)),
            ("NOT NOT a", Not(Not(A))),
            ("NOT -a", Not(Not(A))),
            ("NOT a b", And((Not(A), B))),
            ("NOT a OR b", Or((Not(A), B))),
            ("-(a OR b)", Not(Or((A, B)))),
            ("!(a b) c", And((Not(And((A, B))), C))),
            ("NOT(a)", Not(A)),
            ("-(-(a))", Not(Not(A))),
            ("a AND NOT b", And((A, Not(B)))),
            ("a OR -b", Or((A, Not(B)))),
            ("a -b", And((A, Not(B)))),
        ],
    )
    def test_words_go_together(self, text: str, query: Query) -> None:
        """NOT binds closest, then AND, which need not be written, then OR; nothing is nested that need not be."""
        assert read(text) == query

    @pytest.mark.parametrize(
        ("text", "values"),
        [
            ("Ärger GROSS", ["ärger", "gross"]),
            ("straße STRASSE", ["strasse", "strasse"]),
            ("and or not", ["and", "or", "not"]),
            ("ANDY ORDER", ["andy", "order"]),
            ('"AND"', ["and"]),
            ('"two  words" x', ["two words", "x"]),
            (r'"say \"hi\""', ['say "hi"']),
            (r'"back\\slash" "C:\temp"', ["back\\slash", "c:\\temp"]),
            (r"C:\temp", ["c:\\temp"]),
            ("it's 'one two'", ["it's", "'one", "two'"]),
            ('"a b"="c d"', ["a b=c d"]),
            ('pre"a b"post', ["prea bpost"]),
            ('a""', ["a"]),
            ("https://shop.test/?a=1&b=2", ["https://shop.test/?a=1&b=2"]),
            ("10:30", ["10:30"]),
            ("form:ada", ["form:ada"]),
            ("FOO:Bar", ["foo:bar"]),
            (":a a: ::", [":a", "a:", "::"]),
            ('foo:"a b"', ["foo:a b"]),
            ('"from:ada"', ["from:ada"]),
            ('"from":ada', ["from:ada"]),
            ("xfrom:ada", ["xfrom:ada"]),
            ('"-a"', ["-a"]),
            ("a-b a!", ["a-b", "a!"]),
            ("a - b", ["a", "-", "b"]),
            ("! ?", ["!", "?"]),
            ("( - )", ["-"]),
            ("50% _ *", ["50%", "_", "*"]),
            ("invoice(s)", ["invoice(s)"]),
            ("(x/Foo_(bar))", ["x/foo_(bar)"]),
            ("f(g(x))", ["f(g(x))"]),
            ("日本語", ["日本語"]),
            ("e\u0301", ["é"]),
            ('"a\x00b"', ["a b"]),
        ],
    )
    def test_words_are_looked_for_as_they_are(self, text: str, values: list[str]) -> None:
        """Text that is no operator, sign, bracket or field stays text, folded."""
        terms = tuple(Contains(value) for value in values)

        assert read(text) == (And(terms) if len(terms) > 1 else terms[0])

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("--5", Not(Contains("-5"))),
            ("-!a", Not(Contains("!a"))),
            ('-"a b"', Not(Contains("a b"))),
            ('-from:"A b"', Not(Contains("a b", frozenset({Field.FROM})))),
            ("-AND", Not(Contains("and"))),
            ("-http://a", Not(Contains("http://a"))),
        ],
    )
    def test_a_sign_negates_the_word_behind_it(self, text: str, query: Query) -> None:
        """One sign, as in Mailpit: what follows is a word whatever it begins with."""
        assert read(text) == query

    @pytest.mark.parametrize(
        ("text", "position", "term", "words"),
        [
            ("a OR", 2, "OR", 'no term follows; give one, or "OR" to look for the word'),
            ("OR a", 0, "OR", "no term comes before it"),
            ("a AND", 2, "AND", "no term follows"),
            ("a AND OR b", 6, "OR", "no term comes before it"),
            ("a OR OR b", 5, "OR", "no term comes before it"),
            ("NOT", 0, "NOT", 'no term follows; give one, or "NOT"'),
            ("a NOT OR b", 6, "OR", "no term comes before it"),
            ("(a OR) b", 3, "OR", "no term follows"),
            ("(OR a)", 1, "OR", "no term comes before it"),
            ("a ()", 2, "(", "there is nothing in the bracket"),
            ("(", 0, "(", "not closed"),
            ("a ((b)", 2, "(", "not closed; close it, or put quotation marks around it"),
            ("-(a", 1, "(", "not closed"),
            ("a)", 1, ")", "it closes no bracket"),
            (")", 0, ")", "it closes no bracket"),
            (":-)", 2, ")", "it closes no bracket"),
            ("a :-( b", 2, ":-(", "a bracket within it is not closed"),
            ("from:(a OR b)", 0, "from:(a", "(from:a OR from:b)"),
            ('a "b c', 2, '"b c', "the quotation mark is not closed"),
            ('a b"', 3, '"', "the quotation mark is not closed"),
            ('"a\\"', 0, '"a\\"', "the quotation mark is not closed"),
            ('a ""', 2, '""', "there is nothing in it to look for"),
            ('-"  "', 1, '"  "', "there is nothing in it to look for"),
            ("a \ud800b", 2, "\ud800", "half of one"),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, text: str, position: int, term: str, words: str) -> None:
        """The fault has the place and text of the term, and says what would be right."""
        found = fault(text)

        assert isinstance(found, BadRequest)
        assert (found.position, found.term) == (position, term)
        assert str(found).startswith(f"{term!r} at column {position + 1}: ")
        assert words in str(found)

    @pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\x00", "\u2003"])
    def test_nothing_is_no_search(self, text: str) -> None:
        """In the words that Mailpit has for it."""
        found = fault(text)

        assert (str(found), found.term, found.position) == ("no search query", "", 0)

    def test_a_long_term_is_shown_short(self) -> None:
        """The fault of a long word can be read, and has all of it."""
        found = fault(f"is:{'x' * 500}")

        assert len(found.term) == 503
        assert len(str(found)) < 250
        assert "…" in str(found)


class TestFields:
    """What a word means behind each field."""

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("from", {Field.FROM}),
            ("to", {Field.TO}),
            ("cc", {Field.CC}),
            ("bcc", {Field.BCC}),
            ("reply-to", {Field.REPLY_TO}),
            ("addressed", ADDRESSED),
            ("rcpt", {Field.RCPT}),
            ("subject", {Field.SUBJECT}),
            ("message-id", {Field.MESSAGE_ID}),
            ("body", {Field.BODY}),
            ("html", {Field.HTML}),
            ("filename", {Field.FILES}),
            ("type", {Field.TYPE}),
        ],
    )
    def test_a_text_is_looked_for_in_its_field(self, name: str, fields: set[Field]) -> None:
        """With or without quotation marks, the field in any case."""
        assert read(f"{name}:Ada") == Contains("ada", frozenset(fields))
        assert read(f'{name.upper()}:"Ada  L"') == Contains("ada l", frozenset(fields))
        assert read(f'-({name.title()}:a"b c"d)') == Not(Contains("ab cd", frozenset(fields)))

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("from:<Ada@a.test>", Contains("ada@a.test", frozenset({Field.FROM}))),
            ("addressed:<ada@a.test", Contains("ada@a.test", ADDRESSED)),
            ("message-id:<1@a.test>", Contains("1@a.test", frozenset({Field.MESSAGE_ID}))),
            ("subject:<b>", Contains("<b>", frozenset({Field.SUBJECT}))),
            ("html:<b>", Contains("<b>", frozenset({Field.HTML}))),
            ("subject:re:", Contains("re:", frozenset({Field.SUBJECT}))),
            ("subject:-5", Contains("-5", frozenset({Field.SUBJECT}))),
            ("subject:a(b)", Contains("a(b)", frozenset({Field.SUBJECT}))),
            ("type:image/png", Contains("image/png", frozenset({Field.TYPE}))),
            ("type:image/*", Contains("image/", frozenset({Field.TYPE}))),
            ("type:PDF", Contains("pdf", frozenset({Field.TYPE}))),
            ("header:List-Id", HasHeader("list-id")),
            ("header:X-A=B", HasHeader("x-a", "b")),
            ('header:X-A="B c"', HasHeader("x-a", "b c")),
            ('header:"X-A=b c"', HasHeader("x-a", "b c")),
            ('header:" X-A = b  c "', HasHeader("x-a", "b c")),
            ("header:X-A=b=c", HasHeader("x-a", "b=c")),
            ("header:X-A=<b>", HasHeader("x-a", "<b>")),
            ("inbox:Shop", Is(Name.INBOX, "Shop")),
            ('inbox:" Shop"', Is(Name.INBOX, " Shop")),
            ('tag:" To do"', Is(Name.TAG, "To do")),
            ("tag:Done)", None),
            ("(tag:Done)", Is(Name.TAG, "Done")),
            ("user:Ada@a.test", Is(Name.USER, "Ada@a.test")),
            ("is:read", Has(Flag.READ)),
            ("IS:Unread", Not(Has(Flag.READ))),
            ("-is:unread", Not(Not(Has(Flag.READ)))),
            ("is:tagged", Has(Flag.TAGGED)),
            ("is:encrypted", Has(Flag.ENCRYPTED)),
            ('is:"pinned"', Has(Flag.PINNED)),
            ("has:attachment", Has(Flag.ATTACHMENT)),
            ("HAS:Attachments", Has(Flag.ATTACHMENT)),
            ("has:inline", Has(Flag.INLINE)),
            ("has:inlines", Has(Flag.INLINE)),
            ("has:html", Has(Flag.HTML)),
            ("has:text", Has(Flag.TEXT)),
            ("has:link", Has(Flag.LINK)),
            ("has:links", Has(Flag.LINK)),
            ("has:code", Has(Flag.CODE)),
            ("has:codes", Has(Flag.CODE)),
            ("has:tag", Has(Flag.TAGGED)),
            ("has:tags", Has(Flag.TAGGED)),
            ("larger:0", Size(above=0)),
            ("larger:500", Size(above=500)),
            ("larger:500b", Size(above=500)),
            ("larger:1k", Size(above=1024)),
            ("smaller:1KB", Size(below=1024)),
            ("smaller:1KiB", Size(below=1024)),
            ("larger:1.5m", Size(above=1_572_864)),
            ('larger:"2 MB"', Size(above=2_097_152)),
            ("larger:1.1k", Size(above=1126)),
            ("smaller:1g", Size(below=2**30)),
            ("smaller:1024g", Size(below=MAX_SIZE)),
        ],
    )
    def test_each_field_has_its_meaning(self, text: str, query: Query | None) -> None:
        """None stands for a text that is refused."""
        if query is None:
            fault(text)
        else:
            assert read(text) == query

    @pytest.mark.parametrize("field", FIELDS)
    @pytest.mark.parametrize("value", ["", '""', '" "', " a", "(", ")"])
    def test_a_field_without_a_value_is_refused(self, field: str, value: str) -> None:
        """Nothing is looked for by mistake: the fault names the field and gives an example."""
        found = fault(f"a ({field}:{value}")

        assert found.position == 3
        if value != "(":
            assert f"{field}: has no value; give one right after the colon" in str(found)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("is:foo", ["'foo' is nothing that a mail is", *IS]),
            ("is:", ["has no value", *IS]),
            ("is:attachment", ["'attachment'", "unread"]),
            ("has:foo", ["'foo' is nothing that a mail has", *HAS]),
            ("has:", ["has no value", *HAS]),
            ("has:htmls", ["'htmls'"]),
            ("larger:abc", ["'abc' is no size", "500k", "1.5m"]),
            ("larger:-1", ["'-1' is no size"]),
            ("larger:1t", ["'1t' is no size"]),
            ("larger:.5m", ["is no size"]),
            ("larger:1,5m", ["is no size"]),
            ("larger:1e3", ["is no size"]),
            ("larger:٣", ["is no size"]),
            ("smaller:1025g", ["'1025g' is more than", "1024g"]),
            ("smaller:9999999999999", ["is no size"]),
            ("after:nonsense", ["'nonsense' is no date", "2026-11-23", "monday", "2h"]),
            ("header:=a", ["no name of a header field", "header:NAME=VALUE"]),
            ("header:A:b", ["no name of a header field"]),
            ('header:"A b"', ["no name of a header field"]),
            ("header:Ä=b", ["no name of a header field"]),
            ("header:X=", ["no value behind the =", "header:NAME for any"]),
            ('header:X=" "', ["no value behind the ="]),
            ("to:<>", ["nothing in it to look for"]),
            ("type:*", ["nothing in it to look for"]),
            ("type:*/png", ["the end of a type only"]),
        ],
    )
    def test_a_value_that_a_field_does_not_have_is_refused(self, text: str, words: list[str]) -> None:
        """The fault says what there is."""
        found = fault(f"x -{text} y")

        assert (found.position, found.term) == (3, text)
        for word in words:
            assert word in str(found)


class TestDates:
    """What is a date, and from when to when."""

    DAY = (at(2026, 11, 23), at(2026, 11, 24))
    MONTH = (at(2026, 11, 1), at(2026, 12, 1))
    YEAR = (at(2026, 1, 1), at(2027, 1, 1))
    DAYS = (
        *("2026-11-23", "2026/11/23", "20261123", "11/23/2026", "2026-Nov-23", "23-Nov-2026", "23-november-2026"),
        *("Nov 23 2026", "nov. 23, 2026", "November 23rd, 2026", "23 Nov 2026", "23 nov., 2026", "23 November 2026"),
        *("Mon, 23 Nov 2026", "Monday Nov 23 2026", "Mon Nov 23 2026", "monday", "Mon"),
    )
    TIMES = (
        *("2026-11-23T10:30:05Z", "2026-11-23T10:30:05+00:00", "2026-11-23 10:30:05", "2026-11-23T11:30:05+01:00"),
        *("2026-11-23T11:30:05+0100", "2026-11-23T11:30:05+01", "2026-11-23t10:30:05z", "2026-11-23 05:00:05 -05:30"),
        *("2026-11-23 10:30:05 +0000 UTC", "2026-11-23 11:30:05.000000000 +0100", "2026/11/23 10:30:05"),
        *("2026-11-23 10:30:05 UTC", "2026-11-23 10:30:05 GMT", "2026-11-23 10:30:05 AM", "2026-11-23T10:30:05,000Z"),
        *("Mon, 23 Nov 2026 10:30:05 GMT", "Mon, 23 Nov 2026 11:30:05 +0100 (CET)", "23 Nov 2026, 10:30:05"),
        *("Mon Nov 23 2026 11:30:05 GMT+0100 (Central European Standard Time)", "11/23/2026, 10:30:05\u202fAM"),
        *("Mon Nov 23 2026 11:30:05 GMT+0100 (Mitteleuropäische Normalzeit)", "Nov 23, 2026 at 10:30:05am"),
        *("Mon Nov 23 10:30:05 2026", "Mon Nov 23 10:30:05 UTC 2026", "Mon Nov 23 11:30:05 +0100 2026"),
        *("20261123T10:30:05", "11/23/2026 10:30:05", "November 23, 2026, 10:30:05 AM"),
    )

    @pytest.mark.parametrize("text", DAYS)
    def test_a_day(self, text: str) -> None:
        """``on`` is the day, ``after`` begins with it and ``before`` ends before it."""
        start, end = self.DAY

        assert read(f"on:{quoted(text)}") == Received(start, end)
        assert read(f"after:{quoted(text)}") == Received(start=start)
        assert read(f"before:{quoted(text)}") == Received(end=start)

    @pytest.mark.parametrize("text", TIMES)
    def test_a_moment(self, text: str) -> None:
        """``after`` and ``before`` include it, as in Mailpit, and ``on`` is the day around it."""
        moment = at(2026, 11, 23, 10, 30, 5)

        assert read(f"after:{quoted(text)}") == Received(start=moment)
        assert read(f"before:{quoted(text)}") == Received(end=moment + timedelta(microseconds=1))
        assert read(f"on:{quoted(text)}") == Received(*self.DAY)

    @pytest.mark.parametrize(
        ("text", "span"),
        [
            ("2026-11", MONTH),
            ("2026/11", MONTH),
            ("Nov 2026", MONTH),
            ("november, 2026", MONTH),
            ("2026-02", (at(2026, 2, 1), at(2026, 3, 1))),
            ("2028-2", (at(2028, 2, 1), at(2028, 3, 1))),
            ("2026-12", (at(2026, 12, 1), at(2027, 1, 1))),
            ("2026", YEAR),
            ("today", (at(2026, 11, 25), at(2026, 11, 26))),
            ("Yesterday", (at(2026, 11, 24), at(2026, 11, 25))),
            ("wednesday", (at(2026, 11, 25), at(2026, 11, 26))),
            ("thu", (at(2026, 11, 19), at(2026, 11, 20))),
            ("Sunday", (at(2026, 11, 22), at(2026, 11, 23))),
        ],
    )
    def test_what_has_a_beginning_and_an_end(self, text: str, span: tuple[datetime, datetime]) -> None:
        """Months, years and days by name; of the days of the week the last one, which may be today."""
        assert read(f"on:{quoted(text)}") == Received(*span)
        assert read(f"after:{quoted(text)}") == Received(start=span[0])
        assert read(f"before:{quoted(text)}") == Received(end=span[0])

    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("now", NOW),
            ("45s", NOW - timedelta(seconds=45)),
            ("30m", NOW - timedelta(minutes=30)),
            ("2h", NOW - timedelta(hours=2)),
            ("3d", NOW - timedelta(days=3)),
            ("2w", NOW - timedelta(weeks=2)),
            ("6mo", NOW.replace(month=5)),
            ("1y", NOW.replace(year=2025)),
            ("13 months", NOW.replace(year=2025, month=10)),
            ("2 hours ago", NOW - timedelta(hours=2)),
            ("1 Hour", NOW - timedelta(hours=1)),
            ("10 mins ago", NOW - timedelta(minutes=10)),
            ("0s", NOW),
        ],
    )
    def test_a_time_ago(self, text: str, moment: datetime) -> None:
        """From now to the microsecond."""
        assert read(f"after:{quoted(text)}") == Received(start=moment)
        assert read(f"before:{quoted(text)}") == Received(end=moment + timedelta(microseconds=1))

    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2026-11-23T10:30", at(2026, 11, 23, 10, 30)),
            ("2026-11-23T10:30:05.123Z", at(2026, 11, 23, 10, 30, 5, 123_000)),
            ("2026-11-23T10:30:05.1234567Z", at(2026, 11, 23, 10, 30, 5, 123_456)),
            ("2026-11-23T00:00", at(2026, 11, 23)),
            ("11/23/2026 12:00 AM", at(2026, 11, 23)),
            ("11/23/2026 12:15 PM", at(2026, 11, 23, 12, 15)),
            ("11/23/2026 1:05:06 pm", at(2026, 11, 23, 13, 5, 6)),
            ("3/4/2026 9:05", at(2026, 3, 4, 9, 5)),
            ("2026-1-2 9:05", at(2026, 1, 2, 9, 5)),
            ("2028-02-29T10:30Z", at(2028, 2, 29, 10, 30)),
            ("2026-11-23T10:30-11:30", at(2026, 11, 23, 22)),
        ],
    )
    def test_the_parts_of_a_time(self, text: str, moment: datetime) -> None:
        """Seconds and their parts may be left out; of 3/4 the month comes first."""
        assert read(f"after:{quoted(text)}") == Received(start=moment)

    def test_a_month_ago_is_its_last_day_if_it_has_fewer(self) -> None:
        """There is no 31st of June."""
        now = at(2028, 3, 31, 12)

        assert read("after:1mo", now=now) == Received(start=at(2028, 2, 29, 12))
        assert read("after:13mo", now=now) == Received(start=at(2027, 2, 28, 12))
        assert read("after:9mo", now=now) == Received(start=at(2027, 6, 30, 12))

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "nonsense",
                "tomorrow",
                "last week",
                "2026-13-01",
                "2026-02-30",
                "2027-02-29",
                "2026-00-01",
                "2026-11-00",
            ),
            *("0000", "0000-01-01", "9999", "9999-12-31", "10000-01-01", "26-11-23", "11/23/26", "23/11/2026"),
            *("2026-11-23T24:00", "2026-11-23T10:60", "2026-11-23T10:30:60", "2026-11-23T10", "2026-11-23T", "10:30"),
            *("2026-11-23T13:00 PM", "2026-11-23 0:30 am", "2026-11-23T10:30 CET", "2026-11-23T10:30 Europe/Berlin"),
            *("2026-11-23T10:30+24:00", "2026-11-23T10:30+1", "2026-11-23T10:30+01:75", "2026-11-23T10:30ZZ"),
            *("Tue, 23 Nov 2026", "Nov 31 2026", "Nov 23", "23 Novem 2026", "23.11.2026", "2026-11/23", "2026--11"),
            *("1795000000", "1795000000000", "-2h", "2", "2x", "1.5h", "1000000h", "999999y", "999999mo", "999999w"),
            *("2h30m", "ago", "2026-11-23 and more", "٢٠٢٦-١١-٢٣", "2026-11-23T10:30:05.1234567890Z"),
            *("0001-01-01T00:00+14:00", "9999-12-31T23:59-01:00", "2026-11-23 10:30 (CET)", "x" * (MAX_DATE + 1)),
        ],
    )
    @pytest.mark.parametrize("field", ["after", "before", "on"])
    def test_what_is_no_date_is_refused(self, field: str, text: str) -> None:
        """Nothing is guessed, nothing is passed over, and what no clock shows is an ordinary fault."""
        found = fault(f"a {field}:{quoted(text)}")

        assert found.position == 2
        assert "is no date; give one such as 2026-11-23" in str(found)

    def test_the_end_of_days_is_an_ordinary_fault(self) -> None:
        """Where the moment exists and what follows it does not."""
        last = "9999-12-31T23:59:59.999999Z"

        assert read(f"after:{last}") == Received(start=at(9999, 12, 31, 23, 59, 59, 999_999))
        for field in ("before", "on"):
            assert "is too far away" in str(fault(f"{field}:{last}"))

    def test_days_are_those_of_the_zone(self) -> None:
        """What has no zone of its own is local, what has one is not."""
        assert read("on:2026-11-23", BERLIN) == Received(at(2026, 11, 22, 23), at(2026, 11, 23, 23))
        assert read("after:2026-11-23T10:30", BERLIN) == Received(start=at(2026, 11, 23, 9, 30))
        assert read("after:2026-11-23T10:30Z", BERLIN) == Received(start=at(2026, 11, 23, 10, 30))
        assert read("on:2026-11-23T23:30Z", BERLIN) == Received(at(2026, 11, 23, 23), at(2026, 11, 24, 23))
        assert read("on:2026", BERLIN) == Received(at(2025, 12, 31, 23), at(2026, 12, 31, 23))
        assert read("on:2026-07", BERLIN) == Received(at(2026, 6, 30, 22), at(2026, 7, 31, 22))

    def test_today_is_the_day_of_the_zone(self) -> None:
        """Half past two in London is tomorrow in Kiritimati."""
        kiritimati = timezone(timedelta(hours=14))

        assert read("on:today", kiritimati) == Received(at(2026, 11, 25, 10), at(2026, 11, 26, 10))
        assert read("on:monday", kiritimati) == Received(at(2026, 11, 22, 10), at(2026, 11, 23, 10))
        assert read("on:thursday", kiritimati) == Received(at(2026, 11, 25, 10), at(2026, 11, 26, 10))
        assert read("on:now", kiritimati) == read("on:today", kiritimati)

    def test_the_zone_of_now_does_not_count(self) -> None:
        """The same moment, told in another zone, asks for the same."""
        for text in ("today", "friday", "2h", "1mo", "now"):
            assert read(f"on:{text}", BERLIN, NOW.astimezone(timezone.max)) == read(f"on:{text}", BERLIN)

    def test_a_change_of_clocks(self) -> None:
        """Days of 23 and 25 hours; an hour left out is as before the change, of one that comes twice the first."""
        assert read("on:2026-03-29", BERLIN) == Received(at(2026, 3, 28, 23), at(2026, 3, 29, 22))
        assert read("on:2026-10-25", BERLIN) == Received(at(2026, 10, 24, 22), at(2026, 10, 25, 23))
        assert read("after:2026-03-29T02:30", BERLIN) == Received(start=at(2026, 3, 29, 1, 30))
        assert read("after:2026-10-25T02:30", BERLIN) == Received(start=at(2026, 10, 25, 0, 30))
        assert read("after:24h", BERLIN, at(2026, 3, 29, 12)) == Received(start=at(2026, 3, 28, 12))
        assert read("after:1mo", BERLIN, at(2026, 4, 15, 12)) == Received(start=at(2026, 3, 15, 13))

    @given(
        st.sampled_from(
            ["Europe/Berlin", "America/Havana", "America/Santiago", "Asia/Beirut", "Pacific/Apia", "Asia/Kathmandu"]
        ).map(ZoneInfo),
        st.dates(date(1995, 1, 1), date(2035, 12, 30)),
        st.integers(-48, 96),
    )
    @example(ZoneInfo("Pacific/Apia"), date(2011, 12, 30), 0)
    @example(ZoneInfo("America/Havana"), date(2026, 11, 1), 4)
    @example(ZoneInfo("America/Santiago"), date(2026, 9, 6), 4)
    def test_on_holds_what_the_calendar_shows(self, zone: ZoneInfo, day: date, halves: int) -> None:
        """A moment is on a day if and only if a calendar of the zone shows it: midnight may be left out, or twice."""
        query = read(f"on:{day}", zone)
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=30 * halves)

        assert holds(query, Letter(received=moment)) is (moment.astimezone(zone).date() == day)


ODD = (
    *"()\"-! \\\t\x00:=*<>%_'\u00a0\ufeff\u0130ßǰ\u0345\u0301",
    *("AND", "OR", "NOT", " AND ", " OR ", "NOT ", '"a b"', "https://", "10:30", '\\"', "\ud83d", "日本"),
    *(f"{field}:" for field in FIELDS),
    *("on:2026-1", "after:2h", "larger:1", "header:X=", "a ", "is:read ", "-("),
    *("read", "attachments", "2026-11-23", "10:30:05Z", "+01:00", "monday", "2h", "1.5m", "999999y", "9999", "x", "5"),
)


ODD_DATES = (
    *(
        "2026",
        "9999",
        "0001",
        "11",
        "23",
        "1",
        "31",
        "-",
        "/",
        ":",
        " ",
        ", ",
        ".",
        "T",
        "Z",
        "+",
        "10:30",
        ":05",
        ".123",
    ),
    *("am", "pm", "utc", "+0100", " (CET)", "Nov", "Feb", "mon", "today", "h", "d", "mo", "years", " ago", "st"),
)


class TestAnyText:
    """Whatever is searched for."""

    @settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.one_of(
            st.lists(st.sampled_from(ODD), max_size=12).map("".join),
            st.lists(st.sampled_from(ODD_DATES), max_size=8).map(lambda parts: f'on:"{"".join(parts)}"'),
            st.text(),
        )
    )
    def test_any_text_is_a_search_or_a_fault(self, text: str) -> None:
        """What comes out is well made, or a fault that points into the text and can be printed."""
        try:
            query = read(text)
        except QueryError as found:
            assert text[found.position :].startswith(found.term)
            assert str(found).isprintable()
            assert found.term or not text.replace("\x00", "").strip()
        else:
            check(query)

    @settings(deadline=None)
    @given(
        queries(
            Vocabulary(
                words=[
                    "ada",
                    "a@b.test",
                    "two words",
                    'a "b" c',
                    "\\",
                    "-5",
                    "<x>",
                    "and",
                    "from:x",
                    "(",
                    "ß",
                    "10:30",
                ],
                headers=["X-Mailer", "List-Id"],
                inboxes=["default", "Shop 1"],
                tags=["To do", "done"],
                users=["ada", "NOT"],
                times=[NOW, at(2026, 3, 29, 1, 30), at(1970, 1, 1)],
                sizes=[0, 1024, 5 * 2**20, 999],
            ),
            most=15,
        ),
        st.randoms(use_true_random=False),
    )
    def test_what_is_written_is_read(self, query: Query, chance: random.Random) -> None:
        """However a search is written, with brackets, signs, cases and quotation marks, it is read as what it was."""
        check(query)

        assert read(Writer(chance).write(query)) == query

    @given(st.text())
    def test_a_phrase_is_any_text(self, text: str) -> None:
        """Quotation marks take away all meaning."""
        folded = fold(text)

        if folded:
            assert read(quoted(text)) == Contains(folded)
            assert read(f"-subject:{quoted(text)}") == Not(Contains(folded, frozenset({Field.SUBJECT})))
        else:
            fault(quoted(text))


def check(query: Query) -> None:
    """Nothing is in a search that ``terms`` does not allow."""
    match query:
        case And(parts) | Or(parts):
            assert len(parts) > 1
            assert not any(isinstance(part, type(query)) for part in parts)
            for part in parts:
                check(part)
        case Not(part):
            check(part)
        case Contains(value, fields):
            assert value
            assert fields
            assert value == fold(value)
        case HasHeader(name, value):
            assert name
            assert (name, value) == (name.lower(), fold(value))
        case Is(_, value):
            assert value.strip()
        case Received(start, end):
            assert start or end
            assert {time.tzinfo for time in (start, end) if time} == {UTC}
        case Size(above, below):
            assert [size for size in (above, below) if size is not None and 0 <= size < 2**63]


class TestBounds:
    """What is long, wide or deep ends soon."""

    def test_a_text_can_be_so_long(self) -> None:
        """One more character is too many, and where it is said."""
        assert read("a" * MAX_TEXT) == Contains("a" * MAX_TEXT)

        found = fault("a" * (MAX_TEXT + 1))

        assert found.position == MAX_TEXT
        assert "8,193 characters, which are too many; give at most 8,192" in str(found)

    def test_a_search_can_have_so_many_terms(self) -> None:
        """The first that is too many is named."""
        assert read("a " * MAX_TERMS) == And((A,) * MAX_TERMS)
        assert read(" OR ".join("a" * MAX_TERMS)) == Or((A,) * MAX_TERMS)

        found = fault("a " * MAX_TERMS + "b c")

        assert (found.position, found.term) == (2 * MAX_TERMS, "b")
        assert "too many terms; give at most 200" in str(found)

    @pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("NOT ", ""), ("-(", ")"), ("a OR (", ")")])
    def test_a_search_can_be_so_deep(self, opening: str, closing: str) -> None:
        """Each bracket and each negation is a level; what is deeper is refused where it begins."""
        most = MAX_DEPTH // 2 if opening == "-(" else MAX_DEPTH
        deepest = opening * most + "a" + closing * most

        check(read(deepest))
        repr(read(deepest))

        found = fault(opening + deepest + closing)

        assert found.position == len(opening * most) + opening.find("(") * (opening[0] == "a")
        assert "the search goes too deep; give at most 100" in str(found)

    @pytest.mark.parametrize(
        "bomb",
        [
            *(
                "(",
                "-",
                '"',
                "NOT ",
                "!(",
                "-(",
                "a(",
                "()",
                ")",
                "a ",
                "a OR ",
                "\\",
                '\\"',
                '"\\',
                "a:",
                "from:",
                " ",
            ),
            *("\x00", "(a OR (b ", "AND ", '""', "(a)", "\u0344", "\ufdfa", "<", "*", "header:a", "=", "\ud800", "1"),
        ],
    )
    @pytest.mark.parametrize("before", ["", '"', "from:", "-(", "after:", 'after:"2026 (', "larger:", 'header:"x'])
    def test_a_bomb_goes_out(self, bomb: str, before: str) -> None:
        """However often a piece is repeated, within the bound and far beyond, there is an end of it."""
        for length in (MAX_TEXT, 100_000):
            try:
                check(read((before + bomb * length)[:length]))
            except QueryError as found:
                assert len(str(found)) < 1_000


class TestOracle:
    """The plain reading of a search, with which stores are compared."""

    LETTER = Letter(
        texts={Field.SUBJECT: "your invoice", Field.FROM: "ada <ada@a.test>", Field.HTML: "<b>x</b>"},
        headers=[("X-Mailer", "PHP  8"), ("X-Mailer", "other")],
        flags={Flag.READ, Flag.LINK},
        inbox="Shop",
        tags=["To do"],
        user="ada",
        received=at(2026, 11, 23, 10, 30),
        size=1024,
    )

    @pytest.mark.parametrize(
        "text",
        [
            *("INVOICE", "from:ada@", "addressed:ada", "your from:ada", "x OR invoice", "-x", "-(x OR z)", "html:<b>"),
            *("header:x-mailer", 'header:X-Mailer="php 8"', "inbox:Shop", 'tag:"TO DO"', "user:ADA", "is:read"),
            *(
                "-is:unread",
                "has:links",
                "after:2026-11-23T10:30",
                "before:2026-11-23T10:30",
                "on:2026-11-23",
                "on:2026",
            ),
            *("larger:1023", "smaller:1025", "(x z) OR (your -x)"),
        ],
    )
    def test_what_holds(self, text: str) -> None:
        """Each kind of term, on a letter that has it; and its opposite does not hold."""
        assert holds(read(text), self.LETTER)
        assert not holds(Not(read(text)), self.LETTER)

    @pytest.mark.parametrize(
        "text",
        [
            *("<b>", "to:ada", "subject:ada", "invoice x", "x OR z", "header:x-mail", "header:X-Mailer=php8"),
            *("inbox:shop", "tag:To", "user:ad", "is:unread", "has:html", "after:2026-11-23T10:31", "on:2026-11-24"),
            *("before:2026-11-23T10:29", "before:2026-11-23", "larger:1k", "smaller:1k"),
        ],
    )
    def test_what_does_not_hold(self, text: str) -> None:
        """Each kind of term, on a letter that does not have it; and its opposite holds."""
        assert not holds(read(text), self.LETTER)
        assert holds(Not(read(text)), self.LETTER)

    @given(queries(Vocabulary()))
    def test_random_searches_need_no_words(self, query: Query) -> None:
        """Without a vocabulary there are flags."""
        check(query)

        assert holds(query, self.LETTER) is not holds(Not(query), self.LETTER)


def test_the_public_names_are_there() -> None:
    """What the package says it has is all it has of its own."""
    public = {name for name in vars(mailtrap.query) if not name.startswith(("_", "@"))}  # pytest's own have an @
    modules = {path.stem for path in Path(mailtrap.query.__file__).parent.glob("*.py")}

    assert list(mailtrap.query.__all__) == sorted(mailtrap.query.__all__)
    assert set(mailtrap.query.__all__) == public - (modules - {"parse"})


class TestDocs:
    """docs/search.md."""

    PAGE = (Path(__file__).parent.parent / "docs" / "search.md").read_text("utf-8")

    def section(self, heading: str) -> str:
        """What stands under a heading."""
        return self.PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]

    def rows(self, heading: str) -> list[str]:
        """The code in the first column of the tables of a section."""
        table = re.findall(r"^\| (`.*?) \|", self.section(heading), re.MULTILINE)
        return [code for cell in table for code in re.findall(r"`([^`]+)`", cell)]

    def test_each_example_is_understood(self) -> None:
        """The searches of the tables are searches."""
        examples = [*self.rows("Examples"), *self.rows("Terms")]

        assert len([read(text) for text in examples]) > 50

    def test_each_field_is_told(self) -> None:
        """With all the values that it has."""
        terms = self.rows("Terms")

        for field in FIELDS:
            assert any(term.startswith(f"{field}:") for term in terms), field
        for value in IS:
            assert f"is:{value}" in terms
        for value in HAS:
            assert f"has:{value}" in terms

    def test_each_date_is_one(self) -> None:
        """What the section on dates gives as a form is understood."""
        dates = self.rows("Dates")

        assert len([read(f"after:{text}") for text in dates]) > 25

    def test_each_fault_is_said_so(self) -> None:
        """The examples of faults are word for word what the program says."""
        rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", self.section("Faults"), re.MULTILINE)

        assert len(rows) >= 4
        assert [(text, str(fault(text))) for text, _ in rows] == rows

    def test_the_bounds_are_told(self) -> None:
        """As the program has them."""
        for number in (MAX_TEXT, MAX_TERMS, MAX_DEPTH):
            assert f"{number:,}" in self.section("Faults")


def test_fold_of_a_long_run_of_marks() -> None:
    """A mail made of combining marks is compared in a moment; composing it at once would take minutes."""
    assert fold("a\u0301") == "á"
    assert len(fold("\u0f73" * 100_000)) == 200_000
