"""What is found in a mail, each with the reason why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code.

    ``value`` is what is to be typed: ASCII digits and letters, without the spaces and dashes that only group them; a
    letter in front of a dash belongs to it (``G-482913``). ``shown`` is how the mail writes it, ``where`` is
    "subject", "text" or "html". ``score`` is from 0 to 1; 0.5 is the least that counts.
    """

    value: str
    shown: str
    where: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``where`` is "html", "text" or "header"; ``place`` counts from 0 in that order, as in the mail.

    ``kind`` is one of ``KINDS``, or empty. ``main`` is true for one link at most, the one the mail was sent for.
    """

    url: str
    text: str
    where: str
    place: int
    kind: str = ""
    main: bool = False
    reason: str = ""


KINDS = (
    "unsubscribe",  # leave a list
    "reset",  # choose a password
    "confirm",  # confirm an address, an account, a subscription
    "magic",  # sign in without a password
    "invite",  # accept an invitation
    "social",  # a page at a social network
    "preferences",  # choose which mail to get
    "browser",  # the same mail as a page
    "legal",  # terms, privacy, imprint
    "help",  # support, contact, questions
)


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the HTML, sizes as written. ``tracking`` says that nobody is meant to see it."""

    url: str
    alt: str
    width: str
    height: str
    tracking: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as it is written. ``where`` is "html" or "text"."""

    number: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """All that was found; codes best first, the rest in the order of the mail."""

    codes: tuple[Code, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """What a mail was most likely sent for: the first of its codes, or empty, and its main link, if it has one."""

    code: str = ""
    link: Link | None = None
