"""Searching on the page, and what people put on mails, in a real browser: tags, pins, inboxes, and all of it live."""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import whole_list
from tests.support import Running, mail, wait_for

expect.set_options(timeout=10_000)

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens the page of a server, as wide as is asked; what it complained of fails the test."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def opened(server: Running, hash_: str = "", width: int = 1440, **options: Any) -> Page:
            context = browser.new_context(viewport={"width": width, "height": 900}, **options)
            context.set_default_timeout(10_000)
            stack.callback(context.close)
            context.on("weberror", lambda fault: complaints.append(str(fault.error)))
            context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page = context.new_page()
            page.goto(f"{server.web}/{hash_}")
            expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live")
            return page

        yield opened
    # What cannot be read is answered 400, what is gone 404, and the browser says so.
    assert [each for each in complaints if not re.search("status of 40[04]", each)] == []


def sent(server: Running, subject: str, tags: str = "", user: str = "") -> str:
    """Send a mail, under a user's name and with tags; its id."""
    raw = mail(subject)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        if user:
            client.login(user, "any")
        client.mail("ada@example.test")
        client.rcpt("bob@example.test")
        code, text = client.data(f"X-Tags: {tags}\r\n".encode() + raw if tags else raw)
    assert code == 250, text
    return text.decode().split()[-1]


def rows(page: Page) -> Locator:
    return page.get_by_test_id("row")


def row(page: Page, id_: str) -> Locator:
    return page.locator(f'[data-testid=row][data-id="{id_}"]')


def listed(page: Page, *subjects: str) -> None:
    """Wait until the list has these subjects, from the top, and no others."""
    expect(page.get_by_test_id("row-subject")).to_have_text(list(subjects))


def chips(place: Page | Locator) -> Locator:
    """The tags of rows."""
    return place.get_by_test_id("chip")


def mail_chips(page: Page) -> Locator:
    """The tags of the open mail."""
    return page.get_by_test_id("mail-chip")


def query(page: Page) -> Locator:
    return page.get_by_test_id("query")


def opened(page: Page, id_: str, subject: str) -> None:
    """Open a mail by its row and wait until it is shown."""
    row(page, id_).click()
    expect(page.get_by_test_id("mail-subject")).to_have_text(subject)
    expect(page.get_by_test_id("mail")).not_to_have_attribute("aria-busy", "true")  # the subject is known before


def tagged(server: Running, id_: str, *tags: str) -> None:
    """Give a mail these tags and no others."""
    assert server.api("tags", "PUT", json={"IDs": [id_], "Tags": tags}).status_code == 200


def state(server: Running, id_: str) -> dict[str, Any]:
    """What the server says of a mail."""
    found: dict[str, Any] = server.api(f"message/{id_}/state").json()
    return found


# Tags


def test_a_tag_finds_its_mails(server: Running, open_page: OpenPage) -> None:
    """Tags that came with a mail are chips in its row and its head; a click on one finds all that have it."""
    sent(server, "one", "vip, to do")
    sent(server, "two")
    three = sent(server, "three", "vip")
    page = open_page(server)
    listed(page, "three", "two", "one")
    in_rows = chips(page).all_inner_texts()
    chips(page).get_by_text("to do").click()
    listed(page, "one")
    from_row = query(page).input_value()
    page.go_back()
    listed(page, "three", "two", "one")
    opened(page, three, "three")
    mail_chips(page).get_by_role("link", name="vip").click()
    listed(page, "three", "one")

    assert in_rows == ["vip", "to do", "vip"]
    assert from_row == 'tag:"to do"'
    assert query(page).input_value() == 'tag:"vip"'


