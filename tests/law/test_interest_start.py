"""Interest's beginning: due day, demand, service, payment to be paid back; and times to pay."""

from datetime import date, timedelta
from typing import Any

import pytest

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawNotKnown, UnknownLaw, law_book
from kvitt.law.interest import UnknownDebtorKind, late_interest
from kvitt.law.interest_start import (
    BASES,
    NoInterest,
    UnknownBasis,
    acceptance_time,
    interest_starts,
    payment_term,
    reference_rate_bp,
)
from tests.law.worked_cases import with_days, worked_cases

SENT = date(2026, 3, 2)


@pytest.mark.parametrize("example", worked_cases("interest_start.yaml", "interest_start"))
def test_interest_begins_on_the_day_of_the_worked_case(example: dict[str, Any]) -> None:
    book, told = law_book(example["country"]), with_days(example["given"])
    if "refused" in example:
        with pytest.raises(NoInterest) as no:
            interest_starts(book, **told)
        assert no.value.reference.endswith(example["refused"])
        return
    start = interest_starts(book, **told)
    assert start.first_on.isoformat() == example["expect"]
    assert start.because.reference
    assert start.anchor_on == start.first_on - timedelta(days=1)


@pytest.mark.parametrize("example", worked_cases("interest_start.yaml", "payment_term"))
def test_a_time_to_pay_binds_or_does_not(example: dict[str, Any]) -> None:
    term = payment_term(law_book(example["country"]), **with_days(example["given"]))
    assert term.is_allowed == example["expect"]["is_allowed"]
    assert term.most_days == example["expect"]["most_days"]
    assert term.because.reference


def test_the_anchor_is_the_due_day_of_the_interest() -> None:
    book = law_book("SE")
    start = interest_starts(book, basis="restitution", paid_on=date(2025, 2, 28))
    interest = late_interest(
        book,
        principal_minor=20_000_00,
        due_on=start.anchor_on,
        until_on=date(2025, 8, 29),
        rule="restitution",
    )
    assert interest.interest_minor == 465_75
    assert interest.segments[0].from_ == start.first_on


@pytest.mark.parametrize("basis", BASES)
def test_a_beginning_without_its_day_is_refused(basis: str) -> None:
    with pytest.raises(UnknownBasis, match="needs the day"):
        interest_starts(law_book("SE"), basis=basis)


def test_other_words_and_other_debtors_are_refused() -> None:
    with pytest.raises(UnknownBasis, match="none of these"):
        interest_starts(law_book("SE"), basis="mood", due_on=SENT)
    with pytest.raises(UnknownDebtorKind):
        interest_starts(law_book("SE"), basis="agreed_due_day", due_on=SENT, debtor_kind="firm")


@pytest.mark.parametrize(
    ("country", "told"),
    [
        ("NO", {"basis": "restitution", "paid_on": SENT}),
        ("NO", {"basis": "damages", "claimed_on": SENT}),
        ("NO", {"basis": "legal_action", "served_on": SENT}),
        ("SE", {"basis": "agreed_due_day", "due_on": SENT, "is_creditors_delay": True}),
    ],
)
def test_a_rule_of_one_country_is_not_taken_for_the_others(
    country: str, told: dict[str, Any]
) -> None:
    with pytest.raises(UnknownLaw, match="has no value"):
        interest_starts(law_book(country), **told)


def test_a_demand_of_before_the_book_is_refused() -> None:
    with pytest.raises(LawNotKnown):
        interest_starts(law_book("NO"), basis="demand", sent_on=date(2009, 12, 31))


def test_what_a_demand_to_a_consumer_had_to_say_before_2013_is_not_known() -> None:
    with pytest.raises(LawNotKnown, match="was not read"):
        interest_starts(law_book("SE"), basis="demand", sent_on=date(2013, 3, 15))


def test_a_service_after_the_thirty_days_changes_nothing() -> None:
    start = interest_starts(
        law_book("SE"),
        basis="demand",
        debtor_kind="business",
        sent_on=SENT,
        served_on=SENT + timedelta(days=31),
    )
    assert start.first_on == SENT + timedelta(days=31)
    assert start.because.given["sent_on"] == "2026-03-02"


@pytest.mark.parametrize(
    ("days", "debtor_kind", "is_express", "is_allowed"),
    [
        (30, "business", False, True),
        (31, "business", False, False),
        (31, "business", True, True),
        (31, "authority", True, False),
        (31, "consumer", False, True),
    ],
)
def test_goods_are_examined_within_thirty_days(
    days: int, debtor_kind: str, is_express: bool, is_allowed: bool
) -> None:
    term = acceptance_time(
        law_book("SE"),
        days=days,
        agreed_on=date(2026, 1, 2),
        debtor_kind=debtor_kind,
        is_express=is_express,
    )
    assert term.is_allowed is is_allowed
    assert term.because.reference == "räntelagen (1975:635) 2 b §"


def test_the_norwegian_terms_of_older_agreements_are_refused_and_not_guessed() -> None:
    with pytest.raises(LawNotKnown):
        payment_term(law_book("NO"), days=30, agreed_on=date(2013, 3, 15), debtor_kind="business")


@pytest.mark.parametrize(
    ("policy_bp", "reference_bp"),
    [(331, 350), (350, 350), (351, 400), (-50, -50), (-25, 0), (0, 0), (1, 50), (-51, -50)],
)
def test_the_reference_rate_is_rounded_up_to_half_a_point(
    policy_bp: int, reference_bp: int
) -> None:
    found = reference_rate_bp(law_book("SE"), policy_rate_bp=policy_bp, on=SENT)
    assert found == reference_bp


def test_the_norwegian_rate_is_given_and_not_derived() -> None:
    with pytest.raises(Refusal, match="reference_rate_step"):
        reference_rate_bp(law_book("NO"), policy_rate_bp=450, on=SENT)
