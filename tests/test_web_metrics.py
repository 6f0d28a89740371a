"""What a machine asks: figures for Prometheus, and whether mail can be kept."""

import math
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import websocket
from prometheus_client.parser import text_string_to_metric_families

from mailtrap import __version__
from tests.conftest import StartServer
from tests.support import Dialogue, Running, mail, start_process, stop_process, wait_for

resource = pytest.importorskip("resource")

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def figures(server: Running) -> Figures:
    """Each sample by its name and labels."""
    answer = server.api("/metrics")
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def value(found: Figures, name: str, **labels: str) -> float:
    return found[f"mailtrap_{name}", frozenset(labels.items())]


def put(server: Running, inbox: str, raw: bytes = mail()) -> str:
    answer = server.api(
        "messages", "POST", content=raw, params={"inbox": inbox}, headers={"Content-Type": "message/rfc822"}
    )
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["ID"]
    return found


def test_figures_of_what_happened(server: Running) -> None:
    """Mails received, refused, deleted, kept and unread are those that there were; by inbox, too."""
    raw = mail()
    ids = [server.send(raw) for _ in range(3)]
    put(server, "shop", raw)
    server.api(f"message/{ids[0]}")
    server.api("messages", "DELETE", json={"IDs": ids[1:2]})
    assert server.api("messages?from=a b", "POST", content=raw).status_code == 400
    with Dialogue(server.smtp) as client:
        client.ask("EHLO x")
        client.reply()
        assert client.ask("MAIL FROM:<a@x.test> SIZE=99999999").startswith("552")
    found = figures(server)

    assert value(found, "info", version=__version__) == 1
    assert value(found, "mails_received_total") == 4
    assert value(found, "received_bytes_total") == 4 * len(raw)
    assert value(found, "mails_refused_total") == 1
    assert value(found, "mails_deleted_total") == 1
    assert value(found, "mails") == 3
    assert value(found, "unread_mails") == 2
    assert value(found, "mail_bytes") == 3 * len(raw)
    assert value(found, "inboxes") == 2
    assert value(found, "inbox_mails", inbox="default") == 2
    assert value(found, "inbox_unread_mails", inbox="default") == 1
    assert value(found, "inbox_mail_bytes", inbox="shop") == len(raw)


def test_figures_of_the_store(server: Running) -> None:
    """Size, room, queue and commits are told; each mail that was sent alone has its commit, in buckets that grow."""
    for _ in range(5):
        server.send(mail())
    found = figures(server)
    buckets = sorted(
        (float(dict(labels)["le"]), count) for (name, labels), count in found.items() if name.endswith("_bucket")
    )

    assert value(found, "store_bytes") > 10_000
    assert value(found, "disk_free_bytes") > 1_000_000
    assert value(found, "writes_waiting") == 0
    assert value(found, "commit_seconds_count") >= 5
    assert 0 < value(found, "commit_seconds_sum") < 60
    assert buckets[-1] == (math.inf, value(found, "commit_seconds_count"))
    assert [count for _, count in buckets] == sorted(count for _, count in buckets)
    assert len(buckets) == 13


def test_figures_of_who_is_there(server: Running) -> None:
    """Open SMTP connections and watchers are counted in and out."""
    with ExitStack() as stack:
        for _ in range(3):
            client = stack.enter_context(Dialogue(server.smtp))
            client.reply()
        tabs = [websocket.create_connection(f"{server.web.replace('http', 'ws', 1)}/api/events") for _ in range(2)]
        for tab in tabs:
            stack.callback(tab.close)
            tab.recv()
        there = figures(server)

    assert (value(there, "smtp_connections"), value(there, "event_watchers")) == (3, 2)

    def gone() -> bool:
        found = figures(server)
        return value(found, "smtp_connections") == value(found, "event_watchers") == 0

    wait_for(gone)


@pytest.mark.skipif(sys.platform != "linux", reason="the process is asked for by /proc")
def test_figures_of_the_process(server: Running) -> None:
    """Memory, processor time and file descriptors come as everywhere, without a prefix of ours."""
    names = {name for name, _ in figures(server)}

    assert {"process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"} <= names


@pytest.mark.parametrize("name", ['a"b', "a\\b", "Büro 1", "{}=", "x" * 255, "#"])
def test_odd_names_of_inboxes(server: Running, name: str) -> None:
    """Whatever an inbox is called, the text can be read."""
    put(server, name)

    assert value(figures(server), "inbox_mails", inbox=name) == 1


def test_no_more_than_a_hundred_inboxes(server: Running) -> None:
    """Series are bounded: of many inboxes the largest have figures of their own, and all are counted."""
    for number in range(130):
        put(server, f"inbox {number}")
    for number in range(100, 130):
        put(server, f"inbox {number}")
    found = figures(server)
    named = {dict(labels)["inbox"] for (name, labels) in found if name == "mailtrap_inbox_mails"}

    assert len(named) == 100
    assert {f"inbox {number}" for number in range(100, 130)} <= named
    assert value(found, "inboxes") == 130
    assert value(found, "mails") == 160


def test_it_is_the_text_of_prometheus(module_server: Running) -> None:
    """Announced in the version that all scrapers read, each family with its help and its type, and only for GET."""
    answer = module_server.api("/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0,*/*;q=0.1"})
    families = list(text_string_to_metric_families(answer.text))

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert all(family.documentation and family.type != "unknown" for family in families)
    assert len({family.name for family in families}) == len(families)
    assert module_server.api("/metrics", "POST").status_code == 405
    assert module_server.api("/metrics", headers={"Host": "evil.test"}).status_code == 421


def test_two_servers_do_not_mix(start_server: StartServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two servers in one process have figures of their own."""
    one = start_server()
    two = start_server(db=tmp_path_factory.mktemp("two") / "mail.db")
    one.send(mail())

    assert value(figures(one), "mails_received_total") == 1
    assert value(figures(two), "mails_received_total") == 0


def test_nobody_waits_for_it_at_the_start() -> None:
    """What makes the text is loaded by the first who asks."""
    code = "import sys, mailtrap.cli, mailtrap.server; print('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


# Readiness


@pytest.fixture
def bounded(tmp_path: object) -> Iterator[Running]:
    """A server in a process of its own, whose files can be bounded."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system cannot bound the files of another process")
    server = start_process("--db", f"{tmp_path}/mail.db")
    yield server
    stop_process(server)


def test_ready_while_mail_can_be_kept(bounded: Running) -> None:
    """When files can grow no more ``/readyz`` is 503 until they can again; figures come all the while."""
    assert bounded.process
    pid = bounded.process.pid
    first = bounded.send(mail("first"))
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    before = bounded.api("/readyz").status_code
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4_096, hard))
    raw = mail("too much") + b"x" * 100_000
    refused = bounded.api("messages", "POST", content=raw, headers={"Content-Type": "message/rfc822"})
    full = [bounded.api(path).status_code for path in ("/readyz", "/livez", "/metrics", f"/api/v1/message/{first}/raw")]
    counted = value(figures(bounded), "mails_refused_total")
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    after = wait_for(lambda: bounded.api("/readyz").status_code == 200)
    last = bounded.send(mail("last"))

    assert (before, refused.status_code, after) == (200, 503, True)
    assert "cannot be written" in refused.json()["Error"]
    assert full == [503, 200, 200, 200]
    assert counted == 1
    assert [each["ID"] for each in bounded.messages()] == [last, first]
    with sqlite3.connect(bounded.db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
