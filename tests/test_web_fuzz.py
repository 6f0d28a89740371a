"""The API is asked all that its document allows, and what it forbids: each answer is one that the document tells.

``--fuzz-cases N`` asks at least N questions, the same ones each time.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, CheckFunction, GenerationMode, SerializationContext
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import RAW_QUERY_STRING_KEY
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mailtrap.inbox import Inbox
from mailtrap.model import Page
from mailtrap.stores import Selection
from tests.odd_mails import ODD, wire
from tests.support import Running
from tests.test_web_openapi import DOCUMENT, RICH, filled, operations

CONFORMANCE: list[CheckFunction] = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
NOT_SERVED = {"later_release", "later_html_check", "later_link_check", "later_sa_check"}
"""These are 501, as the document says."""
STREAM = "stream_events"
"""It has no end: each answer is read for a moment."""
STREAM_CASES = 10
MOMENT = 0.3
"""Seconds."""
PATIENCE = 0.02
"""Seconds that a wait lasts here, however many are asked for: the search for mail is what is tried."""
SEARCHES = ("is:unread", "code", 'subject:"your code" OR from:ada', "-larger:1", "after:1h", "tag:vip", "(", "is:blue")
INBOXES = ("default", "shop", "a/b")
TOLD = operations(DOCUMENT)
SCHEMA = schemathesis.openapi.from_dict(deepcopy(DOCUMENT))  # it writes into what it makes examples of

Known = dict[str, list[str]]


@schemathesis.serializer("message/rfc822")
def as_mail(context: SerializationContext, value: Any) -> bytes:
    """A body that is made up, as bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def tells(name: str, mode: GenerationMode) -> bool:
    """Whether there is more than one question: a path alone, which may be any text, cannot be wrong."""
    told = TOLD[name][2]
    places = {each["in"] for each in told["parameters"]} | ({"body"} if "requestBody" in told else set())
    return bool(places if mode is GenerationMode.POSITIVE else places - {"path"})


KINDS = [
    (name, mode)
    for name in TOLD
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or tells(name, mode)
]
"""Each operation with questions that it allows, and with some that it does not."""
MANY = sum(name != STREAM and tells(name, mode) for name, mode in KINDS)


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> int:
    """How many questions of one kind."""
    wanted: int = request.config.getoption("--fuzz-cases")
    return -(-wanted // MANY)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    wait = Inbox.wait

    def shortly(
        inbox: Inbox, selection: Selection, count: int, timeout: float, allowed: Callable[[], bool] = lambda: True
    ) -> Page:
        return wait(inbox, selection, count, min(timeout, PATIENCE), allowed)

    monkeypatch.setattr(Inbox, "wait", shortly)


@pytest.fixture(scope="module")
def letters() -> list[bytes]:
    """Some that are odd, but not large."""
    return [raw for raw in (wire(make()) for make in list(ODD.values())[::17]) if 0 < len(raw) < 20_000][:12]


@pytest.fixture
def known(module_server: Running, letters: list[bytes]) -> Iterator[Known]:
    """What there is, whatever was done to the server before; the last of each is of the mail that has everything."""
    module_server.api("faults", "PUT", json={"Rules": []})
    for inbox in INBOXES:
        assert module_server.api(f"inboxes/{inbox}/retention", "PUT", json={"Count": 0}).text == "ok"
    module_server.api("messages", "DELETE")
    for at, raw in enumerate(letters):
        query = {"inbox": INBOXES[at % len(INBOXES)], "from": "", "to": "bob@example.test"}
        more = {"params": query, "headers": {"Content-Type": "message/rfc822"}}
        assert module_server.api("messages", "POST", content=raw, **more).status_code == 200
    module_server.send(RICH)
    ids = [each["ID"] for each in reversed(module_server.messages())]
    session = module_server.api("sessions").json()["Sessions"][0]["ID"]
    token, part = filled("/view/{id}/{token}/{part}", module_server).split("/")[-2:]
    filled("/{tag}", module_server)
    yield {
        "id": [session, "latest", *ids],
        "part": ["1", "1.1", part],
        "page": ["2", "1"],
        "name": list(INBOXES),
        "tag": ["VIP", "vip"],
        "token": [token],
    }
    module_server.api("faults", "PUT", json={"Rules": []})


def aimed(case: Case[Any], known: Known, dice: random.Random) -> Case[Any]:
    """The same, with names of what there is: of those that are made up there is nothing."""
    everything = dice.random() < 0.3
    for name in case.path_parameters or {}:
        if everything or dice.random() < 0.6:
            case.path_parameters[name] = known[name][-1] if everything else dice.choice(known[name])
    query = case.query
    if isinstance(query, dict) and RAW_QUERY_STRING_KEY not in query:
        if isinstance(query.get("query"), str) and dice.random() < 0.5:
            query["query"] = dice.choice(SEARCHES)
        if isinstance(query.get("inbox"), str) and dice.random() < 0.5:
            query["inbox"] = dice.choice(INBOXES)
    ids = case.body.get("IDs") if isinstance(case.body, dict) else None
    if isinstance(ids, list) and dice.random() < 0.7:
        ids += dice.sample(known["id"], 2)
    return case


@pytest.mark.parametrize(("name", "mode"), KINDS, ids=lambda each: getattr(each, "value", each))
def test_every_answer_is_told(
    module_server: Running, impatient: None, known: Known, cases: int, name: str, mode: GenerationMode
) -> None:
    """Nothing fails, and status, media type, headers and body are those of the document."""
    method, path, _ = TOLD[name]
    checks = CONFORMANCE if name in NOT_SERVED else [not_a_server_error, *CONFORMANCE]
    if name == STREAM:  # its schema is of the whole; test_web_openapi looks at the frames
        checks = [each for each in checks if each is not response_schema_conformance]
    wanted = 1 if not tells(name, mode) else min(cases, STREAM_CASES) if name == STREAM else cases
    asked: Counter[int] = Counter()

    @seed(0)
    @settings(max_examples=wanted, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SCHEMA[path][method].as_strategy(generation_mode=mode), st.randoms(use_true_random=False))
    def ask(case: Case[Any], dice: random.Random) -> None:
        # A redirect leads to the page, which is not of the API.
        answer = aimed(case, known, dice).call(
            module_server.web, timeout=MOMENT if name == STREAM else 30, allow_redirects=False
        )
        asked[answer.status_code] += 1
        case.validate_response(answer, checks)

    ask()
    logging.getLogger(__name__).info("%s, %s: %s", name, mode.value, dict(asked))

    assert asked.total() >= wanted
