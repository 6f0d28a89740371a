"""What the server tells of itself: true, complete, and nothing that is secret."""

import json
import platform
import re
import smtplib
import sqlite3
import ssl
import tomllib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from mailtrap import certificate
from mailtrap.client import Client
from mailtrap.config import Listener
from mailtrap.web.about import LIBRARIES
from tests.conftest import DOOR, StartServer
from tests.support import ROOT, Running, mail, wait_for

USERS = "ada:$2b$04$PkyQfBdtGrbJCkNHLyXbB.DEeO6KCwCOS3qYl4qxvKnhZIw2TyLyq\n"


def about(server: Running) -> dict[str, Any]:
    """What is ours in info."""
    found: dict[str, Any] = server.api("info").json()["Mailtrap"]
    return found


def test_versions(server: Running) -> None:
    """Those of what really runs; libraries by the names under which they are installed."""
    told = about(server)

    assert (told["Python"], told["SQLite"]) == (platform.python_version(), sqlite3.sqlite_version)
    assert told["Libraries"]["flask"] == version("flask")
    assert set(told["Libraries"]) <= set(LIBRARIES)
    assert told["System"].startswith(platform.system())


def test_every_library_is_told() -> None:
    """All that the package depends on, extras included, and nothing else."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(each for extra in extras for each in extra)]

    assert set(LIBRARIES) == {re.split(r"[<>=;\s]", each)[0] for each in wanted}


def test_counts(server: Running) -> None:
    """Mails, inboxes, tags and sessions that are kept, connections and watchers that are open."""
    first = server.send(mail("one"))
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.login("shop", "any")
        client.sendmail("ada@example.test", "bob@example.test", mail("two"))
        client.docmd("NONSENSE")
    server.api("tags", "PUT", json={"IDs": [first], "Tags": ["a", "b"]})
    server.api("pinned", "PUT", json={"IDs": [first], "Pinned": True})
    server.api(f"message/{first}")
    wait_for(lambda: about(server)["Totals"]["Sessions"] == 2 and about(server)["Totals"]["Connections"] == 0)
    with smtplib.SMTP(*server.smtp, timeout=30):
        told = about(server)["Totals"]

    assert told == {
        "Mails": 2,
        "Unread": 1,
        "Pinned": 1,
        "Size": len(mail("one")) + len(mail("two")),
        "Inboxes": 2,
        "Tags": 2,
        "Sessions": 3,
        "SessionsFailed": 1,
        "Connections": 1,
        "Watchers": 0,
    }


def test_the_store_and_the_process(server: Running) -> None:
    """The file, its bytes and those that are left; the time of the start, and the memory that is taken now."""
    server.send(mail())
    answer = server.api("info").json()
    told = answer["Mailtrap"]
    started = datetime.fromisoformat(told["Started"])

    assert (told["Store"]["File"], told["Store"]["Ephemeral"]) == (server.db, False)
    assert told["Store"]["Size"] >= Path(server.db).stat().st_size > 0
    assert told["Store"]["Free"] > 1_000_000
    assert 1_000_000 < told["Memory"] <= answer["RuntimeStats"]["Memory"] * 1.1
    assert timedelta() <= datetime.now(UTC) - started < timedelta(minutes=5)


def test_bounds_are_those_of_the_options(start_server: StartServer) -> None:
    """Whatever was set is told, with its number."""
    server = start_server(
        keep_mails=7, keep_age=60.0, keep_size=0, max_size=1_000, max_line=900, max_recipients=3, max_connections=5,
        max_connections_per_client=4, max_command=600, max_commands=50, max_errors=6, keep_sessions=8,
    )  # fmt: skip
    told = about(server)

    assert told["Retention"] == {"Count": 7, "Age": 60.0, "Size": 0}
    assert told["Limits"] == {
        "MessageSize": 1_000,
        "LineSize": 900,
        "Recipients": 3,
        "Connections": 5,
        "ConnectionsPerClient": 4,
        "CommandSize": 600,
        "Commands": 50,
        "Errors": 6,
        "Sessions": 8,
    }


def test_an_open_door(server: Running) -> None:
    """Without options there is one listener, without TLS, and nobody needs a login."""
    told = about(server)
    host, port = server.smtp

    assert told["SMTP"] == [
        {"URL": f"smtp://{host}:{port}", "TLS": "none", "Login": "optional", "Users": "any", "LoginNeedsTLS": False}
    ]
    assert told["Web"] == {"URL": server.web, "TLS": False, "Login": False, "Facades": ["mailhog", "maildev"]}


def test_doors_that_are_guarded(start_server: StartServer, tmp_path: Path) -> None:
    """Each listener with its TLS and what a login needs; neither users nor paths of secrets are told."""
    listed = tmp_path / "secret-users"
    listed.write_text(USERS)
    server = start_server(
        smtp=(
            DOOR,
            Listener("starttls", "127.0.0.1", 0),
            Listener("starttls", "127.0.0.1", 0, require=True),
            Listener("smtps", "127.0.0.1", 0),
            Listener("unix", path=str(tmp_path / "s")),
        ),
        auth_required=True,
        auth_file=listed,
        auth_require_tls=True,
        facade=("none",),
    )
    told = about(server)
    text = json.dumps(server.api("info").json())

    assert [each["TLS"] for each in told["SMTP"]] == ["none", "offered", "required", "implicit", "none"]
    assert [each["URL"].partition(":")[0] for each in told["SMTP"]] == ["smtp", "starttls", "starttls", "smtps", "unix"]
    assert {(each["Login"], each["Users"], each["LoginNeedsTLS"]) for each in told["SMTP"]} == {
        ("required", "listed", True)
    }
    assert told["Web"]["Facades"] == []
    assert [word for word in ("secret-users", "$2b$", ".pem", "ada") if word in text] == []


def test_a_store_that_goes_with_the_server(start_server: StartServer) -> None:
    """Whoever looks can see that nothing stays."""
    assert about(start_server(ephemeral=True))["Store"]["Ephemeral"] is True


@pytest.mark.parametrize("given", [False, True], ids=["made", "given"])
def test_the_certificate(start_server: StartServer, tmp_path: Path, given: bool) -> None:
    """It is served as it is shown to who connects, without the key, even where both are in one file."""
    pair = certificate.ensure(tmp_path / "own", []).cert if given else None
    server = start_server(smtp=(Listener("smtps", "127.0.0.1", 0),), tls_cert=pair)
    shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(server.smtp))
    answer = server.api("certificate")
    with Client(server.web) as client:
        pem = client.certificate()

    assert answer.headers["Content-Type"] == "application/pem-certificate-chain"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mailtrap-cert.pem"'
    assert ssl.PEM_cert_to_DER_cert(answer.text) == ssl.PEM_cert_to_DER_cert(pem) == shown
    assert "KEY" not in answer.text
    assert about(server)["Certificate"] == {"SHA256": sha256(shown).digest().hex(":").upper(), "Given": given}


def test_no_certificate(server: Running) -> None:
    """Without TLS there is none, and the answer says how there would be one."""
    answer = server.api("certificate")

    assert (answer.status_code, about(server)["Certificate"]) == (404, None)
    assert "--smtp starttls://HOST:PORT" in answer.json()["Error"]


def test_the_client_reads_it(server: Running) -> None:
    """The Python client has the same as types."""
    with Client(server.web) as client:
        told = client.info().mailtrap

    assert told.python == platform.python_version()
    assert told.smtp[0].tls == "none"
