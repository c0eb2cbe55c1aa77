"""Registration: a CSV file read and checked, and the whole way into parties, claims and ledger."""

import csv
import tempfile
from datetime import date
from pathlib import Path

import psutil

from bench import portfolio
from bench.figures import Figure, Figures, NotExact, at_least
from bench.house import House, Took
from kvitt.intake.invoice import RowError
from kvitt.intake.read import iterate_invoices
from kvitt.kernel.reference import luhn_check_digit
from kvitt.site import cluster

REGISTERED = "registered"
LIMIT_TABLE = """
drop table if exists bill;
create table bill (id bigint generated always as identity primary key, number text not null unique,
  issued_on date not null, due_on date not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null, reference text not null, customer text not null, name text not null,
  street text not null, postcode text not null, city text not null, email text not null);
create index bill_reference on bill (reference);
"""
MILLION_SECONDS = 90


def measure_registration(house: House, figures: Figures, count: int) -> int:
    """P8: returns the creditor whose invoices stand in the database afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invoices.csv"
        portfolio.write_csv(path, count)
        limit = _limit(house, path, count)
        reading = _reading(house, path, count)
        creditor_id, whole, peak_mb = _registration(house, path, count)
    limit_rows = count / limit.seconds
    figures.add(Figure(
        "limit", "CSV, checks in a loop, COPY into one table", limit_rows, "rows/s",
        noise=limit.others, cpu_us=limit.cpu_seconds / count * 1e6,
    ))  # fmt: skip
    ratio = count / reading.seconds / limit_rows
    figures.add(Figure(
        "P8", "CSV read and checked, errors by line", count / reading.seconds, "rows/s", limit_rows,
        ratio, "0.3", "0.6", at_least(ratio, 0.3, 0.6), reading.others,
        reading.cpu_seconds / count * 1e6,
    ))  # fmt: skip
    rows = count / whole.seconds
    goal = 1_000_000 / MILLION_SECONDS
    figures.add(Figure(
        "§9", "CSV to debtors, claims, cases, ledger, history", rows, "rows/s", limit_rows,
        rows / limit_rows, first_class="11,111", met=at_least(rows, goal / 2, goal),
        noise=whole.others, cpu_us=whole.cpu_seconds / count * 1e6, peak_mb=peak_mb,
        note=f"a million in {1_000_000 / rows:.0f} s",
    ))  # fmt: skip
    house.keep(REGISTERED)
    house.go_back(REGISTERED)
    return creditor_id


def _limit(house: House, path: Path, count: int) -> Took:
    """The same file by the shortest loop that still checks days, sum, reference and repeats."""
    with house.connect() as superuser:
        superuser.execute("drop database if exists bench_limit with (force)")
        superuser.execute("create database bench_limit")
    with house.connect("bench_limit") as plain:
        plain.execute(LIMIT_TABLE)
        seen: set[str] = set()
        target = (
            "copy bill (number, issued_on, due_on, amount_minor, currency, reference, customer,"
            " name, street, postcode, city, email) from stdin"
        )
        with house.clock() as took:
            with path.open(encoding="utf-8", newline="") as file, plain.cursor() as cursor:
                rows = csv.reader(file, delimiter=";")
                next(rows)
                with cursor.copy(target) as stream:
                    for row in rows:
                        whole, _, cents = row[3].partition(",")
                        amount_minor = int(whole) * 100 + int(cents)
                        date.fromisoformat(row[1])
                        date.fromisoformat(row[2])
                        reference = row[5]
                        if luhn_check_digit(reference[:-1]) != reference[-1] or row[0] in seen:
                            raise NotExact(f"the made-up file is faulty: {row}")
                        seen.add(row[0])
                        stream.write_row((*row[:3], amount_minor, *row[4:]))
        found = plain.execute("select count(*) from bill").fetchone()
    if found != (count,):
        raise NotExact(f"the limit loaded {found} of {count}")
    return took


def _reading(house: House, path: Path, count: int) -> Took:
    with house.clock() as took:
        read = errors = 0
        for row in iterate_invoices(path, name=path.name, country="SE"):
            if isinstance(row, RowError):
                errors += 1
            else:
                read += 1
    if (read, errors) != (count, 0):
        raise NotExact(f"{read} of {count} rows were read, {errors} refused")
    return took


def _registration(house: House, path: Path, count: int) -> tuple[int, Took, int]:
    house.go_back("empty")
    creditor = portfolio.new_creditor()
    with house.clock() as took:
        report = portfolio.register(creditor, path)
    right = sum(portfolio.principal_minor(number) for number in range(1, count + 1))
    if (report.invoices, report.total_minor, report.error_count) != (count, right, 0):
        raise NotExact(f"registered {report.invoices} of {count}: {report.errors[:1]}")
    with house.connect(cluster.DATABASE) as superuser:
        booked = superuser.execute("select count(*), sum(amount_minor) from posting").fetchone()
    if booked != (count, right):
        raise NotExact(f"the ledger holds {booked}, the file {count} and {right}")
    peak_mb = psutil.Process().memory_info().rss // 2**20
    return creditor.tenant_id, took, peak_mb
