"""Payments: a bank file read, matched by reference, booked and its cases closed."""

from datetime import UTC, date, datetime

from bench import portfolio
from bench.figures import Figure, Figures, NotExact, at_most
from bench.house import House
from bench.registration import REGISTERED
from kvitt.application.receive_payments import receive_payments
from kvitt.application.register_invoices import register_invoices
from kvitt.bank.read import read_bank_file
from kvitt.simulators.bank import BankPayment, write_bgmax
from kvitt.site import cluster

PAID_ON = date(2025, 6, 30)
SHARE = 10
"""One claim in so many is paid: 100,000 payments against a million open claims."""
FLOOR_US, FIRST_CLASS_US = 120, 60
"""12 and 6 seconds for 100,000 payments, in microseconds a payment."""


def measure_payments(house: House, figures: Figures, count: int, tenant_id: int | None) -> None:
    """P9: one payment in fifty carries an unknown reference, three in a hundred pay a part only."""
    if tenant_id is None:
        house.go_back("empty")
        register_invoices(
            portfolio.new_creditor(),
            portfolio.invoices(count),
            source="bench",
            today=portfolio.REGISTERED_ON,
        )
        house.keep(REGISTERED)
    house.go_back(REGISTERED)
    numbers = range(SHARE, count + 1, SHARE)
    raw = write_bgmax(
        [_payment(number) for number in numbers], created_at=datetime(2025, 6, 30, 20, tzinfo=UTC)
    )
    with house.clock() as reading:
        read = read_bank_file(raw, name="bench.txt")
    figures.add(Figure(
        "P9", "BgMax file read", len(numbers) / reading.seconds, "payments/s",
        noise=reading.others, cpu_us=reading.cpu_seconds / len(numbers) * 1e6,
    ))  # fmt: skip
    with house.clock() as took:
        report = receive_payments(raw, name="bench.txt", today=PAID_ON)
    unknown = sum(1 for number in numbers if _is_unknown(number))
    if (len(read.payments), len(report.unmatched)) != (len(numbers), unknown):
        raise NotExact(f"{len(report.unmatched)} unmatched, {unknown} expected")
    _balance(house)
    each_us = took.seconds / len(numbers) * 1e6
    figures.add(Figure(
        "P9", f"{len(numbers):,} payments read, matched, booked; {count:,} claims",
        1e6 / each_us, "payments/s", floor="8,333", first_class="16,667",
        met=at_most(each_us, FLOOR_US, FIRST_CLASS_US), noise=took.others,
        cpu_us=took.cpu_seconds / len(numbers) * 1e6, note=f"100,000 in {each_us / 10:.1f} s",
    ))  # fmt: skip
    house.go_back(REGISTERED)


def _is_unknown(number: int) -> bool:
    return number // SHARE % 50 == 0


def _payment(number: int) -> BankPayment:
    minor = portfolio.principal_minor(number)
    if number // SHARE % 33 == 0:
        minor //= 2
    reference = portfolio.ocr(number + 500_000_000 if _is_unknown(number) else number)
    return BankPayment("9912346", minor, PAID_ON, reference, payer_name=f"Åsa Prov {number}")


def _balance(house: House) -> None:
    """Client money in the bank is what is owed to someone, over all tenants."""
    with house.connect(cluster.DATABASE) as superuser:
        row = superuser.execute(
            "select sum(case when debit = 'client_bank' then amount_minor else 0 end)"
            " - sum(case when credit in ('owed_to_creditor', 'owed_to_agency', 'owed_to_debtor',"
            " 'suspense') then amount_minor else 0 end) from posting"
        ).fetchone()
    if row != (0,):
        raise NotExact(f"client money is out of balance by {row}")
