"""The public UBL samples give their ground truth; they are not part of the project."""

import json
from pathlib import Path

import pytest

from kvitt.intake.csv_text import UnreadableFile
from kvitt.intake.read import read_invoices
from kvitt.kernel.money import as_decimal_text, parse_amount

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"the samples are not here: {SAMPLES} is absent"
)
TRUTH = (
    {
        name: truth
        for name, truth in json.loads((SAMPLES / "ground_truth.json").read_text()).items()
        if name.startswith("ubl/")
    }
    if SAMPLES.is_dir()
    else {}
)
INVOICES = sorted(name for name, truth in TRUTH.items() if truth["root"] != "Reminder")


@pytest.mark.parametrize("name", INVOICES)
def test_a_sample_gives_its_ground_truth(name: str) -> None:
    truth = TRUTH[name]
    found = read_invoices(SAMPLES / name, name=name, country="NO")
    assert found.errors == []
    (invoice,) = found.invoices
    is_credit = truth["root"] == "CreditNote"
    assert invoice.number == truth["id"]
    assert invoice.kind == ("credit_note" if is_credit else "invoice")
    assert invoice.issued_on.isoformat() == truth["date"]
    assert (invoice.due_on.isoformat() if invoice.due_on else None) == truth["due"]
    assert invoice.currency == truth["ccy"]
    payable_minor = parse_amount(truth["totals"]["PayableAmount"], decimal_mark=".")
    assert invoice.payable_minor == payable_minor
    assert [as_decimal_text(invoice.tax_minor or 0)] == truth["tax"]
    assert invoice.credits_number == truth["billing_ref"]
    assert invoice.seller_name == " ".join(truth["seller"].split())
    assert invoice.debtor.name == " ".join(truth["buyer"].split())
    _, reference, account, _ = truth["pm"][0]
    assert (invoice.payment_reference, invoice.account) == (reference, account)
    if truth["companyids"][0]:
        assert invoice.seller_organisation_number == truth["companyids"][0]


def test_a_norwegian_example_with_a_wrong_kid_is_read_with_a_warning() -> None:
    name = "ubl/ehf3-Invoice_EHF3.0_forward-billing-nettleie-corporate_v2.0.xml"
    found = read_invoices(SAMPLES / name, name=name, country="NO")
    assert any("check digit" in sentence for sentence in found.warnings)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("ubl/ehf-reminder-1.1-T17-purring.xml", "retired"),
        ("ubl-unit-SE/UBL-IN_SE-R-001.xml", "tests for a validator"),
        ("ubl-unit-SE/UBL-CN_SE-R-001.xml", "tests for a validator"),
    ],
)
def test_a_sample_that_is_no_invoice_is_refused_by_name(name: str, word: str) -> None:
    with pytest.raises(UnreadableFile, match=word):
        read_invoices(SAMPLES / name, name=name, country="NO")
