"""The letters of a plan as the debtor gets them: the plan, each reminder, a missed instalment."""

from datetime import date, timedelta

import pytest

from kvitt.application.agree_plan import agree_plan
from kvitt.application.end_plan import end_plan
from kvitt.application.follow_plans import follow_plans
from kvitt.application.place_hold import place_hold
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.send_notices import send_notices
from kvitt.store.session import execute, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.test_plans import AGREED, DUE, FIRST, left, night, nights, pays, stored

pytestmark = pytest.mark.usefixtures("live_db", "letters")
LEAD = 5
DAY = timedelta(days=1)


def creditor_with_plans(country="SE", **rules):
    return money.creditor_of_its_own(country, agreement={"plan": rules})


def agreed(creditor, *cases, months=3, today=AGREED, first_on=FIRST, **told):
    wish = PlanWish(first_on, months=months, **told)
    return agree_plan(creditor, cases, wish, today=today, actor="Mona")


def sent(creditor, day):
    return send_notices(creditor.tenant_id, today=day)


def lose_the_address(creditor):
    with tenant_scope(creditor.tenant_id):
        execute("update party set address_lines = '{}', postcode = null, city = null")


def fee_minor(creditor, case):
    return sum(item.amount_minor for item in money.items(creditor, case, "instalment_plan"))


def test_plan_instalment_reminders_follow_instalment_dates_asks_for_the_due_instalment_not_whole():
    """Acceptance row 25: asks for the due instalment, not the whole."""
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    day = AGREED
    for number, one in enumerate(plan.offer.instalments, start=1):
        remind_on = one.due_on - timedelta(days=LEAD)
        nights(creditor, day, remind_on)
        assert "plan_reminder" not in [kind for kind, on, _ in left(creditor, case) if on >= day]
        night(creditor, remind_on)
        assert left(creditor, case)[-1] == ("plan_reminder", remind_on, one.due_on)
        assert office.asked(creditor, case) == (one.amount_minor, plan.references[number - 1])
        assert f"Delbetalning{number}av3" in office.printed_words(creditor, case)
        pays(creditor, plan, number)
        day = remind_on + DAY
    assert stored(creditor, plan).state in ("due_soon", "kept")
    assert fee_minor(creditor, case) == 170_00


def test_the_plan_leaves_in_writing_with_every_instalment_and_the_fee_that_it_earns():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    assert left(creditor, case) == [("plan_agreement", AGREED, FIRST)]
    first = plan.offer.instalments[0]
    assert office.asked(creditor, case) == (first.amount_minor, plan.references[0])
    words = office.printed_words(creditor, case)
    for one, reference in zip(plan.offer.instalments, plan.references, strict=True):
        assert reference in words
        assert f"{one.amount_minor // 100},{one.amount_minor % 100:02d}kr" in words.replace(".", "")
    assert "Planenkostar170,00kr" in words
    money.the_books_hold(creditor)


def test_a_norwegian_plan_is_told_with_its_kid_numbers(mailbox):
    creditor = creditor_with_plans("NO")
    case = money.owes(creditor, 3_000_00, DUE, email="vera@example.com")
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    assert left(creditor, case) == [("plan_agreement", AGREED, FIRST)]
    words = office.letter_words(creditor, case)
    assert all(f"KID {reference}" in words for reference in plan.references)
    assert "Renten i planen er" in words


def test_one_letter_tells_a_plan_over_several_cases_and_names_every_claim():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    other = money.owes(creditor, 1_200_00, DUE + timedelta(days=14), number="2002")
    plan = agreed(creditor, case, other, today=date(2026, 2, 20))
    sent(creditor, date(2026, 2, 20))
    assert [(n.case_id, n.kind) for n in office.notices(creditor)] == [(case, "plan_agreement")]
    words = office.printed_words(creditor, case)
    assert "2001" in words and "2002" in words
    night(creditor, plan.offer.instalments[0].due_on - timedelta(days=LEAD))
    assert office.asked(creditor, case) == (
        plan.offer.instalments[0].amount_minor, plan.references[0],
    )  # fmt: skip
    assert "faktura2001,2002" in office.printed_words(creditor, case)


def test_when_the_first_case_is_paid_the_letters_go_on_with_the_other():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 1_000_00, DUE)
    other = money.owes(creditor, 5_000_00, DUE, number="2002")
    plan = agreed(creditor, case, other, months=3)
    sent(creditor, AGREED)
    pays(creditor, plan, 1)
    assert money.case(creditor, case).closed_because == "paid"
    second = plan.offer.instalments[1]
    nights(creditor, FIRST, second.due_on)
    assert [(n.case_id, n.kind) for n in office.notices(creditor)][-1] == (other, "plan_reminder")
    assert office.asked(creditor, other) == (second.amount_minor, plan.references[1])


def test_a_plan_for_one_of_two_claims_counts_with_that_one_alone():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    other = money.owes(creditor, 1_200_00, DUE, number="2002")
    agreed(creditor, case, other, claims=("2001",))
    sent(creditor, AGREED)
    assert left(creditor) == [("plan_agreement", AGREED, FIRST)]
    words = office.printed_words(creditor, case)
    assert "2002" not in words
    assert "Dengällerdekravsomstår" in words


