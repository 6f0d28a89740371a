"""Fault rules as clients feel them: in each phase, by each choice, given by option, by file and while the server runs."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mailtrap.config import Listener
from tests.conftest import StartServer
from tests.dialogue import EHLO, MAIL, RCPT, Wire, ended, play, sessions, texts, wire
from tests.support import ROOT, Dialogue, Running, mail, start_process, stop_process, stuffed, wait_for

PHASES: dict[str, tuple[str, str, str]] = {
    "connect": ("", "", "220 mailtrap ESMTP mailtrap"),
    "ehlo": ("", "EHLO x", "250-mailtrap"),
    "starttls": (EHLO, "STARTTLS", "220 2.0.0 Ready to start TLS"),
    "auth": (EHLO, "AUTH PLAIN AGFkYQB4", "235 2.7.0 Authentication succeeded"),
    "mail": (EHLO, "MAIL FROM:<a@b.test>", "250 2.1.0 Sender ok"),
    "rcpt": (MAIL, "RCPT TO:<c@d.test>", "250 2.1.5 Recipient ok"),
    "data": (RCPT, "DATA", "354 End data with <CR><LF>.<CR><LF>"),
    "message": (RCPT + "> DATA\n< 354\n> Subject: x\n", ".", "250 2.0.0 Ok: caught as "),
}
"""Where a rule is asked: what comes before, the line that leads to it, and how the answer to that begins."""
PHASE = pytest.mark.parametrize("phase", PHASES, ids=[f"rfc5321-4.2.5-{phase}" for phase in PHASES])


def come_to(start_server: StartServer, phase: str, rule: str, **options: Any) -> tuple[Running, Wire]:
    """A session just at that phase of a server with one rule."""
    before, line, _ = PHASES[phase]
    server = start_server(fault=(f"{phase} {rule}",), smtp=(Listener("starttls", "127.0.0.1", 0),), **options)
    dialogue = wire(server.smtp)
    if phase != "connect":
        wrong = play(dialogue, before)
        assert not wrong, wrong
        dialogue.send(line.encode() + b"\r\n")
    return server, dialogue


@PHASE
def test_reply(start_server: StartServer, phase: str) -> None:
    """A rule with a reply refuses in each phase with the usual code and words, and the session goes on."""
    server, dialogue = come_to(start_server, phase, "reply=451")
    with dialogue:
        reply = dialogue.reply()
        after = dialogue.ask("NOOP")
        goodbye = dialogue.ask("QUIT")
    session = ended(server)

    assert reply.startswith("451 " if phase in ("connect", "ehlo") else "451 4.3.0 ")
    assert after.startswith("503 5.5.1" if phase == "connect" else "250 2.0.0")
    assert goodbye.startswith("221 ")
    assert server.messages() == []
    assert texts(session, "-") == [f"fault rule {phase} reply=451"]
    assert session["Failed"] is True


@PHASE
def test_own_words(start_server: StartServer, phase: str) -> None:
    """Code, enhanced code and words of a reply are those of the rule."""
    _, dialogue = come_to(start_server, phase, 'reply="554 5.7.26 Go away"')
    with dialogue:
        assert dialogue.reply() == "554 5.7.26 Go away"


@PHASE
def test_drop(start_server: StartServer, phase: str) -> None:
    """A rule that drops ends the connection without a word, and the session says which rule it was."""
    server, dialogue = come_to(start_server, phase, "name=gone drop")
    with dialogue:
        rest = dialogue.rest()
    wait_for(lambda: sessions(server))
    session = ended(server)

    assert rest == ""
    assert server.messages() == []
    assert (session["Outcome"], session["Failed"]) == ("ended by the fault rule gone", True)


@PHASE
def test_reply_and_drop(start_server: StartServer, phase: str) -> None:
    """With code 421 the connection is closed behind the reply (RFC 5321 4.2.3)."""
    _, dialogue = come_to(start_server, phase, "reply=421")
    with dialogue:
        rest = dialogue.rest()

    assert rest.startswith("421 ")
    assert rest.count("\r\n") == 1


@PHASE
def test_delay(start_server: StartServer, phase: str) -> None:
    """A rule that delays lets the client wait; then comes the usual answer."""
    before = time.monotonic()
    _, dialogue = come_to(start_server, phase, "delay=400ms")
    with dialogue:
        reply = dialogue.reply()
    took = time.monotonic() - before

    assert reply.startswith(PHASES[phase][2])
    assert took >= 0.4


@PHASE
def test_truncate(start_server: StartServer, phase: str) -> None:
    """Of a reply that is cut short so many bytes come, then the end."""
    server, dialogue = come_to(start_server, phase, "truncate=6")
    with dialogue:
        rest = dialogue.rest()

    assert rest in (PHASES[phase][2][:6], PHASES[phase][2][:6].replace("-", " "))
    assert server.messages() == []


@PHASE
def test_truncated_refusal(start_server: StartServer, phase: str) -> None:
    """A refusal can be cut short as well."""
    _, dialogue = come_to(start_server, phase, 'reply="550 5.7.1 No" truncate=5')
    with dialogue:
        assert dialogue.rest() == "550 5"


@PHASE
def test_rate(start_server: StartServer, phase: str) -> None:
    """A rule with a rate slows down reading and writing for the rest of the session."""
    _, dialogue = come_to(start_server, phase, "rate=100")
    with dialogue:
        reply = dialogue.reply()
        before = time.monotonic()
        if phase == "data":
            dialogue.ask(".")
        elif phase == "starttls":
            dialogue.half_close()
            dialogue.rest()
        after = dialogue.ask("NOOP " + "x" * 60) if phase != "starttls" else "250"
        took = time.monotonic() - before

    assert reply.startswith(PHASES[phase][2])
    assert after.startswith("250")
    assert took >= 0.5 or phase == "starttls"


# Choices


def attempt(server: Running, sender: str = "ada@b.test", to: Iterable[str] = ("bob@d.test",)) -> list[int]:
    """The codes of each RCPT of one session, which then sends the mail if anybody is left."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo("x")
        client.mail(sender)
        codes = [client.rcpt(recipient)[0] for recipient in to]
        if 250 in codes:
            client.data(mail())
    return codes


