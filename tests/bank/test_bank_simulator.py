"""The simulated bank: what it writes is what the readers read."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.bank.read import read_bank_file
from kvitt.simulators.bank import (
    BankPayment,
    UnwritableBankPayment,
    write_bgmax,
    write_camt054,
    write_ocr_giro,
)

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 17, 30, tzinfo=UTC)


def payments(account, currency, **flags):
    return st.lists(
        st.builds(
            BankPayment,
            account=account,
            amount_minor=st.integers(1, 10**10),
            booked_on=st.dates(date(2000, 1, 1), date(2060, 12, 31)),
            reference=st.text("0123456789", max_size=25),
            currency=st.just(currency),
            payer_name=st.sampled_from(["", "Åsa Öberg", "Kjærlighet & Brød AS"]),
            text=st.sampled_from(
                ["", "takk", "Betalning av faktura 17 och 18, kundnummer 66 " * 2]
            ),
            **flags,
        ),
        min_size=1,
        max_size=8,
    )


def money(found):
    return sorted((p.account, p.amount_minor, p.booked_on, p.reference or "") for p in found)


def expected(written):
    return sorted((p.account, p.signed_minor, p.booked_on, p.reference) for p in written)


@settings(max_examples=60, deadline=None)
@given(payments(st.sampled_from(["9912346", "50501055"]), "SEK", is_confirmed=st.booleans()))
def test_bgmax_comes_back_as_it_was_written(written):
    file = read_bank_file(write_bgmax(written, created_at=AT), name="x")
    assert (file.quarantined, file.warnings) == ((), ())
    assert money(file.payments) == expected(written)


@settings(max_examples=60, deadline=None)
@given(payments(st.sampled_from(["12345678903", "86011117947"]), "NOK", is_reversal=st.booleans()))
def test_ocr_giro_comes_back_as_it_was_written(written):
    raw = write_ocr_giro(written, sent_on=DAY, transmission=1, recipient="123")
    file = read_bank_file(raw, name="x")
    assert (file.quarantined, file.warnings) == ((), ())
    assert money(file.payments) == expected(written)


@settings(max_examples=60, deadline=None)
@given(payments(st.sampled_from(["9912346", "86011117947"]), "SEK", is_reversal=st.booleans()))
def test_camt_comes_back_as_it_was_written(written):
    raw = write_camt054(written, created_at=AT, identification="N1")
    file = read_bank_file(raw, name="x")
    assert (file.quarantined, file.warnings) == ((), ())
    assert money(file.payments) == expected(written)


def test_the_same_payments_by_bgmax_and_camt_have_the_same_content_keys():
    written = [BankPayment("9912346", 100 * n, DAY, f"1{n}") for n in range(1, 6)]
    by_bgmax = read_bank_file(write_bgmax(written, created_at=AT), name="x")
    by_camt = read_bank_file(write_camt054(written, created_at=AT, identification="N"), name="x")
    assert {p.content_key for p in by_bgmax.payments} == {p.content_key for p in by_camt.payments}
    assert not {p.identity for p in by_bgmax.payments} & {p.identity for p in by_camt.payments}


def test_deductions_come_back_negative():
    written = [
        BankPayment("9912346", 1000, DAY, "12351"),
        BankPayment("9912346", 400, DAY, "12351", is_deduction=True),
    ]
    file = read_bank_file(write_bgmax(written, created_at=AT), name="x")
    assert [paid.amount_minor for paid in file.payments] == [1000, -400]


def test_what_a_format_cannot_carry_is_refused():
    reversal = BankPayment("9912346", 100, DAY, is_reversal=True)
    with pytest.raises(UnwritableBankPayment, match="reversals"):
        write_bgmax([reversal], created_at=AT)
    with pytest.raises(UnwritableBankPayment, match="NOK"):
        write_ocr_giro([reversal], sent_on=DAY, transmission=1, recipient="1")
    deduction = BankPayment("9912346", 100, DAY, is_deduction=True)
    with pytest.raises(UnwritableBankPayment):
        write_camt054([deduction], created_at=AT, identification="N1")
    with pytest.raises(UnwritableBankPayment, match="deductions of more"):
        write_bgmax([deduction], created_at=AT)
