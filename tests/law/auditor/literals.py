"""What the statute pages say of single values, by the names that the law data gives them.

Each literal answers for a day: the amount, or None where the pages know none, so that a lookup must
be refused. ``since`` is the day from which the page speaks at all. Sums in öre, multiples in
hundredths, rates in basis points.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from tests.law.auditor import costs_norway, statutes_norway, statutes_sweden
from tests.law.auditor.calendar import DAY
from tests.law.auditor.rates import DayTable

Amount = int | tuple[tuple[int | None, int], ...] | None


class Literal(NamedTuple):
    """What a value is on a day, from a day on."""

    since: date
    amount: Callable[[date], Amount]


def always(amount: int, since: str = "2010-01-01") -> Literal:
    """The same on every day from one on."""
    return Literal(date.fromisoformat(since), lambda day: amount)


def steps(*changes: tuple[str, int | None], until: str = "9999-12-31") -> Literal:
    """An amount from each of the days on; None from the last day on."""
    days = [(date.fromisoformat(day), amount) for day, amount in changes]
    end = date.fromisoformat(until)

    def amount(day: date) -> int | None:
        found = [amount for start, amount in days if start <= day]
        return found[-1] if found and day < end else None

    return Literal(days[0][0], amount)


def rates(table: DayTable, less_bp: int = 0) -> Literal:
    """The rate of each single day of an auditor's table."""

    def amount(day: date) -> int | None:
        place = day.toordinal() - table.first
        return table.rates_bp[place] - less_bp if 0 <= place < len(table.rates_bp) else None

    return Literal(date.fromordinal(table.first), amount)


def ordinary(kind: str) -> Literal:
    """A Swedish ceiling by the day of the measure."""
    return Literal(date(2003, 7, 1), lambda day: statutes_sweden.ordinary_ceiling(kind, day))


def authority(kind: str, since: str) -> Literal:
    """A Swedish authority's fee that does not depend on the claim's value."""
    start = date.fromisoformat(since)
    return Literal(start, lambda day: statutes_sweden.authority_fee(kind, day, 100_00))


def twentieths(new: int) -> Literal:
    """A Norwegian fraction by the due day: twice as much for old claims."""
    last = statutes_norway.LAST_DUE_OF_OLD_FRACTIONS
    return Literal(date(2009, 1, 1), lambda due_on: new * (2 if due_on <= last else 1))


def _table(due_on: date) -> tuple[tuple[int | None, int], ...]:
    is_new = due_on >= costs_norway.FIRST_DUE_OF_NEW_TABLE
    table = costs_norway.NEW_TABLE if is_new else costs_norway.OLD_TABLE
    return tuple((upper, round(float(times) * 100)) for upper, times in table)


def _compensation_from(first: date) -> int | None:
    return statutes_norway.compensation(first - DAY)


def _swedish_compensation(due_on: date) -> int:
    is_owed = due_on >= statutes_sweden.FIRST_DUE_WITH_COMPENSATION
    return statutes_sweden.COMPENSATION_MINOR if is_owed else 0


def _court_unit(day: date) -> int | None:
    years = [year for year in costs_norway.COURT_UNIT_KR if year <= day.year]
    return costs_norway.COURT_UNIT_KR[max(years)] * 100 if day.year <= 2026 else None


