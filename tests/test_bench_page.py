"""The benchmark of the page: it measures everything it promises on a small store, and tells it as JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

from tests.support import ROOT


def test_everything_is_measured(program: Callable[[str], str]) -> None:
    """One short round: every figure has times, nothing stays away, and the page ends with the right count."""
    program("chromium")
    command = [sys.executable, "-m", "bench.page", "--mails", "120", "--rounds", "1", "--flood", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    figures = {each["name"]: each for each in told["figures"]}

    assert told["mails"] == 120
    assert len(figures) == 10
    assert [name for name, each in figures.items() if not each["times"]] == []
    assert [each["note"] for each in figures.values() if "never" in each["note"] or "WRONG" in each["note"]] == []
    assert "the count is right" in figures["flood, longest task"]["note"]
