"""Each open case says what comes next, when, and whose move it is; none is ever forgotten."""

from datetime import date, timedelta

import pytest

from kvitt.application.announce_payment import announce_payment
from kvitt.application.close_case import close_case
from kvitt.application.defer_case import defer_case
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.place_hold import place_hold
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.reopen_case import reopen_case
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.show_case import show_case
from kvitt.store.session import execute, query_named, tenant_scope
from tests.application.test_check_books import forgery, troubles_of
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
STOPPED_ON = date(2026, 3, 4)
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def case():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    return creditor, case_id


def whose_move(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        (row,) = query_named(
            "select next_what, next_on, next_owner from collection_case where id = %s", (case_id,)
        )
    return row


def night(creditor, on):
    run_cases(creditor.tenant_id, today=on)
    follow_tasks(creditor.tenant_id, today=on)


def test_an_invoice_that_is_not_due_waits_for_kvitts_own_letter(case):
    creditor, case_id = case
    assert whose_move(creditor, case_id).next_owner == "kvitt"
    night(creditor, STOPPED_ON)
    assert whose_move(creditor, case_id).next_owner == "kvitt"
    shown = show_case(f"{creditor.tenant_id}-{case_id}", today=STOPPED_ON).as_json()
    assert shown["next"]["owner"] == "kvitt"


def held(kind):
    def act(creditor, case_id):
        place_hold(creditor, case_id, kind=kind, because="so", today=STOPPED_ON, actor="Mona")

    return act


def deferred(creditor, case_id):
    defer_case(creditor, case_id, until=date(2026, 3, 20), because="asks", today=STOPPED_ON,
               actor="Mona")  # fmt: skip


def announced(creditor, case_id):
    announce_payment(creditor, case_id, today=STOPPED_ON, actor="Mona")


def disputed(creditor, case_id):
    raise_dispute(
        creditor, case_id, reason="not_ordered", text="never", today=STOPPED_ON, actor="Mona"
    )


@pytest.mark.parametrize(
    ("act", "owner"),
    [
        (deferred, "debtor"),
        (announced, "debtor"),
        (disputed, "creditor"),
        (held("bankruptcy"), "agency"),
        (held("sue_or_drop"), "agency"),
        (held("manual_pause"), "agency"),
    ],
    ids=["deferral", "announced", "dispute", "bankruptcy", "sue or drop", "pause"],
)
def test_a_held_case_waits_for_whoever_can_end_the_hold(case, act, owner):
    creditor, case_id = case
    act(creditor, case_id)
    assert whose_move(creditor, case_id).next_owner == "kvitt"
    night(creditor, STOPPED_ON)
    assert whose_move(creditor, case_id).next_owner == owner


def test_after_the_last_letter_the_next_move_is_a_persons_and_its_task_the_same_persons(
    case, mailbox
):
    creditor, case_id = case
    for number in range(0, 100, 4):
        run_day(today=DUE + number * DAY, tenant_ids=[creditor.tenant_id])
    move = whose_move(creditor, case_id)
    task, identity = office.tasks(creditor, case_id)
    assert identity.kind == "find_identity"
    assert (move.next_owner, move.next_what) == ("agency", "a person decides on the next measure")
    assert (task.kind, task.owner) == ("decide_next_measure", "agency")
    assert troubles_of(creditor, "next_action") == []


def test_a_closed_case_is_nobodys_and_an_opened_one_is_kvitts_again(case):
    creditor, case_id = case
    close_case(creditor, case_id, because="the bike came back", today=STOPPED_ON, actor="Mona",
               reason="withdrawn")  # fmt: skip
    assert whose_move(creditor, case_id).next_owner is None
    reopen_case(creditor, case_id, because="it did not", today=STOPPED_ON, actor="Mona")
    move = whose_move(creditor, case_id)
    assert (move.next_owner, move.next_on) == ("kvitt", STOPPED_ON)


def forget(creditor):
    return (
        f"update collection_case set wake_on = '{DUE - DAY}', opened_on = '{DUE - 9 * DAY}'"
        " where tenant_id = %(t)s",
        f"update collection_case set wake_on = '{date(2026, 12, 1)}' where tenant_id = %(t)s",
    )


def test_a_case_that_two_nights_have_passed_over_is_found_and_none_that_one_has(
    case, database_server
):
    creditor, case_id = case
    night(creditor, DUE)
    night(creditor, DUE)  # twice on the same day is one night
    with forgery(database_server, forget(creditor), creditor.tenant_id):
        assert troubles_of(creditor, "next_action") == []
    night(creditor, DUE + DAY)
    with forgery(database_server, forget(creditor), creditor.tenant_id):
        assert troubles_of(creditor, "next_action") == [
            f"case {case_id} was to be looked at on {DUE - DAY}: two nights passed it over"
        ]
    assert troubles_of(creditor, "next_action") == []


def test_after_an_outage_of_thirty_days_nothing_is_reported_as_forgotten(case):
    creditor, _ = case
    night(creditor, DUE)
    night(creditor, DUE + 30 * DAY)
    assert troubles_of(creditor, "next_action") == []


def test_an_old_invoice_that_is_imported_between_two_nights_is_not_reported(case):
    creditor, _ = case
    for number in range(5):
        night(creditor, DUE + number * DAY)
    office.register(
        creditor, office.invoice(creditor, 2, due_on=date(2025, 6, 2)), today=DUE + 4 * DAY
    )
    assert troubles_of(creditor, "next_action") == []


def test_a_question_that_two_nights_left_without_a_last_day_is_found(case, monkeypatch):
    creditor, case_id = case
    held("bankruptcy")(creditor, case_id)
    (task,) = office.tasks(creditor, case_id)
    with monkeypatch.context() as patched:
        patched.setattr("kvitt.application.follow_tasks.set_clocks", lambda *_: None)
        patched.setattr("kvitt.application.follow_tasks.BATCH", 5)
        for number in range(3):
            night(creditor, STOPPED_ON + number * DAY)
    assert troubles_of(creditor, "next_action") == [
        f"task {task.id} is open without a last day and an owner"
    ]
    follow_tasks(creditor.tenant_id, today=STOPPED_ON + 2 * DAY)
    assert troubles_of(creditor, "next_action") == []


def test_merging_gives_nobody_more_time_to_answer_a_question():
    creditor = office.new_creditor("SE")
    first, second = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, customer_number="K1"),
        office.invoice(creditor, 2, due_on=DUE, customer_number="K1", name="Åsa Öberg 1"),
        today=DUE,
    )
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into task (tenant_id, case_id, kind, raised_on, sentence, owner)"
            " values (%s, %s, 'find_address', %s, 'find it', 'Mona')",
            (creditor.tenant_id, second, DUE),
        )
    follow_tasks(creditor.tenant_id, today=DUE)
    (before,) = office.tasks(creditor, second)
    run_cases(creditor.tenant_id, today=date(2026, 3, 7))
    (after,) = office.tasks(creditor, first)
    assert (after.owner, after.due_on, after.raised_on) == ("Mona", before.due_on, DUE)
