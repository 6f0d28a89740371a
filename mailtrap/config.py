"""The options of the catcher, written once: flags, variables, ``mailtrap.toml`` and docs are made from them.

Defaults < ``mailtrap.toml`` < ``MAILTRAP_*`` < flags.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import platformdirs

from mailtrap.errors import ConfigError

EXTENSIONS = (
    "EHLO", "SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "CHUNKING", "BINARYMIME", "DSN", "ENHANCEDSTATUSCODES",
    "STARTTLS", "AUTH", "HELP",
)  # fmt: skip
"""What an SMTP listener has and can hide; without EHLO it speaks the SMTP of 1982."""

TAG_SOURCES = ("x-tags", "plus-addresses", "user")
"""What of a mail can tell its tags."""

_MAY_BE_ZERO = frozenset({"min_free", "keep_sessions", "fault_seed", "keep_mails", "keep_age", "keep_size"})
_LONGEST = 1e10
"""Seconds; three hundred years."""
FACADES = ("mailhog", "maildev")
"""Other catchers whose paths can be served."""

FILE_NAME = "mailtrap.toml"
PREFIX = "MAILTRAP_"
ADDRESS = "MAILTRAP_URL"
"""The variable that tells clients where a server is; to a server it says nothing."""
TOKEN_VARIABLE = "MAILTRAP_TOKEN"  # noqa: S105 -- its name
"""Not an option of a server: the API token of a command or a client."""
_BASE_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?")


class HostPort(NamedTuple):
    """An address to listen on; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Listener(NamedTuple):
    """Where and how mail is taken. Schemes: ``smtp`` (no TLS offered), ``starttls`` (offered; demanded with
    ``require``), ``smtps`` (TLS from the first byte), ``unix`` (a socket file, ``path``)."""

    scheme: str = "smtp"
    host: str = ""
    port: int = 0
    path: str = ""
    require: bool = False

    @property
    def place(self) -> HostPort:
        """Host and port; for a socket file there is none."""
        return HostPort(self.host, self.port)

    def __str__(self) -> str:
        if self.scheme == "unix":
            return f"unix:{self.path}"
        return f"{self.scheme}://{self.place}{'?require=1' if self.require else ''}"


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

    smtp: tuple[Listener, ...] = option(
        (Listener("smtp", "localhost", 1025),),
        "Listen for mail here: HOST:PORT or smtp://HOST:PORT, starttls://HOST:PORT (TLS offered; demanded with "
        "?require=1), smtps://HOST:PORT, unix:PATH. Port 0 takes a free one.",
        "WHERE",
        repeatable=True,
    )
    web: HostPort = option(
        HostPort("localhost", 8025), "Serve the page and the API here; port 0 takes a free one.", "HOST:PORT"
    )
    db: Path = option(default_db, "Keep the mail in this SQLite file.", "PATH")
    ephemeral: bool = option(False, "Keep the mail in a temporary file that is deleted at the end.")
    tls_cert: Path | None = option(None, "Use this certificate (PEM) instead of one that is made for you.", "PATH")
    tls_key: Path | None = option(None, "The key of that certificate, if it is in a file of its own.", "PATH")
    hide_extension: tuple[str, ...] = option(
        (),
        "Do not have this extension of SMTP, as a poorer server: SIZE, CHUNKING, DSN, EHLO and so on.",
        "NAME",
        repeatable=True,
    )
    auth_required: bool = option(False, "Take mail after a login only.")
    auth_file: Path | None = option(None, "Let in only the users of this htpasswd file (bcrypt or argon2).", "PATH")
    auth_require_tls: bool = option(False, "Offer and take a login under TLS only.")
    max_size: int = option(50_000_000, "Refuse mail above this size, in bytes.", "BYTES")
    max_recipients: int = option(1_000, "Accept so many recipients for one mail.", "N")
    max_line: int = option(50_000_000, "Refuse mail with a longer line than this, in bytes.", "BYTES")
    max_command: int = option(2_048, "Refuse SMTP commands longer than this, in bytes.", "BYTES")
    max_commands: int = option(1_000_000, "End an SMTP session after so many commands.", "N")
    max_errors: int = option(100, "End an SMTP session after so many refused commands.", "N")
    max_connections: int = option(500, "Serve so many SMTP connections at once.", "N")
    max_connections_per_client: int = option(250, "Serve so many SMTP connections at once to one address.", "N")
    idle_timeout: float = option(300.0, "End an SMTP session after so long without a command.", "SECONDS")
    data_timeout: float = option(60.0, "End an SMTP session after so long without a byte of the mail.", "SECONDS")
    session_timeout: float = option(3600.0, "End an SMTP session after so long in any case.", "SECONDS")
    min_free: int = option(32_000_000, "Take no mail while the disk has less room than this, in bytes.", "BYTES")
    keep_mails: int = option(0, "Keep so many mails; the oldest make room. 0 is no bound.", "N")
    keep_age: float = option(0.0, "Keep mails for so long. 0 is no bound.", "SECONDS")
    keep_size: int = option(2 * 1024**3, "Keep so many bytes of mail; the oldest make room. 0 is no bound.", "BYTES")
    tag: tuple[str, ...] = option(
        (), "Tag the mails that a search finds, such as 'orders=from:shop subject:order'.", "NAME=SEARCH",
        repeatable=True,
    )  # fmt: skip
    tag_from: tuple[str, ...] = option(
        ("x-tags", "plus-addresses"),
        "Read the tags of a mail here: x-tags (its field X-Tags), plus-addresses (ada+TAG@example.org), user (its "
        "login); none for none.",
        "WHERE",
        repeatable=True,
    )
    keep_sessions: int = option(2_000, "Keep what was said in so many SMTP sessions.", "N")
    fault: tuple[str, ...] = option(
        (), "Misbehave by this rule, such as 'rcpt recipient=*@bad.test p=0.3 reply=451'.", "RULE", repeatable=True
    )
    fault_file: Path | None = option(None, "Misbehave by the rules of this TOML file.", "PATH")
    fault_seed: int = option(0, "Begin the chances of the fault rules here: same seed, same faults.", "N")
    allow_host: tuple[str, ...] = option(
        (), "Serve the page under this host name too, besides localhost and the bound address.", "NAME", repeatable=True
    )
    login: tuple[str, ...] = option(
        (),
        "Let only such users see the page and the API, as htpasswd -B writes them, and :read-only behind one that "
        "may only look. Better as a variable: all users of this machine see flags.",
        "NAME:HASH",
        repeatable=True,
    )
    login_file: Path | None = option(
        None, "Let only the users of this htpasswd file (bcrypt or argon2) see the page and the API.", "PATH"
    )
    token_file: Path | None = option(None, "Keep API tokens here, instead of beside the store.", "PATH")
    base_path: str = option("", "Serve everything below this path, such as /mail.", "PATH")
    trusted_proxy: tuple[str, ...] = option(
        (),
        "Believe a proxy at this address, or of this network, what it says in X-Forwarded-* or Forwarded.",
        "CIDR",
        repeatable=True,
    )
    web_tls: bool = option(False, "Serve the page and the API by HTTPS, with the certificate of the mail listeners.")
    web_tls_cert: Path | None = option(None, "Serve them by HTTPS with this certificate (PEM).", "PATH")
    web_tls_key: Path | None = option(None, "The key of that certificate, if it is in a file of its own.", "PATH")
    max_web_connections: int = option(250, "Serve so many connections of the page and the API at once.", "N")
    max_web_connections_per_client: int = option(
        200, "Serve so many of them at once to one address that is no trusted proxy.", "N"
    )
    facade: tuple[str, ...] = option(
        FACADES,
        "Serve the paths of this catcher too, for its clients: mailhog, maildev, or none.",
        "NAME",
        repeatable=True,
    )
    log_level: str = option("info", "Log this and what is graver: debug, info, warning or error.", "LEVEL")
    json: bool = option(
        False, "Print the addresses as one JSON object on one line when ready, and log to standard error."
    )

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.type == "int" and value < (0 if entry.name in _MAY_BE_ZERO else 1):
                least = 0 if entry.name in _MAY_BE_ZERO else 1
                raise ConfigError(f"{entry.name}: {value} is too small; give a whole number from {least}")
            if entry.type == "float" and not (0 < value < _LONGEST or (value == 0 and entry.name in _MAY_BE_ZERO)):
                raise ConfigError(f"{entry.name}: {value} will not do; give seconds above 0")
        if 0 < self.keep_size < self.max_size:
            raise ConfigError(
                f"keep_size: {self.keep_size} is less than one mail may have; give {self.max_size} (max_size) or more"
            )
        wrong = sorted(set(self.tag_from) - {*TAG_SOURCES, "none"})
        if wrong:
            raise ConfigError(f"tag_from: {wrong[0]!r} is none; there are {', '.join(TAG_SOURCES)} and none")
        if self.max_command < 512:
            raise ConfigError(
                f"max_command: {self.max_command} is less than RFC 5321 promises to clients; give 512 or more"
            )
        if self.tls_key and not self.tls_cert:
            raise ConfigError("tls_key: a key without its certificate; give tls_cert too")
        unknown = {name.upper() for name in self.hide_extension} - set(EXTENSIONS)
        if unknown:
            raise ConfigError(f"hide_extension: {min(unknown)!r} is none; there are {', '.join(EXTENSIONS)}")
        facades = {name.lower() for name in self.facade}
        if facades - {*FACADES, "none"}:
            strange = min(facades - {*FACADES, "none"})
            raise ConfigError(f"facade: {strange!r} is none; there are {', '.join(FACADES)} and none")
        if "none" in facades and len(facades) > 1:
            raise ConfigError(f"facade: none and {min(facades - {'none'})} will not do; give one of the two")
        if self.log_level.lower() not in ("debug", "info", "warning", "error"):
            raise ConfigError(f"log_level: {self.log_level!r} is none; give debug, info, warning or error")
        if self.web_tls_key and not self.web_tls_cert:
            raise ConfigError("web_tls_key: a key without its certificate; give web_tls_cert too")
        if not _BASE_PATH.fullmatch(self.base_path):
            raise ConfigError(f"base_path: {self.base_path!r} will not do; give a path such as /mail")
        for each in self.trusted_proxy:
            try:
                ip_network(each, strict=False)
            except ValueError:
                raise ConfigError(
                    f"trusted_proxy: {each!r} is no network; give an address or one such as 10.0.0.0/8"
                ) from None
        if not self.smtp:
            raise ConfigError("smtp: no address to listen on; give at least one HOST:PORT")

    @property
    def base(self) -> str:
        """What every path begins with: ``/mail``, or nothing."""
        return self.base_path.rstrip("/")

    @property
    def https(self) -> bool:
        """Whether the page is served by HTTPS."""
        return self.web_tls or self.web_tls_cert is not None

    @property
    def has_login(self) -> bool:
        """Whether one must say who one is to see the page."""
        return bool(self.login or self.login_file)


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


