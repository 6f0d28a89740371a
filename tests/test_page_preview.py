"""The open mail in a real browser: on any device, light or dark, where its links lead, and its panels of text."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import Desk, OpenDesk, open_mail, preview, show
from tests.escapes import Trap
from tests.letters import letter, picture
from tests.support import Running, wait_for

LINK = '<a id="link" href="https://shop.test/offer">the offer</a>'
FIVE_MB = 5_000_000


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


def opened(desk: Desk, server: Running, raw: bytes, subject: str = "A letter") -> Page:
    """The page with that mail open."""
    id_ = server.send(raw)
    page = desk.live(server)
    open_mail(page, id_, subject)
    return page


def stands(page: Page, expression: str, wanted: object) -> None:
    """Wait until an expression within the preview has a value."""
    preview(page).wait_for_load_state("load")
    wait_for(lambda: preview(page).evaluate(expression) == wanted, what=f"{expression} == {wanted}")


def pixels(place: Locator) -> Image.Image:
    """What is seen at a place."""
    return Image.open(io.BytesIO(place.screenshot())).convert("RGB")


# Devices


def test_a_device_is_as_wide_for_the_mail_as_it_says(server: Running, desk: Desk) -> None:
    """The mail finds the width of the device whatever room there is: it is shown smaller, not laid out narrower."""
    page = opened(desk, server, letter(html="<p>wide"))
    for device, width in {"phone": 390, "tablet": 768, "desktop": 1280}.items():
        page.locator(f".widths [data-width={device}]").click()
        stands(page, "innerWidth", width)
        expect(page.get_by_test_id("device-size")).to_contain_text(f"{width:,}")
        stage, box = (page.locator(each).bounding_box() for each in (".stage", ".device"))

        assert stage
        assert box
        assert box["width"] <= min(width, stage["width"]) + 1
        assert abs(box["x"] - stage["x"] - (stage["width"] - box["width"]) / 2) < 10


def test_zoom_enlarges_a_device_and_narrows_a_page(server: Running, desk: Desk) -> None:
    """A device keeps its width under the glass; without one the mail gets less room, as browsers zoom."""
    page = opened(desk, server, letter(html="<p>wide"))
    whole = preview(page).evaluate("innerWidth")
    percent = page.get_by_test_id("zoom-fit")
    page.get_by_test_id("zoom-in").click()
    expect(percent).to_have_text("110 %")
    stands(page, "innerWidth", round(whole / 1.1))
    page.locator(".widths [data-width=phone]").click()
    stands(page, "innerWidth", 390)
    box = page.locator(".device").bounding_box()
    for _ in range(5):
        page.get_by_test_id("zoom-in").click()
    expect(percent).to_have_text("200 %")
    for _ in range(10):
        page.get_by_test_id("zoom-out").click()
    expect(percent).to_have_text("50 %")
    small = page.locator(".device").bounding_box()
    percent.click()

    expect(percent).to_have_text("100 %")
    assert box
    assert small
    assert round(box["width"]) == 429
    assert round(small["width"]) == 195


def test_a_free_width_by_keys_and_pointer(server: Running, desk: Desk) -> None:
    """The grip goes by arrows and by pointer, says the pixels, and never lets the pointer fall into the mail."""
    page = opened(desk, server, letter(html="<p>wide"))
    page.locator(".widths [data-width=phone]").click()
    grip = page.get_by_test_id("grip")
    expect(grip).to_have_attribute("aria-valuenow", "390")
    expect(grip).to_be_visible()
    grip.focus()
    page.keyboard.press("ArrowRight")
    expect(grip).to_have_attribute("aria-valuenow", "400")
    page.keyboard.press("Shift+ArrowRight")
    stands(page, "innerWidth", 401)
    pressed = page.locator(".widths [data-width=free]").get_attribute("aria-pressed")
    place = grip.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=5)
    page.mouse.up()
    stands(page, "innerWidth", 281)

    assert pressed == "true"
    assert grip.get_attribute("aria-valuenow") == "281"
    expect(page.get_by_test_id("device-size")).to_contain_text("281")


def test_choices_are_kept_from_mail_to_mail(server: Running, desk: Desk) -> None:
    """Width, zoom, rendering, wrapping and the form of headers hold for the next mail and after a reload."""
    other = server.send(letter(html="<p>other", subject="other"))
    page = opened(desk, server, letter(html="<p>one"))
    page.locator(".widths [data-width=tablet]").click()
    page.get_by_test_id("zoom-fit").click()
    page.get_by_test_id("zoom-out").click()
    page.get_by_test_id("rendering-forced").click()
    show(page, "html").get_by_text("one").wait_for()
    page.get_by_test_id("wrap").click()
    page.get_by_test_id("tab-preview").click()
    open_mail(page, other, "other")

    def kept() -> None:
        stands(page, "innerWidth", 768)
        expect(page.get_by_test_id("zoom-fit")).to_have_text("90 %")
        expect(page.get_by_test_id("rendering-forced")).to_have_attribute("aria-pressed", "true")
        stands(page, "getComputedStyle(document.documentElement).filter", "invert(1) hue-rotate(180deg)")

    kept()
    page.reload()
    kept()
    show(page, "html")
    expect(page.get_by_test_id("wrap")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#panel .lines:visible")).to_have_class(re.compile("unwrapped"))


def test_a_device_on_a_phone(server: Running, desks: OpenDesk) -> None:
    """On 390 pixels a desk is shown whole, and nothing sticks out to the side."""
    page = opened(desks(390, 844), server, letter(html="<p>wide"))
    page.locator(".widths [data-width=desktop]").click()
    stands(page, "innerWidth", 1280)

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.locator(".device").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


# Dark

DARK_AWARE = (
    "<!doctype html><style>p{color:rgb(1,1,1)}@media(prefers-color-scheme:dark){p{color:rgb(2,2,2)}}</style><p>dark?"
)


def test_a_mail_is_told_of_the_dark(server: Running, desks: OpenDesk) -> None:
    """A mail follows ``prefers-color-scheme``: light at first, dark when told, without a reload."""
    # The browser's own wish, which Playwright would otherwise force upon the mail.
    page = opened(desks(scheme="null"), server, letter(html=DARK_AWARE))
    colour = "getComputedStyle(document.querySelector('p')).color"
    stands(page, colour, "rgb(1, 1, 1)")
    frame = preview(page)
    page.get_by_test_id("rendering-dark").click()
    stands(page, colour, "rgb(2, 2, 2)")
    same = preview(page) == frame
    page.get_by_test_id("rendering-light").click()
    stands(page, colour, "rgb(1, 1, 1)")

    assert same


def test_a_mail_is_darkened(server: Running, desk: Desk) -> None:
    """Forced dark turns lightness around and keeps hues; an image looks nearly as it did."""
    shade = '<div style="background:#fff;height:60px"></div><div style="background:#0b6b75;height:60px"></div>'
    red = Image.new("RGB", (60, 60), (150, 120, 90))
    data = io.BytesIO()
    red.save(data, "PNG")
    html = f'<!doctype html><body style="margin:0">{shade}<img src="cid:red@x" style="display:block">'
    page = opened(desk, server, letter(html=html, pictures=[picture("red@x", data.getvalue())]))
    frame = page.get_by_test_id("preview-frame")
    stands(page, "document.images[0].naturalWidth", 60)
    light = pixels(frame)
    page.get_by_test_id("rendering-forced").click()
    stands(page, "document.images[0].naturalWidth", 60)
    dark = pixels(frame)
    end = (300, light.height - 10)

    assert [light.getpixel(at) for at in ((20, 20), (20, 80), (20, 140), end)] == [
        (255, 255, 255), (11, 107, 117), (150, 120, 90), (255, 255, 255),
    ]  # fmt: skip
    white, teal, image, rest = (dark.getpixel(at) for at in ((20, 20), (20, 80), (20, 140), end))
    assert isinstance(teal, tuple)
    assert isinstance(image, tuple)
    assert white == rest == (0, 0, 0)
    assert teal[0] < min(teal[1:])
    assert sum(teal) > sum((11, 107, 117))
    assert max(abs(one - other) for one, other in zip(image, (150, 120, 90), strict=True)) <= 24


# From elsewhere


def test_what_is_elsewhere_is_counted_and_held_back(server: Running, desk: Desk, trap: Trap) -> None:
    """The line says how many were held back; they come when asked for, and are held back again for the next mail."""
    html = (
        f'<img src="{trap.url}/a.png"><img src="{trap.url}/a.png"><p style="background:url({trap.url}/b.png)">x</p>'
        f'<link rel="stylesheet" href="{trap.url}/c.css"><a href="{trap.url}/d">no</a>'
        f'<script src="{trap.url}/e"></script>'
    )
    page = opened(desk, server, letter(html=html))
    preview(page).wait_for_load_state("load")
    held = page.get_by_test_id("held")
    expect(held).to_contain_text("3 things")
    before = list(trap.hits)
    page.get_by_test_id("remote").click()
    wait_for(lambda: len({hit.split(" ")[1] for hit in trap.hits}) == 3, what="what was held back")
    paths = {hit.split(" ")[1] for hit in trap.hits}
    page.get_by_test_id("remote").click()
    expect(held).to_contain_text("3 things")
    preview(page).wait_for_load_state("load")
    after = len(trap.hits)
    other = server.send(letter(html=html, subject="other"))
    open_mail(page, other, "other")
    preview(page).wait_for_load_state("load")

    assert before == []
    assert paths == {"/a.png", "/b.png", "/c.css"}
    assert len(trap.hits) == after


def test_loading_is_no_step_in_the_history(server: Running, desk: Desk) -> None:
    """Whatever is done to the preview, the way back leads out of the mail."""
    page = opened(desk, server, letter(html='<img src="http://far.test/a.png">'))
    steps = page.evaluate("history.length")
    page.get_by_test_id("remote").click()
    page.get_by_test_id("rendering-forced").click()
    preview(page).wait_for_load_state("load")

    assert page.evaluate("history.length") == steps
    page.go_back()
    expect(page.get_by_test_id("mail")).to_be_hidden()


# Where links lead

FOOT = """() => {
    const root = document.documentElement;
    return ["::after", "::before"].map((part) => getComputedStyle(root, part).content).find((one) => one !== "none");
}"""
HIDE = "display:none!important;opacity:0!important;content:'https://bank.test/'!important;transform:translateY(99px)!important"
COVER = (
    '<div style="position:fixed;inset:auto auto 0 0;width:600px;height:90px;background:#f00;z-index:2147483647"></div>'
)
SMIL = '<set attributeName="href" to="https://evil.test/"/><animate attributeName="href" values="https://evil.test/"/>'
SHADOW = '<div><template shadowrootmode="open"><a href="https://evil.test/">x</a></template></div>'
HOSTILE = {
    "nothing": LINK,
    "styles": f"<style>html::after,html::before{{{HIDE}}}</style>{LINK}",
    "layers": f"<style>@layer a,mailtrap;@layer mailtrap{{html::after{{{HIDE}}}}}</style>{LINK}",
    "styles before the doctype": f"<style>@layer a{{html::after{{{HIDE}}}}}</style><!doctype html><head>{LINK}",
    "a comment that ends early": f"<!--><style>@layer a{{html::after{{{HIDE}}}}}</style>--><!doctype html>{LINK}",
    "a root that is moved": '<html style="transform:translateX(0)!important;filter:blur(9px)!important">'
    f'<style>html{{opacity:0!important}}</style>{LINK}<div style="height:4000px">',
    "a root that comes to it": "<style>@keyframes k{to{opacity:0}}html{animation:k 1ms forwards;transition:all 1h}"
    f"</style>{LINK}",
    "a cover": LINK + COVER,
    "a cover on top of all": f'{LINK}<button id="first" popovertarget="c">x</button><div popover id="c">{COVER}</div>',
    "an animated link": '<svg width="90" height="20"><a id="link" href="https://shop.test/offer">'
    f'{SMIL}<rect width="90" height="20"/></a></svg>',
    "a link in the shade": f'<a id="link" href="https://shop.test/offer">{SHADOW}text</a>',
    "a font": f"<style>@font-face{{font-family:system-ui;src:url(data:,)}}</style>{LINK}",
}  # fmt: skip


def test_where_a_link_leads_is_shown(server: Running, desk: Desk) -> None:
    """Under the pointer the foot of the preview says the address, over all that the mail puts there."""
    ids = {name: server.send(letter(html=html, subject=name)) for name, html in HOSTILE.items()}
    page = desk.live(server)
    frame = page.frame_locator("[data-testid=preview-frame]")
    for name, id_ in ids.items():
        open_mail(page, id_, name)
        expect(frame.locator("#link")).to_be_attached()
        stands(page, "document.readyState", "complete")
        if frame.locator("#first").count():
            frame.locator("#first").click()
        bare = foot(page)
        frame.locator("#link").hover()
        stands(page, f"({FOOT})()", '"https://shop.test/offer"')
        shown = foot(page)

        # Between the edge and the first letter of the box is its own white.
        assert shown.getpixel((4, 16)) == (255, 255, 255), name
        assert letters(shown) > letters(bare) + 100, name


def foot(page: Page) -> Image.Image:
    """The lower left corner of the preview."""
    whole = pixels(page.get_by_test_id("preview-frame"))
    return whole.crop((0, whole.height - 30, 160, whole.height))


def letters(image: Image.Image) -> int:
    """How many dark pixels there are."""
    return sum(image.convert("L").histogram()[:70])


def test_where_a_link_leads_by_keyboard(server: Running, desk: Desk) -> None:
    """Tab goes through the links of the mail, each shown with the focus, and then on out of the frame."""
    page = opened(desk, server, letter(html=f'{LINK}<p><a href="mailto:ada@example.test">write</a>'))
    stands(page, "document.readyState", "complete")
    page.get_by_test_id("panel").focus()
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('iframe')"):
            seen.append(preview(page).evaluate(FOOT))
        elif seen:
            break
    left = page.evaluate("document.activeElement.matches('iframe')")

    assert [each for each in seen if each] == ['"https://shop.test/offer"', '"mailto:ada@example.test"']
    assert not left


ADDRESSES = {
    "https://shop.test/?a=1&copy=2&amp;b=&lt;3": "https://shop.test/?a=1&copy=2&b=<3",
    "https://bank.test@evil.test/": "→ evil.test\nhttps://bank.test@evil.test/",
    "https:\\\\bank.test\\@evil.test": "https:\\\\bank.test\\@evil.test",
    "https://b\u0430nk.test/": "→ xn--bnk-6cd.test\nhttps://b\u0430nk.test/",
    "https://shop.test/\u202egnp.exe": "https://shop.test/%E2%80%AEgnp.exe",
    "java\nscript:alert(1)": "javascript:alert(1)",
    "https://shop.test/</style><script>": "https://shop.test/</style><script>",
    "/offer": "/offer",
}


def test_how_an_address_is_shown(server: Running, desk: Desk) -> None:
    """As the browser reads it, with a doubtful host named above and what is not seen escaped."""
    links = "".join(f'<p><a href="{href}">there</a>' for href in ADDRESSES)
    page = opened(desk, server, letter(html=links))
    stands(page, "document.readyState", "complete")
    for at, told in enumerate(ADDRESSES.values()):
        page.frame_locator("[data-testid=preview-frame]").locator("a").nth(at).hover()
        css = told.replace("\\", "\\\\").replace("\n", "\\a ")
        stands(page, f"({FOOT})()", f'"{css}"')


def test_no_false_address_of_links_within_links(server: Running, desk: Desk) -> None:
    """Where a link lies within another, no address is shown rather than the wrong one; a long one keeps its ends."""
    inner = (
        '<svg width="90" height="20"><a id="link" href="https://evil.test/"><rect width="90" height="20"/></a></svg>'
    )
    long = f"https://shop.test/{'a' * 900}/end"
    outer = f'<a href="https://shop.test/">{inner}</a><a href="https://shop.test/"></a>'
    page = opened(desk, server, letter(html=f'{outer}<p><a id="long" href="{long}">x</a>'))
    stands(page, "document.readyState", "complete")
    frame = page.frame_locator("[data-testid=preview-frame]")
    frame.locator("#link").hover()
    stands(page, f"({FOOT})()", '"⚠ …"')
    frame.locator("#long").hover()
    wait_for(lambda: "aaa" in preview(page).evaluate(FOOT), what="the long address")
    shown = preview(page).evaluate(FOOT)

    assert shown.startswith('"https://shop.test/aaa')
    assert shown.endswith('aaa/end"')
    assert " … " in shown
    assert len(shown) < 420


# Text


def test_text_has_links_and_quotes(server: Running, desk: Desk) -> None:
    """Addresses of the web and of people can be followed, without the stop behind them; quoted lines are dimmed."""
    text = "See https://shop.test/a?b=1 (or write to help@shop.test).\r\n\r\n> quoted\r\n>> twice\r\nend"
    page = opened(desk, server, letter(text=text))
    panel = show(page, "text")
    expect(panel.locator("a:visible")).to_have_count(2)
    links = panel.locator("a:visible").evaluate_all("all => all.map((one) => [one.textContent, one.href, one.rel])")
    fixed = page.get_by_test_id("text-fixed")
    fixed.click()
    expect(panel.locator(".lines:visible")).to_have_css("font-family", re.compile("sans-serif"))

    assert links == [
        ["https://shop.test/a?b=1", "https://shop.test/a?b=1", "noopener noreferrer"],
        ["help@shop.test", "mailto:help@shop.test", "noopener noreferrer"],
    ]
    assert panel.locator(".quote:visible").all_inner_texts() == ["> quoted\n", ">> twice\n"]
    assert copied(panel) == text.replace("\r\n", "\n") + "\n"


def copied(panel: Locator) -> str:
    """What one gets who selects all of the panel's lines."""
    return str(
        panel.locator(".lines:visible").evaluate(
            """(lines) => {
                getSelection().selectAllChildren(lines);
                const text = getSelection().toString();
                getSelection().removeAllRanges();
                return text;
            }"""
        )
    )


