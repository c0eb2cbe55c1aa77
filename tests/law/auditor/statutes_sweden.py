"""Sweden, as an auditor reads the statutes: the sums, the rates and what is refused.

Literals from the statute page of Sweden, sections 1.1, 1.2, 2, 3.1 and 12. Sums in öre.
"""

from collections.abc import Iterator
from datetime import date

from tests.law.auditor.calendar import DAY, months_after, working_day_from, working_days_after
from tests.law.auditor.life import Fee, Letter, Objection
from tests.law.auditor.rates import day_table
from tests.law.auditor.reading import Reading

ORDINARY = ("reminder", "collection_demand", "instalment_plan")
LETTERS_OF_FEES = {"reminder": ("reminder",), "collection_demand": ("collection_demand",)}
DEMANDS = ("collection_demand",)

LIK_OF_2013 = date(2013, 3, 16)
ORDINARY_CEILINGS = {
    "reminder": (50_00, 60_00),
    "collection_demand": (160_00, 180_00),
    "instalment_plan": (150_00, 170_00),
}
"""Before 16 March 2013 and from that day, by the day of the measure."""
COMPENSATION_MINOR = 450_00
FIRST_DUE_WITH_COMPENSATION = date(2013, 3, 17)

LATE_RATES_BP = {
    "2002-07-01": 1250, "2003-01-01": 1200, "2003-07-01": 1100, "2004-01-01": 1100,
    "2004-07-01": 1000, "2005-01-01": 1000, "2005-07-01": 950, "2006-01-01": 950,
    "2006-07-01": 1050, "2007-01-01": 1100, "2007-07-01": 1150, "2008-01-01": 1200,
    "2008-07-01": 1250, "2009-01-01": 1000, "2009-07-01": 850,
    "2010-01-01": 850, "2010-07-01": 850, "2011-01-01": 950, "2011-07-01": 1000,
    "2012-01-01": 1000, "2012-07-01": 950, "2013-01-01": 900, "2013-07-01": 900,
    "2014-01-01": 900, "2014-07-01": 900, "2015-01-01": 800, "2015-07-01": 800,
    "2016-01-01": 800, "2016-07-01": 750, "2017-01-01": 750, "2017-07-01": 750,
    "2018-01-01": 750, "2018-07-01": 750, "2019-01-01": 750, "2019-07-01": 800,
    "2020-01-01": 800, "2020-07-01": 800, "2021-01-01": 800, "2021-07-01": 800,
    "2022-01-01": 800, "2022-07-01": 850, "2023-01-01": 1050, "2023-07-01": 1150,
    "2024-01-01": 1200, "2024-07-01": 1200, "2025-01-01": 1100, "2025-07-01": 1000,
    "2026-01-01": 1000, "2026-07-01": 1000,
}  # fmt: skip
"""Reference rate and eight points, räntelagen 6 and 9 §§."""
LATE_INTEREST = day_table(LATE_RATES_BP, "2026-12-31", leap_years_have_366=False)

REPRESENTATION_RAISED_ON = date(2014, 1, 1)
EVICTION_FEE_FROM = date(2017, 7, 1)
HALF_PRICE_BASE_MINOR = {2023: 26_250_00, 2024: 28_650_00, 2025: 29_400_00, 2026: 29_600_00}

