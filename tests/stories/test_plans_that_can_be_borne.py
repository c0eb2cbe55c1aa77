"""A plan at what the debtor can bear stands beside the creditor's alternatives, said in words."""

from datetime import timedelta

import pytest

from kvitt.application.preview_plan import PlanWish, preview_plan
from kvitt.application.record_ability import record_ability
from kvitt.domain.ability import VALID_DAYS, Finances
from kvitt.store.session import query_value, tenant_scope
from tests.application.test_plans import FIRST, TODAY, agreed, creditor_whose, owing
from tests.stories import money

pytestmark = pytest.mark.usefixtures("live_db")
OPEN_MINOR = 3_000_00


def can_bear(creditor, case, monthly_minor, *, on=TODAY, **more):
    """What is left is what is entered: nothing goes to other debts."""
    known = Finances(
        income_minor=20_000_00 + monthly_minor, housing_minor=6_000_00,
        livelihood_minor=14_000_00, instalments_minor=0, enforcement_minor=0,
    )._replace(**more)  # fmt: skip
    return record_ability(creditor, case, known, basis_text="told by telephone", today=on,
                          actor="Mona")  # fmt: skip


def preview(creditor, case, *, today=TODAY, **wish):
    return preview_plan(creditor, [case], PlanWish(FIRST, **wish), today=today)


def test_a_plan_at_what_can_be_borne_is_proposed_beside_the_others():
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, 400_00)
    found = preview(creditor, case)
    assert [offer.months for offer in found.offers] == [3, 6, 12]
    borne = found.bearable
    assert borne is not None
    assert borne.offer is not None
    assert borne.offer.months == 8
    assert borne.offer.instalments[0].amount_minor == 400_00
    assert borne.too_heavy_months == (3, 6)
    assert borne.sentence == (
        "the debtor can bear 400.00 a month (handler, 2026-02-16); that is 8 instalments; "
        "more than that is asked over 3, 6 months"
    )


def test_the_plan_that_is_proposed_can_be_agreed_as_it_stands():
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, 400_00)
    borne = preview(creditor, case).bearable
    plan = agreed(creditor, case, months=None, amount_minor=borne.monthly_minor)
    with tenant_scope(creditor.tenant_id):
        rows = query_value(
            "select array_agg(amount_minor order by number) from instalment"
            " where tenant_id = %s and plan_id = %s",
            (creditor.tenant_id, plan.plan_id),
        )
    assert rows == [one.amount_minor for one in borne.offer.instalments]


@pytest.mark.parametrize(
    ("monthly_minor", "words"),
    [
        (99_99, "at least 100.00"),
        (100_00, "at most 12 instalments"),
        (0, "nothing is left a month for a plan (handler, 2026-02-16)"),
    ],
)
def test_where_the_creditors_rules_have_no_such_plan_the_words_say_why(monthly_minor, words):
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, monthly_minor)
    borne = preview(creditor, case).bearable
    assert borne.offer is None
    assert words in borne.sentence
    assert borne.too_heavy_months == (3, 6, 12)


def test_who_can_pay_it_all_at_once_is_told_so():
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, 50_000_00)
    borne = preview(creditor, case).bearable
    assert borne.offer.months == 1
    assert borne.too_heavy_months == ()
    assert "that is one instalment" in borne.sentence


def test_a_wish_of_its_own_is_only_compared():
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, 400_00)
    for wish, heavy in (({"months": 3}, (3,)), ({"amount_minor": 300_00}, ())):
        borne = preview(creditor, case, **wish).bearable
        assert borne.offer is None
        assert borne.too_heavy_months == heavy


def test_what_is_not_known_is_said_to_be_not_known():
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, 400_00, income_minor=None)
    borne = preview(creditor, case).bearable
    assert (borne.monthly_minor, borne.offer) == (None, None)
    assert borne.sentence.endswith("a month (handler, 2026-02-16): not known: income")


def test_without_a_report_that_counts_the_preview_is_as_it_was():
    creditor = creditor_whose()
    case = owing(creditor)
    assert preview(creditor, case).bearable is None
    can_bear(creditor, case, 400_00, on=TODAY - timedelta(days=VALID_DAYS - 1))
    assert preview(creditor, case).bearable is not None
    creditor = creditor_whose()
    case = owing(creditor)
    can_bear(creditor, case, 400_00, on=TODAY - timedelta(days=VALID_DAYS))
    assert preview(creditor, case).bearable is None


def test_another_creditors_report_on_a_debtor_is_not_ours():
    ours, theirs = creditor_whose(), creditor_whose()
    case, other = owing(ours), owing(theirs)
    can_bear(theirs, other, 400_00)
    assert preview(ours, case).bearable is None


def test_the_preview_with_what_can_be_borne_writes_nothing():
    creditor = creditor_whose(with_fee=True, interest_runs=False)
    case = owing(creditor)
    can_bear(creditor, case, 400_00)
    before = money.events(creditor, case), money.claim(creditor, case)
    preview(creditor, case)
    assert before == (money.events(creditor, case), money.claim(creditor, case))
