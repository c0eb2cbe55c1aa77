"""A sum: large with its day, and explained row by row."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kvitt.web.design.acts import Action
from kvitt.web.design.facts import Link, Tag
from kvitt.web.design.part import Part


@dataclass(frozen=True, slots=True)
class BigSum(Part):
    """What is to be paid and by when, first on the page: it holds the page's only main heading."""

    template: ClassVar[str] = "kvitt/design/big_sum.html"
    label: str
    amount_minor: int
    currency: str
    by: date | None = None
    tag: Tag | None = None
    actions: tuple[Action, ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True)
class SumRow:
    """One row of a sum. ``was_minor`` is what it was before a part of it was paid."""

    label: str
    amount_minor: int
    under: str = ""
    link: Link | None = None
    was_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ExplainedSum(Part):
    """Every row of a sum with its reason; ``how`` tells how it was computed, behind a fold.

    ``total_minor`` is None where it is not known. ``taken_back`` are rows that count no more.
    """

    template: ClassVar[str] = "kvitt/design/explained_sum.html"
    title: str
    rows: tuple[SumRow, ...]
    total_label: str
    total_minor: int | None
    currency: str
    notes: tuple[str, ...] = ()
    how_title: str = ""
    how: tuple[str, ...] = ()
    taken_back_title: str = ""
    taken_back: tuple[SumRow, ...] = ()
