"""The modules of a page in few pieces, put together when they are asked for: a request each costs more than its bytes.

A module in a bundle is a function that returns what it exports, called once, after those that it imports. What it
exports are variables of the bundle, which the others in it find by their names; a module outside takes what it needs
from the bundle. So each is there once, wherever it is imported, as the language wants it. What is read is the plain
form that this page is written in: ``import { a, b as c } from "./x.js";`` on one line, exports as declarations or
``export { a };``, no circle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from posixpath import dirname, join, normpath, relpath
from string import ascii_letters

IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n?', re.MULTILINE)
_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
_OWN = re.compile(r"\bimport\.meta\.url\b")
_EXPORTED = re.compile(r"^export ((?:async )?function\*? |class |const |let )(\w+)", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};\n?", re.MULTILINE)
_NAMED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_WORD = re.compile(r"(?<![\w$.#])[A-Za-z_$][\w$]*")
_REMARK = re.compile(r"^\s*(?://|/\*|\*).*", re.MULTILINE)
_STYLES = re.compile(r'^@import (?:url\()?"([^"]+)"\)?;\n?', re.MULTILINE)

Read = Callable[[str], str]
"""The text of a file by its name in the folder: ``js/app/main.js``."""


class Bundles:
    """Which module goes with which bundle; a module that two could have goes with the first."""

    def __init__(self, read: Read, entries: tuple[str, ...], modules: Iterable[str]) -> None:
        """``entries`` are the modules that bundles are named by; each brings what it imports.

        ``modules`` are all that there are: what one of them takes from a bundle it gets by a letter, the rest stays
        inside.
        """
        self._read = read
        self._members: dict[str, list[str]] = {}
        self._home: dict[str, str] = {}
        for entry in entries:
            self._members[entry] = [each for each in in_order(read, entry) if each not in self._home]
            self._home |= dict.fromkeys(self._members[entry], entry)
        self._object = {entry: f"${at}" for at, entry in enumerate(entries)}
        self._sign = self._signs()
        taken = sorted({each for name in modules for each in self._takes(name)})
        letters = (*ascii_letters, *map("".join, product(ascii_letters, repeat=2)))
        self._key = dict(zip(taken, letters, strict=False))

    def _takes(self, name: str) -> Iterator[tuple[str, str]]:
        """By module and export what a module has from bundles that it is not in itself, now or later."""
        text = self._read(name)
        yield from ((each, export) for each, export, _ in _imported(text, name) if self._away(each, name))
        for found in _LATER.finditer(text):
            each = normpath(join(dirname(name), found[1]))
            if each in self._home:
                yield from ((each, export) for export in _exports(self._read(each)))

    def _away(self, name: str, place: str) -> bool:
        return name in self._home and self._home[name] != self._home.get(place)

    def _signs(self) -> dict[tuple[str, str], str]:
        """By module and export the name of its variable: its own, unless something else may be called so, too."""
        texts = {name: self._read(name) for name in self._home}
        exports = [(name, each) for name, text in texts.items() for each in _exports(text)]
        taken = Counter(each for _, each in exports)
        for text in texts.values():
            taken.update(_mentioned(text) - _declared(text))
        signs: dict[tuple[str, str], str] = {}
        for name, each in exports:
            sign = each
            while taken[sign] > (sign == each):
                sign += "$"
            taken[sign] += 1
            signs[name, each] = sign
        return signs

    def pieces(self, name: str) -> Iterator[tuple[str, str]]:
        """What is sent for a module: names and texts, to be joined. An entry brings its whole bundle."""
        own, home = self._read(name), self._home.get(name)
        if not home:
            yield name, "".join(self._borrowed(name, _imported(own, name))) + self._moved(own, name, name)
            return
        if name == home:
            yield name, self._bundle(name)
        if exports := [each for each in _exports(own) if (name, each) in self._key]:
            away = "" if name == home else f'import {{ {self._object[home]} }} from "{_way(name, home)}";\n'
            apart = self._apart((name, each, each) for each in exports)
            yield f"{name} itself", f"{away}export const {apart} = {self._object[home]};\n"

    def _bundle(self, entry: str) -> str:
        """Its members in one scope, each a function that is called once, with a variable for each export."""
        members = self._members[entry]
        exports = [(each, name) for each in members for name in _exports(self._read(each))]
        signs = ", ".join(self._sign[each] for each in exports)
        given = ", ".join(f"{self._key[each]}: {self._sign[each]}" for each in exports if each in self._key)
        wanted = [taken for each in members for taken in _imported(self._read(each), each)]
        away = {
            (name, export, self._sign[name, export]): None for name, export, _ in wanted if self._home[name] != entry
        }
        ways, taken = self._borrowed(entry, away)
        declared = f"let {signs};\n" if signs else ""
        inside = "".join(self._member(each, entry) for each in members)
        return (
            f"{ways}export const {self._object[entry]} = (() => {{\n"
            f"{taken}{declared}{inside}return {{ {given} }};\n}})();\n"
        )

    def _member(self, name: str, place: str) -> str:
        """What it knows by another name than that of the variable is given to it."""
        own = self._read(name)
        signs = {local: self._sign[module, export] for module, export, local in _imported(own, name)}
        given = {local: sign for local, sign in signs.items() if local != sign}
        text = _LISTED.sub("", _EXPORTED.sub(r"\1\2", self._moved(own, name, place)))
        exports = _exports(own)
        kept = ", ".join(self._sign[name, each] for each in exports)
        back = ", ".join(exports)
        if len(exports) > 1:
            kept, back = f"[{kept}]", f"[{back}]"
        if exports:
            kept, back = f"{kept} = ", f"return {back};\n"
        return f"{kept}(({', '.join(given)}) => {{\n{text}\n{back}}})({', '.join(given.values())});\n"

    def _borrowed(self, place: str, wanted: Iterable[tuple[str, str, str]]) -> tuple[str, str]:
        """Statements that fetch (module, export, name here) from the bundles that have them: imports, and the rest."""
        homes: dict[str, list[tuple[str, str, str]]] = {}
        for each in wanted:
            if home := self._home.get(each[0]):
                homes.setdefault(home, []).append(each)
        ways = (f'import {{ {self._object[home]} }} from "{_way(place, home)}";\n' for home in homes)
        taken = (f"const {self._apart(each)} = {self._object[home]};\n" for home, each in homes.items())
        return "".join(ways), "".join(taken)

    def _apart(self, taken: Iterable[tuple[str, str, str]]) -> str:
        """A pattern for the object of a bundle."""
        return f"{{ {', '.join(f'{self._key[module, export]}: {local}' for module, export, local in taken)} }}"

    def _moved(self, text: str, name: str, place: str) -> str:
        """The text of a module as it stands in the file ``place``, without the imports of what is in bundles."""

        def way(to: str) -> str:
            return _way(place, normpath(join(dirname(name), to)))

        def left(found: re.Match[str]) -> str:
            return "" if normpath(join(dirname(name), found[2])) in self._home else found[0]

        text = _LATER.sub(lambda found: f'import("{way(found[1])}")', IMPORT.sub(left, text))
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


def _imported(text: str, name: str) -> list[tuple[str, str, str]]:
    """What a module imports by name: from which module, which export, and its name here."""
    taken = []
    for found in IMPORT.finditer(text):
        for each in filter(None, map(str.strip, (found[1] or "").split(","))):
            export, _, local = each.partition(" as ")
            taken.append((normpath(join(dirname(name), found[2])), export, local or export))
    return taken


def _exports(text: str) -> list[str]:
    listed = [each.strip() for found in _LISTED.finditer(text) for each in found[1].split(",")]
    return [found[2] for found in _EXPORTED.finditer(text)] + [each for each in listed if each]


def _mentioned(text: str) -> set[str]:
    """All words of a module that may be names of variables, and then some."""
    return set(_WORD.findall(_REMARK.sub("", text).replace("...", " ")))


def _declared(text: str) -> set[str]:
    """The names that hold in all of a module, as it imports or declares them; of what is taken apart none."""
    return {local for _, _, local in _imported(text, "")} | set(_NAMED.findall(text))


def _way(place: str, to: str) -> str:
    """The relative address of one file in another."""
    way = relpath(to, dirname(place))
    return way if way.startswith(".") else f"./{way}"
