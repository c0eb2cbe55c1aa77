from datetime import date

from kvitt.application.revoke_dispatch import revoke_letters
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.application.take_receipts import take_receipts
from kvitt.application.withdraw_notices import withdraw_notices
from kvitt.simulators.print_house import print_the_day
from kvitt.store.session import tenant_scope
from tests.stories import small_office as office

DUE_ON = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
FEE_ON = date(2026, 3, 18)


def with_a_fee_letter_in_the_print_folder(creditor):
    (case_id,) = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE_ON, email=None), today=DUE_ON
    )
    for day in (FRIENDLY_ON, FEE_ON):
        run_cases(creditor.tenant_id, today=day)
        send_notices(creditor.tenant_id, today=day)
        run_cases(creditor.tenant_id, today=day)
        if day == FRIENDLY_ON:
            take_receipts(today=day)
    return case_id


def test_a_letter_in_the_print_folder_is_taken_back_with_its_fee_and_the_history_proves_it(
    live_db, letters
):
    creditor = office.new_creditor()
    case_id = with_a_fee_letter_in_the_print_folder(creditor)
    print_the_day(letters, on=FRIENDLY_ON)
    take_receipts(today=FEE_ON)
    with tenant_scope(creditor.tenant_id):
        (revoked,) = revoke_letters(
            creditor.tenant_id, [case_id], because="the case is closed", today=FEE_ON
        )
        withdraw_notices(creditor.tenant_id, [case_id], because="the case is closed", today=FEE_ON)
    assert (revoked.step, revoked.succeeded) == ("reminder", True)
    assert print_the_day(letters, on=FEE_ON) == []
    assert office.fees(creditor, case_id) == []
    assert [notice.step for notice in office.notices(creditor, case_id)] == ["friendly_reminder"]
    assert any("reminder_revoked" in line for line in office.log(creditor, case_id))


def test_a_posted_letter_stays_sent_and_the_history_says_that_it_could_not_be_revoked(
    live_db, letters
):
    creditor = office.new_creditor()
    case_id = with_a_fee_letter_in_the_print_folder(creditor)
    print_the_day(letters, on=FRIENDLY_ON)
    print_the_day(letters, on=FEE_ON)
    (revoked,) = revoke_letters(creditor.tenant_id, [case_id], because="closed", today=FEE_ON)
    assert (revoked.step, revoked.succeeded) == ("reminder", False)
    assert [notice.state for notice in office.notices(creditor, case_id)] == ["sent", "sent"]
    assert any("could_not_be_revoked" in line for line in office.log(creditor, case_id))


def test_a_letter_of_last_week_counts_as_posted_even_without_a_receipt(live_db, letters):
    creditor = office.new_creditor()
    case_id = with_a_fee_letter_in_the_print_folder(creditor)
    revoked = revoke_letters(
        creditor.tenant_id, [case_id], because="closed", today=date(2026, 3, 27)
    )
    assert revoked == []
    assert [notice.state for notice in office.notices(creditor, case_id)] == ["sent", "sent"]
