"""Lines over a logarithmic scale as SVG: a panel for each figure, readable on a light page and on a dark one."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT, COLUMNS = 300, 210, 3
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 34, 34
LEGEND = 34
COLOURS = (("#0b6bcb", "#6cb2ff"), ("#c2410c", "#fb923c"), ("#15803d", "#4ade80"), ("#7e22ce", "#c084fc"),
           ("#a16207", "#facc15"), ("#64748b", "#94a3b8"))  # fmt: skip
"""For light and for dark; the shape of the points tells the lines apart, too."""

Points = dict[float, float]


class Panel(NamedTuple):
    """A figure, and for each line its points."""

    title: str
    lines: dict[str, Points]


def decades(values: list[float]) -> tuple[int, int]:
    """Whole powers of ten around them, at least one apart."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def label(exponent: int) -> str:
    """A power of ten, short."""
    if exponent < 0:
        return f"{10**exponent:.{-exponent}f}"
    return f"{10 ** (exponent % 3)}{('', 'k', 'M', 'G')[exponent // 3]}"


def mark(shape: int, x: float, y: float) -> str:
    """A point: circle, square, triangle, diamond."""
    if shape % 4 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
    corners = {
        1: ((-3, -3), (3, -3), (3, 3), (-3, 3)),
        2: ((0, -4), (4, 3), (-4, 3)),
        3: ((0, -4), (4, 0), (0, 4), (-4, 0)),
    }
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners[shape % 4])
    return f'<polygon points="{points}"/>'


def drawn(panel: Panel, order: list[str]) -> str:
    """One panel, at its own origin."""
    lines = {name: {x: y for x, y in points.items() if y > 0} for name, points in panel.lines.items()}
    xs = [x for points in lines.values() for x in points]
    ys = [y for points in lines.values() for y in points.values()]
    parts = [f'<text class="title" x="0" y="14">{escape(panel.title)}</text>']
    if not xs:
        return "".join(parts)
    (left, right), (low, high) = decades(xs), decades(ys)

    def across(x: float) -> float:
        return LEFT + (log10(x) - left) / (right - left) * (WIDTH - LEFT - RIGHT)

    def down(y: float) -> float:
        return TOP + (high - log10(y)) / (high - low) * (HEIGHT - TOP - BOTTOM)

    for exponent in range(low, high + 1):
        y = down(10.0**exponent)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label(exponent)}</text>')
    for exponent in range(left, right + 1):
        x, y = across(10.0**exponent), HEIGHT - BOTTOM + 18
        text, anchor = (f"{label(exponent)} mails", "end") if exponent == right else (label(exponent), "middle")
        parts.append(f'<text class="tick" x="{x:.1f}" y="{y}" text-anchor="{anchor}">{text}</text>')
    for name, points in lines.items():
        at = order.index(name)
        places = [(across(x), down(y)) for x, y in sorted(points.items())]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        marks = "".join(mark(at, x, y) for x, y in places)
        if places:
            parts.append(f'<g class="line{at % len(COLOURS)}"><path d="M{path}"/>{marks}</g>')
    return "".join(parts)


def style() -> str:
    """Colours for both kinds of page."""

    def rules(dark: int) -> str:
        lines = "".join(f".line{at}{{stroke:{pair[dark]};fill:{pair[dark]}}}" for at, pair in enumerate(COLOURS))
        text, grid, ground = (("#1f2937", "#d1d5db", "#fff"), ("#e5e7eb", "#374151", "#0d1117"))[dark]
        return f"text{{fill:{text}}}.grid{{stroke:{grid}}}.ground{{fill:{ground}}}{lines}"

    return (
        "text{font:12px system-ui,sans-serif;stroke:none}.title{font-weight:600}.tick{font-size:11px}"
        f"path{{fill:none;stroke-width:2}}.grid{{stroke-width:1}}{rules(0)}"
        f"@media(prefers-color-scheme:dark){{{rules(1)}}}"
    )


def svg(panels: list[Panel], titles: dict[str, str]) -> str:
    """The picture; ``titles`` names the lines, in the order of their colours."""
    order = list(titles)
    width, height = WIDTH * COLUMNS + 20, LEGEND + HEIGHT * ceil(len(panels) / COLUMNS) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>How catchers grow with the number of mails they keep</title>",
        f'<style>{style()}</style><rect class="ground" width="{width}" height="{height}" rx="8"/>',
    ]
    x = 20.0
    for at, title in enumerate(titles.values()):
        parts.append(f'<g class="line{at % len(COLOURS)}"><path d="M{x} 18h22"/>{mark(at, x + 11, 18)}</g>')
        parts.append(f'<text x="{x + 28}" y="22">{escape(title)}</text>')
        x += 50 + 7 * len(title)
    for at, panel in enumerate(panels):
        place = f"{10 + at % COLUMNS * WIDTH} {LEGEND + at // COLUMNS * HEIGHT + 6}"
        parts.append(f'<g transform="translate({place})">{drawn(panel, order)}</g>')
    return "".join(parts) + "</svg>\n"