def test_greylisting(start_server: StartServer) -> None:
    """The first try of each sender and recipient is refused, the next is taken, as in the field (RFC 6647 2)."""
    server = start_server(fault=('rcpt recipient=*@grey.test first=1 reply="450 4.7.1 Greylisted, try again"',))
    tries = [
        attempt(server, to=["bob@grey.test"]),
        attempt(server, to=["bob@grey.test"]),
        attempt(server, to=["bob@grey.test"]),
        attempt(server, to=["eve@grey.test", "bob@other.test"]),
        attempt(server, sender="new@b.test", to=["bob@grey.test"]),
        attempt(server, sender="new@b.test", to=["bob@grey.test", "eve@grey.test"]),
    ]

    assert tries == [[450], [250], [250], [450, 250], [450], [250, 450]]
    assert len(server.messages()) == 4


def test_every(start_server: StartServer) -> None:
    """Each third mail is lost after its dot, without an answer, and is not stored."""
    server = start_server(fault=("message every=3 drop",))
    answers = []
    for number in range(7):
        with wire(server.smtp) as dialogue:
            dialogue.begin()
            dialogue.send(stuffed(mail(f"n{number}")))
            answers.append(dialogue.reply()[:3])

    assert answers == ["250", "250", "", "250", "250", "", "250"]
    assert sorted(each["Subject"] for each in server.messages()) == ["n0", "n1", "n3", "n4", "n6"]


def test_rate_limit(start_server: StartServer) -> None:
    """More than three mails a minute are refused, within a session and over several."""
    server = start_server(fault=('mail over=3/1m reply="450 4.7.1 Too many mails"',))
    codes = []
    for _ in range(2):
        with Dialogue(server.smtp) as dialogue:
            dialogue.reply()
            dialogue.ask("HELO x")
            for _ in range(3):
                codes.append(dialogue.ask("MAIL FROM:<a@b.test>")[:3])
                dialogue.ask("RSET")

    assert codes == ["250", "250", "250", "450", "450", "450"]


def faults_of_200(start_server: StartServer, tmp_path: Path, seed: int) -> str:
    """What 200 recipients meet: a letter each."""
    number = len(list(tmp_path.iterdir()))
    server = start_server(
        fault=("rcpt recipient=*@flaky.test p=30% reply=451", "rcpt p=0.5 reply=550"),
        fault_seed=seed,
        db=tmp_path / f"{number}.db",
    )
    codes = attempt(server, to=[f"r{number}@flaky.test" for number in range(200)])
    return "".join({250: ".", 451: "t", 550: "p"}[code] for code in codes)