CONTRAST = """(hue) => {
  const chip = document.createElement("span");
  chip.className = "chip";
  chip.dataset.hue = hue;
  document.body.append(chip);
  const { color, backgroundColor } = getComputedStyle(chip);
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (paint) => {
    canvas.fillStyle = paint;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => {
      const part = v / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
  chip.remove();
  return [(high + 0.05) / (low + 0.05), backgroundColor];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chips_can_be_read(server: Running, open_page: OpenPage, scheme: str) -> None:
    """Each colour has a contrast of 4.5:1 or more in both themes, and differs from all others."""
    page = open_page(server, color_scheme=scheme)
    measured = [page.evaluate(CONTRAST, hue) for hue in range(10)]

    assert [found for found in measured if found[0] < 4.5] == []
    assert len({ground for _, ground in measured}) == 10


def test_a_tag_has_one_colour(server: Running, open_page: OpenPage) -> None:
    """In every row, in the mail and whatever its case a tag has the same colour."""
    sent(server, "one", "vip, other")
    two = sent(server, "two", "other, vip")
    page = open_page(server)
    opened(page, two, "two")
    expect(mail_chips(page)).to_have_count(2)
    hues = {
        (chip.inner_text().strip(), chip.get_attribute("data-hue"))
        for chip in (*chips(page).all(), *mail_chips(page).all())
    }
    same = page.evaluate(
        """async () => {
          const { rowChips } = await import("./static/js/list/chips.js");
          return rowChips(["vip", "VIP"]).slice(1).map((node) => node.dataset?.hue);
        }"""
    )

    assert len(hues) == 2
    assert same[0] == same[1]
    assert page.locator("[style*=color]").count() == 0


@pytest.mark.parametrize("width", [390, 1440])
def test_long_and_many_tags_keep_their_place(server: Running, open_page: OpenPage, width: int) -> None:
    """Long names and dozens of them widen nothing: a row says how many more, the mail shows them when asked."""
    plain = sent(server, "plain")
    many = sent(server, "many")
    tagged(server, many, *(f"{number:02} {'W' * 97}" for number in range(40)))
    wide = sent(server, "a subject of some length that would like to have all of the line for itself, and more")
    tagged(server, wide, "עברית", "日本語", "x")
    page = open_page(server, width=width)
    expect(rows(page)).to_have_count(3)
    heights = {each["height"] for id_ in (plain, many, wide) if (each := row(page, id_).bounding_box())}
    shown = chips(row(page, many)).count()
    more = row(page, many).inner_text()
    opened(page, many, "many")
    if width == 390:
        page.get_by_test_id("fold").click()  # on a phone a mail begins folded
    expect(mail_chips(page)).to_have_count(12)
    page.get_by_test_id("tags").get_by_role("button", name="28 more").click()
    expect(mail_chips(page)).to_have_count(40)
    wide_chip = mail_chips(page).first.bounding_box()

    assert len(heights) == 1
    assert shown == 3
    assert "+37" in more
    assert wide_chip
    assert wide_chip["width"] <= 260
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_tags_are_given_and_taken_by_keyboard(server: Running, open_page: OpenPage) -> None:
    """t leads to the field, which offers other tags; Enter adds; each chip has a button that says what it does."""
    sent(server, "other", "release, vip, done, redone")
    id_ = sent(server, "mine", "vip")
    page = open_page(server)
    opened(page, id_, "mine")
    page.keyboard.press("t")
    field = page.get_by_role("combobox", name="Add a tag")
    expect(field).to_be_focused()
    offered = page.get_by_role("option")
    expect(offered).to_have_text(["done", "redone", "release"])
    page.keyboard.type("do")
    expect(offered).to_have_text(["done", "redone"])
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="done", selected=True)).to_be_visible()
    expect(field).to_have_attribute("aria-activedescendant", str(offered.first.get_attribute("id")))
    page.keyboard.press("Enter")
    expect(mail_chips(page)).to_have_text(["done", "vip"])
    expect(offered).to_have_text(["redone", "release"])
    page.get_by_role("button", name="Remove the tag done").click()
    expect(mail_chips(page)).to_have_text(["vip"])
    field.fill("to do")
    expect(offered).to_have_count(0)
    page.keyboard.press("Enter")
    expect(mail_chips(page)).to_have_text(["to do", "vip"])
    expect(chips(row(page, id_))).to_have_text(["to do", "vip"])
    wait_for(lambda: state(server, id_)["Tags"] == ["to do", "vip"], what="the tag")
    page.get_by_role("button", name="Remove the tag to do").focus()
    page.keyboard.press("Enter")
    expect(mail_chips(page)).to_have_text(["vip"])
    expect(page.get_by_role("button", name="Remove the tag vip")).to_be_focused()

    wait_for(lambda: state(server, id_)["Tags"] == ["vip"], what="the removal")


def test_who_goes_on_is_left_alone(server: Running, open_page: OpenPage) -> None:
    """The server takes its time to take a tag off; whoever types the next one meanwhile stays in the field."""
    id_ = sent(server, "mine", "done, vip")
    page = open_page(server)
    opened(page, id_, "mine")
    held: list[Route] = []
    page.route(
        "**/api/v1/tags", lambda route: held.append(route) if route.request.method == "PUT" else route.fallback()
    )
    page.get_by_role("button", name="Remove the tag done").click()
    expect(mail_chips(page)).to_have_text(["vip"])
    expect(page.get_by_role("button", name="Remove the tag vip")).to_be_focused()
    field = page.get_by_role("combobox", name="Add a tag")
    field.fill("to do")
    wait_for(lambda: page.evaluate("1") and held, what="the removal on its way")
    with page.expect_response("**/api/v1/tags"):
        held.pop().continue_()
    page.unroute("**/api/v1/tags")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")

    expect(mail_chips(page)).to_have_text(["to do", "vip"])
    wait_for(lambda: state(server, id_)["Tags"] == ["to do", "vip"], what="the tag")


def test_a_name_that_will_not_do(server: Running, open_page: OpenPage) -> None:
    """A tag that the server refuses is told where it was typed, with what was typed, and the mail keeps its tags."""
    id_ = sent(server, "mine", "vip")
    page = open_page(server)
    opened(page, id_, "mine")
    page.get_by_test_id("tag-add").fill("<b>bold</b>")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("tag-fault")).to_contain_text("letters, digits, spaces")
    expect(mail_chips(page)).to_have_text(["vip"])
    expect(chips(row(page, id_))).to_have_text(["vip"])

    assert page.get_by_test_id("tag-add").input_value() == "<b>bold</b>"
    assert page.locator(".labels b, .row b").count() == 0
    assert state(server, id_)["Tags"] == ["vip"]


# Pins


def test_pinned_mails_stay(server: Running, open_page: OpenPage) -> None:
    """The button and p pin and unpin; a pinned mail is marked, and stays when all are deleted, as is said before."""
    ids = [sent(server, f"number {number}") for number in range(3)]
    page = open_page(server)
    opened(page, ids[1], "number 1")
    button = page.get_by_role("button", name="Pin this mail")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(row(page, ids[1]).locator(".row-pin")).to_be_visible()
    wait_for(lambda: state(server, ids[1])["Pinned"], what="the pin")
    page.keyboard.press("j")
    expect(page.get_by_test_id("mail-subject")).to_have_text("number 0")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("p")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.get_by_test_id("delete-all").click()
    expect(page.locator("#ask")).to_contain_text("Delete 2 mails?")
    expect(page.locator("#ask")).to_contain_text("One more is pinned and stays.")
    page.get_by_test_id("confirm-delete").click()
    listed(page, "number 1")
    page.reload()
    listed(page, "number 1")
    expect(row(page, ids[1]).locator(".row-pin")).to_be_visible()
    expect(row(page, ids[1])).to_contain_text("Pinned.")
    page.get_by_test_id("delete-all").click()
    expect(page.locator("#ask")).to_contain_text("All of these mails are pinned")

    assert page.get_by_test_id("confirm-delete").is_hidden()


# Searching


def test_the_list_shows_what_is_found(server: Running, open_page: OpenPage) -> None:
    """/ leads to the box, the list follows what is typed and says how much it is; Esc clears, ↓ leads to the list."""
    for number in range(12):
        sent(server, f"{'odd' if number % 2 else 'even'} {number}")
    page = open_page(server)
    expect(rows(page)).to_have_count(12)
    page.keyboard.press("/")
    expect(query(page)).to_be_focused()
    page.keyboard.type("subject:odd -subject:3")
    listed(page, *(f"odd {number}" for number in (11, 9, 7, 5, 1)))
    expect(page.get_by_test_id("found")).to_have_text("5 of 12")
    expect(query(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("j")
    expect(rows(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("mail-subject")).to_have_text("odd 9")
    with_mail = page.url
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(12)
    expect(page.get_by_test_id("found")).to_be_hidden()
    expect(query(page)).to_have_value("")

    assert "?q=subject%3Aodd" in with_mail
    assert page.get_by_test_id("mail-subject").inner_text() == "odd 9"


def test_the_cursor_goes_on_in_another_list(server: Running, open_page: OpenPage) -> None:
    """Keys are about what is listed: a mail that is not found hands the cursor to the first, and its focus with it."""
    toner = sent(server, "Toner")
    other = sent(server, "other")
    page = open_page(server)
    page.keyboard.press("j")
    expect(row(page, other)).to_be_focused()
    page.evaluate("location.hash = '#/?q=Toner'")
    listed(page, "Toner")
    expect(row(page, toner)).to_be_focused()
    page.keyboard.press("u")
    wait_for(lambda: state(server, toner)["Read"], what="the mark")
    unread = state(server, other)["Read"]
    query(page).fill("other")
    listed(page, "other")
    expect(row(page, other)).to_have_attribute("tabindex", "0")
    page.keyboard.press("ArrowDown")
    expect(row(page, other)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("mail-subject")).to_have_text("other")

    assert unread is False


def test_what_is_found_is_loaded_on_scroll(server: Running, open_page: OpenPage) -> None:
    """More than a page of it comes as in the list: in order, without a gap and none twice."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(220):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"{'b' if number % 5 else 'a'} {number}"))
    page = open_page(server, "#/?q=subject%3Ab")
    expect(page.get_by_test_id("found")).to_have_text("176 of 220")

    assert whole_list(page) == [f"b {number}" for number in reversed(range(220)) if number % 5]
    sent(server, "b 1000")
    expect(page.get_by_test_id("found")).to_have_text("177 of 221")
    expect(page.locator("#pill")).to_contain_text("1 new")

    assert whole_list(page) == ["b 1000", *(f"b {number}" for number in reversed(range(220)) if number % 5)]


