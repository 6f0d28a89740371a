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


def test_everything_is_asked_and_found(tmp_path: Path) -> None:
    """A small store is filled, asked, killed and emptied; each figure is there, and so are all the mails."""
    told = run("--mails", f"{MAILS // 2},{MAILS}", "--repetitions", "4", "--folder", str(tmp_path))
    small, large = told["sizes"]
    asked = large["asked"]

    assert (small["mails"], large["mails"], told["notes"]) == (MAILS // 2, MAILS, [])
    assert small["asked"].keys() == asked.keys()
    assert all(0 < each["p50_ms"] <= each["p95_ms"] <= each["max_ms"] for each in asked.values())
    assert asked["list, first page"] | {"times": 4, "matches": MAILS, "exact": True} == asked["list, first page"]
    assert asked["order number, in one mail"]["matches"] == 1
    assert asked["is:unread"]["matches"] == MAILS * 9 // 10
    assert asked["after kill -9: open, first page"]["times"] == 1
    assert asked["delete all"]["matches"] > MAILS
    assert large["facts"]["raw bytes of a mail"] > 2_000
    assert told["growth"]["mails"] == 2
    assert not list(tmp_path.iterdir())


def test_a_filled_store_is_kept_unchanged_and_used_again(tmp_path: Path) -> None:
    """The second run fills nothing, and finds the mails that the first one deleted from its copy."""
    arguments = ("--mails", "60", "--repetitions", "2", "--folder", str(tmp_path), "--keep")
    rates = [
        run(*arguments)["sizes"][0]["facts"]["filling, mails per second until all is searchable"] for _ in range(2)
    ]

    assert rates[0] > 0
    assert rates[1] is None


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
