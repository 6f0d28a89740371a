"""What was found, as one table with ratios, and as the page docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

LIMIT = "smtp-sink"
"""It keeps nothing: no peer, but what sender and machine can do."""
Figures = dict[str, dict[str, dict[str, dict[str, list[float]]]]]


class Kind(NamedTuple):
    """A figure of a stage: how it is called, and whether more of it is better."""

    stage: str
    figure: str
    heading: str
    unit: str
    more: bool
    why: str
    """Why a peer may be ahead."""


_UNSYNCED = (
    "Ours is on disk, synced, when it is answered. What keeps mail without syncing, later, or in memory alone answers "
    "sooner, and loses what was answered with the power or the process."
)
_INDEX = (
    "Ours indexes every piece of three characters, so that a search finds parts of words in every script; who has no "
    "index, or one of words, has less to write."
)
_LIST = "MailDev has all mails in memory, and its list says less of each."
_OPEN = "MailDev has what it tells of a mail in memory, as it was read when it came; ours is read from disk each time."
_SEARCH = (
    "Reading through a small store in memory is quick; what that costs grows with the store, and what an index costs "
    "hardly does."
)
_IMPORTS = "A compiled program has nothing to import."
_PYTHON = "A compiled program needs less than Python and its libraries; it is the growth that tells."
KINDS = (
    Kind("ingest", "rate", "Mails answered", "/s", True, _UNSYNCED),
    Kind("ingest", "all", "Mails kept, and found by a search where there is one", "/s", True, _INDEX),
    Kind("ingest", "p99", "From the end of a mail to its 250, 99th percentile", " ms", False, _UNSYNCED),
    Kind("ingest", "cpu", "Processor of one mail, until it can be found", " ms", False, _INDEX),
    Kind("tabs", "rate", "Mails answered while tabs look on (2 kB, 10 clients)", "/s", True, _UNSYNCED),
    Kind("tabs", "p50", "From the end of a mail to a tab, median", " ms", False, _UNSYNCED),
    Kind("tabs", "p99", "From the end of a mail to a tab, 99th percentile", " ms", False, _UNSYNCED),
    Kind("list", "rate", "Lists answered, one client", "/s", True, _LIST),
    Kind("list", "p95", "A list, 95th percentile", " ms", False, _LIST),
    Kind("open", "rate", "Mails opened, one client", "/s", True, _OPEN),
    Kind("open", "p95", "A mail opened, 95th percentile", " ms", False, _OPEN),
    Kind("search", "rate", "Searches answered, one client", "/s", True, _SEARCH),
    Kind("search", "p95", "A search, 95th percentile", " ms", False, _SEARCH),
    Kind("full", "rate", "Mails answered while a store grows to this size", "/s", True, _UNSYNCED),
    Kind("full", "all", "Mails kept, and found by a search, while it grows", "/s", True, _INDEX),
    Kind("full", "cpu", "Processor of one mail while it grows", " ms", False, _INDEX),
    Kind("full", "memory", "Memory with so many mails", " MB", False, _PYTHON),
    Kind("full", "disk", "Disk for a small mail (2 kB), with all indexes and logs", " B", False,
         f"{_INDEX} MailDev writes the mail alone and holds all else in memory."),
    Kind("letters", "disk", "Disk for a letter of any kind (15 kB)", " B", False, _INDEX),
    Kind("start", "seconds", "Start until it greets and answers", " s", False, _IMPORTS),
    Kind("start", "idle", "Memory when idle", " MB", False, _PYTHON),
    Kind("big", "memory", "Memory after 10 MB mails", " MB", False, _PYTHON),
    Kind("big", "peak", "Most memory under 10 MB mails", " MB", False, _PYTHON),
    Kind("big", "rate", "10 MB mails answered", "/s", True, _UNSYNCED),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One case of one kind, with the values of each peer's rounds."""

    kind: Kind
    case: str
    values: dict[str, list[float]]

    def best(self) -> str:
        """The peer that is nearest to ours or ahead; empty if there is none."""
        rivals = {name: median(each) for name, each in self.values.items() if name not in ("ours", LIMIT)}
        if not rivals:
            return ""
        return max(rivals, key=rivals.__getitem__) if self.kind.more else min(rivals, key=rivals.__getitem__)

    def ratio(self, name: str) -> float | None:
        """How many times better ours is than this; None if one of them has no figure."""
        if not name or name not in self.values or "ours" not in self.values:
            return None
        own, other = median(self.values["ours"]), median(self.values[name])
        above, below = (own, other) if self.kind.more else (other, own)
        return above / below if below else None


def rows(figures: Figures) -> Iterator[Row]:
    """All there are, in the order of the kinds."""
    for kind in KINDS:
        for case, peers in figures.get(kind.stage, {}).items():
            values = {name: row[kind.figure] for name, row in peers.items() if row.get(kind.figure)}
            if values:
                yield Row(kind, case, values)


