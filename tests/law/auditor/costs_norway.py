"""Norway: the agency's fee and plan fee (inkassoforskriften ch. 2) and the courts' fees.

Literals from the statute page of Norway, sections 1.4, 1.6, 1.7 and 12.3-12.5. Sums in øre.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from tests.law.auditor.life import Fee, Objection
from tests.law.auditor.reading import NEVER, Reading

BASE_RATE_MINOR = {2009: 590_00, 2010: 600_00, 2013: 630_00, 2015: 650_00, 2016: 670_00}
"""By year; 2011, 2012 and 2014 are from memory alone and therefore not here."""
BASE_RATE_MINOR |= dict.fromkeys(range(2017, 2026), 700_00)
BASE_RATE_MINOR |= {2026: 750_00}

FIRST_DUE_OF_NEW_TABLE = date(2020, 10, 1)
NEW_TABLE = (
    (500_00, "0.25"), (1_000_00, "0.35"), (2_500_00, "0.4"), (10_000_00, "0.8"),
    (50_000_00, "1.6"), (250_000_00, "3.6"), (None, "7.2"),
)  # fmt: skip
OLD_TABLE = (
    (2_500_00, "0.5"), (10_000_00, "1"), (50_000_00, "2"), (250_000_00, "4"), (None, "8"),
)  # fmt: skip
"""Up to and including the sum, so many base rates."""
DAYS_BEFORE_HEAVY = 28
MOST_INSTALMENTS_FREE = 4

COURT_UNIT_KR = {
    2006: 860, 2016: 1025, 2017: 1049, 2018: 1130, 2019: 1150, 2020: 1172, 2021: 1199, 2022: 1223,
    2023: 1243, 2024: 1277, 2025: 1314, 2026: 1345,
}  # fmt: skip
"""R by the year from which it holds, in kroner."""
CONCILIATION = (
    (date(2015, 1, 1), "1"), (date(2019, 1, 1), "1.15"), (date(2022, 1, 1), "1.1"),
    (date(2024, 7, 1), "1.54"),
)  # fmt: skip
ATTACHMENT = (
    (date(2016, 1, 1), "1.7"), (date(2021, 1, 1), "1.25"), (date(2022, 1, 1), "1.21"),
    (date(2024, 1, 1), None), (date(2025, 1, 1), "0.69"),
)  # fmt: skip
"""Whether 1.21 or 0.69 held in 2024 is not settled; the fee of 2025 is published as 906 kroner."""
STEPS = (
    "conciliation_application", "attachment_application", "court_application",
    "small_claims_application",
)  # fmt: skip
HELP = {
    "conciliation_representation": "conciliation_application",
    "attachment_drafting": "attachment_application",
}
"""The help with a step, and the step."""
LEGAL_KINDS = (*STEPS, *HELP)


def base_rate(on: date) -> int | None:
    """The inkassosats of a day; None where no good source gives one."""
    return BASE_RATE_MINOR.get(on.year)


def salaer(
    base_minor: int, due_on: date, on: date, *, consumer: bool, heavy: bool, vat: bool
) -> int | None:
    """The agency's fee, rounded half up once at the end; None where the base rate is unknown."""
    rate = base_rate(on)
    if rate is None:
        return None
    table = NEW_TABLE if due_on >= FIRST_DUE_OF_NEW_TABLE else OLD_TABLE
    times = next(times for upper, times in table if upper is None or base_minor <= upper)
    exact = Fraction(times) * rate * (2 if heavy else 1)
    exact *= (1 if consumer else Fraction(3, 2)) * (Fraction(5, 4) if vat else 1)
    return half_up(exact)


def half_up(exact: Fraction) -> int:
    """Whole øre, halves upwards."""
    return int(exact + Fraction(1, 2))


def court_fee(kind: str, on: date, *, after_conciliation: bool, vat: bool) -> int | None:
    """So many R of the day, cut to whole kroner; None where the multiple is not known."""
    unit_kr = COURT_UNIT_KR[max(year for year in COURT_UNIT_KR if year <= on.year)]
    if kind == "conciliation_representation":
        return half_up(Fraction(unit_kr * 100, 2) * (Fraction(5, 4) if vat else 1))
    less = 1 if after_conciliation else 0
    times: Fraction | None
    if kind == "conciliation_application":
        times = _multiple(CONCILIATION, on)
    elif kind == "attachment_application":
        times = _multiple(ATTACHMENT, on)
    elif kind == "attachment_drafting":
        return 0
    else:
        times = Fraction({"court_application": "5", "small_claims_application": "3.5"}[kind]) - less
    return None if times is None else int(times * unit_kr) * 100


def _multiple(steps: tuple[tuple[date, str | None], ...], on: date) -> Fraction | None:
    found: str | None = None
    for from_, times in steps:
        if from_ <= on:
            found = times
    return None if found is None else Fraction(found)


