"""The fault rules over HTTP: the whole list, Mailpit's view of it, and that a refused change changes nothing."""

import json
import re
import smtplib
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.conftest import StartServer
from tests.support import Running, mail

GREYLISTING = {
    "Name": "greylisting",
    "Enabled": True,
    "Match": {"Phase": "rcpt", "Recipient": "*@grey.test"},
    "Choice": {"First": 1, "Per": ["client", "sender", "recipient"]},
    "Effect": {
        "Code": 450,
        "Enhanced": "4.7.1",
        "Text": "Come back later",
        "Delay": 0.0,
        "Drop": False,
        "Truncate": None,
        "Rate": 0,
    },
}
"""A rule with every field, as it is answered."""
UNASKED = {"Matched": 0, "Fired": 0, "LastFired": None}
"""What a rule has counted that nobody met."""
OFF = {
    "Sender": {"ErrorCode": 451, "Probability": 0},
    "Recipient": {"ErrorCode": 451, "Probability": 0},
    "Authentication": {"ErrorCode": 535, "Probability": 0},
}
"""Mailpit's triggers at rest."""


@pytest.fixture
def server(start_server: StartServer) -> Running:
    """A server of this test's own, since its rules are changed."""
    return start_server()


def put(server: Running, path: str, body: object) -> httpx.Response:
    """A change, as JSON."""
    return server.api(path, "PUT", json=body)


def rules(server: Running) -> list[dict[str, Any]]:
    """The rules in force."""
    found: list[dict[str, Any]] = server.api("faults").json()["Rules"]
    return found


def error(response: httpx.Response) -> str:
    """What a 400 says."""
    assert response.status_code == 400, response.text
    return str(response.json()["Error"])


class TestFaults:
    """GET and PUT /api/v1/faults."""

    def test_there_are_none_at_first(self, server: Running) -> None:
        """A server without options has no rules."""
        told = server.api("faults").json()

        assert told == {"Seed": 0, "Revision": told["Revision"], "Rules": []}

    def test_the_list_is_replaced(self, server: Running) -> None:
        """PUT answers what GET then answers: the rules as they are understood, with their counters."""
        answer = put(server, "faults", {"Seed": 7, "Rules": [GREYLISTING]})
        second = put(server, "faults", {"rules": [{"match": {"phase": "data"}, "effect": {"drop": True}}]})

        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        id_ = answer.json()["Rules"][0]["ID"]
        revision = answer.json()["Revision"]
        assert answer.json() == {"Seed": 7, "Revision": revision, "Rules": [{"ID": id_, **GREYLISTING, **UNASKED}]}
        assert re.fullmatch("[0-9a-f]{12}", id_)
        assert [rule["Name"] for rule in second.json()["Rules"]] == ["rule 1"]
        assert second.json()["Seed"] == 7
        assert server.api("faults").json() == second.json()

    def test_an_empty_list_removes_all(self, server: Running) -> None:
        """Nothing but an empty list does."""
        put(server, "faults", {"Rules": [GREYLISTING]})

        assert put(server, "faults", {"Rules": []}).json()["Rules"] == []

    def test_what_was_read_can_be_written(self, server: Running) -> None:
        """The answer of GET, counters and all, is a body for PUT."""
        before = put(server, "faults", {"Seed": 2**53 - 1, "Rules": [GREYLISTING] * 3}).json()

        after = put(server, "faults", before).json()

        assert after == {**before, "Revision": after["Revision"]}

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({}, ["Rules: is missing", "an empty one removes all"]),
            ({"Rules": None}, ["Rules: is missing"]),
            ({"Rules": {}}, ["Rules: {}", "a list of rules"]),
            ({"Rulez": []}, ["'Rulez' is no field", "Seed, Rules"]),
            ({"Rules": [], "rules": []}, ["Rules is given twice"]),
            ({"Seed": -1, "Rules": []}, ["Seed: -1"]),
            ({"Seed": 2**53, "Rules": []}, ["Seed"]),
            ({"Seed": "x", "Rules": []}, ["Seed: 'x'"]),
            ([], ["the body", "Seed, Rules"]),
            (None, ["the body"]),
            ({"Rules": [GREYLISTING, {**GREYLISTING, "Name": "b", "Effect": {"Code": 200}}]}, ["rule 2 ('b')", "Code"]),
            ({"Rules": [GREYLISTING, 5]}, ["rule 2: 5"]),
            ({"Rules": [{**GREYLISTING, "Match": {"Phase": "rcpt", "Helo": "/(a+)+/"}}]}, ["('greylisting')", "Helo"]),
            ({"Rules": [{**GREYLISTING, "Name": "\ud800"}]}, ["Name"]),
            ({"Rules": [GREYLISTING] * 1_001}, ["1001 are too many"]),
            ({"Rules": [GREYLISTING, {**GREYLISTING, "ID": "a b"}]}, ["rule 2: ID: 'a b'", "leave it out"]),
            ({"Rules": [{**GREYLISTING, "ID": 5}]}, ["rule 1: ID: 5"]),
            ({"Rules": [{**GREYLISTING, "id": "x" * 33}]}, ["rule 1: ID: 'x"]),
            ({"Rules": [{**GREYLISTING, "ID": "a"}] * 2}, ["rule 2: ID: 'a' is that of rule 1"]),
            ({"Rules": [{**GREYLISTING, "ID": "a", "Id": "b"}]}, ["rule 1: ID is given twice"]),
        ],
    )
    def test_a_fault_is_named_and_nothing_changes(self, server: Running, body: object, words: list[str]) -> None:
        """400 names rule and field, and the rules stay as they were, seed and counters too."""
        before = put(server, "faults", {"Seed": 3, "Rules": [GREYLISTING]}).json()
        raw = json.dumps(body)
        said = error(server.api("faults", "PUT", content=raw, headers={"Content-Type": "application/json"}))

        for word in words:
            assert word in said
        assert server.api("faults").json() == before

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"", "application/json"),
            (b"{", "application/json"),
            (b"\xff", "application/json"),
            (b"[" * 100_000, "application/json"),
            (b'{"Seed": ' + b"9" * 5_000 + b', "Rules": []}', "application/json"),
            (b'{"Rules": []}', "text/plain"),
            (b"Rules=", "application/x-www-form-urlencoded"),
        ],
    )
    @pytest.mark.parametrize("path", ["faults", "chaos"])
    def test_what_is_no_json_is_refused(self, server: Running, path: str, content: bytes, kind: str) -> None:
        """A body that cannot be read is a 400 and never taken for an empty one."""
        put(server, "faults", {"Rules": [GREYLISTING]})

        assert "body" in error(server.api(path, "PUT", content=content, headers={"Content-Type": kind}))
        assert len(rules(server)) == 1

    @pytest.mark.parametrize("path", ["faults", "chaos"])
    @pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH"])
    def test_no_other_method(self, server: Running, path: str, method: str) -> None:
        """There is GET and PUT."""
        assert server.api(path, method).status_code == 405


