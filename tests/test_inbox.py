"""An inbox and its mails as a test has them: waiting, refusing, looking, and what is said when it is not so."""

import asyncio
import smtplib
import socket
import threading
import unittest
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

import mailtrap
from mailtrap import wire
from mailtrap.client import (
    BadArgument,
    BadRequest,
    ClientError,
    Missing,
    Unavailable,
    Unexpected,
    Unreachable,
    WaitTimeout,
)
from mailtrap.client.doors import Door, door_of
from mailtrap.client.question import question
from mailtrap.client.settings import Login
from mailtrap.errors import ConfigError, ListenError
from tests.letters import attached, letter
from tests.support import mail, run_async, wait_for

RESET = letter(
    html='<p>Your code is <b>481 592</b>.</p><p><a class="button" href="https://shop.test/reset?t=1">Reset'
    '  password</a> <a href="https://shop.test/help">Help</a> <a href="https://shop.test/help?2">help</a></p>',
    text="Your code is 481 592.",
    subject="Reset your password",
    attachments=[attached("terms.pdf", b"%PDF-")],
)


@pytest.fixture(scope="module")
def server() -> Iterator[mailtrap.Server]:
    """A catcher without options, for all tests of this file: each has an inbox of its own."""
    with mailtrap.Server() as server:
        wait_for(server.client.readyz, what="the server")
        yield server


@pytest.fixture
def inbox(server: mailtrap.Server) -> mailtrap.Inbox:
    """A new inbox."""
    return server.open_inbox()


def send(inbox: mailtrap.Inbox, raw: bytes = RESET, to: str = "bob@example.test") -> None:
    """One mail into it, as whoever is tested sends."""
    with inbox.smtp() as connection:
        connection.sendmail("shop@example.test", [to], raw)


def later(inbox: mailtrap.Inbox, raw: bytes) -> threading.Timer:
    """The same, when somebody waits already."""
    timer = threading.Timer(0.2, send, [inbox, raw])
    timer.name = "test-sender"
    timer.start()
    return timer


# Waiting


def test_a_test_waits_for_its_mail(inbox: mailtrap.Inbox) -> None:
    """A search and keywords together find it, whether it is there or comes; looking leaves it unread."""
    timer = later(inbox, RESET)
    message = inbox.wait("is:unread", to="bob@", subject="reset your", attachment="terms.pdf")
    timer.join()

    assert (message.subject, message.to, message.code) == ("Reset your password", ["bob@example.test"], "481592")
    assert inbox.wait(body="481 592", timeout=0) == inbox.latest() == inbox.messages("is:unread")[0] == message
    assert (inbox.count(), inbox.count(subject="nothing")) == (1, 0)


def test_a_test_sees_its_own_mail_alone(server: mailtrap.Server) -> None:
    """Two inboxes of a server know nothing of each other, and what is cleared is one of them."""
    one, two = server.open_inbox(), server.open_inbox()
    send(one, mail("for one"))
    send(two, mail("for two"))
    two.clear()

    assert [each.subject for each in one.messages()] == ["for one"]
    assert (one.name != two.name, two.count()) == (True, 0)


def test_several_are_waited_for(inbox: mailtrap.Inbox) -> None:
    """With a count there is a list of so many, newest first; with ``since`` what was there before does not count."""
    for subject in ("first", "second", "third"):
        send(inbox, mail(subject))
    before = inbox.seq()
    both = inbox.wait(count=2)
    timer = later(inbox, mail("fourth"))
    new = inbox.wait(since=before)
    timer.join()

    assert [each.subject for each in both] == ["third", "second"]
    assert new.subject == "fourth"


def test_asyncio_goes_on_meanwhile(inbox: mailtrap.Inbox) -> None:
    """The asynchronous waits hold up nobody in the loop, tell the same when nothing comes, and can be cancelled."""

    async def three() -> tuple[mailtrap.Message, str]:
        waiting = asyncio.create_task(inbox.wait_async(subject="late", timeout=20))
        cancelled = asyncio.create_task(inbox.wait_async(subject="never", timeout=300))
        with pytest.raises(WaitTimeout, match="there is no mail at all"):
            await inbox.wait_async(timeout=0.1)
        await inbox.expect_none_async(for_=0.1)
        assert not waiting.done()
        await asyncio.to_thread(send, inbox, mail("late"))
        found = await waiting
        cancelled.cancel()
        with suppress(asyncio.CancelledError):
            await cancelled
        with pytest.raises(Unexpected, match="late") as caught:
            await inbox.expect_none_async(for_=20)
        listed = await inbox.client.wait_async("subject:late")
        assert listed.satisfied
        assert [each.subject for each in await inbox.wait_async(count=1)] == ["late"]
        with pytest.raises(BadRequest, match="from: has no value"):
            await inbox.wait_async("from:")
        return found, caught.value.messages[0].subject

    found, unexpected = run_async(three())

    assert (found.subject, unexpected) == ("late", "late")