SWEDEN = {
    "interest.reference_rate": rates(statutes_sweden.LATE_INTEREST, 800),
    "interest.late_addition": always(800, "2002-07-01"),
    "interest.restitution_addition": always(200, "2002-07-01"),
    "interest.reference_rate_step": always(50),
    "interest.demand_days": always(30),
    "interest.damages_days": always(30),
    "interest.acceptance_days": always(30, "2013-03-16"),
    "interest.payment_term_business": always(30, "2013-03-16"),
    "interest.payment_term_authority": always(30, "2013-03-16"),
    "interest.first_day_offset_consumer": always(1),
    "interest.first_day_offset_business": always(1),
    "interest.restitution_day_offset_consumer": always(1),
    "interest.restitution_day_offset_business": always(1),
    "fees.reminder": ordinary("reminder"),
    "fees.collection_demand": ordinary("collection_demand"),
    "fees.instalment_plan": ordinary("instalment_plan"),
    "fees.late_payment_compensation": Literal(date(2003, 7, 1), _swedish_compensation),
    "fees.paid_letters_of_a_kind": always(1),
    "fees.sms": always(0),
    "fees.call": always(0),
    "fees.visit": always(0),
    "fees.administration": always(0),
    "fees.instalment_notice": always(0),
    "fees.payment_order_application": authority("payment_order_application", "2015-01-01"),
    "fees.assistance_application": authority("assistance_application", "2015-01-01"),
    "fees.payment_order_representation": authority("payment_order_representation", "2010-01-01"),
    "fees.assistance_representation": authority("assistance_representation", "2010-01-01"),
    "fees.enforcement_base_fee": authority("enforcement_base_fee", "2010-01-01"),
    "fees.enforcement_least_unpaid": always(100_00),
    "fees.enforcement_year_months": always(12),
    "fees.eviction_base_fee": authority("eviction_base_fee", "2017-07-01"),
    "fees.eviction_total_most": always(3_000_00, "2017-07-01"),
    "fees.small_claim_share": always(5_000, "2024-05-01"),
    "amounts.price_base": steps(
        ("2023-01-01", 52_500_00), ("2024-01-01", 57_300_00), ("2025-01-01", 58_800_00),
        ("2026-01-01", 59_200_00), until="2027-01-01",
    ),
    "deadlines.collection_demand_days": always(8),
    "deadlines.collection_demand_bank_days": always(4),
    "deadlines.delivery_bank_days": always(2),
    "deadlines.reminder_days": always(0),
    "deadlines.friendly_reminder_days": always(0),
    "limitation.ordinary_years": always(10),
    "limitation.consumer_years": always(3),
    "limitation.note_years": always(10),
    "limitation.unserved_action_years": always(1),
    "limitation.unserved_action_times": always(1),
    "statutory.payment_order_reply": always(2),
    "statutory.payment_order_reply_practice": always(10),
    "statutory.transfer_to_court": always(4),
    "statutory.reopening": always(1),
    "statutory.appeal": always(3),
    "statutory.enforcement_appeal": always(3),
    "statutory.enforcement_deferral": always(2),
    "statutory.enforcement_deferral_times": always(2),
    "statutory.enforcement_payout": always(2),
    "statutory.credit_acceleration_notice": always(4, "2015-01-01"),
    "credit.rate_margin": always(2_000, "2025-03-01"),
    "credit.setup_fee_share": always(100, "2025-03-01"),
    "credit.small_purchase_share": always(200, "2025-03-01"),
    "credit.acceleration_share": always(1_000, "2015-01-01"),
    "credit.acceleration_share_several": always(500, "2015-01-01"),
    "credit.acceleration_months": always(1, "2015-01-01"),
    "records.bookkeeping": always(7, "2015-01-01"),
    "records.case_file": always(36, "2024-04-15"),
}  # fmt: skip

