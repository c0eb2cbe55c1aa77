"""Shadow mode: a new creditor sees and approves what would be sent before anything is."""

from datetime import date, timedelta

import pytest

from kvitt.application.approve_shadow_list import (
    ApprovalUnclear,
    ListHasChanged,
    ListNotShown,
    approve_shadow_list,
)
from kvitt.application.assign_payment import set_aside_payment
from kvitt.application.charge_case import CannotCharge, charge_case
from kvitt.application.check_books import check_books
from kvitt.application.defer_case import defer_case
from kvitt.application.draw_up_shadow_list import NoShadow, all_lines, draw_up_shadow_list
from kvitt.application.place_hold import release_hold
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
from kvitt.jobs.tick import tick
from kvitt.store.notices import tenants_with_waking_cases
from kvitt.store.session import query, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.application.talk import DOMAIN, opened
from tests.portfolio import invoice
from tests.stories import money
from tests.stories import small_office as office

SINCE = date(2026, 1, 1)
TODAY = date(2026, 3, 16)
DUES = {"old": date(2025, 11, 3), "demand": date(2026, 1, 12), "reminder": date(2026, 2, 23)}
pytestmark = pytest.mark.usefixtures("live_db")


def connected(**profile):
    """A creditor that was connected today, its books as they stand in its own system."""
    return money.creditor_of_its_own(shadow_since=SINCE, **profile)


def owes(creditor, number, due_on, amount_minor=1000_00, **told):
    told = {"customer": f"C{number}", "name": f"Vera Lind {number}"} | told
    return money.owes(creditor, amount_minor, due_on, number=number, **told)


def shown(creditor, *, today=TODAY):
    return draw_up_shadow_list(creditor, today=today, by="Mona")


def lines(creditor, *, today=TODAY):
    return {line["invoice"]: line for line in shown(creditor, today=today).lines}


def approve(creditor, *, today=TODAY, **told):
    return approve_shadow_list(creditor, by="Mona", today=today, **told)


def signs(line):
    return [sign["kind"] for sign in line["signs"]]


def lives(creditor, first, last):
    """The letters that leave in these days."""
    sent = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        sent += run_day(today=day, tenant_ids=[creditor.tenant_id]).sent.sent
    return sent


def unposted(creditor, amount_minor, on, **told):
    """Money that came in under a word of the payer's own and that nobody has placed."""
    payment = money.paid(creditor, amount_minor, on, **told)
    assert money.bank_brings(payment, today=on, name=str(told)).unmatched


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


def test_after_approval_each_case_begins_at_its_first_step_with_full_time_never_in_a_burst(
    mailbox, letters
):
    creditor = connected()
    case_ids = [owes(creditor, str(n), DUES["demand"]) for n in (7001, 7002)]
    shown(creditor)
    approve(creditor)
    assert lives(creditor, TODAY, TODAY) == 2
    assert lives(creditor, TODAY + timedelta(1), TODAY + timedelta(8)) == 0
    for case_id in case_ids:
        (notice,) = office.notices(creditor, case_id)
        assert (notice.step, notice.sent_on) == ("friendly_reminder", TODAY)
        assert notice.deadline_on >= TODAY + timedelta(8)


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


def test_what_looks_paid_stays_held_with_a_question_to_the_creditor_until_it_is_answered(letters):
    creditor = connected()
    case_id = owes(creditor, "8201", DUES["demand"])
    unposted(creditor, 1000_00, date(2026, 3, 2), payer_name="Vera Lind 8201")
    line = query_line(creditor)
    shown(creditor)
    approve(creditor)
    set_aside_payment(line, because="another firm's", today=TODAY, actor="Eva")
    assert lives(creditor, TODAY, TODAY + timedelta(3)) == 0
    (asked,) = [task for task in office.tasks(creditor, case_id) if task.kind == "looks_paid"]
    assert asked.owner == "creditor"
    assert asked.due_on is not None, "it has a clock"
    assert "waits unmatched" in asked.sentence
    release_hold(creditor, case_id, kind="looks_paid", because="not paid", today=TODAY, actor="Eva")
    assert [t for t in office.tasks(creditor, case_id) if t.kind == "looks_paid"] == []
    assert lives(creditor, TODAY + timedelta(4), TODAY + timedelta(4)) == 1


def query_line(creditor):
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return query_value(
            "select id from bank_line where tenant_id = %s and account = %s"
            " and outcome = 'unmatched'",
            (agency_id, creditor.pay_to_number),
        )


