"""An agreement is changed part by part, as a whole or not at all, and the history keeps the old."""

import json
from datetime import date

import pytest

from kvitt.application.add_creditor import add_creditor
from kvitt.application.change_agreement import NothingToChange, change_agreement
from kvitt.domain.agreement import PARTS, AgreementUnclear, rules_shown
from kvitt.domain.closing import SmallBalanceUnclear
from kvitt.domain.deferral import AgreementUnclear as DeferralUnclear
from kvitt.domain.plan_rules import PlanRulesUnclear
from kvitt.domain.settlement_offer import OfferRulesUnclear
from kvitt.store.creditors import creditor_of
from kvitt.store.session import query, tenant_scope
from tests.portfolio import organisation_number
from tests.stories import money

ON = date(2026, 2, 16)
pytestmark = pytest.mark.usefixtures("live_db")


def changed(creditor, because="as agreed with them", **changes):
    return change_agreement(creditor, changes, because=because, today=ON, actor="Mona")


def stored(creditor):
    with tenant_scope(creditor.tenant_id):
        return creditor_of(creditor.tenant_id).agreement


def told(creditor):
    with tenant_scope(creditor.tenant_id):
        rows = query("select given from history where kind = 'agreement_changed' order by id")
    return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]


def test_a_named_rule_changes_alone_and_the_old_value_is_in_the_history():
    creditor = money.creditor_of_its_own(agreement={"fees_agreed": True, "plan": {"moves": 2}})
    after = changed(creditor, plan={"grace_days": 10}, small_balance_minor=25_00)
    assert stored(creditor) == after.agreement == {
        "fees_agreed": True, "plan": {"moves": 2, "grace_days": 10}, "small_balance_minor": 25_00,
    }  # fmt: skip
    (event,) = told(creditor)
    assert event["before"] == {"plan": {"moves": 2}, "small_balance_minor": None}
    assert event["after"]["plan"] == {"moves": 2, "grace_days": 10}
    assert event["because"] == "as agreed with them"


def test_none_goes_back_to_what_is_recommended():
    creditor = money.creditor_of_its_own(agreement={"plan": {"moves": 2, "grace_days": 9}})
    assert changed(creditor, plan={"moves": None}).agreement == {"plan": {"grace_days": 9}}
    assert changed(creditor, plan=None).agreement == {}
    assert rules_shown(stored(creditor)) == rules_shown({})


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ([{"up_to_minor": 100_000, "months": 6}], "leave a hole above 1000.00"),
        (
            [{"up_to_minor": 500_000, "months": 6}, {"up_to_minor": 500_000, "months": 9},
             {"up_to_minor": None, "months": 12}],
            "overlap",
        ),
        (
            [{"up_to_minor": None, "months": 6}, {"up_to_minor": None, "months": 12}],
            "overlap",
        ),
    ],
)  # fmt: skip
def test_rule_bands_that_overlap_or_leave_a_hole_are_refused_at_save(bands, told):
    """Acceptance row 26."""
    creditor = money.creditor_of_its_own()
    with pytest.raises(PlanRulesUnclear, match=told):
        changed(creditor, plan={"bands": bands})
    assert stored(creditor) == {}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"small_balance_minor": -1}, SmallBalanceUnclear),
        ({"small_balance_minor": True}, SmallBalanceUnclear),
        ({"waive_interest_up_to_minor": -1}, AgreementUnclear),
        ({"payment_announced_bank_days": "three"}, DeferralUnclear),
        ({"deferral": {"most_days": -3}}, DeferralUnclear),
        ({"deferral": {"longest": 3}}, DeferralUnclear),
        ({"plan": {"grace_days": 91}}, PlanRulesUnclear),
        ({"settlement_offer": {"least_share_bp": 0}}, OfferRulesUnclear),
        ({"settlement_offer": {"by": ["neighbour"]}}, OfferRulesUnclear),
        ({"fees_to": "agency"}, AgreementUnclear),
    ],
)
def test_what_a_part_cannot_be_is_refused_with_nothing_changed(changes, refusal):
    creditor = money.creditor_of_its_own(agreement={"fees_agreed": False})
    good = {"small_balance_minor": 10_00, "deferral": {"most_times": 1}}
    with pytest.raises(refusal):
        changed(creditor, **(good | changes))
    assert stored(creditor) == {"fees_agreed": False}
    assert told(creditor) == []


def test_a_creditor_is_not_added_with_an_agreement_that_cannot_be_read():
    number = organisation_number("SE")
    with pytest.raises(SmallBalanceUnclear):
        add_creditor(
            name=f"Provbolaget {number}", country="SE", organisation_number=number,
            account=money.bankgiro(), today=ON, flows=("se-own",),
            agreement={"small_balance_minor": "25"},
        )  # fmt: skip


def test_a_change_needs_a_reason_and_something_to_change():
    creditor = money.creditor_of_its_own(agreement={"small_balance_minor": 5_00})
    with pytest.raises(NothingToChange, match="say why"):
        changed(creditor, because=" ", small_balance_minor=6_00)
    with pytest.raises(NothingToChange, match="already"):
        changed(creditor, small_balance_minor=5_00)
    assert stored(creditor) == {"small_balance_minor": 5_00}


def test_another_creditors_agreement_stays():
    creditor, other = money.creditor_of_its_own(), money.creditor_of_its_own()
    changed(creditor, small_balance_minor=5_00)
    assert (stored(creditor), stored(other)) == ({"small_balance_minor": 5_00}, {})
    assert told(other) == []


def test_every_part_that_can_be_changed_is_shown_with_its_rules():
    assert set(rules_shown({})) == set(PARTS)
