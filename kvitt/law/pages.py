"""The pages of the law for a lawyer who reads no Python: ``docs/law/se.md`` and ``docs/law/no.md``.

A page is made from a law book and the worked examples alone, so it cannot say anything else than
what Kvitt computes with. It knows no single value: what is added to the files stands on the page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby

from kvitt.law.book import COUNTRY_NAMES, LawBook, LawValue, Series
from kvitt.law.page_examples import Example, examples_section, table_cell
from kvitt.law.plain_yaml import read_plain_yaml
from kvitt.law.wording import (
    AREA_TITLES,
    DAYS_OF_SELECTION,
    amount_in_words,
    area_of,
    area_title,
    in_words,
)

KINDS = {"law": "the law", "setting": "our choice, where the law is silent or unsure"}
_TOLD_ONCE = ("reference", "source", "kind", "confidence", "selected_by", "unit", "sentence")
_SHORT_TABLES = 60
"""A list of elements or words is written under the period where it is longer than this."""
_HEADER = """\
<!-- Made from kvitt/law/{folder} and kvitt/law/examples by `kvitt law docs --write`. -->

# The law of {country}, as Kvitt holds it

Every value with which Kvitt computes stands here, with its paragraph, the day that selects it, and
how sure we are of it. Periods are written with their first and their last day; “…” means that no
end is known. A value that is not known on a day is refused, never guessed. *Our choice* marks
what the law leaves open: it can be read here, and it is never more than the law allows. What we
could not confirm is listed under the value, and Kvitt computes nothing for those days.

Confidence: **high** – read in the text of the law or its own notice; **medium** – from a trusted
second source, or a cautious reading; **low** – not settled, or no ruling found.

How a value is added: [add-a-rate.md](add-a-rate.md). Late interest in prose:
[interest.md](../algorithms/interest.md).
"""


def law_page(book: LawBook, examples: Sequence[Example]) -> str:
    """The page of one country in Markdown: contents, each area with its values, worked examples.

    Areas stand in the order of ``AREA_TITLES``, values as they stand in the files.
    """
    names = sorted(book.series, key=lambda name: _place(area_of(name)))
    areas = [(area, tuple(group)) for area, group in groupby(names, key=area_of)]
    header = _HEADER.format(folder=book.country.lower(), country=COUNTRY_NAMES[book.country])
    own = [one for one in examples if one.get("country", book.country) == book.country]
    parts = [header, _contents(areas, len(own))]
    for area, group in areas:
        parts.append(f"## {_area_heading(area)}\n")
        parts += [_value_section(book.series[name]) for name in group]
    if own:
        parts.append(examples_section(book.country, own))
    return "\n".join(parts)


def packaged_examples() -> tuple[Example, ...]:
    """All worked examples of ``kvitt/law/examples``, by file and then as they stand in it."""
    folder = files("kvitt.law").joinpath("examples")
    return tuple(
        example
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml")
        for example in read_plain_yaml(file.read_text(encoding="utf-8"), name=file.name)["examples"]
    )


def _place(area: str) -> tuple[int, str]:
    order = list(AREA_TITLES)
    return (order.index(area) if area in AREA_TITLES else len(order), area)


def _area_heading(area: str) -> str:
    return f"{area_title(area)} ({area})"


def _anchor(heading: str) -> str:
    kept = "".join(sign for sign in heading.lower() if sign.isalnum() or sign in "_- ")
    return kept.strip().replace(" ", "-")


def _contents(areas: Sequence[tuple[str, Sequence[str]]], examples: int) -> str:
    lines = ["## Contents\n"]
    for area, names in areas:
        heading = _area_heading(area)
        values = f"{len(names)} value{'s' if len(names) != 1 else ''}"
        lines.append(f"- [{heading}](#{_anchor(heading)}): {values}")
    if examples:
        lines.append(f"- [Worked examples](#worked-examples): {examples}")
    return "\n".join(lines) + "\n"


# One value --------------------------------------------------------------------------------------


def _value_section(series: Series) -> str:
    """The value's sentence and ground, what it is selected by, its periods and its gaps."""
    entries = sorted(series.entries, key=lambda entry: (entry.applies_from, entry.published))
    common = {field: _most_common(entries, field) for field in _TOLD_ONCE}
    selected = DAYS_OF_SELECTION.get(common["selected_by"], in_words(common["selected_by"]))
    lines = [
        f"### {_title(series.name)} ({series.name})\n",
        f"{common['sentence']}\n",
        f"- Ground: {common['reference']}",
        f"- Selected by: {selected} (`{common['selected_by']}`)",
        f"- Kind: {KINDS[common['kind']]}. Confidence: {common['confidence']}.",
        f"- Source: {common['source']}",
        _periods(entries, common),
    ]
    for gap in sorted(series.unconfirmed, key=lambda gap: gap.applies_from):
        span = _span(gap.applies_from, gap.applies_until)
        lines.append(f"- **Unconfirmed** {span[0]} – {span[1]}: {gap.sentence}")
    if series.unconfirmed:
        lines.append("")
    return "\n".join(lines)


