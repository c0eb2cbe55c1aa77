"""Several commands on one home share one server, and the last one out stops it."""

import os
import signal
import subprocess
from collections.abc import Callable

import pytest

from kvitt.site import postgres
from kvitt.site.home import Home
from tests.site.conftest import postmaster_pid, rows

Command = Callable[[Home, str], "subprocess.Popen[str]"]

HOLDS_THE_SERVER = """
    with postgres.database(home) as server:
        print("up")
        sys.stdin.readline()
    print("out")
"""


def until(other: "subprocess.Popen[str]", word: str) -> None:
    assert other.stdout is not None
    assert other.stdout.readline().strip() == word


def end(other: "subprocess.Popen[str]") -> None:
    assert other.stdin is not None
    other.stdin.write("\n")
    other.stdin.flush()
    until(other, "out")
    assert other.wait() == 0


def test_the_last_command_out_stops_the_server(home: Home, command: Command) -> None:
    other = command(home, HOLDS_THE_SERVER)
    until(other, "up")
    with postgres.database(home) as server:
        pid = postmaster_pid(server)
    assert postmaster_pid(server) == pid, "the other command still works on it"
    end(other)
    assert not postgres.is_running(home)


def test_the_command_that_started_the_server_may_leave_first(home: Home, command: Command) -> None:
    other = command(home, HOLDS_THE_SERVER)
    until(other, "up")
    with postgres.database(home) as server:
        end(other)
        assert rows(server, "select 1") == [(1,)]
    assert not postgres.is_running(home)


def test_a_killed_command_leaves_the_server_to_the_next(home: Home, command: Command) -> None:
    other = command(home, HOLDS_THE_SERVER)
    until(other, "up")
    other.kill()
    other.wait()
    assert postgres.is_running(home)
    with postgres.database(home) as server:
        assert rows(server, "select 1") == [(1,)]
    assert not postgres.is_running(home)


def test_many_commands_that_begin_at_once_make_one_database(
    empty_home: Home, command: Command
) -> None:
    others = [command(empty_home, HOLDS_THE_SERVER) for _ in range(4)]
    for other in others:
        until(other, "up")
    with postgres.database(empty_home) as server:
        assert rows(server, "select count(*) from pg_database where datname = 'kvitt'") == [(1,)]
    for other in others:
        end(other)
    assert not postgres.is_running(empty_home)


def test_a_kept_server_goes_on_until_it_is_stopped(home: Home) -> None:
    with postgres.database(home, keep=True) as server:
        pass
    assert postgres.is_running(home)
    assert postgres.stop(server)
    assert not postgres.is_running(home)
    assert not postgres.stop(server), "there is nothing left to stop"


forks = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


@forks
def test_a_forked_child_does_not_stop_its_parents_server(home: Home) -> None:
    block = postgres.database(home)
    server = block.__enter__()
    child = os.fork()
    if child == 0:
        try:
            block.__exit__(None, None, None)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert rows(server, "select 1") == [(1,)]
    block.__exit__(None, None, None)
    assert not postgres.is_running(home)


def test_a_server_in_use_is_known_to_be(home: Home, command: Command) -> None:
    assert not postgres.is_in_use(home)
    other = command(home, HOLDS_THE_SERVER)
    until(other, "up")
    assert postgres.is_in_use(home)
    end(other)
    assert not postgres.is_in_use(home)


def test_ctrl_c_stops_the_command_and_then_the_server(home: Home, command: Command) -> None:
    other = command(
        home,
        """
        import time
        try:
            with postgres.database(home) as server:
                print("up")
                time.sleep(60)
        except KeyboardInterrupt:
            print("out")
        """,
    )
    until(other, "up")
    other.send_signal(signal.SIGINT)
    until(other, "out")
    assert not postgres.is_running(home)


@forks
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_an_ordinary_user_runs_the_server_as_himself(home: Home) -> None:
    with postgres.database(home) as server:
        account = server.place.account
        binaries = server.place.bin_folder
    assert account is not None
    folder = home.root.parent / "of-the-user"
    folder.mkdir(mode=0o700)
    os.chown(folder, account.uid, account.gid)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.environ["KVITT_POSTGRES_BIN"] = str(binaries)
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            with postgres.database(Home(folder / "home")) as own:
                fine = own.place.account is None and rows(own, "select 1") == [(1,)]
            status = 0 if fine and not own.answers() else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
