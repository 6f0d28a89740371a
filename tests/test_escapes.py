"""No way leads out of a mail: in the page, in a tab of its own, by any of its parts; nothing runs, nobody is told."""

import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, expect

from tests.browser import REFUSED, Desk, OpenDesk, open_mail, preview, settle, watch_navigation
from tests.escapes import DOCUMENTS, VECTORS, Trap, documents, hostile_mails, hostile_pages, vectors
from tests.letters import letter
from tests.support import Running, wait_for

LEAD_OUT = 60
"""Ways that do at least, where nothing holds them; it is some 80, while some need a click or are of other browsers."""


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


def test_there_are_enough_vectors(trap: Trap) -> None:
    """The list of ways is long, and every one would reach the attacker or run something."""
    assert len(VECTORS) >= 100
    assert len(DOCUMENTS) >= 30
    assert [name for name, text in vectors(trap).items() if "{" in text and "{t}" in text] == []


def test_the_ways_lead_out_where_nothing_holds_them(desk: Desk, trap: Trap) -> None:
    """On a page without any protection most of these ways reach the attacker: the detector can fail."""
    pages = hostile_pages(trap)
    trap.pages = {f"/page/{at}": page.encode() for at, page in enumerate(pages)}
    for at in range(len(pages)):
        page = desk.context.new_page()
        page.goto(f"{trap.url}/page/{at}", wait_until="commit")
    names = list(VECTORS)

    def escaped() -> set[str]:
        numbers = {path.split("/")[1] for path in trap.paths}
        return {name for number, name in enumerate(names) if str(number) in numbers}

    wait_for(lambda: len(escaped()) >= LEAD_OUT, 60, "what leads out")
    logging.getLogger(__name__).info(
        "%d of %d ways lead out: not %s", len(escaped()), len(names), set(names) - escaped()
    )

    assert desk.dialogs


def test_the_trap_catches(trap: Trap, desk: Desk) -> None:
    """What is asked of the attacker's server is seen there and in the browser's requests: the trap is set."""
    page = desk.context.new_page()
    page.set_content(f'<img id="i" src="{trap.url}/seen.png"><link rel="preconnect" href="{trap.url}">')
    wait_for(lambda: trap.hits, what="the request")

    assert any("/seen.png" in hit for hit in trap.hits)
    assert f"{trap.url}/seen.png" in [request.url for request in desk.requests]


def test_hostile_mail_does_nothing_in_the_preview(server: Running, desk: Desk, trap: Trap) -> None:
    """Mails with every vector, opened in the page one by one: nothing runs, and nothing is asked of anybody else."""
    ids = [server.send(raw) for raw in hostile_mails(trap)]
    page = desk.live(server)
    watch_navigation(page)
    for at, id_ in enumerate(ids):
        open_mail(page, id_, f"hostile {at}")
        frame = page.frame_locator("[data-testid=preview-frame]")
        expect(frame.locator("body")).to_contain_text("the end")
        preview(page).wait_for_load_state("load")
        for link in ("js-link", "ping", "top", "press"):
            if (found := frame.locator(f"#{link}")).count():
                found.dispatch_event("click")
    last = server.send(letter(html="<p>harmless</p>", subject="harmless"))
    open_mail(page, last, "harmless")
    expect(page.frame_locator("[data-testid=preview-frame]").locator("p")).to_be_visible()
    preview(page).wait_for_load_state("load")

    assert trap.hits == []
    assert desk.foreign(server) == []
    assert desk.dialogs == []
    assert [said for said in desk.complaints if "RAN" in said and said.startswith("log")] == []
    assert page.evaluate("[window.ran, window.stillTheSame]") == [None, True]
    assert len(server.messages()) == len(ids) + 1
    own = [request.url for request in desk.requests if request.failure not in REFUSED]
    assert not [url for url in own if "/api/v1/message/latest" in url or "/guess/" in url]


def test_hostile_mail_does_nothing_in_a_tab_of_its_own(server: Running, desk: Desk, trap: Trap) -> None:
    """The same mails, their address opened as a tab of its own: the prison is in the answer, not in our frame."""
    ids = [server.send(raw) for raw in hostile_mails(trap)]
    for id_ in ids:
        page = desk.open(f"{server.web}/view/{id_}.html")
        expect(page.locator("body")).to_contain_text("the end")
        for link in ("js-link", "press"):
            if (found := page.locator(f"#{link}")).count():
                found.dispatch_event("click")
        settle(page)
        ran, url, origin = page.evaluate("[window.ran, location.href, window.origin]")
        page.close()

        assert ran is None
        assert url == f"{server.web}/view/{id_}.html"
        assert origin == "null"

    assert trap.hits == []
    assert desk.foreign(server) == []
    assert desk.dialogs == []
    assert len(server.messages()) == len(ids)


