"""MailDev's paths, version 2 at the root and version 3 below /api: its shapes, its filters, its files."""

import smtplib
from typing import Any

import pytest

from tests.conftest import StartServer
from tests.letters import PNG, attached, letter, picture
from tests.support import Running, mail

BASES = ("/email", "/api/email")
FULL = letter(
    html='<p>Hi <img src="cid:logo@x"></p>',
    text="Grüße",
    subject="=?utf-8?q?=C3=BC?=",
    fields=("Cc: Carol <carol@example.test>", "Date: Fri, 02 Jan 2026 03:04:05 +0100", "X-A: 1", "X-A: 2",
            "Message-ID: <m@example.test>", "X-Priority: 1 (Highest)"),
    pictures=[picture("logo@x")],
    attachments=[attached("../a.pdf", b"%PDF"), attached("a.pdf", b"two")],
)  # fmt: skip


def both(test: Any) -> Any:
    """The same in both versions."""
    return pytest.mark.parametrize("base", BASES, ids=["v2", "v3"])(test)


def ids(server: Running, base: str, **query: Any) -> list[str]:
    """The mails that a query finds."""
    answer = server.api(base, params=query)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()]


@both
def test_an_email_has_maildevs_shape(server: Running, base: str) -> None:
    """A mail holds what MailDev tells of it; the list tells the same."""
    id_ = server.send(FULL, to=["bob@example.test", "hidden@example.test"])
    (listed,) = server.api(base).json()
    one = server.api(f"{base}/{id_}").json()
    headers, files, envelope = one.pop("headers"), one.pop("attachments"), one.pop("envelope")
    version_2 = {"messageId": "m@example.test"} if base == "/email" else {}

    assert listed == {**one, "headers": headers, "attachments": files, "envelope": envelope, "read": False}
    assert one == {
        **version_2,
        "id": id_,
        "read": True,
        "subject": "ü",
        "from": [{"address": "ada@example.test", "name": "Ada Lovelace"}],
        "to": [{"address": "bob@example.test", "name": ""}],
        "cc": [{"address": "carol@example.test", "name": "Carol"}],
        "bcc": [{"address": "hidden@example.test", "name": ""}],
        "calculatedBcc": [{"address": "hidden@example.test", "name": ""}],
        "date": "2026-01-02T02:04:05.000Z",
        "time": "2026-01-02T02:04:05.000Z",
        "text": "Grüße",
        "html": '<p>Hi <img src="cid:logo@x"></p>',
        "priority": "high",
        "source": f"{id_}.eml",
        "size": len(FULL),
        "sizeHuman": f"{len(FULL) / 1024:.2f} KB".replace("0 KB", " KB"),
    }
    assert (headers["x-a"], headers["subject"], headers["cc"]) == (["1", "2"], "ü", "Carol <carol@example.test>")
    assert envelope["from"] == {"address": "ada@example.test", "args": False}
    assert [each["address"] for each in envelope["to"]] == ["bob@example.test", "hidden@example.test"]
    assert envelope["remoteAddress"] == "127.0.0.1"
    assert [each["contentDisposition"] for each in files] == ["inline", "attachment", "attachment"]
    assert files[0]["contentId"] == "logo@x"


def test_the_versions_name_attachments_differently(server: Running) -> None:
    """fileName, and null for none, in version 2; filename, and an empty list, in version 3."""
    server.send(mail())
    server.send(FULL)
    two, three = (server.api(base).json() for base in BASES)

    assert (two[0]["attachments"], three[0]["attachments"]) == (None, [])
    assert {"fileName", "length"} <= set(two[1]["attachments"][1])
    assert "filename" in three[1]["attachments"][1]
    assert len({each["generatedFileName"] for each in three[1]["attachments"]}) == 3


def test_version_3_makes_text_of_html(server: Running) -> None:
    """A mail without text has that of its HTML in version 3, as its reader makes it."""
    server.send(letter(html="<p>Your <b>code</b></p>"))

    assert [server.api(base).json()[0]["text"].split() for base in BASES] == [[], ["Your", "code"]]


