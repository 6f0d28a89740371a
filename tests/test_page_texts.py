"""All that one reads on the page stands in templates/words: neither scripts nor templates say anything themselves."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support import ROOT

ENGLISH = ("api.html", "reference")
"""The reference is one document with the descriptions of the operations, which are written in English."""
NAMES = re.compile(r"\bmailtrap\b|\(Esc\)|\(Delete\)")
"""What is called so in every language: the program, and what is printed on keys."""

SEEN = ("title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "alt", "label")
LETTERS = re.compile(r"[^\W\d_]{2}")

CALLS = {"el": 2, "span": 1, "bdi": 1, "button": 0, "setText": 1, "say": 0, "toast": 1, "copyButton": 1}
"""What puts text on the page, and from which argument on."""
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<regex>(?<=[(,=:\[!&|?{};\s])/(?![*/\s])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)"""
    r"""|(?P<name>[\w$#.]+)|(?P<sign>[()\[\]{},]|[=!]==?|\S)""",
    re.S,
)
PROPERTY = re.compile(r"""\.(?:textContent|title|placeholder|ariaLabel|innerText|alt)\s*=\s*(["'`][^;\n]*)""")
ATTRIBUTE = re.compile(
    rf"""(?:(?<![\w.-])(?:title|placeholder|alt)|"(?:{"|".join(SEEN)})")(?:\s*:|(?<=")\s*,)\s*((?:"[^"]*"|'[^']*'|`[^`]*`))"""
)


def prose(literal: str) -> str:
    """What of a literal is letters to be read."""
    return re.sub(r"\$\{[^}]*\}", "", literal.strip("\"'`"))


def said(source: str) -> Iterator[str]:
    """Literals of a script that come on the page as text or as the name of something."""
    stack: list[tuple[str, int]] = []
    last = before = ""
    for token in TOKEN.finditer(source):
        kind, text = token.lastgroup, token[0]
        if kind == "comment":
            continue
        if text == "(":
            stack.append((last if last in CALLS and before not in ("function", ".") else "", 0))
        elif text in ("[", "{"):
            # A list belongs to the call around it; what is in braces does not, nor does the name of a member.
            listed = stack and text == "[" and not re.fullmatch(r"[\w$#.]+|[)\]]", last)
            stack.append(stack[-1] if listed else ("", 0))
        elif text in (")", "]", "}") and stack:
            stack.pop()
        elif text == "," and stack and source[: token.start()].rstrip():
            stack[-1] = (stack[-1][0], stack[-1][1] + 1)
        elif kind == "text" and stack and last not in ("===", "!==", "=="):
            call, at = stack[-1]
            # Code is the same in every language.
            if call == "el" and at == 0 and text[1:-1] in ("code", "kbd"):
                stack[-1] = ("", 0)
            if call and at >= CALLS[call] and LETTERS.search(prose(text)) and (call != "button" or at == 0):
                yield text
        before, last = last, text
    for pattern in (PROPERTY, ATTRIBUTE):
        yield from (found[1] for found in pattern.finditer(source) if LETTERS.search(prose(found[1])))


class Reader(HTMLParser):
    """Collects what a template says by itself."""

    def __init__(self) -> None:
        """Begins outside of everything."""
        super().__init__()
        self.found: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read aloud or shown."""
        self.quiet += tag in ("code", "pre", "kbd", "script", "style")
        self.found += [value for name, value in attrs if name in SEEN and value and LETTERS.search(value)]

    def handle_endtag(self, tag: str) -> None:
        """Code ends."""
        self.quiet -= tag in ("code", "pre", "kbd", "script", "style")

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self.quiet and LETTERS.search(data):
            self.found.append(data.strip())


SCRIPTS = [each for each in sorted((ROOT / "static/js").rglob("*.js")) if not set(ENGLISH) & set(each.parts)]
TEMPLATES = [each for each in sorted((ROOT / "templates").glob("*.html")) if each.name not in ENGLISH]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT / "static/js")))
def test_a_script_says_nothing_itself(path: Path) -> None:
    """No literal of a script comes on the page: texts are asked of the words."""
    assert [each for each in said(path.read_text("utf-8")) if LETTERS.search(NAMES.sub("", prose(each)))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_itself(path: Path) -> None:
    """No text and no name of a control stands in a template."""
    reader = Reader()
    bare = re.sub(r"\{% call example.*?\{% endcall %\}", "", path.read_text("utf-8"), flags=re.S)
    reader.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", bare, flags=re.S))

    assert [each for each in reader.found if LETTERS.search(NAMES.sub("", each))] == []


@pytest.mark.parametrize(
    "source",
    [
        'el("p", {}, "No mail")', 'el("p", {}, [x, "No mail"])', 'el("p", { class: "a" }, yes ? "No mail" : null)',
        'button("Delete", { icon: "trash" })', 'span("muted", `of ${n} mails`)', 'node.title = "Delete";',
        'node.setAttribute("aria-label", "Delete");', 'button(words.x, { title: "Delete" })', 'bdi(null, "nobody")',
    ],
)  # fmt: skip
def test_what_scripts_say_is_found(source: str) -> None:
    """The ways in which a script could put text on the page are known."""
    assert list(said(source))


@pytest.mark.parametrize(
    "source",
    [
        'el("p", { class: "muted" }, strings.none)', 'button(words.x, { icon: "trash", kind: "ghost" })',
        'span("muted", words.of(n))', 'el("p", {}, kind === "code" ? a : b)', 'el("time", {}, icon("clock"))',
        'node.setAttribute("class", "icon");', '// el("p", {}, "No mail")',
    ],
)  # fmt: skip
def test_what_scripts_do_not_say_is_left(source: str) -> None:
    """Names of classes, icons and kinds are not read by anybody."""
    assert not list(said(source))