def parse_listener(text: str) -> Listener:
    """``HOST:PORT``, a URL with one of the schemes of ``Listener``, or ``unix:PATH``."""
    if text.startswith("unix:"):
        path = text.removeprefix("unix:").removeprefix("//")
        if not path:
            raise ConfigError(f"smtp: {text!r} has no path; give unix:/path/to/socket")
        return Listener("unix", path=str(Path(path).expanduser()))
    scheme, found, rest = text.partition("://")
    if not found:
        scheme, rest = "smtp", text
    address, _, query = rest.partition("?")
    if scheme not in ("smtp", "starttls", "smtps"):
        raise ConfigError(f"smtp: {scheme!r} is no scheme; there are smtp://, starttls://, smtps:// and unix:")
    if query and (scheme != "starttls" or query not in ("require=0", "require=1")):
        raise ConfigError(f"smtp: {query!r} will not do; only starttls:// takes a query, which is ?require=1")
    place = parse_host_port("smtp", address.removesuffix("/"))
    return Listener(scheme, place.host, place.port, require=query == "require=1")


def _value(name: str, kind: str, given: Any) -> Any:
    """Turn what a person wrote, as text or as a TOML value, into what the field holds."""
    try:
        match kind:
            case "tuple[Listener, ...]":
                return tuple(parse_listener(part) for part in _parts(given))
            case "tuple[str, ...]" if name in ("fault", "tag", "login"):  # a rule has spaces and commas of its own
                return tuple(part.strip() for part in _lines(given) if part.strip())
            case "tuple[str, ...]":  # one flag may name several
                return tuple(
                    part for entry in ([given] if isinstance(given, str) else given) for part in _parts(_text(entry))
                )
            case "HostPort":
                return parse_host_port(name, _text(given))
            case "Path" | "Path | None":
                return Path(_text(given)).expanduser()
            case "bool":
                return given if isinstance(given, bool) else BOOLEANS[_text(given).lower()]
            case "int":
                return int(given) if not isinstance(given, bool | float) else _refuse()
            case "float":
                return float(given) if not isinstance(given, bool) else _refuse()
            case _:
                return _text(given)
    except (ValueError, TypeError, KeyError):
        wanted = {"bool": "true or false", "int": "a whole number", "float": "a number"}.get(kind, "text")
        raise ConfigError(f"{name}: {given!r} will not do; give {wanted}") from None


