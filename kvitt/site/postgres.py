"""The embedded PostgreSQL server: made, started, shared by commands, and stopped.

It listens on a socket in a private folder, never on a network. Commands share one server: each
holds a share of ``run/postgres.lock`` while it runs, and the last one out stops the server. A
command that is killed leaves the server running; the next command uses it and stops it.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from kvitt.kernel.refusal import Refusal
from kvitt.site import cluster
from kvitt.site.home import Home
from kvitt.site.locks import FileLock, exclusive
from kvitt.site.place import PORT, Place, make_folders, place_of

START_SECONDS = 15 * 60
"""Recovery after a power cut replays the log of changes: gigabytes take minutes."""
_STOP_SECONDS = 5 * 60
_ORPHAN_SECONDS = 30
_LOG_LIMIT_BYTES = 20_000_000
_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "max_connections": "50",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and rows hold personal data: the log names the error and nothing else.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
Say = Callable[[str], None]


class ServerDidNotStart(Refusal):
    """The database server ended or stayed silent; the sentence has its last words."""


@dataclass(frozen=True, slots=True)
class Server:
    """The embedded server of one home."""

    home: Home
    place: Place
    settings: Mapping[str, str] = field(default_factory=dict)
    """Server settings besides the usual ones, for tests and measurements."""

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.home.logs / "postgres.log"

    def conninfo(self, *, role: str = cluster.SUPERUSER, database: str = "postgres") -> str:
        """How to connect as the role."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.place.socket_folder),
            port=PORT,
            user=role,
            password=self.home.secret(role),
            dbname=database,
            connect_timeout=10,
        )

    def answers(self) -> bool:
        """Whether the server takes connections now.

        Raises ServerDidNotStart on a wrong password: waiting would not help.
        """
        # Asking a server that is not ready would fill its log with refusals.
        if not cluster.says_ready(self.place.cluster_folder):
            return False
        try:
            psycopg.connect(self.conninfo()).close()
        except psycopg.OperationalError as problem:
            if "password authentication failed" in str(problem):
                raise ServerDidNotStart(
                    f"the password in {self.home.root}/secrets/{cluster.SUPERUSER} is not the one "
                    f"that the database in {self.place.cluster_folder} was made with. "
                    "Restore both from the same backup"
                ) from problem
            return "too many clients" in str(problem)
        return True


@contextmanager
def database(
    home: Home,
    *,
    keep: bool = False,
    settings: Mapping[str, str] | None = None,
    say: Say = lambda sentence: None,
) -> Iterator[Server]:
    """The embedded server runs for as long as the block does; with ``keep`` also after it.

    Raises ServerDidNotStart, OtherMajorVersion, DatabaseGone, FolderOutOfReach, NoAccount.
    """
    home.create()
    mine = os.getpid()
    use = FileLock(home.run / "postgres.lock")
    try:
        with exclusive(home.run / "postgres.start.lock"):
            use.try_shared()
            server = Server(home, place_of(home), settings or {})
            start(server, say)
        try:
            yield server
        finally:
            # A forked child that unwinds through this block leaves the server to its parent.
            if os.getpid() == mine and not keep:
                with exclusive(home.run / "postgres.start.lock"):
                    if use.try_exclusive():
                        stop(server)
    finally:
        if os.getpid() == mine:
            use.close()


def start(server: Server, say: Say = lambda sentence: None) -> None:
    """Brings the server up, making the database on first use; a running server is left as it is.

    Waits up to 15 minutes, saying the server's last line. Raises as ``database`` does.
    """
    place = server.place
    make_folders(place)
    cluster.refuse_other_major(place)
    cluster.create_if_missing(server.home, place)
    began = time.monotonic()
    while not server.answers():
        lock = FileLock(place.alive_lock)
        try:
            spawned = _spawn(server, lock) if _nothing_lives(place, lock) else None
        finally:
            lock.close()
        if _await_answer(server, spawned, began, say):
            break
    cluster.set_up(server.home, server.conninfo)


