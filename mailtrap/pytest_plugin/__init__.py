"""The plugin of pytest: the fixture ``mailtrap`` is an inbox of the test's own.

It is loaded in every run of pytest where the package is installed, so it imports nothing before somebody asks for the
fixture.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mailtrap.pytest_plugin.inbox import Post, TestInbox

VARIABLE = "MAILTRAP_URL"
LONGEST = 60
"""Characters of a test's name within the name of its inbox."""
_INBOX = pytest.StashKey["TestInbox"]()
"""Where a test keeps the inbox that it asked for, whichever way it did."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the command line, and of the configuration file by the same names."""
    group = parser.getgroup("mailtrap", "mail of the application under test (mailtrap)")
    group.addoption(
        "--mailtrap-url",
        metavar="URL",
        help=f"Use the running mailtrap whose page is there.  [default: {VARIABLE}, else one for each worker]",
    )
    group.addoption(
        "--mailtrap-smtp", metavar="HOST:PORT", help="Where that one takes mail.  [default: what it tells itself]"
    )
    group.addoption(
        "--mailtrap-keep", metavar="DIR", help="Keep the mails of each test as .eml files in a folder of its own there."
    )


@pytest.fixture(scope="session")
def mailtrap_post(request: pytest.FixtureRequest) -> Post:
    """The server of this worker, with its ``client``: started for it, or the running one that was named."""
    from mailtrap.pytest_plugin.inbox import opened

    url = request.config.getoption("--mailtrap-url") or os.environ.get(VARIABLE, "")
    stack = ExitStack()
    request.config.add_cleanup(stack.close)  # after all reports: that of the last teardown, too, tells of its mail
    return stack.enter_context(opened(url, request.config.getoption("--mailtrap-smtp") or ""))


@pytest.fixture(scope="session")
def _mailtrap_run() -> str:
    """What tells this run and this worker from all others that use the same server."""
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{secrets.token_hex(4)}"


@pytest.fixture
def mailtrap(
    request: pytest.FixtureRequest, mailtrap_post: Post, _mailtrap_run: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestInbox]:
    """An inbox for this test alone: where to send, as whom, and waiting for what comes.

    ::

        def test_signup(mailtrap, app):
            mailtrap.use_environment()      # or use_django(), use_flask(app)
            app.sign_up("ada@example.test")
            assert mailtrap.wait(to="ada@example.test", subject="Welcome").code
    """
    from mailtrap.pytest_plugin.inbox import TestInbox, keep

    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", request.node.name).strip("-")[:LONGEST]
    inbox = TestInbox(mailtrap_post, f"{name}-{_mailtrap_run}-{mailtrap_post.number()}", monkeypatch)
    request.node.stash[_INBOX] = inbox
    yield inbox
    folder = request.config.getoption("--mailtrap-keep")
    if folder:
        keep(inbox, request.config.invocation_params.dir / folder, request.node.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Put the mails of a failed test into its report, be it in a fixture that it failed."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    inbox = item.stash.get(_INBOX, None)
    if inbox is not None and report.failed:
        from mailtrap.pytest_plugin.inbox import told

        report.sections.append(("mailtrap", told(inbox)))
    return report  # type: ignore[return-value]
