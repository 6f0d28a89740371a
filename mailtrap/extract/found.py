"""All of it at once."""

from mailtrap.extract.codes import codes
from mailtrap.extract.html import Page, page
from mailtrap.extract.links import links
from mailtrap.extract.phones import phones
from mailtrap.extract.values import Extracted, Highlight


def extract(subject: str, text: str, html: str, list_unsubscribe: tuple[str, ...] = ()) -> Extracted:
    """Find the codes, links, images and telephone numbers of a mail.

    ``subject`` is decoded, ``text`` and ``html`` are the bodies as far as there are any, ``list_unsubscribe`` holds the
    values of that header. What no person sees is left out: styles, scripts, hidden preheaders. Never raises; the time
    is bounded whatever the mail holds.
    """
    try:
        return everything(subject, text, html, list_unsubscribe)
    except Exception:  # the last line of defence: a mail is shown, come what may
        return Extracted()


def everything(subject: str, text: str, html: str, list_unsubscribe: tuple[str, ...] = ()) -> Extracted:
    """The same without that defence, so that tests see what it would hide."""
    shown = page(html) if html else Page()
    said = shown.text
    found = codes(subject, text, said, frozenset(shown.alone))
    return Extracted(
        codes=found,
        links=links(subject, text, shown, list_unsubscribe, bool(found)),
        images=tuple(shown.images),
        phones=phones(text, said, (anchor.url for anchor in shown.anchors)),
    )


def highlight(subject: str, text: str, html: str, *, coded: bool = True) -> Highlight:
    """The first code and the main link that ``extract`` finds, in a part of the time. Never raises.

    ``coded`` is false for a mail that is known to hold no code: then none is looked for.
    """
    try:
        shown = page(html) if html else Page()
        found = codes(subject, text, shown.text, frozenset(shown.alone)) if coded else ()
        main = (link for link in links(subject, text, shown, (), bool(found)) if link.main)
        return Highlight(found[0].value if found else "", next(main, None))
    except Exception:  # as in extract
        return Highlight()
