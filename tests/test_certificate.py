"""The certificate: what is in it, when it is made anew, and who accepts it once told to."""

import hashlib
import http.server
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from mailtrap.certificate import ALWAYS, PAIR, PUBLIC, Certificate, ensure, how_to_trust, server_context
from mailtrap.errors import ConfigError

NOW = datetime.now(UTC)

FindProgram = Callable[[str], str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for reading; a test that changes one makes its own."""
    return ensure(tmp_path_factory.mktemp("certificate with space") / "kept", ["mail.example.test", "192.0.2.7"])


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[int]:
    """The port of an HTTPS server on 127.0.0.1."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="https")
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def greet(port: int, context: ssl.SSLContext, name: str) -> str:
    """A handshake for that name; the version of TLS that came of it."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        secured.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert secured.recv(100).startswith(b"HTTP/1.0 200")
        return secured.version() or ""


def loaded(certificate: Certificate) -> x509.Certificate:
    """What stands in the file for trust stores."""
    return x509.load_pem_x509_certificate(certificate.public.read_bytes())


def test_what_is_in_it(made: Certificate) -> None:
    """It is a server's certificate with the names asked for, and no authority that could sign others."""
    inside = loaded(made)
    extensions = inside.extensions
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    own = extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    issuers = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier

    assert inside.subject == inside.issuer
    assert (basic.critical, basic.value.ca) == (True, False)
    assert (usage.critical, usage.value.digital_signature, usage.value.key_cert_sign) == (True, True, False)
    assert own == issuers
    assert made.names[:5] == (*ALWAYS, "mail.example.test", "192.0.2.7")
    assert made.expires == inside.not_valid_after_utc
    assert inside.not_valid_after_utc - inside.not_valid_before_utc == timedelta(days=397)
    assert timedelta(hours=23) < NOW - inside.not_valid_before_utc < timedelta(hours=25)


def test_the_host_name_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the certificate where it can be, and one that changed, as in a container, does not undo the trust."""
    monkeypatch.setattr(socket, "gethostname", lambda: "Box-1.Example")
    first = ensure(tmp_path / "a", [])
    monkeypatch.setattr(socket, "gethostname", lambda: "box-2")
    second = ensure(tmp_path / "a", [])
    monkeypatch.setattr(socket, "gethostname", lambda: "no name!")
    odd = ensure(tmp_path / "b", [])

    assert first.names == (*ALWAYS, "box-1.example")
    assert second == first
    assert odd.names == ALWAYS


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Mail.Example.TEST.", "mail.example.test"),
        ("*.example.test", "*.example.test"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("mail_catcher", "mail_catcher"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("0.0.0.0", None),
        ("::", None),
    ],
)
def test_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kept: str | None) -> None:
    """Names are written as clients compare them; an address that stands for all is no name."""
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    certificate = ensure(tmp_path, [name])

    assert certificate.names == ((*ALWAYS, kept) if kept else ALWAYS)
    assert ensure(tmp_path, [name]) == certificate


@pytest.mark.parametrize(
    "name", ["", "two words", "-a.test", "a..test", "1.2.3", "300.1.1.1", "a" * 64, "a.*.test", "a\n"]
)
def test_a_bad_name(tmp_path: Path, name: str) -> None:
    """A name that no certificate can hold is refused and named, and nothing is made."""
    with pytest.raises(ConfigError, match="cannot be in a certificate") as refused:
        ensure(tmp_path / "new", [name])

    assert repr(name) in str(refused.value)
    assert not (tmp_path / "new").exists()


def test_it_is_kept(tmp_path: Path) -> None:
    """The second start takes what the first has made, and writes nothing."""
    first = ensure(tmp_path, ["a.test", "b.test"])
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.iterdir()}
    second = ensure(tmp_path, ["b.test"], NOW + timedelta(days=365))
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in tmp_path.iterdir()}

    assert second == first
    assert after == before


@pytest.mark.parametrize("later", [timedelta(days=367), timedelta(days=4000), timedelta(days=-2)], ids=str)
def test_it_is_renewed(tmp_path: Path, later: timedelta) -> None:
    """One that ends within 30 days, has ended, or is not valid yet is replaced, and its names are not taken over."""
    first = ensure(tmp_path, ["old.test"])
    serial = loaded(first).serial_number
    second = ensure(tmp_path, ["new.test"], NOW + later)

    assert loaded(second).serial_number != serial
    assert second.expires == (NOW + later + timedelta(days=396)).replace(microsecond=0)
    assert "new.test" in second.names
    assert "old.test" not in second.names
    assert server_context(second.cert, second.key)


def test_a_missing_name(tmp_path: Path) -> None:
    """A new name makes a new certificate that has the old names too: two servers with one folder settle on one."""
    ensure(tmp_path, ["a.test"])
    both = ensure(tmp_path, ["b.test"])

    assert {"a.test", "b.test"} <= set(both.names)
    assert ensure(tmp_path, ["a.test"]) == both


@pytest.mark.parametrize(
    "what", ["empty", "text", "cut", "without key", "without certificate", "key of another", "passphrase"]
)
def test_a_broken_pair(tmp_path: Path, what: str) -> None:
    """Whatever has become of the file, the next start has a pair that fits, and leaves the neighbours alone."""
    certificate = ensure(tmp_path / "kept", [])
    other = ensure(tmp_path / "other", [])
    whole = certificate.key.read_bytes()
    key, mark, rest = whole.partition(b"-----BEGIN CERTIFICATE-----")
    locked = load_pem_private_key(whole, None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )
    broken = {
        "empty": b"",
        "text": b"hello",
        "cut": whole[:-100],
        "without key": mark + rest,
        "without certificate": key,
        "key of another": other.key.read_bytes().partition(mark)[0] + mark + rest,
        "passphrase": locked + mark + rest,
    }
    certificate.key.write_bytes(broken[what])
    (tmp_path / "kept" / "mail.db").write_text("mail")
    again = ensure(tmp_path / "kept", [])

    assert server_context(again.cert, again.key)
    assert again.public.read_bytes() in again.cert.read_bytes()
    assert {path.name for path in (tmp_path / "kept").iterdir()} - {f"{PAIR}.lock"} == {PAIR, PUBLIC, "mail.db"}


@pytest.mark.parametrize("public", [None, b"", b"of another"])
def test_the_public_file_follows(tmp_path: Path, public: bytes | None) -> None:
    """The file for trust stores is put right from the pair, as after a crash between the two."""
    first = ensure(tmp_path, [])
    content = first.public.read_bytes()
    if public is None:
        first.public.unlink()
    else:
        first.public.write_bytes(public)

    assert ensure(tmp_path, []) == first
    assert first.public.read_bytes() == content
    assert b"PRIVATE" not in content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_modes(tmp_path: Path) -> None:
    """The key is its owner's alone, whatever the umask; a folder is so if it is made here, and else left as it is."""
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    umask = os.umask(0)
    try:
        certificate = ensure(tmp_path / "new", [])
        ensure(there, [])
    finally:
        os.umask(umask)

    assert certificate.key.stat().st_mode & 0o777 == 0o600
    assert certificate.public.stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert there.stat().st_mode & 0o777 == 0o755


def test_the_key_is_never_open_to_others(tmp_path: Path, program: FindProgram) -> None:
    """As the system sees it: every file that the key is written to is made with 0600 and is not there before."""
    trace = tmp_path / "trace"
    code = (
        "import os, pathlib, sys; os.umask(0)\n"
        "from mailtrap.certificate import ensure; ensure(pathlib.Path(sys.argv[1]), [])"
    )
    command = [program("strace"), "-f", "-s", "40", "-o", str(trace), "-e", "trace=open,openat,creat"]
    subprocess.run([*command, sys.executable, "-c", code, str(tmp_path)], check=True)
    opened = [
        line for line in trace.read_text().splitlines() if PAIR in line and "O_CREAT" in line and ".lock" not in line
    ]

    assert opened
    assert all("O_EXCL" in line and ", 0600)" in line for line in opened)


def test_two_processes_at_once(tmp_path: Path) -> None:
    """Processes that all want other names leave one pair that fits, and none ever sees one that does not."""
    code = (
        "import sys, pathlib; from mailtrap.certificate import ensure, server_context\n"
        "for number in range(10):\n"
        "    made = ensure(pathlib.Path(sys.argv[1]), [f'{sys.argv[2]}{number}.test'])\n"
        "    server_context(made.cert, made.key)\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], stderr=subprocess.PIPE, text=True)
        for name in "abcd"
    ]
    faults = [process.communicate()[1] for process in processes]
    left = ensure(tmp_path, [])

    assert faults == [""] * 4
    assert {f"{name}{number}.test" for name in "abcd" for number in range(10)} <= set(left.names)
    assert left.public.read_bytes() in left.cert.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} - {f"{PAIR}.lock"} == {PAIR, PUBLIC}


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A folder that cannot be written is named."""
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match=r"file.*: no certificate can be kept here"):
        ensure(tmp_path / "file" / "folder", [])


def test_a_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without cryptography the start stops with the command that installs it."""
    monkeypatch.setitem(sys.modules, "cryptography", None)

    with pytest.raises(ConfigError, match=r"pip install 'mailtrap-server\[tls\]'"):
        ensure(tmp_path, [])


