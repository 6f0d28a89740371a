"""What a request asks for, checked: each fault is a ``BadRequest`` that names the field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from flask import Request

from mailtrap.config import BOOLEANS
from mailtrap.errors import BadRequest

T = TypeVar("T", bound=msgspec.Struct)

FORM = "application/x-www-form-urlencoded"
MAX_START = 2**62
"""A list longer than SQLite can count is not asked for in earnest."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 0 in the query. ``default`` -1 stands for one that is not given."""

    name: str
    about: str = ""
    default: int = 0
    most: int = MAX_START

    def of(self, request: Request) -> int:
        """What is asked for."""
        text = request.args.get(self.name)
        if text is None:
            return self.default
        if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= self.most):
            raise BadRequest(f"{self.name}: {text[:40]!r} will not do; give a whole number from 0 to {self.most}")
        return int(text)

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        given = {"default": self.default} if self.default >= 0 else {}
        return {"type": "integer", "minimum": 0, "maximum": self.most, **given}


@dataclass(frozen=True, slots=True)
class Flag:
    """A switch in the query: present and neither ``0`` nor ``false``."""

    name: str
    about: str = ""

    def of(self, request: Request) -> bool:
        """Whether it is set."""
        text = request.args.get(self.name, "0")
        if text.lower() not in BOOLEANS:
            raise BadRequest(f"{self.name}: {text[:40]!r} will not do; give 1 or 0")
        return BOOLEANS[text.lower()]

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "string", "examples": ["1"], "default": "0"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the query. ``required`` is one that is not blank."""

    name: str
    about: str = ""
    required: bool = False

    def of(self, request: Request) -> str:
        """What is asked for; empty where it is not given."""
        text = request.args.get(self.name, "")
        if self.required and not text.strip():
            raise BadRequest(f"{self.name}: is missing; {self.about}")
        return text

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "string", **({"minLength": 1} if self.required else {})}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several words in the query."""

    name: str
    words: tuple[str, ...]
    about: str = ""
    default: str = ""

    def of(self, request: Request) -> str:
        """What is asked for."""
        text = request.args.get(self.name, self.default)
        if text not in self.words:
            raise BadRequest(f"{self.name}: {text[:40]!r} will not do; give {', '.join(self.words)}")
        return text

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "string", "enum": list(self.words), "default": self.default}


@dataclass(frozen=True, slots=True)
class Texts:
    """A text in the query that may come several times: at most ``most`` times, 0 for no bound; ``required`` is once."""

    name: str
    about: str = ""
    required: bool = False
    most: int = 0

    def of(self, request: Request) -> list[str]:
        """What is asked for, in order; empty where it is not given."""
        found = request.args.getlist(self.name)
        if len(found) < self.required or 0 < self.most < len(found):
            raise BadRequest(
                f"{self.name}: is given {len(found)} times; give it {int(self.required)} to {self.most} times"
            )
        return found

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        bounds = {"minItems": int(self.required)} | ({"maxItems": self.most} if self.most else {})
        return {"type": "array", "items": {"type": "string"}, **(bounds if self.required or self.most else {})}


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number from 0 in the query."""

    name: str
    about: str = ""
    default: float = 0
    most: float = 1e9

    def of(self, request: Request) -> float:
        """What is asked for."""
        text = request.args.get(self.name)
        if text is None:
            return self.default
        if not (_DECIMAL.fullmatch(text) and float(text) <= self.most):
            raise BadRequest(f"{self.name}: {text[:40]!r} will not do; give a number from 0 to {self.most:g}")
        return float(text)

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "number", "minimum": 0, "maximum": self.most, "default": self.default}


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone in the query, by its name in the IANA database."""

    name: str
    about: str = ""

    def of(self, request: Request) -> tzinfo:
        """What is asked for; UTC where none is given."""
        text = request.args.get(self.name, "")
        try:
            return ZoneInfo(text) if text else UTC
        except (ValueError, OSError, ZoneInfoNotFoundError):
            raise BadRequest(f"{self.name}: {text[:40]!r} is no time zone; give one such as Europe/Berlin") from None

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "string", "examples": ["Europe/Berlin"]}


Parameter = Number | Flag | Text | OneOf | Texts | Decimal | Zone


def no_others(request: Request, known: Iterable[Parameter]) -> None:
    """See to it that nothing else is asked for, and nothing twice: a filter that is misspelt would mean everything.

    Raises:
        BadRequest: there is a parameter of another name, or two of one that there is once.
    """
    named = {each.name: each for each in known}
    for name in request.args:
        if name not in named:
            there = f"there are {', '.join(named)}" if named else "there is none"
            raise BadRequest(f"{name[:40]!r} is no parameter of this; {there}")
        if len(request.args.getlist(name)) > 1 and not isinstance(named[name], Texts):
            raise BadRequest(f"{name}: is given twice; give it once")


