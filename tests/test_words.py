"""The texts of the page: every language has all of them, each with its places, and none is there for nothing."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import Running

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "templates" / "words"
FIRST = "en"
FORMS = {"zero", "one", "two", "few", "many", "other"}
PLACE = re.compile(r"\{(\d)\}")
SCRIPTS = [path.read_text("utf-8") for path in sorted((ROOT / "static" / "js").rglob("*.js"))]
TEMPLATES = [path.read_text("utf-8") for path in sorted((ROOT / "templates").glob("*.html"))]

BY_VALUE = (
    "operators", "joins", "attachments.kinds", "calendar.methods", "calendar.statuses", "calendar.attending",
    "codes.kinds", "commands", "keys.names", "sessions.sides", "about.tls", "about.login", "faults.is", "faults.facts",
    "faults.form.labels", "faults.form.presets", "settings.density", "settings.mail", "settings.permission",
    "setup.where",
)  # fmt: skip
"""Branches whose texts are looked up by what comes from elsewhere: the server, a mail, the browser, another script."""

OTHERS = [path.stem for path in sorted(WORDS.glob("*.json")) if path.stem != FIRST]


def read(language: str) -> dict[str, Any]:
    words: dict[str, Any] = json.loads((WORDS / f"{language}.json").read_text("utf-8"))
    return words


def leaves(words: dict[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Each text by its path, with its forms; one that has no forms has "other" alone."""
    for name, value in words.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, str):
            yield path, {"other": value}
        elif isinstance(value.get("other"), str):
            yield path, value
        else:
            yield from leaves(value, path)


def places(forms: dict[str, str]) -> set[str]:
    return {place for text in forms.values() for place in PLACE.findall(text)}


def test_there_is_another_language() -> None:
    """Without one nobody would notice a text that is not in its place."""
    assert OTHERS


@pytest.mark.parametrize("language", [FIRST, *OTHERS])
def test_forms_are_those_of_numbers(language: str) -> None:
    """Forms are those that Intl.PluralRules knows, or of one number; "other" is always there, and no text is empty."""
    odd = [
        path
        for path, forms in leaves(read(language))
        if any(name not in FORMS and not re.fullmatch(r"=\d+", name) for name in forms) or not all(forms.values())
    ]

    assert odd == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_everything(language: str) -> None:
    """It has the texts of the first one and no others, and each has the same places."""
    first, other = dict(leaves(read(FIRST))), dict(leaves(read(language)))

    assert [path for path in first if path not in other] == []
    assert [path for path in other if path not in first] == []
    assert [path for path in first if places(first[path]) != places(other[path])] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_not_the_first_once_more(language: str) -> None:
    """Most of its texts are other ones: a copy is no translation."""
    first, other = dict(leaves(read(FIRST))), dict(leaves(read(language)))

    assert sum(first[path] == other[path] for path in first) < len(first) * 0.25


def test_no_text_is_there_for_nothing() -> None:
    """A script or a template names both its section and the text, or the branch of those looked up by value."""
    named = [set(re.findall(r"\w+", text)) for text in (*SCRIPTS, *TEMPLATES)]

    def used(path: str) -> bool:
        branch = next((branch for branch in BY_VALUE if path.startswith(f"{branch}.")), path)
        section, *_, name = branch.split(".") if "." in branch else (branch, branch)
        # What leads in is found by the name of what it leads to.
        name = name.removesuffix("Lead")
        # Address card and calendar are one script, which looks up the section by their kind.
        sections = {section, "kind"} if section in ("calendar", "vcard") else {section}
        return any(name in words and words & sections for words in named)

    assert [path for path, _ in leaves(read(FIRST)) if not used(path)] == []


@pytest.mark.parametrize(("name", "texts"), [("words", TEMPLATES), ("strings", SCRIPTS)], ids=["templates", "scripts"])
def test_only_texts_that_there_are_get_named(name: str, texts: list[str]) -> None:
    """A name that is not there would leave a hole in the page."""
    known = {path for path, _ in leaves(read(FIRST))}
    branches = {path.rsplit(".", each)[0] for path in known for each in range(1, path.count(".") + 1)}
    named = {path for text in texts for path in re.findall(rf"(?<![/\w]){name}\.((?:\w+\.)*\w+)", text)}

    assert len(named) > 20
    assert {path.removesuffix(".items") for path in named} - known - branches == set()


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept-Language": "id-ID,id;q=0.9,en;q=0.8"}, "id"),
        ({"Accept-Language": "en-US,en;q=0.9,id;q=0.1"}, "en"),
        ({"Accept-Language": "xx, yy;q=0.5"}, "en"),
        ({"Accept-Language": "\x7f;;;q=,"}, "en"),
        ({"Accept-Language": "en", "Cookie": "mailtrap_language=id"}, "id"),
        ({"Accept-Language": "id", "Cookie": "mailtrap_language=../../etc/passwd"}, "id"),
    ],
)
def test_the_page_speaks_as_is_wished(module_server: Running, headers: dict[str, str], language: str) -> None:
    """What was chosen counts first, then what the browser asks for, then English."""
    text = module_server.api("/", headers=headers).text

    assert f'<html lang="{language}" dir="ltr">' in text
    assert read(language)["side"]["all"] in text