def test_asyncio_and_nobody_there() -> None:
    """A server that is not there is told at once."""
    with mailtrap.Client("http://127.0.0.1:9") as client, pytest.raises(Unreachable, match="nobody answers there"):
        run_async(client.wait_async())


def test_none_is_to_come(inbox: mailtrap.Inbox) -> None:
    """Nothing is seen to stay away, and what comes although it must not is told."""
    inbox.expect_none(for_=0.1)
    timer = later(inbox, mail("spam"))
    inbox.expect_none(subject="invoice", for_=0.1)
    with pytest.raises(AssertionError) as caught:
        inbox.expect_none("subject:spam", for_=20)
    timer.join()

    assert isinstance(caught.value, Unexpected)
    assert "was to get no mail that 'subject:spam' finds, but has 1:" in str(caught.value)
    assert [each.subject for each in caught.value.messages] == ["spam"]


def test_a_server_that_stops_meanwhile_proves_nothing() -> None:
    """That no mail came is not said by a server that stopped before the time was up."""
    server = mailtrap.Server().start()
    with mailtrap.Client(server.url) as client, ThreadPoolExecutor(2) as pool:
        inbox = client.open_inbox()
        waits: list[Future[object]] = [
            pool.submit(inbox.expect_none, for_=60),
            pool.submit(inbox.wait, timeout=60),
        ]
        wait_for(lambda: server.inbox.watchers() == 2, what="both waits")
        server.close()
        faults = [each.exception(30) for each in waits]

    assert [type(each) for each in faults] == [Unavailable, Unavailable]
    assert "the server is stopping" in str(faults[0])


# What is told when it does not come


def test_a_wait_in_vain_says_what_came_and_what_it_lacks(inbox: mailtrap.Inbox) -> None:
    """Each of the newest mails stands there with the terms that it does not have. It is an AssertionError."""
    send(inbox, mail("Welcom to the shop", to="bob@example.test"))
    with pytest.raises(AssertionError) as caught:
        inbox.wait(to="bob@", subject='"Welcome"', timeout=0.1)
    lines = str(caught.value).splitlines()

    assert isinstance(caught.value, WaitTimeout)
    assert lines[0].endswith(r"""for 1 of 'to:"bob@" subject:"\\"Welcome\\""': none came""")
    assert lines[1:4] == [
        '  to:"bob@" alone finds 1', r'  subject:"\"Welcome\"" alone finds none',
        "  there are 1 in all, the newest of them:",
    ]  # fmt: skip
    assert lines[4].endswith("ada@example.test to bob@example.test: Welcom to the shop")
    assert lines[5:] == [r'      but not subject:"\"Welcome\""']


def test_a_wait_in_vain_says_what_smtp_refused(server: mailtrap.Server) -> None:
    """What the server refused this user since the inbox was opened stands there; what it refused others does not."""
    bad = wire.FaultMatch(phase="rcpt", recipient="*@bad.test")
    server.client.set_faults([wire.FaultRule(name="bad", match=bad, effect=wire.FaultEffect(code=550))])
    inbox, other = server.open_inbox(), server.open_inbox()
    try:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(inbox, to="eve@bad.test")
    finally:
        server.client.set_faults([])
    wait_for(lambda: [each for each in inbox.failed() if each.ended], what="the end of the session")
    with pytest.raises(WaitTimeout) as caught:
        inbox.wait(timeout=0)
    with pytest.raises(WaitTimeout) as others:
        other.wait(timeout=0)

    assert "SMTP sessions that went wrong:" in str(caught.value)
    assert "RCPT TO:<eve@bad.test> -> 550 " in str(caught.value).lower().replace("rcpt to", "RCPT TO")
    assert "eve@bad.test" not in str(others.value)


