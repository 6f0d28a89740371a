"""A mail catcher: an SMTP server that takes every mail, keeps it in SQLite and shows it at once."""

__version__ = "0.3.0"
__all__ = ["__version__"]
