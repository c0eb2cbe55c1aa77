"""A program that stands behind the pages: a night can wait, a person who looks at a page not."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from kvitt.site.database import is_embedded

BEHIND = 10
"""So far behind, as ``nice`` counts: a tenth of the time of a core that others want too. Policy."""


def work_behind() -> None:
    """Puts this program, and each connection that it will open, behind the pages.

    Most of a night is done by the database, in a process of its own for each connection. Where the
    database is our own it stands on this machine and is put behind as well; a server elsewhere
    keeps its own order.
    """
    from django.db.backends.signals import connection_created

    put_behind(os.getpid())
    if is_embedded():
        connection_created.connect(_put_backend_behind, dispatch_uid="behind")


def put_behind(pid: int) -> None:
    """Puts a program behind; one that is gone or somebody else's stays as it is."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, BEHIND)
    # Linux shares the cores out between sessions first, and only within one by `nice`.
    with suppress(OSError):
        if os.getsid(pid) == pid:
            Path(f"/proc/{pid}/autogroup").write_text(str(BEHIND), encoding="ascii")


def _put_backend_behind(*, connection: Any, **_told: Any) -> None:
    put_behind(connection.connection.info.backend_pid)
