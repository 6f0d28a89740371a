"""Fault rules on the page: made by a form, met by real sessions, moved, copied, and never undone by another tab."""

import json
import re
import shlex
import smtplib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mailtrap.chaos import Phase, rule_from_text, rules_from, to_json
from mailtrap.chaos.replies import CODES, reply
from tests.browser import Desk, OpenDesk
from tests.support import Running, wait_for

REFUSING = {"Name": "first", "Match": {"Phase": "rcpt", "Recipient": "*@x.test"}, "Effect": {"Code": 550}}
"""A rule that refuses every recipient of a domain."""
LATER = {"Name": "second", "Match": {"Phase": "rcpt"}, "Effect": {"Code": 451, "Enhanced": "4.7.1", "Text": "Later"}}
"""One that refuses all for now."""
EVIL = "<img src=x onerror=window.caught=1><b>\"&amp;'/*"
"""Markup, and quotation marks of both kinds."""


def put(server: Running, *rules: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules in force, by the API."""
    answer = server.api("faults", "PUT", json={"Rules": rules})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["Rules"]
    return found


def in_force(server: Running) -> list[dict[str, Any]]:
    """The rules that the server has."""
    found: list[dict[str, Any]] = server.api("faults").json()["Rules"]
    return found


def names(server: Running) -> list[str]:
    return [rule["Name"] for rule in in_force(server)]


def rcpt(server: Running, to: str = "bob@x.test") -> tuple[int, str]:
    """What a real client is answered at RCPT."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo("app.test")
        client.mail("ada@example.test")
        code, text = client.rcpt(to)
    return code, text.decode()


def opened(desk: Desk, server: Running, hash_: str = "#/faults") -> Page:
    """The view, once the rules are known."""
    page = desk.live(server, hash_)
    expect(page.get_by_test_id("faults").locator("h2")).to_be_visible()
    return page


def rule(page: Page, name: str) -> Locator:
    """One rule of the list by its name."""
    return page.get_by_test_id("rule").filter(has=page.get_by_test_id("rule-name").get_by_text(name, exact=True))


def order(page: Page) -> list[str]:
    return page.get_by_test_id("rule-name").all_inner_texts()


def fill(page: Page, field: str, text: str) -> None:
    page.get_by_test_id(f"rule-{field}").fill(text)


def save(page: Page) -> None:
    """Save the form; the list is shown."""
    page.get_by_test_id("save-rule").click()
    expect(page.get_by_test_id("rule-form")).to_be_hidden()


# The list


def test_a_rule_made_by_form_refuses_the_next_mail(server: Running, desk: Desk) -> None:
    """What the form says happens to the next client, and the count goes up without a reload."""
    page = opened(desk, server)
    expect(page.get_by_test_id("no-rules")).to_be_visible()
    page.get_by_test_id("new-rule").click()
    fill(page, "Name", "no room")
    fill(page, "Match-Recipient", "*@flaky.test")
    page.get_by_test_id("rule-Effect-Preset").select_option("fullNow")
    told = page.get_by_test_id("preview-sentence").inner_text()
    line = page.get_by_test_id("preview-reply").inner_text()
    save(page)
    expect(rule(page, "no room").get_by_test_id("rule-count")).to_have_text("Not met yet")
    refused = rcpt(server, "bob@flaky.test")
    expect(rule(page, "no room").get_by_test_id("rule-count")).to_have_text("Fired 1 of 1 times it matched")
    other = rcpt(server, "bob@fine.test")

    assert told == "At RCPT, recipient *@flaky.test: answers 452 4.2.2 Mailbox full, try again later."
    assert f"{refused[0]} {refused[1]}" == "452 4.2.2 Mailbox full, try again later"
    assert line.endswith(f"{refused[0]} {refused[1]}")
    assert other[0] == 250
    assert rule(page, "no room").locator("time").inner_text().endswith("ago")
    assert rule(page, "no room").get_by_test_id("rule-sentence").inner_text() == told


def test_the_switch(server: Running, desk: Desk) -> None:
    """A rule that is switched off lets mail pass, and one that is switched on again refuses; counts go on."""
    put(server, REFUSING)
    page = opened(desk, server)
    switch = page.get_by_role("switch", name="first, switched on")
    expect(switch).to_have_attribute("aria-checked", "true")
    before = rcpt(server)[0]
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    off = rcpt(server)[0]
    focused = switch.evaluate("node => node === document.activeElement")
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "true")
    again = rcpt(server)[0]
    expect(rule(page, "first").get_by_test_id("rule-count")).to_have_text("Fired 2 of 2 times it matched")

    assert (before, off, again) == (550, 250, 550)
    assert focused


