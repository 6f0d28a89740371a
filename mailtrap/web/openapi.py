"""The OpenAPI document: what the routes say about themselves, and the types of the wire."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from copy import deepcopy
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from mailtrap import __version__, wire
from mailtrap.config import FACADES
from mailtrap.web.asking import FORM, Parameter, Text, Texts
from mailtrap.web.front.gate import OPEN, SAFE_METHODS
from mailtrap.web.guard import MAX_BODY
from mailtrap.web.operation import JSON, TAGS, TEXT, Answer, Body, Operation, operation_of

Json = dict[str, Any]

SCHEMAS = "#/components/schemas/"
_DESCRIBED = re.compile(r"/api/|/view/|/livez$|/readyz$|/metrics$")
ARGUMENTS = {
    "id_": ("id", "the id of a mail, or `latest`"),
    "number": ("part", "the number of a part, such as 1.2"),
    "page": ("page", "the number of a page, from 1"),
    "name": ("name", "the name of an inbox"),
    "tag": ("tag", "the name of a tag, in any case"),
    "given": ("token", "a secret that the HTML of the mail names"),
}
"""What the arguments of routes are called, and what they are."""
FAULTS = {
    400: "What was asked for cannot be understood; the text names the field.",
    401: "A login is asked for, and this has none, or a wrong one.",
    403: "A page of another site asked for this, or this login may not do it; the text says which.",
    404: "There is nothing of that name.",
    408: "The time is up.",
    409: "It was changed by somebody else meanwhile; read it again.",
    413: f"The body is above {MAX_BODY} bytes; where it is a mail, above the size that a mail may have.",
    421: "This server does not go by the name in Host.",
    429: "Too many wrong passwords; Retry-After says when the next may be tried.",
    501: "This version cannot do it; the text says why.",
    503: "The store cannot be used now.",
}
"""Errors, all of one shape."""
LOGIN = (401, 403, 429)
"""What the gate may say to anything, where a login is asked for."""
SECURITY = {
    "basic": {"type": "http", "scheme": "basic", "description": "Name and password of a user."},
    "token": {"type": "http", "scheme": "bearer", "description": "An API token, as `mailtrap token make` prints it."},
}
"""Ways to say who one is; a server without a login wants none."""
INTRODUCTION = """\
A mail catcher: what was sent can be listed, read, watched and deleted. Its shapes are of Mailpit's v1; what is ours
alone stands beside them in the same style. Times are RFC 3339 in UTC. Lists are never null.

