"""Measure what compression makes of mails: bytes and time by level, by dictionary, by library, and without doubles.

    python -m bench.zstd_levels > zstd.md     # some minutes; --count 500 for a short look

The mails are those of bench/letters.py, and of these the small ones by themselves. Bytes are those of one mail on
average, without the dictionary, which is kept once; times are CPU time per mail on one core, the quickest of some
rounds. Needs Python 3.14 or `backports.zstd`; `zstandard` is compared if it is there.
"""

import argparse
import hashlib
import platform
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import product
from typing import Any

from mailtrap.demo import demo_mails
from mailtrap.mime import parse
from mailtrap.mime.structure import walk

Mails = Sequence[bytes]
Row = tuple[str, ...]

LEVELS, DICTIONARY_LEVELS, SIZES_KIB = (1, 3, 6, 9, 12, 19), (1, 3, 6, 9), (16, 64, 112)
SLOW_LEVEL = 12
"""From here on, one round: what costs milliseconds is measured well enough by it."""
SMALL = 2_600
"""Bytes up to which a mail is a small one: headers and a few lines, about 2 kB."""
TRAINED_ON, OTHER_SEED, LATER, ONE_APP = 2_000, 2, 1_000_000, "app-00"
TRAINED_BYTES = 16 * 1024
"""Of a letter in training: what comes later is mostly attachments, of which there is nothing to learn."""
MIN_BODY = 4_096
"""Encoded bytes from which a body is worth a row of its own."""
REFERENCE_BYTES = 24
"""What a body kept elsewhere costs its mail: a hash of 16 bytes, its place, and what the database adds."""
LARGE = 100_000
"""Bytes from which a mail is left out where mails of other origin are asked for: a few of them have megabytes."""


@dataclass(frozen=True)
class Codec:
    """A way to compress one mail, and back."""

    name: str
    compress: Callable[[bytes], bytes]
    decompress: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Measured:
    """Per mail: bytes after compression, microseconds there and back."""

    size: float
    there: float
    back: float


def standard() -> Any:
    """The module of the standard library, or its backport; None if there is neither."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            pass
    return None


def letters(count: int, seed: int = 1, start: int = 0, user: str = "") -> list[bytes]:
    """The raw bytes of letters; those that one application sent, if `user` names it."""
    # By name, as for mypy the folder, which is no package, has that module as "letters".
    made = import_module("bench.letters").letters(count, seed, start)
    return [each.raw for each in made if user in ("", each.user)]


# Codecs


def zstd(module: Any, level: int, dictionary: Any = None) -> Codec:
    """Levels of zstd by one compressor for all mails; a dictionary is made ready once for each level."""
    ready = dictionary and dictionary.as_digested_dict
    compressor = module.ZstdCompressor(level, zstd_dict=ready)
    there = partial(compressor.compress, mode=compressor.FLUSH_FRAME)
    return Codec(f"zstd {level}", there, partial(module.decompress, zstd_dict=dictionary))


def deflate(level: int) -> Codec:
    """What every Python has."""
    return Codec(f"zlib {level}", partial(zlib.compress, level=level), zlib.decompress)


def train(module: Any, mails: Iterable[bytes], kib: int) -> Any:
    """A dictionary of at most that size."""
    return module.train_dict([mail[:TRAINED_BYTES] for mail in mails if len(mail) > 7], kib * 1024)


# Measuring


def seconds(do: Callable[[], object], rounds: int) -> float:
    """CPU time of the quickest round."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        do()
        best = min(best, time.process_time() - began)
    return best


def measure(codec: Codec, mails: Mails, rounds: int) -> Measured:
    """Compress each mail by itself and get it back; raise ValueError if it is not the same."""
    packed = [codec.compress(mail) for mail in mails]
    if any(codec.decompress(each) != mail for each, mail in zip(packed, mails, strict=True)):
        raise ValueError(f"{codec.name} does not give back what it was given")
    there = seconds(lambda: [codec.compress(mail) for mail in mails], rounds)
    back = seconds(lambda: [codec.decompress(each) for each in packed], rounds)
    per_mail = 1e6 / len(mails)
    return Measured(mean(packed), there * per_mail, back * per_mail)


def mean(mails: Mails) -> float:
    """Bytes of one, on average."""
    return sum(map(len, mails)) / len(mails)


def cells(measured: Measured, mails: Mails) -> Row:
    """Bytes, share of the raw bytes, times."""
    share = measured.size / mean(mails)
    return f"{measured.size:,.0f}", f"{share:.1%}", f"{measured.there:,.0f}", f"{measured.back:,.0f}"


