"""One case of the creditor: its explained sum, its timeline, its letters, and what can be done."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.case_view import CaseView
from kvitt.application.close_case import stopped_by_closing
from kvitt.application.copy_invoice import InvoiceNotFound, invoice_as_told, invoice_copy
from kvitt.application.list_threads import list_threads
from kvitt.application.preview_letter import preview_deferral
from kvitt.application.show_case import show_case
from kvitt.application.show_letter import show_letter
from kvitt.domain.messages import CREDITOR, Reader
from kvitt.domain.roles import SEE_CASES, WORK_CASES
from kvitt.store.cases import CaseKey
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.case_parts import balance, explained, how_to_pay, next_step, notices, story
from kvitt.web.creditor.closing import stopped
from kvitt.web.creditor.frame import at, calmly, may, own_case, page
from kvitt.web.design import Action, Link, Notice
from kvitt.web.design.part import Part
from kvitt.web.signin.guards import for_creditor


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_case(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
    """The case now, or as it stood at the end of the day named by ``on``."""
    case_id = own_case(tenant_id, number)
    on = a_day(request.GET.get("on", ""))
    case = show_case(number, on=on, today=business_day())
    whose = at(request, tenant_id)
    works = on is None and may(request, tenant_id, WORK_CASES)
    shown = {
        "case": case,
        "notices": _standing(case, on),
        "explained": explained(case),
        "timeline": story(case, letter_page="creditor_letter"),
        "balance": balance(case),
        "next": next_step(case),
        "pay": how_to_pay(case),
        "threads": list_threads(
            Reader(CREDITOR, whose.name), creditor=whose.creditor, case_id=case_id
        ),
        "first": first_acts(case) if works else (),
        "acts": acts(case) if works else (),
        "done": _done(whose.creditor, case_id, case, request.GET.get("done", "")),
    }
    return page(request, "case.html", shown, tenant_id=tenant_id, here="cases")


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_letter(
    request: HttpRequest, number: str, document_id: str, *, tenant_id: int
) -> HttpResponse:
    """The bytes of a letter exactly as they were sent."""
    case_id = own_case(tenant_id, number)
    stored = show_letter(CaseKey(tenant_id, case_id), int(document_id))
    if stored is None:
        raise Http404
    return pdf(stored.content, f"{number}-{int(document_id)}.pdf")


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_invoice(
    request: HttpRequest, number: str, claim: int, *, tenant_id: int
) -> HttpResponse:
    """A copy of an invoice of the case: as it came in, or what was told of it."""
    case_id, creditor = own_case(tenant_id, number), at(request, tenant_id).creditor
    try:
        found = invoice_copy(creditor, case_id, claim).received or invoice_as_told(
            creditor, case_id, claim, number=number, language=get_language() or "en"
        )
    except InvoiceNotFound as no:
        raise Http404 from no
    if found.ending == "pdf":
        return pdf(found.content, f"{number}-{claim}.pdf")
    answer = HttpResponse(found.content, content_type=found.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{number}-{claim}.{found.ending}"'
    return answer


@require_safe
@for_creditor(WORK_CASES)
@calmly
def creditor_defer_letter(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
    """The letter that would confirm that much more time; nothing is given yet."""
    case_id = own_case(tenant_id, number)
    until = a_day(request.GET.get("until", ""))
    if until is None:
        raise Http404
    made = preview_deferral(
        at(request, tenant_id).creditor, case_id, until=until, because="–",
        interest=request.GET.get("interest", ""), today=business_day(),
    )  # fmt: skip
    return pdf(made, f"{number}-{until.isoformat()}.pdf")


def _standing(case: CaseView, on: date | None) -> list[Part]:
    """The holds of the case; of a closed one its closing says what ended."""
    if case.closed_on is not None and on is None:
        return []
    return notices(case, on, page="creditor_case")


def _done(creditor: Creditor, case_id: int, case: CaseView, act: str) -> Notice | None:
    """What was just done; of a closed case always what its closing stopped."""
    if case.closed_on is None:
        return done(act)
    told = stopped_by_closing(creditor, case_id)
    return stopped(told, case.currency) if told is not None else done(act)


def first_acts(case: CaseView) -> tuple[Action, ...]:
    """What debtors call about most often, and the answer to an objection: buttons."""
    if case.closed_on is not None:
        return ()
    words = {"defer": _("Give more time"), "plan": _("Split the payment")}
    if is_disputed(case):
        words["answer"] = _("Answer the objection")
    return tuple(
        Action(
            text, reverse(f"creditor_{act}", args=[case.number]),
            "primary" if act == "answer" else "secondary",
        )
        for act, text in words.items()
    )  # fmt: skip


def acts(case: CaseView) -> tuple[Link, ...]:
    """What else the creditor can do with the case now; nothing where it is closed."""
    if case.closed_on is not None:
        return ()
    words = {
        "announced": _("Payment announced"),
        "direct": _("Paid to us"),
        "credit": _("Credit an invoice"),
        "objection": _("The debtor objects"),
        "close": _("Close the case"),
        "ask": _("Ask a specialist"),
    }
    if is_disputed(case):
        del words["objection"]
    return tuple(
        Link(text, reverse(f"creditor_{act}", args=[case.number])) for act, text in words.items()
    )


def is_disputed(case: CaseView) -> bool:
    """Whether an objection waits for its answer."""
    return any(hold["kind"] == "dispute" for hold in case.holds)


def done(act: str) -> Notice | None:
    """That an act is done; None for anything else."""
    words = {
        "announced": _("Nothing is sent until the bank has told."),
        "defer": _("More time is given, and a letter confirms it."),
        "plan": _("The plan is agreed, and a letter confirms it."),
        "direct": _("The payment is booked."),
        "credit": _("The invoice is credited."),
        "close": _("The case is closed."),
        "objection": _("The case stands still until the objection is answered."),
        "answer": _("The debtor gets the answer in a letter."),
        "ask": _("Your question is sent."),
    }
    return Notice(words[act], tone="good") if act in words else None


def a_day(text: str) -> date | None:
    """A day from an address; anything else counts as not given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
