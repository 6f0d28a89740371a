"""The sessions of the page in a real browser: what was refused can be read, and what was said stays text."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from mailtrap.config import Listener
from tests.browser import walk
from tests.conftest import StartServer
from tests.support import Dialogue, Running, mail, wait_for

OpenPage = Callable[..., Page]

WAIT = 10_000
"""Milliseconds. Longer than the page takes to look again by itself."""
PAST_LOADING = "new Promise((done) => setTimeout(done, 200))"
"""After the time at which a list says that it is loading."""


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens the page of a server, as wide as is asked; what it complained of fails the test."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def opened(server: Running, hash_: str = "", width: int = 1440, **options: Any) -> Page:
            context = browser.new_context(viewport={"width": width, "height": 900}, **options)
            context.set_default_timeout(WAIT)
            stack.callback(context.close)
            context.on("weberror", lambda fault: complaints.append(str(fault.error)))
            context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page = context.new_page()
            page.goto(f"{server.web}/{hash_}")
            expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live", timeout=WAIT)
            return page

        yield opened
    # What is thrown away answers 404, a server in trouble 503, and the browser says so.
    assert [each for each in complaints if "404" not in each and "503" not in each] == []


def talk(server: Running, *lines: bytes | str, helo: str = "app.test") -> None:
    """A session from the banner to QUIT."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        for line in (f"EHLO {helo}", *lines, "QUIT"):
            dialogue.ask(line)


def refused(server: Running, helo: str = "refused.test") -> None:
    """A session in which one recipient is refused."""
    talk(server, "MAIL FROM:<a@b.test>", "RCPT TO:<bounce+550@x.test>", helo=helo)


def sessions(server: Running) -> list[dict[str, Any]]:
    """The sessions, newest first."""
    found: list[dict[str, Any]] = server.api("sessions").json()["Sessions"]
    return found


def session_id(server: Running, helo: str) -> str:
    """The id of the newest session of one client, once it is over."""
    return wait_for(
        lambda: next((str(each["ID"]) for each in sessions(server) if each["Helo"] == helo and each["Ended"]), "")
    )


def rows(page: Page) -> Locator:
    return page.get_by_test_id("session-row")


def lines(page: Page, side: str = "") -> Locator:
    """The lines of the transcript in sight, of both sides or of one."""
    chosen = f'[data-side="{side}"]' if side else ""
    return page.locator(f"[data-testid=transcript-line]{chosen}:visible")


def envelope_of(page: Page, server: Running, id_: str) -> None:
    """Go to the envelope tab of a mail."""
    page.goto(f"{server.web}/#/m/{id_}")
    page.get_by_test_id("tab-envelope").click()


