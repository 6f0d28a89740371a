"""What a view of the page costs: the bytes of all scripts and styles that it has loaded.

The list, a mail with its preview or its text, sessions, set-up and settings stay below LIMIT. A few views that one
opens from an open mail, and what edits a fault rule, bring more with them: each has a limit of its own.
"""

from playwright.sync_api import Page

LIMIT = 150_000
"""Bytes, unpacked."""
OWN_LIMITS = {
    **dict.fromkeys(("mail-test-code", "fault-rule"), 153_000),
    "mail-envelope": 158_000,
    **dict.fromkeys(("mail-parts", "odd-crowd-envelope", "mail-attachments", "odd-many-attachments"), 164_000),
    **dict.fromkeys([f"file-{kind}" for kind in ("png", "pdf", "zip", "csv", "json", "ics", "vcf")], 168_000),
}
"""The same of views that few open; those of attachments show one of them, too."""
LEAST = 20_000
"""What each view loads at least: less means that nothing was weighed."""

LOADED = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => /\\.(js|css)$/.test(new URL(name).pathname))
    .map(({ name, decodedBodySize }) => [new URL(name).pathname, decodedBodySize])"""


def limit_of(view: str) -> int:
    """Bytes that a view may load."""
    return OWN_LIMITS.get(view, LIMIT)


def loaded(page: Page) -> dict[str, int]:
    """The scripts and styles that a page has loaded, from wherever, and their bytes, unpacked."""
    return dict(page.evaluate(LOADED))


def weighed(page: Page, limit: int) -> list[str]:
    """The heaviest first, if all together are more than they may be."""
    sizes = loaded(page)
    total = sum(sizes.values())
    if LEAST <= total <= limit:
        return []
    heaviest = sorted(sizes.items(), key=lambda each: -each[1])[:20]
    return [f"{total:,} bytes of {limit:,}", *(f"{size:7,} {path}" for path, size in heaviest)]
