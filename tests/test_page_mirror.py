"""The page as those see it who read from right to left; that nothing goes beyond its edge is in test_page_views.py."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Desk, opening, show
from tests.conftest import Houses
from tests.support import ROOT
from tests.views import BY_NAME, SIZES

TURN = """
try { localStorage.clear(); } catch { /* a frame without any */ }
if (window === top) new MutationObserver((changes, observer) => {
    if (document.documentElement) { document.documentElement.dir = "rtl"; observer.disconnect(); }
}).observe(document, { childList: true });
"""
"""The direction is set when the document has its root: before any script of the page runs."""


@pytest.fixture(scope="module")
def mirrored(browser: Browser) -> Iterator[Desk]:
    """A browser in which the page runs from right to left."""
    with opening(browser) as opened:
        desk = opened(*SIZES["wide"], scheme="light", motion="reduce")
        desk.context.add_init_script(TURN)
        yield desk


def left(page: Page, selector: str) -> float:
    """The left edge of an element, in px."""
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"]


def test_the_panes_change_places(houses: Houses, mirrored: Desk) -> None:
    """The side stands on the right, the list to its left, the mail to the left of that; in a row who, then when."""
    page = BY_NAME["mail-preview"].come(mirrored, houses("filled"))
    places = [left(page, each) for each in ("#pane-main", "#pane-list", "#pane-side")]
    who, when = left(page, ".row-from"), left(page, ".row-age")
    tabs = left(page, "#tab-preview"), left(page, "#tab-text")
    aligned = page.locator("#side-inboxes .side-name").first.evaluate("(one) => getComputedStyle(one).textAlign")
    page.close()

    assert places == sorted(places)
    assert who > when
    assert tabs[0] > tabs[1]
    assert aligned == "right"


def test_arrows_go_where_they_point(houses: Houses, mirrored: Desk) -> None:
    """The left arrow goes to the tab on the left, and makes the list, which begins on the right, wider."""
    page = BY_NAME["mail-preview"].come(mirrored, houses("filled"))
    page.get_by_test_id("tab-preview").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("tab-text")).to_have_attribute("aria-selected", "true")
    handle = page.locator("#split")
    before = int(handle.get_attribute("aria-valuenow") or 0)
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", str(before + 16))
    box = page.locator("#split").bounding_box()
    assert box
    page.mouse.move(box["x"], 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, 300)
    page.mouse.up()
    after = int(handle.get_attribute("aria-valuenow") or 0)
    page.close()

    assert abs(after - (before + 16 - 40)) <= 4


def test_protocol_still_runs_from_left_to_right(houses: Houses, mirrored: Desk) -> None:
    """Raw mail, headers and transcripts keep their direction, and what is suggested stands below its field."""
    page = BY_NAME["mail-raw"].come(mirrored, houses("filled"))
    raw = page.locator(".lines").first.evaluate("(one) => getComputedStyle(one).direction")
    headers = show(page, "headers").locator(".headers td").first.evaluate("(one) => getComputedStyle(one).direction")
    page.close()
    page = BY_NAME["session"].come(mirrored, houses("filled"))
    said = page.get_by_test_id("transcript-line").first.evaluate("(one) => getComputedStyle(one).direction")
    page.close()
    page = BY_NAME["list-suggestions"].come(mirrored, houses("filled"))
    ends = [
        page.locator(each).evaluate("(one) => one.getBoundingClientRect().right")
        for each in ("#search", "#query-options")
    ]
    page.close()

    assert (raw, headers, said) == ("ltr", "ltr", "ltr")
    assert abs(ends[0] - ends[1]) < 48


# The styles

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|(?:left|right|float|clear)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:|text-align: (?:left|right)|to (?:left|right)\b|translateX"
)
SIDES = re.compile(r"(?<![\w-])(margin|padding|inset|border-width|border-radius): ([^;}]+)")
ALLOWED = (
    # Where the pointer is, or as menu.js has counted it.
    (".menu {", "inset"),
    # The picture of a sheet of paper is laid by its left edge, and grows from there.
    (".frame {", "inset"),
    # A tick is a tick.
    (".row-check:checked::after {", "border-width"),
)


def parts(value: str) -> list[str]:
    """The values of a shorthand, with what is in brackets kept together."""
    return re.findall(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+", value)


def one_sided(name: str, value: str) -> bool:
    """Whether a shorthand means left and right differently."""
    each = parts(value.partition("/")[0])
    if name == "border-radius":
        return (len(each) == 4 and (each[0] != each[1] or each[2] != each[3])) or len(each) in (2, 3)
    return len(each) == 4 and each[1] != each[3]


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name)
def test_styles_know_start_and_end_only(path: Path) -> None:
    """No style says left or right, but for what does not mirror."""
    wrong = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        bare = re.sub(r"/\*.*?\*/", "", line)
        names = [found[0] for found in PHYSICAL.finditer(bare)]
        names += [found[1] for found in SIDES.finditer(bare) if one_sided(found[1], found[2])]
        wrong += [
            f"{path.name}:{number}: {name}"
            for name in names
            if not any(bare.lstrip().startswith(rule) and name == what for rule, what in ALLOWED)
        ]

    assert wrong == []
