"""``kvitt up`` and ``kvitt down``: the pages and the worker in the background."""

import os
import signal
import socket
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from kvitt.site import postgres
from kvitt.site.home import Home, read_note
from tests.cli.program import home_of_its_own, run


@pytest.fixture
def home() -> Iterator[Home]:
    with home_of_its_own() as made:
        yield made
        run("down", home=made)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_up_serves_until_down_and_other_commands_work_beside_it(home: Home, port: int) -> None:
    up = run("up", "--port", str(port), "--json", home=home)
    assert (up.code, up.json["address"]) == (0, f"http://127.0.0.1:{port}/")
    assert urlopen(f"{up.json['address']}healthz", timeout=10).status == 200
    again = run("up", "--port", str(port), "--json", home=home)
    assert (again.code, again.json["pid"]) == (0, up.json["pid"])
    assert run("creditor", "list", home=home).code == 0
    assert urlopen(f"{up.json['address']}readyz", timeout=10).status == 200

    down = run("down", "--json", home=home)
    assert (down.code, down.json) == (0, {"up": False, "was_up": True})
    assert not postgres.is_running(home)
    assert run("down", "--json", home=home).json["was_up"] is False


def test_what_a_killed_watcher_left_behind_is_stopped(home: Home, port: int) -> None:
    up = run("up", "--port", str(port), "--json", home=home).json
    os.kill(up["pid"], signal.SIGKILL)
    left = [int(read_note(home.run / f"{name}.json")["pid"]) for name in ("web", "worker")]
    assert run("up", "--port", str(port), "--json", home=home).json["pid"] != up["pid"]
    assert run("down", home=home).code == 0
    for pid in left:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_port_that_is_taken_is_refused(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words in (("up",), ("demo",)):
            ran = run(*words, "--port", port, "--json", home=home)
            assert (ran.code, ran.error["code"]) == (1, "PortTaken")
