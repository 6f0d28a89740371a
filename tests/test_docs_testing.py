"""The code of docs/testing.md, run as it stands: Python against an application, other languages against a mail."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.letters import letter
from tests.support import ROOT, Running

FindProgram = Callable[[str], str]

DOCUMENT = (ROOT / "docs" / "testing.md").read_text("utf-8")
MODULES = ROOT / "tests/clients/node_modules"
WELCOME = letter(
    text="Your code is 481592.",
    html='<p>Your code is <b>481592</b>.</p><a class="button" href="https://shop.test/confirm?t=1">Confirm'
    " your address</a>",
    subject="Welcome",
    to="ada@example.test",
    fields=["List-Unsubscribe: <https://shop.test/bye>"],
)
SHOP = f"""
import smtplib

WELCOME = {WELCOME!r}

def _send(to, host, port, user, password, raw):
    with smtplib.SMTP(host, port) as connection:
        connection.login(user, password)
        connection.sendmail("shop@shop.test", [to], raw)

def sign_up(to, host, port, user, password):
    _send(to, host, port, user, password, WELCOME)

def reset_password(to, host, port, user, password):
    _send(to, host, port, user, password, WELCOME.replace(b"Subject: Welcome", b"Subject: Reset your password"))
"""
CYPRESS = """
const later = [];
const the = (value) => ({
  then: (next) => the(value.then(next)),
  its: (path) => the(value.then((found) => path.split(".").reduce((each, step) => each[step], found))),
  should: (how, wanted) => later.push(value.then((found) => {
    if (how !== "equal" || found !== wanted) throw new Error(`${found} is not ${wanted}`);
    console.log(found);
  })),
});
const ask = async (given) => {
  const { url, qs = {} } = typeof given === "string" ? { url: given } : given;
  const answer = await fetch(`${url}?${new URLSearchParams(qs)}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return { body: await answer.json() };
};
globalThis.cy = { request: (given) => the(ask(given)) };
globalThis.Cypress = { env: (name) => process.env[name] };
globalThis.it = (name, test) => test();
"""
"""As much of Cypress as the snippet uses: each command is queued, and asks over real HTTP."""


def blocks(language: str, below: str = "") -> list[str]:
    """The fenced blocks of a language, of the whole document or below one heading."""
    text = DOCUMENT.partition(f"\n### {below}\n")[2].partition("\n### ")[0] if below else DOCUMENT
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_python_in_the_document_runs(tmp_path: Path) -> None:
    """Every block of Python is a test that passes, or a script that ends well."""
    (tmp_path / "shop.py").write_text(SHOP)
    scripts = []
    for number, block in enumerate(blocks("python")):
        tests = "def test_" in block
        name = f"{'test' if tests else 'script'}_{number}.py"
        (tmp_path / name).write_text(block)
        scripts += [] if tests else [name]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-W", "error", "-p", "mailtrap.pytest_plugin"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=200
    )
    ended = [
        subprocess.run([sys.executable, each], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
        for each in scripts
    ]

    assert re.search(r"^7 passed", done.stdout, re.MULTILINE), done.stdout
    assert [(each.returncode, each.stdout) for each in ended] == [(0, "481592\n")], [each.stderr for each in ended]


@pytest.fixture(scope="module")
def welcomed(module_server: Running) -> Running:
    """A server that has the mail which the snippets wait for."""
    module_server.send(WELCOME, to=["ada@example.test"])
    return module_server


def ran(server: Running, folder: Path, *command: str) -> str:
    """What a program prints that knows where the server is."""
    environ = {**os.environ, "MAILTRAP_URL": server.web}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("heading", "language", "file", "command"),
    [
        ("JavaScript", "js", "wait.mjs", ("node", "wait.mjs")),
        ("PHP", "php", "wait.php", ("php", "wait.php")),
        ("Ruby", "ruby", "wait.rb", ("ruby", "wait.rb")),
        ("Go", "go", "main.go", ("go", "run", "main.go")),
        ("Java", "java", "Wait.java", ("java", "Wait.java")),
    ],
)
def test_another_language_waits(
    welcomed: Running,
    tmp_path: Path,
    program: FindProgram,
    heading: str,
    language: str,
    file: str,
    command: tuple[str, ...],
) -> None:
    """The program prints the code of the mail that came."""
    (block,) = blocks(language, heading)
    (tmp_path / file).write_text(block)

    assert ran(welcomed, tmp_path, program(command[0]), *command[1:]) == "481592\n"


def test_cypress(welcomed: Running, tmp_path: Path, program: FindProgram) -> None:
    """The spec asks what is documented, and finds the code; of Cypress there is what it uses."""
    (block,) = blocks("js", "Cypress")
    (tmp_path / "spec.mjs").write_text(CYPRESS + block)

    assert ran(welcomed, tmp_path, program("node"), "spec.mjs") == "481592\n"


def test_playwright(welcomed: Running, tmp_path: Path, program: FindProgram) -> None:
    """The spec passes in the runner of Playwright; it needs no browser."""
    if not (MODULES / "@playwright").is_dir():
        pytest.skip("@playwright/test is not installed; tools/test-tools.sh installs it")
    (block,) = blocks("ts", "Playwright")
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "mail.spec.ts").write_text(block)
    cli = MODULES / "@playwright" / "test" / "cli.js"

    assert "1 passed" in ran(welcomed, tmp_path, program("node"), str(cli), "test", "--reporter=line")
