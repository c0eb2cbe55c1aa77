"""Mail to users, such as a forgotten password: sent by the server that letters are mailed by."""

import os

from kvitt.channels.email import MAIL_FROM, MailServer, UnreadableMailServer
from kvitt.channels.email import TIMEOUT_SECONDS as EMAIL_TIMEOUT

__all__ = [
    "DEFAULT_FROM_EMAIL", "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_HOST_PASSWORD", "EMAIL_HOST_USER",
    "EMAIL_PORT", "EMAIL_TIMEOUT", "EMAIL_USE_SSL", "EMAIL_USE_TLS", "KVITT_SENDS_MAIL",
]  # fmt: skip


def _server() -> MailServer | None:
    try:
        return MailServer.from_environment(os.environ)
    except UnreadableMailServer:
        return None  # sending letters refuses it with its sentence; pages go on


_SERVER = _server()
KVITT_SENDS_MAIL = _SERVER is not None
"""Without a server no page promises a mail."""
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _SERVER else 'dummy'}.EmailBackend"
EMAIL_HOST = _SERVER.host if _SERVER else ""
EMAIL_PORT = _SERVER.port if _SERVER else 25
EMAIL_HOST_USER = (_SERVER.user or "") if _SERVER else ""
EMAIL_HOST_PASSWORD = (_SERVER.password or "") if _SERVER else ""
EMAIL_USE_TLS = _SERVER is not None and _SERVER.security == "starttls"
EMAIL_USE_SSL = _SERVER is not None and _SERVER.security == "tls"
DEFAULT_FROM_EMAIL = os.environ.get(MAIL_FROM, "").strip() or "kvitt@localhost"
"""Where neither this nor the agency's address is set, mail says that nobody reads answers."""
