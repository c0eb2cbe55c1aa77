"""Homes of their own for tests that start, kill and break servers."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest

from kvitt.site import cluster, postgres
from kvitt.site.home import Home
from kvitt.site.place import place_of

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def _shared_home() -> Iterator[Home]:
    for made in _home_until_the_end():
        with postgres.database(made):
            pass
        yield made


@pytest.fixture
def home(_shared_home: Home) -> Iterator[Home]:
    """A home with a database; each test leaves it whole and its server stopped."""
    yield _shared_home
    postgres.stop(postgres.Server(_shared_home, place_of(_shared_home)))


@pytest.fixture
def empty_home() -> Iterator[Home]:
    """A home without a database; a server that runs there is ended with the test."""
    yield from _home_until_the_end()


def _home_until_the_end() -> Iterator[Home]:
    root = Path(tempfile.mkdtemp(prefix="kvitt-home-"))
    root.chmod(0o711)  # the server's account must pass when root runs the tests
    made = Home(root / "home").create()
    yield made
    if (made.run / "postgres.place.json").exists():
        postgres.stop(postgres.Server(made, place_of(made)))
    shutil.rmtree(root)


@pytest.fixture
def command() -> Iterator[Callable[[Home, str], "subprocess.Popen[str]"]]:
    """Starts another command on a home, which says what the given Python lines print."""
    started: list[subprocess.Popen[str]] = []

    def start(home: Home, lines: str) -> "subprocess.Popen[str]":
        program = "from kvitt.site import postgres\nfrom kvitt.site.home import Home\nimport sys\n"
        program += "home = Home.from_environment()\n" + dedent(lines)
        started.append(
            subprocess.Popen(
                [sys.executable, "-u", "-c", program],
                cwd=REPOSITORY,
                env={**os.environ, "KVITT_HOME": str(home.root)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate()


def postmaster_pid(server: postgres.Server) -> int:
    """The number of the running server's process."""
    pid = cluster.noted_pid(server.place.cluster_folder)
    assert pid, "the server runs"
    assert cluster.is_postmaster(pid, server.place.cluster_folder), "the server runs"
    return pid


def rows(server: postgres.Server, statement: str, **connect: str) -> list[tuple[object, ...]]:
    """What the statement finds; what it changes is committed."""
    with psycopg.connect(server.conninfo(**connect), autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []
