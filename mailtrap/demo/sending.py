"""Sends the demo mails as they are, byte for byte."""

import re
import smtplib
import time
from collections.abc import Iterable

from mailtrap.demo.compose import DemoMail

REPLY_TIMEOUT = 30.0
"""Seconds to wait for one reply: the large mail has to reach the disk first."""


def send(mails: Iterable[DemoMail], host: str, port: int, *, pause: float = 0.0) -> int:
    """Send the mails over one SMTP connection and return how many were accepted.

    A mail counts as accepted when the server answered 250 after the final dot. A refused mail is
    skipped and the next one is sent; a lost connection raises `smtplib.SMTPException` or `OSError`.
    `pause` is the time in seconds between two mails, for those who watch them arrive.

    The bytes between DATA and the dot are `DemoMail.raw`, dot-stuffed (RFC 5321 section 4.5.2) and
    otherwise untouched: `smtplib.SMTP.sendmail` would rewrite line ends.
    """
    accepted = 0
    with smtplib.SMTP(host, port, timeout=REPLY_TIMEOUT) as smtp:
        smtp.ehlo_or_helo_if_needed()
        for number, mail in enumerate(mails):
            if number and pause:
                time.sleep(pause)
            if _transact(smtp, mail):
                accepted += 1
            else:
                smtp.rset()
    return accepted


def _transact(smtp: smtplib.SMTP, mail: DemoMail) -> bool:
    try:
        if smtp.mail(mail.sender, _mail_options(smtp, mail))[0] != 250:
            return False
    except smtplib.SMTPNotSupportedError:
        return False
    replies = [smtp.rcpt(recipient)[0] for recipient in mail.recipients]
    if not any(reply in (250, 251) for reply in replies):
        return False
    if smtp.docmd("DATA")[0] != 354:
        return False
    smtp.send(re.sub(rb"(?m)^\.", b"..", mail.raw) + b".\r\n")
    return smtp.getreply()[0] == 250


def _mail_options(smtp: smtplib.SMTP, mail: DemoMail) -> list[str]:
    options = []
    if smtp.has_extn("size"):
        options.append(f"SIZE={len(mail.raw)}")
    if not mail.raw.isascii() and smtp.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    if not "".join((mail.sender, *mail.recipients)).isascii():
        options.append("SMTPUTF8")
    return options
