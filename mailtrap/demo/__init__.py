"""Thirteen realistic mails that show a newcomer, and a test, what the catcher does.

Rule of this folder: pure until `send`. The same `now` gives the same bytes; nothing is read from
disk or from the network, and every picture, PDF and archive is drawn by code.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from mailtrap.demo import letters, product
from mailtrap.demo.compose import DemoMail
from mailtrap.demo.sending import send

__all__ = ["DemoMail", "demo_mails", "send"]

PACE = timedelta(minutes=7)
"""Between the dates of two mails; the newest is dated `now`."""


def demo_mails(now: datetime) -> list[DemoMail]:
    """All mails, oldest first, so that the welcome ends on top of the list; pure."""
    makers: tuple[Callable[[datetime], DemoMail], ...] = (
        letters.malformed, letters.recording, letters.thread, letters.birthday, letters.library, letters.bookshop,
        letters.backup, product.invitation, product.newsletter, product.invoice, product.reset, product.code,
        product.welcome,
    )  # fmt: skip
    return [make(now - PACE * age) for age, make in zip(reversed(range(len(makers))), makers, strict=True)]