def test_mail_without_a_login_is_told(server: mailtrap.Server, inbox: mailtrap.Inbox) -> None:
    """Whoever forgets the user finds a hint where the mail went."""
    default = server.open_inbox("default")
    send(default)
    with pytest.raises(WaitTimeout, match="1 came without a login, into 'default'"):
        inbox.wait(timeout=0)
    default.clear()


# One mail


def test_what_a_mail_has(inbox: mailtrap.Inbox) -> None:
    """Text, HTML, elements, codes, links, parts, files, header fields, envelope, session and bytes of a mail."""
    send(inbox)
    message = inbox.latest()

    assert message.raw == RESET
    assert (message.text.strip(), message.html.startswith("<p>Your code")) == ("Your code is 481 592.", True)
    assert [(each.tag, each.text, each.attributes["class"]) for each in message.select("a.button")] == [
        ("a", "Reset password", "button")
    ]
    assert (message.code, message.codes) == ("481592", ["481592"])
    assert message.link("reset PASSWORD") == message.link() == "https://shop.test/reset?t=1"
    assert [each.url for each in message.links] == [
        "https://shop.test/reset?t=1", "https://shop.test/help", "https://shop.test/help?2",
    ]  # fmt: skip
    assert [(each.name, each.content_type, each.content) for each in message.attachments] == [
        ("terms.pdf", message.part("terms.pdf").content_type, b"%PDF-")
    ]
    assert message.part("TEXT/html").text == message.html
    assert message.part(message.attachments[0].number).headers["content-disposition"].startswith("attachment")
    assert message.headers["SUBJECT"] == "Reset your password"
    assert ("X-None" in message.headers, message.headers.get("x-none"), message.headers.get_all("to")) == (
        False, None, [message.headers["To"]],
    )  # fmt: skip
    assert len(message.headers) == len(list(message.headers))
    assert [each.address for each in message.envelope.recipients] == ["bob@example.test"]
    assert (message.envelope.user, message.transcript.user) == (inbox.user, inbox.name)
    assert message.url.startswith(f"{inbox.client.url}/#/m/")
    assert not message.summary.read and inbox.count("is:unread") == 1


@pytest.mark.parametrize(
    ("look", "says"),
    [
        (lambda message: message.code, "has no code; it says: See you at noon."),
        (lambda message: message.link(), "has no main link; there are: none"),
        (lambda message: message.part("9.9"), "has no part '9.9'; there are:\n  <Part 1 text/plain "),
    ],
    ids=["code", "link", "part"],
)
def test_what_a_mail_does_not_have(
    inbox: mailtrap.Inbox, look: Callable[[mailtrap.Message], object], says: str
) -> None:
    """What is asked for and is not there is an AssertionError that tells what is."""
    send(inbox, mail("Plain", "See you at noon."))
    with pytest.raises(AssertionError) as caught:
        look(inbox.latest())

    assert isinstance(caught.value, Missing)
    assert says in str(caught.value)


def test_links_that_cannot_be_told_apart(inbox: mailtrap.Inbox) -> None:
    """A text that several links to different places show is none; one that none shows tells which there are."""
    send(inbox)
    message = inbox.latest()

    with pytest.raises(Missing, match="has 2 of link 'help'"):
        message.link("help")
    with pytest.raises(Missing, match=r"no link 'nothing'; there are:\n  Reset password: https://shop.test/reset"):
        message.link("nothing")
    with pytest.raises(BadArgument, match=r"css: 'a\[' is no selector"):
        message.select("a[")
    with pytest.raises(Missing, match="that 'subject:none' finds; to wait until one comes"):
        inbox.latest("subject:none")


# What will not do


@pytest.mark.parametrize(
    "name",
    [
        "ä ö/ü",
        ".",
        "..",
        "/",
        "/a",
        "a//b/",
        "日本 %41?#&+",
        "'\"<>\\",
        "x\u202ey",
        " lead",
        "😀",
        "a@b.test",
        "x" * 1000,
    ],
    ids=ascii,
)
def test_a_name_of_any_characters(server: mailtrap.Server, name: str) -> None:
    """An inbox may be called as one likes: it gets its mail, is searched, cleared and linked to."""
    inbox = server.open_inbox(name)
    send(inbox, mail("here"))
    envelope = inbox.wait(subject="here").envelope
    inbox.client.set_retention(count=5)
    bounds = inbox.client.retention()
    inbox.clear()
    left = inbox.count()
    send(inbox)
    inbox.client.empty_inbox()

    assert (envelope.inbox, envelope.user) == (name, name)
    assert (bounds.count, left, inbox.count()) == (5, 0, 0)


