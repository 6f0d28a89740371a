"""Scripts and styles without what only people need, and a look at whether the minifier left all that they do.

tdewolff's minifier rewrites scripts, and 2.24 at times wrongly: ``return void (a && b())`` in a branch loses the call,
and ``const a = f(); const [b] = a;`` may become ``const [b] = a, a = f();``. What looks so is sent as it is.
"""

from __future__ import annotations

import logging
import re
from collections import Counter

log = logging.getLogger(__name__)

_COMMENT = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"(?<!\.)\.(?!abs\()(#|[\w$]+)[\w$]*\(|\b(?:await|new)\b|=>")
_DECLARED = re.compile(r"\b(?:const|let)(?=[\[{])")
_PIECE = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[\[({\])},;]""")
_TEXT = re.compile(r""""[^"'`/\\]*"|'[^"'`/\\]*'""")
_FUNCTION = re.compile(r"(?:\([^()]*\)|[\w$]+)=>.*", re.DOTALL)


def minified(kind: str, name: str, text: str) -> str:
    """The shorter text; as it is without the minifier (the extra ``page``), and if that does not read or keep it."""
    try:
        import minify  # an extra, and loaded by the first page alone
    except (ImportError, OSError):
        return text
    try:
        short: str = minify.string(kind, text)
    except minify.MinifyError as fault:
        log.warning("%s is sent as it is: %s", name, fault)
        return text
    if kind == "text/javascript" and (disordered(short) or lost(text, short)):
        log.warning("%s is sent as it is: the minifier changed what it does", name)
        return text
    return short


def lost(text: str, short: str) -> Counter[str]:
    """The calls of methods, and what is awaited or made, that a script has no longer. ``Math.abs`` may go.

    Comments are to stand on lines of their own.
    """
    before, after = (
        Counter(found[1] or found[0] for found in _CALL.finditer(each)) for each in (_COMMENT.sub("", text), short)
    )
    return before - after


def disordered(script: str) -> bool:
    """Whether a declaration that takes something apart needs a name that is only declared after it.

    It errs on the side of saying so.
    """
    return any(_backwards(_declarators(script, found.end())) for found in _DECLARED.finditer(script))


def _declarators(script: str, start: int) -> list[str]:
    """The parts of a declaration between its commas."""
    parts, depth = [], 0
    for piece in _PIECE.finditer(script, start):
        sign = piece[0]
        depth += (sign in "[({") - (sign in "])}")
        if depth < 0 or (depth == 0 and sign in ",;"):
            parts.append(script[start : piece.start()])
            start = piece.end()
        if depth < 0 or (depth == 0 and sign == ";"):
            break
    return parts


def _backwards(parts: list[str]) -> bool:
    later: set[str] = set()
    for part in reversed(parts):
        # What a function in it names is needed only when that is called.
        now = _FUNCTION.sub("", _TEXT.sub("", part))
        if any(re.search(rf"(?<![\w$.#]){re.escape(each)}(?![\w$])", now) for each in later):
            return True
        if name := re.match(r"[\w$]+(?==)", part):
            later.add(name[0])
    return False
