"""How a plan stands: friendly first, never broken early, and asked again on the right day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.plan import Instalment, PlanNotAllowed, final_instalment
from kvitt.domain.plan_course import due_days
from kvitt.domain.plan_rules import RECOMMENDED
from kvitt.domain.plan_state import STATES, moved_instalment, progress
from kvitt.kernel.days import ONE_DAY, is_bank_day, next_bank_day

PLAN = (
    Instalment(1, date(2026, 4, 28), 500_00),
    Instalment(2, date(2026, 5, 28), 500_00),
    Instalment(3, date(2026, 6, 29), 501_00),
)
"""A Tuesday, a Thursday and a Monday; none of them beside a Swedish holiday."""

FIRST = PLAN[0].due_on


def stand(*paid, on, plan=PLAN, grace_days=5, **told):
    return progress(plan, paid, today=on, grace_days=grace_days, country="SE", **told)


def april(day):
    return date(2026, 4, day)


def may(day):
    return date(2026, 5, day)


def test_before_the_first_instalment_is_due_nothing_resumes():
    """Acceptance 7: first instalment due on the 28th, the engine runs on the 26th."""
    now = stand(on=april(26))
    assert (now.state, now.resumes_on, now.missed_since) == ("due_soon", None, None)
    assert (now.due, now.missing_minor) == (PLAN[0], 500_00)


@pytest.mark.parametrize("on", [april(1), april(22)])
def test_a_plan_on_schedule_is_kept(on):
    """Acceptance 6."""
    now = stand(on=on)
    assert (now.state, now.resumes_on) == ("kept", None)
    assert now.next_check_on == now.remind_on == april(23)


def test_reminders_follow_the_instalments_and_ask_for_the_one_that_is_due():
    """Acceptance 25: each instalment by itself, never the whole debt."""
    paid, asked = [], []
    for one in PLAN:
        day = one.due_on - timedelta(days=5)
        before, now = stand(*paid, on=day - ONE_DAY), stand(*paid, on=day)
        assert (before.state, before.remind_on) == ("kept", day)
        asked.append((now.state, now.due, now.missing_minor, now.remind_on))
        paid.append((one.due_on, one.amount_minor))
    assert asked == [
        ("due_soon", one, one.amount_minor, one.due_on - timedelta(days=5)) for one in PLAN
    ]


def test_the_debtor_chooses_how_long_before_the_day_the_reminder_comes():
    assert stand(on=april(24), remind_days_before=3).state == "kept"
    assert stand(on=april(25), remind_days_before=3).remind_on == april(25)


def test_on_the_due_day_and_until_the_banks_next_file_nothing_is_missed():
    """Due on Tuesday 28th: the file of Wednesday can still bring it."""
    assert [stand(on=april(day)).state for day in (28, 29, 30)] == ["due_soon"] * 2 + ["missed"]
    assert stand(on=april(28)).remind_on == april(23)
    assert stand(on=april(29)).remind_on is None


def test_a_miss_over_a_weekend_waits_for_the_bank():
    """Due on Friday 29 May: Monday's file can still bring it."""
    plan = (Instalment(1, may(29), 100_00),)
    assert [stand(on=date(2026, 6, day), plan=plan).state for day in (1, 2)] == [
        "due_soon",
        "missed",
    ]


def test_a_missed_instalment_gets_a_friendly_notice_then_grace_then_a_day_on_which_it_resumes():
    """Missed on Thursday 30 April, the notice goes that day; five days later is a Tuesday."""
    told = stand(on=april(30))
    assert (told.state, told.missed_since) == ("missed", april(30))
    assert (told.pay_by_on, told.resumes_on) == (may(5), may(7))
    for day in (1, 5, 6):
        grace = stand(on=may(day))
        assert (grace.state, grace.resumes_on) == ("in_grace", may(7))
        assert grace.next_check_on == may(7)
    broken = stand(on=may(7))
    assert (broken.state, broken.next_check_on, broken.missing_minor) == ("broken", None, 500_00)


def test_without_its_notice_nothing_is_broken_however_late_it_is():
    late = stand(on=date(2026, 5, 20), notices={})
    assert (late.state, late.next_check_on) == ("missed", may(21))
    assert (late.pay_by_on, late.resumes_on) == (may(25), may(27))


def test_a_notice_that_went_late_moves_the_end_of_the_grace():
    notices = {1: may(20)}
    assert stand(on=may(20), notices=notices).state == "missed"
    assert stand(on=may(21), notices=notices).state == "in_grace"
    assert stand(on=may(26), notices=notices).state == "in_grace"
    assert stand(on=may(27), notices=notices).state == "broken"


def test_a_notice_about_another_instalment_breaks_nothing():
    paid = (may(4), 500_00)
    now = stand(paid, on=date(2026, 6, 20), notices={1: april(30)})
    assert (now.state, now.due.number) == ("missed", 2)


