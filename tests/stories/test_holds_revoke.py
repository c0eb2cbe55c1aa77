"""Whatever is queued when a hold is placed is taken back and told, or passes by the hold's rule."""

from datetime import date

import pytest

from kvitt.application.call_debtor import call_debtor
from kvitt.application.place_hold import hold_in_scope
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.send_notices import send_notices
from kvitt.application.take_receipts import take_receipts
from kvitt.domain.holds import ACTS, ANSWERS, KINDS, NAMING_A_DAY, SIDE_LETTERS, stops
from kvitt.simulators.print_house import print_the_day
from kvitt.store.history import close_history
from kvitt.store.session import execute, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.astray import by_post, until_step

DUE = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
pytestmark = pytest.mark.usefixtures("live_db")


def late_debtor(**told):
    creditor = office.new_creditor("SE")
    one = office.invoice(creditor, 1, due_on=DUE, phone="0470-00 00 11", **told)
    (case_id,) = office.register(creditor, one, today=DUE)
    return creditor, case_id


def hold(creditor, case_id, kind):
    """The hold as every use case places it."""
    with tenant_scope(creditor.tenant_id):
        hold_in_scope(
            creditor.tenant_id, case_id, kind=kind, because="so", today=FRIENDLY_ON,
            until_on=date(2026, 3, 27), reason_code="other", actor="Mona",
        )  # fmt: skip
        close_history(creditor.tenant_id)


def planned(creditor, case_id, letters):
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    assert [n.state for n in office.notices(creditor, case_id)] == ["planned"]


def printed(creditor, case_id, letters):
    planned(creditor, case_id, letters)
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert [n.state for n in office.notices(creditor, case_id)] == ["sent"]


def call_asked(creditor, case_id, letters):
    call_debtor(creditor, case_id, because="agree", today=FRIENDLY_ON, actor="Mona")


def letters_left(creditor, case_id, letters):
    return len(office.notices(creditor, case_id))


def letters_to_post(creditor, case_id, letters):
    return len(print_the_day(letters, on=FRIENDLY_ON))


def calls_left(creditor, case_id, letters):
    return sum(task.kind == "call_debtor" for task in office.tasks(creditor, case_id))


QUEUED = {
    "a planned letter": ("flow_letter", planned, letters_left, ["notice_withdrawn"]),
    "a printed letter": (
        "flow_letter", printed, letters_to_post, ["friendly_reminder_revoked", "notice_withdrawn"],
    ),
    "a call": ("call", call_asked, calls_left, ["call_withdrawn"]),
}  # fmt: skip
"""What waits: the act, how it is queued, how much of it is left, and what tells that it went."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", QUEUED)
def test_a_hold_takes_back_what_it_stops_and_lets_pass_what_it_does_not(kind, what, letters):
    act, queue, left, told = QUEUED[what]
    creditor, case_id = late_debtor(email=None)
    queue(creditor, case_id, letters)
    hold(creditor, case_id, kind)
    stopped = stops(kind, act)
    assert left(creditor, case_id, letters) == (not stopped)
    events = money.events(creditor, case_id)
    assert [event for event in told if event in events] == (told if stopped else [])


@pytest.mark.parametrize("kind", KINDS)
def test_while_it_stands_nothing_of_what_it_stops_is_queued_anew(kind, letters):
    creditor, case_id = late_debtor(email=None)
    hold(creditor, case_id, kind)
    run_day(today=FRIENDLY_ON, tenant_ids=[creditor.tenant_id])
    assert letters_left(creditor, case_id, letters) == (not stops(kind, "flow_letter"))


def beside_the_flow(creditor, case_id, letter):
    """A letter beside the flow waits to leave."""
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into notice (tenant_id, case_id, step, cycle, kind, planned_on,"
            " principal_minor, interest_minor, cost_minor, of_flow)"
            " values (%s, %s, %s, 1, %s, %s, 100000, 0, 0, false)",
            (creditor.tenant_id, case_id, f"{letter}-1", letter, FRIENDLY_ON),
        )


@pytest.mark.parametrize("kind", KINDS)
def test_of_letters_beside_the_flow_a_hold_takes_back_what_it_stops_and_answers_wait(kind, letters):
    creditor, case_id = late_debtor()
    for letter in SIDE_LETTERS:
        beside_the_flow(creditor, case_id, letter)
    hold(creditor, case_id, kind)
    left = {n.kind for n in office.notices(creditor, case_id)}
    gone = {letter for letter in SIDE_LETTERS if letter not in left}
    stopped = {letter for letter, act in SIDE_LETTERS.items() if stops(kind, act)}
    assert stopped - gone <= set(ANSWERS)
    assert gone - stopped <= set(NAMING_A_DAY)
    assert money.events(creditor, case_id).count("notice_withdrawn") == len(gone)
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert {d.step.partition("-")[0] for d in office.dispatches(creditor)} & stopped == set()


def test_every_act_is_stopped_by_some_hold_and_no_kind_stops_what_is_no_act():
    stopped = frozenset[str]().union(*(kind.stops for kind in KINDS.values()))
    assert stopped == ACTS


def test_money_that_may_be_for_the_case_calls_its_printed_letter_back(letters):
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE, email=None)
    printed(creditor, case_id, letters)
    take_receipts(today=FRIENDLY_ON)
    money.bank_brings(money.paid(creditor, 1000_00, FRIENDLY_ON), today=FRIENDLY_ON)
    assert money.events(creditor, case_id)[-1] == "payment_proposed"
    assert "friendly_reminder_revoked" in money.events(creditor, case_id)
    assert letters_to_post(creditor, case_id, letters) == 0


def test_money_calls_back_the_printed_reminder_and_pays_nothing_for_it(letters):
    """The letter tells a sum that is no longer right: it leaves anew with the right one."""
    creditor = money.creditor_of_its_own("SE")
    case_id = by_post(creditor)
    reminded_on = until_step(creditor, case_id, "reminder")
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    money.bank_brings(money.paid(creditor, 400_00, reminded_on, case=case_id), today=reminded_on)
    assert "reminder_revoked" in money.events(creditor, case_id)
    assert print_the_day(letters, on=reminded_on) == []
    principal_minor, _, costs_minor = money.open_minor(creditor, case_id)
    assert (principal_minor < 620_00, costs_minor) == (True, 0)
    run_day(today=reminded_on, tenant_ids=[creditor.tenant_id])
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    assert len(print_the_day(letters, on=reminded_on)) == 1
    money.the_books_hold(creditor)
