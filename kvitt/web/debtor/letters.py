"""The letters of a case exactly as they were sent, and what stands on the invoice."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.case_words import letter_word
from kvitt.application.copy_invoice import (
    Document,
    InvoiceNotFound,
    invoice_as_told,
    invoice_copy,
    invoices_of,
)
from kvitt.application.debtor_case import DebtorCase
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.show_letter import show_letter
from kvitt.application.write_receipt import StillOwed, write_receipt
from kvitt.intake.ubl_copy import PDF
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.frame import access_of, case_of, kindly, page
from kvitt.web.design import EmptyState, Fact, Link
from kvitt.web.signin.guards import for_debtor

SENT = ("sent", "unknown")


@require_safe
@for_debtor
@kindly
def debtor_letters(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """All letters by their days; their bytes for whoever signed in with an identity."""
    case = case_of(key)
    may_open = access_of(request).by == "identity"
    listed = [
        (letter_word(letter["kind"]), day_text(letter["made_on"]), _place(case, letter["id"]))
        for letter in case.view.letters
        if _is_sent(letter)
    ]
    ours = invoices_of(case.creditor, key.case_id)
    invoices = [
        {
            "facts": (
                Fact(_("Invoice"), one["invoice_number"], one["text"] or ""),
                Fact(_("Date"), day_text(one["issued_on"])),
                Fact(_("To be paid by"), day_text(one["invoice_due_on"])),
                Fact(_("Amount"), money_text(one["principal_minor"], case.view.currency)),
            ),
            "copy": Link(
                _("Copy of the invoice"),
                reverse("debtor_invoice", args=[key.number, ours[one["invoice_number"]]]),
            ),
        }
        for one in case.view.invoices
    ]
    shown = {
        "letters": [Link(f"{word}", place, on) for word, on, place in listed] if may_open else [],
        "days": [] if may_open else [Fact(word, on) for word, on, _place_of in listed],
        "none": None if listed else EmptyState(_("No letter has been sent yet")),
        "may_open": may_open,
        "invoices": invoices,
    }
    return page(request, "letters.html", shown, case=case)


@require_safe
@for_debtor
@kindly
def debtor_letter(request: HttpRequest, *, key: CaseKey, document_id: str) -> HttpResponse:
    """The bytes of one letter that was sent; not for a code, for a letter holds an address."""
    if access_of(request).by != "identity":
        raise Http404
    case = case_of(key)
    known = {letter["id"] for letter in case.view.letters if _is_sent(letter)}
    stored = show_letter(key, int(document_id)) if int(document_id) in known else None
    if stored is None:
        raise Http404
    answer = HttpResponse(stored.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{key.number}-{int(document_id)}.pdf"'
    return answer


@require_safe
@for_debtor
@kindly
def debtor_invoice(request: HttpRequest, *, key: CaseKey, claim: int) -> HttpResponse:
    """A copy of the invoice: as it came in, or what was told of it.

    An invoice holds an address: to whoever came with a code only what was told is handed out.
    """
    case, found = case_of(key), None
    try:
        if access_of(request).by == "identity":
            found = invoice_copy(case.creditor, key.case_id, claim).received
        found = found or invoice_as_told(
            case.creditor, key.case_id, claim, number=key.number, language=get_language() or "en"
        )
    except InvoiceNotFound as no:
        raise Http404 from no
    return handed_out(found, f"{key.number}-{claim}")


@require_safe
@for_debtor
@kindly
def debtor_receipt(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The receipt of a case that has ended with nothing owed."""
    try:
        receipt = write_receipt(case_of(key), language=get_language() or "en")
    except StillOwed as no:
        raise Http404 from no
    return handed_out(Document(receipt, PDF, "pdf"), key.number)


def handed_out(document: Document, name: str) -> HttpResponse:
    """The document: a PDF is shown by the browser, anything else is saved."""
    answer = HttpResponse(document.content, content_type=document.media_type)
    how = "inline" if document.ending == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="{name}.{document.ending}"'
    return answer


def _is_sent(letter: dict[str, object]) -> bool:
    return letter["media_type"] == "application/pdf" and letter["state"] in SENT


def _place(case: DebtorCase, document_id: int) -> str:
    return reverse("debtor_letter", args=[case.key.number, document_id])
