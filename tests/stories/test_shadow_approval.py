"""The shadow list is approved by a person: what goes live, what stays held, what is proved."""

from datetime import date, timedelta

import pytest

from kvitt.application.approve_shadow_list import (
    ApprovalUnclear,
    ListHasChanged,
    ListNotShown,
    approve_shadow_list,
)
from kvitt.application.assign_payment import set_aside_payment
from kvitt.application.draw_up_shadow_list import NoShadow, all_lines
from kvitt.application.place_hold import release_hold
from kvitt.application.start_shadow import (
    shadow_state,
)
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.store.session import query, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.shadowing import (
    DUES,
    TODAY,
    approve,
    connected,
    lines,
    lives,
    owes,
    shown,
    unposted,
)

pytestmark = pytest.mark.usefixtures("live_db")


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
