"""How far a step goes by itself, and what a person's yes or no does to it."""

from datetime import date, timedelta

import pytest

from kvitt.domain.automation import (
    Answered,
    Asking,
    AutomationUnclear,
    StepRule,
    checked_rule,
    governed,
    held_with,
)
from kvitt.domain.condition import condition
from kvitt.domain.decide import decide
from kvitt.domain.flow import flow
from kvitt.law.book import law_book
from tests.domain.cases import DUE, facts

TODAY = DUE + timedelta(days=5)
"""The first day of the friendly reminder."""
SE = law_book("SE")


def letter(today=TODAY, **changed):
    one = facts(**changed)
    decision = decide(one, today, SE, flow(one.flow))
    assert decision.notice is not None
    return decision


def asked(rule, answered=None, *, today=TODAY, values=None, decision=None):
    answers = {1: answered} if answered else {}
    asking = Asking({"friendly_reminder": rule}, answers)
    return governed(decision or letter(today), asking, today, values)


def said(state, *, until=None, goes_on=None, step="friendly_reminder", with_cases=()):
    return Answered(7, step, 1, state, with_cases, goes_on, until, "she phoned")


def test_a_step_that_nobody_has_set_goes_by_itself():
    decision = letter()
    assert governed(decision, Asking({}, {}), TODAY).decision == decision


def test_suggest_waits_for_a_person_and_neither_sends_nor_charges():
    made = asked(StepRule("suggest"))
    assert made.how == "asked"
    assert made.decision.notice is None
    assert made.decision.charges == ()
    assert made.decision.suggests is not None
    assert made.decision.suggests.asked_minor == 1_000_00
    assert made.decision.wake_on == TODAY + timedelta(days=30)


def test_it_is_the_creditors_move_where_a_yes_is_needed_and_nobodys_where_time_decides():
    assert asked(StepRule("suggest")).decision.owner == "creditor"
    assert asked(StepRule("off")).decision.owner == "creditor"
    assert asked(StepRule("veto", veto_days=3)).decision.owner == "kvitt"
    no = said("declined", until=TODAY + timedelta(days=9))
    assert asked(StepRule("suggest"), no).decision.owner == "kvitt"


def test_off_is_neither_sent_nor_suggested_but_looked_at_again():
    made = asked(StepRule("off"))
    assert (made.how, made.decision.suggests, made.decision.notice) == ("off", None, None)
    assert made.decision.wake_on is not None


@pytest.mark.parametrize(("limit_minor", "goes"), [(999_99, False), (1_000_00, True)])
def test_below_an_amount_it_goes_by_itself_and_above_it_a_person_is_asked(limit_minor, goes):
    made = asked(StepRule("below", below_minor=limit_minor))
    assert (made.decision.notice is not None) is goes
    assert (made.how == "by_itself") is goes


def test_in_the_veto_window_it_waits_and_on_its_last_day_it_goes():
    first = asked(StepRule("veto", veto_days=3))
    assert first.how == "after_time"
    goes_on = first.decision.wake_on
    assert goes_on == TODAY + timedelta(days=3)
    waits = said("open", goes_on=goes_on)
    before = goes_on - timedelta(days=1)
    assert asked(StepRule("veto", veto_days=3), waits, today=before).decision.notice is None
    after = asked(StepRule("veto", veto_days=3), waits, today=goes_on)
    assert after.decision.notice is not None
    assert after.decision.ends is not None
    assert (after.decision.ends.state, after.decision.ends.because) == (
        "carried_out", "nobody said no in time",
    )  # fmt: skip


def test_the_same_suggestion_stands_and_is_not_made_twice():
    made = asked(StepRule("suggest"), said("open"))
    assert made.decision.suggests is None
    assert made.decision.ends is None
    assert made.decision.notice is None


def test_a_yes_lets_it_go_and_is_used_up_by_it():
    made = asked(StepRule("suggest"), said("accepted", until=TODAY))
    assert made.decision.notice is not None
    assert made.decision.ends is not None
    assert made.decision.ends.state == "carried_out"


def test_a_yes_of_last_week_counts_no_more_and_is_asked_again():
    made = asked(StepRule("suggest"), said("accepted", until=TODAY - timedelta(days=1)))
    assert made.decision.notice is None
    assert made.decision.suggests is not None
    assert made.decision.ends is not None
    assert made.decision.ends.state == "lapsed"


def test_a_yes_to_one_letter_is_none_to_a_letter_with_other_claims():
    decision = letter()._replace(absorbs=(4,))
    made = asked(StepRule("suggest"), said("accepted", until=TODAY), decision=decision)
    assert made.decision.notice is None
    assert made.decision.suggests is not None
    assert made.decision.suggests.with_cases == (4,)
    same = asked(
        StepRule("suggest"), said("accepted", until=TODAY, with_cases=(4, 5)), decision=decision
    )
    assert same.decision.notice is not None


