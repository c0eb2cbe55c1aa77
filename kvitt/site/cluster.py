"""The database cluster on disk: made once, checked at each start, with its three roles.

``postgres`` sets up and nothing more; ``kvitt_owner`` owns the tables and runs migrations;
``kvitt_app`` is what Kvitt works as: it can neither pass row-level security nor change a table.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kvitt.kernel.refusal import Refusal
from kvitt.site.home import Home, read_note, write_note
from kvitt.site.place import Place

MAJOR = 18
SUPERUSER, OWNER, APP = "postgres", "kvitt_owner", "kvitt_app"
DATABASE = "kvitt"


class OtherMajorVersion(Refusal):
    """The database on disk was made by another major version of PostgreSQL."""


class DatabaseGone(Refusal):
    """The home says that it has a database, and the database's folder is not there."""


class ClusterNotMade(Refusal):
    """The database could not be made; the sentence has PostgreSQL's reason."""


def refuse_other_major(place: Place) -> None:
    """Raises OtherMajorVersion where the files on disk are not of PostgreSQL 18."""
    marker = place.cluster_folder / "PG_VERSION"
    found = marker.read_text("ascii").strip() if marker.exists() else str(MAJOR)
    if found != str(MAJOR):
        raise OtherMajorVersion(
            f"the database in {place.cluster_folder} was made by PostgreSQL {found}; this Kvitt "
            f"runs PostgreSQL {MAJOR}. Nothing was changed. Dump it with pg_dump of version "
            f"{found}, and restore the dump into a new home",
            found=found,
            needed=MAJOR,
        )


def create_if_missing(home: Home, place: Place) -> None:
    """Makes an empty cluster with checksums, UTF-8 and passwords, in one step.

    Raises DatabaseGone rather than replacing a lost database by an empty one.
    """
    if (place.cluster_folder / "PG_VERSION").exists():
        return
    note_path = home.run / "postgres.made.json"
    if note_path.exists():
        raise DatabaseGone(
            f"the database in {place.cluster_folder} is gone. Restore it from a backup; to begin "
            f"with an empty one, remove {note_path}",
            folder=str(place.cluster_folder),
        )
    unfinished = place.folder / "cluster.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    password = place.folder / ".password"
    try:
        with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(home.secret(SUPERUSER))
        place.own(password)
        made = subprocess.run(
            [
                *(place.bin_folder / "initdb", "-D", unfinished, "-U", SUPERUSER),
                *("--data-checksums", "--auth=scram-sha-256", f"--pwfile={password}"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
                *("--builtin-locale=C.UTF-8", "--no-instructions"),
            ],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            **as_account(place),
        )
    finally:
        password.unlink(missing_ok=True)
    if made.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise ClusterNotMade(f"the database could not be made: {made.stderr.strip()[-500:]}")
    unfinished.rename(place.cluster_folder)


def set_up(home: Home, conninfo: Callable[[], str]) -> None:
    """Makes the roles and the database where they are missing; does nothing the second time."""
    note_path = home.run / "postgres.made.json"
    if read_note(note_path).get("major") == str(MAJOR):
        return
    with psycopg.connect(conninfo(), autocommit=True) as connection:
        for role in (OWNER, APP):
            _make_role(connection, role, home.secret(role))
        create_database(connection, DATABASE)
    write_note(note_path, {"major": MAJOR})


def create_database(
    connection: psycopg.Connection[Any], name: str, *, template: str = "template1"
) -> None:
    """Makes a database that ``kvitt_owner`` owns and ``kvitt_app`` may connect to, if missing."""
    known = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    if known:
        return
    for statement in (
        "create database {name} owner {owner} template {template}",
        "revoke all on database {name} from public",
        "grant connect, temporary on database {name} to {app}",
    ):
        connection.execute(
            sql.SQL(statement).format(
                name=sql.Identifier(name),
                owner=sql.Identifier(OWNER),
                app=sql.Identifier(APP),
                template=sql.Identifier(template),
            )
        )


def _make_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL(
            "{verb} role {role} with login nosuperuser nocreatedb nocreaterole nobypassrls "
            "noreplication password {password}"
        ).format(
            verb=sql.SQL("alter" if known else "create"),
            role=sql.Identifier(role),
            password=sql.Literal(password),
        )
    )


def as_account(place: Place) -> dict[str, Any]:
    """What a program of the server is started with, so that it does not run as root."""
    start: dict[str, Any] = {
        "cwd": place.folder,
        "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        "umask": 0o077,
    }
    if place.account:
        start |= {"user": place.account.uid, "group": place.account.gid, "extra_groups": []}
    return start


def noted_pid(cluster_folder: Path) -> int | None:
    """The process number in the server's pid file; None where there is no such file."""
    try:
        first = (cluster_folder / "postmaster.pid").read_text("ascii", "replace").split("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else 0


def says_ready(cluster_folder: Path) -> bool:
    """Whether the pid file says that a server takes connections (its eighth line)."""
    try:
        lines = (cluster_folder / "postmaster.pid").read_text("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def is_postmaster(pid: int, cluster_folder: Path) -> bool:
    """Whether the process is a live PostgreSQL server of exactly this data folder."""
    if pid <= 0:
        return False
    proc = Path("/proc") / str(pid)
    if proc.parent.joinpath("self").exists():
        try:
            words = (proc / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
    else:
        shown = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
        )
        words = shown.stdout.strip().split(b" ")
    if not words or os.path.basename(words[0]) not in (b"postgres", b"postmaster"):
        return False
    return os.fsencode(cluster_folder) in words or _works_in(proc, cluster_folder)


def _works_in(proc: Path, cluster_folder: Path) -> bool:
    try:
        return os.readlink(proc / "cwd") == str(cluster_folder.resolve())
    except OSError:
        return False
