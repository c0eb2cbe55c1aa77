"""The account that runs the database server when Kvitt is started by root.

PostgreSQL refuses to run as root, rightly. In a container Kvitt often is root: the server then runs
as a system account without a shell, and only folders that this account may pass are used for it.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kvitt.kernel.refusal import Refusal

NAME = "kvitt"
_FALLBACKS = ("postgres", "nobody")


class NoAccount(Refusal):
    """Root started Kvitt and no unprivileged account exists or can be made."""


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account: its name, its number and its group."""

    name: str
    uid: int
    gid: int

    def may_pass(self, path: Path) -> bool:
        """Whether the account may go through every folder above the path (by permission bits)."""
        return all(self._allowed(folder, 1) for folder in path.absolute().parents)

    def may_read(self, path: Path) -> bool:
        """Whether the account may reach and read the file or folder (by permission bits)."""
        return self.may_pass(path) and self._allowed(path, 4)

    def _allowed(self, path: Path, bit: int) -> bool:
        if not path.exists():
            return True  # root will make it, passable
        found = path.stat()
        if found.st_uid == self.uid:
            return bool(stat.S_IMODE(found.st_mode) >> 6 & bit)
        if found.st_gid == self.gid:
            return bool(stat.S_IMODE(found.st_mode) >> 3 & bit)
        return bool(stat.S_IMODE(found.st_mode) & bit)


def server_account(folder: Path) -> Account | None:
    """The account to run the server as: None is the user's own.

    For root it is the owner of the server's folder where there is one, otherwise the system account
    ``kvitt`` (made if need be), otherwise ``postgres`` or ``nobody``. Raises NoAccount.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return _by_number(folder.stat())
    for account in (_by_name(NAME) or _made(), *map(_by_name, _FALLBACKS)):
        if account:
            return account
    raise NoAccount(
        "PostgreSQL does not run as root, and there is no account to run it as. "
        f"Make one (useradd --system {NAME}), start Kvitt as an ordinary user, "
        "or set DATABASE_URL to a PostgreSQL 18 server"
    )


def _by_number(owner: os.stat_result) -> Account:
    try:
        entry = pwd.getpwuid(owner.st_uid)
    except KeyError:
        raise NoAccount(
            f"the database belongs to account number {owner.st_uid}, which this machine does not "
            f"know. Make it: useradd --system --uid {owner.st_uid} {NAME}"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _by_name(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _made() -> Account | None:
    for command in (
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        ["adduser", "-S", "-D", "-H", NAME],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)
            if account := _by_name(NAME):
                return account
    return None
