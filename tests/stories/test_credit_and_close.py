"""Credit notes and closed cases: what is no longer owed is no longer asked for."""

from datetime import date

import pytest

from kvitt.application.close_case import CaseNotOpen, close_case
from kvitt.application.credit_claims import apply_credit_note
from kvitt.application.register_invoices import register_invoices
from kvitt.application.run_cases import run_cases
from tests.portfolio import invoice
from tests.stories import money
from tests.stories.small_office import tasks

DUE = date(2026, 1, 30)
pytestmark = pytest.mark.usefixtures("live_db")


def reminded(creditor):
    """A case with a planned reminder that costs 60."""
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    money.wake(creditor, case, on=date(2026, 2, 16))
    run_cases(creditor.tenant_id, today=date(2026, 2, 16))
    return case


def credit(creditor, amount_minor, *, of="2001", number="K1", today=date(2026, 2, 16), **told):
    note = invoice(number, due_on=today, amount_minor=amount_minor, document="credit_note",
                   country=creditor.country, credits=of, **told)  # fmt: skip
    return register_invoices(creditor, [note], source="test", today=today)


def test_full_credit_closes_and_voids_fees():
    """Acceptance row 18, second half; also where the letter with the fee had left."""
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    money.letter_left(creditor, case, on=date(2026, 2, 16), deadline_on=date(2026, 2, 26))
    assert credit(creditor, 1000_00).credit_notes == 1
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.case(creditor, case).closed_because == "credited"
    again = credit(creditor, 1000_00)
    assert (again.credit_notes, again.known) == (0, 1)
    assert credit(creditor, 900_00).differences
    money.the_books_hold(creditor)


def test_credit_note_open_for_the_same_debtor_is_considered_before_a_reminder():
    """Acceptance row 18, first half."""
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    report = credit(creditor, 400_00, of=None)
    assert report.credit_notes == 1
    assert money.open_minor(creditor, case)[2] == 0
    assert run_cases(creditor.tenant_id, today=date(2026, 2, 17)).planned == 0
    assert {"place_credit_note", "set_off_credit_note"} <= {t.kind for t in tasks(creditor)}
    apply_credit_note(creditor, "K1", invoice_number="2001", today=date(2026, 2, 18), actor="Mona")
    assert not {"place_credit_note", "set_off_credit_note"} & {t.kind for t in tasks(creditor)}
    assert money.open_minor(creditor, case) == (600_00, 0, 0)
    assert run_cases(creditor.tenant_id, today=date(2026, 2, 18)).planned == 1
    money.the_books_hold(creditor)


def test_a_part_credit_reduces_the_principal_and_withdraws_the_planned_letter():
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    credit(creditor, 250_00)
    assert money.open_minor(creditor, case) == (750_00, 0, 0)
    assert money.case(creditor, case).wake_on == date(2026, 2, 16)
    money.the_books_hold(creditor)


def test_what_is_credited_after_it_was_paid_becomes_the_debtors_money():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 1, 20), case=case), today=date(2026, 1, 20)
    )
    credit(creditor, 300_00)
    assert money.owed(creditor, "owed_to_debtor") == 300_00
    assert money.owed(creditor, "owed_to_creditor") == 700_00
    assert [task.kind for task in tasks(creditor, case)] == ["refund_overpayment"]
    money.the_books_hold(creditor)


def test_money_that_the_bank_took_back_is_not_given_back_by_a_credit_note():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    for day, is_reversal in ((date(2026, 1, 20), False), (date(2026, 1, 26), True)):
        paid = money.paid(creditor, 300_00, day, case=case, is_reversal=is_reversal)
        money.bank_brings(paid, today=day, format="camt")
    assert money.open_minor(creditor, case)[0] == 1000_00
    credit(creditor, 1000_00)
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert money.case(creditor, case).closed_because == "credited"
    money.the_books_hold(creditor)


def test_a_full_credit_gives_back_what_was_paid_of_fees_too():
    creditor = money.creditor_of_its_own()
    case = reminded(creditor)
    money.letter_left(creditor, case, on=date(2026, 2, 16), deadline_on=date(2026, 2, 26))
    money.bank_brings(
        money.paid(creditor, 500_00, date(2026, 2, 20), case=case), today=date(2026, 2, 20)
    )
    credit(creditor, 1000_00, today=date(2026, 2, 23))
    assert money.owed(creditor, "owed_to_debtor") == 500_00
    assert money.owed(creditor, "owed_to_creditor") == 0
    assert money.case(creditor, case).closed_because == "credited"
    money.the_books_hold(creditor)


def test_a_credit_of_more_than_the_invoice_is_asked_about():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    credit(creditor, 1200_00)
    assert money.case(creditor, case).closed_because == "credited"
    assert [task.kind for task in tasks(creditor, case)] == ["credit_beyond_invoice"]
    money.the_books_hold(creditor)


def test_further_credits_of_all_of_the_invoice_book_nothing_and_are_asked_about():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    for number in ("K1", "K2", "K3"):
        credit(creditor, 1000_00, number=number)
    asked = [one.sentence for one in tasks(creditor, case) if one.kind == "credit_beyond_invoice"]
    assert len(asked) == 2
    assert all("credits 1000.00 more than the invoice" in sentence for sentence in asked)
    money.the_books_hold(creditor)


def test_a_credit_of_an_unknown_invoice_is_warned_of():
    creditor = money.creditor_of_its_own()
    money.owes(creditor, 1000_00, DUE)
    assert "not registered" in credit(creditor, 100_00, of="9999").warnings[0]


def test_close_case_with_a_letter_in_the_print_queue_letter_revoked_proof_in_history(letters):
    """Acceptance row 30."""
    from kvitt.application.send_notices import send_notices

    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    send_notices(creditor.tenant_id, today=date(2026, 2, 5))
    assert list(letters.rglob("*.pdf"))
    revoked = close_case(
        creditor, case, because="settled by hand", today=date(2026, 2, 5), actor="Mona"
    )
    assert [one.succeeded for one in revoked.letters] == [True]
    assert not list(letters.rglob("*.pdf"))
    told = money.events(creditor, case)
    assert "friendly_reminder_revoked" in told
    assert told[-1] == "case_closed"
    with pytest.raises(CaseNotOpen):
        close_case(creditor, case, because="again", today=date(2026, 2, 6), actor="Mona")
    money.the_books_hold(creditor)


def test_fully_paid_calls_back_the_letter_that_lies_for_printing(letters):
    from kvitt.application.send_notices import send_notices

    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    send_notices(creditor.tenant_id, today=date(2026, 2, 5))
    assert list(letters.rglob("*.pdf"))
    money.bank_brings(money.paid(creditor, 1000_00, DUE, case=case), today=date(2026, 2, 5))
    assert money.case(creditor, case).closed_because == "paid"
    assert not list(letters.rglob("*.pdf"))
    money.the_books_hold(creditor)
