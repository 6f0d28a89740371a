"""Measure the SQLite store itself, without servers: how long each question and each change takes, and how that grows.

Stores of several sizes are filled with the letters of ``bench.letters``. Each question is asked many times, about
something else each time; reported are median, 95th percentile and the longest. Whatever changes the store comes last.

    python -m bench.store --mails 1000,100000                      # one table a size, one for the growth
    python -m bench.store --mails 1000000 --folder DIR --keep      # filled once, used again by the next run
    python -m bench.store --index-cost                             # taking mail with and without making it searchable
"""

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count, islice, pairwise
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from bench import letters
from mailtrap.config import Config, HostPort, Listener
from mailtrap.model import Counts, Envelope, Page, Recipient, Summary
from mailtrap.query import parse
from mailtrap.server import Server
from mailtrap.stores import ALL, Selection, Store
from mailtrap.stores.sqlite import SqliteStore

SIZES, INDEX_COST_SIZES = (1_000, 100_000, 1_000_000), (5_000,)
PAGE = 50
REPETITIONS, MINIMUM, ENOUGH_SECONDS, LONG_SECONDS = 200, 50, 10, 300
"""A question is asked so many times; fewer if that takes long; fewer than the minimum only if it takes very long."""
CHUNK = 250
"""Letters that a process makes at a time: some 4 MB."""
FILLING, TAKING = 1_000, 100
"""Mails that are not yet answered: enough for full commits when filling, and as many as busy clients have."""
SMALL = 2_600
"""Bytes up to which a letter is a small one: headers and a few lines, about 2 kB."""
WARM_UP = 200
ACKNOWLEDGED, TELLING = 500, 50
"""Mails after whose answers a store is killed, and in what steps it is told of them."""
FOREIGN = 100_000_000
"""From this number on, letters are none that a store was filled with."""
WEEKLY, VIP = 10, 1_000
"""Every so manieth letter has this tag. The weekly ones are read, the others are not."""
SESSIONS = 10
"""Connections that smtp-source keeps open."""


class TroubleError(Exception):
    """A measurement that came to nothing; the message is the reason."""


# Filling


def envelope(n: int, letter: letters.Letter) -> Envelope:
    """What SMTP would have said; letters come as far apart as they were written."""
    recipients = tuple(Recipient(address) for address in letter.recipients)
    received = letters.START + n * letters.PACE
    return Envelope(letter.mail_from, recipients, "app.test", "127.0.0.1:40000", received, user=letter.user)


def tags_of(n: int) -> tuple[str, ...]:
    """Tags as an application gives them."""
    return tuple(name for name, each in (("vip", VIP), ("weekly", WEEKLY)) if n % each == 0)


def chunk(start: int, stop: int) -> list[letters.Letter]:
    """What a process makes at a time."""
    return list(letters.letters(stop - start, start=start))


def made(start: int, stop: int) -> Iterator[letters.Letter]:
    """Letters in their order, made by other processes; few wait, however many there are."""
    bounds = pairwise([*range(start, stop, CHUNK), stop])
    workers = max((os.cpu_count() or 1) - 1, 1)  # the store needs one, too
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:  # a fork would copy the locks of our threads
        waiting = deque(pool.submit(chunk, *each) for each in islice(bounds, 2 * workers))
        while waiting:
            yield from waiting.popleft().result()
            waiting.extend(pool.submit(chunk, *each) for each in islice(bounds, 1))


def pour(store: Store, mails: Iterable[letters.Letter], start: int, in_flight: int) -> None:
    """Have the store take all of them, at most so many without an answer. All are on disk afterwards."""
    waiting = deque[Future[Summary]]()
    for n, each in enumerate(mails, start):
        waiting.append(store.add(envelope(n, each), each.raw, tags_of(n)))
        if len(waiting) >= in_flight:
            waiting.popleft().result()
    for future in waiting:
        future.result()


@dataclass
class Filled:
    """A store on disk, at rest. Bytes are those of one mail; seconds and rate are of this run, None if it was there."""

    mails: int
    raw_bytes: float
    file_bytes: float
    mails_per_second: float | None = None
    settle_seconds: float | None = None


def files_of(path: Path) -> list[Path]:
    """The file of a store that is closed, and its write-ahead log if there still is one."""
    return [each for each in (path, path.with_name(f"{path.name}-wal")) if each.exists()]


