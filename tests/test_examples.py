"""The examples: the tests of each pass as they stand there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import ROOT

MODULES = ROOT / "tests/clients/node_modules"


def copied(name: str, folder: Path) -> Path:
    """An example where it may leave things behind."""
    place = folder / name
    shutil.copytree(ROOT / "examples" / name, place, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    return place


def ran(place: Path, *command: str, **variables: str) -> str:
    """What a command prints that has to end well."""
    kept = {name: each for name, each in os.environ.items() if not name.startswith(("MAILTRAP_", "PYTEST_", "DJANGO_"))}
    environ = {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(("name", "count"), [("django", 2), ("flask", 4)])
def test_python(tmp_path: Path, name: str, count: int) -> None:
    """pytest with the plugin, and nothing else."""
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    said = ran(copied(name, tmp_path), *command, "-p", "mailtrap.pytest_plugin", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")

    assert re.search(rf"^{count} passed", said, re.MULTILINE), said


@pytest.mark.timeout(300)
def test_node(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Nodemailer and Playwright, by the command that is shown, with the browser of these tests."""
    if not (MODULES / "@playwright").is_dir():
        pytest.skip("@playwright/test is not installed; tools/test-tools.sh installs it")
    place = copied("node", tmp_path)
    (place / "node_modules").symlink_to(MODULES)
    command = [program("node"), str(MODULES / "@playwright/test/cli.js"), "test"]
    said = ran(place, sys.executable, "-m", "mailtrap", "run", "--", *command, CHROMIUM=program("chromium"))

    assert "1 passed" in said, said
