from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.intake.csv_text import UnreadableFile
from kvitt.intake.read import as_json, read_invoices
from kvitt.kernel.refusal import Refusal
from tests.intake.ubl_documents import INVOICE, UBL, as_credit_note, read_document

PAYABLE = '<cbc:PayableAmount currencyID="SEK">125.00</cbc:PayableAmount>'


def test_a_peppol_invoice_becomes_an_invoice() -> None:
    found = read_document(INVOICE)
    (invoice,) = found.invoices
    assert (invoice.number, invoice.kind, invoice.currency) == ("F-77", "invoice", "SEK")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (invoice.payable_minor, invoice.payment_reference) == (12500, "10017")
    assert (invoice.account, invoice.account_kind) == ("9912346", "bankgiro")
    assert (invoice.seller_name, invoice.seller_organisation_number) == (
        "Norrviks Bryggeri AB",
        "5560160680",
    )
    debtor = invoice.debtor
    assert (debtor.name, debtor.identity, debtor.kind) == (
        "Fjellstua Kafé AS",
        "988077917",
        "business",
    )
    assert (debtor.address, debtor.postcode, debtor.city) == (("Storgata 1",), "0542", "Oslo")
    assert (debtor.email, invoice.text) == ("post@example.org", "Fat öl; Frakt")
    assert (found.warnings, found.errors, found.format) == ([], [], "ubl-invoice")


def test_vat_in_the_accounting_currency_is_never_added() -> None:
    assert read_document(INVOICE).invoices[0].tax_minor == 2500


def test_what_was_prepaid_is_told_apart_from_what_is_to_be_paid() -> None:
    prepaid = '<cbc:PrepaidAmount currencyID="SEK">25.00</cbc:PrepaidAmount>'
    found = read_document(INVOICE, (PAYABLE, prepaid + PAYABLE.replace("125", "100")))
    (invoice,) = found.invoices
    assert (invoice.payable_minor, invoice.prepaid_minor) == (10000, 2500)
    assert found.warnings == []


def test_an_invoice_paid_beforehand_is_left_out_and_told() -> None:
    found = read_document(INVOICE, (PAYABLE, PAYABLE.replace("125.00", "0.00")))
    assert (found.invoices, found.errors) == ([], [])
    assert any("nothing to pay" in sentence for sentence in found.warnings)


def test_a_sum_that_does_not_agree_is_told_and_the_payable_amount_stands() -> None:
    found = read_document(INVOICE, (PAYABLE, PAYABLE.replace("125.00", "124.00")))
    assert found.invoices[0].payable_minor == 12400
    assert any("PayableAmount" in sentence for sentence in found.warnings)


def test_a_credit_note_names_the_invoice_that_it_credits() -> None:
    reference = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-70</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference><cac:AccountingSupplierParty>"
    )
    found = read_document(as_credit_note(INVOICE), ("<cac:AccountingSupplierParty>", reference))
    (note,) = found.invoices
    assert (note.kind, note.payable_minor, note.credits_number) == ("credit_note", 12500, "F-70")
    assert (note.due_on, found.format, found.totals) == (None, "ubl-credit-note", {"SEK": -12500})


def test_a_credit_note_without_a_reference_is_read_with_a_warning() -> None:
    found = read_document(as_credit_note(INVOICE))
    assert found.invoices[0].credits_number is None
    assert any("which invoice it credits" in sentence for sentence in found.warnings)


def test_a_negative_invoice_is_a_credit_note() -> None:
    found = read_document(INVOICE, (PAYABLE, PAYABLE.replace("125", "-125")))
    assert (found.invoices[0].kind, found.invoices[0].payable_minor) == ("credit_note", 12500)


def test_a_negative_credit_note_is_an_error_for_a_person() -> None:
    found = read_document(as_credit_note(INVOICE), (PAYABLE, PAYABLE.replace("125", "-125")))
    assert found.invoices == []
    assert "two things" in found.errors[0].sentence


def test_without_a_due_day_the_terms_are_handed_on() -> None:
    terms = "<cac:PaymentTerms><cbc:Note>30 dagar netto</cbc:Note></cac:PaymentTerms>"
    found = read_document(
        INVOICE,
        ("<cbc:DueDate>2026-03-31</cbc:DueDate>", ""),
        ("<cac:PaymentMeans>", terms + "<cac:PaymentMeans>"),
    )
    (invoice,) = found.invoices
    assert (invoice.due_on, invoice.payment_terms) == (None, "30 dagar netto")


@pytest.mark.parametrize(("branch", "sort"), [("SE:PLUSGIRO", "plusgiro"), ("DNBANOKK", "other")])
def test_the_branch_says_what_sort_of_account_it_is(branch: str, sort: str) -> None:
    found = read_document(INVOICE, ("SE:BANKGIRO", branch))
    assert found.invoices[0].account_kind == sort