def size_of(path: Path) -> int:
    """Bytes of these."""
    return sum(each.stat().st_size for each in files_of(path))


def fill(path: Path, mails: int) -> Filled:
    """Fill a store with the first letters. What a run before has put there stays, and the rest is added."""
    settled = None
    with closing(SqliteStore(path, durable=False)) as store:
        there = store.count(ALL).total
        if there > mails:
            raise TroubleError(f"{path}: has {there:,} mails instead of {mails:,}; delete it, or name another --folder")
        began = time.perf_counter()
        if there < mails:
            pour(store, made(there, mails), there, FILLING)
        added = time.perf_counter()
        store.settle()
        if there < mails:
            settled = time.perf_counter() - added
        store.mark(selection("tag:weekly"), True)
        counts = store.count(ALL)
    if counts.total != mails:
        raise TroubleError(f"{path}: {mails:,} mails were answered, {counts.total:,} are there")
    filled = Filled(mails, counts.size / mails, size_of(path) / mails)
    if settled is not None:
        filled.mails_per_second, filled.settle_seconds = (mails - there) / (added - began + settled), settled
    return filled


# Questions


def selection(text: str) -> Selection:
    """What a search selects."""
    return Selection(query=parse(text, now=datetime.now(UTC)))


class Ask(NamedTuple):
    """A question or a change. ``prepare`` draws what it is about and gives what is timed; ``matches`` are how many it
    must find."""

    name: str
    prepare: Callable[[], Callable[[], object]]
    matches: int | None = None
    most: int = sys.maxsize
    """Times that it can be done."""


