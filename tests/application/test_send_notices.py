import json
import threading
from datetime import date

import psycopg
import pytest

from kvitt.application.answer_uncertain import (
    NotRefused,
    NotUncertain,
    answer_uncertain,
    send_again,
)
from kvitt.application.close_case import close_case
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.channels.letter import PrintFolder
from kvitt.documents.letter import MissingElement
from kvitt.store.session import execute, query_named, query_value, tenant_scope
from tests.stories import small_office as office

DUE_ON = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)
FEE_ON = date(2026, 3, 18)


def planned(creditor, *invoices, today=FRIENDLY_ON):
    """The cases of these invoices, each with a letter planned today."""
    case_ids = office.register(creditor, *invoices, today=DUE_ON)
    run_cases(creditor.tenant_id, today=today)
    return case_ids


def one(creditor, **told):
    return office.invoice(creditor, 1, due_on=DUE_ON, **told)


def test_a_planned_notice_leaves_by_the_first_channel_of_its_step(live_db, mailbox):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor))
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert report.by_channel == {"email": 1}
    assert [kept.recipient for kept in mailbox.kept] == ["asa1@example.com"]
    (notice,) = office.notices(creditor, case_id)
    assert (notice.state, notice.channel, notice.sent_on) == ("sent", "email", FRIENDLY_ON)
    assert notice.deadline_on == date(2026, 3, 16), "eight days end on a Sunday: the Monday after"
    assert "16 mars 2026" in office.letter_words(creditor, case_id)


def test_what_leaves_is_byte_for_byte_what_was_stored_before(live_db, mailbox):
    creditor = office.new_creditor()
    planned(creditor, one(creditor))
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    (sent,) = office.dispatches(creditor)
    with tenant_scope(creditor.tenant_id):
        stored = query_value(
            "select content from document where tenant_id = %s and id = %s",
            (creditor.tenant_id, sent.document_id),
        )
    (attached,) = mailbox.kept[0].message.iter_attachments()
    assert attached.get_content() == bytes(stored)
    assert mailbox.kept[0].key == sent.provider_id
    assert mailbox.kept[0].text.replace("\r\n", "\n").strip() in office.letter_words(
        creditor, sent.case_id
    )


def test_the_subject_says_nothing_of_a_debt(live_db, mailbox):
    creditor = office.new_creditor()
    planned(creditor, one(creditor))
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    subject = mailbox.kept[0].message["Subject"].casefold()
    assert not [word for word in ("skuld", "inkasso", "betal", "1 000", "åsa") if word in subject]


def test_without_an_e_mail_address_the_letter_goes_to_the_print_house(live_db, letters):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor, email=None))
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).by_channel == {"letter": 1}
    manifest = (letters / "2026-03-07" / "manifest.csv").read_text()
    assert "Åsa Öberg 1 | Storgatan 2" in manifest
    assert "352 30,Växjö,SE" in manifest
    assert office.notices(creditor, case_id)[0].channel == "letter"


def test_sending_again_the_same_day_sends_nothing(live_db, mailbox):
    creditor = office.new_creditor()
    planned(creditor, one(creditor))
    for _ in range(3):
        send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert len(mailbox.kept) == 1


def test_a_claim_that_was_paid_since_gets_no_letter_and_no_fee(live_db, mailbox):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor), today=FEE_ON)
    with tenant_scope(creditor.tenant_id):
        execute(
            "update claim set principal_open_minor = principal_open_minor - 900"
            " where tenant_id = %s",
            (creditor.tenant_id,),
        )
    report = send_notices(creditor.tenant_id, today=FEE_ON)
    assert (report.sent, report.withdrawn) == (0, 1)
    assert mailbox.kept == []
    assert office.notices(creditor, case_id) == []


def test_a_held_case_gets_no_letter_and_its_fee_is_voided(live_db, mailbox):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor), today=FRIENDLY_ON)
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    run_cases(creditor.tenant_id, today=FEE_ON)
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)"
            " values (%s, %s, 'objection', %s, 'says the bicycle was never mended', 'office')",
            (creditor.tenant_id, case_id, FEE_ON),
        )
    report = send_notices(creditor.tenant_id, today=FEE_ON)
    assert (report.sent, report.withdrawn, len(mailbox.kept)) == (0, 1, 1)
    assert office.fees(creditor, case_id) == []