def test_a_buyers_number_that_is_not_right_is_told_and_never_kept() -> None:
    found = read_document(INVOICE, ("988077917", "988077918"))
    assert found.invoices[0].debtor.identity is None
    assert any("988077918" in sentence for sentence in found.warnings)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("2026-03-01", "2026-13-01", "calendar"),
        ("<cbc:ID>F-77</cbc:ID>", "", "number is missing"),
        (PAYABLE, "", "PayableAmount is missing"),
        (PAYABLE, PAYABLE.replace("125.00", "125.005"), "two decimals"),
        (PAYABLE, PAYABLE.replace("SEK", "EUR"), "EUR"),
        ("2026-03-31", "2026-02-01", "before it was issued"),
        ("Fjellstua  Kafé AS", "", "name is missing"),
    ],
)
def test_a_field_that_cannot_be_read_is_an_error_with_its_line(
    old: str, new: str, sentence: str
) -> None:
    found = read_document(INVOICE, (old, new))
    assert found.invoices == []
    (error,) = found.errors
    assert sentence in error.sentence and error.line > 1


def test_a_peppol_envelope_is_opened() -> None:
    body = INVOICE.partition("?>")[2]
    envelope = (
        '<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/'
        f'StandardBusinessDocumentHeader"><Header/>{body}</StandardBusinessDocument>'
    )
    assert read_document(envelope).invoices[0].number == "F-77"


@pytest.mark.parametrize(
    ("root", "word"),
    [
        (f"{UBL}Reminder-2}}Reminder", "retired"),
        ("urn:sfti:documents:BasicInvoice:1:0}Invoice", "Svefaktura"),
        ("http://difi.no/xsd/vefa/validator/1.0}testSet", "tests for a validator"),
        (f"{UBL}Order-2}}Order", "reads UBL"),
        ("http://www.unece.org/x}StandardBusinessDocument", "envelope without an invoice"),
    ],
)
def test_other_documents_are_refused_by_name(root: str, word: str) -> None:
    space, _, tag = root.partition("}")
    with pytest.raises(UnreadableFile, match=word):
        read_document(f'<{tag} xmlns="{space}"/>')


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE Invoice [<!ENTITY a "b">]><Invoice>&a;</Invoice>',
        '<!DOCTYPE Invoice SYSTEM "http://127.0.0.1/x"><Invoice/>'.encode("utf-16"),
        b"<Invoice>",
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a []+AD4-<a/>',
        "<!DOCTYPE a []><a/>".encode("utf-32-le"),
        b"<" * 1000,
        b"<a>" * 100_000,
        b"<a>" * 5000 + b"</a>" * 5000,
        INVOICE.encode() + b"<",
        INVOICE.replace("F-77", "F\x00").encode(),
    ],
)
def test_dangerous_and_damaged_xml_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_invoices(raw, name="invoice.xml", country="SE")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encodings_of_xml_are_read(encoding: str) -> None:
    text = INVOICE.replace("UTF-8", encoding.removesuffix("-sig"))
    found = read_invoices(text.encode(encoding), name="invoice.xml", country="SE")
    assert found.invoices[0].debtor.name == "Fjellstua Kafé AS"


def test_a_document_of_more_than_fifty_megabytes_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="50 MB"):
        read_invoices(b"<a>" + b" " * (51 << 20), name="invoice.xml", country="SE")


def test_an_attached_original_of_twelve_megabytes_is_no_hindrance() -> None:
    attached = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
        f"<cbc:EmbeddedDocumentBinaryObject>{'A' * (12 << 20)}</cbc:EmbeddedDocumentBinaryObject>"
        "</cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
    )
    found = read_document(INVOICE, ("<cac:AccountingSupplierParty>", attached))
    assert found.invoices[0].number == "F-77"


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=len(INVOICE)), st.binary(max_size=30))
def test_a_document_damaged_anywhere_is_read_or_refused(place: int, noise: bytes) -> None:
    raw = INVOICE.encode()
    try:
        as_json(read_invoices(raw[:place] + noise + raw[place + 9 :], name="x.xml", country="SE"))
    except Refusal as no:
        assert no.sentence


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        ["F-77", "2026-03-01", "380", "SEK", "SE", "5560160680", "0192", "125.00", "10017", "NO"]
    ),
    st.text(
        st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="<&"), max_size=9
    ),
)
def test_any_text_in_a_field_is_read_or_an_error(old: str, new: str) -> None:
    try:
        found = read_invoices(
            INVOICE.replace(old, new.replace('"', "")).encode(), name="x.xml", country="SE"
        )
    except Refusal as no:
        assert no.sentence
        return
    as_json(found)
    assert all(invoice.payable_minor > 0 for invoice in found.invoices)