def test_at_least(server: Running, open_page: OpenPage) -> None:
    """Where the server has not counted to the end, the number says so."""
    sent(server, "one")

    def inexact(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "mailtrap-exact": "false"})

    page = open_page(server)
    page.route("**/api/v1/search?*", inexact)
    query(page).fill("one")

    expect(page.get_by_test_id("found")).to_have_text("at least 1 of 1")


def test_a_search_that_takes_long(server: Running, open_page: OpenPage) -> None:
    """Until it is answered, the list is marked as that of another, and deleting is named for what is searched."""
    sent(server, "one")
    sent(server, "Toner")
    page = open_page(server)
    listed(page, "Toner", "one")
    held: list[Route] = []
    page.route("**/api/v1/search?*", lambda route: held.append(route))  # noqa: PLW0108 - it wants a function
    query(page).fill("Toner")
    expect(page.get_by_test_id("found")).to_have_text("Searching…")
    expect(page.get_by_test_id("counts")).to_be_hidden()
    expect(page.get_by_test_id("list")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#scroller")).to_contain_class("stale")
    expect(page.get_by_test_id("delete-all")).to_have_text("Delete found")
    listed(page, "Toner", "one")
    held.pop().continue_()
    listed(page, "Toner")
    expect(page.get_by_test_id("found")).to_have_text("1 of 2")
    expect(page.get_by_test_id("list")).to_have_attribute("aria-busy", "false")

    expect(page.locator("#scroller")).not_to_contain_class("stale")


def test_a_search_is_in_the_address(server: Running, open_page: OpenPage) -> None:
    """An address with a search can be shared; Back and Forward go through searches, and typing is one step."""
    sent(server, "apple + plus")
    sent(server, "pear")
    page = open_page(server)
    expect(rows(page)).to_have_count(2)
    query(page).press_sequentially("apple", delay=30)
    listed(page, "apple + plus")
    page.keyboard.press("Enter")
    query(page).fill('"pear" OR nothing')
    listed(page, "pear")
    shared = page.url
    page.go_back()
    listed(page, "apple + plus")
    expect(query(page)).to_have_value("apple")
    page.go_back()
    expect(rows(page)).to_have_count(2)
    expect(query(page)).to_have_value("")
    page.go_forward()
    listed(page, "apple + plus")
    page.goto("about:blank")
    page.goto(shared)
    listed(page, "pear")
    expect(query(page)).to_have_value('"pear" OR nothing')
    page.goto(f"{server.web}/#/?q=%22apple+%2B%22")
    listed(page, "apple + plus")

    assert query(page).input_value() == '"apple +"'


def test_a_search_that_cannot_be_read(server: Running, open_page: OpenPage) -> None:
    """The server's words stand below the box with the term marked; a search that is right takes them away."""
    sent(server, "one")
    page = open_page(server, "#/?q=%F0%9F%8E%89+ada+is%3Afoo+%3Cimg%20src%3Dx%3E")
    fault = page.get_by_test_id("search-fault")
    expect(fault).to_contain_text("'foo' is nothing that a mail is")
    marked = fault.locator("mark").inner_text()
    whole = fault.locator(".echo").inner_text()
    expect(query(page)).to_have_attribute("aria-invalid", "true")
    expect(rows(page)).to_have_count(0)
    described = page.locator(f"#{query(page).get_attribute('aria-describedby')}").inner_text()
    query(page).fill("one")
    listed(page, "one")
    expect(fault).to_be_hidden()
    query(page).fill("(one")
    page.keyboard.press("Enter")
    expect(fault.locator("mark")).to_have_text("(")
    expect(page.get_by_test_id("delete-all")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(fault).to_be_hidden()
    listed(page, "one")

    assert marked == "is:foo"
    assert whole == "🎉 ada is:foo <img src=x>"
    assert "give one of" in described
    assert page.locator(".list-head img").count() == 0


def test_nothing_found(server: Running, open_page: OpenPage) -> None:
    """Without a match the list says so and leads back; with one that comes it is there by itself."""
    sent(server, "one")
    page = open_page(server, "#/?q=later")
    expect(page.get_by_test_id("list-none")).to_be_visible()
    sent(server, "now or later")
    listed(page, "now or later")
    expect(page.get_by_test_id("list-none")).to_be_hidden()
    query(page).fill("never")
    expect(page.get_by_test_id("list-none")).to_be_visible()
    page.get_by_role("button", name="Show all mails").click()
    listed(page, "now or later", "one")

    assert page.url.endswith("#/")


# Live


def test_a_search_stays_live(server: Running, open_page: OpenPage) -> None:
    """What begins to match appears, what no longer does goes, all else stays as it is, with the focus where it was."""
    first = sent(server, "first", "mine")
    other = sent(server, "other")
    second = sent(server, "second", "mine")
    page = open_page(server, "#/?q=tag%3Amine")
    listed(page, "second", "first")
    row(page, first).focus()
    kept = row(page, first).element_handle()
    sent(server, "third", "mine")
    listed(page, "third", "second", "first")
    sent(server, "not mine")
    tagged(server, other, "mine")
    listed(page, "third", "second", "other", "first")
    tagged(server, second)
    listed(page, "third", "other", "first")
    server.api("messages", "DELETE", json={"IDs": [other]})
    listed(page, "third", "first")
    expect(page.get_by_test_id("found")).to_have_text("2 of 4")
    expect(row(page, first)).to_be_focused()

    assert page.evaluate("([before, id]) => document.querySelector(`[data-id='${id}']`) === before", [kept, first])


def test_a_mail_that_no_longer_matches_stays_open(server: Running, open_page: OpenPage) -> None:
    """Reading takes a mail out of the unread ones; it stays open, and j goes on to what came after it."""
    ids = [sent(server, f"number {number}") for number in range(4)]
    page = open_page(server, "#/?q=is%3Aunread")
    listed(page, *(f"number {number}" for number in (3, 2, 1, 0)))
    opened(page, ids[2], "number 2")
    listed(page, "number 3", "number 1", "number 0")
    page.keyboard.press("j")
    expect(page.get_by_test_id("mail-subject")).to_have_text("number 1")
    listed(page, "number 3", "number 0")
    page.keyboard.press("k")
    expect(page.get_by_test_id("mail-subject")).to_have_text("number 3")
    listed(page, "number 0")

    expect(page.get_by_test_id("found")).to_have_text("1 of 4")


def test_nobody_asks_when_nothing_happens(server: Running, open_page: OpenPage) -> None:
    """A burst of mails asks the server a few times, and a quiet mailbox not at all."""
    sent(server, "one")
    page = open_page(server, "#/?q=one")
    listed(page, "one")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "query=one" in request.url else None)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(60):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"one {number}"))
    expect(page.get_by_test_id("found")).to_have_text("61 of 61")
    page.wait_for_load_state("networkidle")
    burst = len(asked)
    page.clock.install()
    page.clock.run_for(60_000)

    assert 1 <= burst <= 30
    assert len(asked) == burst


