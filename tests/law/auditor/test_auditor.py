"""The auditor is no yes-man: each of its rules refuses a life made for it, by name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.law.auditor.auditor import STATUTES, audit
from tests.law.auditor.life import (
    Claim,
    Covered,
    Event,
    Fee,
    Interest,
    LegalStep,
    Letter,
    Life,
    Reopened,
    Stop,
    TakenBack,
    Upheld,
)

DUE = date(2026, 1, 15)
"""A Thursday, a working day in both countries."""


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def swedish(*events: Event, debtor: str = "consumer", **claim: Any) -> Life:
    return Life("SE", debtor, (_claim(claim),), list(events))


def norwegian(
    *events: Event, debtor: str = "consumer", collection: str = "agency", **claim: Any
) -> Life:
    return Life("NO", debtor, (_claim(claim),), list(events), collection)


def _claim(changed: dict[str, Any]) -> Claim:
    return Claim(1, DUE, 10_000_00)._replace(**changed)


REMINDER = Letter(on(2, 2), "reminder", on(2, 12), 1)
REMINDER_FEE = Fee(on(2, 2), "reminder", 60_00, 1, 1, 1)
DEMAND = Letter(on(2, 16), "collection_demand", on(2, 26), 2)
DEMAND_FEE = Fee(on(2, 16), "collection_demand", 180_00, 1, 2, 2)
COMPENSATION = Fee(on(2, 2), "late_payment_compensation", 450_00, 1, 3, 1)
PLAN = Stop(on(3, 2), "plan", on(9, 2), 6)
INTEREST = Interest(on(2, 16), 1, on(1, 16), on(2, 17), 1000, 10_000_00, 87_67, 4)
APPLICATION = Fee(on(3, 2), "payment_order_application", 300_00, 1, 5)

NOTICE = Letter(on(2, 2), "collection_notice", on(2, 16), 1)
NOTICE_FEE = Fee(on(2, 2), "collection_notice", 38_00, 1, 1, 1)
NORWEGIAN_DEMAND = Letter(on(2, 17), "payment_demand", on(3, 3), 2)
OWN_DEMAND_FEE = Fee(on(2, 17), "payment_demand_own", 113_00, 1, 2, 2)
LIGHT = Fee(on(2, 17), "collection_fee", 600_00, 1, 3, base_minor=10_000_00)
HEAVY = Fee(on(4, 1), "collection_fee", 600_00, 1, 4, base_minor=10_000_00)
NORWEGIAN_COMPENSATION = Fee(on(2, 2), "late_payment_compensation", 460_00, 1, 5, 1)
NORWEGIAN_INTEREST = Interest(on(2, 17), 1, on(1, 16), on(2, 18), 1200, 10_000_00, 108_49, 6)
CONCILIATION = Fee(on(3, 4), "conciliation_application", 2071_00, 1, 7)


def test_a_lawful_swedish_life_is_not_objected_to() -> None:
    paid = [Covered(on(2, 20), 1, "interest", 87_67, 9), Covered(on(2, 20), 1, "principal", 500, 9)]
    life = swedish(REMINDER, REMINDER_FEE, DEMAND, DEMAND_FEE, INTEREST, *paid, APPLICATION)
    assert audit(life) == []
    net = [COMPENSATION, REMINDER_FEE._replace(amount_minor=0), DEMAND_FEE._replace(amount_minor=0)]
    assert audit(swedish(REMINDER, DEMAND, *net, debtor="business")) == []


def test_a_lawful_norwegian_life_is_not_objected_to() -> None:
    letters: list[Event] = [NOTICE, NOTICE_FEE, NORWEGIAN_DEMAND]
    assert audit(norwegian(*letters, LIGHT, HEAVY, NORWEGIAN_INTEREST)) == []
    assert audit(norwegian(*letters, OWN_DEMAND_FEE, CONCILIATION, collection="own")) == []
    whole = [NOTICE_FEE._replace(amount_minor=0), LIGHT._replace(amount_minor=478_00)]
    life = norwegian(NOTICE, NORWEGIAN_DEMAND, NORWEGIAN_COMPENSATION, *whole, debtor="business")
    assert audit(life) == []


def _again(fee: Fee, day: date) -> Fee:
    return fee._replace(on=day, charge_id=fee.charge_id + 50)


SWEDISH = {
    "reminder_fee_without_agreement": swedish(REMINDER, REMINDER_FEE, fees_agreed=False),
    "incomplete_demand_charged": swedish(DEMAND._replace(is_complete=False), DEMAND_FEE),
    "fee_above_its_ceiling": swedish(REMINDER, REMINDER_FEE._replace(amount_minor=60_01)),
    "second_measure_without_reason": swedish(DEMAND, DEMAND_FEE, _again(DEMAND_FEE, on(6, 1))),
    "plan_fee_without_a_plan": swedish(Fee(on(3, 2), "instalment_plan", 170_00)),
    "consumer_compensation": swedish(REMINDER, COMPENSATION),
    "compensation_above_its_sum": swedish(
        REMINDER, COMPENSATION._replace(amount_minor=450_01), debtor="business"
    ),
    "compensation_without_delay": swedish(
        Covered(DUE, 1, "principal", 10_000_00), COMPENSATION, debtor="business"
    ),
    "compensation_twice": swedish(
        REMINDER,
        COMPENSATION._replace(amount_minor=200_00),
        _again(COMPENSATION._replace(amount_minor=200_00), on(3, 1)),
        debtor="business",
    ),
    "netting_broken": swedish(REMINDER, COMPENSATION, REMINDER_FEE, debtor="business"),
    "fee_that_no_law_knows": swedish(Fee(on(2, 2), "sms", 1_00)),
    "authority_fee_above_its_sum": swedish(DEMAND, APPLICATION._replace(amount_minor=300_01)),
    "authority_fee_twice": swedish(DEMAND, APPLICATION, _again(APPLICATION, on(6, 1))),
    "fee_too_early": swedish(REMINDER._replace(on=DUE), REMINDER_FEE._replace(on=DUE)),
    "fee_on_a_claim_that_is_paid": swedish(
        Covered(on(2, 2), 1, "principal", 10_000_00), REMINDER, REMINDER_FEE
    ),
    "fee_without_its_letter": swedish(REMINDER, DEMAND_FEE._replace(letter_id=1)),
    "deadline_too_short": swedish(DEMAND._replace(deadline_on=on(2, 23))),
    "legal_step_without_demand": swedish(DEMAND, LegalStep(on(2, 26), "payment_order")),
    "letter_before_due": swedish(REMINDER._replace(on=DUE)),
    "demand_within_an_earlier_deadline": swedish(REMINDER._replace(deadline_on=on(2, 16)), DEMAND),
    "same_letter_twice_in_a_day": swedish(REMINDER, REMINDER._replace(letter_id=9)),
    "letter_after_everything_was_paid": swedish(
        Covered(on(2, 1), 1, "principal", 10_000_00), REMINDER
    ),
    "letter_while_stopped": swedish(Stop(on(2, 2), "objection"), REMINDER),
    "charge_while_stopped": swedish(Stop(on(1, 20), "deferral", on(2, 2)), REMINDER_FEE),
    "legal_step_while_stopped": swedish(DEMAND, PLAN, LegalStep(on(9, 2), "payment_order")),
    "collection_from_a_minor": swedish(REMINDER, was_minor=True),
    "costs_in_spite_of_a_good_objection": swedish(REMINDER, REMINDER_FEE, Upheld(on(3, 1))),
    "interest_without_a_known_rate": swedish(
        INTEREST._replace(on=date(2027, 1, 2), from_=on(12, 1), until=date(2027, 1, 2))
    ),
    "wrong_interest_rate": swedish(INTEREST._replace(rate_bp=1050)),
    "interest_before_due": swedish(INTEREST._replace(from_=DUE)),
    "interest_in_advance": swedish(INTEREST._replace(until=on(2, 18))),
    "interest_twice": swedish(
        INTEREST._replace(amount_minor=1), INTEREST._replace(from_=on(2, 16), amount_minor=1)
    ),
    "interest_on_more_than_the_principal": swedish(INTEREST._replace(base_minor=10_000_01)),
    "interest_above_the_sum_of_its_days": swedish(INTEREST._replace(amount_minor=87_68)),
    "principal_covered_before_interest": swedish(
        INTEREST, Covered(on(2, 20), 1, "principal", 1_00, 9)
    ),
}
NORWEGIAN_LETTERS = (NOTICE, NORWEGIAN_DEMAND)
NORWEGIAN = {
    "fee_too_early": norwegian(
        NOTICE._replace(on=on(1, 28)), NOTICE_FEE._replace(on=on(1, 28))
    ),
    "fee_above_its_ceiling": norwegian(NOTICE, NOTICE_FEE._replace(amount_minor=38_01)),
    "too_many_letters_charged": norwegian(
        *NORWEGIAN_LETTERS, OWN_DEMAND_FEE, _again(OWN_DEMAND_FEE, on(8, 17))
    ),
    "second_letter_before_the_first_was_missed": norwegian(
        NOTICE, NOTICE_FEE, NOTICE._replace(on=on(2, 16), letter_id=3),
        _again(NOTICE_FEE, on(2, 16))._replace(letter_id=3),
    ),
    "fee_on_a_claim_that_is_paid": norwegian(
        Covered(on(2, 2), 1, "principal", 10_000_00), NOTICE, NOTICE_FEE
    ),
    "fee_without_its_letter": norwegian(NOTICE_FEE),
    "fee_that_no_law_knows": norwegian(Fee(on(2, 2), "administration", 1_00)),
    "consumer_compensation": norwegian(NOTICE, NORWEGIAN_COMPENSATION),
    "compensation_above_its_sum": norwegian(
        NORWEGIAN_COMPENSATION._replace(amount_minor=460_01), debtor="business"
    ),
    "compensation_without_delay": norwegian(
        Covered(DUE, 1, "principal", 10_000_00), NORWEGIAN_COMPENSATION, debtor="business"
    ),
    "compensation_twice": norwegian(
        NORWEGIAN_COMPENSATION._replace(amount_minor=1),
        _again(NORWEGIAN_COMPENSATION._replace(amount_minor=1), on(5, 2)),
        debtor="authority",
    ),
    "netting_broken": norwegian(NOTICE, NOTICE_FEE, NORWEGIAN_COMPENSATION, debtor="business"),
    "own_demand_fee_without_a_missed_notice": norwegian(
        NOTICE._replace(deadline_on=on(2, 17)), NORWEGIAN_DEMAND, OWN_DEMAND_FEE, collection="own"
    ),
    "wages_covered_before_principal": norwegian(
        *NORWEGIAN_LETTERS, LIGHT, Covered(on(5, 1), 1, "cost", 1_00, 9, of_wages=True)
    ),
    "salaer_of_no_agency": norwegian(*NORWEGIAN_LETTERS, LIGHT, collection="own"),
    "own_demand_fee_of_an_agency": norwegian(*NORWEGIAN_LETTERS, OWN_DEMAND_FEE),
    "salaer_without_a_missed_notice": norwegian(NOTICE, LIGHT._replace(on=on(2, 16))),
    "salaer_above_its_table": norwegian(*NORWEGIAN_LETTERS, HEAVY._replace(amount_minor=1200_01)),
    "heavy_salaer_too_early": norwegian(
        *NORWEGIAN_LETTERS, LIGHT, HEAVY._replace(on=on(3, 31))
    ),
    "salaer_although_paid_in_time": norwegian(
        NOTICE, Covered(on(2, 16), 1, "principal", 10_000_00), LIGHT
    ),
    "plan_fee_up_to_four_instalments": norwegian(
        PLAN._replace(instalments=4), Fee(on(3, 2), "instalment_plan", 1125_00)
    ),
    "plan_fee_above_its_sum": norwegian(PLAN, Fee(on(3, 2), "instalment_plan", 1125_01)),
    "plan_fee_twice": norwegian(
        PLAN, Fee(on(3, 2), "instalment_plan", 1), Fee(on(3, 2), "instalment_plan", 1, 1, 2)
    ),
    "plan_fee_after_a_legal_step": norwegian(
        *NORWEGIAN_LETTERS, CONCILIATION, PLAN._replace(on=on(3, 5)),
        Fee(on(3, 5), "instalment_plan", 1125_00),
    ),
    "court_fee_above_its_sum": norwegian(
        *NORWEGIAN_LETTERS, CONCILIATION._replace(amount_minor=2071_01)
    ),
    "legal_step_without_demand": norwegian(*NORWEGIAN_LETTERS, LegalStep(on(3, 3), "attachment")),
    "help_without_a_legal_step": norwegian(
        *NORWEGIAN_LETTERS, Fee(on(3, 4), "conciliation_representation", 672_50)
    ),
    "legal_step_on_an_old_demand": norwegian(
        *NORWEGIAN_LETTERS, LegalStep(on(8, 18), "attachment")
    ),
    "deadline_too_short": norwegian(NOTICE._replace(deadline_on=on(2, 15))),
    "demand_before_the_notice_was_missed": norwegian(NORWEGIAN_DEMAND),
    "letter_before_due": norwegian(NOTICE._replace(on=DUE)),
    "demand_within_an_earlier_deadline": norwegian(
        NOTICE, NORWEGIAN_DEMAND._replace(on=on(2, 16))
    ),
    "same_letter_twice_in_a_day": norwegian(NOTICE, NOTICE._replace(letter_id=8)),
    "letter_after_everything_was_paid": norwegian(
        Covered(on(2, 1), 1, "principal", 10_000_00), NOTICE
    ),
    "letter_while_stopped": norwegian(Stop(on(1, 20), "deferral", on(2, 2)), NOTICE),
    "charge_while_stopped": norwegian(Stop(on(2, 1), "objection"), NOTICE_FEE),
    "legal_step_while_stopped": norwegian(PLAN, LegalStep(on(3, 4), "conciliation")),
    "collection_from_a_minor": norwegian(NOTICE, was_minor=True),
    "costs_in_spite_of_a_good_objection": norwegian(NOTICE, NOTICE_FEE, Upheld(on(3, 1))),
    "interest_without_a_known_rate": norwegian(
        NORWEGIAN_INTEREST._replace(on=date(2027, 1, 2), from_=on(12, 1), until=date(2027, 1, 2))
    ),
    "wrong_interest_rate": norwegian(NORWEGIAN_INTEREST._replace(rate_bp=1225)),
    "interest_before_due": norwegian(NORWEGIAN_INTEREST._replace(from_=DUE)),
    "interest_in_advance": norwegian(NORWEGIAN_INTEREST._replace(until=on(2, 19))),
    "interest_twice": norwegian(
        NORWEGIAN_INTEREST._replace(amount_minor=1),
        NORWEGIAN_INTEREST._replace(from_=on(2, 17), amount_minor=1),
    ),
    "interest_on_more_than_the_principal": norwegian(
        NORWEGIAN_INTEREST._replace(base_minor=10_000_01)
    ),
    "interest_above_the_sum_of_its_days": norwegian(
        NORWEGIAN_INTEREST._replace(amount_minor=108_50)
    ),
}  # fmt: skip
UNLAWFUL = {"SE": SWEDISH, "NO": NORWEGIAN}


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_rule_of_the_auditor_has_a_life_that_it_refuses(country: str) -> None:
    assert set(UNLAWFUL[country]) == set(STATUTES[country].STATUTES)


@pytest.mark.parametrize(
    ("country", "rule"), [(country, rule) for country in UNLAWFUL for rule in UNLAWFUL[country]]
)
def test_the_auditor_objects_by_name_and_statute(country: str, rule: str) -> None:
    found = [one for one in audit(UNLAWFUL[country][rule]) if one.rule == rule]
    assert found
    assert all(one.statute == STATUTES[country].STATUTES[rule] for one in found)


def _withheld(principal_minor: int) -> Life:
    """So much of the principal and a krone of the agency's fee, out of the wages of a month."""
    covered = Covered(on(5, 1), 1, "principal", principal_minor, 9, of_wages=True)
    fee = covered._replace(part="cost", amount_minor=1_00)
    return norwegian(*NORWEGIAN_LETTERS, LIGHT, covered, fee)


