"""What can go wrong, as one tree.

::

    MailtrapError
    ├── ConfigError        an option, a variable or a line of mailtrap.toml cannot be used
    ├── ListenError        an address cannot be listened on
    ├── StoreError         the store cannot be opened, read or written
    │   ├── StoreLocked    another server has it
    │   └── NotAStore      the file is something else, or of a newer version
    ├── NotFound           no mail, or no part, of that name
    ├── Forbidden          whoever asks may not do that
    └── BadRequest         a caller's words cannot be understood
        ├── TooCostly      a search takes too long
        └── Outdated       what was to be changed was changed by somebody else meanwhile

The text of each names the thing and its value, and says what would be right.
"""


class MailtrapError(Exception):
    """The root: whatever this program says is wrong, in words for a person."""


class ConfigError(MailtrapError):
    """An option has a value that cannot be used."""


class ListenError(MailtrapError):
    """An address cannot be listened on."""


class StoreError(MailtrapError):
    """The store cannot be opened, read or written."""


class StoreLocked(StoreError):  # noqa: N818 -- a state of the store, named as people say it
    """Another server has the store open."""


class NotAStore(StoreError):  # noqa: N818 -- as above
    """The file is no store of ours, or one of a newer version."""


class NotFound(MailtrapError):  # noqa: N818 -- the name that HTTP gave it
    """No mail, or no part of a mail, has that name."""


class Forbidden(MailtrapError):  # noqa: N818 -- as above
    """Whoever asks may not do that; the text says what they may."""


class BadRequest(MailtrapError):  # noqa: N818 -- as above
    """A caller's words cannot be understood; the text names the field."""


class TooCostly(BadRequest):
    """A search takes too long. It would the next time, too: what is asked must become another."""


class Outdated(BadRequest):
    """Somebody else changed meanwhile what was to be changed; it must be read again first."""
