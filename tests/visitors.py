"""A server with a login, as its tests share it: users with cheap hashes, and tokens."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bcrypt

from mailtrap.config import Config, HostPort, Listener
from mailtrap.server import Server
from mailtrap.tokens import Tokens, beside
from tests.support import Running

PASSWORDS = {"ada": "sécret of ada", "bob": "secret of bob"}
"""Ada may do everything, Bob may only look."""


def hashed(password: str) -> str:
    """A hash as ``htpasswd -B`` makes it, as cheap as can be."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


LOGIN = (f"ada:{hashed(PASSWORDS['ada'])}", f"bob:{hashed(PASSWORDS['bob'])}:read-only")


def basic(name: str, password: str = "") -> dict[str, str]:
    """The header of HTTP Basic; with the right password unless another is given."""
    pair = f"{name}:{password or PASSWORDS[name]}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def bearer(token: str) -> dict[str, str]:
    """The header of an API token."""
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True)
class Guarded:
    """A running server with a login."""

    running: Running
    tokens: Tokens
    house: Server


@contextmanager
def guarded(folder: Path, **options: Any) -> Iterator[Guarded]:
    """Start one; it ends with the block."""
    db = folder / "mail.db"
    door = (Listener("smtp", "127.0.0.1", 0),)
    given = {"smtp": door, "web": HostPort("127.0.0.1", 0), "db": db, "login": LOGIN, **options}
    with Server(Config(**given)) as server:
        running = Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)
        yield Guarded(running, Tokens(beside(db)), server)
