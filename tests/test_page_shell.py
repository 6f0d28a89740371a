"""What surrounds list and mail, in a real browser: panes, the side, completion, the palette, keys and addresses."""

import json
import re
import smtplib
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Desk, OpenDesk, open_mail, rows
from tests.support import Running, mail, wait_for

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(desks: OpenDesk) -> Iterator[OpenPage]:
    """Opens the page of a server, as wide as is asked; what it complained of fails the test."""
    opened: list[Desk] = []

    def open_(server: Running, hash_: str = "", width: int = 1440, height: int = 900, **options: Any) -> Page:
        opened.append(desks(width, height, **options))
        return opened[-1].live(server, hash_)

    yield open_
    said = [each for desk in opened for each in desk.complaints if each.startswith(("error", "fault"))]
    # What cannot be read is answered 400, what is gone 404, and the browser says so.
    assert [each for each in said if not re.search("status of 40[04]", each)] == []


def sent(server: Running, *subjects: str, user: str = "", tags: str = "", sender: str = "ada@example.test") -> None:
    """Send mails over one connection, under a user's name and with tags."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        if user:
            # smtplib speaks ASCII alone.
            client.docmd("AUTH", "PLAIN " + b64encode(f"\0{user}\0any".encode()).decode())
        for subject in subjects:
            raw = mail(subject, sender=sender)
            client.sendmail(
                "ada@example.test", "bob@example.test", f"X-Tags: {tags}\r\n".encode() + raw if tags else raw
            )


def listed(page: Page, *subjects: str) -> None:
    """Wait until the list has these subjects, from the top, and no others."""
    expect(page.get_by_test_id("row-subject")).to_have_text(list(subjects))


def query(page: Page) -> Locator:
    """The search box."""
    return page.get_by_test_id("query")


def options(page: Page) -> Locator:
    """What is suggested below the search box."""
    return page.get_by_test_id("query-options").get_by_role("option")


def part(page: Page, name: str) -> Locator:
    """The lines of a part of the side: "quick", "saved", "inboxes" or "tags"."""
    return page.locator(f"#side-{name} .side-item")


def names(page: Page, name: str) -> Locator:
    """What is to be seen of their names."""
    return page.locator(f"#side-{name} .side-name")


def saved(page: Page, *searches: tuple[str, str]) -> None:
    """Put searches by name into what this browser keeps, before the page reads it."""
    kept = [{"name": name, "query": looked_for, "inbox": ""} for name, looked_for in searches]
    page.evaluate("(kept) => localStorage.setItem('mailtrap.saved', kept)", json.dumps(kept))
    page.reload()
    expect(part(page, "saved")).to_have_count(len(searches))


# Panes


def widths(page: Page) -> list[int]:
    """How wide side, list and mail are."""
    found: list[int] = page.evaluate(
        "['side', 'list', 'main'].map((name) => Math.round(document.getElementById(`pane-${name}`).offsetWidth))"
    )
    return found


def test_both_lines_are_moved_by_keys_and_pointer(server: Running, open_page: OpenPage) -> None:
    """Arrows, Home, End and the pointer move each line; a double click brings back the usual; all is remembered."""
    sent(server, "one")
    page = open_page(server)
    before = widths(page)
    page.get_by_role("separator", name="Width of the side").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("separator", name="Width of the list").focus()
    page.keyboard.press("ArrowLeft")
    by_keys = widths(page)
    page.keyboard.press("End")
    widest = widths(page)
    page.keyboard.press("Home")
    handle = page.get_by_role("separator", name="Width of the list")
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"], 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, 300, steps=4)
    page.mouse.up()
    dragged = widths(page)
    page.reload()
    expect(rows(page)).to_have_count(1)
    again = widths(page)
    handle.dblclick()

    assert by_keys == [before[0] + 16, before[1] - 16, before[2]]
    assert 350 <= widest[2] <= 360
    assert 379 <= dragged[1] <= 381
    assert again == dragged
    assert widths(page)[1] == 392


def test_the_lines_are_moved_without_dragging(server: Running, open_page: OpenPage) -> None:
    """A click, by who cannot drag, leads from usual to wide, narrow and back to usual; it is remembered."""
    sent(server, "one")
    page = open_page(server)
    found = []
    for name in ("Width of the side", "Width of the list"):
        handle = page.get_by_role("separator", name=name)
        for _ in range(3):
            handle.click()
            found.append(handle.get_attribute("aria-valuenow"))
    page.get_by_role("separator", name="Width of the list").click()
    wide = widths(page)
    page.reload()
    expect(rows(page)).to_have_count(1)

    assert found == ["320", "160", "200", "627", "280", "392"]
    assert widths(page) == wide


def test_the_side_folds_and_stays_so(server: Running, open_page: OpenPage) -> None:
    """[ folds the side to a strip of icons and back, without losing what it leads to; remembered."""
    sent(server, "one")
    page = open_page(server)
    page.keyboard.press("[")
    expect(page.get_by_role("button", name="Unfold the side")).to_have_attribute("aria-expanded", "false")
    folded = widths(page)[0]
    expect(page.get_by_role("link", name="Unread, 1 mail")).to_be_visible()
    expect(page.get_by_role("link", name="Set-up")).to_be_visible()
    page.reload()
    expect(rows(page)).to_have_count(1)
    again = widths(page)[0]
    page.get_by_role("button", name="Unfold the side").click()
    expect(page.locator(".side-name", has_text="With a code")).to_be_visible()

    assert folded == again == 49
    assert widths(page)[0] == 200


@pytest.mark.parametrize("width", [721, 820, 900, 901, 1100])
def test_each_width_has_room_for_all(server: Running, open_page: OpenPage, width: int) -> None:
    """Between phone and desk list and mail keep a sensible width, and nothing sticks out of the page."""
    sent(server, "one")
    page = open_page(server, width=width)
    expect(rows(page)).to_have_count(1)
    _, list_, main = widths(page)

    assert list_ >= 280
    assert main >= 330
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_side_lies_above_where_there_is_little_room(server: Running, open_page: OpenPage) -> None:
    """On a tablet [ lays the side over the list; a choice, Escape or a press elsewhere takes it away."""
    sent(server, "one")
    page = open_page(server, width=820)
    before = widths(page)[1:]
    panes = page.locator("#panes")
    expect(panes).to_have_attribute("data-side", "folded")
    page.keyboard.press("[")
    expect(panes).to_have_attribute("data-side", "drawer")
    expect(part(page, "quick").first).to_be_focused()
    above = widths(page)[1:]
    page.keyboard.press("Escape")
    expect(panes).to_have_attribute("data-side", "folded")
    expect(page.locator("#fold-side")).to_be_focused()
    page.keyboard.press("[")
    page.mouse.click(600, 500)
    expect(panes).to_have_attribute("data-side", "folded")
    page.keyboard.press("[")
    names(page, "quick").get_by_text("Unread").click()
    expect(panes).to_have_attribute("data-side", "folded")

    assert above == before
    assert page.url.endswith("#/?q=is%3Aunread")


def test_f6_goes_from_pane_to_pane(server: Running, open_page: OpenPage) -> None:
    """F6 leads from the side to the list to the mail and round, with Shift back; also out of the search box."""
    sent(server, "one", "two")
    page = open_page(server)
    rows(page).first.click()
    expect(page.get_by_test_id("mail")).to_be_visible()
    query(page).focus()
    for key, pane in (("F6", "main"), ("F6", "side"), ("F6", "list"), ("Shift+F6", "side")):
        page.keyboard.press(key)
        expect(page.locator(f"#pane-{pane}:focus-within")).to_be_visible()
    outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert outlined == "solid"


def test_back_goes_through_side_list_and_mail_on_a_phone(server: Running, open_page: OpenPage) -> None:
    """On a phone the menu is a step of the history, as an inbox and a mail are; Escape goes back, too."""
    sent(server, "in the shop", user="shop")
    sent(server, "elsewhere")
    page = open_page(server, width=390, height=844)
    side = page.get_by_test_id("side")
    expect(side).to_be_hidden()
    page.get_by_test_id("menu").click()
    expect(side).to_be_visible()
    expect(part(page, "quick").first).to_be_focused()
    names(page, "inboxes").get_by_text("shop").click()
    listed(page, "in the shop")
    expect(side).to_be_hidden()
    rows(page).first.click()
    expect(page.get_by_test_id("mail")).to_be_visible()
    page.go_back()
    expect(rows(page)).to_be_visible()
    page.go_back()
    expect(side).to_be_visible()
    page.go_back()
    listed(page, "elsewhere", "in the shop")
    expect(side).to_be_hidden()
    page.go_forward()
    expect(side).to_be_visible()
    page.reload()
    expect(side).to_be_visible()
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    expect(rows(page)).to_have_count(2)
    page.get_by_test_id("menu").click()
    # What is shown already is a choice, too.
    part(page, "quick").first.click()
    expect(side).to_be_hidden()

    assert page.evaluate("document.documentElement.scrollWidth") == 390


SMALL = """(least) => [...document.querySelectorAll("a[href], button, input, [role=tab], [role=option]")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((node) => !node.closest("p, .vh"))
  .map((node) => ({ node, box: (node.closest("label") ?? node).getBoundingClientRect() }))
  .filter(({ box }) => box.width && (box.height < least || box.width < least))
  .map(({ node, box }) => `${node.id || node.className} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize(("width", "least"), [(390, 44), (1440, 24)])
def test_what_is_pressed_is_large_enough(server: Running, open_page: OpenPage, width: int, least: int) -> None:
    """In list and side everything is 44 px large for fingers, and 24 for a mouse (WCAG 2.5.8)."""
    sent(server, "one", tags="vip")
    sent(server, *(f"two {number}" for number in range(2)), user="shop")
    page = open_page(server, "#/?q=two&inbox=shop", width=width)
    expect(rows(page)).to_have_count(2)
    page.get_by_test_id("query-save").click()
    in_list = page.evaluate(SMALL, least)
    if width < 720:
        page.get_by_test_id("menu").click()
    expect(part(page, "saved")).to_have_count(1)
    expect(part(page, "tags")).to_have_count(1)

    assert in_list == []
    assert page.evaluate(SMALL, least) == []


# The side


def test_quick_choices(server: Running, open_page: OpenPage) -> None:
    """All, unread, pinned and those with a code are one press away, with their numbers, and follow what happens."""
    sent(server, "plain", "Your code is 481592")
    page = open_page(server)
    quick = part(page, "quick")
    expect(quick.locator(".side-name", has_text="All mails")).to_be_visible()
    expect(quick.nth(0)).to_have_accessible_name("All mails, 2 mails")
    expect(quick.nth(1)).to_have_accessible_name("Unread, 2 mails")
    quick.nth(3).click()
    listed(page, "Your code is 481592")
    code = server.messages()[0]["ID"]
    server.api("pinned", "PUT", json={"IDs": [code], "Pinned": True})
    expect(quick.nth(2)).to_have_accessible_name("Pinned, 1 mail")
    server.api("messages", "PUT", json={"IDs": [code], "Read": True})
    expect(quick.nth(1)).to_have_accessible_name("Unread, 1 mail")
    quick.nth(1).click()
    listed(page, "plain")
    quick.nth(2).click()
    listed(page, "Your code is 481592")
    expect(quick.nth(2)).to_have_attribute("aria-current", "page")
    quick.nth(0).click()
    expect(rows(page)).to_have_count(2)


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "a/b?c#d&e=f",
    "\u202eevil\u202c",
    "W" * 500,
    "𝔘𝔫𝔦 🎉 ünï",
    "'; DROP TABLE x --",
)


def test_inboxes_of_any_name(server: Running, open_page: OpenPage) -> None:
    """Markup, slashes, marks of direction, 500 letters, white space alone: each is a line that leads to its mails."""
    for name in HOSTILE:
        sent(server, f"to {name[:20]}", user=name)
    page = open_page(server)
    expect(part(page, "inboxes")).to_have_count(len(HOSTILE))
    found = []
    for number in range(len(HOSTILE)):
        part(page, "inboxes").nth(number).click()
        expect(rows(page)).to_have_count(1)
        expect(part(page, "inboxes").nth(number)).to_have_attribute("aria-current", "page")
        found.append(page.evaluate("new URLSearchParams(location.hash.slice(3)).get('inbox')"))
    heights = {each["height"] for line in part(page, "inboxes").all() if (each := line.bounding_box())}
    page.reload()
    expect(rows(page)).to_have_count(1)

    assert sorted(found) == sorted(each["Name"] for each in server.api("inboxes").json())
    assert set(found) == set(HOSTILE)
    assert page.locator("#pane-side img, .search img").count() == 0
    assert len(heights) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 1440


def test_three_hundred_inboxes(server: Running, open_page: OpenPage) -> None:
    """Of hundreds twelve are shown, and the one where one is; a filter finds any, and all can be shown."""
    for number in range(300):
        answer = server.api(
            "messages", "POST", params={"inbox": f"run-{number:03}"}, content=mail(f"mail {number}"),
            headers={"Content-Type": "message/rfc822"},
        )  # fmt: skip
        assert answer.status_code == 200
    page = open_page(server, "#/?inbox=run-250")
    listed(page, "mail 250")
    lines = part(page, "inboxes")
    expect(lines).to_have_count(13)
    expect(lines.last).to_have_attribute("aria-current", "page")
    field = page.get_by_role("searchbox", name="Filter: Inboxes")
    field.fill("99")
    expect(lines.locator(".side-name")).to_have_text(["run-099", "run-199", "run-299"])
    field.press("ArrowDown")
    expect(lines.first).to_be_focused()
    field.press("Enter")
    listed(page, "mail 99")
    field.press("Escape")
    page.get_by_role("button", name="Show all 300").click()
    expect(lines).to_have_count(300)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/inboxes" in request.url else None)
    lines.nth(200).focus()
    where = page.locator(".side-body").evaluate("(node) => node.scrollTop")
    kept = lines.nth(200).element_handle()
    sent(server, *(f"new {number}" for number in range(40)), user="run-2")
    expect(lines.nth(0)).to_be_attached()
    expect(page.locator("#side-inboxes").get_by_role("link", name="run-2, 40 mails, 40 unread")).to_be_visible()
    expect(lines.nth(201)).to_be_focused()

    assert where > 1000
    assert abs(page.locator(".side-body").evaluate("(node) => node.scrollTop") - where) <= 28
    assert page.evaluate(
        "([before, at]) => document.querySelectorAll('#side-inboxes .side-item')[at] === before", [kept, 201]
    )
    assert 1 <= len(asked) <= 12


def test_the_menu_of_an_inbox(server: Running, open_page: OpenPage) -> None:
    """By button, right click or keys: all of an inbox is marked read, or deleted after a question with its number."""
    sent(server, "stays")
    sent(server, "one", "two", "three", user="shop")
    page = open_page(server)
    shop = page.get_by_test_id("side-inboxes").get_by_role("link", name="shop")
    expect(shop).to_have_accessible_name("shop, 3 mails, 3 unread")
    shop.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Actions for shop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem")).to_have_text(["Mark all read", "Delete all of this inbox…"])
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(shop).to_have_accessible_name("shop, 3 mails")
    expect(page.get_by_role("menu")).to_have_count(0)
    shop.click(button="right")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    shop.click(button="right")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#ask")).to_contain_text("Delete 3 mails?")
    expect(page.locator("#ask")).to_contain_text("In the inbox shop.")
    page.get_by_test_id("confirm-delete").click()
    listed(page, "stays")
    expect(shop).to_have_count(0)

    assert [each["Subject"] for each in server.messages()] == ["stays"]


def test_tags_have_numbers(server: Running, open_page: OpenPage) -> None:
    """Each tag is a line with its colour and how many mails have it, and follows them."""
    sent(server, "one", tags="vip, to do")
    sent(server, "two", tags="vip")
    page = open_page(server)
    tags = page.get_by_test_id("side-tags").get_by_role("link")
    expect(tags).to_have_count(2)
    expect(tags.nth(0)).to_have_accessible_name("to do, 1 mail")
    expect(tags.nth(1)).to_have_accessible_name("vip, 2 mails")
    tags.nth(0).click()
    listed(page, "one")
    sent(server, "three", tags="vip")
    expect(tags.nth(1)).to_have_accessible_name("vip, 3 mails")
    server.api("tags/vip", "DELETE")
    expect(tags).to_have_count(1)


# Saved searches


def test_a_search_is_saved_and_followed_in_other_tabs(server: Running, open_page: OpenPage) -> None:
    """The star saves what is looked for and lets go of it; it has a name of its own, and other tabs have it at once."""
    sent(server, "one", "two")
    one = open_page(server, "#/?q=subject%3Aone")
    two = one.context.new_page()
    two.goto(f"{server.web}/")
    expect(rows(two)).to_have_count(2)
    star = one.get_by_test_id("query-save")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(names(two, "saved")).to_have_text(["subject:one"])
    part(one, "saved").first.focus()
    one.keyboard.press("F2")
    one.keyboard.type("<b>Ones</b>")
    one.keyboard.press("Enter")
    expect(names(one, "saved")).to_have_text(["<b>Ones</b>"])
    expect(part(one, "saved").first).to_be_focused()
    expect(names(two, "saved")).to_have_text(["<b>Ones</b>"])
    part(two, "saved").first.click()
    listed(two, "one")
    two.get_by_test_id("query-save").click()
    expect(part(one, "saved")).to_have_count(0)
    expect(star).to_have_attribute("aria-pressed", "false")

    assert one.locator("#side-saved b").count() == 0


def test_saved_searches_are_put_in_order(server: Running, open_page: OpenPage) -> None:
    """By Alt and arrows, by the menu and by dragging; the order is kept, and Delete removes one."""
    sent(server, "one")
    page = open_page(server)
    saved(page, ("A", "a"), ("B", "b"), ("C", "c"))
    lines = part(page, "saved")
    lines.nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(lines.locator(".side-name")).to_have_text(["A", "C", "B"])
    expect(lines.nth(1)).to_be_focused()
    lines.nth(0).click(button="right")
    page.get_by_role("menuitem", name="Move down").click()
    expect(lines.locator(".side-name")).to_have_text(["C", "A", "B"])
    lines.nth(2).drag_to(lines.nth(0))
    expect(lines.locator(".side-name")).to_have_text(["B", "C", "A"])
    page.reload()
    expect(lines.locator(".side-name")).to_have_text(["B", "C", "A"])
    lines.nth(1).focus()
    page.keyboard.press("Delete")
    expect(lines.locator(".side-name")).to_have_text(["B", "A"])
    expect(lines.nth(1)).to_be_focused()


LIVE = """(node) => {
  const region = node.closest("[role=status], [role=alert], [aria-live]");
  const how = region?.ariaLive ?? { status: "polite", alert: "assertive" }[region?.getAttribute("role")];
  return [how ?? "silent", Boolean(region?.checkVisibility())];
}"""
"""How an element announces what it comes to say, and whether it is one that can."""


def test_what_happens_is_announced(server: Running, open_page: OpenPage) -> None:
    """Messages that take no focus stand in live regions (WCAG 4.1.3): what was done, found, chosen, and what failed."""
    sent(server, "one", "two", "three")
    page = open_page(server)
    expect(rows(page)).to_have_count(3)
    connection = page.get_by_test_id("live-state").evaluate(LIVE)
    rows(page).first.focus()
    page.keyboard.press("x")
    chosen = page.get_by_test_id("chosen-count")
    expect(chosen).to_have_text("1 chosen")
    counted = chosen.evaluate(LIVE)
    page.keyboard.press("Delete")
    said = page.locator("#said")
    expect(said).to_contain_text("1 mail deleted")
    deleted = said.evaluate(LIVE)
    focused = page.evaluate("document.activeElement.closest('[data-testid=row]') !== null")
    page.get_by_test_id("query").fill("subject:t")
    found = page.get_by_test_id("found")
    expect(found).to_have_text(re.compile(r"\d"))
    told = found.evaluate(LIVE)
    page.get_by_test_id("query").fill("nosuch:(")
    fault = page.get_by_test_id("search-fault")
    expect(fault).to_be_visible()
    refused = fault.evaluate(LIVE)

    assert [connection, counted, deleted, told] == [["polite", True]] * 4
    assert refused == ["assertive", True]
    assert focused


@pytest.mark.parametrize("kept", ["{", "null", '[1, null, {"name": 3}]', '{"a": 1}'])
def test_what_is_kept_may_be_anything(server: Running, open_page: OpenPage, kept: str) -> None:
    """What others wrote into the browser's memory does no harm."""
    sent(server, "one")
    page = open_page(server)
    page.evaluate(
        "(kept) => ['saved', 'recent', 'palette'].forEach((name) => localStorage.setItem(`mailtrap.${name}`, kept))",
        kept,
    )
    page.reload()
    expect(rows(page)).to_have_count(1)
    query(page).fill("one")
    page.get_by_test_id("query-save").click()
    expect(names(page, "saved")).to_have_text(["one"])


# Completion


def test_operators_and_values_are_completed(server: Running, open_page: OpenPage) -> None:
    """Letters bring the operators, each with a word about it, a colon its values; Tab and Enter take them."""
    sent(server, "one", tags="to do")
    sent(server, "two", user='in "quotes" & more')
    page = open_page(server)
    expect(part(page, "tags")).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.type("-tag")
    expect(options(page)).to_have_text(["tag:has this tag", "is:taggedhas any tag", "has:tagany tag"])
    page.keyboard.press("Tab")
    expect(query(page)).to_have_value("-tag:")
    expect(options(page)).to_have_text(["to do1 mail"])
    page.keyboard.press("ArrowDown")
    expect(query(page)).to_have_attribute("aria-activedescendant", "query-options-0")
    page.keyboard.press("Enter")
    expect(query(page)).to_have_value('-tag:"to do" ')
    listed(page, "two")
    page.keyboard.type("inbox:qu")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(query(page)).to_have_value('-tag:"to do" inbox:"in \\"quotes\\" & more" ')
    listed(page, "two")
    expect(page.get_by_test_id("search-fault")).to_be_hidden()
    page.keyboard.type("is:")
    expect(options(page)).to_have_count(5)
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    page.keyboard.type("u")
    page.keyboard.press("Tab")
    listed(page, "two")
    query(page).fill("")
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page)).to_have_count(24)

    assert page.evaluate("document.activeElement.id") == "query"


def test_all_operators_of_the_language_are_offered(server: Running, open_page: OpenPage) -> None:
    """The box knows each field, flag and date word that the server knows, and none that it does not."""
    from mailtrap.query.fields import FIELDS, HAS, IS

    page = open_page(server)
    offered, flags = page.evaluate(
        """async () => {
          const { strings } = await import("./static/js/kit/strings.js");
          return [Object.keys(strings.operators), Object.keys(strings.flags)];
        }"""
    )

    assert sorted(offered) == sorted(FIELDS)
    assert sorted(flags) == sorted({*HAS, *IS})


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_what_was_sent_off_is_not_completed(server: Running, open_page: OpenPage, key: str) -> None:
    """Addresses that come late do not lie over what is found: after Enter and Escape nobody waits for them."""
    sent(server, "one", sender="grace@navy.test")
    page = open_page(server)
    page.route("**/api/v1/addresses?*", lambda route: None)
    query(page).focus()
    with page.expect_request("**/api/v1/addresses?*"):
        query(page).press_sequentially("from:grace")
    with page.expect_event("requestfailed", lambda request: "/addresses?" in request.url):
        page.keyboard.press(key)
    listed(page, "one")
    page.keyboard.press("ArrowDown")

    expect(rows(page)).to_be_focused()


def test_addresses_are_completed(server: Running, open_page: OpenPage) -> None:
    """Behind from: and the like stand addresses that have been seen, found by name too; what is typed stays typed."""
    sent(server, "one", sender="Grace Hopper <grace@navy.test>")
    sent(server, "two", sender="ada@example.test")
    page = open_page(server)
    query(page).press_sequentially("from:hopper", delay=20)
    expect(options(page)).to_have_text(["grace@navy.testGrace Hopper"])
    page.keyboard.press("Tab")
    expect(query(page)).to_have_value("from:grace@navy.test ")
    listed(page, "one")


def test_typing_is_never_overwritten(server: Running, open_page: OpenPage) -> None:
    """While answers are slow one types on: no letter is lost, and only the last search is drawn."""
    sent(server, "alpha", "alphabet")
    page = open_page(server)
    pending: list[Any] = []
    page.route(
        "**/api/v1/search?*", lambda route: pending.append(route) if "alph&" in route.request.url else route.continue_()
    )
    query(page).press_sequentially("alph", delay=10)
    wait_for(lambda: page.evaluate("location.hash").endswith("q=alph"), what="the first search")
    query(page).press_sequentially("abet ", delay=10)
    sent(server, "alpha too")
    listed(page, "alphabet")
    expect(query(page)).to_have_value("alphabet ")
    for route in pending:
        route.abort()

    assert page.evaluate("document.activeElement.id") == "query"


def test_recent_searches_are_offered(server: Running, open_page: OpenPage) -> None:
    """An empty box offers the last ten that were sent off, not those that were wrong, and the saved ones."""
    sent(server, "one", "two")
    page = open_page(server)
    saved(page, ("Mine", "subject:two"))
    for number in range(12):
        with page.expect_response(re.compile(f"-{number}x")):
            query(page).fill(f"one -{number}x")
            page.keyboard.press("Enter")
    query(page).fill("is:nothing")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("search-fault")).to_be_visible()
    query(page).fill("")
    expect(options(page)).to_have_text([*(f"one -{number}xrecent" for number in reversed(range(2, 12))), "Minesaved"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Delete")
    expect(options(page)).to_have_count(10)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    listed(page, "two")
    expect(query(page)).to_have_value("subject:two")
    page.reload()
    expect(rows(page)).to_have_count(1)
    page.get_by_test_id("query-clear").click()
    expect(options(page).first).to_have_text("subject:tworecent")


# Nothing found


def test_why_nothing_was_found(server: Running, open_page: OpenPage) -> None:
    """The term that excludes everything is named, and dropped by one press; other inboxes are one press away."""
    sent(server, "invoice", "receipt")
    sent(server, "in the shop", user="shop")
    page = open_page(server, "#/?q=subject%3Ainvoice+from%3Anobody+is%3Aunread")
    why = page.get_by_test_id("none-why")
    expect(why).to_contain_text("It is from:nobody that excludes everything.")
    expect(why.get_by_role("button")).to_have_text(["Without from:nobody1 mail"])
    why.get_by_role("button").click()
    listed(page, "invoice")
    expect(query(page)).to_have_value("subject:invoice is:unread")
    page.evaluate("location.hash = '#/?q=receipt&inbox=shop'")
    expect(why.get_by_role("button")).to_have_text(["In all inboxes1 mail"])
    why.get_by_role("button").click()
    listed(page, "receipt")
    page.evaluate("location.hash = '#/?q=subject%3Axx OR yy'")
    expect(page.get_by_test_id("list-none")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/count?" in request.url else None)
    query(page).fill(" ".join(f"none{number}" for number in range(9)))
    expect(why).to_contain_text("Leaving out one term is not enough.")

    assert len(asked) <= 6


def test_terms_are_cut_as_the_server_cuts_them(server: Running, open_page: OpenPage) -> None:
    """What a search consists of, with quotation marks, brackets and NOT; and what is left without one term."""
    page = open_page(server)
    searches = ['a "b c" d:"e f"', "a AND NOT b", "-(a OR b) c", "a OR b", "x/(y) z", '-a !b "open', "(a"]
    found = page.evaluate(
        """async (searches) => {
          const { allOf, without } = await import("./static/js/search/terms.js");
          const cut = (text) => allOf(text).map((term) => [text.slice(term.start, term.end), without(text, term)]);
          return searches.map(cut);
        }""",
        searches,
    )

    assert found[0] == [["a", '"b c" d:"e f"'], ['"b c"', 'a d:"e f"'], ['d:"e f"', 'a "b c"']]
    assert found[1] == [["a", "NOT b"], ["NOT b", "a"]]
    assert found[2] == [["-(a OR b)", "c"], ["c", "-(a OR b)"]]
    assert found[3] == []
    assert [each[0] for each in found[4]] == ["x/(y)", "z"]
    assert [each[0] for each in found[5]] == ["-a", "!b", '"open']
    assert found[6] == []


# The palette and the keys


def palette(page: Page) -> Locator:
    """What the palette offers."""
    return page.get_by_test_id("palette-option")


def test_the_palette_leads_everywhere(server: Running, open_page: OpenPage) -> None:
    """Ctrl+K, also from the search box, finds commands, inboxes, tags, saved searches and mails by what is typed."""
    sent(server, "Quarterly report", tags="vip")
    sent(server, "other", user="checkout")
    page = open_page(server)
    saved(page, ("Reports of all kinds", "report"))
    expect(part(page, "inboxes")).to_have_count(2)
    query(page).focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Type a command")
    expect(field).to_be_focused()
    expect(palette(page).filter(has_text="Set-up")).to_have_text("Set-upgu")
    page.keyboard.type("chkout")
    expect(palette(page)).to_have_text(["checkout"])
    page.keyboard.press("Enter")
    listed(page, "other")
    expect(page.get_by_test_id("palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(palette(page).first).to_have_text("checkout")
    page.keyboard.type("report")
    expect(page.get_by_role("group", name="Mails by subject").get_by_role("option")).to_have_text(
        ["Quarterly reportada@example.test"]
    )
    expect(page.get_by_role("group", name="Saved searches").get_by_role("option")).to_have_text(
        ["Reports of all kinds"]
    )
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("mail-subject")).to_have_text("Quarterly report")
    page.get_by_test_id("open-palette").click()
    page.keyboard.type("zzzz")
    expect(page.get_by_test_id("palette")).to_contain_text("Nothing of that name.")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("palette")).to_be_hidden()


def test_what_is_typed_while_the_palette_loads_is_no_command(server: Running, open_page: OpenPage) -> None:
    """Letters that come before the palette does stand in it, and do nothing else."""
    sent(server, "one")
    page = open_page(server)
    rows(page).first.focus()
    pending: list[Any] = []
    page.route("**/palette.js", lambda route: pending.append(route))  # noqa: PLW0108 - it wants a function
    page.keyboard.press("Control+k")
    page.keyboard.type("upt")
    wait_for(lambda: (page.title(), pending)[1], what="the palette's script")
    pending[0].continue_()
    expect(page.get_by_role("combobox", name="Type a command")).to_have_value("upt")

    assert not server.api(f"message/{server.messages()[0]['ID']}/state").json()["Pinned"]


def test_help_has_all_keys_and_finds_them(server: Running, open_page: OpenPage) -> None:
    """? shows each command with its keys; the field finds by what it does and by the key."""
    sent(server, "one")
    page = open_page(server)
    page.keyboard.press("?")
    help_ = page.locator("#help")
    expect(help_).to_be_visible()
    keys = page.evaluate(
        """async () => {
          const { strings } = await import("./static/js/kit/strings.js");
          return Object.keys(strings.commands).length;
        }"""
    )
    shown = help_.locator("dd").all_inner_texts()
    field = page.get_by_role("searchbox", name="Find a key")
    field.fill("fold")
    expect(help_.locator("dd")).to_have_text(["Fold or unfold the side"])
    field.fill("F6")
    expect(help_.locator("dd")).to_have_text(["Next pane"])
    field.fill("nothing like it")
    expect(help_).to_contain_text("No key does that.")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()

    assert {"Next mail", "Search", "Next pane", "Fold or unfold the side", "All commands", "Set-up"} <= set(shown)
    assert len(shown) <= keys
    assert not [each for each in shown if "undefined" in each]


def test_a_mac_has_its_own_key(server: Running, desks: OpenDesk) -> None:
    """On a Mac keys are named as its keyboard has them."""
    desk = desks()
    desk.context.add_init_script("Object.defineProperty(navigator, 'userAgentData', { value: { platform: 'macOS' } });")
    page = desk.live(server)

    expect(page.get_by_test_id("open-palette").locator("kbd")).to_have_text(["⌘", "K"])


# Addresses


def test_each_view_has_an_address(server: Running, open_page: OpenPage) -> None:
    """Views are reached by links, keys and addresses, go back and forward, and are marked in the side."""
    sent(server, "one")
    page = open_page(server)
    expect(rows(page)).to_have_count(1)
    reached = []
    for name in ("about", "settings", "sessions", "setup"):
        page.locator(f"#open-{name}").click()
        expect(page.locator(f"#open-{name}")).to_have_attribute("aria-current", "page")
        reached.append(page.evaluate("location.hash"))
    page.go_back()
    expect(page.locator("#open-sessions")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator("#open-settings")).to_have_attribute("aria-current", "page")
    page.go_back()
    page.go_back()
    expect(part(page, "quick").first).to_have_attribute("aria-current", "page")
    expect(rows(page)).to_be_visible()
    page.go_forward()
    expect(page.get_by_test_id("view")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page.locator("#setup")).to_be_visible()

    assert reached == ["#/about", "#/settings", "#/sessions", "#/setup"]


def test_the_way_up_never_leaves_the_page(server: Running, open_page: OpenPage) -> None:
    """Who came from elsewhere to a mail, a session or a rule, went on and came back, gets to their list from there."""
    sent(server, "one")
    rule = {"Name": "refuses", "Match": {"Phase": "rcpt", "Recipient": "*@x.test"}, "Effect": {"Code": 550}}
    rules = server.api("faults", "PUT", json={"Rules": [rule]}).json()["Rules"]
    sessions = server.api("sessions").json()["Sessions"]
    page = open_page(server)
    steps = {
        f"#/m/{server.messages()[0]['ID']}": ("#side-quick a >> nth=0", "#mail-subject", "#/"),
        f"#/sessions/{sessions[0]['ID']}": ("#open-sessions", "#session-title", "#/sessions"),
        f"#/faults/{rules[0]['ID']}": ("#open-faults", "[data-testid=rule-form]", "#/faults"),
    }
    for hash_, (link, shown, above) in steps.items():
        page.goto("about:blank")
        page.goto(f"{server.web}/{hash_}")
        expect(page.locator(shown)).to_be_visible()
        page.locator(link).click()
        expect(page.locator(shown)).to_be_hidden()
        page.go_back()
        expect(page.locator(shown)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page).to_have_url(f"{server.web}/{above}")
        expect(page.locator(shown)).to_be_hidden()
    # The way one came is gone back once, also when a second key comes before one is there.
    page.get_by_test_id("rule-name").click()
    expect(page.get_by_test_id("rule-form")).to_be_visible()
    length = page.evaluate("history.length")
    page.evaluate(
        """for (const at of [1, 2])
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));"""
    )
    expect(page.get_by_test_id("rules")).to_be_visible()

    assert page.evaluate("history.length") == length
    assert page.url == f"{server.web}/#/faults"


@pytest.mark.parametrize(
    "hash_", ["#/nowhere", "#/constructor", "#/m/", "#x", "#/m/%00", "#/%3Cimg%20src=x%3E" + "y" * 3000]
)
def test_an_address_that_leads_nowhere(server: Running, open_page: OpenPage, hash_: str) -> None:
    """It leads to the list, and a quiet message says so; the next step takes the message away."""
    sent(server, "one")
    page = open_page(server, hash_)
    expect(rows(page)).to_have_count(1)
    if hash_ != "#/m/":
        expect(page.locator("#notice")).to_contain_text("There is no such page")
    moved = page.evaluate("location.hash")
    open_mail(page, server.messages()[0]["ID"], "one")
    expect(page.locator("#notice")).to_be_hidden()

    assert moved in ("#/", "#/m/")
    assert page.locator("#notice img").count() == 0
