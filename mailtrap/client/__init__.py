"""A client: every route of the REST API as a method, its answers as the types of ``mailtrap.wire``.

It needs a running server and nothing of its code: what is imported here are words, never the house or its doors.
"""

from mailtrap.client.asserting import Message
from mailtrap.client.errors import (
    BadArgument,
    BadRequest,
    ClientError,
    Forbidden,
    Missing,
    NoRoute,
    NotFound,
    NotLetIn,
    Refused,
    StrangeAnswer,
    Unavailable,
    Unexpected,
    Unreachable,
    Untrusted,
    WaitTimeout,
)
from mailtrap.client.inbox import Inbox
from mailtrap.client.listing import Changing
from mailtrap.client.mail import Mails
from mailtrap.client.organising import Inboxes, Tags
from mailtrap.client.pieces import Element, Headers, Part
from mailtrap.client.program import Program
from mailtrap.client.sending import Sending, attachment
from mailtrap.client.smtp import Faults, Sessions
from mailtrap.client.waiting import Waiting
from mailtrap.client.watching import Events, Watching

__all__ = [
    "BadArgument",
    "BadRequest",
    "Client",
    "ClientError",
    "Element",
    "Events",
    "Forbidden",
    "Headers",
    "Inbox",
    "Message",
    "Missing",
    "NoRoute",
    "NotFound",
    "NotLetIn",
    "Part",
    "Refused",
    "StrangeAnswer",
    "Unavailable",
    "Unexpected",
    "Unreachable",
    "Untrusted",
    "WaitTimeout",
    "attachment",
]


class Client(Watching, Waiting, Mails, Changing, Tags, Inboxes, Sessions, Faults, Sending, Program):
    """A running mailtrap.

    ::

        with Client("http://127.0.0.1:8025", inbox="signup-test") as client:
            mail = client.wait("to:ada@example.test subject:welcome", timeout=10).messages[0]
            code = client.extract(mail).codes[0].code
    """

    def open_inbox(self, name: str = "") -> Inbox:
        """An inbox with its waiting and asserting, over the connections of this client; without a name, a new one.

        Raises:
            BadArgument: a name that no login can have.
        """
        return Inbox(self, name)
