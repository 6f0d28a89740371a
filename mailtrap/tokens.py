"""API tokens: a file of their hashes, which commands write and a running server follows.

A token is 256 random bits, so SHA-256 is enough: the slow hashes of passwords are for what people choose, which can be
guessed; these bits cannot, however fast one tries. The file is no part of the store, which a server holds alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout

from mailtrap.errors import ConfigError, NotFound, StoreError

PREFIX = "mtk_"
"""What a token begins with, so that people and scanners of secrets know it."""
LOCK_WAIT = 10.0
"""Seconds for another process that writes the file."""
MAX_NAME = 100
"""Characters of the name of a token."""
MAX_TOKENS = 10_000
_NAME = re.compile(r"[^\x00-\x20\x7f-\x9f](?:[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\x9f])?")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token; ``made`` is a date and time in UTC."""

    name: str
    hash: str
    inbox: str = ""
    read_only: bool = False
    made: str = ""


class Tokens:
    """The tokens of one file, which need not be there. May be used from any thread; each look sees what is
    there now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._state: tuple[int, int, int] | None = None
        self._tokens: dict[str, Token] = {}

    def find(self, secret: str) -> Token | None:
        """The token that is this secret; None if there is none. Its hash is looked up, so time tells nothing of it."""
        try:
            wanted = _hashed(secret)
        except UnicodeEncodeError:
            return None
        return self._now().get(wanted)

    def all(self) -> list[Token]:
        """In the order in which they were made."""
        return list(self._now().values())

    def make(self, name: str, *, inbox: str = "", read_only: bool = False) -> str:
        """A new token: its secret, which nobody can be told again.

        Raises:
            ConfigError: the name will not do or is there already.
            StoreError: the file cannot be read or written.
        """
        if len(name) > MAX_NAME or not _NAME.fullmatch(name):
            raise ConfigError(f"{name[:MAX_NAME]!r} is no name of a token; give 1 to {MAX_NAME} letters and signs")
        secret = PREFIX + secrets.token_urlsafe(32)
        with self._changing() as tokens:
            if any(each.name == name for each in tokens):
                raise ConfigError(f"there is a token {name!r} already; revoke it first, or give another name")
            if len(tokens) >= MAX_TOKENS:
                raise ConfigError(f"there are {MAX_TOKENS} tokens already; revoke some")
            made = datetime.now(UTC).isoformat(timespec="seconds")
            tokens.append(Token(name, _hashed(secret), inbox, read_only, made))
        return secret

    def revoke(self, name: str) -> None:
        """From now on it lets nobody in. ``NotFound`` when there is none of that name."""
        with self._changing() as tokens:
            kept = [each for each in tokens if each.name != name]
            if len(kept) == len(tokens):
                raise NotFound(f"there is no token {name!r}; mailtrap token list shows those that there are")
            tokens[:] = kept

    def _now(self) -> dict[str, Token]:
        with self._lock:
            try:
                about = self._path.stat()
            except OSError:
                self._state, self._tokens = None, {}
                return self._tokens
            state = (about.st_mtime_ns, about.st_size, about.st_ino)
            if state != self._state:
                try:
                    self._tokens = {each.hash: each for each in read(self._path)}
                except StoreError:  # a server goes on, and lets nobody in by what it cannot read
                    self._tokens = {}
                self._state = state
            return self._tokens

    @contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """The tokens as they are, to be changed in place; written when the block ends well."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock", timeout=LOCK_WAIT, mode=0o600):
                tokens = read(self._path) if self._path.exists() else []
                yield tokens
                _write(self._path, tokens)
        except Timeout:
            raise StoreError(f"{self._path}: another process has held it for {LOCK_WAIT:g} s") from None
        except OSError as fault:
            raise StoreError(f"{self._path}: cannot be written: {fault.strerror or fault}") from None


def beside(store: Path) -> Path:
    """Where the tokens of a store are, unless an option says otherwise."""
    return store.with_name(f"{store.name}.tokens")


def read(path: Path) -> list[Token]:
    """The tokens of a file. ``StoreError`` when it is none."""
    try:
        given = json.loads(path.read_text("utf-8"))
        return [_token(each) for each in given["tokens"]]
    except OSError as fault:
        raise StoreError(f"{path}: cannot be read: {fault.strerror or fault}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StoreError(f"{path}: is no file of tokens; move it away, and make them anew") from None


def _token(given: dict[str, object]) -> Token:
    token = Token(**cast("dict[str, Any]", given))
    texts = (token.name, token.hash, token.inbox, token.made)
    if not all(isinstance(each, str) for each in texts) or not isinstance(token.read_only, bool):
        raise TypeError
    if not _HASH.fullmatch(token.hash):
        raise ValueError
    return token


def _write(path: Path, tokens: list[Token]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # its owner alone reads it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"tokens": [asdict(each) for each in tokens]}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
