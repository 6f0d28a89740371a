"""What a keyboard comes to on a page, whether one sees it there, and what has no name."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

WANTED = """() => {
    const modal = [...document.querySelectorAll("dialog[open]")].findLast((each) => each.matches(":modal"));
    const composite = "[role=tablist],[role=listbox],[role=toolbar],[role=tree],[role=grid],[role=menu],"
        + "[role=radiogroup],ol,ul[data-roving]";
    const wanted = [...(modal ?? document).querySelectorAll(
        "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable=true]",
    )].filter((each) => {
        if (each.disabled || each.closest("[inert]")) return false;
        // Of radio buttons Tab comes to the chosen one, arrows to the others.
        if (each.type === "radio" && !each.checked) return false;
        if (!each.checkVisibility({ visibilityProperty: true })) return false;
        if (each.tabIndex >= 0) return true;
        // Headings take the focus by script; of a composite one element stands for all.
        if (!each.matches("a,button,input,select,textarea,summary")) return false;
        const whole = each.closest(composite);
        return !whole?.querySelector("[tabindex='0'],a:not([tabindex]),button:not([tabindex])");
    });
    const look = (each) => {
        const chain = [each, each.parentElement, each.parentElement?.parentElement, each.firstElementChild];
        return chain.filter(Boolean).map((one) => {
            const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
            const outline = outlineStyle === "none" ? [] : [outlineStyle, outlineWidth, outlineColor];
            return [...outline, boxShadow].join(" ");
        }).join("|");
    };
    document.activeElement?.blur();
    const before = wanted.map(look);
    window.focusSeen = () => {
        const at = wanted.indexOf(document.activeElement);
        if (!document.hasFocus()) again();
        return { at, ring: at < 0 || look(wanted[at]) !== before[at], covered: at < 0 ? null : cover(wanted[at]) };
    };
    // Behind the last frame the browser's own buttons come, and then the page again: not so where it has none.
    const again = () => {
        window.focus();
        document.body.tabIndex = -1;
        document.body.focus({ preventScroll: true });
        document.body.removeAttribute("tabindex");
    };
    // What lies upon all of it: none of five points is its own.
    const cover = (each) => {
        const { left, right, top, bottom } = (each.closest("label") ?? each).getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        const corners = [left + 2, right - 2].flatMap((over) => [[over, top + 2], [over, bottom - 2]]);
        const tops = [[x, y], ...corners].map(([over, down]) => document.elementFromPoint(over, down));
        const own = (one) => one && (each.contains(one) || one.contains(each) || one.closest("label")?.contains(each));
        return tops.some(own) ? null : tops[0]?.outerHTML.slice(0, 100) ?? "the edge";
    };
    return wanted.map((each) => each.outerHTML.slice(0, 160));
}"""
"""What the keyboard must reach, and a function that tells where it is and whether one sees it."""

NAMELESS = ("RootWebArea", "generic", "none", "Iframe", "StaticText", "paragraph", "LabelText")
"""Roles that may have the focus and need no name: Chromium lets everything that scrolls have it."""


def nameless(page: Page) -> list[str]:
    """What can have the focus and has no name for those who hear the page."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        f"{node['role']['value']}: {node.get('properties')}"
        for node in nodes
        if not node["ignored"]
        and {"name": "focusable", "value": {"type": "booleanOrUndefined", "value": True}} in node.get("properties", [])
        and node["role"]["value"] not in NAMELESS
        and not node.get("name", {}).get("value", "").strip()
    ]


@dataclass
class Walk:
    """What the keyboard did not come to, what showed no ring, and what something else lay upon (WCAG 2.4.11)."""

    missed: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)


def walk(page: Page) -> Walk:
    """Press Tab until everything was reached, or enough."""
    wanted = page.evaluate(WANTED)
    missing, walked = dict(enumerate(wanted)), Walk()
    for _ in range(2 * len(wanted) + 40):
        if not missing:
            break
        page.keyboard.press("Tab")
        seen = page.evaluate("window.focusSeen()")
        if not missing.pop(seen["at"], None):
            continue
        if not seen["ring"]:
            walked.unseen.append(wanted[seen["at"]])
        if seen["covered"]:
            walked.covered.append(f"{wanted[seen['at']]} below {seen['covered']}")
    walked.missed = list(missing.values())
    return walked
