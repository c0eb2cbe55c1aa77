"""A mail server that keeps what it is given, for demo and tests: nothing leaves the machine.

It can be told to refuse addresses, to send mail back, or to break the connection after the end.
"""

import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that was accepted."""

    key: str
    """The Message-ID: our own key of the attempt."""
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str:
        """The plain words of the mail."""
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


class _OnFreePort(Controller):
    """Listens on a port that the system chose, and knows it before it says that it is ready."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    """Takes mail on 127.0.0.1, on a free port. Use it as a context.

    ``refuse``: recipients that get 550. ``bounce``: recipients whose mail is accepted and then
    reported as undeliverable in ``bounces_to``. ``drop``: recipients at whose mail the connection
    breaks after the message, before the answer. ``folder`` keeps each mail as a file as well.
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        bounces_to: Path | None = None,
        refuse: set[str] | None = None,
        bounce: set[str] | None = None,
        drop: set[str] | None = None,
        busy: set[str] | None = None,
    ) -> None:
        self.kept: list[Kept] = []
        self.folder, self.bounces_to = folder, bounces_to
        self.refuse, self.bounce = refuse or set(), bounce or set()
        self.drop, self.busy = drop or set(), busy or set()
        self._lock = threading.Lock()
        self._controller = _OnFreePort(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """What ``KVITT_SMTP_URL`` is set to."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    @property
    def keys(self) -> list[str]:
        """The Message-IDs of all mails, in the order in which they came."""
        with self._lock:
            return [kept.key for kept in self.kept]

    async def handle_RCPT(  # noqa: N802 - the name is the mail server's
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Answers for a recipient: 550 for the refused, 450 for the busy."""
        if address in self.refuse:
            return "550 5.1.1 no such mailbox"
        if address in self.busy:
            return "450 4.2.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keeps the mail; afterwards it may break the connection or report it undeliverable."""
        raw = bytes(envelope.content)
        key = str(message_from_bytes(raw, policy=policy.default)["Message-ID"])
        recipient = envelope.rcpt_tos[0]
        with self._lock:
            number = len(self.kept)
            self.kept.append(Kept(key, recipient, raw))
        if self.folder is not None:
            (self.folder / f"{number:06d}.eml").write_bytes(raw)
        if recipient in self.bounce and self.bounces_to is not None:
            report = delivery_report(key, recipient, envelope.mail_from)
            (self.bounces_to / f"bounce-{number:06d}.eml").write_bytes(report)
        if recipient in self.drop:
            server.transport.close()
        return "250 OK"


def delivery_report(key: str, recipient: str, sender: str) -> bytes:
    """What a mail server writes when a mail could not be delivered (RFC 3464)."""
    boundary = "report-of-the-mail-server"
    return (
        f"From: MAILER-DAEMON@mail.example\r\nTo: {sender}\r\nSubject: Undelivered mail\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; "
        f'boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n\r\n"
        f"--{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {key}\r\nTo: {recipient}\r\n\r\n--{boundary}--\r\n"
    ).encode("ascii")