class TestChaos:
    """Mailpit's GET and PUT /api/v1/chaos."""

    def test_at_rest(self, server: Running) -> None:
        """Three triggers at 0 %, with Mailpit's own codes."""
        assert server.api("chaos").json() == OFF

    def test_a_trigger_is_a_rule(self, server: Running) -> None:
        """PUT answers the triggers; the rule stands at the end of the list under its reserved name."""
        put(server, "faults", {"Rules": [GREYLISTING]})
        answer = put(server, "chaos", {"Recipient": {"ErrorCode": 550, "Probability": 25}}).json()
        old, new = rules(server)

        assert answer == OFF | {"Recipient": {"ErrorCode": 550, "Probability": 25}}
        assert server.api("chaos").json() == answer
        assert old["Name"] == "greylisting"
        assert (new["Name"], new["Match"], new["Choice"]) == (
            "chaos-recipient",
            {"Phase": "rcpt"},
            {"Probability": 0.25},
        )
        assert (new["Effect"]["Code"], new["Effect"]["Enhanced"], new["Effect"]["Text"]) == (
            550,
            "",
            "Chaos recipient error",
        )

    def test_what_is_omitted_is_reset(self, server: Running) -> None:
        """Each PUT sets all three; an empty object switches all off, and other rules stay where they are."""
        put(server, "chaos", {"Sender": {"ErrorCode": 421, "Probability": 100}})
        put(server, "faults", {"Rules": [*rules(server), GREYLISTING]})
        changed = put(server, "chaos", {"sender": {"errorcode": 452, "probability": 5}, "Authentication": None}).json()
        order = [rule["Name"] for rule in rules(server)]
        other = put(server, "chaos", {"Authentication": {"Probability": 5}}).json()
        reset = put(server, "chaos", {}).json()

        assert changed == OFF | {"Sender": {"ErrorCode": 452, "Probability": 5}}
        assert order == ["chaos-sender", "greylisting"]
        assert other == OFF | {"Authentication": {"ErrorCode": 535, "Probability": 5}}
        assert reset == OFF
        assert [rule["Name"] for rule in rules(server)] == ["greylisting"]

    def test_a_code_is_kept_at_0_percent(self, server: Running) -> None:
        """A trigger that never fires still has its code, as Mailpit's; a code of 0 is the default."""
        wanted = {"Sender": {"ErrorCode": 500, "Probability": 0}, "Recipient": {"ErrorCode": 0, "Probability": 1}}
        answer = put(server, "chaos", wanted).json()

        assert answer == OFF | {
            "Sender": {"ErrorCode": 500, "Probability": 0},
            "Recipient": {"ErrorCode": 451, "Probability": 1},
        }
        assert [rule["Enabled"] for rule in rules(server)] == [False, True]

    @pytest.mark.parametrize("percent", [*range(0, 101, 7), 29, 57, 58, 100])
    def test_percents_are_exact(self, server: Running, percent: int) -> None:
        """The share of a rule is not rounded away."""
        answer = put(server, "chaos", {"Sender": {"ErrorCode": 400, "Probability": percent}})

        assert answer.json()["Sender"] == {"ErrorCode": 400, "Probability": percent}

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"Sender": {"ErrorCode": 399, "Probability": 1}}, ["Sender.ErrorCode: 399", "400 to 599"]),
            ({"Sender": {"ErrorCode": 600, "Probability": 1}}, ["Sender.ErrorCode"]),
            ({"Recipient": {"ErrorCode": 451, "Probability": 101}}, ["Recipient.Probability: 101", "0 to 100"]),
            ({"Recipient": {"ErrorCode": 451, "Probability": -1}}, ["Recipient.Probability"]),
            ({"Recipient": {"ErrorCode": 451, "Probability": 0.5}}, ["Recipient.Probability"]),
            ({"Recipient": {"ErrorCode": "451"}}, ["Recipient.ErrorCode: '451'"]),
            ({"Recipient": 5}, ["Recipient: 5"]),
            ({"Recipients": {}}, ["'Recipients' is no field", "Sender, Recipient, Authentication"]),
            ({"Sender": {"Chance": 5}}, ["Sender.'Chance'", "ErrorCode, Probability"]),
            ([], ["the body"]),
        ],
    )
    def test_a_fault_changes_nothing(self, server: Running, body: object, words: list[str]) -> None:
        """400 names the field; also triggers that were right stay as they were."""
        before = put(server, "chaos", {"Sender": {"ErrorCode": 550, "Probability": 5}}).json()
        said = error(put(server, "chaos", body))

        for word in words:
            assert word in said
        assert server.api("chaos").json() == before


