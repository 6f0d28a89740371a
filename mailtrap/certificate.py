"""The certificate of the TLS listeners: made on first need, kept in a folder, renewed before it ends.

It signs itself and is no authority (RFC 5280 4.2.1.9, ``CA:FALSE``): who trusts it trusts this one server, and a key
that is stolen signs for nobody else.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from filelock import FileLock, Timeout

from mailtrap.errors import ConfigError

if TYPE_CHECKING:
    from cryptography import x509

PAIR = "mailtrap-key.pem"
"""Key and certificate in one file, which is replaced as one: a crash or a second process cannot part them."""
PUBLIC = "mailtrap-cert.pem"
"""The certificate alone, to be given to clients; made from the pair whenever it differs."""
LIFETIME = timedelta(days=397)
"""What browsers allow a certificate at most is 398 days."""
RENEWAL = timedelta(days=30)
"""A certificate that ends so soon is replaced at the next start."""
SLOW_CLOCK = timedelta(days=1)
"""Valid from so long ago, for clients whose clock is behind."""
LOCK_WAIT = 30.0
"""Seconds to wait for another process that makes the certificate, which takes it milliseconds."""
ALWAYS = ("localhost", "127.0.0.1", "::1")

_LABELS = re.compile(r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----")
_ALL_DIGITS = re.compile(r"(?:.*\.)?[0-9]+")


@dataclass(frozen=True)
class Certificate:
    """A certificate with its key.

    ``cert`` and ``key`` are what ``server_context`` wants, here one file; ``public`` holds the certificate alone.
    ``names`` are its DNS names and addresses in the order written, ``expires`` is in UTC.
    """

    cert: Path
    key: Path
    public: Path
    names: tuple[str, ...]
    expires: datetime


def ensure(folder: Path, names: Iterable[str], now: datetime | None = None) -> Certificate:
    """The certificate kept in ``folder``, made or replaced if there is none that will do.

    It stands for localhost, this machine's host name and ``names``. It is replaced when it ends within 30 days, when
    it is not valid yet, when one of ``names`` is missing from it, or when it cannot be read. A host name that has
    changed is no reason: that of a container changes at each start. Names of the old certificate are taken over, so
    that two servers with one folder do not undo each other's; those of an ended one are not.

    Raises:
        ConfigError: a name can be in no certificate, the folder cannot be written, or ``cryptography`` is missing.
    """
    folder, now = folder.absolute(), now or datetime.now(UTC)
    wanted = _without_repeats((*ALWAYS, *(normal for name in names if (normal := _normal(name)))))
    _require_cryptography()
    try:
        kept = _load(folder)
        if not _will_do(kept, wanted, now) or not _public_is_current(folder, kept):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(folder / f"{PAIR}.lock", timeout=LOCK_WAIT, mode=0o600):
                kept = _renew(folder, wanted, now)
    except Timeout:
        raise ConfigError(f"{folder / PAIR}: another process has held {PAIR}.lock for {LOCK_WAIT:g} s") from None
    except OSError as fault:
        raise ConfigError(f"{folder}: no certificate can be kept here: {fault.strerror or fault}") from None
    pair = folder / PAIR
    return Certificate(pair, pair, folder / PUBLIC, _names(kept), kept.not_valid_after_utc)


def _load_pair(context: ssl.SSLContext, cert: Path, key: Path, password: Callable[[], str]) -> None:
    """The file is read once for each of the two: another process may put a new pair in its place in between."""
    for last in (False, False, True):
        try:
            context.load_cert_chain(cert, key, password=password)
        except ssl.SSLError as fault:
            if last or cert != key or fault.reason not in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"):
                raise
        else:
            return


def server_context(cert: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 and later, for the server's side; no client is asked for a certificate.

    Raises:
        ConfigError: a file is missing, holds no PEM, is locked with a passphrase, or the two do not belong together.
    """
    for path, what in ((cert, "CERTIFICATE"), (key, "PRIVATE KEY")):
        try:
            text = path.read_text("utf-8", errors="replace")
        except OSError as fault:
            raise ConfigError(f"{path}: cannot be read: {fault.strerror or fault}") from None
        if not re.search(f"-----BEGIN [A-Z0-9 ]*{what}-----", text):
            raise ConfigError(f"{path}: holds no {what.lower()}; give a PEM file with -----BEGIN {what}-----")

    def ask_nobody() -> str:
        raise ConfigError(
            f"{key}: the key is locked with a passphrase; unlock it with: openssl pkey -in {_quoted(key)} -out NEW"
        )

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        _load_pair(context, cert, key, ask_nobody)
    except ssl.SSLError as fault:
        if fault.reason in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"):
            raise ConfigError(
                f"{key}: is not the key of the certificate in {cert}; give the two made together"
            ) from None
        raise ConfigError(
            f"{cert}, {key}: cannot be used as certificate and key: {fault.reason or 'no valid PEM'}"
        ) from None
    return context


