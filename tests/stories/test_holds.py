"""Holds in the life of a case: nothing slips past them, and the flow goes on where it was."""

import json
from datetime import date, timedelta

import pytest

from kvitt.application.announce_payment import announce_payment
from kvitt.application.defer_case import defer_case
from kvitt.application.list_cases import search_cases
from kvitt.application.place_hold import place_hold, release_hold
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.run_day import run_day
from kvitt.application.send_notices import send_notices
from kvitt.application.take_receipts import take_receipts
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.simulators.print_house import print_the_day
from kvitt.store.history import close_history
from kvitt.store.session import query_named, query_value, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
REMINDED_ON = date(2026, 3, 18)
DAY = timedelta(days=1)


def live(creditor, from_, until):
    """Lives the days, ``until`` excluded."""
    for number in range((until - from_).days):
        run_day(today=from_ + timedelta(days=number), tenant_ids=[creditor.tenant_id])


def one_case(creditor, **told):
    (made,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE, **told), today=DUE)
    return made


def flow_letters(creditor, case_id):
    """The flow's letters: step and day."""
    return [(n.step, n.sent_on) for n in office.notices(creditor, case_id) if n.of_flow]


def event(creditor, case_id, kind):
    with tenant_scope(creditor.tenant_id):
        (row,) = query_named(
            "select given::text as given from history where case_id = %s and kind = %s",
            (case_id, kind),
        )
    return json.loads(row.given)


def test_payment_announced_saturday_bank_file_tuesday_no_escalation_meanwhile_and_the_right_date(
    live_db, mailbox
):
    """Acceptance row 9."""
    saturday, tuesday = date(2026, 3, 7), date(2026, 3, 10)
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE)
    announce_payment(creditor, case_id, today=saturday, actor="Mona")
    live(creditor, saturday, tuesday)
    assert office.notices(creditor, case_id) == []
    money.bank_brings(money.paid(creditor, 1000_00, saturday, case=case_id), today=tuesday)
    run_day(today=tuesday, tenant_ids=[creditor.tenant_id])
    closed = money.case(creditor, case_id)
    rest = money.open_minor(creditor, case_id)
    assert (closed.closed_because, rest) == ("paid", (0, 0, 0))
    received = event(creditor, case_id, "payment_received")
    assert received["booked_on"] == saturday.isoformat()
    (interest,) = money.items(creditor, case_id, "interest") or [None]
    assert interest is None or interest.until_on == saturday + DAY
    assert event(creditor, case_id, "case_resumed")["hold"] == "payment_announced"
    money.the_books_hold(creditor)


def test_an_announced_payment_that_does_not_come_is_waited_for_three_bank_days(live_db, mailbox):
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE)
    announce_payment(creditor, case_id, today=date(2026, 3, 7), actor="Mona")
    live(creditor, FRIENDLY_ON, date(2026, 3, 12))
    assert office.notices(creditor, case_id) == []
    run_day(today=date(2026, 3, 12), tenant_ids=[creditor.tenant_id])
    assert flow_letters(creditor, case_id) == [("friendly_reminder", date(2026, 3, 12))]


def test_a_part_payment_ends_the_waiting_and_the_flow_asks_for_the_rest(live_db, mailbox):
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE)
    announce_payment(creditor, case_id, today=FRIENDLY_ON, actor="Mona")
    money.bank_brings(
        money.paid(creditor, 400_00, FRIENDLY_ON, case=case_id), today=FRIENDLY_ON + 2 * DAY
    )
    live(creditor, FRIENDLY_ON, FRIENDLY_ON + 4 * DAY)
    (letter,) = office.notices(creditor, case_id)
    asked_minor = letter.principal_minor + letter.interest_minor
    assert (letter.sent_on, asked_minor) == (FRIENDLY_ON + 3 * DAY, 601_37)


def test_pause_an_invoice_until_a_date_with_reason_it_is_in_the_history_and_resumes_by_itself(
    live_db, mailbox
):
    """Acceptance row 22."""
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    place_hold(
        creditor, case_id, kind="manual_pause", because="the goods are looked for", today=DUE,
        until_on=date(2026, 3, 20), actor="Mona",
    )  # fmt: skip
    live(creditor, DUE, date(2026, 3, 21))
    assert office.notices(creditor, case_id) == []
    told = event(creditor, case_id, "case_stopped")
    assert (told["because"], told["until"]) == ("the goods are looked for", "2026-03-20")
    run_day(today=date(2026, 3, 21), tenant_ids=[creditor.tenant_id])
    assert flow_letters(creditor, case_id) == [("friendly_reminder", date(2026, 3, 21))]


def test_objection_received_no_further_action_until_decided(live_db, mailbox):
    """Acceptance row 8, as far as the hold goes."""
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    live(creditor, DUE, date(2026, 3, 10))
    place_hold(creditor, case_id, kind="dispute", because="never ordered", today=date(2026, 3, 10),
               actor="Mona")  # fmt: skip
    live(creditor, date(2026, 3, 10), date(2026, 6, 1))
    assert [step for step, _ in flow_letters(creditor, case_id)] == ["friendly_reminder"]
    assert office.fees(creditor, case_id) == []
    assert [t.kind for t in office.tasks(creditor, case_id)] == ["answer_objection"]


