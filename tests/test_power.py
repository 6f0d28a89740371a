"""Power cuts under load: every mail that was answered 250 is there when the power is back, byte-equal, once."""

import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from mailtrap.stores import ALL
from mailtrap.stores.sqlite import SqliteStore
from tests.power import Disk, File, Step, end_recorded, start_recorded, steps
from tests.soundness import faults_of
from tests.support import wait_for
from tests.test_kill import Load, all_of, is_whole

CUTS = 5
"""Cuts of one recording: the last one at its end, from which the next recording goes on."""
RUNS = 8
"""Recordings after which the next one begins with a new file."""

SIZES = (500, 2_000, 8_000, 40_000)
"""Bytes of a mail."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")


@linux
def test_power_cuts_under_load(tmp_path: Path, program: Callable[[str], str], request: pytest.FixtureRequest) -> None:
    """Unsynced writes are lost, torn and out of order; nothing that was answered is, and the file is sound."""
    cuts: int = request.config.getoption("--power-cuts")
    seed = random.randrange(1_000_000)
    dice = random.Random(seed)
    strace = program("strace")
    folder = tmp_path / "disk"
    folder.mkdir()
    before: list[str] = []
    sent: dict[str, str] = {}
    faults: list[str] = []
    done, acknowledged, moved = 0, 0, 0
    while done < cuts:
        run = done // CUTS
        if run % RUNS == 0:
            before, folder = [], tmp_path / f"new-{run}"
            folder.mkdir()
        live, log = tmp_path / f"live-{run}", tmp_path / "steps"
        folder.rename(live)
        disk = Disk(live)
        server = start_recorded(strace, live / "mail.db", log)
        load = Load(server, run, seed, SIZES)
        threads = load.start()
        enough = dice.randint(30, 150)
        wait_for(lambda load=load, enough=enough: len(load.acknowledged) >= enough, 120, f"load (seed {seed})")  # type: ignore[misc]
        # A server that is told to stop moves its log into the file at last.
        end_recorded(server, dice.choice((signal.SIGKILL, signal.SIGTERM)) if run else signal.SIGTERM)
        for thread in threads:
            thread.join(30)
        sent |= {id_: digest for digest, id_ in load.acknowledged.values()}
        taken = steps(log, live)
        moved += sum(step.what == "write" and step.path.endswith("mail.db") for step in taken)
        told = sum(step.what == "told" for step in taken)
        assert told >= len(load.acknowledged), f"{told} answers are written down of {len(load.acknowledged)}"
        moving = [at + 1 for at, step in enumerate(taken) if step.path.endswith("mail.db")] or [0]
        moments = [dice.choice(moving) if number % 2 else dice.randrange(len(taken)) for number in range(CUTS - 1)]
        moments = [*sorted(moments[: cuts - done - 1]), len(taken)]
        at = 0
        for moment in moments:
            for step in taken[at:moment]:
                disk.take(step)
            at = moment
            folder = tmp_path / f"cut-{done}"
            disk.cut(folder, dice)
            faults += [f"cut {done}: {fault}" for fault in found_in(folder, [*before, *disk.told], sent)]
            done += 1
        before += disk.told
        acknowledged += told
    print(f"{done} cuts, {acknowledged} mails answered 250, {moved} writes into the file itself, seed {seed}")  # noqa: T201 -- the figures are the point

    assert faults == [], f"seed {seed}"
    assert moved > done


def found_in(folder: Path, told: list[str], sent: dict[str, str]) -> list[str]:
    """What is wrong when a store is opened after a cut: lost, changed, torn or doubled mails, an unsound file."""
    db = folder / "mail.db"
    if not told and not db.exists():
        return []
    store = SqliteStore(db)
    try:
        stored = {}
        names: Counter[str] = Counter()
        faults = []
        for short in all_of(store, ALL):
            raw = store.raw(short.id) or b""
            stored[short.id] = sha256(raw).hexdigest()
            names[short.reading.subject] += 1
            if not is_whole(raw):
                faults.append(f"torn: {short.reading.subject}")
    finally:
        store.close()
    faults += [f"lost: {id_}" for id_ in told if id_ not in stored]
    faults += [f"changed: {id_}" for id_, digest in stored.items() if sent.get(id_, digest) != digest]
    faults += [f"{count} times {name}" for name, count in names.items() if count > 1]
    return faults + faults_of(db)


def test_the_disk_forgets_what_was_not_synced(tmp_path: Path) -> None:
    """The emulation can fail: writes without a sync are lost, torn or kept, one that was synced is always there."""
    seen = set()
    for seed in range(300):
        file = File(bytearray(b"a" * 1024), [Step("write", "f", 0, b"b" * 512)])
        file.sync()
        file.loose.append(Step("write", "f", 512, b"c" * 1024))
        after = file.after(random.Random(seed))
        assert after[:512] == b"b" * 512
        seen.add(after[512:])

    assert {b"a" * 512, b"c" * 1024} < seen
    assert len(seen) > 3


@linux
def test_a_store_that_does_not_sync_loses_mail(
    tmp_path: Path, program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Had the server not synced, the cuts would show it: with the syncs taken out of a recording, mail is lost."""
    live = tmp_path / "live"
    live.mkdir()
    disk = Disk(live)
    server = start_recorded(program("strace"), live / "mail.db", tmp_path / "steps")
    ids = [server.send(b"Subject: one\r\n\r\n%d\r\n" % number) for number in range(5)]
    end_recorded(server, signal.SIGKILL)
    taken = steps(tmp_path / "steps", live)
    synced = max(
        at for at, step in enumerate(taken) if step.what == "sync" and "told" not in {s.what for s in taken[:at]}
    )
    for at, step in enumerate(taken):
        if step.what != "sync" or at <= synced:
            disk.take(step)
    lost = 0
    for seed in range(10):
        folder = tmp_path / f"cut-{seed}"
        disk.cut(folder, random.Random(seed))
        store = SqliteStore(folder / "mail.db")
        lost += len(set(ids) - {short.id for short in all_of(store, ALL)})
        store.close()

    assert disk.told == ids
    assert lost
