"""Instalment plans: what can be agreed, by whom, what it costs, and what is refused."""

from datetime import date, timedelta

import pytest

from kvitt.application.agree_plan import agree_plan
from kvitt.application.end_plan import NoRunningPlan, ResumesTooSoon, end_plan
from kvitt.application.follow_plans import follow_plans
from kvitt.application.move_instalment import InstalmentPaid, move_instalment
from kvitt.application.preview_plan import NoPlanPossible, PlanWish, preview_plan
from kvitt.application.run_cases import run_cases
from kvitt.application.stop_case import stop_case
from kvitt.domain.plan import PlanNotAllowed
from kvitt.domain.plan_rules import PlanRulesUnclear
from kvitt.kernel.reference import is_kid, is_ocr
from kvitt.store.plans import instalments_of, plans
from kvitt.store.session import execute, query_value, tenant_scope
from tests.stories import money
from tests.stories.small_office import notices, tasks

DUE = date(2026, 1, 30)
TODAY = date(2026, 2, 16)
FIRST = date(2026, 3, 30)
pytestmark = pytest.mark.usefixtures("live_db")


def creditor_whose(country="SE", **rules):
    return money.creditor_of_its_own(country, agreement={"plan": {"with_fee": False} | rules})


def owing(creditor, amount_minor=3_000_00, **told):
    return money.owes(creditor, amount_minor, DUE, **told)


def agreed(creditor, *cases, today=TODAY, months=3, first_on=FIRST, **told):
    wish = PlanWish(first_on, months=months, **told)
    return agree_plan(creditor, cases, wish, today=today, actor="Mona")


def test_a_preview_lays_alternatives_side_by_side_and_writes_nothing():
    creditor = creditor_whose(with_fee=True)
    case = owing(creditor)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    before = money.events(creditor, case), money.claim(creditor, case), notices(creditor, case)
    found = preview_plan(creditor, [case], PlanWish(FIRST), today=TODAY)
    assert [offer.months for offer in found.offers] == [3, 6, 12]
    assert all(sum(i.amount_minor for i in o.instalments) == o.total_minor for o in found.offers)
    assert before == (
        money.events(creditor, case), money.claim(creditor, case), notices(creditor, case)
    )  # fmt: skip
    with tenant_scope(creditor.tenant_id):
        assert plans(creditor.tenant_id, ended=True) == []


def test_months_and_amount_lead_to_the_same_plan():
    creditor = creditor_whose()
    case = owing(creditor)
    by_months = preview_plan(creditor, [case], PlanWish(FIRST, months=6), today=TODAY).offers[0]
    amount_minor = by_months.instalments[0].amount_minor
    wish = PlanWish(FIRST, amount_minor=amount_minor)
    assert preview_plan(creditor, [case], wish, today=TODAY).offers[0] == by_months


@pytest.mark.parametrize(("country", "is_right"), [("SE", is_ocr), ("NO", is_kid)])
def test_each_instalment_has_a_payment_reference_of_its_own(country, is_right):
    creditor = creditor_whose(country)
    case = owing(creditor)
    plan = agreed(creditor, case)
    assert len(set(plan.references)) == 3
    assert all(is_right(reference) for reference in plan.references)
    assert money.reference_of(creditor, case) not in plan.references


def test_a_reference_that_a_claim_has_is_passed_over():
    creditor = creditor_whose()
    first = agreed(creditor, owing(creditor)).references[-1]
    number = int(first[1:-2]) + 1
    from kvitt.kernel.reference import ocr_with_check

    taken = ocr_with_check(f"9{number:011d}")
    case = owing(creditor, number="2002", reference=taken)
    references = agreed(creditor, case).references
    assert taken not in references
    assert len(set(references)) == 3


def test_a_written_plan_for_all_that_is_owed_costs_what_the_law_allows_in_sweden():
    creditor = creditor_whose(with_fee=True)
    case = owing(creditor)
    plan = agreed(creditor, case)
    assert plan.offer.fee_minor == 170_00
    assert [item.amount_minor for item in money.items(creditor, case, "instalment_plan")] == [
        170_00
    ]
    money.the_books_hold(creditor)


@pytest.mark.parametrize(
    "wish", [{"is_written": False}, {"claims": ("2001",)}], ids=["spoken", "for a part"]
)
def test_a_plan_that_is_spoken_or_for_a_part_costs_nothing(wish):
    creditor = creditor_whose(with_fee=True)
    case, other = owing(creditor), owing(creditor, number="2002")
    plan = agreed(creditor, case, other, **wish)
    assert plan.offer.fee_minor == 0
    assert "bears no fee" in plan.fee_refused
    assert money.items(creditor, case, "instalment_plan") == []


def test_a_plan_before_the_claim_is_overdue_is_made_without_a_fee():
    creditor = creditor_whose(with_fee=True)
    case = owing(creditor)
    plan = agreed(creditor, case, today=DUE)
    assert plan.offer.fee_minor == 0
    assert "not overdue" in plan.fee_refused


