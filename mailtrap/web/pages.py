"""The pages of a PDF as pictures, each drawn in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotImplemented as NotServed
from werkzeug.exceptions import ServiceUnavailable

from mailtrap import mime
from mailtrap.errors import BadRequest, NotFound
from mailtrap.inbox import Inbox
from mailtrap.pdf import MAX_OUTPUT, MAX_TIME
from mailtrap.web.answers import unless_known
from mailtrap.web.files import FILE_POLICY
from mailtrap.web.operation import MAIL, Answer, operation
from mailtrap.web.selecting import SEARCHED, named

log = logging.getLogger(__name__)

PNG = "image/png"
PAGES = "Mailtrap-Pages"
MAX_PDF = 64 * 1024 * 1024
"""Bytes of a PDF that is drawn."""
MAX_PAGE = 100_000
"""No PDF has more pages."""
AT_ONCE = 2
"""Processes that draw; each may take a processor and a gigabyte."""
PATIENCE = 20.0
"""Seconds that the next one waits for its turn."""
MAX_KEPT = 32 * 1024 * 1024
"""Bytes of pictures that are kept: some hundred pages of text, or two of noise."""
HEAD = 1_024
"""Bytes within which a PDF says that it is one, as all readers look for it."""
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
"""What such a process gets to know of the server's environment, which may hold passwords."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page, and how many there are."""

    picture: bytes
    pages: int


class Pages:
    """Draws pages and keeps the last ones, for mails never change. May be used from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int], Drawn] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def kept(self, key: tuple[str, str, int]) -> Drawn | None:
        """A page that was drawn lately: mail, part and number."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def draw(self, key: tuple[str, str, int], data: bytes) -> Drawn:
        """A page of this PDF.

        Raises:
            BadRequest: it is none, or cannot be drawn.
            NotFound: there is no such page.
            ServiceUnavailable: others are being drawn.
        """
        if not self._places.acquire(timeout=PATIENCE):
            raise ServiceUnavailable("other pages are being drawn; try again")
        try:
            found = _drawn(data, key[2])
        finally:
            self._places.release()
        with self._lock:
            if key not in self._kept:
                self._size += len(found.picture)
            self._kept[key] = found
            while self._size > MAX_KEPT:
                self._size -= len(self._kept.popitem(last=False)[1].picture)
        return found


def pages(inbox: Inbox) -> Blueprint:
    """The routes, over one inbox service."""
    routes = Blueprint("pages", __name__, url_prefix="/api/v1/message/<id_>")
    known = Pages()

    @routes.get("/part/<number>/page/<page>")
    @operation(
        MAIL,
        Answer(kinds=(PNG,), headers={PAGES: "how many pages there are"}),
        query=SEARCHED,
        faults=(400, 404, 501, 503),
        conditional=True,
    )
    def drawn(id_: str, number: str, page: str) -> Response:
        """A page of a PDF as a picture, 1,000 pixels wide, or 4,000 high if it would be higher."""
        id_ = named(inbox, request, id_)
        part = inbox.part(id_, number)  # also of a page that is kept: the mail may be gone
        if not (page.isascii() and page.isdecimal() and len(page) < 10 and 1 <= int(page) <= MAX_PAGE):
            raise BadRequest(f"page: {page[:40]!r} will not do; give a whole number from 1")
        if find_spec("pypdfium2") is None or find_spec("PIL") is None:
            raise NotServed("pages of a PDF need pypdfium2 and Pillow; pip install 'mailtrap-server[thumbnails]'")
        key = (id_, part.number, int(page))
        found = known.kept(key) or known.draw(key, _pdf(mime.decoded(part)[0], number))
        response = Response(found.picture, content_type=PNG)
        response.headers[PAGES] = str(found.pages)
        response.headers["Content-Security-Policy"] = FILE_POLICY
        return unless_known(response)

    return routes


def _pdf(data: bytes, number: str) -> bytes:
    if b"%PDF-" not in data[:HEAD]:
        raise BadRequest(f"part {number[:40]} is no PDF; only a PDF has pages")
    if len(data) > MAX_PDF:
        raise BadRequest(f"this PDF is too large to be drawn; the limit is {MAX_PDF} bytes")
    return data


def _drawn(data: bytes, number: int) -> Drawn:
    answer = _answer(data, number)
    head, _, picture = answer.partition(b"\n")
    try:
        told = json.loads(head)
        count, fault = int(told.get("pages", 0)), str(told.get("error", ""))[:200]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _failed("what draws it came to grief") from None
    if fault and count:
        raise NotFound(f"this PDF has {count} pages; {fault}")
    if fault or not picture.startswith(b"\x89PNG"):
        raise _failed(fault or "nothing came of it")
    return Drawn(picture, count)


def _answer(data: bytes, number: int) -> bytes:
    """What the process that draws says. It reads and writes files that nobody else can open, which cannot block."""
    house = str(Path(__file__).resolve().parents[2])
    environ = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, (house, os.environ.get("PYTHONPATH"))))
    with TemporaryFile(prefix="mailtrap-") as given, TemporaryFile(prefix="mailtrap-") as answered:
        given.write(data)
        given.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 -- this program itself; the PDF is at its input
                [sys.executable, "-P", "-m", "mailtrap.pdf", str(number)],
                stdin=given,
                stdout=answered,
                stderr=subprocess.DEVNULL,
                env=environ,
                timeout=MAX_TIME,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _failed(f"it takes longer than {MAX_TIME} seconds") from None
        if done.returncode:
            log.debug("no page: the process that draws ended with %d", done.returncode)
            raise _failed("what draws it ran into its bounds of time or memory, or crashed")
        answered.seek(0)
        return answered.read(MAX_OUTPUT)


def _failed(why: str) -> BadRequest:
    return BadRequest(f"this PDF cannot be drawn: {why}")
