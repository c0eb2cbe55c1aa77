"""Tasks have an owner and a last day; what nobody answers is escalated once, and told."""

import json
from datetime import date, timedelta

import pytest

from kvitt.application.add_creditor import set_agency
from kvitt.application.change_agreement import change_agreement
from kvitt.application.follow_tasks import TaskNotOpen, answer_task, follow_tasks, give_task
from kvitt.application.list_cases import TaskPlace, list_tasks
from kvitt.application.note_identity import IdentityKnown, IdentityNotUsable, note_identity
from kvitt.application.place_hold import NoOpenCase, place_hold
from kvitt.application.run_day import run_day
from kvitt.application.stop_case import stop_case
from kvitt.jobs.tick import tick
from kvitt.kernel.days import add_bank_days
from kvitt.store.payments import add_task
from kvitt.store.session import execute, query_named, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
DAY = timedelta(days=1)
PERSON = "198112289874"
ASKED_ON = date(2026, 3, 2)
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def asked():
    """A creditor with a case on which a person is asked something; the case."""
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    stop_case(creditor, case_id, kind="sue_or_drop", because="sue me", today=ASKED_ON, actor="chat")
    return creditor, case_id


def test_a_new_task_is_the_agencys_and_gets_the_last_day_of_its_kind(asked):
    creditor, case_id = asked
    assert follow_tasks(creditor.tenant_id, today=ASKED_ON).clocks == 1
    (task,) = office.tasks(creditor, case_id)
    assert (task.owner, task.due_on) == ("agency", add_bank_days("SE", ASKED_ON, 10))
    assert follow_tasks(creditor.tenant_id, today=ASKED_ON).clocks == 0


def test_a_task_that_nobody_answers_is_escalated_once_on_the_day_after_its_last(asked):
    creditor, case_id = asked
    follow_tasks(creditor.tenant_id, today=ASKED_ON)
    last = add_bank_days("SE", ASKED_ON, 10)
    assert follow_tasks(creditor.tenant_id, today=last).escalated == 0
    after = date.fromordinal(last.toordinal() + 1)
    assert follow_tasks(creditor.tenant_id, today=after).escalated == 1
    assert follow_tasks(creditor.tenant_id, today=after).escalated == 0
    assert any("task_overdue" in line for line in office.log(creditor, case_id))


def test_a_task_is_given_to_somebody_and_answered_with_the_reason_in_the_history(asked):
    creditor, case_id = asked
    (task,) = office.tasks(creditor, case_id)
    give_task(task.id, owner="Mona", today=ASKED_ON, actor="Karin")
    assert office.tasks(creditor, case_id)[0].owner == "Mona"
    answer_task(task.id, because="it is dropped", today=ASKED_ON, actor="Mona")
    assert office.tasks(creditor, case_id) == []
    told = office.log(creditor, case_id)
    assert "it is dropped" in told[-1]
    with pytest.raises(TaskNotOpen):
        answer_task(task.id, because="again", today=ASKED_ON, actor="Mona")


def test_an_answered_task_is_not_escalated(asked):
    creditor, case_id = asked
    (task,) = office.tasks(creditor, case_id)
    follow_tasks(creditor.tenant_id, today=ASKED_ON)
    answer_task(task.id, because="done", today=ASKED_ON, actor="Mona")
    assert follow_tasks(creditor.tenant_id, today=date(2026, 6, 1)).escalated == 0


def test_a_late_task_becomes_whose_the_agreement_says_else_whose_the_agency_says(asked):
    creditor, case_id = asked
    late = add_bank_days("SE", ASKED_ON, 10) + DAY
    (other_id,) = office.register(creditor, office.invoice(creditor, 2, due_on=DUE), today=DUE)
    set_agency(name="Fjällrand Inkasso AB", escalate_to="Karin")
    try:
        follow_tasks(creditor.tenant_id, today=ASKED_ON)
        follow_tasks(creditor.tenant_id, today=late)
        assert office.tasks(creditor, case_id)[0].owner == "Karin"
        told = json.loads(office.log(creditor, case_id)[-1].partition(" task_overdue ")[2])
        assert (told["owner"], told["given_to"]) == ("agency", "Karin")
        change_agreement(creditor, {"escalate_to": "Bo"}, because="holiday", today=ASKED_ON,
                         actor="Mona")  # fmt: skip
        stop_case(creditor, other_id, kind="sue_or_drop", because="sue me", today=ASKED_ON,
                  actor="chat")  # fmt: skip
        follow_tasks(creditor.tenant_id, today=ASKED_ON)
        follow_tasks(creditor.tenant_id, today=late)
        assert office.tasks(creditor, other_id)[0].owner == "Bo"
        assert office.tasks(creditor, case_id)[0].owner == "Karin"
    finally:
        forget_the_agency()


