"""The plugin of pytest, in runs of pytest of their own: as it is loaded from the package, and with nothing else."""

import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest

from mailtrap.pytest_plugin.inbox import opened
from tests.support import ROOT, Running
from tests.visitors import LOGIN, PASSWORDS, guarded

Done = subprocess.CompletedProcess[str]

SEND = """
import smtplib

import pytest

def send(box, subject="Welcome", to="ada@example.test"):
    with smtplib.SMTP(box.host, box.port) as connection:
        connection.login(box.user, box.password)
        text = f"From: shop@example.test\\r\\nTo: {to}\\r\\nSubject: {subject}\\r\\n\\r\\nYour code is 481592.\\r\\n"
        connection.sendmail("shop@example.test", [to], text)
"""


def run(folder: Path, test: str, *arguments: str, **variables: str) -> Done:
    """pytest over one file, with this plugin and no other."""
    (folder / "test_it.py").write_text(SEND + test)
    return ran(folder, "-p", "mailtrap.pytest_plugin", *arguments, **variables)


def ran(folder: Path, *arguments: str, **variables: str) -> Done:
    """pytest in a folder; a plugin that is not named is not loaded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAILTRAP_", "PYTEST_"))}
    command = [sys.executable, "-W", "error", "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *arguments]
    environ = {**kept, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **variables}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, env=environ)


def passed(done: Done) -> dict[str, int]:
    """How many tests came to which end."""
    return {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", done.stdout)}


def test_the_package_names_the_plugin() -> None:
    """pytest finds it by its entry point."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]

    assert list(named) == ["mailtrap"]
    assert hasattr(import_module(named["mailtrap"]), "pytest_addoption")


def test_unused_it_costs_nothing(tmp_path: Path) -> None:
    """A run that does not ask for the fixture loads neither the client nor the server."""
    test = """
import sys

def test_modules():
    ours = ("mailtrap", "httpx", "flask", "msgspec", "aiosmtpd")
    found = [name for name in sys.modules if name.split(".")[0] in ours]
    assert found == ["mailtrap", "mailtrap.pytest_plugin"]
"""
    done = run(tmp_path, test)

    assert passed(done) == {"passed": 1}, done.stdout


def test_each_test_has_an_inbox_of_its_own(tmp_path: Path) -> None:
    """Tests of one name in several forms see their own mail alone, on one server; what it sets is undone."""
    test = """
import os

seen = set()

@pytest.mark.parametrize("name", ["a", "b/&", "x" * 500])
def test_it(mailtrap, name):
    send(mailtrap, name[:50])
    assert mailtrap.wait(subject=name[:50]).code == "481592"
    assert mailtrap.count() == 1
    assert mailtrap.user == mailtrap.name and mailtrap.name.isascii() and len(mailtrap.name) < 120
    mailtrap.use_environment(SHOP_MAIL="MAIL_URL")
    assert os.environ["SHOP_MAIL"] == os.environ["EMAIL_URL"] == mailtrap.login.mail_url
    assert os.environ["SMTP_PORT"] == str(mailtrap.port)
    seen.add((mailtrap.name, mailtrap.port))

def test_all(mailtrap):
    mailtrap.expect_none(for_=0.1)
    assert len(seen) == 3 and {port for _, port in seen} == {mailtrap.port}
    assert "SHOP_MAIL" not in os.environ and "SMTP_PORT" not in os.environ
    with pytest.raises(ValueError, match="X: 'NONE' is none; there are SMTP_HOST"):
        mailtrap.use_environment(X="NONE")
"""
    done = run(tmp_path, test)

    assert passed(done) == {"passed": 4}, done.stdout


def test_a_failure_shows_the_mail(tmp_path: Path) -> None:
    """The report has the mails of that inbox, their sessions, those that failed, and links; kept are all as files."""
    test = """
def test_bad(mailtrap):
    send(mailtrap, "Welcom <b>")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(mailtrap, to="<")
    mailtrap.wait(subject="Welcome", timeout=0.1)

def test_good(mailtrap):
    send(mailtrap, "../Goodbye")
"""
    done = run(tmp_path, test, "--mailtrap-keep", "kept", "--tb=short")
    kept = {path.parent.name[:-9]: path for path in (tmp_path / "kept").rglob("*.eml")}
    report = done.stdout

    assert passed(done) == {"failed": 1, "passed": 1}, report
    assert re.search(
        r"-+ mailtrap -+\ninbox 'test_bad-main-\w+-1': http://127\.0\.0\.1:\d+/#/\?inbox=test_bad-", report
    )
    assert re.search(
        r"shop@example\.test to ada@example\.test: Welcom <b>\n    http://127.0.0.1:\d+/#/m/\w{22}", report
    )
    assert re.search(r"C MAIL FROM:<shop@example.test>", report, re.IGNORECASE)
    assert 'subject:"Welcome"\': none came' in report
    assert report.count("\nsession ") == 2
    assert {name: path.name for name, path in kept.items()} == {
        "test_it-py-test_bad": "1-Welcom-b.eml", "test_it-py-test_good": "1-Goodbye.eml",
    }  # fmt: skip
    assert b"Subject: Welcom <b>\r\n" in kept["test_it-py-test_bad"].read_bytes()


