from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kvitt.channels.email import Mail, Mailer, MailServer, UnreadableMailServer, as_message
from kvitt.simulators.mailbox import Mailbox

MAIL = Mail(
    message_id="<2-17-1.0a1b2c3d@bjorkdalen.example>",
    dated_at=datetime(2026, 3, 7, 9, 30, tzinfo=UTC),
    sender_name="Björkdalens Cykel AB",
    sender_address="faktura@bjorkdalen.example",
    recipient_address="asa@example.com",
    subject="Meddelande från Björkdalens Cykel AB, ärende 2-17",
    text="Hej Åsa!\n\n.En rad som börjar med punkt\n",
    attachment_name="2-17.pdf",
    attachment=b"%PDF-1.7 made up",
)


def mailer_to(mailbox: Mailbox) -> Mailer:
    server = MailServer.from_environment({"KVITT_SMTP_URL": mailbox.url})
    assert server is not None
    return Mailer(server)


def test_a_mail_arrives_with_its_words_its_pdf_and_our_key():
    with Mailbox() as mailbox, mailer_to(mailbox) as mailer:
        outcome = mailer.send(MAIL)
    assert (outcome.state, outcome.provider_id) == ("sent", MAIL.message_id)
    (kept,) = mailbox.kept
    assert kept.key == MAIL.message_id
    assert kept.text.replace("\r\n", "\n") == MAIL.text
    (attached,) = kept.message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("2-17.pdf", MAIL.attachment)


def test_many_mails_share_one_connection_and_a_refusal_does_not_break_it():
    with Mailbox(refuse={"gone@example.com"}) as mailbox, mailer_to(mailbox) as mailer:
        states = [
            mailer.send(replace(MAIL, recipient_address=to)).state
            for to in ("a@example.com", "gone@example.com", "b@example.com")
        ]
    assert states == ["sent", "refused", "sent"]
    assert [kept.recipient for kept in mailbox.kept] == ["a@example.com", "b@example.com"]


def test_an_unknown_mailbox_is_refused_and_its_address_is_bad():
    with Mailbox(refuse={MAIL.recipient_address}) as mailbox, mailer_to(mailbox) as mailer:
        outcome = mailer.send(MAIL)
    assert (outcome.state, outcome.address_is_bad) == ("refused", True)


def test_try_again_later_means_that_nothing_was_sent():
    with Mailbox(busy={MAIL.recipient_address}) as mailbox, mailer_to(mailbox) as mailer:
        outcome = mailer.send(MAIL)
    assert (outcome.state, outcome.channel_is_down) == ("not_sent", False)


def test_a_connection_that_breaks_after_the_last_dot_leaves_the_mail_uncertain():
    with Mailbox(drop={MAIL.recipient_address}) as mailbox, mailer_to(mailbox) as mailer:
        outcome = mailer.send(MAIL)
        following = mailer.send(replace(MAIL, recipient_address="next@example.com"))
    assert outcome.state == "unknown"
    assert following.state == "sent"


def test_a_mail_server_that_is_down_sends_nothing():
    with Mailbox() as mailbox:
        mailer = mailer_to(mailbox)
    outcome = mailer.send(MAIL)
    assert (outcome.state, outcome.channel_is_down) == ("not_sent", True)


@pytest.mark.parametrize(
    "address", ["", "asa", "åsa@example.com", "a b@example.com", "a@b@c.example"]
)
def test_what_is_not_an_address_is_refused_before_anyone_is_asked(address):
    mailer = Mailer(MailServer("127.0.0.1", 1, None, None, "none", None))
    assert mailer.send(replace(MAIL, recipient_address=address)).state == "refused"


def test_a_line_break_in_a_name_cannot_add_a_header():
    wire = as_message(replace(MAIL, sender_name="Björk\r\nBcc: all@example.com"))
    assert b"\r\nBcc:" not in wire


def test_without_a_mail_server_there_is_no_e_mail_channel():
    assert MailServer.from_environment({}) is None


def test_a_mail_server_is_read_with_its_name_password_and_security():
    url = "smtps://kvitt:p%40ss@mail.example:4650"
    server = MailServer.from_environment({"KVITT_SMTP_URL": url, "KVITT_MAIL_FROM": "b@x.example"})
    assert server == MailServer("mail.example", 4650, "kvitt", "p@ss", "tls", "b@x.example")


def test_an_address_that_is_no_mail_server_is_refused():
    with pytest.raises(UnreadableMailServer, match="KVITT_SMTP_URL"):
        MailServer.from_environment({"KVITT_SMTP_URL": "http://mail.example"})
