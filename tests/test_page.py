"""The page in a real browser: mail that appears by itself, every view of it, and hostile mail that gets nowhere."""

import json
import re
import smtplib
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from mailtrap.config import Config, HostPort
from mailtrap.server import Server
from tests.browser import (
    Desk,
    OpenDesk,
    open_mail,
    preview,
    row,
    rows,
    settle,
    show,
    subjects,
    watch_navigation,
    whole_list,
)
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.letters import PNG, attached, letter, picture
from tests.support import Running, mail, wait_for

WHOLE = "messages?start=0&limit=50"
"""The list as the page first asks for it."""

# The empty page


def test_empty_page_tells_how_to_send(server: Running, desk: Desk) -> None:
    """A newcomer sees settings for the frameworks people use, with the real host and port."""
    page = desk.live(server)
    host, port = server.smtp
    expect(page.get_by_test_id("empty")).to_be_visible()
    text = page.locator("body").inner_text()
    whole = page.locator("body").evaluate("body => body.textContent")
    picks = page.locator("#setup-picks [role=tab]").all_inner_texts()
    shown = {}
    for name in picks:
        page.locator("#setup-picks").get_by_role("tab", name=name, exact=True).click()
        shown[name] = page.locator("#setup [role=tabpanel]:visible").inner_text()

    assert str(port) in text
    assert host in text
    for framework in ("Django", "Flask", "Rails", "Laravel", "Node", "Spring", "Go", "PHP", "curl"):
        matching = [name for name in shown if framework.lower() in name.lower()] or [
            name for name in shown if framework.lower() in shown[name].lower()
        ]
        assert matching, f"{framework} is not among {picks}"
        assert any(str(port) in shown[name] and host in shown[name] for name in matching), framework
    assert "1025" not in whole or port == 1025
    assert desk.foreign(server) == []


def test_each_text_is_a_text(server: Running) -> None:
    """Nothing of the page's source is shown for a text: what is a method of Python's dict is asked for by its key."""
    source = server.api("/").text

    assert "built-in method" not in source
    assert "Undefined" not in source


# Mail that comes


def test_a_mail_sent_is_a_mail_seen(server: Running, desk: Desk) -> None:
    """With the page open a mail sent by smtplib appears without a reload, and opens with its body rendered."""
    page = desk.live(server)
    gone = watch_navigation(page)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.sendmail("ada@example.test", ["bob@example.test"], letter(html="<h1>Rendered</h1>", subject="Look here"))
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_test_id("row-subject")).to_have_text("Look here")
    listed = server.messages()[0]["ID"]
    before_opening = list(gone)
    open_mail(page, listed, "Look here")
    frame = page.frame_locator("[data-testid=preview-frame]")

    expect(frame.locator("h1")).to_have_text("Rendered")
    assert before_opening == []
    assert page.evaluate("window.stillTheSame") is True
    assert rows(page).get_attribute("data-id") == listed


def test_mails_appear_newest_first(server: Running, desk: Desk) -> None:
    """A burst of mails stands in the list in order, each once."""
    server.send(mail("before"))
    page = desk.live(server)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(30):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"number {number}"))
    expect(rows(page)).to_have_count(31)

    assert subjects(page) == [*(f"number {number}" for number in reversed(range(30))), "before"]


