"""The agency's fee in Norway (inkassosalær): inkassoforskriften chapter 2, and its arithmetic.

The multiplier of the claim's size, times the base rate of the day on which the principal is
covered, times two where the demand has gone unheeded, one and a half for a debtor who is no
consumer, one and a quarter where value added tax is added; rounded once, at the end.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> found = collection_fee(
...     law_book("NO"),
...     principal_minor=845_000,
...     due_on=date(2025, 12, 10),
...     covered_on=date(2026, 8, 14),
...     is_heavy=True,
...     with_vat=True,
...     debtor_kind="consumer",
... )
>>> found.amount_minor, found.arithmetic
(150000, '0.8 × 750.00 × 2 × 1.25 = 1500.00')
>>> heavy_from(law_book("NO"), date(2026, 2, 16)).isoformat()
'2026-03-17'
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text, divide_half_up
from kvitt.law.book import LawBook, LawFileBroken, LawValue

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class AgencyFee:
    """An agency's fee with the parts that a person can multiply by hand."""

    amount_minor: int
    base_rate_minor: int
    multiplier_hundredths: int
    """The part of the base rate by the size of the claim: 80 is 0.8."""
    factors: tuple[tuple[str, int], ...]
    """What else it is multiplied by, in hundredths and in order: heavy, business, vat."""
    value: LawValue
    """The rule: the table of the due day, or the multiplier of a plan."""

    @property
    def arithmetic(self) -> str:
        """The sum in words that can be repeated: ``0.8 × 750.00 × 2 × 1.25 = 1500.00``."""
        parts = [hundredths_text(self.multiplier_hundredths), as_decimal_text(self.base_rate_minor)]
        parts += [hundredths_text(factor) for _, factor in self.factors]
        return f"{' × '.join(parts)} = {as_decimal_text(self.amount_minor)}"

    @property
    def given(self) -> Mapping[str, str | int]:
        """The parts by name, as a charge keeps them."""
        factors = {f"{name}_factor_hundredths": factor for name, factor in self.factors}
        return {
            "base_rate_minor": self.base_rate_minor,
            "multiplier_hundredths": self.multiplier_hundredths,
            **factors,
            "arithmetic": self.arithmetic,
        }


@lru_cache(maxsize=8192)
def collection_fee(
    book: LawBook,
    *,
    principal_minor: int,
    due_on: date,
    covered_on: date,
    is_heavy: bool,
    with_vat: bool,
    debtor_kind: str,
    known_on: date | None = None,
) -> AgencyFee:
    """The whole fee of the agency for a claim whose principal is covered on a day, in øre.

    ``principal_minor`` is the size of the claim that decides the bracket: the principal handed over
    and the interest that accrued before the due day; no late interest, no costs, nothing from after
    the agency was engaged. ``due_on`` selects the table, ``covered_on`` the base rate. Raises
    LawNotKnown.
    """
    table = book.value("fees.collection_fee", on=due_on, known_on=known_on)
    factors: list[tuple[str, int]] = []

    def multiply(name: str, on: date) -> None:
        value = book.value(f"fees.collection_fee_{name}_factor", on=on, known_on=known_on)
        factors.append((name, value.amount))

    if is_heavy:
        multiply("heavy", covered_on)
    if debtor_kind != "consumer":
        multiply("business", due_on)
    if with_vat:
        multiply("vat", covered_on)
    multiplier = in_bracket(table, principal_minor)
    return _agency_fee(book, table, multiplier, factors, covered_on, known_on)


def collection_fee_minor(
    book: LawBook,
    *,
    principal_minor: int,
    due_on: date,
    covered_on: date,
    is_heavy: bool,
    with_vat: bool,
    debtor_kind: str,
    known_on: date | None = None,
) -> int:
    """The amount of ``collection_fee`` in øre. Raises LawNotKnown."""
    return collection_fee(
        book,
        principal_minor=principal_minor,
        due_on=due_on,
        covered_on=covered_on,
        is_heavy=is_heavy,
        with_vat=with_vat,
        debtor_kind=debtor_kind,
        known_on=known_on,
    ).amount_minor


@lru_cache(maxsize=1024)
def plan_fee(
    book: LawBook, *, agreed_on: date, with_vat: bool, known_on: date | None = None
) -> AgencyFee:
    """The fee of an instalment plan kept with the agency (avdragssalær), in øre.

    Whether a plan may bear it at all is the gate's question. Raises LawNotKnown.
    """
    value = book.value("fees.instalment_plan", on=agreed_on, known_on=known_on)
    factors: list[tuple[str, int]] = []
    if with_vat:
        vat = book.value("fees.collection_fee_vat_factor", on=agreed_on, known_on=known_on)
        factors.append(("vat", vat.amount))
    return _agency_fee(book, value, value.amount, factors, agreed_on, known_on)


def heavy_from(book: LawBook, demand_deadline_on: date, known_on: date | None = None) -> date:
    """The first day of the heavy fee: the payment demand has been unheeded for more than 28 days.

    ``demand_deadline_on`` is the last day that the demand gave. Raises LawNotKnown.
    """
    days = book.value(
        "fees.collection_fee_heavy_after_days", on=demand_deadline_on, known_on=known_on
    )
    return demand_deadline_on + timedelta(days=days.amount) + ONE_DAY


def in_bracket(table: LawValue, amount_minor: int) -> int:
    """What a table of brackets says of an amount; a limit belongs to the bracket below it."""
    for bracket in table.amount:
        if amount_minor <= bracket.get("up_to_minor", amount_minor):
            found: int = bracket["amount"]
            return found
    raise LawFileBroken(
        "{table}: its last bracket has a limit; it must have none", table=table.name
    )


def hundredths_text(hundredths: int) -> str:
    """A factor as a person writes it: 80 is ``0.8``, 125 is ``1.25``, 200 is ``2``."""
    return as_decimal_text(hundredths).rstrip("0").rstrip(".")


def _agency_fee(
    book: LawBook,
    value: LawValue,
    multiplier: int,
    factors: Sequence[tuple[str, int]],
    covered_on: date,
    known_on: date | None,
) -> AgencyFee:
    """Multiplied exactly and rounded once, half up."""
    base_minor: int = book.value("fees.base_rate", on=covered_on, known_on=known_on).amount
    numerator, denominator = base_minor * multiplier, HUNDREDTHS
    for _, factor in factors:
        numerator, denominator = numerator * factor, denominator * HUNDREDTHS
    amount_minor = divide_half_up(numerator, denominator)
    return AgencyFee(amount_minor, base_minor, multiplier, tuple(factors), value)
