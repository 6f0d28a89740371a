"""The open mail in a real browser: its head, codes and links, tabs, what one can do with it, and its bad days."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import Desk, OpenDesk, open_mail, row, rows, show
from tests.letters import attached, letter, picture
from tests.support import ROOT, Running, mail, wait_for

SIGN_IN = letter(
    html="<p>Your verification code is <b>481 592</b>.</p>"
    '<p><a href="https://id.shop.test/confirm?t=1">Confirm your address</a></p>'
    '<p><a href="https://shop.test/unsubscribe?u=2">Unsubscribe</a> Call us: +49 30 901820</p>'
    '<img src="https://track.test/open.gif" width="1" height="1">',
    text="Your verification code is 481 592.",
    subject="Please confirm",
    sender="Shop <hello@shop.test>",
)
PLAIN = mail("Nothing to copy", "See you at noon.")


def clipboard(page: Page) -> str:
    """What was copied last."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


@pytest.fixture
def desk(desks: OpenDesk) -> Desk:
    """A browser that lets the page write to the clipboard, and the test read it."""
    return desks(permissions=["clipboard-read", "clipboard-write"])


@contextmanager
def held(page: Page, pattern: str) -> Iterator[list[Route]]:
    """Requests that get no answer until the end of the block."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(pattern, hold)
    yield waiting
    for each in waiting:
        each.continue_()
    page.unroute(pattern)


# Codes and links


def test_the_code_is_copied_by_a_click_and_by_a_key(server: Running, desk: Desk) -> None:
    """The head shows the code large; a click on it and ``y`` copy what is to be typed, without the space."""
    id_ = server.send(SIGN_IN)
    page = desk.live(server)
    open_mail(page, id_, "Please confirm")
    code = page.get_by_test_id("code")
    expect(code).to_have_text("481 592")
    code.click()
    wait_for(lambda: clipboard(page) == "481592", what="the code")
    page.evaluate("navigator.clipboard.writeText('')")
    page.keyboard.press("y")
    wait_for(lambda: clipboard(page) == "481592", what="the code")

    expect(page.locator("#said")).to_have_text("Code 481592 copied")


def test_the_main_link_says_where_it_leads_and_opens_beside(server: Running, desk: Desk) -> None:
    """The main link has its host beside it and its address as title; ``l`` opens it in a tab that cannot reach ours."""
    desk.context.route(
        "https://id.shop.test/**", lambda route: route.fulfill(body="<p>there", content_type="text/html")
    )
    id_ = server.send(SIGN_IN)
    page = desk.live(server)
    open_mail(page, id_, "Please confirm")
    link = page.get_by_test_id("main-link")
    expect(link).to_have_text("Confirm your address")
    expect(page.get_by_test_id("finds")).to_contain_text("id.shop.test")
    with desk.context.expect_page() as opened:
        page.keyboard.press("l")
    opened.value.wait_for_load_state("load")

    assert link.get_attribute("title") == "https://id.shop.test/confirm?t=1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert opened.value.url == "https://id.shop.test/confirm?t=1"
    assert opened.value.evaluate("window.opener") is None


def test_a_mail_without_either_has_no_strip(server: Running, desk: Desk) -> None:
    """Where there is no code and no link, nothing stands in the head for them, and the keys do nothing."""
    first = server.send(SIGN_IN)
    second = server.send(PLAIN)
    page = desk.live(server)
    open_mail(page, first, "Please confirm")
    expect(page.get_by_test_id("code")).to_be_visible()
    open_mail(page, second, "Nothing to copy")
    expect(page.get_by_test_id("finds")).to_be_hidden()
    page.evaluate("navigator.clipboard.writeText('before')")
    page.keyboard.press("y")
    page.keyboard.press("l")

    assert clipboard(page) == "before"
    assert len(desk.context.pages) == 1


def test_codes_and_links_are_told_with_host_and_kind(server: Running, desk: Desk) -> None:
    """The tab has the codes, the links in their order with host and kind, tracking images and telephone numbers."""
    id_ = server.send(SIGN_IN)
    page = desk.live(server)
    open_mail(page, id_, "Please confirm")
    expect(page.get_by_test_id("tab-codes")).to_have_text("Codes 1")
    panel = show(page, "codes")
    found = panel.locator(".find")
    expect(found).to_have_count(5)
    texts = found.all_inner_texts()
    panel.get_by_role("button", name="Copy 481592").click()
    wait_for(lambda: clipboard(page) == "481592", what="the code")
    panel.get_by_role("button", name="Copy the address").nth(1).click()
    wait_for(lambda: clipboard(page) == "https://shop.test/unsubscribe?u=2", what="the address of the second link")

    assert "481 592" in texts[0]
    assert all(each in texts[1] for each in ("Confirm your address", "id.shop.test", "main", "confirms"))
    assert "unsubscribe" in texts[2]
    assert "tracking" in texts[3]
    assert "+49 30 901820" in texts[4]
    hrefs = [each.get_attribute("rel") for each in panel.locator("a").all()]
    assert hrefs == ["noopener noreferrer"] * 4


def test_links_that_a_page_must_not_follow_are_text(server: Running, desk: Desk) -> None:
    """An address with a scheme of a program or a script is told, but no link."""
    html = '<a href="javascript:window.ran=1">one</a> <a href="ms-word:ofe|u|x">two</a> <a href="https://ok.test/">three</a>'
    id_ = server.send(letter(html=html, subject="ways"))
    page = desk.live(server)
    open_mail(page, id_, "ways")
    panel = show(page, "codes")
    expect(panel.locator("a").first).to_be_visible()

    assert {each.get_attribute("href") for each in panel.locator("a").all()} == {"https://ok.test/"}
    assert page.evaluate("window.ran") is None


# The newest code, from anywhere


def test_the_newest_code_is_one_key_away(server: Running, desk: Desk) -> None:
    """``c`` on the list, with newer mails without a code above it: copied, told aloud, and a link to its mail."""
    server.send(letter(text="Your code is 111222", subject="older"))
    id_ = server.send(SIGN_IN)
    server.send(PLAIN)
    page = desk.live(server)
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("c")
    toast = page.get_by_test_id("told")
    expect(toast).to_contain_text("481592")
    expect(toast).to_contain_text("Shop")
    expect(page.locator("#said")).to_contain_text("Code 481592 copied, from Shop")
    copied = clipboard(page)
    unread = {each["ID"]: each["Read"] for each in server.messages()}
    toast.get_by_role("link").click()
    expect(page.get_by_test_id("mail-subject")).to_have_text("Please confirm")

    assert copied == "481592"
    assert not any(unread.values())
    assert id_ in page.url


def test_the_newest_code_of_what_is_listed(server: Running, desk: Desk) -> None:
    """With a search the newest code is that of what it finds; when it finds none, that is said."""
    server.send(letter(text="Your code is 111222", subject="alpha"))
    server.send(SIGN_IN)
    page = desk.live(server, "#/?q=subject:alpha")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("c")
    expect(page.get_by_test_id("told")).to_contain_text("111222")
    page.goto(f"{server.web}/#/?q=subject:nothing")
    expect(rows(page)).to_have_count(0)
    page.keyboard.press("c")
    expect(page.get_by_test_id("told")).to_have_text("No mail in this list has a code.")

    assert clipboard(page) == "111222"


# Head and tabs


def test_the_head_tells_who_where_and_how_much(server: Running, desk: Desk) -> None:
    """From, To, Cc, who is in the envelope only, Reply-To, date, inbox and size."""
    raw = letter(text="x", subject="Told", fields=("Cc: Cleo <cleo@x.test>", "Reply-To: desk@x.test"))
    id_ = server.send(raw, to=("bob@example.test", "cleo@x.test", "qa@x.test"))
    page = desk.live(server)
    open_mail(page, id_, "Told")
    facts = page.get_by_test_id("facts")
    expect(facts.locator(".fact").filter(has_text="Bcc")).to_contain_text("qa@x.test")
    lines = {each.split("\n")[0]: " ".join(each.split("\n")[1:]) for each in facts.locator(".fact").all_inner_texts()}

    assert lines["From"] == "Ada Lovelace ada@example.test"
    assert lines["Cc"] == "Cleo cleo@x.test"
    assert lines["Reply-To"] == "desk@x.test"
    assert "in the envelope only" in lines["Bcc"]
    assert re.fullmatch(r"default · \d+\sB", lines["Inbox"])


def test_the_head_folds_to_one_line_and_stays_so(server: Running, desk: Desk) -> None:
    """Folded, the head has one line with sender and recipient; the next mail and the next visit find it so."""
    first, second = (server.send(mail(subject)) for subject in ("one", "two"))
    page = desk.live(server)
    open_mail(page, first, "one")
    expect(page.get_by_test_id("facts")).to_be_visible()
    page.get_by_test_id("fold").click()
    expect(page.get_by_test_id("facts")).to_be_hidden()
    expect(page.get_by_test_id("gist")).to_contain_text("ada@example.test")
    expect(page.get_by_test_id("gist")).to_contain_text("bob@example.test")
    open_mail(page, second, "two")
    expect(page.get_by_test_id("facts")).to_be_hidden()
    page.reload()
    expect(page.get_by_test_id("gist")).to_be_visible()
    height = page.locator("#mail-about").bounding_box()
    page.keyboard.press("t")
    expect(page.get_by_test_id("tag-add")).to_be_focused()

    assert height is not None
    assert height["height"] < 32


def test_on_a_phone_each_mail_begins_with_one_line(server: Running, desks: OpenDesk) -> None:
    """On 390 pixels the head is one line until it is opened, nothing sticks out, and the row of tabs fades."""
    first, second = (server.send(mail(subject)) for subject in ("one", "two"))
    page = desks(390, 844).live(server, f"#/m/{first}")
    expect(page.get_by_test_id("gist")).to_be_visible()
    page.get_by_test_id("fold").click()
    expect(page.get_by_test_id("facts")).to_be_visible()
    page.get_by_test_id("back").click()
    open_mail(page, second, "two")
    expect(page.get_by_test_id("facts")).to_be_hidden()
    tabs = page.locator("#tabs")
    expect(tabs).to_have_attribute("data-after", "")
    page.keyboard.press("9")
    expect(tabs).to_have_attribute("data-before", "")
    expect(page.get_by_test_id("tab-codes")).to_be_in_viewport(ratio=0.99)

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_tabs_count_and_say_where_nothing_is(server: Running, desk: Desk) -> None:
    """A tab has the number of attachments; those without anything are muted, and only those."""
    raw = letter(text="x", subject="Files", attachments=[attached("a.txt", b"a"), attached("b.txt", b"b")])
    id_ = server.send(raw)
    page = desk.live(server)
    open_mail(page, id_, "Files")
    expect(page.get_by_test_id("tab-attachments")).to_have_text("Attachments 2")
    expect(page.get_by_test_id("tab-codes")).to_have_attribute("data-empty", "")
    muted = [each.get_attribute("data-tab") for each in page.locator("#tabs [data-empty]").all()]

    assert muted == ["html", "codes"]


def test_keys_choose_tabs_that_stay_from_mail_to_mail(server: Running, desk: Desk) -> None:
    """The keys 1 to 9 go through the tabs; the next mail opens in the same one; scripts come when they are needed."""
    ids = [server.send(letter(html=f"<p>{subject}</p>", subject=subject)) for subject in ("one", "two")]
    page = desk.live(server)
    open_mail(page, ids[0], "one")
    before = [request.url for request in desk.requests]
    names = []
    for key in "987654321":
        page.keyboard.press(key)
        names.append(page.locator("#tabs [aria-selected=true]").get_attribute("data-tab"))
        expect(page.locator("#panel > :not([hidden])")).to_have_count(1)
    page.keyboard.press("4")
    open_mail(page, ids[1], "two")
    expect(page.get_by_test_id("panel")).to_contain_text("Subject")
    expect(page.get_by_test_id("panel")).to_contain_text("two")

    assert names[::-1] == ["preview", "text", "html", "headers", "parts", "envelope", "raw", "attachments", "codes"]
    assert not [url for url in before if re.search(r"panels/(headers|parts|envelope|raw|codes)\.js|codes\.css", url)]
    assert [url for url in (request.url for request in desk.requests) if "panels/codes.js" in url]


def test_a_panel_that_cannot_be_loaded_says_so_and_comes_back(server: Running, desk: Desk) -> None:
    """When the script of a panel does not come, the panel says so and offers another try, which works."""
    id_ = server.send(SIGN_IN)
    page = desk.live(server)
    open_mail(page, id_, "Please confirm")
    page.route("**/codes.css", lambda route: route.abort())
    panel = show(page, "codes")
    again = panel.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute("**/codes.css")
    again.click()

    expect(panel).to_contain_text("481 592")


# Opening


def test_neighbours_are_asked_for_ahead_and_stay_unread(server: Running, desk: Desk) -> None:
    """While one rests on a mail the next is fetched, unread; opening it asks for nothing of it again."""
    ids = [server.send(mail(f"number {at}")) for at in range(3)]
    page = desk.live(server)
    with page.expect_request(f"**/message/{ids[0]}?peek=1"), page.expect_request(f"**/message/{ids[2]}?peek=1"):
        open_mail(page, ids[1], "number 1")
    wait_for(lambda: {each["ID"]: each["Read"] for each in server.messages()}[ids[1]], what="the read state")
    read = {each["ID"]: each["Read"] for each in server.messages()}
    expect(row(page, ids[0])).to_have_class(re.compile("unread"))
    page.keyboard.press("j")
    expect(page.get_by_test_id("mail-subject")).to_have_text("number 0")
    wait_for(lambda: {each["ID"]: each["Read"] for each in server.messages()}[ids[0]], what="the read state")
    asked = [request.url for request in desk.requests if f"/message/{ids[0]}?" in request.url]

    assert read == {ids[0]: False, ids[1]: True, ids[2]: False}
    assert len(asked) == 1


# The menu and its actions


def choose(page: Page, name: str) -> None:
    """An entry of the menu of the mail."""
    page.keyboard.press(".")
    page.get_by_role("menuitem", name=name).click()


def test_the_menu_is_led_by_keys(server: Running, desk: Desk) -> None:
    """``.`` opens it on its first entry, arrows move around, Esc closes it and gives the focus back."""
    id_ = server.send(SIGN_IN)
    page = desk.live(server)
    open_mail(page, id_, "Please confirm")
    expect(page.get_by_test_id("code")).to_be_visible()
    page.keyboard.press(".")
    menu = page.get_by_role("menu")
    entries = menu.get_by_role("menuitem")
    expect(entries.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(entries.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(entries.first).to_be_focused()
    names = entries.all_inner_texts()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(page.get_by_test_id("mail-menu")).to_be_focused()

    assert [name.split("\n")[0] for name in names] == [
        "Copy the code of the mail",
        "Open the main link of the mail",
        "Mark unread or read",
        "Pin or unpin the mail",
        "Add a tag to the mail",
        "Copy as test code…",
        "Copy the link to this mail",
        "Open the mail in a tab of its own",
        "Download the mail",
        "Download all parts as zip",
        "Delete the mail",
    ]


def test_downloads_of_the_menu(server: Running, desk: Desk) -> None:
    """The mail comes down byte for byte, all parts in one zip file."""
    raw = letter(text="x", subject="Down", attachments=[attached("a.txt", b"a")])
    id_ = server.send(raw)
    page = desk.live(server)
    open_mail(page, id_, "Down")
    with page.expect_download() as download:
        choose(page, "Download the mail")
    eml = Path(download.value.path()).read_bytes()
    with page.expect_download() as download:
        choose(page, "Download all parts as zip")

    assert eml == server.raw(id_)
    assert download.value.suggested_filename == "Down.zip"
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def test_unread_and_read_again(server: Running, desk: Desk) -> None:
    """``u`` marks the open mail unread and, pressed again, read; the button says which it will be."""
    id_ = server.send(mail("seen"))
    page = desk.live(server)
    open_mail(page, id_, "seen")
    expect(row(page, id_)).not_to_have_class(re.compile("unread"))
    page.keyboard.press("u")
    expect(row(page, id_)).to_have_class(re.compile("unread"))
    expect(page.locator("#mark-unread")).to_have_attribute("aria-label", "Mark read")
    page.keyboard.press("u")
    expect(row(page, id_)).not_to_have_class(re.compile("unread"))

    wait_for(lambda: server.messages()[0]["Read"], what="the read state")


def test_the_link_to_a_mail_leads_to_it(server: Running, desk: Desk) -> None:
    """What is copied opens the same mail in another tab."""
    id_ = server.send(mail("linked"))
    server.send(mail("another"))
    page = desk.live(server, "#/?q=linked")
    open_mail(page, id_, "linked")
    choose(page, "Copy the link to this mail")
    expect(page.get_by_test_id("told")).to_contain_text("Copied")
    other = desk.open(clipboard(page))

    expect(other.get_by_test_id("mail-subject")).to_have_text("linked")


def test_delete_by_the_menu(server: Running, desk: Desk) -> None:
    """The last entry deletes the mail, and the next one opens."""
    server.send(mail("stays"))
    id_ = server.send(mail("goes"))
    page = desk.live(server)
    open_mail(page, id_, "goes")
    choose(page, "Delete the mail")
    expect(page.get_by_test_id("mail-subject")).to_have_text("stays")

    wait_for(lambda: [each["Subject"] for each in server.messages()] == ["stays"], what="the deletion")


# Test code

NASTY = [
    'It\'s "quoted" \\ and \\" more',
    "$(touch ran) `touch ran` ${HOME} $HOME; touch ran",
    "\N{PARTY POPPER} \N{RIGHT-TO-LEFT OVERRIDE}gnp.exe \N{LINE SEPARATOR}x */ // # \"\"\" '''",
    "a b %s {0} \\n \\u0041 <b>&amp;</b> !! ~ *",
]
"""Subjects that mean something in Python, in bash and in JavaScript."""


def encoded(subject: str) -> str:
    """As an encoded word of a header, so that any character may be in it."""
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in subject.encode())}?="


def snippet(page: Page, kind: str) -> str:
    """The test code of the open mail in one language, as it is copied."""
    choose(page, "Copy as test code")
    page.get_by_test_id(f"test-{kind}").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="Copy").click()
    shown: str = page.get_by_test_id("test-code").evaluate("node => node.textContent")
    wait_for(lambda: clipboard(page) == shown, what="the copy")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return shown


def run(command: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    """A program of the test, in a folder of its own."""
    return subprocess.run(
        command, cwd=where, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


PLACE = "Here the application sends its mail."


@pytest.fixture(params=NASTY, ids=["quotes", "shell", "unseen", "escapes"])
def nasty(
    request: pytest.FixtureRequest, server: Running, desk: Desk, tmp_path: Path
) -> tuple[Running, Page, str, Path]:
    """A mail with such a subject and a code, open; and the file that it came from."""
    raw = letter(text="Your verification code is 730 114.", subject=encoded(request.param))
    (tmp_path / "letter.eml").write_bytes(raw)
    id_ = server.send(raw)
    page = desk.live(server)
    row(page, id_).click()
    expect(page.get_by_test_id("code")).to_have_text("730 114")
    return server, page, request.param, tmp_path


def test_pytest_code_runs(nasty: tuple[Running, Page, str, Path]) -> None:
    """With the mail sent where the comment stands, the copied pytest test passes; without it, it fails."""
    server, page, _, folder = nasty
    text = snippet(page, "pytest")
    smtp = f"import smtplib; smtplib.SMTP(*{server.smtp!r})"
    send = f"{smtp}.sendmail('a@x.test', 'bob@example.test', open('letter.eml', 'rb').read())"
    (folder / "test_sent.py").write_text(text.replace(f"# {PLACE}", send), encoding="utf-8")
    (folder / "test_unsent.py").write_text(text.replace("timeout=10", "timeout=0.2"), encoding="utf-8")
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    sent = run([*pytest_, "test_sent.py"], folder)
    unsent = run([*pytest_, "test_unsent.py"], folder)

    assert "1 passed" in sent.stdout, sent.stdout + sent.stderr
    assert "WaitTimeout" in unsent.stdout
    assert not (folder / "ran").exists()


def test_curl_code_runs(nasty: tuple[Running, Page, str, Path], program: Callable[[str], str]) -> None:
    """Bash runs the copied line as it is: curl answers with this mail."""
    _, page, subject, folder = nasty
    program("curl")
    text = snippet(page, "curl")
    done = run([program("bash"), "-c", text], folder)

    assert done.returncode == 0, text + done.stderr
    assert [each["Subject"] for each in json.loads(done.stdout)["messages"]] == [subject]
    assert not (folder / "ran").exists()


def test_javascript_code_runs(nasty: tuple[Running, Page, str, Path], program: Callable[[str], str]) -> None:
    """Node's own test runner passes the copied test when the mail is sent where the comment stands."""
    _, page, _, folder = nasty
    text = snippet(page, "javascript")
    send = (
        'const body = (await import("node:fs")).readFileSync("letter.eml");'
        'await fetch(`${base}/messages`, { method: "POST", headers: { "Content-Type": "message/rfc822" }, body });'
    )
    (folder / "mail.test.mjs").write_text(text.replace(f"// {PLACE}", send), encoding="utf-8")
    done = run([program("node"), "--test", "mail.test.mjs"], folder)

    assert done.returncode == 0, text + done.stdout + done.stderr
    assert re.search(r"pass 1", done.stdout)
    assert not (folder / "ran").exists()


