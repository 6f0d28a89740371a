"""Addresses in plain text, without the punctuation around them."""

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

MAX_URL = 8 * 1024
"""Characters of an address; links that carry a signed token have some thousands."""

_ENDS = r"\s<>\"`{}|\\^\x00-\x20\u3000-\u303f\uff01-\uff20\uff3b-\uff65\u2018-\u201f\u00ab\u00bb"
"""What no address holds: spaces, brackets and quotes of any script."""
_URL = re.compile(rf"(?:https?://|mailto:)[^{_ENDS}]{{1,{MAX_URL}}}", re.IGNORECASE)
_TRAILING = ".,;:!?'*_~…"
_PAIRS = {")": "(", "]": "["}
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Found(NamedTuple):
    """An address and where it stands in the text."""

    url: str
    start: int
    end: int


def urls(text: str, most: int) -> list[Found]:
    """The http, https and mailto addresses of a text in order, no more than so many.

    As RFC 3986 appendix C has it, angle brackets and quotes end an address. Punctuation at its end is taken for that
    of the sentence, and a closing bracket for that of the text unless its opening one belongs to the address.
    """
    found: list[Found] = []
    for each in _URL.finditer(text):
        url = _trimmed(each[0])
        if len(url) > len("https://"):
            found.append(Found(url, each.start(), each.start() + len(url)))
            if len(found) == most:
                break
    return found


def _trimmed(url: str) -> str:
    if (native := _CJK.search(url)) and not _CJK.search(url.split("/", 3)[2] if url.count("/") > 2 else url):
        url = url[: native.start()]  # a sentence goes on without a space
    while url:
        last = url[-1]
        if last in _TRAILING or (last in _PAIRS and url.count(last) > url.count(_PAIRS[last])):
            url = url[:-1]
        else:
            break
    return url


def split(url: str) -> SplitResult | None:
    """The pieces of an address; None if it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return None
