"""The mail clients and relays that applications really use, each against a running server in every way it can.

A client is a function from jobs to outcomes; those with a slow start do all of their jobs in one process. What a client
composes itself is judged by what the API makes of it, what it only carries also by its bytes.
"""

import os
import re
import shutil
import smtplib
import ssl
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from mailtrap.certificate import PUBLIC
from mailtrap.config import Config, HostPort, Listener
from mailtrap.server import Server
from tests.support import ROOT, Running, wait_for

FindProgram = Callable[[str], str]

SCRIPTS = ROOT / "tests/clients"
TOOLS = ROOT / ".tools"
"""Where tools/test-tools.sh unpacks what must not be installed: mail servers."""

WAYS = ("plain", "login", "starttls", "smtps")
"""On which listener; ``login`` is on the plain one, and so that a hosted service is met too, smtps has one as well."""
FROM, TO, CC = "ada@example.test", "bob@example.test", "carol@example.test"
PASSWORD = "s3cret+/="
BODY = ".Grüße, 日本語 🎉: a line that begins with a dot"
FILE_NAME = "häkchen ✓.bin"
FILE = bytes(range(256)) * 4


class Job(NamedTuple):
    """A mail to send, and how. The scripts get it as one line with tabs."""

    way: str
    host: str
    port: int
    certificate: Path
    user: str
    password: str
    sender: str
    to: str
    cc: str
    subject: str
    body: str
    attachment: Path

    @property
    def recipients(self) -> list[str]:
        """All of them."""
        return [each for each in (self.to, self.cc) if each]

    @property
    def place(self) -> str:
        """As in a URL."""
        return f"{self.host}:{self.port}"

    @property
    def context(self) -> ssl.SSLContext:
        """For the clients that are Python."""
        return ssl.create_default_context(cafile=self.certificate)

    @property
    def raw(self) -> bytes:
        """The mail, for clients that carry what they are given."""
        mail = EmailMessage(policy=SMTP)
        # All that a relay would add, always the same.
        mail["Date"] = "Fri, 02 Jan 2026 03:04:05 +0000"
        mail["Message-ID"] = f"<{sha256(self.subject.encode()).hexdigest()}@example.test>"
        mail["From"], mail["To"], mail["Subject"] = self.sender, self.to, self.subject
        if self.cc:
            mail["Cc"] = self.cc
        mail.set_content(self.body, cte="8bit")
        mail.add_attachment(FILE, "application", "octet-stream", filename=FILE_NAME)
        mail.set_boundary("=====between-parts")
        return mail.as_bytes()


class Outcome(NamedTuple):
    """What a client said of one job."""

    ok: bool
    said: str


Client = Callable[[list[Job], FindProgram], list[Outcome]]
Sent = Callable[[str], dict[str, Outcome]]


# The clients


def each(send: Callable[[Job, FindProgram], Outcome]) -> Client:
    """A client that does one job at a time."""
    return lambda jobs, program: [send(job, program) for job in jobs]