def _title(name: str) -> str:
    words = in_words(name.partition(".")[2])
    return words[:1].upper() + words[1:]


def _most_common(entries: Sequence[LawValue], field: str) -> str:
    return Counter(str(getattr(entry, field)) for entry in entries).most_common(1)[0][0]


def _span(from_: date, until: date | None) -> tuple[str, str]:
    return from_.isoformat(), (until - timedelta(days=1)).isoformat() if until else "…"


def _periods(entries: Sequence[LawValue], common: Mapping[str, str]) -> str:
    """A line where there is one short period, a table where there are more."""
    if len(entries) == 1:
        return _single_period(entries[0])
    ends = _ends(entries)
    notes: dict[str, int] = {}
    rows = []
    for entry, end in zip(entries, ends, strict=True):
        from_, last = _span(entry.applies_from, end)
        rows.append(
            {
                "from": from_,
                "to": last,
                "amount": _amount(entry),
                "published": entry.published.isoformat() if entry.published_exact else "",
                "notice": entry.notice,
                "signed by": entry.signed_by,
                "other than above": _otherwise(entry, common, notes),
            }
        )
    columns = ["from", "to", "amount"]
    columns += [name for name in list(rows[0])[3:] if any(row[name] for row in rows)]
    table = [columns, ["---"] * len(columns), *([row[name] for name in columns] for row in rows)]
    lines = ["", *(_row(cells) for cells in table)]
    told = [f"{number}. {note}" for note, number in notes.items()]
    return "\n".join([*lines, "", *told, *([""] if told else [])])


def _ends(entries: Sequence[LawValue]) -> list[date | None]:
    """Where each period ends as the file means it: at its own end or where the next one begins."""
    ends: list[date | None] = []
    for entry in entries:
        later = [one.applies_from for one in entries if one.applies_from > entry.applies_from]
        known = [day for day in (entry.applies_until, *later[:1]) if day is not None]
        ends.append(min(known) if known else None)
    return ends


def _otherwise(entry: LawValue, common: Mapping[str, str], notes: dict[str, int]) -> str:
    """What differs from what was said above the table; a long text becomes a numbered note."""
    told = []
    for field in _TOLD_ONCE:
        text = str(getattr(entry, field))
        if text == common[field]:
            continue
        if field in ("kind", "confidence"):
            told.append(KINDS.get(text, f"confidence {text}"))
            continue
        note = text if field == "sentence" else f"{in_words(field).capitalize()}: {text}"
        told.append(f"note {notes.setdefault(note, len(notes) + 1)}")
    return ", ".join(told)


def _single_period(entry: LawValue) -> str:
    from_, last = _span(entry.applies_from, entry.applies_until)
    span = f"from {from_}" if last == "…" else f"from {from_} to {last}"
    ground = [f"published {entry.published.isoformat()}"] if entry.published_exact else []
    ground += [entry.notice] if entry.notice else []
    ground += [f"signed by {entry.signed_by}"] if entry.signed_by else []
    told = f" ({', '.join(ground)})" if ground else ""
    amount = _amount(entry)
    if isinstance(entry.amount, Mapping) and len(amount) > _SHORT_TABLES:
        rows = [f"  - {in_words(key)}: {entry.amount[key]}" for key in entry.amount]
        return "\n".join([f"- Amount {span}{told}:", *rows, ""])
    return f"- Amount: **{amount}** {span}{told}\n"


def _amount(entry: LawValue) -> str:
    return amount_in_words(entry.unit, entry.amount, entry.country)


def _row(cells: Sequence[str]) -> str:
    if set(cells) == {"---"}:
        return "|" + "---|" * len(cells)
    return "| " + " | ".join(table_cell(cell) for cell in cells) + " |"
