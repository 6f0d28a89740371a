"""The comparison with peers: real servers under real loads, and figures that are put together as they should be."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import costs, load, tabs
from bench.asking import OURS, Client
from bench.beside import panels
from bench.full import expected_rare, full, words_of
from bench.peers import Peer, Running, TroubleError, had, run, started
from bench.plot import Panel, decades, label, svg
from bench.report import LIMIT, behind, cell, page, rows, table
from bench.stages import ingest, large
from bench.turns import QUICK, Turns, percentile
from tests.support import wait_for

SMALL = replace(
    QUICK, rounds=2, load_seconds=0.05, timing_seconds=0.02, loads=(load.Load("2 kB", 2), load.Load("1 MB", 2)),
    singles=3, sizes=(100, 200), ask_seconds=0.01, letters=20, big=1, minutes=5,
)  # fmt: skip
TITLES = {"ours": "Mailtrap", "other": "Other", LIMIT: "smtp-sink"}
FIGURES = {
    "ingest": {
        "2 kB, kept connections; 10": {
            "ours": {"rate": [900.0, 1000.0, 1100.0], "sent": [10.0], "errors": [0.0], "lost": [0.0]},
            "other": {"rate": [400.0, 500.0, 450.0], "sent": [9.0], "errors": [2.0], "lost": [1.0]},
            LIMIT: {"rate": [4000.0]},
        }
    },
    "start": {"ready": {"ours": {"idle": [64.0]}, "other": {"idle": [32.0]}}},
    "full": {"1000": {"ours": {"cpu": [0.5]}}, "10000": {"ours": {"cpu": [0.25, 0.75]}}},
    "search": {"search, rare word; 1000": {"ours": {"p95": [4.0]}, "other": {"p95": [1.0]}}},
}


@pytest.fixture(scope="module")
def peers() -> dict[str, Peer]:
    """What is there wherever the tests run: ours, and Postfix's sink."""
    there, absent = had(["ours", "smtp-sink"], Path("unused"))
    assert absent == {}
    return there


@pytest.fixture(scope="module")
def ours(peers: dict[str, Peer]) -> Iterator[Running]:
    """A server of ours that takes no large mail."""
    with started(replace(peers["ours"], variables={"MAILTRAP_MAX_SIZE": "100000"})) as server:
        yield server


def test_a_peer_that_cannot_be_had_is_absent_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Go there is no Mailpit; the others are had."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("bench.peers.ELSEWHERE", str(tmp_path))

    there, absent = had(["ours", "mailpit", "smtp-sink"], tmp_path)

    assert list(there) == ["ours"]
    assert absent["mailpit"] == "no `go` on PATH; Go is needed to build it"
    assert "Postfix" in absent["smtp-sink"]


def test_a_program_that_fails_is_told_by_the_line_that_says_why() -> None:
    """Of many lines the last with an error is the gist."""
    script = "import sys; print('downloading\\nserver response: Forbidden\\n\\n', file=sys.stderr); sys.exit(1)"

    with pytest.raises(TroubleError, match="server response: Forbidden"):
        run([sys.executable, "-c", script])


def test_every_load_reaches_ours_and_the_sink(peers: dict[str, Peer], tmp_path: Path) -> None:
    """Two rounds, both servers: rates, times and costs of each load, all mails found again."""
    turns = Turns(peers, SMALL, tmp_path)

    ingest(turns)

    assert turns.found.notes == []
    assert {row.case for row in rows(turns.found.figures) if row.kind.stage == "ingest"} == {
        "2 kB, kept connections; 2", "1 MB; 2",
    }  # fmt: skip
    for case in turns.found.figures["ingest"].values():
        assert set(case) == {"ours", "smtp-sink"}
        for row in case.values():
            assert len(row["rate"]) == 2
            assert min(row["rate"]) > 0
            assert min(row["p99"]) > 0
            assert row["lost"] == row["errors"] == [0, 0]
    assert min(turns.found.figures["start"]["ready"]["ours"]["idle"]) > 10
    assert list(tmp_path.glob("*/")) == []


def test_a_full_store_is_asked_and_finds_what_it_has(peers: dict[str, Peer], tmp_path: Path) -> None:
    """Filled twice, asked in each round; the sink is not asked, and left out of the last size."""
    turns = Turns(peers, SMALL, tmp_path)

    full(turns)

    assert turns.found.notes == []
    assert set(turns.found.figures["full"]["200"]) == {"ours"}
    assert turns.found.figures["full"]["200"]["ours"]["disk"][0] > 500
    for stage, cases in (("list", 2), ("open", 2), ("search", 4)):
        assert len(turns.found.figures[stage]) == cases
        assert all(len(case["ours"]["rate"]) == SMALL.rounds for case in turns.found.figures[stage].values())


