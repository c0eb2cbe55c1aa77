"""How one creditor's CSV files are to be read: which column is which field, marks and encoding."""

import csv
import io
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kvitt.intake.cells import YEAR_LAST, DateOrder
from kvitt.intake.csv_headers import FIELDS, NAMES, REQUIRED, field_of
from kvitt.kernel.refusal import Refusal

DELIMITERS = (";", ",", "\t", "|")
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
    "cp1252", "iso-8859-1", "iso-8859-15", "cp865", "cp850", "mac-roman",
)  # fmt: skip
IGNORED = "ignore"
"""What a mapping writes for a column that is not to be read."""


class UnusableMapping(Refusal):
    """The saved mapping has a key or a value that Kvitt does not know."""


class MissingColumns(Refusal):
    """The file lacks a column that every invoice needs."""


class AmbiguousColumns(Refusal):
    """The file can be read in two ways, and only a person can say which is meant."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The reading rules of one creditor's files; what is None is recognised from the file."""

    columns: MappingType[str, str] = field(default_factory=dict)
    """Header as it stands in the file → field, or ``ignore``."""
    date_order: DateOrder | None = None
    decimal_mark: Literal[",", "."] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    currency: str | None = None
    """The currency of files that have no such column."""

    def as_json(self) -> dict[str, object]:
        """The shape that is saved with the creditor."""
        return {
            "columns": dict(self.columns),
            "date_order": self.date_order,
            "decimal_mark": self.decimal_mark,
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "currency": self.currency,
        }

    @classmethod
    def from_json(cls, saved: MappingType[str, object]) -> "Mapping":
        """Reads what as_json wrote, or what a person wrote by hand. Raises UnusableMapping."""
        unknown = set(saved) - set(cls.__slots__)
        if unknown:
            raise UnusableMapping(
                "The mapping has unknown keys: {unknown}", unknown=sorted(unknown)
            )
        columns = saved.get("columns") or {}
        if not isinstance(columns, dict):
            raise UnusableMapping("The mapping's columns are not a list of header and field")
        for header, name in columns.items():
            if name not in FIELDS and name != IGNORED:
                raise UnusableMapping(
                    "The mapping gives the column “{header}” the unknown field “{name}”; known "
                    "are {fields} and {ignored}",
                    header=header,
                    name=name,
                    fields=sorted(FIELDS),
                    ignored=IGNORED,
                )
        allowed: dict[str, tuple[str, ...]] = {
            "date_order": ("ymd", "dmy", "mdy"),
            "decimal_mark": (",", "."),
            "delimiter": DELIMITERS,
            "encoding": ENCODINGS,
        }
        for key, values in allowed.items():
            if saved.get(key) is not None and saved[key] not in values:
                raise UnusableMapping(
                    "The mapping's {key} is “{said}”; it can be {values}",
                    key=key,
                    said=saved[key],
                    values=list(values),
                )
        currency = saved.get("currency")
        if currency is not None and not (isinstance(currency, str) and len(currency) == 3):
            raise UnusableMapping(
                "The mapping's currency is “{currency}”; write SEK or NOK", currency=currency
            )
        rest = {key: saved.get(key) for key in (*allowed, "currency")}
        return cls(columns=dict(columns), **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file's head shows: the complete mapping and where each field stands."""

    mapping: Mapping
    places: MappingType[str, int]
    """Field → column, counted from 0."""
    width: int
    """The number of columns in the header."""
    header_line: int
    """The line on which the header ends: the rows follow it."""
    unread: tuple[str, ...]
    """Headers that no field was found for, or that give way to a better one."""


def recognise(head: str, *, encoding: str, name: str, given: Mapping | None = None) -> Recognised:
    """Finds delimiter, columns, decimal mark and date order from the first rows of a file.

    What ``given`` says stands; the rest is read from the headers and the values, and what can be
    read in two ways is refused. Raises MissingColumns and AmbiguousColumns.
    """
    given = given or Mapping()
    # Divided as the rows will be: str.splitlines knows more line ends than CSV does.
    lines = io.StringIO(head, newline="").readlines()
    first, declared = _first_line(lines, name)
    delimiter = given.delimiter or declared or _delimiter(lines[first])
    span, rows = _rows(lines[first:], delimiter)
    headers = [cell.strip() for cell in rows[0]] if rows else []
    places, unread = _places(headers, given, name)
    columns = {headers[place]: known for known, place in places.items()}
    columns |= {header: IGNORED for header, known in given.columns.items() if known == IGNORED}
    mapping = replace(
        given,
        columns=columns,
        delimiter=delimiter,
        encoding=encoding,
        decimal_mark=given.decimal_mark or _decimal_mark(_column(rows, places["payable"])),
        date_order=given.date_order or _date_order(rows, places, name),
    )
    return Recognised(mapping, places, len(headers), first + span, tuple(unread))


def headers_in(head: str, *, name: str) -> list[str]:
    """The columns of a file's head as they are called there, read or not. Raises MissingColumns."""
    lines = io.StringIO(head, newline="").readlines()
    first, declared = _first_line(lines, name)
    _, rows = _rows(lines[first:], declared or _delimiter(lines[first]))
    return [cell.strip() for cell in rows[0]] if rows else []


def _first_line(lines: Sequence[str], name: str) -> tuple[int, str | None]:
    """The index of the header line, and the delimiter that Excel's first line declares."""
    declared = None
    for index, line in enumerate(lines):
        text = line.rstrip("\r\n")
        if text[:4].casefold() == "sep=" and declared is None:
            declared = text[4:5] or None
        elif text.strip():
            return index, declared
    raise MissingColumns("{file} holds no line with column names", file=name)


def _delimiter(header: str) -> str:
    """The delimiter under which most column names are known; of equals, most columns."""

    def score(delimiter: str) -> tuple[int, int]:
        cells = header.rstrip("\r\n").split(delimiter)
        return sum(field_of(cell.strip('" ')) is not None for cell in cells), len(cells)

    return max(DELIMITERS, key=score)


def _rows(lines: Sequence[str], delimiter: str) -> tuple[int, list[list[str]]]:
    """How many lines the header takes, and the rows of the head that can be separated."""
    rows: list[list[str]] = []
    span = 1
    reader = csv.reader(lines[:400], delimiter=delimiter)
    try:
        for row in reader:
            span = span if rows else reader.line_num
            rows.append(row)
    except csv.Error:
        # The rows themselves are judged, with their lines, when the file is read.
        return span, rows
    # The head may end in the middle of a row, whose cut-off amount would tell a wrong mark.
    is_cut = len(lines) > 400 or (len(rows) > 3 and not lines[-1].endswith(("\n", "\r")))
    return span, rows[:-1] if is_cut else rows


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place].strip() for row in rows[1:] if len(row) > place and row[place].strip()]


