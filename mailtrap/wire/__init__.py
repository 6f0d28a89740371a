"""What goes over the wire: each JSON object of the API as a type, for who makes it and for who reads it.

Fields have Python's names; on the wire they have Mailpit's (``message_id`` is ``MessageID``). Values only: nothing here
knows how they come about.
"""

from mailtrap.wire.asked import DeleteMessages, MarkMessages
from mailtrap.wire.base import Wire
from mailtrap.wire.cards import Attendee, CalendarCard, Card, Event, PeopleCard, Person
from mailtrap.wire.extract import Code, Extracted, Image, Link, Phone
from mailtrap.wire.faults import (
    FaultChoice,
    FaultEffect,
    FaultHeader,
    FaultMatch,
    FaultRule,
    Faults,
    SetTrigger,
    SetTriggers,
    Trigger,
    Triggers,
)
from mailtrap.wire.finding import (
    Counted,
    Highlight,
    Highlights,
    Inbox,
    MainLink,
    PinMessages,
    RenameTag,
    Retention,
    SetTags,
    State,
    Waited,
)
from mailtrap.wire.frames import (
    Delete,
    Deleted,
    Frame,
    New,
    Prune,
    Resync,
    Stats,
    StatsChanged,
    Truncate,
    Update,
    Updated,
)
from mailtrap.wire.listing import MessageList, Summary
from mailtrap.wire.mail import Address, Attachment, Checksums, Envelope, ListUnsubscribe, Message, Recipient
from mailtrap.wire.parts import Field, Part
from mailtrap.wire.program import Error, Info, MessageRelay, RuntimeStats, Sent, WebUI
from mailtrap.wire.sending import Caught, Mailbox, SendAttachment, SendMessage
from mailtrap.wire.session import Line, Session, Sessions, Transcript

__all__ = [
    "Address",
    "Attachment",
    "Attendee",
    "CalendarCard",
    "Card",
    "Caught",
    "Checksums",
    "Code",
    "Counted",
    "Delete",
    "DeleteMessages",
    "Deleted",
    "Envelope",
    "Error",
    "Event",
    "Extracted",
    "FaultChoice",
    "FaultEffect",
    "FaultHeader",
    "FaultMatch",
    "FaultRule",
    "Faults",
    "Field",
    "Frame",
    "Highlight",
    "Highlights",
    "Image",
    "Inbox",
    "Info",
    "Line",
    "Link",
    "ListUnsubscribe",
    "Mailbox",
    "MainLink",
    "MarkMessages",
    "Message",
    "MessageList",
    "MessageRelay",
    "New",
    "Part",
    "PeopleCard",
    "Person",
    "Phone",
    "PinMessages",
    "Prune",
    "Recipient",
    "RenameTag",
    "Resync",
    "Retention",
    "RuntimeStats",
    "SendAttachment",
    "SendMessage",
    "Sent",
    "Session",
    "Sessions",
    "SetTags",
    "SetTrigger",
    "SetTriggers",
    "State",
    "Stats",
    "StatsChanged",
    "Summary",
    "Transcript",
    "Trigger",
    "Triggers",
    "Truncate",
    "Update",
    "Updated",
    "Waited",
    "WebUI",
    "Wire",
]
