"""What catchers are put through with an empty store: every load, tabs that look on, letters, large mails."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from bench import letters
from bench.costs import disk, memory, processor_time
from bench.load import Load, by_source, for_a_while, mail_of, run_loop, send_all
from bench.peers import Running, TroubleError, started
from bench.tabs import watched
from bench.turns import RESTING, Turns, percentile

TABS = (0, 10, 100)
FILLERS = 10
"""Connections for letters."""
SMALL = Load("2 kB", 10)
BIG = "10 MB"


def ingest(turns: Turns) -> None:
    """Start to ready and idle memory, then every load."""
    rates: dict[tuple[str, str], float] = {}
    for _, peer in turns.each("ingest", turns.peers, turns.plan.minutes * 60 * 0.25):
        with turns.forgiving("start", peer), started(peer, turns.base) as server:
            time.sleep(0.5)
            turns.found.add("start", "ready", peer, seconds=server.ready, idle=memory(server.process.pid))
            send_all(server.smtp, iter([mail_of("2 kB")] * 50), 10)
            for load in turns.plan.loads:
                with turns.forgiving(load.key, peer):
                    _load(turns, server, load, rates)
                server.alive()


def _load(turns: Turns, server: Running, load: Load, rates: dict[tuple[str, str], float]) -> None:
    """One load: first some mails whose answers are timed, then as many as make up its time."""
    peer, plan = server.peer, turns.plan
    mail = mail_of(load.size)
    before = server.count() if peer.api else 0
    timed = send_all(server.smtp, for_a_while(mail, plan.timing_seconds, load.clients), load.clients, load.kept)
    if not timed.answers:
        raise TroubleError(timed.fault or "no answer")
    guess = rates.get((peer.name, load.key), len(timed.answers) / timed.seconds)
    mails = max(int(guess * plan.load_seconds), load.clients)
    turns.arrived(server, before + len(timed.answers))
    os.sync()  # nobody pays for what another left to be written
    spent, began = processor_time(server.process.pid), time.perf_counter()
    seconds = by_source(server, load, mails, turns.base)
    missing = turns.arrived(server, before + len(timed.answers) + mails)
    whole = time.perf_counter() - began
    spent = processor_time(server.process.pid) - spent
    rates[peer.name, load.key] = mails / seconds
    turns.found.add(
        "ingest", load.key, peer, rate=mails / seconds, all=mails / whole, cpu=spent / mails * 1e3,
        p99=percentile(timed.answers, 99), timed=len(timed.answers), sent=mails + len(timed.answers),
        lost=max(missing, 0), errors=timed.errors,
    )  # fmt: skip


def tabs(turns: Turns) -> None:
    """The load of small mails while nobody, some and many look on."""
    peers = [peer for peer in turns.peers if peer.api and peer.api.socket]
    rates: dict[str, float] = {}
    for _, peer in turns.each("tabs", peers, turns.plan.minutes * 60 * 0.12) if peers else ():
        with turns.forgiving("tabs", peer), started(peer, turns.base) as server:
            warm = send_all(server.smtp, for_a_while(mail_of("2 kB"), 0.3, 10), 10)
            turns.arrived(server, len(warm.answers))
            guess = rates.setdefault(peer.name, len(warm.answers) / max(warm.seconds, 0.01))
            for count in TABS:
                mails = max(int(guess * turns.plan.load_seconds), 10)
                told = run_loop(watched(server, count, turns.plan.singles, SMALL, mails, turns.base))
                turns.found.add("tabs", f"{count}", peer, rate=told.rate, missing=told.missing)
                if told.delays:
                    p50, p99 = percentile(told.delays, 50), percentile(told.delays, 99)
                    turns.found.add("tabs", f"{count}", peer, p50=p50, p99=p99)


def large(turns: Turns) -> None:
    """Bytes on disk for letters as they are sent, then memory under large mails; one turn each."""
    made = [each.raw for each in letters.letters(turns.plan.letters)]
    for peer in (each for each in turns.peers if each.api):
        if turns.left() < 0:
            turns.found.note(f"{peer.title}: letters and large mails were left out, because the time was over")
            continue
        with turns.forgiving("letters", peer), started(peer, turns.base) as server:
            _letters(turns, server, made)
            _big(turns, server)


def _letters(turns: Turns, server: Running, made: list[bytes]) -> None:
    sent = send_all(server.smtp, within(made, turns.plan.big_seconds), FILLERS)
    count = len(sent.answers)
    missing = turns.arrived(server, count)
    time.sleep(RESTING)
    os.sync()
    raw = sum(map(len, made[:count])) / count
    figures = {"rate": count / sent.seconds, "raw": raw, "lost": max(missing, 0), "errors": sent.errors}
    if disk(server.folder):
        figures["disk"] = disk(server.folder) / count
    turns.found.add("letters", f"{turns.plan.letters}", server.peer, **figures)


def _big(turns: Turns, server: Running) -> None:
    pid, mail = server.process.pid, mail_of(BIG)
    before = server.count()
    sent = send_all(server.smtp, within([mail] * turns.plan.big, turns.plan.big_seconds), 2)
    missing = turns.arrived(server, before + len(sent.answers))
    if len(sent.answers) < turns.plan.big:
        turns.found.note(f"{server.peer.title}: {len(sent.answers)} of {turns.plan.big} mails of {BIG} {sent.fault}")
    turns.found.add(
        "big", f"{turns.plan.big}", server.peer, rate=len(sent.answers) / sent.seconds, memory=memory(pid),
        peak=memory(pid, "VmHWM"), lost=max(missing, 0), errors=sent.errors,
    )  # fmt: skip


def within(mails: list[bytes], seconds: float) -> Iterator[bytes]:
    """These, until the time is over."""
    end = time.monotonic() + seconds
    for mail in mails:
        if time.monotonic() > end:
            return
        yield mail
