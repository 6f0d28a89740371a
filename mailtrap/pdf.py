"""Draw one page of a PDF: ``python -m mailtrap.pdf PAGE``, a PDF at its standard input, a picture at its output.

A process of its own, because a PDF is anybody's and its reader is written in C++: what it may take is bounded by the
system before the first byte is read, and when it falls, nobody falls with it.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

WIDTH = 1_000
"""Pixels of a picture."""
MAX_HEIGHT = 4_000
"""Pixels; a page that is longer is drawn smaller."""
MAX_TIME = 10
"""Seconds that a page may take."""
MAX_MEMORY = 1024 * 1024 * 1024
"""Bytes of address space, of which the interpreter and the libraries take a third."""
MAX_OUTPUT = 16 * 1024 * 1024
"""Bytes of the answer: more than the largest picture takes when nothing in it can be packed."""
PNG_LEVEL = 3
"""Of packing: a page is drawn in the time that the usual 6 would take for the packing alone."""


def main() -> None:
    """Answer a line of JSON, ``{"pages": …}`` or ``{"error": …}`` with ``pages`` if they are known, and a PNG."""
    number = int(sys.argv[1])
    _limit()
    told, picture = drawn(sys.stdin.buffer.read(), number)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)


def drawn(data: bytes, number: int) -> tuple[dict[str, int | str], bytes]:
    """What is told of a page, counted from 1, and its picture."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as fault:
        secret = "password" in str(fault).lower()
        return {"error": "it is encrypted and asks for a password" if secret else "it is broken, or none"}, b""
    try:
        pages = len(document)
        if not 1 <= number <= pages:
            return {"error": f"there is no page {number}", "pages": pages}, b""
        return {"pages": pages}, _picture(document, number)
    except PdfiumError:
        return {"error": f"page {number} is broken"}, b""
    finally:
        document.close()


def _picture(document: PdfDocument, number: int) -> bytes:
    document.init_forms()  # so that what is filled in is drawn
    page = document[number - 1]
    bitmap = page.render(scale=_scale(page), rev_byteorder=True)
    out = BytesIO()
    bitmap.to_pil().convert("RGB").save(out, "PNG", compress_level=PNG_LEVEL)
    return out.getvalue()


def _scale(page: PdfPage) -> float:
    # A page may say that it is as wide as a street, or as a hair.
    width, height = map(float, page.get_size())
    # What is more than a whole pixel is drawn as one more.
    return 0.9999 * min(WIDTH / max(width, 1e-3), MAX_HEIGHT / max(height, 1e-3))


def _limit() -> None:
    """Bound time, memory and what is written, as far as the system knows how to; nobody can loosen that again."""
    try:
        import resource
        import signal
    except ImportError:  # Windows
        return
    signal.alarm(MAX_TIME + 5)  # also when nobody waits any more
    for limit, most in (
        (resource.RLIMIT_CPU, MAX_TIME),
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (bound, bound))
        except (ValueError, OSError):  # macOS knows no bound of address space
            continue


if __name__ == "__main__":
    main()
