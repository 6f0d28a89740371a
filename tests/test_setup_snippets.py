"""The snippets of the set-up, run as they stand there: each has to bring a mail, under TLS with a verified certificate,
by a login whose password is made of what languages quote, from a folder whose name is no better.

What is not on every machine (Laravel, Symfony, Spring, .NET) is read as it would be read there.
"""

import json
import os
import re
import shutil
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import bcrypt
import pytest
from playwright.sync_api import Browser, Page, expect

from mailtrap import certificate
from mailtrap.config import Config, Listener
from mailtrap.server import Server
from tests.browser import opening
from tests.conftest import LOOPBACK
from tests.support import ROOT, Running
from tests.views import SNIPPET

FindProgram = Callable[[str], str]

USER = "ada"
PASSWORD = "p\"a's$s\\w%41o#{1}r&d ${HOME} `id` ${x} \\\\ %s!"
FOLDER = 'it\'s $HOME, "here"'
WAYS = ("smtp", "starttls", "required", "smtps", "unix")
PHPMAILER = Path("/usr/share/php/libphp-phpmailer/autoload.php")
NODE_MODULES = ROOT / "tests/clients/node_modules"

RAILS = """require "mail"
require "ostruct"
config = OpenStruct.new(action_mailer: OpenStruct.new)
{snippet}
mail = Mail.new(from: "app@example.test", to: "you@example.test", subject: "Hello from Rails", body: "It works.")
mail.delivery_method config.action_mailer.delivery_method, config.action_mailer.smtp_settings
mail.deliver!
"""
MANAGE = """import os
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
execute_from_command_line()
"""
MAILERS = """import settings
from django.conf import settings as configured
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string
configured.configure()
mailer = settings.MAILERS["default"]
backend = import_string(mailer["BACKEND"])(**mailer["OPTIONS"])
mail = EmailMessage("Hello from Django", "It works.", "app@example.test", ["you@example.test"])
assert backend.send_messages([mail]) == 1
"""
"""What Django 6.1 does with its setting, for the versions before."""

TEXTS = """(all) => all.map((one) => [
    one.querySelector("figcaption span").textContent, one.querySelector("code").textContent])"""

Texts = dict[str, list[tuple[str, str]]]


class House(NamedTuple):
    """A server that takes mail of one user, and what the page says to each of its listeners: by framework, the figures
    with their captions."""

    server: Running
    listeners: dict[str, Listener]
    cafile: Path
    texts: dict[str, Texts]

    def only(self, way: str, name: str, caption: str = "") -> str:
        """The one figure whose caption has this word."""
        (found,) = (text for where, text in self.texts[way][name] if caption in where)
        return found


def told(page: Page, value: str) -> Texts:
    """All snippets for a listener."""
    page.locator("#setup-door").select_option(value)
    page.locator("#setup-user").fill(USER)
    page.locator("#setup-password").fill(PASSWORD)
    if page.locator("#setup-cafile").count():
        page.locator("#setup-cafile").fill(page.evaluate("window.cafile"))
    found: Texts = {}
    for tab in page.locator("#setup-picks [role=tab]").all()[::-1]:  # the first is chosen already
        name = (tab.get_attribute("id") or "").removeprefix("pick-")
        tab.click()
        expect(page.get_by_test_id("setup-snippet")).to_have_attribute("aria-labelledby", f"pick-{name}")
        figures = page.get_by_test_id("setup-snippet").locator("figure")
        pairs = figures.evaluate_all(TEXTS)
        found[name] = [(where, text) for where, text in pairs]
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    """A server of each kind of listener, and its page read once."""
    folder = tmp_path_factory.mktemp("snippets")
    users = folder / "users"
    users.write_text(f"{USER}:{bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()}\n")
    doors = (
        Listener("smtp", "127.0.0.1", 0),
        Listener("starttls", "127.0.0.1", 0),
        Listener("starttls", "127.0.0.1", 0, require=True),
        Listener("smtps", "127.0.0.1", 0),
        Listener("unix", path=str(folder / "it's $x")),
    )
    config = Config(smtp=doors, web=LOOPBACK, db=folder / "mail.db", auth_required=True, auth_file=users)
    with Server(config) as server, opening(browser) as desks:
        running = Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)
        with smtplib.SMTP(*running.smtp, timeout=30) as client:
            client.login(USER, PASSWORD)  # passwords are compared on a thread, which then stays
        cafile = folder / FOLDER / "mailtrap-cert.pem"
        cafile.parent.mkdir()
        cafile.write_text(running.api("certificate").text)
        page = desks().live(running, "#/setup")
        expect(page.locator(SNIPPET).first).to_be_visible()
        page.evaluate("(path) => { window.cafile = path; }", str(cafile))
        listeners = dict(zip(WAYS, server.smtp, strict=True))
        yield House(running, listeners, cafile, {way: told(page, str(each)) for way, each in listeners.items()})


# How each is run


