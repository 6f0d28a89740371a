"""The language of searches: text in, a tree of values out. Pure: nothing is looked up here.

``terms`` holds the values, ``words`` cuts the text, ``fields`` and ``dates`` say what each word means, ``parse`` how
words go together.
"""

from mailtrap.query.fault import QueryError
from mailtrap.query.parse import parse
from mailtrap.query.terms import (
    ADDRESSED,
    ANYWHERE,
    And,
    Contains,
    Field,
    Flag,
    Has,
    HasHeader,
    Is,
    Name,
    Not,
    Or,
    Query,
    Received,
    Size,
    fold,
)

__all__ = [
    "ADDRESSED",
    "ANYWHERE",
    "And",
    "Contains",
    "Field",
    "Flag",
    "Has",
    "HasHeader",
    "Is",
    "Name",
    "Not",
    "Or",
    "Query",
    "QueryError",
    "Received",
    "Size",
    "fold",
    "parse",
]