def test_the_smallest_instalment_holds_unless_a_handler_says_why_not():
    creditor = creditor_whose(least_instalment_minor=500_00)
    case = owing(creditor)
    with pytest.raises(PlanNotAllowed, match=r"500\.00"):
        agreed(creditor, case, months=10)
    with pytest.raises(PlanNotAllowed, match="debtor"):
        agreed(creditor, case, months=10, by="debtor", override="please")
    plan = agreed(creditor, case, months=10, override="on sick leave until the autumn")
    with tenant_scope(creditor.tenant_id):
        stored = plans(creditor.tenant_id, plan_id=plan.plan_id)[0]
    assert stored.override_because == "on sick leave until the autumn"


def test_only_those_whom_the_creditor_lets_agree_on_a_plan():
    creditor = creditor_whose(by=["creditor", "handler"])
    case = owing(creditor)
    with pytest.raises(PlanNotAllowed, match="debtor"):
        agreed(creditor, case, by="debtor")


def test_rules_that_contradict_each_other_are_refused_when_the_creditor_is_added():
    with pytest.raises(PlanRulesUnclear, match="allows 12 months"):
        creditor_whose(most_months=6, bands=[{"up_to_minor": None, "months": 12}])


def test_no_plan_under_a_dispute_twice_over_nothing_or_for_two_debtors():
    creditor = creditor_whose()
    case = owing(creditor)
    stranger = owing(creditor, number="2002", name="Nils Berg")
    with pytest.raises(NoPlanPossible, match="different debtors"):
        agreed(creditor, case, stranger)
    agreed(creditor, case)
    with pytest.raises(NoPlanPossible, match="in plan"):
        agreed(creditor, case)
    stop_case(creditor, stranger, kind="dispute", because="never ordered", today=TODAY, actor="M")
    with pytest.raises(NoPlanPossible, match="dispute"):
        agreed(creditor, stranger)
    with pytest.raises(NoPlanPossible, match="after"):
        agreed(creditor, owing(creditor, number="2003"), first_on=TODAY)
    with pytest.raises(NoPlanPossible, match="either"):
        agree_plan(creditor, [case], PlanWish(FIRST), today=TODAY, actor="Mona")
    with pytest.raises(NoPlanPossible, match="2099"):
        agreed(creditor, case, claims=("2099",))


def test_another_creditors_case_and_plan_are_not_found():
    ours, theirs = creditor_whose(), creditor_whose()
    case = owing(theirs)
    with pytest.raises(NoPlanPossible, match="nothing is open"):
        agreed(ours, case)
    plan = agreed(theirs, case)
    with pytest.raises(NoRunningPlan):
        end_plan(ours, plan.plan_id, because="x", today=TODAY, actor="Mona")
    with pytest.raises(NoRunningPlan):
        move_instalment(ours, plan.plan_id, 1, to=date(2026, 4, 8), because="x", today=TODAY,
                        actor="Mona")  # fmt: skip


def test_planned_letters_and_their_fees_fall_when_a_plan_is_agreed():
    creditor = creditor_whose()
    case = owing(creditor)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    money.wake(creditor, case, on=TODAY)
    run_cases(creditor.tenant_id, today=TODAY)
    assert money.open_minor(creditor, case)[2] > 0
    plan = agreed(creditor, case)
    assert money.open_minor(creditor, case)[2] == 0
    states = {notice.kind: notice.state for notice in notices(creditor, case)}
    assert states == {"friendly_reminder": "sent", "plan_agreement": "planned"}
    assert plan.offer.fee_minor == 0
    assert "plan_agreed" in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_one_instalment_is_moved_once_and_the_first_day_is_kept():
    creditor = creditor_whose()
    plan = agreed(creditor, owing(creditor))
    moved = move_instalment(creditor, plan.plan_id, 1, to=date(2026, 4, 11), because="salary late",
                            today=TODAY, actor="Mona")  # fmt: skip
    assert moved.due_on == date(2026, 4, 13)
    with tenant_scope(creditor.tenant_id):
        row = instalments_of(creditor.tenant_id, plan.plan_id)[0]
    assert (row.due_on, row.original_due_on, row.moves) == (date(2026, 4, 13), FIRST, 1)
    with pytest.raises(PlanNotAllowed, match="moved"):
        move_instalment(creditor, plan.plan_id, 1, to=date(2026, 4, 20), because="again",
                        today=TODAY, actor="Mona")  # fmt: skip
    assert follow_plans(creditor.tenant_id, today=date(2026, 4, 10)).missed == 0
    assert follow_plans(creditor.tenant_id, today=date(2026, 4, 15)).missed == 1


def test_an_instalment_that_was_paid_is_not_moved():
    creditor = creditor_whose()
    plan = agreed(creditor, owing(creditor))
    one = plan.offer.instalments[0]
    paid = money.paid(creditor, one.amount_minor, TODAY, reference=plan.references[0])
    money.bank_brings(paid, today=TODAY)
    with pytest.raises(InstalmentPaid):
        move_instalment(creditor, plan.plan_id, 1, to=date(2026, 4, 8), because="x", today=TODAY,
                        actor="Mona")  # fmt: skip


