"""Closing settles what remains, opening again undoes it, and the books hold throughout."""

from datetime import date

import pytest

from kvitt.application.close_case import CaseNotOpen, close_case
from kvitt.application.close_small_balances import close_small_balances
from kvitt.application.reopen_case import (
    CaseNotClosed,
    NothingToReopen,
    ReasonMissing,
    reopen_case,
)
from kvitt.application.run_cases import run_cases
from kvitt.application.show_case import show_case
from kvitt.domain.closing import NotYoursToClose, StillOpen
from kvitt.store.cases import case_number
from kvitt.store.session import query, query_named, tenant_scope
from tests.stories import money
from tests.stories.small_office import tasks
from tests.stories.test_credit_and_close import credit, reminded

DUE = date(2026, 1, 30)
ON = date(2026, 2, 20)
TOLD = {"because": "as agreed", "today": ON, "actor": "Mona"}
pytestmark = pytest.mark.usefixtures("live_db")


def closing(creditor, case):
    with tenant_scope(creditor.tenant_id):
        return query_named("select * from case_closing where case_id = %s order by id", (case,))[-1]


def bookings(creditor):
    with tenant_scope(creditor.tenant_id):
        rows = query("select kind from booking where kind like 'write_off%%' order by id")
    return [row[0] for row in rows]


def test_a_withdrawn_claim_loses_its_unpaid_fees_and_the_rest_is_written_off():
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    money.letter_left(creditor, case, on=date(2026, 2, 16), deadline_on=date(2026, 2, 26))
    before = money.open_minor(creditor, case)
    assert before[2] == 60_00
    done = close_case(creditor, case, reason="withdrawn", **TOLD)
    assert (done.voided_minor, done.written_off_minor) == (before[1] + before[2], 1000_00)
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.case(creditor, case).closed_because == "withdrawn"
    assert bookings(creditor) == ["write_off"]
    assert closing(creditor, case).written_off_minor == 1000_00
    money.the_books_hold(creditor)


def test_a_settled_case_keeps_its_fees_as_charged_and_writes_the_rest_off():
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    money.letter_left(creditor, case, on=date(2026, 2, 16), deadline_on=date(2026, 2, 26))
    money.bank_brings(money.paid(creditor, 700_00, ON, case=case), today=ON)
    left = sum(money.open_minor(creditor, case))
    done = close_case(creditor, case, reason="settled", **TOLD)
    assert (done.voided_minor, done.written_off_minor) == (0, left)
    assert money.owed(creditor, "owed_to_creditor") + money.owed(creditor, "owed_to_agency") == (
        700_00
    )
    money.the_books_hold(creditor)


def test_a_claim_not_worth_while_stays_alive_and_what_is_paid_later_still_pays_it():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    close_case(creditor, case, reason="not_meaningful", **TOLD)
    money.bank_brings(money.paid(creditor, 400_00, ON, case=case), today=ON)
    assert money.open_minor(creditor, case)[0] == 600_00
    money.the_books_hold(creditor)


def test_a_case_that_owes_is_not_closed_as_paid_and_nothing_is_changed():
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    before = money.events(creditor, case)
    with pytest.raises(StillOpen):
        close_case(creditor, case, reason="paid", **TOLD)
    with pytest.raises(NotYoursToClose):
        close_case(creditor, case, reason="limitation", by="creditor", **TOLD)
    assert money.case(creditor, case).closed_on is None
    assert money.events(creditor, case) == before


def test_closing_lists_what_it_stopped():
    from kvitt.application.raise_dispute import raise_dispute

    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    raise_dispute(creditor, case, reason="quality", text="broken", today=ON, actor="Mona")
    done = close_case(creditor, case, reason="disputed_and_dropped", **TOLD)
    assert (done.holds, done.tasks, done.disputes) == (("dispute",), ("answer_objection",), 1)
    assert not tasks(creditor, case)
    fresh = money.owes(creditor, 500_00, DUE, number="2002")
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    assert close_case(creditor, fresh, reason="duplicate", **TOLD).withdrawn == (
        "friendly_reminder",
    )
    assert money.events(creditor, fresh)[-2:] == ["closing_settled", "case_closed"]
    money.the_books_hold(creditor)


def test_a_case_of_another_creditor_is_not_found():
    ours, theirs = money.creditor_of_its_own(), money.creditor_of_its_own()
    case = money.owes(theirs, 1000_00, DUE)
    with pytest.raises(CaseNotOpen):
        close_case(ours, case, reason="withdrawn", **TOLD)
    close_case(theirs, case, reason="withdrawn", **TOLD)
    with pytest.raises(CaseNotClosed):
        reopen_case(ours, case, **TOLD)


