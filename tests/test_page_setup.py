"""The set-up of the page: what it shows for each listener and login, what it remembers, how it greets the first."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mailtrap import certificate
from mailtrap.config import Listener
from tests.browser import Desk, OpenDesk, rows
from tests.conftest import DOOR, StartServer
from tests.support import Running, mail
from tests.test_web_about import USERS
from tests.views import SNIPPET

OFFERED = Listener("starttls", "127.0.0.1", 0)
DEMANDED = Listener("starttls", "127.0.0.1", 0, require=True)
IMPLICIT = Listener("smtps", "127.0.0.1", 0)


def setup(desk: Desk, server: Running) -> Page:
    """The set-up, with its snippets."""
    page = desk.live(server, "#/setup")
    expect(page.locator(SNIPPET).first).to_be_visible()
    return page


def snippet(page: Page, name: str) -> Locator:
    """The first snippet of a framework, once it is chosen."""
    tab = page.locator("#setup-picks").get_by_role("tab", name=name, exact=True)
    tab.click()
    expect(page.get_by_test_id("setup-snippet")).to_have_attribute("aria-labelledby", tab.get_attribute("id") or "")
    return page.locator(SNIPPET).first


def facts(page: Page) -> dict[str, str]:
    """What is told of the listener."""
    told = page.locator(".doors").inner_text().split("\n")
    return dict(zip(told[::2], told[1::2], strict=True))


def choose(page: Page, scheme: str, at: int = 0) -> None:
    """One of the listeners of a scheme."""
    values: list[str] = page.locator("#setup-door option").evaluate_all("(all) => all.map((one) => one.value)")
    page.locator("#setup-door").select_option([each for each in values if each.startswith(f"{scheme}:")][at])


# The listener


@pytest.mark.parametrize(
    ("listeners", "encryption", "first"),
    [
        ((IMPLICIT, DOOR), "none", 1),
        ((DEMANDED, OFFERED), "STARTTLS offered", 1),
        ((IMPLICIT, DEMANDED), "TLS from the start", 0),
        ((DEMANDED,), "STARTTLS required", 0),
    ],
)
def test_the_easiest_listener_is_first(
    start_server: StartServer, desk: Desk, listeners: tuple[Listener, ...], encryption: str, first: int
) -> None:
    """Plain text comes before what can be plain text, and that before the others; all are there to be chosen."""
    server = start_server(smtp=listeners)
    urls = [door["URL"] for door in server.api("info").json()["Mailtrap"]["SMTP"]]
    page = setup(desk, server)
    choices = page.locator("#setup-door option").evaluate_all("(all) => all.map((one) => one.value)")
    told = facts(page)

    assert choices == (urls if len(urls) > 1 else [])
    assert (told["Encryption"], told["Host"]) == (encryption, "127.0.0.1")
    assert f"127.0.0.1:{told['Port']}" in urls[first]
    expect(snippet(page, "Go")).to_contain_text(f"127.0.0.1:{told['Port']}")


def test_the_listener_makes_the_snippet(start_server: StartServer, desk: Desk) -> None:
    """With TLS a snippet verifies the certificate that is told and offered, and never puts that off."""
    server = start_server(smtp=(DOOR, OFFERED, IMPLICIT))
    own = server.api("info").json()["Mailtrap"]
    ports = [door["URL"].rpartition(":")[2] for door in own["SMTP"]]
    page = setup(desk, server)
    text = snippet(page, "Node")
    trust = page.get_by_test_id("setup-trust")
    expect(text).to_contain_text(f"port: {ports[0]},")
    expect(text).not_to_contain_text("tls:")
    expect(trust).to_be_hidden()
    choose(page, "starttls")
    expect(text).to_contain_text("requireTLS: true")
    expect(text).to_contain_text(f"port: {ports[1]},")
    expect(trust).to_contain_text(own["Certificate"]["SHA256"])
    choose(page, "smtps")
    expect(text).to_contain_text("secure: true")
    expect(text).to_contain_text('tls: { ca: readFileSync("mailtrap-cert.pem") }')
    page.locator("#setup-cafile").fill("/etc/it's.pem")
    expect(text).to_contain_text('readFileSync("/etc/it\'s.pem")')
    with page.expect_download() as coming:
        page.get_by_test_id("setup-certificate").click()
    everything = ""
    for name in page.locator("#setup-picks [role=tab]").all_inner_texts():
        snippet(page, name)
        everything += page.get_by_test_id("setup-snippet").inner_text()

    assert coming.value.suggested_filename == "mailtrap-cert.pem"
    assert coming.value.path().read_text() == server.api("certificate").text
    assert not re.search(r"verify_none|rejectUnauthorized|verify_peer=|insecure|CERT_NONE", everything, re.IGNORECASE)


def test_a_certificate_that_was_given(start_server: StartServer, desk: Desk, tmp_path: Any) -> None:
    """An authority may stand behind it, so it is said that this one may be trusted instead."""
    pair = certificate.ensure(tmp_path / "own", []).cert
    page = setup(desk, start_server(smtp=(IMPLICIT,), tls_cert=pair))

    expect(page.get_by_test_id("setup-trust")).to_contain_text("the certificate of that authority")


def test_one_that_listens_everywhere(start_server: StartServer, desk: Desk) -> None:
    """0.0.0.0 is no address to send to: the page tells the one under which it was reached itself."""
    server = start_server(smtp=(Listener("smtp", "0.0.0.0", 0),))
    page = setup(desk, Running(server.smtp, server.web.replace("127.0.0.1", "localhost"), server.db))

    assert facts(page)["Host"] == "localhost"
    expect(snippet(page, "Spring")).to_contain_text("spring.mail.host=localhost")


def test_a_socket_file(start_server: StartServer, desk: Desk, tmp_path: Any) -> None:
    """What can speak to a socket is told of it, what cannot says so."""
    server = start_server(smtp=(Listener("unix", path=str(tmp_path / "s")),))
    page = desk.live(server, "#/setup")
    expect(page.get_by_test_id("setup-snippet")).to_contain_text("Django needs a port")

    assert facts(page)["Socket"] == str(tmp_path / "s")
    expect(snippet(page, "swaks")).to_contain_text(f"swaks --socket {tmp_path / 's'}")


# The login


def test_an_inbox_is_a_login(server: Running, desk: Desk) -> None:
    """Whoever names an inbox gets a user of that name; a password may be given, or anything stands for it."""
    page = setup(desk, server)
    text = snippet(page, "Python")
    expect(text).not_to_contain_text("login")
    page.locator("#setup-user").fill("checkout")
    expect(text).to_contain_text('smtp.login("checkout", "password")')
    page.locator("#setup-password").fill('a"b\\c')
    expect(text).to_contain_text('smtp.login("checkout", "a\\"b\\\\c")')
    page.locator("#setup-user").fill("")
    expect(text).not_to_contain_text("login")


def test_a_login_that_needs_tls(start_server: StartServer, desk: Desk) -> None:
    """Where a login would be refused none is shown, and it is said why."""
    server = start_server(smtp=(DOOR, OFFERED), auth_require_tls=True)
    page = setup(desk, server)
    told = facts(page)["Login"]
    closed = page.locator("#setup-user").count()
    choose(page, "starttls")
    page.locator("#setup-user").fill("shop")

    assert (told, closed) == ("under TLS alone", 0)
    assert facts(page)["Login"] == "not needed"
    expect(snippet(page, "PHPMailer")).to_contain_text("$mail->Username = 'shop';")


def test_a_login_that_is_required(start_server: StartServer, desk: Desk) -> None:
    """A snippet without a login would not do, so there always is one."""
    page = setup(desk, start_server(auth_required=True))

    assert facts(page)["Login"] == "required"
    expect(snippet(page, "Rails")).to_contain_text("user_name: 'user'")


# What is remembered


def test_choices_are_remembered(start_server: StartServer, desk: Desk) -> None:
    """Framework, listener, inbox, password and place of the certificate are there again after a reload."""
    page = setup(desk, start_server(smtp=(DOOR, OFFERED)))
    choose(page, "starttls")
    for name, value in (("user", "checkout"), ("password", "pass"), ("cafile", "/srv/c.pem")):
        page.locator(f"#setup-{name}").fill(value)
    expect(snippet(page, "Rails")).to_contain_text("user_name: 'checkout'")
    before = page.get_by_test_id("setup-snippet").inner_text()
    page.reload()
    expect(page.locator("#pick-rails")).to_have_attribute("aria-selected", "true")
    expect(page.locator(SNIPPET).first).to_be_visible()

    assert page.get_by_test_id("setup-snippet").inner_text() == before
    assert "c.pem" in before


def test_a_secret_is_not_remembered(start_server: StartServer, desk: Desk, tmp_path: Any) -> None:
    """A password that the server has a list of is kept nowhere in the browser."""
    users = tmp_path / "users"
    users.write_text(USERS)
    page = setup(desk, start_server(auth_file=users))
    page.locator("#setup-user").fill("ada")
    page.locator("#setup-password").fill("very-secret")
    expect(snippet(page, "Python")).to_contain_text('smtp.login("ada", "very-secret")')
    kept = page.evaluate("JSON.stringify(localStorage)")
    page.reload()

    assert "very-secret" not in kept
    expect(page.locator("#setup-password")).to_have_value("")
    expect(page.locator("#setup-user")).to_have_value("ada")


def test_a_snippet_is_copied(server: Running, desk: Desk) -> None:
    """Each has its button, which takes the whole of it."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = setup(desk, server)
    text = snippet(page, "Go").text_content()
    button = page.get_by_test_id("setup-snippet").get_by_role("button")
    button.click()
    expect(button).to_have_text("Copied")

    assert page.evaluate("navigator.clipboard.readText()") == text


