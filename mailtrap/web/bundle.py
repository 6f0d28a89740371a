"""The modules of a page in few pieces, put together when they are asked for: a request each costs more than its bytes.

A module in a bundle is a function that returns what it exports, called once, after those that it imports; one outside
takes what it needs from the bundle. So each is there once, wherever it is imported, as the language wants it. What is
read is the plain form that this page is written in: ``import { a, b as c } from "./x.js";`` on one line, exports as
declarations or ``export { a };``, no circle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath, relpath

IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n?', re.MULTILINE)
_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
_OWN = re.compile(r"\bimport\.meta\.url\b")
_DECLARED = re.compile(r"^export ((?:async )?function\*? |class |const |let )(\w+)", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};\n?", re.MULTILINE)
_STYLES = re.compile(r'^@import (?:url\()?"([^"]+)"\)?;\n?', re.MULTILINE)

Read = Callable[[str], str]
"""The text of a file by its name in the folder: ``js/app/main.js``."""


class Bundles:
    """Which module goes with which bundle; a module that two could have goes with the first."""

    def __init__(self, read: Read, entries: tuple[str, ...]) -> None:
        """``entries`` are the modules that bundles are named by; each brings what it imports."""
        self._read = read
        self._members: dict[str, list[str]] = {}
        self._home: dict[str, str] = {}
        for entry in entries:
            self._members[entry] = [each for each in in_order(read, entry) if each not in self._home]
            self._home |= dict.fromkeys(self._members[entry], entry)
        self._sign = {each: f"${at}" for at, each in enumerate(self._home)}

    def pieces(self, name: str) -> Iterator[tuple[str, str]]:
        """What is sent for a module: names and texts, to be joined. An entry brings its whole bundle."""
        members, own = self._members.get(name, []), self._read(name)
        taken = dict.fromkeys(each for at in members or [name] for each in _imports(self._read(at), at))
        for entry in filter(None, dict.fromkeys(self._home.get(each) for each in taken)):
            signs = [self._sign[each] for each in taken if self._home.get(each) == entry != name]
            if signs:
                yield f"{name} of {entry}", f'import {{ {", ".join(signs)} }} from "{_way(name, entry)}";\n'
        for member in members:
            yield member, self._wrapped(member, name)
        if name not in self._home:
            yield name, self._moved(own, name, name)
        elif exports := _exports(own):
            text = f"export const {{ {', '.join(exports)} }} = {self._sign[name]};\n"
            home = self._home[name]
            yield (
                f"{name} itself",
                text if home == name else f'import {{ {self._sign[name]} }} from "{_way(name, home)}";\n{text}',
            )

    def _wrapped(self, name: str, place: str) -> str:
        text = self._moved(self._read(name), name, place)
        exports = ", ".join(_exports(text))
        text = _LISTED.sub("", _DECLARED.sub(r"\1\2", text))
        return f"export const {self._sign[name]} = (() => {{\n{text}\nreturn {{ {exports} }};\n}})();\n"

    def _moved(self, text: str, name: str, place: str) -> str:
        """The text of a module as it stands in the file ``place``."""

        def way(to: str) -> str:
            return _way(place, normpath(join(dirname(name), to)))

        def taken(found: re.Match[str]) -> str:
            sign = self._sign.get(normpath(join(dirname(name), found[2])))
            if not sign:
                return found[0]
            return f"const {{{found[1].replace(' as ', ': ')}}} = {sign};\n" if found[1] else ""

        text = _LATER.sub(lambda found: f'import("{way(found[1])}")', IMPORT.sub(taken, text))
        return text if name == place else _OWN.sub(f'new URL("{_way(place, name)}", import.meta.url)', text)


def in_order(read: Read, entry: str) -> list[str]:
    """The modules that ``entry`` needs before it runs and itself, each after those that it needs."""
    found: list[str] = []
    seen: set[str] = set()

    def look(name: str) -> None:
        if name not in seen:
            seen.add(name)
            for each in _imports(read(name), name):
                look(each)
            found.append(name)

    look(entry)
    return found


def joined_styles(read: Read, name: str) -> str:
    """A style sheet with those that it imports in the place of their names."""
    return _STYLES.sub(lambda found: joined_styles(read, normpath(join(dirname(name), found[1]))), read(name))


def _imports(text: str, name: str) -> list[str]:
    return [normpath(join(dirname(name), found[2])) for found in IMPORT.finditer(text)]


def _exports(text: str) -> list[str]:
    listed = [each.strip() for found in _LISTED.finditer(text) for each in found[1].split(",")]
    return [found[2] for found in _DECLARED.finditer(text)] + [each for each in listed if each]


def _way(place: str, to: str) -> str:
    """The relative address of one file in another."""
    way = relpath(to, dirname(place))
    return way if way.startswith(".") else f"./{way}"
