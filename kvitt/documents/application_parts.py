"""What an application on paper is made of: sections with pairs, a table and sentences."""

from typing import TypedDict


class Table(TypedDict):
    """A table; the first ``words`` columns lean left, the rest are figures."""

    columns: list[str]
    widths: list[int]
    """In millimetres; 0 takes what is left."""
    words: int
    rows: list[list[str]]
    total: tuple[str, str] | None


class Section(TypedDict):
    """A heading with what stands under it."""

    heading: str
    breakable: bool
    pairs: list[tuple[str, list[str]]]
    table: Table | None
    texts: list[str]


MOST_ROWS_TOGETHER = 12
"""A table of more rows may go over a page's end."""


def section(
    heading: str,
    *,
    pairs: list[tuple[str, list[str]]] | None = None,
    table: Table | None = None,
    texts: list[str] | None = None,
) -> Section:
    """A section; one with a long table may go over the end of a page."""
    rows = len(table["rows"]) if table else 0
    return Section(
        heading=heading,
        breakable=rows > MOST_ROWS_TOGETHER,
        pairs=pairs or [],
        table=table,
        texts=texts or [],
    )


def section_text(one: Section) -> str:
    """The section as plain text, a line for each pair, row and sentence."""
    lines = [one["heading"]]
    lines += [f"  {label}: {'; '.join(told)}" for label, told in one["pairs"]]
    table = one["table"]
    if table is not None:
        lines.append("  " + " | ".join(table["columns"]))
        lines += ["  " + " | ".join(row) for row in table["rows"]]
        if table["total"] is not None:
            lines.append("  " + ": ".join(table["total"]))
    return "\n".join([*lines, *one["texts"]])
