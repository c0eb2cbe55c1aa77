"""The test run's own database."""

from typing import Any


def test_tests_work_as_the_role_of_the_app(db: Any) -> None:
    with db.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("kvitt_app", False, False)


def test_the_role_of_the_app_owns_no_table(db: Any) -> None:
    with db.cursor() as cursor:
        cursor.execute(
            "select tablename from pg_tables where tableowner = 'kvitt_app'"
            " and schemaname not like 'pg_temp%'"  # its own staging, gone with the connection
        )
        assert cursor.fetchall() == []


def test_the_role_of_the_app_may_defer_jobs_but_not_make_tables(db: Any) -> None:
    with db.cursor() as cursor:
        cursor.execute("select has_table_privilege('procrastinate_jobs', 'insert')")
        assert cursor.fetchone() == (True,)
        cursor.execute("select has_schema_privilege('public', 'create')")
        assert cursor.fetchone() == (False,)
