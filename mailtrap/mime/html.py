"""The words and links of an HTML body, for lists and for finding.

No tree is made of it, for which parsers need quadratic time on what is never closed. It is read once from start to end
in linear time, by the tokens of the HTML standard (WHATWG 13.2.5); what those divide is what a browser divides.
"""

import re
import sys
from html import unescape
from typing import NamedTuple

MAX_HTML = 2 * 1024 * 1024
"""Characters that are read, most of them embedded images where there are so many; clients show a tenth of it."""
MAX_MARKUP = 50_000
"""Tags and comments that are read: each costs some 0.4 µs."""
MAX_TEXT = 512 * 1024
"""Characters between the tags that are read, and of all links together: a reference costs up to 0.2 µs for each."""

# Before 3.11.5 a possessive group matches wrongly (https://github.com/python/cpython/issues/106052); an atomic one does
# not, but keeps all its steps in memory until its end.
_ALL, _OF_IT = ("(?:", ")*+") if sys.version_info >= (3, 11, 5) else ("(?>(?:", ")*)")

# Each alternative also accepts the end of the text, and none gives back what it took, as in an address list.
_SPACE = r"[ \t\r\n\f]"
_ATTRIBUTES = rf"""{_ALL}[^>=]*+={_SPACE}*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|){_OF_IT}[^>=]*+(?:>|\Z)"""
_MARKUP = re.compile(
    r"<(?=[a-zA-Z!?/])(?:"
    rf"(?:[aA]|area|AREA)(?={_SPACE})({_ATTRIBUTES})"
    rf"|(?i:(script|style|title|noscript|template|iframe|noembed|noframes))(?={_SPACE}|[/>]|\Z){_ATTRIBUTES}"
    rf"{_ALL}[^<]++|<(?!/(?i:\2)[ \t\r\n\f/>]){_OF_IT}(?:</[^>]*+(?:>|\Z)|\Z)"
    rf"|/?([a-zA-Z][^ \t\r\n\f/>]*+){_ATTRIBUTES}"
    rf"|!--(?:-?>|{_ALL}[^-]++|-(?!-!?>){_OF_IT}(?:--!?>|\Z))"
    r"|[!?/][^>]*+(?:>|\Z)"
    r")"
)
"""Any tag, comment or element that nobody sees. Groups: the attributes of a link; what is unseen; another element."""
_TARGET = re.compile(rf"""(?i:(?:^|[\s"'/])href){_SPACE}*={_SPACE}*(?:"([^"]*)|'([^']*)|([^\s"'>]+))""")
_LONG_NUMBER = re.compile(r"&#[0-9]{20,}")
"""A character by a number that none has, and that Python will not read from 4,300 digits on."""

_BLOCKS = """address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup option p pre section select
    summary table tbody tfoot thead tr ul"""
_BETWEEN = {
    **dict.fromkeys(_BLOCKS.split(), "\n"),
    **dict.fromkeys(("td", "th"), "\t"),
    **dict.fromkeys(("img", "input", "button", "textarea", "object", "video", "audio", "canvas", "svg"), " "),
}
"""What stands for a tag between the words about it; nothing for the others, which divide no word."""


class Page(NamedTuple):
    """What is read: a line to each block, a tab between cells; and where the links lead, in their order.

    The text holds what a style hides as well: lists of mails show such previews, and people look for them.
    """

    text: str
    links: list[str]


def words(html: str) -> str:
    """The text of a page, without markup, styles and scripts."""
    return page(html).text


def page(html: str) -> Page:
    """Read a page, as far as the bounds go. Never raises."""
    pieces = _MARKUP.split(html[:MAX_HTML].replace("\r", " ").replace("\n", " "), MAX_MARKUP + 1)
    if len(pieces) > MAX_MARKUP * 4 + 1:
        del pieces[MAX_MARKUP * 4 + 1 :]
    links = [found[found.lastindex or 0] for given in pieces[1::4] if given and (found := _TARGET.search(given))]
    pieces[3::4] = [(name and (_BETWEEN.get(name) or _BETWEEN.get(name.lower()))) or "" for name in pieces[3::4]]
    pieces[1::4] = pieces[2::4] = [""] * (len(pieces) // 4)
    lines = [line for each in _lines("".join(pieces)) if (line := each.strip())]
    targets = [target for each in _lines("\n".join(links)) if (target := "".join(each.split()))]
    return Page("\n".join(lines), targets)


def _lines(text: str) -> list[str]:
    """With the characters that references stand for, and without those that only say where a word may be broken."""
    text = text[:MAX_TEXT]
    if "&" in text:
        text = unescape(_LONG_NUMBER.sub("\ufffd", text))
    return (text if text.isascii() else text.replace("\xad", "").replace("\u200b", "")).split("\n")
