"""Fixtures: a server in this process or beside it, a browser, and watchers for what a test leaves behind."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from mailtrap.config import Config, HostPort, Listener
from mailtrap.server import Server
from tests.browser import Desk, OpenDesk, chromium, installed, opening
from tests.support import Running, start_process, stop_process, wait_for
from tests.views import House, house

LOOPBACK = HostPort("127.0.0.1", 0)
DOOR = Listener("smtp", "127.0.0.1", 0)

StartServer = Callable[..., Running]
Houses = Callable[[str], House]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of our own."""
    parser.addoption("--kill-rounds", type=int, default=5, metavar="N", help="kill -9 the server N times under load")
    parser.addoption("--kill-mails", type=int, default=250, metavar="N", help="let each such round take up to N mails")
    parser.addoption("--power-cuts", type=int, default=5, metavar="N", help="cut the power N times under load")
    parser.addoption("--load-seconds", type=float, default=4, metavar="S", help="do everything at once for S seconds")
    parser.addoption(
        "--fuzz-cases", type=int, default=600, metavar="N", help="ask the API at least N made-up questions"
    )


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Start servers in this process on free ports, with any field of ``Config``; all are closed at the end."""
    with ExitStack() as stack:

        def start(**options: Any) -> Running:
            options = {"smtp": (DOOR,), "web": LOOPBACK, "db": tmp_path / "mail.db", **options}
            server = stack.enter_context(Server(Config(**options)))
            return Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)

        yield start


@pytest.fixture
def server(start_server: StartServer) -> Running:
    """A server with the default options."""
    return start_server()


@pytest.fixture(scope="module")
def module_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that all tests of a file share: for many small questions that leave nothing behind."""
    path = tmp_path_factory.mktemp("module") / "mail.db"
    with Server(Config(smtp=(DOOR,), web=LOOPBACK, db=path)) as server:
        yield Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Running]:
    """A server in a process of its own, ended by SIGTERM."""
    running = start_process("--db", str(tmp_path / "mail.db"))
    yield running
    assert stop_process(running) == 0


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """The path of a foreign program; the test is skipped where it cannot be had (in CI that is a failure)."""

    def find(name: str) -> str:
        path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
        if not path:
            pytest.skip(f"{name} is not installed; tools/test-tools.sh installs it on Debian")
        return path

    return find


@pytest.fixture(scope="session")
def browser(program: Callable[[str], str]) -> Iterator[Browser]:
    """Chromium without a window, asking nobody outside of this machine."""
    with chromium(installed() or program("chromium")) as started:
        yield started


@pytest.fixture
def desks(browser: Browser) -> Iterator[OpenDesk]:
    """Opens browser contexts, as wide as is asked; all are closed at the end."""
    with opening(browser) as opened:
        yield opened


@pytest.fixture
def desk(desks: OpenDesk) -> Desk:
    """A browser context as most have it."""
    return desks()


@pytest.fixture(scope="session")
def houses() -> Iterator[Houses]:
    """The houses of the page's views by their kind, each made when it is first asked for; nobody changes them."""
    with ExitStack() as stack:
        made: dict[str, House] = {}

        def find(kind: str) -> House:
            if kind not in made:
                made[kind] = stack.enter_context(house(kind))
            return made[kind]

        yield find


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A test ends with the threads and the environment that it began with."""
    threads = set(threading.enumerate())
    environ = dict(os.environ)
    yield

    def leaked() -> list[threading.Thread]:
        return [
            thread
            for thread in set(threading.enumerate()) - threads
            if not thread.name.startswith(("test-", "asyncio_")) and "playwright" not in thread.name.lower()
        ]

    wait_for(lambda: not leaked(), what=f"the end of {leaked()}")
    assert {**os.environ, "PYTEST_CURRENT_TEST": ""} == {**environ, "PYTEST_CURRENT_TEST": ""}


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skip hides something: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped, which CI does not allow", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
