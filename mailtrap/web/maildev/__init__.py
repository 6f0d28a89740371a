"""MailDev's API, for its clients: version 2 at the root, version 3 below ``/api``.

``shapes`` makes its JSON, ``finding`` reads what was asked for and finds it.
"""

from mailtrap.web.maildev.routes import maildev

__all__ = ["maildev"]
