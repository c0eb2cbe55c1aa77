"""The programs of a running installation: the pages and the worker, watched by one program.

The watcher holds its share of the database for as long as it lives, so that no other command stops
the server under it. It notes itself and its programs in the home's ``run`` folder; ``kvitt down``
stops exactly these.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import BinaryIO
from urllib.error import URLError
from urllib.request import urlopen

from kvitt.kernel.refusal import Refusal
from kvitt.site.home import Home, read_note, write_note

LOOPBACK = "127.0.0.1"
WEB_WORKERS = 4
"""Two for each of two cores: while one waits for the database another makes a page."""
STOP_SECONDS = 20
READY_SECONDS = 60
_AGAIN_AFTER_SECONDS = 2.0
_WATCHER, _WEB, _WORKER = "up", "web", "worker"


class PortTaken(Refusal):
    """Another program listens on the port."""


class PagesNotUp(Refusal):
    """The pages did not come up; the log says why."""


@dataclass(frozen=True, slots=True)
class Running:
    """An installation that is up."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://{LOOPBACK}:{self.port}/"


def what_is_up(home: Home) -> Running | None:
    """The watcher that runs for this home, or None; a note that a crash left is not believed."""
    pid = _noted_program(home, _WATCHER)
    if pid is None:
        return None
    return Running(pid, int(read_note(_note(home, _WATCHER))["port"]))


def refuse_taken_port(port: int) -> None:
    """Raises PortTaken where another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as problem:
            raise PortTaken(
                f"port {port} is taken by another program ({problem.strerror}): choose another "
                "with --port",
                port=port,
            ) from problem


def start_watcher(home: Home, *, port: int, say: Callable[[str], None]) -> Running:
    """Starts the watcher in the background and waits until the pages answer. Raises PagesNotUp."""
    log = home.create().logs / "up.log"
    command = [sys.executable, "-m", "kvitt", "up", "--foreground", "--port", str(port)]
    with _opened(log) as out:
        watcher = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    began = time.monotonic()
    while watcher.poll() is None:
        if answers(port):
            return Running(watcher.pid, port)
        waited = time.monotonic() - began
        if waited > READY_SECONDS:
            say(f"waiting for the pages; {log} tells what they wait for")
            began = time.monotonic()
        time.sleep(0.1)
    raise PagesNotUp(f"the pages did not come up: {_last_line(log)} (see {log})", log=str(log))


def answers(port: int) -> bool:
    """Whether the pages on the port are ready."""
    try:
        with urlopen(f"http://{LOOPBACK}:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def watch(
    home: Home, *, port: int, with_worker: bool, when_ready: Callable[[], None] = lambda: None
) -> None:
    """Runs the pages, and the worker, until SIGTERM or Ctrl-C; starts again what falls over."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    commands = {_WEB: web_command(port)}
    if with_worker:
        commands[_WORKER] = [sys.executable, "-m", "kvitt.commands.worker"]
    programs = {name: _start(home, name, command) for name, command in commands.items()}
    _write_note(home, _WATCHER, os.getpid(), port=port)
    try:
        while not stopped.is_set() and not answers(port):
            if programs[_WEB].poll() is not None:
                log = home.logs / f"{_WEB}.log"
                raise PagesNotUp(f"the pages ended at once: {_last_line(log)} (see {log})")
            stopped.wait(0.1)
        if not stopped.is_set():
            when_ready()
        while not stopped.wait(_AGAIN_AFTER_SECONDS):
            for name, program in programs.items():
                if program.poll() is not None:
                    programs[name] = _start(home, name, commands[name])
    finally:
        _end(list(programs.values()))
        for name in (*programs, _WATCHER):
            _note(home, name).unlink(missing_ok=True)
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_all(home: Home) -> bool:
    """Stops what runs for this home; False: nothing did. Left-over notes are cleared."""
    stopped = False
    for name in (_WATCHER, _WEB, _WORKER):
        pid = _noted_program(home, name)
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            _await_end(partial(_is_gone, home, name))
            if not _is_gone(home, name):
                os.kill(pid, signal.SIGKILL)
            stopped = True
        _note(home, name).unlink(missing_ok=True)
    return stopped


def web_command(port: int) -> list[str]:
    """The command that serves the pages on the port, with as many workers as they have."""
    return [
        sys.executable, "-m", "gunicorn", "kvitt.site.wsgi", "--bind", f"{LOOPBACK}:{port}",
        "--workers", str(WEB_WORKERS), "--graceful-timeout", "5", "--log-level", "warning",
    ]  # fmt: skip


def _start(home: Home, name: str, command: Sequence[str]) -> "subprocess.Popen[bytes]":
    with _opened(home.logs / f"{name}.log") as log:
        program = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "KVITT_HOME": str(home.root)},
            # Ctrl-C reaches the watcher alone, which then stops its programs in order.
            start_new_session=True,
        )
    _write_note(home, name, program.pid)
    return program


def _opened(log: Path) -> BinaryIO:
    return open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _note(home: Home, name: str) -> Path:
    return home.run / f"{name}.json"


def _write_note(home: Home, name: str, pid: int, **more: int) -> None:
    write_note(_note(home, name), {"pid": pid, "began": _began(pid) or "", **more})


def _noted_program(home: Home, name: str) -> int | None:
    """The noted program's number while it lives: a number is used again, the moment is not."""
    note = read_note(_note(home, name))
    pid = int(note.get("pid", 0))
    return pid if pid and note.get("began") and _began(pid) == note["began"] else None


def _is_gone(home: Home, name: str) -> bool:
    return _noted_program(home, name) is None


def _began(pid: int) -> str | None:
    """The moment at which the process began, by the system's own clock; None: it is gone."""
    if not Path("/proc/self/stat").exists():
        asked = ["ps", "-p", str(pid), "-o", "lstart="]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    try:
        # The name in brackets may hold anything; state and moment stand after it.
        words = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    state, began = words[0], words[19]
    return None if state == "Z" else began


def _end(programs: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Asks the programs to stop, and ends those that have not after STOP_SECONDS."""
    for program in programs:
        program.terminate()
    _await_end(lambda: all(program.poll() is not None for program in programs))
    for program in programs:
        if program.poll() is None:
            program.kill()
            program.wait()


def _await_end(is_over: Callable[[], bool]) -> None:
    limit = time.monotonic() + STOP_SECONDS
    while time.monotonic() < limit and not is_over():
        time.sleep(0.05)


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it said nothing"