def test_a_list_of_many_is_loaded_on_scroll(server: Running, desk: Desk) -> None:
    """A long list comes in pieces, down to the first mail, without a gap."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(130):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"number {number}"))
    page = desk.live(server)
    expect(rows(page).first).to_contain_text("number 129")
    in_page = rows(page).count()

    assert in_page < 60
    assert whole_list(page) == [f"number {number}" for number in reversed(range(130))]


def test_the_demo_button_brings_all_demo_mails(server: Running, desk: Desk) -> None:
    """The button sends the demo mails through SMTP; they appear one by one."""
    page = desk.live(server)
    with page.expect_response("**/api/v1/demo") as answer:
        page.get_by_test_id("demo").click()
    sent = answer.value.json()["Sent"]
    expect(rows(page)).to_have_count(sent, timeout=30_000)

    assert sent >= 12
    assert len(server.messages()) == sent
    assert desk.foreign(server) == []


# A mail and its views

RICH = letter(
    html='<!doctype html><p id="hello">Hello in <b>HTML</b></p><img id="logo" src="cid:logo@x">',
    text="Hello in text",
    subject="All views",
    to="bob@example.test",
    fields=("X-Coloured: =?utf-8?q?gr=C3=BCn?=", "Message-ID: <views@example.test>"),
    pictures=[picture("logo@x")],
    attachments=[
        attached("plan.pdf", b"%PDF-1.4 a plan", "application/pdf"),
        attached("größe.txt", b"text", "text/plain"),
    ],
)


@pytest.fixture
def rich(server: Running, desk: Desk) -> tuple[Running, Page]:
    """The page with a mail open that has everything, sent also to one who is in no header."""
    page = desk.live(server)
    id_ = server.send(RICH, "bounce@example.test", ("bob@example.test", "hidden@example.test"))
    open_mail(page, id_, "All views")
    return server, page


def test_preview_shows_html_and_pictures(rich: tuple[Running, Page]) -> None:
    """The preview is the HTML in a sandboxed frame, with its own pictures loaded."""
    _, page = rich
    show(page, "preview")
    frame = page.frame_locator("[data-testid=preview-frame]")
    expect(frame.locator("#hello")).to_have_text("Hello in HTML")
    wait_for(lambda: preview(page).evaluate("document.querySelector('#logo').naturalWidth") == 1, what="the picture")

    assert (
        page.get_by_test_id("preview-frame").get_attribute("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
    )
    assert preview(page).evaluate("document.compatMode") == "CSS1Compat"
    assert preview(page).evaluate("window.origin") == "null"


@pytest.mark.parametrize(
    ("tab", "shown", "absent"),
    [
        ("text", ["Hello in text"], ["<p id"]),
        ("html", ['<p id="hello">Hello in <b>HTML</b></p>', "cid:logo@x"], ["Hello in text"]),
        ("headers", ["Subject", "All views", "X-Coloured", "grün", "views@example.test"], ["hidden@example.test"]),
        ("parts", ["multipart/mixed", "text/plain", "text/html", "image/png", "application/pdf", "plan.pdf"], []),
        (
            "envelope",
            ["bounce@example.test", "bob@example.test", "hidden@example.test", "127.0.0.1:", "default"],
            ["All views"],
        ),
        ("raw", ["From: Ada Lovelace <ada@example.test>", "X-Coloured: =?utf-8?q?gr=C3=BCn?="], []),
    ],
)
def test_each_tab_shows_its_view(rich: tuple[Running, Page], tab: str, shown: list[str], absent: list[str]) -> None:
    """Each tab shows what it is called after, and not its neighbour's."""
    _, page = rich
    panel = show(page, tab)
    for text in shown:
        expect(panel).to_contain_text(text)

    visible = panel.inner_text()
    assert [text for text in absent if text in visible] == []


def test_envelope_marks_who_was_in_no_header(rich: tuple[Running, Page]) -> None:
    """A recipient of the envelope that no header names is marked as such, and no other is."""
    _, page = rich
    panel = show(page, "envelope")
    recipients = panel.locator(".rcpt")
    hidden = recipients.filter(has_text="hidden@example.test")
    named = recipients.filter(has_text="bob@example.test")

    expect(hidden).to_contain_text(re.compile("envelope only|unseen|hidden|Bcc", re.IGNORECASE))
    assert named.inner_text().strip() == "bob@example.test"


def test_attachments_are_downloads(rich: tuple[Running, Page]) -> None:
    """Attachments are named in the head, and come down byte-equal under their name."""
    _, page = rich
    box = page.get_by_test_id("attachments")
    expect(box).to_contain_text("plan.pdf")
    box.get_by_text("größe.txt").click()
    with page.expect_download() as download:
        page.get_by_test_id("panel").get_by_role("link", name="größe.txt").click()

    assert download.value.suggested_filename == "größe.txt"
    assert Path(download.value.path()).read_bytes() == b"text"


def test_problems_are_told(server: Running, desk: Desk) -> None:
    """A mail that could not be read whole says so, and nobody else does."""
    page = desk.live(server)
    good = server.send(mail("good"))
    broken = server.send(b"Subject: broken\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nno boundary\r\n")
    open_mail(page, good, "good")
    expect(page.get_by_test_id("problems")).to_be_hidden()
    open_mail(page, broken, "broken")

    expect(page.get_by_test_id("problems")).to_be_visible()
    expect(page.get_by_test_id("problems")).to_contain_text("boundary")


MARKUP = '<img src=x onerror="window.ran=1"><b>&amp;</b></title></script>"\'`${1}'


