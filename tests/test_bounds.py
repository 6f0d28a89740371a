"""What costs much to read costs nobody else much."""

from bench.bounds import BOMBS, among_bombs, large_data, running

MANY = 60
"""Small mails."""


def test_a_bomb_holds_up_nobody() -> None:
    """While mails that are expensive to read come and are opened, small mail is taken as before."""
    with running() as server:
        took = among_bombs(server, MANY)
        peak = server.memory("VmHWM")

    assert len(BOMBS) >= 7
    assert len(took) == MANY
    assert took[-1] < 5, f"{took[-1]:.1f} s; bench/bounds.py measures it by itself"
    assert peak < 300


def test_a_large_mail_costs_little() -> None:
    """What is above the limit of a mail is read on and dropped, however much comes."""
    with running("--max-size", "5000000", "--max-line", "5000000") as server:
        grown = large_data(server, 100_000_000)

    assert grown < 64