@both
def test_the_oldest_is_first(server: Running, base: str) -> None:
    """The list is in the order of arrival, whole, also when it is long; skip, limit and sort cut it."""
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        for number in range(503):
            client.sendmail("ada@example.test", "bob@example.test", mail(f"n{number}"))
    subjects = [each["subject"] for each in server.api(base).json()]
    listed = ids(server, base)

    assert subjects == [f"n{number}" for number in range(503)]
    assert ids(server, base, skip=501) == listed[501:]
    assert ids(server, base, skip=2, limit=3) == listed[2:5]
    assert ids(server, base, limit=2, sort="desc") == listed[:-3:-1]
    assert ids(server, base, limit=0) == ids(server, base, skip=2**62, limit=2**62) == []


@both
def test_filters(server: Running, base: str) -> None:
    """A condition is an equality at a path with dots, in which a list means any of its entries; all must hold."""
    one = server.send(mail("first", sender="x@a.test"), to=["hidden@b.test"])
    two = server.send(FULL)

    def found(**query: Any) -> list[str]:
        return ids(server, base, **{key.replace("__", "."): value for key, value in query.items()})

    assert found(subject="first") == [one]
    assert found(from__address="x@a.test") == [one]
    assert found(from__0__address="x@a.test") == [one]
    assert found(to__address="bob@example.test") == [one, two]
    assert found(to__address="bob@example.test", subject="ü") == [two]
    assert found(to__address="bob@example.test", skip=1) == [two]
    assert found(priority="high") == [two]
    assert found(priority="normal", limit=5) == [one]
    assert found(envelope__to__address="hidden@b.test") == [one]
    assert found(headers__x_a="1") == []
    assert ids(server, base, **{"headers.x-a": "2"}) == [two]
    assert found(attachments__contentId="logo@x", skip=1) == []
    assert found(attachments__size=4) == [two]
    assert found(read="false") == [one, two]
    assert found(size=len(FULL)) == [two]
    assert found(subject="FIRST") == found(subject="") == found(nothing="x") == found(from__address__more="x") == []
    assert found(subject=["first", "second"]) == []


