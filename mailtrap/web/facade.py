"""What the facades of other catchers ask of the inbox service: here and nowhere else in them.

They list mails with their bodies, and find them by what no index knows. So they go through the store piece by piece,
hold one mail at a time, and send each before they read the next.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import Response

from mailtrap import mime
from mailtrap.errors import BadRequest, NotFound
from mailtrap.inbox import MAX_PAGE, Inbox
from mailtrap.mime import Body, Part
from mailtrap.model import Counts, Message, Summary

GONE = "there is no mail of that id"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with all that it holds."""

    message: Message
    root: Part

    @property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return self.root.source

    @property
    def body(self) -> Body:
        """Its text, its HTML and its attachments."""
        return mime.body_of(self.root)


class Mails:
    """The mails of one inbox service as the facades see them."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def counts(self) -> Counts:
        """How much there is."""
        return self._inbox.counts()

    def summaries(self) -> Iterator[Summary]:
        """All that there is, newest first, each once, whatever comes and goes meanwhile."""
        start, back, last = 0, 1, None
        while True:
            rows = self._inbox.page(start, MAX_PAGE).messages
            if last is not None and start and (not rows or rows[0].number < last):
                # What was deleted above has moved the rows up: go back until one is met that was seen.
                start, back = max(start - back, 0), back * 2
                continue
            fresh = [row for row in rows if last is None or row.number < last]
            yield from fresh
            if len(rows) < MAX_PAGE:
                return
            last, back = rows[-1].number if fresh else last, 1
            start += len(rows) - 1

    def message(self, id_: str) -> Message:
        """Envelope and summary. ``NotFound`` if there is no such mail."""
        return self._inbox.message(id_)

    def raw(self, id_: str) -> bytes:
        """The bytes as they came. ``NotFound`` if there is no such mail."""
        return self._inbox.raw(id_)

    def load(self, id_: str) -> Mail:
        """One mail. ``NotFound`` if there is no such mail."""
        return Mail(*self._inbox.opened(id_))

    def loaded(self, ids: Iterable[str]) -> Iterator[Mail]:
        """One after the other; what was deleted meanwhile is passed over."""
        for id_ in ids:
            try:
                yield self.load(id_)
            except NotFound:
                continue

    def mark_read(self, id_: str) -> None:
        """Somebody has seen this mail."""
        self._inbox.mark(self._inbox.select(ids=[id_]), True, relaxed=True)

    def mark_all_read(self) -> int:
        """Nothing is left to see; how many were."""
        return self._inbox.mark(self._inbox.select(), True)

    def delete(self, id_: str) -> bool:
        """Delete one mail; whether there was one."""
        return self._inbox.delete(self._inbox.select(ids=[id_])) > 0

    def delete_some(self, ids: Iterable[str]) -> tuple[list[str], list[str]]:
        """Delete these mails at once; which there were, and which not."""
        there: list[str] = []
        missing: list[str] = []
        for id_ in dict.fromkeys(ids):
            try:
                self._inbox.message(id_)
                there.append(id_)
            except NotFound:
                missing.append(id_)
        self._inbox.delete(self._inbox.select(ids=there))
        return there, missing

    def delete_all(self) -> None:
        """Delete every mail."""
        self._inbox.delete(self._inbox.select())


def json_text(value: Any) -> str:
    """JSON as the rest of the API writes it."""
    return json.dumps(value, ensure_ascii=False)


PIECE = 64 * 1024
"""Characters of JSON that are made and sent at once: a large mail is never held as JSON."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes of a mail as they were sent, to be told as text: UTF-8 or, failing that, Windows-1252."""

    data: bytes
    start: int
    end: int

    def texts(self) -> Iterator[str]:
        """The text, piece by piece."""
        try:
            for _ in self._decoded("utf-8", "strict"):
                pass
        except UnicodeDecodeError:
            return self._decoded("cp1252", "replace")
        return self._decoded("utf-8", "strict")

    def _decoded(self, codec: str, errors: str) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(codec)(errors)
        for at in range(self.start, self.end, PIECE):
            yield decoder.decode(self.data[at : min(at + PIECE, self.end)])
        yield decoder.decode(b"", final=True)


def written(value: Any) -> Iterator[str]:
    """JSON of a value, which may hold ``Sent``, piece by piece."""
    if isinstance(value, dict):
        before = "{"
        for key, each in value.items():
            yield f"{before}{json_text(key)}: "
            yield from written(each)
            before = ", "
        yield "{}" if before == "{" else "}"
    elif isinstance(value, list):
        yield from array(value)
    elif isinstance(value, Sent):
        yield '"'
        for text in value.texts():
            yield json_text(text)[1:-1]
        yield '"'
    elif isinstance(value, str) and len(value) > PIECE:
        yield '"'
        for at in range(0, len(value), PIECE):
            yield json_text(value[at : at + PIECE])[1:-1]
        yield '"'
    else:
        yield json_text(value)


def array(items: Iterable[Any]) -> Iterator[str]:
    """A JSON array of items that are made one by one; the bracket comes with the first."""
    before = "["
    for item in items:
        yield before
        yield from written(item)
        before = ", "
    yield "[]" if before == "[" else "]"


def stream(pieces: Iterator[str]) -> Response:
    """JSON that is made while it is sent.

    The first of it is made before the answer begins, so that a store that cannot be read is still told as an error.
    """
    parts = _gathered(pieces)
    first = next(parts, b"")
    return Response(chain((first,), parts), content_type="application/json")


def _gathered(pieces: Iterator[str]) -> Iterator[bytes]:
    """Pieces that are worth a write to the socket."""
    kept: list[str] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield "".join(kept).encode("utf-8", "replace")
            kept, size = [], 0
    yield "".join(kept).encode("utf-8", "replace")


def read_json(data: bytes) -> Any:
    """A body that is JSON, whatever it is announced as: curl announces a form.

    Raises:
        BadRequest: it is none.
    """
    try:
        value = json.loads(data)
        json_text(value).encode()
    except RecursionError:
        raise BadRequest("the body is nested too deeply") from None
    except UnicodeEncodeError:
        raise BadRequest("the body: a text holds half a character (a surrogate)") from None
    except ValueError:
        raise BadRequest("the body is no JSON") from None
    return value
