"""Fault rules: what matches, what is chosen, what is done about it, and how each is written."""

import json
import re
import threading
import time
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailtrap.chaos import Effect, Facts, FaultRules, Phase, Rule, rule_from_text, rules_from, shorthand, to_json
from mailtrap.chaos.choice import MAX_KEYS, Memory
from mailtrap.chaos.line import WORDS
from mailtrap.chaos.pattern import MAX_PATTERN, MAX_READ, Pattern
from mailtrap.errors import BadRequest

ADA = Facts(
    client="192.0.2.7:51234", helo="app.test", user="shop", sender="ada@example.test", recipients=("bob@bad.test",)
)


class Clock:
    """Time that goes on when it is told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def rules(*texts: str, seed: int = 0) -> FaultRules:
    """The rules of these lines in force."""
    return FaultRules([rule_from_text(text) for text in texts], seed)


def fires(faults: FaultRules, count: int, facts: Facts = ADA, phase: Phase = Phase.RCPT) -> str:
    """What becomes of so many matches: ``x`` for a fault, ``.`` for none."""
    return "".join("x" if faults.decide(phase, facts) else "." for _ in range(count))


def rule(**fields: Any) -> dict[str, Any]:
    """A rule as JSON that refuses every recipient, with some fields changed."""
    return {"Match": {"Phase": "rcpt"}, "Effect": {"Code": 550}, **fields}


def fault_of(**fields: Any) -> str:
    """What is said against a rule."""
    with pytest.raises(BadRequest) as fault:
        rules_from([rule(**fields)])
    return str(fault.value)


class TestPatterns:
    """Globs and regular expressions."""

    @pytest.mark.parametrize(
        ("pattern", "text", "matches"),
        [
            ("*@bad.test", "bob@bad.test", True),
            ("*@bad.test", "BOB@BAD.TEST", True),
            ("*@BAD.test", "bob@bad.test", True),
            ("*@bad.test", "bob@bad.test.example", False),
            ("bob", "bob@bad.test", False),
            ("b?b@*", "bob@bad.test", True),
            ("[a-c]ob@*", "bob@bad.test", True),
            ("[!a-c]ob@*", "bob@bad.test", False),
            ("*", "", True),
            ("", "", True),
            ("", "x", False),
            ("*a*b*c", "xaxbxc", True),
            ("/bad/", "bob@BAD.test", True),
            ("/^bob@/", "bob@bad.test", True),
            ("/^ob@/", "bob@bad.test", False),
            (r"/\+\d+@/", "bob+12@bad.test", True),
            ("//", "anything", True),
            ("/", "/", True),
            ("/a", "/a", True),
        ],
    )
    def test_a_pattern_is_a_glob_of_the_whole_or_a_regex_within(self, pattern: str, text: str, matches: bool) -> None:
        """A glob matches the whole text as fnmatch does, /regex/ is searched, and case never counts."""
        assert Pattern(pattern).matches(text) is matches

    @pytest.mark.parametrize(
        "pattern",
        [
            r"/^(\d{1,3}\.){3}\d{1,3}$/",
            r"/^[^@]+@(.*\.)?example\.(com|org)$/",
            r"/\b(test|qa)[-+].*@/",
            r"/(foo|bar)+/",
            r"/^.*\+.*@/",
            r"/(?x) a b # spaces and all/",
            r"/(?<!no-)reply@/",
            "*a*" * 300,
        ],
    )
    def test_what_people_write_is_taken(self, pattern: str) -> None:
        """The bound on work does not stand in the way of the usual."""
        assert Pattern(pattern).text == pattern

    @pytest.mark.parametrize(
        "pattern",
        ["/(/", "/[z-a]/", "/*/", r"/(?P<a/", "/\\/", "/(?L)a/", "/" + "(" * 400 + ")" * 400 + "/", "/a{3,2}/"],
    )
    def test_a_broken_regex_is_refused_or_read(self, pattern: str) -> None:
        """Whatever re says against a pattern becomes a ValueError; nothing else comes out."""
        try:
            made = Pattern(pattern)
        except ValueError as fault:
            assert "regular expression" in str(fault)
        else:
            assert made.matches("") in (True, False)

    @pytest.mark.parametrize(
        "pattern",
        [
            "/(a+)+b/",
            "/(a|a)*b/",
            "/(a|ab|b)*c/",
            "/(sa|ſa)+b/",
            "/(.*a){20}/",
            "/(a{1,100}){1,100}b/",
            "/" + "a?" * 40 + "a" * 40 + "/",
            "/" + "(a|aa)" * 40 + "b/",
            "/.*.*.*b/",
            r"/(a*)\1\1b/",
            "/(?=(a+)+b)/",
            "/(?>(a+)+b)/",
            "/(x)?(?(1)(a+)+|b)c/",
            "/(a?){70000}b/",
        ],
    )
    def test_a_regex_that_could_run_for_years_is_refused(self, pattern: str) -> None:
        """Repeats in repeats and the like are told from the pattern alone, before it meets any text."""
        with pytest.raises(ValueError, match="regular expression with"):
            Pattern(pattern)

    @pytest.mark.parametrize("pattern", ["/.*.*b/", "/^.*.*.*b/", r"/.*\w+c/", "*a" * 499 + "b", "/(a|ab)(c|bcd)*d/"])
    def test_what_is_taken_is_done_in_time(self, pattern: str) -> None:
        """A pattern of the most permitted work takes well below the seconds that other sessions would notice."""
        began = time.process_time()
        Pattern(pattern).matches("a" * 1_000_000)

        assert time.process_time() - began < 3

    def test_long_texts_are_read_in_part(self) -> None:
        """Only the beginning of a text is searched, which is documented."""
        assert Pattern("/b/").matches("a" * (MAX_READ - 1) + "b")
        assert not Pattern("/b/").matches("a" * MAX_READ + "b")

    def test_patterns_have_a_length(self) -> None:
        """A pattern of more than 1,000 characters is none."""
        Pattern("a" * MAX_PATTERN)
        with pytest.raises(ValueError, match="1,000"):
            Pattern("a" * (MAX_PATTERN + 1))


class TestMatch:
    """Which sessions a rule means."""

    @pytest.mark.parametrize(
        ("words", "fires_"),
        [
            ("", True),
            ("client=192.0.2.7", True),
            ("client=192.0.2.*", True),
            ("client=/:51234/", False),
            ("helo=*.test", True),
            ("helo=other", False),
            ("user=SHOP", True),
            ("sender=ada@*", True),
            ("sender=", False),
            ("recipient=*@bad.test", True),
            ("recipient=*@good.test", False),
            ("recipient=*@bad.test sender=eve@*", False),
            ("recipient=*@bad.test sender=ada@*", True),
        ],
    )
    def test_all_that_is_given_must_match(self, words: str, fires_: bool) -> None:
        """Each pattern is held against its own fact, and one that fails is enough to pass the rule over."""
        faults = rules(f"rcpt {words} reply=550")

        assert bool(faults.decide(Phase.RCPT, ADA)) is fires_

    @pytest.mark.parametrize("phase", Phase)
    def test_a_rule_is_asked_in_its_phase_alone(self, phase: Phase) -> None:
        """A rule for one phase does nothing in the other seven."""
        faults = rules(f"{phase} reply=451")

        assert [other for other in Phase if faults.decide(other, ADA)] == [phase]

    @pytest.mark.parametrize(
        ("client", "host"),
        [
            ("192.0.2.7:25", "192.0.2.7"),
            ("192.0.2.7", "192.0.2.7"),
            ("[2001:db8::1]:25", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::1", "::1"),
            ("", ""),
        ],
    )
    def test_a_client_is_its_address(self, client: str, host: str) -> None:
        """The port is no part of a client, whether or not it is told."""
        faults = rules(f"connect client='{host}' reply=421")

        assert faults.decide(Phase.CONNECT, Facts(client=client))

    def test_one_of_several_recipients_is_enough(self) -> None:
        """After RCPT a rule looks at all recipients."""
        faults = rules("data recipient=*@bad.test reply=554")

        assert faults.decide(Phase.DATA, Facts(recipients=("a@good.test", "b@bad.test")))
        assert not faults.decide(Phase.DATA, Facts(recipients=("a@good.test", "b@good.test")))
        assert not faults.decide(Phase.DATA, Facts())

    @pytest.mark.parametrize(
        ("words", "sizes"),
        [
            ("min-size=10", [10, 11]),
            ("max-size=10", [0, 9, 10]),
            ("min-size=10 max-size=10", [10]),
            ("min-size=0", [0, 9, 10, 11]),
        ],
    )
    def test_sizes_are_inclusive(self, words: str, sizes: list[int]) -> None:
        """Both bounds belong to the range."""
        faults = rules(f"message {words} reply=552")

        assert [size for size in (0, 9, 10, 11) if faults.decide(Phase.MESSAGE, Facts(size=size))] == sizes

    @pytest.mark.parametrize(
        ("words", "fires_"),
        [
            ("header=subject:*invoice*", True),
            ("header='SUBJECT: /^your/'", True),
            ("header=Subject:invoice", False),
            ("header=Received:*second*", True),
            ("header=Subject", True),
            ("header=X-Absent", False),
            ("header=X-Absent:", False),
        ],
    )
    def test_a_header_matches_by_any_of_its_fields(self, words: str, fires_: bool) -> None:
        """One of the fields of that name must match; a field that is absent never does."""
        fields = {"subject": ["Your invoice 7"], "received": ["the first", "the second"]}

        def header(name: str) -> Sequence[str]:
            return fields.get(name.lower(), [])

        faults = rules(f"message {words} reply=554")

        assert bool(faults.decide(Phase.MESSAGE, Facts(header=header))) is fires_
        assert not faults.decide(Phase.MESSAGE, Facts())

    def test_the_first_rule_that_fires_ends_the_search(self) -> None:
        """Rules are asked in order; a pass before a refusal makes an exception."""
        faults = rules(
            "rcpt recipient=postmaster@* pass",
            "rcpt reply=450 off",
            "rcpt recipient=*@bad.test reply=550 name=bad",
            "rcpt reply=451 name=rest",
        )

        def answer(recipient: str) -> Effect | None:
            return faults.decide(Phase.RCPT, Facts(recipients=(recipient,)))

        assert answer("bob@bad.test") == Effect(reply="550 5.1.1 No such mailbox", rule="bad")
        assert answer("bob@good.test") == Effect(
            reply="451 4.3.0 Local error in processing, try again later", rule="rest"
        )
        assert answer("postmaster@bad.test") == Effect(rule="rcpt recipient=postmaster@* pass")
        assert [(each.matched, each.fired) for each in faults.report()] == [(1, 1), (0, 0), (1, 1), (1, 1)]


class TestChoice:
    """Which of the matches a fault falls on."""

    def test_same_seed_same_faults(self) -> None:
        """The exact sequence of a seed, which no later version may change."""
        assert fires(rules("rcpt p=0.3 reply=451", seed=1), 40) == SEQUENCE_OF_1
        assert fires(rules("rcpt p=0.3 reply=451", seed=2), 40) == SEQUENCE_OF_2

    def test_a_rule_draws_for_its_own_matches_alone(self) -> None:
        """Neither a second rule nor mail that does not match moves the sequence of the first."""
        faults = rules(
            "rcpt recipient=*@bad.test p=0.3 reply=451", "rcpt recipient=*@good.test p=0.5 reply=450", seed=1
        )
        seen = ""
        for _ in range(40):
            seen += fires(faults, 1)
            fires(faults, 3, Facts(recipients=("a@good.test",)))
            fires(faults, 1, Facts(recipients=("a@other.test",)))

        assert seen == SEQUENCE_OF_1

    def test_rules_with_one_seed_draw_differently(self) -> None:
        """The index of a rule is part of its seed, else all rules of a list would fire together."""
        faults = rules("mail p=0.5 pass", "rcpt p=0.5 pass", seed=1)

        assert fires(faults, 40, phase=Phase.MAIL) != fires(faults, 40, phase=Phase.RCPT)

    @pytest.mark.parametrize("p", [0.1, 0.3, 0.5, 0.9])
    def test_a_probability_is_kept(self, p: float) -> None:
        """Over 10,000 matches the share lies within five standard deviations."""
        share = fires(rules(f"rcpt p={p} reply=451", seed=7), 10_000).count("x") / 10_000

        assert abs(share - p) < 5 * (p * (1 - p) / 10_000) ** 0.5

    @pytest.mark.parametrize(("words", "seen"), [("p=0", "." * 50), ("p=1", "x" * 50), ("p=100%", "x" * 50)])
    def test_never_and_always_are_exact(self, words: str, seen: str) -> None:
        """A probability of 0 never fires and one of 1 always."""
        assert fires(rules(f"rcpt {words} reply=451"), 50) == seen

    @pytest.mark.parametrize(("n", "seen"), [(1, "xxxxxx"), (2, ".x.x.x"), (3, "..x..x"), (7, "......")])
    def test_every_nth(self, n: int, seen: str) -> None:
        """The n-th match fires, and each n-th after it."""
        assert fires(rules(f"rcpt every={n} reply=451"), 6) == seen

    def test_greylisting(self) -> None:
        """The first try of a client, sender and recipient is refused; the next, on a new connection, is not."""
        faults = rules("rcpt first=1 reply=450")
        again = Facts(client="192.0.2.7:60000", sender="ADA@example.test", recipients=("Bob@bad.test",))
        others = [
            Facts(client="192.0.2.8:1", sender="ada@example.test", recipients=("bob@bad.test",)),
            Facts(client="192.0.2.7:1", sender="eve@example.test", recipients=("bob@bad.test",)),
            Facts(client="192.0.2.7:1", sender="ada@example.test", recipients=("eve@bad.test",)),
        ]

        assert fires(faults, 1) == "x"
        assert fires(faults, 3, again) == "..."
        assert [fires(faults, 2, other) for other in others] == ["x."] * 3

    @pytest.mark.parametrize(
        ("per", "other", "shared"),
        [
            ("client", Facts(client="192.0.2.7:1"), True),
            ("client", Facts(client="192.0.2.8:51234"), False),
            ("helo", Facts(helo="APP.test"), True),
            ("helo", Facts(helo="x"), False),
            ("user", Facts(user="shop"), True),
            ("user", Facts(user="x"), False),
            ("sender", Facts(sender="ada@example.test"), True),
            ("sender", Facts(sender=""), False),
            ("recipient", Facts(recipients=("bob@bad.test",)), True),
            ("recipient", Facts(recipients=("x",)), False),
            ("helo,user", Facts(helo="app.test", user="shop"), True),
            ("helo,user", Facts(helo="app.tests", user="hop"), False),
            ("", Facts(), True),
        ],
    )
    def test_keys(self, per: str, other: Facts, shared: bool) -> None:
        """Matches are counted together when they agree in what is named, and in nothing else."""
        faults = rules(f"rcpt first=1 per={per} reply=450")
        fires(faults, 1)

        assert fires(faults, 1, other) == ("." if shared else "x")

    def test_all_recipients_of_a_mail_are_one_key(self) -> None:
        """At DATA the key is the set of recipients, in whatever order they were named."""
        faults = rules("data first=1 per=recipient reply=451")
        seen = [fires(faults, 1, Facts(recipients=names), Phase.DATA) for names in (("a", "b"), ("b", "a"), ("a",))]

        assert seen == ["x", ".", "x"]

    def test_rate_limit(self) -> None:
        """The n+1st match within the window fires; the first one after its end opens a new window."""
        clock = Clock()
        faults = FaultRules([rule_from_text("rcpt over=3/60s reply=450")], clock=clock)
        seen = [fires(faults, 2)]
        for pause in (30, 29.9, 0.1, 59.9, 0.1, 600):
            clock.now += pause
            seen.append(fires(faults, 3))

        assert seen == [
            "..",  # 0 s: two of three
            ".xx",  # 30 s: the third, and two too many
            "xxx",  # 59.9 s
            "...",  # 60 s: a new window
            "xxx",  # 119.9 s
            "...",  # 120 s
            "...",  # long after
        ]

    def test_a_rate_limit_of_nothing_refuses_all(self) -> None:
        """More than none is each one."""
        assert fires(rules("rcpt over=0/1m reply=450"), 3) == "xxx"

    def test_rate_limits_are_per_client(self) -> None:
        """Without a word on it, one client's haste is not another's."""
        faults = rules("mail over=1/1m reply=450")

        assert fires(faults, 2, Facts(client="192.0.2.1:1"), Phase.MAIL) == ".x"
        assert fires(faults, 2, Facts(client="192.0.2.2:1"), Phase.MAIL) == ".x"

    def test_two_rules_count_apart(self) -> None:
        """The same key of another rule is another key."""
        faults = rules("mail first=1 per=client reply=450", "rcpt first=1 per=client reply=450")

        assert fires(faults, 2, phase=Phase.MAIL) == "x."
        assert fires(faults, 2, phase=Phase.RCPT) == "x."

    def test_memory_is_bounded(self) -> None:
        """Of more than 100,000 keys, the one that was not met for longest is forgotten."""
        memory = Memory()
        for number in range(MAX_KEYS):
            memory.put(b"%d" % number, 1)
        memory.put(b"0", 2)
        memory.put(b"new", 1)

        assert len(memory) == MAX_KEYS
        assert memory.get(b"0") == (2, 0.0)
        assert memory.get(b"1") is None
        assert memory.get(b"new") == (1, 0.0)


SEQUENCE_OF_1 = ".....x.x....x.....x.xxx.x..x...x....xx.x"
SEQUENCE_OF_2 = "..x.xx.....xx...xx..........x.x.x.x...xx"


class TestRules:
    """The list in force."""

    def test_active_says_whether_there_is_anything_to_ask(self) -> None:
        """The SMTP door reads one attribute, which is false when no rule is enabled."""
        faults = FaultRules()
        seen = [faults.active]
        for texts in (["rcpt reply=450"], ["rcpt reply=450 off"], ["rcpt reply=450 off", "mail pass"], []):
            faults.replace([rule_from_text(text) for text in texts])
            seen.append(faults.active)

        assert seen == [False, True, False, True, False]

    def test_replacing_begins_anew(self) -> None:
        """Counters, greylisted clients and generators are those of a fresh list."""
        faults = rules("rcpt first=1 reply=450", "rcpt p=0.3 reply=451", seed=1)
        before = fires(faults, 30)
        faults.replace([replace(each.rule, id="") for each in faults.report()])

        assert [tuple(each)[1:] for each in faults.report()] == [(0, 0, None)] * 2
        assert fires(faults, 30) == before

    def test_a_seed_stays_until_another_is_given(self) -> None:
        """Replacing the rules alone keeps the seed."""
        faults = rules("rcpt p=0.3 reply=451", seed=1)
        listed = [each.rule for each in faults.report()]
        faults.replace(listed)
        kept = fires(faults, 40)
        faults.replace(listed, 2)

        assert (kept, fires(faults, 40)) == (SEQUENCE_OF_1, SEQUENCE_OF_2)
        assert faults.seed == 2

    def test_too_many_rules_change_nothing(self) -> None:
        """Beyond 1,000 rules the list that was in force stays."""
        faults = rules("rcpt reply=450")
        with pytest.raises(BadRequest, match="1001 are too many"):
            faults.replace([rule_from_text("rcpt reply=550")] * 1_001)

        assert fires(faults, 1) == "x"
        assert len(faults.report()) == 1

    def test_sessions_ask_while_the_rules_are_replaced(self) -> None:
        """Under four asking threads and one that replaces, every answer is of one list or the other, and no match is
        lost from the count of the last."""
        lists = [[rule_from_text(f"rcpt reply={code} name={code}")] * 5 for code in (450, 451)]
        faults = FaultRules(lists[0])
        stop = threading.Event()
        odd: list[object] = []

        def ask() -> None:
            while not stop.is_set():
                effect = faults.decide(Phase.RCPT, ADA)
                if effect is None or effect.reply[:3] != effect.rule:
                    odd.append(effect)

        threads = [threading.Thread(target=ask, name=f"test-ask-{number}") for number in range(4)]
        for thread in threads:
            thread.start()
        for number in range(300):
            faults.replace(lists[number % 2])
        stop.set()
        for thread in threads:
            thread.join()
        faults.replace(lists[0])
        counters = [threading.Thread(target=fires, args=(faults, 2_000), name=f"test-{number}") for number in range(4)]
        for thread in counters:
            thread.start()
        for thread in counters:
            thread.join()

        assert not odd
        assert [(each.matched, each.fired) for each in faults.report()] == [(8_000, 8_000)] + [(0, 0)] * 4


class TestEffect:
    """Replies and what goes with them."""

    @pytest.mark.parametrize(
        ("phase", "effect", "reply"),
        [
            ("rcpt", {"Code": 550}, "550 5.1.1 No such mailbox"),
            ("message", {"Code": 550}, "550 5.7.1 Refused by policy"),
            ("rcpt", {"Code": 552}, "552 5.2.2 Mailbox full"),
            ("message", {"Code": 552}, "552 5.3.4 Message too large"),
            ("auth", {"Code": 535}, "535 5.7.8 Authentication credentials invalid"),
            ("connect", {"Code": 421}, "421 Service not available, closing the connection"),
            ("ehlo", {"Code": 502}, "502 Command not implemented"),
            ("mail", {"Code": 421}, "421 4.3.2 Service not available, closing the connection"),
            ("rcpt", {"Code": 499}, "499 4.0.0 Temporary failure, try again later"),
            ("rcpt", {"Code": 599}, "599 5.0.0 Permanent failure"),
            ("rcpt", {"Code": 451, "Enhanced": "4.7.1"}, "451 4.7.1 Local error in processing, try again later"),
            ("rcpt", {"Code": 451, "Enhanced": ""}, "451 Local error in processing, try again later"),
            ("rcpt", {"Code": 451, "Text": "Not now"}, "451 4.3.0 Not now"),
            ("rcpt", {"Code": 451, "Enhanced": "4.999.999", "Text": "a"}, "451 4.999.999 a"),
            ("connect", {"Code": 554, "Enhanced": "5.7.1", "Text": "a"}, "554 5.7.1 a"),
            ("rcpt", {}, ""),
        ],
    )
    def test_replies_are_completed(self, phase: str, effect: dict[str, Any], reply: str) -> None:
        """A code gets its usual enhanced code and text, save that banner and EHLO have no enhanced one (RFC 2034)."""
        [made] = rules_from([rule(Match={"Phase": phase}, Effect=effect)])

        assert made.effect.reply == reply
        assert rules_from([to_json(made)]) == [made]

    @pytest.mark.parametrize("phase", Phase)
    def test_every_code_has_a_usual_reply(self, phase: Phase) -> None:
        """From 400 to 599, each is one line with the class of its code."""
        made = [rules_from([rule(Match={"Phase": phase}, Effect={"Code": code})])[0] for code in range(400, 600)]

        for code, each in zip(range(400, 600), made, strict=True):
            assert each.effect.reply.startswith(f"{code} ")
            if phase not in (Phase.CONNECT, Phase.EHLO):
                assert each.effect.reply[4:6] == f"{code // 100}."

    def test_421_closes_unless_told_otherwise(self) -> None:
        """Who says 421 closes the channel (RFC 5321 4.2.3)."""
        made = rules_from([rule(Effect={"Code": 421}), rule(Effect={"Code": 421, "Drop": False}), rule()])

        assert [each.effect.drop for each in made] == [True, False, False]

    @pytest.mark.parametrize("reply", ["451", "250 Ok", "451 a\r\n250 b", "451 a\n", "451 ä", "451 \x7f", "", "x"])
    def test_no_effect_can_forge_a_second_reply(self, reply: str) -> None:
        """An effect made by hand is held to one line of printable ASCII, too."""
        if reply:
            with pytest.raises(ValueError, match="is no reply"):
                Effect(reply=reply)
        else:
            assert Effect(reply=reply).reply == ""


FULL = {
    "Name": "everything",
    "Enabled": False,
    "Match": {
        "Phase": "message",
        "Client": "192.0.2.*",
        "Helo": "*",
        "User": "shop",
        "Sender": "/^ada@/",
        "Recipient": "*@bad.test",
        "Header": {"Name": "Subject", "Value": "*invoice*"},
        "MinSize": 10,
        "MaxSize": 1000,
    },
    "Choice": {"MoreThan": 5, "Within": 60.0, "Per": ["client", "sender"]},
    "Effect": {
        "Code": 451,
        "Enhanced": "4.7.1",
        "Text": "Slow down",
        "Delay": 1.5,
        "Drop": True,
        "Truncate": 3,
        "Rate": 100,
    },
}


class TestJson:
    """Rules as JSON and TOML."""

    def test_what_is_written_is_read(self) -> None:
        """A rule with all fields comes back as it was."""
        [made] = rules_from([FULL])

        assert to_json(made) == FULL
        assert made.effect == Effect("451 4.7.1 Slow down", 1.5, True, 3, 100)

    @pytest.mark.parametrize(
        "choice",
        [
            {"Always": True},
            {"Probability": 0.25},
            {"Every": 3},
            {"First": 2, "Per": []},
            {"First": 2, "Per": ["helo"]},
            {"MoreThan": 0, "Within": 0.5, "Per": ["user"]},
        ],
    )
    def test_choices_come_back(self, choice: dict[str, Any]) -> None:
        """Each kind of choice survives a round of JSON."""
        [made] = rules_from(json.loads(json.dumps([rule(Choice=choice)])))

        assert to_json(made)["Choice"] == choice

    @pytest.mark.parametrize("nothing", [{}, {"Choice": {}}, {"Choice": None, "Enabled": None, "Name": None}])
    def test_what_is_not_given_is_usual(self, nothing: dict[str, Any]) -> None:
        """A rule is enabled, always fires, and is called by its number."""
        [made] = rules_from([rule(**nothing)])

        assert (made.name, made.enabled, to_json(made)["Choice"]) == ("rule 1", True, {"Always": True})

    def test_toml_spells_names_its_own_way(self) -> None:
        """snake_case, kebab-case, PascalCase and any mixture are the same field, and a time may have its unit."""
        text = """
            [[faults]]
            name = "greylisting"
            match = { phase = "RCPT", recipient = "*@bad.test", min_size = 1, max-size = 10 }
            choice = { more_than = 3, WITHIN = "1m", per = "client, Sender" }
            effect = { code = 450, delay = "500ms" }
        """
        [made] = rules_from(tomllib.loads(text)["faults"])

        assert to_json(made)["Match"] == {"Phase": "rcpt", "Recipient": "*@bad.test", "MinSize": 1, "MaxSize": 10}
        assert to_json(made)["Choice"] == {"MoreThan": 3, "Within": 60.0, "Per": ["client", "sender"]}
        assert made.effect.delay == 0.5

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"Nmae": "x"}, ["rule 1: 'Nmae' is no field", "Name, Enabled, Match"]),
            ({"Name": "a", "name": "b"}, ["rule 1: Name is given twice"]),
            ({"Name": ""}, ["rule 1: Name: ''", "1 to 100"]),
            ({"Name": "x" * 101}, ["Name"]),
            ({"Name": "a\nb"}, ["Name"]),
            ({"Name": "\ud800"}, ["Name"]),
            ({"Name": 7}, ["Name: 7"]),
            ({"Name": "flaky", "Enabled": 1}, ["rule 1 ('flaky'): Enabled: 1", "true or false"]),
            ({"Match": None}, ["Match: is missing"]),
            ({"Match": []}, ["rule 1: Match: [] will not do"]),
            ({"Match": {}}, ["Match.Phase: is missing", "connect, ehlo"]),
            ({"Match": {"Phase": "recipient"}}, ["Match.Phase: 'recipient'", "rcpt"]),
            ({"Match": {"Phase": "mail", "Recipient": "*"}}, ["Match.Recipient", "phase mail", "rcpt or data"]),
            ({"Match": {"Phase": "connect", "Helo": "*"}}, ["Match.Helo", "phase connect"]),
            ({"Match": {"Phase": "ehlo", "User": "*"}}, ["Match.User"]),
            ({"Match": {"Phase": "auth", "Sender": "*"}}, ["Match.Sender"]),
            ({"Match": {"Phase": "auth", "MinSize": 1}}, ["Match.MinSize"]),
            ({"Match": {"Phase": "data", "Header": {"Name": "x"}}}, ["Match.Header", "message"]),
            ({"Match": {"Phase": "message", "Header": {"Name": "a b"}}}, ["Match.Header.Name", "'a b'"]),
            ({"Match": {"Phase": "message", "Header": {}}}, ["Match.Header.Name: is missing"]),
            ({"Match": {"Phase": "message", "Header": "Subject"}}, ["Match.Header: 'Subject'"]),
            ({"Match": {"Phase": "message", "Header": {"Name": "a", "Value": "/(/"}}}, ["Match.Header.Value"]),
            ({"Match": {"Phase": "rcpt", "Recipient": "/(/"}}, ["Match.Recipient", "regular expression"]),
            ({"Match": {"Phase": "rcpt", "Recipient": "/(a+)+/"}}, ["Match.Recipient", "repeat in a repeat"]),
            ({"Match": {"Phase": "rcpt", "Recipient": "x" * 1_001}}, ["Match.Recipient", "1,000"]),
            ({"Match": {"Phase": "rcpt", "Recipient": ["x"]}}, ["Match.Recipient"]),
            ({"Match": {"Phase": "rcpt", "MinSize": -1}}, ["Match.MinSize: -1"]),
            ({"Match": {"Phase": "rcpt", "MinSize": 1.5}}, ["Match.MinSize: 1.5"]),
            ({"Match": {"Phase": "rcpt", "MinSize": 5, "MaxSize": 4}}, ["Match.MaxSize: 4", "at least MinSize, 5"]),
            ({"Choice": {"Probability": 1.1}}, ["Choice.Probability: 1.1", "0 to 1"]),
            ({"Choice": {"Probability": -0.1}}, ["Choice.Probability"]),
            ({"Choice": {"Probability": float("nan")}}, ["Choice.Probability: nan"]),
            ({"Choice": {"Probability": True}}, ["Choice.Probability: True"]),
            ({"Choice": {"Probability": "30%"}}, ["Choice.Probability"]),
            ({"Choice": {"Every": 0}}, ["Choice.Every: 0", "from 1"]),
            ({"Choice": {"First": 0}}, ["Choice.First"]),
            ({"Choice": {"First": 1, "Per": ["port"]}}, ["Choice.Per: ['port']", "client, helo"]),
            ({"Choice": {"First": 1, "Per": [1]}}, ["Choice.Per"]),
            ({"Choice": {"First": 1, "Per": 1}}, ["Choice.Per"]),
            ({"Match": {"Phase": "mail"}, "Choice": {"First": 1, "Per": ["recipient"]}}, ["Choice.Per recipient"]),
            ({"Choice": {"First": 1, "Within": 5}}, ["Choice.Within: 5", "with MoreThan"]),
            ({"Choice": {"Every": 2, "Per": ["client"]}}, ["Choice.Per"]),
            ({"Choice": {"Per": ["client"]}}, ["Choice.Per"]),
            ({"Choice": {"MoreThan": 1}}, ["Choice.Within: is missing", "above 0"]),
            ({"Choice": {"MoreThan": 1, "Within": 0}}, ["Choice.Within: 0"]),
            ({"Choice": {"MoreThan": -1, "Within": 1}}, ["Choice.MoreThan: -1"]),
            ({"Choice": {"Every": 2, "First": 1}}, ["Choice.First: 1", "either this or Every"]),
            ({"Choice": {"Always": False}}, ["Choice.Always: False"]),
            ({"Choice": "always"}, ["Choice: 'always'"]),
            ({"Effect": None}, ["Effect: is missing"]),
            ({"Effect": {"Code": 250}}, ["Effect.Code: 250", "400 to 599"]),
            ({"Effect": {"Code": 600}}, ["Effect.Code"]),
            ({"Effect": {"Code": "550"}}, ["Effect.Code: '550'"]),
            ({"Effect": {"Code": 10**5_000}}, ["Effect.Code: this number"]),
            ({"Effect": {"Code": 550, "Enhanced": "4.1.1"}}, ["Effect.Enhanced: '4.1.1'", "5.x.x"]),
            ({"Effect": {"Code": 550, "Enhanced": "5.1"}}, ["Effect.Enhanced"]),
            ({"Effect": {"Code": 550, "Enhanced": "5.1.1\n"}}, ["Effect.Enhanced"]),
            ({"Effect": {"Code": 550, "Enhanced": "5.١.1"}}, ["Effect.Enhanced"]),
            ({"Effect": {"Code": 550, "Text": "a\r\n250 b"}}, ["Effect.Text", "one line"]),
            ({"Effect": {"Code": 550, "Text": "nö"}}, ["Effect.Text", "ASCII"]),
            ({"Effect": {"Code": 550, "Text": " a"}}, ["Effect.Text"]),
            ({"Effect": {"Code": 550, "Text": "a" * 401}}, ["Effect.Text", "400"]),
            ({"Effect": {"Code": 550, "Text": "5.1.1 a"}}, ["Effect.Text", "as Enhanced"]),
            ({"Effect": {"Text": "a"}}, ["Effect.Text", "with Code"]),
            ({"Effect": {"Delay": 301}}, ["Effect.Delay: 301", "300"]),
            ({"Effect": {"Delay": -1}}, ["Effect.Delay"]),
            ({"Effect": {"Delay": "5 s"}}, ["Effect.Delay: '5 s'", "'2s'"]),
            ({"Effect": {"Delay": "6m"}}, ["Effect.Delay"]),
            ({"Effect": {"Delay": float("inf")}}, ["Effect.Delay"]),
            ({"Effect": {"Delay": True}}, ["Effect.Delay"]),
            ({"Effect": {"Drop": "yes"}}, ["Effect.Drop: 'yes'"]),
            ({"Effect": {"Truncate": -1}}, ["Effect.Truncate"]),
            ({"Effect": {"Truncate": 1_001}}, ["Effect.Truncate"]),
            ({"Effect": {"Rate": -5}}, ["Effect.Rate"]),
        ],
    )
    def test_a_fault_names_rule_and_field(self, fields: dict[str, Any], words: list[str]) -> None:
        """What is wrong, where, and what would be right."""
        said = fault_of(**fields)

        assert said.startswith("rule 1")
        for word in words:
            assert word in said

    def test_the_number_of_the_rule_is_told(self) -> None:
        """Of several rules, the one at fault is named."""
        with pytest.raises(BadRequest, match=r"^rule 3: Effect\.Code: 7 "):
            rules_from([rule(), rule(), rule(Effect={"Code": 7}), rule()])

    @pytest.mark.parametrize("data", [None, {}, "x", 7, [None], [[]], ["rcpt"], [{}], [rule()] * 1_001, [{1: 2}]])
    def test_what_is_no_list_of_rules_is_refused(self, data: object) -> None:
        """Any other shape is a BadRequest."""
        with pytest.raises(BadRequest):
            rules_from(data)

    def test_a_thousand_rules_are_taken(self) -> None:
        """The bound itself is within."""
        assert len(rules_from([rule()] * 1_000)) == 1_000


NAMES = [
    "Name",
    "Enabled",
    "Match",
    "Choice",
    "Effect",
    "phase",
    "client",
    "HEADER",
    "min_size",
    "MaxSize",
    "Recipient",
]
NAMES += ["Always", "probability", "Every", "First", "more-than", "Within", "Per", "Code", "enhanced", "Text", "Delay"]
NAMES += ["Drop", "Truncate", "Rate", "Value"]
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(390, 610)
    | st.floats()
    | st.text(max_size=20)
    | st.text("/()[]*+?{}|^$.\\a1,-:=<!P", max_size=12).map(lambda text: f"/{text}/")
    | st.sampled_from([*Phase, "client", "4.7.1", "5.1.1", "2s", "*@x", 451, 0.5, 1])
)
ANYTHING = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner),
    max_leaves=20,
)
MATCHES = st.fixed_dictionaries(
    {"Phase": st.sampled_from([*Phase])},
    optional={
        **dict.fromkeys(("Client", "Helo", "User", "Sender", "Recipient", "MinSize", "MaxSize"), VALUES),
        "Header": st.fixed_dictionaries({"Name": st.just("Subject") | VALUES, "Value": VALUES}),
    },
)
CHOICES = st.dictionaries(
    st.sampled_from(["Probability", "Every", "First", "MoreThan", "Within", "Per"]), VALUES, max_size=2
)
EFFECTS = st.dictionaries(
    st.sampled_from(["Code", "Enhanced", "Text", "Delay", "Drop", "Truncate", "Rate"]), VALUES, max_size=3
)


ANY_TIME = settings(deadline=None)


class TestAnything:
    """Whatever is written, it is read or refused."""

    @ANY_TIME
    @given(ANYTHING | st.lists(ANYTHING, max_size=3))
    @example([{"Match": {"Phase": "rcpt", "Recipient": "/[[a]/"}, "Effect": {}}])
    def test_any_value_is_rules_or_a_bad_request(self, data: object) -> None:
        """No other exception comes out of rules_from."""
        self.read(data)

    @ANY_TIME
    @given(MATCHES, CHOICES, EFFECTS)
    def test_any_rule_is_read_or_refused(
        self, match: dict[str, Any], choice: dict[str, Any], effect: dict[str, Any]
    ) -> None:
        """The same nearer to what is right; what was read comes back the same, and can be asked."""
        for made in self.read([{"Match": match, "Choice": choice, "Effect": effect}]):
            again = rules_from(json.loads(json.dumps([to_json(made)])))
            assert again == [made]
            FaultRules([made]).decide(made.match.phase, ADA)

    @ANY_TIME
    @given(
        st.text()
        | st.lists(
            st.sampled_from([*Phase, "p=", "reply=", "recipient=", "first=", "over=", "per=", "header=", "drop", " "])
            | st.text(max_size=5),
            max_size=8,
        ).map("".join)
    )
    def test_any_line_is_a_rule_or_a_bad_request(self, text: str) -> None:
        """No other exception comes out of rule_from_text."""
        try:
            made = rule_from_text(text)
        except BadRequest as fault:
            assert str(fault).isprintable()
        else:
            assert rules_from([to_json(made)]) == [made]

    @ANY_TIME
    @given(st.text() | st.from_regex(r"(bounce|slow|drop)\+[0-9a-z.-]{0,9}(@.*)?"))
    def test_any_recipient_may_be_asked(self, recipient: str) -> None:
        """No exception at all comes out of shorthand."""
        effect = shorthand(recipient)

        assert effect is None or effect.rule

    @staticmethod
    def read(data: object) -> list[Rule]:
        """The rules; none if they are refused in words that can be printed."""
        try:
            return rules_from(data)
        except BadRequest as fault:
            assert str(fault).isprintable()
            return []


class TestLine:
    """Rules on one line."""

    @pytest.mark.parametrize(
        ("text", "match", "choice", "effect"),
        [
            (
                "rcpt recipient=*@bad.test p=0.3 reply=451 delay=2s",
                {"Phase": "rcpt", "Recipient": "*@bad.test"},
                {"Probability": 0.3},
                {"Code": 451, "Delay": 2.0},
            ),
            ("mail p=30% drop", {"Phase": "mail"}, {"Probability": 0.3}, {"Code": None, "Drop": True}),
            ("mail p=.5 drop", {"Phase": "mail"}, {"Probability": 0.5}, {"Drop": True}),
            ("DATA Every=3 Delay=500ms", {"Phase": "data"}, {"Every": 3}, {"Delay": 0.5}),
            ("data delay=1.5", {"Phase": "data"}, {"Always": True}, {"Delay": 1.5}),
            (
                "rcpt first=1 per=client,recipient reply='450 4.2.1 Come back'",
                {"Phase": "rcpt"},
                {"First": 1, "Per": ["client", "recipient"]},
                {"Code": 450, "Enhanced": "4.2.1", "Text": "Come back"},
            ),
            ("rcpt first=1 per= reply=450", {"Phase": "rcpt"}, {"First": 1, "Per": []}, {"Code": 450}),
            (
                'mail over=10/1m reply="450 Slow down"',
                {"Phase": "mail"},
                {"MoreThan": 10, "Within": 60.0, "Per": ["client"]},
                {"Code": 450, "Enhanced": "4.2.0", "Text": "Slow down"},
            ),
            ("mail over=10/60 truncate=3", {"Phase": "mail"}, {"MoreThan": 10, "Within": 60.0}, {"Truncate": 3}),
            (
                r"message header=Subject:/\binvoice\b/ min-size=1 max_size=9 reply=554",
                {
                    "Phase": "message",
                    "Header": {"Name": "Subject", "Value": r"/\binvoice\b/"},
                    "MinSize": 1,
                    "MaxSize": 9,
                },
                {"Always": True},
                {"Code": 554},
            ),
            (
                'message header="Subject: two words" rate=100',
                {"Phase": "message", "Header": {"Name": "Subject", "Value": "two words"}},
                {"Always": True},
                {"Rate": 100},
            ),
            ("connect client=::1 reply=421", {"Phase": "connect", "Client": "::1"}, {"Always": True}, {"Drop": True}),
        ],
    )
    def test_the_grammar(
        self, text: str, match: dict[str, Any], choice: dict[str, Any], effect: dict[str, Any]
    ) -> None:
        """Each word becomes its field."""
        made = to_json(rule_from_text(text))

        assert made["Match"] == match
        assert made["Choice"] | choice == made["Choice"]
        assert made["Effect"] | effect == made["Effect"]
        assert (made["Name"], made["Enabled"]) == (text, True)

    def test_a_line_can_be_named_and_switched_off(self) -> None:
        """Without a name the line itself is one, shortened when it is long."""
        made = rule_from_text("rcpt name='my rule' off reply=450")
        long = rule_from_text(f"rcpt recipient={'a' * 200} reply=450")

        assert (made.name, made.enabled) == ("my rule", False)
        assert (len(long.name), long.name[-3:]) == (100, "aa…")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", ["begins with no phase", "connect, ehlo"]),
            ("reply=451", ["begins with no phase"]),
            ("rcpt", ["give either an effect", "pass"]),
            ("rcpt drop pass", ["either an effect"]),
            ("rcpt replay=451", ["'replay' is no word", "reply"]),
            ("rcpt reply=451 reply=452", ["reply is given twice"]),
            ("rcpt drop=1", ["drop: give it without a value"]),
            ("rcpt reply", ["reply: give it with a value"]),
            ("rcpt reply='451", ["quotation mark"]),
            ("rcpt reply=250", ["Effect.Code: 250"]),
            ("rcpt reply=x", ["Effect.Code: 'x'"]),
            ("rcpt reply='451 5.1.1 x'", ["Effect.Enhanced: '5.1.1'"]),
            ("rcpt reply=451 p=x", ["Choice.Probability: 'x'"]),
            ("rcpt reply=451 p=300%", ["Choice.Probability: 3.0"]),
            ("rcpt reply=451 over=5", ["over: '5'", "10/60s"]),
            ("rcpt reply=451 over=5/x", ["Choice.Within: 'x'"]),
            ("rcpt reply=451 delay=2h", ["Effect.Delay: '2h'"]),
            ("mail recipient=* drop", ["Match.Recipient", "phase mail"]),
            ("rcpt recipient=/(/ drop", ["Match.Recipient"]),
            ("rcpt per=client drop", ["Choice.Per"]),
            (f"rcpt name={'x' * 9_000} drop", ["characters are too many"]),
        ],
    )
    def test_a_fault_names_the_word(self, text: str, words: list[str]) -> None:
        """What is wrong with a line, and what would be right."""
        with pytest.raises(BadRequest) as fault:
            rule_from_text(text)

        assert str(fault.value).startswith("rule ")
        for word in words:
            assert word in str(fault.value)


class TestShorthand:
    """Recipients that need no rule."""

    @pytest.mark.parametrize(
        ("recipient", "effect"),
        [
            ("bounce+550@any.test", Effect("550 5.1.1 No such mailbox", rule="bounce+550")),
            ("Bounce+550@any.test", Effect("550 5.1.1 No such mailbox", rule="bounce+550")),
            (
                "bounce+451-4.7.1@any.test",
                Effect("451 4.7.1 Local error in processing, try again later", rule="bounce+451-4.7.1"),
            ),
            (
                "bounce+421@any.test",
                Effect("421 4.3.2 Service not available, closing the connection", drop=True, rule="bounce+421"),
            ),
            ("bounce+599@any.test", Effect("599 5.0.0 Permanent failure", rule="bounce+599")),
            ("bounce+550", Effect("550 5.1.1 No such mailbox", rule="bounce+550")),
            ("slow+5s@any.test", Effect(delay=5.0, rule="slow+5s")),
            ("slow+500ms@any.test", Effect(delay=0.5, rule="slow+500ms")),
            ("slow+1.5s@any.test", Effect(delay=1.5, rule="slow+1.5s")),
            ("slow+60s@any.test", Effect(delay=60.0, rule="slow+60s")),
            ("drop+now@any.test", Effect(drop=True, rule="drop+now")),
        ],
    )
    def test_an_address_asks_for_its_fault(self, recipient: str, effect: Effect) -> None:
        """What each of them gets."""
        assert shorthand(recipient) == effect

    @pytest.mark.parametrize(
        "recipient",
        [
            "bob@any.test",
            "bounce@any.test",
            "bounce+250@any.test",
            "bounce+399@any.test",
            "bounce+600@any.test",
            "bounce+5500@any.test",
            "bounce+550x@any.test",
            "bounce+550-4.1.1@any.test",
            "bounce+550-5.1@any.test",
            "bounce+550-@any.test",
            "bounce+٥50@any.test",
            "mybounce+550@any.test",
            "slow+61s@any.test",
            "slow+5@any.test",
            "slow+1m@any.test",
            "slow+-1s@any.test",
            "slow+.s@any.test",
            "slow+1..5s@any.test",
            "drop@any.test",
            "drop+later@any.test",
            "",
            "@",
        ],
    )
    def test_all_else_is_an_ordinary_address(self, recipient: str) -> None:
        """What is not exactly of that form is just a recipient."""
        assert shorthand(recipient) is None


class TestDocs:
    """docs/faults.md."""

    PAGE = (Path(__file__).parent.parent / "docs" / "faults.md").read_text("utf-8")

    def test_each_example_is_a_rule(self) -> None:
        """The lines of the table are understood, and so are the file and the bodies for curl."""
        table = self.PAGE.partition("| wanted | rule |")[2].partition("\n\n")[0]
        lines = [line for row in table.splitlines()[2:] for line in re.findall("`([^`]+)`", row)]
        toml = self.PAGE.partition("```toml\n")[2].partition("```")[0]
        bodies = [json.loads(body) for body in re.findall(r"/faults -H [^\n]* -d '([^']+)'", self.PAGE)]

        assert len([rule_from_text(line) for line in lines]) > 10
        assert len(rules_from(tomllib.loads(toml)["faults"])) == 2
        assert [len(rules_from(body["Rules"])) for body in bodies] == [1, 0]

    def test_each_field_is_told(self) -> None:
        """What a rule can hold appears in the table of fields: in JSON and on one line."""
        [full] = [to_json(made) for made in rules_from([FULL])]
        fields = [name for part in ("Match", "Choice", "Effect") for name in full[part]]

        for name in (*fields, "Always", "Probability", "Every", "First"):
            assert re.search(rf"`(Match\.|Choice\.|Effect\.)?{name}[`.]", self.PAGE), name
        for word in WORDS:
            assert re.search(rf"`{word}[=`]", self.PAGE), word
