"""DATABASE_URL wins over the embedded server, and only a role that obeys the rules works."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from kvitt.site import database, postgres
from kvitt.site.database import NoSuchDatabase, RoleTooStrong, UnreadableDatabaseUrl
from kvitt.site.home import Home
from tests.site.conftest import REPOSITORY, rows


def test_database_url_wins_and_no_server_is_made(tmp_path: Path) -> None:
    url = "postgresql://app:p%40ss@db.example:6432/collection?sslmode=require"
    found = database.django_databases(Home(tmp_path / "home"), {"DATABASE_URL": url})
    assert {name: found["default"][name] for name in ("HOST", "PORT", "NAME", "USER")} == {
        "HOST": "db.example",
        "PORT": "6432",
        "NAME": "collection",
        "USER": "app",
    }
    assert found["default"]["PASSWORD"] == "p@ss"
    assert found["default"]["OPTIONS"]["sslmode"] == "require"
    assert found["owner"]["USER"] == "app", "without an owner's address one role does both"
    assert not (tmp_path / "home").exists()


def test_the_owner_of_the_tables_may_be_another_role(tmp_path: Path) -> None:
    environ = {
        "DATABASE_URL": "postgresql://app@db.example/kvitt",
        "DATABASE_OWNER_URL": "postgresql://owner@db.example/kvitt",
    }
    found = database.django_databases(Home(tmp_path), environ)
    assert (found["default"]["USER"], found["owner"]["USER"]) == ("app", "owner")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://app@db/kvitt", "is not the address of a PostgreSQL database"),
        ("postgresql://app@db", "names no database"),
        ("postgresql://db/kvitt", "names no role"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(url: str, sentence: str) -> None:
    with pytest.raises(UnreadableDatabaseUrl, match=sentence):
        database.django_databases(Home(Path("/nowhere")), {"DATABASE_URL": url})


def django_connection(server: postgres.Server, role: str, **instead: str) -> Any:
    from django.db import connections

    made = connections["default"].copy()
    made.settings_dict = {**made.settings_dict, "USER": role, "NAME": "postgres", **instead}
    return made


@pytest.mark.parametrize("attribute", ["superuser", "bypassrls"])
def test_a_role_that_passes_row_level_security_by_is_refused_with_the_cure(
    database_server: postgres.Server, attribute: str
) -> None:
    rows(database_server, f"create role too_{attribute} login {attribute} password 'x'")
    rows(database_server, f"grant connect on database postgres to too_{attribute}")
    connection = django_connection(database_server, f"too_{attribute}", PASSWORD="x")
    try:
        with pytest.raises(RoleTooStrong) as refused:
            database.refuse_unfit(connection)
    finally:
        connection.close()
        rows(database_server, f"drop owned by too_{attribute}")
        rows(database_server, f"drop role too_{attribute}")
    assert "create role kvitt_app login nosuperuser nobypassrls" in str(refused.value)
    assert 'grant connect, temporary on database "postgres" to kvitt_app;' in str(refused.value)


def test_the_proposed_roles_are_accepted(live_db: Any) -> None:
    database.refuse_unfit(live_db)


def test_a_database_that_does_not_answer_is_named(database_server: postgres.Server) -> None:
    connection = django_connection(database_server, "kvitt_app", NAME="missing")
    with pytest.raises(NoSuchDatabase, match=r"missing.*Check DATABASE_URL"):
        database.refuse_unfit(connection)


PREPARES = """
from kvitt.site.setup import running
import json, time
with running() as home:
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_database(), count(*) from procrastinate_jobs")
        print(json.dumps([*cursor.fetchone(), home.run.joinpath("postgres.place.json").exists()]))
"""


def running_prints(environ: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PREPARES],
        cwd=REPOSITORY,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_command_brings_an_empty_server_of_its_own_up_to_date(empty_home: Home) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    environ["KVITT_HOME"] = str(empty_home.root)
    assert running_prints(environ) == '["kvitt_app", "kvitt", 0, true]'
    assert not postgres.is_running(empty_home)


def test_a_command_brings_an_empty_database_of_a_server_elsewhere_up_to_date(
    database_server: postgres.Server, tmp_path: Path
) -> None:
    rows(database_server, "drop database if exists elsewhere")
    rows(database_server, "create role chief login password 'owner'")
    rows(database_server, "create role worker login password 'worker'")
    rows(database_server, "create database elsewhere owner chief")
    socket_folder = quote(str(database_server.place.socket_folder), safe="")
    environ = {
        **os.environ,
        "KVITT_HOME": str(tmp_path / "home"),
        "DATABASE_URL": f"postgresql://worker:worker@/elsewhere?host={socket_folder}",
        "DATABASE_OWNER_URL": f"postgresql://chief:owner@/elsewhere?host={socket_folder}",
    }
    try:
        assert running_prints(environ) == '["worker", "elsewhere", 0, false]'
        assert running_prints(environ) == '["worker", "elsewhere", 0, false]'
    finally:
        rows(database_server, "drop database elsewhere")
        for role in ("chief", "worker"):
            with psycopg.connect(database_server.conninfo(), autocommit=True) as connection:
                connection.execute(f"drop role {role}")