def test_markup_in_fields_stays_text(server: Running, desk: Desk) -> None:
    """HTML in subject, names, addresses, file names, headers and text is shown as it was written."""
    page = desk.live(server)
    server.send(
        letter(
            text=MARKUP,
            subject=MARKUP,
            sender='"<i>Ada</i><img src=x onerror=window.ran=1>" <ada@example.test>',
            fields=(f"X-Markup: {MARKUP}", "Reply-To: <b@<script>.test>"),
            attachments=[attached("<img src=x onerror=window.ran=1>.txt", b"x")],
        )
    )
    expect(rows(page)).to_have_count(1)
    seen = subjects(page)
    rows(page).click()
    expect(page.get_by_test_id("mail-subject")).to_have_text(MARKUP)
    for tab in ("preview", "text", "html", "headers", "parts", "envelope", "raw"):
        show(page, tab)
    expect(show(page, "text")).to_contain_text(MARKUP)

    assert seen == [MARKUP]
    assert page.evaluate("window.ran") is None
    assert page.locator("body img, body i, body b").count() == 0
    assert desk.dialogs == []


def test_our_own_page_gives_no_cause_for_complaint(server: Running, desk: Desk) -> None:
    """From the empty page through every view to the last deletion: no console error and no breach of the policy."""
    page = desk.live(server)
    id_ = server.send(RICH)
    open_mail(page, id_, "All views")
    for tab in ("preview", "text", "html", "headers", "parts", "envelope", "raw", "preview"):
        show(page, tab)
    expect(page.frame_locator("[data-testid=preview-frame]").locator("#hello")).to_be_visible()
    page.get_by_test_id("delete-one").click()
    expect(rows(page)).to_have_count(0)

    assert [said for said in desk.complaints if not said.startswith(("log:", "info:", "debug:"))] == []
    assert desk.foreign(server) == []


# Deleting, and other tabs


def test_delete_one(server: Running, desk: Desk) -> None:
    """The button of a mail deletes that mail from the list and the store, and no other."""
    ids = [server.send(mail(f"number {number}")) for number in range(3)]
    page = desk.live(server)
    open_mail(page, ids[1], "number 1")
    page.get_by_test_id("delete-one").click()
    expect(rows(page)).to_have_count(2)
    expect(row(page, ids[1])).to_have_count(0)
    kept = len(server.messages())
    page.get_by_test_id("toast-close").click()
    wait_for(lambda: len(server.messages()) == 2, what="the deletion")

    assert kept == 3
    assert [each["ID"] for each in server.messages()] == [ids[2], ids[0]]


@pytest.mark.parametrize("late", [False, True])
def test_the_list_is_asked_for_once(server: Running, desk: Desk, *, late: bool) -> None:
    """By what asks before the scripts are there, or by the scripts where those came first: nothing stays unread."""
    server.send(mail("here"))
    page = desk.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    held: list[Route] = []
    if late:
        page.route("**/early*.js*", lambda route: held.insert(0, route))
    page.goto(server.web, wait_until="commit")
    if late:
        wait_for(lambda: page.evaluate("1") and any(WHOLE in url for url in asked) and held, what="the list")
        held.pop().continue_()
    settle(page)

    assert subjects(page) == ["here"]
    assert len([url for url in asked if WHOLE in url]) == 1


def test_a_deleted_mail_does_not_come_back(server: Running, desk: Desk) -> None:
    """A piece of the list that was read before a deletion and arrives after it brings no deleted mail back."""
    id_ = server.send(mail("gone"))
    page = desk.context.new_page()
    heard: list[str] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: heard.append(str(data))))
    page.goto(server.web)
    open_mail(page, id_, "gone")
    piece = server.api("messages?start=0&limit=51").text
    held: list[Route] = []
    page.route("**/api/v1/messages?start=*", lambda route: held.insert(0, route))
    page.get_by_test_id("delete-one").click()
    page.get_by_test_id("toast-close").click()
    wait_for(lambda: page.evaluate("1") and any('"delete"' in said for said in heard), what="the event")
    for route in held:
        route.fulfill(body=piece, content_type="application/json", headers={"Mailtrap-Seq": "2"})
    page.unroute("**/api/v1/messages?start=*")
    server.send(mail("next"))
    expect(rows(page).first).to_contain_text("next")

    assert subjects(page) == ["next"]


