"""The list of mails on the page, in a real browser: many of them, choosing, deleting, undoing, codes, all live."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mailtrap.config import Config
from mailtrap.model import Envelope, Recipient, Summary
from mailtrap.server import Server
from mailtrap.stores.sqlite import SqliteStore
from tests.browser import Desk, OpenDesk, open_mail, row, rows, scroll_to, subjects, walk
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.letters import letter
from tests.support import Running, mail, wait_for

MANY = 20_000
IN_PAGE = 60
"""Rows that may be in the page: those in sight, and a few around."""
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def fill(path: Path, count: int) -> None:
    """A store of so many mails, from "number 0" on; every hundredth says "hundredth"."""
    with closing(SqliteStore(path, durable=False)) as store:
        waiting: list[Future[Summary]] = []
        for number in range(count):
            came = FIRST + timedelta(seconds=number)
            envelope = Envelope("ada@example.test", (Recipient("bob@example.test"),), "app.test", "127.0.0.1:1", came)
            subject = f"number {number}{' hundredth' if number % 100 == 0 else ''}"
            waiting.append(store.add(envelope, mail(subject)))
        for each in waiting:
            each.result()
        store.settle()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of many mails."""
    path = tmp_path_factory.mktemp("list") / "filled.db"
    fill(path, MANY)
    return path


@pytest.fixture
def many(filled: Path, tmp_path: Path) -> Iterator[Running]:
    """A server on a copy of it."""
    path = tmp_path / "mail.db"
    path.write_bytes(filled.read_bytes())
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=path)) as house:
        yield Running((house.smtp[0].host, house.smtp[0].port), house.web, house.db)


def few(server: Running, count: int) -> list[str]:
    """Mails from "number 0" on; their ids, the newest first."""
    return [server.send(mail(f"number {number}")) for number in range(count)][::-1]


def top_of(page: Page, id_: str) -> float:
    """Where a row stands in sight."""
    box = row(page, id_).bounding_box()
    assert box
    return box["y"]


def in_sight(page: Page, place: int) -> Locator:
    """The row of a place, from 1."""
    return page.locator(f'#list .item[aria-posinset="{place}"] [data-testid=row]')


def check(page: Page, id_: str) -> Locator:
    """The box to choose a mail by."""
    return page.locator("#list .item", has=row(page, id_)).get_by_test_id("row-check")


def chosen(page: Page) -> Locator:
    return page.get_by_test_id("chosen-count")


def settled(page: Page) -> None:
    """Wait for what was asked for."""
    page.wait_for_load_state("networkidle")


def total(server: Running) -> int:
    count: int = server.api("count").json()["Total"]
    return count


# Many


