"""Where the links of a mail lead, shown at the foot of its preview: by styles alone, for no script runs there.

One rule a link lets the root, not the link, show the address, so that no ancestor can hide, move or cover it. We write
the address, and the rule holds only for the very ``href`` that it was made of. For a link that was not found here, or
one within another, a mark is shown and no address, so that nothing false is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from urllib.parse import quote, unquote

MAX_LINKS = 300
"""Links with an address. For each the browser looks through the document when the pointer comes to another element."""
MAX_TAGS = 1_000
"""Tags of links that are read."""
MAX_TAG = 8_192
"""Characters of one tag, which bounds an address."""
MAX_ATTRIBUTES = 40
MAX_SHOWN = 400
"""Characters of an address that are shown: the first ``MAX_SHOWN`` less ``SHOWN_END``, and the last ones."""
SHOWN_END = 80

UNKNOWN = "…"
TWOFOLD = "⚠ …"

_TAG = re.compile(r"<a(?:rea)?(?=[\s/])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*)))?")
_REFERENCE = re.compile(r"&(?:#(?:[xX][0-9a-fA-F]+|[0-9]+);?|[A-Za-z][A-Za-z0-9]*;?)=?")
_SCHEME = re.compile(r"(?i)(https?|ftp|wss?):[/\\]*([^/\\?#]*)")
_PLAIN = re.compile(r"[A-Za-z0-9_./:?=&#%@~+,;!()\[\]$|^-]")
_DOUBTFUL_HOST = re.compile(r"[^A-Za-z0-9.:\[\]-]")
LONG_HOST = 60
"""Characters of a host that could push its end, which counts, out of sight."""

# Layers of important declarations count the other way round: the first one beats all later ones, and what is in none.
# ``all`` leaves nothing of what the mail says about these boxes; the root must not become what they are placed in.
_BOX = (
    "html::before,html::after{all:initial!important;content:none!important;direction:ltr!important;"
    "unicode-bidi:bidi-override!important;position:fixed!important;inset:auto auto 0 0!important;"
    "z-index:2147483647!important;max-width:100%!important;box-sizing:border-box!important;padding:5px 10px!important;"
    "border:1px solid #55616b!important;border-width:1px 1px 0 0!important;border-radius:0 6px 0 0!important;"
    "background:#fff!important;color:#111!important;font:12px/17px system-ui,sans-serif!important;"
    "white-space:pre-wrap!important;overflow-wrap:anywhere!important;pointer-events:none!important}"
    ":popover-open{display:none!important}:modal{display:none!important}"
)
_NONE = (
    *("transform", "translate", "rotate", "scale", "perspective", "filter", "backdrop-filter", "clip-path", "mask"),
    *("mask-border", "-webkit-mask-box-image", "-webkit-box-reflect", "contain", "animation", "transition"),
    "offset-path",
)
_ROOT = {
    **dict.fromkeys(_NONE, "none"),
    "opacity": "1",
    "zoom": "1",
    "will-change": "auto",
    "content-visibility": "visible",
    "container-type": "normal",
    "mix-blend-mode": "normal",
    "visibility": "visible",
}
# With the pointer on one link and the focus on another, the pointer's is shown.
_ONE = "html:has(:any-link:hover)::after,html:not(:has(:any-link:hover)):has(:any-link:focus-visible)::before"
_TWO = "html:has(:any-link:hover :any-link:hover:hover:hover:hover:hover)::after"


def root_styles(darkened: str = "") -> str:
    """Declarations that keep the root from hiding what it shows, for its ``style``; ``darkened`` is its own filter."""
    return "".join(
        f"{name}:{value}!important;" for name, value in (_ROOT | ({"filter": darkened} if darkened else {})).items()
    )


def target_styles(text: str) -> str:
    """Rules that show the address of the link that is pointed at or has the focus."""
    rules = [_BOX, f"{_ONE}{{content:{_string(UNKNOWN)}!important}}"]
    for href in dict.fromkeys(hrefs(text)):
        link = f":any-link[*|href={_string(href)}]"
        hovered = f"html:has({link}:hover:hover:hover)::after"
        focused = f"html:not(:has(:any-link:hover)):has({link}:focus-visible)::before"
        rules.append(f"{hovered},{focused}{{content:{_string(shown(href))}!important}}")
        if len(rules) > MAX_LINKS:
            break
    return "".join((*rules, f"{_TWO}{{content:{_string(TWOFOLD)}!important}}"))


def hrefs(text: str) -> Iterator[str]:
    """The addresses of the links of a document, as a browser reads the attribute; in order, repeated ones too."""
    for count, tag in enumerate(_TAG.finditer(text)):
        if count == MAX_TAGS:
            return
        value = attributes(text[tag.end() : tag.end() + MAX_TAG]).get("href")
        if value is not None:
            yield value


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag; ``text`` begins after its name. The first of a name counts (HTML 13.2.5.33)."""
    found: dict[str, str] = {}
    at = 0
    for _ in range(MAX_ATTRIBUTES):
        attribute = _ATTRIBUTE.match(text, at)
        if not attribute:
            break
        at = attribute.end()
        name = attribute[1].lower().removeprefix("xlink:")
        value = next((each for each in attribute.groups()[1:] if each is not None), "")
        found.setdefault(name, _value(value))
    return found


def _value(text: str) -> str:
    return _REFERENCE.sub(_character, text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))


def _character(found: re.Match[str]) -> str:
    """What a character reference within an attribute means (HTML 13.2.5.73): ``&copy=`` means none, ``&copy;`` does."""
    text = found[0]
    name = text[1:].removesuffix("=")
    known = name.startswith("#") or (name in html5 and (name.endswith(";") or not text.endswith("=")))
    return unescape(f"&{name}") + text[len(name) + 1 :] if known else text


def shown(href: str) -> str:
    """An address as it is shown: what is not seen or would turn it around is escaped, a doubtful host named above."""
    # A browser takes these out before it goes there (URL 4.4).
    href = re.sub(r"[\t\n\r]", "", href).strip("".join(map(chr, range(33))))
    text = "".join(each if _seen(each) else quote(each, safe="", errors="replace") for each in href[:MAX_TAG])
    if len(text) > MAX_SHOWN:
        text = f"{text[: MAX_SHOWN - SHOWN_END]} … {text[-SHOWN_END:]}"
    host = _doubtful_host(href)
    return f"→ {host}\n{text}" if host else text


def _doubtful_host(href: str) -> str:
    """The host of an address that does not begin with it plainly: as it is asked for, its end kept."""
    found = _SCHEME.match(href)
    if not found:
        return ""
    user, _, host = found[2].rpartition("@")
    if not user and not _DOUBTFUL_HOST.search(host) and len(host) <= LONG_HOST:
        return ""
    host = unicodedata.normalize("NFKC", unquote(host[-MAX_SHOWN:])).lower()
    return ".".join(_label(each) for each in host.split("."))[-LONG_HOST:]


def _label(text: str) -> str:
    """A label of a host as it is asked for (RFC 3492)."""
    plain = "".join(each if _seen(each) else "_" for each in text)
    return plain if plain.isascii() else f"xn--{plain.encode('punycode').decode()}"


def _seen(character: str) -> bool:
    """Whether a character is seen as itself, in its place: no space, control, mark or change of direction."""
    if character.isascii():
        return "!" <= character <= "~"
    return unicodedata.category(character)[0] in "LNPS"


def _string(text: str) -> str:
    """A CSS string that ends neither itself nor the element that it stands in."""
    return '"' + "".join(each if _PLAIN.match(each) else f"\\{ord(each):x} " for each in text) + '"'
