"""What is published: an sdist from which the wheel can be built, and a wheel that serves its page anywhere."""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from mailtrap import __version__
from tests.support import ROOT, TLS


@dataclass(frozen=True)
class Built:
    """The two files that are published."""

    sdist: Path
    wheel: Path

    def in_sdist(self) -> set[str]:
        """Files of the sdist, below its one folder."""
        with tarfile.open(self.sdist) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}

    def in_wheel(self) -> set[str]:
        """Files of the wheel."""
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Built once, however many processes run the tests: first the sdist, then from that the wheel."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "dist"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stdout + done.stderr
    return Built(next(folder.glob("*.tar.gz")), next(folder.glob("*.whl")))


def sources(folder: str, pattern: str = "*") -> set[str]:
    """Files of the checkout below a folder, as they are named from the root."""
    found = (path.relative_to(ROOT) for path in (ROOT / folder).rglob(pattern) if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts and "node_modules" not in path.parts}


def test_the_wheel_holds_the_program_and_nothing_else(built: Built) -> None:
    """Package, templates and static files are in the wheel; tests, benchmarks and tools are not."""
    inside = built.in_wheel()
    package = {name for name in inside if not name.startswith(f"mailtrap_server-{__version__}.dist-info/")}
    placed = {f"mailtrap/{name}" for folder in ("templates", "static") for name in sources(folder)}

    assert built.wheel.name == f"mailtrap_server-{__version__}-py3-none-any.whl"
    assert package == sources("mailtrap") | placed
    assert f"mailtrap_server-{__version__}.dist-info/licenses/LICENSE" in inside


def test_the_sdist_holds_what_its_users_need(built: Built) -> None:
    """From an unpacked sdist one can build, test and read: nothing that Makefile and README name is missing."""
    inside = built.in_sdist()
    needed = {
        *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "PKG-INFO"),
        *sources("mailtrap"),
        *sources("templates"),
        *sources("static"),
        *sources("docs"),
        *sources("examples"),
        *sources("tools"),
        *sources("tests", "*.py"),
        "tests/clients/package.json",
        "tests/clients/package-lock.json",
    }

    assert needed - inside == set()
    assert [
        name for name in inside if "node_modules" in name or "__pycache__" in name or name.startswith(".venv")
    ] == []
    assert built.sdist.stat().st_size < 5_000_000


def test_the_wheel_serves_its_page(built: Built) -> None:
    """Installed in a fresh environment, the command run in an empty folder serves the page and its static files."""
    with tempfile.TemporaryDirectory(prefix="mailtrap-wheel-") as folder:
        place, empty = Path(folder) / "venv", Path(folder) / "empty"
        empty.mkdir()
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, timeout=120)
        python = place / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(built.wheel)]
        done = subprocess.run(pip, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MAILTRAP_"))}
        command = str(place / "bin" / "mailtrap")
        told = subprocess.run(
            [command, "--version"], capture_output=True, text=True, cwd=empty, env=environ, timeout=60
        )
        log = (Path(folder) / "log").open("w+")
        process = subprocess.Popen(
            [command, "--ephemeral", "--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0", "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=empty,
            env=environ,
        )
        assert process.stdout
        try:
            line = process.stdout.readline()
            assert line, (Path(folder) / "log").read_text()
            web = json.loads(line)["web"]
            paths = ["/", *(f"/{name}" for name in sorted(sources("static"))), "/api/v1/info"]
            with httpx.Client(base_url=web, verify=TLS, timeout=30) as client:
                answers = {path: client.get(path) for path in paths}
        finally:
            process.terminate()
            code = process.wait(30)
            process.stdout.close()
            log.close()
        left = list(empty.iterdir())

    assert told.stdout.strip() == f"mailtrap, version {__version__}"
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    assert "<title>mailtrap</title>" in answers["/"].text
    assert answers["/static/js/app/main.js"].content == (ROOT / "static/js/app/main.js").read_bytes()
    assert answers["/api/v1/info"].json()["Version"] == __version__
    assert code == 0
    assert left == []