def number(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cell(values: list[float] | None) -> str:
    """The median, and the lowest and highest where there are several."""
    if not values:
        return "–"
    if len(values) == 1:
        return number(values[0])
    return f"{number(median(values))} ({number(min(values))}–{number(max(values))})"


def case_of(row: Row) -> str:
    """The case in words."""
    stage, case = row.kind.stage, row.case
    if stage == "ingest":
        what, _, clients = case.rpartition("; ")
        return f"{what}, {clients} client{'s' * (clients != '1')}"
    if stage == "tabs":
        return f"{case} tab{'s' * (case != '1')}"
    what, _, size = case.rpartition("; ")
    words = what.partition(", ")[2]
    if stage in ("list", "open", "search", "full"):
        return f"{int(size):,} mails{', ' + words if words else ''}"
    return {"letters": f"{case} letters", "big": f"{case} mails"}.get(stage, "")


def verdict(row: Row, titles: dict[str, str]) -> str:
    """The ratio to the best peer, and to the limit where that is there."""
    best, told = row.best(), []
    if (ratio := row.ratio(best)) is not None:
        text = f"{number(ratio)} × {titles.get(best, best)}"
        told.append(text if ratio >= 1 else f"**{text}**")
    if row.kind.more and (ratio := row.ratio(LIMIT)) is not None:
        told.append(f"{number(ratio)} × {titles.get(LIMIT, LIMIT)}")
    return "; ".join(told) or "–"


def table(figures: Figures, titles: dict[str, str]) -> list[str]:
    """Markdown: a line for each case, a column for each peer, and what ours is of the best."""
    names = list(titles)
    lines = [f"| | {' | '.join(titles.values())} | Mailtrap is |", f"|---|{'--:|' * (len(names) + 1)}"]
    heading = ""
    for row in rows(figures):
        if row.kind.heading != heading:
            heading = row.kind.heading
            lines.append(f"| **{heading}{f' ({row.kind.unit.strip()})'}** |{' |' * (len(names) + 1)}")
        cells = [cell(row.values.get(name)) for name in names]
        lines.append(f"| {case_of(row)} | {' | '.join(cells)} | {verdict(row, titles)} |")
    return lines


def behind(figures: Figures, titles: dict[str, str]) -> list[str]:
    """Where a peer is ahead, by the reason why."""
    lines: dict[str, dict[str, list[str]]] = {}
    for row in rows(figures):
        ahead = [name for name in row.values if name != LIMIT and name != "ours" and (row.ratio(name) or 1) < 1]
        if ahead:
            names = ", ".join(titles.get(name, name) for name in ahead)
            cases = lines.setdefault(row.kind.why, {}).setdefault(row.kind.heading, [])
            cases.append(f"{case_of(row)} ({names})".strip())
    told = ({heading: "; ".join(cases) for heading, cases in each.items()} for each in lines.values())
    texts = ("; ".join(f"*{heading}* {cases}" for heading, cases in each.items()) for each in told)
    return [f"- {why} {text}." for why, text in zip(lines, texts, strict=True)]


def counted(figures: Figures, titles: dict[str, str]) -> list[str]:
    """Mails that were sent by the loads of ingest, errors, and what was lost, for each peer."""
    lines = ["| | mails sent | refused or broken off | answered, but lost |", "|---|--:|--:|--:|"]
    for name, title in titles.items():
        stages = [peers[name] for cases in figures.values() for peers in cases.values() if name in peers]
        sums = [sum(sum(row.get(key, [])) for row in stages) for key in ("sent", "errors", "lost")]
        lines.append(f"| {title} | {sums[0]:,.0f} | {sums[1]:,.0f} | {sums[2]:,.0f} |")
    return lines


def page(told: dict[str, Any], picture: str) -> str:
    """docs/benchmarks.md. ``picture`` is where the plot is, seen from there; empty for none."""
    figures, peers, about = told["figures"], told["peers"], told["about"]
    titles = {name: peer["title"] for name, peer in peers.items()}
    head = (
        f"{about['date']}, {about['machine']}. One run of {about['minutes']} minutes, all in turn; medians of "
        f"{about['rounds']} rounds, with the lowest and the highest. `make bench` repeats it and writes this page; "
        "[bench/README.md](../bench/README.md) says how it is measured."
    )
    legend = (
        "The last column is how many times better Mailtrap is than the best peer, whichever way is better; **bold** "
        "where that peer is ahead. smtp-sink is none: it keeps nothing, and shows what sender and machine can do."
    )
    lines = ["# Beside its peers", "", head, ""]
    lines += ["| | version | not its default | a mail answered 250 is |", "|---|---|---|---|"]
    for each in peers.values():
        lines.append(f"| {each['title']} | {each['version']} | {each['settings']} | {each['promise']} |")
    lines += ["", *(f"{title} is absent: {why}" for title, why in told["absent"].items())]
    lines += ["", legend, "", *table(figures, titles)]
    if picture:
        lines += ["", "## Growth", "", f"![How rate, searches, memory and disk grow with the store]({picture})"]
    if ahead := behind(figures, titles):
        lines += ["", "## Where a peer is ahead", "", *ahead]
    lines += ["", "## What was counted", "", *counted(figures, titles)]
    if told["notes"]:
        lines += ["", "What went otherwise than planned:", "", *(f"- {each}" for each in told["notes"])]
    return "\n".join(lines) + "\n"