def test_same_seed_same_faults(start_server: StartServer, tmp_path: Path) -> None:
    """Over 200 recipients the same seed gives the same faults, another one others, and about as many as was wished."""
    first, again, other = (faults_of_200(start_server, tmp_path, seed) for seed in (7, 7, 8))

    assert first == again
    assert first != other
    assert 35 <= first.count("t") <= 85
    assert 40 <= first.count("p") <= 100


def test_order_and_exceptions(start_server: StartServer) -> None:
    """The first rule that fits has its way; one that passes keeps the others from being asked."""
    server = start_server(
        fault=("rcpt recipient=postmaster@* pass", "rcpt recipient=*@x.test reply=551", "rcpt reply=550")
    )
    codes = attempt(server, to=["a@x.test", "postmaster@x.test", "b@y.test", "PostMaster@y.test"])
    counted = [(rule["Matched"], rule["Fired"]) for rule in server.api("faults").json()["Rules"]]

    assert codes == [551, 250, 550, 250]
    assert counted == [(2, 2), (1, 1), (1, 1)]


# Matches


MATCHES: dict[str, tuple[str, str]] = {
    "client": ("mail client=127.0.0.1 reply=450", "> MAIL FROM:<a@b.test>\n< 450"),
    "client-of-another": ("mail client=192.0.2.* reply=450", "> MAIL FROM:<a@b.test>\n< 250"),
    "helo": ("ehlo helo=evil* reply=550", "> EHLO good\n< 250-\n> EHLO evil.test\n< 550\n> NOOP\n< 250"),
    "helo-of-helo": ("ehlo helo=evil* reply=550", "> HELO evil.test\n< 550\n> MAIL FROM:<a@b.test>\n< 250"),
    "helo-later": ("rcpt helo=x reply=550", "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 550"),
    "user": ("auth user=eve reply=535", "> AUTH PLAIN AGV2ZQB4\n< 535 5.7.8\n> AUTH PLAIN AGFkYQB4\n< 235"),
    "user-of-a-mail": ("mail user=ada reply=451", "> AUTH PLAIN AGFkYQB4\n< 235\n> MAIL FROM:<a@b.test>\n< 451"),
    "sender": ("mail sender=spam@* reply=550", "> MAIL FROM:<SPAM@b.test>\n< 550\n> MAIL FROM:<a@b.test>\n< 250"),
    "bounce": ("mail sender=/^$/ reply=550", "> MAIL FROM:<>\n< 550\n> MAIL FROM:<a@b.test>\n< 250"),
    "sender-at-rcpt": ("rcpt sender=a@* reply=550", "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 550"),
    "regex": (
        r"rcpt recipient=/^ada\+/ reply=550",
        "> MAIL FROM:<>\n< 250\n> RCPT TO:<ada+x@d.test>\n< 550\n> RCPT TO:<ada@d.test>\n< 250",
    ),
    "recipient-at-data": (
        "data recipient=c@* reply=554",
        "> MAIL FROM:<>\n< 250\n> RCPT TO:<a@d.test>\n< 250\n> RCPT TO:<c@d.test>\n< 250\n> DATA\n< 554 5.7.1\n> DATA\n< 503",
    ),
    "recipient-at-last-chunk": (
        "data recipient=c@* reply=554",
        "> MAIL FROM:<>\n< 250\n> RCPT TO:<c@d.test>\n< 250\n> BDAT 1\n>> x\n< 250\n> BDAT 1 LAST\n>> y\n< 554\n> NOOP\n< 250",
    ),
    "size-announced": (
        "mail min-size=1000 reply=552",
        "> MAIL FROM:<a@b.test> SIZE=1000\n< 552 5.3.4\n> MAIL FROM:<a@b.test> SIZE=999\n< 250",
    ),
    "not-enabled": ("mail off reply=550", "> MAIL FROM:<a@b.test>\n< 250"),
    "refused-hello-is-no-hello": ("ehlo helo=/^evil/ reply=450", "> RSET\n< 250\n> MAIL FROM:<a@b.test>\n< 250"),
    "refused-sender-is-no-sender": ("mail reply=450", "> MAIL FROM:<a@b.test>\n< 450\n> RCPT TO:<c@d.test>\n< 503"),
    "refused-recipient-is-none": (
        "rcpt reply=450",
        "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 450\n> DATA\n< 503 5.5.1 Say RCPT",
    ),
    "refused-login-is-none": ("auth reply=454", "> AUTH PLAIN AGFkYQB4\n< 454 4.7.0\n> AUTH PLAIN AGFkYQB4\n< 454"),
}


