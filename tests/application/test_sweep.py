from datetime import date, timedelta

import pytest

from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.application.sweep import sweep
from kvitt.channels.letter import PrintFolder
from kvitt.store.dispatches import sending_in
from tests.stories import small_office as office

DUE_ON = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)


class Died(BaseException):
    """The worker's end, as seen from the next worker: nothing after it happened."""


def creditor_with_planned(**told):
    creditor = office.new_creditor()
    office.register(creditor, office.invoice(creditor, 1, due_on=DUE_ON, **told), today=DUE_ON)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    return creditor


def die(*_given, **_named):
    raise Died


def send_and_die(creditor, monkeypatch, where):
    with monkeypatch.context() as broken:
        broken.setattr(where, die)
        with pytest.raises(Died):
            send_notices(creditor.tenant_id, today=FRIENDLY_ON)


def test_a_letter_that_lies_in_the_manifest_was_sent(live_db, letters, monkeypatch):
    creditor = creditor_with_planned(email=None)
    with monkeypatch.context() as broken:
        hand_over = PrintFolder.hand_over

        def and_die(self, orders, *, on):
            hand_over(self, orders, on=on)
            raise Died

        broken.setattr(PrintFolder, "hand_over", and_die)
        with pytest.raises(Died):
            send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert sweep([creditor.tenant_id], today=FRIENDLY_ON).found_sent == 1
    assert [notice.state for notice in office.notices(creditor)] == ["sent"]
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 0


def test_a_letter_that_never_reached_the_manifest_is_planned_again_and_sent_once(
    live_db, letters, monkeypatch
):
    creditor = creditor_with_planned(email=None)
    send_and_die(creditor, monkeypatch, "kvitt.channels.letter.PrintFolder.hand_over")
    assert sweep([creditor.tenant_id], today=FRIENDLY_ON).planned_again == 1
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 1
    assert len(PrintFolder(letters).manifest(on=FRIENDLY_ON)) == 1


def test_a_mail_whose_call_had_begun_is_uncertain_and_never_sent_again(
    live_db, mailbox, monkeypatch
):
    creditor = creditor_with_planned()
    send_and_die(creditor, monkeypatch, "kvitt.channels.email.Mailer.send")
    assert sweep([creditor.tenant_id], today=FRIENDLY_ON).uncertain == 1
    assert [notice.state for notice in office.notices(creditor)] == ["unknown"]
    assert [task.kind for task in office.tasks(creditor)] == ["letter_uncertain"]
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 0


def test_a_mail_that_was_only_made_ready_is_sent_by_the_next_worker(live_db, mailbox, monkeypatch):
    creditor = creditor_with_planned()
    send_and_die(creditor, monkeypatch, "kvitt.application.send_notices.begin_dispatches")
    assert sweep([creditor.tenant_id], today=FRIENDLY_ON).planned_again == 1
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 1
    assert len(mailbox.kept) == 1


def test_a_mail_that_was_accepted_before_the_worker_died_counts_as_sent(
    live_db, mailbox, monkeypatch
):
    creditor = creditor_with_planned()
    send_and_die(creditor, monkeypatch, "kvitt.application.send_notices.settle_dispatches")
    sweep([creditor.tenant_id], today=FRIENDLY_ON)
    assert [notice.state for notice in office.notices(creditor)] == ["sent"]
    assert len(mailbox.kept) == 1


def test_the_sweeper_leaves_a_tenant_alone_while_a_sender_is_at_work(live_db, mailbox, monkeypatch):
    import threading

    from django.db import connections

    creditor = creditor_with_planned()
    at_work, may_end = threading.Event(), threading.Event()

    def work():
        with sending_in(creditor.tenant_id):
            at_work.set()
            may_end.wait(10)
        connections.close_all()

    sender = threading.Thread(target=work)
    sender.start()
    at_work.wait(10)
    patience = timedelta(milliseconds=100)
    assert sweep([creditor.tenant_id], today=FRIENDLY_ON, older_than=patience).busy == 1
    may_end.set()
    sender.join()
    assert sweep([creditor.tenant_id], today=FRIENDLY_ON, older_than=patience).busy == 0