def test_a_long_text_is_found_whole(server: Running, desk: Desk) -> None:
    """In a text of 5 MB the browser finds what stands near its end, though only what is in sight is drawn."""
    many = FIVE_MB // 50
    text = "\r\n".join(f"line {number} and so on to fill it up somewhat" for number in range(many))
    page = opened(desk, server, letter(text=f"{text}\r\nthe needle https://end.test/ is here"))
    panel = show(page, "text")
    expect(panel).to_contain_text("line 0")
    dressed = page.locator("#panel *").count()
    found = page.evaluate("window.find('the needle')")
    page.evaluate("getSelection().anchorNode.parentElement.scrollIntoView({ block: 'end' })")
    # What is found is selected, and what is selected is left alone.
    page.evaluate("getSelection().collapseToEnd()")
    expect(panel.locator("a:visible")).to_be_in_viewport()

    assert found
    assert dressed < many / 10


# HTML


def test_html_by_line(server: Running, desk: Desk) -> None:
    """Lines are numbered, the numbers are never copied, empty lines stay, and the copy is what was sent."""
    html = '<!doctype html>\r\n\r\n<p class="a">one</p>\r\n\r\n\r\n<!-- two\r\nthree -->'
    page = opened(desk, server, letter(html=html))
    panel = show(page, "html")
    expect(panel.locator(".t-comment").first).to_be_visible()
    numbers = panel.locator(".text-line").evaluate_all(
        "all => all.map((one) => getComputedStyle(one, '::before').content)"
    )

    assert numbers == [f'"{number}"' for number in range(1, 9)]
    assert copied(panel) == html.replace("\r\n", "\n") + "\n"
    assert panel.locator(".t-value").all_inner_texts() == ['"a"']