@pytest.mark.parametrize(("rule", "script"), MATCHES.values(), ids=[f"rfc5321-4.2.5-{name}" for name in MATCHES])
def test_matches(start_server: StartServer, rule: str, script: str) -> None:
    """A rule applies to what it names, and to nothing else."""
    server = start_server(fault=(rule,))
    with Dialogue(server.smtp) as dialogue:
        wrong = play(dialogue, f"> EHLO x\n< 250-\n{script}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        ('message header=Subject:*invoice* reply="554 5.7.1 No invoices"', ["invoice"]),
        ("message header=subject:/^inv/ reply=554", []),
        ("message header=SUBJECT:/VOICE$/ reply=554", ["invoice"]),
        ("message header=X-Odd reply=554", []),
        ("message header=To:bob@* reply=554", ["invoice", "large", "plain"]),
        ("message min-size=5000 reply=552", ["large"]),
        ("message max-size=4999 reply=554", ["invoice", "plain"]),
        ("message header=Subject:large min-size=100 recipient=bob@* reply=554", ["large"]),
        ("message sender=nobody@* reply=554", []),
    ],
)
@pytest.mark.parametrize("by", ["data", "bdat"])
def test_after_the_data(start_server: StartServer, rule: str, refused: list[str], by: str) -> None:
    """Header fields and the size are matched when the mail is there, and what is refused then is not stored."""
    server = start_server(fault=(rule,))
    replies = {}
    with Dialogue(server.smtp) as dialogue:
        play(dialogue, EHLO)
        for subject, size in (("an invoice", 10), ("large", 5_000), ("plain", 10)):
            raw = mail(subject, "x" * size)
            dialogue.send(b"MAIL FROM:<a@b.test>\r\nRCPT TO:<bob@d.test>\r\n")
            dialogue.send(b"DATA\r\n" + stuffed(raw) if by == "data" else b"BDAT %d LAST\r\n%b" % (len(raw), raw))
            replies[subject.split()[-1]] = [dialogue.reply() for _ in range(4 if by == "data" else 3)][-1][:3]

    assert sorted(name for name, code in replies.items() if code[0] == "5") == refused
    assert {each["Subject"].split()[-1] for each in server.messages()} == {n for n in replies if replies[n] == "250"}


def test_encoded_subject(start_server: StartServer) -> None:
    """The value of a header field is matched as a reader sees it (RFC 2047 2)."""
    server = start_server(fault=("message header=Subject:*Größe* reply=554",))
    raw = mail("=?utf-8?q?Die_Gr=C3=B6=C3=9Fe?=")
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        reply = dialogue.ask(stuffed(raw)[:-2])

    assert reply.startswith("554 ")


# Without set-up


SHORTHAND = {
    "bounce": "> RCPT TO:<bounce+550@any.test>\n< 550 5.1.1\n> RCPT TO:<c@d.test>\n< 250",
    "bounce-for-a-while": "> RCPT TO:<bounce+451@any.test>\n< 451 4.3.0",
    "bounce-mailbox-full": "> RCPT TO:<bounce+452@any.test>\n< 452 4.2.2",
    "bounce-enhanced": "> RCPT TO:<bounce+451-4.7.1@any.test>\n< 451 4.7.1",
    "bounce-enhanced-of-another-class": "> RCPT TO:<bounce+451-5.7.1@any.test>\n< 250",
    "bounce-in-capitals": "> RCPT TO:<Bounce+550@ANY.test>\n< 550",
    "bounce-and-close": "> RCPT TO:<bounce+421@any.test>\n< 421 4.3.2\n< (closed)",
    "bounce-with-good-news": "> RCPT TO:<bounce+250@any.test>\n< 250 2.1.5",
    "bounce-with-a-wrong-code": "> RCPT TO:<bounce+999@any.test>\n< 250 2.1.5",
    "bounce-with-more": "> RCPT TO:<bounce+550x@any.test>\n< 250 2.1.5",
    "bounce-as-domain": "> RCPT TO:<a@bounce+550>\n< 250 2.1.5",
    "drop": "> RCPT TO:<drop+now@any.test>\n< (closed)",
    "drop-later": "> RCPT TO:<drop+later@any.test>\n< 250",
    "slow": "> RCPT TO:<slow+300ms@any.test>\n< 250 2.1.5",
    "slow-for-too-long": "> RCPT TO:<slow+61s@any.test>\n< 250 2.1.5",
    "slow-nonsense": "> RCPT TO:<slow+1.2.3s@any.test>\n< 250 2.1.5",
}


