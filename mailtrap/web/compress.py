"""Answers made smaller by gzip, for a client that takes it (RFC 9110 8.4, 12.5.3).

What is sent in pieces, such as a socket or a stream of events, is left as it is: a compressor would hold it back.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request
from werkzeug.http import parse_accept_header

LEAST = 1_000
"""Bytes; below, the answer fits into one packet anyway."""
MOST = 8_000_000
"""Bytes; above, packing takes longer than a local network."""
LEVEL = 4
"""Half the time of zlib's usual 6 for JSON and HTML, a tenth larger."""
KINDS = frozenset({"application/json", "application/javascript", "image/svg+xml"})
"""What can be packed, besides all text."""


def compressed(response: Response) -> Response:
    """The same answer, packed if that serves."""
    if response.status_code != 200 or not _packable(response):
        return response
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:
        response.headers["Vary"] = "Accept-Encoding"
    if not takes_gzip(request.environ.get("HTTP_ACCEPT_ENCODING", "")):
        return response
    response.direct_passthrough = False  # a static file, which is read here
    data = response.get_data()
    if not LEAST <= len(data) <= MOST:
        return response
    response.set_data(gzip.compress(data, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:  # the same thing in other bytes (RFC 9110 8.8.3.3)
        response.set_etag(etag, weak=True)
    return response


@lru_cache(64)
def takes_gzip(accepted: str) -> bool:
    """Whether a client that sends this Accept-Encoding does."""
    return bool(parse_accept_header(accepted)["gzip"])


def _packable(response: Response) -> bool:
    kind = response.mimetype or ""
    if not (kind.startswith("text/") or kind in KINDS) or "Content-Encoding" in response.headers:
        return False
    if response.direct_passthrough:
        length = response.content_length
        return length is not None and LEAST <= length <= MOST
    return response.is_sequence