@pytest.mark.parametrize("level", ["suggest", "automatic"])
def test_a_no_stands_through_its_day_whatever_the_level_is(level):
    until = TODAY + timedelta(days=9)
    made = asked(StepRule(level), said("declined", until=until))
    assert (made.how, made.decision.notice) == ("declined", None)
    assert made.decision.wake_on == until + timedelta(days=1)
    assert "she phoned" in made.decision.next_what
    after = asked(StepRule("automatic"), said("declined", until=until),
                  today=until + timedelta(days=1))  # fmt: skip
    assert after.decision.notice is not None


def test_a_no_keeps_its_day_while_something_else_holds_the_case():
    held = facts(held_by="manual_pause")
    decision = decide(held, TODAY, SE, flow(held.flow))
    no = said("declined", until=TODAY + timedelta(days=9))
    assert governed(decision, Asking({}, {1: no}), TODAY).decision.ends is None
    yes = said("accepted", until=TODAY)
    ended = governed(decision, Asking({}, {1: yes}), TODAY).decision.ends
    assert ended is not None
    assert ended.state == "lapsed"


def test_what_was_suggested_lapses_when_the_case_is_paid():
    decision = decide(facts(principal_open_minor=0), TODAY, SE, flow("se-own-consumer"))
    for state in ("open", "accepted", "declined"):
        no = said(state, until=TODAY + timedelta(days=9))
        ended = governed(decision, Asking({}, {1: no}), TODAY).decision.ends
        assert ended is not None
        assert ended.because == "paid"


def test_where_the_level_has_changed_the_suggestion_is_made_anew():
    made = asked(StepRule("veto", veto_days=2), said("open"))
    assert made.decision.suggests is not None
    assert made.decision.suggests.goes_on == TODAY + timedelta(days=2)
    by_itself = asked(StepRule("automatic"), said("open"))
    assert by_itself.decision.notice is not None
    off = asked(StepRule("off"), said("accepted", until=TODAY))
    assert off.decision.notice is None


@pytest.mark.parametrize(
    ("source", "goes", "told"),
    [
        ("balance_minor < 200000", True, ""),
        ("balance_minor > 200000", False, "does not hold"),
        ("balance_minor > 1 && days_late > 1", False, "no answer"),
    ],
)
def test_only_where_the_condition_holds_it_goes_by_itself(source, goes, told):
    checked = condition(source, {"balance_minor": "number", "days_late": "number"})
    rule = StepRule("automatic", condition_name="small", condition=checked)
    made = asked(rule, values=lambda: {"balance_minor": 1_000_00})
    assert (made.decision.notice is not None) is goes
    assert told in made.because


def test_a_condition_that_is_in_use_no_more_lets_nothing_go_by_itself():
    made = asked(StepRule("automatic", condition_name="gone"), values=dict)
    assert made.how == "asked"
    assert "not in use" in made.because


def test_cases_of_one_letter_wait_together():
    decision = letter()._replace(absorbs=(4, 5))
    made = asked(StepRule("suggest"), decision=decision).decision
    others = held_with(decision, made)
    assert [one.case_id for one in others] == [4, 5]
    assert {one.wake_on for one in others} == {made.wake_on}
    assert held_with(decision, decision) == []


@pytest.mark.parametrize(
    "given",
    [
        {"level": "sometimes"},
        {"level": "below"},
        {"level": "suggest", "below_minor": 1},
        {"level": "below", "below_minor": 0},
        {"level": "veto"},
        {"level": "veto", "veto_days": 0},
        {"level": "veto", "veto_days": 61},
        {"level": "automatic", "veto_days": 3},
        {"level": "suggest", "condition_name": "small"},
    ],
)
def test_a_level_has_what_belongs_to_it_and_nothing_else(given):
    with pytest.raises(AutomationUnclear):
        checked_rule(given.pop("level"), **given)


def test_a_first_day_of_a_step_is_told_by_every_rule_that_kept_it_back():
    from kvitt.domain.suggestion import proposal_of
    from tests.domain.cases import sent

    notices = [sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12))]
    one = facts(notices=notices)
    today = date(2026, 2, 14)
    decision = decide(one, today, SE, flow(one.flow))
    proposal = proposal_of(one, decision, today, SE, flow(one.flow))
    assert proposal is not None
    assert proposal.step == "reminder"
    assert max(earlier.allowed_from for earlier in proposal.not_earlier) <= today
    assert proposal.not_earlier[0].allowed_from == today
    assert [(cost.kind, cost.amount_minor) for cost in proposal.costs] == [("reminder", 60_00)]
    assert proposal.follows is not None
    assert proposal.follows.step == "collection_demand"
    assert [cost.amount_minor for cost in proposal.follows.costs if cost.kind != "interest"] == [
        180_00
    ]
    assert proposal.asked_minor == 1_060_00
