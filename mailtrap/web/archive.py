"""All parts of a mail in one zip file: decoded, under names that are safe wherever it is unpacked."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mailtrap import mime
from mailtrap.mime import Part
from mailtrap.mime.body import default_name
from mailtrap.web.files import EDGES, marked, safe_name

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of an archive from which it lies in a file, which has no name and nobody else can open."""
MOST_PACKED = 32 * 1024 * 1024
"""Bytes of a mail that are packed, which takes some 20 ns each; what is above is stored as it is."""
LEVEL = 4
_DENSE = re.compile(r"(?:image|audio|video)/(?!svg|bmp|x-)|application/(?:pdf|zip|gzip|x-7z|vnd\.openxml|vnd\.oasis)")
"""Types that are packed already."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\Z)", re.IGNORECASE)
"""Names that are devices on Windows, whatever their ending."""
_FIRST, _LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)
"""What a zip file can say of time."""

_one_at_a_time = threading.Lock()
"""A mail, a part of it and its archive are in memory meanwhile."""


def leaves(root: Part) -> Iterator[Part]:
    """What a mail is made of, in its order. An enclosed mail is one of them, whole: its own parts stay inside it."""
    todo = [root]
    while todo:
        part = todo.pop()
        if part.is_multipart:
            todo += reversed(part.children)
        else:
            yield part


def archive(root: Part, made: datetime) -> IO[bytes]:
    """A zip file of all leaves, open at its beginning; whoever gets it closes it. ``made`` is the time of each.

    The parts of a mail do not overlap, so that together they are no larger than it.
    """
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY, prefix="mailtrap-", suffix=".zip")  # noqa: SIM115
    try:
        with _one_at_a_time, ZipFile(file, "w") as zipped:
            parts = list(leaves(root))
            left = MOST_PACKED
            for part, name in zip(parts, names(parts), strict=True):
                data, _ = mime.decoded(part)
                info = ZipInfo(name, min(max(made.astimezone(UTC), _FIRST), _LAST).timetuple()[:6])
                info.external_attr = 0o600 << 16
                packed = len(data) <= left and not _DENSE.match(part.content_type)
                left -= len(data) if packed else 0
                info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
                zipped.writestr(info, data, compresslevel=LEVEL)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def names(parts: Iterable[Part]) -> list[str]:
    """A name for each part: no path, no two alike on any system, of bounded length."""
    counts: Counter[str] = Counter()
    taken: set[str] = set()
    found = []
    for part in parts:
        name = base = _plain_name(part)
        while name.casefold() in taken:
            counts[base] += 1
            name = marked(base, f" ({counts[base] + 1})")
        taken.add(name.casefold())
        found.append(name)
    return found


def _plain_name(part: Part) -> str:
    # A name in composed letters is the same everywhere: macOS would take both forms of ä for one.
    given = unicodedata.normalize("NFC", part.file_name.encode("utf-8", "replace").decode())
    name = safe_name(given) if given.strip(EDGES) else default_name(part)
    return safe_name(f"_{name}") if _RESERVED.match(name) else name