@pytest.mark.parametrize(
    ("name", "says"),
    [("a\0b", "control character"), ("a\r\nb", "control character"), (" ", "blank"), ("\ud800", "half a character"),
     ("ä" * 501, "has 1,002 bytes; give at most 1,000")],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_no_login_can_have(server: mailtrap.Server, name: str, says: str) -> None:
    """It is refused where it is given, not where it is sent."""
    with pytest.raises(BadArgument, match=says):
        server.open_inbox(name)


def test_wrong_waits(inbox: mailtrap.Inbox) -> None:
    """A search that cannot be read and keywords that are none are told at once, whatever the timeout."""
    with pytest.raises(BadRequest, match="'from:' at column 1"):
        inbox.wait("from:", timeout=60)
    with pytest.raises(BadArgument, match="subjekt: is no keyword of a wait; there are from_, to, "):
        inbox.wait(subjekt="x", timeout=60)  # type: ignore[call-overload]
    with pytest.raises(BadArgument, match="subject: ' ' will not do"):
        inbox.wait(subject=" ", timeout=60)
    with pytest.raises(BadArgument, match="count: 0"):
        inbox.wait(count=0)


@pytest.mark.parametrize(
    ("query", "keywords", "asked"),
    [
        ("", {}, ""),
        ("a b", {}, "a b"),
        ("a b", {"subject": "c"}, 'a b subject:"c"'),
        ("a OR b", {"subject": "c"}, '(a OR b) subject:"c"'),
        ("", {"from_": "x", "attachment": 'a "b" \\'}, r'from:"x" filename:"a \"b\" \\"'),
    ],
)
def test_keywords_are_terms(query: str, keywords: dict[str, str], asked: str) -> None:
    """Keywords stand behind the search, and what they hold has no meaning of its own."""
    assert question(query, keywords) == asked  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["{} OR {}", "{}\nOR\n{}", "{}\tOR {}", "({})OR({})", "{} OR({})"])
def test_keywords_hold_beside_any_search(inbox: mailtrap.Inbox, written: str) -> None:
    """However an OR is written, what a keyword says holds for both sides of it."""
    send(inbox, mail("alpha", to="bob@example.test"))
    send(inbox, mail("beta", to="ada@example.test"))
    query = written.format("subject:alpha", "subject:beta")

    assert len(inbox.messages(query)) == 2
    assert [each.subject for each in inbox.messages(query, to="ada@")] == ["beta"]


def test_a_search_beside_keywords_is_whole_by_itself(inbox: mailtrap.Inbox) -> None:
    """Brackets that only what is put around it would close are told, at the place where they stand."""
    with pytest.raises(BadRequest, match=r"'\)' at column 2: it closes no bracket"):
        inbox.wait("a) OR (b", to="ada@", timeout=60)


# Servers


def test_a_server_for_unittest() -> None:
    """Without pytest: a catcher per class, an inbox per test, and a wait in vain is a failure, not an error."""

    class Signup(unittest.TestCase):
        server: mailtrap.Server

        @classmethod
        def setUpClass(cls) -> None:
            cls.server = cls.enterClassContext(mailtrap.Server())

        def test_mail(self) -> None:
            inbox = self.server.open_inbox()
            with smtplib.SMTP(inbox.host, inbox.port) as connection:
                connection.login(inbox.user, inbox.password)
                connection.sendmail("a@x.test", ["b@x.test"], mail("Welcome"))
            self.assertEqual(inbox.wait(subject="Welcome").to, ["bob@example.test"])

        def test_no_mail(self) -> None:
            self.server.open_inbox().wait(timeout=0)

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Signup).run(result)

    assert (result.testsRun, len(result.failures), result.errors) == (2, 1, [])


def test_a_server_by_options(tmp_path: Path) -> None:
    """Options have the names and the words of the command line; without one nothing is kept."""
    with mailtrap.Server(db=tmp_path / "mail.db", max_size=1000, smtp=["127.0.0.1:0", "127.0.0.1:0"]) as server:
        about = server.client.info().mailtrap
        name = server.db

    assert (len(server.smtp), about.limits.message_size, about.store.ephemeral) == (2, 1000, False)
    assert Path(name) == tmp_path / "mail.db"
    assert Path(name).exists()
    with pytest.raises(ConfigError, match="'max_siez' is no option; there are smtp"):
        mailtrap.Server(max_siez=1)
    with pytest.raises(ConfigError, match="smtp: 'nowhere' is no address"):
        mailtrap.Server(smtp="nowhere")