@dataclass
class Asked:
    """What came of it: milliseconds of each, and how many mails were found; ``exact`` is whether those are all."""

    name: str
    times: list[float]
    found: list[int]
    exact: bool = True

    @property
    def p50(self) -> float:
        """Milliseconds that half of them took at most."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """Milliseconds that 95 of 100 took at most."""
        return sorted(self.times)[ceil(0.95 * len(self.times)) - 1]

    def told(self) -> dict[str, Any]:
        """For JSON."""
        figures = {"times": len(self.times), "p50_ms": self.p50, "p95_ms": self.p95, "max_ms": max(self.times)}
        return {**figures, "matches": median(self.found) if self.found else None, "exact": self.exact}


class Terms:
    """Something else to search for each time, as a search is written."""

    def __init__(self, mails: int) -> None:
        self._dice = letters.Dice(mails)
        self._mails = mails
        words = [word for word in letters.ENGLISH.words[100:600] if len(word) > 3 and word.isalpha()]
        self._words = [*words, *(term.text for term in letters.TERMS["word"] if term.share >= 0.01)]

    def number(self) -> int:
        """Of a letter in the store."""
        return self._dice.between(0, self._mails - 1)

    def word(self) -> str:
        """One of hundreds that many letters have."""
        return self._dice.pick(self._words)

    def rare(self) -> str:
        """A word that one letter of ten thousand has."""
        return self._dice.pick(letters.rare_words())

    def order(self) -> str:
        """What exactly one letter has."""
        return letters.marker(self.number())

    def short(self) -> str:
        """Two characters, fewer than the index is made of."""
        return self._dice.pick(self._words)[:2]

    def likely(self) -> str:
        """A word in no letter whose pieces are in many."""
        return "".join(self.word() for _ in range(3))

    def unlikely(self) -> str:
        """A word in no letter, nor are its pieces."""
        return "".join(self._dice.pick("qxzjkvw") for _ in range(12))

    def phrase(self, rare: bool) -> str:
        """Three to five words in a row, of sentences that many letters have, or one of ten thousand."""
        planted = [each.sentence for each in letters.PLANTED if not each.language and (each.share < 0.01) is rare]
        words = self._dice.pick(planted).rstrip(".").split()
        length = self._dice.between(3, 5)
        start = self._dice.between(0, len(words) - length)
        return f'"{" ".join(words[start : start + length])}"'

    def sender(self) -> str:
        """As often as it sends."""
        return f"from:{letters.senders()[letters.BY_SENDER.at(self._dice.random())].address}"

    def quiet_sender(self) -> str:
        """One of those that send least."""
        return f"from:{self._dice.pick(letters.senders()[-100:]).address}"

    def recipient(self) -> str:
        """Any of all."""
        return f"to:{letters.recipient(self._dice.between(0, letters.RECIPIENTS - 1))[1]}"

    def mailer(self) -> str:
        """A value that many letters have."""
        return f'header:X-Mailer="{self._dice.pick([name for name, _ in letters.MAILERS if name])}"'

    def campaign(self) -> str:
        """A value that some letters have."""
        return f"header:X-Campaign={self._dice.pick(letters.CAMPAIGNS)}"

    def user(self) -> str:
        """The name of an inbox."""
        return f"app-{self._dice.between(0, letters.USERS - 1):02}"


class Questions:
    """All that a store of so many letters is asked."""

    def __init__(self, store: Store, mails: int) -> None:
        self._store, self._mails, self._terms = store, mails, Terms(mails)

    def _search(self, name: str, draw: Callable[[], str], start: int = 0, matches: int | None = None) -> Ask:
        return Ask(name, lambda: partial(self._store.page, selection(draw()), start, PAGE), matches)

    def _any(self) -> Summary:
        """A mail that is there now."""
        return self._store.page(ALL, self._terms.number() // 2, 1).messages[0]  # some were deleted

    def _open(self) -> Callable[[], object]:
        id_ = self._any().id
        return lambda: (self._store.message(id_), self._store.raw(id_))

    def _count(self, draw: Callable[[], str]) -> Callable[[], object]:
        return partial(self._store.count, selection(draw()))

    def lists(self) -> list[Ask]:
        """Without a search."""
        store, terms = self._store, self._terms
        return [
            Ask("list, first page", lambda: partial(store.page, ALL, 0, PAGE), self._mails),
            Ask("list, from half on", lambda: partial(store.page, ALL, self._mails // 2, PAGE), self._mails),
            Ask("list of an inbox, first page", lambda: partial(store.page, Selection(inbox=terms.user()), 0, PAGE)),
            Ask("open a mail, with raw", self._open),
            Ask("latest", lambda: partial(store.latest, ALL)),
            Ask("latest of a search", lambda: partial(store.latest, selection(terms.order()))),
            Ask("count, all", lambda: partial(store.count, ALL), self._mails),
            Ask("count, a word", lambda: self._count(terms.word)),
            Ask("count, two words", lambda: self._count(lambda: f"{terms.word()} {terms.word()}")),
            Ask("tags", lambda: store.tags),
            Ask("inboxes", lambda: store.inboxes),
        ]

    def searches(self) -> list[Ask]:
        """The first page of what is found, unless it says otherwise."""
        terms, search = self._terms, self._search
        return [
            search("word, common", terms.word),
            search("word, common, from match 1,000 on", terms.word, start=1_000),
            search("word, rare", terms.rare),
            search("order number, in one mail", terms.order, matches=1),
            search("word, two characters", terms.short),
            search("in no mail, of common pieces", terms.likely, matches=0),
            search("in no mail, of rare pieces", terms.unlikely, matches=0),
            search("phrase, common", partial(terms.phrase, rare=False)),
            search("phrase, rare", partial(terms.phrase, rare=True)),
            search("from:, a busy sender", terms.sender),
            search("from:, a quiet sender", terms.quiet_sender),
            search("to:, any recipient", terms.recipient),
            search("header:X-Mailer=, common", terms.mailer),
            search("header:X-Campaign=", terms.campaign),
            search("header:X-Incident=, rare", lambda: "header:X-Incident=avalanche"),
            search("two words, common", lambda: f"{terms.word()} {terms.word()}"),
            search("two words, one rare", lambda: f"{terms.word()} {terms.rare()}"),
            search("word and from:", lambda: f"{terms.word()} {terms.sender()}"),
            search("one word or the other", lambda: f"{terms.word()} OR {terms.rare()}"),
            search("not a word", lambda: f"-{terms.word()}"),
            search("tag:vip", lambda: "tag:vip", matches=-(-self._mails // VIP)),
            search("is:unread", lambda: "is:unread", matches=self._mails - -(-self._mails // WEEKLY)),
            search("is:read", lambda: "is:read", matches=-(-self._mails // WEEKLY)),
            search("has:attachment", lambda: "has:attachment"),
            search("has:attachment and a word", lambda: f"has:attachment {terms.word()}"),
        ]

    def changes(self) -> list[Ask]:
        """Each of one mail, synced before it is answered."""
        store = self._store

        def one() -> Selection:
            return Selection(ids=(self._any().id,))

        def mark() -> Callable[[], object]:
            mail = self._any()
            return partial(store.mark, Selection(ids=(mail.id,)), not mail.read)

        return [
            Ask("mark one", mark),
            Ask("tag one", lambda: partial(store.tag, one(), (self._terms.rare(),))),
            Ask("delete one", lambda: partial(store.delete, one()), most=max(self._mails // 4, 1)),
        ]


def ask(question: Ask, repetitions: int, notes: list[str]) -> Asked:
    """Ask it so often, or often enough. If it found other mails than it should, that is noted."""
    asked, began = Asked(question.name, [], []), time.perf_counter()
    while len(asked.times) < min(repetitions, question.most):
        do = question.prepare()
        start = time.perf_counter()
        answer = do()
        end = time.perf_counter()
        asked.times.append((end - start) * 1e3)
        look(answer, asked)
        if end - began > (ENOUGH_SECONDS if len(asked.times) >= MINIMUM else LONG_SECONDS):
            break
    if asked.exact and question.matches is not None and {*asked.found} != {question.matches}:
        found = f"{min(asked.found):,} to {max(asked.found):,}"
        notes.append(f"- {question.name}: {question.matches:,} mails should be found, {found} were")
    say(f"{question.name}: {asked.p50:.3g} ms")
    return asked


def look(answer: object, asked: Asked) -> None:
    """Count what was found, if this is an answer that tells."""
    if isinstance(answer, Page):
        asked.found.append(answer.matches.total)
        asked.exact &= answer.exact
    elif isinstance(answer, Counts):
        asked.found.append(answer.total)


# Crashes, and the end


def keep_adding(path: Path, start: int, told: Connection) -> None:
    """Add mails until killed, and tell now and then how many were answered."""
    waiting = deque[Future[Summary]]()
    store = SqliteStore(path)
    answered = 0
    for n in count(start):
        each = letters.letter(n)
        waiting.append(store.add(envelope(n, each), each.raw))
        if len(waiting) >= TAKING:
            waiting.popleft().result()
            answered += 1
            if answered % TELLING == 0:
                told.send(answered)


def crash(path: Path, start: int) -> int:
    """Kill a process while it adds mails. How many of them were answered, at least."""
    context = get_context("spawn")
    told, tells = context.Pipe(duplex=False)
    process = context.Process(target=keep_adding, args=(path, start, tells), daemon=True)
    process.start()
    tells.close()
    answered = 0
    try:
        while answered < ACKNOWLEDGED:
            answered = told.recv()
    except EOFError:
        raise TroubleError(f"{path}: the process that adds mails ended before it was killed") from None
    finally:
        process.kill()
        process.join()
        told.close()
    return answered


def restart(path: Path, rounds: int, notes: list[str]) -> list[Asked]:
    """Kill the store, open it, read the first page, search; so many times."""
    ready, found = Asked("after kill -9: open, first page", [], []), Asked("after kill -9: first search", [], [])
    with closing(SqliteStore(path)) as store:
        total = store.count(ALL).total
    for number in range(rounds):
        total += crash(path, FOREIGN + number * 1_000_000)
        began = time.perf_counter()
        with closing(SqliteStore(path)) as store:
            page = store.page(ALL, 0, PAGE)
            ready.times.append((time.perf_counter() - began) * 1e3)
            began = time.perf_counter()
            look(store.page(selection("staging"), 0, PAGE), found)
            found.times.append((time.perf_counter() - began) * 1e3)
        if page.counts.total < total:
            notes.append(f"- {total - page.counts.total:,} mails that were answered are gone after kill -9")
        total = page.counts.total
        say(f"restart {number + 1}: {ready.times[-1]:.0f} ms")
    return [ready, found]


def empty(path: Path) -> tuple[list[Asked], int]:
    """Delete all: until it is answered, and until the room is given back. And the bytes that are left."""
    with closing(SqliteStore(path)) as store:
        store.settle()
        began = time.perf_counter()
        deleted = store.delete(ALL)
        answered = time.perf_counter()
        store.settle()
        end = time.perf_counter()
    times = {"delete all": answered - began, "delete all, until settled": end - began}
    return [Asked(name, [each * 1e3], [deleted]) for name, each in times.items()], size_of(path)


# Sizes


@dataclass
class Measured:
    """A store of one size."""

    filled: Filled
    asked: list[Asked]
    left_bytes: int
    """Of the file, once it was emptied."""


def measure(args: argparse.Namespace, fresh: Path, mails: int, notes: list[str]) -> Measured:
    """Fill a store of that size, then ask it all. What is kept is not changed, but a copy of it in ``fresh``."""
    path = (args.folder if args.keep else fresh) / f"letters-{mails}.db"
    say(f"filling {path.name}")
    filled = fill(path, mails)
    if args.keep:
        for each in files_of(path):
            shutil.copyfile(each, fresh / each.name)
        path = fresh / path.name
    os.sync()  # nobody pays for what is left to be written from filling
    wrong = list[str]()
    with closing(SqliteStore(path)) as store:
        questions = Questions(store, mails)
        several = [*questions.lists(), *questions.searches(), *questions.changes()]
        asked = [ask(each, args.repetitions, wrong) for each in several]
    asked += restart(path, args.rounds, wrong)
    gone, left = empty(path)
    for each in fresh.glob(f"{path.name}*"):
        each.unlink()
    notes += [f"{note} ({mails:,} mails)" for note in wrong]
    return Measured(filled, asked + gone, left)


def facts(measured: Measured) -> dict[str, float | None]:
    """What is told of a size besides the times."""
    filled = measured.filled
    return {
        "raw bytes of a mail": filled.raw_bytes,
        "bytes of the file, per mail": filled.file_bytes,
        "file, % of raw": filled.file_bytes / filled.raw_bytes * 100,
        "filling, mails per second until all is searchable": filled.mails_per_second,
        "filling, seconds of settling at its end": filled.settle_seconds,
        "bytes of the file, all being deleted": float(measured.left_bytes),
    }


# The cost of the index


class Taken(NamedTuple):
    """Seconds until all mails were answered, and until all can be found."""

    answered: float
    settled: float


Take = Callable[[Path, bool], Taken]
"""Have a new store at this path take a load, with or without making it searchable."""


def warm_up(store: Store) -> None:
    """First-use imports and the first pages of every table are no part of what is measured."""
    pour(store, letters.letters(WARM_UP, start=FOREIGN), FOREIGN, TAKING)
    store.settle()
    os.sync()


def take_straight(mails: Sequence[letters.Letter], path: Path, searchable: bool) -> Taken:
    """By ``add``."""
    with closing(SqliteStore(path, searchable=searchable)) as store:
        warm_up(store)
        began = time.perf_counter()
        pour(store, mails, 0, TAKING)
        answered = time.perf_counter()
        store.settle()
        return Taken(answered - began, time.perf_counter() - began)


@contextmanager
def serving(path: Path, searchable: bool) -> Iterator[tuple[Server, SqliteStore]]:
    """A server in this process, and its store, which no option of the server makes so."""
    stores = list[SqliteStore]()

    def opened(*args: Any, **options: Any) -> SqliteStore:
        stores.append(SqliteStore(*args, **options, searchable=searchable))
        return stores[0]

    listener, web = Listener("smtp", "127.0.0.1", 0), HostPort("127.0.0.1", 0)
    with (
        patch("mailtrap.server.SqliteStore", opened),
        Server(Config(smtp=(listener,), web=web, db=path, keep_size=0)) as server,
    ):
        yield server, stores[0]


def take_smtp(command: Sequence[str], mails: int, path: Path, searchable: bool) -> Taken:
    """By SMTP: smtp-source sends the same letter so many times."""
    with serving(path, searchable) as (server, store):
        warm_up(store)
        before, place = store.count(ALL).total, f"127.0.0.1:{server.smtp[0].port}"
        began = time.perf_counter()
        done = subprocess.run([*command, "-m", str(mails), place], capture_output=True, text=True, timeout=1_000)
        answered = time.perf_counter()
        store.settle()
        end = time.perf_counter()
        if done.returncode or (found := store.count(ALL).total - before) != mails:
            said = (done.stderr.strip().splitlines() or [f"{mails} mails were sent, {found} found"])[-1]
            raise TroubleError(f"smtp-source: {said}")
    return Taken(answered - began, end - began)


def loads(mails: int, folder: Path) -> dict[str, Take]:
    """What a store is given to take."""
    mix = list(letters.letters(mails))
    source = (each for each in letters.letters(mails * 100) if len(each.raw) <= SMALL)
    small = list(islice(source, mails))
    found: dict[str, Take] = {}
    for name, each in (("small letters", small), ("letters", mix)):
        size = sum(len(letter.raw) for letter in each) / len(each)
        found[f"{name}, {size:,.0f} bytes, add()"] = partial(take_straight, each)
    program = shutil.which("smtp-source", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        say("nothing is measured by SMTP: no `smtp-source` on PATH; it comes with Postfix")
        return found
    letter = min(small, key=lambda each: abs(len(each.raw) - 2_048)).raw
    file = folder / "letter"
    file.write_bytes(letter.replace(b"\r\n", b"\n"))  # smtp-source puts the line ends back
    command = [program, "-s", str(SESSIONS), "-d", "-F", str(file)]
    found[f"one letter, {len(letter):,} bytes, SMTP"] = partial(take_smtp, command, mails)
    return found


@dataclass
class Cost:
    """Mails per second of each round: without the index, with it until answered, with it until all can be found."""

    without: list[float]
    answered: list[float]
    searchable: list[float]

    @property
    def ratio(self) -> float:
        """How many times as long it takes until all can be found. The two of a round stand next to each other in time,
        so that it is the median of their ratios."""
        pairs = zip(self.without, self.searchable, strict=True)
        return median(without / searchable for without, searchable in pairs)


def index_cost(folder: Path, mails: int, rounds: int) -> dict[str, Cost]:
    """With and without the index in turn, every other round the other way about."""
    taking = loads(mails, folder)
    costs = {name: Cost([], [], []) for name in taking}
    for number in range(rounds):
        for name, take in taking.items():
            for searchable in (True, False) if number % 2 else (False, True):
                with TemporaryDirectory(dir=folder) as fresh:
                    taken = take(Path(fresh, "mail.db"), searchable)
                cost = costs[name]
                if searchable:
                    cost.answered.append(mails / taken.answered)
                (cost.searchable if searchable else cost.without).append(mails / taken.settled)
                kind = "with" if searchable else "without"
                say(f"round {number + 1}, {name}, {kind}: {mails / taken.settled:,.0f}/s")
    return costs


# Telling


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)


def figure(value: float | None) -> str:
    """Three digits that count, or all before the point."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    lines = [f"| {' | '.join(head)} |", f"|---{'|--:' * (len(head) - 1)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


def size_table(measured: Measured) -> str:
    """One size: the times of everything, then the facts."""
    rows = []
    for each in measured.asked:
        matches = f"{'' if each.exact else '≥ '}{median(each.found):,.0f}" if each.found else ""
        few = len(each.times) < MINIMUM // 2  # of a few, a percentile says nothing
        p95 = "" if few else figure(each.p95)
        rows.append((each.name, figure(each.p50), p95, figure(max(each.times)), matches, f"{len(each.times)}"))
    head = (f"{measured.filled.mails:,} mails", "p50 ms", "p95 ms", "longest ms", "matches", "times")
    return f"{table(head, rows)}\n{table(('', ''), [(name, figure(each)) for name, each in facts(measured).items()])}"


def growth(sizes: Sequence[Measured]) -> dict[str, list[float | None]]:
    """Whatever can be compared, at each size."""
    found: dict[str, list[float | None]] = {"mails": [float(each.filled.mails) for each in sizes]}
    for asked in zip(*(each.asked for each in sizes), strict=True):
        found[f"{asked[0].name}, p50 ms"] = [each.p50 for each in asked]
    told = [facts(each) for each in sizes]
    return found | {name: [each[name] for each in told] for name in told[0]}


def ratio_of(first: float | None, last: float | None) -> float | None:
    """How many times the first the last is."""
    return last / first if first and last is not None else None


def growth_table(sizes: Sequence[Measured]) -> str:
    """All sizes side by side, and the last against the first."""
    rows = []
    for name, each in growth(sizes).items():
        ratio = ratio_of(each[0], each[-1])
        rows.append((name, *map(figure, each), "–" if ratio is None else f"×{figure(ratio)}"))
    return table(("growth", *(f"{each.filled.mails:,}" for each in sizes), "ratio"), rows)


def cost_table(costs: dict[str, Cost], mails: int) -> str:
    """Medians with the lowest and highest."""

    def spread(rates: list[float]) -> str:
        return f"{median(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f})"

    head = (
        f"mails/s, {mails:,} mails",
        "without",
        "with, until answered",
        "with, until searchable",
        "time with/without",
    )
    rows = [
        (name, *map(spread, (cost.without, cost.answered, cost.searchable)), f"×{cost.ratio:.2f}")
        for name, cost in costs.items()
    ]
    return table(head, rows)


def machine(folder: Path) -> str:
    """What the numbers depend on, in one line."""
    stat = subprocess.run(["stat", "--file-system", "--format", "%T", folder], capture_output=True, text=True)
    version, load = sys.version.split()[0], os.getloadavg()[0]
    versions = (
        f"Python {version}, SQLite {sqlite3.sqlite_version}, stores on {stat.stdout.strip() or 'an unknown disk'}"
    )
    return f"{os.cpu_count()} cores, load average {load:.1f} before, {versions}"


# Command line


def sizes_of(text: str) -> tuple[int, ...]:
    """Numbers of mails from a list with commas."""
    sizes = tuple(int(each.replace("_", "")) for each in text.split(","))
    if min(sizes) < 1:
        raise ValueError("a store has one mail at least")
    return sizes


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--mails", type=sizes_of, help="sizes of the stores; 1000,100000,1000000, or 5000 with --index-cost")
    add("--folder", type=Path, help="for the stores: on a disk, not tmpfs; a temporary one unless given")
    add("--keep", action="store_true", help="leave the filled stores in --folder, and use those that are there")
    add("--rounds", type=int, default=5, help="restarts, and rounds of --index-cost (default: 5)")
    add("--repetitions", type=int, default=REPETITIONS, help=f"of a question (default: {REPETITIONS})")
    add("--index-cost", action="store_true", help="measure taking mail with and without making it searchable")
    add("--json", action="store_true", help="print JSON, not Markdown")
    args = parser.parse_args()
    if args.keep and not args.folder:
        parser.error("--keep needs --folder, the place to keep the stores in")
    if args.rounds < 1 or args.repetitions < 1:
        parser.error("--rounds and --repetitions are 1 at least")
    args.mails = args.mails or (INDEX_COST_SIZES if args.index_cost else SIZES)
    return args


def tell_sizes(args: argparse.Namespace, fresh: Path, notes: list[str]) -> str:
    """Measure all sizes; the answer as text."""
    about = machine(fresh)
    sizes = [measure(args, fresh, mails, notes) for mails in args.mails]
    if not args.json:
        tables = [*map(size_table, sizes), *([growth_table(sizes)] if len(sizes) > 1 else [])]
        return "\n".join([about, "", *tables, *notes])
    told = [
        {"mails": each.filled.mails, "facts": facts(each), "asked": {asked.name: asked.told() for asked in each.asked}}
        for each in sizes
    ]
    ratios = {name: ratio_of(each[0], each[-1]) for name, each in growth(sizes).items()}
    return json.dumps({"machine": about, "sizes": told, "growth": ratios, "notes": notes}, indent=2)


def tell_index_cost(args: argparse.Namespace, fresh: Path) -> str:
    """Measure what the index costs; the answer as text."""
    about = machine(fresh)
    found = [(mails, index_cost(fresh, mails, args.rounds)) for mails in args.mails]
    if not args.json:
        return "\n".join([about, "", *(cost_table(costs, mails) for mails, costs in found)])
    told = [
        {"mails": mails, "loads": {name: {**vars(cost), "ratio": cost.ratio} for name, cost in costs.items()}}
        for mails, costs in found
    ]
    return json.dumps({"machine": about, "index_cost": told}, indent=2)


def main() -> int:
    """Measure and print; 1 if something was not found that should have been."""
    args, notes = arguments(), list[str]()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds, so that stores are removed
    if args.folder:
        args.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="store-", dir=args.folder) as name:
        fresh = Path(name).resolve()
        print(tell_index_cost(args, fresh) if args.index_cost else tell_sizes(args, fresh, notes))
    return int(bool(notes))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TroubleError as why:
        sys.exit(f"store: {why}")
