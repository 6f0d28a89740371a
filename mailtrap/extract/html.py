"""A page as a person sees it: its lines, and its links and images with all that is known of them."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailtrap.extract.style import coloured, hidden, looks_like_button, named_button
from mailtrap.extract.values import Image

MAX_SOURCE = 2 * 1024 * 1024
"""Characters of HTML that are looked at before styles and embedded files are taken out."""
MAX_HTML = 128 * 1024
"""Characters that the parser is given then. Gmail shows 102 kB of a mail, and senders keep to that."""
MAX_TAGS = 8_000
"""Tags that it is given: lexbor needs quadratic time on elements that are never closed, 0.1 s for so many."""
MAX_TAG = 8 * 1024
"""Characters of one tag: it needs quadratic time on attributes, too."""
MAX_IMAGES = 500
"""Images of one mail."""
MAX_AROUND = 160
"""Characters beside a link that are kept to tell what it is for."""
MAX_ALONE = 24
"""Characters of a text that could be a code with an element to itself."""

_UNSEEN = frozenset(
    {"head", "style", "script", "title", "noscript", "template", "select", "textarea", "iframe", "object"}
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption"),
    }
)
_CELLS = frozenset({"td", "th"})
_NO_TEXT_TAGS = re.compile(r"<(/?)(style|script|title)(?=[\s/>])", re.IGNORECASE)
_EMBEDDED = re.compile(r"data:[^\"'<> ]{200,}")
_LONG_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{MAX_TAG},}}>?")
_VML = re.compile(r"<v:(?:roundrect|rect)[^>]{0,4000}?\shref\s*=\s*[\"']([^\"'>]{1,4000})", re.IGNORECASE)
_PIXELS = re.compile(r"(?:^|;)\s*(?:max-)?(width|height)\s*:\s*(\d{1,5})", re.IGNORECASE)
_SPACER = re.compile(r"spacer|blank|clear|transparent|shim|dot\.gif", re.IGNORECASE)
_OPENED = re.compile(
    r"(?:^|[/._?&=-])(?:open(?:ed|s)?|pixel|beacon|track(?:ing|er)?|o\.gif|imp(?:ression)?)(?:$|[/._?&=-])",
    re.IGNORECASE,
)
_CELL = "\x1f"
"""Stands between cells of a row until the line is complete."""


@dataclass(slots=True)
class Anchor:
    """A link of the page. ``image`` says that it holds an image alone, ``button`` why it looks like one."""

    url: str
    text: str = ""
    before: str = ""
    after: str = ""
    above: str = ""
    image: bool = False
    button: str = ""


@dataclass(slots=True)
class Page:
    """What a person sees. ``alone`` are short texts with an element to themselves."""

    lines: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    alone: set[str] = field(default_factory=set)
    outlook: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def visible_text(html: str) -> str:
    """The words of a page, a line to each block and a tab between cells; without styles, scripts and what is hidden.

    Never raises.
    """
    return page(html).text


def page(html: str) -> Page:
    """Read a page, as far as ``MAX_HTML`` and ``MAX_TAGS`` go."""
    source = slim(html)
    if not source.strip():
        return Page()
    try:
        body = LexborHTMLParser(source.encode("utf-8", "replace")).body
    except ValueError:  # nothing that could become a document
        return Page()
    return _Walk().over(body) if body else Page()


def slim(html: str) -> str:
    """The HTML without styles, scripts and embedded files, cut to what the parser reads in bounded time."""
    kept: list[str] = []
    past, inside = 0, ""
    source = html[:MAX_SOURCE]
    for tag in _NO_TEXT_TAGS.finditer(source):
        name = tag[2].lower()
        if not inside and not tag[1]:
            kept.append(source[past : tag.start()])
            inside = name
        elif inside == name and tag[1]:
            past, inside = source.find(">", tag.end()) + 1 or len(source), ""
    if not inside:
        kept.append(source[past:])
    source = _LONG_TAG.sub("", _EMBEDDED.sub("data:", "".join(kept)))[:MAX_HTML]
    tags = source.split("<", MAX_TAGS)
    return "<".join(tags[:MAX_TAGS]) if len(tags) > MAX_TAGS else source


class _Open:
    """An element whose end has not come."""

    __slots__ = ("anchor", "anchors", "colour", "hidden", "node", "outside", "tag")

    def __init__(self, node: LexborNode, tag: str) -> None:
        self.node = node
        self.tag = tag
        self.hidden = False
        self.anchor: Anchor | None = None
        self.colour = ""
        self.anchors = 0
        self.outside = 0


class _Walk:
    """Goes through a page once, from its start to its end."""

    def __init__(self) -> None:
        self.page = Page()
        self.line: list[str] = []
        self.here: list[tuple[Anchor, int]] = []  # links of this line, and the piece behind each
        self.anchor: Anchor | None = None
        self.said: list[str] = []  # in the open link
        self.pictured: list[str] = []
        self.hidden = 0
        self.outside = 0  # letters that stand in no link

    def over(self, body: LexborNode) -> Page:
        opened: list[_Open] = []
        node: LexborNode | None = body.first_child
        while node is not None or opened:
            if node is None:
                element = opened.pop()
                self._leave(element)
                node = element.node.next
            elif node.is_text_node:
                if not self.hidden:
                    self._text(node)
                node = node.next
            elif (entered := self._enter(node)) is None:
                node = node.next
            else:
                opened.append(entered)
                node = node.first_child
        self._flush()
        return self.page

    def _enter(self, node: LexborNode) -> _Open | None:
        """Open an element; None for one that holds nothing to be read."""
        tag = node.tag or ""
        if node.is_comment_node:
            content = node.comment_content or ""
            if "<v:r" in content:
                self.page.outlook.update(entities.unescape(url).strip() for url in _VML.findall(content))
            return None
        if tag in _UNSEEN:
            return None
        element = _Open(node, tag)
        given = node.attributes
        style = (given.get("style") or "").lower()
        unseen = hidden(style) or "hidden" in given
        if tag == "img":
            self._image(given, style, unseen or self.hidden > 0)
            return None
        if unseen:
            element.hidden = True
            self.hidden += 1
        if self.hidden:
            return element
        if tag == "br" or tag in _BLOCKS:
            self._flush()
        elif tag in _CELLS:
            self.line.append(_CELL)
        if tag in ("a", "area"):
            self._link(element, given, style)
        else:
            self._colour(element, given, style)
            if tag == "form" and (given.get("action") or "").startswith(("http://", "https://")):
                self.page.anchors.append(Anchor(given["action"] or "", button="the target of a form"))
        return element

    def _colour(self, element: _Open, given: dict[str, str | None], style: str) -> None:
        if element.tag == "button":
            element.colour = "it is a button"
        elif named_button(given.get("class") or ""):
            element.colour = "what it stands in is called a button"
        elif coloured(style, given.get("bgcolor") or ""):
            element.colour = "it stands in a coloured box of its own"
        if element.colour and self.anchor:
            self.anchor.button = self.anchor.button or "it holds a coloured box"
        element.anchors, element.outside = len(self.page.anchors), self.outside

    def _link(self, element: _Open, given: dict[str, str | None], style: str) -> None:
        url = "".join((given.get("href") or "").split())
        if self.anchor or not url.lower().startswith(("http://", "https://", "mailto:", "tel:")):
            return
        anchor = Anchor(url, before=_squeezed(self.line[-12:])[-MAX_AROUND:])
        anchor.above = self.page.lines[-1][-MAX_AROUND:] if self.page.lines else ""
        anchor.button = looks_like_button(style, given.get("class") or "", given.get("role") or "")
        if element.tag == "area":
            anchor.text, anchor.image = _squeezed([given.get("alt") or ""]), True
            self.page.anchors.append(anchor)
            return
        element.anchor = self.anchor = anchor
        self.said, self.pictured = [], []

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        self.line.append(text)
        bare = text.strip()
        if not bare:
            return
        if self.anchor:
            self.said.append(text)
        else:
            self.outside += len(bare)
        if len(bare) <= MAX_ALONE and node.prev is None and node.next is None:
            self.page.alone.add(" ".join(bare.split()))

    def _image(self, given: dict[str, str | None], style: str, unseen: bool) -> None:
        alt = _squeezed([given.get("alt") or ""])
        if self.anchor and not unseen:
            self.pictured.append(alt)
        url = "".join((given.get("src") or "").split())
        if not url or len(self.page.images) >= MAX_IMAGES:
            return
        sizes = dict(_PIXELS.findall(style))
        width, height = (given.get(name) or sizes.get(name, "") for name in ("width", "height"))
        reason = _tracks(url, alt, width, height, unseen)
        self.page.images.append(Image(url, alt, width, height, bool(reason), reason or "it is to be seen"))

    def _leave(self, element: _Open) -> None:
        if element.hidden:
            self.hidden -= 1
        if self.hidden:
            return
        if element.anchor:
            self._end_link(element.anchor)
        elif element.colour and len(self.page.anchors) == element.anchors + 1 and self.outside == element.outside:
            only = self.page.anchors[-1]
            only.button = only.button or ("" if only.image else element.colour)
        if element.tag in _BLOCKS or element.tag == "br":
            self._flush()
        elif element.tag in _CELLS:
            self.line.append(_CELL)

    def _end_link(self, anchor: Anchor) -> None:
        anchor.text = _squeezed(self.said)
        if not anchor.text:
            anchor.text, anchor.image = _squeezed([" ".join(self.pictured)]), True
        self.page.anchors.append(anchor)
        self.here.append((anchor, len(self.line)))
        self.anchor = None

    def _flush(self) -> None:
        """End a line."""
        for anchor, behind in self.here:
            anchor.after = _squeezed(self.line[behind : behind + 12])[:MAX_AROUND]
        self.here.clear()
        if self.line:
            cells = "".join(self.line).replace("\x00", "").split(_CELL)
            if line := "\t".join(cell for each in cells if (cell := " ".join(each.split()))):
                self.page.lines.append(line)
            self.line.clear()


def _squeezed(pieces: list[str]) -> str:
    return " ".join("".join(pieces).replace(_CELL, " ").split())


def _tracks(url: str, alt: str, width: str, height: str, unseen: bool) -> str:
    """Why an image is there to be fetched and not to be seen; empty if it is not."""
    if not url.lower().startswith(("http://", "https://")):
        return ""
    small = [size.strip().removesuffix("px") in ("0", "1") for size in (width, height) if size.strip()]
    if small and all(small) and (len(small) == 2 or not alt) and not (_SPACER.search(url) and "?" not in url):
        return f"{width or '?'} by {height or '?'} pixels"
    if unseen and not alt:
        return "hidden"
    if not small and not alt and _OPENED.search(url):
        return "without a size or a text, and its address speaks of opening"
    return ""
