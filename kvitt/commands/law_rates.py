"""``kvitt law rates`` and ``kvitt law check``: what stands in the law files, and whether it holds.

``until`` is the first day on which a value no longer applies, here as in the files.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import COUNTRY, DAY, this_day
from kvitt.law.book import COUNTRY_NAMES, LawBook, LawValue, Unconfirmed, UnknownLaw, law_book
from kvitt.law.wording import amount_in_words

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.law.check import LawCheck

PRICED = ("bp", "minor", "twentieths", "hundredths", "brackets", "table")
"""The units of rates and fees; other values are shown where their name is asked for."""

COLUMNS = (
    "country", "name", "from", "until", "amount", "unit", "kind", "selected_by", "published",
    "notice", "reference", "source", "confidence", "raw",
)  # fmt: skip
"""The columns of the CSV file, in this order; ``raw`` is the amount as the law file has it."""

NOT_KNOWN = "not known"


@click.command("rates")
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option(
    "--name", "names", multiple=True, help="Only these: fees.reminder, or an area such as interest."
)
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated, for a spreadsheet.")
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@answers
def law_rates(country: str, names: tuple[str, ...], as_csv: bool, known_on: date | None) -> Answer:
    """Every dated rate and fee with its days, ground and source. `until` is the day after."""
    book = law_book(country)
    rows = [row for name in _chosen(book, names) for row in _rows(book, name, known_on)]
    shown = {
        "country": book.country,
        "law": book.version,
        "known_on": known_on,
        "rates": rows,
    }
    if as_csv:
        return Answer(shown, lambda _: click.echo(_as_csv(rows), nl=False))
    return Answer(shown, lambda console: _show_rates(console, rows))


@click.command("check")
@click.option("--country", type=COUNTRY, help="Only this one; otherwise every country.")
@click.option("--on", type=DAY, help="As of this day; otherwise today.")
@answers
def law_check(country: str | None, on: date | None) -> Answer:
    """Prove the law files: shape, gaps, overlaps, grounds; and say what runs out. 1 for trouble."""
    from kvitt.law.check import check_law

    day = on or this_day()
    found = [check_law(one, on=day) for one in ([country] if country else sorted(COUNTRY_NAMES))]
    shown = {"on": day, "is_sound": all(one.is_sound for one in found), "countries": [
        {
            "country": one.country,
            "law": one.version,
            "values": one.value_count,
            "periods": one.period_count,
            "troubles": list(one.troubles),
            "warnings": [
                {"kind": warning.kind, "name": warning.name, "on": warning.on,
                 "sentence": warning.sentence}
                for warning in one.warnings
            ],
            "unconfirmed": [
                {"name": span.name, "from": span.from_, "until": span.until,
                 "sentence": span.sentence}
                for span in one.unconfirmed
            ],
        }
        for one in found
    ]}  # fmt: skip
    is_sound = all(one.is_sound for one in found)
    return Answer(shown, lambda console: _show_check(console, found), is_yes=is_sound)


def _chosen(book: LawBook, names: Sequence[str]) -> list[str]:
    """The names asked for, alone or by area; raises UnknownLaw for one that is neither."""
    if not names:
        return [name for name in book.names() if book.series[name].entries[0].unit in PRICED]
    chosen = []
    for asked in names:
        found = [name for name in book.names() if name == asked or name.startswith(f"{asked}.")]
        if not found:
            areas = ", ".join(sorted({name.partition(".")[0] for name in book.names()}))
            raise UnknownLaw(
                f"The law book of {COUNTRY_NAMES[book.country]} has no value or area “{asked}”; "
                f"its areas are {areas}.",
                country=book.country,
                name=asked,
            )
        chosen += found
    return list(dict.fromkeys(chosen))


def _rows(book: LawBook, name: str, known_on: date | None) -> list[dict[str, Any]]:
    """The value's periods as known, and the days that are unconfirmed, in order of time."""
    series = book.series[name]
    rows = [_row(value) for value in book.values(name, known_on=known_on)]
    rows += [_unconfirmed(series.entries[0], gap) for gap in series.unconfirmed]
    return sorted(rows, key=lambda row: row["from"])


def _row(value: LawValue) -> dict[str, Any]:
    return {
        "country": value.country,
        "name": value.name,
        "from": value.applies_from,
        "until": value.applies_until,
        "amount": amount_in_words(value.unit, value.amount, value.country),
        "unit": value.unit,
        "kind": value.kind,
        "selected_by": value.selected_by,
        "published": value.published if value.published_exact else None,
        "notice": value.notice,
        "reference": value.reference,
        "source": value.source,
        "confidence": value.confidence,
        "raw": value.amount,
    }


def _unconfirmed(value: LawValue, gap: Unconfirmed) -> dict[str, Any]:
    """A row for days without a value: every question about them is refused with this sentence."""
    return _row(value) | {
        "from": gap.applies_from,
        "until": gap.applies_until,
        "amount": NOT_KNOWN,
        "published": None,
        "notice": "",
        "source": gap.sentence,
        "confidence": "none",
        "raw": None,
    }


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """The rows with the fixed columns as a head; days as ISO text, nothing where there is none."""
    page = io.StringIO()
    writer = csv.DictWriter(page, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        raw = json.dumps(row["raw"], ensure_ascii=False, default=dict)
        writer.writerow({key: _plain(cell) for key, cell in row.items()} | {"raw": raw})
    return page.getvalue()


def _plain(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).replace("\u00a0", " ")


def _show_rates(console: "Console", rows: Sequence[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    for name, own in _by_name(rows):
        console.print(f"\n{name}", style="bold")
        ground = f"{own[0]['reference']}; selected by {own[0]['selected_by']}"
        console.print(ground, markup=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("from", "until", "amount", "notice", "source", "confidence"):
            table.add_column(column, justify="right" if column == "amount" else "left")
        for row in own:
            table.add_row(
                _plain(row["from"]), _plain(row["until"]) or "…", _plain(row["amount"]),
                escape(row["notice"]), escape(row["source"]), _told(row),
            )  # fmt: skip
        console.print(table)


def _by_name(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    names = dict.fromkeys(row["name"] for row in rows)
    return ((name, [row for row in rows if row["name"] == name]) for name in names)


def _told(row: dict[str, Any]) -> str:
    ours = ", our choice" if row["kind"] == "setting" else ""
    return f"{row['confidence']}{ours}"


def _show_check(console: "Console", found: "Sequence[LawCheck]") -> None:
    for one in found:
        country = COUNTRY_NAMES[one.country]
        console.print(f"{country}: {one.value_count} values in {one.period_count} periods")
        for trouble in one.troubles:
            console.print(f"  ✗ {trouble}", markup=False)
        for warning in one.warnings:
            console.print(f"  ! {warning.sentence}", markup=False)
        for span in one.unconfirmed:
            told = f"{span.name} from {span.from_} until {span.until}"
            console.print(f"  ? {told}: {span.sentence}", markup=False)
        if one.is_sound:
            console.print("  ✓ Sound: every value has its days, ground, source and sentence.")