def test_a_plain_server_does_not_pay() -> None:
    """cryptography is loaded when a certificate is needed, and not before."""
    code = "import sys, mailtrap.certificate; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "False"


def test_own_certificate_that_will_not_do(tmp_path: Path, made: Certificate) -> None:
    """Each way in which a person's own files can be wrong is told apart, and nobody is asked for a passphrase."""
    other = ensure(tmp_path / "other", [])
    whole = other.key.read_bytes()
    missing, text, der = tmp_path / "missing.pem", tmp_path / "text.pem", tmp_path / "cert.der"
    locked, broken = tmp_path / "locked.pem", tmp_path / "broken.pem"
    text.write_text("hello")
    der.write_bytes(loaded(made).public_bytes(Encoding.DER))
    locked.write_bytes(
        load_pem_private_key(whole, None).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"s")
        )
    )
    broken.write_bytes(made.public.read_bytes().replace(b"M", b"A"))

    def said(cert: Path, key: Path) -> str:
        with pytest.raises(ConfigError) as refused:
            server_context(cert, key)
        return str(refused.value)

    assert said(missing, made.key) == f"{missing}: cannot be read: No such file or directory"
    assert said(made.cert, missing) == f"{missing}: cannot be read: No such file or directory"
    assert said(text, made.key).startswith(f"{text}: holds no certificate")
    assert said(der, made.key).startswith(f"{der}: holds no certificate")
    assert said(made.public, made.public).startswith(f"{made.public}: holds no private key")
    assert said(made.public, other.key).startswith(f"{other.key}: is not the key of the certificate in {made.public}")
    assert "openssl pkey" in said(other.public, locked)
    assert said(broken, made.key).startswith(f"{broken}, {made.key}: cannot be used as certificate and key")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_handshake(made: Certificate, version: ssl.TLSVersion) -> None:
    """Python accepts it for each of its names, as strictly as 3.13 looks, and for no other name."""
    client = ssl.create_default_context(cafile=str(made.public))
    client.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    client.minimum_version = client.maximum_version = version
    server = server_context(made.cert, made.key)

    assert server.minimum_version == ssl.TLSVersion.TLSv1_2
    with serving(server) as port:
        for name in made.names:
            assert greet(port, client, name).replace(".", "_") == version.name
        with pytest.raises(ssl.SSLCertVerificationError, match=r"other\.example"):
            greet(port, client, "other.example")
        with pytest.raises(ssl.SSLCertVerificationError, match=r"self.signed"):
            greet(port, ssl.create_default_context(), "localhost")