def test_the_first_that_matches_wins(server: Running, desk: Desk) -> None:
    """Moved by keys, by buttons and by the mouse, another rule is asked first; the focus goes with it."""
    put(server, REFUSING, LATER, {**LATER, "Name": "third", "Effect": {"Code": 421}})
    page = opened(desk, server)
    first = rcpt(server)[0]
    rule(page, "second").get_by_test_id("rule-name").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_test_id("rule-name").first).to_have_text("second")
    by_key = rcpt(server)[0]
    followed = page.evaluate("document.activeElement.textContent")
    rule(page, "second").get_by_role("button", name="Move second down").click()
    expect(page.get_by_test_id("rule-name").first).to_have_text("first")
    by_button = rcpt(server)[0]
    grip = rule(page, "third").get_by_test_id("rule-grip")
    start, goal = grip.bounding_box(), rule(page, "first").bounding_box()
    assert start
    assert goal
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, goal["y"] + 30, steps=4)
    page.mouse.move(start["x"] + 8, goal["y"] + 4, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("rule-name").first).to_have_text("third")

    assert (first, by_key, by_button, rcpt(server)[0]) == (550, 451, 550, 421)
    assert followed == "second"
    assert order(page) == names(server) == ["third", "first", "second"]
    assert page.get_by_role("button", name="Move third up").is_disabled()


def test_duplicate_delete_undo(server: Running, desk: Desk) -> None:
    """A copy stands behind its rule; a rule that was deleted comes back to its place."""
    put(server, REFUSING, LATER)
    page = opened(desk, server)
    page.get_by_role("button", name="Duplicate first").click()
    expect(page.get_by_test_id("rule")).to_have_count(3)
    copied = order(page)
    page.get_by_role("button", name="Delete first", exact=True).click()
    expect(page.get_by_test_id("rule")).to_have_count(2)
    expect(page.get_by_test_id("toast")).to_contain_text("Deleted: first")
    gone = names(server)
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("rule")).to_have_count(3)
    expect(rule(page, "first").get_by_test_id("rule-name")).to_be_focused()

    assert copied == ["first", "first (copy)", "second"]
    assert gone == ["first (copy)", "second"]
    assert order(page) == names(server) == copied


def test_all_off_and_back(server: Running, desk: Desk) -> None:
    """One button lets all mail pass; taken back, those that were on are on, and the others stay off."""
    put(server, REFUSING, {**LATER, "Enabled": False})
    page = opened(desk, server)
    page.get_by_test_id("all-off").click()
    expect(page.locator("[role=switch][aria-checked=true]")).to_have_count(0)
    passed = rcpt(server)[0]
    page.get_by_test_id("undo").click()
    expect(page.locator("[role=switch][aria-checked=true]")).to_have_count(1)

    assert passed == 250
    assert [each["Enabled"] for each in in_force(server)] == [True, False]


