"""Ten thousand lives of each country, and as many talks with the gate: no auditor objects.

``KVITT_LIVES`` sets another number. A failure names the seed, the rule, the statute and the life.
"""

import os
from collections.abc import Callable, Iterator
from typing import TypeGuard

import pytest

from tests.law.auditor.auditor import STATUTES, audit, interest_parts
from tests.law.auditor.calendar import DAY
from tests.law.auditor.life import (
    Covered,
    Event,
    Fee,
    Interest,
    Letter,
    Life,
    Objection,
    Reopened,
)
from tests.law.auditor.rates import rounded
from tests.law.auditor.reading import Reading
from tests.law.gate_lives import gate_life
from tests.law.lives import random_life
from tests.law.played_case import PlayedCase

LIVES = int(os.environ.get("KVITT_LIVES", "10000"))
SEVERAL = 3
"""Of an objection so many examples are told."""
ON_LETTERS = {
    "deadline_too_short",
    "letter_before_due",
    "demand_within_an_earlier_deadline",
    "demand_before_the_notice_was_missed",
    "same_letter_twice_in_a_day",
    "letter_after_everything_was_paid",
    "letter_while_stopped",
}
"""What the gate of charges does not judge: whoever talks to it sends what letters he will."""


def told(seed: str, life: Life, objection: Objection) -> str:
    """The objection with all that a person needs to see it."""
    events = "\n".join(f"    {event}" for event in life.events)
    about = f"{life.debtor_kind}, {life.collection}, {life.claims}"
    return (
        f"{seed}: {objection.rule} [{objection.statute}] {objection.sentence}\n  {about}\n{events}"
    )


def objections(
    country: str, make: Callable[[str, str], Life], spared: set[str], name: str
) -> Iterator[str]:
    for number in range(LIVES):
        seed = f"{name} {country} {number}"
        life = make(seed, country)
        for objection in audit(life):
            is_spared = objection.rule in spared or (
                objection.rule == "collection_from_a_minor" and name == "gate"
                and objection.sentence not in {fee.kind for fee in life.events if is_paid(fee)}
            )  # fmt: skip
            if not is_spared:
                yield told(seed, life, objection)


def is_paid(event: Event) -> TypeGuard[Fee]:
    return isinstance(event, Fee) and event.amount_minor > 0


def first_of(found: Iterator[str]) -> list[str]:
    return [text for text, _ in zip(found, range(SEVERAL), strict=False)]


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_nothing_in_a_random_life_is_refused_by_the_auditor(country: str) -> None:
    def make(seed: str, country: str) -> Life:
        return random_life(seed, country).life

    found = first_of(objections(country, make, set(), "life"))
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_nothing_that_the_gate_grants_is_refused_by_the_auditor(country: str) -> None:
    found = first_of(objections(country, gate_life, ON_LETTERS, "gate"))
    assert not found, "\n\n".join(found)


def interest_left_out(case: PlayedCase) -> Iterator[str]:
    """The claims whose booked interest is not the whole sum of their days, to the öre.

    Only where nothing was waived, credited or taken back, which lowers it on purpose.
    """
    life = case.life
    credited = any(isinstance(one, Covered) and one.is_credit for one in life.events)
    if case.waived_minor or credited or any(isinstance(one, Reopened) for one in life.events):
        return
    statutes = STATUTES[life.country]
    reading = Reading(life, statutes.STATUTES)
    for account in case.accounts:
        facts = account.facts
        charged = sum(
            one.amount_minor for one in reading.interest if one.claim_id == facts.claim_id
        )
        first, until = reading.due[facts.claim_id] + DAY, facts.interest_through_on + DAY
        parts = interest_parts(reading, statutes, facts.claim_id, first, until)
        if charged != rounded(parts):
            yield f"{charged} instead of {rounded(parts)}: {life}"


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_interest_is_the_sum_of_its_days_and_not_less(country: str) -> None:
    found = [
        text
        for number in range(LIVES // 10)
        for text in interest_left_out(random_life(f"interest {country} {number}", country))
    ]
    assert not found, "\n\n".join(found[:SEVERAL])


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_lives_are_full_of_what_they_are_to_try(country: str) -> None:
    """A generator that does nothing would please any auditor: see that it does not idle."""
    lives = [random_life(f"full {country} {number}", country).life for number in range(500)]
    kinds = {fee.kind for life in lives for fee in life.events if is_paid(fee)}
    letters = {one.kind for life in lives for one in life.events if isinstance(one, Letter)}
    wanted = {
        "SE": {"reminder", "collection_demand", "late_payment_compensation", "instalment_plan",
               "payment_order_application", "court_application"},
        "NO": {"collection_notice", "payment_demand_own", "late_payment_compensation",
               "collection_fee", "instalment_plan", "conciliation_application"},
    }[country]  # fmt: skip
    assert wanted <= kinds
    assert len(letters) >= 3
    assert sum(isinstance(one, Interest) for life in lives for one in life.events) > 500
    assert sum(isinstance(one, Covered) for life in lives for one in life.events) > 500


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_same_seed_is_the_same_life(country: str) -> None:
    assert random_life("again", country).life == random_life("again", country).life
    assert gate_life("again", country) == gate_life("again", country)
