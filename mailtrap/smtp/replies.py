"""Replies that end a command with a refusal, wherever in it they are found to be due."""


class Refusal(Exception):  # noqa: N818 -- raised and answered within this door
    """The command is not done; the text is the whole reply (RFC 5321 4.2, RFC 3463)."""
