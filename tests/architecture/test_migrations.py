"""The tables on disk are the tables in the code."""

import io

import pytest


@pytest.mark.filterwarnings("ignore:Got an error checking a consistent migration history")
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    from kvitt.site.setup import start_django

    start_django()
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(f"a migration is missing:\n{said.getvalue()}")
