"""A print house for the demo and the tests: reads a day's manifest and writes its receipt."""

import csv
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path


def print_the_day(
    letters: Path, *, on: date, posted_on: date | None = None, back: Mapping[str, str] | None = None
) -> list[str]:
    """Prints what the manifest of the day orders and writes the receipt; returns the keys posted.

    ``back`` says which keys come back: ``returned`` or ``refused``. A PDF whose digest differs from
    the manifest's is refused, as a print house does.
    """
    ordered: dict[str, dict[str, str]] = {}
    manifest = letters / on.isoformat() / "manifest.csv"
    if manifest.exists():
        with manifest.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["order"] == "print":
                    ordered[row["key"]] = row
                else:
                    ordered.pop(row["key"], None)
    posted, rows = [], []
    for key, row in ordered.items():
        pdf = (manifest.parent / row["file"]).read_bytes()
        status = (back or {}).get(key, "posted")
        if hashlib.sha256(pdf).hexdigest() != row["sha256"]:
            status = "refused"
        if status == "posted":
            posted.append(key)
        rows.append((key, status, (posted_on or on).isoformat(), _SENTENCES[status]))
    if rows:
        inbox = letters / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        receipt = inbox / f"receipt-{on.isoformat()}.csv"
        with receipt.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("key", "status", "day", "sentence"), *rows])
    return posted


_SENTENCES = {
    "posted": "",
    "returned": "the addressee has moved",
    "refused": "the letter could not be printed",
}
