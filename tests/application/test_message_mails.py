"""Messages by e-mail: each leaves once; each answer stands in its thread or waits for a person."""

import hashlib
from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from kvitt.application.close_thread import close_thread
from kvitt.application.list_threads import (
    show_thread,
)
from kvitt.application.place_mail import MailNotWaiting, kept_mail_bytes, place_mail
from kvitt.application.send_messages import send_messages
from kvitt.application.stop_case import stop_case
from kvitt.application.take_mail import MOST_A_DAY, MailTooLarge, take_mail
from kvitt.application.write_message import write_message
from kvitt.channels.message_mail import MAIL_BYTES, ReplyDomainRefused
from kvitt.simulators.mailbox import delivery_report
from kvitt.store.session import execute, query, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.application.talk import (
    DOMAIN,
    EVA,
    NUMBERS,
    PDF,
    TODAY,
    agency_tasks,
    answer_to,
    case,
    creditor,
    debtor_of,
    email_of,
    mailed,
    opened,
    state,
    take,
    task_kinds,
    words,
)
from tests.stories import small_office as office

__all__ = ["case", "creditor"]
pytestmark = pytest.mark.usefixtures("live_db")


# Mail out.


def test_a_message_is_mailed_once_with_a_reply_address_and_nothing_of_the_debt(
    creditor, case, mailbox
):
    opened(creditor, case, body="Du är skyldig 1 000 kr", files=[("faktura.pdf", PDF)])
    mail = mailed(creditor, mailbox)
    assert mail["Subject"] == f"Meddelande i ärende {creditor.tenant_id}-{case}"
    assert mail["Reply-To"].endswith(f"@{DOMAIN}")
    assert "hej@fjallrand.example" in mail["From"]
    assert "Du är skyldig 1 000 kr" in mail.get_body(("plain",)).get_content()
    assert [part.get_content() for part in mail.iter_attachments()] == [PDF]
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 0
    assert len(mailbox.kept) == 1
    assert office.log(creditor, case)[-1].split()[1] == "message_mailed"


def test_the_token_is_random_and_only_its_digest_is_stored(creditor, case, mailbox):
    opened(creditor, case)
    opened(creditor, case)
    mailed(creditor, mailbox)
    tokens = {one.message["Reply-To"].split("+")[1].split("@")[0] for one in mailbox.kept}
    assert len(tokens) == 2
    with tenant_scope(creditor.tenant_id):
        stored = query("select to_jsonb(r)::text, digest from reply_token r")
    assert {bytes(row[1]) for row in stored} == {
        hashlib.sha256(token.encode()).digest() for token in tokens
    }
    assert not any(token in row[0] for token in tokens for row in stored)


def test_a_note_is_never_mailed(creditor, case, mailbox):
    thread = opened(creditor, case, is_internal=True).thread_id
    write_message(creditor, thread, body="x", author=EVA, is_internal=True, today=TODAY)
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into message_dispatch (tenant_id, message_id, reader_kind, address)"
            " select tenant_id, id, 'debtor', 'a@example.com' from message"
        )
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 0
    assert mailbox.kept == []


def test_the_creditor_is_told_of_the_debtors_words_in_a_thread_of_three(creditor, case, mailbox):
    thread = opened(creditor, case, parties=("creditor", "debtor")).thread_id
    mailed(creditor, mailbox)
    assert {one.recipient for one in mailbox.kept} == {
        creditor.email, email_of(creditor, case),
    }  # fmt: skip
    write_message(creditor, thread, body="Nej", author=debtor_of(creditor, case), today=TODAY)
    mailed(creditor, mailbox)
    assert mailbox.kept[-1].recipient == creditor.email
    assert len(mailbox.kept) == 3


def test_a_debtor_without_an_address_is_told_by_a_person(creditor, case, mailbox):
    with tenant_scope(creditor.tenant_id):
        execute("update party set email = null")
    opened(creditor, case)
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 0
    assert task_kinds(creditor, case) == ["message_without_address"]


def test_a_hold_that_stops_everything_stops_the_mail_and_an_objection_does_not(
    creditor, case, mailbox
):
    stop_case(creditor, case, kind="dispute", because="fel vara", today=TODAY, actor="Eva")
    opened(creditor, case)
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 1
    with tenant_scope(creditor.tenant_id):
        execute(
            "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)"
            " values (%s, %s, 'protected_identity', %s, '', '')",
            (creditor.tenant_id, case, TODAY),
        )
    opened(creditor, case)
    report = send_messages(creditor, today=TODAY, reply_domain=DOMAIN)
    assert (report.sent, report.withdrawn) == (0, 1)
    assert "message_not_mailed" in task_kinds(creditor, case)
    assert len(mailbox.kept) == 1


