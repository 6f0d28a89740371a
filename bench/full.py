"""Full stores: filled in pieces, then asked for lists, mails and searches, each ten times larger than the last."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, suppress
from itertools import islice

from bench.asking import Client
from bench.costs import disk, memory, processor_time
from bench.load import rare_words, send_all, small
from bench.peers import Peer, Running, TroubleError, started
from bench.turns import RESTING, TROUBLES, Turns, percentile, say

CHUNKS = 5
"""Pieces in which a store is filled: the rounds of that measurement."""
FILLERS = 10
"""Connections that fill it."""
COMMON = ("invoice", "window", "voice", "letter", "project")
"""Words that some hundredths of the small letters have."""


def full(turns: Turns) -> None:
    """Fill stores to each size, in pieces, and ask the same of all that have them."""
    with ExitStack() as stack:
        servers: dict[str, tuple[Running, ExitStack]] = {}
        for peer in turns.peers:
            with turns.forgiving("start", peer):
                own = stack.enter_context(ExitStack())
                servers[peer.name] = own.enter_context(started(peer, turns.base)), own
        filled = 0
        for size in turns.plan.sizes:
            say(f"filling to {size:,}, {turns.left():.0f} s left")
            mails = [small(n) for n in range(filled, size)]
            for name, (server, own) in list(servers.items()):
                done = False
                with turns.forgiving(f"filling to {size:,}", server.peer):
                    done = _worth(turns, server.peer, len(mails), size) and _fill(turns, server, mails, size)
                if not done:
                    with suppress(*TROUBLES):
                        own.close()
                    del servers[name]
            filled = size
            del mails
            _ask_all(
                turns, [server for server, _ in servers.values() if server.peer.api and server.peer.api.page], size
            )


def _worth(turns: Turns, peer: Peer, mails: int, size: int) -> bool:
    """Whether it is asked anything then, and can be expected to be there in time."""
    if size == turns.plan.sizes[-1] and not (peer.api and peer.api.page):
        return False
    smaller = turns.found.figures.get("full", {}).get(f"{size // 10}", {}).get(peer.name)
    seconds = mails / percentile(smaller["all"], 50) if smaller else 0
    if seconds > turns.plan.fill_seconds:
        turns.found.note(f"{peer.title}: {size:,} mails would take some {seconds:.0f} s, so they were left out")
    return seconds <= turns.plan.fill_seconds


def _fill(turns: Turns, server: Running, mails: list[bytes], size: int) -> bool:
    """Send them in pieces; whether that was not too long."""
    peer, pid, count = server.peer, server.process.pid, max(len(mails) // CHUNKS, 1)
    before = size - len(mails)
    began = time.monotonic()
    for at in range(0, len(mails), count):
        piece = mails[at : at + count]
        spent, start = processor_time(pid), time.perf_counter()
        sent = send_all(server.smtp, iter(piece), FILLERS)
        rate = len(sent.answers) / (time.perf_counter() - start)
        missing = turns.arrived(server, before + at + len(piece))
        whole = time.perf_counter() - start
        cpu = (processor_time(pid) - spent) / len(piece) * 1e3
        turns.found.add("full", f"{size}", peer, rate=rate, all=len(piece) / whole, cpu=cpu,
                       lost=max(missing, 0), errors=sent.errors)  # fmt: skip
        if missing > 0 or sent.errors:
            raise TroubleError(f"{missing} mails are missing, {sent.errors} errors {sent.fault}")
        if (time.monotonic() - began) / (at + len(piece)) * len(mails) > turns.plan.fill_seconds:
            turns.found.note(
                f"{peer.title}: {size:,} mails would have taken more than {turns.plan.fill_seconds:.0f} s; "
                f"it was left out after {before + at + len(piece):,}"
            )
            return False
    say(f"{peer.title}: {size:,} after {time.monotonic() - began:.1f} s")
    time.sleep(RESTING)
    figures = {"memory": memory(pid)}
    if peer.promise.startswith(("on disk", "in SQLite", "in a file", "in a queue")):
        os.sync()
        figures["disk"] = disk(server.folder) / size
    turns.found.add("full", f"{size}", peer, **figures)
    return True


def _ask_all(turns: Turns, servers: list[Running], size: int) -> None:
    """List, open, search: some of each in each round, all servers in turn."""
    for number in range(turns.plan.rounds if servers else 0):
        at = number % len(servers)
        for server in servers[at:] + servers[:at]:
            for what in ("list", "open", "search, common word", "search, rare word"):
                with turns.forgiving(f"{what} at {size:,}", server.peer):
                    _ask(turns, server, what, size, number)


def _ask(turns: Turns, server: Running, what: str, size: int, number: int) -> None:
    api = server.peer.api
    assert api
    with Client(server.web) as client:
        if what == "list":
            paths = [api.page]
        elif what == "open":
            paths = [api.mail.format(id=each) for each in api.ids(client.body(api.page))]
        elif not api.search:
            return
        else:
            paths = [api.search.format(term=term) for term in words_of(what, size)]
        times: list[float] = []
        end = time.monotonic() + turns.plan.ask_seconds
        while len(times) < 3 or time.monotonic() < end:
            took, answer = client.timed(paths[(number + len(times)) % len(paths)])
            times.append(took)
            if what == "search, rare word" and api.found(answer) != expected_rare(size):
                raise TroubleError(f"{expected_rare(size)} mails should be found, {api.found(answer)} were")
    rate = 1e3 * len(times) / sum(times)
    turns.found.add(what.partition(",")[0], f"{what}; {size}", server.peer, rate=rate, p50=percentile(times, 50),
                   p95=percentile(times, 95))  # fmt: skip


def words_of(what: str, size: int) -> list[str]:
    """What to search for; each rare word is in the same number of mails."""
    return list(COMMON) if "common" in what else list(islice(rare_words(), min(max(size // 100, 1), 100)))


def expected_rare(size: int) -> int:
    """How many of the first mails have a rare word that any of them has."""
    return max(size // 10_000, 1)