BOOLEANS = {
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
"""What people write for yes and no, in small letters."""


def _refuse() -> Any:
    raise ValueError


def _text(given: Any) -> str:
    return given if isinstance(given, str) else _refuse()


def _lines(given: Any) -> list[str]:
    return given.replace("\n", ";").split(";") if isinstance(given, str) else [_text(part) for part in given]


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
    path = file or Path(FILE_NAME)
    for name, given in (options_of(path) if file or path.is_file() else {}).items():
        values[name] = _value(name, kinds[name], given)
    for variable, text in (environ or {}).items():
        if not variable.startswith(PREFIX) or variable in (ADDRESS, TOKEN_VARIABLE):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in kinds:
            raise ConfigError(
                f"{variable} is no option; there are {', '.join(PREFIX + kind.upper() for kind in kinds)}"
            )
        values[name] = _value(name, kinds[name], text)
    for name, given in (flags or {}).items():
        if name not in kinds:
            raise ConfigError(f"{name!r} is no option; there are {', '.join(kinds)}")
        values[name] = _value(name, kinds[name], given)
    return Config(**values)


def options_of(path: Path) -> dict[str, Any]:
    """What stands in a TOML file, by the names of the options.

    Raises:
        ConfigError: it cannot be read, or has a key that is no option.
    """
    kinds = [entry.name for entry in fields(Config)]
    try:
        found = {key: (key.replace("-", "_"), given) for key, given in tomllib.loads(path.read_text("utf-8")).items()}
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path}: cannot be read: {fault}") from None
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{path}: is no TOML: {fault}") from None
    unknown = next((key for key, (name, _) in found.items() if name not in kinds), None)
    if unknown is not None:
        raise ConfigError(f"{path}: {unknown!r} is no option; there are {', '.join(kinds)}")
    return dict(found.values())