@pytest.mark.parametrize(
    "query",
    ["skip=x", "skip=-1", "limit=1.5", "limit=", "sort=up", ".a=1", "a..b=1", "=1", "a.b.c.d.e.f.g.h.i.j.k=1",
     "&".join(f"k{number}=1" for number in range(21))],
)  # fmt: skip
@both
def test_an_unreadable_filter_is_refused(module_server: Running, base: str, query: str) -> None:
    """What cannot be read never means all: it is 400 and says why."""
    answer = module_server.api(f"{base}?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]


@both
def test_reading_marks(server: Running, base: str) -> None:
    """GET of a mail marks it read, PATCH read-all the rest and says how many; the list and the files mark nothing."""
    first, *_ = [server.send(FULL) for _ in range(3)]
    for path in ("", f"/{first}/html", f"/{first}/source", f"/{first}/download"):
        assert server.api(f"{base}{path}").status_code == 200
    before = server.api("info").json()["Unread"]
    server.api(f"{base}/{first}")
    marked = server.api(f"{base}/read-all", "PATCH")

    assert before == 3
    assert (marked.json(), server.api(f"{base}/read-all", "PATCH").json()) == (2, 0)


@both
def test_deleting(server: Running, base: str) -> None:
    """DELETE of one, and of all, answers true."""
    sent = [server.send(mail()) for _ in range(3)]
    one = server.api(f"{base}/{sent[1]}", "DELETE")
    left = ids(server, base)
    every = server.api(f"{base}/all", "DELETE")

    assert one.json() is every.json() is True
    assert left == [sent[0], sent[2]]
    assert ids(server, base) == []


@both
def test_html_shows_its_pictures(server: Running, base: str) -> None:
    """The HTML comes in its prison; its pictures are attachments that the policy lets in, and a frame may show them."""
    id_ = server.send(FULL)
    answer = server.api(f"{base}/{id_}/html")
    place = answer.text.partition('src="')[2].partition('"')[0]
    image = server.api(place.removeprefix(server.web))
    policy = answer.headers["Content-Security-Policy"]

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "cid:" not in answer.text
    assert policy.startswith("sandbox")
    assert f" {place.rpartition('/')[0]}/;" in policy
    assert image.content == PNG
    assert image.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert server.api(f"{base}/{server.send(mail())}/html").status_code == 404


@both
def test_attachments(server: Running, base: str) -> None:
    """An attachment is fetched by its generated name alone, as a download, and no other site may embed it."""
    id_ = server.send(FULL)
    files = server.api(f"{base}/{id_}").json()["attachments"]
    answers = [server.api(f"{base}/{id_}/attachment/{each['generatedFileName']}") for each in files]

    assert [answer.content for answer in answers] == [PNG, b"%PDF", b"two"]
    assert answers[1].headers["Content-Disposition"].startswith("attachment;")
    assert answers[1].headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert server.api(f"{base}/{id_}/attachment/a.pdf").status_code == 404


@both
def test_the_source_is_as_it_came(server: Running, base: str) -> None:
    """Source and download are the bytes that were sent."""
    raw = b"Subject: x\r\n\r\n\xff\x00\r\n"
    id_ = server.send(raw)
    source, download = server.api(f"{base}/{id_}/source"), server.api(f"{base}/{id_}/download")

    assert source.content == download.content == raw
    assert source.headers["Content-Type"].startswith("text/plain")
    assert download.headers["Content-Disposition"] == f'attachment; filename="{id_}.eml"'


@both
def test_nothing_is_relayed(server: Running, base: str) -> None:
    """A relay is 501 in words, to the recipient as to somebody else."""
    id_ = server.send(mail())
    answers = [server.api(f"{base}/{id_}/relay{to}", "POST") for to in ("", "/a@b.test")]

    assert [answer.status_code for answer in answers] == [501, 501]
    assert "relay" in answers[0].json()["error"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", ""), ("GET", "/html"), ("GET", "/source"), ("GET", "/download"), ("POST", "/relay"),
     ("GET", "/attachment/x"), ("POST", "/relay/a@b.test")],
)  # fmt: skip
@both
def test_unknown_ids(module_server: Running, base: str, method: str, path: str) -> None:
    """An unknown mail is 404 with an error in words."""
    answer = module_server.api(f"{base}/nobody{path}", method)

    assert answer.status_code == 404
    assert answer.json()["error"]


@both
def test_wrong_methods(module_server: Running, base: str) -> None:
    """A path that is known says which methods it takes, in MailDev's words."""
    answers = [module_server.api(path, "PUT") for path in (base, f"{base}/x", base.replace("email", "config"))]

    assert [answer.status_code for answer in answers] == [405] * 3
    assert all(answer.json()["error"] and answer.headers["Allow"] for answer in answers)
    assert "Error" in module_server.api("/api/v1/info", "PUT").json()


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_what_is_of_no_mail(module_server: Running, prefix: str) -> None:
    """Health, settings and reloading answer as MailDev does."""
    config = module_server.api(f"{prefix}/config").json()

    assert module_server.api(f"{prefix}/healthz").json() is True
    assert module_server.api(f"{prefix}/reloadMailsFromDirectory").json() is True
    assert (config["smtpPort"], config["isOutgoingEnabled"]) == (module_server.smtp[1], False)
    assert config["version"]


# Version 3 alone


def test_summary(server: Running) -> None:
    """Version 3's list is without bodies, newest first, with its counts; a piece has 50 rows, at most 200."""
    sent = [server.send(mail(f"n{number}", f"body {number}")) for number in range(3)]
    server.api(f"/email/{sent[0]}")
    told = server.api("/api/email/summary").json()

    assert {key: told[key] for key in told if key != "items"} == {
        "total": 3, "storeTotal": 3, "unread": 2, "skip": 0, "limit": 50,
    }  # fmt: skip
    assert [each["id"] for each in told["items"]] == sent[::-1]
    row = told["items"][0]
    assert set(row) == {
        "id", "time", "read", "subject", "size", "sizeHuman", "from", "to", "cc", "attachmentCount", "preview",
    }  # fmt: skip
    assert (row["preview"], row["attachmentCount"]) == ("body 2", 0)
    assert server.api("/api/email/summary?limit=1000").json()["limit"] == 200


