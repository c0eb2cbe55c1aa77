"""The door for bank files: any bytes at all, and never another exception than a refusal."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvitt.bank.payment import UnreadableBankFile
from kvitt.bank.read import as_json, read_bank_file
from kvitt.simulators.bank import BankPayment, write_bgmax, write_camt054, write_ocr_giro

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
SWEDISH = [
    BankPayment("9912346", 123450, DAY, "12351", payer_name="Åsa Öberg"),
    BankPayment("9912346", 5000, DAY, "faktura 17", is_confirmed=False, text="tack " * 15),
]
NORWEGIAN = [
    BankPayment("12345678903", 49950, DAY, "0010025", currency="NOK", payer_name="Kari Nordmann"),
    BankPayment("12345678903", 100, DAY, "0010017", currency="NOK", is_reversal=True),
]
FILES = [
    write_bgmax(SWEDISH, created_at=AT),
    write_ocr_giro(NORWEGIAN, sent_on=DAY, transmission=124, recipient="12345"),
    write_camt054(NORWEGIAN, created_at=AT, identification="N1"),
]


def read_or_refuse(raw):
    try:
        file = read_bank_file(raw, name="upload")
    except UnreadableBankFile as refused:
        assert refused.sentence.startswith("upload: ")
        return None
    json.dumps(as_json(file))
    return file


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    read_or_refuse(raw)
    read_or_refuse(b"01BGMAX" + raw)
    read_or_refuse(b"NY000010" + raw)
    read_or_refuse(b"<Document>" + raw)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 10**6), st.binary(max_size=3), st.integers(0, 3))
def test_a_damaged_file_is_read_or_refused_and_no_amount_is_invented(raw, place, new, removed):
    place %= len(raw)
    damaged = raw[:place] + new + raw[place + removed :]
    file = read_or_refuse(damaged)
    if file is not None:
        whole = read_bank_file(raw, name="whole")
        stated = {abs(paid.amount_minor) for paid in whole.payments}
        if file.format in ("bgmax", "ocr_giro"):
            # Control sums stand guard: whatever is read adds up to what the bank stated.
            assert not file.payments or {abs(paid.amount_minor) for paid in file.payments} == stated


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 10**6))
def test_a_cut_file_gives_no_payments(raw, place):
    end = len(raw.rstrip()) - 1
    file = read_or_refuse(raw[: place % end])
    # Filler columns after the last count may go; anything more and the file is not trusted.
    assert file is None or not file.payments or len(raw) - place % end < 60


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (FILES[0].decode("latin-1").encode("utf-16"), "UTF-16"),
        (FILES[0].replace(b"Kund", b"\0\0") + b"\0", "no bank file has"),
        (b"01BGMAX" + b"9" * 5000, "5007 characters"),
        (b"00TI222222", "Total IN"),
        (b"01AUTOGIRO", "Autogiro"),
        (b":20:STARTUMS", "MT940"),
        (b"UNB+UNOC", "Cremul"),
        (b"hello;world", "not a file that banks send"),
        (b"%PDF-1.7", "not a file that banks send"),
    ],
)
def test_what_is_no_bank_file_is_refused_with_what_to_do(raw, told):
    with pytest.raises(UnreadableBankFile, match=told):
        read_bank_file(raw, name="upload")


def test_a_file_beyond_the_limit_is_refused_unread():
    with pytest.raises(UnreadableBankFile, match="MB"):
        read_bank_file(b"x" * 2_000_001, name="upload", max_bytes=2_000_000)


def test_the_json_names_what_scripts_rely_on():
    shown = as_json(read_bank_file(FILES[0], name="x"))
    assert shown["count"] == 2 and shown["total_minor"] == 128450
    first = shown["payments"][0]
    assert (first["amount_minor"], first["currency"], first["reference"], first["booked_on"]) == (
        123450,
        "SEK",
        "12351",
        "2026-03-02",
    )
    assert first["payer"]["name"] == "Åsa Öberg"
    assert {"other", "warnings", "quarantined"} <= set(shown)


def test_the_total_is_by_currency_where_there_are_several():
    euro = [BankPayment("9912346", 700, DAY, "12351", currency="EUR")]
    shown = as_json(read_bank_file(write_bgmax([*SWEDISH, *euro], created_at=AT), name="x"))
    assert shown["total_minor"] == {"SEK": 128450, "EUR": 700}


def test_the_total_is_zero_where_nothing_is_trusted():
    shown = as_json(read_bank_file(FILES[0][:-82], name="x"))
    assert (shown["count"], shown["total_minor"]) == (0, 0)
    assert shown["quarantined"][0]["sentence"]
