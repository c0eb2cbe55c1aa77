"""References and accounts: check digits as published, and refusals that say what is wrong."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.kernel import reference
from kvitt.kernel.reference import (
    Account,
    UnusableAccount,
    UnusableReference,
    canonical_account,
    is_bankgiro,
    is_iban,
    is_kid,
    is_konto,
    is_ocr,
    is_plusgiro,
    is_rf,
    kid_with_check,
    kid_with_mod11,
    ocr_with_check,
    parse_account,
    rf_with_check,
)

DIGITS = st.text(alphabet="0123456789", min_size=3, max_size=23)


def test_the_examples_in_the_docstring_are_true():
    assert doctest.testmod(reference).failed == 0


@pytest.mark.parametrize(
    ("base", "length_digit", "ocr"), [("123", True, "12351"), ("123", False, "1230")]
)
def test_an_ocr_number_ends_with_length_and_check_digit(base, length_digit, ocr):
    assert ocr_with_check(base, length_digit=length_digit) == ocr
    assert is_ocr(ocr)


@given(DIGITS)
def test_every_ocr_number_we_issue_passes_its_own_check(base):
    assert is_ocr(ocr_with_check(base), length_digit=True)


@given(DIGITS, st.integers(0, 24), st.integers(1, 9))
def test_one_wrong_digit_in_an_ocr_number_is_always_found(base, place, change):
    ocr = ocr_with_check(base)
    place %= len(ocr)
    wrong = ocr[:place] + str((int(ocr[place]) + change) % 10) + ocr[place + 1 :]
    assert not is_ocr(wrong)


@given(DIGITS)
def test_every_kid_passes_by_either_check(base):
    assert is_kid(kid_with_check(base))
    assert is_kid(kid_with_mod11(base))


def test_a_kid_by_mod11_can_end_with_a_hyphen():
    assert kid_with_mod11("12345678") == "123456785"
    assert kid_with_mod11("001009") == "001009-"
    assert is_kid("001009-")
    assert not is_kid("001008-")


@pytest.mark.parametrize("kid", ["0003434323213231", "123", "12a4", "-", "", "1" * 26])
def test_a_wrong_kid_is_not_a_kid(kid):
    assert not is_kid(kid)


@pytest.mark.parametrize("base", ["", "12x", "1" * 24, "１２３"])
def test_a_base_that_cannot_be_a_reference_is_refused(base):
    with pytest.raises(UnusableReference):
        ocr_with_check(base)


def test_an_rf_reference_has_its_two_check_digits():
    assert rf_with_check("539007547034") == "RF18539007547034"
    assert is_rf("RF18 5390 0754 7034")
    assert not is_rf("RF19539007547034")


def test_giro_and_account_numbers_are_checked_by_their_last_digit():
    assert is_bankgiro("9912346") and is_bankgiro("3217254")
    assert not is_bankgiro("9912345")
    assert is_plusgiro("2865434") and not is_plusgiro("8156086")
    assert is_konto("86011117947") and is_konto("12345678903")
    assert not is_konto("01234567890")
    assert is_iban("SE4550000000058398257466") and is_iban("NO9386011117947")
    assert not is_iban("SE4550000000058398257467") and not is_iban("SE45500000000583982574")


@pytest.mark.parametrize(
    ("country", "text", "scheme", "number", "display"),
    [
        ("SE", "991-2346", "bankgiro", "9912346", "991-2346"),
        ("SE", "9912346", "bankgiro", "9912346", "991-2346"),
        ("SE", "Bg 5050-1055", "bankgiro", "50501055", "5050-1055"),
        ("SE", "28 65 43-4", "plusgiro", "2865434", "28 65 43-4"),
        ("SE", "Plusgiro: 2865434", "plusgiro", "2865434", "28 65 43-4"),
        ("SE", "SE45 5000 0000 0583 9825 7466", "iban", "SE4550000000058398257466", None),
        ("NO", "1234.56.78903", "konto", "12345678903", "1234.56.78903"),
        ("NO", "NO93 8601 1117 947", "konto", "86011117947", "8601.11.17947"),
    ],
)
def test_an_account_is_read_as_people_write_it(country, text, scheme, number, display):
    account = parse_account(country, text)
    assert account == Account(scheme, number)
    assert account.display == (display or text)


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("SE", "991-2345"),
        ("SE", "8327-9, 123 456 789"),
        ("SE", "SE00 5000 0000 0583 9825 7466"),
        ("NO", "1234.56.78900"),
        ("NO", "1234"),
        ("FI", "12345"),
        ("SE", "abc"),
        ("SE", ""),
    ],
)
def test_an_account_that_cannot_be_paid_to_is_refused(country, text):
    with pytest.raises(UnusableAccount) as refused:
        parse_account(country, text)
    assert "“" in refused.value.sentence


def test_accounts_in_bank_files_lose_separators_and_keep_wrong_check_digits():
    assert canonical_account("321-7254") == "3217254"
    assert canonical_account("NO93 8601 1117 947") == "86011117947"
    assert canonical_account("01234567890") == "01234567890"
