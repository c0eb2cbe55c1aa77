"""Money: whole minor units, one rounding, and no amount that is guessed."""

import doctest
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.kernel import money
from kvitt.kernel.money import UnreadableAmount, as_decimal_text, divide_half_up, parse_amount

amounts = st.integers(-(10**12), 10**12)


def test_the_examples_in_the_module_hold():
    assert doctest.testmod(money).failed == 0


@given(amounts, st.integers(1, 10**6))
def test_the_one_rounding_is_to_the_nearest_with_halves_away_from_zero(numerator, denominator):
    rounded = divide_half_up(numerator, denominator)
    off = abs(Fraction(numerator, denominator) - rounded)
    assert off <= Fraction(1, 2)
    if off == Fraction(1, 2):
        assert abs(rounded) > abs(Fraction(numerator, denominator))


@given(amounts)
def test_what_is_written_for_machines_is_read_back(amount_minor):
    assert parse_amount(as_decimal_text(amount_minor)) == amount_minor
    assert parse_amount(as_decimal_text(amount_minor).replace(".", ",")) == amount_minor


@pytest.mark.parametrize(
    ("text", "amount_minor"),
    [
        ("1 234,50", 123450), ("1.234,50", 123450), ("1,234.50", 123450), ("1234", 123400),
        ("-12,5", -1250), ("\u22127,00", -700), ("0", 0), ("1\u00a0000,00", 100000),
        ("12,500", None), ("12,345,678", 1234567800), ("1,50000", 150),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text, amount_minor):
    if amount_minor is None:
        with pytest.raises(UnreadableAmount, match="thousands or decimals"):
            parse_amount(text)
    else:
        assert parse_amount(text) == amount_minor


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "1,2,3", "1.2.3,4", "12,345", "--1", "1e5", "1,", "½", "1,234.567"]
)
def test_what_is_no_amount_is_refused_and_never_becomes_zero(text):
    with pytest.raises(UnreadableAmount):
        parse_amount(text)


def test_the_decimal_mark_of_a_file_settles_what_is_ambiguous():
    assert parse_amount("12,500", decimal_mark=".") == 1250000
    with pytest.raises(UnreadableAmount):
        parse_amount("12,505", decimal_mark=",")
