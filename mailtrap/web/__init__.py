"""The HTTP door: the REST API, the page that uses it, and the socket that pushes to it.

``guard`` stands in front of every route; a route checks nothing of Host, Origin or size. Routes speak only to the
inbox service; ``asking`` reads what was asked, ``shapes`` puts answers into the words of the wire. Each route says by
``operation`` what it takes and answers: from that ``openapi`` makes the document, and the page at ``/api/v1/``.
"""

from mailtrap.web.app import create_app
from mailtrap.web.listen import WebServer

__all__ = ["WebServer", "create_app"]
