"""Reading what people wrote, as JSON, TOML or text, field by field: each fault is a ``BadRequest`` that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from reprlib import Repr
from typing import Any

from mailtrap.errors import BadRequest

_TIME = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s|m)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_SURROGATE = re.compile("[\ud800-\udfff]")
_short = Repr()
_short.maxstring = _short.maxother = 60


def seconds_in(text: str) -> float | None:
    """The seconds in ``5s``, ``500ms``, ``1.5m``; None if it is none of these."""
    found = _TIME.fullmatch(text) if text.isascii() else None
    return float(found[1]) * _UNITS[found[2]] if found else None


def shown(value: object) -> str:
    """A value as a fault quotes it: short, and printable."""
    try:
        return ascii(value) if isinstance(value, str) and len(value) <= 60 else _short.repr(value)
    except ValueError:  # Python does not write out an integer of thousands of digits
        return "this number"


class Fields:
    """An object whose fields have these names, written in any case, with underscores, hyphens or without.

    What is null counts as not given.

    Raises:
        BadRequest: it is no object, or has a field that is unknown or given twice.
    """

    def __init__(self, place: str, data: object, known: Sequence[str]) -> None:
        self.place = place
        if not isinstance(data, dict):
            wanted = f"an object with {', '.join(known)}"
            raise BadRequest(f"{place.rstrip('. :')}: {shown(data)} will not do; give {wanted}")
        names = {_plain(name): name for name in known}
        self._given: dict[str, Any] = {}
        for key, value in data.items():
            name = names.get(_plain(key)) if isinstance(key, str) else None
            if name is None:
                raise BadRequest(f"{place}{shown(key)} is no field of this; there are {', '.join(known)}")
            if name in self._given:
                raise BadRequest(f"{place}{name} is given twice; give it once")
            if value is not None:
                self._given[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def wrong(self, name: str, wanted: str) -> BadRequest:
        """The fault of a field."""
        given = f"{shown(self._given[name])} will not do" if name in self else "is missing"
        return BadRequest(f"{self.place}{name}: {given}; give {wanted}")

    def value(self, name: str) -> Any:
        """A field as it came; None without one."""
        return self._given.get(name)

    def inner(self, name: str, known: Sequence[str]) -> Fields:
        """An object within."""
        if name not in self:
            raise self.wrong(name, f"an object with {', '.join(known)}")
        return Fields(f"{self.place}{name}.", self._given[name], known)

    def text(self, name: str, wanted: str, most: int) -> str | None:
        """A text of so many characters."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > most or _SURROGATE.search(value):
            raise self.wrong(name, wanted)
        return value

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number between these."""
        value = self.value(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(name, f"a whole number from {least:,} to {most:,}")
        return value

    def real(self, name: str, most: float) -> float | None:
        """A number from 0."""
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise self.wrong(name, f"a number from 0 to {most:g}")
        return float(value)

    def seconds(self, name: str, most: float) -> float | None:
        """A time: a number of seconds, or a text with its unit."""
        value = self.value(name)
        if value is None:
            return None
        time = seconds_in(value) if isinstance(value, str) else value
        if isinstance(time, bool) or not isinstance(time, int | float) or not 0 <= time <= most:
            raise self.wrong(name, f"seconds from 0 to {most:g}, or a time such as '500ms' or '2s'")
        return float(time)

    def switch(self, name: str) -> bool | None:
        """True or false."""
        value = self.value(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