def test_what_stays_is_not_drawn_anew(server: Running, desk: Desk) -> None:
    """While counts come in, the rows, their sentences and what is selected in them stay the nodes that they are."""
    put(server, REFUSING)
    page = opened(desk, server)
    row = rule(page, "first")
    expect(row).to_be_visible()
    page.evaluate(
        "window.changes = 0; new MutationObserver((all) => { window.changes += all.length; })"
        ".observe(document.querySelector('[data-testid=rule-sentence]'), { childList: true, subtree: true })"
    )
    node = row.element_handle()
    for _ in range(3):
        rcpt(server)
    expect(row.get_by_test_id("rule-count")).to_have_text("Fired 3 of 3 times it matched")

    assert page.evaluate("node => node.isConnected", node)
    assert page.evaluate("window.changes") == 0


# Sentences, replies and lines are what the server does

SENTENCES: tuple[tuple[str, str], ...] = (
    ("rcpt recipient=*@flaky.test p=30% reply='451 4.7.1 Try again later' delay=2s",
     "At RCPT, recipient *@flaky.test, 3 in 10: answers 451 4.7.1 Try again later after 2 s."),
    ("message every=5 drop", "After the mail’s last dot, the last of every 5: closes the connection without a word."),
    ("connect delay=2s rate=1000",
     "When a client connects: answers as usual after 2 s, goes on at 1,000 bytes a second."),
    ("mail over=10/1m reply='450 4.7.1 Too many mails'",
     "At MAIL, beyond 10 in 1 min of each client: answers 450 4.7.1 Too many mails."),
    ("mail truncate=2", "At MAIL: sends 2 bytes of the usual reply, then closes the connection."),
    ("rcpt recipient=postmaster@* pass",
     "At RCPT, recipient postmaster@*: nothing happens, and the rules below are not asked."),
    ("message header=Subject:*invoice* min-size=1000 max-size=2000 p=12.5% reply=554",
     "After the mail’s last dot, header Subject: *invoice*, 1,000 to 2,000 bytes, 12.5 %: "
     "answers 554 5.7.1 Transaction refused."),
    ("rcpt sender= first=2 per= reply='421 4.3.2 Bye'",
     "At RCPT, empty sender, the first 2 of all together: answers 421 4.3.2 Bye, then closes the connection."),
    ("data delay=500ms drop", "At DATA: waits 500 ms, closes the connection without a word."),
    ("auth user=eve reply=535", "At AUTH, user eve: answers 535 5.7.8 Authentication credentials invalid."),
)  # fmt: skip
"""Rules on one line, and what the page says of them."""


def test_sentences_say_what_rules_do(server: Running, desk: Desk) -> None:
    """Match, choice and effect in plain words."""
    put(server, *(to_json(rule_from_text(line)) for line, _ in SENTENCES))
    page = opened(desk, server)
    expect(page.get_by_test_id("rule")).to_have_count(len(SENTENCES))

    assert page.get_by_test_id("rule-sentence").all_inner_texts() == [said for _, said in SENTENCES]


def test_usual_replies_are_those_of_the_server(server: Running, desk: Desk) -> None:
    """For every code at every phase the page knows the line that the server will answer."""
    page = opened(desk, server)
    codes = list(CODES)
    told = page.evaluate(
        "async ([phases, codes]) => { const { replyLine } = await import(new URL('static/js/faults/replies.js',"
        " document.baseURI)); return phases.map((phase) => codes.map((Code) => replyLine(phase, { Code }))); }",
        [list(Phase), codes],
    )

    assert told == [[reply(phase, code) for code in codes] for phase in Phase]


