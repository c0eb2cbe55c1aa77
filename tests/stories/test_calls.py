"""A call is asked for through the gate, and stays open no longer than nothing stops calls."""

from datetime import date, timedelta

import pytest

from kvitt.application.announce_payment import announce_payment
from kvitt.application.call_debtor import (
    CalledAlready,
    NoNumberToCall,
    NoReasonToCall,
    call_debtor,
)
from kvitt.application.close_case import close_case
from kvitt.application.defer_case import defer_case
from kvitt.application.follow_tasks import answer_task, follow_tasks
from kvitt.application.gate import HeldBack
from kvitt.application.place_hold import NoOpenCase, place_hold
from kvitt.application.raise_dispute import raise_dispute
from kvitt.domain.holds import BY_HAND, stops
from kvitt.kernel.days import add_bank_days
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("live_db")


def debtor_with_a_telephone(country="SE"):
    creditor = office.new_creditor(country)
    told = office.invoice(creditor, 1, due_on=DUE, phone="0470-00 00 11")
    (case_id,) = office.register(creditor, told, today=DUE)
    return creditor, case_id


@pytest.fixture
def case():
    return debtor_with_a_telephone()


def ask(creditor, case_id, **told):
    told = {"because": "agree on a plan", "today": TODAY, "actor": "Mona"} | told
    return call_debtor(creditor, case_id, **told)


def calls(creditor, case_id):
    return [task for task in office.tasks(creditor, case_id) if task.kind == "call_debtor"]


@pytest.mark.parametrize(
    ("country", "hours"),
    [
        ("SE", "weekday 08:00-20:00 [god inkassosed, inkassolagen (1974:182) 4 §]"),
        ("NO", "never on a sunday or holiday [inkassoloven (LOV-1988-05-13-26) § 8]"),
    ],
)
def test_a_call_has_an_owner_a_last_day_and_the_hours_of_the_country(country, hours):
    creditor, case_id = debtor_with_a_telephone(country)
    asked = ask(creditor, case_id)
    (task,) = calls(creditor, case_id)
    assert (task.owner, task.due_on) == ("agency", add_bank_days(country, TODAY, 2))
    assert task.sentence.startswith("call the debtor: agree on a plan; ")
    assert task.sentence.endswith(hours)
    assert asked.task_id == task.id
    assert "call_asked" in office.log(creditor, case_id)[-1]


@pytest.mark.parametrize("kind", BY_HAND)
def test_under_a_hold_no_call_is_asked_for_unless_the_hold_lets_calls_pass(case, kind):
    creditor, case_id = case
    hold(creditor, case_id, kind)
    if stops(kind, "call"):
        with pytest.raises(HeldBack) as said:
            ask(creditor, case_id)
        assert said.value.sentence.startswith("nothing is sent")
        assert calls(creditor, case_id) == []
    else:
        ask(creditor, case_id)
        assert len(calls(creditor, case_id)) == 1


@pytest.mark.parametrize("kind", BY_HAND)
def test_a_hold_that_stops_calls_withdraws_the_one_that_waits_and_says_so(case, kind):
    creditor, case_id = case
    ask(creditor, case_id)
    hold(creditor, case_id, kind)
    withdrawn = [line for line in office.log(creditor, case_id) if "call_withdrawn" in line]
    assert len(withdrawn) == stops(kind, "call")
    assert len(calls(creditor, case_id)) == (not stops(kind, "call"))
    assert all(kind.replace("_", " ") in line for line in withdrawn)


def hold(creditor, case_id, kind):
    until = TODAY + 10 * DAY if kind == "deferral" else None
    place_hold(creditor, case_id, kind=kind, because="so", today=TODAY, until_on=until,
               actor="Mona")  # fmt: skip


def deferred(creditor, case_id):
    defer_case(creditor, case_id, until=TODAY + 10 * DAY, because="asks", today=TODAY, actor="M")


def announced(creditor, case_id):
    announce_payment(creditor, case_id, today=TODAY, actor="Mona")


def disputed(creditor, case_id):
    raise_dispute(creditor, case_id, reason="quality", text="broken", today=TODAY, actor="Mona")


def closed(creditor, case_id):
    close_case(creditor, case_id, because="gone", reason="withdrawn", today=TODAY, actor="Mona")


@pytest.mark.parametrize("act", [deferred, announced, disputed, closed])
def test_whatever_stops_the_case_withdraws_its_call(case, act):
    creditor, case_id = case
    ask(creditor, case_id)
    act(creditor, case_id)
    assert calls(creditor, case_id) == []


def test_who_has_paid_is_not_called():
    creditor = money.creditor_of_its_own("SE")
    case_id = money.owes(creditor, 1000_00, DUE)
    money.give_a_telephone(creditor, case_id)
    ask(creditor, case_id)
    money.bank_brings(money.paid(creditor, 1000_00, TODAY, case=case_id), today=TODAY)
    assert calls(creditor, case_id) == []
    assert "call_withdrawn" in money.events(creditor, case_id)


def test_a_hold_that_begins_later_withdraws_the_call_in_the_night_of_its_first_day(case):
    creditor, case_id = case
    ask(creditor, case_id)
    money.hold_from(creditor, case_id, "manual_pause", from_on=TODAY + DAY)
    follow_tasks(creditor.tenant_id, today=TODAY)
    assert len(calls(creditor, case_id)) == 1
    follow_tasks(creditor.tenant_id, today=TODAY + DAY)
    assert calls(creditor, case_id) == []


def test_a_call_is_asked_for_once_until_it_is_made(case):
    creditor, case_id = case
    asked = ask(creditor, case_id)
    with pytest.raises(CalledAlready):
        ask(creditor, case_id)
    answer_task(asked.task_id, because="pays on Friday", today=TODAY, actor="Mona")
    assert ask(creditor, case_id).task_id != asked.task_id


def test_nobody_is_called_without_a_reason_or_a_number(case):
    creditor, case_id = case
    with pytest.raises(NoReasonToCall):
        ask(creditor, case_id, because=" ")
    (mute,) = office.register(creditor, office.invoice(creditor, 2, due_on=DUE), today=DUE)
    with pytest.raises(NoNumberToCall):
        ask(creditor, mute)


def test_another_creditors_debtor_is_not_called(case):
    _, case_id = case
    stranger = office.new_creditor("SE")
    with pytest.raises(NoOpenCase):
        ask(stranger, case_id)