def test_a_refused_mail_asks_a_person_and_its_reply_address_is_good_for_nothing(
    creditor, case, mailbox
):
    opened(creditor, case)
    mailbox.refuse.add(email_of(creditor, case))
    report = send_messages(creditor, today=TODAY, reply_domain=DOMAIN)
    assert (report.sent, report.refused) == (0, 1)
    assert task_kinds(creditor, case) == ["message_not_mailed"]
    with tenant_scope(creditor.tenant_id):
        assert query("select revoked_on from reply_token") == [(TODAY,)]


def test_a_server_that_is_busy_leaves_the_message_for_the_next_run(creditor, case, mailbox):
    opened(creditor, case)
    mailbox.busy.add(email_of(creditor, case))
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 0
    mailbox.busy.clear()
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 1


def test_a_mail_that_may_have_left_is_not_sent_again(creditor, case, mailbox):
    opened(creditor, case)
    mailbox.drop.add(email_of(creditor, case))
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).unknown == 1
    assert send_messages(creditor, today=TODAY, reply_domain=DOMAIN).sent == 0
    assert len(mailbox.kept) == 1
    assert task_kinds(creditor, case) == ["message_not_mailed"]


def test_a_mail_that_a_dead_worker_left_is_asked_about_and_not_sent_again(creditor, case, mailbox):
    opened(creditor, case)
    with tenant_scope(creditor.tenant_id):
        execute("update message_dispatch set state = 'sending'")
    report = send_messages(creditor, today=TODAY, reply_domain=DOMAIN)
    assert (report.sent, report.unknown, mailbox.kept) == (0, 1, [])
    assert task_kinds(creditor, case) == ["message_not_mailed"]


def test_without_a_mail_server_messages_wait(creditor, case, monkeypatch):
    monkeypatch.delenv("KVITT_SMTP_URL", raising=False)
    opened(creditor, case)
    report = send_messages(creditor, today=TODAY, reply_domain=DOMAIN)
    assert (report.sent, len(report.problems)) == (0, 1)


@pytest.mark.parametrize(
    "domain", ["", "localhost", "a b.example", "x@y.example", "a.example\r\nB"]
)
def test_what_is_no_domain_is_refused(creditor, domain):
    with pytest.raises(ReplyDomainRefused):
        send_messages(creditor, today=TODAY, reply_domain=domain)


# Mail in.


