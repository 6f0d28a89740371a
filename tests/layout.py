"""Whether all of a page can be seen: what is cut off, and what reaches over the edge of the window."""

from playwright.sync_api import Page

from tests.views import at_rest

BEYOND = """() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const seen = [...document.body.querySelectorAll("button, a, input, select, textarea, h1, h2, h3, p, label")];
    const beyond = seen.filter((one) => {
        if (!one.checkVisibility({ visibilityProperty: true })) return false;
        if (one.closest(".tabs, .attachments, .vh, pre, .code-lines, .sheet-table, .stage")) return false;
        const { left, right, width } = one.getBoundingClientRect();
        return width > 0 && (left < -1 || right > innerWidth + 1);
    });
    return [...(scrollWidth > clientWidth ? [`${scrollWidth} > ${clientWidth}`] : []),
        ...beyond.map((one) => one.outerHTML.slice(0, 160))];
}"""
"""What reaches over the edge of the window. What scrolls sideways by itself may."""


def over_the_edge(page: Page) -> list[str]:
    """What stands outside of the window."""
    found: list[str] = page.evaluate(BEYOND)
    return found


SIDEWAYS = ".tabs, .tools, .attachments, .stage, pre, .code-lines, .sheet-table, .hex, .parts-tree"
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


def cut_off(page: Page) -> list[str]:
    """What cannot be seen whole as the window stands."""
    at_rest(page)
    found: list[str] = page.evaluate(CUT, SIDEWAYS)
    return found