def refused_agency_fees(reading: Reading) -> Iterator[Objection]:
    """The salær step by step: at no day may more have been charged than its table gives then."""
    sum_minor = 0
    for fee in reading.of_kind("collection_fee"):
        if not fee.amount_minor:
            continue
        sum_minor += fee.amount_minor
        room, heavy = salaer_room(reading, fee), _salaer_of(reading, fee, heavy=True)
        if sum_minor > heavy:
            yield reading.objection("salaer_above_its_table", f"{sum_minor}, {heavy}", fee.on)
        elif sum_minor > room:
            yield reading.objection("heavy_salaer_too_early", f"{sum_minor}, {room}", fee.on)
        yield from _ground_of_salaer(reading, fee)
        if reading.collection == "own":
            yield reading.objection("salaer_of_no_agency", "the creditor collects itself", fee.on)
    yield from _plan_fees(reading)


def salaer_room(reading: Reading, fee: Fee) -> int:
    """The whole salær as far as it may be charged on the day of that charge."""
    return _salaer_of(reading, fee, heavy=_may_be_heavy(reading, fee.on))


def _salaer_of(reading: Reading, fee: Fee, *, heavy: bool) -> int:
    """The base rate is that of the day on which the principal was covered, or of the charge."""
    due_on = reading.due[fee.claim_id]
    on = min(fee.on, reading.principal_covered_on())
    consumer = reading.debtor_kind == "consumer"
    base_minor = fee.base_minor or principal_at_the_demand(reading, fee.on)
    found = salaer(base_minor, due_on, on, consumer=consumer, heavy=heavy, vat=fee.with_vat)
    return 0 if found is None else found


def principal_at_the_demand(reading: Reading, on: date) -> int:
    """What was open when the claim went to the agency: at its first payment demand or first fee.

    A payment that the bank took back has paid nothing.
    """
    day = min(
        [one.on for one in reading.sent("payment_demand")]
        + [one.on for one in reading.of_kind("collection_fee")]
    )
    open_minor = sum(reading.open_principal(id_, day) for id_ in reading.claims)
    for one in reading.covered:
        back_on = reading.reopened.get(one.payment_id)
        if one.part == "principal" and one.on < day and back_on and day <= back_on <= on:
            open_minor += one.amount_minor
    return open_minor


def _may_be_heavy(reading: Reading, on: date) -> bool:
    demands = reading.sent("payment_demand", "payment_demand_own")
    covered_on = min(on, reading.principal_covered_on())
    first = demands[0].deadline_on if demands else None
    return first is not None and (covered_on - first).days > DAYS_BEFORE_HEAVY


def _ground_of_salaer(reading: Reading, fee: Fee) -> Iterator[Objection]:
    missed = [one for one in reading.sent("collection_notice") if one.deadline_on < fee.on]
    if not missed:
        yield reading.objection("salaer_without_a_missed_notice", f"on {fee.on}", fee.on)
    covered_on = reading.principal_covered_on()
    if covered_on != NEVER and missed and covered_on <= missed[0].deadline_on:
        yield reading.objection(
            "salaer_although_paid_in_time", f"the principal was covered on {covered_on}", fee.on
        )


def plan_ceiling(fee: Fee) -> int:
    """One and a half base rates, with value added tax where the creditor cannot deduct it."""
    rate = base_rate(fee.on) or 0
    return half_up(Fraction(3, 2) * rate * (Fraction(5, 4) if fee.with_vat else 1))


def _plan_fees(reading: Reading) -> Iterator[Objection]:
    found = reading.of_kind("instalment_plan")
    for fee in found:
        if fee.amount_minor > plan_ceiling(fee):
            yield reading.objection("plan_fee_above_its_sum", f"{fee.amount_minor}", fee.on)
        plans = [stop for stop in reading.stops if stop.kind == "plan" and stop.on == fee.on]
        if not any(plan.instalments > MOST_INSTALMENTS_FREE for plan in plans):
            yield reading.objection("plan_fee_up_to_four_instalments", f"on {fee.on}", fee.on)
        steps = [step.on for step in reading.steps]
        steps += [one.on for one in reading.of_kind(*STEPS)]
        if any(on <= fee.on for on in steps):
            yield reading.objection("plan_fee_after_a_legal_step", f"on {fee.on}", fee.on)
    if len(found) > 1:
        yield reading.objection("plan_fee_twice", f"again on {found[-1].on}", found[-1].on)


def refused_court_fees(reading: Reading) -> Iterator[Objection]:
    """The fee of each court step at its day."""
    for fee in reading.of_kind(*LEGAL_KINDS):
        earlier = reading.of_kind("conciliation_application")
        after = any(one.on < fee.on for one in earlier)
        ceiling = court_fee(fee.kind, fee.on, after_conciliation=after, vat=fee.with_vat)
        if ceiling is None or fee.amount_minor > ceiling:
            yield reading.objection(
                "court_fee_above_its_sum", f"{fee.kind}: {fee.amount_minor}, {ceiling}", fee.on
            )
