"""Tasks have an owner and a last day; what nobody answers is escalated once, and told."""

from datetime import date

import pytest

from kvitt.application.follow_tasks import TaskNotOpen, answer_task, follow_tasks, give_task
from kvitt.application.stop_case import stop_case
from kvitt.kernel.days import add_bank_days
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
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