STATUTES = {
    "reminder_fee_without_agreement": "lag (1981:739) 2 §",
    "incomplete_demand_charged": "lag (1981:739) 3 § 1, inkassolagen 5 §",
    "fee_above_its_ceiling": "lag (1981:739) 4 §",
    "second_measure_without_reason": "lag (1981:739) 4 § (skäligen påkallad)",
    "plan_fee_without_a_plan": "lag (1981:739) 3 § 2",
    "consumer_compensation": "lag (1981:739) 4 a §",
    "compensation_above_its_sum": "lag (1981:739) 4 a §",
    "compensation_without_delay": "lag (1981:739) 4 a §",
    "compensation_twice": "lag (1981:739) 4 a §",
    "netting_broken": "lag (1981:739) 5 § 2 st.",
    "fee_that_no_law_knows": "lag (1981:739) 5 § 1 st.",
    "authority_fee_above_its_sum": "F 1992:1094, lag (1990:746) 48 §",
    "authority_fee_twice": "F 1992:1094 1 och 6 §§",
    "fee_on_a_claim_that_is_paid": "lag (1981:739) 4 § (skäligen påkallad)",
    "fee_too_early": "lag (1981:739) 2-4 a §§",
    "fee_without_its_letter": "lag (1981:739) 2-3 §§",
    "deadline_too_short": "inkassolagen 4-5 §§ (8 dagar, 4 bankdagar)",
    "legal_step_without_demand": "inkassolagen 6-7 §§",
    "letter_before_due": "inkassolagen 4-5 §§",
    "demand_within_an_earlier_deadline": "inkassolagen 4 §",
    "same_letter_twice_in_a_day": "inkassolagen 4 §",
    "letter_after_everything_was_paid": "inkassolagen 8 §",
    "letter_while_stopped": "inkassolagen 4 och 8 §§",
    "charge_while_stopped": "inkassolagen 4 och 8 §§",
    "legal_step_while_stopped": "inkassolagen 4 §",
    "collection_from_a_minor": "inkassolagen 4 § (god inkassosed)",
    "costs_in_spite_of_a_good_objection": "inkassolagen 8 §",
    "interest_without_a_known_rate": "räntelagen 9 §",
    "wrong_interest_rate": "räntelagen 6 och 9 §§",
    "interest_before_due": "räntelagen 2-3 §§",
    "interest_in_advance": "räntelagen 2-3 §§",
    "interest_twice": "räntelagen 6 §",
    "interest_on_more_than_the_principal": "NJA 1994 s. 3 (enkel ränta)",
    "interest_above_the_sum_of_its_days": "räntelagen 3 och 6 §§",
    "principal_covered_before_interest": "handelsbalken 9:5",
}


def ordinary_ceiling(kind: str, on: date) -> int:
    """The most that a reminder, a demand or a plan may cost that day."""
    return ORDINARY_CEILINGS[kind][on >= LIK_OF_2013]


def authority_fee(kind: str, on: date, value_minor: int) -> int | None:
    """What the enforcement authority or the court takes that day; None where no source tells."""
    raised = on >= REPRESENTATION_RAISED_ON
    if kind in ("payment_order_application", "assistance_application"):
        return 300_00
    if kind == "payment_order_representation":
        return 380_00 if raised else 340_00
    if kind == "assistance_representation":
        return 420_00 if raised else 375_00
    if kind == "enforcement_base_fee":
        return 600_00 if value_minor >= 100_00 else 0
    if kind == "eviction_base_fee":
        return 300_00 if on >= EVICTION_FEE_FROM else None
    half = HALF_PRICE_BASE_MINOR.get(on.year)
    if kind in ("court_application", "court_transfer") and half is not None:
        small, large = (900_00, 2_800_00) if kind == "court_application" else (600_00, 2_500_00)
        return small if value_minor <= half else large
    return None


AUTHORITY_KINDS = (
    "payment_order_application", "payment_order_representation", "assistance_application",
    "assistance_representation", "enforcement_base_fee", "eviction_base_fee", "court_application",
    "court_transfer",
)  # fmt: skip
COURT_KINDS = ("court_application", "court_transfer")
"""A disputed claim belongs in court (lag (1990:746) 33 §)."""
FAMILIES = {
    "assistance_application": "payment_order_application",
    "assistance_representation": "payment_order_representation",
    "court_transfer": "court_application",
}
"""Costs that are paid once for a case, whichever of the two it is."""
LEGAL_KINDS = AUTHORITY_KINDS
STEPS = tuple(kind for kind in AUTHORITY_KINDS if kind != "eviction_base_fee")
"""What is done for money; who is evicted owes nothing by it."""
KNOWN_KINDS = (*ORDINARY, "late_payment_compensation", *AUTHORITY_KINDS)


def least_deadline(kind: str, sent_on: date) -> date | None:
    """The earliest last day of a letter; None where no rule sets one."""
    if kind != "collection_demand":
        return None
    received_on = working_days_after("SE", sent_on, 2)
    return working_day_from("SE", max(sent_on + 8 * DAY, working_days_after("SE", received_on, 4)))


def refused_letters(reading: Reading, letter: Letter) -> Iterator[Objection]:
    """What only Swedish law says about a letter."""
    yield from ()


def refused_fees(reading: Reading) -> Iterator[Objection]:
    """Everything in the fees that Swedish law refuses."""
    for fee in reading.of_kind(*ORDINARY):
        yield from _ordinary(reading, fee)
        if fee.amount_minor and not _is_called_for(reading, fee):
            yield reading.objection(
                "second_measure_without_reason", f"a second {fee.kind} on {fee.on}", fee.on
            )
    yield from _netting(reading)
    yield from _authority(reading)


