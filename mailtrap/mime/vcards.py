"""The cards of a file of addresses: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350). Pure, bounded, and never raises.

The packages vobject and icalendar were tried. The first ends in a RecursionError or takes 500 MB for a file of
one; the second refuses whatever vCard 2.1 allows, and leaves texts in their escapes.
"""

from dataclasses import dataclass, field

from mailtrap.mime.content_lines import Line, fields_of, lines, text_of

MAX_CARDS = 50
"""Cards of one file."""
MAX_EACH = 50
"""Addresses, numbers or links of one card."""
MAX_LINE, MAX_TEXT = 1_000, 20_000
"""Characters of a line of text, and of a note."""
MAX_FIELDS = 20
"""Pieces of a name or an address, which has seven."""


@dataclass(slots=True)
class Card:
    """One person or organisation. ``birthday`` is as it is written: ``1815-12-10``, ``--1210``, or words."""

    name: str = ""
    organization: str = ""
    title: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    birthday: str = ""
    note: str = ""


def read_cards(data: bytes, charset: str = "") -> tuple[Card, ...] | None:
    """The cards in these bytes, at most ``MAX_CARDS``; None if there is none."""
    found: list[list[Line]] = []
    for line in lines(data, charset):
        if line.name == "BEGIN" and line.value.strip().upper() == "VCARD":
            if len(found) == MAX_CARDS:
                break
            found.append([])
        elif line.within[-1:] == ("VCARD",):
            found[-1].append(line)
    return tuple(map(_card, found)) if found else None


def _card(written: list[Line]) -> Card:
    def all_of(name: str) -> list[str]:
        texts = [text_of(line.value, MAX_LINE) for line in written if line.name == name][:MAX_EACH]
        return list(dict.fromkeys(filter(None, texts)))

    def first(name: str, most: int = MAX_LINE) -> str:
        return next((text_of(line.value, most) for line in written if line.name == name), "")

    def pieces(name: str) -> list[list[str]]:
        """The fields of each line of that name."""
        values = [line.value[: 2 * MAX_LINE] for line in written if line.name == name][:MAX_EACH]
        return [[text_of(each, MAX_LINE) for each in fields_of(value, ";", MAX_FIELDS)] for value in values]

    names = pieces("N")
    return Card(
        name=first("FN") or (_full_name(names[0]) if names else ""),
        organization=next((", ".join(filter(None, each)) for each in pieces("ORG")), ""),
        title=first("TITLE"),
        emails=[_bare(each, "mailto:") for each in all_of("EMAIL")],
        phones=[_bare(each, "tel:") for each in all_of("TEL")],
        addresses=[told for each in pieces("ADR") if (told := ", ".join(filter(None, each)))],
        urls=all_of("URL"),
        birthday=first("BDAY"),
        note=first("NOTE", MAX_TEXT),
    )


def _full_name(fields: list[str]) -> str:
    """Family, given, further names, prefix and suffix, in the order in which they are said."""
    family, given, more, prefix, suffix = (*fields, "", "", "", "", "")[:5]
    return " ".join(filter(None, (prefix, given, more, family, suffix)))


def _bare(value: str, scheme: str) -> str:
    return value[len(scheme) :] if value.lower().startswith(scheme) else value
