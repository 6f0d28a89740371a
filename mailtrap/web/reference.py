"""The API about itself: its document, and the page that lists the operations and lets one try each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, render_template

from mailtrap import __version__
from mailtrap.web.answers import unless_known
from mailtrap.web.openapi import SCHEMAS, document
from mailtrap.web.operation import JSON, REFERENCE, STREAM, Answer, operation
from mailtrap.web.sketch import sketch

Json = Mapping[str, Any]

HTML = "text/html; charset=utf-8"


def reference(app: Flask, policy: str) -> Blueprint:
    """The routes, over the app that they describe; ``policy`` is the Content-Security-Policy of our pages."""
    routes = Blueprint("reference", __name__, url_prefix="/api/v1")
    made: list[dict[str, Any]] = []

    def described() -> dict[str, Any]:
        # Not at the start, which would cost everybody what few ask for.
        if not made:
            made.append(document(app))
        return made[0]

    @routes.get("/openapi.json")
    @operation(REFERENCE, Answer(kinds=(JSON,)), conditional=True)
    def openapi() -> Response:
        """This document: OpenAPI 3.1."""
        return unless_known(Response(msgspec.json.encode(described()), content_type=JSON))

    @routes.get("/")
    @operation(REFERENCE, Answer(kinds=(HTML,)))
    def page() -> Response:
        """A page that lists the operations, to try them."""
        found = described()
        text = render_template("api.html", version=__version__, groups=groups(found))
        return Response(text, content_type=HTML, headers={"Content-Security-Policy": policy})

    return routes


def groups(found: Json) -> list[tuple[str, list[Json]]]:
    """The operations by tag, in the order of the document, each as the page shows it."""
    listed = [
        _shown(path, method, told, found["components"])
        for path, methods in found["paths"].items()
        for method, told in methods.items()
    ]
    return [(tag["name"], [each for each in listed if each["tag"] == tag["name"]]) for tag in found["tags"]]


def _shown(path: str, method: str, told: Json, components: Json) -> dict[str, Any]:
    kinds: Mapping[str, Json] = told.get("requestBody", {}).get("content", {})
    kind = next(iter(kinds), "")
    content = kinds.get(kind, {})
    return {
        "id": told["operationId"],
        "tag": told["tags"][0],
        "method": method.upper(),
        "path": path,
        "summary": told["summary"],
        "description": told.get("description", ""),
        "parameters": told["parameters"],
        "kind": kind,
        "body": _example(content["example"]) if content else None,
        "takes": sketch(content["schema"], components["schemas"]) if "schema" in content else "",
        "responses": [
            _response(status, each, components)
            for status, each in sorted(told["responses"].items())
            if status not in ("401", "403", "413", "421", "429")
        ],
        "socket": "101" in told["responses"],
        "stream": STREAM in told["responses"].get("200", {}).get("content", {}),
        "served": any(status < "400" for status in told["responses"]),
    }


def _example(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _response(status: str, told: Json, components: Json) -> dict[str, Any]:
    fault = "$ref" in told
    if fault:
        told = components["responses"][told["$ref"].rpartition("/")[2]]
    content = told.get("content", {})
    schema = content.get(JSON, {}).get("schema")
    if status == "101":
        schema = {"$ref": f"{SCHEMAS}Frame"}
    return {
        "status": status,
        "about": told["description"],
        "kinds": [] if fault else list(content),
        "headers": {name: each["description"] for name, each in told.get("headers", {}).items()},
        "sketch": sketch(schema, components["schemas"]) if schema and not fault else "",
    }
