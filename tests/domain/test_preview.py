"""The preview tells when each letter would go and what it would cost, by the night's own decide."""

from datetime import date
from itertools import pairwise

import pytest

from kvitt.domain.flow import flow, flow_names
from kvitt.domain.preview import preview
from kvitt.kernel.days import is_bank_day
from kvitt.law.book import LawNotKnown, law_book


def letters(name, amount_minor=1_000_00, due_on=date(2026, 1, 30), **more):
    steps = flow(name)
    return preview(
        steps, amount_minor=amount_minor, due_on=due_on, law=law_book(steps.country), **more
    )


def test_a_swedish_consumer_is_reminded_twice_and_demanded_once_before_a_person_decides():
    made = letters("se-own-consumer")
    assert [step.kind for step in made] == [
        "friendly_reminder",
        "reminder",
        "collection_demand",
        "decision",
    ]
    assert [
        [(c.kind, c.amount_minor) for c in step.charges if c.kind != "interest"] for step in made
    ] == [
        [],
        [("reminder", 60_00)],
        [("collection_demand", 180_00)],
        [],
    ]


def test_a_norwegian_consumer_pays_a_twentieth_and_three_twentieths_of_the_rate():
    made = letters("no-own-consumer")
    costs = [c.amount_minor for step in made for c in step.charges if c.kind != "interest"]
    assert costs == [38_00, 113_00]


@pytest.mark.parametrize("name", flow_names())
def test_each_letter_waits_for_the_deadline_before_it_and_each_deadline_is_a_bank_day(name):
    made = letters(name)
    for before, after in pairwise(made):
        assert before.deadline_on is not None and after.on > before.deadline_on
    for step in made[:-1]:
        assert is_bank_day(flow(name).country, step.deadline_on)


def test_a_fee_that_was_not_agreed_is_told_and_left_out():
    reminder = letters("se-own-consumer", fees_agreed=False)[1]
    assert reminder.charges == ()
    assert "1981:739" in reminder.refused[0]


def test_past_the_last_known_half_year_the_preview_refuses():
    with pytest.raises(LawNotKnown, match="2027"):
        letters("se-own-consumer", due_on=date(2026, 12, 10))
