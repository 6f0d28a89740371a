"""The program about itself, and the demo mails."""

from __future__ import annotations

import sys
from collections.abc import Callable

from flask import Blueprint, Response

from mailtrap import __version__, wire
from mailtrap.certificate import PUBLIC
from mailtrap.config import Config, Listener
from mailtrap.errors import NotFound
from mailtrap.inbox import Inbox
from mailtrap.web.about import about
from mailtrap.web.answers import json_response
from mailtrap.web.files import disposition
from mailtrap.web.operation import PROGRAM, Answer, operation

PEM = "application/pem-certificate-chain"
"""RFC 8555 9.1."""


def info(
    inbox: Inbox,
    demo: Callable[[], int],
    config: Config,
    smtp: tuple[Listener, ...] = (),
    web: str = "",
    certificate: str = "",
) -> Blueprint:
    """The routes, over one inbox service. ``demo`` sends the demo mails and says how many there will be; ``smtp`` and
    ``web`` are where the server of this ``config`` really listens, ``certificate`` is what it shows there, as PEM."""
    routes = Blueprint("info", __name__, url_prefix="/api/v1")

    @routes.get("/info")
    @operation(PROGRAM, Answer(type=wire.Info), faults=(503,))
    def figures() -> Response:
        """The program and its store in figures.

        They are in Mailpit's words, and under `Mailtrap` is what is ours: versions, bounds, doors. No secret is in it.
        """
        counts, done = inbox.counts(), inbox.statistics()
        return json_response(
            wire.Info(
                version=__version__,
                latest_version="",
                database=inbox.store_name,
                database_size=inbox.store_size(),
                messages=counts.total,
                unread=counts.unread,
                tags=inbox.tags(),
                runtime_stats=wire.RuntimeStats(
                    uptime=int(inbox.uptime()),
                    memory=_memory(),
                    messages_deleted=done.deleted,
                    smtp_accepted=done.accepted,
                    smtp_accepted_size=done.accepted_size,
                    smtp_rejected=done.rejected,
                    smtp_ignored=0,
                ),
                mailtrap=about(inbox, config, smtp, web, certificate, counts),
            )
        )

    @routes.get("/certificate")
    @operation(PROGRAM, Answer(kinds=(PEM,)), faults=(404,))
    def shown() -> Response:
        """The certificate that the TLS listeners show, as a file to be trusted.

        Whoever connects there gets it too; the key is not in it. Without such a listener there is none (404).
        """
        if not certificate:
            raise NotFound("no listener has TLS, so there is no certificate; add one: --smtp starttls://HOST:PORT")
        headers = {"Content-Disposition": disposition("attachment", PUBLIC)}
        return Response(certificate, content_type=PEM, headers=headers)

    @routes.get("/webui")
    @operation(PROGRAM, Answer(type=wire.WebUI))
    def offered() -> Response:
        """What a page may offer, as Mailpit's own asks for it: nothing is sent on, faults can be set."""
        return json_response(OFFERED)

    @routes.post("/demo")
    @operation(PROGRAM, Answer(type=wire.Sent, about="They are on their way."))
    def send_demo() -> Response:
        """Send the demo mails to ourselves, over SMTP."""
        return json_response(wire.Sent(demo()))

    return routes


OFFERED = wire.WebUI(
    label="",
    message_relay=wire.MessageRelay(
        enabled=False,
        smtp_server="",
        return_path="",
        allowed_recipients="",
        blocked_recipients="",
        override_from="",
        preserve_message_ids=False,
        recipient_allowlist="",
    ),
    spam_assassin=False,
    chaos_enabled=True,
    duplicates_ignored=False,
    hide_delete_all_button=False,
)


def _memory() -> int:
    """The largest resident size so far, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
