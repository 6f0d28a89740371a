"""Who may log in: a file of ``name:hash`` lines as ``htpasswd -B`` writes it, with bcrypt or argon2 hashes.

A line may say what the name may do, ``name:hash:read-only``; without a word, or with ``admin``, that is everything.

Checking costs tens of milliseconds on purpose and releases the GIL: an event loop asks in a thread.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from mailtrap.errors import ConfigError

BCRYPT_BYTES = 72
"""What bcrypt looks at. A longer password is refused: cut short, all with the same beginning would do."""
MAX_PASSWORD = 4096
"""Bytes of any password."""
MAX_BCRYPT_COST = 17
"""The highest that htpasswd makes; the next ones take a minute and more for each check."""
MAX_ARGON2_MEMORY = 1024 * 1024
"""KiB that one check may take."""
MAX_ARGON2_TIME = 100
"""Rounds over the memory."""

READ_ONLY = "read-only"
ROLES = ("admin", READ_ONLY)

_BCRYPT = re.compile(r"\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}")
_ARGON2 = re.compile(
    r"\$argon2(?:id|i)\$(?:v=(?:16|19)\$)?m=([0-9]{1,8}),t=([0-9]{1,8}),p=([0-9]{1,2})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
)
_KINDS = (
    ("$apr1$", "MD5"),
    ("$1$", "MD5"),
    ("{SHA}", "SHA-1"),
    ("{SSHA}", "SHA-1"),
    ("$5$", "SHA-256 crypt"),
    ("$6$", "SHA-512 crypt"),
    ("$y$", "yescrypt"),
    ("$argon2", "argon2 of a kind that is not known here"),
    ("$2", "bcrypt that is broken or of an unsafe kind"),
)


class Users:
    """Names with the hashes of their passwords."""

    def __init__(self, hashes: Mapping[str, str], place: str, read_only: Iterable[str] = ()) -> None:
        self._hashes = MappingProxyType(dict(hashes))
        self._names = tuple(self._hashes)
        self._place = place
        self._read_only = frozenset(read_only)

    def __len__(self) -> int:
        return len(self._hashes)

    def __repr__(self) -> str:
        return f"Users({len(self)} of {self._place!r})"

    @classmethod
    def load(cls, path: Path) -> Users:
        """Read a file of users: ``name:hash`` lines, empty lines, and comments that begin with ``#``.

        Raises:
            ConfigError: the file cannot be read, holds nobody, names somebody twice, or has a line that will not do;
                the text gives file and line, and never a hash.
        """
        return cls.read(numbered(path), str(path), shlex.quote(str(path)))

    @classmethod
    def read(cls, lines: Iterable[tuple[str, str]], place: str, file: str = "FILE") -> Users:
        """The users of some lines, each with where it stands; ``file`` is the one that ``htpasswd`` would write to.

        Raises:
            ConfigError: as ``load``.
        """
        hashes: dict[str, str] = {}
        read_only: set[str] = set()
        for where, line in lines:
            entry = line.strip()
            if not entry or entry.startswith("#"):
                continue
            name, colon, rest = entry.partition(":")
            hashed, _, role = rest.partition(":")
            if not colon or not name:
                raise ConfigError(f"{where}: names nobody; {_right(file)}")
            if name in hashes:
                raise ConfigError(f"{where}: {name!r} is there twice; remove one of the two lines")
            wrong = _fault(hashed)
            if wrong:
                raise ConfigError(f"{where}: {name!r} has {wrong}; {_right(file, name)}")
            if role not in ("", *ROLES):
                raise ConfigError(
                    f"{where}: {name!r} may be {role[:40]!r}, which is nothing; give {' or '.join(ROLES)}"
                )
            hashes[name] = hashed
            read_only |= {name} if role == READ_ONLY else set()
        if not hashes:
            raise ConfigError(f"{place}: nobody is in it; {_right(file)}")
        return cls(hashes, place, read_only)

    def is_read_only(self, name: str) -> bool:
        """Whether they may only look."""
        return name in self._read_only

    def verify(self, name: str, password: str) -> bool:
        """Whether this is the password of ``name``.

        For an unknown name a hash of the file is checked all the same, always the same one for one name: the time
        that it takes does not tell who is known.
        """
        try:
            secret = password.encode("utf-8")
        except UnicodeEncodeError:
            return False
        hashed = self._hashes.get(name) or self._hashes[self._stand_in(name)]
        return _matches(hashed, secret) and name in self._hashes

    def _stand_in(self, name: str) -> str:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
        return self._names[int.from_bytes(digest) % len(self._names)]


def numbered(path: Path) -> list[tuple[str, str]]:
    """The lines of a file, each with where it stands. ``ConfigError`` when it cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be read: {fault.strerror or fault}") from None
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{path}: is not UTF-8 at byte {fault.start}") from None
    return [(f"{path}, line {number}", line) for number, line in enumerate(text.split("\n"), 1)]


def _right(file: str, name: str = "NAME") -> str:
    command = f"htpasswd -B {file} {shlex.quote(name)}"
    return f"write NAME:HASH with a bcrypt or argon2 hash, as made by: {command}"


def _matches(hashed: str, secret: bytes) -> bool:
    if b"\x00" in secret or len(secret) > MAX_PASSWORD:
        return False
    if not hashed.startswith("$argon2"):
        import bcrypt

        return len(secret) <= BCRYPT_BYTES and bcrypt.checkpw(secret, hashed.encode("ascii"))
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    try:
        return PasswordHasher().verify(hashed, secret)
    except VerificationError:
        return False


def _fault(hashed: str) -> str:
    """What is wrong with a hash; empty if it can be used."""
    try:
        if found := _BCRYPT.fullmatch(hashed):
            return _bcrypt_fault(hashed, int(found[1]))
        if found := _ARGON2.fullmatch(hashed):
            return _argon2_fault(hashed, *(int(number) for number in found.groups()))
    except ImportError as fault:
        raise ConfigError(
            f"the package {fault.name} is missing, which checks passwords; pip install 'mailtrap-server[login]'"
        ) from None
    kind = next((words for start, words in _KINDS if hashed.startswith(start)), "")
    return f"a hash of a kind that is not taken ({kind})" if kind else "no hash"


def _bcrypt_fault(hashed: str, cost: int) -> str:
    import bcrypt

    if not 4 <= cost <= MAX_BCRYPT_COST:
        return f"a bcrypt hash of cost {cost}, which should be 4 to {MAX_BCRYPT_COST}"
    try:
        bcrypt.checkpw(b"", f"{hashed[:4]}04{hashed[6:]}".encode("ascii"))  # as it is, but quickly
    except ValueError:
        return "a broken bcrypt hash"
    return ""


def _argon2_fault(hashed: str, memory: int, time: int, lanes: int) -> str:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

    if not (8 * lanes <= memory <= MAX_ARGON2_MEMORY and 1 <= time <= MAX_ARGON2_TIME and lanes):
        most = f"m={MAX_ARGON2_MEMORY},t={MAX_ARGON2_TIME}"
        return f"an argon2 hash with m={memory},t={time},p={lanes}, which should be m=8,t=1,p=1 to {most}"
    try:
        PasswordHasher().verify(hashed.replace(f"m={memory},t={time},p={lanes}", "m=8,t=1,p=1"), "")
    except VerifyMismatchError:
        return ""
    except (InvalidHashError, VerificationError):
        return "a broken argon2 hash"
    return ""
