"""Stop buttons: from the next letter on nothing leaves, and what was planned is not lost."""

import threading
import time
from datetime import date

import pytest
from django.db import connection

from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.send_messages import send_messages
from kvitt.application.send_notices import send_notices
from kvitt.application.stop_sending import (
    AlreadyStopped,
    NotStopped,
    let_sending_go,
    not_stopped,
    sending_state,
    stop_sending,
)
from kvitt.channels.email import Mailer
from kvitt.store.session import query, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.application.talk import DOMAIN, opened
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
LATER = date(2026, 3, 10)
pytestmark = pytest.mark.usefixtures("live_db")


def planned(count: int = 3, **told):
    creditor = office.new_creditor("SE")
    invoices = [office.invoice(creditor, n, due_on=DUE, **told) for n in range(count)]
    case_ids = office.register(creditor, *invoices, today=DUE)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    return creditor, case_ids


def stop(creditor, **told):
    given = {"because": "wrong interest", "by": "Mona", "today": FRIENDLY_ON} | told
    stop_sending(creditor, **given)


def go(creditor, *, today=LATER, **told):
    return let_sending_go(creditor, because="mended", by="Karin", today=today, **told)


def states(creditor):
    return [notice.state for notice in office.notices(creditor)]


def events(tenant_id):
    with tenant_scope(tenant_id):
        rows = query(
            "select kind, actor from history where tenant_id = %s and case_id is null"
            " and kind like 'sending%%' order by id",
            (tenant_id,),
        )
    return [tuple(row) for row in rows]


def test_a_stopped_creditor_sends_nothing_and_another_one_does(mailbox):
    stopped, _ = planned()
    other, _ = planned()
    stop(stopped)
    report = send_notices(stopped.tenant_id, today=FRIENDLY_ON)
    assert (report.sent, report.withdrawn) == (0, 0)
    assert report.problems == ["sending is stopped since 2026-03-07 by Mona: wrong interest"]
    assert states(stopped) == ["planned"] * 3
    assert send_notices(other.tenant_id, today=FRIENDLY_ON).sent == 3
    assert not_stopped([stopped.tenant_id, other.tenant_id]) == [other.tenant_id]


def test_a_stop_in_the_middle_of_a_run_counts_before_the_next_dispatch(mailbox, monkeypatch):
    creditor, _ = planned(5)
    send = Mailer.send

    def and_somebody_presses_stop(self, mail):
        outcome = send(self, mail)
        if len(mailbox.kept) == 2:
            another = threading.Thread(target=pressed)
            another.start()
            another.join()
        return outcome

    def pressed():
        try:
            stop(creditor)
        finally:
            connection.close()

    monkeypatch.setattr(Mailer, "send", and_somebody_presses_stop)
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert report.sent == len(mailbox.kept) == 2
    assert sorted(states(creditor)) == ["planned"] * 3 + ["sent"] * 2
    go(creditor, today=FRIENDLY_ON)
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 3
    assert len({kept.recipient for kept in mailbox.kept}) == len(mailbox.kept) == 5


def test_a_stop_takes_effect_within_five_seconds_while_letters_leave(mailbox, monkeypatch):
    creditor, _ = planned(30)
    send, left_at = Mailer.send, []

    def slowly(self, mail):
        time.sleep(0.05)
        left_at.append(time.monotonic())
        return send(self, mail)

    def run():
        try:
            send_notices(creditor.tenant_id, today=FRIENDLY_ON)
        finally:
            connection.close()

    monkeypatch.setattr(Mailer, "send", slowly)
    sender = threading.Thread(target=run)
    sender.start()
    while len(left_at) < 3:
        time.sleep(0.01)
    stop(creditor)
    stopped_at = time.monotonic()
    sender.join()
    after = [at - stopped_at for at in left_at if at > stopped_at]
    assert len(after) <= 1, "at most the one that had begun"
    assert all(seconds < 5 for seconds in after)
    assert "planned" in states(creditor)


def test_after_go_a_letter_is_planned_anew_on_the_day_it_leaves(mailbox):
    creditor, (case_id,) = planned(1)
    stop(creditor)
    for day in (FRIENDLY_ON, date(2026, 3, 8), LATER):
        assert run_day(today=day, tenant_ids=[creditor.tenant_id]).sent.sent == 0
    go(creditor)
    assert run_day(today=LATER, tenant_ids=[creditor.tenant_id]).sent.sent == 1
    (notice,) = office.notices(creditor, case_id)
    assert (notice.planned_on, notice.sent_on) == (LATER, LATER)
    assert events(creditor.tenant_id) == [("sending_stopped", "Mona"), ("sending_let_go", "Karin")]


def test_a_stopped_channel_stops_that_one_only(mailbox, letters):
    creditor, _ = planned(2)
    paper = office.invoice(creditor, 7, due_on=DUE, email=None)
    office.register(creditor, paper, today=DUE)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    stop(creditor, channel="email")
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert (report.by_channel, report.waiting) == ({"letter": 1}, 2)
    assert mailbox.kept == []
    go(creditor, channel="email", today=FRIENDLY_ON)
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).by_channel == {"email": 2}


def test_a_stop_of_the_whole_house_stops_every_creditor_and_stands_in_the_agencys_history(mailbox):
    first, _ = planned(1)
    second, _ = planned(1)
    before = len(events(agency_tenant_id()))
    stop(None)
    try:
        for creditor in (first, second):
            assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 0
        assert not_stopped([first.tenant_id]) == []
        told = sending_state().as_json()
        assert [one["creditor"] for one in told["stops"] if one["creditor"] is None] == [None]
        assert told["planned"][first.name] == 1
    finally:
        go(None, today=FRIENDLY_ON)
    assert len(events(agency_tenant_id())) == before + 2
    assert send_notices(first.tenant_id, today=FRIENDLY_ON).sent == 1


def test_a_creditors_stop_still_stands_when_the_house_goes_on(mailbox):
    creditor, _ = planned(1)
    stop(creditor)
    stop(None, channel="letter")
    assert go(None, channel="letter") == ()
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 0


def test_a_stop_keeps_messages_back_until_it_ends(mailbox):
    creditor, (case_id,) = planned(1)
    opened(creditor, case_id)
    stop(creditor, channel="email")
    report = send_messages(creditor, today=FRIENDLY_ON, reply_domain=DOMAIN)
    assert (report.sent, mailbox.kept) == (0, [])
    assert "sending by email is stopped" in report.problems[0]
    go(creditor, channel="email")
    assert send_messages(creditor, today=LATER, reply_domain=DOMAIN).sent == 1


def test_a_stop_is_given_once_and_ended_once():
    creditor = office.new_creditor("SE")
    stop(creditor)
    with pytest.raises(AlreadyStopped, match="by Mona"):
        stop(creditor, by="Karin")
    go(creditor)
    with pytest.raises(NotStopped):
        go(creditor)
    with pytest.raises(NotStopped):
        go(creditor, channel="email")
