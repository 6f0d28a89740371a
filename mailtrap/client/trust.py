"""Which certificates a client trusts, and how it is told of one that it does not."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import httpx

from mailtrap.client.errors import BadArgument

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Those of OpenSSL, for whichever server and proxy: what is trusted is another question than which way leads there."""


def context(cafile: str | Path | None) -> ssl.SSLContext:
    """What verifies servers: the authorities of the environment or else the usual ones, and those of ``cafile``.

    Raises:
        BadArgument: a file cannot be read, or holds no certificate.
    """
    given = next((f"{name}: {path}" for name in VARIABLES if (path := os.environ.get(name))), "SSL_CERT_FILE")
    try:
        made = httpx.create_ssl_context(trust_env=True)
        given = f"cafile: {cafile}"
        if cafile is not None:
            made.load_verify_locations(cafile)
    except (OSError, TypeError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise BadArgument(f"{given} cannot be used: {why}; give a PEM file with certificates") from None
    return made


def doubt(fault: BaseException | None) -> str:
    """Why a certificate was not trusted; empty where that is not what a connection failed of."""
    while fault is not None:
        if isinstance(fault, ssl.SSLCertVerificationError):
            return str(fault.verify_message).rstrip(".")
        fault = fault.__cause__ or fault.__context__
    return ""