NORWAY = {
    "interest.late_rate": rates(statutes_norway.LATE_INTEREST),
    "interest.least_addition": steps(("2010-01-01", 700), ("2013-03-16", 800)),
    "interest.demand_days": always(30),
    "interest.payment_term_business": always(60, "2013-03-16"),
    "interest.payment_term_authority": always(30, "2013-03-16"),
    "interest.payment_term_authority_justified": always(60, "2013-03-16"),
    "interest.first_day_offset_consumer": always(1),
    "interest.first_day_offset_business": always(1),
    "fees.base_rate": Literal(date(2009, 1, 1), costs_norway.base_rate),
    "fees.reminder_twentieths": twentieths(1),
    "fees.collection_notice_twentieths": twentieths(1),
    "fees.payment_demand_own_twentieths": twentieths(3),
    "fees.letter_fee_rounding": steps(("2009-01-01", 1), ("2026-01-01", 1_00)),
    "fees.wait_days_after_due": always(14),
    "fees.first_letter_deadline_days": always(14),
    "fees.most_reminders_and_notices": always(2),
    "fees.most_payment_demands_own": always(1),
    "fees.reset_months": always(6),
    "fees.late_payment_compensation": Literal(date(2013, 7, 1), _compensation_from),
    "fees.collection_fee": Literal(date(2010, 1, 1), _table),
    "fees.collection_fee_heavy_factor": always(200),
    "fees.collection_fee_heavy_after_days": always(28),
    "fees.collection_fee_business_factor": always(150),
    "fees.collection_fee_vat_factor": always(125),
    "fees.paid_collection_fees": always(1),
    "fees.instalment_plan": always(150),
    "fees.instalment_plan_free_instalments": always(4),
    "fees.paid_instalment_plans": always(1),
    "fees.paid_applications_of_a_kind": always(1),
    "fees.court_unit": Literal(date(2006, 1, 1), _court_unit),
    "fees.court_fee_rounding": always(1_00, "2015-01-01"),
    "fees.conciliation_application": steps(
        ("2015-01-01", 100), ("2019-01-01", 115), ("2022-01-01", 110), ("2024-07-01", 154)
    ),
    "fees.attachment_application": steps(
        ("2016-01-01", 170), ("2021-01-01", 125), ("2022-01-01", 121), ("2024-01-01", None),
        ("2025-01-01", 69),
    ),
    "fees.court_application": always(500, "2015-01-01"),
    "fees.small_claims_application": always(350, "2015-01-01"),
    "fees.less_after_conciliation": always(100, "2015-01-01"),
    "fees.conciliation_representation": always(50, "2021-01-01"),
    "fees.attachment_drafting": always(0, "2015-01-01"),
    "fees.conciliation_reopening": always(50, "2026-01-01"),
    "fees.conciliation_decision_appeal": always(200, "2026-01-01"),
    "fees.enforcement_complaint": always(100, "2026-01-01"),
    "fees.money_claim_sale": always(40, "2026-01-01"),
    "fees.bankruptcy_demand_service": always(50, "2026-01-01"),
    "fees.most_conciliation_meeting": always(50, "2022-01-01"),
    "fees.most_conciliation_representation": always(400, "2022-01-01"),
    "fees.sms": always(0),
    "fees.call": always(0),
    "fees.visit": always(0),
    "fees.administration": always(0),
    "deadlines.collection_notice_days": always(14),
    "deadlines.payment_demand_days": always(14),
    "deadlines.payment_demand_own_days": always(14),
    "deadlines.reminder_days": always(14),
    "deadlines.friendly_reminder_days": always(0),
    "limitation.ordinary_years": always(3),
    "limitation.loan_years": always(10),
    "limitation.note_years": always(10),
    "limitation.interest_years": always(3),
    "limitation.judgment_years": always(10),
    "limitation.enforcement_years": always(10),
    "limitation.trekk_end_years": always(1, "2026-01-01"),
    "limitation.trekk_notice_years": always(10, "2026-01-01"),
    "statutory.attachment_objection": always(3),
    "statutory.enforcement_notice": always(2),
    "statutory.renewed_notice": always(1),
    "statutory.demand_age": always(6),
    "statutory.re_presentation": always(2),
    "statutory.attachment_continuation": always(1),
    "statutory.conciliation_reply": always(2),
    "statutory.conciliation_appeal": always(1),
    "statutory.credit_remark": always(1, "2026-01-01"),
    "statutory.debt_settlement_stay": always(4),
    "statutory.forced_sale_wait": always(2),
    "statutory.no_assets_entry": always(3, "2026-01-01"),
    "statutory.trekk_confirmation": always(1, "2026-01-01"),
    "statutory.trekk_lapse": always(2, "2026-01-01"),
    "records.bookkeeping": always(5, "2015-01-01"),
    "records.correspondence": always(42, "2015-01-01"),
}  # fmt: skip

LITERALS = {"SE": SWEDEN, "NO": NORWAY}
