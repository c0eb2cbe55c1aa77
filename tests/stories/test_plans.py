"""Stories of instalment plans: kept, paid ahead, missed, taken up again, broken; by bank files."""

from datetime import date, timedelta

import pytest

from kvitt.application.agree_plan import agree_plan
from kvitt.application.follow_plans import follow_plans
from kvitt.application.preview_plan import PlanWish
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.store.plans import instalments_of, plans
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories.small_office import asked, notices, tasks

DUE = date(2026, 1, 30)
AGREED = date(2026, 2, 16)
FIRST = date(2026, 3, 30)
pytestmark = pytest.mark.usefixtures("live_db", "letters")


def creditor_with_plans(country="SE", **rules):
    return money.creditor_of_its_own(country, agreement={"plan": {"with_fee": False} | rules})


def agreed(creditor, *cases, months=3, today=AGREED, first_on=FIRST):
    wish = PlanWish(first_on, months=months)
    return agree_plan(creditor, cases, wish, today=today, actor="Mona")


def night(creditor, day):
    """Plans, cases, then the post; how many letters of the flow were planned."""
    follow_plans(creditor.tenant_id, today=day)
    planned = run_cases(creditor.tenant_id, today=day).planned
    send_notices(creditor.tenant_id, today=day)
    return planned


def nights(creditor, from_, until):
    """Every night from a day up to another; how many letters of the flow were planned."""
    days = (from_ + timedelta(days=n) for n in range((until - from_).days))
    return sum(night(creditor, day) for day in days)


def pays(creditor, plan, number, *, on=None, amount_minor=None, format="bgmax"):
    """The debtor pays an instalment by its own reference; the bank's file brings it."""
    one = plan.offer.instalments[number - 1]
    on = on or one.due_on
    paid = money.paid(creditor, amount_minor or one.amount_minor, on,
                      reference=plan.references[number - 1])  # fmt: skip
    return money.bank_brings(paid, today=on, format=format)


def left(creditor, case=None):
    """The letters that left: kind, day and last day to pay, in order."""
    sent = [n for n in notices(creditor, case) if n.state == "sent"]
    return [(n.kind, n.sent_on, n.deadline_on) for n in sent]


def stored(creditor, plan):
    with tenant_scope(creditor.tenant_id):
        return plans(creditor.tenant_id, plan_id=plan.plan_id)[0]


def received(creditor):
    with tenant_scope(creditor.tenant_id):
        return query(
            "select case_id, sum(amount_minor)::bigint from payment where tenant_id = %s"
            " group by case_id order by case_id",
            (creditor.tenant_id,),
        )


def interest_minor(creditor, case_id):
    return sum(item.amount_minor for item in money.items(creditor, case_id, "interest"))


@pytest.mark.parametrize(("country", "format"), [("SE", "bgmax"), ("NO", "ocr"), ("SE", "camt")])
def test_an_instalment_plan_on_schedule_no_demand_also_not_for_other_claims_covered(
    country, format
):
    """Acceptance row 6."""
    creditor = creditor_with_plans(country)
    case = money.owes(creditor, 3_000_00, DUE)
    other = money.owes(creditor, 1_200_00, DUE + timedelta(days=14), number="2002")
    plan = agreed(creditor, case, other)
    day = AGREED
    for number, one in enumerate(plan.offer.instalments, start=1):
        assert nights(creditor, day, one.due_on) == 0
        assert pays(creditor, plan, number, format=format).booked == 1
        day = one.due_on
    assert nights(creditor, day, day + timedelta(days=10)) == 0
    assert [kind for kind, *_ in left(creditor)] == ["plan_agreement", *["plan_reminder"] * 3]
    assert {money.case(creditor, each).closed_because for each in (case, other)} == {"paid"}
    assert stored(creditor, plan).state == "completed"
    assert sum(minor for _, minor in received(creditor)) == plan.offer.total_minor
    assert sum(interest_minor(creditor, each) for each in (case, other)) == (
        plan.offer.interest_minor
    )
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert "interest_waived" not in money.events(creditor, case) + money.events(creditor, other)
    money.the_books_hold(creditor)


