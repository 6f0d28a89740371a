"""The commands about mail that was caught: of a running server, or of the file of its store.

All of them speak to the REST API by ``mailtrap.client``; for a file, the API is served within this process. ``reach``
finds out which of the two; ``terminal`` and ``table`` print; the others hold the commands.
"""

from mailtrap.commands.deleting import delete
from mailtrap.commands.finding import list_, search, wait
from mailtrap.commands.reach import Asked
from mailtrap.commands.reading import raw, show
from mailtrap.commands.token import token

__all__ = ["COMMANDS", "Asked"]

COMMANDS = (list_, search, show, raw, wait, delete, token)
"""In the order of the help."""
