"""Parts, envelope and attachments in a real browser: what was sent can be seen, and none of it does anything."""

import re
import smtplib
import zipfile
from email.utils import formatdate
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Desk, OpenDesk, show
from tests.enclosures import CSV, invitation, one_of_each, pdf, png
from tests.letters import Enclosed, attached, letter, picture
from tests.support import Dialogue, Running, mail, wait_for

NEW_YORK = "America/New_York"


def opened(server: Running, page: Page, id_: str, tab: str) -> Locator:
    """A tab of a mail; its panel."""
    page.goto(f"{server.web}/#/m/{id_}")
    # The mail before stays in sight until then.
    expect(page.locator("#download")).to_have_attribute("href", re.compile(id_))
    return show(page, tab)


def cards(page: Page) -> Locator:
    return page.get_by_test_id("attachment-card")


def peek(page: Page, name: str) -> Locator:
    """Open the attachment of that name; what is shown of it, once it is."""
    cards(page).filter(has_text=name).click()
    shown = page.get_by_test_id("attachment-preview").get_by_test_id("peek")
    expect(shown).not_to_have_attribute("aria-busy", "true")
    return shown


def part_rows(page: Page) -> Locator:
    return page.get_by_test_id("part-row")


def focused_part(page: Page) -> str:
    """The number of the part whose row has the focus."""
    number: str = page.evaluate("document.activeElement.dataset.part ?? ''")
    return number


# The MIME tree

NESTED = letter(
    html='<p>See <img src="cid:logo@x"></p>',
    text="Some text",
    subject="Nested",
    pictures=[picture("logo@x"), picture("spare@x")],
    attachments=[attached("data.bin", bytes(range(256)) * 1000)],
)


