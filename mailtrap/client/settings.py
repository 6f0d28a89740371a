"""How programs are told where to send: settings of frameworks, and variables. Pure."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

DJANGO_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Login(NamedTuple):
    """Where to send, as whom, and where the page and the API are; ``url`` holds what lets in there, too."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    url: str = ""

    @property
    def mail_url(self) -> str:
        """``smtp://user:password@host:port``."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"smtp://{login}{host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """Variables under the names that programs read; user and password are empty without a login."""
        place = {"HOST": self.host, "PORT": str(self.port)}
        smtp = {**place, "USER": self.user, "USERNAME": self.user, "PASSWORD": self.password}
        django = {**place, "HOST_USER": self.user, "HOST_PASSWORD": self.password, "USE_TLS": "", "USE_SSL": ""}
        return {
            **{f"SMTP_{name}": value for name, value in smtp.items()},
            **{f"DJANGO_EMAIL_{name}": value for name, value in {"BACKEND": DJANGO_BACKEND, **django}.items()},
            "MAIL_URL": self.mail_url,
            "EMAIL_URL": self.mail_url,
            "MAILTRAP_URL": self.url,
        }

    def django(self) -> dict[str, object]:
        """Settings of Django: ``EMAIL_HOST`` and so on."""
        return {
            "EMAIL_BACKEND": DJANGO_BACKEND,
            "EMAIL_HOST": self.host,
            "EMAIL_PORT": self.port,
            "EMAIL_HOST_USER": self.user,
            "EMAIL_HOST_PASSWORD": self.password,
            "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False,
        }

    def django_mailers(self) -> dict[str, object]:
        """``MAILERS``, which Django has from 6.1 on."""
        options = {"host": self.host, "port": self.port, "username": self.user, "password": self.password}
        return {"default": {"BACKEND": DJANGO_BACKEND, "OPTIONS": options}}

    def flask(self) -> dict[str, object]:
        """Settings of Flask-Mail: ``MAIL_SERVER`` and so on."""
        return {
            "MAIL_SERVER": self.host,
            "MAIL_PORT": self.port,
            "MAIL_USERNAME": self.user or None,
            "MAIL_PASSWORD": self.password or None,
            "MAIL_USE_TLS": False,
            "MAIL_USE_SSL": False,
            "MAIL_SUPPRESS_SEND": False,
        }
