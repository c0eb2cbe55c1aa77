"""Workers: the night in processes of its own, beside each other, as an installation runs it."""

import multiprocessing
import os
import resource
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from bench.house import House, Took

START_SECONDS = 60
SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Night:
    """What a night did and took."""

    took: Took
    decided: int
    rows: int
    """Rows inserted and updated, as the database counted them; a claim counts once a case."""
    peak_mb: int


class WorkerFailed(Exception):
    """A worker process ended with an error; the message is its traceback."""


def run_night(
    house: House, tenant_id: int, today: date, *, workers: int, is_behind: bool = False
) -> Night:
    """Runs the night in so many processes; their start-up is not counted.

    ``is_behind``: they stand behind the pages, as the worker of an installation does.
    """
    answers: Any = SPAWN.Queue()
    ready, go = SPAWN.Semaphore(0), SPAWN.Event()
    arguments = (tenant_id, today, answers, ready, go, None, is_behind)
    processes = [SPAWN.Process(target=_work, args=arguments) for _ in range(workers)]
    for process in processes:
        process.start()
    for _ in processes:
        if not ready.acquire(timeout=START_SECONDS):
            raise WorkerFailed("a worker did not come up: its reason stands above")
    before = _rows_written(house)
    cpu: list[float] = []
    decided, peak_mb, failures = 0, 0, []
    with house.clock(cpu) as took:
        go.set()
        for _ in processes:
            told = answers.get()
            decided += told["decided"]
            peak_mb = max(peak_mb, told["peak_mb"])
            cpu.append(told["cpu_seconds"])
            failures += [told["failure"]] if told["failure"] else []
    for process in processes:
        process.join()
    if failures:
        raise WorkerFailed("\n".join(failures))
    return Night(took, decided, _rows_written(house) - before, peak_mb)


def kill_night(tenant_id: int, today: date, *, after_cases: int) -> int:
    """Starts a night and kills it without warning in a batch; returns its exit code."""
    answers: Any = SPAWN.Queue()
    ready, go = SPAWN.Semaphore(0), SPAWN.Event()
    process = SPAWN.Process(target=_work, args=(tenant_id, today, answers, ready, go, after_cases))
    process.start()
    go.set()
    process.join()
    return process.exitcode or 0


def _work(
    tenant_id: int,
    today: date,
    answers: Any,
    ready: Any,
    go: Any,
    die_after: int | None = None,
    is_behind: bool = False,
) -> None:
    from kvitt.site.behind import work_behind
    from kvitt.site.setup import close_connections, start_django

    if is_behind:
        os.setsid()  # the watcher gives each of its programs a session
        work_behind()
    start_django()
    from kvitt.application.run_cases import run_cases
    from kvitt.domain.flow import flow
    from kvitt.store.session import query_value

    flow("se-own-consumer")
    query_value("select 1")
    ready.release()
    go.wait()
    told = {"decided": 0, "peak_mb": 0, "cpu_seconds": 0.0, "failure": ""}
    began = time.process_time()
    try:
        on_progress = _Death(die_after) if die_after is not None else None
        told["decided"] = run_cases(tenant_id, today=today, on_progress=on_progress).decided
    except Exception as problem:  # noqa: BLE001 - told to the parent, which raises it
        import traceback

        told["failure"] = "".join(traceback.format_exception(problem))
    told["cpu_seconds"] = time.process_time() - began
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    close_connections()
    answers.put(told)


class _Death:
    """Counts cases; once there are enough, the process ends itself while the next batch runs."""

    def __init__(self, after_cases: int) -> None:
        self.left = after_cases

    def __call__(self, decided: int) -> None:
        self.left -= decided
        if self.left <= 0:
            from threading import Timer

            Timer(0.15, os.kill, (os.getpid(), 9)).start()


def _rows_written(house: House) -> int:
    """Rows inserted and updated in the tables so far; what ended backends did is always in it."""
    from kvitt.site import cluster

    with house.connect(cluster.DATABASE) as superuser:
        row = superuser.execute(
            "select coalesce(sum(n_tup_ins), 0) + coalesce(sum(n_tup_upd), 0)"
            " from pg_stat_user_tables where schemaname = 'public'"
        ).fetchone()
    return int(row[0]) if row else 0
