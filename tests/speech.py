"""What a page says in another language than it should."""

import re
from functools import cache

from playwright.sync_api import Page

from tests.test_words import FIRST, PLACE, leaves, read

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
