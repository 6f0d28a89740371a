"""Accessibility as axe-core finds it (https://github.com/dequelabs/axe-core), run in the page as it stands."""

from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import ROOT

SOURCE = ROOT / "tests/clients/node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """([type, values]) => axe.run(document, {
    runOnly: { type, values },
    rules: type === "tag" ? { "target-size": { enabled: true } } : {},
    resultTypes: ["violations", "incomplete"],
    iframes: false,
})"""
"""What is in frames is a mail, which is not ours. Rules that are new in WCAG 2.2 have to be asked for."""


@cache
def _source() -> str:
    if not SOURCE.is_file():
        pytest.skip("axe-core is not installed; tools/test-tools.sh installs it")
    return SOURCE.read_text(encoding="utf-8")


COLOURS = ("color-contrast", "link-in-text-block")
"""Rules that depend on the theme."""


def violations(page: Page, *only: str) -> list[str]:
    """What breaks a rule: the rule, what is wrong, where it stands and how it reads; of all rules or these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(RUN, ["rule", only] if only else ["tag", TAGS])
    return [
        f"{rule['id']}: {rule['help']}\n    {' '.join(map(str, node['target']))}\n    {node['html'][:300]}\n"
        f"    {_why(node)}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(check["message"] for check in checks)
