"""What docs/security.md promises: each named test exists, what serves mail has its prison, the corpora are large."""

import ast
import re

import pytest

from tests import (
    test_smtp_auth,
    test_smtp_data,
    test_smtp_dialogue,
    test_smtp_extensions,
    test_smtp_faults,
    test_smtp_overload,
    test_smtp_tls,
)
from tests.escapes import DOCUMENTS, VECTORS
from tests.letters import GIF, PNG, attached, letter, pdf, picture
from tests.odd_mails import ODD
from tests.support import ROOT, Running
from tests.test_web_api import BAD
from tests.test_web_guard import ROUTES

TABLE = (ROOT / "docs" / "security.md").read_text()
NAMED = re.findall(r"`(test_\w+)::(test_\w+)`", TABLE)


def test_each_test_of_the_table_exists() -> None:
    """Every test that docs/security.md names is there, and no row is without one."""
    wanted: dict[str, set[str]] = {}
    for file, name in NAMED:
        wanted.setdefault(file, set()).add(name)
    missing = []
    for file, names in wanted.items():
        tree = ast.parse((ROOT / "tests" / f"{file}.py").read_text())
        there = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
        missing += [f"{file}::{name}" for name in names - there]
    bare = [
        line
        for line in TABLE.partition("## Bounds")[0].splitlines()
        if line.startswith("| ") and not line.startswith(("| fault |", "| threat |")) and "`test_" not in line
    ]

    assert missing == []
    assert bare == []
    assert len(NAMED) > 60


def test_what_security_md_promises_is_in_the_table() -> None:
    """SECURITY.md sends its reader to the table, and to the repository with what was found."""
    text = (ROOT / "SECURITY.md").read_text()

    assert "docs/security.md" in text
    assert "private security advisory on the repository" in text


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "5", "6"])
def test_all_that_serves_mail_has_a_prison(module_server: Running, number: str) -> None:
    """Whatever a route of the URL map gives of a mail: no origin, nothing to load, no other type than it says."""
    html = "<script>1</script>"
    files = [
        attached("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        attached("a.html", html.encode(), "text/html"),
        attached("a.pdf", pdf("0 0 m"), "application/pdf"),
        attached("a.png", PNG, "image/png"),
    ]
    module_server.send(letter(html=html, text="x", pictures=[picture("a@b", GIF, "image/gif")], attachments=files))
    id_ = module_server.messages()[0]["ID"]
    wrong, seen = [], 0
    for method, path, socket_ in ROUTES:
        if method != "GET" or socket_ or ("latest" not in path and "/email/" not in path):
            continue
        asked = path.replace("/latest", f"/{id_}").replace("/part/1", f"/part/{number}")
        answer = module_server.api(asked)
        seen += answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        safe = (
            "sandbox" in policy and "default-src 'none'" in policy and "allow-scripts" not in policy
            and "allow-same-origin" not in policy and answer.headers["X-Content-Type-Options"] == "nosniff"
            and answer.headers["Referrer-Policy"] == "no-referrer"
        )  # fmt: skip
        if not safe:
            wrong.append(f"{asked}: {policy}")

    assert wrong == []
    assert seen > 10


def test_the_corpora_are_large() -> None:
    """Odd mails, scripted dialogues, odd requests and ways out of a mail are as many as are told, each another."""
    dialogues = [
        *test_smtp_dialogue.SCRIPTS.values(), *test_smtp_extensions.SCRIPTS.values(), *test_smtp_auth.SCRIPTS.values(),
        *test_smtp_auth.REQUIRED.values(), *test_smtp_extensions.HIDDEN.values(), *test_smtp_faults.MATCHES.values(),
        *test_smtp_faults.SHORTHAND.values(), *test_smtp_tls.PLAIN.values(), *test_smtp_tls.DEMAND.values(),
        *test_smtp_overload.LIMITS.values(), *test_smtp_data.WHOLE.values(), *test_smtp_data.FALSE_ENDS.values(),
    ]  # fmt: skip

    assert len(ODD) >= 300
    assert len({str(each) for each in dialogues}) >= 150
    assert len({repr(each) for each in BAD}) >= 150
    assert len(VECTORS) == 107 == int(re.findall(r"none of (\d+) ways", TABLE)[0])
    assert len(DOCUMENTS) >= 30
