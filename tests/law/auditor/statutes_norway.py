"""Norway, as an auditor reads the statutes: the creditor's own letters, the interest, the steps.

Literals from the statute page of Norway, sections 1.3, 1.5, 2 and 12. Sums in øre. The agency's
fees and the courts' stand in `costs_norway.py`.
"""

from collections.abc import Iterator
from datetime import date

from tests.law.auditor.calendar import DAY, months_after, working_day_from
from tests.law.auditor.costs_norway import (
    HELP,
    LEGAL_KINDS,
    STEPS,
    base_rate,
    plan_ceiling,
    refused_agency_fees,
    refused_court_fees,
    salaer_room,
)
from tests.law.auditor.life import Fee, Letter, Objection
from tests.law.auditor.rates import day_table
from tests.law.auditor.reading import Reading

REMINDERS = ("reminder", "collection_notice")
OWN_LETTERS = (*REMINDERS, "payment_demand_own")
DEMANDS = ("payment_demand", "payment_demand_own")
LETTERS_OF_FEES = {
    "reminder": ("reminder",),
    "collection_notice": ("collection_notice",),
    "payment_demand_own": DEMANDS,
}
KNOWN_KINDS = (
    *OWN_LETTERS, "late_payment_compensation", "collection_fee", "instalment_plan", *LEGAL_KINDS,
)  # fmt: skip

COURT_KINDS = ("conciliation_application", "court_application", "small_claims_application")
"""A disputed claim may go straight to court (inkassoloven § 12 tredje ledd)."""
EXCEPTIONS = ("cheque_or_bill", "debtor_evades", "disputed_claim")
"""What needs no demand before a legal step (inkassoloven § 12)."""

LAST_DUE_OF_OLD_FRACTIONS = date(2020, 9, 30)
WHOLE_KRONER_FROM = date(2026, 1, 1)
WAIT_DAYS = LEAST_DAYS = 14
ROUND_MONTHS = DEMAND_MONTHS = 6

LATE_RATES_BP = {
    "2010-01-01": 875, "2010-07-01": 900, "2011-01-01": 900, "2011-07-01": 925,
    "2012-01-01": 875, "2012-07-01": 850, "2013-01-01": 850, "2013-07-01": 950,
    "2014-01-01": 950, "2014-07-01": 950, "2015-01-01": 925, "2015-07-01": 900,
    "2016-01-01": 875, "2016-07-01": 850, "2017-01-01": 850, "2017-07-01": 850,
    "2018-01-01": 850, "2018-07-01": 850, "2019-01-01": 875, "2019-07-01": 925,
    "2020-01-01": 950, "2020-07-01": 800, "2021-01-01": 800, "2021-07-01": 800,
    "2022-01-01": 850, "2022-07-01": 925, "2023-01-01": 1075, "2023-07-01": 1175,
    "2024-01-01": 1250, "2024-07-01": 1250, "2025-01-01": 1250, "2025-07-01": 1225,
    "2026-01-01": 1200, "2026-07-01": 1225,
}  # fmt: skip
LATE_INTEREST = day_table(LATE_RATES_BP, "2026-12-31", leap_years_have_366=True)

COMPENSATION_MINOR = {
    "2014-1": 320_00, "2016-1": 370_00, "2016-2": 370_00, "2017-1": 360_00, "2018-1": 380_00,
    "2019-2": 390_00, "2020-1": 400_00, "2020-2": 430_00, "2021-2": 400_00, "2022-1": 390_00,
    "2022-2": 400_00, "2023-1": 410_00, "2023-2": 460_00, "2024-1": 470_00, "2024-2": 460_00,
    "2025-1": 470_00, "2025-2": 460_00, "2026-1": 460_00, "2026-2": 430_00,
}  # fmt: skip
"""By half-year; those that no source gives, or two sources differently, are not here."""

