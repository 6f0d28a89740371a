"""Small windows, big letters, wide spacing: whatever the reader sets, all can be read (WCAG 1.4.4, 1.4.10, 1.4.12)."""

import pytest
from playwright.sync_api import Page

from tests.browser import OpenDesk
from tests.conftest import Houses
from tests.views import VIEWS, View, at_rest

ROWS = [
    view
    for view in VIEWS
    if not view.changing and "phone" in view.sizes and not view.name.startswith(("odd-huge", "file-"))
]

SIDEWAYS = ".tabs, .attachments, .stage, pre, .code-lines, .sheet-table, .hex, .parts-tree"
"""What may scroll sideways by itself: code, tables, pictures, rows of tools."""

CUT = """(sideways) => {
    const cut = new Set();
    const shortened = ({ textOverflow, webkitLineClamp }) => textOverflow === "ellipsis" || webkitLineClamp !== "none";
    function judge(node, rect, what) {
        for (let box = node; box; box = box.parentElement) {
            const style = getComputedStyle(box);
            // Shortened on purpose: its whole is in a title or where it leads to.
            if (shortened(style) || style.clipPath === "inset(50%)" || box.matches(`.vh, ${sideways}`)) return;
            if (style.overflowX === "visible" || style.display === "inline" || style.display === "contents") continue;
            const { left, right, top, bottom } = box.getBoundingClientRect();
            if (rect.left < left - 1 || rect.right > right + 1) return void cut.add(`${what} beyond ${name(box)}`);
            const [over, below] = [
                rect.bottom > top + 3 && rect.top < top - 4,
                rect.top < bottom - 3 && rect.bottom > bottom + 4,
            ];
            const half = over || below;
            if (half && ["hidden", "clip"].includes(style.overflowY) && box !== document.body) {
                return void cut.add(`${what} cut by ${name(box)}`);
            }
            if (["auto", "scroll"].includes(style.overflowY)) break;
        }
        if (rect.left < -1 || rect.right > innerWidth + 1) cut.add(`${what} beyond the window`);
    }
    const name = (box) => box.outerHTML.slice(0, 80);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const { currentNode: text } = texts;
        const node = text.parentElement;
        if (!text.data.trim() || !node.checkVisibility({ visibilityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const rect = range.getBoundingClientRect();
        if (rect.width > 0 && rect.height > 0) judge(node, rect, text.data.trim().slice(0, 40));
    }
    for (const one of document.querySelectorAll("button, a.button, input, select, textarea, img")) {
        if (!one.checkVisibility({ visibilityProperty: true })) continue;
        const rect = one.getBoundingClientRect();
        if (rect.width) judge(one.parentElement, { ...rect.toJSON(), top: 0, bottom: 0 }, name(one));
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    return [...cut, ...(scrollWidth > clientWidth ? [`${scrollWidth} > ${clientWidth}`] : [])];
}"""
"""Texts and controls of which a part cannot be seen."""

SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
        * { word-spacing: 0.16em !important; }
        p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets.push(sheet);
}"""
"""What WCAG 1.4.12 says a reader may set."""


def lost(page: Page) -> list[str]:
    """What is cut off."""
    at_rest(page)
    found: list[str] = page.evaluate(CUT, SIDEWAYS)
    return found


@pytest.mark.parametrize("view", ROWS, ids=str)
def test_nothing_is_cut_off(houses: Houses, desks: OpenDesk, view: View) -> None:
    """At 320 pixels, at twice the size, and with the spacing that readers may set, nothing is lost."""
    page = view.come(desks(320, 640, motion="reduce"), houses(view.house))
    narrow = lost(page)
    page.set_viewport_size({"width": 720, "height": 450})
    zoomed = lost(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(SPACED)
    spaced = lost(page)

    assert narrow == []
    assert zoomed == []
    assert spaced == []


def test_what_is_cut_off_is_seen(desks: OpenDesk) -> None:
    """A text in a box that is too small for it is found, to the side and below."""
    page = desks(320, 640).context.new_page()
    page.set_content(
        '<div style="overflow:hidden;width:40px;white-space:nowrap">A long line</div>'
        '<div style="overflow:hidden;height:9px">Half</div><p style="width:900px">Wide enough to go over the edge, '
        "which is at three hundred and twenty pixels, so that it has to be scrolled</p>"
    )
    found = page.evaluate(CUT, SIDEWAYS)

    assert [each.split()[0] for each in found[:3]] == ["A", "Half", "Wide"]
