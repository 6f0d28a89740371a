"""docs/page.md says what the page does: its keys, its tabs and its views."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import OpenDesk
from tests.support import Running, mail

PAGE = (Path(__file__).parent.parent / "docs" / "page.md").read_text("utf-8")
KEYS = """nodes => nodes.map(node => [
  [...node.querySelectorAll("dt > span")].map(keys => [...keys.children].map(key => key.textContent).join(" ")),
  node.querySelector("dd").textContent,
])"""


def told(section: str) -> list[list[str]]:
    """The cells of the table of a section, without its head."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_key_is_told(server: Running, desks: OpenDesk) -> None:
    """The table has the keys that the page's own help has, each with the same words."""
    page = desks().live(server)
    page.keyboard.press("?")
    expect(page.locator("#help dl").first).to_be_visible()
    found = {(tuple(keys), does) for keys, does in page.locator("#help dl > div").evaluate_all(KEYS)}

    assert {(tuple(re.findall(r"`([^`]+)`", keys)), does) for keys, does in told("Keys")} == found


def test_every_tab_is_told(server: Running, desks: OpenDesk) -> None:
    """The tabs of a mail, in their order."""
    id_ = server.send(mail())
    page = desks().live(server, f"#/m/{id_}")
    tabs = page.get_by_test_id("mail").get_by_role("tab")
    expect(tabs.first).to_be_visible()
    names = tabs.evaluate_all("nodes => nodes.map(node => node.childNodes[0].textContent.trim())")

    assert [tab for tab, _ in told("A mail")] == names


def test_every_view_is_told(server: Running, desks: OpenDesk) -> None:
    """Where the side leads is in the table of addresses, and every address there is a view."""
    page = desks().live(server)
    links = page.locator("#pane-side .side-foot a").evaluate_all("nodes => nodes.map(node => node.hash)")
    addresses = re.findall(r"`(#/[a-z]*)`", " ".join(row[0] for row in told("Addresses")))

    assert set(links) <= set(addresses)
    for address in addresses:
        page.goto(f"{server.web}/{address}")
        expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live")
        expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)
