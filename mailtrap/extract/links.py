"""The links of a mail: where they stand, what they are for, and which one the mail was sent for."""

import re
from dataclasses import replace

from mailtrap.extract import link_words as words
from mailtrap.extract.html import Anchor, Page
from mailtrap.extract.kinds import ACTS, ASIDE, act_in, carries_token, kind_of, named_by_address, said_beside
from mailtrap.extract.urls import MAX_URL, split, urls
from mailtrap.extract.values import Link

MAX_LINKS = 1_000
"""Links of one mail."""
MAX_TEXT = 128 * 1024
"""Characters of a plain text in which links are sought."""
MAX_LABEL = 60
"""Characters of a button; what is longer is a card or a paragraph."""
MAX_LISTED = 20
"""Addresses of the header List-Unsubscribe."""

_ANGLES = re.compile(rf"<([^<>]{{1,{MAX_URL}}})>")
_BULLET = re.compile(r"^(?:[*•·-]|\d{1,3}[.)])\s{1,8}")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ics|vcf)$", re.IGNORECASE)


class _Seen:
    """A link with what speaks for its being the main one."""

    __slots__ = ("anchor", "link")

    def __init__(self, link: Link, anchor: Anchor) -> None:
        self.link = link
        self.anchor = anchor


def links(subject: str, text: str, page: Page, list_unsubscribe: tuple[str, ...], coded: bool) -> tuple[Link, ...]:
    """All links in order: those of the HTML, those that the text alone has, those of the header.

    ``coded`` says that the mail holds a code: then a link without a name is not what it was sent for.
    """
    seen = [_of_page(anchor) for anchor in page.anchors[:MAX_LINKS] if not anchor.url.lower().startswith("tel:")]
    known = {each.link.url for each in seen}
    shown = "\n".join(each.link.text for each in seen if "://" in each.link.text)  # addresses, maybe cut short
    for where, body in (("html", page.text), ("text", text[:MAX_TEXT])):
        written = [each for each in _of_text(body, where, MAX_LINKS - len(seen)) if each.link.url not in known]
        seen += [each for each in written if each.link.url not in shown]
        known.update(each.link.url for each in seen)
    _share(seen)
    if chosen := _main(seen, subject, page.outlook, coded):
        main, why = chosen
        link = _named(main, subject, page, text)
        reason = f"main: {why}; {link.reason}" if link.reason else f"main: {why}"
        main.link = replace(link, main=True, reason=reason)
        _share(seen)
    found = [each.link for each in seen]
    found += [link for link in _of_header(list_unsubscribe) if link.url not in known]
    return tuple(
        replace(link, place=place, reason=link.reason or "nothing says what it is for")
        for place, link in enumerate(found)
    )


def _of_page(anchor: Anchor) -> _Seen:
    before = anchor.before or anchor.above
    kind, reason = kind_of(anchor.url, anchor.text, before, anchor.after, anchor.image)
    return _Seen(Link(anchor.url[:MAX_URL], anchor.text, "html", 0, kind, False, reason), anchor)


def _of_text(text: str, where: str, most: int) -> list[_Seen]:
    """The addresses written out in a text; what stands in front of one with a colon is its words."""
    if most <= 0:
        return []
    seen = []
    past = 0
    for url, start, end in urls(text, most):
        line = text.rfind("\n", max(past, start - 200), start) + 1 or max(past, start - 200)
        label = _BULLET.sub("", text[line:start].strip(" \t<(["))
        above = " ".join(text[max(past, start - 300) : start].split())
        after = text[end : end + 100].partition("\n")[0]
        said = label.rstrip(" :：") if label.endswith((":", "：")) and len(label) <= MAX_LABEL else ""
        kind, reason = kind_of(url, said, above, after)
        seen.append(_Seen(Link(url, said, where, 0, kind, False, reason), Anchor(url, said, above, after)))
        past = end
    return seen


def _of_header(fields: tuple[str, ...]) -> list[Link]:
    """The addresses of List-Unsubscribe (RFC 2369 section 3.2), with their angle brackets or without."""
    given: dict[str, None] = {}
    for field in fields[:MAX_LISTED]:
        for each in (_ANGLES.findall(field[: 4 * MAX_URL]) or [field])[:MAX_LISTED]:
            given["".join(each.split())[:MAX_URL]] = None
    able = [url for url in given if url.lower().startswith(("http://", "https://", "mailto:"))]
    return [Link(url, "", "header", 0, "unsubscribe", False, "the header List-Unsubscribe") for url in able]


def _share(seen: list[_Seen]) -> None:
    """Give all links to one address the kind that one of them has."""
    kinds = {each.link.url: each.link.kind for each in reversed(seen) if each.link.kind}
    for each in seen:
        if not each.link.kind and (kind := kinds.get(each.link.url)):
            each.link = replace(each.link, kind=kind, reason="another link to this address is of this kind")


def _main(seen: list[_Seen], subject: str, outlook: set[str], coded: bool) -> tuple[_Seen, str] | None:
    """The link the mail was sent for, and why: its button, or its only action."""
    able = [each for each in seen if each.link.kind not in ASIDE and each.link.url.lower().startswith("http")]
    able = [each for each in able if not ((parts := split(each.link.url)) and _FILE.search(parts.path))]
    buttons = [(score, each) for each in able if (score := _button(each, outlook))]
    if buttons:
        most = max(score for score, _ in buttons)
        best = next(each for score, each in buttons if score == most)
        return (best, best.anchor.button or "it is a button in Outlook")
    acts = [each for each in able if each.link.kind in ACTS]
    if acts:
        wanted = act_in(subject)
        fitting = [each for each in acts if each.link.kind == wanted] or acts
        if len({each.link.url for each in fitting}) == 1:
            return (fitting[0], "the only link of its kind")
        return None
    others = {each.link.url: each for each in reversed(able) if not _is_home(each.link.url)}
    if coded or len(others) != 1:
        return None
    return (next(iter(others.values())), "the only link that leads anywhere")


def _button(seen: _Seen, outlook: set[str]) -> float:
    """How much a link looks like the button of its mail; 0 for not at all."""
    anchor, act = seen.anchor, seen.link.kind in ACTS
    if anchor.button and len(anchor.text) <= MAX_LABEL:
        own = not anchor.button.startswith("it stands in a coloured box")
        if not own and _is_home(anchor.url):
            return 0.0  # the name of the sender in a coloured header
        return 3.0 - 0.5 * (not own) + 1.5 * act
    if anchor.url in outlook:
        return 2.0 + 1.5 * act
    return 2.0 if anchor.image and act else 0.0


def _named(main: _Seen, subject: str, page: Page, text: str) -> Link:
    """The main link; where it has no kind of its own it gets that of its mail."""
    link = main.link
    if link.kind and not (named_by_address(link.reason) and act_in(subject)):
        return link
    kind = act_in(subject) or said_beside(main.anchor.before or main.anchor.above)
    begins = " ".join(page.lines[:12]) if page.lines else text[:600]
    if kind in ("", "magic") and words.SIGN_IN.search(link.text.lower()):
        magic = carries_token(link.url) or words.MAGIC.search(f"{subject}\n{begins}".lower())
        kind = "magic" if magic else ""
    return replace(link, kind=kind, reason="the mail is about that") if kind in ACTS else link


def _is_home(url: str) -> bool:
    """Whether an address is the front page of a site, and no more."""
    parts = split(url)
    return parts is None or (parts.path in ("", "/") and (not parts.query or parts.query.startswith("utm_")))