# Bad days


def test_a_slow_server_is_drawn_in_outline(server: Running, desk: Desk) -> None:
    """When the mail does not come at once its outline shows, with the subject that the list knows; then the mail."""
    first, second = (server.send(letter(text=f"text {subject}", subject=subject)) for subject in ("one", "two"))
    page = desk.live(server)
    open_mail(page, first, "one")
    with held(page, f"**/api/v1/message/{second}*") as waiting:
        row(page, second).click()
        expect(page.get_by_test_id("mail")).to_have_attribute("aria-busy", "true")
        expect(page.get_by_test_id("mail-subject")).to_have_text("two")
        expect(page.locator(".outline")).to_be_visible()
        expect(page.get_by_test_id("panel")).to_be_hidden()
        wait_for(lambda: waiting, what="the request")
    expect(page.locator(".outline")).to_be_hidden()

    expect(page.get_by_test_id("panel")).to_contain_text("text two")


def test_a_mail_on_its_way_is_pinned_not_the_one_before(server: Running, desk: Desk) -> None:
    """While the next mail loads, the key to pin is about that one, as row and address are; it shows so once there."""
    first, second = (server.send(mail(subject)) for subject in ("one", "two"))
    page = desk.live(server)
    with held(page, f"**/api/v1/message/{second}?*"):
        open_mail(page, first, "one")
        row(page, second).click()
        expect(page.get_by_test_id("mail")).to_have_attribute("aria-busy", "true")
        with page.expect_response("**/api/v1/pinned"):
            page.keyboard.press("p")
    expect(page.get_by_test_id("mail-subject")).to_be_visible()
    expect(page.get_by_test_id("pin")).to_have_attribute("aria-pressed", "true")
    pinned = [server.api(f"message/{id_}/state").json()["Pinned"] for id_ in (first, second)]
    page.keyboard.press("p")
    expect(page.get_by_test_id("pin")).to_have_attribute("aria-pressed", "false")

    assert pinned == [False, True]


