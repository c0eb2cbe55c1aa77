"""The bank or a person tells late: days that bore nothing before bear nothing when counted anew."""

from datetime import date, timedelta

import pytest

from kvitt.application.assign_payment import assign_payment
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from tests.stories import money
from tests.stories.small_office import notices
from tests.stories.test_money_in import agency_line

DUE = date(2026, 1, 30)
BEFORE = date(2026, 1, 28)
pytestmark = pytest.mark.usefixtures("live_db")


def interest_days(creditor, case):
    """The first and last day of each interest that stands, with the principal that bore it."""
    return [
        (item.from_on, item.until_on - timedelta(days=1), item.base_minor)
        for item in money.items(creditor, case, "interest")
    ]


def test_what_a_payment_covered_until_it_was_taken_back_bears_nothing_for_those_days():
    """1 000: 700 were there and went back on the 20th; 300 had been there all the while."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(money.paid(creditor, 700_00, BEFORE, case=case), today=BEFORE, format="camt")
    money.bank_brings(money.paid(creditor, 300_00, BEFORE, reference="", text="tack"),
                      today=BEFORE, format="camt")  # fmt: skip
    on = date(2026, 2, 20)
    back = money.paid(creditor, 700_00, on, case=case, is_reversal=True)
    money.bank_brings(back, today=on, format="camt")
    line = agency_line(creditor, "unmatched")
    assign_payment(line.id, creditor=creditor, case_id=case, today=on, actor="Mona")
    assert interest_days(creditor, case) == []
    later = date(2026, 3, 2)
    money.bank_brings(money.paid(creditor, 100_00, later, case=case), today=later)
    assert interest_days(creditor, case) == [(on + timedelta(days=1), later, 700_00)]
    money.the_books_hold(creditor)


def test_days_whose_interest_was_waived_stay_waived_when_money_of_before_is_told():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    today, until = date(2026, 2, 20), date(2026, 3, 10)
    defer_case(creditor, case, until=until, because="asked", today=today, interest="waived",
               actor="Mona")  # fmt: skip
    told = date(2026, 2, 10)
    money.bank_brings(money.paid(creditor, 400_00, told, case=case), today=today)
    later = date(2026, 3, 20)
    money.bank_brings(money.paid(creditor, 100_00, later, case=case), today=later)
    (before, after) = interest_days(creditor, case)
    assert before[:2] == (date(2026, 1, 31), told)
    assert after[:2] == (until + timedelta(days=1), later)
    money.the_books_hold(creditor)


def test_the_fee_of_a_letter_that_was_called_back_does_not_come_again_with_the_debt(letters):
    """Paid in full while the reminder lay at the print house, and the bank takes it back."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    on = date(2026, 2, 16)
    money.wake(creditor, case, on=on)
    run_cases(creditor.tenant_id, today=on)
    assert send_notices(creditor.tenant_id, today=on).sent == 1
    all_of_it = sum(money.open_minor(creditor, case)) + 500_00
    money.bank_brings(money.paid(creditor, all_of_it, on, case=case), today=on, format="camt")
    assert [one.state for one in notices(creditor, case)] == ["sent"]
    back = money.paid(creditor, all_of_it, on, case=case, is_reversal=True)
    money.bank_brings(back, today=on, format="camt")
    principal, _, costs = money.open_minor(creditor, case)
    assert (principal, costs) == (1000_00, 0)
    money.the_books_hold(creditor)


def test_a_reduced_claim_bears_nothing_anew_for_days_on_which_money_was_there():
    """1 000: 500 were there for ten days; then 100 were not owed. The rest counts from the 21st."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    came, went = date(2026, 2, 10), date(2026, 2, 20)
    money.bank_brings(money.paid(creditor, 500_00, came, case=case), today=came, format="camt")
    back = money.paid(creditor, 500_00, went, case=case, is_reversal=True)
    money.bank_brings(back, today=went, format="camt")
    assert interest_days(creditor, case)[0] == (date(2026, 1, 31), came, 1000_00)
    raise_dispute(creditor, case, reason="wrong_sum", text="100 too much", part_minor=100_00,
                  today=date(2026, 2, 22), actor="Mona")  # fmt: skip
    decide_dispute(creditor, case, outcome="reduced", because="100 was not delivered",
                   withdrawn_minor=100_00, today=date(2026, 3, 2), actor="Mona")  # fmt: skip
    paid_on = date(2026, 3, 12)
    money.bank_brings(money.paid(creditor, 100_00, paid_on, case=case), today=paid_on,
                      format="camt")  # fmt: skip
    assert interest_days(creditor, case) == [(date(2026, 2, 21), paid_on, 900_00)]
    money.the_books_hold(creditor)
