"""The sign-in page and what follows it, in a browser: in, back to where one was, out, and what one may do."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.browser import QUIET, Desk, OpenDesk, rows
from tests.support import mail
from tests.visitors import PASSWORDS, Guarded, guarded


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded(tmp_path_factory.mktemp("signin")) as found:
        for number in range(3):
            found.running.send(mail(f"Mail {number}"))
        yield found


def sign_in(page: Page, name: str = "ada", password: str = "") -> None:
    """Fill in the form and send it."""
    page.get_by_test_id("signin-name").fill(name)
    page.get_by_test_id("signin-password").fill(password or PASSWORDS[name])
    page.get_by_test_id("signin-enter").click()


def is_live(page: Page) -> None:
    """The page is there and connected."""
    expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live")


def newest(house: Guarded) -> str:
    """The id of a mail."""
    return house.running.send(mail("The one"))


def test_in_and_back_to_the_mail(desk: Desk, house: Guarded) -> None:
    """Who follows a link to a mail signs in first, and then sees that mail; a wrong password is told."""
    id_ = newest(house)
    page = desk.open(f"{house.running.web}/#/m/{id_}")
    expect(page).to_have_title("Sign in · mailtrap")
    sign_in(page, password="wrong")
    expect(page.get_by_test_id("signin-fault")).to_contain_text("wrong")
    expect(page.get_by_test_id("signin-name")).to_have_value("ada")
    sign_in(page)
    is_live(page)

    expect(page.get_by_test_id("mail-subject")).to_have_text("The one")
    assert page.url == f"{house.running.web}/#/m/{id_}"
    assert desk.foreign(house.running) == []
    assert desk.dialogs == []


def test_a_link_of_another_site(desk: Desk, house: Guarded) -> None:
    """Who is signed in and follows a link from elsewhere sees the mail, although no cookie came with the link."""
    id_ = newest(house)
    page = desk.open(house.running.web)
    sign_in(page)
    is_live(page)
    link = f'<a href="{house.running.web}/#/m/{id_}">mail</a>'
    desk.context.route("http://elsewhere.test/", lambda route: route.fulfill(body=link, content_type="text/html"))
    other = desk.open("http://elsewhere.test/")
    other.get_by_role("link").click()

    expect(other.get_by_test_id("mail-subject")).to_have_text("The one")


def test_out(desk: Desk, house: Guarded) -> None:
    """Signing out leads to the form; a page that was open elsewhere asks to sign in again, and comes back."""
    page = desk.open(house.running.web)
    sign_in(page)
    is_live(page)
    other = desk.open(house.running.web)
    is_live(other)
    expect(page.get_by_test_id("visitor")).to_contain_text("ada")
    page.get_by_test_id("sign-out").click()
    expect(page.get_by_test_id("signin-name")).to_be_visible()
    rows(other).first.click()
    again = other.get_by_role("button", name="Sign in", exact=True).first
    expect(again).to_be_visible()
    where = other.url
    again.click()
    sign_in(other)

    expect(other.get_by_test_id("mail-subject")).to_be_visible()
    assert other.url == where


def test_who_may_only_look(desk: Desk, house: Guarded) -> None:
    """What changes something is not offered, by button, key or palette, and the page says why."""
    id_ = newest(house)
    page = desk.open(f"{house.running.web}/#/m/{id_}")
    sign_in(page, "bob")
    is_live(page)
    expect(page.get_by_test_id("mail-subject")).to_have_text("The one")
    expect(page.get_by_test_id("visitor")).to_contain_text("may only look")
    for hidden in ("delete-one", "pin", "delete-all", "tag-add"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    page.keyboard.press("Delete")
    page.keyboard.press("p")
    page.keyboard.press("Control+k")
    page.keyboard.type("delete")

    expect(page.get_by_role("option", name="Delete")).to_have_count(0)
    expect(rows(page).filter(has_text="The one").first).to_be_visible()
    assert not [each for each in desk.requests if each.method in ("DELETE", "PUT")]


def test_who_may_only_look_at_faults(desk: Desk, house: Guarded) -> None:
    """Of the fault rules is shown what there is to see, and to save; nothing that would be refused."""
    page = desk.open(f"{house.running.web}/#/faults")
    sign_in(page, "bob")
    is_live(page)
    expect(page.get_by_test_id("export-file")).to_be_visible()

    for hidden in ("new-rule", "all-off", "set-seed", "import-add", "template-greylisting"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    expect(page.get_by_role("heading", name="Start from a template")).to_be_hidden()


def test_without_script(browser: Browser, house: Guarded) -> None:
    """The form works where no script runs."""
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{house.running.web}/api/v1/")
        sign_in(page, password="wrong")
        expect(page.get_by_test_id("signin-fault")).to_be_visible()
        sign_in(page)
        expect(page).to_have_title("REST API · mailtrap")
    finally:
        context.close()


def test_in_indonesian(desks: OpenDesk, house: Guarded) -> None:
    """The form speaks the language that the browser asks for."""
    page = desks(locale="id-ID").open(house.running.web)

    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "id")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_everybody_can_use_the_form(desks: OpenDesk, house: Guarded, scheme: str, width: int) -> None:
    """axe finds nothing wrong with it, light and dark, wide and narrow, also with a fault; nothing is cut off."""
    desk = desks(width, scheme=scheme)
    page = desk.open(house.running.web)
    first = violations(page)
    sign_in(page, "nobody", "wrong")
    expect(page.get_by_test_id("signin-fault")).to_be_visible()

    assert (first, violations(page)) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # After many wrong passwords, those of the other tests too, the answer is to wait.
    assert not [each for each in desk.complaints if "401" not in each and "429" not in each]


def test_a_plain_name_of_the_network(tmp_path: Path, browser: Browser, program: Callable[[str], str]) -> None:
    """Under a name that the browser does not trust, where it sends no Sec-Fetch-Site, the form and the page work."""
    with guarded(tmp_path, allow_host=("mail.dev.test",)) as house:
        house.running.send(mail("Over the net"))
        port = urlsplit(house.running.web).port
        flags = [f"--{each}" for each in QUIET if not each.startswith("host-resolver")]
        started = browser.browser_type.launch(
            executable_path=program("chromium"),
            headless=True,
            args=[*flags, "--host-resolver-rules=MAP mail.dev.test 127.0.0.1"],
        )
        try:
            page = started.new_page()
            page.goto(f"http://mail.dev.test:{port}/")
            sign_in(page)
            is_live(page)
            rows(page).first.click()
            page.get_by_test_id("delete-one").click()
            expect(rows(page)).to_have_count(0)
            page.get_by_test_id("sign-out").click()
            expect(page.get_by_test_id("signin-name")).to_be_visible()
        finally:
            started.close()
