"""Take pictures of every view of the page, light and dark, wide and on a phone, and put them on sheets to look at.

    make screenshots                            # all, into screenshots/
    make screenshots ARGS='--only "mail|list"'  # those views whose names match
    make screenshots ARGS=--readme              # the pictures of the README as well, into docs/images/

The views and the way to them are those of the tests: tests/views.py.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from tests.browser import OpenDesk, chromium, installed, opening, settle
from tests.views import SIZES, House, View, at_rest, chosen, house

ROOT = Path(__file__).resolve().parent.parent
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
README = {
    "light": ("mail-preview", "light", "wide"),
    "dark": ("mail-envelope", "dark", "wide"),
    "list-phone": ("list", "light", "phone"),
    "mail-phone": ("mail-preview", "dark", "phone"),
}
"""The pictures of the README by name: view, theme, size."""
SHEET = """<!doctype html><meta charset="utf-8"><title>{title}</title><style>
body {{ margin: 24px; background: {ground}; color: {ink}; font: 13px system-ui, sans-serif; }}
main {{ display: flex; flex-wrap: wrap; gap: 24px; }}
figure {{ margin: 0; }} figcaption {{ padding: 0 0 6px; }}
img {{ display: block; height: {height}px; border: 1px solid #8888; }}
</style><h1>{title}</h1><main>{figures}</main>"""
FIGURE = "<figure><figcaption>{name}</figcaption><a href='{file}'><img src='{file}'></a></figure>"
SHOWN = {"wide": 405, "phone": 506, "middle": 506}
"""How high a picture stands on a sheet, in pixels."""
PER_SHEET = {"wide": 9, "phone": 14, "middle": 9}
"""Pictures on a sheet, so that it can still be read."""


class Picture(NamedTuple):
    """A view in a theme and a size."""

    view: str
    scheme: str
    size: str
    path: Path


def take(view: View, desks: OpenDesk, place: House, size: str, folder: Path) -> Iterator[Picture]:
    """A view in both themes."""
    width, height = SIZES[size]
    desk = desks(width, height, scheme=SCHEMES[0], motion="reduce")
    page = view.come(desk, place)
    if not view.waiting:
        settle(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        at_rest(page)
        path = folder / f"{view.name}-{scheme}-{width}.png"
        page.screenshot(path=path, animations="disabled")
        yield Picture(view.name, scheme, size, path)
    desk.context.close()


def pictures(browser: Browser, views: list[View], folder: Path) -> Iterator[Picture]:
    """All of them; what cannot be come to is told, and the others are taken."""
    with ExitStack() as stack, opening(browser) as desks:
        houses: dict[str, House] = {}
        for view in views:
            if not view.changing and view.house not in houses:
                houses[view.house] = stack.enter_context(house(view.house))
            for size in view.sizes:
                with ExitStack() as own:
                    place = own.enter_context(house(view.house)) if view.changing else houses[view.house]
                    try:
                        yield from take(view, desks, place, size, folder)
                    except (AssertionError, BrowserError) as error:
                        sys.stderr.write(f"{view.name}, {size}: {error}\n")


def sheets(browser: Browser, taken: list[Picture], folder: Path) -> list[Path]:
    """Pages and pictures with many pictures each, a theme and a size together."""
    made = []
    page = browser.new_page(viewport={"width": 2100, "height": 900})
    for (scheme, size), group in groupby(sorted(taken, key=lambda each: each[1:3]), key=lambda each: each[1:3]):
        files = list(group)
        for number, at in enumerate(range(0, len(files), PER_SHEET[size]), 1):
            ground, ink = ("#fff", "#111") if scheme == "light" else ("#000", "#eee")
            figures = "".join(
                FIGURE.format(name=escape(each.view), file=each.path.name) for each in files[at : at + PER_SHEET[size]]
            )
            title = f"{scheme}, {SIZES[size][0]}, {number}"
            sheet = folder / f"sheet-{scheme}-{SIZES[size][0]}-{number}.html"
            sheet.write_text(
                SHEET.format(title=title, ground=ground, ink=ink, height=SHOWN[size], figures=figures), encoding="utf-8"
            )
            page.goto(sheet.as_uri())
            page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
            made.append(sheet.with_suffix(".png"))
    page.close()
    return made


def main() -> int:
    """Take them; 1 if one could not be taken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", metavar="PATTERN", help="views whose names match, a regular expression")
    parser.add_argument("--to", type=Path, default=ROOT / "screenshots", metavar="FOLDER")
    parser.add_argument("--readme", action="store_true", help="put the pictures of the README into docs/images")
    args = parser.parse_args()
    program = installed() or sys.exit("chromium is not installed; tools/test-tools.sh installs it")
    views, args.to = chosen(args.only), args.to.resolve()
    args.to.mkdir(parents=True, exist_ok=True)
    for old in () if args.only else args.to.glob("*.*"):
        old.unlink()
    with chromium(program) as browser:
        taken = list(pictures(browser, views, args.to))
        made = sheets(browser, taken, args.to)
    for name, wanted in README.items() if args.readme else ():
        for found in taken:
            if found[:3] == wanted:
                shutil.copy(found.path, ROOT / "docs/images" / f"{name}.png")
    told = (f"{len(taken)} pictures in {args.to}; to look at all of them:", *made)
    sys.stdout.write("".join(f"{line}\n" for line in told))
    return int(len(taken) < sum(len(view.sizes) for view in views) * len(SCHEMES))


if __name__ == "__main__":
    sys.exit(main())
