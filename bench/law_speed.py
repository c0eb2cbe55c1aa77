"""The law's own speed: a million late interests over five half-years, in one process, one core.

Half are Swedish and half Norwegian, for consumers and businesses, with the segments that a letter
shows. The limit beside it is a loop that only multiplies: rates, days and years known beforehand.
"""

import time
from datetime import date, timedelta
from fractions import Fraction

from bench.figures import Figure, Figures, NotExact, at_most
from kvitt.law.book import law_book
from kvitt.law.interest import late_interest

FIRST_DUE_ON, PAID_ON = date(2024, 5, 2), date(2026, 5, 4)
"""From the first half of 2024 to the first half of 2026: five half-years, one of a leap year."""
DUE_DAYS = 50
RATES_BP = {
    "SE": (1200, 1200, 1100, 1000, 1000),
    "NO": (1250, 1250, 1250, 1225, 1200),
}
HALF_YEARS = (
    date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1),
    date(2026, 7, 1),
)  # fmt: skip
COUNTRIES, KINDS = ("SE", "NO"), ("consumer", "business")


def measure_law(figures: Figures, count: int = 1_000_000) -> None:
    """Seconds for ``count`` interests; raises NotExact where the recount differs by an öre."""
    _require_exact()
    spent_s, limit_s = _spent(count), _limit(count)
    figures.add(Figure(
        "LAW", f"{count:,} late interests over five half-years, one process", spent_s, "s",
        limit=limit_s, ratio=spent_s / limit_s, floor="15 s", first_class="8 s",
        met=at_most(spent_s * 1_000_000 / count, 15, 8), cpu_us=spent_s * 1e6 / count,
        note="two countries, two kinds of debtor, with their segments",
    ))  # fmt: skip


def principal_minor(number: int) -> int:
    """The sum of the claim with this number, in öre."""
    return 100_00 + number * 7919 % 9_899_900


def due_on(number: int) -> date:
    """The last day without interest of the claim with this number."""
    return FIRST_DUE_ON + timedelta(days=number * 7 % DUE_DAYS)


def _spent(count: int) -> float:
    books = [law_book(country) for country in COUNTRIES]
    dues = [due_on(number) for number in range(DUE_DAYS)]
    began = time.process_time()
    for number in range(count):
        late_interest(
            books[number & 1],
            principal_minor=100_00 + number * 7919 % 9_899_900,
            due_on=dues[number % DUE_DAYS],
            until_on=PAID_ON,
            debtor_kind=KINDS[number >> 1 & 1],
        )
    return time.process_time() - began


def _limit(count: int) -> float:
    """The same number of sums of five products, rounded, and nothing else."""
    parts = [
        (100, 1200, 366),
        (184, 1200, 366),
        (181, 1100, 365),
        (184, 1000, 365),
        (124, 1000, 365),
    ]
    weighted = [days * rate_bp * (365 * 366 // year_days) for days, rate_bp, year_days in parts]
    scale, total = 365 * 366 * 10_000, 0
    began = time.process_time()
    for number in range(count):
        base = 100_00 + number * 7919 % 9_899_900
        exact = 0
        for weight in weighted:
            exact += base * weight
        total += (2 * exact + scale) // (2 * scale)
    return max(time.process_time() - began, 1e-9) if total else 1e-9


def _require_exact() -> None:
    """A thousand claims by other code and another table of rates."""
    for number in range(1000):
        country = COUNTRIES[number & 1]
        found = late_interest(
            law_book(country),
            principal_minor=principal_minor(number),
            due_on=due_on(number),
            until_on=PAID_ON,
            debtor_kind=KINDS[number >> 1 & 1],
        ).interest_minor
        right = _recount(country, principal_minor(number), due_on(number))
        if found != right:
            raise NotExact(f"claim {number} of {country}: {found} by the law, {right} by recount")


def _recount(country: str, base_minor: int, due: date) -> int:
    exact = Fraction(0)
    for place, rate_bp in enumerate(RATES_BP[country]):
        first = max(HALF_YEARS[place], due + timedelta(days=1))
        last = min(HALF_YEARS[place + 1] - timedelta(days=1), PAID_ON)
        year_days = 366 if country == "NO" and first.year % 4 == 0 else 365
        days = max(0, (last - first).days + 1)
        exact += Fraction(base_minor * rate_bp * days, year_days * 10_000)
    return int(exact + Fraction(1, 2))


if __name__ == "__main__":
    measure_law(Figures(print))
