"""What the page costs to load, and whom it asks: few bytes of script and style, and nobody but its own server.

The list, a mail with its preview or its text, sessions, set-up and settings stay below LIMIT. A few views that one
opens from an open mail, and what edits a fault rule, bring more with them: each has a limit of its own.
"""

import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response

from tests.browser import OpenDesk, settle
from tests.conftest import Houses
from tests.views import BY_NAME, VIEWS, View, at_rest

LIMIT = 150_000
"""Bytes of all scripts and styles that a view opened fresh has loaded, unpacked."""
OWN_LIMITS = {
    **dict.fromkeys(("mail-files", "mail-broken", "mail-html", "mail-headers", "mail-raw", "odd-many-files"), 155_000),
    **dict.fromkeys(("mail-menu", "mail-test-code", "fault-rule"), 160_000),
    **dict.fromkeys(("mail-envelope", "mail-parts"), 170_000),
    **dict.fromkeys(("odd-crowd-envelope", "mail-attachments", "odd-many-attachments"), 172_000),
    **dict.fromkeys([f"file-{kind}" for kind in ("png", "pdf", "zip", "csv", "json", "ics", "vcf")], 176_000),
}
"""The same of views that few open; those of attachments show one of them, too."""
RARE = ("odd-huge", "odd-huge-html")
"""Views of the same code as others, which take long."""

STEADY = [view for view in VIEWS if not view.changing and "wide" in view.sizes and view.name not in RARE]


@pytest.mark.parametrize("view", STEADY, ids=str)
def test_a_view_is_light(houses: Houses, desks: OpenDesk, view: View) -> None:
    """All scripts and styles of a view, loaded by a browser that has seen nothing of us, stay below the limit."""
    desk = desks()
    answers: list[Response] = []
    desk.context.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it wants a function
    settle(view.come(desk, houses(view.house)))
    wanted = [each for each in answers if each.request.resource_type in ("script", "stylesheet")]
    sizes = {urlsplit(each.url).path: len(each.body()) for each in wanted}
    total = sum(sizes.values())
    heaviest = sorted(sizes.items(), key=lambda each: -each[1])[:20]
    sys.stdout.write(f"{view.name}: {total:,} bytes in {len(sizes)} files\n")

    assert len(sizes) >= 3
    assert total <= OWN_LIMITS.get(view.name, LIMIT), "\n".join(f"{size:7,} {path}" for path, size in heaviest)


def test_nobody_else_is_asked(houses: Houses, desks: OpenDesk) -> None:
    """One walk through all views, begun with a mail open that wants pictures, styles and fonts of another host."""
    desk = desks()
    place = houses("filled")
    page = BY_NAME["mail-remote"].come(desk, place)
    settle(page)
    refused = [request.url for request in desk.requests if request.failure]
    for view in STEADY:
        if view.house != "filled":
            continue
        page.goto(f"{place.running.web}/{view.hash.format(**place.ids)}")
        page.locator(view.shown).first.wait_for()
        if view.prepare:
            view.prepare(page, place)
        at_rest(page)
        page.keyboard.press("Escape")
    settle(page)

    assert [url for url in refused if "cdn.fernway.test" in url]
    assert desk.foreign(place.running) == []
    assert desk.dialogs == []
    assert [said for said in desk.complaints if said.startswith("fault")] == []
