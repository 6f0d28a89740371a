"""The words of an HTML body, as a reader sees them."""

from selectolax.lexbor import LexborHTMLParser

MAX_HTML = 32 * 1024
"""Characters of HTML that the parser is given: lexbor needs quadratic time on 100,000 open elements or attributes."""


def words(html: str) -> str:
    """The text of the first ``MAX_HTML`` characters, without markup, styles and scripts."""
    try:
        tree = LexborHTMLParser(html[:MAX_HTML])
    except ValueError:  # nothing that could become a document
        return ""
    tree.strip_tags(["head", "style", "script", "title", "noscript", "template"])
    return tree.body.text(separator=" ") if tree.body else ""
