"""The options of the catcher, written once: flags, variables, ``mailtrap.toml`` and docs are made from them.

Defaults < ``mailtrap.toml`` < ``MAILTRAP_*`` < flags.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import platformdirs

from mailtrap.errors import ConfigError

FILE_NAME = "mailtrap.toml"
PREFIX = "MAILTRAP_"


class HostPort(NamedTuple):
    """An address to listen on; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def default_db() -> Path:
    """The store in the user's own data folder, kept across restarts."""
    return platformdirs.user_data_path("mailtrap") / "mailtrap.db"


def option(default: Any, help_: str, metavar: str = "", *, repeatable: bool = False) -> Any:
    """A field of ``Config`` with what a person needs to know of it."""
    metadata = MappingProxyType({"help": help_, "metavar": metavar, "repeatable": repeatable})
    return (
        field(default=default, metadata=metadata)
        if not callable(default)
        else field(default_factory=default, metadata=metadata)
    )


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. Values are checked when the object is made; ``ConfigError`` names the option."""

    smtp: tuple[HostPort, ...] = option(
        (HostPort("localhost", 1025),), "Listen for mail here; port 0 takes a free one.", "HOST:PORT", repeatable=True
    )
    web: HostPort = option(
        HostPort("localhost", 8025), "Serve the page and the API here; port 0 takes a free one.", "HOST:PORT"
    )
    db: Path = option(default_db, "Keep the mail in this SQLite file.", "PATH")
    ephemeral: bool = option(False, "Keep the mail in a temporary file that is deleted at the end.")
    max_size: int = option(50_000_000, "Refuse mail above this size, in bytes.", "BYTES")
    max_recipients: int = option(1_000, "Accept so many recipients for one mail.", "N")
    max_connections: int = option(500, "Serve so many SMTP connections at once.", "N")
    max_connections_per_client: int = option(250, "Serve so many SMTP connections at once to one address.", "N")
    idle_timeout: float = option(300.0, "End an SMTP session after so long without a command.", "SECONDS")
    data_timeout: float = option(60.0, "End an SMTP session after so long without a byte of the mail.", "SECONDS")
    session_timeout: float = option(3600.0, "End an SMTP session after so long in any case.", "SECONDS")
    allow_host: tuple[str, ...] = option(
        (), "Serve the page under this host name too, besides localhost and the bound address.", "NAME", repeatable=True
    )
    log_level: str = option("info", "Log this and what is graver: debug, info, warning or error.", "LEVEL")
    json: bool = option(
        False, "Print the addresses as one JSON object on one line when ready, and log to standard error."
    )

    def __post_init__(self) -> None:
        for name in ("max_size", "max_recipients", "max_connections", "max_connections_per_client"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name}: {getattr(self, name)} is too small; give a whole number from 1")
        for name in ("idle_timeout", "data_timeout", "session_timeout"):
            if not 0 < getattr(self, name) < 1e7:
                raise ConfigError(f"{name}: {getattr(self, name)} will not do; give seconds above 0")
        if self.log_level.lower() not in ("debug", "info", "warning", "error"):
            raise ConfigError(f"log_level: {self.log_level!r} is none; give debug, info, warning or error")
        if not self.smtp:
            raise ConfigError("smtp: no address to listen on; give at least one HOST:PORT")


def parse_host_port(name: str, text: str) -> HostPort:
    """``HOST:PORT``, ``[IPv6]:PORT``, or the same behind ``smtp://`` or ``http://``."""
    scheme, _, rest = text.rpartition("://")
    wrong = ConfigError(f"{name}: {text!r} is no address; give HOST:PORT, such as 127.0.0.1:1025 or [::1]:0")
    if scheme not in ("", {"smtp": "smtp", "web": "http"}.get(name)):
        raise wrong
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if not host or port is None or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise wrong
    return HostPort(host, port)


def _value(name: str, kind: str, given: Any) -> Any:
    """Turn what a person wrote, as text or as a TOML value, into what the field holds."""
    try:
        match kind:
            case "tuple[HostPort, ...]":
                return tuple(parse_host_port(name, part) for part in _parts(given))
            case "tuple[str, ...]":
                return tuple(_parts(given))
            case "HostPort":
                return parse_host_port(name, _text(given))
            case "Path":
                return Path(_text(given)).expanduser()
            case "bool":
                return given if isinstance(given, bool) else _BOOLEANS[_text(given).lower()]
            case "int":
                return int(given) if not isinstance(given, bool | float) else _refuse()
            case "float":
                return float(given) if not isinstance(given, bool) else _refuse()
            case _:
                return _text(given)
    except (ValueError, TypeError, KeyError):
        wanted = {"bool": "true or false", "int": "a whole number", "float": "a number"}.get(kind, "text")
        raise ConfigError(f"{name}: {given!r} will not do; give {wanted}") from None


_BOOLEANS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
    "": False,
}


def _refuse() -> Any:
    raise ValueError


def _text(given: Any) -> str:
    return given if isinstance(given, str) else _refuse()


def _parts(given: Any) -> list[str]:
    if isinstance(given, str):
        return [part for part in given.replace(",", " ").split() if part]
    return [_text(part) for part in given]


def load(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Config:
    """Put the layers together.

    ``flags`` holds what was given on the command line (values as text or as the field's type), ``environ`` the
    variables, ``file`` a TOML file: without one, ``mailtrap.toml`` of the working directory is read where it exists.

    Raises:
        ConfigError: an unknown key, or a value that cannot be used; the text names it.
    """
    kinds = {entry.name: str(entry.type) for entry in fields(Config)}
    values: dict[str, Any] = {}
    for key, given in _file_values(file).items():
        name = key.replace("-", "_")
        if name not in kinds:
            raise ConfigError(f"{FILE_NAME}: {key!r} is no option; there are {', '.join(kinds)}")
        values[name] = _value(name, kinds[name], given)
    for variable, text in (environ or {}).items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in kinds:
            raise ConfigError(
                f"{variable} is no option; there are {', '.join(PREFIX + kind.upper() for kind in kinds)}"
            )
        values[name] = _value(name, kinds[name], text)
    for name, given in (flags or {}).items():
        values[name] = _value(name, kinds[name], given)
    return Config(**values)


def _file_values(file: Path | None) -> dict[str, Any]:
    path = file or Path(FILE_NAME)
    if file is None and not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path}: cannot be read: {fault}") from None
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{path}: is no TOML: {fault}") from None
