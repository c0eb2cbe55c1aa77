"""Start-up: one call brings up the database, Django and the tables.

``with running() as home: …`` is how every command begins.
"""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kvitt.kernel.refusal import Refusal
from kvitt.site import database
from kvitt.site.home import Home
from kvitt.site.postgres import Say

_MIGRATION_LOCK = 7_583_120_461
"""A number of ours for the database's advisory lock: two commands never migrate at once."""
_ROW_RIGHTS = "select, insert, update, delete"
_FOREIGN_TABLES = (
    "procrastinate\\_%", "django\\_%", "auth\\_%", "account\\_%", "mfa\\_%", "socialaccount\\_%",
    "usersessions\\_%", "signin\\_%",
)  # fmt: skip
"""Tables of the parts we use. Our own tables get their narrower rights in our migrations."""


class NewerDatabase(Refusal):
    """The database has been migrated by a newer Kvitt than this one."""


@contextmanager
def running(
    home: Home | None = None, *, keep: bool = False, say: Say = lambda sentence: None
) -> Iterator[Home]:
    """The database runs, Django is set up and the tables are current while the block runs.

    With ``keep`` the embedded server goes on after the block. Raises the refusals of
    ``kvitt.site.postgres`` and ``kvitt.site.database``, and NewerDatabase.
    """
    home = home or Home.from_environment()
    os.environ["KVITT_HOME"] = str(home.root)
    with database.available(home, keep=keep, say=say):
        prepare(say=say)
        try:
            yield home
        finally:
            close_connections()


def prepare(*, say: Say = lambda sentence: None) -> None:
    """Sets Django up, checks the database and brings its tables up to date, as their owner."""
    start_django()
    from django.db import connections

    database.refuse_unfit(connections["default"])
    if _missing_migrations():
        say("bringing the tables up to date")
        migrate()


def start_django() -> None:
    """Loads settings and apps; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvitt.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Applies all migrations as the owner of the tables, then grants the app's role its rights.

    Raises NewerDatabase where the database holds migrations that this Kvitt does not know.
    """
    from django.core.management import call_command
    from django.db import connections

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            _refuse_newer()
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            _grant_rights(cursor)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
    owner.close()


def close_connections() -> None:
    """Closes this program's database connections, so that the server can stop at once."""
    from django.db import connections

    connections.close_all()


def _missing_migrations() -> set[tuple[str, str]]:
    """Migrations on disk that the database has not seen, by file name: reading them all is slow."""
    return _known_migrations() - _applied_migrations()


def _refuse_newer() -> None:
    unknown = {step for step in _applied_migrations("owner") - _known_migrations() if _ours(step)}
    if unknown:
        names = ", ".join(name for _, name in sorted(unknown))
        raise NewerDatabase(
            f"the database was brought up to date by a newer Kvitt (it has {names}). "
            "Install that version; nothing was changed"
        )


def _ours(step: tuple[str, str]) -> bool:
    from django.apps import apps

    return any(
        config.label == step[0] and config.name.startswith("kvitt.")
        for config in apps.get_app_configs()
    )


def _known_migrations() -> set[tuple[str, str]]:
    from django.apps import apps

    known = set()
    for config in apps.get_app_configs():
        folder = _migrations_folder(config.name)
        names = [path.stem for path in folder.glob("[0-9]*.py")] if folder else []
        known |= {(config.label, name) for name in names}
    return known


def _migrations_folder(app: str) -> Path | None:
    folder = Path(str(importlib.import_module(app).__file__)).parent / "migrations"
    return folder if folder.is_dir() else None


def _applied_migrations(alias: str = "default") -> set[tuple[str, str]]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("select to_regclass('public.django_migrations') is not null")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute("select app, name from django_migrations")
        return set(cursor.fetchall())


def _grant_rights(cursor: Any) -> None:
    from django.conf import settings
    from django.db import connections

    role = connections["owner"].ops.quote_name(settings.KVITT_APP_ROLE)
    if settings.DATABASES["owner"]["USER"] == settings.KVITT_APP_ROLE:
        return  # one role owns and works: an owner needs no grants
    cursor.execute(f"grant usage on schema public to {role}")
    for kind, relkinds, rights in (
        ("table", "('r', 'p', 'v')", _ROW_RIGHTS),
        ("sequence", "('S')", "usage, select"),
    ):
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace "
            f"and relkind in {relkinds} and relname like any(%s)",
            [list(_FOREIGN_TABLES)],
        )
        for (name,) in cursor.fetchall():
            quoted = connections["owner"].ops.quote_name(name)
            cursor.execute(f"grant {rights} on {kind} {quoted} to {role}")
