"""The page in a browser, as tests, pictures and measurements share it: contexts, and what is on the page."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page, Request, expect, sync_playwright

from tests.support import Running, wait_for

WAIT = 10_000
"""Milliseconds that anything may take to appear."""

expect.set_options(timeout=WAIT)

QUIET = (
    "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
    "disable-component-update", "disable-sync", "host-resolver-rules=MAP *.test ~NOTFOUND",
)  # fmt: skip
"""Flags of a Chromium that asks nobody outside of this machine."""

REFUSED = ("csp", "origin")
"""Why Chromium did not send a request, when it was a policy of ours that forbade it."""


BROWSERS = ("chromium-headless-shell", "chromium")
"""Programs, the better first: the shell is the same browser without windows and menus, at half the work."""


def installed() -> str | None:
    """The path of the browser that tests and pictures use."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Chromium without a window, closed at the end."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, headless=True, args=[f"--{each}" for each in QUIET])
        yield started
        started.close()


@dataclass
class Desk:
    """A browser context with what it asked for and complained of."""

    context: BrowserContext
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Remember what was asked for."""
        self.requests.append(request)

    def open(self, url: str) -> Page:
        """A tab, once it has loaded."""
        page = self.context.new_page()
        page.goto(url)
        return page

    def live(self, server: Running, hash_: str = "") -> Page:
        """Our page, or a view of it (``#/sessions``), once it is connected."""
        page = self.open(f"{server.web}/{hash_}" if hash_ else server.web)
        expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live")
        return page

    def foreign(self, server: Running) -> list[str]:
        """What was asked of others than the server; a request that a policy refused was never sent."""
        own = (f"{server.web}/", f"{server.web.replace('http', 'ws', 1)}/", "data:", "about:", "blob:")
        sent = [request for request in self.requests if request.failure not in REFUSED]
        return [f"{request.url} {request.failure}" for request in sent if not request.url.startswith(own)]


OpenDesk = Callable[..., Desk]


@contextmanager
def opening(browser: Browser) -> Iterator[OpenDesk]:
    """Opens browser contexts, as wide as is asked and with the reader's wishes; all are closed at the end.

    ``scheme`` is "light" or "dark", ``motion`` "reduce" or "no-preference", ``contrast`` "more" or "no-preference".
    """
    with ExitStack() as stack:

        def opened(
            width: int = 1440,
            height: int = 900,
            *,
            scheme: Any = None,
            motion: Any = None,
            contrast: Any = None,
            locale: str | None = None,
            **options: Any,
        ) -> Desk:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                service_workers="block",
                color_scheme=scheme,
                reduced_motion=motion,
                contrast=contrast,
                locale=locale,
                **options,
            )
            context.set_default_timeout(WAIT)
            stack.callback(context.close)
            desk = Desk(context)
            context.on("request", desk.note)
            context.on("console", lambda said: desk.complaints.append(f"{said.type}: {said.text}"))
            context.on("weberror", lambda fault: desk.complaints.append(f"fault: {fault.error}"))

            def dialog(said: Any) -> None:
                desk.dialogs.append(said.message)
                said.dismiss()

            context.on("dialog", dialog)
            return desk

        yield opened


# What is on the page


def rows(page: Page) -> Locator:
    """The rows of the list."""
    return page.get_by_test_id("row")


def row(page: Page, id_: str) -> Locator:
    """The row of one mail."""
    return page.locator(f'[data-testid=row][data-id="{id_}"]')


def open_mail(page: Page, id_: str, subject: str) -> None:
    """Open a mail by its row and wait until it is shown."""
    row(page, id_).click()
    expect(page.get_by_test_id("mail-subject")).to_have_text(subject)


def show(page: Page, tab: str) -> Locator:
    """Choose a view of the open mail; its panel."""
    wanted = page.get_by_test_id(f"tab-{tab}")

    def chosen() -> bool:
        # What comes late into the head may move the tab while the button of the mouse is down: then one clicks again.
        wanted.click()
        return wanted.get_attribute("aria-selected") == "true"

    wait_for(chosen, what=f"the tab {tab}")
    return page.get_by_test_id("panel")


def subjects(page: Page) -> list[str]:
    """The subjects of the list, from the top."""
    return page.get_by_test_id("row-subject").all_text_contents()


IN_SIGHT = """(box) => [...box.querySelectorAll(".item:not(.stray, .blank)")].map((item) =>
  [Number(item.getAttribute("aria-posinset")), item.querySelector("[data-id]").dataset.id,
    item.querySelector("[data-testid=row-subject]")?.textContent ?? ""])"""


def scroll_to(page: Page, top: str, box: str = "#scroller") -> None:
    """Scroll the list to so many pixels, or what a script says of them, and wait until no row is missing there."""
    page.locator(box).evaluate(f"(box) => {{ box.scrollTop = {top}; }}")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(f"{box} .blank")).to_have_count(0)


def walk(page: Page, box: str = "#scroller") -> list[tuple[str, str]]:
    """Id and subject of each row of a list, from the top to the end: only those in sight are in the page."""
    found: dict[int, tuple[str, str]] = {}
    scroll_to(page, "0", box)
    while True:
        found |= {place: (id_, subject) for place, id_, subject in page.locator(box).evaluate(IN_SIGHT)}
        if page.locator(box).evaluate("(box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 1"):
            break
        scroll_to(page, "box.scrollTop + box.clientHeight", box)
    assert sorted(found) == list(range(1, len(found) + 1))
    return [found[place] for place in sorted(found)]


def whole_list(page: Page) -> list[str]:
    """The subjects of the whole list."""
    return [subject for _, subject in walk(page)]


def preview(page: Page) -> Frame:
    """The frame in which the HTML of a mail is shown."""
    handle = page.get_by_test_id("preview-frame").element_handle()
    frame = handle and handle.content_frame()
    assert frame
    return frame


def watch_navigation(page: Page) -> list[str]:
    """Addresses that the page itself goes to from now on."""
    gone: list[str] = []
    page.on("framenavigated", lambda frame: gone.append(frame.url) if frame == page.main_frame else None)
    page.evaluate("window.stillTheSame = true")
    return gone


def settle(page: Page) -> None:
    """Wait until the page has loaded and half a second long asked for nothing."""
    page.wait_for_load_state("load")
    page.wait_for_load_state("networkidle")