def test_a_quick_answer_shows_no_outline(server: Running, desk: Desk) -> None:
    """From mail to mail the head is never in outline when the server is quick."""
    ids = [server.send(mail(f"number {at}")) for at in range(4)]
    page = desk.live(server)
    open_mail(page, ids[0], "number 0")
    page.evaluate(
        """() => {
            window.busy = 0;
            const look = new MutationObserver(() => { window.busy += 1; });
            look.observe(document.getElementById("mail"), { attributes: true, attributeFilter: ["hidden"] });
        }"""
    )
    for at in (1, 2, 3):
        open_mail(page, ids[at], f"number {at}")

    assert page.evaluate("window.busy") == 0


def test_what_came_back_to_is_shown(server: Running, desk: Desk) -> None:
    """Who goes to a mail that does not come and back again sees the first, also when the other comes later."""
    first, second = (server.send(mail(subject)) for subject in ("one", "two"))
    page = desk.live(server)
    open_mail(page, first, "one")
    with held(page, f"**/api/v1/message/{second}*") as waiting:
        row(page, second).click()
        wait_for(lambda: waiting, what="the request")
        row(page, first).click()
        expect(page.get_by_test_id("mail")).not_to_have_attribute("aria-busy", "true")
        expect(page.get_by_test_id("mail-subject")).to_have_text("one")
    expect(page.get_by_test_id("mail-subject")).to_have_text("one")

    expect(page.get_by_test_id("panel")).to_contain_text("A mail.")


