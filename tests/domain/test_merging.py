"""Several claims of one creditor on one debtor: one case and one letter, or the reason why not."""

from datetime import date, timedelta

import pytest

from kvitt.domain.facts import FeeFacts
from kvitt.domain.flow import flow
from kvitt.domain.merging import Sibling, decide_together
from kvitt.law.book import law_book
from tests.domain.cases import DUE, facts, sent

REMINDED_ON, PAY_BY = date(2026, 2, 16), date(2026, 2, 26)
TODAY = date(2026, 3, 2)


def case(number, flow_name="se-own-consumer", *, due_on=DUE, debtor_id=7, **changed):
    """A reminded case of 1 000.00 that is to be demanded on TODAY."""
    notices = changed.pop(
        "notices",
        [
            sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12)),
            sent("reminder", "reminder", REMINDED_ON, PAY_BY, number=10 * number),
        ],
    )
    claim = {"claim_id": 100 + number, "due_on": due_on, "interest_through_on": due_on}
    made = facts(flow_name, notices=notices, **claim, **changed)
    return made._replace(case_id=number, debtor_id=debtor_id)


def sibling(one, *, next_on=TODAY, last="reminder", held_by=None, apart=False):
    return Sibling(one.case_id, one.debtor_id, one.flow, next_on, last, last, held_by, apart)


def together(*cases, others=(), today=TODAY):
    steps = {one.flow: flow(one.flow) for one in cases}
    law = law_book(next(iter(steps.values())).country)
    siblings = [*map(sibling, cases), *others]
    return {d.case_id: d for d in decide_together(cases, siblings, today, law, steps)}


def charged(decision):
    return [(c.kind, c.claim_id, c.amount_minor) for c in decision.charges if c.kind != "interest"]


def test_two_claims_that_reach_the_demand_on_the_same_day_become_one_demand_with_one_fee():
    decisions = together(case(1), case(2))
    assert list(decisions) == [1]
    one = decisions[1]
    assert one.absorbs == (2,)
    assert "RH 2022:7" in one.merging.reference or "inkassolagen" in one.merging.reference
    assert one.notice.principal_minor == 2_000_00
    assert charged(one) == [("collection_demand", 101, 180_00)]
    assert any("180.00" in refused and "102" in refused for refused in one.refused)


def test_the_case_with_the_oldest_claim_stays_whatever_its_number():
    older = case(5, due_on=DUE - timedelta(days=3))
    decisions = together(case(2), older)
    assert (list(decisions), decisions[5].absorbs) == ([5], (2,))


def test_each_claim_bears_its_own_interest_in_the_one_demand():
    one = together(case(1), case(2, due_on=DUE - timedelta(days=7)))[2]
    interest = {c.claim_id: c.amount_minor for c in one.charges if c.kind == "interest"}
    assert interest == {101: 8_49, 102: 10_41}
    assert one.notice.interest_minor == 18_90


def test_debtors_are_never_merged_with_each_other():
    decisions = together(case(1, debtor_id=7), case(2, debtor_id=8))
    assert set(decisions) == {1, 2}
    assert all(not d.absorbs and not d.apart for d in decisions.values())


def test_three_claims_of_which_one_is_disputed_give_one_demand_of_two_and_the_reason():
    disputed = sibling(case(3), held_by="dispute")
    decisions = together(case(1), case(2), others=[disputed])
    assert decisions[1].absorbs == (2,)
    assert decisions[1].apart == ((3, "nothing is sent on it: dispute"),)


def test_a_claim_that_has_not_come_so_far_stays_apart_and_the_demand_says_so():
    later = sibling(case(3), next_on=date(2026, 3, 20), last="friendly_reminder")
    decision = together(case(1), others=[later])[1]
    assert decision.apart == ((3, "it has not come so far: its next step is on 2026-03-20"),)


def test_a_case_that_a_person_keeps_apart_goes_out_by_itself():
    steps = {"se-own-consumer": flow("se-own-consumer")}
    cases = [case(1), case(2)]
    siblings = [sibling(cases[0]), sibling(cases[1], apart=True)]
    found = decide_together(cases, siblings, TODAY, law_book("SE"), steps)
    assert {d.case_id: d.absorbs for d in found} == {1: (), 2: ()}
    assert found[0].apart == ((2, "a person decided that it goes on by itself"),)


def test_businesses_owe_the_compensation_for_each_claim_and_no_fee_beside_it():
    friendly = [sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12))]
    cases = [case(n, "se-own-business", notices=friendly) for n in (1, 2)]
    one = together(*cases, today=REMINDED_ON)[1]
    assert charged(one) == [
        ("late_payment_compensation", 101, 450_00),
        ("late_payment_compensation", 102, 450_00),
    ]
    assert one.notice.cost_minor == 900_00
    assert one.notice.covered_minor == 60_00


def test_a_merged_case_charges_a_second_reminder_of_no_claim():
    fees = [FeeFacts("reminder", 60_00, REMINDED_ON, 10, 101)]
    one = case(1, fees=fees)
    two = case(2, fees=[FeeFacts("reminder", 60_00, REMINDED_ON, 20, 102)])
    decision = together(one, two)[1]
    assert [kind for kind, _, _ in charged(decision)] == ["collection_demand"]


NOTICED = [
    sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12)),
    sent("collection_notice", "collection_notice", date(2026, 2, 16), date(2026, 3, 2), number=2),
]
DEMAND_ON = date(2026, 3, 9)


@pytest.mark.parametrize("flow_name", ["no-agency-consumer", "no-agency-business"])
def test_a_norwegian_claim_after_a_demand_waits_for_a_person(flow_name):
    one = case(1, flow_name, notices=NOTICED)
    demanded = sibling(case(2, flow_name), last="payment_demand", next_on=date(2026, 4, 1))
    decision = together(one, others=[demanded], today=DEMAND_ON)[1]
    assert (decision.notice, decision.task) == (None, "merge_review")
    assert "§ 17" in decision.next_what


def test_norwegian_claims_of_the_same_day_carry_one_fee_on_their_sum():
    cases = [
        case(n, "no-agency-consumer", notices=NOTICED, principal_open_minor=minor)
        for n, minor in ((1, 400_00), (2, 700_00), (3, 1_900_00))
    ]
    one = together(*cases, today=DEMAND_ON)[1]
    assert one.absorbs == (2, 3)
    assert charged(one) == [("collection_fee", 101, 600_00)]