def table(title: str, head: Row, rows: Iterable[Row]) -> str:
    """Markdown."""
    lines = [f"### {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


FIGURES = ("bytes", "of raw", "µs to compress", "µs to decompress")


# Tables


def by_level(module: Any, mails: Mails, rounds: int) -> Iterable[Row]:
    """Levels without a dictionary, and zlib."""
    yield "none", f"{mean(mails):,.0f}", "100 %", "–", "–"
    for level in LEVELS:
        codec = zstd(module, level)
        yield codec.name, *cells(measure(codec, mails, 1 if level >= SLOW_LEVEL else rounds), mails)
    yield "zlib 6", *cells(measure(deflate(6), mails, rounds), mails)


def by_dictionary(module: Any, mails: Mails, small: Mails, rounds: int) -> Iterable[Row]:
    """Sizes and levels, trained on letters of another seed."""
    samples = letters(TRAINED_ON, OTHER_SEED)
    for kib in SIZES_KIB:
        dictionary = train(module, samples, kib)
        for level in DICTIONARY_LEVELS:
            codec = zstd(module, level, dictionary)
            few = measure(codec, small, rounds)
            yield f"{kib} KiB, level {level}", *cells(measure(codec, mails, rounds), mails), *cells(few, small)


def by_training(module: Any, mails: Mails, small: Mails) -> tuple[Row, list[Row]]:
    """What a dictionary knows of mail that it was not trained on: bytes at level 3, 64 KiB."""
    demo = [mail.raw for mail in demo_mails(datetime(2025, 1, 6, 8, tzinfo=UTC)) if len(mail.raw) < LARGE]
    odd = [mail for build in import_module("tests.odd_mails").ODD.values() if len(mail := build()) < LARGE]
    app = letters(len(mails), user=ONE_APP)
    asked = {"letters": mails, "small letters": small, "one application's": app, "demo mails": demo, "odd mails": odd}
    taught = {
        "nothing": [],
        "later letters of the same senders": letters(TRAINED_ON, start=LATER),
        "later letters of that one application": letters(TRAINED_ON * 5, start=LATER, user=ONE_APP),
        "letters of another seed": letters(TRAINED_ON, OTHER_SEED),
        "demo mails and odd mails": demo + odd,
    }
    rows = []
    for name, samples in taught.items():
        codec = zstd(module, 3, train(module, samples, 64) if samples else None)
        rows.append((name, *(f"{measure(codec, each, 1).size:,.0f}" for each in asked.values())))
    return ("trained on", *asked), rows


def bodies(raw: bytes, texts: bool) -> list[tuple[int, int]]:
    """Where the large leaf bodies of a mail are, in order, those of text too if asked for.

    What is in an encoded mail within it is not looked for.
    """
    return [
        (part.body, part.end)
        for part in walk(parse(raw))
        if part.end - part.body >= MIN_BODY and not part.children and part.source is raw
        if texts or part.content_type not in ("text/plain", "text/html")
    ]


def cut(raw: bytes, places: Sequence[tuple[int, int]]) -> tuple[bytes, list[bytes]]:
    """A mail without these pieces, and the pieces."""
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(raw)]
    rest = b"".join(raw[start:end] for start, end in zip(starts, ends, strict=True))
    return rest, [raw[start:end] for start, end in places]


