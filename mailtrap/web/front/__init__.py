"""In front of all routes: who asks, and what of the mail they may see and do.

``gate`` lets in or refuses, by a session of the page (``visits``), HTTP Basic (``checking``, which ``failures`` slows
down) or an API token. ``who`` holds who it was for the length of a request, and ``narrowed`` is the inbox service as
they see it. ``proxies`` and ``base`` say what a request was before something in between passed it on. They know
nothing of the routes.
"""

from mailtrap.web.front.access import Access
from mailtrap.web.front.gate import Gate
from mailtrap.web.front.who import EVERYBODY, Who, current

__all__ = ["EVERYBODY", "Access", "Gate", "Who", "current"]