# Mail


@pytest.mark.parametrize("hash_", ["", "#/setup"], ids=["list", "set-up"])
def test_the_first_mail_turns_the_page(server: Running, desk: Desk, hash_: str) -> None:
    """It waits, says that it works once something has come, and leads there."""
    page = desk.live(server, hash_)
    waiting = page.get_by_test_id("setup-waiting")
    expect(waiting).to_have_text("Waiting for the first mail…")
    server.send(mail("<b>First</b> of all"))
    expect(page.locator("#setup-title")).to_have_text("It works: the first mail is here")
    expect(page.get_by_test_id("setup-came")).to_have_text("<b>First</b> of all")
    server.send(mail("Second"))
    expect(rows(page)).to_have_count(2)
    page.get_by_test_id("setup-came").click()

    expect(page.get_by_test_id("mail-subject")).to_have_text("<b>First</b> of all")
    expect(page.locator("#setup")).to_be_hidden()


def test_with_mail_there_it_waits_for_the_next(server: Running, desk: Desk) -> None:
    """Who comes straight to the set-up of a full box is not told that a first mail has come."""
    server.send(mail("old"))
    page = setup(desk, server)
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#setup-title")).to_have_text("Send mail here")
    expect(page.get_by_test_id("setup-waiting")).to_have_text("Waiting for the next mail…")
    server.send(mail("new"))

    expect(page.get_by_test_id("setup-came")).to_have_text("new")
    expect(page.locator("#setup-title")).to_have_text("Send mail here")


