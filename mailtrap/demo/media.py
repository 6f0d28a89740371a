"""Pictures, a PDF and an archive drawn by code: no files to ship, no library to need."""

import io
import math
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence

Colour = tuple[float, float, float]
Pixel = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0 to 255."""

LEAF = (22, 101, 72)
TEAL = (13, 148, 136)
WHITE = (255, 255, 255)


def png(width: int, height: int, pixel: Callable[[int, int], Pixel]) -> bytes:
    """A PNG of 8-bit RGBA (W3C PNG, colour type 6), each row under the Sub filter."""
    rows = bytearray()
    for y in range(height):
        row = b"".join(bytes(pixel(x, y)) for x in range(width))
        shifted = bytes(4) + row[:-4]
        rows.append(1)
        rows += bytes((byte - left) & 255 for byte, left in zip(row, shifted, strict=True))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` at share 0, `b` at share 1; a share outside is clamped, which smooths edges."""
    t = min(1.0, max(0.0, share))
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def _rgba(colour: Colour, alpha: float = 1.0) -> Pixel:
    return (round(colour[0]), round(colour[1]), round(colour[2]), round(255 * min(1.0, max(0.0, alpha))))


def logo(size: int = 112) -> bytes:
    """A white leaf, two circles crossed, on a rounded green square with clear corners."""
    half, corner, radius, offset = size / 2, size * 0.24, size * 0.42, size * 0.21

    def pixel(x: int, y: int) -> Pixel:
        dx, dy = x + 0.5 - half, y + 0.5 - half
        outside = math.hypot(max(abs(dx) - half + corner, 0), max(abs(dy) - half + corner, 0)) - corner
        u, v = (dx + dy) / math.sqrt(2), (dx - dy) / math.sqrt(2)
        leaf = radius - max(math.hypot(u - offset, v), math.hypot(u + offset, v))
        rib = abs(u) - size * 0.014 if v < size * 0.2 else 1.0
        ground = _mix(LEAF, TEAL, (dx + dy) / size / 1.4 + 0.5)
        return _rgba(_mix(ground, WHITE, min(leaf, rib) + 0.5), 0.5 - outside)

    return png(size, size, pixel)


def hills(width: int = 720, height: int = 264) -> bytes:
    """Morning over four ridges of hills: the wide picture at the head of the newsletter."""
    ridges = [
        [height * (0.52 + 0.12 * i + 0.05 * math.sin(x / width * (5 + 2 * i) + 1.9 * i)) for x in range(width)]
        for i in range(4)
    ]
    colours: Sequence[Colour] = ((148, 187, 190), (92, 150, 146), (44, 110, 101), (18, 68, 58))
    skies = [_mix((253, 224, 190), (244, 249, 247), y / height / 0.6) for y in range(height)]
    sun_x, sun_y, sun_r = width * 0.68, height * 0.42, height * 0.15

    def pixel(x: int, y: int) -> Pixel:
        colour = _mix(skies[y], (251, 146, 96), sun_r - math.hypot(x - sun_x, y - sun_y) + 0.5)
        for ridge, shade in zip(ridges, colours, strict=True):
            if y >= ridge[x] - 1:
                colour = _mix(colour, shade, y - ridge[x] + 1)
        return _rgba(colour)

    return png(width, height, pixel)


def rings(start: Colour, end: Colour, size: int = 132) -> bytes:
    """Soft rings on a gradient from `start` to `end`: a thumbnail for an article."""

    def pixel(x: int, y: int) -> Pixel:
        ground = _mix(start, end, (x + y) / (2 * size))
        far = math.hypot(x - size * 0.3, y - size * 0.72)
        ring = abs((far + size * 0.11) % (size * 0.22) - size * 0.11) - size * 0.045
        return _rgba(_mix(ground, _mix(ground, WHITE, 0.32), 0.5 - ring))

    return png(size, size, pixel)


def pdf(draw: str, title: str) -> bytes:
    """A one-page A4 PDF 1.4 (ISO 32000-1 section 7.5) whose page is the content stream `draw`.

    /F1 is Helvetica and /F2 Helvetica-Bold; a text outside of Windows-1252 raises UnicodeEncodeError.
    """
    stream = draw.encode("cp1252")
    fonts = ("Helvetica", "Helvetica-Bold")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        *(f"<< /Type /Font /Subtype /Type1 /BaseFont /{f} /Encoding /WinAnsiEncoding >>".encode() for f in fonts),
        f"<< /Title ({title}) >>".encode("cp1252"),
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def pdf_text(x: int, y: int, text: str, *, size: int = 10, bold: bool = False) -> str:
    """One line of text for `pdf`, `x` and `y` in points from the lower left corner."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{2 if bold else 1} {size} Tf {x} {y} Td ({escaped}) Tj ET\n"


def archive(size: int) -> bytes:
    """A ZIP of about `size` bytes, stored, so that it stays as large as it says."""
    noise = random.Random(7).randbytes(size)  # noqa: S311 - the same bytes each time are the purpose
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as box:
        box.writestr(zipfile.ZipInfo("readme.txt"), "Readings of station 7, 16-bit, 8 channels.\r\n")
        box.writestr(zipfile.ZipInfo("station-7/readings.bin"), noise)
    return buffer.getvalue()