def body(request: Request, kind: type[T], *, lenient: bool = False) -> T | None:
    """The JSON object in the body as a type of ``wire``, its fields by their names whatever their case, null as not
    given; None without a body.

    A form is understood too, since a client for Mailpit sends one: every value of a list field, ``true`` for a switch.
    ``lenient`` passes unknown fields over, where that cannot widen what is meant.

    Raises:
        BadRequest: no JSON, no object, an unknown field or such fields alone, or a value of the wrong type.
    """
    data = request.get_data(cache=True, parse_form_data=False)
    if request.mimetype == FORM and not _is_object(data):
        given = _form(request, kind)
        return _checked(given, kind, lenient) if given else None
    if not data:
        return None
    found = json(request)
    if not isinstance(found, dict):
        raise BadRequest("the body is no JSON object")
    return _checked(found, kind, lenient)


def _is_object(data: bytes) -> bool:
    """curl announces whatever it sends as a form, JSON too."""
    return data.lstrip()[:1] == b"{"


def json(request: Request) -> object:
    """The JSON in the body."""
    if not (request.is_json or (request.mimetype == FORM and _is_object(request.get_data(cache=True)))):
        raise BadRequest("the body is not announced as JSON; send Content-Type: application/json")
    try:
        return request.get_json(force=True, silent=False)
    except RecursionError:
        raise BadRequest("the body is nested too deeply") from None
    except Exception:  # werkzeug's own BadRequest, whose text tells too little
        raise BadRequest("the body is no JSON") from None


def _form(request: Request, kind: type[msgspec.Struct]) -> dict[str, Any]:
    lists = {each.encode_name.lower() for each in msgspec.structs.fields(kind) if get_origin(_bare(each.type)) is list}
    form: dict[str, Any] = {}
    for name in request.form:
        values = request.form.getlist(name)
        form[name] = values if name.lower() in lists else _form_value(values[0])
    if not form and request.content_length:
        raise BadRequest("the body is no form")
    return form


def _form_value(text: str) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)


def _checked(given: dict[str, Any], kind: type[T], lenient: bool) -> T:
    known = [each.encode_name for each in msgspec.structs.fields(kind)]
    unknown = [name for name in given if name.lower() not in {each.lower() for each in known}]
    if unknown and (not lenient or len(unknown) == len(given)):
        raise BadRequest(f"{unknown[0][:40]!r} is no field of this; there are {', '.join(known)}")
    try:
        return msgspec.convert(_spelled(given, kind, ""), kind)
    except msgspec.ValidationError as fault:
        raise BadRequest(_told(str(fault))) from None


def _spelled(value: Any, kind: Any, place: str) -> Any:
    """The value with the names of its type, and no field of null; as deep as the type is, however deep the value."""
    kind = _bare(kind)
    if isinstance(value, str) and _SURROGATE.search(value):
        raise BadRequest(f"{place}: a text holds half a character (a surrogate)")
    if isinstance(value, list) and get_origin(kind) is list:
        return [_spelled(each, get_args(kind)[0], f"{place}[{at}]") for at, each in enumerate(value)]
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = {each.encode_name.lower(): each for each in msgspec.structs.fields(kind)}
        named = [(fields[name.lower()], each) for name, each in value.items() if name.lower() in fields]
        return {
            field.encode_name: _spelled(each, field.type, f"{place}.{field.encode_name}".lstrip("."))
            for field, each in named
            if each is not None
        }
    return value


def _bare(kind: Any) -> Any:
    """A type without what was said about it, and without None beside it."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return _bare(next(each for each in get_args(kind) if each not in (NoneType, msgspec.UnsetType)))
    return kind


def _told(fault: str) -> str:
    """msgspec's words, such as ``Expected `array`, got `str` - at `$.IDs` ``, in ours."""
    words, _, place = fault.partition(" - at `$")
    place = place.rstrip("`").lstrip(".")
    if missing := _MISSING.fullmatch(words):
        return f"{place}.{missing[1]} is missing".lstrip(".")
    if expected := _EXPECTED.match(words):
        kinds = [_WORDS.get(each, each) for each in expected[1].split(" | ") if each != "null"]
        words = f"give {' or '.join(kinds)}"
    return f"{place}: {words}"


_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_EXPECTED = re.compile(r"Expected `([a-z |]+)`")
_WORDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "object": "an object",
    "str": "a text",
}
