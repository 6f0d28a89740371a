"""Files of users: what is taken, what is refused, and what an answer costs."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import bcrypt
import pytest
from argon2 import PasswordHasher, Type

from mailtrap.errors import ConfigError
from mailtrap.passwords import MAX_PASSWORD, Users


def bcrypt_hash(password: str, kind: str = "2y", cost: int = 4) -> str:
    """A hash as ``htpasswd -B`` makes it, as cheap as can be."""
    made = bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()
    return f"${kind}${made[4:]}"


def argon2_hash(password: str, kind: Type = Type.ID) -> str:
    """A hash of little memory."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, type=kind).hash(password)


def file(folder: Path, *lines: str) -> Path:
    """A file of these lines."""
    path = folder / "users"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize(
    "hashed",
    [
        *(pytest.param(bcrypt_hash("sécret", kind), id=f"bcrypt-{kind}") for kind in ("2a", "2b", "2y")),
        pytest.param(argon2_hash("sécret"), id="argon2id"),
        pytest.param(argon2_hash("sécret", Type.I), id="argon2i"),
    ],
)
def test_the_right_password(tmp_path: Path, hashed: str) -> None:
    """Each kind of hash lets in who knows the password, and nobody else."""
    users = Users.load(file(tmp_path, f"ada:{hashed}"))

    assert users.verify("ada", "sécret")
    assert not users.verify("ada", "secret")
    assert not users.verify("ada", "")
    assert not users.verify("Ada", "sécret")
    assert not users.verify("bob", "sécret")
    assert not users.verify("", "sécret")


def test_as_htpasswd_writes_it(tmp_path: Path, program: Callable[[str], str]) -> None:
    """A file of Apache's htpasswd is taken as it is."""
    path = tmp_path / "users"
    for name, create in (("ada", ["-c"]), ("zoë", [])):
        command = [program("htpasswd"), "-bB", "-C", "5", *create, str(path), name, "pass word"]
        subprocess.run(command, check=True, capture_output=True)
    users = Users.load(path)

    assert len(users) == 2
    assert users.verify("ada", "pass word")
    assert users.verify("zoë", "pass word")


def test_layout_of_the_file(tmp_path: Path) -> None:
    """Comments, empty lines, CRLF, a byte order mark and a missing last line end are what editors leave behind."""
    path = tmp_path / "users"
    lines = ("\ufeff# people", "", f"ada:{bcrypt_hash('a')}", "   ", "  # more", f"bob smith:{argon2_hash('b')}  ")
    path.write_bytes("\r\n".join(lines).encode())
    users = Users.load(path)

    assert len(users) == 2
    assert users.verify("ada", "a")
    assert users.verify("bob smith", "b")


BROKEN_BCRYPT = bcrypt_hash("x")[:28] + "z" + bcrypt_hash("x")[29:]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bob:$apr1$mWXq0Q1m$zA9ycGs1M1Lk4Wm8v2Lr4/", "'bob' has a hash of a kind that is not taken (MD5)"),
        ("bob:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "(SHA-1)"),
        (
            "bob:$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.",
            "(SHA-512",
        ),
        ("bob:" + argon2_hash("b", Type.D), "argon2 of a kind"),
        ("bob:" + bcrypt_hash("b", "2x"), "unsafe"),
        ("bob:" + bcrypt_hash("b")[:-1], "broken"),
        ("bob:" + BROKEN_BCRYPT, "a broken bcrypt hash"),
        ("bob:" + bcrypt_hash("b").replace("$04$", "$31$"), "a bcrypt hash of cost 31"),
        ("bob:" + argon2_hash("b").replace("m=64", "m=99999999"), "m=99999999"),
        ("bob:" + argon2_hash("b").replace("p=1", "p=0"), "p=0"),
        ("bob:" + argon2_hash("b") + "AA", "a broken argon2 hash"),
        ("bob:tanstaaf", "'bob' has no hash"),
        ("bob:", "'bob' has no hash"),
        ("tanstaaf", "names nobody"),
        (":" + bcrypt_hash("b"), "names nobody"),
        ("ada:" + bcrypt_hash("b"), "'ada' is there twice"),
    ],
    ids=[
        "md5",
        "sha1",
        "sha512-crypt",
        "argon2d",
        "bcrypt-2x",
        "bcrypt-short",
        "bcrypt-bad-salt",
        "bcrypt-cost-31",
        "argon2-memory",
        "argon2-no-lanes",
        "argon2-bad-base64",
        "plain",
        "empty-hash",
        "no-colon",
        "no-name",
        "twice",
    ],
)
def test_a_line_that_will_not_do(tmp_path: Path, line: str, words: str) -> None:
    """A bad line stops the start with its place and what would be right, and shows nothing of the secret."""
    path = file(tmp_path, "# people", f"ada:{bcrypt_hash('a')}", line)
    with pytest.raises(ConfigError) as refused:
        Users.load(path)

    said = str(refused.value)
    assert said.startswith(f"{path}, line 3: ")
    assert words in said
    assert "htpasswd -B" in said or "twice" in said
    assert "tanstaaf" not in said
    assert not (rest := line.partition(":")[2][8:]) or rest not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"", "nobody is in it"),
        (b"# none\n", "nobody is in it"),
        (b"ad\xff:x", "not UTF-8 at byte 2"),
    ],
    ids=["missing", "empty", "comments", "latin-1"],
)
def test_a_file_that_will_not_do(tmp_path: Path, content: bytes | None, words: str) -> None:
    """A file without users would let in nobody: that is said at the start and not at the first login."""
    path = tmp_path / "users"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=words):
        Users.load(path)