An error is `{"Error": "…"}`, or plain text for a client that does not accept JSON."""


def document(app: Flask) -> Json:
    """The whole document (OpenAPI 3.1). A route that says nothing about itself is not in it."""
    from apispec import APISpec  # few ask for it, and no start need load it

    spec = APISpec(
        title="mailtrap",
        version=__version__,
        openapi_version="3.1.0",
        info={"description": INTRODUCTION, "license": {"name": "MIT", "identifier": "MIT"}},
        tags=[{"name": tag} for tag in TAGS],
        security=[{}, *({name: []} for name in SECURITY)],
    )
    routes = list(_routes(app))
    for name, schema in _types(told for _, _, told, _ in routes).items():
        spec.components.schema(name, schema)
    for name, scheme in SECURITY.items():
        spec.components.security_scheme(name, scheme)
    for status, about in FAULTS.items():
        spec.components.response(_fault(status), _error(about))
    for rule, method, told, function in routes:
        spec.path(_path(rule), operations={method.lower(): _operation(rule, method, told, function)})
    found: Json = spec.to_dict()
    return found


def described(rule: Rule) -> bool:
    """Whether a path is of the API. The others are the page and its files, and what is served as in other programs."""
    return bool(_DESCRIBED.match(rule.rule)) and rule.endpoint.partition(".")[0] not in FACADES


def _routes(app: Flask) -> Iterator[tuple[Rule, str, Operation, Any]]:
    for rule in app.url_map.iter_rules():
        function = app.view_functions[rule.endpoint]
        told = operation_of(function)
        if told and described(rule):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, told, function


def _types(operations: Iterator[Operation]) -> Json:
    """The schema of each type that an operation names, and of those within."""
    named: list[Any] = [wire.Error, wire.Frame]
    for told in operations:
        named += [answer.type for answer in told.answers if answer.type]
        named += [told.body.type] if told.body and told.body.type else []
    schemas, components = msgspec.json.schema_components(named, ref_template=SCHEMAS + "{name}")
    return {**components, "Frame": {"description": "A frame of the websocket.", **schemas[1]}}


def schema_of(kind: Any) -> Json:
    """The schema of one type, which refers to those of the document."""
    ((schema,), _) = msgspec.json.schema_components([kind], ref_template=SCHEMAS + "{name}")
    return schema


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: f"{{{ARGUMENTS[found[1]][0]}}}", rule.rule)


def _operation(rule: Rule, method: str, told: Operation, function: Any) -> Json:
    summary, _, more = (inspect.getdoc(function) or "").replace("``", "`").partition("\n\n")
    found: Json = {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [told.tag],
        "summary": " ".join(summary.split()),
        "parameters": [*_arguments(rule, told), *map(_parameter, told.query)],
        "responses": _responses(method, told, is_open=rule.rule in OPEN),
    }
    if more:
        found["description"] = " ".join(more.split())
    if told.body:
        found["requestBody"] = _body(told.body)
    return found


def _arguments(rule: Rule, told: Operation) -> list[Json]:
    return [
        {
            "name": ARGUMENTS[name][0],
            "in": "path",
            "required": True,
            "description": told.path.get(name, ARGUMENTS[name][1]),
            "schema": {"type": "string"},
        }
        for name in re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
    ]


def _parameter(each: Parameter) -> Json:
    told = {"name": each.name, "in": "query", "description": each.about, "schema": each.schema}
    return told | ({"required": True} if isinstance(each, Text | Texts) and each.required else {})


def _body(body: Body) -> Json:
    if body.kinds:
        return {"required": body.required, "content": {kind: {"example": body.example} for kind in body.kinds}}
    schema = schema_of(body.type)
    if not body.required:  # then none of its fields is, but a body of unknown fields alone is a slip of the pen
        known = [{"required": [each.encode_name]} for each in msgspec.structs.fields(body.type)]
        schema["anyOf"] = [*known, {"maxProperties": 0}]
    content: Json = {JSON: {"schema": schema, "example": deepcopy(body.example)}}
    if body.form:
        content[FORM] = {"schema": schema}
    return {"required": body.required, "content": content}


def _responses(method: str, told: Operation, *, is_open: bool) -> Json:
    found = {str(answer.status): _answer(answer, told.conditional) for answer in told.answers}
    if told.conditional:
        found["304"] = {"description": "The client has it already: If-None-Match named its ETag."}
    faults = {*told.faults, *(() if is_open else LOGIN), 421, *(() if method in SAFE_METHODS else (413,))}
    return found | {str(status): _fault(status) for status in sorted(faults)}


def _answer(answer: Answer, conditional: bool) -> Json:
    described = answer.about or HTTPStatus(answer.status).phrase
    found: Json = {"description": described}
    if answer.type:
        found["content"] = {JSON: {"schema": schema_of(answer.type)}}
    elif answer.kinds:
        found["content"] = {kind.partition(";")[0]: _bytes(kind) for kind in answer.kinds}
    headers = {**answer.headers, **({"ETag": "names these bytes"} if conditional else {})}
    if headers:
        found["headers"] = {
            name: {"description": about, "schema": {"type": "string"}} for name, about in headers.items()
        }
    return found


def _bytes(kind: str) -> Json:
    return {"schema": {"type": "string"}} if kind.startswith("text/") else {}


def _fault(status: int) -> str:
    return HTTPStatus(status).phrase.replace(" ", "").replace("-", "")


def _error(about: str) -> Json:
    text = {"schema": {"type": "string"}}
    return {
        "description": about,
        "content": {JSON: {"schema": schema_of(wire.Error)}, TEXT.partition(";")[0]: text},
    }
