"""Sends the mail that comes on standard input by aiosmtplib: carry.py WAY HOST PORT CERTIFICATE USER PASSWORD FROM TO…

A process of its own, because asyncio ends before TLS connections are closed, which Python's warnings call a leak.
"""

import asyncio
import ssl
import sys

import aiosmtplib

way, host, port, certificate, user, password, sender, *recipients = sys.argv[1:]
asyncio.run(
    aiosmtplib.send(
        sys.stdin.buffer.read(),
        sender=sender,
        recipients=recipients,
        hostname=host,
        port=int(port),
        username=user or None,
        password=password or None,
        use_tls=way == "smtps",
        tls_context=ssl.create_default_context(cafile=certificate),
    )
)