def test_what_closing_wrote_off_is_owed_again_when_the_case_opens_again():
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    close_case(creditor, case, reason="withdrawn", **TOLD)
    owed = reopen_case(creditor, case, because="closed by mistake", today=ON, actor="Mona")
    assert owed == 1000_00
    stored = money.case(creditor, case)
    assert (stored.closed_on, stored.cycle, stored.wake_on) == (None, 2, ON)
    assert money.open_minor(creditor, case) == (1000_00, 0, 0)
    assert bookings(creditor) == ["write_off", "write_off_reversed"]
    assert closing(creditor, case).reopened_because == "closed by mistake"
    assert money.events(creditor, case)[-1] == "case_reopened"
    money.the_books_hold(creditor)
    run_cases(creditor.tenant_id, today=date(2026, 3, 2))
    money.the_books_hold(creditor)


def test_interest_booked_on_the_day_on_which_the_case_opens_again_is_as_the_law_gives():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    close_case(creditor, case, reason="wrong_debtor", **TOLD)
    opened_on = date(2026, 4, 1)
    reopen_case(creditor, case, because="the right one after all", today=opened_on, actor="Mona")
    money.bank_brings(money.paid(creditor, 100_00, opened_on, case=case), today=opened_on)
    assert sum(item.amount_minor for item in money.items(creditor, case, "interest")) > 0
    money.the_books_hold(creditor)


def test_a_case_is_opened_again_for_a_reason_and_only_where_something_is_owed():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    with pytest.raises(CaseNotClosed):
        reopen_case(creditor, case, **TOLD)
    money.bank_brings(money.paid(creditor, 1000_00, DUE, case=case), today=DUE)
    with pytest.raises(NothingToReopen):
        reopen_case(creditor, case, **TOLD)
    with pytest.raises(ReasonMissing):
        reopen_case(creditor, case, because=" ", today=ON, actor="Mona")
    assert money.case(creditor, case).closed_because == "paid"


def test_the_case_shows_what_it_owed_before_it_was_written_off():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    close_case(creditor, case, reason="withdrawn", **TOLD)
    number = case_number(creditor.tenant_id, case)
    assert show_case(number, on=date(2026, 2, 19), today=ON).balance_minor == 1000_00
    assert show_case(number, on=ON, today=ON).balance_minor == 0


def test_a_credit_note_for_a_claim_that_was_written_off_counts_once():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    close_case(creditor, case, reason="withdrawn", **TOLD)
    credit(creditor, 400_00, today=ON)
    assert money.open_minor(creditor, case) == (0, 0, 0)
    credit(creditor, 600_00, number="K2", today=ON)
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert not tasks(creditor, case)
    with pytest.raises(NothingToReopen):
        reopen_case(creditor, case, **TOLD)
    money.the_books_hold(creditor)


def test_money_for_a_claim_that_was_given_up_is_the_debtors():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    close_case(creditor, case, reason="wrong_debtor", **TOLD)
    money.bank_brings(money.paid(creditor, 1000_00, ON, case=case), today=ON)
    assert money.owed(creditor, "owed_to_debtor") == 1000_00
    assert [task.kind for task in tasks(creditor, case)] == ["refund_overpayment"]
    money.the_books_hold(creditor)


def almost_paid(agreement):
    creditor = money.creditor_of_its_own(agreement=agreement)
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(money.paid(creditor, 995_00, DUE, case=case), today=DUE)
    return creditor, case


@pytest.mark.parametrize(("most", "closed"), [(0, 0), (4_99, 0), (5_00, 1)])
def test_a_small_balance_closes_a_paid_case_where_the_creditor_gives_it_up(most, closed):
    creditor, case = almost_paid({"small_balance_minor": most} if most else {})
    assert close_small_balances(creditor.tenant_id, today=DUE) == closed
    stored = money.case(creditor, case)
    assert stored.closed_because == ("paid" if closed else None)
    assert money.open_minor(creditor, case)[0] == (0 if closed else 5_00)
    money.the_books_hold(creditor)


def test_a_small_invoice_of_which_nothing_was_paid_is_no_small_balance():
    creditor = money.creditor_of_its_own(agreement={"small_balance_minor": 50_00})
    case = money.owes(creditor, 40_00, DUE)
    assert close_small_balances(creditor.tenant_id, today=date(2026, 2, 10)) == 0
    assert money.case(creditor, case).closed_on is None


def test_a_reversed_payment_opens_a_case_with_a_small_balance_and_the_books_hold():
    creditor, case = almost_paid({"small_balance_minor": 5_00})
    assert close_small_balances(creditor.tenant_id, today=DUE) == 1
    back = money.paid(creditor, 995_00, ON, case=case, is_reversal=True)
    money.bank_brings(back, today=ON, format="camt054")
    assert money.case(creditor, case).closed_on is None
    assert money.open_minor(creditor, case)[0] == 995_00
    money.the_books_hold(creditor)
    run_cases(creditor.tenant_id, today=date(2026, 3, 10))
    money.the_books_hold(creditor)