STATUTES = {
    "wages_covered_before_principal": "innkrevingsloven § 29 første ledd",
    "fee_too_early": "inkassoforskriften §§ 1-2 og 1-3, forsinkelsesrenteloven § 3 a",
    "fee_above_its_ceiling": "inkassoforskriften §§ 1-2 og 1-3",
    "too_many_letters_charged": "inkassoforskriften §§ 1-2 og 1-3",
    "second_letter_before_the_first_was_missed": "inkassoforskriften § 1-2",
    "fee_on_a_claim_that_is_paid": "inkassoloven § 17 første ledd",
    "fee_without_its_letter": "inkassoloven § 19",
    "fee_that_no_law_knows": "forsinkelsesrenteloven § 4 b, inkassoloven § 20",
    "consumer_compensation": "forsinkelsesrenteloven § 3 a",
    "compensation_above_its_sum": "forsinkelsesrenteloven § 3 a",
    "compensation_without_delay": "forsinkelsesrenteloven § 3 a",
    "compensation_twice": "forsinkelsesrenteloven § 3 a",
    "netting_broken": "inkassoforskriften §§ 1-5 og 2-6",
    "own_demand_fee_without_a_missed_notice": "inkassoloven §§ 10 og 17 fjerde ledd",
    "salaer_of_no_agency": "inkassoloven §§ 4, 17 og 19",
    "own_demand_fee_of_an_agency": "inkassoloven § 19, inkassoforskriften § 1-3",
    "salaer_without_a_missed_notice": "inkassoloven §§ 9 og 17",
    "salaer_above_its_table": "inkassoforskriften §§ 2-1 til 2-3",
    "heavy_salaer_too_early": "inkassoforskriften § 2-3",
    "salaer_although_paid_in_time": "inkassoloven § 17 tredje ledd",
    "plan_fee_up_to_four_instalments": "inkassoforskriften § 2-4",
    "plan_fee_above_its_sum": "inkassoforskriften § 2-4",
    "plan_fee_twice": "inkassoforskriften § 2-4",
    "plan_fee_after_a_legal_step": "inkassoforskriften § 2-4",
    "court_fee_above_its_sum": "rettsgebyrloven §§ 6 a, 7, 8 og 14",
    "legal_step_without_demand": "inkassoloven § 11",
    "legal_step_on_an_old_demand": "inkassoloven § 11",
    "help_without_a_legal_step": "tvisteloven § 6-13, tvangsfullbyrdelsesloven § 3-1",
    "deadline_too_short": "inkassoloven §§ 9 og 10",
    "demand_before_the_notice_was_missed": "inkassoloven § 10",
    "letter_before_due": "inkassoloven § 9",
    "demand_within_an_earlier_deadline": "inkassoloven §§ 8 og 10",
    "same_letter_twice_in_a_day": "inkassoloven § 8",
    "letter_after_everything_was_paid": "inkassoloven § 8",
    "letter_while_stopped": "inkassoloven § 8",
    "charge_while_stopped": "inkassoloven § 17 annet ledd",
    "legal_step_while_stopped": "inkassoloven §§ 8 og 13",
    "collection_from_a_minor": "inkassoloven § 8",
    "costs_in_spite_of_a_good_objection": "inkassoloven § 17 annet ledd",
    "interest_without_a_known_rate": "forsinkelsesrenteloven § 3",
    "wrong_interest_rate": "forsinkelsesrenteloven § 3",
    "interest_before_due": "forsinkelsesrenteloven § 2",
    "interest_in_advance": "forsinkelsesrenteloven § 2",
    "interest_twice": "forsinkelsesrenteloven § 3",
    "interest_on_more_than_the_principal": "Rt. 1998 s. 198 (enkel rente)",
    "interest_above_the_sum_of_its_days": "forsinkelsesrenteloven §§ 2 og 3",
}


def letter_fee(kind: str, due_on: date, sent_on: date) -> int | None:
    """One twentieth or three of the base rate, twice as much for old claims; None if unknown."""
    rate = base_rate(sent_on)
    if rate is None:
        return None
    twentieths = 3 if kind == "payment_demand_own" else 1
    if due_on <= LAST_DUE_OF_OLD_FRACTIONS:
        twentieths *= 2
    if sent_on >= WHOLE_KRONER_FROM:
        return (rate * twentieths + 10_00) // 20_00 * 1_00
    return rate * twentieths // 20


def compensation(due_on: date) -> int | None:
    """The krone value of 40 euro in the half-year in which it can first be claimed."""
    first = due_on + DAY
    return COMPENSATION_MINOR.get(f"{first.year}-{1 if first.month < 7 else 2}")


def least_deadline(kind: str, sent_on: date) -> date | None:
    """The earliest last day of a letter; None where no rule sets one."""
    if kind not in ("collection_notice", *DEMANDS):
        return None
    return working_day_from("NO", sent_on + LEAST_DAYS * DAY)


def refused_letters(reading: Reading, letter: Letter) -> Iterator[Objection]:
    """A payment demand comes after a collection notice whose time has run out."""
    if letter.kind in DEMANDS and not any(
        notice.deadline_on < letter.on for notice in reading.sent("collection_notice")
    ):
        yield reading.objection(
            "demand_before_the_notice_was_missed", f"{letter.kind} on {letter.on}", letter.on
        )


def refused_fees(reading: Reading) -> Iterator[Objection]:
    """Everything in the fees that Norwegian law refuses."""
    for fee, trouble in _letters_in_rounds(reading):
        due_on = reading.due[fee.claim_id]
        ceiling = letter_fee(fee.kind, due_on, fee.on)
        if ceiling is None or fee.amount_minor > ceiling:
            yield reading.objection(
                "fee_above_its_ceiling", f"{fee.kind} {fee.amount_minor}, {ceiling}", fee.on
            )
        letter = reading.letter_by_id.get(fee.letter_id)
        sent_on = max(fee.on, letter.on) if letter else fee.on
        if sent_on < due_on + WAIT_DAYS * DAY:
            yield reading.objection("fee_too_early", f"{fee.kind} sent on {sent_on}", fee.on)
        if fee.kind == "payment_demand_own" and reading.collection == "agency":
            yield reading.objection("own_demand_fee_of_an_agency", "an agency's demand", fee.on)
        if (
            fee.kind == "payment_demand_own"
            and fee.amount_minor
            and not any(
                notice.deadline_on < sent_on for notice in reading.sent("collection_notice")
            )
        ):
            told = f"no notice was missed by {sent_on}"
            yield reading.objection("own_demand_fee_without_a_missed_notice", told, fee.on)
        if fee.amount_minor:
            yield from trouble
    yield from _compensation(reading)
    yield from refused_agency_fees(reading)
    yield from refused_court_fees(reading)
    yield from _netting(reading)