def test_a_long_list(many: Running, desk: Desk) -> None:
    """Of tens of thousands of mails only a few rows are in the page; the middle and the end are there at once."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_contain_text(f"number {MANY - 1}")
    at_top = rows(page).count()
    height = page.locator("#list").evaluate("(list) => list.offsetHeight")
    scroll_to(page, f"{57 * MANY // 2}")
    expect(in_sight(page, MANY // 2 + 5)).to_contain_text(f"number {MANY // 2 - 5}")
    in_the_middle = rows(page).count()
    scroll_to(page, "box.scrollHeight")
    expect(in_sight(page, MANY)).to_contain_text("number 0 hundredth")
    expect(in_sight(page, MANY)).to_be_in_viewport()

    assert height == 57 * MANY
    assert 15 <= at_top <= IN_PAGE
    assert in_the_middle <= IN_PAGE
    assert page.locator("#list .item").first.get_attribute("aria-setsize") == str(MANY)


def test_what_was_passed_by_is_not_fetched(many: Running, desk: Desk) -> None:
    """Flying over the list asks for what is there where one stops, and for little else."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_be_visible()
    settled(page)
    before = len(desk.requests)
    page.locator("#scroller").evaluate(
        """async (box) => {
          for (let step = 0; step < 60; step += 1) {
            box.scrollTop += 15000;
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    expect(page.locator("#list .blank")).to_have_count(0)
    settled(page)
    asked = [each.url for each in desk.requests[before:] if "/messages?" in each.url]

    assert 1 <= len(asked) <= 6


def test_what_one_reads_stays(many: Running, desk: Desk) -> None:
    """In the middle of the list mail comes above, and others go, known and not: the rows stay in place."""
    page = desk.live(many)
    newest = many.messages(limit=1)[0]["ID"]
    scroll_to(page, f"{57 * 10_000 + 20}")
    seen = in_sight(page, 10_005)
    id_ = seen.get_attribute("data-id") or ""
    near = in_sight(page, 9_995).get_attribute("data-id") or ""
    text = seen.inner_text()
    place = top_of(page, id_)
    for number in range(3):
        many.send(mail(f"late {number}"))
    expect(page.locator("#pill")).to_contain_text("3 new")
    expect(row(page, id_).locator("xpath=..")).to_have_attribute("aria-posinset", "10008")
    after_arrival = top_of(page, id_)
    far = [each["ID"] for each in many.messages(start=5_000, limit=200)]
    many.api("messages", "DELETE", json={"IDs": [*far, newest]})
    expect(row(page, id_).locator("xpath=..")).to_have_attribute("aria-posinset", "9807")
    after_deletion = top_of(page, id_)
    many.api("messages", "DELETE", json={"IDs": [near]})
    expect(row(page, near)).to_have_count(0)
    expect(row(page, id_).locator("xpath=..")).to_have_attribute("aria-posinset", "9806")

    assert (after_arrival, after_deletion, top_of(page, id_)) == (place, place, place)
    assert row(page, id_).inner_text().splitlines()[0] == text.splitlines()[0]
    assert page.locator("#list .blank").count() == 0


def test_a_resync_keeps_the_place(many: Running, desk: Desk) -> None:
    """A change that is not told one by one leaves in sight what was, however far it moved."""
    page = desk.live(many)
    scroll_to(page, f"{57 * 12_000}")
    seen = in_sight(page, 12_004)
    id_ = seen.get_attribute("data-id") or ""
    place = top_of(page, id_)
    ids = [each["ID"] for start in range(0, 3_000, 500) for each in many.messages(start=start, limit=500)]
    many.api("messages", "DELETE", json={"IDs": ids})
    expect(row(page, id_).locator("xpath=..")).to_have_attribute("aria-posinset", "9004")

    assert top_of(page, id_) == place
    expect(page.get_by_test_id("counts")).to_contain_text(re.compile(f"^{MANY - 3_000:,} mails"))


def test_a_search_that_grows(many: Running, desk: Desk) -> None:
    """What is found is counted as one goes on, and can be walked to its end without a gap."""
    page = desk.live(many, "#/?q=hundredth")
    expect(page.get_by_test_id("found")).to_contain_text("200")
    found = [subject for _, subject in walk(page)]

    assert found == [f"number {number} hundredth" for number in reversed(range(0, MANY, 100))]


def test_more_than_a_browser_can_be_high(server: Running, desk: Desk) -> None:
    """A million mails are above any browser's bound of height: the end is reached, small steps are small, and back."""
    few(server, 1)
    size = 1_000_000

    def made_up(route: Route) -> None:
        given = parse_qs(urlsplit(route.request.url).query)
        start, limit = int(given["start"][0]), int(given["limit"][0])
        template = route.fetch(url=f"{server.web}/api/v1/messages").json()
        one = template["messages"][0]
        messages = [{**one, "ID": f"id{at}", "Subject": f"place {at}"} for at in range(start, min(size, start + limit))]
        body = {**template, "total": size, "messages_count": size, "messages": messages}
        route.fulfill(body=json.dumps(body), content_type="application/json", headers={"Mailtrap-Seq": "1"})

    desk.context.route("**/api/v1/messages?*", made_up)
    desk.context.route("**/api/v1/highlights?*", lambda route: route.fulfill(json={"highlights": []}))
    page = desk.live(server)
    expect(in_sight(page, 1)).to_contain_text("place 0")
    rows(page).first.focus()
    page.keyboard.press("End")
    expect(row(page, f"id{size - 1}")).to_be_focused()
    expect(row(page, f"id{size - 1}")).to_be_in_viewport()
    for _ in range(30):
        page.keyboard.press("k")
    expect(row(page, f"id{size - 31}")).to_be_focused()
    expect(row(page, f"id{size - 31}")).to_be_in_viewport()
    scroll_to(page, "box.scrollHeight / 2")
    middle = page.locator("#list .item:not(.stray)").first.get_attribute("aria-posinset") or ""
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 570)
    expect(in_sight(page, int(middle) + 50)).to_be_visible()
    page.keyboard.press("Home")
    expect(row(page, "id0")).to_be_focused()

    assert abs(int(middle) - size // 2) < 100
    assert page.locator("#list").evaluate("(list) => list.offsetHeight") <= 15_000_000


# The keyboard and the focus


def test_by_keyboard_alone(many: Running, desk: Desk) -> None:
    """Home, End, pages and single steps lead anywhere, and the focus is on the mail with the cursor."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_be_visible()
    page.keyboard.press("j")
    expect(in_sight(page, 1)).to_be_focused()
    page.keyboard.press("End")
    expect(in_sight(page, MANY)).to_be_focused()
    page.keyboard.press("k")
    expect(in_sight(page, MANY - 1)).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.locator("#list .row:focus")).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(in_sight(page, 1)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("mail-subject")).to_have_text(f"number {MANY - 1}")


def test_the_focus_outlives_its_row(many: Running, desk: Desk) -> None:
    """Scrolled far away from, the mail with the focus keeps it, and the keys go on from there."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_be_visible()
    for _ in range(3):
        page.keyboard.press("j")
    expect(in_sight(page, 3)).to_be_focused()
    scroll_to(page, f"{57 * 9_000}")
    expect(in_sight(page, 3)).to_be_focused()
    expect(in_sight(page, 3)).not_to_be_in_viewport()
    page.keyboard.press("j")
    expect(in_sight(page, 4)).to_be_focused()

    expect(in_sight(page, 4)).to_be_in_viewport()


# Rows


def test_a_code_is_copied_from_its_row(start_server: StartServer, desks: OpenDesk) -> None:
    """A mail with a one-time code shows it in its row, also if it just came; a click copies it and opens nothing."""
    server = start_server()
    first = server.send(mail("Your code is 481 592", "Your verification code is 481592."))
    desk = desks(permissions=["clipboard-read", "clipboard-write"])
    page = desk.live(server)
    item = page.locator("#list .item", has=row(page, first))
    expect(item.get_by_test_id("row-code")).to_have_text("481592")
    height = item.bounding_box()
    late = server.send(mail("Sign in", "Your one-time code is 771204."))
    second = page.locator("#list .item", has=row(page, late)).get_by_test_id("row-code")
    expect(second).to_have_text("771204")
    second.click()
    wait_for(lambda: page.evaluate("navigator.clipboard.readText()") == "771204", what="the code")
    expect(page.get_by_test_id("mail")).to_be_hidden()
    item.get_by_test_id("row-code").focus()
    page.keyboard.press("Enter")
    wait_for(lambda: page.evaluate("navigator.clipboard.readText()") == "481592", what="the other code")

    assert height
    assert height["height"] == 57
    assert second.get_attribute("aria-label") == "Copy the code 771204"


def test_highlights_are_asked_for_once(many: Running, desk: Desk) -> None:
    """Rows ask for codes together, and not again when one comes back; nobody asks for all pinned mails."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_be_visible()
    with page.expect_response("**/api/v1/highlights?*"):
        scroll_to(page, f"{57 * 300}")
    settled(page)
    scroll_to(page, "0")
    settled(page)
    asked = [parse_qs(urlsplit(each.url).query)["id"] for each in desk.requests if "/highlights?" in each.url]
    ids = [id_ for each in asked for id_ in each]

    assert len(asked) <= 3
    assert len(ids) == len(set(ids))
    assert not [each.url for each in desk.requests if "is%3Apinned" in each.url]


def test_rows_name_the_inbox_where_there_are_several(server: Running, desk: Desk) -> None:
    """With mail in two inboxes each row says in which; held to one inbox, none does."""
    server.send(mail("one"))
    page = desk.live(server)
    expect(rows(page)).to_have_count(1)
    settled(page)
    alone = page.get_by_test_id("row-inbox").is_visible()
    server.api("messages?inbox=shop", "POST", content=mail("two"), headers={"Content-Type": "message/rfc822"})
    expect(page.get_by_test_id("row-inbox")).to_have_text(["shop", "default"])
    expect(page.get_by_test_id("row-inbox").first).to_be_visible()
    page.goto(f"{server.web}/#/?inbox=shop")
    expect(rows(page)).to_have_count(1)

    expect(page.get_by_test_id("row-inbox")).to_be_hidden()
    assert alone is False


@pytest.mark.parametrize(
    ("width", "density", "height"), [(1440, "", 57), (1440, "compact", 32), (390, "", 64), (390, "compact", 32)]
)
def test_density(server: Running, desks: OpenDesk, width: int, density: str, height: int) -> None:
    """Rows have the height of the density, at once when it changes, and nothing sticks out."""
    few(server, 50)
    server.send(
        b"X-Tags: one, two, three, four\r\n" + mail("Your code is 481 592", "Your verification code is 481592.")
    )
    page = desks(width, 900).live(server)
    expect(page.get_by_test_id("row-code").first).to_be_visible()
    page.evaluate(
        """(density) => {
          localStorage.setItem("mailtrap.density", density);
          dispatchEvent(new StorageEvent("storage", { key: "mailtrap.density" }));
        }""",
        density,
    )
    expect(page.locator("#list")).to_have_css("height", f"{51 * height}px")
    boxes = [each.bounding_box() for each in page.locator("#list .item").all()[:10]]
    page.reload()
    expect(page.locator("#list")).to_have_css("height", f"{51 * height}px")

    assert [round(box["height"]) for box in boxes if box] == [height] * 10
    assert page.evaluate("document.documentElement.scrollWidth") == width


# Choosing


def test_choosing_by_mouse(server: Running, desk: Desk) -> None:
    """The box of a row, Ctrl and Shift choose; the bar says how many, and Esc lets go of all."""
    ids = few(server, 10)
    page = desk.live(server)
    expect(rows(page)).to_have_count(10)
    check(page, ids[1]).click()
    expect(chosen(page)).to_have_text("1 chosen")
    row(page, ids[4]).click(modifiers=["Shift"])
    expect(chosen(page)).to_have_text("4 chosen")
    row(page, ids[7]).click(modifiers=["Control"])
    expect(chosen(page)).to_have_text("5 chosen")
    row(page, ids[2]).click(modifiers=["Control"])
    expect(chosen(page)).to_have_text("4 chosen")
    boxes = [check(page, id_).is_checked() for id_ in ids]
    url = page.url
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("chosen")).to_be_hidden()

    assert boxes == [at in (1, 3, 4, 7) for at in range(10)]
    assert "/m/" not in url
    assert page.locator("#list :checked").count() == 0


def test_choosing_by_keyboard(server: Running, desk: Desk) -> None:
    """x chooses the mail at the cursor, Shift with j, k and the arrows draws a range and takes it back."""
    few(server, 10)
    page = desk.live(server)
    expect(rows(page)).to_have_count(10)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(chosen(page)).to_have_text("1 chosen")
    for key in ("Shift+J", "Shift+ArrowDown", "Shift+J"):
        page.keyboard.press(key)
    expect(chosen(page)).to_have_text("4 chosen")
    page.keyboard.press("Shift+K")
    expect(chosen(page)).to_have_text("3 chosen")
    page.keyboard.press("u")
    page.keyboard.press("x")

    expect(chosen(page)).to_have_text("2 chosen")


def test_a_range_over_rows_that_were_never_seen(many: Running, desk: Desk) -> None:
    """From one row to another far away all between are chosen, and what is done is done to each of them."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_be_visible()
    first = in_sight(page, 3).get_attribute("data-id") or ""
    check(page, first).click()
    scroll_to(page, f"{57 * 1_200}")
    last = in_sight(page, 1_202).get_attribute("data-id") or ""
    row(page, last).click(modifiers=["Shift"])
    expect(chosen(page)).to_have_text("1,200 chosen")
    page.get_by_test_id("chosen-read").click()
    wait_for(lambda: many.api("count").json()["Unread"] == MANY - 1_200, what="the marks")

    assert {each["Read"] for each in many.messages(start=2, limit=500)} == {True}
    assert [each["Read"] for each in many.messages(start=0, limit=2)] == [False, False]


def test_all_of_a_search(many: Running, desk: Desk) -> None:
    """Ctrl+A chooses all that are found, not only what is loaded; deleting them asks, with their number."""
    page = desk.live(many, "#/?q=hundredth")
    expect(in_sight(page, 1)).to_be_visible()
    in_sight(page, 1).focus()
    page.keyboard.press("Control+a")
    expect(chosen(page)).to_have_text("all 200 chosen")
    scroll_to(page, "box.scrollHeight")
    last = in_sight(page, 200).get_attribute("data-id") or ""
    expect(check(page, last)).to_be_checked()
    page.get_by_test_id("chosen-delete").click()
    expect(page.locator("#ask")).to_contain_text("Delete the 200 mails found?")
    page.get_by_test_id("confirm-delete").click()
    expect(page.get_by_test_id("list-none")).to_be_visible()

    assert total(many) == MANY - 200


def test_a_tag_and_a_pin_for_many(server: Running, desk: Desk) -> None:
    """The chosen get one more tag beside those they have, and a pin; each row shows it at once."""
    ids = few(server, 4)
    server.api("tags", "PUT", json={"IDs": [ids[0]], "Tags": ["old"]})
    page = desk.live(server)
    expect(page.get_by_test_id("chip")).to_have_text(["old"])
    check(page, ids[0]).click()
    check(page, ids[1]).click()
    page.get_by_test_id("chosen-tag").click()
    page.get_by_test_id("chosen-tag-name").fill("seen by many")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chip")).to_have_text(["old", "seen by many", "seen by many"])
    page.keyboard.press("p")
    expect(page.locator("#list .row-pin:visible")).to_have_count(2)

    def kept() -> bool:
        told = [server.api(f"message/{id_}/state").json() for id_ in ids]
        return [(sorted(each["Tags"]), each["Pinned"]) for each in told] == [
            (["old", "seen by many"], True), (["seen by many"], True), ([], False), ([], False),
        ]  # fmt: skip

    wait_for(kept, what="tags and pins")


# Deleting and undoing


def test_undo(server: Running, desk: Desk) -> None:
    """What is deleted goes at once and comes back with z or the button; the server hears of it only in the end."""
    ids = few(server, 5)
    page = desk.live(server)
    expect(rows(page)).to_have_count(5)
    for id_ in ids[1:4]:
        check(page, id_).click()
    page.keyboard.press("Delete")
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_test_id("counts")).to_contain_text("2 mails")
    expect(page.get_by_test_id("toast")).to_contain_text("3 mails deleted")
    kept = total(server)
    page.keyboard.press("z")
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_test_id("counts")).to_contain_text("5 mails")
    expect(page.get_by_test_id("toast")).to_be_hidden()
    row(page, ids[0]).focus()
    page.keyboard.press("Delete")
    expect(row(page, ids[1])).to_be_focused()
    page.get_by_test_id("undo").click()
    expect(rows(page)).to_have_count(5)
    seen = subjects(page)
    row(page, ids[4]).focus()
    page.keyboard.press("Delete")
    row(page, ids[3]).focus()
    page.keyboard.press("Delete")
    wait_for(lambda: total(server) == 4, what="the deletion before")
    page.get_by_test_id("toast-close").click()
    wait_for(lambda: total(server) == 3, what="the deletion")

    assert kept == 5
    assert seen == [f"number {number}" for number in reversed(range(5))]
    expect(rows(page)).to_have_count(3)


