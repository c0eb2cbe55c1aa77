"""What users write hears the same of a case on screen and at night, and is tried on every sort."""

from datetime import timedelta

import pytest

from kvitt.application.preview_text import CaseHasNoText, case_values, sample_views
from kvitt.application.show_case import show_case
from kvitt.application.try_condition import condition_values
from kvitt.domain.case_condition import case_condition, values_of
from kvitt.domain.condition import ConditionCannotAnswer
from kvitt.domain.decide import stage_of
from kvitt.domain.flow import flow
from kvitt.store.facts import due_facts
from kvitt.store.session import query, tenant_scope
from kvitt.store.text_templates import sample_cases
from tests.stories.every_sort import LAST, lived_through

LANGUAGE = {"SE": "sv", "NO": "nb"}
DAYS = (LAST, LAST + timedelta(days=1), LAST + timedelta(days=400))


LIVED: dict[str, tuple] = {}


@pytest.fixture(params=["SE", "NO"])
def office(live_db, mailbox, request):
    """A creditor with cases of every sort; nothing is changed in it."""
    if request.param not in LIVED:
        LIVED[request.param] = lived_through(request.param)
    return LIVED[request.param]


def at_night(creditor, day):
    """What a condition hears of each open case that the night decides, by case number."""
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        ids = [row[0] for row in query("select id from collection_case where closed_on is null")]
        opened = dict(query("select id, opened_on from collection_case"))
        found = due_facts(tenant_id, today=day, batch=100, case_ids=ids, asleep=True)
    return {
        f"{tenant_id}-{facts.case_id}": values_of(
            facts,
            stage=stage_of(facts, flow(facts.flow), day),
            today=day,
            country=creditor.country,
            currency=creditor.currency,
            opened_on=opened[facts.case_id],
        )
        for facts in found
    }


def test_the_night_and_the_screen_hear_the_same_of_every_sort_of_case(office):
    creditor, cases = office
    for day in DAYS:
        heard = at_night(creditor, day)
        assert len(heard) >= len(cases) - 3
        for number, values in heard.items():
            assert condition_values(show_case(number, today=day)) == values, number
    heard = at_night(creditor, LAST).values()
    for name in ("is_held", "is_partly_paid"):  # the office does have cases of every sort
        assert {values[name] for values in heard} == {True, False}
    assert {values["invoices"] for values in heard} == {1, 2}
    assert len({values["stage"] for values in heard}) >= 4
    assert {values["round"] for values in heard} == {1, 2}
    assert {values["open_credit_minor"] for values in heard} == {0, 200_00}


def sampled(creditor, most):
    with tenant_scope(creditor.tenant_id):
        return sample_cases(creditor.tenant_id, most)


def test_the_sample_holds_every_sort_of_case_and_is_the_same_each_time(office):
    creditor, cases = office
    views = sample_views(creditor, today=LAST)
    assert [view.case_id for view in views] == sampled(creditor, 50)
    assert len(views) == len(cases) - 1  # all but the case whose claim went to another one
    assert {view.case_id for view in views} < set(cases.values())
    assert not any(view.merged_into for view in views)
    assert {view.closed_because for view in views} == {None, "paid", "withdrawn"}


def stage_of_letters(view):
    """The last letter of the flow that left, if any."""
    return view.facts.notices[-1].step if view.facts.notices else None


def test_a_small_sample_has_one_of_each_language_flow_and_end_before_two_of_any(office):
    creditor, cases = office
    few = sampled(creditor, 14)
    assert few == sampled(creditor, 50)[:14]
    views = [show_case(f"{creditor.tenant_id}-{case_id}", today=LAST) for case_id in few]
    assert {view.debtor_language for view in views} == {LANGUAGE[creditor.country], "en"}
    assert {view.debtor_kind for view in views} == {"consumer", "business"}
    assert {view.closed_because for view in views} == {None, "paid", "withdrawn"}
    assert {len(view.invoices) for view in views} == {1, 2}
    assert {bool(view.holds) for view in views} == {True, False}
    assert cases["planned"] in few
    assert {stage_of_letters(view) for view in views} == {
        stage_of_letters(view) for view in sample_views(creditor, today=LAST)
    }


def test_nothing_is_written_about_a_case_whose_claim_went_to_another_one(office):
    creditor, cases = office
    gone = [
        view
        for name in ("merged", "merging")
        if (view := show_case(f"{creditor.tenant_id}-{cases[name]}", today=LAST)).merged_into
    ]
    (view,) = gone
    with pytest.raises(CaseHasNoText, match=f"went on to case {view.merged_into}"):
        case_values(view, "sv")
    with pytest.raises(ConditionCannotAnswer, match="“days_late” has no value here"):
        case_condition("days_late > 1").holds(condition_values(view))
