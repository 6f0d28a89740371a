"""Bodies read into types: names in any case, nulls and forms, and a fault that names the field."""

from typing import Any

import msgspec
import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from mailtrap.errors import BadRequest
from mailtrap.web import asking
from mailtrap.wire import Wire


class Person(Wire, frozen=True):
    """Somebody."""

    name: str = ""
    email: str = ""


class Letter(Wire, frozen=True):
    """A body with something of everything."""

    from_: Person
    to: list[Person] = msgspec.field(default_factory=list)
    read: bool | None = None
    size: int | msgspec.UnsetType = msgspec.UNSET
    headers: dict[str, str] = msgspec.field(default_factory=dict)


def body(given: Any) -> Letter | None:
    """What is read of a JSON body."""
    return asking.body(Request(EnvironBuilder(method="POST", json=given).get_environ()), Letter)


def test_names_in_any_case_however_deep() -> None:
    """Keys match whatever their case, in objects within as well; keys of a map are left as they are."""
    found = body({"FROM": {"eMail": "a@x.test"}, "to": [{"NAME": "Bob"}], "headers": {"X-a": "1"}})

    assert found == Letter(Person(email="a@x.test"), [Person("Bob")], headers={"X-a": "1"})


def test_null_is_not_given() -> None:
    """A field of null has its default, wherever it stands."""
    assert body({"From": {"Name": None}, "To": None, "Size": None}) == Letter(Person())


def test_a_form_is_read() -> None:
    """Lists take every value, switches ``true`` and ``1``, whatever the case of the name."""

    class Some(Wire, frozen=True):
        """What a form can hold."""

        ids: list[str] | None = None
        read: bool | None = None

    def form(text: str) -> Some | None:
        builder = EnvironBuilder(method="PUT", data=text, content_type="application/x-www-form-urlencoded")
        return asking.body(Request(builder.get_environ()), Some)

    assert form("ids=a&ids=b&READ=True") == Some(["a", "b"], True)
    assert form("IDs=a") == Some(["a"])
    assert form("") is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"From": "x"}, "From: give an object"),
        ({"From": {}, "To": "x"}, "To: give a list"),
        ({"From": {}, "To": ["x"]}, "To[0]: give an object"),
        ({"from": {"name": 1}}, "From.Name: give a text"),
        ({"from": {}, "to": [{}, {"email": []}]}, "To[1].Email: give a text"),
        ({"from": {}, "Read": 1}, "Read: give true or false"),
        ({"from": {}, "size": "5"}, "Size: give a whole number"),
        ({"from": {}, "size": 1.5}, "Size: give a whole number"),
        ({"To": []}, "From is missing"),
        ({"From": {"Name": "\ud800"}}, "From.Name: a text holds half a character (a surrogate)"),
        ({"Form": {}}, "'Form' is no field of this; there are From, To, Read, Size, Headers"),
        ([], "the body is no JSON object"),
    ],
)
def test_a_fault_names_the_field(given: Any, said: str) -> None:
    """What is wrong is said with its place and what would be right."""
    with pytest.raises(BadRequest) as fault:
        body(given)

    assert str(fault.value) == said


def test_nesting_is_followed_as_deep_as_the_type_is() -> None:
    """A body that is deep where its type is not costs nothing and breaks nothing."""
    deep: Any = []
    for _ in range(500):
        deep = [deep]

    with pytest.raises(BadRequest, match=r"From\.Name: give a text"):
        body({"From": {"Name": deep}})