@pytest.mark.parametrize("script", SHORTHAND.values(), ids=[f"rfc5321-3.3-{name}" for name in SHORTHAND])
def test_shorthand(module_server: Running, script: str) -> None:
    """A recipient can ask for its own fault; any other spelling is an ordinary address."""
    before = time.monotonic()
    with Dialogue(module_server.smtp) as dialogue:
        wrong = play(dialogue, MAIL + script)
    took = time.monotonic() - before

    assert not wrong, "\n".join(wrong)
    assert took >= (0.3 if "300ms" in script else 0)
    assert took < 20


def test_shorthand_among_others(server: Running) -> None:
    """A mail goes to those of its recipients that did not ask for a fault."""
    codes = attempt(server, to=["a@d.test", "bounce+550@d.test", "slow+10ms@d.test", "bounce+451-4.7.1@d.test"])
    envelope = server.api("message/latest/envelope").json()

    assert codes == [250, 550, 250, 451]
    assert [each["Address"] for each in envelope["Recipients"]] == ["a@d.test", "slow+10ms@d.test"]


# While it runs


def put(server: Running, path: str, body: object) -> None:
    """A change by API, at once."""
    response = server.api(path, "PUT", json=body)
    assert response.status_code == 200, response.text


def test_live_change(server: Running) -> None:
    """Rules that are put while a session lasts apply to its next command, and no longer once they are taken back."""
    rule = {
        "Name": "live",
        "Match": {"Phase": "rcpt"},
        "Effect": {"Code": 550, "Enhanced": "5.7.1", "Text": "Not today"},
    }
    with Dialogue(server.smtp) as dialogue:
        wrong = play(dialogue, MAIL + "> RCPT TO:<c@d.test>\n< 250\n> DATA\n< 354\n> .\n< 250")
        put(server, "faults", {"Rules": [rule]})
        wrong += play(
            dialogue, "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 550 5.7.1 Not today", banner=False
        )
        put(server, "faults", {"Rules": []})
        wrong += play(dialogue, "> RCPT TO:<c@d.test>\n< 250\n> DATA\n< 354\n> .\n< 250\n> QUIT\n< 221", banner=False)

    assert not wrong, "\n".join(wrong)
    assert len(server.messages()) == 2


def test_live_change_of_the_seed(server: Running) -> None:
    """Putting the rules anew begins their chances anew."""
    rules = {
        "Seed": 5,
        "Rules": [{"Match": {"Phase": "rcpt"}, "Choice": {"Probability": 0.5}, "Effect": {"Code": 451}}],
    }
    tries = []
    for _ in range(2):
        put(server, "faults", rules)
        tries.append(attempt(server, to=[f"{number}@d.test" for number in range(50)]))

    assert tries[0] == tries[1]
    assert 10 <= tries[0].count(451) <= 40


@pytest.mark.parametrize(
    ("trigger", "script"),
    [
        ({"Sender": {"ErrorCode": 451, "Probability": 100}}, "> MAIL FROM:<a@b.test>\n< 451 Chaos sender error"),
        (
            {"Recipient": {"ErrorCode": 550, "Probability": 100}},
            "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 550 Chaos recipient error",
        ),
        (
            {"Authentication": {"ErrorCode": 535, "Probability": 100}},
            "> AUTH PLAIN AGFkYQB4\n< 535 Chaos authentication error\n> MAIL FROM:<a@b.test>\n< 250",
        ),
        ({"Sender": {"ErrorCode": 451, "Probability": 0}}, "> MAIL FROM:<a@b.test>\n< 250"),
        ({}, "> MAIL FROM:<a@b.test>\n< 250"),
    ],
    ids=["sender", "recipient", "authentication", "never", "off"],
)
def test_mailpits_triggers(server: Running, trigger: object, script: str) -> None:
    """Mailpit's PUT /api/v1/chaos sets rules that answer in its words."""
    put(server, "chaos", {"Sender": {"ErrorCode": 421, "Probability": 100}})
    put(server, "chaos", trigger)
    with Dialogue(server.smtp) as dialogue:
        wrong = play(dialogue, f"> EHLO x\n< 250-\n{script}")

    assert not wrong, "\n".join(wrong)