def test_a_mail_deleted_under_ones_eyes(server: Running, desk: Desk) -> None:
    """Deleted by a script, the open mail makes place for a sentence that says so, and a way back."""
    id_ = server.send(mail("goes"))
    server.send(mail("stays"))
    page = desk.live(server)
    open_mail(page, id_, "goes")
    server.api("messages", "DELETE", json={"IDs": [id_]})
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("This mail is gone")
    trouble.get_by_role("button", name="Back to the list").click()

    expect(trouble).to_be_hidden()
    expect(rows(page)).to_have_count(1)


def test_who_types_when_the_mail_goes_gives_no_commands(server: Running, desk: Desk) -> None:
    """A tag that is typed while its mail is deleted elsewhere chooses, opens and moves nothing; the focus is told."""
    ids = [server.send(mail(subject)) for subject in ("one", "two", "three")]
    page = desk.live(server)
    open_mail(page, ids[1], "two")
    page.keyboard.press("t")
    expect(page.locator("#tag-add")).to_be_focused()
    page.keyboard.type("dead")
    server.api("messages", "DELETE", json={"IDs": [ids[1]]})
    page.keyboard.type("xjk" * 20, delay=20)
    head = page.locator("#trouble").get_by_role("heading")
    expect(head).to_have_text("This mail is gone")
    expect(head).to_be_focused()

    assert page.url.endswith(ids[1])
    assert page.locator("#list :checked").count() == 0


