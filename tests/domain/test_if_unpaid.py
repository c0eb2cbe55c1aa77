"""What follows if nothing is paid: the next measure, its day and its cost."""

from datetime import date, timedelta

import pytest

from kvitt.domain.facts import ClaimFacts, Facts, NoticeFacts
from kvitt.domain.flow import flow
from kvitt.domain.if_unpaid import DECISION, if_unpaid, last_day_to_pay
from kvitt.law.book import law_book

DUE = date(2026, 2, 2)
TODAY = date(2026, 3, 2)
FLOW = flow("se-own-consumer")
LAW = law_book("SE")


def facts(*sent: str, **more) -> Facts:
    claim = ClaimFacts(1, DUE, 1_000_00, 0, 0, DUE, 0, True, 1_000_00)
    left = DUE + timedelta(days=18)
    notices = tuple(
        NoticeFacts(number, step.name, step.kind, "sent", left, left, left + timedelta(days=10))
        for number, step in enumerate(FLOW.steps, start=1)
        if step.name in sent
    )
    return Facts(1, FLOW.name, 1, "consumer", (claim,), notices, **more)


def names() -> list[str]:
    return [step.name for step in FLOW.steps]


def test_after_each_letter_the_next_one_follows_and_after_the_last_a_person_decides():
    for place, name in enumerate(names()):
        following = if_unpaid(facts(*names()[: place + 1]), TODAY, LAW, FLOW)
        is_last = name == names()[-1]
        assert following.kind == (DECISION if is_last else FLOW.steps[place + 1].kind)
        assert following.on >= TODAY
        assert (following.application_minor == 300_00) == is_last


def test_a_letter_that_may_cost_names_its_cost():
    assert if_unpaid(facts("friendly_reminder"), TODAY, LAW, FLOW).cost_minor == 60_00


@pytest.mark.parametrize("held", ["dispute", "plan", "a kind that nobody knows"])
def test_under_a_hold_without_an_end_no_day_is_named(held):
    assert if_unpaid(facts(held_by=held), TODAY, LAW, FLOW) is None


def test_time_that_was_given_is_waited_out():
    until = TODAY + timedelta(days=20)
    given = facts("friendly_reminder", held_by="deferral", held_until=until)
    assert if_unpaid(given, TODAY, LAW, FLOW).on > until


def test_where_nothing_is_open_nothing_follows():
    paid = facts()
    paid = paid._replace(claims=(paid.claims[0]._replace(principal_open_minor=0),))
    assert if_unpaid(paid, TODAY, LAW, FLOW) is None


def test_the_day_to_pay_is_the_latest_that_was_given():
    assert last_day_to_pay(facts()) == DUE
    assert last_day_to_pay(facts("friendly_reminder")) == DUE + timedelta(days=28)
    later = date(2026, 4, 1)
    assert last_day_to_pay(facts("friendly_reminder", time_given_until=later)) == later
