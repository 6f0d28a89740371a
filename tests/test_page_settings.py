"""Settings, about, and what can be seen while the page is out of sight, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenDesk, rows
from tests.support import Running, mail, wait_for

TOLD = """
window.told = [];
Object.defineProperty(document, "hidden", { get: () => true });
class Told extends EventTarget {
  static permission = "granted";
  static requestPermission() { return Promise.resolve("granted"); }
  constructor(title, options) { super(); window.told.push({ title, at: performance.now(), ...options }); }
  close() {}
}
window.Notification = Told;
"""
"""A page that is out of sight, with notifications that can be read: those of the system cannot."""


def told(page: Page) -> list[dict[str, Any]]:
    """The notifications so far."""
    found: list[dict[str, Any]] = page.evaluate("window.told")
    return found


def test_theme_and_density_hold_in_all_tabs(server: Running, desks: OpenDesk) -> None:
    """A choice is shown at once, here and in another tab, and is there after a reload."""
    server.send(mail())
    desk = desks(scheme="light")
    one, other = desk.live(server, "#/settings"), desk.live(server)
    high = rows(other).first.bounding_box()
    one.get_by_role("radio", name="Dark").check(force=True)
    one.get_by_role("radio", name="One line").check(force=True)
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.locator("html")).to_have_attribute("data-density", "compact")
    low = rows(other).first.bounding_box()
    one.reload()
    expect(one.get_by_role("radio", name="Dark")).to_be_checked()
    expect(one.locator("html")).to_have_attribute("data-density", "compact")

    assert high and low and low["height"] < high["height"]


def test_the_time_zone_is_that_of_the_reader(server: Running, desks: OpenDesk) -> None:
    """Times follow the zone that was chosen, and so do the dates of a search."""
    id_ = server.send(mail())
    desk = desks(timezone_id="Europe/Berlin")
    page = desk.live(server, "#/settings")
    expect(page.get_by_test_id("settings")).to_contain_text("Europe/Berlin")
    page.get_by_test_id("setting-zone").select_option("Asia/Tokyo")
    expect(page.get_by_test_id("settings")).to_contain_text("GMT+9")
    page.goto(f"{server.web}/#/?q=after:2020-01-01")
    expect(rows(page)).to_have_count(1)
    title = page.locator(f'[data-id="{id_}"] time').get_attribute("title")

    assert title and "GMT+9" in title
    assert any("tz=Asia%2FTokyo" in request.url for request in desk.requests)


def test_another_language(server: Running, desks: OpenDesk) -> None:
    """A language that is chosen is spoken at once and from then on, whatever the browser asks for."""
    desk = desks(locale="en-GB")
    page = desk.live(server, "#/settings")
    page.get_by_test_id("setting-language").select_option("id")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.get_by_role("heading", name="Pengaturan")).to_be_visible()
    page.goto(f"{server.web}/#/")
    expect(page.locator("#side-quick")).to_contain_text("Semua surel")


def test_unread_mail_is_counted_outside(server: Running, desks: OpenDesk) -> None:
    """The title and the icon of the page have the number of unread mails, and lose it with the last."""
    page = desks().live(server)
    plain: str = page.evaluate("document.getElementById('favicon').href")
    server.send(mail("One"))
    server.send(mail("Two"))
    expect(page).to_have_title("(2) mailtrap")
    counted = page.locator("#favicon").get_attribute("href")
    server.api("messages", method="PUT", json={"Read": True})
    expect(page).to_have_title("mailtrap")

    expect(page.locator("#favicon")).to_have_attribute("href", plain)

    assert plain.endswith("favicon.svg")
    assert counted and counted.startswith("data:image/svg+xml,") and "%3E2%3C%2Ftext%3E" in counted


@pytest.fixture
def hidden(desks: OpenDesk) -> Any:
    """Opens the page as one that nobody sees, with what it may tell."""

    def opened(server: Running, hash_: str = "", **chosen: str) -> Page:
        desk = desks()
        lines = "".join(f'localStorage.setItem("mailtrap.{name}", "{value}");' for name, value in chosen.items())
        desk.context.add_init_script(TOLD + lines)
        return desk.live(server, hash_)

    return opened


def test_nothing_is_told_unasked(server: Running, hidden: Any) -> None:
    """Notifications are by choice."""
    page = hidden(server)
    server.send(mail("Quiet"))
    expect(rows(page)).to_have_count(1)

    assert told(page) == []


def test_a_burst_is_told_twice_at_most(server: Running, hidden: Any) -> None:
    """Not more than one in two seconds: the first at once, the rest of a burst together."""
    page = hidden(server, notify="all")
    server.send(mail("Number 0"))
    wait_for(lambda: told(page), what="the first notification")
    for n in range(1, 12):
        server.send(mail(f"Number {n}"))
    wait_for(lambda: len(told(page)) == 2, what="the second notification")
    first, second = told(page)

    assert first["title"] == "a@b.test" or first["body"].startswith("Number")
    assert second["title"].endswith("new mails")
    assert second["at"] - first["at"] >= 1990
    assert first["tag"] == second["tag"]


def test_only_mail_with_a_code_is_told(server: Running, hidden: Any) -> None:
    """With that choice a mail without a code is passed over, and the code stands in the title."""
    page = hidden(server, notify="codes")
    server.send(mail("Newsletter"))
    server.send(mail("Your verification code is 481592"))
    wait_for(lambda: told(page), what="a notification")

    assert told(page)[-1]["title"] == "Code 481592"


def test_only_what_is_listed_is_told(server: Running, hidden: Any) -> None:
    """With that choice the search decides."""
    page = hidden(server, "#/?q=subject:wanted", notify="listed")
    server.send(mail("Of no interest"))
    server.send(mail("The wanted one"))
    wait_for(lambda: told(page), what="a notification")

    assert ["wanted" in each["body"] for each in told(page)] == [True]