LINES: tuple[dict[str, Any], ...] = (
    *(to_json(rule_from_text(line)) for line, _ in SENTENCES),
    {"Name": EVIL, "Match": {"Phase": "rcpt", "Recipient": EVIL, "Helo": "two words", "User": 'say "x"'},
     "Effect": {"Code": 550, "Text": "It's \"full\""}, "Enabled": False},
    {"Name": "header", "Match": {"Phase": "message", "Header": {"Name": "X-Odd", "Value": "a: b\\c"}, "MaxSize": 2**40},
     "Choice": {"First": 7, "Per": ["sender", "helo"]}, "Effect": {"Rate": 9, "Truncate": 0}},
    {"Name": "times", "Match": {"Phase": "connect"}, "Choice": {"MoreThan": 0, "Within": 0.25, "Per": []},
     "Effect": {"Code": 554, "Enhanced": "5.3.2", "Text": "No", "Delay": 1.5, "Drop": True}},
    {"Name": "chance", "Match": {"Phase": "ehlo"}, "Choice": {"Probability": 0.0001}, "Effect": {"Code": 500}},
)  # fmt: skip
"""Rules of every kind, as the API takes them."""
UNSPEAKABLE: tuple[dict[str, Any], ...] = (
    {"Match": {"Phase": "rcpt"}, "Effect": {"Code": 451, "Enhanced": "", "Text": "Chaos recipient error"}},
    {"Match": {"Phase": "message", "Header": {"Name": "Subject", "Value": " x"}}, "Effect": {"Code": 550}},
    {"Match": {"Phase": "rcpt"}, "Choice": {"Probability": 1e-12}, "Effect": {"Code": 550}},
)
"""What one line cannot say: no enhanced code where there usually is one, blanks at an end, the smallest numbers."""


def lines(page: Page, rules: list[dict[str, Any]]) -> list[str | None]:
    """The option that the page writes for each of these, null for none."""
    told: list[str | None] = page.evaluate(
        "async (rules) => { const { lineOf, optionOf } = await import(new URL('static/js/faults/line.js',"
        " document.baseURI)); return rules.map(lineOf).map((line) => line && optionOf(line)); }",
        rules,
    )
    return told


def test_lines_mean_the_same_rule(server: Running, desk: Desk) -> None:
    """What is copied for a shell, read by a shell and then by the command line's parser, is the rule again."""
    page = opened(desk, server)
    rules = put(server, *LINES)
    words = [shlex.split(line or "") for line in lines(page, rules)]

    assert [each[0] for each in words] == ["--fault"] * len(LINES)
    assert [to_json(rule_from_text(line)) for _, line in words] == [to_json(each) for each in rules_from(list(LINES))]


def test_what_no_line_can_say(server: Running, desk: Desk) -> None:
    """No line is better than one that says something else; the form says so."""
    page = opened(desk, server)
    rules = put(server, *UNSPEAKABLE)
    told = lines(page, rules)
    page.get_by_test_id("rule-name").first.click()
    expect(page.get_by_test_id("preview-line")).to_contain_text("No line can say this rule")

    assert told == [None] * len(UNSPEAKABLE)
    assert page.get_by_test_id("copy-line").is_hidden()


# The form


def test_each_rule_survives_the_form(server: Running, desk: Desk) -> None:
    """A rule that is opened and saved without a touch is the same rule, whatever it says; so is what it counted."""
    before = put(server, *LINES, *UNSPEAKABLE)
    page = opened(desk, server)
    for each in before:
        page.goto(f"{server.web}/#/faults/{each['ID']}")
        expect(page.get_by_test_id("rule-Name")).to_have_value(each["Name"])
        save(page)

    assert in_force(server) == before