def test_an_answer_by_mail_stands_in_its_thread_without_what_it_quotes(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    raw = answer_to(mailed(creditor, mailbox), files=[("kvitto.pdf", PDF)])
    taken = take(raw)
    assert (taken.outcome, taken.thread_id) == ("message", thread)
    shown = show_thread(creditor, thread, EVA)
    last = shown.messages[-1]
    assert (last["body"], last["author_kind"]) == ("Jag betalar på fredag.", "debtor")
    assert [file["name"] for file in last["files"]] == ["kvitto.pdf"]
    assert shown.thread["state"] == "waiting_for_us"
    assert kept_mail_bytes(last["mail_id"]) == raw
    assert "fredag" not in str(office.log(creditor, case))


def test_the_same_mail_twice_is_one_message(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    raw = answer_to(mailed(creditor, mailbox))
    assert [take(raw).outcome, take(raw).outcome] == ["message", "known"]
    carried_again = b"Received: from elsewhere\r\n" + raw
    assert take(carried_again).outcome == "duplicate"
    assert len(words(creditor, thread)) == 2


@pytest.mark.parametrize(
    "header",
    [("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "auto-generated; x=1"),
     ("Precedence", "bulk"), ("Precedence", "auto_reply"), ("X-Autoreply", "yes"),
     ("List-Id", "<l.example>"), ("Return-Path", "<>")],
)  # fmt: skip
def test_what_a_machine_wrote_is_kept_and_nobody_answers(creditor, case, mailbox, header):
    thread = opened(creditor, case).thread_id
    raw = answer_to(mailed(creditor, mailbox), headers=[header])
    assert take(raw).outcome == "refused"
    assert len(words(creditor, thread)) == 1
    (mail,) = show_thread(creditor, thread, EVA).mails
    assert kept_mail_bytes(mail["id"]) == raw
    assert show_thread(creditor, thread, debtor_of(creditor, case)).mails == ()


def test_a_person_may_say_that_no_machine_wrote_it(creditor, case, mailbox):
    opened(creditor, case)
    raw = answer_to(mailed(creditor, mailbox), headers=[("Auto-Submitted", "no")])
    assert take(raw).outcome == "message"


def test_our_own_mail_that_comes_back_in_a_loop_is_no_message(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    mail = mailed(creditor, mailbox)
    looped = answer_to(mail, sender=str(mail["Reply-To"]))
    assert take(looped).outcome == "refused"
    assert take(b"Delivered-To: " + mail["Reply-To"].encode() + b"\r\n"
                + mailbox.kept[-1].raw).outcome == "refused"  # fmt: skip
    assert len(words(creditor, thread)) == 1


def test_two_machines_that_answer_each_other_are_stopped_after_twenty_mails(
    creditor, case, mailbox
):
    thread = opened(creditor, case).thread_id
    mail = mailed(creditor, mailbox)
    outcomes = [take(answer_to(mail)).outcome for _ in range(MOST_A_DAY + 1)]
    assert outcomes == ["message"] * MOST_A_DAY + ["quarantined"]
    assert len(words(creditor, thread)) == MOST_A_DAY + 1


def test_a_mail_from_a_stranger_to_a_stolen_address_waits_for_a_person(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    raw = answer_to(mailed(creditor, mailbox), sender="bo@example.com")
    taken = take(raw)
    assert (taken.outcome, taken.thread_id) == ("quarantined", thread)
    assert len(words(creditor, thread)) == 1
    assert task_kinds(creditor, case) == ["mail_quarantined"]


def test_a_mail_with_an_unknown_token_waits_with_the_agency(creditor):
    made = EmailMessage()
    made["From"], made["To"] = "bo@example.com", f"reply+{'0' * 32}@{DOMAIN}"
    made["Message-ID"] = f"<unknown-{next(NUMBERS)}@example.com>"
    made.set_content(f"Hej {next(NUMBERS)} {creditor.tenant_id}")
    raw = made.as_bytes()
    assert take(raw).outcome == "quarantined"
    with tenant_scope(agency_tenant_id()):
        stored = query_value(
            "select id from received_mail where sha256 = %s", (hashlib.sha256(raw).digest(),)
        )
    assert kept_mail_bytes(stored) == raw
    assert len(agency_tasks(f"mail {stored} ")) == 1
    assert take(raw).outcome == "known"
    assert len(agency_tasks(f"mail {stored} ")) == 1


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff\x00", b"no header here", b"Content-Type: multipart/mixed\r\n\r\nx",
     b"To: " + b"a," * 100_000 + b"\r\n\r\nx", b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
     b"To: " + b"(" * 3_000 + b"\r\n\r\nx"],
)  # fmt: skip
def test_what_can_hardly_be_read_is_kept_too(creditor, raw):
    taken = take(raw)
    assert taken.outcome in ("quarantined", "known")


def test_a_mail_that_is_too_large_stays_where_it_is(creditor):
    with pytest.raises(MailTooLarge, match="stays"):
        take(b"From: a@example.com\r\n\r\n" + b"a" * MAIL_BYTES)


def test_the_domain_must_be_ours(creditor, case, mailbox):
    opened(creditor, case)
    raw = answer_to(mailed(creditor, mailbox))
    taken = take_mail(raw, reply_domain="other.example.com", today=TODAY)
    assert taken.outcome == "quarantined"


def test_an_old_reply_address_is_looked_at_by_a_person(creditor, case, mailbox):
    opened(creditor, case)
    mail = mailed(creditor, mailbox)
    assert take(answer_to(mail), today=TODAY + timedelta(days=364)).outcome == "message"
    assert take(answer_to(mail), today=TODAY + timedelta(days=365)).outcome == "quarantined"


def test_an_answer_opens_a_closed_thread_again(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    mail = mailed(creditor, mailbox)
    close_thread(creditor, thread, because="klart", today=TODAY, actor="Eva")
    assert take(answer_to(mail)).outcome == "message"
    assert state(creditor, thread) == "waiting_for_us"


def test_files_that_messages_do_not_carry_are_named_and_kept_with_the_mail(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    files = [("ok.pdf", PDF), ("virus.exe", b"MZ\x00\x00"), ("sida.html", b"<html>x")]
    raw = answer_to(mailed(creditor, mailbox), files=files)
    taken = take(raw)
    assert (taken.outcome, len(taken.left_out)) == ("message", 2)
    last = show_thread(creditor, thread, EVA).messages[-1]
    assert [file["name"] for file in last["files"]] == ["ok.pdf"]
    assert sorted(task_kinds(creditor, case)) == ["answer_message", "mail_file_left_out"]
    assert kept_mail_bytes(last["mail_id"]) == raw


def test_a_mail_that_is_all_html_is_read_as_plain_words(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    mail = mailed(creditor, mailbox)
    made = EmailMessage()
    made["From"], made["To"] = mail["To"], mail["Reply-To"]
    made.set_content(
        "<html><head><style>p{}</style></head><body><!-- gömt --><p>Jag &amp; Bo betalar.</p>"
        "<script>alert(1)</script><p>5 &lt; 6</p><blockquote>Hej!<br>När?</blockquote></body>",
        subtype="html",
    )
    assert take(made.as_bytes()).outcome == "message"
    assert words(creditor, thread)[-1] == "Jag & Bo betalar.\n5 < 6"


def test_a_mail_that_came_back_ends_its_reply_address_and_asks_a_person(creditor, case, mailbox):
    opened(creditor, case)
    mail = mailed(creditor, mailbox)
    report = delivery_report(str(mail["Message-ID"]), str(mail["To"]), "hej@fjallrand.example")
    assert take(report).outcome == "refused"
    assert task_kinds(creditor, case) == ["message_not_mailed"]
    assert office.log(creditor, case)[-1].split()[1] == "message_came_back"
    assert take(answer_to(mail)).outcome == "quarantined"


def test_a_forged_report_changes_nothing(creditor, case, mailbox):
    opened(creditor, case)
    mail = mailed(creditor, mailbox)
    forged = str(mail["Message-ID"]).replace(".", ".0", 1)
    assert take(delivery_report(forged, "a@example.com", "b@example.com")).outcome == "refused"
    assert task_kinds(creditor, case) == []
    assert take(answer_to(mail)).outcome == "message"


def test_a_person_places_a_mail_that_waited(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    raw = answer_to(mailed(creditor, mailbox), sender="asa.privat@example.com")
    take(raw)
    (mail,) = show_thread(creditor, thread, EVA).mails
    made = place_mail(creditor, mail["id"], thread, author_kind="debtor", today=TODAY, actor="Eva")
    last = show_thread(creditor, thread, EVA).messages[-1]
    assert (last["id"], last["body"]) == (made.message_id, "Jag betalar på fredag.")
    assert task_kinds(creditor, case) == ["answer_message"]
    with pytest.raises(MailNotWaiting, match="already"):
        place_mail(creditor, mail["id"], thread, author_kind="debtor", today=TODAY, actor="Eva")


def test_a_mail_that_waited_with_the_agency_is_placed_once(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    raw = answer_to(mailed(creditor, mailbox))
    take_mail(raw, reply_domain="other.example.com", today=TODAY)
    with tenant_scope(agency_tenant_id()):
        stored = query_value(
            "select id from received_mail where sha256 = %s", (hashlib.sha256(raw).digest(),)
        )
    place_mail(creditor, stored, thread, author_kind="debtor", today=TODAY, actor="Eva")
    assert words(creditor, thread)[-1] == "Jag betalar på fredag."
    assert agency_tasks(f"mail {stored} ") == []
    with pytest.raises(MailNotWaiting):
        place_mail(creditor, stored, thread, author_kind="debtor", today=TODAY, actor="Eva")


def test_a_mail_of_another_creditor_is_not_placed_here(creditor, case, mailbox):
    thread = opened(creditor, case).thread_id
    take(answer_to(mailed(creditor, mailbox), sender="x@example.com"))
    (mail,) = show_thread(creditor, thread, EVA).mails
    other = office.new_creditor("SE", family="se-agency")
    (their_case,) = office.register(
        other, office.invoice(other, next(NUMBERS), due_on=date(2026, 2, 1)),
        today=date(2026, 1, 15),
    )  # fmt: skip
    their_thread = opened(other, their_case).thread_id
    with pytest.raises(MailNotWaiting):
        place_mail(other, mail["id"], their_thread, author_kind="debtor", today=TODAY, actor="Eva")