def test_a_server_by_https() -> None:
    """Its client trusts the certificate that it made for its page."""
    with mailtrap.Server(web_tls=True) as server:
        told = server.client.info().mailtrap.web

    assert (told.url, told.tls) == (server.url, True)


def test_a_server_that_was_started_already() -> None:
    """``with`` goes on with it: no second one is started, which nobody would close."""
    started = mailtrap.Server().start()
    first = started.smtp, started.url, started.db
    with started as server:
        second = server.smtp, server.url, server.db

    assert (server is started, second) == (True, first)
    assert not Path(server.db).parent.exists()
    with pytest.raises(OSError, match="refused"):
        smtplib.SMTP(server.host, server.port)


def test_a_port_that_somebody_has() -> None:
    """It is told which, and nothing is left open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=str(port)):
            mailtrap.Server(smtp=f"127.0.0.1:{port}").start()


def test_a_test_that_ends_while_mail_is_on_its_way() -> None:
    """A server that is closed meanwhile waits for what was begun, hangs nobody, and leaves no thread."""
    before = set(threading.enumerate())
    faults: list[Exception] = []

    def send_many(inbox: mailtrap.Inbox) -> None:
        try:
            with inbox.smtp() as connection:
                while True:
                    connection.sendmail("a@x.test", ["b@x.test"], mail())
        except (smtplib.SMTPException, OSError) as fault:
            faults.append(fault)

    with mailtrap.Server() as server:
        inbox = server.open_inbox()
        sender = threading.Thread(target=send_many, args=[inbox], name="test-sender")
        sender.start()
        inbox.wait(count=5)
    sender.join(30)
    with pytest.raises(ClientError):
        inbox.wait(timeout=60)

    assert (len(faults), sender.is_alive()) == (1, False)
    wait_for(lambda: set(threading.enumerate()) <= before, what="the end of the threads")


def told(url: str, tls: str = "none") -> wire.Door:
    """A listener as /info tells it."""
    return wire.Door(url=url, tls=tls, login="optional", users="any", login_needs_tls=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("door", "url", "found"),
    [
        ("smtp://127.0.0.1:1025", "http://localhost:8025", Door("127.0.0.1", 1025)),
        ("smtp://0.0.0.0:1025", "http://mail.test:8025", Door("mail.test", 1025)),
        ("smtp://[::]:1025", "http://[::1]:8025/mail", Door("::1", 1025)),
        ("smtp://127.0.0.1:1025", "http://catcher:8025", Door("catcher", 1025)),
        ("smtp://10.0.0.1:25", "http://catcher:8025", Door("10.0.0.1", 25)),
    ],
)
def test_where_a_running_server_takes_mail(door: str, url: str, found: Door) -> None:
    """It is where the server says, but for addresses that mean something else from outside of its machine."""
    assert door_of([told("unix:/x"), told("smtps://127.0.0.1:465", "implicit"), told(door)], url) == found


def test_no_listener_without_tls() -> None:
    """It is told which there are."""
    with pytest.raises(ClientError, match=r"no listener takes mail without TLS \(smtps://127.0.0.1:465\)"):
        door_of([told("smtps://127.0.0.1:465", "implicit")], "http://127.0.0.1:8025")


def test_settings() -> None:
    """Variables and settings name the same place and login, quoted where they are parts of a URL."""
    login = Login("::1", 25, "a b@ü", "p/w", "http://[::1]:80")
    environment = login.environment()

    assert login.mail_url == "smtp://a%20b%40%C3%BC:p%2Fw@[::1]:25"
    assert environment["MAIL_URL"] == environment["EMAIL_URL"] == login.mail_url
    assert (environment["SMTP_HOST"], environment["SMTP_PORT"], environment["MAILTRAP_URL"]) == ("::1", "25", login.url)
    assert environment["DJANGO_EMAIL_HOST_USER"] == login.django()["EMAIL_HOST_USER"] == "a b@ü"
    assert login.flask()["MAIL_PORT"] == login.django()["EMAIL_PORT"] == 25
    assert Login("h", 1).mail_url == "smtp://h:1"
