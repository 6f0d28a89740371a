"""What was said in SMTP sessions, as a developer reads it who wonders why nothing arrived."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mailtrap.config import Config, Listener
from mailtrap.server import Server
from tests.conftest import DOOR, LOOPBACK, StartServer
from tests.dialogue import EHLO, MAIL, RCPT, Wire, base64, ended, play, running, said, sessions, texts, wire
from tests.support import Dialogue, Running, mail, stuffed, wait_for

QUIT = "> QUIT\n< 221\n< (closed)"
SENT = RCPT + "> DATA\n< 354\n> Subject: a\n> .\n< 250\n"


def hold(server: Running, script: str, end: Callable[[Wire], object] = lambda dialogue: dialogue.rest()) -> None:
    """A session that goes by a script and ends in its own way."""
    with wire(server.smtp) as dialogue:
        wrong = play(dialogue, script)
        assert not wrong, wrong
        end(dialogue)


# While it lasts, and after


def test_readable_while_it_lasts(server: Running) -> None:
    """A session can be read from its first line on, and is the same one after its end."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        first = said(server, sessions(server)[0]["ID"])
        dialogue.ask("EHLO client.test")
        dialogue.ask("MAIL FROM:<a@b.test>")
        second = said(server, first["ID"])
        dialogue.ask("QUIT")
        dialogue.reply()
    last = ended(server)

    assert (first["Ended"], first["Outcome"], first["Failed"], first["Helo"]) == (None, "", False, "")
    assert texts(first) == ["220 mailtrap ESMTP mailtrap"]
    assert (second["ID"], second["Helo"], second["Ended"]) == (first["ID"], "client.test", None)
    assert second["Lines"] == last["Lines"][: len(second["Lines"])]
    assert last["ID"] == first["ID"]
    assert last["Started"] == first["Started"] < last["Ended"]
    assert (last["Outcome"], last["Failed"]) == ("QUIT", False)


def test_each_line_of_both_sides(server: Running) -> None:
    """Every line that was said is there, in order, with its side and with times that never go back."""
    hold(server, SENT + "> NOOP\n< 250\n" + QUIT)
    session = ended(server)
    lines = [(line["Side"], line["Text"]) for line in session["Lines"]]
    times = [line["At"] for line in session["Lines"]]
    hello = lines.index(("S", "250 HELP"))

    assert lines[:3] == [("S", "220 mailtrap ESMTP mailtrap"), ("C", "EHLO x"), ("S", "250-mailtrap")]
    assert lines[3] == ("S", "250-SIZE 50000000")
    assert lines[hello + 1 :] == [
        ("C", "MAIL FROM:<a@b.test>"),
        ("S", "250 2.1.0 Sender ok"),
        ("C", "RCPT TO:<c@d.test>"),
        ("S", "250 2.1.5 Recipient ok"),
        ("C", "DATA"),
        ("S", "354 End data with <CR><LF>.<CR><LF>"),
        ("C", "(12 bytes of mail)"),
        ("S", f"250 2.0.0 Ok: caught as {server.messages()[0]['ID']}"),
        ("C", "NOOP"),
        ("S", "250 2.0.0 Ok"),
        ("C", "QUIT"),
        ("S", "221 2.0.0 Bye"),
    ]
    assert times == sorted(times)
    assert times[0] >= 0
    assert (session["Mails"], session["Refusals"]) == (1, 0)


def test_times_are_those_of_the_lines(start_server: StartServer) -> None:
    """A line has the milliseconds since the session began: a slow reply can be seen."""
    server = start_server(fault=("mail delay=300ms",))
    hold(server, MAIL + QUIT)
    session = ended(server)
    at = {line["Text"]: line["At"] for line in session["Lines"]}

    assert 290 <= at["250 2.1.0 Sender ok"] - at["MAIL FROM:<a@b.test>"] < 5_000