@pytest.mark.parametrize("count", [150, 1_100])
def test_an_inbox_that_is_emptied_elsewhere(server: Running, desk: Desk, count: int) -> None:
    """When many mails go at once, told one by one or as a whole, the page shows what is left."""
    server.send(mail("what is left"))
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.login("shop", "any")
        for number in range(count):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"number {number}"))
    page = desk.live(server)
    expect(rows(page).first).to_contain_text(f"number {count - 1}")
    server.api("inboxes/shop", "DELETE")

    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("what is left")


def test_delete_all_asks_first(server: Running, desk: Desk) -> None:
    """Delete all does nothing until it is confirmed; then the list is empty and tells how to send again."""
    for number in range(3):
        server.send(mail(f"number {number}"))
    page = desk.live(server)
    page.get_by_test_id("delete-all").click()
    expect(page.get_by_test_id("confirm-delete")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("confirm-delete")).to_be_hidden()
    kept = len(server.messages())
    page.get_by_test_id("delete-all").click()
    page.get_by_test_id("confirm-delete").click()
    expect(rows(page)).to_have_count(0)
    expect(page.get_by_test_id("empty")).to_be_visible()

    assert kept == 3
    assert server.messages() == []


def test_a_second_tab_follows(server: Running, desk: Desk) -> None:
    """What is read and deleted in one tab is so in the other, without a reload."""
    ids = [server.send(mail(f"number {number}")) for number in range(3)]
    one, two = desk.live(server), desk.live(server)
    unread = re.compile(r"\bunread\b")
    item = row(two, ids[0])
    expect(item).to_have_class(unread)
    open_mail(one, ids[0], "number 0")
    expect(item).not_to_have_class(unread)
    one.get_by_test_id("delete-one").click()
    expect(row(two, ids[0])).to_have_count(0)
    one.get_by_test_id("delete-all").click()
    one.get_by_test_id("confirm-delete").click()
    expect(rows(two)).to_have_count(0)

    expect(two.get_by_test_id("empty")).to_be_visible()


def test_changes_by_script_are_followed(server: Running, desk: Desk) -> None:
    """What a script does by the API shows on the page."""
    ids = [server.send(mail(f"number {number}")) for number in range(3)]
    page = desk.live(server)
    server.api("messages", "PUT", json={"IDs": [ids[0]], "Read": True})
    expect(row(page, ids[0])).not_to_have_class(re.compile(r"\bunread\b"))
    server.api("messages", "DELETE", json={"IDs": [ids[0]]})
    expect(rows(page)).to_have_count(2)
    server.api("messages", "DELETE")

    expect(rows(page)).to_have_count(0)


def test_a_lost_connection_heals(tmp_path: Path, desk: Desk) -> None:
    """The server stops and starts again on port and file: the page connects by itself and shows what came, once."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as house:
        server = Running(house.smtp[0].place, house.web, house.db)
        gone = server.send(mail("will go"))
        server.send(mail("before"))
        page = desk.live(server)
        expect(rows(page)).to_have_count(2)
        watch_navigation(page)
    expect(page.get_by_test_id("live-state")).not_to_have_attribute("data-state", "live")
    # Meanwhile it runs elsewhere, as far as the page can tell.
    with Server(config) as house:
        elsewhere = Running(house.smtp[0].place, house.web, house.db)
        elsewhere.send(mail("meanwhile"))
        elsewhere.api("messages", "DELETE", json={"IDs": [gone]})
    port = int(server.web.rsplit(":", 1)[1])
    with Server(Config(smtp=(DOOR,), web=HostPort("127.0.0.1", port), db=config.db)) as house:
        expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live", timeout=30_000)
        expect(rows(page)).to_have_count(2)
        Running(house.smtp[0].place, house.web, house.db).send(mail("after"))
        expect(rows(page)).to_have_count(3)
        seen = subjects(page)
        same = page.evaluate("window.stillTheSame")
        page.close()

    assert seen == ["after", "meanwhile", "before"]
    assert same is True


def test_what_was_done_in_vain_is_undone(tmp_path: Path, desk: Desk) -> None:
    """A mark and a pin that no server took are not shown as done, and what was said of it goes when it is back."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as house:
        server = Running(house.smtp[0].place, house.web, house.db)
        older, newer = (server.send(mail(subject)) for subject in ("older", "newer"))
        page = desk.live(server)
        # The next is fetched ahead.
        with page.expect_request_finished(lambda request: f"/{older}?peek" in request.url):
            open_mail(page, newer, "newer")
        wait_for(lambda: server.api(f"message/{newer}/state").json()["Read"], what="the mark")
    live = page.get_by_test_id("live-state")
    expect(live).not_to_have_attribute("data-state", "live")
    page.keyboard.press("j")
    expect(page.get_by_test_id("mail-subject")).to_have_text("older")
    again = replace(config, web=HostPort("127.0.0.1", int(server.web.rsplit(":", 1)[1])))
    with Server(again):
        expect(live).to_have_attribute("data-state", "live", timeout=30_000)
        expect(row(page, older)).to_have_class(re.compile(r"\bunread\b"))
        expect(page.get_by_test_id("counts")).to_have_text("2 mails · 1 unread")
    expect(live).not_to_have_attribute("data-state", "live")
    page.get_by_test_id("pin").click()
    expect(page.locator("#tag-fault")).to_be_visible()
    with Server(again):
        expect(live).to_have_attribute("data-state", "live", timeout=30_000)
        expect(page.locator("#tag-fault")).to_be_hidden()
        expect(page.get_by_test_id("pin")).to_have_attribute("aria-pressed", "false")
        state = server.api(f"message/{older}/state").json()
        page.close()

    assert (state["Read"], state["Pinned"]) == (False, False)


