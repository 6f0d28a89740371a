"""The documents say what the program does: each option, route, event and command stands in them, and links lead on."""

import ast
import re
import subprocess
import tempfile
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import click
import pytest

from mailtrap import __version__, wire
from mailtrap.chaos import rules_from
from mailtrap.cli import main
from mailtrap.config import ADDRESS, PREFIX, TOKEN_VARIABLE, Config
from mailtrap.inbox import Inbox
from mailtrap.model import Change
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web import create_app
from mailtrap.web.app import Place
from tests.support import ROOT

ARGUMENTS = {"id_": "id", "number": "part", "given": "token"}
"""What the arguments of routes are called in the documents, where that is not their own name."""


def repository() -> list[Path]:
    """The files that are in the repository or about to be: not what git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        names = {ROOT / name for name in listed.stdout.split("\0") if name}
    else:  # an unpacked sdist
        names = {path for path in ROOT.rglob("*") if not {"node_modules", "__pycache__", ".venv"} & set(path.parts)}
    return sorted(path for path in names if path.is_file())


FILES = repository()
DOCUMENTS = [path for path in FILES if path.suffix == ".md"]


def text(name: str) -> str:
    """A document, or nothing where it is missing: then what should stand in it is missing too."""
    path = ROOT / name
    return path.read_text("utf-8") if path.is_file() else ""


def everything() -> str:
    """README and all of docs/."""
    return "\n".join(path.read_text("utf-8") for path in DOCUMENTS if path.parent in (ROOT, ROOT / "docs"))


def rules() -> list[tuple[str, str]]:
    """Each method and rule of the URL map, its arguments written as in the documents."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "mail.db", durable=False)
        try:
            app = create_app(Inbox(store), Place((), "", False), lambda: 0)
        finally:
            store.close()
    found = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda each: f"{{{ARGUMENTS.get(each[1], each[1])}}}", rule.rule)
        found |= {(method, path) for method in rule.methods or () if method not in ("HEAD", "OPTIONS")}
    return sorted(found)


def all_commands() -> dict[str, click.Command]:
    """All commands of the program by their names."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command}


@pytest.mark.parametrize("name", [entry.name for entry in fields(Config)])
def test_each_option_is_documented(name: str) -> None:
    """Flag and variable of each option stand in docs/options.md."""
    options = text("docs/options.md")

    assert re.search(rf"`--{name.replace('_', '-')}[ `]", options)
    assert f"`{PREFIX}{name.upper()}`" in options


def test_no_option_is_documented_that_is_none() -> None:
    """Every variable and flag that the documents name exists."""
    known = {ADDRESS, TOKEN_VARIABLE, *(f"{PREFIX}{entry.name.upper()}" for entry in fields(Config))}
    flags = {option for command in (main, *all_commands().values()) for each in command.params for option in each.opts}
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", everything()))
    given = set(re.findall(r"(?<=mailtrap )--[a-z-]+", everything())) | set(
        re.findall(r"^\| `(--[a-z-]+)", text("docs/options.md"), re.MULTILINE)
    )

    assert named - known == set()
    assert given - flags == set()


def test_the_defaults_of_the_table_are_those_of_the_program() -> None:
    """Where the table of options gives a number, it is the default."""
    rows = re.findall(r"^\| `--([a-z-]+)[^|]*\|[^|]*\| ([\d.]+) \|", text("docs/options.md"), re.MULTILINE)
    defaults = {entry.name.replace("_", "-"): entry.default for entry in fields(Config)}

    assert len(rows) >= 5
    assert {name: float(value) for name, value in rows} == {name: float(str(defaults[name])) for name, _ in rows}


@pytest.mark.parametrize(("method", "rule"), rules())
def test_each_route_is_documented(method: str, rule: str) -> None:
    """Method and path of each route stand together in docs/api.md, or in docs/facades.md."""
    assert re.search(rf"\b{method} `{re.escape(rule)}`", text("docs/api.md") + text("docs/facades.md"))


def test_no_route_is_documented_that_is_none() -> None:
    """Every method and path of the tables in docs/api.md and docs/facades.md is one of the URL map."""
    rows = re.findall(r"^\| ([A-Z]+ `[^|]+)\|", text("docs/api.md") + text("docs/facades.md"), re.MULTILINE)
    named = {each for row in rows for each in re.findall(r"([A-Z]+) `([^`?]+)`", row)}

    assert named - set(rules()) == set()


def test_each_event_is_documented() -> None:
    """Each type of frame that the socket sends stands in docs/api.md."""
    told = {frame.__struct_config__.tag for frame in get_args(wire.Frame)}
    missing = [kind for kind in told if f"`{kind}`" not in text("docs/api.md")]

    assert {change.value for change in Change} | {"resync", "stats", "session", "sessions", "faults"} == told
    assert missing == []


def test_each_command_is_documented() -> None:
    """Each command of the command line, and each of its own options, stands in README or docs."""
    documents = everything()
    commands = [f"mailtrap {name}" for name in all_commands()]
    options = [
        option
        for command in all_commands().values()
        for each in command.params
        if isinstance(each, click.Option)
        for option in each.opts
        if option.startswith("--")
    ]

    assert [name for name in ("mailtrap", *commands) if name not in documents] == []
    assert [name for name in (*options, "--config", "--version") if name not in documents] == []


def test_the_changelog_is_up_to_date() -> None:
    """The topmost version of the changelog is the program's."""
    versions = re.findall(r"^##\s+\[?v?(\d+\.\d+\.\d+\S*?)\]?(?=[\s,:(]|$)", text("CHANGELOG.md"), re.MULTILINE)

    assert versions[:1] == [__version__]


def anchors(document: str) -> set[str]:
    """The names of headings, as GitHub makes them."""
    found = re.findall(r"^#+\s+(.+?)\s*$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Each local link and picture of a document is a file of the repository, each anchor one of its headings."""
    document = path.read_text("utf-8")
    prose = re.sub(r"```.*?```", "", document, flags=re.DOTALL)
    links = re.findall(r"\]\(\s*<?([^)\s>]+)", prose) + re.findall(r'(?:src|srcset|href)="([^"]+)"', prose)
    broken = []
    for link in links:
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / unquote(name)).resolve() if name else path
        there = target in FILES or target.is_dir()
        if not there or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            broken.append(link)

    assert broken == []


def fences(language: str) -> list[tuple[str, str]]:
    """Fenced blocks of a language in all documents, each with where it stands."""
    return [
        (f"{path.relative_to(ROOT)}:{document[: found.start()].count(chr(10)) + 1}", found[1])
        for path in DOCUMENTS
        for document in [path.read_text("utf-8")]
        for found in re.finditer(rf"^```{language}\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
    ]


def test_snippets_can_be_read_by_their_languages() -> None:
    """Python in the documents compiles, TOML parses and, as ``mailtrap.toml``, names options that exist."""
    known = {entry.name for entry in fields(Config)}
    for where, block in fences("python"):
        ast.parse(block, where)
    unknown = {}
    for where, block in fences("toml"):
        table = tomllib.loads(block)
        rules_from(table.pop("faults", []))
        unknown[where] = set(table) - known

    assert {where: keys for where, keys in unknown.items() if keys} == {}


def test_no_file_names_a_place_of_one_machine() -> None:
    """No file knows where somebody's checkout, home or environment lies."""
    places = re.compile(rb"(?<![\w.])/(?:" + b"wo" + rb"rk|ro" + rb"ot)/|/tm" + rb"p/v(?:/|\b)")
    named = [path.relative_to(ROOT).as_posix() for path in FILES if places.search(path.read_bytes())]

    assert named == []
