"""The views of the page and how one comes to them: one table for the tests and for the pictures.

A view is a row of VIEWS: its name, its address, what must be in sight, what is done first, and in which house.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import scenery
from tests.browser import Desk, preview, row, show
from tests.support import Running, start_process, stop_process

SECURE = ("--smtp", "starttls://127.0.0.1:0", "--smtp", "smtps://127.0.0.1:0")
"""Listeners of the house that has TLS."""


@dataclass
class House:
    """A running server, and the ids of what it has by name."""

    running: Running
    ids: dict[str, str] = field(default_factory=dict)


@contextmanager
def house(kind: str) -> Iterator[House]:
    """A server with a store of its own: ``filled`` with the mail of some days, ``odd`` mail, ``empty``, or
    ``secure``, empty and with TLS.

    It is a process of its own, as it is for those who look at the page.
    """
    with tempfile.TemporaryDirectory() as folder:
        path, now = Path(folder) / "mailtrap.db", datetime.now(UTC)
        if kind == "filled":
            scenery.history(path, now)
        made = House(start_process("--db", str(path), *(SECURE if kind == "secure" else ())))
        try:
            if kind == "filled":
                scenery.set_faults(made.running)
                made.ids["refused"] = scenery.refusals(made.running)
                made.ids |= scenery.todays_mail(made.running, now)
            elif kind == "odd":
                made.ids |= scenery.odd_mail(made.running)
            yield made
        finally:
            assert made.running.process
            if made.running.process.poll() is None:
                stop_process(made.running)


SIZES = {"wide": (1440, 900), "phone": (390, 844), "middle": (800, 900)}
"""Pixels of the window."""
USUAL = ("wide", "phone")
"""The sizes that every view is looked at in."""

Prepare = Callable[[Page, House], None]


@dataclass(frozen=True)
class View:
    """One view. ``hash`` may name what is in the house: ``#/m/{order}``. ``shown`` is a selector of what must be in
    sight before ``prepare`` does what else there is to do; it waits for what it brings about. ``changing`` is whether
    that leaves the house another one than it was, so that it needs a house of its own; ``waiting`` is
    whether it shows how one waits, for a request that never ends; ``sizes`` are those it is for.
    """

    name: str
    hash: str = "#/"
    shown: str = "[data-testid=row]"
    prepare: Prepare | None = None
    house: str = "filled"
    changing: bool = False
    waiting: bool = False
    sizes: tuple[str, ...] = USUAL

    def come(self, desk: Desk, house: House) -> Page:
        """A tab in which the view is shown, at rest."""
        page = desk.live(house.running, self.hash.format(**house.ids))
        expect(page.locator(self.shown).first).to_be_visible()
        if self.prepare:
            self.prepare(page, house)
        at_rest(page)
        return page

    def __str__(self) -> str:
        return self.name


def at_rest(page: Page) -> None:
    """Wait until nothing moves: what is half faded in has another contrast, and another picture."""
    page.evaluate(
        """() => Promise.all(document.getAnimations()
            .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
            .map((each) => each.finished.catch(() => null)))
            .then(() => null)"""
    )
    page.evaluate(
        """async () => {
            await document.fonts.ready;
            // What is drawn may bring another size of something with it, which is drawn in the next frame.
            for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
        }"""
    )


# How to come to them


def opened(page: Page, house: House) -> None:
    """The preview of the mail has been drawn."""
    chosen = page.get_by_test_id("tab-preview")
    if chosen.get_attribute("aria-selected") != "true":
        chosen.click()  # on a page that was shown another tab before, that is still chosen
    expect(page.get_by_test_id("preview-frame")).to_be_visible()
    preview(page).wait_for_load_state("load", timeout=60_000)


def tab(name: str) -> Prepare:
    """A tab of the mail."""

    def chosen(page: Page, house: House) -> None:
        panel = show(page, name)
        expect(panel.locator(":scope > :visible:not(.nothing)")).to_be_visible()

    return chosen


def pressed(key: str, shown: str) -> Prepare:
    """What a key opens."""

    def press(page: Page, house: House) -> None:
        page.keyboard.press(key)
        expect(page.locator(shown).first).to_be_visible()

    return press


def clicked(test_id: str, shown: str) -> Prepare:
    """What a button opens."""

    def click(page: Page, house: House) -> None:
        page.get_by_test_id(test_id).click()
        expect(page.locator(shown).first).to_be_visible()

    return click


def server_gone(page: Page, house: House) -> None:
    """The server ends while one looks at it."""
    stop_process(house.running)
    expect(page.get_by_test_id("live-state")).not_to_have_attribute("data-state", "live")


def answered(status: int) -> Prepare:
    """The server answers this in place of the mail."""

    def press(page: Page, house: House) -> None:
        pattern = f"**/api/v1/message/{house.ids['order']}?*"
        page.route(pattern, lambda route: route.fulfill(status=status, json={"Error": "the reason"}))
        row(page, house.ids["order"]).click()
        expect(page.locator("#trouble")).to_be_visible()
        page.unroute(pattern)

    return press


def slow(page: Page, house: House) -> None:
    """The mail does not come."""
    page.route(f"**/api/v1/message/{house.ids['order']}?*", lambda route: None)
    row(page, house.ids["order"]).click()
    expect(page.locator("#mail[aria-busy]")).to_be_visible()


def device(page: Page, house: House) -> None:
    """The preview is as wide as a telephone."""
    opened(page, house)
    page.locator("[data-width=phone]").click()
    expect(page.locator(".stage")).to_have_attribute("data-width", "phone")


def compact(page: Page, house: House) -> None:
    """Rows of one line."""
    page.get_by_test_id("density-compact").check(force=True)
    page.goto(f"{house.running.web}/#/")
    expect(page.get_by_test_id("row").first).to_be_visible()


def mail_gone(page: Page, house: House) -> None:
    """Somebody else deletes the mail that one reads."""
    house.running.api("messages", "DELETE", json={"IDs": [house.ids["order"]]})
    expect(page.get_by_test_id("mail")).to_be_hidden()


def scrolled(page: Page, house: House) -> None:
    """Further down in the list."""
    page.get_by_test_id("row").nth(20).scroll_into_view_if_needed()


def snippet(page: Page, house: House) -> None:
    """The dialog with code for a test that waits for the mail."""
    page.keyboard.press(".")
    page.get_by_role("menuitem").filter(has=page.locator('use[href="#i-code"]')).click()
    expect(page.get_by_test_id("test-code")).to_be_visible()


def typed(field: str, text: str, shown: str) -> Prepare:
    """What is offered for what one types."""

    def write(page: Page, house: House) -> None:
        page.locator(field).fill(text)
        expect(page.locator(shown).first).to_be_visible()

    return write


def palette(page: Page, house: House) -> None:
    """The command palette, with something typed."""
    page.keyboard.press("Control+k")
    page.get_by_test_id("palette-input").fill("s")
    expect(page.get_by_test_id("palette-option").first).to_be_visible()


def some_chosen(page: Page, house: House) -> None:
    """Three mails are chosen."""
    for at in range(3):
        page.get_by_test_id("row-check").nth(at).check()
    expect(page.get_by_test_id("chosen-count")).to_contain_text("3")


def some_deleted(page: Page, house: House) -> None:
    """Three mails are deleted, which can be undone."""
    some_chosen(page, house)
    page.get_by_test_id("chosen-delete").click()
    expect(page.get_by_test_id("undo")).to_be_visible()


def side(state: str) -> Prepare:
    """The side folded to a strip, or laid over the list."""

    def fold(page: Page, house: House) -> None:
        page.locator("#fold-side").click()
        expect(page.locator("#panes")).to_have_attribute("data-side", state)

    return fold


def some_keys(page: Page, house: House) -> None:
    """The keys that have to do with tags: a word of every language."""
    page.keyboard.press("?")
    page.locator("#help input").fill("tag")
    expect(page.locator("#help dd").first).to_be_visible()


def peek(name: str) -> Prepare:
    """An attachment that is looked at."""

    def look(page: Page, house: House) -> None:
        show(page, "attachments").get_by_test_id("attachment-card").filter(has_text=name).click()
        expect(page.locator(".peek-body > *").first).to_be_visible()
        page.locator(".peek-body img").evaluate_all("(all) => Promise.all(all.map((one) => one.decode()))")

    return look


def secured(page: Page, house: House) -> None:
    """The set-up for a listener with TLS, and with a login."""
    page.locator("#setup-door").select_option(index=2)
    page.locator("#setup-user").fill("checkout")
    page.locator("#pick-node").click()
    expect(page.locator(SNIPPET).filter(has_text='user: "checkout"')).to_be_visible()


MAIL = "[data-testid=mail]"
PANEL = "[data-testid=panel] > *"
SNIPPET = "[data-testid=setup-snippet] pre"

VIEWS = (
    View("list"),
    View("list-filtered", "#/?q=tag:order"),
    View("list-inbox", "#/?inbox=signup"),
    View("list-scrolled", prepare=scrolled),
    View("list-chosen", prepare=some_chosen),
    View("list-compact", "#/settings", "[data-testid=settings]", compact),
    View("list-undo", prepare=some_deleted, changing=True),
    View("list-suggestions", prepare=typed("#query", "has:", "#query-options [role=option]")),
    View("palette", prepare=palette),
    View("side-folded", prepare=side("folded"), sizes=("wide",)),
    View("side-drawer", prepare=side("drawer"), sizes=("middle",)),
    View("side", prepare=clicked("menu", "[data-testid=side]"), sizes=("phone",)),
    View("mail-preview", "#/m/{order}", MAIL, opened),
    View("mail-device", "#/m/{order}", MAIL, device, sizes=("wide",)),
    View("mail-pictures", "#/m/{newsletter}", MAIL, opened),
    View("mail-remote", "#/m/{remote}", MAIL, opened),
    View("mail-plain", "#/m/{backup}", MAIL),
    View("mail-rtl", "#/m/{library}", MAIL, opened),
    View("mail-text", "#/m/{order}", MAIL, tab("text")),
    View("mail-html", "#/m/{order}", MAIL, tab("html")),
    View("mail-headers", "#/m/{newsletter}", MAIL, tab("headers")),
    View("mail-parts", "#/m/{newsletter}", MAIL, tab("parts")),
    View("mail-envelope", "#/m/{order}", MAIL, tab("envelope")),
    View("mail-raw", "#/m/{order}", MAIL, tab("raw")),
    View("mail-files", "#/m/{files}", MAIL),
    View("mail-attachments", "#/m/{files}", MAIL, tab("attachments")),
    *(
        View(f"file-{ending}", "#/m/{files}", MAIL, peek(name))
        for ending, name in (
            ("png", "hills.png"),
            ("pdf", "plan.pdf"),
            ("ics", "harbour.ics"),
            ("vcf", "mira.vcf"),
            ("json", "trains.json"),
            ("csv", "costs.csv"),
            ("zip", "stones.zip"),
        )
    ),
    View("mail-codes", "#/m/{newsletter}", MAIL, tab("codes")),
    View("mail-code", "#/m/{code}", "[data-testid=code]", opened),
    View("mail-menu", "#/m/{code}", "[data-testid=code]", pressed(".", "[role=menu]")),
    View("mail-test-code", "#/m/{reset}", "[data-testid=main-link]", snippet),
    View("mail-broken", "#/m/{malformed}", MAIL),
    View("mail-never-was", "#/m/aaaaaaaaaaaaaaaaaaaaaa", "#trouble"),
    View("sessions", "#/sessions", "[data-testid=session-row]"),
    View("sessions-failed", "#/sessions?failed=1", "[data-testid=session-row]"),
    View("session", "#/sessions/{refused}", "[data-testid=transcript-line]"),
    View("faults", "#/faults", "[data-testid=rule]"),
    View("fault-rule", "#/faults/new?template=greylisting", "[data-testid=rule-form]"),
    View("settings", "#/settings", "[data-testid=settings]"),
    View("about", "#/about", "[data-testid=about-facts] dd"),
    View("keys-filtered", prepare=some_keys),
    View("setup", "#/setup", SNIPPET),
    View("setup-secure", "#/setup", SNIPPET, secured, house="secure"),
    View("keys", prepare=pressed("?", "dialog[open]")),
    View("delete-all", prepare=clicked("delete-all", "dialog[open]")),
    # Bad days
    View("empty", shown="[data-testid=empty]", house="empty"),
    View("empty-sessions", "#/sessions", "#no-sessions", house="empty"),
    View("empty-faults", "#/faults", "[data-testid=no-rules]", house="empty"),
    View("nothing-found", "#/?q=from:nobody subject:invoice", "[data-testid=list-none]"),
    View("search-fault", "#/?q=from:fernway (tag:order OR", "[data-testid=search-fault]"),
    View("server-gone", "#/m/{order}", MAIL, server_gone, changing=True),
    View("mail-unauthorized", prepare=answered(401)),
    View("mail-too-large", prepare=answered(413)),
    View("mail-slow", prepare=slow, waiting=True),
    View("mail-gone", "#/m/{order}", MAIL, mail_gone, changing=True),
    View("odd-list", house="odd"),
    View("odd-crowd", "#/m/{crowd}", MAIL, house="odd"),
    View("odd-crowd-envelope", "#/m/{crowd}", MAIL, tab("envelope"), house="odd"),
    View("odd-many-files", "#/m/{many-files}", MAIL, house="odd"),
    View("odd-many-attachments", "#/m/{many-files}", MAIL, tab("attachments"), house="odd"),
    View("odd-long-subject", "#/m/{long-subject}", MAIL, house="odd"),
    View("odd-rtl", "#/m/{rtl}", MAIL, house="odd"),
    View("odd-markup", "#/m/{markup}", MAIL, house="odd"),
    View("odd-huge", "#/m/{huge}", MAIL, opened, house="odd"),
    View("odd-huge-html", "#/m/{huge}", MAIL, tab("html"), house="odd"),
)
"""All of them. A new view is a new row: it is then tested, weighed and pictured."""

BY_NAME = {view.name: view for view in VIEWS}


def chosen(pattern: str) -> list[View]:
    """Those whose name has something that matches."""
    return [view for view in VIEWS if re.search(pattern, view.name)]
