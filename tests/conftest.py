"""One embedded PostgreSQL for the whole test run, started by the first test that needs it.

Test programs that run beside each other share the server and have a database each, copied from a
template that was migrated once. Tests without ``db`` or ``live_db`` start nothing.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kvitt.site import cluster, postgres
from kvitt.site.home import Home
from kvitt.site.locks import exclusive
from kvitt.site.place import PORT, place_of

TESTS = Path(__file__).parent
_ROOT_VARIABLE = "KVITT_TEST_ROOT"
_TEMPLATE = "kvitt_template"
_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "100",
}
"""Tests of kills end programs, never the machine: nothing here needs to survive a power cut."""
_LONG = (
    "tests/world/test_worlds.py", "tests/years/", "tests/races/",
    "tests/stories/test_sending_stories.py", "tests/stories/test_demo.py", "tests/law/test_random",
)  # fmt: skip
"""Tests that live through years; the rest fills the time beside them."""
_WITHOUT_DJANGO = {"kernel", "law", "domain", "bank", "intake", "documents", "architecture"}


def pytest_configure(config: pytest.Config) -> None:
    """Names this run's folders and database, for tests and for the commands that they start."""
    if not hasattr(config, "workerinput"):
        root = Path(tempfile.mkdtemp(prefix="kvitt-tests-"))
        root.chmod(0o711)  # the server runs as another account when root runs the tests
        os.environ[_ROOT_VARIABLE] = str(root)
    root = Path(os.environ[_ROOT_VARIABLE])
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    server_home = Home(root / "server").create()
    place = place_of(server_home)
    for variable, role in (("DATABASE_URL", cluster.APP), ("DATABASE_OWNER_URL", cluster.OWNER)):
        os.environ[variable] = psycopg.conninfo.make_conninfo(
            host=str(place.socket_folder),
            port=PORT,
            user=role,
            password=server_home.secret(role),
            dbname=f"kvitt_{worker}",
        )
    os.environ["KVITT_HOME"] = str(Home(root / worker).create().root)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kvitt.site.settings"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Removes the run's folders when the last test program has ended."""
    if not hasattr(config, "workerinput") and _ROOT_VARIABLE in os.environ:
        shutil.rmtree(os.environ.pop(_ROOT_VARIABLE), ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first: the test programs then end at about the same time."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Sets Django up before the first test file that may import a table is read."""
    if TESTS in module_path.parents:
        folder = module_path.relative_to(TESTS).parts[0]
        if folder not in _WITHOUT_DJANGO:
            from kvitt.site.setup import start_django

            start_django()


@pytest.fixture(scope="session")
def database_server() -> Iterator[postgres.Server]:
    """The run's embedded server, with this test program's own migrated database on it."""
    root = Path(os.environ[_ROOT_VARIABLE])
    with postgres.database(Home(root / "server"), settings=_FAST) as server:
        with exclusive(root / "template.lock"):
            _make_database(server)
        yield server
        from kvitt.site.setup import close_connections

        close_connections()


def _make_database(server: postgres.Server) -> None:
    from django.db import connections

    from kvitt.site.setup import migrate, start_django

    start_django()
    mine = connections["default"].settings_dict["NAME"]
    with psycopg.connect(server.conninfo(), autocommit=True) as superuser:
        known = superuser.execute(
            "select 1 from pg_database where datname = %s", [_TEMPLATE]
        ).fetchone()
        if not known:
            unfinished = f"{_TEMPLATE}_unfinished"
            superuser.execute(f"drop database if exists {unfinished}")
            cluster.create_database(superuser, unfinished)
            _migrate(unfinished, migrate)
            superuser.execute(f"alter database {unfinished} rename to {_TEMPLATE}")
        cluster.create_database(superuser, mine, template=_TEMPLATE)


def _migrate(name: str, migrate: Any) -> None:
    from django.db import connections

    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    for alias in before:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    try:
        migrate()
    finally:
        for alias, mine in before.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = mine


@pytest.fixture(scope="session")
def empty_database(database_server: postgres.Server) -> Callable[[str], Any]:
    """Leads Django to a new database of that name for a while: nothing of other tests is there."""
    from django.core.cache import caches
    from django.db import connections

    def lead_to(name: str) -> None:
        connections.close_all()
        for alias in ("default", "owner"):
            connections[alias].settings_dict["NAME"] = name
        caches["figures"].clear()

    @contextmanager
    def empty(name: str) -> Iterator[None]:
        before = str(connections["default"].settings_dict["NAME"])
        with psycopg.connect(database_server.conninfo(), autocommit=True) as superuser:
            cluster.create_database(superuser, f"{before}_{name}", template=_TEMPLATE)
        lead_to(f"{before}_{name}")
        try:
            yield
        finally:
            lead_to(before)

    return empty


@pytest.fixture
def live_db(database_server: postgres.Server) -> Iterator[Any]:
    """Django's connection as the app's role; what is committed stays, so use a fresh tenant.

    It stays open for the next test, as a worker's does: what the server knows by then of tables
    and statements is a third of a story's time.
    """
    from django.db import connection
    from psycopg.pq import TransactionStatus

    yield connection
    raw = connection.connection
    if raw is not None and raw.info.transaction_status != TransactionStatus.IDLE:
        connection.close()


@pytest.fixture
def db(database_server: postgres.Server) -> Iterator[Any]:
    """Django's connection as the app's role, in a transaction that is rolled back."""
    from django.db import connection, transaction

    with transaction.atomic():
        yield connection
        transaction.set_rollback(True)


@pytest.fixture
def owner_db(database_server: postgres.Server) -> Iterator[Any]:
    """Django's connection as the owner of the tables, in a transaction that is rolled back."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"):
        yield connections["owner"]
        transaction.set_rollback(True, using="owner")


@pytest.fixture(autouse=True)
def plain_language() -> None:
    """A page's language outlives the request in its thread: each test begins with the plain one."""
    translation = sys.modules.get("django.utils.translation")
    if translation is not None:
        translation.deactivate()


@pytest.fixture
def day() -> date:
    """An ordinary Monday on which the law is known."""
    return date(2026, 3, 2)