def test_html_of_one_line_is_broken_when_asked_for(server: Running, desk: Desk) -> None:
    """*Break lines* gives a line to each tag that another follows; text, ``pre`` and scripts stay as they are."""
    html = "<table><tr><td>a <b>b</b></td><td><br></td></tr></table><pre><i>\t</i><i></i></pre>"
    page = opened(desk, server, letter(html=html))
    panel = show(page, "html")
    expect(panel).to_contain_text(html)
    page.get_by_test_id("pretty").click()
    expect(panel.locator(".text-line").nth(3)).to_be_visible()
    lines = [line.rstrip() for line in copied(panel).splitlines()]
    page.get_by_test_id("pretty").click()
    expect(panel).to_contain_text(html)

    assert lines == [
        "<table>", "  <tr>", "    <td>a <b>b</b>", "    </td>", "    <td>", "      <br>", "    </td>", "  </tr>",
        "</table>", "<pre><i>\t</i><i></i></pre>",
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\r\n", ""])
def test_five_megabytes_of_html(server: Running, browser: Browser, desk: Desk, end: str) -> None:
    """Opening 5 MB, by line or as one line, holds the page up for no more than a moment, and all is there."""
    row = '<tr class="row"><td style="padding:4px"><a href="https://x.test/{0}">cell {0}</a></td></tr>' + end
    html = "".join(row.format(number) for number in range(FIVE_MB // 80))
    server.send(letter(html=f"<table>{html}</table>", subject="large"))
    page = opened(desk, server, letter(html="<p>small"))
    show(page, "html").locator(".text-line").first.wait_for()
    browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel"])
    page.get_by_test_id("row").nth(1).click()
    expect(page.get_by_test_id("mail-subject")).to_have_text("large")
    expect(page.locator("#panel .t-tag").first).to_be_visible()
    longest = longest_task(browser.stop_tracing())
    page.locator("#panel").evaluate("panel => { panel.scrollTop = panel.scrollHeight; }")
    expect(page.locator("#panel .lines:visible")).to_contain_text("</table>")
    wait_for(lambda: page.locator("#panel .block").last.locator(".t-tag").count() > 0, what="the colours of the end")

    # Of these seconds of the processor 0.1 are seen as a pause; a busy machine makes more of them, all at once is 2.
    assert longest <= 0.5
    assert page.locator("#panel *").count() < 20_000
    assert page.locator("#panel .lines:visible").evaluate("lines => lines.textContent.length") > FIVE_MB * 0.9


def longest_task(trace: bytes) -> float:
    """Seconds of processor time of the longest task on any page's main thread."""
    events = json.loads(trace)["traceEvents"]
    mains = {(e["pid"], e["tid"]) for e in events if e["args"].get("name") == "CrRendererMain"}
    tasks = [e for e in events if (e["pid"], e["tid"]) in mains and e["name"].endswith("RunTask") and "tdur" in e]
    assert tasks
    return float(max(e["tdur"] for e in tasks)) / 1e6


# Headers

HOPS = (
    "Received: from mx.test by store.test with LMTP; Mon, 23 Nov 2026 10:01:09 +0000",
    "Received: from app.test (app [192.0.2.1])\r\n\tby mx.test with ESMTPS; Mon, 23 Nov 2026 11:00:07 +0100 (CET)",
)


def test_headers_are_filtered_as_one_types(server: Running, desk: Desk) -> None:
    """The field narrows by name and value, marks what matches, says how many, and Escape brings all back."""
    fields = (*HOPS, "X-Colour: green", "X-Markup: <b>Green</b>")
    page = opened(desk, server, letter(text="x", fields=fields))
    panel = show(page, "headers")
    rows = panel.locator("table tr")
    expect(panel).to_contain_text("X-Colour")
    every = rows.count()
    page.get_by_test_id("header-filter").fill("GREEN")
    expect(rows).to_have_count(2)
    marks = panel.locator("mark").all_inner_texts()
    said = panel.get_by_role("status").inner_text()
    page.get_by_test_id("header-filter").fill("colo")
    expect(rows).to_have_count(1)
    page.get_by_test_id("header-filter").fill("nowhere")
    expect(rows).to_have_count(0)
    expect(panel.get_by_role("status")).to_contain_text("nowhere")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(every)

    assert marks == ["green", "Green"]
    assert "2" in said
    assert panel.locator("b").count() == 0
    assert desk.complaints == []


def test_repeated_and_long_headers_and_the_route(server: Running, desk: Desk) -> None:
    """Headers of one name are counted, a long value unfolds when asked for, and Received is read from first to last."""
    long = "X-Long: " + "\r\n ".join(["word" * 12] * 30) + " tail"
    page = opened(desk, server, letter(text="x", fields=(*HOPS, long)))
    panel = show(page, "headers")
    expect(panel.locator(".again")).to_have_text(["1 of 2", "2 of 2"])
    before = panel.inner_text()
    page.get_by_test_id("header-more").click()
    expect(panel).to_contain_text("tail")
    route = page.get_by_test_id("route")
    route.locator("summary").click()
    stations = route.locator("li").all_inner_texts()

    expect(route.locator("summary")).to_contain_text("2 hops")
    assert "tail" not in before
    assert [re.findall(r"\w+\.test", each) for each in stations] == [["app.test", "mx.test"], ["mx.test", "store.test"]]
    assert "+1 min" in stations[1]


def test_headers_are_copied(server: Running, desk: Desk) -> None:
    """All that are shown go to the clipboard, decoded or as they were sent."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(desk, server, letter(text="x", fields=("X-Coloured: =?utf-8?q?gr=C3=BCn?=", "X-Coloured: blue")))
    panel = show(page, "headers")
    page.get_by_test_id("header-filter").fill("coloured")
    expect(panel.locator("table tr")).to_have_count(2)
    for form, value in (("Decoded", "grün"), ("As sent", "=?utf-8?q?gr=C3=BCn?=")):
        page.get_by_role("button", name=form).click()
        copy = page.locator("#tools").get_by_role("button", name=re.compile("Copy|Copied"))
        expect(copy).to_have_text("Copy")
        copy.click()
        expect(copy).to_have_text("Copied")

        assert page.evaluate("navigator.clipboard.readText()") == f"X-Coloured: {value}\nX-Coloured: blue"


# Raw


def test_raw_in_steps(server: Running, desk: Desk) -> None:
    """Raw shows the first megabyte, numbered, its header coloured; more when asked for, down to the last line."""
    text = "\r\n".join(f"line {number} of many" for number in range(70_000))
    page = opened(desk, server, letter(text=f"{text}\r\nthe very end"))
    panel = show(page, "raw")
    expect(panel.locator(".t-tag").first).to_have_text("From:")
    more = page.get_by_test_id("raw-more")
    expect(more).to_be_visible()
    first = panel.locator(".lines:visible").evaluate("lines => lines.textContent.length")
    panel.evaluate("panel => { panel.scrollTop = 300; }")
    more.click()
    expect(more).to_have_count(0)
    expect(panel.locator(".lines:visible")).to_contain_text("the very end")

    assert 900_000 < first <= 1_000_000
    assert panel.evaluate("panel => panel.scrollTop") >= 300
    with page.expect_download() as download:
        page.locator("#tools").get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".eml")