def test_a_first_mail_on_a_phone(server: Running, desks: OpenDesk) -> None:
    """Nothing is wider than the screen, and the list takes the place of the greeting."""
    page = desks(390, 844).live(server)
    expect(page.locator(SNIPPET).first).to_be_visible()
    wide = page.evaluate("document.querySelector('#setup').scrollWidth - document.querySelector('#setup').clientWidth")
    server.send(mail("First"))

    assert wide <= 0
    expect(rows(page).first).to_be_visible()


# Loading


def test_it_is_loaded_when_it_is_shown(server: Running, desk: Desk) -> None:
    """With mail in the box neither its script nor its styles are asked for, until somebody wants them."""
    server.send(mail("old"))
    page = desk.live(server)
    expect(rows(page)).to_have_count(1)
    before = [each.url for each in desk.requests]
    page.locator("#open-setup").click()
    expect(page.locator(SNIPPET).first).to_be_visible()
    after = [each.url for each in desk.requests]

    assert [url for url in before if "setup/view" in url or "snippets" in url or "setup.css" in url] == []
    assert [url for url in after if url.endswith(("setup/view.js", "setup.css"))] != []
    assert desk.complaints == []


def test_a_server_that_does_not_tell(server: Running, desk: Desk) -> None:
    """Without an answer about the listeners it says so, and tries again when it is asked to."""
    broken = [True]

    def answer(route: Route) -> None:
        if broken:
            route.fulfill(status=503, json={"Error": "busy"})
        else:
            route.continue_()

    desk.context.route("**/api/v1/info", answer)
    page = desk.live(server, "#/setup")
    again = page.locator("#setup").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    broken.clear()
    again.click()

    expect(page.locator(SNIPPET).first).to_be_visible()