def test_a_share_that_is_exactly_what_stood_on_a_case_waives_no_interest_of_a_plan():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    agreed(creditor, case)
    money.bank_brings(money.paid(creditor, 3_000_00, date(2026, 3, 2), case=case),
                      today=date(2026, 3, 2))  # fmt: skip
    assert "interest_waived" not in money.events(creditor, case)
    assert 0 < sum(money.open_minor(creditor, case)) < 50_00
    assert money.case(creditor, case).closed_on is None


def test_too_much_on_one_claim_of_a_plan_asks_a_person_about_the_rest_on_the_other_once():
    creditor = creditor_with_plans()
    first = money.owes(creditor, 2_500_00, DUE)
    second = money.owes(creditor, 250_00, DUE, number="2")
    agreed(creditor, first, second)
    twice = [money.paid(creditor, 2_600_00, AGREED, case=first) for _ in range(2)]
    money.bank_brings(*twice, today=AGREED, format="camt")
    assert sum(money.open_minor(creditor, second)) > 0
    for day in range(1, 40):
        follow_plans(creditor.tenant_id, today=AGREED + timedelta(days=day))
    kinds = [task.kind for case in (first, second) for task in tasks(creditor, case)]
    assert kinds.count("plan_rest") == 1
    assert "plan_final_instalment" not in money.events(creditor, second)
    assert "plan_broken" not in kinds
    money.the_books_hold(creditor)


def test_a_slip_of_an_ended_plan_still_pays_all_its_cases_to_the_öre():
    from kvitt.application.end_plan import end_plan

    creditor = creditor_with_plans()
    cases = [money.owes(creditor, 1_000_00, DUE), money.owes(creditor, 2_000_00, DUE, number="2")]
    plan = agreed(creditor, *cases)
    end_plan(creditor, plan.plan_id, because="paid at once", today=AGREED, actor="Mona")
    pays(creditor, plan, 1, on=AGREED, amount_minor=3_200_00)
    assert {money.case(creditor, each).closed_because for each in cases} == {"paid"}
    bore_minor = sum(interest_minor(creditor, each) for each in cases)
    assert bore_minor > 0
    assert money.owed(creditor, "owed_to_debtor") == 200_00 - bore_minor
    money.the_books_hold(creditor)


@pytest.mark.parametrize("months", [2, 5, 9])
@pytest.mark.parametrize("dues", [(0, 0, 0), (0, 3, 40), (40, 3, 0), (17, 60, 1)])
def test_a_plan_over_several_cases_ends_at_zero_to_the_öre(months, dues):
    """Whatever claim falls due first, and wherever an instalment goes over to the next case."""
    creditor = creditor_with_plans()
    amounts = (1_003_07, 2_500_00, 777_77)
    cases = [
        money.owes(creditor, minor, DUE - timedelta(days=days), number=str(2001 + n))
        for n, (minor, days) in enumerate(zip(amounts, dues, strict=True))
    ]
    plan = agreed(creditor, *cases, months=months)
    for number in range(1, months + 1):
        pays(creditor, plan, number)
    assert [money.open_minor(creditor, each) for each in cases] == [(0, 0, 0)] * 3
    assert sum(interest_minor(creditor, each) for each in cases) == plan.offer.interest_minor
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert sum(minor for _, minor in received(creditor)) == plan.offer.total_minor
    night(creditor, plan.offer.instalments[-1].due_on)
    assert stored(creditor, plan).state == "completed"
    money.the_books_hold(creditor)


def test_a_plan_on_schedule_ends_at_zero_to_the_öre_with_the_interest_that_it_told():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case, months=2)
    for number in (1, 2):
        pays(creditor, plan, number)
    assert plan.offer.interest_minor > 0
    assert sum(i.amount_minor for i in money.items(creditor, case, "interest")) == (
        plan.offer.interest_minor
    )
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.owed(creditor, "owed_to_debtor") == 0


