"""Finding mail with SQL: what is found is what the plain way finds, by whichever way the statement goes."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from mailtrap.errors import TooCostly
from mailtrap.model import Envelope, Recipient
from mailtrap.query import (
    ANYWHERE,
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
    Received,
    Size,
    fold,
    parse,
)
from mailtrap.query.parse import MAX_DEPTH, MAX_TERMS
from mailtrap.stores import ALL, Selection
from mailtrap.stores.finding import FEW, FEWEST, LESS, Plan, Statement, plan, prepare, storable
from mailtrap.stores.rows import time_to_text
from mailtrap.stores.schema import migrations
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.stores.texts import Texts, words_of
from tests.query_oracle import Letter, Vocabulary, holds, queries

WORDS = (
    *("a", "in", "%", "_", "'", '"', "€", "é", "e\u0301", "\u0301", "請", "領収", "領収書", "領収書です"),
    *("فاتورة", "ات", "👩‍👩‍👧", "👍🏽", "ẞ", "straße", "İ", "ﬁle", "invoice", "voi", "your invoice 4711", "100% sure"),
    *("a_b", "a%b", "\\", 'say "yes"', '"""', "AND", "NOT x", "*", "c++", "col:on", "^up", "(x)", "ada@shop.test"),
    *("<b>", "\ufffe\uffff", "\x01\x02", "aaa", "aaaaaaa"),
    "a long value that has more pieces than are asked for at once, in the end",
)  # fmt: skip
TIMES = tuple(datetime(2026, 11, 20 + day, 12, 0, 0, part, tzinfo=UTC) for day in range(4) for part in (0, 1))
VOCABULARY = Vocabulary(
    words=WORDS,
    headers=("Subject", "Received", "X-Mailer", "List-Id", "X", "X-None"),
    inboxes=("default", "Default", "shop", "Café", "x' OR 1 --", ""),
    tags=("done", "DONE", "to do", "É", "é", "ẞ", "none"),
    users=("shop", "SHOP", "é", "É", "%"),
    times=TIMES,
    sizes=(0, 1, 100, 1_000, 2**40),
)
Extent = tuple[int, int, int, int]
"""All, unread and pinned of an inbox or of the store, and all of the store."""
MANY = (200_000, 100_000, 100_000, 200_000)
EXTENTS = st.tuples(*[st.sampled_from((0, FEWEST, FEWEST + 1, FEW, FEW + 1, 200_000))] * 4)
"""What decides which way is gone; it need not be true."""
TEXTS = [field for field in Field if field is not Field.HTML]
FLAGS = (Flag.INLINE, Flag.HTML, Flag.TEXT, Flag.LINK, Flag.CODE)


@dataclass(repr=False)
class Mails:
    """A database and what is in it, by number."""

    connection: sqlite3.Connection
    letters: dict[int, Letter]
    html_asked: list[int]

    def run(self, statement: Statement) -> list[tuple[Any, ...]]:
        return self.connection.execute(*statement).fetchall()

    def found(self, selection: Selection, extent: Extent = MANY) -> list[int]:
        """The numbers, newest first; the same whether the index was asked what is rare or not."""
        found, again = (self.run(planned(selection, extent, each).select()) for each in (self.connection, None))
        assert found == again
        return [number for (number,) in found]

    def expected(self, query: Query | None) -> list[int]:
        """The same, worked out the plain way."""
        return [each for each in sorted(self.letters, reverse=True) if not query or holds(query, self.letters[each])]