def test_two_tabs_follow_each_other(server: Running, open_page: OpenPage) -> None:
    """A tag and a pin given in one tab are in the row and the open mail of the other, and the other way round."""
    id_ = sent(server, "shared")
    one, two = open_page(server), open_page(server, "#/?q=subject%3Ashared")
    for page in (one, two):
        opened(page, id_, "shared")
    one.get_by_test_id("tag-add").fill("from one")
    one.keyboard.press("Enter")
    expect(mail_chips(two)).to_have_text(["from one"])
    expect(chips(row(two, id_))).to_have_text(["from one"])
    two.get_by_test_id("pin").click()
    expect(one.get_by_test_id("pin")).to_have_attribute("aria-pressed", "true")
    expect(row(one, id_).locator(".row-pin")).to_be_visible()
    two.get_by_role("button", name="Remove the tag from one").click()
    expect(mail_chips(one)).to_have_count(0)
    expect(chips(one)).to_have_count(0)
    two.get_by_test_id("delete-one").click()
    expect(one.get_by_test_id("mail")).to_be_hidden()

    expect(rows(one)).to_have_count(0)


def test_many_changes_at_once(server: Running, open_page: OpenPage) -> None:
    """What is told as one event (a tag gets another name) is followed, the mail stays open and the rows in place."""
    ids = [sent(server, f"number {number}", "old") for number in range(3)]
    page = open_page(server)
    opened(page, ids[1], "number 1")
    kept = row(page, ids[1]).element_handle()
    row(page, ids[1]).focus()
    server.api("tags/old", "PUT", json={"Name": "new"})
    expect(chips(page)).to_have_text(["new"] * 3)
    expect(mail_chips(page)).to_have_text(["new"])
    expect(row(page, ids[1])).to_be_focused()

    assert page.get_by_test_id("mail-subject").inner_text() == "number 1"
    assert page.evaluate("([before, id]) => document.querySelector(`[data-id='${id}']`) === before", [kept, ids[1]])