def _letters_in_rounds(reading: Reading) -> Iterator[tuple[Fee, list[Objection]]]:
    """Each charged or covered letter with what its place in the round of letters says against it.

    One that may not be charged, and was not, does not count for those after it.
    """
    charged: list[Fee] = []
    for fee in reading.of_kind(*OWN_LETTERS):
        if charged and fee.on > months_after(charged[-1].on, ROUND_MONTHS):
            charged.clear()
        trouble = list(_place_in_its_round(reading, charged, fee))
        if fee.amount_minor or not trouble:
            charged.append(fee)
        yield fee, trouble


def _place_in_its_round(reading: Reading, charged: list[Fee], fee: Fee) -> Iterator[Objection]:
    """Two reminders or notices and one own demand, until six months have gone since the last."""
    if fee.kind == "payment_demand_own":
        if any(one.kind == fee.kind for one in charged):
            yield reading.objection("too_many_letters_charged", f"again on {fee.on}", fee.on)
        return
    if sum(one.kind in REMINDERS for one in charged) >= 2:
        yield reading.objection("too_many_letters_charged", f"{fee.kind} on {fee.on}", fee.on)
    for one in charged:
        letter = reading.letter_by_id.get(one.letter_id)
        if letter is None:
            continue
        was_long = (letter.deadline_on - letter.on).days >= LEAST_DAYS
        if not was_long or fee.on <= letter.deadline_on:
            yield reading.objection(
                "second_letter_before_the_first_was_missed",
                f"{letter.kind} of {letter.on} gave until {letter.deadline_on}",
                fee.on,
            )


def _compensation(reading: Reading) -> Iterator[Objection]:
    seen: set[int] = set()
    for fee in reading.of_kind("late_payment_compensation"):
        if reading.debtor_kind == "consumer":
            yield reading.objection("consumer_compensation", "the debtor is a consumer", fee.on)
        sum_minor = compensation(reading.due[fee.claim_id])
        if sum_minor is None or fee.amount_minor > sum_minor:
            yield reading.objection(
                "compensation_above_its_sum", f"{fee.amount_minor}, {sum_minor}", fee.on
            )
        if fee.claim_id in seen:
            yield reading.objection("compensation_twice", f"again on {fee.on}", fee.on)
        seen.add(fee.claim_id)


def _netting(reading: Reading) -> Iterator[Objection]:
    """The compensation of a claim is offset against its letters and the agency: the larger is owed.

    In a case of several claims the letters and the agency's fees lie on one of them.
    """
    agency, plans = reading.of_kind("collection_fee"), reading.of_kind("instalment_plan")
    for fee in reading.of_kind("late_payment_compensation"):
        sum_minor = compensation(reading.due[fee.claim_id]) or 0
        charged, whole = fee.amount_minor, 0
        for one, trouble in _letters_in_rounds(reading):
            if one.claim_id == fee.claim_id:
                charged += one.amount_minor
                ceiling = letter_fee(one.kind, reading.due[one.claim_id], one.on) or 0
                whole += 0 if trouble else ceiling
        for one in (*agency, *plans):
            charged += one.amount_minor if one.claim_id == fee.claim_id else 0
        whole += sum(plan_ceiling(one) for one in plans if one.claim_id == fee.claim_id)
        whole += salaer_room(reading, agency[-1]) if agency else 0
        if charged > max(sum_minor, whole):
            told = f"{charged} is more than the larger of {sum_minor} and {whole}"
            yield reading.objection("netting_broken", told, fee.on)


def refused_steps(reading: Reading) -> Iterator[Objection]:
    """A legal step needs a demand whose time has run out and which is not six months old.

    What § 12 excepts is excused by its reason; help with a step needs the step.
    """
    acts = [(step.on, step.kind) for step in reading.steps]
    acts += [(fee.on, fee.kind) for fee in reading.of_kind(*STEPS) if fee.reason not in EXCEPTIONS]
    for on, kind in acts:
        missed = [one for one in reading.sent(*DEMANDS) if one.deadline_on < on]
        if not missed:
            yield reading.objection("legal_step_without_demand", f"{kind} on {on}", on)
        elif on > months_after(missed[-1].on, DEMAND_MONTHS):
            yield reading.objection("legal_step_on_an_old_demand", f"{kind} on {on}", on)
    for fee in reading.of_kind(*HELP):
        if not any(step.on <= fee.on for step in reading.of_kind(HELP[fee.kind])):
            yield reading.objection("help_without_a_legal_step", fee.kind, fee.on)
