"""The types of the wire: a client reads with them what the server wrote, and nothing is lost on the way."""

from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest
from websocket import create_connection

from mailtrap import wire
from mailtrap.wire.base import wire_name
from tests.letters import attached, letter
from tests.support import Running

READ: list[tuple[str, Any]] = [
    ("info", wire.Info),
    ("webui", wire.WebUI),
    ("messages", wire.MessageList),
    ("message/latest", wire.Message),
    ("message/latest/headers", dict[str, list[str]]),
    ("message/latest/envelope", wire.Envelope),
    ("message/latest/parts", wire.Part),
    ("message/latest/extract", wire.Extracted),
    ("message/latest/transcript", wire.Transcript),
    ("highlights?id={id}", wire.Highlights),
    ("sessions", wire.Sessions),
    ("faults", wire.Faults),
    ("chaos", wire.Triggers),
]
RULES = {
    "Seed": 7,
    "Rules": [
        {
            "Name": "all",
            "Match": {"Phase": "rcpt", "Recipient": "*@x.test", "Header": None},
            "Choice": {"First": 2, "Per": ["client"]},
            "Effect": {"Code": 451},
        },
        {"Name": "half", "Match": {"Phase": "connect"}, "Choice": {"Probability": 0.5}, "Effect": {"Drop": True}},
        {
            "Name": "rate",
            "Match": {"Phase": "message", "MinSize": 5},
            "Choice": {"MoreThan": 2, "Within": 60},
            "Effect": {"Delay": 1},
        },
    ],
}


@pytest.fixture(scope="module")
def full(module_server: Running) -> Running:
    """A server with a mail, and with rules that hit nobody."""
    module_server.send(
        letter(html="<p>Your code is <b>481592</b></p>", text="x", attachments=[attached("a.txt", b"a")])
    )
    assert module_server.api("faults", "PUT", json=RULES).status_code == 200
    return module_server


@pytest.mark.parametrize(("path", "kind"), READ, ids=[path for path, _ in READ])
def test_what_the_server_writes_is_read_by_its_type(full: Running, path: str, kind: Any) -> None:
    """Decoded and encoded again, an answer is the same to the byte: no key is lost, none is made up."""
    content = full.api(path.format(id=full.messages()[0]["ID"])).content
    found = msgspec.json.decode(content, type=kind)

    assert msgspec.json.encode(found) == content


def test_frames_are_told_apart(full: Running) -> None:
    """A frame of the socket is read as what it is, with a time that is one."""
    tab = create_connection(full.web.replace("http", "ws", 1) + "/api/events?after=0", timeout=10)
    try:
        first = msgspec.json.decode(tab.recv(), type=wire.Frame)
    finally:
        tab.close()

    assert isinstance(first, wire.New)
    assert first.data.created.utcoffset() == timedelta(0)
    assert first.seq == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("id", "ID"),
        ("ids", "IDs"),
        ("message_id", "MessageID"),
        ("from_", "From"),
        ("html", "HTML"),
        ("smtp_accepted_size", "SMTPAcceptedSize"),
        ("preserve_message_ids", "PreserveMessageIDs"),
        ("md5", "MD5"),
        ("tls", "TLS"),
        ("url", "URL"),
        ("cc", "Cc"),
        ("helo", "Helo"),
    ],
)
def test_names_are_gos(name: str, written: str) -> None:
    """A field is written as Go would write it."""
    assert wire_name(name) == written


def test_all_frames_are_named_apart() -> None:
    """No two frames have one name."""
    tags = [frame.__struct_config__.tag for frame in get_args(wire.Frame)]

    assert len(set(tags)) == len(tags)


def test_everything_is_told_at_the_door() -> None:
    """``__all__`` is what there is."""
    public = {name for name, value in vars(wire).items() if isinstance(value, type) and issubclass(value, wire.Wire)}

    assert public | {"MessageList", "Frame", "Card"} == set(wire.__all__)
