"""All the debtor's cases, or the only one at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kvitt.application.show_case import show_case
from kvitt.store.cases import CaseKey
from kvitt.web.business_day import business_day
from kvitt.web.pages import calmly
from kvitt.web.signin.guards import for_debtor, visitor_on


@require_safe
@for_debtor
@calmly
def debtor_home(request: HttpRequest) -> HttpResponse:
    """The debtor's cases with what is open on each; one case alone is opened at once."""
    debtor = visitor_on(request).debtor
    keys = debtor.cases if debtor else ()
    if len(keys) == 1:
        return redirect("debtor_case", keys[0].number)
    cases = [show_case(key.number, today=business_day()) for key in keys]
    return render(request, "debtor/home.html", {"cases": cases})


@require_safe
@for_debtor
@calmly
def debtor_case(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """One case of the debtor's own."""
    case = show_case(key.number, today=business_day())
    return render(request, "debtor/case.html", {"case": case})
