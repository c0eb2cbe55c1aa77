"""The channels of this installation: its mail server, if one is set up, and its letter folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from kvitt.channels.email import Mailer, MailServer
from kvitt.channels.letter import PrintFolder


@dataclass
class Outgoing:
    """What can be sent by. ``down`` names channels that take nothing for the rest of this run."""

    mailer: Mailer | None
    print_folder: PrintFolder
    down: set[str] = field(default_factory=set)


@contextmanager
def outgoing() -> Iterator[Outgoing]:
    """The channels, connected when first used and hung up at the end.

    Raises UnreadableMailServer where ``KVITT_SMTP_URL`` is not a mail server.
    """
    server = MailServer.from_environment(os.environ)
    channels = Outgoing(Mailer(server) if server else None, print_folder())
    try:
        yield channels
    finally:
        if channels.mailer is not None:
            channels.mailer.hang_up()


def print_folder() -> PrintFolder:
    """The letter folder in this installation's home."""
    return PrintFolder(settings.HOME.letters)
