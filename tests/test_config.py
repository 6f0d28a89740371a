"""Options: read from three layers, checked, and named when they will not do."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from mailtrap.config import Config, Listener, load, parse_host_port, parse_listener
from mailtrap.errors import ConfigError

PLACES = {
    "127.0.0.1:1025": ("127.0.0.1", 1025),
    "localhost:0": ("localhost", 0),
    "[::1]:25": ("::1", 25),
    "0.0.0.0:65535": ("0.0.0.0", 65535),
    "smtp://mail.test:2525": ("mail.test", 2525),
    "smtp://[::]:1": ("::", 1),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.items(), ids=PLACES)
def test_places(text: str, expected: tuple[str, int]) -> None:
    """An address is HOST:PORT, with or without its scheme, and is written as it is read."""
    place = parse_host_port("smtp", text)

    assert place == expected
    assert parse_host_port("smtp", str(place)) == place


LISTENERS = {
    "127.0.0.1:1025": Listener("smtp", "127.0.0.1", 1025),
    "smtp://[::1]:25/": Listener("smtp", "::1", 25),
    "starttls://localhost:587": Listener("starttls", "localhost", 587),
    "starttls://localhost:587?require=1": Listener("starttls", "localhost", 587, require=True),
    "starttls://localhost:587?require=0": Listener("starttls", "localhost", 587),
    "smtps://127.0.0.1:465": Listener("smtps", "127.0.0.1", 465),
    "unix:/run/mail.sock": Listener("unix", path="/run/mail.sock"),
    "unix:///run/mail.sock": Listener("unix", path="/run/mail.sock"),
}


@pytest.mark.parametrize(("text", "expected"), LISTENERS.items(), ids=LISTENERS)
def test_listeners(text: str, expected: Listener) -> None:
    """The scheme of a listener says what TLS it has, and it is written as it is read."""
    listener = parse_listener(text)

    assert listener == expected
    assert parse_listener(str(listener)) == listener


@pytest.mark.parametrize(
    "text",
    ["unix:", "lmtp://h:1", "smtp://h:1?require=1", "starttls://h:1?require=yes", "smtps://", "smtps://h", "x:1:2"],
)
def test_bad_listeners(text: str) -> None:
    """What is no listener is refused in words that name the option."""
    with pytest.raises(ConfigError, match=r"^smtp: "):
        parse_listener(text)


@pytest.mark.parametrize(
    "text",
    ["", ":", ":25", "localhost", "localhost:", "::1:25x", "[::1", "[::1]", "a:b:c", "h:-1", "h:65536", "u@h:1", "h:1/",
     "h:1?x", "h:1#x", "http://h:1", "ftp://h:1"],
)  # fmt: skip
def test_bad_places(text: str) -> None:
    """What is no address is refused, with the option and the value named."""
    with pytest.raises(ConfigError, match=r"^smtp: ") as caught:
        parse_host_port("smtp", text)

    assert repr(text) in str(caught.value)


VALUES: dict[str, tuple[str, Any, Any]] = {
    "text-list": ("allow_host", "a.test, b.test c.test", ("a.test", "b.test", "c.test")),
    "toml-list": ("allow_host", ["a.test", "b.test"], ("a.test", "b.test")),
    "empty-list": ("allow_host", "", ()),
    "addresses": ("allow_host", "10.1.2.3 ::1 [::1] x_y.test.", ("10.1.2.3", "::1", "[::1]", "x_y.test.")),
    "flags": ("facade", ("mailhog,MailDev", "mailhog"), ("mailhog", "MailDev", "mailhog")),
    "no-facade": ("facade", "none", ("none",)),
    "places": ("smtp", "127.0.0.1:1,[::1]:2", (Listener("smtp", "127.0.0.1", 1), Listener("smtp", "::1", 2))),
    "number": ("max_size", "123", 123),
    "toml-number": ("max_size", 123, 123),
    "seconds": ("idle_timeout", "1.5", 1.5),
    "toml-seconds": ("idle_timeout", 2, 2.0),
    "switch-on": ("ephemeral", "Yes", True),
    "switch-off": ("ephemeral", "0", False),
    "switch-empty": ("ephemeral", "", False),
    "toml-switch": ("json", True, True),
    "path": ("db", "a/b.db", Path("a/b.db")),
    "path-of-home": ("db", "~/b.db", Path("~/b.db").expanduser()),
    "level": ("log_level", "DEBUG", "DEBUG"),
}


@pytest.mark.parametrize(("name", "given", "expected"), VALUES.values(), ids=VALUES)
def test_values(name: str, given: object, expected: object) -> None:
    """Text of a variable and values of TOML become what the field holds."""
    config = load({name: given})

    assert getattr(config, name) == expected
    assert isinstance(getattr(config, name), type(expected))


@pytest.mark.parametrize(
    ("name", "given"),
    [("max_size", "1.5"), ("max_size", 1.5), ("max_size", True), ("max_size", None), ("idle_timeout", "inf"),
     ("idle_timeout", True), ("idle_timeout", -1), ("ephemeral", "2"), ("ephemeral", 1), ("db", 1), ("allow_host", 1),
     ("allow_host", [1]), ("allow_host", [["a.test"]]), ("allow_host", "a/b"),
     ("allow_host", "https://mail.test"),
     ("allow_host", "*.test"), ("allow_host", "a..b"), ("allow_host", "bücher.test"), ("allow_host", "mail.test:8025"),
     ("facade", "mailcatcher"), ("facade", "none maildev"),
     ("web", 8025), ("smtp", [["127.0.0.1", 1]]), ("log_level", "")],
)  # fmt: skip
def test_bad_values(name: str, given: object) -> None:
    """A value that cannot be used is named with its option."""
    with pytest.raises(ConfigError, match=f"^{name}: "):
        load({name: given})


def test_layers(tmp_path: Path) -> None:
    """Flags before variables before file before defaults; other programs' variables are passed over."""
    path = tmp_path / "some.toml"
    path.write_text("max-size = 1\nmax-recipients = 1\nmax-connections = 1\n")
    config = load({"max_size": "3"}, {"MAILTRAP_MAX_SIZE": "2", "MAILTRAP_MAX_RECIPIENTS": "2", "PATH": "x"}, path)

    assert (config.max_size, config.max_recipients, config.max_connections) == (3, 2, 1)
    assert config.max_connections_per_client == Config().max_connections_per_client