def test_the_time_to_undo_ends(server: Running, desk: Desk) -> None:
    """After six seconds the server is told; while one points at the message, the time stands still."""
    ids = few(server, 2)
    page = desk.live(server)
    expect(rows(page)).to_have_count(2)
    page.clock.install()
    row(page, ids[0]).focus()
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("toast")).to_be_visible()
    page.get_by_test_id("toast").hover()
    page.clock.run_for(20_000)
    held = total(server)
    page.mouse.move(5, 5)
    page.clock.run_for(7_000)
    wait_for(lambda: total(server) == 1, what="the deletion")

    assert held == 2
    expect(page.get_by_test_id("toast")).to_be_hidden()


def test_a_page_that_is_left_deletes(server: Running, desk: Desk) -> None:
    """Who closes the page within the time has deleted."""
    ids = few(server, 2)
    page = desk.live(server)
    expect(rows(page)).to_have_count(2)
    row(page, ids[0]).focus()
    page.keyboard.press("Delete")
    expect(rows(page)).to_have_count(1)
    page.goto("about:blank")

    wait_for(lambda: total(server) == 1, what="the deletion")


def test_undo_in_two_tabs(server: Running, desk: Desk) -> None:
    """Another tab loses the mail at once, and has it back, open as it was, when it is undone."""
    ids = few(server, 3)
    one, two = desk.live(server), desk.live(server, f"#/m/{ids[1]}")
    expect(two.get_by_test_id("mail-subject")).to_have_text("number 1")
    row(one, ids[1]).focus()
    one.keyboard.press("Delete")
    expect(rows(two)).to_have_count(2)
    expect(two.locator("#trouble")).to_contain_text("This mail is gone")
    one.keyboard.press("z")
    expect(rows(two)).to_have_count(3)
    expect(two.get_by_test_id("mail-subject")).to_have_text("number 1")
    one.keyboard.press("Delete")
    one.get_by_test_id("toast-close").click()
    wait_for(lambda: total(server) == 2, what="the deletion")
    for page in (one, two):
        expect(page.get_by_test_id("counts")).to_contain_text("2 mails")

    assert [subjects(page) for page in (one, two)] == [["number 2", "number 0"]] * 2


