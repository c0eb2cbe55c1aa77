"""Messages: who reads a thread, who has the next word and by when, and what of a mail is new."""

from datetime import date

import pytest

from kvitt.domain.messages import (
    ATTACHMENT_BYTES,
    BODY_BYTES,
    AttachmentRefused,
    BodyRefused,
    PartiesRefused,
    Reader,
    Standing,
    SubjectRefused,
    after_message,
    answer_by,
    checked_attachment,
    checked_body,
    checked_parties,
    checked_subject,
    may_read,
    ours,
    reads_notes,
    shortened_body,
    words_in,
)
from kvitt.domain.quoted import our_line, without_quoted
from kvitt.kernel.days import is_bank_day
from kvitt.law.book import law_book

TWO_PARTIES = ("agency", "debtor")
SOON = date(2026, 3, 9)


def after(before, author_kind, *, is_internal=False, collection="agency", answer_by_on=SOON):
    return after_message(
        before,
        author_kind=author_kind,
        is_internal=is_internal,
        our_kinds=ours(collection),
        answer_by_on=answer_by_on,
    )


def test_a_swedish_question_is_answered_within_five_working_days():
    assert answer_by("SE", date(2026, 3, 2), law_book("SE")) == date(2026, 3, 9)
    assert answer_by("SE", date(2026, 3, 7), law_book("SE")) == date(2026, 3, 13)


def test_a_norwegian_question_is_answered_within_seven_days():
    assert answer_by("NO", date(2026, 6, 1), law_book("NO")) == date(2026, 6, 8)
    assert answer_by("NO", date(2026, 3, 2), law_book("NO")) == date(2026, 3, 9)


@pytest.mark.parametrize("asked_on", [date(2026, 4, 4), date(2026, 12, 25), date(2026, 12, 19)])
def test_a_norwegian_clock_ends_on_a_working_day_and_never_after_the_seventh_day(asked_on):
    last = answer_by("NO", asked_on, law_book("NO"))
    assert is_bank_day("NO", last)
    assert 0 <= (last - asked_on).days <= 7


def test_a_question_waits_for_us_and_an_answer_waits_for_them():
    asked = after(Standing("open", None), "debtor")
    assert asked == Standing("waiting_for_us", SOON)
    assert after(asked, "agency") == Standing("waiting_for_them", None)


def test_a_second_question_gives_us_no_more_time():
    asked = Standing("waiting_for_us", SOON)
    assert after(asked, "debtor", answer_by_on=date(2026, 3, 20)) == asked


def test_a_note_changes_nothing():
    asked = Standing("waiting_for_us", SOON)
    assert after(asked, "agency", is_internal=True) == asked


def test_a_new_message_opens_a_closed_thread_with_a_clock_of_its_own():
    assert after(Standing("closed", None), "creditor") == Standing("waiting_for_us", SOON)
    assert after(Standing("closed", None), "agency") == Standing("waiting_for_them", None)


def test_a_creditor_that_collects_itself_answers_for_us():
    asked = Standing("waiting_for_us", SOON)
    assert after(asked, "creditor", collection="own").state == "waiting_for_them"
    assert after(asked, "creditor", collection="agency").state == "waiting_for_us"


def test_a_thread_is_read_by_its_parties_alone():
    assert may_read(Reader("agency", "Eva"), parties=TWO_PARTIES, debtor_id=7)
    assert may_read(Reader("debtor", "Åsa", 7), parties=TWO_PARTIES, debtor_id=7)
    assert not may_read(Reader("debtor", "Bo", 8), parties=TWO_PARTIES, debtor_id=7)
    assert not may_read(Reader("debtor", "Bo"), parties=TWO_PARTIES, debtor_id=7)
    assert not may_read(Reader("creditor", "Cykel"), parties=TWO_PARTIES, debtor_id=7)


def test_only_the_agency_reads_notes():
    assert [reads_notes(Reader(kind, "")) for kind in ("agency", "creditor", "debtor")] == [
        True, False, False,
    ]  # fmt: skip


def test_the_agency_is_always_a_party_and_a_stranger_never():
    assert checked_parties(["debtor"]) == ("agency", "debtor")
    with pytest.raises(PartiesRefused, match="neighbour"):
        checked_parties(["neighbour"])


