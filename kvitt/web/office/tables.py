"""A page that is one table: its title, what it is for, its filters, its rows."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from kvitt.web.design import Action, Notice, Table
from kvitt.web.design.part import Part
from kvitt.web.pages import page


@dataclass(frozen=True, slots=True)
class TablePage:
    """What stands on such a page."""

    title: str
    under: str
    table: Table
    form: Form | None = None
    """Narrows the table; its fields come back in the address."""
    filters: Part | None = None
    above: Notice | None = None
    actions: tuple[Action, ...] = ()


def table_page(
    request: HttpRequest, shown: TablePage, *, here: str, more: dict[str, Any] | None = None
) -> HttpResponse:
    """The page in the office's frame."""
    return page(request, "office/table.html", {"it": shown, **(more or {})}, here=here)
