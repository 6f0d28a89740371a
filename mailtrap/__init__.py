"""A mail catcher: an SMTP server that takes every mail, keeps it in SQLite and shows it at once."""

from typing import TYPE_CHECKING

__version__ = "0.3.0"
__all__ = ["Client", "__version__"]

if TYPE_CHECKING:
    from mailtrap.client import Client
else:

    def __getattr__(name: str) -> object:
        """``mailtrap.Client``, loaded when somebody asks for it: whoever reads the version alone need not wait."""
        if name == "Client":
            from mailtrap.client import Client

            return Client
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
