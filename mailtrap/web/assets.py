"""The files of the page under addresses that change with them, so that a browser asks for each edition once."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for

from mailtrap.web.bundle import Bundles, in_order, joined_styles
from mailtrap.web.compress import LEAST
from mailtrap.web.minified import minified

FOR_EVER = "public, max-age=31536000, immutable"
BUNDLED = ("js/app/main.js", "js/mail/room.js", "js/mail/panels/preview.js", "js/list/handling.js")
"""What brings all that it imports in one piece: the page, what shows a mail, its HTML, and what is done to mails."""

_SHORTENED = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class Assets:
    """The files of a folder, and the name of their present edition."""

    def __init__(self, folder: Path, bundled: tuple[str, ...] = ()) -> None:
        """The folder may change while the server runs: who works on the page sees the change at the next load."""
        self._folder = folder
        self._bundled = bundled
        self._edition = ""
        self._files: dict[str, tuple[int, int] | None] = {}
        self._forget()

    def _forget(self) -> None:
        self._bundles: Bundles | None = None
        self._short: dict[tuple[str, bool], bytes] = {}
        self._packed: dict[tuple[str, bool], bytes] = {}

    def edition(self) -> str:
        """16 hexadecimal digits that are others when a file is another one (by name, size or time of change)."""
        files = {path.relative_to(self._folder).as_posix(): _state(path) for path in self._folder.rglob("*.*")}
        edition = blake2b(repr(sorted(files.items())).encode(), digest_size=8).hexdigest()
        if edition != self._edition:
            self._edition, self._files = edition, files
            self._forget()
        return edition

    def holds(self, edition: str, name: str) -> bool:
        """Whether a file is still what it was in this edition, the newest one. It looks at this file alone."""
        if not self._edition:
            self.edition()
        known = self._files.get(name)
        return edition == self._edition and known is not None and known == _state(self._folder / name)

    def short(self, name: str, *, bundled: bool = False) -> bytes:
        """A script or style of the folder without what only people need: comments, spaces, long names within it.

        As it is without the minifier (the extra ``page``), and if that cannot read it. ``bundled`` it is as the page
        has it: what brings others brings them in one piece.
        """
        if (name, bundled) not in self._short:
            kind = _SHORTENED[Path(name).suffix].partition(";")[0]
            pieces = self._pieces(name) if bundled else [(name, self._read(name))]
            self._short[name, bundled] = b"\n".join(minified(kind, each, text).encode() for each, text in pieces)
        return self._short[name, bundled]

    def packed(self, name: str, *, bundled: bool = False) -> bytes:
        """The same by gzip."""
        if (name, bundled) not in self._packed:
            self._packed[name, bundled] = gzip.compress(self.short(name, bundled=bundled), mtime=0)
        return self._packed[name, bundled]

    def _pieces(self, name: str) -> Iterable[tuple[str, str]]:
        if name.endswith(".css"):
            return [(name, joined_styles(self._read, name))]
        if not self._bundles:
            scripts = (path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*.js"))
            self._bundles = Bundles(self._read, self._bundled, scripts)
        return self._bundles.pieces(name)

    def modules(self, entry: str) -> list[str]:
        """The scripts that ``entry`` needs before it runs and itself, by their names in the folder.

        A browser that is told can ask for all of them at once, not level by level.
        """
        return in_order(self._read, entry)

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text("utf-8")


def assets(app: Flask) -> Blueprint:
    """The routes of all editions; gives templates ``asset(name)``, ``piece(name)`` (addresses), and ``modules(name)``.

    The page has its pieces, what they load later among them; other pages have module by module.
    """
    routes = Blueprint("assets", __name__)
    kept = Assets(Path(app.static_folder or ""), BUNDLED)

    @routes.get("/static/-/<edition>/<path:filename>")
    def file(edition: str, filename: str) -> Response:
        """A file of this edition, minified; of another, the file as it is, which is then to be asked for again."""
        return sent(edition, filename, bundled=False)

    @routes.get("/static/+/<edition>/<path:filename>")
    def piece(edition: str, filename: str) -> Response:
        """The same as the page has it: in few pieces."""
        return sent(edition, filename, bundled=True)

    def sent(edition: str, name: str, *, bundled: bool) -> Response:
        if not kept.holds(edition, name):
            return app.send_static_file(name)
        kind = _SHORTENED.get(Path(name).suffix)
        response = _text(kept, name, kind, bundled=bundled) if kind else app.send_static_file(name)
        response.headers["Cache-Control"] = FOR_EVER
        return response

    @app.context_processor
    def addresses() -> dict[str, object]:
        edition = kept.edition()

        def asset(name: str) -> str:
            return url_for("assets.file", edition=edition, filename=name)

        def piece(name: str) -> str:
            return url_for("assets.piece", edition=edition, filename=name)

        return {"asset": asset, "piece": piece, "modules": kept.modules}

    return routes


def _text(kept: Assets, name: str, kind: str, *, bundled: bool) -> Response:
    """A script or a style; packed once for all who take it so."""
    text = kept.short(name, bundled=bundled)
    if len(text) < LEAST or not request.accept_encodings["gzip"]:
        return Response(text, content_type=kind)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(kept.packed(name, bundled=bundled), content_type=kind, headers=headers)


def _state(path: Path) -> tuple[int, int] | None:
    """What changes with a file: its size and the time of its last change. None of a file that is gone."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_size, about.st_mtime_ns
