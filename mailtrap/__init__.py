"""A mail catcher: an SMTP server that takes every mail, keeps it in SQLite and shows it at once."""

from typing import TYPE_CHECKING

__version__ = "0.3.0"
__all__ = ["Client", "Inbox", "Message", "Server", "__version__"]

if TYPE_CHECKING:
    from mailtrap.catcher import Server
    from mailtrap.client import Client, Inbox, Message
else:

    def __getattr__(name: str) -> object:
        """``mailtrap.Client`` and its like, loaded when somebody asks: who reads the version alone need not wait."""
        if name == "Server":
            from mailtrap.loading import uncollected

            with uncollected():
                from mailtrap.catcher import Server

            return Server
        if name in __all__:
            from mailtrap import client

            return getattr(client, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