def test_mail_is_a_number_of_bytes(server: Running) -> None:
    """What stood in a mail is in no transcript, whether it came by DATA or by BDAT."""
    raw = mail("secret subject", "secret body\n" * 100)
    with wire(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(raw))
        dialogue.reply()
        play(
            dialogue,
            "> MAIL FROM:<a@b.test>\n< 250\n> RCPT TO:<c@d.test>\n< 250\n> BDAT 6\n>> secret\n< 250\n> BDAT 0 LAST\n< 250\n",
            banner=False,
        )
        dialogue.ask("QUIT")
        dialogue.rest()
    session = ended(server)

    assert texts(session, "C")[4:] == [
        f"({len(raw):,} bytes of mail)",
        *("MAIL FROM:<a@b.test>", "RCPT TO:<c@d.test>", "BDAT 6", "(6 bytes of mail)"),
        *("BDAT 0 LAST", "(0 bytes of mail)", "QUIT"),
    ]
    assert "secret" not in str(session)
    assert session["Mails"] == 2


def test_credentials_are_masked(server: Running) -> None:
    """Of AUTH the mechanism is shown, and that there was more."""
    script = f"> AUTH PLAIN {base64(bytes(1) + b'ada' + bytes(1) + b'geheim')}\n< 235\n"
    hold(server, EHLO + "> AUTH LOGIN\n< 334\n> *\n< 501\n" + script + QUIT)
    session = ended(server)

    assert texts(session, "C") == ["EHLO x", "AUTH LOGIN", "*", "AUTH PLAIN ***", "QUIT"]
    assert (session["User"], session["Mechanism"]) == ("ada", "PLAIN")


def test_odd_lines_can_be_read(server: Running) -> None:
    """What is no text is shown escaped on one line, what is long is cut; what is UTF-8 is shown as it is."""
    hold(server, f"> BR\\udcffEW\\x00\n< 500\n> a\\rb\n< 500\n> NÖÖP\n< 500\n> NOOP {'x' * 1000}\n< 250\n" + QUIT)
    lines = texts(ended(server), "C")

    assert lines[:3] == ["BR\\\\xffEW\\x00", "a\\rb", "NÖÖP"]
    assert all(line.isprintable() for line in lines)
    assert lines[3] == f"NOOP {'x' * 495}…"


def test_linked_to_its_mails(server: Running) -> None:
    """Each mail of a session leads to it, and none to another."""
    first, second = server.send(mail()), server.send(mail())
    with Dialogue(server.smtp) as dialogue:
        dialogue.begin()
        dialogue.send(stuffed(mail()) + b"MAIL FROM:<>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n" + stuffed(mail()))
        replies = [dialogue.reply() for _ in range(5)]
    ids = [first, second, replies[0].split()[-1], replies[4].split()[-1]]
    of = [server.api(f"message/{id_}/envelope").json()["Session"] for id_ in ids]
    transcripts = [server.api(f"message/{id_}/transcript").json() for id_ in ids]

    assert [each["ID"] for each in transcripts] == of
    assert len(set(of)) == 3
    assert of[2] == of[3]
    assert [f"caught as {id_}" in str(each) for id_, each in zip(ids, transcripts, strict=True)] == [True] * 4
    assert transcripts[2]["Mails"] == 2


def test_unknown_session(server: Running) -> None:
    """A session that is not there is a 404 that says that old ones are thrown away, as is that of no mail."""
    responses = [server.api("session/none"), server.api("message/latest/transcript")]

    assert [response.status_code for response in responses] == [404, 404]
    assert "thrown away" in responses[0].json()["Error"]


# How it ended


