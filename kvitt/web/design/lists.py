"""Lists: the table with its pages, and the filters above it."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import ClassVar, Literal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from kvitt.web.design.facts import EmptyState, Tag
from kvitt.web.design.part import Part


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``kind`` also says where its cell stands on a phone, where rows become cards.

    ``name`` leads the card, with ``sum`` beside it; ``key`` and ``tag`` come under them; ``text``
    and ``number`` follow, each with the column's label.
    """

    label: str
    kind: Literal["name", "key", "sum", "tag", "text", "number"] = "text"

    @property
    def is_number(self) -> bool:
        """Figures stand to the right."""
        return self.kind in ("sum", "number")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    href: str = ""
    under: str = ""
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """The way on through a long list; an empty address: there is no such page."""

    first_href: str = ""
    first_label: str = ""
    more_href: str = ""
    more_label: str = ""


@dataclass(frozen=True, slots=True)
class Table(Part):
    """A table that becomes cards on a phone. Each row has a cell for each column."""

    template: ClassVar[str] = "kvitt/design/table.html"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    paging: Paging = Paging()
    if_none: EmptyState | None = None
    foot: str = ""

    @property
    def body(self) -> SafeString:
        """The rows, drawn here and not by the template: fifty rows take it a fifth of the time."""
        rows = (
            "".join(_drawn(*placed) for placed in zip(self.columns, row, strict=True))
            for row in self.rows
        )
        return mark_safe("\n".join(f'<tr role="row">{row}</tr>' for row in rows))  # escaped below


def _drawn(column: Column, cell: Cell) -> str:
    label = (
        f' data-label="{escape(str(column.label))}"' if column.kind in ("text", "number") else ""
    )
    text = escape(str(cell.text))
    if cell.href:
        text = f'<a class="ds-link" href="{escape(cell.href)}">{text}</a>'
    elif cell.tag:
        text = _tag(cell.tag)
    under = f'<span class="under">{escape(str(cell.under))}</span>' if cell.under else ""
    return f'<td role="cell" class="{column.kind}"{label}>{text}{under}</td>'


@lru_cache(maxsize=500)
def _tag(tag: Tag) -> str:
    """A tag by its template; the same few stand in all rows."""
    return render_to_string(tag.template, {"it": tag})


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that a press turns on or off."""

    label: str
    href: str
    is_on: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Filters(Part):
    """Filters as chips."""

    template: ClassVar[str] = "kvitt/design/filters.html"
    label: str
    chips: tuple[Chip, ...]
