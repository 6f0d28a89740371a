"""Bundles: what comes in one piece runs as its modules would, and the page's scripts are in a form that allows it."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mailtrap.web.assets import BUNDLED, Assets
from mailtrap.web.bundle import Bundles, in_order, joined_styles
from mailtrap.web.minified import minified

STATIC = Path(__file__).parent.parent / "static"
SCRIPTS = {path.relative_to(STATIC).as_posix(): path.read_text() for path in (STATIC / "js").rglob("*.js")}
MODULES = {
    "a/main.js": """
import { tell } from "../b/tell.js";
import { Count, step as walk } from "./count.js";
import { isNaN, parseInt as read, step } from "./own.js";
import "./early.js";
tell(`main ${new Count().add(walk)} ${isNaN()} ${read()} ${step}`);
import("../b/room.js").then(({ Room, name }) => new Room().enter(name));
""",
    "a/early.js": """
import { tell } from "../b/tell.js";
tell(`early ${isNaN(1)} ${parseInt("7")}`);
""",
    "a/own.js": """
export const isNaN = () => "own";
export const parseInt = () => "read";
export const step = "other";
""",
    "a/count.js": """
import { tell } from "../b/tell.js";
tell("count");
const step = 3;
let whole = 0;
export class Count {
  add(n) {
    whole += n;
    return whole;
  }
}
export { step };
""",
    "b/tell.js": """
export function tell(text) {
  console.log(text);
}
tell(new URL(import.meta.url).pathname.split("/").slice(-2).join("/"));
""",
    "b/room.js": """
import { Count } from "../a/count.js";
import { isNaN as own } from "../a/own.js";
import { near } from "./near.js";
import { tell } from "./tell.js";
export const name = "room";
export class Room {
  async enter(text) {
    tell(`${text} ${near} ${new Count().add(4)} ${own()} ${isNaN(2)}`);
    const { late } = await import("../a/late.js");
    late();
    const { Count: same } = await import("../a/count.js");
    tell(`same ${same === Count}`);
  }
}
""",
    "b/near.js": """
import { tell } from "./tell.js";
tell("near");
export const near = "by";
""",
    "a/late.js": """
import { near as close } from "../b/near.js";
import { Count } from "./count.js";
import { beside } from "./beside.js";
export const late = () => console.log(`late ${close} ${beside} ${new Count().add(1)}`);
""",
    "a/beside.js": """
export const beside = "beside";
""",
}


def run(folder: Path, texts: dict[str, str], program: Callable[[str], str]) -> list[str]:
    """What modules say, line by line."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "package.json").write_text('{"type": "module"}')
    begun = [program("node"), str(folder / next(iter(texts)))]
    done = subprocess.run(begun, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()


def test_a_bundle_runs_as_its_modules_would(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Each module runs once, after those it needs, whoever imports it; names, values that change and files hold.

    What a module exports is no more than its own, whatever else is called so: a global, or what another exports.
    What nobody outside takes stays inside.
    """
    made = Bundles(MODULES.__getitem__, ("a/main.js", "b/room.js"), MODULES)
    pieces = {name: list(made.pieces(name)) for name in MODULES}
    sent = {name: "\n".join(minified("text/javascript", *each) for each in found) for name, found in pieces.items()}
    plain = {name: "\n".join(text for _, text in found) for name, found in pieces.items()}
    alone = [name for name in ("a/early.js", "b/near.js") if "tell(" in sent[name]]
    given = {name: re.findall(r"\nreturn \{ (.*) \};\n\}\)\(\);", plain[name]) for name in ("a/main.js", "b/room.js")}
    said = run(tmp_path / "plain", MODULES, program)

    assert said[0] == "b/tell.js" and said[-3:] == ["room by 7 own false", "late by beside 8", "same true"]
    assert run(tmp_path / "bundled", plain, program) == said
    assert run(tmp_path / "minified", sent, program) == said
    assert alone == []
    assert [re.findall(r": (\w+)", *each) for each in given.values()] == [
        ["tell", "Count", "step", "isNaN"],
        ["near", "name", "Room"],
    ]


def test_styles_are_joined_in_their_order() -> None:
    """A sheet that imports others has them in its place, whatever they import themselves."""
    sheets = {
        "css/app.css": '@import "theme.css";\n@import "list.css";\n.c { color: red; }\n',
        "css/theme.css": ".a { color: red; }\n",
        "css/list.css": '@import "theme.css";\n.b { color: red; }\n',
    }
    joined = joined_styles(sheets.__getitem__, "css/app.css")

    assert re.findall(r"\.\w", joined) == [".a", ".a", ".b", ".c"]
    assert "@import" not in joined


def test_the_scripts_of_the_page_are_in_the_form_that_is_read() -> None:
    """No import or export that a bundle would not understand, no circle, and nothing that waits at the top."""
    form = re.compile(
        r'import (?:\{[^}]*\} from )?"\.[^"]+";|export (?:(?:async )?function\*? |class |const )\w+.*|export \{[^}]*\};'
    )
    statements = [line for text in SCRIPTS.values() for line in re.findall(r"^(?:import|export)\b[^(].*", text, re.M)]
    waiting = [name for name, text in SCRIPTS.items() if re.search(r'^await |\bimport\((?!"\.)', text, re.MULTILINE)]
    circles = {
        (name, each) for name in SCRIPTS for each in in_order(SCRIPTS.__getitem__, name) if each != name
        and name in in_order(SCRIPTS.__getitem__, each)
    }  # fmt: skip

    assert len(statements) > 500
    assert [line for line in statements if not form.fullmatch(line) and "node:" not in line] == []
    assert waiting == []
    assert circles == set()


def test_no_piece_of_the_page_is_changed_by_the_minifier(caplog: pytest.LogCaptureFixture) -> None:
    """As the page gets them, too, all scripts are sent minified."""
    kept = Assets(STATIC, BUNDLED)
    sizes = {name: len(kept.short(name, bundled=True)) for name in SCRIPTS}
    alone = sum(len(kept.short(name)) for name in kept.modules(BUNDLED[0]))

    assert caplog.text == ""
    assert 1000 < sizes[BUNDLED[1]] < sizes[BUNDLED[0]] < alone
    assert "@import" not in kept.short("css/app.css", bundled=True).decode()
