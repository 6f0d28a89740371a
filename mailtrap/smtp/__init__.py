"""The SMTP door: aiosmtpd's ``SMTP`` on the mail loop, mended and made fast. Speaks to the inbox service only.

``door`` counts and ends sessions, ``session`` holds the dialogue, ``stream`` the bounded reading beneath it,
``path`` the grammar of MAIL and RCPT.
"""

from mailtrap.smtp.door import SmtpDoor

__all__ = ["SmtpDoor"]