def test_first_instalment_due_on_the_28th_engine_on_the_26th_nothing():
    """Acceptance row 7."""
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case, first_on=date(2026, 4, 28))
    assert plan.offer.instalments[0].due_on == date(2026, 4, 28)
    assert nights(creditor, AGREED, date(2026, 4, 27)) == 0
    assert left(creditor, case) == [
        ("plan_agreement", AGREED, date(2026, 4, 28)),
        ("plan_reminder", date(2026, 4, 23), date(2026, 4, 28)),
    ]
    assert "plan_missed" not in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_missed_then_friendly_then_grace_then_the_case_goes_on_on_the_day_that_was_told():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    assert nights(creditor, AGREED, date(2026, 4, 1)) == 0
    assert "plan_missed" not in money.events(creditor, case)
    assert night(creditor, date(2026, 4, 1)) == 0
    assert left(creditor, case)[-1] == ("plan_missed", date(2026, 4, 1), date(2026, 4, 7))
    assert tasks(creditor, case) == []
    assert stored(creditor, plan).state == "missed"
    resumes_on = stored(creditor, plan).resumes_on
    assert resumes_on == date(2026, 4, 9) > date(2026, 4, 1) + timedelta(days=5)
    assert nights(creditor, date(2026, 4, 2), resumes_on) == 0
    assert stored(creditor, plan).state == "in_grace"
    assert night(creditor, resumes_on) == 1
    assert stored(creditor, plan).state == "broken"
    assert stored(creditor, plan).resumes_on == resumes_on
    kinds = money.events(creditor, case)
    assert kinds.index("plan_agreed") < kinds.index("plan_missed") < kinds.index("plan_broken")
    assert {task.kind for task in tasks(creditor, case)} == {"plan_broken"}
    money.the_books_hold(creditor)


def test_a_night_that_comes_late_tells_first_and_breaks_nothing_at_once():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    long_after = date(2026, 6, 1)
    assert night(creditor, long_after) == 0
    assert stored(creditor, plan).state == "missed"
    assert stored(creditor, plan).resumes_on > long_after + timedelta(days=5)
    assert nights(creditor, long_after, stored(creditor, plan).resumes_on) == 0


def test_paid_within_the_grace_the_plan_goes_on_as_if_nothing_had_been():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    nights(creditor, date(2026, 4, 1), date(2026, 4, 3))
    pays(creditor, plan, 1, on=date(2026, 4, 3))
    night(creditor, date(2026, 4, 7))
    assert stored(creditor, plan).state == "kept"
    assert "plan_kept_again" in money.events(creditor, case)
    assert nights(creditor, date(2026, 4, 8), date(2026, 4, 28)) == 0


def test_in_part_the_rest_is_missing_and_ahead_less_is_due():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    pays(creditor, plan, 1, amount_minor=400_00)
    night(creditor, date(2026, 4, 1))
    missing_minor = plan.offer.instalments[0].amount_minor - 400_00
    assert asked(creditor, case) == (missing_minor, plan.references[0])
    two_minor = sum(one.amount_minor for one in plan.offer.instalments[:2])
    pays(creditor, plan, 1, amount_minor=two_minor - 400_00, on=date(2026, 4, 2))
    assert nights(creditor, date(2026, 4, 3), plan.offer.instalments[2].due_on) == 0
    assert stored(creditor, plan).state in ("kept", "due_soon")


def test_paid_all_at_once_the_plan_is_completed_early_and_too_much_is_the_debtors():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    pays(creditor, plan, 1, amount_minor=4_000_00, on=date(2026, 3, 2))
    night(creditor, date(2026, 3, 3))
    assert stored(creditor, plan).state == "completed"
    assert money.case(creditor, case).closed_because == "paid"
    left_minor = money.owed(creditor, "owed_to_debtor")
    assert 0 < left_minor < 1_000_00
    assert sum(minor for _, minor in money.allocated(creditor, case)) == 4_000_00
    money.the_books_hold(creditor)


def test_an_instalment_pays_the_oldest_claim_first_and_goes_over_to_the_next_case():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 1_000_00, DUE)
    other = money.owes(creditor, 2_000_00, DUE, number="2002")
    plan = agreed(creditor, other, case, months=2)
    pays(creditor, plan, 1)
    assert money.open_minor(creditor, case)[0] < 50_00
    assert money.open_minor(creditor, other)[0] < 2_000_00
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert sum(minor for _, minor in received(creditor)) == plan.offer.instalments[0].amount_minor
    money.the_books_hold(creditor)


def test_two_instalments_in_one_file_follow_each_other_along_the_debt():
    creditor = creditor_with_plans(interest_runs=False)
    case = money.owes(creditor, 1_000_00, DUE)
    other = money.owes(creditor, 2_000_00, DUE, number="2002")
    plan = agreed(creditor, case, other, months=3)
    first, second, third = plan.offer.instalments
    on = date(2026, 3, 30)
    report = money.bank_brings(
        *(
            money.paid(creditor, one.amount_minor, on, reference=plan.references[one.number - 1])
            for one in (first, second, third)
        ),
        today=on,
    )
    assert (report.booked, report.unmatched) == (3, [])
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert {money.case(creditor, each).closed_because for each in (case, other)} == {"paid"}
    night(creditor, on)
    assert stored(creditor, plan).state == "completed"
    money.the_books_hold(creditor)


