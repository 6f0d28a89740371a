"""The files of the page under addresses that change with them, so that a browser asks for each edition once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from posixpath import dirname, join, normpath

from flask import Blueprint, Flask, Response, url_for

from mailtrap.web.minified import minified

FOR_EVER = "public, max-age=31536000, immutable"

_SHORTENED = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_IMPORT = re.compile(r'^(?:import|export)\s[^;]*?from "(\.[^"]+)";|^import "(\.[^"]+)";', re.MULTILINE)


class Assets:
    """The files of a folder, and the name of their present edition."""

    def __init__(self, folder: Path) -> None:
        """The folder may change while the server runs: who works on the page sees the change at the next load."""
        self._folder = folder
        self._edition = ""
        self._files: dict[str, tuple[int, int] | None] = {}
        self._modules: dict[str, list[str]] = {}
        self._short: dict[str, bytes] = {}

    def edition(self) -> str:
        """16 hexadecimal digits that are others when a file is another one (by name, size or time of change)."""
        files = {path.relative_to(self._folder).as_posix(): _state(path) for path in self._folder.rglob("*.*")}
        edition = blake2b(repr(sorted(files.items())).encode(), digest_size=8).hexdigest()
        if edition != self._edition:
            self._edition, self._files, self._modules, self._short = edition, files, {}, {}
        return edition

    def holds(self, edition: str, name: str) -> bool:
        """Whether a file is still what it was in this edition, the newest one. It looks at this file alone."""
        if not self._edition:
            self.edition()
        known = self._files.get(name)
        return edition == self._edition and known is not None and known == _state(self._folder / name)

    def short(self, name: str) -> bytes:
        """A script or style of the folder without what only people need: comments, spaces, long names within it.

        As it is without the minifier (the extra ``page``), and if that cannot read it.
        """
        if name not in self._short:
            path = self._folder / name
            text = path.read_text("utf-8")
            self._short[name] = minified(_SHORTENED[path.suffix].partition(";")[0], name, text).encode()
        return self._short[name]

    def modules(self, entry: str) -> list[str]:
        """The scripts that ``entry`` needs before it runs, itself among them, by their names in the folder.

        A browser that is told can ask for all of them at once, not level by level.
        """
        if entry not in self._modules:
            self._modules[entry] = list(dict.fromkeys(self._needed(entry, set())))
        return self._modules[entry]

    def _needed(self, name: str, seen: set[str]) -> Iterator[str]:
        if name in seen:
            return
        seen.add(name)
        yield name
        for found in _IMPORT.finditer((self._folder / name).read_text("utf-8")):
            yield from self._needed(normpath(join(dirname(name), found[1] or found[2])), seen)


def assets(app: Flask) -> Blueprint:
    """The route of all editions; gives templates ``asset(name)``, an address, and ``modules(name)``."""
    routes = Blueprint("assets", __name__)
    kept = Assets(Path(app.static_folder or ""))

    @routes.get("/static/-/<edition>/<path:filename>")
    def file(edition: str, filename: str) -> Response:
        """A file of this edition, minified; of another, the file as it is, which is then to be asked for again."""
        if not kept.holds(edition, filename):
            return app.send_static_file(filename)
        kind = _SHORTENED.get(Path(filename).suffix)
        response = Response(kept.short(filename), content_type=kind) if kind else app.send_static_file(filename)
        response.headers["Cache-Control"] = FOR_EVER
        return response

    @app.context_processor
    def addresses() -> dict[str, object]:
        edition = kept.edition()

        def asset(name: str) -> str:
            return url_for("assets.file", edition=edition, filename=name)

        return {"asset": asset, "modules": kept.modules}

    return routes


def _state(path: Path) -> tuple[int, int] | None:
    """What changes with a file: its size and the time of its last change. None of a file that is gone."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_size, about.st_mtime_ns
