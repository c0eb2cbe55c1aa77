"""The terms on costs: dated, without holes, and never changed for days that have been."""

from datetime import date

import pytest

from kvitt.domain.agreement import changed_agreement, rules_shown
from kvitt.domain.cost_terms import (
    OWN,
    RECOMMENDED,
    CostTermsUnclear,
    TermsHaveApplied,
    changed_terms,
    terms_of,
    terms_on,
)

TODAY = date(2026, 3, 2)


def agreed(*said, today=TODAY):
    agreement = {}
    for one in said:
        agreement = {"costs": changed_terms(agreement, one, collection="agency", today=today)}
    return agreement


def on(agreement, day):
    return terms_on(agreement, on=day, collection="agency")


def test_each_day_has_the_terms_that_were_agreed_for_it():
    agreement = agreed(
        {"billed": "next_settlement"},
        {"advanced_by": "creditor", "from_on": "2026-06-01"},
    )
    assert on(agreement, date(2026, 3, 1)) == RECOMMENDED
    assert on(agreement, TODAY) == RECOMMENDED._replace(billed="next_settlement")
    assert on(agreement, date(2026, 5, 31)).advanced_by == "agency"
    later = on(agreement, date(2026, 6, 1))
    assert (later.advanced_by, later.billed) == ("creditor", "next_settlement"), "the rest goes on"


def test_a_creditor_that_collects_itself_has_no_terms_but_its_own():
    assert terms_on({}, on=TODAY, collection="own") == OWN
    assert OWN.advanced_by == "creditor"
    with pytest.raises(CostTermsUnclear, match="in its own name"):
        changed_terms({}, {"advanced_by": "agency"}, collection="own", today=TODAY)


def test_terms_that_have_applied_are_not_changed():
    with pytest.raises(TermsHaveApplied, match="2026-03-02 or later"):
        agreed({"advanced_by": "creditor", "from_on": "2026-03-01"})


@pytest.mark.parametrize(
    "said, word",
    [
        ({}, "which of the terms"),
        ({"from_on": "2026-04-01"}, "which of the terms"),
        ({"advanced_by": "debtor"}, "advanced_by"),
        ({"billed": "never"}, "billed"),
        ({"who": "agency"}, "no rule “who”"),
        ({"billed": "next_settlement", "unrecovered": "agency"}, "never borne"),
        ({"monitoring_letter_minor": 25_00}, "value added tax"),
        ({"credit_reports": "creditor"}, "value added tax"),
        ({"vat_bp": 3001}, "vat_bp"),
        ({"vat_bp": True}, "vat_bp"),
        ({"monitoring_letter_minor": -1, "vat_bp": 0}, "monitoring_letter_minor"),
        ({"monitoring_letter_minor": None, "vat_bp": 0}, "monitoring_letter_minor"),
        ({"billed": "next_settlement", "from_on": "soon"}, "no day"),
    ],
)
def test_terms_with_a_hole_or_an_unknown_word_are_refused(said, word):
    with pytest.raises(CostTermsUnclear, match=word):
        agreed(said)


def test_stored_terms_that_cannot_be_read_are_refused_and_never_taken_for_the_usual():
    unreadable = (
        ["agency"], {"2026-01-01": "agency"}, {"soon": {}}, {"2026-01-01": {"billed": "x"}},
    )  # fmt: skip
    for stored in unreadable:
        with pytest.raises(CostTermsUnclear):
            on({"costs": stored}, TODAY)


def test_a_service_is_priced_with_its_tax_be_it_none():
    assert terms_of({"credit_reports": "creditor", "vat_bp": 0}).vat_bp == 0


def test_the_terms_stand_in_the_agreement_as_it_is_shown():
    agreement = changed_agreement({}, agreed({"billed": "next_settlement"}))
    shown = rules_shown(agreement)["costs"]
    assert [(day, terms["billed"]) for day, terms in shown.items()] == [
        ("before", "from_recovered"), ("2026-03-02", "next_settlement"),
    ]  # fmt: skip
