"""A creditor's flow is changed from a day: only what was simulated, and no case loses its place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kvitt.application.change_flow import (
    SIMULATION_COUNTS_DAYS,
    FlowChangeUnclear,
    NotSimulated,
    change_flow,
    flows_of,
    take_flow_changes,
    versions_of_flows,
)
from kvitt.application.preview_flow import preview_flow
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.simulate_flow import simulate_flow
from kvitt.domain.flow import FlowBreaksLaw, FlowNotKnown, flow
from kvitt.jobs.tick import tick
from kvitt.store.creditors import find_creditor
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
TODAY = date(2026, 2, 16)
CALM = "se-own-calm-consumer"
USUAL = "se-own-consumer"
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def creditor():
    return money.creditor_of_its_own("SE")


def simulated(creditor, *, on=TODAY, name=CALM):
    simulate_flow(creditor, flow(name), since=DUE, today=on)


def change(creditor, *, today=TODAY, from_on=None, **told):
    told = {"consumer": CALM, "by": "Mona"} | told
    return change_flow(creditor, from_on=from_on or today, today=today, **told)


def reminded(creditor, number="5001"):
    """A case whose friendly reminder has left."""
    case_id = money.owes(creditor, 1000_00, DUE, number=number, customer=number)
    on = DUE + timedelta(days=6)
    run_cases(creditor.tenant_id, today=on)
    money.letter_left(creditor, case_id, on=on, deadline_on=on + timedelta(days=8))
    money.wake(creditor, case_id, on=on)
    run_cases(creditor.tenant_id, today=on)
    return case_id


def test_a_change_that_was_not_simulated_is_refused(creditor):
    with pytest.raises(NotSimulated, match="kvitt flow simulate"):
        change(creditor)
    simulated(creditor)
    assert change(creditor).consumer == CALM


def test_a_simulation_counts_for_a_month_and_for_exactly_that_change(creditor):
    simulated(creditor)
    last = TODAY + timedelta(days=SIMULATION_COUNTS_DAYS)
    with pytest.raises(NotSimulated):
        change(creditor, today=last + timedelta(days=1))
    with pytest.raises(NotSimulated):
        change(creditor, consumer=None, business="se-own-calm-business", today=last)
    assert change(creditor, today=last).consumer == CALM


def test_new_cases_go_by_the_new_flow_and_open_ones_keep_theirs(creditor):
    old = money.owes(creditor, 1000_00, DUE, number="5101", customer="a")
    simulated(creditor)
    assert change(creditor).moved == 0
    changed = find_creditor(creditor.name)
    new = money.owes(changed, 1000_00, DUE, number="5102", customer="b")
    assert (changed.consumer_flow, changed.business_flow) == (CALM, creditor.business_flow)
    assert (money.case(creditor, old).flow, money.case(creditor, new).flow) == (USUAL, CALM)


def test_open_cases_go_along_where_that_is_said_and_no_step_is_taken_twice(creditor):
    case_id = reminded(creditor)
    simulated(creditor)
    assert change(creditor, open_cases=True).moved == 1
    assert money.case(creditor, case_id).flow == CALM
    assert "flow_changed" in money.events(creditor, case_id)
    for number in range(40):
        run_cases(creditor.tenant_id, today=TODAY + timedelta(days=number))
    steps = [notice.step for notice in office.notices(creditor, case_id)]
    assert steps == ["friendly_reminder", "reminder"]
    assert office.notices(creditor, case_id)[-1].planned_on == DUE + timedelta(days=28)


def test_a_letter_that_is_planned_when_the_flow_changes_is_withdrawn_with_its_fee(creditor):
    case_id = reminded(creditor, "5201")
    day = TODAY + timedelta(days=1)
    run_cases(creditor.tenant_id, today=day)
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    simulated(creditor, on=day)
    assert change(creditor, today=day, open_cases=True).moved == 1
    assert office.fees(creditor, case_id) == []
    run_cases(creditor.tenant_id, today=day)
    assert [notice.state for notice in office.notices(creditor, case_id)] == ["sent"]
    money.the_books_hold(creditor)


def test_a_change_waits_for_its_day_and_is_taken_by_the_day_or_by_the_tick(creditor):
    simulated(creditor)
    later = TODAY + timedelta(days=3)
    now = change(creditor, from_on=later)
    assert (now.consumer, len(now.waiting)) == (USUAL, 1)
    run_day(today=TODAY + timedelta(days=2), tenant_ids=[creditor.tenant_id])
    assert flows_of(creditor).consumer == USUAL
    run_day(today=later, tenant_ids=[creditor.tenant_id])
    assert (flows_of(creditor).consumer, flows_of(creditor).waiting) == (CALM, ())
    other = money.creditor_of_its_own("SE")
    simulated(other)
    change(other, from_on=later)
    tick(today=later)
    assert flows_of(other).consumer == CALM
    assert take_flow_changes(other.tenant_id, today=later) == 0


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"consumer": "no-own-calm-consumer"}, FlowNotKnown),
        ({"consumer": "se-own-calm-business"}, FlowNotKnown),
        ({"consumer": "se-agency-calm-consumer"}, FlowChangeUnclear),
        ({"consumer": USUAL}, FlowChangeUnclear),
        ({"consumer": None}, FlowChangeUnclear),
        ({"by": " "}, FlowChangeUnclear),
        ({"from_on": TODAY - timedelta(days=1)}, FlowChangeUnclear),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(creditor, told, refusal):
    simulated(creditor)
    with pytest.raises(refusal):
        change(creditor, **told)
    assert flows_of(creditor).consumer == USUAL


def test_the_simulation_of_one_creditor_is_not_anothers(creditor):
    other = money.creditor_of_its_own("SE")
    simulated(other)
    with pytest.raises(NotSimulated):
        change(creditor)


def test_days_of_the_creditors_own_are_tried_chosen_and_followed_by_every_new_case(creditor):
    own = f"{USUAL}@9.1.8-30.2.10-50.3.12-6"
    with pytest.raises(NotSimulated):
        change(creditor, consumer=own)
    simulated(creditor, name=own)
    assert change(creditor, consumer=own).consumer == own
    changed = find_creditor(creditor.name)
    case_id = money.owes(changed, 1000_00, DUE, number="5301", customer="a")
    for number in (8, 9):
        run_cases(creditor.tenant_id, today=DUE + timedelta(days=number))
    (notice,) = office.notices(creditor, case_id)
    assert (notice.step, notice.planned_on) == ("friendly_reminder", DUE + timedelta(days=9))
    (version,) = versions_of_flows(creditor)
    assert (version.flow_after, version.decided_by, version.taken_on) == (own, "Mona", TODAY)
    assert versions_of_flows(money.creditor_of_its_own("SE")) == []


def test_days_below_the_laws_are_refused_before_anything_is_tried(creditor):
    with pytest.raises(FlowBreaksLaw, match="at least 8 are due"):
        simulated(creditor, name=f"{USUAL}@5.1.8-15.2.10-28.3.7-5")


def test_a_flows_calendar_is_that_of_its_letters_with_their_fees(creditor):
    calendar = preview_flow(creditor, flow(f"{USUAL}@9.1.8-30.2.10-50.3.12-6"), today=TODAY)
    told = [(one.step, one.days_late, one.cost_minor) for one in calendar.days]
    assert told[:3] == [
        ("friendly_reminder", 9, 0), ("reminder", 30, 60_00), ("collection_demand", 50, 180_00),
    ]  # fmt: skip
    assert told[3][0] == "" and told[3][1] >= 50 + 12 + 6
    assert calendar.cost_minor == 240_00
    unagreed = replace(creditor, agreement={"fees_agreed": False})
    assert preview_flow(unagreed, flow(USUAL), today=TODAY).cost_minor == 180_00