ENDS: dict[str, tuple[dict[str, Any], str, str, bool]] = {
    "rfc5321-4.1.1.10-quit": ({}, QUIT, "QUIT", False),
    "rfc5321-4.1.1.10-quit-within-a-mail": ({}, RCPT + QUIT, "QUIT", False),
    "rfc5321-4.1.1.10-quit-after-a-mail": ({}, SENT + QUIT, "QUIT", False),
    "rfc5321-4.2.5-refused-sender": ({}, EHLO + "> MAIL FROM:<\n< 501\n" + QUIT, "QUIT", True),
    "rfc5321-3.3-refused-recipient": ({}, MAIL + "> RCPT TO:<bounce+550@x.test>\n< 550\n" + QUIT, "QUIT", True),
    "rfc1870-6.1-refused-size": (
        {"max_size": 1000},
        EHLO + "> MAIL FROM:<a@b.test> SIZE=2000\n< 552\n" + QUIT,
        "QUIT",
        True,
    ),
    "rfc1870-6.1-refused-mail": (
        {"max_size": 1000},
        RCPT + f"> DATA\n< 354\n> {'x' * 1000}\n> .\n< 552\n" + QUIT,
        "QUIT",
        True,
    ),
    "rfc1870-6.1-far-too-large": (
        {"max_size": 1000},
        RCPT + f"> DATA\n< 354\n> {'x' * 6000}\n< 421\n< (closed)",
        "far more data than the limit",
        True,
    ),
    "rfc3030-2-bad-chunk": ({}, RCPT + "> BDAT x\n< 501\n< (closed)", "a BDAT without a size", True),
    "rfc4954-6-refused-login": (
        {"fault": ("auth reply=535",)},
        EHLO + "> AUTH PLAIN AGEAYg==\n< 535\n" + QUIT,
        "QUIT",
        True,
    ),
    "rfc5321-4.5.3.2-idle": (
        {"idle_timeout": 0.3},
        EHLO + "< 421 4.4.2\n< (closed)",
        "too long without a word from the client",
        True,
    ),
    "rfc5321-4.5.3.2.5-idle-in-data": (
        {"data_timeout": 0.3},
        RCPT + "> DATA\n< 354\n> Subject: half\n< 421 4.4.2\n< (closed)",
        "too long without a byte of the mail",
        True,
    ),
    "rfc5321-4.5.3.2-too-long": (
        {"session_timeout": 0.3},
        EHLO + "< 421 4.4.2\n< (closed)",
        "longer than a session may last",
        True,
    ),
    "rfc5321-4.2.5-too-many-errors": (
        {"max_errors": 1},
        "> A\n< 500\n> B\n< 500\n< 421\n< (closed)",
        "too many errors",
        True,
    ),
    "rfc5321-4.2.5-too-many-commands": (
        {"max_commands": 1},
        "> NOOP\n< 250\n> NOOP\n< 250\n< 421\n< (closed)",
        "too many commands",
        True,
    ),
    "rfc5321-4.2.5-fault-rule": (
        {"fault": ("mail name=gone drop",)},
        EHLO + "> MAIL FROM:<a@b.test>\n< (closed)",
        "ended by the fault rule gone",
        True,
    ),
}


@pytest.mark.parametrize(("options", "script", "outcome", "failed"), ENDS.values(), ids=ENDS)
def test_how_it_ended(
    start_server: StartServer, options: dict[str, Any], script: str, outcome: str, failed: bool
) -> None:
    """The outcome says how a session ended, and it failed if something was refused or broken off."""
    server = start_server(**options)
    hold(server, script)
    session = ended(server)

    assert (session["Outcome"], session["Failed"]) == (outcome, failed)
    assert (len(sessions(server, failed=1)) == 1) is failed
    assert session["Refusals"] == len([text for text in texts(session, "S") if text[0] in "45"])


@pytest.mark.parametrize(
    ("script", "outcome", "failed"),
    [
        ("", "the client hung up", False),
        (EHLO, "the client hung up", False),
        (SENT, "the client hung up", False),
        (MAIL, "the client hung up", True),
        (RCPT, "the client hung up", True),
        (RCPT + "> DATA\n< 354\n", "the client hung up within a mail", True),
        (RCPT + "> DATA\n< 354\n> Subject: half\n> .x\n", "the client hung up within a mail", True),
        (RCPT + "> BDAT 100\n>> half", "the client hung up within a mail", True),
        (RCPT + "> BDAT 4\n>> half\n< 250", "the client hung up", True),
    ],
    ids=[
        f"rfc5321-4.1.1.10-{where}"
        for where in ("banner", "hello", "sent", "mail", "rcpt", "data", "in-data", "in-a-chunk", "after-a-chunk")
    ],
)
@pytest.mark.parametrize("how", [Wire.half_close, Wire.reset], ids=["closed", "reset"])
def test_hang_up(server: Running, script: str, outcome: str, failed: bool, how: Callable[[Wire], None]) -> None:
    """A client that hangs up leaves a session that failed if a mail was under way."""

    def end(dialogue: Wire) -> None:
        wait_for(lambda: sessions(server))
        how(dialogue)
        if how is Wire.half_close:
            dialogue.rest()

    hold(server, script, end)
    session = ended(server)

    assert (session["Outcome"], session["Failed"]) == (outcome, failed)