def test_only_fields_that_make_sense(server: Running, desk: Desk) -> None:
    """A phase shows what is known in it; what is out of sight is kept, and not sent."""
    page = opened(desk, server, "#/faults/new")
    fill(page, "Name", "early")
    fill(page, "Match-Recipient", "*@x.test")
    expect(page.get_by_test_id("rule-Match-Header-Name")).to_be_hidden()
    page.get_by_test_id("rule-Match-Phase").select_option("connect")
    expect(page.get_by_test_id("rule-Match-Recipient")).to_be_hidden()
    expect(page.get_by_test_id("rule-Match-Helo")).to_be_hidden()
    early = page.get_by_test_id("preview-sentence").inner_text()
    page.get_by_test_id("rule-Match-Phase").select_option("message")
    expect(page.get_by_test_id("rule-Match-Header-Name")).to_be_visible()
    kept = page.get_by_test_id("rule-Match-Recipient").input_value()
    page.get_by_test_id("rule-Match-Phase").select_option("connect")
    page.locator("label", has=page.get_by_test_id("effect-usual")).click()
    expect(page.get_by_test_id("rule-Effect-Code")).to_be_hidden()
    fill(page, "Effect-Delay", "250ms")
    save(page)

    assert early == "When a client connects: answers 451 Local error in processing, try again later."
    assert kept == "*@x.test"
    assert in_force(server)[0]["Match"] == {"Phase": "connect"}
    assert in_force(server)[0]["Effect"]["Delay"] == 0.25


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("Match-Recipient", "/(a+)+/", "without a repeat in a repeat"),
        ("Match-MinSize", "much", "give a whole number from 0"),
        ("Effect-Code", "250", "give a whole number from 400 to 599"),
        ("Effect-Enhanced", "5.1.1", "give 4.x.x"),
        ("Effect-Delay", "10 days", "give seconds from 0 to 300"),
        ("Effect-Text", "grün", "printable ASCII"),
        ("Effect-Rate", "-1", "give a whole number from 0"),
    ],
)
def test_a_refusal_stands_at_its_field(server: Running, desk: Desk, field: str, typed: str, says: str) -> None:
    """What the server refuses is said where it was typed, and nothing that was typed is lost."""
    page = opened(desk, server, "#/faults/new")
    fill(page, "Name", EVIL)
    fill(page, field, typed)
    page.get_by_test_id("save-rule").click()
    box = page.get_by_test_id(f"rule-{field}")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description(re_of(says))

    assert box.input_value() == typed
    assert page.get_by_test_id("rule-Name").input_value() == EVIL
    assert page.get_by_test_id("save-fault").is_hidden()
    assert in_force(server) == []
    fill(page, field, "")
    if field == "Effect-Code":
        fill(page, field, "550")
    save(page)
    assert names(server) == [EVIL]