def count_of_requests(page: Page) -> Callable[[], int]:
    """How many requests for sessions the page has made since this was called."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/session" in request.url else None)
    return lambda: len(asked)


# In the mail


def test_envelope_shows_what_was_said(server: Running, open_page: OpenPage) -> None:
    """The session that brought a mail stands below its envelope, each line with its side and its time."""
    id_ = server.send(mail(), to=("bounce+451@x.test", "bob@example.test"))
    page = open_page(server)
    envelope_of(page, server, id_)
    expect(page.get_by_test_id("transcript")).to_contain_text("Ended by QUIT", timeout=WAIT)
    said = lines(page, "C").all_inner_texts()
    first = lines(page).first.inner_text().split("\n")
    refusal = page.locator(".said.refusal")

    assert re.fullmatch(r"\d+ ms", first[0])
    assert first[1] == "S"
    assert first[2].startswith("220 ")
    assert any(re.search(r"\(\d+ bytes of mail\)", line) for line in said)
    assert refusal.count() == 1
    assert "451" in refusal.inner_text()
    assert refusal.locator("svg").count() == 1


def test_envelope_shows_tls_and_mechanism(start_server: StartServer, open_page: OpenPage) -> None:
    """Who came under TLS and with a login can see both, and no password."""
    server = start_server(smtp=(Listener("starttls", "127.0.0.1", 0),))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.starttls(context=context)
        client.login("shop", "open sesame")
        client.sendmail("a@b.test", ["c@d.test"], mail())
    page = open_page(server)
    envelope_of(page, server, server.messages()[0]["ID"])
    expect(lines(page, "-").first).to_contain_text("TLSv1", timeout=WAIT)
    text = page.locator(".session-part").inner_text()

    assert re.search(r"starttls://\S+ · TLSv1\.\d \S+ · AUTH [A-Z0-9-]+\n", text)
    assert "***" in text
    assert "open sesame" not in page.content()


def test_a_session_that_lasts_says_so(server: Running, open_page: OpenPage) -> None:
    """A client that keeps its connection can be read already; in the sessions its lines follow by themselves."""
    page = open_page(server)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.sendmail("a@b.test", ["c@d.test"], mail())
        envelope_of(page, server, server.messages()[0]["ID"])
        expect(page.get_by_test_id("transcript")).to_contain_text("still lasts", timeout=WAIT)
        page.get_by_role("link", name="Open in Sessions").click()
        expect(page.get_by_test_id("transcript")).to_contain_text("still lasts", timeout=WAIT)
        client.docmd("NOOP", "one more")
        expect(lines(page, "C").last).to_contain_text("NOOP one more", timeout=WAIT)
    expect(page.get_by_test_id("transcript")).to_contain_text("Ended by QUIT", timeout=WAIT)

    assert lines(page, "C").last.inner_text().endswith("QUIT")


@contextmanager
def lasting_beside_over(server: Running, open_page: OpenPage) -> Iterator[Page]:
    """The page at a session that lasts as long as the block, with one below it that is over."""
    talk(server, helo="over.test")
    with Dialogue(server.smtp) as lasting:
        lasting.reply()
        lasting.ask("EHLO lasting.test")
        page = open_page(server, "#/sessions")
        rows(page).first.click()
        expect(lines(page, "C").first).to_contain_text("EHLO lasting.test", timeout=WAIT)
        yield page


def test_from_a_lasting_session_to_another(server: Running, open_page: OpenPage) -> None:
    """Looking again at a session that lasts does not come between when another is chosen."""
    with lasting_beside_over(server, open_page) as page:
        page.keyboard.press("j")
        expect(lines(page, "C").first).to_contain_text("EHLO over.test", timeout=WAIT)
        other = page.url
        page.goto(f"{server.web}/#/sessions/{rows(page).first.get_attribute('data-id')}")
        expect(lines(page, "C").first).to_contain_text("EHLO lasting.test", timeout=WAIT)
        page.goto(f"{server.web}/#/sessions/thrownaway000000")
        expect(page.get_by_test_id("session-trouble")).to_contain_text("no longer kept", timeout=WAIT)

    assert other.endswith(str(rows(page).last.get_attribute("data-id")))


def test_the_end_of_the_one_that_was_left(server: Running, open_page: OpenPage) -> None:
    """While another session is on its way, the one that was open ends: it does not come back in its place."""
    held: list[Route] = []
    with lasting_beside_over(server, open_page) as page:
        page.route(f"**/api/v1/session/{session_id(server, 'over.test')}", lambda route: held.insert(0, route))
        rows(page).last.click()
        wait_for(lambda: page.evaluate("1") and held, what="the question")
    expect(rows(page).first).not_to_contain_text("still open", timeout=WAIT)
    held.pop().continue_()

    expect(lines(page, "C").first).to_contain_text("EHLO over.test", timeout=WAIT)
    expect(page.locator("#session-facts")).to_contain_text("over.test")


def test_sessions_that_cannot_be_loaded(server: Running, open_page: OpenPage) -> None:
    """It is said once, with a way to try again, and not that they are still loading."""
    talk(server)
    page = open_page(server)
    page.route("**/api/v1/sessions?*", lambda route: route.fulfill(status=503, json={"Error": "the disk is gone"}))
    page.goto(f"{server.web}/#/sessions")
    foot = page.locator("#session-foot")
    expect(foot).to_contain_text("Try again", timeout=WAIT)
    page.evaluate(PAST_LOADING)
    said = foot.inner_text()
    page.unroute("**/api/v1/sessions?*")
    foot.get_by_role("button", name="Try again").click()
    expect(rows(page)).to_have_count(1, timeout=WAIT)

    assert "Loading" not in said
    assert foot.inner_text() == ""


def test_a_transcript_thrown_away(start_server: StartServer, open_page: OpenPage) -> None:
    """What is no longer kept is told in one calm sentence, in the mail and under the session's own address."""
    server = start_server()
    id_ = server.send(mail())
    page = open_page(server)
    answer = {"status": 404, "content_type": "application/json", "body": '{"Error": "thrown away"}'}
    page.route("**/transcript", lambda route: route.fulfill(**answer))
    envelope_of(page, server, id_)
    expect(page.locator(".session-part")).to_contain_text("only the newest are kept", timeout=WAIT)
    page.goto(f"{server.web}/#/sessions/thrownaway000000")
    expect(page.get_by_test_id("session-trouble")).to_contain_text("no longer kept", timeout=WAIT)
    page.get_by_role("button", name="All sessions").click()
    expect(rows(page)).to_have_count(1, timeout=WAIT)

    assert page.url.endswith("#/sessions")
    assert page.get_by_role("alert").is_hidden()


