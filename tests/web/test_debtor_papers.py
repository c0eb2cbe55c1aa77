"""What a person can keep: a copy of the invoice, a receipt, and until when data is kept."""

import base64
import re

import pytest
from django.test import Client

from kvitt.application.close_case import close_case
from kvitt.application.import_invoices import import_invoices
from kvitt.store.cases import case_key
from tests.documents.pdf_words import pdf_words
from tests.intake.ubl_documents import INVOICE
from tests.people import member, signed_in
from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.debtors import entered, known
from tests.web.test_pages import text_of

OWED_BY = "988077917"
"""The buyer on the document."""
PICTURE = b"%PDF-1.7 the creditor's own invoice"


def attachment(content: bytes, kind: str = "application/pdf") -> str:
    return (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
        f'<cbc:EmbeddedDocumentBinaryObject mimeCode="{kind}" filename="a">'
        f"{base64.b64encode(content).decode()}</cbc:EmbeddedDocumentBinaryObject>"
        "</cac:Attachment></cac:AdditionalDocumentReference>"
    )


@pytest.fixture
def sent_in(live_db, today, tmp_path):
    """Sends in a document with these attachments; its creditor and the case's number."""

    def send(*attached: str, name: str = "invoice.xml", documents: int = 1):
        creditor = creditor_with([], today=REGISTERED)
        for number in range(documents):
            text = INVOICE.replace("5560160680", creditor.organisation_number)
            text = text.replace("F-77", f"F-{77 + number}")
            begin = "  <cac:AccountingSupplierParty>"
            path = tmp_path / name
            path.write_text(text.replace(begin, "".join(attached) + begin), encoding="utf-8")
            done = import_invoices(creditor, path, today=REGISTERED)
            assert done.registered.invoices == 1, done.registered.errors
        return creditor, case_numbers(creditor)

    return send


def copy_place(client, number: str) -> str:
    page = client.get(f"/my/cases/{number}/letters/").content.decode()
    (place,) = re.findall(rf'href="(/my/cases/{number}/invoices/\d+/)"', page)
    return place


def by_identity() -> Client:
    return known(Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en"), OWED_BY)


def test_the_picture_inside_the_document_is_the_copy(sent_in):
    creditor, (number,) = sent_in(attachment(PICTURE), attachment(b"a,b", "text/csv"))
    client = by_identity()
    answer = client.get(copy_place(client, number))
    assert answer.content == PICTURE and answer["Content-Type"] == "application/pdf"
    kari = signed_in(Client(HTTP_HOST="127.0.0.1"),
                     member(creditor.tenant_id, "creditor_admin", today=TODAY))  # fmt: skip
    (listed,) = re.findall(
        rf'href="(/creditor/cases/{number}/invoices/\d+/)"',
        kari.get("/creditor/invoices/").content.decode(),
    )
    assert kari.get(listed).content == PICTURE
    assert kari.get(listed[:-2] + "999999999/").status_code == 404


def test_without_one_picture_the_document_itself_is_the_copy(sent_in):
    for attached in ((), (attachment(PICTURE), attachment(PICTURE)), (attachment(b"no pdf"),)):
        _, (number,) = sent_in(*attached)
        client = by_identity()
        answer = client.get(copy_place(client, number))
        assert answer.content.startswith(b"<?xml") and b"F-77" in answer.content
        assert answer["Content-Disposition"].startswith("attachment")


def test_each_of_two_files_with_one_name_is_found_by_what_it_says(sent_in):
    _, (first, second) = sent_in(documents=2)
    client = by_identity()
    assert b"F-77" in client.get(copy_place(client, first)).content
    assert b"F-78" in client.get(copy_place(client, second)).content


def test_with_a_code_only_what_was_told_is_handed_out_and_no_name_stands_in_it(sent_in, stranger):
    _, (number,) = sent_in(attachment(PICTURE))
    client = entered(stranger, number, day=TODAY)
    words = pdf_words(client.get(copy_place(client, number)).content)
    assert "F-77" in words and "125.00" in words and "Fatöl;Frakt" in words
    assert "Fjellstua" not in words and "Storgata" not in words


def test_a_file_with_others_in_it_is_handed_out_to_nobody(live_db, today, tmp_path, stranger):
    creditor = creditor_with([], today=REGISTERED)
    path = tmp_path / "march.csv"
    path.write_text(
        "Fakturanr;Fakturadatum;Förfallodag;Att betala;Namn;Kundnr\n"
        "1001;2026-01-02;2026-02-02;1250,50;Ada Ek;7\n"
        "1002;2026-01-02;2026-02-02;99,00;Bo Alm;8\n", encoding="utf-8",
    )  # fmt: skip
    import_invoices(creditor, path, today=REGISTERED)
    number = case_numbers(creditor)[0]
    client = entered(stranger, number, day=TODAY)
    place = copy_place(client, number)
    once, again = (client.get(place).content for _ in range(2))
    assert once == again and "1,250.50" in pdf_words(once) and "Alm" not in pdf_words(once)
    kari = signed_in(Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en"),
                     member(creditor.tenant_id, "creditor_admin", today=TODAY))  # fmt: skip
    answer = kari.get(place.replace("/my/", "/creditor/"))
    assert answer["Content-Type"] == "application/pdf" and "Alm" not in pdf_words(answer.content)


def test_anothers_invoice_is_not_there(visit, hers, mia):
    bos = case_numbers(mia)[2]
    place = copy_place(visit, hers)
    assert visit.get(place.replace(hers, bos)).status_code == 404
    other = str(int(re.findall(r"\d+", place)[-1]) + 1)
    assert visit.get(f"/my/cases/{hers}/invoices/{other}/").status_code == 404
    assert visit.get(f"/my/cases/{hers}/receipt/").status_code == 404, "it is not paid"


@pytest.mark.parametrize(("country", "file_until", "books_until"), [
    ("SE", "25 Mar 2029", "31 Dec 2033"), ("NO", "25 Mar 2031", "31 Dec 2031"),
])  # fmt: skip
def test_who_owes_nothing_has_a_receipt_and_is_told_until_when_data_is_kept(
    live_db, letters, today, stranger, country, file_until, books_until
):
    bill = invoice("6", due_on=DUE, country=country, name="Mia Berg")
    creditor = creditor_with([bill], country=country, today=REGISTERED)
    number = case_numbers(creditor)[0]
    client = entered(stranger, number, day=TODAY)
    close_case(creditor, case_key(number).case_id, reason="settled", because="paid", today=TODAY,
               actor="test")  # fmt: skip
    page = text_of(client.get(f"/my/cases/{number}/"))
    assert f"is to be deleted after {file_until} at the latest" in page
    assert f"is kept through {books_until}" in page
    receipt = client.get(f"/my/cases/{number}/receipt/").content
    words = pdf_words(receipt)
    assert "debt-free" in words and "Invoice6" in words and "Mia" not in words
    assert receipt == client.get(f"/my/cases/{number}/receipt/").content


def test_a_case_that_ended_otherwise_has_no_receipt(visit, hers, mia):
    close_case(mia, case_key(hers).case_id, reason="withdrawn", because="a mistake", today=TODAY,
               actor="test")  # fmt: skip
    assert "Save the receipt" not in text_of(visit.get(f"/my/cases/{hers}/"))
    assert visit.get(f"/my/cases/{hers}/receipt/").status_code == 404
