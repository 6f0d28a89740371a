"""Files of earlier versions are opened, brought up to date, and lose nothing; other programs can read the result."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from mailtrap.errors import NotAStore
from mailtrap.stores import ALL, Selection
from mailtrap.stores.schema import migrations
from mailtrap.stores.sqlite import SqliteStore
from tests.soundness import faults_of
from tests.store_suite import added, listed, of, searched, those
from tests.support import ROOT, mail, wait_for

OLD = Path(__file__).parent / "stores_of_old"


@pytest.fixture(params=["first", "sessions"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A file that an earlier version wrote, and what that version said of it."""
    path = tmp_path / "mail.db"
    path.write_bytes(gzip.decompress((OLD / f"{request.param}.db.gz").read_bytes()))
    told: dict[str, Any] = json.loads((OLD / f"{request.param}.json").read_text())
    return path, told


def seen(store: SqliteStore) -> dict[str, Any]:
    """What a store says of itself, in the form of the stored answers."""
    page = store.page(ALL, 0, 500)
    mails = []
    for short in page.messages:
        message = store.message(short.id)
        assert message
        reading = short.reading
        mails.append(
            {
                "id": short.id,
                "number": short.number,
                "inbox": short.inbox,
                "read": short.read,
                "subject": reading.subject,
                "from": list(reading.from_) if reading.from_ else None,
                "to": [list(each) for each in reading.to],
                "cc": [list(each) for each in reading.cc],
                "rcpt": [[each.address, dict(each.parameters)] for each in message.envelope.recipients],
                "sha256": sha256(store.raw(short.id) or b"").hexdigest(),
            }
        )
    counts = page.counts
    return {"counts": [counts.total, counts.unread, counts.size], "seq": page.seq, "mails": mails}


def test_nothing_is_lost(old: tuple[Path, dict[str, Any]]) -> None:
    """Counts, order, ids, addresses with their roles, envelopes and raws are what they were, and are found."""
    path, told = old
    store = SqliteStore(path)
    try:
        before = seen(store)
        by_subject = {
            each["id"]: listed(
                store, Selection(ids=(each["id"],), query=searched(f'subject:"{each["subject"]}"').query)
            )
            for each in told["mails"]
            if each["subject"]
        }
        by_recipient = set(listed(store, searched("rcpt:robin@studio-ashdown.test")))
        new = added(store, mail("new"))
        missed = store.events_after(told["seq"] - 5, 10)
        store.settle()
        store.delete(those(new.id))
        after = seen(store)
        store.settle()
    finally:
        store.close()

    assert before == told
    assert by_subject == {id_: [id_] for id_ in by_subject}
    assert by_recipient == {
        each["id"] for each in told["mails"] if any("robin@studio-ashdown.test" in of_[0] for of_ in each["rcpt"])
    }
    assert new.number > max(each["number"] for each in told["mails"])
    assert [event.seq for event in missed or ()][-1] == told["seq"] + 1
    assert {**after, "seq": told["seq"]} == told
    assert faults_of(path, settled=True) == []


def test_everything_works_on_an_old_file(old: tuple[Path, dict[str, Any]]) -> None:
    """Old mails are marked, tagged, pinned and deleted like new ones."""
    path, told = old
    total = len(told["mails"])
    store = SqliteStore(path)
    try:
        store.tag(ALL, ("old",))
        store.pin(those(told["mails"][0]["id"]), True)
        marked = store.mark(ALL, True)
        store.delete(Selection(inbox=told["mails"][1]["inbox"]))
        store.delete(ALL)
        left = listed(store), store.tags()
        store.settle()
    finally:
        store.close()

    assert marked == told["counts"][1]
    assert left == ([told["mails"][0]["id"]], {"old": 1})
    assert total > 1
    assert faults_of(path, settled=True) == []


def test_an_upgrade_that_was_interrupted(old: tuple[Path, dict[str, Any]]) -> None:
    """A process that is killed while it upgrades leaves the old file, and the next one does it all."""
    path, told = old
    code = (
        "import os, sys; from pathlib import Path; from mailtrap.stores import opening, schema\n"
        "last = schema.migrations._migrations[-1]; real = last.fn\n"
        "last.fn = lambda db: (real(db), os._exit(9))\n"
        "opening.writer_connection(Path(sys.argv[1]), durable=True)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)], env={**os.environ, "PYTHONPATH": str(ROOT)})
    with closing(sqlite3.connect(path)) as connection:
        applied = {each.name for each in migrations.applied(Database(connection))}
    store = SqliteStore(path)
    try:
        after = seen(store)
    finally:
        store.close()

    assert killed.returncode == 9
    assert "finding" not in applied
    assert after == told


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """What a newer version made is refused in one line that says what to do."""
    path = tmp_path / "mail.db"
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('mailtrap', 'of_tomorrow')")
        connection.commit()
    with pytest.raises(
        NotAStore, match=r"mail\.db: was made by a newer mailtrap \(of_tomorrow\); use that one"
    ) as told:
        SqliteStore(path)

    assert "\n" not in str(told.value)


def test_other_programs_read_the_file(tmp_path: Path) -> None:
    """The tables and the view ``mail`` need nothing of ours, while the store is in use and afterwards."""
    path = tmp_path / "mail.db"
    store = SqliteStore(path)
    try:
        ids = [added(store, mail(f"s{n}"), of("shop")).id for n in range(4)]
        store.tag(those(ids[0]), ("b", "a"))
        store.mark(those(ids[0]), True)
        store.delete(those(ids[3]))
        store.settle()
        rows = list(Database(path)["mail"].rows)
    finally:
        store.close()
    database = Database(path)
    tables = {each.name: each.count for each in (*database.tables, *database.views) if each.name != "words"}
    found = [row[0] for row in database.execute("SELECT rowid FROM words WHERE words MATCH 'ada'").fetchall()]
    database.close()

    assert [(row["public_id"], row["sender"], row["recipients"], row["subject"]) for row in rows] == [
        (ids[n], "ada@example.test", "b@b.test", f"s{n}") for n in (2, 1, 0)
    ]
    assert {row["inbox"] for row in rows} == {"shop"}
    assert ({*rows[2]["tags"].split(", ")}, rows[2]["is_read"], rows[0]["tags"]) == ({"a", "b"}, 1, None)
    assert tables["mail"] == tables["messages"] == 3
    assert found == [1, 2, 3]


def test_a_great_old_file_is_usable_at_once(tmp_path: Path) -> None:
    """After an upgrade, mail is kept and listed while thousands of old mails are made searchable; a search waits for
    that, and finds them all."""
    path = tmp_path / "mail.db"
    before = SqliteStore(path, searchable=False)
    for future in [before.add(of(f"u{n % 3}"), mail(f"old{n}", "some text " * 50)) for n in range(6_000)]:
        future.result(60)
    before.close()
    store = SqliteStore(path, rules=(("new", searched("subject:new").query or pytest.fail()),))
    try:
        slowest = 0.0
        for number in range(20):
            began = time.monotonic()
            id_ = added(store, mail(f"new{number}")).id
            assert store.page(ALL, 0, 1).messages[0].id == id_
            slowest = max(slowest, time.monotonic() - began)
        behind = not store._index.reaches(6_000)
        found = store.count(searched("subject:old")).total
        wait_for(lambda: store.tags() == {"new": 20}, 10)
    finally:
        store.close()

    assert slowest < 1
    assert behind
    assert found == 6_000
