"""Serving the app: a thread for each connection, with a bound on them; a client may ask again on the same one."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from http import HTTPStatus
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, Any, cast

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from mailtrap.web.answering import Answering
from mailtrap.web.events import TabSocket
from mailtrap.web.framing import DRAINED, Arriving, Body, Head, HeadError, length_of, request_line
from mailtrap.web.front.places import Places
from mailtrap.web.guard import HEADERS, error_body
from mailtrap.web.resting import GOING, Resting
from mailtrap.web.tls import secured

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

HEADER_TIMEOUT = 30
"""Seconds for the whole head of a request, and for the next bytes of its body."""
REST = 15
"""Seconds that a connection is kept while nobody asks anything on it."""
LINGER = 5.0
"""Seconds in which what a client still sends is read and dropped: closed before, it would not see its answer."""


class _Handler(WSGIRequestHandler):
    """One connection. What werkzeug has for one request alone is done here for one after the other."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = HEADER_TIMEOUT
    headers: Any

    def setup(self) -> None:
        """Read what comes in our own way."""
        super().setup()
        self.rfile.close()
        self._arriving = Arriving(self.connection)
        self.rfile = BufferedReader(self._arriving)

    def handle(self) -> None:
        """Answer until one side has enough."""
        resting = self.server.resting
        self._unread = False
        try:
            wait: float = HEADER_TIMEOUT
            while self._buffered() or resting.wait(self.connection, wait):
                self._arriving.deadline = time.monotonic() + HEADER_TIMEOUT
                self.handle_one_request()
                if self.close_connection:
                    break
                wait = REST
            if self._unread:
                self._linger()
        except OSError as fault:
            log.debug("%s is gone: %s", self.address_string(), fault)

    def _buffered(self) -> bool:
        """Whether another request, or the beginning of one, came along with the one before."""
        self.connection.settimeout(0)
        return bool(self.rfile.peek(1))  # type: ignore[attr-defined]

    def _linger(self) -> None:
        self.connection.shutdown(socket.SHUT_WR)
        end = time.monotonic() + LINGER
        while (left := end - time.monotonic()) > 0:
            self.connection.settimeout(left)
            if not self.connection.recv(DRAINED):
                break

    def parse_request(self) -> bool:
        """Read the head; refuse what leaves in doubt where the request ends."""
        self.command, self.request_version, self.close_connection = "", self.protocol_version, True
        self.requestline = str(self.raw_requestline, "latin-1").rstrip("\r\n")
        if not self.requestline.split():
            return False
        try:
            self.command, self.path, self.request_version = request_line(self.requestline)
            self.headers = Head(self.rfile)
            if self.headers.broken:
                raise ValueError("a line of the head is no header field")
            self._length = length_of(self.headers)
        except HeadError as fault:
            self.send_error(fault.status, str(fault))
            return False
        except ValueError as fault:
            self.send_error(HTTPStatus.BAD_REQUEST, str(fault))
            return False
        finally:
            self._arriving.deadline = None
            self.connection.settimeout(self.timeout)
        self.close_connection = False
        options = {each.strip().lower() for each in self.headers.get("Connection", "").split(",")}
        # Chunks may be followed by more than we understand, and what comes after an upgrade is no request.
        if "close" in options or self.request_version < "HTTP/1.1" or self._length is None or self._upgrading():
            self.close_connection = True
        return True

    def _upgrading(self) -> bool:
        return bool(self.headers.get("Upgrade", "").lower() == "websocket")

    def make_environ(self) -> WSGIEnvironment:
        environ = super().make_environ()
        environ["werkzeug.socket"] = TabSocket(self.connection, self._upgraded)
        return environ

    def _upgraded(self) -> None:
        # The route of a socket returns a response like any other; after the upgrade its bytes would be a broken frame.
        # And what the tab still sends would be waited for without end.
        self.rfile.close()
        self.wfile, self.rfile = BytesIO(), BufferedReader(cast("Any", BytesIO()))

    def run_wsgi(self) -> None:
        """Answer one request."""
        expects = self.headers.get("Expect", "").strip().lower() == "100-continue"

        def wanted() -> None:
            nonlocal expects
            if expects:
                expects = False
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

        body = Body(self.rfile, self._length or 0, wanted)
        environ = self.environ = self.make_environ()
        if self._length is None:
            wanted()
        else:
            environ["wsgi.input"] = body
        answering = Answering(self._send, self.command, self.request_version, self.version_string())

        def last() -> bool:
            """Whether the connection ends with this answer. Who waits in vain for a word may send its body, or not."""
            left = body.left
            if self.server.resting.ended or left > DRAINED or (left and expects):
                self.close_connection = True
            return self.close_connection

        try:
            whole = answering.run(self.server.app, environ, last, REST)
        except OSError as fault:
            log.debug("%s did not take its answer: %s", self.address_string(), fault)
            whole = False
        self.log_request(answering.status)
        if not whole or not (self.close_connection or body.pass_over()):
            self.close_connection = True
        self._unread = body.left > 0 or self._length is None

    def _send(self, data: bytes) -> None:
        self.wfile.write(data)  # which is another one after an upgrade

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP request never reaches the guard: it is refused in the same form."""
        self.close_connection = self._unread = True
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

    def __init__(self, *args: Any, places: Places, tls: ssl.SSLContext | None, **kwargs: Any) -> None:
        self.resting = Resting()
        self._places = places
        super().__init__(*args, **kwargs)
        self.ssl_context = tls  # it says what an address begins with; werkzeug itself would shake hands while accepting

    def process_request(self, request: Any, client_address: Any) -> None:
        places, address = self._places, client_address[0]
        # Those that rest give way when more come.
        if places.take(address) or (self.resting.close_one() and places.take(address, GOING)):
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
            request.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, True
            )  # what is pushed is small, and goes at once
            if self.ssl_context:
                request = secured(request, self.ssl_context)
            if request:
                super().process_request_thread(request, client_address)
        finally:
            self._places.give_back(client_address[0])


class WebServer:
    """Serves one app on one bound socket, on a thread of its own."""

    def __init__(
        self,
        app: WSGIApplication,
        listening: socket.socket,
        tls: ssl.SSLContext | None = None,
        places: Places | None = None,
    ) -> None:
        host, port = listening.getsockname()[:2]
        self._server = _Server(
            host, port, app, handler=_Handler, fd=listening.fileno(), places=places or Places(), tls=tls
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="mailtrap-web", daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening, and close what rests; requests under way end by themselves."""
        self._server.shutdown()
        self._thread.join()
        self._server.resting.end()
        self._server.server_close()
