"""A copy of an invoice: the document as it came in, or what was told of it, on one page.

A file with several invoices is nobody's copy: what others owe stands in it. Only a document that
holds this invoice alone is handed out, and only where it says what was registered.
"""

import zlib
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kvitt.application.money_and_days import day_text, money_text
from kvitt.documents.report import Column, ReportTable, render_report
from kvitt.intake.csv_text import UnreadableFile
from kvitt.intake.invoice import InvoiceIn
from kvitt.intake.read import read_invoices
from kvitt.intake.ubl_copy import PDF, pdf_inside
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.invoices import claims_told, files_called
from kvitt.store.session import tenant_scope

XML = "application/xml"
PLACE = " line "
"""Stands between a file's name and the place in it, where a claim says where it came from."""
MOST_FILES = 50
"""Of files with the same name so many are looked through, the newest first."""
LARGEST_BYTES = 60 << 20
"""What a kept file may be unpacked to; a larger one is no single invoice."""


class InvoiceNotFound(Refusal):
    """The case has no such invoice."""


class Document(NamedTuple):
    """Bytes to hand out."""

    content: bytes
    media_type: str
    ending: str


class InvoiceCopy(NamedTuple):
    """An invoice of a case, and what there is of it to hand out."""

    claim_id: int
    invoice_number: str
    received: Document | None
    """As it came in: the picture inside the document, else the document; None where not kept."""


def invoice_copy(creditor: Creditor, case_id: int, claim_id: int) -> InvoiceCopy:
    """The invoice of that number of ours, as it was received. Raises InvoiceNotFound."""
    with tenant_scope(creditor.tenant_id):
        return _copy(creditor, _claim(creditor, case_id, claim_id))


def invoice_as_told(
    creditor: Creditor, case_id: int, claim_id: int, *, number: str, language: str
) -> Document:
    """What was told of the invoice, as a PDF of one page; it names no debtor.

    ``number`` is the case's. The same invoice has the same bytes. Raises InvoiceNotFound.
    """
    with tenant_scope(creditor.tenant_id):
        claim = _claim(creditor, case_id, claim_id)
    reference = _("OCR number") if creditor.country == "SE" else _("KID")
    rows = (
        (_("Issued by"), creditor.name),
        (_("Invoice"), claim.invoice_number),
        (_("For"), claim.text or "–"),
        (_("Date"), day_text(claim.issued_on)),
        (_("To be paid by"), day_text(claim.invoice_due_on)),
        (_("Amount"), money_text(claim.principal_minor, claim.currency)),
        (reference, claim.payment_reference),
    )
    told = ReportTable(
        title=_("Invoice %(number)s") % {"number": claim.invoice_number},
        under=_("As it was told to us, in case %(case)s. The creditor's own paper may look other.")
        % {"case": number},
        columns=(Column(_("What"), "text"), Column(_("As we were told"), "text")), rows=rows,
        language=language, country=creditor.country, of=creditor.name, made_on=claim.issued_on,
        shown=rows,
    )  # fmt: skip
    return Document(render_report(told), PDF, "pdf")


def invoices_of(creditor: Creditor, case_id: int) -> dict[str, int]:
    """Our number of each invoice of the case, by its own."""
    with tenant_scope(creditor.tenant_id):
        return {one.invoice_number: one.id for one in claims_told(creditor.tenant_id, case_id)}


def _claim(creditor: Creditor, case_id: int, claim_id: int) -> Any:
    for one in claims_told(creditor.tenant_id, case_id):
        if one.id == claim_id:
            return one
    raise InvoiceNotFound("there is no such invoice on the case")


def _copy(creditor: Creditor, claim: Any) -> InvoiceCopy:
    name = claim.source.rpartition(PLACE)[0]
    if name:
        for packed in files_called(creditor.tenant_id, name, most=MOST_FILES):
            raw = _unpacked(packed)
            if raw is not None and _is_of(creditor, raw, name, claim):
                return InvoiceCopy(claim.id, claim.invoice_number, _document(raw, name))
    return InvoiceCopy(claim.id, claim.invoice_number, None)


def _document(raw: bytes, name: str) -> Document:
    picture = pdf_inside(raw, name=name)
    return Document(picture, PDF, "pdf") if picture else Document(raw, XML, "xml")


def _is_of(creditor: Creditor, raw: bytes, name: str, claim: Any) -> bool:
    """Whether the bytes are one document, and that of this very invoice."""
    if not raw.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        return False
    try:
        found = read_invoices(raw, name=name, country=creditor.country).invoices
    except UnreadableFile:
        return False
    return [_told(one) for one in found] == [
        (claim.invoice_number, claim.issued_on, claim.principal_minor)
    ]


def _told(one: InvoiceIn) -> tuple[Any, ...]:
    return one.number, one.issued_on, one.payable_minor


def _unpacked(packed: bytes) -> bytes | None:
    unpacker = zlib.decompressobj()
    raw = unpacker.decompress(packed, LARGEST_BYTES)
    return None if unpacker.unconsumed_tail else raw
