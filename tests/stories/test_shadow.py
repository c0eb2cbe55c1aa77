"""Shadow mode: a new creditor sees and approves what would be sent before anything is."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from kvitt.application.approve_shadow_list import (
    ApprovalUnclear,
)
from kvitt.application.call_debtor import call_debtor
from kvitt.application.charge_case import CannotCharge, charge_case
from kvitt.application.defer_case import defer_case
from kvitt.application.draw_up_shadow_list import (
    ListTooLong,
    NoShadow,
    draw_up_shadow_list,
    last_shadow_list,
)
from kvitt.application.gate import HeldBack
from kvitt.application.register_invoices import register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.send_messages import send_messages
from kvitt.application.start_shadow import (
    ShadowDayRefused,
    ShadowRuns,
    shadow_state,
    start_shadow,
)
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.channels.email import Mailer
from kvitt.jobs.tick import tick
from kvitt.store.notices import tenants_with_waking_cases
from kvitt.store.session import tenant_scope
from tests.application.talk import DOMAIN, opened
from tests.portfolio import invoice
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.shadowing import (
    DUES,
    SINCE,
    TODAY,
    approve,
    connected,
    lines,
    lives,
    owes,
    shown,
    signs,
    unposted,
)

pytestmark = pytest.mark.usefixtures("live_db")


def test_connect_an_erp_where_3_paid_invoices_are_unposted_shadow_list_flags_them_nothing_sent(
    mailbox, letters
):
    """… nothing sent before approval."""
    creditor = connected()
    for number in range(3001, 3011):
        owes(creditor, str(number), DUES["demand"], 1000_00 + number)
    unposted(creditor, 1000_00 + 3001, date(2026, 3, 2), text="faktura 3001")
    unposted(creditor, 1000_00 + 3002, date(2026, 3, 3), payer_name="Vera Lind 3002")
    unposted(creditor, 1000_00 + 3003, date(2026, 3, 4))
    assert lives(creditor, date(2026, 3, 5), TODAY) == 0
    found = shown(creditor)
    flagged = [line["invoice"] for line in found.lines if line["stands"] == "looks_paid"]
    assert flagged == ["3001", "3002", "3003"]
    assert found.shown.totals["looks_paid"] == 3
    assert found.shown.totals["letters"]["reminder"] == 10
    assert office.dispatches(creditor) == [], "nothing sent before approval"
    assert office.fees(creditor) == []
    done = approve(creditor, digest=found.shown.digest)
    assert done.held == {"looks_paid": 3}
    assert lives(creditor, TODAY, TODAY) == 7


def test_an_unmatched_payment_is_a_sign_also_where_its_invoice_came_later():
    creditor = connected()
    unposted(creditor, 777_00, date(2026, 3, 2), text="faktura 4001")
    owes(creditor, "4001", DUES["reminder"], 777_00)
    (sign,) = lines(creditor)["4001"]["signs"]
    assert sign["kind"] == "unmatched_payment"
    assert "777.00 of 2026-03-02 waits unmatched" in sign["sentence"]


def test_every_other_sign_is_told_with_its_reason():
    creditor = connected()
    one = {"customer": "same", "name": "Vera Lind"}
    owes(creditor, "5001", DUES["demand"], 500_00, **one)
    later = owes(creditor, "5002", date(2026, 2, 10), 500_00, **one)
    money.bank_brings(money.paid(creditor, 500_00, date(2026, 2, 11), case=later),
                      today=date(2026, 2, 11))  # fmt: skip
    twice = owes(creditor, "5003", date(2026, 2, 10), 300_00, customer="b")
    owes(creditor, "5004", DUES["demand"], 900_00, customer="b")
    money.bank_brings(money.paid(creditor, 700_00, date(2026, 2, 10), case=twice),
                      today=date(2026, 2, 10))  # fmt: skip
    owes(creditor, "5005", DUES["demand"], 800_00, customer="c")
    note = invoice("K1", due_on=date(2026, 2, 16), amount_minor=200_00, document="credit_note",
                   customer="c", credits=None)  # fmt: skip
    register_invoices(creditor, [note], source="test", today=date(2026, 2, 16))
    owes(creditor, "5006", DUES["demand"], customer="d")
    found = lines(creditor)
    told = {number: signs(line) for number, line in found.items()}
    assert told["5001"] == ["later_paid", "same_amount"]
    assert told["5004"] == ["later_paid", "overpayment"]
    assert told["5005"] == ["credit_note"]
    assert told["5006"] == []
    sentences = {sign["sentence"] for line in found.values() for sign in line["signs"]}
    assert "the same amount was paid on invoice 5002 on 2026-02-11" in sentences
    assert "credit note K1 of 200.00 waits for this debtor" in sentences
    assert "the debtor has paid 400.00 that covers nothing, last on 2026-02-10" in sentences


def test_the_list_says_which_letters_would_have_left_with_their_days_and_fees():
    creditor = connected()
    owes(creditor, "6001", DUES["demand"])
    line = lines(creditor)["6001"]
    steps = [(one["step"], one["on"], one["cost_minor"]) for one in line["letters"]]
    assert [step for step, _, _ in steps] == ["friendly_reminder", "reminder", "collection_demand"]
    assert [cost for _, _, cost in steps] == [0, 60_00, 180_00]
    assert steps == sorted(steps, key=lambda one: one[1])
    assert line["now"]["step"] == "friendly_reminder"
    totals = shown(creditor).shown.totals
    assert (totals["cost_minor"], totals["now"]) == (240_00, {"friendly_reminder": 1})


def test_a_list_too_long_to_wait_for_is_drawn_up_by_the_office():
    creditor = connected()
    for number in ("6101", "6102"):
        owes(creditor, number, DUES["demand"])
    with pytest.raises(ListTooLong, match="more than 1 invoices are open"):
        draw_up_shadow_list(creditor, today=TODAY, by="Kari", most=1)
    assert last_shadow_list(creditor) is None
    drawn_up = draw_up_shadow_list(creditor, today=TODAY, by="Kari", most=2)
    assert drawn_up.shown.totals["invoices"] == 2
    assert last_shadow_list(creditor, lines=0).shown.digest == drawn_up.shown.digest


def test_during_a_shadow_money_and_agreements_are_booked_but_nothing_goes_out(mailbox, letters):
    creditor = connected()
    paid = owes(creditor, "8001", DUES["demand"])
    deferred = owes(creditor, "8002", DUES["reminder"], email="vera@example.com")
    run_day(today=TODAY, tenant_ids=[creditor.tenant_id])
    money.bank_brings(money.paid(creditor, 1000_00, TODAY, case=paid), today=TODAY)
    defer_case(creditor, deferred, until=date(2026, 3, 30), because="ill", today=TODAY, actor="Eva")
    opened(creditor, deferred)
    sent = send_messages(creditor, today=TODAY, reply_domain=DOMAIN)
    assert (sent.sent, sent.withdrawn) == (0, 1)
    with pytest.raises(CannotCharge, match="shadow mode"):
        charge_case(creditor, deferred, kind="reminder", today=TODAY, actor="Eva")
    assert lives(creditor, TODAY, date(2026, 4, 20)) == 0
    assert money.case(creditor, paid).closed_because == "paid"
    assert mailbox.kept == []
    assert office.fees(creditor) == []
    assert "shadow mode" in why_nothing_is_sent(creditor, deferred, on=TODAY).sentence
    money.the_books_hold(creditor)


def test_a_case_in_shadow_sleeps_with_a_next_day_and_no_tick_asks_for_it_again():
    creditor = connected()
    case_id = owes(creditor, "8101", DUES["demand"])
    run_cases(creditor.tenant_id, today=TODAY)
    case = money.case(creditor, case_id)
    assert case.next_what == "nothing is sent: shadow"
    assert case.wake_on > TODAY
    with tenant_scope(creditor.tenant_id):
        assert tenants_with_waking_cases([creditor.tenant_id], today=TODAY) == []
    assert run_cases(creditor.tenant_id, today=TODAY).decided == 0


def test_a_live_creditor_that_goes_into_shadow_takes_back_what_is_planned_and_its_fees(letters):
    creditor = money.creditor_of_its_own()
    case_id = owes(creditor, "8901", DUES["demand"], email="vera@example.com")
    lives(creditor, date(2026, 1, 19), date(2026, 1, 19))
    fee_day = date(2026, 2, 6)
    run_cases(creditor.tenant_id, today=fee_day)
    assert [step for step, _ in office.fees(creditor)] == ["reminder"]
    start_shadow(creditor, since=SINCE, today=fee_day, by="Mona")
    assert office.fees(creditor) == [], "the letter did not leave: its fee is not owed"
    assert lives(creditor, fee_day, fee_day + timedelta(40)) == 0
    day = fee_day + timedelta(41)
    shown(creditor, today=day)
    approve(creditor, today=day)
    assert lives(creditor, day, day) == 1
    assert office.notices(creditor, case_id)[-1].step == "reminder", "it goes on where it stood"


def test_a_letter_that_lies_for_printing_is_called_back_when_the_shadow_begins(letters):
    creditor = money.creditor_of_its_own()
    case_id = owes(creditor, "8902", DUES["reminder"])
    day = date(2026, 2, 28)
    assert lives(creditor, day, day) == 1
    start_shadow(creditor, since=SINCE, today=day, by="Mona")
    assert office.notices(creditor, case_id) == []
    assert "friendly_reminder_revoked" in money.events(creditor, case_id)


def test_a_call_that_is_asked_for_is_withdrawn_when_the_shadow_begins_and_none_is_asked_in_it():
    creditor = money.creditor_of_its_own()
    case_id = owes(creditor, "8903", DUES["demand"])
    money.give_a_telephone(creditor, case_id)
    call_debtor(creditor, case_id, because="no answer", today=TODAY, actor="Eva")
    start_shadow(creditor, since=SINCE, today=TODAY, by="Mona")
    assert [t.kind for t in office.tasks(creditor, case_id)] == []
    assert "call_withdrawn" in money.events(creditor, case_id)
    with pytest.raises(HeldBack, match="shadow mode"):
        call_debtor(creditor, case_id, because="no answer", today=TODAY, actor="Eva")


def test_a_shadow_that_begins_in_the_middle_of_a_run_counts_before_the_next_dispatch(
    mailbox, letters, monkeypatch
):
    creditor = money.creditor_of_its_own()
    for number in range(4):
        owes(creditor, str(9300 + number), DUES["reminder"], email=f"vera{number}@example.com")
    day = date(2026, 2, 28)
    run_cases(creditor.tenant_id, today=day)
    send = Mailer.send

    def and_a_shadow_begins(self, mail):
        outcome = send(self, mail)
        if len(mailbox.kept) == 2:
            other = threading.Thread(target=begins)
            other.start()
            other.join()
        return outcome

    def begins():
        try:
            start_shadow(creditor, since=SINCE, today=day, by="Mona")
        finally:
            connection.close()

    monkeypatch.setattr(Mailer, "send", and_a_shadow_begins)
    assert run_day(today=day, tenant_ids=[creditor.tenant_id]).sent.sent == 2
    assert len(mailbox.kept) == 2
    assert {notice.state for notice in office.notices(creditor)} == {"sent"}


def test_a_shadow_begins_once_and_on_a_day_that_has_been_and_may_begin_anew():
    creditor = connected()
    with pytest.raises(ShadowRuns):
        start_shadow(creditor, since=SINCE, today=TODAY, by="Mona")
    with pytest.raises(ShadowDayRefused):
        start_shadow(creditor, since=TODAY + timedelta(1), today=TODAY, by="Mona")
    earlier = date(2025, 10, 1)
    start_shadow(creditor, since=earlier, today=TODAY, by="Mona")
    owes(creditor, "9001", DUES["old"])
    assert lines(creditor)["9001"]["stands"] == "goes_live"
    state = shadow_state(creditor)
    assert state.shadow is not None
    assert state.shadow.since_on == earlier


def test_the_shadow_of_one_creditor_is_not_anothers(letters):
    shadowed, live = connected(), money.creditor_of_its_own()
    owes(live, "9101", DUES["demand"])
    owes(shadowed, "9101", DUES["demand"])
    assert lives(live, TODAY, TODAY) == 1
    with pytest.raises(NoShadow):
        shown(live)
    with pytest.raises(NoShadow):
        approve(live)
    mine = shown(shadowed)
    with pytest.raises(ApprovalUnclear):
        approve(shadowed, include=[f"{live.tenant_id}-{money.case_of(live, '9101')}"])
    assert len(mine.lines) == 1


def test_a_living_installation_sends_nothing_for_a_creditor_in_shadow(letters):
    creditor = connected()
    owes(creditor, "9201", DUES["demand"])
    for _ in range(2):
        tick(today=TODAY)
    run_cases(creditor.tenant_id, today=TODAY)
    assert office.notices(creditor) == []
    money.the_books_hold(creditor)
