"""Codes and links: what is found in mails as they occur, counted; and that no mail whatsoever stops the reading."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailtrap.extract import Extracted, extract, has_code, visible_text, words
from mailtrap.extract.codes import codes
from mailtrap.extract.found import everything
from mailtrap.extract.pattern import Vocabulary
from tests.extract_mails import HELD_OUT, HELD_OUT_LAST, HELD_OUT_THRICE, HELD_OUT_TWICE, MAILS, Mail

ALL = (*MAILS, *HELD_OUT, *HELD_OUT_TWICE, *HELD_OUT_THRICE, *HELD_OUT_LAST)
LEAST = 0.95
"""Precision and recall that are promised."""
HEADER_KIND = "unsubscribe"


@dataclass
class Tally:
    """How much was found rightly, wrongly and not at all."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def count(self, found: Iterable[object], wanted: Iterable[object]) -> None:
        """One more mail."""
        found, wanted = set(found), set(wanted)
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is right that was found."""
        return self.right / (self.right + self.missed)


def found_in(mail: Mail) -> Extracted:
    """What is read in one of the mails."""
    return extract(mail.subject, mail.text, mail.html, mail.unsubscribe)


def test_the_mails_are_many_and_of_many_languages() -> None:
    """The figures below say something: enough mails, enough of them without a code, a dozen languages."""
    assert len(ALL) >= 150
    assert sum(not mail.codes for mail in ALL) >= 60
    assert len({mail.name[:2] for mail in ALL}) >= 12
    assert len({mail.name for mail in ALL}) == len(ALL)


def test_codes() -> None:
    """Precision and recall of the codes to be typed."""
    tally = Tally()
    for mail in ALL:
        tally.count((code.value for code in found_in(mail).codes), mail.codes)
    print(f"codes: precision {tally.precision:.3f}, recall {tally.recall:.3f} of {len(ALL)} mails")  # noqa: T201 -- the figures are the point

    assert tally.precision >= LEAST
    assert tally.recall >= LEAST


def test_main_link() -> None:
    """Precision and recall of the main button's address."""
    tally = Tally()
    for mail in ALL:
        tally.count((link.url for link in found_in(mail).links if link.main), filter(None, [mail.main]))
    print(f"main link: precision {tally.precision:.3f}, recall {tally.recall:.3f}")  # noqa: T201 -- the figures are the point

    assert tally.precision >= LEAST
    assert tally.recall >= LEAST


def test_kinds_of_links() -> None:
    """Precision and recall of the links with a name; what only leads on (help, legal, …) is not counted."""
    tally = Tally()
    counted = {"confirm", "reset", "magic", "invite", "unsubscribe", "social"}
    for mail in ALL:
        found = {
            (link.url, link.kind) for link in found_in(mail).links if link.kind in counted and link.where != "header"
        }
        tally.count(found, mail.kinds.items())
    print(f"kinds: precision {tally.precision:.3f}, recall {tally.recall:.3f}")  # noqa: T201 -- the figures are the point

    assert tally.precision >= LEAST
    assert tally.recall >= LEAST


def test_everything_has_a_reason_and_one_link_is_main() -> None:
    """Why it was taken stands with each; places count up; no mail has two main links."""
    for mail in ALL:
        found = found_in(mail)
        assert all(code.reason for code in found.codes)
        assert all(image.reason for image in found.images)
        assert all(phone.reason for phone in found.phones)
        assert all(link.reason for link in found.links)
        assert sum(link.main for link in found.links) <= 1
        assert [link.place for link in found.links] == list(range(len(found.links)))


def test_links_of_the_header_unsubscribe() -> None:
    """List-Unsubscribe (RFC 2369) is told with where it stood."""
    found = extract("", "", "", ("<https://a.test/u>, <mailto:leave@a.test>",))

    assert {(link.url, link.where, link.kind) for link in found.links} == {
        ("https://a.test/u", "header", HEADER_KIND),
        ("mailto:leave@a.test", "header", HEADER_KIND),
    }


@pytest.mark.parametrize("mail", ALL, ids=lambda mail: mail.name)
def test_the_fast_way_agrees(mail: Mail) -> None:
    """Whether there is a code is told alike by both ways."""
    assert has_code(mail.subject, mail.text, visible_text(mail.html)) == bool(found_in(mail).codes)


@pytest.mark.parametrize("mail", ALL, ids=lambda mail: mail.name)
def test_both_ways_agree_in_each_text(mail: Mail) -> None:
    """They agree also where a mail has its code in one text alone, with or without a subject."""
    html = visible_text(mail.html)
    for texts in (
        (mail.subject, mail.text, html),
        (mail.subject, mail.text, ""),
        (mail.subject, "", html),
        ("", mail.text, html),
        (mail.subject, "", ""),
        (mail.subject, html, mail.text),
        ("", f"{html}\n{mail.text}", mail.subject),
    ):
        assert has_code(*texts) == bool(codes(*texts))


@pytest.mark.parametrize("vocabulary", [words.SURE, words.LIKELY, words.TRADE, words.OTHER, words.LETS_IN, words.USE])
def test_narrower_expressions_find_the_same(vocabulary: Vocabulary) -> None:
    """What is left out for texts in ASCII, or in Latin letters, occurs in none of them."""
    for mail in ALL:
        for text in (mail.subject.lower(), mail.text.lower(), visible_text(mail.html).lower()):
            found = [each.span() for each in vocabulary.finditer(text)]
            assert found == [each.span() for each in vocabulary.pattern.finditer(text)]


@settings(max_examples=300, deadline=None)
@given(subject=st.text(max_size=80), text=st.text(max_size=400), html=st.text(max_size=400))
def test_any_text(subject: str, text: str, html: str) -> None:
    """Nothing that a mail holds raises."""
    assert isinstance(extract(subject, text, html), Extracted)
    assert everything(subject, text, html) == extract(subject, text, html)  # raises what extract would hide
    assert bool(codes(subject, text, html)) == has_code(subject, text, html)


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 1_000_000,
        "code 1 2 3 4 " * 50_000,
        "<div>" * 100_000,
        "<a href=https://a.test/" + "x" * 1_000_000,
        "<a " + " ".join(f"a{n}=1" for n in range(50_000)) + ">",
        "https://a.test/(" * 50_000,
        "code: " + "A" * 1_000_000,
        "(" * 500_000,
        "\u200b" * 500_000,
    ],
    ids=["digits", "codes", "open", "href", "attributes", "links", "letters", "brackets", "invisible"],
)
@pytest.mark.timeout(20)
def test_hostile_mail_is_read_in_bounded_time(hostile: str) -> None:
    """A mail that was made to be slow costs no more than a moment, in each of its places."""
    everything(hostile, "", "")
    everything("", hostile, "")
    everything("", "", hostile)
    codes(hostile, hostile, hostile)
