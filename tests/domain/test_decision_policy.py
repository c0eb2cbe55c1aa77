"""The creditor's decision policy: the formula, its edges, the two keys, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.decision_policy import (
    OUTCOMES,
    DecisionPolicy,
    Inputs,
    PolicyUnclear,
    as_told,
    decide_outcome,
    digest_of,
    expected_gain,
    policy_of,
)

POLICY = DecisionPolicy()
CLAIM = Inputs(open_minor=5_000_00, cost_minor=1_280_00, ability="able")


def test_by_hand_sixty_percent_of_claim_and_costs_less_the_costs():
    assert expected_gain(POLICY, CLAIM, "able") == 6280_00 * 6 // 10 - 1_280_00
    verdict = decide_outcome(POLICY, CLAIM)
    assert verdict.outcome == "application"
    assert verdict.sentence == "60.00 % of (5000.00 + 1280.00) − 1280.00 = 2488.00"


@pytest.mark.parametrize("ability", [None, "unknown"])
def test_without_the_second_key_nothing_is_filed(ability):
    assert decide_outcome(POLICY, CLAIM._replace(ability=ability)).outcome == "check_ability"


def test_nothing_is_bought_for_a_step_that_would_not_be_taken_even_at_best():
    small = CLAIM._replace(open_minor=900_00, ability=None)
    verdict = decide_outcome(POLICY, small)
    assert (verdict.outcome, verdict.because) == ("monitoring", "creditors_policy")


def test_the_least_gain_is_met_to_the_öre():
    least = Inputs(open_minor=2_000_00, cost_minor=500_00, ability="able")
    gain = expected_gain(POLICY, least, "able")
    for policy_least, outcome in ((gain, "application"), (gain + 1, "monitoring")):
        policy = DecisionPolicy(least_gain_minor=policy_least)
        assert decide_outcome(policy, least).outcome == outcome


@pytest.mark.parametrize(
    ("change", "outcome", "because"),
    [
        ({"ability": "unable"}, "monitoring", "no_assets"),
        ({"ability": "partly", "monthly_minor": 300_00}, "plan_offer", "can_pay_in_part"),
        ({"open_minor": 499_99}, "monitoring", "creditors_policy"),
        ({"open_minor": 100_000_01}, "person", "large_claim"),
        ({"is_excluded": True}, "person", "excluded"),
        ({"obstacle": "nothing is filed: dispute"}, "person", "obstacle"),
    ],
)
def test_what_goes_before_the_formula(change, outcome, because):
    verdict = decide_outcome(POLICY, CLAIM._replace(**change))
    assert (verdict.outcome, verdict.because) == (outcome, because)


def test_a_plan_is_offered_once_and_a_good_customer_is_left_to_a_person():
    partly = CLAIM._replace(ability="partly", monthly_minor=300_00, plan_was_offered=True)
    assert decide_outcome(POLICY, partly).outcome == "application"
    spare = DecisionPolicy(spare_customers_above_minor=20_000_00)
    loyal = CLAIM._replace(paid_before_minor=20_000_00)
    assert decide_outcome(spare, loyal).because == "good_customer"
    assert (
        decide_outcome(spare, loyal._replace(paid_before_minor=19_999_99)).because
        != "good_customer"
    )


def test_two_people_above_the_sum_and_one_up_to_it():
    for open_minor, two in ((10_000_00, False), (10_000_01, True)):
        assert decide_outcome(POLICY, CLAIM._replace(open_minor=open_minor)).needs_two is two


@given(
    st.integers(1, 200_000_00), st.integers(0, 5_000_00),
    st.sampled_from([None, "able", "partly", "unable", "unknown"]), st.booleans(),
)  # fmt: skip
def test_an_application_always_has_both_keys_and_a_gain(open_minor, cost_minor, ability, offered):
    inputs = Inputs(open_minor, cost_minor, ability, 100_00, plan_was_offered=offered)
    verdict = decide_outcome(POLICY, inputs)
    assert verdict.outcome in OUTCOMES
    if verdict.outcome == "application":
        assert ability in ("able", "partly")
        assert verdict.expected_minor >= POLICY.least_gain_minor
        assert POLICY.least_claim_minor <= open_minor <= POLICY.person_above_minor


@pytest.mark.parametrize(
    "told",
    [
        {"least_claim": 1}, {"least_claim_minor": -1}, {"least_claim_minor": 1.5},
        {"least_claim_minor": True}, {"plan_first": "yes"}, {"recovery_bp": 5},
        {"recovery_bp": {"able": 10_001}}, {"recovery_bp": {"able": 100}},
        {"recovery_bp": {"rich": 1}}, {"routes": {"consumer": "attachment"}},
        {"routes": {"child": ""}}, {"excluded": 7}, {"write_off_below_minor": 600_00},
        {"person_above_minor": 100},
    ],
    ids=str,
)  # fmt: skip
def test_an_unclear_policy_is_refused(told):
    with pytest.raises(PolicyUnclear):
        policy_of(told, country="SE")


def test_what_is_not_said_is_recommended_and_the_digest_tells_policies_apart():
    told = {"recovery_bp": {"unable": 0}, "least_gain_minor": 0}
    policy = policy_of(told, country="SE")
    assert dict(policy.recovery_bp) == {"able": 6_000, "partly": 3_000, "unable": 0}
    assert policy_of(as_told(policy), country="SE") == policy
    assert digest_of(policy) != digest_of(POLICY)
    assert policy.route("SE", "consumer") == "payment_order"
    norway = policy_of({"routes": {"business": "conciliation"}}, country="NO")
    assert (norway.route("NO", "business"), norway.route("NO", "consumer")) == (
        "conciliation", "attachment",
    )  # fmt: skip
