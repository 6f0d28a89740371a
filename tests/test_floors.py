"""The plan of the house: imports go down only, and rooms on one floor do not know each other."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "mailtrap"

FLOORS = {
    "errors": 0,
    "loading": 0,
    "signals": 0,
    "model": 1,
    "config": 1,
    "mime": 2,
    "query": 2,
    "extract": 2,
    "chaos": 2,
    "pdf": 2,
    "sasl": 2,
    "transcript": 2,
    "wire": 2,
    "stores": 3,
    "tags": 3,
    "bus": 3,
    "listening": 3,
    "certificate": 3,
    "passwords": 3,
    "tokens": 3,
    "inbox": 4,
    "smtp": 5,
    "web": 5,
    "demo": 5,
    "server": 6,
    "client": 7,
    "catcher": 8,
    "commands": 9,
    "pytest_plugin": 9,
    "cli": 10,
    "__main__": 10,
    "__init__": -1,
}
"""The floor of each room, a module or a folder. ``config`` raises errors and knows no other word; the package itself
holds the version alone, which anyone may read."""

MAY_KNOW = {("__main__", "cli"), ("__init__", "client"), ("__init__", "catcher"), ("__init__", "loading")}
"""``python -m mailtrap`` is the command line by another name, what ``mailtrap`` offers is loaded when asked for."""


def rooms() -> dict[str, set[str]]:
    """Each room with the rooms that it imports."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        room = found.setdefault(parts[0], set())
        package = ("mailtrap", *parts[:-1])
        for node in ast.walk(ast.parse(path.read_text())):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
                module = f"{base}{node.module or ''}".rstrip(".")
                names = [f"{module}.{alias.name}" for alias in node.names]
            for name in names:
                steps = name.split(".")
                if steps[0] == "mailtrap":
                    other = steps[1] if steps[1] in FLOORS else "__init__"
                    if other != parts[0]:
                        room.add(other)
    return found


def test_every_room_has_a_floor() -> None:
    """A new module is put on a floor before it is merged."""
    assert set(rooms()) <= set(FLOORS), "add the new room to FLOORS"


@pytest.mark.parametrize("room", sorted(rooms()))
def test_imports_go_down(room: str) -> None:
    """A room imports from lower floors only."""
    upward = [other for other in rooms()[room] if FLOORS[other] >= FLOORS[room] and (room, other) not in MAY_KNOW]

    assert not upward, f"{room} (floor {FLOORS[room]}) imports {upward}"
