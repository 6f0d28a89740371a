"""The server about itself."""

from __future__ import annotations

from typing import Any

from mailtrap import wire
from mailtrap.client.connection import Connection, decoded, path
from mailtrap.client.errors import ClientError


class Program(Connection):
    """What runs there, and how it is."""

    def info(self) -> wire.Info:
        """The program and its store in figures: version, mails, unread, tags with their numbers, bytes, seconds."""
        return self._read(wire.Info, path("info"))

    def certificate(self) -> str:
        """The certificate of the TLS listeners as PEM, to be trusted: ``ssl.create_default_context(cadata=…)``.

        Raises:
            NotFound: no listener has TLS.
        """
        return self._ask("GET", path("certificate")).text

    def webui(self) -> wire.WebUI:
        """What a page may offer, in Mailpit's words."""
        return self._read(wire.WebUI, path("webui"))

    def openapi(self) -> dict[str, Any]:
        """The API as an OpenAPI 3.1 document."""
        return self._read(dict[str, Any], path("openapi.json"))

    def livez(self) -> bool:
        """Whether the process answers."""
        return self._is_well("/livez")

    def readyz(self) -> bool:
        """Whether mail can be kept now."""
        return self._is_well("/readyz")

    def metrics(self) -> str:
        """Figures for Prometheus, in its text format."""
        return self._ask("GET", "/metrics").text

    def demo(self) -> int:
        """Have a dozen realistic mails sent, over SMTP; how many are on their way.

        Raises:
            BadRequest: there is no listener that takes mail without TLS and login.
        """
        return decoded(self._ask("POST", path("demo")), wire.Sent).sent

    def _is_well(self, route: str) -> bool:
        try:
            self._ask("GET", route)
        except ClientError:
            return False
        return True