@pytest.mark.parametrize("query", ["", "?remote=1"])
def test_a_frameset_opens_nothing(server: Running, desk: Desk, trap: Trap, query: str) -> None:
    """A mail that is nothing but frames connects to none of their hosts."""
    frames = f'<frameset><frame src="{trap.url}/one"><frame src="{trap.url}/two"></frameset>'
    id_ = server.send(letter(html=frames))
    page = desk.open(f"{server.web}/view/{id_}.html{query}")
    expect(page.locator("frame")).to_have_count(2)
    settle(page)

    assert trap.hits == []
    assert desk.foreign(server) == []


def test_parts_as_tabs_of_their_own(server: Running, desks: OpenDesk, trap: Trap) -> None:
    """Each attachment by its addresses, and the mail itself, opened as a tab: all are files or plain text."""
    desk = desks(accept_downloads=False)
    files = documents(trap)
    id_ = server.send(letter(text="files", html="<p>files", subject="files", attachments=files))
    parts = server.api(f"message/{id_}").json()["Attachments"]
    numbers = [part["PartID"] for part in parts]
    api = f"{server.web}/api/v1"
    urls = [f"{api}/message/{id_}/part/{number}{more}" for number in numbers for more in ("", "/source")]
    urls += [
        f"{api}/message/{id_}/part/{number}/{more}" for number in numbers[::8] for more in ("thumb", "card", "page/1")
    ]
    urls += [f"{api}/message/{id_}/raw", f"{api}/message/{id_}/raw?dl=1", f"{api}/message/{id_}/parts.zip"]
    urls += [f"{api}/message/{id_}", f"{api}/message/{id_}/headers", f"{server.web}/view/{id_}.txt"]
    urls += [f"{api}/messages/{id_}/download", f"{server.web}/email/{id_}/source", f"{server.web}/email/{id_}/html"]
    urls += [f"{api}/messages/{id_}/mime/part/{at}/download" for at in range(0, len(numbers) + 1, 2)]
    for prefix in ("", "/api"):
        given = server.api(f"{prefix}/email/{id_}").json()["attachments"]
        names = [each.get("generatedFileName") or each["filename"] for each in given]
        urls += [f"{server.web}{prefix}/email/{id_}/attachment/{quote(name)}" for name in names[::3]]
    page = desk.context.new_page()
    shown, kept = [], 0
    for url in urls:
        try:
            answer = page.goto(url)
        except Error as fault:  # what is no page is a download
            assert "Download is starting" in str(fault) or "ERR_ABORTED" in str(fault), fault
            kept += 1
        else:
            assert answer
            policy = answer.headers["content-security-policy"]
            shown.append(
                (url, answer.headers["x-content-type-options"], "default-src 'none'" in policy, "sandbox" in policy)
            )
            assert page.evaluate("[window.ran ?? null, window.origin]") == [None, "null"], url

    assert len(urls) >= 3 * len(files)
    assert kept >= len(files)
    assert [each for each in shown if each[1:] != ("nosniff", True, True)] == []
    assert trap.hits == []
    assert desk.foreign(server) == []
    assert desk.dialogs == []


def test_what_is_elsewhere_is_told_nothing(server: Running, desk: Desk, trap: Trap) -> None:
    """Asked for, pictures and styles of elsewhere come, without a word of where from; still nothing runs."""
    for raw in hostile_mails(trap):
        desk.open(f"{server.web}/view/{server.send(raw)}.html?remote=1")
    wait_for(lambda: any("img.png" in path for path in trap.paths), what="a picture")
    for page in desk.context.pages:
        settle(page)
        assert page.evaluate("[window.ran ?? null, window.origin]") == [None, "null"]

    assert [hit for hit in trap.hits if "referer:" in hit.lower() or "cookie:" in hit.lower()] == []
    assert [hit for hit in trap.hits if "origin: http" in hit.lower()] == []
    assert not [
        path for path in trap.paths if path.endswith(("/js", "/form", "/refresh", "/xhr", "/iframe", "/object.html"))
    ]
    assert desk.dialogs == []