def test_the_reply_leads_to_the_mail(server: Running, open_page: OpenPage) -> None:
    """From the line that says under which id a mail was caught one gets to that mail."""
    id_ = server.send(mail("From the session"))
    page = open_page(server, f"#/sessions/{sessions(server)[0]['ID']}")
    page.get_by_role("link", name=id_).click()
    expect(page.get_by_test_id("mail-subject")).to_have_text("From the session", timeout=WAIT)

    assert page.url.endswith(f"#/m/{id_}")
    assert page.get_by_test_id("sessions").is_hidden()


def test_copy_takes_all_lines(server: Running, open_page: OpenPage) -> None:
    """A copied transcript has both sides, times, and how it ended, fit for a bug report."""
    refused(server)
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page(server, f"#/sessions/{session_id(server, 'refused.test')}", permissions=permissions)
    page.locator("#session-tools button").click()
    expect(page.locator("#session-tools button")).to_contain_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()").splitlines()

    assert text[0].startswith("SMTP session ")
    assert len(text) == lines(page).count() + 2
    assert re.fullmatch(r" +\d+ C EHLO refused\.test", text[2])
    assert any(re.match(r" +\d+ S 550 ", line) for line in text)
    assert text[-1] == "ended by QUIT"


# The list


def test_a_refusal_stands_out_and_opens(server: Running, open_page: OpenPage) -> None:
    """A failed session is told by words and an icon, and one click shows what was refused."""
    talk(server, helo="fine.test")
    refused(server)
    page = open_page(server)
    page.get_by_test_id("sessions-button").click()
    expect(rows(page)).to_have_count(2, timeout=WAIT)
    newest = rows(page).first
    # A row is there as soon as its session is, and tells the end once it has come.
    for row in rows(page).all():
        expect(row).to_contain_text("ended by QUIT", timeout=WAIT)
    told = newest.inner_text()
    newest.click()
    expect(page.locator(".said.refusal")).to_contain_text("550", timeout=WAIT)

    assert [each.get_attribute("data-failed") for each in rows(page).all()] == ["true", "false"]
    assert "refused.test" in told
    assert "1 refused" in told
    assert "ended by QUIT" in told
    assert newest.locator('use[href="#i-refused"]').count() == 1
    assert rows(page).last.locator('use[href="#i-check"]').count() == 1
    assert page.url.endswith(f"#/sessions/{newest.get_attribute('data-id')}")


def test_the_filter_is_in_the_address(server: Running, open_page: OpenPage) -> None:
    """Failed shows those alone, and an address with it can be shared."""
    talk(server, helo="fine.test")
    refused(server)
    page = open_page(server, "#/sessions")
    expect(rows(page)).to_have_count(2, timeout=WAIT)
    page.get_by_test_id("session-filter-failed").click()
    expect(rows(page)).to_have_count(1, timeout=WAIT)
    shared = page.url
    page.get_by_test_id("session-filter-all").click()
    expect(rows(page)).to_have_count(2, timeout=WAIT)
    page.goto("about:blank")
    page.goto(shared)
    expect(rows(page)).to_have_count(1, timeout=WAIT)

    assert shared.endswith("#/sessions?failed=1")
    assert page.get_by_test_id("session-filter-failed").get_attribute("aria-pressed") == "true"
    assert rows(page).first.get_attribute("data-failed") == "true"


