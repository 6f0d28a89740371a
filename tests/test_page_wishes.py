"""What the reader's system asks for: less motion, more contrast, colours of its own."""

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser import OpenDesk, rows
from tests.conftest import Houses
from tests.support import Running, mail
from tests.views import BY_NAME, at_rest

MOVES = """
window.moved = [];
for (const type of ["animationstart", "transitionrun"]) {
    addEventListener(type, ({ target }) => moved.push(`${type} ${target.outerHTML?.slice(0, 80)}`), true);
}
const { animate, scrollTo } = Element.prototype;
Element.prototype.animate = function (...how) { moved.push("animate"); return animate.apply(this, how); };
Element.prototype.scrollTo = function (...how) {
    if (how[0]?.behavior === "smooth") moved.push("scrollTo");
    return scrollTo.apply(this, how);
};
"""
"""Whatever moves is written down."""


def much_done(page: Page, server: Running) -> list[str]:
    """What moved while mails came, were gone through, deleted and brought back, and dialogs opened."""
    for at in range(40):
        server.send(mail(f"{at}. mail"))
    expect(page.get_by_test_id("counts")).to_contain_text("40")
    page.locator("#scroller").evaluate("(box) => { box.scrollTop = 600; }")
    server.send(mail("The next"))
    page.locator("#pill").click()
    expect(rows(page).first).to_contain_text("The next")
    rows(page).first.click()
    expect(page.get_by_test_id("mail-subject")).to_have_text("The next")
    page.keyboard.press("Delete")
    page.get_by_test_id("undo").click()
    page.keyboard.press("Control+k")
    expect(page.get_by_test_id("palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("palette")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    at_rest(page)
    moved: list[str] = page.evaluate("window.moved")
    return moved


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_who_asks_for_that(server: Running, desks: OpenDesk, motion: str) -> None:
    """Less motion is none: no animation, no transition, no smooth scrolling; who asks for nothing sees some."""
    desk = desks(motion=motion)
    desk.context.add_init_script(MOVES)
    moved = much_done(desk.live(server), server)

    assert bool(moved) is (motion == "no-preference"), moved


@pytest.mark.parametrize("name", ["list", "mail-code", "session", "faults", "settings", "palette"])
def test_more_contrast_is_more(houses: Houses, desks: OpenDesk, name: str) -> None:
    """Who asks for more contrast gets 7:1 at least for every text, by day and by night (WCAG 1.4.6)."""
    page = BY_NAME[name].come(desks(contrast="more", motion="reduce", scheme="light"), houses("filled"))
    day = violations(page, "color-contrast-enhanced")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    night = violations(page, "color-contrast-enhanced")

    assert not day, "\n".join(day)
    assert not night, "\n".join(night)


LOOK = """([on, off]) => {
    const look = (selector) => {
        const node = document.querySelector(selector);
        if (!node) return null;
        const style = getComputedStyle(node);
        return ["outlineStyle", "outlineWidth", "backgroundColor", "borderTopColor",
            "borderTopStyle", "fontWeight", "textDecorationLine"].map((name) => style[name]).join(" ");
    };
    return [look(on), look(off)];
}"""

STATES = (
    ("mail-code", ".row[aria-current]", ".row:not([aria-current])"),
    ("list-chosen", ".picked .row", ".item:not(.picked) .row"),
    ("list-inbox", ".side-item[aria-current]", ".side-item:not([aria-current])"),
    ("mail-text", "#tabs [aria-selected=true]", "#tabs [aria-selected=false]"),
    ("mail-preview", ".widths [aria-pressed=true]", ".widths [aria-pressed=false]"),
    ("mail-parts", ".tree-row[aria-selected=true]", ".tree-row[aria-selected=false]"),
)
"""A view, what in it is in a state, and what is not."""


@pytest.mark.parametrize(("name", "on", "off"), STATES, ids=[state[1] for state in STATES])
def test_states_are_seen_in_the_colours_of_the_system(
    houses: Houses, desks: OpenDesk, name: str, on: str, off: str
) -> None:
    """Where grounds and shadows are taken away, a line still tells what is chosen, pressed and open."""
    page = BY_NAME[name].come(desks(motion="reduce", forced_colors="active"), houses("filled"))
    in_state, plain = page.evaluate(LOOK, [on, off])

    assert in_state
    assert plain
    assert in_state != plain


def test_the_focus_is_seen_in_the_colours_of_the_system(houses: Houses, desks: OpenDesk) -> None:
    """The focus has another line than what is chosen, on a row that is both and in the search."""
    page = BY_NAME["mail-code"].come(desks(motion="reduce", forced_colors="active"), houses("filled"))
    current = page.locator(".row[aria-current]")
    style = "(one) => getComputedStyle(one).outlineStyle"
    before = current.evaluate(style)
    page.locator("#list .row[tabindex='0'], #list .row[aria-current]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("/")
    box = page.locator(".search-box").evaluate(style)

    assert before == "solid"
    assert focused == "dashed"
    assert box == "dashed"
