"""Words of people and invoices that are code elsewhere are only words in letters and mails."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kvitt.channels.email import Mail, as_message, is_usable_address
from kvitt.channels.message_mail import MessageMail, message_wire
from kvitt.documents.letter import render_letter
from kvitt.domain.messages import checked_attachment, checked_body, checked_subject
from tests.documents.letters import letter
from tests.documents.pdf_words import pdf_words
from tests.domain.attack_house import attacks

MARKS = [attack["text"] for attack in attacks("letters")]
HEADS = [attack["text"] for attack in attacks("headers")]
HEADERS = {"Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "MIME-Version",
           "Content-Type"}  # fmt: skip


@pytest.mark.parametrize("marks", MARKS)
def test_marks_in_names_and_claims_stand_in_the_letter_as_words(marks: str) -> None:
    made = letter("SE", "collection_demand", "sv")
    made = replace(
        made,
        debtor=replace(made.debtor, name=marks, address_lines=(f"a {marks}", "352 30 Växjö")),
        claim_text=f"c {marks}",
        case_reference=f"r{marks}",
    )
    shown = pdf_words(render_letter(made))
    for words in (f"a{marks}", f"c{marks}", f"r{marks}"):
        assert re.sub(r"\s", "", words) in shown


def parsed(wire: bytes):
    return email.message_from_bytes(wire, policy=email.policy.default)


@pytest.mark.parametrize("words", HEADS)
def test_words_never_become_a_line_of_a_letters_mail(words: str) -> None:
    mail = Mail(
        message_id="<1@example.com>", dated_at=datetime(2026, 3, 1, tzinfo=UTC), sender_name=words,
        sender_address="from@example.com", recipient_address="to@example.com", subject=words,
        text=words, attachment_name="letter.pdf", attachment=b"%PDF",
    )  # fmt: skip
    made = parsed(as_message(mail))
    assert set(made.keys()) == HEADERS
    assert made["To"] == "to@example.com"
    assert [one.addr_spec for one in made["From"].addresses] == ["from@example.com"]
    body = made.get_body()
    assert body.get_content_type() == "text/plain"
    assert {part.get_content_type() for part in made.iter_attachments()} == {"application/pdf"}
    assert not is_usable_address(f"{words}@example.com") or not re.search(r"[\s,<>]", words)


@pytest.mark.parametrize("words", HEADS)
def test_words_never_become_a_line_of_a_messages_mail(words: str) -> None:
    file = checked_attachment(f"{words}.txt", b"x")
    mail = MessageMail(
        message_id="<1@example.com>", dated_at=datetime(2026, 3, 1, tzinfo=UTC), sender_name=words,
        sender_address="from@example.com", recipient_address="to@example.com",
        subject=checked_subject(words), text=checked_body(words), reply_to="reply@example.com",
        attachments=(file,),
    )  # fmt: skip
    made = parsed(message_wire(mail))
    assert set(made.keys()) == HEADERS | {"Reply-To", "X-Auto-Response-Suppress"}
    assert made.get_body().get_content_type() == "text/plain"
    (part,) = made.iter_attachments()
    assert part.get_content_type() == "text/plain"
    assert set(part.keys()) <= {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
                                "MIME-Version"}  # fmt: skip