def test_paid_in_the_grace_the_plan_is_kept():
    assert stand((may(5), 500_00), on=may(6)).state == "kept"
    assert stand((may(5), 499_99), on=may(7)).state == "broken"


def test_paid_late_but_after_all_the_plan_is_whole_again():
    now = stand((may(20), 500_00), on=may(20))
    assert (now.state, now.due.number, now.missing_minor) == ("kept", 2, 500_00)


def test_a_part_payment_lowers_what_is_asked_for():
    now = stand((april(20), 199_99), on=april(25))
    assert (now.state, now.due.number, now.missing_minor) == ("due_soon", 1, 300_01)


def test_what_is_paid_early_or_too_much_makes_the_next_one_smaller():
    now = stand((april(10), 800_00), on=may(24))
    assert (now.state, now.due.number, now.missing_minor) == ("due_soon", 2, 200_00)
    ahead = stand((april(10), 1_000_00), on=may(28))
    assert (ahead.state, ahead.due.number, ahead.remind_on) == ("kept", 3, date(2026, 6, 24))


def test_when_two_are_due_both_are_asked_for():
    now = stand((april(28), 100_00), on=may(29), notices={})
    assert (now.state, now.due.number, now.missing_minor) == ("missed", 1, 900_00)


@pytest.mark.parametrize(("paid_minor", "state"), [(1_500_99, "kept"), (1_501_00, "completed"),
                                                   (2_000_00, "completed")])  # fmt: skip
def test_the_plan_is_completed_when_every_instalment_is_paid(paid_minor, state):
    now = stand((april(2), paid_minor), on=april(3))
    assert (now.state, now.due is None) == (state, state == "completed")
    if state == "completed":
        assert (now.missing_minor, now.next_check_on) == (0, None)


def test_money_that_comes_tomorrow_does_not_count_today():
    assert stand((may(8), 500_00), on=may(7)).state == "broken"


def test_a_payment_that_the_bank_takes_back_gives_time_anew():
    """Paid in time, taken back on Monday 18 May: nobody has been told, so nothing is broken."""
    paid = [(april(28), 500_00), (may(18), -500_00)]
    assert stand(*paid, on=may(17)).state == "kept"
    assert stand(*paid, on=may(19)).state == "due_soon"
    assert stand(*paid, on=may(20)).missed_since == may(20)
    told_before = {1: april(30)}
    assert stand(*paid, on=may(30), notices=told_before).state == "missed"


def test_a_payment_booked_again_on_the_same_day_is_no_miss():
    paid = [(april(28), 500_00), (may(20), -500_00), (may(20), 500_00)]
    assert stand(*paid, on=may(20)).state == "kept"


def test_more_taken_back_than_paid_asks_for_no_more_than_the_instalment():
    assert stand((april(2), -900_00), on=april(3)).missing_minor == 500_00


def test_a_moved_instalment_is_reminded_and_missed_by_its_new_day():
    moved = [(1, may(12))]
    assert stand(on=april(30), moved=moved).state == "kept"
    assert stand(on=may(7), moved=moved).remind_on == may(7)
    assert stand(on=may(13), moved=moved).state == "due_soon"
    assert stand(on=may(15), moved=moved).state == "missed"
    assert stand(on=may(30), moved=moved, notices={1: april(30)}).state == "missed"


def test_an_instalment_is_moved_once_to_a_bank_day_before_the_next_one():
    now = {"today": april(26), "rules": RECOMMENDED, "country": "SE"}
    moved = moved_instalment(PLAN, 1, date(2026, 5, 16), moves_made=0, **now)
    assert moved == Instalment(1, may(18), 500_00)  # the 16th is a Saturday
    with pytest.raises(PlanNotAllowed, match="can be moved once"):
        moved_instalment(PLAN, 1, may(12), moves_made=1, **now)
    never = now | {"rules": RECOMMENDED._replace(moves=0)}
    with pytest.raises(PlanNotAllowed, match="can not be moved"):
        moved_instalment(PLAN, 1, may(12), moves_made=0, **never)


@pytest.mark.parametrize(
    ("number", "to_on", "is_possible"),
    [(1, april(28), False), (1, april(29), True), (1, may(27), True), (1, may(28), False),
     (2, date(2026, 6, 26), True), (2, date(2026, 6, 27), False),
     (3, date(2026, 7, 29), True), (3, date(2026, 7, 30), False), (4, may(4), False)],
)  # fmt: skip
def test_the_days_to_which_an_instalment_can_be_moved(number, to_on, is_possible):
    told = {
        "today": april(1), "rules": RECOMMENDED, "country": "SE", "moves_made": 0
    }  # fmt: skip
    if is_possible:
        assert moved_instalment(PLAN, number, to_on, **told).due_on == to_on
    else:
        with pytest.raises(PlanNotAllowed):
            moved_instalment(PLAN, number, to_on, **told)


