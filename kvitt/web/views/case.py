"""One case: its explained sum, its timeline, its letters and what comes next."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kvitt.application.list_cases import own_tenants
from kvitt.application.show_case import show_case
from kvitt.domain.roles import SEE_CASES
from kvitt.store.cases import case_key, stored_letter
from kvitt.store.session import tenant_scope
from kvitt.web.business_day import business_day
from kvitt.web.case_parts import balance, explained, how_to_pay, next_step, notices, story
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff


@require_safe
@for_staff(SEE_CASES)
@calmly
def one_case(request: HttpRequest, number: str) -> HttpResponse:
    """The case now, or as it stood at the end of the day named by ``on``."""
    on = _day(request.GET.get("on", ""))
    case = show_case(number, on=on, today=business_day())
    if case.number != number:
        raise Http404
    shown = {
        "case": case,
        "notices": notices(case, on),
        "explained": explained(case),
        "timeline": story(case),
        "balance": balance(case),
        "next": next_step(case),
        "pay": how_to_pay(case),
    }
    return page(request, "case.html", shown)


@require_safe
@for_staff(SEE_CASES)
@calmly
def letter(request: HttpRequest, number: str, document_id: str) -> HttpResponse:
    """The bytes of a letter exactly as they were sent."""
    key = case_key(number)
    tenant_ids = own_tenants()
    if key is None or key.tenant_id not in tenant_ids:
        raise Http404
    with tenant_scope(key.tenant_id):
        stored = stored_letter(key, int(document_id))
    if stored is None or stored.media_type != "application/pdf":
        raise Http404
    answer = HttpResponse(stored.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}-{int(document_id)}.pdf"'
    return answer


def _day(text: str) -> date | None:
    """A day from an address; anything else counts as not given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
