"""The page of the API in a real browser: every operation is there, can be tried, and is told as a command."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.letters import PNG, attached, letter
from tests.support import Running, mail

expect.set_options(timeout=10_000)


@pytest.fixture
def page(browser: Browser, server: Running) -> Iterator[Page]:
    """The page, which must not complain, nor ask anybody but the server."""
    complaints: list[str] = []
    asked: list[str] = []
    with ExitStack() as stack:
        context = stack.enter_context(browser.new_context())
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{server.web}/api/v1/")
        yield page

        assert [each for each in complaints if "the server responded with a status of" not in each] == []
        assert [each for each in asked if not each.startswith((f"{server.web}/", "blob:", "ws:"))] == []


def opened(page: Page, name: str) -> Locator:
    """An operation, opened by its link in the contents."""
    page.locator(f'.contents a[href="#{name}"]').click()
    operation = page.locator(f"#{name}")
    expect(operation).to_have_attribute("open", "")
    return operation


def sent(operation: Locator) -> Locator:
    """The answer that came to what is in the form."""
    operation.get_by_role("button", name="Send", exact=True).click()
    result = operation.locator(".result")
    expect(result.locator(".status")).to_be_visible()
    return result


def test_every_operation_of_the_document_is_there(page: Page, server: Running) -> None:
    """Each method and path of the document is listed, in the contents as well."""
    told = server.api("openapi.json").json()["paths"]
    wanted = {f"{method.upper()} {path}" for path, methods in told.items() for method in methods}
    shown = {
        f"{each.locator('.method').first.text_content()} {each.locator('.path').text_content()}"
        for each in page.locator(".operation").all()
    }

    assert shown == wanted
    expect(page.locator(".contents a")).to_have_count(len(wanted))


def test_an_operation_is_tried(page: Page, server: Running) -> None:
    """Parameters are filled in, the answer is shown with status, headers and its JSON laid out."""
    for number in range(3):
        server.send(mail(f"number {number}"))
    operation = opened(page, "messages_listed")
    operation.get_by_label("limit").fill("2")
    result = sent(operation)

    expect(result.locator(".status")).to_have_text("200 OK")
    shown = json.loads(result.locator(".result-body").text_content() or "")
    assert [each["Subject"] for each in shown["messages"]] == ["number 2", "number 1"]
    result.get_by_text("headers").click()
    expect(result.locator("dl")).to_contain_text("mailtrap-seq")


def test_the_command_does_the_same(page: Page, server: Running) -> None:
    """The command beside the form, run by a shell, has the same effect; quotes in the body do no harm."""
    id_ = server.send(mail())
    operation = opened(page, "messages_mark")
    operation.get_by_label("Body").fill(json.dumps({"IDs": [id_, "it's $HOME `x`"], "Read": True}, indent=2))
    command = operation.locator("[data-command]").text_content() or ""
    done = subprocess.run(["bash", "-c", f"{command} --silent --fail"], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "ok"), command
    assert server.messages()[0]["Read"] is True


def test_a_fault_is_shown(page: Page) -> None:
    """An error is an answer like any other, in its own colour."""
    result = sent(opened(page, "message_whole"))

    expect(result.locator(".status")).to_have_text("404 NOT FOUND")
    expect(result.locator(".result-body")).to_contain_text('"Error": "Message not found"')


def test_a_picture_is_shown(page: Page, server: Running) -> None:
    """An image is shown as one."""
    server.send(letter(text="x", attachments=[attached("a.png", PNG, "image/png")]))
    operation = opened(page, "parts_part")
    operation.locator("[name=part]").fill("2")
    result = sent(operation)

    expect(result.locator("img")).to_be_visible()
    assert result.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_what_deletes_all_is_asked_twice(page: Page, server: Running) -> None:
    """The example deletes nothing; an empty body deletes all, but not at the first press."""
    server.send(mail())
    operation = opened(page, "messages_delete")
    sent(operation)
    kept = len(server.messages())
    operation.get_by_label("Body").fill("")
    operation.get_by_role("button", name="Send", exact=True).click()
    still = len(server.messages())
    operation.get_by_role("button", name="Really delete all mails?").click()
    expect(operation.get_by_role("button", name="Send", exact=True)).to_be_enabled()

    assert (kept, still) == (1, 1)
    assert server.messages() == []


def test_the_socket_is_watched(page: Page, server: Running) -> None:
    """Frames are shown as they come, until one closes it."""
    operation = opened(page, "events_events")
    operation.get_by_role("button", name="Connect").click()
    expect(operation.locator(".status").last).to_be_visible()
    expect(operation.locator(".result .status")).to_have_text("connected")
    server.send(mail("seen at once"))

    expect(operation.locator(".result-body")).to_contain_text('"Subject": "seen at once"')
    operation.get_by_role("button", name="Close").click()
    expect(operation.locator(".result .status")).to_have_text("closed")


def test_the_stream_is_watched(page: Page, server: Running) -> None:
    """Server-sent events are shown as they come, of the inbox that is asked for; what is refused ends it."""
    operation = opened(page, "stream_events")
    operation.get_by_label("inbox").fill("default")
    expect(operation.locator("[data-command]")).to_contain_text("curl -N '")
    operation.get_by_role("button", name="Connect").click()
    expect(operation.locator(".result .status")).to_have_text("connected")
    server.send(mail("seen at once"))

    expect(operation.locator(".result-body")).to_contain_text('"Subject": "seen at once"')
    operation.get_by_role("button", name="Close").click()
    expect(operation.locator(".result .status")).to_have_text("closed")
    operation.get_by_label("query").fill("is:blue")
    operation.get_by_role("button", name="Connect").click()
    expect(operation.locator(".result .status")).to_have_text("closed")


def test_mails_are_sent(page: Page, server: Running) -> None:
    """The examples arrive, the one in its pieces and the one as it is; so does the second by its command."""
    for name in ("sending_send", "sending_put_in"):
        expect(sent(opened(page, name)).locator(".status")).to_have_text("200 OK")
    command = page.locator("#sending_put_in [data-command]").text_content() or ""
    done = subprocess.run(["bash", "-c", f"{command} --silent --fail"], capture_output=True, text=True)

    assert done.returncode == 0, command
    assert "Content-Type: message/rfc822" in command
    assert [each["Subject"] for each in server.messages()] == ["Hello"] * 3
    assert [each["Snippet"] for each in server.messages()] == ["A mail as it is."] * 2 + ["A mail in its pieces."]


def test_the_list_is_filtered(page: Page) -> None:
    """Words narrow down contents and operations alike."""
    page.get_by_label("Filter the operations").fill("get envelope")

    expect(page.locator(".operation:visible")).to_have_count(1)
    expect(page.locator(".contents a:visible")).to_have_text([re.compile("/message/{id}/envelope")])
    page.get_by_label("Filter the operations").fill("nonsense")
    expect(page.get_by_text("No operation is of these words.")).to_be_visible()


def test_an_address_opens_its_operation(page: Page, server: Running) -> None:
    """A link to an operation can be sent to somebody."""
    page.goto("about:blank")
    page.goto(f"{server.web}/api/v1/#faults_replace")

    expect(page.locator("#faults_replace")).to_have_attribute("open", "")
    expect(page.locator("#faults_replace summary").first).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    """On a phone as on a screen, nothing is cut off at the side, with every operation open."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('.operation').forEach((each) => { each.open = true; })")
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.operations *')]
            .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('pre, .vh'))
            .map((each) => each.outerHTML.slice(0, 100))"""
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wide == []


def test_the_main_page_leads_here(page: Page, server: Running) -> None:
    """The help of the main page has a link to this one, and this one leads back."""
    page.goto(server.web)
    page.get_by_role("button", name="Keyboard and help").click()
    page.get_by_role("link", name="REST API").click()
    expect(page).to_have_title("REST API · mailtrap")
    page.get_by_role("link", name="mailtrap, to the mails").click()

    expect(page).to_have_url(f"{server.web}/")
