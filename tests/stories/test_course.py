"""Where a case stands while it is with an authority, and afterwards: one answer in every place."""

from datetime import timedelta

import pytest
from django.utils import translation

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.case_wording import next_sentence
from kvitt.application.decision_words import PROCEEDING_STATES, PROCEEDINGS
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.explain_case import explain_case
from kvitt.application.list_cases import list_cases
from kvitt.application.proceeding_words import AWAITED, HAPPENED
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.run_day import run_day
from kvitt.application.show_case import show_case
from kvitt.domain.enforcement import KINDS
from kvitt.domain.proceeding import OURS
from kvitt.store.cases import case_number
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import demanded, filed, proceeding

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def record(creditor, proceeding_id, event, on, /, **given):
    return record_proceeding(
        creditor, proceeding_id, event, on_day=on, today=on, by="Mona", given=given
    )


def night(creditor, on):
    run_day(today=on, tenant_ids=[creditor.tenant_id])


def told(creditor, case_id, on):
    """Stage, next step, its day and owner: the same on the case, in the list and explained."""
    number = case_number(creditor.tenant_id, case_id)
    view = show_case(number, today=on)
    (listed,) = [
        one for one in list_cases(today=on, creditor=creditor.tenant_id).cases
        if one.case.key.case_id == case_id
    ]  # fmt: skip
    assert (listed.stage, listed.case.next_what) == (view.stage, view.next_what)
    assert listed.case.next_on == view.next_on
    explained = explain_case(number, today=on).as_json()
    shown = view.as_json()
    assert (explained["stage"], explained["next"]) == (shown["stage"], shown["next"])
    return view.stage, view.next_what, view.next_on, view.next_owner


def asked(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


def test_the_case_says_what_is_awaited_at_kronofogden_and_by_which_day():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    assert told(creditor, case_id, on)[0] == "awaiting_decision"
    number = draft_proceeding(creditor, case_id, kind="payment_order", because="asked", today=on,
                              by="Mona")  # fmt: skip
    what = "a person approves the application to Kronofogden"
    assert told(creditor, case_id, on) == ("application_drafted", what, on, "agency")
    assert "decide_next_measure" not in asked(creditor, case_id)
    approve_proceeding(creditor, number, today=on, by="Eva")
    assert told(creditor, case_id, on)[1] == "a person files the application to Kronofogden"
    assert "file_application" in asked(creditor, case_id)
    apply_to_authority(creditor, number, today=on, by="Mona")
    since = f"at Kronofogden since {on}"
    confirmed = (f"{since}: Kronofogden confirms the filing", on + 2 * WEEK, "authority")
    assert told(creditor, case_id, on) == ("at_kronofogden", *confirmed)
    assert not {"file_application", "approve_application"} & set(asked(creditor, case_id))
    record(creditor, number, "received", on + WEEK, number="01-1-26")
    stage, what, by, _ = told(creditor, case_id, on + WEEK)
    assert (stage, what) == ("at_kronofogden", f"{since}: Kronofogden serves the application")
    for day in range(1, 120):
        night(creditor, on + day * DAY)
        if day % 20 == 0:
            assert told(creditor, case_id, on + day * DAY) == (stage, what, by, "authority")
    assert "decide_next_measure" not in asked(creditor, case_id)
    assert "proceeding_due" in asked(creditor, case_id)


def test_a_past_day_tells_where_the_proceeding_stood_then():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on + WEEK)
    record(creditor, number, "received", on + 2 * WEEK, number="01-1-26")
    record(creditor, number, "served", on + 3 * WEEK)
    record(creditor, number, "objected", on + 4 * WEEK)
    called = case_number(creditor.tenant_id, case_id)
    awaited = {}
    for weeks in range(5):
        view = show_case(called, on=on + weeks * WEEK, today=on + 9 * WEEK)
        awaited[weeks] = view.stage, view.next_what.rpartition(": ")[2]
    assert awaited == {
        0: ("awaiting_decision", "a person decides on the next measure"),
        1: ("at_kronofogden", "Kronofogden confirms the filing"),
        2: ("at_kronofogden", "Kronofogden serves the application"),
        3: ("at_kronofogden", "the debtor answers, or Kronofogden gives its order"),
        4: ("at_kronofogden", "ask for the district court with circumstances and evidence, or let "
            "it be written off"),
    }  # fmt: skip