def test_a_mail_that_failed_is_opened_by_its_row(server: Running, desk: Desk) -> None:
    """After a refusal its row, clicked once more, opens it; so does a search that finds it."""
    id_ = server.send(mail("wanted"))
    page = desk.live(server)
    pattern = f"**/api/v1/message/{id_}?*"
    shown = page.get_by_test_id("mail-subject")
    page.route(pattern, lambda route: route.fulfill(status=503, json={"Error": "busy"}))
    row(page, id_).click()
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute(pattern)
    row(page, id_).click()
    expect(shown).to_have_text("wanted")
    page.route(pattern, lambda route: route.fulfill(status=503, json={"Error": "busy"}))
    page.reload()
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute(pattern)
    page.get_by_test_id("query").fill("wanted")
    expect(page.locator("#trouble")).to_be_hidden()

    expect(shown).to_have_text("wanted")


@pytest.mark.parametrize(
    ("status", "title", "act"),
    [
        (401, "Sign in again", "Reload"),
        (403, "Refused as coming from another page", "Reload"),
        (404, "This mail is gone", "Back to the list"),
        (413, "Too large", "Try again"),
        (500, "That did not work", "Try again"),
        (503, "That did not work", "Try again"),
    ],
)
def test_each_refusal_has_its_sentence(server: Running, desk: Desk, status: int, title: str, act: str) -> None:
    """What the server answers in place of a mail is told with what to do; that works."""
    id_ = server.send(mail("wanted"))
    page = desk.live(server)
    pattern = f"**/api/v1/message/{id_}?*"
    page.route(pattern, lambda route: route.fulfill(status=status, json={"Error": "the reason"}))
    row(page, id_).click()
    trouble = page.locator("#trouble")
    expect(trouble.get_by_role("heading")).to_have_text(title)
    page.unroute(pattern)
    trouble.get_by_role("button", name=act).click()
    expect(trouble).to_be_hidden()

    if act != "Back to the list":
        expect(page.get_by_test_id("mail-subject")).to_have_text("wanted")