def some_letter(chance: random.Random, number: int) -> Letter:
    """Texts and all else at random; every tenth has none."""

    def text() -> str:
        return fold(" ".join(chance.choices(WORDS, k=chance.randrange(4))))

    def header() -> tuple[str, str]:
        return chance.choice(("subject", "ReceiveD", "X-MAILER", "List-Id", "x")), text().upper()

    tags = chance.sample(("done", "to do", "É", "ẞ"), chance.randrange(3))
    flags = {flag for flag in Flag if (bool(tags) if flag is Flag.TAGGED else chance.random() < 0.5)}
    return Letter(
        texts={field: text() for field in Field if chance.random() < 0.4} if number % 10 else {},
        headers=[header() for _ in range(chance.randrange(4))],
        flags=flags,
        inbox=chance.choice(("default", "Default", "shop", "Café")),
        tags=tags,
        user=chance.choice(("shop", "é", "", "%")),
        received=chance.choice(TIMES),
        size=chance.choice((0, 1, 2, 100, 1_000, 1_001)),
    )


def add(connection: sqlite3.Connection, number: int, letter: Letter) -> None:
    """Fill the tables as a store does."""
    values = {
        "id": number,
        "public_id": f"id{number}",
        "inbox": letter.inbox,
        "received": time_to_text(letter.received),
        "user": letter.user,
        "size": letter.size,
        "is_read": Flag.READ in letter.flags,
        "is_pinned": Flag.PINNED in letter.flags,
        "attachments": 2 * (Flag.ATTACHMENT in letter.flags),
    }
    others = ("mail_from", "mail_parameters", "helo", "client", "tls", "subject", "message_id", "snippet", "problems")
    connection.execute("INSERT OR IGNORE INTO inboxes (name) VALUES (?)", (letter.inbox,))
    insert(connection, "messages", values | dict.fromkeys(others, ""))
    for position, (name, value) in enumerate(letter.headers):
        header = {"message": number, "position": position, "name": name, "value": storable(value)}
        insert(connection, "headers", header)
    for tag in letter.tags:
        connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (tag,))
        connection.execute("INSERT INTO message_tags SELECT ?, id FROM tags WHERE name = ?", (number, tag))
    columns: dict[str, Any] = {field: storable(letter.texts.get(field, "")) for field in TEXTS}
    columns |= {f"has_{flag}": flag in letter.flags for flag in FLAGS}
    texts = Texts(**columns, is_encrypted=Flag.ENCRYPTED in letter.flags)
    if texts != Texts():  # else it is not indexed yet: no row of texts
        insert(connection, "texts", {"message": number, **texts._asdict()})
    words = words_of(texts, [(name, storable(value)) for name, value in letter.headers])
    connection.execute("INSERT INTO words (rowid, content) VALUES (?, ?)", (number, words))


