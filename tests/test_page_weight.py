"""What the page loads, and whom it asks for it; that each view is light enough is tested in test_page_views.py."""

from urllib.parse import urlsplit

from playwright.sync_api import Response

from tests.browser import OpenDesk, settle
from tests.conftest import Houses
from tests.views import BY_NAME
from tests.weight import loaded, weighed


def test_what_is_weighed_is_what_was_sent(houses: Houses, desks: OpenDesk) -> None:
    """The browser's own account of scripts and styles is that of what came through the network."""
    desk = desks()
    sent: dict[str, int] = {}
    answers: list[Response] = []
    desk.context.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it wants a function
    page = BY_NAME["mail-attachments"].come(desk, houses("filled"))
    settle(page)
    for each in answers:
        if each.request.resource_type in ("script", "stylesheet"):
            sent[urlsplit(each.url).path] = len(each.body())

    assert len(sent) >= 3
    assert loaded(page) == sent
    assert weighed(page, sum(sent.values())) == []
    assert weighed(page, sum(sent.values()) - 1)


def test_what_a_mail_wants_of_others_is_held_back(houses: Houses, desks: OpenDesk) -> None:
    """A mail wants pictures, styles and fonts of another host: no request for them leaves the browser."""
    desk = desks()
    place = houses("filled")
    settle(BY_NAME["mail-remote"].come(desk, place))

    assert [each.url for each in desk.requests if each.failure and "cdn.fernway.test" in each.url]
    assert desk.foreign(place.running) == []