def test_what_is_paid_before_the_plans_letter_leaves_is_in_it_and_the_fee_stays():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    pays(creditor, plan, 1, amount_minor=500_00, on=AGREED + DAY)
    sent(creditor, AGREED + DAY)
    assert left(creditor, case) == [("plan_agreement", AGREED + DAY, FIRST)]
    first = plan.offer.instalments[0].amount_minor
    assert office.asked(creditor, case) == (first - 500_00, plan.references[0])
    assert "Duharredanbetalt500,00kravden" in office.printed_words(creditor, case)
    assert fee_minor(creditor, case) == 170_00
    assert f"plan_agreement-{plan.plan_id}_restated" in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_a_reminder_counts_what_came_between_its_planning_and_its_sending():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    remind_on = FIRST - timedelta(days=LEAD)
    follow_plans(creditor.tenant_id, today=remind_on)
    pays(creditor, plan, 1, amount_minor=400_00, on=remind_on)
    sent(creditor, remind_on)
    first = plan.offer.instalments[0].amount_minor
    assert office.asked(creditor, case) == (first - 400_00, plan.references[0])
    follow_plans(creditor.tenant_id, today=remind_on + DAY)
    pays(creditor, plan, 1, amount_minor=first - 400_00, on=remind_on + DAY)
    night(creditor, remind_on + DAY)
    assert [kind for kind, *_ in left(creditor, case)] == ["plan_agreement", "plan_reminder"]


def test_an_instalment_that_is_paid_before_its_reminder_leaves_gets_none_and_asks_nobody():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    remind_on = FIRST - timedelta(days=LEAD)
    follow_plans(creditor.tenant_id, today=remind_on)
    pays(creditor, plan, 1, on=remind_on)
    report = sent(creditor, remind_on)
    assert (report.withdrawn, report.sent) == (1, 0)
    assert office.tasks(creditor, case) == []


def test_the_grace_counts_from_the_day_on_which_the_letter_left():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    missed_on, left_on = date(2026, 4, 1), date(2026, 4, 10)
    for n in range(9):
        follow_plans(creditor.tenant_id, today=missed_on + n * DAY)
    assert stored(creditor, plan).state == "missed"
    sent(creditor, left_on)
    assert left(creditor, case)[-1] == ("plan_missed", left_on, date(2026, 4, 15))
    nights(creditor, left_on, date(2026, 4, 17))
    assert stored(creditor, plan).state == "in_grace"
    assert stored(creditor, plan).resumes_on == date(2026, 4, 17)
    night(creditor, date(2026, 4, 17))
    assert stored(creditor, plan).state == "broken"


def test_without_an_address_nothing_is_broken_and_a_person_is_asked():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    lose_the_address(creditor)
    nights(creditor, date(2026, 4, 1), date(2026, 5, 20))
    assert stored(creditor, plan).state == "missed"
    assert [task.kind for task in office.tasks(creditor, case)] == ["find_address"]
    assert [n.state for n in office.notices(creditor, case) if n.kind == "plan_missed"] == [
        "refused"
    ]


def test_under_an_objection_no_instalment_is_asked_for_and_after_it_the_reminder_comes():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    remind_on = FIRST - timedelta(days=LEAD)
    place_hold(creditor, case, kind="manual_pause", because="asked to wait", today=remind_on - DAY,
               until_on=remind_on + DAY, reason_code="other", actor="Mona")  # fmt: skip
    nights(creditor, remind_on, remind_on + 2 * DAY)
    assert [kind for kind, *_ in left(creditor, case)] == ["plan_agreement"]
    night(creditor, remind_on + 2 * DAY)
    assert left(creditor, case)[-1] == ("plan_reminder", remind_on + 2 * DAY, FIRST)
    raise_dispute(creditor, case, reason="quality", text="broken", today=FIRST, actor="Mona")
    nights(creditor, FIRST, FIRST + 20 * DAY)
    assert "plan_missed" not in [kind for kind, *_ in left(creditor, case)]
    assert stored(creditor, plan).state == "missed"


def test_a_plan_that_ends_before_its_letter_left_costs_nothing():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    assert fee_minor(creditor, case) == 170_00
    end_plan(creditor, plan.plan_id, because="asked", today=AGREED, actor="Mona")
    assert fee_minor(creditor, case) == 0
    assert money.open_minor(creditor, case)[2] == 0
    assert sent(creditor, AGREED).sent == 0
    kinds = money.events(creditor, case)
    assert "notice_withdrawn" in kinds and "charge_taken_back" in kinds
    money.the_books_hold(creditor)


def test_a_plan_that_ends_after_its_letter_left_has_cost_what_the_letter_said():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    plan = agreed(creditor, case)
    sent(creditor, AGREED)
    end_plan(creditor, plan.plan_id, because="asked", today=AGREED + DAY, actor="Mona")
    assert fee_minor(creditor, case) == 170_00


def test_a_plans_letter_that_a_hold_takes_back_costs_nothing_and_a_person_is_asked():
    creditor = creditor_with_plans()
    case = money.owes(creditor, 3_000_00, DUE)
    agreed(creditor, case)
    sent(creditor, AGREED)
    place_hold(creditor, case, kind="debt_settlement", because="told by the authority",
               today=AGREED, actor="Mona")  # fmt: skip
    assert fee_minor(creditor, case) == 0
    assert {task.kind for task in office.tasks(creditor, case)} == {"file_claim", "plan_untold"}
    assert left(creditor, case) == []
    money.the_books_hold(creditor)


def test_a_reminder_is_not_sent_right_after_the_plan_that_told_the_same_day():
    creditor = creditor_with_plans(with_fee=False)
    case = money.owes(creditor, 3_000_00, DUE)
    agreed(creditor, case, today=FIRST - timedelta(days=4))
    nights(creditor, FIRST - timedelta(days=4), FIRST + DAY)
    assert [kind for kind, *_ in left(creditor, case)] == ["plan_agreement"]
