"""The fuzzing harnesses for a short while each, and all that they ever found; ``make fuzz`` runs them for long."""

from pathlib import Path

import pytest

from fuzz.engines import CASES, with_hypothesis
from fuzz.house import FoundError, hold
from fuzz.targets import TARGETS, opened, read_wholly
from tests.odd_mails import ODD

CASES_EACH = {"smtp": 150, "mime": 250, "query": 400, "api": 250, "frames": 80}
"""Inputs of a short run."""
SMALL = 20_000
"""Bytes of an odd mail that is read here; test_odd_mails has all of them."""
SECONDS = 15
"""For each of them at most, as the machine may have other work."""


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run(name: str) -> None:
    """Inputs that are made up, and those that once showed a fault, break no promise of the door."""
    with opened(name) as one:
        for path in sorted((CASES / name).glob("*")):
            one(path.read_bytes())
        tried = with_hypothesis(name, SECONDS, one, CASES_EACH[name])

    assert tried >= CASES_EACH[name] / 10


def test_the_reader_keeps_its_promises_of_odd_mails() -> None:
    """Mails that are odd by hand are read as those that are made up: all of each, within its bounds."""
    for raw in (make() for make in ODD.values()):
        if len(raw) < SMALL:
            read_wholly(raw)


def test_every_target_has_a_short_run() -> None:
    """No harness is left out."""
    assert set(CASES_EACH) == set(TARGETS)
    assert {path.name for path in Path(CASES).glob("*")} <= set(TARGETS)


def test_what_is_wrong_is_found() -> None:
    """A harness whose promise is broken says so: the engine does not swallow it."""

    def one(data: bytes) -> None:
        hold(b"DATA" not in data, "there it is")

    with pytest.raises(FoundError, match="there it is"):
        with_hypothesis("smtp", 30, one)