def by_doubles(module: Any, mails: Mails) -> Iterable[Row]:
    """Whole mails, and mails whose large bodies are kept once each, by zstd 3; in stores of several sizes."""
    codec = zstd(module, 3)
    for count, texts in product(sorted({len(mails) // 10, len(mails) // 3, len(mails)}), (True, False)):
        whole, size, found, seen = 0, 0, 0, set[bytes]()
        for mail in mails[:count]:
            rest, pieces = cut(mail, bodies(mail, texts))
            whole += len(codec.compress(mail))
            size += len(codec.compress(rest)) + REFERENCE_BYTES * len(pieces)
            for piece in pieces:
                found += 1
                if (name := digest(piece)) not in seen:
                    seen.add(name)
                    size += len(codec.compress(piece))
        saved = f"{(whole - size) / count:,.0f} ({(whole - size) / whole:.1%})"
        which = "all" if texts else "but text"
        yield (
            f"{count:,}",
            which,
            f"{whole / count:,.0f}",
            f"{size / count:,.0f}",
            saved,
            f"{found:,}",
            f"{len(seen):,}",
        )


def doubles_cost(module: Any, mails: Mails, rounds: int) -> Iterable[Row]:
    """The time that keeping large bodies once takes, if every one is new: what a mail pays at most."""
    codec = zstd(module, 3)
    places = [bodies(mail, False) for mail in mails]
    pieces = [cut(mail, where) for mail, where in zip(mails, places, strict=True)]
    steps: dict[str, Callable[[], object]] = {
        "compress whole mails": lambda: [codec.compress(mail) for mail in mails],
        "find bodies (a server that reads the mail has its tree already)": lambda: [
            bodies(mail, False) for mail in mails
        ],
        "cut": lambda: [cut(mail, where) for mail, where in zip(mails, places, strict=True)],
        "hash": lambda: [digest(body) for _, found in pieces for body in found],
        "compress rests and bodies": lambda: [
            codec.compress(each) for rest, found in pieces for each in (rest, *found)
        ],
    }
    for name, step in steps.items():
        yield name, f"{seconds(step, rounds) * 1e6 / len(mails):,.1f}"


def digest(body: bytes) -> bytes:
    """What a body is known by."""
    return hashlib.blake2b(body, digest_size=16).digest()


def by_library(module: Any, mails: Mails, dictionary: Any, rounds: int) -> Iterable[Row]:
    """Small mails, where what a call costs is seen; level 3."""
    ready = dictionary.as_digested_dict
    name = module.__name__
    yield f"{name}, one compressor", *cells(measure(zstd(module, 3), mails, rounds), mails)
    simple = Codec(name, partial(module.compress, level=3), module.decompress)
    yield f"{name}, compress()", *cells(measure(simple, mails, rounds), mails)
    yield f"{name}, one compressor, dictionary", *cells(measure(zstd(module, 3, dictionary), mails, rounds), mails)
    simple = Codec(
        name, partial(module.compress, level=3, zstd_dict=ready), partial(module.decompress, zstd_dict=dictionary)
    )
    yield f"{name}, compress(), dictionary", *cells(measure(simple, mails, rounds), mails)
    try:
        other: Any = import_module("zstandard")
    except ImportError:
        return
    one = Codec("zstandard", other.ZstdCompressor(3).compress, other.ZstdDecompressor().decompress)
    yield "zstandard, one of each", *cells(measure(one, mails, rounds), mails)
    new = Codec("zstandard", partial(other.compress, level=3), other.decompress)
    yield "zstandard, compress()", *cells(measure(new, mails, rounds), mails)
    same = other.ZstdCompressionDict(dictionary.dict_content)
    same.precompute_compress(3)
    compressor, decompressor = other.ZstdCompressor(3, dict_data=same), other.ZstdDecompressor(dict_data=same)
    one = Codec("zstandard", compressor.compress, decompressor.decompress)
    yield "zstandard, one of each, dictionary", *cells(measure(one, mails, rounds), mails)


def by_threads(module: Any, mails: Mails) -> Iterable[Row]:
    """Wall time for the same mails by one thread and shared out to two: whether the GIL is let go."""
    makers = {module.__name__: lambda: zstd(module, 3).compress}
    try:
        other: Any = import_module("zstandard")
        makers["zstandard"] = lambda: other.ZstdCompressor(3).compress
    except ImportError:
        pass
    for name, make in makers.items():
        times = [min(wall(make, mails, threads) for _ in range(3)) for threads in (1, 2)]
        yield name, *(f"{each * 1e3:,.0f} ms" for each in times), f"×{times[0] / times[1]:.2f}"


def wall(make: Callable[[], Callable[[bytes], bytes]], mails: Mails, threads: int) -> float:
    """Seconds until all mails are compressed, each thread by a compressor of its own."""

    def work(own: Mails) -> None:
        compress = make()
        for mail in own:
            compress(mail)

    workers = [threading.Thread(target=work, args=(mails[at::threads],)) for at in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - began


def main() -> int:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=3_000, help="letters to compress; five times as many for doubles")
    parser.add_argument("--rounds", type=int, default=3, help="of which the quickest counts")
    args = parser.parse_args()
    module, rounds = standard(), args.rounds
    if module is None:
        sys.exit("compression: needs Python 3.14, or `pip install backports.zstd`; start it with `python -m`")
    mails = letters(args.count)
    small = [mail for mail in mails if len(mail) <= SMALL]
    print(f"Python {platform.python_version()}, {module.__name__} with zstd {module.zstd_version},", end=" ")
    print(
        f"{len(mails):,} letters of {mean(mails):,.0f} bytes, {len(small):,} small ones of {mean(small):,.0f} bytes\n"
    )
    head = ("", *FIGURES)
    print(table("Levels, all letters", head, by_level(module, mails, rounds)), flush=True)
    print(table("Levels, small letters", head, by_level(module, small, rounds)), flush=True)
    both = ("trained on another seed", *FIGURES, *(f"{figure}, small" for figure in FIGURES))
    print(table("Dictionaries", both, by_dictionary(module, mails, small, rounds)), flush=True)
    print(table("What a dictionary was trained on: bytes, level 3, 64 KiB", *by_training(module, mails, small)))
    columns = ("letters", "bodies", "whole, zstd 3", "once, zstd 3", "saved", "large bodies", "different ones")
    many = letters(args.count * 5)
    print(table(f"Bodies of {MIN_BODY:,} bytes and more kept once", columns, by_doubles(module, many)), flush=True)
    print(table("The same: times", ("", "µs per mail"), doubles_cost(module, mails, rounds)), flush=True)
    taught = train(module, letters(TRAINED_ON, OTHER_SEED), 64)
    print(table("Libraries, small letters, level 3", head, by_library(module, small, taught, rounds)))
    print(table("Threads, level 3", ("", "one", "two", "speed"), by_threads(module, mails)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
