"""Parts of mails from their tables: the same as of the mail read anew."""

from pathlib import Path

import pytest

from mailtrap import mime
from mailtrap.mime.structure import walk
from mailtrap.stores.sqlite import SqliteStore
from tests.letters import attached, letter
from tests.odd_mails import ODD
from tests.store_suite import added

FILE = attached("a.pdf", bytes(range(256)) * 40, "application/pdf")


def test_parts_are_those_of_the_mail(tmp_path: Path) -> None:
    """Bytes, type and names of every part of every odd mail, among them files that several mails brought."""
    raws = [letter(text="one", attachments=[FILE]), letter(html="<b>two</b>", attachments=[FILE, FILE])]
    raws += [raw for raw in (build() for build in ODD.values()) if len(raw) < 300_000]
    store = SqliteStore(tmp_path / "mail.db", durable=False)
    try:
        ids = [added(store, raw).id for raw in raws]
        store.settle()
        known = 0
        for id_, raw in zip(ids, raws, strict=True):
            numbers = set()
            for part in list(walk(mime.parse(raw)))[:100]:
                found = store.part(id_, part.number)
                if found is None or part.number in numbers:
                    continue
                numbers.add(part.number)
                known += 1
                assert (found.encoded, found.content_type[:100]) == (part.encoded, part.content_type[:100])
                assert mime.decoded(found) == mime.decoded(part)
                assert mime.body.file_name_of(found)[:100] == mime.body.file_name_of(part)[:100]
        unknown = store.part(ids[0], "9.9"), store.part("nothing", "1")
    finally:
        store.close()

    assert unknown == (None, None)
    assert known > len(raws)


@pytest.mark.parametrize("settled", [True, False])
def test_a_part_of_a_mail_that_has_just_come(tmp_path: Path, settled: bool) -> None:
    """Before a mail was made searchable its parts are not known, and nobody is told wrong ones."""
    store = SqliteStore(tmp_path / "mail.db", durable=False, searchable=settled)
    try:
        id_ = added(store, letter(text="one", attachments=[FILE])).id
        if settled:
            store.settle()
        found = store.part(id_, "2")
    finally:
        store.close()

    assert (found is not None) is settled