def test_what_did_not_come_comes_with_the_server(tmp_path: Path, desk: Desk) -> None:
    """Without the server a first mail and a view say that it does not answer; once it does they show themselves."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as house:
        server = Running(house.smtp[0].place, house.web, house.db)
        server.send(mail("wanted"))
        pages = [desk.live(server) for _ in range(2)]
        for page in pages:
            expect(rows(page)).to_have_count(1)
    reader, settings = pages
    settings.keyboard.press(",")
    expect(settings.locator("#notice")).to_contain_text("The server does not answer")
    expect(settings.locator("#notice")).not_to_contain_text("Reload")
    rows(reader).click()
    expect(reader.locator("#trouble")).to_contain_text("The server does not answer")
    port = int(server.web.rsplit(":", 1)[1])
    with Server(Config(smtp=(DOOR,), web=HostPort("127.0.0.1", port), db=config.db)):
        expect(reader.get_by_test_id("mail-subject")).to_have_text("wanted", timeout=30_000)
        expect(reader.get_by_test_id("panel")).to_contain_text("A mail.")
        expect(settings.get_by_test_id("settings")).to_be_visible(timeout=30_000)
        for page in pages:
            expect(page.locator("#notice")).to_be_hidden()
            page.close()

    assert not [each for each in desk.complaints if each.startswith("fault")]


# Links, and what a mail may not; test_escapes has the ways out


def test_links_of_a_mail_open_beside_it(server: Running, desk: Desk) -> None:
    """A link opens a tab of its own that cannot reach ours and is told nothing of where it came from."""
    page = desk.live(server)
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers)
        route.fulfill(body="<p>elsewhere", content_type="text/html")

    desk.context.route("http://shop.test/**", answer)
    id_ = server.send(letter(html='<a href="http://shop.test/offer">offer</a>', subject="offer"))
    open_mail(page, id_, "offer")
    with desk.context.expect_page() as opened:
        page.frame_locator("[data-testid=preview-frame]").locator("a").click()
    opened.value.wait_for_load_state("load")

    assert opened.value.url == "http://shop.test/offer"
    assert opened.value.evaluate("window.opener") is None
    assert "referer" not in asked[0]
    assert page.url.startswith(server.web)


def test_remote_pictures_come_when_asked_for(server: Running, desk: Desk) -> None:
    """The reader's button lets the pictures of this one mail be fetched, without a referrer; scripts still are not."""
    page = desk.live(server)
    asked: list[tuple[str, dict[str, str]]] = []

    def answer(route: Route) -> None:
        asked.append((route.request.url, route.request.headers))
        route.fulfill(body=PNG, content_type="image/png")

    desk.context.route("http://pictures.test/**", answer)
    html = '<img id="far" src="http://pictures.test/far.png"><script src="http://pictures.test/far.js"></script>'
    first, second = (server.send(letter(html=html, subject=subject)) for subject in ("first", "second"))
    open_mail(page, first, "first")
    far = page.frame_locator("[data-testid=preview-frame]").locator("#far")
    expect(far).to_be_attached()
    preview(page).wait_for_load_state("load")
    before = list(asked)
    page.get_by_test_id("remote").click()
    expect(far).to_have_js_property("naturalWidth", 1)
    preview(page).wait_for_load_state("load")
    after = list(asked)
    open_mail(page, second, "second")
    expect(far).to_have_js_property("naturalWidth", 0)
    preview(page).wait_for_load_state("load")

    assert before == []
    assert [url for url, _ in after] == ["http://pictures.test/far.png"]
    assert "referer" not in after[0][1]
    assert "cookie" not in after[0][1]
    assert asked == after