@pytest.mark.parametrize("email", ["asa1@example.com", None])
def test_a_hold_that_comes_while_the_letter_is_made_still_stops_it(
    live_db, mailbox, letters, monkeypatch, email
):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor, email=email))
    from kvitt.application import send_notices as sending

    prepare = sending.prepare_chunk

    def and_then_an_objection(sender, **given):
        chunk = prepare(sender, **given)
        with tenant_scope(creditor.tenant_id):
            execute(
                "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)"
                " select %s, %s, 'objection', %s, 'disputed', 'office'"
                " where not exists (select from hold where tenant_id = %s)",
                (creditor.tenant_id, case_id, FRIENDLY_ON, creditor.tenant_id),
            )
        return chunk

    monkeypatch.setattr(sending, "prepare_chunk", and_then_an_objection)
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert mailbox.kept == []
    assert PrintFolder(letters).manifest(on=FRIENDLY_ON) == []
    assert office.notices(creditor, case_id) == []


def test_a_letter_that_did_not_leave_on_its_day_is_planned_anew_with_todays_date(live_db, mailbox):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor))
    later = date(2026, 3, 9)
    assert send_notices(creditor.tenant_id, today=later).withdrawn == 1
    run_cases(creditor.tenant_id, today=later)
    assert send_notices(creditor.tenant_id, today=later).sent == 1
    (notice,) = office.notices(creditor, case_id)
    assert (notice.planned_on, notice.sent_on) == (later, later)


def test_a_refused_address_hands_over_to_the_next_channel_and_is_not_used_again(live_db, mailbox):
    mailbox.refuse.add("asa1@example.com")
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor))
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert (report.by_channel, report.refused) == ({"letter": 1}, 1)
    attempts = [(d.attempt, d.channel, d.state) for d in office.dispatches(creditor)]
    assert attempts == [(1, "email", "refused"), (2, "letter", "sent")]
    mailbox.refuse.clear()
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    run_cases(creditor.tenant_id, today=FEE_ON)
    send_notices(creditor.tenant_id, today=FEE_ON)
    assert [notice.channel for notice in office.notices(creditor, case_id)] == ["letter", "letter"]


def test_while_the_mail_server_is_down_letters_on_paper_still_leave(live_db, mailbox, monkeypatch):
    creditor = office.new_creditor()
    planned(
        creditor,
        office.invoice(creditor, 1, due_on=DUE_ON),
        office.invoice(creditor, 2, due_on=DUE_ON, email=None),
    )
    with monkeypatch.context() as away:
        away.setenv("KVITT_SMTP_URL", "smtp://127.0.0.1:1")
        report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert (report.by_channel, report.waiting) == ({"letter": 1}, 1)
    assert "tried again" in report.problems[0]
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).by_channel == {"email": 1}


def test_try_again_later_leaves_the_notice_planned(live_db, mailbox):
    mailbox.busy.add("asa1@example.com")
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor))
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 0
    assert office.notices(creditor, case_id)[0].state == "planned"
    mailbox.busy.clear()
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 1
    assert len(mailbox.kept) == 1


def uncertain(creditor, mailbox):
    mailbox.drop.add("asa1@example.com")
    (case_id,) = planned(creditor, one(creditor))
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert (report.sent, report.unknown) == (0, 1)
    mailbox.drop.clear()
    return case_id


def test_an_uncertain_mail_is_never_sent_again_by_itself_and_a_person_is_asked(live_db, mailbox):
    creditor = office.new_creditor()
    case_id = uncertain(creditor, mailbox)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert len(mailbox.kept) == 1
    assert [task.kind for task in office.tasks(creditor, case_id)] == ["letter_uncertain"]


def test_when_a_person_says_that_it_left_it_counts_from_the_day_it_bears(live_db, mailbox):
    creditor = office.new_creditor()
    case_id = uncertain(creditor, mailbox)
    (attempt,) = office.dispatches(creditor)
    answer_uncertain(
        creditor.tenant_id, attempt.id, left=True, today=date(2026, 3, 9), actor="office"
    )
    (notice,) = office.notices(creditor, case_id)
    assert (notice.state, notice.sent_on) == ("sent", FRIENDLY_ON)
    assert office.tasks(creditor, case_id) == []
    with pytest.raises(NotUncertain):
        answer_uncertain(creditor.tenant_id, attempt.id, left=False, today=FRIENDLY_ON, actor="x")