def instructions(certificate: Certificate) -> dict[str, str]:
    """The lines of ``how_to_trust``, by their first word."""
    lines = (line.split(None, 1) for line in how_to_trust(certificate).splitlines() if line)
    return {word: rest.strip() for word, rest in lines}


def test_how_to_trust(made: Certificate) -> None:
    """The text names the file, what is in it and what to do for each kind of client."""
    told = instructions(made)
    digest = hashlib.sha256(loaded(made).public_bytes(Encoding.DER)).hexdigest().upper()

    assert told["Certificate"] == str(made.public)
    assert told["SHA-256"].replace(":", "") == digest
    assert told["Valid"] == f"until  {made.expires:%Y-%m-%d}"
    assert told["Names"] == ", ".join(made.names)
    assert {"curl", "Node", "Python", "Java", "Ruby", "PHP", "Debian", "Go"} <= set(told)
    assert PAIR not in how_to_trust(made)


def shell(command: str, folder: Path) -> str:
    """What a command prints, with what it says of errors."""
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.decode("utf-8", "replace")


def test_openssl_verifies_it(made: Certificate, program: FindProgram, tmp_path: Path) -> None:
    """openssl finds nothing to say against it by the strict rules, for a server, for name and addresses."""
    openssl, path = program("openssl"), f"'{made.public}'"
    verify = f"{openssl} verify -x509_strict -purpose sslserver -CAfile {path}"
    said = [
        shell(f"{verify} {name} {path}", tmp_path)
        for name in ("-verify_hostname localhost", "-verify_ip ::1", "-verify_ip 192.0.2.7")
    ]
    wrong = shell(f"{verify} -verify_hostname other.test {path}", tmp_path)
    fingerprint = shell(f"{openssl} x509 -noout -fingerprint -sha256 -in {path}", tmp_path)

    assert said == [f"{made.public}: OK\n"] * 3
    assert "hostname mismatch" in wrong
    assert fingerprint.partition("=")[2].strip() == instructions(made)["SHA-256"]


JAVA = """
import java.net.URL;

class Fetch {
    public static void main(String[] words) throws Exception {
        System.out.println(new String(new URL(words[0]).openStream().readAllBytes()));
    }
}
"""


@pytest.mark.parametrize("client", ["curl", "node", "gnutls-cli", "java"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_foreign_clients_accept_it(
    made: Certificate, program: FindProgram, tmp_path: Path, client: str, host: str
) -> None:
    """Clients accept it when they are told as ``how_to_trust`` says."""
    path, told = program(client), instructions(made)
    (tmp_path / "Fetch.java").write_text(JAVA)
    with serving(server_context(made.cert, made.key)) as port:
        url = f"https://{host}:{port}/"
        commands = {
            "curl": f"{told['curl']} -sS {url}",
            "node": f"{told['Node']} {path} -e 'fetch(\"{url}\").then(a => a.text()).then(console.log)'",
            "gnutls-cli": f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | {path} --x509cafile '{made.public}' -p {port} {host}",
            "java": f"{told['Java']} Fetch.java {url}",
        }
        said = shell(commands[client], tmp_path)

    assert "hello" in said, said
