"""Reading mail: bytes in, values out, whatever the bytes are."""

from email.message import EmailMessage
from email.policy import SMTP
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mailtrap import mime
from mailtrap.mime import charsets
from mailtrap.mime.addresses import MAX_ADDRESSES, addresses
from mailtrap.mime.html import MAX_MARKUP, page, words
from mailtrap.mime.reading import MAX_PROBLEMS, SNIPPET_BYTES
from mailtrap.mime.structure import MAX_DEPTH, MAX_PARTS, walk
from tests import odd_mails

FUZZ = settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def field(name: str, value: bytes | str) -> bytes:
    """A mail of one header field."""
    return name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()) + b"\r\n\r\nBody.\r\n"


SUBJECTS = {
    "plain": (b"Hello", "Hello"),
    "none": (b"", ""),
    "spaces": (b"   a  b   ", "a  b"),
    "rfc5322-folded": (b"one\r\n two\r\n\tthree", "one two three"),
    "rfc5322-folded-at-once": (b"\r\n begins below", "begins below"),
    "rfc2047-b": (b"=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
    "rfc2047-q": (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=", "Grüße an alle"),
    "rfc2047-latin-1": (b"=?ISO-8859-1?Q?Gr=FC=DFe?=", "Grüße"),
    "rfc2047-koi8": (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
    "rfc2047-iso-2022-jp": (b"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
    "rfc2047-6.2-space-between-words": (b"=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"),
    "rfc2047-6.2-fold-between-words": (b"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
    "rfc2047-6.2-space-around-text": (b"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
    "rfc2231-5-language": (b"=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
    "cut-within-a-character": (b"=?utf-8?B?5pel5g==?= =?utf-8?B?nKw=?=", "日本"),
    "word-within-text": (b"a=?utf-8?Q?=C3=A9?=b", "aéb"),
    "word-in-quotes": (b'"=?utf-8?Q?=C3=A9?="', '"é"'),
    "word-of-unknown-charset": (b"=?foo?Q?caf=E9?=", "=?foo?Q?caf=E9?="),
    "word-of-a-codec-that-is-no-text": (b"=?hex?Q?6162?=", "=?hex?Q?6162?="),
    "word-of-unknown-encoding": (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    "word-of-broken-base64": (b"=?utf-8?B?A?=", "=?utf-8?B?A?="),
    "word-without-padding": (b"=?utf-8?B?YQ?=", "a"),
    "word-unclosed": (b"=?utf-8?Q?abc", "=?utf-8?Q?abc"),
    "rfc6532-utf-8": ("Grüße 🎉".encode(), "Grüße 🎉"),
    "raw-latin-1": (b"Gr\xfc\xdfe", "Grüße"),
    "emoji-with-joiners": ("👩🏽\u200d🚀".encode(), "👩🏽\u200d🚀"),
    "controls": (b"a\x07b\x1b[31mc\x7f", "ab[31mc"),
    "nul": (b"a\x00b", "a\ufffdb"),
    "word-with-line-ends": (b"=?utf-8?B?YQ0KWC1JbmplY3RlZDogYg==?=", "a  X-Injected: b"),
    "word-with-half-a-character": (b"=?utf-8?B?5pel5g==?=", "日\ufffd"),
    "surrogates-of-utf-7": (b"=?utf-7?Q?+2D0-?=", "\ufffd"),
}


@pytest.mark.parametrize(("raw", "expected"), SUBJECTS.values(), ids=SUBJECTS)
def test_subject(raw: bytes, expected: str) -> None:
    """A subject is unfolded and decoded; a word that cannot be decoded stays as written."""
    assert mime.read(field("Subject", raw)).subject == expected


def test_first_of_two_fields_counts() -> None:
    """Of fields that may stand once, the first counts, whatever the case of its name."""
    reading = mime.read(b"sUbJeCt: one\r\nSubject: two\r\nMESSAGE-ID: <a@b>\r\n\r\n")

    assert (reading.subject, reading.message_id) == ("one", "a@b")


ADDRESSES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "plain": ("a@b.test", [("", "a@b.test")]),
    "angle": ("<a@b.test>", [("", "a@b.test")]),
    "name": ("Ada <a@b.test>", [("Ada", "a@b.test")]),
    "quoted-name": ('"Byron, Ada" <a@b.test>', [("Byron, Ada", "a@b.test")]),
    "quoted-pairs": (r'"A \"x\" \\ B" <a@b.test>', [('A "x" \\ B', "a@b.test")]),
    "list": ("a@b.test, Bob <b@b.test>,c@b.test", [("", "a@b.test"), ("Bob", "b@b.test"), ("", "c@b.test")]),
    "semicolons": ("a@b.test; b@b.test", [("", "a@b.test"), ("", "b@b.test")]),
    "empty-members": (", ,a@b.test,,", [("", "a@b.test")]),
    "group": ("Team: a@b.test, Bob <b@b.test>;", [("", "a@b.test"), ("Bob", "b@b.test")]),
    "empty-group": ("undisclosed-recipients:;", []),
    "comment-as-name": ("a@b.test (Ada Byron)", [("Ada Byron", "a@b.test")]),
    "comment-beside-name": ("Ada (the first) <a@b.test>", [("Ada", "a@b.test")]),
    "nested-comment": ("a@b.test (Ada (of) B)", [("Ada (of) B", "a@b.test")]),
    "quoted-local-part": ('"a b"@c.test', [("", '"a b"@c.test')]),
    "encoded-name": ("=?utf-8?Q?J=C3=BCrgen?= <j@b.test>", [("Jürgen", "j@b.test")]),
    "encoded-name-in-quotes": ('"=?utf-8?Q?J=C3=BCrgen?=" <j@b.test>', [("Jürgen", "j@b.test")]),
    "encoded-comma": ("=?utf-8?Q?B=2C_A?= <a@b.test>, c@d.test", [("B, A", "a@b.test"), ("", "c@d.test")]),
    "rfc6532-utf-8": ("Jürgen <jürgen@exämple.test>", [("Jürgen", "jürgen@exämple.test")]),
    "unclosed-quote": ('"Ada <a@b.test>', [("", '"Ada <a@b.test>')]),
    "unclosed-angle": ("Ada <a@b.test", [("Ada", "a@b.test")]),
    "no-address": ("Ada", [("", "Ada")]),
    "folded": ("Ada\r\n <a@b.test>,\r\n\tb@b.test", [("Ada", "a@b.test"), ("", "b@b.test")]),
    "nothing": ("", []),
    "commas-only": (",,,,", []),
}


@pytest.mark.parametrize(("value", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses(value: str, expected: list[tuple[str, str]]) -> None:
    """An address list is read as people write it (RFC 5322 3.4), and never refused."""
    assert [tuple(each) for each in mime.read(field("To", value)).to] == expected


def test_addresses_are_bounded() -> None:
    """Of a list without end only the first addresses are kept."""
    found = addresses(b", ".join(b"u%d@b.test" % number for number in range(MAX_ADDRESSES * 2)))

    assert len(found) == MAX_ADDRESSES
    assert found[-1].address == f"u{MAX_ADDRESSES - 1}@b.test"


def test_all_address_fields() -> None:
    """Each address field is read into its own place."""
    reading = mime.read(
        b"From: f@b.test\r\nTo: t@b.test\r\nCc: c@b.test\r\nBcc: b@b.test\r\nReply-To: r@b.test\r\n\r\n"
    )

    assert reading.from_ and reading.from_.address == "f@b.test"
    assert [[each.address for each in field] for field in (reading.to, reading.cc, reading.bcc, reading.reply_to)] == [
        ["t@b.test"], ["c@b.test"], ["b@b.test"], ["r@b.test"],
    ]  # fmt: skip


CHARSETS = {
    "utf-8": ("utf-8", "Grüße".encode(), "Grüße"),
    "utf-8-in-capitals": ("UTF-8", "Grüße".encode(), "Grüße"),
    "iso-8859-1-is-windows-1252": ("iso-8859-1", b"\x80 \x93x\x94", "€ “x”"),
    "iso-8859-15": ("iso-8859-15", b"\xa4", "€"),
    "windows-1251": ("windows-1251", "Привет".encode("cp1251"), "Привет"),
    "koi8-r": ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
    "shift-jis": ("Shift_JIS", "日本語".encode("cp932"), "日本語"),
    "euc-jp": ("EUC-JP", "日本語".encode("euc_jp"), "日本語"),
    "iso-2022-jp": ("ISO-2022-JP", "日本語".encode("iso2022_jp"), "日本語"),
    "gb2312-is-gb18030": ("gb2312", "镕".encode("gbk"), "镕"),
    "big5": ("big5", "許功蓋".encode("big5"), "許功蓋"),
    "ks-c-5601": ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
    "windows-1256": ("windows-1256", "مرحبا".encode("cp1256"), "مرحبا"),
    "utf-16": ("utf-16", "Grüße".encode("utf-16"), "Grüße"),
    "utf-7": ("utf-7", "Grüße".encode("utf-7"), "Grüße"),
    "us-ascii-that-is-utf-8": ("us-ascii", "Grüße".encode(), "Grüße"),
    "none-that-is-utf-8": ("", "Grüße".encode(), "Grüße"),
    "none-that-is-windows-1252": ("", b"Gr\xfc\xdfe", "Grüße"),
    "unknown": ("foo", "Grüße".encode(), "Grüße"),
    "hex-is-no-charset": ("hex", b"6162", "6162"),
    "idna-is-no-charset": ("idna", b"xn--a", "xn--a"),
    "broken-utf-8": ("utf-8", b"a\xffb", "a\ufffdb"),
}


@pytest.mark.parametrize(("label", "data", "expected"), CHARSETS.values(), ids=CHARSETS)
def test_charset(label: str, data: bytes, expected: str) -> None:
    """A body is read by its charset; one that is unknown, or no text, is guessed."""
    parameter = f'; charset="{label}"'.encode() if label else b""
    root = mime.parse(b"Content-Type: text/plain" + parameter + b"\r\n\r\n" + data)

    assert mime.body_of(root).text == expected


PARAMETERS = {
    "plain": (b"attachment; filename=a.txt", "a.txt"),
    "quoted": (b'attachment; filename="a b.txt"', "a b.txt"),
    "quoted-pairs": (rb'attachment; filename="a\"b\\c.txt"', 'a"b\\c.txt'),
    "in-capitals": (b"ATTACHMENT; FILENAME=a.txt", "a.txt"),
    "rfc2231-4-charset": (b"attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt", "Grüße.txt"),
    "rfc2231-4-language": (b"attachment; filename*=utf-8'de'%C3%BC.txt", "ü.txt"),
    "rfc2231-4-latin-1": (b"attachment; filename*=iso-8859-1''%FC.txt", "ü.txt"),
    "rfc2231-3-continued": (b'attachment; filename*0="a b"; filename*1=".txt"', "a b.txt"),
    "rfc2231-3-out-of-order": (b"attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
    "rfc2231-4.1-continued-with-charset": (
        b"attachment; filename*0*=utf-8''%C3%BC; filename*1*=%C3%9F; filename*2=.txt",
        "üß.txt",
    ),
    "rfc2231-cut-within-a-character": (b"attachment; filename*0*=utf-8''%C3; filename*1*=%BC.txt", "ü.txt"),
    "extended-before-plain": (b"attachment; filename=u.txt; filename*=utf-8''%C3%BC.txt", "ü.txt"),
    "rfc2047-word": (b'attachment; filename="=?utf-8?Q?=C3=BC.txt?="', "ü.txt"),
    "raw-utf-8": ('attachment; filename="ü.txt"'.encode(), "ü.txt"),
    "unclosed": (b'attachment; filename="a.txt', "a.txt"),
    "folded": (b"attachment;\r\n filename=a.txt", "a.txt"),
    "none": (b"attachment", "part-1.txt"),
    "controls": (b"attachment; filename*=utf-8''a%0D%0AX:%20b.txt", "a  X: b.txt"),
}


@pytest.mark.parametrize(("disposition", "expected"), PARAMETERS.values(), ids=PARAMETERS)
def test_file_name(disposition: bytes, expected: str) -> None:
    """The file name of a part is found in all the ways in which it is written (RFC 2183, RFC 2231)."""
    root = mime.parse(b"Content-Type: text/plain\r\nContent-Disposition: " + disposition + b"\r\n\r\ndata")
    (attachment,) = mime.body_of(root).attachments

    assert attachment.file_name == expected


ENCODINGS = {
    "none": (b"", b"a=3D b\r\n", b"a=3D b\r\n", ""),
    "8bit": (b"8bit", b"\xff\r\n", b"\xff\r\n", ""),
    "base64": (b"base64", b"SGVs\r\nbG8=\r\n", b"Hello", ""),
    "base64-in-capitals": (b"BASE64 ", b"SGVsbG8=", b"Hello", ""),
    "base64-with-a-comment": (b"base64; x=y", b"SGVsbG8=", b"Hello", ""),
    "base64-without-padding": (b"base64", b"SGVsbG8", b"Hello", "base64 is broken"),
    "base64-one-letter-over": (b"base64", b"SGVsbG8hA", b"Hello!", "base64 is broken"),
    "base64-with-noise": (b"base64", b"SG!Vs bG\x008=", b"Hello", ""),
    "base64-empty": (b"base64", b"", b"", ""),
    "base64-that-is-none": (b"base64", b"!!!!", b"", ""),
    "quoted-printable": (b"quoted-printable", b"a=3Db=\r\nc=C3=BC\r\n", b"a=bc\xc3\xbc\r\n", ""),
    "quoted-printable-broken": (b"quoted-printable", b"a=ZZb=", b"a=ZZb", ""),
    "uuencode": (b"x-uuencode", b"begin 644 a\r\n%2&5L;&\\\r\n`\r\nend\r\n", b"Hello", ""),
    "uuencode-without-begin": (b"x-uuencode", b"nothing", b"nothing", "no uuencoded body"),
    "unknown": (b"rot13", b"Uryyb", b"Uryyb", "'rot13' is not known"),
}


@pytest.mark.parametrize(("encoding", "sent", "expected", "problem"), ENCODINGS.values(), ids=ENCODINGS)
def test_transfer_encoding(encoding: bytes, sent: bytes, expected: bytes, problem: str) -> None:
    """Transfer encodings are undone (RFC 2045 6) as far as they go, and what is wrong is said."""
    root = mime.parse(b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + sent)
    data, said = mime.decoded(root)

    assert data == expected
    assert (problem in said) if problem else said == ""


MULTIPART = b"""\
Subject: all\r
Content-Type: multipart/mixed; boundary=outer\r
\r
preamble\r
--outer\r
Content-Type: multipart/alternative; boundary=inner\r
\r
--inner\r
\r
Text.\r
--inner\r
Content-Type: text/html\r
\r
<p>HTML</p>\r
--inner--\r
--outer\r
Content-Type: message/rfc822\r
\r
Subject: enclosed\r
Content-Type: multipart/mixed; boundary=deep\r
\r
--deep\r
\r
Deep.\r
--deep--\r
--outer\r
Content-Type: application/pdf; name=a.pdf\r
Content-Transfer-Encoding: base64\r
\r
SGVsbG8=\r
--outer--\r
epilogue\r
"""


def test_parts_are_numbered_as_imap_does() -> None:
    """Parts have the numbers of RFC 9051 6.4.5, and can be found by them."""
    root = mime.parse(MULTIPART)
    pdf = mime.find(root, "3")

    assert [(part.number, part.content_type) for part in walk(root) if part.number[:1] != "2"] == [
        ("0", "multipart/mixed"),
        ("1", "multipart/alternative"),
        ("1.1", "text/plain"),
        ("1.2", "text/html"),
        ("3", "application/pdf"),
    ]
    assert pdf and mime.decoded(pdf) == (b"Hello", "")
    assert mime.find(root, "0") is root
    assert [mime.find(root, number) for number in ("4", "", "-1", "1.", "1.3", "x", "01")] == [None] * 7


def test_parts_of_an_enclosed_multipart() -> None:
    """The parts of an enclosed multipart stand directly beneath its message/rfc822 (RFC 9051 6.4.5: 3, 3.1, 3.2)."""
    root = mime.parse(MULTIPART)
    enclosed, text_ = mime.find(root, "2"), mime.find(root, "2.1")

    assert enclosed and enclosed.content_type == "message/rfc822"
    assert text_ and (text_.content_type, text_.encoded) == ("text/plain", b"Deep.")


def test_text_of_an_enclosed_single_part() -> None:
    """The body of an enclosed mail of one part is number 1 beneath it (RFC 9051 6.4.5)."""
    root = mime.parse(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Subject: in\r\n\r\nInside.\r\n--b--\r\n"
    )
    text_ = mime.find(root, "1.1")

    assert text_ and text_.encoded == b"Inside."


def test_single_part_is_number_one() -> None:
    """A mail of one part has it as number 1, and 0 is the mail."""
    root = mime.parse(b"Subject: a\r\n\r\nText")

    assert [mime.find(root, number) for number in ("1", "0")] == [root, root]


def test_text_html_and_attachments_are_told_apart() -> None:
    """Text and HTML outside of enclosed messages are the body; all other leaves came along with it."""
    body = mime.body_of(mime.parse(MULTIPART))

    assert (body.text, body.html) == ("Text.", "<p>HTML</p>")
    assert [(each.part.number, each.file_name, each.inline) for each in body.attachments] == [
        ("2", "part-2.eml", False),
        ("3", "a.pdf", False),
    ]


PART_KINDS = {
    "text": (b"Content-Type: text/plain", "text"),
    "nothing-said": (b"X: y", "text"),
    "html": (b"Content-Type: text/html", "html"),
    "text-as-attachment": (b"Content-Type: text/plain\r\nContent-Disposition: attachment", "attached"),
    "html-as-attachment": (b"Content-Type: text/html\r\nContent-Disposition: attachment; filename=a.html", "attached"),
    "text-inline": (b"Content-Type: text/plain\r\nContent-Disposition: inline", "text"),
    "text-with-a-name": (b"Content-Type: text/plain; name=a.txt", "attached"),
    "text-inline-with-a-name": (b"Content-Type: text/plain; name=a.txt\r\nContent-Disposition: inline", "text"),
    "image": (b"Content-Type: image/png", "attached"),
    "image-inline": (b"Content-Type: image/png\r\nContent-Disposition: inline", "inline"),
    "calendar": (b"Content-Type: text/calendar", "attached"),
    "no-type": (b"Content-Type: nonsense", "text"),
}


@pytest.mark.parametrize(("header", "expected"), PART_KINDS.values(), ids=PART_KINDS)
def test_what_a_part_is(header: bytes, expected: str) -> None:
    """Type, disposition and name decide whether a part is read or kept beside (RFC 2183 2)."""
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + header + b"\r\n\r\nx\r\n--b--\r\n"
    body = mime.body_of(mime.parse(raw))
    seen = ["text" for _ in body.texts] + ["html" for _ in body.htmls]
    seen += ["inline" if each.inline else "attached" for each in body.attachments]

    assert seen == [expected]


def test_image_of_a_related_mail_is_inline() -> None:
    """An image with a Content-ID beside its HTML is shown in it (RFC 2387, RFC 2392)."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content("<img src=cid:logo@b.test>", subtype="html")
    mail.add_related(b"png", "image", "png", cid="<logo@b.test>")
    (attachment,) = mime.body_of(mime.parse(mail.as_bytes())).attachments

    assert attachment.inline
    assert attachment.part.content_id == "logo@b.test"


SNIPPETS = {
    "text": (b"\r\n  Hello,\r\n\r\n  you.  ", "Hello, you."),
    "html": (b"Content-Type: text/html\r\n\r\n<h1>Hello</h1><p>you &amp; me</p>", "Hello you & me"),
    "html-without-styles-and-scripts": (
        b"Content-Type: text/html\r\n\r\n<title>t</title><style>p{}</style><script>x()</script><p>Seen",
        "Seen",
    ),
    "invisible-spaces": ("Content-Type: text/plain\r\n\r\na\u200b\u00ad\u034f b".encode(), "a b"),
    "nothing": (b"\r\n \r\n", ""),
    "long": (b"\r\n" + b"word " * 100, ("word " * 40).rstrip() + "..."),
}


@pytest.mark.parametrize(("raw", "expected"), SNIPPETS.values(), ids=SNIPPETS)
def test_snippet(raw: bytes, expected: str) -> None:
    """The snippet is the first words that a reader sees, on one line."""
    assert mime.read(raw).snippet == expected


def test_snippet_is_cut_between_characters() -> None:
    """A snippet ends with a whole character within its bytes."""
    snippet = mime.read(b"\r\n" + "日本語".encode() * 100).snippet

    assert snippet.endswith("...")
    assert len(snippet.removesuffix("...").encode()) <= SNIPPET_BYTES
    assert "\ufffd" not in snippet


def test_words_of_html_are_those_of_its_tree() -> None:
    """Without a tree the words of letters come out as lexbor's tree has them, letter by letter."""
    sources = [mime.body_of(mime.parse(each.raw)).html for each in import_module("bench.letters").letters(200)]

    for source in filter(None, sources):
        tree = LexborHTMLParser(source)
        tree.strip_tags(["head", "style", "script", "title", "noscript", "template"])
        assert tree.body
        assert "".join(words(source).split()) == "".join(tree.body.text().replace("\xad", "").split())


def test_lines_and_links_of_html() -> None:
    """A line to each block, a tab between cells, and each link as a browser would follow it."""
    seen = page(
        "<table><tr><td>Your code<TD><b>12</b>34</table><p>Go <a href=' https://a.test/?b&amp;c\n '>on</a><br>\n end"
    )

    assert seen.text == "Your code\t1234\nGo on\nend"
    assert seen.links == ["https://a.test/?b&c"]


def test_markup_has_a_bound() -> None:
    """Text is read as far as the tags are, and no tag behind them is taken for text."""
    source = "<i>a</i>" * MAX_MARKUP

    assert words(source) == "a" * (MAX_MARKUP // 2)
    assert words("<p>" * (MAX_MARKUP - 1) + "end<p>") == "end"


PROBLEMS = {
    "multipart-without-boundary": (b"Content-Type: multipart/mixed\r\n\r\nx", "boundary of 0 characters"),
    "boundary-never-appears": (b"Content-Type: multipart/mixed; boundary=b\r\n\r\nx", "never appears"),
    "boundary-not-closed": (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx", "missing"),
    "content-type-is-none": (b"Content-Type: nonsense\r\n\r\nx", "'nonsense' is none"),
    "line-without-a-name": (b"A: b\r\nno field\r\n\r\nx", "1 line in the header without a field name"),
    "header-too-large": (b"A: " + b"x" * 300_000 + b"\r\n\r\n", "larger than 256 kB"),
    "too-many-fields": (b"A: b\r\n" * 3_000 + b"\r\n", "more than 2,000 header fields"),
    "too-many-parts": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (MAX_PARTS + 9),
        "more than 1,000 parts",
    ),
    "too-deep": (odd_mails.nested(MAX_DEPTH + 5), "nested deeper than 50 levels"),
}


@pytest.mark.parametrize(("raw", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_problems_are_named(raw: bytes, problem: str) -> None:
    """What could not be read is said in words, and what could be is still there."""
    reading = mime.read(raw)

    assert any(problem in each for each in reading.problems), reading.problems
    assert len(reading.problems) <= MAX_PROBLEMS + 1


def test_good_mail_has_no_problems() -> None:
    """Nothing is complained of where nothing is wrong."""
    assert mime.read(MULTIPART).problems == ()


@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["crlf", "lf"])
def test_line_ends(end: bytes) -> None:
    """A mail with bare line feeds is read like one with CRLF."""
    raw = MULTIPART.replace(b"\r\n", end)
    reading, body = mime.read(raw), mime.body_of(mime.parse(raw))

    assert (reading.subject, reading.attachments, body.text) == ("all", 2, "Text.")


@FUZZ
@given(st.sampled_from(sorted(charsets._CODECS)), st.binary(max_size=200))
def test_every_codec_gives_text(codec: str, data: bytes) -> None:
    """Each allowed codec turns any bytes into text without lone surrogates."""
    decoded, _ = charsets.decode(data, codec)

    assert charsets.codec_of(codec) is not None
    assert decoded.encode("utf-8") is not None


@FUZZ
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200), st.sampled_from(["utf-8", "utf-16be"]))
def test_words_come_back(subject: str, charset: str) -> None:
    """What was encoded as words is read again as it was."""
    encoded = b" ".join(
        odd_mails.word(subject[start : start + 10].encode(charset), charset.encode())
        for start in range(0, len(subject), 10)
    )

    assert mime.read(field("Subject", encoded)).subject == subject.strip()
