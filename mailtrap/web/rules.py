"""Rules of routes that are made ready for building URLs when one is built, as almost none ever is; and what may stand
in a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import BaseConverter, Rule


class QuietRule(Rule):
    """Werkzeug compiles two functions for each rule, which takes most of the time in which an app is put together."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, *args: Any, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(super(QuietRule, self)._compile_builder(append_unknown))
            return made[0](rule, *args, **values)

        return build


class AnyText(BaseConverter):
    """``<text:name>`` is any text. Werkzeug's ``path`` begins with no slash, and takes two in a row for one."""

    regex = "(?s:.+?)"
    part_isolating = False