def forget_the_agency():
    """Other tests have no such agency."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        execute("update agency set escalate_to = null where tenant_id = %s", (agency_id,))


def test_late_tasks_lead_the_list(asked):
    creditor, _ = asked
    (other_id,) = office.register(creditor, office.invoice(creditor, 2, due_on=DUE), today=DUE)
    follow_tasks(creditor.tenant_id, today=ASKED_ON)
    follow_tasks(creditor.tenant_id, today=date(2026, 6, 1))
    place_hold(creditor, other_id, kind="ability_check", because="so", today=date(2026, 6, 1),
               actor="Mona")  # fmt: skip
    listed, after = [], TaskPlace()
    while after is not None:
        page, after = list_tasks(after=after)
        listed += page
    assert len({task.id for task in listed}) == len(listed)
    is_late = [task.escalated_on is not None for task in listed]
    assert is_late == sorted(is_late, reverse=True)
    kinds = [task.kind for task in listed if task.tenant_id == creditor.tenant_id]
    assert kinds == ["decide_legal_action", "check_ability"]
    assert [t.owner for t in listed if t.case_id == other_id] == ["agency"]


def test_the_running_installation_sets_the_clocks_of_the_agencys_own_tasks_too(asked):
    creditor, case_id = asked
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        add_task(agency_id, "assign_payment", "whose is it", today=ASKED_ON)
    tick(today=ASKED_ON)
    with tenant_scope(agency_id):
        (task,) = query_named("select * from task where sentence = 'whose is it'")
    assert (task.owner, task.due_on) == ("agency", add_bank_days("SE", ASKED_ON, 2))
    assert office.tasks(creditor, case_id)[0].due_on is not None
    tick(today=date(2026, 4, 1))
    assert office.tasks(creditor, case_id)[0].escalated_on == date(2026, 4, 1)


def at_the_decision_point(creditor, **told):
    (case_id,) = office.register(
        creditor, office.invoice(creditor, 7, due_on=DUE, **told), today=DUE
    )
    for number in range(0, 100, 4):
        run_day(today=DUE + number * DAY, tenant_ids=[creditor.tenant_id])
    return case_id


def kinds_of(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


AFTER = DUE + 100 * DAY


def test_at_the_decision_point_a_missing_identity_number_is_asked_for_once(mailbox):
    creditor = office.new_creditor("SE")
    case_id = at_the_decision_point(creditor)
    asked = [t for t in office.tasks(creditor, case_id) if t.kind == "find_identity"]
    assert [(t.owner, t.due_on is not None) for t in asked] == [("creditor", True)]
    answer_task(asked[0].id, because="nobody knows it", today=AFTER, actor="Mona")
    follow_tasks(creditor.tenant_id, today=AFTER)
    assert kinds_of(creditor, case_id) == ["decide_next_measure"]


def test_a_debtor_with_an_identity_number_raises_no_such_question(mailbox):
    creditor = office.new_creditor("SE")
    case_id = at_the_decision_point(creditor, identity=PERSON)
    assert kinds_of(creditor, case_id) == ["decide_next_measure"]


def test_a_number_that_a_person_notes_ends_the_question_and_stands_in_no_history(mailbox):
    creditor = office.new_creditor("SE")
    case_id = at_the_decision_point(creditor)
    note_identity(creditor, case_id, number="811228-9874", because="asked the register",
                  today=AFTER, actor="Mona")  # fmt: skip
    assert kinds_of(creditor, case_id) == ["decide_next_measure"]
    told = " ".join(office.log(creditor, case_id))
    assert "identity_noted" in told
    assert "9874" not in told
    with pytest.raises(IdentityKnown):
        note_identity(creditor, case_id, number="811228-9874", because="again", today=AFTER,
                      actor="Mona")  # fmt: skip


def test_a_number_that_comes_with_a_later_invoice_ends_the_question(mailbox):
    creditor = office.new_creditor("SE")
    case_id = at_the_decision_point(creditor)
    later = office.invoice(creditor, 8, due_on=AFTER, customer_number="C7", name="ÅSA ÖBERG 7",
                           identity=PERSON)  # fmt: skip
    office.register(creditor, later, today=AFTER)
    follow_tasks(creditor.tenant_id, today=AFTER)
    assert kinds_of(creditor, case_id) == ["decide_next_measure"]
    assert debtors(creditor) == 1


def test_an_invoice_without_the_number_still_finds_the_debtor_whose_number_was_noted():
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 7, due_on=DUE), today=DUE)
    note_identity(creditor, case_id, number=PERSON, because="asked", today=DUE, actor="Mona")
    again = office.invoice(creditor, 8, due_on=DUE, customer_number="C7", name="Åsa Öberg 7")
    office.register(creditor, again, today=DUE)
    assert debtors(creditor) == 1


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ({"name": "Bo Ek", "identity": "198112289874"}, 2),
        ({"kind": "business", "identity": "198112289874"}, 2),
        ({"customer_number": "C8", "identity": "198112289874"}, 2),
        ({"identity": "198112289874"}, 1),
    ],
    ids=["another name", "another kind", "another customer number", "the same"],
)
def test_a_number_is_added_only_to_the_debtor_of_that_customer_number_name_and_kind(told, count):
    creditor = office.new_creditor("SE")
    office.register(creditor, office.invoice(creditor, 7, due_on=DUE), today=DUE)
    same = {"customer_number": "C7", "name": "Åsa Öberg 7"} | told
    office.register(creditor, office.invoice(creditor, 8, due_on=DUE, **same), today=DUE)
    assert debtors(creditor) == count


def test_a_number_of_somebody_else_or_of_no_person_is_not_taken():
    creditor = office.new_creditor("SE")
    first, second = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, identity=PERSON),
        office.invoice(creditor, 2, due_on=DUE),
        today=DUE,
    )
    for number, no in ((PERSON, IdentityKnown), ("811228-9875", IdentityNotUsable),
                       ("556016-0680", IdentityNotUsable)):  # fmt: skip
        with pytest.raises(no) as said:
            note_identity(creditor, second, number=number, because="x", today=DUE, actor="M")
        assert number[-4:] not in said.value.sentence
    assert first != second


def test_another_creditors_case_gets_no_number():
    creditor, stranger = office.new_creditor("SE"), office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    with pytest.raises(NoOpenCase):
        note_identity(stranger, case_id, number=PERSON, because="x", today=DUE, actor="M")


def debtors(creditor):
    with tenant_scope(creditor.tenant_id):
        return query_value("select count(*) from party")