def test_failed_ones_first_by_choice(server: Running, open_page: OpenPage) -> None:
    """With that order those that failed stand above the others, each newest first, and new ones find their place."""
    refused(server, helo="one.test")
    session_id(server, "one.test")
    talk(server, helo="two.test")
    session_id(server, "two.test")
    page = open_page(server, "#/sessions")
    expect(rows(page)).to_contain_text(["two.test", "one.test"])
    page.get_by_test_id("session-filter-first").click()
    expect(rows(page)).to_contain_text(["one.test", "two.test"])
    refused(server, helo="three.test")
    talk(server, helo="four.test")
    expect(rows(page)).to_contain_text(["three.test", "one.test", "four.test", "two.test"])
    page.reload()
    expect(rows(page)).to_contain_text(["three.test", "one.test", "four.test", "two.test"])

    assert page.url.endswith("#/sessions?failed=first")


def test_empty_lists_teach(server: Running, open_page: OpenPage) -> None:
    """Without sessions the page says where to connect, and without failures how to see one."""
    page = open_page(server, "#/sessions")
    pane = page.get_by_test_id("sessions")
    expect(page.get_by_text("No sessions yet")).to_be_visible(timeout=WAIT)
    first = pane.inner_text()
    page.get_by_test_id("session-filter-failed").click()
    expect(page.get_by_text("Nothing was refused")).to_be_visible(timeout=WAIT)

    assert f"{server.smtp[0]}:{server.smtp[1]}" in first
    assert "bounce+550@x.test" in pane.inner_text()


def test_new_sessions_appear_by_themselves(server: Running, open_page: OpenPage) -> None:
    """Who has the list open sees a session that comes, without a touch."""
    page = open_page(server, "#/sessions")
    expect(page.get_by_test_id("sessions")).to_contain_text("No sessions yet", timeout=WAIT)
    refused(server)
    expect(rows(page)).to_have_count(1, timeout=WAIT)

    assert rows(page).first.get_attribute("data-failed") == "true"


def test_many_are_loaded_on_scroll(server: Running, open_page: OpenPage) -> None:
    """The list goes on where one scrolls to, without a gap and none twice."""
    with ExitStack() as stack:
        for _ in range(120):
            stack.enter_context(Dialogue(server.smtp)).reply()
    wait_for(lambda: all(each["Ended"] for each in sessions(server)))
    page = open_page(server, "#/sessions")
    expect(rows(page).first).to_be_visible(timeout=WAIT)
    shown = [id_ for id_, _ in walk(page, "#session-scroller")]

    assert shown == [each["ID"] for each in server.api("sessions?limit=0").json()["Sessions"]]


def test_nobody_asks_without_news(server: Running, open_page: OpenPage) -> None:
    """The list is asked for once; from then on the server tells, and nothing is asked for while nothing happens."""
    page = open_page(server)
    page.clock.install()
    asked = count_of_requests(page)
    page.clock.run_for(20_000)
    elsewhere = asked()
    page.keyboard.press("s")
    expect(page.get_by_test_id("sessions")).to_contain_text("No sessions yet", timeout=WAIT)
    begun = asked()
    page.clock.run_for(20_000)
    talk(server, helo="fine.test")
    expect(rows(page)).to_contain_text(["ended by QUIT"], timeout=WAIT)

    assert elsewhere == 0
    assert begun == 1
    assert asked() == begun


def test_the_button_counts_failures(server: Running, open_page: OpenPage) -> None:
    """What failed since the page was opened is a number at the button; what failed before is not."""
    refused(server)
    page = open_page(server)
    button = page.get_by_test_id("sessions-button")
    expect(button).to_have_accessible_name("Sessions")
    refused(server)
    refused(server)
    session_id(server, "refused.test")
    expect(button).to_have_accessible_name("Sessions, 2 failed since this page was opened", timeout=WAIT)

    assert button.inner_text().split() == ["Sessions", "2"]


