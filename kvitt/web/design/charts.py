"""Charts drawn by the server: bars and a line, each with its figures in a table beneath.

Places are shares of the drawing's width or height, so that the words around it keep their size on
any screen; nothing needs a script or a style in the page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import ClassVar

from kvitt.application.money_and_days import number_text
from kvitt.web.design.part import Part

MOST_SERIES = 4
"""As many colours as can be told apart in light and in dark."""
_NICE = (1, 2, 5, 10)


def nice_top(highest: int) -> int:
    """A round number at or a little above the highest value: 1, 2 or 5 and zeros."""
    size = 10 ** max(len(str(max(highest, 1))) - 1, 0)
    return next(step * size for step in _NICE if step * size >= highest)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a value for each series, none below zero."""

    label: str
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        """The length of the bar."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Piece:
    """A drawn piece of a bar; ``left`` and ``width`` are percent of the drawing."""

    series: int
    left: str
    width: str
    told: str


@dataclass(frozen=True, slots=True)
class Bars(Part):
    """Lying bars, one below the other, split by series; with one series, plain bars.

    ``text_of`` writes a value as people read it, in the chart and in its table.
    """

    template: ClassVar[str] = "kvitt/design/bars.html"
    title: str
    head: str
    """What the bars' labels are, above the table's first column."""
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    under: str = ""
    text_of: Callable[[int], str] = field(default=number_text)
    level: int = 2

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"a chart has at most {MOST_SERIES} series")

    @property
    def drawn(self) -> list[tuple[Bar, list[Piece], str]]:
        """Each bar with its pieces and its total in words."""
        top = max((bar.total for bar in self.bars), default=0) or 1
        return [(bar, self._pieces(bar, top), self.text_of(bar.total)) for bar in self.bars]

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """The figures: each bar's label, its values and, where they differ, its total."""
        totals = (lambda bar: [self.text_of(bar.total)]) if len(self.series) > 1 else lambda bar: []
        return [
            (bar.label, [self.text_of(value) for value in bar.values] + totals(bar))
            for bar in self.bars
        ]

    def _pieces(self, bar: Bar, top: int) -> list[Piece]:
        begins = [0, *accumulate(bar.values)]
        return [
            Piece(
                series,
                _percent(begin, top),
                _percent(value, top),
                f"{bar.label}, {name}: {self.text_of(value)}",
            )
            for series, (name, value, begin) in enumerate(
                zip(self.series, bar.values, begins, strict=False)
            )
            if value
        ]


@dataclass(frozen=True, slots=True)
class Line(Part):
    """A value over time, from left to right, with none below zero."""

    template: ClassVar[str] = "kvitt/design/line.html"
    title: str
    head: str
    value_head: str
    points: tuple[tuple[str, int], ...]
    under: str = ""
    text_of: Callable[[int], str] = field(default=number_text)
    level: int = 2

    @property
    def top(self) -> int:
        """The value at the upper edge."""
        return nice_top(max((value for _, value in self.points), default=1))

    @property
    def top_text(self) -> str:
        """The value at the upper edge in words."""
        return self.text_of(self.top)

    @property
    def zero_text(self) -> str:
        """Nothing, in words."""
        return self.text_of(0)

    @property
    def way(self) -> str:
        """The corners of the line in a drawing of 100 by 100."""
        last = max(len(self.points) - 1, 1)
        return " ".join(
            f"{100 * place / last:.2f},{100 - 100 * value / self.top:.2f}"
            for place, (_, value) in enumerate(self.points)
        )

    @property
    def table(self) -> list[tuple[str, str]]:
        """The figures."""
        return [(label, self.text_of(value)) for label, value in self.points]


def _percent(part: int, whole: int) -> str:
    """A share with two decimals, written for markup."""
    return f"{10_000 * part // whole / 100:.2f}%"
