"""Every sample of BgMax, OCR giro and camt against its known counts, sums and references.

The samples belong to others and are not part of this repository; without them these tests skip.
"""

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from kvitt.bank.pain import write_pain001
from kvitt.bank.payment import UnreadableBankFile
from kvitt.bank.read import as_json, read_bank_file
from kvitt.simulators.bank import BankPayment, write_camt054
from tests.bank.test_pain import NORWEGIAN, SWEDISH

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
if not SAMPLES.is_dir():
    pytest.skip("the sample files (../shared/samples) are not here", allow_module_level=True)

TRUTH = json.loads((SAMPLES / "ground_truth.json").read_text(encoding="utf-8"))
DOES_NOT_ADD_UP = ("camt/genkgo-camt054.v2.xml", "camt/genkgo-camt054.v8.xml")
"""Batches whose transactions state no amount or another currency: left to a person."""


def read(name):
    return read_bank_file((SAMPLES / name).read_bytes(), name=name)


def named(folder):
    return sorted(name for name in TRUTH if name.startswith(f"{folder}/"))


@pytest.mark.parametrize("name", named("bgmax"))
def test_bgmax_sample(name):
    truth, file = TRUTH[name], read(name)
    if not truth["end70_ok"]:
        assert file.payments == () and file.quarantined and as_json(file)["total_minor"] == 0
        return
    assert file.quarantined == ()
    expected, further, totals = [], [], defaultdict(int)
    for section in truth["sections"]:
        day = date.fromisoformat(section["date"])
        account = section["bg"].lstrip("0")
        totals[section["ccy"]] += section["net"]
        further += [
            (ref, -minor if code == "23" else minor) for code, ref, minor in section["extra"]
        ]
        for code, reference, amount_minor, verdict, _channel in section["refs"]:
            signed_minor = -amount_minor if code == "21" else amount_minor
            is_correct = verdict in ("2", "4")
            expected.append((account, section["ccy"], day, reference, signed_minor, is_correct))
    assert expected == [
        (p.account, p.currency, p.booked_on, p.reference or "", p.amount_minor,
         p.verdict == "correct")
        for p in file.payments
    ]  # fmt: skip
    assert further == [(f.reference, f.amount_minor) for p in file.payments for f in p.references]
    assert file.totals_minor == totals


@pytest.mark.parametrize("name", named("ocrgiro"))
def test_ocr_giro_sample(name):
    truth, file = TRUTH[name], read(name)
    assert (file.quarantined, file.warnings) == ((), ())
    signed = defaultdict(int)
    for paid in file.payments:
        signed[paid.account] += paid.amount_minor
    expected = defaultdict(int)
    for assignment in truth["assign"]:
        expected[assignment["acct"]] += assignment["sum"]
    assert signed == expected
    kids = [kid[1] for assignment in truth["assign"] for kid in assignment["kids"]]
    days = [kid[3] for assignment in truth["assign"] for kid in assignment["kids"]]
    assert [paid.reference or "" for paid in file.payments] == kids
    assert [f"{paid.booked_on:%d%m%y}" for paid in file.payments] == days
    assert len(file.payments) == truth["end"][0]


@pytest.mark.parametrize("name", named("camt"))
def test_camt_sample(name):
    truth, file = TRUTH[name], read(name)
    assert f"{file.format}.001.{file.version}" == truth["ns"]
    if name in DOES_NOT_ADD_UP:
        assert (file.payments, file.other, len(file.quarantined)) == ((), (), 1)
        return
    assert file.quarantined == ()
    positions, sums = defaultdict(set), defaultdict(int)
    for entry in (*file.payments, *file.other):
        status = "PDNG" if getattr(entry, "kind", "") == "pending" else "BOOK"
        direction = "CRDT" if entry.amount_minor > 0 else "DBIT"
        key = f"{direction} {entry.currency} {status}"
        positions[key].add(entry.position.partition(",")[0])
        sums[key] += abs(entry.amount_minor)
    found = {key: [len(positions[key]), sums[key]] for key in sums}
    assert found == {
        key: [count, int(Decimal(total) * 100)] for key, (count, total) in truth["totals"].items()
    }
    references = [entry.reference for entry in (*file.payments, *file.other) if entry.reference]
    assert references == truth["refs"]


def test_the_returned_direct_debits_are_payments_taken_back():
    file = read("camt/oca-camt053.xml")
    assert [paid.amount_minor for paid in file.payments] == [-56405, -10000, 140531]
    assert [paid.is_reversal for paid in file.payments] == [True, True, False]


def test_one_report_by_bgmax_and_by_camt_holds_the_same_payments():
    by_bgmax = read("bgmax/kivra-se-bgmax.txt")
    by_camt = read("camt/kivra-se-camt.054.001.02.xml")
    assert len(by_bgmax.payments) == len(by_camt.payments) == 10
    assert by_bgmax.totals_minor == by_camt.totals_minor == {"SEK": 71332599}

    # The example's days are invented anew in each format, so they are left out of the comparison.
    def key_without_day(paid):
        account, currency, amount_minor, _booked_on, reference = paid.content_key
        return account, currency, amount_minor, reference

    assert {key_without_day(paid) for paid in by_bgmax.payments} == {
        key_without_day(paid) for paid in by_camt.payments
    }


@pytest.mark.parametrize("name", named("autogiro") + named("avtalegiro") + named("pain"))
def test_files_of_other_kinds_are_refused_with_a_sentence(name):
    with pytest.raises(UnreadableBankFile) as refused:
        read(name)
    assert refused.value.sentence.startswith(f"{name}: ")


@pytest.mark.parametrize("order", [SWEDISH, NORWEGIAN], ids=["sweden", "norway"])
def test_our_payment_orders_are_valid_by_the_schema(order):
    schema = etree.XMLSchema(file=str(SAMPLES / "xsd" / "pain.001.001.09.xsd"))
    schema.assertValid(etree.fromstring(write_pain001(order)))


def test_the_simulated_notification_is_valid_by_the_schema():
    payments = [
        BankPayment("9912346", 100, date(2026, 3, 2), "12351", payer_name="Åsa Öberg",
                    payer_address=("Storgatan 2", "12345", "Åmål"), payer_number="5500001234",
                    payer_account="3783511", text="tack"),
        BankPayment("86011117947", 100, date(2026, 3, 2), currency="NOK", is_reversal=True),
    ]  # fmt: skip
    raw = write_camt054(
        payments, created_at=datetime(2026, 3, 2, 17, 30, tzinfo=UTC), identification="N1"
    )
    schema = etree.XMLSchema(file=str(SAMPLES / "xsd" / "camt.054.001.08.xsd"))
    schema.assertValid(etree.fromstring(raw))
