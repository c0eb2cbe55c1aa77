"""Threads keep their clock and owner when cases merge, close and are late."""

from datetime import date, timedelta

import pytest

from kvitt.application.change_agreement import change_agreement
from kvitt.application.close_case import close_case
from kvitt.application.close_thread import give_thread
from kvitt.application.follow_tasks import follow_tasks, give_task
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.write_message import write_message
from kvitt.jobs.tick import run_worker_once
from kvitt.store.session import query_value, tenant_scope
from tests.application.talk import DOMAIN, EVA, case, creditor, debtor_of, opened, state
from tests.stories import small_office as office

__all__ = ["case", "creditor"]
DUE = date(2026, 2, 1)
TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.usefixtures("live_db")


def asks(creditor, case, thread_id, *, today=TODAY, text="Hur mycket är kvar?"):
    write_message(creditor, thread_id, body=text, author=debtor_of(creditor, case), today=today)


def waiting(creditor, case_id=None):
    return [t for t in office.tasks(creditor, case_id) if t.kind == "answer_message"]


def owner(creditor, thread_id):
    with tenant_scope(creditor.tenant_id):
        return query_value("select owner from thread where id = %s", (thread_id,))


def test_who_is_given_the_question_has_the_thread_and_the_other_way_round(creditor, case):
    thread = opened(creditor, case).thread_id
    asks(creditor, case, thread)
    give_task(waiting(creditor, case)[0].id, owner="Mona", today=TODAY, actor="Eva")
    assert owner(creditor, thread) == "Mona"
    give_thread(creditor, thread, owner="Bo", today=TODAY, actor="Eva")
    assert waiting(creditor, case)[0].owner == "Bo"


def test_a_thread_that_nobody_answered_in_time_is_escalated_with_its_task(creditor, case):
    change_agreement(creditor, {"escalate_to": "Karin"}, because="so", today=TODAY, actor="Eva")
    thread = opened(creditor, case).thread_id
    asks(creditor, case, thread)
    (task,) = waiting(creditor, case)
    follow_tasks(creditor.tenant_id, today=task.due_on)
    assert owner(creditor, thread) is None
    follow_tasks(creditor.tenant_id, today=task.due_on + timedelta(days=1))
    assert (owner(creditor, thread), waiting(creditor, case)[0].owner) == ("Karin", "Karin")
    assert any("task_overdue" in line for line in office.log(creditor, case))


def test_on_a_closed_case_a_question_is_still_answered(creditor, case):
    thread = opened(creditor, case).thread_id
    asks(creditor, case, thread)
    close_case(creditor, case, because="gone", reason="withdrawn", today=TODAY, actor="Eva")
    assert len(waiting(creditor, case)) == 1
    write_message(creditor, thread, body="Inget är kvar.", author=EVA, today=TODAY)
    assert waiting(creditor, case) == []
    asks(creditor, case, thread, text="Tack, men varför?")
    assert (state(creditor, thread), len(waiting(creditor, case))) == ("waiting_for_us", 1)


@pytest.fixture
def two_cases(creditor):
    """Two cases of one debtor that go out in one letter today."""
    told = {"customer_number": "K1", "name": "Åsa Öberg"}
    return creditor, office.register(
        creditor,
        office.invoice(creditor, 801, due_on=DUE, **told),
        office.invoice(creditor, 802, due_on=DUE + timedelta(days=1), **told),
        today=DUE,
    )


def test_a_thread_of_a_case_that_was_merged_is_answered_and_its_question_ends(two_cases):
    creditor, (first, second) = two_cases
    thread = opened(creditor, second).thread_id
    asks(creditor, second, thread)
    run_cases(creditor.tenant_id, today=date(2026, 2, 9))
    assert [len(waiting(creditor, one)) for one in (first, second)] == [1, 0]
    write_message(creditor, thread, body="300 kronor.", author=EVA, today=TODAY)
    assert waiting(creditor) == []
    asks(creditor, second, thread, text="Tack! Och räntan?")
    assert [len(waiting(creditor, one)) for one in (first, second)] == [1, 0]


def test_words_that_look_like_an_objection_stop_the_case_in_which_the_claims_went_on(two_cases):
    creditor, (first, second) = two_cases
    thread = opened(creditor, second).thread_id
    run_cases(creditor.tenant_id, today=date(2026, 2, 9))
    asks(creditor, second, thread, text="Jag bestrider det här.", today=date(2026, 2, 9))
    kinds = {t.kind: t.case_id for t in office.tasks(creditor)}
    assert kinds["looks_like_objection"] == first
    assert [n.state for n in office.notices(creditor, first)] == []


def test_the_running_installation_mails_what_was_written(creditor, case, mailbox, monkeypatch):
    monkeypatch.setenv("KVITT_REPLY_DOMAIN", DOMAIN)
    opened(creditor, case, body="Hej, allt väl?")
    before = len(mailbox.kept)
    run_worker_once(today=date(2026, 1, 20))
    mails = [k.message for k in mailbox.kept[before:] if DOMAIN in str(k.message["Reply-To"])]
    assert any("Hej, allt väl?" in mail.get_body(("plain",)).get_content() for mail in mails)
    count = len(mailbox.kept)
    run_worker_once(today=date(2026, 1, 20))
    assert len(mailbox.kept) == count


def test_the_day_by_hand_mails_it_as_well(creditor, case, mailbox, monkeypatch):
    monkeypatch.setenv("KVITT_REPLY_DOMAIN", DOMAIN)
    opened(creditor, case)
    assert run_day(today=date(2026, 1, 20), tenant_ids=[creditor.tenant_id]).messages == 1