class TestIds:
    """A rule is known by its id from list to list, and what it counted stays with it."""

    def test_editing_others_leaves_the_counters(self, server: Running) -> None:
        """A rule that is moved, renamed or switched off goes on counting; one that is changed or new begins at 0."""
        other = {**GREYLISTING, "Name": "other", "Match": {"Phase": "rcpt", "Recipient": "x@other.test"}}
        first, second = put(server, "faults", {"Rules": [GREYLISTING, other]}).json()["Rules"]
        ask(server, "bob@grey.test", "x@other.test")
        fired = rules(server)
        moved = put(server, "faults", {"Rules": [{**fired[1], "Name": "moved", "Enabled": False}, fired[0]]}).json()
        changed = put(server, "faults", {"Rules": [{**fired[0], "Effect": {"Code": 451}}, {**fired[1], "ID": None}]})

        assert [(rule["ID"], rule["Matched"], rule["Fired"]) for rule in fired] == [
            (first["ID"], 1, 1),
            (second["ID"], 1, 1),
        ]
        assert moved["Rules"] == [{**fired[1], "Name": "moved", "Enabled": False}, fired[0]]
        assert [{name: rule[name] for name in UNASKED} for rule in changed.json()["Rules"]] == [UNASKED] * 2
        assert changed.json()["Rules"][0]["ID"] == first["ID"]
        assert changed.json()["Rules"][1]["ID"] not in (first["ID"], second["ID"], "")

    def test_a_rule_that_was_removed_comes_back_by_its_id(self, server: Running) -> None:
        """Who takes a removal back gets the rule under the id that it had."""
        before = put(server, "faults", {"Rules": [GREYLISTING]}).json()
        put(server, "faults", {"Rules": []})

        after = put(server, "faults", before).json()

        assert after == {**before, "Revision": after["Revision"]}

    def test_when_it_fired_last(self, server: Running) -> None:
        """The time of the last firing is within the attempt; a match that the choice passed over leaves it."""
        put(server, "faults", {"Rules": [GREYLISTING]})
        began = datetime.now(UTC)
        ask(server, "bob@grey.test")
        ended = datetime.now(UTC)
        first = rules(server)[0]
        ask(server, "bob@grey.test")
        again = rules(server)[0]

        assert began <= datetime.fromisoformat(first["LastFired"]) <= ended
        assert again == {**first, "Matched": 2}

    def test_triggers_keep_ids_and_counters(self, server: Running) -> None:
        """Mailpit's triggers are set beside rules that go on counting; a trigger that is changed keeps its id."""
        put(server, "faults", {"Rules": [GREYLISTING]})
        ask(server, "bob@grey.test")
        put(server, "chaos", {"Sender": {"ErrorCode": 451, "Probability": 1}})
        first = rules(server)
        put(server, "chaos", {"Sender": {"ErrorCode": 451, "Probability": 2}})
        second = rules(server)

        assert [rule["Fired"] for rule in second] == [1, 0]
        assert [rule["ID"] for rule in first] == [rule["ID"] for rule in second]


