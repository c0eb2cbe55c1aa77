"""The worker stands behind the pages, and so does what the database does for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from kvitt.site import behind, database


@pytest.fixture
def sleeper():
    program = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    )
    yield program.pid
    program.kill()
    program.wait()


def test_a_program_is_put_behind_within_its_session_and_among_sessions(sleeper):
    behind.put_behind(sleeper)
    assert os.getpriority(os.PRIO_PROCESS, sleeper) == behind.BEHIND
    among_sessions = Path(f"/proc/{sleeper}/autogroup")
    if among_sessions.exists():
        assert among_sessions.read_text().split()[-1] == str(behind.BEHIND)


def test_a_program_that_is_gone_is_no_error():
    program = subprocess.Popen([sys.executable, "-c", ""])
    program.wait()
    behind.put_behind(program.pid)


@pytest.mark.parametrize("url, is_put", [(None, True), ("postgresql://there/kvitt", False)])
def test_each_connection_to_our_own_database_is_put_behind(live_db, monkeypatch, url, is_put):
    put = []
    monkeypatch.setattr(behind, "put_behind", put.append)
    if url:
        monkeypatch.setenv(database.URL, url)
    else:
        monkeypatch.delenv(database.URL, raising=False)
    try:
        behind.work_behind()
        connection.close()
        connection.ensure_connection()
        backend = connection.connection.info.backend_pid
    finally:
        connection_created.disconnect(dispatch_uid="behind")
    assert put == [os.getpid(), *([backend] if is_put else [])]
