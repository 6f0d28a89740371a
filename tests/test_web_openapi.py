"""The OpenAPI document: every route is in it, it is valid, and what it promises is what the server answers."""

import json
import re
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema.validators import Draft202012Validator
from openapi_spec_validator import validate
from websocket import create_connection

from mailtrap import __version__
from mailtrap.inbox import Inbox
from mailtrap.stores.sqlite import SqliteStore
from mailtrap.web import WebServer, create_app
from mailtrap.web.app import Place
from mailtrap.web.openapi import FAULTS, document
from mailtrap.web.openapi import described as of_the_api
from tests.letters import attached, letter, pdf, picture
from tests.support import TLS, Running

RICH = letter(
    html='<p>Your code is <b>481592</b> <a href="https://a.test/c">Confirm</a> <img src="cid:logo@x"></p>',
    text="Your code is 481592, call +49 30 901820",
    pictures=[picture("logo@x")],
    attachments=[
        attached("a.pdf", pdf("0 0 9 9 re f"), "application/pdf"),
        attached("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n", "text/calendar"),
    ],
)
PARTS = {"card": "3", "{page}": "2"}
"""Which part of it there is what of, by the end of the path: its calendar, its PDF."""
ANOTHER_SITE = {"Origin": "https://evil.test"}
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
ANOTHER_NAME = {"Host": "evil.test"}


def app_over(path: Path) -> tuple[Any, SqliteStore]:
    """The app, and the store below it."""
    store = SqliteStore(path / "mail.db", durable=False)
    return create_app(Inbox(store), Place((), "", False), lambda: 0), store


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of an app that is not running."""
    app, store = app_over(tmp_path_factory.mktemp("described"))
    store.close()
    return document(app)


@pytest.fixture(scope="module")
def rich(module_server: Running) -> Running:
    """A server with a mail that has everything."""
    module_server.send(RICH)
    return module_server


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server is whose store was closed under it."""
    app, store = app_over(tmp_path_factory.mktemp("broken"))
    store.close()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = WebServer(app, listening)
        server.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.close()