def overflow(page: Page) -> int:
    """By how many pixels the open mail is wider than its pane."""
    wider: int = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('body, #mail, #mail .mail-head, .tab-row')]"
        ".map((node) => node.scrollWidth - node.clientWidth))"
    )
    return wider


@pytest.mark.parametrize("width", [1440, 390])
def test_hostile_subjects_and_names_stay_in_their_place(server: Running, desks: OpenDesk, width: int) -> None:
    """10,000 characters, marks that turn the direction, HTML: shown as text, cut, and nothing leaves its place."""
    subject = "\N{RIGHT-TO-LEFT OVERRIDE}<img src=x onerror=window.ran=1>" + "long" * 2500
    name = "\N{RIGHT-TO-LEFT OVERRIDE}<b>" + "N" * 10_000
    raw = letter(text="x", subject=encoded(subject), sender=f"{encoded(name)} <a@x.test>")
    id_ = server.send(raw)
    page = desks(width, 844).live(server, f"#/m/{id_}")
    shown = page.get_by_test_id("mail-subject")
    expect(shown).to_contain_text("<img src=x")
    box = shown.bounding_box()
    fold = page.get_by_test_id("fold")
    expect(fold).to_be_in_viewport(ratio=0.99)
    if width == 390:
        fold.click()
    expect(page.get_by_test_id("facts")).to_contain_text("a@x.test")

    assert box is not None
    assert box["height"] < 100
    assert overflow(page) <= 0
    assert page.evaluate("window.ran") is None
    assert page.locator("#mail img, #mail b").count() == 0


