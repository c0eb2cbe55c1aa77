"""Many worlds in one night, beside each other on all cores; or one of them again, told as a story.

make simulate SEEDS=20000      # exit 1 where one broke, with its seed
make simulate SEED=123         # the same world again, with its story
make simulate SEED=123 SHRINK=1  # and the shortest sequence that breaks, where it breaks
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from kvitt.site import cluster, postgres, setup
from kvitt.site.home import Home

FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}
"""Worlds are made up and thrown away: nothing here needs to survive."""
TEMPLATE = "kvitt_empty"
TELL_EVERY_SECONDS = 5.0
_worker: dict[str, Any] = {}


@contextmanager
def ground() -> Iterator[tuple[postgres.Server, Path]]:
    """A server in a folder of its own with an empty database to copy; removed afterwards."""
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory(prefix="kvitt-world-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # the server runs as another account when root starts it
        os.environ["KVITT_HOME"] = folder
        home = Home(Path(folder))
        with postgres.database(home, settings=FAST) as server, setup.running(home):
            setup.close_connections()
            with psycopg.connect(server.conninfo(), autocommit=True) as superuser:
                cluster.create_database(superuser, TEMPLATE, template=cluster.DATABASE)
            yield server, Path(folder)


def _begin(server: postgres.Server, folder: str) -> None:
    """A worker gets a house of its own for as long as it lives."""
    setup.start_django()
    from tests.world.house import open_house

    name = f"world_{os.getpid()}"
    house = open_house(server, name, Path(folder) / name, template=TEMPLATE)
    _worker["opened"] = house
    _worker["house"] = house.__enter__()


def _live(number: int) -> tuple[int, Counter[str], str]:
    """The world of a seed: what happened in it, and what broke."""
    from tests.world.machine import live, told_of

    try:
        return number, live(_worker["house"], number).happened, ""
    except Exception as no:  # noqa: BLE001 - whatever broke is told with its seed
        return number, Counter(), told_of(number, no)


def many(first: int, count: int, jobs: int) -> int:
    """Lives the worlds of so many seeds; 1 where one broke."""
    happened: Counter[str] = Counter()
    broken: dict[int, str] = {}
    began = told = time.monotonic()
    with ground() as (server, folder):
        context = multiprocessing.get_context("spawn")
        with context.Pool(jobs, _begin, (server, str(folder))) as pool:
            seeds = range(first, first + count)
            for done, (number, of_world, wrong) in enumerate(pool.imap_unordered(_live, seeds), 1):
                happened += of_world
                if wrong:
                    broken[number] = wrong
                    print(f"\n{wrong}\n", flush=True)
                if time.monotonic() - told > TELL_EVERY_SECONDS or done == count:
                    told = time.monotonic()
                    rate = done / (told - began)
                    print(f"{done} of {count} worlds, {rate:.1f} a second, {len(broken)} broken",
                          flush=True)  # fmt: skip
    _sum_up(happened, broken)
    return 1 if broken else 0


def _sum_up(happened: Counter[str], broken: dict[int, str]) -> None:
    from tests.world.machine import NAMES

    print("\nwhat happened, and how often:")
    for name in NAMES:
        print(f"  {happened[name]:>8}  {name.replace('_', ' ')}")
    if broken:
        print(f"broken: {' '.join(str(number) for number in sorted(broken))}")


def one(number: int, *, shrink: bool) -> int:
    """Lives the world of one seed and tells its story; 1 where it broke."""
    with ground() as (server, folder):
        setup.start_django()
        from tests.world.house import open_house
        from tests.world.machine import live, told_of

        with open_house(server, "world", folder / "world", template=TEMPLATE) as house:
            try:
                world = live(house, number, shrink=shrink)
            except Exception as no:  # noqa: BLE001 - whatever broke is told with its seed
                print(told_of(number, no))
                return 1
    print("\n".join(world.story))
    return 0


def main() -> int:
    """Reads the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=0, help="how many worlds")
    asked.add_argument("--first", type=int, default=1, help="the first of their seeds")
    asked.add_argument("--seed", type=int, help="one world again")
    asked.add_argument("--shrink", action="store_true", help="look for the shortest sequence")
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    told = asked.parse_args()
    if told.seed is not None:
        return one(told.seed, shrink=told.shrink)
    return many(told.first, told.seeds, told.jobs)


if __name__ == "__main__":
    sys.exit(main())
