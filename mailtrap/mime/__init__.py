"""Reading a mail: bytes in, values out. Pure; bounded in time and memory; never raises for what a mail holds.

Whatever cannot be read within the bounds is left as raw bytes and named in ``problems``.
"""

from mailtrap.mime.body import Attachment, Body, body_of
from mailtrap.mime.headers import Header
from mailtrap.mime.part import Part, decoded
from mailtrap.mime.reading import Opened, open_mail, read
from mailtrap.mime.structure import find, parse

__all__ = ["Attachment", "Body", "Header", "Opened", "Part", "body_of", "decoded", "find", "open_mail", "parse", "read"]
