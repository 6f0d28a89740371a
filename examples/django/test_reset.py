"""Resetting a password, as a person does it: ask, open the mail, follow its link, choose."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def ada():
    """Somebody who forgot the password."""
    user = User.objects.create_user("ada", "ada@example.test", "forgotten")
    yield user
    user.delete()


def test_the_link_of_the_mail_leads_to_a_new_password(mailtrap, ada):
    """The mail goes to her alone, and its link takes one where a password is chosen."""
    browser = Client()
    browser.post("/reset", {"email": "ada@example.test"})
    message = mailtrap.wait(to="ada@example.test", subject="Reset your password")
    form = browser.get(urlsplit(message.link("Choose a new password")).path, follow=True)
    browser.post(form.request["PATH_INFO"], {"new_password1": "x7-Zebra-moon", "new_password2": "x7-Zebra-moon"})
    ada.refresh_from_db()

    assert message.sender == "shop@shop.test"
    assert [each.address for each in message.envelope.recipients] == ["ada@example.test"]
    assert ada.check_password("x7-Zebra-moon")


def test_a_stranger_gets_no_mail(mailtrap, ada):
    """Whoever is not known is not written to, and nobody is told so."""
    answer = Client().post("/reset", {"email": "eve@example.test"})

    assert answer.status_code == 302
    mailtrap.expect_none(for_=0.2)
