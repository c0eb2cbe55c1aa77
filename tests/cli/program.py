"""Runs the real program ``kvitt`` as a person or a script does, in a home of its own."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from kvitt.site import postgres
from kvitt.site.home import Home
from kvitt.site.place import place_of
from tests.cli.standby import answer

REPOSITORY = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "kvitt"]
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The refusal in the JSON document."""
        found: dict[str, Any] = self.json["error"]
        return found


def surroundings(home: Home | None = None, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a command: the home, and no database of the test run."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")}
    mine["PYTHONPATH"] = str(REPOSITORY)
    mine["KVITT_HOME"] = str(home.root) if home else "/nonexistent/kvitt"
    return mine | (dict(more) if more else {})


def run(*words: str | Path, home: Home | None = None, seconds: float = 60) -> Ran:
    """Runs ``kvitt`` with these words. Without a home it may not touch any folder."""
    code, out, err = answer([str(word) for word in words], surroundings(home), seconds=seconds)
    assert "Traceback" not in out + err, err
    return Ran(code, out, err)


@contextmanager
def home_of_its_own(*, with_server: bool = False) -> Iterator[Home]:
    """An empty home; ``with_server`` keeps its database up so that commands start faster."""
    root = Path(tempfile.mkdtemp(prefix="kvitt-cli-"))
    root.chmod(0o711)  # the server's account must pass when root runs the tests
    home = Home(root / "home").create()
    try:
        if with_server:
            with postgres.database(home, settings=FAST):
                yield home
        else:
            yield home
    finally:
        for used in (home, Home(home.root / "demo")):
            if (used.run / "postgres.place.json").exists():
                postgres.stop(postgres.Server(used, place_of(used)))
        rmtree(root, ignore_errors=True)