def _is_called_for(reading: Reading, fee: Fee) -> bool:
    """The first measure of its kind, or one for which a reason is on record."""
    return bool(fee.reason) or fee is reading.of_kind(fee.kind)[0]


def _ordinary(reading: Reading, fee: Fee) -> Iterator[Objection]:
    if fee.amount_minor > ordinary_ceiling(fee.kind, fee.on):
        yield reading.objection("fee_above_its_ceiling", f"{fee.kind} {fee.amount_minor}", fee.on)
    if fee.kind == "reminder" and not reading.claim_of(fee).fees_agreed:
        yield reading.objection("reminder_fee_without_agreement", "no agreement", fee.on)
    letter = reading.letter_by_id.get(fee.letter_id)
    if fee.kind == "collection_demand" and letter is not None and not letter.is_complete:
        yield reading.objection("incomplete_demand_charged", "the demand lacks something", fee.on)
    if fee.kind == "instalment_plan" and not any(
        stop.kind == "plan" and stop.on == fee.on for stop in reading.stops
    ):
        yield reading.objection("plan_fee_without_a_plan", "no plan was made that day", fee.on)


def _netting(reading: Reading) -> Iterator[Objection]:
    """Each claim has one compensation, which is set off against the ordinary fees that it bears."""
    seen: set[int] = set()
    for fee in reading.of_kind("late_payment_compensation"):
        if reading.debtor_kind == "consumer":
            yield reading.objection("consumer_compensation", "the debtor is a consumer", fee.on)
        if fee.claim_id in seen:
            yield reading.objection("compensation_twice", f"again on {fee.on}", fee.on)
        seen.add(fee.claim_id)
        is_owed = reading.due[fee.claim_id] >= FIRST_DUE_WITH_COMPENSATION
        sum_minor = COMPENSATION_MINOR if is_owed else 0
        if fee.amount_minor > sum_minor:
            yield reading.objection("compensation_above_its_sum", f"{fee.amount_minor}", fee.on)
        ordinary = [one for one in reading.of_kind(*ORDINARY) if one.claim_id == fee.claim_id]
        charged = fee.amount_minor + sum(one.amount_minor for one in ordinary)
        whole = sum(
            ordinary_ceiling(one.kind, one.on) for one in ordinary if _is_called_for(reading, one)
        )
        if charged > max(sum_minor, whole):
            told = f"{charged} is more than the larger of {sum_minor} and {whole}"
            yield reading.objection("netting_broken", told, fee.on)


def _authority(reading: Reading) -> Iterator[Objection]:
    before: dict[str, Fee] = {}
    for fee in reading.of_kind(*AUTHORITY_KINDS):
        sum_minor = authority_fee(fee.kind, fee.on, fee.base_minor)
        if sum_minor is None or fee.amount_minor > sum_minor:
            told = "unknown" if sum_minor is None else str(sum_minor)
            yield reading.objection(
                "authority_fee_above_its_sum", f"{fee.kind}: {fee.amount_minor}, {told}", fee.on
            )
        family = FAMILIES.get(fee.kind, fee.kind)
        last = before.get(family)
        if last is not None and not fee.reason and not _a_new_year(last, fee):
            yield reading.objection("authority_fee_twice", f"{fee.kind} on {fee.on}", fee.on)
        before[family] = fee


def _a_new_year(last: Fee, fee: Fee) -> bool:
    """The base fee of an attachment is due again for every year that the case runs."""
    return fee.kind == "enforcement_base_fee" and fee.on >= months_after(last.on, 12)


def refused_steps(reading: Reading) -> Iterator[Objection]:
    """A legal step needs a complete demand whose time has run out, or a special reason (7 §)."""
    acts = [(step.on, step.kind) for step in reading.steps]
    fees = reading.of_kind(*STEPS)
    excused_on = min((fee.on for fee in fees if fee.reason), default=date.max)
    acts += [(fee.on, fee.kind) for fee in fees if fee.on < excused_on]
    for on, kind in acts:
        if not any(
            letter.is_complete and letter.deadline_on < on for letter in reading.sent(*DEMANDS)
        ):
            yield reading.objection("legal_step_without_demand", f"{kind} on {on}", on)
