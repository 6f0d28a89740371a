"""MailHog's API v1 and v2, for its clients. ``GET /api/v1/messages`` is Mailpit's, and deleting there is shared.

``shapes`` makes its JSON, ``jim`` sees the fault rules as its chaos monkey.
"""

from mailtrap.web.mailhog.routes import mailhog

__all__ = ["mailhog"]
