"""Norwegian cases that do not go to their end: withdrawn in time, or never filed."""

from datetime import timedelta

import pytest

from kvitt.application.apply_to_authority import WouldBeRefused, apply_to_authority
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.record_proceeding import record_proceeding
from tests.stories import money
from tests.stories.court import demanded, filed, interruptions

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
WEEK = timedelta(days=7)
PERSON, CHILD = "15869010089", "16891450188"
AT_HOME = {"address_lines": ("Kaien 3", "5018 Bergen")}


def owing(**told):
    creditor = money.creditor_of_its_own("NO", **AT_HOME)
    case_id, asked_on = demanded(creditor, **{"identity": PERSON} | told)
    return creditor, case_id, asked_on


def record(creditor, proceeding_id, event, on, /, **given):
    return record_proceeding(
        creditor, proceeding_id, event, on_day=on, today=on, by="Mona", given=given
    )


def drafted(creditor, case_id, kind, on, *, title_id=None):
    number = draft_proceeding(
        creditor, case_id, kind=kind, because="asked by the creditor", today=on, by="Mona",
        title_id=title_id,
    )  # fmt: skip
    approve_proceeding(creditor, number, today=on, by="Eva")
    return number


def test_a_withdrawal_before_the_debtor_is_called_takes_the_boards_fee_back():
    creditor, case_id, asked_on = owing()
    number = filed(creditor, case_id, on=asked_on, kind="conciliation")
    before = money.open_minor(creditor, case_id)[2]
    record(creditor, number, "withdrawn_before_summons", asked_on + WEEK)
    assert money.open_minor(creditor, case_id)[2] == before - 2_071_00
    assert interruptions(creditor, case_id) == []
    money.the_books_hold(creditor)


def test_a_claim_on_a_child_is_never_filed():
    creditor, case_id, asked_on = owing(identity=CHILD)
    number = drafted(creditor, case_id, "conciliation", asked_on)
    with pytest.raises(WouldBeRefused, match="minor"):
        apply_to_authority(creditor, number, today=asked_on, by="Mona")