def re_of(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


def test_percent(server: Running, desk: Desk) -> None:
    """A probability is typed in percent; one above 100 is refused in the same words."""
    page = opened(desk, server, "#/faults/new?template=flaky")
    fill(page, "Choice-Probability", "130")
    page.get_by_test_id("save-rule").click()
    expect(page.get_by_test_id("rule-Choice-Probability")).to_have_accessible_description(re_of("from 0 to 100"))
    fill(page, "Choice-Probability", "12.5 %")
    told = page.get_by_test_id("preview-sentence").inner_text()
    save(page)

    assert "12.5 %" in told
    assert in_force(server)[0]["Choice"] == {"Probability": 0.125}


@pytest.mark.parametrize("name", ["greylisting", "flaky", "slow", "rate", "drops", "full", "password"])
def test_a_template_is_a_rule(server: Running, desk: Desk, name: str) -> None:
    """Each template opens as a filled form that the server takes as it is."""
    page = opened(desk, server)
    page.get_by_test_id(f"template-{name}").click()
    told = page.get_by_test_id("preview-sentence").inner_text()
    save(page)
    expect(page.get_by_test_id("rule-sentence")).to_have_text(told)

    assert len(in_force(server)) == 1


def test_the_whole_way_by_keyboard(server: Running, desk: Desk) -> None:
    """Esc leaves the form and what was typed waits; Enter saves; Esc then leads to the mails."""
    page = opened(desk, server)
    page.get_by_test_id("new-rule").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("rule-form").locator("h2")).to_be_focused()
    page.get_by_test_id("rule-Name").focus()
    page.keyboard.type("by hand")
    page.get_by_test_id("save-rule").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("rule-form")).to_be_hidden()
    unsaved = in_force(server)
    page.get_by_test_id("new-rule").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("rule-Name")).to_have_value("by hand")
    page.get_by_test_id("rule-Name").focus()
    page.keyboard.press("Enter")
    expect(rule(page, "by hand").get_by_test_id("rule-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("faults")).to_be_hidden()

    assert unsaved == []
    assert names(server) == ["by hand"]


# Import and export


def test_export_and_import(server: Running, desks: OpenDesk, tmp_path: Path) -> None:
    """What is saved or copied comes back as the same rules, from a file and from the clipboard; undo takes it back."""
    server.api("faults", "PUT", json={"Seed": 7, "Rules": list(LINES)})
    wanted = [{**each, "ID": ""} for each in in_force(server)]
    page = opened(desks(permissions=["clipboard-read", "clipboard-write"]), server)
    expect(page.get_by_test_id("rule")).to_have_count(len(LINES))
    with page.expect_download() as saved:
        page.get_by_test_id("export-file").click()
    path = tmp_path / "rules.json"
    saved.value.save_as(path)
    page.get_by_test_id("export-copy").click()
    expect(page.get_by_test_id("export-copy")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    put(server, REFUSING)
    expect(page.get_by_test_id("rule")).to_have_count(1)
    page.get_by_test_id("import-file").set_input_files(path)
    expect(page.get_by_test_id("import-text")).to_have_value(copied)
    page.get_by_test_id("import-replace").click()
    expect(page.get_by_test_id("rule")).to_have_count(len(LINES))
    replaced = [{**each, "ID": ""} for each in in_force(server)]
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("rule")).to_have_count(1)
    undone = names(server)
    page.get_by_test_id("import-text").fill(json.dumps([LATER]))
    page.get_by_test_id("import-add").click()
    expect(page.get_by_test_id("rule")).to_have_count(2)

    assert saved.value.suggested_filename == "mailtrap-faults.json"
    assert json.loads(copied)["Seed"] == 7
    assert replaced == wanted
    assert undone == ["first"]
    assert order(page) == names(server) == ["first", "second"]
    assert page.get_by_test_id("import-text").input_value() == ""


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "nothing to import"),
        ("{", "This is no JSON"),
        ('{"a": 1}', "There are no rules in this"),
        ("null", "There are no rules in this"),
        ('[{"Match": {"Phase": "moon"}, "Effect": {}}]', "rule 2: Match.Phase: 'moon' will not do"),
        ("[1]", "rule 2: 1 will not do"),
        ('{"Seed": -1, "Rules": []}', "Seed: -1 will not do"),
        (json.dumps([{**REFUSING, "Match": {"Phase": "rcpt", "Client": "x" * 1_000}}] * 999), "more than the server"),
    ],
    ids=["nothing", "json", "object", "null", "phase", "number", "seed", "large"],
)  # fmt: skip
def test_what_cannot_be_imported(server: Running, desk: Desk, typed: str, says: str) -> None:
    """Each way to be wrong is told beside the text, which stays; the rules in force stay, too."""
    put(server, REFUSING)
    page = opened(desk, server)
    page.get_by_test_id("import-text").fill(typed)
    page.get_by_test_id("import-add").click()
    expect(page.get_by_test_id("import-fault")).to_contain_text(says)

    assert page.get_by_test_id("import-text").input_value() == typed
    assert names(server) == ["first"]


def test_the_seed(server: Running, desk: Desk) -> None:
    """The seed is set by itself, and a wrong one is refused in place; rules stay as they are."""
    put(server, REFUSING)
    page = opened(desk, server)
    expect(page.get_by_test_id("seed")).to_have_value("0")
    page.get_by_test_id("seed").fill("many")
    page.get_by_test_id("set-seed").click()
    expect(page.locator(".field-fault:visible")).to_contain_text("give a whole number from 0")
    page.get_by_test_id("seed").fill("417")
    page.keyboard.press("Enter")
    expect(page.locator(".field-fault:visible")).to_have_count(0)

    assert server.api("faults").json()["Seed"] == 417
    assert names(server) == ["first"]