def test_the_tree_is_walked_by_keys(server: Running, desk: Desk) -> None:
    """Arrows move through the parts, close a branch, open it, and lead to what a part is in; the detail follows."""
    page = desk.live(server)
    opened(server, page, server.send(NESTED), "parts")
    tree = page.get_by_test_id("parts-tree")
    expect(part_rows(page)).to_have_count(8)
    tree.locator("[data-part='1']").click()
    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(focused_part(page))
    expect(tree.locator("[data-part='1.1']")).to_have_attribute("aria-expanded", "false")
    expect(tree.locator("[data-part='1.1.1']")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(tree.locator("[data-part='1.1.1']")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_test_id("part-detail")).to_have_attribute("data-part", "2")
    page.keyboard.press("Home")

    assert seen == ["1.1", "1.1.1", "1.1.2", "1.1", "1.1"]
    assert focused_part(page) == "0"
    assert tree.locator("[data-part='1.1.2']").get_attribute("aria-level") == "4"
    assert tree.locator("[tabindex='0']").count() == 1
    assert page.get_by_test_id("row").count() == 1


def test_source_of_a_part_is_as_it_was_sent(server: Running, desk: Desk) -> None:
    """A part's source is its header and undecoded body; of a long one the first 200 kB, and more when asked for."""
    page = desk.live(server)
    id_ = server.send(NESTED)
    opened(server, page, id_, "parts")
    page.locator("[data-part='1.2'][role=row]").click()
    detail = page.get_by_test_id("part-detail")
    expect(detail).to_have_attribute("data-part", "1.2")
    expect(detail).to_contain_text("logo@x used in the HTML")
    page.get_by_test_id("part-source").click()
    lines = page.get_by_test_id("part-content").get_by_test_id("lines")
    expect(lines).to_contain_text("Content-ID: <logo@x>")
    short = lines.text_content()
    page.locator("[data-part='1.3'][role=row]").click()
    expect(detail).to_contain_text("spare@x not used in the HTML")
    page.locator("[data-part='2'][role=row]").click()
    expect(page.get_by_test_id("cut")).to_contain_text("Only the first 200 kB")
    page.get_by_test_id("cut").get_by_role("button").click()
    expect(page.get_by_test_id("cut")).to_have_count(0)
    long = lines.text_content()

    def sent(number: str) -> str:
        return server.api(f"message/{id_}/part/{number}/source").text.replace("\r\n", "\n").removesuffix("\n")

    assert short == sent("1.2")
    assert short in server.raw(id_).decode().replace("\r\n", "\n")
    assert long == sent("2")
    assert len(long) > 300_000


LONGEST_TASK = """new PerformanceObserver(list => {
    for (const each of list.getEntries()) window.longest = Math.max(window.longest ?? 0, each.duration);
}).observe({type: "longtask"})"""


def test_deep_and_many_parts_stay_quick(server: Running, desk: Desk) -> None:
    """250 levels and 1,200 parts: what was not taken apart is said, rows come in steps, and no task takes long."""
    page = desk.live(server)
    deep = b"Subject: deep\r\n"
    for level in range(250):
        deep += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    deep += b"Content-Type: text/plain\r\n\r\nbottom\r\n"
    many = letter(subject="many", attachments=[attached(f"{at}.txt", b"x", "text/plain") for at in range(1200)])
    opened(server, page, server.send(deep), "parts")
    expect(page.get_by_test_id("parts-tree")).to_contain_text("nested deeper than 50 levels")
    levels = part_rows(page).count()
    page.evaluate(LONGEST_TASK)
    opened(server, page, server.send(many), "parts")
    more = page.get_by_role("button", name=re.compile("Show [0-9,]+ more parts"))
    expect(more).to_be_visible()
    expect(part_rows(page)).to_have_count(250)
    more.click()
    expect(part_rows(page)).to_have_count(500)
    expect(part_rows(page).nth(250)).to_be_focused()

    assert levels == 51
    assert (page.evaluate("window.longest") or 0) < 1000


# Envelope and headers


def test_who_was_refused_stands_out(server: Running, desk: Desk) -> None:
    """A refused recipient is named at the top, in a row of its own, and in sight in the transcript."""
    page = desk.live(server)
    others = [f"u{at}@example.test" for at in range(30)]
    id_ = server.send(mail(), to=("bob@example.test", "bounce+451-4.7.1@x.test", *others, "bounce+550@x.test"))
    panel = opened(server, page, id_, "envelope")
    box = page.get_by_test_id("refused")
    expect(box).to_contain_text("2 recipients were refused")
    recipients = page.get_by_test_id("recipient")
    first = recipients.first.inner_text()
    bob = recipients.filter(has_text="bob@example.test")
    refusal = panel.locator(".said.refusal").first
    place = panel.locator(".transcript-box").bounding_box()
    line = refusal.bounding_box()
    before = panel.evaluate("node => node.scrollTop")
    box.get_by_role("button").click()

    expect(refusal).to_be_focused()
    expect(refusal).to_be_in_viewport()
    assert re.search(r"bounce\+451-4\.7\.1@x\.test: 451 4\.7\.1", box.inner_text())
    assert re.search(r"bounce\+550@x\.test: 550 5\.1\.1", box.inner_text())
    assert "bounce+451-4.7.1@x.test" in first
    assert "451 4.7.1" in first
    assert "refused" in first
    assert re.search(r"250 2\.1\.5 .*\d+ ms", bob.inner_text(), re.DOTALL)
    assert place
    assert line
    assert place["y"] <= line["y"] < place["y"] + place["height"]
    assert before == 0


def test_only_the_refusals_of_this_mail_count(server: Running, desk: Desk) -> None:
    """A session brings two mails; who was refused in the first is not named with the second."""
    page = desk.live(server)
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.sendmail("a@b.test", ["bounce+550@x.test", "bob@example.test"], mail("first"))
        client.sendmail("a@b.test", ["carol@example.test"], mail("second", to="carol@example.test"))
    second, first = [each["ID"] for each in server.messages()]
    opened(server, page, second, "envelope")
    expect(page.get_by_test_id("times")).to_contain_text("250, kept")
    expect(page.get_by_test_id("recipient")).to_have_count(1)
    refused = page.get_by_test_id("refused").count()
    opened(server, page, first, "envelope")
    expect(page.get_by_test_id("refused")).to_contain_text("bounce+550@x.test")

    assert refused == 0


def test_times_of_a_mail(server: Running, desk: Desk) -> None:
    """A slow recipient shows in the times: each step with milliseconds since the connection, and the whole."""
    page = desk.live(server)
    opened(server, page, server.send(mail(), to=("slow+300ms@x.test",)), "envelope")
    times = page.get_by_test_id("times")
    expect(times).to_contain_text("Duration")
    steps = times.locator("tbody tr")
    ms = [int(each.replace(",", "")) for each in re.findall(r"([\d,]+) ms", " ".join(steps.all_inner_texts()))]

    assert [each.split("\t")[0].split("\n")[0] for each in steps.all_inner_texts()] == [
        "Connected", "MAIL FROM", "RCPT TO", "DATA", "250, kept", "Duration",
    ]  # fmt: skip
    assert ms[3] - ms[1] >= 250
    assert re.search(r"\d\d:\d\d:\d\d\.\d{3}", times.inner_text())


REMARKS: dict[str, tuple[tuple[str, ...], dict[str, Any], str]] = {
    "bccSent": (("Bcc: secret@x.test",), {}, "secret@x.test"),
    "missing": ((), {"head_to": "bob@example.test, absent@x.test"}, "absent@x.test"),
    "unseen": ((), {"to": ("bob@example.test", "hidden@x.test")}, "hidden@x.test"),
    "noTo": ((), {"head_to": None}, "No To header"),
    "emptyTo": ((), {"head_to": "undisclosed-recipients:;"}, "undisclosed-recipients"),
    "nullSender": ((), {"sender": ""}, "MAIL FROM is empty"),
    "noFrom": ((), {"head_from": None}, "ada@example.test"),
    "otherSender": ((), {"sender": "bounces@example.test"}, "bounces@example.test"),
    "otherDomain": ((), {"sender": "bounces@mailer.test"}, "SPF is checked for mailer.test"),
    "sender": (("Sender: Desk <desk@example.test>",), {}, "desk@example.test"),
    "replyTo": (("Reply-To: help@example.test",), {}, "help@example.test"),
    "several": (("From: eve@example.test",), {}, "2 From headers"),
    "noDate": ((), {"date": None}, "No Date header"),
    "dateApart": ((), {"date": "Mon, 01 Jan 2024 10:00:00 +0000"}, "days"),
    "noMessageId": ((), {"message_id": None}, "No Message-ID"),
    "returnPath": (("Return-Path: <a@b.test>",), {}, "Return-Path"),
    "rawHeader": (("X-Place: München",), {}, "X-Place"),
}


def written(fields: tuple[str, ...], **other: str | None) -> bytes:
    """A mail without fault but for what is asked."""
    head = {
        "From": other.get("head_from", "Ada <ada@example.test>"),
        "To": other.get("head_to", "bob@example.test"),
        "Subject": "Remarks",
        "Date": other.get("date", formatdate()),
        "Message-ID": other.get("message_id", "<one@example.test>"),
    }
    lines = [f"{name}: {value}" for name, value in head.items() if value is not None]
    return "\r\n".join([*lines, *fields, "", "Hello", ""]).encode()


def send_with(server: Running, name: str) -> str:
    """The mail that a remark is about."""
    fields, other, _ = REMARKS[name]
    given = dict(other)
    sender, to = given.pop("sender", "ada@example.test"), given.pop("to", ("bob@example.test",))
    return server.send(written(fields, **given), sender, to)


def test_each_remark(server: Running, desk: Desk) -> None:
    """Each difference between envelope and headers is told; of a mail without any that they agree."""
    page = desk.live(server)
    found: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for name in REMARKS:
        opened(server, page, send_with(server, name), "envelope")
        expect(page.get_by_test_id("times")).to_be_visible()
        remarks = page.locator("[data-remark]")
        found[name] = [str(each.get_attribute("data-remark")) for each in remarks.all()]
        texts[name] = page.get_by_test_id("remarks").inner_text()
    opened(server, page, server.send(written(())), "envelope")
    expect(page.get_by_test_id("remarks")).to_have_text("Envelope and headers agree.")

    beside = {"noTo": {"unseen"}, "emptyTo": {"unseen"}, "bccSent": {"missing"}}
    for name, (_, _, said) in REMARKS.items():
        assert name in found[name], name
        assert set(found[name]) - {name} <= beside.get(name, set()), (name, found[name])
        assert said in texts[name], (name, texts[name])


def test_500_recipients(server: Running, desk: Desk) -> None:
    """The first 20 recipients, and the rest in steps; what the transcript no longer has is said, not made up."""
    page = desk.live(server)
    everybody = [f"user{at}@example.test" for at in range(500)]
    opened(server, page, server.send(mail(), to=("bounce+550@x.test", *everybody)), "envelope")
    expect(page.get_by_test_id("refused")).to_be_visible()
    recipients = page.get_by_test_id("recipient")
    more = page.get_by_test_id("more-recipients").get_by_role("button")
    expect(more).to_have_text("481 more")
    shown = recipients.count()
    for _ in range(5):
        more.click()
    expect(recipients).to_have_count(501)
    expect(more).to_have_count(0)

    assert shown == 20
    assert "not in the lines that are kept" in recipients.nth(250).inner_text()
    assert "250 2.1.5" in recipients.last.inner_text()
    assert recipients.all_inner_texts()[0].startswith("bounce+550@x.test")


def test_parameters_of_recipients(server: Running, desk: Desk) -> None:
    """What a client asked for with MAIL and RCPT stands beside the addresses."""
    page = desk.live(server)
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        for line in (
            "EHLO x.test",
            "MAIL FROM:<ada@example.test> BODY=8BITMIME",
            "RCPT TO:<bob@example.test> NOTIFY=FAILURE,DELAY",
            "DATA",
        ):
            dialogue.ask(line)
        dialogue.send(mail() + b".\r\n")
        id_ = dialogue.reply().split()[-1]
    opened(server, page, id_, "envelope")

    expect(page.get_by_test_id("recipient").first).to_contain_text("NOTIFY=FAILURE,DELAY")
    expect(page.locator(".envelope")).to_contain_text("BODY=8BITMIME")


def test_a_mail_without_a_session(server: Running, desk: Desk) -> None:
    """A mail that came over HTTP has no transcript, which is said, and its envelope is shown all the same."""
    page = desk.live(server)
    answer = server.api("messages", "POST", content=mail(), headers={"Content-Type": "message/rfc822"})
    panel = opened(server, page, answer.json()["ID"], "envelope")

    expect(panel).to_contain_text("There is no transcript of this mail")
    expect(page.get_by_test_id("recipient")).to_contain_text("bob@example.test")


# Attachments


@pytest.fixture
def enclosed(server: Running, desks: OpenDesk) -> tuple[Running, Page, str]:
    """The attachments of a mail with one of each kind, and a picture within its HTML, seen from New York."""
    page = desks(timezone_id=NEW_YORK).live(server)
    raw = letter(
        html='<p><img src="cid:logo%40x"></p>',
        subject="One of each",
        pictures=[picture("logo@x", png(40, 30))],
        attachments=one_of_each(),
    )
    id_ = server.send(raw)
    opened(server, page, id_, "attachments")
    expect(cards(page)).to_have_count(len(one_of_each()) + 1)
    return server, page, id_


def test_image(enclosed: tuple[Running, Page, str]) -> None:
    """An image has a small picture, is shown fitted with its dimensions, and in its real size when pressed."""
    _, page, _ = enclosed
    thumb = cards(page).filter(has_text="photo.png").locator("img")
    wait_for(lambda: thumb.evaluate("image => image.naturalWidth") == 180, what="the thumbnail")
    shown = peek(page, "photo.png")
    expect(page.get_by_test_id("dimensions")).to_have_text("640 × 480 px")
    toggle = shown.get_by_role("button", name="photo.png")
    toggle.click()

    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert shown.locator("img").evaluate("image => image.getBoundingClientRect().width") == 640
    expect(page.get_by_test_id("attachment-preview")).to_contain_text("image/png")


def test_calendar(enclosed: tuple[Running, Page, str]) -> None:
    """An invitation tells what, where and who, and when: here, and as it is written."""
    _, page, _ = enclosed
    shown = peek(page, "invite.ics")
    text = shown.inner_text()

    assert "Invitation" in text
    assert "Planning <b>spring</b>" in text
    assert re.search(r"Wed, 10 June 2026,? .*08:00.09:00 America/New_York", shown.get_by_test_id("when").inner_text())
    assert re.search(r"14:00.15:00, UTC\+02:00", shown.get_by_test_id("as-written").inner_text())
    assert "every week, 4 times" in text
    assert "Room 4" in text
    assert "Ada Lovelace" in text
    assert re.findall(r"accepted|declined|no answer yet", text) == ["accepted", "declined", "no answer yet"]


def test_calendars_of_other_kinds(server: Running, desk: Desk) -> None:
    """Cancelled events say so, whole days have no hours, and what is no calendar is told and shown as bytes."""
    page = desk.live(server)
    day = invitation("PUBLISH").replace(b";TZID=Europe/Berlin:20260610T140000", b";VALUE=DATE:20260610")
    day = day.replace(b";TZID=Europe/Berlin:20260610T150000", b";VALUE=DATE:20260612")
    files = [
        attached("cancel.ics", invitation("CANCEL"), "text/calendar"),
        attached("day.ics", day, "text/calendar"),
        attached("broken.ics", b"not a calendar", "text/calendar"),
    ]
    opened(server, page, server.send(letter(text="x", attachments=files)), "attachments")
    expect(peek(page, "cancel.ics").get_by_test_id("event")).to_contain_text("cancelled")
    page.keyboard.press("Escape")
    days = peek(page, "day.ics").get_by_test_id("when").inner_text()
    page.keyboard.press("Escape")
    broken = peek(page, "broken.ics").inner_text()

    assert re.search(r"10.*11 June 2026", days)
    assert ":" not in days
    assert "cannot be read" in broken
    assert "not a calendar" in broken


def test_pages_of_a_pdf(enclosed: tuple[Running, Page, str]) -> None:
    """The pages of a document are pictures that one turns, by buttons and by keys."""
    _, page, _ = enclosed
    shown = peek(page, "plan.pdf")
    where = shown.get_by_test_id("page-of")
    expect(where).to_have_text("Page 1 of 3")
    image = shown.locator("img")
    wait_for(lambda: image.evaluate("image => image.naturalWidth") > 100, what="the first page")
    first = image.get_attribute("src")
    expect(shown.get_by_role("button", name="Previous page")).to_be_disabled()
    shown.get_by_role("button", name="Next page").click()
    expect(where).to_have_text("Page 2 of 3")
    expect(image).not_to_have_attribute("src", str(first))
    page.keyboard.press("ArrowRight")
    expect(where).to_have_text("Page 3 of 3")

    expect(shown.get_by_role("button", name="Next page")).to_be_disabled()
    expect(shown.get_by_role("button", name="Previous page")).to_be_focused()


def test_a_pdf_that_cannot_be_drawn(server: Running, desk: Desk) -> None:
    """A broken document, and a server that draws none: a plain sentence, the bytes and the download."""
    page = desk.live(server)
    files = [attached("broken.pdf", b"%PDF-1.4 and no more", "application/pdf"), attached("good.pdf", pdf(1))]
    opened(server, page, server.send(letter(text="x", attachments=files)), "attachments")
    broken = peek(page, "broken.pdf").inner_text()
    page.keyboard.press("Escape")
    page.route("**/page/1", lambda route: route.fulfill(status=501, json={"Error": "not installed"}))
    missing = peek(page, "good.pdf").inner_text()

    assert "This PDF cannot be shown" in broken
    assert "%PDF-1.4 and no " in broken
    assert "pip install" in missing
    expect(page.get_by_test_id("download-part")).to_be_visible()


def test_vcard(enclosed: tuple[Running, Page, str]) -> None:
    """An address card tells who it is and how to reach them; its text stays text."""
    _, page, _ = enclosed
    text = peek(page, "ada.vcf").inner_text()

    for said in ("Ada Lovelace", "Analytical Engines", "Countess", "ada@example.test", "+49 30 1234567"):
        assert said in text
    assert "<img src=x onerror=window.ran=1>" in text


def test_table(enclosed: tuple[Running, Page, str]) -> None:
    """Comma-separated values are a table, with quotes undone, and as text when asked for."""
    _, page, _ = enclosed
    shown = peek(page, "table.csv")
    cells = [row.locator("th, td").all_inner_texts() for row in shown.get_by_test_id("table").locator("tr").all()]
    shown.get_by_role("button", name="Text").click()
    text = shown.get_by_test_id("lines").text_content()

    assert cells == [
        ["name", "amount", "note"],
        ["Ada", "12", 'first, "best"'],
        ["Bob", "7", ""],
        ["Carol", "30", "<b>bold</b>"],
    ]
    assert text == CSV.decode().replace("\r\n", "\n").rstrip("\n")


@pytest.mark.parametrize(
    ("name", "said", "coloured"),
    [
        ("data.json", '"name": "Ada"', '"name"'),
        ("notes.txt", "größe\nline two\n<script>window.ran=1</script>", ""),
        ("page.html", "<script>window.ran=1</script>", "<script"),
        ("drawing.svg", 'onload="window.ran=1"', "<svg"),
        ("tool.py", "return 'hello ' + name", "return"),
    ],
)
def test_text(enclosed: tuple[Running, Page, str], name: str, said: str, coloured: str) -> None:
    """Text of any kind is shown as it is written, with its lines numbered and its words coloured; none of it runs."""
    _, page, _ = enclosed
    shown = peek(page, name)
    lines = shown.get_by_test_id("lines")
    expect(lines).to_contain_text(said)
    whole = str(lines.text_content())
    numbers = str(shown.locator(".line-numbers").text_content()).split("\n")

    assert numbers == [str(at + 1) for at in range(whole.count("\n") + 1)]
    assert (coloured in lines.locator("span").all_text_contents()) if coloured else not lines.locator("span").count()
    assert page.evaluate("window.ran") is None


def test_what_is_not_shown(enclosed: tuple[Running, Page, str]) -> None:
    """Sound is not played and of unknown bytes the first 256 are shown; facts and a download stand beside."""
    _, page, _ = enclosed
    sound = peek(page, "song.mp3").inner_text()
    page.keyboard.press("Escape")
    dump = peek(page, "blob.bin").get_by_test_id("hex").inner_text().split("\n")
    with page.expect_download() as download:
        page.get_by_test_id("download-part").click()

    assert "not played" in sound
    assert "49 44 33 04" in sound
    assert len(dump) == 16
    assert dump[4] == "0040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO"
    assert Path(download.value.path()).read_bytes() == bytes(range(256)) * 4
    assert page.locator("audio, video, iframe:visible, object, embed").count() == 0


def test_inline_parts_say_where_they_are_used(server: Running, desk: Desk) -> None:
    """A picture within the HTML is marked with its Content-ID; one that the HTML does not use is not."""
    page = desk.live(server)
    raw = letter(html='<img src="cid:logo%40x">', pictures=[picture("logo@x"), picture("spare@x")])
    opened(server, page, server.send(raw), "attachments")
    expect(cards(page)).to_have_count(2)

    expect(cards(page).first).to_contain_text("in the HTML as cid:logo@x")
    assert "in the HTML" not in cards(page).last.inner_text()
    cards(page).last.click()
    expect(page.get_by_test_id("attachment-preview")).to_contain_text("not used in the HTML")


def test_keys_among_attachments(enclosed: tuple[Running, Page, str]) -> None:
    """Arrows lead from card to card, Enter opens one, arrows go on to the next, Escape comes back to where one was."""
    _, page, _ = enclosed
    cards(page).first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    name = page.get_by_test_id("attachment-preview").locator("h3")
    expect(name).to_be_focused()
    expect(name).to_have_text("invite.ics")
    page.keyboard.press("ArrowRight")
    expect(name).to_have_text("ada.vcf")
    page.keyboard.press("Escape")

    expect(cards(page).nth(3)).to_be_focused()
    expect(page.get_by_test_id("attachment-preview")).to_be_hidden()
    assert "#/m/" in page.url
    assert page.locator("[data-testid=attachment-card][tabindex='0']").count() == 1


def test_all_in_one_zip(enclosed: tuple[Running, Page, str]) -> None:
    """All attachments come down in one archive, byte-equal and under their names."""
    _, page, _ = enclosed
    with page.expect_download() as download:
        page.get_by_test_id("download-all").click()
    with zipfile.ZipFile(BytesIO(Path(download.value.path()).read_bytes())) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}

    assert download.value.suggested_filename == "One of each.zip"
    for each in one_of_each():
        name = each.fields[0].split('"')[1]
        assert inside[name] == each.data