def test_too_many_connections(start_server: StartServer) -> None:
    """A client that was not let in leaves a failed session with the reply that it got."""
    server = start_server(max_connections=1)
    with Dialogue(server.smtp) as first, Dialogue(server.smtp) as second:
        first.reply()
        refusal = second.reply()
        second.reply()
        failed = wait_for(lambda: sessions(server, failed=1))
    session = said(server, failed[0]["ID"])

    assert refusal == "421 4.7.0 Too many connections"
    assert session["Outcome"] == refusal
    assert texts(session) == [refusal]


def test_failed_handshake(start_server: StartServer) -> None:
    """A client that speaks no TLS where it should leaves a failed session with the reason."""
    server = start_server(smtp=(Listener("smtps", "127.0.0.1", 0),))
    with wire(server.smtp) as dialogue:
        dialogue.send(b"EHLO x\r\n" * 10)
        dialogue.rest()
    wait_for(lambda: sessions(server))
    session = ended(server, failed=1)

    assert session["Outcome"] == "the TLS handshake failed: wrong version number"
    assert texts(session) == [session["Outcome"]]


def test_stopped_server(tmp_path: Path) -> None:
    """A session that the stop of the server broke off says so after the restart."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as server, wire(running(server).smtp) as dialogue:
        play(dialogue, MAIL)
        server.close()
        dialogue.rest()
    with Server(config) as server:
        session = ended(running(server))

    assert (session["Outcome"], session["Failed"]) == ("the server stopped", True)
    assert texts(session)[-1] == "421 4.3.2 mailtrap is stopping"


# Many of them


def many(server: Running, count: int, offset: int = 0) -> None:
    """So many sessions, one after the other; each has its number as HELO name, and each third one fails."""
    for number in range(offset, offset + count):
        with Dialogue(server.smtp) as dialogue:
            dialogue.send(f"HELO n{number}\r\n{'BREW' if number % 3 == 0 else 'NOOP'}\r\nQUIT\r\n".encode())
            while dialogue.reply():
                pass
    wait_for(lambda: all(session["Ended"] for session in sessions(server)), what="the end of all sessions")


def test_pages(server: Running) -> None:
    """The list is newest first, in pieces that fit together, with those that last at its head."""
    many(server, 25)
    with ExitStack() as stack:
        for number in range(3):
            stack.enter_context(wire(server.smtp)).ask(f"HELO live{number}")
        wait_for(lambda: [each["Helo"] for each in sessions(server)[:3]] == ["live2", "live1", "live0"])
        everything = [each["Helo"] for each in sessions(server)]
        pieces = [sessions(server, start=start, limit=4) for start in range(0, 28, 4)]
        total = server.api("sessions", params={"limit": 1}).json()
    beyond = sessions(server, start=100)

    assert everything == ["live2", "live1", "live0", *(f"n{number}" for number in reversed(range(25)))]
    assert [each["Helo"] for piece in pieces for each in piece] == everything
    assert (total["Total"], total["Start"], len(total["Sessions"])) == (28, 0, 1)
    assert beyond == []
    assert "Lines" not in pieces[0][0]


def test_the_failed_ones(server: Running) -> None:
    """With ``failed`` the list has those alone in which something went wrong, and counts them."""
    many(server, 12)
    failed = server.api("sessions", params={"failed": 1, "limit": 3}).json()
    rest = sessions(server, failed=1, start=3)

    assert failed["Total"] == 4
    assert [each["Helo"] for each in [*failed["Sessions"], *rest]] == ["n9", "n6", "n3", "n0"]
    assert all(each["Refusals"] == 1 for each in failed["Sessions"])


def test_a_bound_of_sessions(start_server: StartServer) -> None:
    """Of 300 sessions about as many are kept as was wished, the newest, and their mails all the same."""
    server = start_server(keep_sessions=100)
    first = server.send(mail())
    link = server.api(f"message/{first}/envelope").json()["Session"]
    many(server, 300)
    wait_for(lambda: server.api("sessions").json()["Total"] <= 150, what="the pruning")
    found = server.api("sessions", params={"limit": 500}).json()
    gone = [server.api(f"session/{link}").status_code, server.api(f"message/{first}/transcript").status_code]

    assert 100 <= found["Total"] == len(found["Sessions"])
    assert [each["Helo"] for each in found["Sessions"][:100]] == [f"n{number}" for number in range(299, 199, -1)]
    assert gone == [404, 404]
    assert server.raw(first) == mail()


def test_a_bound_over_restarts(tmp_path: Path) -> None:
    """The bound holds, too, for a server that is started often and has few sessions each time, as in CI."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db", keep_sessions=20)
    for start in range(6):
        with Server(config) as server:
            many(running(server), 40, start * 40)
            total = running(server).api("sessions").json()["Total"]

    assert total <= 20 + 50


