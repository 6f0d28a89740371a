"""Signing up by a code, as a person does it."""

import pytest
from app import app


@pytest.fixture
def browser(mailtrap):
    """The application, sending into the inbox of the test."""
    mailtrap.use_flask(app)
    return app.test_client()


def test_the_code_of_the_mail_lets_one_in(mailtrap, browser):
    """The code that came is the one that is taken, and no other."""
    browser.post("/sign-up", data={"email": "ada@example.test"})
    code = mailtrap.wait(to="ada@example.test", subject="Welcome").code
    wrong = "000000"

    assert browser.post("/confirm", data={"email": "ada@example.test", "code": wrong}).status_code == 403
    assert browser.post("/confirm", data={"email": "ada@example.test", "code": code}).status_code == 204


@pytest.mark.parametrize("name", ["ada", "bob", "eve"])
def test_each_test_sees_its_own_mail(mailtrap, browser, name):
    """However many sign up at once in other tests, here is one mail."""
    browser.post("/sign-up", data={"email": f"{name}@example.test"})

    assert mailtrap.wait().to == [f"{name}@example.test"]
    assert mailtrap.count() == 1