def test_a_server_that_dies_is_noted_and_the_others_go_on(peers: dict[str, Peer], tmp_path: Path) -> None:
    """One that ends at once costs nobody else a figure."""
    dead = replace(peers["ours"], name="dead", title="Dead", command=(sys.executable, "-c", "exit('no room')"))
    turns = Turns({"dead": dead, "ours": peers["ours"]}, replace(SMALL, rounds=1), tmp_path)

    large(turns)

    assert turns.found.notes == ["Dead, letters: Dead ended with 1: no room"]
    assert turns.found.figures["letters"]["20"]["ours"]["disk"][0] > 1_000
    assert turns.found.figures["big"]["1"]["ours"]["lost"] == [0]


def test_a_server_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    """Whatever the child of a server does, it does it no longer."""
    script = (
        "import socket, subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1)\n"
        "print(child.pid, flush=True)\n"
        "with socket.create_server(('127.0.0.1', $smtp)) as door:\n"
        "    while True: door.accept()[0].sendall(b'220 here\\r\\n')"
    )
    peer = Peer("x", "X", "1", "", "", (sys.executable, "-c", script))

    with started(peer, tmp_path) as server:
        family = costs.family(server.process.pid)
        assert family == [server.process.pid, int(server.log.read_text())]
        assert costs.memory(server.process.pid) > costs.memory(family[1]) > 1

    assert server.process.returncode == -signal.SIGTERM
    wait_for(lambda: not any(runs(pid) for pid in family))