def test_a_missed_instalment_is_moved_to_a_day_that_is_yet_to_come():
    told = {"rules": RECOMMENDED, "country": "SE", "moves_made": 0}
    assert moved_instalment(PLAN, 1, may(8), today=may(4), **told).due_on == may(8)
    with pytest.raises(PlanNotAllowed, match="after 2026-05-08"):
        moved_instalment(PLAN, 1, may(8), today=may(8), **told)


def test_interest_that_was_left_is_a_final_instalment_a_month_later():
    told = {"first_on": FIRST, "country": "SE"}
    final = final_instalment(PLAN, 12_34, **told)
    assert final == Instalment(4, date(2026, 7, 28), 12_34)
    assert final_instalment(PLAN, 0, **told) is None
    paid = (date(2026, 6, 29), 1_501_00)
    now = stand(paid, on=date(2026, 7, 1), plan=(*PLAN, final))
    assert (now.state, now.due, now.missing_minor) == ("kept", final, 12_34)
    late = (*PLAN[:2], PLAN[2]._replace(due_on=date(2026, 7, 29)))
    assert final_instalment(late, 1, **told).due_on == date(2026, 8, 31)  # the 29th: a Saturday


def test_a_plan_without_instalments_is_no_plan():
    with pytest.raises(ValueError, match="at least one"):
        stand(on=april(1), plan=())


START = date(2025, 1, 2)
PAYMENTS = st.lists(
    st.tuples(st.integers(0, 300).map(lambda n: START + timedelta(days=n)),
              st.integers(-60_000, 90_000)), max_size=6,
)  # fmt: skip
PLANS = st.builds(
    lambda first, amounts, country: (
        [Instalment(n + 1, day, amount) for n, (day, amount) in enumerate(
            zip(due_days(START + timedelta(days=first), len(amounts), country), amounts,
                strict=True))],
        country,
    ),
    st.integers(0, 40), st.lists(st.integers(1, 60_000), min_size=1, max_size=6),
    st.sampled_from(["SE", "NO"]),
)  # fmt: skip


@given(plan=PLANS, paid=PAYMENTS, day=st.integers(0, 300), grace=st.integers(0, 20))
@settings(max_examples=200, deadline=None)
def test_nothing_changes_by_itself_before_the_day_on_which_it_is_asked_again(
    plan, paid, day, grace
):
    instalments, country = plan
    today = START + timedelta(days=day)
    paid = [one for one in paid if one[0] <= today]  # nothing more comes
    told = {"grace_days": grace, "country": country}
    now = progress(instalments, paid, today=today, **told)
    if now.next_check_on is None:
        assert now.state in ("broken", "completed")
        later = progress(instalments, paid, today=today + timedelta(days=400), **told)
        assert later.state == now.state
        return
    assert now.next_check_on > today
    last = progress(instalments, paid, today=now.next_check_on - ONE_DAY, **told)
    assert last.state == now.state
    then = progress(instalments, paid, today=now.next_check_on, **told)
    assert STATES.index(then.state) > STATES.index(now.state)


@given(plan=PLANS, paid=PAYMENTS, grace=st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_without_money_a_plan_only_gets_worse_and_never_before_due_notice_and_grace(
    plan, paid, grace
):
    instalments, country = plan
    paid = [one for one in paid if one[0] <= START]
    told = {"grace_days": grace, "country": country}
    seen = []
    for n in range(300):
        today = START + timedelta(days=n)
        now = progress(instalments, paid, today=today, **told)
        seen.append(STATES.index(now.state))
        if now.state == "broken":
            assert today > now.due.due_on + timedelta(days=grace + 1)
            assert today > now.missed_since + timedelta(days=grace)
            assert today == now.resumes_on or seen[-2] == seen[-1]
            assert is_bank_day(country, now.pay_by_on)
    assert seen == sorted(seen)


@given(plan=PLANS, paid=PAYMENTS, day=st.integers(0, 300), more=st.integers(0, 90_000))
@settings(max_examples=150, deadline=None)
def test_more_money_never_makes_it_worse(plan, paid, day, more):
    instalments, country = plan
    today = START + timedelta(days=day)
    told = {"today": today, "grace_days": 5, "country": country}
    paid = [(on, abs(minor)) for on, minor in paid]
    less, now = progress(instalments, paid, **told), progress(
        instalments, [*paid, (START, more)], **told
    )  # fmt: skip
    rank = {**{state: n for n, state in enumerate(STATES)}, "completed": -1}
    assert rank[now.state] <= rank[less.state]
    if less.due is not None and now.due == less.due:
        assert now.missing_minor <= less.missing_minor


@given(plan=PLANS, on_time=st.booleans())
@settings(max_examples=60, deadline=None)
def test_who_pays_each_instalment_in_time_is_never_missed(plan, on_time):
    instalments, country = plan
    paid = [
        (one.due_on if on_time else next_bank_day(country, one.due_on + ONE_DAY), one.amount_minor)
        for one in instalments
    ]
    for n in range(260):
        today = START + timedelta(days=n)
        now = progress(instalments, paid, today=today, grace_days=0, country=country)
        assert now.state in ("kept", "due_soon", "completed")
