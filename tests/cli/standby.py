"""A program ``kvitt`` on standby: it has read its libraries and becomes a command in an instant.

Each command still runs in a process of its own, with its own environment, words and output; what
it is spared is reading the same libraries again, which is most of a short command's time.
"""

import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

READ_BEFORE = (
    "kvitt.cli", "kvitt.site.setup", "kvitt.commands.telling", "django.db.models", "django.forms",
    "django.core.management", "django.db.backends.postgresql.base", "django.test.signals",
    "django.db.migrations.executor", "django.contrib.auth.hashers", "psycopg", "psycopg.sql",
    "procrastinate", "requests", "rich.console", "rich.table", "lxml.etree", "jsonschema", "yaml",
    "babel.dates", "babel.numbers", "stdnum.luhn", "holidays", "liquid",
)  # fmt: skip
"""Libraries, and what of ours neither needs the settings nor reads the environment."""


@cache
def _place() -> str:
    """Where the program waits; it is started once for a test program and ends with it."""
    folder = tempfile.TemporaryDirectory(prefix="kvitt-standby-")
    place = str(Path(folder.name) / "socket")
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.standby", place],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert program.stdout is not None and program.stdout.readline() == "ready\n"
    _kept.append((folder, program))
    return place


_kept: list[object] = []


def answer(
    words: Sequence[str], surroundings: Mapping[str, str], *, seconds: float
) -> tuple[int, str, str]:
    """How the command ended, and what it wrote to its two outputs."""
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        socket.socket(socket.AF_UNIX) as line,
    ):
        line.settimeout(seconds)
        line.connect(_place())
        asked = json.dumps({"words": list(words), "env": dict(surroundings)}).encode() + b"\n"
        socket.send_fds(line, [asked[:1]], [out.fileno(), err.fileno()])
        line.sendall(asked[1:])
        with line.makefile("rb") as heard:
            pid = int(heard.readline())
            try:
                code = int(heard.readline())
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(words), seconds) from None
        out.seek(0)
        err.seek(0)
        return code, out.read().decode(), err.read().decode()


def _wait_for_commands(place: str, parent: int) -> None:
    """Comes back as a command, in a process of its own, for each that is asked.

    It ends with the test program, which holds the other end of ``parent``.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen(16)
        print("ready", flush=True)
        while door in select.select([door, parent], [], [])[0]:
            line, _ = door.accept()
            if os.fork() == 0:
                break
            line.close()
        else:
            os._exit(0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    first, outputs, _, _ = socket.recv_fds(line, 1, 2)
    with line.makefile("rb") as heard:
        asked = json.loads(first + heard.readline())
    pid = os.fork()
    if pid:
        line.sendall(f"{pid}\n".encode())
        status = os.waitpid(pid, 0)[1]
        line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.setsid()
    os.chdir("/")
    os.environ.clear()
    os.environ.update(asked["env"])
    for number, output in enumerate(outputs, start=1):
        os.dup2(output, number)
    sys.argv = ["kvitt", *asked["words"]]


if __name__ == "__main__":
    for name in READ_BEFORE:
        importlib.import_module(name)
    if "kvitt.site.settings" in sys.modules:
        raise SystemExit("the settings were read before a command named its home")
    test_program = os.dup(0)
    with open(os.devnull, encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 0)
    _wait_for_commands(sys.argv[1], test_program)
    from kvitt.cli import main

    sys.exit(main())