def test_a_mail_brings_the_count_along(server: Running, open_page: OpenPage) -> None:
    """With a mail that comes the page looks whether anything failed too."""
    page = open_page(server)
    server.send(mail(), to=("bounce+550@x.test", "bob@example.test"))
    button = page.get_by_test_id("sessions-button")
    expect(button).to_have_accessible_name(re.compile("1 failed"), timeout=WAIT)

    assert button.locator(".badge").is_visible()


# Keys, ways back, narrow pages


def test_by_keyboard(server: Running, open_page: OpenPage) -> None:
    """s opens the sessions, j and k move, Enter opens, Esc goes back step by step."""
    for name in ("first.test", "second.test", "third.test"):
        talk(server, helo=name)
        session_id(server, name)
    page = open_page(server)
    page.keyboard.press("s")
    expect(rows(page)).to_have_count(3, timeout=WAIT)
    page.keyboard.press("j")
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(lines(page, "C").first).to_contain_text("EHLO second.test")
    page.keyboard.press("k")
    expect(lines(page, "C").first).to_contain_text("EHLO third.test")
    third = page.url
    page.keyboard.press("Escape")
    expect(rows(page).first).to_be_focused()
    closed = page.url
    newest = rows(page).first.get_attribute("data-id")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("sessions")).to_be_hidden()

    assert third.endswith(f"#/sessions/{newest}")
    assert closed.endswith("#/sessions")
    assert page.url.rstrip("#/") == server.web


def test_the_browsers_way_back(server: Running, open_page: OpenPage) -> None:
    """Back leads from a session to the list, and from there to the mail that one came from."""
    id_ = server.send(mail("Where I was"))
    page = open_page(server, f"#/m/{id_}")
    page.get_by_test_id("sessions-button").click()
    rows(page).first.click()
    expect(lines(page).first).to_be_visible()
    page.go_back()
    expect(page.locator("#idle-sessions")).to_be_visible()
    between = page.url
    page.go_back()
    expect(page.get_by_test_id("mail-subject")).to_have_text("Where I was")
    expect(page.get_by_test_id("mail-subject")).to_be_visible()

    assert between.endswith("#/sessions")


def test_keys_of_mails_rest_in_sessions(server: Running, open_page: OpenPage) -> None:
    """Delete in the list of sessions deletes no mail."""
    server.send(mail())
    page = open_page(server, "#/sessions")
    expect(rows(page)).to_have_count(1, timeout=WAIT)
    page.keyboard.press("j")
    page.keyboard.press("Delete")
    page.keyboard.press("#")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("row")).to_have_count(1)

    assert len(server.messages()) == 1


@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_page(server: Running, open_page: OpenPage, width: int) -> None:
    """On a phone the list and the transcript are a page each, and nothing is wider than the screen."""
    refused(server, helo="x" * 300)
    page = open_page(server, "#/sessions", width=width)
    rows(page).first.click()
    expect(page.locator(".said.refusal")).to_be_visible(timeout=WAIT)
    covered = page.get_by_test_id("sessions").is_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="Back to the sessions").click()
    expect(rows(page).first).to_be_visible()

    assert covered
    assert wide == width
    assert page.url.endswith("#/sessions")
    assert page.get_by_test_id("transcript").count() == 0


# What a client says is text


def test_markup_in_a_session_stays_text(server: Running, open_page: OpenPage) -> None:
    """Markup and script in HELO, user and commands are shown as they were sent."""
    evil = '<img/src=x/onerror=window.caught=1><b>"&amp;'
    talk(server, f"AUTH PLAIN {'AGE8Yj4AcA=='}", f"NOOP {evil}", helo=evil)
    page = open_page(server, "#/sessions")
    told = rows(page).first.inner_text()
    rows(page).first.click()
    expect(lines(page, "C").first).to_contain_text(f"EHLO {evil}")

    assert evil in told
    assert "a<b>" in told
    assert page.locator(".said img, .said b, .row img, .row b, .facts img").count() == 0
    assert page.evaluate("window.caught") is None