def _places(headers: Sequence[str], given: Mapping, name: str) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    amounts: dict[str, int] = {}
    unread: list[str] = []
    wanted = {header: known for header, known in given.columns.items() if known != IGNORED}
    for place, header in enumerate(headers):
        known = wanted.get(header)
        if known:
            _put(places, known, place, headers, name)
    absent = [header for header in wanted if header not in headers]
    if any(wanted[header] in REQUIRED for header in absent):
        raise MissingColumns(
            "{file} lacks the columns that the mapping names: {absent}",
            file=name,
            absent=list(absent),
        )
    for place, header in enumerate(headers):
        found = None if given.columns.get(header) else field_of(header)
        if given.columns.get(header):
            continue
        if found is None or (found in places and found in wanted.values()):
            unread.append(header or f"column {place + 1}")
        elif found in ("total", "remaining", "net"):
            amounts.setdefault(found, place)
        elif found == "address" and "address" in places and "address_2" not in places:
            places["address_2"] = place
        else:
            _put(places, found, place, headers, name)
    _put_amount(places, amounts, headers, unread, name)
    _require(places, headers, name)
    return places, unread


def _put(places: dict[str, int], known: str, place: int, headers: Sequence[str], name: str) -> None:
    if known in places:
        raise AmbiguousColumns(
            "{file} has two columns for the {field}: “{column}” and “{other_column}”; say in the "
            "mapping which counts",
            file=name,
            field=NAMES.get(known, known),
            column=headers[places[known]],
            other_column=headers[place],
        )
    places[known] = place


def _put_amount(
    places: dict[str, int],
    amounts: dict[str, int],
    headers: Sequence[str],
    unread: list[str],
    name: str,
) -> None:
    """Chooses the amount to pay among the amounts that the headers show.

    “Att betala” is by its own word what is to be paid. A total and a remainder differ exactly when
    it matters, so where both stand nobody but a person can choose.
    """
    total, rest = amounts.get("total"), amounts.get("remaining")
    whole = places.get("payable", total)
    if whole is not None and rest is not None:
        raise AmbiguousColumns(
            "{file} has both “{column}” and “{other_column}”: say in the mapping which of them is "
            "the amount to pay, and set the other to ignore",
            file=name,
            column=headers[whole],
            other_column=headers[rest],
        )
    chosen = whole if whole is not None else rest
    if chosen is not None:
        places["payable"] = chosen
    unread += [headers[place] for place in amounts.values() if place != chosen]


def _require(places: MappingType[str, int], headers: Sequence[str], name: str) -> None:
    missing = [known for known in REQUIRED if known not in places]
    if "name" in missing and "family_name" in places:
        missing.remove("name")
    if missing:
        shown = ", ".join(headers[:40])[:400]
        raise MissingColumns(
            "{file} lacks a column for {lacking}; its columns are: {shown}",
            file=name,
            missing=tuple(missing),
            lacking=[NAMES[known] for known in missing],
            shown=shown,
        )


def _decimal_mark(amounts: Sequence[str]) -> Literal[",", "."] | None:
    """The mark before the last one or two digits, where all amounts that have one agree."""
    marks = {text[-3] for text in amounts if len(text) > 3 and text[-3] in ",."}
    marks |= {text[-2] for text in amounts if len(text) > 2 and text[-2] in ",."}
    if len(marks) != 1:
        return None
    return "," if "," in marks else "."


def _date_order(
    rows: Sequence[Sequence[str]], places: MappingType[str, int], name: str
) -> DateOrder | None:
    """The order of day and month where the text leaves it open; refused where nothing tells."""
    texts = [
        text
        for known in ("issued_on", "due_on")
        if known in places
        for text in _column(rows, places[known])
    ]
    found = [match for match in map(YEAR_LAST.fullmatch, texts) if match]
    if not found:
        return None
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[3]) > 12 for match in found)
    if day_first == month_first:
        raise AmbiguousColumns(
            "{file}: “{text}” can be two days; set date_order to dmy or mdy in the mapping",
            file=name,
            text=found[0][0],
        )
    return "dmy" if day_first else "mdy"