def stop(server: Server) -> bool:
    """Stops the server after its running transactions are cut off; False: it runs elsewhere.

    Waits until the last backend is gone, at most five minutes.
    """
    pid = cluster.noted_pid(server.place.cluster_folder)
    if pid is None or not cluster.is_postmaster(pid, server.place.cluster_folder):
        return False
    os.kill(pid, signal.SIGINT)
    lock = FileLock(server.place.alive_lock)
    try:
        for _ in range(_STOP_SECONDS * 50):
            if lock.try_exclusive() and not cluster.is_postmaster(pid, server.place.cluster_folder):
                break
            time.sleep(0.02)
    finally:
        lock.close()
    _reap()
    return True


def is_running(home: Home) -> bool:
    """Whether the home's server takes connections now."""
    return (home.run / "postgres.place.json").exists() and Server(home, place_of(home)).answers()


def is_in_use(home: Home) -> bool:
    """Whether a command works on the home's server now: ask before stopping it."""
    lock = FileLock(home.create().run / "postgres.lock")
    try:
        return not lock.try_exclusive()
    finally:
        lock.close()


def _nothing_lives(place: Place, lock: FileLock) -> bool:
    """Whether neither a server nor a backend of a killed one is left; clears a stale pid file."""
    _reap()
    if not lock.try_exclusive():
        return False
    pid = cluster.noted_pid(place.cluster_folder)
    if pid is not None and cluster.is_postmaster(pid, place.cluster_folder):
        return False
    # After a restart of the machine or container another program can have the number in these
    # files; PostgreSQL would take it for its own server and refuse.
    if pid is not None:
        (place.cluster_folder / "postmaster.pid").unlink(missing_ok=True)
    (place.socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    return True


_spawned: list[subprocess.Popen[bytes]] = []


def _spawn(server: Server, lock: FileLock) -> subprocess.Popen[bytes]:
    place = server.place
    chosen = (
        _SETTINGS
        | {"unix_socket_directories": str(place.socket_folder)}
        | {
            name: os.environ[variable]
            for name, variable in (("shared_buffers", "KVITT_SHARED_BUFFERS"),)
            if os.environ.get(variable)
        }
        | dict(server.settings)
    )
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    if server.log.exists() and server.log.stat().st_size > _LOG_LIMIT_BYTES:
        server.log.replace(server.log.with_suffix(".old.log"))
    with open(os.open(server.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        started = subprocess.Popen(
            [place.bin_folder / "postgres", "-D", place.cluster_folder, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # The server and its backends inherit the lock: it is free when the last one is gone.
            pass_fds=(lock.descriptor,),
            # Ctrl-C in the terminal stops the command, which then stops the server in order.
            start_new_session=True,
            **cluster.as_account(place),
        )
    _spawned.append(started)
    return started


def _await_answer(
    server: Server, spawned: subprocess.Popen[bytes] | None, began: float, say: Say
) -> bool:
    """True when the server answers; False when it is worth trying to start it again."""
    waited_from = time.monotonic()
    while time.monotonic() - began < START_SECONDS:
        if server.answers():
            return True
        if spawned is not None and spawned.poll() is not None:
            words = _last_line(server.log, fatal=True)
            if "still in use" in words and time.monotonic() - began < _ORPHAN_SECONDS:
                time.sleep(0.2)  # the last backends of a killed server are still leaving
                return False
            raise ServerDidNotStart(
                f"the database server ended while starting: {words} (see {server.log})"
            )
        if spawned is None and time.monotonic() - waited_from > 0.1:
            return False  # what was alive may be gone by now: look again
        if time.monotonic() - began > 2:
            say(f"waiting for the database: {_last_line(server.log)}")
        time.sleep(0.02 if time.monotonic() - began < 5 else 0.25)
    raise ServerDidNotStart(
        f"the database did not answer within {START_SECONDS // 60} minutes: "
        f"{_last_line(server.log)} (see {server.log})"
    )


def _last_line(log: Path, *, fatal: bool = False) -> str:
    if not log.exists():
        return "it has said nothing yet"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    worst = [line for line in lines if fatal and ("FATAL" in line or "PANIC" in line)]
    telling = worst[-1:] or lines[-1:]
    return telling[0] if telling else "it has said nothing yet"


def _reap() -> None:
    for started in list(_spawned):
        if started.poll() is not None:
            _spawned.remove(started)