def test_200_attachments(server: Running, desk: Desk) -> None:
    """The grid is there at once; pictures are asked for when they come into sight."""
    page = desk.live(server)
    files = [attached(f"{at}.png", png(20, 20, (at, 0, 0)), "image/png") for at in range(230)]
    id_ = server.send(letter(text="x", subject="200", attachments=files))
    opened(server, page, id_, "attachments")
    expect(cards(page)).to_have_count(200)

    def asked() -> int:
        page.evaluate("0")  # what was asked for meanwhile is noted
        return sum("/thumb" in request.url for request in desk.requests)

    expect(page.locator(".card-picture.seen").first).to_be_visible()
    first = asked()
    page.get_by_role("button", name="30 more attachments").click()
    expect(cards(page)).to_have_count(230)
    expect(cards(page).nth(200)).to_be_focused()
    expect(page.locator(".card-picture").nth(200)).to_have_class(re.compile("seen"))

    assert first < 150
    assert desk.foreign(server) == []


HOSTILE = [
    "<img src=x onerror=window.ran=1>.txt",
    "invoice_\u202egnp.exe",
    "n" * 10_000 + ".pdf",
    "../../etc/passwd",
    "\u2066\u2067\u200f.png",
]


def test_hostile_names(server: Running, desk: Desk) -> None:
    """Names with HTML, with marks that turn the direction, of 10,000 characters: they stay text in their own place."""
    page = desk.live(server)
    raw = letter(text="x", subject="Names", attachments=[attached(name, b"x") for name in HOSTILE])
    id_ = server.send(raw)
    panel = opened(server, page, id_, "attachments")
    expect(cards(page)).to_have_count(len(HOSTILE))
    for at in range(len(HOSTILE)):
        cards(page).nth(at).click()
        expect(page.get_by_test_id("peek")).not_to_have_attribute("aria-busy", "true")
        page.keyboard.press("Escape")
    names = page.locator(".card-name").all_inner_texts()
    wide = panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    opened(server, page, id_, "parts")
    expect(part_rows(page)).to_have_count(len(HOSTILE) + 2)

    assert page.evaluate("window.ran") is None
    assert wide
    assert page.locator("bdi img").count() == 0
    assert "invoice_\ufffdgnp.exe" in names
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "".join(names) + panel.inner_text())
    assert page.locator(".card-name").evaluate_all("all => all.every(each => each.tagName === 'BDI')")
    assert desk.dialogs == []