def test_when_a_person_says_that_it_did_not_leave_the_next_attempt_is_made(live_db, mailbox):
    creditor = office.new_creditor()
    case_id = uncertain(creditor, mailbox)
    (attempt,) = office.dispatches(creditor)
    answer_uncertain(creditor.tenant_id, attempt.id, left=False, today=FRIENDLY_ON, actor="office")
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 1
    assert [d.attempt for d in office.dispatches(creditor)] == [1, 2]
    assert office.notices(creditor, case_id)[0].state == "sent"


def test_a_letter_that_did_not_leave_is_not_planned_again_on_a_closed_case(live_db, mailbox):
    creditor = office.new_creditor()
    case_id = uncertain(creditor, mailbox)
    (attempt,) = office.dispatches(creditor)
    close_case(creditor, case_id, because="settled", today=FRIENDLY_ON, actor="Mona")
    answer_uncertain(creditor.tenant_id, attempt.id, left=False, today=FRIENDLY_ON, actor="office")
    assert office.notices(creditor, case_id) == []
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).moved == 0


def test_a_debtor_without_any_address_waits_for_a_person_who_finds_one(live_db, mailbox):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor, email=None, address=(), postcode=None, city=None))
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).without_address == 1
    (task,) = office.tasks(creditor, case_id)
    assert task.kind == "find_address"
    (notice,) = office.notices(creditor, case_id)
    with tenant_scope(creditor.tenant_id):
        execute(
            "update party set email = 'asa@example.com' where tenant_id = %s", (creditor.tenant_id,)
        )
    send_again(creditor.tenant_id, notice.id, today=FRIENDLY_ON, actor="office")
    assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == 1
    assert office.tasks(creditor, case_id) == []
    with pytest.raises(NotRefused):
        send_again(creditor.tenant_id, notice.id, today=FRIENDLY_ON, actor="office")


def test_a_letter_that_would_lack_a_required_element_is_not_made_and_a_person_sees_why(
    live_db, mailbox, monkeypatch
):
    def refuse(_letter):
        raise MissingElement("the letter lacks the sender", reference="inkassolagen 5 §")

    monkeypatch.setattr("kvitt.application.prepare_letters.render_letter", refuse)
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor))
    report = send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert (report.sent, report.not_made) == (0, 1)
    (task,) = office.tasks(creditor, case_id)
    assert task.kind == "letter_not_made"
    assert "inkassolagen 5 §" in task.sentence
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    assert len(office.tasks(creditor, case_id)) == 1


@pytest.fixture
def statements(monkeypatch):
    """Every statement that is sent to the database, counted."""
    counted = []
    execute_plain = psycopg.Cursor.execute

    def counting(self, query, *given, **named):
        counted.append(str(query)[:60])
        return execute_plain(self, query, *given, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", counting)
    return counted


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_letters(
    live_db, letters, statements
):
    counts = []
    for number_of_letters in (3, 40):
        creditor = office.new_creditor()
        planned(
            creditor,
            *(
                office.invoice(creditor, n, due_on=DUE_ON, email=None)
                for n in range(number_of_letters)
            ),
        )
        statements.clear()
        assert send_notices(creditor.tenant_id, today=FRIENDLY_ON).sent == number_of_letters
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 67


def test_four_senders_at_once_send_each_letter_once(live_db, mailbox):
    from django.db import connections

    creditor = office.new_creditor()
    planned(
        creditor,
        *(office.invoice(creditor, n, due_on=DUE_ON, email=None if n % 2 else f"d{n}@example.com")
          for n in range(40)),
    )  # fmt: skip
    reports = []

    def sender():
        reports.append(send_notices(creditor.tenant_id, today=FRIENDLY_ON, limit=5))
        connections.close_all()

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    assert sorted(kept.recipient for kept in mailbox.kept) == sorted(
        f"d{n}@example.com" for n in range(0, 40, 2)
    )
    assert {notice.state for notice in office.notices(creditor)} == {"sent"}
    assert len(office.dispatches(creditor)) == 40


def test_the_history_tells_channel_deadline_and_sum_of_what_was_sent(live_db, mailbox):
    creditor = office.new_creditor()
    (case_id,) = planned(creditor, one(creditor))
    send_notices(creditor.tenant_id, today=FRIENDLY_ON)
    with tenant_scope(creditor.tenant_id):
        (event,) = query_named(
            "select * from history where tenant_id = %s and case_id = %s"
            " and kind = 'friendly_reminder_sent'",
            (creditor.tenant_id, case_id),
        )
    given = json.loads(event.given)
    told = {name: given[name] for name in ("channel", "deadline", "total_minor")}
    assert told == {"channel": "email", "deadline": "2026-03-16", "total_minor": 1000_00}
