"""Which database Kvitt works on: ``DATABASE_URL`` where it is set, otherwise the embedded server.

Kvitt works as a role without superuser and without BYPASSRLS, or it does not work: row-level
security keeps one creditor's debtors from another's, and such roles pass it by.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kvitt.kernel.refusal import Refusal
from kvitt.site import cluster, postgres
from kvitt.site.home import Home
from kvitt.site.place import PORT, place_of

URL, OWNER_URL = "DATABASE_URL", "DATABASE_OWNER_URL"
PLANS_ONLY_WHERE_ASKED = 2**31 - 1
"""After so many times the driver keeps a statement's plan by itself: never, in effect.

A batch's plan hangs on what is staged, a list's on the creditor: theirs are made each time.
"""
_DJANGO_NAME = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


class UnreadableDatabaseUrl(Refusal):
    """DATABASE_URL or DATABASE_OWNER_URL is not the address of a PostgreSQL database."""


class RoleTooStrong(Refusal):
    """The role that Kvitt would work as passes row-level security by."""


class WrongServerVersion(Refusal):
    """The database server is not PostgreSQL 18."""


class NoSuchDatabase(Refusal):
    """The database that DATABASE_URL names does not answer."""


def is_embedded(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether Kvitt runs its own server: no DATABASE_URL is set."""
    return not environ.get(URL)


def django_databases(
    home: Home, environ: Mapping[str, str] = os.environ
) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: ``default`` to work with, ``owner`` for migrations.

    Without DATABASE_OWNER_URL, the role of DATABASE_URL owns the tables as well. Raises
    UnreadableDatabaseUrl; does not connect.
    """
    if is_embedded(environ):
        socket_folder = str(place_of(home.create()).socket_folder)
        return {
            alias: _settings(
                {
                    "dbname": cluster.DATABASE,
                    "user": role,
                    "password": home.secret(role),
                    "host": socket_folder,
                    "port": str(PORT),
                }
            )
            for alias, role in (("default", cluster.APP), ("owner", cluster.OWNER))
        }
    owner = OWNER_URL if environ.get(OWNER_URL) else URL
    return {"default": _from_url(URL, environ), "owner": _from_url(owner, environ)}


def _from_url(variable: str, environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(environ[variable])
    except psycopg.ProgrammingError as problem:
        raise UnreadableDatabaseUrl(
            f"{variable} is not the address of a PostgreSQL database: {problem}. "
            "It looks like postgresql://name:password@host:5432/database"
        ) from problem
    if not parts.get("dbname"):
        raise UnreadableDatabaseUrl(f"{variable} names no database: add /name at its end")
    if not parts.get("user"):
        raise UnreadableDatabaseUrl(f"{variable} names no role: write role@ before the server")
    return _settings(parts)


def _settings(parts: Mapping[str, Any]) -> dict[str, Any]:
    named = {_DJANGO_NAME[key]: str(part) for key, part in parts.items() if key in _DJANGO_NAME}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "prepare_threshold": PLANS_ONLY_WHERE_ASKED,
            **{key: part for key, part in parts.items() if key not in _DJANGO_NAME},
        },
        **named,
    }


@contextmanager
def available(
    home: Home, *, keep: bool = False, say: postgres.Say = lambda sentence: None
) -> Iterator[None]:
    """The database is there for as long as the block runs; an embedded server is started for it.

    Raises what ``kvitt.site.postgres.database`` raises.
    """
    if not is_embedded():
        yield
        return
    with postgres.database(home, keep=keep, say=say):
        yield


def refuse_unfit(connection: Any) -> None:
    """Checks, as the role that Kvitt works as, the server's version and the role's rights.

    ``connection`` is Django's. Raises NoSuchDatabase, WrongServerVersion, RoleTooStrong.
    """
    from django.db import OperationalError

    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_user, rolsuper or rolbypassrls, current_database(), "
                "current_setting('server_version_num')::int / 10000 "
                "from pg_roles where rolname = current_user"
            )
            role, too_strong, name, major = cursor.fetchone()
    except OperationalError as problem:
        raise NoSuchDatabase(
            f"the database does not answer: {str(problem).strip()}. Check DATABASE_URL"
        ) from problem
    if major != cluster.MAJOR:
        raise WrongServerVersion(
            f"the database server is PostgreSQL {major}; Kvitt needs PostgreSQL {cluster.MAJOR}",
            found=major,
        )
    if too_strong:
        raise RoleTooStrong(_proper_role(role, name), role=role)


def _proper_role(role: str, name: str) -> str:
    return (
        f"Kvitt will not work as the database role {role}: it is a superuser or has BYPASSRLS and "
        "would pass row-level security by. Run this on the server, put the passwords in, and set "
        f"{URL} to the role {cluster.APP} and {OWNER_URL} to the role {cluster.OWNER}:\n"
        f"  create role {cluster.OWNER} login nosuperuser nobypassrls password '…';\n"
        f"  create role {cluster.APP} login nosuperuser nobypassrls password '…';\n"
        f'  alter database "{name}" owner to {cluster.OWNER};\n'
        f'  grant connect, temporary on database "{name}" to {cluster.APP};'
    )
