"""A question on a case, from the debtor's mail to the answer, beside the letters of the flow."""

import os
from datetime import date, timedelta

import psycopg
import pytest

from kvitt.application.check_books import check_books
from kvitt.application.close_thread import close_thread
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.list_threads import list_threads, overdue_threads, show_thread
from kvitt.application.send_messages import send_messages
from kvitt.application.take_mail import take_mail
from kvitt.application.write_message import write_message
from kvitt.store.messages import MESSAGES
from kvitt.store.session import query_value, tenant_scope
from tests.application.talk import (
    DOMAIN,
    EVA,
    TODAY,
    answer_to,
    case,
    creditor,
    debtor_of,
    mailed,
    opened,
)
from tests.stories import small_office as office

__all__ = ["case", "creditor"]
pytestmark = pytest.mark.usefixtures("live_db")


def events(creditor, case):
    """The days and kinds of what happened in the case's threads."""
    kinds = ("thread_", "message_", "note_", "mail_", "task_")
    lines = [line.split()[:2] for line in office.log(creditor, case)]
    return [f"{day} {kind}" for day, kind in lines if kind.startswith(kinds)]


def test_a_question_is_asked_answered_by_mail_and_closed(creditor, case, mailbox):
    debtor = debtor_of(creditor, case)
    thread = opened(creditor, case, author=debtor, parties=(), body="Vad är detta?").thread_id
    write_message(creditor, thread, body="Kolla ordern", author=EVA, is_internal=True, today=TODAY)
    write_message(creditor, thread, body="En cykelservice.", author=EVA,
                  today=TODAY + timedelta(days=1))  # fmt: skip
    mail = mailed(creditor, mailbox, today=TODAY + timedelta(days=1))
    assert "Kolla ordern" not in str(mail)
    taken = take_mail(
        answer_to(mail, "Tack, då vet jag!"), reply_domain=DOMAIN, today=TODAY + timedelta(days=2)
    )
    assert taken.outcome == "message"
    close_thread(creditor, thread, because="besvarad", today=TODAY + timedelta(days=3),
                 actor="Eva")  # fmt: skip
    shown = show_thread(creditor, thread, debtor)
    assert [one["body"] for one in shown.messages] == [
        "Vad är detta?", "En cykelservice.", "Tack, då vet jag!",
    ]  # fmt: skip
    assert events(creditor, case) == [
        "2026-03-02 thread_opened", "2026-03-02 message_written", "2026-03-02 note_written",
        "2026-03-03 message_written", "2026-03-03 message_mailed", "2026-03-04 message_written",
        "2026-03-05 thread_closed",
    ]  # fmt: skip
    assert office.tasks(creditor, case) == []
    assert [
        one
        for one in check_books(amounts_of=[creditor.tenant_id]).troubles
        if one.tenant_id == creditor.tenant_id
    ] == []


def test_a_question_that_nobody_answers_is_escalated_once_after_its_last_day(creditor, case):
    thread = opened(creditor, case, author=debtor_of(creditor, case), parties=()).thread_id
    last = date(2026, 3, 9)
    assert follow_tasks(creditor.tenant_id, today=last).escalated == 0
    assert follow_tasks(creditor.tenant_id, today=last + timedelta(days=1)).escalated == 1
    assert follow_tasks(creditor.tenant_id, today=last + timedelta(days=2)).escalated == 0
    assert thread in [one["thread"] for one in overdue_threads(last + timedelta(days=1))]
    assert events(creditor, case)[-1] == "2026-03-10 task_overdue"


def test_messages_of_two_creditors_never_meet(creditor, case, mailbox):
    other = office.new_creditor("NO", family="no-agency")
    (their_case,) = office.register(
        other, office.invoice(other, 9_001, due_on=date(2026, 2, 1)), today=date(2026, 1, 15)
    )
    ours = opened(creditor, case, body="Till Sverige").thread_id
    theirs = opened(other, their_case, body="Til Norge").thread_id
    swedish = mailed(creditor, mailbox)
    norwegian = mailed(other, mailbox)
    assert swedish["Subject"].startswith("Meddelande i ärende")
    assert norwegian["Subject"].startswith("Melding i sak")
    for mail in (norwegian, swedish):
        take_mail(answer_to(mail, f"Svar {mail['Subject']}"), reply_domain=DOMAIN, today=TODAY)
    assert [one["thread"] for one in list_threads(EVA, creditor=creditor)] == [ours]
    assert [one["thread"] for one in list_threads(EVA, creditor=other)] == [theirs]
    assert show_thread(creditor, ours, EVA).messages[-1]["body"].startswith("Svar Meddelande")
    assert show_thread(other, theirs, EVA).messages[-1]["body"].startswith("Svar Melding")
    with tenant_scope(creditor.tenant_id):
        assert query_value("select count(*) from message where body like %s", ("%Melding%",)) == 0


def test_sending_while_another_sends_does_nothing(creditor, case, mailbox, database_server):
    """The lock is the database's: another session holds it here."""
    opened(creditor, case)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as another:
        another.execute("select pg_advisory_lock(%s, %s)", (MESSAGES, creditor.tenant_id))
        report = send_messages(creditor, today=TODAY, reply_domain=DOMAIN)
        assert (report.sent, len(report.problems)) == (0, 1)
        # A session that ends lets go a moment later than it is closed.
        another.execute("select pg_advisory_unlock(%s, %s)", (MESSAGES, creditor.tenant_id))
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 1
