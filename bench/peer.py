"""``bash bench/peer.sh``: our night and Tryton's dunning over as many cases, in one run."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from bench import portfolio
from bench.figures import Figure, Figures, at_least, show, write_json
from bench.house import House, open_house
from bench.nights import REMINDER, prepare
from bench.workers import run_night
from kvitt.site.place import PORT

SECONDS = 600
"""The peer's time, for each number of cases; what is not done by then is told as a bound."""
ROLE, PASSWORD = "bench_peer", "bench_peer"


def main() -> int:
    """Measures both sides and prints the table."""
    parser = argparse.ArgumentParser(prog="bench/peer.sh", description=__doc__)
    parser.add_argument("--peer-python", type=Path, required=True)
    parser.add_argument("--cases", default="1000,10000")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    console = Console(stderr=True)
    figures = Figures(lambda sentence: console.print(f"[dim]{sentence}[/dim]", highlight=False))
    with open_house() as house:
        for count in map(int, arguments.cases.split(",")):
            _beside(house, figures, count, arguments.peer_python, arguments.seconds)
    show(figures, Console(width=None if sys.stdout.isatty() else 160))
    if arguments.json:
        write_json(figures, arguments.json)
    return 0


def _beside(house: House, figures: Figures, count: int, python: Path, seconds: int) -> None:
    """Ours, theirs, ours again: the slower of our two runs is held against theirs."""
    tenant_id = prepare(house, count, None)
    ours = [_our_night(house, tenant_id) for _ in range(2)]
    told = _their_night(house, count, python, seconds)
    ours.append(_our_night(house, tenant_id))
    theirs = told.get("seconds", float(seconds))
    ratio = theirs / max(ours)
    bound = "" if "seconds" in told else f" (stopped after {seconds} s: at least)"
    figures.add(
        Figure(
            "P2", f"reminders for {count:,} cases, 1 process, beside Tryton", max(ours), "s",
            theirs,            ratio, "100", "200", at_least(ratio, 100, 200),
            note=f"Tryton creates and processes in {theirs:.1f} s{bound}; its peak "
            f"{told.get('peak_mb', 0)} MB",
        )
    )  # fmt: skip


def _our_night(house: House, tenant_id: int) -> float:
    house.go_back(REMINDER)
    return run_night(house, tenant_id, portfolio.REMINDER_ON, workers=1).took.seconds


def _their_night(house: House, count: int, python: Path, seconds: int) -> dict[str, float]:
    """Runs the peer in a process of its own, on the same server, in a fresh database."""
    name = "bench_peer"
    with house.connect() as superuser:
        superuser.execute(f"drop database if exists {name} with (force)")
        known = superuser.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone()
        if not known:
            superuser.execute(f"create role {ROLE} login createdb password '{PASSWORD}'")
    environment = dict(os.environ, PGPORT=str(PORT))
    environment["PGHOST"] = str(house.server.place.socket_folder)
    environment["TRYTOND_DATABASE_URI"] = f"postgresql://{ROLE}:{PASSWORD}@/"
    environment.pop("PYTHONPATH", None)
    script = Path(__file__).with_name("tryton_night.py")
    began = time.monotonic()
    try:
        done = subprocess.run(
            [str(python), "-O", str(script), name, str(count)],
            env=environment, capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {}
    if done.returncode:
        after = time.monotonic() - began
        raise RuntimeError(f"the peer ended after {after:.0f} s:\n{done.stderr[-3000:]}")
    told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


if __name__ == "__main__":
    sys.exit(main())
