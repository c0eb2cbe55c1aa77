"""A creditor's rules for plans: what is left out is as recommended, what contradicts is refused."""

import json

import pytest

from kvitt.domain.plan_rules import (
    LONGEST_MONTHS,
    RECOMMENDED,
    WHO,
    PlanRulesUnclear,
    as_agreement,
    most_months_for,
    rules_of,
    without_limits,
)


def bands(*pairs):
    return [{"up_to_minor": up_to, "months": months} for up_to, months in pairs]


def test_an_agreement_without_rules_has_the_recommended_ones():
    assert rules_of({"fees_to": "agency"}) == RECOMMENDED == rules_of({"plan": None})


def test_what_the_rules_do_not_name_is_as_recommended():
    rules = rules_of({"plan": {"grace_days": 14, "by": ["handler"], "interest_runs": False}})
    expected = {"grace_days": 14, "by": frozenset({"handler"}), "interest_runs": False}
    assert rules == RECOMMENDED._replace(**expected)


@pytest.mark.parametrize(
    "rules", [RECOMMENDED, without_limits(RECOMMENDED), RECOMMENDED._replace(by=frozenset())]
)
def test_stored_rules_are_read_back_as_they_were(rules):
    assert rules_of(json.loads(json.dumps({"plan": as_agreement(rules)}))) == rules


def test_an_override_lifts_the_limits_and_nothing_else():
    lifted = without_limits(RECOMMENDED)
    kept = ("with_fee", "interest_runs", "grace_days", "moves", "by")
    assert [getattr(lifted, name) for name in kept] == [getattr(RECOMMENDED, n) for n in kept]
    assert most_months_for(lifted, 1) == LONGEST_MONTHS
    assert (lifted.least_instalment_minor, lifted.down_payment_bp) == (1, 0)


@pytest.mark.parametrize(
    ("debt_minor", "months"),
    [(1_000_00, 6), (1_000_01, 12), (5_000_00, 12), (5_000_01, 24), (20_000_00, 24),
     (20_000_01, 36), (10**9, 36)],
)  # fmt: skip
def test_a_debt_belongs_to_the_band_that_reaches_up_to_it(debt_minor, months):
    assert most_months_for(RECOMMENDED, debt_minor) == months


def test_a_longest_time_alone_is_for_debts_of_every_size():
    rules = rules_of({"plan": {"most_months": 10}})
    assert [most_months_for(rules, minor) for minor in (1, 10**9)] == [10, 10]


def test_bands_alone_bring_their_own_longest_time():
    rules = rules_of({"plan": {"bands": bands((1_000_00, 4), (None, 8))}})
    assert (rules.most_months, rules.bands) == (8, ((1_000_00, 4), (None, 8)))


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"most_month": 6}, "no rule “most_month”"),
        ("twelve", "rules by name"),
        ({"most_months": 0}, "whole number from 1 to 120"),
        ({"most_months": 121}, "whole number from 1 to 120"),
        ({"most_months": True}, "“True” is not"),
        ({"least_instalment_minor": "100"}, "“100” is not"),
        ({"least_instalment_minor": 0}, "“least_instalment_minor”"),
        ({"down_payment_bp": 9_001}, "from 0 to 9000"),
        ({"grace_days": -1}, "“grace_days”"),
        ({"moves": 1.5}, "“moves”"),
        ({"with_fee": "yes"}, "true or false"),
        ({"interest_runs": 1}, "true or false"),
        ({"by": ["creditor", "bank"]}, "names those of creditor, handler, debtor"),
        ({"by": 3}, "names those of creditor, handler, debtor"),
        ({"bands": 7}, "is a list"),
        ({"bands": [[1_000_00, 4]]}, "band 1"),
        ({"bands": bands((-1, 4), (None, 8))}, "band 1"),
        ({"bands": bands((1_000_00, 4), (None, 0))}, "from 1 to 120"),
    ],
)
def test_what_is_no_rule_is_refused(rules, sentence):
    with pytest.raises(PlanRulesUnclear, match=sentence):
        rules_of({"plan": rules})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (bands((1_000_00, 4), (1_000_00, 6), (None, 8)), "overlap: 1000.00 is not above 1000.00"),
        (bands((2_000_00, 4), (1_000_00, 6), (None, 8)), "bands 1 and 2 of “plan” overlap"),
        (bands((None, 4), (None, 8)), "bands 1 and 2 of “plan” overlap"),
        (bands((None, 4), (1_000_00, 8)), "bands 1 and 2 of “plan” overlap"),
        (bands((1_000_00, 4), (5_000_00, 6)), "a hole above 5000.00"),
    ],
)
def test_rule_bands_that_overlap_or_have_a_hole_are_refused(said, sentence):
    """Acceptance 26."""
    with pytest.raises(PlanRulesUnclear, match=sentence):
        rules_of({"plan": {"bands": said}})


def test_bands_that_allow_more_than_the_longest_time_are_a_contradiction():
    with pytest.raises(PlanRulesUnclear, match="lower the one or raise the other"):
        rules_of({"plan": {"most_months": 6, "bands": bands((None, 7))}})
    assert rules_of({"plan": {"most_months": 6, "bands": bands((None, 6))}}).most_months == 6


def test_one_name_may_stand_alone_and_nobody_is_an_answer():
    assert rules_of({"plan": {"by": "debtor"}}).by == {"debtor"}
    assert rules_of({"plan": {"by": []}}).by == frozenset()
    assert RECOMMENDED.by == frozenset(WHO)