# Two who change them


def test_two_tabs_one_rule(server: Running, desk: Desk) -> None:
    """A rule that somebody else saves while one edits it is shown as it is now; nobody's work is undone silently."""
    id_ = put(server, REFUSING)[0]["ID"]
    one, two = (opened(desk, server, f"#/faults/{id_}") for _ in range(2))
    fill(one, "Effect-Text", "Said by one")
    fill(two, "Effect-Text", "Said by two")
    save(one)
    expect(two.get_by_test_id("conflict")).to_contain_text("550 5.1.1 Said by one")
    two.get_by_test_id("save-rule").click()
    expect(two.get_by_test_id("conflict")).to_be_visible()
    kept = in_force(server)[0]["Effect"]["Text"]
    two.get_by_test_id("keep-mine").click()
    save(two)

    assert kept == "Said by one"
    assert in_force(server)[0]["Effect"]["Text"] == "Said by two"


def test_the_other_way_on(server: Running, desk: Desk) -> None:
    """One may also take what the other wrote, or keep as new what the other deleted."""
    id_ = put(server, REFUSING)[0]["ID"]
    page = opened(desk, server, f"#/faults/{id_}")
    fill(page, "Effect-Text", "Mine")
    put(server, {**REFUSING, "ID": id_, "Effect": {"Code": 553}})
    page.get_by_test_id("take-theirs").click()
    expect(page.get_by_test_id("rule-Effect-Code")).to_have_value("553")
    taken = page.get_by_test_id("conflict").is_hidden()
    fill(page, "Effect-Text", "Mine after all")
    put(server)
    expect(page.get_by_test_id("conflict")).to_contain_text("deleted elsewhere")
    page.get_by_test_id("keep-mine").click()
    save(page)

    assert taken
    assert [(each["Effect"]["Code"], each["Effect"]["Text"]) for each in in_force(server)] == [(553, "Mine after all")]


def test_a_tab_that_heard_nothing(server: Running, desk: Desk) -> None:
    """A tab whose connection is silent changes what the server has then, and tries again where need be."""
    first, second = put(server, REFUSING, LATER)
    page = opened(desk, server)
    expect(page.get_by_test_id("rule")).to_have_count(2)
    tries: list[str] = []

    def between(route: Any) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            put(server, first, {**second, "Name": "renamed"}, {**LATER, "Name": "added"})
        route.continue_()

    page.route("**/api/v1/faults?*", between)
    rule(page, "first").get_by_role("switch").click()
    expect(rule(page, "first").get_by_role("switch")).to_have_attribute("aria-checked", "false")
    expect(page.get_by_test_id("rule")).to_have_count(3)

    assert len(tries) == 2
    assert [(each["Name"], each["Enabled"]) for each in in_force(server)] == [
        ("first", False),
        ("renamed", True),
        ("added", True),
    ]


