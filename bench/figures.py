"""Figures and goals: what was measured, beside what, and whether the goal is met."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


class NotExact(Exception):
    """A recount differs: the one thing for which a benchmark fails."""


@dataclass
class Figure:
    """One line of the table. ``score`` is what is held against floor and first class."""

    goal: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    floor: str = ""
    first_class: str = ""
    met: str = ""
    noise: float | None = None
    """Share of the machine's cores that other programs took meanwhile."""
    cpu_us: float | None = None
    """Processor time of client and server for one unit, in microseconds: hardly moved by noise."""
    peak_mb: int | None = None
    note: str = ""


@dataclass
class Figures:
    """All figures of a run; each is printed as it comes."""

    say: Callable[[str], None]
    all: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Keeps a figure and says it at once: a run that is cut short has still told something."""
        self.all.append(figure)
        ratio = f", ratio {figure.ratio:.2f}" if figure.ratio is not None else ""
        said = f"{_number(figure.value)} {figure.unit}{ratio} {figure.met}"
        self.say(f"{figure.goal} {figure.what}: {said}")


def at_least(score: float, floor: float, first_class: float) -> str:
    """What a score that should be high has reached."""
    return "first class" if score >= first_class else "floor" if score >= floor else "below"


def at_most(score: float, floor: float, first_class: float) -> str:
    """What a score that should be low has reached."""
    return "first class" if score <= first_class else "floor" if score <= floor else "below"


def show(figures: Figures, console: Console) -> None:
    """Prints the table."""
    table = Table(title="Kvitt beside its limit, one run, one machine", header_style="bold")
    for name in ("goal", "what"):
        table.add_column(name, overflow="fold")
    for name in ("figure", "limit", "ratio", "floor", "first class"):
        table.add_column(name, justify="right")
    for name in ("met?", "noise", "CPU µs", "peak MB", "note"):
        table.add_column(name, justify="right" if name != "note" else "left", overflow="fold")
    for figure in figures.all:
        table.add_row(
            figure.goal,
            figure.what,
            f"{_number(figure.value)} {figure.unit}",
            "" if figure.limit is None else _number(figure.limit),
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.floor,
            figure.first_class,
            figure.met,
            "" if figure.noise is None else f"{figure.noise:.2f}",
            "" if figure.cpu_us is None else f"{figure.cpu_us:.0f}",
            "" if figure.peak_mb is None else str(figure.peak_mb),
            figure.note,
        )
    console.print(table)


def write_json(figures: Figures, path: Path) -> None:
    """The same figures for a program to read."""
    rows = [asdict(figure) for figure in figures.all]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
