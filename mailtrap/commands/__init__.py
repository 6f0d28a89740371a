"""The commands about mail: of a running server, or of the file of its store.

All of them speak to the REST API by ``mailtrap.client``; for a file, the API is served within this process. ``reach``
finds out which of the two; ``terminal`` and ``table`` print; the others hold the commands.
"""

from mailtrap.commands.deleting import delete
from mailtrap.commands.finding import list_, search
from mailtrap.commands.opening import open_, readyz
from mailtrap.commands.reach import Asked
from mailtrap.commands.reading import raw, show
from mailtrap.commands.running import run
from mailtrap.commands.token import token
from mailtrap.commands.waiting import assert_, wait

__all__ = ["COMMANDS", "Asked"]

COMMANDS = (list_, search, show, raw, wait, assert_, delete, open_, run, readyz, token)
"""In the order of the help."""
