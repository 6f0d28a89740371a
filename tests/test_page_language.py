"""Another language than English, in a real browser: every view in it, and nothing left that is said in English."""

import re
from functools import cache

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenDesk, row
from tests.conftest import Houses
from tests.support import Running, mail
from tests.test_words import FIRST, OTHERS, PLACE, leaves, read
from tests.views import BY_NAME, SIZES, VIEWS, View

SEEN = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const [own, quoted] = [[document.title], []];
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (parentElement.closest("script, style, svg")) continue;
        (parentElement.closest("bdi, pre, code") ? quoted : own).push(data);
    }
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"])
        for (const node of document.querySelectorAll(`[${name}]`)) own.push(node.getAttribute(name));
    return [own, quoted].map((texts) => [...new Set(texts.map((text) => text.trim().replace(/\\s+/g, " ")))]);
}"""
"""All that the page says, also to those who do not see it; what may be somebody else's words comes by itself."""

OF_MAILS = {"From", "To", "Date", "Received", "English", "inline", "read", "code", "help", "mail", "social"}
"""Texts that a mail, a tag or a header may also be."""

MEANT = ("error: Failed to load resource: the server responded with a status of 4", "error: Loading ")
"""What Chromium says of an answer that some views are about, and of what a mail was kept from loading."""

LETTERS = 4
"""A text with places must have as many beside them to be known again."""


@cache
def english(language: str) -> frozenset[str]:
    """All texts of the first language that the other says otherwise."""
    other = {text for _, forms in leaves(read(language)) for text in forms.values()}
    return frozenset(text.strip() for _, forms in leaves(read(FIRST)) for text in forms.values() if text not in other)


@cache
def filled(language: str) -> re.Pattern[str]:
    """Those with places, with up to three words in each."""
    known = [re.split(r"\{\d\}", text) for text in english(language) if PLACE.search(text)]
    return re.compile(
        "|".join(
            r"\S+(?: \S+){0,2}".join(map(re.escape, pieces)) for pieces in known if max(map(letters, pieces)) >= LETTERS
        )
    )


def letters(text: str) -> int:
    """How many there are."""
    return sum(map(str.isalpha, text))


def left_over(page: Page, language: str) -> list[str]:
    """What the page says in the first language."""
    own, quoted = page.evaluate(SEEN)
    found = {text for text in own if filled(language).fullmatch(text)} | english(language).intersection(own + quoted)
    return sorted(found - OF_MAILS)


def test_what_is_left_over_is_found(houses: Houses, desks: OpenDesk) -> None:
    """In English, nearly all of the page is: otherwise the search for it would find nothing anywhere."""
    page = BY_NAME["list"].come(desks(locale="en-GB"), houses("filled"))

    assert {"All mails", "Search mails", "Settings"} <= set(left_over(page, OTHERS[0]))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("view", [view for view in VIEWS if not view.changing and view.house != "odd"], ids=str)
def test_no_view_speaks_english(houses: Houses, desks: OpenDesk, view: View, language: str) -> None:
    """Each view is wholly in the language that the browser asks for, and nothing fails in it."""
    desk = desks(*SIZES[view.sizes[0]], locale=language)
    page = view.come(desk, houses(view.house))

    assert page.locator("html").get_attribute("lang") == language
    assert left_over(page, language) == []
    assert [each for each in desk.complaints if not each.startswith(MEANT)] == []


@pytest.mark.parametrize(("locale", "shown"), [("en-GB", "2.1\u202fkB"), ("id-ID", "2,1\u202fkB")])
def test_numbers_are_written_as_the_language_does(server: Running, desks: OpenDesk, locale: str, shown: str) -> None:
    """A size has the decimal mark of the language, beside numbers that have its thousands mark."""
    id_ = server.send(mail("Long", body="x" * 60 + "\r\n" * 1000))
    page = desks(locale=locale).live(server)

    expect(row(page, id_)).to_contain_text(shown)
