"""Replies: code, enhanced code and text, and the usual ones of the last two for a code (RFC 5321 4.2.3, RFC 3463)."""

from __future__ import annotations

import re

from mailtrap.chaos.rule import Phase

CODES = range(400, 600)
"""Refusals, for a while or for good."""
MAX_TEXT = 400
"""Characters of a text; a reply line has at most 512 bytes (RFC 5321 4.5.3.1.5)."""
ENHANCED = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")

_USUAL = {
    421: ("4.3.2", "Service not available, closing the connection"),
    432: ("4.7.12", "A password transition is needed"),
    450: ("4.2.0", "Mailbox unavailable, try again later"),
    451: ("4.3.0", "Local error in processing, try again later"),
    452: ("4.3.1", "Insufficient system storage, try again later"),
    453: ("4.3.2", "Not accepting mail now, try again later"),
    454: ("4.7.0", "Temporarily not available"),
    455: ("4.5.4", "Parameters cannot be accommodated now"),
    500: ("5.5.2", "Command not recognized"),
    501: ("5.5.4", "Syntax error in parameters"),
    502: ("5.5.1", "Command not implemented"),
    503: ("5.5.1", "Bad sequence of commands"),
    504: ("5.5.4", "Parameter not implemented"),
    521: ("5.3.2", "This host does not accept mail"),
    523: ("5.7.10", "Encryption needed"),
    530: ("5.7.0", "Authentication required"),
    534: ("5.7.9", "Authentication mechanism is too weak"),
    535: ("5.7.8", "Authentication credentials invalid"),
    538: ("5.7.11", "Encryption required for this authentication mechanism"),
    550: ("5.7.1", "Refused by policy"),
    551: ("5.1.6", "Mailbox has moved"),
    552: ("5.2.2", "Mailbox full"),
    553: ("5.1.3", "Mailbox name not allowed"),
    554: ("5.7.1", "Transaction refused"),
    555: ("5.5.4", "Parameters not recognized"),
    556: ("5.1.10", "Domain does not accept mail"),
}
_USUAL_AT = {
    (Phase.RCPT, 452): ("4.2.2", "Mailbox full, try again later"),
    (Phase.RCPT, 550): ("5.1.1", "No such mailbox"),
    (Phase.MAIL, 552): ("5.3.4", "Message too large"),
    (Phase.DATA, 552): ("5.3.4", "Message too large"),
    (Phase.MESSAGE, 552): ("5.3.4", "Message too large"),
}
_OTHERWISE = {4: ("4.0.0", "Temporary failure, try again later"), 5: ("5.0.0", "Permanent failure")}


def reply(phase: Phase, code: int, enhanced: str | None = None, text: str = "") -> str:
    """A whole reply line. Without ``enhanced`` it gets the usual one of its code, an empty one leaves it out.

    Banner and EHLO have none of themselves (RFC 2034 4).
    """
    usual, words = _USUAL_AT.get((phase, code)) or _USUAL.get(code) or _OTHERWISE[code // 100]
    if enhanced is None:
        enhanced = "" if phase in (Phase.CONNECT, Phase.EHLO) else usual
    return " ".join(part for part in (str(code), enhanced, text or words) if part)


def parts(line: str) -> tuple[int, str, str]:
    """Code, enhanced code (may be empty) and text of a reply line."""
    code, _, rest = line.partition(" ")
    first, _, text = rest.partition(" ")
    return (int(code), first, text) if ENHANCED.fullmatch(first) else (int(code), "", rest)