def operations(told: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Each operation by its id, with method and path."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    }


def promised(tmp: dict[str, Any]) -> list[tuple[str, int]]:
    """Each operation with each status that it names; what only a login has, test_web_login and test_web_held walk."""
    return [
        (name, int(status))
        for name, (method, _, told) in operations(tmp).items()
        for status in told["responses"]
        if status not in ("401", "429") and not (status == "403" and method == "GET")
    ]


def here() -> dict[str, Any]:
    """The document, for the names of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        app, store = app_over(Path(folder))
        store.close()
        return document(app)


DOCUMENT = here()


def test_the_document_is_valid(described: dict[str, Any]) -> None:
    """It is OpenAPI 3.1 to the letter, of this version, and each operation has a name of its own."""
    validate(described)
    names = [told["operationId"] for methods in described["paths"].values() for told in methods.values()]

    assert described["openapi"] == "3.1.0"
    assert described["info"]["version"] == __version__
    assert len(names) == len(set(names))
    assert all(told["summary"] and told["tags"] for _, _, told in operations(described).values())


def test_each_route_says_what_it_does(described: dict[str, Any], tmp_path: Path) -> None:
    """Every route of the API stands in the document: one that declares nothing fails here."""
    app, store = app_over(tmp_path)
    store.close()
    routes = {
        (method, rule.rule.count("<"), rule.rule.split("<")[0])
        for rule in app.url_map.iter_rules()
        if of_the_api(rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path.count("{"), path.split("{")[0]) for method, path, _ in operations(described).values()}
    rules = [rule for rule in app.url_map.iter_rules() if of_the_api(rule)]

    assert routes == told
    assert sum(len((rule.methods or set()) - {"HEAD", "OPTIONS"}) for rule in rules) == len(operations(described))


def test_every_type_that_is_named_is_described(described: dict[str, Any]) -> None:
    """No reference leads nowhere, and no type stands there that nobody names."""
    text = json.dumps(described)
    named = set(re.findall(r'"#/components/(\w+)/(\w+)"', text))
    there = {(kind, name) for kind in ("schemas", "responses") for name in described["components"][kind]}

    assert named <= there
    assert there - named <= {("schemas", "Frame"), ("responses", "RequestTimeout")}


def test_the_server_gives_the_document(module_server: Running) -> None:
    """It is served as JSON, is the same as that of the app, and 304 to who has it."""
    answer = module_server.api("openapi.json")
    again = module_server.api("openapi.json", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(DOCUMENT))
    assert (again.status_code, again.content) == (304, b"")


def filled(path: str, server: Running, wrong: bool = False) -> str:
    """A path with its arguments: those of the mail that there is, or of nothing."""
    if wrong:
        return re.sub(r"\{\w+\}", "nothing", path)
    id_ = server.messages()[0]["ID"]
    session = server.api("sessions").json()["Sessions"][0]["ID"]
    part, token = PARTS.get(path.rpartition("/")[2], "1.2"), ""
    if "{token}" in path:
        html = server.api(f"/view/{id_}.html").text
        found = re.search(rf"/view/{id_}/(\w+)/([\d.]+)", html)
        assert found
        token, part = found[1], found[2]
    named = session if "/session/" in path else id_
    if "{tag}" in path:
        server.api("tags", "PUT", json={"IDs": [id_], "Tags": ["vip"]})
    return path.format(id=named, part=part, token=token, name="nobody", tag="vip", page="1")


def asked(server: Running, name: str, status: int) -> httpx.Response:
    """The request that should be answered so."""
    method, path, told = operations(DOCUMENT)[name]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    more: dict[str, Any] = {"params": needed(told)} | ({} if body is None else {"json": body})
    match status:
        case 400 if body is not None:
            return server.api(filled(path, server), method, content=b"{", headers={"Content-Type": "application/json"})
        case 400 if "{tag}" in path:
            return server.api(filled(path, server, wrong=True), method)
        case 400:
            numbers = [each["name"] for each in told["parameters"] if each["schema"]["type"] == "integer"]
            wrong = {numbers[0]: "x"} if numbers else {"query": "is:blue"}
            return server.api(filled(path, server), method, params=needed(told) | wrong)
        case 403:
            return server.api(filled(path, server), method, headers=ANOTHER_SITE, **more)
        case 404:
            return server.api(filled(path, server, wrong=True), method, **more)
        case 408:
            return server.api(filled(path, server), method, params={"count": 10_000, "timeout": 0})
        case 413:
            return server.api(filled(path, server), method, content=b" " * 1_000_001, params=needed(told))
        case 421:
            return server.api(filled(path, server), method, headers=ANOTHER_NAME, **more)
        case 409:
            return server.api(path, method, **{**more, "params": {**more.get("params", {}), "revision": "another"}})
        case 304:
            url = filled(path, server)
            etag = server.api(url, method).headers["ETag"]
            return server.api(url, method, headers={"If-None-Match": etag})
    return server.api(filled(path, server), method, **more)


def needed(told: dict[str, Any]) -> dict[str, str]:
    """The parameters that may not be left out: a search that finds nothing, an id that nobody has."""
    given = [each for each in told["parameters"] if each["in"] == "query" and each.get("required")]
    return {each["name"]: "subject:nothing-like-it" for each in given}


ELSEWHERE = {
    ("parts_thumb", 501): "only without Pillow; test_web_thumbnail",
    ("pages_drawn", 501): "only without pypdfium2; test_web_pages",
    ("events_events", 101): "below",
    ("stream_events", 200): "below",
    ("view_image", 503): "its token cannot be had without a store",
    ("info_shown", 200): "only with TLS; test_web_about",
    ("info_send_demo", 200): "test_web_api; it would fill the box of the others",
    ("sending_send", 200): "test_web_send, as above",
    ("sending_put_in", 200): "test_web_send, as above",
    ("sending_send", 413): "test_web_send: the bound is that of mail",
    ("sending_put_in", 413): "test_web_send, as above",
}


@pytest.mark.parametrize(
    ("name", "status"),
    [each for each in promised(DOCUMENT) if each not in ELSEWHERE and each[1] != 503],
    ids=str,
)
def test_what_is_promised_is_answered(rich: Running, name: str, status: int) -> None:
    """Each status that the document names can be had, and the answer is of the type and the schema that it gives."""
    answer = asked(rich, name, status)

    assert answer.status_code == status, answer.text
    fits_the_document(answer, name, status)


@pytest.mark.parametrize("name", [each[0] for each in promised(DOCUMENT) if each[1] == 503 and each not in ELSEWHERE])
def test_without_a_store_it_is_503(broken: str, name: str) -> None:
    """Whatever needs the store says so when there is none, and nothing that says nothing of it fails."""
    method, path, told = operations(DOCUMENT)[name]
    url = broken + re.sub(r"\{\w+\}", "latest", path)
    headers = HANDSHAKE if "101" in told["responses"] else {}
    answer = httpx.request(method, url, **{"headers": headers, **example(told)}, params=needed(told), verify=TLS)

    assert answer.status_code == 503
    fits_the_document(answer, name, 503)


def example(told: dict[str, Any]) -> dict[str, Any]:
    """The body that the document gives as an example, of whatever kind."""
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        body = content["example"]
        return {"content": body if isinstance(body, str) else json.dumps(body), "headers": {"Content-Type": kind}}
    return {}


def fits_the_document(answer: httpx.Response, name: str, status: int) -> None:
    """Media type, headers and schema are those of the document."""
    told = operations(DOCUMENT)[name][2]["responses"][str(status)]
    if "$ref" in told:
        told = DOCUMENT["components"]["responses"][told["$ref"].rpartition("/")[2]]
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    for header in told.get("headers", {}):
        assert header in answer.headers
    if "content" not in told:
        assert answer.content == b""
        return
    assert kind in told["content"] or "*/*" in told["content"], kind
    schema = told["content"].get(kind, {}).get("schema")
    if kind == "application/json" and schema:
        whole = {**schema, "components": DOCUMENT["components"]}
        Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json())


def test_an_answer_holds_no_key_that_is_not_told(rich: Running) -> None:
    """Objects have exactly the keys of their schemas, so that the document hides nothing."""
    closed = json.loads(json.dumps(DOCUMENT["components"]))
    for schema in closed["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    for name, (method, path, told) in operations(DOCUMENT).items():
        schema = told["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema")
        if method != "GET" or not schema:
            continue
        answer = rich.api(filled(path, rich), params=needed(told)).json()

        assert not list(Draft202012Validator({**schema, "components": closed}).iter_errors(answer)), name


def test_frames_are_of_their_schema(rich: Running) -> None:
    """What the socket sends is a Frame of the document."""
    schema = {"$ref": "#/components/schemas/Frame", "components": DOCUMENT["components"]}
    tab = create_connection(rich.web.replace("http", "ws", 1) + "/api/events?after=0", timeout=10)
    try:
        assert tab.getstatus() == 101
        kinds: list[str] = []
        while not {"new", "stats"} <= set(kinds):
            frame = json.loads(tab.recv())
            Draft202012Validator(schema).validate(frame)
            kinds.append(frame["Type"])
    finally:
        tab.close()


def test_the_stream_is_of_the_schema_too(rich: Running) -> None:
    """What stands behind ``data:`` is a Frame of the document."""
    schema = {"$ref": "#/components/schemas/Frame", "components": DOCUMENT["components"]}
    with httpx.stream("GET", f"{rich.web}/api/v1/events?after=0", verify=TLS, timeout=10) as answer:
        told = (json.loads(line.removeprefix("data: ")) for line in answer.iter_lines() if line.startswith("data: "))
        frames = [next(told), next(told)]

    for frame in frames:
        Draft202012Validator(schema).validate(frame)
    assert answer.headers["Content-Type"] in operations(DOCUMENT)["stream_events"][2]["responses"]["200"]["content"]


def test_examples_are_of_their_schema(described: dict[str, Any]) -> None:
    """A body that the document gives as an example is one that it allows."""
    for _, _, told in operations(described).values():
        content = told.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            whole = {**content["schema"], "components": described["components"]}
            Draft202012Validator(whole).validate(content["example"])


def test_no_error_is_without_words() -> None:
    """Each status that a route names as its own is told what it means."""
    named = {status for _, status in promised(DOCUMENT) if status >= 400}

    assert named <= set(FAULTS)


@pytest.mark.parametrize("path", ["release", "html-check", "link-check", "sa-check"])
def test_what_is_not_served_yet_says_so(rich: Running, path: str) -> None:
    """A path of Mailpit's that this version does not serve is 501 with a reason, not 404."""
    method = "POST" if path == "release" else "GET"
    answer = rich.api(f"message/latest/{path}", method)

    assert answer.status_code == 501
    assert "in this version" in answer.json()["Error"]


def test_webui_has_mailpits_shape(module_server: Running) -> None:
    """What Mailpit's page asks for, to the key: nothing is sent on, faults can be set."""
    assert module_server.api("webui").json() == {
        "Label": "",
        "MessageRelay": {
            "Enabled": False,
            "SMTPServer": "",
            "ReturnPath": "",
            "AllowedRecipients": "",
            "BlockedRecipients": "",
            "OverrideFrom": "",
            "PreserveMessageIDs": False,
            "RecipientAllowlist": "",
        },
        "SpamAssassin": False,
        "ChaosEnabled": True,
        "DuplicatesIgnored": False,
        "HideDeleteAllButton": False,
    }