def test_a_bound_of_lines(server: Running) -> None:
    """Of a session of 5,000 lines the beginning and the end are kept, and how many are left out between."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        for number in range(2_500):
            dialogue.ask(f"NOOP {number}")
        dialogue.ask("QUIT")
        dialogue.reply()
    session = ended(server)
    lines = texts(session)
    gap = [index for index, line in enumerate(session["Lines"]) if line["Side"] == "-"]

    assert len(gap) == 1
    assert lines[:3] == ["220 mailtrap ESMTP mailtrap", "NOOP 0", "250 2.0.0 Ok"]
    assert lines[-4:] == ["NOOP 2499", "250 2.0.0 Ok", "QUIT", "221 2.0.0 Bye"]
    assert lines[gap[0]] == f"{5_003 - (len(lines) - 1)} lines are not kept"
    assert len(lines) <= 1_000


def test_kept_over_a_restart(tmp_path: Path) -> None:
    """Sessions are as they were after a restart, and mails still lead to theirs."""
    config = Config(smtp=(DOOR,), web=LOOPBACK, db=tmp_path / "mail.db")
    with Server(config) as server:
        many(running(server), 5)
        id_ = running(server).send(mail())
        wait_for(lambda: all(session["Ended"] for session in sessions(running(server))))
        before = [said(running(server), session["ID"]) for session in sessions(running(server))]
    with Server(config) as server:
        after = [said(running(server), session["ID"]) for session in sessions(running(server))]
        of_mail = running(server).api(f"message/{id_}/transcript").json()

    assert len(before) == 6
    assert after == before
    assert of_mail == before[0]


def test_a_crowd(server: Running) -> None:
    """A hundred sessions at once each keep their own lines."""
    with ExitStack() as stack:
        crowd = [stack.enter_context(wire(server.smtp)) for _ in range(100)]
        for number, dialogue in enumerate(crowd):
            dialogue.send(f"HELO c{number}\r\nNOOP c{number}\r\nQUIT\r\n".encode())
        for dialogue in crowd:
            dialogue.rest()
    wait_for(lambda: all(session["Ended"] for session in sessions(server, limit=200)))
    found = [said(server, session["ID"]) for session in sessions(server, limit=200)]

    assert sorted(session["Helo"] for session in found) == sorted(f"c{number}" for number in range(100))
    assert all(
        texts(session, "C") == [f"HELO {session['Helo']}", f"NOOP {session['Helo']}", "QUIT"] for session in found
    )


def test_the_client_is_named(server: Running) -> None:
    """A session tells the client's address and port, and the listener that it came to."""
    with Dialogue(server.smtp) as dialogue:
        dialogue.reply()
        own: socket.socket = dialogue._socket
        port = own.getsockname()[1]
        session = sessions(server)[0]

    assert session["Client"] == f"127.0.0.1:{port}"
    assert session["Listener"] == f"smtp://127.0.0.1:{server.smtp[1]}"


def test_failed_ones_before_the_others(server: Running) -> None:
    """In that order each piece of the list goes on where the one before ended, across the border between both kinds."""
    with ExitStack() as stack:
        for number in range(9):
            dialogue = stack.enter_context(Dialogue(server.smtp))
            dialogue.reply()
            dialogue.ask(f"EHLO number-{number}.test")
            if number % 3 == 0:
                dialogue.ask("RCPT TO:<too@early.test>")
            dialogue.ask("QUIT")
        wait_for(lambda: sum(each["Ended"] is not None for each in sessions(server)) == 9)
        whole = [each["Helo"] for each in sessions(server, order="failed")]
        pieces = [
            each["Helo"] for start in (0, 2, 4, 6, 8) for each in sessions(server, order="failed", start=start, limit=2)
        ]
        wrong = server.api("sessions?order=oldest")

    assert whole[:3] == ["number-6.test", "number-3.test", "number-0.test"]
    assert whole[3:] == [f"number-{number}.test" for number in (8, 7, 5, 4, 2, 1)]
    assert pieces == whole
    assert wrong.status_code == 400
    assert "give newest, failed" in wrong.json()["Error"]
