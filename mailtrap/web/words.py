"""The texts of the page, one file a language in ``templates/words``; templates say them, and scripts get them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask, request
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept

COOKIE = "mailtrap_language"
"""The language that was chosen on the page; without it the browser's wish counts."""
FIRST = "en"


class Language:
    """One language: its tag (BCP 47), its direction, and all texts by section and name."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError for a file that is no JSON."""
        self.tag = path.stem
        self.words: dict[str, Any] = json.loads(path.read_text("utf-8"))

    @property
    def name(self) -> str:
        """What those who speak it call it."""
        return str(self.words["language"]["name"])

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self.words["language"]["dir"])


class Languages:
    """All languages that there are."""

    def __init__(self, folder: Path) -> None:
        """Reads every file of ``folder``."""
        self.all = {each.tag: each for each in map(Language, sorted(folder.glob("*.json")))}

    def of(self, chosen: str, accepted: LanguageAccept) -> Language:
        """The one that was chosen, else the one that the browser asks for (RFC 9110 12.5.4), else the first."""
        return self.all.get(chosen) or self.all[accepted.best_match(self.all, FIRST)]


def add_words(app: Flask) -> None:
    """Gives every template ``language``, ``languages``, ``words`` and ``fill``."""
    languages = Languages(Path(app.root_path, "templates", "words"))

    @app.context_processor
    def spoken() -> dict[str, Any]:
        language = languages.of(request.cookies.get(COOKIE, ""), request.accept_languages)
        return {"language": language, "languages": languages.all.values(), "words": language.words, "fill": fill}


def fill(text: str, *given: object) -> Markup:
    """A text with its places filled; what is not ``Markup`` is escaped."""
    return escape(text).format(*given)