def ordered(creditor, case_id, number, on, event="order"):
    names = ("principal", "interest", "cost")
    parts = dict(zip(names, money.open_minor(creditor, case_id), strict=True))
    return record(creditor, number, event, on, number=f"U-{number}", amount=sum(parts.values()),
                  **parts)  # fmt: skip


def test_after_the_order_the_case_is_enforced_and_then_asked_about_again_with_its_title():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "served", on + WEEK)
    ordered(creditor, case_id, number, on + 4 * WEEK)
    assert told(creditor, case_id, on + 4 * WEEK)[0] == "enforcing"
    record(creditor, number, "lapsed", on + 30 * WEEK)
    night(creditor, on + 30 * WEEK)
    stage, what, *_ = told(creditor, case_id, on + 30 * WEEK)
    assert (stage, what) == ("titled", "a person decides on the next measure")
    assert asked(creditor, case_id).count("decide_next_measure") == 1
    night(creditor, on + 31 * WEEK)
    assert asked(creditor, case_id).count("decide_next_measure") == 1
    row = proceeding(creditor, number)
    assert "utsökningsbalken 4 kap. 10 §" in row.ended_because


def test_a_followed_case_says_so_and_a_case_without_a_title_is_asked_about_when_it_ends():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)
    record(creditor, number, "withdrawn", on + WEEK)
    night(creditor, on + WEEK)
    assert told(creditor, case_id, on + WEEK)[0] == "awaiting_decision"
    assert "decide_next_measure" in asked(creditor, case_id)
    again = filed(creditor, case_id, on=on + 2 * WEEK)
    assert "decide_next_measure" not in asked(creditor, case_id)
    record(creditor, again, "served", on + 3 * WEEK)
    ordered(creditor, case_id, again, on + 6 * WEEK)
    record(creditor, again, "no_assets", on + 20 * WEEK)
    night(creditor, on + 20 * WEEK)
    stage, what, *_ = told(creditor, case_id, on + 20 * WEEK)
    assert (stage, what) == ("monitored", "nothing is sent: monitoring")
    assert "decide_next_measure" not in asked(creditor, case_id)


def test_another_creditor_sees_nothing_of_it():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    other_id, on = demanded(stranger)
    filed(creditor, case_id, on=on)
    assert told(stranger, other_id, on)[0] == "awaiting_decision"
    view = show_case(case_number(stranger.tenant_id, other_id), today=on)
    assert (view.proceedings, view.titles) == ((), ())


@pytest.mark.parametrize("country", KINDS)
def test_every_kind_of_proceeding_has_a_stage_that_a_page_can_name(country):
    from kvitt.application.case_words import STAGES

    for kind in KINDS[country].values():
        states = {state for rule in kind.events.values() for state in (*rule.states, rule.to)}
        assert {kind.stage, *kind.stages.values()} <= set(STAGES)
        assert set(kind.stages) <= states - set(OURS)


@pytest.mark.parametrize("country", KINDS)
def test_a_page_has_its_own_words_for_all_that_is_awaited_and_happens(country):
    awaited = {kind.first.what for kind in KINDS[country].values()}
    awaited |= {
        rule.next.what
        for kind in KINDS[country].values()
        for rule in kind.events.values()
        if rule.next is not None
    }
    assert awaited <= set(AWAITED)
    happened = {rule.word for kind in KINDS[country].values() for rule in kind.events.values()}
    assert happened <= set(HAPPENED)
    rules = [rule for kind in KINDS[country].values() for rule in kind.events.values()]
    states = {state for rule in rules for state in (*rule.states, rule.to) if state}
    assert states <= set(PROCEEDING_STATES) and set(KINDS[country]) <= set(PROCEEDINGS)
    with translation.override("sv"):
        since = next_sentence("at Kronofogden since 2026-03-20: Kronofogden confirms the filing")
        drafted = next_sentence("a person approves the application to namsmannen")
    assert since == "Hos Kronofogden sedan 20 mars 2026: Kronofogden bekräftar ansökan"
    assert drafted == "En person godkänner ansökan till namsmannen"