def test_broken_things(server: Running, desk: Desk) -> None:
    """A picture that is none, text that is none, nothing at all: each says so, and shows the bytes there are."""
    page = desk.live(server)
    files = [
        attached("fake.png", b"<script>window.ran=1</script>", "image/png"),
        attached("fake.txt", bytes(range(64)), "text/plain"),
        attached("empty.txt", b"", "text/plain"),
        attached("nothing.bin", b""),
    ]
    opened(server, page, server.send(letter(text="x", attachments=files)), "attachments")
    said = {}
    for each in files:
        name = each.fields[0].split('"')[1]
        said[name] = peek(page, name).inner_text()
        page.keyboard.press("Escape")

    assert "no image" in said["fake.png"]
    assert "3c 73 63 72" in said["fake.png"]
    assert "no text" in said["fake.txt"]
    assert said["empty.txt"].strip() == said["nothing.bin"].strip() == "It is empty."
    assert page.evaluate("window.ran") is None


def test_charsets_and_long_text(server: Running, desk: Desk) -> None:
    """Text is read by its charset, or guessed; of a long one the first 200 kB are shown, then more."""
    page = desk.live(server)
    files = [
        Enclosed(
            "text/plain; charset=iso-8859-15",
            "10 €, größe".encode("iso-8859-15"),
            ('Content-Disposition: attachment; filename="a.txt"',),
        ),
        Enclosed(
            "text/plain; charset=nonsense",
            "größe".encode("cp1252"),
            ('Content-Disposition: attachment; filename="b.txt"',),
        ),
        attached("long.log", b"a line of the log\n" * 20_000, "text/plain"),
    ]
    opened(server, page, server.send(letter(text="x", attachments=files)), "attachments")
    first = peek(page, "a.txt").get_by_test_id("lines").text_content()
    page.keyboard.press("Escape")
    second = peek(page, "b.txt").get_by_test_id("lines").text_content()
    page.keyboard.press("Escape")
    shown = peek(page, "long.log")
    expect(shown.get_by_test_id("cut")).to_contain_text("Only the first 200 kB of 360 kB are shown")
    cut = len(str(shown.get_by_test_id("lines").text_content()))
    shown.get_by_role("button", name="Show up to").click()
    expect(shown.get_by_test_id("cut")).to_have_count(0)

    assert first == "10 €, größe"
    assert second == "größe"
    assert 199_000 < cut <= 200_000
    assert len(str(shown.get_by_test_id("lines").text_content())) == 20_000 * 18 - 1


def test_no_attachments(server: Running, desk: Desk) -> None:
    """A mail without any says so, and has no strip in its head."""
    page = desk.live(server)
    panel = opened(server, page, server.send(mail()), "attachments")

    expect(panel).to_contain_text("This mail has no attachments.")
    assert page.get_by_test_id("attachments").locator("button:visible").count() == 0


def test_strip_of_attachments(server: Running, desk: Desk) -> None:
    """The head shows the first few in one line and how many more; each leads to its preview."""
    page = desk.live(server)
    files = [attached(f"{at}.txt", b"text %d" % at, "text/plain") for at in range(16)]
    id_ = server.send(letter(text="x", subject="Strip", attachments=files))
    opened(server, page, id_, "text")
    chips = page.get_by_test_id("attachments").get_by_role("button")
    expect(chips).to_have_count(5)
    expect(chips.last).to_contain_text("+12")
    chips.nth(1).click()

    expect(page.get_by_test_id("tab-attachments")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("attachment-preview").locator("h3")).to_have_text("1.txt")