def insert(connection: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """One row."""
    places = ", ".join("?" for _ in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", list(values.values()))


def mails_of(letters: Sequence[Letter]) -> Mails:
    """A database with these."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.apply(Database(connection))
    numbered = dict(enumerate(letters, 1))
    asked: list[int] = []

    def html_of(number: int) -> str:
        asked.append(number)
        return numbered[number].texts.get(Field.HTML, "")

    prepare(connection, html_of)
    connection.execute("BEGIN")
    for number, letter in numbered.items():
        add(connection, number, letter)
    connection.execute("COMMIT")
    return Mails(connection, numbered, asked)


@pytest.fixture(scope="module")
def some() -> Iterator[list[Mails]]:
    """Three times sixty letters."""
    chance = random.Random(7)
    made = [mails_of([some_letter(chance, number) for number in range(60)]) for _ in range(3)]
    yield made
    for mails in made:
        mails.connection.close()


@pytest.fixture
def store() -> Iterator[Callable[..., Mails]]:
    """Makes databases."""
    made: list[Mails] = []

    def make(*letters: Letter) -> Mails:
        made.append(mails_of(letters))
        return made[-1]

    yield make
    for mails in made:
        mails.connection.close()


def planned(selection: Selection, extent: Extent = MANY, connection: sqlite3.Connection | None = None) -> Plan:
    """How to find these, if there were so many."""
    total, unread, pinned, whole = extent
    return plan(selection, total, unread=unread, pinned=pinned, whole=whole, connection=connection)


def read(text: str) -> Query:
    """What a text asks for."""
    return parse(text, now=TIMES[-1])


def body(text: str, **more: object) -> Letter:
    """A letter with this text."""
    return Letter(texts={Field.BODY: fold(text)}, **more)  # type: ignore[arg-type]


# What is found


@settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries(VOCABULARY), EXTENTS, st.integers(0, 2))
@example(Not(Contains("領収書")), MANY, 0)
@example(Contains("\ufffe\uffff"), MANY, 0)
@example(And((Contains("领收"), Not(Or((Contains("a"), Has(Flag.LINK)))))), MANY, 0)
def test_random_searches_find_what_the_plain_way_finds(
    some: list[Mails], query: Query, extent: Extent, which: int
) -> None:
    """Every kind of search, by every way, finds the same letters in the same order."""
    mails = some[which]

    assert mails.found(Selection(query=query), extent) == mails.expected(query)


@settings(max_examples=300, deadline=None)
@given(
    st.none() | queries(VOCABULARY, 3),
    st.none() | st.sampled_from(VOCABULARY.inboxes),
    st.none() | st.lists(st.sampled_from(["id1", "id7", "id30", "id60", "id61", "", "'", "\ud800"])).map(tuple),
    EXTENTS,
)
def test_all_conditions_of_a_selection_hold(
    some: list[Mails], query: Query | None, inbox: str | None, ids: tuple[str, ...] | None, extent: Extent
) -> None:
    """Ids, inbox and search narrow each other down."""
    expected = [
        number
        for number in some[0].expected(query)
        if (ids is None or f"id{number}" in ids) and (inbox is None or some[0].letters[number].inbox == inbox)
    ]

    assert some[0].found(Selection(ids, inbox, query), extent) == expected


@settings(max_examples=200, deadline=None)
@given(st.none() | queries(VOCABULARY, 3), EXTENTS, st.integers(0, 5), st.integers(0, 5))
def test_pages_and_counts_agree_with_the_list(
    some: list[Mails], query: Query | None, extent: Extent, start: int, limit: int
) -> None:
    """A page is a piece of the list, a count tells of all of it or of its beginning."""
    mails = some[0]
    chosen = planned(Selection(query=query), extent)
    expected = mails.expected(query)

    def counts(numbers: list[int]) -> tuple[int, int, int]:
        letters = [mails.letters[number] for number in numbers]
        return len(letters), sum(Flag.READ not in each.flags for each in letters), sum(each.size for each in letters)

    page = mails.run(chosen.select("messages.id, messages.size", limit=limit, offset=start))
    assert page == [(number, mails.letters[number].size) for number in expected[start : start + limit]]
    assert mails.run(chosen.page(limit, start, start + limit)) == [
        (*counts(expected[: start + limit]), json.dumps(expected[start : start + limit], separators=(",", ":")))
    ]
    assert mails.run(chosen.count()) == [counts(expected)]
    assert mails.run(chosen.count(limit)) == [counts(expected[:limit])]


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("ab \"'%_*é領👍\u0301"), min_size=1), st.data())
def test_any_piece_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    """Whatever the letters are, no piece of what was written is missed."""
    written = fold(text)
    start = data.draw(st.integers(0, len(written)))
    piece = fold(written[start : data.draw(st.integers(start, len(written)))])
    mails = mails_of([body(text), body("another")])
    with closing(mails.connection):
        for value in filter(None, (piece, written)):
            assert mails.found(Selection(query=Contains(value))) == mails.expected(Contains(value))
            assert mails.found(Selection(query=HasHeader("subject", value))) == []


def test_deleted_mails_are_not_found(store: Callable[..., Mails]) -> None:
    """Graves and emptied inboxes count as gone at once, by every way; what is spared stays."""
    mails = store(*[body("hello", inbox="a" if number % 2 else "b") for number in range(8)])
    mails.connection.executescript(
        "INSERT INTO graves VALUES (8); INSERT INTO doomed (inbox, upto) VALUES ('a', 4); INSERT INTO spared VALUES (2)"
    )
    ids = tuple(f"id{number}" for number in range(9))
    ways = [
        (ALL, MANY),
        (Selection(query=Contains("hello")), MANY),
        (Selection(query=Or((Contains("he"), Is(Name.INBOX, "a")))), MANY),
        (Selection(query=Not(Has(Flag.READ))), (10_000, 1, 1, 10_000)),
        (Selection(ids), MANY),
    ]

    assert [mails.found(*way) for way in ways] == [[7, 6, 5, 3, 2, 1]] * len(ways)
    assert mails.found(Selection(inbox="a"), (1, 1, 1, 1)) == mails.found(Selection(inbox="a")) == [6, 2]
    mails.connection.execute("INSERT INTO doomed (inbox, upto) VALUES ('', 6)")
    assert [mails.found(*way) for way in ways] == [[7, 2]] * len(ways)


def test_mails_without_texts_have_empty_ones(store: Callable[..., Mails]) -> None:
    """A mail that is not indexed yet is found by what it lacks, not by null."""
    mails = store(Letter(), body("hello"))

    assert mails.connection.execute("SELECT count(*) FROM texts").fetchone() == (1,)
    terms: list[Query] = [Contains("he"), Has(Flag.LINK), Contains("he", frozenset({Field.BODY, Field.HTML}))]
    for term in terms:
        assert mails.found(Selection(query=Not(term))) == mails.expected(Not(term))
        assert mails.found(Selection(query=Or((Not(term), Size(above=5))))) == mails.expected(Not(term))


def test_halves_of_characters_are_looked_for_as_they_are_kept(store: Callable[..., Mails]) -> None:
    """A lone surrogate does no harm anywhere; it is kept as a question mark."""
    mails = store(body("x\ud800y \udfff", headers=[("Subject", "\ud800abc")], inbox="?", user="u?"), Letter())
    terms: list[Query] = [
        Contains("x\ud800y \udfff"),
        Contains("\ud800"),
        Contains("x?y ?"),
        HasHeader("subject", "\udfffabc"),
        Is(Name.USER, "U\ud800"),
        Is(Name.INBOX, "\ud800"),
    ]

    for term in terms:
        assert mails.found(Selection(query=term)) == [1]
    for name in ("x\ud800", "é"):
        assert mails.found(Selection(query=HasHeader(name))) == []
    assert mails.found(Selection(query=Is(Name.TAG, "\ud800"))) == []
    assert mails.found(Selection(inbox="\ud800")) == [1]


def test_html_is_read_last_and_once(store: Callable[..., Mails]) -> None:
    """The HTML is fetched only of what else holds, once for several terms, and folded."""
    letters = [Letter(texts={Field.HTML: "<B>Grüße\ud800", Field.BODY: "hello"}, size=number) for number in range(9)]
    mails = store(*letters, body("other", size=7))
    html = frozenset({Field.HTML})
    query = And((Contains("grüsse", html), Contains("<b>", html), Contains("hello"), Size(above=6)))

    assert mails.found(Selection(query=query)) == [9, 8]
    assert mails.html_asked == [9, 8] * 2  # it was found twice, see found()


# Bounds


def deep(levels: int) -> str:
    """Brackets within brackets, each with both kinds of terms, as far as the language allows."""
    return "".join(f"in OR t{at % 7}o (" for at in range(levels)) + "invoice" + ")" * levels


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"voi{number}" if number % 2 else "invoice" for number in range(MAX_TERMS)),
        " OR ".join(f"invoice{number}" for number in range(MAX_TERMS)),
        " OR ".join(f'"{number} long value that has more pieces"' for number in range(MAX_TERMS)),
        " ".join(f"header:X-Mailer=voi{number}" for number in range(MAX_TERMS)),
        " OR ".join(f"領 OR 収{number % 7}" for number in range(MAX_TERMS // 2)),
        " OR ".join(["is:read", *["html:x tag:done user:é has:link larger:1 after:2026"] * 33]),
        deep(99),
        "-(a " * 50 + "invoice" + ")" * 50,
        "NOT " * MAX_DEPTH + "invoice",
        "(" * 50 + "a OR " + "(in " * 49 + "invoice" + ")" * 99,
        "(invoice OR voi " * 99 + "x" + ")" * 99,
        "".join("(invoice OR (voi x OR " for _ in range(49)) + "y" + "))" * 49,
        "(" * 99 + "y" + "".join(" invoice) OR voi" if at % 2 else " OR sure) your" for at in range(99)),
    ],
)
def test_the_largest_searches_are_answered(some: list[Mails], text: str) -> None:
    """200 terms and 100 levels stay within the bounds of SQLite's parser, and of FTS5's, and are exact."""
    query = read(text)

    for asked in (query, Not(query)):
        assert some[0].found(Selection(query=asked)) == some[0].expected(asked)
        assert some[0].found(Selection(inbox="shop", query=asked)) == [
            number for number in some[0].expected(asked) if some[0].letters[number].inbox == "shop"
        ]


def balanced(chance: random.Random, terms: int, brackets: int, kind: type[And | Or]) -> Query:
    """A search with two large parts at each level."""
    if terms == 1 or not brackets:
        term = Contains(chance.choice(["in", "invoice", "領収", "a"]))
        return Not(term) if chance.random() < 0.2 else term
    other, cut = (Or if kind is And else And), terms // 2
    parts = [balanced(chance, cut, brackets - 1, other), balanced(chance, terms - cut, brackets - 1, other)]
    return kind(tuple(parts))


def test_broad_and_deep_searches_are_answered(some: list[Mails]) -> None:
    """Nor do those overflow that branch at every level, or have a deep part at each end of a deep part."""
    chance = random.Random(3)

    def comb(terms: int, kind: type[And | Or]) -> Query:
        if terms < 4:
            return balanced(chance, terms, 1, kind)
        other = Or if kind is And else And
        return kind((comb(terms // 3, other), comb(terms - terms // 3, other)))

    for query in (balanced(chance, MAX_TERMS, 100, And), comb(MAX_TERMS, And), comb(MAX_TERMS, Or)):
        assert some[0].found(Selection(query=query)) == some[0].expected(query)


# Ways


def steps_of(mails: Mails, chosen: Plan, first: int | None = None, last: int | None = None) -> str:
    """How SQLite goes about a page."""
    text, values = chosen.select("messages.id, messages.subject", first=first, last=last, limit=50)
    rows = mails.connection.execute(f"EXPLAIN QUERY PLAN {text}", values)
    return "\n".join(row[3] for row in rows)


WAYS = {
    "": "SCAN messages",
    "invoice": "SCAN words VIRTUAL TABLE",
    "invoice OR ab": "SCAN messages",
    "-invoice": "SCAN messages",
    "header:x-mailer=php": "SCAN words VIRTUAL TABLE",
    "invoice is:unread after:2026": "SCAN words VIRTUAL TABLE",
    "inbox:shop invoice": "SCAN words VIRTUAL TABLE",
    "inbox:shop ab": "SEARCH messages USING INDEX messages_inbox (inbox=?)",
    "inbox:shop is:unread": "SEARCH messages USING INDEX messages_unread (inbox=?)",
    "inbox:shop is:pinned": "SEARCH messages USING INDEX messages_pinned (inbox=?)",
    "is:unread": "SCAN messages",
    "after:2026-11-22": "SEARCH messages USING INTEGER PRIMARY KEY (rowid>?)",
    "after:2026-11-22 before:2026-11-23": "SEARCH messages USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
    "tag:done": "SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)",
    "header:x": "SCAN words VIRTUAL TABLE",
    "header:x=y": "SCAN words VIRTUAL TABLE",
    "has:code": "SCAN words VIRTUAL TABLE",
    "html:x body:y has:link header:subject=invoice user:x larger:1 has:tag": "SCAN messages",
}


@pytest.mark.parametrize("text", WAYS)
def test_pages_come_in_order_without_sorting(some: list[Mails], text: str) -> None:
    """A page stops when it is full, for its way yields the newest first; there is nothing to sort."""
    steps = steps_of(some[0], planned(Selection(query=read(text) if text else None)))

    assert WAYS[text] in steps.splitlines()[0]
    assert "TEMP B-TREE" not in steps


@pytest.mark.parametrize(
    ("selection", "extent", "step"),
    [
        (Selection(inbox="shop", query=Contains("invoice")), (FEW, 9, 9, LESS * FEW), "messages_inbox (inbox=?)"),
        (Selection(inbox="shop", query=Contains("invoice")), (FEWEST, 9, 9, FEWEST), "messages_inbox (inbox=?)"),
        (Selection(query=read("is:unread invoice")), (90_000, 9, 9, 90_000), "messages_unread"),
        (Selection(query=read("is:pinned")), (90_000, 9_000, 9_000, 90_000), "messages_pinned"),
        (Selection(("id1", "id2"), query=Contains("invoice")), MANY, "(public_id=?)"),
    ],
)
def test_few_mails_are_read_one_by_one(some: list[Mails], selection: Selection, extent: Extent, step: str) -> None:
    """Where an index lists few, or ids are given, neither all words nor all mails are walked, and nothing is sorted."""
    steps = steps_of(some[0], planned(selection, extent))

    assert step in steps
    assert "SEARCH messages" in steps.splitlines()[0]
    assert "TEMP B-TREE" not in steps
    assert "words" not in steps


@pytest.mark.parametrize("inbox", [None, "shop"])
def test_a_small_store_is_searched_by_its_index(some: list[Mails], inbox: str | None) -> None:
    """Few mails are read one by one where the index would have many more to walk, not where they are all there are."""
    words = Selection(inbox=inbox, query=Contains("invoice"))

    for whole in (FEWEST + 1, FEW):
        steps = steps_of(some[0], planned(words, (whole, 9, 9, whole)))
        assert "SCAN words VIRTUAL TABLE" in steps.splitlines()[0]


def test_texts_are_read_only_if_asked_for(some: list[Mails]) -> None:
    """What is known of a mail without its texts does not fetch them."""
    without = read("from:a OR is:read"), read("header:x=php is:pinned tag:x larger:1 html:x -user:x")

    assert ["texts" in steps_of(some[0], planned(Selection(query=query))) for query in without] == [
        True,
        False,
    ]


@pytest.mark.parametrize("text", WAYS)
def test_bounds_of_numbers_narrow_each_way(some: list[Mails], text: str) -> None:
    """A stretch of the list is found without a walk from its beginning, and one more condition may be given."""
    selection = Selection(query=read(text) if text else None)
    expected = [number for number in some[0].expected(selection.query) if 10 <= number <= 40 and number != 20]
    statement = planned(selection).select(first=10, last=40, extra="messages.id <> 20 OR 0")

    assert [number for (number,) in some[0].run(statement)] == expected
    step = steps_of(some[0], planned(selection), 10, 40).splitlines()[0]
    assert "rowid>" in step or "rowid=?" in step or "><" in step or "VIRTUAL TABLE INDEX" in step


@settings(max_examples=300, deadline=None)
@given(queries(VOCABULARY), st.sampled_from([1, 5]), st.sampled_from([1, 3, 100]), st.sampled_from([1, 10, 500]))
def test_what_is_rare_decides_the_way_alone(
    some: list[Mails], query: Query, probe: int, beginnings: int, probed: int
) -> None:
    """Whatever is known of how rare the pieces are, and however few of them are looked at."""
    bounds: dict[str, Any] = {"PROBE": probe, "BEGINNINGS": beginnings, "PROBED": probed, "LEAST": 1, "RAREST": 2}
    with patch.multiple("mailtrap.stores.finding", **bounds):
        assert some[0].found(Selection(query=query), (probed, 0, 0, probed)) == some[0].expected(query)


def asked(mails: Mails, text: str) -> str:
    """What the index is asked for a search."""
    values = planned(Selection(query=read(text)), connection=mails.connection).where.values
    return next(value for value in values if isinstance(value, str) and '"' in value)


def test_a_search_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """Who asks is told so, and what to ask instead; the store answers others, and the same reader the next time."""
    with closing(SqliteStore(tmp_path / "mail.db")) as kept:
        envelope = Envelope("a@b.test", (Recipient("c@d.test"),), "", "", TIMES[0])
        kept.add(envelope, b"Subject: invoice\r\n\r\n").result(60)
        slow = Selection(query=read("html:invoice OR ab"))
        with patch.multiple("mailtrap.stores.opening", READING=-1.0, _PROGRESS=1):
            for ask in (kept.count, lambda each: kept.page(each, 0, 50)):
                with pytest.raises(TooCostly, match=r"longer than .* seconds; give a word"):
                    ask(slow)

        assert kept.count(slow).total == 0
        assert kept.page(Selection(query=read("invoice")), 0, 50).matches.total == 1


def test_rare_pieces_are_asked_for(store: Callable[..., Mails]) -> None:
    """Of a long value the rarest pieces, and none that is far more common; of a field its name as well."""
    common = [body("about the order") for _ in range(600)]
    mails = store(
        *common, *[body("a quill", headers=[("X-Odd", "red")]) for _ in range(9)], body("about the quillworts")
    )

    assert asked(mails, '"about the quillworts"') == '(("llw" AND "lwo" AND "wor" AND "rts" AND " qu" AND "qui"))'
    assert asked(mails, "header:x-odd=red") == '((("\nx-" AND "-od" AND "dd:") AND ("red")))'
    assert asked(mails, "has:code") == '(("COD"))'


def test_short_values_beyond_ascii_are_found_by_the_index(store: Callable[..., Mails]) -> None:
    """One or two characters are the beginning of pieces, if they are few; what no mail has is not walked for."""
    mails = store(*[body(f"{each} 領収書{each}") for each in ("の", "発", "書")], body("a"), body("請"), body("x 領収"))

    assert asked(mails, "請") == '(("請\n\n"))'
    assert asked(mails, "領収 OR 請") == '((("領収\n" OR "領収書") OR ("請\n\n")))'
    assert asked(mails, "票") == '("AAA")'
    for value in ("請", "領", "領収", "収", "収書", "書", "票", "発発", "書の", "の"):
        assert mails.found(Selection(query=Contains(value))) == mails.expected(Contains(value))
    few = planned(Selection(query=Contains("領")), (FEW + 1, 9, 9, FEW + 1), mails.connection)
    assert "words" in few.tables
    with patch("mailtrap.stores.finding.BEGINNINGS", 1):
        assert "words" not in planned(Selection(query=Contains("領")), MANY, mails.connection).tables
    assert "words" not in planned(Selection(query=Contains("ab")), MANY, mails.connection).tables


def test_times_out_of_order_are_found(store: Callable[..., Mails]) -> None:
    """Bounds of time are exact though a clock went back between two mails."""
    times = [TIMES[0] + timedelta(hours=hours) for hours in (5, 1, 9, 3, 9, 0)]
    mails = store(*[body("hello", received=time) for time in times])

    for start in times:
        for query in (Received(start), Received(end=start), Received(start, start + timedelta(hours=3))):
            for asked in (query, Not(query), And((Contains("hello"), query))):
                assert mails.found(Selection(query=asked)) == mails.expected(asked)


def test_all_fields_but_html_have_a_column(store: Callable[..., Mails]) -> None:
    """Each field finds what its column holds, and that alone."""
    mails = store(*[Letter(texts={field: "hello"}) for field in Field])

    for number, field in enumerate(Field, 1):
        assert mails.found(Selection(query=Contains("hello", frozenset({field})))) == [number]
    assert mails.found(Selection(query=Contains("hello", ANYWHERE))) == mails.expected(Contains("hello"))
