"""What of a mail is searched: each column, each flag, and that no mail is too odd for it."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from mailtrap import mime
from mailtrap.model import Envelope, Recipient
from mailtrap.query import fold
from mailtrap.query.terms import Field, Flag
from mailtrap.stores.schema import migrations
from mailtrap.stores.texts import (
    MARKS,
    MAX_HEADERS,
    MAX_TEXT,
    MAX_VALUE,
    NOWHERE,
    Texts,
    found_in,
    header_rows,
    part_rows,
    texts_of,
    words_of,
)
from tests.odd_mails import ODD, html, mail, multi, part, text, typed

bench = import_module("bench.letters")  # as a name: for mypy the folder, which is no package, has it as "letters"

ENVELOPE = Envelope(
    "App@Sender.test", (Recipient("bob@box.test"), Recipient("BLIND@box.test")), "", "", datetime.now(UTC)
)


def found(raw: bytes, envelope: Envelope = ENVELOPE) -> Texts:
    """The texts, without the last line of defence."""
    opened = mime.open_mail(raw)
    return found_in(opened.root, opened.body, opened.reading, envelope)


def test_columns_are_those_of_the_table() -> None:
    """A row is the number of the mail and then this, and every field of a search has its column, the source aside."""
    db = Database(memory=True)
    migrations.apply(db)

    assert ("message", *Texts._fields) == tuple(db["texts"].columns_dict)
    assert len(header_rows(mime.parse(mail()))[0]) + 1 == len(db["headers"].columns)
    assert len(part_rows(mime.parse(mail()))[0]) + 1 == len(db["parts"].columns)
    assert set(Field) - set(Texts._fields) == {Field.HTML}
    db.close()


def test_headers_and_envelope_are_found() -> None:
    """Names and addresses of each field, of several senders too, and both sides of the envelope; folded."""
    texts = found(
        mail(
            b"From: =?utf-8?Q?J=C3=B6rg?= <J@one.test>, Ann Two <ann@two.test>",
            b'To: "Bob, the" <bob@box.test>, list: eve@box.test;',
            b"Cc: C <c@c.test>",
            b"Bcc: b@b.test",
            b"Reply-To: Help\t Desk <help@desk.test>",
            b"Subject: =?utf-8?B?R1LDnFNTRQ==?=  NOW",
            b"Message-ID: <Number.1@Odd.test>",
        )
    )

    assert texts.sender == "jörg j@one.test ann two ann@two.test"
    assert texts.to_ == "bob, the bob@box.test eve@box.test"
    assert (texts.cc, texts.bcc, texts.reply_to) == ("c c@c.test", "b@b.test", "help desk help@desk.test")
    assert (texts.subject, texts.message_id) == ("grüsse now", "number.1@odd.test")
    assert texts.rcpt == "app@sender.test bob@box.test blind@box.test"


def test_parts_are_found() -> None:
    """File names and types; both alternatives of a text."""
    named = part(b"application/pdf", b"x", b"Content-Disposition: attachment; filename*=utf-8''Pr%C3%BCfung.PDF")
    texts = found(multi(part(b"text/plain", b"Plain WORDS"), part(b"text/html", b"<p>Rich <b>w</b>ords"), named))

    assert texts.files == "prüfung.pdf"
    assert texts.types == "multipart/mixed text/plain text/html application/pdf"
    assert texts.body == "plain words rich words"


HTML = {
    "inline tags divide no word": (b"Pass<b>wo</b>r<span>d</span>, pass<wbr>age, s&shy;oft", "password, passage, soft"),
    "blocks and cells do": (b"<p>one</p>two<br>three<td>four<TD>five<Li>six", "one two three four five six"),
    "entities": (b"Gr&uuml;&szlig;e&nbsp;&#65;&#x42; &lt;b&gt; AT&T", "grüsse ab <b> at&t"),
    "no characters": (b"&#" + b"9" * 5_000 + b"; &#xD800; &nope; &", "\ufffd; \ufffd &nope; &"),
    "unseen elements": (
        b"<head><title>t</title><STYLE>p{a:'</p>'}</style ></head>a<script>if(1<2)'<p>no'</script>b <noscript>c</p>",
        "ab",
    ),
    "comments": (b"a<!-->b<!--->c<!-- <p>x --!>d<![if !mso]>e<![endif]><?php x ?>f</ >g", "abcdefg"),
    "conditional": (b"<!--[if mso]><a href='http://mso.test'>x</a><![endif]-->a", "a"),
    "attributes": (b"<p title='a > b' alt=\">\" x = '>'>c<p don't>d <a title=\"<!--\">e", "c d e"),
    "what hides": (b"<div style='display:none'>Preview</div>Text", "preview text"),
    "no tags": (b"1 < 2 <3 <= & <", "1 < 2 <3 <= & <"),
    "links": (
        b"<A class=a HREF = \"https://A.test/?a=1&amp;b=2\">Go</A>on <area\nhref=http://b.test><abbr href=no>c",
        "goon c https://a.test/?a=1&b=2 http://b.test",
    ),
    "broken links": (b"<a href='ht\ntp://x.test/ y'>a<a href>b<a href=>c<a data-href=d>d", "abcd http://x.test/y"),
    "unclosed": (b"a<p title='never", "a"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "body"), HTML.values(), ids=HTML)
def test_html_is_found_as_it_is_seen(source: bytes, body: str) -> None:
    """Words as a browser divides them, with the links behind them."""
    assert found(html(source)).body == body


def test_long_html_is_found_to_its_end() -> None:
    """What stands behind long styles, embedded images and many blocks is found as well."""
    image = b"<img src='data:image/png;base64," + b"A" * 200_000 + b"'>"
    source = b"<style>" + b"p { color: red }" * 5_000 + b"</style>" + image + b"<div><p>so</p></div>" * 3_000
    texts = found(html(source + b"<a href=https://end.test>The&#32;End</a>"))

    assert texts.body.endswith("so so the end https://end.test")


def test_bounds() -> None:
    """However much there is, each column has its bound, also of letters that grow when folded."""
    many = b", ".join(b"Name %d <a%d@b.test>" % (n, n) for n in range(900))
    long = "ß".encode() * MAX_TEXT
    rcpts = tuple(Recipient(f"{n}{'x' * 200}@b.test") for n in range(5_000))
    mails = [text(b"utf-8", long), mail(b"To: " + many), multi(*[part(b"text/html; charset=utf-8", long)] * 9)]

    for raw in mails:
        texts = found(raw, replace(ENVELOPE, recipients=rcpts))
        assert all(len(each) <= MAX_TEXT for each in texts if isinstance(each, str))
        assert "ss" * 1_000 in texts.body or texts.to_.endswith("name 899 a899@b.test")


FLAGS: dict[str, tuple[bytes, set[str]]] = {
    "empty": (b"", set()),
    "blank": (mail(body=b" \r\n\r\n"), set()),
    "text": (mail(), {"has_text"}),
    "html": (html(b"<p>Hello"), {"has_html"}),
    "both": (multi(part(b"text/plain", b"a"), part(b"text/html", b"b"), kind=b"alternative"), {"has_text", "has_html"}),
    "a link in text": (mail(body=b"see HTTPS://a.test"), {"has_text", "has_link"}),
    "a link in HTML": (html(b"<a href=http://a.test>x</a>"), {"has_html", "has_link"}),
    "no link": (mail(body=b"write https:// before mailto:a@b.test or ftp://c.test"), {"has_text"}),
    "no link but an image": (html(b"<img src=http://a.test>x"), {"has_html"}),
    "a code in text": (mail(body=b"Your verification code is 482913."), {"has_text", "has_code"}),
    "a code in HTML": (html(b"<p>Your code:<table><tr><td><b>482 913</b></table>"), {"has_html", "has_code"}),
    "inline": (
        multi(part(b"text/html", b"x"), part(b"image/png", b"x", b"Content-ID: <a>"), kind=b"related"),
        {"has_html", "has_inline"},
    ),
    "attached": (multi(part(b"image/png", b"x", b"Content-Disposition: attachment")), set()),
    "S/MIME": (typed(b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"MIAG"), {"is_encrypted"}),
    "S/MIME of old": (typed(b"application/x-pkcs7-mime; name=smime.p7m", b"MIAG"), {"is_encrypted"}),
    "S/MIME signature": (typed(b"application/pkcs7-mime; smime-type=signed-data", b"MIAG"), set()),
    "PGP/MIME": (multi(part(b"application/pgp-encrypted", b"Version: 1"), kind=b"encrypted"), {"is_encrypted"}),
    "PGP armour": (mail(body=b"Hi\r\n-----BEGIN PGP MESSAGE-----\r\nx\r\n"), {"has_text", "is_encrypted"}),
    "PGP signature": (mail(body=b"-----BEGIN PGP SIGNED MESSAGE-----\r\nx\r\n"), {"has_text"}),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "flags"), FLAGS.values(), ids=FLAGS)
def test_flags(raw: bytes, flags: set[str]) -> None:
    """What a mail has and is, and nothing else."""
    texts = found(raw)._asdict()

    assert {name for name, value in texts.items() if value is True} == flags


def test_letters_are_found_by_what_they_hold() -> None:
    """Letters of applications: the words of each text body in a row; of HTML and text the same flags."""
    for letter in bench.letters(150):
        opened = mime.open_mail(letter.raw)
        texts = found(letter.raw)

        assert fold(opened.body.text) in texts.body
        assert texts.has_html == bool(opened.body.htmls)
        assert fold(letter.mail_from) in found(letter.raw, replace(ENVELOPE, mail_from=letter.mail_from)).rcpt


def test_rows_of_headers() -> None:
    """Every field as it reads, in order, within bounds."""
    raw = mail(b"X-Long: " + b"x" * 9_000, b"Comments: =?utf-8?Q?gr=C3=BCn?=\r\n folded", b"X-Odd: \xff\x00")
    rows = header_rows(mime.parse(raw))
    many = header_rows(mime.parse(mail(*[b"X-Many: %d" % n for n in range(900)])))

    assert rows[:2] == [(0, "From", "Ann <ann@odd.test>"), (1, "To", "Bob <bob@odd.test>")]
    assert [value for _, _, value in rows[5:]] == ["x" * MAX_VALUE, "grün folded", "ÿ\ufffd"]
    assert [position for position, *_ in many] == list(range(MAX_HEADERS))


def test_rows_of_parts() -> None:
    """The tree in its order, with the places of each part in the raw mail; what is enclosed encoded has none."""
    inner = b"Subject: in\r\n\r\nx"
    image = part(b'image/png; name="A.png"', b"PNG", b"Content-ID: <i@odd>", b"Content-Transfer-Encoding: BASE64")
    coded = part(b"message/rfc822", b"U3ViamVjdDogaW4NCg0KeA==", b"Content-Transfer-Encoding: base64")
    shown = part(b"text/plain; charset=KOI8-R", b"Text", b"Content-Disposition: inline")
    raw = multi(shown, image, part(b"message/rfc822", inner), coded)
    rows = part_rows(mime.parse(raw))

    assert [row[:3] for row in rows] == [
        (0, "0", "multipart/mixed"),
        (1, "1", "text/plain"),
        (2, "2", "image/png"),
        (3, "3", "message/rfc822"),
        (4, "3.1", "text/plain"),
        (5, "4", "message/rfc822"),
        (6, "4.1", "text/plain"),
    ]
    assert rows[1][3:6] == ("KOI8-R", "", "inline")
    assert rows[2][3:8] == ("", "base64", "", "A.png", "i@odd")
    assert [raw[row[8] : row[10]] for row in rows[1:4]] == [shown, image, part(b"message/rfc822", inner)]
    assert raw[rows[2][9] : rows[2][10]] == b"PNG"
    assert raw[rows[4][8] : rows[4][10]] == inner
    assert rows[6][8:] == (NOWHERE, NOWHERE, NOWHERE)


def in_tables(raw: bytes) -> tuple[str, str]:
    """The entry in ``words`` as it is first made, and as it is made of what the tables give back."""
    opened = mime.open_mail(raw)
    texts, headers = found(raw), header_rows(opened.root)
    db = Database(memory=True)
    migrations.apply(db)
    db.execute(f"INSERT INTO texts VALUES ({', '.join('?' * (1 + len(texts)))})", (1, *texts))
    db.conn.executemany("INSERT INTO headers VALUES (1, ?, ?, ?)", headers)
    db.conn.executemany(f"INSERT INTO parts VALUES (1{', ?' * 11})", part_rows(opened.root))
    kept = db.execute("SELECT * FROM texts").fetchone()[1:]
    fields = db.execute("SELECT name, value FROM headers ORDER BY position").fetchall()
    db.close()
    return words_of(texts, [field[1:] for field in headers]), words_of(Texts(*kept), fields)


@pytest.mark.parametrize("name", ODD)
def test_odd_mails_are_found(name: str) -> None:
    """Each is read without a fault in bounded time; what is read can be stored, is folded, and comes back the same."""
    raw = ODD[name]()
    opened = mime.open_mail(raw)
    began = time.process_time()
    texts = found_in(opened.root, opened.body, opened.reading, ENVELOPE)
    took = time.process_time() - began
    made, again = in_tables(raw)

    assert took < 0.5
    assert made == again
    assert all(each == fold(each) for each in texts if isinstance(each, str))
    for one, next_ in pairwise(part_rows(opened.root)):
        assert one[0] + 1 == next_[0]


def test_words_hold_everything() -> None:
    """The entry has every column and every field of the header, folded, but for those that nobody looks for."""
    raw = mail(b"X-Campaign:  Spring  SALE", b"Subject: Order", b"RECEIVED: by relay", b"X-Empty:", body=b"Thanks")
    texts = found(raw)
    words = words_of(texts, [field[1:] for field in header_rows(mime.parse(raw))])

    assert all(each in words for each in texts if isinstance(each, str))
    assert "\nx-campaign: spring sale\n" in words
    assert "\nx-empty:\n" in words
    assert "relay" not in words


def test_every_character_of_the_words_begins_a_piece() -> None:
    """Two more characters follow, also on the last one: values of one or two are looked for as beginnings."""
    for fields in ([], [("X", "end")], [("X", "")]):
        assert words_of(Texts(body="請"), fields).endswith("\n\n")


def test_what_few_have_is_marked() -> None:
    """Flags that few mails have stand in the entry, as words that no text has, for all are folded."""
    assert "COD" not in words_of(Texts(body=fold("COD INL ENC"), has_link=True), [("X-COD", "ENC")])
    for flag, mark in MARKS.items():
        column: dict[str, Any] = {"is_encrypted" if flag is Flag.ENCRYPTED else f"has_{flag}": True}
        assert f"\n{mark}\n" in words_of(Texts(**column), [])


@given(st.lists(st.sampled_from(
    ["<", ">", "</", "<!--", "-->", "<p", "<a href=", "'", '"', "=", " ", "x", "&", "&amp", ";", "&#", "999", "</style",
     "<style>", "<script", "\ud800", "\x00", "ß", "http://a.test", "\n", "/>", "<!", "\xad", "<TD>"]
), max_size=60), st.binary(max_size=200))  # fmt: skip
def test_any_markup_is_read(pieces: list[str], noise: bytes) -> None:
    """However the pieces of HTML are put together, with whatever bytes: it is read, and can be stored."""
    raw = html("".join(pieces).encode("utf-8", "surrogatepass") + noise)

    made, again = in_tables(raw)
    assert made == again


def test_surrogates_of_an_envelope_are_written_as_marks() -> None:
    """Half a character in an address is no text of SQLite's; a question mark stands for it."""
    texts = found(mail(), replace(ENVELOPE, mail_from="a\udcff@b.test"))

    assert texts.rcpt.startswith("a?@b.test ")


def test_a_fault_leaves_it_empty() -> None:
    """The last line of defence: a mail that cannot be read is not found, and that is all."""
    opened = mime.open_mail(mail())

    assert texts_of(opened.root, None, opened.reading, ENVELOPE) == Texts()  # type: ignore[arg-type]
    assert texts_of(opened.root, opened.body, opened.reading, ENVELOPE) == found(mail())