def how_to_trust(certificate: Certificate) -> str:
    """What a person needs in order to make clients accept the certificate, a few lines of text."""
    pem = certificate.public.read_text("ascii", errors="replace")
    path = _quoted(certificate.public)
    keytool = f"keytool -importcert -noprompt -alias mailtrap -file {path} -keystore mailtrap.p12 -storepass changeit"
    java = "-Djavax.net.ssl.trustStore=mailtrap.p12 -Djavax.net.ssl.trustStorePassword=changeit"
    lines = (
        ("curl", f"curl --cacert {path}"),
        ("Node", f"NODE_EXTRA_CA_CERTS={path}"),
        ("Python", f"ssl.create_default_context(cafile={str(certificate.public)!r}), or SSL_CERT_FILE={path}"),
        ("Java", f"{keytool} && java {java}"),
        ("Ruby", f"ca_file: {str(certificate.public)!r}"),
        ("PHP", f"php -d openssl.cafile={path}, or the stream option ssl.cafile"),
        ("Debian", f"sudo cp {path} /usr/local/share/ca-certificates/mailtrap.crt && sudo update-ca-certificates"),
        ("Go", f"as Debian, or SSL_CERT_FILE={path}"),
    )
    return "\n".join(
        (
            f"Certificate  {certificate.public}",
            f"SHA-256      {fingerprint(pem)}",
            f"Valid until  {certificate.expires:%Y-%m-%d}",
            f"Names        {', '.join(certificate.names)}",
            "",
            *(f"{name:<8} {line}" for name, line in lines),
            "",
        )
    )


def certificates_in(path: Path) -> str:
    """The certificates of a PEM file, the server's own first, as they are sent in the open in each handshake; never a
    key that stands beside them."""
    found = _CERTIFICATE.findall(path.read_text("utf-8", errors="replace"))
    return "".join(f"{each}\n" for each in found)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def fingerprint(pem: str) -> str:
    """Of the first certificate, as ``openssl x509 -fingerprint -sha256`` writes it."""
    body = pem[pem.index(ssl.PEM_HEADER) : pem.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)]
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(body)).digest().hex(":").upper()


def _require_cryptography() -> None:
    try:
        import cryptography  # noqa: F401 -- to say early and clearly that it is missing
    except ImportError:
        raise ConfigError(
            "a certificate can be made with the package cryptography only; pip install 'mailtrap-server[tls]', "
            "or give a certificate of your own"
        ) from None


# Names


def _normal(name: str) -> str | None:
    """A name as a certificate holds it; None for an address that stands for all (0.0.0.0, ::)."""
    address = _address(name)
    if address:
        return None if address.is_unspecified else str(address)
    try:
        ascii_ = name.removesuffix(".").encode("ascii" if name.isascii() else "idna").decode("ascii").lower()
    except UnicodeError:
        ascii_ = ""
    if len(ascii_) > 253 or not _LABELS.fullmatch(ascii_) or _ALL_DIGITS.fullmatch(ascii_):
        raise ConfigError(f"{name!r} cannot be in a certificate; give a host name or an IP address")
    return ascii_


def _address(name: str) -> IPv4Address | IPv6Address | None:
    """An IP address, also in the brackets and with the zone of a listener's address (RFC 4007 11)."""
    try:
        return ip_address(name.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError:
        return None


def _host_name() -> tuple[str, ...]:
    try:
        normal = _normal(socket.gethostname())
    except ConfigError:
        return ()
    return (normal,) if normal else ()


def _without_repeats(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# Files


def _load(folder: Path) -> x509.Certificate | None:
    """The certificate that is kept; None if there is none, or none that belongs to its key."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = (folder / PAIR).read_bytes()
        kept = x509.load_pem_x509_certificate(pem)
        belongs = load_pem_private_key(pem, None).public_key() == kept.public_key()
    except (FileNotFoundError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return kept if belongs else None


def _names(kept: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return ()
    return tuple(str(name.value) for name in found)


def _will_do(kept: x509.Certificate | None, wanted: tuple[str, ...], now: datetime) -> TypeGuard[x509.Certificate]:
    return kept is not None and _in_time(kept, now) and set(wanted) <= set(_names(kept))


def _in_time(kept: x509.Certificate, now: datetime) -> bool:
    return kept.not_valid_before_utc <= now < kept.not_valid_after_utc - RENEWAL


def _public_is_current(folder: Path, kept: x509.Certificate) -> bool:
    try:
        return (folder / PUBLIC).read_bytes() == _pem(kept)
    except FileNotFoundError:
        return False


def _pem(kept: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return kept.public_bytes(Encoding.PEM)


def _renew(folder: Path, wanted: tuple[str, ...], now: datetime) -> x509.Certificate:
    """Put right what is wrong in the folder; another process may have done so while this one waited for the lock."""
    from cryptography import x509

    kept = _load(folder)
    if not _will_do(kept, wanted, now):
        old = _names(kept) if kept and _in_time(kept, now) else ()
        made = _make(_without_repeats((*wanted, *_host_name(), *old)), now)
        _write(folder / PAIR, made, 0o600)
        kept = x509.load_pem_x509_certificate(made)
    _write(folder / PUBLIC, _pem(kept), 0o644)
    return kept


def _write(path: Path, data: bytes, mode: int) -> None:
    """Put a whole file in the place of another. It can be read by its owner alone until it is complete."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


# Making


def _make(names: tuple[str, ...], now: datetime) -> bytes:
    """Key and certificate as PEM.

    Both key identifiers are there and the basic constraints are critical, without which OpenSSL's
    ``X509_V_FLAG_X509_STRICT`` (Python's default since 3.13) says no.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "mailtrap"),
            x509.NameAttribute(NameOID.COMMON_NAME, "localhost"),
        ]
    )
    start = now.astimezone(UTC).replace(microsecond=0) - SLOW_CLOCK
    alternatives = [x509.IPAddress(address) if (address := _address(name)) else x509.DNSName(name) for name in names]
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
