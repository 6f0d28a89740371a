"""A small picture of a picture, as Mailpit makes it. Pictures come from anybody: what decoding costs is bounded."""

from __future__ import annotations

import logging
import threading
from io import BytesIO
from typing import TYPE_CHECKING

from mailtrap.web.files import image_type

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)

SIZE = (180, 120)
"""Pixels, as in Mailpit."""
QUALITY = 70
MAX_PIXELS = 20_000_000
"""A few bytes may announce a picture of any size; decoded, this one takes 80 MB."""
MAX_SCANS = 100
"""Passes of a progressive JPEG, each of which costs as much as a whole picture. Real ones have about ten."""
MAX_EXIF = 20
"""Segments of Exif in a JPEG: Pillow joins them one by one, which takes seconds for hundreds. Real ones have one."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""What browsers show. Each further decoder is one more to be attacked."""

_one_at_a_time = threading.Lock()
"""The memory of one picture is bounded, that of many at once would not be."""


def thumbnail(data: bytes) -> bytes:
    """A JPEG of ``SIZE``: the picture fills it, or stands in its middle if it is smaller; blank for what is none.

    Raises:
        ImportError: Pillow is not installed.
    """
    from PIL.Image import new

    canvas = new("RGB", SIZE, "white")
    if image_type(data) and data.count(b"\xff\xda") <= MAX_SCANS and data.count(b"Exif\0\0") <= MAX_EXIF:
        try:
            with _one_at_a_time:
                _paste(canvas, data)
        except Exception as fault:  # a broken picture is as good as none, and decoders raise whatever they like
            log.debug("no thumbnail: %s", fault)
    out = BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _paste(canvas: Image, data: bytes) -> None:
    from PIL import ImageOps
    from PIL.Image import Resampling
    from PIL.Image import open as open_image

    with open_image(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            return
        image.draft("RGB", (2 * SIZE[0], 2 * SIZE[1]))  # a JPEG is not decoded in sizes that nobody sees
        ImageOps.exif_transpose(image, in_place=True)
        picture = image.convert("RGBA")
    if (factor := min(picture.width // (2 * SIZE[0]), picture.height // (2 * SIZE[1]))) > 1:
        picture = picture.reduce(factor)
    if picture.width < SIZE[0] or picture.height < SIZE[1]:
        picture.thumbnail(SIZE, Resampling.LANCZOS)
    else:
        picture = ImageOps.fit(picture, SIZE, Resampling.LANCZOS)
    canvas.paste(picture, ((SIZE[0] - picture.width) // 2, (SIZE[1] - picture.height) // 2), picture)
