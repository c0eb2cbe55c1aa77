"""The embedded server: made, killed, confused and started again."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from kvitt.site import cluster, place, postgres
from kvitt.site.cluster import DatabaseGone, OtherMajorVersion
from kvitt.site.home import Home
from kvitt.site.postgres import ServerDidNotStart
from tests.site.conftest import postmaster_pid, rows

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up being root")


def test_the_first_start_makes_a_database_with_checksums_and_nordic_letters(
    empty_home: Home,
) -> None:
    with postgres.database(empty_home) as server:
        assert rows(
            server,
            "select current_setting('data_checksums'), current_setting('server_encoding'), "
            "lower('ÅÆØÖ'), current_setting('server_version_num')::int / 10000",
        ) == [("on", "UTF8", "åæøö", 18)]


def test_the_server_listens_on_no_network(home: Home) -> None:
    with postgres.database(home) as server:
        assert rows(server, "show listen_addresses") == [("",)]
        sockets = list(server.place.socket_folder.glob(".s.PGSQL.*"))
        assert len(sockets) == 2, "the socket and its lock"


def test_nobody_connects_without_a_password(home: Home) -> None:
    with postgres.database(home) as server:
        without = psycopg.conninfo.make_conninfo(server.conninfo(), password="")
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(without)


def test_the_app_and_the_owner_are_no_superusers(home: Home) -> None:
    with postgres.database(home) as server:
        assert rows(
            server,
            "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles "
            "where rolname like 'kvitt%' order by 1",
        ) == [
            ("kvitt_app", False, False, False, False),
            ("kvitt_owner", False, False, False, False),
        ]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(server, "create table t ()", role="kvitt_app", database="kvitt")


def test_files_of_the_database_are_closed_to_others(home: Home) -> None:
    with postgres.database(home) as server:
        closed = [server.place.folder, server.place.cluster_folder, server.place.socket_folder]
        closed += [
            home.letters,
            home.run,
            home.root / "secrets",
            *(home.root / "secrets").iterdir(),
        ]
        assert [path for path in closed if path.stat().st_mode & 0o077] == []


def test_committed_rows_survive_a_killed_server_with_a_client_at_work(home: Home) -> None:
    with postgres.database(home) as server:
        rows(server, "create table kept (number int)")
        client = psycopg.connect(server.conninfo(), autocommit=True)
        for number in range(3):
            rows(server, f"insert into kept values ({number})")
            os.kill(postmaster_pid(server), signal.SIGKILL)
            postgres.start(server)
            assert rows(server, "select count(*) from kept") == [(number + 1,)]
        client.close()


@pytest.mark.parametrize("whose", ["another program", "the first process of the machine"])
def test_a_pid_file_that_now_names_another_program_is_seen_through(home: Home, whose: str) -> None:
    with postgres.database(home) as server:
        pid_file = server.place.cluster_folder / "postmaster.pid"
        stale = pid_file.read_text().split("\n")
    with subprocess.Popen(["sleep", "60"]) as other:
        stale[0] = str(other.pid if whose == "another program" else 1)
        pid_file.write_text("\n".join(stale))
        with postgres.database(home) as server:
            assert rows(server, "select 1") == [(1,)]
        assert other.poll() is None, "the other program was left alone"
        other.kill()


def test_a_server_of_another_folder_is_not_taken_for_ours(home: Home, tmp_path: Path) -> None:
    with postgres.database(home) as server:
        assert cluster.is_postmaster(postmaster_pid(server), server.place.cluster_folder)
        assert not cluster.is_postmaster(postmaster_pid(server), tmp_path)
        assert not cluster.is_postmaster(os.getpid(), server.place.cluster_folder)


def test_a_database_of_another_major_version_is_refused_and_left_as_it_is(home: Home) -> None:
    with postgres.database(home) as server:
        marker = server.place.cluster_folder / "PG_VERSION"
    marker.write_text("17\n")
    with pytest.raises(OtherMajorVersion, match=r"made by PostgreSQL 17.*runs PostgreSQL 18"):
        with postgres.database(home):
            pass
    assert marker.read_text() == "17\n"
    marker.write_text("18\n")
    assert not (server.place.cluster_folder / "postmaster.pid").exists()


def test_a_lost_database_is_not_replaced_by_an_empty_one(home: Home) -> None:
    with postgres.database(home) as server:
        cluster_folder = server.place.cluster_folder
    elsewhere = cluster_folder.rename(cluster_folder.with_name("elsewhere"))
    with pytest.raises(DatabaseGone, match="Restore it from a backup"):
        with postgres.database(home):
            pass
    assert not cluster_folder.exists()
    elsewhere.rename(cluster_folder)


def test_a_start_that_was_cut_off_while_making_the_database_begins_again(empty_home: Home) -> None:
    unfinished = empty_home.postgres / "cluster.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with postgres.database(empty_home) as server:
        assert rows(server, "select 1") == [(1,)]


def test_secrets_that_do_not_fit_the_database_are_named(home: Home) -> None:
    secret = home.root / "secrets" / "postgres"
    right = secret.read_text()
    secret.write_text("other")
    with pytest.raises(ServerDidNotStart, match="secrets/postgres is not the one"):
        with postgres.database(home):
            pass
    secret.write_text(right)


def test_a_server_that_ends_at_once_is_reported_with_its_own_words(home: Home) -> None:
    with pytest.raises(ServerDidNotStart, match="shared_buffers"):
        with postgres.database(home, settings={"shared_buffers": "plenty"}):
            pass


def test_a_slow_start_is_waited_for_and_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.database(home) as server:
        real = server.place.bin_folder
    slow = home.root.parent / "slow"
    slow.mkdir(mode=0o755)
    (slow / "postgres").write_text(f'#!/bin/sh\necho replaying\nsleep 3\nexec {real}/postgres "$@"')
    (slow / "postgres").chmod(0o755)
    monkeypatch.setenv("KVITT_POSTGRES_BIN", str(slow))
    said: list[str] = []
    with postgres.database(home, say=said.append) as server:
        assert rows(server, "select 1") == [(1,)]
    assert "waiting for the database: replaying" in said


def test_a_home_with_a_long_path_gets_a_short_socket(empty_home: Home) -> None:
    deep = Home(empty_home.root / ("long" * 30)).create()
    with postgres.database(deep) as server:
        assert len(str(server.place.socket_folder)) < 60
        assert server.place.socket_folder.stat().st_mode & 0o077 == 0
        assert rows(server, "select 1") == [(1,)]
    with postgres.database(deep) as again:
        assert again.place == server.place
    server.place.socket_folder.rmdir()


def test_shared_buffers_come_from_the_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITT_SHARED_BUFFERS", "64MB")
    with postgres.database(home) as server:
        assert rows(server, "show shared_buffers") == [("64MB",)]


@as_root
def test_root_does_not_run_the_server(home: Home) -> None:
    with postgres.database(home) as server:
        assert server.place.account is not None
        owner = Path(f"/proc/{postmaster_pid(server)}").stat().st_uid
        assert owner == server.place.account.uid != 0
        assert server.place.cluster_folder.stat().st_uid == owner


@as_root
def test_a_home_below_a_closed_folder_keeps_its_database_where_the_server_may_pass(
    empty_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = empty_home
    system_folder = home.root.parent / "system"
    monkeypatch.setattr(place, "SYSTEM_FOLDER", system_folder)
    closed = home.root.parent / "closed"
    closed.mkdir(mode=0o700)
    below = Home(closed / "home").create()
    for _ in range(2):
        with postgres.database(below) as server:
            assert rows(server, "select 1") == [(1,)]
            assert server.place.folder.parent == system_folder
    assert closed.stat().st_mode & 0o077 == 0, "the user's folder was not opened"
    assert len(list(system_folder.glob("postgres-*"))) == 1


@as_root
def test_binaries_below_a_closed_folder_are_copied_where_the_server_may_read(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    system_folder = home.root.parent / "system"
    monkeypatch.setattr(place, "SYSTEM_FOLDER", system_folder)
    monkeypatch.setattr(place.Account, "may_read", lambda account, path: False)
    with postgres.database(home) as server:
        assert system_folder in server.place.bin_folder.parents
        assert rows(server, "select lower('Å')") == [("å",)]


def test_a_warm_start_takes_less_than_a_second(home: Home) -> None:
    began = time.monotonic()
    with postgres.database(home):
        took = time.monotonic() - began
    assert took < 1
