"""Objections: what can be disputed, when it is answered, and what falls with it."""

from datetime import date

import pytest

from kvitt.domain.dispute import (
    NEW_TIME_DAYS,
    OUTCOMES,
    NewTimeTooShort,
    UnknownDispute,
    WrongDisputedAmount,
    answer_by,
    complaint_answer_by,
    disputed_amounts,
    falling_costs,
    require_known,
    resumes_on,
    withdrawn_amounts,
)
from kvitt.domain.files import MOST_BYTES, FileRefused, media_type_of, plain_name
from kvitt.law.book import law_book
from kvitt.law.fee_terms import EarlierFee

ON = date(2026, 6, 1)
CHARGED = [
    EarlierFee("reminder", date(2026, 4, 1), date(2026, 4, 15), 35_00),
    EarlierFee("collection_fee", date(2026, 5, 1), date(2026, 5, 15), 300_00),
    EarlierFee("conciliation_application", date(2026, 5, 20), None, 1345_00),
]


@pytest.mark.parametrize("country", ["SE", "NO"])
@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 6, 1)])
def test_an_objection_is_answered_within_a_week_also_before_the_act_was_known(country, day):
    assert (answer_by(law_book(country), received_on=day) - day).days == 7


def test_a_complaint_about_conduct_has_a_clock_of_its_own():
    assert complaint_answer_by(date(2026, 3, 2)) == date(2026, 4, 1)


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_debtor_gets_all_of_the_new_time_before_anything_is_sent(country):
    days = NEW_TIME_DAYS[country]
    assert (resumes_on(country, ON) - ON).days == days + 1
    assert (resumes_on(country, ON, days) - ON).days == days + 1
    assert (resumes_on(country, ON, days + 7) - ON).days == days + 8
    for fewer in (days - 1, 0):
        with pytest.raises(NewTimeTooShort):
            resumes_on(country, ON, fewer)


def test_no_more_than_the_invoice_can_be_disputed():
    assert disputed_amounts({1: 1000_00}, {1: 1000_00}) == {1: 1000_00}
    for minor in (0, -1, 1000_01):
        with pytest.raises(WrongDisputedAmount):
            disputed_amounts({1: minor}, {1: 1000_00})
    with pytest.raises(WrongDisputedAmount, match="not of this case"):
        disputed_amounts({2: 1}, {1: 1000_00})


def test_upheld_gives_up_all_that_is_disputed_and_nothing_else():
    principals = {1: 1000_00, 2: 500_00}
    assert withdrawn_amounts("upheld", {}, principals, None) == principals
    assert withdrawn_amounts("upheld", {2: 100_00}, principals, None) == {2: 100_00}
    with pytest.raises(WrongDisputedAmount, match="reduced"):
        withdrawn_amounts("upheld", {2: 100_00}, principals, {2: 50_00})


def test_a_claim_is_reduced_by_no_more_than_is_disputed():
    assert withdrawn_amounts("reduced", {1: 300_00}, {1: 1000_00}, {1: 300_00}) == {1: 300_00}
    for given in ({1: 300_01}, {1: 0}, {2: 1}, None):
        with pytest.raises(WrongDisputedAmount):
            withdrawn_amounts("reduced", {1: 300_00}, {1: 1000_00}, given)


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn", "to_court"])
def test_nothing_is_given_up_where_the_claim_stands(outcome):
    assert withdrawn_amounts(outcome, {}, {1: 1000_00}, None) == {}
    with pytest.raises(WrongDisputedAmount):
        withdrawn_amounts(outcome, {}, {1: 1000_00}, {1: 1})


def test_in_norway_a_reasonable_objection_takes_the_costs_out_of_court_by_section_17():
    found = falling_costs(law_book("NO"), CHARGED, on=ON)
    assert found.kinds == ("collection_fee", "reminder")
    assert "§ 17" in found.because.reference


def test_in_sweden_the_letters_costs_fall_by_policy_and_authorities_costs_do_not():
    charged = [*CHARGED, EarlierFee("collection_demand", date(2026, 5, 2), None, 180_00)]
    found = falling_costs(law_book("SE"), charged, on=ON)
    assert found.kinds == ("collection_demand", "reminder")
    assert found.because.reference == ""


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_where_nothing_was_charged_nothing_falls(country):
    assert falling_costs(law_book(country), [], on=ON) is None


def test_an_unknown_word_is_refused_with_the_known_ones():
    with pytest.raises(UnknownDispute, match="to_court"):
        require_known("outcome", "lost", OUTCOMES)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        ("Jag beställde aldrig.\r\n".encode(), "text/plain"),
    ],
)
def test_a_files_type_is_read_from_its_bytes(content, media_type):
    assert media_type_of("receipt.exe", content) == media_type


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"\xc3(", b"PK\x03\x04", b"GIF89a\x01\x00"]
)
def test_empty_files_and_other_types_are_refused(content):
    with pytest.raises(FileRefused):
        media_type_of("receipt.pdf", content)


def test_a_file_has_at_most_ten_megabytes():
    assert media_type_of("a.txt", b"a" * MOST_BYTES) == "text/plain"
    with pytest.raises(FileRefused, match="at most"):
        media_type_of("a.txt", b"a" * (MOST_BYTES + 1))


def test_a_files_name_keeps_no_folder_and_no_control_character():
    assert plain_name("../../etc/pass\nwd") == "passwd"
    assert plain_name("C:\\papers\\receipt.pdf") == "receipt.pdf"
    assert plain_name("..") == "file"
    assert len(plain_name("x" * 500 + ".pdf")) == 200
