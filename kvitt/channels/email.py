"""E-mail over SMTP: one connection for many messages, and an honest answer for each.

Plain SMTP cannot be asked afterwards whether a message arrived. So the phases are kept apart: up to
the final dot nothing has been accepted and trying again is safe; when the connection breaks after
it, nobody knows, and a person is asked.
"""

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from kvitt.channels.outcome import Outcome
from kvitt.kernel.refusal import Refusal

SMTP_URL, MAIL_FROM = "KVITT_SMTP_URL", "KVITT_MAIL_FROM"
TIMEOUT_SECONDS = 15
_LINE_START_DOT = re.compile(rb"(?m)^\.")
_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.?[^@\s<>\"]+")
_CLOSING = 421
_ACCEPTED = (250, 251)
_GO_AHEAD = 354


class UnreadableMailServer(Refusal):
    """KVITT_SMTP_URL is not the address of a mail server."""


class MailServerDown(Refusal):
    """The mail server does not answer or does not let us in: nothing was sent."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes our mail, as ``KVITT_SMTP_URL`` names it."""

    host: str
    port: int
    user: str | None
    password: str | None
    security: str
    """``none``, ``starttls`` or ``tls``."""
    envelope_sender: str | None
    """Where bounces go; without it, to the sender of the letter."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "MailServer | None":
        """The server of ``smtp[s]://name:password@host:port``, or None where no e-mail is set up.

        ``smtp+starttls://`` asks for STARTTLS. Raises UnreadableMailServer.
        """
        url = environ.get(SMTP_URL, "").strip()
        if not url:
            return None
        parts = urlsplit(url)
        kinds = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
        if parts.scheme not in kinds or not parts.hostname:
            raise UnreadableMailServer(
                f"{SMTP_URL} is not a mail server: write smtp://, smtp+starttls:// or smtps://, "
                "then name:password@host:port"
            )
        security, port = kinds[parts.scheme]
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        sender = environ.get(MAIL_FROM, "").strip() or None
        return cls(parts.hostname, parts.port or port, user, password, security, sender)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One letter by e-mail: the words in the body, the same words as PDF beside it."""

    message_id: str
    """Our own key for this attempt; a bounce names it."""
    dated_at: datetime
    sender_name: str
    sender_address: str
    recipient_address: str
    subject: str
    text: str
    attachment_name: str
    attachment: bytes


def is_usable_address(address: str) -> bool:
    """Whether the text has the shape of an e-mail address in plain letters."""
    return address.isascii() and bool(_ADDRESS.fullmatch(address))


def domain_of(address: str) -> str:
    """The part after the ``@``."""
    return address.rpartition("@")[2]


def as_message(mail: Mail) -> bytes:
    """The message as it goes over the wire, CRLF line ends. Names lose line breaks of their own."""
    message = EmailMessage(policy=policy.SMTP)
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.dated_at)
    message["From"] = Address(one_line(mail.sender_name), addr_spec=mail.sender_address)
    message["To"] = Address(addr_spec=mail.recipient_address)
    message["Subject"] = one_line(mail.subject)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_attachment(
        mail.attachment, maintype="application", subtype="pdf", filename=mail.attachment_name
    )
    return message.as_bytes()


def one_line(text: str) -> str:
    """The words as they may stand in a header: on one line, and no header's code.

    ``=?utf-8?…?=`` is how a header writes what it cannot say plainly, line breaks among it: left
    standing, it would be read as what it stands for.
    """
    return " ".join(text.replace("=?", "= ?").split())


class Mailer:
    """Sends mail after mail over one connection; it connects when first needed."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._has_sent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()

    def connect(self) -> None:
        """Says hello to the server where that is not done yet. Raises MailServerDown."""
        if self._smtp is not None:
            return
        server = self.server
        try:
            if server.security == "tls":
                context = ssl.create_default_context()
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if server.user is not None:
                smtp.login(server.user, server.password or "")
        except (OSError, smtplib.SMTPException) as problem:
            raise MailServerDown(
                f"the mail server {server.host}:{server.port} does not take mail now "
                f"({type(problem).__name__}): nothing was sent; it is tried again"
            ) from problem
        self._smtp, self._has_sent = smtp, False

    def hang_up(self) -> None:
        """Ends the connection; a server that is gone already is no problem."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def send(self, mail: Mail) -> Outcome:
        """Sends one mail and tells what the server said of it."""
        if not is_usable_address(mail.recipient_address):
            sentence = "the e-mail address has not the form of one"
            return Outcome("refused", sentence=sentence, address_is_bad=True)
        try:
            wire = as_message(mail)
        except (ValueError, HeaderParseError) as problem:
            return Outcome("refused", sentence=f"the mail cannot be written: {problem}")
        try:
            self.connect()
        except MailServerDown as down:
            return Outcome("not_sent", sentence=down.sentence, channel_is_down=True)
        was_idle, self._has_sent = self._has_sent, True
        outcome = self._deliver(mail, wire)
        if was_idle and self._smtp is None and outcome.state == "not_sent":
            # A server hangs up on a connection that was quiet; nothing had been handed over.
            return self._once_more(mail, wire)
        return outcome

    def _once_more(self, mail: Mail, wire: bytes) -> Outcome:
        try:
            self.connect()
        except MailServerDown as down:
            return Outcome("not_sent", sentence=down.sentence, channel_is_down=True)
        return self._deliver(mail, wire)

    def _deliver(self, mail: Mail, wire: bytes) -> Outcome:
        smtp = self._smtp
        assert smtp is not None, "connect comes before deliver"
        dotted = _LINE_START_DOT.sub(b"..", wire)
        handed_over = False
        try:
            sender = self.server.envelope_sender or mail.sender_address
            code, _ = smtp.mail(sender)
            if code not in _ACCEPTED:
                return self._refused(code)
            code, _ = smtp.rcpt(mail.recipient_address)
            if code not in _ACCEPTED:
                return self._refused(code, is_address=True)
            code, _ = smtp.docmd("DATA")
            if code != _GO_AHEAD:
                return self._refused(code)
            handed_over = True
            smtp.send(dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, _ = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            if handed_over:
                return Outcome(
                    "unknown", mail.message_id,
                    "the connection broke after the message was handed over: it may have left",
                )  # fmt: skip
            return Outcome(
                "not_sent", sentence="the connection broke before the message was handed over"
            )
        if code not in _ACCEPTED:
            return self._refused(code)
        return Outcome("sent", mail.message_id)

    def _refused(self, code: int, *, is_address: bool = False) -> Outcome:
        said = f"the mail server answered {code}"
        self._start_over()
        if 500 <= code < 600:
            return Outcome("refused", sentence=said, address_is_bad=is_address)
        if code == _CLOSING:
            self._drop()
        return Outcome("not_sent", sentence=said, channel_is_down=code == _CLOSING)

    def _start_over(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()