def test_a_slip_that_is_used_after_the_plan_is_paid_is_the_debtors_money():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 1_000_00, DUE)
    plan = agreed(creditor, case, months=2)
    pays(creditor, plan, 1, amount_minor=1_100_00, on=date(2026, 3, 2))
    night(creditor, date(2026, 3, 3))
    before = money.owed(creditor, "owed_to_debtor")
    assert pays(creditor, plan, 2).booked == 1
    after = money.owed(creditor, "owed_to_debtor")
    assert after - before == plan.offer.instalments[1].amount_minor
    money.the_books_hold(creditor)


def test_a_late_instalment_bears_interest_that_one_more_instalment_asks_for():
    creditor = creditor_with_plans(grace_days=90)
    case = money.owes(creditor, 60_000_00, DUE)
    plan = agreed(creditor, case, months=2)
    late = date(2026, 6, 15)
    nights(creditor, date(2026, 4, 1), date(2026, 4, 2))
    pays(creditor, plan, 1, on=late)
    pays(creditor, plan, 2, on=late)
    assert sum(money.open_minor(creditor, case)) > 50_00
    assert night(creditor, late) == 0
    assert stored(creditor, plan).state in ("kept", "due_soon")
    with tenant_scope(creditor.tenant_id):
        rows = instalments_of(creditor.tenant_id, plan.plan_id)
    assert len(rows) == 3
    assert rows[-1].amount_minor == sum(money.open_minor(creditor, case))
    assert "plan_final_instalment" in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_a_payment_that_the_bank_takes_back_is_missing_again_and_the_time_begins_anew():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    pays(creditor, plan, 1)
    night(creditor, date(2026, 4, 1))
    assert stored(creditor, plan).state == "kept"
    one = plan.offer.instalments[0]
    back = money.paid(creditor, one.amount_minor, date(2026, 4, 13), reference=plan.references[0],
                      is_reversal=True)  # fmt: skip
    assert money.bank_brings(back, today=date(2026, 4, 13), format="camt").reversed == 1
    assert night(creditor, date(2026, 4, 14)) == 0
    assert nights(creditor, date(2026, 4, 15), date(2026, 4, 22)) == 0
    assert stored(creditor, plan).state in ("missed", "in_grace")
    money.the_books_hold(creditor)


def test_a_credit_of_all_that_is_owed_completes_the_plan():
    from tests.stories.test_credit_and_close import credit

    creditor = creditor_with_plans()
    case = money.owes(creditor, 1_000_00, DUE)
    plan = agreed(creditor, case, months=2)
    credit(creditor, 1_000_00, today=date(2026, 3, 2))
    assert money.open_minor(creditor, case) == (0, 0, 0)
    night(creditor, date(2026, 3, 3))
    assert stored(creditor, plan).state == "completed"
    money.the_books_hold(creditor)


def test_a_plan_whose_case_was_closed_ends_with_it_and_asks_nobody():
    from kvitt.application.close_case import close_case

    creditor = creditor_with_plans()
    case = money.owes(creditor, 1_000_00, DUE)
    plan = agreed(creditor, case, months=2)
    close_case(creditor, case, because="the creditor takes it back", today=AGREED, actor="Mona")
    night(creditor, AGREED)
    assert stored(creditor, plan).ended_because
    assert nights(creditor, date(2026, 4, 1), date(2026, 4, 8)) == 0
    assert [(kind, on) for kind, on, _ in left(creditor, case)] == []
    assert tasks(creditor, case) == []
    money.the_books_hold(creditor)


def test_following_plans_again_on_the_same_day_changes_nothing():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    agreed(creditor, case)
    first = follow_plans(creditor.tenant_id, today=date(2026, 4, 1))
    told = money.events(creditor, case)
    again = follow_plans(creditor.tenant_id, today=date(2026, 4, 1))
    assert (first.missed, again.looked_at) == (1, 0)
    assert money.events(creditor, case) == told