def test_a_hold_calls_back_the_letter_that_lies_for_printing(live_db, letters):
    creditor = office.new_creditor()
    case_id = one_case(creditor, email=None)
    live(creditor, DUE, REMINDED_ON)
    print_the_day(letters, on=FRIENDLY_ON)
    take_receipts(today=REMINDED_ON)
    run_day(today=REMINDED_ON, tenant_ids=[creditor.tenant_id])
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    place_hold(creditor, case_id, kind="dispute", because="never ordered", today=REMINDED_ON,
               actor="Mona")  # fmt: skip
    assert print_the_day(letters, on=REMINDED_ON) == []
    assert office.fees(creditor, case_id) == []
    assert any("reminder_revoked" in line for line in office.log(creditor, case_id))
    release_hold(creditor, case_id, kind="dispute", because="rejected", today=date(2026, 4, 1),
                 actor="Mona")  # fmt: skip
    live(creditor, date(2026, 4, 1), date(2026, 4, 3))
    assert flow_letters(creditor, case_id)[-1] == ("reminder", date(2026, 4, 2))
    money.the_books_hold(creditor)


def test_a_deferral_is_confirmed_and_the_flow_goes_on_at_the_right_step_with_fresh_time(
    live_db, mailbox
):
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    live(creditor, DUE, date(2026, 3, 10))
    until = date(2026, 4, 7)
    defer_case(creditor, case_id, until=until, because="illness", today=date(2026, 3, 10),
               by="debtor", actor="Åsa Öberg")  # fmt: skip
    live(creditor, date(2026, 3, 10), date(2026, 4, 9))
    confirmed = office.notices(creditor, case_id)[-1]
    assert (confirmed.kind, confirmed.state, confirmed.deadline_on) == (
        "deferral_confirmation", "sent", until,
    )  # fmt: skip
    words = office.letter_words(creditor, case_id)
    assert "7 april 2026" in words
    assert "16 mars 2026" in words
    assert [step for step, _ in flow_letters(creditor, case_id)] == ["friendly_reminder"]
    run_day(today=date(2026, 4, 9), tenant_ids=[creditor.tenant_id])
    reminder = next(n for n in office.notices(creditor, case_id) if n.step == "reminder")
    assert (reminder.sent_on, reminder.deadline_on) == (date(2026, 4, 9), date(2026, 4, 20))
    money.the_books_hold(creditor)


def test_a_letter_beside_the_flow_moves_no_stage_and_the_flow_does_not_wait_for_it(
    live_db, mailbox
):
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    live(creditor, DUE, date(2026, 3, 12))
    with tenant_scope(creditor.tenant_id):
        plan_side_letter(creditor, case_id, kind="monitoring_letter", source_id=1,
                         today=date(2026, 3, 12), actor="Mona")  # fmt: skip
        close_history(creditor.tenant_id)
    money.letter_left(creditor, case_id, on=date(2026, 3, 12), deadline_on=date(2026, 12, 31))
    (shown,) = search_cases(f"{creditor.tenant_id}-{case_id}", today=date(2026, 3, 13)).cases
    assert shown.stage == "reminded_friendly"
    live(creditor, date(2026, 3, 13), date(2026, 3, 19))
    assert flow_letters(creditor, case_id) == [
        ("friendly_reminder", FRIENDLY_ON),
        ("reminder", REMINDED_ON),
    ]


def test_a_letter_beside_the_flow_states_what_is_open_when_it_leaves(live_db, mailbox):
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE)
    defer_case(creditor, case_id, until=date(2026, 4, 1), because="illness",
               today=date(2026, 3, 10), interest="waived", actor="Mona")  # fmt: skip
    with tenant_scope(creditor.tenant_id):
        before = query_value("select count(*) from posting where case_id = %s", (case_id,))
        open_minor = query_value(
            "select principal_open_minor + interest_open_minor from claim where case_id = %s",
            (case_id,),
        )
    assert before
    (letter,) = office.notices(creditor, case_id)
    assert letter.principal_minor + letter.interest_minor == open_minor
    run_day(today=date(2026, 3, 10), tenant_ids=[creditor.tenant_id])
    assert [n.state for n in office.notices(creditor, case_id)] == ["sent"]
    money.the_books_hold(creditor)


def test_a_letter_of_which_nobody_can_tell_waits_for_a_person_and_stops_nothing(live_db, mailbox):
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    with tenant_scope(creditor.tenant_id):
        plan_side_letter(creditor, case_id, kind="deferral_confirmation", source_id=0, today=DUE,
                         actor="Mona")  # fmt: skip
        close_history(creditor.tenant_id)
    live(creditor, DUE, date(2026, 3, 8))
    assert [t.kind for t in office.tasks(creditor, case_id)] == ["letter_not_made"]
    assert flow_letters(creditor, case_id) == [("friendly_reminder", FRIENDLY_ON)]


@pytest.mark.parametrize("kind", ["deferral", "dispute", "death", "manual_pause"])
def test_a_hold_placed_after_planning_stops_the_letter_at_the_gate(live_db, mailbox, kind):
    """Whoever writes the hold by another way than the use case is still obeyed at sending."""
    from kvitt.application.run_cases import run_cases
    from kvitt.store.holds import place_hold as store_hold

    creditor = office.new_creditor()
    case_id = one_case(creditor)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    with tenant_scope(creditor.tenant_id):
        store_hold(creditor.tenant_id, case_id, kind, "by another way", today=FRIENDLY_ON,
                   until_on=FRIENDLY_ON + 9 * DAY, placed_by="Mona")  # fmt: skip
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert (report.sent, report.withdrawn) == (0, 1)
    told = why_nothing_is_sent(creditor, case_id, on=FRIENDLY_ON)
    assert [cause.kind for cause in told.causes] == [kind]
