"""The letters of the benchmarks: the same for everybody, as varied as real mail, and searchable by known words."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import letters as bench
from mailtrap.mime import parse, read
from mailtrap.mime.headers import Header
from mailtrap.mime.part import text
from mailtrap.mime.structure import walk

ROOT = Path(__file__).parent.parent
SAMPLE = 2_500


@pytest.fixture(scope="module")
def sample() -> list[Any]:
    """Letters enough for shares of a hundredth."""
    return list(bench.letters(SAMPLE))


@pytest.fixture(scope="module")
def shown(sample: list[Any]) -> list[str]:
    """What each of them says, folded, without the encodings."""
    return [shown_by(letter.raw) for letter in sample]


def shown_by(raw: bytes) -> str:
    bodies = (text(part)[0] for part in walk(parse(raw)) if part.content_type in ("text/plain", "text/html"))
    return " ".join("\n".join(bodies).casefold().split())


def fields(raw: bytes, name: str) -> list[str]:
    return [Header("", each.raw).value for each in parse(raw).header.fields if each.name.lower() == name]


def run(*arguments: str, **environment: str) -> str:
    """The command's output."""
    command = [sys.executable, "-m", "bench.letters", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_same_seed_gives_the_same_letters_in_every_process(tmp_path: Path) -> None:
    """Two processes that hash strings differently write the letters that this one makes."""
    for hash_seed in ("1", "2"):
        run("--count", "150", "--seed", "7", "--to", str(tmp_path / hash_seed), PYTHONHASHSEED=hash_seed)
    digests = [
        hashlib.sha256(b"".join(path.read_bytes() for path in sorted((tmp_path / name).iterdir()))).hexdigest()
        for name in ("1", "2")
    ]

    assert digests == [hashlib.sha256(b"".join(each.raw for each in bench.letters(150, 7))).hexdigest()] * 2


def test_a_letter_does_not_depend_on_those_before_it(sample: list[Any]) -> None:
    """A piece from the middle, made backwards, is what the whole has there."""
    piece = [next(bench.letters(1, start=n)) for n in range(139, 99, -1)]

    assert piece[::-1] == sample[100:140]


def test_another_seed_gives_other_letters(sample: list[Any]) -> None:
    """No letter of another seed is one of these, nor does it look like it."""
    other = list(bench.letters(200, seed=2))

    assert not {each.raw for each in other} & {each.raw for each in sample}
    assert bench.style_of(1, 0) != bench.style_of(2, 0)


def test_sizes_are_those_of_real_mail(sample: list[Any]) -> None:
    """From 2 kB to 200 kB, most of them small, a few of them most of the bytes."""
    sizes = sorted(len(each.raw) for each in sample)

    assert sizes[0] > 1_900
    assert sizes[-1] < 200_000
    assert 6_000 < sizes[SAMPLE // 2] < 9_000
    assert 14_000 < sum(sizes) / SAMPLE < 20_000
    assert 25_000 < sizes[SAMPLE * 9 // 10] < 45_000
    assert sizes[SAMPLE * 98 // 100] > 80_000


def test_every_letter_is_read_without_a_problem(sample: list[Any]) -> None:
    """The reader finds a sender, a subject and words, and nothing to complain of."""
    readings = [read(each.raw) for each in sample]

    assert [reading.problems for reading in readings if reading.problems] == []
    assert all(reading.subject and reading.snippet and reading.from_ and reading.to for reading in readings)
    assert len({reading.message_id for reading in readings}) == SAMPLE


def test_lines_are_what_smtp_allows(sample: list[Any]) -> None:
    """Every line ends with CRLF and has at most 998 bytes; headers are ASCII (RFC 5322 2.1.1, 2.2)."""
    for each in sample:
        lines = each.raw.split(b"\r\n")

        assert lines[-1] == b""
        assert max(map(len, lines)) <= 998
        assert each.raw.count(b"\n") == each.raw.count(b"\r") == len(lines) - 1
        assert each.raw.partition(b"\r\n\r\n")[0].isascii()


def test_the_envelope_is_that_of_the_header(sample: list[Any]) -> None:
    """Whoever is in To and Cc gets the letter, and nobody else; From is the sender's name for itself."""
    for each in sample[:500]:
        reading = read(each.raw)

        assert tuple(who.address for who in (*reading.to, *reading.cc)) == each.recipients
        assert reading.from_ is not None
        assert each.mail_from.rpartition("@")[2] == reading.from_.address.rpartition("@")[2]


def test_senders_recipients_and_users_are_used_unequally(sample: list[Any]) -> None:
    """Many of each, and the most frequent far before the rest."""
    froms = Counter(fields(each.raw, "from")[0] for each in sample)
    users = Counter(each.user for each in sample)
    recipients = Counter(address for each in sample for address in each.recipients)

    assert len(froms) > 300
    assert len(users) == bench.USERS
    assert len(recipients) > 1_500
    assert froms.most_common(1)[0][1] > 20 * SAMPLE / bench.SENDERS
    assert users.most_common(1)[0][1] > 5 * SAMPLE / bench.USERS


def test_all_languages_encodings_and_shapes_occur(sample: list[Any]) -> None:
    """Eleven languages in their shares; text in every transfer encoding; HTML, attachments and inline logos."""
    languages = Counter(fields(each.raw, "content-language")[0] for each in sample)
    parts = [part for each in sample for part in walk(parse(each.raw))]
    encodings = Counter(part.encoding for part in parts if part.content_type.startswith("text/"))
    kinds = Counter(part.content_type for part in parts)
    charsets = {part.parameters.get("charset", "") for part in parts}

    for language in bench.LANGUAGES:
        assert languages[language.code] / SAMPLE == pytest.approx(language.share, rel=0.5)
    assert set(encodings) == {"7bit", "8bit", "quoted-printable", "base64"}
    assert {"multipart/alternative", "multipart/mixed", "multipart/related", "text/html", "image/png"} <= set(kinds)
    assert {"utf-8", "iso-8859-1", "koi8-r", "iso-2022-jp"} <= charsets


def test_half_of_the_attachments_recur(sample: list[Any]) -> None:
    """About an eighth of the letters have one, about half of these one that others have too."""
    files = Counter(part.encoded for each in sample for part in walk(parse(each.raw)) if part.file_name)
    recurring = sum(count for count in files.values() if count > 1)

    assert files.total() / SAMPLE == pytest.approx(bench.ENCLOSING, rel=0.2)
    assert recurring / files.total() == pytest.approx(0.55, abs=0.15)


def test_vocabularies_are_large() -> None:
    """Thousands of words in each language, none empty or with a blank in it."""
    for language in bench.LANGUAGES:
        assert len(language.words) > 2_000
        assert len(set(language.words)) == len(language.words)
        assert all(word and not any(map(str.isspace, word)) for word in language.words)


def test_a_marker_is_in_its_letter_alone(shown: list[str]) -> None:
    """Every letter says its own order number, and no letter says another's."""
    own = [bench.marker(n).casefold() for n in range(SAMPLE)]

    assert len(set(own)) == SAMPLE
    assert all(marker in said for marker, said in zip(own, shown, strict=True))
    for marker in own[:50]:
        assert sum(marker in said for said in shown) == 1


def test_terms_are_as_frequent_as_said(sample: list[Any], shown: list[str]) -> None:
    """What is said to be in a hundredth of the letters or more is in about as many."""
    found: dict[str, Callable[[int, Any], bool]] = {
        "word": lambda n, term: term.text.casefold() in shown[n],
        "phrase": lambda n, term: term.text.casefold() in shown[n],
        "subject": lambda n, term: term.text in read(sample[n].raw).subject,
        "address": lambda n, term: term.text in " ".join((sample[n].mail_from, *sample[n].recipients)),
        "header": lambda n, term: term.text in fields(sample[n].raw, term.header),
        "user": lambda n, term: term.text == sample[n].user,
    }

    assert found.keys() == bench.TERMS.keys()
    for kind, terms in bench.TERMS.items():
        assert len({term.text for term in terms}) == len(terms)
        for term in terms:
            if term.share >= 0.01:
                share = sum(found[kind](n, term) for n in range(SAMPLE)) / SAMPLE
                assert share == pytest.approx(term.share, rel=0.5), term


def test_rare_words_are_rare(shown: list[str]) -> None:
    """No rare word stands within another; together they are in as many letters as their shares say."""
    words = {*bench.rare_words(1)}
    having = sum(not words.isdisjoint(said.split()) for said in shown)

    assert len(words) == bench.RARE_WORDS
    assert len({len(word) for word in words}) == 1
    assert words != {*bench.rare_words(2)}
    assert having / SAMPLE == pytest.approx(bench.RARE_WORDS * bench.RARE_SHARE, rel=0.5)


def test_the_command_writes_files_and_tells_sizes(tmp_path: Path) -> None:
    """--to writes a file for each letter, named by its number; --stats prints percentiles."""
    run("--count", "3", "--start", "40", "--to", str(tmp_path))
    told = run("--count", "50", "--stats")

    assert [path.name for path in sorted(tmp_path.iterdir())] == [f"{n:09}.eml" for n in (40, 41, 42)]
    assert (tmp_path / "000000041.eml").read_bytes() == next(bench.letters(1, start=41)).raw
    assert told.startswith("50 letters, ")
    assert " 50 % are at most " in told
