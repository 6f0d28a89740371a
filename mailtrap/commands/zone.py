"""The time zone of whoever types: dates of a search are in that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")
"""A link to the file of the zone, on all but Windows."""


def local_zone(environ: Mapping[str, str]) -> str:
    """Its name in the IANA database, by the variable TZ or by the system; empty where that does not tell."""
    name = environ.get("TZ", "").removeprefix(":") or str(LOCALTIME.resolve()).rpartition("/zoneinfo/")[2]
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ""
    return name