def test_a_deletion_that_is_refused(server: Running, desk: Desk) -> None:
    """The rows come back where they were, and the reason is said."""
    ids = few(server, 3)
    page = desk.live(server)
    expect(rows(page)).to_have_count(3)
    page.route(
        "**/api/v1/messages",
        lambda route: (
            route.fulfill(status=503, json={"Error": "the disk is full"})
            if route.request.method == "DELETE"
            else route.fallback()
        ),
    )
    row(page, ids[1]).focus()
    page.keyboard.press("Delete")
    expect(rows(page)).to_have_count(2)
    page.get_by_test_id("toast-close").click()
    expect(rows(page)).to_have_count(3)

    expect(page.locator("#notice")).to_contain_text("the disk is full")
    assert subjects(page) == ["number 2", "number 1", "number 0"]


def test_a_pin_that_is_refused_is_tried_again(server: Running, desk: Desk) -> None:
    """The row shows what the server has, and trying again does what was meant."""
    (id_,) = few(server, 1)
    desk.context.route("**/api/v1/pinned", lambda route: route.fulfill(status=503, json={"Error": "the disk is full"}))
    page = desk.live(server)
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("#notice")).to_contain_text("the disk is full")
    expect(row(page, id_).locator(".row-pin")).to_be_hidden()
    desk.context.unroute("**/api/v1/pinned")
    page.locator("#notice .notice-act").click()
    wait_for(lambda: server.api(f"message/{id_}/state").json()["Pinned"], what="the pin")

    expect(row(page, id_).locator(".row-pin")).to_be_visible()