@pytest.mark.parametrize("hashed", [bcrypt_hash("a" * 72), argon2_hash("a" * 72)], ids=["bcrypt", "argon2"])
def test_odd_passwords(tmp_path: Path, hashed: str) -> None:
    """What bcrypt would cut short, NUL, half a surrogate pair and a flood are refused and raise nothing."""
    users = Users.load(file(tmp_path, f"ada:{hashed}"))

    assert users.verify("ada", "a" * 72)
    for password in ("a" * 73, "a" * 72 + "\0", "\0", "é" * 37, "\ud800", "a" * (MAX_PASSWORD + 1)):
        assert not users.verify("ada", password)
        assert not users.verify("\ud800", password)


def test_nul(tmp_path: Path) -> None:
    """A NUL is in no password, even where a hash was made of one: some programs stop reading there."""
    users = Users.load(file(tmp_path, f"ada:{argon2_hash(chr(0).join('ab'))}"))

    assert not users.verify("ada", "a\0b")
    assert not users.verify("ada", "a")


def test_a_password_above_72_bytes(tmp_path: Path) -> None:
    """argon2 takes a long password whole."""
    users = Users.load(file(tmp_path, f"ada:{argon2_hash('a' * 100)}"))

    assert users.verify("ada", "a" * 100)
    assert not users.verify("ada", "a" * 99)


@pytest.mark.parametrize(
    "hashed",
    [bcrypt_hash("a", cost=8), PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1).hash("a")],
    ids=["bcrypt", "argon2"],
)
def test_an_unknown_name_takes_as_long(tmp_path: Path, hashed: str) -> None:
    """The time of an answer does not tell whether there is such a user."""
    users = Users.load(file(tmp_path, f"ada:{hashed}"))

    def seconds(name: str) -> float:
        began = time.perf_counter()
        assert not users.verify(name, "wrong")
        return time.perf_counter() - began

    times = [(seconds("ada"), seconds("eve")) for _ in range(15)]
    known, unknown = (median(column) for column in zip(*times, strict=True))
    assert 0.5 < unknown / known < 2


def test_the_right_password_of_another(tmp_path: Path) -> None:
    """An unknown name is not let in by the password of the user whose hash stands in for it."""
    users = Users.load(file(tmp_path, f"ada:{bcrypt_hash('secret')}", f"bob:{argon2_hash('secret')}"))

    assert not any(users.verify(f"eve{number}", "secret") for number in range(20))


def test_nothing_is_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """No hash is in what a debugger shows, and no password in a log."""
    caplog.set_level(logging.DEBUG)
    hashed = bcrypt_hash("secret")
    users = Users.load(file(tmp_path, f"ada:{hashed}"))
    users.verify("ada", "secret")
    users.verify("ada", "wrong")

    assert repr(users) == f"Users(1 of {str(tmp_path / 'users')!r})"
    assert not caplog.records


@pytest.mark.parametrize(
    ("package", "hashed"), [("bcrypt", bcrypt_hash("a")), ("argon2", argon2_hash("a"))], ids=["bcrypt", "argon2"]
)
def test_a_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, hashed: str) -> None:
    """Without the package for a hash the start stops with the command that installs it."""
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(ConfigError, match=r"pip install 'mailtrap-server\[login\]'") as refused:
        Users.load(file(tmp_path, f"ada:{hashed}"))
    assert package in str(refused.value)


def test_a_plain_server_does_not_pay() -> None:
    """The packages are loaded for a file of users alone."""
    code = "import sys, mailtrap.passwords; print({'bcrypt', 'argon2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "set()"