def test_a_body_has_words_and_at_most_twenty_kilobytes():
    assert len(checked_body("a" * BODY_BYTES)) == BODY_BYTES
    for wrong in ("a" * (BODY_BYTES + 1), "å" * (BODY_BYTES // 2 + 1), "", " \n\t", "\x00\u200b"):
        with pytest.raises(BodyRefused):
            checked_body(wrong)


def test_a_body_loses_what_nobody_sees_and_keeps_its_lines():
    assert checked_body("Hej!\r\nRad\x07 \u202etvå\rslut") == "Hej!\nRad två\nslut"


def test_a_mail_of_too_many_words_is_cut_with_a_mark_within_the_limit():
    cut = shortened_body("å" * BODY_BYTES, mark="[…]")
    assert cut.endswith("å\n[…]")
    assert len(cut.encode()) <= BODY_BYTES
    assert shortened_body("Hej", mark="[…]") == "Hej"
    assert shortened_body(" \n ", mark="[…]") == "[…]"


def test_a_subject_is_one_line_of_at_most_200_characters():
    assert checked_subject(" Fråga\r\nBcc: x ") == "Fråga Bcc: x"
    assert len(checked_subject("a" * 200)) == 200
    for wrong in ("", " \n", "a" * 201):
        with pytest.raises(SubjectRefused):
            checked_subject(wrong)


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (b"%PDF-1.7 made up", "application/pdf", "kvitto.pdf"),
        (b"\x89PNG\r\n\x1a\nmade up", "image/png", "kvitto.png"),
        (b"\xff\xd8\xff\xe0made up", "image/jpeg", "kvitto.jpg"),
        ("Åsa betalade".encode(), "text/plain", "kvitto.txt"),
    ],
)
def test_a_file_is_what_its_bytes_say(content, media_type, name):
    assert checked_attachment(name, content) == (name, media_type, content)
    assert checked_attachment("kvitto.exe", content).name == f"kvitto.exe{name[6:]}"


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00program", b"PK\x03\x04zip", b"<html><script>", b"  <svg onload=x>",
     b"\xff\xfeutf-16", b"GIF89a\x01\x00", b"%PDF-9.9\x00"],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_whatever_its_name(content):
    with pytest.raises(AttachmentRefused, match="kvitto"):
        checked_attachment("kvitto.pdf", content)


def test_a_file_has_at_most_ten_megabytes():
    assert checked_attachment("a.txt", b"a" * ATTACHMENT_BYTES).content
    with pytest.raises(AttachmentRefused, match="most"):
        checked_attachment("a.txt", b"a" * (ATTACHMENT_BYTES + 1))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd.txt", "passwd.txt"), ("C:\\temp\\a.txt", "a.txt"), ("..", "attachment.txt"),
     ("", "attachment.txt"), ("a\r\nb\x00.txt", "a b.txt"), ("a" * 300 + ".txt", None)],
)  # fmt: skip
def test_a_file_name_is_a_name_and_no_path(given, kept):
    name = checked_attachment(given, b"words").name
    assert name == kept if kept else len(name) <= 120 and name.endswith(".txt")


OURS = our_line(words_in("sv")["above"])


@pytest.mark.parametrize(
    "text",
    [
        f"Ja tack!\n\n{OURS}\nEva skriver",
        f"Ja tack!\n\nDen mån 2 mars 2026 kl 10:00 skrev Eva <reply@x.example>:\n\n> {OURS}\n> Eva",
        "Ja tack!\r\n\r\nOn Mon, 2 Mar 2026 at 10:00, Eva\r\n<reply@x.example> wrote:\r\n\r\n> hej",
        "Ja tack!\n\nman. 2. mars 2026 kl. 10:00 skrev Eva <a@x.example>:\n> hei\n> på deg\n",
        "Ja tack!\n\n-----Ursprungligt meddelande-----\nFrån: Eva\nHej",
        "Ja tack!\n\n______________________\nFrån: Eva <a@x.example>\nSkickat: den 2 mars\n"
        "Till: Åsa\nÄmne: Meddelande\n\nHej",
        "> Vill du betala?\nJa tack!",
    ],
)
def test_what_a_mail_program_quotes_is_cut(text):
    assert without_quoted(text) == "Ja tack!"


@pytest.mark.parametrize(
    "text",
    [
        "I går skrev jag till er:\njag har betalat",
        "Den 2 mars skrev jag detta:\n\njag har betalat\n\nHälsningar",
        "Från: Växjö kom ett brev\nmen det var fel",
        "Summan är\n- 5 kr\n-- Åsa",
        "> allt är citat",
        "",
    ],
)
def test_what_a_person_wrote_is_kept(text):
    assert without_quoted(text) == text


def test_an_answer_between_the_quoted_lines_is_kept_whole():
    text = "On Monday Eva wrote:\n> När?\nI morgon\n> Hur?\nMed Swish"
    assert without_quoted(text) == "On Monday Eva wrote:\nI morgon\nMed Swish"


def test_an_answer_below_everything_is_not_lost():
    assert without_quoted(f"{OURS}\nhej\n\nMitt svar") == f"{OURS}\nhej\n\nMitt svar"


def test_the_subject_of_a_mail_names_the_case_alone_in_each_language():
    assert words_in("sv")["subject"].format(case="2-17") == "Meddelande i ärende 2-17"
    assert words_in("nn") is words_in("no") is words_in("nb")
    assert words_in("pl") is words_in("en")
