"""What a request asks for, checked: each fault is a ``BadRequest`` that names the field."""

import re
from typing import Any

from flask import Request

from mailtrap.errors import BadRequest

MAX_START = 2**62
"""A list longer than SQLite can count is not asked for in earnest."""


def number(request: Request, name: str, default: int, most: int = MAX_START) -> int:
    """A whole number from 0 in the query."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= most):
        raise BadRequest(f"{name}: {text[:40]!r} will not do; give a whole number from 0 to {most}")
    return int(text)


def flag(request: Request, name: str) -> bool:
    """A switch in the query: present and neither ``0`` nor ``false``."""
    return request.args.get(name, "0").lower() not in ("0", "false", "")


def fields(request: Request, known: dict[str, type]) -> dict[str, Any] | None:
    """The fields of a JSON object in the body, by their known names whatever their case; None without a body.

    A form is understood too, since a client for Mailpit sends one: every value of a list field, ``true`` for a switch.

    Raises:
        BadRequest: no JSON, no object, only unknown fields, or a value of the wrong type.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        form: dict[str, Any] = {}
        for name in request.form:
            values = request.form.getlist(name)
            form[name] = values if known.get(_known(name, known)) is list else _form_value(values[0])
        if not form and request.content_length:
            raise BadRequest("the body is no form")
        return _checked(form, known) if form else None
    if not request.get_data(cache=True):
        return None
    if not request.is_json:
        raise BadRequest("the body is not announced as JSON; send Content-Type: application/json")
    try:
        given = request.get_json(silent=False)
    except RecursionError:
        raise BadRequest("the body is nested too deeply") from None
    except Exception:  # werkzeug's own BadRequest, whose text tells too little
        raise BadRequest("the body is no JSON") from None
    if not isinstance(given, dict):
        raise BadRequest("the body is no JSON object")
    return _checked(given, known)


def _form_value(text: str) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)


def _known(name: str, known: dict[str, type]) -> str:
    return next((field for field in known if field.lower() == name.lower()), name)


def _checked(given: dict[str, Any], known: dict[str, type]) -> dict[str, Any]:
    values = {_known(name, known): value for name, value in given.items()}
    if given and not values.keys() & known.keys():
        raise BadRequest(f"{next(iter(given))[:40]!r} is no field of this; there are {', '.join(known)}")
    found = {name: values[name] for name in known if values.get(name) is not None}
    for name, value in found.items():
        if not isinstance(value, known[name]):
            raise BadRequest(f"{name}: give a {_WORDS[known[name]]}")
        if isinstance(value, list) and not all(isinstance(entry, str) for entry in value):
            raise BadRequest(f"{name}: give a list of texts")
        if isinstance(value, list) and any(_SURROGATE.search(entry) for entry in value):
            raise BadRequest(f"{name}: a text holds half a character (a surrogate)")
    return found


_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = {list: "list", bool: "true or false", str: "text", int: "whole number"}