BEFORE_AND_AFTER: dict[str, tuple[Callable[[], Life], Callable[[], Life], str]] = {
    "withheld wages cover the whole principal before a fee": (
        lambda: _withheld(9_999_99),
        lambda: _withheld(10_000_00),
        "wages_covered_before_principal",
    ),
    "a second letter on the day after the first one's deadline": (
        lambda: norwegian(
            NOTICE, NOTICE_FEE, NOTICE._replace(on=on(2, 16), letter_id=3),
            NOTICE_FEE._replace(on=on(2, 16), charge_id=9, letter_id=3),
        ),
        lambda: norwegian(
            NOTICE, NOTICE_FEE,
            NOTICE._replace(on=on(2, 17), letter_id=3, deadline_on=on(3, 3)),
            NOTICE_FEE._replace(on=on(2, 17), charge_id=9, letter_id=3),
        ),
        "second_letter_before_the_first_was_missed",
    ),
    "a new round when six months have gone": (
        lambda: norwegian(
            NORWEGIAN_DEMAND, OWN_DEMAND_FEE, OWN_DEMAND_FEE._replace(on=on(8, 17), charge_id=8)
        ),
        lambda: norwegian(
            NORWEGIAN_DEMAND, OWN_DEMAND_FEE, OWN_DEMAND_FEE._replace(on=on(8, 18), charge_id=8)
        ),
        "too_many_letters_charged",
    ),
    "a legal step on the last day of the demand's six months": (
        lambda: norwegian(*NORWEGIAN_LETTERS, LegalStep(on(8, 18), "attachment")),
        lambda: norwegian(*NORWEGIAN_LETTERS, LegalStep(on(8, 17), "attachment")),
        "legal_step_on_an_old_demand",
    ),
    "interest after a payment of principal on the day before": (
        lambda: swedish(Covered(on(1, 19), 1, "principal", 5_000_00), INTEREST),
        lambda: swedish(Covered(on(2, 16), 1, "principal", 5_000_00), INTEREST),
        "interest_on_more_than_the_principal",
    ),
    "interest for the days of a payment that the bank took back": (
        lambda: swedish(
            Covered(on(1, 20), 1, "principal", 5_000_00, 7), Reopened(on(1, 30), 7), INTEREST
        ),
        lambda: swedish(
            Covered(on(1, 20), 1, "principal", 5_000_00, 7), Reopened(on(1, 30), 7),
            INTEREST._replace(from_=on(1, 31), amount_minor=46_58),
        ),
        "interest_on_more_than_the_principal",
    ),
    "a charge that was taken back": (
        lambda: swedish(REMINDER, REMINDER_FEE, Upheld(on(3, 1))),
        lambda: swedish(REMINDER, REMINDER_FEE, TakenBack(on(3, 1), 1), Upheld(on(3, 1))),
        "costs_in_spite_of_a_good_objection",
    ),
    "a due day on Saturday, which moves to Monday": (
        lambda: norwegian(NOTICE._replace(on=on(5, 18)), due_on=on(5, 16)),
        lambda: norwegian(
            NOTICE._replace(on=on(5, 19), deadline_on=on(6, 2)), due_on=on(5, 16)
        ),
        "letter_before_due",
    ),
    "the enforcement authority's fee for another year": (
        lambda: swedish(
            DEMAND, Fee(on(3, 2), "enforcement_base_fee", 600_00, base_minor=100_00),
            Fee(date(2027, 3, 1), "enforcement_base_fee", 600_00, 1, 9, base_minor=100_00),
        ),
        lambda: swedish(
            DEMAND, Fee(on(3, 2), "enforcement_base_fee", 600_00, base_minor=100_00),
            Fee(date(2027, 3, 2), "enforcement_base_fee", 600_00, 1, 9, base_minor=100_00),
        ),
        "authority_fee_twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BEFORE_AND_AFTER)
def test_the_auditor_knows_the_day_on_which_a_rule_turns(name: str) -> None:
    unlawful, lawful, rule = BEFORE_AND_AFTER[name]
    assert rule in {one.rule for one in audit(unlawful())}
    assert rule not in {one.rule for one in audit(lawful())}