def test_a_rule_that_is_saved_slowly(server: Running, desk: Desk) -> None:
    """Who is at another rule when the answer comes stays there, with what was typed."""
    put(server, REFUSING, LATER)
    page = opened(desk, server)
    rule(page, "first").get_by_test_id("rule-name").click()
    fill(page, "Name", "renamed")
    held: list[Any] = []
    page.route(
        "**/api/v1/faults?*", lambda route: held.append(route) if route.request.method == "PUT" else route.fallback()
    )
    page.get_by_test_id("save-rule").click()
    wait_for(lambda: page.evaluate("1") and held, what="the rules on their way")
    page.go_back()
    rule(page, "second").get_by_test_id("rule-name").click()
    fill(page, "Name", "half a na")
    with page.expect_response("**/api/v1/faults?*"):
        held.pop().continue_()
    page.unroute("**/api/v1/faults?*")
    wait_for(lambda: page.evaluate("1") and names(server) == ["renamed", "second"], what="the rule")

    assert page.get_by_test_id("rule-Name").input_value() == "half a na"
    save(page)
    expect(rule(page, "half a na")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('[data-testid=rule]').length") == 2


# Bad days


def test_hostile_names_stay_text(server: Running, desk: Desk) -> None:
    """Markup in names and patterns is shown as it was written, in the list, in the form and when it is deleted."""
    hostile = {
        "Name": EVIL,
        "Match": {"Phase": "rcpt", "Recipient": EVIL},
        "Effect": {"Code": 550, "Text": "<i>no</i>"},
    }
    id_ = put(server, hostile)[0]["ID"]
    page = opened(desk, server)
    told = page.get_by_test_id("rule-sentence").inner_text()
    shown = order(page)
    page.goto(f"{server.web}/#/faults/{id_}")
    expect(page.get_by_test_id("rule-form").locator("h2")).to_have_text(f"Edit {EVIL}")
    page.keyboard.press("Escape")
    page.get_by_test_id("rule-remove").click()
    expect(page.get_by_test_id("toast")).to_contain_text(f"Deleted: {EVIL}")

    assert shown == [EVIL]
    assert told == f"At RCPT, recipient {EVIL}: answers 550 5.1.1 <i>no</i>."
    assert page.locator(".faults img, .faults b, .faults i").count() == 0
    assert page.evaluate("window.caught") is None


def test_a_rule_that_is_gone(server: Running, desk: Desk) -> None:
    """The address of a rule that is no longer there says so, and leads to the others."""
    page = desk.live(server, "#/faults/0123456789ab")
    expect(page.get_by_test_id("rule-gone")).to_be_visible()
    page.get_by_role("link", name="All fault rules").click()
    expect(page.get_by_test_id("no-rules")).to_be_visible()


def test_the_server_is_gone(process: Running, desk: Desk) -> None:
    """Without a server the form keeps what was typed and says why; the switch stays where it was."""
    put(process, REFUSING)
    page = opened(desk, process)
    expect(page.get_by_test_id("rule")).to_have_count(1)
    page.get_by_test_id("rule-name").click()
    fill(page, "Effect-Text", "Not lost")
    page.route("**/api/v1/faults*", lambda route: route.abort())
    page.get_by_test_id("save-rule").click()
    expect(page.get_by_test_id("save-fault")).to_contain_text("The server does not answer")
    typed = page.get_by_test_id("rule-Effect-Text").input_value()
    page.keyboard.press("Escape")
    rule(page, "first").get_by_role("switch").click()
    expect(page.get_by_role("alert").filter(has_text="The server does not answer")).to_be_visible()
    page.unroute("**/api/v1/faults*")
    page.get_by_role("button", name="Try again").click()
    expect(rule(page, "first").get_by_role("switch")).to_have_attribute("aria-checked", "false")

    assert typed == "Not lost"
    assert wait_for(lambda: [each["Enabled"] for each in in_force(process)] == [False])


@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_page(server: Running, desks: OpenDesk, width: int) -> None:
    """On a phone nothing is wider than the screen, however long names and patterns are."""
    long = {
        "Name": "x" * 100,
        "Match": {"Phase": "rcpt", "Recipient": "y" * 300},
        "Effect": {"Code": 550, "Text": "z" * 300},
    }
    id_ = put(server, long)[0]["ID"]
    page = opened(desks(width, 844), server)
    expect(page.get_by_test_id("rule")).to_be_visible()
    listed = page.get_by_test_id("view").evaluate("node => node.scrollWidth")
    page.goto(f"{server.web}/#/faults/{id_}")
    expect(page.get_by_test_id("rule-form")).to_be_visible()

    assert listed == width
    assert page.get_by_test_id("view").evaluate("node => node.scrollWidth") == width