def test_a_mail_without_remote_parts_offers_nothing(server: Running, desk: Desk) -> None:
    """The button stands only where a mail would fetch something."""
    page = desk.live(server)
    id_ = server.send(letter(html="<p>nothing from afar</p>", subject="near"))
    open_mail(page, id_, "near")
    expect(page.frame_locator("[data-testid=preview-frame]").locator("p")).to_be_visible()

    expect(page.get_by_test_id("remote")).to_have_count(0)


# Narrow, and under other conditions


def test_a_narrow_page(server: Running, desks: OpenDesk) -> None:
    """On 390 pixels there is the list or the mail, one opens the other, and nothing sticks out to the side."""
    ids = [server.send(letter(html="<p>narrow</p>", text="x", subject=f"number {number}")) for number in range(3)]
    page = desks(390, 844).live(server)
    expect(rows(page)).to_have_count(3)
    expect(page.get_by_test_id("mail")).to_be_hidden()
    width_of_list = page.evaluate("document.documentElement.scrollWidth")
    open_mail(page, ids[1], "number 1")
    expect(page.get_by_test_id("mail")).to_be_visible()
    expect(page.get_by_test_id("list")).to_be_hidden()
    width_of_mail = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("list")).to_be_visible()

    expect(page.get_by_test_id("mail")).to_be_hidden()
    assert (width_of_list, width_of_mail) == (390, 390)


def test_the_way_back_of_the_browser(server: Running, desk: Desk) -> None:
    """A mail has an address: back leads to the list, forward to the mail, a reload to the same mail."""
    id_ = server.send(mail("addressed"))
    page = desk.live(server)
    open_mail(page, id_, "addressed")
    page.reload()
    expect(page.get_by_test_id("mail-subject")).to_have_text("addressed")
    page.go_back()
    expect(page.get_by_test_id("mail")).to_be_hidden()
    page.go_forward()

    expect(page.get_by_test_id("mail")).to_be_visible()


def test_a_page_of_another_site_cannot_touch_ours(server: Running, desk: Desk) -> None:
    """From a foreign page in the same browser: no reading, no deleting, no socket, no framing."""
    server.send(mail())
    desk.context.route("http://evil.test/**", lambda route: route.fulfill(body="<p>evil", content_type="text/html"))
    page = desk.open("http://evil.test/")
    tries = page.evaluate(
        """async (web) => {
            const attempt = (promise) => promise.then((value) => value, () => "refused");
            const socket = new Promise((resolve) => {
                const made = new WebSocket(web.replace("http", "ws") + "/api/events");
                made.onopen = () => resolve("open");
                made.onerror = () => resolve("refused");
            });
            await attempt(fetch(web + "/api/v1/demo", { method: "POST", mode: "no-cors" }));
            return [
                await attempt(fetch(web + "/api/v1/messages").then((answer) => answer.text())),
                await attempt(fetch(web + "/api/v1/messages", { method: "DELETE" }).then((answer) => answer.text())),
                await socket,
            ];
        }""",
        server.web,
    )  # fmt: skip

    assert tries == ["refused"] * 3
    assert len(server.messages()) == 1
    assert json.loads(server.api("info").content)["RuntimeStats"]["SMTPAccepted"] == 1


def test_the_page_under_another_allowed_name(start_server: StartServer, desk: Desk) -> None:
    """Under ``*.localhost`` the page works as under 127.0.0.1, socket and preview included."""
    server = start_server()
    named = Running(server.smtp, server.web.replace("127.0.0.1", "mail.localhost"), server.db)
    page = desk.live(named)
    id_ = server.send(
        letter(html='<p>named</p><img id="logo" src="cid:logo@x">', subject="named", pictures=[picture("logo@x")])
    )
    open_mail(page, id_, "named")
    wait_for(lambda: preview(page).evaluate("document.querySelector('#logo')?.naturalWidth") == 1, what="the picture")

    assert desk.foreign(named) == []