def test_a_person_ends_a_plan_and_the_case_goes_on_from_a_day():
    creditor = creditor_whose()
    case = owing(creditor)
    plan = agreed(creditor, case)
    with pytest.raises(ResumesTooSoon):
        end_plan(creditor, plan.plan_id, because="asked", today=TODAY, actor="Mona",
                 resumes_on=TODAY)  # fmt: skip
    goes_on = date(2026, 2, 20)
    assert goes_on == end_plan(creditor, plan.plan_id, because="asked", today=TODAY, actor="Mona",
                               resumes_on=goes_on)  # fmt: skip
    for day in range(16, 20):
        assert run_cases(creditor.tenant_id, today=date(2026, 2, day)).planned == 0
    assert run_cases(creditor.tenant_id, today=goes_on).planned == 1
    with pytest.raises(NoRunningPlan):
        end_plan(creditor, plan.plan_id, because="again", today=goes_on, actor="Mona")
    assert "plan_agreement" not in {notice.kind for notice in notices(creditor, case)}
    assert tasks(creditor, case) == []
    money.the_books_hold(creditor)


def test_what_has_ended_can_be_agreed_anew():
    creditor = creditor_whose()
    case = owing(creditor)
    first = agreed(creditor, case)
    end_plan(creditor, first.plan_id, because="asked", today=TODAY, actor="Mona")
    assert agreed(creditor, case).plan_id > first.plan_id


def test_a_plan_given_up_before_the_claim_is_due_lets_interest_run_from_the_day_after_it():
    creditor = creditor_whose(interest_runs=False)
    due_on = TODAY + timedelta(days=3)
    case = money.owes(creditor, 3_000_00, due_on)
    plan = agreed(creditor, case)
    end_plan(creditor, plan.plan_id, because="asked", today=TODAY, actor="Mona")
    later = due_on + timedelta(days=20)
    money.bank_brings(money.paid(creditor, 100_00, later, case=case), today=later)
    assert [i.from_on for i in money.items(creditor, case, "interest")] == [
        due_on + timedelta(days=1)
    ]
    money.the_books_hold(creditor)


def test_a_plan_given_up_on_its_first_day_bears_that_days_interest_once():
    creditor = creditor_whose(interest_runs=False)
    case = owing(creditor)
    plan = agreed(creditor, case)
    booked = money.open_minor(creditor, case)[1]
    end_plan(creditor, plan.plan_id, because="asked", today=TODAY, actor="Mona")
    part = money.paid(creditor, 100_00, TODAY, case=case)
    money.bank_brings(part, today=TODAY)
    assert sum(i.amount_minor for i in money.items(creditor, case, "interest")) == booked
    money.the_books_hold(creditor)


def test_a_plan_in_which_no_interest_runs_is_the_debt_and_nothing_more():
    creditor = creditor_whose(interest_runs=False)
    case = owing(creditor)
    plan = agreed(creditor, case)
    principal, interest, _ = money.open_minor(creditor, case)
    assert interest > 0
    assert plan.offer.total_minor == principal + interest
    for one, reference in zip(plan.offer.instalments, plan.references, strict=True):
        paid = money.paid(creditor, one.amount_minor, one.due_on, reference=reference)
        money.bank_brings(paid, today=one.due_on)
    assert money.case(creditor, case).closed_because == "paid"
    assert money.open_minor(creditor, case) == (0, 0, 0)
    money.the_books_hold(creditor)


def test_interest_runs_again_from_the_day_on_which_such_a_plan_ends():
    creditor = creditor_whose(interest_runs=False)
    case = owing(creditor)
    plan = agreed(creditor, case)
    rests_through = money.claim(creditor, case).interest_through_on
    assert rests_through == plan.offer.instalments[-1].due_on
    end_plan(creditor, plan.plan_id, because="asked", today=date(2026, 4, 1), actor="Mona")
    assert money.claim(creditor, case).interest_through_on == date(2026, 3, 31)


def test_a_claim_cannot_be_stored_in_two_running_plans():
    import psycopg

    creditor = creditor_whose()
    case = owing(creditor)
    agreed(creditor, case)
    with tenant_scope(creditor.tenant_id):
        claim = query_value("select id from claim where case_id = %s", (case,))
        other = query_value(
            "insert into plan (tenant_id, debtor_id, agreed_on, agreed_by, actor, rules, terms,"
            " paid_after, seen_payment, next_check_on)"
            " select tenant_id, debtor_id, agreed_on, agreed_by, actor, rules, terms, paid_after,"
            " seen_payment, next_check_on from plan where tenant_id = %s returning id",
            (creditor.tenant_id,),
        )
    add = (
        "insert into plan_claim (tenant_id, plan_id, claim_id, principal_minor, interest_minor,"
        " cost_minor) values (%s, %s, %s, 1, 0, 0)"
    )
    with (
        pytest.raises(psycopg.errors.UniqueViolation),
        tenant_scope(creditor.tenant_id),
    ):
        execute(add, (creditor.tenant_id, other, claim))
