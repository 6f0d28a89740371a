"""What a view of the page costs: the bytes of all scripts and styles that it has loaded."""

from playwright.sync_api import Page

LIMIT = 150_000
"""Bytes, unpacked, of any view."""
LEAST = 20_000
"""What each view loads at least: less means that nothing was weighed."""

LOADED = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => /\\.(js|css)$/.test(new URL(name).pathname))
    .map(({ name, decodedBodySize }) => [new URL(name).pathname, decodedBodySize])"""


def loaded(page: Page) -> dict[str, int]:
    """The scripts and styles that a page has loaded, from wherever, and their bytes, unpacked."""
    return dict(page.evaluate(LOADED))


def weighed(page: Page, limit: int = LIMIT) -> list[str]:
    """The heaviest first, if all together are more than they may be."""
    sizes = loaded(page)
    total = sum(sizes.values())
    if LEAST <= total <= limit:
        return []
    heaviest = sorted(sizes.items(), key=lambda each: -each[1])[:20]
    return [f"{total:,} bytes of {limit:,}", *(f"{size:7,} {path}" for path, size in heaviest)]
