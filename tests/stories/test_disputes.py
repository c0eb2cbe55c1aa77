"""What happens to a case when the debtor objects, day by day and with its letters."""

from datetime import date, timedelta

import pytest

from kvitt.application.charge_case import charge_case
from kvitt.application.close_case import close_case
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.reopen_case import reopen_case
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.law.fee_terms import FeeNotAllowed
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
pytestmark = pytest.mark.usefixtures("live_db")


def lives(creditor, from_, until):
    """Each night from a day until another (excluded); the days on which a letter was planned."""
    planned, day = [], from_
    while day < until:
        if run_cases(creditor.tenant_id, today=day).planned:
            planned.append(day)
        day += timedelta(days=1)
    return planned


def test_objection_received_no_further_action_until_decided_debtor_informed_with_reasons(letters):
    """Acceptance row 8."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    send_notices(creditor.tenant_id, today=date(2026, 2, 5))
    assert list(letters.rglob("*.pdf"))
    raised_on = date(2026, 2, 6)
    raise_dispute(creditor, case, reason="not_delivered", text="nothing came", today=raised_on,
                  actor="Mona", channel="phone")  # fmt: skip
    assert not list(letters.rglob("*.pdf"))
    send_notices(creditor.tenant_id, today=raised_on)
    confirmed = office.notices(creditor, case)[-1]
    assert (confirmed.kind, confirmed.sent_on) == ("dispute_received", raised_on)
    assert "Dufårsvarsenastden13februari2026" in office.printed_words(creditor, case)
    decided_on = date(2026, 4, 20)
    assert lives(creditor, raised_on, decided_on) == []
    with pytest.raises(FeeNotAllowed, match="objection"):
        charge_case(creditor, case, kind="reminder", today=decided_on, actor="Mona")
    assert money.open_minor(creditor, case) == (1000_00, 0, 0)
    told = "the parcel was signed for on 3 January"
    done = decide_dispute(creditor, case, outcome="rejected", because=told, today=decided_on,
                          actor="Mona")  # fmt: skip
    send_notices(creditor.tenant_id, today=decided_on)
    assert told.replace(" ", "") in office.printed_words(creditor, case)
    assert office.asked(creditor, case) == (1000_00, money.reference_of(creditor, case))
    answered = office.notices(creditor, case)[-1]
    assert (answered.kind, answered.deadline_on) == ("dispute_answer", date(2026, 4, 30))
    assert done.resumes_on == date(2026, 5, 1)
    assert done.resumes_on - timedelta(days=1) == decided_on + timedelta(days=10)
    assert lives(creditor, decided_on, done.resumes_on) == []
    assert lives(creditor, done.resumes_on, done.resumes_on + timedelta(days=3))
    told_in_order = [e.partition("-")[0] for e in money.events(creditor, case) if "dispute" in e]
    assert told_in_order == [
        "dispute_raised", "dispute_received", "dispute_received", "dispute_answer",
        "dispute_decided", "dispute_answer",
    ]  # fmt: skip
    money.the_books_hold(creditor)


def test_a_reduced_claim_goes_on_with_a_letter_that_asks_for_the_rest_alone(letters):
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    for day in (date(2026, 2, 5), date(2026, 2, 16)):
        money.wake(creditor, case, on=day)
        run_cases(creditor.tenant_id, today=day)
        money.letter_left(creditor, case, on=day, deadline_on=day + timedelta(days=10))
    raise_dispute(creditor, case, reason="wrong_sum", text="one was missing",
                  today=date(2026, 2, 20), actor="Mona", part_minor=250_00)  # fmt: skip
    done = decide_dispute(creditor, case, outcome="upheld", because="it was", actor="Mona",
                          today=date(2026, 2, 24))  # fmt: skip
    assert run_cases(creditor.tenant_id, today=done.resumes_on).planned == 1
    planned = office.notices(creditor, case)[-1]
    assert planned.principal_minor == 750_00
    send_notices(creditor.tenant_id, today=done.resumes_on)
    assert office.notices(creditor, case)[-1].state == "sent"
    money.the_books_hold(creditor)


def test_close_case_with_a_reason_and_a_letter_in_the_print_queue_and_open_it_again(letters):
    """Acceptance row 30, with what closing settles."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    send_notices(creditor.tenant_id, today=date(2026, 2, 5))
    assert list(letters.rglob("*.pdf"))
    told = {"today": date(2026, 2, 5), "actor": "Mona"}
    done = close_case(creditor, case, reason="withdrawn", because="the goods came back", **told)
    assert [(one.step, one.succeeded) for one in done.letters] == [("friendly_reminder", True)]
    assert not list(letters.rglob("*.pdf"))
    assert "friendly_reminder_revoked" in money.events(creditor, case)
    assert lives(creditor, date(2026, 2, 6), date(2026, 4, 1)) == []
    reopen_case(creditor, case, because="the goods did not come", today=date(2026, 4, 1),
                actor="Mona")  # fmt: skip
    assert lives(creditor, date(2026, 4, 1), date(2026, 4, 3)) == [date(2026, 4, 1)]
    assert office.notices(creditor, case)[-1].cycle == 2
    money.the_books_hold(creditor)


def test_full_credit_after_a_dispute_closes_and_nothing_is_counted_twice():
    """Acceptance row 18, where a dispute came before the credit note."""
    from tests.stories.test_credit_and_close import credit

    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    told = {"today": date(2026, 2, 20), "actor": "Mona"}
    raise_dispute(creditor, case, reason="quality", text="broken", part_minor=300_00, **told)
    decide_dispute(creditor, case, outcome="upheld", because="it was broken", **told)
    credit(creditor, 1000_00, today=date(2026, 2, 23))
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.case(creditor, case).closed_because == "credited"
    assert "credit_beyond_invoice" not in {task.kind for task in office.tasks(creditor, case)}
    money.the_books_hold(creditor)
