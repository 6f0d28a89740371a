"""Every view of the page, come to once at each size, and everything that holds for all of them looked at there.

One visit serves many questions, as to come there takes longer than to ask: axe in both themes, names, the keyboard,
mirrored, small windows and big letters, the language, what was loaded, and whom it asked.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import COLOURS, violations
from tests.browser import Desk, OpenDesk, opening
from tests.conftest import Houses
from tests.keyboard import Walk, nameless, walk
from tests.layout import SPACED, cut_off, over_the_edge
from tests.speech import left_over
from tests.test_words import FIRST, OTHERS
from tests.views import BY_NAME, SIZES, VIEWS, House, View, house
from tests.weight import weighed

Tables = Callable[[str, str], Desk]
Findings = Iterator[tuple[str, list[str]]]

FORGETFUL = """if (window === top && location.protocol.startsWith("http") && !window.name) {
    window.name = "begun";
    localStorage.clear();
    sessionStorage.clear();
}"""
"""Each tab begins as if it were the first, though all share a browser context: that loads a script once."""
MEANT = ("error: Failed to load resource: the server responded with a status of 4", "error: Loading ")
"""What Chromium says of an answer that some views are about, and of what a mail was kept from loading."""
OF_LAYOUT = ("target-size", "scrollable-region-focusable", *COLOURS)
"""Rules whose outcome may be another when the page is mirrored."""
HUGE = ("odd-huge", "odd-huge-html")
"""Views whose every layout takes seconds: they are laid out once."""


@pytest.fixture(scope="module")
def tables(browser: Browser) -> Iterator[Tables]:
    """A browser context for each size of the window and each language."""
    with opening(browser) as opened:
        made: dict[tuple[str, str], Desk] = {}

        def find(size: str, language: str) -> Desk:
            if (size, language) not in made:
                width, height = SIZES[size]
                desk = opened(width, height, scheme="light", motion="reduce", locale=language)
                desk.context.add_init_script(FORGETFUL)
                made[size, language] = desk
            return made[size, language]

        yield find


@contextmanager
def housed(view: View, houses: Houses) -> Iterator[House]:
    """The house of a view: one of its own for those that change it."""
    if not view.changing:
        yield houses(view.house)
        return
    with house(view.house) as own:
        yield own


def visits(views: Iterable[View]) -> list[Any]:
    """Each view at each of its sizes: the first in English, the last in another language."""
    return [
        pytest.param(view, size, OTHERS[0] if at == len(view.sizes) else FIRST, id=f"{view.name}-{size}")
        for view in views
        for at, size in enumerate(view.sizes, 1)
    ]


@pytest.mark.parametrize(("view", "size", "language"), visits(VIEWS))
def test_a_view_is_as_all_are_to_be(houses: Houses, tables: Tables, view: View, size: str, language: str) -> None:
    """Nothing that is looked at in each view is found wanting in this one."""
    with housed(view, houses) as place:
        desk = tables(size, language)
        for past in (desk.requests, desk.complaints, desk.dialogs):
            past.clear()
        page = view.come(desk, place)
        found = dict(looked_at(page, view, size, language))
        found["asked of others"] = desk.foreign(place.running)
        found["dialogs"] = list(desk.dialogs)
        if not view.changing:
            found["complaints"] = [each for each in desk.complaints if not each.startswith(MEANT)]
        page.close()

    wanting = {question: answers for question, answers in found.items() if answers}
    assert not wanting, "\n".join(f"{question}:\n  " + "\n  ".join(each) for question, each in wanting.items())


def looked_at(page: Page, view: View, size: str, language: str) -> Findings:
    """What is wrong, by what was asked. What leaves the page as it is comes first."""
    yield "loaded", weighed(page)
    yield "axe by day", violations(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    yield "axe by night", violations(page, *COLOURS)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    yield "without a name", nameless(page)
    if language != FIRST:
        yield "language", [] if page.locator("html").get_attribute("lang") == language else ["not as was asked for"]
        if view.house != "odd":
            yield "said in English", left_over(page, language)
    if view.name in HUGE:
        return
    page.evaluate("document.documentElement.dir = 'rtl'")
    yield "over the edge when mirrored", over_the_edge(page)
    yield "axe when mirrored", violations(page, *OF_LAYOUT)
    page.evaluate("document.documentElement.dir = ''")
    # In a menu the arrows lead, and Tab closes it.
    if view.house != "odd" and view.name != "mail-menu":
        yield from walked(walk(page))
    if size == "phone" and not view.name.startswith("file-"):
        yield from small(page)


def walked(walk: Walk) -> Findings:
    """What the keyboard showed."""
    yield "not reached by Tab", walk.missed
    yield "without a ring", walk.unseen
    yield "focused below something", walk.covered


def small(page: Page) -> Findings:
    """At 320 pixels, at twice the size, and with the spacing that readers may set (WCAG 1.4.10, 1.4.4, 1.4.12)."""
    page.set_viewport_size({"width": 320, "height": 640})
    yield "cut off at 320 pixels", cut_off(page)
    page.set_viewport_size({"width": 720, "height": 450})
    yield "cut off at twice the size", cut_off(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(SPACED)
    yield "cut off when spaced", cut_off(page)


@pytest.mark.parametrize("name", ["mail-menu", "list-suggestions"])
def test_what_a_new_size_closes(houses: Houses, desks: OpenDesk, name: str) -> None:
    """What goes when the window changes is opened in a small one."""
    page = BY_NAME[name].come(desks(320, 640, motion="reduce"), houses("filled"))

    assert cut_off(page) == []


def test_a_view_found_wanting_fails(houses: Houses, tables: Tables) -> None:
    """The questions can be answered badly: a page with a fault of each kind has each of them found."""
    view = BY_NAME["settings"]
    page = view.come(tables("phone", OTHERS[0]), houses("filled"))
    page.evaluate(
        """() => {
            const wrong = document.createElement("div");
            wrong.innerHTML = `<p>All mails</p><button></button><p class="wide">${"wide ".repeat(200)}</p>
                <button tabindex="0" class="ringless">x</button>`;
            document.querySelector("[data-testid=settings]").prepend(wrong);
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`.wide { width: 1600px; }
                .ringless, .ringless:focus { outline: none !important; box-shadow: none !important; }`);
            document.adoptedStyleSheets.push(sheet);
        }"""
    )
    found = {question for question, answers in looked_at(page, view, "phone", OTHERS[0]) if answers}
    page.close()

    assert found >= {
        "axe by day", "without a name", "said in English", "over the edge when mirrored", "without a ring",
        "cut off at 320 pixels", "cut off when spaced",
    }  # fmt: skip


def test_view_names_are_unique() -> None:
    """Pictures are named after the views."""
    assert len(BY_NAME) == len(VIEWS)