def test_who_shows_more_is_not_disturbed(server: Running, desk: Desk) -> None:
    """What comes late, here the envelope with its blind copy, leaves the recipients that one has asked for."""
    to = ",\r\n ".join(f"person{at}@x.test" for at in range(150))
    id_ = server.send(letter(text="x", subject="Many", to=to), to=["person1@x.test", "unseen@x.test"])
    page = desk.live(server)
    with held(page, f"**/api/v1/message/{id_}/envelope*") as waiting:
        row(page, id_).click()
        page.get_by_role("button", name="130 more", exact=True).click()
        wait_for(lambda: waiting, what="the request")
    expect(page.get_by_test_id("facts")).to_contain_text("unseen@x.test")

    expect(page.get_by_role("button", name="30 more", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_500_recipients(server: Running, desks: OpenDesk, width: int) -> None:
    """The first twenty, and the rest in steps; the line of the folded head says how many more there are."""
    to = ", ".join(f"Person {at} <person{at}@x.test>" for at in range(500))
    folded = to.replace(", ", ",\r\n ")
    id_ = server.send(letter(text="x", subject="Many", to=folded))
    page = desks(width, 844).live(server, f"#/m/{id_}")
    expect(page.get_by_test_id("mail-subject")).to_have_text("Many")
    if width == 390:
        expect(page.get_by_test_id("gist")).to_contain_text("and 499 more")
        page.get_by_test_id("fold").click()
    people = page.get_by_test_id("facts").locator(".fact").filter(has_text="To").first.locator(".person")
    expect(people).to_have_count(20)
    for left in (480, 380, 280, 180, 80):
        page.get_by_role("button", name=f"{left} more", exact=True).click()
    expect(people).to_have_count(500)
    panel = page.get_by_test_id("panel").bounding_box()

    assert panel is not None
    assert panel["height"] > 200
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [390, 320])
def test_the_row_of_attachments_does_not_widen_the_page(server: Running, desks: OpenDesk, width: int) -> None:
    """On a telephone the names of attachments go on out of sight; what is chosen further on moves only its own row."""
    files = [attached(f"pages of part {at}.txt", b"x") for at in range(6)]
    id_ = server.send(letter(text="x", subject="Files", attachments=files))
    page = desks(width, 844).live(server, f"#/m/{id_}")
    expect(page.get_by_test_id("mail-subject")).to_have_text("Files")
    show(page, "attachments")
    expect(page.get_by_test_id("tab-attachments")).to_be_in_viewport(ratio=0.99)

    assert overflow(page) <= 0
    assert page.evaluate("document.body.scrollLeft") == 0


def test_the_strip_bears_hostile_text(server: Running, desk: Desk) -> None:
    """A link with a text of 5,000 characters and markup is cut, is text, and leaves the head in its place."""
    words = "Confirm &lt;b&gt;" + "x" * 5000
    html = f'<p>Confirm your address</p><a href="https://{"a." * 100}test/confirm">{words}</a>'
    id_ = server.send(letter(html=html, subject="Confirm your address", pictures=[picture("x@y")]))
    page = desk.live(server)
    open_mail(page, id_, "Confirm your address")
    link: Locator = page.get_by_test_id("main-link")
    expect(link).to_contain_text("Confirm <b>")

    assert len(link.inner_text()) < 100
    assert overflow(page) <= 0