def ask(server: Running, *recipients: str) -> None:
    """Name these recipients within one mail."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        client.mail("ada@example.test")
        for each in recipients:
            client.rcpt(each)


class TestInForce:
    """What the API sets, the SMTP door does."""

    def test_a_rule_is_live_and_counted(self, server: Running) -> None:
        """A client that is already connected meets the new rule, and the report says so."""
        with smtplib.SMTP(*server.smtp, timeout=30) as client:
            client.ehlo()
            client.mail("ada@example.test")
            before = client.rcpt("bob@grey.test")
            put(server, "faults", {"Rules": [GREYLISTING]})
            refused = client.rcpt("bob@grey.test")
            again = client.rcpt("bob@grey.test")
            other = client.rcpt("bob@example.test")

        assert (before[0], refused, again[0], other[0]) == (250, (450, b"4.7.1 Come back later"), 250, 250)
        assert [(rule["Matched"], rule["Fired"]) for rule in rules(server)] == [(2, 1)]

    def test_a_header_can_be_refused(self, server: Running) -> None:
        """A rule for the whole mail sees its decoded fields; what it refuses is not kept."""
        match = {"Phase": "message", "Header": {"Name": "subject", "Value": "*grün*"}}
        put(server, "faults", {"Rules": [{"Match": match, "Effect": {"Code": 554}}]})
        with smtplib.SMTP(*server.smtp, timeout=30) as client:
            codes = []
            for subject in ("=?utf-8?q?ganz_gr=C3=BCn?=", "blue"):
                client.ehlo()
                client.mail("ada@example.test")
                client.rcpt("bob@example.test")
                codes.append(client.data(mail(subject))[0])

        assert codes == [554, 250]
        assert [message["Subject"] for message in server.messages()] == ["blue"]

    def test_mailpits_reply(self, server: Running) -> None:
        """A trigger answers in Mailpit's very words, which its clients compare."""
        put(server, "chaos", {"Recipient": {"ErrorCode": 550, "Probability": 100}})
        with smtplib.SMTP(*server.smtp, timeout=30) as client:
            client.ehlo()
            sender = client.mail("ada@example.test")
            recipient = client.rcpt("bob@example.test")

        assert sender[0] == 250
        assert recipient == (550, b"Chaos recipient error")


# Two who change them


def test_a_revision_guards_against_others(server: Running) -> None:
    """Who sends the revision that was read changes nothing that was not seen; who sends none replaces everything."""
    read = put(server, "faults", {"Rules": [GREYLISTING]}).json()
    same = server.api("faults").json()["Revision"]
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo()
        client.mail("a@b.test")
        client.rcpt("c@grey.test")
    fired = server.api("faults").json()
    guarded = f"faults?revision={same}"
    mine = put(server, guarded, {"Rules": [{**read["Rules"][0], "Enabled": False}]})
    late = put(server, guarded, {"Rules": []})
    kept = rules(server)
    anyway = put(server, "faults", {"Rules": []})

    assert read["Revision"] == same == fired["Revision"]
    assert fired["Rules"][0]["Fired"] == 1
    assert mine.status_code == 200
    assert mine.json()["Revision"] != same
    assert late.status_code == 409
    assert "changed since" in late.json()["Error"]
    assert [rule["Enabled"] for rule in kept] == [False]
    assert anyway.status_code == 200
    assert rules(server) == []
