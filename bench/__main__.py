"""``python -m bench``: the speed goals, each figure beside its limit in the same run."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from rich.console import Console

from bench.figures import Figures, NotExact, show, write_json
from bench.house import House, open_house

PARTS = ("law", "conditions", "registration", "night", "payments", "letters")


def main() -> int:
    """Measures the chosen parts and prints the table; 1 only where a recount was not exact."""
    arguments = _arguments()
    # Ended from outside, it still stops its server and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console(stderr=True)
    figures = Figures(lambda sentence: console.print(f"[dim]{sentence}[/dim]", highlight=False))
    began = time.monotonic()
    failure = ""
    with open_house() as house:
        try:
            measure(house, figures, arguments.n, arguments.only)
        except NotExact as problem:
            failure = str(problem)
    show(figures, Console(width=None if sys.stdout.isatty() else 160))
    if arguments.json:
        write_json(figures, arguments.json)
    console.print(f"{time.monotonic() - began:.0f} s in all")
    if failure:
        console.print(f"[bold red]P6 is broken: {failure}[/bold red]")
    return 1 if failure else 0


def measure(house: House, figures: Figures, count: int, only: list[str]) -> None:
    """The parts in the order in which one leaves its portfolio to the next."""
    from bench.conditions import measure_conditions
    from bench.law_speed import measure_law
    from bench.letters import measure_letters
    from bench.nights import measure_nights
    from bench.payments import measure_payments
    from bench.registration import measure_registration

    tenant_id = None
    if "law" in only:
        measure_law(figures)
    if "conditions" in only:
        measure_conditions(figures)
    if "letters" in only:
        measure_letters(figures)
    if "registration" in only:
        tenant_id = measure_registration(house, figures, count)
    if "payments" in only:
        measure_payments(house, figures, count, tenant_id)
    if "night" in only:
        measure_nights(house, figures, count, tenant_id)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--n", "--cases", type=int, default=int(os.environ.get("N") or 100_000))
    parser.add_argument("--only", default=",".join(PARTS), help="parts: " + ", ".join(PARTS))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    unknown = set(arguments.only) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
