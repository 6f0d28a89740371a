"""What a tester looks for in a mail: its code, the button, links, images and telephone numbers. Pure, and never raises.

``words`` and ``link_words`` hold the vocabulary by language, ``pattern`` makes expressions of it, ``plain`` evens out
the writing, ``html`` reads a page as a person sees it. ``numbers`` finds what is shaped like a code, ``claims`` weighs
the words about it, ``codes`` decides; ``urls``, ``style``, ``kinds`` and ``links`` do the same for links.
"""

from mailtrap.extract.codes import has_code
from mailtrap.extract.found import extract, highlight
from mailtrap.extract.html import visible_text
from mailtrap.extract.values import Code, Extracted, Highlight, Image, Link, Phone

__all__ = [
    "Code",
    "Extracted",
    "Highlight",
    "Image",
    "Link",
    "Phone",
    "extract",
    "has_code",
    "highlight",
    "visible_text",
]
