"""Serving the app: werkzeug's threaded server, one thread a request or tab, with a bound on both."""

from __future__ import annotations

import logging
import socket
import threading
from http import HTTPStatus
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, WSGIRequestHandler

from mailtrap.web.events import TabSocket
from mailtrap.web.guard import HEADERS, error_body

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 250
"""Requests and tabs at once; each is a thread."""
HEADER_TIMEOUT = 30
"""Seconds for the next bytes of a request."""


_ANSWER = "mailtrap.answer"


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = HEADER_TIMEOUT
    disable_nagle_algorithm = True  # what is pushed is small, and goes at once

    def make_environ(self) -> WSGIEnvironment:
        environ = super().make_environ()
        environ["werkzeug.socket"] = TabSocket(self.connection, self._upgraded)
        return environ

    def _upgraded(self) -> None:
        # The route of a socket returns a response like any other; after the upgrade its bytes would be a broken frame.
        # And what the tab still sends would be waited for without end.
        self.rfile.close()
        self.wfile, self.rfile = BytesIO(), BufferedReader(BytesIO())

    def connection_dropped(self, error: BaseException, environ: WSGIEnvironment | None = None) -> None:
        """Close what was being sent, such as a file: werkzeug forgets it when the peer is gone."""
        answer: Any = environ and environ.get(_ANSWER)
        if hasattr(answer, "close"):
            answer.close()

    def run_wsgi(self) -> None:
        if self.headers.get("Upgrade", "").lower() == "websocket":
            try:
                super().run_wsgi()
            except OSError:  # the tab is gone, and with it the place for an answer
                log.debug("%s a tab is gone", self.address_string())
        else:
            super().run_wsgi()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP request never reaches the guard: it is refused in the same form."""
        self.close_connection = True
        body, kind = error_body(message or HTTPStatus(code).phrase, "")
        self.send_response(code, HTTPStatus(code).phrase)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *HEADERS.items()):
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        log.debug("%s %r %s", self.address_string(), self.requestline, code)

    def log(self, type: str, message: str, *args: Any) -> None:
        level = {"warning": logging.WARNING, "error": logging.ERROR}.get(type, logging.DEBUG)
        log.log(level, "%s " + message, self.address_string(), *args)

    def version_string(self) -> str:
        return "mailtrap"


class _Server(ThreadedWSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__(*args, **kwargs)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            request.settimeout(1)
            try:
                request.sendall(b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                pass
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class WebServer:
    """Serves one app on one bound socket, on a thread of its own."""

    def __init__(self, app: WSGIApplication, listening: socket.socket) -> None:
        def noting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            environ[_ANSWER] = answer = app(environ, start_response)
            return answer

        host, port = listening.getsockname()[:2]
        self._server: BaseWSGIServer = _Server(host, port, noting, handler=_Handler, fd=listening.fileno())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="mailtrap-web", daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening; requests under way end by themselves."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
