"""A calendar file (iCalendar, RFC 5545): days to remember, one entry each.

>>> print(calendar([Entry("1@kvitt", date(2026, 3, 2), "Pay 100 kr")]).splitlines()[4])
UID:1@kvitt
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

LINE_BYTES = 74


class Entry(NamedTuple):
    """A day with what to do on it. ``number`` stays the same when the file is made again."""

    number: str
    on: date
    what: str


def calendar(entries: Iterable[Entry]) -> str:
    """The file's text: whole days, with a reminder the day before."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kvitt//EN"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.number}",
            f"DTSTAMP:{entry.on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(entry.what)}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P1D",
            f"DESCRIPTION:{_escaped(entry.what)}",
            "END:VALARM",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line broken where it is longer than the standard lets it be, never within a letter."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LINE_BYTES:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