def test_a_failure_before_or_after_the_test_shows_the_mail(tmp_path: Path) -> None:
    """As one in a fixture, one whose inbox was asked for by name while it ran, or the very last of the run."""
    test = """
@pytest.fixture
def before(mailtrap):
    send(mailtrap, "From setup")
    raise RuntimeError

@pytest.fixture
def after(request):
    yield
    send(request.getfixturevalue("mailtrap"), "From teardown")
    raise RuntimeError

def test_setup(before): pass

def test_by_name(request):
    send(request.getfixturevalue("mailtrap"), "From the test")
    raise RuntimeError

def test_teardown(mailtrap, after): pass
"""
    done = run(tmp_path, test, "--tb=short")

    assert passed(done) == {"failed": 1, "passed": 1, "errors": 2}, done.stdout
    sections = re.split("-+ mailtrap -+\n", done.stdout)[1:]
    assert len(sections) == 3, done.stdout
    subjects = ("From setup", "From teardown", "From the test")
    assert [[each for each in subjects if each in section] for section in sections] == [[each] for each in subjects]
    assert all("\nsession " in section for section in sections)


def test_a_running_server_is_used(tmp_path: Path, server: Running) -> None:
    """One that is named by MAILTRAP_URL, or by an option, takes the mail, and tells where."""
    test = f"""
def test_it(mailtrap):
    assert (mailtrap.host, mailtrap.port) == {server.smtp!r}
    send(mailtrap)
    assert mailtrap.wait().url.startswith("{server.web}/#/m/")
"""
    place = ":".join(map(str, server.smtp))
    named = run(tmp_path, test, MAILTRAP_URL=server.web)
    by_option = run(
        tmp_path, test, "--mailtrap-url", server.web, "--mailtrap-smtp", place, MAILTRAP_URL="http://x.test"
    )

    assert (passed(named), passed(by_option)) == ({"passed": 1}, {"passed": 1}), named.stdout + by_option.stdout
    assert len({row["Username"] for row in server.messages()}) == 2


@pytest.mark.parametrize(
    ("url", "says"),
    [("http://127.0.0.1:9", "nobody answers there"), ("x", "no address of a server")],
)
def test_a_server_that_is_not_there(tmp_path: Path, url: str, says: str) -> None:
    """It is told in words, not as a fault of the plugin."""
    done = run(tmp_path, "def test_it(mailtrap): pass", MAILTRAP_URL=url)

    assert passed(done) == {"error": 1}
    assert re.search(rf"mailtrap: .*{says}", done.stdout), done.stdout


def test_a_token_that_is_held_to_one_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own inbox, of which such a token is told nothing: that is said before any test waits."""
    with guarded(tmp_path) as house:
        monkeypatch.setenv("MAILTRAP_TOKEN", house.tokens.make("ci", inbox="ci"))
        with pytest.raises(pytest.UsageError, match="this token is held to one; give one for all"):
            opened(house.running.web).__enter__()


def test_a_server_for_listed_users(tmp_path: Path) -> None:
    """Tests make up names of their own, which it would refuse; the password in its address is told to nobody."""
    users = tmp_path / "users"
    users.write_text(f"{LOGIN[0]}\n", encoding="ascii")
    with guarded(tmp_path, auth_file=users) as house:
        url = house.running.web.replace("//", f"//ada:{quote(PASSWORDS['ada'])}@")
        with pytest.raises(pytest.UsageError, match="lets listed users in alone") as refused:
            opened(url).__enter__()

    assert house.running.web in str(refused.value)


def test_workers_side_by_side(tmp_path: Path) -> None:
    """Forty tests on four workers that send and wait at once: each has its mail and no other."""
    test = """
import threading

@pytest.mark.parametrize("number", range(40))
def test_it(mailtrap, number):
    timer = threading.Timer(0.01, send, [mailtrap, f"number {number}"])
    timer.start()
    assert mailtrap.wait(subject="number", timeout=60).subject == f"number {number}"
    timer.join()
    assert mailtrap.count() == 1
"""
    done = run(tmp_path, test, "-p", "xdist.plugin", "-n", "4", "-q")

    assert passed(done) == {"passed": 40}, done.stdout


def test_django_and_flask_send_here(tmp_path: Path) -> None:
    """Both are pointed at the inbox whatever was set before, and back afterwards; Flask-Mail set up already or not."""
    test = """
import django
import flask
import flask_mail
from django.conf import settings
from django.core import mail

settings.configure(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", EMAIL_HOST="elsewhere.test")
django.setup()

def test_django(mailtrap):
    mailtrap.use_django()
    mail.send_mail("From Django", "Hello", "a@example.test", ["b@example.test"])
    assert mailtrap.wait(subject="From Django").to == ["b@example.test"]

def test_django_is_as_it_was():
    assert (settings.EMAIL_HOST, settings.EMAIL_BACKEND[-19:]) == ("elsewhere.test", "locmem.EmailBackend")

@pytest.mark.parametrize("before", [True, False])
def test_flask(mailtrap, before):
    app = flask.Flask("shop")
    app.testing = True
    post = flask_mail.Mail(app) if before else flask_mail.Mail()
    mailtrap.use_flask(app)
    if not before:
        post.init_app(app)
    with app.app_context():
        post.send(flask_mail.Message("From Flask", ["b@example.test"], "Hello", sender="a@example.test"))
    assert mailtrap.wait(subject="From Flask").envelope.user == mailtrap.user
"""
    done = run(tmp_path, test)

    assert passed(done) == {"passed": 4}, done.stdout
