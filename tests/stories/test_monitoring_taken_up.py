"""A followed case is taken up again when means appear, and is quiet while it is at an authority."""

import pytest

from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.decide_enforcement import propose_enforcement
from kvitt.application.draft_proceeding import approve_proceeding
from kvitt.application.list_monitoring import show_monitoring
from kvitt.application.split_case import SplitNotPossible, split_case
from kvitt.application.start_monitoring import start_monitoring
from kvitt.domain.monitoring import RESTING
from kvitt.kernel.days import add_months
from kvitt.store.session import execute, tenant_scope
from tests.stories import money
from tests.stories.court import demanded, proceeding
from tests.stories.following import DAY, POOR, RICH, calm, enter, kinds, last, night
from tests.stories.test_decisions import with_policy

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def followed():
    """A case whose demand was not paid, followed every month because nothing could be taken."""
    agreement = {"monitoring": {"every_months": 1}}
    creditor = money.creditor_of_its_own("SE", agreement=agreement)
    case, on = demanded(creditor)
    enter(creditor, case, POOR, on=on)
    start_monitoring(creditor, case, reason="no_assets", because="nothing to take", today=on,
                     actor="Mona")  # fmt: skip
    return creditor, case, on


def test_re_entry_when_assets_appear_by_the_policy_to_the_authority_and_no_letter_meanwhile():
    creditor, case, on = followed()
    with_policy(creditor, on)
    assert "decide_next_measure" not in kinds(creditor, case)
    first = add_months(on, 1)
    night(creditor, first)
    assert (calm(creditor, case), last(creditor, case)["verdict"]) == ([first], "unable")
    assert "take_up_again" not in kinds(creditor, case)
    second = add_months(on, 2)
    enter(creditor, case, RICH, on=second)
    night(creditor, second)
    assert last(creditor, case)["proposed"] == ["enforce_again"]
    assert "take_up_again" in kinds(creditor, case)
    letters = calm(creditor, case)
    (made,) = propose_enforcement(creditor, today=second + DAY, by="Mona", case_ids=[case])
    assert (made.verdict.outcome, made.proceeding_id is not None) == ("application", True)
    third = add_months(on, 3)
    night(creditor, third)
    assert calm(creditor, case) == letters
    assert "payment order" in last(creditor, case)["no_letter_because"]
    assert "take_up_again" not in kinds(creditor, case)
    approve_proceeding(creditor, made.proceeding_id, today=third, by="Eva")
    apply_to_authority(creditor, made.proceeding_id, today=third, by="Eva")
    assert proceeding(creditor, made.proceeding_id).filed_on == third
    night(creditor, add_months(on, 4))
    assert calm(creditor, case) == letters
    assert show_monitoring(creditor, case)[0]["ended_on"] is None


@pytest.mark.parametrize("state", RESTING)
def test_a_finding_of_no_assets_that_stands_for_years_does_not_silence_the_rounds(state):
    creditor, case, on = followed()
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into proceeding (tenant_id, case_id, kind, reference, state, authority,"
            " drafted_on, drafted_by, needs_two)"
            " values (%s, %s, 'attachment', %s, %s, 'namsmannen', %s, 'Kari', false)",
            (creditor.tenant_id, case, f"T{case}", state, on),
        )
    night(creditor, add_months(on, 1))
    assert calm(creditor, case) == [add_months(on, 1)]


def test_a_followed_case_is_not_divided_into_one_that_nobody_follows():
    creditor, case, on = followed()
    number = money.claim(creditor, case).invoice_number
    with pytest.raises(SplitNotPossible, match="followed"):
        split_case(creditor, case, [number], because="apart", today=on + DAY, actor="Mona")
