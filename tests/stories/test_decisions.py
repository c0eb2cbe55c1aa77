"""What follows the last letter: the creditor's policy is tried, adopted, and decides."""

from datetime import timedelta

import pytest

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.decide_enforcement import NoPolicy, propose_enforcement
from kvitt.application.draft_proceeding import approve_proceeding
from kvitt.application.list_monitoring import list_monitoring
from kvitt.application.place_hold import place_hold
from kvitt.application.record_ability import record_ability
from kvitt.application.run_day import run_day
from kvitt.application.set_decision_policy import NotTried, adopt_policy, policies, try_policy
from kvitt.domain.ability import Finances
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import demanded, proceeding

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def with_policy(creditor, on, **told):
    tried = try_policy(creditor, told, today=on, by="Eva")
    adopt_policy(creditor, tried.number, today=on, by="Eva")
    return tried


EARNS = Finances(
    income_minor=40_000_00, housing_minor=8_000_00, household="single", child_ages=(),
    instalments_minor=0, enforcement_minor=0, livelihood_minor=6_200_00,
)  # fmt: skip


def can_pay(creditor, case_id, on):
    return record_ability(
        creditor, case_id, EARNS, basis_text="told on the phone", today=on, actor="Mona"
    )


def test_without_an_adopted_policy_nothing_is_decided():
    creditor = money.creditor_of_its_own("SE")
    _, on = demanded(creditor)
    with pytest.raises(NoPolicy):
        propose_enforcement(creditor, today=on, by="Mona")


def test_a_trial_tells_what_would_happen_and_changes_nothing():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    before = money.events(creditor, case_id)
    tried = try_policy(creditor, {"least_claim_minor": 6_000_00}, today=on, by="Eva")
    assert dict(tried.outcomes) == {"monitoring": 1}
    assert (tried.differs, tried.differences[0]["now"]) == (1, "person")
    assert money.events(creditor, case_id) == before
    with pytest.raises(NotTried):
        adopt_policy(creditor, tried.number, today=on + timedelta(days=31), by="Eva")
    adopt_policy(creditor, tried.number, today=on, by="Eva")
    with pytest.raises(NotTried):
        adopt_policy(creditor, tried.number, today=on, by="Eva")
    assert [row.number for row in policies(creditor) if row.adopted_on] == [tried.number]


def test_the_policy_asks_for_the_second_key_once_and_keeps_its_inputs():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    with_policy(creditor, on)
    (one,) = propose_enforcement(creditor, today=on, by="night")
    assert (one.verdict.outcome, one.proceeding_id) == ("check_ability", None)
    assert "check_ability" in [task.kind for task in office.tasks(creditor, case_id)]
    assert one.inputs.cost_minor == 300_00 + 380_00 + 600_00
    assert one.inputs.open_minor > 5_000_00


def test_with_both_keys_the_application_is_drafted_approved_and_filed():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    with_policy(creditor, on)
    propose_enforcement(creditor, today=on, by="night")
    assert can_pay(creditor, case_id, on).verdict == "able"
    (one,) = propose_enforcement(creditor, today=on, by="night")
    assert one.verdict.outcome == "application"
    assert proceeding(creditor, one.proceeding_id).state == "draft"
    assert propose_enforcement(creditor, today=on, by="night") == []
    approve_proceeding(creditor, one.proceeding_id, today=on, by="Eva")
    apply_to_authority(creditor, one.proceeding_id, today=on, by="Mona")
    assert proceeding(creditor, one.proceeding_id).state == "filed"
    money.the_books_hold(creditor)


def test_a_small_claim_goes_to_monitoring_by_the_creditors_policy_and_the_second_run_is_silent():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor, 700_00)
    with_policy(creditor, on)
    (one,) = propose_enforcement(creditor, today=on, by="night")
    assert (one.verdict.outcome, one.verdict.because) == ("monitoring", "creditors_policy")
    assert propose_enforcement(creditor, today=on, by="night") == []
    assert money.events(creditor, case_id).count("next_measure_decided") == 1
    (row,) = list_monitoring(creditor.name)
    assert row["reason"] == "creditors_policy"
    run_day(today=on, tenant_ids=[creditor.tenant_id])
    assert "decide_next_measure" not in [task.kind for task in office.tasks(creditor, case_id)]
    money.the_books_hold(creditor)


def test_a_hold_leaves_the_case_to_a_person_with_the_holds_sentence():
    creditor = money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    with_policy(creditor, on)
    place_hold(creditor, case_id, kind="bankruptcy", because="told", today=on, actor="Mona")
    (one,) = propose_enforcement(creditor, today=on, by="night")
    assert (one.verdict.outcome, one.verdict.because) == ("person", "obstacle")
    assert "bankruptcy" in one.verdict.sentence


def test_another_creditors_cases_are_not_decided():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, on = demanded(creditor)
    with_policy(stranger, on)
    assert propose_enforcement(stranger, today=on, by="Eve", case_ids=[case_id]) == []
