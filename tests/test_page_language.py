"""Another language than English, in a real browser; the views themselves are in test_page_views.py."""

import pytest
from playwright.sync_api import expect

from tests.browser import OpenDesk, row
from tests.conftest import Houses
from tests.speech import left_over
from tests.support import Running, mail
from tests.test_words import OTHERS
from tests.views import BY_NAME


def test_what_is_left_over_is_found(houses: Houses, desks: OpenDesk) -> None:
    """In English, nearly all of the page is: otherwise the search for it would find nothing anywhere."""
    page = BY_NAME["list"].come(desks(locale="en-GB"), houses("filled"))

    assert {"All mails", "Search mails", "Settings"} <= set(left_over(page, OTHERS[0]))


@pytest.mark.parametrize(("locale", "shown"), [("en-GB", "2.1\u202fkB"), ("id-ID", "2,1\u202fkB")])
def test_numbers_are_written_as_the_language_does(server: Running, desks: OpenDesk, locale: str, shown: str) -> None:
    """A size has the decimal mark of the language, beside numbers that have its thousands mark."""
    id_ = server.send(mail("Long", body="x" * 60 + "\r\n" * 1000))
    page = desks(locale=locale).live(server)

    expect(row(page, id_)).to_contain_text(shown)