def test_the_toast_takes_no_focus(server: Running, desk: Desk) -> None:
    """It is said to screen readers, the focus goes on in the list, and its buttons can be reached by Tab."""
    ids = few(server, 3)
    page = desk.live(server)
    row(page, ids[0]).focus()
    page.keyboard.press("Delete")
    expect(row(page, ids[1])).to_be_focused()
    expect(page.locator("#said")).to_have_text(re.compile("1 mail deleted. z brings it back"))
    page.get_by_test_id("undo").focus()
    page.keyboard.press("Enter")

    expect(rows(page)).to_have_count(3)


# Live


def test_new_mail_in_a_search_far_down(many: Running, desk: Desk) -> None:
    """In the middle of a search what is in sight stays, and the new one is counted and stands at the top."""
    page = desk.live(many, "#/?q=hundredth")
    expect(in_sight(page, 1)).to_be_visible()
    scroll_to(page, f"{57 * 100}")
    id_ = in_sight(page, 103).get_attribute("data-id") or ""
    place = top_of(page, id_)
    many.send(mail("late hundredth"))
    expect(page.get_by_test_id("found")).to_contain_text("201")
    expect(page.locator("#pill")).to_contain_text("1 new")
    expect(row(page, id_).locator("xpath=..")).to_have_attribute("aria-posinset", "104")
    after = top_of(page, id_)
    page.locator("#pill").click()
    expect(in_sight(page, 1)).to_contain_text("late hundredth")

    assert after == place


