from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.se import orgnr

from kvitt.kernel.identity import Identity, InvalidIdentity, luhn_remainder, parse_identity

IN_2026 = date(2026, 3, 1)
IN_2032 = date(2032, 1, 1)


def with_luhn(body: str) -> str:
    return body + str(-luhn_remainder(body + "0") % 10)


@pytest.mark.parametrize(
    "text",
    [
        "5560160680",
        "556016-0680",
        "16556016-0680",
        "SE556016068001",
        " 556016 0680 ",
        "556016–0680",
    ],
)
def test_a_swedish_company_number_is_ten_digits_however_it_is_written(text: str) -> None:
    assert parse_identity("SE", text) == Identity("SE", "company", "5560160680")


@pytest.mark.parametrize("text", ["8112289874", "811228-9874", "19811228-9874", "198112289874"])
def test_a_swedish_sole_trader_is_a_person_with_twelve_digits(text: str) -> None:
    assert parse_identity("SE", text) == Identity("SE", "person", "198112289874")


def test_a_plus_sign_means_a_hundred_years_older() -> None:
    assert parse_identity("SE", "811228+9874").number == "188112289874"


def test_a_coordination_number_is_a_person() -> None:
    number = with_luhn("701063239")  # born on the third, plus 60
    assert parse_identity("SE", number).kind == "person"
    assert parse_identity("SE", number).number == "19" + number


def test_the_century_follows_the_day_on_which_the_number_was_used() -> None:
    number = with_luhn("270301123")
    assert parse_identity("SE", number, on=date(2027, 2, 28)).number == "19" + number
    assert parse_identity("SE", number, on=date(2027, 3, 1)).number == "20" + number


@pytest.mark.parametrize(
    "text",
    [
        "811228-9875",  # check digit
        with_luhn("811328987"),  # month 13
        with_luhn("810230987"),  # 30 February
        "19" + "5560160680",  # a company with a century
        "16" + "8112289874",  # a person written as a company
        "556016-068",
        "",
        "٥٥٦٠١٦٠٦٨٠",
        "5" * 5000,
    ],
)
def test_a_wrong_swedish_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentity):
        parse_identity("SE", text)


@pytest.mark.parametrize(
    "text", ["988077917", "988 077 917", "NO988077917MVA", "NO 988 077 917 MVA"]
)
def test_a_norwegian_company_number_is_nine_digits(text: str) -> None:
    assert parse_identity("NO", text) == Identity("NO", "company", "988077917")


@pytest.mark.parametrize("text", ["919820008", "910000080", "91000008", "9880779170"])
def test_a_wrong_norwegian_company_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentity):
        parse_identity("NO", text)


@pytest.mark.parametrize("text", ["15869010089", "55869010072", "18926094870", "158690 10089"])
def test_synthetic_norwegian_people_and_d_numbers_are_known_as_synthetic(text: str) -> None:
    found = parse_identity("NO", text)
    assert (found.kind, found.synthetic) == ("person", True)


@pytest.mark.parametrize("text", ["15869010097", "15869010186", "15869010003"])
def test_norways_wider_control_digits_are_right_from_2032_and_not_before(text: str) -> None:
    with pytest.raises(InvalidIdentity):
        parse_identity("NO", text, on=date(2031, 12, 31))
    assert parse_identity("NO", text, on=IN_2032).number == text


def test_a_control_remainder_of_four_is_never_right() -> None:
    for day in (IN_2026, IN_2032):
        with pytest.raises(InvalidIdentity):
            parse_identity("NO", "15869010011", on=day)


@pytest.mark.parametrize(
    ("country", "text", "kind"),
    [
        ("FI", "131052-308T", "person"),
        ("FI", "2077474-0", "company"),
        ("DK", "211062-5629", "person"),
        ("DK", "DK 13585628", "company"),
    ],
)
def test_finnish_and_danish_numbers_are_read(country: str, text: str, kind: str) -> None:
    assert parse_identity(country, text).kind == kind


def test_the_sentence_never_repeats_the_number() -> None:
    with pytest.raises(InvalidIdentity) as no:
        parse_identity("SE", "811228-9875")
    assert "811228" not in str(no.value)


def test_other_countries_are_refused_and_not_guessed() -> None:
    with pytest.raises(InvalidIdentity, match="DE"):
        parse_identity("DE", "123456789")


@given(st.integers(min_value=0, max_value=10**10 - 1))
def test_swedish_companies_are_those_that_the_library_knows(number: int) -> None:
    text = f"{number:010d}"
    try:
        found = parse_identity("SE", text)
    except InvalidIdentity:
        assert not orgnr.is_valid(text) or text[2] < "2"
    else:
        assert orgnr.is_valid(text)
        assert (found.kind == "company") == (text[2] >= "2")


@given(st.sampled_from(["SE", "NO", "FI", "DK", "XX"]), st.text(max_size=20))
def test_any_text_is_a_number_or_a_refusal(country: str, text: str) -> None:
    try:
        parse_identity(country, text)
    except InvalidIdentity as no:
        assert no.sentence
