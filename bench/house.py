"""A house of the benchmark's own: a folder, a server with room, databases to go back to."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from kvitt.site import cluster, postgres, setup
from kvitt.site.home import Home

SERVER_SETTINGS = {
    "work_mem": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}
SHARED_BUFFERS = "2GB"


@dataclass
class Took:
    """What a measurement took. ``others`` is the share of the cores that other programs used."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    others: float = 0.0


@dataclass
class House:
    """The running server and its superuser."""

    server: postgres.Server

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection as superuser, past row-level security; statements commit by themselves."""
        return psycopg.connect(self.server.conninfo(database=database), autocommit=True)

    def copy_database(self, name: str, template: str) -> None:
        """Makes a database anew from another one; closes this program's own connections first."""
        setup.close_connections()
        with self.connect() as superuser:
            superuser.execute(f'drop database if exists "{name}" with (force)')
            superuser.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                [template],
            )
            cluster.create_database(superuser, name, template=template)
            superuser.execute("checkpoint")

    def analyse(self) -> None:
        """Vacuums and analyses, as the server does by itself in the course of a day."""
        with self.connect(cluster.DATABASE) as superuser:
            superuser.execute("vacuum analyze")

    def keep(self, name: str) -> None:
        """Keeps the database as it is now, vacuumed and analysed, under a name to go back to."""
        self.analyse()
        self.copy_database(name, cluster.DATABASE)

    def go_back(self, name: str) -> None:
        """Puts the kept database in the place of the one that Kvitt works on."""
        self.copy_database(cluster.DATABASE, name)

    def cpu_seconds(self) -> float:
        """Processor time of the server with all its backends, living and ended."""
        pid = cluster.noted_pid(self.server.place.cluster_folder)
        if pid is None:
            return 0.0
        postmaster = psutil.Process(pid)
        spent = sum(postmaster.cpu_times()[:4])
        for backend in postmaster.children():
            with suppress(psutil.Error):
                spent += sum(backend.cpu_times()[:2])
        return spent

    @contextmanager
    def clock(self, workers_cpu: list[float] | None = None) -> Iterator[Took]:
        """Measures the block: wall time, processor time of client and server, and what others took.

        Workers of their own tell their processor time in ``workers_cpu`` before the block ends.
        """
        took = Took()
        own = time.process_time() + self.cpu_seconds()
        busy, began = _busy_seconds(), time.perf_counter()
        yield took
        took.seconds = time.perf_counter() - began
        if workers_cpu:
            time.sleep(0.05)  # ended backends are counted when the server has taken leave of them
        took.cpu_seconds = time.process_time() + self.cpu_seconds() - own + sum(workers_cpu or [])
        others = _busy_seconds() - busy - took.cpu_seconds
        took.others = min(1.0, max(0.0, others) / max(took.seconds, 1e-9) / (os.cpu_count() or 1))


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return float(
        sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)
    )


@contextmanager
def open_house() -> Iterator[House]:
    """Starts the house in a folder of its own; stops and removes it afterwards."""
    os.environ.setdefault("KVITT_SHARED_BUFFERS", SHARED_BUFFERS)
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory(prefix="kvitt-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        home = Home(Path(folder))
        os.environ["KVITT_HOME"] = folder
        with postgres.database(home, settings=SERVER_SETTINGS) as server, setup.running(home):
            house = House(server)
            house.keep("empty")
            house.go_back("empty")
            try:
                yield house
            finally:
                setup.close_connections()