def test_a_list_that_did_not_come(server: Running, desk: Desk) -> None:
    """All mails, asked for in vain after a search: what is found stays, marked as another list, until all come."""
    few(server, 3)
    busy = False
    # Before the page is there: a request that follows at once may pass by.
    desk.context.route(
        "**/api/v1/messages?*",
        lambda route: route.fulfill(status=503, json={"Error": "busy"}) if busy else route.fallback(),
    )
    page = desk.live(server, "#/?q=1")
    expect(rows(page)).to_have_count(1)
    busy = True
    page.keyboard.press("Escape")
    expect(page.locator("#notice")).to_contain_text("busy")
    expect(page.locator("#scroller")).to_contain_class("stale")
    busy = False
    page.locator("#notice .notice-close").click()
    server.send(mail("number 3"))
    expect(page.get_by_test_id("row-subject")).to_have_text([f"number {each}" for each in (3, 2, 1, 0)])

    expect(page.locator("#scroller")).not_to_contain_class("stale")


def test_what_is_done_elsewhere_shows_in_rows_that_come_later(many: Running, desk: Desk) -> None:
    """A mark, a tag and a pin given to a mail that is not loaded are there when one comes to it."""
    page = desk.live(many)
    expect(in_sight(page, 1)).to_be_visible()
    id_ = many.messages(start=3_000, limit=1)[0]["ID"]
    many.api("messages", "PUT", json={"IDs": [id_], "Read": True})
    many.api("tags", "PUT", json={"IDs": [id_], "Tags": ["far"]})
    many.api("pinned", "PUT", json={"IDs": [id_], "Pinned": True})
    expect(page.get_by_test_id("counts")).to_contain_text(f"{MANY - 1:,} unread")
    scroll_to(page, f"{57 * 2_995}")
    expect(row(page, id_)).to_contain_text("far")
    expect(row(page, id_).locator(".row-pin")).to_be_visible()

    expect(row(page, id_)).not_to_have_class(re.compile(r"\bunread\b"))


def test_an_open_mail_goes_on_from_its_place(server: Running, desk: Desk) -> None:
    """Deleting the open mail opens the next one, and undoing puts it back without closing what is read now."""
    server.send(letter(html="<p>x</p>", subject="third"))
    second = server.send(letter(html="<p>x</p>", subject="second"))
    server.send(letter(html="<p>x</p>", subject="first"))
    page = desk.live(server)
    open_mail(page, second, "second")
    page.get_by_test_id("delete-one").click()
    expect(page.get_by_test_id("mail-subject")).to_have_text("third")
    page.keyboard.press("z")
    expect(rows(page)).to_have_count(3)

    assert subjects(page) == ["first", "second", "third"]
    expect(page.get_by_test_id("mail-subject")).to_have_text("third")