def test_unknown_names(tmp_path: Path) -> None:
    """A misspelled variable or key is refused with the list of those there are."""
    path = tmp_path / "some.toml"
    path.write_text("smpt = 1")
    with pytest.raises(ConfigError, match="'smpt' is no option; there are smtp, web"):
        load(file=path)
    with pytest.raises(ConfigError, match="MAILTRAP_SMPT is no option; there are MAILTRAP_SMTP"):
        load(environ={"MAILTRAP_SMPT": "1"})


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a = ", b"[", b"a\0b = 1"], ids=["no-utf-8", "no-value", "open", "nul"])
def test_broken_file(tmp_path: Path, data: bytes) -> None:
    """A file that is no TOML is named."""
    path = tmp_path / "some.toml"
    path.write_bytes(data)

    with pytest.raises(ConfigError, match=r"some\.toml"):
        load(file=path)


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that was named and is not there is a fault; one that nobody named is none."""
    with pytest.raises(ConfigError, match="missing"):
        load(file=tmp_path / "missing.toml")
    with pytest.raises(ConfigError, match=tmp_path.name):
        load(file=tmp_path)

    assert load(environ={}).max_size == Config().max_size


def test_every_field_says_what_it_is() -> None:
    """Each option has a help sentence, and a word for its value unless it is a switch."""
    lacking = [
        entry.name
        for entry in fields(Config)
        if not entry.metadata["help"].endswith(".") or not (entry.metadata["metavar"] or entry.type == "bool")
    ]

    assert lacking == []