def test_pieces_of_the_summary(server: Running) -> None:
    """search, unread, sort, skip and limit go together; total counts what matches."""
    sent = [server.send(mail(f"n{number}", f"word{number % 2}")) for number in range(6)]
    server.api(f"/email/{sent[0]}")

    def found(query: str) -> tuple[int, list[int]]:
        told = server.api(f"/api/email/summary?{query}").json()
        return told["total"], [sent.index(each["id"]) for each in told["items"]]

    assert found("skip=1&limit=2") == (6, [4, 3])
    assert found("skip=1&limit=2&sort=asc") == (6, [1, 2])
    assert found("skip=5&limit=2&sort=asc") == (6, [5])
    assert found("skip=9&sort=asc") == found("skip=9") == (6, [])
    assert found("search=WORD1") == (3, [5, 3, 1])
    assert found("search=word0&unread=true&sort=asc&limit=1") == (2, [2])
    assert found("search=n3") == (1, [3])
    assert found("search=bob@&limit=1&skip=1") == (6, [4])
    assert found("search=nothing") == (0, [])
    assert found("unread=true") == (5, [5, 4, 3, 2, 1])
    assert found("limit=0&search=&unread=false")[0] == 6


@pytest.mark.parametrize("query", ["skip=x", "limit=-1", "sort=new", "unread=1", "unread="])
def test_an_unreadable_summary_is_refused(module_server: Running, query: str) -> None:
    """What cannot be read never means all."""
    answer = module_server.api(f"/api/email/summary?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_delete_by_ids(server: Running) -> None:
    """POST delete tells which mails it deleted and which it did not find; each is told once."""
    sent = [server.send(mail()) for _ in range(3)]
    answer = server.api("/api/email/delete", "POST", json={"ids": [sent[2], "nobody", sent[0], sent[2]]})

    assert answer.json() == {"deleted": [sent[2], sent[0]], "notFound": ["nobody"]}
    assert ids(server, "/email") == [sent[1]]


BAD_IDS = [b"", b"{", b"{}", b"[]", b'{"ids": "x"}', b'{"ids": null}', b'{"ids": [1]}', b'{"ids": [""]}', b"\xff",
           b'{"IDS": []}', b'{"ids": [null]}', b'{"ids": ["\\ud800"]}', b"[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("body", BAD_IDS, ids=[str(at) for at in range(len(BAD_IDS))])
def test_bad_ids_delete_nothing(server: Running, body: bytes) -> None:
    """A body that cannot be read is 400 and deletes nothing."""
    server.send(mail())
    answer = server.api("/api/email/delete", "POST", content=body)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert len(ids(server, "/email")) == 1


@pytest.mark.parametrize("id_", ["%00", "%ff", "%ed%a0%80", "latest", "x" * 5_000])
@both
def test_odd_ids_are_not_found(module_server: Running, base: str, id_: str) -> None:
    """An id that no mail can have is like any that none has."""
    assert module_server.api(f"{base}/{id_}").status_code == 404
    assert module_server.api(f"/api/v1/messages/{id_}").json() is None


def test_the_facade_can_be_switched_off(start_server: StartServer) -> None:
    """Without it its paths are 404; none switches off all, and the page's own API stays."""
    server = start_server(facade=("none",))
    paths = ("/email", "/api/email", "/config", "/api/healthz", "/api/v2/messages")

    assert [server.api(path).status_code for path in paths] == [404] * 5
    assert server.api("/api/v1/messages").status_code == 200


@pytest.mark.parametrize("path", ["/email/all?inbox=a", "/api/email/all?read=true"])
def test_deletion_knows_no_filters(server: Running, path: str) -> None:
    """One that would be passed over is refused: it never means everything."""
    server.send(mail())
    answer = server.api(path, "DELETE")

    assert (answer.status_code, len(server.messages())) == (400, 1)
    assert "is no parameter of this" in answer.json()["error"]