def ran(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    """A program in a folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "GOCACHE") if name in os.environ}
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=240, env={**kept, "LC_ALL": "C.UTF-8"})


Sent = subprocess.CompletedProcess[bytes]
Run = Callable[[House, str, Path, FindProgram], Sent]


def python(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """smtplib."""
    (folder / "send.py").write_text(house.only(way, "python"))
    return ran(folder, sys.executable, "-W", "error", "send.py")


def flask(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """Flask-Mail, in the smallest application."""
    head = "from flask import Flask\n\napp = Flask(__name__)\n"
    (folder / "app.py").write_text(head + house.only(way, "flask"))
    return ran(folder, sys.executable, "app.py")


def django_before(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """Django by its older settings, with the command that is shown."""
    settings = house.only(way, "django", "before Django 6.1")
    (folder / "settings.py").write_text(f'SECRET_KEY = "x"\nDEFAULT_FROM_EMAIL = "app@example.test"\n{settings}\n')
    (folder / "manage.py").write_text(MANAGE)
    trusting(house, way, folder)
    command = house.only(way, "django", "in a shell").split()
    return ran(folder, sys.executable, *command[1:])


def django_mailers(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """Django by MAILERS."""
    settings = house.only(way, "django", "6.1 and later")
    (folder / "settings.py").write_text(f'SECRET_KEY = "x"\nDEFAULT_FROM_EMAIL = "app@example.test"\n{settings}\n')
    trusting(house, way, folder)
    if tuple(map(int, version("django").split(".")[:2])) >= (6, 1):
        (folder / "manage.py").write_text(MANAGE)
        return ran(folder, sys.executable, "manage.py", "sendtestemail", "you@example.test")
    (folder / "send.py").write_text(MAILERS)
    return ran(folder, sys.executable, "send.py")


def trusting(house: House, way: str, folder: Path) -> None:
    """The backend that trusts the certificate, where the page shows one."""
    if way != "smtp":
        (folder / "mail_backend.py").write_text(house.only(way, "django", "mail_backend.py"))


def rails(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """The settings of ActionMailer, given to what is below it."""
    (folder / "send.rb").write_text(RAILS.format(snippet=house.only(way, "rails", "development.rb")))
    return ran(folder, program("ruby"), "send.rb")


def php(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """PHPMailer, from where Debian has it."""
    if not PHPMAILER.exists():
        pytest.skip("PHPMailer is not installed; tools/test-tools.sh installs it on Debian")
    (folder / "send.php").write_text(house.only(way, "php").replace("vendor/autoload.php", str(PHPMAILER)))
    return ran(folder, program("php"), "send.php")


def node(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """Nodemailer."""
    if not (NODE_MODULES / "nodemailer").exists():
        pytest.skip("nodemailer is not installed; tools/test-tools.sh installs it")
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "send.mjs").write_text(house.only(way, "node"))
    return ran(folder, program("node"), "send.mjs")


def go(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """Go's own."""
    (folder / "main.go").write_text(house.only(way, "go"))
    return ran(folder, program("go"), "run", "main.go")


def curl(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """curl in a POSIX shell."""
    program("curl")
    return ran(folder, "sh", "-c", house.only(way, "curl"))


def swaks(house: House, way: str, folder: Path, program: FindProgram) -> Sent:
    """swaks in a POSIX shell."""
    program("swaks")
    return ran(folder, "sh", "-c", house.only(way, "swaks"))


RUNS: dict[str, Run] = {
    each.__name__: each for each in (python, flask, django_before, django_mailers, rails, php, node, go, curl, swaks)
}
SOCKETS = ("python", "node", "go", "curl", "swaks")
CARELESS = ("flask",)
"""Flask-Mail verifies no certificate, and the page says so."""


def shown(done: Sent) -> str:
    """What a program said."""
    return (done.stdout + done.stderr).decode(errors="replace")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", RUNS)
def test_a_snippet_sends(house: House, program: FindProgram, tmp_path: Path, name: str, way: str) -> None:
    """Run as it is shown it brings one mail, by the login and under TLS as they were chosen."""
    if way == "unix" and name not in SOCKETS:
        assert house.texts[way][name.partition("_")[0]] == []
        return
    before = {row["ID"] for row in house.server.messages(limit=500)}
    done = RUNS[name](house, way, tmp_path, program)
    new = [row for row in house.server.messages(limit=500) if row["ID"] not in before]
    assert (done.returncode, len(new)) == (0, 1), shown(done)
    envelope = house.server.api(f"message/{new[0]['ID']}/envelope").json()

    assert [each["Address"] for each in envelope["Recipients"]] == ["you@example.test"]
    assert (new[0]["Username"], envelope["Inbox"]) == (USER, USER)
    assert envelope["TLS"].startswith("TLSv1") == (way in ("starttls", "required", "smtps"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [name for name in RUNS if name not in CARELESS])
def test_another_certificate_is_refused(house: House, program: FindProgram, tmp_path: Path, name: str) -> None:
    """Verified means verified: with the certificate of another server in that place nothing is sent."""
    kept = house.cafile.read_text()
    house.cafile.write_text(certificate.ensure(tmp_path / "other", []).public.read_text())
    count = len(house.server.messages(limit=500))
    try:
        done = RUNS[name](house, "smtps" if name == "django_before" else "required", tmp_path, program)
    finally:
        house.cafile.write_text(kept)

    assert done.returncode != 0
    assert re.search(r"certificate|verif|connect", shown(done), re.IGNORECASE), shown(done)
    assert len(house.server.messages(limit=500)) == count


# What is read as it would be read


@pytest.mark.parametrize("way", WAYS[:4])
def test_an_address_for_symfony(house: House, way: str) -> None:
    """MAILER_DSN is a URL, in characters that neither .env nor a URL takes for something else."""
    line = house.only(way, "symfony", ".env.local")
    url = urlsplit(line.removeprefix("MAILER_DSN="))
    listener = house.listeners[way]

    assert re.fullmatch(r"MAILER_DSN=[\w:/@%.~-]+", line)
    assert (url.scheme, url.hostname, url.port) == ("smtps" if way == "smtps" else "smtp", "127.0.0.1", listener.port)
    assert (unquote(url.username or ""), unquote(url.password or "")) == (USER, PASSWORD)


@pytest.mark.parametrize("way", WAYS[:4])
def test_settings_for_laravel(house: House, way: str) -> None:
    """In double quotes phpdotenv takes \\", \\\\ and \\$ for what they stand for, and nothing else is in need of it."""
    values = dict(line.split("=", 1) for line in house.only(way, "laravel", ".env").splitlines())
    quoted = re.fullmatch(r'"((?:[^"\\$]|\\["\\$])*)"', values["MAIL_PASSWORD"])
    assert quoted

    assert re.sub(r"\\(.)", r"\1", quoted[1]) == PASSWORD
    assert (values["MAIL_USERNAME"], values["MAIL_PORT"]) == (USER, str(house.listeners[way].port))
    assert values["MAIL_SCHEME"] == ("smtps" if way == "smtps" else "smtp")


def test_settings_of_php(house: House, program: FindProgram, tmp_path: Path) -> None:
    """php.ini names the certificate as it lies there."""
    (tmp_path / "php.ini").write_text(house.only("smtps", "laravel", "php.ini"))
    done = ran(tmp_path, program("php"), "-c", str(tmp_path), "-r", "echo ini_get('openssl.cafile');")

    assert shown(done) == str(house.cafile)
    assert [where for where, _ in house.texts["smtp"]["laravel"] if "php.ini" in where] == []


@pytest.mark.parametrize("way", WAYS[:4])
def test_properties_for_spring(house: House, way: str) -> None:
    """As java.util.Properties reads them and Spring puts nothing in for ${…}; Java gets the name that it compares."""
    lines = dict(line.split("=", 1) for line in house.only(way, "spring").splitlines())
    read = {name: re.sub(r"\\(.)", r"\1", value) for name, value in lines.items()}
    secure = way != "smtp"

    assert read["spring.mail.password"].replace("\\${", "${") == PASSWORD
    assert read["spring.mail.host"] == ("localhost" if secure else "127.0.0.1")
    assert (read.get("spring.mail.ssl.bundle"), read.get("spring.mail.ssl.enabled")) == (
        "mailtrap" if secure else None,
        "true" if way == "smtps" else None,
    )
    trusted = read.get("spring.ssl.bundle.pem.mailtrap.truststore.certificate", "")
    assert trusted.replace("\\${", "${") == (f"file:{house.cafile}" if secure else "")


@pytest.mark.parametrize(
    ("way", "option"),
    [("smtp", "None"), ("starttls", "StartTls"), ("required", "StartTls"), ("smtps", "SslOnConnect")],
)
def test_a_program_for_mailkit(house: House, way: str, option: str) -> None:
    """Strings of C# are those of JSON; the certificate is known by its fingerprint."""
    text = house.only(way, "dotnet")
    login = re.search(r"AuthenticateAsync\((.*)\);", text)
    assert login
    pinned = house.server.api("info").json()["Mailtrap"]["Certificate"]["SHA256"].replace(":", "")

    assert json.loads(f"[{login[1]}]") == [USER, PASSWORD]
    assert f"{house.listeners[way].port}, SecureSocketOptions.{option});" in text
    assert (pinned in text) == (way != "smtp")


@pytest.mark.parametrize("way", WAYS)
def test_variables(house: House, way: str, tmp_path: Path) -> None:
    """A shell that reads .env has the values as they were typed."""
    (tmp_path / ".env").write_text(house.only(way, "env"))
    script = '. ./.env; printf "%s\\n" "$SMTP_PASSWORD" "$SMTP_CA_FILE" "$SMTP_URL"'
    password, cafile, url = shown(ran(tmp_path, shutil.which("sh") or "sh", "-c", script)).split("\n")[:3]

    assert password == PASSWORD
    assert cafile == (str(house.cafile) if way in ("starttls", "required", "smtps") else "")
    assert unquote(urlsplit(url).password or "") == ("" if way == "unix" else PASSWORD)