def runs(pid: int) -> bool:
    """Whether there is such a process, and not merely its entry for whoever has not asked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_mails_that_are_refused_are_counted(ours: Running) -> None:
    """A mail above the limit is an error; those before and after it are taken."""
    mails = iter([load.plain(2_000), load.plain(200_000), load.plain(2_000)])

    sent = load.send_all(ours.smtp, mails, 1)

    assert (len(sent.answers), sent.errors) == (2, 1)
    assert "552" in sent.fault


def test_lines_that_begin_with_a_dot_arrive_as_they_are(ours: Running) -> None:
    """The sender stuffs dots, as RFC 5321 has it."""
    mail = b"Subject: dots\r\n\r\n.\r\n..two\r\nend\r\n"

    assert load.send_all(ours.smtp, iter([mail]), 1).errors == 0
    with Client(ours.web) as client:
        assert client.body("/api/v1/message/latest/raw") == mail


def test_tabs_are_told_of_each_mail(ours: Running, tmp_path: Path) -> None:
    """Three tabs, four mails one by one: twelve delays, none missing."""
    told = load.run_loop(tabs.watched(ours, 3, 4, load.Load("2 kB", 2), 10, tmp_path))

    assert (len(told.delays), told.missing) == (12, 0)
    assert min(told.delays) > 0
    assert told.rate > 0


def test_news_are_counted_wherever_packets_are_cut() -> None:
    """A push that comes in two pieces is one."""

    async def told() -> int:
        tab = tabs.Tab(1, OURS)
        tab.opened.set_result(None)
        for piece in (b'{"Type":"ne', b'w"}{"Type":"new"', b"}", b'{"Type":"update"}'):
            tab.data_received(piece)
        return len(tab.told)

    assert load.run_loop(told()) == 2


def test_delays_are_left_out_where_news_are_missing() -> None:
    """The n-th news is that of the n-th mail only if there is one for each."""
    assert tabs.delays_of([1.0, 2.0], [1.5, 2.25]) == [500, 250]
    assert tabs.delays_of([1.0, 2.0], [2.25]) == []


def test_small_letters_are_the_same_each_time_and_have_what_is_searched_for() -> None:
    """As many rare words as the searches expect."""
    mails = [load.small(n) for n in range(1_000)]
    words = words_of("search, rare word", 1_000)

    assert mails == [load.small(n) for n in range(1_000)]
    assert 1_800 < sum(map(len, mails)) / 1_000 < 2_400
    assert len({load.order(n) for n in range(1_000)}) == 1_000
    assert [sum(word.encode() in mail for mail in mails) for word in words] == [expected_rare(1_000)] * 10


@pytest.mark.parametrize("size", load.SIZES)
def test_mails_have_the_size_that_is_told(size: str) -> None:
    """Within a hundredth of it, or of a line."""
    assert abs(len(load.mail_of(size)) - load.SIZES[size]) < max(100, load.SIZES[size] // 100)


def test_ratios_tell_how_many_times_better_ours_is() -> None:
    """More is better for rates, less for memory; the sink is no peer."""
    found = {(row.kind.stage, row.kind.figure): row for row in rows(FIGURES)}
    rate, idle = found["ingest", "rate"], found["start", "idle"]

    assert (rate.best(), rate.ratio("other"), rate.ratio(LIMIT)) == ("other", 1000 / 450, 0.25)
    assert (idle.best(), idle.ratio("other"), idle.ratio("absent")) == ("other", 0.5, None)


def test_the_table_has_medians_spread_and_verdict() -> None:
    """A line for each case, as wide as its head; who is ahead is bold."""
    lines = table(FIGURES, TITLES)

    assert {line.count("|") for line in lines} == {6}
    assert (
        "| 2 kB, kept connections, 10 clients | 1,000 (900–1,100) | 450 (400–500) | 4,000 | 2.22 × Other; "
        "0.25 × smtp-sink |"
    ) in lines
    assert "|  | 64.0 | 32.0 | – | **0.50 × Other** |" in lines
    assert cell([]) == "–"


def test_who_is_ahead_is_told_with_the_reason() -> None:
    """Once for each reason, and only where it is so."""
    told = behind(FIGURES, TITLES)

    assert len(told) == 2
    assert "1,000 mails, rare word (Other)" in told[0]
    assert all("kept connections" not in line for line in told)


def test_the_page_tells_all_and_its_plot_can_be_read() -> None:
    """Versions, promises, absent peers, what was lost; every panel of the plot is XML with a point for each figure."""
    peer = {"version": "1.2", "settings": "none", "promise": "kept"}
    told = {
        "about": {"date": "2026-11-23", "machine": "2 cores", "rounds": 3, "minutes": 1.5},
        "peers": {name: {"title": title, **peer} for name, title in TITLES.items()},
        "absent": {"MailHog": "no Go"}, "figures": FIGURES, "notes": ["Other: it broke off"],
    }  # fmt: skip
    text = page(told, "images/x.svg")
    picture = ElementTree.fromstring(svg(panels(FIGURES), TITLES))
    marks = [each for each in picture.iter() if each.tag.endswith(("circle", "polygon"))]

    for part in ("MailHog is absent: no Go", "| Other | 1.2 | none | kept |", "| Other | 9 | 2 | 1 |", "it broke off"):
        assert part in text
    assert json.loads(json.dumps(told)) == told
    assert len(marks) == len(TITLES) + 4  # those of the legend, two of processor, one of each server's search


@pytest.mark.parametrize(
    ("values", "around"), [([3.0, 70.0], (0, 2)), ([10.0], (1, 2)), ([0.04, 0.2], (-2, 0)), ([100.0, 1000.0], (2, 3))]
)
def test_axes_go_from_power_to_power(values: list[float], around: tuple[int, int]) -> None:
    """All values lie within, and there is always something between the ends."""
    assert decades(values) == around


def test_powers_are_written_short() -> None:
    """As on an axis."""
    assert [label(each) for each in (-2, 0, 2, 3, 5, 6)] == ["0.01", "1", "100", "1k", "100k", "1M"]


def test_a_panel_without_figures_is_a_title() -> None:
    """A run that ended early has one, too."""
    assert re.search(r"<text class=\"title\"[^>]*>Empty</text></g></svg>", svg([Panel("Empty", {})], {"ours": "Ours"}))


def test_percentiles_are_values_that_were_measured() -> None:
    """The nearest rank; of few the largest."""
    assert [percentile([3, 1, 2], each) for each in (0, 50, 99)] == [1, 2, 3]
    assert percentile([float(n) for n in range(100)], 95) == 95


def test_the_command_tells_again_what_was_found(tmp_path: Path) -> None:
    """A small run with the sink alone, of which the JSON gives the same table; the page and the plot are written."""
    run_ = ["--quick", "--only", "smtp-sink", "--rounds", "1", "--minutes", "0.1", "--cache", str(tmp_path), "--docs"]
    command = [sys.executable, "-m", "bench.beside"]
    first = subprocess.run([*command, *run_, str(tmp_path / "a.md")], capture_output=True, text=True, check=True)
    (found,) = (tmp_path / "results").iterdir()
    again = subprocess.run(
        [*command, "--from", str(found), "--docs", str(tmp_path / "b.md")], capture_output=True, text=True, check=True
    )

    assert first.stdout == again.stdout
    assert "| **Mails answered (/s)** |" in first.stdout
    assert (tmp_path / "a.md").read_text() == (tmp_path / "b.md").read_text()
    assert (tmp_path / "images" / "benchmarks.svg").read_text().startswith("<svg")


def test_ports_are_free() -> None:
    """Three at once, each another."""
    from bench.peers import free_ports

    ports = free_ports(3)

    assert len(set(ports)) == 3
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()
