"""Whether everybody can use the page: rules of WCAG 2.2 AA by axe, names, and a keyboard that reaches everything."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests import views
from tests.axe import violations
from tests.browser import OpenDesk
from tests.conftest import Houses
from tests.views import SIZES, VIEWS, House, View, at_rest, house

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def housed(view: View, houses: Houses) -> Iterator[House]:
    """The house of a view: one of its own for those that change it."""
    if not view.changing:
        yield houses(view.house)
        return
    with house(view.house) as own:
        yield own


def sized(rows: Iterable[View]) -> list[Any]:
    """Each view at each of its sizes."""
    return [pytest.param(view, size, id=f"{view.name}-{size}") for view in rows for size in view.sizes]


@pytest.mark.parametrize(("view", "size"), sized(VIEWS))
def test_nothing_breaks_a_rule(houses: Houses, desks: OpenDesk, view: View, size: str) -> None:
    """Axe finds no violation on any view, in both themes."""
    width, height = SIZES[size]
    with housed(view, houses) as place:
        page = view.come(desks(width, height, scheme=SCHEMES[0], motion="reduce"), place)
        found = []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            at_rest(page)
            found += [f"{scheme}: {each}" for each in violations(page)]
        page.close()

    assert not found, "\n".join(found)


def test_axe_sees_what_is_wrong(desks: OpenDesk) -> None:
    """A page with known faults is not found faultless: the rules are on."""
    page = desks().context.new_page()
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><img src="x"><button></button>'
        '<p style="color:#aaa;background:#fff">pale</p><iframe srcdoc="<img>"></iframe>'
        '<button style="width:9px;height:9px;padding:0" aria-label="a"></button>'
        '<button style="width:9px;height:9px;padding:0" aria-label="b"></button></main>'
    )
    rules = {each.partition(":")[0] for each in violations(page)}

    assert rules >= {"image-alt", "button-name", "color-contrast", "frame-title", "target-size"}


# The keyboard

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
        return { at, ring: at < 0 || look(wanted[at]) !== before[at] };
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


def walk(page: Page) -> tuple[list[str], list[str]]:
    """Press Tab until everything was reached, or enough; what was not reached, and what showed no ring."""
    wanted = page.evaluate(WANTED)
    missing, unseen = dict(enumerate(wanted)), []
    for _ in range(2 * len(wanted) + 40):
        if not missing:
            break
        page.keyboard.press("Tab")
        seen = page.evaluate("window.focusSeen()")
        if missing.pop(seen["at"], None) and not seen["ring"]:
            unseen.append(wanted[seen["at"]])
    return list(missing.values()), unseen


@pytest.mark.parametrize(("view", "size"), sized(view for view in VIEWS if view.house != "odd"))
def test_the_keyboard_reaches_everything(houses: Houses, desks: OpenDesk, view: View, size: str) -> None:
    """Tab comes to each control, one sees where it is, and each has a name."""
    width, height = SIZES[size]
    with housed(view, houses) as place:
        page = view.come(desks(width, height, motion="reduce"), place)
        unnamed = nameless(page)
        missed, unseen = walk(page)
        page.close()

    assert unnamed == []
    assert missed == []
    assert unseen == []


def test_view_names_are_unique() -> None:
    """Pictures are named after the views."""
    assert len(views.BY_NAME) == len(VIEWS)