def test_an_open_mail_that_went_with_many(server: Running, open_page: OpenPage) -> None:
    """When all but the pinned ones are deleted elsewhere, the open mail is said to be gone, also beside a search."""
    pinned, open_one = sent(server, "pinned"), sent(server, "open")
    server.api("pinned", "PUT", json={"IDs": [pinned], "Pinned": True})
    one, two = open_page(server, f"#/m/{open_one}"), open_page(server, f"#/m/{open_one}?q=open")
    for page in (one, two):
        expect(page.get_by_test_id("mail-subject")).to_have_text("open")
    server.api("messages", "DELETE")
    for page in (one, two):
        expect(page.locator("#trouble")).to_contain_text("This mail is gone")
    listed(one, "pinned")

    expect(two.get_by_test_id("list-none")).to_be_visible()


# Inboxes


def test_one_inbox_of_several(server: Running, open_page: OpenPage) -> None:
    """The inboxes appear with the second one, tell what is unread, and hold list, search and address to one."""
    sent(server, "first")
    page = open_page(server)
    inboxes = page.get_by_test_id("side-inboxes")
    listed(page, "first")
    expect(inboxes).to_be_hidden()
    sent(server, "for the shop", user="shop & <b>co</b>")
    links = inboxes.get_by_role("link")
    expect(links).to_have_count(2)
    expect(links.nth(0)).to_have_accessible_name("default, 1 mail, 1 unread")
    expect(links.nth(1)).to_have_accessible_name("shop & <b>co</b>, 1 mail, 1 unread")
    links.nth(1).click()
    listed(page, "for the shop")
    expect(links.nth(1)).to_have_attribute("aria-current", "page")
    expect(page.get_by_test_id("found")).to_have_text("1 of 2")
    sent(server, "not for the shop")
    sent(server, "for the shop too", user="shop & <b>co</b>")
    listed(page, "for the shop too", "for the shop")
    expect(page.get_by_test_id("found")).to_have_text("2 of 4")
    expect(links.nth(1)).to_have_accessible_name("shop & <b>co</b>, 2 mails, 2 unread")
    query(page).fill("too")
    listed(page, "for the shop too")
    expect(links.nth(1)).to_have_attribute("aria-current", "page")
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    listed(page, "for the shop too")
    in_inbox = page.get_by_role("button", name="Only shop & <b>co</b>. Search in all inboxes")
    expect(in_inbox).to_have_text("shop & <b>co</b>")
    expect(page.locator("#counts")).to_have_text("4 mails · 4 unread")
    in_inbox.click()
    expect(in_inbox).to_be_hidden()
    expect(query(page)).to_have_value("too")
    expect(query(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(4)

    assert page.locator("#pane-side b, .search b").count() == 0


# Deleting


def test_what_is_found_can_be_deleted(server: Running, open_page: OpenPage) -> None:
    """With a search shown that is what is offered, with its number, and pinned mails stay; all else is untouched."""
    ids = [sent(server, f"{'red' if number % 2 else 'blue'} {number}") for number in range(6)]
    server.api("pinned", "PUT", json={"IDs": [ids[5]], "Pinned": True})
    page = open_page(server, "#/?q=subject%3Ared")
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Delete found").click()
    ask = page.locator("#ask")
    expect(ask).to_contain_text("Delete the 2 mails found?")
    expect(ask).to_contain_text("Found by subject:red")
    expect(ask).to_contain_text("One more is pinned and stays.")
    sent(server, "red 7")
    expect(ask).to_contain_text("Delete the 3 mails found?")
    ask.get_by_role("button", name="Delete 3").click()
    listed(page, "red 5")
    query(page).fill("")
    listed(page, "red 5", "blue 4", "blue 2", "blue 0")

    assert len(server.messages()) == 4


def test_one_inbox_can_be_emptied(server: Running, open_page: OpenPage) -> None:
    """Held to an inbox the page deletes what is in that one."""
    sent(server, "stays")
    sent(server, "goes", user="shop")
    page = open_page(server, "#/?inbox=shop")
    listed(page, "goes")
    page.get_by_test_id("delete-all").click()
    expect(page.locator("#ask")).to_contain_text("In the inbox shop.")
    page.get_by_test_id("confirm-delete").click()
    expect(rows(page)).to_have_count(0)

    assert [each["Subject"] for each in server.messages()] == ["stays"]


# Ways around


def test_a_search_outlives_a_look_elsewhere(server: Running, open_page: OpenPage) -> None:
    """From the sessions, and from a mail on a phone, one comes back to what was found."""
    sent(server, "other")
    id_ = sent(server, "wanted")
    page = open_page(server, "#/?q=wanted", width=390)
    listed(page, "wanted")
    opened(page, id_, "wanted")
    page.get_by_test_id("back").click()
    expect(row(page, id_)).to_be_visible()
    listed(page, "wanted")
    page.get_by_test_id("menu").click()
    page.get_by_test_id("sessions-button").click()
    expect(page.get_by_test_id("sessions")).to_be_visible()
    page.keyboard.press("/")
    expect(query(page)).to_be_focused()
    listed(page, "wanted")
    url = page.url
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(2)

    assert url.endswith("#/?q=wanted")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
