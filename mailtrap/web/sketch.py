"""A schema as a reader likes it: what the JSON looks like, with types for values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

WIDTH = 76
"""Columns; what fits stays on one line."""


def sketch(schema: Schema, components: Schema, indent: str = "", within: tuple[str, ...] = ()) -> str:
    """The sketch of a schema whose references are among ``components``; a type within itself is named only."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name if name in within else sketch(components[name], components, indent, (*within, name))
    if "enum" in schema:
        return " | ".join(f'"{each}"' for each in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(sketch(each, components, indent, within) for each in schema["anyOf"])
    match schema.get("type"):
        case "array":
            return _wrapped("[", [sketch(schema["items"], components, indent + "  ", within)], "]", indent)
        case "object":
            return _wrapped("{", _entries(schema, components, indent, within), "}", indent)
        case "string" if schema.get("format") == "date-time":
            return "time"
        case str() as kind:
            return kind
    return "any"


def _entries(schema: Schema, components: Schema, indent: str, within: tuple[str, ...]) -> list[str]:
    if "properties" not in schema:
        inner = sketch(schema.get("additionalProperties", {}), components, indent + "  ", within)
        return [f"…: {inner}"]
    needed = schema.get("required", ())
    return [
        f'"{name}"{"" if name in needed else "?"}: {sketch(each, components, indent + "  ", within)}'
        for name, each in schema["properties"].items()
    ]


def _wrapped(left: str, entries: list[str], right: str, indent: str) -> str:
    line = f"{left}{', '.join(entries)}{right}"
    if len(indent) + len(line) <= WIDTH and "\n" not in line:
        return line
    if left == "[" and entries[0].startswith("{"):  # a list of objects needs no line for its bracket
        return f"[{entries[0].replace(chr(10) + '  ', chr(10))}]"
    return left + "".join(f"\n{indent}  {entry}," for entry in entries).rstrip(",") + f"\n{indent}{right}"