def run(command: list[str], given: bytes = b"", environ: Mapping[str, str] = MappingProxyType({})) -> Outcome:
    """A program's own verdict: its exit code."""
    with tempfile.TemporaryDirectory(prefix="mailtrap-home-") as home:
        clean = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", **environ}
        done = subprocess.run(command, input=given, capture_output=True, timeout=60, env=clean, cwd=home)
    return Outcome(done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace"))


def script(jobs: list[Job], program: FindProgram, *command: str) -> list[Outcome]:
    """A program that reads jobs as lines and answers each with a line: ``ok``, or the error."""
    lines = "".join("\t".join(map(str, job)) + "\n" for job in jobs)
    done = run([program(command[0]), *command[1:]], lines.encode())
    said = done.said.splitlines()
    assert done.ok and len(said) == len(jobs), done.said
    return [Outcome(line == "ok", line) for line in said]


def by_smtplib(job: Job, program: FindProgram) -> Outcome:
    """Python's own."""
    new = partial(smtplib.SMTP_SSL, context=job.context) if job.way == "smtps" else smtplib.SMTP
    try:
        with new(job.host, job.port, timeout=30) as client:
            if job.way == "starttls":
                client.starttls(context=job.context)
            if job.user:
                client.login(job.user, job.password)
            client.sendmail(job.sender, job.recipients, job.raw, mail_options=["BODY=8BITMIME"])
    except smtplib.SMTPException as fault:
        return Outcome(False, str(fault))
    return Outcome(True, "")


def by_aiosmtplib(job: Job, program: FindProgram) -> Outcome:
    """Python's for asyncio; it too says STARTTLS by itself where it is offered."""
    command = [sys.executable, str(SCRIPTS / "carry.py"), *map(str, job[:7]), *job.recipients]
    return run(command, job.raw)


def by_curl(job: Job, program: FindProgram) -> Outcome:
    """curl --upload-file."""
    url = f"{'smtps' if job.way == 'smtps' else 'smtp'}://{job.place}"
    tls = {"starttls": ["--ssl-reqd", "--cacert", str(job.certificate)], "smtps": ["--cacert", str(job.certificate)]}
    login = ["--user", f"{job.user}:{job.password}"] if job.user else []
    recipients = [word for recipient in job.recipients for word in ("--mail-rcpt", recipient)]
    command = [program("curl"), "-sS", url, *tls.get(job.way, []), *login, "--mail-from", job.sender, *recipients]
    return run([*command, "--upload-file", "-"], job.raw)


def by_swaks(job: Job, program: FindProgram) -> Outcome:
    """swaks --data, which puts the last line end itself."""
    command = [program("swaks"), "--server", job.host, "--port", str(job.port), "--from", job.sender]
    verify = ["--tls-verify", "--tls-ca-path", str(job.certificate)]
    tls = {"starttls": ["--tls", *verify], "smtps": ["--tls-on-connect", *verify]}
    login = ["--auth", "PLAIN", "--auth-user", job.user, "--auth-password", job.password] if job.user else []
    recipients = ["--to", ",".join(job.recipients)]
    return run([*command, *tls.get(job.way, []), *login, *recipients, "--data", "-"], job.raw.removesuffix(b"\r\n"))


def by_msmtp(job: Job, program: FindProgram) -> Outcome:
    """msmtp in the place of sendmail: it never says a password in plain text by itself, and wants Unix's line ends."""
    command = [program("msmtp"), f"--host={job.host}", f"--port={job.port}", f"--from={job.sender}"]
    trusted = ["--tls=on", f"--tls-trust-file={job.certificate}"]
    tls = {"starttls": [*trusted, "--tls-starttls=on"], "smtps": [*trusted, "--tls-starttls=off"]}
    auth = "on" if job.way in tls else "cram-md5"
    login = [f"--auth={auth}", f"--user={job.user}", f"--passwordeval=echo '{job.password}'"] if job.user else []
    given = job.raw.replace(b"\r\n", b"\n")
    return run([*command, *tls.get(job.way, []), *login, "--", *job.recipients], given)


def by_s_nail(job: Job, program: FindProgram) -> Outcome:
    """s-nail, the mailx of scripts."""
    login = f"{job.user}:{quote(job.password, safe='')}@" if job.user else ""
    settings = {
        "v15-compat": "",
        "sendwait": "",
        "nosave": "",
        "mta": f"{'smtps' if job.way == 'smtps' else 'smtp'}://{login}{job.place}",
        "smtp-auth": "plain" if job.user else "none",
        "tls-ca-file": str(job.certificate),
        "tls-verify": "strict",
        **({"smtp-use-starttls": ""} if job.way == "starttls" else {}),
    }
    command = [program("s-nail"), "-:/", "-r", job.sender, "-s", job.subject, "-a", str(job.attachment)]
    command += [word for name, value in settings.items() for word in ("-S", f"{name}={value}" if value else name)]
    return run([*command, *(["-c", job.cc] if job.cc else []), job.to], f"{job.body}\n".encode())


def by_phpmailer(jobs: list[Job], program: FindProgram) -> list[Outcome]:
    """PHPMailer, which sends most of the mail of PHP."""
    unpacked("/usr/share/php/libphp-phpmailer/autoload.php", "PHPMailer")
    return script(jobs, program, "php", str(SCRIPTS / "phpmailer.php"))


def by_ruby(jobs: list[Job], program: FindProgram) -> list[Outcome]:
    """Ruby's mail, below ActionMailer."""
    return script(jobs, program, "ruby", str(SCRIPTS / "mail.rb"))


def by_nodemailer(jobs: list[Job], program: FindProgram) -> list[Outcome]:
    """nodemailer, composing."""
    unpacked(SCRIPTS / "node_modules/nodemailer/package.json", "nodemailer")
    return script(jobs, program, "node", str(SCRIPTS / "compose.mjs"))


def by_javamail(jobs: list[Job], program: FindProgram) -> list[Outcome]:
    """JavaMail, below Spring's."""
    jars = (f"/usr/share/java/jakarta-{name}.jar" for name in ("mail", "activation"))
    classpath = ":".join(str(unpacked(jar, "JavaMail")) for jar in jars)
    return script(jobs, program, "java", "-cp", classpath, str(SCRIPTS / "JavaMail.java"))


def by_openssl(job: Job, program: FindProgram) -> Outcome:
    """openssl s_client as a pipe: a whole session by BDAT in one piece (RFC 2920), judged by its replies."""
    command = [program("openssl"), "s_client", "-quiet", "-connect", job.place, "-CAfile", str(job.certificate)]
    command += ["-verify_return_error", "-verify_ip", job.host]
    raw = job.raw
    login = [b"AUTH PLAIN " + b64encode(f"\0{job.user}\0{job.password}".encode())] if job.user else []
    recipients = [f"RCPT TO:<{recipient}>".encode() for recipient in job.recipients]
    lines = [b"EHLO test", *login, f"MAIL FROM:<{job.sender}>".encode(), *recipients, b"BDAT %d LAST" % len(raw)]
    given = b"\r\n".join(lines) + b"\r\n" + raw + b"QUIT\r\n"
    done = run([*command, *(["-starttls", "smtp"] if job.way == "starttls" else [])], given)
    return Outcome(done.ok and "caught as" in done.said, done.said)


def by_exim(job: Job, program: FindProgram) -> Outcome:
    """Exim, relaying: what it made of the mail is in its log."""
    with tempfile.TemporaryDirectory(prefix="mailtrap-exim-") as name:
        folder = Path(name)
        environ = furnish_exim(folder, job)
        command = [str(folder / "exim4"), "-C", str(folder / "exim.conf"), "-oi", "-odf", "-f", job.sender]
        said = run([*command, *job.recipients], job.raw.replace(b"\r\n", b"\n"), environ).said
        log = folder / "log-main"
        assert log.exists(), said
        lines = log.read_text()
    return Outcome(all(re.search(f" [=-]> {re.escape(recipient)} ", lines) for recipient in job.recipients), lines)


NOBODY = 65534
"""Debian's nobody and nogroup."""


def furnish_exim(folder: Path, job: Job) -> dict[str, str]:
    """A folder with all that Exim needs, its queue and its log among it; what its environment needs.

    Exim runs as the user Debian-exim and never as root. libnss-wrapper tells it who that is, so that none has to be
    made; the folder is that user's, who may not be able to look into ours.
    """
    uid, gid = (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())
    settings = {
        "folder": folder,
        "protocol": "smtps" if job.way == "smtps" else "smtp",
        "port": job.port,
        "auth": "*" if job.user else ":",
        "tls": "*" if job.way == "starttls" else ":",
        "user": job.user,
        "password": job.password,
    }
    (folder / "exim.conf").write_text((SCRIPTS / "exim.conf").read_text().format(**settings))
    (folder / "passwd").write_text(f"root:x:0:0::/:/bin/false\nDebian-exim:x:{uid}:{gid}::/:/bin/false\n")
    (folder / "group").write_text(f"root:x:0:\nDebian-exim:x:{gid}:\n")
    shutil.copy(job.certificate, folder / "cert.pem")
    shutil.copy(unpacked(TOOLS / "exim/usr/sbin/exim4", "Exim"), folder)
    shutil.copy(next((TOOLS / "exim").glob("usr/lib/**/libnss_wrapper.so")), folder)
    os.chown(folder, uid, gid)
    return {
        "LD_PRELOAD": str(folder / "libnss_wrapper.so"),
        "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
        "NSS_WRAPPER_GROUP": str(folder / "group"),
    }


def unpacked(path: Path | str, what: str) -> Path:
    """A file that test-tools.sh brings; the test is skipped where it is missing (in CI that is a failure)."""
    if not Path(path).exists():
        pytest.skip(f"{what} is not installed; tools/test-tools.sh installs it on Debian")
    return Path(path)


CLIENTS: dict[str, Client] = {
    "smtplib": each(by_smtplib),
    "aiosmtplib": each(by_aiosmtplib),
    "curl": each(by_curl),
    "swaks": each(by_swaks),
    "msmtp": each(by_msmtp),
    "s-nail": each(by_s_nail),
    "phpmailer": by_phpmailer,
    "ruby": by_ruby,
    "nodemailer": by_nodemailer,
    "javamail": by_javamail,
    "openssl": each(by_openssl),
    "exim": each(by_exim),
}
CARRIERS = ("smtplib", "aiosmtplib", "curl", "swaks", "msmtp", "openssl")
"""They hand on the bytes that they are given."""
BY_NAME = ("s-nail", "javamail")
"""They compare the names of a certificate, never its addresses: they are told localhost."""
CANNOT = {("openssl", "plain"), ("openssl", "login")}
"""openssl s_client has nothing but TLS."""


# The server, and all that a client did with it


class House(NamedTuple):
    """A server with a listener of each kind."""

    server: Running
    listeners: dict[str, Listener]
    certificate: Path
    attachment: Path

    def job(self, client: str, way: str, **changes: Any) -> Job:
        """The usual mail, with a login named after the client where the way has one."""
        listener = self.listeners.get(way, self.listeners["plain"])
        user, password = (client, PASSWORD) if way in ("login", "smtps") else ("", "")
        usual = Job(
            way, "localhost" if client in BY_NAME else listener.host, listener.port, self.certificate, user, password,
            FROM, TO, CC, f"{client} by {way}: Grüße 🎉", BODY, self.attachment,
        )  # fmt: skip
        return usual._replace(**changes)

    def refusable(self, client: str) -> Job:
        """A mail to somebody who is refused (the recipient's own name asks for it)."""
        way = "smtps" if (client, "plain") in CANNOT else "plain"
        return self.job(client, way, to=f"bounce+550@{client}.test", cc="", subject=f"{client} is refused")

    def found(self, subject: str) -> dict[str, Any]:
        """The one mail of that subject: its row of the list, its content and its envelope."""
        (row,) = (row for row in self.server.messages(limit=500) if row["Subject"] == subject)
        content = self.server.api(f"message/{row['ID']}").json()
        envelope = self.server.api(f"message/{row['ID']}/envelope").json()
        return {**row, **content, "Envelope": envelope}

    def transcript(self, id_: str, side: str = "C") -> list[str]:
        """What one side said in the session that brought a mail, once it is over."""
        session = self.over(f"message/{id_}/transcript")
        return [line["Text"] for line in session["Lines"] if line["Side"] == side]

    def over(self, path: str) -> dict[str, Any]:
        """A session, once the client is gone."""

        def ended() -> dict[str, Any] | None:
            session: dict[str, Any] = self.server.api(path).json()
            return session if session["Ended"] else None

        return wait_for(ended, what="the end of the session")

    def failed(self, word: str) -> dict[str, Any]:
        """The failed session in which a client said this."""
        for row in self.server.api("sessions", params={"failed": 1, "limit": 500}).json()["Sessions"]:
            session: dict[str, Any] = self.server.api(f"session/{row['ID']}").json()
            if any(line["Side"] == "C" and word in line["Text"] for line in session["Lines"]):
                return session
        raise AssertionError(f"no failed session has {word}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that offers everything, and a file to attach."""
    folder = tmp_path_factory.mktemp("house")
    attachment = folder / FILE_NAME
    attachment.write_bytes(FILE)
    doors = tuple(Listener(scheme, "127.0.0.1", 0) for scheme in ("smtp", "starttls", "smtps"))
    with Server(Config(smtp=doors, web=HostPort("127.0.0.1", 0), db=folder / "mail.db")) as server:
        running = Running((server.smtp[0].host, server.smtp[0].port), server.web, server.db)
        listeners = dict(zip(("plain", "starttls", "smtps"), server.smtp, strict=True))
        yield House(running, listeners, Path(server.db).parent / PUBLIC, attachment)


@pytest.fixture(scope="module")
def sent(house: House, program: FindProgram) -> Sent:
    """What a client said of its jobs. It does them all when it is first asked for."""

    @cache
    def jobs_done(client: str) -> dict[str, Outcome]:
        ways = [way for way in WAYS if (client, way) not in CANNOT]
        jobs = [*(house.job(client, way) for way in ways), house.refusable(client)]
        return dict(zip([*ways, "refused"], CLIENTS[client](jobs, program), strict=True))

    return jobs_done


DELIVERIES = [(client, way) for client in CLIENTS for way in WAYS if (client, way) not in CANNOT]


@pytest.mark.parametrize(("client", "way"), DELIVERIES, ids=map("-".join, DELIVERIES))
def test_delivered(house: House, sent: Sent, client: str, way: str) -> None:
    """A client's mail is found by API as it was meant: envelope, subject, text and file, TLS and login."""
    job, outcome = house.job(client, way), sent(client)[way]
    assert outcome.ok, outcome.said
    found = house.found(job.subject)
    envelope = found["Envelope"]
    (attachment,) = found["Attachments"]

    assert envelope["MailFrom"] == FROM
    assert [recipient["Address"] for recipient in envelope["Recipients"]] == [TO, CC]
    assert [each["Address"] for each in (found["From"], *found["To"], *found["Cc"])] == [FROM, TO, CC]
    assert found["Text"].strip() == BODY
    assert (attachment["FileName"], attachment["Checksums"]["SHA256"]) == (FILE_NAME, sha256(FILE).hexdigest())
    assert envelope["TLS"].partition(" ")[0] == ("TLSv1.3" if way in ("starttls", "smtps") else "")
    assert (found["Username"], envelope["Inbox"]) == (job.user, job.user or "default")
    assert PASSWORD.encode() not in decoded(house.transcript(found["ID"]))


def decoded(lines: list[str]) -> bytes:
    """What was said, and what it is if it is base64."""
    said = "\n".join(lines).encode()
    runs = re.findall(rb"[A-Za-z0-9+/]{8,}={0,2}", said)
    return b"\n".join([said, *(b64decode(run[: len(run) // 4 * 4]) for run in runs)])


@pytest.mark.parametrize("client", CARRIERS)
def test_carried_byte_equal(house: House, sent: Sent, client: str) -> None:
    """What a client only carries is kept as it was given, whichever way it came."""
    jobs = [house.job(client, way) for way in sent(client) if way != "refused"]
    kept = {job.way: house.server.raw(house.found(job.subject)["ID"]) for job in jobs}

    assert kept == {job.way: job.raw for job in jobs}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_refusal_is_reported(house: House, sent: Sent, client: str) -> None:
    """A recipient that is refused is an error to the client, which tells why, and a failed session to us."""
    outcome = sent(client)["refused"]
    session = house.failed(f"<bounce+550@{client}.test>")

    assert not outcome.ok
    assert re.search(r"(?<!\+)\b550\b|No such mailbox", outcome.said), (
        outcome.said
    )  # curl has but the code, PHP the text
    assert session["Refusals"] >= 1
    assert session["Mails"] == 0


# What only one of them does


def test_ruby_starts_tls_by_itself(house: House, program: FindProgram) -> None:
    """net-smtp says STARTTLS wherever it is offered and trusts no stranger: a plain listener must not offer it."""
    offered, plain = house.listeners["starttls"], house.listeners["plain"]
    jobs = [house.job("ruby", "bare", port=each.port, subject=f"bare {each.scheme}") for each in (offered, plain)]
    there, here = by_ruby(jobs, program)
    row = house.server.api("sessions", params={"failed": 1}).json()["Sessions"][0]
    session = house.over(f"session/{row['ID']}")

    assert "certificate verify failed" in there.said
    assert session["Listener"].startswith("starttls://")
    assert session["Outcome"] == "the TLS handshake failed: tlsv1 alert unknown ca"
    assert here.ok, here.said
    assert not house.found("bare smtp")["Envelope"]["TLS"]


def smtp_source(program: FindProgram) -> tuple[str, dict[str, str]]:
    """The program and what its environment needs: installed, or unpacked without Postfix around it."""
    folder = TOOLS / "postfix/usr"
    if (folder / "sbin/smtp-source").exists():
        return str(folder / "sbin/smtp-source"), {"LD_LIBRARY_PATH": str(folder / "lib/postfix")}
    return program("smtp-source"), {}


@pytest.mark.parametrize("options", [[], ["-d"], ["-r", "3"]], ids=["anew", "kept-open", "recipients"])
def test_smtp_source(house: House, program: FindProgram, options: list[str]) -> None:
    """Postfix's load generator sends a hundred mails over five sessions at a time: all are counted, each whole."""
    path, environ = smtp_source(program)
    seen = {row["ID"] for row in house.server.messages(limit=500)}
    command = [path, "-s", "5", "-m", "100", "-l", "4000", "-f", FROM, "-t", TO, *options]
    done = run([*command, house.job("smtp-source", "plain").place], environ=environ)
    new = [row for row in house.server.messages(limit=500) if row["ID"] not in seen]
    envelopes = [house.server.api(f"message/{row['ID']}/envelope").json() for row in new]
    sessions = {envelope["Session"] for envelope in envelopes}

    assert done.ok, done.said
    assert len(new) == 100
    assert min(row["Size"] for row in new) > 4000
    assert {tuple(each["Address"] for each in envelope["Recipients"]) for envelope in envelopes} == {
        ("3bob@example.test", "2bob@example.test", "bob@example.test") if options == ["-r", "3"] else (TO,)
    }
    assert len(sessions) == (5 if options == ["-d"] else 100)


def test_smtp_source_gives_up(house: House, program: FindProgram) -> None:
    """smtp-source ends with the refusal that it was given."""
    path, environ = smtp_source(program)
    place = house.job("smtp-source", "plain").place
    done = run([path, "-m", "1", "-f", FROM, "-t", "bounce+550@source.test", place], environ=environ)

    assert not done.ok
    assert "550 5.1.1 No such mailbox" in done.said


def test_exim_says_all_at_once(house: House, sent: Sent) -> None:
    """A relay announces all it can: Exim sends MAIL, RCPT, BDAT LAST and QUIT in one packet (RFC 2920, RFC 3030)."""
    assert sent("exim")["plain"].ok
    job = house.job("exim", "plain")
    id_ = house.found(job.subject)["ID"]
    kept = house.server.raw(id_)
    said = house.transcript(id_)

    assert [line.split()[0] for line in said] == ["EHLO", "MAIL", "RCPT", "RCPT", "BDAT", f"({len(kept):,}", "QUIT"]
    assert said[-3] == f"BDAT {len(kept)} LAST"
    assert kept.startswith(b"Received: from ")
    assert kept.endswith(job.raw)


def test_a_relays_bounce_arrives_too(house: House, sent: Sent) -> None:
    """Exim gives up on the refused recipient and tells the sender, from nobody (RFC 5321 4.5.5)."""
    assert not sent("exim")["refused"].ok
    found = house.found("Mail delivery failed: returning message to sender")
    envelope = found["Envelope"]

    assert envelope["MailFrom"] == ""
    assert [recipient["Address"] for recipient in envelope["Recipients"]] == [FROM]
    assert "550 5." in found["Text"]