def test_a_person_includes_a_flagged_case_and_holds_another_one(letters):
    creditor = connected()
    flagged = owes(creditor, "8301", DUES["demand"], 500_00, customer="x")
    other = owes(creditor, "8302", date(2026, 2, 10), 300_00, customer="x")
    money.bank_brings(money.paid(creditor, 300_00, date(2026, 2, 11), case=other),
                      today=date(2026, 2, 11))  # fmt: skip
    held = owes(creditor, "8303", DUES["demand"])
    assert lines(creditor)["8301"]["stands"] == "looks_paid"
    with pytest.raises(ApprovalUnclear, match="not flagged"):
        approve(creditor, include=["8303"])
    with pytest.raises(ApprovalUnclear, match="no case called"):
        approve(creditor, include=["9999"])
    with pytest.raises(ApprovalUnclear, match="both"):
        approve(creditor, include=["8301"], hold={"8301": "x"})
    done = approve(creditor, include=["8301"], hold={"8303": "we talk to them"},
                   hold_until=date(2026, 3, 31))  # fmt: skip
    assert (done.included, done.held) == (1, {"manual_pause": 1})
    assert lives(creditor, TODAY, TODAY) == 1
    assert [notice.case_id for notice in office.notices(creditor)] == [flagged]
    told = why_nothing_is_sent(creditor, held, on=TODAY).sentence
    assert "manual pause, until 2026-03-31" in told


def test_what_fell_due_before_the_list_begins_is_not_let_go_unseen(letters):
    creditor = connected()
    case_id = owes(creditor, "8401", DUES["old"])
    line = lines(creditor)["8401"]
    assert (line["stands"], line["letters"]) == ("left_out", [])
    assert approve(creditor).held == {"left_out": 1}
    assert lives(creditor, TODAY, TODAY + timedelta(5)) == 0
    assert [task.kind for task in office.tasks(creditor)] == ["look_at_left_out"]
    release_hold(creditor, case_id, kind="left_out", because="it is open", today=TODAY, actor="E")
    assert lives(creditor, TODAY + timedelta(6), TODAY + timedelta(6)) == 1


def test_a_list_that_has_changed_since_it_was_shown_is_not_approved_and_says_what_changed():
    creditor = connected()
    owes(creditor, "8501", DUES["demand"])
    paid = owes(creditor, "8502", DUES["demand"])
    owes(creditor, "8503", DUES["demand"])
    seen = shown(creditor).shown.digest
    money.bank_brings(money.paid(creditor, 1000_00, TODAY, case=paid), today=TODAY)
    unposted(creditor, 1000_00, TODAY, text="faktura 8503")
    owes(creditor, "8504", DUES["demand"])
    with pytest.raises(ListHasChanged) as no:
        approve(creditor, digest=seen[:12])
    assert no.value.given["changes"] == [("8502", "gone"), ("8503", "changed"), ("8504", "new")]
    assert shadow_state(creditor).shadow is not None, "the shadow still runs"
    again = shown(creditor).shown.digest
    assert again != seen
    assert approve(creditor, digest=again).invoices == 3


def test_the_same_list_on_another_day_is_the_same_list_and_is_kept_once():
    creditor = connected()
    owes(creditor, "8601", date(2026, 3, 2), 1000_00)
    first, again = shown(creditor), shown(creditor, today=TODAY + timedelta(1))
    assert first.shown == again.shown
    later = shown(creditor, today=TODAY + timedelta(40))
    assert later.shown.digest != first.shown.digest, "another letter would have left by then"


def test_nobody_approves_what_was_not_shown():
    creditor = connected()
    owes(creditor, "8701", DUES["demand"])
    with pytest.raises(ListNotShown):
        approve(creditor)
    shown(creditor)
    with pytest.raises(ListNotShown):
        approve(creditor, digest="0" * 12)
    with pytest.raises(ApprovalUnclear):
        approve_shadow_list(creditor, by=" ", today=TODAY)
    approve(creditor)
    with pytest.raises(NoShadow):
        approve(creditor)


def test_what_was_approved_can_be_proved_line_by_line():
    creditor = connected()
    owes(creditor, "8801", DUES["demand"])
    seen = shown(creditor)
    approve(creditor)
    with tenant_scope(creditor.tenant_id):
        (told,) = query(
            "select s.ended_by, l.digest from shadow s join shadow_list l"
            " on l.tenant_id = s.tenant_id and l.id = s.approved_list_id where s.tenant_id = %s",
            (creditor.tenant_id,),
        )
        event = query_value(
            "select given ->> 'list' from history where tenant_id = %s"
            " and kind = 'shadow_list_approved'",
            (creditor.tenant_id,),
        )
    assert tuple(told) == ("Mona", seen.shown.digest)
    assert event == seen.shown.digest
    assert list(all_lines(creditor, seen.shown.id)) == list(seen.lines)


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
    assert not check_books().troubles
