"""The benchmark of the store: it finds what was put in, whatever it measures, and tells it in the shape it promises."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
MAILS = 200


def run(*arguments: str) -> Any:
    """What the command tells as JSON; it fails if mails were not found that should have been."""
    command = [sys.executable, "-m", "bench.store", "--rounds", "1", "--json", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_everything_is_asked_and_found_each_time(tmp_path: Path) -> None:
    """A small store is filled, asked, killed and emptied; a second run finds it as it was, and fills nothing."""
    runs = [run("--mails", f"{MAILS}", "--repetitions", "4", "--folder", str(tmp_path), "--keep") for _ in range(2)]
    (first,), (again,) = (told["sizes"] for told in runs)
    rate, page = "filling, mails per second until all is searchable", first["asked"]["list, first page"]

    assert [told["notes"] for told in runs] == [[], []]
    assert (page["times"], page["matches"], page["exact"]) == (4, MAILS, True)
    for size in (first, again):
        asked = size["asked"]
        assert size["mails"] == MAILS
        assert all(0 < each["p50_ms"] <= each["p95_ms"] <= each["max_ms"] for each in asked.values())
        assert asked["order number, in one mail"]["matches"] == 1
        assert asked["is:unread"]["matches"] == MAILS * 9 // 10
        assert asked["after kill -9: open, first page"]["times"] == 1
        assert asked["delete all"]["matches"] > MAILS
        assert size["facts"]["raw bytes of a mail"] > 2_000
    assert first["asked"].keys() == again["asked"].keys()
    assert first["facts"][rate] > 0
    assert again["facts"][rate] is None
    assert runs[0]["growth"]["mails"] == 1
    assert {path.name for path in tmp_path.iterdir()} - {f"letters-{MAILS}.db.lock"} == {f"letters-{MAILS}.db"}


def test_the_cost_of_the_index_is_a_ratio(tmp_path: Path) -> None:
    """Each load is taken with and without the index, in each round."""
    (told,) = run("--index-cost", "--mails", "40", "--folder", str(tmp_path))["index_cost"]

    assert told["mails"] == 40
    assert len(told["loads"]) >= 2
    for cost in told["loads"].values():
        without, answered, searchable = (cost[name] for name in ("without", "answered", "searchable"))
        assert len(without) == len(answered) == len(searchable) == 1
        assert cost["ratio"] == pytest.approx(without[0] / searchable[0])
        assert searchable[0] <= answered[0]
