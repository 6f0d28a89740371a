"""What can go wrong between a client and its server, as one tree.

::

    MailtrapError
    └── ClientError
        ├── BadArgument       an argument will not do; nothing was sent (a ValueError too)
        ├── Unreachable       nobody answers at that address, or the answer broke off
        │   └── Untrusted     its certificate is not trusted
        ├── StrangeAnswer     somebody answers, but not as mailtrap does
        │   └── NoRoute       404: it has nothing at that address at all
        ├── Refused           an error of the server: ``status`` and ``text``
        │   ├── NotLetIn      401 and 429: a login is asked for, and this has none, a wrong one, or too many of them
        │   ├── Forbidden     403: this login or token may not do that
        │   ├── NotFound      404: no such mail, part or session
        │   ├── BadRequest    400: the server does not understand what is asked
        │   └── Unavailable   503: its store cannot be used now
        ├── WaitTimeout       what was waited for did not come (a TimeoutError and an AssertionError too)
        ├── Missing           what a mail or an inbox was asked for is not there (an AssertionError too)
        └── Unexpected        a mail came although none was to come (an AssertionError too)

``NotFound``, ``Forbidden`` and ``BadRequest`` are also those of ``mailtrap.errors``.
"""

from __future__ import annotations

from mailtrap import errors, wire


class ClientError(errors.MailtrapError):
    """The root: whatever a client raises."""


class BadArgument(ClientError, ValueError):  # noqa: N818 -- names as the rest of the house has them
    """An argument will not do. The text names it and says what would be right; nothing was sent."""


class Unreachable(ClientError):  # noqa: N818
    """Nobody answers at that address, not in time, or the answer broke off."""


class Untrusted(Unreachable):
    """The certificate of the server is not trusted; give ``cafile``, or ``SSL_CERT_FILE``."""


class StrangeAnswer(ClientError):  # noqa: N818
    """Somebody answers, but not as this version of mailtrap does."""


class NoRoute(StrangeAnswer):
    """404: a mailtrap answers, but has nothing at that address: its base path is another, or its version."""


class Refused(ClientError):  # noqa: N818
    """The server said no: ``status`` is that of HTTP, ``text`` its words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class NotLetIn(Refused):
    """401 or 429: a login is asked for; give ``token``, or name and password in the address."""


class Forbidden(Refused, errors.Forbidden):
    """403: this login or token may not do that; the text says what it may."""


class NotFound(Refused, errors.NotFound):
    """404: there is no such mail, part or session."""


class BadRequest(Refused, errors.BadRequest):
    """400: the server does not understand what is asked; the text names the field or the term."""


class Unavailable(Refused):
    """503: the store cannot be used now."""


class WaitTimeout(ClientError, TimeoutError, AssertionError):  # noqa: N818
    """Too few mails came in time. The text says how near it was.

    ``found`` is what there was of what was waited for, ``newest`` the newest mails of that inbox whatever they are.
    """

    def __init__(self, text: str, found: wire.Waited, newest: list[wire.Summary]) -> None:
        super().__init__(text)
        self.found = found
        self.newest = newest


class Missing(ClientError, AssertionError):  # noqa: N818
    """A mail has no such code, link, part or element, or an inbox no such mail. The text tells what there is."""


class Unexpected(ClientError, AssertionError):  # noqa: N818
    """A mail came although none was to come. ``messages`` are those that did, newest first."""

    def __init__(self, text: str, messages: list[wire.Summary]) -> None:
        super().__init__(text)
        self.messages = messages


BY_STATUS: dict[int, type[Refused]] = {
    400: BadRequest,
    401: NotLetIn,
    403: Forbidden,
    404: NotFound,
    429: NotLetIn,
    503: Unavailable,
}
"""The classes that have a status of their own."""
