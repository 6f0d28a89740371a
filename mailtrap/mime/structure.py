"""The tree of parts (RFC 2046 5.1), found by their boundaries without copying the mail."""

from collections.abc import Iterator
from dataclasses import dataclass

from mailtrap.mime import headers
from mailtrap.mime.part import Part, decoded

MAX_PARTS = 1_000
"""Parts of one mail that are read; what stands behind them is in the raw mail only."""
MAX_DEPTH = 50
"""Branches within branches. Real mail stays below ten."""
MAX_BOUNDARY = 1_000
"""Characters of a boundary; RFC 2046 5.1.1 allows 70."""
MAX_LOOKALIKES = 100_000
"""Lines that begin like a boundary and are none."""
SCANNED_LENGTHS, SCANNED_BYTES = 20, 64 * 1024 * 1024
"""How much all levels together may search for boundaries, in lengths of the mail and bytes (some 3 GB/s)."""


MESSAGES = ("message/rfc822", "message/global")
"""Types of a part that is a whole mail."""


@dataclass(slots=True)
class _Budget:
    parts: int
    bytes: int
    lookalikes: int


def parse(raw: bytes) -> Part:
    """The root of the tree: the mail itself. Every mail has one, whatever it holds."""
    budget = _Budget(MAX_PARTS, SCANNED_LENGTHS * len(raw) + SCANNED_BYTES, MAX_LOOKALIKES)
    root = _part(raw, 0, len(raw), "", "text/plain")
    todo = [(root, 0, "")]
    while todo:
        part, depth, prefix = todo.pop()
        children = _children(part, depth, prefix, budget)
        part.children = children
        for child in reversed(children):
            # The parts of an enclosed multipart stand directly beneath its message (RFC 9051 6.4.5): 3, 3.1, 3.2.
            enclosed = part.content_type in MESSAGES and child.content_type.startswith("multipart/")
            if enclosed:
                child.number = f"{child.number.removesuffix('1')}0"
            todo.append((child, depth + 1, child.number.removesuffix("0") if enclosed else f"{child.number}."))
    root.number = "0" if root.is_multipart else "1"
    return root


def walk(part: Part) -> Iterator[Part]:
    """A part and all beneath it, in the order of the mail."""
    todo = [part]
    while todo:
        part = todo.pop()
        yield part
        todo += reversed(part.children)


def find(root: Part, number: str) -> Part | None:
    """The part of that number, or None. "0" is the root, also of a mail that has but one part."""
    if number == "0":
        return root
    return next((part for part in walk(root) if part.number == number), None)


def _part(source: bytes, start: int, end: int, number: str, default_type: str) -> Part:
    section = headers.split(source, start, end)
    part = Part(number, source, start, section.body, end, section, content_type=default_type)
    part.problems = section.problems
    for header in section.fields:
        match header.name.lower():
            case "content-type" if not part.parameters:
                kind, part.parameters = headers.parameters(header.raw)
                if kind.count("/") == 1 and len(kind) < 100 and not kind.startswith("/"):
                    part.content_type = kind
                elif kind:
                    part.problems.append(f"the content type {kind[:40]!r} is none; taken for {part.content_type}")
            case "content-transfer-encoding":
                part.encoding = headers.parameters(header.raw)[0]
            case "content-disposition" if not part.disposition:
                part.disposition, wanted = headers.parameters(header.raw)
                part.file_name = wanted.get("filename", "")
            case "content-id" if not part.content_id:
                part.content_id = header.value.strip("<> ")
    part.file_name = part.file_name or part.parameters.get("name", "")
    return part


def _children(part: Part, depth: int, prefix: str, budget: _Budget) -> list[Part]:
    is_multipart = part.content_type.startswith("multipart/")
    is_message = part.content_type in MESSAGES
    if not (is_multipart or is_message) or part.start == part.end:
        return []
    if depth >= MAX_DEPTH:
        part.problems.append(f"nested deeper than {MAX_DEPTH} levels; the rest was not taken apart")
        return []
    if is_message:
        return _embedded(part, prefix, budget)
    boundary = part.parameters.get("boundary", "")
    if not 0 < len(boundary) <= MAX_BOUNDARY:
        part.problems.append(f"a multipart with a boundary of {len(boundary):,} characters; shown as it was sent")
        return []
    pieces, problem = _pieces(part, boundary, budget)
    if problem:
        part.problems.append(problem)
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    return [
        _part(part.source, start, end, f"{prefix}{index}", default)
        for index, (start, end) in enumerate(pieces, start=1)
    ]


def _embedded(part: Part, prefix: str, budget: _Budget) -> list[Part]:
    if budget.parts <= 0 or budget.bytes <= 0:
        part.problems.append("too much in one mail; the enclosed message was not taken apart")
        return []
    budget.parts -= 1
    budget.bytes -= part.end - part.body
    source, start, end = part.source, part.body, part.end
    if part.encoding in ("base64", "quoted-printable"):  # forbidden by RFC 2046 5.2.1, and done by some
        source, _ = decoded(part)
        start, end = 0, len(source)
    return [_part(source, start, end, f"{prefix}1" if prefix else "1.1", "text/plain")]


def _pieces(part: Part, boundary: str, budget: _Budget) -> tuple[list[tuple[int, int]], str]:
    """Where the parts begin and end, and what was wrong."""
    source, stop = part.source, part.end
    delimiter = b"\n--" + boundary.encode("utf-8", "replace")
    pieces: list[tuple[int, int]] = []
    begin: int | None = None
    # The line end before a delimiter belongs to it; the body's own first line has one in the header's blank line.
    position = max(part.body - 1, 0)
    budget.bytes -= stop - position
    if budget.bytes < 0:
        return [], "too many levels over too many bytes; the rest was not taken apart"
    while (found := source.find(delimiter, position, stop)) >= 0:
        after = found + len(delimiter)
        line_end = source.find(b"\n", after, stop)
        line_end = stop if line_end < 0 else line_end
        rest = source[after : min(line_end, after + 80)].strip()
        position = line_end  # the line end of one delimiter may be the one before the next
        if rest not in (b"", b"--"):
            budget.lookalikes -= 1
            if budget.lookalikes < 0:
                return pieces, "too many lines that look like a boundary; the rest was not taken apart"
            continue
        if begin is not None:
            pieces.append((begin, max(found - source.startswith(b"\r", found - 1), begin)))
            budget.parts -= 1
        if rest:
            return pieces, ""
        begin = min(line_end + 1, stop)
        if budget.parts <= 0:
            return pieces, f"more than {MAX_PARTS:,} parts; the rest was not taken apart"
    if begin is None:
        return pieces, "the boundary never appears; shown as it was sent"
    pieces.append((begin, stop))
    budget.parts -= 1
    return pieces, "the closing boundary is missing"