def test_a_delay_holds_up_its_own_session_alone(start_server: StartServer) -> None:
    """While one session waits by a rule, others are served, and its idle time does not run."""
    server = start_server(fault=("mail sender=slow@* delay=3s",), idle_timeout=0.4)
    with Dialogue(server.smtp) as slow, ExitStack() as stack:
        play(slow, EHLO)
        slow.send(b"MAIL FROM:<slow@b.test>\r\n")
        before = time.monotonic()
        others = [stack.enter_context(Dialogue(server.smtp)) for _ in range(5)]
        wrong = [fault for other in others for fault in play(other, MAIL)]
        served = time.monotonic() - before
        reply = slow.reply()

    assert not wrong
    assert served < 3
    assert reply.startswith("250 2.1.0")


# By options


def test_options_of_the_program(tmp_path: Path) -> None:
    """``--fault`` may be given several times, in order, and ``--fault-seed`` begins the chances."""
    arguments = ("--fault", "rcpt recipient=no@* reply=550", "--fault", "rcpt p=0.5 reply=451", "--fault-seed", "9")
    tries = []
    for name in ("one.db", "two.db"):
        server = start_process("--db", str(tmp_path / name), *arguments)
        tries.append(attempt(server, to=["no@d.test", *(f"{number}@d.test" for number in range(60))]))
        told = server.api("faults").json()
        stop_process(server)

    assert tries[0] == tries[1]
    assert tries[0][0] == 550
    assert 10 < tries[0].count(451) < 50
    assert told["Seed"] == 9
    assert [rule["Name"] for rule in told["Rules"]] == ["rcpt recipient=no@* reply=550", "rcpt p=0.5 reply=451"]


FAULTS = """
[[faults]]
name = "greylisting"
match = { phase = "rcpt", recipient = "*@grey.test" }
choice = { first = 1, per = ["client", "sender", "recipient"] }
effect = { code = 450, enhanced = "4.7.1", text = "Greylisted, try again" }

[[faults]]
name = "refused"
match = { phase = "rcpt", recipient = "*@no.test" }
effect = { code = 550 }
"""
"""As docs/faults.md has it."""


def test_fault_file(start_server: StartServer, tmp_path: Path) -> None:
    """The rules of ``fault_file`` come behind those of ``fault``."""
    file = tmp_path / "faults.toml"
    file.write_text(FAULTS)
    server = start_server(fault=("rcpt recipient=first@no.test reply=551",), fault_file=file)
    codes = [attempt(server, to=["a@grey.test", "b@no.test", "first@no.test", "c@d.test"]) for _ in range(2)]

    assert codes == [[450, 550, 551, 250], [250, 550, 551, 250]]
    assert [rule["Name"] for rule in server.api("faults").json()["Rules"]][1:] == ["greylisting", "refused"]


@pytest.mark.parametrize(
    ("rule", "file", "words"),
    [
        ("brew reply=418", None, ["brew reply=418", "connect, ehlo"]),
        ("rcpt reply=250", None, ["Code", "250"]),
        ("rcpt", None, ["give either an effect"]),
        ("rcpt recipient=/(a+)+/ reply=550", None, ["Recipient"]),
        (None, "[[faults]]\nmatch = 5", ["rule 1", "Match"]),
        (None, "[[faults", ["fault_file", "cannot be read"]),
        (None, "[[fault]]\n", ["fault_file"]),
    ],
    ids=["phase", "code", "no-effect", "slow-regex", "file-field", "file-syntax", "file-misspelt"],
)
def test_bad_rules_stop_the_start(tmp_path: Path, rule: str | None, file: str | None, words: list[str]) -> None:
    """A rule that cannot be used is one line with its fault, and exit code 2 as for any option."""
    command = [sys.executable, "-m", "mailtrap", "--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0"]
    command += ["--db", str(tmp_path / "mail.db")] + (["--fault", rule] if rule else [])
    if file:
        (tmp_path / "faults.toml").write_text(file)
        command += ["--fault-file", str(tmp_path / "faults.toml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, cwd=ROOT)

    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert [word for word in words if word not in done.stderr] == []
